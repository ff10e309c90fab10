"""Pseudonyms for personal data: the same value always gets the same one, and formats and check digits hold.

Each kind of pseudonym comes from a range where no real value is expected, so that a file can be searched for what
was forgotten:

========== =====================================================================
CPF        begins with `000`
CNPJ       root begins with `99`, which the tax authority has not reached
MSISDN     the area code kept, then `90`: no mobile number begins so
ICCID      begins with `895590`, an issuer that does not exist
e-mail     at `example.invalid`
text       `Ficticio` and an invented word
CEP        begins with `00`
ONU serial its eight digits begin with `FF`
secret     one word for all of them: any credentials replay
========== =====================================================================
"""

import hashlib
import hmac
import re
from enum import StrEnum

import attrs

SECRET = "SCRUBBED"  # noqa: S105  stands where a secret was
BIRTH_DAY = "1990-01-01"
_SYLLABLES = tuple(consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou")


class Kind(StrEnum):
    """What a value is, which decides what its pseudonym looks like."""

    CPF = "cpf"
    CNPJ = "cnpj"
    MSISDN = "msisdn"
    ICCID = "iccid"
    EMAIL = "email"
    TEXT = "text"
    POSTAL_CODE = "postal_code"
    LANDLINE = "landline"
    SERIAL = "serial"


IN_RANGE = {
    Kind.CPF: re.compile(r"000[0-9]{8}"),
    Kind.CNPJ: re.compile(r"99[0-9]{6}0001[0-9]{2}"),
    Kind.MSISDN: re.compile(r"[0-9]{2}90[0-9]{7}"),
    Kind.ICCID: re.compile(r"895590[0-9]{13,14}"),
    Kind.EMAIL: re.compile(r"[^@]+@example\.invalid"),
    Kind.TEXT: re.compile(r"Ficticio [A-Z][a-z]{11}"),
    Kind.POSTAL_CODE: re.compile(r"00[0-9]{6}"),
    Kind.LANDLINE: re.compile(r"[0-9]{2}0[0-9]{7}"),
    Kind.SERIAL: re.compile(r"FF[0-9A-F]{6}"),
}
"""What every pseudonym of a kind looks like."""


@attrs.frozen
class Pseudonyms:
    """Makes pseudonyms.

    Args:
        key: whoever has it can find out by trying whose a pseudonym is. For synthetic people any constant will do;
            for real ones it is a secret, kept out of the repository.
    """

    key: bytes = attrs.field(repr=False)

    def of(self, kind: Kind, value: str) -> str:
        """The pseudonym of a bare value: digits without mask, MSISDN in national form, eight digits of a serial."""
        number = int.from_bytes(hmac.digest(self.key, f"{kind}:{value}".encode(), hashlib.sha256), "big")
        match kind:
            case Kind.CPF:
                return _with_cpf_digits(f"000{number % 999_999 + 1:06d}")
            case Kind.CNPJ:
                return _with_cnpj_digits(f"99{_digits(number, 6)}0001")
            case Kind.MSISDN:
                return f"{value[:2]}90{_digits(number, 7)}"
            case Kind.ICCID:
                return _with_luhn_digit(f"895590{_digits(number, len(value) - 7)}")
            case Kind.EMAIL:
                return f"{_word(number)}@example.invalid"
            case Kind.TEXT:
                return f"Ficticio {_word(number).capitalize()}"
            case Kind.POSTAL_CODE:
                return f"00{_digits(number, 6)}"
            case Kind.LANDLINE:
                return f"{value[:2]}0{_digits(number, 7)}"
            case Kind.SERIAL:
                return f"FF{number % 16**6:06X}"


def _digits(number: int, count: int) -> str:
    return f"{number % 10**count:0{count}d}"


def _word(number: int) -> str:
    word = ""
    for _ in range(6):
        number, syllable = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


def _with_cpf_digits(base: str) -> str:
    for _ in range(2):
        total = sum(weight * int(digit) for weight, digit in enumerate(reversed(base), start=2))
        base += str(-total % 11 % 10)
    return base


def _with_cnpj_digits(base: str) -> str:
    from stdnum.br import cnpj  # noqa: PLC0415  slow to import

    return base + cnpj.calc_check_digits(base)


def _with_luhn_digit(base: str) -> str:
    from stdnum import luhn  # noqa: PLC0415  slow to import

    return base + luhn.calc_check_digit(base)
