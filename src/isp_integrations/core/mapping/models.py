"""Network maps as the rules and the platforms' plugins share them: structures, ports, reservations."""

from enum import StrEnum

import attrs

from isp_integrations.core.erp.models import GeoPoint
from isp_integrations.core.values import Value


class PortStatus(StrEnum):
    """State of one port of a structure (domain reference §4.5)."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    IN_USE = "in_use"
    DAMAGED = "damaged"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class ReservationStatus(StrEnum):
    """State of a port reservation in the host (machine 5.6). AVAILABLE: nothing was asked for yet."""

    AVAILABLE = "available"
    RESERVING = "reserving"
    RESERVED = "reserved"
    ACTIVATING = "activating"
    ACTIVE = "active"
    RELEASING = "releasing"
    CANCELLED_LOCAL_ONLY = "cancelled_local_only"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class StructureStage(StrEnum):
    """How far a structure is built, where the map tells it."""

    IN_PROJECT = "in_project"
    NOT_IMPLANTED = "not_implanted"
    IMPLANTED = "implanted"
    CERTIFIED = "certified"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Who worked something out: the platform, or this library from what the platform has registered."""

    PLATFORM = "platform"
    LOCAL = "local"


class RequestKind(StrEnum):
    """What a service request (solicitação) is for."""

    ACTIVATION = "activation"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class NetworkStructure(Value):
    """A structure that may serve an address (estrutura de rede, caixa, CTO).

    Attributes:
        point: `None` where the map has no coordinates of it, or none that can be read.
        kind: the platform's own word for its sort.
        total_ports, free_ports: ports for customers; `None` where the platform does not say.
        distance_m: metres, straight line, from the point that was asked about.
        distance_by: who measured it.
    """

    id: str
    name: str = ""
    point: GeoPoint | None = None
    kind: str | None = None
    stage: StructureStage = StructureStage.UNKNOWN
    total_ports: int | None = None
    free_ports: int | None = None
    distance_m: float | None = None
    distance_by: Origin | None = None


@attrs.frozen(kw_only=True)
class Port(Value):
    """One port of a structure.

    Attributes:
        id: the platform's key of it, opaque; what a reservation names.
        number: as it is painted on the splitter, from 1.
        splitter: name of the splitter it belongs to, where a structure has several.
        raw_status: the platform's word.
    """

    id: str
    structure_id: str
    number: int
    splitter: str | None = None
    status: PortStatus
    raw_status: str | None = None


@attrs.frozen(kw_only=True)
class CableType(Value):
    """A drop cable (cabo) that the platform offers for an activation."""

    id: str
    name: str
    fibers: int | None = None


@attrs.frozen(kw_only=True)
class Survey(Value):
    """What a platform answers about a point, before the library orders it.

    Attributes:
        viable: the platform's own verdict, `None` where it gives none. It may rest on settings that nobody outside
            can read, and is never overwritten by ours.
        structures: in any order, full ones included.
        listed_by: PLATFORM where this is the platform's own list of what lies within the radius.
    """

    viable: bool | None = None
    structures: tuple[NetworkStructure, ...] = ()
    listed_by: Origin = Origin.PLATFORM


@attrs.frozen(kw_only=True)
class Feasibility(Value):
    """What there is near an address (viabilidade). An empty one is an answer, not an error (MAP-VIA-6).

    Attributes:
        radius_m: metres, as it was sent.
        viable: the platform's own verdict, `None` where it gives none.
        structures: within the radius, by distance, full ones included (MAP-VIA-5).
        unplaced: structures that the platform gave without coordinates: nobody can say how far they are.
        listed_by: LOCAL where the list was put together here, beside the platform's verdict.
    """

    point: GeoPoint
    radius_m: float
    viable: bool | None = None
    structures: tuple[NetworkStructure, ...] = ()
    unplaced: tuple[NetworkStructure, ...] = ()
    listed_by: Origin = Origin.PLATFORM

    @property
    def with_free_ports(self) -> tuple[NetworkStructure, ...]:
        """The structures within the radius that have a free port, by distance."""
        return tuple(structure for structure in self.structures if structure.free_ports)

    def _repr_html_(self) -> str:
        """What a notebook shows of it: the map that `feasibility_html` makes, in a frame of its own."""
        from isp_integrations.core.mapping.html_map import notebook_html  # noqa: PLC0415  a notebook's alone

        return notebook_html(self)


@attrs.frozen(kw_only=True)
class CustomerPort(Value):
    """What the map holds for one customer: a reservation, or an active connection.

    Attributes:
        code: the host's key of the customer on the map.
        status: RESERVED, IN_USE or UNKNOWN.
        port_id, port_number: `None` where the customer is on the map and on no port.
        cable_type_id: type of the drop cable, where the platform tells it.
        remote_ref: the platform's own id of what it holds, for changing and removing it.
    """

    code: str
    status: PortStatus
    raw_status: str | None = None
    structure_id: str | None = None
    port_id: str | None = None
    port_number: int | None = None
    splitter: str | None = None
    cable_type_id: str | None = None
    remote_ref: str
    customer_name: str | None = attrs.field(default=None, repr=False)
    point: GeoPoint | None = None


@attrs.frozen(kw_only=True)
class PortActivation(Value):
    """A port whose activation was asked for.

    Attributes:
        port: as the platform now shows it; it may still be RESERVED, for an activation takes minutes.
        cable_applied: whether the platform shows the cable that was asked for; `None` where it does not tell.
    """

    port: CustomerPort
    cable_applied: bool | None = None


@attrs.frozen(kw_only=True)
class PortReservation(Value):
    """A port reservation (porta reservada) as the host records it.

    Attributes:
        code: the host's key of the customer on the map; the contract's id serves well.
        port_id: the port chosen by the seller, or the one taken once it is known.
        raw_status: the platform's word, where it is in no table.
        released_from: the state that RELEASING came from, to which a failure goes back.
        drop_cable_id: type of the drop cable used.
        remote_ref: the platform's own id of what it holds.
        error: why the platform last failed to do what was asked, pt-BR.
    """

    id: str | None = None
    code: str
    structure_id: str
    port_id: str | None = None
    port_number: int | None = None
    customer_id: str | None = None
    contract_id: str | None = None
    service_request_id: str | None = None
    status: ReservationStatus = ReservationStatus.AVAILABLE
    raw_status: str | None = None
    released_from: ReservationStatus | None = None
    drop_cable_id: str | None = None
    remote_ref: str | None = None
    error: str | None = None


@attrs.frozen(kw_only=True)
class PortChange(Value):
    """A finished change of port: the former reservation, over, and the one in its place (PORT-14)."""

    old: PortReservation
    new: PortReservation


@attrs.frozen(kw_only=True)
class ServiceRequest(Value):
    """A request of the host's service desk (solicitação).

    Attributes:
        sale_id: the sale that opened it.
        claimed_by: id of the user who took ownership of it (apropriar-se), `None` while nobody did.
    """

    id: str
    kind: RequestKind
    sale_id: str | None = None
    claimed_by: str | None = None
    closed: bool = False


@attrs.frozen(kw_only=True)
class MappingSettings(Value):
    """The host's settings that the family's rules look at.

    Attributes:
        has_branches: whether customers are served by a branch (local) that must be chosen first.
        auto_approve_port: activate a reserved port when its contract is approved.
        auto_approve_cable_id: the cable used then.
    """

    has_branches: bool = False
    auto_approve_port: bool = False
    auto_approve_cable_id: str | None = None
