"""Where a list of ONUs stands. Only the newest panels have pages (smartolt 2); others show everything each time."""

import re
from collections.abc import Sequence

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.plugins.olt.smartolt import wire as w

_CURSOR = re.compile(r"(?P<page>[1-9][0-9]{0,8})(:(?P<first>.*))?", re.DOTALL)


def place_of(cursor: str | None) -> tuple[int, str | None]:
    """The number of the page at a cursor, and the id that the page before it began with."""
    found = _CURSOR.fullmatch("1" if cursor is None else cursor)
    if found is None:
        raise InvalidRecord(problems=("cursor: não é de uma lista deste painel",))
    return int(found["page"]), found["first"]


def place_after(number: int, rows: Sequence[w.OnuRow]) -> str | None:
    """The cursor after a page; `None` after the last, and after more than a page holds, which is everything."""
    return f"{number + 1}:{rows[0].external_id}" if len(rows) == w.PAGE_SIZE else None


def shown_again(first: str | None, rows: Sequence[w.OnuRow]) -> bool:
    """Whether a page shows what the one before it began with, as a panel without pages does."""
    return any(row.external_id == first for row in rows)
