"""Huawei keeps the OLT family's contract."""

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.huawei.sandbox import HuaweiShell
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_huawei, state_of_equipment


class TestHuaweiContract(OltTerminalContract[FakeOlt]):
    """The family's suite on Huawei's front end."""

    platform = "huawei"
    alarm = HuaweiShell.alarm
    busy = HuaweiShell.sentences["busy"]

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_huawei(fake)

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
