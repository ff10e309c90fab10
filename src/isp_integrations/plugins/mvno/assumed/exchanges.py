"""The family's operations on the ASSUMED wire, one borrowable function each.

A platform of which no source tells an operation borrows it in its class body, `cancel_line = assumed.cancel_line`,
and lists the endpoints, models and vocabularies of :mod:`.wire` in its own `WireBook`; :mod:`.order_wire` is enough
for one that only borrows from :mod:`.orders`. Lines are read back with the platform's own `get_line`,
`get_portability` and `list_plans`, so a platform that borrows a write needs those.

Whatever answers here is our invention; a real platform is only called with it after `accept_assumed=True`.
"""

from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from isp_integrations.core.assumed import AssumedPage, ask, page
from isp_integrations.core.assumed import accepted as accepted
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.identity import refuse_other_number, refuse_other_sim
from isp_integrations.core.mvno.proofs import newly_requested
from isp_integrations.core.mvno.refusals import sim_taken
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import demanded, known, read_day, read_moment
from isp_integrations.plugins.mvno.assumed import wire as w
from isp_integrations.plugins.mvno.assumed.order_wire import AssumedPlanChoice
from isp_integrations.plugins.mvno.assumed.orders import BLOCKS as BLOCKS
from isp_integrations.plugins.mvno.assumed.orders import block_line as block_line
from isp_integrations.plugins.mvno.assumed.orders import cancel_line as cancel_line
from isp_integrations.plugins.mvno.assumed.orders import cancel_portability as cancel_portability
from isp_integrations.plugins.mvno.assumed.orders import change_plan as change_plan
from isp_integrations.plugins.mvno.assumed.orders import (
    holder_of,
    iso,
    line_path,
    national,
    path_of,
    value_of,
)
from isp_integrations.plugins.mvno.assumed.orders import swap_sim as swap_sim
from isp_integrations.plugins.mvno.assumed.orders import transfer_ownership as transfer_ownership
from isp_integrations.plugins.mvno.assumed.orders import unblock_line as unblock_line

M = TypeVar("M")
T = TypeVar("T")

_iccid = partial(Iccid.parse, luhn=False)


# --- ours to theirs ---------------------------------------------------------------------------------------------


def _port_in(port_in: r.PortIn) -> w.AssumedPortIn:
    return w.AssumedPortIn(
        number=port_in.number.national,
        donor_operator=port_in.donor_operator,
        holder_name=port_in.other_holder_name,
        holder_tax_id=value_of(port_in.other_holder_tax_id),
        scheduled_for=iso(port_in.scheduled_for),
    )


# --- theirs to ours ---------------------------------------------------------------------------------------------


def _plan(_: MvnoSpec, plan: w.AssumedPlan, __: Any) -> m.MobilePlan:
    return m.MobilePlan(
        code=plan.code, name=plan.name, price=plan.price, data_mb=plan.data_mb, voice=plan.voice, sms=plan.sms
    )


def _sim(self: MvnoSpec, sim: w.AssumedSim, _: Any) -> m.SimCard:
    return m.SimCard(
        iccid=demanded(_iccid, sim.iccid, "$.iccid"),
        kind=self.wire.word(w.SIM_KINDS, sim.kind),
        available=sim.available,
        esim_code=sim.esim_code,
        esim_document=sim.esim_document,
        platform_id=sim.id,
    )


def _free_number(self: MvnoSpec, free: w.AssumedNumber, _: Any) -> m.FreeNumber:
    number = demanded(Msisdn.parse, free.number, "$.number")
    return m.FreeNumber(msisdn=number, number_type=self.wire.word(w.NUMBER_TYPES, free.type))


def _subscriber(_: MvnoSpec, subscriber: w.AssumedSubscriber, __: Any) -> m.Subscriber:
    return m.Subscriber(
        platform_id=subscriber.id,
        legal_name=subscriber.name,
        tax_id=demanded(parse_tax_id, subscriber.tax_id, "$.tax_id"),
        line_count=subscriber.line_count,
    )


