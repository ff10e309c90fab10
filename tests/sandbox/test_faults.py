"""Which request a fault spoils, and what the script remembers."""

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript, answer_under
from sandbox.tally import Tally

POST = FakeRequest.of("POST", "/v1/recharge?msisdn=11961234567", {}, b'{"cpf": "52998224725"}')
GET = FakeRequest.of("GET", "/v1/lines", {}, b"")


def test_a_fault_waits_for_the_request_that_its_glob_matches() -> None:
    fault = Fault(kind=FaultKind.CLOSE_AFTER, on="POST v1/*")
    script = FaultScript(fault)
    assert script.take(GET) is None
    assert script.take(POST) == fault
    assert script.take(POST) is None


def test_a_fault_spoils_as_many_requests_as_it_says_and_then_the_next_in_the_queue_does() -> None:
    script = FaultScript(Fault(kind="html", times=2))
    script.add(Fault(kind="truncated"))
    kinds = [fault and fault.kind for fault in (script.take(GET) for _ in range(4))]
    assert kinds == ["html", "html", "truncated", None]


def test_the_script_remembers_method_and_path_and_never_the_query_or_the_body() -> None:
    script = FaultScript()
    script.take(GET)
    script.take(POST)
    assert script.served == (("GET", "v1/lines"), ("POST", "v1/recharge"))


def test_a_refused_call_did_not_reach_the_platform() -> None:
    script = FaultScript(Fault(kind="refuse"), Fault(kind="close_before"))
    counts = []
    for _ in range(2):
        script.take(POST)
        counts.append(len(script.served))
    assert counts == [0, 1]


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that interrupt each other as often as the interpreter can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_threads")
def test_concurrent_callers_use_each_fault_up_exactly_once() -> None:
    script = FaultScript(Fault(kind="html", times=500))
    taken: list[Fault | None] = []

    def call() -> None:
        taken.extend(script.take(GET) for _ in range(250))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(fault is not None for fault in taken) == 500
    assert len(script.served) == 1000


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "fire"}, "fire"),
        ({"times": 0}, "times"),
        ({"seconds": -1}, "seconds"),
        ({"status": 200}, "status"),
    ],
)
def test_a_fault_that_means_nothing_cannot_be_written(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Fault(**{"kind": FaultKind.STATUS, **wrong})


@pytest.mark.parametrize(("applied", "total"), [(False, 0), (True, 1)])
def test_a_status_fault_stands_before_or_after_the_commit(applied: bool, total: int) -> None:
    tally = Tally()
    answer = answer_under(Fault(kind="status", status=429, retry_after=7, applied=applied), tally, POST)
    assert (answer.status, answer.headers["retry-after"], tally.total) == (429, "7", total)
