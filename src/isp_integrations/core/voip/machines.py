"""The state machine of a VoIP subscriber (domain reference §5.8)."""

from enum import StrEnum

from isp_integrations.core.machines import Machine, Observation
from isp_integrations.core.voip.models import SubscriberStatus

_S = SubscriberStatus


class SubscriberCommand(StrEnum):
    """What the host may ask of a subscriber."""

    SAVE = "save"
    DISABLE = "disable"
    ENABLE = "enable"


class SubscriberObservation(StrEnum):
    """What is observed of a subscriber."""

    REPORTED_SAVED = "reported_saved"
    REPORTED_DISABLED = "reported_disabled"
    UNKNOWN_WORD = "unknown_word"


SUBSCRIBER = Machine[SubscriberStatus](
    name="voip.subscriber",
    subject="O assinante",
    commands={
        SubscriberCommand.SAVE: {_S.DRAFT: _S.SAVED, _S.SAVED: _S.SAVED, _S.DISABLED: _S.DISABLED},
        SubscriberCommand.DISABLE: {_S.SAVED: _S.DISABLED, _S.DISABLED: _S.DISABLED},
        SubscriberCommand.ENABLE: {_S.SAVED: _S.SAVED, _S.DISABLED: _S.SAVED},
    },
    observations={
        SubscriberObservation.REPORTED_SAVED: Observation(_S.SAVED, frozenset({_S.DRAFT, _S.DISABLED, _S.UNKNOWN})),
        SubscriberObservation.REPORTED_DISABLED: Observation(_S.DISABLED, frozenset({_S.SAVED, _S.UNKNOWN})),
        SubscriberObservation.UNKNOWN_WORD: Observation(_S.UNKNOWN, frozenset(_S)),
    },
    words={
        _S.DRAFT: "Rascunho",
        _S.SAVED: "Gravado",
        _S.DISABLED: "Desativado",
        _S.UNKNOWN: "Desconhecido",
        SubscriberCommand.SAVE: "gravação",
        SubscriberCommand.DISABLE: "bloqueio",
        SubscriberCommand.ENABLE: "desbloqueio",
    },
)
"""The subscriber (machine 5.8). A block acts on the whole subscriber: no line has one of its own."""
