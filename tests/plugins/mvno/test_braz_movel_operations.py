"""Braz Móvel on its fake: what its app was seen to do, refusals, and hostile answers over every operation."""

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand
from family_by_hand import FIRST, HOSTILE, PERSONAL, answer, instead_of, operations_on
from isp_integrations import mvno
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account
from isp_integrations.core.session import Session
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.braz_movel import calls
from isp_integrations.plugins.mvno.braz_movel.plugin import BrazMovel
from isp_integrations.plugins.mvno.braz_movel.sandbox import CREDENTIALS, BrazMovelSandbox
from isp_integrations.testing.mvno_cases import NEW_HOLDER
from testing.network_seed import seed_network

OWN = {"test_connection", "list_plans", "get_subscriber", "get_balance", "list_top_ups", "register_subscriber"}
FREE = Iccid.parse(make_iccid(1))
SEED = seed_network((_fake := BrazMovelSandbox()).network, _fake.network.add_line, make_iccid)
LINE = attrs.evolve(SEED.line, holder_tax_id=Cpf.parse("52998224725"))
OPERATIONS = operations_on(LINE, FREE)


def braz_movel(**overrides: Any) -> Hand:
    fake = BrazMovelSandbox()
    seed_network(fake.network, fake.network.add_line, make_iccid)
    return Hand(BrazMovel(Account(credentials=CREDENTIALS, wire_overrides=overrides)), fake)


def ready(hand: Hand, name: str) -> BrazMovel:
    assert isinstance(hand.plugin, BrazMovel)
    if name in FIRST:
        hand.carry(OPERATIONS[FIRST[name]](hand.plugin))
    hand.labels.clear()
    return hand.plugin


def labels_of(name: str) -> list[str]:
    hand = braz_movel()
    hand.carry(OPERATIONS[name](ready(hand, name)))
    return list(dict.fromkeys(hand.labels))


STEPS = [(name, label) for name in OPERATIONS for label in labels_of(name)]


def test_what_was_seen_is_observed_and_everything_else_of_the_family_is_borrowed() -> None:
    marks = {name: declared.evidence for name, declared in BrazMovel.operations.items()}
    assert {name for name, mark in marks.items() if mark is OBSERVED} == OWN
    assert {name for name, mark in marks.items() if mark is ASSUMED} == set(marks) - OWN
    assert set(marks) == {*OPERATIONS, "parse_webhook"}


def test_a_customer_without_password_and_a_line_without_id_or_holder_are_unverified() -> None:
    session = Session(braz_movel().plugin)
    with_password = r.RegisterSubscriber(customer=NEW_HOLDER, password="inicial")
    assert session.refusal(MvnoSpec.register_subscriber, with_password) is None
    refused = session.refusal(MvnoSpec.register_subscriber, r.RegisterSubscriber(customer=NEW_HOLDER))
    assert isinstance(refused, UnverifiedWire)
    assert refused.assumed == ("create_bare_customer",)
    for line in (LINE, attrs.evolve(SEED.line, platform_ids={"id": "1"})):
        assert session.refusal(MvnoSpec.get_balance, r.GetBalance(line=line)) is None
    refused = session.refusal(MvnoSpec.get_balance, r.GetBalance(line=SEED.line))
    assert isinstance(refused, UnverifiedWire)
    assert refused.assumed == ("assumed_line",)


def test_every_call_carries_the_partner_s_token() -> None:
    plugin = braz_movel().plugin
    request = next(iter(plugin.call(plugin.wire.endpoints["products"])))
    assert isinstance(request, HttpRequest)
    assert plugin.authorize(request, "").headers == (("Authorization", f"Bearer {CREDENTIALS['token']}"),)


def test_the_catalogue_is_the_products() -> None:
    with mvno.sandbox("braz_movel") as client:
        plans = list(client.list_plans())
    assert [(plan.code, plan.name, plan.price) for plan in plans][:1] == [("1", "4 GB", Decimal("24.9"))]


