"""Every operation of Telecall on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mvno/test_telecall_cassettes.py`.
"""

from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.telecall.sandbox import TelecallSandbox
from isp_integrations.testing.mvno import Seed
from testing.cassette_story import CassetteStory
from testing.network_seed import seed_network


class TestTelecallCassettes(CassetteStory[TelecallSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "telecall"
    contract = "telecall v2.1"

    def make_fake(self) -> TelecallSandbox:
        return TelecallSandbox()

    def seed(self, fake: TelecallSandbox) -> Seed:
        return seed_network(fake.network, fake.network.add_line, make_iccid)
