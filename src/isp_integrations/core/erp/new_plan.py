"""A new plan for a customer (novo plano): what it needs, its summary, and finishing it."""

from collections.abc import Mapping

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.events import NewPlanFinished
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.erp.plans import PaymentMethod, is_due_day
from isp_integrations.core.erp.rules import check_new_contract
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.rules import Family, Violation, errors_of
from isp_integrations.core.text import is_blank
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class NewPlanRequest(Value):
    """What the form of a new plan holds so far; it may come with anything still missing.

    Attributes:
        plan_id: the catalogue's plan.
        contract_model_id: the model (modelo de contrato) that the contract is made from.
        signatory_id: who answers for the contract (responsável pelo contrato).
        witness_ids: its witnesses (testemunhas), at least one.
        due_day: day of the month on which the invoice is due, 1 to 31.
    """

    plan_id: str = ""
    contract_model_id: str = ""
    contract_number: str = ""
    signatory_id: str = ""
    witness_ids: tuple[str, ...] = ()
    payment_method: PaymentMethod | str = ""
    due_day: int | None = None


NEW_PLAN_FIELDS: Mapping[str, str] = {
    "plan_id": "plano",
    "contract_model_id": "modelo de contrato",
    "contract_number": "número do contrato",
    "signatory_id": "responsável pelo contrato",
    "witness_ids": "testemunhas",
    "payment_method": "forma de pagamento",
    "due_day": "dia do vencimento",
}
"""The fields in the order of the form, and their pt-BR names."""


@attrs.frozen(kw_only=True)
class SummaryLine(Value):
    """One choice, as the summary shows it: the field, its pt-BR name, and what was chosen (ids as they came)."""

    field: str
    label: str
    chosen: tuple[str, ...]


@attrs.frozen(kw_only=True)
class NewPlanReview(Value):
    """The last page of the form: every choice, and what still stands against finishing."""

    summary: tuple[SummaryLine, ...]
    violations: tuple[Violation, ...] = ()

    @property
    def can_finish(self) -> bool:
        """Whether nothing stands against it."""
        return not errors_of(self.violations)


def check_new_plan(request: NewPlanRequest, *, customer: Customer) -> tuple[Violation, ...]:
    """ELITE-PLAN-1: everything that the form still lacks, at once; and CORE-1, for it makes a contract.

    A witness without id is none, and a due day that is no day of a month is missing.
    """
    missing = tuple(line.field for line in _summary(request) if not line.chosen)
    incomplete = Violation(
        rule_id="ELITE-PLAN-1",
        code="plan.incomplete",
        family=Family.VALIDATION_FAILED,
        message=f"Faltam dados do novo plano: {', '.join(NEW_PLAN_FIELDS[field] for field in missing)}.",
        context={"fields": missing},
    )
    return ((incomplete,) if missing else ()) + check_new_contract(customer=customer)


def review_new_plan(request: NewPlanRequest, *, customer: Customer) -> NewPlanReview:
    """ELITE-PLAN-4: the summary of every choice, before the plan is finished."""
    return NewPlanReview(summary=_summary(request), violations=check_new_plan(request, customer=customer))


def finish_new_plan(request: NewPlanRequest, *, customer: Customer) -> Done[NewPlanReview]:
    """Finish the new plan; the host then makes its contract and its record.

    Raises:
        RuleViolation: something is missing (ELITE-PLAN-1), or the customer is inactive (CORE-1).
    """
    review = review_new_plan(request, customer=customer)
    finished = NewPlanFinished(
        customer_id=customer.id,
        sold_plan_id=request.plan_id,
        contract_model_id=request.contract_model_id,
        contract_number=request.contract_number,
        signatory_id=request.signatory_id,
        witness_ids=_filled(request.witness_ids),
    )
    return Done(value=review, warnings=refuse_errors(review.violations), events=(finished,))


def _summary(request: NewPlanRequest) -> tuple[SummaryLine, ...]:
    chosen = {
        "plan_id": (request.plan_id,),
        "contract_model_id": (request.contract_model_id,),
        "contract_number": (request.contract_number,),
        "signatory_id": (request.signatory_id,),
        "witness_ids": request.witness_ids,
        "payment_method": (request.payment_method,),
        "due_day": (str(request.due_day),) if is_due_day(request.due_day) else (),
    }
    return tuple(
        SummaryLine(field=field, label=label, chosen=_filled(chosen[field]))
        for field, label in NEW_PLAN_FIELDS.items()
    )


def _filled(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in ids if not is_blank(each))
