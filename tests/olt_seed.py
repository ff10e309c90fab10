"""What the suites of the OLT platforms put into their fakes, and what an order changes in them."""

from collections.abc import Mapping
from typing import Any

import attrs

from isp_integrations.core.olt.models import (
    ConnectionConfig,
    ConnectionMode,
    Onu,
    OnuState,
    ProvisioningTemplate,
    WifiConfig,
)
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import Configuration, Equipment, make_serial
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, SUBURB, FiberHomeFake
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.testing.olt import Seed

NAME = "FULANA-DE-EXEMPLO"
BRIDGE = ConnectionConfig(mode=ConnectionMode.BRIDGE, vlan=100)
PPPOE = ConnectionConfig(
    mode=ConnectionMode.PPPOE, vlan=100, username="fulana-contrato", password="segredo-contrato-1"
)
WIFI = WifiConfig(
    ssid_24="CASA-CONTRATO", password_24="senha-contrato-24", ssid_5="CASA-CONTRATO-5G", password_5="senha-contrato-5"
)


def waiting(serial: str, pon_port: str, plan_id: str = "7", **known: Any) -> Onu:
    """An ONU that waits, linked to a plan."""
    return Onu(
        serial=OnuSerial.parse(serial),
        pon_port=pon_port,
        name=NAME,
        plan_id=plan_id,
        admin_state=OnuState.UNPROVISIONED,
        **known,
    )


def working(serial: str, pon_port: str, **known: Any) -> Onu:
    """An ONU that is authorised and on the air, linked to a plan."""
    return Onu(
        serial=OnuSerial.parse(serial),
        pon_port=pon_port,
        plan_id="8",
        admin_state=OnuState.PROVISIONED,
        **known,
    )


def template(connection: ConnectionConfig, **profiles: Any) -> ProvisioningTemplate:
    """The names that an operator settled for that mode."""
    return ProvisioningTemplate(name="Contrato", mode=connection.mode, vlan=connection.vlan, **profiles)


def state_of_equipment(olt: Equipment) -> object:
    """What is in force, what a restart would bring back, and what the ONUs went through; without times."""
    devices = [(d.serial, d.down_cause, d.down_at is not None) for d in olt.devices.values()]
    return [_configured(olt.running), _configured(olt.saved), devices]


def _configured(configuration: Configuration) -> object:
    return [
        [attrs.asdict(onu, filter=attrs.filters.exclude("since")) for _, onu in sorted(configuration.onus.items())],
        [attrs.asdict(port) for _, port in sorted(configuration.service_ports.items())],
    ]


def seed_huawei(fake: FakeOlt) -> Seed:
    """An OLT that saved nothing yet, PPPoE."""
    fake.equipment.saved = Configuration()
    profiles = template(PPPOE, line_profile="LP_INTERNET", service_profile="SP_1ETH")
    return Seed(
        onu=working(make_serial(11), "0/1/0", onu_id=0, description="CLIENTE 0"),
        waiting=waiting(make_serial(1), "0/1/3"),
        spare=waiting(make_serial(2), "0/1/3", plan_id="8"),
        connection=PPPOE,
        template=profiles,
        unknown_template=attrs.evolve(profiles, line_profile="LP_NENHUM"),
        pon_port="0/2/1",
    )


def seed_smartolt(_: SmartOltSandbox) -> Seed:
    """A panel's ONU and two that wait on the same OLT. Bridge is one call; the rest are several."""
    profiles = template(BRIDGE, onu_type="HG8310M", options={"zone": "Centro"})
    return Seed(
        onu=working("HWTC1A2B3C11", "1/1", olt_id="1", platform_ids={"external_id": "HWTC1A2B3C11"}),
        waiting=waiting("HWTC1A2B3C02", "1/4", olt_id="1"),
        spare=waiting("HWTC1A2B3C01", "1/3", plan_id="8", olt_id="1"),
        connection=BRIDGE,
        template=profiles,
        unknown_template=attrs.evolve(profiles, onu_type="NENHUM"),
        wifi=attrs.evolve(WIFI, ssid_5="", password_5=""),
        pon_port="2/5",
        olt_id="2",
        download_profile="500M",
        upload_profile="50M",
    )


