"""Porting words of an operator's back office (seen in github.com/daltonpinheiro1/3F_Qigger_DBGerenciador)."""

from collections.abc import Mapping

from isp_integrations.core.mvno.models import PortabilityStatus
from isp_integrations.core.text import fold

STATUSES: Mapping[str, PortabilityStatus] = {
    "portabilidade pendente": PortabilityStatus.PENDING,
    "portado": PortabilityStatus.COMPLETED,
    "conflito": PortabilityStatus.CONFLICT,
    "falha parcial": PortabilityStatus.PARTIAL_FAILURE,
    "portabilidade suspensa": PortabilityStatus.SUSPENDED,
    "cancelamento pendente": PortabilityStatus.CANCELLATION_PENDING,
    "portabilidade cancelada": PortabilityStatus.CANCELLED,
    "": PortabilityStatus.NONE,
}
"""By folded words; an empty one is a look-up that found no ticket."""


def portability_status(words: str) -> PortabilityStatus:
    """The status that the back office's words stand for, whatever their case and accents; else UNKNOWN."""
    return STATUSES.get(fold(words), PortabilityStatus.UNKNOWN)
