"""Straight-line distances, and what lies within a radius of a point (A-MAP-5).

Distances are great circles on a sphere of the Earth's mean radius, the haversine formula's result. They are computed
from chords: a place is a point in space, the chord between two needs no trigonometry, and only what lies within the
radius is turned into metres along the ground. Nothing is special about the poles or the 180th meridian.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from math import asin, cos, floor, pi, radians, sin, sqrt

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping.models import NetworkStructure

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth, metres."""

CELL_M = 1000.0
"""Side of the index's cells, metres: a few hundred structures of a dense city."""

Place = tuple[float, float, float]
_Cell = tuple[int, int, int]
_Entry = tuple[float, float, float, int]
"""A place, and the number of its structure in the order of ids."""


def distance_m(one: GeoPoint, other: GeoPoint) -> float:
    """Metres along the ground between two points, in a straight line."""
    (x, y, z), (u, v, w) = _place(one), _place(other)
    return _arc((x - u) ** 2 + (y - v) ** 2 + (z - w) ** 2)


class StructureIndex:
    """A base of structures, built once, that answers what is near a point without looking at every one.

    ::

        base = mapping.StructureIndex(client.list_structures())
        for address in addresses:
            base.within(address.point, 150)

    Attributes:
        unplaced: the structures without coordinates, which no search can find.
    """

    def __init__(self, structures: Iterable[NetworkStructure]) -> None:
        self._structures = sorted(structures, key=lambda one: one.id)
        cells: defaultdict[_Cell, list[_Entry]] = defaultdict(list)
        self.unplaced = tuple(one for one in self._structures if one.point is None)
        for number, structure in enumerate(self._structures):
            if structure.point is not None:
                x, y, z = _place(structure.point)
                cells[int(x // CELL_M), int(y // CELL_M), int(z // CELL_M)].append((x, y, z, number))
        self._cells = dict(cells)

    def __len__(self) -> int:
        return len(self._structures)

    def within(self, point: GeoPoint, radius_m: float) -> tuple[tuple[NetworkStructure, float], ...]:
        """The structures within `radius_m` metres of `point` with their distance, nearest first.

        Two at the same distance come in the order of their ids.
        """
        x, y, z = _place(point)
        chord = 2 * EARTH_RADIUS_M * sin(min(radius_m / (2 * EARTH_RADIUS_M), pi / 2))
        reach = chord * chord
        near = [
            (square, number)
            for cell in self._around((x, y, z), chord)
            for u, v, w, number in cell
            if (square := (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w)) <= reach
        ]
        near.sort()
        structures, across = self._structures, 2 * EARTH_RADIUS_M
        return tuple([(structures[number], across * asin(sqrt(square) / across)) for square, number in near])

    def _around(self, place: Place, chord: float) -> Iterable[list[_Entry]]:
        """The cells that a ball around `place` may touch; all of them, where those are fewer."""
        first, second, third = (range(floor((at - chord) / CELL_M), floor((at + chord) / CELL_M) + 1) for at in place)
        if len(first) * len(second) * len(third) > len(self._cells):
            return self._cells.values()
        return [cell for key in product(first, second, third) if (cell := self._cells.get(key))]


def circle(centre: GeoPoint, radius_m: float, corners: int = 64) -> tuple[GeoPoint, ...]:
    """Points on the ground `radius_m` metres from `centre`, counter-clockwise from the east, for drawing."""
    angle, lat = radius_m / EARTH_RADIUS_M, radians(centre.lat)
    points = []
    for corner in range(corners):
        bearing = 2 * pi * corner / corners
        there = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * sin(bearing))
        east = asin(sin(angle) * cos(bearing) / cos(there))
        points.append(GeoPoint(lat=there * 180 / pi, lng=centre.lng + east * 180 / pi))
    return tuple(points)


def _place(point: GeoPoint) -> Place:
    """The point in space, metres from the Earth's centre."""
    lat, lng = radians(point.lat), radians(point.lng)
    level = EARTH_RADIUS_M * cos(lat)
    return level * cos(lng), level * sin(lng), EARTH_RADIUS_M * sin(lat)


def _arc(square: float) -> float:
    """Metres along the ground of a chord, given its square."""
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(square) / (2 * EARTH_RADIUS_M)))
