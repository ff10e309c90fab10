"""Transcripts of equipment behind a real socket, recorded as those of a real OLT are, and played by anybody."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from isp_integrations import olt
from isp_integrations.core.errors import ConfigurationError, InvalidRecord
from isp_integrations.plugins.olt.equipment.shell import SYNTHETIC_CREDENTIALS
from isp_integrations.plugins.olt.huawei.sandbox import Habits, huawei_sandbox
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_server import host_key
from isp_integrations.testing.cassettes import Origin
from isp_integrations.testing.leaks import scan_for_leaks
from isp_integrations.testing.modes import TapedAccount
from isp_integrations.testing.pseudonyms import IN_RANGE, Kind, Pseudonyms
from isp_integrations.testing.transcripts import TranscriptTape, transcript
from olt_seed import PPPOE, template

TEMPLATE = template(PPPOE, line_profile="LP_INTERNET", service_profile="SP_1ETH")
NAME = "FULANA DE EXEMPLO DA SILVA E SOUZA MORADORA DO ANEXO"
HIDDEN = (
    "00C0FF",
    "FULANA",
    "SOUZA",
    "CLIENTE",
    "fulana-contrato",
    "segredo-contrato-1",
    *SYNTHETIC_CREDENTIALS.values(),
)
PRIVATE = (r"^ +Description +: ([^\r\n]+)",)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve({"huawei": huawei_sandbox(habits=Habits(wraps=True))}) as running:
        yield running


def environment(address: str, **more: str) -> dict[str, str]:
    """What whoever records sets."""
    return {
        "ISP_LIVE_HUAWEI_BASE_URL": address,
        "ISP_LIVE_HUAWEI_USERNAME": SYNTHETIC_CREDENTIALS["username"],
        "ISP_LIVE_HUAWEI_PASSWORD": SYNTHETIC_CREDENTIALS["password"],
        **more,
    }


def talk(tape: TranscriptTape, told: Mapping[str, str] | None = None) -> tuple[olt.Onu, olt.OnuStatus]:
    """An ONU is found, provisioned, and looked at."""
    account = TapedAccount(platform="huawei", tape=tape, environment=told or {})
    with account.connect() as huawei:
        found = next(each for each in huawei.list_unprovisioned() if each.pon_port == "0/1/3")
        onu = olt.link_onu(found, plan_id="7", name=NAME)
        asked = {"onu": onu, "connection": PPPOE, "template": TEMPLATE}
        done = huawei.provision_onu(**asked).value
        assert account.asked("provision_onu", **asked) == asked
        return done.onu, huawei.get_onu_status(onu=done.onu)


def recorded(path: Path, address: str, **more: str) -> tuple[olt.Onu, olt.OnuStatus]:
    with transcript(
        path,
        platform="huawei",
        pseudonyms=Pseudonyms(b"secret"),
        record=Origin.LIVE,
        contract="olt-huawei",
        private=PRIVATE,
    ) as tape:
        return talk(tape, environment(address, **more))


def test_what_was_recorded_live_shows_nobody_and_plays_without_the_key(server: SandboxServer, tmp_path: Path) -> None:
    path = tmp_path / "huawei.jsonl"
    real, real_status = recorded(path, server.base_url("huawei", "telnet"))
    text = path.read_text(encoding="utf-8")
    assert json.loads(text.splitlines()[0])["origin"] == "live"
    assert [value for value in HIDDEN if value in text] == []
    assert scan_for_leaks(path) == ()
    with transcript(path, platform="huawei", pseudonyms=Pseudonyms(b"another")) as tape:
        onu, status = talk(tape)
    assert real.serial.value == "HWTC00C0FF01"
    assert onu.serial.vendor == "HWTC"
    assert IN_RANGE[Kind.SERIAL].fullmatch(onu.serial.value[4:])
    assert (onu.pon_port, onu.onu_id, onu.admin_state) == (real.pon_port, real.onu_id, olt.OnuState.PROVISIONED)
    assert (status.oper_state, status.optical) == (real_status.oper_state, real_status.optical)


def test_real_equipment_has_an_address_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="base_url"):
        recorded(tmp_path / "huawei.jsonl", "")


def test_over_ssh_the_key_of_the_equipment_is_told(server: SandboxServer, tmp_path: Path) -> None:
    address, told = server.base_url("huawei", "ssh"), host_key().get_fingerprint("sha256")
    with pytest.raises(ConfigurationError, match="chave"):
        recorded(tmp_path / "huawei.jsonl", address, ISP_LIVE_HUAWEI_HOST_KEY="SHA256:outra")
    more = {"ISP_LIVE_HUAWEI_HOST_KEY": told, "ISP_LIVE_HUAWEI_LEGACY_ALGORITHMS": "1"}
    onu, _ = recorded(tmp_path / "huawei.jsonl", address, **more)
    assert onu.admin_state is olt.OnuState.PROVISIONED
