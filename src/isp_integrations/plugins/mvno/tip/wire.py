"""The wire of "Easy2Use", the software behind TIP Brasil and TIP Tá Telecom, as far as it is public.

Sources are sections of the contract file ("tip 1.2"): other people's clients, nothing of the vendor's own. A line is
addressed by its ICCID, or in some calls by its 11 national digits. An answer is a 2xx whose `codigo_status_tip` is 0,
as a number or as text; an HTTP error says why in `message`. No operation has a known settling time.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import BlockReason, LineStatus, PortabilityStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

TIP_BASE_URL: Final = "https://mvno.tipbrasil.com.br/api/public/"
TOKEN_PARAMETER: Final = "user_token"  # noqa: S105  the name of a parameter, not a secret
DONE: Final = "0"
PERSON: Final = "F"
COMPANY: Final = "J"
STOCK_PAGE: Final = 500
"""The page size that was seen in use (tip 1.2)."""


class StockStatus(StrEnum):
    """What the stock list is asked by (tip 1.2)."""

    AVAILABLE = "1"
    CANCELLED = "2"
    IN_USE = "3"


BLOCK_REASONS: Final = {
    BlockReason.THEFT: 1,
    BlockReason.LOSS: 2,
    BlockReason.MISUSE: 3,
    BlockReason.DEBT: 4,
    BlockReason.CUSTOMER: 5,
}
"""What one client numbers them; that the vendor numbers them so is INFERRED. 5 is "temporary suspension"."""

# --- words ------------------------------------------------------------------------------------------------------

FREE_SIM: Final = "DISPONÍVEL"
IN_USE: Final = "EM USO"
BLOCKED: Final = "BLOQUEADO"
CANCELLED: Final = "CANCELADO"

LINE_STATUSES = Vocabulary(
    "line_status",
    {IN_USE: LineStatus.ACTIVE, BLOCKED: LineStatus.BLOCKED_TOTAL, CANCELLED: LineStatus.CANCELLED},
    LineStatus.UNKNOWN,
)
"""`BLOQUEADO` does not say how much is blocked nor why: the whole line then. The words that one client maps only for
safety (`SUSPENSO`, `ATIVO`) are not taken."""

PORTABILITY_FRAGMENTS = Vocabulary(
    "portability_status",
    {
        "CONCLUÍDA": PortabilityStatus.COMPLETED,
        IN_USE: PortabilityStatus.COMPLETED,
        "AGUARDANDO": PortabilityStatus.PENDING,
        "PENDENTE": PortabilityStatus.PENDING,
        "RECUSADA": PortabilityStatus.REFUSED,
        "CANCELADA": PortabilityStatus.CANCELLED,
        "CANCELAMENTO PENDENTE": PortabilityStatus.CANCELLATION_PENDING,
        "CONFLITO": PortabilityStatus.CONFLICT,
        "SUSPENSA": PortabilityStatus.SUSPENDED,
    },
    PortabilityStatus.UNKNOWN,
)
"""What a status text contains. The first four were seen in use; the others are our guesses, ASSUMED, and only ever
say that a port-in is not going well."""

NEGATIONS: Final = frozenset({"nao", "nunca", "sem"})
"""Folded words that make a fragment mean nothing: a port-in that is *não concluída* is not done."""

VOCABULARIES = (LINE_STATUSES, PORTABILITY_FRAGMENTS)


def _seen(key: str, section: str = "1.2") -> Wire:
    return Wire(key, OBSERVED, f"tip {section}")


# --- envelopes --------------------------------------------------------------------------------------------------


@wire_model
class Envelope:
    code: Annotated[str | None, _seen("codigo_status_tip", "1.1")] = None
    words: Annotated[str | None, _seen("msg_usuario", "1.1")] = None


@wire_model
class HttpRefusal(Envelope):
    """`message` is one sentence or a list of sentences."""

    message: Annotated[Any, _seen("message", "1.1")] = None


@wire_model
class Taken:
    """What answers a write: nothing but that it was taken."""

    code: Annotated[str, _seen("codigo_status_tip", "1.1")]


# --- catalogue, stock, subscribers ------------------------------------------------------------------------------


@wire_model
class Quantity:
    """`data` is read as megabytes; it stays text here, for a plan's own description may contradict that."""

    data: Annotated[str | None, _seen("dados")] = None
    sms: Annotated[str | None, _seen("sms")] = None
    minutes: Annotated[str | None, _seen("telefonia")] = None


