"""What subscribers consult: balance, calls made, live calls (VOIP-QUERY-1)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip import rules
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.voip.operations.state import id_of


def get_balance(session: Session, *, subscriber: m.VoipSubscriber, by: m.Party) -> Exchange[m.VoipBalance]:
    """A subscriber's balance in reais.

    Raises:
        RuleViolation: VOIP-QUERY-1, the subscriber was not granted it.
    """
    _refuse_query(session, VoipSpec.get_balance, rules.Query.BALANCE, subscriber, by)
    return (yield from session.exchange(VoipSpec.get_balance, r.GetBalance(subscriber_id=id_of(subscriber))))


def get_call_totals(
    session: Session,
    *,
    subscriber: m.VoipSubscriber,
    start: date,
    end: date,
    by: m.Party,
    line: m.VoipLine | None = None,
) -> Exchange[m.CallTotals]:
    """What a subscriber's calls from `start` to `end`, both inclusive, add up to: calls, seconds, reais.

    Args:
        line: counts this one alone.

    Raises:
        RuleViolation: VOIP-QUERY-1.
        InvalidRecord: the period ends before it starts.
    """
    _refuse_query(session, VoipSpec.get_call_totals, rules.Query.CALLS, subscriber, by, line)
    request = r.GetCallTotals(
        subscriber_id=id_of(subscriber),
        period=_period(start, end),
        line_id=line.id if line else None,
    )
    return (yield from session.exchange(VoipSpec.get_call_totals, request))


def list_calls(
    session: Session,
    cursor: str | None,
    *,
    subscriber: m.VoipSubscriber,
    start: date,
    end: date,
    by: m.Party,
    line: m.VoipLine | None = None,
    kind: m.CallKind | None = None,
) -> Exchange[Page[m.CallRecord]]:
    """A subscriber's calls from `start` to `end`, both inclusive, page by page.

    Args:
        line: lists this one's alone.
        kind: keeps the calls of this kind alone; a page may then be empty and not the last.

    Raises:
        RuleViolation: VOIP-QUERY-1.
        InvalidRecord: the period ends before it starts.
    """
    _refuse_query(session, VoipSpec.list_calls, rules.Query.CALLS, subscriber, by, line)
    request = r.ListCalls(
        subscriber_id=id_of(subscriber),
        period=_period(start, end),
        line_id=line.id if line else None,
    )
    page = yield from session.page(VoipSpec.list_calls, request, cursor)
    if kind is None:
        return page
    return attrs.evolve(page, items=tuple(call for call in page.items if call.kind is kind))


def list_live_calls(
    session: Session, cursor: str | None, *, subscriber: m.VoipSubscriber, by: m.Party
) -> Exchange[Page[m.LiveCall]]:
    """The calls that a subscriber is making now (ligações em tempo real).

    Raises:
        RuleViolation: VOIP-QUERY-1.
    """
    _refuse_query(session, VoipSpec.list_live_calls, rules.Query.LIVE_CALLS, subscriber, by)
    request = r.ListLiveCalls(subscriber_id=id_of(subscriber))
    return (yield from session.page(VoipSpec.list_live_calls, request, cursor))


def _period(start: date, end: date) -> r.CallPeriod:
    if end < start:
        raise InvalidRecord(problems=("end: anterior a start",))
    return r.CallPeriod(start=start, end=end)


def _refuse_query(
    session: Session,
    hook: Callable[..., Any],
    query: rules.Query,
    subscriber: m.VoipSubscriber,
    by: m.Party,
    line: m.VoipLine | None = None,
) -> None:
    """VOIP-QUERY-1 and VOIP-LINE-1: support alone and first, then the permission, and whose the line is."""
    session.require(hook)
    own = rules.check_own_line(subscriber=subscriber, line=line)
    refuse_errors((*rules.check_query(query, subscriber=subscriber, by=by), *own))
