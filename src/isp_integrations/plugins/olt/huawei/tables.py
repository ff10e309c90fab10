"""What a SmartAX prints, read: blocks of `label : value`, and tables.

Tables are read by the shape of their rows, never by columns, for some releases shift them. Nothing is guessed: an
answer that lacks its end, or whose rows do not come to the total it names, is an `UnexpectedAnswer` that names what
was read and no value.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import known, read_moment
from isp_integrations.core.values import Value

Labels: TypeAlias = dict[str, str]

_RULE = re.compile(r"^ *-{20,} *$", re.MULTILINE)
_LABEL = re.compile(r" *([^\s:<|-][^:]*?) *: ?(.*)")
_PLACE = re.compile(r"(\d+)/ *(\d+) */ *(\d+)")
_SERIAL = re.compile(r"([0-9A-Fa-f]{16})(?: \(([A-Z]{4}-?[0-9A-Fa-f]{8})\))?")
_OFFSET = re.compile(r"(.{19})([+-]\d\d:\d\d)")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:, *[A-Za-z].*)?")
_NOTHING = frozenset({"", "-", "--", "[-,-]"})
_RULES_OF_A_BLOCK = 2

_FOUND_TOTAL = re.compile(r"^ *The number of GPON autofind ONTs? (?:is|are) (\d+)", re.MULTILINE)
_ONT_ROW = re.compile(
    r"^ *+(\d++/ *+\d++/ *+\d++) ++(\d++) ++(?:([0-9A-Z]{8})(?:([0-9A-F]{8})|[0-9A-Z]{8})|-++)"
    r" ++([a-z]++) ++(\S++) ++\S++ ++\S++(?: ++(?:yes|no|-))? *+$",
    re.MULTILINE,
)
"""The longest of the tables, so every part is possessive: none can begin with what the part before it takes."""
_DESCRIPTIONS = re.compile(r"F/S/P +ONT(?:-ID)? +Description *\n")
_DESCRIPTION_ROW = re.compile(
    r"^ *+\d++/ *+\d++/ *+\d++ ++(\d++)\b *+(.*+(?:\n(?! *+(?:\d++/|-{20}|In port )).*+)*+)", re.MULTILINE
)
_ONT_TOTAL = re.compile(r"^ *In port [\d/ ]+, *the total(?: number)? of ONTs? (?:is|are) *: *(\d+)", re.MULTILINE)
_LAST_LINES = 400
"""Characters at the end of a list in which its total stands."""
_SERVICE_PORT_ROW = re.compile(
    r"^ *(\d+) +(\d+) +(\S+) +gpon +(\d+)/ *(\d+) */ *(\d+) +(\d+) +(\d+) +(\S+) +(\S+) +(\d+|-) +(\d+|-) +(\S+) *$",
    re.MULTILINE,
)
_SERVICE_PORT_TOTAL = re.compile(r"^ *Total *: *(\d+)", re.MULTILINE)
_BOARD_ROW = re.compile(r"^ *(\d+) +([A-Z][A-Z0-9]+)\b", re.MULTILINE)
_GEM = re.compile(r"^ *<Gem Index +(\d+)>", re.MULTILINE)
_MAPPING = re.compile(r"^ *\d+ +(\d+) +\S+ +\S+ +\S+ +\S+ +\S+(?: +\S+)? *$", re.MULTILINE)
_NUMBER_GIVEN = re.compile(r"\bONT ?-?ID *: *(\d+)")


@attrs.frozen
class Place(Value):
    """A PON: frame, slot, port."""

    frame: int
    slot: int
    port: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read `0/1/3`, or `0/ 1/3` as tables print it."""
        found = _PLACE.fullmatch(text.strip())
        if found is None:
            raise unreadable("F/S/P")
        return cls(int(found[1]), int(found[2]), int(found[3]))

    def __str__(self) -> str:
        return f"{self.frame}/{self.slot}/{self.port}"


@attrs.frozen(kw_only=True)
class FoundOnt(Value):
    """One block of the autofind list."""

    place: Place
    raw_serial: str = attrs.field(repr=False)
    equipment: str
    software: str
    found_at: datetime | None


class OntRow(NamedTuple):
    """One ONT of a PON's table, of which there may be thousands. `serial` is `None` where the OLT shows no GPON
    serial, as of an ONT that is known by a password alone and never came."""

    number: int
    serial: OnuSerial | None
    control: str
    run: str
    description: str


