"""Contel's wire as far as it is public: one reseller's production client, nothing of the vendor's own.

Sources are sections of the contract file ("contel 5.9"). There is no single envelope: a flag `retorno` (E1), a flag
`status` (E2), one sentence (E3, the SIM swap), or a bare payload (E4). Declared types are loose on the wire: numbers
come as text and the other way round. No operation has a known settling time and none takes an idempotency key.
"""

from decimal import Decimal
from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import BlockReason, LineStatus, PortabilityStatus, SimKind
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

BASE_URL: Final = "https://api.conteltelecom.com.br/"

# --- words and sentences ----------------------------------------------------------------------------------------

YES: Final = "SIM"
NO: Final = "NÃO"
PAID_FROM_BALANCE: Final = "SALDO"
TEST_ENVIRONMENT: Final = "DEV"
BLOCK_MOTIVE: Final = "BLOQUEIO DE IMEI"
"""The only motive ever seen, used for debt too (contel 5.16)."""
SWAP_TO_ESIM_MOTIVE: Final = "Troca para eSIM"
UNKNOWN_BIRTH_DATE: Final = "1900-01-01"
"""What the observed client sends for everybody, and what is accepted (contel 4)."""

SWAP_DONE: Final = "Troca de chip realizada com sucesso."
ALREADY_BLOCKED: Final = "Linha já bloqueada."
ALREADY_UNBLOCKED: Final = "Desbloqueio já realizado."
INVALID_CPF: Final = "CPF não é válido na base da receita."
INVALID_CNPJ: Final = "CNPJ não é válido na base da receita."
LINE_NOT_FOUND: Final = "Linha não encontrada."
ICCID_MISSING: Final = "Envie o ICCID."
ACTIVATION_NOT_FOUND: Final = "Ativação não encontrada."
"""Our guess, ASSUMED: how the platform says that a SIM has no activation is not public. Only this proves that."""

BLOCK_REMARKS: Final = {
    BlockReason.DEBT: "Inadimplência",
    BlockReason.CUSTOMER: "Pedido do cliente",
    BlockReason.THEFT: "Roubo ou furto",
    BlockReason.LOSS: "Perda",
    BlockReason.MISUSE: "Uso indevido",
}
"""Free text of ours in `observacoes`, for whoever reads the line's record at the platform."""

LINE_STATUSES = Vocabulary(
    "line_status", {"ATIVO": LineStatus.ACTIVE, "CANCELADO": LineStatus.CANCELLED}, LineStatus.UNKNOWN
)
SIM_KINDS = Vocabulary("sim_kind", {"eSIM": SimKind.ESIM}, SimKind.UNKNOWN)
PORTABILITY_STATUSES = Vocabulary(
    "portability_status",
    {
        "Recusada": PortabilityStatus.REFUSED,
        "Cancelada": PortabilityStatus.CANCELLED,
        "Cancelamento pendente": PortabilityStatus.CANCELLATION_PENDING,
        "Conflito": PortabilityStatus.CONFLICT,
        "Suspensa": PortabilityStatus.SUSPENDED,
    },
    PortabilityStatus.UNKNOWN,
)
"""Our guesses, ASSUMED: no value of `portabilidade_status` is public. They only ever say that a port-in is not going
well; progress and success are read from the dates."""

VOCABULARIES = (LINE_STATUSES, SIM_KINDS, PORTABILITY_STATUSES)


def _seen(key: str, section: str) -> Wire:
    return Wire(key, OBSERVED, f"contel {section}")


# --- envelopes --------------------------------------------------------------------------------------------------


@wire_model
class Envelope:
    """E1 has `returned`, E2 has `status`, E3 and E4 have neither; the words stand beside either flag."""

    returned: Annotated[bool | None, _seen("retorno", "3")] = None
    status: Annotated[bool | None, _seen("status", "3")] = None
    words: Annotated[str | None, _seen("mensagem", "3")] = None


