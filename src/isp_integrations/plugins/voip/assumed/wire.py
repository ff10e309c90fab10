"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. Subscribers and lines are addressed by the platform's own ids. Money is in reais with a
decimal dot, moments are ISO 8601 in local time. A refusal is a 4xx with `{"error": {"code": …, "message": …}}`. Lists
answer `{"items": […], "next": cursor}`. A password is sent and never answered.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from decimal import Decimal
from typing import Annotated, Any

from isp_integrations.core.assumed import AssumedPage, AssumedRefusal, AssumedRefused, endpoint, own
from isp_integrations.core.exchange import Effect
from isp_integrations.core.voip.models import CallKind, LineStatus, SubscriberStatus
from isp_integrations.core.wire import Vocabulary, wire_model


@wire_model
class AssumedPrice:
    prefix: Annotated[str, own("prefix")]
    price: Annotated[Decimal, own("price")]


@wire_model
class AssumedSalesPlan:
    id: Annotated[str, own("id")]
    name: Annotated[str, own("name")]
    active: Annotated[bool, own("active")]
    prices: Annotated[list[AssumedPrice], own("prices")]


@wire_model
class AssumedAllowance:
    id: Annotated[str, own("id")]
    name: Annotated[str, own("name")]
    minutes: Annotated[int, own("minutes")]
    price: Annotated[Decimal | None, own("price")] = None


@wire_model
class AssumedUsername:
    username: Annotated[str, own("username")]


@wire_model
class AssumedUsernameCheck:
    free: Annotated[bool, own("free")]


@wire_model
class AssumedDocument:
    tax_id: Annotated[str, own("tax_id")]


@wire_model
class AssumedAddress:
    street: Annotated[str, own("street")]
    number: Annotated[str, own("number")]
    complement: Annotated[str, own("complement")]
    district: Annotated[str, own("district")]
    city: Annotated[str, own("city")]
    state: Annotated[str, own("state")]
    postal_code: Annotated[str | None, own("postal_code")] = None


@wire_model
class AssumedSlot:
    category: Annotated[str, own("category")]
    allowance_id: Annotated[str | None, own("allowance_id")] = None
    consumes_local: Annotated[bool, own("consumes_local")] = False


@wire_model
class AssumedLimits:
    ip_lines: Annotated[int, own("ip_lines")]
    queues: Annotated[int, own("queues")]
    ivrs: Annotated[int, own("ivrs")]


@wire_model
class AssumedProfile:
    """A subscriber's data, both ways. Absent members are sent as null."""

    person_type: Annotated[str, own("person_type")]
    tax_id: Annotated[str, own("tax_id")]
    legal_name: Annotated[str, own("legal_name")]
    trade_name: Annotated[str, own("trade_name")]
    modality: Annotated[str, own("modality")]
    allowance_enabled: Annotated[bool, own("allowance_enabled")]
    allowances: Annotated[list[AssumedSlot], own("allowances")]
    permissions: Annotated[list[str], own("permissions")]
    limits: Annotated[AssumedLimits, own("limits")]
    financial: Annotated[Any, own("financial")] = None
    address: Annotated[AssumedAddress | None, own("address")] = None
    email: Annotated[str | None, own("email")] = None
    phone: Annotated[str | None, own("phone")] = None
    sales_plan_id: Annotated[str | None, own("sales_plan_id")] = None
    cycle_start_day: Annotated[int | None, own("cycle_start_day")] = None


@wire_model
class AssumedAccess:
    username: Annotated[str, own("username")]
    password: Annotated[str | None, own("password")] = None


@wire_model
class AssumedUpdate:
    profile: Annotated[AssumedProfile, own("profile")]
    access: Annotated[AssumedAccess | None, own("access")] = None


@wire_model
class AssumedSubscriber:
    id: Annotated[str, own("id")]
    status: Annotated[str, own("status")]
    profile: Annotated[AssumedProfile, own("profile")]
    username: Annotated[str | None, own("username")] = None


@wire_model
class AssumedSaved:
    """A saved subscriber; `password` is the one that the platform made up, told this once."""

    subscriber: Annotated[AssumedSubscriber, own("subscriber")]
    password: Annotated[str | None, own("password")] = None


