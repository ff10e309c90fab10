"""A fake UNM2000 with a client on it, and ONUs and templates to ask for."""

from typing import Any

import attrs

from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.plugins.olt.equipment.state import Equipment, OnuConfig, make_serial
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, FiberHomeFake, Habits
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript

WAITING = make_serial(1, "FHTT")
SECOND = make_serial(2, "FHTT")
PLAIN_UNIT = make_serial(3, "FHTT")
FOREIGN = make_serial(4)
WORKING = make_serial(11, "FHTT")
FAR = make_serial(21, "FHTT")
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
DHCP = olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP, vlan=200)
STATIC = olt.ConnectionConfig(
    mode=olt.ConnectionMode.STATIC_IP,
    vlan=300,
    address="192.0.2.110",
    netmask="255.255.255.0",
    gateway="192.0.2.1",
    dns=("192.0.2.53", "192.0.2.54"),
)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo", ssid_5="CASA 5G", password_5="senha exemplo 5")


def template(connection: olt.ConnectionConfig = PPPOE, **changes: Any) -> olt.ProvisioningTemplate:
    """One for the connection's mode, of a type that the fake has."""
    made = olt.ProvisioningTemplate(name="Fibra 500", mode=connection.mode, onu_type="HG6145E")
    return attrs.evolve(made, **changes)


def broken(refused: ProviderRejected | olt.StepReport) -> str:
    """The code of the rule that a refusal amounts to."""
    assert refused.violation is not None
    return refused.violation.code


class Bench:
    """One fake system and one client on it.

    Attributes:
        script: faults to come, and every message that was sent.
    """

    def __init__(self, habits: Habits | None = None, **settings: str) -> None:
        self.fake = FiberHomeFake(habits=habits)
        self.fake.credentials = {**self.fake.credentials, **settings}
        self.script = TerminalFaultScript()
        self.client = olt.sandbox("fiberhome", fake=self.fake, script=self.script)

    @property
    def centre(self) -> Equipment:
        """The first of the OLTs."""
        return self.fake.olts[CENTRE]

    def found(self, serial: str = WAITING, **named: str) -> olt.Onu:
        """An ONU that waits, linked to a plan."""
        waiting = {each.serial.value: each for each in self.client.list_unprovisioned() if each.serial}
        return olt.link_onu(waiting[serial], plan_id="7", **named)

    def known(self, serial: str = WORKING) -> olt.Onu:
        """An ONU that is authorised, linked to a plan."""
        return attrs.evolve(self.client.find_onu(serial=serial), plan_id="7", asset_id="PAT-1", customer_id="10")

    def provisioned(self, serial: str = WAITING, connection: olt.ConnectionConfig = PPPOE, **changes: Any) -> olt.Onu:
        """An ONU that was provisioned by the client."""
        made = template(connection, **changes)
        return self.client.provision_onu(onu=self.found(serial), connection=connection, template=made).value.onu

    def config(self, serial: str = WAITING) -> OnuConfig:
        """How the fake has an ONU configured."""
        (found,) = [onu for each in self.fake.olts.values() if (onu := each.running.find(serial))]
        return found

    def has(self, serial: str = WAITING) -> bool:
        """Whether the fake has it authorised."""
        return any(each.running.find(serial) for each in self.fake.olts.values())

    def say(self, on: str, text: str, times: int = 1) -> None:
        """Have the system say `text` instead of running the messages that match `on`."""
        self.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on=on, text=text, times=times))

    @property
    def sent(self) -> list[str]:
        """Every message that changes something, without its tag."""
        changes = [each for each in self.fake.messages if each.startswith(("ADD-", "DEL-", "CFG-", "SET-", "RESET-"))]
        return [_untagged(each) for each in changes]


def _untagged(message: str) -> str:
    verb, target, access, _, general, payload = message.split(":")
    return f"{verb}:{target}:{access}::{general}:{payload}"
