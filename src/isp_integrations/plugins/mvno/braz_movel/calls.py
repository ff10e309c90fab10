"""Calls of Braz Móvel that the mobile family has no name for, made through any client::

from isp_integrations.plugins.mvno.braz_movel import calls

client.perform(calls.list_line_plans, line=line)      # `await` it on an async client
"""

from datetime import date

import attrs

from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.reading import known, read_day
from isp_integrations.core.session import Session
from isp_integrations.core.values import Value
from isp_integrations.plugins.mvno.braz_movel import wire as w
from isp_integrations.plugins.mvno.braz_movel.plugin import BrazMovel, whole


@attrs.frozen(kw_only=True)
class LinePlan(Value):
    """One product cycle of a line. `status` and `payment` are words of the platform that are not public."""

    id: str
    recurring: bool | None = None
    start: date | None = None
    end: date | None = None
    status: str | None = None
    payment: str | None = None


def list_line_plans(session: Session, *, line: m.MvnoLine) -> Exchange[tuple[LinePlan, ...]]:
    """The product cycles of a line, which must carry its id or its holder's CPF."""
    platform = session.platform_as(BrazMovel)
    path = {"id": (yield from platform.line_id(line))}
    plans = yield from platform.ask(w.LINE_PLAN, w.LinePlans, path=path)
    whole(plans.items, plans.count)
    return tuple(
        LinePlan(
            id=plan.id,
            recurring=plan.recurring,
            start=read_day(plan.start),
            end=read_day(plan.end),
            status=plan.status,
            payment=plan.payment,
        )
        for plan in plans.items
    )


def list_lines_of(session: Session, *, tax_id: TaxId | str) -> Exchange[tuple[m.MvnoLine, ...]]:
    """The lines of the customer with a CPF; the status of each stays unknown, with its word kept."""
    platform = session.platform_as(BrazMovel)
    document = parse_tax_id(tax_id) if isinstance(tax_id, str) else tax_id
    customer = yield from platform.customer_of(document)
    return tuple(
        m.MvnoLine(
            msisdn=known(Msisdn.parse, row.number),
            iccid=known(lambda text: Iccid.parse(text, luhn=False), row.iccid),
            status=platform.wire.word(w.LINE_STATUSES, row.status),
            raw_status=row.status,
            holder_name=customer.name,
            holder_tax_id=document,
            platform_ids={"id": row.id},
        )
        for row in customer.lines
    )
