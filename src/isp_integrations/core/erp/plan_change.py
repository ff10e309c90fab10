"""Commercial edits of a customer's plan: another plan, another due day, another fine of its contract."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.combos import check_edit_via_combo
from isp_integrations.core.erp.events import (
    ContractFineChanged,
    DueDateChangeCharge,
    DueDayChanged,
    ErpEvent,
    ExtraServiceDropped,
    PlanChanged,
    SvaResync,
    SvaUsersResyncDue,
)
from isp_integrations.core.erp.permissions import Actor, Permission, check_permission
from isp_integrations.core.erp.plans import AddonKind, CustomerPlan, PaymentMethod, Plan, PlanAddon, is_due_day
from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.text import is_blank
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class PlanChangeRequest(Value):
    """A change of plan (mudar plano), as its form holds it.

    Attributes:
        plan_id: the customer's plan.
        new_plan_id: the catalogue's plan that it becomes.
        keep_extra_services: whether the extra services follow; there is no default.
        combo_id: the combo that the edit starts from, for a member plan.
    """

    plan_id: str
    new_plan_id: str
    payment_method: PaymentMethod | str | None = None
    keep_extra_services: bool | None = None
    combo_id: str | None = None


def check_plan_change(
    request: PlanChangeRequest, *, plan: CustomerPlan, actor: Actor | None
) -> tuple[Violation, ...]:
    """Everything that a change of plan breaks: ELITE-PLAN-2, ELITE-PLAN-5, ELITE-COMBO-2, ELITE-PERM-2.

    Raises:
        InvalidRecord: `plan` is not the one that the request names, a mistake of the caller.
    """
    if plan.id != request.plan_id:
        raise InvalidRecord(problems=("plan: não é o plano que o pedido nomeia",))
    return (
        *_payment_method_is_given(request),
        *_extra_services_are_decided(request),
        *check_edit_via_combo(plan, combo_id=request.combo_id),
        *check_permission(actor, Permission.CHANGE_PLAN),
    )


def change_plan(
    request: PlanChangeRequest, *, plan: CustomerPlan, new_plan: Plan, actor: Actor | None
) -> Done[CustomerPlan]:
    """Put the customer's plan on another plan of the catalogue.

    The events say what the host does: the change itself, each extra service that does not follow, and for each SVA
    platform of either plan what its users need (ELITE-PLAN-3). An ONU is equipment and follows in any case.

    Raises:
        RuleViolation: see :func:`check_plan_change`.
        InvalidRecord: `plan` or `new_plan` is not the one that the request names.
    """
    if new_plan.id != request.new_plan_id:
        raise InvalidRecord(problems=("new_plan: não é o plano que o pedido nomeia",))
    warnings = refuse_errors(check_plan_change(request, plan=plan, actor=actor))
    method = str(request.payment_method)
    kept = tuple(addon for addon in plan.addons if request.keep_extra_services or addon.kind == AddonKind.ONU)
    after = attrs.evolve(
        plan,
        sold_plan_id=new_plan.id,
        payment_method=request.payment_method,
        sva_platforms=new_plan.sva_platforms,
        addons=kept,
    )
    changed = PlanChanged(
        plan_id=plan.id, old_sold_plan_id=plan.sold_plan_id, new_sold_plan_id=new_plan.id, payment_method=method
    )
    return Done(value=after, warnings=warnings, events=(changed, *_dropped(plan, kept), *_resyncs(plan, new_plan)))


def check_plan_edit(plan: CustomerPlan, *, combo_id: str | None, actor: Actor | None) -> tuple[Violation, ...]:
    """What any edit of a plan's own data breaks: ELITE-COMBO-2, ELITE-PERM-2."""
    return (*check_edit_via_combo(plan, combo_id=combo_id), *check_permission(actor, Permission.EDIT_PLAN))


def change_due_day(
    plan: CustomerPlan, *, due_day: int, charged: bool, actor: Actor | None, combo_id: str | None = None
) -> Done[CustomerPlan]:
    """Make the plan's invoice due on another day of the month; the same day changes nothing.

    The plans of a combo share one invoice: change it on one of them, and give the others the same day.

    Args:
        charged: the host's variable "Cobrar Mudança de DT. Vencimento" (ELITE-DUE-1).

    Raises:
        InvalidRecord: `due_day` is not 1 to 31.
        RuleViolation: see :func:`check_plan_edit`.
    """
    if not is_due_day(due_day):
        raise InvalidRecord(problems=("due_day: deve ser um dia de 1 a 31",))
    warnings = refuse_errors(check_plan_edit(plan, combo_id=combo_id, actor=actor))
    if due_day == plan.due_day:
        return Done(value=plan, warnings=warnings)
    changed = DueDayChanged(plan_id=plan.id, old_due_day=plan.due_day, new_due_day=due_day)
    charge = (DueDateChangeCharge(plan_id=plan.id, contract_id=plan.contract_id),) if charged else ()
    return Done(value=attrs.evolve(plan, due_day=due_day), warnings=warnings, events=(changed, *charge))


def change_contract_fine(
    contract_id: str, *, old_amount: Decimal | None, new_amount: Decimal, actor: Actor | None
) -> Done[Decimal]:
    """Give the contract another fine (multa), in reais; the same amount changes nothing.

    Raises:
        InvalidRecord: the new amount is negative, or no amount.
        RuleViolation: ELITE-PERM-2.
    """
    if not new_amount.is_finite() or new_amount < 0:
        raise InvalidRecord(problems=("new_amount: deve ser um valor em reais, zero ou mais",))
    warnings = refuse_errors(check_permission(actor, Permission.EDIT_CONTRACT_FINE))
    changed = ContractFineChanged(contract_id=contract_id, old_amount=old_amount, new_amount=new_amount)
    return Done(value=new_amount, warnings=warnings, events=() if new_amount == old_amount else (changed,))


def _payment_method_is_given(request: PlanChangeRequest) -> Iterator[Violation]:
    if is_blank(request.payment_method):
        yield Violation(
            rule_id="ELITE-PLAN-2",
            code="plan.payment_method_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a forma de pagamento.",
            context={"field": "payment_method"},
        )


def _extra_services_are_decided(request: PlanChangeRequest) -> Iterator[Violation]:
    if request.keep_extra_services is None:
        yield Violation(
            rule_id="ELITE-PLAN-5",
            code="plan.keep_extra_services_required",
            family=Family.VALIDATION_FAILED,
            message="Informe se os serviços extras são mantidos.",
            context={"field": "keep_extra_services"},
        )


def _dropped(plan: CustomerPlan, kept: tuple[PlanAddon, ...]) -> Iterator[ErpEvent]:
    for addon in plan.addons:
        if addon not in kept:
            yield ExtraServiceDropped(plan_id=plan.id, kind=addon.kind, ref=addon.ref)


def _resyncs(plan: CustomerPlan, new_plan: Plan) -> Iterator[ErpEvent]:
    for platform in dict.fromkeys((*plan.sva_platforms, *new_plan.sva_platforms)):
        need = SvaResync.CHANGE
        if platform not in plan.sva_platforms:
            need = SvaResync.CREATE
        elif platform not in new_plan.sva_platforms:
            need = SvaResync.REMOVE
        yield SvaUsersResyncDue(plan_id=plan.id, platform=platform, need=need)
