"""State machines as data: a command may be refused, an observation never is.

A machine is two tables, so that it can be drawn as well as run. What a *command* leads to is asked before
anything is sent; what host, platform, poll or webhook *observes* is taken as it is, and a jump outside the
table only adds an :class:`~isp_integrations.core.events.UnexpectedTransition` (CORE-10).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

import attrs

from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.rules import Family, Violation

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T")


@attrs.frozen
class Observation(Generic[S]):
    """One row of a machine's observations.

    Attributes:
        after: the state that it leads to.
        expected_from: the states that it is expected in; in any other one it is a jump.
        kept_in: the states that it leaves as they are.
    """

    after: S
    expected_from: frozenset[S]
    kept_in: frozenset[S] = frozenset()


@attrs.frozen(kw_only=True)
class Observed(Generic[T]):
    """What is so after an observation. `unexpected` is set when the jump is in no table."""

    state: T
    unexpected: UnexpectedTransition | None = None


@attrs.frozen(kw_only=True)
class Machine(Generic[S]):
    """A state machine of the domain.

    Attributes:
        name: such as ``mvno.line``; it is, or begins, the code of a refused command.
        subject: pt-BR, with article, for messages: ``A linha``.
        commands: by command, the state it leads to from each state that takes it; `None` is "not there yet".
        observations: by event, where it leads and where it is expected from.
        words: pt-BR words for commands and states.
        own_rule: the rule that refuses this machine's commands with the bare `name` as code; without one it
            is CORE-10 with ``<name>.<command>``.
    """

    name: str
    subject: str
    commands: Mapping[str, Mapping[S | None, S]]
    observations: Mapping[str, Observation[S]]
    words: Mapping[str, str]
    own_rule: str | None = None

    def after(self, state: S | None, command: str) -> S | None:
        """The state that `command` leads to from `state`; `None` when it is not allowed there."""
        return self.commands[command].get(state)

    def command(self, state: S | None, command: str) -> S | Violation:
        """The state that `command` leads to, or the violation that refuses it."""
        after = self.after(state, command)
        return self._refusal(state, command) if after is None else after

    def observe(self, state: S | None, event: str, *, subject: str = "") -> Observed[S]:
        """Take the observation `event`. `subject` is the host's id, for the event. No change is no jump."""
        row = self.observations[event]
        if state is not None and state in row.kept_in:
            return Observed(state=state)
        expected = state == row.after or state in row.expected_from
        return self._take(state, row.after, expected=expected, subject=subject)

    def report(self, state: S | None, reported: S, *, subject: str = "") -> Observed[S]:
        """Take a state that a poll found, expected when any observation leads there from `state`."""
        expected = state == reported or any(
            row.after is reported and state in row.expected_from for row in self.observations.values()
        )
        return self._take(state, reported, expected=expected, subject=subject)

    def _take(self, state: S | None, after: S, *, expected: bool, subject: str) -> Observed[S]:
        if state is None or expected:
            return Observed(state=after)
        jump = UnexpectedTransition(machine=self.name, before=state.value, after=after.value, subject=subject)
        return Observed(state=after, unexpected=jump)

    def _refusal(self, state: S | None, command: str) -> Violation:
        where = "inexistente" if state is None else self.words[state]
        return Violation(
            rule_id=self.own_rule or "CORE-10",
            code=self.name if self.own_rule else f"{self.name}.{command}",
            family=Family.INVALID_TRANSITION,
            message=f"{self.subject} no status {where} não aceita {self.words[command]}.",
            context={"command": str(command), "state": "" if state is None else state.value},
        )
