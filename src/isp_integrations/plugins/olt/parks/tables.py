"""What a Parks OLT prints, read: its blacklist, and the summary of one ONU as `label : value`.

An answer that is not of its form is an `UnexpectedAnswer` that names the table or the label and no value.
"""

import re
from collections.abc import Mapping

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import demanded
from isp_integrations.core.values import Value

_RULE = re.compile(r"[ |+-]*")
_HEAD = re.compile(r" *slot[ |]+port[ |]+serial[ |]*", re.IGNORECASE)
_ROW = re.compile(r" *(\d+)[ |]+(\d+)[ |]+(\S+)[ |]*")
_LABEL = re.compile(r" *([A-Za-z][A-Za-z ]*?) *: *(.*)")
_INTERFACE = re.compile(r"gpon(\d+/\d+)")
_METRES = re.compile(r"(\d+) ?m")
_NOTHING = frozenset({"", "-", "--", "N/A"})


@attrs.frozen(kw_only=True)
class Summary(Value):
    """One ONU as the OLT sums it up.

    Attributes:
        power: the words of "Power Level": at which end it is measured, nobody tells.
    """

    serial: OnuSerial
    pon: str
    status: str
    alias: str = attrs.field(repr=False)
    model: str
    power: str
    distance_m: int | None


def unreadable(what: str) -> UnexpectedAnswer:
    """The answer was not what it should be; `what` names the table or the label."""
    return UnexpectedAnswer(message=f"A resposta da OLT não tem a forma esperada em {what}.", paths=(what,))


def read_blacklist(text: str) -> tuple[tuple[str, OnuSerial], ...]:
    """The ONUs that nobody authorised: PON and serial."""
    lines = [line for line in text.splitlines() if not _RULE.fullmatch(line)]
    if not lines or not _HEAD.fullmatch(lines[0]):
        raise unreadable("blacklist")
    rows = [_ROW.fullmatch(line) for line in lines[1:]]
    if None in rows:
        raise unreadable("blacklist")
    return tuple((f"{row[1]}/{row[2]}", demanded(OnuSerial.parse, row[3], "serial")) for row in rows if row)


def read_summary(text: str, asked: OnuSerial) -> Summary:
    """The summary of the ONU that was asked for."""
    labels = _labels(text)
    serial = demanded(OnuSerial.parse, labels.get("serial"), "Serial")
    place = _INTERFACE.fullmatch(labels.get("interface", ""))
    if serial != asked:
        raise unreadable("Serial")
    if place is None:
        raise unreadable("Interface")
    if not labels.get("status"):
        raise unreadable("Status")
    return Summary(
        serial=serial,
        pon=place[1],
        status=labels["status"],
        alias=_told(labels, "alias"),
        model=_told(labels, "model"),
        power=_told(labels, "power level"),
        distance_m=_distance(_told(labels, "distance")),
    )


def _labels(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if _RULE.fullmatch(line):
            continue
        row = _LABEL.fullmatch(line)
        if row is None or row[1].lower() in found:
            raise unreadable("summary")
        found[row[1].lower()] = row[2].strip()
    return found


def _told(labels: Mapping[str, str], label: str) -> str:
    value = labels.get(label, "")
    return "" if value in _NOTHING else value


def _distance(text: str) -> int | None:
    if not text:
        return None
    found = _METRES.fullmatch(text)
    if found is None:
        raise unreadable("Distance")
    return int(found[1])
