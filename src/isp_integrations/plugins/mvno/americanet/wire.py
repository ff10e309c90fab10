"""Americanet's wire as far as it is public: two third parties' clients, nothing of the vendor's own.

Sources are sections of the contract file ("americanet 4.1"). There are two interfaces. The MVNO API, of which one
call was seen, through a provider's own proxy, carries its credentials in the body and may hand a newer token over in
any answer. Simetra, the group's back office, is one address for everything: an endpoint's path here is the name of
its procedure, which travels as `sNomeProc`. That resellers are given Simetra at all is our inference.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

SIMETRA: Final = "simetra"
"""The name of the gateway's address among the account's."""
PROCEDURE: Final = "sNomeProc"

# --- words and sentences ----------------------------------------------------------------------------------------

NO_ACCESS: Final = "ACESSO NAO AUTORIZADO"
TEMPORARY_UNBLOCK: Final = "DESBLOQUEIO TEMPORARIO"
"""The only reason that was seen to be sent (americanet 4.3)."""


class ContractState(StrEnum):
    """What a contract of the platform is, as the group's own app words it."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    ACTIVATING = "activating"
    AWAITING_INSTALLATION = "awaiting_installation"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


CONTRACT_STATES = Vocabulary(
    "contract_state",
    {
        "Ativo": ContractState.ACTIVE,
        "Bloqueado": ContractState.BLOCKED,
        "Em Ativação": ContractState.ACTIVATING,
        "Aguardando Instalação": ContractState.AWAITING_INSTALLATION,
        "Suspensão Temporária": ContractState.SUSPENDED,
        "Cancelado": ContractState.CANCELLED,
    },
    ContractState.UNKNOWN,
)
CHIP_STATUSES: Vocabulary[LineStatus] = Vocabulary("chip_status", {}, LineStatus.UNKNOWN)
"""No value of `CHIP_STATUS_NOME` is public; a partner adds those that he knows."""

VOCABULARIES = (CONTRACT_STATES, CHIP_STATUSES)


def _seen(key: str, section: str) -> Wire:
    return Wire(key, OBSERVED, f"americanet {section}")


# --- envelopes and access ---------------------------------------------------------------------------------------


@wire_model
class Return:
    """`code` is 0 for success and comes as a number or as a text."""

    code: Annotated[str, _seen("codigo", "3")]
    words: Annotated[str | None, _seen("mensagem", "3")] = None


@wire_model
class Envelope:
    """`outcome` is a :class:`Return`, or one plain sentence where the credentials are refused."""

    outcome: Annotated[Any, _seen("retorno", "3")]


@wire_model
class TokenPair:
    """In the body of every call, and in any answer where it was renewed. The lifetime's form is not known."""

    token: Annotated[str | None, _seen("token", "4.1")] = None
    lifetime: Annotated[str | None, _seen("tempo_vida", "4.1")] = None


@wire_model
class ApiAccess(TokenPair):
    """The two last are of the proxy that was seen, not of Americanet."""

    proxy_token: Annotated[str | None, _seen("token2", "4.1")] = None
    operator: Annotated[int | None, _seen("idoperador", "4.1")] = None


@wire_model
class SimetraAccess:
    user: Annotated[str, _seen("sUser", "4.2")]
    password: Annotated[str, _seen("sSenha", "4.2")]


# --- chip -------------------------------------------------------------------------------------------------------

CHIP_ICCID: Final = "numero_simcard"
"""A chip's ICCID in the question. Only the beginning of the answer is public; where this member comes back in it, it
must be of the chip that was asked about."""


@wire_model
class ChipQuestion:
    iccid: Annotated[str, _seen(CHIP_ICCID, "4.1")]


@wire_model
class Chip:
    chip_line_id: Annotated[str | None, _seen("SEQ_LINHA_CHIP", "4.1")]
    line_id: Annotated[str | None, _seen("SEQ_LINHA", "4.1")]
    contract: Annotated[str | None, _seen("COD_CNTR", "4.1")]
    status: Annotated[str | None, _seen("CHIP_STATUS_NOME", "4.1")] = None
    block_reason: Annotated[str | None, _seen("DESCR_MOTIVO_BLOQUEIO", "4.1")] = None


@wire_model
class ChipAnswer:
    """`chips` stay raw here: each is read as a :class:`Chip` and kept beside it."""

    chips: Annotated[list[Any], _seen("simcard", "4.1")]


# --- consumption ------------------------------------------------------------------------------------------------


