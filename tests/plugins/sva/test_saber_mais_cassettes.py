"""Every operation of Saber+ on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/sva/test_saber_mais_cassettes.py`.
"""

from typing import Any, ClassVar

from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.sva import Seed
from isp_integrations.testing.sva_cases import SVA_CASES
from sva_seed import seed_saber_mais
from testing.cassette_story import CassetteStory


class TestSaberMaisCassettes(CassetteStory[SaberMaisSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "saber_mais"
    contract = "saber_mais assumed"
    cases: ClassVar[FamilyCases[Any]] = SVA_CASES

    def make_fake(self) -> SaberMaisSandbox:
        return SaberMaisSandbox()

    def seed(self, fake: SaberMaisSandbox) -> Seed:
        return seed_saber_mais(fake)
