"""Activating a line, with a new number or a port-in."""

from collections.abc import Collection
from datetime import date

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.errors import ProviderRejected, refuse_errors
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange, Now, Wait
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.events import (
    LineActivationRequested,
    LineStatusChanged,
    PortabilityRequestDue,
    PortabilityRequested,
)
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.operations.state import (
    limits_of,
    number_of,
    plan_code_of,
    sim_of,
    with_platform_state,
)
from isp_integrations.core.mvno.proofs import same_line
from isp_integrations.core.session import Session

NUMBER_POLLS = (2.0, 4.0, 8.0, 8.0, 8.0)
"""Seconds waited before each look for the number of a fresh activation, where a port-in must follow it."""


def activate_line(
    session: Session,
    *,
    customer: Customer,
    plan_code: str,
    area_code: str,
    iccid: str | Iccid | None = None,
    esim: bool = False,
    msisdn: str | Msisdn | None = None,
    port_in: r.PortIn | None = None,
    due_day: int | None = None,
    account_type: str | None = None,
    account_id: str | None = None,
    network_profile: str | None = None,
    line: m.MvnoLine | None = None,
    lines_of_integration: Collection[m.MvnoLine] | None = None,
    portabilities: Collection[m.Portability] | None = None,
    holidays: Collection[date] = (),
) -> Exchange[Done[m.Activation]]:
    """Activate a SIM for a customer, with a new number or a port-in.

    Where the platform takes a port-in only on an active line, it is asked for as soon as the number is assigned. If
    that takes too long, or the port-in is refused, the activation stands and `PortabilityRequestDue` says so.

    Args:
        account_type, account_id, network_profile: see :class:`~isp_integrations.core.mvno.requests.ActivateLine`.
        line: the host's own record of the line, which lends its id to the events.
        lines_of_integration: the host's other lines, for "the SIM is free" (MVNO-LINE-3).
        portabilities: the host's other portabilities, for "no other one open" (MVNO-PORT-4).
        holidays: days that are no business days, for the date of a port-in (MVNO-PORT-5).

    Raises:
        InvalidRecord: `plan_code` is no text, or blank.
        RuleViolation: MVNO-LINE-1 to -4, -8 (the customer's fields) and -9, MVNO-PORT-1 to -5, CORE-12.
    """
    limits = limits_of(session)
    request = r.ActivateLine(
        customer=customer,
        plan_code=plan_code_of(plan_code),
        area_code=area_code,
        iccid=None if iccid is None else sim_of(session, iccid),
        esim=esim,
        msisdn=None if msisdn is None else number_of(msisdn),
        port_in=port_in,
        due_day=due_day,
        account_type=account_type,
        account_id=account_id,
        network_profile=network_profile,
    )
    session.require(MvnoSpec.activate_line, request)
    port_in_later = port_in is not None and not session.platform_as(MvnoSpec).port_in_inside_activation
    if port_in_later:
        session.require(MvnoSpec.request_portability)
        session.require(MvnoSpec.get_activation)
    now = yield from Now()
    found = rules.check_activation(
        request,
        limits=limits,
        today=now.date(),
        line=line,
        lines_of_integration=lines_of_integration,
        portabilities=portabilities,
        holidays=holidays,
    )
    warnings = refuse_errors(found)
    asked = attrs.evolve(request, port_in=None) if port_in_later else request
    made = yield from session.exchange(MvnoSpec.activate_line, asked)
    _insist_on_sim(request.iccid, made)
    line_id = line.id if line else None
    events: list[Event] = [LineActivationRequested(line_id=line_id, order_id=made.order_id)]
    if port_in is not None and port_in_later:
        made = yield from _with_number(session, made)
        events += _activated(made, line_id)
        made, event = yield from _ported(session, made, customer, port_in, line_id)
        events.append(event)
    elif port_in is not None:
        ticket = made.line.portability.ticket_number if made.line.portability else None
        events.append(PortabilityRequested(line_id=line_id, ticket_number=ticket))
    if not port_in_later:
        events[1:1] = _activated(made, line_id)
    if line is not None:
        made = attrs.evolve(made, line=with_platform_state(line, made.line))
    return Done(value=made, warnings=warnings, events=tuple(events))


def _with_number(session: Session, made: m.Activation) -> Exchange[m.Activation]:
    """The activation once its number is assigned, or as it stands after the last look."""
    for seconds in NUMBER_POLLS:
        if made.line.msisdn is not None or made.line.iccid is None:
            return made
        yield from Wait(seconds)
        seen = yield from session.exchange(MvnoSpec.get_activation, r.GetActivation(iccid=made.line.iccid))
        _insist_on_sim(made.line.iccid, seen)
        made = attrs.evolve(made, line=with_platform_state(made.line, seen.line))
    return made


def _insist_on_sim(asked: Iccid | None, seen: m.Activation) -> None:
    """Refuse the activation of another SIM; `None` is one that the platform picked."""
    same_line(r.GetLine(iccid=asked), seen.line)


def _activated(made: m.Activation, line_id: str | None) -> list[Event]:
    if made.line.status is not m.LineStatus.ACTIVE:
        return []
    before, after = m.LineStatus.AWAITING_ACTIVATION, m.LineStatus.ACTIVE
    return [LineStatusChanged(line_id=line_id, before=before, after=after)]


def _ported(
    session: Session, made: m.Activation, customer: Customer, port_in: r.PortIn, line_id: str | None
) -> Exchange[tuple[m.Activation, Event]]:
    if made.line.msisdn is None:
        return made, PortabilityRequestDue(line_id=line_id)
    request = r.RequestPortability(line=made.line, customer=customer, port_in=port_in)
    try:
        asked = yield from session.exchange(MvnoSpec.request_portability, request)
    except ProviderRejected as refused:
        return made, PortabilityRequestDue(line_id=line_id, why=refused.message)
    line = attrs.evolve(made.line, portability=asked, temporary_number=made.line.msisdn)
    event = PortabilityRequested(line_id=line_id, ticket_number=asked.ticket_number)
    return attrs.evolve(made, line=line), event


def get_activation(session: Session, *, iccid: str | Iccid) -> Exchange[m.Activation]:
    """Progress of an activation: `line.status` and, once assigned, `line.msisdn`.

    Raises:
        UnexpectedAnswer: the platform answered the activation of another SIM.
    """
    request = r.GetActivation(iccid=sim_of(session, iccid))
    seen = yield from session.exchange(MvnoSpec.get_activation, request)
    _insist_on_sim(request.iccid, seen)
    return seen
