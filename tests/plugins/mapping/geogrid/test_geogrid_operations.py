"""GeoGrid's operations on its fake: what is sent, what is read, and what is left behind."""

import json
from typing import Any

import attrs
import pytest

import mapping_makers as make
from exchange_by_hand import Hand, pages
from geogrid_by_hand import (
    CABLE,
    CODE,
    OPERATIONS,
    PERSONAL,
    activate,
    box_with,
    fake_of,
    free_port,
    geogrid,
    plugin,
    served,
    wanted,
)
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
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.core.rules import Family, Violation
from isp_integrations.plugins.mapping.geogrid import wire as w
from isp_integrations.plugins.mapping.geogrid.plugin import GeoGrid
from isp_integrations.plugins.mapping.geogrid.sandbox import CABLE_TYPES, CREDENTIALS, GeoGridSandbox

BASE = "https://cluster.example.invalid/conta/"


@pytest.fixture
def hand() -> Hand:
    return geogrid()


def sent(hand: Hand) -> dict[str, HttpRequest]:
    """The last request of each label that the hand carries from now on."""
    requests: dict[str, HttpRequest] = {}

    def note(request: HttpRequest) -> None:
        requests[request.label] = request

    hand.answer_with = note
    return requests


def answering(hand: Hand, label: str, content: Any, status: int = 200) -> None:
    """Answer every request of a label with some JSON."""
    answer = HttpAnswer(status=status, body=json.dumps(content).encode())
    hand.answer_with = lambda request: answer if request.label == label else None


def refused(hand: Hand, exchange: Any) -> ProviderRejected:
    with pytest.raises(ProviderRejected) as why:
        hand.carry(exchange)
    return why.value


def violation_of(hand: Hand, exchange: Any) -> Violation:
    violation = refused(hand, exchange).violation
    assert violation is not None
    return violation


# --- the account ---


def test_what_was_seen_is_offered_and_what_nobody_has_shown_is_not() -> None:
    assert set(GeoGrid.operations) == set(OPERATIONS)
    marks = {name: declared.evidence for name, declared in GeoGrid.operations.items()}
    assert {name for name, mark in marks.items() if mark is not OBSERVED} == {"list_structures"}
    assert marks["list_structures"] is ASSUMED


def test_a_real_account_does_not_reserve_and_lists_boxes_only_if_asked_for() -> None:
    with mapping.connect("geogrid", base_url=BASE, credentials={"chave": "k"}) as real:
        with pytest.raises(UnsupportedOperation):
            real.reserve_port(reservation=make.RESERVATION, customer=make.CUSTOMER)
        with pytest.raises(UnverifiedWire):
            next(iter(real.list_structures()))


@pytest.mark.parametrize("given", [BASE, f"{BASE}api/v3", f"{BASE}api/v3/"])
def test_the_address_is_taken_as_the_panel_has_it_or_with_the_path_of_the_api(given: str) -> None:
    assert GeoGrid.api_address(check_base_url(given)) == BASE


@pytest.mark.parametrize("key", ["chave com espaço", "chavé", "x" * 8001])
def test_a_key_that_fits_no_header_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(InvalidRecord) as why:
        GeoGrid(Account(credentials={"chave": key}))
    assert why.value.problems == ("credentials.chave: não cabe em um cabeçalho",)


def test_the_key_goes_in_a_header_of_its_own(hand: Hand) -> None:
    request = plugin(hand).authorize(plugin(hand).call(w.A_PAGE), "")
    assert request.headers == (("api-key", CREDENTIALS["chave"]),)


# --- looking ---


def survey(hand: Hand, radius_m: float = 150) -> m.Survey:
    return hand.carry(plugin(hand).check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=radius_m)))


def test_map_via_2_the_radius_is_always_sent(hand: Hand) -> None:
    requests = sent(hand)
    survey(hand)
    asked = {"latitude": "-27.1", "longitude": "-48.6", "raio": "150"}
    assert dict(requests["reach"].query) == {**asked, "pagina": "1", "registrosPorPagina": "500"}


def test_map_via_5_full_boxes_are_listed_with_the_platform_s_own_distance(hand: Hand) -> None:
    found = survey(hand, 400)
    boxes = fake_of(hand).terminals
    assert (found.viable, found.listed_by) == (None, m.Origin.PLATFORM)
    assert 0 in {one.free_ports for one in found.structures}
    assert {one.distance_by for one in found.structures} == {m.Origin.PLATFORM}
    for one in found.structures:
        box = boxes[int(one.id)]
        assert (one.name, one.point, one.kind) == (box.label, box.point, "terminal")
        assert (one.total_ports, one.free_ports) == (16, sum(port.free for port in box.ports))


