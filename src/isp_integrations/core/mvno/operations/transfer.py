"""Ownership transfer: another contract, another holder, and the plan that follows."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Contract, Customer, Integration
from isp_integrations.core.errors import (
    InvalidRecord,
    IspError,
    OutcomeUnknown,
    ProviderRejected,
    SupportRefused,
    UnexpectedAnswer,
    refuse_errors,
)
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Effect, Exchange, Refused, Step
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.events import (
    BillingOwnerChanged,
    LineContractChanged,
    LineHolderUpdated,
    LinePlanChanged,
    LinePlanReviewNeeded,
)
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.operations.state import (
    insist,
    limits_of,
    on_plan,
    shows_plan,
    with_platform_state,
)
from isp_integrations.core.mvno.proofs import same_line
from isp_integrations.core.session import Session

T = TypeVar("T")


def transfer_ownership(
    session: Session,
    *,
    line: m.MvnoLine,
    new_contract: Contract | None,
    new_holder: Customer,
    current_contract: Contract | None = None,
    integrations: Sequence[Integration] | None = None,
    policy: m.TransferPolicy | None = None,
) -> Exchange[Done[m.Transfer]]:
    """Put an active line into another contract, and so under another holder (trocar titularidade).

    The platform is called only where it must know (MVNO-TRANSFER-5). When the target contract's product maps to
    another plan, the plan follows in a second step; if that step is impossible or refused, or nobody can tell the
    line's present plan, the transfer stands and `LinePlanReviewNeeded` says so (MVNO-TRANSFER-14). Number, SIM and
    service stay (MVNO-TRANSFER-12).

    Args:
        new_contract: the contract that receives the line; `None` is refused by MVNO-TRANSFER-8.
        current_contract: the contract the form showed, to notice a stale form (MVNO-TRANSFER-7); needed for a line
            that does not say whose it is, such as one just read from the platform.
        integrations: the host's mobile integrations, for MVNO-TRANSFER-PRE-1; skipped without them.

    Raises:
        UnsupportedOperation, UnverifiedWire: the platform is not asked (MVNO-TRANSFER-PRE-3).
        RuleViolation: every broken rule of MVNO-TRANSFER-*, and CORE-12.
        OutcomeUnknown: an answer was lost, or what the line shows afterwards contradicts it; until it is resumed, no
            other transfer of that line.
    """
    line = _with_customer(line, current_contract)
    limits = limits_of(session)
    moves = new_contract is not None and _platform_keeps_the_move(line, new_contract, limits)
    if moves:
        session.require(MvnoSpec.transfer_ownership)
    if new_contract is not None and rules.plan_changes(line, new_contract):
        _require_if_offered(session, MvnoSpec.change_plan)
    request = m.LineTransferRequest(
        line_id=line.id,
        current_contract_id=current_contract.id if current_contract else line.contract_id,
        new_contract_id=new_contract.id if new_contract else None,
        new_holder=new_holder,
    )
    found = rules.check_transfer(
        request, line=line, new_contract=new_contract, integrations=integrations, limits=limits, policy=policy
    )
    warnings = refuse_errors(found)
    if new_contract is None:
        raise AssertionError("MVNO-TRANSFER-8 refuses a transfer without target")
    done, plan_event = yield from _carried_out(session, line, new_contract, new_holder, moves)
    return Done(value=done, warnings=warnings, events=_transfer_events(line, done, plan_event, new_contract))


def _carried_out(
    session: Session, line: m.MvnoLine, contract: Contract, holder: Customer, moves: bool
) -> Exchange[tuple[m.Transfer, Event | None]]:
    """The steps on the platform: the holder first, then the plan."""
    kind = _kind(line, contract)
    after = line
    if moves:
        after = with_platform_state(line, (yield from _transferred(session, line, kind, contract, holder)))
    after, plan_event = yield from _plan_adjusted(session, line, after, contract)
    plan_changed = isinstance(plan_event, LinePlanChanged)
    done = m.Transfer(
        line=_in_contract(after, contract, holder),
        kind=kind,
        platform_called=moves or plan_changed,
        plan_changed=plan_changed,
    )
    return done, plan_event


def _kind(line: m.MvnoLine, contract: Contract) -> m.TransferKind:
    kind = rules.transfer_kind(line, contract)
    if kind is None:
        raise AssertionError("a line without customer is refused before")
    return kind


def _platform_keeps_the_move(line: m.MvnoLine, contract: Contract, limits: PlatformLimits) -> bool:
    """Whether the platform must be told of the move itself; a plan that follows is another matter."""
    return limits.keeps_contract or _kind(line, contract) is m.TransferKind.OWNERSHIP_CHANGE


def _with_customer(line: m.MvnoLine, current: Contract | None) -> m.MvnoLine:
    """The line with the customer it belongs to, which decides whether the holder changes (MVNO-TRANSFER-5)."""
    if line.customer_id is not None:
        return line
    if current is None:
        raise InvalidRecord(problems=("line.customer_id: informe a linha do host ou current_contract",))
    return attrs.evolve(line, customer_id=current.customer_id, contract_id=line.contract_id or current.id)


def _require_if_offered(session: Session, hook: Callable[..., Any]) -> None:
    """Refuse an assumed second step before the first one; one that is not offered at all ends in a review."""
    refused = session.refusal(hook)
    if refused is not None and hook.__name__ in session.platform.operations:
        raise refused


def _transferred(
    session: Session, line: m.MvnoLine, kind: m.TransferKind, contract: Contract, holder: Customer
) -> Exchange[m.MvnoLine]:
    request = r.TransferOwnership(
        line=line,
        kind=kind,
        new_contract_id=contract.id,
        new_holder=holder if kind is m.TransferKind.OWNERSHIP_CHANGE else None,
    )
    seen = yield from session.exchange(MvnoSpec.transfer_ownership, request)
    same_line(line, seen)
    insist(seen, {m.LineStatus.ACTIVE})
    _insist_on_move(request, seen)
    return seen


def _insist_on_move(request: r.TransferOwnership, seen: m.MvnoLine) -> None:
    """The same SIM (MVNO-TRANSFER-12) and the new holder, where the platform shows them."""
    sims = {request.line.iccid, seen.iccid} - {None}
    if len(sims) > 1:
        raise UnexpectedAnswer(message="A linha voltou da transferência com outro chip.", paths=("iccid",))
    holder = request.new_holder.tax_id if request.new_holder else None
    if holder is not None and seen.holder_tax_id not in {None, holder}:
        raise UnexpectedAnswer(
            message="A plataforma aceitou a transferência, mas a linha não mostra o novo titular.",
            paths=("holder_tax_id",),
        )


def _plan_adjusted(
    session: Session, line: m.MvnoLine, after: m.MvnoLine, contract: Contract
) -> Exchange[tuple[m.MvnoLine, Event | None]]:
    """MVNO-TRANSFER-14: the plan after the holder. A line of no known plan says itself on which one it is.

    Args:
        after: the line as the transfer left it.
    """
    wanted = rules.target_plan_code(line, contract)
    if wanted is None or wanted == line.plan_code:
        return after, None
    if line.plan_code is None:
        shown = (yield from shows_plan(session, after, wanted)) if line.on_platform else None
        if shown:
            return attrs.evolve(after, plan_code=wanted), None
        if shown is None:
            why = "A linha não mostra em que plano está."
            return after, LinePlanReviewNeeded(line_id=line.id, wanted_plan_code=wanted, why=why)
    return (yield from _plan_followed(session, after, wanted))


def _plan_followed(session: Session, line: m.MvnoLine, plan_code: str) -> Exchange[tuple[m.MvnoLine, Event]]:
    """The plan's own step; the transfer stands where it is impossible or refused."""
    request = r.ChangePlan(line=line, plan_code=plan_code)
    try:
        exchange = on_plan(session, request, session.exchange(MvnoSpec.change_plan, request))
        seen = yield from _refused_or_unknown(exchange)
    except (SupportRefused, ProviderRejected) as refused:
        return line, LinePlanReviewNeeded(line_id=line.id, wanted_plan_code=plan_code, why=refused.message)
    changed = LinePlanChanged(line_id=line.id, old_plan_code=line.plan_code, new_plan_code=plan_code)
    return with_platform_state(line, seen), changed


