"""Rules of a subscriber's data, allowances and panel: each broken alone, and together in their order."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

import voip_makers as make
from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.identifiers import Cnpj, Cpf, PostalCode
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.voip import forms, rules
from isp_integrations.core.voip import models as m

COMPANY = Cnpj.parse("11222333000181")
PERSON = Cpf.parse("52998224725")


def broken(profile: m.SubscriberProfile, **given: Any) -> list[str]:
    checked: dict[str, Any] = {"limits": make.LIMITS, "sales_plans": make.PLANS, "allowances": make.ALLOWANCES}
    return make.codes(rules.check_subscriber(profile, **{**checked, **given}))


def panel(access: m.PanelAccess | None, **given: Any) -> list[str]:
    checked: dict[str, Any] = {"limits": make.LIMITS, "username_check": make.FREE}
    return make.codes(rules.check_access(access, **{**checked, **given}))


def test_a_whole_subscriber_breaks_nothing() -> None:
    assert broken(make.PROFILE) == []
    assert broken(make.with_slots(**dict.fromkeys(m.CallCategory, "31"))) == []


@pytest.mark.parametrize("modality", ["", "pos", "franquia", "Pré-pago ilimitado"])
def test_a_modality_is_whatever_word_the_platform_has(modality: str) -> None:
    profile = make.profile(modality=modality)
    assert broken(profile) == []
    assert profile.modality == modality


@pytest.mark.parametrize("plan", [None, "", "404", "9"], ids=["none", "empty", "unknown", "inactive"])
def test_voip_sub_1_a_sales_plan_exists_before_the_subscriber(plan: str | None) -> None:
    (found,) = rules.check_subscriber(make.profile(sales_plan_id=plan), limits=make.LIMITS, sales_plans=make.PLANS)
    assert (found.code, found.family) == ("voip.sales_plan_required", Family.PRECONDITION_FAILED)


def test_voip_sub_1_plans_that_are_not_known_are_not_checked_but_one_must_be_named() -> None:
    assert broken(make.profile(sales_plan_id="404"), sales_plans=None) == []
    assert broken(make.profile(sales_plan_id=None), sales_plans=None) == ["voip.sales_plan_required"]


def test_voip_sub_1_the_allowance_is_optional() -> None:
    assert broken(make.profile(allowances={}, allowance_enabled=False)) == []


@pytest.mark.parametrize(
    ("kind", "tax_id", "fits"),
    [
        (m.PersonType.NATURAL, PERSON, True),
        (m.PersonType.LEGAL, COMPANY, True),
        (m.PersonType.NATURAL, COMPANY, False),
        (m.PersonType.LEGAL, PERSON, False),
    ],
)
def test_voip_sub_3_the_person_type_matches_the_document(kind: m.PersonType, tax_id: Any, fits: bool) -> None:
    expected = [] if fits else ["voip.person_type_mismatch"]
    assert broken(make.profile(person_type=kind, tax_id=tax_id)) == expected


@pytest.mark.parametrize("address", [None, Address(street="Rua Sem CEP")])
def test_voip_sub_4_the_address_has_a_postal_code(address: Address | None) -> None:
    assert broken(make.profile(address=address)) == ["voip.invalid_postal_code"]


@pytest.mark.parametrize("text", ["0131010", "01310-1000", "abc", "", "01310\n100"])
def test_voip_sub_4_a_postal_code_that_is_none_is_a_violation(text: str) -> None:
    found = rules.read_postal_code(text, field="cep")
    assert isinstance(found, Violation)
    assert (found.rule_id, found.code, found.context) == ("VOIP-SUB-4", "voip.invalid_postal_code", {"field": "cep"})
    with pytest.raises(RuleViolation):
        forms.fill_address(text, lambda code: None)


def test_voip_sub_4_the_address_is_completed_from_the_host_s_own_look_up() -> None:
    asked: list[PostalCode] = []

    def look_up(code: PostalCode) -> Address | None:
        asked.append(code)
        return Address(street="Avenida Paulista", district="Bela Vista", city="São Paulo", state="SP", number="1")

    typed = Address(street="Rua Digitada", number="55")
    filled = forms.fill_address("01310-100", look_up, typed=typed)
    assert asked == [PostalCode.parse("01310100")]
    assert (filled.street, filled.number) == ("Rua Digitada", "55"), "what was typed stays"
    assert (filled.district, filled.city, filled.state) == ("Bela Vista", "São Paulo", "SP")
    assert filled.postal_code == asked[0]


def test_voip_sub_4_a_code_that_nobody_knows_leaves_the_address_as_it_was_typed() -> None:
    code = PostalCode.parse("01310100")
    assert forms.fill_address(code, lambda _: None, typed=Address(number="5")) == Address(
        number="5", postal_code=code
    )


def test_voip_sub_5_allowances_without_the_option_are_refused() -> None:
    assert broken(make.profile(allowances=make.slots(fixed_local="31"))) == ["voip.allowance_without_option"]
    assert broken(make.profile(allowances={"fixed_local": m.AllowanceSlot()})) == [], "an empty slot holds nothing"


@pytest.mark.parametrize("allowances", [{}, {"fixed_local": m.AllowanceSlot()}])
def test_voip_sub_5_the_option_demands_an_allowance(allowances: dict[str, m.AllowanceSlot]) -> None:
    found = broken(make.profile(allowance_enabled=True, allowances=allowances))
    assert found == ["voip.allowance_required"]


@pytest.mark.parametrize("category", list(m.CallCategory))
def test_voip_sub_6_each_of_the_six_categories_takes_an_allowance_of_its_own(category: str) -> None:
    assert len(m.CallCategory) == 6
    assert broken(make.with_slots(**{category: "31"})) == []


def test_voip_sub_6_a_category_that_does_not_exist_is_refused() -> None:
    assert broken(make.with_slots(fixed_local="31", mobile_lunar="31")) == ["voip.unknown_category"]


def test_voip_sub_6_an_allowance_that_does_not_exist_is_not_found() -> None:
    (found,) = rules.check_subscriber(
        make.with_slots(fixed_local="31", mobile_local="404"), limits=make.LIMITS, allowances=make.ALLOWANCES
    )
    assert (found.code, found.family) == ("voip.allowance", Family.NOT_FOUND)
    assert found.context == {"fields": ("mobile_local",)}
    assert broken(make.with_slots(fixed_local="404"), allowances=None) == []


@pytest.mark.parametrize(("ldn", "local"), [("fixed_ldn", "fixed_local"), ("mobile_ldn", "mobile_local")])
def test_voip_sub_7_long_distance_consumes_the_local_allowance_of_its_own_kind(ldn: str, local: str) -> None:
    other = {"fixed_local": "mobile_local", "mobile_local": "fixed_local"}[local]
    assert broken(make.with_slots(**{local: "31", ldn: True})) == []
    assert broken(make.with_slots(**{other: "31", ldn: True})) == ["voip.local_allowance_required"]
    assert broken(make.with_slots(**{ldn: True})) == ["voip.local_allowance_required"]


@pytest.mark.parametrize("category", ["fixed_local", "mobile_local", "international_fixed", "international_mobile"])
def test_voip_sub_7_only_long_distance_consumes_the_local_allowance(category: str) -> None:
    linked = {"fixed_local": "31", "mobile_local": "32", category: True}
    assert broken(make.with_slots(**linked)) == ["voip.local_allowance_required"]


def test_voip_sub_8_a_permission_that_the_platform_does_not_know_is_refused() -> None:
    (found,) = rules.check_subscriber(make.profile(permissions=("lines", "flying")), limits=make.LIMITS)
    assert (found.rule_id, found.family) == ("VOIP-SUB-8", Family.UNSUPPORTED_OPERATION)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"email": "novo@example.invalid"}, None),
        ({"sales_plan_id": "8"}, ("sales_plan_id",)),
        ({"permissions": ("email", "lines")}, ("permissions",)),
        ({"email": "novo@example.invalid", "limits": m.SubscriberLimits(ip_lines=9)}, ("limits",)),
    ],
)
def test_voip_sub_8_a_subscriber_changes_only_what_was_granted(
    changes: dict[str, Any], expected: tuple[str, ...] | None
) -> None:
    before = make.granted("email")
    after = make.profile(**{"permissions": ("email",), **changes})
    by_subscriber = rules.check_subscriber_change(subscriber=before, profile=after, by=m.Party.SUBSCRIBER)
    assert [found.context["fields"] for found in by_subscriber] == ([expected] if expected else [])
    assert {found.code for found in by_subscriber} <= {"voip.field_not_granted"}
    assert rules.check_subscriber_change(subscriber=before, profile=after, by=m.Party.RESELLER) == ()


def test_voip_sub_8_nobody_has_no_permission() -> None:
    nobody: Any = None
    changed = make.profile(email="novo@example.invalid")
    found = rules.check_subscriber_change(subscriber=make.SUBSCRIBER, profile=changed, by=nobody)
    assert [violation.family for violation in found] == [Family.PERMISSION_DENIED]


def test_voip_sub_10_a_username_that_was_validated_and_is_free_with_a_password_passes() -> None:
    assert panel(make.ACCESS) == []
    assert panel(None, username_check=None) == []


@pytest.mark.parametrize(
    ("username", "check"),
    [
        ("dora", None),
        ("dora", m.UsernameCheck(username="outra", free=True)),
        ("", m.UsernameCheck(username="", free=True)),
    ],
    ids=["not asked", "asked for another", "empty"],
)
def test_voip_sub_10_a_username_is_validated_before_saving(username: str, check: m.UsernameCheck | None) -> None:
    access = m.PanelAccess(username=username, password=make.PASSWORD)
    assert panel(access, username_check=check) == ["voip.username_not_validated"]


def test_voip_sub_10_a_username_that_is_taken_is_a_conflict() -> None:
    taken = m.UsernameCheck(username="dora", free=False)
    (found,) = rules.check_access(make.ACCESS, limits=make.LIMITS, username_check=taken)
    assert (found.code, found.family) == ("voip.username_taken", Family.CONFLICT)


def test_voip_sub_10_the_subscriber_s_own_username_needs_no_validation() -> None:
    access = m.PanelAccess(username="fulana", password=make.PASSWORD)
    assert panel(access, username_check=None, current=make.SUBSCRIBER) == []
    assert panel(access, username_check=None) == ["voip.username_not_validated"]


@pytest.mark.parametrize(("password", "platform", "expected"), [
    (None, False, ["voip.password_required"]),
    ("", False, ["voip.password_required"]),
    ("", True, ["voip.password_required"]),
    (None, True, []),
])  # fmt: skip
def test_voip_sub_10_a_password_is_typed_or_generated(
    password: str | None, platform: bool, expected: list[str]
) -> None:
    limits = rules.PlatformLimits(permissions=frozenset(), generates_passwords=platform)
    assert panel(m.PanelAccess(username="dora", password=password), limits=limits) == expected


def test_voip_sub_10_the_host_s_generator_makes_the_password() -> None:
    access = forms.generate_access("dora", lambda: make.PASSWORD)
    assert (access.username, access.password) == ("dora", make.PASSWORD)
    assert make.PASSWORD not in repr(access)
    assert "dora" not in repr(access)


@pytest.mark.parametrize("made", ["", "curta", "com espaço no meio", "quebra\nde-linha", "x" * 129])
def test_voip_sub_10_what_is_no_password_is_refused_and_not_told(made: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        forms.generate_access("dora", lambda: made)
    assert not made or made not in str(refused.value)


def test_voip_sub_11_nothing_that_is_read_of_a_subscriber_can_hold_a_password() -> None:
    fields = {field.name for kind in (m.VoipSubscriber, m.SubscriberProfile) for field in attrs.fields(kind)}
    assert not {name for name in fields if "password" in name or name == "raw"}
    saved = m.SavedSubscriber(subscriber=make.SUBSCRIBER, password=make.PASSWORD)
    assert make.PASSWORD not in repr(saved)


@pytest.mark.parametrize(("limit", "present", "room"), [(0, 10**6, True), (0, 0, True), (2, 1, True), (2, 2, False)])
def test_voip_sub_12_a_limit_of_zero_is_no_limit(limit: int, present: int, room: bool) -> None:
    assert m.has_room(limit, present) is room


@pytest.mark.parametrize("name", ["ip_lines", "queues", "ivrs"])
def test_voip_sub_12_a_limit_is_not_negative(name: str) -> None:
    limits: dict[str, Any] = {name: -1}
    (found,) = rules.check_subscriber(make.profile(limits=m.SubscriberLimits(**limits)), limits=make.LIMITS)
    assert (found.code, found.context) == ("voip.invalid_limit", {"fields": (f"limits.{name}",)})


@pytest.mark.parametrize(
    ("day", "after", "renewal"),
    [
        (10, date(2026, 1, 9), date(2026, 1, 10)),
        (10, date(2026, 1, 10), date(2026, 2, 10)),
        (31, date(2026, 1, 31), date(2026, 2, 28)),
        (31, date(2026, 2, 27), date(2026, 2, 28)),
        (30, date(2028, 1, 30), date(2028, 2, 29)),
        (1, date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_voip_sub_13_allowances_renew_on_the_cycle_s_first_day(day: int, after: date, renewal: date) -> None:
    assert forms.next_renewal(day, after=after) == renewal


@pytest.mark.parametrize(("day", "fits"), [(None, True), (1, True), (31, True), (0, False), (32, False)])
def test_voip_sub_13_a_cycle_starts_on_a_day_of_the_month(day: int | None, fits: bool) -> None:
    assert broken(make.profile(cycle_start_day=day)) == ([] if fits else ["voip.invalid_cycle_day"])


def plan(**prices: str) -> m.SalesPlan:
    return m.SalesPlan(
        id="7", prices=tuple(m.PrefixPrice(prefix=name[1:], price=Decimal(price)) for name, price in prices.items())
    )


@pytest.mark.parametrize(
    ("sold", "paid", "cheap"),
    [
        (plan(p55="0.10"), plan(p55="0.10"), ()),
        (plan(p55="0.09"), plan(p55="0.10"), ("55",)),
        (plan(p5511="0.05"), plan(p55="0.10", p551="0.05"), ()),
        (plan(p5511="0.05"), plan(p55="0.10"), ("5511",)),
        (plan(p55="0.05", p551="0.20", p1="0.01"), plan(p55="0.10"), ("55",)),
        (plan(p44="0.01"), plan(p55="0.10"), ()),
    ],
    ids=["equal", "below", "longest prefix", "shorter prefix", "one of three", "not covered"],
)
def test_voip_sub_14_no_prefix_is_sold_below_what_the_reseller_pays(
    sold: m.SalesPlan, paid: m.SalesPlan, cheap: tuple[str, ...]
) -> None:
    found = rules.check_prices(plan=sold, reseller_plan=paid)
    assert [violation.context["prefixes"] for violation in found] == ([cheap] if cheap else [])
    assert {violation.severity for violation in found} <= {Severity.WARNING}


def test_voip_sub_14_a_host_policy_makes_it_an_error() -> None:
    policy = m.SubscriberPolicy(price_below_reseller=Severity.ERROR)
    dear = plan(p55="0.50")
    (found,) = rules.check_subscriber(
        make.PROFILE, limits=make.LIMITS, sales_plans=make.PLANS, reseller_plan=dear, policy=policy
    )
    assert (found.rule_id, found.code) == ("VOIP-SUB-14", "voip.price_below_reseller")
    assert found.severity is Severity.ERROR
    assert broken(make.PROFILE, sales_plans=None, reseller_plan=dear) == []


def test_voip_sub_16_a_category_has_its_own_allowance_or_consumes_the_local_one() -> None:
    both = {"fixed_local": m.AllowanceSlot(allowance_id="31"), "fixed_ldn": m.AllowanceSlot(
        allowance_id="32", consumes_local=True
    )}  # fmt: skip
    (found,) = rules.check_subscriber(
        make.profile(allowance_enabled=True, allowances=both), limits=make.LIMITS, allowances=make.ALLOWANCES
    )
    assert (found.code, found.family) == ("voip.allowance_and_local", Family.CONFLICT)
    assert found.context == {"fields": ("fixed_ldn",)}


def test_core_11_everything_broken_is_told_in_listed_order() -> None:
    spoilt = make.profile(
        sales_plan_id=None,
        person_type=m.PersonType.LEGAL,
        address=None,
        allowance_enabled=False,
        allowances={
            "lunar": m.AllowanceSlot(allowance_id="31"),
            "fixed_local": m.AllowanceSlot(allowance_id="404"),
            "mobile_ldn": m.AllowanceSlot(allowance_id="32", consumes_local=True),
        },
        permissions=("flying",),
        limits=m.SubscriberLimits(queues=-1),
        cycle_start_day=40,
    )
    assert broken(spoilt) == [
        "voip.sales_plan_required",
        "voip.person_type_mismatch",
        "voip.invalid_postal_code",
        "voip.allowance_without_option",
        "voip.unknown_category",
        "voip.allowance",
        "voip.local_allowance_required",
        "voip.permission_unsupported",
        "voip.invalid_limit",
        "voip.invalid_cycle_day",
        "voip.allowance_and_local",
    ]


@pytest.mark.parametrize("field", ["legal_name", "trade_name", "email", "phone", "modality", "address.city"])
def test_core_12_a_text_of_a_subscriber_holds_no_control_signs(field: str) -> None:
    address = Address(city="São\nPaulo", postal_code=PostalCode.parse("01310100"))
    spoilt = {"address": address} if field == "address.city" else {field: "a\x00b"}
    (found,) = rules.check_subscriber(make.profile(**spoilt), limits=make.LIMITS)
    assert (found.rule_id, found.code, found.context) == ("CORE-12", "voip.text_invalid", {"field": field})


@pytest.mark.parametrize("field", ["username", "password"])
def test_core_12_a_panel_s_username_and_password_hold_no_control_signs(field: str) -> None:
    access = attrs.evolve(make.ACCESS, **{field: "a\nb"})
    check = m.UsernameCheck(username=access.username, free=True)
    (found,) = rules.check_access(access, limits=make.LIMITS, username_check=check)
    assert (found.rule_id, found.code, found.context) == ("CORE-12", "voip.text_invalid", {"field": field})
