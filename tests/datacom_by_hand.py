"""A fake DmOS OLT with a client on it, and ONUs and templates to ask for."""

from typing import Any

import attrs

from isp_integrations import olt
from isp_integrations.plugins.olt.datacom.sandbox import datacom_sandbox
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector

WAITING = make_serial(1, "DACM")
SECOND = make_serial(2, "DACM")
FOREIGN = make_serial(4)
WORKING = make_serial(11, "DACM")
DARK = make_serial(12, "DACM")
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")
DHCP = olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP, vlan=200)
STATIC = olt.ConnectionConfig(
    mode=olt.ConnectionMode.STATIC_IP,
    vlan=300,
    address="192.0.2.10",
    netmask="255.255.255.0",
    gateway="192.0.2.1",
)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-de-teste")
LOOKS = ("show ", "paginate", "configure terminal", "interface gpon", "onu ", "ethernet 1", "exit", "no\n")
"""How the lines begin that change nothing by themselves."""
_RG = {
    olt.ConnectionMode.PPPOE: "RG-PPPOE",
    olt.ConnectionMode.DHCP: "RG-DHCP",
    olt.ConnectionMode.STATIC_IP: "RG-FIXO",
}


def template(connection: olt.ConnectionConfig = BRIDGE, **changes: Any) -> olt.ProvisioningTemplate:
    """One for the connection's mode, with the profiles that the fake has."""
    routed = connection.mode in _RG
    made = olt.ProvisioningTemplate(
        name="Fibra 500",
        mode=connection.mode,
        line_profile="LP-1G",
        onu_type="DM985-100" if routed else "",
        options={"rg_profile": _RG[connection.mode]} if routed else {},
    )
    return attrs.evolve(made, **changes)


class Bench:
    """One fake OLT and one client on it.

    Attributes:
        script: faults to come, and every line that was typed.
    """

    def __init__(self, fake: FakeOlt | None = None) -> None:
        self.fake = fake or datacom_sandbox()
        self.equipment = self.fake.equipment
        self.script = TerminalFaultScript()
        self.client = olt.sandbox("datacom", fake=self.fake, connector=InProcessConnector(self.fake, self.script))

    def found(self, serial: str = WAITING, **named: str) -> olt.Onu:
        """An ONU that waits, linked to a plan."""
        waiting = {each.serial.value: each for each in self.client.list_unprovisioned() if each.serial}
        return olt.link_onu(waiting[serial], plan_id="7", **named)

    def known(self, serial: str = WORKING) -> olt.Onu:
        """An ONU that is authorised, linked to a plan."""
        return attrs.evolve(self.client.find_onu(serial=serial), plan_id="7", asset_id="PAT-1", customer_id="10")

    def provisioned(self, connection: olt.ConnectionConfig = BRIDGE) -> olt.Onu:
        """The first one that waits, provisioned."""
        done = self.client.provision_onu(onu=self.found(), connection=connection, template=template(connection))
        assert done.value.complete
        return done.value.onu

    def configured(self, serial: str = WAITING) -> OnuConfig:
        """How the fake has it configured, which it must."""
        onu = self.equipment.running.find(serial)
        assert onu is not None
        return onu

    def vlans(self, serial: str = WAITING) -> list[int]:
        """Of the service ports of an ONU."""
        onu = self.equipment.running.find(serial)
        return [p.vlan for p in self.equipment.running.service_ports_of(onu.pon, onu.number)] if onu else []

    @property
    def changes(self) -> list[str]:
        """Every line of every session that changes something, without the ones that enter and leave modes."""
        return [line for line in self.fake.lines if not line.startswith(LOOKS)]
