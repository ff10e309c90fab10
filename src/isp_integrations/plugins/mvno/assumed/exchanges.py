"""The family's operations on the ASSUMED wire, one borrowable function each.

A platform of which no source tells an operation borrows it in its class body, `cancel_line = assumed.cancel_line`,
and lists the endpoints, models and vocabularies of :mod:`.wire` in its own `WireBook`. Lines are read back with the
platform's own `get_line`, `get_portability` and `list_plans`, so a platform that borrows a write needs those.

Whatever answers here is our invention; a real platform is only called with it after `accept_assumed=True`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from isp_integrations.core.assumed import AssumedAccepted, AssumedPage, ask, page
from isp_integrations.core.assumed import accepted as accepted
from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.proofs import bring_about, is_on_plan, newly_requested, sim_swapped
from isp_integrations.core.mvno.refusals import sim_taken
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import demanded, known, read_day, read_moment
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mvno.assumed import wire as w

M = TypeVar("M")
T = TypeVar("T")

BLOCKS: Mapping[m.BlockReason, frozenset[m.BlockScope]] = {
    m.BlockReason.DEBT: frozenset(m.BlockScope),
    m.BlockReason.CUSTOMER: frozenset(m.BlockScope),
    m.BlockReason.THEFT: frozenset({m.BlockScope.TOTAL}),
    m.BlockReason.LOSS: frozenset({m.BlockScope.TOTAL}),
    m.BlockReason.MISUSE: frozenset({m.BlockScope.TOTAL}),
}
"""What this wire can be asked to block, for a platform that borrows `block_line`: all that machine 5.2 has."""

_iccid = partial(Iccid.parse, luhn=False)


# --- asking -----------------------------------------------------------------------------------------------------


def _order(self: MvnoSpec, endpoint: Endpoint, line: m.MvnoLine, body: object = None) -> Exchange[None]:
    """Send a write that is answered with no more than that it was taken."""
    taken = yield from ask(self, endpoint, AssumedAccepted, body=body, path=_path(line))
    if not taken.accepted:
        raise UnexpectedAnswer(message="A plataforma não disse que aceitou a ordem.", paths=("$.accepted",))


def _path(line: m.MvnoLine) -> dict[str, str]:
    return _line_path(line.iccid, line.msisdn or line.temporary_number)


def _line_path(iccid: Iccid | None, msisdn: Msisdn | None) -> dict[str, str]:
    if iccid is not None:
        return {"line": iccid.value}
    return {"line": msisdn.national if msisdn else ""}


def _same(line: m.MvnoLine) -> r.GetLine:
    return r.GetLine(msisdn=line.msisdn or line.temporary_number, iccid=line.iccid)


# --- ours to theirs ---------------------------------------------------------------------------------------------


def _value(identifier: Iccid | TaxId | None) -> str | None:
    return identifier.value if identifier else None


def _national(number: Msisdn | None) -> str | None:
    return number.national if number else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _address(address: Address) -> w.AssumedAddress:
    return w.AssumedAddress(
        street=address.street,
        number=address.number,
        complement=address.complement,
        district=address.district,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code.value if address.postal_code else None,
    )


def _holder(customer: Customer) -> w.AssumedHolder:
    return w.AssumedHolder(
        name=customer.legal_name,
        tax_id=_value(customer.tax_id),
        email=customer.email,
        phone=_national(customer.mobile_phone),
        birth_date=_iso(customer.birth_date),
        address=_address(customer.address) if customer.address else None,
    )


def _port_in(port_in: r.PortIn) -> w.AssumedPortIn:
    return w.AssumedPortIn(
        number=port_in.number.national,
        donor_operator=port_in.donor_operator,
        holder_name=port_in.other_holder_name,
        holder_tax_id=_value(port_in.other_holder_tax_id),
        scheduled_for=_iso(port_in.scheduled_for),
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


def _activation(self: MvnoSpec, activation: w.AssumedActivation) -> m.Activation:
    return m.Activation(
        line=_line(self, activation.line, {}),
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
    sim = yield from ask(self, w.SIM, w.AssumedSim, path={"iccid": request.iccid.value})
    return m.SimLookup(
        iccid=request.iccid,
        msisdn=known(Msisdn.parse, sim.number),
        available=sim.available,
        status=self.wire.word(w.LINE_STATUSES, sim.status),
        raw_status=sim.status,
    )


@operation(uses=(w.CHECK_DOCUMENT,))
def check_document(self: MvnoSpec, request: r.CheckDocument) -> Exchange[m.DocumentCheck]:
    """The tax authority's word on a document."""
    body = w.AssumedDocument(tax_id=request.tax_id.value)
    check = yield from ask(self, w.CHECK_DOCUMENT, w.AssumedDocumentCheck, body=body)
    return m.DocumentCheck(tax_id=request.tax_id, valid=check.valid, legal_name=check.name)


