"""What the tests of GenieACS put into its fake, and what an order changes in it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from isp_integrations import olt
from isp_integrations.plugins.olt.genieacs.fake_devices import FakeDevice
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.testing.olt import Seed
from olt_seed import PPPOE, WIFI, template, waiting, working

HUAWEI, NOKIA, INTELBRAS = "HWTC1A2B3C11", "ALCL1A2B3C44", "ITBS1A2B3C22"
WLAN = "InternetGatewayDevice.LANDevice.1.WLANConfiguration"
SOME_DAY = datetime(2026, 1, 31, 12, tzinfo=UTC)


def device(fake: GenieAcsSandbox, product_class: str) -> FakeDevice:
    """The fake's only device of that model."""
    (found,) = (each for each in fake.devices.values() if each.product_class == product_class)
    return found


def onu(serial: str = HUAWEI, **changes: Any) -> olt.Onu:
    """A host's record of a device that the fake has; its Wi-Fi was set up before."""
    record = working(serial, "0/1/3")
    kept = olt.WifiConfig(ssid_24="CASA", password_24="senha-de-antes", ssid_5="CASA 5G", password_5="senha-de-antes")
    return attrs.evolve(record, **{"connection": PPPOE, "wifi": kept, **changes})


def seed_genieacs(_: GenieAcsSandbox) -> Seed:
    """The Huawei ONT; an ACS provisions nothing, so the rest of the seed is never asked for."""
    profiles = template(PPPOE)
    return Seed(
        onu=attrs.evolve(working(HUAWEI, "0/1/3"), pon_port=None),
        waiting=waiting("HWTC1A2B3C02", "0/1/4"),
        spare=waiting("HWTC1A2B3C01", "0/1/3", plan_id="8"),
        connection=PPPOE,
        template=profiles,
        wifi=attrs.evolve(WIFI, ssid_5="", password_5=""),
    )


def state_of_genieacs(fake: GenieAcsSandbox) -> Mapping[str, object]:
    """What every device holds, whether it was restarted, and what still waits to change one."""
    reading = {"getParameterValues", "refreshObject"}
    waits = [(task["name"], task.get("parameterValues")) for task in fake.tasks if task["name"] not in reading]
    devices = {each.id: (dict(each.real), each.reboots > 0) for each in fake.devices.values()}
    return {**devices, "waits": waits}
