"""Mobile lines under a contract: what each level asks of a line, and how it is carried out.

A line that is blocked for theft, loss or misuse, or by a person, is nobody's debt: no contract lifts that block. A
block that the contract asks for is of the policy's scope where the platform offers it.
"""

from collections.abc import Collection, Mapping
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
from isp_integrations.core.erp.lifecycle.policy import EndedLine
from isp_integrations.core.erp.models import AccessStatus
from isp_integrations.core.events import MirrorSkippedUnknownStatus
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.machines import LINE
from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus, MvnoLine
from isp_integrations.core.mvno.operations import block_line, cancel_line, refresh_line, unblock_line
from isp_integrations.core.session import Session

_L = LineStatus


class LineTask(StrEnum):
    """What a contract may ask of a line."""

    BLOCK = "block"
    UNBLOCK = "unblock"
    CANCEL = "cancel"


@attrs.frozen(kw_only=True)
class LineService(Service):
    """A mobile line of a contract."""

    kind: ClassVar[ServiceKind] = ServiceKind.LINE
    line: MvnoLine


@attrs.frozen(kw_only=True)
class LineOrder(Order):
    """What a contract asks of a line.

    Attributes:
        reason, scope: of a block; the scope is a wish, the other one is taken where the platform does not offer it.
    """

    service: LineService
    task: LineTask
    reason: BlockReason = BlockReason.DEBT
    scope: BlockScope = BlockScope.PARTIAL

    @property
    def sentence(self) -> str:
        how = f" por {_REASONS[self.reason]}, de preferência {_SCOPES[self.scope]}" if self._blocks else ""
        return f"Linha {self.service.id}: {_TASKS[self.task]}{how}."

    @property
    def _blocks(self) -> bool:
        return self.task is LineTask.BLOCK


ACTS_ON: Mapping[LineTask, frozenset[LineStatus]] = {
    LineTask.BLOCK: frozenset({_L.ACTIVE}),
    LineTask.UNBLOCK: frozenset({_L.BLOCKED_PARTIAL, _L.BLOCKED_TOTAL}),
    LineTask.CANCEL: frozenset(_L) - {_L.CANCELLED, _L.UNKNOWN},
}
"""The statuses in which each task has something to do; in every other one the line stays as it is."""

_TASKS = {LineTask.BLOCK: "bloquear", LineTask.UNBLOCK: "desbloquear", LineTask.CANCEL: "cancelar"}
_REASONS = {BlockReason.DEBT: "débito", BlockReason.CUSTOMER: "pedido do cliente"}
_SCOPES = {BlockScope.PARTIAL: "parcial", BlockScope.TOTAL: "total"}
_ENDED = {EndedLine.BLOCK: LineTask.BLOCK, EndedLine.CANCEL: LineTask.CANCEL}


def decide(situation: Situation, services: tuple[LineService, ...]) -> Decision:
    """What the contract's level makes of its lines."""
    task = _task(situation)
    if task is None:
        return Decision()
    return sum((_decided(situation, service, task) for service in services), Decision())


def _task(situation: Situation) -> LineTask | None:
    if not situation.policy.mirror_lines:
        return None
    if situation.level is ContractLevel.SERVED:
        return LineTask.UNBLOCK
    if situation.level is ContractLevel.BLOCKED:
        return LineTask.BLOCK
    return _ENDED.get(situation.policy.ended_line) if situation.level is ContractLevel.ENDED else None


def _decided(situation: Situation, service: LineService, task: LineTask) -> Decision:
    line = service.line
    if not line.on_platform:
        return _left(service, "a linha só existe no ERP")
    if line.status is _L.UNKNOWN:
        skipped = MirrorSkippedUnknownStatus(subject=service.key, raw=line.raw_status)
        return _left(service, "status desconhecido") + Decision(events=(skipped,))
    if task is LineTask.UNBLOCK and service.stopped_by_hand:
        return _left(service, "bloqueada manualmente")
    acts = line.status in ACTS_ON[task]
    if not acts and (not situation.policy.verify or line.status is _L.CANCELLED):
        return _left(service, f"está no status {LINE.words[line.status]}") if _surprises(task, line) else Decision()
    return Decision(orders=(_order(situation, service, task),))


def _surprises(task: LineTask, line: MvnoLine) -> bool:
    """Whether a person may wonder why the line stays as it is."""
    at_rest = {LineTask.BLOCK: _BLOCKED, LineTask.UNBLOCK: {_L.ACTIVE}, LineTask.CANCEL: {_L.CANCELLED}}
    return line.status not in at_rest[task]


_BLOCKED = frozenset({_L.BLOCKED_PARTIAL, _L.BLOCKED_TOTAL, _L.BLOCKED_THEFT, _L.BLOCKED_LOSS, _L.BLOCKED_MISUSE})


def _left(service: LineService, why: str) -> Decision:
    return Decision(notes=(Note(service=service.key, why=f"Linha {service.id}: {why}; fica como está."),))


def _order(situation: Situation, service: LineService, task: LineTask) -> LineOrder:
    voluntary = situation.contract.access is AccessStatus.SUSPENDED_BY_CUSTOMER
    return LineOrder(
        service=service,
        task=task,
        reason=BlockReason.CUSTOMER if voluntary else BlockReason.DEBT,
        scope=situation.policy.line_block_scope,
    )


def carry_out(session: Session, order: LineOrder, _again: bool) -> Exchange[Done[LineService]]:
    """Bring a line to where its contract wants it, from wherever the platform shows it now."""
    looked = yield from _looked(session, order.service.line)
    if looked.value.status is _L.UNKNOWN:
        skipped = MirrorSkippedUnknownStatus(subject=order.service.key, raw=looked.value.raw_status)
        return _done(order, looked, Done(value=looked.value, events=(skipped,)))
    if looked.value.status not in ACTS_ON[order.task]:
        return _done(order, looked, Done(value=looked.value))
    return _done(order, looked, (yield from _asked(session, order, looked.value)))


def _looked(session: Session, line: MvnoLine) -> Exchange[Done[MvnoLine]]:
    """The line as the platform has it; as the host has it where the platform cannot be asked."""
    if session.refusal(MvnoSpec.get_line) is not None:
        return Done(value=line)
    return (yield from refresh_line(session, line=line))


def _asked(session: Session, order: LineOrder, line: MvnoLine) -> Exchange[Done[MvnoLine]]:
    if order.task is LineTask.UNBLOCK:
        return (yield from unblock_line(session, line=line))
    if order.task is LineTask.CANCEL:
        return (yield from cancel_line(session, line=line))
    scope = offered_scope(order, session.platform_as(MvnoSpec).blocks.get(order.reason, frozenset()))
    return (yield from block_line(session, line=line, scope=scope, reason=order.reason))


def offered_scope(order: LineOrder, offered: Collection[BlockScope]) -> BlockScope:
    """The order's scope, or the only one that the platform offers for its reason."""
    return order.scope if order.scope in offered else next(iter(sorted(offered)), order.scope)


def _done(order: LineOrder, looked: Done[MvnoLine], asked: Done[MvnoLine]) -> Done[LineService]:
    return Done(
        value=attrs.evolve(order.service, line=asked.value),
        warnings=asked.warnings,
        events=(*looked.events, *asked.events),
    )


LINES = ServiceMirror(
    family=MvnoSpec.family, service=LineService, order=LineOrder, decide=decide, carry_out=carry_out
)
