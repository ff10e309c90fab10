"""What each hook of the family is asked: one frozen request per operation."""

import attrs

from isp_integrations.core.erp.models import Address, Customer, GeoPoint
from isp_integrations.core.mapping.models import PortReservation
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class CheckFeasibility(Value):
    """What there is around a point. `radius_m` in metres is always sent (MAP-VIA-2).

    Attributes:
        branch_id: the company's unit that serves the customer, where the host has branches.
    """

    point: GeoPoint
    radius_m: float
    branch_id: str | None = None


@attrs.frozen
class ListStructures(Value):
    """Every structure that may hold customers, placed or not."""


@attrs.frozen(kw_only=True)
class ListPorts(Value):
    """The ports of one structure that customers may be on, whatever their state."""

    structure_id: str


@attrs.frozen
class ListCableTypes(Value):
    """The drop cables that the platform offers."""


@attrs.frozen(kw_only=True)
class ReservePort(Value):
    """Hold a port for a customer who is not served yet.

    Attributes:
        reservation: the structure, and the port if the seller chose one; the first free one is taken otherwise.
        address: where the service is to be installed; the customer's own address otherwise.
    """

    reservation: PortReservation
    customer: Customer
    address: Address | None = None


@attrs.frozen(kw_only=True)
class ActivatePort(Value):
    """Put a reserved port in service.

    Attributes:
        customer: for platforms that take the customer's data only now.
    """

    reservation: PortReservation
    cable_type_id: str
    customer: Customer | None = None


@attrs.frozen(kw_only=True)
class CancelReservation(Value):
    """Give a reserved port back; what is not there is cancelled already."""

    reservation: PortReservation


@attrs.frozen(kw_only=True)
class ReleasePort(Value):
    """Give an active port back; what is not there is released already."""

    reservation: PortReservation


@attrs.frozen(kw_only=True)
class ChangePort(Value):
    """Move a customer to another port, reserved or active as he is; if that fails, he stays where he was.

    Attributes:
        port_id: `None` takes the first free port of the structure.
    """

    reservation: PortReservation
    structure_id: str
    port_id: str | None = None


@attrs.frozen(kw_only=True)
class FindCustomerPort(Value):
    """What the map holds under a code of the host's: nothing, one port, or several."""

    code: str


@attrs.frozen
class ListReservations(Value):
    """Everything that the map holds for customers who are not served yet."""
