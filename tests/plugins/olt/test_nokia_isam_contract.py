"""Nokia ISAM keeps the OLT family's contract, by its command line and its TL1."""

import attrs

from isp_integrations.plugins.olt.nokia_isam.sandbox import NokiaOlt
from isp_integrations.testing.olt import OltTerminalContract, Seed
from olt_seed import PPPOE, seed_nokia_isam, state_of_equipment, template


class TestNokiaIsamContract(OltTerminalContract[NokiaOlt]):
    """The family's suite on ISAM's two front ends, with a gateway's PPPoE: a bridge's way, then TL1's. How it prints
    alarms, and how it says that it is busy, nobody tells."""

    platform = "nokia_isam"

    def seed(self, fake: NokiaOlt) -> Seed:
        profiles = template(PPPOE, upload_profile="HSI_1G_UP")
        return attrs.evolve(seed_nokia_isam(fake), connection=PPPOE, template=profiles)

    def state(self, fake: NokiaOlt) -> object:
        return state_of_equipment(fake.equipment)
