"""Whose the time of a provisioning is: the OLT's, or the driver's.

The driver's is all that passes outside the OLT, from when an answer has left it until the next line has reached it:
our code, the library that carries the bytes, and loopback. The OLT is a fake in another process, which answers every
line after the same time and tells how long it took itself. What is told is the median ONU's; the very first one, for
which modules are loaded, is not counted.
"""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import attrs

from benchmarks.olt_apart import OltApart, olt_apart
from benchmarks.table import Row
from isp_integrations import olt
from isp_integrations.clients.olt import OltClient
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.plugins.olt.equipment.shell import SYNTHETIC_CREDENTIALS
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, Profile, make_serial
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, FiberHomeFake
from isp_integrations.plugins.olt.huawei.sandbox import huawei_sandbox
from isp_integrations.transports.terminal.options import TerminalOptions

DRIVER_SHARE, LATENCY = 0.10, 0.05
OPTIONS = TerminalOptions(trust_any_host_key=True)
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")  # noqa: S106  of a fake
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra 500", mode=PPPOE.mode, line_profile="LP_INTERNET", service_profile="10", onu_type="HG6145E"
)
HUAWEI_PON, FIBERHOME_PON = "0/1/3", "1/3"


@attrs.frozen
class _Taken:
    """Seconds that one ONU took, and how many of them the OLT did."""

    seconds: float
    answering: float

    @property
    def driver_share(self) -> float:
        return 1 - self.answering / self.seconds


def provisioning(onus: int) -> list[Row]:
    """One ONU after the other by PPPoE, over each kind of terminal."""
    huawei = partial(_huawei, onus + 1)
    return [
        _provisioning(onus, "huawei", "ssh", huawei),
        _provisioning(onus, "huawei", "telnet", huawei),
        _provisioning(onus, "fiberhome", "tl1", partial(_fiberhome, onus + 1)),
    ]


def _provisioning(onus: int, platform: str, scheme: str, fake: Callable[[], FakeEquipment]) -> Row:
    credentials = dict(SYNTHETIC_CREDENTIALS)
    with (
        olt_apart(fake, scheme, LATENCY) as place,
        olt.connect(platform, credentials=credentials, base_url=place.address, terminal=OPTIONS) as client,
    ):
        first, *found = [olt.link_onu(each, plan_id="7") for each in client.list_unprovisioned()]
        _provision(client, place, first)
        taken = [_provision(client, place, onu) for onu in found]
    assert len(taken) == onus, "an ONU was lost"
    share = median(each.driver_share for each in taken)
    return Row(
        name=f"provisioning {onus} ONUs by PPPoE, {scheme}",
        ours=f"{median(each.seconds for each in taken):.3f} s each",
        reference=f"{median(each.answering for each in taken):.3f} s the OLT's, {LATENCY * 1000:.0f} ms a line",
        compared=f"{share:.1%} in the driver",
        target=f"< {DRIVER_SHARE:.0%}",
        met=share < DRIVER_SHARE,
    )


def _provision(client: OltClient, place: OltApart, onu: olt.Onu) -> _Taken:
    before, started = place.answering(), time.perf_counter()
    assert client.provision_onu(onu=onu, connection=PPPOE, template=TEMPLATE).value.complete
    seconds = time.perf_counter() - started
    return _Taken(seconds, place.answering() - before)


def huawei_waiting(onus: int) -> Equipment:
    """A Huawei where so many ONUs wait."""
    return Equipment(
        pons=(HUAWEI_PON,),
        devices=tuple(Device(serial=make_serial(number), pon=HUAWEI_PON) for number in range(onus)),
        profiles={
            "line": (Profile(id=10, name="LP_INTERNET", gems=(1, 2, 3)),),
            "service": (Profile(id=10, name="SP_INTERNET", ports=frozenset({"eth_0/1"})),),
        },
        vlans=(100, 200),
    )


def _huawei(onus: int) -> FakeEquipment:
    return huawei_sandbox(huawei_waiting(onus))


def _fiberhome(onus: int) -> FakeEquipment:
    model = str(TEMPLATE.onu_type)
    devices = (Device(serial=make_serial(number, "FHTT"), pon=FIBERHOME_PON, model=model) for number in range(onus))
    types = (Profile(id=1, name=model),)
    return FiberHomeFake(
        {CENTRE: Equipment(pons=(FIBERHOME_PON,), devices=tuple(devices), profiles={"onu_type": types})}
    )
