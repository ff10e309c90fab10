"""A process is killed while each of its requests is in flight; another one finishes the order from the journal."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.core.errors import NotApplied, OutcomeUnknown, ResumeRefused
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.plain import error_from_plain
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.server import SandboxServer
from isp_integrations.transports.journal import SqliteJournal
from robustness.contel_on_loopback import LOG_IN, ORDERS, CountingFake, on_loopback, open_sync
from robustness.contel_steps import STEPS, write_at
from robustness.orders_in_processes import Processes

ACCOUNT = "mvno/contel/loja-1"
KILLED = ("activation", "esim_activation", "top_up", "swap", "transfer")
NOT_SEEN = "not to be seen, and nobody knows how long the platform takes to show it"
NO_KEY = "the platform picks the eSIM, so there is no ICCID to look the activation up by"
TOO_EARLY = "the intent is written down before the log-in, and nothing tells that the write itself had not left"
STAYS_UNKNOWN = {
    ("activation", 3, False, None): NOT_SEEN,
    ("activation", 8, False, None): NOT_SEEN,
    ("top_up", 2, False, None): NOT_SEEN,
    ("swap", 2, False, None): NOT_SEEN,
    ("transfer", 0, False, None): TOO_EARLY,
    ("transfer", 1, False, None): NOT_SEEN,
    ("transfer", 3, False, None): NOT_SEEN,
    ("esim_activation", 0, False, None): f"{TOO_EARLY}; {NO_KEY}",
    ("esim_activation", 0, False, 90): f"{TOO_EARLY}; {NO_KEY}",
    ("esim_activation", 1, False, None): NO_KEY,
    ("esim_activation", 1, False, 90): NO_KEY,
    ("esim_activation", 1, True, None): NO_KEY,
    ("esim_activation", 1, True, 90): NO_KEY,
}
"""Writes in flight that no read proves: order, request, whether the platform did it, settling time; and why not."""
CASES = [
    (name, place, done, settle)
    for name in KILLED
    for place, step in enumerate(STEPS[name])
    for done in ((False,) if step.endswith(LOG_IN) else (False, True) if write_at(name, place) else (True,))
    for settle in ((None, 90) if write_at(name, place) else (None,))
]
WRITES = [case for case in CASES if write_at(*case[:2])]


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes() as processes:
        yield processes


@pytest.fixture
def job(tmp_path: Path) -> dict[str, Any]:
    """What every process of one test shares."""
    return {"journal": str(tmp_path / "journal.db"), "vault": Vault.new_key(), "settle": None}


def kill_at(processes: Processes, fake: CountingFake, place: int, job: dict[str, Any], *, done: bool) -> None:
    """Kill the process of `job` while its request number `place` is in flight, `done` by the platform or never."""
    reached, killed = threading.Event(), threading.Event()
    first = fake.requests

    def hold(number: int, request: FakeRequest) -> HttpAnswer | None:
        if number != first + place:
            return None
        answer = ContelSandbox.handle(fake, request) if done else HttpAnswer(status=503)
        reached.set()
        assert killed.wait(10)
        return answer

    fake.before_request = hold
    (pid,) = processes.start(job)
    assert reached.wait(10)
    os.kill(pid, signal.SIGKILL)
    assert processes.ends() == [{"signal": signal.SIGKILL, "answer": None}]
    killed.set()


def resumed(processes: Processes, job: dict[str, Any]) -> list[dict[str, Any]]:
    """How every unfinished order ends in a new process."""
    (end,) = processes.run({**job, "order": None})
    assert end["signal"] == 0
    answer: list[dict[str, Any]] = end["answer"]
    return answer


@pytest.mark.parametrize(("name", "place", "done", "settle"), CASES)
def test_an_order_whose_process_was_killed_is_neither_doubled_nor_forgotten(
    processes: Processes, job: dict[str, Any], name: str, place: int, done: bool, settle: int | None
) -> None:
    order, fake, write = ORDERS[name], CountingFake(), write_at(name, place)
    started = any(write_at(name, earlier) for earlier in range(place + 1))
    with on_loopback(fake) as server:
        job |= {"base_url": server.base_url("contel"), "settle": settle, "order": name}
        kill_at(processes, fake, place, job, done=done)
        ends = resumed(processes, job)
    why = STAYS_UNKNOWN.get((name, place, done, settle))
    left = SqliteJournal(job["journal"]).unfinished(ACCOUNT)
    if not started:
        assert (ends, left, fake.done.total()) == ([], (), 0), "nothing had left, so there is nothing to resume"
    elif why is None:
        assert (ends, left, fake.done) == ([{}], (), order.changes)
    else:
        (end,) = ends
        unknown = error_from_plain(end)
        assert isinstance(unknown, OutcomeUnknown)
        earlier = order.writes[: order.writes.index(write or "")]
        assert (unknown.applied, unknown.pending) == (earlier, write)
        assert unknown.explanation
        assert len(left) == 1, "it can still be resumed, when somebody knows more"
        assert fake.done.total() == len(earlier) + done


def test_what_nobody_can_prove_is_counted() -> None:
    for case in WRITES:
        print(case, write_at(*case[:2]), STAYS_UNKNOWN.get(case, "proven"))
    assert (len(WRITES), len(STAYS_UNKNOWN)) == (32, 13)
    assert set(WRITES) > set(STAYS_UNKNOWN)


TOP_UP = STEPS["top_up"].index("POST recarga/solicitar")
RESUMER = ["POST auth/token", "GET linhas/historico", "GET linhas/historico", "POST recarga/solicitar"]


@pytest.mark.parametrize("place", range(len(RESUMER)))
def test_whoever_resumes_may_be_killed_as_well(processes: Processes, job: dict[str, Any], place: int) -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        job |= {"base_url": server.base_url("contel"), "settle": 90}
        kill_twice(processes, fake, server, job, place, done=True)
        assert resumed(processes, job) == [{}]
    assert fake.done == {"top_up": 1}


def test_a_write_that_got_lost_in_two_processes_is_definitely_not_applied(
    processes: Processes, job: dict[str, Any]
) -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        job |= {"base_url": server.base_url("contel"), "settle": 90}
        kill_twice(processes, fake, server, job, len(RESUMER) - 1, done=False)
        (end,) = resumed(processes, job)
    refused = error_from_plain(end)
    assert isinstance(refused, NotApplied)
    assert (refused.applied, refused.pending) == ((), None)
    assert fake.done.total() == 0
    assert SqliteJournal(job["journal"]).unfinished(ACCOUNT) == ()


def kill_twice(
    processes: Processes, fake: CountingFake, server: SandboxServer, job: dict[str, Any], place: int, *, done: bool
) -> None:
    """Kill a top-up under way, and then whoever resumes it, at its request number `place`."""
    kill_at(processes, fake, TOP_UP, {**job, "order": "top_up"}, done=False)
    asked = len(server.script("contel").served)
    kill_at(processes, fake, place, job, done=done)
    assert [" ".join(call) for call in server.script("contel").served[asked:]] == RESUMER[: place + 1]


@pytest.mark.parametrize("round_number", range(3))
def test_of_two_processes_that_resume_one_order_exactly_one_proceeds(
    processes: Processes, job: dict[str, Any], round_number: int
) -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        job |= {"base_url": server.base_url("contel"), "settle": 90, "order": "top_up"}
        token = token_of_a_killed_top_up(processes, fake, server, job)
        one, other = processes.run(*(2 * [{**job, "order": None, "token": token}]))
    ends = sorted((one["answer"] + other["answer"]), key=len)
    assert ends[0] == {}
    assert isinstance(error_from_plain(ends[1]), ResumeRefused)
    assert fake.done == {"top_up": 1}


def token_of_a_killed_top_up(
    processes: Processes, fake: CountingFake, server: SandboxServer, job: dict[str, Any]
) -> str:
    """A token that two processes are then given."""
    kill_at(processes, fake, TOP_UP, job, done=False)
    journal, vault = SqliteJournal(job["journal"]), Vault([job["vault"]])
    with open_sync(server, journal=journal, vault=vault, account_id="loja-1") as client:
        (token,) = client.unfinished()
    return token
