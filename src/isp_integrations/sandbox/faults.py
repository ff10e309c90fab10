"""Scripted faults, as data: what goes wrong with which request, before or after the fake commits it."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase

import attrs
from attrs.validators import ge, in_

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakePlatform, FakeRequest

REMEMBERED_CALLS = 100_000
MEGABYTE = 1_000_000


class FaultKind(StrEnum):
    """What goes wrong. All but the first three and `COMMIT_LATE` happen after the fake committed."""

    REFUSE = "refuse"
    """No connection at all. A server acts it as `CLOSE_BEFORE`; its true refusal is `SandboxServer.kill`."""
    CLOSE_BEFORE = "close_before"
    """The connection closes and the fake never sees the request."""
    STATUS = "status"
    """`status`, with `retry_after` seconds, stands for the answer; with `applied`, the fake had committed."""
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a fault, not a secret
    """Every token given out so far stops working, then the fake handles the request."""
    COMMIT_LATE = "commit_late"
    """The connection closes at once, the fake commits `seconds` later."""
    CLOSE_AFTER = "close_after"
    """The fake commits, the connection closes without an answer."""
    DELAY_AFTER = "delay_after"
    """The answer leaves `seconds` after the commit."""
    CLOSE_DURING_BODY = "close_during_body"
    """The connection closes in the middle of a body whose length was announced."""
    TRUNCATED = "truncated"
    """Half of the body, announced as if it were whole."""
    MALFORMED = "malformed"
    """A body which says it is JSON and is not."""
    HTML = "html"
    """A web page with the answer's status."""
    WRONG_CHARSET = "wrong_charset"
    """The body in UTF-16 under unchanged headers."""
    HUGE = "huge"
    """The same body behind `megabytes` of blanks, which JSON allows."""
    DRIP_HEADERS = "drip_headers"
    """The whole answer byte by byte, `seconds` apart."""
    DRIP_BODY = "drip_body"
    """The head at once, then the body byte by byte, `seconds` apart."""


@attrs.frozen(kw_only=True)
class Fault:
    """One kind of fault for the next `times` requests that match `on`.

    Attributes:
        on: glob over "METHOD path", path as in `FakeRequest` (no leading slash, no query), case matters.
        times: how many matching requests it spoils.
        seconds: delay of an answer or commit, or the pause between two dripped bytes.
        status, retry_after, applied: for `STATUS` alone.
        megabytes: for `HUGE` alone.
    """

    kind: FaultKind = attrs.field(converter=FaultKind)
    on: str = "*"
    times: int = attrs.field(default=1, validator=ge(1))
    seconds: float = attrs.field(default=0.0, validator=ge(0))
    status: int = attrs.field(default=503, validator=in_(range(400, 600)))
    retry_after: int | None = None
    applied: bool = False
    megabytes: int = attrs.field(default=64, validator=ge(1))

    @property
    def commits(self) -> bool:
        """Whether the fake sees the request, now or later."""
        if self.kind is FaultKind.STATUS:
            return self.applied
        return self.kind not in {FaultKind.REFUSE, FaultKind.CLOSE_BEFORE}


class FaultScript:
    """The faults waiting for one platform and the calls that reached it. Safe across threads."""

    def __init__(self, *faults: Fault) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._served: deque[tuple[str, str]] = deque(maxlen=REMEMBERED_CALLS)
        self.add(*faults)

    @property
    def served(self) -> tuple[tuple[str, str], ...]:
        """(method, path) of every request that reached the platform, oldest first; the last 100,000."""
        with self._lock:
            return tuple(self._served)

    def add(self, *faults: Fault) -> None:
        """Queue `faults` behind those still waiting."""
        with self._lock:
            self._waiting.extend(faults)

    def take(self, request: FakeRequest) -> Fault | None:
        """Record the call and use up the first waiting fault that matches it, if any."""
        call = (request.method, request.path)
        with self._lock:
            fault = self._next_for(" ".join(call))
            if fault is None or fault.kind is not FaultKind.REFUSE:
                self._served.append(call)
            return fault

    def _next_for(self, call: str) -> Fault | None:
        for index, fault in enumerate(self._waiting):
            if fnmatchcase(call, fault.on):
                left = fault.times - 1
                self._waiting[index : index + 1] = [attrs.evolve(fault, times=left)] if left else []
                return fault
        return None


def answer_under(fault: Fault | None, fake: FakePlatform, request: FakeRequest) -> HttpAnswer:
    """Let `fake` handle `request` if `fault` allows, and return what the wire carries instead of its answer.

    Not for kinds the fake never sees; how and when the answer travels is the caller's part.
    """
    if fault is None:
        return fake.handle(request)
    if fault.kind is FaultKind.EXPIRED_TOKEN:
        fake.expire_tokens()
    if fault.kind is not FaultKind.STATUS:
        return _SPOILT.get(fault.kind, _unspoilt)(fake.handle(request), fault)
    if fault.applied:
        fake.handle(request)
    return _status_page(fault)


def _unspoilt(answer: HttpAnswer, _: Fault) -> HttpAnswer:
    return answer


def _status_page(fault: Fault) -> HttpAnswer:
    headers = {"content-type": "text/plain; charset=utf-8"}
    if fault.retry_after is not None:
        headers["retry-after"] = str(fault.retry_after)
    return HttpAnswer(status=fault.status, headers=headers, body=f"Erro {fault.status}".encode())


def _truncated(answer: HttpAnswer, _: Fault) -> HttpAnswer:
    return attrs.evolve(answer, body=answer.body[: len(answer.body) // 2])


def _malformed(answer: HttpAnswer, _: Fault) -> HttpAnswer:
    headers = {**answer.headers, "content-type": "application/json"}
    return attrs.evolve(answer, headers=headers, body=b"{'resultado': sucesso,,}")


def _html(answer: HttpAnswer, _: Fault) -> HttpAnswer:
    page = "<!doctype html><title>Manutenção</title><h1>Sistema em manutenção</h1>"
    headers = {**answer.headers, "content-type": "text/html; charset=utf-8"}
    return attrs.evolve(answer, headers=headers, body=page.encode())


def _wrong_charset(answer: HttpAnswer, _: Fault) -> HttpAnswer:
    return attrs.evolve(answer, body=answer.body.decode("utf-8", "replace").encode("utf-16"))


def _huge(answer: HttpAnswer, fault: Fault) -> HttpAnswer:
    return attrs.evolve(answer, body=b" " * (fault.megabytes * MEGABYTE) + answer.body)


_SPOILT: Mapping[FaultKind, Callable[[HttpAnswer, Fault], HttpAnswer]] = {
    FaultKind.TRUNCATED: _truncated,
    FaultKind.MALFORMED: _malformed,
    FaultKind.HTML: _html,
    FaultKind.WRONG_CHARSET: _wrong_charset,
    FaultKind.HUGE: _huge,
}
