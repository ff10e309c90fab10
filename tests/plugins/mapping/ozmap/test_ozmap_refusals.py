"""What OZmap refuses or says wrongly: one clear error, nothing left behind, nothing personal told."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest

import mapping_makers as make
from exchange_by_hand import Hand, as_received
from isp_integrations import mapping
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.rules import Family, Source
from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from ozmap_by_hand import (
    CODE,
    OPERATIONS,
    PERSONAL,
    box_with,
    cable,
    fake_of,
    held_by,
    ozmap,
    plugin,
    port_ids,
    reserve,
    reserved,
    wanted,
)


@pytest.fixture
def hand() -> Hand:
    return ozmap()


def refused_by(attempt: Callable[[], Any]) -> ProviderRejected:
    with pytest.raises(ProviderRejected) as refused:
        attempt()
    return refused.value


def conflict_of(attempt: Callable[[], Any]) -> str:
    violation = refused_by(attempt).violation
    assert violation is not None
    assert (violation.family, violation.source) == (Family.CONFLICT, Source.PLATFORM)
    return violation.code


def test_port_3_a_code_that_is_on_the_map_already_is_refused_before_anything_is_sent(hand: Hand) -> None:
    reserved(hand, box_with(fake_of(hand), 7))
    again = plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 5)))
    assert conflict_of(lambda: hand.carry(again)) == "map.port_already_reserved"
    assert hand.labels.count("create_property") == 1


@pytest.mark.parametrize("port", ["taken", "blocked", "nonsense", "elsewhere"])
def test_port_1_a_port_that_is_not_free_is_refused_before_anything_is_sent(hand: Hand, port: str) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    splitter, number = fake.free_ports(box)[0]
    chosen = {"taken": f"{splitter['id']}/{number}", "blocked": f"{splitter['id']}/{number}",
              "nonsense": "x", "elsewhere": port_ids(fake, box_with(fake, 5))[0]}[port]  # fmt: skip
    if port == "taken":
        reserved(hand, box, code="outro")
    if port == "blocked":
        splitter["ports"][number - 1] = {"blocked": True}
    before = hand.writes
    assert conflict_of(lambda: hand.carry(plugin(hand).reserve_port(reserve(box, chosen)))) == "map.port_not_free"
    assert hand.writes == before


def test_port_1_a_full_structure_is_refused_before_anything_is_sent(hand: Hand) -> None:
    full = plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 0)))
    assert conflict_of(lambda: hand.carry(full)) == "map.port_not_free"
    assert hand.writes == 0


STRANGE = [
    (name, text) for name in ("reserve_port", "change_port", "list_ports") for text in ("x", "../users", "F" * 24)
]


@pytest.mark.parametrize(("name", "structure"), [("reserve_port", "f" * 24), ("change_port", "f" * 24), *STRANGE])
def test_a_structure_that_does_not_exist_is_refused(hand: Hand, name: str, structure: str) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    before = hand.writes
    violation = refused_by(lambda: hand.carry(OPERATIONS[name](plugin(hand), one, structure))).violation
    assert violation is not None
    assert violation.code in {"map.platform.structure_not_found", "map.port_not_free"}
    assert hand.writes == before


# --- races ---


def in_step(fake: OzMapSandbox, box: str, customers: int) -> list[str]:
    """Reserve for many customers at once, every one a step behind the other; the outcome of each."""
    hands = [ozmap(fake) for _ in range(customers)]
    exchanges = [plugin(one).reserve_port(reserve(box, code=f"corrida-{n}")) for n, one in enumerate(hands)]
    steps: dict[int, Any] = {number: next(exchange) for number, exchange in enumerate(exchanges)}
    outcomes: dict[int, str] = {}
    while steps:
        for number, step in list(steps.items()):
            request = hands[number].plugin.authorize(step, hands[number]._token)
            try:
                steps[number] = exchanges[number].send(fake.handle(as_received(request)))
            except StopIteration as end:
                outcomes[number] = end.value.port_id
                del steps[number]
            except ProviderRejected as refused:
                outcomes[number] = refused.violation.code if refused.violation else "?"
                del steps[number]
    return list(outcomes.values())


@pytest.mark.parametrize("loses_ports", [False, True])
def test_of_fifty_in_step_for_ten_ports_ten_win_and_nothing_is_left_behind(loses_ports: bool) -> None:
    fake = OzMapSandbox()
    fake.loses_ports = loses_ports
    box = box_with(fake, 10)
    free = port_ids(fake, box)
    properties, clients = len(fake.tables["properties"]), len(fake.tables["ftth-clients"])
    outcomes = in_step(fake, box, 50)
    assert sorted(one for one in outcomes if one != "map.port_not_free") == sorted(free)
    assert outcomes.count("map.port_not_free") == 40
    assert len(fake.tables["properties"]) == properties + 10
    assert len(fake.tables["ftth-clients"]) == clients + 10
    assert max(len(held_by(fake, f"corrida-{number}")) for number in range(50)) == 1


def test_of_fifty_threads_for_ten_ports_ten_win() -> None:
    fake = OzMapSandbox()
    box = box_with(fake, 10)
    free = port_ids(fake, box)

    with mapping.sandbox("ozmap", fake=fake) as client, ThreadPoolExecutor(50) as pool:

        def race(number: int) -> str | None:
            asked = wanted(box, code=f"corrida-{number}")
            try:
                return client.reserve_port(reservation=asked, customer=make.CUSTOMER).value.port_id
            except ProviderRejected as refused:
                return refused.violation.family if refused.violation else None

        outcomes = list(pool.map(race, range(50)))
    assert sorted(one for one in outcomes if one in free) == sorted(free)
    assert outcomes.count(Family.CONFLICT) == 40
    assert sum(len(held_by(fake, f"corrida-{number}")) for number in range(50)) == 10


def test_of_two_who_want_the_same_port_one_gets_it() -> None:
    fake = OzMapSandbox()
    box = box_with(fake, 10)
    chosen = port_ids(fake, box)[4]
    first, second = ozmap(fake), ozmap(fake)

    def overtake(request: HttpRequest) -> None:
        if request.label == "create_property":
            assert first.carry(plugin(first).reserve_port(reserve(box, chosen, code="a"))).port_id == chosen

    second.answer_with = overtake
    late = plugin(second).reserve_port(reserve(box, chosen, code="b"))
    assert conflict_of(lambda: second.carry(late)) == "map.port_not_free"
    assert held_by(fake, "b") == []


# --- half done ---


def test_a_property_without_a_port_is_removed_again_and_refused(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    fake.loses_ports = True
    hand.answer_with = lambda request: full(fake, box) if request.label == "create_property" else None
    assert conflict_of(lambda: hand.carry(plugin(hand).reserve_port(reserve(box)))) == "map.port_not_free"
    assert held_by(fake) == []
    assert hand.labels[-2:] == ["remove_property", "by_code"]


def full(fake: OzMapSandbox, box: str) -> None:
    """Block what is free in a box, between the look and the order."""
    for splitter, port in fake.free_ports(box):
        splitter["ports"] = [{"blocked": True} if n == port - 1 else p for n, p in enumerate(splitter["ports"])]


def test_another_port_than_the_chosen_one_is_given_back(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    chosen = port_ids(fake, box)[2]

    def elsewhere(request: Any) -> HttpAnswer | None:
        if request.label != "create_property":
            return None
        body = {key: value for key, value in request.body.items() if key not in {"connector", "port"}}
        return fake.handle(as_received(attrs.evolve(
            hand.plugin.authorize(request, hand._token), body={**body, "auto_connect": True}
        )))  # fmt: skip

    hand.answer_with = elsewhere
    assert conflict_of(lambda: hand.carry(plugin(hand).reserve_port(reserve(box, chosen)))) == "map.port_not_free"
    assert held_by(fake) == []


def test_a_property_that_was_created_and_does_not_show_is_not_called_reserved() -> None:
    fake = OzMapSandbox()
    hand = ozmap(fake)
    empty = HttpAnswer(status=200, body=b"[]")
    hand.answer_with = lambda request: empty if request.label == "by_code" else None
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).reserve_port(reserve(box_with(fake, 7))))


@pytest.mark.parametrize("status", [409, 422])
def test_port_14_a_move_that_is_refused_changes_nothing(hand: Hand, status: int) -> None:
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    before = json.dumps(held_by(fake))
    answer = HttpAnswer(status=status, body=b'{"message": "Porta ocupada"}')
    hand.answer_with = lambda request: answer if request.label == "move_property" else None
    to = box_with(fake, 5)
    move = plugin(hand).change_port(r.ChangePort(reservation=one, structure_id=to))
    refused = refused_by(lambda: hand.carry(move))
    assert (refused.words, refused.code) == ("Porta ocupada", str(status))
    assert refused.violation is not None
    assert json.dumps(held_by(fake)) == before


def test_port_14_a_customer_who_lost_his_port_in_the_move_is_put_back(hand: Hand) -> None:
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    to = box_with(fake, 5)
    fake.loses_ports = True

    def block(request: Any) -> HttpAnswer | None:
        if request.label == "move_property" and request.body["box"] == to:
            full(fake, to)
        return None

    hand.answer_with = block
    move = plugin(hand).change_port(r.ChangePort(reservation=one, structure_id=to))
    assert conflict_of(lambda: hand.carry(move)) == "map.port_not_free"
    (dwelling,) = held_by(fake)
    (connection,) = dwelling["connections"]
    assert (dwelling["box"], f"{connection['id']}/{connection['port']}") == (one.structure_id, one.port_id)


def losing_move(hand: Hand, *, connected: bool = True) -> Any:
    """The move of a customer whom the platform puts on no port, however often it is asked."""
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    (dwelling,) = held_by(fake)
    if not connected:
        fake._disconnect(dwelling)

    def lose(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "move_property":
            return None
        fake._disconnect(dwelling)
        dwelling["box"] = request.body["box"]
        return HttpAnswer(status=204)

    hand.answer_with = lose
    return plugin(hand).change_port(r.ChangePort(reservation=one, structure_id=box_with(fake, 5)))


def test_port_14_a_customer_who_could_not_be_put_back_is_not_said_to_be_where_he_was(hand: Hand) -> None:
    with pytest.raises(UnexpectedAnswer, match="tirou o cliente de onde estava"):
        hand.carry(losing_move(hand))
    assert hand.labels[-4:] == ["move_property", "by_code"] * 2


def test_port_14_a_customer_who_had_no_port_is_not_put_on_just_any(hand: Hand) -> None:
    with pytest.raises(UnexpectedAnswer, match="tirou o cliente de onde estava"):
        hand.carry(losing_move(hand, connected=False))
    assert hand.labels.count("move_property") == 1


def test_port_14_a_move_after_which_the_customer_does_not_show_is_not_called_refused(hand: Hand) -> None:
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    empty = HttpAnswer(status=200, body=b"[]")
    hand.answer_with = lambda request: (
        empty if request.label == "by_code" and "move_property" in hand.labels else None
    )
    move = plugin(hand).change_port(r.ChangePort(reservation=one, structure_id=box_with(fake, 5)))
    with pytest.raises(UnexpectedAnswer, match="conferência falhou"):
        hand.carry(move)


@pytest.mark.parametrize("name", ["activate_port", "change_port"])
def test_what_the_map_does_not_hold_is_not_found(hand: Hand, name: str) -> None:
    one = attrs.evolve(wanted("a" * 24), remote_ref=None)
    violation = refused_by(
        lambda: hand.carry(OPERATIONS[name](plugin(hand), one, box_with(fake_of(hand), 5)))
    ).violation
    assert violation is not None
    assert (violation.code, violation.family) == ("map.platform.reservation_not_found", Family.NOT_FOUND)


def test_a_customer_on_no_port_is_not_activated(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    held_by(fake_of(hand))[0]["connections"] = []
    refused_by(lambda: hand.carry(OPERATIONS["activate_port"](plugin(hand), one, "")))
    assert "implant_client" not in hand.labels


def twins(hand: Hand) -> tuple[m.PortReservation, m.PortReservation]:
    """Two properties under one code, in two boxes."""
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    other = reserved(hand, box_with(fake, 5), code="contrato-y")
    fake.tables["ftth-clients"][held_by(fake, "contrato-y")[0]["client"]]["code"] = CODE
    return one, attrs.evolve(other, code=CODE)


def test_of_duplicate_codes_the_one_with_the_platform_s_id_is_meant(hand: Hand) -> None:
    one, other = twins(hand)
    hand.carry(plugin(hand).cancel_reservation(r.CancelReservation(reservation=other)))
    assert [dwelling["id"] for dwelling in held_by(fake_of(hand))] == [one.remote_ref]


def test_of_duplicate_codes_the_one_at_its_place_is_meant(hand: Hand) -> None:
    one, other = twins(hand)
    unnamed = attrs.evolve(other, remote_ref=None)
    hand.carry(plugin(hand).cancel_reservation(r.CancelReservation(reservation=unnamed)))
    assert [dwelling["id"] for dwelling in held_by(fake_of(hand))] == [one.remote_ref]


def test_duplicate_codes_that_nothing_tells_apart_are_left_alone(hand: Hand) -> None:
    _, other = twins(hand)
    lost = attrs.evolve(other, remote_ref=None, structure_id="a" * 24)
    assert conflict_of(
        lambda: hand.carry(plugin(hand).cancel_reservation(r.CancelReservation(reservation=lost)))
    ) == ("map.platform.code_ambiguous")
    assert len(held_by(fake_of(hand))) == 2


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port", "activate_port", "change_port"])
@pytest.mark.parametrize("elsewhere", ["box", "port"])
def test_port_4_the_only_property_of_a_code_is_left_alone_at_another_place(
    hand: Hand, name: str, elsewhere: str
) -> None:
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    before, to = json.dumps(held_by(fake)), box_with(fake, 5)
    place = {"structure_id": to, "port_id": None} if elsewhere == "box" else {"port_id": f"{'0' * 23}f/1"}
    unnamed = attrs.evolve(one, remote_ref=None, **place)
    writes = hand.writes
    code = conflict_of(lambda: hand.carry(OPERATIONS[name](plugin(hand), unnamed, to)))
    assert (code, hand.writes) == ("map.platform.code_ambiguous", writes)
    assert json.dumps(held_by(fake)) == before


def test_port_1_a_property_that_came_to_be_in_another_box_is_given_back(hand: Hand) -> None:
    fake = fake_of(hand)
    asked, other = box_with(fake, 7), box_with(fake, 5)

    def elsewhere(request: Any) -> HttpAnswer | None:
        if request.label != "create_property":
            return None
        moved = attrs.evolve(hand.plugin.authorize(request, hand._token), body={**request.body, "box": other})
        return fake.handle(as_received(moved))

    hand.answer_with = elsewhere
    assert conflict_of(lambda: hand.carry(plugin(hand).reserve_port(reserve(asked)))) == "map.port_not_free"
    assert held_by(fake) == []


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port"])
@pytest.mark.parametrize(("status", "body"), [(200, b'{"accepted": false}'), (204, b""), (404, b'{"message": "?"}')])
def test_port_7_13_a_removal_that_does_not_show_is_not_called_done(
    hand: Hand, name: str, status: int, body: bytes
) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answer = HttpAnswer(status=status, body=body)
    hand.answer_with = lambda request: answer if request.label == "remove_property" else None
    with pytest.raises(UnexpectedAnswer, match="ainda mostra"):
        hand.carry(OPERATIONS[name](plugin(hand), one, ""))


NOT_THE_PLATFORM_S = [
    b"",
    b"<html><h1>404 Not Found</h1>nginx</html>",
    b"{}",
    b'{"message": "Cannot GET /api/v2/properties/client/x", "error": "Not Found"}',
    b'{"message": "Cannot DELETE /api/v2/properties/x"}',
    b'{"message": "Route GET:/api/v2/properties not found"}',
]


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port", "find_customer_port"])
@pytest.mark.parametrize("body", NOT_THE_PLATFORM_S)
def test_a_404_that_is_not_about_the_record_does_not_say_that_nothing_is_there(
    hand: Hand, name: str, body: bytes
) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    hand.answer_with = lambda request: HttpAnswer(status=404, body=body)
    assert refused_by(lambda: hand.carry(OPERATIONS[name](plugin(hand), one, ""))).code == "404"
    assert hand.labels[-1] == "by_code"


@pytest.mark.parametrize("body", NOT_THE_PLATFORM_S)
def test_a_removal_that_met_such_a_404_is_refused(hand: Hand, body: bytes) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answer = HttpAnswer(status=404, body=body)
    hand.answer_with = lambda request: answer if request.label == "remove_property" else None
    assert refused_by(lambda: hand.carry(OPERATIONS["release_port"](plugin(hand), one, ""))).code == "404"


def test_a_404_in_the_platform_s_words_says_that_a_code_is_not_there(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    told = HttpAnswer(status=404, body=b'{"message": "Propriedade n\xc3\xa3o encontrada"}')
    hand.answer_with = lambda request: told
    hand.carry(OPERATIONS["release_port"](plugin(hand), one, ""))
    assert hand.labels[-1] == "by_code"


# --- answers ---


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[[", b'{"rows": 1}', b'"x"', b"\xff", b'{"a": 1, "a": 2}'])
def test_an_answer_that_nobody_understands_is_never_success(name: str, body: bytes) -> None:
    hand = ozmap()
    one, to = reserved(hand, box_with(fake_of(hand), 7)), box_with(fake_of(hand), 5)
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body)
    with pytest.raises(UnexpectedAnswer) as misread:
        hand.carry(OPERATIONS[name](plugin(hand), one, to))
    assert misread.value.paths


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize(
    ("status", "kind"), [(401, AuthenticationFailed), (403, ProviderRejected), (302, UnexpectedAnswer)]
)
def test_a_refusal_of_everything_is_one_error_without_anything_personal(
    name: str, status: int, kind: type[ProviderError]
) -> None:
    hand = ozmap()
    one, to = reserved(hand, box_with(fake_of(hand), 7)), box_with(fake_of(hand), 5)
    told = {"message": "Sem permissão para 529.982.247-25 fulana@example.invalid"}
    hand.answer_with = lambda request: HttpAnswer(status=status, body=json.dumps(told).encode())
    with pytest.raises(kind) as refused:
        hand.carry(OPERATIONS[name](plugin(hand), one, to))
    assert "529" not in f"{refused.value!r}"
    assert "fulana@" not in f"{refused.value!r}"
    assert type(refused.value) is kind


@pytest.mark.parametrize("said", [{"message": "Porta em uso"}, {"error": "Porta em uso"}])
def test_the_words_of_a_refusal_are_kept_wherever_they_stand(hand: Hand, said: dict[str, str]) -> None:
    hand.answer_with = lambda request: HttpAnswer(status=422, body=json.dumps(said).encode())
    refused = refused_by(lambda: hand.carry(OPERATIONS["find_customer_port"](plugin(hand), wanted("a" * 24), "")))
    assert (refused.words, refused.code) == ("Porta em uso", "422")


def test_requests_show_nothing_personal(hand: Hand) -> None:
    shown: list[str] = []
    hand.answer_with = lambda request: shown.append(repr(hand.plugin.authorize(request, hand._token)))
    one = reserved(hand, box_with(fake_of(hand), 7))
    hand.carry(OPERATIONS["activate_port"](plugin(hand), one, ""))
    assert [secret for secret in (*PERSONAL, CODE, hand._token) if any(secret in text for text in shown)] == []


# --- lost answers ---


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", ["reserve_port", "change_port"])
def test_a_write_that_happened_is_proven_and_not_repeated(name: str, settled: bool) -> None:
    hand, one, to = standing(settled=settled)
    hand.lose_writes = {hand.writes: True}
    before = hand.writes
    assert hand.carry(OPERATIONS[name](plugin(hand), one, to)).port_id is not None
    assert hand.writes == before + 1
    assert hand.waited == []


@pytest.mark.parametrize("name", ["reserve_port", "change_port"])
def test_a_write_that_does_not_show_stays_unknown_without_a_settling_time(name: str) -> None:
    hand, one, to = standing(settled=False)
    hand.lose_writes = {hand.writes: False}
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS[name](plugin(hand), one, to))
    assert "não prova" in unknown.value.explanation


@pytest.mark.parametrize("name", ["reserve_port", "change_port"])
def test_a_write_proven_absent_is_repeated_once(name: str) -> None:
    hand, one, to = standing(settled=True)
    hand.lose_writes = {hand.writes: False}
    before = hand.writes
    assert hand.carry(OPERATIONS[name](plugin(hand), one, to)).structure_id == to
    assert (hand.writes, hand.waited) == (before + 2, [90])


def standing(*, settled: bool) -> tuple[Hand, m.PortReservation, str]:
    """A hand with a reservation that stands, and another box."""
    settle = {"settle": {"create_property": 90, "move_property": 90}} if settled else {}
    hand = ozmap(None, **settle)
    return hand, reserved(hand, box_with(fake_of(hand), 7)), box_with(fake_of(hand), 5)


def test_a_lost_order_whose_code_has_two_properties_since_is_undecided(hand: Hand) -> None:
    fake = fake_of(hand)
    to = box_with(fake, 5)
    others = [ozmap(fake), ozmap(fake)]
    hand.lose_writes = {0: False}
    steps = [plugin(one).reserve_port(reserve(to)) for one in others]
    hand.when_lost = lambda: [fake._new_property(fake.tables["boxes"][to], {"code": CODE}, {}) for _ in steps]
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin(hand).reserve_port(reserve(to)))
    assert "mais de uma" in unknown.value.explanation


@pytest.mark.parametrize("path", ["PATCH *ftth-clients*", "DELETE *properties*"])
def test_an_order_that_is_as_good_twice_is_sent_again_when_its_answer_is_lost(path: str) -> None:
    fake = OzMapSandbox()
    script = FaultScript(Fault(kind=FaultKind.CLOSE_AFTER, on=path))
    with mapping.sandbox("ozmap", fake=fake, script=script) as client:
        made = client.reserve_port(reservation=wanted(box_with(fake, 7)), customer=make.CUSTOMER).value
        active = client.activate_port(
            reservation=made, cable_type_id=cable(fake), service_request=make.REQUEST, user_id="tecnica"
        ).value
        assert client.release_port(reservation=active).value.status is m.ReservationStatus.CANCELLED
    assert held_by(fake) == []
