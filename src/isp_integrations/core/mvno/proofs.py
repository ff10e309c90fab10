"""What proves that a write whose answer was lost happened: the line or its portability, read before and after."""

from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import MvnoLine, Portability
from isp_integrations.core.readback import Undecided


def sim_swapped(before: MvnoLine, now: MvnoLine, wanted: Iccid | None) -> bool:
    """Whether the line went to the wanted SIM; where the platform picks it, to any other SIM that is an eSIM.

    Two swaps at once to SIMs of the platform's choice cannot be told apart.
    """
    if now.iccid is None or before.iccid is None:
        raise Undecided("A plataforma não mostra o chip da linha.")
    if now.iccid == wanted:
        return True
    if now.iccid == before.iccid:
        return False
    if wanted is None and now.is_esim:
        return True
    raise Undecided("A linha está em um chip que não é o anterior nem o pedido.")


def newly_requested(before: Portability, now: Portability, number: Msisdn) -> bool:
    """Whether `now` is a port-in of `number` that `before` was not.

    A second request for the same number on the same day looks like the first where the platform shows days alone.
    """

    def request_of(port: Portability) -> tuple[object, ...]:
        return port.number, port.ticket_number, port.requested_at

    return now.number == number and request_of(now) != request_of(before)
