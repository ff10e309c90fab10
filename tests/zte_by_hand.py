"""A fake ZXA10 OLT with a client on it, and ONUs and templates to ask for."""

from typing import Any

import attrs

from isp_integrations import olt
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.zte.sandbox import Habits, stocked, zte_sandbox
from isp_integrations.plugins.olt.zte.tables import Spelling
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector

WAITING = make_serial(1, "ZTEG")
SECOND = make_serial(2, "ZTEG")
OTHER_PON = make_serial(3, "ZTEG")
FOREIGN = make_serial(4)
WORKING = make_serial(11, "ZTEG")
DARK = make_serial(12, "ZTEG")
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
DHCP = olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP, vlan=200)
STATIC = olt.ConnectionConfig(
    mode=olt.ConnectionMode.STATIC_IP,
    vlan=100,
    address="192.0.2.10",
    netmask="255.255.255.0",
    gateway="192.0.2.1",
)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-de-teste", ssid_5="CASA-5G", password_5="senha-de-5ghz")
CLASSIC = Habits()
TITAN = Habits(spelling=Spelling.TITAN)
CHANGES = (
    "onu ",
    "no ",
    "name ",
    "description ",
    "tcont ",
    "gemport ",
    "switchport ",
    "service-port ",
    "qos ",
    "service ",
    "vlan port ",
    "wan",
    "interface wifi ",
    "ssid ",
    "shutdown",
    "reboot",
    "write",
)
"""How the lines begin that change something."""


def template(connection: olt.ConnectionConfig = PPPOE, **changes: Any) -> olt.ProvisioningTemplate:
    """One for the connection's mode, with the profiles that the fake has."""
    made = olt.ProvisioningTemplate(
        name="Fibra 500",
        mode=connection.mode,
        line_profile="T-1G",
        onu_type="F670L",
        options={} if connection.mode is olt.ConnectionMode.BRIDGE else {"vlan_profile": f"VP{connection.vlan}"},
    )
    return attrs.evolve(made, **changes)


class Bench:
    """One fake OLT and one client on it.

    Attributes:
        script: faults to come, and every line that was typed.
    """

    def __init__(self, habits: Habits = CLASSIC, fake: FakeOlt | None = None) -> None:
        self.habits = habits
        self.fake = fake or zte_sandbox(stocked(), habits)
        self.equipment = self.fake.equipment
        self.script = TerminalFaultScript()
        self.client = olt.sandbox("zte", fake=self.fake, connector=InProcessConnector(self.fake, self.script))

    def found(self, serial: str = WAITING, **named: str) -> olt.Onu:
        """An ONU that waits, linked to a plan."""
        waiting = {each.serial.value: each for each in self.client.list_unprovisioned() if each.serial}
        return olt.link_onu(waiting[serial], plan_id="7", **named)

    def known(self, serial: str = WORKING) -> olt.Onu:
        """An ONU that is authorised, linked to a plan."""
        return attrs.evolve(self.client.find_onu(serial=serial), plan_id="7", asset_id="PAT-1", customer_id="10")

    def onu(self, serial: str = WAITING) -> OnuConfig | None:
        """How the fake has it configured."""
        return self.equipment.running.find(serial)

    def configured(self, serial: str = WAITING) -> OnuConfig:
        """How the fake has it configured, which it must."""
        onu = self.onu(serial)
        assert onu is not None
        return onu

    def vlans(self, serial: str = WAITING) -> list[int]:
        """Of the service ports of an ONU."""
        onu = self.onu(serial)
        return [p.vlan for p in self.equipment.running.service_ports_of(onu.pon, onu.number)] if onu else []

    @property
    def changes(self) -> list[str]:
        """Every line of every session that changes something, without the ones that enter modes."""
        return [line for line in self.fake.lines if line.startswith(CHANGES)]
