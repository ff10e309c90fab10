"""The serial of a GPON unit, which equipment writes in two forms."""

import re
from typing import Self

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import Identifier

_VENDOR_FORM = re.compile(r"[A-Za-z]{4}[-:]?[0-9A-Fa-f]{8}")
_HEX_FORM = re.compile(r"[0-9A-Fa-f]{16}")


class OnuSerial(Identifier):
    """A GPON serial (SN). `value` is the vendor form, four letters and eight hexadecimal digits: `HWTC1A2B3C4D`."""

    __slots__ = ()
    kind = "serial da ONU"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read either form, in either case: `HWTC1A2B3C4D`, `HWTC-1A2B3C4D`, `ALCL:B0A1B2C3`, `485754431A2B3C4D`."""
        if not isinstance(text, str):
            raise InvalidIdentifier(kind=cls.kind, reason="deve ser texto")
        compact = text.strip(" ")
        if _VENDOR_FORM.fullmatch(compact):
            return cls((compact[:4] + compact[-8:]).upper())
        if _HEX_FORM.fullmatch(compact):
            vendor = bytes.fromhex(compact[:8])
            if vendor.isalpha():
                return cls(vendor.decode("ascii").upper() + compact[8:].upper())
        raise InvalidIdentifier(
            kind=cls.kind, reason="deve ter 4 letras e 8 dígitos hexadecimais, ou 16 dígitos hexadecimais"
        )

    @property
    def vendor(self) -> str:
        """The four letters of the maker: `HWTC`, `ZTEG`, `FHTT`, `ALCL`."""
        return self.value[:4]

    @property
    def hex(self) -> str:
        """The 16 hexadecimal digits, the maker's letters as ASCII: `485754431A2B3C4D`."""
        return self.vendor.encode("ascii").hex().upper() + self.value[4:]

    def masked(self) -> str:
        """The maker and the last two digits, the rest as stars."""
        return f"{self.vendor}******{self.value[-2:]}"
