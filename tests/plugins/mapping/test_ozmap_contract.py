"""OZmap keeps the mapping family's contract."""

from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.testing.mapping import MappingContract, Seed
from mapping_seed import ozmap_fake, seed_ozmap, state_of_ozmap


class TestOzMapContract(MappingContract[OzMapSandbox]):
    """The family's suite on OZmap's fake."""

    platform = "ozmap"

    def make_fake(self) -> OzMapSandbox:
        return ozmap_fake()

    def seed(self, fake: OzMapSandbox) -> Seed:
        return seed_ozmap(fake)

    def state(self, fake: OzMapSandbox) -> object:
        return state_of_ozmap(fake)