def _portability(self: MvnoSpec, port: w.AssumedPortability) -> m.Portability:
    return m.Portability(
        number=known(Msisdn.parse, port.number),
        status=self.wire.word(w.PORTABILITY_STATUSES, port.status),
        raw_status=port.status,
        donor_operator=port.donor_operator,
        ticket_number=port.ticket,
        requested_at=read_moment(port.requested_at),
        scheduled_for=read_day(port.scheduled_for),
        completed_at=read_moment(port.completed_at),
        reason=port.reason,
    )


def _line(self: MvnoSpec, line: w.AssumedLine, raw: Any) -> m.MvnoLine:
    return m.MvnoLine(
        msisdn=known(Msisdn.parse, line.number),
        temporary_number=known(Msisdn.parse, line.temporary_number),
        iccid=demanded(_iccid, line.iccid, "$.iccid"),
        is_esim=line.esim,
        status=self.wire.word(w.LINE_STATUSES, line.status),
        raw_status=line.status,
        portability=_portability(self, line.portability) if line.portability else None,
        plan_code=line.plan,
        plan_name=line.plan_name,
        holder_name=line.holder_name,
        holder_tax_id=known(parse_tax_id, line.holder_tax_id),
        activated_on=read_day(line.activated_on),
        expires_on=read_day(line.expires_on),
        cancelled_on=read_day(line.cancelled_on),
        blocked_since=read_day(line.blocked_since),
        platform_ids={
            name: value for name, value in {"id": line.id, "contract_id": line.contract_id}.items() if value
        },
        raw=raw,
    )


def _activation(self: MvnoSpec, activation: w.AssumedActivation, asked: Iccid | None) -> m.Activation:
    line = _line(self, activation.line, {})
    if asked is not None:
        refuse_other_sim(asked, line.iccid, "$.line.iccid")
    return m.Activation(
        line=line,
        order_id=activation.order,
        subscriber_id=activation.subscriber,
        esim_document=activation.esim_document,
    )


def _usage(_: MvnoSpec, usage: w.AssumedUsage, raw: Any) -> m.UsageRecord:
    return m.UsageRecord(
        period_start=read_day(usage.period_start),
        period_end=read_day(usage.period_end),
        data_mb=usage.data_mb,
        minutes=usage.minutes,
        sms=usage.sms,
        raw=raw,
    )


def _top_up(_: MvnoSpec, top_up: w.AssumedTopUp, __: Any) -> m.TopUp:
    return m.TopUp(
        at=read_moment(top_up.at),
        plan_name=top_up.plan_name,
        price=top_up.price,
        paid=top_up.paid,
        platform_id=top_up.id,
    )


def _donor(_: MvnoSpec, donor: w.AssumedDonor, __: Any) -> m.DonorOperator:
    return m.DonorOperator(id=donor.id, name=donor.name)


# --- reading ----------------------------------------------------------------------------------------------------


@operation(uses=(w.RESELLER_BALANCE,))
def test_connection(self: MvnoSpec, request: ConnectionTest) -> Exchange[None]:  # noqa: ARG001
    """Prove the connection by reading the reseller's balance."""
    yield from ask(self, w.RESELLER_BALANCE, w.AssumedResellerBalance)


