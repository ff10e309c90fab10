"""The rules of a plan's ownership transfer, and what the host has to do for one."""

from datetime import date
from typing import Any

import attrs
import pytest

from erp_makers import (
    CONTRACT,
    FACTS,
    ITEM,
    NEW_CUSTOMER,
    PLAN,
    REQUEST,
    TODAY,
    TOMORROW,
    YESTERDAY,
    codes,
    combo,
    facts,
    plan,
    request,
)
from isp_integrations.core.erp.transfer import (
    PlanOwnershipTransfer,
    PlanTransferFacts,
    TransferEffect,
    check_plan_transfer,
    plan_transfer_effects,
)
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.rules import Family, Violation


def checked(
    asked: PlanOwnershipTransfer = REQUEST, known: PlanTransferFacts = FACTS, today: date | None = TODAY, **given: Any
) -> tuple[Violation, ...]:
    return check_plan_transfer(asked, facts=known, today=today, **given)


def effects(asked: PlanOwnershipTransfer = REQUEST, known: PlanTransferFacts = FACTS) -> tuple[TransferEffect, ...]:
    return plan_transfer_effects(asked, facts=known, transfer_id="t1")


def kinds(found: tuple[TransferEffect, ...]) -> list[str]:
    return [effect.kind.value for effect in found]


def test_a_transfer_to_another_customer_today_breaks_nothing() -> None:
    assert checked() == ()


@pytest.mark.parametrize("customer", [None, "", "  "])
def test_the_new_customer_is_mandatory_elite_transfer_3(customer: str | None) -> None:
    (found,) = checked(request(new_customer_id=customer), facts(new_customer=None))

    assert (found.rule_id, found.code) == ("ELITE-TRANSFER-3", "transfer.new_customer_required")
    assert (found.family, found.context) == (Family.VALIDATION_FAILED, {"field": "new_customer_id"})


@pytest.mark.parametrize("contract_id", [None, " "])
def test_the_principal_contract_is_mandatory_elite_transfer_4(contract_id: str | None) -> None:
    (found,) = checked(request(principal_contract_id=contract_id), facts(principal_contract=None))

    assert (found.rule_id, found.code) == ("ELITE-TRANSFER-4", "transfer.principal_contract_required")
    assert found.family is Family.VALIDATION_FAILED


@pytest.mark.parametrize(
    ("owner", "refused"), [("10", []), ("20", []), ("30", ["transfer.principal_contract_foreign"])]
)
def test_the_principal_contract_is_the_old_or_the_new_customer_s_elite_transfer_4(
    owner: str, refused: list[str]
) -> None:
    found = checked(known=facts(principal_contract=attrs.evolve(CONTRACT, customer_id=owner)))

    assert codes(found) == refused
    assert all(v.rule_id == "ELITE-TRANSFER-4" and v.family is Family.PRECONDITION_FAILED for v in found)


def test_whose_the_principal_contract_is_waits_for_the_new_customer_core_11() -> None:
    known = facts(principal_contract=attrs.evolve(CONTRACT, customer_id="30"), new_customer=None)

    assert codes(checked(request(new_customer_id=None), known)) == ["transfer.new_customer_required"]


def test_a_contract_that_the_host_did_not_pass_is_not_judged_core_11() -> None:
    assert checked(known=facts(principal_contract=None, new_customer=None)) == ()


def test_another_composition_must_be_brought_elite_transfer_7() -> None:
    (found,) = checked(request(load_composition=False))

    assert (found.rule_id, found.code) == ("ELITE-TRANSFER-7", "transfer.composition_required")
    assert checked(request(load_composition=False, composition=(ITEM,))) == ()


def test_the_composition_is_kept_by_default_elite_transfer_7() -> None:
    assert PlanOwnershipTransfer(plan_id="7", effective_date=TODAY).load_composition is True


@pytest.mark.parametrize(
    ("day", "refused"), [(YESTERDAY, ["transfer.date_in_past"]), (TODAY, []), (TOMORROW, []), (date(2027, 1, 1), [])]
)
def test_the_date_is_not_in_the_past_elite_transfer_1(day: date, refused: list[str]) -> None:
    found = checked(request(effective_date=day))

    assert codes(found) == refused
    assert all(v.rule_id == "ELITE-TRANSFER-1" and v.family is Family.VALIDATION_FAILED for v in found)


