"""Every cell of machine 5.4 and of its level table, typed here from the domain reference."""

from datetime import date, timedelta
from itertools import product

import attrs
import pytest

from isp_integrations.core.erp.levels import LEVELS, ContractLevel, contract_level
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.events import MirrorSkippedUnknownStatus, UnexpectedTransition
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sva.machines import (
    MIRRORED,
    USER,
    MirrorOrder,
    SvaUserCommand,
    SvaUserObservation,
    SvaUserState,
    in_state,
    mirror,
    observe_user,
    report_user,
    state_of,
)
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from sva_makers import TODAY, contract, user

BY_HAND = "deactivated_manually"
BY_CONTRACT = "deactivated_by_contract"

# the columns are named below; "-" is refused
COMMAND_CELLS = f"""
none          pending -       -      -             -       -             -
pending       -       blocked -      {BY_HAND}     removed -             -
active        -       blocked active {BY_HAND}     removed active        active
blocked       -       blocked active {BY_HAND}     removed blocked       -
{BY_CONTRACT} -       -       active {BY_CONTRACT} removed {BY_CONTRACT} -
{BY_HAND}     -       -       active {BY_HAND}     removed {BY_HAND}     -
removed       -       -       -      -             removed -             -
unknown       -       -       -      -             -       -             -
"""
COMMANDS = ["create", "block", "activate", "deactivate", "delete", "edit", "recreate"]

# columns: platform_confirmed, platform_refused; "!" is taken and told
OBSERVATION_CELLS = f"""
none          !active none
pending       active  removed
active        active  !removed
blocked       !active !removed
{BY_CONTRACT} !active !removed
{BY_HAND}     !active !removed
removed       !active removed
unknown       active  removed
"""

# columns: contract served, blocked, ended
CONTRACT_CELLS = f"""
pending       pending       blocked       {BY_CONTRACT}
active        active        blocked       {BY_CONTRACT}
blocked       active        blocked       {BY_CONTRACT}
{BY_CONTRACT} {BY_CONTRACT} {BY_CONTRACT} {BY_CONTRACT}
{BY_HAND}     {BY_HAND}     {BY_HAND}     {BY_HAND}
removed       removed       removed       removed
"""

ACCESS = ["active", "payment_overdue", "blocked_manual", "blocked_automatic", "suspended_by_customer", "deactivated",
          "awaiting_signature", "unknown"]  # fmt: skip
LEVEL_ROWS = {
    "pre_contract": "none none none none none none none none",
    "active": "served served blocked blocked blocked unclear unclear unclear",
    "inactive": "ended ended ended ended ended ended ended ended",
    "defaulted": "ended ended ended ended ended ended ended ended",
    "withdrawn": "ended ended ended ended ended ended ended ended",
    "unknown": "unclear unclear unclear unclear unclear unclear unclear unclear",
}


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def state(word: str) -> SvaUserState | None:
    return None if word == "none" else SvaUserState(word)


def in_the_state(word: str) -> SvaUser:
    return in_state(user(), SvaUserState(word))


def at(pair: str, **changes: object) -> Contract:
    status, access = pair.split("/")
    return contract(status=ContractStatus(status), access=AccessStatus(access), **changes)


LEVEL_EXAMPLES = {
    "served": at("active/active"),
    "blocked": at("active/blocked_automatic"),
    "ended": at("inactive/deactivated"),
}


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        (row[0], command, after)
        for row in rows(COMMAND_CELLS)
        for command, after in zip(COMMANDS, row[1:], strict=True)
    ],
)
def test_user_takes_exactly_the_commands_of_5_4(before: str, command: str, after: str) -> None:
    answer = USER.command(state(before), command)

    if after == "-":
        assert isinstance(answer, Violation)
        assert (answer.rule_id, answer.code) == ("CORE-10", f"sva.user.{command}")
        assert answer.family is Family.INVALID_TRANSITION
    else:
        assert answer is SvaUserState(after)


