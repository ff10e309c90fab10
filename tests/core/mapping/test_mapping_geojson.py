"""A feasibility result as GeoJSON: plain, longitude first, everything in it."""

import json
from typing import Any

import attrs

import mapping_makers as make
from isp_integrations.core.mapping.geojson import feasibility_geojson
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure, Origin

NEAR = attrs.evolve(
    make.structure(1, lat=-27.1005, lng=-48.6, free=3), distance_m=55.6, distance_by=Origin.LOCAL, total_ports=16
)
NOWHERE = NetworkStructure(id="box-9", name="</script>")
RESULT = Feasibility(
    point=make.HOME, radius_m=150, viable=True, structures=(NEAR,), unplaced=(NOWHERE,), listed_by=Origin.LOCAL
)


def features() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(json.dumps(feasibility_geojson(RESULT)))["features"]
    return made


def test_map_via_8_the_customer_the_radius_and_every_structure_are_shown() -> None:
    roles = [feature["properties"]["role"] for feature in features()]
    assert roles == ["customer", "radius", "structure", "unplaced"]
    assert {feature["type"] for feature in features()} == {"Feature"}


def test_longitude_comes_first() -> None:
    customer, _, structure, _ = features()
    assert customer["geometry"] == {"type": "Point", "coordinates": [-48.6, -27.1]}
    assert structure["geometry"]["coordinates"] == [-48.6, -27.1005]


def test_the_circle_is_a_closed_ring() -> None:
    circle = features()[1]["geometry"]
    (ring,) = circle["coordinates"]
    assert circle["type"] == "Polygon"
    assert ring[0] == ring[-1]
    assert len(ring) == 65


def test_a_structure_tells_its_ports_and_who_measured_its_distance() -> None:
    told = features()[2]["properties"]
    assert (told["id"], told["free_ports"], told["total_ports"]) == ("box-1", 3, 16)
    assert (told["distance_m"], told["distance_by"]) == (55.6, "local")


def test_a_structure_without_coordinates_has_no_geometry_and_keeps_its_name() -> None:
    unplaced = features()[3]
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["name"] == "</script>"


def test_the_platform_s_verdict_and_the_list_s_origin_stand_beside() -> None:
    made = feasibility_geojson(RESULT)
    assert (made["type"], made["viable"], made["listed_by"]) == ("FeatureCollection", True, "local")
