"""Mobile lines as the rules and the platforms' plugins share them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from isp_integrations.core.erp.models import Customer
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId
from isp_integrations.core.rules import Severity
from isp_integrations.core.values import Value


class LineStatus(StrEnum):
    """State of a mobile line (machine 5.2). `BLOCKED_LOSS` is *perda*, not *parcial*."""

    AWAITING_ACTIVATION = "awaiting_activation"
    ACTIVE = "active"
    BLOCKED_PARTIAL = "blocked_partial"
    BLOCKED_TOTAL = "blocked_total"
    BLOCKED_THEFT = "blocked_theft"
    BLOCKED_LOSS = "blocked_loss"
    BLOCKED_MISUSE = "blocked_misuse"
    INACTIVE = "inactive"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class PortabilityStatus(StrEnum):
    """State of a portability request (machine 5.3)."""

    NONE = "none"
    PENDING = "pending"
    SCHEDULED = "scheduled"
    CONFLICT = "conflict"
    SUSPENDED = "suspended"
    PARTIAL_FAILURE = "partial_failure"
    CANCELLATION_PENDING = "cancellation_pending"
    COMPLETED = "completed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class BlockScope(StrEnum):
    """How much of the line a block takes away."""

    PARTIAL = "partial"
    TOTAL = "total"


class BlockReason(StrEnum):
    """Why a line is blocked. DEBT is never sent as theft, loss or misuse (MVNO-LINE-5)."""

    DEBT = "debt"
    CUSTOMER = "customer"
    THEFT = "theft"
    LOSS = "loss"
    MISUSE = "misuse"


class NumberType(StrEnum):
    """Kind of number (IXC `tipo_numero`)."""

    NORMAL = "normal"
    GOLD = "gold"
    DID_MOBILE = "did_mobile"
    M2M = "m2m"
    M2M_SPECIAL = "m2m_special"
    TEST = "test"
    QA = "qa"
    UNKNOWN = "unknown"


class SimKind(StrEnum):
    """Physical SIM or eSIM."""

    PHYSICAL = "physical"
    ESIM = "esim"
    UNKNOWN = "unknown"


class TransferKind(StrEnum):
    """Whether a transfer changes the holder, or only the contract of the same customer (MVNO-TRANSFER-5)."""

    OWNERSHIP_CHANGE = "ownership_change"
    CONTRACT_CHANGE = "contract_change"


@attrs.frozen(kw_only=True)
class LineBlock(Value):
    """A block to be made: scope, reason, optional start day and billing suspension."""

    scope: BlockScope
    reason: BlockReason
    starts_on: date | None = None
    suspend_billing: bool | None = None


@attrs.frozen(kw_only=True)
class Portability(Value):
    """One portability (portabilidade) of a number into the platform.

    Attributes:
        raw_status: the word that host or platform used, kept beside the normalised status.
        reason: why it was refused, cancelled or suspended, in the platform's words.
    """

    number: Msisdn | None = None
    status: PortabilityStatus = PortabilityStatus.NONE
    raw_status: str | None = None
    holder_name: str | None = attrs.field(default=None, repr=False)
    holder_tax_id: TaxId | None = None
    donor_operator: str | None = None
    ticket_number: str | None = None
    requested_at: datetime | None = None
    scheduled_for: date | None = None
    completed_at: datetime | None = None
    sms_confirmed: bool = False
    reason: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class MvnoLine(Value):
    """A mobile line (linha MVNO), as the host or the platform sees it.

    The host's own fields (`id`, `integration_id`, `contract_id`, `customer_id`, `is_ported`) are `None` in what a
    platform answers; the platform's (`holder_name`, `holder_tax_id`, dates, `raw`) are `None` in what a host reads.

    Attributes:
        temporary_number: number in use until a port-in completes.
        esim_code: activation code of an eSIM; a secret.
        raw_status: the word that host or platform used.
        on_platform: whether the line exists on the platform and not only in the host (IXC `api`).
        platform_ids: the platform's own ids, by their wire names.
        blocked_since: first day of the present block, when the platform says it.
    """

    id: str | None = None
    integration_id: str | None = None
    contract_id: str | None = None
    customer_id: str | None = None
    msisdn: Msisdn | None = None
    temporary_number: Msisdn | None = None
    iccid: Iccid | None = None
    is_esim: bool | None = None
    esim_code: str | None = attrs.field(default=None, repr=False)
    status: LineStatus
    raw_status: str | None = None
    is_ported: bool | None = None
    portability: Portability | None = None
    plan_code: str | None = None
    plan_name: str | None = None
    on_platform: bool = True
    number_type: NumberType = NumberType.NORMAL
    holder_name: str | None = attrs.field(default=None, repr=False)
    holder_tax_id: TaxId | None = None
    activated_on: date | None = None
    expires_on: date | None = None
    cancelled_on: date | None = None
    blocked_since: date | None = None
    platform_ids: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def number_in_use(self) -> Msisdn | None:
        """The number that the platform knows the line by: the temporary one until a port-in completes."""
        ported = self.portability is None or self.portability.status is PortabilityStatus.COMPLETED
        preferred, other = (self.msisdn, self.temporary_number) if ported else (self.temporary_number, self.msisdn)
        return preferred or other


@attrs.frozen(kw_only=True)
class LineTransferRequest(Value):
    """What the transfer form sends (trocar titularidade). The new holder is the target contract's customer."""

    line_id: str | None = None
    current_contract_id: str | None = None
    new_contract_id: str | None = None
    new_holder: Customer


