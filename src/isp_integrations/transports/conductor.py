"""Conducts one exchange, without I/O: what is journaled, what is replayed, and what an error amounts to.

Both drivers hand each step's answer or error to a :class:`Conductor`, which hands the next step back. Around every
step that changes something it asks for journal entries: the intent before the step leaves, its answer afterwards.

After a write left, only that very step's own `ProviderRejected` is a definite answer, and not even that where the
step had been sent before and its answer lost; any other failure means that the outcome is unknown. A resumed exchange
is the same generator, given the journaled answers again and, at the write in doubt, `OutcomeUnknown`, at which its
plugin reads back.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, Generic, TypeVar

import attrs

from isp_integrations.core.errors import (
    BrokenPlugin,
    IspError,
    NotApplied,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    ResumeRefused,
    Unavailable,
)
from isp_integrations.core.exchange import Effect, Exchange, Refused, Rehearsing, Step
from isp_integrations.core.values import Value

T = TypeVar("T")
_ALL_IN_DOUBT = "Não se sabe se a ordem inteira foi executada."


@attrs.frozen
class StepRecord(Value):
    """One step as the journal has it: answered, failed, or (neither) left and never answered."""

    label: str
    fingerprint: str
    effect: Effect
    answer: Any = None
    error: Mapping[str, Any] | None = None
    settled: bool = False
    sent_before: bool = False

    @property
    def in_doubt(self) -> bool:
        """Whether the step may have changed something and nobody knows."""
        lost = self.error is not None and self.error["error"] == OutcomeUnknown.__name__
        return self.effect is not Effect.READ and (lost or not self.settled)

    @property
    def never_left(self) -> bool:
        """Whether the step is known to have changed nothing, for it was not even sent."""
        return self.error is not None and self.error["error"] == Unavailable.__name__


@attrs.frozen(kw_only=True)
class Order(Value):
    """What was asked: enough to ask it again. `arguments` are made plain only once something must be journaled."""

    id: str
    operation: str
    platform: str
    arguments: Callable[[], Mapping[str, Any]]

    def to_entry(self) -> dict[str, Any]:
        """The journal's first entry."""
        return {"operation": self.operation, "platform": self.platform, "arguments": self.arguments()}