@wire_model
class Message:
    """E3 where it succeeded."""

    message: Annotated[str, _seen("message", "3")]


# --- log-in -----------------------------------------------------------------------------------------------------


@wire_model
class TokenRequest:
    access_key: Annotated[str, _seen("chave_acesso", "2.1")]
    franchise_key: Annotated[str, _seen("chave_acesso_franquia", "2.1")]


@wire_model
class TestTokenRequest(TokenRequest):
    """Asks for a token of an environment other than production, where the member is absent."""

    environment: Annotated[str, _seen("ambiente", "2.1")]


@wire_model
class Token:
    token: Annotated[str, _seen("token", "2.1")]


# --- catalogue, stock, documents --------------------------------------------------------------------------------


@wire_model
class Plan:
    id: Annotated[str, _seen("id", "5.1")]
    plan: Annotated[str, _seen("plano", "5.1")]
    price: Annotated[Decimal, _seen("valor", "5.1")]
    name: Annotated[str | None, _seen("nome_plano", "5.1")] = None
    calls: Annotated[str | None, _seen("ligacoes", "5.1")] = None
    sms: Annotated[str | None, _seen("sms", "5.1")] = None


@wire_model
class Plans:
    plans: Annotated[list[Plan], _seen("data", "5.1")]


@wire_model
class StockSim:
    id: Annotated[str, _seen("id", "5.2")]
    iccid: Annotated[str, _seen("iccid", "5.2")]
    kind: Annotated[str | None, _seen("tipo", "5.2")] = None
    esim_pdf: Annotated[str | None, _seen("pdf_esim", "5.2")] = None


@wire_model
class Stock:
    sims: Annotated[list[StockSim], _seen("data", "5.2")]


@wire_model
class SimDetails:
    status: Annotated[str | None, _seen("status", "5.3")] = None


@wire_model
class SimNumber:
    number: Annotated[str, _seen("numero", "5.3")]
    details: Annotated[SimDetails | None, _seen("detalhes", "5.3")] = None


@wire_model
class CpfQuestion:
    cpf: Annotated[str, _seen("cpf", "5.4")]


@wire_model
class CnpjQuestion:
    cnpj: Annotated[str, _seen("cnpj", "5.4")]


@wire_model
class DocumentData:
    person: Annotated[str | None, _seen("titular", "5.4")] = None
    company: Annotated[str | None, _seen("razao_social", "5.4")] = None


@wire_model
class DocumentAnswer:
    valid: Annotated[bool, _seen("valido", "5.4")]
    data: Annotated[DocumentData | None, _seen("data", "5.4")] = None


# --- activation -------------------------------------------------------------------------------------------------


@wire_model
class StreetAddress:
    street: Annotated[str, _seen("rua", "5.6")]
    number: Annotated[str, _seen("numero", "5.6")]
    complement: Annotated[str, _seen("complemento", "5.6")]
    district: Annotated[str, _seen("bairro", "5.6")]
    postal_code: Annotated[str, _seen("cep", "5.6")]
    city: Annotated[str, _seen("municipio", "5.6")]
    state: Annotated[str, _seen("uf", "5.6")]


@wire_model
class ChipOrder:
    plan_id: Annotated[int | str, _seen("id_plano", "5.6")]
    area_code: Annotated[int, _seen("ddd", "5.6")]
    iccid: Annotated[str | None, _seen("iccid", "5.6")] = None
    esim: Annotated[str | None, _seen("esim", "5.6")] = None


@wire_model
class ActivationOrder:
    payment: Annotated[str, _seen("metodo_pagamento", "5.6")]
    name: Annotated[str, _seen("nome", "5.6")]
    email: Annotated[str, _seen("email", "5.6")]
    phone: Annotated[str, _seen("telefone", "5.6")]
    birth_date: Annotated[str, _seen("data_nascimento", "5.6")]
    address: Annotated[StreetAddress, _seen("endereco", "5.6")]
    chips: Annotated[list[ChipOrder], _seen("chips", "5.6")]
    cpf: Annotated[str | None, _seen("cpf", "5.6")] = None
    cnpj: Annotated[str | None, _seen("cnpj", "5.6")] = None


