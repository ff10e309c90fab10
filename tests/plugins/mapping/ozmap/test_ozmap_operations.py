"""OZmap's operations on its fake: what is sent, what is read, and what is left behind."""

import json
from typing import Any

import attrs
import pytest

import mapping_makers as make
from exchange_by_hand import Hand, pages
from isp_integrations import mapping
from isp_integrations.core.addresses import check_base_url
from isp_integrations.core.errors import InvalidRecord, ProviderRejected, UnexpectedAnswer, UnverifiedWire
from isp_integrations.core.evidence import ASSUMED, DOCUMENTED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.mapping import models as m
from isp_integrations.core.mapping import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.plugins.mapping.ozmap import wire as w
from isp_integrations.plugins.mapping.ozmap.plugin import OzMap
from isp_integrations.plugins.mapping.ozmap.sandbox import API_KEY, CREDENTIALS, OzMapSandbox
from ozmap_by_hand import (
    CODE,
    OPERATIONS,
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

BASE = "https://tenant.example.invalid:9994/"


@pytest.fixture
def hand() -> Hand:
    return ozmap()


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


def carry(hand: Hand, name: str) -> Any:
    box = box_with(fake_of(hand), 5)
    return hand.carry(OPERATIONS[name](plugin(hand), reserved(hand, box_with(fake_of(hand), 7)), box))


# --- the account ---


def test_every_hook_of_the_family_is_implemented_and_one_is_assumed() -> None:
    assert set(OzMap.operations) == set(OPERATIONS)
    marks = {name: declared.evidence for name, declared in OzMap.operations.items()}
    assert {name for name, mark in marks.items() if mark is not DOCUMENTED} == {"list_reservations"}
    assert marks["list_reservations"] is ASSUMED


def test_the_orphans_of_a_real_account_are_read_on_an_assumed_wire_only_if_asked_for() -> None:
    with mapping.connect("ozmap", base_url=BASE, credentials={"chave": "k"}) as real, pytest.raises(UnverifiedWire):
        next(iter(real.list_orphans(known=())))


@pytest.mark.parametrize(
    "given",
    [BASE, f"{BASE}api/v2", f"{BASE}api/v2/", "https://tenant.example.invalid:9994"],
)
def test_the_address_is_taken_with_or_without_the_path_of_the_api(given: str) -> None:
    assert OzMap.api_address(check_base_url(given)) == BASE


def test_plain_http_is_refused_unless_asked_for() -> None:
    plain = BASE.replace("https", "http")
    with pytest.raises(InvalidRecord, match="https"):
        mapping.connect("ozmap", base_url=plain, credentials={"chave": "k"})
    mapping.connect("ozmap", base_url=plain, credentials={"chave": "k"}, allow_plain_http=True).close()


@pytest.mark.parametrize("given", [{}, {"usuario": "u"}, {"senha": "s"}, {"chave": ""}])
def test_a_key_or_a_whole_log_in_is_needed(given: dict[str, str]) -> None:
    with pytest.raises(InvalidRecord, match="chave, ou usuario e senha"):
        OzMap(Account(credentials=given))


@pytest.mark.parametrize("key", ["chave com fim ", " x", "chavé"])
def test_a_key_that_fits_no_header_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        OzMap(Account(credentials={"chave": key}))
    assert refused.value.problems == ("credentials.chave: não cabe em um cabeçalho",)


@pytest.mark.parametrize(("scheme", "header"), [({}, API_KEY), ({"esquema": "Bearer"}, f"Bearer {API_KEY}")])
def test_a_key_goes_as_it_is_or_behind_the_word_asked_for(scheme: dict[str, str], header: str) -> None:
    hand = Hand(OzMap(Account(credentials={"chave": API_KEY, **scheme})), OzMapSandbox())
    assert hand.labels == []
    request = plugin(hand).authorize(plugin(hand).call(w.AUTHENTICATED), API_KEY)
    assert request.headers == (("Authorization", header),)
    carry(hand, "test_connection")


def test_a_log_in_fetches_a_token_for_user_and_password(hand: Hand) -> None:
    assert hand.labels == ["log_in"]
    carry(hand, "test_connection")


@pytest.mark.parametrize("token", ["", "a\nb", "não", "x" * 9000])
def test_a_token_that_fits_no_header_is_an_unexpected_answer(hand: Hand, token: str) -> None:
    answering(hand, "log_in", {"authorization": token})
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).log_in())


def test_an_expired_token_is_renewed_under_a_write_as_the_vendor_s_sdk_does() -> None:
    fake = OzMapSandbox()
    with mapping.sandbox("ozmap", fake=fake) as client:
        client.test_connection()
        fake.expire_tokens()
        done = client.reserve_port(reservation=wanted(box_with(fake, 7)), customer=make.CUSTOMER)
    assert done.value.status is m.ReservationStatus.RESERVED


