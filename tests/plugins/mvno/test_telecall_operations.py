"""What Telecall's plugin declares, and its own operations on the fake."""

import json
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand, pages
from isp_integrations.clients.mvno import connect
from isp_integrations.core.errors import InvalidRecord, ProviderRejected, RuleViolation, UnverifiedWire
from isp_integrations.core.evidence import ASSUMED, DOCUMENTED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.rules import check_activation, check_block
from isp_integrations.core.platform import Account
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.session import Session
from isp_integrations.core.wire_models import wire_fields
from isp_integrations.plugins.mvno.assumed.network import FIXED_NOW, make_iccid
from isp_integrations.plugins.mvno.telecall import wire as w
from isp_integrations.plugins.mvno.telecall.plugin import Telecall
from isp_integrations.plugins.mvno.telecall.sandbox import CREDENTIALS, PACK, TelecallSandbox, make_id
from isp_integrations.sandbox.mvno import sandbox
from telecall_by_hand import (
    CUSTOMER,
    DONOR_NUMBER,
    LINE,
    NUMBER,
    OPERATIONS,
    PLAN,
    PORT_IN,
    STOCK_ESIM,
    STOCK_SIM,
    activate,
    block,
    fake_of,
    plugin,
    telecall,
)

LIMITS = PlatformLimits.of(Telecall)
OTHER_HOLDER = r.PortIn(
    number=DONOR_NUMBER, other_holder_name="Eva Exemplo", other_holder_tax_id=Cpf.parse("11144477735")
)


@pytest.fixture
def hand() -> Hand:
    return telecall()


def bodies(hand: Hand) -> dict[str, Any]:
    """The body of each call that the hand carries from now on, by label."""
    sent: dict[str, Any] = {}
    hand.answer_with = lambda request: sent.__setitem__(request.label, request.body)
    return sent


def activated(hand: Hand, **fields: Any) -> tuple[m.Activation, dict[str, Any]]:
    """An activation and the bodies it took."""
    sent = bodies(hand)
    return hand.carry(plugin(hand).activate_line(activate(**fields))), sent


def broken(**fields: Any) -> list[str]:
    """The codes of the rules that an activation breaks."""
    found = check_activation(activate(**fields), limits=LIMITS, today=date(2026, 1, 15))
    assert {violation.rule_id for violation in found} <= {"MVNO-LINE-9", "MVNO-PORT-2"}
    return [violation.code for violation in found]


def test_every_operation_of_the_family_is_declared_and_none_is_better_than_assumed() -> None:
    assert set(Telecall.operations) == set(OPERATIONS)
    assert {declared.evidence for declared in Telecall.operations.values()} == {ASSUMED}


def test_the_keys_that_the_pages_quote_are_documented_and_no_others() -> None:
    documented = {
        mark.key for model in w.MODELS for mark in wire_fields(model).values() if mark.evidence is DOCUMENTED
    }
    assert documented == {
        "iccid", "is_portability", "product_list", "owner_name", "owner_document", "is_virtual_simcard",
    }  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_unverified_on_a_real_address(name: str) -> None:
    refused = Session(Telecall(Account(credentials=CREDENTIALS))).refusal(getattr(MvnoSpec, name))
    assert isinstance(refused, UnverifiedWire)


def test_an_activation_names_the_endpoints_that_it_would_use(hand: Hand) -> None:
    session = Session(hand.plugin)
    whole = session.refusal(MvnoSpec.activate_line, activate())
    told = session.refusal(
        MvnoSpec.activate_line, activate(iccid=None, esim=True, msisdn=NUMBER, account_id=make_id(1))
    )
    assert isinstance(whole, UnverifiedWire)
    assert isinstance(told, UnverifiedWire)
    assert set(whole.assumed) - set(told.assumed) == {"assumed_free_numbers", "assumed_sim", "create_account"}


def test_there_is_no_address_and_no_header_to_fall_back_on() -> None:
    with pytest.raises(InvalidRecord) as without_address:
        connect("telecall", credentials=CREDENTIALS)
    assert "base_url" in without_address.value.problems[0]
    with pytest.raises(InvalidRecord) as empty:
        Telecall(Account(credentials={}))
    assert len(empty.value.problems) == 2


