"""The family's domain events: effects that the host persists."""

from typing import ClassVar

import attrs

from isp_integrations.core.events import Event


@attrs.frozen(kw_only=True)
class PortEvent(Event):
    """Root of the events of one reservation. `reservation_id` is the host's id, `None` when it passed none."""

    family: ClassVar[str] = "mapping"
    reservation_id: str | None


@attrs.frozen(kw_only=True)
class ReservationStatusChanged(PortEvent):
    """The reservation's status as the host must now record it."""

    before: str
    after: str


@attrs.frozen(kw_only=True)
class PortReserved(PortEvent):
    """A port is held for the customer."""

    structure_id: str
    port_id: str | None


@attrs.frozen(kw_only=True)
class PortReleased(PortEvent):
    """The port is free again, in the host and on the map."""

    structure_id: str
    port_id: str | None


@attrs.frozen(kw_only=True)
class PortChanged(PortEvent):
    """The customer is on another port; the former one is free again."""

    old_structure_id: str
    old_port_id: str | None
    new_structure_id: str
    new_port_id: str | None


@attrs.frozen(kw_only=True)
class RemoteReservationOrphaned(PortEvent):
    """The host let the reservation go and the map still holds its port: a person must know (PORT-8)."""

    code: str
    structure_id: str | None
    port_id: str | None
    remote_ref: str | None


@attrs.frozen(kw_only=True)
class PortActivationFailed(PortEvent):
    """The contract stays approved and its port was not activated; a person must look (A-MAP-4)."""

    why: str


@attrs.frozen(kw_only=True)
class PortActivationOverdue(PortEvent):
    """The map did not show the port active in the time that was given; a person must look."""

    waited_seconds: float


@attrs.frozen(kw_only=True)
class DropCableNotApplied(PortEvent):
    """The port is activated, and the map does not show the cable that was used."""

    cable_type_id: str
