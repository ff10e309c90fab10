"""GeoGrid against its fake, by hand, with one request per operation."""

from collections.abc import Callable
from typing import Any

import mapping_makers as make
from exchange_by_hand import Hand
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.models import PortReservation, ReservationStatus
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.plugins.mapping.geogrid.plugin import GeoGrid
from isp_integrations.plugins.mapping.geogrid.sandbox import (
    CABLE_TYPES,
    CREDENTIALS,
    FakePort,
    GeoGridSandbox,
    Terminal,
)

CODE = "contrato-x"
CABLE = str(CABLE_TYPES[0])
PERSONAL = ("Fulana", "Rua Exemplo", CREDENTIALS["chave"])


def geogrid(fake: GeoGridSandbox | None = None, **overrides: Any) -> Hand:
    """A GeoGrid on a fake."""
    return Hand(GeoGrid(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake or GeoGridSandbox())


def plugin(hand: Hand) -> GeoGrid:
    assert isinstance(hand.plugin, GeoGrid)
    return hand.plugin


def fake_of(hand: Hand) -> GeoGridSandbox:
    assert isinstance(hand.fake, GeoGridSandbox)
    return hand.fake


def box_with(fake: GeoGridSandbox, free: int) -> Terminal:
    """The first box with so many free ports."""
    built = (box for box in fake.terminals.values() if not box.in_project)
    return next(box for box in built if sum(port.free for port in box.ports) == free)


def free_port(box: Terminal, number: int = 0) -> FakePort:
    return [port for port in box.ports if port.free][number]


def wanted(box: Terminal, port: FakePort, **known: Any) -> PortReservation:
    """A port that a person reserved on GeoGrid's screen, as the host has it."""
    given = {"code": CODE, "status": ReservationStatus.RESERVED, **known}
    return PortReservation(id="7", structure_id=str(box.id), port_id=str(port.id), customer_id="20", **given)


def activate(one: PortReservation, cable: str = CABLE, **given: Any) -> r.ActivatePort:
    return r.ActivatePort(reservation=one, cable_type_id=cable, **{"customer": make.CUSTOMER, **given})


def served(hand: Hand, box: Terminal, number: int = 0, code: str = CODE) -> PortReservation:
    """A port that was activated, as the host has it."""
    one = wanted(box, free_port(box, number), code=code)
    held = hand.carry(plugin(hand).activate_port(activate(one))).port
    return wanted(
        box, fake_of(hand).port(int(held.port_id or 0)), code=code, remote_ref=held.remote_ref,
        status=ReservationStatus.ACTIVE,
    )  # fmt: skip


OPERATIONS: dict[str, Callable[[GeoGrid, PortReservation], Exchange[Any]]] = {
    "test_connection": lambda p, one: p.test_connection(ConnectionTest()),
    "check_feasibility": lambda p, one: p.check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=150)),
    "list_structures": lambda p, one: p.list_structures(r.ListStructures(), None),
    "list_ports": lambda p, one: p.list_ports(r.ListPorts(structure_id=one.structure_id), None),
    "activate_port": lambda p, one: p.activate_port(activate(one)),
    "release_port": lambda p, one: p.release_port(r.ReleasePort(reservation=one)),
}
"""Each asked about a reservation."""
