"""Rows of FiberHome's tables as values: strictly, by the name of the column, which errors name."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Self

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.numbers import read_decimal
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import known, read_moment
from isp_integrations.core.values import Value

SERIAL_SIGNS = 12
"""How much of a discovered id is the serial; some systems print more after it."""
_NOTHING = "--"
_PON_ID = re.compile(r"(?:NA|\d{1,2})-(?:NA|\d{1,2})-(\d{1,3})-(\d{1,3})")
_BINDING = re.compile(r"(LAN|SSID)(\d+)")


@attrs.frozen(kw_only=True)
class Place(Value):
    """A PON of one OLT. Its text is `slot/pon`, which leaves out the parts that FiberHome prints as `NA`."""

    olt: str
    slot: int
    pon: int

    @classmethod
    def of(cls, olt: str, pon_port: str) -> Self:
        """Read our own form."""
        slot, _, pon = pon_port.partition("/")
        return cls(olt=olt, slot=int(slot), pon=int(pon))

    @property
    def port(self) -> str:
        """Our own form: `1/3`."""
        return f"{self.slot}/{self.pon}"

    def spelt(self, before: str) -> str:
        """The system's form: `NA-NA-1-3`."""
        return f"{before}-{self.slot}-{self.pon}"


def cell(row: Mapping[str, str], column: str) -> str:
    """What stands in a column, whatever the case of its name; empty where the system prints `--`."""
    for name, text in row.items():
        if name.casefold() == column.casefold():
            return "" if text == _NOTHING else text
    raise unreadable(column)


def read_serial(row: Mapping[str, str], column: str) -> OnuSerial | None:
    """A GPON serial; `None` for what is none, such as the MAC address of an EPON unit."""
    return known(OnuSerial.parse, cell(row, column)[:SERIAL_SIGNS])


def read_number(row: Mapping[str, str], column: str) -> int | None:
    """A whole number; `None` for an empty cell."""
    text = cell(row, column)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise unreadable(column)
    return int(text)


def read_level(row: Mapping[str, str], column: str) -> Decimal | None:
    """A measured value, with a point or a comma; `None` for an empty cell."""
    text = cell(row, column)
    if not text:
        return None
    try:
        return read_decimal(text)
    except ValueError:
        raise unreadable(column) from None


def read_time(row: Mapping[str, str], column: str) -> datetime | None:
    """A local time; the system tells no offset. `None` for an empty cell."""
    text = cell(row, column)
    moment = read_moment(text)
    if text and moment is None:
        raise unreadable(column)
    return moment


def read_place(row: Mapping[str, str], olt: str) -> Place:
    """Slot and PON of a row that has them in one column."""
    found = _PON_ID.fullmatch(cell(row, "PONID"))
    if found is None:
        raise unreadable("PONID")
    return Place(olt=olt, slot=int(found[1]), pon=int(found[2]))


def read_two_columns(row: Mapping[str, str], olt: str) -> Place:
    """Slot and PON of a row that has a column for each."""
    slot, pon = read_number(row, "SLOTNO"), read_number(row, "PONNO")
    if slot is None or pon is None:
        raise unreadable("SLOTNO" if slot is None else "PONNO")
    return Place(olt=olt, slot=slot, pon=pon)


def read_bindings(row: Mapping[str, str]) -> frozenset[str]:
    """The ports and radios of a WAN: `LAN1`, `SSID5`."""
    return frozenset("".join(found) for found in _BINDING.findall(cell(row, "BINDPORTNO").upper()))


def unreadable(column: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"A resposta não tem a forma esperada na coluna {column}.", paths=(column,))
