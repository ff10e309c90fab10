"""A generated city that the family's fakes stand on: streets, boxes, splitters, ports and who is on them.

The same every time, and nobody in it exists.
"""

from enum import StrEnum
from typing import Final

import attrs

from isp_integrations.core.erp.models import GeoPoint

CENTRE: Final = GeoPoint(lat=-27.1, lng=-48.6)
STREETS: Final = 12
BOXES_PER_STREET: Final = 20
PORTS_PER_SPLITTER: Final = 8
_STREET_STEP = 0.0014
_BOX_STEP = 0.0008
_FIRST_NAMES = ("Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Gisele", "Hugo", "Íris", "João", "Kátia")
_LAST_NAMES = ("Exemplo", "Modelo", "Amostra", "da Silva Exemplo", "de Souza Modelo")
_UNPLACED = 7
_PLANNED_EVERY, _PLANNED_FROM = 19, 18
_BLOCKED_EVERY = 31
_WAITING_EVERY = 10


class Stage(StrEnum):
    """How far a box is built."""

    PROJECT = "project"
    BUILT = "built"
    CERTIFIED = "certified"


@attrs.frozen(kw_only=True)
class Resident:
    """Who is on a port. `served` is whether he is a customer already, and not only one who is waiting for it."""

    code: str
    name: str
    address: str
    point: GeoPoint | None
    served: bool


@attrs.frozen(kw_only=True)
class CityPort:
    """One output of a splitter, numbered from 1."""

    number: int
    blocked: bool = False
    resident: Resident | None = None


@attrs.frozen(kw_only=True)
class CitySplitter:
    """A splitter with the ports that are sold."""

    name: str
    ports: tuple[CityPort, ...]


@attrs.frozen(kw_only=True)
class CityBox:
    """A box on a pole; `point` is `None` for one that nobody has placed yet."""

    number: int
    name: str
    street: str
    stage: Stage
    point: GeoPoint | None
    splitters: tuple[CitySplitter, ...]


@attrs.frozen(kw_only=True)
class City:
    """A small town of parallel streets around a centre."""

    centre: GeoPoint
    boxes: tuple[CityBox, ...]


def build_city(
    *, streets: int = STREETS, boxes_per_street: int = BOXES_PER_STREET, centre: GeoPoint = CENTRE
) -> City:
    """A city of `streets` × `boxes_per_street` boxes with sixteen ports each: free, taken and blocked ones.

    Every nineteenth box is only in project, some are full, and the eighth has no coordinates. One resident in ten is
    waiting to be served.
    """
    boxes = tuple(
        _box(street * boxes_per_street + place, street, place, centre)
        for street in range(streets)
        for place in range(boxes_per_street)
    )
    return City(centre=centre, boxes=boxes)


def _box(number: int, street: int, place: int, centre: GeoPoint) -> CityBox:
    point = GeoPoint(
        lat=round(centre.lat + (street - STREETS // 2) * _STREET_STEP, 6),
        lng=round(centre.lng + (place - BOXES_PER_STREET // 2) * _BOX_STEP, 6),
    )
    name = f"Rua Exemplo {street + 1}"
    planned = number % _PLANNED_EVERY == _PLANNED_FROM
    stage = Stage.PROJECT if planned else Stage.CERTIFIED if number % 2 else Stage.BUILT
    taken = 0 if planned else number * 7 % (2 * PORTS_PER_SPLITTER + 1)
    return CityBox(
        number=number,
        name=f"CTO-{number + 1:03d}",
        street=name,
        stage=stage,
        point=None if number == _UNPLACED else point,
        splitters=tuple(
            CitySplitter(
                name=f"S{half + 1}",
                ports=tuple(
                    _port(number, half * PORTS_PER_SPLITTER + output, output + 1, taken, name, point)
                    for output in range(PORTS_PER_SPLITTER)
                ),
            )
            for half in range(2)
        ),
    )


def _port(box: int, place: int, number: int, taken: int, street: str, point: GeoPoint) -> CityPort:
    serial = box * 2 * PORTS_PER_SPLITTER + place
    if place >= taken:
        return CityPort(number=number, blocked=serial % _BLOCKED_EVERY == _BLOCKED_EVERY - 1)
    resident = Resident(
        code=f"contrato-{serial + 1}",
        name=f"{_FIRST_NAMES[serial % len(_FIRST_NAMES)]} {_LAST_NAMES[serial % len(_LAST_NAMES)]}",
        address=f"{street}, {10 * place + 1}",
        point=GeoPoint(lat=round(point.lat + 0.0002, 6), lng=round(point.lng + 0.00003 * place, 6)),
        served=serial % _WAITING_EVERY != 0,
    )
    return CityPort(number=number, resident=resident)
