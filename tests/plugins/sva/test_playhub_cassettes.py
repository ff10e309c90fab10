"""Every operation of PlayHub on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/sva/test_playhub_cassettes.py`.
"""

from typing import Any, ClassVar

from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.sva import Seed
from isp_integrations.testing.sva_cases import SVA_CASES
from sva_seed import seed_playhub
from testing.cassette_story import CassetteStory


class TestPlayHubCassettes(CassetteStory[PlayHubSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "playhub"
    contract = "playhub v3"
    cases: ClassVar[FamilyCases[Any]] = SVA_CASES

    def make_fake(self) -> PlayHubSandbox:
        return PlayHubSandbox()

    def seed(self, fake: PlayHubSandbox) -> Seed:
        return seed_playhub(fake)
