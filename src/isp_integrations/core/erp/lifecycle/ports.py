"""Reserved ports under a contract: activated once it is approved (PORT-9), given back once it ended (PORT-13)."""

from enum import StrEnum
from typing import ClassVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.lifecycle.mirroring import (
    Decision,
    Note,
    Order,
    Service,
    ServiceKind,
    ServiceMirror,
    Situation,
)
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.events import MirrorSkippedUnknownStatus
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.models import MappingSettings, PortReservation, ReservationStatus
from isp_integrations.core.mapping.operations import (
    activate_on_approval,
    cancel_reservation,
    reconcile_reservation,
    refresh_reservation,
    release_port,
)
from isp_integrations.core.session import Session

_S = ReservationStatus


class PortTask(StrEnum):
    """What a contract may ask of a port. `FINISH` brings to its end what a lost answer left half-way."""

    ACTIVATE = "activate"
    GIVE_BACK = "give_back"
    FINISH = "finish"


@attrs.frozen(kw_only=True)
class PortService(Service):
    """A port that is reserved or active for a contract."""

    kind: ClassVar[ServiceKind] = ServiceKind.PORT
    reservation: PortReservation

    @property
    def failure(self) -> str:
        return self.reservation.error or ""


@attrs.frozen(kw_only=True)
class PortOrder(Order):
    """What a contract asks of a port.

    Attributes:
        settings: with the cable of an activation.
        customer: for platforms that take the customer's data only at the activation.
    """

    service: PortService
    task: PortTask
    settings: MappingSettings = attrs.field(factory=MappingSettings)
    customer: Customer | None = None

    @property
    def sentence(self) -> str:
        cable = f" com o cabo {self.settings.auto_approve_cable_id}" if self.task is PortTask.ACTIVATE else ""
        return f"Porta da reserva {self.service.id}: {_TASKS[self.task]}{cable}."


_TASKS = {
    PortTask.ACTIVATE: "ativar",
    PortTask.GIVE_BACK: "liberar",
    PortTask.FINISH: "concluir o que ficou pela metade",
}
_HELD = frozenset({_S.RESERVED, _S.ACTIVE})
_UNDER_WAY = frozenset({_S.RESERVING, _S.ACTIVATING, _S.RELEASING})


def decide(situation: Situation, services: tuple[PortService, ...]) -> Decision:
    """What the contract's level makes of its ports."""
    return sum((_decided(situation, service) for service in services), Decision())


def _decided(situation: Situation, service: PortService) -> Decision:
    status = service.reservation.status
    if status is _S.UNKNOWN:
        skipped = MirrorSkippedUnknownStatus(subject=service.key, raw=service.reservation.raw_status)
        return _left(service, "status desconhecido") + Decision(events=(skipped,))
    if status in _UNDER_WAY:
        return _ordered(situation, service, PortTask.FINISH) if situation.policy.verify else Decision()
    if situation.level is ContractLevel.ENDED and status in _HELD:
        if not situation.policy.release_ended_ports:
            return _left(service, "o contrato terminou")
        return _ordered(situation, service, PortTask.GIVE_BACK)
    if _activates(situation) and status is _S.RESERVED:
        return _ordered(situation, service, PortTask.ACTIVATE)
    return Decision()


def _activates(situation: Situation) -> bool:
    """PORT-9: the contract is approved, and its reserved port is to follow."""
    approved = situation.level is ContractLevel.SERVED and situation.contract.approved is not False
    return approved and situation.policy.ports.auto_approve_port


def _ordered(situation: Situation, service: PortService, task: PortTask) -> Decision:
    activation = task is PortTask.ACTIVATE
    order = PortOrder(
        service=service,
        task=task,
        settings=situation.policy.ports if activation else MappingSettings(),
        customer=situation.customer if activation else None,
    )
    return Decision(orders=(order,))


def _left(service: PortService, why: str) -> Decision:
    note = Note(service=service.key, why=f"Porta da reserva {service.id}: {why}; fica como está.")
    return Decision(notes=(note,))


def carry_out(session: Session, order: PortOrder, _again: bool) -> Exchange[Done[PortService]]:
    """Activate, give back or finish, from wherever the map shows the port now."""
    if order.task is PortTask.FINISH:
        done = yield from reconcile_reservation(session, reservation=order.service.reservation)
        return _done(order, done, done)
    looked = yield from refresh_reservation(session, reservation=order.service.reservation)
    return _done(order, looked, (yield from _asked(session, order, looked.value)))


def _asked(session: Session, order: PortOrder, shown: PortReservation) -> Exchange[Done[PortReservation]]:
    if order.task is PortTask.ACTIVATE:
        activated = yield from activate_on_approval(
            session, reservation=shown, settings=order.settings, customer=order.customer
        )
        return Done(value=activated.value or shown, warnings=activated.warnings, events=activated.events)
    if shown.status is _S.ACTIVE:
        return (yield from release_port(session, reservation=shown))
    if shown.status is _S.RESERVED:
        return (yield from cancel_reservation(session, reservation=shown))
    return Done(value=shown)


def _done(order: PortOrder, looked: Done[PortReservation], asked: Done[PortReservation]) -> Done[PortService]:
    return Done(
        value=attrs.evolve(order.service, reservation=asked.value),
        warnings=asked.warnings,
        events=looked.events if asked is looked else (*looked.events, *asked.events),
    )


PORTS = ServiceMirror(
    family=MappingSpec.family, service=PortService, order=PortOrder, decide=decide, carry_out=carry_out
)