def registered(self: MvnoSpec, tax_id: TaxId | None) -> Exchange[m.Subscriber | None]:
    """The subscriber of a document, `None` where there is none; whoever else the platform answers is not it."""
    body = w.AssumedDocument(tax_id=_value(tax_id) or "")
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
    return _activation(self, (yield from ask(self, w.ACTIVATION, w.AssumedActivation, path=path)))


@operation(uses=(w.LINE,))
def get_line(self: MvnoSpec, request: r.GetLine) -> Exchange[m.MvnoLine]:
    """A line by SIM, or by number."""
    answer = yield from self.call(w.LINE, path=_line_path(request.iccid, request.msisdn))
    body = accepted(self, answer)
    return _line(self, self.wire.read(w.AssumedLine, body), body)


@operation(uses=(w.LINES,))
def list_lines(self: MvnoSpec, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.MvnoLine]]:  # noqa: ARG001
    """Every line record."""
    return (yield from page(self, w.LINES, w.AssumedLine, _line, cursor))


@operation(uses=(w.BALANCE,))
def get_balance(self: MvnoSpec, request: r.GetBalance) -> Exchange[m.Balance]:
    """What is left."""
    left = yield from ask(self, w.BALANCE, w.AssumedBalance, path=_path(request.line))
    return m.Balance(data_mb=left.data_mb, minutes=left.minutes, sms=left.sms)


@operation(uses=(w.USAGE,))
def list_usage(self: MvnoSpec, request: r.ListUsage, cursor: str | None) -> Exchange[Page[m.UsageRecord]]:
    """What was used, period by period."""
    query = {"start": _iso(request.start), "end": _iso(request.end)}
    path = _path(request.line)
    return (yield from page(self, w.USAGE, w.AssumedUsage, _usage, cursor, query=query, path=path))


@operation(uses=(w.TOP_UPS,))
def list_top_ups(self: MvnoSpec, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]:
    """Top-ups, newest first."""
    return (yield from page(self, w.TOP_UPS, w.AssumedTopUp, _top_up, cursor, path=_path(request.line)))


@operation(uses=(w.PORTABILITY,))
def get_portability(self: MvnoSpec, request: r.GetPortability) -> Exchange[m.Portability]:
    """Progress of a portability."""
    path = _path(request.line)
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
        body = _holder(request.customer)
        made = yield from ask(self, w.REGISTER_SUBSCRIBER, w.AssumedSubscriber, body=body)
        return _subscriber(self, made, None)

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
        holder=_holder(request.customer),
        iccid=_value(request.iccid),
        esim=request.esim,
        number=_national(request.msisdn),
        due_day=request.due_day,
        port_in=_port_in(request.port_in) if request.port_in else None,
    )

    def send() -> Exchange[m.Activation]:
        return _activation(self, (yield from ask(self, w.ACTIVATE, w.AssumedActivation, body=body)))

    def look() -> Exchange[m.Activation | None]:
        if request.iccid is None:
            raise Undecided("A plataforma escolheria o eSIM: não há ICCID com que conferir a ativação.")
        path = {"iccid": request.iccid.value}
        if (yield from ask(self, w.SIM, w.AssumedSim, path=path)).available:
            return None
        found = _activation(self, (yield from ask(self, w.ACTIVATION, w.AssumedActivation, path=path)))
        if found.line.holder_tax_id != request.customer.tax_id:
            raise Undecided("O chip foi ativado, mas não para este titular.")
        return found

    return (yield from write_once(send, look, settle=self.wire.settle(w.ACTIVATE)))


