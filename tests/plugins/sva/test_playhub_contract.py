"""PlayHub keeps the SVA family's contract."""

from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox
from isp_integrations.testing.sva import Seed, SvaContract
from sva_seed import seed_playhub, state_of_playhub


class TestPlayHubContract(SvaContract[PlayHubSandbox]):
    """The family's suite on PlayHub's fake."""

    platform = "playhub"

    def seed(self, fake: PlayHubSandbox) -> Seed:
        return seed_playhub(fake)

    def state(self, fake: PlayHubSandbox) -> object:
        return state_of_playhub(fake)
