"""What a mapping platform may implement. One request in, one exchange out; lists also take an opaque cursor."""

from typing import ClassVar

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Platform, first_result


class MappingSpec(Platform):
    """The family's contract. Limits finer than "implemented or not" are the attributes below.

    A platform whose API connects a customer in one step still implements `reserve_port`, and says so in
    `reserves_as_served`; one that cannot hold a port at all leaves the hook out.

    Attributes:
        max_radius_m: the widest search in metres, where the platform is stricter than the family's 3,000.
        chooses_port: whether a reservation may name its port.
        reserves_as_served: whether a reserved customer is already served on the map, for it tells the two apart no
            more; such a reservation is told (PORT-2).
        tells_port: whether the map says which port a customer is on; one on no port is then half a reservation.
    """

    family: ClassVar[str] = "mapping"
    max_radius_m: ClassVar[int] = 3000
    chooses_port: ClassVar[bool] = True
    reserves_as_served: ClassVar[bool] = False
    tells_port: ClassVar[bool] = True

    @first_result
    def check_feasibility(self, request: r.CheckFeasibility) -> Exchange[m.Survey]: ...
    @first_result
    def list_structures(
        self, request: r.ListStructures, cursor: str | None
    ) -> Exchange[Page[m.NetworkStructure]]: ...
    @first_result
    def list_ports(self, request: r.ListPorts, cursor: str | None) -> Exchange[Page[m.Port]]: ...
    @first_result
    def list_cable_types(self, request: r.ListCableTypes, cursor: str | None) -> Exchange[Page[m.CableType]]: ...
    @first_result
    def reserve_port(self, request: r.ReservePort) -> Exchange[m.CustomerPort]: ...
    @first_result
    def activate_port(self, request: r.ActivatePort) -> Exchange[m.PortActivation]: ...
    @first_result
    def cancel_reservation(self, request: r.CancelReservation) -> Exchange[None]: ...
    @first_result
    def release_port(self, request: r.ReleasePort) -> Exchange[None]: ...
    @first_result
    def change_port(self, request: r.ChangePort) -> Exchange[m.CustomerPort]: ...
    @first_result
    def find_customer_port(self, request: r.FindCustomerPort) -> Exchange[tuple[m.CustomerPort, ...]]: ...
    @first_result
    def list_reservations(
        self, request: r.ListReservations, cursor: str | None
    ) -> Exchange[Page[m.CustomerPort]]: ...
