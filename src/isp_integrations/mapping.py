"""Network maps: everything a host needs of the family, in one flat namespace.

::

    from isp_integrations import mapping

    with mapping.connect("ozmap", base_url="https://example.invalid:9994/", credentials={...}) as ozmap:
        near = ozmap.check_feasibility(point=mapping.GeoPoint(lat=-27.1, lng=-48.5))
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.mapping import AsyncMappingClient as AsyncMappingClient
    from isp_integrations.clients.mapping import MappingClient as MappingClient
    from isp_integrations.clients.mapping import connect as connect
    from isp_integrations.clients.mapping import connect_async as connect_async
    from isp_integrations.clients.mapping import open as open  # noqa: A004  mapping.open reads well
    from isp_integrations.clients.mapping import open_async as open_async
    from isp_integrations.core.erp.models import Address as Address
    from isp_integrations.core.erp.models import Customer as Customer
    from isp_integrations.core.erp.models import GeoPoint as GeoPoint
    from isp_integrations.core.erp.models import Integration as Integration
    from isp_integrations.core.mapping import events as events
    from isp_integrations.core.mapping import rules as rules
    from isp_integrations.core.mapping.distance import StructureIndex as StructureIndex
    from isp_integrations.core.mapping.distance import distance_m as distance_m
    from isp_integrations.core.mapping.geojson import feasibility_geojson as feasibility_geojson
    from isp_integrations.core.mapping.hookspecs import MappingSpec as MappingSpec
    from isp_integrations.core.mapping.html_map import feasibility_html as feasibility_html
    from isp_integrations.core.mapping.machines import ReservationCommand as ReservationCommand
    from isp_integrations.core.mapping.machines import begin as begin
    from isp_integrations.core.mapping.machines import observe_port as observe_port
    from isp_integrations.core.mapping.machines import provider_failed as provider_failed
    from isp_integrations.core.mapping.models import CableType as CableType
    from isp_integrations.core.mapping.models import CustomerPort as CustomerPort
    from isp_integrations.core.mapping.models import Feasibility as Feasibility
    from isp_integrations.core.mapping.models import MappingSettings as MappingSettings
    from isp_integrations.core.mapping.models import NetworkStructure as NetworkStructure
    from isp_integrations.core.mapping.models import Origin as Origin
    from isp_integrations.core.mapping.models import Port as Port
    from isp_integrations.core.mapping.models import PortActivation as PortActivation
    from isp_integrations.core.mapping.models import PortChange as PortChange
    from isp_integrations.core.mapping.models import PortReservation as PortReservation
    from isp_integrations.core.mapping.models import PortStatus as PortStatus
    from isp_integrations.core.mapping.models import RequestKind as RequestKind
    from isp_integrations.core.mapping.models import ReservationStatus as ReservationStatus
    from isp_integrations.core.mapping.models import ServiceRequest as ServiceRequest
    from isp_integrations.core.mapping.models import StructureStage as StructureStage
    from isp_integrations.core.mapping.models import Survey as Survey
    from isp_integrations.core.platform import operation as operation
    from isp_integrations.sandbox.mapping import sandbox as sandbox
    from isp_integrations.sandbox.mapping import sandbox_async as sandbox_async

_HOMES = {
    "clients.mapping": (
        "AsyncMappingClient",
        "MappingClient",
        "connect",
        "connect_async",
        "open",
        "open_async",
    ),
    "core.erp.models": (
        "Address",
        "Customer",
        "GeoPoint",
        "Integration",
    ),
    "core.mapping.distance": (
        "StructureIndex",
        "distance_m",
    ),
    "core.mapping.events": ("*events",),
    "core.mapping.geojson": ("feasibility_geojson",),
    "core.mapping.hookspecs": ("MappingSpec",),
    "core.mapping.html_map": ("feasibility_html",),
    "core.mapping.machines": (
        "ReservationCommand",
        "begin",
        "observe_port",
        "provider_failed",
    ),
    "core.mapping.models": (
        "CableType",
        "CustomerPort",
        "Feasibility",
        "MappingSettings",
        "NetworkStructure",
        "Origin",
        "Port",
        "PortActivation",
        "PortChange",
        "PortReservation",
        "PortStatus",
        "RequestKind",
        "ReservationStatus",
        "ServiceRequest",
        "StructureStage",
        "Survey",
    ),
    "core.mapping.rules": ("*rules",),
    "core.platform": ("operation",),
    "sandbox.mapping": (
        "sandbox",
        "sandbox_async",
    ),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
