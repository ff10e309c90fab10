"""Contel against its fake, by hand, with one request per operation."""

from collections.abc import Callable
from typing import Any

from exchange_by_hand import Hand
from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Msisdn, PostalCode
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox

NUMBER = Msisdn.parse("11961234501")
LINE = m.MvnoLine(msisdn=NUMBER, iccid=Iccid.parse(make_iccid(101)), status=m.LineStatus.ACTIVE)
STOCK_SIM = Iccid.parse(make_iccid(1))
STOCK_ESIM = Iccid.parse(make_iccid(6))
DONOR_NUMBER = Msisdn.parse("11987650001")
CUSTOMER = Customer(
    id="7",
    legal_name="Dora Exemplo",
    tax_id=Cpf.parse("39053344705"),
    mobile_phone=Msisdn.parse("11912340000"),
    email="dora@example.invalid",
    address=Address(
        street="Rua A",
        number="1",
        district="Centro",
        city="São Paulo",
        state="SP",
        postal_code=PostalCode("01000000"),
    ),
)
COMPANY = Customer(id="8", legal_name="Empresa Exemplo", tax_id=Cnpj.parse("11222333000181"))
PERSONAL = ("39053344705", "11961234501", "52998224725", "11987650001", "dora@", "Dora", "Ana", "Rua A")


def contel(fake: ContelSandbox | None = None, **overrides: Any) -> Hand:
    """A logged-in Contel on a fake."""
    plugin = Contel(Account(credentials=CREDENTIALS, wire_overrides=overrides))
    return Hand(plugin, fake or ContelSandbox())


def activate(**fields: Any) -> r.ActivateLine:
    return r.ActivateLine(customer=CUSTOMER, plan_code="1", area_code="11", **fields)


def block(reason: m.BlockReason = m.BlockReason.DEBT) -> r.BlockLine:
    return r.BlockLine(line=LINE, block=m.LineBlock(scope=m.BlockScope.TOTAL, reason=reason))


def port_in(number: Msisdn = DONOR_NUMBER) -> r.RequestPortability:
    return r.RequestPortability(line=LINE, customer=CUSTOMER, port_in=r.PortIn(number=number, donor_operator="11"))


TRANSFER = r.TransferOwnership(
    line=LINE, kind=m.TransferKind.OWNERSHIP_CHANGE, new_contract_id="77", new_holder=CUSTOMER
)

OPERATIONS: dict[str, Callable[[Contel], Exchange[Any]]] = {
    "test_connection": lambda p: p.test_connection(ConnectionTest()),
    "list_plans": lambda p: p.list_plans(r.ListPlans(), None),
    "list_sim_cards": lambda p: p.list_sim_cards(r.ListSimCards(), None),
    "find_sim": lambda p: p.find_sim(r.FindSim(iccid=STOCK_SIM)),
    "check_document": lambda p: p.check_document(r.CheckDocument(tax_id=Cpf.parse("39053344705"))),
    "activate_line": lambda p: p.activate_line(activate(iccid=STOCK_SIM)),
    "get_activation": lambda p: p.get_activation(r.GetActivation(iccid=STOCK_SIM)),
    "get_line": lambda p: p.get_line(r.GetLine(iccid=LINE.iccid)),
    "list_lines": lambda p: p.list_lines(r.ListLines(), None),
    "block_line": lambda p: p.block_line(block()),
    "unblock_line": lambda p: p.unblock_line(r.UnblockLine(line=LINE)),
    "cancel_line": lambda p: p.cancel_line(r.CancelLine(line=LINE)),
    "change_plan": lambda p: p.change_plan(r.ChangePlan(line=LINE, plan_code="3")),
    "swap_sim": lambda p: p.swap_sim(r.SwapSim(line=LINE)),
    "get_balance": lambda p: p.get_balance(r.GetBalance(line=LINE)),
    "list_top_ups": lambda p: p.list_top_ups(r.ListTopUps(line=LINE), None),
    "top_up": lambda p: p.top_up(r.TopUpLine(line=LINE, plan_code="1")),
    "request_portability": lambda p: p.request_portability(port_in()),
    "get_portability": lambda p: p.get_portability(r.GetPortability(line=LINE)),
    "cancel_portability": lambda p: p.cancel_portability(r.CancelPortability(line=LINE)),
    "list_donor_operators": lambda p: p.list_donor_operators(r.ListDonorOperators(), None),
    "transfer_ownership": lambda p: p.transfer_ownership(TRANSFER),
    "get_reseller_balance": lambda p: p.get_reseller_balance(r.GetResellerBalance()),
}
