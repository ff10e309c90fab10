"""A plan's transfer from its draft to its end: scheduled, missed, executed, lost, and never executed twice."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_makers import (
    CONTRACT,
    FACTS,
    NEW_CUSTOMER,
    NOON,
    SAO_PAULO,
    TODAY,
    TOMORROW,
    YESTERDAY,
    codes,
    facts,
    plan,
    request,
)
from isp_integrations.core.done import Done
from isp_integrations.core.erp.days import host_day
from isp_integrations.core.erp.events import PlanOwnershipTransferred, PlanTransferStatusChanged
from isp_integrations.core.erp.machines import PlanTransferObservation, PlanTransferStatus
from isp_integrations.core.erp.transfer_execution import (
    EffectOutcome,
    EffectResult,
    PlanTransferExecution,
    advance_plan_transfer,
    cancel_plan_transfer,
    execute_plan_transfer,
    observe_plan_transfer,
    reschedule_plan_transfer,
    submit_plan_transfer,
    wake_plan_transfer,
)
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.plain import from_plain, to_plain

DRAFT = PlanTransferExecution(id="t1", request=request())
NEXT_NOON = NOON + timedelta(days=1)
LATE_NOON = NOON + timedelta(days=2)
S = PlanTransferStatus


def submitted(**changes: Any) -> PlanTransferExecution:
    draft = attrs.evolve(DRAFT, request=request(**changes))
    return submit_plan_transfer(draft, facts=FACTS, now=NOON, zone=SAO_PAULO).value


def scheduled() -> PlanTransferExecution:
    return submitted(effective_date=TOMORROW)


def woken(
    execution: PlanTransferExecution, now: datetime, known: Any = FACTS, **policy: bool
) -> Done[PlanTransferExecution]:
    return wake_plan_transfer(execution, facts=known, now=now, zone=SAO_PAULO, **policy)


def missed() -> PlanTransferExecution:
    return woken(scheduled(), LATE_NOON).value


def told(
    execution: PlanTransferExecution, result: EffectResult, effect_id: str | None = None, why: str = ""
) -> Done[PlanTransferExecution]:
    present = execution.next_effect or execution.effect_in_doubt
    if effect_id is None:
        assert present is not None
        effect_id = present.id
    return advance_plan_transfer(execution, EffectOutcome(effect_id=effect_id, result=result, why=why))


def carried_out(execution: PlanTransferExecution) -> tuple[PlanTransferExecution, list[str]]:
    """A host that does what it is told, storing the execution as JSON after each effect."""
    did = []
    while (effect := execution.next_effect) is not None:
        did.append(effect.kind.value)
        execution = stored(told(execution, EffectResult.DONE).value)
    return execution, did


def stored(execution: PlanTransferExecution) -> PlanTransferExecution:
    return from_plain(PlanTransferExecution, json.loads(json.dumps(to_plain(execution))))


def statuses(done: Done[PlanTransferExecution]) -> list[tuple[str, str]]:
    return [(e.before, e.after) for e in done.events if isinstance(e, PlanTransferStatusChanged)]


def in_status(status: PlanTransferStatus) -> PlanTransferExecution:
    return attrs.evolve(submitted(), status=status)


# --- submitting ---------------------------------------------------------------------------------------------------


def test_a_transfer_for_today_starts_at_once() -> None:
    done = submit_plan_transfer(DRAFT, facts=FACTS, now=NOON, zone=SAO_PAULO)

    assert done.value.status is S.EXECUTING
    assert done.value.next_effect == done.value.effects[0]
    assert statuses(done) == [("draft", "executing")]


def test_a_future_date_schedules_the_transfer_and_does_nothing_yet_elite_transfer_2() -> None:
    execution = scheduled()

    assert execution.status is S.SCHEDULED
    assert (execution.effects, execution.next_effect) == ((), None)
    assert execution.holder_id == "10"


def test_a_refused_submission_tells_every_error_core_11() -> None:
    draft = attrs.evolve(DRAFT, request=request(new_customer_id="", effective_date=YESTERDAY))

    with pytest.raises(RuleViolation) as refused:
        submit_plan_transfer(draft, facts=facts(new_customer=None), now=NOON, zone=SAO_PAULO)

    assert codes(refused.value.violations) == ["transfer.new_customer_required", "transfer.date_in_past"]


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (datetime(2026, 3, 3, 2, 59, tzinfo=UTC), S.EXECUTING),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), S.EXECUTING),
        (datetime(2026, 3, 2, 2, 59, tzinfo=UTC), S.SCHEDULED),
    ],
)
def test_today_is_the_day_in_the_host_s_time_zone_elite_transfer_1(now: datetime, status: S) -> None:
    assert submit_plan_transfer(DRAFT, facts=FACTS, now=now, zone=SAO_PAULO).value.status is status


def test_the_day_before_in_the_host_s_zone_is_past_whatever_the_day_elsewhere_elite_transfer_1() -> None:
    early = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)

    with pytest.raises(RuleViolation) as refused:
        submit_plan_transfer(DRAFT, facts=FACTS, now=early, zone=SAO_PAULO)

    assert codes(refused.value.violations) == ["transfer.date_in_past"]
    west = timezone(timedelta(hours=-4))
    assert submit_plan_transfer(DRAFT, facts=FACTS, now=early, zone=west).value.status is S.EXECUTING


def test_an_instant_without_offset_is_no_instant() -> None:
    with pytest.raises(InvalidRecord, match=r"^now: deve ter fuso horário$"):
        host_day(datetime(2026, 3, 2, 12), SAO_PAULO)  # noqa: DTZ001  what is refused


# --- waking -------------------------------------------------------------------------------------------------------


def test_a_scheduled_transfer_waits_for_its_day() -> None:
    execution = scheduled()

    assert woken(execution, NOON) == Done(value=execution)


def test_a_scheduled_transfer_starts_on_its_day_with_the_facts_of_that_day() -> None:
    done = woken(scheduled(), NEXT_NOON, facts(plan=plan(contract_id="101", sva_platforms=("watch_tv",))))

    assert statuses(done) == [("scheduled", "executing")]
    assert {effect.old_contract_id for effect in done.value.effects} == {"101"}
    assert done.value.effects[-1].platform == "watch_tv"


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (facts(principal_contract=attrs.evolve(CONTRACT, customer_id="30")), "transfer.principal_contract_foreign"),
        (facts(new_customer=attrs.evolve(NEW_CUSTOMER, active=False)), "contract.customer_inactive"),
        (facts(plan=plan(customer_id="20")), "transfer.same_customer"),
        (facts(plan=plan(customer_id="30")), "transfer.stale"),
        (facts(plan=plan(combo_id="c1")), "combo.edit_via_combo"),
    ],
)
def test_a_scheduled_transfer_whose_target_stopped_qualifying_fails_on_its_day(known: Any, code: str) -> None:
    done = woken(scheduled(), NEXT_NOON, known)

    assert done.value.status is S.FAILED
    assert code in codes(done.value.violations)
    assert (done.value.effects, done.value.next_effect) == ((), None)
    assert statuses(done) == [("scheduled", "failed")]


def test_a_transfer_whose_day_went_by_while_the_host_was_down_is_missed_and_waits() -> None:
    done = woken(scheduled(), LATE_NOON)

    assert statuses(done) == [("scheduled", "missed")]
    assert done.value.next_effect is None
    assert woken(done.value, LATE_NOON + timedelta(days=30)) == Done(value=done.value)


def test_a_host_may_execute_missed_transfers_by_policy() -> None:
    done = woken(scheduled(), LATE_NOON, execute_missed_transfers=True)

    assert statuses(done) == [("scheduled", "executing")]
    assert carried_out(done.value)[0].status is S.COMPLETED
    assert woken(missed(), LATE_NOON, execute_missed_transfers=True).value.status is S.EXECUTING


def test_the_policy_executes_no_missed_transfer_that_stopped_qualifying() -> None:
    done = woken(missed(), LATE_NOON, facts(plan=plan(customer_id="30")), execute_missed_transfers=True)

    assert (done.value.status, codes(done.value.violations)) == (S.FAILED, ["transfer.stale"])


@pytest.mark.parametrize("status", sorted(set(S) - {S.SCHEDULED, S.MISSED}))
def test_waking_leaves_every_other_status_as_it_is(status: S) -> None:
    execution = in_status(status)
    for now, policy in product((NOON, LATE_NOON), (True, False)):
        assert woken(execution, now, execute_missed_transfers=policy) == Done(value=execution)


# --- what a person decides of it ----------------------------------------------------------------------------------


def test_a_person_executes_a_missed_transfer_whatever_its_day() -> None:
    done = execute_plan_transfer(missed(), facts=FACTS)

    assert statuses(done) == [("missed", "executing")]
    assert done.value.next_effect is not None


def test_a_missed_transfer_that_stopped_qualifying_is_not_executed() -> None:
    with pytest.raises(RuleViolation) as refused:
        execute_plan_transfer(missed(), facts=facts(plan=plan(customer_id="20")))

    assert codes(refused.value.violations) == ["transfer.same_customer"]


def test_executing_what_is_being_executed_changes_nothing_core_6() -> None:
    half = told(submitted(), EffectResult.DONE).value

    assert execute_plan_transfer(half, facts=FACTS) == Done(value=half)


@pytest.mark.parametrize("status", [S.DRAFT, S.SCHEDULED, S.OUTCOME_UNKNOWN, S.COMPLETED, S.CANCELLED, S.FAILED])
def test_a_transfer_that_is_not_missed_is_refused_a_second_execution_core_10(status: S) -> None:
    with pytest.raises(RuleViolation) as refused:
        execute_plan_transfer(in_status(status), facts=FACTS)

    assert codes(refused.value.violations) == ["plan_transfer.execute"]


def test_a_transfer_is_submitted_once_core_10() -> None:
    for execution in (submitted(), scheduled()):
        with pytest.raises(RuleViolation, match="não aceita envio"):
            submit_plan_transfer(execution, facts=FACTS, now=NOON, zone=SAO_PAULO)


@pytest.mark.parametrize("day", [TODAY, date(2026, 4, 1)])
def test_a_scheduled_or_missed_transfer_gets_another_day(day: date) -> None:
    for execution, now in ((scheduled(), NOON), (attrs.evolve(missed()), NOON)):
        done = reschedule_plan_transfer(execution, effective_date=day, facts=FACTS, now=now, zone=SAO_PAULO)
        assert (done.value.status, done.value.request.effective_date) == (S.SCHEDULED, day)


def test_rescheduling_looks_at_the_date_again_elite_transfer_1() -> None:
    with pytest.raises(RuleViolation) as refused:
        reschedule_plan_transfer(missed(), effective_date=TOMORROW, facts=FACTS, now=LATE_NOON, zone=SAO_PAULO)

    assert codes(refused.value.violations) == ["transfer.date_in_past"]


def test_a_transfer_rescheduled_for_today_starts_when_it_is_woken() -> None:
    again = reschedule_plan_transfer(scheduled(), effective_date=TODAY, facts=FACTS, now=NOON, zone=SAO_PAULO).value

    assert woken(again, NOON).value.status is S.EXECUTING


def test_a_transfer_is_given_up_before_it_starts_and_not_after() -> None:
    for execution in (DRAFT, scheduled(), missed()):
        done = cancel_plan_transfer(execution)
        assert done.value.status is S.CANCELLED
        assert woken(done.value, LATE_NOON, execute_missed_transfers=True) == Done(value=done.value)
    with pytest.raises(RuleViolation, match="não aceita cancelamento"):
        cancel_plan_transfer(submitted())


# --- executing ----------------------------------------------------------------------------------------------------


def test_a_host_carries_every_effect_out_once_and_the_plan_changes_hands() -> None:
    execution, did = carried_out(submitted())

    assert did == ["move_plan", "keep_composition", "transfer_debt", "carry_value"]
    assert execution.status is S.COMPLETED
    assert execution.next_effect is None


def test_the_last_effect_tells_who_lost_and_who_received_the_plan() -> None:
    execution = submitted()
    for _ in execution.effects[1:]:
        done = told(execution, EffectResult.DONE)
        assert done.events == ()
        execution = done.value

    done = told(execution, EffectResult.DONE)

    assert done.events[-1] == PlanOwnershipTransferred(
        plan_id="7", transfer_id="t1", old_customer_id="10", new_customer_id="20", principal_contract_id="200"
    )


@pytest.mark.parametrize("settled", range(5))
def test_a_host_that_died_after_any_effect_goes_on_where_it_stopped(settled: int) -> None:
    execution = submitted()
    for _ in range(settled):
        execution = told(execution, EffectResult.DONE).value

    _, did = carried_out(stored(execution))

    assert did == ["move_plan", "keep_composition", "transfer_debt", "carry_value"][settled:]


@pytest.mark.parametrize("result", EffectResult)
def test_an_effect_that_is_told_twice_counts_once_core_6(result: EffectResult) -> None:
    half = told(submitted(), EffectResult.DONE).value

    again = told(half, result, effect_id="t1/1")

    assert (again.value, again.events) == (half, ())
    assert [(v.rule_id, v.code, v.severity) for v in again.warnings] == [
        ("CORE-6", "transfer.already_executed", "warning")
    ]


@pytest.mark.parametrize("status", [S.COMPLETED, S.FAILED, S.CANCELLED])
@pytest.mark.parametrize("result", EffectResult)
def test_a_transfer_that_is_over_takes_no_more_effects_core_6(result: EffectResult, status: S) -> None:
    over = attrs.evolve(submitted(), status=status)

    again = told(over, result, effect_id="t1/1")

    assert (again.value, codes(again.warnings)) == (over, ["transfer.already_executed"])


def test_an_effect_before_its_turn_is_refused_core_10() -> None:
    with pytest.raises(RuleViolation) as refused:
        told(submitted(), EffectResult.DONE, effect_id="t1/2")

    assert codes(refused.value.violations) == ["plan_transfer.advance"]


@pytest.mark.parametrize("effect_id", ["", "t2/1", "t1/5", "t1/0\n"])
def test_an_effect_of_another_transfer_is_an_error_that_quotes_nothing(effect_id: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        told(submitted(), EffectResult.DONE, effect_id=effect_id)

    assert refused.value.problems == ("effect_id: a troca de titularidade não tem esse efeito",)


def test_a_transfer_whose_first_effect_failed_has_failed_and_changed_nothing() -> None:
    done = told(submitted(), EffectResult.FAILED, why="sem saldo para 529.982.247-25\x1b")

    assert statuses(done) == [("executing", "failed")]
    assert (done.value.settled, done.value.why) == (0, "sem saldo para ***")
    assert done.value.next_effect is None


@pytest.mark.parametrize("settled", [1, 2, 3])
@pytest.mark.parametrize("lost", [False, True])
def test_an_effect_that_failed_after_the_plan_moved_is_tried_again_and_the_transfer_ends(
    settled: int, lost: bool
) -> None:
    half = attrs.evolve(submitted(), settled=settled)
    present = told(half, EffectResult.LOST).value if lost else half

    failed = told(present, EffectResult.FAILED, why="sem saldo")

    assert (failed.value.status, failed.value.settled, failed.value.why) == (S.EXECUTING, settled, "sem saldo")
    assert failed.value.next_effect == half.effects[settled]
    assert failed.value.revision == present.revision + 1
    finished, did = carried_out(stored(failed.value))
    assert did == ["keep_composition", "transfer_debt", "carry_value"][settled - 1 :]
    assert (finished.status, finished.why) == (S.COMPLETED, "")


def test_a_transfer_that_failed_half_way_and_was_taken_back_makes_room_for_a_new_one() -> None:
    half = told(told(submitted(), EffectResult.DONE).value, EffectResult.FAILED).value

    given_up = observe_plan_transfer(half, PlanTransferObservation.EXECUTION_FAILED)

    assert statuses(given_up) == [("executing", "failed")]
    assert given_up.value.next_effect is None
    again = attrs.evolve(DRAFT, id="t2")
    assert submit_plan_transfer(again, facts=FACTS, now=NOON, zone=SAO_PAULO).value.status is S.EXECUTING


def test_a_transfer_that_failed_half_way_and_was_finished_by_hand_tells_who_has_the_plan() -> None:
    half = told(told(submitted(), EffectResult.DONE).value, EffectResult.FAILED).value

    done = observe_plan_transfer(half, PlanTransferObservation.EXECUTION_OK)

    assert [type(event) for event in done.events] == [PlanTransferStatusChanged, PlanOwnershipTransferred]


def test_a_lost_answer_is_looked_up_and_never_repeated() -> None:
    lost = told(submitted(), EffectResult.LOST).value

    assert lost.status is S.OUTCOME_UNKNOWN
    assert lost.next_effect is None
    assert lost.effect_in_doubt == lost.effects[0]
    assert told(lost, EffectResult.LOST).value.status is S.OUTCOME_UNKNOWN


def test_a_lost_effect_that_a_read_back_finds_done_lets_the_others_follow() -> None:
    found = told(told(submitted(), EffectResult.LOST).value, EffectResult.DONE)

    assert statuses(found) == [("outcome_unknown", "executing")]
    _, did = carried_out(found.value)
    assert did == ["keep_composition", "transfer_debt", "carry_value"]


def test_a_lost_effect_proven_absent_is_done_again() -> None:
    again = told(told(submitted(), EffectResult.LOST).value, EffectResult.ABSENT).value

    assert again.status is S.EXECUTING
    assert carried_out(again)[1][0] == "move_plan"


def test_the_last_effect_found_done_after_its_answer_was_lost_completes_the_transfer() -> None:
    last = attrs.evolve(submitted(), settled=3)

    done = told(told(last, EffectResult.LOST).value, EffectResult.DONE)

    assert statuses(done) == [("outcome_unknown", "completed")]


def test_a_lost_effect_found_refused_fails_the_transfer() -> None:
    assert told(told(submitted(), EffectResult.LOST).value, EffectResult.FAILED).value.status is S.FAILED


def test_every_change_is_another_revision_and_no_change_is_none() -> None:
    first = submitted()
    second = told(first, EffectResult.DONE).value

    assert (DRAFT.revision, first.revision, second.revision) == (0, 1, 2)
    assert told(second, EffectResult.DONE, effect_id="t1/1").value.revision == 2


# --- observations -------------------------------------------------------------------------------------------------


def test_a_transfer_that_somebody_finished_elsewhere_is_taken_and_told_core_10() -> None:
    done = observe_plan_transfer(scheduled(), PlanTransferObservation.EXECUTION_OK)

    assert done.value.status is S.COMPLETED
    assert done.events[-1] == UnexpectedTransition(
        machine="plan_transfer", before="scheduled", after="completed", subject="t1"
    )


def test_an_observation_on_the_expected_path_makes_no_jump() -> None:
    done = observe_plan_transfer(submitted(), PlanTransferObservation.EXECUTION_FAILED)

    assert [type(event) for event in done.events] == [PlanTransferStatusChanged]


def test_an_observation_that_changes_nothing_answers_the_same() -> None:
    execution = in_status(S.COMPLETED)

    assert observe_plan_transfer(execution, PlanTransferObservation.EXECUTION_OK) == Done(value=execution)


@pytest.mark.parametrize("event", ["day_reached", "day_passed", "revalidation_failed", "effect_settled"])
def test_days_and_effects_are_not_told_as_observations(event: str) -> None:
    with pytest.raises(InvalidRecord, match=rf"^event: {event} não é para"):
        observe_plan_transfer(scheduled(), PlanTransferObservation(event))


def test_a_status_that_nobody_knows_refuses_commands_and_the_next_observation_leaves_it_core_5() -> None:
    lost = observe_plan_transfer(submitted(), PlanTransferObservation.UNKNOWN_WORD).value

    assert lost.status is S.UNKNOWN
    with pytest.raises(RuleViolation):
        cancel_plan_transfer(lost)
    assert told(lost, EffectResult.DONE, effect_id="t1/1").value.status is S.EXECUTING


@pytest.mark.parametrize(
    "make", [lambda: DRAFT, scheduled, missed, submitted], ids=["draft", "later", "missed", "now"]
)
def test_an_execution_survives_json(make: Any) -> None:
    assert stored(make()) == make()


def test_a_failed_execution_survives_json_with_its_violations() -> None:
    failed = woken(scheduled(), NEXT_NOON, facts(plan=plan(customer_id="30"))).value

    assert stored(failed) == failed


# --- hosts that die, repeat themselves and race ---------------------------------------------------------------------


class Host:
    """A host that keeps each effect's id beside what it caused, and the execution over the revision it read."""

    def __init__(self, execution: PlanTransferExecution) -> None:
        self.kept = to_plain(execution)
        self.caused: list[str] = []

    def read(self) -> PlanTransferExecution:
        return from_plain(PlanTransferExecution, self.kept)

    def store(self, execution: PlanTransferExecution, over: int) -> bool:
        if self.kept["revision"] != over:
            return False
        self.kept = to_plain(execution)
        return True

    def cause(self, effect_id: str) -> None:
        if effect_id not in self.caused:
            self.caused.append(effect_id)

    def result_of(self, effect_id: str) -> EffectResult:
        return EffectResult.DONE if effect_id in self.caused else EffectResult.ABSENT


