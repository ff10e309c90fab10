"""VoIP subscribers, their lines, allowances and calls as the rules and the platforms' plugins share them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.identifiers import TaxId
from isp_integrations.core.rules import Severity
from isp_integrations.core.values import Value


class SubscriberStatus(StrEnum):
    """State of a subscriber (machine 5.8). A DISABLED one makes and takes no call on any of its lines."""

    DRAFT = "draft"
    SAVED = "saved"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


class LineStatus(StrEnum):
    """Whether a line is switched on by itself; a disabled subscriber silences it all the same."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class PersonType(StrEnum):
    """Pessoa física (CPF) or pessoa jurídica (CNPJ)."""

    NATURAL = "pf"
    LEGAL = "pj"


class CallCategory(StrEnum):
    """What a minute allowance may be linked to (VOIP-SUB-6). LDN is *longa distância nacional*."""

    FIXED_LOCAL = "fixed_local"
    FIXED_LDN = "fixed_ldn"
    MOBILE_LOCAL = "mobile_local"
    MOBILE_LDN = "mobile_ldn"
    INTERNATIONAL_FIXED = "international_fixed"
    INTERNATIONAL_MOBILE = "international_mobile"


class CallKind(StrEnum):
    """Whom a call was made to: a fixed or a mobile number."""

    FIXED = "fixed"
    MOBILE = "mobile"
    UNKNOWN = "unknown"


class Permission(StrEnum):
    """What a reseller may let a subscriber do alone (VOIP-SUB-8). A platform may know other words besides.

    LINES lets the subscriber raise the simultaneous calls of a line, which can harm other services: grant it
    knowingly. BALANCE, CALLS and LIVE_CALLS are the consultations of VOIP-QUERY-1.
    """

    LINES = "lines"
    NUMBERS = "numbers"
    SMS = "sms"
    LISTENING = "listening"
    INTERNAL_CALLS = "internal_calls"
    RECORDING = "recording"
    FOLLOW_ME = "follow_me"
    QUEUES = "queues"
    IVR = "ivr"
    VOICE_PORTAL = "voice_portal"
    CALLING_CARDS = "calling_cards"
    PICKUP_GROUPS = "pickup_groups"
    CALL_GROUPS = "call_groups"
    SMS_CAMPAIGNS = "sms_campaigns"
    BALANCE = "balance"
    CALLS = "calls"
    LIVE_CALLS = "live_calls"


class Party(StrEnum):
    """For whom the host asks: the reseller, who may do everything, or the subscriber, in a portal of the host's."""

    RESELLER = "reseller"
    SUBSCRIBER = "subscriber"


@attrs.frozen(kw_only=True)
class AllowanceSlot(Value):
    """What one call category draws from: an allowance of its own, or the local one of the same kind (VOIP-SUB-7)."""

    allowance_id: str | None = None
    consumes_local: bool = False


@attrs.frozen(kw_only=True)
class SubscriberLimits(Value):
    """How many of each a subscriber may create; 0 is no limit (VOIP-SUB-12)."""

    ip_lines: int = 0
    queues: int = 0
    ivrs: int = 0


def has_room(limit: int, present: int) -> bool:
    """VOIP-SUB-12: whether one more fits under a limit of which `present` are taken; 0 is no limit."""
    return limit == 0 or present < limit


@attrs.frozen(kw_only=True)
class SubscriberProfile(Value):
    """What the reseller fills in of a subscriber (cadastro do assinante).

    Attributes:
        trade_name: nome fantasia.
        phone: any Brazilian number, fixed ones included, digits as the platform is to get them.
        modality: how the subscriber pays. No list of modalities is public, so it is the platform's own word.
        allowance_enabled: the option *Franquia* of the financial tab.
        allowances: what each :class:`CallCategory` draws from; a category that is absent has no allowance.
        permissions: words of :class:`Permission`, or the platform's own; what is absent is not granted.
        cycle_start_day: day of the month on which allowances renew (VOIP-SUB-13), 1 to 31.
        financial: the platform's own fields of limits and billing, which no source lists.
    """

    person_type: PersonType
    tax_id: TaxId
    legal_name: str = attrs.field(repr=False)
    trade_name: str = attrs.field(default="", repr=False)
    address: Address | None = None
    email: str | None = attrs.field(default=None, repr=False)
    phone: str | None = attrs.field(default=None, repr=False)
    modality: str = ""
    sales_plan_id: str | None = None
    allowance_enabled: bool = False
    allowances: Mapping[str, AllowanceSlot] = attrs.field(factory=dict)
    permissions: tuple[str, ...] = ()
    limits: SubscriberLimits = attrs.field(factory=SubscriberLimits)
    cycle_start_day: int | None = None
    financial: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class VoipSubscriber(Value):
    """A subscriber (assinante) of the reseller. It has no password: none can be read back (VOIP-SUB-11).

    Attributes:
        id: the platform's id, which line and call operations take; `None` for a draft.
        raw_status: the word that the platform used.
        username: of the subscriber's panel, `None` where there is no access.
    """

    id: str | None = None
    status: SubscriberStatus
    raw_status: str | None = None
    profile: SubscriberProfile
    username: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class PanelAccess(Value):
    """Access of the subscriber to his panel (dados de acesso).

    Attributes:
        password: `None` leaves it to the platform, where it generates one.
    """

    username: str = attrs.field(repr=False)
    password: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class UsernameCheck(Value):
    """The platform's word on a username: whether it may still be taken (validar o usuário)."""

    username: str = attrs.field(repr=False)
    free: bool