# --- feasibility ---


def survey(hand: Hand, radius_m: float = 150) -> m.Survey:
    return hand.carry(plugin(hand).check_feasibility(r.CheckFeasibility(point=make.HOME, radius_m=radius_m)))


def test_map_via_2_the_radius_is_always_sent(hand: Hand) -> None:
    requests = sent(hand)
    survey(hand)
    assert dict(requests["viability"].query) == {"lat": "-27.1", "lng": "-48.6", "radius": "150"}
    filters = json.loads(dict(requests["boxes"].query)["filter"])
    assert filters[0]["value"] == {"lat": -27.1, "lng": -48.6, "radius": 150}


def test_the_list_counts_free_unblocked_outputs_of_service_splitters(hand: Hand) -> None:
    fake = fake_of(hand)
    found = {one.id: one for one in survey(hand, 400).structures}
    assert len(found) > 10
    assert {key: one.free_ports for key, one in found.items()} == {key: len(fake.free_ports(key)) for key in found}
    assert {one.total_ports for one in found.values()} == {16}
    trunk = next(s for s in fake.tables["splitters"].values() if s["parent"] in found)
    trunk["isDrop"] = False
    again = next(one for one in survey(hand, 400).structures if one.id == trunk["parent"])
    assert again.total_ports == 8


def test_map_via_5_full_boxes_are_listed_and_boxes_in_project_are_not(hand: Hand) -> None:
    found = survey(hand, 3000).structures
    drafts = {key for key, box in fake_of(hand).tables["boxes"].items() if box["draft"]}
    assert 0 in {one.free_ports for one in found}
    assert drafts
    assert drafts.isdisjoint(one.id for one in found)
    assert {one.stage for one in found} == {m.StructureStage.IMPLANTED, m.StructureStage.CERTIFIED}


@pytest.mark.parametrize("verdict", [True, False])
def test_the_platform_s_verdict_stands_beside_the_list_and_is_never_overwritten(hand: Hand, verdict: bool) -> None:
    answering(hand, "viability", {"viable": verdict, "provisional_viable": "anything"})
    found = survey(hand)
    assert (found.viable, found.listed_by) == (verdict, m.Origin.LOCAL)
    assert any(one.free_ports for one in found.structures)


def test_a_verdict_that_is_not_there_is_none_and_one_that_is_text_is_not_understood(hand: Hand) -> None:
    answering(hand, "viability", {})
    assert survey(hand).viable is None
    answering(hand, "viability", {"viable": "false"})
    with pytest.raises(UnexpectedAnswer) as misread:
        survey(hand)
    assert misread.value.paths == ("$.viable",)


@pytest.mark.parametrize(
    "place",
    [
        {"coords": None, "lat": None, "lng": None},
        {"coords": [], "lat": None, "lng": None},
        {"coords": [-48.6], "lat": None, "lng": -48.6},
        {"coords": [-181.0, -27.1], "lat": None, "lng": None},
        {"coords": [-48.6, -90.5], "lat": None, "lng": None},
    ],
)
def test_a_box_without_readable_coordinates_has_no_place(hand: Hand, place: dict[str, Any]) -> None:
    box = {"id": "a" * 24, "name": "CTO", "draft": False, **place}
    answering(hand, "boxes", {"total": 1, "count": 1, "start": 0, "limit": 100, "rows": [box]})
    assert survey(hand).structures[0].point is None


@pytest.mark.parametrize(
    "place",
    [
        {"coords": [-48.6, -27.1]},
        {"coords": None, "lat": -27.1, "lng": -48.6},
        {"coords": [], "lat": -27.1, "lng": -48.6},
    ],
    ids=["pair", "apart", "apart-beside-an-empty-pair"],
)
def test_a_box_stands_where_its_longitude_and_latitude_say(hand: Hand, place: dict[str, Any]) -> None:
    box = {"id": "a" * 24, "name": "CTO", "draft": False, **place}
    answering(hand, "boxes", {"total": 1, "count": 1, "start": 0, "limit": 100, "rows": [box]})
    assert survey(hand).structures[0].point == make.HOME


def test_a_wide_search_asks_for_splitters_in_queries_of_a_bearable_length(hand: Hand) -> None:
    longest = 0

    def measure(request: HttpRequest) -> None:
        nonlocal longest
        longest = max(longest, len(request.target()))

    hand.answer_with = measure
    assert len(survey(hand, 3000).structures) > 100
    assert longest < 2000
    assert hand.labels.count("splitters") >= 3