def _refuse_taken(self: MvnoSpec, iccid: Iccid) -> Exchange[None]:
    sim = yield from ask(self, w.SIM, w.AssumedSim, path={"iccid": iccid.value})
    if not sim.available:
        raise ProviderRejected(
            message=f"{self.title}: o chip já está em uso.",
            violation=sim_taken(self.title),
        )


@operation(uses=(w.BLOCK,))
def block_line(self: MvnoSpec, request: r.BlockLine) -> Exchange[m.MvnoLine]:
    """Block a line; once more is harmless."""
    block = request.block
    body = w.AssumedBlock(
        scope=block.scope.value,
        reason=block.reason.value,
        starts_on=_iso(block.starts_on),
        suspend_billing=block.suspend_billing,
    )
    yield from _order(self, w.BLOCK, request.line, body)
    return (yield from self.get_line(_same(request.line)))


@operation(uses=(w.UNBLOCK,))
def unblock_line(self: MvnoSpec, request: r.UnblockLine) -> Exchange[m.MvnoLine]:
    """Lift a line's block; once more is harmless."""
    yield from _order(self, w.UNBLOCK, request.line)
    return (yield from self.get_line(_same(request.line)))


def _bring(
    self: MvnoSpec,
    endpoint: Endpoint,
    line: m.MvnoLine,
    reached: Callable[[m.MvnoLine], Exchange[bool]],
    body: object = None,
) -> Exchange[m.MvnoLine]:
    """Bring a line into another state by one write of this wire."""
    settle = self.wire.settle(endpoint)
    order = partial(_order, self, endpoint, line, body)
    return (yield from bring_about(self, order, _same(line), reached, settle=settle))


@operation(uses=(w.CANCEL,))
def cancel_line(self: MvnoSpec, request: r.CancelLine) -> Exchange[m.MvnoLine]:
    """Cancel a line; a lost answer is proven by the line's status."""

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        yield from ()
        return line.status is m.LineStatus.CANCELLED

    return (yield from _bring(self, w.CANCEL, request.line, reached))


@operation(uses=(w.CHANGE_PLAN,))
def change_plan(self: MvnoSpec, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
    """Change a line's plan; a lost answer is proven by the line's plan, or by its name in the catalogue."""

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        return (yield from is_on_plan(self, line, request.plan_code))

    return (
        yield from _bring(self, w.CHANGE_PLAN, request.line, reached, w.AssumedPlanChoice(plan=request.plan_code))
    )


@operation(uses=(w.SWAP_SIM,))
def swap_sim(self: MvnoSpec, request: r.SwapSim) -> Exchange[m.MvnoLine]:
    """Move a line to another SIM; a lost answer is proven by the line's ICCID, read before and after."""
    before = yield from self.get_line(_same(request.line))
    by_number = r.GetLine(msisdn=before.msisdn)
    body = w.AssumedSwap(reason=request.reason, iccid=_value(request.new_iccid))

    def send() -> Exchange[m.MvnoLine]:
        yield from _order(self, w.SWAP_SIM, before, body)
        return (yield from self.get_line(by_number))

    def look() -> Exchange[m.MvnoLine | None]:
        now = yield from self.get_line(by_number)
        return now if sim_swapped(before, now, request.new_iccid) else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.SWAP_SIM)))