ROW = {"sigla": "CTO-1", "portas": 8, "portasLivres": "3"}


@pytest.mark.parametrize("distance", [12, 12.0, "12", "12,0", "12.00"])
def test_a_distance_is_a_number_or_a_text(hand: Hand, distance: Any) -> None:
    answering(hand, "reach", {"registros": [{**ROW, "distancia": distance}], "totalRegistros": "1"})
    (one,) = survey(hand).structures
    assert (one.distance_m, one.distance_by, one.free_ports) == (12.0, m.Origin.PLATFORM, 3)


@pytest.mark.parametrize("distance", [None, "", "perto", "-3"])
def test_a_distance_that_is_none_is_left_to_the_library(hand: Hand, distance: Any) -> None:
    row = {**ROW, "distancia": distance, "latitude": "-27.1", "longitude": -48.6}
    answering(hand, "reach", {"registros": [row], "totalRegistros": "1"})
    (one,) = survey(hand).structures
    assert (one.distance_m, one.distance_by, one.point) == (None, None, make.HOME)


@pytest.mark.parametrize("place", [("", ""), (None, None), ("-27.1", None), ("91", "0"), ("x", "y"), ("0", "-181")])
def test_a_box_without_readable_coordinates_has_no_place(hand: Hand, place: tuple[Any, Any]) -> None:
    answering(hand, "reach", {"registros": [{**ROW, "latitude": place[0], "longitude": place[1]}]})
    assert survey(hand).structures[0].point is None


def test_what_tells_no_ports_serves_nobody_and_is_left_out(hand: Hand) -> None:
    pole = {"sigla": "P-1", "item": "poste"}
    answering(hand, "reach", {"registros": [pole, ROW], "totalRegistros": "2"})
    assert [one.name for one in survey(hand).structures] == ["CTO-1"]


def test_a_box_that_comes_without_an_id_is_shown_and_cannot_be_mistaken_for_another(hand: Hand) -> None:
    answering(hand, "reach", {"registros": [{**ROW, "sigla": "1131", "item": {"id": 3}}], "totalRegistros": "1"})
    (one,) = survey(hand).structures
    assert (one.id, one.kind) == ("sigla/1131", None)
    unknown = violation_of(hand, plugin(hand).list_ports(r.ListPorts(structure_id=one.id), None))
    assert unknown.code == "map.platform.structure_not_found"
    assert hand.labels == ["reach"]


def test_a_list_is_read_to_its_last_page(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(w, "PAGE_SIZE", 7)
    found = survey(hand, 400).structures
    assert hand.labels == ["reach"] * -(-len(found) // 7)
    assert len({one.id for one in found}) == len(found) > 14
    boxes = pages(hand, plugin(hand).list_structures, r.ListStructures())
    assert [int(one.id) for one in boxes] == list(fake_of(hand).terminals)
    assert sum(one.point is None for one in boxes) == 1


def test_a_platform_that_does_not_turn_its_pages_is_noticed(hand: Hand) -> None:
    answering(hand, "reach", {"registros": [ROW], "totalRegistros": "3"})
    with pytest.raises(UnexpectedAnswer, match="mesma página"):
        survey(hand)


def test_a_platform_that_shows_two_pages_in_turn_is_noticed(hand: Hand) -> None:
    def alternate(request: HttpRequest) -> HttpAnswer:
        number = int(dict(request.query)["pagina"])
        page = {"registros": [{**ROW, "sigla": f"CTO-{number % 2}"}], "totalRegistros": str(number + 1)}
        return HttpAnswer(status=200, body=json.dumps(page).encode())

    hand.answer_with = alternate
    with pytest.raises(UnexpectedAnswer, match="mesma página"):
        survey(hand)
    assert hand.labels == ["reach"] * 3


def test_an_empty_page_ends_a_list_whatever_its_total(hand: Hand) -> None:
    answering(hand, "reach", {"registros": [], "totalRegistros": "9"})
    assert survey(hand).structures == ()
    answering(hand, "items", {"registros": [], "totalRegistros": "9999"})
    assert hand.carry(plugin(hand).list_structures(r.ListStructures(), None)).cursor is None


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "1.5", "9" * 10])
def test_a_cursor_that_is_none_is_refused(hand: Hand, cursor: str) -> None:
    with pytest.raises(InvalidRecord):
        hand.carry(plugin(hand).list_structures(r.ListStructures(), cursor))


