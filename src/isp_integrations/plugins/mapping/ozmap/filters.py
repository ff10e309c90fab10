"""The fake's lists: filters, sorting and pages as the contract file tells them (ozmap 3)."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.mapping.distance import distance_m
from isp_integrations.core.sandbox import FakeRequest

Record = Mapping[str, Any]
LARGEST_PAGE: Final = 500
DEFAULT_PAGE: Final = 100


class Refused(Exception):
    """The fake refuses; the text is what it says."""

    def __init__(self, message: str, *, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


def page_of(records: Iterable[Record], request: FakeRequest, body: Record) -> dict[str, Any]:
    """One page of the records that match, in the envelope of every list; filters in the query or in a GET's body."""
    filters = json.loads(request.query.get("filter", "null")) or body.get("filter") or []
    sort = json.loads(request.query.get("sort", "null")) or body.get("sort") or []
    found = [record for record in records if matches(record, filters)]
    for rule in reversed(sort):
        found.sort(key=lambda record: str(_value(record, rule["property"])), reverse=rule["direction"] < 0)
    near = next((one["value"] for one in filters if isinstance(one, dict) and one["operator"] == "near"), None)
    if near is not None:
        centre = _centre(near)
        found.sort(key=lambda record: distance_m(centre, as_point(record["coords"])))
    page, limit = int(request.query.get("page", 1)), int(request.query.get("limit", DEFAULT_PAGE))
    limit = len(found) + 1 if limit < 0 else min(limit, LARGEST_PAGE)
    start = (page - 1) * limit
    rows = [_selected(record, request.query.get("select")) for record in found[start : start + limit]]
    more = start + len(rows) < len(found)
    envelope = {"total": len(found), "count": len(rows), "start": start, "limit": limit, "rows": rows}
    following = {"nextUrl": f"/{request.path}?page={page + 1}&limit={limit}"} if more else {}
    return {**envelope, "hasNextPage": more, **following}


def matches(record: Record, filters: Iterable[Any]) -> bool:
    """Whether a record passes every filter; a list among them passes if any of its filters does."""
    return all(
        any(_passes(record, one) for one in each) if isinstance(each, list) else _passes(record, each)
        for each in filters
    )


def as_point(coords: Any) -> GeoPoint:
    """The point of `[lng, lat]`."""
    return GeoPoint(lat=float(coords[1]), lng=float(coords[0]))


def _passes(record: Record, rule: Record) -> bool:
    test = _OPERATORS.get(rule["operator"])
    if test is None:
        raise Refused(f"Unknown operator {rule['operator']}")
    return test(_value(record, rule["property"]), rule.get("value"))


def _value(record: Record, path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _selected(record: Record, select: str | None) -> Record:
    if not select:
        return record
    return {key: record[key] for key in ("id", *select.replace(",", " ").split()) if key in record}


def _near(value: Any, wanted: Any) -> bool:
    if not value:
        return False
    return distance_m(_centre(wanted), as_point(value)) <= float(wanted.get("radius", float("inf")))


def _centre(wanted: Any) -> GeoPoint:
    for lat, lng in (("lat", "lng"), ("latitude", "longitude")):
        if lat in wanted:
            return GeoPoint(lat=float(wanted[lat]), lng=float(wanted[lng]))
    return as_point(wanted.get("coords") or wanted["coordinates"])


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "eq": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "<": lambda value, wanted: value is not None and value < wanted,
    "<=": lambda value, wanted: value is not None and value <= wanted,
    ">": lambda value, wanted: value is not None and value > wanted,
    ">=": lambda value, wanted: value is not None and value >= wanted,
    "like": lambda value, wanted: str(wanted).casefold() in str(value or "").casefold(),
    "in": lambda value, wanted: value in wanted,
    "notin": lambda value, wanted: value not in wanted,
    "exists": lambda value, wanted: (value is not None) is wanted,
    "near": _near,
}
