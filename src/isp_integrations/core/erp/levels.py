"""What a contract's two statuses amount to for the services that hang on it (the level table of domain 5.4)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.erp.rules import cancellation_acts, mirrored_access


class ContractLevel(StrEnum):
    """What a contract's two statuses amount to for its services.

    NONE asks nothing of a mirror; UNCLEAR neither, and is reported (CORE-5).
    """

    SERVED = "served"
    BLOCKED = "blocked"
    ENDED = "ended"
    NONE = "none"
    UNCLEAR = "unclear"


_A = AccessStatus
_C = ContractStatus
_L = ContractLevel

_EVERY_ACCESS: Mapping[ContractStatus, ContractLevel] = {
    _C.INACTIVE: _L.ENDED,
    _C.DEFAULTED: _L.ENDED,
    _C.WITHDRAWN: _L.ENDED,
    _C.PRE_CONTRACT: _L.NONE,
    _C.UNKNOWN: _L.UNCLEAR,
}
_OF_AN_ACTIVE_ONE: Mapping[AccessStatus, ContractLevel] = {
    _A.ACTIVE: _L.SERVED,
    _A.PAYMENT_OVERDUE: _L.SERVED,
    _A.BLOCKED_MANUAL: _L.BLOCKED,
    _A.BLOCKED_AUTOMATIC: _L.BLOCKED,
    _A.SUSPENDED_BY_CUSTOMER: _L.BLOCKED,
    _A.DEACTIVATED: _L.UNCLEAR,
    _A.AWAITING_SIGNATURE: _L.UNCLEAR,
    _A.UNKNOWN: _L.UNCLEAR,
}
LEVELS: Mapping[tuple[ContractStatus, AccessStatus], ContractLevel] = {
    (status, access): _EVERY_ACCESS.get(status, _OF_AN_ACTIVE_ONE[access]) for status in _C for access in _A
}
"""The level of each pair of statuses, before trust unlocks and dated cancellations."""

_CANCELLABLE = frozenset({_C.PRE_CONTRACT, _C.ACTIVE})


def contract_level(contract: Contract, today: date) -> ContractLevel:
    """What the contract amounts to on `today`: its pair of statuses, an entered cancellation (SVA-SYNC-6) and a
    trust unlock (CORE-7) considered."""
    if contract.status in _CANCELLABLE and cancellation_acts(contract, today):
        return _L.ENDED
    return LEVELS[contract.status, mirrored_access(contract, today)]
