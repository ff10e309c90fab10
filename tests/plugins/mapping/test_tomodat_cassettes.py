"""Every operation of Tomodat on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mapping/test_tomodat_cassettes.py`.
"""

from isp_integrations.plugins.mapping.tomodat.sandbox import TomodatSandbox
from isp_integrations.testing.mapping import Seed
from mapping_cassette_story import MappingCassetteStory
from mapping_seed import seed_tomodat, tomodat_fake


class TestTomodatCassettes(MappingCassetteStory[TomodatSandbox]):
    """The family's story on Tomodat's fake."""

    platform = "tomodat"
    contract = "mapping-others, Tomodat"

    def make_fake(self) -> TomodatSandbox:
        return tomodat_fake()

    def seed(self, fake: TomodatSandbox) -> Seed:
        return seed_tomodat(fake)
