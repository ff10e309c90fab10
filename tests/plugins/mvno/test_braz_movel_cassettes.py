"""Every operation of Braz Móvel on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mvno/test_braz_movel_cassettes.py`.
"""

from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.braz_movel.sandbox import BrazMovelSandbox
from isp_integrations.testing.mvno import Seed
from testing.cassette_story import CassetteStory
from testing.network_seed import seed_network


class TestBrazMovelCassettes(CassetteStory[BrazMovelSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "braz_movel"
    contract = "braz_movel app"

    def make_fake(self) -> BrazMovelSandbox:
        return BrazMovelSandbox()

    def seed(self, fake: BrazMovelSandbox) -> Seed:
        return seed_network(fake.network, fake.network.add_line, make_iccid)
