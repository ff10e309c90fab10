"""Combos: one contract and one invoice, read as a tree, edited as one."""

import attrs
import pytest

from erp_makers import PLAN, codes, combo, plan
from isp_integrations.core.erp.combos import (
    Combo,
    ComboTree,
    add_plan_to_combo,
    check_combo,
    check_edit_via_combo,
    combo_tree,
)
from isp_integrations.core.erp.events import PlanJoinedCombo
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.rules import Family, Severity

TREE = combo()
NEWCOMER = plan(id="9", contract_id="101", payment_method="pix", due_day=25)


def test_several_plans_of_one_contract_are_a_combo_elite_combo_1() -> None:
    assert check_combo(TREE) == ()


def test_every_plan_of_a_combo_is_in_its_contract_elite_combo_1() -> None:
    elsewhere = attrs.evolve(TREE, plans=(TREE.plans[0], attrs.evolve(TREE.plans[1], contract_id="101")))

    (found,) = check_combo(elsewhere)

    assert (found.rule_id, found.code, found.family) == (
        "ELITE-COMBO-1",
        "combo.single_contract",
        Family.VALIDATION_FAILED,
    )
    assert found.context == {"plan_ids": ("8",)}
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize("members", [0, 1])
def test_a_combo_of_one_is_told_and_not_refused_elite_combo_1(members: int) -> None:
    alone = ComboTree(
        combo=attrs.evolve(TREE.combo, plan_ids=TREE.combo.plan_ids[:members]), plans=TREE.plans[:members]
    )

    (found,) = check_combo(alone)

    assert (found.rule_id, found.code) == ("ELITE-COMBO-1", "combo.single_plan")
    assert (found.severity, found.family) == (Severity.WARNING, Family.VALIDATION_FAILED)


@pytest.mark.parametrize("named", [None, "", "c2"])
def test_a_member_is_edited_from_its_combo_alone_elite_combo_2(named: str | None) -> None:
    (found,) = check_edit_via_combo(TREE.plans[0], combo_id=named)

    assert (found.rule_id, found.code) == ("ELITE-COMBO-2", "combo.edit_via_combo")
    assert found.family is Family.PRECONDITION_FAILED


def test_a_member_is_edited_from_its_combo_and_a_plan_alone_from_itself_elite_combo_2() -> None:
    assert check_edit_via_combo(TREE.plans[0], combo_id="c1") == ()
    assert check_edit_via_combo(PLAN, combo_id=None) == ()
    assert check_edit_via_combo(PLAN, combo_id="") == ()
    assert codes(check_edit_via_combo(PLAN, combo_id="c1")) == ["combo.edit_via_combo"]


def test_a_combo_is_read_as_the_tree_of_its_plans_in_its_order_elite_combo_4() -> None:
    others = (NEWCOMER, *reversed(TREE.plans))

    assert combo_tree(TREE.combo, others) == TREE


def test_a_combo_whose_plans_are_not_all_known_has_no_tree_elite_combo_4() -> None:
    with pytest.raises(InvalidRecord) as found:
        combo_tree(Combo(id="c1", contract_id="100", plan_ids=("7", "x", "y")), TREE.plans)
    assert found.value.problems == ("plan_ids[1]: plano não encontrado", "plan_ids[2]: plano não encontrado")


def test_a_new_plan_joins_the_combo_s_contract_and_invoice_elite_combo_4() -> None:
    done = add_plan_to_combo(TREE, NEWCOMER)

    joined = done.value.plans[-1]
    assert done.value.combo.plan_ids == ("7", "8", "9")
    assert (joined.id, joined.combo_id, joined.contract_id) == ("9", "c1", "100")
    assert (joined.payment_method, joined.due_day) == ("boleto", 10)
    assert done.events == (PlanJoinedCombo(plan_id="9", combo_id="c1", old_contract_id="101", contract_id="100"),)


def test_the_first_plan_of_a_combo_keeps_its_invoice_and_is_told_that_it_is_alone_elite_combo_1() -> None:
    empty = ComboTree(combo=Combo(id="c1", contract_id="100", plan_ids=()), plans=())

    done = add_plan_to_combo(empty, NEWCOMER)

    assert (done.value.plans[0].payment_method, done.value.plans[0].due_day) == ("pix", 25)
    assert codes(done.warnings) == ["combo.single_plan"]


def test_a_member_that_joins_again_changes_nothing_elite_combo_4() -> None:
    done = add_plan_to_combo(TREE, TREE.plans[1])

    assert (done.value, done.events) == (TREE, ())


def test_a_plan_leaves_another_combo_by_that_combo_elite_combo_2() -> None:
    with pytest.raises(RuleViolation) as found:
        add_plan_to_combo(TREE, attrs.evolve(NEWCOMER, combo_id="c2"))
    assert codes(found.value.violations) == ["combo.edit_via_combo"]


def test_a_plan_of_another_customer_is_no_part_of_the_contract_elite_combo_1() -> None:
    with pytest.raises(RuleViolation) as found:
        add_plan_to_combo(TREE, attrs.evolve(NEWCOMER, customer_id="20"))
    assert codes(found.value.violations) == ["combo.single_contract"]
