"""The fakes without a socket: the same faults, said as a sender says them."""

import threading
import time

import pytest

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.transports.sending import (
    AnswerLost,
    AnswerUnreadable,
    AsyncHttpSender,
    HttpSender,
    NotSent,
    OutgoingRequest,
    SendingError,
)
from sandbox.tally import Tally


def outgoing(*, deadline: float = 5.0, bearer: str = "new") -> OutgoingRequest:
    return OutgoingRequest(
        method="POST",
        url="http://tally.sandbox.invalid/v1/tally?a=1&b=%C3%A7",
        headers=(("authorization", f"Bearer {bearer}"), ("content-type", "application/json")),
        content=b"{}",
        deadline_seconds=deadline,
    )


def sent(tally: Tally, *faults: Fault, deadline: float = 5.0, bearer: str = "new") -> HttpAnswer:
    return InProcessSender(tally, FaultScript(*faults)).send(outgoing(deadline=deadline, bearer=bearer))


def test_the_fake_sees_the_request_as_it_would_over_a_socket() -> None:
    tally = Tally()
    assert sent(tally).json()["total"] == 1
    (seen,) = tally.seen
    assert (seen.method, seen.path, seen.query, seen.body) == (
        "POST",
        "v1/tally",
        {"a": "1", "b": "ç"},
        b"{}",
    )
    assert seen.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("kind", "failure", "total"),
    [
        ("refuse", NotSent, 0),
        ("close_before", AnswerLost, 0),
        ("close_after", AnswerLost, 1),
        ("close_during_body", AnswerLost, 1),
        ("commit_late", AnswerLost, 0),
        ("huge", AnswerUnreadable, 1),
    ],
)
def test_a_lost_answer_says_whether_anything_left(kind: str, failure: type[SendingError], total: int) -> None:
    tally = Tally()
    with pytest.raises(failure) as failed:
        sent(tally, Fault(kind=FaultKind(kind)))
    assert type(failed.value) is failure
    assert (failed.value.cause, tally.total) == (kind, total)


@pytest.mark.parametrize(("kind", "seconds"), [("delay_after", 2.0), ("drip_body", 0.5), ("drip_headers", 0.5)])
def test_an_answer_slower_than_the_deadline_is_lost_and_its_write_stays(kind: str, seconds: float) -> None:
    tally = Tally()
    fault = Fault(kind=FaultKind(kind), seconds=seconds)
    with pytest.raises(AnswerLost):
        sent(tally, fault, deadline=1.0)
    assert tally.total == 1
    assert sent(tally, fault, deadline=60.0).json()["total"] == 2


def test_a_late_commit_happens_when_its_time_has_come_and_before_the_next_request() -> None:
    tally, now = Tally(), [100.0]
    sender = InProcessSender(tally, FaultScript(Fault(kind="commit_late", seconds=30)), monotonic=lambda: now[0])
    with pytest.raises(AnswerLost):
        sender.send(outgoing())
    now[0] = 129.0
    assert sender.send(outgoing()).json()["total"] == 1
    now[0] = 130.0
    assert sender.send(outgoing()).json()["total"] == 3


def test_late_commits_can_be_settled_at_once_and_only_once() -> None:
    tally = Tally()
    sender = InProcessSender(tally, FaultScript(Fault(kind="commit_late", seconds=30)))
    with pytest.raises(AnswerLost):
        sender.send(outgoing())
    sender.settle()
    sender.settle()
    assert tally.total == 1


def test_an_expired_token_is_refused_by_the_fake_itself() -> None:
    tally = Tally()
    assert sent(tally, Fault(kind="expired_token"), bearer="old").status == 401
    assert tally.total == 0


class SlowTally(Tally):
    """Loses a write whenever two requests are inside it at once."""

    def handle(self, request: FakeRequest) -> HttpAnswer:
        before = self.total
        time.sleep(0.001)
        answer = super().handle(request)
        self.total = before + 1
        return answer


def test_threads_share_one_sender_without_losing_a_write() -> None:
    tally, script = SlowTally(), FaultScript()
    sender: HttpSender = InProcessSender(tally, script)

    def call() -> None:
        for _ in range(10):
            sender.send(outgoing())

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tally.total, len(script.served)) == (40, 40)


async def test_the_async_sender_answers_and_fails_alike() -> None:
    tally = Tally()
    in_process = AsyncInProcessSender(tally, FaultScript(Fault(kind="close_after"), Fault(kind="commit_late")))
    sender: AsyncHttpSender = in_process
    for _ in range(2):
        with pytest.raises(AnswerLost):
            await sender.send(outgoing())
    in_process.settle()
    assert (await sender.send(outgoing())).json()["total"] == 3
    await sender.aclose()