class Conductor(Generic[T]):
    """Conducts one exchange; see the module's text.

    Attributes:
        outbox: journal entries (JSON texts) to be appended before anything else is done.
        journaling: whether this exchange has changed something, and so stands in the journal.
        result: what the exchange returned, once :attr:`finished`.
    """

    def __init__(
        self,
        exchange: Exchange[T],
        order: Order,
        *,
        replay: Iterable[StepRecord] = (),
        journaling: bool = False,
        writes_allowed: bool = True,
    ) -> None:
        self._exchange = exchange
        self._order = order
        self._replay = deque(replay)
        self._writes_allowed = writes_allowed
        self._past: list[Callable[[], str]] = []
        self._applied: list[str] = []
        self._doubt: str | None = None
        self._overtaken: str | None = None
        self._refusal: Exception | None = None
        self._sent_before = False
        self._answering: Step[Any] | None = None
        self.journaling = journaling
        self.outbox: list[str] = []
        self.finished = False
        self.result: T

    def start(self) -> Step[Any] | None:
        """The first step that must really be carried; `None` when there is none."""
        return self._next(lambda: next(self._exchange))

    def before(self, step: Step[Any]) -> None:
        """Note the intent of a step that changes something."""
        if step.effect is Effect.READ:
            return
        if not self._writes_allowed:
            self._exchange.close()
            raise BrokenPlugin(message="Gather só aceita leituras.")
        if not self.journaling:
            self.journaling = True
            self.outbox.append(json.dumps({"order": self._order.to_entry()}))
            self.outbox.extend(entry() for entry in self._past)
        self._note(lambda: _entry("intent", step))

    def leaving(self, step: Step[Any]) -> None:
        """The step is given to its carrier now: from here on its outcome may be in doubt."""
        if step.effect is Effect.READ:
            return
        self._overtaken = None
        if self._doubt and self._doubt != step.label:
            self._overtaken = self._doubt
            self._applied.append(self._doubt)
        self._doubt, self._refusal = step.label, None

    def answered(self, step: Step[Any], answer: Any) -> Step[Any] | None:
        """Hand `answer` to the exchange; the next step, or `None` when it returned."""
        if step.came_after_loss(answer):
            self._sent_before = True
        if step.journaled:
            twice = {"sent_before": True} if self._sent_before else {}
            self._note(lambda: _entry("step", step, answer=step.pack(answer), **twice))
        return self._hand(step, lambda: self._exchange.send(answer))

    def failed(self, step: Step[Any], error: Exception) -> Step[Any] | None:
        """Throw a step's failure into the exchange, which may know better; else the error leaves, judged."""
        known = error if isinstance(error, IspError) else _foreign(error)
        if known is not error and step.effect is not Effect.READ:
            known = OutcomeUnknown(message=known.message)
        if self._sent_before and not isinstance(known, OutcomeUnknown):
            known = OutcomeUnknown(message=known.message, pending=step.label)
        if step.journaled:
            self._note(lambda: _entry("step", step, error=_plain().error_to_plain(known)))
        if step.effect is not Effect.READ and not isinstance(known, OutcomeUnknown):
            self._refusal = known if isinstance(known, ProviderRejected) else None
            self._doubt = None if self._refusal else self._in_doubt_again()
        return self._hand(step if isinstance(known, ProviderRejected) else None, lambda: self._exchange.throw(known))

    def _in_doubt_again(self) -> str | None:
        """The write that a change was to overtake which never left: no more is known of it than before."""
        if self._overtaken:
            self._applied.pop()
        return self._overtaken

    @property
    def caught_up(self) -> bool:
        """Whether a resumed exchange went through all its past; before that its writes are what they were."""
        return not self._replay

    @property
    def changed_nothing(self) -> bool:
        """Whether nothing of this exchange, its past included, was applied or is in doubt."""
        return self.caught_up and self._doubt is None and not self._applied

    def abandoned(self, reason: BaseException) -> IspError | None:
        """Close the exchange because its caller goes away; the error to raise instead, if a write is in doubt."""
        self._exchange.close()
        return self._unknown(reason) if self._doubt or self._applied else None

    def _hand(self, step: Step[Any] | None, move: Callable[[], Step[Any]]) -> Step[Any] | None:
        self._answering = step
        return self._next(move)

    def _next(self, move: Callable[[], Step[Any]]) -> Step[Any] | None:
        while True:
            try:
                step = move()
            except StopIteration as end:
                self._acknowledge()
                self.finished, self.result = True, end.value
                return None
            except Exception as error:  # noqa: BLE001  whatever a plugin raises is judged, never lost
                raise self._judged(error) from None
            if isinstance(step, Refused):
                self._take_as_refused(step.error)
                move = self._go_on
                continue
            if isinstance(step, Rehearsing):
                move = self._in_earnest
                continue
            self._acknowledge()
            if not self._replay or not step.journaled:
                return step
            replayed = self._replayed(step, self._replay[0])
            self._replay.popleft()
            if replayed is None:
                return step
            move = replayed

    def _go_on(self) -> Step[Any]:
        return self._exchange.send(None)

    def _in_earnest(self) -> Step[Any]:
        rehearsing = False
        return self._exchange.send(rehearsing)

    def _acknowledge(self) -> None:
        """The exchange went on: it understood the last answer, or proved what became of the write in doubt."""
        step, self._answering = self._answering, None
        if step is None or step.effect is Effect.READ:
            return
        if self._refusal is None:
            self._applied.append(step.label)
        self._doubt, self._sent_before = None, False

    def _take_as_refused(self, error: Exception) -> None:
        """The last change changed nothing; unless it was sent before, and is refused for what it did then."""
        if not self._sent_before:
            self._doubt, self._refusal = None, error

    def _replayed(self, step: Step[Any], record: StepRecord) -> Callable[[], Step[Any]] | None:
        """How the exchange moves on by what the journal has; `None` for a step in doubt that is sent again."""
        if step.fingerprint() != record.fingerprint:
            self._exchange.close()
            raise ResumeRefused(message=f"A ordem mudou desde que foi anotada: passo {record.label}.")
        if record.effect is not Effect.READ:
            self._doubt, self._refusal = record.label, None
            self._sent_before = record.sent_before
        if record.effect is Effect.REPEATABLE and record.in_doubt:
            self._sent_before = True
            return None
        if record.error is None:
            self._answering = step
            answer = step.unpack(record.answer)
            return lambda: self._exchange.send(answer)
        error = _plain().error_from_plain(record.error)
        if isinstance(error, ProviderRejected):
            self._answering, self._refusal = step, error
        return lambda: self._exchange.throw(error)

    def _judged(self, error: Exception) -> Exception:
        """What an error that leaves the exchange amounts to, given the writes before it."""
        step, self._answering = self._answering, None
        changing = step is not None and step.effect is not Effect.READ
        definite = changing and not self._sent_before
        if isinstance(error, ProviderRejected) and (definite or error is self._refusal):
            self._doubt = None
            return self._told(error)
        if isinstance(error, NotApplied):
            self.outbox.append(json.dumps({"absent": self._doubt}))
            self._doubt = None
        if self._doubt is None and not self._applied:
            return self._told(error)
        if step is not None and self._doubt is not None:
            self.outbox.append(json.dumps({"doubt": self._doubt}))
        return self._unknown(error)

    def _unknown(self, error: BaseException) -> OutcomeUnknown:
        if isinstance(error, OutcomeUnknown):
            explanation = error.explanation or error.message
        elif isinstance(error, IspError):
            explanation = f"{type(error).__name__}: {error.message}"
        else:
            explanation = _foreign(error).message
        return OutcomeUnknown(
            message=f"Não se sabe se {self._doubt} foi executado." if self._doubt else _ALL_IN_DOUBT,
            explanation=explanation,
            platform=self._order.platform,
            operation=self._order.operation,
            applied=tuple(self._applied),
            pending=self._doubt,
        )

    def _told(self, error: Exception) -> Exception:
        if isinstance(error, ProviderError):
            error.platform = error.platform or self._order.platform
            error.operation = self._order.operation
            error.applied, error.pending = tuple(self._applied), None
        return error

    def _note(self, entry: Callable[[], str]) -> None:
        if self.journaling:
            self.outbox.append(entry())
        elif self._writes_allowed:
            self._past.append(entry)


