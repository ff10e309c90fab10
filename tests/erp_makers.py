"""A synthetic customer's plan and everything around it that passes every rule; a test spoils one thing."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from isp_integrations.core.erp.combos import Combo, ComboTree
from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
)
from isp_integrations.core.erp.permissions import Actor, Permission
from isp_integrations.core.erp.plans import AddonKind, CustomerPlan, PaymentMethod, PlanAddon, PlanStatus
from isp_integrations.core.erp.transfer import PlanOwnershipTransfer, PlanTransferFacts
from isp_integrations.core.rules import Violation

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
TODAY = date(2026, 3, 2)
YESTERDAY = date(2026, 3, 1)
TOMORROW = date(2026, 3, 3)
NOON = datetime(2026, 3, 2, 15, tzinfo=UTC)
"""Noon of `TODAY` in São Paulo."""

ITEM = ContractItem(product_id="50", type=ProductType.INTERNET)
ONU = PlanAddon(kind=AddonKind.ONU, ref="90")
ANTIVIRUS = PlanAddon(kind=AddonKind.ANTIVIRUS, ref="91")
PLAN = CustomerPlan(
    id="7",
    customer_id="10",
    contract_id="100",
    status=PlanStatus.ACTIVE,
    sold_plan_id="p300",
    access_point_id="ap1",
    payment_method=PaymentMethod.BOLETO,
    due_day=10,
    addons=(ONU, ANTIVIRUS),
)
CONTRACT = Contract(id="200", customer_id="20", status=ContractStatus.ACTIVE, access=AccessStatus.ACTIVE)
NEW_CUSTOMER = Customer(id="20", legal_name="Fulana Exemplo da Silva", email="fulana@example.invalid", active=True)
REQUEST = PlanOwnershipTransfer(plan_id="7", new_customer_id="20", principal_contract_id="200", effective_date=TODAY)
FACTS = PlanTransferFacts(plan=PLAN, principal_contract=CONTRACT, new_customer=NEW_CUSTOMER)
NOBODY = Actor(user_id="u0")


def actor(*permissions: Permission) -> Actor:
    """A user with just these permissions."""
    return Actor(user_id="u1", permissions=permissions)


def plan(**changes: Any) -> CustomerPlan:
    """Customer 10's active plan 7 in contract 100, with changes."""
    return attrs.evolve(PLAN, **changes)


def request(**changes: Any) -> PlanOwnershipTransfer:
    """A transfer of plan 7 to customer 20 for today, with changes."""
    return attrs.evolve(REQUEST, **changes)


def facts(**changes: Any) -> PlanTransferFacts:
    """What the host knows of that transfer, with changes."""
    return attrs.evolve(FACTS, **changes)


def combo() -> ComboTree:
    """Customer 10's combo of plans 7 and 8."""
    members = (plan(combo_id="c1"), plan(id="8", combo_id="c1", sva_platforms=("playhub",), addons=()))
    return ComboTree(combo=Combo(id="c1", contract_id="100", plan_ids=("7", "8")), plans=members)


def codes(violations: tuple[Violation, ...]) -> list[str]:
    """The codes, in order."""
    return [found.code for found in violations]