def _refused_or_unknown(exchange: Exchange[T]) -> Exchange[T]:
    """`exchange`, whose `ProviderRejected` refuses its change: what is refused after an accepted one is doubt."""
    carried: Step[Any] | None = None
    accepted, move = False, partial(next, exchange)
    while True:
        try:
            step = move()
        except StopIteration as end:
            result: T = end.value
            return result
        except ProviderRejected as refused:
            if accepted:
                raise OutcomeUnknown(message=refused.message) from None
            raise
        went_on = carried is not None and carried.effect is not Effect.READ and not isinstance(step, Refused)
        accepted, carried = accepted or went_on, None
        try:
            move = partial(exchange.send, (yield step))
            carried = step
        except IspError as failure:
            move = partial(exchange.throw, failure)


def _in_contract(line: m.MvnoLine, contract: Contract, holder: Customer) -> m.MvnoLine:
    return attrs.evolve(
        line,
        contract_id=contract.id,
        customer_id=contract.customer_id,
        holder_name=holder.legal_name,
        holder_tax_id=holder.tax_id,
    )


def _transfer_events(
    line: m.MvnoLine, done: m.Transfer, plan_event: Event | None, contract: Contract
) -> tuple[Event, ...]:
    old, new = line.contract_id, contract.id
    events: list[Event | None] = [LineContractChanged(line_id=line.id, old_contract_id=old, new_contract_id=new)]
    if done.kind is m.TransferKind.OWNERSHIP_CHANGE:
        events.append(LineHolderUpdated(line_id=line.id, new_customer_id=contract.customer_id))
    billing = BillingOwnerChanged(line_id=line.id, old_contract_id=old, new_contract_id=new)
    events += [plan_event, billing]
    return tuple(event for event in events if event is not None)
