"""A customer's port: reserving, activating, cancelling, releasing and changing it."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Address, Customer, Integration
from isp_integrations.core.errors import ProviderRejected, RuleViolation, SupportRefused, Unavailable, refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping import rules
from isp_integrations.core.mapping.events import (
    DropCableNotApplied,
    PortActivationFailed,
    PortChanged,
    PortReleased,
    PortReserved,
    RemoteReservationOrphaned,
)
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.machines import observe_port
from isp_integrations.core.mapping.operations.state import give_back, limits_of, observed, status_change
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session

_S = m.ReservationStatus


def reserve_port(
    session: Session,
    *,
    reservation: m.PortReservation,
    customer: Customer,
    address: Address | None = None,
    ports: Collection[m.Port] | None = None,
    integrations: Collection[Integration] | None = None,
) -> Exchange[Done[m.PortReservation]]:
    """Hold a port for a customer: the one that the reservation names, else the first free one of its structure.

    Of several who want one port exactly one gets it; the others are refused and leave nothing behind.

    Args:
        reservation: the host's record, AVAILABLE; its `code` is the customer's key on the map.
        address: where the service is to be installed; the customer's own address otherwise.
        ports: the structure's ports as last listed, to be told before anything is sent that one is taken.
        integrations: the host's integrations, for MAP-PRE-1.

    Raises:
        RuleViolation: MAP-PRE-1, PORT-1 to PORT-4, CORE-12.
        ProviderRejected: the platform gave no port; its `violation` is a Conflict of PORT-1 or PORT-3.
        OutcomeUnknown: the answer was lost; resume it, do not call again.
    """
    request = r.ReservePort(reservation=reservation, customer=customer, address=address)
    session.require(MappingSpec.reserve_port, request)
    found = (
        *rules.check_integration(platform=session.platform.key, integrations=integrations),
        *rules.check_reservation(reservation=reservation, limits=limits_of(session), ports=ports),
        *rules.check_customer(customer=customer, address=address),
    )
    warnings = refuse_errors(found)
    held = yield from session.exchange(MappingSpec.reserve_port, request)
    after, events = observed(session, reservation, held, begun=_S.RESERVING)
    reserved = PortReserved(reservation_id=after.id, structure_id=after.structure_id, port_id=after.port_id)
    return Done(value=after, warnings=warnings, events=(reserved, *events))


def activate_port(
    session: Session,
    *,
    reservation: m.PortReservation,
    cable_type_id: str,
    service_request: m.ServiceRequest | None,
    user_id: str,
    sale_id: str | None = None,
    customer: Customer | None = None,
    cables: Collection[m.CableType] | None = None,
) -> Exchange[Done[m.PortReservation]]:
    """Activate a reserved port by hand (ativação manual).

    The map follows in some minutes: the result is ACTIVE if it shows so already and ACTIVATING otherwise; follow it
    with `follow_reservation` or `refresh_reservation`. Repeating an activation is harmless.

    Args:
        cable_type_id: the drop cable used, one of `list_cable_types`.
        service_request: the activation request that the sale opened, claimed by `user_id`.
        user_id: who activates.
        sale_id: the sale of the reservation, for "opened by this sale".
        customer: for platforms that take the customer's data only now.
        cables: what the platform offers, as last listed (PORT-11).

    Raises:
        RuleViolation: PORT-4, PORT-5, PORT-6, PORT-11, CORE-12.
    """
    session.require(MappingSpec.activate_port)
    found = rules.check_activation(
        reservation=reservation,
        cable_type_id=cable_type_id,
        service_request=service_request,
        user_id=user_id,
        sale_id=sale_id,
        cables=cables,
    )
    warnings = refuse_errors((*found, *rules.check_customer(customer=customer)))
    return (yield from _activated(session, reservation, cable_type_id, customer, warnings))


def activate_on_approval(
    session: Session,
    *,
    reservation: m.PortReservation | None,
    settings: m.MappingSettings,
    customer: Customer | None = None,
) -> Exchange[Done[m.PortReservation | None]]:
    """What the approval of a contract does to its reserved port (ativação automática).

    It is activated if automatic approval is on and a cable is set (PORT-9); without the switch, and without a
    reservation, nothing happens (PORT-12). A failure leaves the contract approved and the port reserved, and is the
    event `PortActivationFailed` (A-MAP-4), as is a switch without a cable; only what leaves the outcome open is
    raised, and the contract is approved all the same.

    Raises:
        OutcomeUnknown: the answer was lost; resume it, do not call again.
        UnexpectedAnswer: nobody understood an answer; `refresh_reservation` shows what became of the port.
    """
    if reservation is None or reservation.status is not _S.RESERVED or not settings.auto_approve_port:
        return Done(value=reservation)
    cable = settings.auto_approve_cable_id or ""
    try:
        found = (*rules.check_settings(settings=settings), *rules.check_customer(customer=customer))
        warnings = refuse_errors(found)
        done = yield from _activated(session, reservation, cable, customer, warnings)
    except (RuleViolation, ProviderRejected, SupportRefused, Unavailable) as refused:
        why = PortActivationFailed(reservation_id=reservation.id, why=refused.message)
        return Done(value=attrs.evolve(reservation, error=refused.message), events=(why,))
    return Done(value=done.value, warnings=done.warnings, events=done.events)


def cancel_reservation(session: Session, *, reservation: m.PortReservation) -> Exchange[Done[m.PortReservation]]:
    """Cancel a reservation in the host and on the platform (PORT-7). Repeating it is harmless.

    Also cleans up after `cancel_in_erp`. An active port is released instead.

    Raises:
        RuleViolation: PORT-4.
    """
    session.require(MappingSpec.cancel_reservation, r.CancelReservation(reservation=reservation))
    warnings = refuse_errors(rules.check_cancel(reservation=reservation))
    return (yield from _given_back(session, reservation, warnings))


def cancel_in_erp(
    session: Session,  # noqa: ARG001  no platform is asked
    *,
    reservation: m.PortReservation,
) -> Exchange[Done[m.PortReservation]]:
    """Cancel a reservation in the host alone (PORT-8): the platform is not called, and goes on holding the port.

    `RemoteReservationOrphaned` says which port that is; `cancel_reservation` cleans it up later.

    Raises:
        RuleViolation: PORT-4.
    """
    warnings = refuse_errors(rules.check_cancel_in_erp(reservation=reservation))
    if reservation.status is not _S.RESERVED:
        return Done(value=reservation, warnings=warnings)
    yield from ()
    after = attrs.evolve(reservation, status=_S.CANCELLED_LOCAL_ONLY)
    orphan = RemoteReservationOrphaned(
        reservation_id=reservation.id,
        code=reservation.code,
        structure_id=reservation.structure_id,
        port_id=reservation.port_id,
        remote_ref=reservation.remote_ref,
    )
    return Done(value=after, warnings=warnings, events=(*status_change(reservation, after), orphan))


def release_port(session: Session, *, reservation: m.PortReservation) -> Exchange[Done[m.PortReservation]]:
    """Free an active port in the host and on the platform (liberar): the contract ended. Repeating it is harmless.

    Raises:
        RuleViolation: PORT-13.
    """
    session.require(MappingSpec.release_port, r.ReleasePort(reservation=reservation))
    warnings = refuse_errors(rules.check_release(reservation=reservation))
    return (yield from _given_back(session, reservation, warnings))


def change_port(
    session: Session,
    *,
    reservation: m.PortReservation,
    structure_id: str,
    port_id: str | None = None,
    ports: Collection[m.Port] | None = None,
) -> Exchange[Done[m.PortChange]]:
    """Move a customer to another port (trocar a porta), reserved or active as he is; if it fails nothing changes.

    Args:
        structure_id: of the new port; the same one is fine.
        port_id: `None` takes the first free port there.
        ports: the new structure's ports as last listed.

    Raises:
        RuleViolation: PORT-1, PORT-3, PORT-4, PORT-14.
        ProviderRejected: the platform gave no port; the customer is where he was.
        OutcomeUnknown: the answer was lost, or the map shows the customer neither there nor where he was.
    """
    request = r.ChangePort(reservation=reservation, structure_id=structure_id, port_id=port_id)
    session.require(MappingSpec.change_port, request)
    warnings = refuse_errors(
        rules.check_port_change(
            reservation=reservation,
            structure_id=structure_id,
            port_id=port_id,
            limits=limits_of(session),
            ports=ports,
        )
    )
    held = yield from session.exchange(MappingSpec.change_port, request)
    moved = attrs.evolve(reservation, id=None, structure_id=structure_id, port_id=port_id, port_number=None)
    new = observe_port(moved, held, tells_apart=not limits_of(session).reserves_as_served).state
    old = attrs.evolve(reservation, status=_S.CANCELLED, error=None)
    changed = PortChanged(
        reservation_id=reservation.id,
        old_structure_id=old.structure_id,
        old_port_id=old.port_id,
        new_structure_id=new.structure_id,
        new_port_id=new.port_id,
    )
    events = (changed, _freed(reservation), *status_change(reservation, old))
    return Done(value=m.PortChange(old=old, new=new), warnings=warnings, events=events)


def _activated(
    session: Session,
    reservation: m.PortReservation,
    cable_type_id: str,
    customer: Customer | None,
    warnings: tuple[Violation, ...],
) -> Exchange[Done[m.PortReservation]]:
    if reservation.status is _S.ACTIVE:
        return Done(value=reservation, warnings=warnings)
    request = r.ActivatePort(reservation=reservation, cable_type_id=cable_type_id, customer=customer)
    made = yield from session.exchange(MappingSpec.activate_port, request)
    after, events = observed(session, reservation, made.port, begun=_S.ACTIVATING)
    after = attrs.evolve(after, drop_cable_id=cable_type_id)
    cable = DropCableNotApplied(reservation_id=reservation.id, cable_type_id=cable_type_id)
    told = (cable,) if made.cable_applied is False else ()
    return Done(value=after, warnings=warnings, events=(*events, *told))


def _given_back(
    session: Session, reservation: m.PortReservation, warnings: tuple[Violation, ...]
) -> Exchange[Done[m.PortReservation]]:
    if reservation.status is _S.CANCELLED:
        return Done(value=reservation, warnings=warnings)
    yield from give_back(session, reservation)
    after = attrs.evolve(reservation, status=_S.CANCELLED, released_from=None, error=None)
    return Done(value=after, warnings=warnings, events=(_freed(reservation), *status_change(reservation, after)))


def _freed(reservation: m.PortReservation) -> PortReleased:
    return PortReleased(
        reservation_id=reservation.id, structure_id=reservation.structure_id, port_id=reservation.port_id
    )
