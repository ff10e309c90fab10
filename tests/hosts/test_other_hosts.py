"""HubSoft, SGP, Voalle and the porting back office: every row of their tables, and what is in none."""

from datetime import date

import pytest

from isp_integrations.core.erp.models import AccessStatus, ContractStatus
from isp_integrations.core.mvno.models import PortabilityStatus
from isp_integrations.hosts import entities, hubsoft, sgp, voalle
from isp_integrations.hosts.entities import ContractState
from isp_integrations.hosts.porting import portability_status

Pair = tuple[ContractStatus, AccessStatus]

AWAITING: Pair = (ContractStatus.PRE_CONTRACT, AccessStatus.DEACTIVATED)
SIGNING: Pair = (ContractStatus.PRE_CONTRACT, AccessStatus.AWAITING_SIGNATURE)
SERVED: Pair = (ContractStatus.ACTIVE, AccessStatus.ACTIVE)
MANUAL: Pair = (ContractStatus.ACTIVE, AccessStatus.BLOCKED_MANUAL)
AUTOMATIC: Pair = (ContractStatus.ACTIVE, AccessStatus.BLOCKED_AUTOMATIC)
SUSPENDED: Pair = (ContractStatus.ACTIVE, AccessStatus.SUSPENDED_BY_CUSTOMER)
ENDED: Pair = (ContractStatus.INACTIVE, AccessStatus.DEACTIVATED)
WITHDRAWN: Pair = (ContractStatus.WITHDRAWN, AccessStatus.DEACTIVATED)
UNKNOWN: Pair = (ContractStatus.UNKNOWN, AccessStatus.UNKNOWN)


def pair(state: ContractState) -> Pair:
    return state.status, state.access


@pytest.mark.parametrize(
    ("prefix", "expected", "reduced"),
    [
        ("aguardando_instalacao", AWAITING, False),
        ("agendado_para_instalacao", AWAITING, False),
        ("aguardando_configuracao", AWAITING, False),
        ("aguardando_liberacao_ti", AWAITING, False),
        ("aguardando_assinatura_contrato", SIGNING, False),
        ("servico_habilitado", SERVED, False),
        ("suspenso_parcialmente", SERVED, True),
        ("franquia_excedida", SERVED, True),
        ("suspenso_debito", AUTOMATIC, False),
        ("suspenso_pedido_cliente", SUSPENDED, False),
        ("cancelado", ENDED, False),
        ("inativo", ENDED, False),
        ("servico_inventado", UNKNOWN, False),
        ("", UNKNOWN, False),
    ],
)
def test_hubsoft_prefixes(prefix: str, expected: Pair, reduced: bool) -> None:
    state = hubsoft.contract_status({"status_prefixo": prefix})
    assert pair(state) == expected
    assert state.reduced_speed is reduced
    assert state.raw == prefix
    assert state.known is (expected != UNKNOWN)


@pytest.mark.parametrize(
    ("word", "expected", "reduced"),
    [
        (1, SERVED, False),
        ("1", SERVED, False),
        (" Ativo ", SERVED, False),
        ("2", ENDED, False),
        (" Inativo ", ENDED, False),
        ("3", ENDED, False),
        (" Cancelado", ENDED, False),
        ("4", AUTOMATIC, False),
        ("Suspenso ", AUTOMATIC, False),
        ("5", WITHDRAWN, False),
        (" Inviabilidade Técnica ", WITHDRAWN, False),
        ("6", AWAITING, False),
        (" Novo ", AWAITING, False),
        ("7", SERVED, True),
        (" Ativo V. Reduzida ", SERVED, True),
        ("8", UNKNOWN, False),
        (" Ativado ", UNKNOWN, False),
        (None, UNKNOWN, False),
        (True, UNKNOWN, False),
    ],
)
def test_sgp_numbers_and_padded_words(word: object, expected: Pair, reduced: bool) -> None:
    state = sgp.contract_status({"contratoStatus": word})
    assert pair(state) == expected
    assert state.reduced_speed is reduced


def test_sgp_keeps_the_word_it_could_not_read() -> None:
    assert sgp.contract_status({"contratoStatus": " Em Análise "}).raw == "Em Análise"