@attrs.frozen(kw_only=True)
class OntInfo(Value):
    """What `display ont info` says of one ONT; `gems` are its GEM ports with the VLANs that each one carries."""

    place: Place
    number: int
    serial: OnuSerial
    labels: Mapping[str, str] = attrs.field(repr=False)
    gems: Mapping[int, frozenset[int]]

    def text(self, label: str) -> str:
        """The value of a label; empty for one that is not told."""
        value = self.labels.get(label, "")
        return "" if value in _NOTHING else value


@attrs.frozen(kw_only=True)
class ServicePortRow(Value):
    """One service port. Its traffic tables, and the customer's VLAN, are `None` where there are none."""

    index: int
    vlan: int
    place: Place
    number: int
    gem: int
    user_vlan: int | None
    inbound: int | None
    outbound: int | None


def unreadable(what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_found(text: str) -> tuple[FoundOnt, ...]:
    """The autofind list. Every label but the place and the serial may be missing."""
    blocks: list[Labels] = []
    for label, value in _labels(text):
        if label == "Number" or (label == "F/S/P" and (not blocks or "F/S/P" in blocks[-1])):
            blocks.append({})
        if blocks:
            blocks[-1].setdefault(label, value)
    total = _FOUND_TOTAL.search(text)
    if not blocks or not _is_closed(text) or (total and int(total[1]) != len(blocks)):
        raise unreadable("autofind")
    return tuple(_found(block) for block in blocks)


def read_onts(text: str, place: Place) -> tuple[OntRow, ...]:
    """The two tables of a PON, of as many ONTs as their last line names."""
    parts = _DESCRIPTIONS.split(text, maxsplit=1)
    total = _ONT_TOTAL.search(text, max(0, len(text) - _LAST_LINES))
    told = _descriptions(parts[1]) if len(parts) > 1 else {}
    found = _ONT_ROW.findall(parts[0])
    if {row[0].replace(" ", "") for row in found} - {str(place)}:
        raise unreadable("F/S/P")
    makers = {half: _letters(half) for half in {row[2] for row in found}}
    rows = tuple(
        OntRow(
            int(number),
            OnuSerial(makers[half] + rest) if rest and makers[half] else None,
            control,
            run,
            told.get(number, ""),
        )
        for _, number, half, rest, control, run in found
    )
    if total is None or not len({row.number for row in rows}) == len(rows) == int(total[1]):
        raise unreadable("ONTs")
    return rows


def read_ont(text: str) -> OntInfo:
    """One ONT, addressed by serial or by number."""
    labels: Labels = {}
    for label, value in _labels(text):
        labels.setdefault(label, value)
    if (
        not {"F/S/P", "ONT-ID", "SN", "Control flag", "Run state"} <= labels.keys()
        or len(_RULE.findall(text)) < _RULES_OF_A_BLOCK
    ):
        raise unreadable("ONT")
    return OntInfo(
        place=Place.parse(labels["F/S/P"]),
        number=_whole(labels["ONT-ID"], "ONT-ID"),
        serial=_serial(labels["SN"]),
        labels=labels,
        gems=_gems(text),
    )


def read_optical(text: str) -> dict[str, Decimal | None]:
    """The numbers of the optical module by label; `None` for what it does not tell."""
    labels = dict(_labels(text))
    wanted = ("Rx optical power(dBm)", "Tx optical power(dBm)", "OLT Rx ONT optical power(dBm)", "Temperature(C)")
    if wanted[0] not in labels or not _is_closed(text):
        raise unreadable("optical-info")
    return {label: read_number(labels.get(label, ""), label) for label in wanted}


def read_service_ports(text: str) -> tuple[ServicePortRow, ...]:
    """The service ports that a list shows, of as many as its last line names."""
    rows = tuple(_service_port(found) for found in _SERVICE_PORT_ROW.finditer(text))
    total = _SERVICE_PORT_TOTAL.search(text)
    if total is None or int(total[1]) != len(rows):
        raise unreadable("service-port")
    return rows


def read_gpon_slots(text: str) -> tuple[int, ...]:
    """The slots that hold a board of GPON or XG-PON."""
    if not _is_closed(text):
        raise unreadable("board")
    return tuple(int(slot) for slot, name in _BOARD_ROW.findall(text) if "GP" in name or "XG" in name)


def read_wans(text: str) -> tuple[Labels, ...]:
    """The connections of a router ONT, each as its labels."""
    blocks: list[Labels] = []
    for label, value in _labels(text):
        if label == "Index":
            blocks.append({})
        if blocks:
            blocks[-1].setdefault(label, value)
    if not _is_closed(text):
        raise unreadable("wan-info")
    return tuple(blocks)


def read_number_given(text: str) -> int:
    """The number that the OLT gave to an ONT that it took in."""
    found = _NUMBER_GIVEN.search(text)
    if found is None:
        raise unreadable("ONTID")
    return int(found[1])


def read_number(text: str, label: str) -> Decimal | None:
    """A number as the OLT prints it, a remark about its range left out; `None` where there is none."""
    if text in _NOTHING:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise unreadable(label)
    return Decimal(found[1])


def read_time(text: str) -> datetime | None:
    """A moment in either order of day and month, with its offset where it has one; `None` for what is none."""
    found = _OFFSET.fullmatch(text.strip())
    moment = read_moment(found[1] if found else text)
    if moment is None or found is None:
        return moment
    offset = datetime.strptime(found[2], "%z").tzinfo
    return moment.replace(tzinfo=offset)


def _letters(half: str) -> str:
    """The maker's letters of the first half of a serial; empty where it is none."""
    serial = known(OnuSerial.parse, f"{half}00000000")
    return serial.vendor if serial else ""


def _labels(text: str) -> Iterator[tuple[str, str]]:
    """Each label with its value, whole: a long description goes on in the lines below it, under its own column."""
    label, value, column = "", "", 0
    for line in text.splitlines():
        if label == "Description" and line.strip() and not line[:column].strip():
            value += line.strip()
            continue
        if label:
            yield label, value
            label = ""
        if found := _LABEL.fullmatch(line):
            label, value, column = found[1], found[2].strip(), line.index(":") + 2
    if label:
        yield label, value


def _is_closed(text: str) -> bool:
    """Whether the last line is a rule, or the total below one: nothing was cut off."""
    lines = [line for line in text.splitlines() if line.strip()]
    while lines and _FOUND_TOTAL.match(lines[-1]):
        lines.pop()
    return bool(lines) and bool(_RULE.fullmatch(lines[-1]))


def _found(block: Labels) -> FoundOnt:
    if not {"F/S/P", "Ont SN"} <= block.keys():
        raise unreadable("autofind")
    return FoundOnt(
        place=Place.parse(block["F/S/P"]),
        raw_serial=block["Ont SN"],
        equipment=block.get("Ont EquipmentID", ""),
        software=block.get("Ont SoftwareVersion", ""),
        found_at=read_time(block.get("Ont autofind time", "")),
    )


def _service_port(row: re.Match[str]) -> ServicePortRow:
    index, vlan, _, frame, slot, port, number, gem, flow, value, inbound, outbound, _ = row.groups()
    return ServicePortRow(
        index=int(index),
        vlan=int(vlan),
        place=Place(int(frame), int(slot), int(port)),
        number=int(number),
        gem=int(gem),
        user_vlan=int(value) if flow == "vlan" and value.isdecimal() else None,
        inbound=None if inbound == "-" else int(inbound),
        outbound=None if outbound == "-" else int(outbound),
    )


def _serial(text: str) -> OnuSerial:
    """The serial of `485754431A2B3C4D (HWTC-1A2B3C4D)`, whose two forms must be of the same one."""
    found = _SERIAL.fullmatch(text)
    serial = known(OnuSerial.parse, found[1]) if found else None
    if found is None or serial is None or (found[2] and known(OnuSerial.parse, found[2]) != serial):
        raise unreadable("SN")
    return serial


def _whole(text: str, label: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text):
        raise unreadable(label)
    return int(text)


def _descriptions(text: str) -> dict[str, str]:
    """Descriptions by ONT number; a long one goes on in the lines below it, under its own column."""
    found = _DESCRIPTION_ROW.findall(text)
    if any("\n" in told for _, told in found):
        _refuse_foreign_lines(text)
    return {number: _joined(told) for number, told in found}


def _refuse_foreign_lines(text: str) -> None:
    for row in _DESCRIPTION_ROW.finditer(text):
        column = row.start(2) - row.start()
        if any(line[:column].strip() for line in row[2].split("\n")[1:]):
            raise unreadable("Description")


def _joined(told: str) -> str:
    whole = "".join(line.strip() for line in told.split("\n")) if "\n" in told else told.rstrip()
    return "" if whole in _NOTHING else whole


def _gems(text: str) -> dict[int, frozenset[int]]:
    pieces = _GEM.split(text)
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    return {int(index): frozenset(int(vlan) for vlan in _MAPPING.findall(body)) for index, body in pairs}
