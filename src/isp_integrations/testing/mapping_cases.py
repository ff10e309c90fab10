"""What the mapping family's contract suite asks of a platform: each hook's case, what it means, and awkward ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from isp_integrations.core.erp.models import Address, Customer, GeoPoint
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.testing.contract import Arguments as GenericArguments
from isp_integrations.testing.contract import Awkward, FamilyCases
from isp_integrations.testing.contract import World as GenericWorld

POINT = GeoPoint(lat=-27.1, lng=-48.6)
NOWHERE = GeoPoint(lat=-10.0, lng=-35.0)
CUSTOMER = Customer(
    id="10",
    legal_name="Fulana Exemplo da Silva",
    address=Address(street="Rua dos Testes, 10", point=POINT),
)
OPERATOR = "tecnica-1"
REQUEST = m.ServiceRequest(id="90", kind=m.RequestKind.ACTIVATION, claimed_by=OPERATOR)
NEW_CODE, STRANGER = "contrato-novo", "contrato-de-ninguem"


@attrs.frozen(kw_only=True)
class Seed:
    """What the fake holds at the beginning, as a host knows it.

    Attributes:
        structure_id, other_structure_id: two structures with free ports, the first one within 150 m of `POINT`.
        full_structure_id: one without a free port.
        unknown_structure_id: an id of the platform's form that no structure has.
        taken_port_id: a port of the first structure that is somebody's, where a reservation may choose its port.
        reserved: a customer's reserved port, RESERVED.
        active: a served customer's, ACTIVE.
        cable_type_id: a drop cable that the platform has.
        tells_apart: whether the map tells a reserved customer from a served one.
    """

    structure_id: str
    other_structure_id: str
    full_structure_id: str
    unknown_structure_id: str
    taken_port_id: str | None = None
    reserved: m.PortReservation
    active: m.PortReservation
    cable_type_id: str = "1"
    tells_apart: bool = True


World = GenericWorld[Seed]
Arguments = GenericArguments[Seed]


def new_reservation(structure_id: str, **changes: Any) -> m.PortReservation:
    """A reservation that is still to be made, as a host has it."""
    return attrs.evolve(m.PortReservation(id="7", code=NEW_CODE, structure_id=structure_id), **changes)


def _reserve(choose: Callable[[Seed], m.PortReservation]) -> Arguments:
    return lambda seed, _: {"reservation": choose(seed), "customer": CUSTOMER}


def _activate(seed: Seed, _: World) -> Mapping[str, Any]:
    return {
        "reservation": seed.reserved,
        "cable_type_id": seed.cable_type_id,
        "service_request": REQUEST,
        "user_id": OPERATOR,
        "customer": CUSTOMER,
    }


CASES: Mapping[str, Arguments] = {
    "activate_port": _activate,
    "cancel_reservation": lambda seed, _: {"reservation": seed.reserved},
    "change_port": lambda seed, _: {"reservation": seed.reserved, "structure_id": seed.other_structure_id},
    "check_feasibility": lambda _, __: {"point": POINT},
    "find_customer_port": lambda seed, _: {"code": seed.active.code},
    "list_cable_types": lambda _, __: {},
    "list_ports": lambda seed, _: {"structure_id": seed.structure_id},
    "list_reservations": lambda _, __: {},
    "list_structures": lambda _, __: {},
    "release_port": lambda seed, _: {"reservation": seed.active},
    "reserve_port": _reserve(lambda seed: new_reservation(seed.structure_id)),
    "test_connection": lambda _, __: {},
}
"""How each hook is asked through the client."""


def _shown(world: World, code: str) -> tuple[m.CustomerPort, ...] | None:
    """What the map shows under a code; `None` where it cannot be asked by one."""
    if "find_customer_port" not in world.plugin.operations:
        return None
    found: tuple[m.CustomerPort, ...] = world.caller.call("find_customer_port", code=code)
    return found


def _gone(done: Any, code: str, world: World) -> bool:
    return done.value.status is m.ReservationStatus.CANCELLED and _shown(world, code) in {None, ()}


def _held(reservation: m.PortReservation, structure_id: str, world: World) -> bool:
    """Whether the map holds a reservation at a structure, on a port where it tells ports, and nothing else of it."""
    if reservation.structure_id != structure_id or not reservation.remote_ref:
        return False
    tells_port = world.caller.client.session.platform_as(MappingSpec).tells_port
    shown = _shown(world, reservation.code)
    places = None if shown is None else [(one.remote_ref, one.structure_id, one.port_id) for one in shown]
    ours = [(reservation.remote_ref, structure_id, reservation.port_id)]
    return (reservation.port_id is not None or not tells_port) and places in (None, ours)


def _ordered(done: Any, seed: Seed, _: World) -> bool:
    """The structure is near, with free ports, and whoever is farther comes later."""
    found: m.Feasibility = done.value
    metres = [one.distance_m or 0.0 for one in found.structures]
    return (
        seed.structure_id in {one.id for one in found.with_free_ports}
        and metres == sorted(metres)
        and all(one <= found.radius_m for one in metres)
    )


MEANINGS: Mapping[str, Callable[[Any, Seed, World], bool]] = {
    "activate_port": lambda done, seed, _: (
        (done.value.status, done.value.drop_cable_id) == (m.ReservationStatus.ACTIVE, seed.cable_type_id)
        and done.value.port_id == seed.reserved.port_id
    ),
    "cancel_reservation": lambda done, seed, world: _gone(done, seed.reserved.code, world),
    "change_port": lambda done, seed, world: (
        (done.value.old.status, done.value.new.status)
        == (m.ReservationStatus.CANCELLED, m.ReservationStatus.RESERVED)
        and _held(done.value.new, seed.other_structure_id, world)
    ),
    "check_feasibility": _ordered,
    "find_customer_port": lambda found, seed, _: (
        [(one.remote_ref, one.structure_id, one.status) for one in found]
        == [(seed.active.remote_ref, seed.active.structure_id, m.PortStatus.IN_USE)]
    ),
    "list_cable_types": lambda found, seed, _: seed.cable_type_id in {one.id for one in found},
    "list_ports": lambda found, seed, _: (
        {one.structure_id for one in found} == {seed.structure_id}
        and any(one.status is m.PortStatus.AVAILABLE for one in found)
        and not any(one.id == seed.taken_port_id and one.status is m.PortStatus.AVAILABLE for one in found)
    ),
    "list_reservations": lambda found, seed, _: (
        seed.reserved.code in {one.code for one in found} and seed.active.code not in {one.code for one in found}
    ),
    "list_structures": lambda found, seed, _: (
        {seed.structure_id, seed.other_structure_id, seed.full_structure_id} <= {one.id for one in found}
    ),
    "release_port": lambda done, seed, world: _gone(done, seed.active.code, world),
    "reserve_port": lambda done, seed, world: (
        done.value.status is m.ReservationStatus.RESERVED and _held(done.value, seed.structure_id, world)
    ),
    "test_connection": lambda nothing, _, __: nothing is None,
}
"""What must be true of each hook's result."""


