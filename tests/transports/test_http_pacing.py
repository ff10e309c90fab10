"""Rate budget, retry policy and clock: how calls are spaced in time."""

import random
import threading
import zoneinfo
from datetime import timedelta

import pytest

from isp_integrations.transports.budget import RateBudget
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.retry import RetryPolicy


def test_calls_within_the_budget_start_at_once() -> None:
    budget = RateBudget(3, 60)
    assert [budget.reserve(0.0) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_calls_beyond_the_budget_are_spread_over_the_next_windows() -> None:
    budget = RateBudget(2, 10)
    assert [budget.reserve(1.0) for _ in range(5)] == [0.0, 0.0, 10.0, 10.0, 20.0]


def test_no_window_ever_holds_more_calls_than_allowed() -> None:
    chance = random.Random(7)
    budget = RateBudget(5, 3.0)
    now, starts = 0.0, []
    for _ in range(500):
        now += chance.choice([0.0, 0.01, 0.4, 2.0])
        starts.append(now + budget.reserve(now))
    assert all(later - earlier >= 3.0 - 1e-9 for earlier, later in zip(starts, starts[5:], strict=False))


def test_an_idle_account_may_burst_again() -> None:
    budget = RateBudget(2, 10)
    budget.reserve(0.0)
    budget.reserve(0.0)
    assert [budget.reserve(30.0) for _ in range(3)] == [0.0, 0.0, 10.0]


def test_threads_never_get_the_same_place() -> None:
    budget = RateBudget(1, 1.0)
    places: list[float] = []

    def reserve() -> None:
        places.extend(budget.reserve(0.0) for _ in range(50))

    threads = [threading.Thread(target=reserve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == [float(n) for n in range(400)]


def test_waits_double_with_jitter_up_to_the_longest() -> None:
    policy = RetryPolicy(attempts=6, wait_initial=0.1, wait_max=0.5)
    pauses = list(policy.pauses())
    assert len(pauses) == 5
    for pause, base in zip(pauses, [0.1, 0.2, 0.4, 0.5, 0.5], strict=True):
        assert base <= pause <= base + 0.1


@pytest.mark.parametrize("policy", [RetryPolicy(attempts=1), RetryPolicy(enabled=False)])
def test_one_attempt_has_no_waits(policy: RetryPolicy) -> None:
    assert list(policy.pauses()) == []


def test_waiting_is_nobody_elses_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    assert len(list(RetryPolicy(attempts=3).pauses())) == 2
    assert slept == []


def test_the_clock_tells_brasilia_time_and_never_runs_backwards() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(hours=-3)
    started = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - started >= 0.009


async def test_the_clock_lets_time_pass_for_a_task() -> None:
    clock = SystemClock()
    started = clock.monotonic()
    await clock.async_sleep(0.01)
    assert clock.monotonic() - started >= 0.009


def test_a_machine_without_time_zones_still_tells_brasilia_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    assert SystemClock().now().utcoffset() == timedelta(hours=-3)
