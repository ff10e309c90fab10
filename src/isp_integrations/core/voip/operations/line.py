"""A subscriber's lines and the numbers that ring at them."""

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip import rules
from isp_integrations.core.voip.events import InboundNumberAssigned, LineCapacityChanged, VoipLineCreated
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.voip.operations.state import id_of, usable_id


def create_line(
    session: Session, *, subscriber: m.VoipSubscriber, line: m.NewLine, by: m.Party
) -> Exchange[Done[m.VoipLine]]:
    """Give a saved subscriber another line (linha, ramal).

    Raises:
        RuleViolation: VOIP-SUB-2, VOIP-SUB-8, VOIP-LINE-1, CORE-12.
        OutcomeUnknown: the answer was lost; resume it, calling again could make another line.
    """
    request = r.CreateLine(subscriber_id=subscriber.id or "", line=line)
    session.require(VoipSpec.create_line, request)
    warnings = refuse_errors(rules.check_line(subscriber=subscriber, line=line, by=by))
    made = yield from session.exchange(VoipSpec.create_line, request)
    event = VoipLineCreated(subscriber_id=made.subscriber_id, line_id=made.id)
    return Done(value=made, warnings=warnings, events=(event,))


def list_lines(session: Session, cursor: str | None, *, subscriber: m.VoipSubscriber) -> Exchange[Page[m.VoipLine]]:
    """Every line of one subscriber."""
    return (yield from session.page(VoipSpec.list_lines, r.ListLines(subscriber_id=id_of(subscriber)), cursor))


def set_simultaneous_calls(
    session: Session, *, subscriber: m.VoipSubscriber, line: m.VoipLine, calls: int, by: m.Party
) -> Exchange[Done[m.VoipLine]]:
    """Let a line make and take `calls` calls at once. Repeating it is harmless.

    Raises:
        RuleViolation: VOIP-LINE-1.
    """
    request = r.SetSimultaneousCalls(line=line, calls=calls)
    session.require(VoipSpec.set_simultaneous_calls, request)
    found = rules.check_simultaneous_calls(subscriber=subscriber, calls=calls, by=by)
    warnings = refuse_errors((*rules.check_own_line(subscriber=subscriber, line=line), *found))
    usable_id(line.id, "line.id")
    seen = yield from session.exchange(VoipSpec.set_simultaneous_calls, request)
    event = LineCapacityChanged(
        subscriber_id=line.subscriber_id, line_id=line.id, before=line.max_simultaneous_calls, after=calls
    )
    return Done(value=attrs.evolve(seen, raw=seen.raw or line.raw), warnings=warnings, events=(event,))


def assign_number(
    session: Session,
    *,
    subscriber: m.VoipSubscriber,
    line: m.VoipLine,
    number: str,
    by: m.Party,
    description: str = "",
) -> Exchange[Done[m.InboundNumber]]:
    """Make a number ring at a line of a saved subscriber (DID). The line pays for it.

    Args:
        number: digits as the platform is to get them; the reseller owns it there.

    Raises:
        RuleViolation: VOIP-SUB-2, VOIP-SUB-8, VOIP-LINE-1, CORE-12.
        OutcomeUnknown: the answer was lost, and the platform's numbers cannot be looked up.
    """
    wanted = m.InboundNumber(
        number=number, subscriber_id=subscriber.id or "", line_id=line.id, description=description
    )
    request = r.AssignNumber(number=wanted)
    session.require(VoipSpec.assign_number, request)
    found = rules.check_number(subscriber=subscriber, by=by, number=number, description=description)
    warnings = refuse_errors((*rules.check_own_line(subscriber=subscriber, line=line), *found))
    made = yield from session.exchange(VoipSpec.assign_number, request)
    event = InboundNumberAssigned(subscriber_id=made.subscriber_id, line_id=made.line_id)
    return Done(value=made, warnings=warnings, events=(event,))
