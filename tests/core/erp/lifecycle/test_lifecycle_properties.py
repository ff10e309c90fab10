"""Whatever happens to a contract, in whatever order it is heard: the services end as the present pair says."""

from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from core.erp.lifecycle.makers import TODAY, contract, event, line, onu, snapshot, user
from isp_integrations.core.erp.contract_machine import ContractEvent, ContractEventKind
from isp_integrations.core.erp.levels import ContractLevel, contract_level
from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.onus import OnuService
from isp_integrations.core.erp.lifecycle.plan import Action, ContractSnapshot, plan
from isp_integrations.core.erp.lifecycle.policy import EndedLine, LifecyclePolicy
from isp_integrations.core.erp.lifecycle.sva_users import SvaService
from isp_integrations.core.erp.models import AccessStatus, Contract
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sva.models import SvaUserStatus

NOON = datetime(2026, 1, 10, 12)  # noqa: DTZ001  hosts' times often have no zone
POLICIES = st.sampled_from(
    [
        LifecyclePolicy(),
        LifecyclePolicy(disable_onus_when_blocked=True, suspension_blocks=False),
        LifecyclePolicy(ended_line=EndedLine.CANCEL, disable_onus_when_ended=False),
    ]
)
RESTING = {
    ContractLevel.SERVED: (LineStatus.ACTIVE, SvaUserStatus.ACTIVE),
    ContractLevel.BLOCKED: (LineStatus.BLOCKED_PARTIAL, SvaUserStatus.BLOCKED),
    ContractLevel.ENDED: (LineStatus.BLOCKED_PARTIAL, SvaUserStatus.DEACTIVATED),
}
"""Line and user at rest under each level; a cancelled line and a deactivated user stay so under every one."""


@st.composite
def histories(draw: st.DrawFn) -> list[ContractEvent]:
    """Up to eight events, each at a time of its own, some of a later day."""
    kinds = draw(st.lists(st.sampled_from(sorted(ContractEventKind)), max_size=8))
    days = draw(st.lists(st.integers(-2, 2), min_size=len(kinds), max_size=len(kinds)))
    return [
        event(
            kind,
            occurred_at=NOON + timedelta(minutes=minute),
            effective_on=TODAY + timedelta(days=day) if day else None,
            trust_until=TODAY + timedelta(days=1) if kind == "trust_unlock" else None,
        )
        for minute, (kind, day) in enumerate(zip(kinds, days, strict=True))
    ]


def carried_out(services: tuple[AnyService, ...], actions: tuple[Action, ...]) -> tuple[AnyService, ...]:
    """The services as their platforms have them after the actions."""
    by_key = {service.key: service for service in services}
    for action in actions:
        by_key[action.service] = _after(by_key[action.service], str(action.order.task))
    return tuple(by_key.values())


def _after(service: Any, task: str) -> Any:
    if isinstance(service, LineService):
        status = {"block": LineStatus.BLOCKED_PARTIAL, "unblock": LineStatus.ACTIVE, "cancel": LineStatus.CANCELLED}
        return attrs.evolve(service, line=attrs.evolve(service.line, status=status[task]))
    if isinstance(service, OnuService):
        return attrs.evolve(service, onu=attrs.evolve(service.onu, enabled=task == "enable"))
    assert isinstance(service, SvaService)
    assert service.user is not None
    known = {"block": "blocked", "activate": "active", "deactivate": "deactivated"}
    return attrs.evolve(service, user=attrs.evolve(service.user, status=SvaUserStatus(known[task])))


@settings(max_examples=150, deadline=None, database=None)
@given(histories(), st.randoms(use_true_random=False), POLICIES)
def test_events_in_any_order_and_any_number_of_times_give_one_plan(
    history: list[ContractEvent], random: Any, policy: LifecyclePolicy
) -> None:
    services = (user(), line(), onu())
    told = plan(snapshot("A/A", *services, events=tuple(history)), today=TODAY, policy=policy)
    shuffled = [*history, *random.sample(history, len(history) // 2)]
    random.shuffle(shuffled)
    again = plan(snapshot("A/A", *services, events=tuple(shuffled)), today=TODAY, policy=policy)
    assert again == told


@settings(max_examples=150, deadline=None, database=None)
@given(histories(), st.randoms(use_true_random=False), POLICIES)
def test_plans_carried_out_as_events_arrive_end_at_the_plan_of_the_present_pair(
    history: list[ContractEvent], random: Any, policy: LifecyclePolicy
) -> None:
    arriving = [*history, *random.sample(history, len(history) // 2)]
    random.shuffle(arriving)
    now = contract("A/A")
    services: tuple[AnyService, ...] = (user(), line(), onu())
    for each in arriving:
        made = plan(ContractSnapshot(contract=now, services=services, events=(each,)), today=TODAY, policy=policy)
        now, services = made.contract, carried_out(services, made.actions)
    at_rest = plan(ContractSnapshot(contract=now, services=services), today=TODAY, policy=policy)
    assert at_rest.actions == ()
    _ends_as_the_pair_says(now, services, policy)


def _ends_as_the_pair_says(now: Contract, services: tuple[Any, ...], policy: LifecyclePolicy) -> None:
    level = contract_level(now, TODAY)
    if level not in RESTING or (now.access is AccessStatus.SUSPENDED_BY_CUSTOMER and not policy.suspension_blocks):
        return
    sva, mobile, device = services
    assert mobile.line.status in {RESTING[level][0], LineStatus.CANCELLED}
    assert sva.user.status in {RESTING[level][1], SvaUserStatus.DEACTIVATED}
    if level is ContractLevel.SERVED:
        assert device.onu.enabled is True
    if level is ContractLevel.BLOCKED and policy.disable_onus_when_blocked:
        assert device.onu.enabled is False
