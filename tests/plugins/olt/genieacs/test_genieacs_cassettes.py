"""Every operation of GenieACS on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/olt/genieacs/test_genieacs_cassettes.py`.
"""

from typing import Any, ClassVar

from genieacs_by_hand import SOME_DAY, seed_genieacs
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.olt import Seed
from isp_integrations.testing.olt_cases import OLT_CASES
from testing.cassette_story import CassetteStory


class TestGenieAcsCassettes(CassetteStory[GenieAcsSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "genieacs"
    contract = "genieacs 1.2"
    cases: ClassVar[FamilyCases[Any]] = OLT_CASES

    def make_fake(self) -> GenieAcsSandbox:
        return GenieAcsSandbox(now=lambda: SOME_DAY)

    def seed(self, fake: GenieAcsSandbox) -> Seed:
        return seed_genieacs(fake)
