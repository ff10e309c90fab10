"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. A line is addressed by its ICCID or, where that is not known, by its national number
(11 digits): a platform's own line ids are not assumed. Money is in reais, data in megabytes, days are ISO 8601.
A refusal is a 4xx with `{"error": {"code": …, "message": …}}`. Lists answer `{"items": […], "next": cursor}`.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from decimal import Decimal
from typing import Annotated, Any

from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import LineStatus, NumberType, PortabilityStatus, SimKind
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

SOURCE = "assumed"


def _own(key: str) -> Wire:
    return Wire(key, ASSUMED, SOURCE)


@wire_model
class AssumedRefusal:
    code: Annotated[str, _own("code")]
    message: Annotated[str, _own("message")]


@wire_model
class AssumedRefused:
    error: Annotated[AssumedRefusal, _own("error")]


@wire_model
class AssumedPage:
    items: Annotated[list[Any], _own("items")]
    next: Annotated[str | None, _own("next")] = None


@wire_model
class AssumedPlan:
    code: Annotated[str, _own("code")]
    name: Annotated[str, _own("name")]
    price: Annotated[Decimal | None, _own("price")] = None
    data_mb: Annotated[Decimal | None, _own("data_mb")] = None
    voice: Annotated[str | None, _own("voice")] = None
    sms: Annotated[str | None, _own("sms")] = None


@wire_model
class AssumedSim:
    iccid: Annotated[str, _own("iccid")]
    kind: Annotated[str, _own("kind")]
    available: Annotated[bool, _own("available")]
    number: Annotated[str | None, _own("number")] = None
    status: Annotated[str | None, _own("status")] = None
    esim_code: Annotated[str | None, _own("esim_code")] = None
    esim_document: Annotated[str | None, _own("esim_document")] = None
    id: Annotated[str | None, _own("id")] = None


@wire_model
class AssumedNumber:
    number: Annotated[str, _own("number")]
    type: Annotated[str, _own("type")]


@wire_model
class AssumedDocument:
    tax_id: Annotated[str, _own("tax_id")]


@wire_model
class AssumedDocumentCheck:
    valid: Annotated[bool, _own("valid")]
    name: Annotated[str | None, _own("name")] = None


@wire_model
class AssumedAddress:
    street: Annotated[str, _own("street")]
    number: Annotated[str, _own("number")]
    complement: Annotated[str, _own("complement")]
    district: Annotated[str, _own("district")]
    city: Annotated[str, _own("city")]
    state: Annotated[str, _own("state")]
    postal_code: Annotated[str | None, _own("postal_code")]


@wire_model
class AssumedHolder:
    """A customer on his way to the platform. Absent members are sent as null."""

    name: Annotated[str, _own("name")]
    tax_id: Annotated[str | None, _own("tax_id")]
    email: Annotated[str | None, _own("email")] = None
    phone: Annotated[str | None, _own("phone")] = None
    birth_date: Annotated[str | None, _own("birth_date")] = None
    address: Annotated[AssumedAddress | None, _own("address")] = None


@wire_model
class AssumedSubscriber:
    id: Annotated[str, _own("id")]
    name: Annotated[str, _own("name")]
    tax_id: Annotated[str, _own("tax_id")]
    line_count: Annotated[int | None, _own("line_count")] = None


@wire_model
class AssumedPortIn:
    number: Annotated[str, _own("number")]
    donor_operator: Annotated[str | None, _own("donor_operator")] = None
    holder_name: Annotated[str | None, _own("holder_name")] = None
    holder_tax_id: Annotated[str | None, _own("holder_tax_id")] = None
    scheduled_for: Annotated[str | None, _own("scheduled_for")] = None


@wire_model
class AssumedPortability:
    status: Annotated[str, _own("status")]
    number: Annotated[str | None, _own("number")] = None
    donor_operator: Annotated[str | None, _own("donor_operator")] = None
    ticket: Annotated[str | None, _own("ticket")] = None
    requested_at: Annotated[str | None, _own("requested_at")] = None
    scheduled_for: Annotated[str | None, _own("scheduled_for")] = None
    completed_at: Annotated[str | None, _own("completed_at")] = None
    reason: Annotated[str | None, _own("reason")] = None


@wire_model
class AssumedLine:
    iccid: Annotated[str, _own("iccid")]
    status: Annotated[str, _own("status")]
    number: Annotated[str | None, _own("number")] = None
    temporary_number: Annotated[str | None, _own("temporary_number")] = None
    esim: Annotated[bool | None, _own("esim")] = None
    plan: Annotated[str | None, _own("plan")] = None
    plan_name: Annotated[str | None, _own("plan_name")] = None
    contract_id: Annotated[str | None, _own("contract_id")] = None
    holder_name: Annotated[str | None, _own("holder_name")] = None
    holder_tax_id: Annotated[str | None, _own("holder_tax_id")] = None
    activated_on: Annotated[str | None, _own("activated_on")] = None
    expires_on: Annotated[str | None, _own("expires_on")] = None
    cancelled_on: Annotated[str | None, _own("cancelled_on")] = None
    blocked_since: Annotated[str | None, _own("blocked_since")] = None
    portability: Annotated[AssumedPortability | None, _own("portability")] = None
    id: Annotated[str | None, _own("id")] = None


