"""What a fake over the shared network holds in the tests that a host's operations are tried on."""

import json
from collections.abc import Callable
from datetime import date

import attrs

from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno.models import LineStatus, Portability, PortabilityStatus
from isp_integrations.plugins.mvno.assumed.network import Holder, Line, Network
from isp_integrations.testing.mvno import Seed, host_line

NUMBERS = ("11961234567", "11961234568", "11961234569")
PORTED = "11963334444"


def seed_network(network: Network, add_line: Callable[[Line], Line], iccid_of: Callable[[int], str]) -> Seed:
    """An active line, a blocked one, and one whose port-in is under way, of one customer on the first plan."""
    plan, other_plan = list(network.plans)[:2]
    iccids = [iccid_of(900 + place) for place in range(3)]
    for place, (number, iccid) in enumerate(zip(NUMBERS, iccids, strict=True)):
        line = Line(
            id=str(8000 + place),
            msisdn=number,
            iccid=iccid,
            holder=Holder(name="Fulana Exemplo da Silva", tax_id="52998224725"),
            plan=network.plan(plan),
            contract_id=str(360_000 + place),
            activated_on=date(2025, 6, 1),
        )
        add_line(line)
    network.block(network.find(NUMBERS[1]))
    network.request_port_in(network.find(NUMBERS[2]), PORTED, "11")
    active, blocked, porting = (
        host_line(number, iccid, plan_code=plan) for number, iccid in zip(NUMBERS, iccids, strict=True)
    )
    under_way = Portability(number=Msisdn.parse(PORTED), status=PortabilityStatus.PENDING)
    return Seed(
        line=active,
        blocked_line=attrs.evolve(blocked, status=LineStatus.BLOCKED_TOTAL),
        porting_line=attrs.evolve(porting, temporary_number=porting.msisdn, portability=under_way),
        plan_code=plan,
        other_plan_code=other_plan,
        free_iccid=Iccid.parse(next(iter(network.stock)), luhn=False),
        webhook=json.dumps({"notices": [{"number": NUMBERS[2], "line_status": "active"}]}).encode(),
    )


def state_of(network: Network) -> object:
    """What an order changes in a network, comparable."""
    lines = [
        (
            line.msisdn,
            line.iccid,
            line.holder.name,
            line.plan and line.plan.code,
            line.status,
            line.contract_id,
            line.portability and (line.portability.number, line.portability.status is PortabilityStatus.CANCELLED),
            len(line.top_ups),
            line.expires_on,
        )
        for line in network.lines
    ]
    return lines, len(network.past), network.balance, len(network.stock), sorted(network.subscribers)
