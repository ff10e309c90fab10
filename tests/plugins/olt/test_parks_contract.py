"""Parks Fiberlink keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_parks, state_of_equipment


class TestParksContract(OltTerminalContract[FakeOlt]):
    """The family's suite on Parks's front end."""

    platform = "parks"

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_parks(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
