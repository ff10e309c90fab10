"""GeoGrid keeps the mapping family's contract."""

from isp_integrations.plugins.mapping.geogrid.sandbox import GeoGridSandbox
from isp_integrations.testing.mapping import MappingContract, Seed
from mapping_seed import geogrid_fake, seed_geogrid, state_of_geogrid


class TestGeoGridContract(MappingContract[GeoGridSandbox]):
    """The family's suite on GeoGrid's fake."""

    platform = "geogrid"

    def make_fake(self) -> GeoGridSandbox:
        return geogrid_fake()

    def seed(self, fake: GeoGridSandbox) -> Seed:
        return seed_geogrid(fake)

    def state(self, fake: GeoGridSandbox) -> object:
        return state_of_geogrid(fake)
