"""Runs one and the same test with the sync and the async side, on either HTTP library."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any, Self

import attrs

from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account, Platform
from isp_integrations.core.wire import WireBook
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.async_http_carrier import AsyncHttpCarrier
from isp_integrations.transports.async_tokens import AsyncTokenCell
from isp_integrations.transports.http import HttpOptions, HttpxSender
from isp_integrations.transports.http_carrier import HttpAccount, HttpCarrier
from isp_integrations.transports.sending import OutgoingRequest
from isp_integrations.transports.tokens import TokenCell

BRASILIA = timezone(timedelta(hours=-3))


class StillClock:
    """Time passes only when somebody sleeps; `slept` holds each wait in seconds."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 12, tzinfo=BRASILIA) + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class ScriptedSender:
    """A sender without a network: each request gets the next outcome. Sync; see :class:`AsyncScriptedSender`."""

    def __init__(self, *outcomes: HttpAnswer | Exception) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[OutgoingRequest] = []
        self.closed = False

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        self.sent.append(request)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        self.closed = True


class AsyncScriptedSender:
    """The same for async hosts."""

    def __init__(self, scripted: ScriptedSender) -> None:
        self._scripted = scripted

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        return self._scripted.send(request)

    async def aclose(self) -> None:
        self._scripted.close()


class TokenPlatform(Platform):
    """Puts the token in a header; takes an answer 401 for a refused token."""

    family = "mvno"
    key = "synthetic"
    title = "Sintética"
    wire = WireBook(endpoints=())
    logs_in = True

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        if not request.authenticated:
            return request
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))


class OpenPlatform(TokenPlatform):
    """Has no log-in."""

    logs_in = False

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        return request


def token_platform() -> TokenPlatform:
    return TokenPlatform(Account())


def open_platform() -> OpenPlatform:
    return OpenPlatform(Account())


class Hands:
    """Sends and carries, sync or async, on one library; close it with `with`."""

    def __init__(self, *, is_async: bool, library: str | None) -> None:
        self.is_async = is_async
        self.library = library
        self._runner = asyncio.Runner()
        self._closing: list[Callable[[], Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for close in self._closing:
            close()
        self._runner.close()

    def run(self, job: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(job)

    def sender(self, **options: Any) -> Callable[[OutgoingRequest], HttpAnswer]:
        """A function that sends; the sender behind it is closed at the end."""
        if not self.is_async:
            sender = HttpxSender(HttpOptions(**options), library=self.library)
            self._closing.append(sender.close)
            return sender.send
        async_sender = AsyncHttpxSender(HttpOptions(**options), library=self.library)
        self._closing.append(lambda: self.run(async_sender.aclose()))
        return lambda request: self.run(async_sender.send(request))

    def carrier(
        self, account: HttpAccount, sender: ScriptedSender, fetch: Callable[[], str] | None = None
    ) -> Callable[[HttpRequest], HttpAnswer]:
        """A function that carries a step over a scripted sender; `fetch` logs in."""
        if not self.is_async:
            carrier = HttpCarrier(account, sender, TokenCell(fetch) if fetch else None)
            self._closing.append(carrier.close)
            return carrier.carry

        async def async_fetch() -> str:
            assert fetch is not None
            return fetch()

        cell = AsyncTokenCell(async_fetch) if fetch else None
        async_carrier = AsyncHttpCarrier(account, AsyncScriptedSender(sender), cell)
        self._closing.append(lambda: self.run(async_carrier.aclose()))
        return lambda step: self.run(async_carrier.carry(step))
