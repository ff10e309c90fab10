"""Braz Móvel keeps the mobile family's contract."""

from decimal import Decimal

from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.braz_movel.sandbox import BrazMovelSandbox
from isp_integrations.testing.mvno import MvnoContract, Seed
from testing.network_seed import seed_network, state_of


class TestBrazMovelContract(MvnoContract[BrazMovelSandbox]):
    """The family's suite on Braz Móvel's fake."""

    platform = "braz_movel"

    def seed(self, fake: BrazMovelSandbox) -> Seed:
        return seed_network(fake.network, fake.network.add_line, make_iccid)

    def state(self, fake: BrazMovelSandbox) -> object:
        return state_of(fake.network)

    def impoverish(self, fake: BrazMovelSandbox) -> bool:
        fake.network.balance = Decimal(0)
        return True
