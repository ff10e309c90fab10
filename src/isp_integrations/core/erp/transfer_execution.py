"""A plan's transfer as the host keeps it: stored as JSON, stepped by the host, safe against being executed twice.

::

    execution = submit_plan_transfer(draft, facts=facts, now=now, zone=zone).value      # store it
    execution = wake_plan_transfer(execution, facts=facts, now=now, zone=zone).value    # every day, then store it
    while (effect := execution.next_effect) is not None:
        ...                                                    # carry it out, keeping effect.id beside what it caused
        told = EffectOutcome(effect_id=effect.id, result=EffectResult.DONE)
        execution = advance_plan_transfer(execution, told).value                        # store it

An effect that failed is told too, with `FAILED`. The first one ends the transfer, for nothing has changed. After
that the plan is the new customer's already: the transfer stays under way, and the same effect is the next one
whenever the host tries again. A host that gives up takes back what was settled and then observes
`EXECUTION_FAILED`; one whose people finish it by hand observes `EXECUTION_OK`.

Each answer is another execution, one `revision` later. A host that stores it only over the revision that it read
has one worker, whatever the number of processes.
"""

from datetime import date, datetime, tzinfo
from enum import StrEnum

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.days import host_day
from isp_integrations.core.erp.events import PlanOwnershipTransferred, PlanTransferStatusChanged
from isp_integrations.core.erp.machines import (
    PLAN_TRANSFER,
    PlanTransferCommand,
    PlanTransferObservation,
    PlanTransferStatus,
)
from isp_integrations.core.erp.transfer import (
    PlanOwnershipTransfer,
    PlanTransferFacts,
    TransferEffect,
    check_plan_transfer,
    plan_transfer_effects,
)
from isp_integrations.core.errors import InvalidRecord, RuleViolation, refuse_errors
from isp_integrations.core.events import Event
from isp_integrations.core.rules import Family, Severity, Violation, errors_of, warnings_of
from isp_integrations.core.text import without_personal_data
from isp_integrations.core.values import Value

_UNDER_WAY = frozenset({PlanTransferStatus.EXECUTING, PlanTransferStatus.OUTCOME_UNKNOWN, PlanTransferStatus.UNKNOWN})


class EffectResult(StrEnum):
    """What became of an effect. `ABSENT`: a read-back proved that a lost one did not happen, so it is still to do."""

    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    ABSENT = "absent"


@attrs.frozen(kw_only=True)
class EffectOutcome(Value):
    """What the host tells of one effect. `why` is for people, without personal data."""

    effect_id: str
    result: EffectResult
    why: str = ""


@attrs.frozen(kw_only=True)
class PlanTransferExecution(Value):
    """One transfer of a plan, from its draft to its end. Make a draft with `id` and `request`.

    Attributes:
        id: the host's own, unique for each transfer; the effects' ids begin with it.
        holder_id: whose the plan was when the transfer was submitted.
        effects: all that has to be done, in order; empty before it is executed.
        settled: how many of them, from the first on, are done.
        revision: grows with every change.
        violations: what refused it on its day.
        why: the host's words for what failed or got lost, empty once something else was told.
    """

    id: str
    request: PlanOwnershipTransfer
    status: PlanTransferStatus = PlanTransferStatus.DRAFT
    holder_id: str | None = None
    effects: tuple[TransferEffect, ...] = ()
    settled: int = 0
    revision: int = 0
    violations: tuple[Violation, ...] = ()
    why: str = ""

    @property
    def next_effect(self) -> TransferEffect | None:
        """What the host does now; `None` when there is nothing to do."""
        return self._present if self.status is PlanTransferStatus.EXECUTING else None

    @property
    def effect_in_doubt(self) -> TransferEffect | None:
        """The effect whose fate nobody knows: look it up and tell it, never repeat it."""
        return self._present if self.status is PlanTransferStatus.OUTCOME_UNKNOWN else None

    @property
    def _present(self) -> TransferEffect | None:
        return self.effects[self.settled] if self.settled < len(self.effects) else None


def submit_plan_transfer(
    draft: PlanTransferExecution, *, facts: PlanTransferFacts, now: datetime, zone: tzinfo
) -> Done[PlanTransferExecution]:
    """Submit a draft: one for today has its effects at once, a later one is scheduled (ELITE-TRANSFER-2).

    Args:
        now: an aware instant; the host's day is the one in `zone`.

    Raises:
        RuleViolation: every broken rule of ELITE-TRANSFER-*, ELITE-COMBO-2, CORE-1; or it is no draft (CORE-10).
    """
    today = host_day(now, zone)
    later = draft.request.effective_date > today
    command = PlanTransferCommand.SUBMIT_FOR_LATER if later else PlanTransferCommand.SUBMIT_FOR_TODAY
    status = _obeyed(draft, command)
    warnings = refuse_errors(check_plan_transfer(draft.request, facts=facts, today=today))
    held = attrs.evolve(draft, holder_id=facts.plan.customer_id)
    after = _moved(held, status) if later else _started(held, facts, status)
    return _done(draft, after, warnings)