@pytest.mark.parametrize(
    ("before", "event", "cell"),
    [
        (row[0], event, cell)
        for row in rows(OBSERVATION_CELLS)
        for event, cell in zip(["platform_confirmed", "platform_refused"], row[1:], strict=True)
    ],
)
def test_user_takes_every_observation_and_tells_the_unexpected_ones(before: str, event: str, cell: str) -> None:
    seen = observe_user(state(before), SvaUserObservation(event), subject="7")

    assert seen.state is state(cell.lstrip("!"))
    told = seen.unexpected
    assert (told is not None) is cell.startswith("!")
    if told:
        assert (told.machine, told.before, told.after, told.subject) == (
            "sva.user", "" if before == "none" else before, cell.lstrip("!"), "7"
        )  # fmt: skip


@pytest.mark.parametrize("before", SvaUserState)
def test_a_word_in_no_table_makes_any_user_unknown(before: SvaUserState) -> None:
    seen = observe_user(before, SvaUserObservation.UNKNOWN_WORD)
    assert (seen.state, seen.unexpected) == (SvaUserState.UNKNOWN, None)


def test_the_tables_here_cover_every_state_command_and_observation() -> None:
    assert {state(row[0]) for row in rows(COMMAND_CELLS)} == {*SvaUserState, None}
    assert {state(row[0]) for row in rows(OBSERVATION_CELLS)} == {*SvaUserState, None}
    assert set(USER.commands) == set(SvaUserCommand) == set(COMMANDS)
    assert set(USER.observations) == set(SvaUserObservation)
    assert set(MIRRORED) == set(ContractLevel)
    assert {*SvaUserState, *SvaUserCommand} <= set(USER.words)


@pytest.mark.parametrize(
    ("before", "level", "after"),
    [
        (row[0], level, after)
        for row in rows(CONTRACT_CELLS)
        for level, after in zip(["served", "blocked", "ended"], row[1:], strict=True)
    ],
)
def test_sva_sync_the_contract_s_level_makes_of_a_user_what_5_4_says(before: str, level: str, after: str) -> None:
    before_user = in_the_state(before)

    found = mirror(before_user, LEVEL_EXAMPLES[level], TODAY)

    assert (found.level, found.state, found.events) == (ContractLevel(level), SvaUserState(after), ())
    statuses = {"active": MirrorOrder.ACTIVATE, "blocked": MirrorOrder.BLOCK, BY_CONTRACT: MirrorOrder.DEACTIVATE}
    assert found.order is (None if before == after else statuses[after])


@pytest.mark.parametrize(("pair", "level"), [
    (f"{status}/{access}", level)
    for status, levels in LEVEL_ROWS.items() for access, level in zip(ACCESS, levels.split(), strict=True)
])  # fmt: skip
def test_each_pair_of_statuses_has_the_level_of_the_table(pair: str, level: str) -> None:
    assert contract_level(at(pair), TODAY) is ContractLevel(level)


def test_the_level_table_covers_every_pair() -> None:
    assert set(LEVELS) == set(product(ContractStatus, AccessStatus))


@pytest.mark.parametrize(("days", "level"), [(-1, "ended"), (0, "ended"), (1, "served"), (3, "served")])
def test_sva_sync_6_a_dated_cancellation_acts_on_its_day_and_not_before(days: int, level: str) -> None:
    dated = contract(cancel_on=TODAY + timedelta(days=days))
    assert contract_level(dated, TODAY) is ContractLevel(level)


def test_sva_sync_6_a_dated_cancellation_ends_a_pre_contract_and_names_its_rule() -> None:
    dated = at("pre_contract/awaiting_signature", cancel_on=TODAY)

    found = mirror(user(), dated, TODAY)

    assert (found.state, found.rule_id) == (SvaUserState.DEACTIVATED_BY_CONTRACT, "SVA-SYNC-6")