@wire_model
class AssumedActivate:
    plan: Annotated[str, _own("plan")]
    area_code: Annotated[str, _own("area_code")]
    holder: Annotated[AssumedHolder, _own("holder")]
    iccid: Annotated[str | None, _own("iccid")] = None
    esim: Annotated[bool, _own("esim")] = False
    number: Annotated[str | None, _own("number")] = None
    due_day: Annotated[int | None, _own("due_day")] = None
    port_in: Annotated[AssumedPortIn | None, _own("port_in")] = None


@wire_model
class AssumedActivation:
    order: Annotated[str, _own("order")]
    line: Annotated[AssumedLine, _own("line")]
    subscriber: Annotated[str | None, _own("subscriber")] = None
    esim_document: Annotated[str | None, _own("esim_document")] = None


@wire_model
class AssumedBlock:
    scope: Annotated[str, _own("scope")]
    reason: Annotated[str, _own("reason")]
    starts_on: Annotated[str | None, _own("starts_on")] = None
    suspend_billing: Annotated[bool | None, _own("suspend_billing")] = None


@wire_model
class AssumedPlanChoice:
    plan: Annotated[str, _own("plan")]


@wire_model
class AssumedSwap:
    reason: Annotated[str, _own("reason")]
    iccid: Annotated[str | None, _own("iccid")] = None


@wire_model
class AssumedTransfer:
    contract_id: Annotated[str, _own("contract_id")]
    holder: Annotated[AssumedHolder | None, _own("holder")] = None


@wire_model
class AssumedBalance:
    data_mb: Annotated[Decimal | None, _own("data_mb")]
    minutes: Annotated[int | None, _own("minutes")]
    sms: Annotated[int | None, _own("sms")]


@wire_model
class AssumedUsage:
    period_start: Annotated[str, _own("period_start")]
    period_end: Annotated[str, _own("period_end")]
    data_mb: Annotated[Decimal | None, _own("data_mb")] = None
    minutes: Annotated[Decimal | None, _own("minutes")] = None
    sms: Annotated[int | None, _own("sms")] = None


@wire_model
class AssumedTopUp:
    id: Annotated[str, _own("id")]
    plan: Annotated[str, _own("plan")]
    at: Annotated[str, _own("at")]
    plan_name: Annotated[str | None, _own("plan_name")] = None
    price: Annotated[Decimal | None, _own("price")] = None
    paid: Annotated[Decimal | None, _own("paid")] = None


@wire_model
class AssumedDonor:
    id: Annotated[str, _own("id")]
    name: Annotated[str, _own("name")]


@wire_model
class AssumedResellerBalance:
    balance: Annotated[Decimal, _own("balance")]


@wire_model
class AssumedAccepted:
    """What answers a write whose result is read back: that it was taken."""

    accepted: Annotated[bool, _own("accepted")]


@wire_model
class AssumedNotice:
    number: Annotated[str | None, _own("number")] = None
    iccid: Annotated[str | None, _own("iccid")] = None
    line_status: Annotated[str | None, _own("line_status")] = None
    portability: Annotated[AssumedPortability | None, _own("portability")] = None


@wire_model
class AssumedNotices:
    notices: Annotated[list[AssumedNotice], _own("notices")]


MODELS = (
    AssumedRefusal, AssumedRefused, AssumedPage, AssumedPlan, AssumedSim, AssumedNumber, AssumedDocument,
    AssumedDocumentCheck, AssumedAddress, AssumedHolder, AssumedSubscriber, AssumedPortIn, AssumedPortability,
    AssumedLine, AssumedActivate, AssumedActivation, AssumedBlock, AssumedPlanChoice, AssumedSwap, AssumedTransfer,
    AssumedBalance, AssumedUsage, AssumedTopUp, AssumedDonor, AssumedResellerBalance, AssumedAccepted,
    AssumedNotice, AssumedNotices,
)  # fmt: skip

LINE_NOT_FOUND = "line_not_found"
"""The code of the refusal that says there is no such line."""

LINE_STATUSES = Vocabulary("assumed_line_status", {s.value: s for s in LineStatus}, LineStatus.UNKNOWN)
PORTABILITY_STATUSES = Vocabulary(
    "assumed_portability_status", {s.value: s for s in PortabilityStatus}, PortabilityStatus.UNKNOWN
)
SIM_KINDS = Vocabulary("assumed_sim_kind", {k.value: k for k in SimKind}, SimKind.UNKNOWN)
NUMBER_TYPES = Vocabulary("assumed_number_type", {t.value: t for t in NumberType}, NumberType.UNKNOWN)
VOCABULARIES = (LINE_STATUSES, PORTABILITY_STATUSES, SIM_KINDS, NUMBER_TYPES)


