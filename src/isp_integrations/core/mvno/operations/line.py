"""One line: looking at it, blocking, unblocking, cancelling it, its plan, its SIM and its top-ups."""

from collections.abc import Collection, Iterable
from datetime import date

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import UnexpectedAnswer, refuse_errors
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.events import LinePlanChanged, LineSimSwapped, LineToppedUp
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.newest import newest_by
from isp_integrations.core.mvno.operations.state import (
    changed,
    insist,
    limits_of,
    number_of,
    observed,
    on_plan,
    plan_code_of,
    sim_of,
    with_platform_state,
)
from isp_integrations.core.mvno.proofs import same_line
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session

_BLOCKED_TOTALLY = frozenset(
    {
        m.LineStatus.BLOCKED_TOTAL,
        m.LineStatus.BLOCKED_THEFT,
        m.LineStatus.BLOCKED_LOSS,
        m.LineStatus.BLOCKED_MISUSE,
    }
)
_BLOCKED = {
    m.BlockScope.TOTAL: _BLOCKED_TOTALLY,
    m.BlockScope.PARTIAL: _BLOCKED_TOTALLY | {m.LineStatus.BLOCKED_PARTIAL},
}
"""What a line may show after a block. Not every platform tells a partial block from a total one, or the reason."""


def get_line(
    session: Session, *, msisdn: str | Msisdn | None = None, iccid: str | Iccid | None = None
) -> Exchange[m.MvnoLine]:
    """One line as the platform has it, by number or by SIM.

    Raises:
        RuleViolation: the number or the ICCID is invalid (MVNO-LINE-1, MVNO-LINE-2), or neither was given.
        ProviderRejected: the platform knows no such line.
        UnexpectedAnswer: the platform answered another line.
    """
    request = r.GetLine(
        msisdn=number_of(msisdn) if msisdn is not None else None,
        iccid=sim_of(session, iccid) if iccid is not None else None,
    )
    if request.msisdn is None and request.iccid is None:
        number_of("")
    seen = yield from session.exchange(MvnoSpec.get_line, request)
    same_line(request, seen)
    return seen


def refresh_line(session: Session, *, line: m.MvnoLine) -> Exchange[Done[m.MvnoLine]]:
    """The host's line with what the platform now says of it; every change is an event (an observation, CORE-10)."""
    request = r.GetLine(msisdn=line.number_in_use, iccid=line.iccid)
    seen = yield from session.exchange(MvnoSpec.get_line, request)
    same_line(line, seen)
    after = with_platform_state(line, seen)
    return Done(value=after, events=observed(line, after))


def list_lines(session: Session, cursor: str | None) -> Exchange[Page[m.MvnoLine]]:
    """Every line record of the account, history included; `mvno.latest` picks the newest per number."""
    return (yield from session.page(MvnoSpec.list_lines, r.ListLines(), cursor))


def latest(lines: Iterable[m.MvnoLine]) -> dict[Msisdn, m.MvnoLine]:
    """The newest record per number, by activation day; on the same day, one that is not over."""
    return newest_by(lines, lambda line: line.msisdn)


def get_balance(session: Session, *, line: m.MvnoLine) -> Exchange[m.Balance]:
    """What is left of a line's allowances: megabytes, minutes, messages."""
    return (yield from session.exchange(MvnoSpec.get_balance, r.GetBalance(line=line)))


def list_usage(
    session: Session,
    cursor: str | None,
    *,
    line: m.MvnoLine,
    start: date | None = None,
    end: date | None = None,
) -> Exchange[Page[m.UsageRecord]]:
    """What a line used, period by period; both days inclusive."""
    return (yield from session.page(MvnoSpec.list_usage, r.ListUsage(line=line, start=start, end=end), cursor))


def list_top_ups(session: Session, cursor: str | None, *, line: m.MvnoLine) -> Exchange[Page[m.TopUp]]:
    """A line's top-ups, newest first."""
    return (yield from session.page(MvnoSpec.list_top_ups, r.ListTopUps(line=line), cursor))


def block_line(
    session: Session,
    *,
    line: m.MvnoLine,
    scope: m.BlockScope,
    reason: m.BlockReason,
    starts_on: date | None = None,
    suspend_billing: bool | None = None,
) -> Exchange[Done[m.MvnoLine]]:
    """Block a line (bloqueio). Repeating a block that stands is harmless.

    Raises:
        RuleViolation: MVNO-LINE-4 or MVNO-LINE-5.
    """
    block = m.LineBlock(scope=scope, reason=reason, starts_on=starts_on, suspend_billing=suspend_billing)
    request = r.BlockLine(line=line, block=block)
    session.require(MvnoSpec.block_line, request)
    warnings = refuse_errors(rules.check_block(line=line, block=block, limits=limits_of(session)))
    at_once = starts_on is None or starts_on <= (yield from Now()).date()
    seen = yield from session.exchange(MvnoSpec.block_line, request)
    same_line(line, seen)
    if at_once:
        insist(seen, _BLOCKED[scope])
    return changed(line, seen, warnings)


