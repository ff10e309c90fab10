"""Command lines: what a declaration becomes, what no value can become, and what an answer's text means."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from isp_integrations.core.cli import CliCommand, Command, Meaning, Mode, typed
from isp_integrations.core.errors import InvalidIdentifier, InvalidRecord, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.evidence import ASSUMED, OBSERVED, Evidence
from isp_integrations.core.exchange import Effect, Refused
from isp_integrations.core.platform import Account, ConnectionTest, Operation
from isp_integrations.core.session import Session
from isp_integrations.core.typed_text import CLI_KINDS, TL1_KINDS, fill
from isp_integrations.core.wire import WireBook
from tiny_olt import ADD, CONFIG, DELETE, DIALECT, PON, SAVE, SECRET, SHOW, VERSION, TinyFake, TinyOlt

SERIAL = "TINY0A1B2C3D"


def tiny(**overrides: Mapping[str, Any]) -> TinyOlt:
    return TinyOlt(Account(credentials=TinyFake.credentials, wire_overrides=overrides))


def answered(step: CliCommand, text: str) -> str:
    exchange = typed(DIALECT, step)
    assert next(exchange) is step
    try:
        assert isinstance(exchange.send(text), Refused)
        next(exchange)
    except StopIteration as end:
        said: str = end.value
        return said
    raise AssertionError("it went on after its answer")


def test_a_command_knows_the_modes_that_lead_to_it_with_their_values() -> None:
    step = tiny().command(ADD, pon=3, serial=SERIAL)
    assert [(entered.mode.name, entered.line) for entered in step.path] == [
        ("enable", "enable"),
        ("config", "config"),
        ("pon", "pon 3"),
    ]
    assert step.line == f"onu add {SERIAL}"
    assert (step.label, step.effect) == ("onu_add", Effect.WRITE)


def test_an_optional_part_is_typed_only_with_a_value() -> None:
    platform = tiny()
    assert platform.command(VERSION).line == "show version"
    assert platform.command(VERSION, module=None).line == "show version"
    assert platform.command(VERSION, module="gpon").line == "show version gpon"
    whole = platform.command(ADD, pon=3, serial=SERIAL, login="fulana@isp", description="Casa 1")
    assert whole.line == f'onu add {SERIAL} login fulana@isp desc "Casa 1"'


def test_secrets_and_people_are_in_no_repr() -> None:
    step = tiny().command(SECRET, pon=3, serial=SERIAL, password="s3gr3d0")
    assert "s3gr3d0" not in repr(step)
    assert step.hidden == ("s3gr3d0",)
    assert tiny().command(ADD, pon=3, serial=SERIAL, login="fulana", description="Casa").hidden == ("fulana", "Casa")


def test_the_same_line_in_another_mode_is_another_step() -> None:
    platform = tiny()
    one, two = (platform.command(ADD, pon=pon, serial=SERIAL) for pon in (1, 2))
    assert one.fingerprint() != two.fingerprint()
    assert one.fingerprint() == platform.command(ADD, pon=1, serial=SERIAL).fingerprint()


@pytest.mark.parametrize(
    "value", ["", None, "a b", 'a"b', "a'b", "a?", "a;b", "a|b", "a\\b", "a`b", "ação", "a\x1b[D"]
)
@pytest.mark.parametrize("control", ["", "\n", "\r", "\t", "\0", "\x7f", "\x85", "\u2028", "\x1a", "\x03"])
def test_a_word_is_one_plain_ascii_word(value: str | None, control: str) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        tiny().command(ADD, pon=3, serial=None if value is None else value + control)
    assert refusal.value.kind == "serial"
    assert not value or value not in str(refusal.value)


@pytest.mark.parametrize("value", [" a", "a ", "a\tb", "a\nb", "a" * 21, "Vila São José"])
def test_a_text_has_blanks_inside_alone_and_its_longest_length(value: str) -> None:
    with pytest.raises(InvalidIdentifier):
        tiny().command(ADD, pon=3, serial=SERIAL, description=value)


@pytest.mark.parametrize("value", ["1.0", "-1", "1 2", "x", "١"])
def test_a_number_is_ascii_digits(value: str) -> None:
    with pytest.raises(InvalidIdentifier):
        tiny().command(ADD, pon=value, serial=SERIAL)


@given(st.sampled_from(sorted(CLI_KINDS)), st.text(max_size=40))
@example("text", "a\nquit")
@example("secret", "x; reboot")
@example("word", "a?")
def test_no_value_ever_yields_a_second_command(kind: str, value: str) -> None:
    for kinds, forbidden in ((CLI_KINDS, '?";|`\\'), (TL1_KINDS, '?";|`\\,:=')):
        try:
            line = fill(f'onu "{{value:{kind}}}" end', {"value": value}, kinds).line
        except InvalidIdentifier:
            continue
        assert line == f'onu "{value}" end'
        assert value.isprintable()
        assert value.isascii()
        assert not set(forbidden) & set(value)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_is_never_read_as_a_template(serial: str, login: str) -> None:
    try:
        line = tiny().command(ADD, pon=1, serial=serial, login=login).line
    except InvalidIdentifier:
        return
    assert line == f"onu add {serial} login {login}"


def test_a_misspelt_value_is_a_bug_of_the_plugin() -> None:
    with pytest.raises(TypeError, match="no place for serail"):
        tiny().command(ADD, pon=3, serail=SERIAL)


@pytest.mark.parametrize("line", ["", "a\nb", "a {b:nothing}", "a [b", "a ]b", "ação", "a {b c}"])
def test_a_template_that_is_not_one_plain_line_is_refused_when_declared(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Command("x", line, Effect.READ, OBSERVED, "tiny 1")
    with pytest.raises(ValueError, match=r"."):
        Command("x", "y", Effect.READ, OBSERVED, "tiny 1", mode=Mode("m", "#", enter=line or "\n", parent=CONFIG))


def test_a_partner_corrects_a_command() -> None:
    platform = tiny(commands={"onu_delete": "no onu {serial}"}, settle={"onu_add": 9})
    assert platform.command(DELETE, pon=1, serial=SERIAL).line == f"no onu {SERIAL}"
    assert platform.wire.settle(ADD) == 9
    assert platform.wire.settle(SHOW) is None
    assert tiny().command(DELETE, pon=1, serial=SERIAL).line == f"onu delete {SERIAL}"


@pytest.mark.parametrize(
    ("name", "line", "complaint"),
    [
        ("nothing", "x", "comando desconhecido"),
        ("onu_delete", "no onu", "marcadores"),
        ("onu_delete", "no onu {serial:text}", "marcadores"),
        ("onu_delete", "no onu {serial}\nquit", "inválido"),
        ("onu_delete", 7, "inválido"),
        ("onu_delete", "no onu [{serial}", "inválido"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(name: str, line: object, complaint: str) -> None:
    with pytest.raises(InvalidRecord, match=complaint):
        tiny(commands={name: line})


def test_an_operation_has_the_evidence_of_its_commands() -> None:
    guess = Command("guess", "guess", Effect.READ, ASSUMED, "none")
    rests = Operation((SHOW,), lambda request: (guess,))
    assert rests.evidence is Evidence.OBSERVED
    assert rests.assumed_for(ConnectionTest()) == ("guess",)
    assert Session(tiny()).refusal(TinyOlt.test_connection, ConnectionTest()) is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failure: SN already exists", Meaning.ALREADY_THERE),
        ("  failure: sn ALREADY exists  ", Meaning.ALREADY_THERE),
        ("one\n   ^\n% Unknown command", Meaning.UNKNOWN_COMMAND),
        ("Failure: something new", Meaning.OTHER),
    ],
)
def test_a_refusal_is_judged_by_the_text(text: str, meaning: Meaning) -> None:
    step = tiny().command(ADD, pon=3, serial=SERIAL)
    with pytest.raises(ProviderRejected) as refusal:
        answered(step, text)
    assert refusal.value.code == meaning
    assert refusal.value.words == text.splitlines()[-1].strip()


def test_a_description_may_hold_the_words_of_a_refusal() -> None:
    text = f"{SERIAL}  Failure: SN already exists"
    assert answered(tiny().command(SHOW), text) == text


def test_the_words_of_a_refusal_lose_private_values() -> None:
    step = tiny().command(SECRET, pon=3, serial=SERIAL, password="s3gr3d0")
    with pytest.raises(ProviderRejected) as refusal:
        answered(step, "Failure: bad password s3gr3d0")
    assert refusal.value.words == "Failure: bad password ***"


def test_a_change_that_prints_what_nobody_knows_is_no_success() -> None:
    platform = tiny()
    for step in (platform.command(DELETE, pon=3, serial=SERIAL), platform.command(SAVE)):
        assert answered(step, "") == ""
        with pytest.raises(UnexpectedAnswer) as unread:
            answered(step, "Warning: ONU moved")
        assert unread.value.paths == (step.label,)
    with pytest.raises(UnexpectedAnswer):
        answered(platform.command(ADD, pon=3, serial=SERIAL), "")


def test_an_answer_with_a_number_without_end_is_not_understood() -> None:
    shown = "onu " + "9" * 99
    assert answered(tiny().command(SHOW), shown) == shown
    with pytest.raises(UnexpectedAnswer):
        answered(tiny().command(SHOW), f"{shown}9")


def test_modes_know_their_way() -> None:
    assert [mode.name for mode in PON.path] == ["user", "enable", "config", "pon"]


def test_a_book_knows_commands_and_endpoints_apart() -> None:
    book = WireBook(commands=(SHOW,))
    with pytest.raises(KeyError):
        book.settle(ADD)
