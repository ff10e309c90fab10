"""What the suites and cassettes of the mapping platforms put into their fakes, and what an order changes in them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from isp_integrations.core.mapping.models import PortReservation, ReservationStatus
from isp_integrations.plugins.mapping.city import City, build_city
from isp_integrations.plugins.mapping.geogrid.sandbox import CABLE_TYPES, FakePort, GeoGridSandbox, Terminal
from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.plugins.mapping.tomodat.sandbox import TomodatSandbox
from isp_integrations.testing.mapping import Seed

RESERVED_CODE, ACTIVE_CODE = "contrato-reservado", "contrato-ativo"
NEAR, OTHER, FULL = "CTO-131", "CTO-130", "CTO-132"
"""Boxes of the middle street: seven free ports, thirteen, and none."""


@cache
def middle_street() -> City:
    """The street that the usual city's centre is in; reading it takes a twelfth of the time."""
    whole = build_city()
    return attrs.evolve(whole, boxes=tuple(box for box in whole.boxes if box.street == "Rua Exemplo 7"))


def _known(code: str, structure_id: object, port_id: object, ref: object) -> PortReservation:
    return PortReservation(
        id="5",
        code=code,
        structure_id=str(structure_id),
        port_id=None if port_id is None else str(port_id),
        status=ReservationStatus.ACTIVE if code == ACTIVE_CODE else ReservationStatus.RESERVED,
        remote_ref=str(ref),
    )


# --- OZmap ---


def ozmap_fake() -> OzMapSandbox:
    return OzMapSandbox(city=middle_street())


def seed_ozmap(fake: OzMapSandbox) -> Seed:
    """Two customers on the near box, the second one served."""
    boxes = {box["name"]: key for key, box in fake.tables["boxes"].items()}
    near = boxes[NEAR]
    reserved, active = (_ozmap_customer(fake, near, code) for code in (RESERVED_CODE, ACTIVE_CODE))
    return Seed(
        structure_id=near,
        other_structure_id=boxes[OTHER],
        full_structure_id=boxes[FULL],
        unknown_structure_id="f" * 24,
        taken_port_id=active.port_id,
        reserved=reserved,
        active=active,
        cable_type_id=list(fake.tables["cable-types"])[1],
    )


def _ozmap_customer(fake: OzMapSandbox, box: str, code: str) -> PortReservation:
    splitter, port = fake.free_ports(box)[0]
    client = {"code": code, "name": "Beltrana Modelo", "implanted": code == ACTIVE_CODE}
    made = fake._new_property(fake.tables["boxes"][box], client, {"address": None, "coords": None})
    fake._connect(made, splitter, port)
    return _known(code, box, f"{splitter['id']}/{port}", made["id"])


def state_of_ozmap(fake: OzMapSandbox) -> object:
    """Who is on which port, served or not. The cable is left out: it is set after the order, as well as can be."""
    clients = fake.tables["ftth-clients"]
    return sorted(_dwelling(one, clients.get(one["client"], {})) for one in fake.tables["properties"].values())


def _dwelling(one: Mapping[str, Any], client: Mapping[str, Any]) -> str:
    ports = [(each["id"], each["port"]) for each in one["connections"]]
    return repr((one["box"], ports, client.get("code"), client.get("implanted")))


# --- GeoGrid ---


def geogrid_fake() -> GeoGridSandbox:
    return GeoGridSandbox(city=middle_street())


def seed_geogrid(fake: GeoGridSandbox) -> Seed:
    """Two customers on the near box: one who was reserved for on the screen, one who is served."""
    boxes = {box.label: box for box in fake.terminals.values()}
    reserved, active = (_geogrid_customer(fake, boxes[NEAR], code) for code in (RESERVED_CODE, ACTIVE_CODE))
    return Seed(
        structure_id=reserved.structure_id,
        other_structure_id=str(boxes[OTHER].id),
        full_structure_id=str(boxes[FULL].id),
        unknown_structure_id="999999",
        taken_port_id=active.port_id,
        reserved=reserved,
        active=active,
        cable_type_id=str(CABLE_TYPES[1]),
    )


def _geogrid_customer(fake: GeoGridSandbox, box: Terminal, code: str) -> PortReservation:
    port: FakePort = next(port for port in box.ports if port.free)
    customer = fake.register(code, "Beltrana Modelo")
    fake.reserve(port.id, customer.id)
    port.served = code == ACTIVE_CODE
    return _known(code, box.id, port.id, customer.id)


def state_of_geogrid(fake: GeoGridSandbox) -> object:
    """Who is on which port. A customer alone, whom an interrupted activation leaves behind, is harmless."""
    return [
        (port.id, port.served, port.customer and fake.customers[port.customer].code, port.service.get("idCaboTipo"))
        for box in fake.terminals.values()
        for port in box.ports
        if port.customer
    ]


# --- Tomodat ---


def tomodat_fake() -> TomodatSandbox:
    return TomodatSandbox(city=middle_street())


def seed_tomodat(fake: TomodatSandbox) -> Seed:
    """Two customers on the near box; the map does not know that the first one only waits."""
    boxes = {box.name: box.id for box in fake.boxes.values()}
    near = fake.boxes[boxes[NEAR]]
    made = {
        code: fake.add_client(f"Beltrana Modelo [{code}]", near.point, box=near.id, splitter=near.splitters[1].id)
        for code in (RESERVED_CODE, ACTIVE_CODE)
    }
    return Seed(
        structure_id=str(near.id),
        other_structure_id=str(boxes[OTHER]),
        full_structure_id=str(boxes[FULL]),
        unknown_structure_id="999999",
        reserved=_known(RESERVED_CODE, near.id, None, made[RESERVED_CODE].id),
        active=_known(ACTIVE_CODE, near.id, None, made[ACTIVE_CODE].id),
        tells_apart=False,
    )


def state_of_tomodat(fake: TomodatSandbox) -> object:
    return sorted((one.name, one.box or 0, one.splitter or 0) for one in fake.clients.values())
