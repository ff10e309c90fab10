"""Every operation of Contel on its fake, and what the plugin declares."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from contel_by_hand import (
    COMPANY,
    CUSTOMER,
    DONOR_NUMBER,
    LINE,
    NUMBER,
    OPERATIONS,
    STOCK_ESIM,
    STOCK_SIM,
    TRANSFER,
    activate,
    block,
    contel,
    port_in,
)
from exchange_by_hand import Hand, as_received, pages
from isp_integrations.core.errors import (
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.identifiers import Cnpj, Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account
from isp_integrations.core.session import Session
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.contel import wire as w
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox

ASSUMED_OPERATIONS = {"cancel_line", "change_plan", "transfer_ownership", "cancel_portability"}


@pytest.fixture
def hand() -> Hand:
    return contel()


def line_of(hand: Hand, number: Msisdn = NUMBER) -> m.MvnoLine:
    return hand.carry(plugin(hand).get_line(r.GetLine(msisdn=number)))


def plugin(hand: Hand) -> Contel:
    assert isinstance(hand.plugin, Contel)
    return hand.plugin


def state(hand: Hand) -> ContelSandbox:
    assert isinstance(hand.fake, ContelSandbox)
    return hand.fake


def test_evidence_is_assumed_for_the_borrowed_operations_alone() -> None:
    marks = {name: declared.evidence for name, declared in Contel.operations.items()}
    assert {name for name, mark in marks.items() if mark is ASSUMED} == ASSUMED_OPERATIONS
    assert {mark for name, mark in marks.items() if name not in ASSUMED_OPERATIONS} == {OBSERVED}


def test_every_declared_operation_has_a_case_here() -> None:
    assert set(OPERATIONS) == set(Contel.operations)


@pytest.mark.parametrize("hook", ["list_free_numbers", "register_subscriber", "list_usage", "parse_webhook"])
def test_what_nobody_saw_contel_do_is_unsupported(hand: Hand, hook: str) -> None:
    refused = Session(hand.plugin, accept_assumed=True).refusal(getattr(MvnoSpec, hook))
    assert isinstance(refused, UnsupportedOperation)


def test_a_swap_is_unverified_only_with_an_iccid(hand: Hand) -> None:
    session = Session(hand.plugin)
    assert session.refusal(MvnoSpec.swap_sim, r.SwapSim(line=LINE)) is None
    refused = session.refusal(MvnoSpec.swap_sim, r.SwapSim(line=LINE, new_iccid=STOCK_SIM))
    assert isinstance(refused, UnverifiedWire)
    assert refused.assumed == ("swap_to_sim",)


def test_credentials_are_checked_by_name_and_environment() -> None:
    with pytest.raises(InvalidRecord) as wrong:
        Contel(Account(credentials={"chave_acesso": "x", "ambiente": "QA", "senha": "y"}))
    assert len(wrong.value.problems) == 3


def test_the_test_environment_is_named_only_when_chosen() -> None:
    plain = next(Contel(Account(credentials=CREDENTIALS)).log_in())
    dev = next(Contel(Account(credentials={**CREDENTIALS, "ambiente": "DEV"})).log_in())
    assert isinstance(plain, HttpRequest)
    assert isinstance(dev, HttpRequest)
    assert "ambiente" not in plain.body
    assert dev.body["ambiente"] == "DEV"
    assert not plain.authenticated


def test_the_catalogue_carries_codes_prices_and_the_names_that_lines_show(hand: Hand) -> None:
    plans = pages(hand, plugin(hand).list_plans, r.ListPlans())
    assert [(plan.code, plan.name, plan.price) for plan in plans][:2] == [
        ("1", "4 GB", Decimal("24.9")),
        ("2", "7 GB", Decimal("34.9")),
    ]
    assert line_of(hand).plan_name in {plan.name for plan in plans}


def test_the_stock_tells_esims_and_leaves_other_labels_unknown(hand: Hand) -> None:
    stock = pages(hand, plugin(hand).list_sim_cards, r.ListSimCards())
    kinds = {sim.iccid: sim.kind for sim in stock}
    assert kinds[STOCK_ESIM] is m.SimKind.ESIM
    assert kinds[STOCK_SIM] is m.SimKind.UNKNOWN
    assert all(sim.available is None for sim in stock)


def test_a_free_sim_has_no_number_and_a_used_one_has(hand: Hand) -> None:
    free = hand.carry(plugin(hand).find_sim(r.FindSim(iccid=STOCK_SIM)))
    assert LINE.iccid is not None
    used = hand.carry(plugin(hand).find_sim(r.FindSim(iccid=LINE.iccid)))
    assert (free.available, free.msisdn) == (True, None)
    assert (used.available, used.msisdn, used.status) == (False, NUMBER, m.LineStatus.ACTIVE)


def test_a_document_unknown_to_the_tax_authority_is_not_valid(hand: Hand) -> None:
    company = Cnpj.parse("11222333000181")
    check = plugin(hand).check_document
    assert hand.carry(check(r.CheckDocument(tax_id=company))).valid is True
    state(hand).refuse_document(company.value)
    assert hand.carry(check(r.CheckDocument(tax_id=company))) == m.DocumentCheck(tax_id=company, valid=False)


@pytest.mark.parametrize("iccid", [STOCK_SIM, STOCK_ESIM])
def test_an_activation_is_pending_until_its_number_is_told(hand: Hand, iccid: Iccid) -> None:
    ordered = hand.carry(plugin(hand).activate_line(activate(iccid=iccid)))
    assert ordered.order_id is not None
    assert (ordered.line.status, ordered.line.msisdn) == (m.LineStatus.AWAITING_ACTIVATION, None)
    polls = [hand.carry(plugin(hand).get_activation(r.GetActivation(iccid=iccid))).line for _ in range(3)]
    assert [line.status for line in polls] == [
        m.LineStatus.AWAITING_ACTIVATION,
        m.LineStatus.AWAITING_ACTIVATION,
        m.LineStatus.ACTIVE,
    ]
    assert polls[-1].msisdn is not None
    assert polls[-1].msisdn.area_code == "11"
    assert line_of(hand, polls[-1].msisdn).holder_tax_id == CUSTOMER.tax_id


def test_an_esim_that_the_platform_picks_comes_with_its_document(hand: Hand) -> None:
    ordered = hand.carry(plugin(hand).activate_line(activate(esim=True)))
    assert ordered.line.iccid is not None
    assert ordered.esim_document is not None
    assert ordered.line.iccid.value in ordered.esim_document


def test_an_activation_sends_the_document_in_its_own_field() -> None:
    sent = []
    for customer in (CUSTOMER, COMPANY):
        exchange = Contel(Account(credentials=CREDENTIALS)).activate_line(
            attrs.evolve(activate(esim=True), customer=customer)
        )
        step = next(exchange)
        assert isinstance(step, HttpRequest)
        sent.append(
            (step.body["cpf"], step.body["cnpj"], step.body["data_nascimento"], step.body["chips"][0]["esim"])
        )
    assert sent == [("39053344705", None, "1900-01-01", "SIM"), (None, "11222333000181", "1900-01-01", "SIM")]


@pytest.mark.parametrize("polls", [0, 5])
def test_a_sim_is_never_activated_twice(hand: Hand, polls: int) -> None:
    hand.carry(plugin(hand).activate_line(activate(iccid=STOCK_SIM)))
    for _ in range(polls):
        hand.carry(plugin(hand).get_activation(r.GetActivation(iccid=STOCK_SIM)))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).activate_line(activate(iccid=STOCK_SIM)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "mvno.iccid_in_use"
    assert hand.labels.count("activate") == 1


def test_a_chosen_number_cannot_be_expressed_and_sends_nothing(hand: Hand) -> None:
    hand.labels.clear()
    with pytest.raises(UnsupportedOperation):
        hand.carry(plugin(hand).activate_line(activate(iccid=STOCK_SIM, msisdn=NUMBER)))
    assert hand.labels == []


def test_a_line_is_read_by_number_and_by_sim(hand: Hand) -> None:
    by_number = line_of(hand)
    by_sim = hand.carry(plugin(hand).get_line(r.GetLine(iccid=LINE.iccid)))
    assert by_number == by_sim
    assert by_number.status is m.LineStatus.ACTIVE
    assert by_number.activated_on == date(2025, 6, 1)
    assert by_number.holder_name == "Ana Exemplo"


def test_a_line_without_number_and_sim_is_refused_before_anything_is_sent(hand: Hand) -> None:
    hand.labels.clear()
    with pytest.raises(RuleViolation):
        hand.carry(plugin(hand).get_line(r.GetLine()))
    assert hand.labels == []


def test_a_line_that_does_not_exist_is_named_so(hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        line_of(hand, Msisdn.parse("11900000000"))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "mvno.platform.line_not_found"


def test_pages_yield_every_record_history_included() -> None:
    fake = ContelSandbox(page_size=2)
    for number in range(4):
        fake.seed_line(
            msisdn=f"2199000000{number}",
            iccid=make_iccid(200 + number),
            holder_name="Eva Exemplo",
            holder_tax_id="39053344705",
        )
    hand = contel(fake)
    hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE)))
    records = pages(hand, plugin(hand).list_lines, r.ListLines())
    assert hand.labels.count("lines") == 4
    assert len(records) == 8
    of_the_swapped = [line.status for line in records if line.msisdn == NUMBER]
    assert sorted(of_the_swapped) == [m.LineStatus.ACTIVE, m.LineStatus.CANCELLED]


def test_a_page_cursor_resumes_in_another_plugin_and_garbage_is_refused() -> None:
    fake = ContelSandbox(page_size=2)
    first = contel(fake)
    cursor = first.carry(plugin(first).list_lines(r.ListLines(), None)).cursor
    second = contel(fake)
    rest = second.carry(plugin(second).list_lines(r.ListLines(), cursor))
    assert len(rest.items) == 1
    assert rest.cursor is None
    with pytest.raises(InvalidRecord):
        second.carry(plugin(second).list_lines(r.ListLines(), "2; drop"))


@pytest.mark.parametrize("reason", list(m.BlockReason))
def test_any_block_is_total_and_a_second_one_is_a_success(hand: Hand, reason: m.BlockReason) -> None:
    once = hand.carry(plugin(hand).block_line(block(reason)))
    twice = hand.carry(plugin(hand).block_line(block(reason)))
    assert once == twice
    assert once.status is m.LineStatus.BLOCKED_TOTAL
    assert once.blocked_since == date(2026, 1, 15)
    assert once.raw_status == "ATIVO"


def test_unblocking_frees_a_line_and_again_is_a_success(hand: Hand) -> None:
    hand.carry(plugin(hand).block_line(block()))
    for _ in range(2):
        line = hand.carry(plugin(hand).unblock_line(r.UnblockLine(line=LINE)))
        assert line.status is m.LineStatus.ACTIVE


def test_a_block_beside_an_unknown_status_word_does_not_make_the_status_known(hand: Hand) -> None:
    contel_plugin = plugin(hand)
    blocked = {"linha": NUMBER.national, "iccid": "", "bloqueada": "01/02/2026"}
    strange, active = (contel_plugin.wire.read(w.Line, {**blocked, "status": word}) for word in ("X", "ATIVO"))
    assert contel_plugin._status(strange) is m.LineStatus.UNKNOWN
    assert contel_plugin._status(active) is m.LineStatus.BLOCKED_TOTAL


def test_an_unknown_status_word_is_unknown_with_the_word_kept() -> None:
    fake = ContelSandbox(lines=())
    fake.seed_line(
        msisdn=NUMBER.national,
        iccid=make_iccid(101),
        holder_name="",
        holder_tax_id="",
        status=m.LineStatus.UNKNOWN,
    )
    line = line_of(contel(fake))
    assert (line.status, line.raw_status) == (m.LineStatus.UNKNOWN, "EM ANÁLISE")
    corrected = contel(fake, words={"line_status": {"em analise": "inactive"}})
    assert line_of(corrected).status is m.LineStatus.INACTIVE


def test_a_swap_keeps_the_number_and_changes_the_sim(hand: Hand) -> None:
    to_esim = hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE)))
    assert (to_esim.msisdn, to_esim.is_esim) == (NUMBER, True)
    assert to_esim.iccid != LINE.iccid
    to_sim = hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE, new_iccid=STOCK_SIM, reason="Perda")))
    assert (to_sim.msisdn, to_sim.iccid, to_sim.is_esim) == (NUMBER, STOCK_SIM, False)


def test_a_top_up_adds_to_what_is_left_and_costs_the_reseller(hand: Hand) -> None:
    before = hand.carry(plugin(hand).get_reseller_balance(r.GetResellerBalance()))
    left = hand.carry(plugin(hand).get_balance(r.GetBalance(line=LINE)))
    bought = hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code="1")))
    after = hand.carry(plugin(hand).get_reseller_balance(r.GetResellerBalance()))
    now = hand.carry(plugin(hand).get_balance(r.GetBalance(line=LINE)))
    assert bought.platform_id is not None
    assert before - after == Decimal("24.90")
    assert left == m.Balance(data_mb=Decimal("1536.5"), minutes=40, sms=10)
    assert now.data_mb == Decimal("5632.5")
    history = pages(hand, plugin(hand).list_top_ups, r.ListTopUps(line=LINE))
    assert [(past.plan_name, past.paid) for past in history] == [("4 GB", Decimal("24.90"))]


def test_a_port_in_is_followed_to_its_end_by_the_temporary_number(hand: Hand) -> None:
    requested = hand.carry(plugin(hand).request_portability(port_in()))
    assert (requested.number, requested.status) == (DONOR_NUMBER, m.PortabilityStatus.PENDING)
    assert requested.ticket_number is not None
    seen: list[m.PortabilityStatus] = []
    while not seen or seen[-1] is not m.PortabilityStatus.COMPLETED:
        assert len(seen) < 10
        seen.append(hand.carry(plugin(hand).get_portability(r.GetPortability(line=LINE))).status)
    assert list(dict.fromkeys(seen)) == [
        m.PortabilityStatus.PENDING,
        m.PortabilityStatus.SCHEDULED,
        m.PortabilityStatus.COMPLETED,
    ]
    assert line_of(hand).msisdn == DONOR_NUMBER


def test_a_port_in_that_the_donor_refuses_ends_refused(hand: Hand) -> None:
    state(hand).refuse_port_in(DONOR_NUMBER.national)
    hand.carry(plugin(hand).request_portability(port_in()))
    seen = [hand.carry(plugin(hand).get_portability(r.GetPortability(line=LINE))) for _ in range(4)]
    assert seen[-1].status is m.PortabilityStatus.REFUSED
    assert seen[-1].raw_status == "Recusada"


def test_a_line_never_ported_has_no_portability(hand: Hand) -> None:
    found = hand.carry(plugin(hand).get_portability(r.GetPortability(line=LINE)))
    assert found == m.Portability()


def test_a_port_in_without_donor_sends_nothing(hand: Hand) -> None:
    hand.labels.clear()
    asked = r.RequestPortability(line=LINE, customer=CUSTOMER, port_in=r.PortIn(number=DONOR_NUMBER))
    with pytest.raises(RuleViolation) as refused:
        hand.carry(plugin(hand).request_portability(asked))
    assert refused.value.violations[0].rule_id == "MVNO-PORT-3"
    assert hand.labels == []


def test_a_line_under_port_in_is_asked_for_by_its_temporary_number(hand: Hand) -> None:
    host_line = m.MvnoLine(
        msisdn=DONOR_NUMBER,
        temporary_number=NUMBER,
        status=m.LineStatus.ACTIVE,
        portability=m.Portability(number=DONOR_NUMBER, status=m.PortabilityStatus.PENDING),
    )
    assert hand.carry(plugin(hand).get_balance(r.GetBalance(line=host_line))).minutes == 40


def test_donor_operators_are_listed(hand: Hand) -> None:
    donors = pages(hand, plugin(hand).list_donor_operators, r.ListDonorOperators())
    assert m.DonorOperator(id="11", name="Operadora Alfa") in donors


def test_the_borrowed_operations_change_the_line(hand: Hand) -> None:
    transferred = hand.carry(plugin(hand).transfer_ownership(TRANSFER))
    assert transferred.holder_tax_id == CUSTOMER.tax_id
    assert transferred.status is m.LineStatus.ACTIVE
    changed = hand.carry(plugin(hand).change_plan(r.ChangePlan(line=LINE, plan_code="3")))
    assert changed.plan_name == "12 GB"
    hand.carry(plugin(hand).request_portability(port_in()))
    given_up = hand.carry(plugin(hand).cancel_portability(r.CancelPortability(line=LINE)))
    assert given_up.status is m.PortabilityStatus.CANCELLED
    cancelled = hand.carry(plugin(hand).cancel_line(r.CancelLine(line=LINE)))
    assert cancelled.status is m.LineStatus.CANCELLED


def test_an_expired_token_is_recognised_and_a_new_one_works(hand: Hand) -> None:
    request = plugin(hand).call(plugin(hand).wire.endpoints["reseller_balance"])
    old = hand.carry(plugin(hand).log_in())
    state(hand).expire_tokens()
    answer = state(hand).handle(as_received(plugin(hand).authorize(request, old)))
    assert plugin(hand).token_refused(answer)
    new = hand.carry(plugin(hand).log_in())
    answer = state(hand).handle(as_received(plugin(hand).authorize(request, new)))
    assert not plugin(hand).token_refused(answer)


class Bare(MvnoSpec):
    key = "bare"
    title = "Bare"


def test_a_platform_finds_its_own_fake_or_says_that_it_has_none() -> None:
    assert isinstance(Contel.sandbox(), ContelSandbox)
    with pytest.raises(UnsupportedOperation):
        Bare.sandbox()
