"""NextBilling against its fake, by hand, with one request per operation."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from exchange_by_hand import Hand
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.assumed.pabx import COMPANY
from isp_integrations.plugins.voip.nextbilling.plugin import NextBilling
from isp_integrations.plugins.voip.nextbilling.sandbox import CREDENTIALS, NextBillingSandbox
from isp_integrations.testing.voip_cases import PROFILE

SUBSCRIBER = m.VoipSubscriber(id="101", status=m.SubscriberStatus.SAVED, profile=COMPANY, username="padaria")
LINE = m.VoipLine(id="102", subscriber_id="101", max_simultaneous_calls=1)
PASSWORD = "Senha-de-Painel-77"
NEW = attrs.evolve(PROFILE, sales_plan_id="7")
ACCESS = m.PanelAccess(username="beltrano", password=PASSWORD)
NEW_LINE = m.NewLine(username="3001", password="Senha-de-Linha-88")
JANUARY = r.CallPeriod(start=date(2026, 1, 1), end=date(2026, 1, 31))


def nextbilling(
    fake: NextBillingSandbox | None = None, credentials: Mapping[str, str] = CREDENTIALS, **overrides: Any
) -> Hand:
    """NextBilling on a fake."""
    plugin = NextBilling(Account(credentials=credentials, wire_overrides=overrides))
    return Hand(plugin, fake or NextBillingSandbox())


def plugin(hand: Hand) -> NextBilling:
    assert isinstance(hand.plugin, NextBilling)
    return hand.plugin


def fake_of(hand: Hand) -> NextBillingSandbox:
    assert isinstance(hand.fake, NextBillingSandbox)
    return hand.fake


def create(**changes: Any) -> r.CreateSubscriber:
    return r.CreateSubscriber(**{"profile": NEW, "access": ACCESS, **changes})


def calls(**changes: Any) -> r.ListCalls:
    return r.ListCalls(**{"subscriber_id": "101", "period": JANUARY, **changes})


OPERATIONS: dict[str, Callable[[NextBilling], Exchange[Any]]] = {
    "assign_number": lambda p: p.assign_number(
        r.AssignNumber(number=m.InboundNumber(number="1140001111", subscriber_id="101", line_id="102"))
    ),
    "check_username": lambda p: p.check_username(r.CheckUsername(username="padaria")),
    "create_line": lambda p: p.create_line(r.CreateLine(subscriber_id="101", line=NEW_LINE)),
    "create_subscriber": lambda p: p.create_subscriber(create()),
    "disable_subscriber": lambda p: p.disable_subscriber(r.DisableSubscriber(subscriber=SUBSCRIBER)),
    "enable_subscriber": lambda p: p.enable_subscriber(r.EnableSubscriber(subscriber=SUBSCRIBER)),
    "get_balance": lambda p: p.get_balance(r.GetBalance(subscriber_id="101")),
    "get_call_totals": lambda p: p.get_call_totals(r.GetCallTotals(subscriber_id="101", period=JANUARY)),
    "get_subscriber": lambda p: p.get_subscriber(r.GetSubscriber(subscriber_id="101")),
    "list_allowances": lambda p: p.list_allowances(r.ListAllowances(), None),
    "list_calls": lambda p: p.list_calls(calls(), None),
    "list_lines": lambda p: p.list_lines(r.ListLines(subscriber_id="101"), None),
    "list_live_calls": lambda p: p.list_live_calls(r.ListLiveCalls(subscriber_id="101"), None),
    "list_sales_plans": lambda p: p.list_sales_plans(r.ListSalesPlans(), None),
    "list_subscribers": lambda p: p.list_subscribers(r.ListSubscribers(), None),
    "open_panel": lambda p: p.open_panel(r.OpenPanel(subscriber_id="101")),
    "set_simultaneous_calls": lambda p: p.set_simultaneous_calls(r.SetSimultaneousCalls(line=LINE, calls=4)),
    "test_connection": lambda p: p.test_connection(ConnectionTest()),
    "update_subscriber": lambda p: p.update_subscriber(
        r.UpdateSubscriber(subscriber=SUBSCRIBER, profile=attrs.evolve(COMPANY, sales_plan_id="8"))
    ),
}
