"""Another story: a sale that comes to nothing. Its reservation is cancelled in the ERP alone, and then in both."""

import attrs

from isp_integrations import mapping
from isp_integrations.cli.story.life import Life
from isp_integrations.cli.story.telling import Told

CODE = "contrato-300-demo"


def reserves(life: Life) -> Told:
    """A port for the neighbour, whichever is free in the nearest structure."""
    ozmap, neighbour = life.accounts.ozmap, life.script.neighbour
    nearest = ozmap.check_feasibility(address=neighbour.address).value.with_free_ports[0]
    wanted = mapping.PortReservation(id="2", code=CODE, structure_id=nearest.id, customer_id=neighbour.id)
    done = ozmap.reserve_port(reservation=wanted, customer=neighbour)
    life.reservation = done.value
    return Told(text=f"uma porta da {nearest.name}", events=done.events, found=(done.value.status.value,))


def cancels_in_erp(life: Life) -> Told:
    """The map is not told, and goes on holding the port: an event says which."""
    done = life.accounts.ozmap.cancel_in_erp(reservation=life.reservation)
    life.reservation = done.value
    return Told(text="a plataforma não foi chamada", events=done.events, found=(done.value.status.value,))


def finds_orphan(life: Life) -> Told:
    """What the map holds and no record of the host wants."""
    orphans = life.accounts.ozmap.list_orphans(known=(life.reservation,))
    mine = [port for port in orphans if port.code == CODE]
    return Told(text="o mapa ainda a tem", found=tuple(port.status.value for port in mine))


def cleans_up(life: Life) -> Told:
    """Cancelled on the platform after all."""
    return _cancelled(life)


def cancels_in_both(life: Life) -> Told:
    """In one call, this time."""
    life.reservation = attrs.evolve(life.reservation, id="3")
    return _cancelled(life)


def _cancelled(life: Life) -> Told:
    done = life.accounts.ozmap.cancel_reservation(reservation=life.reservation)
    life.reservation = done.value
    held = life.accounts.ozmap.find_customer_port(code=CODE)
    return Told(
        text="a porta está livre no mapa",
        events=done.events,
        found=(done.value.status.value, *(f"no mapa: {port.status}" for port in held)),
    )


STEPS = {
    "neighbour_reserve": reserves,
    "neighbour_cancel_in_erp": cancels_in_erp,
    "neighbour_orphan": finds_orphan,
    "neighbour_clean_up": cleans_up,
    "neighbour_reserve_again": reserves,
    "neighbour_cancel_in_both": cancels_in_both,
}
