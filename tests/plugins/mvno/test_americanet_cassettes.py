"""Every operation of Americanet on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mvno/test_americanet_cassettes.py`.
"""

from isp_integrations.plugins.mvno.americanet.sandbox import AmericanetSandbox, iccid_of
from isp_integrations.testing.mvno import Seed
from testing.cassette_story import CassetteStory
from testing.network_seed import seed_network


class TestAmericanetCassettes(CassetteStory[AmericanetSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "americanet"
    contract = "americanet 2023-10"

    def make_fake(self) -> AmericanetSandbox:
        return AmericanetSandbox(renews=True)

    def seed(self, fake: AmericanetSandbox) -> Seed:
        return seed_network(fake.network, fake.add_line, iccid_of)
