"""Recording a conversation and playing it back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from isp_integrations import mvno
from isp_integrations.core.errors import Unavailable
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.testing.cassettes import AsyncCassetteSender, CassetteSender, Origin, Tape, cassette
from isp_integrations.testing.modes import TapedAccount, record_origin, scrubber_for
from isp_integrations.testing.scrubbing import Scrubber

NUMBER = "11961234501"
RECORDED = Scrubber(b"tests").text(NUMBER)
"""What a recording has in its place, and so what is asked for where it is played."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contel" / "talk.yaml"


def open_tape(path: Path, *, record: Origin | None = None) -> Any:
    return cassette(path, platform="contel", scrubber=Scrubber(b"tests"), record=record, contract="contel 1")


def client_on(tape: Tape, *, fake: ContelSandbox | None = None, script: FaultScript | None = None) -> mvno.MvnoClient:
    clock = JumpingClock()
    inner = InProcessSender(fake, script or FaultScript(), monotonic=clock.monotonic) if fake else None
    return mvno.connect(
        "contel",
        credentials=ContelSandbox().credentials,
        base_url=tape.origin,
        transport=CassetteSender(inner, tape),
        clock=clock,
    )


def record(path: Path) -> mvno.MvnoLine:
    with open_tape(path, record=Origin.SANDBOX) as tape, client_on(tape, fake=ContelSandbox()) as contel:
        return contel.get_line(msisdn=NUMBER)


def test_what_a_sync_client_recorded_an_async_client_plays(path: Path) -> None:
    record(path)

    async def play(tape: Tape) -> mvno.MvnoLine:
        contel = mvno.connect_async(
            "contel",
            credentials={"chave_acesso": "outra", "chave_acesso_franquia": "outra"},
            base_url=tape.origin,
            transport=AsyncCassetteSender(None, tape),
        )
        async with contel:
            return await contel.get_line(msisdn=RECORDED)

    with open_tape(path) as tape:
        line = asyncio.run(play(tape))
    assert (line.status, line.plan_name) == (mvno.LineStatus.ACTIVE, "7 GB")
    assert line.msisdn is not None
    assert line.msisdn.national.startswith("1190")


def test_what_is_recorded_over_real_http_is_what_the_fake_says(path: Path) -> None:
    record(path)
    over_http = path.with_name("http.yaml")
    with serve({"contel": ContelSandbox()}) as server:
        environment = {
            "ISP_LIVE_CONTEL_BASE_URL": server.base_url("contel"),
            **{f"ISP_LIVE_CONTEL_{name.upper()}": value for name, value in ContelSandbox().credentials.items()},
        }
        with open_tape(over_http, record=Origin.LIVE) as tape:
            account = TapedAccount(platform="contel", tape=tape, environment=environment)
            with account.connect() as contel:
                contel.get_line(msisdn=NUMBER)
    live, fake = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (over_http, path))
    assert (live["origin"], fake["origin"]) == ("live", "sandbox")
    assert live["interactions"] == fake["interactions"]


def test_a_file_says_where_and_when_it_was_recorded_and_hides_the_address(path: Path) -> None:
    record(path)
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (kept["origin"], kept["platform"], kept["contract"]) == ("sandbox", "contel", "contel 1")
    assert set(kept) == {"origin", "recorded", "platform", "contract", "isp_integrations", "interactions", "version"}
    assert kept["interactions"][1]["request"]["uri"].startswith(
        "http://contel.sandbox.invalid/linhas/detalhes?numero="
    )


def test_a_call_that_was_not_recorded_fails_and_is_named_without_the_person(path: Path) -> None:
    record(path)
    with pytest.raises(AssertionError) as failed, open_tape(path) as tape, client_on(tape) as contel:
        contel.get_line(msisdn="11961234502")
    assert "linhas/detalhes" in str(failed.value)
    assert "11961234502" not in str(failed.value)


def test_a_call_with_another_body_was_not_recorded(path: Path) -> None:
    with open_tape(path, record=Origin.SANDBOX) as tape, client_on(tape, fake=ContelSandbox()) as contel:
        contel.check_document(tax_id="52998224725")
    with pytest.raises(AssertionError, match="validar/cpf"), open_tape(path) as tape, client_on(tape) as contel:
        contel.check_document(tax_id="11144477735")


def test_an_unrecorded_call_fails_even_where_the_code_under_test_swallows_it(path: Path) -> None:
    record(path)

    def swallowing(contel: mvno.MvnoClient) -> None:
        try:
            contel.get_line(msisdn="11961234502")
        except Exception:  # noqa: BLE001  the code under test is like that
            return

    with pytest.raises(AssertionError, match="linhas/detalhes"), open_tape(path) as tape, client_on(tape) as contel:
        swallowing(contel)


def test_a_recorded_call_that_is_not_made_fails(path: Path) -> None:
    record(path)
    with pytest.raises(AssertionError, match="1 chamada"), open_tape(path) as tape, client_on(tape) as contel:
        contel._driver.run(contel.session.platform.log_in(), _order())


def _order() -> Any:
    from isp_integrations.transports.conductor import Order

    return Order(id="1", operation="log_in", platform="contel", arguments=dict)


def test_equal_calls_are_answered_in_the_order_of_the_recording(path: Path) -> None:
    with open_tape(path, record=Origin.SANDBOX) as tape, client_on(tape, fake=ContelSandbox()) as contel:
        line = contel.get_line(msisdn=NUMBER)
        statuses = [line.status, contel.block_line(line=line, **DEBT).value.status]
    with open_tape(path) as tape, client_on(tape) as contel:
        line = contel.get_line(msisdn=RECORDED)
        assert [line.status, contel.block_line(line=line, **DEBT).value.status] == statuses
    assert statuses == [mvno.LineStatus.ACTIVE, mvno.LineStatus.BLOCKED_TOTAL]


DEBT: dict[str, Any] = {"scope": mvno.BlockScope.TOTAL, "reason": mvno.BlockReason.DEBT}


def test_a_lost_connection_is_passed_on_and_not_recorded(path: Path) -> None:
    script = FaultScript(Fault(kind=FaultKind.CLOSE_BEFORE, times=9))
    with open_tape(path, record=Origin.SANDBOX) as tape:
        with client_on(tape, fake=ContelSandbox(), script=script) as contel, pytest.raises(Unavailable):
            contel.get_line(msisdn=NUMBER)
        assert yaml.safe_load(tape.text())["interactions"] == []


def test_a_recording_that_failed_leaves_the_file_as_it_was(path: Path) -> None:
    record(path)
    before = path.read_text(encoding="utf-8")
    with pytest.raises(ZeroDivisionError), open_tape(path, record=Origin.SANDBOX):
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == before


def test_a_missing_file_says_how_to_record_it(path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="ISP_RECORD=sandbox"), open_tape(path):
        pass


@pytest.mark.parametrize(("asked", "origin"), [("", None), ("none", None), ("live", Origin.LIVE)])
def test_the_environment_says_where_calls_go(asked: str, origin: Origin | None) -> None:
    assert record_origin({"ISP_RECORD": asked}) is origin


def test_a_misspelt_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="sandboxx"):
        record_origin({"ISP_RECORD": "sandboxx"})


def test_real_people_are_not_recorded_with_a_public_key() -> None:
    with pytest.raises(ValueError, match="ISP_SCRUB_KEY"):
        scrubber_for(Origin.LIVE, {})
    secretly = scrubber_for(Origin.LIVE, {"ISP_SCRUB_KEY": "x"}).plain({"cpf": "52998224725"})
    assert secretly != scrubber_for(None, {}).plain({"cpf": "52998224725"})
