"""What a host decides about the mirror, as plain data."""

from datetime import date
from enum import StrEnum

import attrs

from isp_integrations.core.erp.contract_machine import ContractEvent, ContractEventKind
from isp_integrations.core.erp.days import refuse_negative
from isp_integrations.core.erp.delinquency import DelinquencyTimeline
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.mapping.models import MappingSettings
from isp_integrations.core.mvno.models import BlockScope
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value


class EndedLine(StrEnum):
    """What becomes of an ended contract's mobile lines. A cancelled line, and its number, never come back."""

    LEAVE = "leave"
    BLOCK = "block"
    CANCEL = "cancel"


@attrs.frozen(kw_only=True)
class LifecyclePolicy(Value):
    """How a host wants its contracts mirrored. What cannot be undone is off until the host turns it on.

    Attributes:
        suspension_blocks: whether a suspension at the customer's request withholds the services (A-SVA-12).
        create_missing_users: whether a served contract's SVA item without a user plans its creation (SVA-USER-11).
        mirror_lines: whether mobile lines follow the contract at all.
        line_block_scope: scope of a line's block, where the platform offers it; PARTIAL is the one that keeps
            emergency calls (§9.3). The other scope is used where it does not.
        ended_line: what becomes of the lines of an ended contract.
        disable_onus_when_blocked, disable_onus_when_ended: whether the ONU is disabled, its configuration kept.
        ports: activation of a reserved port once its contract is approved (PORT-9, PORT-10).
        release_ended_ports: whether a port is given back once its contract ended (PORT-13).
        verify: also look at the services that the host has at the right state already, to mend what drifted.
        days_to_suspend: days from the notice of debt to the suspension that :func:`due_event` proposes.
        days_to_terminate: days from the suspension to the termination that it proposes.
    """

    suspension_blocks: bool = True
    create_missing_users: bool = True
    mirror_lines: bool = True
    line_block_scope: BlockScope = BlockScope.PARTIAL
    ended_line: EndedLine = EndedLine.BLOCK
    disable_onus_when_blocked: bool = False
    disable_onus_when_ended: bool = True
    ports: MappingSettings = attrs.field(factory=MappingSettings)
    release_ended_ports: bool = False
    verify: bool = False
    days_to_suspend: int = attrs.field(default=15, validator=refuse_negative)
    days_to_terminate: int = attrs.field(default=60, validator=refuse_negative)


def check_policy(policy: LifecyclePolicy) -> tuple[Violation, ...]:
    """PORT-10: automatic approval of ports needs its default cable."""
    if not policy.ports.auto_approve_port or policy.ports.auto_approve_cable_id:
        return ()
    return (
        Violation(
            rule_id="PORT-10",
            code="map.auto_cable_required",
            family=Family.VALIDATION_FAILED,
            message="A aprovação automática de portas precisa de um cabo padrão.",
            context={"field": "auto_approve_cable_id"},
        ),
    )


def due_event(
    contract: Contract,
    *,
    notice_date: date,
    suspended_on: date | None = None,
    today: date,
    policy: LifecyclePolicy,
) -> ContractEvent | None:
    """The event that an unpaid debt makes possible on `today`, for a host without a dunning policy of its own.

    An automatic block once `days_to_suspend` passed since the notice, an automatic cancellation once
    `days_to_terminate` passed since the suspension; `None` while neither is due. Nothing is decided here: the host
    feeds the event in, or not (SVA-SYNC-5).

    Args:
        notice_date: day on which the customer was notified of the debt.
        suspended_on: first day of the present block.
    """
    timeline = DelinquencyTimeline(
        notice_date=notice_date,
        suspended_on=suspended_on,
        days_to_suspend=policy.days_to_suspend,
        days_to_terminate=policy.days_to_terminate,
    )
    if contract.status is not ContractStatus.ACTIVE:
        return None
    served = contract.access in {AccessStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE}
    if served and today >= timeline.suspension_from:
        return ContractEvent(contract_id=contract.id, kind=ContractEventKind.BLOCK_AUTOMATIC)
    ends_from = timeline.termination_from
    if contract.access is AccessStatus.BLOCKED_AUTOMATIC and ends_from is not None and today >= ends_from:
        return ContractEvent(contract_id=contract.id, kind=ContractEventKind.CANCEL_AUTOMATIC)
    return None