@wire_model
class Plan:
    id: Annotated[str, _seen("id")]
    description: Annotated[str, _seen("description")]
    quantity: Annotated[Quantity | None, _seen("quantity")] = None


@wire_model
class Plans:
    """The catalogue where it is wrapped; it may also be the bare list."""

    plans: Annotated[list[Plan], _seen("data")]


@wire_model
class StockSim:
    iccid: Annotated[str, _seen("sim_card")]
    status: Annotated[str | None, _seen("status")] = None


@wire_model
class Stock:
    sims: Annotated[list[StockSim], _seen("results")]


@wire_model
class SimDetails:
    status: Annotated[str, _seen("status")]
    number: Annotated[str | None, _seen("numero")] = None
    msisdn: Annotated[str | None, _seen("msisdn")] = None
    holder: Annotated[str | None, _seen("nome")] = None
    document: Annotated[str | None, _seen("cpf")] = None
    plan: Annotated[str | None, _seen("plano")] = None
    contract: Annotated[str | None, _seen("numero_contrato")] = None
    activated_on: Annotated[str | None, _seen("data_ativacao")] = None


@wire_model
class ContractLine:
    status: Annotated[str, _seen("status")]
    iccid: Annotated[str | None, _seen("sim_card")] = None
    contract: Annotated[str | None, _seen("numero_contrato")] = None
    number: Annotated[str | None, _seen("linha_contrato")] = None
    plan: Annotated[str | None, _seen("plano")] = None


@wire_model
class Holder:
    """`lines` stay raw here: each is read as a :class:`ContractLine` and kept beside it."""

    document: Annotated[str, _seen("cpf_cnpj")]
    lines: Annotated[list[Any], _seen("contratos")]
    name: Annotated[str | None, _seen("nome")] = None
    company: Annotated[str | None, _seen("razao_social")] = None
    trade_name: Annotated[str | None, _seen("nome_fantasia")] = None


@wire_model
class Holders:
    holders: Annotated[list[Holder], _seen("results")]


# --- orders -----------------------------------------------------------------------------------------------------


@wire_model
class ActivationOrder:
    """An activation, with a port-in where `portability` says so."""

    person_type: Annotated[str, _seen("person_type", "1.3")]
    name: Annotated[str, _seen("person_name", "1.3")]
    document: Annotated[str, _seen("document_number", "1.3")]
    phone: Annotated[str, _seen("phone_number", "1.3")]
    birth_date: Annotated[str, _seen("date_of_birth", "1.3")]
    street_type: Annotated[str, _seen("type_of_street", "1.3")]
    street: Annotated[str, _seen("address", "1.3")]
    number: Annotated[str, _seen("address_number", "1.3")]
    district: Annotated[str, _seen("neighborhood", "1.3")]
    state: Annotated[str, _seen("state", "1.3")]
    city_code: Annotated[str, _seen("city_code", "1.3")]
    postal_code: Annotated[str, _seen("postcode", "1.3")]
    plan_code: Annotated[str, _seen("plan_code", "1.3")]
    portability: Annotated[bool, _seen("portability", "1.3")]
    area_code: Annotated[str, _seen("cn_contract_line", "1.3")]
    ported_number: Annotated[str, _seen("contract_line", "1.3")]


@wire_model
class TotalBlock:
    """The member was seen, as a number and as text; what its numbers mean is inferred."""

    reason: Annotated[int, Wire("reason", ASSUMED, "tip 1.2")]


@wire_model
class PlanChoice:
    plan_code: Annotated[str, _seen("plan_code")]


@wire_model
class AddedData:
    gigabytes: Annotated[int, _seen("quantity")]


