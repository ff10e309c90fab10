"""What the OLT prints, read: the numbers that are free on a PON with the ONUs that wait there, and one ONU's status.

A line that is none of a table's makes the whole answer an `UnexpectedAnswer` that names it and no value.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded
from isp_integrations.core.values import Value

_RULE = re.compile(r"[ =+|-]*")
_FREE = re.compile(r" *Free slots in GPON Link (\d+) *:? *")
_NUMBERS = re.compile(r" *\d+(?:[ ,]+\d+)*[ ,]*")
_HEAD = re.compile(r" *sernoID +vendor +serial\b.*", re.IGNORECASE)
_ROW = re.compile(r" *\d+ +([A-Z]{4}) +([0-9A-Fa-f]{8})(?: +(\S+).*)?")
_TITLE = re.compile(r" *GPON +(\d+) *")
_COLUMN = re.compile(r"=+")
_COLUMNS = re.compile(r"=+(?: +=+)+ *")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NOTHING = frozenset({"", "-", "--", "N/A"})

NUMBER, DIGITS, STATE, ALARMS = "ONU", "Serial Number", "OperStatus", "GPON ONU Status"
ONU_RX, ONU_TX, OLT_RX = "ONU Rx Power", "ONU Tx Power", "OLT Rx Power"
KILOMETRES, CELSIUS = "Distance (km)", "Temperature (C)"
_HEADINGS = frozenset({NUMBER, DIGITS, STATE, ALARMS, ONU_RX, ONU_TX, OLT_RX, KILOMETRES, CELSIUS})
"""The columns of a status that are read; there are more, and some releases have more than others."""


@attrs.frozen
class FoundOnu(Value):
    """An ONU that waits."""

    serial: OnuSerial
    model: str


@attrs.define
class Pon:
    """One PON: the numbers that are free, and who waits."""

    number: int
    free: set[int] = attrs.field(factory=set)
    found: list[FoundOnu] = attrs.field(factory=list)


def unreadable(what: str) -> UnexpectedAnswer:
    """The answer was not what it should be; `what` names the part."""
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_pons(text: str) -> tuple[Pon, ...]:
    """Every PON of the answer, in its order."""
    pons: list[Pon] = []
    in_table = False
    for line in text.splitlines():
        if _RULE.fullmatch(line):
            continue
        if begins := _FREE.fullmatch(line):
            pons.append(Pon(int(begins[1])))
            in_table = False
        elif pons and _HEAD.fullmatch(line):
            in_table = True
        elif pons and in_table and (row := _ROW.fullmatch(line)):
            serial = demanded(OnuSerial.parse, row[1] + row[2], "serial")
            pons[-1].found.append(FoundOnu(serial, row[3] or ""))
        elif pons and not in_table and _NUMBERS.fullmatch(line):
            pons[-1].free.update(map(int, re.findall(r"\d+", line)))
        else:
            raise unreadable("onu show")
    if not pons:
        raise unreadable("onu show")
    return tuple(pons)


def read_status(text: str, pon: str, number: int) -> Mapping[str, str] | None:
    """The cells of that ONU's status by their headings, blanks around them removed; `None` where the table is empty.

    Headings stand in two lines above a rule, which says how wide each column is.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    rule = next((place for place, line in enumerate(lines) if _COLUMNS.fullmatch(line)), 0)
    title = _TITLE.fullmatch(lines[0]) if rule else None
    if title is None or title[1] != pon:
        raise unreadable("onu status")
    starts = [column.start() for column in _COLUMN.finditer(lines[rule])]
    heads = zip(*(_cut(line, starts) for line in lines[1:rule]), strict=True)
    headings = [" ".join(filter(None, words)) for words in heads]
    if _HEADINGS.difference(headings) or len(set(headings)) != len(headings):
        raise unreadable("onu status")
    rows = [dict(zip(headings, _cut(line, starts), strict=True)) for line in lines[rule + 1 :]]
    if any(row[NUMBER] != str(number) for row in rows) or len(rows) > 1:
        raise unreadable(NUMBER)
    return rows[0] if rows else None


def told(row: Mapping[str, str], heading: str) -> str:
    """A cell; empty for one that tells nothing."""
    return "" if row[heading] in _NOTHING else row[heading]


def read_number(row: Mapping[str, str], heading: str, unit: str = "") -> Decimal | None:
    """A cell's number, with its unit or without; `None` where it tells none."""
    text = told(row, heading).removesuffix(unit).rstrip()
    if text and not _NUMBER.fullmatch(text):
        raise unreadable(heading)
    return Decimal(text) if text else None


def _cut(line: str, starts: list[int]) -> list[str]:
    """The cells of a line. One that is wider than its column would push the others along: the line is no row then."""
    if any(line[start - 1 : start].strip() for start in starts if start):
        raise unreadable("onu status")
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]