@pytest.mark.parametrize("name", ["list_plans", "list_top_ups"])
def test_a_list_that_is_not_whole_is_not_taken_for_whole(name: str) -> None:
    hand = braz_movel()
    plugin = ready(hand, name)
    label = {"list_plans": "products", "list_top_ups": "line_payments"}[name]
    hand.answer_with = instead_of(label, answer({"items": [], "count": 1}))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(OPERATIONS[name](plugin))
    assert failure.value.paths == ("$.count",)


def test_a_customer_is_found_by_cpf_alone() -> None:
    with mvno.sandbox("braz_movel") as client:
        found = client.get_subscriber(tax_id="52998224725")
        assert (found.legal_name, found.line_count) == ("Ana Exemplo", 1)
        with pytest.raises(ProviderRejected) as refused:
            client.get_subscriber(tax_id="39053344705")
        with pytest.raises(UnsupportedOperation):
            client.get_subscriber(tax_id="11222333000181")
    assert (refused.value.code, refused.value.words) == ("404", "Registro não encontrado.")


def test_the_answer_of_another_customer_is_not_taken() -> None:
    hand = braz_movel()
    other = {"id": 1, "name": "Fulana", "cpf": "11144477735", "lines": []}
    hand.answer_with = instead_of("customer_by_cpf", answer(other))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(OPERATIONS["get_subscriber"](ready(hand, "get_subscriber")))
    assert failure.value.paths == ("$.cpf",)


def test_what_is_left_is_told_without_a_unit() -> None:
    with mvno.sandbox("braz_movel") as client:
        left = client.get_balance(line=client.get_line(msisdn="11961234701"))
    assert (left.data_mb, left.minutes, left.sms) == (None, None, None)
    assert (left.raw["remaining"], left.unknown_units) == (Decimal(1024), ("remaining", "total", "types"))


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({"platform_ids": {"id": "8000"}}, ["line_usage"]),
        ({}, ["customer_by_cpf", "line_usage"]),
        ({"iccid": None}, ["customer_by_cpf", "line_usage"]),
        ({"holder_tax_id": None}, ["assumed_line", "line_usage"]),
    ],
)
def test_a_line_s_id_is_looked_up_by_what_the_line_has(changes: dict[str, Any], labels: list[str]) -> None:
    hand = braz_movel()
    plugin = ready(hand, "get_balance")
    hand.carry(plugin.get_balance(r.GetBalance(line=attrs.evolve(LINE, **changes))))
    assert hand.labels == labels


def test_a_line_that_its_holder_does_not_have_is_not_found() -> None:
    hand = braz_movel()
    plugin = ready(hand, "get_balance")
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin.get_balance(r.GetBalance(line=attrs.evolve(LINE, iccid=FREE))))
    assert refused.value.code == "not_found"


def test_payments_are_the_line_s_top_ups() -> None:
    with mvno.sandbox("braz_movel") as client:
        line = client.get_line(msisdn="11961234701")
        client.top_up(line=line, plan_code="1")
        (paid,) = client.list_top_ups(line=line)
    assert (paid.paid, paid.at is not None) == (Decimal("24.9"), True)


def test_a_customer_is_registered_once_with_and_without_a_password() -> None:
    for password in (None, "inicial"):
        hand = braz_movel()
        plugin = ready(hand, "register_subscriber")
        sent: list[Any] = []
        hand.answer_with = lambda request, sent=sent: sent.append(request.body)  # type: ignore[misc]  # bound now
        request = r.RegisterSubscriber(customer=NEW_HOLDER, password=password)
        made = hand.carry(plugin.register_subscriber(request))
        assert made.platform_id is not None
        assert [body for body in sent if body] == [
            {"name": "Beltrano Modelo", "email": "fulana@example.invalid", "cpf": "11144477735"}
            | ({"password": password} if password else {})
        ]
        with pytest.raises(ProviderRejected) as refused:
            hand.carry(plugin.register_subscriber(request))
        assert refused.value.words == "CPF já cadastrado."
    company = attrs.evolve(NEW_HOLDER, tax_id=Cnpj.parse("11222333000181"))
    with pytest.raises(UnsupportedOperation):
        hand.carry(plugin.register_subscriber(r.RegisterSubscriber(customer=company)))


