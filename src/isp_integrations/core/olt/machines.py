"""The ONU's machine (5.5). Whether it is on the air is another thing, and read-only."""

from enum import StrEnum
from typing import TypeAlias

from isp_integrations.core.machines import Machine, Observation, Observed
from isp_integrations.core.olt.models import OnuState

_S = OnuState
Row: TypeAlias = Observation[OnuState]


class OnuCommand(StrEnum):
    """What the host may ask of an ONU. A status query is a read, allowed in every state, and no command."""

    PROVISION = "provision"
    RETRY = "retry"
    CLEAN_UP = "clean_up"
    DELETE = "delete"
    EDIT = "edit"
    CONFIGURE_WIFI = "configure_wifi"
    REPLACE_ASSET = "replace_asset"
    CHANGE_SPEED_PROFILE = "change_speed_profile"
    REBOOT = "reboot"
    DISABLE = "disable"
    ENABLE = "enable"
    MOVE = "move"
    REPLACE = "replace"


class OnuObservation(StrEnum):
    """What the OLT shows, or how the task under way ended. `UNKNOWN_WORD` is a state that is in no table."""

    DISCOVER = "discover"
    TASK_OK = "task_ok"
    TASK_FAILED = "task_failed"
    UNKNOWN_WORD = "unknown_word"


_ACTIONS = (
    OnuCommand.EDIT,
    OnuCommand.CONFIGURE_WIFI,
    OnuCommand.REPLACE_ASSET,
    OnuCommand.CHANGE_SPEED_PROFILE,
    OnuCommand.REBOOT,
    OnuCommand.DISABLE,
    OnuCommand.ENABLE,
)


def _seen(after: OnuState, *expected_from: OnuState, kept_in: frozenset[OnuState] = frozenset()) -> Row:
    return Observation(after, frozenset({*expected_from, _S.UNKNOWN}), kept_in)


_UNDER_WAY = frozenset({_S.PROVISIONING, _S.PROVISION_FAILED, _S.DELETING})
_LEAVING = frozenset({_S.DELETING, _S.DELETE_FAILED, _S.REMOVED})

ONU = Machine[OnuState](
    name="onu",
    subject="A ONU",
    commands={
        OnuCommand.PROVISION: {_S.UNPROVISIONED: _S.PROVISIONING},
        OnuCommand.RETRY: {_S.PROVISION_FAILED: _S.PROVISIONING, _S.DELETE_FAILED: _S.DELETING},
        OnuCommand.CLEAN_UP: {_S.PROVISION_FAILED: _S.UNPROVISIONED},
        OnuCommand.DELETE: {
            _S.PROVISION_FAILED: _S.DELETING,
            _S.PROVISIONED: _S.DELETING,
            _S.DELETING: _S.DELETING,
            _S.DELETE_FAILED: _S.DELETING,
            _S.REMOVED: _S.REMOVED,
        },
        **{action: {_S.PROVISIONED: _S.PROVISIONED} for action in _ACTIONS},
        OnuCommand.MOVE: {_S.PROVISIONED: _S.PROVISIONING},
        OnuCommand.REPLACE: {_S.PROVISIONED: _S.DELETING},
    },
    observations={
        OnuState.UNPROVISIONED: _seen(_S.UNPROVISIONED, _S.REMOVED, kept_in=_UNDER_WAY),
        OnuState.PROVISIONED: _seen(_S.PROVISIONED, _S.PROVISIONING),
        OnuState.PROVISION_FAILED: _seen(
            _S.PROVISION_FAILED, _S.PROVISIONING, kept_in=frozenset({_S.UNPROVISIONED, _S.PROVISIONED})
        ),
        OnuState.REMOVED: _seen(_S.REMOVED, _S.DELETING),
        OnuState.DELETE_FAILED: _seen(_S.DELETE_FAILED, _S.DELETING, kept_in=frozenset({_S.REMOVED})),
        OnuState.UNKNOWN: _seen(_S.UNKNOWN, *_S),
    },
    words={
        _S.UNPROVISIONED: "Não provisionada",
        _S.PROVISIONING: "Provisionando",
        _S.PROVISION_FAILED: "Falha no provisionamento",
        _S.PROVISIONED: "Provisionada",
        _S.DELETING: "Excluindo",
        _S.DELETE_FAILED: "Falha na exclusão",
        _S.REMOVED: "Removida",
        _S.UNKNOWN: "Desconhecido",
        OnuCommand.PROVISION: "provisionamento",
        OnuCommand.RETRY: "nova tentativa",
        OnuCommand.CLEAN_UP: "limpeza",
        OnuCommand.DELETE: "exclusão",
        OnuCommand.EDIT: "edição",
        OnuCommand.CONFIGURE_WIFI: "configuração de Wi-Fi",
        OnuCommand.REPLACE_ASSET: "troca de patrimônio",
        OnuCommand.CHANGE_SPEED_PROFILE: "troca de perfil de velocidade",
        OnuCommand.REBOOT: "reinício",
        OnuCommand.DISABLE: "desativação",
        OnuCommand.ENABLE: "ativação",
        OnuCommand.MOVE: "mudança de porta",
        OnuCommand.REPLACE: "troca de equipamento",
    },
)
"""The ONU (machine 5.5). Its observations are named after where they lead; :func:`observe_onu` takes the events."""


def observe_onu(
    state: OnuState | None, event: OnuObservation, *, subject: str = ""
) -> Observed[OnuState] | Observed[None]:
    """Take an observation of an ONU: where its task stands decides what `TASK_OK` and `TASK_FAILED` mean.

    Args:
        state: before it; `None` for an ONU that nobody knew, which stays so after somebody's failed task.
        subject: the host's name for the ONU, for the event of an unexpected jump.
    """
    if state is None and event is OnuObservation.TASK_FAILED:
        return Observed(state=None)
    leads_to = {
        OnuObservation.DISCOVER: _S.UNPROVISIONED,
        OnuObservation.TASK_OK: _S.REMOVED if state in _LEAVING else _S.PROVISIONED,
        OnuObservation.TASK_FAILED: _S.DELETE_FAILED if state in _LEAVING else _S.PROVISION_FAILED,
        OnuObservation.UNKNOWN_WORD: _S.UNKNOWN,
    }
    return ONU.observe(state, leads_to[event], subject=subject)
