"""Every cell of machine 5.7, both its tables, typed here from the domain reference."""

from itertools import product

import pytest

from isp_integrations.core.erp.machines import (
    PLAN_TRANSFER,
    PlanTransferCommand,
    PlanTransferObservation,
    PlanTransferStatus,
)
from isp_integrations.core.mvno.machines import (
    LINE_TRANSFER,
    LineTransferCommand,
    LineTransferObservation,
    LineTransferStatus,
)
from isp_integrations.core.rules import Family, Violation

# "-" is refused
PLAN_COMMANDS = """
                submit_for_today submit_for_later reschedule execute   cancel
none            -                -                -          -         -
draft           executing        scheduled        -          -         cancelled
scheduled       -                -                scheduled  -         cancelled
missed          -                -                scheduled  executing cancelled
executing       -                -                -          executing -
outcome_unknown -                -                -          -         -
completed       -                -                -          -         -
cancelled       -                -                -          -         -
failed          -                -                -          -         -
unknown         -                -                -          -         -
"""

# "=" leaves the state as it is, "!" is a jump
PLAN_OBSERVATIONS = """
                day_reached day_passed execution_ok execution_failed answer_lost
draft           =           =          !completed   !failed          !outcome_unknown
scheduled       executing   missed     !completed   !failed          !outcome_unknown
missed          =           =          !completed   !failed          !outcome_unknown
executing       =           =          completed    failed           outcome_unknown
outcome_unknown =           =          completed    failed           =
completed       =           =          =            !failed          !outcome_unknown
cancelled       =           =          !completed   !failed          !outcome_unknown
failed          =           =          !completed   =                !outcome_unknown
unknown         =           =          completed    failed           outcome_unknown
"""

LINE_COMMANDS: dict[str, dict[str | None, str]] = {
    "request": {None: "requested"},
    "send": {"validated": "platform_pending"},
    "complete_locally": {"validated": "completed"},
}
SENT = "platform_pending outcome_unknown unknown"
LINE_OBSERVATIONS = {
    "rules_passed": ("validated", "requested"),
    "rules_failed": ("failed", "requested"),
    "platform_done": ("completed", SENT),
    "platform_failed": ("failed", SENT),
    "answer_lost": ("outcome_unknown", SENT),
    "unknown_word": ("unknown", " ".join(LineTransferStatus)),
}


def cells(table: str) -> list[tuple[str, str, str]]:
    header, *rows = table.strip().splitlines()
    return [
        (state, event, cell)
        for state, *row in (line.split() for line in rows)
        for event, cell in zip(header.split(), row, strict=True)
    ]


@pytest.mark.parametrize(("state", "command", "after"), cells(PLAN_COMMANDS))
def test_a_plan_transfer_takes_exactly_the_commands_of_5_7(state: str, command: str, after: str) -> None:
    before = None if state == "none" else PlanTransferStatus(state)

    answer = PLAN_TRANSFER.command(before, command)

    if after == "-":
        assert isinstance(answer, Violation)
        assert (answer.rule_id, answer.code) == ("CORE-10", f"plan_transfer.{command}")
        assert answer.family is Family.INVALID_TRANSITION
    else:
        assert answer is PlanTransferStatus(after)


@pytest.mark.parametrize(("state", "event", "after"), cells(PLAN_OBSERVATIONS))
def test_a_plan_transfer_takes_every_observation_of_5_7(state: str, event: str, after: str) -> None:
    seen = PLAN_TRANSFER.observe(PlanTransferStatus(state), event, subject="t1")

    assert seen.state == (state if after == "=" else after.removeprefix("!"))
    assert (seen.unexpected is not None) is after.startswith("!")


@pytest.mark.parametrize(
    ("event", "after", "expected_from"),
    [
        ("effect_settled", "executing", {"executing", "outcome_unknown", "unknown"}),
        ("revalidation_failed", "failed", {"scheduled", "missed", "failed"}),
        ("unknown_word", "unknown", set(PlanTransferStatus)),
    ],
)
def test_the_observations_of_our_own_are_expected_where_they_happen(
    event: str, after: str, expected_from: set[str]
) -> None:
    for before in PlanTransferStatus:
        seen = PLAN_TRANSFER.observe(before, event)
        assert seen.state == after
        assert (seen.unexpected is None) is (before in expected_from)


def test_the_tables_here_cover_every_state_and_event_of_a_plan_transfer() -> None:
    states = {"none", *PlanTransferStatus}
    own = {"effect_settled", "revalidation_failed", "unknown_word"}
    assert {(s, c) for s, c, _ in cells(PLAN_COMMANDS)} == set(product(states, PlanTransferCommand))
    seen = {(s, e) for s, e, _ in cells(PLAN_OBSERVATIONS)}
    assert seen == set(product(PlanTransferStatus, set(PlanTransferObservation) - own))
    assert set(PLAN_TRANSFER.commands) == set(PlanTransferCommand)
    assert set(PLAN_TRANSFER.observations) == set(PlanTransferObservation)


@pytest.mark.parametrize(("state", "command"), [*product([None, *LineTransferStatus], LineTransferCommand)])
def test_a_line_s_transfer_takes_exactly_the_commands_of_5_7(
    state: LineTransferStatus | None, command: LineTransferCommand
) -> None:
    after = LINE_COMMANDS[command].get(state)

    answer = LINE_TRANSFER.command(state, command)

    if after is None:
        assert isinstance(answer, Violation)
        assert answer.code == f"mvno.line_transfer.{command}"
    else:
        assert answer is LineTransferStatus(after)


@pytest.mark.parametrize(("state", "event"), [*product(LineTransferStatus, LineTransferObservation)])
def test_a_line_s_transfer_takes_every_observation_of_5_7(
    state: LineTransferStatus, event: LineTransferObservation
) -> None:
    after, expected_from = LINE_OBSERVATIONS[event]

    seen = LINE_TRANSFER.observe(state, event)

    assert seen.state == after
    assert (seen.unexpected is None) is (state in expected_from.split() or state == after)


@pytest.mark.parametrize("final", ["completed", "failed"])
def test_no_command_leads_out_of_the_end_of_a_line_s_transfer(final: str) -> None:
    status = LineTransferStatus(final)
    assert all(LINE_TRANSFER.after(status, command) is None for command in LineTransferCommand)


def test_every_status_and_command_of_a_transfer_has_its_words() -> None:
    assert set(PLAN_TRANSFER.words) == {*PlanTransferStatus, *PlanTransferCommand}
    assert set(LINE_TRANSFER.words) == {*LineTransferStatus, *LineTransferCommand}