def _misjudged(seed: Seed, _: World) -> Mapping[str, Any]:
    """A served customer whom the host believes to be waiting still."""
    return {"reservation": attrs.evolve(seed.active, status=m.ReservationStatus.RESERVED)}


AWKWARD: Mapping[str, Awkward[Seed]] = {
    "nothing-near": Awkward(hook="check_feasibility", asks=lambda _, __: {"point": NOWHERE}, refused=False),
    "code-of-nobody": Awkward(hook="find_customer_port", asks=lambda _, __: {"code": STRANGER}, refused=False),
    "ports-of-unknown-structure": Awkward(
        hook="list_ports", asks=lambda seed, _: {"structure_id": seed.unknown_structure_id}, refused=None
    ),
    "reserve-again": Awkward(
        hook="reserve_port", first=CASES["reserve_port"], asks=CASES["reserve_port"], refused=True
    ),
    "reserve-code-taken": Awkward(
        hook="reserve_port",
        asks=_reserve(lambda seed: new_reservation(seed.structure_id, code=seed.active.code)),
        refused=True,
    ),
    "reserve-full-structure": Awkward(
        hook="reserve_port", asks=_reserve(lambda seed: new_reservation(seed.full_structure_id)), refused=True
    ),
    "reserve-unknown-structure": Awkward(
        hook="reserve_port", asks=_reserve(lambda seed: new_reservation(seed.unknown_structure_id)), refused=True
    ),
    "reserve-taken-port": Awkward(
        hook="reserve_port",
        asks=_reserve(lambda seed: new_reservation(seed.structure_id, port_id=seed.taken_port_id)),
        refused=True,
        applies=lambda seed: seed.taken_port_id is not None,
    ),
    "activate-again": Awkward(hook="activate_port", first=_activate, asks=_activate, refused=False),
    "cancel-again": Awkward(
        hook="cancel_reservation",
        first=CASES["cancel_reservation"],
        asks=CASES["cancel_reservation"],
        refused=False,
    ),
    "cancel-served-customer": Awkward(
        hook="cancel_reservation", asks=_misjudged, refused=True, applies=lambda seed: seed.tells_apart
    ),
    "release-again": Awkward(
        hook="release_port", first=CASES["release_port"], asks=CASES["release_port"], refused=False
    ),
    "change-to-full-structure": Awkward(
        hook="change_port",
        asks=lambda seed, _: {"reservation": seed.reserved, "structure_id": seed.full_structure_id},
        refused=True,
    ),
    "change-customer-not-on-map": Awkward(
        hook="change_port",
        asks=lambda seed, _: {
            "reservation": attrs.evolve(seed.reserved, code=STRANGER, remote_ref=None),
            "structure_id": seed.other_structure_id,
        },
        refused=True,
    ),
}
"""Awkward cases by name; a plugin meets those of the operations that it declares."""


def _private(_: Seed) -> Iterator[tuple[str, str]]:
    yield "name", CUSTOMER.legal_name
    yield from (("street", CUSTOMER.address.street),) if CUSTOMER.address else ()


MAPPING_CASES = FamilyCases(spec=MappingSpec, asks=CASES, meanings=MEANINGS, awkward=AWKWARD, private=_private)
"""The mapping family's cases, for :mod:`.contract`."""
