"""Every request of every changing operation is lost in turn; nothing is doubled and nothing is forgotten."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.sandbox.server import SandboxServer
from isp_integrations.transports.http import HttpOptions
from robustness.contel_on_loopback import (
    ORDERS,
    CountingFake,
    Order,
    assert_silent,
    assert_travels,
    on_loopback,
    open_async,
    open_sync,
    secrets_of,
    settling,
)
from robustness.contel_steps import STEPS, label_of

COMMIT_AFTER, SETTLE, DEADLINE = 0.03, 0.09, 0.2
TIMEOUT = "answered too late"
FAULTS = {
    "never seen": Fault(kind=FaultKind.CLOSE_BEFORE),
    "done, answer lost": Fault(kind=FaultKind.CLOSE_AFTER),
    "done later": Fault(kind=FaultKind.COMMIT_LATE, seconds=COMMIT_AFTER),
    TIMEOUT: Fault(kind=FaultKind.DELAY_AFTER, seconds=DEADLINE * 10),
}

PROVEN, RESUMED, OPEN = "proven", "proven when resumed", "still unknown when resumed"
NOT_SEEN = "not to be seen, and nobody knows how long the platform takes to show it"
NO_KEY = "the platform picks the eSIM, so there is no ICCID to look the activation up by"
STAYS_UNKNOWN = {
    **{
        (order, write, "never seen", False): NOT_SEEN
        for order, write in (
            ("activation", "activate"),
            ("activation", "port_in"),
            ("top_up", "top_up"),
            ("swap", "swap_to_esim"),
            ("transfer", "assumed_transfer"),
            ("transfer", "assumed_change_plan"),
            ("cancel", "assumed_cancel"),
            ("plan", "assumed_change_plan"),
            ("port_in", "port_in"),
        )
    },
    **{("esim_activation", "activate", fault, False): NO_KEY for fault in FAULTS},
    **{("esim_activation", "activate", fault, True): NO_KEY for fault in FAULTS if fault != TIMEOUT},
}
"""Lost writes that nothing proves, by order, write, fault and whether the settling time is known; and why not."""


@attrs.frozen
class Outcome:
    """How a lost answer ended.

    Attributes:
        how: `PROVEN`, `RESUMED` or `OPEN`.
        first: the error that the host saw, if any.
    """

    how: str
    first: OutcomeUnknown | None = None


def give(server: SandboxServer, order: Order, **more: Any) -> Outcome:
    """Give an order through the sync client, and resume it where its outcome is unknown."""
    with open_sync(server, **more) as client:
        return _settled(lambda: getattr(client, order.operation)(**order.arguments), client.resume)


def give_async(server: SandboxServer, order: Order, **more: Any) -> Outcome:
    """The same through the async client."""
    with asyncio.Runner() as runner:
        client = open_async(server, **more)
        try:
            return _settled(
                lambda: runner.run(getattr(client, order.operation)(**order.arguments)),
                lambda token: runner.run(client.resume(token)),
            )
        finally:
            runner.run(client.aclose())


def _settled(call: Callable[[], Any], resume: Callable[[str], Any]) -> Outcome:
    unknown = _unknown(call)
    if unknown is None:
        return Outcome(PROVEN)
    time.sleep(COMMIT_AFTER * 1.5)
    still = _unknown(lambda: resume(unknown.resume_token or ""))
    if still is None:
        return Outcome(RESUMED, unknown)
    assert (still.applied, still.pending) == (unknown.applied, unknown.pending)
    assert still.explanation
    return Outcome(OPEN, unknown)


def _unknown(call: Callable[[], Any]) -> OutcomeUnknown | None:
    try:
        call()
    except OutcomeUnknown as unknown:
        assert_travels(unknown)
        return unknown
    return None


def lose(server: SandboxServer, fake: CountingFake, place: int, fault: Fault) -> None:
    """Let request number `place` (from 0) meet `fault`."""
    script = server.script("contel")
    if place == 0:
        script.add(fault)
        return

    def plant(number: int, request: FakeRequest) -> HttpAnswer | None:
        if number == place - 1:
            script.add(fault)
        return None

    fake.before_request = plant


def expected(name: str, step: str, fault: str, *, settled: bool) -> str:
    """What is promised: a read is sent again and a block too; a write is proven, or known as unproven."""
    label = label_of(step)
    if name == "block" and label:
        return RESUMED if fault == TIMEOUT else PROVEN
    if label is None:
        return PROVEN
    if (name, label, fault, settled) in STAYS_UNKNOWN:
        return OPEN
    return RESUMED if fault == "done later" and not settled else PROVEN


READS = [
    (name, place, fault, False)
    for name, steps in STEPS.items()
    for place, step in enumerate(steps)
    for fault in FAULTS
    if label_of(step) is None and fault != TIMEOUT
]
WRITES = [
    (name, place, fault, settled)
    for name, steps in STEPS.items()
    for place, step in enumerate(steps)
    for fault in FAULTS
    for settled in (False, True)
    if label_of(step) and not (settled and (fault == TIMEOUT or name == "block"))
]
CASES = [
    pytest.param(
        *case, by, id=f"{case[0]}-{STEPS[case[0]][case[1]].split(' ')[1]}-{case[1]}-{case[2]}-{case[3]}-{side}"
    )
    for side, by in (("sync", give), ("async", give_async))
    for case in (*READS, *WRITES)
    if side == "sync" or case in WRITES or case[2] == "never seen"
]


@pytest.mark.parametrize(("name", "place", "fault", "settled", "by"), CASES)
def test_a_lost_answer_is_proven_or_stays_unknown_and_nothing_is_doubled(
    name: str, place: int, fault: str, settled: bool, by: Callable[..., Outcome]
) -> None:
    order, step, fake = ORDERS[name], STEPS[name][place], CountingFake()
    label = label_of(step)
    deadline = DEADLINE if fault == TIMEOUT else 5.0
    with on_loopback(fake) as server:
        lose(server, fake, place, FAULTS[fault])
        overrides = settling(SETTLE) if settled else {}
        outcome = by(server, order, wire_overrides=overrides, http=HttpOptions(deadline=deadline))
        if label and fault == "done later" and outcome.how == PROVEN:
            time.sleep(COMMIT_AFTER * 1.5)
        asked = [" ".join(call) for call in server.script("contel").served]
    assert outcome.how == expected(name, step, fault, settled=settled)
    if label is None:
        assert asked[place : place + 2] == [step, step], "the read was sent once more"
    if outcome.first is None:
        assert fake.done == order.changes
        return
    earlier = order.writes[: order.writes.index(label or "")]
    assert (outcome.first.applied, outcome.first.pending) == (earlier, label)
    assert (outcome.first.platform, outcome.first.operation) == ("contel", order.operation)
    assert_silent(repr(outcome.first) + outcome.first.explanation, secrets_of(fake))
    if outcome.how == RESUMED:
        assert fake.done == order.changes
    else:
        assert all(times <= order.changes[change] for change, times in fake.done.items())
        assert fake.done.total() == len(earlier) + (fault != "never seen")


def test_what_cannot_be_proven_is_counted_and_explained() -> None:
    ends: Counter[str] = Counter()
    for name, place, fault, settled in WRITES:
        step = STEPS[name][place]
        how = expected(name, step, fault, settled=settled)
        why = STAYS_UNKNOWN.get((name, label_of(step) or "", fault, settled), "")
        ends[how] += 1
        print(f"{name:16} {label_of(step):20} {fault:18} settle={settled!s:6} {how:26} {why}")
        assert bool(why) == (how == OPEN)
    assert ends == {PROVEN: 48, RESUMED: 10, OPEN: 16}
    assert len(STAYS_UNKNOWN) == ends[OPEN]
