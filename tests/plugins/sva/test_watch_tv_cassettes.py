"""Every operation of Watch TV on its cassette.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/sva/test_watch_tv_cassettes.py`.
"""

from typing import Any, ClassVar

import attrs

from isp_integrations.plugins.sva.watch_tv.sandbox import WatchTvSandbox
from isp_integrations.testing.calling import Caller
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.modes import TapedAccount
from isp_integrations.testing.sva import Seed
from isp_integrations.testing.sva_cases import SVA_CASES
from sva_seed import seed_watch_tv
from testing.cassette_story import CassetteStory

FLOW = ("begin_authorization", "complete_authorization")
"""How every conversation begins."""
FIRST_CODE = "codigo-0001"


class TestWatchTvCassettes(CassetteStory[WatchTvSandbox]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    platform = "watch_tv"
    contract = "watch_tv v1 and v2"
    cases: ClassVar[FamilyCases[Any]] = SVA_CASES

    def make_fake(self) -> WatchTvSandbox:
        return WatchTvSandbox()

    def seed(self, fake: WatchTvSandbox) -> Seed:
        return attrs.evolve(seed_watch_tv(fake), code=lambda _: FIRST_CODE)

    def _talk(self, operation: str, fake: WatchTvSandbox, caller: Caller, account: TapedAccount | None = None) -> Any:
        for step in FLOW[: FLOW.index(operation)] if operation in FLOW else FLOW:
            super()._talk(step, fake, caller, account)
        return super()._talk(operation, fake, caller, account)
