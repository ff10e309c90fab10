"""The SVA user's machine, and the mirror: what the contract's present statuses make of a user."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import attrs

from isp_integrations.core.erp.levels import ContractLevel, contract_level
from isp_integrations.core.erp.models import Contract, ContractStatus
from isp_integrations.core.events import Event, MirrorSkippedUnknownStatus, UnexpectedTransition
from isp_integrations.core.machines import Machine, Observation, Observed
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from isp_integrations.core.values import Value


class SvaUserState(StrEnum):
    """State of an SVA user (machine 5.4): its status, and of a DEACTIVATED one by whom."""

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"
    DEACTIVATED_BY_CONTRACT = "deactivated_by_contract"
    DEACTIVATED_MANUALLY = "deactivated_manually"
    REMOVED = "removed"
    UNKNOWN = "unknown"


_S = SvaUserState
_DEACTIVATED = frozenset({_S.DEACTIVATED_BY_CONTRACT, _S.DEACTIVATED_MANUALLY})


class SvaUserCommand(StrEnum):
    """What the host may ask of a user. BLOCK does by hand what a blocked contract does; RECREATE changes the
    package by deleting and creating, which would bring a withheld access back, and so takes an ACTIVE user only."""

    CREATE = "create"
    BLOCK = "block"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    DELETE = "delete"
    EDIT = "edit"
    RECREATE = "recreate"


class SvaUserObservation(StrEnum):
    """What platform or poll tells of a user. `UNKNOWN_WORD` is a status word that is in no table."""

    PLATFORM_CONFIRMED = "platform_confirmed"
    PLATFORM_REFUSED = "platform_refused"
    UNKNOWN_WORD = "unknown_word"


_DELETABLE = (_S.PENDING, _S.ACTIVE, _S.BLOCKED, *sorted(_DEACTIVATED), _S.REMOVED)

USER = Machine[SvaUserState](
    name="sva.user",
    subject="O usuário SVA",
    commands={
        SvaUserCommand.CREATE: {None: _S.PENDING},
        SvaUserCommand.BLOCK: dict.fromkeys((_S.PENDING, _S.ACTIVE, _S.BLOCKED), _S.BLOCKED),
        SvaUserCommand.ACTIVATE: dict.fromkeys((_S.ACTIVE, _S.BLOCKED, *sorted(_DEACTIVATED)), _S.ACTIVE),
        SvaUserCommand.DEACTIVATE: {
            **dict.fromkeys((_S.PENDING, _S.ACTIVE, _S.BLOCKED), _S.DEACTIVATED_MANUALLY),
            **{state: state for state in sorted(_DEACTIVATED)},
        },
        SvaUserCommand.DELETE: dict.fromkeys(_DELETABLE, _S.REMOVED),
        SvaUserCommand.EDIT: {state: state for state in (_S.ACTIVE, _S.BLOCKED, *sorted(_DEACTIVATED))},
        SvaUserCommand.RECREATE: {_S.ACTIVE: _S.ACTIVE},
    },
    observations={
        SvaUserObservation.PLATFORM_CONFIRMED: Observation(_S.ACTIVE, frozenset({_S.PENDING, _S.UNKNOWN})),
        SvaUserObservation.PLATFORM_REFUSED: Observation(_S.REMOVED, frozenset({_S.PENDING, _S.UNKNOWN})),
        SvaUserObservation.UNKNOWN_WORD: Observation(_S.UNKNOWN, frozenset(_S)),
    },
    words={
        _S.PENDING: "Pendente",
        _S.ACTIVE: "Ativo",
        _S.BLOCKED: "Bloqueado",
        _S.DEACTIVATED_BY_CONTRACT: "Desativado pelo contrato",
        _S.DEACTIVATED_MANUALLY: "Desativado manualmente",
        _S.REMOVED: "Removido",
        _S.UNKNOWN: "Desconhecido",
        SvaUserCommand.CREATE: "criação",
        SvaUserCommand.BLOCK: "bloqueio",
        SvaUserCommand.ACTIVATE: "ativação",
        SvaUserCommand.DEACTIVATE: "desativação",
        SvaUserCommand.DELETE: "exclusão",
        SvaUserCommand.EDIT: "edição",
        SvaUserCommand.RECREATE: "troca de pacote por exclusão e nova criação",
    },
)
"""The SVA user (machine 5.4), without its contract columns, which are :data:`MIRRORED`."""


_L = ContractLevel

MIRRORED: Mapping[ContractLevel, Mapping[SvaUserState, SvaUserState]] = {
    _L.SERVED: {_S.BLOCKED: _S.ACTIVE},
    _L.BLOCKED: {_S.PENDING: _S.BLOCKED, _S.ACTIVE: _S.BLOCKED},
    _L.ENDED: dict.fromkeys((_S.PENDING, _S.ACTIVE, _S.BLOCKED), _S.DEACTIVATED_BY_CONTRACT),
    _L.NONE: {},
    _L.UNCLEAR: {},
}
"""The contract columns of machine 5.4: what each level makes of a user; a state that is not here stays."""

_STATUSES: Mapping[SvaUserState, SvaUserStatus] = {
    state: SvaUserStatus.DEACTIVATED if state in _DEACTIVATED else SvaUserStatus(state.value) for state in _S
}


def state_of(user: SvaUser) -> SvaUserState:
    """The machine's state of a user."""
    if user.status is SvaUserStatus.DEACTIVATED:
        return _S.DEACTIVATED_MANUALLY if user.deactivated_manually else _S.DEACTIVATED_BY_CONTRACT
    return SvaUserState(user.status.value)


