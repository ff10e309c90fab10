"""The mobile family's machines: the line, its portability into the platform (port-in), its ownership transfer."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import attrs

from isp_integrations.core.machines import Machine, Observation, Observed
from isp_integrations.core.mvno.models import (
    BlockReason,
    BlockScope,
    LineBlock,
    LineStatus,
    Portability,
    PortabilityStatus,
)

_L = LineStatus
_P = PortabilityStatus


class LineCommand(StrEnum):
    """What the host may ask of a line. A block is five commands, one for each status it leads to."""

    REQUEST_ACTIVATION = "request_activation"
    BLOCK_PARTIAL = "block_partial"
    BLOCK_TOTAL = "block_total"
    BLOCK_THEFT = "block_theft"
    BLOCK_LOSS = "block_loss"
    BLOCK_MISUSE = "block_misuse"
    UNBLOCK = "unblock"
    SWAP_SIM = "swap_sim"
    CHANGE_PLAN = "change_plan"
    TOP_UP = "top_up"
    TRANSFER = "transfer"
    DEACTIVATE = "deactivate"
    CANCEL = "cancel"


class LineObservation(StrEnum):
    """What platform, poll or webhook tells of a line. `UNKNOWN_WORD` is a status word that is in no table."""

    PLATFORM_ACTIVATED = "platform_activated"
    REPORTED_ACTIVE = "reported_active"
    REPORTED_BLOCKED_PARTIAL = "reported_blocked_partial"
    REPORTED_BLOCKED_TOTAL = "reported_blocked_total"
    REPORTED_BLOCKED_THEFT = "reported_blocked_theft"
    REPORTED_BLOCKED_LOSS = "reported_blocked_loss"
    REPORTED_BLOCKED_MISUSE = "reported_blocked_misuse"
    REPORTED_INACTIVE = "reported_inactive"
    REPORTED_CANCELLED = "reported_cancelled"
    PORT_OUT_COMPLETED = "port_out_completed"
    UNKNOWN_WORD = "unknown_word"


class PortabilityCommand(StrEnum):
    """What the host may ask of a portability. `RESUBMIT` sends mended data and gets a new ticket."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    CANCEL = "cancel"


class PortabilityObservation(StrEnum):
    """What is observed of a portability. `CANCEL_REFUSED_UNDATED`: refused, and no date was ever set."""

    SMS_CONFIRMED = "sms_confirmed"
    SMS_REJECTED = "sms_rejected"
    SMS_UNANSWERED = "sms_unanswered"
    DONOR_ACCEPTED = "donor_accepted"
    CONFLICT = "conflict"
    SUSPENDED = "suspended"
    WINDOW_EXECUTED = "window_executed"
    BROADCAST_INCOMPLETE = "broadcast_incomplete"
    CANCEL_CONFIRMED = "cancel_confirmed"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_REFUSED_UNDATED = "cancel_refused_undated"
    REFUSED = "refused"
    UNKNOWN_WORD = "unknown_word"


class LineTransferStatus(StrEnum):
    """Where an ownership transfer of a line stands, for a host that keeps one on record."""

    REQUESTED = "requested"
    VALIDATED = "validated"
    PLATFORM_PENDING = "platform_pending"
    OUTCOME_UNKNOWN = "outcome_unknown"
    COMPLETED = "completed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class LineTransferCommand(StrEnum):
    """What the host does with a transfer. `COMPLETE_LOCALLY`: the platform need not know (MVNO-TRANSFER-5)."""

    REQUEST = "request"
    SEND = "send"
    COMPLETE_LOCALLY = "complete_locally"


class LineTransferObservation(StrEnum):
    """What is observed of a transfer, those of the platform by its answer or by a read-back."""

    RULES_PASSED = "rules_passed"
    RULES_FAILED = "rules_failed"
    PLATFORM_DONE = "platform_done"
    PLATFORM_FAILED = "platform_failed"
    ANSWER_LOST = "answer_lost"
    UNKNOWN_WORD = "unknown_word"


BLOCKED: Mapping[tuple[BlockScope, BlockReason], LineStatus] = {
    (BlockScope.PARTIAL, BlockReason.DEBT): _L.BLOCKED_PARTIAL,
    (BlockScope.PARTIAL, BlockReason.CUSTOMER): _L.BLOCKED_PARTIAL,
    (BlockScope.TOTAL, BlockReason.DEBT): _L.BLOCKED_TOTAL,
    (BlockScope.TOTAL, BlockReason.CUSTOMER): _L.BLOCKED_TOTAL,
    (BlockScope.TOTAL, BlockReason.THEFT): _L.BLOCKED_THEFT,
    (BlockScope.TOTAL, BlockReason.LOSS): _L.BLOCKED_LOSS,
    (BlockScope.TOTAL, BlockReason.MISUSE): _L.BLOCKED_MISUSE,
}
"""The status that a block of each scope and reason leads to; a pair that is not here does not exist."""

