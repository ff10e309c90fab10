"""Americanet against its fake, by hand."""

from typing import Any

from exchange_by_hand import Hand
from family_by_hand import FIRST, operations_on
from isp_integrations.core.identifiers import Iccid
from isp_integrations.core.platform import Account
from isp_integrations.plugins.mvno.americanet import wire as w
from isp_integrations.plugins.mvno.americanet.plugin import Americanet
from isp_integrations.plugins.mvno.americanet.sandbox import CREDENTIALS, AmericanetSandbox, iccid_of
from testing.network_seed import seed_network

FREE = Iccid.parse(iccid_of(1))
SEED = seed_network((_fake := AmericanetSandbox()).network, _fake.add_line, iccid_of)
LINE = SEED.line
OPERATIONS = operations_on(LINE, FREE)


def americanet(fake: AmericanetSandbox | None = None, **overrides: Any) -> Hand:
    """An Americanet with both interfaces, on a fake with the seed's lines."""
    fake = fake or AmericanetSandbox()
    seed_network(fake.network, fake.add_line, iccid_of)
    account = Account(credentials=CREDENTIALS, wire_overrides=overrides, other_bases=frozenset({w.SIMETRA}))
    return Hand(Americanet(account), fake)


def ready(hand: Hand, name: str) -> Americanet:
    """The plugin, its fake brought where the operation succeeds."""
    assert isinstance(hand.plugin, Americanet)
    if name in FIRST:
        hand.carry(OPERATIONS[FIRST[name]](hand.plugin))
    hand.labels.clear()
    return hand.plugin
