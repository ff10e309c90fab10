"""Which of the ports that the map holds belongs to a reservation: a code may match none, one or many."""

from collections.abc import Iterable

from isp_integrations.core.mapping.models import CustomerPort, PortReservation, ReservationStatus
from isp_integrations.core.mapping.refusals import code_ambiguous

_LET_GO = frozenset(
    {ReservationStatus.AVAILABLE, ReservationStatus.CANCELLED, ReservationStatus.CANCELLED_LOCAL_ONLY}
)


def held_for(reservation: PortReservation, found: Iterable[CustomerPort]) -> CustomerPort | None:
    """The one of `found` that is the reservation's: by the platform's own id where it is known, else by its place.

    Half a reservation is at its place too: a customer on no port of its structure, or the only one and nowhere.

    Raises:
        ProviderRejected: several could be it, or none of them is at its place.
    """
    held = tuple(found)
    if reservation.remote_ref is not None:
        return next((port for port in held if port.remote_ref == reservation.remote_ref), None)
    if not held:
        return None
    if len(held) == 1 and (held[0].structure_id, held[0].port_id) == (None, None):
        return held[0]
    here = [port for port in held if _same_place(reservation, port)]
    if len(here) != 1:
        raise code_ambiguous()
    return here[0]


def unknown_to_host(held: Iterable[CustomerPort], known: Iterable[PortReservation]) -> tuple[CustomerPort, ...]:
    """What the map holds and no reservation of the host stands for, nor one that the ERP alone let go."""
    live = [reservation for reservation in known if reservation.status not in _LET_GO]
    refs = {reservation.remote_ref for reservation in live if reservation.remote_ref is not None}
    codes = {reservation.code for reservation in live if reservation.remote_ref is None}
    return tuple(port for port in held if port.remote_ref not in refs and port.code not in codes)


def _same_place(reservation: PortReservation, port: CustomerPort) -> bool:
    same_port = None in {reservation.port_id, port.port_id} or port.port_id == reservation.port_id
    return port.structure_id == reservation.structure_id and same_port