@operation(uses=(w.PLANS,))
def list_plans(self: MvnoSpec, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:  # noqa: ARG001
    """The catalogue."""
    return (yield from page(self, w.PLANS, w.AssumedPlan, _plan, cursor))


@operation(uses=(w.SIM_CARDS,))
def list_sim_cards(self: MvnoSpec, request: r.ListSimCards, cursor: str | None) -> Exchange[Page[m.SimCard]]:
    """The stock."""
    wanted = None if request.available is None else str(request.available).lower()
    return (yield from page(self, w.SIM_CARDS, w.AssumedSim, _sim, cursor, query={"available": wanted}))


@operation(uses=(w.FREE_NUMBERS,))
def list_free_numbers(self: MvnoSpec, request: r.ListFreeNumbers, cursor: str | None) -> Exchange[Page[m.FreeNumber]]:
    """Numbers free in an area code."""
    query = {"area_code": request.area_code}
    return (yield from page(self, w.FREE_NUMBERS, w.AssumedNumber, _free_number, cursor, query=query))


@operation(uses=(w.SIM,))
def find_sim(self: MvnoSpec, request: r.FindSim) -> Exchange[m.SimLookup]:
    """What is on a SIM."""
    sim = yield from _sim_at(self, request.iccid)
    return m.SimLookup(
        iccid=request.iccid,
        msisdn=known(Msisdn.parse, sim.number),
        available=sim.available,
        status=self.wire.word(w.LINE_STATUSES, sim.status),
        raw_status=sim.status,
    )


def _sim_at(self: MvnoSpec, iccid: Iccid) -> Exchange[w.AssumedSim]:
    sim = yield from ask(self, w.SIM, w.AssumedSim, path={"iccid": iccid.value})
    refuse_other_sim(iccid, demanded(_iccid, sim.iccid, "$.iccid"), "$.iccid")
    return sim


@operation(uses=(w.CHECK_DOCUMENT,))
def check_document(self: MvnoSpec, request: r.CheckDocument) -> Exchange[m.DocumentCheck]:
    """The tax authority's word on a document."""
    body = w.AssumedDocument(tax_id=request.tax_id.value)
    check = yield from ask(self, w.CHECK_DOCUMENT, w.AssumedDocumentCheck, body=body)
    return m.DocumentCheck(tax_id=request.tax_id, valid=check.valid, legal_name=check.name)


def registered(self: MvnoSpec, tax_id: TaxId | None) -> Exchange[m.Subscriber | None]:
    """The subscriber of a document, `None` where there is none; whoever else the platform answers is not it."""
    body = w.AssumedDocument(tax_id=value_of(tax_id) or "")
    listed = yield from ask(self, w.FIND_SUBSCRIBER, AssumedPage, body=body)
    found = [self.wire.read(w.AssumedSubscriber, item, f"$.items[{at}]") for at, item in enumerate(listed.items)]
    subscribers = (_subscriber(self, one, None) for one in found)
    return next((one for one in subscribers if one.tax_id == tax_id), None)


@operation(uses=(w.FIND_SUBSCRIBER,))
def get_subscriber(self: MvnoSpec, request: r.GetSubscriber) -> Exchange[m.Subscriber]:
    """A customer by document; `ProviderRejected` where there is none."""
    found = yield from registered(self, request.tax_id)
    if found is None:
        words = "Assinante não encontrado."
        raise ProviderRejected(message=f"{self.title}: {words}", words=words, code="not_found")
    return found


@operation(uses=(w.SUBSCRIBERS,))
def list_subscribers(
    self: MvnoSpec,
    request: r.ListSubscribers,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[m.Subscriber]]:
    """Every customer."""
    return (yield from page(self, w.SUBSCRIBERS, w.AssumedSubscriber, _subscriber, cursor))


@operation(uses=(w.ACTIVATION,))
def get_activation(self: MvnoSpec, request: r.GetActivation) -> Exchange[m.Activation]:
    """Progress of an activation."""
    path = {"iccid": request.iccid.value}
    return _activation(self, (yield from ask(self, w.ACTIVATION, w.AssumedActivation, path=path)), request.iccid)


@operation(uses=(w.LINE,))
def get_line(self: MvnoSpec, request: r.GetLine) -> Exchange[m.MvnoLine]:
    """A line by SIM, or by number; another one than that is an `UnexpectedAnswer`."""
    answer = yield from self.call(w.LINE, path=line_path(request.iccid, request.msisdn))
    body = accepted(self, answer)
    line = _line(self, self.wire.read(w.AssumedLine, body), body)
    if request.iccid is not None:
        refuse_other_sim(request.iccid, line.iccid, "$.iccid")
    elif request.msisdn is not None:
        refuse_other_number(request.msisdn, line, "$.number")
    return line


@operation(uses=(w.LINES,))
def list_lines(self: MvnoSpec, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.MvnoLine]]:  # noqa: ARG001
    """Every line record."""
    return (yield from page(self, w.LINES, w.AssumedLine, _line, cursor))


