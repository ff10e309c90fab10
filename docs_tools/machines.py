"""The state machines, drawn and tabled from their data."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from docs_tools.markdown import code, table
from isp_integrations.core.erp import contract_machine
from isp_integrations.core.erp.contract_machine import CONTRACT, ContractEventKind, Pair, observe_pair
from isp_integrations.core.erp.machines import PLAN_TRANSFER
from isp_integrations.core.machines import Machine
from isp_integrations.core.mapping.machines import RESERVATION
from isp_integrations.core.mvno.machines import LINE, LINE_TRANSFER, PORTABILITY
from isp_integrations.core.olt.machines import ONU
from isp_integrations.core.sva.machines import MIRRORED, USER
from isp_integrations.core.voip.machines import SUBSCRIBER

MACHINES: Mapping[str, Machine[Any]] = {
    "linha": LINE,
    "portabilidade": PORTABILITY,
    "usuario-sva": USER,
    "onu": ONU,
    "reserva": RESERVATION,
    "troca-da-linha": LINE_TRANSFER,
    "troca-do-plano": PLAN_TRANSFER,
    "assinante-voip": SUBSCRIBER,
}
"""By the name of their place in a page."""

MOST_ARROWS = 40
"""A picture with more arrows than this cannot be read: the observations then stand in their table alone."""

_Arrows = dict[tuple[str, str], tuple[str, ...]]


def machine(name: str) -> str:
    """One machine: picture, commands, observations."""
    drawn = MACHINES[name]
    parts = (_picture(drawn), _commands(drawn), _observations(drawn) if drawn.observations else "")
    return "\n\n".join(part for part in parts if part)


def contract() -> str:
    """The contract, whose state is a pair and whose every event is an observation."""
    arrows: _Arrows = {}
    for kind, row in CONTRACT.items():
        for before in sorted(row.expected_from, key=str):
            after = observe_pair(before, kind).state
            if after != before:
                pair = _pair_id(before), _pair_id(after)
                arrows[pair] = (*arrows.get(pair, ()), str(kind))
    pairs = dict.fromkeys(state for arrow in arrows for state in arrow if state != "[*]")
    names = [f"    {each}: {each.replace('__', ' / ')}" for each in pairs]
    return "\n\n".join((_mermaid([*names, *_lines(arrows)]), _contract_events()))


def mirrored() -> str:
    """What each level of the contract makes of an SVA user."""
    rows = (
        (code(level.value), code(before.value), code(after.value))
        for level, row in MIRRORED.items()
        for before, after in row.items()
    )
    return table(("Nível do contrato", "Usuário", "Passa a"), rows)


def _contract_events() -> str:
    rows = (
        (
            code(kind.value),
            contract_machine.WORDS[kind],
            _statuses(kind, row.expected_from, after=True),
            _statuses(kind, row.expected_from, after=False),
        )
        for kind, row in CONTRACT.items()
    )
    return table(("Evento", "Em português", "Passa a", "Esperado em"), rows)


def _statuses(kind: ContractEventKind, expected_from: frozenset[Pair | None], *, after: bool) -> str:
    pairs = {observe_pair(before, kind).state if after else before for before in expected_from}
    return ", ".join(sorted(code(str(pair)) for pair in pairs if pair is not None)) or "–"


def _pair_id(pair: Pair | None) -> str:
    return "[*]" if pair is None else f"{pair.status.name}__{pair.access.name}"


def _picture(drawn: Machine[Any]) -> str:
    asked = _arrows(drawn, observed=False)
    seen = _arrows(drawn, observed=True)
    arrows = {**asked, **{pair: asked.get(pair, ()) + names for pair, names in seen.items()}}
    chosen = arrows if len(arrows) <= MOST_ARROWS else asked
    states = [f"    {_id(state)}: {drawn.words[state]}" for state in _states(drawn)]
    return _mermaid([*states, *_lines(chosen)])


def _mermaid(lines: list[str]) -> str:
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, "```"))


def _lines(arrows: _Arrows) -> list[str]:
    return [f"    {before} --> {after}: {', '.join(names)}" for (before, after), names in arrows.items()]


def _arrows(drawn: Machine[Any], *, observed: bool) -> _Arrows:
    """What leads from one state to another one; observations are told in brackets."""
    found: _Arrows = {}
    if observed:
        steps = [
            (before, row.after, f"({event})")
            for event, row in drawn.observations.items()
            for before in sorted(row.expected_from)
            if str(event) != "unknown_word"
        ]
    else:
        steps = [
            (before, after, str(command)) for command, row in drawn.commands.items() for before, after in row.items()
        ]
    for before, after, name in steps:
        if before != after:
            pair = _id(before), _id(after)
            found[pair] = (*found.get(pair, ()), name)
    return found


def _id(state: StrEnum | None) -> str:
    return "[*]" if state is None else state.name


def _states(drawn: Machine[Any]) -> list[StrEnum]:
    some: StrEnum = next(after for row in drawn.commands.values() for after in row.values())
    return list(type(some))


def _commands(drawn: Machine[Any]) -> str:
    rows = (
        (code(str(command)), drawn.words[command], code("" if before is None else before.value), code(after.value))
        for command, row in drawn.commands.items()
        for before, after in row.items()
    )
    return table(("Comando", "Em português", "No status", "Passa a"), rows)


def _observations(drawn: Machine[Any]) -> str:
    rows = (
        (
            code(str(event)),
            code(row.after.value),
            ", ".join(code(state.value) for state in sorted(row.expected_from)),
            ", ".join(code(state.value) for state in sorted(row.kept_in)) or "–",
        )
        for event, row in drawn.observations.items()
    )
    return table(("Observação", "Passa a", "Esperada em", "Nada muda em"), rows)
