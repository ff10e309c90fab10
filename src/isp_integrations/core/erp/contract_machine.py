"""The contract's machine (5.1): what host events say a contract is. Every one is an observation, none is refused.

An event says what it is about and no more: a block, a release or a promise tells the *access* status and leaves the
commercial one alone, so that a block that arrives after the cancellation re-opens nothing. A few are facts that
only matter in the states of their row (a payment, a signature, a promise that ran out); elsewhere they change
nothing. Anything else outside the table is taken as told, with an
:class:`~isp_integrations.core.events.UnexpectedTransition` beside it (CORE-10).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

import attrs

from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.erp.rules import check_trust_unlock, takes_effect
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.machines import Observed
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value

MACHINE = "contract"
_BRASILIA = timezone(timedelta(hours=-3))
_S = ContractStatus
_A = AccessStatus


class ContractEventKind(StrEnum):
    """What may happen to a contract (machine 5.1).

    `CREATE_UNSIGNED` is a creation that waits for a signature, `RELEASE_OVERDUE` a release while debt is open.
    """

    CREATE = "create"
    CREATE_UNSIGNED = "create_unsigned"
    SIGN = "sign"
    ACTIVATE = "activate"
    APPROVE = "approve"
    PAYMENT_OVERDUE = "payment_overdue"
    BLOCK_AUTOMATIC = "block_automatic"
    BLOCK_MANUAL = "block_manual"
    PAYMENT_CONFIRMED = "payment_confirmed"
    RELEASE = "release"
    RELEASE_OVERDUE = "release_overdue"
    TRUST_UNLOCK = "trust_unlock"
    TRUST_EXPIRED = "trust_expired"
    SUSPEND_BY_CUSTOMER = "suspend_by_customer"
    RESUME = "resume"
    REDUCE_SPEED = "reduce_speed"
    RESTORE_SPEED = "restore_speed"
    CANCEL_MANUAL = "cancel_manual"
    CANCEL_AUTOMATIC = "cancel_automatic"
    DEFAULT = "default"
    WITHDRAW = "withdraw"
    REACTIVATE = "reactivate"


@attrs.frozen(kw_only=True)
class ContractEvent(Value):
    """Something that happened to a contract in the host.

    Attributes:
        effective_on: the day from which it counts; at once when `None` (CORE-8).
        occurred_at: when it was entered; orders events that arrive out of order.
        trust_until: last day of the trust unlock, with that kind alone.
    """

    contract_id: str
    kind: ContractEventKind
    effective_on: date | None = None
    occurred_at: datetime | None = None
    trust_until: date | None = None


class Pair(NamedTuple):
    """A contract's two statuses."""

    status: ContractStatus
    access: AccessStatus

    def __str__(self) -> str:
        return f"{self.status.value}/{self.access.value}"


@attrs.frozen
class Row:
    """One row of the table.

    Attributes:
        status: the commercial status after it; `None` where the event does not speak of it.
        access: the access status after it; `None` where it does not speak of it.
        expected_from: the pairs it is expected from; `None` is "not there yet".
        elsewhere: whether it says anything in other pairs.
    """

    status: ContractStatus | None
    access: AccessStatus | None
    expected_from: frozenset[Pair | None]
    elsewhere: bool = True

    def after(self, before: Pair | None) -> Pair | None:
        """What the event makes of `before`."""
        if not self.elsewhere and before not in self.expected_from:
            return before
        status = self.status or (before.status if before else _S.UNKNOWN)
        access = self.access or (before.access if before else _A.UNKNOWN)
        return Pair(status, access)


def _pairs(status: ContractStatus, *access: AccessStatus) -> frozenset[Pair | None]:
    return frozenset(Pair(status, each) for each in access or _A)


_UNSIGNED = Pair(_S.PRE_CONTRACT, _A.AWAITING_SIGNATURE)
_SIGNED = Pair(_S.PRE_CONTRACT, _A.DEACTIVATED)
_SERVED = _pairs(_S.ACTIVE, _A.ACTIVE, _A.PAYMENT_OVERDUE)
_BLOCKED = _pairs(_S.ACTIVE, _A.BLOCKED_MANUAL, _A.BLOCKED_AUTOMATIC)
_OWING = _pairs(_S.ACTIVE, _A.PAYMENT_OVERDUE, _A.BLOCKED_AUTOMATIC)
_IN_FORCE = _pairs(_S.PRE_CONTRACT) | _pairs(_S.ACTIVE)
_CLOSED = frozenset(Pair(status, _A.DEACTIVATED) for status in (_S.INACTIVE, _S.DEFAULTED, _S.WITHDRAWN))
_NOBODY: frozenset[Pair | None] = frozenset({None})
_K = ContractEventKind


