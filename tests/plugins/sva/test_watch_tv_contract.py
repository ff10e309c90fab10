"""Watch TV keeps the SVA family's contract."""

from isp_integrations.plugins.sva.watch_tv.sandbox import WatchTvSandbox
from isp_integrations.testing.sva import Seed, SvaContract
from sva_seed import seed_watch_tv, state_of_watch_tv


class TestWatchTvContract(SvaContract[WatchTvSandbox]):
    """The family's suite on Watch TV's fake."""

    platform = "watch_tv"

    def seed(self, fake: WatchTvSandbox) -> Seed:
        return seed_watch_tv(fake)

    def state(self, fake: WatchTvSandbox) -> object:
        return state_of_watch_tv(fake)