def wake_plan_transfer(
    execution: PlanTransferExecution,
    *,
    facts: PlanTransferFacts,
    now: datetime,
    zone: tzinfo,
    execute_missed_transfers: bool = False,
) -> Done[PlanTransferExecution]:
    """Look at a stored transfer, once a day or as often as the host likes.

    A scheduled one whose day it is starts after a re-validation, or fails by `violations` if a rule holds no more.
    One whose day went by is missed, and waits for a person unless `execute_missed_transfers` is on. Every other one
    comes back as it is.
    """
    status, due = execution.status, execution.request.effective_date
    today = host_day(now, zone)
    if status is PlanTransferStatus.SCHEDULED and due > today:
        return Done(value=execution)
    if status is PlanTransferStatus.SCHEDULED and due == today:
        return _revalidated(execution, facts, _seen(status, PlanTransferObservation.DAY_REACHED))
    missed = _seen(status, PlanTransferObservation.DAY_PASSED)
    if missed is PlanTransferStatus.MISSED and execute_missed_transfers:
        return _revalidated(execution, facts, PlanTransferStatus.EXECUTING)
    return Done(value=execution) if missed is status else _done(execution, _moved(execution, missed))


def execute_plan_transfer(
    execution: PlanTransferExecution, *, facts: PlanTransferFacts
) -> Done[PlanTransferExecution]:
    """Execute a missed transfer after all; one that is being executed comes back as it is.

    Raises:
        RuleViolation: a rule holds no more, and the transfer stays missed; or its status is another (CORE-10).
    """
    status = _obeyed(execution, PlanTransferCommand.EXECUTE)
    if execution.status is status:
        return Done(value=execution)
    warnings = refuse_errors(_revalidation(execution, facts))
    return _done(execution, _started(execution, facts, status), warnings)


def reschedule_plan_transfer(
    execution: PlanTransferExecution, *, effective_date: date, facts: PlanTransferFacts, now: datetime, zone: tzinfo
) -> Done[PlanTransferExecution]:
    """Give a scheduled or missed transfer another day, today included; it starts when it is next woken.

    Raises:
        RuleViolation: the day is in the past, or another rule does not hold; or its status is another (CORE-10).
    """
    status = _obeyed(execution, PlanTransferCommand.RESCHEDULE)
    request = attrs.evolve(execution.request, effective_date=effective_date)
    today = host_day(now, zone)
    found = check_plan_transfer(request, facts=facts, today=today, holder_id=execution.holder_id)
    return _done(execution, _moved(attrs.evolve(execution, request=request), status), refuse_errors(found))


def cancel_plan_transfer(execution: PlanTransferExecution) -> Done[PlanTransferExecution]:
    """Give up a transfer that was not started.

    Raises:
        RuleViolation: it was started, or is over (CORE-10).
    """
    return _done(execution, _moved(execution, _obeyed(execution, PlanTransferCommand.CANCEL)))


def advance_plan_transfer(execution: PlanTransferExecution, told: EffectOutcome) -> Done[PlanTransferExecution]:
    """Take what became of the present effect.

    An effect that is settled, or a transfer that is over, changes nothing: a warning says so (CORE-6). After a lost
    answer the present effect stays the same until a read-back tells `DONE`, `FAILED` or `ABSENT`. One that failed
    after others were settled is still the next, to be tried again later; without any settled the transfer failed.

    Raises:
        InvalidRecord: the transfer has no such effect.
        RuleViolation: another effect comes first (CORE-10).
    """
    place = _place_of(told.effect_id, execution)
    if place < execution.settled or execution.status not in _UNDER_WAY:
        return Done(value=execution, warnings=(_already_told(told.effect_id),))
    if place > execution.settled:
        raise RuleViolation(violations=(_too_early(told.effect_id),))
    settled = execution.settled + (told.result is EffectResult.DONE)
    event = _LED_TO[told.result]
    if settled == len(execution.effects):
        event = PlanTransferObservation.EXECUTION_OK
    elif told.result is EffectResult.FAILED and settled:
        event = PlanTransferObservation.EFFECT_SETTLED
    after = attrs.evolve(execution, settled=settled, why=without_personal_data(told.why))
    return _done(execution, _moved(after, _seen(execution.status, event)))


