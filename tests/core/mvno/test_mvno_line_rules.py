"""Rules of 6.2 about one line and its identifiers, typed here from the domain reference."""

from datetime import date
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import (
    BlockReason,
    BlockScope,
    LineBlock,
    LineStatus,
    NumberType,
    Portability,
    PortabilityStatus,
)
from isp_integrations.core.mvno.requests import ActivateLine, PortIn
from isp_integrations.core.mvno.rules import (
    check_activation,
    check_block,
    check_cancel,
    check_line_identifiers,
    check_plan_change,
    check_swap,
    check_top_up,
    check_unblock,
    read_iccid,
    read_msisdn,
)
from isp_integrations.core.rules import Family, Severity, Violation
from mvno_makers import (
    HOLDER,
    ICCID,
    NUMBER,
    OTHER_ICCID,
    OTHER_NUMBER,
    codes,
    limits,
    line,
    rule_ids,
)

TODAY = date(2026, 3, 2)
FOREIGN_ICCID = Iccid.parse("8901060000000000040")


@pytest.mark.parametrize("text", ["+5511961234567", "(11) 96123-4567", "011961234567"])
def test_a_number_is_read_in_any_dress_mvno_line_2(text: str) -> None:
    assert read_msisdn(text) == Msisdn.parse("11961234567")


@pytest.mark.parametrize("text", ["10961234567", "52961234567", "1196123456", "11861234567", "", 11961234567])
def test_an_impossible_number_is_a_violation_of_its_field_mvno_line_2(text: Any) -> None:
    found = read_msisdn(text, field="temporary_number")

    assert isinstance(found, Violation)
    assert (found.rule_id, found.code) == ("MVNO-LINE-2", "mvno.invalid_msisdn")
    assert found.family is Family.VALIDATION_FAILED
    assert found.context == {"field": "temporary_number"}


def test_an_iccid_is_read_with_spaces_and_padding_mvno_line_1() -> None:
    assert read_iccid("8955 0600 0000 0000 012F", limits=limits()) == ICCID


@pytest.mark.parametrize("text", ["8955060000000000013", "8855060000000000012", "89550600000000001"])
def test_an_impossible_iccid_is_a_violation_mvno_line_1(text: str) -> None:
    found = read_iccid(text, limits=limits(), field="new_iccid")

    assert isinstance(found, Violation)
    assert (found.rule_id, found.code) == ("MVNO-LINE-1", "mvno.invalid_iccid")
    assert found.family is Family.VALIDATION_FAILED
    assert found.context == {"field": "new_iccid"}


def test_a_platform_without_check_digits_takes_any_last_digit_mvno_line_1() -> None:
    odd = "8955060000000000013"

    assert read_iccid(odd, limits=limits(iccid_luhn=False)) == Iccid.parse(odd, luhn=False)
    assert codes(check_line_identifiers(iccid=Iccid.parse(odd, luhn=False), limits=limits())) == [
        "mvno.invalid_iccid"
    ]


def test_an_unexpected_prefix_is_only_told_mvno_line_1() -> None:
    found = check_line_identifiers(iccid=FOREIGN_ICCID, limits=limits())

    assert [(v.rule_id, v.code, v.severity) for v in found] == [
        ("MVNO-LINE-1", "mvno.iccid_prefix_unexpected", Severity.WARNING)
    ]
    assert check_line_identifiers(iccid=FOREIGN_ICCID, limits=limits(iccid_prefix="8901")) == ()


def test_two_broken_identifiers_come_in_listed_order_mvno_line_1_mvno_line_2() -> None:
    found = check_line_identifiers(msisdn="10", iccid="89", limits=limits())

    assert rule_ids(found) == ["MVNO-LINE-1", "MVNO-LINE-2"]


def test_good_or_absent_identifiers_break_nothing() -> None:
    assert check_line_identifiers(limits=limits()) == ()
    assert check_line_identifiers(msisdn=NUMBER, iccid=ICCID, limits=limits()) == ()


def test_a_machine_number_is_not_refused_for_its_length_mvno_line_2() -> None:
    assert check_line_identifiers(msisdn="1197", number_type=NumberType.M2M, limits=limits()) == ()


BLOCK_VECTORS = [("partial", "debt"), ("total", "customer"), ("total", "theft")]


@pytest.mark.parametrize(("scope", "reason"), BLOCK_VECTORS)
def test_an_offered_block_of_an_active_line_breaks_nothing_mvno_line_5(scope: str, reason: str) -> None:
    block = LineBlock(scope=BlockScope(scope), reason=BlockReason(reason))

    assert check_block(line=line(), block=block, limits=limits()) == ()