def test_sva_sync_6_a_cancellation_withdrawn_before_its_day_never_acts() -> None:
    assert mirror(user(), contract(cancel_on=None), TODAY + timedelta(days=9)).order is None


@pytest.mark.parametrize(
    ("access", "until", "level"),
    [
        ("blocked_automatic", TODAY, "served"),
        ("blocked_automatic", TODAY - timedelta(days=1), "blocked"),
        ("blocked_manual", TODAY, "blocked"),
    ],
)
def test_core_7_a_trust_unlock_serves_an_automatic_block_until_its_day(access: str, until: date, level: str) -> None:
    assert contract_level(at(f"active/{access}", trust_until=until), TODAY) is ContractLevel(level)


@pytest.mark.parametrize(
    ("level", "before", "rule"),
    [
        ("served", "active", "SVA-SYNC-1"),
        ("blocked", "active", "SVA-SYNC-2"),
        ("served", "blocked", "SVA-SYNC-3"),
        ("ended", "active", "SVA-SYNC-4"),
    ],
)
def test_a_mirror_names_the_rule_and_says_why(level: str, before: str, rule: str) -> None:
    found = mirror(in_the_state(before), LEVEL_EXAMPLES[level], TODAY)
    assert found.rule_id == rule
    assert found.why.endswith(".")


def test_sva_sync_3_a_release_gives_a_blocked_user_its_access_back() -> None:
    found = mirror(user(status=SvaUserStatus.BLOCKED), LEVEL_EXAMPLES["served"], TODAY)
    assert (found.order, found.rule_id) == (MirrorOrder.ACTIVATE, "SVA-SYNC-3")


@pytest.mark.parametrize("status", [ContractStatus.INACTIVE, ContractStatus.DEFAULTED, ContractStatus.WITHDRAWN])
def test_sva_sync_4_a_contract_that_ended_in_any_way_deactivates(status: ContractStatus) -> None:
    found = mirror(user(), contract(status=status, access=AccessStatus.DEACTIVATED), TODAY)
    assert (found.order, found.rule_id) == (MirrorOrder.DEACTIVATE, "SVA-SYNC-4")


@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_sva_sync_5_no_number_of_days_overdue_deactivates_until_the_host_says_cancelled(days: int) -> None:
    overdue = contract(access=AccessStatus.PAYMENT_OVERDUE)
    assert mirror(user(), overdue, TODAY + timedelta(days=days)).order is None


def test_sva_sync_1_what_a_mirror_does_does_not_depend_on_the_order_of_events() -> None:
    blocked = mirror(user(), LEVEL_EXAMPLES["blocked"], TODAY)
    released = mirror(in_state(user(), blocked.state), LEVEL_EXAMPLES["served"], TODAY)
    straight = mirror(user(), LEVEL_EXAMPLES["served"], TODAY)

    assert released.state is straight.state is SvaUserState.ACTIVE


@pytest.mark.parametrize(
    "pair", ["unknown/active", "active/unknown", "active/deactivated", "active/awaiting_signature"]
)
def test_core_5_an_unclear_contract_changes_nothing_and_is_reported(pair: str) -> None:
    found = mirror(user(status=SvaUserStatus.BLOCKED), at(pair), TODAY)

    assert (found.order, found.state) == (None, SvaUserState.BLOCKED)
    assert found.events == (MirrorSkippedUnknownStatus(subject="200", raw=pair),)


@pytest.mark.parametrize("access", AccessStatus)
def test_a_pre_contract_changes_nothing_and_reports_nothing(access: AccessStatus) -> None:
    found = mirror(user(), contract(status=ContractStatus.PRE_CONTRACT, access=access), TODAY)
    assert (found.order, found.events) == (None, ())


def test_core_5_a_user_of_unknown_status_is_left_alone_and_reported_with_its_word() -> None:
    found = mirror(user(status=SvaUserStatus.UNKNOWN, raw_status="limbo"), LEVEL_EXAMPLES["blocked"], TODAY)

    assert (found.order, found.state) == (None, SvaUserState.UNKNOWN)
    assert found.events == (MirrorSkippedUnknownStatus(subject="7", raw="limbo"),)


