"""Telecall keeps the mobile family's contract."""

from decimal import Decimal

from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.telecall.sandbox import TelecallSandbox
from isp_integrations.testing.mvno import MvnoContract, Seed
from testing.network_seed import seed_network, state_of


class TestTelecallContract(MvnoContract[TelecallSandbox]):
    """The family's suite on Telecall's fake. What an interrupted activation leaves behind is tried on its own."""

    platform = "telecall"

    def seed(self, fake: TelecallSandbox) -> Seed:
        return seed_network(fake.network, fake.network.add_line, make_iccid)

    def state(self, fake: TelecallSandbox) -> object:
        return state_of(fake.network)

    def impoverish(self, fake: TelecallSandbox) -> bool:
        fake.network.balance = Decimal(0)
        return True
