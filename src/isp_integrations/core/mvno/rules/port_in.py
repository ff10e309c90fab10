"""Rules of the portability into the platform: MVNO-PORT-*."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date

import attrs

from isp_integrations.core.erp.models import Customer
from isp_integrations.core.erp.rules import check_texts, customer_texts
from isp_integrations.core.mvno.business_days import add_business_days
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.machines import PORTABILITY, PortabilityCommand, is_open
from isp_integrations.core.mvno.models import MvnoLine, Portability, PortabilityStatus
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.text import is_blank

DAYS_TO_PORT = 3
"""Business days from the request to the earliest window (§9.1 of the domain reference)."""
DAYS_TO_GIVE_UP = 2
"""Business days from the request in which the user may give up (same source)."""

_RUNNING = frozenset({PortabilityStatus.PENDING, PortabilityStatus.SCHEDULED})


@attrs.frozen(kw_only=True)
class PortInCase:
    """Everything that the port-in rules look at.

    Attributes:
        area_code: the line's, `None` when it is not known.
        own: the line's present portability, which a new request may mend.
        portabilities: others that may be open for the number; `None` skips them.
    """

    port_in: PortIn
    holder: Customer
    area_code: str | None
    own: Portability | None
    portabilities: Iterable[Portability] | None
    limits: PlatformLimits
    requested_on: date
    holidays: Container[date]


def check_port_in(
    port_in: PortIn,
    *,
    line: MvnoLine,
    holder: Customer,
    limits: PlatformLimits,
    requested_on: date,
    portabilities: Iterable[Portability] | None = None,
    holidays: Container[date] = (),
) -> tuple[Violation, ...]:
    """MVNO-PORT-2, -3, -1, -4, -5, CORE-10 and CORE-12 for a number to be ported onto `line`.

    Args:
        holder: the customer of the line.
        requested_on: the day of the request, in the host's time zone.
        portabilities: those that may be open for the number, the line's own left out or not.
        holidays: days that are no business days besides weekends.
    """
    number = line.temporary_number or line.msisdn
    case = PortInCase(
        port_in=port_in,
        holder=holder,
        area_code=number.area_code if number else None,
        own=line.portability,
        portabilities=portabilities,
        limits=limits,
        requested_on=requested_on,
        holidays=holidays,
    )
    return (*port_in_violations(case), *check_texts(customer_texts(holder), family="mvno"))


def port_in_violations(case: PortInCase) -> tuple[Violation, ...]:
    """Everything that a port-in breaks, in listed order."""
    return tuple(found for rule in _LISTED for found in rule(case))


def check_port_cancel(
    *, line: MvnoLine, limits: PlatformLimits, today: date, holidays: Container[date] = ()
) -> tuple[Violation, ...]:
    """CORE-10, then MVNO-PORT-6 for a port under way; one in conflict or suspended may always go."""
    portability = line.portability or Portability()
    after = PORTABILITY.command(portability.status, PortabilityCommand.CANCEL)
    if isinstance(after, Violation):
        return (after,)
    if portability.status not in _RUNNING or not _window_closed(portability, limits, today, holidays):
        return ()
    return (
        Violation(
            rule_id="MVNO-PORT-6",
            code="mvno.port_cancel_window_closed",
            family=Family.PRECONDITION_FAILED,
            message="O prazo para desistir da portabilidade terminou.",
            context={"status": portability.status.value},
        ),
    )


def _window_closed(portability: Portability, limits: PlatformLimits, today: date, holidays: Container[date]) -> bool:
    executed = portability.scheduled_for is not None and today > portability.scheduled_for
    if executed or limits.port_in_cancel_always or portability.requested_at is None:
        return executed
    return today > add_business_days(portability.requested_at.date(), DAYS_TO_GIVE_UP, holidays)


def _holder_is_given(case: PortInCase) -> Iterator[Violation]:
    missing = [f"holder.{name}" for name in ("legal_name", "tax_id") if is_blank(getattr(case.holder, name))]
    if _has_other_holder(case):
        if not case.limits.port_in_takes_other_holder:
            yield from _holder_required(missing)
            yield Violation(
                rule_id="MVNO-PORT-2",
                code="mvno.port_other_holder_unsupported",
                family=Family.UNSUPPORTED_OPERATION,
                message="A plataforma só porta números do próprio titular da linha.",
                context={"field": "other_holder_tax_id"},
            )
            return
        names = ("other_holder_name", "other_holder_tax_id")
        missing += [name for name in names if is_blank(getattr(case.port_in, name))]
    yield from _holder_required(missing)


def _has_other_holder(case: PortInCase) -> bool:
    tax_id = case.port_in.other_holder_tax_id
    if tax_id is None:
        return not is_blank(case.port_in.other_holder_name)
    return tax_id != case.holder.tax_id


def _holder_required(missing: list[str]) -> Iterator[Violation]:
    if missing:
        yield Violation(
            rule_id="MVNO-PORT-2",
            code="mvno.port_holder_required",
            family=Family.VALIDATION_FAILED,
            message="Informe nome e CPF ou CNPJ do titular da linha a portar.",
            context={"fields": tuple(missing)},
        )


def _donor_is_given(case: PortInCase) -> Iterator[Violation]:
    if case.limits.port_in_needs_donor and is_blank(case.port_in.donor_operator):
        yield Violation(
            rule_id="MVNO-PORT-3",
            code="mvno.port_donor_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a prestadora doadora.",
            context={"field": "donor_operator"},
        )


def _area_code_is_the_lines(case: PortInCase) -> Iterator[Violation]:
    if case.area_code is not None and case.port_in.number.area_code != case.area_code:
        yield Violation(
            rule_id="MVNO-PORT-1",
            code="mvno.port_area_code_mismatch",
            family=Family.VALIDATION_FAILED,
            message="O número a portar deve ter o mesmo DDD da linha.",
            context={"field": "number"},
        )


def _no_other_is_open(case: PortInCase) -> Iterator[Violation]:
    number, own = case.port_in.number, case.own
    rivals = [p for p in case.portabilities or () if p.number == number and not _same_request(p, own)]
    if own is not None and _is_for_the_number(case, own) and not _may_be_resubmitted(own):
        rivals.append(own)
    if any(is_open(rival) for rival in rivals):
        yield Violation(
            rule_id="MVNO-PORT-4",
            code="mvno.port_already_open",
            family=Family.CONFLICT,
            message="Já existe uma portabilidade em aberto para este número.",
            context={"field": "number"},
        )


def _same_request(one: Portability, own: Portability | None) -> bool:
    same_ticket = own is not None and one.ticket_number is not None and one.ticket_number == own.ticket_number
    return same_ticket or one == own


def _is_for_the_number(case: PortInCase, portability: Portability) -> bool:
    return portability.number in {None, case.port_in.number}


def _may_be_resubmitted(portability: Portability) -> bool:
    return PORTABILITY.after(portability.status, PortabilityCommand.RESUBMIT) is not None


def _date_leaves_time(case: PortInCase) -> Iterator[Violation]:
    wished = case.port_in.scheduled_for
    if wished is None:
        return
    earliest = add_business_days(case.requested_on, DAYS_TO_PORT, case.holidays)
    if wished < earliest:
        yield Violation(
            rule_id="MVNO-PORT-5",
            code="mvno.port_date_too_early",
            family=Family.VALIDATION_FAILED,
            message=f"A portabilidade só pode ser agendada a partir de {earliest:%d/%m/%Y}.",
            context={"field": "scheduled_for", "earliest": earliest.isoformat()},
        )


def _line_has_no_other_number_porting(case: PortInCase) -> Iterator[Violation]:
    own = case.own
    if own is None or _is_for_the_number(case, own):
        return
    before = own.status if is_open(own) else PortabilityStatus.NONE
    after = PORTABILITY.command(before, PortabilityCommand.SUBMIT)
    if isinstance(after, Violation):
        yield after


def _other_name_is_plain(case: PortInCase) -> Iterator[Violation]:
    yield from check_texts({"other_holder_name": case.port_in.other_holder_name}, family="mvno")


_LISTED: tuple[Callable[[PortInCase], Iterator[Violation]], ...] = (
    _holder_is_given,
    _donor_is_given,
    _area_code_is_the_lines,
    _no_other_is_open,
    _date_leaves_time,
    _line_has_no_other_number_porting,
    _other_name_is_plain,
)
