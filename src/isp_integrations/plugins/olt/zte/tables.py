"""What a ZXA10 prints, read: tables, blocks of `label : value`, and running configuration.

Tables are read by the shape of their rows, and every line of one must be a row: builds shift columns, and an alarm
may break in. Nothing is guessed: what does not fit is an `UnexpectedAnswer` that names the column and no value.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.models import OpticalLevels
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded, known
from isp_integrations.core.values import Value

_ONU = r"(?:gpon[_-]onu[_-])?(\d+/\d+/\d+):(\d+)"
_SERIAL = r"([A-Za-z]{4}[-:]?[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})"
_RULE = re.compile(r"-{5,}")
_CARDS = re.compile(r"(Rack +)?Shelf +Slot +CfgType\b.*")
_GPON_BOARDS = ("GTGH", "GTGO", "GFGH", "GVGH", "HFTH")
_BOARD = re.compile(r"(?P<slot>\d+) +\S+ +(?P<kind>[A-Z]\S*) +(?P<ports>\d+) .*")
_SLOT = re.compile(r"(\d+) +(\S+) .*")
_WAITING = {
    "OnuIndex": re.compile(rf"gpon[_-]onu[_-](?P<pon>\d+/\d+/\d+):\d+ +(?P<model>){_SERIAL} +\S+"),
    "OltIndex": re.compile(rf"gpon[_-]olt[_-](?P<pon>\d+/\d+/\d+) +(?P<model>\S.*?) +{_SERIAL}(?: +\S+){{0,3}}"),
}
_FOUND = re.compile(r"\bgpon[_-]onu[_-](\d+/\d+/\d+):(\d+)\b")
_STATE = re.compile(rf"{_ONU} +(enable|disable) +(?:\S+ +)+?(\S+) +\d+\(\S+\)")
_TOTAL = re.compile(r"ONU Number: *\d+/(\d+)")
_BASE = re.compile(rf"{_ONU} +(\S+) +\S+ +(\S+) +\S+")
_LABEL = re.compile(r"([A-Za-z][^:]*?) *: ?(.*)")
_HISTORY = re.compile(r"AuthpassTime +OfflineTime +Cause")
_TIME = r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?)"
_HISTORY_ROW = re.compile(rf"(\d+) +{_TIME} +{_TIME}(?: +(\S.*))?")
_LEVEL = r"(-?\d+(?:\.\d+)?\(dbm\)|no signal|N/A)"
_POWER = {
    "up": re.compile(rf"^ *up +Rx *: *{_LEVEL} +Tx *: *{_LEVEL} +\S+ *$", re.MULTILINE | re.IGNORECASE),
    "down": re.compile(rf"^ *down +Tx *: *{_LEVEL} +Rx *: *{_LEVEL} +\S+ *$", re.MULTILINE | re.IGNORECASE),
}
_METRES = re.compile(r"(\d+) *m?")
_BLOCK = re.compile(r"(?:interface|pon-onu-mng) |[!$]|end\b|exit\b|Building\b|Current\b")
_NOTHING: Final = frozenset({"", "-", "--", "N/A"})


class Spelling(StrEnum):
    """How a line of products names its interfaces."""

    CLASSIC = "classic"
    """C300 and C320."""
    TITAN = "titan"
    """C600, C610, C620, C650."""

    def pon(self, pon: str) -> str:
        """A PON port, `1/2/3`, as this line names it."""
        return f"gpon-olt_{pon}" if self is Spelling.CLASSIC else f"gpon_olt-{pon}"

    def onu(self, place: "Place") -> str:
        """An ONU as this line names it."""
        return f"gpon-onu_{place}" if self is Spelling.CLASSIC else f"gpon_onu-{place}"


@attrs.frozen
class Place(Value):
    """Where an ONU is authorised: its PON (rack, slot, port) and its number on it."""

    pon: str
    number: int

    def __str__(self) -> str:
        return f"{self.pon}:{self.number}"

    @property
    def vport(self) -> str:
        """Its first virtual port, where the service ports of a C6xx live."""
        return f"vport-{self.pon}.{self.number}:1"


@attrs.frozen(kw_only=True)
class Chassis(Value):
    """What `show card` tells: the line of products, and the ports of each GPON board in service, by slot."""

    spelling: Spelling
    ports: Mapping[int, int]


@attrs.frozen(kw_only=True)
class WaitingRow(Value):
    """One row of the list of ONUs that nobody authorised."""

    pon: str
    serial: OnuSerial
    model: str


@attrs.frozen(kw_only=True)
class StateRow(Value):
    """One row of a PON's table of states."""

    place: Place
    enabled: bool
    phase: str


