"""A shell over the shared state: modes, a table of lines, questions of yes or no, sentences of refusal, alarms.

A vendor's front end declares its lines with :func:`types` and words its refusals::

    class TinyShell(EquipmentShell):
        sentences = {"onu_missing": "Failure: The ONT does not exist"}
        alarm = "  ! 1[2026-01-31 10:20:30-03:00]:\\n  ALARM NAME  : Loss of power\\n  --- END"

        def prompt(self) -> str:
            return {"user": "OLT>", "enable": "OLT#"}[self.mode]

        @types(r"enable", "user")
        def _enable(self) -> str:
            return self.enter("enable")

        @types(r"ont reset (?P<port>[0-9]+) (?P<number>[0-9]+)", "gpon", changes=True)
        def _reset(self, port: str, number: str) -> Question:
            return self.confirm("Are you sure? (y/n)[n]:", lambda: self._do_reset(f"0/1/{port}", int(number)))
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

import attrs

from isp_integrations.core.fake_shell import FakeShell, Question
from isp_integrations.core.sandbox import FakeTerminal
from isp_integrations.plugins.olt.equipment.state import Equipment, Refused

Said: TypeAlias = str | Question
F = TypeVar("F", bound=Callable[..., Said])
_MARK = "__typed_lines__"


@attrs.frozen(kw_only=True)
class TypedLine:
    """A line that a shell knows, in which modes (all where none is named), and whether it changes something."""

    pattern: re.Pattern[str]
    modes: tuple[str, ...]
    changes: bool
    run: Callable[..., Said]


@attrs.frozen
class Context:
    """A mode of a session, and what it is about: the groups of the line that entered it."""

    mode: str
    about: Mapping[str, str] = attrs.field(factory=dict)


def types(expression: str, *modes: str, changes: bool = False) -> Callable[[F], F]:
    """Mark a method as what a line runs. Named groups of `expression` are its arguments; absent ones are `None`.

    Args:
        modes: where the line is known; every mode where none is named.
        changes: whether a busy OLT refuses it.
    """

    def mark(function: F) -> F:
        made = TypedLine(pattern=re.compile(expression), modes=modes, changes=changes, run=function)
        setattr(function, _MARK, (*getattr(function, _MARK, ()), made))
        return function

    return mark


class EquipmentShell(FakeShell):
    """A session on :class:`Equipment`; see the module.

    Attributes:
        sentences: the vendor's words for each code of `Refused`; "other" is for every code that has none.
        unknown_line: what is printed for a line that the mode does not know.
        alarm: a whole alarm, printed in the middle of an answer while `equipment.alarms_due`.
        first_mode: of the log-in.
        contexts: the modes from the first one to the present one.
    """

    sentences: ClassVar[Mapping[str, str]] = {}
    unknown_line: ClassVar[str] = "% Unknown command"
    alarm: ClassVar[str] = ""
    first_mode: ClassVar[str] = "user"
    _known: ClassVar[tuple[TypedLine, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = (line for function in vars(cls).values() for line in getattr(function, _MARK, ()))
        cls._known = (*own, *cls._known)

    def __init__(self, equipment: Equipment, credentials: Mapping[str, str], scheme: str) -> None:
        super().__init__(credentials, scheme)
        self.equipment = equipment
        self.contexts = [Context(self.first_mode)]

    @property
    def mode(self) -> str:
        """The present mode."""
        return self.contexts[-1].mode

    @property
    def about(self) -> Mapping[str, str]:
        """What the present mode is about."""
        return self.contexts[-1].about

    def enter(self, mode: str, **about: str) -> str:
        """Go one mode deeper, printing nothing."""
        self.contexts.append(Context(mode, about))
        return ""

    def leave(self) -> str:
        """Go back one mode, printing nothing; from the first one, hang up."""
        if len(self.contexts) == 1:
            self.closed = True
        else:
            self.contexts.pop()
        return ""

    def leave_to(self, mode: str) -> str:
        """Go back to a mode that this session came through, printing nothing."""
        while self.mode != mode and len(self.contexts) > 1:
            self.contexts.pop()
        return ""

    def confirm(self, prompt: str, then: Callable[[], Said], *, yes: str = "y", refused: str = "") -> Question:
        """Ask before doing something; anything but `yes` prints `refused` and does nothing."""

        def answered(text: str) -> Said:
            return self._said(then) if text.strip() == yes else refused

        return Question(prompt, answered)

    def run(self, line: str) -> Said:
        """See `FakeShell`."""
        self.equipment.tick()
        return self._said(lambda: self.obey(line))

    def obey(self, line: str) -> Said:
        """What a line does and prints, or `Refused`."""
        for known in self._known:
            if known.modes and self.mode not in known.modes:
                continue
            found = known.pattern.fullmatch(line)
            if found is None:
                continue
            if known.changes and self.equipment.busy:
                raise Refused("busy")
            return known.run(self, **found.groupdict())
        return self.unknown_line

    def sentence(self, code: str) -> str:
        """How the vendor words a refusal."""
        return self.sentences.get(code, self.sentences.get("other", code))

    def _said(self, act: Callable[[], Said]) -> Said:
        try:
            said = act()
        except Refused as refused:
            return self.sentence(refused.code)
        return said if isinstance(said, Question) else self._with_alarm(said)

    def _with_alarm(self, said: str) -> str:
        lines = said.splitlines()
        if not (self.alarm and self.equipment.alarms_due and lines):
            return said
        self.equipment.alarms_due -= 1
        middle = len(lines) // 2
        return "\n".join((*lines[:middle], self.alarm, *lines[middle:]))


SYNTHETIC_CREDENTIALS: Final = {"username": "operador", "password": "s3nh@-de-teste"}


class FakeOlt:
    """A whole fake OLT (`FakeEquipment`): one state, and a session of a vendor's shell for each terminal.

    Args:
        shell: makes a session of the state, the credentials and the scheme.

    Attributes:
        shells: every session that was opened, in order.
    """

    def __init__(
        self,
        equipment: Equipment,
        shell: Callable[[Equipment, Mapping[str, str], str], EquipmentShell],
        *,
        schemes: tuple[str, ...] = ("ssh", "telnet"),
        credentials: Mapping[str, str] = SYNTHETIC_CREDENTIALS,
    ) -> None:
        self.equipment = equipment
        self.schemes = schemes
        self.credentials = credentials
        self.shells: list[EquipmentShell] = []
        self._shell = shell

    def terminal(self, scheme: str) -> FakeTerminal:
        """See `FakeEquipment`."""
        self.shells.append(self._shell(self.equipment, self.credentials, scheme))
        return self.shells[-1]

    @property
    def lines(self) -> list[str]:
        """What all sessions ran, session by session."""
        return [line for shell in self.shells for line in shell.lines]
