"""The mobile family's state machines, drawn and tabled from their data."""

from enum import StrEnum
from typing import Any

from docs_tools.markdown import code, table
from isp_integrations.core.machines import Machine
from isp_integrations.core.mvno.machines import LINE, PORTABILITY

MOST_ARROWS = 40
"""A picture with more arrows than this cannot be read: the observations then stand in their table alone."""


def line() -> str:
    """The line."""
    return _machine(LINE)


def portability() -> str:
    """The port-in."""
    return _machine(PORTABILITY)


def _machine(machine: Machine[Any]) -> str:
    return "\n\n".join((_picture(machine), _commands(machine), _observations(machine)))


def _picture(machine: Machine[Any]) -> str:
    asked = _arrows(machine, observed=False)
    seen = _arrows(machine, observed=True)
    arrows = {**asked, **{pair: asked.get(pair, ()) + names for pair, names in seen.items()}}
    chosen = arrows if len(arrows) <= MOST_ARROWS else asked
    states = [f"    {_id(state)}: {machine.words[state]}" for state in _states(machine)]
    lines = [f"    {_id(before)} --> {_id(after)}: {', '.join(names)}" for (before, after), names in chosen.items()]
    return "\n".join(("```mermaid", "stateDiagram-v2", *states, *lines, "```"))


def _arrows(machine: Machine[Any], *, observed: bool) -> dict[tuple[Any, Any], tuple[str, ...]]:
    """What leads from one state to another one; observations are told in brackets."""
    found: dict[tuple[Any, Any], tuple[str, ...]] = {}
    if observed:
        steps = [
            (before, row.after, f"({event})")
            for event, row in machine.observations.items()
            for before in sorted(row.expected_from)
            if str(event) != "unknown_word"
        ]
    else:
        steps = [
            (before, after, str(command))
            for command, row in machine.commands.items()
            for before, after in row.items()
        ]
    for before, after, name in steps:
        if before != after:
            found[before, after] = (*found.get((before, after), ()), name)
    return found


def _id(state: StrEnum | None) -> str:
    return "[*]" if state is None else state.name


def _states(machine: Machine[Any]) -> list[StrEnum]:
    some: StrEnum = next(iter(machine.observations.values())).after
    return list(type(some))


def _commands(machine: Machine[Any]) -> str:
    rows = (
        (code(str(command)), machine.words[command], code("" if before is None else before.value), code(after.value))
        for command, row in machine.commands.items()
        for before, after in row.items()
    )
    return table(("Comando", "Em português", "No status", "Passa a"), rows)


def _observations(machine: Machine[Any]) -> str:
    rows = (
        (code(str(event)), code(row.after.value), ", ".join(code(state.value) for state in sorted(row.expected_from)))
        for event, row in machine.observations.items()
    )
    return table(("Observação", "Passa a", "Esperada em"), rows)