@wire_model
class ConsumptionQuestion:
    contract: Annotated[int | str, _seen("COD_CNTR", "4.2")]
    line_id: Annotated[int | str, _seen("SEQ_LINHA", "4.2")]
    day: Annotated[str, _seen("DATA_CONSUMO", "4.2")]


@wire_model
class Consumption:
    day: Annotated[str, _seen("Data", "4.2")]
    iccid: Annotated[str | None, _seen("Numero_SimCard", "4.2")] = None
    seconds: Annotated[Decimal | None, _seen("Consumo_Segundos", "4.2")] = None
    sms: Annotated[int | None, _seen("Consumo_Sms", "4.2")] = None
    data: Annotated[Decimal | None, _seen("Consumo_Dados", "4.2")] = None


@wire_model
class ConsumptionAnswer:
    rows: Annotated[list[Any], _seen("extrato", "4.2")]


# --- products, customers, contracts -----------------------------------------------------------------------------


@wire_model
class ProductsQuestion:
    kind: Annotated[str, _seen("TIPO_PRODUTO", "4.3")]


@wire_model
class Product:
    code: Annotated[str, _seen("COD_PROD", "4.3")]
    name: Annotated[str, _seen("NOM_PROD", "4.3")]
    price: Annotated[Decimal | None, _seen("VLR_PROD", "4.3")] = None


@wire_model
class ProductsAnswer:
    products: Annotated[list[Product], _seen("S2_PRODUTO", "4.3")]


@wire_model
class CustomerQuestion:
    tax_id: Annotated[str, _seen("CNPJ_CPF_CLIE", "4.3")]


@wire_model
class CustomerRow:
    id: Annotated[str, _seen("COD_CLIE", "4.3")]
    name: Annotated[str, _seen("RZAO_SOCL_CLIE", "4.3")]


@wire_model
class ContractRow:
    code: Annotated[str, _seen("COD_CNTR", "4.3")]
    status: Annotated[str | None, _seen("DESCR_STAT_CNTR", "4.3")] = None
    product: Annotated[str | None, _seen("PRODUTO_NOME", "4.3")] = None
    price: Annotated[Decimal | None, _seen("VLR_CNTR", "4.3")] = None
    due_day: Annotated[str | None, _seen("DIA_VENC", "4.3")] = None
    item: Annotated[str | None, _seen("COD_CNTR_ITEM", "4.3")] = None


@wire_model
class CustomerAnswer:
    customer: Annotated[CustomerRow | None, _seen("FAT_CLIENTE", "4.3")]
    contracts: Annotated[list[ContractRow] | None, _seen("FAT_CONTRATO", "4.3")] = None


@wire_model
class RegistrationOrder:
    """Nobody outside knows the form of its dates, nor what the elements of `landlines` and `mobiles` are."""

    cpf: Annotated[str, _seen("Cpf", "4.3")]
    name: Annotated[str, _seen("Nome", "4.3")]
    rg: Annotated[str, _seen("Rg", "4.3")]
    father: Annotated[str, _seen("NomePai", "4.3")]
    mother: Annotated[str, _seen("NomeMae", "4.3")]
    birth_date: Annotated[str, _seen("DataNascimento", "4.3")]
    postal_code: Annotated[str, _seen("Cep", "4.3")]
    street: Annotated[str, _seen("Logradouro", "4.3")]
    number: Annotated[str, _seen("Numero", "4.3")]
    complement: Annotated[str, _seen("Complemento", "4.3")]
    district: Annotated[str, _seen("Bairro", "4.3")]
    city: Annotated[str, _seen("Cidade", "4.3")]
    state: Annotated[str, _seen("Uf", "4.3")]
    phone_area_code: Annotated[str, _seen("DddTelefone", "4.3")]
    phone: Annotated[str, _seen("NumeroTelefone", "4.3")]
    mobile_area_code: Annotated[str, _seen("DddCelular", "4.3")]
    mobile: Annotated[str, _seen("NumeroCelular", "4.3")]
    email: Annotated[str, _seen("Email", "4.3")]
    product: Annotated[str, _seen("Cod_prod", "4.3")]
    instalments: Annotated[str, _seen("Parc_instalacao", "4.3")]
    due_day: Annotated[str, _seen("Dia_Vencimento", "4.3")]
    payment: Annotated[str, _seen("FormaPagto", "4.3")]
    bank: Annotated[str, _seen("COD_BANCO", "4.3")]
    account_kind: Annotated[str, _seen("TIPOCONTA", "4.3")]
    branch: Annotated[str, _seen("AGENCIA", "4.3")]
    account: Annotated[str, _seen("Conta", "4.3")]
    account_digit: Annotated[str, _seen("dvConta", "4.3")]
    installation_day: Annotated[str, _seen("DataInstalacao", "4.3")]
    installation_period: Annotated[str, _seen("PeriodoInstalacao", "4.3")]
    landlines: Annotated[list[str], _seen("fixo", "4.3")]
    mobiles: Annotated[list[str], _seen("movel", "4.3")]


