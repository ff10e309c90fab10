"""HubSoft: a service's `status_prefixo` (OBSERVED: public copy of its API documentation; domain §4.1)."""

from collections.abc import Mapping

from isp_integrations.hosts import entities
from isp_integrations.hosts.entities import ContractState
from isp_integrations.hosts.reading import Reading

STATUS_FIELD = "status_prefixo"

STATES: Mapping[str, ContractState] = {
    "aguardando_instalacao": entities.AWAITING_INSTALLATION,
    "agendado_para_instalacao": entities.AWAITING_INSTALLATION,
    "aguardando_configuracao": entities.AWAITING_INSTALLATION,
    "aguardando_liberacao_ti": entities.AWAITING_INSTALLATION,
    "aguardando_assinatura_contrato": entities.AWAITING_SIGNATURE,
    "servico_habilitado": entities.SERVED,
    "suspenso_parcialmente": entities.REDUCED,
    "franquia_excedida": entities.REDUCED,
    "suspenso_debito": entities.BLOCKED_AUTOMATIC,
    "suspenso_pedido_cliente": entities.SUSPENDED,
    "cancelado": entities.ENDED,
    "inativo": entities.ENDED,
}
"""`franquia_excedida` (and which row a prefix falls in) is INFERRED."""


def contract_status(record: Mapping[str, object]) -> ContractState:
    """The statuses of one service record."""
    return entities.state_of(Reading("servico", record).text(STATUS_FIELD), STATES)
