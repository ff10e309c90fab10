"""Every cell of machine 5.8, typed here from the domain reference."""

import pytest

from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.voip.machines import SUBSCRIBER, SubscriberCommand, SubscriberObservation
from isp_integrations.core.voip.models import SubscriberStatus

# columns: save, disable, enable; "-" is refused
COMMANDS = """
none     -        -        -
draft    saved    -        -
saved    saved    disabled saved
disabled disabled disabled saved
unknown  -        -        -
"""
CELLS = [
    (None if row[0] == "none" else SubscriberStatus(row[0]), command, after)
    for row in (line.split() for line in COMMANDS.strip().splitlines())
    for command, after in zip(("save", "disable", "enable"), row[1:], strict=True)
]
# columns: what each state makes of a report of saved, of disabled and of an unknown word; "!" is unexpected
REPORTS = """
draft    ok !  ok
saved    ok ok ok
disabled ok ok ok
unknown  ok ok ok
"""
OBSERVED = [
    (SubscriberStatus(row[0]), event, expected)
    for row in (line.split() for line in REPORTS.strip().splitlines())
    for event, expected in zip(SubscriberObservation, row[1:], strict=True)
]
AFTER = {
    SubscriberObservation.REPORTED_SAVED: SubscriberStatus.SAVED,
    SubscriberObservation.REPORTED_DISABLED: SubscriberStatus.DISABLED,
    SubscriberObservation.UNKNOWN_WORD: SubscriberStatus.UNKNOWN,
}


def test_the_table_has_every_command_and_every_state() -> None:
    assert {command for _, command, _ in CELLS} == set(SubscriberCommand)
    assert {state for state, _, _ in CELLS if state} == set(SubscriberStatus) == {state for state, _, _ in OBSERVED}


@pytest.mark.parametrize(("state", "command", "after"), CELLS)
def test_core_10_a_command_leads_where_the_table_says_or_is_refused(
    state: SubscriberStatus | None, command: str, after: str
) -> None:
    found = SUBSCRIBER.command(state, command)
    if after != "-":
        assert found is SubscriberStatus(after)
        return
    assert isinstance(found, Violation)
    assert (found.rule_id, found.code) == ("CORE-10", f"voip.subscriber.{command}")
    assert found.family is Family.INVALID_TRANSITION


@pytest.mark.parametrize(("before", "event", "expected"), OBSERVED)
def test_core_10_an_observation_is_taken_and_a_jump_is_told(
    before: SubscriberStatus, event: SubscriberObservation, expected: str
) -> None:
    seen = SUBSCRIBER.observe(before, event, subject="101")
    assert seen.state is AFTER[event]
    jump = UnexpectedTransition(
        machine="voip.subscriber", before=before.value, after=AFTER[event].value, subject="101"
    )
    assert seen.unexpected == (jump if expected == "!" else None)


def test_a_person_can_read_every_state_and_command() -> None:
    assert set(SUBSCRIBER.words) == {*SubscriberStatus, *SubscriberCommand}
