"""Places and distances as map platforms print them: numbers, texts, blanks, and what is none on Earth."""

from decimal import Decimal

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.numbers import read_decimal

_LAST_LAT, _LAST_LNG = 90.0, 180.0


def is_on_earth(lat: float, lng: float) -> bool:
    """Whether two numbers of degrees are a place; what is no number or endless is none."""
    return abs(lat) <= _LAST_LAT and abs(lng) <= _LAST_LNG


def point_of(lat: float | Decimal | None, lng: float | Decimal | None) -> GeoPoint | None:
    """The point of two numbers of degrees; `None` unless both are there and lie on Earth."""
    if lat is None or lng is None or not is_on_earth(float(lat), float(lng)):
        return None
    return GeoPoint(lat=float(lat), lng=float(lng))


def read_point(lat: str | None, lng: str | None) -> GeoPoint | None:
    """The point of two texts; `None` unless both are numbers that lie on Earth."""
    return point_of(_number(lat), _number(lng))


def read_metres(text: str | None) -> float | None:
    """A distance in metres; `None` for what is none."""
    metres = _number(text)
    return metres if metres is not None and metres >= 0 else None


def _number(text: str | None) -> float | None:
    try:
        return float(read_decimal(text)) if text else None
    except ValueError:
        return None