@attrs.frozen(kw_only=True)
class SavedSubscriber(Value):
    """A subscriber that was just saved.

    Attributes:
        password: of the panel, to be handed to the subscriber now: it cannot be read again (VOIP-SUB-11). `None`
            without a panel access, and when the answer with a password of the platform's making was lost.
    """

    subscriber: VoipSubscriber
    password: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class SubscriberPolicy(Value):
    """The one reading that a host may choose: how bad a price below the reseller's is (VOIP-SUB-14)."""

    price_below_reseller: Severity = Severity.WARNING


@attrs.frozen(kw_only=True)
class PrefixPrice(Value):
    """What a minute to numbers of one prefix costs, in reais."""

    prefix: str
    price: Decimal


@attrs.frozen(kw_only=True)
class SalesPlan(Value):
    """A sales plan (plano de venda).

    Attributes:
        prices: by prefix, as far as the platform tells them.
    """

    id: str
    name: str = ""
    active: bool = True
    prices: tuple[PrefixPrice, ...] = ()


@attrs.frozen(kw_only=True)
class MinuteAllowance(Value):
    """A minute allowance (franquia de minutos). `price` in reais."""

    id: str
    name: str = ""
    minutes: int
    price: Decimal | None = None


@attrs.frozen(kw_only=True)
class NewLine(Value):
    """A line (linha, ramal) to be created.

    Attributes:
        caller_id: the number shown on outside calls.
        max_simultaneous_calls: `None` leaves it to the platform.
        sales_plan_id: of this line alone; `None` keeps the subscriber's.
        fixed, mobile, international_fixed, international_mobile: which calls the line may make.
    """

    username: str = attrs.field(repr=False)
    password: str = attrs.field(repr=False)
    caller_id: str | None = attrs.field(default=None, repr=False)
    max_simultaneous_calls: int | None = None
    sales_plan_id: str | None = None
    fixed: bool = True
    mobile: bool = True
    international_fixed: bool = False
    international_mobile: bool = False


@attrs.frozen(kw_only=True)
class VoipLine(Value):
    """A line (linha, ramal) of a subscriber, as the platform has it.

    Attributes:
        number: the number that it shows or answers at, where the platform tells it.
        username: what it registers with.
        sales_plan_id: of this line alone; `None` where it follows the subscriber's.
        balance: in reais, where the platform keeps one per line; a post-paid line's meaning is the platform's.
        raw: the platform's record; passwords are taken out.
    """

    id: str
    subscriber_id: str
    number: str | None = attrs.field(default=None, repr=False)
    username: str | None = attrs.field(default=None, repr=False)
    status: LineStatus = LineStatus.UNKNOWN
    raw_status: str | None = None
    max_simultaneous_calls: int | None = None
    sales_plan_id: str | None = None
    balance: Decimal | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class VoipBalance(Value):
    """A subscriber's balance in reais. Whether it is money left or money owed depends on the modality."""

    amount: Decimal


@attrs.frozen(kw_only=True)
class CallTotals(Value):
    """What the calls of a period add up to. Seconds; reais.

    Attributes:
        value: what the subscriber is charged.
        cost, cost_seconds: what the reseller is charged, where the platform tells it.
    """

    calls: int
    seconds: int
    value: Decimal
    cost: Decimal | None = None
    cost_seconds: int | None = None


@attrs.frozen(kw_only=True)
class CallRecord(Value):
    """One call made (CDR). `started_at` is naive local time, amounts are reais.

    Attributes:
        seconds: how long it was talked.
        raw: the platform's record.
    """

    id: str | None = None
    line_id: str | None = None
    started_at: datetime | None = None
    seconds: int
    kind: CallKind
    raw_kind: str | None = None
    origin: str | None = attrs.field(default=None, repr=False)
    destination: str | None = attrs.field(default=None, repr=False)
    value: Decimal
    cost: Decimal | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class LiveCall(Value):
    """A call that is being made now. `since` is naive local time."""

    line_id: str | None = None
    since: datetime | None = None
    kind: CallKind
    raw_kind: str | None = None
    origin: str | None = attrs.field(default=None, repr=False)
    destination: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class InboundNumber(Value):
    """A number that people call (DID), and the line that rings and pays."""

    number: str = attrs.field(repr=False)
    subscriber_id: str
    line_id: str
    description: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class PanelSession(Value):
    """A subscriber's panel opened by the reseller.

    Attributes:
        site: https address of the panel.
        token: opens it there for whoever has it.
    """

    site: str
    token: str = attrs.field(repr=False)

    @property
    def url(self) -> str:
        """What a browser opens: a secret."""
        return f"{self.site.rstrip('/')}/{quote(self.token, safe='')}"


@attrs.frozen(kw_only=True)
class ApiAccess(Value):
    """A subscriber's own credentials for the platform's interface, by their names there; secrets."""

    credentials: Mapping[str, str] = attrs.field(repr=False)