def _entry(kind: str, step: Step[Any], **outcome: Any) -> str:
    known = {"kind": kind, "label": step.label, "fingerprint": step.fingerprint(), "effect": step.effect}
    return json.dumps({**known, **outcome})


def _foreign(error: BaseException) -> ProviderError:
    """An error that is none of ours, by its class alone: its text may quote anything."""
    if type(error).__name__ == "CancelledError":  # asyncio's, which sync hosts need not import
        return ProviderError(message="A chamada foi cancelada.")
    return ProviderError(message=f"Erro interno: {type(error).__name__}.")


def _plain() -> ModuleType:
    """How errors become plain JSON; wanted for writes alone, and it takes its time to import."""
    from isp_integrations.core import plain  # noqa: PLC0415

    return plain


def read_entries(entries: Iterable[str]) -> tuple[dict[str, Any], list[StepRecord]]:
    """The order and the steps to replay, from an order's journal entries."""
    order: dict[str, Any] = {}
    records: list[StepRecord] = []
    for text in entries:
        entry = json.loads(text)
        if "order" in entry:
            order = entry["order"]
        elif "resumed" in entry:
            records = until_last_write(records)
        elif "doubt" in entry:
            records = _last_write_doubted(records)
        elif "absent" in entry:
            records = _before_lost_writes(records)
        else:
            records = _with_step(records, entry)
    return order, until_last_write(records)


def until_last_write(records: list[StepRecord]) -> list[StepRecord]:
    """What is replayed: all up to the last step that changed something. What came after is asked anew, and so is a
    write that never left.

    A WRITE in doubt is replayed as `OutcomeUnknown`; a REPEATABLE one is simply sent again.
    """
    for place in range(len(records) - 1, -1, -1):
        record = records[place]
        if record.effect is Effect.READ or record.never_left:
            continue
        if not record.in_doubt:
            return records[: place + 1]
        if record.effect is Effect.REPEATABLE:
            return [*records[:place], attrs.evolve(record, error=None, settled=False)]
        lost = _plain().error_to_plain(OutcomeUnknown(message="A resposta se perdeu.", pending=record.label))
        return [*records[:place], attrs.evolve(record, error=lost, settled=True)]
    return []


def _with_step(records: list[StepRecord], entry: Mapping[str, Any]) -> list[StepRecord]:
    record = StepRecord(
        label=entry["label"],
        fingerprint=entry["fingerprint"],
        effect=Effect(entry["effect"]),
        answer=entry.get("answer"),
        error=entry.get("error"),
        settled=entry["kind"] == "step",
        sent_before=entry.get("sent_before", False),
    )
    finishes_intent = records and not records[-1].settled and records[-1].fingerprint == record.fingerprint
    return [*records[:-1], record] if finishes_intent else [*records, record]


def _last_write_doubted(records: list[StepRecord]) -> list[StepRecord]:
    place = max(n for n, record in enumerate(records) if record.effect is not Effect.READ)
    return [*records[:place], attrs.evolve(records[place], settled=False, error=None), *records[place + 1 :]]


def _before_lost_writes(records: list[StepRecord]) -> list[StepRecord]:
    """The records before the attempts at a write that was proven absent: it may be sent as if for the first time."""
    end = len(records)
    for place in range(len(records) - 1, -1, -1):
        if records[place].in_doubt:
            end = place
        elif records[place].effect is not Effect.READ:
            break
    return records[:end]
