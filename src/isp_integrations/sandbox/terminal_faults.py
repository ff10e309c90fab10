"""Scripted faults of terminals, as data: what goes wrong with which line that is typed, before or after it is run."""

import threading
from collections import deque
from enum import StrEnum
from fnmatch import fnmatchcase

import attrs
from attrs.validators import ge

from isp_integrations.core.sandbox import FakeTerminal
from isp_integrations.sandbox.faults import REMEMBERED_CALLS

_LINE_ENDS = "\r\n;"


class TerminalFaultKind(StrEnum):
    """What goes wrong. All but the first three happen after the line was run."""

    DROP_BEFORE = "drop_before"
    """The equipment hangs up and the line is never run."""
    REDRAWN = "redrawn"
    """`text` comes before the line's echo, and the prompt once more: as if while the session rested."""
    SAY = "say"
    """`text` is printed instead of running the line, then whatever an empty line prints: the prompt."""
    ASK = "ask"
    """`text` is printed after the line was run, where the prompt would stand, and everything waits for an answer."""
    DROP_AFTER = "drop_after"
    """The line is run, the equipment hangs up without a word."""
    DROP_DURING = "drop_during"
    """The equipment hangs up in the middle of what it prints."""
    SILENCE = "silence"
    """The line is run and nothing is printed, nor for any line after it."""
    NOISE = "noise"
    """`text` breaks in, between two lines of what is printed."""
    NOISE_AFTER = "noise_after"
    """`text` comes after the prompt."""
    GARBAGE = "garbage"
    """Bytes that are no text come before what is printed."""
    HUGE = "huge"
    """`megabytes` of lines come before what is printed."""
    SPLIT = "split"
    """What is printed comes in pieces of `size` characters, `seconds` apart."""


@attrs.frozen(kw_only=True)
class TerminalFault:
    """One kind of fault for the next `times` lines that match `on`.

    Attributes:
        on: glob over the line, as typed; case matters. TL1 messages are lines without their semicolon.
        text: for `ASK`, `NOISE`, `NOISE_AFTER`, `REDRAWN` and `SAY`; line feeds written as `\\n`.
        size, seconds: for `SPLIT` alone.
        megabytes: for `HUGE` alone.
    """

    kind: TerminalFaultKind = attrs.field(converter=TerminalFaultKind)
    on: str = "*"
    times: int = attrs.field(default=1, validator=ge(1))
    text: str = ""
    size: int = attrs.field(default=1, validator=ge(1))
    seconds: float = attrs.field(default=0.0, validator=ge(0))
    megabytes: int = attrs.field(default=32, validator=ge(1))


class TerminalFaultScript:
    """The faults waiting for one platform, the lines that were typed to it, and its time. Safe across threads."""

    def __init__(self, *faults: TerminalFault) -> None:
        self._lock = threading.Lock()
        self._waiting: list[TerminalFault] = list(faults)
        self._typed: deque[str] = deque(maxlen=REMEMBERED_CALLS)
        self._answering = 0.0

    @property
    def answering(self) -> float:
        """Seconds that the platform took itself: for each line, from its arrival until the whole answer was sent.

        The rest of a client's time is its own, and the network's. Sessions that answer at once count one by one.
        """
        with self._lock:
            return self._answering

    def answered(self, seconds: float) -> None:
        """Count the time of an answer."""
        with self._lock:
            self._answering += seconds

    @property
    def typed(self) -> tuple[str, ...]:
        """Every line that reached the platform, oldest first, log-ins included; the last 100,000."""
        with self._lock:
            return tuple(self._typed)

    def add(self, *faults: TerminalFault) -> None:
        """Queue `faults` behind those still waiting."""
        with self._lock:
            self._waiting.extend(faults)

    def take(self, line: str) -> TerminalFault | None:
        """Record the line and use up the first waiting fault that matches it, if any."""
        with self._lock:
            self._typed.append(line)
            for index, fault in enumerate(self._waiting):
                if fnmatchcase(line, fault.on):
                    left = fault.times - 1
                    self._waiting[index : index + 1] = [attrs.evolve(fault, times=left)] if left else []
                    return fault
        return None


