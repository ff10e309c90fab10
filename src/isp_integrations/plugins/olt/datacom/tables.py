"""What DmOS prints, read: tables of rows, pages of `label : value`, and running configuration.

Every line of a table must be a row: nothing is guessed, and what does not fit is an `UnexpectedAnswer` that names
the column and no value.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded
from isp_integrations.core.values import Value

_PON = r"(\d+/\d+/\d+)"
_RULE = re.compile(r"-+(?: +-+)*")
_WAITING = re.compile(rf"{_PON} +(\S+)")
_WAITING_HEADER = re.compile(r"Chassis / Slot / Port +Serial Number")
_ONUS_HEADER = re.compile(r"Itf +ONU ID +Serial Number +Oper State +Software Download State +Name")
_ONU = re.compile(rf"(?:gpon +)?{_PON} +(\d+) +(\S+) +(\S+) +\S+(?: +(\S.*))?")
_LABEL = re.compile(r"([A-Za-z][^:]*?) *: ?(.*)")
_LEVEL = re.compile(r"-?\d+(?:\.\d+)?")
_KILOMETRES = re.compile(r"(\d+(?:\.\d+)?)(?: *\[km\])?")
_SERVICE_PORT = re.compile(r"service-port (\d+)")
_OF_ONU = re.compile(rf"gpon {_PON} onu (\d+) gem (\d+) match vlan vlan-id (\d+|any)(?: +(\S.*))?")
_ACTION = re.compile(r"action vlan (?:add|replace) vlan-id (\d+)(?: .*)?")
_INSIDE = re.compile(r"description\b.*|!")
_NOTHING = frozenset({"", "-", "N/A"})


@attrs.frozen
class Place(Value):
    """Where an ONU is authorised: its PON (chassis, slot, port) and its number on it."""

    pon: str
    number: int


@attrs.frozen(kw_only=True)
class WaitingRow(Value):
    """One row of the list of ONUs that nobody authorised."""

    pon: str
    serial: OnuSerial


@attrs.frozen(kw_only=True)
class OnuRow(Value):
    """One row of a table of authorised ONUs."""

    place: Place
    serial: OnuSerial
    state: str
    name: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class ServicePortRow(Value):
    """A service port of the running configuration; `vlan` is the network's."""

    index: int
    place: Place
    vlan: int


def unreadable(what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_waiting(text: str) -> tuple[WaitingRow, ...]:
    """The ONUs that nobody authorised."""
    rows = []
    for line in _rows(text, _WAITING_HEADER, "Chassis / Slot / Port"):
        row = _WAITING.fullmatch(line)
        if row is None:
            raise unreadable("Chassis / Slot / Port")
        rows.append(WaitingRow(pon=row[1], serial=demanded(OnuSerial.parse, row[2], "Serial Number")))
    return tuple(rows)


def read_onus(text: str) -> tuple[OnuRow, ...]:
    """A table of authorised ONUs, of one PON or of all."""
    rows = tuple(map(_onu, _rows(text, _ONUS_HEADER, "ONU ID")))
    if len({row.place for row in rows}) != len(rows):
        raise unreadable("ONU ID")
    return rows


def read_found(text: str, serial: OnuSerial) -> Place | None:
    """Where the ONU of that serial is, of rows that were filtered by it; a name may hold another one's serial."""
    found = {row.place for row in map(_onu, _lines(text)) if row.serial == serial}
    if len(found) > 1:
        raise unreadable("Serial Number")
    return next(iter(found), None)


def read_page(text: str) -> Mapping[str, str]:
    """The labels of an ONU's page, folded, with their values."""
    found = (match for line in _lines(text) if (match := _LABEL.fullmatch(line)))
    page: dict[str, str] = {}
    for label in found:
        page.setdefault(label[1].casefold(), "" if label[2].strip() in _NOTHING else label[2].strip())
    return page


def told(page: Mapping[str, str], label: str) -> str:
    """The value of a label that the page must have."""
    if label.casefold() not in page:
        raise unreadable(label)
    return page[label.casefold()]


def read_level(page: Mapping[str, str], label: str) -> Decimal | None:
    """A level in dBm; `None` where it is not told."""
    text = told(page, label)
    if not text:
        return None
    if not _LEVEL.fullmatch(text):
        raise unreadable(label)
    return Decimal(text)


def read_metres(page: Mapping[str, str]) -> int | None:
    """The distance, which is printed in kilometres."""
    text = told(page, "Distance")
    if not text:
        return None
    found = _KILOMETRES.fullmatch(text)
    if found is None:
        raise unreadable("Distance")
    return int(Decimal(found[1]) * 1000)


def read_service_ports(text: str) -> tuple[ServicePortRow, ...]:
    """The service ports of ONUs. Number, match and action may stand in one line or in several."""
    ports = []
    for index, words in _blocks(text):
        found = _OF_ONU.fullmatch(words)
        action = _ACTION.fullmatch(found[5] or "") if found else None
        if found is None:
            raise unreadable("service-port")
        vlan = action[1] if action else found[4]
        if not vlan.isdigit():
            raise unreadable("vlan-id")
        ports.append(ServicePortRow(index=index, place=Place(found[1], int(found[2])), vlan=int(vlan)))
    return tuple(ports)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each service port's number, with everything else that is said of it in one line."""
    blocks: dict[int, list[str]] = {}
    here: list[str] | None = None
    for line in _lines(text):
        begins = _SERVICE_PORT.match(line)
        if begins:
            if int(begins[1]) in blocks:
                raise unreadable("service-port")
            here = blocks[int(begins[1])] = []
        if here is None:
            raise unreadable("service-port")
        rest = line[begins.end() :].strip() if begins else line
        if rest and not _INSIDE.fullmatch(rest):
            here.append(rest)
    for index, lines in blocks.items():
        yield index, " ".join(" ".join(lines).split())


def _onu(line: str) -> OnuRow:
    row = _ONU.fullmatch(line)
    if row is None:
        raise unreadable("ONU ID")
    serial = demanded(OnuSerial.parse, row[3], "Serial Number")
    name = "" if row[5] in {None, *_NOTHING} else row[5]
    return OnuRow(place=Place(row[1], int(row[2])), serial=serial, state=row[4], name=name)


def _rows(text: str, header: re.Pattern[str], column: str) -> Iterator[str]:
    """The lines below a table's header and its rule."""
    lines = _lines(text)
    if not header.fullmatch(next(lines, "")) or not _RULE.fullmatch(next(lines, "")):
        raise unreadable(column)
    return lines


def _lines(text: str) -> Iterator[str]:
    return (line for line in map(str.strip, text.splitlines()) if line)
