"""Tomodat's operations on its fake: what is sent, what is read, and what is left behind."""

import json
from typing import Any

import attrs
import pytest

import mapping_makers as make
from exchange_by_hand import Hand, as_received
from isp_integrations import mapping
from isp_integrations.core.addresses import check_base_url
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnverifiedWire,
)
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.core.rules import Family
from isp_integrations.plugins.mapping.tomodat import wire as w
from isp_integrations.plugins.mapping.tomodat.plugin import Tomodat
from isp_integrations.plugins.mapping.tomodat.sandbox import CREDENTIALS, TomodatSandbox
from tomodat_by_hand import (
    CODE,
    OPERATIONS,
    PERSONAL,
    box_with,
    fake_of,
    held_by,
    plugin,
    reserve,
    reserved,
    tomodat,
    wanted,
)

BASE = "https://no.example.invalid/"


@pytest.fixture
def hand() -> Hand:
    return tomodat()


def answering(hand: Hand, label: str, content: Any, status: int = 200) -> None:
    """Answer every request of a label with some JSON."""
    answer = HttpAnswer(status=status, body=json.dumps(content).encode())
    hand.answer_with = lambda request: answer if request.label == label else None


def refused(hand: Hand, exchange: Any) -> ProviderRejected:
    with pytest.raises(ProviderRejected) as why:
        hand.carry(exchange)
    return why.value


def code_of(why: ProviderRejected) -> str:
    assert why.violation is not None
    return why.violation.code


# --- the account ---


def test_what_rests_on_the_customers_list_is_assumed_and_the_rest_was_seen() -> None:
    assert set(Tomodat.operations) == set(OPERATIONS)
    seen = {name for name, declared in Tomodat.operations.items() if declared.evidence is OBSERVED}
    assert seen == {"test_connection", "check_feasibility", "list_structures"}


def test_a_real_account_reserves_on_an_assumed_wire_only_if_asked_for() -> None:
    with (
        mapping.connect("tomodat", base_url=BASE, credentials={"token": "t"}) as real,
        pytest.raises(UnverifiedWire),
    ):
        real.reserve_port(reservation=wanted("301"), customer=make.CUSTOMER)


@pytest.mark.parametrize("given", [BASE, f"{BASE}tomodat/api", f"{BASE}tomodat/api/"])
def test_the_address_is_taken_with_or_without_the_path_of_the_api(given: str) -> None:
    assert Tomodat.api_address(check_base_url(given)) == BASE


def test_plain_http_which_would_give_the_token_away_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="https"):
        mapping.connect("tomodat", base_url=BASE.replace("https", "http"), credentials={"token": "t"})


@pytest.mark.parametrize("token", ["fim ", " x", "não"])
def test_a_token_that_fits_no_header_is_refused_without_being_told(token: str) -> None:
    with pytest.raises(InvalidRecord) as why:
        Tomodat(Account(credentials={"token": token}))
    assert why.value.problems == ("credentials.token: não cabe em um cabeçalho",)


def test_the_token_goes_bare(hand: Hand) -> None:
    request = plugin(hand).authorize(plugin(hand).call(w.BOXES), "")
    assert request.headers == (("Authorization", CREDENTIALS["token"]),)


# --- looking ---


def survey(hand: Hand, radius_m: float = 150) -> m.Survey:
    return hand.carry(plugin(hand).check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=radius_m)))


def test_map_via_2_the_radius_is_always_sent(hand: Hand) -> None:
    paths: list[str] = []
    hand.answer_with = lambda request: paths.append(request.path)
    survey(hand)
    assert paths == ["tomodat/api/clients/viability/-27.1/-48.6/150"]


def test_map_via_5_full_boxes_are_listed_and_splice_boxes_are_not(hand: Hand) -> None:
    found = survey(hand, 400)
    fake = fake_of(hand)
    assert (found.viable, found.listed_by) == (None, m.Origin.PLATFORM)
    assert "CEO-001" not in {one.name for one in found.structures}
    assert 0 in {one.free_ports for one in found.structures}
    for one in found.structures:
        box = fake.boxes[int(one.id)]
        assert (one.point, one.kind, one.distance_by) == (box.point, "CTO", m.Origin.PLATFORM)
        assert (one.total_ports, one.free_ports) == (16, fake.free_ports(box.id))


