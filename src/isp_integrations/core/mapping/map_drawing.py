"""The drawing of a feasibility result: an SVG of what stands where around a customer.

A flat map in metres around the customer, drawn in a square of `SIDE` units with north up. Nothing of it tells where
on Earth that is.
"""

from collections import Counter
from enum import StrEnum
from math import cos, floor, inf, log10, pi, radians, sqrt

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.mapping.distance import EARTH_RADIUS_M
from isp_integrations.core.mapping.map_texts import clean, clipped, metres, ports
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure

SIDE = 720
"""Units of the square that the map is drawn in."""

CIRCLE = 300
"""Units of the search radius; what is farther than the square reaches is not drawn."""

FEW_PORTS = 2
"""Up to so many free ports are told apart as few."""

_COMFORTABLE = 60
"""So many marks are drawn in full size, with labels where there is room; more are smaller, until one looks closer."""

_LABEL_SIGNS = 18
_SIGN, _LINE, _HALF_MARK = 9.4, 17.0, 16.0
"""Room for a sign of a label, its height, and half a mark: a quarter more than in a square as wide as its units."""

_STACKED = 16

_Box = tuple[float, float, float, float]


class Supply(StrEnum):
    """How many customers a structure can still take; colour and shape of its mark."""

    FREE = "free"
    FEW = "few"
    FULL = "full"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """Where a label stands beside its mark."""

    RIGHT = "right"
    LEFT = "left"
    ABOVE = "above"
    BELOW = "below"


_OFFSETS = {Side.RIGHT: (15, 4), Side.LEFT: (-15, 4), Side.ABOVE: (0, -18), Side.BELOW: (0, 26)}
_SHAPES = {
    Supply.FREE: '<circle class="shape" r="12"/>',
    Supply.FEW: '<path class="shape" d="M0 -15 14 10H-14Z"/>',
    Supply.FULL: '<rect class="shape" x="-11" y="-11" width="22" height="22" rx="3"/>',
    Supply.UNKNOWN: '<path class="shape" d="M0 -14 14 0 0 14 -14 0Z"/>',
}


def supply(structure: NetworkStructure) -> Supply:
    """The sort of mark that a structure gets."""
    if structure.free_ports is None:
        return Supply.UNKNOWN
    if structure.free_ports < 1:
        return Supply.FULL
    return Supply.FEW if structure.free_ports <= FEW_PORTS else Supply.FREE


def mark(kind: Supply, count: str) -> str:
    """A structure's mark around the origin: its shape with a word inside. Shapes differ, not colours alone."""
    return f'{_SHAPES[kind]}<text class="count">{clean(count)}</text>'


def count_of(structure: NetworkStructure) -> str:
    """The word inside a structure's mark: its free ports, a cross where there are none."""
    return {Supply.UNKNOWN: "?", Supply.FULL: "×"}.get(supply(structure), str(structure.free_ports))


@attrs.frozen(kw_only=True)
class Spot:
    """A structure on the map.

    Attributes:
        key: its place in the list.
        x, y: units from the upper left corner.
        stacked: how many are drawn at the same place before it.
    """

    key: int
    structure: NetworkStructure
    x: float
    y: float
    stacked: int

    @property
    def shift(self) -> int:
        """Units to the right of its place that its mark stands, so as not to hide another."""
        return self.stacked * _STACKED

    def label(self) -> str:
        """Its name, cut, and its distance."""
        name = clipped(self.structure.name or self.structure.id, _LABEL_SIGNS)
        return f"{name} · {metres(self.structure.distance_m)}"

    def covered(self) -> _Box:
        """What its mark covers."""
        return _around(self.x + self.shift, self.y, _HALF_MARK, _HALF_MARK)

    def label_boxes(self) -> dict[Side, _Box]:
        """What its label covers on each side of the mark, the best side first."""
        half = len(self.label()) * _SIGN / 2
        x, beside, away = self.x + self.shift, _HALF_MARK + half, _HALF_MARK + _LINE / 2
        return {
            Side.RIGHT: _around(x + beside, self.y, half, _LINE / 2),
            Side.LEFT: _around(x - beside, self.y, half, _LINE / 2),
            Side.ABOVE: _around(x, self.y - away, half, _LINE / 2),
            Side.BELOW: _around(x, self.y + away, half, _LINE / 2),
        }


def spots(feasibility: Feasibility) -> tuple[Spot, ...]:
    """The structures that the square reaches, nearest first.

    Raises:
        InvalidRecord: the radius is no number of metres.
    """
    if not 0 < feasibility.radius_m < inf:
        raise InvalidRecord(problems=("radius_m: o mapa precisa de um raio em metros",))
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for key, structure in enumerate(feasibility.structures):
        if structure.point is None:
            continue
        x, y = _position(feasibility, structure.point)
        if 0 <= x <= SIDE and 0 <= y <= SIDE:
            place = round(x), round(y)
            found.append(Spot(key=key, structure=structure, x=x, y=y, stacked=seen[place]))
            seen[place] += 1
    return tuple(found)


