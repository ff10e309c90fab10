"""Every installed mobile platform with its fake, seeded alike, and a client on it."""

from collections.abc import Callable, Mapping
from typing import Any

from isp_integrations.core import registry
from isp_integrations.plugins.mvno.americanet.sandbox import iccid_of
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.mvno import sandbox, sandbox_async
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.mvno import Seed
from testing.contel_seed import seed_contel
from testing.network_seed import seed_network
from testing.tip_seed import seed_tip

SEEDS: Mapping[str, Callable[[Any], Seed]] = {
    "contel": seed_contel,
    "telecall": lambda fake: seed_network(fake.network, fake.network.add_line, make_iccid),
    "tip_brasil": seed_tip,
    "tip_ta_telecom": seed_tip,
    "americanet": lambda fake: seed_network(fake.network, fake.add_line, iccid_of),
    "braz_movel": lambda fake: seed_network(fake.network, fake.network.add_line, make_iccid),
}
PLATFORMS = tuple(SEEDS)
SIDES = ("sync", "async")


def seeded(platform: str) -> tuple[Any, Seed]:
    """A fresh fake, and what it holds."""
    fake = registry.load("mvno", platform).sandbox()
    return fake, SEEDS[platform](fake)


def caller_on(platform: str, side: str, fake: Any, script: FaultScript | None = None, **options: Any) -> Caller:
    """A client of that side on a fake."""
    if side == "sync":
        return SyncCaller(sandbox(platform, fake=fake, script=script, **options))
    return AsyncCaller(sandbox_async(platform, fake=fake, script=script, **options))
