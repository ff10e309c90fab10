"""What the family's operations do around a platform: rules before steps, events beside results, no loose ends."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs
import pytest

import mapping_makers as make
from exchange_by_hand import Hand
from isp_integrations import mapping
from isp_integrations.clients.mapping import MappingClient
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Address, GeoPoint
from isp_integrations.core.errors import (
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mapping import events as e
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import operations
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.mapping.hookspecs import MappingSpec
from isp_integrations.core.mapping.limits import PlatformLimits
from isp_integrations.core.mapping.machines import ReservationCommand, begin
from isp_integrations.core.paging import Page
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.core.platform import Account, operation, spec_names
from isp_integrations.core.session import Session
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock
from ozmap_by_hand import CODE, box_with, cable, fake_of, held_by, ozmap, port_ids, wanted

S = m.ReservationStatus
NO_SETTINGS = m.MappingSettings()


class Paper(MappingSpec):
    """A platform on paper that answers what it was given, without a step."""

    key = "paper"
    title = "Papel"
    wire = WireBook(endpoints=())

    def __init__(self, **answers: Any) -> None:
        super().__init__(Account())
        self.answers = answers
        self.asked: list[Any] = []

    def _answer(self, request: Any) -> Any:
        self.asked.append(request)
        answer = self.answers[type(request).__name__]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @operation(uses=())
    def check_feasibility(self, request: r.CheckFeasibility) -> Exchange[m.Survey]:
        yield from ()
        return self._answer(request)

    @operation(uses=())
    def reserve_port(self, request: r.ReservePort) -> Exchange[m.CustomerPort]:
        yield from ()
        return self._answer(request)

    @operation(uses=())
    def activate_port(self, request: r.ActivatePort) -> Exchange[m.PortActivation]:
        yield from ()
        return self._answer(request)

    @operation(uses=())
    def find_customer_port(self, request: r.FindCustomerPort) -> Exchange[tuple[m.CustomerPort, ...]]:
        yield from ()
        return self._answer(request)


class Plain(Paper):
    """One that does not tell reserved from served, nor which port."""

    key = "plain"
    reserves_as_served = True
    tells_port = False


def paper(kind: type[Paper] = Paper, **answers: Any) -> tuple[Session, Paper]:
    platform = kind(**answers)
    return Session(platform), platform


def carry(exchange: Exchange[Any]) -> Any:
    """The result of an exchange that takes no step."""
    with pytest.raises(StopIteration) as end:
        next(exchange)
    return end.value.value


def codes_of(attempt: Callable[[], Any]) -> list[str]:
    with pytest.raises(RuleViolation) as refused:
        attempt()
    return make.codes(refused.value.violations)


@pytest.fixture
def fake() -> OzMapSandbox:
    return OzMapSandbox()


@pytest.fixture
def script() -> FaultScript:
    return FaultScript()


@pytest.fixture
def client(fake: OzMapSandbox, script: FaultScript) -> Iterator[MappingClient]:
    with mapping.sandbox("ozmap", fake=fake, script=script) as opened:
        yield opened


def reserved(client: MappingClient, fake: OzMapSandbox, code: str = CODE) -> m.PortReservation:
    done = client.reserve_port(reservation=wanted(box_with(fake, 7), code=code), customer=make.CUSTOMER)
    return done.value


def activated(client: MappingClient, fake: OzMapSandbox, one: m.PortReservation) -> Done[m.PortReservation]:
    return client.activate_port(
        reservation=one, cable_type_id=cable(fake), service_request=make.REQUEST, user_id="tecnica", sale_id="5"
    )


# --- the family ---


def test_every_hook_is_asked_by_an_operation_of_the_same_name_and_every_operation_is_a_method() -> None:
    assert set(spec_names(MappingSpec)) - {"test_connection"} <= set(operations.__all__)
    assert set(operations.__all__) <= set(dir(MappingClient))


def test_core_2_what_a_platform_lacks_is_said_before_any_rule() -> None:
    session, platform = paper()
    for asked in (
        operations.release_port(session, reservation=make.RESERVATION),
        operations.change_port(session, reservation=make.RESERVATION, structure_id=""),
        operations.list_orphans(session, None, known=()),
    ):
        with pytest.raises(UnsupportedOperation):
            next(asked)
    assert platform.asked == []


def test_limits_are_read_from_the_plugin() -> None:
    assert PlatformLimits.of(Plain) == make.limits(reserves_as_served=True, tells_port=False)


# --- feasibility ---


def survey(*structures: m.NetworkStructure, **fields: Any) -> m.Survey:
    return m.Survey(structures=structures, **fields)


def feasible(found: m.Survey, **given: Any) -> Done[m.Feasibility]:
    session, _ = paper(CheckFeasibility=found)
    done: Done[m.Feasibility] = carry(operations.check_feasibility(session, **{"point": make.HOME, **given}))
    return done


NEAR = make.structure(1, lat=-27.1001, lng=-48.6)
FARTHER = make.structure(2, lat=-27.101, lng=-48.6, free=0)
OUTSIDE = make.structure(3, lat=-27.102, lng=-48.6)


def test_map_via_2_the_radius_is_150_metres_unless_told_otherwise() -> None:
    session, platform = paper(CheckFeasibility=survey())
    carry(operations.check_feasibility(session, point=make.HOME))
    carry(operations.check_feasibility(session, point=make.HOME, radius_m=3000))
    assert [asked.radius_m for asked in platform.asked] == [150, 3000]


def test_map_via_5_what_lies_within_is_listed_by_distance_full_ones_too() -> None:
    found = feasible(survey(OUTSIDE, FARTHER, NEAR, listed_by=m.Origin.LOCAL)).value
    assert [one.id for one in found.structures] == ["box-1", "box-2"]
    assert [one.distance_m for one in found.structures] == pytest.approx([11.1, 111.2], abs=0.1)
    assert {one.distance_by for one in found.structures} == {m.Origin.LOCAL}
    assert [one.id for one in found.with_free_ports] == ["box-1"]
    assert found.listed_by is m.Origin.LOCAL


def test_a_distance_that_the_platform_measured_is_kept_and_said_to_be_its_own() -> None:
    theirs = attrs.evolve(FARTHER, distance_m=9.0, distance_by=m.Origin.PLATFORM)
    found = feasible(survey(NEAR, theirs)).value
    assert [(one.id, one.distance_by) for one in found.structures] == [
        ("box-2", m.Origin.PLATFORM),
        ("box-1", m.Origin.LOCAL),
    ]


def test_a_structure_without_coordinates_is_listed_apart() -> None:
    nowhere = attrs.evolve(NEAR, id="box-9", point=None)
    found = feasible(survey(nowhere, NEAR)).value
    assert ([one.id for one in found.structures], found.unplaced) == (["box-1"], (nowhere,))


@pytest.mark.parametrize("viable", [True, False, None])
def test_map_via_6_an_empty_list_is_an_answer_beside_the_platform_s_verdict(viable: bool | None) -> None:
    found = feasible(survey(viable=viable)).value
    assert (found.structures, found.viable) == ((), viable)


def test_map_via_1_swapped_coordinates_are_told_and_asked_about_as_they_are() -> None:
    session, platform = paper(CheckFeasibility=survey())
    done = carry(operations.check_feasibility(session, point=make.SWAPPED))
    assert make.codes(done.warnings) == ["map.point_outside_brazil"]
    assert platform.asked[0].point == make.SWAPPED
    assert done.value.point == make.SWAPPED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"radius_m": 0}, "map.radius_invalid"),
        ({"radius_m": float("nan")}, "map.radius_invalid"),
        ({"radius_m": "150"}, "map.radius_invalid"),
        ({"radius_m": None}, "map.radius_invalid"),
        ({"radius_m": 10**400}, "map.radius_above_maximum"),
        ({"point": GeoPoint(lat="x", lng="y")}, "map.point_invalid"),  # type: ignore[arg-type]
        ({"point": (-27.1, -48.6)}, "map.point_invalid"),
        ({"radius_m": 3001}, "map.radius_above_maximum"),
        ({"settings": m.MappingSettings(has_branches=True)}, "map.branch_required"),
        ({"integrations": []}, "map.integration_not_registered"),
        ({"point": None}, "map.address_required"),
    ],
)
def test_what_breaks_a_rule_is_not_sent(given: dict[str, Any], code: str) -> None:
    session, platform = paper(CheckFeasibility=survey())
    asked = operations.check_feasibility(session, **{"point": make.HOME, **given})
    assert codes_of(lambda: next(asked)) == [code]
    assert platform.asked == []


def test_the_branch_goes_with_the_question() -> None:
    session, platform = paper(CheckFeasibility=survey())
    branches = m.MappingSettings(has_branches=True)
    carry(operations.check_feasibility(session, point=make.HOME, settings=branches, branch_id="matriz"))
    assert platform.asked[0].branch_id == "matriz"


def test_the_host_s_geocoder_is_asked_only_for_an_address_without_a_point() -> None:
    calls: list[Address] = []

    def geocode(address: Address) -> GeoPoint:
        calls.append(address)
        return make.HOME

    bare = Address(street="Rua Exemplo")
    assert feasible(survey(), point=None, address=make.ADDRESS, geocode=geocode).value.point == make.HOME
    assert feasible(survey(), point=make.SWAPPED, address=bare, geocode=geocode).value.point == make.SWAPPED
    assert calls == []
    assert feasible(survey(), point=None, address=bare, geocode=geocode).value.point == make.HOME
    assert calls == [bare]


def test_a_geocoder_is_not_asked_while_another_rule_is_broken() -> None:
    session, _ = paper()
    asked = operations.check_feasibility(
        session, address=Address(street="Rua"), geocode=lambda address: pytest.fail("asked"), radius_m=0
    )
    assert codes_of(lambda: next(asked)) == ["map.radius_invalid"]


LETTERS: Any = "x"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (None, "map.address_required"),
        (GeoPoint(lat=95, lng=0), "map.point_invalid"),
        (GeoPoint(lat=LETTERS, lng=0), "map.point_invalid"),
        ((-27.1, -48.6), "map.point_invalid"),
        ((), "map.point_invalid"),
    ],
)
def test_a_geocoder_that_finds_nothing_good_leaves_the_address_without_a_place(found: Any, code: str) -> None:
    session, platform = paper()
    asked = operations.check_feasibility(session, address=Address(street="Rua"), geocode=lambda address: found)
    assert codes_of(lambda: next(asked)) == [code]
    assert platform.asked == []


# --- reserving ---


def test_port_2_a_reservation_is_on_the_map_and_in_the_host(client: MappingClient, fake: OzMapSandbox) -> None:
    box = box_with(fake, 7)
    first = port_ids(fake, box)[0]
    done = client.reserve_port(reservation=wanted(box), customer=make.CUSTOMER)
    (dwelling,) = held_by(fake)
    assert (done.value.status, done.value.port_id, done.value.remote_ref) == (S.RESERVED, first, dwelling["id"])
    assert done.events == (
        e.PortReserved(reservation_id="7", structure_id=box, port_id=first),
        e.ReservationStatusChanged(reservation_id="7", before=S.AVAILABLE, after=S.RESERVED),
    )
    assert from_plain(Done[m.PortReservation], to_plain(done)) == done


def test_port_3_a_reservation_is_not_made_twice(
    client: MappingClient, fake: OzMapSandbox, script: FaultScript
) -> None:
    one = reserved(client, fake)
    served = script.served
    assert codes_of(lambda: client.reserve_port(reservation=one, customer=make.CUSTOMER)) == [
        "map.port_already_reserved"
    ]
    assert script.served == served


def test_port_2_a_platform_that_shows_reservations_as_served_is_told_and_taken_at_the_host_s_word() -> None:
    session, _ = paper(Plain, ReservePort=make.held(status=m.PortStatus.IN_USE, port_id=None))
    done = carry(operations.reserve_port(session, reservation=make.RESERVATION, customer=make.CUSTOMER))
    assert (done.value.status, make.codes(done.warnings)) == (S.RESERVED, ["map.reserved_as_served"])
    assert len(done.events) == 2


def test_a_reservation_that_shows_as_active_is_an_unexpected_jump() -> None:
    session, _ = paper(ReservePort=make.held(status=m.PortStatus.IN_USE))
    done = carry(operations.reserve_port(session, reservation=make.RESERVATION, customer=make.CUSTOMER))
    assert done.value.status is S.ACTIVE
    assert isinstance(done.events[-1], UnexpectedTransition)


# --- activating ---


def test_port_5_and_6_an_activation_is_the_claimed_request_s_with_its_cable(
    client: MappingClient, fake: OzMapSandbox
) -> None:
    done = activated(client, fake, reserved(client, fake))
    assert (done.value.status, done.value.drop_cable_id) == (S.ACTIVE, cable(fake))
    assert done.events == (e.ReservationStatusChanged(reservation_id="7", before=S.RESERVED, after=S.ACTIVE),)


def test_what_breaks_a_rule_of_activation_is_not_sent(
    client: MappingClient, fake: OzMapSandbox, script: FaultScript
) -> None:
    one = reserved(client, fake)
    served = script.served
    unclaimed = attrs.evolve(make.REQUEST, claimed_by=None)
    assert codes_of(
        lambda: client.activate_port(reservation=one, cable_type_id="", service_request=unclaimed, user_id="tecnica")
    ) == ["map.cable_required", "map.request_not_claimed"]
    assert script.served == served


def test_an_activation_takes_minutes_and_is_followed_by_the_injected_clock() -> None:
    fake, clock = OzMapSandbox(), JumpingClock()
    with mapping.sandbox("ozmap", fake=fake, clock=clock) as client:
        one = reserved(client, fake)
        fake.slow_looks = 3
        done = activated(client, fake, one)
        assert done.value.status is S.ACTIVATING
        started = clock.monotonic()
        followed = client.follow_reservation(reservation=done.value, looks=(10, 20, 40, 80))
        assert clock.monotonic() - started == pytest.approx(70, abs=5)
    assert followed.value.status is S.ACTIVE
    assert followed.events == (e.ReservationStatusChanged(reservation_id="7", before=S.ACTIVATING, after=S.ACTIVE),)


def test_an_activation_that_never_shows_is_overdue_and_still_under_way(
    client: MappingClient, fake: OzMapSandbox
) -> None:
    one = reserved(client, fake)
    fake.slow_looks = 99
    followed = client.follow_reservation(reservation=activated(client, fake, one).value, looks=(10, 20))
    assert followed.value.status is S.ACTIVATING
    assert followed.events == (e.PortActivationOverdue(reservation_id="7", waited_seconds=30),)


def test_what_is_not_being_activated_is_not_looked_at(client: MappingClient, script: FaultScript) -> None:
    followed = client.follow_reservation(reservation=make.reservation())
    assert (followed.value, followed.events, script.served) == (make.reservation(), (), ())


def test_an_active_port_is_not_activated_again(
    client: MappingClient, fake: OzMapSandbox, script: FaultScript
) -> None:
    active = activated(client, fake, reserved(client, fake)).value
    served = script.served
    assert activated(client, fake, active).value == active
    assert script.served == served


def test_a_cable_that_the_map_does_not_show_is_an_event(client: MappingClient, fake: OzMapSandbox) -> None:
    one = reserved(client, fake)
    done = client.activate_port(
        reservation=one, cable_type_id="f" * 24, service_request=make.REQUEST, user_id="tecnica"
    )
    assert done.value.status is S.ACTIVE
    assert done.events[-1] == e.DropCableNotApplied(reservation_id="7", cable_type_id="f" * 24)


# --- on approval ---


def approved(one: m.PortReservation | None, settings: m.MappingSettings, answer: Any) -> tuple[Any, list[Any]]:
    session, platform = paper(ActivatePort=answer)
    return carry(operations.activate_on_approval(session, reservation=one, settings=settings)), platform.asked


ACTIVE = m.PortActivation(port=make.held(status=m.PortStatus.IN_USE), cable_applied=True)


def test_port_9_an_approval_activates_a_reserved_port_with_the_default_cable() -> None:
    done, asked = approved(make.reservation(), make.SETTINGS, ACTIVE)
    assert done.value.status is S.ACTIVE
    assert [one.cable_type_id for one in asked] == ["drop-1"]


@pytest.mark.parametrize(
    ("one", "settings"),
    [
        (None, make.SETTINGS),
        (make.reservation(S.ACTIVE), make.SETTINGS),
        (make.reservation(S.CANCELLED_LOCAL_ONLY), make.SETTINGS),
        (make.reservation(), NO_SETTINGS),
        (make.reservation(), m.MappingSettings(auto_approve_cable_id="drop-1")),
    ],
)
def test_port_12_any_other_approval_does_nothing(one: m.PortReservation | None, settings: m.MappingSettings) -> None:
    done, asked = approved(one, settings, ACTIVE)
    assert (done.value, done.events, asked) == (one, (), [])


def test_port_10_a_switch_without_a_cable_is_an_event_and_asks_nothing() -> None:
    done, asked = approved(make.reservation(), m.MappingSettings(auto_approve_port=True), ACTIVE)
    assert done.value.status is S.RESERVED
    assert [type(event) for event in done.events] == [e.PortActivationFailed]
    assert asked == []


def test_an_automatic_activation_that_is_refused_is_an_event_and_the_port_stays_reserved() -> None:
    done, _ = approved(make.reservation(), make.SETTINGS, ProviderRejected(message="Porta com defeito"))
    assert (done.value.status, done.value.error) == (S.RESERVED, "Porta com defeito")
    assert done.events == (e.PortActivationFailed(reservation_id="7", why="Porta com defeito"),)


SPOILT = attrs.evolve(make.CUSTOMER, legal_name="Fulana\nExemplo")


def test_core_12_a_customer_whose_name_has_control_signs_is_refused_before_anything_is_sent() -> None:
    session, platform = paper()
    wanted_port = make.reservation(S.AVAILABLE)
    asked: dict[str, Any] = {"reservation": make.reservation(), "service_request": make.REQUEST, "user_id": "tecnica"}
    broken = Address(street="Rua\x00Exemplo")
    attempts: tuple[Exchange[Any], ...] = (
        operations.reserve_port(session, reservation=wanted_port, customer=SPOILT),
        operations.reserve_port(session, reservation=wanted_port, customer=make.CUSTOMER, address=broken),
        operations.activate_port(session, cable_type_id="drop-1", customer=SPOILT, **asked),
    )
    for attempt in attempts:
        assert codes_of(partial(next, attempt)) == ["map.text_invalid"]
    assert platform.asked == []


def test_core_12_an_approval_of_such_a_customer_is_an_event_and_asks_nothing() -> None:
    session, platform = paper()
    one = make.reservation()
    approval = operations.activate_on_approval(session, reservation=one, settings=make.SETTINGS, customer=SPOILT)
    done = carry(approval)
    assert (done.value.status, platform.asked) == (S.RESERVED, [])
    assert [type(event) for event in done.events] == [e.PortActivationFailed]


@pytest.mark.parametrize("error", [OutcomeUnknown(message="?"), UnexpectedAnswer(message="?")])
def test_an_automatic_activation_of_unknown_outcome_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        approved(make.reservation(), make.SETTINGS, error)


# --- cancelling, releasing, changing ---


def test_port_7_a_cancellation_frees_the_port_in_both(client: MappingClient, fake: OzMapSandbox) -> None:
    one = reserved(client, fake)
    done = client.cancel_reservation(reservation=one)
    assert (done.value.status, held_by(fake)) == (S.CANCELLED, [])
    assert done.events == (
        e.PortReleased(reservation_id="7", structure_id=one.structure_id, port_id=one.port_id),
        e.ReservationStatusChanged(reservation_id="7", before=S.RESERVED, after=S.CANCELLED),
    )
    again = client.cancel_reservation(reservation=done.value)
    assert (again.value, again.events) == (done.value, ())


def test_port_8_cancelling_in_the_erp_calls_the_platform_not_once(
    client: MappingClient, fake: OzMapSandbox, script: FaultScript
) -> None:
    one = reserved(client, fake)
    served = script.served
    done = client.cancel_in_erp(reservation=one)
    assert script.served == served
    assert done.value.status is S.CANCELLED_LOCAL_ONLY
    assert done.events[-1] == e.RemoteReservationOrphaned(
        reservation_id="7", code=CODE, structure_id=one.structure_id, port_id=one.port_id, remote_ref=one.remote_ref
    )
    assert len(held_by(fake)) == 1
    assert client.cancel_in_erp(reservation=done.value).events == ()
    cleaned = client.cancel_reservation(reservation=done.value)
    assert (cleaned.value.status, held_by(fake)) == (S.CANCELLED, [])


def test_port_13_a_release_frees_an_active_port(client: MappingClient, fake: OzMapSandbox) -> None:
    active = activated(client, fake, reserved(client, fake)).value
    assert codes_of(lambda: client.cancel_reservation(reservation=active)) == ["map.reservation"]
    done = client.release_port(reservation=active)
    assert (done.value.status, held_by(fake)) == (S.CANCELLED, [])
    assert isinstance(done.events[0], e.PortReleased)


@pytest.mark.parametrize("active", [False, True])
def test_port_14_a_change_is_a_second_reservation_in_the_state_of_the_first(
    client: MappingClient, fake: OzMapSandbox, active: bool
) -> None:
    one = reserved(client, fake)
    before = activated(client, fake, one).value if active else one
    to = box_with(fake, 5)
    done = client.change_port(reservation=before, structure_id=to)
    assert (done.value.old.status, done.value.old.port_id, done.value.old.id) == (S.CANCELLED, one.port_id, "7")
    assert (done.value.new.status, done.value.new.structure_id, done.value.new.id) == (before.status, to, None)
    assert [type(event) for event in done.events] == [e.PortChanged, e.PortReleased, e.ReservationStatusChanged]


# --- looking after ---


def test_port_4_a_reservation_killed_before_it_was_sent_does_not_adopt_another_box_s_port(
    client: MappingClient, fake: OzMapSandbox
) -> None:
    one = reserved(client, fake)
    killed = attrs.evolve(wanted(box_with(fake, 5)), id="8", status=S.RESERVING)
    with pytest.raises(ProviderRejected, match="remote_ref"):
        client.reconcile_reservation(reservation=killed, settle_seconds=0)
    assert [dwelling["id"] for dwelling in held_by(fake)] == [one.remote_ref]


@pytest.mark.parametrize("remembers", [False, True])
def test_port_4_only_half_a_reservation_of_the_asked_box_is_removed(
    client: MappingClient, fake: OzMapSandbox, remembers: bool
) -> None:
    one = reserved(client, fake)
    fake._disconnect(held_by(fake)[0])
    ref = one.remote_ref if remembers else None
    elsewhere = attrs.evolve(wanted(box_with(fake, 5)), status=S.RESERVING, remote_ref=ref)
    if remembers:
        assert client.reconcile_reservation(reservation=elsewhere, settle_seconds=0).value.status is S.RESERVED
    else:
        with pytest.raises(ProviderRejected, match="remote_ref"):
            client.reconcile_reservation(reservation=elsewhere, settle_seconds=0)
    assert len(held_by(fake)) == 1
    here = attrs.evolve(wanted(one.structure_id, one.port_id), status=S.RESERVING, remote_ref=ref)
    assert client.reconcile_reservation(reservation=here, settle_seconds=0).value.status is S.AVAILABLE
    assert held_by(fake) == []


def test_orphans_are_what_the_map_holds_and_the_host_does_not_stand_for(
    client: MappingClient, fake: OzMapSandbox
) -> None:
    mine = reserved(client, fake)
    let_go = client.cancel_in_erp(reservation=reserved(client, fake, "contrato-y")).value
    foreign = reserved(client, fake, "contrato-z")
    seeded = {one.code for one in client.list_reservations()} - {CODE, let_go.code, foreign.code}
    orphans = {one.code for one in client.list_orphans(known=[mine, let_go])}
    assert orphans == seeded | {let_go.code, foreign.code}


def test_a_second_reservation_under_a_known_code_is_an_orphan() -> None:
    twin = make.held(remote_ref="remote-2")

    class Listing(Paper):
        key = "listing"

        @operation(uses=())
        def list_reservations(
            self, request: r.ListReservations, cursor: str | None
        ) -> Exchange[Page[m.CustomerPort]]:
            yield from ()
            return Page(items=(make.HELD, twin), cursor="2")

    session = Session(Listing())
    known = [make.reservation(remote_ref="remote-1")]
    assert carry(operations.list_orphans(session, None, known=known)) == Page(items=(twin,), cursor="2")
    assert carry(operations.list_orphans(session, None, known=[make.reservation()])).items == ()


def test_a_port_that_somebody_freed_on_the_map_is_observed_as_cancelled(
    client: MappingClient, fake: OzMapSandbox
) -> None:
    one = reserved(client, fake)
    fake._delete("properties", held_by(fake)[0])
    done = client.refresh_reservation(reservation=one)
    assert done.value.status is S.CANCELLED
    assert [type(event) for event in done.events] == [e.ReservationStatusChanged, UnexpectedTransition]


@pytest.mark.parametrize("asked", ["find_customer_port", "refresh_reservation"])
def test_port_2_a_code_that_is_none_is_not_sent(client: MappingClient, script: FaultScript, asked: str) -> None:
    given = {"code": ".."} if asked == "find_customer_port" else {"reservation": make.reservation(code="..")}
    assert codes_of(lambda: getattr(client, asked)(**given)) == ["map.code_invalid"]
    assert script.served == ()


# --- killed ---


def killed_after(hand: Hand, exchange: Exchange[Any], steps: int) -> bool:
    """Carry `steps` steps and stop dead, answer unread; whether there was another step to take."""
    taken = 0

    def stop(_: Any) -> HttpAnswer | None:
        nonlocal taken
        taken += 1
        if taken > steps:
            raise KeyboardInterrupt
        return None

    hand.answer_with = stop
    try:
        hand.carry(exchange)
    except KeyboardInterrupt:
        return True
    except ProviderRejected:
        pass
    finally:
        hand.answer_with = lambda request: None
    return False


@pytest.mark.parametrize("loses_ports", [False, True])
@pytest.mark.parametrize("steps", range(8))
def test_a_reservation_killed_at_any_step_is_complete_or_absent_after_one_reconcile(
    steps: int, loses_ports: bool
) -> None:
    hand = ozmap()
    fake, session = fake_of(hand), Session(hand.plugin)
    box = box_with(fake, 7)
    fake.loses_ports = loses_ports
    asked = wanted(box)
    recorded = begin(asked, ReservationCommand.RESERVE)
    assert isinstance(recorded, m.PortReservation)
    if loses_ports:
        free = fake.free_ports
        fake.free_ports = lambda box_id: [] if len(hand.labels) > 4 else free(box_id)  # type: ignore[method-assign]
    killed_after(hand, operations.reserve_port(session, reservation=asked, customer=make.CUSTOMER), steps)
    after = hand.carry(operations.reconcile_reservation(session, reservation=recorded)).value
    on_map = held_by(fake)
    if after.status is S.RESERVED:
        assert [(one["id"], len(one["connections"])) for one in on_map] == [(after.remote_ref, 1)]
    else:
        assert (after.status, on_map) == (S.AVAILABLE, [])
    expected = S.RESERVED if steps > 3 and not loses_ports else S.AVAILABLE
    assert after.status is expected


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("name", ["activate", "cancel", "release"])
def test_what_else_was_killed_at_any_step_is_finished_by_one_reconcile(name: str, steps: int) -> None:
    hand = ozmap()
    fake, session = fake_of(hand), Session(hand.plugin)
    asked = wanted(box_with(fake, 7))
    one = hand.carry(operations.reserve_port(session, reservation=asked, customer=make.CUSTOMER)).value
    if name == "release":
        one = attrs.evolve(one, status=S.ACTIVE)
        fake.tables["ftth-clients"][held_by(fake)[0]["client"]]["implanted"] = True
    recorded = begin(one, ReservationCommand(name), drop_cable_id=cable(fake))
    assert isinstance(recorded, m.PortReservation)
    orders: dict[str, Exchange[Any]] = {
        "activate": operations.activate_port(
            session, reservation=one, cable_type_id=cable(fake), service_request=make.REQUEST, user_id="tecnica"
        ),
        "cancel": operations.cancel_reservation(session, reservation=one),
        "release": operations.release_port(session, reservation=one),
    }
    killed_after(hand, orders[name], steps)
    after = hand.carry(operations.reconcile_reservation(session, reservation=recorded)).value
    assert after.status is (S.ACTIVE if name == "activate" else S.CANCELLED)
    assert len(held_by(fake)) == (name == "activate")


def test_a_reservation_that_shows_late_is_waited_for_before_it_counts_as_never_made() -> None:
    hand = ozmap()
    fake, session = fake_of(hand), Session(hand.plugin)
    one = hand.carry(
        operations.reserve_port(session, reservation=wanted(box_with(fake, 7)), customer=make.CUSTOMER)
    ).value
    hidden = HttpAnswer(status=200, body=b"[]")
    hand.answer_with = lambda request: None if hand.waited else hidden
    recorded = attrs.evolve(one, status=S.RESERVING, remote_ref=None)
    done = hand.carry(operations.reconcile_reservation(session, reservation=recorded, settle_seconds=45))
    assert (done.value.status, hand.waited) == (S.RESERVED, [45])


def test_a_customer_on_no_port_is_whole_where_the_map_tells_no_ports() -> None:
    session, _ = paper(Plain, FindCustomerPort=(make.held(port_id=None, status=m.PortStatus.IN_USE),))
    done = carry(operations.reconcile_reservation(session, reservation=make.reservation(S.RESERVING)))
    assert done.value.status is S.RESERVED


def test_an_activation_whose_cable_was_not_recorded_is_left_under_way() -> None:
    session, platform = paper(FindCustomerPort=(make.HELD,))
    done = carry(operations.reconcile_reservation(session, reservation=make.reservation(S.ACTIVATING)))
    assert (done.value.status, len(platform.asked)) == (S.ACTIVATING, 1)


def test_a_lost_reservation_is_resumed_and_not_made_twice(fake: OzMapSandbox) -> None:
    script = FaultScript(Fault(kind=FaultKind.COMMIT_LATE, on="POST *properties", seconds=300))
    clock = JumpingClock()
    with mapping.sandbox("ozmap", fake=fake, script=script, clock=clock) as client:
        with pytest.raises(OutcomeUnknown) as unknown:
            reserved(client, fake)
        assert unknown.value.resume_token
        clock.sleep(400)
        done = client.resume(unknown.value.resume_token)
    assert done.value.status is S.RESERVED
    assert len(held_by(fake)) == 1
