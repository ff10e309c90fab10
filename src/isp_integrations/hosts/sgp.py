"""SGP: `contratoStatus`, a number or its padded text (OBSERVED: clients of `/api/ura/consultacliente/`)."""

from collections.abc import Mapping

from isp_integrations.core.text import fold
from isp_integrations.hosts import entities
from isp_integrations.hosts.entities import ContractState
from isp_integrations.hosts.reading import Reading

STATUS_FIELD = "contratoStatus"

STATES: Mapping[str, ContractState] = {
    "1": entities.SERVED,
    "2": entities.ENDED,
    "3": entities.ENDED,
    "4": entities.BLOCKED_AUTOMATIC,
    "5": entities.WITHDRAWN,
    "6": entities.AWAITING_INSTALLATION,
    "7": entities.REDUCED,
}
"""5, *inviabilidade técnica*, has no row of its own: WITHDRAWN is the closest (INFERRED)."""

NUMBERS: Mapping[str, str] = {
    "ativo": "1",
    "inativo": "2",
    "cancelado": "3",
    "suspenso": "4",
    "inviabilidade tecnica": "5",
    "novo": "6",
    "ativo v. reduzida": "7",
}
"""The number behind each display text, which comes padded (`" Ativo "`)."""


def contract_status(record: Mapping[str, object]) -> ContractState:
    """The statuses of one contract record, from the number or the display text."""
    word = Reading("contrato", record).text(STATUS_FIELD)
    state = entities.state_of(NUMBERS.get(fold(word), word), STATES)
    return ContractState(state.status, state.access, state.reduced_speed, raw=word)
