"""CPF, CNPJ, mobile number, ICCID and CEP as values that are valid once they exist and never show themselves.

Build them with `parse`, which takes what people and systems write, masks included, and raises
:class:`~isp_integrations.core.errors.InvalidIdentifier` for everything else. All of them are personal data:
`str` and `repr` give no digit away, `masked()` shows what a screen may, and only `value` is the whole text.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias

import attrs

if TYPE_CHECKING:
    from isp_integrations.core.errors import InvalidIdentifier

LONGEST_TEXT = 40
AREA_CODES = frozenset(
    tens + unit
    for tens, units in {
        "1": "123456789",
        "2": "12478",
        "3": "1234578",
        "4": "123456789",
        "5": "1345",
        "6": "123456789",
        "7": "134579",
        "8": "123456789",
        "9": "123456789",
    }.items()
    for unit in units
)
"""The 67 area codes (DDD) in use."""

_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Za-z]{12}[0-9]{2}")
_MSISDN = re.compile(r"(?:\+?55)?0?([0-9]{2})(9[0-9]{8})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@attrs.frozen(repr=False)
class Identifier:
    """Root of the identifiers: equal by class and value, hidden in every text."""

    kind: ClassVar[str]
    value: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __str__(self) -> str:
        return repr(self)


def _invalid(kind: str, reason: str) -> "InvalidIdentifier":
    from isp_integrations.core.errors import InvalidIdentifier  # noqa: PLC0415  models need the errors only here

    return InvalidIdentifier(kind=kind, reason=reason)


@cache
def _dropping(signs: str) -> dict[int, None]:
    return {ord(sign): None for sign in signs}


def _compact(kind: str, text: object, separators: str) -> str:
    if not isinstance(text, str):
        raise _invalid(kind, "deve ser texto")
    if len(text) > LONGEST_TEXT:
        raise _invalid(kind, "texto longo demais")
    if _CONTROL.search(text):
        raise _invalid(kind, "contém caracteres de controle")
    compact = text if text.isalnum() else text.translate(_dropping(separators))
    if not compact:
        raise _invalid(kind, "não informado")
    return compact


class Cpf(Identifier):
    """A person's tax id (CPF). `value` is 11 digits."""

    __slots__ = ()
    kind = "CPF"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a CPF with or without its mask; both check digits are verified."""
        from stdnum.br import cpf  # noqa: PLC0415  100 ms to import, unwanted where nothing is parsed

        digits = _compact(cls.kind, text, " .-")
        if not _CPF.fullmatch(digits):
            raise _invalid(cls.kind, "deve ter 11 dígitos")
        if len(set(digits)) == 1:
            raise _invalid(cls.kind, "dígitos repetidos")
        if not cpf.is_valid(digits):
            raise _invalid(cls.kind, "dígitos verificadores não conferem")
        return cls(digits)

    def formatted(self) -> str:
        """`NNN.NNN.NNN-NN`; personal data."""
        return f"{self.value[:3]}.{self.value[3:6]}.{self.value[6:9]}-{self.value[9:]}"

    def masked(self) -> str:
        """`***.NNN.NNN-**`, as the federal government publishes it."""
        return f"***.{self.value[3:6]}.{self.value[6:9]}-**"


class Cnpj(Identifier):
    """A company's tax id (CNPJ), numeric or with letters. `value` is 14 characters, upper case."""

    __slots__ = ()
    kind = "CNPJ"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a CNPJ with or without its mask, in either case; both check digits are verified."""
        from stdnum.br import cnpj  # noqa: PLC0415  100 ms to import, unwanted where nothing is parsed

        signs = _compact(cls.kind, text, " ./-")
        if not _CNPJ.fullmatch(signs):
            raise _invalid(cls.kind, "deve ter 12 letras ou dígitos e 2 dígitos verificadores")
        value = signs.upper()
        if value.startswith("00000000"):
            raise _invalid(cls.kind, "raiz zerada")
        if not cnpj.is_valid(value):
            raise _invalid(cls.kind, "dígitos verificadores não conferem")
        return cls(value)

    def formatted(self) -> str:
        """`XX.XXX.XXX/XXXX-NN`."""
        root, order, check = self.value[:8], self.value[8:12], self.value[12:]
        return f"{root[:2]}.{root[2:5]}.{root[5:]}/{order}-{check}"

    def masked(self) -> str:
        """`**.XXX.XXX/XXXX-**`: a sole trader's CNPJ is personal data too."""
        return f"**{self.formatted()[2:-2]}**"