@wire_model
class OrderedChip:
    iccid: Annotated[str | None, _seen("iccid", "5.6")] = None
    esim: Annotated[str | None, _seen("esim", "5.6")] = None


@wire_model
class OrderInfo:
    id: Annotated[str, _seen("id", "5.6")]
    chips: Annotated[list[OrderedChip], _seen("chips", "5.6")]
    customer_id: Annotated[str | None, _seen("id_cliente", "5.6")] = None


@wire_model
class OrderTaken:
    info: Annotated[OrderInfo, _seen("info", "5.6")]
    esim_link: Annotated[str | None, _seen("link_esim", "5.6")] = None


@wire_model
class ActivationInfo:
    number: Annotated[str | None, _seen("numero_ativado", "5.7")]
    iccid: Annotated[str | None, _seen("iccid", "5.7")] = None
    requested_on: Annotated[str | None, _seen("data_solicitacao", "5.7")] = None
    activated_on: Annotated[str | None, _seen("data_ativacao", "5.7")] = None
    customer: Annotated[str | None, _seen("cliente", "5.7")] = None
    plan: Annotated[str | None, _seen("plano", "5.7")] = None
    plan_name: Annotated[str | None, _seen("plano_nome", "5.7")] = None
    ported_number: Annotated[str | None, _seen("numero_portado", "5.7")] = None
    esim: Annotated[str | None, _seen("esim", "5.7")] = None


@wire_model
class ActivationDetails:
    info: Annotated[ActivationInfo, _seen("info", "5.7")]


# --- lines ------------------------------------------------------------------------------------------------------


@wire_model
class Line:
    number: Annotated[str, _seen("linha", "5.8")]
    iccid: Annotated[str | None, _seen("iccid", "5.8")]
    status: Annotated[str, _seen("status", "5.8")]
    blocked: Annotated[str | None, _seen("bloqueada", "5.8")]
    id: Annotated[str | None, _seen("id", "5.8")] = None
    holder: Annotated[str | None, _seen("titular", "5.8")] = None
    holder_document: Annotated[str | None, _seen("documento_titular", "5.8")] = None
    plan: Annotated[str | None, _seen("plano", "5.8")] = None
    esim: Annotated[str | None, _seen("esim", "5.8")] = None
    activated_on: Annotated[str | None, _seen("data_ativacao", "5.8")] = None
    plan_ends_on: Annotated[str | None, _seen("data_fim_plano", "5.8")] = None
    cancelled_on: Annotated[str | None, _seen("data_cancelamento_linha", "5.8")] = None


@wire_model
class LineDetails(Line):
    line_id: Annotated[str | None, _seen("id_linha", "5.9")] = None
    donor_line: Annotated[str | None, _seen("portabilidade_linha_doadora", "5.9")] = None
    port_status: Annotated[str | None, _seen("portabilidade_status", "5.9")] = None
    port_requested: Annotated[str | None, _seen("portabilidade_data_cadastro", "5.9")] = None
    port_scheduled: Annotated[str | None, _seen("portabilidade_data_agendamento", "5.9")] = None
    port_accepted: Annotated[str | None, _seen("portabilidade_data_aceite", "5.9")] = None
    port_done: Annotated[str | None, _seen("portabilidade_data_sucesso", "5.9")] = None


@wire_model
class LineAnswer:
    details: Annotated[LineDetails, _seen("detalhes", "5.9")]


@wire_model
class Pagination:
    current: Annotated[int, _seen("current_page", "5.8")]
    last: Annotated[int, _seen("last_page", "5.8")]


@wire_model
class LinePage:
    """`lines` stay raw here: each is read as a :class:`Line` and kept beside it."""

    pagination: Annotated[Pagination, _seen("pagination", "5.8")]
    lines: Annotated[list[Any], _seen("data", "5.8")]