@operation(uses=(w.BALANCE,))
def get_balance(self: MvnoSpec, request: r.GetBalance) -> Exchange[m.Balance]:
    """What is left."""
    left = yield from ask(self, w.BALANCE, w.AssumedBalance, path=path_of(request.line))
    return m.Balance(data_mb=left.data_mb, minutes=left.minutes, sms=left.sms)


@operation(uses=(w.USAGE,))
def list_usage(self: MvnoSpec, request: r.ListUsage, cursor: str | None) -> Exchange[Page[m.UsageRecord]]:
    """What was used, period by period."""
    query = {"start": iso(request.start), "end": iso(request.end)}
    path = path_of(request.line)
    return (yield from page(self, w.USAGE, w.AssumedUsage, _usage, cursor, query=query, path=path))


@operation(uses=(w.TOP_UPS,))
def list_top_ups(self: MvnoSpec, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]:
    """Top-ups, newest first."""
    return (yield from page(self, w.TOP_UPS, w.AssumedTopUp, _top_up, cursor, path=path_of(request.line)))


@operation(uses=(w.PORTABILITY,))
def get_portability(self: MvnoSpec, request: r.GetPortability) -> Exchange[m.Portability]:
    """Progress of a portability."""
    path = path_of(request.line)
    return _portability(self, (yield from ask(self, w.PORTABILITY, w.AssumedPortability, path=path)))


@operation(uses=(w.DONOR_OPERATORS,))
def list_donor_operators(
    self: MvnoSpec,
    request: r.ListDonorOperators,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[m.DonorOperator]]:
    """Operators that a number may come from."""
    return (yield from page(self, w.DONOR_OPERATORS, w.AssumedDonor, _donor, cursor))


@operation(uses=(w.RESELLER_BALANCE,))
def get_reseller_balance(self: MvnoSpec, request: r.GetResellerBalance) -> Exchange[Decimal]:  # noqa: ARG001
    """The reseller's balance, in reais."""
    return (yield from ask(self, w.RESELLER_BALANCE, w.AssumedResellerBalance)).balance


@operation(uses=(w.WEBHOOK,))
def parse_webhook(self: MvnoSpec, request: r.ParseWebhook) -> Exchange[tuple[m.WebhookNotice, ...]]:
    """The notices in a notification. It carries no proof of who sent it: read the line before acting on it."""
    yield from ()
    body = HttpAnswer(status=200, body=request.body).json()
    return tuple(
        m.WebhookNotice(
            msisdn=known(Msisdn.parse, notice.number),
            iccid=known(_iccid, notice.iccid),
            line_status=self.wire.word(w.LINE_STATUSES, notice.line_status) if notice.line_status else None,
            portability=_portability(self, notice.portability) if notice.portability else None,
        )
        for notice in self.wire.read(w.AssumedNotices, body).notices
    )


# --- changing ---------------------------------------------------------------------------------------------------


@operation(uses=(w.REGISTER_SUBSCRIBER, w.FIND_SUBSCRIBER))
def register_subscriber(self: MvnoSpec, request: r.RegisterSubscriber) -> Exchange[m.Subscriber]:
    """Register a customer; a lost answer is looked up by document."""

    def send() -> Exchange[m.Subscriber]:
        body = holder_of(request.customer)
        made = yield from ask(self, w.REGISTER_SUBSCRIBER, w.AssumedSubscriber, body=body)
        subscriber = _subscriber(self, made, None)
        if subscriber.tax_id != request.customer.tax_id:
            raise UnexpectedAnswer(message="A resposta é de outro cliente, segundo $.tax_id.", paths=("$.tax_id",))
        return subscriber

    def look() -> Exchange[m.Subscriber | None]:
        return (yield from registered(self, request.customer.tax_id))

    return (yield from write_once(send, look, settle=self.wire.settle(w.REGISTER_SUBSCRIBER)))


