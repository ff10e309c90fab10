"""Every cell of machines 5.2 and 5.3, typed here from the domain reference."""

from datetime import date
from itertools import product

import pytest

from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.mvno.machines import (
    BLOCK_COMMANDS,
    LINE,
    PORTABILITY,
    LineCommand,
    LineObservation,
    PortabilityCommand,
    PortabilityObservation,
    blocked_status,
    observe_portability,
)
from isp_integrations.core.mvno.models import (
    BlockReason,
    BlockScope,
    LineBlock,
    LineStatus,
    Portability,
    PortabilityStatus,
)
from isp_integrations.core.rules import Family, Violation

# columns: those of LINE_COLUMNS; "-" is refused
LINE_COMMANDS = """
none                awaiting_activation -      -             -      -               -      -        -
awaiting_activation awaiting_activation -      -             -      -               -      inactive cancelled
active              -                   active active        active active          active inactive cancelled
blocked_partial     -                   active -             -      blocked_partial -      inactive cancelled
blocked_total       -                   active -             -      -               -      inactive cancelled
blocked_theft       -                   active blocked_theft -      -               -      inactive cancelled
blocked_loss        -                   active blocked_loss  -      -               -      inactive cancelled
blocked_misuse      -                   active -             -      -               -      inactive cancelled
inactive            awaiting_activation -      -             -      -               -      inactive cancelled
unknown             -                   -      -             -      -               -      -        -
cancelled           -                   -      -             -      -               -      -        cancelled
"""
LINE_COLUMNS = [
    "request_activation",
    "unblock",
    "swap_sim",
    "change_plan",
    "top_up",
    "transfer",
    "deactivate",
    "cancel",
]

# columns: the status that the block leads to by its own table
LINE_BLOCKS = """
                     blocked_partial blocked_total blocked_theft blocked_loss blocked_misuse
none                 -               -             -             -            -
awaiting_activation  -               -             -             -            -
active               yes             yes           yes           yes          yes
blocked_partial      yes             yes           yes           yes          yes
blocked_total        -               yes           yes           yes          yes
blocked_theft        -               -             yes           -            -
blocked_loss         -               -             -             yes          -
blocked_misuse       -               -             -             -            yes
inactive             -               -             -             -            -
unknown              -               -             -             -            -
cancelled            -               -             -             -            -
"""

BLOCK_TABLE = {
    ("partial", "debt"): "blocked_partial",
    ("partial", "customer"): "blocked_partial",
    ("partial", "theft"): None,
    ("partial", "loss"): None,
    ("partial", "misuse"): None,
    ("total", "debt"): "blocked_total",
    ("total", "customer"): "blocked_total",
    ("total", "theft"): "blocked_theft",
    ("total", "loss"): "blocked_loss",
    ("total", "misuse"): "blocked_misuse",
}

ANY_BLOCKED = "blocked_partial blocked_total blocked_theft blocked_loss blocked_misuse"
EVERY_LINE_STATUS = f"awaiting_activation active {ANY_BLOCKED} inactive cancelled unknown"
LINE_OBSERVATIONS = {
    "platform_activated": ("active", f"awaiting_activation {ANY_BLOCKED} unknown"),
    "reported_active": ("active", f"awaiting_activation {ANY_BLOCKED} unknown"),
    "reported_blocked_partial": ("blocked_partial", f"active {ANY_BLOCKED} unknown"),
    "reported_blocked_total": ("blocked_total", f"active {ANY_BLOCKED} unknown"),
    "reported_blocked_theft": ("blocked_theft", f"active {ANY_BLOCKED} unknown"),
    "reported_blocked_loss": ("blocked_loss", f"active {ANY_BLOCKED} unknown"),
    "reported_blocked_misuse": ("blocked_misuse", f"active {ANY_BLOCKED} unknown"),
    "reported_inactive": ("inactive", f"awaiting_activation active {ANY_BLOCKED} unknown"),
    "reported_cancelled": ("cancelled", f"awaiting_activation active {ANY_BLOCKED} inactive unknown"),
    "port_out_completed": ("cancelled", "active blocked_partial blocked_total"),
    "unknown_word": ("unknown", EVERY_LINE_STATUS),
}

PORT_COMMANDS = {
    "submit": {"none": "pending"},
    "resubmit": {"conflict": "pending", "suspended": "pending"},
    "cancel": {
        "pending": "cancellation_pending",
        "scheduled": "cancellation_pending",
        "conflict": "cancelled",
        "suspended": "cancelled",
    },
}
EVERY_PORT_STATUS = (
    "none pending scheduled conflict suspended partial_failure cancellation_pending "
    "completed refused cancelled unknown"
)
PORT_OBSERVATIONS = {
    "sms_confirmed": ("pending", "pending"),
    "sms_rejected": ("cancelled", "pending"),
    "sms_unanswered": ("cancelled", "pending"),
    "donor_accepted": ("scheduled", "pending suspended"),
    "conflict": ("conflict", "pending scheduled suspended"),
    "suspended": ("suspended", "pending scheduled"),
    "window_executed": ("completed", "pending scheduled partial_failure cancellation_pending"),
    "broadcast_incomplete": ("partial_failure", "pending scheduled"),
    "cancel_confirmed": ("cancelled", "cancellation_pending"),
    "cancel_refused": ("scheduled", "cancellation_pending"),
    "cancel_refused_undated": ("pending", "cancellation_pending"),
    "refused": (
        "refused",
        "pending conflict scheduled suspended cancellation_pending partial_failure",
    ),
    "unknown_word": ("unknown", EVERY_PORT_STATUS),
}