@wire_model
class LineBalance:
    data_mb: Annotated[Decimal, _seen("restante_dados", "5.10")]
    minutes: Annotated[int, _seen("restante_minutos", "5.10")]
    sms: Annotated[int, _seen("restante_sms", "5.10")]


@wire_model
class BalanceAnswer:
    balance: Annotated[LineBalance, _seen("data", "5.10")]


@wire_model
class BlockOrder:
    number: Annotated[str, _seen("numero", "5.16")]
    motive: Annotated[str, _seen("motivo", "5.16")]
    remarks: Annotated[str, _seen("observacoes", "5.16")]


@wire_model
class UnblockOrder:
    number: Annotated[str, _seen("numero", "5.17")]


@wire_model
class SwapOrder:
    number: Annotated[str, _seen("linha", "5.18")]
    new_iccid: Annotated[str, _seen("novo_iccid", "5.18")]
    motive: Annotated[str, _seen("motivo", "5.18")]


# --- top-ups and money ------------------------------------------------------------------------------------------


@wire_model
class PastTopUp:
    plan: Annotated[str | None, _seen("plano", "5.11")]
    entered_at: Annotated[str | None, _seen("data_cadastro", "5.11")] = None
    at: Annotated[str | None, _seen("data_recarga", "5.11")] = None
    price: Annotated[str | None, _seen("valor", "5.11")] = None
    paid: Annotated[str | None, _seen("valor_pago", "5.11")] = None


@wire_model
class History:
    top_ups: Annotated[list[PastTopUp], _seen("historico", "5.11")]


@wire_model
class NumberAndPlan:
    number: Annotated[str, _seen("numero", "5.12")]
    plan_id: Annotated[int | str, _seen("id_plano", "5.12")]


@wire_model
class TopUpOrder:
    payment: Annotated[str, _seen("metodo_pagamento", "5.12")]
    numbers: Annotated[list[NumberAndPlan], _seen("numeros", "5.12")]


@wire_model
class TopUpInfo:
    id: Annotated[str, _seen("id", "5.12")]
    entered_at: Annotated[str | None, _seen("data_cadastro", "5.12")] = None


@wire_model
class TopUpTaken:
    top_up: Annotated[TopUpInfo, _seen("recarga", "5.12")]


@wire_model
class ResellerBalance:
    balance: Annotated[Decimal, _seen("saldo", "5.13")]


# --- portability ------------------------------------------------------------------------------------------------


@wire_model
class Donor:
    id: Annotated[str, _seen("id", "5.19")]
    name: Annotated[str, _seen("descricao", "5.19")]


@wire_model
class Donors:
    donors: Annotated[list[Donor], _seen("data", "5.19")]


@wire_model
class PortInOrder:
    number: Annotated[str, _seen("numero_contel", "5.20")]
    donor_number: Annotated[str, _seen("doador_numero", "5.20")]
    donor_id: Annotated[int | str, _seen("doador_id_operadora", "5.20")]


@wire_model
class PortInInfo:
    id: Annotated[str, _seen("id", "5.20")]
    donor_number: Annotated[str | None, _seen("doador_numero", "5.20")] = None
    entered_at: Annotated[str | None, _seen("data_cadastro", "5.20")] = None


@wire_model
class PortInTaken:
    portability: Annotated[PortInInfo, _seen("portabilidade", "5.20")]


MODELS = (
    Envelope, Message, TokenRequest, TestTokenRequest, Token, Plan, Plans, StockSim, Stock, SimDetails, SimNumber,
    CpfQuestion, CnpjQuestion, DocumentData, DocumentAnswer, StreetAddress, ChipOrder, ActivationOrder, OrderedChip,
    OrderInfo, OrderTaken, ActivationInfo, ActivationDetails, Line, LineDetails, LineAnswer, Pagination, LinePage,
    LineBalance, BalanceAnswer, BlockOrder, UnblockOrder, SwapOrder, PastTopUp, History, NumberAndPlan, TopUpOrder,
    TopUpInfo, TopUpTaken, ResellerBalance, Donor, Donors, PortInOrder, PortInInfo, PortInTaken,
)  # fmt: skip

