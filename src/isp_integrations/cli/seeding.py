"""Contel's fake as the demo needs it: it knows the export's lines as the host does."""

from collections.abc import Sequence

from isp_integrations.cli.orders import ActivateOrder, Order, SwapSimOrder
from isp_integrations.core.erp.models import Integration, ProductType
from isp_integrations.core.mvno.models import LineStatus, MvnoLine, Portability, PortabilityStatus
from isp_integrations.hosts.ixc_export import IxcExport
from isp_integrations.plugins.mvno.assumed.network import DEFAULT_PLANS, Plan, Sim, make_iccid
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox

FOR_EVER = 1_000_000
FIRST_OWN_SERIAL = 900_000
"""Of numbers and SIMs that the host's record lacks and the platform has."""


def fake_for(integration: Integration, export: IxcExport, orders: Sequence[Order]) -> ContelSandbox:
    """A fake that knows the export's lines of one integration as the host does, and the SIMs that the orders use."""
    fake = ContelSandbox(
        lines=(), plans=_plans(integration, export), stock=[Sim(iccid=iccid) for iccid in _new_sims(orders)]
    )
    for serial, line in enumerate(export.lines.values(), start=FIRST_OWN_SERIAL):
        if line.integration_id == integration.id and line.on_platform:
            _seed(fake, line, export, serial)
    return fake


def _plans(integration: Integration, export: IxcExport) -> tuple[Plan, ...]:
    codes = {line.plan_code for line in export.lines.values() if line.integration_id == integration.id}
    codes |= {
        item.platform_plan_code
        for contract in export.contracts.values()
        for item in contract.items
        if item.type is ProductType.MOBILE and item.integration_id == integration.id
    }
    model = DEFAULT_PLANS[0]
    return tuple(
        Plan(code=code, name=f"Plano {code}", price=model.price, data_mb=model.data_mb)
        for code in sorted(code for code in codes if code)
    )


def _new_sims(orders: Sequence[Order]) -> tuple[str, ...]:
    asked = [order.new_iccid for order in orders if isinstance(order, SwapSimOrder)]
    asked += [order.iccid for order in orders if isinstance(order, ActivateOrder)]
    return tuple(iccid for iccid in asked if iccid)


def _seed(fake: ContelSandbox, line: MvnoLine, export: IxcExport, serial: int) -> None:
    contract = export.contract_of(line)
    holder = export.customer_of(contract) if contract else None
    port = line.portability or Portability()
    under_way = port.status is not PortabilityStatus.COMPLETED
    in_use = (line.temporary_number if under_way else None) or line.msisdn
    seeded = fake.seed_line(
        msisdn=in_use.national if in_use else f"119{serial:08d}",
        iccid=line.iccid.value if line.iccid else make_iccid(serial),
        holder_name=holder.legal_name if holder else "",
        holder_tax_id=holder.tax_id.value if holder and holder.tax_id else "",
        plan_id=line.plan_code,
        status=line.status,
        portability=port.status,
        ported_number=port.number.national if port.number else None,
        esim=bool(line.is_esim),
    )
    if line.status is LineStatus.AWAITING_ACTIVATION:
        seeded.order_id, seeded.polls_left = fake.network.next_id(), FOR_EVER