def line_status(word: str) -> LineStatus | None:
    return None if word == "none" else LineStatus(word)


def line_cells() -> list[tuple[str, str, str]]:
    cells = []
    for row in LINE_COMMANDS.strip().splitlines():
        state, *after = row.split()
        cells += list(zip([state] * len(after), LINE_COLUMNS, after, strict=True))
    header, *rows = LINE_BLOCKS.strip().splitlines()
    for row in rows:
        state, *taken = row.split()
        for target, answer in zip(header.split(), taken, strict=True):
            command = target.replace("blocked", "block")
            cells.append((state, command, target if answer == "yes" else "-"))
    return cells


@pytest.mark.parametrize(("state", "command", "after"), line_cells())
def test_line_takes_exactly_the_commands_of_5_2(state: str, command: str, after: str) -> None:
    answer = LINE.command(line_status(state), command)

    if after == "-":
        assert isinstance(answer, Violation)
        assert (answer.rule_id, answer.code) == ("MVNO-LINE-4", "mvno.line")
        assert answer.family is Family.INVALID_TRANSITION
        assert answer.context["command"] == command
    else:
        assert answer is LineStatus(after)


def test_the_tables_here_cover_every_line_state_and_command() -> None:
    states = {*LineStatus, None}

    assert {(line_status(s), c) for s, c, _ in line_cells()} == set(product(states, LineCommand))
    assert set(LINE.commands) == set(LineCommand)
    assert set(LINE.observations) == set(LineObservation) == set(LINE_OBSERVATIONS)
    assert set(EVERY_LINE_STATUS.split()) == set(LineStatus)


@pytest.mark.parametrize(("pair", "status"), BLOCK_TABLE.items(), ids=lambda p: "-".join(p) if p else "none")
def test_block_leads_where_its_scope_and_reason_say_mvno_line_5(pair: tuple[str, str], status: str | None) -> None:
    block = LineBlock(scope=BlockScope(pair[0]), reason=BlockReason(pair[1]))

    assert blocked_status(block) == status
    if status is not None:
        assert BLOCK_COMMANDS[LineStatus(status)] == status.replace("blocked", "block")


def test_the_block_table_here_covers_every_pair() -> None:
    assert set(BLOCK_TABLE) == {(s.value, r.value) for s, r in product(BlockScope, BlockReason)}


@pytest.mark.parametrize("before", LineStatus)
@pytest.mark.parametrize("event", LINE_OBSERVATIONS)
def test_line_takes_every_observation_and_tells_jumps_outside_5_2(event: str, before: LineStatus) -> None:
    after, expected_from = LINE_OBSERVATIONS[event]

    seen = LINE.observe(before, event, subject="7")

    assert seen.state == after
    if before in expected_from.split() or before == after:
        assert seen.unexpected is None
    else:
        assert seen.unexpected == UnexpectedTransition(
            machine="mvno.line", before=before.value, after=after, subject="7"
        )


@pytest.mark.parametrize(("before", "reported"), list(product(LineStatus, LineStatus)))
def test_a_polled_line_status_is_taken_and_expected_when_an_observation_leads_there(
    before: LineStatus, reported: LineStatus
) -> None:
    expected = before == reported or any(
        after == reported and before in expected_from.split() for after, expected_from in LINE_OBSERVATIONS.values()
    )

    seen = LINE.report(before, reported)

    assert seen.state is reported
    assert (seen.unexpected is None) is expected


def test_a_line_seen_for_the_first_time_makes_no_jump() -> None:
    seen = LINE.report(None, LineStatus.CANCELLED)

    assert (seen.state, seen.unexpected) == (LineStatus.CANCELLED, None)


def test_port_out_of_a_stolen_line_is_taken_and_told_core_10() -> None:
    seen = LINE.observe(LineStatus.BLOCKED_THEFT, LineObservation.PORT_OUT_COMPLETED)

    assert seen.state is LineStatus.CANCELLED
    assert seen.unexpected is not None


def test_a_cancelled_line_reported_active_is_active_and_told_core_10() -> None:
    seen = LINE.report(LineStatus.CANCELLED, LineStatus.ACTIVE)

    assert seen.state is LineStatus.ACTIVE
    assert seen.unexpected == UnexpectedTransition(machine="mvno.line", before="cancelled", after="active")


