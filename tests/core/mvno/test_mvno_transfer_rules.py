"""Rules of 6.1: each broken alone, in listed order together, skipped without their input."""

from typing import Any, ClassVar

import attrs
import pytest

from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    ContractItem,
    ContractStatus,
    ProductType,
)
from isp_integrations.core.errors import (
    InvalidRecord,
    PlatformNotAvailable,
    RuleViolation,
    SupportRefused,
    UnsupportedOperation,
    UnverifiedWire,
    refuse_errors,
)
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.models import (
    LineStatus,
    Portability,
    PortabilityStatus,
    TransferKind,
    TransferPolicy,
)
from isp_integrations.core.mvno.requests import TransferOwnership
from isp_integrations.core.mvno.rules import (
    plan_changes,
    target_plan_code,
    transfer_kind,
    transfer_needs_platform,
)
from isp_integrations.core.rules import Family, Severity
from mvno_makers import (
    CONTRACT,
    HOLDER,
    INTEGRATION,
    MOBILE_ITEM,
    REQUEST,
    codes,
    contract,
    limits,
    line,
    rule_ids,
    transfer,
)

SAME_CUSTOMER = contract(customer_id="10")
SAME_CUSTOMER_REQUEST = attrs.evolve(REQUEST, new_holder=attrs.evolve(HOLDER, id="10"))
MISSING_MOBILE = contract(items=(ContractItem(product_id="1", type=ProductType.INTERNET),))
P = PortabilityStatus


def ported(status: PortabilityStatus | None, *, flag: bool | None = True) -> Any:
    return line(is_ported=flag, portability=None if status is None else Portability(status=status))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="another-holder"),
        pytest.param({"line": ported(P.COMPLETED)}, id="ported-and-completed"),
        pytest.param({"request": SAME_CUSTOMER_REQUEST, "new_contract": SAME_CUSTOMER}, id="same-customer"),
        pytest.param({"new_contract": contract(access=AccessStatus.PAYMENT_OVERDUE)}, id="overdue"),
    ],
)
def test_a_good_transfer_breaks_nothing(given: dict[str, Any]) -> None:
    assert transfer(**given) == ()