@pytest.mark.parametrize(
    ("status", "stage", "expected"),
    [
        (1, 1, AWAITING),
        ("1", "2", AWAITING),
        ("1", "3", SERVED),
        ("Normal", 3, SERVED),
        ("2", "3", SERVED),
        ("Demonstração", "3", SERVED),
        ("3", "3", SERVED),
        ("4", "3", ENDED),
        ("Cancelado", "1", ENDED),
        ("5", "3", SUSPENDED),
        ("6", "3", AUTOMATIC),
        ("Bloqueio Financeiro", "3", AUTOMATIC),
        ("7", "3", MANUAL),
        ("9", "3", ENDED),
        ("1", "4", WITHDRAWN),
        ("4", "5", WITHDRAWN),
        ("8", "3", UNKNOWN),
        ("1", "", UNKNOWN),
        ("1", "6", UNKNOWN),
        ("1", None, UNKNOWN),
        ("", "3", UNKNOWN),
    ],
)
def test_voalle_status_is_read_with_its_stage(status: object, stage: object, expected: Pair) -> None:
    assert pair(voalle.contract_status({"v_status": status, "stage": stage})) == expected


def test_voalle_keeps_both_words_it_could_not_read() -> None:
    assert voalle.contract_status({"v_status": "88", "stage": "3"}).raw == "88/3"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Portabilidade Pendente", PortabilityStatus.PENDING),
        ("Portado", PortabilityStatus.COMPLETED),
        ("Conflito", PortabilityStatus.CONFLICT),
        ("Falha Parcial", PortabilityStatus.PARTIAL_FAILURE),
        ("Portabilidade Suspensa", PortabilityStatus.SUSPENDED),
        ("Cancelamento Pendente", PortabilityStatus.CANCELLATION_PENDING),
        (" PORTABILIDADE CANCELADA ", PortabilityStatus.CANCELLED),
        ("", PortabilityStatus.NONE),
        ("Portabilidade", PortabilityStatus.UNKNOWN),
    ],
)
def test_back_office_words_of_a_portability(words: str, expected: PortabilityStatus) -> None:
    assert portability_status(words) is expected


def test_a_contract_is_built_from_a_state_and_the_callers_ids() -> None:
    state = hubsoft.contract_status({"status_prefixo": "suspenso_parcialmente"})
    adapted = entities.contract(contract_id=10, customer_id="20", state=state, branch_id="3")
    contract = adapted.value
    assert adapted.problems == ()
    assert contract is not None
    assert (contract.id, contract.customer_id, contract.branch_id) == ("10", "20", "3")
    assert (contract.status, contract.access) == SERVED
    assert contract.reduced_speed


def test_a_contract_of_unknown_status_is_told() -> None:
    state = sgp.contract_status({"contratoStatus": "77"})
    adapted = entities.contract(contract_id=10, customer_id=20, state=state)
    assert adapted.value is not None
    assert adapted.value.status is ContractStatus.UNKNOWN
    assert [(problem.record, problem.field) for problem in adapted.problems] == [("contrato 10", "status")]


@pytest.mark.parametrize(("contract_id", "customer_id"), [("", "1"), ("1", ""), (0, 1), (1, 0)])
def test_a_contract_without_id_or_customer_is_none(contract_id: str | int, customer_id: str | int) -> None:
    adapted = entities.contract(contract_id=contract_id, customer_id=customer_id, state=entities.SERVED)
    assert adapted.value is None
    assert len(adapted.problems) == 1


def test_a_customer_is_built_from_values_as_the_host_writes_them() -> None:
    adapted = entities.customer(
        customer_id=5,
        legal_name="Aurora Exemplo",
        tax_id=11144477735,
        mobile_phone="(11) 96123-4567",
        email="aurora@example.invalid",
        birth_date="1980-01-31T00:00:00",
    )
    customer = adapted.value
    assert adapted.problems == ()
    assert customer is not None
    assert customer.id == "5"
    assert customer.tax_id is not None
    assert customer.tax_id.value == "11144477735"
    assert customer.mobile_phone is not None
    assert customer.mobile_phone.value == "+5511961234567"
    assert customer.birth_date == date(1980, 1, 31)


def test_bad_values_of_a_customer_are_all_told_without_showing_them() -> None:
    adapted = entities.customer(customer_id="5", tax_id="11144477736", mobile_phone="3333", birth_date="ontem")
    assert adapted.value is not None
    assert [problem.field for problem in adapted.problems] == ["tax_id", "mobile_phone", "birth_date"]
    assert "11144477736" not in repr(adapted)
    assert "ontem" not in repr(adapted)


def test_a_customer_without_id_is_none() -> None:
    assert entities.customer(customer_id="").value is None
