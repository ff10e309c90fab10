"""Tasks of named steps: in order, resumed, refused half-way, lost, and undone in reverse."""

from typing import Any

import pytest

from isp_integrations.core.errors import AuthenticationFailed, NotApplied, OutcomeUnknown, ProviderRejected
from isp_integrations.core.exchange import Exchange, Rehearsing, Wait
from isp_integrations.core.olt.models import StepReport, StepState
from isp_integrations.core.olt.steps import (
    NOT_SEEN,
    NamedStep,
    carry_out,
    undo_all,
    unless_rehearsed,
    verification,
)
from isp_integrations.core.readback import Undecided
from isp_integrations.core.rules import Family, Violation

S = StepState


class Device:
    """What is in effect on a made-up device, and what was asked of it, in order."""

    def __init__(self, *there: str) -> None:
        self.there = set(there)
        self.asked: list[str] = []
        self.refuses: set[str] = set()
        self.loses: dict[str, list[bool]] = {}
        self.ignores: set[str] = set()
        self.blind: set[str] = set()

    def step(
        self, name: str, *, undo: bool = True, look: bool = True, settle: float | None = None, verify: bool = False
    ) -> NamedStep:
        return NamedStep(
            name=name,
            apply=lambda: self._do(f"+{name}", name),
            look=(lambda: self._look(name)) if look else None,
            undo=(lambda: self._do(f"-{name}", name)) if undo else None,
            settle=settle,
            verify=verify,
        )

    def _do(self, what: str, name: str) -> Exchange[None]:
        self.asked.append(what)
        if what in self.refuses:
            raise ProviderRejected(message=f"recusado: {what}", words=f"no {what}", violation=VIOLATION)
        lost = self.loses.get(what)
        if not lost or lost[0]:
            self._change(what, name)
        if lost:
            lost.pop(0)
            raise OutcomeUnknown(message="perdido", pending=name)
        yield from ()

    def _change(self, what: str, name: str) -> None:
        if what not in self.ignores:
            (self.there.add if what[0] == "+" else self.there.discard)(name)

    def _look(self, name: str) -> Exchange[bool]:
        self.asked.append(f"?{name}")
        if name in self.blind:
            raise Undecided("não se vê")
        yield from ()
        return name in self.there


VIOLATION = Violation(rule_id="ONU-16", code="onu.platform.x", family=Family.CONFLICT, message="não")


def run(exchange: Exchange[Any], waited: list[float] | None = None, *, rehearsing: bool = False) -> Any:
    answer: bool | None = None
    try:
        while True:
            step = exchange.send(answer)
            answer = rehearsing if isinstance(step, Rehearsing) else None
            if isinstance(step, Wait):
                (waited if waited is not None else []).append(step.seconds)
    except StopIteration as end:
        return end.value


def states(reports: tuple[StepReport, ...]) -> dict[str, StepState]:
    return {report.name: report.state for report in reports}


def test_steps_are_done_in_order_and_reported_each() -> None:
    device = Device()
    reports = run(carry_out([device.step("a"), device.step("b")]))
    assert states(reports) == {"a": S.DONE, "b": S.DONE}
    assert device.asked == ["?a", "+a", "?b", "+b"]


def test_a_step_that_is_there_already_is_passed_over() -> None:
    device = Device("a")
    reports = run(carry_out([device.step("a"), device.step("b")]))
    assert states(reports) == {"a": S.ALREADY, "b": S.DONE}
    assert "+a" not in device.asked


def test_a_first_refusal_is_raised_for_nothing_changed() -> None:
    device = Device()
    device.refuses = {"+a"}
    with pytest.raises(ProviderRejected, match="recusado"):
        run(carry_out([device.step("a"), device.step("b")]))
    assert device.there == set()


@pytest.mark.parametrize("there", [(), ("a",)])
def test_a_later_refusal_stops_the_task_and_is_reported_with_its_words(there: tuple[str, ...]) -> None:
    device = Device(*there)
    device.refuses = {"+b"}
    reports = run(carry_out([device.step("a"), device.step("b"), device.step("c")]))
    assert states(reports) == {"a": S.ALREADY if there else S.DONE, "b": S.FAILED, "c": S.NOT_TRIED}
    assert (reports[1].why, reports[1].violation) == ("no +b", VIOLATION)
    assert "+c" not in device.asked


def test_clean_up_undoes_in_reverse_what_this_call_applied_and_nothing_else() -> None:
    device = Device("a")
    device.refuses = {"+d"}
    steps = [device.step(name) for name in "abcd"]
    reports = run(carry_out(steps, clean_up=True))
    assert states(reports) == {"a": S.ALREADY, "b": S.UNDONE, "c": S.UNDONE, "d": S.FAILED}
    assert [asked for asked in device.asked if asked[0] == "-"] == ["-c", "-b"]
    assert device.there == {"a"}


def test_without_clean_up_nothing_is_undone() -> None:
    device = Device()
    device.refuses = {"+b"}
    run(carry_out([device.step("a"), device.step("b")]))
    assert device.there == {"a"}


def test_a_step_without_an_undo_goes_with_the_one_before_it() -> None:
    device = Device()
    device.refuses = {"+c"}
    reports = run(carry_out([device.step("a"), device.step("b", undo=False), device.step("c")], clean_up=True))
    assert states(reports) == {"a": S.UNDONE, "b": S.UNDONE, "c": S.FAILED}


def test_what_cannot_be_undone_stays_reported_with_the_reason_and_stops_the_undoing() -> None:
    device = Device("a", "b", "c")
    device.refuses = {"-b"}
    reports = run(undo_all([device.step(name) for name in "abc"]))
    assert states(reports) == {"a": S.ALREADY, "b": S.ALREADY, "c": S.UNDONE}
    assert reports[1].why == "no -b"
    assert device.there == {"a", "b"}


