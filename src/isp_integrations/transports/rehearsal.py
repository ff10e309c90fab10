"""A rehearsal of an operation: what it reads it reads for real, what would change something is written down instead.

Each change is answered as if the equipment had obeyed (`Command.example`), and the operation goes on. No read shows
what was only rehearsed: a plugin that depends on it asks first (`Rehearsing`). Where one does not, the rehearsal ends
with the error that came of it.
"""

from typing import Any

import attrs

from isp_integrations.core.cli import CliCommand, Dialect, Entered
from isp_integrations.core.done import Done
from isp_integrations.core.errors import BrokenPlugin, IspError, ProviderRejected
from isp_integrations.core.exchange import Effect, Exchange, Refused, Rehearsing, Step, Wait
from isp_integrations.core.platform import Platform
from isp_integrations.core.tl1 import CTAG, Tl1Answer, Tl1Command
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class DryRun(Value):
    """What an operation would type.

    Attributes:
        commands: the lines or messages, exact and in order; they may hold secrets. The lines that enter and leave
            modes are among them, one by one: a session may go another way. After a command that is known to ask
            stands its answer, whether or not this equipment asks. TL1 messages have `CTAG` where the tag of the
            moment goes.
        labels: which declared commands they are, without the modes.
        stopped_by: the error at which the rehearsal ended early, because a later command depends on what the
            equipment would show by then; `None` when the commands are all. A task of named steps tells at which one.
    """

    commands: tuple[str, ...] = attrs.field(repr=False)
    labels: tuple[str, ...]
    stopped_by: IspError | None = None


class Rehearsal:
    """Conducts one exchange that changes nothing; a driver carries the steps that it hands out.

    Args:
        platform: whose dialect says where a session is left.

    Attributes:
        planned: what the exchange would type, once there is no further step.
    """

    def __init__(self, exchange: Exchange[Any], platform: Platform) -> None:
        self._exchange = exchange
        self._base = platform.dialect.base_path if isinstance(platform.dialect, Dialect) else ()
        self._changes: list[CliCommand | Tl1Command] = []
        self.planned: DryRun

    def start(self) -> Step[Any] | None:
        """The first step to carry; `None` when there is none."""
        return self._on(None, None)

    def answered(self, answer: object) -> Step[Any] | None:
        """Hand over an answer; the next step to carry."""
        return self._on(answer, None)

    def failed(self, error: Exception) -> Step[Any] | None:
        """Hand over a failure; the next step to carry."""
        return self._on(None, error)

    def _on(self, answer: object, error: Exception | None) -> Step[Any] | None:
        try:
            step = self._exchange.throw(error) if error else self._exchange.send(answer)
            while self._is_answered_here(step):
                step = self._exchange.send(self._pretended(step))
        except StopIteration as end:
            self.planned = self._plan(_cut_short(end.value))
            return None
        except IspError as stop:
            if not self._changes or isinstance(stop, BrokenPlugin):
                raise
            self.planned = self._plan(stop)
            return None
        return step

    def _is_answered_here(self, step: Step[Any]) -> bool:
        if isinstance(step, Wait):
            return bool(self._changes)
        return step.effect is not Effect.READ or isinstance(step, Rehearsing | Refused)

    def _pretended(self, step: Step[Any]) -> object:
        match step:
            case Wait() | Refused():
                return None
            case Rehearsing():
                return bool(self._changes)
            case CliCommand():
                self._changes.append(step)
                return step.example
            case Tl1Command():
                self._changes.append(step)
                return Tl1Answer(completion="COMPLD", code="0")
            case _:
                self._exchange.close()
                raise BrokenPlugin(message=f"{step.label}: só se ensaia o que é digitado em equipamento.")

    def _plan(self, stop: IspError | None) -> DryRun:
        labels = tuple(step.label for step in self._changes)
        return DryRun(commands=script_of(self._changes, self._base), labels=labels, stopped_by=stop)


def _cut_short(result: object) -> ProviderRejected | None:
    """The refusal that a task of steps reported instead of raising it."""
    from isp_integrations.core.olt.models import StepState, TaskReport  # noqa: PLC0415  a rehearsal's alone

    report = result.value if isinstance(result, Done) else result
    if not isinstance(report, TaskReport):
        return None
    failed = next((step for step in report.steps if step.state is StepState.FAILED), None)
    if failed is None:
        return None
    return ProviderRejected(message=f"{failed.name}: {failed.why}", violation=failed.violation)


def script_of(steps: list[CliCommand | Tl1Command], base: tuple[Entered, ...]) -> tuple[str, ...]:
    """The lines that type `steps` one after another, from the mode where a session is left and back to it."""
    lines: list[str] = []
    path = base
    for step in steps:
        if isinstance(step, Tl1Command):
            lines.append(step.message.replace(CTAG, "CTAG"))
            continue
        wanted = path if step.anywhere else step.path or base
        lines += [*_walk(path, wanted), step.line, *(reply.answer for reply in step.confirms)]
        path = wanted
    return (*lines, *_walk(path, base))


def _walk(path: tuple[Entered, ...], wanted: tuple[Entered, ...]) -> list[str]:
    """The lines that lead from one mode to another, one level at a time."""
    pairs = zip(path, wanted, strict=False)
    shared = next((depth for depth, (one, other) in enumerate(pairs) if one != other), min(len(path), len(wanted)))
    leaves = [entered.mode.leave for entered in reversed(path[shared:])]
    return [*leaves, *(entered.line for entered in wanted[shared:])]