def test_ports_are_free_in_use_or_of_unknown_state(hand: Hand) -> None:
    box = next(
        box
        for box in fake_of(hand).terminals.values()
        if {(port.free, port.served) for port in box.ports} == {(True, False), (False, True), (False, False)}
    )
    listed = hand.carry(plugin(hand).list_ports(r.ListPorts(structure_id=str(box.id)), None)).items
    status = {True: m.PortStatus.AVAILABLE, False: m.PortStatus.UNKNOWN}
    expected = {str(p.id): m.PortStatus.IN_USE if p.served else status[p.free] for p in box.ports}
    assert {port.id: port.status for port in listed} == expected
    assert [port.number for port in listed] == list(range(1, 17))


@pytest.mark.parametrize(("flag", "status"), [("N", "unknown"), (None, "unknown"), ("S", "available")])
def test_a_port_counts_as_free_only_if_the_platform_says_so(hand: Hand, flag: Any, status: str) -> None:
    row = {"dados": {"id": 900, "porta": "1"}, "disponivel": flag}
    box = box_with(fake_of(hand), 0)
    answering(hand, "free_ports", {"registros": [row], "totalRegistros": "1"})
    listed = hand.carry(plugin(hand).list_ports(r.ListPorts(structure_id=str(box.id)), None)).items
    assert next(port for port in listed if port.id == "900").status.value == status


@pytest.mark.parametrize("nobody", [None, {}, [], ""])
def test_a_port_with_an_empty_customer_is_nobody_s(hand: Hand, nobody: Any) -> None:
    row = {"portas": [{"dados": {"id": 900, "porta": 1}, "cliente": nobody}]}
    answering(hand, "item_ports", {"registros": [row], "totalRegistros": "1"})
    listed = hand.carry(plugin(hand).list_ports(r.ListPorts(structure_id="1001"), None)).items
    assert next(port for port in listed if port.id == "900").status is m.PortStatus.UNKNOWN


@pytest.mark.parametrize("structure", ["999999", "x/y", "..", "", "1 2"])
def test_an_item_that_does_not_exist_is_refused(hand: Hand, structure: str) -> None:
    unknown = violation_of(hand, plugin(hand).list_ports(r.ListPorts(structure_id=structure), None))
    assert (unknown.code, unknown.family) == ("map.platform.structure_not_found", Family.NOT_FOUND)


# --- activating ---


