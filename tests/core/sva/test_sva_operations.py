"""What each operation asks of a platform, in which order, and what it hands back: on Saber+ and variants of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from isp_integrations import sva
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import AccessStatus, ContractStatus
from isp_integrations.core.errors import (
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    Unavailable,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.platform import operation
from isp_integrations.core.rules import Source
from isp_integrations.core.session import Session
from isp_integrations.core.sva import operations
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.events import (
    SvaCredentialsResent,
    SvaPackageChanged,
    SvaPackageChangeIncomplete,
    SvaResumptionDue,
    SvaUserCreated,
    SvaUserEdited,
    SvaUserRemoved,
    SvaUserStatusChanged,
)
from isp_integrations.core.sva.models import CreateSvaUser, SvaUser, SvaUserStatus
from isp_integrations.plugins.sva.assumed.directory import Directory
from isp_integrations.sandbox.faults import FaultScript
from sva_by_hand import (
    EverySva,
    OneWithheld,
    Slow,
    Undeletable,
    Unsuspendable,
    created,
    member_of,
    saber,
    showing,
)
from sva_makers import AUDIO, BOOKS, CPF, CUSTOMER, PHONE, USER, contract, customer, new, product, user

BLOCKED_CONTRACT = contract(access=AccessStatus.BLOCKED_AUTOMATIC)
ENDED_CONTRACT = contract(status=ContractStatus.INACTIVE, access=AccessStatus.DEACTIVATED)
AUDIO_FORM = new(product=product(package=AUDIO))


# --- texts ---


@pytest.mark.parametrize("platform", ["saber_mais", "playhub", "watch_tv"])
@pytest.mark.parametrize(
    ("form", "field"),
    [
        (new(customer=attrs.evolve(CUSTOMER, legal_name="Fulana\nExemplo")), "legal_name"),
        (new(password="senha\x00"), "password"),
    ],
    ids=["name", "password"],
)
def test_core_12_no_platform_hears_of_a_user_with_control_signs(
    platform: str, form: CreateSvaUser, field: str
) -> None:
    script = FaultScript()
    with sva.sandbox(platform, script=script) as client, pytest.raises(RuleViolation) as refused:
        client.create_user(new=form)
    found = [broken for broken in refused.value.violations if broken.rule_id == "CORE-12"]
    assert [broken.context["field"] for broken in found] == [field]
    assert not script.served


def test_core_12_no_platform_hears_of_a_new_password_with_control_signs() -> None:
    script = FaultScript()
    with sva.sandbox("saber_mais", script=script) as client, pytest.raises(RuleViolation) as refused:
        client.edit_user(user=user(), password="senha\r")
    assert [broken.rule_id for broken in refused.value.violations] == ["CORE-12"]
    assert not script.served


# --- creation ---


def test_a_created_user_carries_what_the_host_and_the_platform_know() -> None:
    session, hand = saber()

    done = hand.carry(operations.create_user(session, new=new()))

    made = done.value
    assert (made.customer_id, made.contract_id, made.product_id, made.integration_id) == ("20", "200", "50", "3")
    assert (made.status, made.username, made.phone, made.cpf) == (SvaUserStatus.ACTIVE, CPF.value, PHONE, CPF)
    assert made.package is not None
    assert (made.package.code, made.platform_ids) == ("LIVROS", {"id": "3"})
    assert done.events == (SvaUserCreated(user_id=None, contract_id="200", package_code="LIVROS", status="active"),)
    assert hand.labels[-1] == "assumed_user"  # read back


def test_sva_user_6_the_platform_gets_the_phone_that_was_typed() -> None:
    session, hand = saber()
    made = hand.carry(operations.create_user(session, new=new(phone="(21) 98765-4321"))).value
    assert member_of(hand, made).phone == "21987654321"
    assert made.phone == Msisdn.parse("21987654321")


def test_a_password_is_sent_as_given_and_never_made_up() -> None:
    session, hand = saber()
    with_one = hand.carry(operations.create_user(session, new=new(password="segredo-123"))).value
    assert member_of(hand, with_one).password == "segredo-123"

    session, hand = saber()
    without = hand.carry(operations.create_user(session, new=new())).value
    assert member_of(hand, without).password is None


def test_a_form_that_breaks_rules_sends_nothing() -> None:
    session, hand = saber()
    form = new(customer=customer(mobile_phone=None), product=product(package=None))

    with pytest.raises(RuleViolation) as refused:
        hand.carry(operations.create_user(session, new=form))

    assert [found.rule_id for found in refused.value.violations] == ["SVA-PROD-4", "SVA-USER-3"]
    assert hand.labels == []


def test_the_contract_of_somebody_else_is_a_mistake_of_the_caller() -> None:
    session, hand = saber()
    with pytest.raises(InvalidRecord, match=r"contract\.customer_id"):
        hand.carry(operations.create_user(session, new=new(contract=contract(customer_id="21"))))
    assert hand.labels == []


def test_sva_user_4_the_platform_s_own_word_is_the_same_violation_with_its_source() -> None:
    session, hand = saber()
    created(session, hand)

    with pytest.raises(ProviderRejected) as refused:
        hand.carry(operations.create_user(session, new=new()))

    violation = refused.value.violation
    assert violation is not None
    assert (violation.code, violation.source) == ("sva.cpf_already_registered", Source.PLATFORM)
    assert (violation.message, refused.value.words) == ("CPF já cadastrado.", "CPF já cadastrado.")


def test_sva_user_10_a_blocked_contract_is_told_beside_the_new_user() -> None:
    session, hand = saber()
    done = hand.carry(operations.create_user(session, new=new(contract=BLOCKED_CONTRACT)))
    assert [warning.code for warning in done.warnings] == ["sva.contract_blocked"]


@pytest.mark.parametrize("status", ["blocked", "deactivated", "pending"])
def test_a_platform_that_says_created_and_lists_the_user_otherwise_is_not_believed(status: str) -> None:
    session, hand = saber()
    showing(hand, status)
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(operations.create_user(session, new=new()))
    assert refused.value.paths == ("status",)


def test_a_platform_that_confirms_later_answers_a_pending_user() -> None:
    session, hand = saber(Slow)
    showing(hand, "pending")

    done = hand.carry(operations.create_user(session, new=new()))
    hand.answer_with = lambda request: None
    later = hand.carry(operations.refresh_user(session, user=done.value))

    assert done.value.status is SvaUserStatus.PENDING
    assert later.value.status is SvaUserStatus.ACTIVE
    assert later.events == (SvaUserStatusChanged(user_id=None, before="pending", after="active"),)


def test_a_created_user_with_a_word_in_no_table_is_unknown_and_never_active() -> None:
    session, hand = saber()
    showing(hand, "em_analise")
    made = hand.carry(operations.create_user(session, new=new())).value
    assert (made.status, made.raw_status) == (SvaUserStatus.UNKNOWN, "em_analise")


def test_a_user_created_on_another_package_is_not_believed() -> None:
    session, hand = saber()
    answer = b'{"id": "3", "username": "52998224725", "package": "TUDO", "status": "active"}'
    hand.answer_with = lambda request: (
        HttpAnswer(status=200, body=answer) if request.label == "assumed_user" else None
    )
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(operations.create_user(session, new=new()))
    assert refused.value.paths == ("package",)


# --- the user's life ---


def test_the_four_orders_of_a_user_s_life() -> None:
    session, hand = saber()
    mine = created(session, hand)

    blocked = hand.carry(operations.block_user(session, user=mine))
    active = hand.carry(operations.activate_user(session, user=blocked.value, contract=contract()))
    off = hand.carry(operations.deactivate_user(session, user=active.value))
    gone = hand.carry(operations.delete_user(session, user=off.value))

    assert [done.value.status for done in (blocked, active, off, gone)] == [
        SvaUserStatus.BLOCKED, SvaUserStatus.ACTIVE, SvaUserStatus.DEACTIVATED, SvaUserStatus.REMOVED,
    ]  # fmt: skip
    assert off.value.deactivated_manually
    assert blocked.events == (SvaUserStatusChanged(user_id="7", before="active", after="blocked"),)
    assert gone.events[0] == SvaUserRemoved(user_id="7", kept_on_platform=False)
    assert member_of(hand, mine) is None


def test_sva_act_2_a_manual_deactivation_touches_nothing_but_the_user() -> None:
    session, hand = saber()
    mine = created(session, hand)

    done = hand.carry(operations.deactivate_user(session, user=mine))

    assert hand.labels == ["assumed_deactivate_user", "assumed_user"]
    assert [type(event) for event in done.events] == [SvaUserStatusChanged]
    assert attrs.evolve(done.value, status=mine.status, deactivated_manually=False, raw_status=None) == attrs.evolve(
        mine, raw_status=None
    )


def test_ativar_ends_a_manual_deactivation() -> None:
    session, hand = saber()
    off = hand.carry(operations.deactivate_user(session, user=created(session, hand))).value
    on = hand.carry(operations.activate_user(session, user=off, contract=contract())).value
    assert (on.status, on.deactivated_manually) == (SvaUserStatus.ACTIVE, False)


def test_desativar_leaves_a_user_that_the_contract_deactivated_as_it_is() -> None:
    session, hand = saber()
    mine = created(session, hand)
    ended = hand.carry(operations.mirror_user(session, user=mine, contract=ENDED_CONTRACT)).value
    again = hand.carry(operations.deactivate_user(session, user=ended)).value
    assert (again.status, again.deactivated_manually) == (SvaUserStatus.DEACTIVATED, False)


@pytest.mark.parametrize("status", [ContractStatus.INACTIVE, ContractStatus.DEFAULTED, ContractStatus.WITHDRAWN])
def test_sva_act_1_ativar_in_an_ended_contract_sends_nothing(status: ContractStatus) -> None:
    session, hand = saber()
    mine = created(session, hand)
    ended = contract(status=status, access=AccessStatus.DEACTIVATED)
    with pytest.raises(RuleViolation, match="SVA-ACT-1"):
        hand.carry(operations.activate_user(session, user=mine, contract=ended))
    assert hand.labels == []


def test_sva_act_1_ativar_under_a_block_warns_and_activates() -> None:
    session, hand = saber()
    mine = created(session, hand)
    done = hand.carry(operations.activate_user(session, user=mine, contract=BLOCKED_CONTRACT))
    assert [warning.rule_id for warning in done.warnings] == ["SVA-ACT-1"]


def test_a_block_that_ends_on_a_day_tells_the_host_to_resume() -> None:
    session, hand = saber()
    mine = created(session, hand)
    done = hand.carry(operations.block_user(session, user=mine, resume_on=date(2026, 3, 1)))
    assert done.events[-1] == SvaResumptionDue(user_id="7", due_on=date(2026, 3, 1))


ORDERS: dict[str, Callable[[Session, SvaUser], Exchange[Done[SvaUser]]]] = {
    "active": lambda session, mine: operations.block_user(session, user=mine),
    "blocked": lambda session, mine: operations.activate_user(session, user=mine, contract=contract()),
    "pending": lambda session, mine: operations.deactivate_user(session, user=mine),
}


@pytest.mark.parametrize("shown", ORDERS)
def test_a_platform_that_takes_an_order_and_lists_the_user_otherwise_is_not_believed(shown: str) -> None:
    session, hand = saber()
    mine = created(session, hand)
    showing(hand, shown)
    with pytest.raises(UnexpectedAnswer):
        hand.carry(ORDERS[shown](session, mine))


@pytest.mark.parametrize("shown", ORDERS)
def test_a_platform_that_takes_an_order_and_shows_an_unknown_word_leaves_it_unknown(shown: str) -> None:
    session, hand = saber()
    mine = created(session, hand)
    showing(hand, "limbo")
    after = hand.carry(ORDERS[shown](session, mine)).value
    assert (after.status, after.raw_status) == (SvaUserStatus.UNKNOWN, "limbo")


@pytest.mark.parametrize("status", [SvaUserStatus.DEACTIVATED, SvaUserStatus.REMOVED, SvaUserStatus.UNKNOWN])
def test_core_10_a_command_that_the_state_does_not_take_sends_nothing(status: SvaUserStatus) -> None:
    session, hand = saber()
    with pytest.raises(RuleViolation, match="CORE-10"):
        hand.carry(operations.block_user(session, user=user(status=status)))
    assert hand.labels == []


def test_a_platform_that_cannot_suspend_refuses_a_block_before_anything_is_sent() -> None:
    session, hand = saber(Unsuspendable)
    with pytest.raises(UnsupportedOperation):
        hand.carry(operations.block_user(session, user=USER))
    with pytest.raises(UnsupportedOperation):
        hand.carry(operations.mirror_user(session, user=USER, contract=BLOCKED_CONTRACT))
    assert hand.labels == []


def test_a_platform_that_shows_one_kind_of_withheld_access_is_believed() -> None:
    session, hand = saber(OneWithheld)
    off = hand.carry(operations.deactivate_user(session, user=created(session, hand))).value
    assert (off.status, off.deactivated_manually, off.raw_status) == (SvaUserStatus.DEACTIVATED, True, "blocked")


# --- deletion ---


def test_sva_del_1_a_platform_that_cannot_delete_is_left_with_a_deactivated_user_and_it_is_told() -> None:
    session, hand = saber(Undeletable)
    mine = created(session, hand)

    done = hand.carry(operations.delete_user(session, user=mine))

    assert done.value.status is SvaUserStatus.REMOVED
    assert done.events[0] == SvaUserRemoved(user_id="7", kept_on_platform=True)
    assert member_of(hand, mine).status is SvaUserStatus.DEACTIVATED


def test_sva_del_1_a_user_that_the_platform_lost_is_removed_all_the_same() -> None:
    session, hand = saber()
    mine = created(session, hand)
    hand.carry(operations.delete_user(session, user=mine))
    done = hand.carry(operations.delete_user(session, user=mine))
    assert done.value.status is SvaUserStatus.REMOVED


def test_sva_del_1_a_user_that_a_platform_without_deletion_lost_is_removed_all_the_same() -> None:
    session, hand = saber(Undeletable)
    done = hand.carry(operations.delete_user(session, user=USER))
    assert done.value.status is SvaUserStatus.REMOVED


def test_deleting_a_removed_user_sends_nothing() -> None:
    session, hand = saber()
    hand.carry(operations.delete_user(session, user=user(status=SvaUserStatus.REMOVED)))
    assert hand.labels == []


def test_sva_del_1_after_a_deletion_the_platform_may_still_refuse_the_cpf() -> None:
    session, hand = saber(directory=Directory(remembers_deleted=True))
    mine = created(session, hand)
    hand.carry(operations.delete_user(session, user=mine))
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(operations.create_user(session, new=new()))
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "SVA-USER-4"


def test_a_deletion_that_the_platform_takes_and_does_not_do_is_not_believed() -> None:
    session, hand = saber()
    mine = created(session, hand)
    hand.answer_with = lambda request: (
        HttpAnswer(status=200, body=b'{"accepted": true}') if request.method == "DELETE" else None
    )
    with pytest.raises(UnexpectedAnswer):
        hand.carry(operations.delete_user(session, user=mine))


# --- editing ---


def test_sva_user_8_phone_and_password_are_edited_and_nothing_else() -> None:
    session, hand = saber()
    mine = created(session, hand)

    done = hand.carry(operations.edit_user(session, user=mine, phone="21987654321", password="nova-senha"))

    assert (member_of(hand, mine).phone, member_of(hand, mine).password) == ("21987654321", "nova-senha")
    assert attrs.evolve(done.value, phone=mine.phone) == mine
    assert done.events == (SvaUserEdited(user_id="7", fields=("phone", "password")),)


def test_an_edit_of_nothing_is_a_mistake_of_the_caller() -> None:
    session, hand = saber()
    with pytest.raises(InvalidRecord, match="phone, password"):
        hand.carry(operations.edit_user(session, user=USER))
    assert hand.labels == []


def test_an_edit_whose_phone_the_platform_shows_otherwise_is_not_believed() -> None:
    session, hand = saber()
    mine = created(session, hand)
    hand.answer_with = lambda request: (
        HttpAnswer(status=200, body=b'{"accepted": true}') if request.method == "PATCH" else None
    )
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(operations.edit_user(session, user=mine, phone="21987654321"))
    assert refused.value.paths == ("phone",)


def test_an_edit_that_finds_the_user_in_another_status_tells_it() -> None:
    session, hand = saber()
    mine = created(session, hand)
    member_of(hand, mine).status = SvaUserStatus.BLOCKED
    done = hand.carry(operations.edit_user(session, user=mine, password="nova-senha"))
    assert done.value.status is SvaUserStatus.BLOCKED
    assert [type(event) for event in done.events] == [SvaUserEdited, SvaUserStatusChanged, UnexpectedTransition]


# --- packages ---


def test_sva_user_12_a_platform_that_can_changes_the_package_in_one_call() -> None:
    session, hand = saber(EverySva)
    mine = created(session, hand)

    done = hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=AUDIO_FORM))

    assert hand.labels == ["assumed_change_package", "assumed_user"]
    assert done.value.package is not None
    assert done.value.package.code == "AUDIO"
    assert done.events == (SvaPackageChanged(user_id="7", old_package_code="LIVROS", new_package_code="AUDIO"),)


def test_sva_user_12_without_the_caller_s_word_nothing_is_deleted() -> None:
    session, hand = saber()
    mine = created(session, hand)
    with pytest.raises(UnsupportedOperation):
        hand.carry(operations.change_package(session, user=mine, package=AUDIO))
    assert hand.labels == []


def test_sva_user_12_with_it_the_user_is_deleted_and_created_in_that_order() -> None:
    session, hand = saber()
    mine = created(session, hand)

    done = hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=AUDIO_FORM))

    writes = [label for label in hand.labels if label in {"assumed_delete_user", "assumed_create_user"}]
    assert writes == ["assumed_delete_user", "assumed_create_user"]
    assert (done.value.id, done.value.status) == ("7", SvaUserStatus.ACTIVE)
    assert member_of(hand, done.value).package.code == "AUDIO"
    assert done.events == (SvaPackageChanged(user_id="7", old_package_code="LIVROS", new_package_code="AUDIO"),)


def test_sva_user_12_what_the_creation_breaks_is_told_before_the_deletion() -> None:
    session, hand = saber()
    mine = created(session, hand)
    form = attrs.evolve(AUDIO_FORM, customer=customer(mobile_phone=None), contract=ENDED_CONTRACT)

    with pytest.raises(RuleViolation) as refused:
        hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=form, catalogue=[BOOKS]))

    found = [violation.rule_id for violation in refused.value.violations]
    assert found == ["SVA-PROD-3", "SVA-USER-3", "SVA-USER-10"]
    assert hand.labels == []


def test_sva_user_12_a_creation_that_fails_after_the_deletion_is_reported() -> None:
    session, hand = saber(directory=Directory(remembers_deleted=True))
    mine = created(session, hand)

    done = hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=AUDIO_FORM))

    assert done.value.status is SvaUserStatus.REMOVED
    incomplete = done.events[0]
    assert isinstance(incomplete, SvaPackageChangeIncomplete)
    assert (incomplete.user_id, incomplete.wanted_package_code) == ("7", "AUDIO")
    assert "CPF já cadastrado." in incomplete.why


def test_sva_user_12_a_platform_that_cannot_be_reached_for_the_creation_leaves_it_incomplete() -> None:
    session, hand = saber()
    mine = created(session, hand)
    exchange = operations.change_package(session, user=mine, package=AUDIO, recreate=AUDIO_FORM)

    def unreachable(request: HttpRequest) -> HttpAnswer | None:
        if request.label == "assumed_create_user":
            raise Unavailable(message="Sem conexão.")
        return None

    hand.answer_with = unreachable
    with pytest.raises(Unavailable):  # the hand lets it out instead of throwing it in
        hand.carry(exchange)
    with pytest.raises(StopIteration) as end:
        exchange.throw(Unavailable(message="Sem conexão."))
    assert isinstance(end.value.value.events[0], SvaPackageChangeIncomplete)


def test_sva_user_12_a_creation_that_the_platform_took_is_never_told_as_failed() -> None:
    session, hand = saber()
    mine = created(session, hand)
    unknown = b'{"error": {"code": "user_not_found", "message": "Nada."}}'

    def not_yet(request: HttpRequest) -> HttpAnswer | None:
        late = request.label == "assumed_user" and "assumed_create_user" in hand.labels
        return HttpAnswer(status=404, body=unknown) if late else None

    hand.answer_with = not_yet
    with pytest.raises(UnexpectedAnswer, match="não mostra o usuário"):
        hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=AUDIO_FORM))


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (new(), "recreate.product.package"),
        (attrs.evolve(AUDIO_FORM, product=product(package=None)), "recreate.product.package"),
        (
            attrs.evolve(AUDIO_FORM, customer=attrs.evolve(CUSTOMER, id="21"), contract=contract(customer_id="21")),
            "recreate.customer",
        ),
    ],
)
def test_a_form_of_another_package_or_person_is_a_mistake_of_the_caller(form: Any, why: str) -> None:
    session, hand = saber()
    mine = created(session, hand)
    with pytest.raises(InvalidRecord, match=why):
        hand.carry(operations.change_package(session, user=mine, package=AUDIO, recreate=form))
    assert hand.labels == []


def test_a_package_change_that_the_platform_shows_otherwise_is_not_believed() -> None:
    session, hand = saber(EverySva)
    mine = created(session, hand)
    hand.answer_with = lambda request: (
        HttpAnswer(status=200, body=b'{"accepted": true}') if request.label == "assumed_change_package" else None
    )
    with pytest.raises(UnexpectedAnswer):
        hand.carry(operations.change_package(session, user=mine, package=AUDIO))


class Forgetful(EverySva):
    """A platform whose change of package shows the user without any."""

    key = "sem_pacote"

    @operation(uses=())
    def change_package(self, request: r.ChangePackage) -> Exchange[SvaUser]:
        yield from ()
        return attrs.evolve(request.user, package=None)


def test_sva_user_12_a_change_that_shows_no_package_is_not_believed() -> None:
    session, hand = saber(Forgetful)
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(operations.change_package(session, user=USER, package=AUDIO))
    assert refused.value.paths == ("package",)


def test_credentials_are_sent_again_where_that_is_offered() -> None:
    session, hand = saber(EverySva)
    mine = created(session, hand)

    done = hand.carry(operations.resend_credentials(session, user=mine))

    assert done.events == (SvaCredentialsResent(user_id="7"),)
    assert member_of(hand, mine).times_told == 1
    session, hand = saber()
    with pytest.raises(UnsupportedOperation):
        hand.carry(operations.resend_credentials(session, user=mine))
