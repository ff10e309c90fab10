"""FiberHome's TL1 keeps the OLT family's contract."""

from isp_integrations.plugins.olt.fiberhome.sandbox import FiberHomeFake
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_fiberhome, state_of_equipment


class TestFiberHomeContract(OltTerminalContract[FiberHomeFake]):
    """The family's suite on a UNM2000 with two OLTs."""

    platform = "fiberhome"

    def seed(self, fake: FiberHomeFake) -> Seed:
        return seed_fiberhome(fake)

    def state(self, fake: FiberHomeFake) -> object:
        return [state_of_equipment(olt) for olt in fake.olts.values()]
