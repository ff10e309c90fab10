"""Datacom keeps the OLT family's contract."""

import attrs

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import make_serial
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import BRIDGE, PPPOE, WIFI, state_of_equipment, template, waiting, working


class TestDatacomContract(OltTerminalContract[FakeOlt]):
    """The family's suite on DmOS's front end. How it prints alarms, and how it says that it is busy, nobody tells."""

    platform = "datacom"

    def seed(self, fake: FakeOlt) -> Seed:
        profiles = template(BRIDGE, line_profile="LP-1G")
        return Seed(
            onu=working(make_serial(11, "DACM"), "1/1/1", onu_id=0, connection=PPPOE),
            waiting=waiting(make_serial(1, "DACM"), "1/1/2"),
            spare=waiting(make_serial(3, "DACM"), "1/1/3", plan_id="8"),
            connection=BRIDGE,
            template=profiles,
            unknown_template=attrs.evolve(profiles, line_profile="LP-NENHUM"),
            wifi=attrs.evolve(WIFI, ssid_5="", password_5=""),
            pon_port="1/1/5",
        )

    def state(self, fake: FakeOlt) -> object:
        return state_of_equipment(fake.equipment)
