"""Transcripts: recorded on the fake, scrubbed, played back byte for byte, and strict about what is typed."""

import json
from pathlib import Path

import pytest

from isp_integrations.core.cli import typed
from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import obeyed
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.testing.cassettes import Origin
from isp_integrations.testing.pseudonyms import Pseudonyms
from isp_integrations.testing.transcripts import TranscriptTape, transcript
from tiny_ems import ADD as ADD_TL1
from tiny_ems import DIALECT as TL1_DIALECT
from tiny_ems import EmsFake, TinyEms
from tiny_hands import Hands, tiny_account
from tiny_olt import ADD, DIALECT, SECRET, SHOW, TinyFake, TinyOlt

PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))
KEY = Pseudonyms(b"test")
PRIVATE = ("fulana.exemplo", "s3gr3d0unico", "Casa da Fulana", *TinyFake.credentials.values())
SERIAL = "TINY0A1B2C3D"


def story(serial: str = SERIAL) -> Exchange[str]:
    who = {"login": "fulana.exemplo", "description": "Casa da Fulana"}
    yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=serial, **who))
    yield from typed(DIALECT, PLATFORM.command(SECRET, pon=1, serial=serial, password="s3gr3d0unico"))
    return (yield from typed(DIALECT, PLATFORM.command(SHOW)))


def told(tape: TranscriptTape, fake: TinyFake, *, is_async: bool = False, serial: str = SERIAL) -> str:
    connector = tape if tape.replaying else InProcessConnector(fake, None, "telnet")
    with Hands(tiny_account(connector, listener=tape.listener), is_async=is_async) as hands:
        answer: str = hands.run(story(serial))
        return answer


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "story.jsonl"
    with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX, contract="tiny 1") as tape:
        told(tape, TinyFake())
    return path


def test_a_session_is_kept_line_by_line_under_a_header(recorded: Path) -> None:
    head, *entries = map(json.loads, recorded.read_text().splitlines())
    assert (head["origin"], head["platform"], head["contract"]) == ("sandbox", "tiny_olt", "tiny 1")
    assert entries[0] == {"session": 1}
    assert entries[1] == {"printed": "Username:"}
    assert {"typed": "enable\n"} in entries
    assert all(set(entry) <= {"session", "typed", "printed"} for entry in entries)


def test_nothing_private_is_in_the_file(recorded: Path) -> None:
    text = recorded.read_text()
    for value in PRIVATE:
        assert value not in text
    assert SERIAL in text


@pytest.mark.parametrize("is_async", [False, True])
def test_it_plays_as_it_was_recorded(recorded: Path, is_async: bool) -> None:
    before = recorded.read_bytes()
    with transcript(recorded, platform="tiny_olt", pseudonyms=KEY) as tape:
        assert told(tape, TinyFake(), is_async=is_async) == f"{SERIAL}  Casa da Fulana"
    assert recorded.read_bytes() == before


def test_recording_again_gives_the_same_bytes(recorded: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    with transcript(again, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX, contract="tiny 1") as tape:
        told(tape, TinyFake())
    assert again.read_bytes() == recorded.read_bytes()


def test_a_line_that_was_not_recorded_fails(recorded: Path) -> None:
    with (
        pytest.raises(AssertionError, match="onu add TINY99999999"),
        transcript(recorded, platform="tiny_olt", pseudonyms=KEY) as tape,
    ):
        told(tape, TinyFake(), serial="TINY99999999")


def test_a_line_left_over_fails(recorded: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"[0-9]+ linha\(s\) gravada\(s\) não foram digitadas"),
        transcript(recorded, platform="tiny_olt", pseudonyms=KEY),
    ):
        pass


def test_what_the_equipment_prints_of_people_is_disguised_where_it_is_told(tmp_path: Path) -> None:
    fake, path = TinyFake(), tmp_path / "list.jsonl"
    fake.onus[SERIAL] = "Beltrana Exemplo"
    words = (r"^TINY\S+  (.+?)\r?$",)
    with (
        transcript(path, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX, private=words) as tape,
        Hands(tiny_account(InProcessConnector(fake), listener=tape.listener), is_async=False) as hands,
    ):
        hands.run(typed(DIALECT, PLATFORM.command(SHOW)))
    assert "Beltrana" not in path.read_text()
    assert SERIAL in path.read_text()


def test_a_lost_session_is_lost_in_the_transcript_too(tmp_path: Path) -> None:
    path = tmp_path / "lost.jsonl"
    script = TerminalFaultScript(TerminalFault(kind=TerminalFaultKind.DROP_DURING, on="onu add*"))
    for record in (Origin.SANDBOX, None):
        with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=record) as tape:
            connector = tape if tape.replaying else InProcessConnector(TinyFake(), script)
            with (
                Hands(tiny_account(connector, listener=tape.listener), is_async=False) as hands,
                pytest.raises(OutcomeUnknown) as unknown,
            ):
                hands.run(story())
            assert unknown.value.pending == "onu_add"


def test_tl1_is_kept_and_played_alike(tmp_path: Path) -> None:
    path, platform = tmp_path / "tl1.jsonl", TinyEms(Account(credentials=EmsFake.credentials))
    for record in (Origin.SANDBOX, None):
        with transcript(path, platform="tiny_ems", pseudonyms=KEY, record=record) as tape:
            connector = tape if tape.replaying else InProcessConnector(EmsFake())
            account = tiny_account(
                connector, platform=platform, credentials=EmsFake.credentials, listener=tape.listener
            )
            with Hands(account, is_async=False) as hands:
                step = platform.command(ADD_TL1, olt="10.0.0.1", pon="1", serial="A", name="Casa da Fulana")
                hands.run(obeyed(TL1_DIALECT, step))
    assert "Fulana" not in path.read_text()
    assert EmsFake.credentials["password"] not in path.read_text()


def test_there_must_be_something_to_play(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="ISP_RECORD"),
        transcript(tmp_path / "none.jsonl", platform="tiny_olt", pseudonyms=KEY),
    ):
        pass