@wire_model
class Registration:
    """Flat: no envelope, and `words` is one sentence."""

    words: Annotated[str, _seen("retorno", "4.3")]
    contract: Annotated[str | None, _seen("CODIGO_CONTRATO", "4.3")] = None
    remarks: Annotated[str | None, _seen("Observacao", "4.3")] = None


@wire_model
class ContractUnblock:
    contract: Annotated[int | str, _seen("COD_CNTR", "4.3")]
    reason: Annotated[str, _seen("MOTIVO_DESBLOQUEIO", "4.3")]


# --- promise to pay, numbers, tickets ---------------------------------------------------------------------------


@wire_model
class PromiseQuestion:
    tax_id: Annotated[str, _seen("CLIENTE_CNPJ_CPF", "4.3")]


@wire_model
class PromiseOrder(PromiseQuestion):
    contract: Annotated[int | str, _seen("COD_CNTR", "4.3")]


@wire_model
class PromiseRow:
    """One contract, with an outcome of its own."""

    contract: Annotated[str, _seen("COD_CNTR", "4.3")]
    code: Annotated[str, _seen("RETORNO_CODIGO", "4.3")]
    words: Annotated[str | None, _seen("RETORNO_MENSAGEM", "4.3")] = None
    pay_until: Annotated[str | None, _seen("DATA_LIMITE_DE_PAGAMENTO", "4.3")] = None
    status: Annotated[str | None, _seen("DESCR_STAT_CNTR", "4.3")] = None
    open_instalments: Annotated[int | None, _seen("QTDE_PARCELA_SALDO_DEVEDOR", "4.3")] = None
    debt: Annotated[Decimal | None, _seen("VLR_SALDO_DEVEDOR", "4.3")] = None
    promised: Annotated[int | None, _seen("QTDE_MARCADAS_COM_PROMESSA_DE_PAGAMENTO", "4.3")] = None


@wire_model
class PromiseAnswer:
    contracts: Annotated[list[PromiseRow], _seen("FAT_CONTRATO", "4.3")]


@wire_model
class NumberAnswer:
    """No envelope at all."""

    number: Annotated[str | None, _seen("TELEFONE", "4.3")] = None
    code: Annotated[str | None, _seen("s_code", "4.3")] = None
    words: Annotated[str | None, _seen("s_message", "4.3")] = None
    well_formed: Annotated[str | None, _seen("s_formato_valido", "4.3")] = None
    in_portability_base: Annotated[str | None, _seen("s_base_portabilidade", "4.3")] = None
    in_numbering_base: Annotated[str | None, _seen("s_base_cadup", "4.3")] = None
    operator: Annotated[str | None, _seen("s_operadora_nome", "4.3")] = None
    city: Annotated[str | None, _seen("s_telefone_cidade", "4.3")] = None
    valid: Annotated[str | None, _seen("s_telefone_valido", "4.3")] = None


@wire_model
class TicketOrder:
    contract: Annotated[str, _seen("COD_CNTR", "4.3")]
    item: Annotated[str, _seen("COD_CNTR_ITEM", "4.3")]
    flow: Annotated[str, _seen("COD_CHAMADO_FLUXO", "4.3")]
    phone: Annotated[str, _seen("TELEFONE1", "4.3")]
    other_phone: Annotated[str, _seen("TELEFONE2", "4.3")]
    email: Annotated[str, _seen("DES_SOLICITANTE_EMAIL", "4.3")]
    text: Annotated[str, _seen("DES_SOLICITACAO", "4.3")]


@wire_model
class TicketsQuestion:
    protocol: Annotated[str, _seen("PROTOCOLO", "4.3")]
    tax_id: Annotated[str, _seen("CNPJ_CPF_CLIE", "4.3")]


@wire_model
class TicketRow:
    protocol: Annotated[str, _seen("NUM_PROTOCOLO_ATENDIMENTO", "4.3")]
    id: Annotated[str, _seen("SEQ_CHAMADO", "4.3")]
    flow: Annotated[str | None, _seen("DES_CHAMADO_FLUXO", "4.3")] = None
    status: Annotated[str | None, _seen("DES_CHAMADO_STATUS", "4.3")] = None
    asked_at: Annotated[str | None, _seen("DAT_SOLICITACAO", "4.3")] = None
    changed_at: Annotated[str | None, _seen("AUDIT_DAT_ALTER", "4.3")] = None