BROKEN_ALONE = [
    ("MVNO-TRANSFER-PRE-2", "mvno.line_not_registered", Family.NOT_FOUND, {"line": None}),
    (
        "MVNO-TRANSFER-8",
        "mvno.new_contract_required",
        Family.VALIDATION_FAILED,
        {"request": attrs.evolve(REQUEST, new_contract_id=None)},
    ),
    (
        "MVNO-TRANSFER-7",
        "mvno.line_id",
        Family.IMMUTABLE_FIELD,
        {"request": attrs.evolve(REQUEST, line_id="8")},
    ),
    (
        "MVNO-TRANSFER-7",
        "mvno.transfer_stale",
        Family.CONFLICT,
        {"request": attrs.evolve(REQUEST, current_contract_id="99")},
    ),
    ("MVNO-TRANSFER-PRE-1", "mvno.integration_not_registered", Family.NOT_FOUND, {"integrations": ()}),
    (
        "MVNO-TRANSFER-PRE-1",
        "mvno.integration_not_registered",
        Family.NOT_FOUND,
        {"integrations": (attrs.evolve(INTEGRATION, id="4"),)},
    ),
    (
        "MVNO-TRANSFER-PRE-3",
        "mvno.transfer_unsupported",
        Family.UNSUPPORTED_OPERATION,
        {"support": (UnsupportedOperation(message="x", platform="exemplo"),)},
    ),
    (
        "MVNO-TRANSFER-PRE-3",
        "mvno.transfer_unverified",
        Family.UNVERIFIED_WIRE,
        {"support": (UnverifiedWire(message="x", platform="exemplo"),)},
    ),
    (
        "MVNO-TRANSFER-PRE-3",
        "mvno.platform_not_available",
        Family.PLATFORM_NOT_AVAILABLE,
        {"support": (PlatformNotAvailable(message="x", platform="exemplo"),)},
    ),
    *(
        ("MVNO-TRANSFER-1", "mvno.line_not_active", Family.PRECONDITION_FAILED, {"line": line(status=status)})
        for status in LineStatus
        if status is not LineStatus.ACTIVE
    ),
    *(
        (
            "MVNO-TRANSFER-2",
            "mvno.portability_not_completed",
            Family.PRECONDITION_FAILED,
            {"line": ported(status)},
        )
        for status in (
            P.NONE,
            P.PENDING,
            P.CONFLICT,
            P.SCHEDULED,
            P.SUSPENDED,
            P.CANCELLATION_PENDING,
            P.PARTIAL_FAILURE,
            P.UNKNOWN,
            P.REFUSED,
            P.CANCELLED,
            None,
        )
    ),
    *(
        (
            "MVNO-TRANSFER-3",
            "mvno.target_contract_not_active",
            Family.PRECONDITION_FAILED,
            {"new_contract": contract(status=status, access=access)},
        )
        for status, access in (
            (ContractStatus.PRE_CONTRACT, AccessStatus.DEACTIVATED),
            (ContractStatus.PRE_CONTRACT, AccessStatus.AWAITING_SIGNATURE),
            (ContractStatus.INACTIVE, AccessStatus.DEACTIVATED),
            (ContractStatus.DEFAULTED, AccessStatus.DEACTIVATED),
            (ContractStatus.WITHDRAWN, AccessStatus.DEACTIVATED),
            (ContractStatus.UNKNOWN, AccessStatus.ACTIVE),
        )
    ),
    (
        "MVNO-TRANSFER-4",
        "mvno.target_contract_not_of_new_holder",
        Family.PRECONDITION_FAILED,
        {"new_contract": contract(customer_id="21")},
    ),
    (
        "MVNO-TRANSFER-6",
        "mvno.same_contract",
        Family.CONFLICT,
        {
            "request": attrs.evolve(SAME_CUSTOMER_REQUEST, new_contract_id="100"),
            "new_contract": contract(id="100", customer_id="10"),
        },
    ),
    (
        "MVNO-TRANSFER-9",
        "mvno.mobile_product_missing",
        Family.PRECONDITION_FAILED,
        {"new_contract": MISSING_MOBILE},
    ),
    (
        "MVNO-TRANSFER-10",
        "mvno.plan_not_on_platform",
        Family.PRECONDITION_FAILED,
        {"new_contract": contract(items=(attrs.evolve(MOBILE_ITEM, integration_id="4"),))},
    ),
    (
        "MVNO-TRANSFER-10",
        "mvno.plan_not_on_platform",
        Family.PRECONDITION_FAILED,
        {"new_contract": contract(items=(attrs.evolve(MOBILE_ITEM, platform_plan_code=None),))},
    ),
    (
        "MVNO-TRANSFER-11",
        "mvno.line_only_local",
        Family.PRECONDITION_FAILED,
        {"line": line(on_platform=False)},
    ),
    (
        "MVNO-TRANSFER-13",
        "mvno.holder_data_incomplete",
        Family.VALIDATION_FAILED,
        {"request": attrs.evolve(REQUEST, new_holder=attrs.evolve(HOLDER, tax_id=None))},
    ),
    (
        "MVNO-TRANSFER-15",
        "mvno.platform.postpaid_only",
        Family.PRECONDITION_FAILED,
        {
            "limits": limits(
                transfer_conditions=lambda _: (("postpaid_only", Family.PRECONDITION_FAILED, "Só pós-pago."),)
            )
        },
    ),
]


@pytest.mark.parametrize(
    ("rule_id", "code", "family", "given"), BROKEN_ALONE, ids=[f"{r}-{c}" for r, c, _, _ in BROKEN_ALONE]
)
def test_each_broken_rule_alone_is_one_error(rule_id: str, code: str, family: Family, given: dict[str, Any]) -> None:
    (found,) = transfer(**given)

    assert (found.rule_id, found.code, found.family) == (rule_id, code, family)
    assert found.severity is Severity.ERROR
    assert found.message


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"integrations": ()}, "Nenhuma integração de telefonia móvel cadastrada."),
        ({"line": line(status=LineStatus.INACTIVE)}, "A linha deve estar com o status Ativo."),
        ({"line": ported(P.PENDING)}, "A portabilidade da linha deve estar Concluída."),
        (
            {"new_contract": contract(status=ContractStatus.PRE_CONTRACT)},
            "O contrato que receberá a linha deve estar Ativo.",
        ),
    ],
    ids=["MVNO-TRANSFER-PRE-1", "MVNO-TRANSFER-1", "MVNO-TRANSFER-2", "MVNO-TRANSFER-3"],
)
def test_the_written_sentences_are_kept(given: dict[str, Any], sentence: str) -> None:
    (found,) = transfer(**given)

    assert found.message == sentence


