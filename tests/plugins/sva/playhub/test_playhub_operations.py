"""PlayHub's rules P1 to P10, on its fake."""

import json
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand
from isp_integrations.core.erp.models import AccessStatus, SvaPackage
from isp_integrations.core.errors import (
    InvalidIdentifier,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.platform import Account
from isp_integrations.core.rules import Source
from isp_integrations.core.session import Session
from isp_integrations.core.sva import operations
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus, UserKey
from isp_integrations.plugins.sva.playhub import wire as w
from isp_integrations.plugins.sva.playhub.plugin import PlayHub
from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.sva import sandbox
from sva_makers import CONTRACT, CUSTOMER, PHONE, contract, new, product

BRUNO, CLARA, FULANA = "11144477735", "39053344705", "52998224725"
ONE, TWO = SvaPackage(code="Q01", name="1 serviço à escolha"), SvaPackage(code="Q02", name="2 serviços à escolha")
PASSWORD = "playhub-Senha-0001"
CREATE = r.CreateUser(customer=CUSTOMER, package=ONE, username=FULANA, phone=PHONE, password=PASSWORD)
HELD = SvaUser(id="7", status=SvaUserStatus.ACTIVE, username=BRUNO, package=ONE)
WITHOUT = attrs.evolve(HELD, username=CLARA, status=SvaUserStatus.DEACTIVATED)
FORM = new(product=product(package=ONE), password=PASSWORD)


@pytest.fixture
def fake() -> PlayHubSandbox:
    return PlayHubSandbox()


@pytest.fixture
def hand(fake: PlayHubSandbox) -> Hand:
    carried = Hand(PlayHub(Account(credentials=fake.credentials)), fake)
    carried.labels.clear()
    return carried


def plugin_of(hand: Hand) -> Any:
    return hand.plugin


def answered(status: int, content: Any) -> HttpAnswer:
    return HttpAnswer(status=status, body=json.dumps(content).encode())


def refused_with(code: int, status: int = 400) -> HttpAnswer:
    return answered(status, {"Code": code, "Message": "Não."})


def once(hand: Hand, label: str, answer: HttpAnswer) -> None:
    """Have the next request of that label answered so."""
    waiting = [answer]

    def give(request: HttpRequest) -> HttpAnswer | None:
        return waiting.pop() if waiting and request.label == label else None

    hand.answer_with = give


# --- P1, P2: username and password ---


def test_p1_the_username_is_the_document_unless_the_provider_chooses(fake: PlayHubSandbox) -> None:
    assert PlayHub.user_key is UserKey.USERNAME
    with sandbox("playhub", fake=fake) as playhub:
        by_document = playhub.create_user(new=FORM).value
        chosen = playhub.create_user(new=attrs.evolve(FORM, username="fulana.exemplo")).value
    assert (by_document.username, chosen.username) == (FULANA, "fulana.exemplo")
    assert {FULANA, "fulana.exemplo"} <= set(fake.customers)


def test_p2_a_creation_without_a_password_or_a_name_is_refused_with_both_fields() -> None:
    form = attrs.evolve(FORM, password=None, customer=attrs.evolve(CUSTOMER, legal_name=" "))
    script = FaultScript()
    with sandbox("playhub", script=script) as playhub, pytest.raises(RuleViolation) as refused:
        playhub.create_user(new=form)
    (violation,) = refused.value.violations
    assert (violation.rule_id, violation.context["fields"]) == ("SVA-USER-3", ("legal_name", "password"))
    assert script.served == ()


@pytest.mark.parametrize("username", ["", ".", "..", "com espaço", "a\nb", "x" * 101])
def test_a_username_that_fits_no_address_is_refused_before_anything_is_sent(hand: Hand, username: str) -> None:
    with pytest.raises(InvalidIdentifier, match="Usuário da PlayHub"):
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=username)))
    assert hand.labels == []


def test_a_username_with_a_slash_stays_one_segment(fake: PlayHubSandbox, hand: Hand) -> None:
    hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username="a/b")))
    assert fake.customers["a/b"].subscriptions


# --- P3, P4, P6: creating ---


def test_p3_a_new_customer_is_created_and_then_subscribed(fake: PlayHubSandbox, hand: Hand) -> None:
    user = hand.carry(plugin_of(hand).create_user(CREATE))
    assert hand.labels == ["subscriptions", "create_customer", "subscribe", "subscriptions"]
    made = fake.customers[FULANA]
    assert (made.name, made.password, made.document) == (CUSTOMER.legal_name, PASSWORD, FULANA)
    assert (made.email, made.mobile) == ("fulana@example.invalid", PHONE.national)
    assert (user.status, user.package, user.username) == (SvaUserStatus.ACTIVE, ONE, FULANA)
    assert user.platform_ids == {"voucher": made.subscriptions["Q01"]}