# --- lists ---


def test_a_list_is_read_page_by_page_to_its_end(hand: Hand) -> None:
    found = pages(hand, plugin(hand).list_structures, r.ListStructures())
    assert [one.id for one in found] == list(fake_of(hand).tables["boxes"])
    assert hand.labels.count("boxes") == 3
    assert sum(one.point is None for one in found) == 1


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "1.5", "9" * 10])
def test_a_cursor_that_is_none_is_refused(hand: Hand, cursor: str) -> None:
    with pytest.raises(InvalidRecord):
        hand.carry(plugin(hand).list_structures(r.ListStructures(), cursor))


def test_a_list_that_shrinks_while_it_is_read_ends(hand: Hand) -> None:
    first = hand.carry(plugin(hand).list_structures(r.ListStructures(), None))
    boxes = fake_of(hand).tables["boxes"]
    for key in list(boxes)[50:]:
        del boxes[key]
    last = hand.carry(plugin(hand).list_structures(r.ListStructures(), first.cursor))
    assert (last.items, last.cursor) == ((), None)


def test_a_page_that_claims_to_have_more_and_is_empty_is_the_last(hand: Hand) -> None:
    answering(hand, "boxes", {"total": 9, "count": 0, "start": 0, "limit": 100, "rows": [], "hasNextPage": True})
    assert hand.carry(plugin(hand).list_structures(r.ListStructures(), None)).cursor is None


def test_another_page_than_asked_for_is_not_taken(hand: Hand) -> None:
    answering(hand, "boxes", {"total": 9, "count": 1, "start": 0, "limit": 1, "rows": [{"id": "x"}]})
    with pytest.raises(UnexpectedAnswer) as misread:
        hand.carry(plugin(hand).list_structures(r.ListStructures(), "2"))
    assert misread.value.paths == ("$.start",)


def test_a_page_past_the_end_of_its_list_is_not_taken(hand: Hand) -> None:
    row = {"id": "a" * 24}
    answering(hand, "boxes", {"total": 4, "count": 1, "start": 4, "rows": [row], "hasNextPage": True})
    with pytest.raises(UnexpectedAnswer) as misread:
        hand.carry(plugin(hand).list_structures(r.ListStructures(), "2"))
    assert misread.value.paths == ("$.start",)


def test_a_list_that_says_for_ever_that_it_has_more_is_noticed(hand: Hand) -> None:
    def endless(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "boxes":
            return None
        start = 0 if dict(request.query)["page"] == "1" else 1
        page = {"total": 4000, "count": 1, "start": start, "rows": [{"id": "a" * 24}], "hasNextPage": True}
        return HttpAnswer(status=200, body=json.dumps(page).encode())

    hand.answer_with = endless
    with pytest.raises(UnexpectedAnswer) as misread:
        survey(hand)
    assert misread.value.paths == ("$.start",)
    assert hand.labels.count("boxes") == 3


def test_an_older_answer_without_the_flag_goes_on_by_its_total(hand: Hand) -> None:
    box = {"id": "a" * 24}
    answering(hand, "boxes", {"total": 2, "count": 1, "start": 0, "limit": 1, "rows": [box]})
    assert hand.carry(plugin(hand).list_structures(r.ListStructures(), None)).cursor == "2"
    answering(hand, "boxes", {"total": 2, "count": 1, "start": 1, "limit": 1, "rows": [box]})
    assert hand.carry(plugin(hand).list_structures(r.ListStructures(), "2")).cursor is None


def test_ports_are_free_blocked_or_in_use_and_unknown_where_the_map_is_silent(hand: Hand) -> None:
    box = box_with(fake_of(hand), 5)
    listed = hand.carry(plugin(hand).list_ports(r.ListPorts(structure_id=box), None)).items
    assert [port.id for port in listed if port.status is m.PortStatus.AVAILABLE] == port_ids(fake_of(hand), box)
    assert [port.number for port in listed] == [1, 2, 3, 4, 5, 6, 7, 8] * 2
    splitter = next(s for s in fake_of(hand).tables["splitters"].values() if s["parent"] == box)
    splitter.update(connectables={"output": [None, None, "f"]}, ports=[{"blocked": True}])
    again = hand.carry(plugin(hand).list_ports(r.ListPorts(structure_id=box), None)).items[:3]
    assert [port.status for port in again] == [m.PortStatus.BLOCKED, m.PortStatus.UNKNOWN, m.PortStatus.IN_USE]


def test_waiting_customers_are_listed_with_their_ports(hand: Hand) -> None:
    mine = reserved(hand, box_with(fake_of(hand), 7))
    found = pages(hand, plugin(hand).list_reservations, r.ListReservations())
    waiting = [c for c in fake_of(hand).tables["ftth-clients"].values() if not c["implanted"]]
    assert sorted(one.code for one in found) == sorted(client["code"] for client in waiting)
    ours = next(one for one in found if one.code == CODE)
    assert (ours.remote_ref, ours.port_id, ours.status) == (mine.remote_ref, mine.port_id, m.PortStatus.RESERVED)


def test_a_filter_that_the_platform_ignores_is_noticed(hand: Hand) -> None:
    served = {"id": "a" * 24, "code": "1", "implanted": True}
    answering(hand, "waiting_clients", {"total": 1, "count": 1, "start": 0, "limit": 100, "rows": [served]})
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).list_reservations(r.ListReservations(), None))


