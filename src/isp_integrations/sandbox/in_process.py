"""The fakes without a socket: senders that hand each request straight to a fake, under its script.

No time passes here: what would come after the deadline is lost at once, what would come before it is there at
once. Real clocks, connections and half answers are the server's.
"""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakePlatform, FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript, answer_under
from isp_integrations.transports.sending import AnswerLost, AnswerUnreadable, NotSent, OutgoingRequest

_LOST_AFTER_COMMIT = frozenset({FaultKind.CLOSE_AFTER, FaultKind.CLOSE_DURING_BODY})


class _Line:
    """What stands between a sender and its fake; one request at a time, from any thread."""

    def __init__(self, fake: FakePlatform, script: FaultScript, monotonic: Callable[[], float]) -> None:
        self._fake = fake
        self._script = script
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._late: list[tuple[float, FakeRequest, Fault]] = []

    def carry(self, outgoing: OutgoingRequest) -> HttpAnswer:
        with self._lock:
            self._commit_until(self._monotonic())
            request = _received(outgoing)
            fault = self._script.take(request)
            if fault is None:
                return self._fake.handle(request)
            return self._carry_under(fault, request, outgoing.deadline_seconds)

    def settle(self) -> None:
        with self._lock:
            self._commit_until(float("inf"))

    def _carry_under(self, fault: Fault, request: FakeRequest, deadline: float) -> HttpAnswer:
        if fault.kind is FaultKind.REFUSE:
            raise NotSent(fault.kind.value)
        if fault.kind is FaultKind.COMMIT_LATE:
            self._late.append((self._monotonic() + fault.seconds, request, fault))
            raise AnswerLost(fault.kind.value)
        if fault.kind is FaultKind.CLOSE_BEFORE:
            raise AnswerLost(fault.kind.value)
        answer = answer_under(fault, self._fake, request)
        if fault.kind is FaultKind.HUGE:
            raise AnswerUnreadable(fault.kind.value)
        if fault.kind in _LOST_AFTER_COMMIT or _travel_seconds(fault, answer) > deadline:
            raise AnswerLost(fault.kind.value)
        return answer

    def _commit_until(self, now: float) -> None:
        due = sorted((entry for entry in self._late if entry[0] <= now), key=lambda entry: entry[0])
        self._late = [entry for entry in self._late if entry[0] > now]
        for _, request, fault in due:
            answer_under(fault, self._fake, request)


def _received(outgoing: OutgoingRequest) -> FakeRequest:
    url = urlsplit(outgoing.url)
    target = f"{url.path}?{url.query}" if url.query else url.path
    return FakeRequest.of(outgoing.method, target, dict(outgoing.headers), outgoing.content or b"")


def _travel_seconds(fault: Fault, answer: HttpAnswer) -> float:
    if fault.kind is FaultKind.DELAY_AFTER:
        return fault.seconds
    if fault.kind in {FaultKind.DRIP_HEADERS, FaultKind.DRIP_BODY}:
        return fault.seconds * len(answer.body)
    return 0.0


class InProcessSender:
    """An `HttpSender` onto one fake.

    Raises `NotSent` for a refused connection, `AnswerUnreadable` for a huge body, `AnswerLost` for everything
    else that brings no whole answer in time. A late commit happens at the first request after it is due by
    `monotonic` (seconds), or in `settle()`. A bug in the fake comes out as it is.
    """

    def __init__(
        self, fake: FakePlatform, script: FaultScript, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = _Line(fake, script, monotonic)

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The fake's answer, spoilt as its script says."""
        return self._line.carry(request)

    def settle(self) -> None:
        """Do now every commit that is still late."""
        self._line.settle()

    def close(self) -> None:
        """Nothing to release."""


class AsyncInProcessSender:
    """`InProcessSender` as an `AsyncHttpSender`."""

    def __init__(
        self, fake: FakePlatform, script: FaultScript, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = _Line(fake, script, monotonic)

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The fake's answer, spoilt as its script says."""
        return self._line.carry(request)

    def settle(self) -> None:
        """Do now every commit that is still late."""
        self._line.settle()

    async def aclose(self) -> None:
        """Nothing to release."""