@wire_model
class AssumedCapacity:
    simultaneous_calls: Annotated[int, own("simultaneous_calls")]


@wire_model
class AssumedLine:
    id: Annotated[str, own("id")]
    subscriber_id: Annotated[str, own("subscriber_id")]
    status: Annotated[str, own("status")]
    number: Annotated[str | None, own("number")] = None
    username: Annotated[str | None, own("username")] = None
    simultaneous_calls: Annotated[int | None, own("simultaneous_calls")] = None
    sales_plan_id: Annotated[str | None, own("sales_plan_id")] = None


@wire_model
class AssumedBalance:
    balance: Annotated[Decimal, own("balance")]


@wire_model
class AssumedLiveCall:
    kind: Annotated[str, own("kind")]
    line_id: Annotated[str | None, own("line_id")] = None
    since: Annotated[str | None, own("since")] = None
    origin: Annotated[str | None, own("origin")] = None
    destination: Annotated[str | None, own("destination")] = None


@wire_model
class AssumedPanel:
    site: Annotated[str, own("site")]
    token: Annotated[str, own("token")]


MODELS = (
    AssumedRefusal, AssumedRefused, AssumedPage, AssumedPrice, AssumedSalesPlan, AssumedAllowance, AssumedUsername,
    AssumedUsernameCheck, AssumedDocument, AssumedAddress, AssumedSlot, AssumedLimits, AssumedProfile, AssumedAccess,
    AssumedUpdate, AssumedSubscriber, AssumedSaved, AssumedCapacity, AssumedLine, AssumedBalance, AssumedLiveCall,
    AssumedPanel,
)  # fmt: skip

SUBSCRIBER_STATUSES = Vocabulary(
    "assumed_subscriber_status", {s.value: s for s in SubscriberStatus}, SubscriberStatus.UNKNOWN
)
LINE_STATUSES = Vocabulary("assumed_line_status", {s.value: s for s in LineStatus}, LineStatus.UNKNOWN)
CALL_KINDS = Vocabulary("assumed_call_kind", {k.value: k for k in CallKind}, CallKind.UNKNOWN)
VOCABULARIES = (SUBSCRIBER_STATUSES, LINE_STATUSES, CALL_KINDS)


SALES_PLANS = endpoint("sales_plans", "GET", "sales-plans", answer=AssumedPage)
ALLOWANCES = endpoint("allowances", "GET", "allowances", answer=AssumedPage)
CHECK_USERNAME = endpoint(
    "check_username", "POST", "usernames/check", body=AssumedUsername, answer=AssumedUsernameCheck
)
SUBSCRIBERS = endpoint("subscribers", "GET", "subscribers", answer=AssumedPage)
FIND_SUBSCRIBERS = endpoint("find_subscribers", "POST", "subscribers/find", body=AssumedDocument, answer=AssumedPage)
SUBSCRIBER = endpoint("subscriber", "GET", "subscribers/{subscriber}", answer=AssumedSubscriber)
UPDATE_SUBSCRIBER = endpoint(
    "update_subscriber",
    "PUT",
    "subscribers/{subscriber}",
    Effect.REPEATABLE,
    body=AssumedUpdate,
    answer=AssumedSaved,
)
SET_CAPACITY = endpoint(
    "set_capacity", "PUT", "lines/{line}/capacity", Effect.REPEATABLE, body=AssumedCapacity, answer=AssumedLine
)
BALANCE = endpoint("balance", "GET", "subscribers/{subscriber}/balance", answer=AssumedBalance)
LIVE_CALLS = endpoint("live_calls", "GET", "subscribers/{subscriber}/live-calls", answer=AssumedPage)
OPEN_PANEL = endpoint("open_panel", "POST", "subscribers/{subscriber}/panel", Effect.REPEATABLE, answer=AssumedPanel)

ENDPOINTS = (
    SALES_PLANS, ALLOWANCES, CHECK_USERNAME, SUBSCRIBERS, FIND_SUBSCRIBERS, SUBSCRIBER, UPDATE_SUBSCRIBER,
    SET_CAPACITY, BALANCE, LIVE_CALLS, OPEN_PANEL,
)  # fmt: skip
