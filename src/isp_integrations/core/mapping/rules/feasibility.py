"""Rules of a feasibility check: MAP-*."""

from collections.abc import Iterable, Iterator
from math import isnan

from isp_integrations.core.erp.models import Address, GeoPoint, Integration
from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.models import MappingSettings
from isp_integrations.core.mapping.points import is_on_earth
from isp_integrations.core.rules import Family, Severity, Violation

LEAST_RADIUS_M = 1
_BRAZIL_LAT = (-34.0, 6.0)
_BRAZIL_LNG = (-74.0, -28.0)


ADDRESS_REQUIRED = Violation(
    rule_id="MAP-VIA-1",
    code="map.address_required",
    family=Family.PRECONDITION_FAILED,
    message="Cadastre o endereço do cliente com coordenadas, ou configure um geocodificador, antes da busca.",
    context={"field": "address"},
)


def check_integration(*, platform: str, integrations: Iterable[Integration] | None) -> tuple[Violation, ...]:
    """MAP-PRE-1, among the host's integrations; skipped without them."""
    if integrations is None:
        return ()
    ours = [one for one in integrations if one.platform == platform and one.enabled]
    if not ours:
        return (
            Violation(
                rule_id="MAP-PRE-1",
                code="map.integration_not_registered",
                family=Family.NOT_FOUND,
                message="Não há integração ativa com esta plataforma de mapas.",
                context={"platform": platform},
            ),
        )
    if all(one.last_check_ok is False for one in ours):
        return (
            Violation(
                rule_id="MAP-PRE-1",
                code="map.integration_not_connected",
                family=Family.PRECONDITION_FAILED,
                severity=Severity.WARNING,
                message="O último teste de conexão com a plataforma de mapas falhou.",
                context={"platform": platform},
            ),
        )
    return ()


def check_feasibility(
    *,
    limits: PlatformLimits,
    point: GeoPoint | None,
    radius_m: float,
    address: Address | None = None,
    geocodable: bool = False,
    branch_id: str | None = None,
    settings: MappingSettings | None = None,
) -> tuple[Violation, ...]:
    """MAP-VIA-1, MAP-VIA-7, MAP-VIA-3 and MAP-VIA-4.

    Args:
        point: where to look; else the address's own point, else whatever a geocoder makes of the address.
        geocodable: whether the host has a geocoder for an address without a point.
        settings: whether the host has branches; `None` skips MAP-VIA-7.
    """
    found = point if point is not None else (address.point if address else None)
    return (
        *(_point_violations(found) if found is not None else _address_violations(address, geocodable)),
        *_branch_violations(branch_id, settings),
        *_radius_violations(radius_m, limits),
    )


def _address_violations(address: Address | None, geocodable: bool) -> tuple[Violation, ...]:
    told = address is not None and bool(address.street or address.postal_code)
    return () if told and geocodable else (ADDRESS_REQUIRED,)


def _point_violations(point: GeoPoint) -> Iterator[Violation]:
    if not _is_place(point):
        yield Violation(
            rule_id="MAP-VIA-1",
            code="map.point_invalid",
            family=Family.VALIDATION_FAILED,
            message="As coordenadas não existem: latitude de -90 a 90, longitude de -180 a 180.",
            context={"field": "point"},
        )
    elif not _in_brazil(point.lat, point.lng):
        swapped = _in_brazil(point.lng, point.lat)
        hint = " Latitude e longitude parecem trocadas." if swapped else ""
        yield Violation(
            rule_id="MAP-VIA-1",
            code="map.point_outside_brazil",
            family=Family.VALIDATION_FAILED,
            severity=Severity.WARNING,
            message=f"O ponto fica fora do Brasil.{hint}",
            context={"field": "point", "reason": "swapped" if swapped else "outside"},
        )


def _branch_violations(branch_id: str | None, settings: MappingSettings | None) -> Iterator[Violation]:
    if settings is not None and settings.has_branches and not branch_id:
        yield Violation(
            rule_id="MAP-VIA-7",
            code="map.branch_required",
            family=Family.VALIDATION_FAILED,
            message="Selecione o local (unidade da empresa) antes da busca.",
            context={"field": "branch_id"},
        )


def _radius_violations(radius_m: float, limits: PlatformLimits) -> Iterator[Violation]:
    if _is_number(radius_m) and radius_m > limits.max_radius_m:
        yield Violation(
            rule_id="MAP-VIA-3",
            code="map.radius_above_maximum",
            family=Family.VALIDATION_FAILED,
            message=f"A distância máxima é de {limits.max_radius_m} metros.",
            context={"field": "radius_m"},
        )
    elif not _is_number(radius_m) or isnan(radius_m) or radius_m < LEAST_RADIUS_M:
        yield Violation(
            rule_id="MAP-VIA-4",
            code="map.radius_invalid",
            family=Family.VALIDATION_FAILED,
            message=f"A distância deve ser de pelo menos {LEAST_RADIUS_M} metro.",
            context={"field": "radius_m"},
        )


def _is_place(point: object) -> bool:
    """Whether what a host or its geocoder gave is a point on Earth."""
    if not isinstance(point, GeoPoint) or not (_is_number(point.lat) and _is_number(point.lng)):
        return False
    return is_on_earth(point.lat, point.lng)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _in_brazil(lat: float, lng: float) -> bool:
    return _BRAZIL_LAT[0] <= lat <= _BRAZIL_LAT[1] and _BRAZIL_LNG[0] <= lng <= _BRAZIL_LNG[1]
