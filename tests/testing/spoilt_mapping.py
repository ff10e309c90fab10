"""Tomodat's plugin got wrong, once for each promise of the mapping family's contract, and the suite on each."""

from typing import Any

from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.platform import Platform
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mapping.tomodat.plugin import Tomodat
from isp_integrations.testing.mapping import MappingContract, Seed
from mapping_seed import seed_tomodat, state_of_tomodat, tomodat_fake
from testing.spoiling import Spoiling, smaller


def _seen(request: r.FindCustomerPort) -> tuple[m.CustomerPort, ...]:
    return ()


def _reserved(request: r.ReservePort) -> m.CustomerPort:
    wanted = request.reservation
    return m.CustomerPort(
        code=wanted.code, status=m.PortStatus.RESERVED, structure_id=wanted.structure_id, remote_ref="1"
    )


_SPOILT = tuple(
    Spoiling(
        base=smaller(Tomodat, "test_connection", "find_customer_port", "reserve_port"),
        read="find_customer_port",
        seen=_seen,
        write="reserve_port",
        done=_reserved,
        elsewhere=Endpoint("elsewhere", "GET", "elsewhere", Effect.READ, OBSERVED, "made up"),
    ).over_http()
)
PLUGINS = tuple(plugin for plugin, _ in _SPOILT)
NOTICED_BY = {plugin.__name__: frozenset(checks) for plugin, checks in _SPOILT}
"""The checks that must fail on each of them."""
globals().update({plugin.__name__: plugin for plugin in PLUGINS})


def contract_of(plugin: type[Platform]) -> type[MappingContract[Any]]:
    """The family's suite on one of the plugins."""

    class Contract(MappingContract[Any]):
        platform = plugin.key

        def make_fake(self) -> Any:
            return tomodat_fake()

        def seed(self, fake: Any) -> Seed:
            return seed_tomodat(fake)

        def state(self, fake: Any) -> object:
            return state_of_tomodat(fake)

    return Contract