def test_two_broken_rules_come_in_listed_order() -> None:
    both = transfer(line=ported(P.PENDING), new_contract=contract(status=ContractStatus.INACTIVE))
    turned = transfer(
        line=line(on_platform=False, status=LineStatus.CANCELLED),
        integrations=(),
        new_contract=MISSING_MOBILE,
    )

    assert rule_ids(both) == ["MVNO-TRANSFER-2", "MVNO-TRANSFER-3"]
    assert rule_ids(turned) == [
        "MVNO-TRANSFER-PRE-1",
        "MVNO-TRANSFER-1",
        "MVNO-TRANSFER-9",
        "MVNO-TRANSFER-11",
    ]


def test_everything_broken_at_once_comes_in_listed_order() -> None:
    found = transfer(
        request=attrs.evolve(
            REQUEST,
            line_id="8",
            current_contract_id="99",
            new_holder=attrs.evolve(HOLDER, id="9", legal_name=" "),
        ),
        line=line(status=LineStatus.UNKNOWN, is_ported=True, contract_id="200", on_platform=False),
        new_contract=contract(
            status=ContractStatus.UNKNOWN,
            access=AccessStatus.UNKNOWN,
            items=(attrs.evolve(MOBILE_ITEM, platform_plan_code=None),),
        ),
        integrations=(attrs.evolve(INTEGRATION, last_check_ok=False),),
        support=(UnsupportedOperation(message="x", platform="exemplo"),),
        limits=limits(transfer_conditions=lambda _: (("odd", Family.CONFLICT, "Não."),)),
    )

    assert codes(found) == [
        "mvno.line_id",
        "mvno.transfer_stale",
        "mvno.integration_not_connected",
        "mvno.transfer_unsupported",
        "mvno.line_not_active",
        "mvno.portability_not_completed",
        "mvno.target_contract_not_active",
        "mvno.target_contract_blocked",
        "mvno.target_contract_not_of_new_holder",
        "mvno.same_contract",
        "mvno.plan_not_on_platform",
        "mvno.line_only_local",
        "mvno.holder_data_incomplete",
        "mvno.platform.odd",
    ]


def test_without_a_new_contract_only_the_rules_about_it_are_skipped_mvno_transfer_8() -> None:
    found = transfer(
        request=attrs.evolve(REQUEST, new_contract_id="  "),
        line=line(status=LineStatus.INACTIVE, on_platform=False),
        new_contract=contract(status=ContractStatus.INACTIVE),
        support=(UnsupportedOperation(message="x", platform="exemplo"),),
    )

    assert rule_ids(found) == ["MVNO-TRANSFER-8", "MVNO-TRANSFER-PRE-3", "MVNO-TRANSFER-1"]


def test_without_a_line_the_rules_about_the_contract_still_count_mvno_transfer_pre_2() -> None:
    found = transfer(line=None, new_contract=contract(status=ContractStatus.INACTIVE, customer_id="21"))

    assert rule_ids(found) == ["MVNO-TRANSFER-PRE-2", "MVNO-TRANSFER-3", "MVNO-TRANSFER-4"]


def test_rules_without_their_input_are_skipped_core_11() -> None:
    unknown_to_host = line(id=None, contract_id=None, customer_id=None, integration_id=None, on_platform=False)
    found = transfer(
        request=attrs.evolve(
            REQUEST, line_id="8", current_contract_id=None, new_holder=attrs.evolve(HOLDER, tax_id=None)
        ),
        line=unknown_to_host,
        integrations=None,
    )

    assert found == ()