def test_p3_a_customer_who_is_there_is_only_subscribed_and_keeps_his_data(fake: PlayHubSandbox, hand: Hand) -> None:
    hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username=CLARA)))
    assert "create_customer" not in hand.labels
    assert (fake.customers[CLARA].name, fake.customers[CLARA].password) == ("Clara Amostra", "sandbox-2")
    assert list(fake.customers[CLARA].subscriptions) == ["Q01"]


def test_p4_a_creation_answered_that_the_name_is_taken_becomes_an_update(fake: PlayHubSandbox, hand: Hand) -> None:
    once(hand, "subscriptions", refused_with(1, 404))
    hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username=CLARA)))
    assert hand.labels[:4] == ["subscriptions", "create_customer", "update_customer", "subscribe"]
    assert (fake.customers[CLARA].name, fake.customers[CLARA].password) == (CUSTOMER.legal_name, PASSWORD)


def test_p4_any_other_refusal_of_a_creation_is_told(fake: PlayHubSandbox, hand: Hand) -> None:
    once(hand, "create_customer", refused_with(w.INVALID_DOCUMENT))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).create_user(CREATE))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.invalid_document"
    assert FULANA not in fake.customers


def test_p6_already_subscribed_is_done_when_it_was_not_so_before(fake: PlayHubSandbox, hand: Hand) -> None:
    def subscribed_meanwhile(request: HttpRequest) -> HttpAnswer | None:
        if request.label == "subscribe" and not fake.customers[CLARA].subscriptions:
            fake.subscribe(CLARA, "Q01")
        return None

    hand.answer_with = subscribed_meanwhile
    user = hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username=CLARA)))
    assert (user.status, fake.vouchers_used) == (SvaUserStatus.ACTIVE, 1)


def test_sva_user_4_who_was_subscribed_before_is_refused_in_the_literal_words(hand: Hand) -> None:
    with pytest.raises(ProviderRejected, match=r"^CPF já cadastrado\.$") as refused:
        hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username=BRUNO)))
    violation = refused.value.violation
    assert violation is not None
    assert (violation.code, violation.source) == ("sva.cpf_already_registered", Source.PLATFORM)
    assert hand.writes == 0


def test_an_interrupted_creation_leaves_a_customer_that_the_next_one_uses(fake: PlayHubSandbox) -> None:
    fake.products["Q01"].vouchers = 0
    with sandbox("playhub", fake=fake) as playhub:
        with pytest.raises(ProviderRejected) as refused:
            playhub.create_user(new=FORM)
        assert refused.value.applied == ("create_customer",)
        fake.products["Q01"].vouchers = 1
        assert playhub.create_user(new=FORM).value.status is SvaUserStatus.ACTIVE


def test_p9_an_email_is_sent_as_it_is(fake: PlayHubSandbox, hand: Hand) -> None:
    customer = attrs.evolve(CUSTOMER, email="fulana@example.com.invalid")
    hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, customer=customer)))
    assert fake.customers[FULANA].email == "fulana@example.com.invalid"


# --- what is told of a refusal ---


@pytest.mark.parametrize(
    ("code", "status", "violation"),
    [
        (w.USERNAME_TAKEN, 400, "sva.cpf_already_registered"),
        (w.INVALID_DOCUMENT, 400, "sva.platform.invalid_document"),
        (w.SUBSCRIPTION_NOT_FOUND, 404, "sva.platform.user_not_found"),
        (w.INVALID_PRODUCT, 404, "sva.package_not_available"),
        (w.PRODUCT_NOT_AUTHORISED, 400, "sva.package_not_available"),
        (w.ALREADY_SUBSCRIBED, 409, "sva.cpf_already_registered"),
        (w.NO_VOUCHERS, 400, "sva.platform.no_vouchers"),
        (1, 400, None),
        (99, 422, None),
    ],
)
def test_p7_a_numbered_refusal_is_told_as_what_it_means(
    hand: Hand, code: int, status: int, violation: str | None
) -> None:
    once(hand, "update_customer", refused_with(code, status))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).edit_user(r.EditUser(user=HELD, phone=PHONE)))
    found = refused.value.violation
    assert (found.code if found else None, refused.value.code) == (violation, str(code))


