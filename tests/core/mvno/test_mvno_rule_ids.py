"""Every rule id of 6.1 and 6.2, typed here from the domain reference, is emitted by a check or named as not one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from isp_integrations.core.erp.models import ContractStatus
from isp_integrations.core.errors import UnsupportedOperation
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.mvno.models import (
    BlockReason,
    BlockScope,
    LineBlock,
    LineStatus,
    Portability,
    PortabilityStatus,
)
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.core.mvno.rules import (
    check_block,
    check_cancel,
    check_line_identifiers,
    check_plan_change,
    check_port_cancel,
    check_port_in,
    check_swap,
)
from isp_integrations.core.rules import Family, Violation
from mvno_makers import (
    HOLDER,
    ICCID,
    MOBILE_ITEM,
    OTHER_ICCID,
    OTHER_NUMBER,
    REQUEST,
    contract,
    limits,
    line,
    transfer,
)

LISTED = [
    "MVNO-TRANSFER-PRE-2",
    "MVNO-TRANSFER-8",
    "MVNO-TRANSFER-7",
    "MVNO-TRANSFER-PRE-1",
    "MVNO-TRANSFER-PRE-3",
    "MVNO-TRANSFER-1",
    "MVNO-TRANSFER-2",
    "MVNO-TRANSFER-3",
    "MVNO-TRANSFER-4",
    "MVNO-TRANSFER-5",
    "MVNO-TRANSFER-6",
    "MVNO-TRANSFER-9",
    "MVNO-TRANSFER-10",
    "MVNO-TRANSFER-11",
    "MVNO-TRANSFER-12",
    "MVNO-TRANSFER-13",
    "MVNO-TRANSFER-14",
    "MVNO-TRANSFER-15",
    "MVNO-LINE-1",
    "MVNO-LINE-2",
    "MVNO-LINE-3",
    "MVNO-LINE-4",
    "MVNO-LINE-5",
    "MVNO-LINE-6",
    "MVNO-LINE-7",
    "MVNO-PORT-2",
    "MVNO-PORT-3",
    "MVNO-PORT-1",
    "MVNO-PORT-4",
    "MVNO-PORT-5",
    "MVNO-PORT-6",
]

NOT_A_VIOLATION = {
    "MVNO-TRANSFER-5": "neither kind is an error: `transfer_kind` and `transfer_needs_platform` answer it",
    "MVNO-TRANSFER-12": "a property of the transfer's result and of the steps it sends",
    "MVNO-TRANSFER-14": "an effect: `target_plan_code` and `plan_changes` decide it, the operation does it",
}

MONDAY = date(2026, 3, 2)
CANCELLED = line(status=LineStatus.CANCELLED)


def port(**changes: Any) -> tuple[Violation, ...]:
    platform = limits(port_in_needs_donor=True)
    request = attrs.evolve(PortIn(number=OTHER_NUMBER, donor_operator="1"), **changes)
    return check_port_in(
        request,
        line=line(),
        holder=HOLDER,
        limits=platform,
        requested_on=MONDAY,
        portabilities=[Portability(number=Msisdn.parse("11961234569"), status=PortabilityStatus.PENDING)],
    )


BREAKS: dict[str, Callable[[], tuple[Violation, ...]]] = {
    "MVNO-TRANSFER-PRE-2": lambda: transfer(line=None),
    "MVNO-TRANSFER-8": lambda: transfer(request=attrs.evolve(REQUEST, new_contract_id="")),
    "MVNO-TRANSFER-7": lambda: transfer(request=attrs.evolve(REQUEST, line_id="8")),
    "MVNO-TRANSFER-PRE-1": lambda: transfer(integrations=()),
    "MVNO-TRANSFER-PRE-3": lambda: transfer(support=(UnsupportedOperation(message="x", platform="x"),)),
    "MVNO-TRANSFER-1": lambda: transfer(line=CANCELLED),
    "MVNO-TRANSFER-2": lambda: transfer(line=line(is_ported=True)),
    "MVNO-TRANSFER-3": lambda: transfer(new_contract=contract(status=ContractStatus.DEFAULTED)),
    "MVNO-TRANSFER-4": lambda: transfer(new_contract=contract(customer_id="21")),
    "MVNO-TRANSFER-6": lambda: transfer(
        line=line(contract_id="200"), request=attrs.evolve(REQUEST, current_contract_id="200")
    ),
    "MVNO-TRANSFER-9": lambda: transfer(new_contract=contract(items=())),
    "MVNO-TRANSFER-10": lambda: transfer(
        new_contract=contract(items=(attrs.evolve(MOBILE_ITEM, integration_id="4"),))
    ),
    "MVNO-TRANSFER-11": lambda: transfer(line=line(on_platform=False)),
    "MVNO-TRANSFER-13": lambda: transfer(limits=limits(holder_fields=("birth_date",))),
    "MVNO-TRANSFER-15": lambda: transfer(
        limits=limits(transfer_conditions=lambda _: (("odd", Family.CONFLICT, "Não."),))
    ),
    "MVNO-LINE-1": lambda: check_line_identifiers(iccid="89", limits=limits()),
    "MVNO-LINE-2": lambda: check_line_identifiers(msisdn="11", limits=limits()),
    "MVNO-LINE-3": lambda: check_swap(
        line=line(),
        new_iccid=OTHER_ICCID,
        limits=limits(),
        lines_of_integration=[line(id="8", iccid=OTHER_ICCID)],
    ),
    "MVNO-LINE-4": lambda: check_cancel(line=line(status=LineStatus.UNKNOWN)),
    "MVNO-LINE-5": lambda: check_block(
        line=line(),
        block=LineBlock(scope=BlockScope.PARTIAL, reason=BlockReason.LOSS),
        limits=limits(),
    ),
    "MVNO-LINE-6": lambda: check_swap(line=line(), new_iccid=ICCID, limits=limits()),
    "MVNO-LINE-7": lambda: check_plan_change(line=CANCELLED),
    "MVNO-PORT-2": lambda: port(other_holder_name="Beltrano"),
    "MVNO-PORT-3": lambda: port(donor_operator=None),
    "MVNO-PORT-1": lambda: port(number=Msisdn.parse("21961234567")),
    "MVNO-PORT-4": lambda: port(number=Msisdn.parse("11961234569")),
    "MVNO-PORT-5": lambda: port(scheduled_for=MONDAY),
    "MVNO-PORT-6": lambda: check_port_cancel(
        line=line(
            portability=Portability(
                status=PortabilityStatus.PENDING, requested_at=datetime(2026, 2, 2, 15, tzinfo=UTC)
            )
        ),
        limits=limits(),
        today=MONDAY,
    ),
}


@pytest.mark.parametrize("rule_id", BREAKS)
def test_the_rule_is_emitted_by_its_check(rule_id: str) -> None:
    assert [found.rule_id for found in BREAKS[rule_id]()] == [rule_id]


def test_every_listed_rule_is_emitted_or_named_as_no_violation() -> None:
    assert set(BREAKS) | set(NOT_A_VIOLATION) == set(LISTED)
    assert not set(BREAKS) & set(NOT_A_VIOLATION)
