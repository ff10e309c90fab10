"""Voalle: `v_status` and `stage` (OBSERVED in one third-party summary of its collection: low confidence)."""

from collections.abc import Mapping

from isp_integrations.core.text import fold
from isp_integrations.hosts import entities
from isp_integrations.hosts.entities import ContractState
from isp_integrations.hosts.reading import Reading

STATUS_FIELD = "v_status"
STAGE_FIELD = "stage"
APPROVED = "3"

STAGES: Mapping[str, ContractState] = {
    "1": entities.AWAITING_INSTALLATION,
    "2": entities.AWAITING_INSTALLATION,
    "4": entities.WITHDRAWN,
    "5": entities.WITHDRAWN,
}
"""Stages that say it all by themselves: pre-contract, being approved, and the two that were given up."""

ENDINGS: Mapping[str, ContractState] = {"4": entities.ENDED, "9": entities.ENDED}
"""Cancelled and closed: ended at every stage that was not given up."""

STATES: Mapping[str, ContractState] = {
    "1": entities.SERVED,
    "2": entities.SERVED,
    "3": entities.SERVED,
    "5": entities.SUSPENDED,
    "6": entities.BLOCKED_AUTOMATIC,
    "7": entities.BLOCKED_MANUAL,
}
"""What `v_status` means in an approved contract. 5 as the customer's own suspension is INFERRED."""

NUMBERS: Mapping[str, str] = {
    "normal": "1",
    "demonstracao": "2",
    "cortesia": "3",
    "cancelado": "4",
    "suspenso": "5",
    "bloqueio financeiro": "6",
    "bloqueio administrativo": "7",
    "encerrado": "9",
}
"""The number behind each display text."""


def _state(status: str, stage: str) -> ContractState:
    if STAGES.get(stage) is entities.WITHDRAWN:
        return entities.WITHDRAWN
    if status in ENDINGS:
        return ENDINGS[status]
    table = STATES if stage == APPROVED else {}
    return STAGES.get(stage) or table.get(status, entities.UNKNOWN)


def contract_status(record: Mapping[str, object]) -> ContractState:
    """The statuses of one contract record. Without a known stage a contract is never taken as served."""
    row = Reading("contrato", record)
    word, stage = row.text(STATUS_FIELD), row.text(STAGE_FIELD)
    state = _state(NUMBERS.get(fold(word), word), stage)
    return ContractState(state.status, state.access, state.reduced_speed, raw=f"{word}/{stage}")