@attrs.frozen(kw_only=True)
class BaseRow(Value):
    """One row of a PON's base information; `serial` is `None` for an ONU that is known by something else."""

    place: Place
    type: str
    serial: OnuSerial | None


@attrs.frozen(kw_only=True)
class Spell(Value):
    """One time that an ONU was on the air; `down_at` is `None` while it lasts."""

    up_at: datetime | None
    down_at: datetime | None
    cause: str


@attrs.frozen(kw_only=True)
class Detail(Value):
    """An ONU's own page: its labels, folded, and its history, oldest first."""

    labels: Mapping[str, str] = attrs.field(repr=False)
    history: tuple[Spell, ...]

    def text(self, *labels: str) -> str:
        """The value of the first of `labels` that is told; empty where none is."""
        values = (self.labels.get(label.casefold(), "") for label in labels)
        return next((value for value in values if value not in _NOTHING), "")


def unreadable(what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_cards(text: str) -> Chassis:
    """The boards; the first column of their table tells the line of products."""
    lines = _lines(text)
    header = _CARDS.fullmatch(next(lines, ""))
    if header is None:
        raise unreadable("Slot")
    before_slot = r"\d+ +\d+ +" if header[1] else r"\d+ +"
    boards: dict[int, int] = {}
    for line in lines:
        row = re.sub(rf"\A{before_slot}", "", line)
        slot = _SLOT.fullmatch(row)
        if row == line or slot is None:
            raise unreadable("Slot")
        if not slot[2].startswith(_GPON_BOARDS) or not row.endswith(" INSERVICE"):
            continue
        board = _BOARD.fullmatch(row)
        if board is None or int(board["slot"]) in boards:
            raise unreadable("Port")
        boards[int(board["slot"])] = int(board["ports"])
    return Chassis(spelling=Spelling.CLASSIC if header[1] else Spelling.TITAN, ports=boards)


def read_waiting(text: str) -> tuple[WaitingRow, ...]:
    """The ONUs that nobody authorised, in either shape. The number that one shape shows is only a proposal."""
    lines = _lines(text)
    shape = _WAITING.get(next(lines, "").partition(" ")[0])
    if shape is None:
        raise unreadable("OnuIndex")
    rows = []
    for line in lines:
        row = shape.fullmatch(line)
        serial = known(OnuSerial.parse, row[3]) if row else None
        if row is None or serial is None:
            raise unreadable("SN")
        rows.append(WaitingRow(pon=row["pon"], serial=serial, model=_told(row["model"])))
    return tuple(rows)


def read_place(text: str) -> Place:
    """Where the one ONU is that the OLT found."""
    found = set(_FOUND.findall(text))
    if len(found) != 1:
        raise unreadable("OnuIndex")
    ((pon, number),) = found
    return Place(pon, int(number))


def read_states(text: str, pon: str) -> tuple[StateRow, ...]:
    """The ONUs of a PON, of as many as the last line names."""
    lines = list(_lines(text))
    total = _TOTAL.fullmatch(lines[-1]) if lines else None
    if total is None or not lines[0].startswith("OnuIndex "):
        raise unreadable("ONU Number")
    rows: dict[int, StateRow] = {}
    for line in lines[1:-1]:
        row = _STATE.fullmatch(line)
        if row is None or row[1] != pon:
            raise unreadable("Phase State")
        place = Place(pon, int(row[2]))
        rows[place.number] = StateRow(place=place, enabled=row[3] == "enable", phase=row[4])
    if not len(lines) - 2 == len(rows) == int(total[1]):
        raise unreadable("ONU Number")
    return tuple(rows.values())


def read_base_info(text: str, pon: str) -> tuple[BaseRow, ...]:
    """Type and serial of the ONUs of a PON."""
    lines = _lines(text)
    if not next(lines, "").startswith("OnuIndex "):
        raise unreadable("OnuIndex")
    rows = []
    for line in lines:
        row = _BASE.fullmatch(line)
        if row is None or row[1] != pon:
            raise unreadable("AuthInfo")
        is_serial = row[4].startswith("SN:")
        serial = demanded(OnuSerial.parse, row[4].removeprefix("SN:"), "AuthInfo") if is_serial else None
        rows.append(BaseRow(place=Place(pon, int(row[2])), type=row[3], serial=serial))
    return tuple(rows)


def read_detail(text: str) -> Detail:
    """An ONU's own page. It ends with its history, without which it was cut off."""
    labels: dict[str, str] = {}
    history: list[Spell] | None = None
    for line in _lines(text):
        if _HISTORY.fullmatch(line):
            history = []
        elif history is not None:
            history.append(_spell(line, len(history) + 1))
        elif found := _LABEL.fullmatch(line):
            labels.setdefault(found[1].casefold(), found[2].strip())
    if history is None:
        raise unreadable("AuthpassTime")
    if "phase state" not in labels:
        raise unreadable("Phase state")
    return Detail(labels=labels, history=tuple(spell for spell in history if spell.up_at or spell.down_at))


def read_power(text: str) -> OpticalLevels:
    """The levels of one ONU; `None` where there is no signal."""
    up, down = _POWER["up"].search(text), _POWER["down"].search(text)
    if up is None or down is None:
        raise unreadable("up" if up is None else "down")
    return OpticalLevels(onu_rx_dbm=_level(down[2]), onu_tx_dbm=_level(up[2]), olt_rx_dbm=_level(up[1]))


def read_metres(text: str) -> int | None:
    """A distance such as `1234m`; `None` where it is not told."""
    if text in _NOTHING:
        return None
    found = _METRES.fullmatch(text)
    if found is None:
        raise unreadable("Distance")
    return int(found[1])


def read_running(text: str) -> tuple[str, ...]:
    """The lines of a block of running configuration, blanks outside and doubled ones out.

    Lines of a block are indented; what a narrow terminal cut off stands at the margin below, and is joined again.
    """
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if not line.strip():
            continue
        is_continuation = inside and not line.startswith(" ") and not _BLOCK.match(line)
        if is_continuation:
            lines[-1] += line
            continue
        inside = line.startswith(" ")
        lines.append(line)
    return tuple(" ".join(line.split()) for line in lines)


def _lines(text: str) -> Iterator[str]:
    """Every line that says something, without blanks around it."""
    return (line for line in map(str.strip, text.splitlines()) if line and not _RULE.fullmatch(line))


def _told(text: str) -> str:
    return "" if text in _NOTHING else text


def _spell(line: str, number: int) -> Spell:
    row = _HISTORY_ROW.fullmatch(line)
    if row is None or int(row[1]) != number:
        raise unreadable("OfflineTime")
    return Spell(up_at=_moment(row[2]), down_at=_moment(row[3]), cause=_told(row[4] or ""))


def _moment(text: str) -> datetime | None:
    if text.startswith("0000-00-00"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise unreadable("OfflineTime") from None


def _level(text: str) -> Decimal | None:
    number, marked, _ = text.partition("(")
    return Decimal(number) if marked else None
