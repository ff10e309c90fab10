"""A mobile platform's state in memory, which the fakes of several platforms put their own wire over.

It knows what lines, SIMs and money do and nothing of any wire. Progress comes with being asked: an activation and a
port-in advance by polls, never by a clock. All ids, people and numbers are synthetic.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs

from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus, PortabilityStatus

FIXED_NOW = datetime(2026, 1, 15, 12, 0, 0)  # noqa: DTZ001  platforms print naive local time
PLAN_DAYS = timedelta(days=30)
PORT_IN_DAYS = timedelta(days=3)
OPEN_PORT_IN = {PortabilityStatus.PENDING, PortabilityStatus.SCHEDULED, PortabilityStatus.CANCELLATION_PENDING}


class Refused(Exception):
    """The platform says no; `code` names why and each fake words it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@attrs.frozen(kw_only=True)
class Plan:
    """A plan of the catalogue: reais, megabytes, minutes, messages."""

    code: str
    name: str
    price: Decimal
    data_mb: Decimal
    minutes: int = 100
    sms: int = 100


@attrs.frozen(kw_only=True)
class Sim:
    """A SIM of the stock."""

    iccid: str
    esim: bool = False
    id: str = ""


@attrs.frozen(kw_only=True)
class Holder:
    """Whose line it is. `tax_id` is the bare CPF or CNPJ."""

    name: str = attrs.field(default="", repr=False)
    tax_id: str = attrs.field(default="", repr=False)
    id: str = ""


@attrs.define(kw_only=True)
class PortIn:
    """A port-in and how far it got."""

    number: str = attrs.field(repr=False)
    ticket: str
    requested_at: datetime
    donor_operator: str = ""
    status: PortabilityStatus = PortabilityStatus.PENDING
    scheduled_for: date | None = None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None


@attrs.frozen(kw_only=True)
class TopUp:
    """A top-up that was paid."""

    id: str
    plan: Plan
    at: datetime


@attrs.define(kw_only=True)
class Line:
    """A line, or (in `Network.past`) what it was before its SIM was swapped.

    Attributes:
        msisdn: 11 national digits.
        polls_left: how often its activation is still answered with "pending".
        former_numbers: numbers it is still found by after a port-in.
    """

    id: str
    msisdn: str = attrs.field(repr=False)
    iccid: str = attrs.field(repr=False)
    holder: Holder
    plan: Plan | None = None
    esim: bool = False
    status: LineStatus = LineStatus.ACTIVE
    blocked_since: date | None = None
    contract_id: str | None = None
    activated_on: date | None = None
    expires_on: date | None = None
    cancelled_on: date | None = None
    portability: PortIn | None = None
    data_mb: Decimal = Decimal(0)
    minutes: int = 0
    sms: int = 0
    order_id: str = ""
    ordered_at: datetime = FIXED_NOW
    polls_left: int = 0
    nickname: str = ""
    top_ups: list[TopUp] = attrs.field(factory=list)
    former_numbers: list[str] = attrs.field(factory=list, repr=False)


_BLOCKED_AS = {
    BlockReason.THEFT: LineStatus.BLOCKED_THEFT,
    BlockReason.LOSS: LineStatus.BLOCKED_LOSS,
    BlockReason.MISUSE: LineStatus.BLOCKED_MISUSE,
}
_BLOCKED = {
    LineStatus.BLOCKED_PARTIAL,
    LineStatus.BLOCKED_TOTAL,
    LineStatus.BLOCKED_THEFT,
    LineStatus.BLOCKED_LOSS,
    LineStatus.BLOCKED_MISUSE,
}

DEFAULT_PLANS = tuple(
    Plan(code=str(number), name=f"{gb} GB", price=Decimal(price), data_mb=Decimal(gb * 1024))
    for number, gb, price in ((1, 4, "24.90"), (2, 7, "34.90"), (3, 12, "44.90"), (4, 20, "59.90"))
)
DONORS = {"11": "Operadora Alfa", "12": "Operadora Beta", "13": "Operadora Gama"}