@attrs.frozen(kw_only=True)
class TransferPolicy(Value):
    """The two readings that a host may choose (MVNO-TRANSFER-2, MVNO-TRANSFER-9)."""

    refused_port_in_counts_as_not_ported: bool = False
    mobile_product_missing: Severity = Severity.ERROR


@attrs.frozen(kw_only=True)
class MobilePlan(Value):
    """A plan of the platform's catalogue. `data_mb` in megabytes (1024 MB = 1 GB), `price` in reais.

    Attributes:
        raw: the platform's own amounts, for those whose unit nobody knows.
        unknown_units: the keys of `raw` whose amounts stand in no other field for that reason.
    """

    code: str
    name: str
    price: Decimal | None = None
    data_mb: Decimal | None = None
    voice: str | None = None
    sms: str | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    unknown_units: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class SimCard(Value):
    """A SIM (chip). `available` is whether it can still be activated, `None` when the platform does not say."""

    iccid: Iccid
    kind: SimKind = SimKind.UNKNOWN
    available: bool | None = None
    esim_code: str | None = attrs.field(default=None, repr=False)
    esim_document: str | None = attrs.field(default=None, repr=False)
    platform_id: str | None = None


@attrs.frozen(kw_only=True)
class SimLookup(Value):
    """What the platform says of one SIM: the number on it, or that it is free.

    Attributes:
        msisdn: also `None` where the platform tells that a line is on the SIM and not which.
        platform_ids: the platform's own ids, by their wire names.
    """

    iccid: Iccid
    msisdn: Msisdn | None = None
    available: bool
    status: LineStatus = LineStatus.UNKNOWN
    raw_status: str | None = None
    platform_ids: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class FreeNumber(Value):
    """A number that the platform offers for activation."""

    msisdn: Msisdn
    number_type: NumberType = NumberType.NORMAL


@attrs.frozen(kw_only=True)
class DocumentCheck(Value):
    """The tax authority's word on a document, as the platform relays it. The name is personal data."""

    tax_id: TaxId
    valid: bool
    legal_name: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Subscriber(Value):
    """A customer registered on the platform (assinante)."""

    platform_id: str | None = None
    legal_name: str = attrs.field(default="", repr=False)
    tax_id: TaxId | None = None
    line_count: int | None = None


@attrs.frozen(kw_only=True)
class DonorOperator(Value):
    """An operator that a number may be ported from (prestadora doadora)."""

    id: str
    name: str


@attrs.frozen(kw_only=True)
class Balance(Value):
    """What is *left* of a line's allowances: megabytes, minutes, messages. `None` where the platform is silent.

    Attributes:
        raw: the platform's own amounts, for those whose unit nobody knows.
        unknown_units: the keys of `raw` whose amounts stand in no other field for that reason.
    """

    data_mb: Decimal | None = None
    minutes: int | None = None
    sms: int | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    unknown_units: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class UsageRecord(Value):
    """What was *used* in one period: megabytes, minutes, messages.

    Attributes:
        raw: the platform's own amounts, for those whose unit nobody knows.
        unknown_units: the keys of `raw` whose amounts stand in no other field for that reason.
    """

    msisdn: Msisdn | None = None
    period_start: date | None = None
    period_end: date | None = None
    data_mb: Decimal | None = None
    minutes: Decimal | None = None
    sms: int | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    unknown_units: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class TopUp(Value):
    """One top-up (recarga) of a line's history. `price` and `paid` in reais; `at` is naive local time."""

    at: datetime | None = None
    plan_name: str | None = None
    price: Decimal | None = None
    paid: Decimal | None = None
    platform_id: str | None = None


@attrs.frozen(kw_only=True)
class Activation(Value):
    """Progress of an activation. `line` carries number and status as far as the platform says them.

    Attributes:
        order_id: the platform's id of the activation order.
        esim_document: address of the eSIM's PDF or QR code; a secret.
    """

    line: MvnoLine
    order_id: str | None = None
    subscriber_id: str | None = None
    esim_document: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Transfer(Value):
    """A finished transfer: the line as it now stands, and whether the platform was called.

    Attributes:
        platform_called: `False` where only the host had to change (MVNO-TRANSFER-5).
        plan_changed: whether the plan was changed on the platform as well (MVNO-TRANSFER-14).
    """

    line: MvnoLine
    kind: TransferKind
    platform_called: bool
    plan_changed: bool = False


@attrs.frozen(kw_only=True)
class WebhookNotice(Value):
    """What a platform's webhook reported of one line; feed it to the state machines as an observation."""

    msisdn: Msisdn | None = None
    iccid: Iccid | None = None
    line_status: LineStatus | None = None
    portability: Portability | None = None