def _access(after: AccessStatus, expected_from: frozenset[Pair | None]) -> Row:
    return Row(None, after, expected_from)


CONTRACT: Mapping[ContractEventKind, Row] = {
    _K.CREATE: Row(_S.PRE_CONTRACT, _A.DEACTIVATED, _NOBODY, elsewhere=False),
    _K.CREATE_UNSIGNED: Row(_S.PRE_CONTRACT, _A.AWAITING_SIGNATURE, _NOBODY, elsewhere=False),
    _K.SIGN: Row(None, _A.DEACTIVATED, frozenset({_UNSIGNED}), elsewhere=False),
    _K.ACTIVATE: Row(_S.ACTIVE, _A.ACTIVE, frozenset({_SIGNED})),
    _K.APPROVE: Row(_S.ACTIVE, _A.ACTIVE, frozenset({_SIGNED})),
    _K.PAYMENT_OVERDUE: _access(_A.PAYMENT_OVERDUE, _pairs(_S.ACTIVE, _A.ACTIVE)),
    _K.BLOCK_AUTOMATIC: _access(_A.BLOCKED_AUTOMATIC, _SERVED),
    _K.BLOCK_MANUAL: _access(_A.BLOCKED_MANUAL, _SERVED | _pairs(_S.ACTIVE, _A.BLOCKED_AUTOMATIC)),
    _K.PAYMENT_CONFIRMED: Row(None, _A.ACTIVE, _OWING, elsewhere=False),
    _K.RELEASE: _access(_A.ACTIVE, _BLOCKED),
    _K.RELEASE_OVERDUE: _access(_A.PAYMENT_OVERDUE, _BLOCKED),
    _K.TRUST_UNLOCK: Row(None, _A.PAYMENT_OVERDUE, _pairs(_S.ACTIVE, _A.BLOCKED_AUTOMATIC), elsewhere=False),
    _K.TRUST_EXPIRED: Row(None, _A.BLOCKED_AUTOMATIC, _pairs(_S.ACTIVE, _A.PAYMENT_OVERDUE), elsewhere=False),
    _K.SUSPEND_BY_CUSTOMER: _access(_A.SUSPENDED_BY_CUSTOMER, _pairs(_S.ACTIVE, _A.ACTIVE)),
    _K.RESUME: _access(_A.ACTIVE, _pairs(_S.ACTIVE, _A.SUSPENDED_BY_CUSTOMER)),
    _K.REDUCE_SPEED: Row(None, None, _SERVED),
    _K.RESTORE_SPEED: Row(None, None, _SERVED),
    _K.CANCEL_MANUAL: Row(_S.INACTIVE, _A.DEACTIVATED, _IN_FORCE),
    _K.CANCEL_AUTOMATIC: Row(_S.INACTIVE, _A.DEACTIVATED, _IN_FORCE),
    _K.DEFAULT: Row(_S.DEFAULTED, _A.DEACTIVATED, _pairs(_S.ACTIVE) | frozenset({Pair(_S.INACTIVE, _A.DEACTIVATED)})),
    _K.WITHDRAW: Row(_S.WITHDRAWN, _A.DEACTIVATED, _IN_FORCE),
    _K.REACTIVATE: Row(_S.ACTIVE, _A.ACTIVE, _CLOSED),
}
"""Machine 5.1 as data."""

WORDS: Mapping[ContractStatus | AccessStatus | ContractEventKind, str] = {
    _K.CREATE: "contrato criado",
    _K.CREATE_UNSIGNED: "contrato criado, aguardando assinatura",
    _K.SIGN: "contrato assinado",
    _K.ACTIVATE: "contrato ativado",
    _K.APPROVE: "contrato aprovado",
    _K.PAYMENT_OVERDUE: "financeiro em atraso",
    _K.BLOCK_AUTOMATIC: "bloqueio automático",
    _K.BLOCK_MANUAL: "bloqueio manual",
    _K.PAYMENT_CONFIRMED: "pagamento confirmado",
    _K.RELEASE: "liberação",
    _K.RELEASE_OVERDUE: "liberação com débito em aberto",
    _K.TRUST_UNLOCK: "desbloqueio em confiança",
    _K.TRUST_EXPIRED: "fim do desbloqueio em confiança",
    _K.SUSPEND_BY_CUSTOMER: "suspensão a pedido do cliente",
    _K.RESUME: "fim da suspensão a pedido do cliente",
    _K.REDUCE_SPEED: "velocidade reduzida",
    _K.RESTORE_SPEED: "velocidade restaurada",
    _K.CANCEL_MANUAL: "cancelamento manual",
    _K.CANCEL_AUTOMATIC: "cancelamento automático",
    _K.DEFAULT: "negativação",
    _K.WITHDRAW: "desistência",
    _K.REACTIVATE: "reativação",
}
"""pt-BR words for the events."""

