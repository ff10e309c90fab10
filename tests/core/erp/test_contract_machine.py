"""Every cell of machine 5.1, typed here from the domain reference; what an event says beside the two statuses."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations, product

import attrs
import pytest

from isp_integrations.core.erp.contract_machine import (
    CONTRACT,
    WORDS,
    ContractEvent,
    ContractEventKind,
    Pair,
    check_event,
    in_order,
    observe,
    observe_pair,
)
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.rules import Family

TODAY = date(2026, 1, 15)
TOMORROW = TODAY + timedelta(days=1)
NOON = datetime(2026, 1, 15, 12)  # noqa: DTZ001  hosts' times often have no zone

# P, A, I, N, D, ? are the commercial statuses; A, FA, CM, CA, SC, D, AA, ? the access statuses
STATUS = dict(zip("PAIND?", ("pre_contract", "active", "inactive", "defaulted", "withdrawn", "unknown"), strict=True))
ACCESS = {
    "A": "active",
    "FA": "payment_overdue",
    "CM": "blocked_manual",
    "CA": "blocked_automatic",
    "SC": "suspended_by_customer",
    "D": "deactivated",
    "AA": "awaiting_signature",
    "?": "unknown",
}

# event: expected from -> to, and what it makes of every other pair ("keep", "x/ACCESS" keeps the commercial status)
TABLE = """
create              none                              P/D   keep
create_unsigned     none                              P/AA  keep
sign                P/AA                              P/D   keep
activate            P/D                               A/A   A/A
approve             P/D                               A/A   A/A
payment_overdue     A/A                               A/FA  x/FA
block_automatic     A/A,A/FA                          A/CA  x/CA
block_manual        A/A,A/FA,A/CA                     A/CM  x/CM
payment_confirmed   A/FA,A/CA                         A/A   keep
release             A/CM,A/CA                         A/A   x/A
release_overdue     A/CM,A/CA                         A/FA  x/FA
trust_unlock        A/CA                              A/FA  keep
trust_expired       A/FA                              A/CA  keep
suspend_by_customer A/A                               A/SC  x/SC
resume              A/SC                              A/A   x/A
cancel_manual       P/*,A/*                           I/D   I/D
cancel_automatic    P/*,A/*                           I/D   I/D
default             A/*,I/D                           N/D   N/D
withdraw            P/*,A/*                           D/D   D/D
reactivate          I/D,N/D,D/D                       A/A   A/A
reduce_speed        A/A,A/FA                          keep  keep
restore_speed       A/A,A/FA                          keep  keep
"""
ROWS = {cells[0]: cells[1:] for cells in (line.split() for line in TABLE.strip().splitlines())}
EVERY_PAIR = [Pair(status, access) for status, access in product(ContractStatus, AccessStatus)]


def pair(text: str) -> Pair:
    status, access = text.split("/")
    return Pair(ContractStatus(STATUS[status]), AccessStatus(ACCESS[access]))


def expected_from(text: str) -> set[Pair | None]:
    found: set[Pair | None] = set()
    for each in text.split(","):
        if each == "none":
            found.add(None)
        elif each.endswith("/*"):
            found |= {Pair(ContractStatus(STATUS[each[0]]), access) for access in AccessStatus}
        else:
            found.add(pair(each))
    return found


def elsewhere(text: str, before: Pair) -> Pair:
    if text == "keep":
        return before
    if text.startswith("x/"):
        return Pair(before.status, AccessStatus(ACCESS[text[2:]]))
    return pair(text)


def contract(text: str, **changes: object) -> Contract:
    status, access = pair(text)
    made = Contract(id="100", customer_id="10", status=status, access=access)
    return attrs.evolve(made, **changes)  # type: ignore[arg-type]  # a test's own fields


def event(kind: str, **changes: object) -> ContractEvent:
    made = ContractEvent(contract_id="100", kind=ContractEventKind(kind))
    return attrs.evolve(made, **changes)  # type: ignore[arg-type]  # a test's own fields


def test_the_table_here_and_the_machine_have_the_same_events() -> None:
    assert set(ROWS) == set(CONTRACT) == set(ContractEventKind)
    assert set(WORDS) == set(ContractEventKind)


@pytest.mark.parametrize("kind", ContractEventKind)
def test_every_cell_of_the_contract_s_machine(kind: ContractEventKind) -> None:
    origins, after, otherwise = ROWS[kind]
    for before in EVERY_PAIR:
        seen = observe_pair(before, kind, subject="100")
        if before in expected_from(origins):
            assert seen.state == (before if after == "keep" else pair(after)), before
            assert seen.unexpected is None, before
        else:
            assert seen.state == elsewhere(otherwise, before), before
            changed = seen.state != before
            jump = UnexpectedTransition(machine="contract", before=str(before), after=str(seen.state), subject="100")
            assert seen.unexpected == (jump if changed else None), before


@pytest.mark.parametrize(("kind", "after"), [("create", "P/D"), ("create_unsigned", "P/AA")])
def test_a_creation_makes_a_contract_that_nobody_knew(kind: str, after: str) -> None:
    assert observe_pair(None, ContractEventKind(kind)).state == pair(after)


def test_an_event_of_a_contract_that_nobody_knew_leaves_unknown_what_it_does_not_tell() -> None:
    seen = observe_pair(None, ContractEventKind.BLOCK_MANUAL)
    assert seen.state == Pair(ContractStatus.UNKNOWN, AccessStatus.BLOCKED_MANUAL)
    assert seen.unexpected is None


def test_core_10_a_block_that_arrives_after_the_cancellation_is_taken_and_reopens_nothing() -> None:
    seen = observe(contract("I/D"), event("block_automatic"), today=TODAY)
    assert Pair(seen.state.status, seen.state.access) == pair("I/CA")
    assert seen.unexpected == UnexpectedTransition(
        machine="contract", before="inactive/deactivated", after="inactive/blocked_automatic", subject="100"
    )


@pytest.mark.parametrize("kind", sorted(ContractEventKind))
def test_the_same_event_twice_changes_nothing_more_and_surprises_nobody(kind: ContractEventKind) -> None:
    once = observe_pair(pair("A/A"), kind).state
    twice = observe_pair(once, kind)
    assert twice.state == once or kind is ContractEventKind.PAYMENT_CONFIRMED
    assert twice.unexpected is None


@pytest.mark.parametrize(
    ("kind", "changes", "field", "value"),
    [
        ("activate", {}, "approved", True),
        ("approve", {}, "approved", True),
        ("trust_unlock", {"trust_until": TOMORROW}, "trust_until", TOMORROW),
        ("trust_expired", {}, "trust_until", None),
        ("payment_confirmed", {}, "trust_until", None),
        ("reduce_speed", {}, "reduced_speed", True),
        ("restore_speed", {}, "reduced_speed", False),
        ("reactivate", {}, "cancel_on", None),
        ("reactivate", {}, "trust_until", None),
    ],
)
def test_an_event_tells_what_stands_beside_the_two_statuses(
    kind: str, changes: dict[str, object], field: str, value: object
) -> None:
    before = contract("A/CA", trust_until=TODAY, cancel_on=TODAY, reduced_speed=kind == "restore_speed")
    after = observe(before, event(kind, **changes), today=TODAY).state
    assert getattr(after, field) == value


def test_core_7_a_trust_unlock_lifts_no_manual_block() -> None:
    after = observe(contract("A/CM"), event("trust_unlock", trust_until=TOMORROW), today=TODAY)
    assert after.state.access is AccessStatus.BLOCKED_MANUAL
    assert after.unexpected is None


@pytest.mark.parametrize(
    ("until", "occurred_at", "code"),
    [
        (TODAY, None, None),
        (TOMORROW, None, None),
        (TODAY - timedelta(days=1), None, "contract.trust_until_in_past"),
        (TODAY - timedelta(days=1), NOON - timedelta(days=3), None),
        (TODAY - timedelta(days=5), NOON - timedelta(days=3), "contract.trust_until_in_past"),
        (None, None, "contract.trust_until_required"),
    ],
)
def test_core_7_a_trust_unlock_that_is_over_before_it_was_given_is_refused(
    until: date | None, occurred_at: datetime | None, code: str | None
) -> None:
    found = check_event(event("trust_unlock", trust_until=until, occurred_at=occurred_at), today=TODAY)
    assert [(each.rule_id, each.code, each.family) for each in found] == (
        [("CORE-7", code, Family.VALIDATION_FAILED)] if code else []
    )


def test_other_events_break_no_rule() -> None:
    assert all(not check_event(event(kind), today=TODAY) for kind in ContractEventKind if kind != "trust_unlock")


@pytest.mark.parametrize("kind", ["cancel_manual", "cancel_automatic"])
def test_core_8_a_cancellation_of_a_later_day_is_noted_and_acts_on_it(kind: str) -> None:
    noted = observe(contract("A/A"), event(kind, effective_on=TOMORROW), today=TODAY).state
    assert noted == contract("A/A", cancel_on=TOMORROW)
    acted = observe(noted, event(kind, effective_on=TOMORROW), today=TOMORROW).state
    assert (acted.status, acted.access) == pair("I/D")


@pytest.mark.parametrize("kind", sorted(set(ContractEventKind) - {"cancel_manual", "cancel_automatic"}))
def test_core_8_any_other_event_of_a_later_day_changes_nothing_before_it(kind: ContractEventKind) -> None:
    before = contract("A/CA")
    assert observe(before, event(kind, effective_on=TOMORROW), today=TODAY).state == before


def test_events_are_put_in_the_order_in_which_they_took_effect_and_each_counts_once() -> None:
    blocked = event("block_automatic", occurred_at=NOON)
    paid = event("payment_confirmed", occurred_at=NOON + timedelta(hours=1))
    cancelled = event("cancel_manual", occurred_at=NOON - timedelta(days=3), effective_on=TOMORROW)
    undated = event("reduce_speed")
    for order in permutations([blocked, paid, cancelled, undated, blocked]):
        assert in_order(order) == (blocked, paid, cancelled, undated)


def test_events_up_to_the_time_of_the_present_pair_are_in_it_already() -> None:
    earlier = event("block_automatic", occurred_at=NOON)
    later = event("payment_confirmed", occurred_at=NOON + timedelta(minutes=1))
    entered_earlier = event("cancel_manual", occurred_at=NOON - timedelta(days=1), effective_on=TOMORROW)
    assert in_order([entered_earlier, later, earlier], since=NOON) == (later, entered_earlier)


def test_a_time_without_a_zone_is_brasilia_s() -> None:
    naive = event("block_automatic", occurred_at=NOON)
    aware = event("payment_confirmed", occurred_at=datetime(2026, 1, 15, 14, 59, tzinfo=UTC))
    assert in_order([naive, aware]) == (aware, naive)
    assert in_order([naive, aware], since=datetime(2026, 1, 15, 15, tzinfo=UTC)) == ()