def state_of_smartolt(fake: SmartOltSandbox) -> Mapping[str, object]:
    """Every ONU of the panel, without how long its OLT is still at work; to restart twice is to restart."""
    kept = attrs.filters.exclude("settling", "reboots")
    return {key: {**attrs.asdict(onu, filter=kept), "restarted": onu.reboots > 0} for key, onu in fake.onus.items()}


def seed_vsol(_: FakeOlt) -> Seed:
    """A V1600G with ONUs on three of its PONs."""
    profiles = template(BRIDGE, line_profile="BRIDGE", options={"dba": "DBA_1G"})
    return Seed(
        onu=working(make_serial(11, "GPON"), "0/1", onu_id=1),
        waiting=waiting(make_serial(1, "GPON"), "0/2"),
        spare=waiting(make_serial(3, "VSOL"), "0/4", plan_id="8"),
        connection=BRIDGE,
        template=profiles,
        unknown_template=attrs.evolve(profiles, line_profile="NENHUM"),
    )


def seed_parks(fake: FakeOlt) -> Seed:
    """A Fiberlink OLT that saved nothing yet, PPPoE."""
    fake.equipment.saved = Configuration()
    return Seed(
        onu=working(make_serial(11, "PRKS"), "1/1"),
        waiting=waiting(make_serial(1, "PRKS"), "1/2"),
        spare=waiting(make_serial(3, "PRKS"), "1/4", plan_id="8"),
        connection=PPPOE,
        template=template(PPPOE, line_profile="INTERNET", options={"vlan_profile": "_100"}),
    )


def seed_zte(fake: FakeOlt) -> Seed:
    """A ZXA10 that saved nothing yet, PPPoE, with an ONU that has both bands."""
    fake.equipment.saved = Configuration()
    profiles = template(PPPOE, line_profile="T-1G", onu_type="F670L", options={"vlan_profile": "VP100"})
    return Seed(
        onu=working(make_serial(11, "ZTEG"), "1/2/1", onu_id=1, name="CLIENTE-1", model="F670L"),
        waiting=waiting(make_serial(1, "ZTEG"), "1/2/3"),
        spare=waiting(make_serial(2, "ZTEG"), "1/2/3", plan_id="8"),
        connection=PPPOE,
        template=profiles,
        unknown_template=attrs.evolve(profiles, onu_type="NENHUM"),
        wifi=WIFI,
        pon_port="1/3/1",
    )


def seed_fiberhome(_: FiberHomeFake) -> Seed:
    """The first OLT of a UNM2000, PPPoE."""
    profiles = template(PPPOE, onu_type="HG6145E")
    return Seed(
        onu=working(make_serial(11, "FHTT"), "1/1", olt_id=CENTRE, name="CLIENTE 11", model="HG6145E"),
        waiting=waiting(make_serial(1, "FHTT"), "1/3", olt_id=CENTRE),
        spare=waiting(make_serial(2, "FHTT"), "1/3", plan_id="8", olt_id=CENTRE),
        connection=PPPOE,
        template=profiles,
        unknown_template=attrs.evolve(profiles, onu_type="NENHUM"),
        wifi=WIFI,
        pon_port="1/2",
        olt_id=SUBURB,
        download_profile="1G",
        upload_profile="500M",
    )


def seed_intelbras(_: FakeOlt) -> Seed:
    """An 8820plus with ONUs on three of its PONs."""
    profiles = template(BRIDGE, service_profile="intelbras-110b")
    return Seed(
        onu=working(make_serial(11, "ITBS"), "1", onu_id=1),
        waiting=waiting(make_serial(1, "ITBS"), "2"),
        spare=waiting(make_serial(3, "ITBS"), "4", plan_id="8"),
        connection=BRIDGE,
        template=profiles,
    )


def seed_nokia_isam(fake: FakeOlt) -> Seed:
    """An ISAM that saved nothing yet, with ONTs on three of its PONs: a gateway works, bridges wait."""
    fake.equipment.saved = Configuration()
    return Seed(
        onu=working(make_serial(11, "ALCL"), "1/1/1/1", onu_id=1),
        waiting=waiting(make_serial(1, "ALCL"), "1/1/1/2"),
        spare=waiting(make_serial(3, "ALCL"), "1/1/2/1", plan_id="8"),
        connection=BRIDGE,
        template=template(BRIDGE, upload_profile="HSI_1G_UP"),
        wifi=WIFI,
    )
