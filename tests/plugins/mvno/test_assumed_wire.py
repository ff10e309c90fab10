"""The ASSUMED wire, borrowed whole by a made-up platform, against its fake."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

import attrs
import pytest

from contel_by_hand import CUSTOMER, DONOR_NUMBER, LINE, NUMBER, STOCK_ESIM, STOCK_SIM
from exchange_by_hand import Hand, pages
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    RuleViolation,
    UnexpectedAnswer,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import Account, ConnectionTest, spec_names
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.session import Session
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.mvno.assumed import exchanges as assumed
from isp_integrations.plugins.mvno.assumed import wire as w
from isp_integrations.plugins.mvno.assumed.network import DEFAULT_PLANS, Holder, Line, Network, Sim, make_iccid
from isp_integrations.plugins.mvno.assumed.sandbox import AssumedRoutes

SETTLE = 30


class Plain(MvnoSpec):
    """A platform of which nothing is known."""

    key = "plain"
    title = "Plain"
    wire = WireBook(endpoints=w.ENDPOINTS, models=w.MODELS, vocabularies=w.VOCABULARIES)
    blocks: ClassVar = {reason: frozenset(m.BlockScope) for reason in m.BlockReason}

    test_connection = assumed.test_connection
    list_plans = assumed.list_plans
    list_sim_cards = assumed.list_sim_cards
    list_free_numbers = assumed.list_free_numbers
    find_sim = assumed.find_sim
    check_document = assumed.check_document
    register_subscriber = assumed.register_subscriber
    get_subscriber = assumed.get_subscriber
    list_subscribers = assumed.list_subscribers
    activate_line = assumed.activate_line
    get_activation = assumed.get_activation
    get_line = assumed.get_line
    list_lines = assumed.list_lines
    block_line = assumed.block_line
    unblock_line = assumed.unblock_line
    cancel_line = assumed.cancel_line
    change_plan = assumed.change_plan
    swap_sim = assumed.swap_sim
    get_balance = assumed.get_balance
    list_usage = assumed.list_usage
    list_top_ups = assumed.list_top_ups
    top_up = assumed.top_up
    request_portability = assumed.request_portability
    get_portability = assumed.get_portability
    cancel_portability = assumed.cancel_portability
    list_donor_operators = assumed.list_donor_operators
    transfer_ownership = assumed.transfer_ownership
    get_reseller_balance = assumed.get_reseller_balance
    parse_webhook = assumed.parse_webhook


class PlainSandbox:
    """The fake of :class:`Plain`: the bare routes."""

    def __init__(self) -> None:
        self.credentials: Mapping[str, str] = {}
        stock = [Sim(iccid=STOCK_SIM.value), Sim(iccid=STOCK_ESIM.value, esim=True)]
        self.network = Network(stock=stock)
        self.network.add_line(
            Line(
                id="1",
                msisdn=NUMBER.national,
                iccid=make_iccid(101),
                holder=Holder(name="Ana Exemplo", tax_id="52998224725"),
                plan=DEFAULT_PLANS[0],
                contract_id="10",
                data_mb=Decimal("512.5"),
            )
        )
        self._routes = AssumedRoutes(self.network)

    def handle(self, request: FakeRequest) -> HttpAnswer:
        return self._routes.handle(request) or HttpAnswer(status=404)

    def expire_tokens(self) -> None:
        """There are none."""


def plain(**overrides: Any) -> tuple[Hand, PlainSandbox, Plain]:
    fake = PlainSandbox()
    plugin = Plain(Account(wire_overrides=overrides))
    return Hand(plugin, fake), fake, plugin


PORT_IN = r.RequestPortability(
    line=LINE, customer=CUSTOMER, port_in=r.PortIn(number=DONOR_NUMBER, donor_operator="11")
)
ACTIVATE = r.ActivateLine(customer=CUSTOMER, plan_code="1", area_code="11", iccid=STOCK_SIM)
TRANSFER = r.TransferOwnership(
    line=LINE, kind=m.TransferKind.OWNERSHIP_CHANGE, new_contract_id="77", new_holder=CUSTOMER
)
CONTRACT_CHANGE = r.TransferOwnership(line=LINE, kind=m.TransferKind.CONTRACT_CHANGE, new_contract_id="77")
BLOCK = r.BlockLine(line=LINE, block=m.LineBlock(scope=m.BlockScope.TOTAL, reason=m.BlockReason.LOSS))
DOCUMENT = Cpf.parse("39053344705")

OPERATIONS: dict[str, Callable[[Plain], Exchange[Any]]] = {
    "test_connection": lambda p: p.test_connection(ConnectionTest()),
    "list_plans": lambda p: p.list_plans(r.ListPlans(), None),
    "list_sim_cards": lambda p: p.list_sim_cards(r.ListSimCards(available=True), None),
    "list_free_numbers": lambda p: p.list_free_numbers(r.ListFreeNumbers(area_code="11"), None),
    "find_sim": lambda p: p.find_sim(r.FindSim(iccid=STOCK_SIM)),
    "check_document": lambda p: p.check_document(r.CheckDocument(tax_id=DOCUMENT)),
    "register_subscriber": lambda p: p.register_subscriber(r.RegisterSubscriber(customer=CUSTOMER)),
    "list_subscribers": lambda p: p.list_subscribers(r.ListSubscribers(), None),
    "activate_line": lambda p: p.activate_line(ACTIVATE),
    "get_line": lambda p: p.get_line(r.GetLine(msisdn=NUMBER)),
    "list_lines": lambda p: p.list_lines(r.ListLines(), None),
    "block_line": lambda p: p.block_line(BLOCK),
    "unblock_line": lambda p: p.unblock_line(r.UnblockLine(line=LINE)),
    "cancel_line": lambda p: p.cancel_line(r.CancelLine(line=LINE)),
    "change_plan": lambda p: p.change_plan(r.ChangePlan(line=LINE, plan_code="3")),
    "swap_sim": lambda p: p.swap_sim(r.SwapSim(line=LINE)),
    "get_balance": lambda p: p.get_balance(r.GetBalance(line=LINE)),
    "list_usage": lambda p: p.list_usage(r.ListUsage(line=LINE, start=date(2026, 1, 1)), None),
    "list_top_ups": lambda p: p.list_top_ups(r.ListTopUps(line=LINE), None),
    "top_up": lambda p: p.top_up(r.TopUpLine(line=LINE, plan_code="1")),
    "request_portability": lambda p: p.request_portability(PORT_IN),
    "get_portability": lambda p: p.get_portability(r.GetPortability(line=LINE)),
    "list_donor_operators": lambda p: p.list_donor_operators(r.ListDonorOperators(), None),
    "transfer_ownership": lambda p: p.transfer_ownership(TRANSFER),
    "get_reseller_balance": lambda p: p.get_reseller_balance(r.GetResellerBalance()),
}


def test_the_whole_family_may_be_borrowed_and_all_of_it_is_assumed() -> None:
    assert set(Plain.operations) == set(spec_names(MvnoSpec))
    assert {declared.evidence for declared in Plain.operations.values()} == {ASSUMED}


def test_every_borrowed_operation_is_refused_before_its_first_step_by_default() -> None:
    session = Session(Plain(Account()))
    refusals = [session.refusal(getattr(MvnoSpec, name)) for name in Plain.operations]
    assert {type(refusal) for refusal in refusals} == {UnverifiedWire}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_works_against_its_fake(name: str) -> None:
    hand, _, plugin = plain()
    hand.carry(OPERATIONS[name](plugin))


def test_a_line_comes_back_with_all_that_the_wire_tells() -> None:
    hand, _, plugin = plain()
    line = hand.carry(plugin.get_line(r.GetLine(iccid=LINE.iccid)))
    assert (line.msisdn, line.iccid, line.status) == (NUMBER, LINE.iccid, m.LineStatus.ACTIVE)
    assert (line.plan_code, line.plan_name, line.holder_name) == ("1", "4 GB", "Ana Exemplo")
    assert line.platform_ids == {"id": "1", "contract_id": "10"}


def test_lists_go_on_from_their_cursor() -> None:
    hand, fake, plugin = plain()
    for number in range(120):
        fake.network.stock[make_iccid(300 + number)] = Sim(iccid=make_iccid(300 + number))
    found = pages(hand, plugin.list_sim_cards, r.ListSimCards(available=True))
    assert len(found) == 122
    assert len({sim.iccid for sim in found}) == 122
    taken = pages(hand, plugin.list_sim_cards, r.ListSimCards(available=False))
    assert [sim.iccid for sim in taken] == [LINE.iccid]


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (m.BlockReason.DEBT, m.LineStatus.BLOCKED_TOTAL),
        (m.BlockReason.THEFT, m.LineStatus.BLOCKED_THEFT),
        (m.BlockReason.LOSS, m.LineStatus.BLOCKED_LOSS),
        (m.BlockReason.MISUSE, m.LineStatus.BLOCKED_MISUSE),
    ],
)
def test_blocks_keep_their_reason_and_repeat_harmlessly(reason: m.BlockReason, status: m.LineStatus) -> None:
    hand, _, plugin = plain()
    asked = r.BlockLine(line=LINE, block=m.LineBlock(scope=m.BlockScope.TOTAL, reason=reason))
    for _ in range(2):
        assert hand.carry(plugin.block_line(asked)).status is status
    for _ in range(2):
        assert hand.carry(plugin.unblock_line(r.UnblockLine(line=LINE))).status is m.LineStatus.ACTIVE


def test_a_port_in_inside_an_activation_comes_with_it() -> None:
    hand, _, plugin = plain()
    port_in = r.PortIn(number=DONOR_NUMBER)
    ordered = hand.carry(
        plugin.activate_line(attrs.evolve(ACTIVATE, port_in=port_in, msisdn=Msisdn.parse("11980000001")))
    )
    assert ordered.line.portability is not None
    assert ordered.line.portability.number == DONOR_NUMBER
    polls = [hand.carry(plugin.get_activation(r.GetActivation(iccid=STOCK_SIM))).line for _ in range(3)]
    assert [line.msisdn for line in polls] == [None, None, Msisdn.parse("11980000001")]


def test_a_subscriber_is_found_by_document_once_registered() -> None:
    hand, _, plugin = plain()
    with pytest.raises(ProviderRejected):
        hand.carry(plugin.get_subscriber(r.GetSubscriber(tax_id=DOCUMENT)))
    made = hand.carry(plugin.register_subscriber(r.RegisterSubscriber(customer=CUSTOMER)))
    assert hand.carry(plugin.get_subscriber(r.GetSubscriber(tax_id=DOCUMENT))) == made
    assert made.legal_name == CUSTOMER.legal_name


def test_a_port_in_may_be_given_up() -> None:
    hand, _, plugin = plain()
    hand.carry(plugin.request_portability(PORT_IN))
    given_up = hand.carry(plugin.cancel_portability(r.CancelPortability(line=LINE)))
    assert given_up.status is m.PortabilityStatus.CANCELLED


@pytest.mark.parametrize("name", ["block_line", "cancel_line", "transfer_ownership"])
def test_an_order_that_is_answered_but_not_taken_is_no_success(name: str) -> None:
    hand, _, plugin = plain()
    declined = HttpAnswer(status=200, body=b'{"accepted": false}')
    hand.answer_with = lambda request: declined if request.method == "POST" else None
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(OPERATIONS[name](plugin))
    assert refused.value.paths == ("$.accepted",)


def test_a_refusal_carries_its_code_and_words() -> None:
    hand, _, plugin = plain()
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin.get_line(r.GetLine(msisdn=Msisdn.parse("11900000000"))))
    assert (refused.value.code, refused.value.words) == ("line_not_found", "Linha não encontrada.")


def test_notices_are_read_and_their_unknown_words_stay_unknown() -> None:
    hand, _, plugin = plain()
    notices = [
        {"number": NUMBER.national, "line_status": "active"},
        {"iccid": STOCK_SIM.value, "line_status": "em órbita", "portability": {"status": "completed"}},
    ]
    body = json.dumps({"notices": notices}).encode()
    first, second = hand.carry(plugin.parse_webhook(r.ParseWebhook(body=body)))
    assert (first.msisdn, first.line_status) == (NUMBER, m.LineStatus.ACTIVE)
    assert (second.iccid, second.line_status) == (STOCK_SIM, m.LineStatus.UNKNOWN)
    assert second.portability is not None
    assert second.portability.status is m.PortabilityStatus.COMPLETED


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"notices": [5]}', b"\xff"])
def test_a_notification_that_is_none_is_unexpected(body: bytes) -> None:
    hand, _, plugin = plain()
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin.parse_webhook(r.ParseWebhook(body=body)))


HOSTILE = (
    b"<html>39053344705</html>", b"", b'{"items": [', b"null", b"5", b'"Dora"', b"[]", b"{}", b"\xff",
    b'{"items": null, "accepted": "true", "balance": "39053344705x"}',
    b'{"items": [5, "Dora"], "accepted": 1, "status": null, "iccid": {}}',
    b'{"items": {}, "accepted": false, "order": [], "line": 11961234501, "valid": "true"}',
)  # fmt: skip


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, body: bytes, status: int) -> None:
    hand, _, plugin = plain()
    hand.answer_with = lambda request: HttpAnswer(status=status, body=body)
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](plugin))
    assert isinstance(failure.value, UnexpectedAnswer)
    told = f"{failure.value} {failure.value!r} {failure.value.paths}"
    assert not [secret for secret in ("39053344705", "11961234501", "Dora") if secret in told]


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_named_so(status: int) -> None:
    hand, _, plugin = plain()
    hand.answer_with = lambda request: HttpAnswer(status=status)
    with pytest.raises(AuthenticationFailed) as failure:
        hand.carry(plugin.get_reseller_balance(r.GetResellerBalance()))
    assert not isinstance(failure.value, RateLimited)


def given(network: Network) -> Line:
    return network.lines[0]


WRITES: dict[str, tuple[str, Callable[[Plain], Exchange[Any]], Callable[[Network], int]]] = {
    "register_subscriber": (
        "assumed_register_subscriber",
        OPERATIONS["register_subscriber"],
        lambda n: len(n.subscribers) - 1,
    ),
    "activate_line": ("assumed_activate", OPERATIONS["activate_line"], lambda n: len(n.lines) - 1),
    "cancel_line": (
        "assumed_cancel",
        OPERATIONS["cancel_line"],
        lambda n: int(given(n).status is m.LineStatus.CANCELLED),
    ),
    "change_plan": (
        "assumed_change_plan",
        OPERATIONS["change_plan"],
        lambda n: int(given(n).plan == DEFAULT_PLANS[2]),
    ),
    "swap_sim": ("assumed_swap_sim", OPERATIONS["swap_sim"], lambda n: len(n.past)),
    "top_up": ("assumed_top_up", OPERATIONS["top_up"], lambda n: len(given(n).top_ups)),
    "request_portability": (
        "assumed_request_portability",
        OPERATIONS["request_portability"],
        lambda n: int(given(n).portability is not None),
    ),
    "transfer_ownership": (
        "assumed_transfer",
        OPERATIONS["transfer_ownership"],
        lambda n: int(given(n).contract_id == "77"),
    ),
    "contract_change": (
        "assumed_transfer",
        lambda p: p.transfer_ownership(CONTRACT_CHANGE),
        lambda n: int(given(n).contract_id == "77"),
    ),
}


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", WRITES)
def test_a_lost_write_that_happened_is_proven(name: str, settled: bool) -> None:
    endpoint, operation, done = WRITES[name]
    hand, fake, plugin = plain(**({"settle": {endpoint: SETTLE}} if settled else {}))
    hand.lose_writes = {0: True}
    hand.carry(operation(plugin))
    assert hand.writes == 1
    assert done(fake.network) == 1


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", WRITES)
def test_a_lost_write_that_did_not_happen_is_repeated_only_when_proven_absent(name: str, settled: bool) -> None:
    endpoint, operation, done = WRITES[name]
    hand, fake, plugin = plain(**({"settle": {endpoint: SETTLE}} if settled else {}))
    hand.lose_writes = {0: False}
    if settled:
        hand.carry(operation(plugin))
    else:
        with pytest.raises(OutcomeUnknown):
            hand.carry(operation(plugin))
    assert hand.waited == ([SETTLE] if settled else [])
    assert hand.writes == (2 if settled else 1)
    assert done(fake.network) == int(settled)


@pytest.mark.parametrize("applied", [False, True])
def test_a_lost_cancellation_of_a_port_in_is_proven_by_its_status(applied: bool) -> None:
    hand, _, plugin = plain(settle={"assumed_cancel_portability": SETTLE})
    hand.carry(plugin.request_portability(PORT_IN))
    hand.lose_writes = {1: applied}
    given_up = hand.carry(plugin.cancel_portability(r.CancelPortability(line=LINE)))
    assert given_up.status is m.PortabilityStatus.CANCELLED
    assert hand.writes == (2 if applied else 3)


def test_last_months_equal_top_up_is_no_proof() -> None:
    hand, fake, plugin = plain()
    hand.lose_writes = {1: False}
    hand.carry(OPERATIONS["top_up"](plugin))
    with pytest.raises(OutcomeUnknown):
        hand.carry(OPERATIONS["top_up"](plugin))
    assert len(given(fake.network).top_ups) == 1


def test_an_activation_of_the_same_sim_for_another_holder_proves_nothing() -> None:
    hand, fake, plugin = plain(settle={"assumed_activate": SETTLE})
    hand.lose_writes = {0: False}
    other = Holder(name="Outra Pessoa", tax_id="52998224725")
    hand.when_lost = lambda: fake.network.activate(holder=other, plan_code="1", area_code="11", iccid=STOCK_SIM.value)
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["activate_line"](plugin))
    assert "titular" in unknown.value.explanation


def test_a_taken_sim_is_refused_before_the_order() -> None:
    hand, _, plugin = plain()
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin.activate_line(attrs.evolve(ACTIVATE, iccid=LINE.iccid)))
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "MVNO-LINE-3"
    assert hand.writes == 0


def test_a_partner_corrects_path_key_and_word() -> None:
    asked: list[HttpRequest] = []
    hand, _, plugin = plain(
        paths={"assumed_cancel": "linhas/{line}/encerrar"},
        keys={"AssumedPlanChoice.plan": "plano", "AssumedLine.status": "situacao"},
        words={"assumed_line_status": {"ENCERRADA": "cancelled"}},
    )

    def answer(request: HttpRequest) -> HttpAnswer:
        asked.append(request)
        line = {"iccid": make_iccid(101), "situacao": "Encerrada"}
        return HttpAnswer(status=200, body=json.dumps({**line, "accepted": True}).encode())

    hand.answer_with = answer
    assert hand.carry(plugin.cancel_line(r.CancelLine(line=LINE))).status is m.LineStatus.CANCELLED
    assert asked[0].path == f"linhas/{make_iccid(101)}/encerrar"
    hand.carry(plugin.change_plan(r.ChangePlan(line=LINE, plan_code="3")))
    assert asked[2].body == {"plano": "3"}


def test_synthetic_iccids_carry_their_check_digit() -> None:
    assert [Iccid.parse(make_iccid(serial)).value for serial in (1, 99, 12345)]


OTHER_SIM, OTHER_NUMBER = make_iccid(102), "11961234502"
ELSEWHERE: dict[str, tuple[str, Callable[[Any], object], str]] = {
    "get_line": ("assumed_line", lambda body: body.update(number=OTHER_NUMBER), "$.number"),
    "block_line": ("assumed_line", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "unblock_line": ("assumed_line", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "cancel_line": ("assumed_line", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "change_plan": ("assumed_line", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "transfer_ownership": ("assumed_line", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "find_sim": ("assumed_sim", lambda body: body.update(iccid=OTHER_SIM), "$.iccid"),
    "activate_line": ("assumed_activate", lambda body: body["line"].update(iccid=OTHER_SIM), "$.line.iccid"),
    "register_subscriber": (
        "assumed_register_subscriber",
        lambda body: body.update(tax_id="11144477735"),
        "$.tax_id",
    ),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_of_another_line_sim_or_customer_is_never_taken_for_ours(name: str) -> None:
    hand, _, plugin = plain()
    label, edit, path = ELSEWHERE[name]
    hand.edits[label] = edit
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(OPERATIONS[name](plugin))
    assert failure.value.paths == (path,)


def test_the_activation_of_another_sim_is_never_taken_for_ours() -> None:
    hand, _, plugin = plain()
    hand.carry(plugin.activate_line(ACTIVATE))
    hand.edits["assumed_activation"] = lambda body: body["line"].update(iccid=OTHER_SIM)
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin.get_activation(r.GetActivation(iccid=STOCK_SIM)))
    assert failure.value.paths == ("$.line.iccid",)


def test_a_sim_that_is_not_the_asked_one_is_not_activated() -> None:
    hand, _, plugin = plain()
    hand.edits["assumed_sim"] = lambda body: body.update(iccid=OTHER_SIM)
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin.activate_line(ACTIVATE))
    assert hand.writes == 0


def test_a_swap_is_read_back_by_the_hosts_number_where_the_sim_shows_none() -> None:
    hand, _, plugin = plain()
    hand.edits["assumed_line"] = lambda body: body.update(number=None)
    swapped = hand.carry(plugin.swap_sim(r.SwapSim(line=LINE, new_iccid=STOCK_SIM)))
    assert (swapped.iccid, hand.writes) == (STOCK_SIM, 1)


def test_mvno_line_2_a_swap_of_a_line_without_any_number_is_refused_before_the_order() -> None:
    hand, _, plugin = plain()
    hand.edits["assumed_line"] = lambda body: body.update(number=None)
    with pytest.raises(RuleViolation) as refused:
        hand.carry(plugin.swap_sim(r.SwapSim(line=attrs.evolve(LINE, msisdn=None), new_iccid=STOCK_SIM)))
    assert [found.rule_id for found in refused.value.violations] == ["MVNO-LINE-2"]
    assert hand.writes == 0


LISTS: dict[str, Callable[[Plain, str | None], Exchange[Any]]] = {
    "list_plans": lambda p, cursor: p.list_plans(r.ListPlans(), cursor),
    "list_lines": lambda p, cursor: p.list_lines(r.ListLines(), cursor),
    "list_sim_cards": lambda p, cursor: p.list_sim_cards(r.ListSimCards(), cursor),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_whose_cursor_stands_still_is_refused(name: str) -> None:
    hand, _, plugin = plain()
    hand.answer_with = lambda request: HttpAnswer(status=200, body=b'{"items": [], "next": "x"}')
    assert hand.carry(LISTS[name](plugin, None)).cursor == "x"
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(LISTS[name](plugin, "x"))
    assert failure.value.paths == ("$.next",)


def test_a_catalogue_without_end_leaves_a_lost_plan_change_unknown() -> None:
    hand, _, plugin = plain()
    hand.lose_writes = {0: True}
    hand.edits["assumed_line"] = lambda body: body.update(plan=None)
    turns = count(1)

    def endless(request: HttpRequest) -> HttpAnswer | None:
        body = json.dumps({"items": [], "next": str(next(turns))}).encode()
        return HttpAnswer(status=200, body=body) if request.label == "assumed_plans" else None

    hand.answer_with = endless
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["change_plan"](plugin))
    assert unknown.value.explanation == "O catálogo de planos da plataforma não termina."