def test_transfer_leaves_an_active_line_active_mvno_transfer_12() -> None:
    assert LINE.after(LineStatus.ACTIVE, LineCommand.TRANSFER) is LineStatus.ACTIVE


def test_a_refused_line_command_speaks_portuguese() -> None:
    answer = LINE.command(LineStatus.BLOCKED_LOSS, LineCommand.BLOCK_PARTIAL)

    assert isinstance(answer, Violation)
    assert answer.message == "A linha no status Bloqueio por perda não aceita bloqueio parcial."


@pytest.mark.parametrize("state", PortabilityStatus)
@pytest.mark.parametrize("command", PortabilityCommand)
def test_portability_takes_exactly_the_commands_of_5_3(command: PortabilityCommand, state: PortabilityStatus) -> None:
    after = PORT_COMMANDS[command].get(state)

    answer = PORTABILITY.command(state, command)

    if after is None:
        assert isinstance(answer, Violation)
        assert (answer.rule_id, answer.code) == ("CORE-10", f"mvno.portability.{command}")
        assert answer.family is Family.INVALID_TRANSITION
    else:
        assert answer is PortabilityStatus(after)


@pytest.mark.parametrize("before", PortabilityStatus)
@pytest.mark.parametrize("event", PORT_OBSERVATIONS)
def test_portability_takes_every_observation_and_tells_jumps_outside_5_3(
    event: str, before: PortabilityStatus
) -> None:
    after, expected_from = PORT_OBSERVATIONS[event]

    seen = PORTABILITY.observe(before, event, subject="7")

    assert seen.state == after
    if before in expected_from.split() or before == after:
        assert seen.unexpected is None
    else:
        assert seen.unexpected == UnexpectedTransition(
            machine="mvno.portability", before=before.value, after=after, subject="7"
        )


def test_the_tables_here_cover_every_portability_event() -> None:
    assert set(PORTABILITY.commands) == set(PortabilityCommand) == set(PORT_COMMANDS)
    assert set(PORTABILITY.observations) == set(PortabilityObservation) == set(PORT_OBSERVATIONS)
    assert set(EVERY_PORT_STATUS.split()) == set(PortabilityStatus)


def test_pending_may_complete_without_ever_having_had_a_date() -> None:
    seen = observe_portability(Portability(status=PortabilityStatus.PENDING), PortabilityObservation.WINDOW_EXECUTED)

    assert seen.state.status is PortabilityStatus.COMPLETED
    assert seen.unexpected is None


def test_a_refused_cancellation_goes_back_to_scheduled_when_a_date_was_set() -> None:
    before = Portability(status=PortabilityStatus.CANCELLATION_PENDING, scheduled_for=date(2026, 3, 9))

    seen = observe_portability(before, PortabilityObservation.CANCEL_REFUSED)

    assert seen.state.status is PortabilityStatus.SCHEDULED
    assert seen.state.scheduled_for == date(2026, 3, 9)


def test_a_refused_cancellation_goes_back_to_pending_when_no_date_was_ever_set() -> None:
    before = Portability(status=PortabilityStatus.CANCELLATION_PENDING)

    seen = observe_portability(before, PortabilityObservation.CANCEL_REFUSED)

    assert seen.state.status is PortabilityStatus.PENDING
    assert seen.unexpected is None


def test_an_sms_confirmation_is_remembered_through_later_observations() -> None:
    confirmed = observe_portability(
        Portability(status=PortabilityStatus.PENDING), PortabilityObservation.SMS_CONFIRMED
    ).state
    accepted = observe_portability(
        confirmed, PortabilityObservation.DONOR_ACCEPTED, scheduled_for=date(2026, 3, 9)
    ).state

    assert (confirmed.status, confirmed.sms_confirmed) == (PortabilityStatus.PENDING, True)
    assert (accepted.status, accepted.sms_confirmed) == (PortabilityStatus.SCHEDULED, True)
    assert accepted.scheduled_for == date(2026, 3, 9)


def test_a_conflict_keeps_the_platforms_reason() -> None:
    seen = observe_portability(
        Portability(status=PortabilityStatus.SCHEDULED),
        PortabilityObservation.CONFLICT,
        reason="CPF inválido",
    )

    assert seen.state.reason == "CPF inválido"


def test_an_observation_of_a_finished_portability_is_taken_and_told() -> None:
    seen = observe_portability(
        Portability(status=PortabilityStatus.REFUSED),
        PortabilityObservation.WINDOW_EXECUTED,
        subject="7",
    )

    assert seen.state.status is PortabilityStatus.COMPLETED
    assert seen.unexpected == UnexpectedTransition(
        machine="mvno.portability", before="refused", after="completed", subject="7"
    )


def test_unknown_takes_no_command_in_either_machine_core_5() -> None:
    for command in LineCommand:
        assert isinstance(LINE.command(LineStatus.UNKNOWN, command), Violation)
    for asked in PortabilityCommand:
        assert isinstance(PORTABILITY.command(PortabilityStatus.UNKNOWN, asked), Violation)