@pytest.mark.parametrize(
    ("header", "value"), [("X Key", "abc"), ("X-Key:", "abc"), ("Ação", "abc"), ("X-Key", "é"), ("X-Key", " abc ")]
)
def test_a_header_that_cannot_be_sent_is_refused_when_the_account_is_opened(header: str, value: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        Telecall(Account(credentials={"cabecalho": header, "credencial": value}))
    assert value not in refused.value.message


def test_the_credential_leaves_in_the_header_that_the_account_names() -> None:
    named = Telecall(Account(credentials={"cabecalho": "Authorization", "credencial": "Bearer abc"}))
    step = next(OPERATIONS["test_connection"](named))
    assert isinstance(step, HttpRequest)
    assert named.authorize(step, "").headers == (("Authorization", "Bearer abc"),)


def test_a_partner_corrects_paths_and_keys_in_one_place() -> None:
    sent: list[HttpRequest] = []
    hand = telecall(
        paths={"freeze": "v2-1/subscription/freeze"},
        keys={"NewFreeze.phone": "telefone", "FreezeTaken.accepted": "ok"},
    )

    def answer(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "freeze":
            return None
        sent.append(request)
        fake_of(hand).network.block(fake_of(hand).network.lines[0])
        return HttpAnswer(status=200, body=b'{"ok": true, "mensagem": "x", "extra": {"a": [1]}}')

    hand.answer_with = answer
    assert hand.carry(plugin(hand).block_line(block())).status is m.LineStatus.BLOCKED_TOTAL
    assert sent[0].path == "v2-1/subscription/freeze"
    assert sent[0].body["telefone"] == NUMBER.national


def test_a_misspelt_correction_is_refused() -> None:
    with pytest.raises(InvalidRecord):
        telecall(keys={"NewFreeze.fone": "telefone"})


# --- the rules of an account, before anything is sent ---


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"account_type": "prepaid", "due_day": 10}, "mvno.platform.due_day_of_prepaid"),
        ({"account_type": "postpaid"}, "mvno.platform.due_day_required"),
        ({"account_type": "postpaid", "due_day": 0}, "mvno.platform.due_day_required"),
        ({"account_type": "M2M"}, "mvno.platform.due_day_required"),
        ({"account_type": "m2m", "due_day": 32}, "mvno.platform.due_day_required"),
        ({"account_type": "controle", "due_day": -1}, "mvno.platform.due_day_required"),
        ({"plan_code": "1"}, "mvno.platform.plan_code"),
        ({"account_id": "17"}, "mvno.platform.account_id"),
        ({"network_profile": "apn"}, "mvno.platform.network_profile"),
        ({"msisdn": Msisdn.parse("21961234501")}, "mvno.platform.msisdn_area_code"),
        ({"port_in": r.PortIn(number=DONOR_NUMBER, other_holder_name="Eva")}, "mvno.port_holder_required"),
    ],
)
def test_what_the_pages_forbid_is_refused_by_a_rule(fields: dict[str, Any], code: str) -> None:
    assert broken(**fields) == [code]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"due_day": 0},
        {"due_day": 10},
        {"account_type": "prepaid", "due_day": 0},
        {"account_type": "POSTPAID", "due_day": 31},
        {"account_type": "M2M", "due_day": 1},
        {"account_type": "controle"},
        {"account_type": "postpaid", "account_id": make_id(9)},
        {"network_profile": "7", "msisdn": Msisdn.parse("11961234599")},
        {"iccid": None, "esim": True},
        {"port_in": OTHER_HOLDER},
    ],
)
def test_what_the_pages_allow_breaks_no_rule(fields: dict[str, Any]) -> None:
    assert broken(**fields) == []


def test_a_broken_rule_sends_nothing() -> None:
    fake = TelecallSandbox()
    with sandbox("telecall", fake=fake) as client, pytest.raises(RuleViolation) as refused:
        client.activate_line(
            customer=CUSTOMER, plan_code=PLAN, area_code="11", iccid=STOCK_SIM, account_type="postpaid"
        )
    assert refused.value.violations[0].rule_id == "MVNO-LINE-9"
    assert fake.accounts == []
    assert len(fake.network.subscribers) == 2


# --- activating ---