def test_an_activation_registers_the_customer_and_serves_him_with_the_cable(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    port = free_port(box)
    requests = sent(hand)
    customer = attrs.evolve(make.CUSTOMER, tax_id=Cpf.parse("52998224725"))
    made = hand.carry(plugin(hand).activate_port(activate(wanted(box, port), customer=customer)))
    assert requests["create_customer"].body == {
        "dados": {
            "nome": "Fulana Exemplo da Silva",
            "codigoIntegracao": CODE,
            "cpfCnpj": "52998224725",
            "tipo": "F",
            "endereco": "Rua Exemplo, 10",
        }
    }
    assert requests["serve"].body == {
        "idPorta": port.id,
        "idCliente": port.customer,
        "idCaboTipo": CABLE_TYPES[0],
        "pontos": [],
        "local": {"latitude": -27.1, "longitude": -48.6},
    }
    held = made.port
    assert (held.status, held.port_id, held.port_number) == (m.PortStatus.IN_USE, str(port.id), port.number)
    assert (held.remote_ref, held.code, made.cable_applied) == (str(port.customer), CODE, None)
    assert port.customer is not None
    assert fake.customers[port.customer].code == CODE


def test_a_reserved_port_is_activated_for_its_customer(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    port, owner = free_port(box), fake.register(CODE, "Fulana Exemplo")
    fake.reserve(port.id, owner.id)
    one = wanted(box, port, remote_ref=str(owner.id))
    made = hand.carry(plugin(hand).activate_port(activate(one, customer=None)))
    assert (made.port.status, port.served) == (m.PortStatus.IN_USE, True)
    assert "create_customer" not in hand.labels


def test_an_activation_that_stands_is_not_sent_again(hand: Hand) -> None:
    one = served(hand, box_with(fake_of(hand), 7))
    writes = hand.writes
    made = hand.carry(plugin(hand).activate_port(activate(one)))
    assert (made.port.status, hand.writes) == (m.PortStatus.IN_USE, writes)


def test_an_activation_that_does_not_show_is_not_called_done(hand: Hand) -> None:
    box = box_with(fake_of(hand), 7)
    answering(hand, "serve", {})
    made = hand.carry(plugin(hand).activate_port(activate(wanted(box, free_port(box)))))
    assert made.port.status is m.PortStatus.RESERVED
    assert fake_of(hand).customers[int(made.port.remote_ref)].code == CODE


def test_what_cannot_be_read_after_the_activation_does_not_undo_it(hand: Hand) -> None:
    box = box_with(fake_of(hand), 7)
    broken = HttpAnswer(status=200, body=b"<html>")
    hand.answer_with = lambda request: broken if request.label == "item_ports" and "serve" in hand.labels else None
    made = hand.carry(plugin(hand).activate_port(activate(wanted(box, free_port(box)))))
    assert made.port.status is m.PortStatus.RESERVED


@pytest.mark.parametrize("missing", ["port", "customer"])
def test_port_6_what_the_platform_needs_is_asked_for_before_anything_is_sent(hand: Hand, missing: str) -> None:
    box = box_with(fake_of(hand), 7)
    one = wanted(box, free_port(box))
    asked = activate(attrs.evolve(one, port_id=None)) if missing == "port" else activate(one, customer=None)
    with pytest.raises(RuleViolation) as why:
        hand.carry(plugin(hand).activate_port(asked))
    assert [found.code for found in why.value.violations] == [f"map.{missing}_required"]
    assert hand.labels == []


@pytest.mark.parametrize("port", ["taken", "inexistent"])
def test_port_1_a_port_that_is_somebody_s_or_does_not_exist_registers_nobody(hand: Hand, port: str) -> None:
    box = box_with(fake_of(hand), 7)
    chosen = next(one for one in box.ports if one.served)
    one = wanted(box, chosen)
    if port == "inexistent":
        one = attrs.evolve(one, port_id="1")
    assert violation_of(hand, plugin(hand).activate_port(activate(one))).code == "map.port_not_free"
    assert hand.writes == 0


def test_port_3_a_code_that_is_registered_already_is_told_with_the_remedy(hand: Hand) -> None:
    box = box_with(fake_of(hand), 7)
    fake_of(hand).register(CODE, "Fulana Exemplo")
    why = refused(hand, plugin(hand).activate_port(activate(wanted(box, free_port(box)))))
    assert why.violation is not None
    assert (why.violation.code, why.violation.family) == ("map.platform.customer_exists", Family.CONFLICT)
    assert "remote_ref" in why.message
    assert "serve" not in hand.labels


def test_a_refusal_after_the_registration_tells_the_customer_s_id_and_with_it_the_next_try_works(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    one = wanted(box, free_port(box))
    why = refused(hand, plugin(hand).activate_port(activate(one, cable="999")))
    (customer,) = [each for each in fake.customers.values() if each.code == CODE]
    assert why.message.endswith(f"use remote_ref {customer.id}.")
    assert why.words == "Tipo de cabo não encontrado."
    again = attrs.evolve(one, remote_ref=str(customer.id))
    later = refused(hand, plugin(hand).activate_port(activate(again, cable="999")))
    assert "remote_ref" not in later.message
    assert hand.carry(plugin(hand).activate_port(activate(again))).port.status is m.PortStatus.IN_USE


def test_of_two_who_activate_one_port_one_gets_it() -> None:
    fake = GeoGridSandbox()
    box = box_with(fake, 7)
    port = free_port(box)
    first, second = geogrid(fake), geogrid(fake)

    def overtake(request: HttpRequest) -> None:
        if request.label == "serve":
            first.carry(plugin(first).activate_port(activate(wanted(box, port, code="a"))))

    second.answer_with = overtake
    refused(second, plugin(second).activate_port(activate(wanted(box, port, code="b"))))
    assert port.customer is not None
    assert fake.customers[port.customer].code == "a"


# --- releasing ---


def test_port_13_the_customer_leaves_his_port_and_stays_registered(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    one = served(hand, box)
    hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=one)))
    assert sum(port.free for port in box.ports) == 7
    assert int(one.remote_ref or 0) in fake.customers
    hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=one)))
    assert hand.labels.count("stop_serving") == 1


