"""A fake ISAM with a client on it, and ONTs and templates to ask for."""

from typing import Any

import attrs

from isp_integrations import olt
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.nokia_isam.sandbox import nokia_sandbox
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector

WAITING = make_serial(1, "ALCL")
SECOND = make_serial(2, "ALCL")
WORKING = make_serial(11, "ALCL")
DARK = make_serial(12, "ALCL")
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)


def template(**changes: Any) -> olt.ProvisioningTemplate:
    """One for bridge, with the profile that the fake has."""
    made = olt.ProvisioningTemplate(name="Fibra", mode=olt.ConnectionMode.BRIDGE, upload_profile="HSI_1G_UP")
    return attrs.evolve(made, **changes)


class Bench:
    """One fake OLT and one client on it.

    Attributes:
        script: faults to come, and every line that was typed.
    """

    def __init__(self, fake: FakeOlt | None = None) -> None:
        self.fake = fake or nokia_sandbox()
        self.equipment = self.fake.equipment
        self.script = TerminalFaultScript()
        self.client = olt.sandbox("nokia_isam", fake=self.fake, connector=InProcessConnector(self.fake, self.script))

    def found(self, serial: str = WAITING, **named: str) -> olt.Onu:
        """An ONT that waits, linked to a plan."""
        waiting = {each.serial.value: each for each in self.client.list_unprovisioned() if each.serial}
        return olt.link_onu(waiting[serial], plan_id="7", **named)

    def known(self, serial: str = WORKING) -> olt.Onu:
        """An ONT that is authorised, linked to a plan."""
        return attrs.evolve(self.client.find_onu(serial=serial), plan_id="7")

    def provisioned(self, **named: str) -> olt.Onu:
        """The first one that waits, provisioned."""
        done = self.client.provision_onu(onu=self.found(**named), connection=BRIDGE, template=template())
        assert done.value.complete
        return done.value.onu

    def onu(self, serial: str = WAITING) -> OnuConfig | None:
        """How the fake has it configured."""
        return self.equipment.running.find(serial)

    @property
    def changes(self) -> list[str]:
        """Every line of every session that changes something."""
        return [line for line in self.fake.lines if line.startswith(("configure ", "admin "))]
