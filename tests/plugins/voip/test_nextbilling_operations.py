"""What NextBilling's plugin declares, and its operations on the fake: bodies, switches, refusals."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand, as_received
from family_by_hand import HOSTILE, answer, instead_of
from isp_integrations.clients.voip import connect
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    IspError,
    ProviderRejected,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, DOCUMENTED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.plugins.voip.assumed.pabx import COMPANY
from isp_integrations.plugins.voip.nextbilling.plugin import NextBilling
from isp_integrations.plugins.voip.nextbilling.sandbox import CREDENTIALS, NextBillingSandbox
from isp_integrations.sandbox.voip import sandbox
from nextbilling_by_hand import (
    ACCESS,
    NEW,
    NEW_LINE,
    OPERATIONS,
    PASSWORD,
    SUBSCRIBER,
    create,
    fake_of,
    nextbilling,
    plugin,
)

REAL = "https://pabx.operadora.example/"
ON_DOCUMENTED_CALLS = {
    "assign_number", "create_line", "disable_subscriber", "enable_subscriber", "get_call_totals", "list_lines",
    "test_connection",
}  # fmt: skip


@pytest.fixture
def hand() -> Hand:
    return nextbilling()


def bodies(hand: Hand) -> dict[str, Any]:
    """The body of each call that the hand carries from now on, by label."""
    sent: dict[str, Any] = {}
    hand.answer_with = lambda request: sent.__setitem__(request.label, request.body)
    return sent


# --- what it declares ---


def test_what_stands_on_documented_calls_alone_is_documented_and_the_rest_assumed() -> None:
    marks = {name: declared.evidence for name, declared in NextBilling.operations.items()}
    assert {name for name, mark in marks.items() if mark is DOCUMENTED} == ON_DOCUMENTED_CALLS
    assert {marks[name] for name in set(marks) - ON_DOCUMENTED_CALLS} == {ASSUMED}
    assert set(marks) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_assumed_operation_is_unverified_on_a_real_address(name: str) -> None:
    refused = Session(NextBilling(Account(credentials=CREDENTIALS))).refusal(getattr(VoipSpec, name))
    assert isinstance(refused, UnverifiedWire) is (name not in ON_DOCUMENTED_CALLS)


def test_a_panel_access_adds_the_username_s_check_to_what_a_creation_uses() -> None:
    session = Session(NextBilling(Account(credentials=CREDENTIALS)))
    whole = session.refusal(VoipSpec.create_subscriber, create())
    bare = session.refusal(VoipSpec.create_subscriber, create(access=None))
    assert isinstance(whole, UnverifiedWire)
    assert isinstance(bare, UnverifiedWire)
    assert set(whole.assumed) - set(bare.assumed) == {"assumed_check_username"}


def test_voip_sub_9_no_access_to_the_interface_is_handed_out() -> None:
    with sandbox("nextbilling") as client, pytest.raises(UnsupportedOperation) as refused:
        client.get_api_access(subscriber=SUBSCRIBER)
    assert refused.value.operation == "get_api_access"


def test_there_is_no_address_to_fall_back_on_and_plain_http_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="base_url"):
        connect("nextbilling", credentials=CREDENTIALS)
    with pytest.raises(InvalidRecord, match="https"):
        connect("nextbilling", credentials=CREDENTIALS, base_url=REAL.replace("https", "http"))


@pytest.mark.parametrize("address", ["https://pabx.example/", "https://pabx.example/api/"])
def test_the_address_is_kept_with_or_without_what_every_call_begins_with(address: str) -> None:
    assert NextBilling.api_address(address) == "https://pabx.example/"
    assert NextBilling.api_address("https://pabx.example/minhaapi/") == "https://pabx.example/minhaapi/"


@pytest.mark.parametrize("value", [".", "..", "", "com\nquebra"])
@pytest.mark.parametrize("field", ["token", "chave"])
def test_a_credential_that_fits_in_no_path_is_refused_unseen(field: str, value: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        NextBilling(Account(credentials={**CREDENTIALS, field: value}))
    assert field in refused.value.problems[0]


# --- subscribers ---


def test_a_subscriber_is_sent_with_the_documented_keys(hand: Hand) -> None:
    sent = bodies(hand)
    hand.carry(plugin(hand).create_subscriber(create(profile=COMPANY)))
    body = sent["create_subscriber"]
    told = {
        "id_hie": "3", "nome_fantasia": "Padaria Exemplo", "razao_social": "Padaria Exemplo Ltda",
        "cpf": "11222333000181", "cep": "01310100", "endereco": "Rua Exemplo", "bairro": "Centro",
        "cidade": "São Paulo", "uf": "SP", "telefone": "1130000001", "email": "padaria@example.invalid",
        "tem_ramal": 0, "tem_did": 0, "tem_saldo": 1, "tem_chamadas": 1, "tem_tempo_real": 0,
    }  # fmt: skip
    assert {name: body[name] for name in told} == told
    assert (body["login"], body["senha"]) == ("beltrano", PASSWORD)
    assert body["franquias"] == [
        {"categoria": "fixed_local", "id_franquia": "31", "consumir_local": 0},
        {"categoria": "fixed_ldn", "id_franquia": None, "consumir_local": 1},
    ]
    assert None not in body.values(), "what nobody filled in is not sent"


@pytest.mark.parametrize("permission", list(m.Permission))
def test_voip_sub_8_each_permission_is_one_switch_of_its_own(hand: Hand, permission: m.Permission) -> None:
    sent = bodies(hand)
    hand.carry(plugin(hand).create_subscriber(create(profile=attrs.evolve(NEW, permissions=(permission.value,)))))
    switches = {name: value for name, value in sent["create_subscriber"].items() if name.startswith("tem_")}
    assert len(switches) == len(m.Permission)
    assert sum(switches.values()) == 1
    made = list(fake_of(hand).pabx.subscribers.values())[-1]
    assert made.profile.permissions == (permission,)


@pytest.mark.parametrize("profile", [COMPANY, NEW, attrs.evolve(NEW, limits=m.SubscriberLimits(queues=2, ivrs=1))])
def test_a_subscriber_is_saved_as_he_was_asked_for(hand: Hand, profile: m.SubscriberProfile) -> None:
    saved = hand.carry(plugin(hand).create_subscriber(create(profile=profile)))
    read = hand.carry(plugin(hand).get_subscriber(r.GetSubscriber(subscriber_id=saved.subscriber.id or "")))
    assert (read.profile, read.username, read.status) == (profile, "beltrano", m.SubscriberStatus.SAVED)
    assert saved.subscriber.profile == profile


def test_the_platform_s_own_financial_fields_are_sent_and_hide_no_other(hand: Hand) -> None:
    sent = bodies(hand)
    profile = attrs.evolve(NEW, financial={"limite_credito": "150", "cpf": "outro"})
    hand.carry(plugin(hand).create_subscriber(create(profile=profile)))
    assert sent["create_subscriber"]["limite_credito"] == "150"
    assert sent["create_subscriber"]["cpf"] == NEW.tax_id.value


def test_voip_sub_10_a_password_is_made_up_by_the_platform_and_told_once(hand: Hand) -> None:
    access = m.PanelAccess(username="beltrano")
    saved = hand.carry(plugin(hand).create_subscriber(create(access=access)))
    kept = list(fake_of(hand).pabx.subscribers.values())[-1]
    assert saved.password == kept.password != PASSWORD
    assert kept.password
    assert kept.password not in repr(saved)


def test_voip_sub_10_the_caller_s_password_is_the_one_that_is_set_and_no_other_is_told(hand: Hand) -> None:
    saved = hand.carry(plugin(hand).create_subscriber(create()))
    assert saved.password == list(fake_of(hand).pabx.subscribers.values())[-1].password == PASSWORD


def test_voip_sub_11_no_answer_gives_a_saved_password_back(hand: Hand) -> None:
    saved = hand.carry(plugin(hand).create_subscriber(create()))
    seen: list[bytes] = []

    def look(request: HttpRequest) -> HttpAnswer:
        sent = hand.plugin.authorize(request, "")
        seen.append((given := hand.fake.handle(as_received(sent))).body)
        return given

    hand.answer_with = look
    for name in ("list_subscribers", "list_lines", "list_calls"):
        hand.carry(OPERATIONS[name](plugin(hand)))
    hand.carry(plugin(hand).get_subscriber(r.GetSubscriber(subscriber_id=saved.subscriber.id or "")))
    assert len(seen) == 4
    assert not [body for body in seen if PASSWORD.encode() in body or b"sandbox-0000" in body]


def test_a_creation_answered_with_a_subscriber_who_was_there_before_is_not_understood(hand: Hand) -> None:
    (old,) = (each for each in fake_of(hand).pabx.subscribers.values() if each.id == "101")
    profile = attrs.evolve(create().profile, tax_id=old.profile.tax_id)
    hand.answer_with = instead_of("create_subscriber", answer({"error": 0, "reason": "OK", "customer_id": 101}))
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(plugin(hand).create_subscriber(create(profile=profile)))
    assert failed.value.paths == ("$.id",)


def test_an_update_answered_with_another_username_than_the_one_asked_for_is_no_success(hand: Hand) -> None:
    def another(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "assumed_update_subscriber":
            return None
        told = json.loads(hand.fake.handle(as_received(hand.plugin.authorize(request, ""))).body)
        return answer({**told, "subscriber": {**told["subscriber"], "username": "de-antes"}})

    hand.answer_with = another
    asked = r.UpdateSubscriber(subscriber=SUBSCRIBER, profile=SUBSCRIBER.profile, access=create().access)
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(plugin(hand).update_subscriber(asked))
    assert failed.value.paths == ("$.subscriber.username",)


def test_voip_sub_10_a_username_that_was_taken_since_is_a_conflict_and_nothing_is_saved(hand: Hand) -> None:
    before = len(fake_of(hand).pabx.subscribers)
    taken = m.PanelAccess(username="padaria", password=PASSWORD)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).create_subscriber(create(access=taken)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "voip.username_taken"
    assert hand.writes == 0
    assert len(fake_of(hand).pabx.subscribers) == before


def test_another_username_and_password_can_be_set_later(hand: Hand) -> None:
    request = r.UpdateSubscriber(subscriber=SUBSCRIBER, profile=COMPANY, access=ACCESS)
    saved = hand.carry(plugin(hand).update_subscriber(request))
    kept = fake_of(hand).pabx.subscribers["101"]
    assert (kept.username, kept.password, saved.password) == ("beltrano", PASSWORD, PASSWORD)
    made_up = attrs.evolve(request, access=m.PanelAccess(username="beltrano"))
    assert hand.carry(plugin(hand).update_subscriber(made_up)).password == kept.password != PASSWORD
    assert hand.carry(plugin(hand).update_subscriber(attrs.evolve(request, access=None))).password is None


def test_the_block_is_one_switch_on_the_whole_subscriber(hand: Hand) -> None:
    sent = bodies(hand)
    off = hand.carry(OPERATIONS["disable_subscriber"](plugin(hand)))
    assert sent["subscriber_status"] == {"id": 101, "status": 0}
    assert (off.status, off.raw_status, off.profile) == (m.SubscriberStatus.DISABLED, "0", COMPANY)
    assert not fake_of(hand).pabx.subscribers["101"].enabled
    on = hand.carry(OPERATIONS["enable_subscriber"](plugin(hand)))
    assert sent["subscriber_status"] == {"id": 101, "status": 1}
    assert on.status is m.SubscriberStatus.SAVED
    assert hand.labels == ["subscriber_status", "subscriber_status"]


@pytest.mark.parametrize(("told", "paths"), [
    ({"customer_id": 102, "new_status": 0}, ("$.customer_id",)),
    ({"customer_id": 101}, ("$.new_status",)),
])  # fmt: skip
def test_a_switch_answered_for_somebody_else_or_without_a_status_is_none(
    hand: Hand, told: dict[str, Any], paths: tuple[str, ...]
) -> None:
    hand.answer_with = instead_of("subscriber_status", answer({"error": 0, "reason": "OK", **told}))
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(OPERATIONS["disable_subscriber"](plugin(hand)))
    assert failed.value.paths == paths


def test_core_5_a_status_that_no_table_has_is_unknown_with_its_word(hand: Hand) -> None:
    content = {"error": 0, "reason": "OK", "customer_id": 101, "old_status": 1, "new_status": 7}
    hand.answer_with = instead_of("subscriber_status", answer(content))
    seen = hand.carry(OPERATIONS["disable_subscriber"](plugin(hand)))
    assert (seen.status, seen.raw_status) == (m.SubscriberStatus.UNKNOWN, "7")


# --- lines ---


def test_a_line_is_sent_with_the_documented_keys_and_read_back_from_the_list(hand: Hand) -> None:
    sent = bodies(hand)
    wanted = attrs.evolve(NEW_LINE, caller_id="1140001111", max_simultaneous_calls=3, sales_plan_id="8", mobile=False)
    made = hand.carry(plugin(hand).create_line(r.CreateLine(subscriber_id="101", line=wanted)))
    assert sent["create_line"] == {
        "customer_id": 101, "fixo": 1, "movel": 0, "fixo_ddi": 0, "movel_ddi": 0, "status": 1, "auth": 0,
        "username": "3001", "password": "Senha-de-Linha-88", "rate_id": 8, "callerid": "1140001111", "simultaneas": 3,
    }  # fmt: skip
    assert (made.username, made.number, made.max_simultaneous_calls) == ("3001", "1140001111", 3)
    assert (made.sales_plan_id, made.status, made.subscriber_id) == ("8", m.LineStatus.ACTIVE, "101")
    assert hand.labels == ["lines", "create_line", "lines"]


def test_a_line_that_nobody_describes_leaves_everything_to_the_platform(hand: Hand) -> None:
    sent = bodies(hand)
    made = hand.carry(OPERATIONS["create_line"](plugin(hand)))
    assert {"rate_id", "callerid", "simultaneas"} & set(sent["create_line"]) == set()
    assert made.sales_plan_id is None, "a plan of 0 is the subscriber's"


def test_lines_are_read_with_the_texts_that_the_platform_prints(hand: Hand) -> None:
    first, second = hand.carry(OPERATIONS["list_lines"](plugin(hand))).items
    assert (first.balance, second.balance) == (Decimal("1250.75"), Decimal(0))
    assert (first.sales_plan_id, second.sales_plan_id) == (None, "8")
    assert first.raw["ddd_local"] == "5511"


def test_a_line_s_record_keeps_no_password(hand: Hand) -> None:
    device = {
        "id": "1",
        "id_cliente": "101",
        "username": "x",
        "password": "aberta",
        "senha": "aberta",
        "Senha": "aberta",
    }
    group = {"id_cliente": 101, "nome_fantasia": "", "records": 1, "data": [device]}
    hand.answer_with = instead_of("lines", answer({"error": 0, "reason": "OK", "records": 1, "data": [group]}))
    (line,) = hand.carry(OPERATIONS["list_lines"](plugin(hand))).items
    assert line.raw == {"id": "1", "id_cliente": "101", "username": "x"}


@pytest.mark.parametrize(("group", "path"), [
    ({"id_cliente": 102, "records": 0, "data": []}, "$.data[0].id_cliente"),
    ({"id_cliente": 101, "records": 2, "data": [{"id": "1", "id_cliente": "101"}]}, "$.data[0].records"),
    ({"id_cliente": 101, "records": 1, "data": [{"id_cliente": "101"}]}, "$.data[0].data[0].id"),
    ({"id_cliente": 101, "records": 1, "data": [{"id": "1", "id_cliente": "101", "saldo": "1.234"}]},
     "$.data[].data[].saldo"),
])  # fmt: skip
def test_a_list_of_somebody_else_s_lines_or_of_half_of_them_is_none(
    hand: Hand, group: dict[str, Any], path: str
) -> None:
    hand.answer_with = instead_of("lines", answer({"error": 0, "reason": "OK", "records": 1, "data": [group]}))
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(OPERATIONS["list_lines"](plugin(hand)))
    assert failed.value.paths == (path,)


def test_voip_sub_12_the_platform_keeps_its_own_limit_and_zero_is_none(hand: Hand) -> None:
    add = [r.CreateLine(subscriber_id="101", line=attrs.evolve(NEW_LINE, username=str(n))) for n in (1, 2)]
    hand.carry(plugin(hand).create_line(add[0]))
    with pytest.raises(ProviderRejected, match="Limite"):
        hand.carry(plugin(hand).create_line(add[1]))
    for number in range(5):
        line = attrs.evolve(NEW_LINE, username=f"p{number}")
        hand.carry(plugin(hand).create_line(r.CreateLine(subscriber_id="104", line=line)))
    assert len(fake_of(hand).pabx.subscribers["104"].lines) == 5


def test_a_line_that_was_accepted_and_is_not_listed_is_no_line(hand: Hand) -> None:
    hand.answer_with = instead_of("create_line", answer({"error": 0, "reason": "OK"}))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(OPERATIONS["create_line"](plugin(hand)))


def test_a_number_rings_at_a_line(hand: Hand) -> None:
    sent = bodies(hand)
    hand.carry(OPERATIONS["assign_number"](plugin(hand)))
    assert sent["assign_number"] == {
        "customer_id": 101, "description": "", "did_number": "1140001111", "did_type": 1, "device_id": 102,
    }  # fmt: skip
    assert fake_of(hand).pabx.numbers == {"1140001111": "102"}


# --- refusals and hostile answers ---


@pytest.mark.parametrize(("status", "kind"), [(401, AuthenticationFailed), (403, AuthenticationFailed)])
def test_a_wrong_token_is_told_as_such(hand: Hand, status: int, kind: type[IspError]) -> None:
    hand.answer_with = lambda request: answer({"error": 1, "reason": "Token inválido."}, status)
    for name in OPERATIONS:
        with pytest.raises(kind):
            hand.carry(OPERATIONS[name](plugin(hand)))


@pytest.mark.parametrize("status", [200, 400, 404, 413, 422])
@pytest.mark.parametrize("name", sorted(ON_DOCUMENTED_CALLS - {"test_connection"}))
def test_a_refusal_keeps_the_platform_s_words_without_people(hand: Hand, status: int, name: str) -> None:
    reason = "Assinante 529.982.247-25 fulana@example.invalid inativo"
    hand.answer_with = lambda request: answer({"error": 1, "reason": reason}, status)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert refused.value.words == "Assinante *** *** inativo"
    assert refused.value.code == str(status)


@pytest.mark.parametrize("error", [2, -1])
def test_an_envelope_that_says_neither_yes_nor_no_is_not_understood(hand: Hand, error: int) -> None:
    hand.answer_with = lambda request: answer({"error": error, "reason": "OK"})
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(OPERATIONS["assign_number"](plugin(hand)))
    assert failed.value.paths == ("$.error",)


def test_a_connection_is_good_when_only_the_subscriber_is_missing(hand: Hand) -> None:
    hand.carry(OPERATIONS["test_connection"](plugin(hand)))
    hand.answer_with = lambda request: answer({"error": 1, "reason": "Chave inválida."})
    with pytest.raises(ProviderRejected, match="Chave"):
        hand.carry(OPERATIONS["test_connection"](plugin(hand)))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_answer_that_nobody_understands_is_never_a_success(name: str, hostile: str) -> None:
    hand = nextbilling()
    hand.answer_with = lambda request: HOSTILE[hostile]
    with pytest.raises((UnexpectedAnswer, ProviderRejected)) as failed:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert "52998224725" not in str(failed.value)


@pytest.mark.parametrize(
    ("name", "label", "content", "path"),
    [
        ("get_subscriber", "assumed_subscriber", {"id": "999"}, "$.id"),
        ("update_subscriber", "assumed_update_subscriber", {"subscriber": {"id": "999"}}, "$.subscriber.id"),
        ("set_simultaneous_calls", "assumed_set_capacity", {"id": "999"}, "$.id"),
        ("set_simultaneous_calls", "assumed_set_capacity", {"simultaneous_calls": 1}, "$.simultaneous_calls"),
        ("open_panel", "assumed_open_panel", {"site": "http://painel.invalid"}, "$.site"),
        ("open_panel", "assumed_open_panel", {"site": "javascript:alert(1)"}, "$.site"),
        ("open_panel", "assumed_open_panel", {"token": ""}, "$.token"),
    ],
)
def test_an_assumed_answer_about_something_else_is_refused(
    hand: Hand, name: str, label: str, content: dict[str, Any], path: str
) -> None:
    def spoilt(request: HttpRequest) -> HttpAnswer | None:
        if request.label != label:
            return None
        right = json.loads(hand.fake.handle(as_received(hand.plugin.authorize(request, ""))).body)
        inner = content.get("subscriber", {})
        wrong = {**right, **content}
        return answer({**wrong, "subscriber": {**right["subscriber"], **inner}} if inner else wrong)

    hand.answer_with = spoilt
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert path in failed.value.paths


# --- the fake as the contract file has it ---


def ask(method: str, path: str, body: Any = None, **query: str) -> HttpAnswer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
    return NextBillingSandbox().handle(FakeRequest(method=method, path=path, query=query, body=content))


SECRETS = f"{CREDENTIALS['token']}/{CREDENTIALS['chave']}"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (lambda: ask("GET", f"api/nothingSuch/{SECRETS}"), 404),
        (lambda: ask("GET", "api/cdr/only-one"), 404),
        (lambda: ask("GET", f"other/cdr/{SECRETS}"), 404),
        (lambda: ask("GET", f"api/manageCustomers/{SECRETS}"), 404),
        (lambda: ask("GET", "api/cdr/wrong/wrong"), 403),
        (lambda: ask("GET", f"api/cdr/{CREDENTIALS['token']}/wrong"), 403),
        (lambda: ask("GET", f"api/listDevices/{SECRETS}"), 422),
        (lambda: ask("POST", f"api/statusCustomer/{SECRETS}", {"id": 101}), 400),
        (lambda: ask("POST", f"api/statusCustomer/{SECRETS}", b"{"), 400),
        (lambda: ask("PUT", f"api/manageDevices/{SECRETS}/2", {"auth": 0}), 404),
        (lambda: ask("PUT", f"api/manageDevices/{SECRETS}/1", {"auth": 1, "username": "a", "password": "b"}), 422),
        (lambda: ask("PUT", f"api/manageDID/{SECRETS}", {"did_type": 6}), 422),
        (lambda: ask("PUT", f"api/manageCustomers/{SECRETS}", b"x" * (128 * 1024 + 1)), 413),
    ],
)
def test_the_fake_answers_with_the_interface_s_own_statuses(given: Callable[[], HttpAnswer], status: int) -> None:
    found = given()
    assert found.status == status
    assert json.loads(found.body)["error"] == 1


def test_the_fake_prints_what_the_pages_show() -> None:
    switched = json.loads(ask("POST", f"api/statusCustomer/{SECRETS}", {"id": 101, "status": 0}).body)
    assert switched == {
        "error": 0, "reason": "OK", "customer_id": 101, "customer_name": "Padaria Exemplo", "old_status": 1,
        "new_status": 0,
    }  # fmt: skip
    listed = json.loads(ask("GET", f"api/listDevices/{SECRETS}/101").body)
    assert all(isinstance(value, str) for value in listed["data"][0]["data"][0].values())
    assert listed["data"][0]["data"][0]["saldo"] == "1250.75000"
    header = json.loads(ask("GET", f"api/cdr/{SECRETS}/101", date_ini="2026-01-01", date_end="2026-01-31").body)
    assert (header["total_value"], header["total_time_text"]) == ("1.249,56000", "02:45:00")


def test_a_business_refusal_of_the_fake_is_a_200_with_an_error() -> None:
    found = ask("POST", f"api/statusCustomer/{SECRETS}", {"id": 999, "status": 0})
    assert (found.status, json.loads(found.body)) == (200, {"error": 1, "reason": "Assinante não encontrado."})


def test_every_vocabulary_and_model_can_be_corrected_by_a_partner() -> None:
    hand = nextbilling(
        keys={"Row.kind": "categoria", "NewSubscriber.sales_plan_id": "plano"}, words={"call_kind": {"F": "fixed"}},
        paths={"assumed_balance": "saldo/{subscriber}"},
    )  # fmt: skip
    rows = [{"duracao": 1, "categoria": "F", "valor": "1,0"}]
    header = {"error": 0, "reason": "OK", "total_records": 1, "total_time": 1, "total_value": "1,0"}
    hand.answer_with = instead_of("calls", answer({**header, "data": rows}))
    (call,) = hand.carry(OPERATIONS["list_calls"](plugin(hand))).items
    assert call.kind is m.CallKind.FIXED
    sent = bodies(hand)
    with pytest.raises(ProviderRejected):
        hand.carry(plugin(hand).create_subscriber(create()))
    assert sent["create_subscriber"]["plano"] == "7"
    corrected = hand.plugin.call(hand.plugin.wire.endpoints["assumed_balance"], path={"subscriber": "101"})
    assert hand.plugin.authorize(corrected, "").path == f"api/saldo/{SECRETS}/101"