def make_iccid(serial: int, prefix: str = "895500", length: int = 19) -> str:
    """A synthetic ICCID of `length` digits, its check digit included."""
    digits = f"{prefix}{serial:0{length - 1 - len(prefix)}d}"
    doubled = (int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004  digit sum of two digits
    return digits + str(-total % 10)


class Network:
    """The platform's state and what may be done to it.

    Args:
        now: the platform's clock, naive local time.
        activation_polls: how often an activation is answered with "pending" before its number is told.
        port_in_polls: how often a port-in's line is read between two of its stages.
    """

    def __init__(
        self,
        *,
        plans: Iterable[Plan] = DEFAULT_PLANS,
        stock: Iterable[Sim] = (),
        balance: Decimal = Decimal(1000),
        now: Callable[[], datetime] = lambda: FIXED_NOW,
        activation_polls: int = 2,
        port_in_polls: int = 1,
    ) -> None:
        self.plans = {plan.code: plan for plan in plans}
        self.stock = {sim.iccid: sim for sim in stock}
        self.balance = balance
        self.now = now
        self.activation_polls = activation_polls
        self.port_in_polls = port_in_polls
        self.lines: list[Line] = []
        self.past: list[Line] = []
        self.subscribers: dict[str, Holder] = {}
        self.refused_port_ins: set[str] = set()
        self._serial = 1000
        self._reads_of_port_in: dict[str, int] = {}

    # --- finding ---

    def by_number(self, number: str) -> Line | None:
        """The line of a number, ported-away temporary numbers included."""
        for line in self.lines:
            if number == line.msisdn or number in line.former_numbers:
                return line
        return None

    def by_iccid(self, iccid: str) -> Line | None:
        """The line on a SIM."""
        return next((line for line in self.lines if line.iccid == iccid), None)

    def find(self, key: str) -> Line:
        """The line of a number or an ICCID."""
        line = self.by_iccid(key) or self.by_number(key)
        if line is None:
            raise Refused("line_not_found")
        return line

    def plan(self, code: str) -> Plan:
        """A plan of the catalogue."""
        if code not in self.plans:
            raise Refused("plan_not_found")
        return self.plans[code]

    def next_id(self) -> str:
        """A new id."""
        self._serial += 1
        return str(self._serial)

    # --- seeding ---

    def add_line(self, line: Line) -> Line:
        """Put a line and its holder in place."""
        self.lines.append(line)
        self.register(line.holder)
        return line

    def register(self, holder: Holder) -> Holder:
        """The subscriber of a document, made or renamed."""
        known = self.subscribers.get(holder.tax_id)
        made = attrs.evolve(holder, id=known.id if known else self.next_id())
        if holder.tax_id:
            self.subscribers[holder.tax_id] = made
        return made

    # --- activating ---

    def activate(
        self,
        *,
        holder: Holder,
        plan_code: str,
        area_code: str,
        iccid: str | None,
        number: str | None = None,
        port_in: PortIn | None = None,
    ) -> Line:
        """Order a line on a SIM of the stock; without ICCID the platform picks an eSIM."""
        plan = self.plan(plan_code)
        self._demand_balance(plan)
        sim = self._take_sim(iccid)
        self._pay(plan)
        number = number or f"{area_code}9{int(self.next_id()):08d}"
        line = Line(
            id=self.next_id(),
            msisdn=number,
            iccid=sim.iccid,
            holder=self.register(holder),
            plan=plan,
            esim=sim.esim,
            status=LineStatus.AWAITING_ACTIVATION,
            order_id=self.next_id(),
            ordered_at=self.now(),
            polls_left=self.activation_polls,
            portability=port_in,
        )
        self.lines.append(line)
        if port_in is not None:
            self._reads_of_port_in[line.id] = 0
        return line

    def _take_sim(self, iccid: str | None) -> Sim:
        if iccid is None:
            return Sim(iccid=make_iccid(int(self.next_id()), "895599"), esim=True)
        if self.by_iccid(iccid) is not None or any(line.iccid == iccid for line in self.past):
            raise Refused("sim_in_use")
        if iccid not in self.stock:
            raise Refused("sim_not_found")
        return self.stock.pop(iccid)

    def _pay(self, plan: Plan) -> None:
        self._demand_balance(plan)
        self.balance -= plan.price

    def _demand_balance(self, plan: Plan) -> None:
        if self.balance < plan.price:
            raise Refused("insufficient_balance")

    def poll_activation(self, iccid: str) -> Line:
        """The activation of a SIM; each poll brings it nearer."""
        line = self.by_iccid(iccid)
        if line is None or not line.order_id:
            raise Refused("activation_not_found")
        if line.status is LineStatus.AWAITING_ACTIVATION:
            if line.polls_left <= 0:
                self._start(line)
            line.polls_left -= 1
        return line

    def _start(self, line: Line) -> None:
        line.status = LineStatus.ACTIVE
        line.activated_on = self.now().date()
        line.expires_on = line.activated_on + PLAN_DAYS
        if line.plan:
            line.data_mb, line.minutes, line.sms = line.plan.data_mb, line.plan.minutes, line.plan.sms

    # --- living ---

    def block(self, line: Line, scope: BlockScope = BlockScope.TOTAL, reason: BlockReason = BlockReason.DEBT) -> None:
        """Block a line; `already_blocked` for one that is."""
        if line.status in _BLOCKED:
            raise Refused("already_blocked")
        self._demand_active(line)
        partial = scope is BlockScope.PARTIAL
        whole = _BLOCKED_AS.get(reason, LineStatus.BLOCKED_TOTAL)
        line.status = LineStatus.BLOCKED_PARTIAL if partial else whole
        line.blocked_since = self.now().date()

    def unblock(self, line: Line) -> None:
        """Lift a block; `already_unblocked` for a line without one."""
        if line.status not in _BLOCKED:
            raise Refused("already_unblocked")
        line.status, line.blocked_since = LineStatus.ACTIVE, None

    def cancel(self, line: Line) -> None:
        """Cancel a line for good."""
        if line.status is LineStatus.CANCELLED:
            raise Refused("already_cancelled")
        line.status, line.cancelled_on = LineStatus.CANCELLED, self.now().date()

    def change_plan(self, line: Line, code: str) -> None:
        """Put a line on another plan."""
        self._demand_active(line)
        line.plan = self.plan(code)

    def transfer(self, line: Line, contract_id: str, holder: Holder | None) -> None:
        """Put a line in another contract, and in another name where one is given."""
        self._demand_active(line)
        line.contract_id = contract_id
        if holder is not None:
            line.holder = self.register(holder)

    def swap(self, line: Line, iccid: str | None) -> None:
        """Move a line to another SIM; the old one stays behind as a cancelled record."""
        if line.status is LineStatus.CANCELLED:
            raise Refused("line_not_active")
        sim = self._take_sim(iccid)
        old = attrs.evolve(line, status=LineStatus.CANCELLED, cancelled_on=self.now().date(), portability=None)
        self.past.append(old)
        line.iccid, line.esim = sim.iccid, sim.esim

    def top_up(self, line: Line, code: str) -> TopUp:
        """Sell a top-up: balance down, allowances and expiry up."""
        plan = self.plan(code)
        self._demand_active(line)
        self._pay(plan)
        line.data_mb += plan.data_mb
        line.minutes += plan.minutes
        line.sms += plan.sms
        line.expires_on = max(line.expires_on or self.now().date(), self.now().date()) + PLAN_DAYS
        made = TopUp(id=self.next_id(), plan=plan, at=self.now())
        line.top_ups.insert(0, made)
        return made

    def _demand_active(self, line: Line) -> None:
        if line.status is not LineStatus.ACTIVE:
            raise Refused("line_not_active")

    # --- porting ---

    def request_port_in(self, line: Line, number: str, donor_operator: str) -> PortIn:
        """Ask for a number to be ported onto an active line."""
        self._demand_active(line)
        if donor_operator and donor_operator not in DONORS:
            raise Refused("donor_not_found")
        if line.portability and line.portability.status in OPEN_PORT_IN:
            raise Refused("port_in_open")
        line.portability = PortIn(
            number=number, ticket=self.next_id(), requested_at=self.now(), donor_operator=donor_operator
        )
        self._reads_of_port_in[line.id] = 0
        return line.portability

    def cancel_port_in(self, line: Line) -> None:
        """Give up a port-in under way."""
        if line.portability is None or line.portability.status not in OPEN_PORT_IN:
            raise Refused("no_port_in")
        line.portability.status = PortabilityStatus.CANCELLED

    def poll_port_in(self, line: Line) -> None:
        """Let a port-in take its next stage, once it was read often enough: scheduled, accepted, done or refused."""
        port = line.portability
        if port is None or port.status not in OPEN_PORT_IN or line.id not in self._reads_of_port_in:
            return
        self._reads_of_port_in[line.id] += 1
        stage = self._reads_of_port_in[line.id] // (self.port_in_polls + 1)
        day = port.requested_at + PORT_IN_DAYS
        if stage >= 1:
            port.status, port.scheduled_for = PortabilityStatus.SCHEDULED, day.date()
        if stage >= 1 and port.number in self.refused_port_ins:
            port.status = PortabilityStatus.REFUSED
            return
        if stage >= 2:  # noqa: PLR2004  second stage
            port.accepted_at = port.requested_at + timedelta(days=1)
        if stage >= 3:  # noqa: PLR2004  third stage
            port.status, port.completed_at = PortabilityStatus.COMPLETED, day
            line.former_numbers.append(line.msisdn)
            line.msisdn = port.number