def test_an_activation_registers_the_customer_opens_the_account_and_orders_the_line(hand: Hand) -> None:
    made, sent = activated(hand, due_day=10)
    assert hand.writes == 3
    (account,) = fake_of(hand).accounts
    line = fake_of(hand).network.by_iccid(STOCK_SIM.value)
    assert line is not None
    assert (account.type, account.due_day, account.customer_id) == ("postpaid", 10, line.holder.id)
    assert line.holder.tax_id == CUSTOMER.tax_id.value if CUSTOMER.tax_id else ""
    assert (made.line.iccid, made.line.status) == (STOCK_SIM, m.LineStatus.AWAITING_ACTIVATION)
    assert made.line.msisdn == Msisdn.parse(line.msisdn)
    assert made.order_id is not None
    assert made.line.platform_ids == {"customer_id": line.holder.id, "account_id": account.id}
    assert sent["create_subscription"] == {
        "customer_id": line.holder.id,
        "account_id": account.id,
        "msisdn": int(line.msisdn),
        "iccid": STOCK_SIM.value,
        "is_portability": False,
        "hlr_profile": 1,
        "portability_number": 0,
        "product_list": [PLAN],
        "is_ownership_portability": False,
        "owner_name": None,
        "owner_document": None,
        "is_virtual_simcard": False,
    }


@pytest.mark.parametrize(
    ("fields", "kind", "day"),
    [
        ({}, "prepaid", 0),
        ({"due_day": 5}, "postpaid", 5),
        ({"account_type": "m2m", "due_day": 5}, "M2M", 5),
        ({"account_type": "controle", "due_day": 5}, "controle", 5),
    ],
)
def test_the_account_is_of_the_kind_that_was_asked_for(
    hand: Hand, fields: dict[str, Any], kind: str, day: int
) -> None:
    _, sent = activated(hand, **fields)
    assert (sent["create_account"]["account_type"], sent["create_account"]["due_date"]) == (kind, day)


def test_a_customer_and_an_account_that_exist_are_used_again(hand: Hand) -> None:
    first, _ = activated(hand)
    account_id = first.line.platform_ids["account_id"]
    again, sent = activated(hand, iccid=Iccid.parse(make_iccid(2)), account_id=account_id)
    assert hand.writes == 4
    assert len(fake_of(hand).accounts) == 1
    assert again.line.platform_ids == first.line.platform_ids
    assert again.line.msisdn != first.line.msisdn
    assert sent["create_subscription"]["account_id"] == account_id


def test_the_platform_allocates_an_esim(hand: Hand) -> None:
    made, sent = activated(hand, iccid=None, esim=True)
    order = sent["create_subscription"]
    assert (order["iccid"], order["is_virtual_simcard"]) == (None, True)
    assert made.line.iccid is not None
    assert made.line.is_esim
    seen = hand.carry(plugin(hand).get_activation(r.GetActivation(iccid=made.line.iccid)))
    assert seen.line.iccid == made.line.iccid


def test_an_esim_of_the_stock_goes_by_its_iccid(hand: Hand) -> None:
    _, sent = activated(hand, iccid=STOCK_ESIM, esim=True)
    assert sent["create_subscription"]["iccid"] == STOCK_ESIM.value


def test_a_port_in_travels_inside_the_activation_beside_a_free_number(hand: Hand) -> None:
    made, sent = activated(hand, port_in=PORT_IN)
    order = sent["create_subscription"]
    assert (order["is_portability"], order["portability_number"]) == (True, int(DONOR_NUMBER.national))
    assert (order["is_ownership_portability"], order["owner_name"]) == (False, None)
    assert made.line.temporary_number == made.line.msisdn
    assert order["msisdn"] == int(made.line.msisdn.national if made.line.msisdn else 0)
    assert made.line.portability == m.Portability(number=DONOR_NUMBER, status=m.PortabilityStatus.PENDING)
    seen: list[m.Portability] = []
    while not seen or seen[-1].status is not m.PortabilityStatus.COMPLETED:
        assert len(seen) < 10
        seen.append(hand.carry(plugin(hand).get_portability(r.GetPortability(line=made.line))))
    assert hand.carry(plugin(hand).get_line(r.GetLine(iccid=STOCK_SIM))).portability == seen[-1]


def test_a_port_in_of_another_holder_names_him(hand: Hand) -> None:
    _, sent = activated(hand, port_in=OTHER_HOLDER)
    order = sent["create_subscription"]
    assert order["is_ownership_portability"] is True
    assert (order["owner_name"], order["owner_document"]) == ("Eva Exemplo", "11144477735")


def test_a_port_in_of_the_customer_himself_names_nobody_else(hand: Hand) -> None:
    own = attrs.evolve(OTHER_HOLDER, other_holder_name="Dora", other_holder_tax_id=CUSTOMER.tax_id)
    _, sent = activated(hand, port_in=own)
    assert sent["create_subscription"]["is_ownership_portability"] is False
    assert sent["create_subscription"]["owner_document"] is None


