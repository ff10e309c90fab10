"""What an ISAM prints in XML, read: `<instance>` elements with their keys (`res-id`) and values (`info`).

They are read as text of a known shape, not as a document: the `hierarchy` lines around them need not be closed.
Nobody recorded what stands around a list. Two things are assumed: one other element, closed at its end, so that a
list that was cut short is none; and in the `hierarchy` lines, where there are any, the words of the command, so that
an empty list is that of the table that was asked for. Nothing is guessed: what does not fit is an `UnexpectedAnswer`
that names the element and no value.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from html import unescape

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.models import OpticalLevels
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded
from isp_integrations.core.values import Value

_GAP = r"(?:\s|</?hierarchy\b[^<>]*>)*"
_OUTER = r"<(?!(?:hierarchy|instance|res-id|info)\b)([A-Za-z][\w-]*)(?:\s[^<>]*)?>(.*)</\1>"
_WHOLE = re.compile(rf"(?:<\?xml\b[^<>]*\?>)?{_GAP}{_OUTER}{_GAP}", re.DOTALL)
_BEGINNING = re.compile(rf"{_GAP}<instance(?:\s[^<>]*)?>")
_END = re.compile(_GAP)
_ELEMENT = re.compile(r"<(res-id|info)(\s[^<>]*?)(?:/>|>([^<]*)</\1>)")
_HIERARCHY = re.compile(r"<hierarchy(\s[^<>]*)>")
_NAMED = re.compile(r"\sname=([\"'])([^\"'<>]+)\1")
_PON = re.compile(r"(?:x-)?pon:(\d+/\d+/\d+/\d+)")
_ONT = re.compile(r"(\d+/\d+/\d+/\d+)/(\d+)")
_LEVEL = re.compile(r"-?\d+(?:\.\d+)?")
_NOTHING = frozenset({"", "unknown", "undefined", "invalid", "N/A"})
_ENABLED = {"up": True, "down": False}


@attrs.frozen
class Place(Value):
    """Where an ONT is authorised: its PON (rack, shelf, slot, port) and its number on it."""

    pon: str
    number: int

    def __str__(self) -> str:
        return f"{self.pon}/{self.number}"

    @property
    def aid(self) -> str:
        """The same as TL1 writes it."""
        return str(self).replace("/", "-")


@attrs.frozen(kw_only=True)
class WaitingOnt(Value):
    """An ONT that nobody authorised."""

    pon: str
    serial: OnuSerial


@attrs.frozen(kw_only=True)
class Ont(Value):
    """An authorised ONT. `serial` is `None` for one that was planned without; `distance` has a unit nobody tells."""

    place: Place
    serial: OnuSerial | None
    admin_status: str
    oper_status: str
    name: str = attrs.field(repr=False)
    description: str = attrs.field(repr=False)
    distance: str

    @property
    def enabled(self) -> bool | None:
        """Whether it is activated; `None` for a word that nobody knows."""
        return _ENABLED.get(self.admin_status)


def unreadable(what: str) -> UnexpectedAnswer:
    """The answer was not what it should be; `what` names the element."""
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_waiting(text: str) -> tuple[WaitingOnt, ...]:
    """The ONTs that nobody authorised."""
    found = []
    for told in _instances(text, "unprovision-onu"):
        pon = _PON.fullmatch(told.get("gpon-index", ""))
        if pon is None:
            raise unreadable("gpon-index")
        found.append(WaitingOnt(pon=pon[1], serial=demanded(OnuSerial.parse, told.get("sernum"), "sernum")))
    return tuple(found)


def read_onts(text: str) -> tuple[Ont, ...]:
    """The authorised ONTs of the whole OLT."""
    onts: dict[Place, Ont] = {}
    for told in _instances(text, "status"):
        ont = _ont(told)
        if ont.place in onts:
            raise unreadable("ont")
        onts[ont.place] = ont
    return tuple(onts.values())


def read_optics(text: str) -> OpticalLevels:
    """The optical levels of one ONT."""
    instances = _instances(text, "optics")
    if len(instances) != 1:
        raise unreadable("instance")
    told = instances[0]
    return OpticalLevels(onu_rx_dbm=_level(told, "rx-signal-level"), olt_rx_dbm=_level(told, "olt-rx-sig-level"))


def _ont(told: Mapping[str, str]) -> Ont:
    at = _ONT.fullmatch(told.get("ont", ""))
    if at is None:
        raise unreadable("ont")
    for needed in ("sernum", "admin-status", "oper-status"):
        if needed not in told:
            raise unreadable(needed)
    serial = None if told["sernum"] in _NOTHING else demanded(OnuSerial.parse, told["sernum"], "sernum")
    return Ont(
        place=Place(at[1], int(at[2])),
        serial=serial,
        admin_status=told["admin-status"],
        oper_status=told["oper-status"],
        name=told.get("desc1", ""),
        description=told.get("desc2", ""),
        distance=_told(told, "ont-olt-distance"),
    )


def _level(told: Mapping[str, str], name: str) -> Decimal | None:
    """A level in dBm; `None` where it is not told."""
    text = _told(told, name)
    if not text:
        return None
    if not _LEVEL.fullmatch(text):
        raise unreadable(name)
    return Decimal(text)


def _told(told: Mapping[str, str], name: str) -> str:
    value = told.get(name, "")
    return "" if value in _NOTHING else value


def _instances(text: str, table: str) -> tuple[Mapping[str, str], ...]:
    """The elements of each instance of that table."""
    whole = _WHOLE.fullmatch(text.strip())
    if whole is None:
        raise unreadable("instance")
    *pieces, rest = whole[2].split("</instance>")
    if not _END.fullmatch(rest):
        raise unreadable("instance")
    hierarchies = {_name(attributes) for attributes in _HIERARCHY.findall(text)}
    if not pieces and hierarchies and table not in hierarchies:
        raise unreadable("hierarchy")
    return tuple(map(_elements, pieces))


def _elements(piece: str) -> Mapping[str, str]:
    beginning = _BEGINNING.match(piece)
    if beginning is None:
        raise unreadable("instance")
    inside = piece[beginning.end() :]
    if _ELEMENT.sub("", inside).strip():
        raise unreadable("instance")
    told: dict[str, str] = {}
    for _, attributes, value in _ELEMENT.findall(inside):
        name = _name(attributes)
        if not name or name in told:
            raise unreadable("instance")
        told[name] = unescape(value).strip()
    return told


def _name(attributes: str) -> str:
    found = _NAMED.search(attributes)
    return found[2] if found else ""
