"""TIP Brasil and TIP Tá Telecom keep the mobile family's contract."""

from isp_integrations.plugins.mvno.tip.sandbox import TipSandbox
from isp_integrations.testing.mvno import MvnoContract, Seed
from testing.network_seed import state_of
from testing.tip_seed import seed_tip


class TestTipBrasilContract(MvnoContract[TipSandbox]):
    """The family's suite on the fake of TIP Brasil."""

    platform = "tip_brasil"

    def seed(self, fake: TipSandbox) -> Seed:
        return seed_tip(fake)

    def state(self, fake: TipSandbox) -> object:
        return state_of(fake.network), [line.data_mb for line in fake.network.lines]


class TestTipTaTelecomContract(TestTipBrasilContract):
    """The same software at another address."""

    platform = "tip_ta_telecom"
