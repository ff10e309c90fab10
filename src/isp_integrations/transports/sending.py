"""What sends one HTTP request: a protocol small enough for a host to bring its own sender.

A sender knows no platform. It answers with whatever status came back, follows no redirect, repeats nothing,
and says of a failure the one thing that decides about a write: whether the request may have left.
"""

from typing import Protocol

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class OutgoingRequest(Value):
    """One request, ready to leave. Its repr shows the method alone.

    Attributes:
        url: absolute, already quoted.
        headers: lower-case names; the sender adds only what its protocol needs (host, length, encodings).
        content: the body's bytes, `None` for no body.
        deadline_seconds: everything together, from the wait for a connection to the answer's last byte.
    """

    method: str
    url: str = attrs.field(repr=False)
    headers: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    content: bytes | None = attrs.field(default=None, repr=False)
    deadline_seconds: float


class SendingError(Exception):
    """Root of what a sender raises. `cause` is non-personal: a class name or a fixed word."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotSent(SendingError):
    """Nothing left: the request could not be built, or no connection was made for it."""


class AnswerLost(SendingError):
    """The request may have left, and no complete answer came back."""


class AnswerUnreadable(SendingError):
    """An answer came and was given up: too large, or in an encoding that nobody asked for."""


class HttpSender(Protocol):
    """Sends for sync hosts; threads share one."""

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The answer, body decoded; or `NotSent`, `AnswerLost`, `AnswerUnreadable`."""

    def close(self) -> None:
        """Release connections; called once."""


class AsyncHttpSender(Protocol):
    """Sends for async hosts; tasks of one event loop share one."""

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The answer, body decoded; or `NotSent`, `AnswerLost`, `AnswerUnreadable`."""

    async def aclose(self) -> None:
        """Release connections; called once."""
