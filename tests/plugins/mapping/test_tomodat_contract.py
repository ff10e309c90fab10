"""Tomodat keeps the mapping family's contract."""

from isp_integrations.plugins.mapping.tomodat.sandbox import TomodatSandbox
from isp_integrations.testing.mapping import MappingContract, Seed
from mapping_seed import seed_tomodat, state_of_tomodat, tomodat_fake


class TestTomodatContract(MappingContract[TomodatSandbox]):
    """The family's suite on Tomodat's fake."""

    platform = "tomodat"

    def make_fake(self) -> TomodatSandbox:
        return tomodat_fake()

    def seed(self, fake: TomodatSandbox) -> Seed:
        return seed_tomodat(fake)

    def state(self, fake: TomodatSandbox) -> object:
        return state_of_tomodat(fake)
