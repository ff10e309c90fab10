"""The ownership transfer of a plan as a state machine (5.7, second table)."""

from enum import StrEnum

from isp_integrations.core.machines import Machine, Observation


class PlanTransferStatus(StrEnum):
    """Where an ownership transfer of a plan stands. `MISSED`: its day went by while nobody looked."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    MISSED = "missed"
    EXECUTING = "executing"
    OUTCOME_UNKNOWN = "outcome_unknown"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PlanTransferCommand(StrEnum):
    """What the host may ask of a transfer. A submission is two commands, by its date."""

    SUBMIT_FOR_TODAY = "submit_for_today"
    SUBMIT_FOR_LATER = "submit_for_later"
    RESCHEDULE = "reschedule"
    EXECUTE = "execute"
    CANCEL = "cancel"


class PlanTransferObservation(StrEnum):
    """What is observed of a transfer.

    `REVALIDATION_FAILED`: the day was reached, and a rule does not hold any more. `EFFECT_SETTLED`: the fate of one
    effect is known, by its answer or by a read-back, and others are still to come. `EXECUTION_FAILED`: nothing
    of it happened, or the host took it back.
    """

    DAY_REACHED = "day_reached"
    REVALIDATION_FAILED = "revalidation_failed"
    DAY_PASSED = "day_passed"
    EFFECT_SETTLED = "effect_settled"
    EXECUTION_OK = "execution_ok"
    EXECUTION_FAILED = "execution_failed"
    ANSWER_LOST = "answer_lost"
    UNKNOWN_WORD = "unknown_word"


_T = PlanTransferStatus
_RUNNING = frozenset({_T.EXECUTING, _T.OUTCOME_UNKNOWN, _T.UNKNOWN})
_NOT_WAITING = frozenset(_T) - {_T.SCHEDULED}

PLAN_TRANSFER = Machine[PlanTransferStatus](
    name="plan_transfer",
    subject="A troca de titularidade",
    commands={
        PlanTransferCommand.SUBMIT_FOR_TODAY: {_T.DRAFT: _T.EXECUTING},
        PlanTransferCommand.SUBMIT_FOR_LATER: {_T.DRAFT: _T.SCHEDULED},
        PlanTransferCommand.RESCHEDULE: {_T.SCHEDULED: _T.SCHEDULED, _T.MISSED: _T.SCHEDULED},
        PlanTransferCommand.EXECUTE: {_T.MISSED: _T.EXECUTING, _T.EXECUTING: _T.EXECUTING},
        PlanTransferCommand.CANCEL: dict.fromkeys((_T.DRAFT, _T.SCHEDULED, _T.MISSED), _T.CANCELLED),
    },
    observations={
        PlanTransferObservation.DAY_REACHED: Observation(_T.EXECUTING, frozenset({_T.SCHEDULED}), _NOT_WAITING),
        PlanTransferObservation.REVALIDATION_FAILED: Observation(_T.FAILED, frozenset({_T.SCHEDULED, _T.MISSED})),
        PlanTransferObservation.DAY_PASSED: Observation(_T.MISSED, frozenset({_T.SCHEDULED}), _NOT_WAITING),
        PlanTransferObservation.EFFECT_SETTLED: Observation(_T.EXECUTING, _RUNNING),
        PlanTransferObservation.EXECUTION_OK: Observation(_T.COMPLETED, _RUNNING),
        PlanTransferObservation.EXECUTION_FAILED: Observation(_T.FAILED, _RUNNING),
        PlanTransferObservation.ANSWER_LOST: Observation(_T.OUTCOME_UNKNOWN, _RUNNING),
        PlanTransferObservation.UNKNOWN_WORD: Observation(_T.UNKNOWN, frozenset(_T)),
    },
    words={
        _T.DRAFT: "Rascunho",
        _T.SCHEDULED: "Agendada",
        _T.MISSED: "Perdida",
        _T.EXECUTING: "Em execução",
        _T.OUTCOME_UNKNOWN: "Resultado desconhecido",
        _T.COMPLETED: "Concluída",
        _T.CANCELLED: "Cancelada",
        _T.FAILED: "Falhou",
        _T.UNKNOWN: "Desconhecido",
        PlanTransferCommand.SUBMIT_FOR_TODAY: "envio para hoje",
        PlanTransferCommand.SUBMIT_FOR_LATER: "envio para uma data futura",
        PlanTransferCommand.RESCHEDULE: "reagendamento",
        PlanTransferCommand.EXECUTE: "execução",
        PlanTransferCommand.CANCEL: "cancelamento",
    },
)
"""A plan's transfer; from its final states another attempt is a new transfer."""
