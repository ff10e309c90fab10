"""The family's one ASSUMED wire: REST and JSON of our own, for what no public source tells of a platform.

Nothing here is any vendor's. Subscribers and lines are addressed by the platform's own ids. Money is in reais with a
decimal dot, moments are ISO 8601 in local time. A refusal is a 4xx with `{"error": {"code": …, "message": …}}`. Lists
answer `{"items": […], "next": cursor}`. A password is sent and never answered.

No endpoint has a settling time: a real platform spoken to in this wire has promised nothing, so absence proves
nothing until a partner who knows says otherwise in `wire_overrides`.
"""

from decimal import Decimal
from typing import Annotated, Any

from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.voip.models import CallKind, LineStatus, SubscriberStatus
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
class AssumedPrice:
    prefix: Annotated[str, _own("prefix")]
    price: Annotated[Decimal, _own("price")]


@wire_model
class AssumedSalesPlan:
    id: Annotated[str, _own("id")]
    name: Annotated[str, _own("name")]
    active: Annotated[bool, _own("active")]
    prices: Annotated[list[AssumedPrice], _own("prices")]


@wire_model
class AssumedAllowance:
    id: Annotated[str, _own("id")]
    name: Annotated[str, _own("name")]
    minutes: Annotated[int, _own("minutes")]
    price: Annotated[Decimal | None, _own("price")] = None


@wire_model
class AssumedUsername:
    username: Annotated[str, _own("username")]


@wire_model
class AssumedUsernameCheck:
    free: Annotated[bool, _own("free")]


@wire_model
class AssumedDocument:
    tax_id: Annotated[str, _own("tax_id")]


@wire_model
class AssumedAddress:
    street: Annotated[str, _own("street")]
    number: Annotated[str, _own("number")]
    complement: Annotated[str, _own("complement")]
    district: Annotated[str, _own("district")]
    city: Annotated[str, _own("city")]
    state: Annotated[str, _own("state")]
    postal_code: Annotated[str | None, _own("postal_code")] = None


@wire_model
class AssumedSlot:
    category: Annotated[str, _own("category")]
    allowance_id: Annotated[str | None, _own("allowance_id")] = None
    consumes_local: Annotated[bool, _own("consumes_local")] = False


@wire_model
class AssumedLimits:
    ip_lines: Annotated[int, _own("ip_lines")]
    queues: Annotated[int, _own("queues")]
    ivrs: Annotated[int, _own("ivrs")]


@wire_model
class AssumedProfile:
    """A subscriber's data, both ways. Absent members are sent as null."""

    person_type: Annotated[str, _own("person_type")]
    tax_id: Annotated[str, _own("tax_id")]
    legal_name: Annotated[str, _own("legal_name")]
    trade_name: Annotated[str, _own("trade_name")]
    modality: Annotated[str, _own("modality")]
    allowance_enabled: Annotated[bool, _own("allowance_enabled")]
    allowances: Annotated[list[AssumedSlot], _own("allowances")]
    permissions: Annotated[list[str], _own("permissions")]
    limits: Annotated[AssumedLimits, _own("limits")]
    financial: Annotated[Any, _own("financial")] = None
    address: Annotated[AssumedAddress | None, _own("address")] = None
    email: Annotated[str | None, _own("email")] = None
    phone: Annotated[str | None, _own("phone")] = None
    sales_plan_id: Annotated[str | None, _own("sales_plan_id")] = None
    cycle_start_day: Annotated[int | None, _own("cycle_start_day")] = None


@wire_model
class AssumedAccess:
    username: Annotated[str, _own("username")]
    password: Annotated[str | None, _own("password")] = None


@wire_model
class AssumedUpdate:
    profile: Annotated[AssumedProfile, _own("profile")]
    access: Annotated[AssumedAccess | None, _own("access")] = None


@wire_model
class AssumedSubscriber:
    id: Annotated[str, _own("id")]
    status: Annotated[str, _own("status")]
    profile: Annotated[AssumedProfile, _own("profile")]
    username: Annotated[str | None, _own("username")] = None


@wire_model
class AssumedSaved:
    """A saved subscriber; `password` is the one that the platform made up, told this once."""

    subscriber: Annotated[AssumedSubscriber, _own("subscriber")]
    password: Annotated[str | None, _own("password")] = None


@wire_model
class AssumedCapacity:
    simultaneous_calls: Annotated[int, _own("simultaneous_calls")]


@wire_model
class AssumedLine:
    id: Annotated[str, _own("id")]
    subscriber_id: Annotated[str, _own("subscriber_id")]
    status: Annotated[str, _own("status")]
    number: Annotated[str | None, _own("number")] = None
    username: Annotated[str | None, _own("username")] = None
    simultaneous_calls: Annotated[int | None, _own("simultaneous_calls")] = None
    sales_plan_id: Annotated[str | None, _own("sales_plan_id")] = None


@wire_model
class AssumedBalance:
    balance: Annotated[Decimal, _own("balance")]


@wire_model
class AssumedLiveCall:
    kind: Annotated[str, _own("kind")]
    line_id: Annotated[str | None, _own("line_id")] = None
    since: Annotated[str | None, _own("since")] = None
    origin: Annotated[str | None, _own("origin")] = None
    destination: Annotated[str | None, _own("destination")] = None


@wire_model
class AssumedPanel:
    site: Annotated[str, _own("site")]
    token: Annotated[str, _own("token")]


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


SALES_PLANS = _endpoint("sales_plans", "GET", "sales-plans", answer=AssumedPage)
ALLOWANCES = _endpoint("allowances", "GET", "allowances", answer=AssumedPage)
CHECK_USERNAME = _endpoint(
    "check_username", "POST", "usernames/check", body=AssumedUsername, answer=AssumedUsernameCheck
)
SUBSCRIBERS = _endpoint("subscribers", "GET", "subscribers", answer=AssumedPage)
FIND_SUBSCRIBERS = _endpoint("find_subscribers", "POST", "subscribers/find", body=AssumedDocument, answer=AssumedPage)
SUBSCRIBER = _endpoint("subscriber", "GET", "subscribers/{subscriber}", answer=AssumedSubscriber)
UPDATE_SUBSCRIBER = _endpoint(
    "update_subscriber",
    "PUT",
    "subscribers/{subscriber}",
    Effect.REPEATABLE,
    body=AssumedUpdate,
    answer=AssumedSaved,
)
SET_CAPACITY = _endpoint(
    "set_capacity", "PUT", "lines/{line}/capacity", Effect.REPEATABLE, body=AssumedCapacity, answer=AssumedLine
)
BALANCE = _endpoint("balance", "GET", "subscribers/{subscriber}/balance", answer=AssumedBalance)
LIVE_CALLS = _endpoint("live_calls", "GET", "subscribers/{subscriber}/live-calls", answer=AssumedPage)
OPEN_PANEL = _endpoint("open_panel", "POST", "subscribers/{subscriber}/panel", Effect.REPEATABLE, answer=AssumedPanel)

ENDPOINTS = (
    SALES_PLANS, ALLOWANCES, CHECK_USERNAME, SUBSCRIBERS, FIND_SUBSCRIBERS, SUBSCRIBER, UPDATE_SUBSCRIBER,
    SET_CAPACITY, BALANCE, LIVE_CALLS, OPEN_PANEL,
)  # fmt: skip