@pytest.mark.parametrize(("package", "code"), [("ZZZ", "5"), ("FIX", "6"), ("Q03", "8")])
def test_p7_a_product_that_cannot_be_sold_is_refused_by_the_platform(hand: Hand, package: str, code: str) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, package=SvaPackage(code=package))))
    assert refused.value.code == code


def test_p7_there_is_no_catalogue_to_read() -> None:
    with sandbox("playhub") as playhub, pytest.raises(UnsupportedOperation):
        list(playhub.list_packages())


def test_a_refusal_that_quotes_a_person_is_told_without_him(hand: Hand) -> None:
    once(hand, "subscribe", answered(400, {"Code": 1, "Message": "CPF 529.982.247-25 de fulana@example.invalid"}))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).create_user(attrs.evolve(CREATE, username=CLARA)))
    told = f"{refused.value} {refused.value.words}"
    assert "529" not in told
    assert "fulana" not in told


# --- P5, P8: no block; unsubscribing and subscribing anew ---


def test_p8_a_block_is_refused_and_never_becomes_an_unsubscription(fake: PlayHubSandbox) -> None:
    script = FaultScript()
    overdue = contract(access=AccessStatus.BLOCKED_AUTOMATIC)
    with sandbox("playhub", fake=fake, script=script) as playhub:
        with pytest.raises(UnsupportedOperation, match="block_user"):
            playhub.block_user(user=HELD)
        with pytest.raises(UnsupportedOperation, match="block_user"):
            playhub.mirror_user(user=HELD, contract=overdue)
    assert list(fake.customers[BRUNO].subscriptions) == ["Q01"]
    assert script.served == ()


def test_p8_who_is_activated_anew_gets_another_voucher_and_who_has_one_does_not(fake: PlayHubSandbox) -> None:
    with sandbox("playhub", fake=fake) as playhub:
        user = playhub.deactivate_user(user=HELD).value
        assert (user.status, user.deactivated_manually) == (SvaUserStatus.DEACTIVATED, True)
        assert fake.customers[BRUNO].subscriptions == {}
        again = playhub.activate_user(user=user, contract=CONTRACT).value
        playhub.activate_user(user=again, contract=CONTRACT)
    assert again.platform_ids == {"voucher": "V-000001"}
    assert fake.vouchers_used == 1


def test_p5_unsubscribing_from_what_is_not_there_is_a_success(fake: PlayHubSandbox, hand: Hand) -> None:
    seen = hand.carry(plugin_of(hand).deactivate_user(r.DeactivateUser(user=WITHOUT)))
    assert (seen.status, hand.labels) == (SvaUserStatus.DEACTIVATED, ["subscriptions"])

    def gone_meanwhile(request: HttpRequest) -> None:
        if request.label == "unsubscribe":
            fake.customers[BRUNO].subscriptions.clear()

    hand.answer_with = gone_meanwhile
    seen = hand.carry(plugin_of(hand).deactivate_user(r.DeactivateUser(user=HELD)))
    assert (seen.status, hand.labels[-2:]) == (SvaUserStatus.DEACTIVATED, ["unsubscribe", "subscriptions"])


def test_p5_a_customer_who_is_not_there_is_told_and_deleted_all_the_same() -> None:
    nobody = attrs.evolve(HELD, username="ninguem")
    with sandbox("playhub") as playhub:
        with pytest.raises(ProviderRejected) as refused:
            playhub.deactivate_user(user=nobody)
        assert refused.value.violation is not None
        assert refused.value.violation.code == "sva.platform.user_not_found"
        assert playhub.delete_user(user=nobody).value.status is SvaUserStatus.REMOVED


@pytest.mark.parametrize("code", [1, w.INVALID_PRODUCT, 99])
def test_p5_a_404_of_something_else_is_no_unsubscription(fake: PlayHubSandbox, code: int) -> None:
    account = Account(credentials=fake.credentials)
    hand = Hand(PlayHub(account), fake)
    hand.answer_with = lambda request: refused_with(code, 404) if request.label == "unsubscribe" else None
    for operation in (operations.deactivate_user, operations.delete_user):
        with pytest.raises(ProviderRejected) as refused:
            hand.carry(operation(Session(hand.plugin), user=HELD))
        assert refused.value.code == str(code)
    assert list(fake.customers[BRUNO].subscriptions) == ["Q01"]


