"""The port reservation (machine 5.6)."""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from isp_integrations.core.machines import Machine, Observation, Observed
from isp_integrations.core.mapping.models import CustomerPort, PortReservation, PortStatus, ReservationStatus
from isp_integrations.core.rules import Violation

_S = ReservationStatus


class ReservationCommand(StrEnum):
    """What the host may ask. CANCEL frees the port in host and platform, CANCEL_IN_ERP in the host alone."""

    RESERVE = "reserve"
    ACTIVATE = "activate"
    CANCEL = "cancel"
    CANCEL_IN_ERP = "cancel_in_erp"
    RELEASE = "release"


class ReservationObservation(StrEnum):
    """What host and platform report.

    The three confirmations are the reference's "provider confirms", the five failures its "provider failed". Of a
    release that failed there are three: it leaves the port where it was before. CONTRACT_APPROVED is one that
    activates (PORT-9); any other approval changes nothing.
    """

    CONTRACT_APPROVED = "contract_approved"
    RESERVATION_CONFIRMED = "reservation_confirmed"
    ACTIVATION_CONFIRMED = "activation_confirmed"
    RELEASE_CONFIRMED = "release_confirmed"
    RESERVATION_FAILED = "reservation_failed"
    ACTIVATION_FAILED = "activation_failed"
    CANCEL_FAILED = "cancel_failed"
    RELEASE_FAILED = "release_failed"
    CLEAN_UP_FAILED = "clean_up_failed"
    UNKNOWN_WORD = "unknown_word"


_O = ReservationObservation


def _seen(after: ReservationStatus, *expected_from: ReservationStatus) -> Observation[ReservationStatus]:
    return Observation(after, frozenset(expected_from))


RESERVATION = Machine[ReservationStatus](
    name="map.reservation",
    subject="A reserva de porta",
    own_rule="PORT-4",
    commands={
        ReservationCommand.RESERVE: {_S.AVAILABLE: _S.RESERVING},
        ReservationCommand.ACTIVATE: {
            _S.RESERVED: _S.ACTIVATING,
            _S.ACTIVATING: _S.ACTIVATING,
            _S.ACTIVE: _S.ACTIVE,
        },
        ReservationCommand.CANCEL: {
            _S.RESERVED: _S.RELEASING,
            _S.RELEASING: _S.RELEASING,
            _S.CANCELLED_LOCAL_ONLY: _S.RELEASING,
            _S.CANCELLED: _S.CANCELLED,
        },
        ReservationCommand.CANCEL_IN_ERP: {
            _S.RESERVED: _S.CANCELLED_LOCAL_ONLY,
            _S.CANCELLED_LOCAL_ONLY: _S.CANCELLED_LOCAL_ONLY,
            _S.CANCELLED: _S.CANCELLED,
        },
        ReservationCommand.RELEASE: {
            _S.ACTIVE: _S.RELEASING,
            _S.RELEASING: _S.RELEASING,
            _S.CANCELLED: _S.CANCELLED,
        },
    },
    observations={
        _O.CONTRACT_APPROVED: _seen(_S.ACTIVATING, _S.RESERVED),
        _O.RESERVATION_CONFIRMED: _seen(_S.RESERVED, _S.RESERVING, _S.UNKNOWN),
        _O.ACTIVATION_CONFIRMED: _seen(_S.ACTIVE, _S.ACTIVATING, _S.UNKNOWN),
        _O.RELEASE_CONFIRMED: _seen(_S.CANCELLED, _S.RELEASING, _S.CANCELLED_LOCAL_ONLY, _S.UNKNOWN),
        _O.RESERVATION_FAILED: _seen(_S.AVAILABLE, _S.RESERVING),
        _O.ACTIVATION_FAILED: _seen(_S.RESERVED, _S.ACTIVATING),
        _O.CANCEL_FAILED: _seen(_S.RESERVED, _S.RELEASING),
        _O.RELEASE_FAILED: _seen(_S.ACTIVE, _S.RELEASING),
        _O.CLEAN_UP_FAILED: _seen(_S.CANCELLED_LOCAL_ONLY, _S.RELEASING),
        _O.UNKNOWN_WORD: _seen(_S.UNKNOWN, *_S),
    },
    words={
        _S.AVAILABLE: "Disponível",
        _S.RESERVING: "Reservando",
        _S.RESERVED: "Reservada",
        _S.ACTIVATING: "Ativando",
        _S.ACTIVE: "Ativa",
        _S.RELEASING: "Liberando",
        _S.CANCELLED_LOCAL_ONLY: "Cancelada só no ERP",
        _S.CANCELLED: "Cancelada",
        _S.UNKNOWN: "Desconhecido",
        ReservationCommand.RESERVE: "reserva",
        ReservationCommand.ACTIVATE: "ativação",
        ReservationCommand.CANCEL: "cancelamento",
        ReservationCommand.CANCEL_IN_ERP: "cancelamento só no ERP",
        ReservationCommand.RELEASE: "liberação",
    },
)
"""The reservation. RESERVING, ACTIVATING and RELEASING are recorded by the host before the platform is called."""

