"""Every operation of OZmap on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mapping/test_ozmap_cassettes.py`.
"""

from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.testing.mapping import Seed
from mapping_cassette_story import MappingCassetteStory
from mapping_seed import ozmap_fake, seed_ozmap


class TestOzMapCassettes(MappingCassetteStory[OzMapSandbox]):
    """The family's story on OZmap's fake."""

    platform = "ozmap"
    contract = "ozmap, API v2, SDK of 2026-04-14"

    def make_fake(self) -> OzMapSandbox:
        return ozmap_fake()

    def seed(self, fake: OzMapSandbox) -> Seed:
        return seed_ozmap(fake)