@pytest.mark.parametrize("code", [w.USERNAME_TAKEN, w.INVALID_PRODUCT, w.PRODUCT_NOT_AUTHORISED, w.NO_VOUCHERS])
def test_a_404_with_the_code_of_something_else_is_no_missing_customer(hand: Hand, code: int) -> None:
    for request in (plugin_of(hand).get_user(r.GetUser(username=BRUNO)), plugin_of(hand).create_user(CREATE)):
        once(hand, "subscriptions", refused_with(code, 404))
        with pytest.raises(ProviderRejected) as refused:
            hand.carry(request)
        assert refused.value.code == str(code)
    assert "create_customer" not in hand.labels


def test_sva_del_1_a_deletion_unsubscribes_and_says_that_the_customer_stays(fake: PlayHubSandbox) -> None:
    with sandbox("playhub", fake=fake) as playhub:
        done = playhub.delete_user(user=HELD)
    assert done.value.status is SvaUserStatus.REMOVED
    assert done.events[0].kept_on_platform
    assert fake.customers[BRUNO].subscriptions == {}


def test_a_user_who_was_never_there_cannot_be_activated(hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).activate_user(r.ActivateUser(user=attrs.evolve(WITHOUT, username="ninguem"))))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.user_not_found"


# --- P10: changing the package ---


def test_p10_a_package_is_changed_by_subscribing_first(fake: PlayHubSandbox, hand: Hand) -> None:
    user = hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))
    assert hand.labels == ["subscriptions", "subscribe", "subscriptions", "unsubscribe", "subscriptions"]
    assert (user.package, user.status) == (TWO, SvaUserStatus.ACTIVE)
    assert list(fake.customers[BRUNO].subscriptions) == ["Q02"]


def test_p10_a_refused_change_leaves_the_old_package(fake: PlayHubSandbox, hand: Hand) -> None:
    fake.products["Q02"].vouchers = 0
    with pytest.raises(ProviderRejected):
        hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))
    assert list(fake.customers[BRUNO].subscriptions) == ["Q01"]


def test_p10_a_change_never_gives_access_to_who_has_none(fake: PlayHubSandbox, hand: Hand) -> None:
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=WITHOUT, package=TWO)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.not_subscribed"
    assert fake.customers[CLARA].subscriptions == {}


def test_p10_half_a_change_that_is_asked_for_again_does_the_rest(fake: PlayHubSandbox, hand: Hand) -> None:
    once(hand, "unsubscribe", refused_with(99))
    with pytest.raises(ProviderRejected):
        hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))
    assert set(fake.customers[BRUNO].subscriptions) == {"Q01", "Q02"}
    vouchers = fake.vouchers_used
    hand.labels.clear()
    for rest in (["subscriptions", "unsubscribe", "subscriptions"], ["subscriptions", "subscriptions"]):
        user = hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))
        assert (user.package, user.status, hand.labels) == (TWO, SvaUserStatus.ACTIVE, rest)
        assert (list(fake.customers[BRUNO].subscriptions), fake.vouchers_used) == (["Q02"], vouchers)
        hand.labels.clear()


def test_p10_a_new_product_that_is_not_listed_keeps_the_old_one(fake: PlayHubSandbox, hand: Hand) -> None:
    hand.answer_with = lambda request: HttpAnswer(status=201, body=b"{}") if request.label == "subscribe" else None
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))
    assert list(fake.customers[BRUNO].subscriptions) == ["Q01"]


def test_p10_half_a_change_is_unknown_and_its_resumption_does_the_rest(fake: PlayHubSandbox) -> None:
    lost = Fault(kind=FaultKind.STATUS, on="DELETE *", times=10)
    script = FaultScript(lost)
    with sandbox("playhub", fake=fake, script=script) as playhub:
        with pytest.raises(OutcomeUnknown) as unknown:
            playhub.change_package(user=HELD, package=TWO)
        assert set(fake.customers[BRUNO].subscriptions) == {"Q01", "Q02"}
        token: str | None = unknown.value.resume_token
        while token:
            try:
                done = playhub.resume(token)
                token = None
            except OutcomeUnknown as again:
                token = again.resume_token
    assert done.value.package.code == "Q02"
    assert list(fake.customers[BRUNO].subscriptions) == ["Q02"]


def test_an_old_product_that_stays_listed_is_not_a_change(hand: Hand) -> None:
    hand.answer_with = lambda request: HttpAnswer(status=204) if request.label == "unsubscribe" else None
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin_of(hand).change_package(r.ChangePackage(user=HELD, package=TWO)))