def test_a_contract_other_than_the_requests_is_the_callers_mistake() -> None:
    with pytest.raises(InvalidRecord, match=r"^new_contract: não é o contrato"):
        transfer(new_contract=contract(id="201"))


def test_a_failed_connection_test_is_told_mvno_transfer_pre_1() -> None:
    (found,) = transfer(integrations=(attrs.evolve(INTEGRATION, last_check_ok=False),))

    assert (found.code, found.severity) == ("mvno.integration_not_connected", Severity.WARNING)
    assert found.family is Family.PRECONDITION_FAILED


def test_another_integrations_failed_test_is_not_told_mvno_transfer_pre_1() -> None:
    other = attrs.evolve(INTEGRATION, id="4", last_check_ok=False)

    assert transfer(integrations=(other, INTEGRATION)) == ()


@pytest.mark.parametrize(
    "access",
    [
        AccessStatus.BLOCKED_MANUAL,
        AccessStatus.BLOCKED_AUTOMATIC,
        AccessStatus.SUSPENDED_BY_CUSTOMER,
        AccessStatus.UNKNOWN,
    ],
)
def test_a_blocked_or_unknown_access_is_only_told_mvno_transfer_3(access: AccessStatus) -> None:
    found = transfer(new_contract=contract(access=access))

    assert codes(found) == ["mvno.target_contract_blocked"]
    assert refuse_errors(found) == found


@pytest.mark.parametrize(
    "status",
    [
        P.PENDING,
        P.CONFLICT,
        P.SCHEDULED,
        P.SUSPENDED,
        P.CANCELLATION_PENDING,
        P.PARTIAL_FAILURE,
        P.UNKNOWN,
    ],
)
@pytest.mark.parametrize("flag", [False, None])
def test_a_port_in_under_way_counts_as_ported_against_the_flag_mvno_transfer_2(
    status: PortabilityStatus, flag: bool | None
) -> None:
    assert codes(transfer(line=ported(status, flag=flag))) == ["mvno.portability_not_completed"]


@pytest.mark.parametrize("status", [None, P.NONE, P.REFUSED, P.CANCELLED, P.COMPLETED])
def test_a_line_the_host_calls_not_ported_passes_when_nothing_is_under_way_mvno_transfer_2(
    status: PortabilityStatus | None,
) -> None:
    assert transfer(line=ported(status, flag=False)) == ()


@pytest.mark.parametrize(
    ("status", "passes"),
    [(None, True), (P.NONE, True), (P.COMPLETED, True), (P.REFUSED, False), (P.CANCELLED, False)],
)
def test_without_a_flag_any_status_but_none_is_ported_mvno_transfer_2(
    status: PortabilityStatus | None, passes: bool
) -> None:
    assert (transfer(line=ported(status, flag=None)) == ()) is passes


@pytest.mark.parametrize(
    ("status", "passes"),
    [(status, status in {P.COMPLETED, P.REFUSED, P.CANCELLED}) for status in PortabilityStatus],
)
def test_the_lenient_policy_lets_only_refused_and_cancelled_pass_too_mvno_transfer_2(
    status: PortabilityStatus, passes: bool
) -> None:
    lenient = TransferPolicy(refused_port_in_counts_as_not_ported=True)

    assert (transfer(line=ported(status), policy=lenient) == ()) is passes


def test_a_missing_mobile_product_may_be_lowered_to_a_warning_mvno_transfer_9() -> None:
    (found,) = transfer(new_contract=MISSING_MOBILE, policy=TransferPolicy(mobile_product_missing=Severity.WARNING))

    assert (found.rule_id, found.severity) == ("MVNO-TRANSFER-9", Severity.WARNING)


@pytest.mark.parametrize(("line_integration", "item_integration"), [(None, "4"), ("3", None), (None, None)])
def test_an_unknown_integration_is_not_compared_mvno_transfer_10(
    line_integration: str | None, item_integration: str | None
) -> None:
    found = transfer(
        line=line(integration_id=line_integration),
        new_contract=contract(items=(attrs.evolve(MOBILE_ITEM, integration_id=item_integration),)),
    )

    assert found == ()