BLOCK_COMMANDS: Mapping[LineStatus, LineCommand] = {
    _L.BLOCKED_PARTIAL: LineCommand.BLOCK_PARTIAL,
    _L.BLOCKED_TOTAL: LineCommand.BLOCK_TOTAL,
    _L.BLOCKED_THEFT: LineCommand.BLOCK_THEFT,
    _L.BLOCKED_LOSS: LineCommand.BLOCK_LOSS,
    _L.BLOCKED_MISUSE: LineCommand.BLOCK_MISUSE,
}
"""The command that asks for each blocked status."""

_BLOCKS = frozenset(BLOCK_COMMANDS)
_LIVE = _BLOCKS | {_L.ACTIVE, _L.AWAITING_ACTIVATION}
_BLOCKABLE = frozenset({_L.ACTIVE, _L.BLOCKED_PARTIAL, _L.BLOCKED_TOTAL})


def _reported(after: LineStatus, *expected_from: LineStatus) -> Observation[LineStatus]:
    return Observation(after, frozenset(expected_from))


def _blocking(after: LineStatus, expected_from: frozenset[LineStatus]) -> dict[LineStatus | None, LineStatus]:
    return dict.fromkeys(sorted(expected_from | {after}), after)


LINE = Machine[LineStatus](
    name="mvno.line",
    subject="A linha",
    own_rule="MVNO-LINE-4",
    commands={
        LineCommand.REQUEST_ACTIVATION: {
            None: _L.AWAITING_ACTIVATION,
            _L.AWAITING_ACTIVATION: _L.AWAITING_ACTIVATION,
            _L.INACTIVE: _L.AWAITING_ACTIVATION,
        },
        LineCommand.BLOCK_PARTIAL: _blocking(_L.BLOCKED_PARTIAL, frozenset({_L.ACTIVE})),
        LineCommand.BLOCK_TOTAL: _blocking(_L.BLOCKED_TOTAL, frozenset({_L.ACTIVE, _L.BLOCKED_PARTIAL})),
        LineCommand.BLOCK_THEFT: _blocking(_L.BLOCKED_THEFT, _BLOCKABLE),
        LineCommand.BLOCK_LOSS: _blocking(_L.BLOCKED_LOSS, _BLOCKABLE),
        LineCommand.BLOCK_MISUSE: _blocking(_L.BLOCKED_MISUSE, _BLOCKABLE),
        LineCommand.UNBLOCK: dict.fromkeys(sorted(_BLOCKS | {_L.ACTIVE}), _L.ACTIVE),
        LineCommand.SWAP_SIM: {s: s for s in (_L.ACTIVE, _L.BLOCKED_THEFT, _L.BLOCKED_LOSS)},
        LineCommand.CHANGE_PLAN: {_L.ACTIVE: _L.ACTIVE},
        LineCommand.TOP_UP: {s: s for s in (_L.ACTIVE, _L.BLOCKED_PARTIAL)},
        LineCommand.TRANSFER: {_L.ACTIVE: _L.ACTIVE},
        LineCommand.DEACTIVATE: dict.fromkeys(sorted(_LIVE | {_L.INACTIVE}), _L.INACTIVE),
        LineCommand.CANCEL: dict.fromkeys(sorted(_LIVE | {_L.INACTIVE, _L.CANCELLED}), _L.CANCELLED),
    },
    observations={
        LineObservation.PLATFORM_ACTIVATED: _reported(_L.ACTIVE, _L.AWAITING_ACTIVATION, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_ACTIVE: _reported(_L.ACTIVE, _L.AWAITING_ACTIVATION, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_BLOCKED_PARTIAL: _reported(_L.BLOCKED_PARTIAL, _L.ACTIVE, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_BLOCKED_TOTAL: _reported(_L.BLOCKED_TOTAL, _L.ACTIVE, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_BLOCKED_THEFT: _reported(_L.BLOCKED_THEFT, _L.ACTIVE, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_BLOCKED_LOSS: _reported(_L.BLOCKED_LOSS, _L.ACTIVE, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_BLOCKED_MISUSE: _reported(_L.BLOCKED_MISUSE, _L.ACTIVE, _L.UNKNOWN, *_BLOCKS),
        LineObservation.REPORTED_INACTIVE: _reported(_L.INACTIVE, _L.UNKNOWN, *_LIVE),
        LineObservation.REPORTED_CANCELLED: _reported(_L.CANCELLED, _L.INACTIVE, _L.UNKNOWN, *_LIVE),
        LineObservation.PORT_OUT_COMPLETED: _reported(_L.CANCELLED, *_BLOCKABLE),
        LineObservation.UNKNOWN_WORD: _reported(_L.UNKNOWN, *_L),
    },
    words={
        _L.AWAITING_ACTIVATION: "Aguardando ativação",
        _L.ACTIVE: "Ativo",
        _L.BLOCKED_PARTIAL: "Bloqueio parcial",
        _L.BLOCKED_TOTAL: "Bloqueio total",
        _L.BLOCKED_THEFT: "Bloqueio por roubo",
        _L.BLOCKED_LOSS: "Bloqueio por perda",
        _L.BLOCKED_MISUSE: "Bloqueio por uso indevido",
        _L.INACTIVE: "Inativo",
        _L.CANCELLED: "Cancelado",
        _L.UNKNOWN: "Desconhecido",
        LineCommand.REQUEST_ACTIVATION: "ativação",
        LineCommand.BLOCK_PARTIAL: "bloqueio parcial",
        LineCommand.BLOCK_TOTAL: "bloqueio total",
        LineCommand.BLOCK_THEFT: "bloqueio por roubo",
        LineCommand.BLOCK_LOSS: "bloqueio por perda",
        LineCommand.BLOCK_MISUSE: "bloqueio por uso indevido",
        LineCommand.UNBLOCK: "desbloqueio",
        LineCommand.SWAP_SIM: "troca de chip",
        LineCommand.CHANGE_PLAN: "troca de plano",
        LineCommand.TOP_UP: "recarga",
        LineCommand.TRANSFER: "troca de titularidade",
        LineCommand.DEACTIVATE: "desativação",
        LineCommand.CANCEL: "cancelamento",
    },
)
"""The line (machine 5.2). Which blocks, swaps and plan changes exist on a platform is the plugin's to say."""


def _seen(after: PortabilityStatus, *expected_from: PortabilityStatus) -> Observation[PortabilityStatus]:
    return Observation(after, frozenset(expected_from))


PORTABILITY = Machine[PortabilityStatus](
    name="mvno.portability",
    subject="A portabilidade",
    commands={
        PortabilityCommand.SUBMIT: {_P.NONE: _P.PENDING},
        PortabilityCommand.RESUBMIT: {_P.CONFLICT: _P.PENDING, _P.SUSPENDED: _P.PENDING},
        PortabilityCommand.CANCEL: {
            _P.PENDING: _P.CANCELLATION_PENDING,
            _P.SCHEDULED: _P.CANCELLATION_PENDING,
            _P.CONFLICT: _P.CANCELLED,
            _P.SUSPENDED: _P.CANCELLED,
        },
    },
    observations={
        PortabilityObservation.SMS_CONFIRMED: _seen(_P.PENDING, _P.PENDING),
        PortabilityObservation.SMS_REJECTED: _seen(_P.CANCELLED, _P.PENDING),
        PortabilityObservation.SMS_UNANSWERED: _seen(_P.CANCELLED, _P.PENDING),
        PortabilityObservation.DONOR_ACCEPTED: _seen(_P.SCHEDULED, _P.PENDING, _P.SUSPENDED),
        PortabilityObservation.CONFLICT: _seen(_P.CONFLICT, _P.PENDING, _P.SCHEDULED, _P.SUSPENDED),
        PortabilityObservation.SUSPENDED: _seen(_P.SUSPENDED, _P.PENDING, _P.SCHEDULED),
        PortabilityObservation.WINDOW_EXECUTED: _seen(
            _P.COMPLETED, _P.PENDING, _P.SCHEDULED, _P.PARTIAL_FAILURE, _P.CANCELLATION_PENDING
        ),
        PortabilityObservation.BROADCAST_INCOMPLETE: _seen(_P.PARTIAL_FAILURE, _P.PENDING, _P.SCHEDULED),
        PortabilityObservation.CANCEL_CONFIRMED: _seen(_P.CANCELLED, _P.CANCELLATION_PENDING),
        PortabilityObservation.CANCEL_REFUSED: _seen(_P.SCHEDULED, _P.CANCELLATION_PENDING),
        PortabilityObservation.CANCEL_REFUSED_UNDATED: _seen(_P.PENDING, _P.CANCELLATION_PENDING),
        PortabilityObservation.REFUSED: _seen(
            _P.REFUSED,
            _P.PENDING,
            _P.CONFLICT,
            _P.SCHEDULED,
            _P.SUSPENDED,
            _P.CANCELLATION_PENDING,
            _P.PARTIAL_FAILURE,
        ),
        PortabilityObservation.UNKNOWN_WORD: _seen(_P.UNKNOWN, *_P),
    },
    words={
        _P.NONE: "Sem portabilidade",
        _P.PENDING: "Aguardando",
        _P.SCHEDULED: "Agendada",
        _P.CONFLICT: "Conflito",
        _P.SUSPENDED: "Suspensa",
        _P.PARTIAL_FAILURE: "Falha parcial",
        _P.CANCELLATION_PENDING: "Cancelamento pendente",
        _P.COMPLETED: "Concluída",
        _P.REFUSED: "Recusada",
        _P.CANCELLED: "Cancelada",
        _P.UNKNOWN: "Desconhecido",
        PortabilityCommand.SUBMIT: "novo pedido",
        PortabilityCommand.RESUBMIT: "reenvio",
        PortabilityCommand.CANCEL: "cancelamento",
    },
)
"""The port-in (machine 5.3). From its final states another attempt is a new `Portability`."""

_T = LineTransferStatus
_SENT = frozenset({_T.PLATFORM_PENDING, _T.OUTCOME_UNKNOWN, _T.UNKNOWN})

LINE_TRANSFER = Machine[LineTransferStatus](
    name="mvno.line_transfer",
    subject="A troca de titularidade",
    commands={
        LineTransferCommand.REQUEST: {None: _T.REQUESTED},
        LineTransferCommand.SEND: {_T.VALIDATED: _T.PLATFORM_PENDING},
        LineTransferCommand.COMPLETE_LOCALLY: {_T.VALIDATED: _T.COMPLETED},
    },
    observations={
        LineTransferObservation.RULES_PASSED: Observation(_T.VALIDATED, frozenset({_T.REQUESTED})),
        LineTransferObservation.RULES_FAILED: Observation(_T.FAILED, frozenset({_T.REQUESTED})),
        LineTransferObservation.PLATFORM_DONE: Observation(_T.COMPLETED, _SENT),
        LineTransferObservation.PLATFORM_FAILED: Observation(_T.FAILED, _SENT),
        LineTransferObservation.ANSWER_LOST: Observation(_T.OUTCOME_UNKNOWN, _SENT),
        LineTransferObservation.UNKNOWN_WORD: Observation(_T.UNKNOWN, frozenset(_T)),
    },
    words={
        _T.REQUESTED: "Pedida",
        _T.VALIDATED: "Validada",
        _T.PLATFORM_PENDING: "Aguardando a plataforma",
        _T.OUTCOME_UNKNOWN: "Resultado desconhecido",
        _T.COMPLETED: "Concluída",
        _T.FAILED: "Falhou",
        _T.UNKNOWN: "Desconhecido",
        LineTransferCommand.REQUEST: "novo pedido",
        LineTransferCommand.SEND: "envio à plataforma",
        LineTransferCommand.COMPLETE_LOCALLY: "conclusão sem a plataforma",
    },
)
"""The line's ownership transfer (machine 5.7, first table): until it is final, no other one of that line."""

FINISHED = frozenset({_P.COMPLETED, _P.REFUSED, _P.CANCELLED})
"""The final states of a portability."""


def blocked_status(block: LineBlock) -> LineStatus | None:
    """The status that `block` leads to; `None` when its scope and reason do not go together (MVNO-LINE-5)."""
    return BLOCKED.get((block.scope, block.reason))


def is_open(portability: Portability) -> bool:
    """Whether a portability is under way; one of UNKNOWN status is (MVNO-PORT-4)."""
    return portability.status is not _P.NONE and portability.status not in FINISHED


def observe_portability(
    before: Portability,
    event: PortabilityObservation,
    *,
    scheduled_for: date | None = None,
    reason: str | None = None,
    subject: str = "",
) -> Observed[Portability]:
    """Take an observation of a portability: its status, and what came with it.

    Args:
        scheduled_for: the window's day, when the observation tells one; the known day stays otherwise.
        reason: the platform's words for a conflict, a suspension or a refusal; the known ones stay otherwise.
        subject: the host's id of the line, for the event of an unexpected jump.
    """
    day = scheduled_for or before.scheduled_for
    if event is PortabilityObservation.CANCEL_REFUSED and day is None:
        event = PortabilityObservation.CANCEL_REFUSED_UNDATED
    seen = PORTABILITY.observe(before.status, event, subject=subject)
    after = attrs.evolve(
        before,
        status=seen.state,
        scheduled_for=day,
        reason=before.reason if reason is None else reason,
        sms_confirmed=before.sms_confirmed or event is PortabilityObservation.SMS_CONFIRMED,
    )
    return Observed(state=after, unexpected=seen.unexpected)