def drawing(feasibility: Feasibility, placed: tuple[Spot, ...]) -> str:
    """The map of a result whose structures are placed, as an SVG element."""
    size = min(1.0, sqrt(_COMFORTABLE / max(len(placed), 1)))
    sides = _sides(placed) if size == 1 else {}
    marks = "\n".join(_spot(spot, sides.get(spot.key), size) for spot in reversed(placed))
    middle, radius = SIDE // 2, feasibility.radius_m
    return f"""<svg class="map" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{_described(feasibility, placed)}">
<svg class="{"ground" if size == 1 else "ground dense"}" data-size="{size:.3f}" \
width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">
<circle class="radius" cx="{middle}" cy="{middle}" r="{CIRCLE}"/>
<circle class="half" cx="{middle}" cy="{middle}" r="{CIRCLE // 2}"/>
{_ring(CIRCLE, radius)}
{_ring(CIRCLE // 2, radius / 2)}
<line class="way" x1="{middle}" y1="{middle}" x2="{middle}" y2="{middle}" hidden=""/>
<g>{marks}</g>
<g class="home" transform="translate({middle} {middle})"><g class="mark"><title>Cliente</title>\
<path d="M0 -15 14 -2H10V12H-10V-2H-14Z"/></g></g>
</svg>
{_scale(radius)}
</svg>"""


def _described(feasibility: Feasibility, placed: tuple[Spot, ...]) -> str:
    return f"Mapa: o cliente no centro, raio de {metres(feasibility.radius_m)}, {len(placed)} na área, norte acima"


def _position(feasibility: Feasibility, point: GeoPoint) -> tuple[float, float]:
    """Where a point is in the square, north up; the 180th meridian is no edge."""
    unit = EARTH_RADIUS_M * pi / 180 * CIRCLE / feasibility.radius_m
    east = (point.lng - feasibility.point.lng + 540) % 360 - 180
    north = point.lat - feasibility.point.lat
    return SIDE / 2 + east * cos(radians(feasibility.point.lat)) * unit, SIDE / 2 - north * unit


def _spot(spot: Spot, side: Side | None, size: float) -> str:
    """A structure's mark and label; one for whose label there is no room shows it when it is pointed at."""
    kind = supply(spot.structure)
    where = side or next((each for each, box in spot.label_boxes().items() if _is_inside(box)), Side.LEFT)
    x, y = _OFFSETS[where]
    title = clean(f"{spot.label()} · {ports(spot.structure)}")
    return (
        f'<g class="spot {kind}" data-key="{spot.key}" data-x="{spot.x:.1f}" data-y="{spot.y:.1f}" '
        f'transform="translate({spot.x:.1f} {spot.y:.1f})"><g class="mark" transform="scale({size:.3f})">'
        f'<g transform="translate({spot.shift} 0)"><title>{title}</title>'
        f"{mark(kind, count_of(spot.structure))}"
        f'<text class="label {where}{"" if side else " crowded"}" x="{x}" y="{y}">{clean(spot.label())}</text>'
        "</g></g></g>"
    )


def _sides(placed: tuple[Spot, ...]) -> dict[int, Side]:
    """Where each label stands so that it covers no mark and no label of a nearer structure; some find no place."""
    middle = SIDE / 2
    covered = [*(spot.covered() for spot in placed), _around(middle, middle, 15, 15)]
    sides = {}
    for spot in placed:
        for side, box in spot.label_boxes().items():
            if _is_inside(box) and not any(_overlap(box, other) for other in covered):
                sides[spot.key] = side
                covered.append(box)
                break
    return sides


def _around(x: float, y: float, half_width: float, half_height: float) -> _Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _is_inside(box: _Box) -> bool:
    return min(box) >= 0 and max(box) <= SIDE


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ring(radius: int, told: float) -> str:
    """The distance that a circle stands for, at its foot."""
    foot = SIDE // 2 + radius
    return (
        f'<g transform="translate({SIDE // 2} {foot})"><g class="mark">'
        f'<text class="metres" y="16">{metres(told)}</text></g></g>'
    )


def _scale(radius_m: float) -> str:
    """A bar of 1, 2 or 5 times a power of ten metres, at most a quarter of the map."""
    most = radius_m / CIRCLE * SIDE / 4
    ten = 10.0 ** floor(log10(most))
    length = max(step for step in (ten, 2 * ten, 5 * ten) if step <= most)
    end = 16 + length * CIRCLE / radius_m
    return (
        f'<g class="scale" data-metres="{length:g}"><path d="M16 694V704H{end:.1f}V694"/>'
        f'<g transform="translate(16 688)"><text>{metres(length)}</text></g></g>'
    )
