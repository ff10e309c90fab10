"""A fake SmartAX OLT with a client on it, and ONUs and templates to ask for."""

import attrs

from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.huawei.sandbox import Habits, huawei_sandbox, stocked
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector

WAITING = make_serial(1)
SECOND = make_serial(2)
FOREIGN = make_serial(3, "ZTEG")
WORKING = make_serial(11)
DARK = make_serial(12)
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana@exemplo", password="s3nh@")
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
DHCP = olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP, vlan=200)
STATIC = olt.ConnectionConfig(
    mode=olt.ConnectionMode.STATIC_IP,
    vlan=300,
    address="192.0.2.10",
    netmask="255.255.255.0",
    gateway="192.0.2.1",
    dns=("192.0.2.53", "192.0.2.54"),
)


def template(connection: olt.ConnectionConfig = PPPOE, **changes: object) -> olt.ProvisioningTemplate:
    """One for the connection's mode, with the profiles that the fake has."""
    made = olt.ProvisioningTemplate(
        name="Fibra 500", mode=connection.mode, line_profile="LP_INTERNET", service_profile="10"
    )
    return attrs.evolve(made, **changes)  # type: ignore[arg-type]  # each test names its own


def broken(refused: ProviderRejected | olt.StepReport) -> str:
    """The code of the rule that a refusal amounts to."""
    assert refused.violation is not None
    return refused.violation.code


class Bench:
    """One fake OLT and one client on it.

    Attributes:
        script: faults to come, and every line that was typed.
    """

    def __init__(self, habits: Habits | None = None, fake: FakeOlt | None = None) -> None:
        self.fake = fake or huawei_sandbox(stocked(), habits)
        self.equipment = self.fake.equipment
        self.script = TerminalFaultScript()
        self.client = olt.sandbox("huawei", fake=self.fake, connector=InProcessConnector(self.fake, self.script))

    def found(self, serial: str = WAITING, **named: str) -> olt.Onu:
        """An ONU that waits, linked to a plan."""
        waiting = {each.serial.value: each for each in self.client.list_unprovisioned() if each.serial}
        return olt.link_onu(waiting[serial], plan_id="7", **named)

    def known(self, serial: str = WORKING) -> olt.Onu:
        """An ONU that is authorised, linked to a plan."""
        return attrs.evolve(self.client.find_onu(serial=serial), plan_id="7", asset_id="PAT-1", customer_id="10")

    def has(self, serial: str = WAITING) -> bool:
        """Whether the fake has it authorised."""
        return self.equipment.running.find(serial) is not None

    def onu(self, serial: str = WAITING) -> OnuConfig:
        """How the fake has it configured."""
        found = self.equipment.running.find(serial)
        assert found is not None
        return found

    def vlans(self, serial: str = WAITING) -> list[int]:
        """Of the service ports of an ONU."""
        onu = self.onu(serial)
        return [p.vlan for p in self.equipment.running.service_ports_of(onu.pon, onu.number)]

    @property
    def typed(self) -> list[str]:
        """Every line of every session since the beginning, without the ones of the log-in."""
        return [
            line
            for line in self.fake.lines
            if line not in {"enable", "undo smart", "infoswitch cli OFF", "scroll 512"}
        ]