TaxId: TypeAlias = Cpf | Cnpj


def parse_tax_id(text: object) -> TaxId:
    """Read a CPF or a CNPJ, told apart by length."""
    kinds: dict[int, type[Cpf] | type[Cnpj]] = {11: Cpf, 14: Cnpj}
    kind = kinds.get(len(_compact("CPF/CNPJ", text, " ./-")))
    if kind is None:
        raise _invalid("CPF/CNPJ", "deve ter 11 (CPF) ou 14 (CNPJ) caracteres")
    return kind.parse(text)


class Msisdn(Identifier):
    """A Brazilian mobile number. `value` is E.164, `+55DD9XXXXXXXX`; no prefix tells the operator."""

    __slots__ = ()
    kind = "MSISDN"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a number with or without country code, mask and leading zero; the area code must exist."""
        signs = _compact(cls.kind, text, " .-()")
        found = _MSISDN.fullmatch(signs)
        if found is None:
            raise _invalid(cls.kind, "deve ser celular do Brasil: DDD e 9 dígitos, o primeiro 9")
        area_code, number = found.groups()
        if area_code not in AREA_CODES:
            raise _invalid(cls.kind, "DDD inexistente")
        return cls(f"+55{area_code}{number}")

    @property
    def national(self) -> str:
        """The 11 digits without the country code."""
        return self.value[3:]

    @property
    def area_code(self) -> str:
        """The two digits of the DDD."""
        return self.value[3:5]

    def masked(self) -> str:
        """`(NN) *****-NNNN`: area code and the last four digits."""
        return f"({self.area_code}) *****-{self.value[-4:]}"


class Iccid(Identifier):
    """A SIM's serial number. `value` is 19 or 20 digits."""

    __slots__ = ()
    kind = "ICCID"

    @classmethod
    def parse(cls, text: object, *, luhn: bool = True) -> Self:
        """Read an ICCID, spaces and the padding F removed.

        Args:
            luhn: whether the last digit is a check digit; some factory lists come without it.
        """
        digits = _compact(cls.kind, text, " ").rstrip("Ff")
        if not re.fullmatch(r"89[0-9]{17,18}", digits):
            raise _invalid(cls.kind, "deve ter 19 ou 20 dígitos e começar por 89")
        if luhn and not _passes_luhn(digits):
            raise _invalid(cls.kind, "dígito verificador não confere")
        return cls(digits)

    def masked(self) -> str:
        """The last four digits, the rest as stars."""
        return self.value[-4:].rjust(len(self.value), "*")


def _passes_luhn(digits: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415  unwanted where nothing is parsed

    return luhn.is_valid(digits)


class PostalCode(Identifier):
    """A postal code (CEP). `value` is 8 digits, leading zero kept; it has no check digit."""

    __slots__ = ()
    kind = "CEP"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a CEP with or without its hyphen."""
        digits = _compact(cls.kind, text, " .-")
        if not re.fullmatch(r"[0-9]{8}", digits):
            raise _invalid(cls.kind, "deve ter 8 dígitos")
        return cls(digits)

    def formatted(self) -> str:
        """`NNNNN-NNN`."""
        return f"{self.value[:5]}-{self.value[5:]}"

    def masked(self) -> str:
        """`NNNNN-***`: the area without the street."""
        return f"{self.value[:5]}-***"
