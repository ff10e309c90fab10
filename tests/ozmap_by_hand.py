"""OZmap against its fake, by hand, with one request per operation."""

from collections.abc import Callable
from typing import Any

import attrs

import mapping_makers as make
from exchange_by_hand import Hand
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.models import CustomerPort, PortReservation, ReservationStatus
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.plugins.mapping.ozmap.plugin import OzMap
from isp_integrations.plugins.mapping.ozmap.sandbox import API_KEY, CREDENTIALS, OzMapSandbox

CODE = "contrato-x|1"
PERSONAL = ("Fulana", "Rua Exemplo", CREDENTIALS["senha"], API_KEY)


def ozmap(fake: OzMapSandbox | None = None, **overrides: Any) -> Hand:
    """A logged-in OZmap on a fake."""
    return Hand(OzMap(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake or OzMapSandbox())


def plugin(hand: Hand) -> OzMap:
    assert isinstance(hand.plugin, OzMap)
    return hand.plugin


def fake_of(hand: Hand) -> OzMapSandbox:
    assert isinstance(hand.fake, OzMapSandbox)
    return hand.fake


def box_with(fake: OzMapSandbox, free: int) -> str:
    """The first box with so many free ports."""
    return next(
        key for key, box in fake.tables["boxes"].items() if len(fake.free_ports(key)) == free and not box["draft"]
    )


def port_ids(fake: OzMapSandbox, box_id: str) -> list[str]:
    """The free ports of a box, as a reservation names them."""
    return [f"{splitter['id']}/{port}" for splitter, port in fake.free_ports(box_id)]


def wanted(box_id: str, port_id: str | None = None, code: str = CODE) -> PortReservation:
    """A reservation that is still to be made."""
    return PortReservation(id="7", code=code, structure_id=box_id, port_id=port_id, customer_id="20")


def reserve(box_id: str, port_id: str | None = None, code: str = CODE) -> r.ReservePort:
    return r.ReservePort(reservation=wanted(box_id, port_id, code), customer=make.CUSTOMER)


def reserved(hand: Hand, box_id: str, port_id: str | None = None, code: str = CODE) -> PortReservation:
    """A reservation that was made, as the host has it."""
    held: CustomerPort = hand.carry(plugin(hand).reserve_port(reserve(box_id, port_id, code)))
    return attrs.evolve(
        wanted(box_id, held.port_id, code), status=ReservationStatus.RESERVED, remote_ref=held.remote_ref
    )


def held_by(fake: OzMapSandbox, code: str = CODE) -> list[dict[str, Any]]:
    """The properties of every client with a code."""
    clients = {key for key, client in fake.tables["ftth-clients"].items() if client["code"] == code}
    return [one for one in fake.tables["properties"].values() if one["client"] in clients]


def cable(fake: OzMapSandbox, number: int = 1) -> str:
    """The id of a cable type other than the usual one."""
    return list(fake.tables["cable-types"])[number]


OPERATIONS: dict[str, Callable[[OzMap, PortReservation, str], Exchange[Any]]] = {
    "test_connection": lambda p, one, to: p.test_connection(ConnectionTest()),
    "check_feasibility": lambda p, one, to: p.check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=150)),
    "list_structures": lambda p, one, to: p.list_structures(r.ListStructures(), None),
    "list_ports": lambda p, one, to: p.list_ports(r.ListPorts(structure_id=to), None),
    "list_cable_types": lambda p, one, to: p.list_cable_types(r.ListCableTypes(), None),
    "reserve_port": lambda p, one, to: p.reserve_port(reserve(to, code="contrato-y")),
    "activate_port": lambda p, one, to: p.activate_port(r.ActivatePort(reservation=one, cable_type_id=f"{2:024x}")),
    "cancel_reservation": lambda p, one, to: p.cancel_reservation(r.CancelReservation(reservation=one)),
    "release_port": lambda p, one, to: p.release_port(r.ReleasePort(reservation=one)),
    "change_port": lambda p, one, to: p.change_port(r.ChangePort(reservation=one, structure_id=to)),
    "find_customer_port": lambda p, one, to: p.find_customer_port(r.FindCustomerPort(code=CODE)),
    "list_reservations": lambda p, one, to: p.list_reservations(r.ListReservations(), None),
}
"""Each asked about a reservation that stands, and another box with free ports."""
