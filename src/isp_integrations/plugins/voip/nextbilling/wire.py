"""NextBilling's wire: what the first part of each public page tells, and ASSUMED keys for what it cuts off.

Sources are sections of the contract file ("nextbilling 1.2"). Requests have English names and answers Portuguese
ones. Token and key are path segments, which `authorize` puts after the first one: they stand in no path here.
The pages of the two generations (NV and NR5) differ in the name of one parameter of the call records.
"""

from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, DOCUMENTED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.voip.models import CallKind, LineStatus, SubscriberStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, WireBook, wire_model
from isp_integrations.plugins.voip.assumed import wire as assumed

_ENVELOPE, _CALLS = "nextbilling 1.1", "nextbilling 1.2"


def _told(key: str, source: str = _CALLS) -> Wire:
    return Wire(key, DOCUMENTED, source)


def _guessed(key: str) -> Wire:
    return Wire(key, ASSUMED, _CALLS)


OFF, ON = 0, 1
"""A switch, a status of a subscriber or of a line."""
FAILED = 1
"""`error` of an answer that refuses."""
BY_PASSWORD: Final = 0
"""`auth` of a line that registers with username and password."""
RINGS_A_LINE: Final = 1
"""`did_type` of a number that rings at a line, which pays for it."""
SAME_PLAN: Final = "0"
"""`id_plano` of a line that follows its subscriber's plan."""
LINE_PARAMETER: Final = {"NV": "id_device", "NR5": "device_id"}
"""What narrows call records to one line, by generation."""

SUBSCRIBER_STATUSES = Vocabulary(
    "subscriber_status",
    {"0": SubscriberStatus.DISABLED, "1": SubscriberStatus.SAVED},
    SubscriberStatus.UNKNOWN,
)
LINE_STATUSES = Vocabulary("line_status", {"0": LineStatus.INACTIVE, "1": LineStatus.ACTIVE}, LineStatus.UNKNOWN)
CALL_KINDS = Vocabulary("call_kind", {"fixo": CallKind.FIXED, "movel": CallKind.MOBILE}, CallKind.UNKNOWN)
"""ASSUMED: which word a row of the call records has is not public."""


@wire_model
class Envelope:
    error: Annotated[int, _told("error", _ENVELOPE)]
    reason: Annotated[str, _told("reason", _ENVELOPE)]


@wire_model
class Slot:
    category: Annotated[str, _guessed("categoria")]
    allowance_id: Annotated[str | None, _guessed("id_franquia")]
    consumes_local: Annotated[int, _guessed("consumir_local")]


@wire_model
class NewSubscriber:
    """A subscriber. The page is cut off before modality, plan, allowances, limits, cycle and panel."""

    trade_name: Annotated[str, _told("nome_fantasia")]
    legal_name: Annotated[str, _told("razao_social")]
    tax_id: Annotated[str, _told("cpf")]
    street: Annotated[str, _told("endereco")]
    complement: Annotated[str, _told("complemento")]
    district: Annotated[str, _told("bairro")]
    city: Annotated[str, _told("cidade")]
    state: Annotated[str, _told("uf")]
    postal_code: Annotated[str, _told("cep")]
    lines: Annotated[int, _told("tem_ramal")]
    numbers: Annotated[int, _told("tem_did")]
    sms: Annotated[int, _told("tem_sms")]
    listening: Annotated[int, _told("tem_escuta")]
    internal_calls: Annotated[int, _told("tem_ip_global")]
    recording: Annotated[int, _told("tem_gravacao")]
    follow_me: Annotated[int, _told("tem_sigame")]
    queues: Annotated[int, _told("tem_fila")]
    ivr: Annotated[int, _told("tem_ura")]
    voice_portal: Annotated[int, _told("tem_portal")]
    calling_cards: Annotated[int, _told("tem_callingcard")]
    pickup_groups: Annotated[int, _told("tem_grupo_captura")]
    call_groups: Annotated[int, _told("tem_grupo_chamada")]
    sms_campaigns: Annotated[int, _told("tem_campanha_sms")]
    balance: Annotated[int, _guessed("tem_saldo")]
    calls: Annotated[int, _guessed("tem_chamadas")]
    live_calls: Annotated[int, _guessed("tem_tempo_real")]
    house_number: Annotated[str, _guessed("numero_endereco")]
    person_type: Annotated[str, _guessed("tipo_pessoa")]
    modality: Annotated[str, _guessed("modalidade")]
    sales_plan_id: Annotated[str, _guessed("id_plano")]
    allowance_enabled: Annotated[int, _guessed("franquia")]
    allowances: Annotated[list[Slot], _guessed("franquias")]
    max_lines: Annotated[int, _guessed("max_linhas")]
    max_queues: Annotated[int, _guessed("max_filas")]
    max_ivrs: Annotated[int, _guessed("max_uras")]
    reseller_id: Annotated[str | None, _told("id_hie")] = None
    email: Annotated[str | None, _told("email")] = None
    phone: Annotated[str | None, _told("telefone")] = None
    cycle_start_day: Annotated[int | None, _guessed("dia_ciclo")] = None
    username: Annotated[str | None, _guessed("login")] = None
    password: Annotated[str | None, _guessed("senha")] = None
    generates_password: Annotated[int | None, _guessed("gerar_senha")] = None


@wire_model
class SubscriberMade:
    """The page's answer is cut off; `password` is the one that was made up, told this once."""

    id: Annotated[str, _guessed("customer_id")]
    password: Annotated[str | None, _guessed("senha")] = None


@wire_model
class NewStatus:
    id: Annotated[int | str, _told("id")]
    status: Annotated[int, _told("status")]


