"""What a contract's level asks of each kind of service, whole tables at a time."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

import isp_integrations as isp
from core.erp.lifecycle.makers import (
    CUSTOMER,
    PAIRS,
    SVA_ITEM,
    TODAY,
    contract,
    event,
    line,
    onu,
    planned,
    port,
    snapshot,
    tasks,
    user,
)
from isp_integrations.core.erp.contract_machine import ContractEventKind
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.lifecycle.lines import LineOrder, offered_scope
from isp_integrations.core.erp.lifecycle.plan import ContractSnapshot, Plan, plan
from isp_integrations.core.erp.lifecycle.policy import EndedLine, LifecyclePolicy, due_event
from isp_integrations.core.erp.models import AccessStatus, ContractStatus
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.events import MirrorSkippedUnknownStatus, UnexpectedTransition
from isp_integrations.core.mapping.models import MappingSettings, ReservationStatus
from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus
from isp_integrations.core.olt.models import OnuState
from isp_integrations.core.sva.models import SvaUserStatus

_L = LineStatus
_U = SvaUserStatus
_R = ReservationStatus
TOMORROW = TODAY + timedelta(days=1)
NOON = datetime(2026, 1, 15, 12)  # noqa: DTZ001  hosts' times often have no zone
LEVEL_OF = {
    "P/D": "none",
    "P/AA": "none",
    "A/A": "served",
    "A/FA": "served",
    "A/CM": "blocked",
    "A/CA": "blocked",
    "A/SC": "blocked",
    "A/CE": "unclear",
    "A/D": "unclear",
    "A/AA": "unclear",
    "I/D": "ended",
    "I/CM": "ended",
    "N/D": "ended",
    "D/D": "ended",
    "?/A": "unclear",
    "?/?": "unclear",
}
PAIRS_OF = {level: [pair for pair, its in LEVEL_OF.items() if its == level] for level in set(LEVEL_OF.values())}
CANCELLING = LifecyclePolicy(ended_line=EndedLine.CANCEL)

# columns: served, blocked, ended; ended where the policy cancels lines; "-" asks nothing
LINES = """
active              -       block -     cancel
blocked_partial     unblock -     -     cancel
blocked_total       unblock -     -     cancel
blocked_theft       -       -     -     cancel
blocked_loss        -       -     -     cancel
blocked_misuse      -       -     -     cancel
awaiting_activation -       -     -     cancel
inactive            -       -     -     cancel
cancelled           -       -     -     -
unknown             -       -     -     -
"""
USERS = """
pending     -        block deactivate
active      -        block deactivate
blocked     activate -     deactivate
deactivated -        -     -
removed     -        -     -
unknown     -        -     -
"""


def cells(table: str) -> list[list[str]]:
    return [row.split() for row in table.strip().splitlines()]


def asked(kind: str, task: str) -> list[str]:
    return [] if task == "-" else [f"{kind} {task}"]


@pytest.mark.parametrize(("status", "served", "blocked", "ended", "cancelled"), cells(LINES))
def test_every_line_status_under_every_level(
    status: str, served: str, blocked: str, ended: str, cancelled: str
) -> None:
    ended = "block" if status == "active" else ended
    for level, task in (("served", served), ("blocked", blocked), ("ended", ended)):
        for pair in PAIRS_OF[level]:
            assert tasks(planned(pair, line(_L(status)))) == asked("line", task), pair
    for pair in PAIRS_OF["ended"]:
        assert tasks(planned(pair, line(_L(status)), policy=CANCELLING)) == asked("line", cancelled), pair


@pytest.mark.parametrize(("status", "served", "blocked", "ended"), cells(USERS))
def test_sva_sync_every_user_status_under_every_level(status: str, served: str, blocked: str, ended: str) -> None:
    for level, task in (("served", served), ("blocked", blocked), ("ended", ended)):
        for pair in PAIRS_OF[level]:
            assert tasks(planned(pair, user(_U(status)))) == asked("sva_user", task), pair


def test_the_tables_name_every_status() -> None:
    assert [row[0] for row in cells(LINES)] == sorted(_L, key=[row[0] for row in cells(LINES)].index)
    assert {row[0] for row in cells(USERS)} == set(_U)


@pytest.mark.parametrize("pair", [*PAIRS_OF["none"], *PAIRS_OF["unclear"]])
def test_core_5_a_contract_that_asks_nothing_or_is_not_understood_changes_nothing(pair: str) -> None:
    services = (user(), line(), onu(enabled=False), port())
    made = planned(pair, *services, policy=LifecyclePolicy(verify=True, release_ended_ports=True))
    assert made.actions == ()
    reported = {type(event) for event in made.events}
    assert reported == ({MirrorSkippedUnknownStatus} if LEVEL_OF[pair] == "unclear" else set())


def test_core_5_a_contract_that_is_not_understood_is_reported_once_with_its_own_words() -> None:
    made = planned("A/CE", user(), line())
    assert made.level is ContractLevel.UNCLEAR
    assert made.events == (MirrorSkippedUnknownStatus(subject="100", raw="active/unknown"),)


@pytest.mark.parametrize(
    ("service", "subject"),
    [
        (line(_L.UNKNOWN, raw_status="XYZ"), "line/7"),
        (user(_U.UNKNOWN, raw_status="XYZ"), "8"),
        (port(_R.UNKNOWN, raw_status="XYZ"), "port/5"),
    ],
)
def test_core_5_a_service_that_is_not_understood_is_left_alone_and_reported(service: Any, subject: str) -> None:
    made = planned("A/CA", service)
    assert made.actions == ()
    assert made.events == (MirrorSkippedUnknownStatus(subject=subject, raw="XYZ"),)
    assert len(made.notes) == 1


def test_core_5_an_onu_that_is_not_understood_is_left_alone_and_reported() -> None:
    made = planned("I/D", onu(OnuState.UNKNOWN))
    assert made.actions == ()
    assert made.events == (MirrorSkippedUnknownStatus(subject="onu/9"),)


def test_sva_sync_1_financeiro_em_atraso_keeps_every_service() -> None:
    services = (user(), line(), onu(), port(_R.ACTIVE))
    assert tasks(planned("A/FA", *services)) == []


@pytest.mark.parametrize("status", [_U.ACTIVE, _U.BLOCKED, _U.DEACTIVATED])
@pytest.mark.parametrize("pair", ["A/A", "A/FA"])
def test_sva_sync_1_a_manual_deactivation_is_sticky(pair: str, status: SvaUserStatus) -> None:
    made = planned(pair, user(_U.DEACTIVATED, deactivated_manually=True))
    assert tasks(made) == []


@pytest.mark.parametrize("pair", ["I/D", "N/D", "D/D"])
def test_sva_act_1_the_three_ended_pairs_reactivate_nothing(pair: str) -> None:
    stopped = (user(_U.BLOCKED), line(_L.BLOCKED_TOTAL), onu(enabled=False))
    assert tasks(planned(pair, *stopped)) == ["sva_user deactivate"]
    released = planned(pair, *stopped, events=(event("release"), event("payment_confirmed")))
    assert released.level is ContractLevel.ENDED
    assert tasks(released) == ["sva_user deactivate"]


@pytest.mark.parametrize(
    ("until", "task"), [(TODAY, []), (TOMORROW, []), (TODAY - timedelta(days=1), ["line block"])]
)
def test_core_7_an_automatic_block_under_trust_is_served_until_its_last_day(until: date, task: list[str]) -> None:
    assert tasks(planned("A/CA", line(), contract=contract("A/CA", trust_until=until))) == task


def test_core_7_a_manual_block_is_not_lifted_by_trust() -> None:
    made = planned("A/CM", line(), contract=contract("A/CM", trust_until=TOMORROW))
    assert tasks(made) == ["line block"]


def test_core_7_a_trust_unlock_that_is_over_already_is_refused() -> None:
    late = event("trust_unlock", trust_until=TODAY - timedelta(days=1))
    with pytest.raises(RuleViolation) as refused:
        planned("A/CA", line(), events=(late,))
    assert [found.code for found in refused.value.violations] == ["contract.trust_until_in_past"]


def test_core_7_the_first_trust_unlock_serves_and_its_end_blocks() -> None:
    unlocked = planned("A/CA", line(_L.BLOCKED_TOTAL), events=(event("trust_unlock", trust_until=TOMORROW),))
    assert tasks(unlocked) == ["line unblock"]
    assert unlocked.contract.trust_until == TOMORROW
    expired = plan(
        attrs.evolve(snapshot("A/FA", user(_U.REMOVED), line()), events=(event("trust_expired"),)), today=TODAY
    )
    assert tasks(expired) == ["line block"]


@pytest.mark.parametrize(
    ("today", "pair", "asked_of_user"),
    [(TODAY, "A/A", []), (TODAY + timedelta(days=3), "I/D", ["sva_user deactivate"])],
)
def test_sva_sync_6_core_8_a_dated_cancellation_acts_on_its_day(
    today: date, pair: str, asked_of_user: list[str]
) -> None:
    cancelled = event("cancel_manual", effective_on=TODAY + timedelta(days=3))
    made = plan(snapshot("A/A", user(), events=(cancelled,)), today=today)
    assert tasks(made) == asked_of_user
    assert (made.contract.status, made.contract.access) == PAIRS[pair]
    assert made.postponed == ((cancelled,) if today == TODAY else ())


def test_sva_sync_6_the_day_acts_also_where_only_the_contract_has_it() -> None:
    made = planned("A/A", user(), contract=contract("A/A", cancel_on=TODAY))
    assert tasks(made) == ["sva_user deactivate"]
    assert made.level is ContractLevel.ENDED


def test_core_8_a_cancellation_that_was_withdrawn_before_its_day_never_acts() -> None:
    cancelled = event("cancel_manual", effective_on=TODAY + timedelta(days=3))
    noted = plan(snapshot("A/A", user(), events=(cancelled,)), today=TODAY).contract
    withdrawn = attrs.evolve(noted, cancel_on=None)
    made = planned("A/A", user(), contract=withdrawn)
    assert plan(snapshot("A/A", user(), contract=withdrawn), today=TODAY + timedelta(days=9)).actions == ()
    assert made.actions == ()


@pytest.mark.parametrize("kind", sorted(set(ContractEventKind) - {"trust_unlock"}))
def test_core_8_an_event_of_a_later_day_plans_nothing_before_it(kind: ContractEventKind) -> None:
    later = event(kind, effective_on=TOMORROW)
    made = planned("A/A", user(), line(), events=(later,))
    assert made.actions == ()
    assert made.postponed == (later,)


# --- lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        ("A/CA", BlockReason.DEBT),
        ("A/CM", BlockReason.DEBT),
        ("A/SC", BlockReason.CUSTOMER),
        ("N/D", BlockReason.DEBT),
    ],
)
def test_mvno_line_5_a_block_says_debt_or_customer_and_wishes_to_keep_emergency_calls(
    pair: str, reason: BlockReason
) -> None:
    (action,) = planned(pair, line()).actions
    assert isinstance(action.order, LineOrder)
    assert (action.order.reason, action.order.scope) == (reason, BlockScope.PARTIAL)


def test_mvno_line_5_the_policy_may_wish_for_total_blocks() -> None:
    (action,) = planned("A/CA", line(), policy=LifecyclePolicy(line_block_scope=BlockScope.TOTAL)).actions
    assert isinstance(action.order, LineOrder)
    assert action.order.scope is BlockScope.TOTAL


@pytest.mark.parametrize(
    ("wish", "offered", "taken"),
    [
        (BlockScope.PARTIAL, {BlockScope.PARTIAL, BlockScope.TOTAL}, BlockScope.PARTIAL),
        (BlockScope.PARTIAL, {BlockScope.TOTAL}, BlockScope.TOTAL),
        (BlockScope.TOTAL, {BlockScope.PARTIAL}, BlockScope.PARTIAL),
        (BlockScope.PARTIAL, set(), BlockScope.PARTIAL),
    ],
)
def test_mvno_line_5_the_other_scope_is_taken_where_the_wish_is_not_offered(
    wish: BlockScope, offered: set[BlockScope], taken: BlockScope
) -> None:
    (action,) = planned("A/CA", line(), policy=LifecyclePolicy(line_block_scope=wish)).actions
    assert isinstance(action.order, LineOrder)
    assert offered_scope(action.order, offered) is taken


@pytest.mark.parametrize("status", [_L.BLOCKED_THEFT, _L.BLOCKED_LOSS, _L.BLOCKED_MISUSE])
def test_a_line_stopped_for_its_own_reason_is_noted_when_its_contract_is_served(status: LineStatus) -> None:
    made = planned("A/A", line(status))
    assert [note.service for note in made.notes] == ["line/7"]


@pytest.mark.parametrize("pair", ["A/A", "A/CA", "I/D"])
@pytest.mark.parametrize(
    "policy", [LifecyclePolicy(mirror_lines=False), LifecyclePolicy(ended_line=EndedLine.LEAVE)], ids=["off", "leave"]
)
def test_a_policy_may_leave_lines_alone(pair: str, policy: LifecyclePolicy) -> None:
    left = not policy.mirror_lines or pair == "I/D"
    statuses = [_L.ACTIVE, _L.BLOCKED_PARTIAL]
    assert any(tasks(planned(pair, line(each), policy=policy)) for each in statuses) is not left


def test_a_line_that_the_platform_does_not_have_is_left_and_told() -> None:
    made = planned("A/CA", line(on_platform=False))
    assert made.actions == ()
    assert [note.why for note in made.notes] == ["Linha 7: a linha só existe no ERP; fica como está."]


@pytest.mark.parametrize(
    "stopped",
    [
        line(_L.BLOCKED_TOTAL, stopped_by_hand=True),
        user(_U.BLOCKED, stopped_by_hand=True),
        onu(enabled=False, stopped_by_hand=True),
    ],
    ids=lambda service: service.kind,
)
def test_what_a_person_stopped_is_not_started_by_its_contract(stopped: Any) -> None:
    for policy in (LifecyclePolicy(), LifecyclePolicy(disable_onus_when_blocked=True)):
        made = planned("A/A", stopped, policy=policy)
        assert made.actions == ()
        assert [note.service for note in made.notes] == [stopped.key]
    assert planned("A/CA", line(stopped_by_hand=True)).actions != ()


@pytest.mark.parametrize(("blocks", "expected"), [(True, "block"), (False, "activate")])
def test_a_suspension_at_the_customer_s_request_blocks_or_serves_as_the_policy_says(
    blocks: bool, expected: str
) -> None:
    policy = LifecyclePolicy(suspension_blocks=blocks)
    services = (user(_U.ACTIVE if blocks else _U.BLOCKED),)
    made = planned("A/SC", *services, policy=policy)
    assert tasks(made) == [f"sva_user {expected}"]
    assert made.contract.access is AccessStatus.SUSPENDED_BY_CUSTOMER


# --- SVA users that are missing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["activate", "approve"])
def test_sva_user_11_activation_or_approval_plans_the_creation_of_a_missing_user(kind: str) -> None:
    made = plan(snapshot("P/D", events=(event(kind),)), today=TODAY)
    assert tasks(made) == ["sva_user create"]
    assert made.actions[0].order.sentence == "Usuário SVA do produto 50: criar."
    assert made.actions[0].integration_id == "sva"


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if LEVEL_OF[pair] != "served"])
def test_sva_user_11_a_contract_that_is_not_served_creates_nobody(pair: str) -> None:
    assert tasks(plan(snapshot(pair), today=TODAY)) == []


def test_sva_user_11_nobody_is_created_twice_or_without_being_wanted() -> None:
    assert tasks(plan(snapshot("A/A", user()), today=TODAY)) == []
    assert tasks(plan(snapshot("A/A", user(_U.REMOVED)), today=TODAY)) == []
    unwanted = LifecyclePolicy(create_missing_users=False)
    assert tasks(plan(snapshot("A/A"), today=TODAY, policy=unwanted)) == []
    other = attrs.evolve(SVA_ITEM, product_id="51")
    both = plan(snapshot("A/A", user(), contract=contract(items=(SVA_ITEM, other))), today=TODAY)
    assert [action.service for action in both.actions] == ["sva_user/novo-51"]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"customer": None}, "os dados do cliente"),
        ({"contract": contract(items=(attrs.evolve(SVA_ITEM, integration_id=None),))}, "a integração do produto"),
    ],
)
def test_sva_user_11_what_is_missing_for_a_creation_is_told(changes: dict[str, Any], missing: str) -> None:
    made = plan(snapshot("A/A", **changes), today=TODAY)
    assert made.actions == ()
    assert [note.why for note in made.notes] == [f"Produto SVA 50: falta {missing}; usuário não planejado."]


# --- ONUs and ports ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when_blocked", "when_ended", "pair", "enabled", "task"),
    [
        (False, True, "A/CA", True, []),
        (True, True, "A/CA", True, ["onu disable"]),
        (True, True, "A/CA", None, ["onu disable"]),
        (True, True, "A/CA", False, []),
        (False, True, "I/D", True, ["onu disable"]),
        (True, False, "I/D", True, []),
        (False, True, "A/A", False, ["onu enable"]),
        (True, False, "A/A", False, ["onu enable"]),
        (False, False, "A/A", False, []),
        (False, True, "A/A", True, []),
    ],
)
def test_onus_are_disabled_and_enabled_as_the_policy_says(
    when_blocked: bool, when_ended: bool, pair: str, enabled: bool | None, task: list[str]
) -> None:
    policy = LifecyclePolicy(disable_onus_when_blocked=when_blocked, disable_onus_when_ended=when_ended)
    assert tasks(planned(pair, onu(enabled=enabled), policy=policy)) == task


@pytest.mark.parametrize("state", sorted(set(OnuState) - {OnuState.PROVISIONED}))
def test_onu_5_5_only_a_provisioned_onu_is_touched(state: OnuState) -> None:
    made = planned("I/D", onu(state))
    assert made.actions == ()
    assert [note.service for note in made.notes] == ["onu/9"]


APPROVING = LifecyclePolicy(ports=MappingSettings(auto_approve_port=True, auto_approve_cable_id="drop-1"))


@pytest.mark.parametrize(
    ("pair", "status", "policy", "approved", "task"),
    [
        ("A/A", _R.RESERVED, APPROVING, True, ["port activate"]),
        ("A/FA", _R.RESERVED, APPROVING, None, ["port activate"]),
        ("A/A", _R.RESERVED, LifecyclePolicy(), True, []),
        ("A/A", _R.RESERVED, APPROVING, False, []),
        ("P/D", _R.RESERVED, APPROVING, True, []),
        ("A/CA", _R.RESERVED, APPROVING, True, []),
        *(("A/A", status, APPROVING, True, []) for status in sorted(set(_R) - {_R.RESERVED})),
    ],
)
def test_port_9_a_reserved_port_is_activated_once_its_contract_is_approved_iff_the_policy_says_so(
    pair: str, status: ReservationStatus, policy: LifecyclePolicy, approved: bool | None, task: list[str]
) -> None:
    made = planned(pair, port(status), policy=policy, contract=contract(pair, approved=approved))
    assert tasks(made) == task


def test_port_12_approving_a_contract_without_reservation_does_nothing_to_ports() -> None:
    assert tasks(planned("P/D", policy=APPROVING, events=(event("approve"),))) == []


def test_port_10_automatic_approval_without_a_cable_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        planned("A/A", policy=LifecyclePolicy(ports=MappingSettings(auto_approve_port=True)))
    assert [found.code for found in refused.value.violations] == ["map.auto_cable_required"]


@pytest.mark.parametrize("status", sorted(_R))
@pytest.mark.parametrize("pair", ["A/A", "A/CA", "I/D", "D/D"])
def test_port_13_an_ended_contract_gives_its_port_back_iff_the_policy_says_so(
    pair: str, status: ReservationStatus
) -> None:
    gives = LEVEL_OF[pair] == "ended" and status in {_R.RESERVED, _R.ACTIVE}
    releasing = LifecyclePolicy(release_ended_ports=True)
    assert tasks(planned(pair, port(status), policy=releasing)) == (["port give_back"] if gives else [])
    kept = planned(pair, port(status))
    assert kept.actions == ()
    assert [note.service for note in kept.notes] == (["port/5"] if gives or status is _R.UNKNOWN else [])


# --- the plan itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", ["A/A", "A/CA", "I/D"])
def test_verifying_looks_at_what_the_host_has_right_already(pair: str) -> None:
    policy = LifecyclePolicy(verify=True, disable_onus_when_blocked=True)
    at_rest = {
        "A/A": (user(), line(), onu()),
        "A/CA": (user(_U.BLOCKED), line(_L.BLOCKED_PARTIAL), onu(enabled=False)),
        "I/D": (user(_U.DEACTIVATED), line(_L.BLOCKED_PARTIAL), onu(enabled=False)),
    }[pair]
    half_way = port(_R.ACTIVATING)
    assert tasks(planned(pair, *at_rest, half_way)) == []
    looked = [action.service for action in planned(pair, *at_rest, half_way, policy=policy).actions]
    assert looked == ["sva_user/8", "line/7", "onu/9", "port/5"]
    over = planned(pair, user(_U.REMOVED), line(_L.CANCELLED), policy=policy)
    assert over.actions == ()


def test_an_action_s_id_follows_from_contract_service_and_task_alone() -> None:
    first = planned("A/CA", line(), user()).actions
    later = plan(snapshot("A/CM", user(), line(raw_status="outra coisa")), today=TODAY + timedelta(days=9)).actions
    assert [action.id for action in first] == [action.id for action in later]
    released = planned("A/A", line(_L.BLOCKED_TOTAL), user(_U.BLOCKED)).actions
    other = plan(attrs.evolve(snapshot("A/CA", user(), line()), contract=contract("A/CA", id="101")), today=TODAY)
    ids = [action.id for action in (*first, *released, *other.actions)]
    assert len(set(ids)) == len(ids) == 6


def test_a_plan_s_id_tells_one_day_and_one_pair_from_another() -> None:
    made = {
        planned("A/CA", line()).id,
        planned("A/CM", line()).id,
        plan(snapshot("A/CA", user(_U.REMOVED), line()), today=TOMORROW).id,
        planned("A/CA").id,
    }
    assert len(made) == 4
    assert planned("A/CA", line()).id == planned("A/CA", line()).id


def everything() -> Plan:
    """A plan with something of every sort."""
    services = (user(), line(), onu(), port(), line_of_its_own())
    changes = {"contract": contract("A/A"), "events": (event("resume"), event("block_manual"), later())}
    policy = LifecyclePolicy(disable_onus_when_blocked=True)
    return plan(snapshot("A/A", *services, **changes), today=TODAY, policy=policy)


def line_of_its_own() -> Any:
    return attrs.evolve(line(_L.AWAITING_ACTIVATION), id="17")


def later() -> Any:
    return event("cancel_manual", effective_on=TOMORROW)


def test_a_plan_survives_json_whole() -> None:
    made = everything()
    assert len(made.actions) == 3
    assert isp.from_plain(Plan, json.loads(json.dumps(isp.to_plain(made)))) == made


@pytest.mark.parametrize("pair", PAIRS)
def test_every_kind_of_plan_and_snapshot_survives_json(pair: str) -> None:
    policy = attrs.evolve(
        APPROVING, release_ended_ports=True, ended_line=EndedLine.CANCEL, disable_onus_when_blocked=True
    )
    stopped = (user(_U.BLOCKED), line(_L.BLOCKED_TOTAL), onu(enabled=False), port(_R.ACTIVE))
    for services in ((line(), onu(), port()), (user(), line(), onu(), port()), stopped):
        given = snapshot(pair, *services, as_of=NOON)
        assert isp.from_plain(ContractSnapshot, json.loads(json.dumps(isp.to_plain(given)))) == given
        made = plan(given, today=TODAY, policy=policy)
        assert isp.from_plain(Plan, json.loads(json.dumps(isp.to_plain(made)))) == made
    assert isp.from_plain(LifecyclePolicy, isp.to_plain(policy)) == policy


def test_a_plan_is_shown_in_portuguese_without_personal_data() -> None:
    made = everything()
    assert list(made.sentences()) == [
        "Contrato 100: bloqueado.",
        "Usuário SVA 8: bloquear.",
        "Linha 7: bloquear por débito, de preferência parcial.",
        "ONU 9: desativar.",
        "Linha 17: está no status Aguardando ativação; fica como está.",
        "A partir de 16/01/2026: cancelamento manual.",
    ]
    shown = repr(made) + " ".join(made.sentences())
    for secret in ("39053344705", "961234567", "8955060000000000012", "Fulana", "example.invalid"):
        assert secret not in shown


def test_core_10_unexpected_jumps_are_in_the_plan_and_so_is_the_contract_after_them() -> None:
    made = planned("P/D", line(), events=(event("suspend_by_customer"),))
    jump = UnexpectedTransition(
        machine="contract",
        before="pre_contract/deactivated",
        after="pre_contract/suspended_by_customer",
        subject="100",
    )
    assert made.events == (jump,)
    assert made.contract == contract("P/D", access=AccessStatus.SUSPENDED_BY_CUSTOMER)
    assert made.level is ContractLevel.NONE


def test_events_of_the_past_that_the_pair_tells_already_are_left_out() -> None:
    old = event("block_automatic", occurred_at=NOON - timedelta(hours=1))
    assert tasks(planned("A/A", line(), events=(old,), as_of=NOON)) == []
    assert tasks(planned("A/A", line(), events=(old,))) == ["line block"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"events": (event("release", contract_id="101"),)}, "events[0].contract_id: o evento é de outro contrato"),
        ({"services": (line(), user(), line())}, "services[2].id: repetido"),
        ({"customer": attrs.evolve(CUSTOMER, id="11")}, "customer.id: o contrato é de outro cliente"),
    ],
)
def test_what_does_not_belong_together_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        plan(snapshot("A/A", **changes), today=TODAY)
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(
    ("pair", "suspended_on", "today", "kind"),
    [
        ("A/A", None, date(2026, 1, 15), None),
        ("A/A", None, date(2026, 1, 16), "block_automatic"),
        ("A/FA", None, date(2026, 2, 1), "block_automatic"),
        ("A/CA", date(2026, 1, 16), date(2026, 3, 16), None),
        ("A/CA", date(2026, 1, 16), date(2026, 3, 17), "cancel_automatic"),
        ("A/CA", None, date(2027, 1, 1), None),
        ("A/CM", date(2026, 1, 16), date(2027, 1, 1), None),
        ("I/D", date(2026, 1, 16), date(2027, 1, 1), None),
        ("?/A", None, date(2027, 1, 1), None),
    ],
)
def test_sva_sync_5_a_debt_s_course_proposes_the_event_of_its_day(
    pair: str, suspended_on: date | None, today: date, kind: str | None
) -> None:
    due = due_event(
        contract(pair),
        notice_date=date(2026, 1, 1),
        suspended_on=suspended_on,
        today=today,
        policy=LifecyclePolicy(),
    )
    assert due == (event(kind) if kind else None)


def test_sva_sync_5_the_days_are_the_host_s() -> None:
    at_once = LifecyclePolicy(days_to_suspend=0, days_to_terminate=1)
    given: dict[str, Any] = {"notice_date": TODAY, "today": TODAY, "policy": at_once}
    assert due_event(contract("A/A"), **given) == event("block_automatic")
    assert due_event(contract("A/CA"), suspended_on=TODAY - timedelta(days=1), **given) == event("cancel_automatic")


def test_a_reactivated_contract_leaves_what_ended_to_people() -> None:
    ended = (user(_U.DEACTIVATED), line(_L.CANCELLED))
    made = planned("I/D", *ended, events=(event("reactivate"),))
    assert made.contract.status is ContractStatus.ACTIVE
    assert made.actions == ()
    assert [note.service for note in made.notes] == ["sva_user/8", "line/7"]
