"""Ownership transfer of a plan (trocar titularidade): the request, its rules, and what follows, as data."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from functools import partial

import attrs

from isp_integrations.core.erp.combos import ComboTree, check_edit_via_combo
from isp_integrations.core.erp.models import Contract, ContractItem, Customer
from isp_integrations.core.erp.plans import CustomerPlan
from isp_integrations.core.erp.rules import check_new_contract
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.text import is_blank
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class PlanOwnershipTransfer(Value):
    """The form of a transfer.

    Attributes:
        plan_id: the customer's plan that moves; with `combo_id`, the member that the form was opened from.
        new_customer_id: who receives it.
        principal_contract_id: the principal contract of the transfer, the old or the new customer's.
        effective_date: the day on which it acts, in the host's time zone; a later day schedules it.
        cancel_booklets: cancel the old booklets (carnês) and issue new ones; else the old value is carried over.
        transfer_debt: the debts that are open when it is executed follow the plan.
        load_composition: the plan's composition stays as it is; else `composition` is the new one.
        new_plan_id: a plan of the catalogue for the new customer; without it the plan moves as it is.
        combo_id: the combo that the plan is a member of, which moves whole.
    """

    plan_id: str
    effective_date: date
    new_customer_id: str | None = None
    principal_contract_id: str | None = None
    cancel_booklets: bool = False
    transfer_debt: bool = True
    load_composition: bool = True
    composition: tuple[ContractItem, ...] = ()
    new_plan_id: str | None = None
    combo_id: str | None = None


@attrs.frozen(kw_only=True)
class PlanTransferFacts(Value):
    """What the host knows, at the moment of a check, of everything that a transfer names.

    Attributes:
        plan: the plan, as it is now.
        principal_contract: rules about it are skipped without it, and so are those about `new_customer`: pass both
            whenever the host has them, and cancel a transfer whose contract or customer is gone.
        combo: the plan's combo, when the request names one.
    """

    plan: CustomerPlan
    principal_contract: Contract | None = None
    new_customer: Customer | None = None
    combo: ComboTree | None = None


class TransferEffectKind(StrEnum):
    """What the host has to persist and do, one thing at a time."""

    MOVE_PLAN = "move_plan"
    MOVE_COMBO = "move_combo"
    USE_PLAN = "use_plan"
    KEEP_COMPOSITION = "keep_composition"
    SET_COMPOSITION = "set_composition"
    TRANSFER_DEBT = "transfer_debt"
    CARRY_VALUE = "carry_value"
    CANCEL_BOOKLETS = "cancel_booklets"
    ISSUE_BOOKLETS = "issue_booklets"
    RESYNC_SVA_USERS = "resync_sva_users"


@attrs.frozen(kw_only=True)
class TransferEffect(Value):
    """One thing to persist or do.

    Attributes:
        id: stable, and of this effect alone. Keep it beside what it caused, in one transaction, and a second attempt
            finds it done.
        plan_id: the plan that it is about; `MOVE_COMBO` is about `combo_id`.
        old_contract_id: the contract that the plan was in.
        new_plan_id: for `USE_PLAN`, the catalogue's plan.
        composition: for `SET_COMPOSITION`.
        platform: for `RESYNC_SVA_USERS`, the SVA platform's key: its users were the old customer's.
    """

    id: str
    kind: TransferEffectKind
    plan_id: str
    old_customer_id: str
    new_customer_id: str
    old_contract_id: str
    principal_contract_id: str
    combo_id: str | None = None
    new_plan_id: str | None = None
    composition: tuple[ContractItem, ...] = ()
    platform: str | None = None


def check_plan_transfer(
    request: PlanOwnershipTransfer, *, facts: PlanTransferFacts, today: date | None, holder_id: str | None = None
) -> tuple[Violation, ...]:
    """Everything that a transfer breaks, in listed order.

    Args:
        today: the host's day (:func:`~isp_integrations.core.erp.days.host_day`); `None` for a re-validation, which
            looks at every rule but ELITE-TRANSFER-1.
        holder_id: whose the plan was when the transfer was submitted, for a re-validation.

    Raises:
        InvalidRecord: the facts are not of what the request names, a mistake of the caller.
    """
    _insist_on_the_named(request, facts)
    case = _Case(request=request, facts=facts, today=today, holder_id=holder_id)
    return tuple(found for rule in _LISTED for found in rule(case))


def plan_transfer_effects(
    request: PlanOwnershipTransfer, *, facts: PlanTransferFacts, transfer_id: str
) -> tuple[TransferEffect, ...]:
    """What the host does for a transfer that breaks no rule, in this order.

    The plan, or every plan of its combo, becomes the new customer's; then its plan, composition, debts and booklets
    follow as the request says; last come the platforms, which must stop serving the old customer.
    """
    if request.new_customer_id is None or request.principal_contract_id is None:
        raise AssertionError("ELITE-TRANSFER-3 and ELITE-TRANSFER-4 refuse a transfer without them")
    moved = facts.combo.plans if facts.combo else (facts.plan,)
    effects = [effect for plan in moved for effect in _effects_of(plan, request)]
    if facts.combo:
        effects.insert(0, _effect(TransferEffectKind.MOVE_COMBO, facts.plan, request))
    ordered = sorted(effects, key=lambda effect: effect.kind is TransferEffectKind.RESYNC_SVA_USERS)
    return tuple(attrs.evolve(each, id=f"{transfer_id}/{number}") for number, each in enumerate(ordered, start=1))


def _effects_of(plan: CustomerPlan, request: PlanOwnershipTransfer) -> Iterator[TransferEffect]:
    kinds = TransferEffectKind
    make = partial(_effect, plan=plan, request=request)
    yield make(kinds.MOVE_PLAN)
    named = plan.id == request.plan_id
    if named and not is_blank(request.new_plan_id):
        yield make(kinds.USE_PLAN, new_plan_id=request.new_plan_id)
    if named and not request.load_composition:
        yield make(kinds.SET_COMPOSITION, composition=request.composition)
    else:
        yield make(kinds.KEEP_COMPOSITION)
    if request.transfer_debt:
        yield make(kinds.TRANSFER_DEBT)
    if request.cancel_booklets:
        yield make(kinds.CANCEL_BOOKLETS)
        yield make(kinds.ISSUE_BOOKLETS)
    else:
        yield make(kinds.CARRY_VALUE)
    for platform in plan.sva_platforms:
        yield make(kinds.RESYNC_SVA_USERS, platform=platform)


def _effect(
    kind: TransferEffectKind,
    plan: CustomerPlan,
    request: PlanOwnershipTransfer,
    *,
    new_plan_id: str | None = None,
    composition: tuple[ContractItem, ...] = (),
    platform: str | None = None,
) -> TransferEffect:
    return TransferEffect(
        id="",
        kind=kind,
        plan_id=plan.id,
        old_customer_id=plan.customer_id,
        new_customer_id=request.new_customer_id or "",
        old_contract_id=plan.contract_id,
        principal_contract_id=request.principal_contract_id or "",
        combo_id=plan.combo_id,
        new_plan_id=new_plan_id,
        composition=composition,
        platform=platform,
    )


def _insist_on_the_named(request: PlanOwnershipTransfer, facts: PlanTransferFacts) -> None:
    contract, customer, combo = facts.principal_contract, facts.new_customer, facts.combo
    if facts.plan.id != request.plan_id:
        raise InvalidRecord(problems=("facts.plan: não é o plano que o pedido nomeia",))
    if contract is not None and contract.id != request.principal_contract_id:
        raise InvalidRecord(problems=("facts.principal_contract: não é o contrato que o pedido nomeia",))
    if customer is not None and customer.id != request.new_customer_id:
        raise InvalidRecord(problems=("facts.new_customer: não é o cliente que o pedido nomeia",))
    if combo is not None and combo.combo.id != request.combo_id:
        raise InvalidRecord(problems=("facts.combo: não é o combo que o pedido nomeia",))
    if facts.plan.combo_id is None or facts.plan.combo_id != request.combo_id:
        return
    if combo is None or facts.plan.id not in combo.combo.plan_ids:
        raise InvalidRecord(problems=("facts.combo: não tem o plano que o pedido nomeia",))


@attrs.frozen(kw_only=True)
class _Case:
    request: PlanOwnershipTransfer
    facts: PlanTransferFacts
    today: date | None
    holder_id: str | None


def _new_customer_is_given(case: _Case) -> Iterator[Violation]:
    if is_blank(case.request.new_customer_id):
        yield Violation(
            rule_id="ELITE-TRANSFER-3",
            code="transfer.new_customer_required",
            family=Family.VALIDATION_FAILED,
            message="Informe o novo cliente.",
            context={"field": "new_customer_id"},
        )


def _principal_contract_is_chosen(case: _Case) -> Iterator[Violation]:
    if is_blank(case.request.principal_contract_id):
        yield Violation(
            rule_id="ELITE-TRANSFER-4",
            code="transfer.principal_contract_required",
            family=Family.VALIDATION_FAILED,
            message="Selecione o contrato principal da troca de titularidade.",
            context={"field": "principal_contract_id"},
        )
    elif _is_foreign(case.facts.principal_contract, case):
        yield Violation(
            rule_id="ELITE-TRANSFER-4",
            code="transfer.principal_contract_foreign",
            family=Family.PRECONDITION_FAILED,
            message="O contrato principal deve ser do cliente atual ou do novo cliente.",
            context={"field": "principal_contract_id"},
        )


def _is_foreign(contract: Contract | None, case: _Case) -> bool:
    if contract is None or is_blank(case.request.new_customer_id):
        return False
    return contract.customer_id not in {case.facts.plan.customer_id, case.request.new_customer_id}


def _composition_is_given(case: _Case) -> Iterator[Violation]:
    if not case.request.load_composition and not case.request.composition:
        yield Violation(
            rule_id="ELITE-TRANSFER-7",
            code="transfer.composition_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a composição do plano, ou mantenha a atual.",
            context={"field": "composition"},
        )


def _date_is_not_past(case: _Case) -> Iterator[Violation]:
    if case.today is not None and case.request.effective_date < case.today:
        yield Violation(
            rule_id="ELITE-TRANSFER-1",
            code="transfer.date_in_past",
            family=Family.VALIDATION_FAILED,
            message="A data da troca de titularidade deve ser hoje ou uma data futura.",
            context={"field": "effective_date"},
        )


def _customers_differ(case: _Case) -> Iterator[Violation]:
    present = case.facts.plan.customer_id
    if case.request.new_customer_id == present:
        yield Violation(
            rule_id="ELITE-TRANSFER-9",
            code="transfer.same_customer",
            family=Family.CONFLICT,
            message="O plano já é desse cliente.",
            context={"field": "new_customer_id"},
        )
    elif case.holder_id is not None and case.holder_id != present:
        yield Violation(
            rule_id="ELITE-TRANSFER-9",
            code="transfer.stale",
            family=Family.CONFLICT,
            message="O plano mudou de titular depois que esta troca foi agendada.",
            context={"field": "plan_id"},
        )


def _combo_is_named(case: _Case) -> Iterator[Violation]:
    yield from check_edit_via_combo(case.facts.plan, combo_id=case.request.combo_id)


def _new_customer_is_active(case: _Case) -> Iterator[Violation]:
    if case.facts.new_customer is not None:
        yield from check_new_contract(customer=case.facts.new_customer)


_LISTED: tuple[Callable[[_Case], Iterator[Violation]], ...] = (
    _new_customer_is_given,
    _principal_contract_is_chosen,
    _composition_is_given,
    _date_is_not_past,
    _customers_differ,
    _combo_is_named,
    _new_customer_is_active,
)
