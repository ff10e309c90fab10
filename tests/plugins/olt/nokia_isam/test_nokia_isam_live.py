"""An ISAM behind real sockets is recorded with both its sessions in one transcript, and played by anybody."""

from collections.abc import Mapping
from pathlib import Path

import attrs

from isp_integrations import olt
from isp_integrations.plugins.olt.nokia_isam.sandbox import nokia_sandbox
from isp_integrations.sandbox.server import serve
from isp_integrations.testing.cassettes import Origin
from isp_integrations.testing.modes import TapedAccount
from isp_integrations.testing.pseudonyms import Pseudonyms
from isp_integrations.testing.transcripts import TranscriptTape, transcript
from olt_seed import WIFI, seed_nokia_isam


def talk(tape: TranscriptTape, environment: Mapping[str, str]) -> olt.TaskReport:
    """The Wi-Fi of the first gateway that works is set."""
    with TapedAccount(platform="nokia_isam", tape=tape, environment=environment).connect() as isam:
        found = next(onu for onu in isam.list_onus() if onu.oper_state is olt.OperState.ONLINE)
        onu = olt.link_onu(olt.UnprovisionedOnu(serial=found.serial, pon_port=found.pon_port), plan_id="7")
        done = isam.configure_wifi(onu=attrs.evolve(onu, admin_state=olt.OnuState.PROVISIONED), wifi=WIFI)
        report: olt.TaskReport = done.value
        return report


def test_a_live_transcript_holds_both_sessions_and_plays_without_any_account(tmp_path: Path) -> None:
    path, fake = tmp_path / "wifi.jsonl", nokia_sandbox()
    seed_nokia_isam(fake)
    with serve({"nokia_isam": fake}) as server:
        told = {
            "ISP_LIVE_NOKIA_ISAM_BASE_URL": server.base_url("nokia_isam", "telnet"),
            "ISP_LIVE_NOKIA_ISAM_TL1_URL": server.base_url("nokia_isam", "tl1"),
            **{f"ISP_LIVE_NOKIA_ISAM_{name.upper()}": value for name, value in fake.credentials.items()},
        }
        with transcript(path, platform="nokia_isam", pseudonyms=Pseudonyms(b"a"), record=Origin.LIVE) as tape:
            recorded = talk(tape, told)
    kept = path.read_text("utf-8")
    assert kept.count('"session"') == 2
    assert not [value for value in (*fake.credentials.values(), WIFI.ssid_24, WIFI.password_5) if value in kept]
    with transcript(path, platform="nokia_isam", pseudonyms=Pseudonyms(b"b")) as tape:
        assert talk(tape, {}).wifi == recorded.wifi