@attrs.frozen
class Printed:
    """What leaves the equipment: in pieces of `size` characters, `seconds` apart; all at once by default."""

    text: str
    size: int = 0
    seconds: float = 0.0

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text as it leaves."""
        size = self.size or max(1, len(self.text))
        return tuple(self.text[start : start + size] for start in range(0, len(self.text), size))


class FaultyTerminal:
    """A fake's terminal under a script. Feed it what is typed; it tells what leaves, and when it hung up."""

    def __init__(self, terminal: FakeTerminal, script: TerminalFaultScript) -> None:
        self._terminal = terminal
        self._script = script
        self._line = ""
        self._prompt = ""
        self._silent = False
        self.closed = False

    def open(self) -> Printed:
        """What is printed before anything is typed."""
        return self._waiting_at(Printed(self._terminal.open()))

    def feed(self, text: str) -> list[Printed]:
        """What is printed for `text`, line by line."""
        printed = []
        for typed in _whole_lines(text):
            if self.closed or self._silent:
                break
            self._line += typed.rstrip(_LINE_ENDS)
            fault = None
            if typed[-1] in _LINE_ENDS:
                fault = self._script.take(self._line.strip()) if self._line.strip() else None
                self._line = ""
            if fault is not None and fault.kind is TerminalFaultKind.REDRAWN:
                printed.append(Printed(f"\r\n{_on_wire(fault.text)}{self._prompt}"))
                fault = None
            printed.append(self._waiting_at(self._run(typed, fault)))
            self.closed |= self._terminal.closed
        return printed

    def _waiting_at(self, printed: Printed) -> Printed:
        """Note the prompt, or the question, that `printed` leaves the terminal at."""
        if "\n" in printed.text:
            self._prompt = printed.text.rpartition("\n")[2]
        return printed

    def _run(self, typed: str, fault: TerminalFault | None) -> Printed:
        if fault is None:
            return Printed(self._terminal.feed(typed))
        if fault.kind is TerminalFaultKind.DROP_BEFORE:
            self.closed = True
            return Printed("")
        if fault.kind is TerminalFaultKind.SAY:
            if typed.endswith(";"):
                return Printed(_on_wire(fault.text))
            return Printed(f"{typed.rstrip(_LINE_ENDS)}\r\n{_on_wire(fault.text)}{self._terminal.feed(typed[-1])}")
        return self._spoilt(self._terminal.feed(typed), fault)

    def _spoilt(self, said: str, fault: TerminalFault) -> Printed:
        match fault.kind:
            case TerminalFaultKind.DROP_AFTER:
                self.closed = True
                return Printed("")
            case TerminalFaultKind.DROP_DURING:
                self.closed = True
                return Printed(said[: len(said) // 2])
            case TerminalFaultKind.SILENCE:
                self._silent = True
                return Printed("")
            case TerminalFaultKind.ASK:
                return Printed(said.rpartition("\n")[0] + "\r\n" + _on_wire(fault.text))
            case TerminalFaultKind.NOISE:
                first, feed, rest = said.partition("\n")
                return Printed(first + feed + _on_wire(fault.text) + rest)
            case TerminalFaultKind.NOISE_AFTER:
                return Printed(said + "\r\n" + _on_wire(fault.text))
            case TerminalFaultKind.GARBAGE:
                return Printed("\x00\x1b[31m\udcff\udcfe\x07\x1b]0;x\x07" + said)
            case TerminalFaultKind.HUGE:
                return Printed(("x" * 998 + "\r\n") * (fault.megabytes * 1000) + said)
            case _:
                return Printed(said, fault.size, fault.seconds)


def _whole_lines(text: str) -> list[str]:
    """`text` cut after every line end."""
    lines, start = [], 0
    for place, sign in enumerate(text):
        if sign in _LINE_ENDS:
            lines.append(text[start : place + 1])
            start = place + 1
    return [*lines, text[start:]] if start < len(text) else lines


def _on_wire(text: str) -> str:
    return text.replace("\n", "\r\n")
