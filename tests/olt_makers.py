"""Synthetic ONUs, connections and templates that pass every rule; a test spoils one thing."""

from typing import Any

import attrs

from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.models import (
    ConnectionConfig,
    ConnectionMode,
    Onu,
    OnuState,
    ProvisioningTemplate,
    UnprovisionedOnu,
    WifiBand,
    WifiConfig,
)
from isp_integrations.core.olt.requests import ProvisionOnu
from isp_integrations.core.olt.serial import OnuSerial

SERIAL = OnuSerial.parse("HWTC1A2B3C4D")
OTHER_SERIAL = OnuSerial.parse("ZTEGC0FFEE02")
WAITING = UnprovisionedOnu(serial=SERIAL, raw_serial="HWTC1A2B3C4D", pon_port="0/1/3", model="EG8145V5")
OTHER_WAITING = UnprovisionedOnu(serial=OTHER_SERIAL, raw_serial="ZTEGC0FFEE02", pon_port="0/1/4", model="F670L")
PPPOE = ConnectionConfig(mode=ConnectionMode.PPPOE, vlan=100, username="fulana", password="segredo1")
STATIC = ConnectionConfig(
    mode=ConnectionMode.STATIC_IP, vlan=100, address="203.0.113.7", netmask="255.255.255.0", gateway="203.0.113.1"
)
BRIDGE = ConnectionConfig(mode=ConnectionMode.BRIDGE, vlan=100)
TEMPLATE = ProvisioningTemplate(
    name="Fibra 500", mode=ConnectionMode.PPPOE, vlan=100, line_profile="LP_INTERNET", service_profile="SP_1ETH"
)
WIFI = WifiConfig(ssid_24="CASA", password_24="senha-exemplo", ssid_5="CASA 5G", password_5="senha-exemplo")
ONU = Onu(
    serial=SERIAL,
    pon_port="0/1/3",
    onu_id=7,
    name="CLIENTE 1",
    plan_id="31",
    customer_id="7",
    asset_id="A1",
    connection=PPPOE,
    wifi=WIFI,
    model="EG8145V5",
    enabled=True,
    admin_state=OnuState.PROVISIONED,
)
LINKED = attrs.evolve(ONU, onu_id=None, connection=None, wifi=None, enabled=None, admin_state=OnuState.UNPROVISIONED)


class Everything(OltSpec):
    """A platform that declares it can do everything."""

    key = "exemplo"
    title = "Exemplo"
    modes = frozenset(ConnectionMode) - {ConnectionMode.UNKNOWN}
    switchable_modes = modes
    wifi_bands = frozenset(WifiBand)
    wifi_single_field = True
    finds_by = frozenset({"serial", "login"})
    pon_port_form = r"0/[0-9]{1,2}/[0-9]{1,2}"


def limits(**changes: Any) -> PlatformLimits:
    return attrs.evolve(PlatformLimits.of(Everything), **changes)


def provisioning(**changes: Any) -> ProvisionOnu:
    return attrs.evolve(ProvisionOnu(onu=LINKED, connection=PPPOE, template=TEMPLATE), **changes)