_FAILED: Mapping[tuple[ReservationStatus, ReservationStatus | None], ReservationObservation] = {
    (_S.RESERVING, None): _O.RESERVATION_FAILED,
    (_S.ACTIVATING, None): _O.ACTIVATION_FAILED,
    (_S.RELEASING, _S.RESERVED): _O.CANCEL_FAILED,
    (_S.RELEASING, _S.ACTIVE): _O.RELEASE_FAILED,
    (_S.RELEASING, _S.CANCELLED_LOCAL_ONLY): _O.CLEAN_UP_FAILED,
}
_STILL = frozenset(
    {
        (_S.ACTIVATING, _S.RESERVED),
        (_S.RELEASING, _S.RESERVED),
        (_S.RELEASING, _S.ACTIVE),
        (_S.CANCELLED_LOCAL_ONLY, _S.RESERVED),
    }
)
"""What is on its way and not there yet, or left as it is on purpose: a look that shows it changes nothing."""
_SHOWN = {
    PortStatus.RESERVED: _S.RESERVED,
    PortStatus.IN_USE: _S.ACTIVE,
}
_NEVER_HELD = frozenset({_S.AVAILABLE, _S.RESERVING})
_NOT_ACTIVATED = frozenset({_S.AVAILABLE, _S.RESERVING, _S.RESERVED, _S.CANCELLED_LOCAL_ONLY, _S.CANCELLED})


def begin(
    reservation: PortReservation, command: ReservationCommand, *, drop_cable_id: str | None = None
) -> PortReservation | Violation:
    """The reservation as the host records it *before* the platform is called, or why the command is refused.

    A process that dies in between leaves this state behind, and `reconcile_reservation` decides what became of it.

    Args:
        drop_cable_id: the cable of an activation, with which it can be taken up again.
    """
    after = RESERVATION.command(reservation.status, command)
    if isinstance(after, Violation):
        return after
    came_from = reservation.released_from if reservation.status is _S.RELEASING else reservation.status
    return attrs.evolve(
        reservation,
        status=after,
        released_from=came_from if after is _S.RELEASING else None,
        drop_cable_id=drop_cable_id or reservation.drop_cable_id,
        error=None,
    )


def approve_contract(reservation: PortReservation, *, activates: bool) -> PortReservation:
    """The reservation after its contract was approved; only a reserved one is activated, and only if it shall be."""
    if not activates or reservation.status is not _S.RESERVED:
        return reservation
    return attrs.evolve(reservation, status=RESERVATION.observations[_O.CONTRACT_APPROVED].after, error=None)


def provider_failed(reservation: PortReservation, error: str) -> PortReservation:
    """The reservation after the platform failed to do what was under way; `error` (pt-BR) is kept."""
    event = _FAILED.get((reservation.status, reservation.released_from))
    if event is None:
        return reservation
    return attrs.evolve(reservation, status=RESERVATION.observations[event].after, released_from=None, error=error)


def observe_port(
    reservation: PortReservation, seen: CustomerPort | None, *, tells_apart: bool = True
) -> Observed[PortReservation]:
    """Take what a look at the map showed of a reservation; `None` is "the map holds nothing for it".

    What is still under way stays so: a port that is ACTIVATING and shown as reserved needs some more minutes.

    Args:
        tells_apart: whether the map tells reserved from served; where it does not, a served customer may be either,
            and the host's own record decides.
    """
    shown = _shown(reservation.status, seen)
    if not tells_apart and shown is _S.ACTIVE and reservation.status in _NOT_ACTIVATED:
        shown = _S.RESERVED
    if (reservation.status, shown) in _STILL:
        return Observed(state=_located(reservation, seen))
    taken = RESERVATION.report(reservation.status, shown, subject=reservation.id or "")
    after = attrs.evolve(
        _located(reservation, seen),
        status=taken.state,
        raw_status=seen.raw_status if seen else None,
        released_from=reservation.released_from if taken.state is _S.RELEASING else None,
        error=None,
    )
    return Observed(state=after, unexpected=taken.unexpected)


def _shown(status: ReservationStatus, seen: CustomerPort | None) -> ReservationStatus:
    if seen is None:
        return _S.AVAILABLE if status in _NEVER_HELD else _S.CANCELLED
    return _SHOWN.get(seen.status, _S.UNKNOWN)


def _located(reservation: PortReservation, seen: CustomerPort | None) -> PortReservation:
    """The reservation with where the map says it is; what the map leaves out stays as it was known."""
    if seen is None:
        return reservation
    return attrs.evolve(
        reservation,
        structure_id=seen.structure_id or reservation.structure_id,
        port_id=seen.port_id or reservation.port_id,
        port_number=seen.port_number or reservation.port_number,
        drop_cable_id=seen.cable_type_id or reservation.drop_cable_id,
        remote_ref=seen.remote_ref,
    )