def test_a_password_is_neither_shown_nor_told() -> None:
    assert "inicial" not in repr(r.RegisterSubscriber(customer=NEW_HOLDER, password="inicial"))


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("applied", [False, True])
def test_a_lost_registration_is_looked_up_by_cpf(applied: bool, settled: bool) -> None:
    overrides: dict[str, Any] = {"settle": {"create_bare_customer": 30}} if settled else {}
    hand = braz_movel(**overrides)
    plugin = ready(hand, "register_subscriber")
    hand.lose_writes = {0: applied}
    exchange = OPERATIONS["register_subscriber"](plugin)
    if applied or settled:
        hand.carry(exchange)
    else:
        with pytest.raises(OutcomeUnknown):
            hand.carry(exchange)
    assert hand.writes == (2 if settled and not applied else 1)


def test_a_lost_registration_of_a_known_cpf_proves_nothing() -> None:
    hand = braz_movel()
    plugin = ready(hand, "register_subscriber")
    hand.carry(OPERATIONS["register_subscriber"](plugin))
    hand.lose_writes = {1: True}
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["register_subscriber"](plugin))
    assert "já tinha cadastro" in unknown.value.explanation


@pytest.mark.parametrize("member", ["error", "message"])
@pytest.mark.parametrize("status", [400, 404, 409, 422])
@pytest.mark.parametrize("name", sorted(OWN))
def test_a_refusal_is_told_in_either_member_without_personal_data(name: str, status: int, member: str) -> None:
    hand = braz_movel()
    plugin = ready(hand, name)
    refusal = answer({member: "CPF 529.982.247-25 inválido"}, status)
    hand.answer_with = lambda request: None if request.label == "customer_by_cpf" and name in LOOKS else refusal
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(OPERATIONS[name](plugin))
    assert (refused.value.words, refused.value.code) == ("CPF *** inválido", str(status))


LOOKS = {"register_subscriber", "get_balance", "list_top_ups"}


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_refused_token_is_named_so(name: str, status: int) -> None:
    hand = braz_movel()
    plugin = ready(hand, name)
    hand.answer_with = lambda request: answer(b"<html>", status)
    with pytest.raises(AuthenticationFailed):
        hand.carry(OPERATIONS[name](plugin))


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(("name", "label"), STEPS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, label: str, kind: str) -> None:
    hand = braz_movel()
    plugin = ready(hand, name)
    hand.answer_with = instead_of(label, HOSTILE[kind])
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](plugin))
    assert isinstance(failure.value, UnexpectedAnswer | OutcomeUnknown)
    told = f"{failure.value} {failure.value!r}"
    assert not [secret for secret in PERSONAL if secret in told]


async def test_a_line_s_cycles_and_a_customer_s_lines_are_told_by_name() -> None:
    async with mvno.sandbox_async("braz_movel") as client:
        (line,) = await client.perform(calls.list_lines_of, tax_id="52998224725")
        (cycle,) = await client.perform(calls.list_line_plans, line=line)
    assert (line.msisdn.national if line.msisdn else None, line.status, line.raw_status) == (
        "11961234701",
        m.LineStatus.UNKNOWN,
        "ACTIVE",
    )
    assert (cycle.recurring, str(cycle.start), cycle.payment) == (True, "2025-06-01", "PIX")


def test_the_fake_knows_customers_by_id_and_no_other_route() -> None:
    hand = braz_movel()
    from isp_integrations.core.sandbox import FakeRequest

    token = {"authorization": f"Bearer {CREDENTIALS['token']}"}
    found = hand.fake.handle(FakeRequest(method="GET", path="customer/1001", headers=token))
    assert json.loads(found.body)["id"] == 1001
    assert hand.fake.handle(FakeRequest(method="GET", path="customer/1", headers=token)).status == 404
    assert hand.fake.handle(FakeRequest(method="DELETE", path="customer/1001", headers=token)).status == 404
