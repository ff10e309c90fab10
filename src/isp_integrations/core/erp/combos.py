"""Combos: several services in one contract and one invoice, edited as one (ELITE-COMBO-*)."""

from collections.abc import Iterable

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.events import PlanJoinedCombo
from isp_integrations.core.erp.plans import CustomerPlan
from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class Combo(Value):
    """Several plans of a customer, united in one contract and so in one invoice."""

    id: str
    contract_id: str
    plan_ids: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ComboTree(Value):
    """A combo with its plans below it, in its order; :func:`combo_tree` makes it."""

    combo: Combo
    plans: tuple[CustomerPlan, ...]


def combo_tree(combo: Combo, plans: Iterable[CustomerPlan]) -> ComboTree:
    """ELITE-COMBO-4: the combo as the tree of its plans; other plans of the customer are left out.

    Raises:
        InvalidRecord: a plan that the combo names is not among `plans`.
    """
    known = {plan.id: plan for plan in plans}
    missing = [number for number, plan_id in enumerate(combo.plan_ids) if plan_id not in known]
    if missing:
        raise InvalidRecord(problems=tuple(f"plan_ids[{number}]: plano não encontrado" for number in missing))
    return ComboTree(combo=combo, plans=tuple(known[plan_id] for plan_id in combo.plan_ids))


def check_combo(tree: ComboTree) -> tuple[Violation, ...]:
    """ELITE-COMBO-1: its plans share its contract; fewer than two plans are only told."""
    found = []
    elsewhere = tuple(plan.id for plan in tree.plans if plan.contract_id != tree.combo.contract_id)
    if elsewhere:
        found.append(_not_one_contract(elsewhere))
    if len(tree.plans) <= 1:
        found.append(
            Violation(
                rule_id="ELITE-COMBO-1",
                code="combo.single_plan",
                family=Family.VALIDATION_FAILED,
                severity=Severity.WARNING,
                message="Um combo reúne vários planos; este não tem mais de um.",
                context={"combo_id": tree.combo.id},
            )
        )
    return tuple(found)


def _not_one_contract(plan_ids: tuple[str, ...]) -> Violation:
    return Violation(
        rule_id="ELITE-COMBO-1",
        code="combo.single_contract",
        family=Family.VALIDATION_FAILED,
        message="Todos os planos de um combo são do mesmo contrato e da mesma fatura.",
        context={"plan_ids": plan_ids},
    )


def check_edit_via_combo(plan: CustomerPlan, *, combo_id: str | None) -> tuple[Violation, ...]:
    """ELITE-COMBO-2: a commercial edit of a member plan names its combo, and one of a plan alone names none.

    Technical actions (ONU, login, access point...) ask nothing of the kind (ELITE-COMBO-3).
    """
    if (plan.combo_id or None) == (combo_id or None):
        return ()
    return (
        Violation(
            rule_id="ELITE-COMBO-2",
            code="combo.edit_via_combo",
            family=Family.PRECONDITION_FAILED,
            message="Este plano faz parte de um combo; a edição começa pelo combo."
            if plan.combo_id
            else "Este plano não faz parte do combo informado.",
            context={"field": "combo_id"},
        ),
    )


def add_plan_to_combo(tree: ComboTree, plan: CustomerPlan) -> Done[ComboTree]:
    """ELITE-COMBO-4: a plan joins the combo, and with it the combo's contract and invoice.

    It takes the payment method and the due day of the plans already there. A plan that is a member changes nothing.

    Raises:
        RuleViolation: the plan is another combo's (ELITE-COMBO-2) or another customer's (ELITE-COMBO-1).
    """
    combo = tree.combo
    if plan.id in combo.plan_ids:
        return Done(value=tree, warnings=refuse_errors(check_combo(tree)))
    foreign = any(plan.customer_id != member.customer_id for member in tree.plans)
    not_one = (_not_one_contract((plan.id,)),) if foreign else ()
    joined = _joined(tree, plan)
    after = ComboTree(
        combo=attrs.evolve(combo, plan_ids=(*combo.plan_ids, plan.id)),
        plans=(*tree.plans, joined),
    )
    taken = check_edit_via_combo(plan, combo_id=combo.id) if plan.combo_id else ()
    warnings = refuse_errors((*not_one, *check_combo(after), *taken))
    event = PlanJoinedCombo(
        plan_id=plan.id, combo_id=combo.id, old_contract_id=plan.contract_id, contract_id=combo.contract_id
    )
    return Done(value=after, warnings=warnings, events=(event,))


def _joined(tree: ComboTree, plan: CustomerPlan) -> CustomerPlan:
    invoiced = tree.plans[0] if tree.plans else plan
    return attrs.evolve(
        plan,
        combo_id=tree.combo.id,
        contract_id=tree.combo.contract_id,
        payment_method=invoiced.payment_method,
        due_day=invoiced.due_day,
    )
