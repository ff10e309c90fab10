"""Synthetic reservations, ports and requests that pass every rule; a test spoils one thing."""

from typing import Any

import attrs

from isp_integrations.core.erp.models import Address, Customer, GeoPoint, Integration
from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.models import (
    CableType,
    CustomerPort,
    MappingSettings,
    NetworkStructure,
    Port,
    PortReservation,
    PortStatus,
    RequestKind,
    ReservationStatus,
    ServiceRequest,
)
from isp_integrations.core.rules import Violation

HOME = GeoPoint(lat=-27.1, lng=-48.6)
SWAPPED = GeoPoint(lat=-48.6, lng=-27.1)
ADDRESS = Address(street="Rua Exemplo", number="10", point=HOME)
CUSTOMER = Customer(id="20", legal_name="Fulana Exemplo da Silva", address=ADDRESS)
INTEGRATION = Integration(id="3", platform="ozmap", last_check_ok=True)
LIMITS = PlatformLimits(max_radius_m=3000, chooses_port=True, reserves_as_served=False, tells_port=True)
RESERVATION = PortReservation(id="7", code="contrato-x", structure_id="box-1", port_id="box-1/1", customer_id="20")
PORTS = tuple(
    Port(id=f"box-1/{number}", structure_id="box-1", number=number, status=PortStatus.AVAILABLE) for number in (1, 2)
)
CABLES = (CableType(id="drop-1", name="Drop 1 FO"),)
REQUEST = ServiceRequest(id="90", kind=RequestKind.ACTIVATION, sale_id="5", claimed_by="tecnica")
SETTINGS = MappingSettings(auto_approve_port=True, auto_approve_cable_id="drop-1")
HELD = CustomerPort(
    code="contrato-x",
    status=PortStatus.RESERVED,
    structure_id="box-1",
    port_id="box-1/1",
    port_number=1,
    remote_ref="remote-1",
)


def reservation(status: ReservationStatus = ReservationStatus.RESERVED, **changes: Any) -> PortReservation:
    """The reservation of contract `contrato-x`, in a state, with changes."""
    return attrs.evolve(RESERVATION, status=status, **changes)


def held(**changes: Any) -> CustomerPort:
    """The same reservation as the map holds it, with changes."""
    return attrs.evolve(HELD, **changes)


def limits(**changes: Any) -> PlatformLimits:
    """A platform that can do everything, with changes."""
    return attrs.evolve(LIMITS, **changes)


def structure(number: int, *, lat: float, lng: float, free: int | None = 1) -> NetworkStructure:
    """A structure at a place."""
    return NetworkStructure(id=f"box-{number}", point=GeoPoint(lat=lat, lng=lng), free_ports=free)


def codes(violations: tuple[Violation, ...]) -> list[str]:
    """The codes, in order."""
    return [found.code for found in violations]


def rule_ids(violations: tuple[Violation, ...]) -> list[str]:
    """The rule ids, in order."""
    return [found.rule_id for found in violations]
