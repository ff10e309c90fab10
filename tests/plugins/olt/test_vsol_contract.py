"""V-SOL keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_vsol, state_of_equipment


class TestVsolContract(OltTerminalContract[FakeOlt]):
    """The family's suite on V-SOL's front end."""

    platform = "vsol"

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_vsol(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
