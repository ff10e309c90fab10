"""Mirroring, looking at users, what is not supported, and what is never shown or repeated: on Saber+ and variants."""

from typing import Any

import pytest

from isp_integrations.core.erp.models import AccessStatus, ContractStatus
from isp_integrations.core.errors import (
    InvalidIdentifier,
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.events import MirrorSkippedUnknownStatus, UnexpectedTransition
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.session import Session
from isp_integrations.core.sva import operations
from isp_integrations.core.sva.events import (
    SvaUserMirrored,
    SvaUserStatusChanged,
)
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.sva.requests import CreateUser
from sva_by_hand import (
    Unreadable,
    created,
    member_of,
    saber,
)
from sva_makers import BOOKS, CPF, CUSTOMER, PHONE, USER, contract, new, user

BLOCKED_CONTRACT = contract(access=AccessStatus.BLOCKED_AUTOMATIC)
ENDED_CONTRACT = contract(status=ContractStatus.INACTIVE, access=AccessStatus.DEACTIVATED)


# --- mirror ---


def test_sva_sync_the_mirror_follows_the_contract_through_its_life() -> None:
    session, hand = saber()
    mine = created(session, hand)
    life = [
        (contract(access=AccessStatus.PAYMENT_OVERDUE), SvaUserStatus.ACTIVE),
        (contract(access=AccessStatus.BLOCKED_MANUAL), SvaUserStatus.BLOCKED),
        (BLOCKED_CONTRACT, SvaUserStatus.BLOCKED),
        (contract(), SvaUserStatus.ACTIVE),
        (ENDED_CONTRACT, SvaUserStatus.DEACTIVATED),
        (contract(), SvaUserStatus.DEACTIVATED),
    ]
    for present, status in life:
        mine = hand.carry(operations.mirror_user(session, user=mine, contract=present)).value
        assert (mine.status, member_of(hand, mine).status) == (status, status)
    assert not mine.deactivated_manually


def test_sva_sync_1_a_manual_deactivation_is_sticky_through_block_and_release() -> None:
    session, hand = saber()
    off = hand.carry(operations.deactivate_user(session, user=created(session, hand))).value
    for present in (BLOCKED_CONTRACT, contract()):
        off = hand.carry(operations.mirror_user(session, user=off, contract=present)).value
    assert (off.deactivated_manually, member_of(hand, off).status) == (True, SvaUserStatus.DEACTIVATED)


def test_sva_sync_2_a_block_tells_what_was_done_and_why() -> None:
    session, hand = saber()
    mine = created(session, hand)

    done = hand.carry(operations.mirror_user(session, user=mine, contract=BLOCKED_CONTRACT))

    mirrored, changed = done.events
    assert isinstance(mirrored, SvaUserMirrored)
    assert (mirrored.user_id, mirrored.order, mirrored.rule_id) == ("7", "block", "SVA-SYNC-2")
    assert changed == SvaUserStatusChanged(user_id="7", before="active", after="blocked")


def test_a_mirror_that_is_repeated_reads_and_writes_nothing() -> None:
    session, hand = saber()
    mine = created(session, hand)
    mine = hand.carry(operations.mirror_user(session, user=mine, contract=BLOCKED_CONTRACT)).value
    hand.labels.clear()

    again = hand.carry(operations.mirror_user(session, user=mine, contract=BLOCKED_CONTRACT))

    assert (hand.labels, again.events, again.value) == (["assumed_user"], (), mine)


@pytest.mark.parametrize("present", [contract(status=ContractStatus.UNKNOWN), contract(access=AccessStatus.UNKNOWN)])
def test_core_5_a_mirror_of_an_unknown_contract_asks_the_platform_nothing(present: Any) -> None:
    session, hand = saber()
    done = hand.carry(operations.mirror_user(session, user=USER, contract=present))
    assert (hand.labels, done.value) == ([], USER)
    assert [type(event) for event in done.events] == [MirrorSkippedUnknownStatus]


def test_a_mirror_mends_what_somebody_did_in_the_platform_s_own_panel() -> None:
    session, hand = saber()
    mine = created(session, hand)
    for drift in (SvaUserStatus.BLOCKED, SvaUserStatus.DEACTIVATED):
        member_of(hand, mine).status = drift
        done = hand.carry(operations.mirror_user(session, user=mine, contract=contract()))
        assert (done.value.status, member_of(hand, mine).status) == (SvaUserStatus.ACTIVE, SvaUserStatus.ACTIVE)
        assert [event.name for event in done.events] == ["UnexpectedTransition", "SvaUserMirrored"]


def test_a_mirror_finds_that_the_platform_no_longer_has_the_user() -> None:
    session, hand = saber()
    mine = created(session, hand)
    hand.carry(operations.delete_user(session, user=mine))
    done = hand.carry(operations.mirror_user(session, user=mine, contract=contract()))
    assert done.value.status is SvaUserStatus.REMOVED
    assert [type(event) for event in done.events] == [UnexpectedTransition, SvaUserStatusChanged]


def test_a_mirror_of_a_removed_user_asks_nothing() -> None:
    session, hand = saber()
    done = hand.carry(operations.mirror_user(session, user=user(status=SvaUserStatus.REMOVED), contract=contract()))
    assert (hand.labels, done.events) == ([], ())


def test_where_users_cannot_be_looked_up_the_host_s_word_counts() -> None:
    session, hand = saber(Unreadable)
    with pytest.raises(UnsupportedOperation):
        hand.carry(operations.refresh_user(session, user=USER))
    assert hand.carry(operations.mirror_user(session, user=USER, contract=contract())).value == USER
    assert hand.labels == []


def test_a_mirror_whose_order_the_platform_took_and_did_not_do_is_not_believed() -> None:
    session, hand = saber()
    mine = created(session, hand)
    hand.answer_with = lambda request: (
        HttpAnswer(status=200, body=b'{"accepted": true}') if request.label == "assumed_block_user" else None
    )
    with pytest.raises(UnexpectedAnswer):
        hand.carry(operations.mirror_user(session, user=mine, contract=BLOCKED_CONTRACT))


# --- looking, and support ---


def test_a_user_is_found_by_cpf_with_or_without_mask() -> None:
    session, hand = saber()
    mine = created(session, hand)
    found = hand.carry(operations.get_user(session, cpf="529.982.247-25"))
    assert found.platform_ids == mine.platform_ids
    assert hand.carry(operations.get_user(session, cpf=CPF)) == found


def test_looking_for_nobody_in_particular_or_for_no_cpf_is_refused() -> None:
    session, hand = saber()
    with pytest.raises(InvalidRecord):
        hand.carry(operations.get_user(session, cpf=""))
    with pytest.raises(InvalidIdentifier):
        hand.carry(operations.get_user(session, cpf="52998224724"))


def test_a_user_that_is_not_there_is_a_refusal_of_the_platform() -> None:
    session, hand = saber()
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(operations.get_user(session, cpf=Cpf.parse("98765432100")))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "sva.platform.user_not_found"


def test_a_user_seen_out_of_turn_is_told() -> None:
    session, hand = saber()
    mine = created(session, hand)
    member_of(hand, mine).status = SvaUserStatus.DEACTIVATED
    done = hand.carry(operations.refresh_user(session, user=mine))
    assert (done.value.status, done.value.id) == (SvaUserStatus.DEACTIVATED, "7")
    assert [type(event) for event in done.events] == [SvaUserStatusChanged, UnexpectedTransition]


def test_core_2_an_assumed_wire_is_refused_before_the_first_step() -> None:
    _, hand = saber()
    careful = Session(hand.plugin)
    for exchange in (
        operations.create_user(careful, new=new()),
        operations.mirror_user(careful, user=USER, contract=BLOCKED_CONTRACT),
        operations.delete_user(careful, user=USER),
    ):
        with pytest.raises(UnverifiedWire):
            hand.carry(exchange)
    assert hand.labels == []


def test_interactive_authorisation_is_unsupported_where_there_is_none() -> None:
    session, hand = saber()
    for exchange in (
        operations.begin_authorization(session, correlation="abc"),
        operations.complete_authorization(session, code="abc"),
    ):
        with pytest.raises(UnsupportedOperation):
            hand.carry(exchange)


def test_core_4_no_request_shows_a_password_or_a_person() -> None:
    request = CreateUser(customer=CUSTOMER, package=BOOKS, username=CPF.value, phone=PHONE, password="segredo-123")
    told = repr(request) + repr(new(password="segredo-123", phone="11961234567")) + repr(USER)
    for secret in ("segredo-123", "52998224725", "961234567", "Fulana", "example.invalid"):
        assert secret not in told


# --- lost answers ---


@pytest.mark.parametrize("reached", [True, False])
def test_core_6_a_lost_creation_is_never_done_twice(reached: bool) -> None:
    session, hand = saber()
    hand.lose_writes = {0: reached}
    exchange = operations.create_user(session, new=new())
    if reached:
        assert hand.carry(exchange).value.status is SvaUserStatus.ACTIVE
    else:
        with pytest.raises(OutcomeUnknown):  # no settling time is known: absence proves nothing
            hand.carry(exchange)
    assert hand.labels.count("assumed_create_user") == 1
