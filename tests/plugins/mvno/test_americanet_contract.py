"""Americanet keeps the mobile family's contract."""

from decimal import Decimal

from isp_integrations.plugins.mvno.americanet.sandbox import AmericanetSandbox, iccid_of
from isp_integrations.testing.mvno import MvnoContract, Seed
from testing.network_seed import seed_network, state_of


class TestAmericanetContract(MvnoContract[AmericanetSandbox]):
    """The family's suite on Americanet's fake."""

    platform = "americanet"

    def seed(self, fake: AmericanetSandbox) -> Seed:
        return seed_network(fake.network, fake.add_line, iccid_of)

    def state(self, fake: AmericanetSandbox) -> object:
        return state_of(fake.network)

    def impoverish(self, fake: AmericanetSandbox) -> bool:
        fake.network.balance = Decimal(0)
        return True