# --- editing ---


def test_an_edit_sends_what_the_platform_shows_of_the_rest(fake: PlayHubSandbox, hand: Hand) -> None:
    user = hand.carry(plugin_of(hand).edit_user(r.EditUser(user=HELD, phone=PHONE)))
    bruno = fake.customers[BRUNO]
    assert (bruno.name, bruno.email, bruno.mobile) == ("Bruno Modelo", "bruno@example.invalid", PHONE.national)
    assert (bruno.password, user.phone, user.status) == ("sandbox-1", PHONE, SvaUserStatus.ACTIVE)


def test_an_edit_of_the_password_keeps_the_phone(fake: PlayHubSandbox, hand: Hand) -> None:
    hand.carry(plugin_of(hand).edit_user(r.EditUser(user=HELD, password="nova-Senha-0002")))
    assert (fake.customers[BRUNO].password, fake.customers[BRUNO].mobile) == ("nova-Senha-0002", "11961230001")


@pytest.mark.parametrize("shown", [{}, {"Name": None}, {"Name": ""}])
def test_an_edit_stops_before_it_would_erase_a_name(hand: Hand, shown: object) -> None:
    once(hand, "customer", answered(200, shown))
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(plugin_of(hand).edit_user(r.EditUser(user=HELD, phone=PHONE)))
    assert refused.value.paths == ("$.Name",)
    assert "update_customer" not in hand.labels


# --- reading ---


def test_a_customer_without_the_product_is_deactivated(hand: Hand) -> None:
    user = hand.carry(plugin_of(hand).get_user(r.GetUser(username=CLARA, package_code="Q01")))
    assert (user.status, user.platform_ids) == (SvaUserStatus.DEACTIVATED, {})


def test_a_user_is_read_by_his_document_where_no_name_is_given(hand: Hand) -> None:
    user = hand.carry(plugin_of(hand).get_user(r.GetUser(cpf=Cpf.parse(BRUNO))))
    assert (user.username, user.package) == (BRUNO, ONE)


def test_of_several_subscriptions_the_package_must_be_told(fake: PlayHubSandbox, hand: Hand) -> None:
    fake.subscribe(BRUNO, "Q02")
    with pytest.raises(RuleViolation, match="SVA-PROD-4"):
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=BRUNO)))
    user = hand.carry(plugin_of(hand).get_user(r.GetUser(username=BRUNO, package_code="Q02")))
    assert user.package == TWO


def test_a_user_without_a_package_cannot_be_changed(hand: Hand) -> None:
    without = attrs.evolve(HELD, package=None)
    for order in (
        plugin_of(hand).activate_user(r.ActivateUser(user=without)),
        plugin_of(hand).deactivate_user(r.DeactivateUser(user=without)),
        plugin_of(hand).change_package(r.ChangePackage(user=without, package=TWO)),
    ):
        with pytest.raises(RuleViolation, match="SVA-PROD-4"):
            hand.carry(order)
    assert hand.labels == []


# --- writes whose answer was lost ---


def test_a_lost_subscription_is_found_and_not_repeated(fake: PlayHubSandbox, hand: Hand) -> None:
    hand.lose_writes = {0: True}
    user = hand.carry(plugin_of(hand).create_user(CREATE))
    assert (user.status, hand.writes, fake.vouchers_used) == (SvaUserStatus.ACTIVE, 1, 1)


def test_a_subscription_that_is_not_to_be_seen_stays_unknown(hand: Hand) -> None:
    hand.lose_writes = {0: False}
    with pytest.raises(OutcomeUnknown):
        hand.carry(plugin_of(hand).activate_user(r.ActivateUser(user=WITHOUT)))
    assert hand.writes == 1


def test_a_subscription_proven_absent_is_sent_once_more(fake: PlayHubSandbox) -> None:
    account = Account(credentials=fake.credentials, wire_overrides={"settle": {"subscribe": 30.0}})
    hand = Hand(PlayHub(account), fake)
    hand.lose_writes = {0: False}
    hand.carry(plugin_of(hand).activate_user(r.ActivateUser(user=WITHOUT)))
    assert (hand.writes, hand.waited) == (2, [30.0])
    assert list(fake.customers[CLARA].subscriptions) == ["Q01"]


def test_every_operation_rests_on_what_was_seen() -> None:
    assert {declared.evidence for declared in PlayHub.operations.values()} == {OBSERVED}
