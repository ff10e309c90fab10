"""Places and distances as map platforms print them: numbers, texts, blanks, and what is none on Earth."""

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.numbers import read_decimal

_LAST_LAT, _LAST_LNG = 90.0, 180.0


def read_point(lat: str | None, lng: str | None) -> GeoPoint | None:
    """The point of two texts; `None` unless both are numbers that lie on Earth."""
    north, east = _number(lat), _number(lng)
    if north is None or east is None or abs(north) > _LAST_LAT or abs(east) > _LAST_LNG:
        return None
    return GeoPoint(lat=north, lng=east)


def read_metres(text: str | None) -> float | None:
    """A distance in metres; `None` for what is none."""
    metres = _number(text)
    return metres if metres is not None and metres >= 0 else None


def _number(text: str | None) -> float | None:
    try:
        return float(read_decimal(text)) if text else None
    except ValueError:
        return None
