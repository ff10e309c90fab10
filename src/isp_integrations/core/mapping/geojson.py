"""A feasibility result as GeoJSON (RFC 7946), for any map (MAP-VIA-8)."""

from typing import Any

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping.distance import circle
from isp_integrations.core.mapping.models import Feasibility, NetworkStructure


def feasibility_geojson(feasibility: Feasibility) -> dict[str, Any]:
    """A `FeatureCollection` of plain JSON: the customer's point, the search circle, then every structure.

    Each feature's `role` is `customer`, `radius`, `structure` or `unplaced`; the last has no geometry, for nobody
    knows where it is. A structure's properties are `id`, `name`, `kind`, `stage`, `distance_m` (metres),
    `distance_by`, `free_ports` and `total_ports`. The file shows where somebody lives: treat it as personal data.
    """
    customer = _feature({"role": "customer"}, _point(feasibility.point))
    ring = [_position(corner) for corner in circle(feasibility.point, feasibility.radius_m)]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {
        "type": "FeatureCollection",
        "features": [
            customer,
            _feature({"role": "radius", "radius_m": feasibility.radius_m}, area),
            *(_structure("structure", structure) for structure in feasibility.structures),
            *(_structure("unplaced", structure) for structure in feasibility.unplaced),
        ],
        "viable": feasibility.viable,
        "listed_by": feasibility.listed_by.value,
    }


def _structure(role: str, structure: NetworkStructure) -> dict[str, Any]:
    said = {
        "role": role,
        "id": structure.id,
        "name": structure.name,
        "kind": structure.kind,
        "stage": structure.stage.value,
        "distance_m": structure.distance_m,
        "distance_by": structure.distance_by.value if structure.distance_by else None,
        "free_ports": structure.free_ports,
        "total_ports": structure.total_ports,
    }
    return _feature(said, _point(structure.point) if structure.point else None)


def _feature(properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _point(point: GeoPoint) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _position(point)}


def _position(point: GeoPoint) -> list[float]:
    """Longitude first, as GeoJSON has it."""
    return [round(point.lng, 7), round(point.lat, 7)]
