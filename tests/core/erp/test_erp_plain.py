"""Everything that the host's side hands out goes through JSON text and comes back equal."""

import inspect
import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from erp_makers import ANTIVIRUS, FACTS, ITEM, NOBODY, NOON, PLAN, REQUEST, SAO_PAULO, combo
from isp_integrations import erp
from isp_integrations.core.done import Done
from isp_integrations.core.erp import events
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.events import Event
from isp_integrations.core.plain import from_plain, to_plain

EXECUTION = erp.submit_plan_transfer(
    erp.PlanTransferExecution(id="t1", request=REQUEST), facts=FACTS, now=NOON, zone=SAO_PAULO
).value
REVIEW = erp.review_new_plan(erp.NewPlanRequest(plan_id="1"), customer=erp.Customer(id="1"))
CHARGE = erp.CancellationCharge(label="Multa", amount=Decimal("10.50"))

VALUES: list[Any] = [
    NOBODY,
    ANTIVIRUS,
    erp.PlanAddon(kind="camera"),
    PLAN,
    attrs.evolve(PLAN, payment_method="moeda da casa"),
    erp.Plan(id="1", download_kbps=1, price=Decimal("99.90"), items=(ITEM,), sva_platforms=("playhub",)),
    erp.NetworkAccessPoint(id="1", city_id="2"),
    erp.VoiceTerminal(id="1", plan_id="2", contact_email="fulana@example.invalid"),
    erp.RadiusLogin(id="1", plan_id="2", username="fulana"),
    erp.NewPlanRequest(plan_id="1", witness_ids=("w1",), payment_method="pix", due_day=1),
    REVIEW,
    REVIEW.summary[0],
    erp.PlanChangeRequest(plan_id="1", new_plan_id="2", payment_method="pix", keep_extra_services=False),
    erp.compare_plans(erp.Plan(id="1"), erp.Plan(id="2", price=Decimal(1)))[0],
    combo().combo,
    combo(),
    CHARGE,
    erp.CancellationProtocol(number="1", totals=(CHARGE,), proportional=Decimal("0.10")),
    erp.CancellationReceipt(protocol_number="1", total=Decimal("10.60")),
    REQUEST,
    FACTS,
    EXECUTION.effects[0],
    erp.EffectOutcome(effect_id="t1/1", result=erp.EffectResult.LOST),
    EXECUTION,
]

EVENTS: list[Event] = [
    events.NewPlanFinished(
        customer_id="1",
        sold_plan_id="2",
        contract_model_id="3",
        contract_number="4",
        signatory_id="5",
        witness_ids=("6",),
    ),
    events.PlanChanged(plan_id="1", old_sold_plan_id=None, new_sold_plan_id="2", payment_method="pix"),
    events.SvaUsersResyncDue(plan_id="1", platform="playhub", need=events.SvaResync.CREATE),
    events.ExtraServiceDropped(plan_id="1", kind="antivirus", ref=None),
    events.PlanAddonAdded(plan_id="1", kind="onu", ref="2"),
    events.AccessPointChanged(plan_id="1", old_access_point_id=None, new_access_point_id="2"),
    events.VoiceTerminalEmailCorrected(plan_id="1", voice_terminal_id="2"),
    events.RadiusLoginDeleted(plan_id="1", login_id="2"),
    events.ProvisionalSpeedRestored(plan_id="1", provisional_speed="50 Mega"),
    events.DueDayChanged(plan_id="1", old_due_day=None, new_due_day=10),
    events.DueDateChangeCharge(plan_id="1", contract_id="2"),
    events.ContractFineChanged(contract_id="1", old_amount=None, new_amount=Decimal("80.50")),
    events.PlanJoinedCombo(plan_id="1", combo_id="2", old_contract_id="3", contract_id="4"),
    events.PlanTransferStatusChanged(plan_id="1", transfer_id="t1", before="draft", after="scheduled"),
    events.PlanOwnershipTransferred(
        plan_id="1", transfer_id="t1", old_customer_id="2", new_customer_id="3", principal_contract_id="4"
    ),
]


def through_json(value: object) -> Any:
    return json.loads(json.dumps(to_plain(value), allow_nan=False))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_record_of_the_host_s_side_survives_json(value: Any) -> None:
    assert from_plain(type(value), through_json(value)) == value


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name))
def test_an_event_of_the_host_s_side_survives_json_beside_its_result(event: Event) -> None:
    done = Done(value="1", events=(event,))

    assert event.family == "erp"  # type: ignore[attr-defined]  # every one of this list has it
    assert from_plain(Done[str], through_json(done)) == done


def test_the_values_and_events_here_are_all_of_them() -> None:
    own = {"models", "delinquency", "events", "rules"}
    public = {kind for name in dir(erp) if inspect.isclass(kind := getattr(erp, name)) and attrs.has(kind)}
    assert {type(value) for value in VALUES} == {k for k in public if k.__module__.rpartition(".")[2] not in own}
    roots = {events.ErpEvent, events.PlanEvent}
    declared = {kind for _, kind in inspect.getmembers(events, inspect.isclass) if issubclass(kind, events.ErpEvent)}
    assert {type(event) for event in EVENTS} == declared - roots


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("cancel_booklets", "false", "cancel_booklets: deve ser verdadeiro ou falso"),
        ("effective_date", "02/03/2026", "effective_date: deve ser data, AAAA-MM-DD"),
        ("data", 1, "data: campo desconhecido"),
    ],
)
def test_a_transfer_of_wrong_types_is_refused_by_path(key: str, value: object, problem: str) -> None:
    with pytest.raises(InvalidRecord) as found:
        from_plain(erp.PlanOwnershipTransfer, {**through_json(REQUEST), key: value})
    assert found.value.problems == (problem,)


def test_an_unknown_status_in_a_stored_execution_is_refused_and_not_guessed_core_5() -> None:
    with pytest.raises(InvalidRecord, match=r"^status: deve ser um de draft"):
        from_plain(erp.PlanTransferExecution, {**through_json(EXECUTION), "status": "done"})