def observe_plan_transfer(
    execution: PlanTransferExecution, event: PlanTransferObservation
) -> Done[PlanTransferExecution]:
    """Take what the host found out by itself, such as a transfer that a person finished on another screen.

    It is never refused; outside the expected path an `UnexpectedTransition` comes with it (CORE-10).

    Args:
        event: an execution's end, its loss, or an unknown word. Days are looked at by :func:`wake_plan_transfer`, and
            effects by :func:`advance_plan_transfer`.

    Raises:
        InvalidRecord: another event, a mistake of the caller.
    """
    if event not in _FOUND_OUT:
        raise InvalidRecord(problems=(f"event: {event} não é para o sistema do provedor informar",))
    seen = PLAN_TRANSFER.observe(execution.status, event, subject=execution.id)
    if seen.state is execution.status:
        return Done(value=execution)
    done = _done(execution, _moved(execution, seen.state))
    return attrs.evolve(done, events=(*done.events, *((seen.unexpected,) if seen.unexpected else ())))


_FOUND_OUT = frozenset(
    {
        PlanTransferObservation.EXECUTION_OK,
        PlanTransferObservation.EXECUTION_FAILED,
        PlanTransferObservation.ANSWER_LOST,
        PlanTransferObservation.UNKNOWN_WORD,
    }
)
_LED_TO = {
    EffectResult.DONE: PlanTransferObservation.EFFECT_SETTLED,
    EffectResult.ABSENT: PlanTransferObservation.EFFECT_SETTLED,
    EffectResult.FAILED: PlanTransferObservation.EXECUTION_FAILED,
    EffectResult.LOST: PlanTransferObservation.ANSWER_LOST,
}


def _obeyed(execution: PlanTransferExecution, command: PlanTransferCommand) -> PlanTransferStatus:
    answer = PLAN_TRANSFER.command(execution.status, command)
    if isinstance(answer, Violation):
        raise RuleViolation(violations=(answer,))
    return answer


def _seen(status: PlanTransferStatus, event: PlanTransferObservation) -> PlanTransferStatus:
    return PLAN_TRANSFER.observe(status, event).state


def _revalidation(execution: PlanTransferExecution, facts: PlanTransferFacts) -> tuple[Violation, ...]:
    return check_plan_transfer(execution.request, facts=facts, today=None, holder_id=execution.holder_id)


def _revalidated(
    execution: PlanTransferExecution, facts: PlanTransferFacts, status: PlanTransferStatus
) -> Done[PlanTransferExecution]:
    found = _revalidation(execution, facts)
    if errors := errors_of(found):
        failed = _seen(execution.status, PlanTransferObservation.REVALIDATION_FAILED)
        return _done(execution, attrs.evolve(_moved(execution, failed), violations=errors), warnings_of(found))
    return _done(execution, _started(execution, facts, status), warnings_of(found))


def _started(
    execution: PlanTransferExecution, facts: PlanTransferFacts, status: PlanTransferStatus
) -> PlanTransferExecution:
    effects = plan_transfer_effects(execution.request, facts=facts, transfer_id=execution.id)
    return attrs.evolve(_moved(execution, status), effects=effects)


def _moved(execution: PlanTransferExecution, status: PlanTransferStatus) -> PlanTransferExecution:
    return attrs.evolve(execution, status=status, revision=execution.revision + 1)


def _done(
    before: PlanTransferExecution, after: PlanTransferExecution, warnings: tuple[Violation, ...] = ()
) -> Done[PlanTransferExecution]:
    events: list[Event] = []
    if after.status is not before.status:
        events.append(
            PlanTransferStatusChanged(
                plan_id=after.request.plan_id,
                transfer_id=after.id,
                before=before.status.value,
                after=after.status.value,
            )
        )
        if after.status is PlanTransferStatus.COMPLETED:
            events.append(_transferred(after))
    return Done(value=after, warnings=warnings, events=tuple(events))


def _transferred(execution: PlanTransferExecution) -> PlanOwnershipTransferred:
    return PlanOwnershipTransferred(
        plan_id=execution.request.plan_id,
        transfer_id=execution.id,
        old_customer_id=execution.holder_id,
        new_customer_id=execution.request.new_customer_id,
        principal_contract_id=execution.request.principal_contract_id,
    )


def _place_of(effect_id: str, execution: PlanTransferExecution) -> int:
    for place, effect in enumerate(execution.effects):
        if effect.id == effect_id:
            return place
    raise InvalidRecord(problems=("effect_id: a troca de titularidade não tem esse efeito",))


def _already_told(effect_id: str) -> Violation:
    return Violation(
        rule_id="CORE-6",
        code="transfer.already_executed",
        family=Family.CONFLICT,
        severity=Severity.WARNING,
        message="Este efeito já foi executado, ou a troca de titularidade já terminou; nada mudou.",
        context={"effect_id": effect_id},
    )


def _too_early(effect_id: str) -> Violation:
    return Violation(
        rule_id="CORE-10",
        code="plan_transfer.advance",
        family=Family.INVALID_TRANSITION,
        message="Outro efeito desta troca de titularidade vem antes deste.",
        context={"effect_id": effect_id},
    )