@pytest.mark.parametrize("dot", [None, {}, {"lat": "", "lng": ""}, {"lat": "x", "lng": "0"}, {"lat": -27.1}])
def test_a_box_without_readable_coordinates_has_no_place(hand: Hand, dot: Any) -> None:
    answering(hand, "viability", [{"id": 1, "name": "CTO", "category": 5, "dot": dot, "splitters": []}])
    (one,) = survey(hand).structures
    assert (one.point, one.distance_m, one.total_ports) == (None, None, 0)


def test_coordinates_are_read_as_text_or_as_numbers(hand: Hand) -> None:
    dots = [{"lat": "-27.1", "lng": "-48.6"}, {"lat": -27.1, "lng": -48.6}]
    answering(hand, "viability", [{"id": n, "category": 5, "dot": dot} for n, dot in enumerate(dots)])
    assert [one.point for one in survey(hand).structures] == [make.HOME, make.HOME]


def test_every_service_box_is_listed_and_its_ports_are_not_counted(hand: Hand) -> None:
    page = hand.carry(plugin(hand).list_structures(r.ListStructures(), None))
    boxes = [box for box in fake_of(hand).boxes.values() if box.category == w.SERVICE_BOX]
    assert [(one.id, one.name) for one in page.items] == [(str(box.id), box.name) for box in boxes]
    assert page.cursor is None
    assert {(one.total_ports, one.free_ports) for one in page.items} == {(None, None)}
    assert sum(one.point is None for one in page.items) == 1


def test_a_customer_is_found_by_the_code_in_his_name_whole(hand: Hand) -> None:
    fake = fake_of(hand)
    mine = reserved(hand, box_with(fake, 7))
    fake.add_client(f"Outra [{CODE}0]", None)
    fake.add_client(CODE, None)
    (found,) = hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE)))
    assert (found.remote_ref, found.structure_id, found.status) == (
        mine.remote_ref, mine.structure_id, m.PortStatus.IN_USE,
    )  # fmt: skip
    assert found.customer_name == "Fulana Exemplo da Silva"
    assert found.port_id is None


def test_a_customer_on_no_box_is_not_called_served(hand: Hand) -> None:
    fake_of(hand).add_client(f"Fulana [{CODE}]", None)
    (found,) = hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE)))
    assert (found.status, found.structure_id) == (m.PortStatus.UNKNOWN, None)


def test_every_customer_under_a_code_is_found(hand: Hand) -> None:
    for _ in range(2):
        fake_of(hand).add_client(f"Fulana [{CODE}]", None)
    assert len(hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE)))) == 2


# --- reserving ---


def test_port_2_a_reservation_creates_the_customer_on_the_box_with_the_code_in_his_name(hand: Hand) -> None:
    bodies: list[Any] = []
    hand.answer_with = lambda request: bodies.append(request.body) if request.label == "connect" else None
    box = box_with(fake_of(hand), 7)
    held = hand.carry(plugin(hand).reserve_port(reserve(box)))
    name = f"Fulana Exemplo da Silva [{CODE}]"
    assert bodies == [{"name": name, "lat": "-27.1", "lng": "-48.6", "cto_id": box}]
    assert (held.structure_id, held.status) == (box, m.PortStatus.IN_USE)
    assert fake_of(hand).free_ports(int(box)) == 6


def test_port_2_a_reservation_warns_that_the_customer_will_show_as_served() -> None:
    fake = TomodatSandbox()
    with mapping.sandbox("tomodat", fake=fake) as client:
        done = client.reserve_port(reservation=wanted(box_with(fake, 7)), customer=make.CUSTOMER)
        assert [told.code for told in done.warnings] == ["map.reserved_as_served"]
        assert done.value.status is m.ReservationStatus.RESERVED
        assert client.refresh_reservation(reservation=done.value).value.status is m.ReservationStatus.RESERVED
        with pytest.raises(RuleViolation, match="escolhe a porta"):
            client.reserve_port(reservation=attrs.evolve(wanted("301", "outro"), port_id="1"), customer=make.CUSTOMER)


