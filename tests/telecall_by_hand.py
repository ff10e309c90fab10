"""Telecall against its fake, by hand, with one request per operation."""

from typing import Any

from exchange_by_hand import Hand
from family_by_hand import FIRST, Operations, operations_on
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.telecall.plugin import Telecall
from isp_integrations.plugins.mvno.telecall.sandbox import CREDENTIALS, PLANS, TelecallSandbox

NUMBER = Msisdn.parse("11961234501")
LINE = m.MvnoLine(msisdn=NUMBER, iccid=Iccid.parse(make_iccid(101)), status=m.LineStatus.ACTIVE)
STOCK_SIM = Iccid.parse(make_iccid(1))
STOCK_ESIM = Iccid.parse(make_iccid(6))
DONOR_NUMBER = Msisdn.parse("11987650001")
CUSTOMER = Customer(id="7", legal_name="Dora Exemplo", tax_id=Cpf.parse("39053344705"))
PLAN, OTHER_PLAN = PLANS[0].code, PLANS[2].code
PORT_IN = r.PortIn(number=DONOR_NUMBER)


def telecall(fake: TelecallSandbox | None = None, **overrides: Any) -> Hand:
    """Telecall on a fake."""
    return Hand(Telecall(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake or TelecallSandbox())


def plugin(hand: Hand) -> Telecall:
    assert isinstance(hand.plugin, Telecall)
    return hand.plugin


def fake_of(hand: Hand) -> TelecallSandbox:
    assert isinstance(hand.fake, TelecallSandbox)
    return hand.fake


def activate(**fields: Any) -> r.ActivateLine:
    given = {"customer": CUSTOMER, "plan_code": PLAN, "area_code": "11", "iccid": STOCK_SIM, **fields}
    return r.ActivateLine(**given)


def block(scope: m.BlockScope = m.BlockScope.TOTAL, **fields: Any) -> r.BlockLine:
    given = {"reason": m.BlockReason.DEBT, **fields}
    return r.BlockLine(line=LINE, block=m.LineBlock(scope=scope, **given))


OPERATIONS: Operations = {
    **operations_on(LINE, STOCK_SIM, plan=PLAN, other_plan=OTHER_PLAN),
    "parse_webhook": lambda p: p.parse_webhook(r.ParseWebhook(body=b'{"notices": []}')),
}


def ready(hand: Hand, name: str) -> Telecall:
    """The plugin, its fake brought where the operation succeeds."""
    if name in FIRST:
        hand.carry(OPERATIONS[FIRST[name]](plugin(hand)))
    hand.labels.clear()
    return plugin(hand)
