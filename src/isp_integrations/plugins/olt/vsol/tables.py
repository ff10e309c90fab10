"""What a V-SOL OLT prints, read: tables whose rows begin with the PON and the number of an ONU.

Rows are read by their shape, for columns are drawn by moving the cursor. A line that is none of a table's makes the
whole answer an `UnexpectedAnswer` that names the table and no value.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded

_RULE = re.compile(r"[ -]*")
_WAITING_HEAD = re.compile(r" *OnuIndex +Sn +State", re.IGNORECASE)
_WAITING_ROW = re.compile(r" *GPON(\d+/\d+):(\d+) +(\S+) +(\S+)")
_ONU_HEAD = re.compile(r" *OnuIndex +Model +Profile +Mode +AuthInfo", re.IGNORECASE)
_ONU_ROW = re.compile(r" *GPON(\d+/\d+):(\d+) +(\S+) +(\S+) +(\S+) +(\S+)")
_STATE_HEAD = re.compile(r" *OnuIndex[ |]+Admin State[ |]+OMCC State[ |]+Phase State[ |]+Channel", re.IGNORECASE)
_STATE_ROW = re.compile(r" *\d+/\d+/(\d+):(\d+)[ |]+(\S+)[ |]+(\S+)[ |]+(\S+)[ |]+(\S+)")
_BY_SERIAL = "sn"


class FoundRow(NamedTuple):
    """An ONU that waits."""

    serial: OnuSerial


class OnuRow(NamedTuple):
    """An authorised ONU. `serial` is `None` for one that is known by something else."""

    number: int
    model: str
    profile: str
    serial: OnuSerial | None


class StateRow(NamedTuple):
    """How an ONU is; the words are the OLT's."""

    number: int
    admin: str
    phase: str


def unreadable(what: str) -> UnexpectedAnswer:
    """The answer was not what it should be; `what` names the table or the column."""
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_waiting(text: str, pon: str) -> tuple[FoundRow, ...]:
    """`show onu auto-find` of that PON."""
    rows = _rows(text, _WAITING_HEAD, _WAITING_ROW, "auto-find")
    return tuple(FoundRow(_serial(row[3])) for row in rows if _of(row[1], pon))


def read_onus(text: str, pon: str) -> tuple[OnuRow, ...]:
    """`show onu info` of that PON."""
    return tuple(
        OnuRow(int(row[2]), row[3], row[4], _serial(row[6]) if row[5].lower() == _BY_SERIAL else None)
        for row in _rows(text, _ONU_HEAD, _ONU_ROW, "onu info")
        if _of(row[1], pon)
    )


def read_states(text: str, pon: str) -> dict[int, StateRow]:
    """`show onu state` of that PON, by the ONUs' numbers."""
    rows = _rows(text, _STATE_HEAD, _STATE_ROW, "onu state")
    found = (StateRow(int(row[2]), row[3], row[5]) for row in rows if _of(f"0/{row[1]}", pon))
    return {row.number: row for row in found}


def _rows(text: str, head: re.Pattern[str], row: re.Pattern[str], what: str) -> Iterator[re.Match[str]]:
    lines = [line for line in text.splitlines() if not _RULE.fullmatch(line)]
    if not lines or not head.fullmatch(lines[0].rstrip()):
        raise unreadable(what)
    for line in lines[1:]:
        found = row.fullmatch(line.rstrip())
        if found is None:
            raise unreadable(what)
        yield found


def _of(told: str, pon: str) -> bool:
    """That a row is of the PON that was asked for; one of another makes the answer unreadable."""
    if told != pon:
        raise unreadable("OnuIndex")
    return True


def _serial(text: str) -> OnuSerial:
    return demanded(OnuSerial.parse, text, "Sn")
