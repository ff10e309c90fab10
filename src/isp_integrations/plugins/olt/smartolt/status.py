"""What SmartOLT tells of an ONU's state: a word of the panel, and the text that the OLT printed."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from isp_integrations.core.numbers import read_decimal
from isp_integrations.core.olt.models import DownCause, OnuStatus, OpticalLevels
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.text import fold
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.olt.smartolt import wire as w

_LINE = re.compile(r"^[ \t]*([^:\r\n]{1,60}?)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?")


def status_of(book: WireBook, serial: OnuSerial, word: str | None, text: str) -> OnuStatus:
    """The status; whatever the text does not say in a known way is left empty."""
    told = _labels(text)
    cause = told.get("down_cause")
    return OnuStatus(
        serial=serial,
        oper_state=book.word(w.OPER_STATES, word),
        raw_state=word,
        optical=OpticalLevels(
            onu_rx_dbm=_number(told.get("onu_rx")),
            onu_tx_dbm=_number(told.get("onu_tx")),
            olt_rx_dbm=_number(told.get("olt_rx")),
        ),
        temperature_c=_number(told.get("temperature")),
        distance_m=_metres(told.get("distance")),
        last_down_cause=_cause(book, word, cause),
        raw_down_cause=cause,
        last_down_at=_moment(told.get("down_at")),
        last_up_at=_moment(told.get("up_at")),
        software=told.get("software", ""),
        wan_address=told.get("address"),
    )


def _labels(text: str) -> Mapping[str, str]:
    """Our names of the labels that the text has, with what stands beside them; a dash is nothing."""
    names = {fold(label): name for name, labels in w.LABELS.items() for label in labels}
    told: dict[str, str] = {}
    for label, value in _LINE.findall(text):
        name = names.get(fold(label))
        if name is not None and name not in told and value not in {"", "-", "--", "N/A"}:
            told[name] = value
    return told


def _cause(book: WireBook, word: str | None, cause: str | None) -> DownCause | None:
    """The cause as the OLT printed it; without one, the panel's own word where that is a cause."""
    if cause is not None:
        return book.word(w.DOWN_CAUSES, cause)
    by_word = book.word(w.DOWN_CAUSES, word)
    return None if by_word is DownCause.UNKNOWN else by_word


def _number(text: str | None) -> Decimal | None:
    found = _NUMBER.match(text or "")
    return read_decimal(found.group()) if found else None


def _metres(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(number)


def _moment(text: str | None) -> datetime | None:
    found = _MOMENT.match(text or "")
    try:
        return datetime.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
