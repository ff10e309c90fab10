"""Every rule id of 6.5, typed here from the domain reference, is emitted or named as no violation; and CORE-3."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

import isp_integrations
from erp_makers import FACTS, NEW_CUSTOMER, PLAN, REQUEST, TODAY, YESTERDAY, combo, facts, plan
from isp_integrations.core.erp.combos import check_combo, check_edit_via_combo
from isp_integrations.core.erp.new_plan import NewPlanRequest, check_new_plan
from isp_integrations.core.erp.permissions import Actor, Permission, check_permission
from isp_integrations.core.erp.plan_actions import check_access_point_change, check_radius_deletion
from isp_integrations.core.erp.plan_change import PlanChangeRequest, check_plan_change
from isp_integrations.core.erp.plans import RadiusLogin
from isp_integrations.core.erp.transfer import PlanOwnershipTransfer, PlanTransferFacts, check_plan_transfer
from isp_integrations.core.rules import Violation

LISTED = [
    *(f"ELITE-TRANSFER-{number}" for number in (3, 4, 7, 1, 2, 5, 6, 8, 9)),
    *(f"ELITE-PLAN-{number}" for number in (1, 2, 5, 3, 4, 6)),
    "ELITE-AP-1",
    "ELITE-VOICE-1",
    *(f"ELITE-COMBO-{number}" for number in (1, 2, 3, 4)),
    "ELITE-RADIUS-1",
    "ELITE-RADIUS-2",
    "ELITE-PERM-1",
    "ELITE-PERM-2",
    "ELITE-DUE-1",
    "ELITE-SPEED-1",
    "ELITE-CANCEL-1",
    "ELITE-ADDON-1",
]

NOT_A_VIOLATION = {
    "ELITE-TRANSFER-2": "where a submission leads: SCHEDULED",
    "ELITE-TRANSFER-5": "a default of the request, and the effects `carry_value` or `cancel_booklets`",
    "ELITE-TRANSFER-6": "a default of the request, and the effect `transfer_debt`",
    "ELITE-TRANSFER-8": "an optional field of the request, and the effect `use_plan`",
    "ELITE-PLAN-3": "the event `SvaUsersResyncDue`",
    "ELITE-PLAN-4": "the summary of `review_new_plan`",
    "ELITE-PLAN-6": "the answer of `compare_plans`",
    "ELITE-VOICE-1": "a correction, told by `VoiceTerminalEmailCorrected`",
    "ELITE-COMBO-3": "technical actions ask nothing of the combo",
    "ELITE-COMBO-4": "`combo_tree` and `add_plan_to_combo`",
    "ELITE-PERM-1": "the members of `Permission`",
    "ELITE-DUE-1": "the event `DueDateChangeCharge`",
    "ELITE-SPEED-1": "the event `ProvisionalSpeedRestored`",
    "ELITE-CANCEL-1": "the fields of the protocol and of its receipt",
    "ELITE-ADDON-1": "the open list of `AddonKind`",
}

EVERYTHING = Actor(user_id="u1", permissions=tuple(Permission))


def transfer(request: PlanOwnershipTransfer = REQUEST, known: PlanTransferFacts = FACTS) -> tuple[Violation, ...]:
    return check_plan_transfer(request, facts=known, today=TODAY)


def change(**given: Any) -> tuple[Violation, ...]:
    asked = PlanChangeRequest(plan_id="7", new_plan_id="2", payment_method="pix", keep_extra_services=True)
    return check_plan_change(attrs.evolve(asked, **given), plan=PLAN, actor=EVERYTHING)


BREAKS: dict[str, Callable[[], tuple[Violation, ...]]] = {
    "ELITE-TRANSFER-3": lambda: transfer(attrs.evolve(REQUEST, new_customer_id=None), facts(new_customer=None)),
    "ELITE-TRANSFER-4": lambda: transfer(
        attrs.evolve(REQUEST, principal_contract_id=None), facts(principal_contract=None)
    ),
    "ELITE-TRANSFER-7": lambda: transfer(attrs.evolve(REQUEST, load_composition=False)),
    "ELITE-TRANSFER-1": lambda: transfer(attrs.evolve(REQUEST, effective_date=YESTERDAY)),
    "ELITE-TRANSFER-9": lambda: transfer(known=facts(plan=plan(customer_id="20"))),
    "ELITE-PLAN-1": lambda: check_new_plan(NewPlanRequest(), customer=NEW_CUSTOMER),
    "ELITE-PLAN-2": lambda: change(payment_method=None),
    "ELITE-PLAN-5": lambda: change(keep_extra_services=None),
    "ELITE-AP-1": lambda: check_access_point_change(city_id="1", access_point=None, actor=EVERYTHING),
    "ELITE-COMBO-1": lambda: check_combo(attrs.evolve(combo(), plans=combo().plans[:1])),
    "ELITE-COMBO-2": lambda: check_edit_via_combo(combo().plans[0], combo_id=None),
    "ELITE-RADIUS-1": lambda: check_radius_deletion(
        RadiusLogin(id="1", plan_id="7", username="x"), plan=PLAN, actor=None
    ),
    "ELITE-RADIUS-2": lambda: check_radius_deletion(None, plan=PLAN, actor=EVERYTHING),
    "ELITE-PERM-2": lambda: check_permission(None, Permission.CUSTOMER_ACCESS_LOG),
}


@pytest.mark.parametrize("rule_id", BREAKS)
def test_the_rule_is_emitted_by_its_check(rule_id: str) -> None:
    assert [found.rule_id for found in BREAKS[rule_id]()] == [rule_id]


def test_every_listed_rule_is_emitted_or_named_as_no_violation() -> None:
    assert set(BREAKS) | set(NOT_A_VIOLATION) == set(LISTED)
    assert not set(BREAKS) & set(NOT_A_VIOLATION)
    assert len(LISTED) == len(set(LISTED)) == 29


CORE = Path(isp_integrations.__file__).parent / "core"
CLOCKS = {
    "now",
    "utcnow",
    "today",
    "time",
    "monotonic",
    "perf_counter",
    "sleep",
    "getenv",
    "urandom",
    "uuid4",
    "open",
}
MODULES = {"random", "secrets", "time", "socket", "subprocess", "sqlite3", "threading", "asyncio", "tempfile"}


def impurities(source: Path) -> list[str]:
    """Calls of clocks, of randomness, of files or of the environment, and modules that are there for them."""
    found = []
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [name for name in names if name.split(".")[0] in MODULES]
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found += [name] if name in CLOCKS else []
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            found.append("environ")
    return found


RULES = sorted(path for path in CORE.rglob("*.py") if path.parent.name in {"rules", "erp"} or path.stem == "rules")


@pytest.mark.parametrize("source", RULES, ids=lambda path: str(path.relative_to(CORE)))
def test_no_rule_reads_a_clock_a_file_or_a_global_core_3(source: Path) -> None:
    assert impurities(source) == []


def test_what_is_no_rule_is_seen_by_that_test_core_3(tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.py"
    spoilt.write_text("import random\nday = date.today()\nhome = os.environ['HOME']\n", "utf-8")
    assert sorted(impurities(spoilt)) == ["environ", "random", "today"]
    assert len(RULES) > 10
