"""What a reservation is after a look at the map, and the events that say so."""

from collections.abc import Iterable

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange, Wait
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.events import PortActivationOverdue, ReservationStatusChanged
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.machines import observe_port
from isp_integrations.core.mapping.matching import held_for
from isp_integrations.core.mapping.rules import check_code
from isp_integrations.core.session import Session

LOOKS = (15.0, 30.0, 60.0, 60.0, 120.0, 120.0, 180.0)
"""Seconds waited before each look for an activation: "some minutes" (S004), and some more."""

SETTLE_SECONDS = 60.0
"""How long a reservation that the map does not show is given to appear, before it counts as never made."""

_S = m.ReservationStatus
_ACTIVATION = frozenset({_S.ACTIVATING})


def limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(MappingSpec))


def status_change(before: m.PortReservation, after: m.PortReservation) -> tuple[Event, ...]:
    if after.status is before.status:
        return ()
    return (ReservationStatusChanged(reservation_id=before.id, before=before.status, after=after.status),)


def observed(
    session: Session,
    reservation: m.PortReservation,
    seen: m.CustomerPort | None,
    *,
    begun: m.ReservationStatus | None = None,
) -> tuple[m.PortReservation, tuple[Event, ...]]:
    """The reservation after a look, and what the host must record of it.

    Args:
        begun: the state that it was in while the platform was asked, where something was.
    """
    asked = reservation if begun is None else attrs.evolve(reservation, status=begun)
    taken = observe_port(asked, seen, tells_apart=not limits_of(session).reserves_as_served)
    jump = (taken.unexpected,) if taken.unexpected else ()
    return taken.state, (*status_change(reservation, taken.state), *jump)


def look(session: Session, reservation: m.PortReservation) -> Exchange[m.CustomerPort | None]:
    """What the map holds for a reservation."""
    session.require(MappingSpec.find_customer_port)
    refuse_errors(check_code(reservation.code))
    found = yield from session.exchange(MappingSpec.find_customer_port, r.FindCustomerPort(code=reservation.code))
    return held_for(reservation, found)


def refresh_reservation(session: Session, *, reservation: m.PortReservation) -> Exchange[Done[m.PortReservation]]:
    """The reservation with what the map now says of it; every change is an event (an observation, CORE-10).

    An activation under way stays ACTIVATING until the map shows the port in use.

    Raises:
        ProviderRejected: `remote_ref` is not known, and what the code matches is elsewhere or several ports.
    """
    seen = yield from look(session, reservation)
    after, events = observed(session, reservation, seen)
    return Done(value=after, events=events)


def follow_reservation(
    session: Session, *, reservation: m.PortReservation, looks: Iterable[float] = LOOKS
) -> Exchange[Done[m.PortReservation]]:
    """Look at an activation until the map shows it done, or the looks are used up (`PortActivationOverdue`).

    A host with a scheduler of its own calls `refresh_reservation` from there instead.

    Args:
        looks: seconds to wait before each look.
    """
    now, events, waited = reservation, tuple[Event, ...](), 0.0
    for seconds in looks:
        if now.status not in _ACTIVATION:
            break
        yield from Wait(seconds)
        waited += seconds
        seen = yield from look(session, now)
        now, news = observed(session, now, seen)
        events += news
    if now.status in _ACTIVATION:
        events += (PortActivationOverdue(reservation_id=now.id, waited_seconds=waited),)
    return Done(value=now, events=events)


def reconcile_reservation(
    session: Session, *, reservation: m.PortReservation, settle_seconds: float = SETTLE_SECONDS
) -> Exchange[Done[m.PortReservation]]:
    """Finish or undo what a killed process left behind: afterwards the reservation is complete or absent.

    RESERVING becomes RESERVED if the map holds its port, and AVAILABLE if it does not; half a reservation, a
    customer on no port of its structure, is removed. ACTIVATING is activated again if the map shows it reserved,
    and RELEASING is released again if the map still holds it: both are as good twice as once. Other states are only
    looked at.

    Args:
        settle_seconds: how long a reservation that does not show yet may still be on its way. No platform publishes
            it; the host answers for it.

    Raises:
        ProviderRejected: `remote_ref` is not known, and what the code matches is elsewhere or several ports.
    """
    seen = yield from look(session, reservation)
    if reservation.status is _S.RESERVING:
        if seen is None:
            yield from Wait(settle_seconds)
            seen = yield from look(session, reservation)
        if seen is not None and _is_half(session, reservation, seen):
            half = attrs.evolve(reservation, remote_ref=seen.remote_ref)
            yield from session.exchange(MappingSpec.cancel_reservation, r.CancelReservation(reservation=half))
            seen = None
    elif reservation.status is _S.ACTIVATING and seen is not None and reservation.drop_cable_id:
        if seen.status is m.PortStatus.RESERVED:
            again = r.ActivatePort(reservation=reservation, cable_type_id=reservation.drop_cable_id)
            seen = (yield from session.exchange(MappingSpec.activate_port, again)).port
    elif reservation.status is _S.RELEASING and seen is not None:
        yield from give_back(session, reservation)
        seen = None
    after, events = observed(session, reservation, seen)
    return Done(value=after, events=events)


def _is_half(session: Session, reservation: m.PortReservation, seen: m.CustomerPort) -> bool:
    """Whether the map shows the customer at the reservation's structure and on no port of it."""
    here = seen.structure_id == reservation.structure_id
    return here and seen.port_id is None and limits_of(session).tells_port


def give_back(session: Session, reservation: m.PortReservation) -> Exchange[None]:
    """Free the port on the platform: an active one is released, any other one is a reservation that is cancelled."""
    if _S.ACTIVE in {reservation.status, reservation.released_from}:
        yield from session.exchange(MappingSpec.release_port, r.ReleasePort(reservation=reservation))
    else:
        yield from session.exchange(MappingSpec.cancel_reservation, r.CancelReservation(reservation=reservation))
