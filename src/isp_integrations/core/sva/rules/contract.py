"""What a contract must be for its SVA user to have access: SVA-USER-10 and SVA-ACT-1."""

from collections.abc import Iterator
from datetime import date

from isp_integrations.core.erp.levels import ContractLevel, contract_level
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.erp.rules import mirrored_access
from isp_integrations.core.rules import Family, Severity, Violation

_TOLD = frozenset(
    {
        AccessStatus.BLOCKED_MANUAL,
        AccessStatus.BLOCKED_AUTOMATIC,
        AccessStatus.SUSPENDED_BY_CUSTOMER,
        AccessStatus.UNKNOWN,
    }
)


def contract_violations(contract: Contract, today: date, *, rule_id: str) -> Iterator[Violation]:
    """An ended contract (also one whose cancellation acts on `today`) or an unknown one refuses; a blocked or
    unknown access is told, for the next mirror may block the user."""
    if contract_level(contract, today) is ContractLevel.ENDED:
        yield _violation(rule_id, "sva.contract_ended", contract, "O contrato está encerrado.")
    elif contract.status is ContractStatus.UNKNOWN:
        yield _violation(rule_id, "sva.contract_status_unknown", contract, "O status do contrato é desconhecido.")
    elif mirrored_access(contract, today) in _TOLD:
        yield _violation(
            rule_id,
            "sva.contract_blocked",
            contract,
            "O acesso do contrato está bloqueado: o próximo espelhamento pode bloquear o usuário SVA.",
            Severity.WARNING,
        )


def _violation(
    rule_id: str, code: str, contract: Contract, message: str, severity: Severity = Severity.ERROR
) -> Violation:
    return Violation(
        rule_id=rule_id,
        code=code,
        family=Family.PRECONDITION_FAILED,
        message=message,
        severity=severity,
        context={"contract_id": contract.id, "status": contract.status.value, "access": contract.access.value},
    )
