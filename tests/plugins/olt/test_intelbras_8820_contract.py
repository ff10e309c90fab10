"""Intelbras 8820 keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_intelbras, state_of_equipment


class TestIntelbras8820Contract(OltTerminalContract[FakeOlt]):
    """The family's suite on the 8820's front end."""

    platform = "intelbras_8820"

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_intelbras(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