@wire_model
class StatusChanged:
    id: Annotated[str, _told("customer_id")]
    status: Annotated[str, _told("new_status")]
    old_status: Annotated[str | None, _told("old_status")] = None


@wire_model
class NewDevice:
    subscriber_id: Annotated[int | str, _told("customer_id")]
    fixed: Annotated[int, _told("fixo")]
    mobile: Annotated[int, _told("movel")]
    international_fixed: Annotated[int, _told("fixo_ddi")]
    international_mobile: Annotated[int, _told("movel_ddi")]
    status: Annotated[int, _told("status")]
    authentication: Annotated[int, _told("auth")]
    username: Annotated[str, _told("username")]
    password: Annotated[str, _told("password")]
    sales_plan_id: Annotated[int | str | None, _told("rate_id")] = None
    caller_id: Annotated[str | None, _told("callerid")] = None
    simultaneous_calls: Annotated[int | None, _told("simultaneas")] = None


@wire_model
class Device:
    """A line. All its scalars are texts; the page's list of keys is cut off, and three more are supposed."""

    id: Annotated[str, _told("id")]
    subscriber_id: Annotated[str, _told("id_cliente")]
    username: Annotated[str | None, _told("username")] = None
    sales_plan_id: Annotated[str | None, _told("id_plano")] = None
    balance: Annotated[str | None, _told("saldo")] = None
    status: Annotated[str | None, _guessed("status")] = None
    caller_id: Annotated[str | None, _guessed("callerid")] = None
    simultaneous_calls: Annotated[int | None, _guessed("simultaneas")] = None


@wire_model
class DeviceGroup:
    subscriber_id: Annotated[str, _told("id_cliente")]
    count: Annotated[int, _told("records")]
    devices: Annotated[list[Any], _told("data")]


@wire_model
class DeviceGroups:
    groups: Annotated[list[DeviceGroup], _told("data")]


@wire_model
class Totals:
    """The header of the call records. Money has a decimal comma here; `offset` is the first row's place."""

    calls: Annotated[int, _told("total_records")]
    seconds: Annotated[int, _told("total_time")]
    value: Annotated[str, _told("total_value")]
    cost_seconds: Annotated[int | None, _told("total_cost_time")] = None
    cost: Annotated[str | None, _told("total_cost_value")] = None
    offset: Annotated[int | None, _told("offset")] = None


@wire_model
class Rows(Totals):
    rows: Annotated[list[Any], _told("data")]


@wire_model
class Row:
    """One call. No page tells a row's keys."""

    seconds: Annotated[int, _guessed("duracao")]
    kind: Annotated[str, _guessed("tipo")]
    value: Annotated[str, _guessed("valor")]
    cost: Annotated[str | None, _guessed("custo")] = None
    id: Annotated[str | None, _guessed("id")] = None
    line_id: Annotated[str | None, _guessed("id_device")] = None
    started_at: Annotated[str | None, _guessed("data")] = None
    origin: Annotated[str | None, _guessed("origem")] = None
    destination: Annotated[str | None, _guessed("destino")] = None


@wire_model
class TypedRows(Totals):
    """The same rows, read one by one."""

    rows: Annotated[list[Row], _told("data")]


@wire_model
class NewNumber:
    subscriber_id: Annotated[int | str, _told("customer_id")]
    description: Annotated[str, _told("description")]
    number: Annotated[str, _told("did_number")]
    type: Annotated[int, _told("did_type")]
    line_id: Annotated[int | str, _told("device_id")]


MODELS = (
    Envelope, Slot, NewSubscriber, SubscriberMade, NewStatus, StatusChanged, NewDevice, Device, DeviceGroup,
    DeviceGroups, Totals, Rows, Row, TypedRows, NewNumber,
)  # fmt: skip


def _documented(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] = Envelope,
) -> Endpoint:
    return Endpoint(name, method, path, effect, DOCUMENTED, _CALLS, body=body, answer=answer)


CREATE_SUBSCRIBER = _documented(
    "create_subscriber", "PUT", "manageCustomers", Effect.WRITE, body=NewSubscriber, answer=SubscriberMade
)
SUBSCRIBER_STATUS = _documented(
    "subscriber_status", "POST", "statusCustomer", Effect.REPEATABLE, body=NewStatus, answer=StatusChanged
)
"""The page's prose says GET, its address and its sample POST."""
CREATE_LINE = _documented("create_line", "PUT", "manageDevices/1", Effect.WRITE, body=NewDevice)
LINES = _documented("lines", "GET", "listDevices/{subscriber}", answer=DeviceGroups)
CALL_TOTALS = _documented("call_totals", "GET", "cdr/{subscriber}", answer=Totals)
CALL_ROWS = _documented("call_rows", "GET", "cdr/{subscriber}", answer=Rows)
CALLS = _documented("calls", "GET", "cdr/{subscriber}", answer=TypedRows)
CONNECTION = _documented("connection", "GET", "cdr")
"""The call records without a subscriber, which a reseller's credentials must name."""
ASSIGN_NUMBER = _documented("assign_number", "PUT", "manageDID", Effect.WRITE, body=NewNumber)

BOOK = WireBook(
    endpoints=(
        CREATE_SUBSCRIBER, SUBSCRIBER_STATUS, CREATE_LINE, LINES, CALL_TOTALS, CALL_ROWS, CALLS, CONNECTION,
        ASSIGN_NUMBER, *assumed.ENDPOINTS,
    ),
    models=(*MODELS, *assumed.MODELS),
    vocabularies=(SUBSCRIBER_STATUSES, LINE_STATUSES, CALL_KINDS, *assumed.VOCABULARIES),
)  # fmt: skip