def in_state(user: SvaUser, state: SvaUserState) -> SvaUser:
    """`user` in the machine's `state`; while that is UNKNOWN, a manual deactivation is remembered."""
    manually = user.deactivated_manually if state is _S.UNKNOWN else state is _S.DEACTIVATED_MANUALLY
    return attrs.evolve(user, status=_STATUSES[state], deactivated_manually=manually)


def observe_user(
    state: SvaUserState | None, event: SvaUserObservation, *, subject: str = ""
) -> Observed[SvaUserState | None]:
    """Take an observation of 5.4, also of a user that the host does not have: a refusal changes nothing then, and
    anything else is unexpected."""
    if state is not None:
        seen = USER.observe(state, event, subject=subject)
        return Observed(state=seen.state, unexpected=seen.unexpected)
    if event is SvaUserObservation.PLATFORM_REFUSED:
        return Observed(state=None)
    after = USER.observations[event].after
    jump = UnexpectedTransition(machine=USER.name, before="", after=after.value, subject=subject)
    return Observed(state=after, unexpected=jump)


def report_user(user: SvaUser, seen: SvaUserStatus, *, tells_apart: bool = True) -> Observed[SvaUserState]:
    """Take the status that the platform shows of the host's `user`.

    Args:
        tells_apart: whether the platform shows a block and a deactivation as two things; where it does not, a user
            that the host has in one of them is not surprising in the other.
    """
    state = state_of(user)
    withheld = {SvaUserStatus.BLOCKED, SvaUserStatus.DEACTIVATED}
    if seen is user.status or (not tells_apart and {seen, user.status} == withheld):
        return Observed(state=state)
    known = state_of(attrs.evolve(user, status=seen))
    if state is _S.UNKNOWN:
        return Observed(state=known)
    return USER.report(state, known, subject=user.id or "")


class MirrorOrder(StrEnum):
    """What a mirror asks of the platform."""

    BLOCK = "block"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


_ORDERS: Mapping[SvaUserState, MirrorOrder] = {
    _S.BLOCKED: MirrorOrder.BLOCK,
    _S.ACTIVE: MirrorOrder.ACTIVATE,
    _S.DEACTIVATED_BY_CONTRACT: MirrorOrder.DEACTIVATE,
}