def _endpoint(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    return Endpoint(f"assumed_{name}", method, f"v1/{path}", effect, ASSUMED, SOURCE, body=body, answer=answer)


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

PLANS = _endpoint("plans", "GET", "plans", answer=AssumedPage)
SIM_CARDS = _endpoint("sim_cards", "GET", "sims", answer=AssumedPage)
SIM = _endpoint("sim", "GET", "sims/{iccid}", answer=AssumedSim)
FREE_NUMBERS = _endpoint("free_numbers", "GET", "numbers", answer=AssumedPage)
CHECK_DOCUMENT = _endpoint(
    "check_document", "POST", "documents/check", body=AssumedDocument, answer=AssumedDocumentCheck
)
SUBSCRIBERS = _endpoint("subscribers", "GET", "subscribers", answer=AssumedPage)
FIND_SUBSCRIBER = _endpoint("find_subscriber", "POST", "subscribers/find", body=AssumedDocument, answer=AssumedPage)
REGISTER_SUBSCRIBER = _endpoint(
    "register_subscriber", "POST", "subscribers", _WRITE, body=AssumedHolder, answer=AssumedSubscriber
)
ACTIVATE = _endpoint("activate", "POST", "activations", _WRITE, body=AssumedActivate, answer=AssumedActivation)
ACTIVATION = _endpoint("activation", "GET", "activations/{iccid}", answer=AssumedActivation)
LINE = _endpoint("line", "GET", "lines/{line}", answer=AssumedLine)
LINES = _endpoint("lines", "GET", "lines", answer=AssumedPage)
BLOCK = _endpoint("block", "POST", "lines/{line}/block", _REPEATABLE, body=AssumedBlock, answer=AssumedAccepted)
UNBLOCK = _endpoint("unblock", "POST", "lines/{line}/unblock", _REPEATABLE, answer=AssumedAccepted)
CANCEL = _endpoint("cancel", "POST", "lines/{line}/cancel", _WRITE, answer=AssumedAccepted)
CHANGE_PLAN = _endpoint(
    "change_plan", "POST", "lines/{line}/plan", _WRITE, body=AssumedPlanChoice, answer=AssumedAccepted
)
SWAP_SIM = _endpoint("swap_sim", "POST", "lines/{line}/sim", _WRITE, body=AssumedSwap, answer=AssumedAccepted)
TRANSFER = _endpoint("transfer", "POST", "lines/{line}/holder", _WRITE, body=AssumedTransfer, answer=AssumedAccepted)
BALANCE = _endpoint("balance", "GET", "lines/{line}/balance", answer=AssumedBalance)
USAGE = _endpoint("usage", "GET", "lines/{line}/usage", answer=AssumedPage)
TOP_UPS = _endpoint("top_ups", "GET", "lines/{line}/top-ups", answer=AssumedPage)
TOP_UP = _endpoint("top_up", "POST", "lines/{line}/top-ups", _WRITE, body=AssumedPlanChoice, answer=AssumedTopUp)
PORTABILITY = _endpoint("portability", "GET", "lines/{line}/portability", answer=AssumedPortability)
REQUEST_PORTABILITY = _endpoint(
    "request_portability", "POST", "lines/{line}/portability", _WRITE, body=AssumedPortIn, answer=AssumedPortability
)
CANCEL_PORTABILITY = _endpoint(
    "cancel_portability", "POST", "lines/{line}/portability/cancel", _WRITE, answer=AssumedAccepted
)
DONOR_OPERATORS = _endpoint("donor_operators", "GET", "donor-operators", answer=AssumedPage)
RESELLER_BALANCE = _endpoint("reseller_balance", "GET", "reseller/balance", answer=AssumedResellerBalance)
WEBHOOK = _endpoint("webhook", "POST", "webhook", body=AssumedNotices)
"""Inbound: what the platform would send to the host."""

ENDPOINTS = (
    PLANS, SIM_CARDS, SIM, FREE_NUMBERS, CHECK_DOCUMENT, SUBSCRIBERS, FIND_SUBSCRIBER, REGISTER_SUBSCRIBER, ACTIVATE,
    ACTIVATION, LINE, LINES, BLOCK, UNBLOCK, CANCEL, CHANGE_PLAN, SWAP_SIM, TRANSFER, BALANCE, USAGE, TOP_UPS, TOP_UP,
    PORTABILITY, REQUEST_PORTABILITY, CANCEL_PORTABILITY, DONOR_OPERATORS, RESELLER_BALANCE, WEBHOOK,
)  # fmt: skip
