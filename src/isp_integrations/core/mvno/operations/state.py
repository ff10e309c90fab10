"""What a line is after an operation, and the events that say so; reading the identifiers a caller gave."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import InvalidRecord, RuleViolation, UnexpectedAnswer
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.events import LineStatusChanged, PortabilityStatusChanged
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.machines import LINE, PORTABILITY
from isp_integrations.core.mvno.proofs import is_on_plan, same_line
from isp_integrations.core.readback import Undecided
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session
from isp_integrations.core.text import is_blank


def with_platform_state(line: m.MvnoLine, seen: m.MvnoLine) -> m.MvnoLine:
    """`line` of the host with all that the platform says of it; the host's own ids and flags stay."""
    own = {"id", "integration_id", "contract_id", "customer_id", "is_ported", "number_type", "esim_code"}
    said = {
        field.name: value
        for field in attrs.fields(m.MvnoLine)
        if field.name not in own and (value := getattr(seen, field.name)) not in (None, {})
    }
    return attrs.evolve(line, **{**said, "raw_status": seen.raw_status, "on_platform": True})


def changed(line: m.MvnoLine, seen: m.MvnoLine, warnings: tuple[Violation, ...], *events: Event) -> Done[m.MvnoLine]:
    after = with_platform_state(line, seen)
    status = (
        (LineStatusChanged(line_id=line.id, before=line.status, after=after.status),)
        if after.status is not line.status
        else ()
    )
    return Done(value=after, warnings=warnings, events=(*events, *status))


def observed(line: m.MvnoLine, after: m.MvnoLine) -> tuple[Event, ...]:
    events: list[Event] = []
    if after.status is not line.status:
        events.append(LineStatusChanged(line_id=line.id, before=line.status, after=after.status))
        jump = LINE.report(line.status, after.status, subject=line.id or "").unexpected
        events += [jump] if jump else []
    return (*events, *portability_events(line, after.portability))


def portability_events(line: m.MvnoLine, seen: m.Portability | None) -> tuple[Event, ...]:
    before = line.portability.status if line.portability else m.PortabilityStatus.NONE
    if seen is None or seen.status is before:
        return ()
    changed = PortabilityStatusChanged(line_id=line.id, before=before, after=seen.status)
    jump = PORTABILITY.report(before, seen.status, subject=line.id or "").unexpected
    return (changed, jump) if jump else (changed,)


def insist(seen: m.MvnoLine, wanted: Collection[m.LineStatus]) -> None:
    """Refuse a success that the line's own status contradicts; an UNKNOWN status contradicts nothing."""
    if seen.status not in wanted and seen.status is not m.LineStatus.UNKNOWN:
        raise UnexpectedAnswer(
            message="A plataforma aceitou a ordem, mas a linha não está no status correspondente.",
            paths=("status",),
        )


def on_plan(session: Session, request: r.ChangePlan, exchange: Exchange[m.MvnoLine]) -> Exchange[m.MvnoLine]:
    """The line that a plan change answers, on the plan that was ordered.

    Raises:
        UnexpectedAnswer: it is another line, or shows another plan.
    """
    seen = yield from exchange
    same_line(request.line, seen)
    if (yield from shows_plan(session, seen, request.plan_code)) is False:
        raise UnexpectedAnswer(
            message="A plataforma aceitou a troca, mas a linha não mostra o plano pedido.", paths=("plan_code",)
        )
    return attrs.evolve(seen, plan_code=request.plan_code)


def shows_plan(session: Session, line: m.MvnoLine, code: str) -> Exchange[bool | None]:
    """Whether a line shows itself on a plan, by its code or by its name in the catalogue; `None` for no telling."""
    if line.plan_code is None and not _reads_plans(session):
        return None
    try:
        return (yield from is_on_plan(session.platform_as(MvnoSpec), line, code))
    except Undecided:
        return None


def _reads_plans(session: Session) -> bool:
    return session.refusal(MvnoSpec.list_plans) is None and not session.lacking(MvnoSpec.list_plans)


def plan_code_of(text: object) -> str:
    if not isinstance(text, str) or is_blank(text):
        raise InvalidRecord(problems=("plan_code: informe o código de um plano, como texto",))
    return text


def limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(MvnoSpec))


def number_of(text: str | Msisdn, field: str = "msisdn") -> Msisdn:
    found = rules.read_msisdn(text, field=field)
    if isinstance(found, Violation):
        raise RuleViolation(violations=(found,))
    return found


def sim_of(session: Session, text: str | Iccid, field: str = "iccid") -> Iccid:
    found = rules.read_iccid(text, limits=limits_of(session), field=field)
    if isinstance(found, Violation):
        raise RuleViolation(violations=(found,))
    return found
