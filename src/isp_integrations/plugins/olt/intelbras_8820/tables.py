"""What `onu show` prints, read: for each PON, the numbers that are free and the ONUs that nobody authorised.

A line that is none of these makes the whole answer an `UnexpectedAnswer` that names it and no value.
"""

import re

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
