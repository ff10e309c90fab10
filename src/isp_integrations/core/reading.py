"""Values as Brazilian platforms print them: days as `2026-01-31` or `31/01/2026`, identifiers as text."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from isp_integrations.core.errors import InvalidIdentifier, UnexpectedAnswer

T = TypeVar("T")

_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})")
_TIME = re.compile(
    r"[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?(?=$|[Z+\- ])"
)


def read_day(text: str | None) -> date | None:
    """The day in `text`, whatever follows it; `None` for an empty text and for what is no day."""
    moment = read_moment(text)
    return moment.date() if moment else None


def read_moment(text: str | None) -> datetime | None:
    """The naive local time in `text`, midnight where only the day stands; `None` for what is no day."""
    if not text:
        return None
    stripped = text.strip()
    day = _DAY.match(stripped)
    if day is None:
        return None
    rest = stripped[day.end() :]
    clock = _TIME.match(rest)
    if rest and clock is None:
        return None
    try:
        whole = date(*(int(day[name] or day[name[0]]) for name in ("year", "month", "day")))
        return datetime.combine(whole, _clock(clock) if clock else time.min)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time:
    micro = (found["part"] or "").ljust(6, "0")[:6]
    return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), int(micro))


def known(parse: Callable[[str], T], text: str | None) -> T | None:
    """`text` as an identifier; `None` for an empty one and for what is none."""
    try:
        return parse(text) if text else None
    except InvalidIdentifier:
        return None


def demanded(parse: Callable[[str], T], text: str | None, at: str) -> T:
    """`text` as an identifier, or an `UnexpectedAnswer` that names the path `at`."""
    found = known(parse, text)
    if found is None:
        raise UnexpectedAnswer(message=f"A resposta não tem a forma esperada em {at}.", paths=(at,))
    return found


def number_or_text(code: str) -> int | str:
    """An id as the number it is declared as; a code that is none is sent as it stands, for the platform to judge."""
    return int(code) if re.fullmatch(r"[0-9]{1,18}", code) else code
