"""Calls of NextBilling that the VoIP family has no name for, made through any client::

from isp_integrations.plugins.voip.nextbilling import calls

client.perform(calls.list_call_rows, None, subscriber=subscriber, start=day, end=day)    # `await` on an async client
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.nextbilling import wire as w
from isp_integrations.plugins.voip.nextbilling.plugin import NextBilling, next_place


def list_call_rows(
    session: Session, cursor: str | None, *, subscriber: m.VoipSubscriber, start: date, end: date
) -> Exchange[Page[Mapping[str, Any]]]:
    """One page of a subscriber's call records as the platform prints them, whose keys no page tells.

    DOCUMENTED, where `list_calls` has to suppose the keys: it needs no `accept_assumed`.
    """
    platform = session.platform_as(NextBilling)
    request = r.ListCalls(subscriber_id=subscriber.id or "", period=r.CallPeriod(start=start, end=end))
    told = platform.wire.read(w.Rows, (yield from platform.call_page(w.CALL_ROWS, request, cursor)))
    return Page(items=tuple(told.rows), cursor=next_place(told, len(told.rows), cursor))
