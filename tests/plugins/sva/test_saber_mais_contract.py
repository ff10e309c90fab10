"""Saber+ keeps the SVA family's contract."""

from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.testing.sva import Seed, SvaContract
from sva_seed import seed_saber_mais, state_of_saber_mais


class TestSaberMaisContract(SvaContract[SaberMaisSandbox]):
    """The family's suite on Saber+'s fake."""

    platform = "saber_mais"

    def seed(self, fake: SaberMaisSandbox) -> Seed:
        return seed_saber_mais(fake)

    def state(self, fake: SaberMaisSandbox) -> object:
        return state_of_saber_mais(fake)