@pytest.mark.parametrize("reason", ["theft", "loss", "misuse"])
@pytest.mark.parametrize("status", [LineStatus.ACTIVE, LineStatus.CANCELLED])
def test_theft_loss_and_misuse_are_never_partial_mvno_line_5(reason: str, status: LineStatus) -> None:
    block = LineBlock(scope=BlockScope.PARTIAL, reason=BlockReason(reason))
    (found,) = check_block(line=line(status=status), block=block, limits=limits())

    assert (found.rule_id, found.code) == ("MVNO-LINE-5", "mvno.block_invalid")
    assert found.family is Family.VALIDATION_FAILED


def test_debt_on_a_platform_that_offers_only_theft_is_unsupported_mvno_line_5() -> None:
    block = LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.DEBT)
    only_theft = limits(blocks={BlockReason.THEFT: frozenset({BlockScope.TOTAL})}, keeps_emergency_calls=None)
    (found,) = check_block(line=line(), block=block, limits=only_theft)

    assert (found.rule_id, found.code) == ("MVNO-LINE-5", "mvno.block_reason_unsupported")
    assert found.family is Family.UNSUPPORTED_OPERATION


def test_a_scope_that_the_platform_lacks_is_unsupported_mvno_line_5() -> None:
    block = LineBlock(scope=BlockScope.PARTIAL, reason=BlockReason.DEBT)
    total_only = limits(blocks={BlockReason.DEBT: frozenset({BlockScope.TOTAL})})

    assert codes(check_block(line=line(), block=block, limits=total_only)) == ["mvno.block_reason_unsupported"]


@pytest.mark.parametrize("keeps", [None, False])
def test_a_debt_block_not_known_to_keep_emergency_calls_is_told_mvno_line_5(keeps: bool | None) -> None:
    block = LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.DEBT)
    found = check_block(line=line(), block=block, limits=limits(keeps_emergency_calls=keeps))

    assert codes(found) == ["mvno.emergency_calls_unknown"]
    assert refuse_errors(found) == found


def test_emergency_calls_matter_for_debt_alone_mvno_line_5() -> None:
    block = LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.THEFT)

    assert check_block(line=line(), block=block, limits=limits(keeps_emergency_calls=None)) == ()


def test_a_platform_that_does_not_tell_reasons_apart_is_told_mvno_line_5() -> None:
    one_kind = limits(tells_block_reasons=False, keeps_emergency_calls=None)
    debt = check_block(line=line(), block=LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.DEBT), limits=one_kind)
    loss = check_block(line=line(), block=LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.LOSS), limits=one_kind)

    assert codes(debt) == ["mvno.block_reasons_not_told_apart", "mvno.emergency_calls_unknown"]
    assert codes(loss) == ["mvno.block_reasons_not_told_apart"]
    assert refuse_errors(debt) == debt


def test_two_broken_block_rules_come_in_listed_order_mvno_line_4_mvno_line_5() -> None:
    block = LineBlock(scope=BlockScope.PARTIAL, reason=BlockReason.DEBT)
    found = check_block(line=line(status=LineStatus.UNKNOWN), block=block, limits=limits(blocks={}))

    assert [(v.rule_id, v.code) for v in found] == [
        ("MVNO-LINE-4", "mvno.line"),
        ("MVNO-LINE-5", "mvno.block_reason_unsupported"),
    ]


@pytest.mark.parametrize("status", LineStatus)
def test_unblock_obeys_the_machine_mvno_line_4(status: LineStatus) -> None:
    refused = status.value in {"awaiting_activation", "inactive", "unknown", "cancelled"}

    assert codes(check_unblock(line=line(status=status))) == (["mvno.line"] if refused else [])


@pytest.mark.parametrize("status", LineStatus)
def test_cancel_obeys_the_machine_mvno_line_4(status: LineStatus) -> None:
    assert codes(check_cancel(line=line(status=status))) == (["mvno.line"] if status == "unknown" else [])


@pytest.mark.parametrize("status", LineStatus)
def test_swap_needs_an_active_stolen_or_lost_line_mvno_line_6(status: LineStatus) -> None:
    found = check_swap(line=line(status=status), new_iccid=OTHER_ICCID, limits=limits())
    allowed = status.value in {"active", "blocked_theft", "blocked_loss"}

    assert codes(found) == ([] if allowed else ["mvno.swap_not_allowed"])
    assert all(v.family is Family.PRECONDITION_FAILED and v.rule_id == "MVNO-LINE-6" for v in found)


def test_swap_needs_a_new_iccid_unless_the_platform_picks_an_esim_mvno_line_6() -> None:
    (found,) = check_swap(line=line(), new_iccid=None, limits=limits())

    assert (found.rule_id, found.code) == ("MVNO-LINE-6", "mvno.new_iccid_required")
    assert found.family is Family.VALIDATION_FAILED
    assert check_swap(line=line(), new_iccid=None, limits=limits(picks_esim=True)) == ()


