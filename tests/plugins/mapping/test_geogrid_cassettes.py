"""Every operation of GeoGrid on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/mapping/test_geogrid_cassettes.py`.
"""

from isp_integrations.plugins.mapping.geogrid.sandbox import GeoGridSandbox
from isp_integrations.testing.mapping import Seed
from mapping_cassette_story import MappingCassetteStory
from mapping_seed import geogrid_fake, seed_geogrid


class TestGeoGridCassettes(MappingCassetteStory[GeoGridSandbox]):
    """The family's story on GeoGrid's fake."""

    platform = "geogrid"
    contract = "mapping-others, GeoGrid API v3"

    def make_fake(self) -> GeoGridSandbox:
        return geogrid_fake()

    def seed(self, fake: GeoGridSandbox) -> Seed:
        return seed_geogrid(fake)
