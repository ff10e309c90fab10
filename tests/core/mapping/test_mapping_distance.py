"""Distances against the haversine formula, and an index that finds what a look at everything finds."""

from math import asin, cos, radians, sin, sqrt

import attrs
import pytest

import mapping_makers as make
from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping import distance
from isp_integrations.core.mapping.distance import StructureIndex, circle, distance_m
from isp_integrations.core.mapping.models import NetworkStructure

NORTH_POLE = GeoPoint(lat=90.0, lng=0.0)


def haversine(one: GeoPoint, other: GeoPoint) -> float:
    lat, lng, there, east = (radians(value) for value in (one.lat, one.lng, other.lat, other.lng))
    half = sin((there - lat) / 2) ** 2 + cos(lat) * cos(there) * sin((east - lng) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half))


def scattered(number: int, spread: float, centre: GeoPoint = make.HOME) -> list[NetworkStructure]:
    """Structures around a centre, in no visible order and the same every time."""
    return [
        make.structure(
            place,
            lat=centre.lat + spread * ((place * 7919) % 1009 / 1009 - 0.5),
            lng=centre.lng + spread * ((place * 104729) % 1013 / 1013 - 0.5),
        )
        for place in range(number)
    ]


@pytest.mark.parametrize(
    ("other", "metres"),
    [
        (GeoPoint(lat=-27.099, lng=-48.6), 111.195),
        (GeoPoint(lat=-27.1, lng=-48.599), 98.988),
        (make.HOME, 0.0),
        (GeoPoint(lat=27.1, lng=131.4), 20_015_114.4),
    ],
)
def test_a_distance_is_the_great_circle_s(other: GeoPoint, metres: float) -> None:
    assert distance_m(make.HOME, other) == pytest.approx(metres, abs=0.1)


@pytest.mark.parametrize("radius", [1, 150, 3000])
def test_the_index_finds_what_the_formula_finds_nearest_first(radius: float) -> None:
    structures = scattered(1500, 0.08)
    found = StructureIndex(structures).within(make.HOME, radius)
    expected = sorted(
        (metres, one.id) for one in structures if one.point and (metres := haversine(make.HOME, one.point)) <= radius
    )
    assert [one.id for one, _ in found] == [name for _, name in expected]
    assert [metres for _, metres in found] == pytest.approx([metres for metres, _ in expected], abs=1e-3)
    assert len(found) > 10 or radius < 3000


def test_what_is_just_outside_is_left_out() -> None:
    index = StructureIndex([make.structure(1, lat=-27.1 + 150.2 / 111195, lng=-48.6)])
    assert index.within(make.HOME, 150) == ()
    assert len(index.within(make.HOME, 150.5)) == 1


@pytest.mark.parametrize("centre", [GeoPoint(lat=0.0, lng=180.0), NORTH_POLE, GeoPoint(lat=0.0, lng=0.0)])
def test_nothing_is_special_about_the_edges_of_a_map(centre: GeoPoint) -> None:
    east = GeoPoint(lat=centre.lat - 0.001, lng=-179.9995 if centre.lng == 180 else centre.lng + 90)
    structures = [
        NetworkStructure(id="east", point=east),
        NetworkStructure(id="far", point=GeoPoint(lat=centre.lat - 1, lng=0)),
    ]
    near = StructureIndex(structures).within(centre, 200)
    assert [one.id for one, _ in near] == [
        one.id for one in structures if one.point and haversine(centre, one.point) <= 200
    ]


def test_equal_distances_come_in_the_order_of_ids() -> None:
    index = StructureIndex([make.structure(number, lat=-27.1, lng=-48.6) for number in (3, 1, 2)])
    assert [one.id for one, _ in index.within(make.HOME, 1)] == ["box-1", "box-2", "box-3"]


def test_a_structure_without_coordinates_is_set_apart() -> None:
    nowhere = attrs.evolve(make.structure(9, lat=0, lng=0), point=None)
    index = StructureIndex([nowhere, make.structure(1, lat=-27.1, lng=-48.6)])
    assert index.unplaced == (nowhere,)
    assert len(index) == 2
    assert [one.id for one, _ in index.within(make.HOME, 3000)] == ["box-1"]


def test_an_empty_base_has_nothing_near() -> None:
    assert StructureIndex([]).within(make.HOME, 3000) == ()


def test_a_search_looks_at_its_surroundings_and_not_at_everything() -> None:
    """A thousand addresses against a large base must not cost a thousand looks at the whole of it."""
    index = StructureIndex(scattered(20_000, 0.5))
    looked_at = sum(len(cell) for cell in index._around(distance._place(make.HOME), 150.0))
    assert looked_at < 200


def test_a_circle_is_at_its_radius_all_around() -> None:
    corners = circle(make.HOME, 150, corners=16)
    assert [distance_m(make.HOME, corner) for corner in corners] == pytest.approx([150] * 16, abs=0.01)
    assert corners[0].lng > make.HOME.lng
    assert corners[4].lat > make.HOME.lat
