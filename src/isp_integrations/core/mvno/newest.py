"""Which of several records of one line counts: platforms list a line's history beside its present."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from isp_integrations.core.mvno.models import LineStatus, MvnoLine

K = TypeVar("K")

ENDED = frozenset({LineStatus.CANCELLED, LineStatus.INACTIVE})
"""The statuses of a line that is over."""


def newest_by(lines: Iterable[MvnoLine], key: Callable[[MvnoLine], K | None]) -> dict[K, MvnoLine]:
    """The record that counts for each key; records without a key are left out.

    The latest activation day counts; on the same day, or where a platform shows none, a line that is not over.
    """
    newest: dict[K, MvnoLine] = {}
    for line in lines:
        found = key(line)
        if found is not None and (found not in newest or _rank(line) > _rank(newest[found])):
            newest[found] = line
    return newest


def _rank(line: MvnoLine) -> tuple[date, bool]:
    return line.activated_on or date.min, line.status not in ENDED
