"""Huawei's plugin got wrong, once for each promise of the OLT family's terminal contract, and the suite on each."""

from typing import Any

from isp_integrations.core.cli import Command
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.platform import Platform
from isp_integrations.plugins.olt.huawei.plugin import Huawei
from isp_integrations.plugins.olt.huawei.sandbox import HuaweiShell
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import seed_huawei, state_of_equipment
from testing.spoiling import Spoiling, smaller

KEPT = ("test_connection", "list_unprovisioned", "find_onu", "get_onu_status", "provision_onu", "reboot_onu")


def _seen(request: r.GetOnuStatus) -> m.OnuStatus:
    return m.OnuStatus(serial=request.onu.serial, oper_state=m.OperState.OFFLINE)


def _restarted(_: r.RebootOnu) -> m.DeviceOutcome:
    return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by="huawei")


_SPOILT = tuple(
    Spoiling(
        base=smaller(Huawei, *KEPT),
        read="get_onu_status",
        seen=_seen,
        write="reboot_onu",
        done=_restarted,
        elsewhere=Command("elsewhere", "display elsewhere", Effect.READ, OBSERVED, "made up"),
    ).at_a_terminal()
)
PLUGINS = tuple(plugin for plugin, _ in _SPOILT)
NOTICED_BY = {plugin.__name__: frozenset(checks) for plugin, checks in _SPOILT}
"""The checks that must fail on each of them."""
globals().update({plugin.__name__: plugin for plugin in PLUGINS})


def contract_of(plugin: type[Platform]) -> type[OltTerminalContract[Any]]:
    """The family's suite on one of the plugins."""

    class Contract(OltTerminalContract[Any]):
        platform = plugin.key
        busy = HuaweiShell.sentences["busy"]
        alarm = HuaweiShell.alarm

        def seed(self, fake: Any) -> Seed:
            return seed_huawei(fake)

        def state(self, fake: Any) -> object:
            return state_of_equipment(fake.equipment), sum(line.startswith("ont reset") for line in fake.lines)

    return Contract