@operation(uses=(w.TOP_UP, w.TOP_UPS))
def top_up(self: MvnoSpec, request: r.TopUpLine) -> Exchange[m.TopUp]:
    """Buy a top-up; a lost answer is proven by a top-up of the same plan that the history did not have before.

    Of two equal orders at once the history cannot tell whose a new entry is: both then count as done.
    """
    before = yield from _bought(self, request)

    def send() -> Exchange[m.TopUp]:
        body = w.AssumedPlanChoice(plan=request.plan_code)
        made = yield from ask(self, w.TOP_UP, w.AssumedTopUp, body=body, path=_path(request.line))
        return _top_up(self, made, None)

    def look() -> Exchange[m.TopUp | None]:
        seen = {made.id for made in before}
        after = yield from _bought(self, request)
        return next((_top_up(self, made, None) for made in after if made.id not in seen), None)

    return (yield from write_once(send, look, settle=self.wire.settle(w.TOP_UP)))


def _bought(self: MvnoSpec, request: r.TopUpLine) -> Exchange[tuple[w.AssumedTopUp, ...]]:
    """The newest page of the line's top-ups of the requested plan."""
    listed = yield from ask(self, w.TOP_UPS, AssumedPage, path=_path(request.line))
    made = [self.wire.read(w.AssumedTopUp, item, f"$.items[{at}]") for at, item in enumerate(listed.items)]
    return tuple(top_up for top_up in made if top_up.plan == request.plan_code)


@operation(uses=(w.REQUEST_PORTABILITY,))
def request_portability(self: MvnoSpec, request: r.RequestPortability) -> Exchange[m.Portability]:
    """Ask for a port-in; a lost answer is proven by a portability of that number that was not there before."""
    before = yield from self.get_portability(r.GetPortability(line=request.line))

    def send() -> Exchange[m.Portability]:
        body = _port_in(request.port_in)
        made = yield from ask(self, w.REQUEST_PORTABILITY, w.AssumedPortability, body=body, path=_path(request.line))
        return _portability(self, made)

    def look() -> Exchange[m.Portability | None]:
        now = yield from self.get_portability(r.GetPortability(line=request.line))
        return now if newly_requested(before, now, request.port_in.number) else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.REQUEST_PORTABILITY)))


@operation(uses=(w.CANCEL_PORTABILITY,))
def cancel_portability(self: MvnoSpec, request: r.CancelPortability) -> Exchange[m.Portability]:
    """Give a portability up; a lost answer is proven by its status."""
    progress = r.GetPortability(line=request.line)

    def send() -> Exchange[m.Portability]:
        yield from _order(self, w.CANCEL_PORTABILITY, request.line)
        return (yield from self.get_portability(progress))

    def look() -> Exchange[m.Portability | None]:
        now = yield from self.get_portability(progress)
        given_up = {m.PortabilityStatus.CANCELLED, m.PortabilityStatus.CANCELLATION_PENDING}
        return now if now.status in given_up else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.CANCEL_PORTABILITY)))


@operation(uses=(w.TRANSFER,))
def transfer_ownership(self: MvnoSpec, request: r.TransferOwnership) -> Exchange[m.MvnoLine]:
    """Put a line in another contract; a lost answer is proven by the line's holder, or by its contract.

    A contract change carries no holder data. Where the platform does not show a line's contract, a lost one
    stays unknown.
    """
    holder = request.new_holder
    body = w.AssumedTransfer(contract_id=request.new_contract_id, holder=_holder(holder) if holder else None)

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        yield from ()
        if holder is not None:
            return line.holder_tax_id is not None and line.holder_tax_id == holder.tax_id
        if "contract_id" not in line.platform_ids:
            raise Undecided("A plataforma não mostra o contrato da linha.")
        return line.platform_ids["contract_id"] == request.new_contract_id

    return (yield from _bring(self, w.TRANSFER, request.line, reached, body))
