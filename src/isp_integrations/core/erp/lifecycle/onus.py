"""ONUs under a contract: disabled and enabled again where the host's policy says so, never deleted.

Most providers withhold access in their RADIUS; taking the ONU off the air is the policy's choice. A policy that never
disables leaves ONUs alone, the disabled ones too: somebody else did that.
"""

from enum import StrEnum
from typing import ClassVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.lifecycle.mirroring import (
    Decision,
    Note,
    Order,
    Service,
    ServiceKind,
    ServiceMirror,
    Situation,
)
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.events import MirrorSkippedUnknownStatus
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.machines import ONU
from isp_integrations.core.olt.models import Onu, OnuState
from isp_integrations.core.olt.operations import disable_onu, enable_onu, get_onu_status
from isp_integrations.core.session import Session


class OnuTask(StrEnum):
    """What a contract may ask of an ONU."""

    DISABLE = "disable"
    ENABLE = "enable"


@attrs.frozen(kw_only=True)
class OnuService(Service):
    """An ONU of a contract. Its `admin_state` is the host's; only a PROVISIONED one is touched."""

    kind: ClassVar[ServiceKind] = ServiceKind.ONU
    onu: Onu


@attrs.frozen(kw_only=True)
class OnuOrder(Order):
    """What a contract asks of an ONU."""

    service: OnuService
    task: OnuTask

    @property
    def sentence(self) -> str:
        return f"ONU {self.service.id}: {_TASKS[self.task]}."


_TASKS = {OnuTask.DISABLE: "desativar", OnuTask.ENABLE: "ativar"}


def decide(situation: Situation, services: tuple[OnuService, ...]) -> Decision:
    """What the contract's level makes of its ONUs."""
    task = _task(situation.level, situation.policy)
    if task is None:
        return Decision()
    return sum((_decided(service, task, verify=situation.policy.verify) for service in services), Decision())


def _task(level: ContractLevel, policy: LifecyclePolicy) -> OnuTask | None:
    if level is ContractLevel.SERVED:
        disables = policy.disable_onus_when_blocked or policy.disable_onus_when_ended
        return OnuTask.ENABLE if disables else None
    blocked = level is ContractLevel.BLOCKED
    return (
        OnuTask.DISABLE if (policy.disable_onus_when_blocked if blocked else policy.disable_onus_when_ended) else None
    )


def _decided(service: OnuService, task: OnuTask, *, verify: bool) -> Decision:
    onu = service.onu
    if onu.admin_state is OnuState.UNKNOWN:
        skipped = MirrorSkippedUnknownStatus(subject=service.key, raw=onu.raw_state)
        return _left(service, "estado desconhecido") + Decision(events=(skipped,))
    if onu.admin_state is not OnuState.PROVISIONED:
        return _left(service, f"está no estado {ONU.words[onu.admin_state]}")
    if task is OnuTask.ENABLE and service.stopped_by_hand:
        return _left(service, "desativada manualmente")
    disabled = onu.enabled is False
    if not verify and disabled is (task is OnuTask.DISABLE):
        return Decision()
    return Decision(orders=(OnuOrder(service=service, task=task),))


def _left(service: OnuService, why: str) -> Decision:
    return Decision(notes=(Note(service=service.key, why=f"ONU {service.id}: {why}; fica como está."),))


def carry_out(session: Session, order: OnuOrder, _again: bool) -> Exchange[Done[OnuService]]:
    """Disable or enable an ONU, unless the platform says that it is so already."""
    wanted = order.task is OnuTask.ENABLE
    onu = order.service.onu
    if (yield from _enabled(session, onu)) is wanted:
        return Done(value=attrs.evolve(order.service, onu=attrs.evolve(onu, enabled=wanted)))
    done = yield from (enable_onu if wanted else disable_onu)(session, onu=onu)
    return Done(value=attrs.evolve(order.service, onu=done.value), warnings=done.warnings, events=done.events)


def _enabled(session: Session, onu: Onu) -> Exchange[bool | None]:
    """Whether the platform has the ONU in service; `None` where it does not say."""
    if session.refusal(OltSpec.get_onu_status) is not None:
        return None
    status = yield from get_onu_status(session, onu=onu)
    return status.enabled


ONUS = ServiceMirror(family=OltSpec.family, service=OnuService, order=OnuOrder, decide=decide, carry_out=carry_out)
