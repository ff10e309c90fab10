"""Steps and exchanges: how a plugin talks to a platform without doing any I/O.

An *exchange* is a generator that yields :class:`Step` objects and receives their answers, as in
``httpx.Auth.auth_flow``::

    def get_line(self, request: GetLine) -> Exchange[MvnoLine]:
        answer = yield from self.call(LINE_DETAILS, query={"numero": request.msisdn.national})
        return ...

The same generator is carried by a sync and by an async driver, is tested without sockets, and can be journaled,
dry-run and resumed. Exchanges are deterministic: no clock (:class:`Now`), no sleep (:class:`Wait`), no randomness,
no set order.
"""

import hashlib
import json
from collections.abc import Generator
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, NoReturn, TypeAlias, TypeVar

import attrs

from isp_integrations.core.values import Value

T = TypeVar("T")
A = TypeVar("A")
Exchange: TypeAlias = Generator["Step[Any]", Any, T]


class Effect(StrEnum):
    """What a step does to the platform, stated by the plugin and never guessed from a verb.

    READ changes nothing. REPEATABLE changes something, and twice is as good as once. WRITE must not be doubled.
    """

    READ = "read"
    REPEATABLE = "repeatable"
    WRITE = "write"


class Step(Value, Generic[A]):
    """One thing that a driver does for an exchange; `A` is the type of its answer."""

    effect: Effect = Effect.READ
    journaled: ClassVar[bool] = True

    @property
    def label(self) -> str:
        """Stable, non-personal name for errors, logs and the journal."""
        return type(self).__name__.lower()

    def identity(self) -> Any:
        """Plain JSON that tells this step from another one; it is hashed and never stored."""
        return self.label

    def fingerprint(self) -> str:
        """Short hash of :meth:`identity`, with which a resumed exchange proves that it asks the same again."""
        text = json.dumps(self.identity(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def pack(self, answer: A) -> Any:
        """The answer as plain JSON, for the journal."""
        return answer

    def unpack(self, plain: Any) -> A:
        """The inverse of :meth:`pack`."""
        answer: A = plain
        return answer

    def came_after_loss(self, answer: A) -> bool:
        """Whether the carrier had sent this change before and lost the answer: a refusal may be of what that did."""
        return False

    def __iter__(self) -> Generator["Step[Any]", Any, A]:
        answer: A = yield self
        return answer


@attrs.frozen
class Wait(Step[None]):
    """Let `seconds` pass; the driver's clock decides how."""

    seconds: float


@attrs.frozen
class Now(Step[datetime]):
    """The time of the driver's clock, with its time zone."""

    def pack(self, answer: datetime) -> str:
        return answer.isoformat()

    def unpack(self, plain: str) -> datetime:
        return datetime.fromisoformat(plain)


@attrs.frozen
class Gather(Step[tuple[Any, ...]]):
    """Carry several *reading* exchanges at once.

    The answer is a tuple in the same order: each exchange's result, or the `IspError` it raised. A write inside is
    refused, so a resumed exchange may simply gather again.
    """

    exchanges: tuple[Exchange[Any], ...]
    journaled: ClassVar[bool] = False


@attrs.frozen
class Refused(Step[None]):
    """Tells the driver that the answer to the change just carried was a refusal; nothing is carried.

    Without it an exchange that goes on after an answer is taken to have understood it as obedience.
    """

    error: Exception
    journaled: ClassVar[bool] = False


@attrs.frozen
class Rehearsing(Step[bool]):
    """Whether the exchange's changes so far were only rehearsed, so that nothing that is read shows them.

    `False` in a rehearsal's beginning, before its first change, and always outside of one.
    """

    journaled: ClassVar[bool] = False


def refused(step: Step[Any], error: Exception) -> Exchange[NoReturn]:
    """Raise `error`, with which the platform's answer refuses `step`: whoever catches it may go on, and nothing
    was changed."""
    if step.effect is not Effect.READ:
        yield Refused(error)
    raise error