def test_undoing_passes_over_what_is_not_there() -> None:
    device = Device("a")
    reports = run(undo_all([device.step("a"), device.step("b")]))
    assert states(reports) == {"a": S.UNDONE, "b": S.UNDONE}
    assert "-b" not in device.asked


def test_a_lost_step_that_happened_is_done_and_never_repeated() -> None:
    device = Device()
    device.loses = {"+a": [True]}
    assert states(run(carry_out([device.step("a")]))) == {"a": S.DONE}
    assert device.asked.count("+a") == 1


def test_a_lost_step_that_is_not_seen_is_unknown_where_nobody_knows_the_settling_time() -> None:
    device = Device()
    device.loses = {"+a": [False]}
    with pytest.raises(OutcomeUnknown):
        run(carry_out([device.step("a")]))
    assert device.asked.count("+a") == 1


def test_a_lost_step_proven_absent_is_sent_once_more() -> None:
    device, waited = Device(), list[float]()
    device.loses = {"+a": [False]}
    assert states(run(carry_out([device.step("a", settle=5.0)]), waited)) == {"a": S.DONE}
    assert (device.asked.count("+a"), waited) == (2, [5.0])


def test_a_step_lost_twice_and_proven_absent_is_not_applied() -> None:
    device = Device()
    device.loses = {"+a": [False, False]}
    with pytest.raises(NotApplied):
        run(carry_out([device.step("a", settle=5.0)]))


def test_a_lost_step_that_nobody_can_look_up_stays_unknown() -> None:
    device = Device()
    device.loses = {"+a": [True]}
    with pytest.raises(OutcomeUnknown):
        run(carry_out([device.step("a", look=False)]))


def test_a_lost_undo_is_looked_up_too() -> None:
    device = Device("a")
    device.loses = {"-a": [True]}
    assert states(run(undo_all([device.step("a")]))) == {"a": S.UNDONE}
    assert device.asked.count("-a") == 1


def test_a_success_that_the_reading_contradicts_is_a_failure() -> None:
    device = Device("a")
    device.ignores = {"+b"}
    reports = run(carry_out([device.step("a"), device.step("b", verify=True), device.step("c")]))
    assert states(reports) == {"a": S.ALREADY, "b": S.FAILED, "c": S.NOT_TRIED}
    assert reports[1].why == NOT_SEEN


def test_an_undoing_that_the_reading_contradicts_leaves_the_step_where_it_was() -> None:
    device = Device("a", "b")
    device.ignores = {"-b"}
    reports = run(undo_all([device.step("a", verify=True), device.step("b", verify=True)]))
    assert states(reports) == {"a": S.ALREADY, "b": S.ALREADY}
    assert reports[1].why == NOT_SEEN
    assert states(run(undo_all([device.step("b")]))) == {"b": S.UNDONE}


def test_a_reading_that_cannot_tell_neither_skips_nor_fails_a_step() -> None:
    device = Device("a")
    device.blind = {"a"}
    assert states(run(carry_out([device.step("a", verify=True)]))) == {"a": S.DONE}
    assert states(run(undo_all([device.step("a")]))) == {"a": S.UNDONE}
    assert "-a" in device.asked


@pytest.mark.parametrize("refused", ["b", "c", "d"])
def test_trying_again_after_any_refusal_does_only_what_is_missing(refused: str) -> None:
    device = Device()
    device.refuses = {f"+{refused}"}
    steps = [device.step(name) for name in "abcd"]
    first = run(carry_out(steps))
    assert S.FAILED in states(first).values()
    device.refuses = set()
    assert set(states(run(carry_out(steps))).values()) <= {S.DONE, S.ALREADY}
    assert device.there == set("abcd")
    assert all(device.asked.count(f"+{name}") == (2 if name == refused else 1) for name in "abcd")


def test_a_step_that_cannot_be_looked_up_is_undone_all_the_same() -> None:
    device = Device("a")
    assert states(run(undo_all([device.step("a", look=False)]))) == {"a": S.UNDONE}
    assert device.asked == ["-a"]


def test_a_rehearsal_goes_through_every_step_for_nothing_of_it_can_be_seen() -> None:
    device = Device()
    device.ignores = {"+a", "+b"}
    steps = [device.step("a", verify=True), device.step("b", verify=True), verification(refused_by_the_platform)]
    reports = run(carry_out(steps), rehearsing=True)
    assert states(reports) == {"a": S.DONE, "b": S.DONE, "verification": S.DONE}
    assert device.asked == ["?a", "+a", "?b", "+b"]


def test_a_rehearsal_takes_a_refused_look_at_what_it_changed_as_nothing_there() -> None:
    device = Device()
    step = NamedStep(name="a", apply=lambda: device.step("a").apply(), look=refused_look)
    assert states(run(carry_out([step]), rehearsing=True)) == {"a": S.DONE}
    with pytest.raises(ProviderRejected):
        run(carry_out([step]))


def test_a_verification_that_does_not_find_it_fails_the_task() -> None:
    device = Device()
    reports = run(carry_out([device.step("a"), verification(refused_by_the_platform)]))
    assert states(reports) == {"a": S.DONE, "verification": S.FAILED}


def test_refused_credentials_are_told_in_a_rehearsal_too() -> None:
    def locked_out() -> Exchange[bool]:
        raise AuthenticationFailed(message="não")
        yield from ()

    with pytest.raises(AuthenticationFailed):
        run(unless_rehearsed(locked_out(), otherwise=False), rehearsing=True)


def refused_by_the_platform() -> Exchange[None]:
    yield from ()
    raise ProviderRejected(message="não está lá")


def refused_look() -> Exchange[bool]:
    yield from ()
    raise ProviderRejected(message="não está lá")
