"""Identifiers: vectors, an oracle written from the arithmetic, hostile input, and silence."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import (
    AREA_CODES,
    Cnpj,
    Cpf,
    Iccid,
    Identifier,
    Msisdn,
    PostalCode,
    parse_tax_id,
)

DIGITS = "0123456789"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PARSERS: list[Callable[[Any], Identifier]] = [
    Cpf.parse,
    Cnpj.parse,
    Msisdn.parse,
    Iccid.parse,
    PostalCode.parse,
    parse_tax_id,
]
VALID = {
    Cpf: "52998224725",
    Cnpj: "12ABC34501DE35",
    Msisdn: "+5511961234567",
    Iccid: "8955060000000000012",
    PostalCode: "04538133",
}


def cpf_check_digits(first_nine: str) -> str:
    digits = [int(sign) for sign in first_nine]
    for _ in range(2):
        total = sum(digit * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
        digits.append(total * 10 % 11 % 10)
    return f"{digits[9]}{digits[10]}"


def cnpj_check_digits(first_twelve: str) -> str:
    values = [ord(sign) - 48 for sign in first_twelve]
    for weights in ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]):
        rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
        values.append(0 if rest < 2 else 11 - rest)
    return f"{values[12]}{values[13]}"


def luhn_digit(payload: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(payload)):
        doubled = int(sign) * 2 if place % 2 == 0 else int(sign)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (Cpf.parse, "11144477735", "11144477735"),
        (Cpf.parse, " 529.982.247-25 ", "52998224725"),
        (Cnpj.parse, "11.222.333/0001-81", "11222333000181"),
        (Cnpj.parse, "12.ABC.345/01DE-35", "12ABC34501DE35"),
        (Cnpj.parse, "12abc34501de35", "12ABC34501DE35"),
        (Msisdn.parse, "+5511961234567", "+5511961234567"),
        (Msisdn.parse, "(11) 96123-4567", "+5511961234567"),
        (Msisdn.parse, "011961234567", "+5511961234567"),
        (Msisdn.parse, "55 55 99123-4567", "+5555991234567"),
        (Msisdn.parse, "55991234567", "+5555991234567"),
        (Iccid.parse, "8955060000000000012", "8955060000000000012"),
        (Iccid.parse, "89550600000000000127", "89550600000000000127"),
        (Iccid.parse, "8955 0600 0000 0000 012F", "8955060000000000012"),
        (PostalCode.parse, "04538-133", "04538133"),
        (parse_tax_id, "529.982.247-25", "52998224725"),
        (parse_tax_id, "12.abc.345/01de-35", "12ABC34501DE35"),
    ],
)
def test_what_people_write_becomes_the_canonical_value(
    parse: Callable[[object], Identifier], text: str, value: str
) -> None:
    assert parse(text).value == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (Cpf.parse, "11144477734"),
        (Cpf.parse, "11111111111"),
        (Cpf.parse, "1114447773"),
        (Cnpj.parse, "11.222.333/0001-82"),
        (Cnpj.parse, "12ABC34501DE36"),
        (Cnpj.parse, "12ABC34501DEA5"),
        (Cnpj.parse, "12ABC34501DE3"),
        (Cnpj.parse, "00000000" + "0001" + cnpj_check_digits("000000000001")),
        (Msisdn.parse, "1196123456"),
        (Msisdn.parse, "11861234567"),
        (Msisdn.parse, "+11961234567"),
        (Msisdn.parse, "+5411961234567"),
        (Iccid.parse, "8955060000000000013"),
        (Iccid.parse, "8955060000000000011"),
        (Iccid.parse, "8855060000000000012"),
        (Iccid.parse, "89550600000000001"),
        (PostalCode.parse, "4538133"),
        (parse_tax_id, "123456789012"),
    ],
)
def test_a_value_that_breaks_its_format_is_refused(parse: Callable[[object], Identifier], text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse(text)
    assert text not in str(refused.value)


@pytest.mark.parametrize("code", ["10", "20", "23", "25", "26", "29", "36", "39", "52", "56", "76", "78", "00"])
def test_an_area_code_out_of_use_is_refused(code: str) -> None:
    with pytest.raises(InvalidIdentifier, match="DDD"):
        Msisdn.parse(f"{code}961234567")


def test_the_67_area_codes_in_use_are_accepted() -> None:
    assert len(AREA_CODES) == 67
    assert {Msisdn.parse(f"{code}961234567").area_code for code in AREA_CODES} == AREA_CODES


def test_a_factory_iccid_without_check_digit_is_read_on_request() -> None:
    assert Iccid.parse("8955060000000000013", luhn=False).value == "8955060000000000013"


@given(st.text(DIGITS, min_size=9, max_size=9), st.text(DIGITS, min_size=2, max_size=2))
def test_a_cpf_is_valid_exactly_when_its_check_digits_are(first: str, check: str) -> None:
    expected = cpf_check_digits(first)
    assert _accepts(Cpf.parse, first + expected) is (len(set(first + expected)) > 1)
    assert _accepts(Cpf.parse, first + check) is (check == expected and len(set(first + check)) > 1)


@given(st.text(ALPHANUMERIC, min_size=12, max_size=12), st.text(DIGITS, min_size=2, max_size=2))
def test_a_cnpj_is_valid_exactly_when_its_check_digits_are(first: str, check: str) -> None:
    expected = cnpj_check_digits(first)
    real_root = not first.startswith("00000000")
    assert _accepts(Cnpj.parse, first + expected) is real_root
    assert _accepts(Cnpj.parse, first + check) is (check == expected and real_root)


@given(st.text(DIGITS, min_size=16, max_size=17), st.sampled_from(DIGITS))
def test_an_iccid_is_valid_exactly_when_its_last_digit_is(account: str, last: str) -> None:
    payload = "89" + account
    assert _accepts(Iccid.parse, payload + last) is (last == luhn_digit(payload))


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none(), st.lists(st.text()), st.floats()))
def test_anything_at_all_is_read_or_refused_by_name(junk: object) -> None:
    for parse in PARSERS:
        _accepts(parse, junk)


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "   ",
        None,
        True,
        52998224725,
        b"52998224725",
        ["52998224725"],
        "5" * 1_000_000,
        "52998224725\n",
        "\x0052998224725",
        "٥٢٩٩٨٢٢٤٧٢٥",
        "５２９９８２２４７２５",
        "52998224725; DROP",
    ],
)
def test_hostile_input_is_refused_without_being_repeated(hostile: object) -> None:
    for parse in PARSERS:
        with pytest.raises(InvalidIdentifier) as refused:
            parse(hostile)
        assert len(str(refused.value)) < 100
        assert "52998224725" not in f"{refused.value!r}"


@pytest.mark.parametrize(("kind", "value"), VALID.items())
def test_no_text_of_an_identifier_shows_it(kind: type[Any], value: str) -> None:
    made = kind.parse(value)
    shown = f"{made} {made!r} {[made]} {made!s:>40}"
    assert not any(sign.isdigit() for sign in shown)


@pytest.mark.parametrize(("kind", "value"), VALID.items())
def test_identifiers_are_values(kind: type[Any], value: str) -> None:
    made = kind.parse(value)
    assert made == kind.parse(value)
    assert {made, kind.parse(value)} == {made}
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301  our own bytes
    with pytest.raises(AttributeError):
        made.value = "other"


def test_identifiers_of_different_kinds_are_never_equal() -> None:
    class Other(Cpf):
        __slots__ = ()

    assert Cpf.parse("52998224725") != Other("52998224725")


def test_masks_hide_what_identifies() -> None:
    assert Cpf.parse("11144477735").masked() == "***.444.777-**"
    assert Cnpj.parse("11222333000181").masked() == "**.222.333/0001-**"
    assert Msisdn.parse("11961234567").masked() == "(11) *****-4567"
    assert Iccid.parse("8955060000000000012").masked() == "***************0012"
    assert PostalCode.parse("04538133").masked() == "04538-***"


def test_forms_for_people_and_for_dialling() -> None:
    assert Cpf.parse("11144477735").formatted() == "111.444.777-35"
    assert Cnpj.parse("12ABC34501DE35").formatted() == "12.ABC.345/01DE-35"
    assert PostalCode.parse("04538133").formatted() == "04538-133"
    assert Msisdn.parse("11961234567").national == "11961234567"
    assert Msisdn.parse("11961234567").area_code == "11"


def _accepts(parse: Callable[[Any], Identifier], text: object) -> bool:
    try:
        parse(text)
    except InvalidIdentifier:
        return False
    return True