# --- endpoints --------------------------------------------------------------------------------------------------


def _observed(
    name: str,
    method: str,
    path: str,
    section: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    return Endpoint(name, method, path, effect, OBSERVED, f"contel {section}", body=body, answer=answer)


_WRITE, _REPEATABLE = Effect.WRITE, Effect.REPEATABLE

LOG_IN = _observed("log_in", "POST", "auth/token", "2.1", body=TokenRequest, answer=Token)
PLANS = _observed("plans", "GET", "planos", "5.1", answer=Plans)
STOCK = _observed("stock", "GET", "linhas/estoque", "5.2", answer=Stock)
SIM_NUMBER = _observed("sim_number", "GET", "linhas/numeroPeloIccid", "5.3", answer=SimNumber)
CHECK_CPF = _observed("check_cpf", "POST", "validar/cpf", "5.4", body=CpfQuestion, answer=DocumentAnswer)
CHECK_CNPJ = _observed("check_cnpj", "POST", "validar/cnpj", "5.4", body=CnpjQuestion, answer=DocumentAnswer)
ACTIVATE = _observed("activate", "POST", "ativacao/solicitar", "5.6", _WRITE, body=ActivationOrder, answer=OrderTaken)
ACTIVATION = _observed("activation", "GET", "ativacao/detalhar", "5.7", answer=ActivationDetails)
LINES = _observed("lines", "GET", "linhas/listar", "5.8", answer=LinePage)
LINE = _observed("line", "GET", "linhas/detalhes", "5.9", answer=LineAnswer)
LINE_BALANCE = _observed("line_balance", "GET", "linhas/saldo", "5.10", answer=BalanceAnswer)
HISTORY = _observed("history", "GET", "linhas/historico", "5.11", answer=History)
TOP_UP = _observed("top_up", "POST", "recarga/solicitar", "5.12", _WRITE, body=TopUpOrder, answer=TopUpTaken)
RESELLER_BALANCE = _observed("reseller_balance", "GET", "saldo/saldo", "5.13", answer=ResellerBalance)
BLOCK = _observed("block", "POST", "atendimento/bloqueio", "5.16", _REPEATABLE, body=BlockOrder, answer=Envelope)
UNBLOCK = _observed(
    "unblock", "POST", "atendimento/desbloqueio", "5.17", _REPEATABLE, body=UnblockOrder, answer=Envelope
)
SWAP_TO_ESIM = _observed(
    "swap_to_esim", "POST", "atendimento/trocaDeChip", "5.18", _WRITE, body=SwapOrder, answer=Message
)
SWAP_TO_SIM = Endpoint(
    "swap_to_sim", "POST", "atendimento/trocaDeChip", _WRITE, ASSUMED, "contel 5.18", body=SwapOrder, answer=Message
)
"""The same call with an ICCID in it, which nobody was seen to make."""
DONORS = _observed("donors", "GET", "portabilidade/operadorasDisponiveis", "5.19", answer=Donors)
PORT_IN = _observed(
    "port_in", "POST", "portabilidade/solicitar", "5.20", _WRITE, body=PortInOrder, answer=PortInTaken
)

ENDPOINTS = (
    LOG_IN, PLANS, STOCK, SIM_NUMBER, CHECK_CPF, CHECK_CNPJ, ACTIVATE, ACTIVATION, LINES, LINE, LINE_BALANCE, HISTORY,
    TOP_UP, RESELLER_BALANCE, BLOCK, UNBLOCK, SWAP_TO_ESIM, SWAP_TO_SIM, DONORS, PORT_IN,
)  # fmt: skip