def test_swap_to_the_same_iccid_is_one_conflict_mvno_line_6() -> None:
    me = line()
    (found,) = check_swap(line=me, new_iccid=ICCID, limits=limits(), lines_of_integration=[me])

    assert (found.rule_id, found.code, found.family) == ("MVNO-LINE-6", "mvno.same_iccid", Family.CONFLICT)


@pytest.mark.parametrize("status", LineStatus)
def test_only_a_cancelled_line_frees_its_iccid_mvno_line_3(status: LineStatus) -> None:
    other = line(id="8", msisdn=OTHER_NUMBER, iccid=OTHER_ICCID, status=status)
    found = check_swap(line=line(), new_iccid=OTHER_ICCID, limits=limits(), lines_of_integration=[other])

    assert codes(found) == ([] if status == "cancelled" else ["mvno.iccid_in_use"])
    assert all(v.family is Family.CONFLICT and v.rule_id == "MVNO-LINE-3" for v in found)


@pytest.mark.parametrize("status", LineStatus)
def test_a_swap_keeps_each_rule_in_listed_order_mvno_line_1_mvno_line_3_mvno_line_6(
    status: LineStatus,
) -> None:
    other = line(id="8", msisdn=OTHER_NUMBER, iccid=FOREIGN_ICCID)
    found = check_swap(
        line=line(status=status), new_iccid=FOREIGN_ICCID, limits=limits(), lines_of_integration=[other]
    )
    expected = ["MVNO-LINE-1", "MVNO-LINE-3", "MVNO-LINE-6"]

    assert rule_ids(found) == (expected[:2] if status in {"active", "blocked_theft", "blocked_loss"} else expected)


@pytest.mark.parametrize("status", LineStatus)
def test_plan_change_needs_an_active_line_mvno_line_7(status: LineStatus) -> None:
    found = check_plan_change(line=line(status=status))

    assert codes(found) == ([] if status == "active" else ["mvno.plan_change_not_allowed"])
    assert all(v.family is Family.PRECONDITION_FAILED and v.rule_id == "MVNO-LINE-7" for v in found)


@pytest.mark.parametrize("status", LineStatus)
def test_top_up_needs_an_active_or_partially_blocked_line_mvno_line_7(status: LineStatus) -> None:
    found = check_top_up(line=line(status=status))

    assert codes(found) == ([] if status in {"active", "blocked_partial"} else ["mvno.top_up_not_allowed"])
    assert all(v.family is Family.PRECONDITION_FAILED and v.rule_id == "MVNO-LINE-7" for v in found)


ACTIVATION = ActivateLine(customer=HOLDER, plan_code="P4", area_code="11", iccid=OTHER_ICCID)


def test_a_good_activation_breaks_nothing() -> None:
    assert check_activation(ACTIVATION, limits=limits(), today=TODAY, lines_of_integration=[line()]) == ()


def test_activation_without_iccid_needs_an_esim_that_the_platform_picks_mvno_line_1() -> None:
    bare = attrs.evolve(ACTIVATION, iccid=None)
    esim = attrs.evolve(bare, esim=True)
    picks = limits(picks_esim=True)

    assert codes(check_activation(bare, limits=picks, today=TODAY)) == ["mvno.invalid_iccid"]
    assert codes(check_activation(esim, limits=limits(), today=TODAY)) == ["mvno.invalid_iccid"]
    assert check_activation(esim, limits=picks, today=TODAY) == ()


@pytest.mark.parametrize("area_code", ["10", "20", "23", "52", "", "1"])
def test_activation_needs_an_area_code_that_exists_mvno_line_2(area_code: str) -> None:
    (found,) = check_activation(attrs.evolve(ACTIVATION, area_code=area_code), limits=limits(), today=TODAY)

    assert (found.rule_id, found.context["field"]) == ("MVNO-LINE-2", "area_code")


def test_activation_of_an_iccid_on_another_line_is_refused_mvno_line_3() -> None:
    found = check_activation(
        attrs.evolve(ACTIVATION, iccid=ICCID), limits=limits(), today=TODAY, lines_of_integration=[line()]
    )

    assert codes(found) == ["mvno.iccid_in_use"]


def test_activation_again_of_the_same_inactive_line_does_not_find_its_own_iccid_taken_mvno_line_3() -> None:
    me = line(status=LineStatus.INACTIVE, msisdn=None)
    found = check_activation(
        attrs.evolve(ACTIVATION, iccid=ICCID),
        limits=limits(),
        today=TODAY,
        line=me,
        lines_of_integration=[line(status=LineStatus.INACTIVE, msisdn=None)],
    )

    assert found == ()