def one_step(host: Host, fault: str) -> None:
    execution = host.read()
    effect = execution.next_effect
    if doubted := execution.effect_in_doubt:
        host.store(told(execution, host.result_of(doubted.id)).value, execution.revision)
    elif effect is not None and fault == "fails":
        if execution.settled:
            host.store(told(execution, EffectResult.FAILED).value, execution.revision)
    elif effect is not None and fault != "dies before":
        if fault != "lost before":
            host.cause(effect.id)
        result = EffectResult.LOST if fault.startswith("lost") else EffectResult.DONE
        if fault != "dies after":
            host.store(told(execution, result).value, execution.revision)


FAULTS = ("fine", "fails", "dies before", "dies after", "lost before", "lost after")


@given(st.lists(st.sampled_from(FAULTS), max_size=20))
def test_each_effect_happens_once_and_in_order_whatever_dies_or_gets_lost_core_6(faults: list[str]) -> None:
    host = Host(submitted())

    for fault in [*faults, *["fine"] * 8]:
        one_step(host, fault)

    assert host.caused == ["t1/1", "t1/2", "t1/3", "t1/4"]
    assert host.read().status is S.COMPLETED


def test_of_two_workers_that_read_the_same_revision_one_stores() -> None:
    host = Host(submitted())
    one, other = host.read(), host.read()

    assert host.store(told(one, EffectResult.DONE).value, one.revision)
    assert not host.store(told(other, EffectResult.DONE).value, other.revision)
    assert host.read().settled == 1