def test_port_13_without_the_customer_s_id_nobody_is_cut_off(hand: Hand) -> None:
    one = attrs.evolve(served(hand, box_with(fake_of(hand), 7)), remote_ref=None)
    asked = len(hand.labels)
    with pytest.raises(RuleViolation) as why:
        hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=one)))
    assert [found.code for found in why.value.violations] == ["map.remote_ref_required"]
    assert len(hand.labels) == asked


def test_port_13_a_port_that_is_only_reserved_is_refused_in_our_words(hand: Hand) -> None:
    one = served(hand, box_with(fake_of(hand), 7))
    answering(hand, "stop_serving", {"portaReservada": "A porta está reservada."}, 422)
    why = refused(hand, plugin(hand).release_port(r.ReleasePort(reservation=one)))
    assert why.violation is not None
    assert (why.violation.code, why.violation.rule_id) == ("map.platform.only_reserved", "PORT-13")
    assert why.words == "A porta está reservada."


def test_a_release_that_was_accepted_and_does_not_show_is_not_called_done(hand: Hand) -> None:
    one = served(hand, box_with(fake_of(hand), 7))
    answering(hand, "stop_serving", {})
    with pytest.raises(UnexpectedAnswer, match="ainda mostra"):
        hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=one)))


def two_ports(hand: Hand, *, second_served: bool = True) -> tuple[m.PortReservation, m.PortReservation]:
    """One customer on two ports of one box, as the host has them."""
    box = box_with(fake_of(hand), 7)
    first = served(hand, box)
    port, owner = free_port(box), int(first.remote_ref or 0)
    port.customer, port.served = owner, second_served
    status = m.ReservationStatus.ACTIVE if second_served else m.ReservationStatus.RESERVED
    return first, wanted(box, port, remote_ref=first.remote_ref, status=status)


def on_the_air(hand: Hand, one: m.PortReservation) -> bool:
    return fake_of(hand).port(int(one.port_id or 0)).served


def test_port_13_of_a_customer_s_two_ports_the_reservation_s_own_is_freed(hand: Hand) -> None:
    first, second = two_ports(hand)
    hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=second)))
    assert (on_the_air(hand, first), on_the_air(hand, second)) == (True, False)
    hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=second)))
    assert (on_the_air(hand, first), hand.labels.count("stop_serving")) == (True, 1)


def test_port_5_the_second_port_of_a_customer_is_activated_and_seen_and_not_sent_again(hand: Hand) -> None:
    _, second = two_ports(hand, second_served=False)
    made = hand.carry(plugin(hand).activate_port(activate(second, customer=None)))
    assert (made.port.status, made.port.port_id, on_the_air(hand, second)) == (
        m.PortStatus.IN_USE,
        second.port_id,
        True,
    )
    writes = hand.writes
    again = hand.carry(plugin(hand).activate_port(activate(second, customer=None)))
    assert (again.port.port_id, hand.writes) == (second.port_id, writes)


def test_port_13_a_port_that_shows_another_customer_is_not_called_released(hand: Hand) -> None:
    one = served(hand, box_with(fake_of(hand), 7))
    mistyped = attrs.evolve(one, remote_ref="999999999")
    unlike = violation_of(hand, plugin(hand).release_port(r.ReleasePort(reservation=mistyped)))
    assert (unlike.code, unlike.rule_id, unlike.family) == (
        "map.platform.port_of_another",
        "PORT-13",
        Family.CONFLICT,
    )
    assert on_the_air(hand, one)
    assert "stop_serving" not in hand.labels


def test_port_13_without_the_port_nobody_is_cut_off(hand: Hand) -> None:
    one = attrs.evolve(served(hand, box_with(fake_of(hand), 7)), port_id=None)
    asked = len(hand.labels)
    with pytest.raises(RuleViolation) as why:
        hand.carry(plugin(hand).release_port(r.ReleasePort(reservation=one)))
    assert [found.code for found in why.value.violations] == ["map.port_required"]
    assert len(hand.labels) == asked


# --- lost answers ---