# --- balance, usage, top-ups, portability -----------------------------------------------------------------------


@wire_model
class LineBalance:
    data_mb: Annotated[Decimal, _seen("balance")]


@wire_model
class UsageQuestion:
    period: Annotated[str, _seen("periodo")]
    number: Annotated[str, _seen("linha_contrato")]


@wire_model
class Usage:
    """`data` is read as megabytes by some clients and as gigabytes by another, so it stays text."""

    number: Annotated[str, _seen("linha")]
    period: Annotated[str, _seen("periodo")]
    data: Annotated[str, _seen("consumo_dados")]
    sms: Annotated[int | None, _seen("consumo_sms")] = None
    minutes: Annotated[Decimal | None, _seen("consumo_minutos")] = None


@wire_model
class UsageSummary:
    lines: Annotated[list[Usage], _seen("results")]


@wire_model
class LastTopUp:
    """`on` is required, though it may be empty: what a line that never had a top-up answers is unknown."""

    on: Annotated[str | None, _seen("ultima_recarga")]


@wire_model
class PortIn:
    status: Annotated[str, _seen("status")]
    window: Annotated[str | None, _seen("janela")] = None
    words: Annotated[str | None, _seen("msg_usuario")] = None


MODELS = (
    Envelope, HttpRefusal, Taken, Quantity, Plan, Plans, StockSim, Stock, SimDetails, ContractLine, Holder, Holders,
    ActivationOrder, TotalBlock, PlanChoice, AddedData, LineBalance, UsageQuestion, Usage, UsageSummary, LastTopUp,
    PortIn,
)  # fmt: skip

# --- endpoints --------------------------------------------------------------------------------------------------


def _observed(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    return Endpoint(name, method, path, effect, OBSERVED, "tip 1.2", body=body, answer=answer)


_WRITE = Effect.WRITE

PLANS = _observed("plans", "GET", "planos", answer=Plans)
STOCK = _observed("stock", "GET", "estoque/listar", answer=Stock)
SIM = _observed("sim", "GET", "estoque/{iccid}", answer=SimDetails)
SUBSCRIBERS = _observed("subscribers", "GET", "assinantes/listar", answer=Holders)
ACTIVATE = Endpoint(
    "activate", "POST", "simcard/{iccid}/ativar", _WRITE, OBSERVED, "tip 1.3", body=ActivationOrder, answer=Taken
)
BLOCK_PARTIAL = _observed("block_partial", "POST", "simcard/{line}/bloquear/parcial", _WRITE, answer=Taken)
BLOCK_TOTAL = _observed("block_total", "POST", "simcard/{line}/bloquear/total", _WRITE, body=TotalBlock, answer=Taken)
UNBLOCK = _observed("unblock", "POST", "simcard/{line}/desbloquear", _WRITE, answer=Taken)
CHANGE_PLAN = _observed("change_plan", "POST", "simcard/{iccid}/plano/alterar", _WRITE, body=PlanChoice, answer=Taken)
CANCEL = _observed("cancel", "POST", "simcard/{iccid}/cancelar", _WRITE, answer=Taken)
BALANCE = _observed("balance", "POST", "saldo/{line}/dados", answer=LineBalance)
USAGE = _observed("usage", "POST", "consumo-consolidado", body=UsageQuestion, answer=UsageSummary)
LAST_TOP_UP = _observed("last_top_up", "GET", "simcard/{iccid}/ultima-recarga", answer=LastTopUp)
ADD_DATA = _observed("add_data", "POST", "simcard/{line}/saldo/adicionar", _WRITE, body=AddedData, answer=Taken)
PORTABILITY = _observed("portability", "GET", "portabilidade/status/{line}", answer=PortIn)

ENDPOINTS = (
    PLANS, STOCK, SIM, SUBSCRIBERS, ACTIVATE, BLOCK_PARTIAL, BLOCK_TOTAL, UNBLOCK, CHANGE_PLAN, CANCEL, BALANCE,
    USAGE, LAST_TOP_UP, ADD_DATA, PORTABILITY,
)  # fmt: skip
