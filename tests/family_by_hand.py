"""One request per operation of the mobile family, for plugins that are tried by hand against a fake."""

import json
from collections.abc import Callable
from typing import Any

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import ConnectionTest
from isp_integrations.testing.mvno_cases import CUSTOMER, NEW_HOLDER

PORTED = Msisdn.parse("11962223333")
Operations = dict[str, Callable[[MvnoSpec], Exchange[Any]]]


def operations_on(line: m.MvnoLine, free: Iccid, *, plan: str = "1", other_plan: str = "3") -> Operations:
    """What each operation of the family is asked, about a line and a SIM of the stock."""
    assert line.iccid is not None
    assert CUSTOMER.tax_id is not None
    iccid, tax_id = line.iccid, CUSTOMER.tax_id
    port_in = r.PortIn(number=PORTED, donor_operator="11")
    activation = r.ActivateLine(customer=CUSTOMER, plan_code=plan, area_code="11", iccid=free)
    block = m.LineBlock(scope=m.BlockScope.TOTAL, reason=m.BlockReason.DEBT)
    transfer = r.TransferOwnership(
        line=line, kind=m.TransferKind.OWNERSHIP_CHANGE, new_contract_id="77", new_holder=NEW_HOLDER
    )
    return {
        "activate_line": lambda p: p.activate_line(activation),
        "block_line": lambda p: p.block_line(r.BlockLine(line=line, block=block)),
        "cancel_line": lambda p: p.cancel_line(r.CancelLine(line=line)),
        "cancel_portability": lambda p: p.cancel_portability(r.CancelPortability(line=line)),
        "change_plan": lambda p: p.change_plan(r.ChangePlan(line=line, plan_code=other_plan)),
        "check_document": lambda p: p.check_document(r.CheckDocument(tax_id=tax_id)),
        "find_sim": lambda p: p.find_sim(r.FindSim(iccid=iccid)),
        "get_activation": lambda p: p.get_activation(r.GetActivation(iccid=free)),
        "get_balance": lambda p: p.get_balance(r.GetBalance(line=line)),
        "get_line": lambda p: p.get_line(r.GetLine(msisdn=line.msisdn)),
        "get_portability": lambda p: p.get_portability(r.GetPortability(line=line)),
        "get_reseller_balance": lambda p: p.get_reseller_balance(r.GetResellerBalance()),
        "get_subscriber": lambda p: p.get_subscriber(r.GetSubscriber(tax_id=tax_id)),
        "list_donor_operators": lambda p: p.list_donor_operators(r.ListDonorOperators(), None),
        "list_free_numbers": lambda p: p.list_free_numbers(r.ListFreeNumbers(area_code="11"), None),
        "list_lines": lambda p: p.list_lines(r.ListLines(), None),
        "list_plans": lambda p: p.list_plans(r.ListPlans(), None),
        "list_sim_cards": lambda p: p.list_sim_cards(r.ListSimCards(), None),
        "list_subscribers": lambda p: p.list_subscribers(r.ListSubscribers(), None),
        "list_top_ups": lambda p: p.list_top_ups(r.ListTopUps(line=line), None),
        "list_usage": lambda p: p.list_usage(r.ListUsage(line=line), None),
        "register_subscriber": lambda p: p.register_subscriber(r.RegisterSubscriber(customer=NEW_HOLDER)),
        "request_portability": lambda p: p.request_portability(
            r.RequestPortability(line=line, customer=CUSTOMER, port_in=port_in)
        ),
        "swap_sim": lambda p: p.swap_sim(r.SwapSim(line=line, new_iccid=free)),
        "test_connection": lambda p: p.test_connection(ConnectionTest()),
        "top_up": lambda p: p.top_up(r.TopUpLine(line=line, plan_code=plan)),
        "transfer_ownership": lambda p: p.transfer_ownership(transfer),
        "unblock_line": lambda p: p.unblock_line(r.UnblockLine(line=line)),
    }


FIRST = {"get_activation": "activate_line", "cancel_portability": "request_portability", "unblock_line": "block_line"}
"""What must have happened before."""


def answer(content: Any, status: int = 200) -> HttpAnswer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)


def instead_of(label: str, given: HttpAnswer) -> Callable[[HttpRequest], HttpAnswer | None]:
    return lambda request: given if request.label == label else None


PERSONAL = ("52998224725", "11144477735", "11961234567", "Fulana", "Beltrano", "fulana@", "Rua dos")
HOSTILE = {
    "html": answer(b"<html><body>Fulana Exemplo 52998224725</body></html>"),
    "html 404": answer(b"<html>11961234567</html>", 404),
    "empty": answer(b""),
    "truncated": answer(b'{"retorno": {"codigo": 0}, "items": [{"id": "52998224725"'),
    "wrong charset": answer('{"retorno": "ação"}'.encode("latin-1")),
    "null": answer(None),
    "number": answer(52998224725),
    "text": answer("Fulana Exemplo da Silva"),
    "list": answer([]),
    "list of lists": answer([["Fulana Exemplo"]]),
    "empty object": answer({}),
    "another sentence": answer({"retorno": "Cliente Fulana 52998224725"}),
    "items of another kind": answer({"items": {"a": "52998224725"}, "accepted": "true", "balance": "muito"}),
    "nothing in the items": answer({"items": [{}], "count": 1, "accepted": 1, "balance": [], "lines": 5}),
}
"""Answers that no operation may take for a success."""