@pytest.mark.parametrize("order", ["serve", "stop_serving"])
@pytest.mark.parametrize("settled", [False, True])
def test_a_write_that_happened_is_proven_and_not_repeated(order: str, settled: bool) -> None:
    hand, asked, writes = lost_at(order, settled=settled, seen=True)
    hand.carry(asked)
    assert (hand.writes, hand.waited) == (writes + 1, [])


@pytest.mark.parametrize("order", ["serve", "stop_serving"])
def test_a_write_that_does_not_show_stays_unknown_without_a_settling_time(order: str) -> None:
    hand, asked, _ = lost_at(order, settled=False, seen=False)
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(asked)
    assert "não prova" in unknown.value.explanation


@pytest.mark.parametrize("order", ["serve", "stop_serving"])
def test_a_write_proven_absent_is_repeated_once(order: str) -> None:
    hand, asked, writes = lost_at(order, settled=True, seen=False)
    hand.carry(asked)
    assert (hand.writes, hand.waited) == (writes + 2, [90])


def lost_at(order: str, *, settled: bool, seen: bool) -> tuple[Hand, Any, int]:
    """A hand that will lose the next answer, the exchange that it will lose it in, and the writes before that one."""
    settle = {"settle": {order: 90}} if settled else {}
    hand = geogrid(None, **settle)
    box = box_with(fake_of(hand), 7)
    asked: Any
    if order == "stop_serving":
        one = served(hand, box)
        asked = plugin(hand).release_port(r.ReleasePort(reservation=one))
    else:
        owner = fake_of(hand).register(CODE, "Fulana Exemplo")
        one = wanted(box, free_port(box), remote_ref=str(owner.id))
        asked = plugin(hand).activate_port(activate(one))
    hand.lose_writes = {hand.writes: seen}
    return hand, asked, hand.writes


@pytest.mark.parametrize("seen", [True, False])
def test_a_registration_whose_answer_was_lost_is_undecided_and_says_what_to_do(hand: Hand, seen: bool) -> None:
    box = box_with(fake_of(hand), 7)
    hand.lose_writes = {0: seen}
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin(hand).activate_port(activate(wanted(box, free_port(box)))))
    assert "remote_ref" in unknown.value.explanation
    assert hand.labels[-1] == "create_customer"


# --- answers ---


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[[", b'{"registros": 1}', b'"x"', b"\xff", b'{"a": 1, "a": 2}'])
def test_an_answer_that_nobody_understands_is_never_success(name: str, body: bytes) -> None:
    hand = geogrid()
    one = served(hand, box_with(fake_of(hand), 7))
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body)
    with pytest.raises(UnexpectedAnswer) as misread:
        hand.carry(OPERATIONS[name](plugin(hand), one))
    assert misread.value.paths


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AuthenticationFailed), (403, AuthenticationFailed), (422, ProviderRejected), (302, UnexpectedAnswer)],
)
def test_a_refusal_of_everything_is_one_error_without_anything_personal(
    name: str, status: int, kind: type[ProviderError]
) -> None:
    hand = geogrid()
    one = served(hand, box_with(fake_of(hand), 7))
    told = {"cpfCnpj": "Inválido: 529.982.247-25 de fulana@example.invalid"}
    hand.answer_with = lambda request: HttpAnswer(status=status, body=json.dumps(told).encode())
    with pytest.raises(kind) as why:
        hand.carry(OPERATIONS[name](plugin(hand), one))
    assert type(why.value) is kind
    assert "529" not in f"{why.value!r}"
    assert "fulana@" not in f"{why.value!r}"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"idPorta": 5}', b""])
def test_a_refusal_that_says_nothing_readable_tells_its_status(hand: Hand, body: bytes) -> None:
    hand.answer_with = lambda request: HttpAnswer(status=422, body=body)
    why = refused(hand, OPERATIONS["check_feasibility"](plugin(hand), make.RESERVATION))
    assert (why.words, why.code, why.message) == ("", "422", "A GeoGrid recusou o pedido (422).")


def test_requests_show_nothing_personal(hand: Hand) -> None:
    shown: list[str] = []
    hand.answer_with = lambda request: shown.append(repr(hand.plugin.authorize(request, "")))
    box = box_with(fake_of(hand), 7)
    made = hand.carry(plugin(hand).activate_port(activate(wanted(box, free_port(box)), cable=CABLE)))
    assert [secret for secret in PERSONAL if any(secret in text for text in (*shown, repr(made)))] == []
