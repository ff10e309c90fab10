"""Carries an exchange against a fake OLT's shell without sockets, journal or retries: a driver for plugin tests."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from isp_integrations.core.cli import CliCommand, Dialect, Mode, Reply, pattern
from isp_integrations.core.errors import OutcomeUnknown, ProviderError
from isp_integrations.core.exchange import Effect, Exchange, Gather, Now, Refused, Step, Wait
from isp_integrations.core.platform import Platform
from isp_integrations.core.sandbox import FakeEquipment, FakeTerminal

T = TypeVar("T")
NOON = datetime(2026, 1, 31, 15, tzinfo=UTC)
_ERASED = re.compile(r"\x1b\[(\d+)D +\x1b\[\1D| \x1b\[\d+D")


class TerminalHand:
    """Types the commands of one plugin into one fake, and keeps what was typed.

    Attributes:
        labels: the label of every command carried, in order.
        typed: every line of those commands, in order, without the lines that enter modes.
        waited: seconds of every `Wait`.
        lose_writes: loses the answer of the write of that number when it is there; its value says whether the
            equipment got the line first.
        answer_with: gives an answer instead of the fake where it gives one.
    """

    def __init__(self, plugin: Platform, fake: FakeEquipment) -> None:
        dialect = plugin.dialect
        assert isinstance(dialect, Dialect)
        self.dialect = dialect
        self.fake = fake
        self.labels: list[str] = []
        self.typed: list[str] = []
        self.waited: list[float] = []
        self.writes = 0
        self.lose_writes: dict[int, bool] = {}
        self.answer_with: Callable[[CliCommand], str | None] = lambda command: None
        self._terminal: FakeTerminal | None = None
        self._path: list[str] = []

    def carry(self, exchange: Exchange[T]) -> T:
        """The exchange's result."""
        try:
            step = next(exchange)
            while True:
                try:
                    answer = self._answer(step)
                except ProviderError as failure:
                    step = exchange.throw(failure)
                else:
                    step = exchange.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result

    def _answer(self, step: Step[object]) -> object:
        if isinstance(step, Refused):
            return None
        if isinstance(step, Wait):
            self.waited.append(step.seconds)
            return None
        if isinstance(step, Now):
            return NOON
        if isinstance(step, Gather):
            return tuple(self.carry(exchange) for exchange in step.exchanges)
        assert isinstance(step, CliCommand)
        self.labels.append(step.label)
        self.typed.append(step.line)
        if step.effect is Effect.WRITE:
            number, self.writes = self.writes, self.writes + 1
            if number in self.lose_writes:
                if self.lose_writes[number]:
                    self._type(step)
                self._terminal = None
                raise OutcomeUnknown(message="A resposta se perdeu.", pending=step.label)
        return self.answer_with(step) or self._type(step)

    def _type(self, command: CliCommand) -> str:
        terminal = self._terminal or self._opened()
        wanted = [entered.line for entered in command.path]
        base = [mode.enter for mode in self.dialect.base.path[1:]]
        wanted = wanted or base
        while self._path != wanted[: len(self._path)]:
            self._line(terminal, self.dialect.home or "exit", ())
            self._path = base if self.dialect.home else self._path[:-1]
        for entered in wanted[len(self._path) :]:
            self._line(terminal, entered, ())
        self._path = wanted
        return self._line(terminal, command.line, command.confirms)

    def _opened(self) -> FakeTerminal:
        terminal = self._terminal = self.fake.terminal("ssh")
        terminal.open()
        self._path = []
        for entered in self.dialect.base.path[1:]:
            self._line(terminal, entered.enter, self._confirms(entered))
        for line in self.dialect.prepare:
            self._line(terminal, line, ())
        self._path = [mode.enter for mode in self.dialect.base.path[1:]]
        return terminal

    def _confirms(self, mode: Mode) -> tuple[Reply, ...]:
        return tuple(Reply(r.prompt, r.answer.format(**self.fake.credentials), r.enter) for r in mode.confirms)

    def _line(self, terminal: FakeTerminal, line: str, confirms: tuple[Reply, ...]) -> str:
        said = terminal.feed(line + "\n")
        _, _, said = said.partition("\r\n")
        while True:
            body, _, tail = said.rpartition("\n")
            reply = next(
                (r for r in (*self.dialect.always, *confirms) if re.search(rf"(?:{r.prompt})\s*$", tail)), None
            )
            if reply is None:
                break
            kept = re.sub(reply.prompt + r"\s*$", "", tail)
            said = body + "\n" * bool(body) + kept + terminal.feed(reply.answer + ("\n" if reply.enter else ""))
        if any(re.search(rf"(?:{question})\s*$", tail) for question in self.dialect.questions):
            raise OutcomeUnknown(message="Uma pergunta que ninguém esperava.")
        said = _ERASED.sub("", body).replace("\r\n", "\n")
        for noise in self.dialect.noise:
            said = re.sub(noise, "", said + "\n", flags=re.MULTILINE | re.DOTALL)
        kept_lines = [one for one in said.splitlines() if not self._is_remark(one)]
        return "\n".join(kept_lines).strip("\n")

    def _is_remark(self, line: str) -> bool:
        return any(pattern(remark).fullmatch(line.strip()) for remark in self.dialect.remarks)
