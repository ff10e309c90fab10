"""What TIP's plugin declares, and its operations on the fake."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand, pages
from family_by_hand import PORTED, answer, instead_of
from isp_integrations.clients.mvno import connect
from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import (
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account
from isp_integrations.core.session import Session
from isp_integrations.plugins.mvno.assumed.network import Holder, Line, Plan, Sim, make_iccid
from isp_integrations.plugins.mvno.tip.plugin import Easy2Use, TipBrasil, TipTaTelecom
from isp_integrations.plugins.mvno.tip.sandbox import CREDENTIALS, TipSandbox
from isp_integrations.sandbox.mvno import sandbox
from isp_integrations.testing.mvno_cases import CUSTOMER
from tip_by_hand import LINE, NUMBER, OPERATIONS, STOCK_SIM, block, fake_of, kept, plugin, tip

ACTIVATION = r.ActivateLine(customer=CUSTOMER, plan_code="1", area_code="11", iccid=STOCK_SIM)
PLAIN_HTTP = "http://tip.example.invalid/api/public"


@pytest.fixture
def hand() -> Hand:
    return tip()


def sent_by(hand: Hand) -> list[HttpRequest]:
    """Every request that leaves from now on."""
    sent: list[HttpRequest] = []
    carry = hand.answer_with

    def note(request: HttpRequest) -> Any:
        sent.append(request)
        return carry(request)

    hand.answer_with = note
    return sent


# --- declarations ---


def test_what_no_client_was_seen_to_do_is_assumed_and_the_rest_observed() -> None:
    marks = {name: declared.evidence for name, declared in TipBrasil.operations.items()}
    assumed = {"swap_sim", "transfer_ownership", "cancel_portability"}
    assert {name for name, mark in marks.items() if mark is ASSUMED} == assumed
    assert {mark for name, mark in marks.items() if name not in assumed} == {OBSERVED}


def test_every_declared_operation_has_a_case_here() -> None:
    assert set(OPERATIONS) == set(TipBrasil.operations)


def test_a_port_in_is_no_second_step_on_an_active_line(hand: Hand) -> None:
    refused = Session(hand.plugin, accept_assumed=True).refusal(MvnoSpec.request_portability)
    assert isinstance(refused, UnsupportedOperation)


def test_a_full_block_is_unverified_for_its_reasons_and_a_partial_one_is_not(hand: Hand) -> None:
    session = Session(hand.plugin)
    assert session.refusal(MvnoSpec.block_line, block(m.BlockScope.PARTIAL)) is None
    refused = session.refusal(MvnoSpec.block_line, block(m.BlockScope.TOTAL))
    assert isinstance(refused, UnverifiedWire)
    assert refused.assumed == ("block_total",)


def test_the_two_platforms_differ_in_name_and_address_alone() -> None:
    own = {name for kind in (TipBrasil, TipTaTelecom) for name in vars(kind) if not name.startswith("_")}
    assert own <= {"key", "title", "base_url", "operations"}
    assert dict(TipBrasil.operations) == dict(TipTaTelecom.operations) == dict(Easy2Use.operations)
    assert (TipBrasil.key, TipTaTelecom.key) == ("tip_brasil", "tip_ta_telecom")


def test_ta_telecom_s_address_must_be_given_and_plain_http_must_be_allowed() -> None:
    with pytest.raises(InvalidRecord) as missing:
        connect("tip_ta_telecom", credentials=CREDENTIALS)
    assert "base_url" in str(missing.value)
    with pytest.raises(InvalidRecord) as plain:
        connect("tip_ta_telecom", credentials=CREDENTIALS, base_url=PLAIN_HTTP)
    assert plain.value.problems == ("base_url: deve usar https",)
    connect("tip_ta_telecom", credentials=CREDENTIALS, base_url=PLAIN_HTTP, allow_plain_http=True).close()


def test_tip_brasil_has_an_https_address_that_may_be_replaced() -> None:
    connect("tip_brasil", credentials=CREDENTIALS).close()
    connect("tip_brasil", credentials=CREDENTIALS, base_url="https://tip.example.invalid/api/public").close()


# --- catalogue, stock, subscribers ---


@pytest.mark.parametrize(
    ("description", "quota", "megabytes"),
    [
        ("Plano 7 GB", 7168, "7168"),
        ("Plano 7GB", 7000, "7000"),
        ("Plano 500 MB", "500", "500"),
        ("Plano 10GB + 5GB portabilidade", 15360, "15360"),
        ("Plano 10GB + 5GB portabilidade", 10240, "10240"),
        ("Plano Livre", 512, "512"),
        ("Plano 1,5 GB", 1536, "1536"),
        ("Plano 7 GB", 7, None),
        ("Plano 500 MB", 512000, None),
        ("Plano 7 GB", "7 GB", None),
        ("Plano Livre", "ilimitado", None),
    ],
)
def test_a_quota_contradicted_by_its_plan_is_kept_raw_and_never_converted(
    hand: Hand, description: str, quota: object, megabytes: str | None
) -> None:
    told = {"id": 1, "description": description, "quantity": {"dados": quota, "sms": 10, "telefonia": 100}}
    hand.answer_with = instead_of("plans", answer([told]))
    (plan,) = pages(hand, plugin(hand).list_plans, r.ListPlans())
    assert plan.data_mb == (None if megabytes is None else Decimal(megabytes))
    assert plan.unknown_units == (() if megabytes else ("dados",))
    assert dict(plan.raw) == ({} if megabytes else {"dados": str(quota)})
    assert (plan.code, plan.voice, plan.sms) == ("1", "100 min", "10")


def test_a_wrapped_catalogue_reads_like_a_bare_one(hand: Hand) -> None:
    bare = pages(hand, plugin(hand).list_plans, r.ListPlans())
    told = [{"id": 4, "description": "20 GB"}]
    hand.answer_with = instead_of("plans", answer({"data": told}))
    assert len(bare) == 4
    assert [plan.name for plan in pages(hand, plugin(hand).list_plans, r.ListPlans())] == ["20 GB"]


def test_a_stock_of_several_pages_is_read_to_its_end_status_by_status() -> None:
    many = [Sim(iccid=make_iccid(number)) for number in range(2000, 3002)]
    hand = tip(TipSandbox(stock=many))
    fake_of(hand).network.cancel(fake_of(hand).network.lines[2])
    sent = sent_by(hand)
    sims = pages(hand, plugin(hand).list_sim_cards, r.ListSimCards())
    asked = [(dict(request.query)["status"], dict(request.query)["page"]) for request in sent]
    assert asked == [("1", "1"), ("1", "2"), ("1", "3"), ("3", "1"), ("2", "1")]
    assert [sim.available for sim in sims].count(True) == 1002
    assert [sim.available for sim in sims].count(False) == 3
    assert len({sim.iccid for sim in sims}) == 1005


@pytest.mark.parametrize(("available", "statuses"), [(True, ["1"]), (False, ["3", "2"]), (None, ["1", "3", "2"])])
def test_the_stock_is_asked_by_what_is_wanted(hand: Hand, available: bool | None, statuses: list[str]) -> None:
    sent = sent_by(hand)
    pages(hand, plugin(hand).list_sim_cards, r.ListSimCards(available=available))
    assert [dict(request.query)["status"] for request in sent] == statuses


def test_a_sim_in_an_unknown_status_is_neither_free_nor_taken(hand: Hand) -> None:
    told = {"results": [{"sim_card": STOCK_SIM.value, "status": "SUSPENSO"}], "codigo_status_tip": 0}
    hand.answer_with = instead_of("stock", answer(told))
    page = hand.carry(plugin(hand).list_sim_cards(r.ListSimCards(available=True), None))
    assert [sim.available for sim in page.items] == [None]


@pytest.mark.parametrize("cursor", ["1", "4.1", "1.0", "1.x", "1.1.1"])
def test_a_stock_cursor_of_somebody_else_is_refused(hand: Hand, cursor: str) -> None:
    with pytest.raises(InvalidRecord):
        hand.carry(plugin(hand).list_sim_cards(r.ListSimCards(), cursor))


def test_a_company_is_shown_by_its_registered_name(hand: Hand) -> None:
    company = Cnpj.parse("11222333000181")
    found = hand.carry(plugin(hand).get_subscriber(r.GetSubscriber(tax_id=company)))
    assert (found.legal_name, found.tax_id, found.line_count) == ("Empresa Amostra", company, 1)


def test_a_subscriber_that_is_another_one_is_not_taken(hand: Hand) -> None:
    other = {"cpf_cnpj": "11144477735", "nome": "Fábio Modelo", "contratos": []}
    hand.answer_with = instead_of("subscribers", answer({"results": [other]}))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).get_subscriber(r.GetSubscriber(tax_id=Cpf.parse("52998224725"))))
    assert refused.value.code == "not_found"


# --- one line ---


def test_a_number_with_a_cancelled_contract_leads_to_the_present_one(hand: Hand) -> None:
    network = fake_of(hand).network
    kept(hand).status = m.LineStatus.CANCELLED
    iccid = make_iccid(990)
    network.add_line(Line(id="1", msisdn=NUMBER.national, iccid=iccid, holder=kept(hand).holder))
    line = hand.carry(plugin(hand).get_line(r.GetLine(msisdn=NUMBER)))
    assert (line.iccid, line.status) == (Iccid.parse(iccid), m.LineStatus.ACTIVE)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("EM USO", m.LineStatus.ACTIVE),
        ("em  uso", m.LineStatus.ACTIVE),
        ("BLOQUEADO", m.LineStatus.BLOCKED_TOTAL),
        ("CANCELADO", m.LineStatus.CANCELLED),
        ("SUSPENSO", m.LineStatus.UNKNOWN),
        ("ATIVO", m.LineStatus.UNKNOWN),
        ("SEM USO", m.LineStatus.UNKNOWN),
        ("", m.LineStatus.UNKNOWN),
    ],
)
def test_only_the_words_that_were_seen_are_read(hand: Hand, word: str, status: m.LineStatus) -> None:
    hand.answer_with = instead_of("sim", answer({"status": word, "numero": NUMBER.national}))
    line = hand.carry(plugin(hand).get_line(r.GetLine(iccid=LINE.iccid)))
    assert (line.status, line.raw_status) == (status, word)


def test_a_free_sim_is_no_line(hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).get_line(r.GetLine(iccid=STOCK_SIM)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "mvno.platform.line_not_found"
    assert hand.carry(plugin(hand).find_sim(r.FindSim(iccid=STOCK_SIM))).available is True


def test_the_number_may_stand_under_its_other_key(hand: Hand) -> None:
    hand.answer_with = instead_of("sim", answer({"status": "EM USO", "msisdn": f"55{NUMBER.national}"}))
    assert hand.carry(plugin(hand).get_line(r.GetLine(iccid=LINE.iccid))).msisdn == NUMBER


def test_a_line_without_number_and_sim_is_refused_before_anything_is_sent(hand: Hand) -> None:
    nameless = m.MvnoLine(status=m.LineStatus.ACTIVE)
    with pytest.raises(RuleViolation):
        hand.carry(plugin(hand).get_balance(r.GetBalance(line=nameless)))
    with pytest.raises(RuleViolation):
        hand.carry(plugin(hand).cancel_line(r.CancelLine(line=nameless)))
    assert hand.labels == []


def test_where_a_number_will_do_the_sim_is_not_looked_for(hand: Hand) -> None:
    by_number = attrs.evolve(LINE, iccid=None)
    assert hand.carry(plugin(hand).get_balance(r.GetBalance(line=by_number))).data_mb is not None
    assert hand.labels == ["balance"]
    hand.carry(plugin(hand).cancel_line(r.CancelLine(line=by_number)))
    assert kept(hand).status is m.LineStatus.CANCELLED


# --- activation and port-in ---


def order_of(request: r.ActivateLine) -> dict[str, Any]:
    hand = tip()
    sent = sent_by(hand)
    hand.carry(plugin(hand).activate_line(request))
    (body,) = (step.body for step in sent if step.label == "activate")
    assert isinstance(body, dict)
    return body


def test_an_order_says_who_where_and_which_plan() -> None:
    address = attrs.evolve(CUSTOMER.address or Address(), city_code="3550308")
    body = order_of(attrs.evolve(ACTIVATION, customer=attrs.evolve(CUSTOMER, address=address)))
    assert body == {
        "person_type": "F",
        "person_name": "Fulana Exemplo da Silva",
        "document_number": "52998224725",
        "phone_number": "11961230000",
        "date_of_birth": "31/01/1990",
        "type_of_street": "",
        "address": "Rua dos Exemplos",
        "address_number": "100",
        "neighborhood": "Bairro Modelo",
        "state": "SP",
        "city_code": "3550308",
        "postcode": "01000000",
        "plan_code": "1",
        "portability": False,
        "cn_contract_line": "11",
        "contract_line": "",
    }


def test_a_company_is_ordered_for_as_a_company() -> None:
    company = attrs.evolve(CUSTOMER, tax_id=Cnpj.parse("11222333000181"), birth_date=None, address=None)
    body = order_of(attrs.evolve(ACTIVATION, customer=company))
    assert (body["person_type"], body["date_of_birth"], body["address"]) == ("J", "", "")


def test_a_port_in_goes_inside_the_order_with_its_number_split() -> None:
    number = Msisdn.parse("19962223333")
    body = order_of(attrs.evolve(ACTIVATION, area_code="19", port_in=r.PortIn(number=number)))
    assert (body["portability"], body["cn_contract_line"], body["contract_line"]) == (True, "19", "962223333")


def test_an_activation_waits_for_its_number(hand: Hand) -> None:
    ordered = hand.carry(plugin(hand).activate_line(ACTIVATION))
    polls = [hand.carry(plugin(hand).get_activation(r.GetActivation(iccid=STOCK_SIM))).line for _ in range(3)]
    assert (ordered.line.status, ordered.line.msisdn) == (m.LineStatus.AWAITING_ACTIVATION, None)
    assert [line.status for line in polls] == [
        m.LineStatus.AWAITING_ACTIVATION,
        m.LineStatus.AWAITING_ACTIVATION,
        m.LineStatus.ACTIVE,
    ]
    assert polls[-1].msisdn is not None


def test_a_ported_line_works_when_its_port_in_is_done() -> None:
    with sandbox("tip_brasil") as client:
        done = client.activate_line(
            customer=CUSTOMER, plan_code="1", area_code="11", iccid=STOCK_SIM, port_in=r.PortIn(number=PORTED)
        )
        assert [event.name for event in done.events] == ["LineActivationRequested", "PortabilityRequested"]
        line = done.value.line
        assert line.portability == m.Portability(number=PORTED, status=m.PortabilityStatus.PENDING)
        seen = [client.get_portability(line=line).status for _ in range(3)]
        assert seen == [m.PortabilityStatus.PENDING, m.PortabilityStatus.PENDING, m.PortabilityStatus.COMPLETED]
        active = client.get_activation(iccid=STOCK_SIM).line
        assert (active.msisdn, active.status) == (PORTED, m.LineStatus.ACTIVE)


def test_a_refused_port_in_leaves_its_sim_pending() -> None:
    fake = TipSandbox()
    fake.refuse_port_in(PORTED.national)
    hand = tip(fake)
    hand.carry(plugin(hand).activate_line(attrs.evolve(ACTIVATION, port_in=r.PortIn(number=PORTED))))
    progress = r.GetPortability(line=m.MvnoLine(iccid=STOCK_SIM, status=m.LineStatus.AWAITING_ACTIVATION))
    ports = [hand.carry(plugin(hand).get_portability(progress)) for _ in range(3)]
    assert ports[-1].status is m.PortabilityStatus.REFUSED
    waiting = hand.carry(plugin(hand).get_activation(r.GetActivation(iccid=STOCK_SIM))).line
    assert waiting.status is m.LineStatus.AWAITING_ACTIVATION


def test_a_sim_with_a_holder_is_refused_before_the_order(hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).activate_line(attrs.evolve(ACTIVATION, iccid=LINE.iccid)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "mvno.iccid_in_use"
    assert hand.labels == ["sim"]


@pytest.mark.parametrize("fields", [{"msisdn": NUMBER}, {"iccid": None, "esim": True}])
def test_neither_a_number_nor_an_esim_can_be_left_to_choice(hand: Hand, fields: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedOperation):
        hand.carry(plugin(hand).activate_line(attrs.evolve(ACTIVATION, **fields)))
    assert hand.labels == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PORTABILIDADE CONCLUIDA", m.PortabilityStatus.COMPLETED),
        ("Portabilidade Concluída", m.PortabilityStatus.COMPLETED),
        ("EM USO", m.PortabilityStatus.COMPLETED),
        ("AGUARDANDO JANELA", m.PortabilityStatus.PENDING),
        ("PENDENTE", m.PortabilityStatus.PENDING),
        ("PORTABILIDADE CANCELADA", m.PortabilityStatus.CANCELLED),
        ("CANCELAMENTO PENDENTE", m.PortabilityStatus.CANCELLATION_PENDING),
        ("PORTABILIDADE RECUSADA PELA DOADORA", m.PortabilityStatus.REFUSED),
        ("PORTABILIDADE NÃO CONCLUÍDA", m.PortabilityStatus.UNKNOWN),
        ("SEM USO", m.PortabilityStatus.UNKNOWN),
        ("INCONCLUIDA", m.PortabilityStatus.UNKNOWN),
        ("CONCLUIDA, AGUARDANDO SMS", m.PortabilityStatus.UNKNOWN),
        ("EM TRATAMENTO", m.PortabilityStatus.UNKNOWN),
        ("", m.PortabilityStatus.UNKNOWN),
    ],
)
def test_a_port_in_is_what_its_text_contains_and_nothing_guessed(
    hand: Hand, text: str, status: m.PortabilityStatus
) -> None:
    told = {"status": text, "janela": "18/01/2026 10:00", "msg_usuario": "Ver CPF 529.982.247-25"}
    hand.answer_with = instead_of("portability", answer(told))
    port = hand.carry(plugin(hand).get_portability(r.GetPortability(line=LINE)))
    assert (port.status, port.raw_status, port.scheduled_for) == (status, text, date(2026, 1, 18))
    assert port.reason == ("Ver CPF ***" if status is m.PortabilityStatus.UNKNOWN else None)


def test_a_partner_may_add_a_word_of_the_port_in() -> None:
    hand = tip(words={"portability_status": {"EM TRATAMENTO": "scheduled"}})
    hand.answer_with = instead_of("portability", answer({"status": "EM TRATAMENTO"}))
    port = hand.carry(plugin(hand).get_portability(r.GetPortability(line=LINE)))
    assert port.status is m.PortabilityStatus.SCHEDULED


# --- blocks, plans ---


@pytest.mark.parametrize(
    ("reason", "number", "status"),
    [
        (m.BlockReason.THEFT, 1, m.LineStatus.BLOCKED_THEFT),
        (m.BlockReason.LOSS, 2, m.LineStatus.BLOCKED_LOSS),
        (m.BlockReason.MISUSE, 3, m.LineStatus.BLOCKED_MISUSE),
        (m.BlockReason.DEBT, 4, m.LineStatus.BLOCKED_TOTAL),
        (m.BlockReason.CUSTOMER, 5, m.LineStatus.BLOCKED_TOTAL),
    ],
)
def test_a_full_block_carries_the_number_of_its_reason(
    hand: Hand, reason: m.BlockReason, number: int, status: m.LineStatus
) -> None:
    sent = sent_by(hand)
    line = hand.carry(plugin(hand).block_line(block(m.BlockScope.TOTAL, reason)))
    assert [step.body for step in sent if step.label == "block_total"] == [{"reason": number}]
    assert line.status is status
    assert kept(hand).status is status
    assert hand.carry(plugin(hand).get_line(r.GetLine(iccid=LINE.iccid))).status is m.LineStatus.BLOCKED_TOTAL


def test_a_partial_block_carries_nothing_and_is_told_as_partial(hand: Hand) -> None:
    sent = sent_by(hand)
    line = hand.carry(plugin(hand).block_line(block(m.BlockScope.PARTIAL)))
    assert [step.body for step in sent if step.label == "block_partial"] == [None]
    assert line.status is kept(hand).status is m.LineStatus.BLOCKED_PARTIAL


def test_a_partial_block_is_widened_to_a_full_one(hand: Hand) -> None:
    partly = hand.carry(plugin(hand).block_line(block(m.BlockScope.PARTIAL)))
    whole = hand.carry(plugin(hand).block_line(block(m.BlockScope.TOTAL, line=partly)))
    assert whole.status is kept(hand).status is m.LineStatus.BLOCKED_TOTAL


@pytest.mark.parametrize("scope", m.BlockScope)
def test_a_block_that_stands_is_not_ordered_again(hand: Hand, scope: m.BlockScope) -> None:
    blocked = hand.carry(plugin(hand).block_line(block(scope)))
    again = hand.carry(plugin(hand).block_line(block(scope, line=blocked)))
    assert again.status is blocked.status
    assert hand.writes == 1


def test_a_full_block_is_not_taken_as_done_where_the_host_does_not_know_of_it(hand: Hand) -> None:
    hand.carry(plugin(hand).block_line(block(m.BlockScope.TOTAL)))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).block_line(block(m.BlockScope.TOTAL, m.BlockReason.THEFT)))
    assert (refused.value.code, refused.value.words) == ("1", "O chip já está bloqueado.")


def test_a_free_line_is_not_unblocked(hand: Hand) -> None:
    line = hand.carry(plugin(hand).unblock_line(r.UnblockLine(line=LINE)))
    assert line.status is m.LineStatus.ACTIVE
    assert hand.writes == 0


def test_a_plan_is_ordered_by_its_id_as_text(hand: Hand) -> None:
    sent = sent_by(hand)
    line = hand.carry(plugin(hand).change_plan(r.ChangePlan(line=LINE, plan_code="3")))
    assert [step.body for step in sent if step.label == "change_plan"] == [{"plan_code": "3"}]
    assert line.plan_name == "12 GB"


# --- balance, usage, top-ups ---


def test_the_balance_is_what_is_left(hand: Hand) -> None:
    kept(hand).data_mb = Decimal("1536.5")
    assert hand.carry(plugin(hand).get_balance(r.GetBalance(line=LINE))) == m.Balance(data_mb=Decimal("1536.5"))


def test_usage_is_a_month_per_page_with_data_in_an_unknown_unit(hand: Hand) -> None:
    request = r.ListUsage(line=LINE, start=date(2025, 11, 20), end=date(2026, 1, 3))
    months = pages(hand, plugin(hand).list_usage, request)
    assert [(month.period_start, month.period_end) for month in months] == [
        (date(2025, 11, 1), date(2025, 11, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
    ]
    assert hand.labels == ["usage"] * 3
    for month in months:
        assert (month.msisdn, month.minutes, month.sms) == (NUMBER, Decimal(12), 3)
        assert month.data_mb is None
        assert dict(month.raw) == {"consumo_dados": "1536.50"}
        assert month.unknown_units == ("consumo_dados",)


@pytest.mark.parametrize("used", ["1.5", "1536", "1.536,00", "1,5 GB", 1536, 0])
def test_data_used_is_never_converted_whatever_it_looks_like(hand: Hand, used: object) -> None:
    row = {"linha": NUMBER.national, "periodo": "2026-01", "consumo_dados": used}
    hand.answer_with = instead_of("usage", answer({"results": [row]}))
    (month,) = pages(hand, plugin(hand).list_usage, r.ListUsage(line=LINE))
    assert (month.data_mb, dict(month.raw)) == (None, {"consumo_dados": str(used)})


def test_usage_without_days_is_of_the_present_month(hand: Hand) -> None:
    (month,) = pages(hand, plugin(hand).list_usage, r.ListUsage(line=LINE))
    assert month.period_start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 12, 31), None, 2),
        (None, date(2025, 6, 15), 1),
        (date(2026, 2, 1), date(2026, 1, 31), 0),
    ],
)
def test_usage_covers_the_months_of_its_days(hand: Hand, start: date | None, end: date | None, months: int) -> None:
    found = pages(hand, plugin(hand).list_usage, r.ListUsage(line=LINE, start=start, end=end))
    assert len(found) == months


def test_the_usage_of_other_lines_is_left_out(hand: Hand) -> None:
    rows = [{"linha": number, "periodo": "2026-01", "consumo_dados": "1"} for number in ("11961234568", NUMBER.value)]
    hand.answer_with = instead_of("usage", answer({"results": rows}))
    assert [month.msisdn for month in pages(hand, plugin(hand).list_usage, r.ListUsage(line=LINE))] == [NUMBER]


def test_the_usage_of_another_month_is_not_taken(hand: Hand) -> None:
    row = {"linha": NUMBER.national, "periodo": "2025-12", "consumo_dados": "1"}
    hand.answer_with = instead_of("usage", answer({"results": [row]}))
    with pytest.raises(UnexpectedAnswer) as failure:
        pages(hand, plugin(hand).list_usage, r.ListUsage(line=LINE))
    assert failure.value.paths == ("$.results[0].periodo",)


def test_a_line_known_by_its_sim_is_asked_for_by_its_number(hand: Hand) -> None:
    (month,) = pages(hand, plugin(hand).list_usage, r.ListUsage(line=attrs.evolve(LINE, msisdn=None)))
    assert month.msisdn == NUMBER


@pytest.mark.parametrize("cursor", ["2026", "2026-13", "01/2026", "2026-1"])
def test_a_usage_cursor_that_is_no_month_is_refused(hand: Hand, cursor: str) -> None:
    with pytest.raises(InvalidRecord):
        hand.carry(plugin(hand).list_usage(r.ListUsage(line=LINE), cursor))


@pytest.mark.parametrize(("code", "gigabytes"), [("1GB", 1), ("2 GB", 2), ("5gb", 5)])
def test_data_is_added_by_the_whole_gigabyte(hand: Hand, code: str, gigabytes: int) -> None:
    before = kept(hand).data_mb
    sent = sent_by(hand)
    added = hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code=code)))
    assert [step.body for step in sent if step.label == "add_data"] == [{"quantity": gigabytes}]
    assert added.plan_name == f"{gigabytes} GB"
    assert kept(hand).data_mb - before == gigabytes * 1024


@pytest.mark.parametrize("code", ["", "1", "0GB", "1.5GB", "-1GB", "1MB", "1GB2", "12345GB", "GB"])
def test_a_top_up_that_is_no_whole_gigabyte_is_refused_before_anything_is_sent(hand: Hand, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code=code)))
    assert refused.value.violations[0].code == "mvno.platform.top_up_in_gigabytes"
    assert hand.labels == []


def test_more_than_the_carrier_allows_is_refused_by_the_platform(hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code="6GB")))
    assert refused.value.words == "Quantidade acima do limite da operadora."
    assert kept(hand).top_ups == []


def test_the_last_top_up_alone_is_known(hand: Hand) -> None:
    assert pages(hand, plugin(hand).list_top_ups, r.ListTopUps(line=LINE)) == []
    for code in ("1GB", "2GB"):
        hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code=code)))
    (last,) = pages(hand, plugin(hand).list_top_ups, r.ListTopUps(line=LINE))
    assert last.at is not None
    assert last.at.date() == date(2026, 1, 15)


def test_a_last_top_up_on_no_day_is_not_taken_for_none(hand: Hand) -> None:
    hand.answer_with = instead_of("last_top_up", answer({"ultima_recarga": "há um mês", "codigo_status_tip": "0"}))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).list_top_ups(r.ListTopUps(line=LINE), None))
    assert failure.value.paths == ("$.ultima_recarga",)


# --- the fake ---


def test_the_fake_knows_no_other_route_and_no_impossible_order() -> None:
    hand = tip(TipSandbox(plans=[Plan(code="1", name="1 GB", price=Decimal(1), data_mb=Decimal(1024))]))
    ask: Callable[..., Any] = plugin(hand).activate_line
    nameless = attrs.evolve(ACTIVATION, customer=attrs.evolve(CUSTOMER, legal_name=""))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(ask(nameless))
    assert (refused.value.code, refused.value.words) == ("422", "Dados inválidos. Confira os campos enviados.")
    assert fake_of(hand).network.by_iccid(STOCK_SIM.value) is None


def test_the_fake_takes_lines_of_a_test_s_own() -> None:
    line = Line(id="1", msisdn="11900000001", iccid=make_iccid(77), holder=Holder(name="Gil", tax_id="52998224725"))
    hand = Hand(TipTaTelecom(Account(credentials=CREDENTIALS)), TipSandbox(lines=[line]))
    assert isinstance(hand.plugin, TipTaTelecom)
    lines = pages(hand, hand.plugin.list_lines, r.ListLines())
    assert [(one.holder_name, one.plan_name) for one in lines] == [("Gil", None)]


def test_a_stock_that_ignores_the_page_is_refused_instead_of_read_for_ever(hand: Hand) -> None:
    again = [{"sim_card": make_iccid(number), "status": "DISPONÍVEL"} for number in range(2000, 2500)]
    hand.answer_with = instead_of("stock", answer({"results": again, "codigo_status_tip": 0}))
    with pytest.raises(UnexpectedAnswer) as failure:
        pages(hand, plugin(hand).list_sim_cards, r.ListSimCards(available=True))
    assert failure.value.paths == ("$.results",)
    assert hand.labels == ["stock", "stock"]


def test_a_sim_that_shows_another_number_is_not_the_line_of_that_number(hand: Hand) -> None:
    hand.edits["sim"] = lambda body: body.update(numero="11961239999")
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).get_line(r.GetLine(msisdn=LINE.msisdn)))
    assert failure.value.paths == ("$.numero",)


BY_NUMBER = attrs.evolve(LINE, iccid=None)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.cancel_line(r.CancelLine(line=BY_NUMBER)),
        lambda p: p.change_plan(r.ChangePlan(line=BY_NUMBER, plan_code="3")),
        lambda p: p.block_line(block(m.BlockScope.TOTAL, line=BY_NUMBER)),
    ],
)
def test_a_line_known_by_its_number_alone_is_not_changed_where_its_sim_shows_another(
    hand: Hand, change: Callable[[TipBrasil], Exchange[Any]]
) -> None:
    hand.edits["sim"] = lambda body: body.update(numero="11961239999")
    with pytest.raises(UnexpectedAnswer):
        hand.carry(change(plugin(hand)))
    assert hand.writes == 0


@pytest.mark.parametrize("code", ["0.0", '"0.0"'])
def test_a_code_of_zero_is_a_success_also_with_decimals(hand: Hand, code: str) -> None:
    taken = HttpAnswer(status=200, body=f'{{"codigo_status_tip": {code}}}'.encode())
    hand.answer_with = lambda request: taken if request.label == "add_data" else None
    assert hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code="2GB"))).plan_name == "2 GB"