@pytest.mark.parametrize(("lacking", "codes"), [
    ("address", ["map.point_required"]), ("point", ["map.point_required"]), ("code", ["map.code_invalid"]),
    ("both", ["map.code_invalid", "map.point_required"]),
])  # fmt: skip
def test_port_2_what_the_platform_cannot_keep_is_refused_before_anything_is_sent(
    hand: Hand, lacking: str, codes: list[str]
) -> None:
    address = {"code": make.ADDRESS, "address": None, "both": None}.get(
        lacking, attrs.evolve(make.ADDRESS, point=None)
    )
    code = "a [b]" if lacking in {"code", "both"} else CODE
    customer = attrs.evolve(make.CUSTOMER, address=address)
    asked = r.ReservePort(reservation=wanted("301", code), customer=customer)
    with pytest.raises(RuleViolation) as why:
        hand.carry(plugin(hand).reserve_port(asked))
    assert [found.code for found in why.value.violations] == codes
    assert hand.labels == []


def test_port_3_a_code_that_is_on_the_map_already_is_refused_before_anything_is_sent(hand: Hand) -> None:
    reserved(hand, box_with(fake_of(hand), 7))
    again = refused(hand, plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 5))))
    assert code_of(again) == "map.port_already_reserved"
    assert hand.writes == 1


@pytest.mark.parametrize("box", ["full", "999999"])
def test_port_1_a_full_or_unknown_box_is_a_conflict_in_the_platform_s_words(hand: Hand, box: str) -> None:
    structure = box_with(fake_of(hand), 0) if box == "full" else box
    why = refused(hand, plugin(hand).reserve_port(reserve(structure)))
    assert why.violation is not None
    assert (why.violation.code, why.violation.family) == ("map.port_not_free", Family.CONFLICT)
    assert why.words
    assert held_by(fake_of(hand)) == []


@pytest.mark.parametrize("structure", ["x/y", "..", "1 2"])
def test_a_structure_that_can_be_none_is_refused_before_anything_is_sent(hand: Hand, structure: str) -> None:
    assert code_of(refused(hand, plugin(hand).reserve_port(reserve(structure)))) == (
        "map.platform.structure_not_found"
    )
    assert hand.labels == []


def test_a_customer_who_came_on_no_box_is_removed_again_and_refused(hand: Hand) -> None:
    fake_of(hand).loses_ports = True
    why = refused(hand, plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 0))))
    assert code_of(why) == "map.port_not_free"
    assert held_by(fake_of(hand)) == []


def test_a_customer_who_came_on_another_box_is_given_back(hand: Hand) -> None:
    fake = fake_of(hand)
    box, other = box_with(fake, 7), box_with(fake, 5)

    def elsewhere(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "connect":
            return None
        body = {**request.body, "cto_id": other}
        return fake.handle(as_received(attrs.evolve(hand.plugin.authorize(request, ""), body=body)))

    hand.answer_with = elsewhere
    assert code_of(refused(hand, plugin(hand).reserve_port(reserve(box)))) == "map.port_not_free"
    assert (held_by(fake), fake.free_ports(int(other))) == ([], 5)


def test_a_creation_that_was_accepted_and_does_not_show_is_not_called_reserved(hand: Hand) -> None:
    answering(hand, "connect", {"message": "Processando."})
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 7))))


