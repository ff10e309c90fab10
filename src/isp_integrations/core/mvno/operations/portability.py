"""Porting a number onto an active line."""

from collections.abc import Collection
from datetime import date

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.errors import UnexpectedAnswer, refuse_errors
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.events import PortabilityRequested
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.operations.state import (
    limits_of,
    portability_events,
)
from isp_integrations.core.session import Session


def request_portability(
    session: Session,
    *,
    line: m.MvnoLine,
    customer: Customer,
    port_in: r.PortIn,
    portabilities: Collection[m.Portability] | None = None,
    holidays: Collection[date] = (),
) -> Exchange[Done[m.Portability]]:
    """Ask for a number to be ported onto an active line (portabilidade).

    Args:
        portabilities: the host's other portabilities, for "no other one open" (MVNO-PORT-4).

    Raises:
        RuleViolation: MVNO-PORT-1 to -5, CORE-12.
        OutcomeUnknown: the answer was lost, or is about another number; resume it.
    """
    request = r.RequestPortability(line=line, customer=customer, port_in=port_in)
    session.require(MvnoSpec.request_portability, request)
    now = yield from Now()
    found = rules.check_port_in(
        port_in,
        line=line,
        holder=customer,
        limits=limits_of(session),
        requested_on=now.date(),
        portabilities=portabilities,
        holidays=holidays,
    )
    warnings = refuse_errors(found)
    asked = yield from session.exchange(MvnoSpec.request_portability, request)
    if asked.number not in {None, port_in.number}:
        raise UnexpectedAnswer(message="A resposta é da portabilidade de outro número.", paths=("number",))
    event = PortabilityRequested(line_id=line.id, ticket_number=asked.ticket_number)
    return Done(value=asked, warnings=warnings, events=(event,))


def get_portability(session: Session, *, line: m.MvnoLine) -> Exchange[m.Portability]:
    """Progress of a line's portability."""
    return (yield from session.exchange(MvnoSpec.get_portability, r.GetPortability(line=line)))


def cancel_portability(
    session: Session, *, line: m.MvnoLine, holidays: Collection[date] = ()
) -> Exchange[Done[m.Portability]]:
    """Give up a portability under way.

    Raises:
        RuleViolation: MVNO-PORT-6, or machine 5.3.
    """
    request = r.CancelPortability(line=line)
    session.require(MvnoSpec.cancel_portability, request)
    now = yield from Now()
    found = rules.check_port_cancel(line=line, limits=limits_of(session), today=now.date(), holidays=holidays)
    warnings = refuse_errors(found)
    seen = yield from session.exchange(MvnoSpec.cancel_portability, request)
    return Done(value=seen, warnings=warnings, events=portability_events(line, seen))
