"""A virtual PABX's state in memory, which fakes put their own wire over.

It knows what subscribers, lines and calls do and nothing of any wire. All ids, people and numbers are synthetic.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.fake_assumed import Refused
from isp_integrations.core.identifiers import Cnpj, Cpf, PostalCode
from isp_integrations.core.voip.models import (
    AllowanceSlot,
    CallCategory,
    CallKind,
    MinuteAllowance,
    Permission,
    PersonType,
    PrefixPrice,
    SalesPlan,
    SubscriberLimits,
    SubscriberProfile,
    has_room,
)


@attrs.frozen(kw_only=True)
class Call:
    """A call that was made, or is being made (`seconds` so far)."""

    id: str
    line_id: str
    started_at: datetime
    seconds: int
    kind: CallKind
    origin: str = attrs.field(repr=False)
    destination: str = attrs.field(repr=False)
    value: Decimal
    cost: Decimal


@attrs.define(kw_only=True)
class Line:
    """A line of a subscriber."""

    id: str
    subscriber_id: str
    username: str = attrs.field(repr=False)
    password: str = attrs.field(repr=False)
    number: str = attrs.field(default="", repr=False)
    simultaneous_calls: int = 1
    sales_plan_id: str | None = None
    balance: Decimal = Decimal(0)
    active: bool = True


@attrs.define(kw_only=True)
class Subscriber:
    """A subscriber and what is his."""

    id: str
    profile: SubscriberProfile
    enabled: bool = True
    username: str | None = attrs.field(default=None, repr=False)
    password: str | None = attrs.field(default=None, repr=False)
    balance: Decimal = Decimal(0)
    lines: list[Line] = attrs.field(factory=list)
    calls: list[Call] = attrs.field(factory=list)
    live: list[Call] = attrs.field(factory=list)


PLANS = (
    SalesPlan(
        id="7",
        name="Voz Empresa",
        prices=(PrefixPrice(prefix="55", price=Decimal("0.12")), PrefixPrice(prefix="5511", price=Decimal("0.08"))),
    ),
    SalesPlan(id="8", name="Voz Casa", prices=(PrefixPrice(prefix="55", price=Decimal("0.10")),)),
    SalesPlan(id="9", name="Plano antigo", active=False),
)
ALLOWANCES = (
    MinuteAllowance(id="31", name="Fixo 500", minutes=500, price=Decimal("29.90")),
    MinuteAllowance(id="32", name="Móvel 200", minutes=200, price=Decimal("39.90")),
)
ADDRESS = Address(
    street="Rua Exemplo", number="100", district="Centro", city="São Paulo", state="SP",
    postal_code=PostalCode.parse("01310100"),
)  # fmt: skip
COMPANY = SubscriberProfile(
    person_type=PersonType.LEGAL,
    tax_id=Cnpj.parse("11222333000181"),
    legal_name="Padaria Exemplo Ltda",
    trade_name="Padaria Exemplo",
    address=ADDRESS,
    email="padaria@example.invalid",
    phone="1130000001",
    modality="franquia",
    sales_plan_id="7",
    allowance_enabled=True,
    allowances={
        CallCategory.FIXED_LOCAL: AllowanceSlot(allowance_id="31"),
        CallCategory.FIXED_LDN: AllowanceSlot(consumes_local=True),
    },
    permissions=(Permission.BALANCE, Permission.CALLS),
    limits=SubscriberLimits(ip_lines=3),
    cycle_start_day=10,
)
PERSON = SubscriberProfile(
    person_type=PersonType.NATURAL,
    tax_id=Cpf.parse("52998224725"),
    legal_name="Fulana Exemplo da Silva",
    address=ADDRESS,
    email="fulana@example.invalid",
    phone="1130000002",
    modality="pre",
    sales_plan_id="8",
)


class Pabx:
    """Everything that a reseller has on the platform."""

    def __init__(
        self, *, plans: Iterable[SalesPlan] = PLANS, allowances: Iterable[MinuteAllowance] = ALLOWANCES
    ) -> None:
        self.plans = {plan.id: plan for plan in plans}
        self.allowances = {allowance.id: allowance for allowance in allowances}
        self.subscribers: dict[str, Subscriber] = {}
        self.numbers: dict[str, str] = {}
        """By inbound number, the line that it rings at."""
        self._last_id = 100

    def next_id(self) -> str:
        """A new id."""
        self._last_id += 1
        return str(self._last_id)

    def subscriber(self, subscriber_id: str) -> Subscriber:
        """The subscriber of that id."""
        if subscriber_id not in self.subscribers:
            raise Refused("subscriber_not_found")
        return self.subscribers[subscriber_id]

    def line(self, line_id: str) -> Line:
        """The line of that id."""
        lines = (line for subscriber in self.subscribers.values() for line in subscriber.lines)
        found = next((line for line in lines if line.id == line_id), None)
        if found is None:
            raise Refused("line_not_found")
        return found

    def is_free(self, username: str) -> bool:
        """Whether nobody has that username of the panel."""
        return all(one.username != username for one in self.subscribers.values())

    def save(
        self,
        profile: SubscriberProfile,
        *,
        subscriber_id: str | None = None,
        username: str | None = None,
        password: str | None = None,
    ) -> Subscriber:
        """A new subscriber, or one with other data; without a password one is made up."""
        before = self.subscriber(subscriber_id) if subscriber_id else None
        self._refuse_unknown(profile)
        if username and (before is None or before.username != username) and not self.is_free(username):
            raise Refused("username_taken")
        subscriber = before or Subscriber(id=self.next_id(), profile=profile)
        subscriber.profile = profile
        if username:
            subscriber.username = username
            subscriber.password = password or f"sandbox-{self.next_id()}-{subscriber.id}"
        self.subscribers[subscriber.id] = subscriber
        return subscriber

    def add_line(
        self,
        subscriber_id: str,
        *,
        username: str,
        password: str,
        number: str = "",
        simultaneous_calls: int = 1,
        sales_plan_id: str | None = None,
    ) -> Line:
        """Another line of a subscriber."""
        subscriber = self.subscriber(subscriber_id)
        if not has_room(subscriber.profile.limits.ip_lines, len(subscriber.lines)):
            raise Refused("too_many_lines")
        if any(line.username == username for one in self.subscribers.values() for line in one.lines):
            raise Refused("line_username_taken")
        if sales_plan_id is not None and sales_plan_id not in self.plans:
            raise Refused("plan_not_found")
        line = Line(
            id=self.next_id(),
            subscriber_id=subscriber_id,
            username=username,
            password=password,
            number=number,
            simultaneous_calls=simultaneous_calls,
            sales_plan_id=sales_plan_id,
        )
        subscriber.lines.append(line)
        return line

    def assign(self, number: str, line_id: str, subscriber_id: str) -> None:
        """Make a number ring at a line."""
        line = self.line(line_id)
        if line.subscriber_id != subscriber_id:
            raise Refused("line_not_found")
        self.numbers[number] = line.id

    def _refuse_unknown(self, profile: SubscriberProfile) -> None:
        plan = self.plans.get(profile.sales_plan_id or "")
        if plan is None or not plan.active:
            raise Refused("plan_not_found")
        wanted = {slot.allowance_id for slot in profile.allowances.values() if slot.allowance_id}
        if wanted - set(self.allowances):
            raise Refused("allowance_not_found")