CANCELLATIONS = frozenset({_K.CANCEL_MANUAL, _K.CANCEL_AUTOMATIC})


def observe_pair(before: Pair | None, kind: ContractEventKind, *, subject: str = "") -> Observed[Pair | None]:
    """What a contract's pair is after an event, however odd the jump.

    Args:
        before: `None` for a contract that nobody knew.
        subject: the host's id of the contract, for the event of an unexpected jump.
    """
    row = CONTRACT[kind]
    after = row.after(before)
    if before is None or before in row.expected_from or after == before:
        return Observed(state=after)
    jump = UnexpectedTransition(machine=MACHINE, before=str(before), after=str(after), subject=subject)
    return Observed(state=after, unexpected=jump)


def observe(contract: Contract, event: ContractEvent, *, today: date) -> Observed[Contract]:
    """The contract after an event that takes effect on `today`; one of a later day changes nothing yet (CORE-8).

    A cancellation of a later day is kept as `cancel_on`, on which it acts (SVA-SYNC-6); withdrawing it is the
    host's to do, by clearing that field.
    """
    if not takes_effect(event.effective_on, today):
        cancelled = event.kind in CANCELLATIONS
        return Observed(state=attrs.evolve(contract, cancel_on=event.effective_on) if cancelled else contract)
    seen = observe_pair(Pair(contract.status, contract.access), event.kind, subject=contract.id)
    status, access = seen.state or (contract.status, contract.access)
    after = attrs.evolve(_besides(contract, event), status=status, access=access)
    return Observed(state=after, unexpected=seen.unexpected)


def _besides(contract: Contract, event: ContractEvent) -> Contract:
    """The contract with what an event says beside the two statuses."""
    match event.kind:
        case _K.ACTIVATE | _K.APPROVE:  # a host may send either one (A-MAP-6)
            return attrs.evolve(contract, approved=True)
        case _K.TRUST_UNLOCK:
            return attrs.evolve(contract, trust_until=event.trust_until)
        case _K.TRUST_EXPIRED | _K.PAYMENT_CONFIRMED:
            return attrs.evolve(contract, trust_until=None)
        case _K.REDUCE_SPEED:
            return attrs.evolve(contract, reduced_speed=True)
        case _K.RESTORE_SPEED:
            return attrs.evolve(contract, reduced_speed=False)
        case _K.REACTIVATE:
            return attrs.evolve(contract, cancel_on=None, trust_until=None)
    return contract


def in_order(events: Iterable[ContractEvent], *, since: datetime | None = None) -> tuple[ContractEvent, ...]:
    """`events` as they took effect: each once, oldest first, those without a time last and as they came.

    Args:
        since: the time of the present pair; what took effect until then is in it already, and is left out.
    """
    once = dict.fromkeys(events)
    dated = {event: _effect(event.occurred_at, event) for event in once if event.occurred_at is not None}
    news = [event for event, (effect, *_) in dated.items() if since is None or effect > _comparable(since)]
    return (*sorted(news, key=dated.__getitem__), *(event for event in once if event not in dated))


def _effect(occurred_at: datetime, event: ContractEvent) -> tuple[datetime, datetime, ContractEventKind]:
    """When a dated event counts: when it was entered, or on its day if that is later. Of one day's events the one
    that was entered first comes first."""
    entered = _comparable(occurred_at)
    day = datetime.combine(event.effective_on or date.min, time.min, tzinfo=entered.tzinfo)
    return max(entered, day), entered, event.kind


def _comparable(moment: datetime) -> datetime:
    """A time without a zone is Brasília's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=_BRASILIA)


def check_event(event: ContractEvent, *, today: date) -> tuple[Violation, ...]:
    """CORE-7: a trust unlock says until when, and that is not before the day it was given."""
    if event.kind is not ContractEventKind.TRUST_UNLOCK:
        return ()
    if event.trust_until is None:
        return (
            Violation(
                rule_id="CORE-7",
                code="contract.trust_until_required",
                family=Family.VALIDATION_FAILED,
                message="O desbloqueio em confiança precisa de uma data de término.",
                context={"field": "trust_until"},
            ),
        )
    given_on = event.occurred_at.date() if event.occurred_at else today
    return check_trust_unlock(until=event.trust_until, today=given_on)