@wire_model
class TicketOpened:
    ticket: Annotated[TicketRow, _seen("S2_CHAMADO", "4.3")]


@wire_model
class TicketsAnswer:
    tickets: Annotated[list[TicketRow], _seen("S2_CHAMADO", "4.3")]


MODELS = (
    Return, Envelope, TokenPair, ApiAccess, SimetraAccess, ChipQuestion, Chip, ChipAnswer, ConsumptionQuestion,
    Consumption, ConsumptionAnswer, ProductsQuestion, Product, ProductsAnswer, CustomerQuestion, CustomerRow,
    ContractRow, CustomerAnswer, RegistrationOrder, Registration, ContractUnblock, PromiseQuestion, PromiseOrder,
    PromiseRow, PromiseAnswer, NumberAnswer, TicketOrder, TicketsQuestion, TicketRow, TicketOpened, TicketsAnswer,
)  # fmt: skip

# --- endpoints --------------------------------------------------------------------------------------------------


def _procedure(
    name: str,
    procedure: str,
    effect: Effect = Effect.READ,
    *,
    method: str = "POST",
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    path = f"FITTELECOM_{procedure}"
    return Endpoint(name, method, path, effect, OBSERVED, "americanet 4.3", body=body, answer=answer, base=SIMETRA)


_WRITE = Effect.WRITE
_CONSUMPTION: Final = "FITTELECOM_CONTRATO_CONSULTAR_CONSUMO_LINHA_MOVEL"

CHIP = Endpoint(
    "chip", "POST", "api/SimCard/ConsultarChip", Effect.READ, OBSERVED, "americanet 4.1",
    body=ChipQuestion, answer=ChipAnswer,
)  # fmt: skip
"""The path is the proxy's; that of Americanet itself is not known."""
CONSUMPTION = Endpoint(
    "consumption", "POST", _CONSUMPTION, Effect.READ, OBSERVED, "americanet 4.2",
    body=ConsumptionQuestion, answer=ConsumptionAnswer, base=SIMETRA,
)  # fmt: skip
CONSUMPTION_FROM = Endpoint(
    "consumption_from", "POST", _CONSUMPTION, Effect.READ, ASSUMED, "americanet 4.2",
    body=ConsumptionQuestion, answer=ConsumptionAnswer, base=SIMETRA,
)  # fmt: skip
"""The same call with a day in it, in a form that is our guess."""
PRODUCTS = _procedure("products", "PRODUTO_CONSULTAR", body=ProductsQuestion, answer=ProductsAnswer)
CUSTOMER = _procedure("customer", "CLIENTE_CONSULTAR", body=CustomerQuestion, answer=CustomerAnswer)
REGISTER = _procedure(
    "register_contract", "CLIENTE_CADASTRAR_CONTRATO", _WRITE, body=RegistrationOrder, answer=Registration
)
UNBLOCK_CONTRACT = _procedure(
    "unblock_contract", "CONTRATO_DESBLOQUEAR", _WRITE, body=ContractUnblock, answer=Envelope
)
PROMISE = _procedure("promise", "PROMESSA_PAGAMENTO_CONSULTAR", body=PromiseQuestion, answer=PromiseAnswer)
PROMISE_UNBLOCK = _procedure(
    "promise_unblock", "PROMESSA_PAGAMENTO_DESBLOQUEAR", _WRITE, body=PromiseOrder, answer=PromiseAnswer
)
NUMBER = _procedure("number", "VALIDAR_TELEFONE", method="GET", answer=NumberAnswer)
"""Its arguments go in the query and the credentials in a body, which some servers do not read under GET."""
OPEN_TICKET = _procedure("open_ticket", "CHAMADO_CADASTRAR", _WRITE, body=TicketOrder, answer=TicketOpened)
TICKETS = _procedure("tickets", "CHAMADO_CONSULTAR", body=TicketsQuestion, answer=TicketsAnswer)

ENDPOINTS = (
    CHIP, CONSUMPTION, CONSUMPTION_FROM, PRODUCTS, CUSTOMER, REGISTER, UNBLOCK_CONTRACT, PROMISE, PROMISE_UNBLOCK,
    NUMBER, OPEN_TICKET, TICKETS,
)  # fmt: skip
