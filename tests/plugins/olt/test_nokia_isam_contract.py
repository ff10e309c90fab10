"""Nokia ISAM keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_nokia_isam, state_of_equipment


class TestNokiaIsamContract(OltTerminalContract[FakeOlt]):
    """The family's suite on ISAM's front end. How it prints alarms, and how it says that it is busy, nobody tells."""

    platform = "nokia_isam"

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_nokia_isam(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