# --- reserving ---


def test_port_1_the_first_free_port_is_taken_and_named(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    first = port_ids(fake, box)[0]
    requests = sent(hand)
    held = hand.carry(plugin(hand).reserve_port(reserve(box)))
    assert (held.port_id, held.structure_id, held.status) == (first, box, m.PortStatus.RESERVED)
    assert requests["create_property"].body == {
        "box": box,
        "client": {"code": CODE, "name": "Fulana Exemplo da Silva", "implanted": False, "status": 0},
        "force": False,
        "project": fake.tables["boxes"][box]["project"],
        "address": "Rua Exemplo, 10",
        "lat": -27.1,
        "lng": -48.6,
        "auto_connect": True,
    }
    assert first not in port_ids(fake, box)


def test_port_1_a_chosen_port_is_the_one_that_is_taken(hand: Hand) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    chosen = port_ids(fake, box)[3]
    requests = sent(hand)
    assert hand.carry(plugin(hand).reserve_port(reserve(box, chosen))).port_id == chosen
    body = requests["create_property"].body
    assert (f"{body['connector']}/{body['port']}", "auto_connect" in body) == (chosen, False)


def test_limits_of_the_project_are_ignored_only_if_asked_for(hand: Hand) -> None:
    plugin_ = OzMap(Account(credentials={**CREDENTIALS, "forcar": "sim"}))
    forcing = Hand(plugin_, OzMapSandbox())
    requests = sent(forcing)
    forcing.carry(plugin_.reserve_port(reserve(box_with(fake_of(forcing), 7))))
    assert requests["create_property"].body["force"] is True


def test_an_address_without_coordinates_sends_none(hand: Hand) -> None:
    requests = sent(hand)
    nowhere = attrs.evolve(make.CUSTOMER, address=None)
    asked = r.ReservePort(reservation=wanted(box_with(fake_of(hand), 7)), customer=nowhere)
    hand.carry(plugin(hand).reserve_port(asked))
    assert {"lat", "lng", "address"}.isdisjoint(requests["create_property"].body)


# --- activating ---


def activate(hand: Hand, one: m.PortReservation, cable_type: str) -> m.PortActivation:
    return hand.carry(plugin(hand).activate_port(r.ActivatePort(reservation=one, cable_type_id=cable_type)))


def test_an_activation_serves_the_client_and_sets_the_drop_s_cable(hand: Hand) -> None:
    fake = fake_of(hand)
    made = activate(hand, reserved(hand, box_with(fake, 7)), cable(fake))
    assert (made.port.status, made.cable_applied) == (m.PortStatus.IN_USE, True)
    (dwelling,) = held_by(fake)
    drop = fake.tables["cables"][dwelling["drop"]]
    assert (drop["cableType"], drop["implanted"]) == (cable(fake), True)
    assert fake.tables["ftth-clients"][dwelling["client"]]["implanted"] is True


def test_an_activation_that_does_not_show_yet_is_not_called_done(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    fake_of(hand).slow_looks = 2
    assert activate(hand, one, cable(fake_of(hand))).port.status is m.PortStatus.RESERVED


def test_a_cable_that_the_map_refuses_is_told_and_the_activation_stands(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    made = activate(hand, one, "f" * 24)
    assert (made.port.status, made.cable_applied) == (m.PortStatus.IN_USE, False)


def test_a_cable_that_was_accepted_and_does_not_show_is_told(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answering(hand, "set_cable", None, status=204)
    assert activate(hand, one, cable(fake_of(hand))).cable_applied is False


@pytest.mark.parametrize("label", ["cable", "by_code"])
def test_what_cannot_be_read_after_the_activation_does_not_undo_it(hand: Hand, label: str) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    broken = HttpAnswer(status=200, body=b"<html>")
    hand.answer_with = lambda request: broken if request.label == label and "implant_client" in hand.labels else None
    activate(hand, one, cable(fake_of(hand)))
    (dwelling,) = held_by(fake_of(hand))
    assert fake_of(hand).tables["ftth-clients"][dwelling["client"]]["implanted"] is True


def test_a_refused_activation_sets_no_cable(hand: Hand) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    answering(hand, "implant_client", {"message": "Projeto bloqueado"}, status=422)
    with pytest.raises(ProviderRejected, match="Projeto bloqueado"):
        activate(hand, one, cable(fake_of(hand)))
    assert "set_cable" not in hand.labels


# --- giving back ---


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port"])
def test_port_7_and_13_the_property_goes_and_the_port_is_free_again(hand: Hand, name: str) -> None:
    fake = fake_of(hand)
    box = box_with(fake, 7)
    free = port_ids(fake, box)
    one = reserved(hand, box)
    hand.carry(OPERATIONS[name](plugin(hand), one, box))
    assert (port_ids(fake, box), held_by(fake)) == (free, [])
    hand.carry(OPERATIONS[name](plugin(hand), one, box))


@pytest.mark.parametrize("name", ["cancel_reservation", "release_port"])
def test_what_went_between_the_look_and_the_removal_is_gone_as_well(hand: Hand, name: str) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    fake = fake_of(hand)

    def overtake(request: HttpRequest) -> None:
        if request.label == "remove_property":
            fake._delete("properties", fake.tables["properties"][one.remote_ref or ""])

    hand.answer_with = overtake
    hand.carry(OPERATIONS[name](plugin(hand), one, one.structure_id))
    assert held_by(fake) == []


@pytest.mark.parametrize("implanted", [True, None])
def test_a_customer_who_is_or_may_be_served_is_not_cut_off_by_a_cancellation(
    hand: Hand, implanted: bool | None
) -> None:
    one = reserved(hand, box_with(fake_of(hand), 7))
    (dwelling,) = held_by(fake_of(hand))
    fake_of(hand).tables["ftth-clients"][dwelling["client"]]["implanted"] = implanted
    with pytest.raises(ProviderRejected) as refused:
        carry_cancel(hand, one)
    assert refused.value.violation is not None
    assert refused.value.violation.code == "map.platform.already_served"
    assert held_by(fake_of(hand))


def carry_cancel(hand: Hand, one: m.PortReservation) -> None:
    hand.carry(plugin(hand).cancel_reservation(r.CancelReservation(reservation=one)))


# --- changing the port ---


@pytest.mark.parametrize("implanted", [False, True])
@pytest.mark.parametrize("chosen", [None, 2])
def test_port_14_the_customer_moves_as_he_is(hand: Hand, implanted: bool, chosen: int | None) -> None:
    fake = fake_of(hand)
    old, new = box_with(fake, 7), box_with(fake, 5)
    free_there = port_ids(fake, new)
    one = reserved(hand, old)
    client = held_by(fake)[0]["client"]
    fake.tables["ftth-clients"][client]["implanted"] = implanted
    port_id = None if chosen is None else free_there[chosen]
    moved = hand.carry(plugin(hand).change_port(r.ChangePort(reservation=one, structure_id=new, port_id=port_id)))
    assert (moved.structure_id, moved.port_id) == (new, free_there[chosen or 0])
    assert moved.status is (m.PortStatus.IN_USE if implanted else m.PortStatus.RESERVED)
    assert one.port_id in port_ids(fake, old)
    assert [dwelling["client"] for dwelling in held_by(fake)] == [client]


# --- looking up ---


def test_a_code_may_match_nothing_one_or_many(hand: Hand) -> None:
    fake = fake_of(hand)
    look = plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE))
    assert hand.carry(look) == ()
    reserved(hand, box_with(fake, 7))
    twin = reserved(hand, box_with(fake, 5), code="contrato-y")
    fake.tables["ftth-clients"][held_by(fake, "contrato-y")[0]["client"]]["code"] = CODE
    found = hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE)))
    assert len(found) == 2
    assert twin.remote_ref in {one.remote_ref for one in found}


def test_an_unknown_code_may_be_a_404_as_well(hand: Hand) -> None:
    answering(hand, "by_code", {"message": "Not found"}, status=404)
    assert hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code=CODE))) == ()


def test_a_code_stays_one_segment_of_the_path(hand: Hand) -> None:
    requests = sent(hand)
    hand.carry(plugin(hand).find_customer_port(r.FindCustomerPort(code="../users|1/x?y=é")))
    assert requests["by_code"].path == "api/v2/properties/client/..%2Fusers%7C1%2Fx%3Fy%3D%C3%A9"
