"""Each order on each map is killed at each of its steps: one reconcile later it is complete or absent.

A process dies in two ways: before a request leaves, or when it was carried out and nobody read its answer. GeoGrid
has no look-up by a code, so nothing can be reconciled there: its orders are asked for again instead.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import pytest

import mapping_seed as seeds
from exchange_by_hand import Hand, as_received
from geogrid_by_hand import geogrid
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import operations
from isp_integrations.core.mapping.machines import ReservationCommand, begin
from isp_integrations.core.mapping.models import PortReservation, ReservationStatus
from isp_integrations.core.session import Session
from isp_integrations.testing.mapping import Seed
from isp_integrations.testing.mapping_cases import CUSTOMER, OPERATOR, REQUEST, new_reservation
from ozmap_by_hand import ozmap
from tomodat_by_hand import tomodat

S = ReservationStatus
MAPS: Mapping[str, tuple[Callable[[], Hand], Callable[[Any], Seed], Callable[[Any], object]]] = {
    "ozmap": (lambda: ozmap(seeds.ozmap_fake()), seeds.seed_ozmap, seeds.state_of_ozmap),
    "tomodat": (lambda: tomodat(seeds.tomodat_fake()), seeds.seed_tomodat, seeds.state_of_tomodat),
    "geogrid": (lambda: geogrid(seeds.geogrid_fake()), seeds.seed_geogrid, seeds.state_of_geogrid),
}
ORDERS: Mapping[str, tuple[str, ...]] = {
    "ozmap": ("reserve", "activate", "cancel", "release", "change"),
    "tomodat": ("reserve", "activate", "cancel", "release"),
}
AFTERWARDS: Mapping[str, frozenset[S]] = {
    "reserve": frozenset({S.RESERVED, S.AVAILABLE}),
    "activate": frozenset({S.ACTIVE}),
    "cancel": frozenset({S.CANCELLED}),
    "release": frozenset({S.CANCELLED}),
    "change": frozenset({S.RESERVED}),
}
"""What an order that was killed may have come to: one that was begun with the customer's port is finished."""


class Killed(BaseException):
    """The process is dead."""


@attrs.frozen(kw_only=True)
class Scene:
    """A map with two customers, and the host on it."""

    hand: Hand
    seed: Seed
    state_of: Callable[[Any], object]

    @classmethod
    def of(cls, platform: str) -> "Scene":
        opened, seed, state_of = MAPS[platform]
        hand = opened()
        return cls(hand=hand, seed=seed(hand.fake), state_of=state_of)

    @property
    def session(self) -> Session:
        return Session(self.hand.plugin, accept_assumed=True)

    @property
    def state(self) -> object:
        return self.state_of(self.hand.fake)

    def begun(self, order: str) -> PortReservation:
        """What the host records before it calls; a change of port has no state of its own."""
        if order == "change":
            return self.seed.reserved
        before = {"reserve": new_reservation(self.seed.structure_id), "release": self.seed.active}
        one = before.get(order, self.seed.reserved)
        recorded = begin(one, ReservationCommand(order), drop_cable_id=self.seed.cable_type_id)
        assert isinstance(recorded, PortReservation)
        return recorded

    def exchange(self, order: str) -> Exchange[Any]:
        session, seed = self.session, self.seed
        if order == "reserve":
            asked = new_reservation(seed.structure_id)
            return operations.reserve_port(session, reservation=asked, customer=CUSTOMER)
        if order == "activate":
            return operations.activate_port(
                session, reservation=seed.reserved, cable_type_id=seed.cable_type_id, service_request=REQUEST,
                user_id=OPERATOR, customer=CUSTOMER,
            )  # fmt: skip
        if order == "change":
            to = seed.other_structure_id
            return operations.change_port(session, reservation=seed.reserved, structure_id=to)
        if order == "release":
            return operations.release_port(session, reservation=seed.active)
        return operations.cancel_reservation(session, reservation=seed.reserved)

    def carry_and_die(self, order: str, step: int, *, answered: bool) -> None:
        """Carry an order until its step of that number, and die with the request carried out or not."""
        taken = 0

        def die(request: HttpRequest) -> HttpAnswer | None:
            nonlocal taken
            taken += 1
            if taken <= step:
                return None
            if answered:
                self.hand.fake.handle(as_received(self.hand.plugin.authorize(request, self.hand._token)))
            raise Killed

        self.hand.answer_with = die
        with pytest.raises(Killed):
            self.hand.carry(self.exchange(order))
        self.hand.answer_with = lambda request: None


def steps_of(platform: str, order: str) -> int:
    """How many requests an undisturbed order takes."""
    scene = Scene.of(platform)
    before = len(scene.hand.labels)
    scene.hand.carry(scene.exchange(order))
    return len(scene.hand.labels) - before


def kills(orders: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, int, bool]]:
    for platform, names in orders.items():
        for order in names:
            for step in range(steps_of(platform, order)):
                yield from ((platform, order, step, answered) for answered in (False, True))


@pytest.mark.parametrize(("platform", "order", "step", "answered"), list(kills(ORDERS)))
def test_a_killed_order_is_complete_or_absent_after_one_reconcile(
    platform: str, order: str, step: int, answered: bool
) -> None:
    untouched, done = Scene.of(platform), Scene.of(platform)
    done.hand.carry(done.exchange(order))
    scene = Scene.of(platform)
    recorded = scene.begun(order)
    scene.carry_and_die(order, step, answered=answered)
    carried_out = scene.state == done.state
    after = scene.hand.carry(operations.reconcile_reservation(scene.session, reservation=recorded)).value
    assert after.status in AFTERWARDS[order]
    if order == "reserve":
        assert (after.status is S.RESERVED) is carried_out, "what the map already held was given away"
    assert scene.state in (untouched.state, done.state)
    if order != "change":
        complete = after.status is not S.AVAILABLE
        assert scene.state == (done.state if complete else untouched.state)
    else:
        moved = after.structure_id == scene.seed.other_structure_id
        assert scene.state == (done.state if moved else untouched.state)
    again = scene.hand.carry(operations.reconcile_reservation(scene.session, reservation=after))
    assert (again.value.status, again.events) == (after.status, ())


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("step", range(steps_of("ozmap", "reserve") + 1))
def test_a_reservation_that_got_no_port_is_absent_after_one_reconcile(step: int, answered: bool) -> None:
    """The last step is its own undoing: the property is removed again."""
    scene = Scene.of("ozmap")
    fake: Any = scene.hand.fake
    before = scene.state
    fake.loses_ports = True
    free, looked = fake.free_ports, scene.hand.labels
    fake.free_ports = lambda box: [] if "create_property" in looked else free(box)
    recorded = scene.begun("reserve")
    scene.carry_and_die("reserve", step, answered=answered)
    after = scene.hand.carry(operations.reconcile_reservation(scene.session, reservation=recorded)).value
    assert (after.status, scene.state) == (S.AVAILABLE, before)


@pytest.mark.parametrize(("platform", "order", "step", "answered"), list(kills({"geogrid": ("activate", "release")})))
def test_a_killed_order_on_a_map_without_a_look_up_is_complete_once_it_is_asked_for_again(
    platform: str, order: str, step: int, answered: bool
) -> None:
    done = Scene.of(platform)
    done.hand.carry(done.exchange(order))
    scene = Scene.of(platform)
    scene.carry_and_die(order, step, answered=answered)
    scene.hand.carry(scene.exchange(order))
    assert scene.state == done.state
