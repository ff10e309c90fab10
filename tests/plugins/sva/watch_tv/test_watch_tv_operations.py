"""Watch TV's rules W1 to W11, on its fake."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest

from exchange_by_hand import as_received, pages
from isp_integrations.core.erp.models import AccessStatus, SvaPackage
from isp_integrations.core.errors import (
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.rules import Source
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.events import SvaResumptionDue
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.models import SalesPlan, SvaUser, SvaUserStatus, UserKey
from isp_integrations.core.sva.rules import check_creation, check_edit
from isp_integrations.plugins.sva.watch_tv import wire as w
from isp_integrations.plugins.sva.watch_tv.plugin import WatchTv
from isp_integrations.plugins.sva.watch_tv.sandbox import Ticket, WatchTvSandbox
from isp_integrations.sandbox.faults import FaultScript
from isp_integrations.sandbox.sva import sandbox
from sva_makers import CONTRACT, CUSTOMER, ITEM, PHONE, TODAY, contract, creation, new, product, user
from watch_by_hand import WatchHand, envelope

BASIC = SvaPackage(code="111", name="Watch Básico", kind="basic")
FILMS = SvaPackage(code="222", name="Watch Filmes", kind="premium")
FULANA, BRUNO, CLARA = "fulana@example.invalid", "bruno@example.invalid", "clara@example.invalid"
CREATE = r.CreateUser(customer=CUSTOMER, package=BASIC, username=FULANA, phone=PHONE, contract_id="200")
RUNNING = SvaUser(id="7", status=SvaUserStatus.ACTIVE, username=BRUNO, email=BRUNO, package=BASIC)
SUSPENDED = SvaUser(id="8", status=SvaUserStatus.BLOCKED, username=CLARA, email=CLARA, package=FILMS)
FORM = new(product=product(package=BASIC))
LIMITS = PlatformLimits.of(WatchTv)


@pytest.fixture
def hand() -> WatchHand:
    return WatchHand()


def only(hand: WatchHand, email: str) -> Ticket:
    (found,) = [ticket for ticket in hand.watch.tickets.values() if ticket.email == email]
    return found


def once(hand: WatchHand, label: str, answer: HttpAnswer) -> None:
    """Have the next request of that label answered so."""
    waiting = [answer]

    def give(request: HttpRequest) -> HttpAnswer | None:
        return waiting.pop() if waiting and request.label == label else None

    hand.answer_with = give


def authorised(fake: WatchTvSandbox, script: FaultScript | None = None) -> Any:
    client = sandbox("watch_tv", fake=fake, script=script)
    client.begin_authorization(correlation="uid-1")
    client.complete_authorization(code=fake.deliveries[-1].code)
    return client


# --- W1, W2, W3: e-mail, reference, ticket ---


def test_w1_the_e_mail_is_the_key_and_a_customer_without_one_is_refused() -> None:
    assert WatchTv.user_key is UserKey.EMAIL
    (found,) = creation(
        attrs.evolve(FORM, customer=attrs.evolve(CUSTOMER, email=None, mobile_phone=None)), platform=LIMITS
    )
    assert (found.rule_id, found.context["fields"]) == ("SVA-USER-3", ("email",))


def test_w1_a_user_is_found_by_e_mail_whatever_its_case(hand: WatchHand) -> None:
    found = hand.carry(hand.plugin.get_user(r.GetUser(email="Bruno@Example.invalid")))
    assert (found.username, found.status, found.package.code) == (BRUNO, SvaUserStatus.ACTIVE, "111")


def test_w1_a_user_cannot_be_looked_up_by_document(hand: WatchHand) -> None:
    with pytest.raises(RuleViolation, match="SVA-USER-3"):
        hand.carry(hand.plugin.get_user(r.GetUser(username="52998224725")))
    assert hand.labels == []


def test_w2_a_sale_carries_the_contract_as_its_reference(hand: WatchHand) -> None:
    hand.carry(hand.plugin.create_user(CREATE))
    ticket = only(hand, FULANA)
    assert (ticket.reference, ticket.package.id, ticket.phone) == ("200", 111, "5511961234567")


def test_w2_a_sale_from_a_sales_plan_carries_the_customer_as_its_reference() -> None:
    fake = WatchTvSandbox()
    form = attrs.evolve(FORM, contract=None, sales_plan=SalesPlan(id="9", items=(ITEM,)))
    authorised(fake).create_user(new=form)
    assert [ticket.reference for ticket in fake.tickets.values() if ticket.email == FULANA] == ["20"]


@pytest.mark.parametrize("sold_in_small", [True, False])
def test_w3_the_ticket_is_kept_however_its_key_is_spelt(sold_in_small: bool) -> None:
    hand = WatchHand(WatchTvSandbox(sold_in_small=sold_in_small))
    made = hand.carry(hand.plugin.create_user(CREATE))
    assert made.platform_ids == {"ticket": only(hand, FULANA).id, "reference": "200"}
    assert (made.status, made.package.kind, made.phone) == (SvaUserStatus.ACTIVE, "basic", PHONE)


def test_w3_a_user_is_looked_up_by_reference_so_that_no_e_mail_stands_in_an_address(hand: WatchHand) -> None:
    made = hand.carry(hand.plugin.create_user(CREATE))
    targets: list[str] = []

    def watched(request: HttpRequest) -> None:
        targets.append(request.target())

    hand.answer_with = watched
    hand.carry(hand.plugin.block_user(r.BlockUser(user=made)))
    hand.carry(hand.plugin.delete_user(r.DeleteUser(user=made)))
    assert targets
    assert not [target for target in targets if "fulana" in target or "96123" in target]


def test_w3_what_was_found_by_e_mail_is_looked_up_by_reference_from_then_on(hand: WatchHand) -> None:
    targets: list[str] = []

    def watched(request: HttpRequest) -> None:
        targets.append(request.target())

    hand.answer_with = watched
    hand.carry(hand.plugin.block_user(r.BlockUser(user=RUNNING)))
    assert ["bruno" in target for target in targets] == [True, False, False]


@pytest.mark.parametrize("package", [BASIC, None])
def test_w3_a_ticket_that_stands_beside_the_known_one_is_never_taken_for_it(
    hand: WatchHand, package: SvaPackage | None
) -> None:
    made = hand.carry(hand.plugin.create_user(CREATE))
    del hand.watch.tickets[made.platform_ids["ticket"]]
    other = hand.watch.sell(package="111", email=FULANA, reference="200")
    known = attrs.evolve(made, package=package)
    for order in (
        hand.plugin.delete_user(r.DeleteUser(user=known)),
        hand.plugin.block_user(r.BlockUser(user=known)),
        hand.plugin.get_user(r.GetUser.of(known)),
    ):
        with pytest.raises(ProviderRejected) as refused:
            hand.carry(order)
        assert refused.value.violation is not None
        assert refused.value.violation.code == "sva.platform.user_not_found"
    assert hand.watch.tickets[other.id].running


def test_w3_a_known_ticket_is_cancelled_on_whatever_package_it_is_now() -> None:
    fake = WatchTvSandbox()
    watch = authorised(fake)
    user = attrs.evolve(RUNNING, platform_ids={"ticket": "T-901", "reference": "901"})
    fake.tickets["T-901"].package = fake.packages["333"]
    assert watch.delete_user(user=user).value.status is SvaUserStatus.REMOVED
    assert "T-901" not in fake.tickets


def test_w3_a_sale_that_names_one_ticket_and_lists_another_is_not_understood(hand: WatchHand) -> None:
    def another_ticket(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "insert":
            return None
        hand.watch.sell(package="111", email=FULANA, reference="200")
        return envelope([{"Ticket": "T-77"}])

    hand.answer_with = another_ticket
    with pytest.raises(UnexpectedAnswer, match="não mostra o usuário"):
        hand.carry(hand.plugin.create_user(CREATE))


def test_of_two_tickets_alike_the_one_that_the_host_knows_is_meant_and_else_nobody_s(hand: WatchHand) -> None:
    made = hand.carry(hand.plugin.create_user(CREATE))
    hand.watch.sell(package="111", email=FULANA, reference="200")
    found = hand.carry(hand.plugin.get_user(r.GetUser.of(made)))
    assert found.platform_ids["ticket"] == made.platform_ids["ticket"]
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(hand.plugin.get_user(r.GetUser(email=FULANA)))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.several_tickets"


def test_whoever_else_the_platform_answers_is_not_the_user(hand: WatchHand) -> None:
    shown = {"Ticket": "T-1", "Status": True, "Pacote": 111, "EmailUsuario": CLARA}
    hand.answer_with = lambda request: envelope({"list": [shown]})
    for wanted in (
        r.GetUser(email=BRUNO),
        r.GetUser(email=CLARA, package_code="222"),
        r.GetUser(email=CLARA, platform_ids={"reference": "901"}),
    ):
        with pytest.raises(ProviderRejected) as refused:
            hand.carry(hand.plugin.get_user(wanted))
        assert refused.value.violation is not None
        assert refused.value.violation.code == "sva.platform.user_not_found"


def test_w1_e_mails_that_differ_by_an_accent_are_two_users(hand: WatchHand) -> None:
    hand.watch.sell(package="111", email="jose@example.invalid")
    shown = {"Ticket": "T-1", "Status": True, "Pacote": 111, "EmailUsuario": "josé@example.invalid"}
    once(hand, "tickets", envelope({"list": [shown]}))
    with pytest.raises(ProviderRejected):
        hand.carry(hand.plugin.get_user(r.GetUser(email="jose@example.invalid")))


# --- W4, W5: packages ---


@pytest.mark.parametrize(
    ("kinds", "why"),
    [
        (("basic",), None),
        (("premium",), None),
        (("basic", "premium"), None),
        (("Basic", "premium", "kids"), None),
        (("basic", "BASIC"), "tipos diferentes"),
        (("premium", "kids"), "tipo basic"),
        (("premium", None), None),
    ],
)
def test_w4_several_packages_have_several_types_and_one_is_basic(
    kinds: tuple[str | None, ...], why: str | None
) -> None:
    packages = tuple(SvaPackage(code=str(place), kind=kind) for place, kind in enumerate(kinds))
    told = WatchTv.packages_conflict(packages)
    assert (told is None) if why is None else (told is not None and why in told)


def test_w4_and_sva_user_9_a_second_package_of_the_same_type_is_refused_before_anything_is_sent() -> None:
    held = user(package=attrs.evolve(BASIC, code="333"), contract_id="other")
    (found,) = check_creation(FORM, limits=LIMITS, today=TODAY, users_of_integration=[held])
    assert (found.rule_id, "tipos diferentes" in found.message) == ("SVA-USER-9", True)
    allowed = attrs.evolve(held, package=FILMS)
    assert check_creation(FORM, limits=LIMITS, today=TODAY, users_of_integration=[allowed]) == ()


def test_w5_the_account_s_packages_are_read_with_their_types(hand: WatchHand) -> None:
    listed = pages(hand, hand.plugin.list_packages, r.ListPackages())
    assert [(package.code, package.kind) for package in listed] == [
        ("111", "basic"),
        ("222", "premium"),
        ("333", "basic"),
    ]


def test_every_ticket_is_listed_once_a_page_for_each_package(hand: WatchHand) -> None:
    listed = pages(hand, hand.plugin.list_users, r.ListUsers())
    assert [(found.username, found.status) for found in listed] == [
        (BRUNO, SvaUserStatus.ACTIVE),
        (CLARA, SvaUserStatus.BLOCKED),
    ]
    assert hand.labels == ["package_items", "tickets"] * 3


def test_a_package_that_is_told_twice_is_no_page_of_its_own(hand: WatchHand) -> None:
    shown = [{"Pacote": 111}, {"Pacote": 222}, {"Pacote": 111}]
    hand.answer_with = lambda request: envelope({"list": shown}) if request.label == "package_items" else None
    first = hand.carry(hand.plugin.list_users(r.ListUsers(), None))
    last = hand.carry(hand.plugin.list_users(r.ListUsers(), first.cursor))
    assert (first.cursor, last.cursor) == ("222", None)


def test_a_list_goes_on_after_a_package_that_still_exists_only(hand: WatchHand) -> None:
    with pytest.raises(InvalidRecord, match="cursor"):
        hand.carry(hand.plugin.list_users(r.ListUsers(), "999"))
    hand.watch.packages.clear()
    assert pages(hand, hand.plugin.list_users, r.ListUsers()) == []


# --- W6, W8: suspending and resuming ---


def test_w6_a_resumption_is_scheduled_by_the_host_who_is_told_of_it() -> None:
    fake = WatchTvSandbox()
    script = FaultScript()
    watch = authorised(fake, script)
    served = len(script.served)
    done = watch.block_user(user=RUNNING, resume_on=date(2026, 2, 1))
    assert done.events[-1] == SvaResumptionDue(user_id="7", due_on=date(2026, 2, 1))
    assert [path for _, path in script.served[served:]] == [w.TICKETS.path, w.UPDATE_STATUS.path, w.TICKETS.path]
    assert not fake.tickets["T-901"].running
    resumed = watch.activate_user(user=done.value, contract=CONTRACT)
    assert (resumed.value.status, fake.tickets["T-901"].running) == (SvaUserStatus.ACTIVE, True)


def test_w6_a_deactivated_user_is_suspended_too_and_stays_deactivated_for_the_host() -> None:
    fake = WatchTvSandbox()
    watch = authorised(fake)
    deactivated = watch.deactivate_user(user=RUNNING).value
    assert (deactivated.status, deactivated.deactivated_manually) == (SvaUserStatus.DEACTIVATED, True)
    mirrored = watch.mirror_user(user=deactivated, contract=CONTRACT)
    assert (mirrored.value.status, mirrored.events) == (SvaUserStatus.DEACTIVATED, ())
    assert not fake.tickets["T-901"].running


def test_w6_a_blocked_contract_suspends_and_a_released_one_resumes() -> None:
    fake = WatchTvSandbox()
    watch = authorised(fake)
    blocked = watch.mirror_user(user=RUNNING, contract=contract(access=AccessStatus.BLOCKED_AUTOMATIC)).value
    assert (blocked.status, fake.tickets["T-901"].running) == (SvaUserStatus.BLOCKED, False)
    released = watch.mirror_user(user=blocked, contract=CONTRACT).value
    assert (released.status, fake.tickets["T-901"].running) == (SvaUserStatus.ACTIVE, True)
    assert released.package == BASIC


@pytest.mark.parametrize(
    ("hook", "request_of"),
    [
        ("block_user", r.BlockUser(user=SUSPENDED)),
        ("deactivate_user", r.DeactivateUser(user=SUSPENDED)),
        ("activate_user", r.ActivateUser(user=RUNNING)),
    ],
)
def test_w8_a_ticket_that_is_so_already_is_not_asked_again(hand: WatchHand, hook: str, request_of: object) -> None:
    hand.carry(getattr(hand.plugin, hook)(request_of))
    assert hand.labels == ["tickets"]


@pytest.mark.parametrize("result", [None, [], {}, "", False])
def test_a_switch_without_a_result_is_not_understood(hand: WatchHand, result: object) -> None:
    once(hand, "update_status", envelope(result))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(hand.plugin.block_user(r.BlockUser(user=RUNNING)))


def test_a_platform_that_says_success_and_shows_the_user_running_is_not_believed() -> None:
    fake = WatchTvSandbox()
    watch = authorised(fake)
    fake._routes = {**fake._routes, ("POST", w.UPDATE_STATUS.path): lambda given: {"Ticket": given["pTicket"]}}
    with pytest.raises(OutcomeUnknown) as told:
        watch.block_user(user=RUNNING)
    assert "não mostra" in told.value.explanation


# --- W7, W10: cancelling ---


def test_w7_a_deletion_cancels_the_ticket(hand: WatchHand) -> None:
    seen = hand.carry(hand.plugin.delete_user(r.DeleteUser(user=RUNNING)))
    assert seen.status is SvaUserStatus.REMOVED
    assert "T-901" not in hand.watch.tickets


def test_w7_an_answer_that_does_not_say_that_all_went_well_is_not_understood(hand: WatchHand) -> None:
    once(hand, "delete", HttpAnswer(status=200, body=b'{"Result": null}'))
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(hand.plugin.delete_user(r.DeleteUser(user=RUNNING)))
    assert refused.value.paths == ("$.HasError",)


def test_w10_a_ticket_that_is_not_found_was_cancelled_already(hand: WatchHand) -> None:
    def cancelled_meanwhile(request: HttpRequest) -> None:
        if request.label == "delete":
            hand.watch.tickets.pop("T-901", None)

    hand.answer_with = cancelled_meanwhile
    assert hand.carry(hand.plugin.delete_user(r.DeleteUser(user=RUNNING))).status is SvaUserStatus.REMOVED


def test_w10_a_user_without_a_ticket_is_removed_all_the_same() -> None:
    fake = WatchTvSandbox()
    watch = authorised(fake)
    del fake.tickets["T-901"]
    assert watch.delete_user(user=RUNNING).value.status is SvaUserStatus.REMOVED


def test_any_other_refusal_of_a_deletion_is_told(hand: WatchHand) -> None:
    once(hand, "delete", envelope(None, HasError=True, ErrorMessage="Ticket em uso", ErrorNumber=12))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(hand.plugin.delete_user(r.DeleteUser(user=RUNNING)))
    assert (refused.value.words, refused.value.code) == ("Ticket em uso", "12")
    assert "T-901" in hand.watch.tickets


# --- W9: editing and sending again ---


def test_w9_a_phone_is_thirteen_digits(hand: WatchHand) -> None:
    edited = hand.carry(hand.plugin.edit_user(r.EditUser(user=RUNNING, phone=PHONE)))
    assert (hand.watch.tickets["T-901"].phone, edited.phone) == ("5511961234567", PHONE)


def test_w9_a_customer_without_a_phone_is_sold_to_without_one(hand: WatchHand) -> None:
    hand.carry(hand.plugin.create_user(attrs.evolve(CREATE, phone=None)))
    assert only(hand, FULANA).phone is None


def test_sva_user_8_a_password_cannot_be_edited() -> None:
    (found,) = check_edit(user=RUNNING, limits=LIMITS, password="nova-Senha-0002")
    assert (found.rule_id, found.code) == ("SVA-USER-8", "sva.user.password")


@pytest.mark.parametrize("result", [None, [], {}, {"User": None}, {"User": {}}])
def test_a_phone_change_without_its_user_is_not_understood(hand: WatchHand, result: object) -> None:
    once(hand, "edit_phone", envelope(result))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(hand.plugin.edit_user(r.EditUser(user=RUNNING, phone=PHONE)))


def test_the_welcome_e_mail_is_sent_again(hand: WatchHand) -> None:
    hand.carry(hand.plugin.resend_credentials(r.ResendCredentials(user=RUNNING)))
    assert hand.watch.tickets["T-901"].times_told == 1


@pytest.mark.parametrize("result", [None, [], [{}], [{"email_send": False}], [{"email_send": "true"}]])
def test_an_e_mail_is_sent_only_by_a_plain_true(hand: WatchHand, result: object) -> None:
    once(hand, "resend", envelope(result))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(hand.plugin.resend_credentials(r.ResendCredentials(user=RUNNING)))


def test_an_e_mail_whose_sending_was_lost_is_not_sent_twice(hand: WatchHand) -> None:
    hand.lose_writes = {0: True}
    with pytest.raises(OutcomeUnknown):
        hand.carry(hand.plugin.resend_credentials(r.ResendCredentials(user=RUNNING)))
    assert hand.writes == 1


# --- W11: a sale is not idempotent ---


def test_w11_a_lost_sale_is_found_by_reference_and_package(hand: WatchHand) -> None:
    hand.lose_writes = {0: True}
    made = hand.carry(hand.plugin.create_user(CREATE))
    assert (made.platform_ids["ticket"], hand.writes) == (only(hand, FULANA).id, 1)


def test_w11_a_sale_that_is_not_to_be_seen_stays_unknown(hand: WatchHand) -> None:
    hand.lose_writes = {0: False}
    with pytest.raises(OutcomeUnknown):
        hand.carry(hand.plugin.create_user(CREATE))
    assert hand.writes == 1


def test_w11_a_sale_proven_absent_is_made_once_more() -> None:
    hand = WatchHand(settle={"insert": 30.0})
    hand.lose_writes = {0: False}
    hand.carry(hand.plugin.create_user(CREATE))
    assert (hand.writes, hand.waited) == (2, [30.0])
    assert only(hand, FULANA).running


def test_w11_a_lost_sale_that_shows_two_tickets_is_nobody_s(hand: WatchHand) -> None:
    def sold_elsewhere() -> None:
        hand.watch.sell(package="111", email=FULANA, reference="200")

    hand.lose_writes = {0: True}
    hand.when_lost = sold_elsewhere
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(hand.plugin.create_user(CREATE))
    assert "mais de um ticket" in lost.value.explanation


def test_w11_a_contract_that_has_a_ticket_of_the_package_is_not_sold_to_again(hand: WatchHand) -> None:
    hand.watch.sell(package="111", email=FULANA, reference="200")
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(hand.plugin.create_user(CREATE))
    violation = refused.value.violation
    assert violation is not None
    assert (violation.rule_id, violation.source) == ("SVA-USER-5", Source.PLATFORM)
    assert hand.writes == 0


def test_w2_a_reference_of_somebody_else_s_ticket_is_told_as_that(hand: WatchHand) -> None:
    hand.watch.sell(package="111", email=BRUNO, reference="200")
    with pytest.raises(ProviderRejected, match="outro e-mail") as refused:
        hand.carry(hand.plugin.create_user(CREATE))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.reference_taken"
    assert hand.writes == 0


class LateList(WatchTvSandbox):
    """A fake whose list lacks the new ticket `late` times after a sale."""

    late = 0

    def sell(self, **sale: Any) -> Ticket:
        self.late = 1
        return super().sell(**sale)

    def _list(self, given: Mapping[str, str]) -> Any:
        if self.late:
            self.late -= 1
            return {"list": []}
        return super()._list(given)


def test_sva_user_12_a_sale_that_is_taken_and_not_listed_yet_is_in_doubt_and_its_resumption_finds_it() -> None:
    fake = LateList()
    watch = authorised(fake)
    form = new(product=product(package=FILMS))
    fake.sell(package="111", email=FULANA, reference="200")
    fake.late = 0
    user = SvaUser(
        id="7", status=SvaUserStatus.ACTIVE, username=FULANA, email=FULANA, package=BASIC, contract_id="200"
    )
    with pytest.raises(OutcomeUnknown) as lost:
        watch.change_package(user=user, package=FILMS, recreate=form)
    assert "não mostra o usuário" in lost.value.explanation
    done = watch.resume(lost.value.resume_token)
    assert (done.value.status, done.value.package.code) == (SvaUserStatus.ACTIVE, "222")
    assert [ticket.package.id for ticket in fake.tickets.values() if ticket.email == FULANA] == [222]


@pytest.mark.parametrize("result", [None, [], {}, [{}], {"Ticket": ""}, "T-1"])
def test_a_sale_that_names_no_ticket_is_not_understood(hand: WatchHand, result: object) -> None:
    once(hand, "insert", envelope(result))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(hand.plugin.create_user(CREATE))


# --- the envelope ---


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (envelope(None, HasError=True, ErrorMessage="Não pode", ErrorNumber=7), "7"),
        (envelope(None, IsValidationError=True, ErrorMessage="Não pode", ErrorNumber=8), "8"),
        (envelope(None, status=400, ErrorMessage="Não pode", ErrorNumber=9), "9"),
        (envelope(None, error="Não pode"), "0"),
    ],
)
def test_a_business_failure_on_any_status_is_a_refusal(hand: WatchHand, answer: HttpAnswer, code: str) -> None:
    hand.answer_with = lambda request: answer
    with pytest.raises(ProviderRejected, match="Não pode") as refused:
        hand.carry(hand.plugin.get_user(r.GetUser(email=BRUNO)))
    assert refused.value.code == code


def test_a_refusal_that_quotes_a_person_is_told_without_him(hand: WatchHand) -> None:
    hand.answer_with = lambda request: envelope(None, HasError=True, ErrorMessage=f"{FULANA} 5511961234567")
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(hand.plugin.get_user(r.GetUser(email=BRUNO)))
    assert "fulana" not in f"{refused.value} {refused.value.words}"
    assert "96123" not in f"{refused.value} {refused.value.words}"


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(status=200, body=b""),
        HttpAnswer(status=200, body=b"<html>ok</html>"),
        HttpAnswer(status=200, body=b"[]"),
        HttpAnswer(status=200, body=b"{}"),
        HttpAnswer(status=200, body=b'{"HasError": true, "HasError": false}'),
        HttpAnswer(status=200, body=b"\xff\xfe"),
        HttpAnswer(status=400, body=b"\xff\xfe"),
        HttpAnswer(status=404, body=b"{}"),
        envelope(None),
        envelope([]),
        envelope({"list": {}}),
        envelope({"list": [3]}),
        envelope({"list": [{"Ticket": "T-1", "Pacote": 111}]}),
        envelope({"list": [{"Ticket": "T-1", "Pacote": 111, "Status": "true"}]}),
        envelope({"list": []}, HasError="false"),
        envelope({"list": []}, HasError=None),
        HttpAnswer(status=200, body=b'{"Result": {"list": []}}'),
        envelope(None, HasError=True, ErrorNumber=None),
    ],
)
def test_an_answer_nobody_understands_names_paths_and_no_values(hand: WatchHand, answer: HttpAnswer) -> None:
    hand.answer_with = lambda request: answer
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(hand.plugin.get_user(r.GetUser(email=BRUNO)))
    assert refused.value.paths
    assert "T-1" not in str(refused.value)


# --- the fake, as any client of Watch finds it ---


def ask(hand: WatchHand, method: str, path: str, *, query: dict[str, str], body: dict[str, str] | None = None) -> Any:
    request = HttpRequest(name="x", method=method, path=path, query=tuple(query.items()), body=body, form=True)
    return hand.watch.handle(as_received(hand.plugin.authorize(request, hand._token)))


def test_the_fake_takes_parameters_from_the_query_as_well_as_from_a_form(hand: WatchHand) -> None:
    sale = {"pPacote": "111", "pEmail": FULANA, "pAssinanteIDIntegracao": "5"}
    by_query = ask(hand, "POST", w.INSERT.path, query=sale).json()
    by_form = ask(hand, "POST", w.INSERT.path, query={}, body=sale).json()
    assert [by_query["Result"], by_form["Result"]] == [[{"Ticket": "T-1"}], [{"Ticket": "T-2"}]]
    listed = ask(hand, "GET", "watch/v1/tickets/get", query={"pEmailUsuario": FULANA}).json()
    assert len(listed["Result"]["list"]) == 2


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        (w.INSERT.path, {"pPacote": "9", "pEmail": FULANA, "pAssinanteIDIntegracao": "5"}, "Pacote não encontrado."),
        (w.INSERT.path, {"pPacote": "111", "pEmail": "x", "pAssinanteIDIntegracao": "5"}, "E-mail inválido."),
        (w.INSERT.path, {"pPacote": "333", "pEmail": BRUNO, "pAssinanteIDIntegracao": "5"}, "deste tipo"),
        (w.INSERT.path, {"pPacote": "111"}, "pEmail"),
        (w.UPDATE_STATUS.path, {"pTicket": "T-901", "pStatus": "talvez"}, "pStatus"),
        (w.EDIT_PHONE.path, {"pPacote": "111", "pEmail": CLARA, "pPhone": "1"}, "Usuário não encontrado."),
    ],
)
def test_the_fake_refuses_in_an_envelope_on_a_200(
    hand: WatchHand, path: str, body: dict[str, str], sentence: str
) -> None:
    refused = ask(hand, "POST", path, query={}, body=body)
    told = refused.json()
    assert refused.status == 200
    assert told["HasError"] or told["IsValidationError"]
    assert sentence in told["ErrorMessage"]


def test_the_fake_answers_an_unknown_ticket_with_a_400_and_its_sentence(hand: WatchHand) -> None:
    for path, more in ((w.DELETE.path, {}), (w.RESEND.path, {}), (w.UPDATE_STATUS.path, {"pStatus": "true"})):
        refused = ask(hand, "POST", path, query={}, body={"pTicket": "T-0", **more})
        assert (refused.status, "Ticket nao encontrado" in refused.text()) == (400, True)
    assert ask(hand, "GET", "watch/v1/nada", query={}).status == 404