@operation(uses=(w.ACTIVATE, w.ACTIVATION, w.SIM))
def activate_line(self: MvnoSpec, request: r.ActivateLine) -> Exchange[m.Activation]:
    """Order an activation. A SIM that is taken is refused; a lost answer is looked up by the SIM.

    Where the platform picks the eSIM there is nothing to look it up by: the outcome of a lost answer stays unknown.
    """
    if request.iccid is not None:
        yield from _refuse_taken(self, request.iccid)
    body = w.AssumedActivate(
        plan=request.plan_code,
        area_code=request.area_code,
        holder=holder_of(request.customer),
        iccid=value_of(request.iccid),
        esim=request.esim,
        number=national(request.msisdn),
        due_day=request.due_day,
        port_in=_port_in(request.port_in) if request.port_in else None,
    )

    def send() -> Exchange[m.Activation]:
        made = yield from ask(self, w.ACTIVATE, w.AssumedActivation, body=body)
        return _activation(self, made, request.iccid)

    def look() -> Exchange[m.Activation | None]:
        if request.iccid is None:
            raise Undecided("A plataforma escolheria o eSIM: não há ICCID com que conferir a ativação.")
        if (yield from _sim_at(self, request.iccid)).available:
            return None
        path = {"iccid": request.iccid.value}
        taken = yield from ask(self, w.ACTIVATION, w.AssumedActivation, path=path)
        found = _activation(self, taken, request.iccid)
        if found.line.holder_tax_id != request.customer.tax_id:
            raise Undecided("O chip foi ativado, mas não para este titular.")
        return found

    return (yield from write_once(send, look, settle=self.wire.settle(w.ACTIVATE)))


def _refuse_taken(self: MvnoSpec, iccid: Iccid) -> Exchange[None]:
    if not (yield from _sim_at(self, iccid)).available:
        raise ProviderRejected(
            message=f"{self.title}: o chip já está em uso.",
            violation=sim_taken(self.title),
        )


@operation(uses=(w.TOP_UP, w.TOP_UPS))
def top_up(self: MvnoSpec, request: r.TopUpLine) -> Exchange[m.TopUp]:
    """Buy a top-up; a lost answer is proven by a top-up of the same plan that the history did not have before.

    Of two equal orders at once the history cannot tell whose a new entry is: both then count as done.
    """
    before = yield from _bought(self, request)

    def send() -> Exchange[m.TopUp]:
        body = AssumedPlanChoice(plan=request.plan_code)
        made = yield from ask(self, w.TOP_UP, w.AssumedTopUp, body=body, path=path_of(request.line))
        return _top_up(self, made, None)

    def look() -> Exchange[m.TopUp | None]:
        seen = {made.id for made in before}
        after = yield from _bought(self, request)
        return next((_top_up(self, made, None) for made in after if made.id not in seen), None)

    return (yield from write_once(send, look, settle=self.wire.settle(w.TOP_UP)))


def _bought(self: MvnoSpec, request: r.TopUpLine) -> Exchange[tuple[w.AssumedTopUp, ...]]:
    """The newest page of the line's top-ups of the requested plan."""
    listed = yield from ask(self, w.TOP_UPS, AssumedPage, path=path_of(request.line))
    made = [self.wire.read(w.AssumedTopUp, item, f"$.items[{at}]") for at, item in enumerate(listed.items)]
    return tuple(top_up for top_up in made if top_up.plan == request.plan_code)


@operation(uses=(w.REQUEST_PORTABILITY,))
def request_portability(self: MvnoSpec, request: r.RequestPortability) -> Exchange[m.Portability]:
    """Ask for a port-in; a lost answer is proven by a portability of that number that was not there before."""
    before = yield from self.get_portability(r.GetPortability(line=request.line))

    def send() -> Exchange[m.Portability]:
        body = _port_in(request.port_in)
        made = yield from ask(
            self, w.REQUEST_PORTABILITY, w.AssumedPortability, body=body, path=path_of(request.line)
        )
        return _portability(self, made)

    def look() -> Exchange[m.Portability | None]:
        now = yield from self.get_portability(r.GetPortability(line=request.line))
        return now if newly_requested(before, now, request.port_in.number) else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.REQUEST_PORTABILITY)))