def test_a_creation_that_tells_a_message_and_shows_is_a_success(hand: Hand) -> None:
    fake = fake_of(hand)

    def friendly(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "connect":
            return None
        fake.handle(as_received(hand.plugin.authorize(request, "")))
        return HttpAnswer(status=201, body=b'{"message": "Cliente criado."}')

    hand.answer_with = friendly
    assert hand.carry(plugin(hand).reserve_port(reserve(box_with(fake, 7)))).status is m.PortStatus.IN_USE


def test_of_fifty_in_a_row_for_ten_ports_ten_win_and_nothing_is_left_behind(hand: Hand) -> None:
    fake = fake_of(hand)
    box, before = box_with(fake, 10), len(fake.clients)
    outcomes = []
    for number in range(50):
        try:
            hand.carry(plugin(hand).reserve_port(reserve(box, code=f"corrida-{number}")))
            outcomes.append("won")
        except ProviderRejected as why:
            outcomes.append(code_of(why))
    assert outcomes == ["won"] * 10 + ["map.port_not_free"] * 40
    assert (len(fake.clients), fake.free_ports(int(box))) == (before + 10, 0)


# --- activating and giving back ---


def test_an_activation_sends_nothing_and_shows_the_customer(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    writes = hand.writes
    made = hand.carry(OPERATIONS["activate_port"](plugin(hand), one, ""))
    assert (made.port.status, made.cable_applied, hand.writes) == (m.PortStatus.IN_USE, None, writes)


@pytest.mark.parametrize("there", [False, True])
def test_a_customer_who_is_not_there_or_on_no_box_is_not_activated(hand: Hand, there: bool) -> None:
    if there:
        fake_of(hand).add_client(f"Fulana [{CODE}]", None)
    why = refused(hand, OPERATIONS["activate_port"](plugin(hand), wanted("301"), ""))
    assert code_of(why) == "map.platform.reservation_not_found"


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port"])
def test_port_7_and_13_the_customer_goes_and_the_port_is_free_again(hand: Hand, name: str) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    one = reserved(hand, box)
    for _ in range(2):
        hand.carry(OPERATIONS[name](plugin(hand), one, box))
    assert (fake.free_ports(int(box)), held_by(fake)) == (7, [])
    assert hand.labels.count("remove") == 1


def test_a_removal_that_was_accepted_and_does_not_show_is_not_called_done(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answering(hand, "remove", {})
    with pytest.raises(UnexpectedAnswer, match="ainda mostra"):
        hand.carry(OPERATIONS["release_port"](plugin(hand), one, ""))


def test_a_removal_that_is_refused_is_told_in_the_platform_s_words(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answering(hand, "remove", {"message": "Sem permissão.", "status": 0})
    why = refused(hand, OPERATIONS["release_port"](plugin(hand), one, ""))
    assert (why.words, type(why)) == ("Sem permissão.", ProviderRejected)


@pytest.mark.parametrize("name", ["release_port", "cancel_reservation"])
def test_port_7_13_a_customer_who_was_renamed_on_the_map_is_removed_by_his_id(hand: Hand, name: str) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    (client,) = held_by(fake_of(hand))
    client.name = "Fulana Exemplo"
    hand.carry(OPERATIONS[name](plugin(hand), one, ""))
    assert client.id not in fake_of(hand).clients


def test_the_removal_of_a_renamed_customer_that_does_not_show_is_not_called_done(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    held_by(fake_of(hand))[0].name = "Fulana Exemplo"
    answering(hand, "remove", {})
    with pytest.raises(UnexpectedAnswer, match="ainda mostra"):
        hand.carry(OPERATIONS["release_port"](plugin(hand), one, ""))


def test_of_duplicate_codes_only_the_one_with_the_platform_s_id_is_removed(hand: Hand) -> None:
    fake = fake_of(hand)
    one = reserved(hand, box_with(fake, 7))
    other = fake.add_client(f"Fulana [{CODE}]", None)
    lost = attrs.evolve(one, remote_ref=None, structure_id="1")
    assert code_of(refused(hand, OPERATIONS["release_port"](plugin(hand), lost, ""))) == "map.platform.code_ambiguous"
    hand.carry(OPERATIONS["release_port"](plugin(hand), one, ""))
    assert [client.id for client in held_by(fake)] == [other.id]


# --- lost answers ---


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", ["reserve_port", "release_port"])
def test_a_write_that_happened_is_proven_and_not_repeated(name: str, settled: bool) -> None:
    hand, asked = standing(name, settled=settled)
    hand.lose_writes = {hand.writes: True}
    before = hand.writes
    hand.carry(asked)
    assert (hand.writes, hand.waited) == (before + 1, [])


@pytest.mark.parametrize("name", ["reserve_port", "release_port"])
def test_a_write_that_does_not_show_stays_unknown_without_a_settling_time(name: str) -> None:
    hand, asked = standing(name, settled=False)
    hand.lose_writes = {hand.writes: False}
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(asked)
    assert "não prova" in unknown.value.explanation


@pytest.mark.parametrize("name", ["reserve_port", "release_port"])
def test_a_write_proven_absent_is_repeated_once(name: str) -> None:
    hand, asked = standing(name, settled=True)
    hand.lose_writes = {hand.writes: False}
    before = hand.writes
    hand.carry(asked)
    assert (hand.writes, hand.waited) == (before + 2, [90])


def standing(name: str, *, settled: bool) -> tuple[Hand, Any]:
    """A hand with a reservation that stands, and an order that is still to be carried."""
    settle = {"settle": {"connect": 90, "remove": 90}} if settled else {}
    hand = tomodat(None, **settle)
    one = reserved(hand, box_with(fake_of(hand), 7))
    return hand, OPERATIONS[name](plugin(hand), one, box_with(fake_of(hand), 5))


def test_a_lost_creation_whose_code_two_customers_have_since_is_undecided(hand: Hand) -> None:
    hand.lose_writes = {0: False}
    hand.when_lost = lambda: [fake_of(hand).add_client(f"Outra [{CODE}]", None) for _ in range(2)]
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 7))))
    assert "mais de um" in unknown.value.explanation


# --- answers ---


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[[", b"{}", b'"x"', b"\xff", b'[{"a": 1, "a": 2}]', b"[1]"])
def test_an_answer_that_nobody_understands_is_never_success(name: str, body: bytes) -> None:
    hand = tomodat()
    one, to = reserved(hand, box_with(fake_of(hand), 7)), box_with(fake_of(hand), 5)
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body)
    with pytest.raises(UnexpectedAnswer) as misread:
        hand.carry(OPERATIONS[name](plugin(hand), one, to))
    assert misread.value.paths


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (200, {"message": "Acesso negado", "status": 0}, AuthenticationFailed),
        (200, {"message": "Acesso negado", "status": "0"}, AuthenticationFailed),
        (200, {"message": "Falhou para 529.982.247-25 fulana@example.invalid"}, ProviderRejected),
        (401, {}, AuthenticationFailed),
        (403, {}, AuthenticationFailed),
        (422, {"message": "Falhou", "status": [1]}, ProviderRejected),
        (302, {}, UnexpectedAnswer),
    ],
)
def test_a_refusal_of_every_list_is_one_error_without_anything_personal(
    name: str, status: int, told: Any, kind: type[ProviderError]
) -> None:
    hand = tomodat()
    one, to = reserved(hand, box_with(fake_of(hand), 7)), box_with(fake_of(hand), 5)
    hand.answer_with = lambda request: HttpAnswer(status=status, body=json.dumps(told).encode())
    with pytest.raises(kind) as why:
        hand.carry(OPERATIONS[name](plugin(hand), one, to))
    assert type(why.value) is kind
    assert "529" not in f"{why.value!r}"
    assert "fulana@" not in f"{why.value!r}"


@pytest.mark.parametrize("words", ["Token inválido", "Não autorizado", "Falha de AUTENTICAÇÃO", "Unauthorized"])
def test_an_order_that_is_refused_for_the_token_says_so(hand: Hand, words: str) -> None:
    answering(hand, "connect", {"message": words, "status": 0})
    why = refused(hand, plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 7))))
    assert (type(why), why.violation) == (AuthenticationFailed, None)


def test_requests_show_nothing_personal(hand: Hand) -> None:
    shown: list[str] = []
    hand.answer_with = lambda request: shown.append(repr(hand.plugin.authorize(request, "")))
    held = hand.carry(plugin(hand).reserve_port(reserve(box_with(fake_of(hand), 7))))
    assert [secret for secret in PERSONAL if any(secret in text for text in (*shown, repr(held)))] == []