def test_another_customers_contract_is_an_ownership_change_mvno_transfer_5() -> None:
    assert transfer_kind(line(), CONTRACT) is TransferKind.OWNERSHIP_CHANGE
    assert transfer_needs_platform(line(), CONTRACT, limits()) is True


def test_the_same_customers_contract_is_a_contract_change_mvno_transfer_5() -> None:
    assert transfer_kind(line(), SAME_CUSTOMER) is TransferKind.CONTRACT_CHANGE


def test_the_kind_is_unknown_while_the_lines_customer_is_mvno_transfer_5() -> None:
    assert transfer_kind(line(customer_id=None), CONTRACT) is None
    assert transfer_needs_platform(line(customer_id=None), CONTRACT, limits()) is None


@pytest.mark.parametrize(
    ("keeps_contract", "plan", "needed"),
    [(False, "P4", False), (True, "P4", True), (False, "P7", True), (False, None, False)],
)
def test_a_contract_change_calls_the_platform_only_for_contract_or_plan_mvno_transfer_5(
    keeps_contract: bool, plan: str | None, needed: bool
) -> None:
    target = attrs.evolve(SAME_CUSTOMER, items=(attrs.evolve(MOBILE_ITEM, platform_plan_code=plan),))

    assert transfer_needs_platform(line(), target, limits(keeps_contract=keeps_contract)) is needed


REFUSALS = [
    UnsupportedOperation(message="não dá", platform="exemplo"),
    UnverifiedWire(message="não se sabe", platform="exemplo", assumed=("transfer",)),
    PlatformNotAvailable(message="só o nome", platform="surf", ask=("manual",)),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=lambda r: type(r).__name__)
def test_support_is_not_asked_where_the_platform_need_not_know_mvno_transfer_pre_3(
    refused: SupportRefused,
) -> None:
    here = transfer(request=SAME_CUSTOMER_REQUEST, new_contract=SAME_CUSTOMER, support=(refused,))
    kept = transfer(
        request=SAME_CUSTOMER_REQUEST,
        new_contract=SAME_CUSTOMER,
        support=(refused,),
        limits=limits(keeps_contract=True),
    )

    assert here == ()
    assert [(v.rule_id, v.message) for v in kept] == [("MVNO-TRANSFER-PRE-3", refused.message)]


def test_a_local_line_may_change_contract_where_the_platform_need_not_know_mvno_transfer_11() -> None:
    found = transfer(request=SAME_CUSTOMER_REQUEST, new_contract=SAME_CUSTOMER, line=line(on_platform=False))

    assert found == ()


def test_no_holder_data_are_asked_of_the_same_customer_mvno_transfer_13() -> None:
    bare = attrs.evolve(SAME_CUSTOMER_REQUEST, new_holder=attrs.evolve(HOLDER, id="10", legal_name="", tax_id=None))

    assert transfer(request=bare, new_contract=SAME_CUSTOMER) == ()


def test_all_missing_holder_fields_are_named_at_once_mvno_transfer_13() -> None:
    bare = attrs.evolve(HOLDER, legal_name=" ", tax_id=None, email="", address=Address(street="Rua A", number="1"))
    (found,) = transfer(
        request=attrs.evolve(REQUEST, new_holder=bare),
        limits=limits(holder_fields=("email", "mobile_phone", "address")),
    )

    assert found.context["fields"] == (
        "legal_name",
        "tax_id",
        "email",
        "mobile_phone",
        "address.district",
        "address.city",
        "address.state",
        "address.postal_code",
    )


def test_a_holder_without_address_misses_the_address_mvno_transfer_13() -> None:
    (found,) = transfer(limits=limits(holder_fields=("address",)))

    assert found.context["fields"] == ("address",)


def test_the_target_plan_is_the_mobile_products_on_the_lines_integration_mvno_transfer_14() -> None:
    target = contract(
        items=(
            ContractItem(product_id="1", type=ProductType.INTERNET, integration_id="3", platform_plan_code="X"),
            ContractItem(product_id="2", type=ProductType.MOBILE, integration_id="4", platform_plan_code="Y"),
            ContractItem(product_id="3", type=ProductType.MOBILE, integration_id="3", platform_plan_code="P7"),
            ContractItem(product_id="4", type=ProductType.MOBILE, integration_id="3", platform_plan_code="P9"),
        )
    )

    assert target_plan_code(line(), target) == "P7"
    assert plan_changes(line(), target) is True


