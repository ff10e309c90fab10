"""How much is publicly known of a piece of a platform's wire. A mark is a fact about the world: never raise one."""

from collections.abc import Iterable
from enum import StrEnum


class Evidence(StrEnum):
    """DOCUMENTED: the vendor's own public page. OBSERVED: third-party public code. ASSUMED: our own invention."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    ASSUMED = "assumed"


DOCUMENTED = Evidence.DOCUMENTED
OBSERVED = Evidence.OBSERVED
ASSUMED = Evidence.ASSUMED

_STRENGTH = (ASSUMED, OBSERVED, DOCUMENTED)


def weakest(marks: Iterable[Evidence]) -> Evidence:
    """The mark of something that rests on all of `marks`; DOCUMENTED when it rests on nothing of the wire."""
    return min(marks, key=_STRENGTH.index, default=DOCUMENTED)
