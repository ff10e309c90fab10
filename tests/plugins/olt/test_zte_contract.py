"""ZTE keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_zte, state_of_equipment


class TestZteContract(OltTerminalContract[FakeOlt]):
    """The family's suite on ZTE's front end."""

    platform = "zte"
    unworded = frozenset({"reboot_onu", "save_config"})

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_zte(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