def test_a_target_that_also_has_the_lines_plan_keeps_it_mvno_transfer_14() -> None:
    target = contract(items=(attrs.evolve(MOBILE_ITEM, platform_plan_code="P7"), MOBILE_ITEM))

    assert target_plan_code(line(), target) == "P4"
    assert plan_changes(line(), target) is False


def test_a_plan_that_is_not_known_does_not_change_mvno_transfer_14() -> None:
    assert plan_changes(line(plan_code=None), CONTRACT) is False


class Picky(MvnoSpec):
    """A platform with a condition of its own."""

    key: ClassVar[str] = "picky"
    holder_fields: ClassVar[tuple[str, ...]] = ("email",)
    keeps_contract: ClassVar[bool] = True

    @classmethod
    def transfer_conditions(cls, request: TransferOwnership) -> tuple[tuple[str, Family, str], ...]:
        name = f"{cls.key}_{request.kind}_{request.new_contract_id}_{request.new_holder is not None}"
        return ((name, Family.CONFLICT, "Não aceita."),)


def test_a_platforms_conditions_see_the_request_that_would_be_sent_mvno_transfer_15() -> None:
    picky = PlatformLimits.of(Picky)
    owner = transfer(limits=attrs.evolve(picky, holder_fields=()))
    same = transfer(request=SAME_CUSTOMER_REQUEST, new_contract=SAME_CUSTOMER, limits=picky)

    assert codes(owner) == ["mvno.platform.picky_ownership_change_200_True"]
    assert codes(same) == ["mvno.platform.picky_contract_change_200_False"]


def test_a_platforms_conditions_are_not_asked_where_it_is_not_called_mvno_transfer_15() -> None:
    found = transfer(
        request=SAME_CUSTOMER_REQUEST,
        new_contract=SAME_CUSTOMER,
        limits=limits(transfer_conditions=lambda _: (("odd", Family.CONFLICT, "Não."),)),
    )

    assert found == ()


def test_limits_are_what_the_plugin_declares() -> None:
    declared = PlatformLimits.of(Picky)

    assert (declared.holder_fields, declared.keeps_contract) == (("email",), True)
    assert (declared.iccid_prefix, declared.blocks) == ("8955", {})


def test_one_exception_holds_every_error_and_no_warning_core_11() -> None:
    found = transfer(
        line=line(status=LineStatus.INACTIVE),
        integrations=(attrs.evolve(INTEGRATION, last_check_ok=False),),
        new_contract=contract(status=ContractStatus.INACTIVE),
    )

    with pytest.raises(RuleViolation) as refused:
        refuse_errors(found)

    assert rule_ids(refused.value.violations) == ["MVNO-TRANSFER-1", "MVNO-TRANSFER-3"]
    assert len(found) == 3
    assert refused.value.family is Family.PRECONDITION_FAILED


def test_violations_hold_no_personal_data_core_4() -> None:
    found = transfer(
        line=line(status=LineStatus.INACTIVE, is_ported=True),
        request=attrs.evolve(REQUEST, new_holder=attrs.evolve(HOLDER, id="9", tax_id=None)),
    )

    assert "Fulana" not in repr(found)
    assert "61234567" not in repr(found)


def test_a_new_holder_with_control_signs_is_refused_where_the_platform_gets_him_core_12() -> None:
    spoilt = attrs.evolve(HOLDER, email="fulana\r@example.invalid")
    (found,) = transfer(request=attrs.evolve(REQUEST, new_holder=spoilt))

    assert (found.rule_id, found.code, found.context) == ("CORE-12", "mvno.text_invalid", {"field": "email"})
    same = attrs.evolve(SAME_CUSTOMER_REQUEST, new_holder=attrs.evolve(spoilt, id="10"))
    assert transfer(request=same, new_contract=SAME_CUSTOMER) == ()
