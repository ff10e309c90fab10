"""Which texts may reach the equipment: allow-lists, for command lines and TL1 have no escaping.

A platform declares the form of each field (:attr:`OltSpec.texts`); what it does not declare has the general form
here, which is as wide as the standards go and never lets a control character through.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

import attrs

from isp_integrations.core.values import Value

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

LETTERS_AND_DIGITS = "A-Za-z0-9"
PRINTABLE = r"\x20-\x7e"
"""Every printable ASCII sign, the blank included."""
WORD = r"!#$%&()*+,\-./0-9:<=>@A-Z\[\]^_a-z{}~"
"""Printable ASCII that is one word of a command line: no blank, quote, backslash, grave accent, `?`, `;` or `|`."""
QUOTED = rf" {WORD}"
"""What may stand between quotes on a command line: `WORD` and the blank."""
TL1 = r" !#$%&()*+\-./0-9<>@A-Z\[\]^_a-z{}~"
"""What a TL1 value may hold: no delimiter (`,` `;` `:` `=`), quote, backslash, grave accent, `?` or `|`."""
ANYTHING = ""
"""Any text at all without control characters, accents included."""


class TextField(StrEnum):
    """The kinds of text that a caller hands over."""

    NAME = "name"
    DESCRIPTION = "description"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105  the name of a field
    SSID = "ssid"
    WIFI_PASSWORD = "wifi_password"  # noqa: S105  the name of a field
    PROFILE = "profile"


@attrs.frozen(kw_only=True)
class TextForm(Value):
    """What one field may hold.

    Attributes:
        longest, shortest: in octets of UTF-8; an empty text is the caller's "not given" and has no form.
        signs: inside of a regular expression's character class; :data:`ANYTHING` for any text.
        told: pt-BR, which signs these are: `"letras e dígitos"`.
        trimmed: whether no blank may stand at either end, as in what is typed.
    """

    longest: int
    shortest: int = 1
    signs: str = ANYTHING
    told: str = "caracteres de controle não são aceitos"
    trimmed: bool = False

    def complaint(self, text: str) -> str | None:
        """Why `text` does not fit, pt-BR and without quoting it; `None` where it does."""
        if _CONTROL.search(text):
            return "contém caracteres de controle"
        size = len(text.encode())
        if not self.shortest <= size <= self.longest:
            return f"deve ter de {self.shortest} a {self.longest} bytes"
        if self._pattern is not None and not self._pattern.fullmatch(text):
            return f"caracteres aceitos: {self.told}"
        if self.trimmed and text != text.strip(" "):
            return "não pode começar nem terminar com espaço"
        return None

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(f"[{self.signs}]+") if self.signs else None


ASCII_TOLD = "ASCII imprimível"
GENERAL: Mapping[TextField, TextForm] = {
    TextField.NAME: TextForm(longest=64),
    TextField.DESCRIPTION: TextForm(longest=64),
    TextField.USERNAME: TextForm(longest=64, signs=PRINTABLE, told=ASCII_TOLD),
    TextField.PASSWORD: TextForm(longest=64, signs=PRINTABLE, told=ASCII_TOLD),
    TextField.SSID: TextForm(longest=32),
    TextField.WIFI_PASSWORD: TextForm(shortest=8, longest=63, signs=PRINTABLE, told=ASCII_TOLD),
    TextField.PROFILE: TextForm(longest=64, signs=PRINTABLE, told=ASCII_TOLD),
}
"""The forms that hold where a platform declares none (Wi-Fi: IEEE 802.11)."""