def test_a_re_validation_leaves_the_date_out_elite_transfer_1() -> None:
    late = request(effective_date=YESTERDAY)

    assert checked(late, today=None) == ()
    assert codes(checked(attrs.evolve(late, principal_contract_id=""), facts(principal_contract=None), None)) == [
        "transfer.principal_contract_required"
    ]


def test_the_new_customer_is_another_one_elite_transfer_9() -> None:
    (found,) = checked(known=facts(plan=plan(customer_id="20")))

    assert (found.rule_id, found.code) == ("ELITE-TRANSFER-9", "transfer.same_customer")
    assert found.family is Family.CONFLICT


def test_a_plan_that_changed_hands_since_is_stale_elite_transfer_9() -> None:
    (found,) = checked(known=facts(plan=plan(customer_id="30")), today=None, holder_id="10")

    assert (found.rule_id, found.code) == ("ELITE-TRANSFER-9", "transfer.stale")
    assert found.family is Family.CONFLICT


def test_a_member_of_a_combo_moves_with_its_combo_elite_combo_2() -> None:
    member = plan(combo_id="c1")

    (found,) = checked(known=facts(plan=member))

    assert (found.rule_id, found.code) == ("ELITE-COMBO-2", "combo.edit_via_combo")
    assert checked(request(combo_id="c1"), facts(plan=member, combo=combo())) == ()


def test_an_inactive_customer_receives_no_plan_core_1() -> None:
    (found,) = checked(known=facts(new_customer=attrs.evolve(NEW_CUSTOMER, active=False)))

    assert (found.rule_id, found.code) == ("CORE-1", "contract.customer_inactive")


def test_everything_that_is_wrong_comes_at_once_in_listed_order_core_11() -> None:
    bad = PlanOwnershipTransfer(plan_id="7", effective_date=YESTERDAY, load_composition=False)

    found = checked(bad, PlanTransferFacts(plan=plan(combo_id="c1")))

    assert [v.rule_id for v in found] == [
        "ELITE-TRANSFER-3",
        "ELITE-TRANSFER-4",
        "ELITE-TRANSFER-7",
        "ELITE-TRANSFER-1",
        "ELITE-COMBO-2",
    ]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"plan": plan(id="8")}, "plan"),
        ({"principal_contract": attrs.evolve(CONTRACT, id="9")}, "principal_contract"),
        ({"new_customer": attrs.evolve(NEW_CUSTOMER, id="9")}, "new_customer"),
        ({"combo": combo()}, "combo"),
    ],
)
def test_facts_about_something_else_are_a_mistake_of_the_caller(changed: dict[str, Any], what: str) -> None:
    with pytest.raises(InvalidRecord, match=rf"^facts\.{what}: não é o "):
        checked(known=facts(**changed))


def test_a_combo_without_the_plan_is_a_mistake_of_the_caller() -> None:
    other = plan(id="9", combo_id="c1")
    for tree in (combo(), None):
        with pytest.raises(InvalidRecord, match=r"^facts\.combo: não tem o plano"):
            checked(request(plan_id="9", combo_id="c1"), facts(plan=other, combo=tree))


@pytest.mark.parametrize("tree", [combo(), None])
def test_a_plan_that_left_the_named_combo_since_is_refused_elite_combo_2(tree: Any) -> None:
    (found,) = checked(request(combo_id="c1"), facts(plan=PLAN, combo=tree))

    assert (found.code, found.message) == (
        "combo.edit_via_combo",
        "Este plano não faz parte do combo informado.",
    )


def test_a_member_of_another_combo_than_the_one_named_is_refused_elite_combo_2() -> None:
    stranger = plan(id="9", combo_id="c2")

    assert codes(checked(request(plan_id="9", combo_id="c1"), facts(plan=stranger, combo=combo()))) == [
        "combo.edit_via_combo"
    ]