def test_of_several_network_profiles_one_must_be_chosen() -> None:
    hand = telecall(TelecallSandbox(profiles={3: "Dados", 5: "M2M"}))
    for wrong in (None, "4"):
        with pytest.raises(RuleViolation) as refused:
            hand.carry(plugin(hand).activate_line(activate(network_profile=wrong)))
        assert "3 (Dados), 5 (M2M)" in refused.value.message
    assert hand.writes == 0
    _, sent = activated(hand, network_profile="5")
    assert sent["create_subscription"]["hlr_profile"] == 5


@pytest.mark.parametrize("taken", [LINE.iccid, None])
def test_a_taken_sim_or_number_is_refused_before_the_first_write(hand: Hand, taken: Iccid | None) -> None:
    fields = {"iccid": taken} if taken else {"iccid": None, "esim": True, "msisdn": NUMBER}
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).activate_line(activate(**fields)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == ("mvno.iccid_in_use" if taken else "mvno.platform.number_taken")
    assert hand.writes == 0


def test_an_area_code_without_a_free_number_is_refused_before_the_first_write(hand: Hand) -> None:
    for unit in range(5):
        fake_of(hand).network.lines.append(
            attrs.evolve(fake_of(hand).network.lines[0], msisdn=f"1198000000{unit}", iccid="")
        )
    with pytest.raises(ProviderRejected):
        hand.carry(plugin(hand).activate_line(activate()))
    assert hand.writes == 0


# --- blocking ---


@pytest.mark.parametrize("reason", m.BlockReason)
@pytest.mark.parametrize("scope", m.BlockScope)
def test_a_block_is_offered_whenever_its_reason_goes_with_its_scope(
    scope: m.BlockScope, reason: m.BlockReason
) -> None:
    found = check_block(line=LINE, block=m.LineBlock(scope=scope, reason=reason), limits=LIMITS)
    errors = [violation.code for violation in found if violation.severity == "error"]
    lost = scope is m.BlockScope.PARTIAL and reason not in {m.BlockReason.DEBT, m.BlockReason.CUSTOMER}
    assert errors == (["mvno.block_invalid"] if lost else [])


@pytest.mark.parametrize("suspended", [True, False])
def test_whether_a_total_block_suspends_the_billing_cannot_be_chosen(suspended: bool) -> None:
    asked = m.LineBlock(scope=m.BlockScope.TOTAL, reason=m.BlockReason.DEBT, suspend_billing=suspended)
    (first, *_) = check_block(line=LINE, block=asked, limits=LIMITS)
    assert (first.rule_id, first.code) == ("MVNO-LINE-5", "mvno.block_billing_unsupported")


@pytest.mark.parametrize(
    ("scope", "suspended", "reason"),
    [
        (m.BlockScope.TOTAL, None, 1),
        (m.BlockScope.PARTIAL, None, 2),
        (m.BlockScope.PARTIAL, False, 2),
        (m.BlockScope.PARTIAL, True, 3),
    ],
)
def test_scope_and_billing_choose_the_freeze(
    hand: Hand, scope: m.BlockScope, suspended: bool | None, reason: int
) -> None:
    sent = bodies(hand)
    line = hand.carry(plugin(hand).block_line(block(scope, suspend_billing=suspended)))
    assert sent["freeze"] == {"phone_number": NUMBER.national, "reason": reason, "scheduled_date": None}
    assert line.status.value == f"blocked_{scope.value}"


def test_a_block_for_a_later_day_waits_for_it() -> None:
    now = [FIXED_NOW]
    fake = TelecallSandbox(now=lambda: now[0])
    client = sandbox("telecall", fake=fake)
    line = client.get_line(msisdn=NUMBER)
    day = date(2031, 5, 9)
    asked = client.block_line(line=line, scope=m.BlockScope.TOTAL, reason=m.BlockReason.DEBT, starts_on=day)
    assert asked.value.status is m.LineStatus.ACTIVE
    now[0] = datetime.fromisoformat("2031-05-09T00:00:00")
    assert client.get_line(msisdn=NUMBER).status is m.LineStatus.BLOCKED_TOTAL
    client.close()


@pytest.mark.parametrize(
    ("day", "sent"), [("2026-01-15", None), ("2026-01-14", None), ("2026-01-16", "2026-01-16T00:00:00")]
)
def test_only_a_day_to_come_is_scheduled(day: str, sent: str | None) -> None:
    hand = telecall()
    bodies_sent = bodies(hand)
    hand.now = datetime(2026, 1, 15, 23, 59, tzinfo=UTC)
    hand.carry(plugin(hand).block_line(block(starts_on=date.fromisoformat(day))))
    assert bodies_sent["freeze"]["scheduled_date"] == sent


def test_a_line_under_port_in_is_blocked_by_its_temporary_number(hand: Hand) -> None:
    sent = bodies(hand)
    under_way = m.Portability(number=DONOR_NUMBER, status=m.PortabilityStatus.PENDING)
    line = attrs.evolve(LINE, msisdn=DONOR_NUMBER, temporary_number=NUMBER, portability=under_way)
    hand.carry(plugin(hand).block_line(attrs.evolve(block(), line=line)))
    assert sent["freeze"]["phone_number"] == NUMBER.national


def test_the_number_of_a_line_known_by_its_sim_alone_is_looked_up(hand: Hand) -> None:
    sent = bodies(hand)
    hand.carry(plugin(hand).block_line(attrs.evolve(block(), line=attrs.evolve(LINE, msisdn=None))))
    assert sent["freeze"]["phone_number"] == NUMBER.national


# --- the fake's own rules ---


def post(fake: TelecallSandbox, path: str, content: Any, method: str = "POST") -> HttpAnswer:
    headers = {CREDENTIALS["cabecalho"].lower(): CREDENTIALS["credencial"]}
    return fake.handle(FakeRequest(method=method, path=path, headers=headers, body=json.dumps(content).encode()))


def account(customer: str, kind: str, day: int) -> dict[str, Any]:
    return {"account_type": kind, "customer_id": customer, "name": "Conta", "due_date": day}


def order(**changes: Any) -> dict[str, Any]:
    """A line's order that the fake takes, but for `changes`."""
    return {
        "msisdn": 11961230001, "iccid": STOCK_SIM.value, "is_portability": False, "hlr_profile": 1,
        "portability_number": 0, "product_list": [PLAN], "is_ownership_portability": False, "owner_name": None,
        "owner_document": None, "is_virtual_simcard": False, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"account_id": make_id(1)}, 404),
        ({"msisdn": int(NUMBER.national)}, 409),
        ({"iccid": None}, 400),
        ({"iccid": make_iccid(77)}, 404),
        ({"hlr_profile": 9}, 404),
        ({"is_portability": True}, 400),
        ({"is_ownership_portability": True, "owner_name": "Eva"}, 400),
        ({"product_list": [PACK.code]}, 400),
        ({"product_list": [make_id(1)]}, 404),
        ({"hlr_profile": "um"}, 400),
    ],
)
def test_the_fake_keeps_the_rules_of_the_pages(hand: Hand, changes: dict[str, Any], status: int) -> None:
    fake = fake_of(hand)
    customer = next(iter(fake.network.subscribers.values())).id
    opened = post(fake, w.CREATE_ACCOUNT.path, account(customer, "postpaid", 10))
    asked = {"customer_id": customer, "account_id": opened.json()["account_id"], **order(**changes)}
    assert post(fake, w.SUBSCRIBE.path, asked).status == status
    assert len(fake.network.lines) == (3 if status == 200 else 2)


@pytest.mark.parametrize(("kind", "day", "status"), [("prepaid", 0, 200), ("prepaid", 5, 400), ("M2M", 5, 200)])
def test_the_fake_takes_a_due_day_for_accounts_that_are_billed_alone(
    hand: Hand, kind: str, day: int, status: int
) -> None:
    customer = next(iter(fake_of(hand).network.subscribers.values())).id
    assert post(fake_of(hand), w.CREATE_ACCOUNT.path, account(customer, kind, day)).status == status


def test_the_fake_knows_no_other_customer_route_and_freeze(hand: Hand) -> None:
    fake = fake_of(hand)
    assert post(fake, w.CREATE_ACCOUNT.path, account(make_id(1), "prepaid", 0)).status == 404
    assert post(fake, "v2.1/customer", {}).status == 404
    freeze = {"phone_number": NUMBER.national, "reason": 4, "scheduled_date": None}
    assert post(fake, w.FREEZE.path, freeze, method="PATCH").status == 422
    assert len(pages(hand, plugin(hand).list_lines, r.ListLines())) == 2