def shown(word: str) -> SvaUser:
    return SvaUser(status=SvaUserStatus(word), raw_status=word)


@pytest.mark.parametrize(
    ("before", "seen", "level", "order", "after", "unexpected"),
    [
        ("active", "blocked", "served", "activate", "active", True),
        ("active", "deactivated", "served", "activate", "active", True),
        ("active", "deactivated", "blocked", "block", "blocked", True),
        ("active", "deactivated", "ended", None, BY_CONTRACT, True),
        ("blocked", "active", "blocked", "block", "blocked", True),
        ("pending", "active", "served", None, "active", False),
        ("pending", "active", "blocked", "block", "blocked", False),
        ("pending", "pending", "served", None, "pending", False),
        ("active", "removed", "served", None, "removed", True),
        ("pending", "removed", "served", None, "removed", False),
        ("unknown", "active", "blocked", "block", "blocked", False),
        ("unknown", "deactivated", "served", None, BY_CONTRACT, False),
        (BY_CONTRACT, "active", "ended", "deactivate", BY_CONTRACT, True),
        (BY_HAND, "active", "served", None, "active", True),
        (BY_HAND, "active", "blocked", "block", "blocked", True),
        (BY_HAND, "deactivated", "served", None, BY_HAND, False),
        (BY_CONTRACT, "deactivated", "served", None, BY_CONTRACT, False),
    ],
)
def test_a_mirror_that_sees_the_platform_mends_a_drift(
    before: str, seen: str, level: str, order: str | None, after: str, unexpected: bool
) -> None:
    found = mirror(in_the_state(before), LEVEL_EXAMPLES[level], TODAY, seen=shown(seen))

    assert found.order == (order and MirrorOrder(order))
    assert found.state is SvaUserState(after)
    assert [type(event) for event in found.events] == [UnexpectedTransition] * unexpected


def test_core_5_a_platform_that_shows_an_unknown_word_is_left_alone() -> None:
    seen = SvaUser(status=SvaUserStatus.UNKNOWN, raw_status="suspenso?")

    found = mirror(user(), LEVEL_EXAMPLES["blocked"], TODAY, seen=seen)

    assert (found.order, found.state) == (None, SvaUserState.UNKNOWN)
    assert MirrorSkippedUnknownStatus(subject="7", raw="suspenso?") in found.events


@pytest.mark.parametrize("level", ["served", "blocked", "ended"])
def test_where_block_and_deactivation_look_alike_a_manual_deactivation_stays(level: str) -> None:
    found = mirror(in_the_state(BY_HAND), LEVEL_EXAMPLES[level], TODAY, seen=shown("blocked"), tells_apart=False)

    assert (found.order, found.state, found.events) == (None, SvaUserState.DEACTIVATED_MANUALLY, ())


def test_where_they_look_alike_an_active_user_that_is_seen_blocked_is_still_a_surprise() -> None:
    seen = report_user(user(), SvaUserStatus.BLOCKED, tells_apart=False)
    assert (seen.state, seen.unexpected is not None) == (SvaUserState.BLOCKED, True)


@pytest.mark.parametrize("each", SvaUserState)
def test_a_user_put_in_a_state_is_in_it(each: SvaUserState) -> None:
    assert state_of(in_state(user(), each)) is each


def test_a_manual_deactivation_is_remembered_while_the_status_is_unknown() -> None:
    unknown = in_state(in_the_state(BY_HAND), SvaUserState.UNKNOWN)

    assert report_user(unknown, SvaUserStatus.DEACTIVATED).state is SvaUserState.DEACTIVATED_MANUALLY
    assert attrs.evolve(unknown, status=SvaUserStatus.DEACTIVATED) == in_the_state(BY_HAND)
