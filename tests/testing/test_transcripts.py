"""Transcripts: recorded on the fake, scrubbed, played back byte for byte, and strict about what is typed."""

import json
import re
from collections.abc import Mapping
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
from isp_integrations.testing.leaks import scan_for_leaks
from isp_integrations.testing.pseudonyms import IN_RANGE, Kind, Pseudonyms
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


WHO = {"login": "fulana.exemplo", "description": "Casa da Fulana"}


def story(serial: str = SERIAL, who: Mapping[str, str] = WHO, key: str = "s3gr3d0unico") -> Exchange[str]:
    yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=serial, **who))
    yield from typed(DIALECT, PLATFORM.command(SECRET, pon=1, serial=serial, password=key))
    return (yield from typed(DIALECT, PLATFORM.command(SHOW)))


def told(tape: TranscriptTape, fake: TinyFake, *, is_async: bool = False, serial: str = SERIAL) -> str:
    connector = tape if tape.replaying else InProcessConnector(fake, None, "telnet")
    with Hands(tiny_account(connector, listener=tape.listener), is_async=is_async) as hands:
        answer: str = hands.run(story(serial))
        return answer


def talk(tape: TranscriptTape, exchange: Exchange[str], fake: TinyFake | None = None) -> str:
    connector = tape if tape.replaying else InProcessConnector(fake or TinyFake(), None, "telnet")
    with Hands(tiny_account(connector, listener=tape.listener), is_async=False) as hands:
        answer: str = hands.run(exchange)
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


def test_it_plays_with_other_credentials_another_key_and_other_values_in_the_same_places(recorded: Path) -> None:
    who = {"login": "beltrana.exemplo", "description": "Casa da Beltrana"}
    with transcript(recorded, platform="tiny_olt", pseudonyms=Pseudonyms(b"another")) as tape:
        account = tiny_account(tape, credentials={"username": "a", "password": "b"}, listener=tape.listener)
        with Hands(account, is_async=False) as hands:
            assert hands.run(story(who=who, key="0utr0segredo")) == f"{SERIAL}  Casa da Beltrana"


@pytest.mark.parametrize(("login", "password"), [("fulana.exemplo", "fulana.exemplo"), ("operador", "s3gr3d0unico")])
def test_one_value_where_two_were_recorded_fails(recorded: Path, login: str, password: str) -> None:
    who = {"login": login, "description": "Casa da Fulana"}
    with (
        pytest.raises(AssertionError, match=r"onu (?:add|password)"),
        transcript(recorded, platform="tiny_olt", pseudonyms=KEY) as tape,
        Hands(tiny_account(tape, listener=tape.listener), is_async=False) as hands,
    ):
        hands.run(story(who=who, key=password))


def test_two_values_where_one_was_recorded_fail(tmp_path: Path) -> None:
    path = tmp_path / "same.jsonl"
    same = {"login": "fulana.exemplo", "description": "fulana.exemplo"}
    for who, record in ((same, Origin.SANDBOX), (same, None)):
        with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=record) as tape:
            talk(tape, story(who=who))
    with (
        pytest.raises(AssertionError, match="onu add"),
        transcript(path, platform="tiny_olt", pseudonyms=KEY) as tape,
    ):
        talk(tape, story(who={**same, "description": "Outra"}))


def test_a_word_that_was_read_may_be_typed_back(tmp_path: Path) -> None:
    """What is private in an answer is a word for whoever plays, and is typed as one."""
    path, words = tmp_path / "back.jsonl", (r"^TINY\S+  (.+?)\r?$",)
    for record in (Origin.SANDBOX, None):
        fake = TinyFake()
        fake.onus["TINY00000001"] = "Beltrana"
        with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=record, private=words) as tape:
            talk(tape, _copied(), fake)
    assert "Beltrana" not in path.read_text()


def _copied() -> Exchange[str]:
    listed = yield from typed(DIALECT, PLATFORM.command(SHOW))
    read = listed.split()[-1]
    yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial="TINY00000002", login="b", description="Beltrana"))
    return (yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=SERIAL, login="a", description=read)))


def test_a_hyphen_stands_for_nobody(tmp_path: Path) -> None:
    fake, path = TinyFake(), tmp_path / "none.jsonl"
    fake.onus[SERIAL] = "--"
    with transcript(
        path, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX, private=(r"^TINY\S+  (.+?)\r?$",)
    ) as tape:
        talk(tape, typed(DIALECT, PLATFORM.command(SHOW)), fake)
    assert f"{SERIAL}  --" in path.read_text()


@pytest.mark.parametrize("broken", ["Casa da\r\n      Fulana", "Casa d \x1b[1Da Fulana", "Casa da Fu\r\n     lana"])
def test_a_value_is_hidden_where_a_line_s_end_breaks_it(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "broken.jsonl"
    with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX) as tape:
        heard = tape.listener()
        heard.said("desc Casa da Fulana\n", ("Casa da Fulana",))
        heard.heard(f"Description: {broken}\r\nOLT-1#")
    assert not {"Casa", "Fulana", "lana"} & set(re.findall(r"\w+", path.read_text()))


def test_what_has_the_form_of_personal_data_is_disguised_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "form.jsonl"
    with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=Origin.SANDBOX) as tape:
        tape.listener().heard("TINY00000001  529.982.247-25 fulana@provedor.com.br\r\nOLT-1#")
    assert scan_for_leaks(path) == ()
    assert "provedor" not in path.read_text()


SERIALS = ("HWTC1A2B3C4D", "HWTC-1A2B3C4D", "485754431A2B3C4D", "hwtc1a2b3c4d", "HWTC    1A2B3C4D")


def test_a_real_serial_is_the_same_other_one_in_all_its_forms(tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    for record in (Origin.LIVE, Origin.SANDBOX):
        with transcript(path, platform="tiny_olt", pseudonyms=KEY, record=record) as tape:
            tape.listener().heard("|".join(SERIALS))
        printed = json.loads(path.read_text().splitlines()[-1])["printed"].split("|")
        if record is Origin.SANDBOX:
            assert printed == list(SERIALS)
            continue
        digits = printed[0].removeprefix("HWTC")
        assert digits != "1A2B3C4D"
        assert IN_RANGE[Kind.SERIAL].fullmatch(digits)
        assert printed == [each.replace("1A2B3C4D", digits).replace("1a2b3c4d", digits.lower()) for each in SERIALS]


def test_there_must_be_something_to_play(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="ISP_RECORD"),
        transcript(tmp_path / "none.jsonl", platform="tiny_olt", pseudonyms=KEY),
    ):
        pass
