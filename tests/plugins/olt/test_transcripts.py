"""The transcripts of every OLT that is typed to.

Record them anew with `ISP_RECORD=sandbox python -m pytest tests/plugins/olt/test_transcripts.py`.
"""

import attrs

from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import make_serial
from isp_integrations.plugins.olt.fiberhome.sandbox import FiberHomeFake
from isp_integrations.plugins.olt.nokia_isam.sandbox import NokiaOlt
from isp_integrations.testing.olt import Seed
from olt_seed import (
    BRIDGE,
    PPPOE,
    WIFI,
    seed_fiberhome,
    seed_huawei,
    seed_intelbras,
    seed_nokia_isam,
    seed_parks,
    seed_vsol,
    seed_zte,
    template,
    waiting,
    working,
)
from testing.transcript_story import TranscriptStory


def seed_datacom() -> Seed:
    """A DmOS with ONUs on three of its PONs."""
    return Seed(
        onu=working(make_serial(11, "DACM"), "1/1/1", onu_id=0, connection=PPPOE),
        waiting=waiting(make_serial(1, "DACM"), "1/1/2"),
        spare=waiting(make_serial(3, "DACM"), "1/1/3", plan_id="8"),
        connection=BRIDGE,
        template=template(BRIDGE, line_profile="LP-1G"),
        wifi=attrs.evolve(WIFI, ssid_5="", password_5=""),
    )


class TestHuaweiTranscripts(TranscriptStory[FakeOlt]):
    """A SmartAX."""

    platform = "huawei"
    contract = "olt-huawei"
    services = {
        "pppoe": (PPPOE, template(PPPOE, line_profile="LP_INTERNET", service_profile="SP_1ETH")),
        "bridge": (BRIDGE, template(BRIDGE, line_profile="LP_INTERNET", service_profile="SP_1ETH")),
    }
    private = (r"^ +Description +: ([^\r\n]+)", r"^ +\d+/ \d+/\d+ +\d+ +(?![0-9A-F]{16} )(\S[^\r\n]*)")
    people = ("CLIENTE",)

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_huawei(fake)


class TestZteTranscripts(TranscriptStory[FakeOlt]):
    """A ZXA10."""

    platform = "zte"
    contract = "olt-zte"
    services = {
        "pppoe": (
            PPPOE,
            template(PPPOE, line_profile="T-1G", onu_type="F670L", options={"vlan_profile": "VP100"}),
        ),
        "bridge": (BRIDGE, template(BRIDGE, line_profile="T-1G", onu_type="F670L")),
    }
    private = (r"^ *(?:Name|Description): +([^\r\n]+)",)
    people = ("CLIENTE",)

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_zte(fake)


class TestFiberHomeTranscripts(TranscriptStory[FiberHomeFake]):
    """A UNM2000 with two OLTs."""

    platform = "fiberhome"
    contract = "olt-fiberhome-tl1"
    services = {
        "pppoe": (PPPOE, template(PPPOE, onu_type="HG6145E")),
        "bridge": (BRIDGE, template(BRIDGE, onu_type="HG6145E")),
    }
    private = (
        r"^\d+\.\d+\.\d+\.\d+\tNA-NA-\d+-\d+\t\d+\t([^\t\r\n]+)",
        r"^\d+\.\d+\.\d+\.\d+\t(?!NA-|\d+\t)([^\t\r\n]+)",
    )
    people = ("CLIENTE",)

    def seed(self, fake: FiberHomeFake) -> Seed:
        return seed_fiberhome(fake)


class TestDatacomTranscripts(TranscriptStory[FakeOlt]):
    """A DmOS."""

    platform = "datacom"
    contract = "olt-others 1"
    services = {
        "pppoe": (
            PPPOE,
            template(PPPOE, line_profile="LP-1G", onu_type="DM985-100", options={"rg_profile": "RG-PPPOE"}),
        ),
        "bridge": (BRIDGE, template(BRIDGE, line_profile="LP-1G")),
    }
    private = (r"^ Name +: ([^\r\n]+)", r"^gpon \S+ +\d+ +[A-Z]{4}[0-9A-F]{8} +\S+ +\S+ +(\S[^\r\n]*)")
    people = ("CLIENTE",)

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_datacom()


class TestNokiaIsamTranscripts(TranscriptStory[NokiaOlt]):
    """An ISAM, whose TL1 is a session of its own."""

    platform = "nokia_isam"
    contract = "olt-others 2"
    services = {
        "pppoe": (PPPOE, template(PPPOE, upload_profile="HSI_1G_UP")),
        "bridge": (BRIDGE, template(BRIDGE, upload_profile="HSI_1G_UP")),
    }
    private = (r'name="desc[12]"[^>]*>([^<]+)',)
    people = ("CLIENTE",)

    def seed(self, fake: NokiaOlt) -> Seed:
        return seed_nokia_isam(fake)


class TestVsolTranscripts(TranscriptStory[FakeOlt]):
    """A V1600G."""

    platform = "vsol"
    contract = "olt-others 3"
    services = {"bridge": (BRIDGE, template(BRIDGE, line_profile="BRIDGE", options={"dba": "DBA_1G"}))}

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_vsol(fake)


class TestParksTranscripts(TranscriptStory[FakeOlt]):
    """A Fiberlink."""

    platform = "parks"
    contract = "olt-others 4"
    private = (r"^Alias +: ([^\r\n]+)",)
    people = ("CLIENTE",)
    services = {
        "pppoe": (PPPOE, template(PPPOE, line_profile="INTERNET", options={"vlan_profile": "_100"})),
        "bridge": (BRIDGE, template(BRIDGE, line_profile="INTERNET", options={"vlan_profile": "_100"})),
    }

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_parks(fake)


class TestIntelbras8820Transcripts(TranscriptStory[FakeOlt]):
    """An 8820plus."""

    platform = "intelbras_8820"
    contract = "olt-others 5.1"
    services = {"bridge": (BRIDGE, template(BRIDGE, service_profile="intelbras-110b"))}

    def seed(self, fake: FakeOlt) -> Seed:
        return seed_intelbras(fake)
