"""Synthetic lines, contracts and people that pass every rule; a test spoils one thing."""

from typing import Any

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    Integration,
    ProductType,
)
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.models import (
    BlockReason,
    BlockScope,
    LineStatus,
    LineTransferRequest,
    MvnoLine,
    TransferPolicy,
)
from isp_integrations.core.mvno.rules import check_transfer
from isp_integrations.core.rules import Violation

ICCID = Iccid.parse("8955060000000000012")
OTHER_ICCID = Iccid.parse("8955060000000000020")
NUMBER = Msisdn.parse("11961234567")
OTHER_NUMBER = Msisdn.parse("11961234568")

LINE = MvnoLine(
    id="7",
    integration_id="3",
    contract_id="100",
    customer_id="10",
    msisdn=NUMBER,
    iccid=ICCID,
    status=LineStatus.ACTIVE,
    plan_code="P4",
)
MOBILE_ITEM = ContractItem(product_id="50", type=ProductType.MOBILE, integration_id="3", platform_plan_code="P4")
CONTRACT = Contract(
    id="200",
    customer_id="20",
    status=ContractStatus.ACTIVE,
    access=AccessStatus.ACTIVE,
    items=(MOBILE_ITEM,),
)
HOLDER = Customer(id="20", legal_name="Fulana Exemplo", tax_id=Cpf.parse("52998224725"))
REQUEST = LineTransferRequest(line_id="7", current_contract_id="100", new_contract_id="200", new_holder=HOLDER)
INTEGRATION = Integration(id="3", platform="exemplo", last_check_ok=True)
LIMITS = PlatformLimits(
    blocks={
        BlockReason.DEBT: frozenset({BlockScope.PARTIAL, BlockScope.TOTAL}),
        BlockReason.CUSTOMER: frozenset({BlockScope.PARTIAL, BlockScope.TOTAL}),
        BlockReason.THEFT: frozenset({BlockScope.TOTAL}),
        BlockReason.LOSS: frozenset({BlockScope.TOTAL}),
        BlockReason.MISUSE: frozenset({BlockScope.TOTAL}),
    },
    keeps_emergency_calls=True,
    tells_block_reasons=True,
    schedules_blocks=True,
    suspends_billing=frozenset(BlockScope),
    port_in_needs_donor=False,
    port_in_takes_other_holder=True,
    port_in_cancel_always=False,
    keeps_contract=False,
    picks_esim=False,
    iccid_luhn=True,
    iccid_prefix="8955",
    holder_fields=(),
    activation_conditions=lambda request: (),
    transfer_conditions=lambda request: (),
)


def limits(**changes: Any) -> PlatformLimits:
    """A platform that can do everything, with changes."""
    return attrs.evolve(LIMITS, **changes)


def line(**changes: Any) -> MvnoLine:
    """An active line of customer 10 in contract 100, with changes."""
    return attrs.evolve(LINE, **changes)


def contract(**changes: Any) -> Contract:
    """Customer 20's active contract 200 with a mobile product, with changes."""
    return attrs.evolve(CONTRACT, **changes)


def transfer(**changes: Any) -> tuple[Violation, ...]:
    """Check a transfer that breaks nothing, with changes to what is checked."""
    given: dict[str, Any] = {
        "request": REQUEST,
        "line": LINE,
        "new_contract": CONTRACT,
        "integrations": (INTEGRATION,),
        "limits": LIMITS,
        "support": (),
        "policy": TransferPolicy(),
    }
    given.update(changes)
    return check_transfer(given.pop("request"), **given)


def codes(violations: tuple[Violation, ...]) -> list[str]:
    """The codes, in order."""
    return [found.code for found in violations]


def rule_ids(violations: tuple[Violation, ...]) -> list[str]:
    """The rule ids, in order."""
    return [found.rule_id for found in violations]
