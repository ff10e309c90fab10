"""Tomodat against its fake, by hand, with one request per operation."""

from collections.abc import Callable
from typing import Any

import attrs

import mapping_makers as make
from exchange_by_hand import Hand
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.models import PortReservation, ReservationStatus
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.plugins.mapping.city import build_city
from isp_integrations.plugins.mapping.tomodat.plugin import Tomodat
from isp_integrations.plugins.mapping.tomodat.sandbox import CREDENTIALS, Client, TomodatSandbox

CODE = "contrato-x"
SMALL = build_city(streets=8)
"""Every look-up reads every customer: a smaller town is looked through faster."""
PERSONAL = ("Fulana", "Rua Exemplo", CREDENTIALS["token"])


def tomodat(fake: TomodatSandbox | None = None, **overrides: Any) -> Hand:
    """A Tomodat on a fake."""
    return Hand(
        Tomodat(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake or TomodatSandbox(city=SMALL)
    )


def plugin(hand: Hand) -> Tomodat:
    assert isinstance(hand.plugin, Tomodat)
    return hand.plugin


def fake_of(hand: Hand) -> TomodatSandbox:
    assert isinstance(hand.fake, TomodatSandbox)
    return hand.fake


def box_with(fake: TomodatSandbox, free: int) -> str:
    """The first service box with so many free ports."""
    return next(str(box.id) for box in fake.boxes.values() if box.splitters and fake.free_ports(box.id) == free)


def held_by(fake: TomodatSandbox, code: str = CODE) -> list[Client]:
    """The customers with a code."""
    return [client for client in fake.clients.values() if client.name.endswith(f"[{code}]")]


def wanted(box: str, code: str = CODE) -> PortReservation:
    """A reservation that is still to be made."""
    return PortReservation(id="7", code=code, structure_id=box, customer_id="20")


def reserve(box: str, code: str = CODE) -> r.ReservePort:
    return r.ReservePort(reservation=wanted(box, code), customer=make.CUSTOMER)


def reserved(hand: Hand, box: str, code: str = CODE) -> PortReservation:
    """A reservation that was made, as the host has it."""
    held = hand.carry(plugin(hand).reserve_port(reserve(box, code)))
    return attrs.evolve(wanted(box, code), status=ReservationStatus.RESERVED, remote_ref=held.remote_ref)


OPERATIONS: dict[str, Callable[[Tomodat, PortReservation, str], Exchange[Any]]] = {
    "test_connection": lambda p, one, to: p.test_connection(ConnectionTest()),
    "check_feasibility": lambda p, one, to: p.check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=150)),
    "list_structures": lambda p, one, to: p.list_structures(r.ListStructures(), None),
    "find_customer_port": lambda p, one, to: p.find_customer_port(r.FindCustomerPort(code=CODE)),
    "reserve_port": lambda p, one, to: p.reserve_port(reserve(to, code="contrato-y")),
    "activate_port": lambda p, one, to: p.activate_port(r.ActivatePort(reservation=one, cable_type_id="1")),
    "cancel_reservation": lambda p, one, to: p.cancel_reservation(r.CancelReservation(reservation=one)),
    "release_port": lambda p, one, to: p.release_port(r.ReleasePort(reservation=one)),
}
"""Each asked about a reservation that stands, and another box with free ports."""
