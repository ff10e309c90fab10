"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. A line is addressed by its ICCID or, where that is not known, by its national number
(11 digits): a platform's own line ids are not assumed. Money is in reais, data in megabytes, days are ISO 8601.
A refusal is a 4xx with `{"error": {"code": …, "message": …}}`. Lists answer `{"items": […], "next": cursor}`.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from decimal import Decimal
from typing import Annotated

from isp_integrations.core.assumed import AssumedAccepted, AssumedPage, AssumedRefusal, AssumedRefused, endpoint, own
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import LineStatus, NumberType, PortabilityStatus, SimKind
from isp_integrations.core.wire import Vocabulary, wire_model
from isp_integrations.plugins.mvno.assumed.order_wire import (
    BLOCK,
    CANCEL,
    CANCEL_PORTABILITY,
    CHANGE_PLAN,
    SWAP_SIM,
    TRANSFER,
    UNBLOCK,
    AssumedAddress,
    AssumedBlock,
    AssumedHolder,
    AssumedPlanChoice,
    AssumedSwap,
    AssumedTransfer,
)


@wire_model
class AssumedPlan:
    code: Annotated[str, own("code")]
    name: Annotated[str, own("name")]
    price: Annotated[Decimal | None, own("price")] = None
    data_mb: Annotated[Decimal | None, own("data_mb")] = None
    voice: Annotated[str | None, own("voice")] = None
    sms: Annotated[str | None, own("sms")] = None


@wire_model
class AssumedSim:
    iccid: Annotated[str, own("iccid")]
    kind: Annotated[str, own("kind")]
    available: Annotated[bool, own("available")]
    number: Annotated[str | None, own("number")] = None
    status: Annotated[str | None, own("status")] = None
    esim_code: Annotated[str | None, own("esim_code")] = None
    esim_document: Annotated[str | None, own("esim_document")] = None
    id: Annotated[str | None, own("id")] = None


@wire_model
class AssumedNumber:
    number: Annotated[str, own("number")]
    type: Annotated[str, own("type")]


@wire_model
class AssumedDocument:
    tax_id: Annotated[str, own("tax_id")]


@wire_model
class AssumedDocumentCheck:
    valid: Annotated[bool, own("valid")]
    name: Annotated[str | None, own("name")] = None


@wire_model
class AssumedSubscriber:
    id: Annotated[str, own("id")]
    name: Annotated[str, own("name")]
    tax_id: Annotated[str, own("tax_id")]
    line_count: Annotated[int | None, own("line_count")] = None


@wire_model
class AssumedPortIn:
    number: Annotated[str, own("number")]
    donor_operator: Annotated[str | None, own("donor_operator")] = None
    holder_name: Annotated[str | None, own("holder_name")] = None
    holder_tax_id: Annotated[str | None, own("holder_tax_id")] = None
    scheduled_for: Annotated[str | None, own("scheduled_for")] = None


@wire_model
class AssumedPortability:
    status: Annotated[str, own("status")]
    number: Annotated[str | None, own("number")] = None
    donor_operator: Annotated[str | None, own("donor_operator")] = None
    ticket: Annotated[str | None, own("ticket")] = None
    requested_at: Annotated[str | None, own("requested_at")] = None
    scheduled_for: Annotated[str | None, own("scheduled_for")] = None
    completed_at: Annotated[str | None, own("completed_at")] = None
    reason: Annotated[str | None, own("reason")] = None


@wire_model
class AssumedLine:
    iccid: Annotated[str, own("iccid")]
    status: Annotated[str, own("status")]
    number: Annotated[str | None, own("number")] = None
    temporary_number: Annotated[str | None, own("temporary_number")] = None
    esim: Annotated[bool | None, own("esim")] = None
    plan: Annotated[str | None, own("plan")] = None
    plan_name: Annotated[str | None, own("plan_name")] = None
    contract_id: Annotated[str | None, own("contract_id")] = None
    holder_name: Annotated[str | None, own("holder_name")] = None
    holder_tax_id: Annotated[str | None, own("holder_tax_id")] = None
    activated_on: Annotated[str | None, own("activated_on")] = None
    expires_on: Annotated[str | None, own("expires_on")] = None
    cancelled_on: Annotated[str | None, own("cancelled_on")] = None
    blocked_since: Annotated[str | None, own("blocked_since")] = None
    portability: Annotated[AssumedPortability | None, own("portability")] = None
    id: Annotated[str | None, own("id")] = None


@wire_model
class AssumedActivate:
    plan: Annotated[str, own("plan")]
    area_code: Annotated[str, own("area_code")]
    holder: Annotated[AssumedHolder, own("holder")]
    iccid: Annotated[str | None, own("iccid")] = None
    esim: Annotated[bool, own("esim")] = False
    number: Annotated[str | None, own("number")] = None
    due_day: Annotated[int | None, own("due_day")] = None
    port_in: Annotated[AssumedPortIn | None, own("port_in")] = None


