"""TIP Brasil against its fake, by hand, with one request per operation."""

from typing import Any

from exchange_by_hand import Hand
from family_by_hand import Operations, operations_on
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.plugins.mvno.assumed.network import Line, make_iccid
from isp_integrations.plugins.mvno.tip.plugin import TipBrasil
from isp_integrations.plugins.mvno.tip.sandbox import CREDENTIALS, TipSandbox
from testing.network_seed import NUMBERS
from testing.tip_seed import seed_tip

NUMBER = Msisdn.parse(NUMBERS[0])
LINE = m.MvnoLine(msisdn=NUMBER, iccid=Iccid.parse(make_iccid(900)), status=m.LineStatus.ACTIVE)
STOCK_SIM = Iccid.parse(make_iccid(1))
TOKEN = CREDENTIALS["user_token"]


def seeded() -> TipSandbox:
    """A fake with the family's seed."""
    fake = TipSandbox()
    seed_tip(fake)
    return fake


def tip(fake: TipSandbox | None = None, **overrides: Any) -> Hand:
    """TIP Brasil on a fake, by default on a seeded one."""
    return Hand(TipBrasil(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake or seeded())


def plugin(hand: Hand) -> TipBrasil:
    assert isinstance(hand.plugin, TipBrasil)
    return hand.plugin


def fake_of(hand: Hand) -> TipSandbox:
    assert isinstance(hand.fake, TipSandbox)
    return hand.fake


def kept(hand: Hand) -> Line:
    """What the fake holds of `LINE`."""
    assert LINE.msisdn is not None
    return fake_of(hand).network.find(LINE.msisdn.national)


def block(scope: m.BlockScope, reason: m.BlockReason = m.BlockReason.DEBT, line: m.MvnoLine = LINE) -> r.BlockLine:
    return r.BlockLine(line=line, block=m.LineBlock(scope=scope, reason=reason))


OPERATIONS: Operations = {
    name: ask
    for name, ask in {
        **operations_on(LINE, STOCK_SIM),
        "block_line": lambda p: p.block_line(block(m.BlockScope.PARTIAL)),
        "top_up": lambda p: p.top_up(r.TopUpLine(line=LINE, plan_code="2GB")),
    }.items()
    if name in TipBrasil.operations
}