def unblock_line(session: Session, *, line: m.MvnoLine) -> Exchange[Done[m.MvnoLine]]:
    """Lift a line's block (desbloqueio). Repeating it is harmless.

    Raises:
        RuleViolation: MVNO-LINE-4.
    """
    request = r.UnblockLine(line=line)
    session.require(MvnoSpec.unblock_line, request)
    warnings = refuse_errors(rules.check_unblock(line=line))
    seen = yield from session.exchange(MvnoSpec.unblock_line, request)
    same_line(line, seen)
    insist(seen, {m.LineStatus.ACTIVE})
    return changed(line, seen, warnings)


def cancel_line(session: Session, *, line: m.MvnoLine) -> Exchange[Done[m.MvnoLine]]:
    """Cancel a line for good (cancelamento).

    Raises:
        RuleViolation: MVNO-LINE-4.
    """
    request = r.CancelLine(line=line)
    session.require(MvnoSpec.cancel_line, request)
    warnings = refuse_errors(rules.check_cancel(line=line))
    seen = yield from session.exchange(MvnoSpec.cancel_line, request)
    same_line(line, seen)
    insist(seen, {m.LineStatus.CANCELLED})
    return changed(line, seen, warnings)


def change_plan(session: Session, *, line: m.MvnoLine, plan_code: str) -> Exchange[Done[m.MvnoLine]]:
    """Put a line on another plan (troca de plano).

    Raises:
        InvalidRecord: `plan_code` is no text, or blank.
        RuleViolation: MVNO-LINE-7 or CORE-12.
        OutcomeUnknown: an answer was lost, or the line still shows another plan; resume it.
    """
    request = r.ChangePlan(line=line, plan_code=plan_code_of(plan_code))
    session.require(MvnoSpec.change_plan, request)
    warnings = refuse_errors(rules.check_plan_change(line=line, plan_code=plan_code))
    seen = yield from on_plan(session, request, session.exchange(MvnoSpec.change_plan, request))
    plan_changed = LinePlanChanged(line_id=line.id, old_plan_code=line.plan_code, new_plan_code=plan_code)
    return changed(line, seen, warnings, plan_changed)


def swap_sim(
    session: Session,
    *,
    line: m.MvnoLine,
    new_iccid: str | Iccid | None = None,
    reason: str = "",
    lines_of_integration: Collection[m.MvnoLine] | None = None,
) -> Exchange[Done[m.MvnoLine]]:
    """Move a line to another SIM (troca de chip); the number stays.

    Args:
        new_iccid: `None` asks the platform to pick an eSIM, where it can.
        lines_of_integration: the host's other lines, for "the SIM is free" (MVNO-LINE-3); skipped without them.

    Raises:
        RuleViolation: MVNO-LINE-1, -3 or -6, or CORE-12.
        OutcomeUnknown: an answer was lost, or the line shows another SIM than the one ordered; resume it.
    """
    limits = limits_of(session)
    iccid = None if new_iccid is None else sim_of(session, new_iccid, "new_iccid")
    request = r.SwapSim(line=line, new_iccid=iccid, reason=reason)
    session.require(MvnoSpec.swap_sim, request)
    found = rules.check_swap(
        line=line, new_iccid=iccid, limits=limits, lines_of_integration=lines_of_integration, reason=reason
    )
    warnings = refuse_errors(found)
    seen = yield from session.exchange(MvnoSpec.swap_sim, request)
    same_line(attrs.evolve(line, iccid=iccid), seen)
    _insist_on_sim(request, seen)
    return changed(line, seen, warnings, LineSimSwapped(line_id=line.id))


def _insist_on_sim(request: r.SwapSim, seen: m.MvnoLine) -> None:
    """Refuse a swap after which the line shows another SIM than the wanted one, or still its old one."""
    old, wanted = request.line.iccid, request.new_iccid
    if seen.iccid is not None and (seen.iccid != wanted if wanted else seen.iccid == old):
        raise UnexpectedAnswer(
            message="A plataforma aceitou a troca, mas a linha não mostra o chip pedido.", paths=("iccid",)
        )


def top_up(session: Session, *, line: m.MvnoLine, plan_code: str) -> Exchange[Done[m.TopUp]]:
    """Buy a top-up (recarga) from the reseller's balance. Calling twice buys twice.

    Raises:
        InvalidRecord: `plan_code` is no text, or blank.
        RuleViolation: MVNO-LINE-7 or CORE-12.
        OutcomeUnknown: the answer was lost; resume it, do not call again.
    """
    request = r.TopUpLine(line=line, plan_code=plan_code_of(plan_code))
    session.require(MvnoSpec.top_up, request)
    warnings = refuse_errors(rules.check_top_up(line=line, plan_code=plan_code))
    bought = yield from session.exchange(MvnoSpec.top_up, request)
    return Done(value=bought, warnings=warnings, events=(LineToppedUp(line_id=line.id, plan_code=plan_code),))