@wire_model
class AssumedActivation:
    order: Annotated[str, own("order")]
    line: Annotated[AssumedLine, own("line")]
    subscriber: Annotated[str | None, own("subscriber")] = None
    esim_document: Annotated[str | None, own("esim_document")] = None


@wire_model
class AssumedBalance:
    data_mb: Annotated[Decimal | None, own("data_mb")]
    minutes: Annotated[int | None, own("minutes")]
    sms: Annotated[int | None, own("sms")]


@wire_model
class AssumedUsage:
    period_start: Annotated[str, own("period_start")]
    period_end: Annotated[str, own("period_end")]
    data_mb: Annotated[Decimal | None, own("data_mb")] = None
    minutes: Annotated[Decimal | None, own("minutes")] = None
    sms: Annotated[int | None, own("sms")] = None


@wire_model
class AssumedTopUp:
    id: Annotated[str, own("id")]
    plan: Annotated[str, own("plan")]
    at: Annotated[str, own("at")]
    plan_name: Annotated[str | None, own("plan_name")] = None
    price: Annotated[Decimal | None, own("price")] = None
    paid: Annotated[Decimal | None, own("paid")] = None


@wire_model
class AssumedDonor:
    id: Annotated[str, own("id")]
    name: Annotated[str, own("name")]


@wire_model
class AssumedResellerBalance:
    balance: Annotated[Decimal, own("balance")]


@wire_model
class AssumedNotice:
    number: Annotated[str | None, own("number")] = None
    iccid: Annotated[str | None, own("iccid")] = None
    line_status: Annotated[str | None, own("line_status")] = None
    portability: Annotated[AssumedPortability | None, own("portability")] = None


@wire_model
class AssumedNotices:
    notices: Annotated[list[AssumedNotice], own("notices")]


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


_WRITE = Effect.WRITE

PLANS = endpoint("plans", "GET", "plans", answer=AssumedPage)
SIM_CARDS = endpoint("sim_cards", "GET", "sims", answer=AssumedPage)
SIM = endpoint("sim", "GET", "sims/{iccid}", answer=AssumedSim)
FREE_NUMBERS = endpoint("free_numbers", "GET", "numbers", answer=AssumedPage)
CHECK_DOCUMENT = endpoint(
    "check_document", "POST", "documents/check", body=AssumedDocument, answer=AssumedDocumentCheck
)
SUBSCRIBERS = endpoint("subscribers", "GET", "subscribers", answer=AssumedPage)
FIND_SUBSCRIBER = endpoint("find_subscriber", "POST", "subscribers/find", body=AssumedDocument, answer=AssumedPage)
REGISTER_SUBSCRIBER = endpoint(
    "register_subscriber", "POST", "subscribers", _WRITE, body=AssumedHolder, answer=AssumedSubscriber
)
ACTIVATE = endpoint("activate", "POST", "activations", _WRITE, body=AssumedActivate, answer=AssumedActivation)
ACTIVATION = endpoint("activation", "GET", "activations/{iccid}", answer=AssumedActivation)
LINE = endpoint("line", "GET", "lines/{line}", answer=AssumedLine)
LINES = endpoint("lines", "GET", "lines", answer=AssumedPage)
BALANCE = endpoint("balance", "GET", "lines/{line}/balance", answer=AssumedBalance)
USAGE = endpoint("usage", "GET", "lines/{line}/usage", answer=AssumedPage)
TOP_UPS = endpoint("top_ups", "GET", "lines/{line}/top-ups", answer=AssumedPage)
TOP_UP = endpoint("top_up", "POST", "lines/{line}/top-ups", _WRITE, body=AssumedPlanChoice, answer=AssumedTopUp)
PORTABILITY = endpoint("portability", "GET", "lines/{line}/portability", answer=AssumedPortability)
REQUEST_PORTABILITY = endpoint(
    "request_portability", "POST", "lines/{line}/portability", _WRITE, body=AssumedPortIn, answer=AssumedPortability
)
DONOR_OPERATORS = endpoint("donor_operators", "GET", "donor-operators", answer=AssumedPage)
RESELLER_BALANCE = endpoint("reseller_balance", "GET", "reseller/balance", answer=AssumedResellerBalance)
WEBHOOK = endpoint("webhook", "POST", "webhook", body=AssumedNotices)
"""Inbound: what the platform would send to the host."""

ENDPOINTS = (
    PLANS, SIM_CARDS, SIM, FREE_NUMBERS, CHECK_DOCUMENT, SUBSCRIBERS, FIND_SUBSCRIBER, REGISTER_SUBSCRIBER, ACTIVATE,
    ACTIVATION, LINE, LINES, BLOCK, UNBLOCK, CANCEL, CHANGE_PLAN, SWAP_SIM, TRANSFER, BALANCE, USAGE, TOP_UPS, TOP_UP,
    PORTABILITY, REQUEST_PORTABILITY, CANCEL_PORTABILITY, DONOR_OPERATORS, RESELLER_BALANCE, WEBHOOK,
)  # fmt: skip