def test_two_platform_records_of_one_number_are_one_line_mvno_line_3() -> None:
    me = line(id=None)
    record = line(id=None, iccid=OTHER_ICCID, status=LineStatus.UNKNOWN)

    assert check_swap(line=me, new_iccid=OTHER_ICCID, limits=limits(), lines_of_integration=[record]) == ()


@pytest.mark.parametrize("status", LineStatus)
def test_activation_obeys_the_machine_mvno_line_4(status: LineStatus) -> None:
    found = check_activation(ACTIVATION, limits=limits(), today=TODAY, line=line(status=status))

    assert codes(found) == ([] if status in {"inactive", "awaiting_activation"} else ["mvno.line"])


def test_activation_names_every_missing_field_of_the_customer_mvno_line_8() -> None:
    bare = attrs.evolve(HOLDER, legal_name="", email=None)
    (found,) = check_activation(
        attrs.evolve(ACTIVATION, customer=bare), limits=limits(holder_fields=("email",)), today=TODAY
    )

    assert (found.rule_id, found.code) == ("MVNO-LINE-8", "mvno.holder_data_incomplete")
    assert found.context["fields"] == ("legal_name", "email")


def test_activation_reports_what_the_platform_adds_mvno_line_9() -> None:
    platform = limits(activation_conditions=lambda request: (("odd", Family.CONFLICT, request.plan_code),))
    (found,) = check_activation(ACTIVATION, limits=platform, today=TODAY)

    assert (found.rule_id, found.code, found.family) == ("MVNO-LINE-9", "mvno.platform.odd", Family.CONFLICT)
    assert found.message == ACTIVATION.plan_code


@pytest.mark.parametrize(
    ("asked", "refused", "code"),
    [
        ({"starts_on": TODAY}, {"schedules_blocks": False}, "mvno.block_schedule_unsupported"),
        ({"suspend_billing": True}, {"suspends_billing": frozenset()}, "mvno.block_billing_unsupported"),
        (
            {"suspend_billing": False},
            {"suspends_billing": frozenset({BlockScope.PARTIAL})},
            "mvno.block_billing_unsupported",
        ),
    ],
)
def test_a_block_asks_for_no_more_than_the_platform_offers_mvno_line_5(
    asked: dict[str, Any], refused: dict[str, Any], code: str
) -> None:
    block = LineBlock(scope=BlockScope.TOTAL, reason=BlockReason.DEBT, **asked)

    (found,) = check_block(line=line(), block=block, limits=limits(**refused))
    assert (found.rule_id, found.code, found.family) == ("MVNO-LINE-5", code, Family.UNSUPPORTED_OPERATION)
    assert check_block(line=line(), block=block, limits=limits()) == ()


def test_activation_with_a_port_in_lists_its_rules_after_the_lines() -> None:
    request = attrs.evolve(
        ACTIVATION,
        iccid=FOREIGN_ICCID,
        port_in=PortIn(number=Msisdn.parse("21961234567"), scheduled_for=date(2026, 3, 4)),
    )
    found = check_activation(
        request,
        limits=limits(port_in_needs_donor=True),
        today=TODAY,
        portabilities=[
            Portability(number=Msisdn.parse("21961234567"), status=PortabilityStatus.UNKNOWN),
        ],
    )

    assert rule_ids(found) == ["MVNO-LINE-1", "MVNO-PORT-3", "MVNO-PORT-1", "MVNO-PORT-4", "MVNO-PORT-5"]


@pytest.mark.parametrize(
    ("status", "blocking"), [(PortabilityStatus.PENDING, True), (PortabilityStatus.CONFLICT, False)]
)
def test_activation_again_meets_the_lines_own_open_portability_mvno_port_4(
    status: PortabilityStatus, blocking: bool
) -> None:
    me = line(status=LineStatus.INACTIVE, portability=Portability(number=NUMBER, status=status))
    found = check_activation(
        attrs.evolve(ACTIVATION, port_in=PortIn(number=NUMBER)), limits=limits(), today=TODAY, line=me
    )

    assert codes(found) == (["mvno.port_already_open"] if blocking else [])


def test_activation_with_an_impossible_area_code_does_not_compare_the_port_in_with_it() -> None:
    request = attrs.evolve(ACTIVATION, area_code="10", port_in=PortIn(number=NUMBER))

    assert rule_ids(check_activation(request, limits=limits(), today=TODAY)) == ["MVNO-LINE-2"]


def test_an_activation_for_a_customer_with_control_signs_is_refused_core_12() -> None:
    spoilt = attrs.evolve(HOLDER, legal_name="Fulana\nExemplo")
    (found,) = check_activation(attrs.evolve(ACTIVATION, customer=spoilt), limits=limits(), today=TODAY)

    assert (found.rule_id, found.code, found.context) == ("CORE-12", "mvno.text_invalid", {"field": "legal_name"})
