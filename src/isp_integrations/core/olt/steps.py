"""Tasks of named steps: carried out in order, resumed where they stopped, undone in reverse.

A plugin says what its steps are; here is what becomes of them. A step that is there already is passed over, so a
task that is tried again goes on with what is missing. A step that the platform refuses stops the task, and the
report says what stands. A step whose answer was lost is looked up before it is ever repeated. A rehearsal of a task
goes through all of its steps, for what was only rehearsed is not looked for.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected
from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt.models import StepReport, StepState
from isp_integrations.core.readback import Undecided, write_once

T = TypeVar("T")
NOT_SEEN = "aceito pela plataforma, mas a leitura não o confirma"
OLD_DEVICE = "old."
"""How the names of those steps of `replace_onu` begin that are about the device that goes."""
_IN_EFFECT = frozenset({StepState.DONE, StepState.ALREADY})


@attrs.frozen(kw_only=True)
class NamedStep:
    """One step of a task.

    Attributes:
        name: stable and non-personal: `"authorise"`, `"service_port"`; hosts store it.
        apply: does it; raises `ProviderRejected` when the platform refuses.
        look: only reads; whether the step is in effect, or :class:`~isp_integrations.core.readback.Undecided` where
            what is seen does not tell. Without it the step cannot be recognised: it is applied each time, and a lost
            answer leaves the outcome unknown.
        undo: takes it back. `None` where it goes with an earlier step of the task that is taken back.
        settle: seconds after which not being seen proves absence; `None` where nobody knows.
        verify: whether a success, also of `undo`, is looked up as well: equipment may accept what it does not do.
    """

    name: str
    apply: Callable[[], Exchange[object]]
    look: Callable[[], Exchange[bool]] | None = None
    undo: Callable[[], Exchange[object]] | None = None
    settle: float | None = None
    verify: bool = False


def verification(check: Callable[[], Exchange[None]]) -> NamedStep:
    """The step in which a task reads back what it did; `check` raises `ProviderRejected` where it is not there."""

    def apply() -> Exchange[None]:
        if not (yield from Rehearsing()):
            yield from check()

    return NamedStep(name="verification", apply=apply)


def unless_rehearsed(asking: Exchange[T], *, otherwise: T) -> Exchange[T]:
    """What `asking` reads of what the task itself changed before; `otherwise` where the platform refuses to tell it
    of a change that was only rehearsed."""
    try:
        return (yield from asking)
    except AuthenticationFailed:
        raise
    except ProviderRejected:
        if not (yield from Rehearsing()):
            raise
        return otherwise


def carry_out(steps: Sequence[NamedStep], *, clean_up: bool = False) -> Exchange[tuple[StepReport, ...]]:
    """Bring every step into effect, in order; one report for each.

    Args:
        clean_up: whether a refusal makes what this call applied be undone, in reverse.

    Raises:
        ProviderRejected: a step was refused and none is in effect: nothing changed.
    """
    reports: list[StepReport] = []
    for step in steps:
        try:
            reports.append((yield from _brought_about(step)))
        except ProviderRejected as refused:
            if not any(report.state in _IN_EFFECT for report in reports):
                raise
            reports.append(_failed(step, refused))
            break
        if reports[-1].state is StepState.FAILED:
            break
    untried = [StepReport(name=step.name, state=StepState.NOT_TRIED) for step in steps[len(reports) :]]
    if clean_up and reports and reports[-1].state is StepState.FAILED:
        reports = yield from _taken_back(steps, reports)
    return (*reports, *untried)


def undo_all(steps: Sequence[NamedStep]) -> Exchange[tuple[StepReport, ...]]:
    """Take every step back, in reverse; what could not be taken back stands as `ALREADY`, with the reason.

    The first refusal stops it: earlier steps may carry the one that stays.
    """
    reports: list[StepReport] = []
    for step in steps:
        absent = step.look is not None and (yield from _seen(step.look)) is False
        state = StepState.UNDONE if absent else StepState.ALREADY
        reports.append(StepReport(name=step.name, state=state))
    return tuple((yield from _without(steps, reports, frozenset({StepState.ALREADY}))))


def _brought_about(step: NamedStep) -> Exchange[StepReport]:
    look = step.look
    if look is None:
        yield from step.apply()
        return StepReport(name=step.name, state=StepState.DONE)
    if (yield from _seen(look)):
        return StepReport(name=step.name, state=StepState.ALREADY)
    yield from _once(step.apply, look, there=True, settle=step.settle)
    if (yield from _contradicted(step, look, there=True)):
        return StepReport(name=step.name, state=StepState.FAILED, why=NOT_SEEN)
    return StepReport(name=step.name, state=StepState.DONE)


def _contradicted(step: NamedStep, look: Callable[[], Exchange[bool]], *, there: bool) -> Exchange[bool]:
    """Whether a step that is verified is seen not to be as it should be by now; a rehearsal sees nothing of it."""
    if not step.verify or (yield from Rehearsing()):
        return False
    return (yield from _seen(look)) is (not there)


def _seen(look: Callable[[], Exchange[bool]]) -> Exchange[bool | None]:
    """What `look` tells; `None` where it cannot."""
    try:
        return (yield from unless_rehearsed(look(), otherwise=False))
    except Undecided:
        return None


def _once(
    act: Callable[[], Exchange[object]], look: Callable[[], Exchange[bool]], *, there: bool, settle: float | None
) -> Exchange[bool]:
    """`act`, whatever becomes of its answer; it happened when the step is to be seen, or gone."""

    def send() -> Exchange[bool]:
        yield from act()
        return True

    def proof() -> Exchange[bool | None]:
        return True if (yield from look()) is there else None

    return (yield from write_once(send, proof, settle=settle))


def _failed(step: NamedStep, refused: ProviderRejected) -> StepReport:
    why = refused.words or refused.message
    return StepReport(name=step.name, state=StepState.FAILED, why=why, violation=refused.violation)


def _taken_back(steps: Sequence[NamedStep], reports: list[StepReport]) -> Exchange[list[StepReport]]:
    """`reports` after what this very call applied was undone; what was there before stays."""
    done = frozenset({StepState.DONE})
    *before, failed = reports
    return [*(yield from _without(steps[: len(before)], before, done)), failed]


def _without(
    steps: Sequence[NamedStep], reports: list[StepReport], undoing: frozenset[StepState]
) -> Exchange[list[StepReport]]:
    """`reports` after the steps in a state of `undoing` were undone in reverse, until one is refused."""
    after = list(reports)
    riders: list[int] = []
    for place in range(len(after) - 1, -1, -1):
        if after[place].state not in undoing:
            continue
        riders.append(place)
        step = steps[place]
        if step.undo is None:
            continue
        try:
            yield from _undone(step, step.undo)
        except ProviderRejected as refused:
            after[place] = attrs.evolve(_failed(step, refused), state=after[place].state)
            return after
        for gone in riders:
            after[gone] = StepReport(name=after[gone].name, state=StepState.UNDONE)
        riders.clear()
    return after


def _undone(step: NamedStep, undo: Callable[[], Exchange[object]]) -> Exchange[None]:
    look = step.look
    if look is None:
        yield from undo()
        return
    yield from _once(undo, look, there=False, settle=step.settle)
    if (yield from _contradicted(step, look, there=False)):
        raise ProviderRejected(message=NOT_SEEN)
