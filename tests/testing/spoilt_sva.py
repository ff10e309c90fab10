"""PlayHub's plugin got wrong, once for each promise of the SVA family's contract, and the suite on each."""

from typing import Any

from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.platform import Platform
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.sva.playhub.plugin import PlayHub
from isp_integrations.testing.sva import Seed, SvaContract
from sva_seed import seed_playhub, state_of_playhub
from testing.spoiling import Spoiling, smaller


def _seen(request: r.GetUser) -> m.SvaUser:
    return m.SvaUser(username=request.username, status=m.SvaUserStatus.UNKNOWN)


def _created(request: r.CreateUser) -> m.SvaUser:
    return m.SvaUser(username=request.username, package=request.package, status=m.SvaUserStatus.ACTIVE)


_SPOILT = tuple(
    Spoiling(
        base=smaller(PlayHub, "test_connection", "get_user", "create_user", "deactivate_user"),
        read="get_user",
        seen=_seen,
        write="create_user",
        done=_created,
        elsewhere=Endpoint("elsewhere", "GET", "elsewhere", Effect.READ, OBSERVED, "made up"),
        doubles=False,
    ).over_http()
)
PLUGINS = tuple(plugin for plugin, _ in _SPOILT)
NOTICED_BY = {plugin.__name__: frozenset(checks) for plugin, checks in _SPOILT}
"""The checks that must fail on each of them."""
globals().update({plugin.__name__: plugin for plugin in PLUGINS})


def contract_of(plugin: type[Platform]) -> type[SvaContract[Any]]:
    """The family's suite on one of the plugins."""

    class Contract(SvaContract[Any]):
        platform = plugin.key

        def seed(self, fake: Any) -> Seed:
            return seed_playhub(fake)

        def state(self, fake: Any) -> object:
            return state_of_playhub(fake)

    return Contract
