"""Every operation of SmartOLT on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/olt/smartolt/test_smartolt_cassettes.py`.
"""

from typing import Any, ClassVar

from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.olt import Seed
from isp_integrations.testing.olt_cases import OLT_CASES
from olt_seed import seed_smartolt
from testing.cassette_story import CassetteStory


class TestSmartOltCassettes(CassetteStory[SmartOltSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "smartolt"
    contract = "smartolt"
    cases: ClassVar[FamilyCases[Any]] = OLT_CASES

    def make_fake(self) -> SmartOltSandbox:
        return SmartOltSandbox()

    def seed(self, fake: SmartOltSandbox) -> Seed:
        return seed_smartolt(fake)
