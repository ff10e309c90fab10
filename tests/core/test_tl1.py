"""TL1: what a declaration becomes, what no value can become, and how answers are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import InvalidIdentifier, InvalidRecord, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect, Refused
from isp_integrations.core.fake_tl1 import completed, denied, table
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import CTAG, Tl1Answer, Tl1Verb, obeyed, read_answer
from tiny_ems import ADD, DIALECT, LIST, EmsFake, TinyEms

PLATFORM = TinyEms(Account(credentials=EmsFake.credentials))
OLT = "10.0.0.1"


def blocks(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\r\n>\r\n", "\r\n;\r\n").split("\r\n;\r\n")[:-1])


def test_a_message_has_its_values_and_a_place_for_the_tag() -> None:
    step = PLATFORM.command(ADD, olt=OLT, pon="NA-NA-1-3", serial="FHTT0A1B2C3D", name="Casa da Fulana")
    assert step.message == (
        f"ADD-ONU::OLTID={OLT},PONID=NA-NA-1-3:{CTAG}::AUTHTYPE=MAC,ONUID=FHTT0A1B2C3D,NAME=Casa da Fulana;"
    )
    assert (step.label, step.effect, step.hidden) == ("add_onu", Effect.WRITE, ("Casa da Fulana",))
    assert "Fulana" not in repr(step)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_value_ever_yields_a_second_message_or_another_key(name: str, key: str) -> None:
    try:
        message = PLATFORM.command(ADD, olt=OLT, pon="1", serial="A", name=name or None, key=key or None).message
    except InvalidIdentifier:
        return
    named = (f",NAME={name}" if name else "") + (f",PWD={key}" if key else "")
    assert message == f"ADD-ONU::OLTID={OLT},PONID=1:{CTAG}::AUTHTYPE=MAC,ONUID=A{named};"
    assert message.count(";") == 1
    assert message.count("=") == 4 + bool(name) + bool(key)
    assert message.replace(CTAG, "").isprintable()
    assert message.count(CTAG) == 1


@pytest.mark.parametrize("sign", [",", ";", ":", "=", "\n", "\r", "\t", '"', "?", "ç", "\x7f", "&quot;,X=1"])
def test_a_delimiter_is_no_part_of_a_value(sign: str) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        PLATFORM.command(ADD, olt=OLT, pon="1", serial="A", name=f"x{sign}y")
    assert refusal.value.kind == "name"


@pytest.mark.parametrize("line", ["A:::{ctag}::", "A:::::;", "A:::{ctag}:{ctag}:;", "A;:::{ctag}::;"])
def test_a_declaration_is_one_message_with_one_tag(line: str) -> None:
    with pytest.raises(ValueError, match="one message"):
        Tl1Verb("x", line, Effect.READ, OBSERVED, "tiny 1")


def test_a_misspelt_value_is_a_bug_of_the_plugin() -> None:
    with pytest.raises(TypeError, match="no place for oltt"):
        PLATFORM.command(LIST, oltt=OLT)


def test_a_partner_corrects_a_message_but_not_into_two() -> None:
    told = {"commands": {"list_onus": "LST-ONUS::OLTID={olt}:{ctag}::;"}}
    platform = TinyEms(Account(credentials=EmsFake.credentials, wire_overrides=told))
    assert platform.command(LIST, olt=OLT).message == f"LST-ONUS::OLTID={OLT}:{CTAG}::;"
    bad = {"commands": {"list_onus": "LST-ONU::OLTID={olt}:{ctag}::;X:::{ctag}::;"}}
    with pytest.raises(InvalidRecord, match="inválido"):
        TinyEms(Account(credentials=EmsFake.credentials, wire_overrides=bad))


@pytest.mark.parametrize("per_block", [1, 2, 50])
def test_all_blocks_are_one_table(per_block: int) -> None:
    rows = [(f"FHTT{number:08d}", "a name; with words") for number in range(5)]
    answer = read_answer(blocks(table("T1", "List of ONU", ("MAC", "NAME"), rows, per_block=per_block)), "T1")
    assert answer.columns == ("MAC", "NAME")
    assert [tuple(row.values()) for row in answer.rows] == rows
    assert DIALECT.refusal(answer) is None


def test_an_empty_table_is_no_row() -> None:
    answer = read_answer(blocks(table("T1", "List of ONU", ("MAC", "NAME"), ())), "T1")
    assert (answer.columns, answer.rows) == (("MAC", "NAME"), ())


def test_short_rows_are_padded_and_trailing_tabs_dropped() -> None:
    text = table("T1", "List", ("A", "B", "C"), [("1",), ("1", "2", "3", "")])
    assert [dict(row) for row in read_answer(blocks(text), "T1").rows] == [
        {"A": "1", "B": "", "C": ""},
        {"A": "1", "B": "2", "C": "3"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   EN=0   ENDESC=No error\r\n",
        completed("T2"),
        table("T1", "List", ("A",), [("1", "2")]),
        table("T1", "List", ("A",), [("1",)]) + completed("T9"),
    ],
)
def test_an_answer_that_does_not_fit_is_unexpected(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_answer(blocks(text), "T1")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (completed("T1"), None),
        (completed("T1", "Sem erro"), None),
        (denied("T1", "IRNE", "resource does not exist"), Meaning.NOT_THERE),
        (denied("T1", "IIPE", "input parameter error", "resource ALREADY exist"), Meaning.ALREADY_THERE),
        (denied("T1", "XXXX", "no idea"), Meaning.OTHER),
        (denied("T1", "0", "No error"), Meaning.OTHER),
        (completed("T1").replace("EN=0", "EN=DDB"), Meaning.BUSY),
    ],
)
def test_success_is_the_completion_and_the_code(text: str, meaning: Meaning | None) -> None:
    assert DIALECT.refusal(read_answer(blocks(text), "T1")) is meaning


def test_the_code_is_never_read_from_a_cell() -> None:
    text = table("T1", "List of ONU", ("MAC", "NAME"), [("FHTT00000001", "EN=IRNE ENDESC=error")])
    answer = read_answer(blocks(text), "T1")
    assert (answer.code, answer.told) == ("", "")
    assert DIALECT.refusal(answer) is None


def test_a_refusal_says_code_and_text_without_private_values() -> None:
    step = PLATFORM.command(ADD, olt=OLT, pon="1", serial="A", name="Fulana Exemplo")
    exchange = obeyed(DIALECT, step)
    next(exchange)
    answer = read_answer(blocks(denied("T1", "IIPE", "bad name Fulana Exemplo", "see manual")), "T1")
    assert isinstance(exchange.send(answer), Refused)
    with pytest.raises(ProviderRejected) as refusal:
        next(exchange)
    assert refusal.value.words == "IIPE bad name *** see manual"
    assert refusal.value.code == Meaning.OTHER


@pytest.mark.parametrize("completion", ["DELAY", "PRTL"])
def test_an_answer_that_neither_obeys_nor_refuses_is_not_understood(completion: str) -> None:
    exchange = obeyed(DIALECT, PLATFORM.command(LIST, olt=OLT))
    next(exchange)
    with pytest.raises(UnexpectedAnswer) as told:
        exchange.send(read_answer((f"M  T1 {completion}\r\n",), "T1"))
    assert told.value.paths == ("list_onus",)


def test_an_answer_survives_the_journal() -> None:
    step = PLATFORM.command(LIST, olt=OLT)
    answer = read_answer(blocks(table("T1", "List", ("A", "B"), [("1", "2")])), "T1")
    assert step.unpack(step.pack(answer)) == answer
    assert isinstance(answer, Tl1Answer)
