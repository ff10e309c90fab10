"""SmartOLT keeps the OLT family's contract."""

from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.testing.olt import OltContract, Seed
from olt_seed import seed_smartolt, state_of_smartolt


class TestSmartOltContract(OltContract[SmartOltSandbox]):
    """The family's suite on SmartOLT's fake."""

    platform = "smartolt"

    def seed(self, fake: SmartOltSandbox) -> Seed:
        return seed_smartolt(fake)

    def state(self, fake: SmartOltSandbox) -> object:
        return state_of_smartolt(fake)
