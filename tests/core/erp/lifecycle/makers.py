"""A synthetic contract with one service of each kind; a test spoils one thing."""

from datetime import date
from typing import Any

import attrs

from isp_integrations.core.erp.contract_machine import ContractEvent, ContractEventKind
from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.onus import OnuService
from isp_integrations.core.erp.lifecycle.plan import ContractSnapshot, Plan, plan
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.ports import PortService
from isp_integrations.core.erp.lifecycle.sva_users import SvaService
from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
    SvaPackage,
)
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mapping.models import PortReservation, ReservationStatus
from isp_integrations.core.mvno.models import LineStatus, MvnoLine
from isp_integrations.core.olt.models import Onu, OnuState
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus

TODAY = date(2026, 1, 15)
BOOKS = SvaPackage(code="LIVROS", name="Livros digitais")
CUSTOMER = Customer(
    id="10",
    legal_name="Fulana Exemplo da Silva",
    tax_id=Cpf.parse("39053344705"),
    mobile_phone=Msisdn.parse("11961234567"),
    email="fulana@example.invalid",
)
SVA_ITEM = ContractItem(product_id="50", type=ProductType.SVA, integration_id="sva", sva_package=BOOKS)
MOBILE_ITEM = ContractItem(product_id="60", type=ProductType.MOBILE, integration_id="mvno")
PAIRS = {
    "P/D": (ContractStatus.PRE_CONTRACT, AccessStatus.DEACTIVATED),
    "P/AA": (ContractStatus.PRE_CONTRACT, AccessStatus.AWAITING_SIGNATURE),
    "A/A": (ContractStatus.ACTIVE, AccessStatus.ACTIVE),
    "A/FA": (ContractStatus.ACTIVE, AccessStatus.PAYMENT_OVERDUE),
    "A/CM": (ContractStatus.ACTIVE, AccessStatus.BLOCKED_MANUAL),
    "A/CA": (ContractStatus.ACTIVE, AccessStatus.BLOCKED_AUTOMATIC),
    "A/SC": (ContractStatus.ACTIVE, AccessStatus.SUSPENDED_BY_CUSTOMER),
    "A/CE": (ContractStatus.ACTIVE, AccessStatus.UNKNOWN),
    "A/D": (ContractStatus.ACTIVE, AccessStatus.DEACTIVATED),
    "A/AA": (ContractStatus.ACTIVE, AccessStatus.AWAITING_SIGNATURE),
    "I/D": (ContractStatus.INACTIVE, AccessStatus.DEACTIVATED),
    "I/CM": (ContractStatus.INACTIVE, AccessStatus.BLOCKED_MANUAL),
    "N/D": (ContractStatus.DEFAULTED, AccessStatus.DEACTIVATED),
    "D/D": (ContractStatus.WITHDRAWN, AccessStatus.DEACTIVATED),
    "?/A": (ContractStatus.UNKNOWN, AccessStatus.ACTIVE),
    "?/?": (ContractStatus.UNKNOWN, AccessStatus.UNKNOWN),
}


def contract(pair: str = "A/A", **changes: Any) -> Contract:
    """Customer 10's contract 100 with an SVA and a mobile product."""
    status, access = PAIRS[pair]
    made = Contract(
        id="100", customer_id="10", status=status, access=access, items=(SVA_ITEM, MOBILE_ITEM), approved=True
    )
    return attrs.evolve(made, **changes)


def event(kind: str, **changes: Any) -> ContractEvent:
    """An event of contract 100."""
    return attrs.evolve(ContractEvent(contract_id="100", kind=ContractEventKind(kind)), **changes)


def line(status: LineStatus = LineStatus.ACTIVE, *, stopped_by_hand: bool = False, **changes: Any) -> LineService:
    """The contract's mobile line."""
    made = MvnoLine(
        id="7",
        msisdn=Msisdn.parse("11961234567"),
        iccid=Iccid.parse("8955060000000000012"),
        status=status,
        **changes,
    )
    return LineService(id="7", integration_id="mvno", stopped_by_hand=stopped_by_hand, line=made)


def user(
    status: SvaUserStatus = SvaUserStatus.ACTIVE, *, stopped_by_hand: bool = False, **changes: Any
) -> SvaService:
    """The contract's SVA user."""
    made = SvaUser(id="8", package=BOOKS, cpf=Cpf.parse("39053344705"), status=status, **changes)
    return SvaService(id="8", integration_id="sva", product_id="50", stopped_by_hand=stopped_by_hand, user=made)


def onu(
    state: OnuState = OnuState.PROVISIONED, *, enabled: bool | None = True, stopped_by_hand: bool = False
) -> OnuService:
    """The contract's ONU."""
    made = Onu(serial=OnuSerial.parse("HWTC12345678"), admin_state=state, enabled=enabled, plan_id="1")
    return OnuService(id="9", integration_id="olt", stopped_by_hand=stopped_by_hand, onu=made)


def port(status: ReservationStatus = ReservationStatus.RESERVED, **changes: Any) -> PortService:
    """The contract's port."""
    made = PortReservation(id="5", code="100", structure_id="CTO-1", status=status, **changes)
    return PortService(id="5", integration_id="map", reservation=made)


def snapshot(pair: str = "A/A", *services: AnyService, **changes: Any) -> ContractSnapshot:
    """The contract, its customer and these services."""
    made = ContractSnapshot(contract=contract(pair), customer=CUSTOMER, services=services)
    return attrs.evolve(made, **changes)


def planned(pair: str, *services: AnyService, policy: LifecyclePolicy | None = None, **changes: Any) -> Plan:
    """The plan of the contract with these services; an SVA user is there unless the services have one."""
    there = services if any(isinstance(each, SvaService) for each in services) else (user_at_rest(pair), *services)
    return plan(snapshot(pair, *there, **changes), today=TODAY, policy=policy)


def user_at_rest(pair: str) -> SvaService:
    """An SVA user that no plan touches: it was removed."""
    return user(SvaUserStatus.REMOVED)


def tasks(made: Plan) -> list[str]:
    """What a plan asks, as "kind task"."""
    return [f"{action.order.service.kind} {action.order.task}" for action in made.actions]
