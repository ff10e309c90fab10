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
    text = table("T1", "List", ("A", "B", "C"), [("1", "2"), ("1", "2", "3", "")])
    assert [dict(row) for row in read_answer(blocks(text), "T1").rows] == [
        {"A": "1", "B": "2", "C": ""},
        {"A": "1", "B": "2", "C": "3"},
    ]


def test_a_table_of_one_column_has_rows_of_one_cell() -> None:
    (row,) = read_answer(blocks(table("T1", "List", ("A",), [("1",)])), "T1").rows
    assert dict(row) == {"A": "1"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   EN=0   ENDESC=No error\r\n",
        completed("T2"),
        table("T1", "List", ("A",), [("1", "2")]),
        table("T1", "List", ("A", "B"), [("1", "2"), ("*** Fan tray 2 failed ***",)]),
        table("T1", "List", ("A",), [("1",)]) + completed("T9"),
        table("T1", "List", ("A",), [("9" * 100,)]),
    ],
)
def test_an_answer_that_does_not_fit_is_unexpected(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_answer(blocks(text), "T1")


ROWS = (("FHTT00000001", "Casa 1"), ("FHTT00000002", ""), ("FHTT00000003", "Casa 3"))
LISTED = table("T1", "List of ONU", ("MAC", "NAME"), ROWS)
IN_BLOCKS = blocks(table("T1", "List of ONU", ("MAC", "NAME"), ROWS, per_block=1))
RULE = "-" * 80


def never_less(block: str) -> None:
    """What is left of the table is whole, said to be none, or unreadable."""
    try:
        answer = read_answer((block,), "T1")
    except UnexpectedAnswer:
        return
    if answer.completion == "COMPLD" and answer.is_list:
        assert [tuple(row.values()) for row in answer.rows] == list(ROWS), block


def test_a_table_cut_short_anywhere_never_lists_less() -> None:
    (block,) = blocks(LISTED)
    for length in range(len(block)):
        never_less(block[:length])


def test_a_table_that_lost_a_line_never_lists_less() -> None:
    lines = blocks(LISTED)[0].split("\r\n")
    for lost in range(len(lines)):
        never_less("\r\n".join((*lines[:lost], *lines[lost + 1 :])))


@pytest.mark.parametrize(
    "body",
    [
        f"List\r\n{RULE}\r\nA\tB\r\n1\t2\r\n",
        f"List\r\n{RULE}\r\nA\tB\r\n",
        f"List\r\n{RULE}\r\n{RULE}\r\n",
        f"List\r\n{RULE}\r\n\r\n{RULE}\r\n",
        f"List\r\n{RULE}\r\nA\r\n1\r\n{RULE}\r\n{RULE}\r\nA\r\n2\r\n{RULE}\r\n",
    ],
    ids=["no rule below", "columns alone", "no columns", "blank columns", "two tables"],
)
def test_a_table_without_counters_is_whole_or_unreadable(body: str) -> None:
    with pytest.raises(UnexpectedAnswer) as told:
        read_answer((f"M  T1 COMPLD\r\n{body}",), "T1")
    assert told.value.paths == ("tabela",)


@pytest.mark.parametrize(
    "kept",
    [(0, 1), (0, 2), (1, 2), (0,), (2,), (0, 2, 1), (0, 0, 2), (0, 1, 1), (0, 1, 2, 2)],
    ids=lambda kept: "".join(map(str, kept)),
)
def test_a_block_that_is_missing_or_out_of_place_is_noticed(kept: tuple[int, ...]) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_answer(tuple(IN_BLOCKS[number] for number in kept), "T1")


def test_blocks_of_different_tables_are_no_table() -> None:
    first, second, third = IN_BLOCKS
    with pytest.raises(UnexpectedAnswer):
        read_answer((first, second.replace("NAME", "DESC"), third), "T1")


def test_blocks_are_counted_from_whichever_number_the_system_begins_with() -> None:
    from_zero = tuple(block.replace(f"number={at}", f"number={at - 1}") for at, block in enumerate(IN_BLOCKS, 1))
    assert len(read_answer(from_zero, "T1").rows) == len(ROWS)


@pytest.mark.parametrize(
    ("counter", "wrong"),
    [("total_blocks=1", "0"), ("total_blocks=1", "2"), ("block_records=3", "2"), ("block_records=3", "4")]
    + [(counter, text) for counter in ("total_blocks=1", "block_records=3") for text in ("", "x", "-1", "9" * 5000)],
)
def test_a_counter_that_contradicts_the_table_is_noticed(counter: str, wrong: str) -> None:
    (block,) = blocks(LISTED)
    assert counter in block
    with pytest.raises(UnexpectedAnswer):
        read_answer((block.replace(counter, f"{counter.partition('=')[0]}={wrong}"),), "T1")


def test_a_counter_is_never_read_from_a_cell() -> None:
    text = table("T1", "List", ("A", "B"), [("total_blocks=7", "x"), ("block_records=9", "y")])
    assert len(read_answer(blocks(text), "T1").rows) == 2


@pytest.mark.parametrize(
    ("body", "is_list"),
    [
        (f"   total_blocks=1\r\nList\r\n{RULE}\r\nA\tB\r\n{RULE}\r\n", True),
        ("   total_blocks=0\r\n", True),
        ("   total_blocks=1\r\n   block_number=1\r\n   block_records=0\r\n", True),
        ("   total_blocks=1\r\n   block_number=0\r\n", False),
        ("   EN=0   ENDESC=No error\r\n", False),
        ("", False),
    ],
    ids=["no rows", "no blocks", "no records", "no table", "obeyed", "nothing"],
)
def test_an_empty_list_is_told_from_an_answer_without_one(body: str, is_list: bool) -> None:
    answer = read_answer((f"M  T1 COMPLD\r\n{body}",), "T1")
    assert (answer.rows, answer.is_list) == ((), is_list)


def test_records_that_are_told_without_a_table_are_missing() -> None:
    with pytest.raises(UnexpectedAnswer):
        read_answer(("M  T1 COMPLD\r\n   total_blocks=1\r\n   block_records=2\r\n",), "T1")


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


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        ("   IDNV\r\n   /* Input, Data Not Valid */\r\n", "IDNV", "/* Input, Data Not Valid */"),
        ("   SROF\r\n", "SROF", ""),
        ("   Slot is taken: IEAE\r\n   try another\r\n", "", "Slot is taken: IEAE try another"),
        ("", "", ""),
        ("   EN=IRNE   ENDESC=none\r\n", "IRNE", "none"),
        ("   ENDESC=none\r\n", "", "none"),
    ],
    ids=["code and text", "code", "text", "neither", "EN", "ENDESC"],
)
def test_a_refusal_without_en_has_its_code_in_the_first_line(body: str, code: str, told: str) -> None:
    answer = read_answer((f"\r\n   ISAM 26-01-31 10:20:30\r\nM  T1 DENY\r\n{body}",), "T1")
    assert (answer.completion, answer.code, answer.told) == ("DENY", code, told)
    assert DIALECT.refusal(answer) is (Meaning.NOT_THERE if code == "IRNE" else Meaning.OTHER)


def test_four_letters_in_what_was_obeyed_are_no_code() -> None:
    answer = read_answer(("M  T1 COMPLD\r\n   SROF\r\n",), "T1")
    assert (answer.code, answer.told, answer.lines) == ("", "", ("   SROF",))
    assert DIALECT.refusal(answer) is None
