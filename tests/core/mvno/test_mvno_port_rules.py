"""Rules of 6.2 about portability, and the business days they count."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.mvno.business_days import add_business_days, is_business_day
from isp_integrations.core.mvno.models import MvnoLine, Portability, PortabilityStatus
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.core.mvno.rules import check_port_cancel, check_port_in
from isp_integrations.core.rules import Family, Violation
from mvno_makers import HOLDER, NUMBER, OTHER_NUMBER, codes, limits, line, rule_ids

BRASILIA = timezone(timedelta(hours=-3))
MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
PORT_IN = PortIn(number=OTHER_NUMBER)
OTHER_PERSON = Cpf.parse("11144477735")
P = PortabilityStatus
OPEN = {
    P.PENDING,
    P.SCHEDULED,
    P.CONFLICT,
    P.SUSPENDED,
    P.PARTIAL_FAILURE,
    P.CANCELLATION_PENDING,
    P.UNKNOWN,
}


def port_in(request: PortIn = PORT_IN, **changes: Any) -> tuple[Violation, ...]:
    given: dict[str, Any] = {"line": line(), "holder": HOLDER, "limits": limits(), "requested_on": MONDAY}
    given.update(changes)
    return check_port_in(request, **given)


def test_a_good_port_in_breaks_nothing() -> None:
    assert port_in(portabilities=()) == ()


def test_the_holders_missing_fields_are_named_together_mvno_port_2() -> None:
    (found,) = port_in(holder=attrs.evolve(HOLDER, legal_name=" ", tax_id=None))

    assert (found.rule_id, found.code) == ("MVNO-PORT-2", "mvno.port_holder_required")
    assert found.family is Family.VALIDATION_FAILED
    assert found.context["fields"] == ("holder.legal_name", "holder.tax_id")


def test_another_holder_is_named_in_full_where_the_platform_takes_one_mvno_port_2() -> None:
    full = attrs.evolve(PORT_IN, other_holder_name="Beltrano", other_holder_tax_id=OTHER_PERSON)
    (nameless,) = port_in(attrs.evolve(full, other_holder_name=None))
    (undocumented,) = port_in(attrs.evolve(full, other_holder_tax_id=None))

    assert port_in(full) == ()
    assert nameless.context["fields"] == ("other_holder_name",)
    assert undocumented.context["fields"] == ("other_holder_tax_id",)


def test_another_holder_is_refused_where_the_platform_takes_none_mvno_port_2() -> None:
    request = attrs.evolve(PORT_IN, other_holder_tax_id=OTHER_PERSON)
    (found,) = port_in(request, limits=limits(port_in_takes_other_holder=False))

    assert (found.rule_id, found.code) == ("MVNO-PORT-2", "mvno.port_other_holder_unsupported")
    assert found.family is Family.UNSUPPORTED_OPERATION


def test_the_lines_own_holder_named_again_is_no_other_person_mvno_port_2() -> None:
    request = attrs.evolve(PORT_IN, other_holder_tax_id=HOLDER.tax_id)

    assert port_in(request, limits=limits(port_in_takes_other_holder=False)) == ()


@pytest.mark.parametrize("donor", [None, " "])
def test_the_donor_is_required_where_the_platform_asks_mvno_port_3(donor: str | None) -> None:
    request = attrs.evolve(PORT_IN, donor_operator=donor)
    (found,) = port_in(request, limits=limits(port_in_needs_donor=True))

    assert (found.rule_id, found.code) == ("MVNO-PORT-3", "mvno.port_donor_required")
    assert port_in(request) == ()


def test_the_number_has_the_lines_area_code_mvno_port_1() -> None:
    (found,) = port_in(PortIn(number=Msisdn.parse("21961234567")))

    assert (found.rule_id, found.code) == ("MVNO-PORT-1", "mvno.port_area_code_mismatch")
    assert found.family is Family.VALIDATION_FAILED


def test_the_temporary_number_tells_the_lines_area_code_mvno_port_1() -> None:
    waiting = line(temporary_number=Msisdn.parse("21961234567"), msisdn=OTHER_NUMBER)

    assert codes(port_in(line=waiting)) == ["mvno.port_area_code_mismatch"]
    assert port_in(line=line(msisdn=None)) == ()


@pytest.mark.parametrize("status", PortabilityStatus)
def test_no_other_portability_is_open_for_the_number_mvno_port_4(status: PortabilityStatus) -> None:
    found = port_in(portabilities=[Portability(number=OTHER_NUMBER, status=status)])

    assert codes(found) == (["mvno.port_already_open"] if status in OPEN else [])
    assert all(v.family is Family.CONFLICT and v.rule_id == "MVNO-PORT-4" for v in found)


def test_an_open_portability_of_another_number_does_not_matter_mvno_port_4() -> None:
    assert port_in(portabilities=[Portability(number=NUMBER, status=P.PENDING)]) == ()


@pytest.mark.parametrize("status", PortabilityStatus)
def test_the_lines_own_portability_is_resubmitted_or_in_the_way_mvno_port_4(status: PortabilityStatus) -> None:
    own = Portability(number=OTHER_NUMBER, status=status, ticket_number="T1")
    same_in_the_list = attrs.evolve(own, raw_status="x")
    found = port_in(line=line(portability=own), portabilities=[same_in_the_list])
    in_the_way = status in OPEN - {P.CONFLICT, P.SUSPENDED}

    assert codes(found) == (["mvno.port_already_open"] if in_the_way else [])


@pytest.mark.parametrize("status", PortabilityStatus)
def test_a_line_ports_one_number_at_a_time_core_10(status: PortabilityStatus) -> None:
    found = port_in(line=line(portability=Portability(number=NUMBER, status=status)))

    assert codes(found) == (["mvno.portability.submit"] if status in OPEN else [])
    assert all(v.family is Family.INVALID_TRANSITION and v.rule_id == "CORE-10" for v in found)


@pytest.mark.parametrize(
    ("wished", "early"),
    [(date(2026, 3, 4), True), (date(2026, 3, 5), False), (date(2026, 3, 30), False)],
)
def test_the_wished_day_leaves_three_business_days_mvno_port_5(wished: date, early: bool) -> None:
    found = port_in(attrs.evolve(PORT_IN, scheduled_for=wished))

    assert codes(found) == (["mvno.port_date_too_early"] if early else [])
    assert all(v.rule_id == "MVNO-PORT-5" and v.context["earliest"] == "2026-03-05" for v in found)


def test_holidays_and_weekends_push_the_earliest_day_mvno_port_5() -> None:
    request = attrs.evolve(PORT_IN, scheduled_for=date(2026, 3, 11))

    assert port_in(request, requested_on=FRIDAY) == ()
    assert codes(port_in(request, requested_on=FRIDAY, holidays={date(2026, 3, 9)})) == ["mvno.port_date_too_early"]


def test_broken_port_rules_come_in_listed_order() -> None:
    found = port_in(
        PortIn(
            number=Msisdn.parse("21961234567"),
            other_holder_name="Beltrano",
            scheduled_for=MONDAY,
        ),
        holder=attrs.evolve(HOLDER, tax_id=None),
        limits=limits(port_in_needs_donor=True, port_in_takes_other_holder=False),
        line=line(portability=Portability(number=NUMBER, status=P.PENDING)),
        portabilities=[Portability(number=Msisdn.parse("21961234567"), status=P.PENDING)],
    )

    assert codes(found) == [
        "mvno.port_holder_required",
        "mvno.port_other_holder_unsupported",
        "mvno.port_donor_required",
        "mvno.port_area_code_mismatch",
        "mvno.port_already_open",
        "mvno.port_date_too_early",
        "mvno.portability.submit",
    ]


def asked(status: PortabilityStatus, **changes: Any) -> MvnoLine:
    portability = Portability(
        number=OTHER_NUMBER, status=status, requested_at=datetime(2026, 3, 2, 23, tzinfo=BRASILIA)
    )
    return line(portability=attrs.evolve(portability, **changes))


@pytest.mark.parametrize("status", [P.PENDING, P.SCHEDULED])
@pytest.mark.parametrize(("today", "closed"), [(date(2026, 3, 4), False), (date(2026, 3, 5), True)])
def test_a_port_under_way_is_given_up_within_two_business_days_mvno_port_6(
    status: PortabilityStatus, today: date, closed: bool
) -> None:
    found = check_port_cancel(line=asked(status), limits=limits(), today=today)

    assert codes(found) == (["mvno.port_cancel_window_closed"] if closed else [])
    assert all(v.family is Family.PRECONDITION_FAILED and v.rule_id == "MVNO-PORT-6" for v in found)


def test_the_window_skips_weekends_and_holidays_mvno_port_6() -> None:
    on_friday = asked(P.PENDING, requested_at=datetime(2026, 3, 6, 9, tzinfo=BRASILIA))
    tuesday, wednesday = date(2026, 3, 10), date(2026, 3, 11)

    assert check_port_cancel(line=on_friday, limits=limits(), today=tuesday) == ()
    assert codes(check_port_cancel(line=on_friday, limits=limits(), today=wednesday)) == [
        "mvno.port_cancel_window_closed"
    ]
    assert check_port_cancel(line=on_friday, limits=limits(), today=wednesday, holidays={tuesday}) == ()


def test_a_platform_may_allow_later_but_not_after_the_window_ran_mvno_port_6() -> None:
    late = limits(port_in_cancel_always=True)
    scheduled = asked(P.SCHEDULED, scheduled_for=date(2026, 3, 20))

    assert check_port_cancel(line=scheduled, limits=late, today=date(2026, 3, 20)) == ()
    assert codes(check_port_cancel(line=scheduled, limits=late, today=date(2026, 3, 21))) == [
        "mvno.port_cancel_window_closed"
    ]


def test_without_the_day_of_the_request_the_window_is_not_judged_mvno_port_6() -> None:
    assert check_port_cancel(line=asked(P.PENDING, requested_at=None), limits=limits(), today=FRIDAY) == ()


@pytest.mark.parametrize("status", [P.CONFLICT, P.SUSPENDED])
def test_a_stuck_port_is_given_up_at_any_time_mvno_port_6(status: PortabilityStatus) -> None:
    assert check_port_cancel(line=asked(status), limits=limits(), today=date(2026, 6, 1)) == ()


@pytest.mark.parametrize(
    "status", [P.NONE, P.PARTIAL_FAILURE, P.CANCELLATION_PENDING, P.COMPLETED, P.REFUSED, P.CANCELLED, P.UNKNOWN]
)
def test_nothing_else_can_be_given_up_core_10(status: PortabilityStatus) -> None:
    (found,) = check_port_cancel(line=asked(status), limits=limits(), today=date(2026, 6, 1))

    assert (found.rule_id, found.code) == ("CORE-10", "mvno.portability.cancel")
    assert found.family is Family.INVALID_TRANSITION


def test_a_line_without_portability_has_nothing_to_give_up_core_10() -> None:
    assert rule_ids(check_port_cancel(line=line(), limits=limits(), today=MONDAY)) == ["CORE-10"]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 1, date(2026, 3, 3)),
        (MONDAY, 5, date(2026, 3, 9)),
        (FRIDAY, 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 8), 3, date(2026, 3, 11)),
    ],
)
def test_business_days_skip_weekends(day: date, n: int, expected: date) -> None:
    assert add_business_days(day, n) == expected


def test_business_days_skip_holidays() -> None:
    assert add_business_days(MONDAY, 2, [date(2026, 3, 3), date(2026, 3, 5)]) == FRIDAY
    assert not is_business_day(MONDAY, {MONDAY})


def test_business_days_do_not_count_backwards() -> None:
    with pytest.raises(InvalidRecord, match=r"^n: deve ser"):
        add_business_days(MONDAY, -1)


def test_names_with_control_signs_are_refused_core_12() -> None:
    request = attrs.evolve(PORT_IN, other_holder_name="Beltrano\x00", other_holder_tax_id=OTHER_PERSON)
    found = port_in(request, holder=attrs.evolve(HOLDER, legal_name="Fulana\nExemplo"))

    assert rule_ids(found) == ["CORE-12", "CORE-12"]
    assert [broken.context["field"] for broken in found] == ["other_holder_name", "legal_name"]
    assert codes(found) == ["mvno.text_invalid"] * 2