def test_a_plain_transfer_moves_plan_composition_and_debt_and_carries_the_value() -> None:
    found = effects()

    assert kinds(found) == ["move_plan", "keep_composition", "transfer_debt", "carry_value"]
    assert [effect.id for effect in found] == ["t1/1", "t1/2", "t1/3", "t1/4"]
    assert {
        (e.plan_id, e.old_customer_id, e.new_customer_id, e.old_contract_id, e.principal_contract_id) for e in found
    } == {("7", "10", "20", "100", "200")}


def test_booklets_stay_by_default_and_the_old_value_is_carried_over_elite_transfer_5() -> None:
    assert PlanOwnershipTransfer(plan_id="7", effective_date=TODAY).cancel_booklets is False
    assert "carry_value" in kinds(effects())
    assert "cancel_booklets" not in kinds(effects())


def test_cancelled_booklets_are_issued_again_elite_transfer_5() -> None:
    assert kinds(effects(request(cancel_booklets=True)))[-2:] == ["cancel_booklets", "issue_booklets"]
    assert "carry_value" not in kinds(effects(request(cancel_booklets=True)))


def test_the_debt_follows_by_default_elite_transfer_6() -> None:
    assert PlanOwnershipTransfer(plan_id="7", effective_date=TODAY).transfer_debt is True
    assert "transfer_debt" in kinds(effects())
    assert "transfer_debt" not in kinds(effects(request(transfer_debt=False)))


def test_a_composition_that_was_brought_replaces_the_old_one_elite_transfer_7() -> None:
    found = effects(request(load_composition=False, composition=(ITEM,)))

    assert "keep_composition" not in kinds(found)
    assert [effect.composition for effect in found if effect.kind == "set_composition"] == [(ITEM,)]


@pytest.mark.parametrize("new_plan", [None, ""])
def test_no_new_plan_is_needed_the_present_one_moves_elite_transfer_8(new_plan: str | None) -> None:
    assert checked(request(new_plan_id=new_plan)) == ()
    assert "use_plan" not in kinds(effects(request(new_plan_id=new_plan)))


def test_a_new_plan_that_is_given_is_used_elite_transfer_8() -> None:
    asked = request(new_plan_id="p500")

    assert checked(asked) == ()
    assert [(e.kind, e.new_plan_id) for e in effects(asked) if e.kind == "use_plan"] == [("use_plan", "p500")]


def test_users_of_sva_platforms_stop_being_the_old_customer_s_at_the_end() -> None:
    found = effects(known=facts(plan=plan(sva_platforms=("playhub", "watch_tv"))))

    assert [(e.kind, e.platform) for e in found[-2:]] == [
        ("resync_sva_users", "playhub"),
        ("resync_sva_users", "watch_tv"),
    ]


def test_the_platforms_of_every_member_come_after_the_host_s_own_effects() -> None:
    tree = combo()
    first = attrs.evolve(tree.plans[0], sva_platforms=("watch_tv",))
    tree = attrs.evolve(tree, plans=(first, tree.plans[1]))

    found = effects(request(combo_id="c1"), facts(plan=first, combo=tree))

    assert [(e.plan_id, e.platform) for e in found[-2:]] == [("7", "watch_tv"), ("8", "playhub")]
    assert [e.id for e in found] == [f"t1/{number}" for number in range(1, len(found) + 1)]


def test_a_combo_moves_whole_and_only_the_named_plan_is_changed() -> None:
    tree = combo()
    asked = request(combo_id="c1", new_plan_id="p500", load_composition=False, composition=(ITEM,))

    found = effects(asked, facts(plan=tree.plans[0], combo=tree))

    assert [(e.kind, e.plan_id) for e in found] == [
        ("move_combo", "7"),
        ("move_plan", "7"),
        ("use_plan", "7"),
        ("set_composition", "7"),
        ("transfer_debt", "7"),
        ("carry_value", "7"),
        ("move_plan", "8"),
        ("keep_composition", "8"),
        ("transfer_debt", "8"),
        ("carry_value", "8"),
        ("resync_sva_users", "8"),
    ]
    assert {e.combo_id for e in found} == {"c1"}
    assert PLAN.combo_id is None
