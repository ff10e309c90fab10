"""What the fake of TIP Brasil and TIP Tá Telecom holds in the tests that a host's operations are tried on."""

import attrs

from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.tip.sandbox import TipSandbox
from isp_integrations.testing.mvno import Seed
from testing.network_seed import seed_network


def seed_tip(fake: TipSandbox) -> Seed:
    """The network's seed, where a top-up buys a gigabyte."""
    return attrs.evolve(seed_network(fake.network, fake.network.add_line, make_iccid), top_up_code="1GB")
