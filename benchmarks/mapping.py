"""Ranking structures by distance, beside NumPy's haversine over the same places."""

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from benchmarks.table import Row
from isp_integrations import mapping
from isp_integrations.core.mapping.distance import EARTH_RADIUS_M

AT_MOST = 2.0
RADII_M = (150, 3000)
"""The radius that is usual, and the largest that the rules allow."""

WHOLE_M = 100_000
"""More than the way across: far beyond the rules, every structure is found and sorted."""

_SPREAD = 0.2
"""Degrees each way: some 40 km by 40 km, a region with 60 boxes to the square kilometre."""

Job = Callable[[], object]
Found = Sequence[tuple[mapping.NetworkStructure, float]]


class HaversineIndex:
    """The reference: the haversine formula over arrays of every place, then a sort of what is near."""

    def __init__(self, structures: Sequence[mapping.NetworkStructure]) -> None:
        points = [each.point for each in structures if each.point is not None]
        self._structures = structures
        self._lat = np.radians(np.array([point.lat for point in points]))
        self._lng = np.radians(np.array([point.lng for point in points]))

    def within(self, point: mapping.GeoPoint, radius_m: float) -> Found:
        """The structures within the radius with their metres, nearest first."""
        lat, lng = np.radians(point.lat), np.radians(point.lng)
        half = np.sin((self._lat - lat) / 2) ** 2
        half += np.cos(lat) * np.cos(self._lat) * np.sin((self._lng - lng) / 2) ** 2
        metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
        near = np.flatnonzero(metres <= radius_m)
        near = near[np.argsort(metres[near], kind="stable")]
        return [(self._structures[at], there) for at, there in zip(near.tolist(), metres[near].tolist(), strict=True)]


def ranking(*, structures: int = 100_000, addresses: int = 1000, rounds: int = 5) -> list[Row]:
    """Loading a base, then asking for one address and for many, in turns with NumPy, which must find the same."""
    dice = random.Random(1)
    base = [mapping.NetworkStructure(id=f"{number:06d}", point=_somewhere(dice)) for number in range(structures)]
    asked = [_somewhere(dice) for _ in range(addresses)]
    ours, theirs = mapping.StructureIndex(base), HaversineIndex(base)
    rows = [
        _row(
            f"ranking {structures} structures: loading",
            _in_turns(lambda: mapping.StructureIndex(base), lambda: HaversineIndex(base), rounds),
            at_most=None,
        )
    ]
    for radius in RADII_M:
        _agree(ours.within(asked[0], radius), theirs.within(asked[0], radius))
        for count, turns in ((1, 20 * rounds), (addresses, 1)):
            seconds = _in_turns(_job(ours, asked[:count], radius), _job(theirs, asked[:count], radius), turns)
            rows.append(_row(f"{count} asked, radius {radius} m", seconds, at_most=AT_MOST))
    seconds = _in_turns(_job(ours, asked[:1], WHOLE_M), _job(theirs, asked[:1], WHOLE_M), rounds)
    rows.append(_row("  (1 asked, all in reach)", seconds, at_most=None))
    return rows


def _somewhere(dice: random.Random) -> mapping.GeoPoint:
    lat, lng = (centre + dice.uniform(-_SPREAD, _SPREAD) for centre in (-27.0, -48.6))
    return mapping.GeoPoint(lat=lat, lng=lng)


def _job(base: mapping.StructureIndex | HaversineIndex, asked: Sequence[mapping.GeoPoint], radius_m: float) -> Job:
    return lambda: [base.within(each, radius_m) for each in asked]


def _agree(ours: Found, theirs: Found) -> None:
    assert [each.id for each, _ in ours] == [each.id for each, _ in theirs]


def _in_turns(ours: Job, theirs: Job, turns: int) -> list[tuple[float, float]]:
    """Seconds of each, turn by turn."""
    return [(_seconds(ours), _seconds(theirs)) for _ in range(turns)]


def _seconds(job: Job) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _row(name: str, seconds: list[tuple[float, float]], *, at_most: float | None) -> Row:
    ratio = median(mine / theirs for mine, theirs in seconds)
    mine, theirs = (median(side) * 1000 for side in zip(*seconds, strict=True))
    return Row(
        name=name,
        ours=f"{mine:.2f} ms",
        reference=f"NumPy {theirs:.2f} ms",
        compared=f"x {ratio:.2f}",
        target=f"<= x {at_most}" if at_most else "",
        met=ratio <= at_most if at_most else None,
    )