@attrs.frozen(kw_only=True)
class Mirror(Value):
    """What a contract's level makes of one user.

    Attributes:
        order: what the platform must be asked, `None` when nothing.
        state: the user's state once that is done.
        rule_id: the rule that says so.
        why: the same for a person, pt-BR.
        events: what to tell the host: an unexpected state, or a mirror that was skipped.
    """

    level: ContractLevel
    order: MirrorOrder | None
    state: SvaUserState
    rule_id: str
    why: str
    events: tuple[Event, ...] = ()


def mirror(
    user: SvaUser, contract: Contract, today: date, *, seen: SvaUser | None = None, tells_apart: bool = True
) -> Mirror:
    """What the contract's present statuses make of `user` on `today` (SVA-SYNC-1 to -4 and -6, CORE-5).

    It is computed from what is so, never from the order of events, so asking twice is harmless. A DEACTIVATED user
    stays so, whoever deactivated it (A-SVA-3, A-SVA-9).

    Args:
        seen: the user as the platform shows it, to mend a drift: its state is the one that counts (CORE-10). One
            that it shows deactivated without the host having asked is brought back to the contract's level.
        tells_apart: see :func:`report_user`.
    """
    observed = report_user(user, seen.status if seen else user.status, tells_apart=tells_apart)
    level = contract_level(contract, today)
    events: tuple[Event, ...] = (observed.unexpected,) if observed.unexpected else ()
    if skipped := _skipped(level, observed.state, contract, seen or user, user.id):
        return Mirror(
            level=level,
            order=None,
            state=observed.state,
            rule_id="CORE-5",
            why="Status desconhecido: o espelhamento não altera o usuário SVA.",
            events=(*events, skipped),
        )
    drifted = observed.state in _DEACTIVATED and state_of(user) not in {*_DEACTIVATED, _S.REMOVED, _S.UNKNOWN}
    after = _mirrored(level, observed.state, drifted=drifted)
    order = _ORDERS[after] if _STATUSES[after] is not _STATUSES[observed.state] else None
    rule_id, why = _reason(level, order, contract)
    return Mirror(level=level, order=order, state=after, rule_id=rule_id, why=why, events=events)


def _mirrored(level: ContractLevel, state: SvaUserState, *, drifted: bool) -> SvaUserState:
    if drifted and level in {_L.SERVED, _L.BLOCKED}:
        return _S.ACTIVE if level is _L.SERVED else _S.BLOCKED
    return MIRRORED[level].get(state, state)


def _skipped(
    level: ContractLevel, state: SvaUserState, contract: Contract, shown: SvaUser, user_id: str | None
) -> MirrorSkippedUnknownStatus | None:
    if level is _L.UNCLEAR:
        return MirrorSkippedUnknownStatus(subject=contract.id, raw=f"{contract.status}/{contract.access}")
    if state is _S.UNKNOWN and level is not _L.NONE:
        return MirrorSkippedUnknownStatus(subject=user_id or "", raw=shown.raw_status)
    return None


_REASONS: Mapping[ContractLevel, tuple[str, str]] = {
    _L.SERVED: ("SVA-SYNC-1", "Contrato atendido: o usuário SVA permanece como está."),
    _L.BLOCKED: ("SVA-SYNC-2", "Contrato bloqueado: o acesso do usuário SVA fica retido."),
    _L.ENDED: ("SVA-SYNC-4", "Contrato encerrado: o usuário SVA fica desativado."),
    _L.NONE: ("SVA-SYNC-1", "Pré-contrato: o espelhamento não altera o usuário SVA."),
}


def _reason(level: ContractLevel, order: MirrorOrder | None, contract: Contract) -> tuple[str, str]:
    if level is _L.SERVED and order is not None:
        return "SVA-SYNC-3", "Contrato atendido: o usuário SVA volta a ter acesso."
    if level is _L.ENDED and contract.status in {ContractStatus.PRE_CONTRACT, ContractStatus.ACTIVE}:
        return "SVA-SYNC-6", "Chegou o dia do cancelamento do contrato: o usuário SVA fica desativado."
    return _REASONS[level]
