"""Carries an exchange against a fake without sockets, journal or retries: a small driver for plugin tests."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs

from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.core.exchange import Effect, Exchange, Now, Refused, Rehearsing, Wait
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Platform
from isp_integrations.core.sandbox import FakePlatform, FakeRequest

T = TypeVar("T")
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def as_received(request: HttpRequest) -> FakeRequest:
    """What a server gets of `request`."""
    below = f"/{request.base}" if request.base else ""
    target = f"{below}/{request.target()}"
    return FakeRequest.of(request.method, target, dict(request.headers), request.content() or b"")


class Hand:
    """Carries exchanges of one plugin against one fake, and keeps what was asked.

    Attributes:
        labels: the label of every request carried, in order.
        now: the answer to every `Now`.
        waited: seconds of every `Wait`.
        lose_writes: loses the answer of the write of that number when it is there; its value says whether the fake
            saw the write first.
        answer_with: gives an answer instead of the fake where it gives one.
        edits: what is done to the JSON of the fake's answers, by the request's label.
        when_lost: runs when an answer was just lost.
    """

    def __init__(self, plugin: Platform, fake: FakePlatform) -> None:
        self.plugin = plugin
        self.fake = fake
        self.labels: list[str] = []
        self.now = NOON
        self.waited: list[float] = []
        self.writes = 0
        self.lose_writes: dict[int, bool] = {}
        self.answer_with: Callable[[HttpRequest], HttpAnswer | None] = lambda request: None
        self.edits: dict[str, Callable[[Any], object]] = {}
        self.when_lost: Callable[[], object] = lambda: None
        self._token = self.carry(plugin.log_in()) if plugin.logs_in or plugin.hands_over_tokens else ""

    def carry(self, exchange: Exchange[T]) -> T:
        """The exchange's result."""
        try:
            step = next(exchange)
            while True:
                if isinstance(step, Rehearsing):
                    step = exchange.send(False)
                    continue
                if isinstance(step, Refused):
                    step = exchange.send(None)
                    continue
                if isinstance(step, Wait):
                    self.waited.append(step.seconds)
                    step = exchange.send(None)
                    continue
                if isinstance(step, Now):
                    step = exchange.send(self.now)
                    continue
                assert isinstance(step, HttpRequest)
                answer = self._answer(step)
                lost = OutcomeUnknown(message="A resposta se perdeu.", pending=step.label)
                step = exchange.throw(lost) if answer is None else exchange.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result

    def _answer(self, request: HttpRequest) -> HttpAnswer | None:
        self.labels.append(request.label)
        sent = self.plugin.authorize(request, self._token) if request.authenticated else request
        if request.effect is Effect.WRITE:
            number, self.writes = self.writes, self.writes + 1
            if number in self.lose_writes:
                if self.lose_writes[number]:
                    self.fake.handle(as_received(sent))
                self.when_lost()
                return None
        return self.answer_with(request) or self._edited(request.label, self.fake.handle(as_received(sent)))

    def _edited(self, label: str, answer: HttpAnswer) -> HttpAnswer:
        if label not in self.edits:
            return answer
        content = json.loads(answer.body)
        self.edits[label](content)
        return attrs.evolve(answer, body=json.dumps(content).encode())


def pages(hand: Hand, hook: Callable[..., Exchange[Any]], request: object) -> list[Any]:
    """Every item of every page of a list hook."""
    items: list[Any] = []
    cursor = None
    while True:
        page = hand.carry(hook(request, cursor))
        items.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return items
