"""Every cell of machine 5.5, typed here from the domain reference."""

from itertools import product

import pytest

from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.olt.machines import ONU, OnuCommand, OnuObservation, observe_onu
from isp_integrations.core.olt.models import OnuState
from isp_integrations.core.rules import Family, Violation

# "-" is refused
COMMANDS = """
                 provision    retry        clean_up      delete   action      move         replace
none             -            -            -             -        -           -            -
unprovisioned    provisioning -            -             -        -           -            -
provisioning     -            -            -             -        -           -            -
provision_failed -            provisioning unprovisioned deleting -           -            -
provisioned      -            -            -             deleting provisioned provisioning deleting
deleting         -            -            -             deleting -           -            -
delete_failed    -            deleting     -             deleting -           -            -
removed          -            -            -             removed  -           -            -
unknown          -            -            -             -        -           -            -
"""
# "=" no change, "!" taken and unexpected
OBSERVATIONS = """
                 discover       task_ok      task_failed       unknown_word
none             unprovisioned  provisioned  =                 unknown
unprovisioned    =              !provisioned =                 unknown
provisioning     =              provisioned  provision_failed  unknown
provision_failed =              !provisioned =                 unknown
provisioned      !unprovisioned =            =                 unknown
deleting         =              removed      delete_failed     unknown
delete_failed    !unprovisioned !removed     =                 unknown
removed          unprovisioned  =            =                 unknown
unknown          unprovisioned  provisioned  provision_failed  unknown
"""
ACTIONS = ["edit", "configure_wifi", "replace_asset", "change_speed_profile", "reboot", "disable", "enable"]


def cells(table: str) -> list[tuple[str, str, str]]:
    header, *rows = [line.split() for line in table.strip("\n").splitlines()]
    return [(row[0], column, cell) for row in rows for column, cell in zip(header, row[1:], strict=True)]


def state_of(word: str) -> OnuState | None:
    return None if word == "none" else OnuState(word)


def commands_of(column: str) -> list[str]:
    return ACTIONS if column == "action" else [column]


@pytest.mark.parametrize(
    ("word", "command", "after"),
    [(word, command, cell) for word, column, cell in cells(COMMANDS) for command in commands_of(column)],
)
def test_a_command_leads_where_the_table_says(word: str, command: str, after: str) -> None:
    found = ONU.command(state_of(word), OnuCommand(command))
    if after == "-":
        assert isinstance(found, Violation)
        assert (found.rule_id, found.code, found.family) == ("CORE-10", f"onu.{command}", Family.INVALID_TRANSITION)
        assert found.context["state"] == ("" if word == "none" else word)
    else:
        assert found is OnuState(after)


@pytest.mark.parametrize(("word", "event", "cell"), cells(OBSERVATIONS))
def test_an_observation_is_always_taken_and_a_jump_is_told(word: str, event: str, cell: str) -> None:
    seen = observe_onu(state_of(word), OnuObservation(event), subject="31")
    after = state_of(word) if cell == "=" else OnuState(cell.removeprefix("!"))
    assert seen.state is after
    jump = UnexpectedTransition(machine="onu", before=word, after=str(after), subject="31")
    assert seen.unexpected == (jump if cell.startswith("!") else None)


def test_the_tables_cover_every_state_command_and_observation() -> None:
    states = {"none", *(state.value for state in OnuState)}
    assert {(word, command) for word, column, _ in cells(COMMANDS) for command in commands_of(column)} == set(
        product(states, [command.value for command in OnuCommand])
    )
    assert {(word, event) for word, event, _ in cells(OBSERVATIONS)} == set(
        product(states, [event.value for event in OnuObservation])
    )


def test_every_state_and_command_has_a_word_for_people() -> None:
    assert set(ONU.words) == {*OnuState, *OnuCommand}
