"""Plans of a customer: made, changed, compared, served; and who may ask for it."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from erp_makers import ANTIVIRUS, NEW_CUSTOMER, NOBODY, ONU, PLAN, YESTERDAY, actor, codes, combo, plan
from isp_integrations.core.erp.events import (
    AccessPointChanged,
    ContractFineChanged,
    DueDateChangeCharge,
    DueDayChanged,
    ExtraServiceDropped,
    NewPlanFinished,
    PlanAddonAdded,
    PlanChanged,
    ProvisionalSpeedRestored,
    RadiusLoginDeleted,
    SvaUsersResyncDue,
    VoiceTerminalEmailCorrected,
)
from isp_integrations.core.erp.models import ContractItem, ProductType, SvaPackage
from isp_integrations.core.erp.new_plan import NewPlanRequest, check_new_plan, finish_new_plan, review_new_plan
from isp_integrations.core.erp.permissions import PERMISSION_NAMES, Actor, Permission, check_permission
from isp_integrations.core.erp.plan_actions import (
    add_addon,
    align_voice_terminal,
    change_access_point,
    check_access_point_change,
    check_radius_deletion,
    delete_radius_login,
    restore_provisional_speed,
)
from isp_integrations.core.erp.plan_change import (
    PlanChangeRequest,
    change_contract_fine,
    change_due_day,
    change_plan,
    check_plan_change,
    check_plan_edit,
)
from isp_integrations.core.erp.plan_comparison import DifferenceKind, PlanAspect, PlanDifference, compare_plans
from isp_integrations.core.erp.plans import (
    AddonKind,
    NetworkAccessPoint,
    PaymentMethod,
    Plan,
    PlanAddon,
    PlanStatus,
    RadiusLogin,
    VoiceTerminal,
)
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.rules import Family, Violation

NEW_PLAN = NewPlanRequest(
    plan_id="p300",
    contract_model_id="m1",
    contract_number="2026-17",
    signatory_id="s1",
    witness_ids=("w1", "w2"),
    payment_method=PaymentMethod.PIX,
    due_day=10,
)
CHANGE = PlanChangeRequest(
    plan_id="7", new_plan_id="p500", payment_method=PaymentMethod.PIX, keep_extra_services=True
)
P500 = Plan(id="p500")
CHANGER = actor(Permission.CHANGE_PLAN)
EDITOR = actor(Permission.EDIT_PLAN)
ACCESS_POINT = NetworkAccessPoint(id="ap2", city_id="c1")
MOVER = actor(Permission.CHANGE_ACCESS_POINT)
LOGIN = RadiusLogin(id="l1", plan_id="7", username="fulana@example.invalid")


def refused(violations: tuple[Violation, ...]) -> list[tuple[str, str, Family]]:
    return [(found.rule_id, found.code, found.family) for found in violations]


# --- permissions --------------------------------------------------------------------------------------------------


def test_the_permissions_are_the_seed_s_eight_in_its_order_elite_perm_1() -> None:
    assert [permission.name for permission in Permission] == [
        "CHANGE_ACCESS_POINT",
        "EDIT_PLAN",
        "TV_PACKAGES",
        "ADD_PHONE_CATEGORY",
        "CUSTOMER_ACCESS_LOG",
        "DELETE_RADIUS_LOGIN",
        "EDIT_CONTRACT_FINE",
        "CHANGE_PLAN",
    ]
    assert list(PERMISSION_NAMES.values()) == [
        "Alterar Ponto Acesso do Plano",
        "Editar dados do Plano",
        "Pacotes de TV",
        "Adicionar Categoria Telefone",
        "Log Acesso Cliente",
        "Apagar Login Radius",
        "Alterar Multa Editar Contrato",
        "Mudar Plano",
    ]


@pytest.mark.parametrize("permission", Permission)
def test_an_action_needs_the_permission_of_its_name_elite_perm_2(permission: Permission) -> None:
    others = Actor(user_id="u1", permissions=tuple(p for p in Permission if p is not permission))

    (found,) = check_permission(others, permission)

    assert (found.rule_id, found.code) == ("ELITE-PERM-2", f"elite.{permission}")
    assert found.family is Family.PERMISSION_DENIED
    assert PERMISSION_NAMES[permission] in found.message
    assert check_permission(actor(permission), permission) == ()


@pytest.mark.parametrize("permission", Permission)
def test_without_an_actor_there_is_no_permission_elite_perm_2(permission: Permission) -> None:
    assert codes(check_permission(None, permission)) == [f"elite.{permission}"]


def test_a_host_s_own_permission_is_none_of_the_eight() -> None:
    chief = Actor(user_id="u1", permissions=("chefia",))
    assert codes(check_permission(chief, Permission.EDIT_PLAN)) == ["elite.edit_plan"]


# --- a new plan ---------------------------------------------------------------------------------------------------


def test_a_new_plan_tells_everything_it_lacks_at_once_elite_plan_1() -> None:
    (found,) = check_new_plan(NewPlanRequest(), customer=NEW_CUSTOMER)

    assert (found.rule_id, found.code, found.family) == (
        "ELITE-PLAN-1",
        "plan.incomplete",
        Family.VALIDATION_FAILED,
    )
    assert found.context == {
        "fields": (
            "plan_id",
            "contract_model_id",
            "contract_number",
            "signatory_id",
            "witness_ids",
            "payment_method",
            "due_day",
        )
    }
    assert "responsável pelo contrato, testemunhas" in found.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("plan_id", " "),
        ("contract_model_id", ""),
        ("contract_number", "\t"),
        ("signatory_id", ""),
        ("witness_ids", ("", "  ")),
        ("payment_method", ""),
        ("due_day", 0),
        ("due_day", 32),
        ("due_day", None),
    ],
)
def test_a_new_plan_names_the_one_field_it_lacks_elite_plan_1(field: str, value: Any) -> None:
    (found,) = check_new_plan(attrs.evolve(NEW_PLAN, **{field: value}), customer=NEW_CUSTOMER)

    assert found.context == {"fields": (field,)}


@pytest.mark.parametrize("day", [1, 31])
def test_a_new_plan_is_finished_once_it_has_everything_elite_plan_1(day: int) -> None:
    done = finish_new_plan(attrs.evolve(NEW_PLAN, due_day=day, witness_ids=("w1", "")), customer=NEW_CUSTOMER)

    assert done.events == (
        NewPlanFinished(
            customer_id="20",
            sold_plan_id="p300",
            contract_model_id="m1",
            contract_number="2026-17",
            signatory_id="s1",
            witness_ids=("w1",),
        ),
    )


def test_an_unfinished_plan_is_not_finished_elite_plan_1() -> None:
    with pytest.raises(RuleViolation) as found:
        finish_new_plan(attrs.evolve(NEW_PLAN, signatory_id=""), customer=NEW_CUSTOMER)
    assert codes(found.value.violations) == ["plan.incomplete"]


def test_the_summary_shows_every_choice_before_the_plan_is_finished_elite_plan_4() -> None:
    review = review_new_plan(NEW_PLAN, customer=NEW_CUSTOMER)

    assert review.can_finish
    assert [(line.label, line.chosen) for line in review.summary] == [
        ("plano", ("p300",)),
        ("modelo de contrato", ("m1",)),
        ("número do contrato", ("2026-17",)),
        ("responsável pelo contrato", ("s1",)),
        ("testemunhas", ("w1", "w2")),
        ("forma de pagamento", ("pix",)),
        ("dia do vencimento", ("10",)),
    ]


def test_the_summary_of_an_unfinished_plan_says_what_is_missing_elite_plan_4() -> None:
    review = review_new_plan(attrs.evolve(NEW_PLAN, witness_ids=()), customer=NEW_CUSTOMER)

    assert not review.can_finish
    assert [line.field for line in review.summary if not line.chosen] == ["witness_ids"]
    assert codes(review.violations) == ["plan.incomplete"]


def test_an_inactive_customer_gets_no_new_plan_core_1() -> None:
    inactive = attrs.evolve(NEW_CUSTOMER, active=False)

    assert codes(check_new_plan(NEW_PLAN, customer=inactive)) == ["contract.customer_inactive"]
    assert codes(check_new_plan(NewPlanRequest(), customer=inactive)) == [
        "plan.incomplete",
        "contract.customer_inactive",
    ]


# --- a change of plan ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [None, "", " "])
def test_a_change_of_plan_asks_for_the_payment_method_elite_plan_2(method: str | None) -> None:
    found = check_plan_change(attrs.evolve(CHANGE, payment_method=method), plan=PLAN, actor=CHANGER)

    assert refused(found) == [("ELITE-PLAN-2", "plan.payment_method_required", Family.VALIDATION_FAILED)]


@pytest.mark.parametrize("method", [*PaymentMethod, "moeda da casa"])
def test_pix_and_any_word_of_the_host_s_is_a_payment_method_elite_plan_2(method: str) -> None:
    done = change_plan(attrs.evolve(CHANGE, payment_method=method), plan=PLAN, new_plan=P500, actor=CHANGER)

    assert (done.value.payment_method, done.value.sold_plan_id) == (method, "p500")
    assert done.events == (
        PlanChanged(plan_id="7", old_sold_plan_id="p300", new_sold_plan_id="p500", payment_method=str(method)),
    )


def test_whether_extra_services_are_kept_must_be_said_elite_plan_5() -> None:
    asked = PlanChangeRequest(plan_id="7", new_plan_id="p500", payment_method="pix")

    assert refused(check_plan_change(asked, plan=PLAN, actor=CHANGER)) == [
        ("ELITE-PLAN-5", "plan.keep_extra_services_required", Family.VALIDATION_FAILED)
    ]


def test_extra_services_follow_when_they_are_kept_elite_plan_5() -> None:
    done = change_plan(CHANGE, plan=PLAN, new_plan=P500, actor=CHANGER)

    assert done.value.addons == (ONU, ANTIVIRUS)


def test_extra_services_that_are_not_kept_are_told_and_the_equipment_stays_elite_plan_5() -> None:
    done = change_plan(attrs.evolve(CHANGE, keep_extra_services=False), plan=PLAN, new_plan=P500, actor=CHANGER)

    assert done.value.addons == (ONU,)
    assert done.events[1:] == (ExtraServiceDropped(plan_id="7", kind="antivirus", ref="91"),)


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        ((), ("playhub",), [("playhub", "create")]),
        (("watch_tv",), (), [("watch_tv", "remove")]),
        (("playhub",), ("playhub",), [("playhub", "change")]),
        (
            ("playhub", "saber_mais"),
            ("watch_tv", "saber_mais"),
            [("playhub", "remove"), ("saber_mais", "change"), ("watch_tv", "create")],
        ),
        ((), (), []),
    ],
)
def test_a_change_from_or_to_a_plan_with_sva_resyncs_its_users_elite_plan_3(
    before: tuple[str, ...], after: tuple[str, ...], needs: list[tuple[str, str]]
) -> None:
    done = change_plan(
        CHANGE, plan=plan(sva_platforms=before), new_plan=Plan(id="p500", sva_platforms=after), actor=CHANGER
    )

    assert [(e.platform, e.need) for e in done.events if isinstance(e, SvaUsersResyncDue)] == needs
    assert done.value.sva_platforms == after


def test_a_change_of_plan_that_breaks_everything_says_so_in_order_core_11() -> None:
    asked = PlanChangeRequest(plan_id="7", new_plan_id="p500")

    found = check_plan_change(asked, plan=plan(combo_id="c1"), actor=None)

    assert [v.rule_id for v in found] == ["ELITE-PLAN-2", "ELITE-PLAN-5", "ELITE-COMBO-2", "ELITE-PERM-2"]
    with pytest.raises(RuleViolation):
        change_plan(asked, plan=plan(combo_id="c1"), new_plan=P500, actor=None)


def test_another_plan_than_the_named_one_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(InvalidRecord, match=r"^plan: não é o plano"):
        check_plan_change(CHANGE, plan=plan(id="8"), actor=CHANGER)
    with pytest.raises(InvalidRecord, match=r"^new_plan: não é o plano"):
        change_plan(CHANGE, plan=PLAN, new_plan=Plan(id="p600"), actor=CHANGER)


# --- comparing ----------------------------------------------------------------------------------------------------


def item(product_id: str, code: str | None = None, package: str | None = None) -> ContractItem:
    return ContractItem(
        product_id=product_id,
        type=ProductType.SVA if package else ProductType.SERVICE,
        platform_plan_code=code,
        sva_package=SvaPackage(code=package) if package else None,
    )


def test_a_comparison_tells_items_speed_price_and_sva_elite_plan_6() -> None:
    old = Plan(
        id="p300",
        download_kbps=300_000,
        upload_kbps=150_000,
        price=Decimal("99.90"),
        items=(item("50"), item("51", "A"), item("60", package="basic")),
        sva_platforms=("playhub",),
    )
    new = Plan(
        id="p500",
        download_kbps=500_000,
        price=Decimal("119.90"),
        items=(item("51", "B"), item("52"), item("60", package="max")),
        sva_platforms=("watch_tv",),
    )

    found = compare_plans(old, new)

    assert [(d.aspect, d.kind, d.ref, d.before, d.after) for d in found] == [
        ("item", "removed", "50", "", None),
        ("item", "changed", "51", "A", "B"),
        ("item", "added", "52", None, ""),
        ("download", "changed", "", "300000", "500000"),
        ("upload", "removed", "", "150000", None),
        ("price", "changed", "", "99.90", "119.90"),
        ("sva", "changed", "60", "basic", "max"),
        ("sva", "removed", "playhub", "", None),
        ("sva", "added", "watch_tv", None, ""),
    ]


def test_equal_plans_do_not_differ_by_how_a_price_is_written_elite_plan_6() -> None:
    old = Plan(id="1", price=Decimal("99.9"), items=(item("50"), item("51")))
    new = Plan(id="2", price=Decimal("99.90"), items=(item("51"), item("50")))

    assert compare_plans(old, new) == ()


def test_a_product_sold_twice_is_told_apart_elite_plan_6() -> None:
    found = compare_plans(Plan(id="1", items=(item("50"),)), Plan(id="2", items=(item("50"), item("50"))))

    assert found == (PlanDifference(aspect=PlanAspect.ITEM, kind=DifferenceKind.ADDED, ref="50", after=""),)


# --- edits of the plan's own data ---------------------------------------------------------------------------------


def test_an_edit_of_a_plan_names_its_combo_and_has_the_permission_elite_perm_2() -> None:
    member = plan(combo_id="c1")

    assert codes(check_plan_edit(member, combo_id=None, actor=NOBODY)) == ["combo.edit_via_combo", "elite.edit_plan"]
    assert check_plan_edit(member, combo_id="c1", actor=EDITOR) == ()


def test_a_change_of_due_day_is_charged_where_the_host_charges_it_elite_due_1() -> None:
    done = change_due_day(PLAN, due_day=20, charged=True, actor=EDITOR)

    assert done.value.due_day == 20
    assert done.events == (
        DueDayChanged(plan_id="7", old_due_day=10, new_due_day=20),
        DueDateChangeCharge(plan_id="7", contract_id="100"),
    )


def test_a_change_of_due_day_is_free_where_the_variable_is_off_elite_due_1() -> None:
    done = change_due_day(PLAN, due_day=20, charged=False, actor=EDITOR)

    assert [event.name for event in done.events] == ["DueDayChanged"]


def test_the_same_due_day_is_no_change_and_never_charged_elite_due_1() -> None:
    assert change_due_day(PLAN, due_day=10, charged=True, actor=EDITOR).events == ()


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_due_day_is_a_day_of_a_month(day: int) -> None:
    with pytest.raises(InvalidRecord, match="1 a 31"):
        change_due_day(PLAN, due_day=day, charged=True, actor=EDITOR)


def test_a_due_day_is_not_changed_without_the_permission_elite_perm_2() -> None:
    with pytest.raises(RuleViolation, match="Editar dados do Plano"):
        change_due_day(PLAN, due_day=20, charged=True, actor=CHANGER)


def test_a_contract_s_fine_is_changed_with_the_permission_elite_perm_2() -> None:
    fined = actor(Permission.EDIT_CONTRACT_FINE)

    done = change_contract_fine("100", old_amount=Decimal(50), new_amount=Decimal("80.5"), actor=fined)

    assert done.events == (
        ContractFineChanged(contract_id="100", old_amount=Decimal(50), new_amount=Decimal("80.5")),
    )
    assert change_contract_fine("100", old_amount=Decimal(50), new_amount=Decimal(50), actor=fined).events == ()
    with pytest.raises(RuleViolation, match="Alterar Multa"):
        change_contract_fine("100", old_amount=None, new_amount=Decimal(0), actor=EDITOR)


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity"])
def test_a_fine_is_an_amount(amount: str) -> None:
    with pytest.raises(InvalidRecord, match="new_amount"):
        change_contract_fine("100", old_amount=None, new_amount=Decimal(amount), actor=EDITOR)


# --- technical actions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "access_point", "fields"),
    [
        (None, None, ("city_id", "access_point")),
        (" ", ACCESS_POINT, ("city_id",)),
        ("c1", None, ("access_point",)),
        ("c2", ACCESS_POINT, ("access_point",)),
    ],
)
def test_a_change_of_access_point_needs_the_city_and_one_of_it_elite_ap_1(
    city: str | None, access_point: NetworkAccessPoint | None, fields: tuple[str, ...]
) -> None:
    (found,) = check_access_point_change(city_id=city, access_point=access_point, actor=MOVER)

    assert (found.rule_id, found.code) == ("ELITE-AP-1", "plan.access_point_required")
    assert found.context == {"fields": fields}


def test_a_plan_is_served_by_another_access_point_elite_ap_1() -> None:
    done = change_access_point(PLAN, city_id="c1", access_point=ACCESS_POINT, actor=MOVER)

    assert done.value.access_point_id == "ap2"
    assert done.events == (AccessPointChanged(plan_id="7", old_access_point_id="ap1", new_access_point_id="ap2"),)
    assert change_access_point(done.value, city_id="c1", access_point=ACCESS_POINT, actor=MOVER).events == ()


def test_an_access_point_is_not_changed_without_the_permission_elite_perm_2() -> None:
    with pytest.raises(RuleViolation) as found:
        change_access_point(PLAN, city_id=None, access_point=None, actor=None)
    assert [v.rule_id for v in found.value.violations] == ["ELITE-AP-1", "ELITE-PERM-2"]


@pytest.mark.parametrize("email", [None, "antiga@example.invalid"])
def test_a_voice_terminal_s_email_is_corrected_to_the_customer_s_and_told_elite_voice_1(email: str | None) -> None:
    done = align_voice_terminal(VoiceTerminal(id="v1", plan_id="7", contact_email=email), customer=NEW_CUSTOMER)

    assert done.value.contact_email == "fulana@example.invalid"
    assert done.events == (VoiceTerminalEmailCorrected(plan_id="7", voice_terminal_id="v1"),)


@pytest.mark.parametrize("email", ["fulana@example.invalid", None, ""])
def test_a_voice_terminal_without_difference_or_known_email_stays_elite_voice_1(email: str | None) -> None:
    terminal = VoiceTerminal(id="v1", plan_id="7", contact_email="fulana@example.invalid")

    done = align_voice_terminal(terminal, customer=attrs.evolve(NEW_CUSTOMER, email=email))

    assert (done.value, done.events) == (terminal, ())


def test_deleting_a_radius_login_needs_its_permission_elite_radius_1() -> None:
    others = Actor(user_id="u1", permissions=tuple(p for p in Permission if p is not Permission.DELETE_RADIUS_LOGIN))

    for whoever in (others, None):
        found = check_radius_deletion(LOGIN, plan=PLAN, actor=whoever)
        assert refused(found) == [("ELITE-RADIUS-1", "radius.delete_login", Family.PERMISSION_DENIED)]
        assert "Apagar Login Radius" in found[0].message


@pytest.mark.parametrize("login", [None, attrs.evolve(LOGIN, plan_id="8")])
def test_a_radius_login_belongs_to_the_plan_elite_radius_2(login: RadiusLogin | None) -> None:
    found = check_radius_deletion(login, plan=PLAN, actor=actor(Permission.DELETE_RADIUS_LOGIN))

    assert refused(found) == [("ELITE-RADIUS-2", "radius.login", Family.NOT_FOUND)]


def test_a_radius_login_is_deleted_with_the_permission_elite_radius_1() -> None:
    done = delete_radius_login(LOGIN, plan=PLAN, actor=actor(Permission.DELETE_RADIUS_LOGIN))

    assert (done.value, done.events) == (LOGIN, (RadiusLoginDeleted(plan_id="7", login_id="l1"),))
    with pytest.raises(RuleViolation) as found:
        delete_radius_login(None, plan=PLAN, actor=None)
    assert codes(found.value.violations) == ["radius.delete_login", "radius.login"]


@pytest.mark.parametrize("kind", [*AddonKind, "camera"])
def test_a_plan_carries_add_ons_of_an_open_list_elite_addon_1(kind: str) -> None:
    addon = PlanAddon(kind=kind, ref="92")

    done = add_addon(PLAN, addon, actor=actor(Permission.TV_PACKAGES))

    assert done.value.addons == (ONU, ANTIVIRUS, addon)
    assert done.events == (PlanAddonAdded(plan_id="7", kind=kind, ref="92"),)
    assert add_addon(done.value, addon, actor=actor(Permission.TV_PACKAGES)).events == ()


@pytest.mark.parametrize("kind", [*AddonKind, "camera"])
def test_tv_packages_and_points_alone_need_their_permission_elite_perm_2(kind: str) -> None:
    try:
        add_addon(PLAN, PlanAddon(kind=kind), actor=NOBODY)
        told = []
    except RuleViolation as found:
        told = codes(found.violations)

    assert told == (["elite.tv_packages"] if kind in {"tv_package", "tv_point"} else [])


def test_a_provisional_speed_gives_way_to_the_plan_s_own_elite_speed_1() -> None:
    done = restore_provisional_speed(plan(provisional_speed="50 Mega"))

    assert done.value.provisional_speed is None
    assert done.events == (ProvisionalSpeedRestored(plan_id="7", provisional_speed="50 Mega"),)
    assert restore_provisional_speed(PLAN).events == ()


def test_technical_actions_on_a_combo_s_member_ask_nothing_of_the_combo_elite_combo_3() -> None:
    member = attrs.evolve(combo().plans[0], provisional_speed="50 Mega")
    may = Actor(user_id="u1", permissions=tuple(Permission))

    assert change_access_point(member, city_id="c1", access_point=ACCESS_POINT, actor=may).events
    assert delete_radius_login(LOGIN, plan=member, actor=may).events
    assert add_addon(member, PlanAddon(kind=AddonKind.ONU, ref="99"), actor=may).events
    assert restore_provisional_speed(member).events


# --- what the records hold ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [PlanStatus.INACTIVE, PlanStatus.CANCELLED])
def test_a_day_of_suspension_is_an_inactive_or_cancelled_plan_s(status: PlanStatus) -> None:
    assert plan(status=status, suspended_on=YESTERDAY).suspended_on == YESTERDAY
    with pytest.raises(InvalidRecord, match=r"^suspended_on: um plano ativo"):
        plan(status=PlanStatus.ACTIVE, suspended_on=YESTERDAY)


@pytest.mark.parametrize(
    "value",
    [LOGIN, VoiceTerminal(id="v1", plan_id="7", contact_email="fulana@example.invalid"), NEW_CUSTOMER],
    ids=lambda value: type(value).__name__,
)
def test_people_s_data_are_not_shown_core_4(value: object) -> None:
    assert "fulana" not in repr(value).casefold()
