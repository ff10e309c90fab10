"""The mirror: one call that brings a user on the platform to its contract's level."""

from collections.abc import Callable, Mapping
from typing import Any

from isp_integrations.core.done import Done
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.models import Contract
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.events import SvaUserMirrored
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.machines import Mirror, MirrorOrder, in_state, mirror
from isp_integrations.core.sva.operations.state import (
    limits_of,
    looked_up,
    refuse_other_contract,
    settled,
    status_events,
    with_platform_state,
)

_HOOKS: Mapping[MirrorOrder, tuple[Callable[..., Any], Callable[..., Any]]] = {
    MirrorOrder.BLOCK: (SvaSpec.block_user, r.BlockUser),
    MirrorOrder.ACTIVATE: (SvaSpec.activate_user, r.ActivateUser),
    MirrorOrder.DEACTIVATE: (SvaSpec.deactivate_user, r.DeactivateUser),
}


def mirror_user(session: Session, *, user: m.SvaUser, contract: Contract) -> Exchange[Done[m.SvaUser]]:
    """Bring a user to the level of its contract's present statuses (SVA-SYNC-1 to -4 and -6).

    The platform is looked at first and asked for no more than is missing, so calling again is harmless, and a
    drift (an answer that was lost, somebody's hand in the platform's own panel) is mended. Whoever was deactivated
    stays so. An unknown status changes nothing and is told by `MirrorSkippedUnknownStatus` (CORE-5); what the
    platform shows out of turn is told by `UnexpectedTransition` (CORE-10).

    Raises:
        InvalidRecord: the user is of another contract.
        UnsupportedOperation: the level asks for what the platform cannot, such as a block where it cannot suspend.
        OutcomeUnknown: an answer was lost, or the platform shows something else than it took; mirror again.
    """
    refuse_other_contract(user, contract)
    today = (yield from Now()).date()
    expected = mirror(user, contract, today)
    if expected.level in {ContractLevel.NONE, ContractLevel.UNCLEAR} or user.status is m.SvaUserStatus.REMOVED:
        return Done(value=user, events=expected.events)
    if expected.order is not None:
        session.require(_HOOKS[expected.order][0])
    seen = yield from looked_up(session, user)
    tells_apart = limits_of(session).tells_block_from_deactivation
    decided = mirror(user, contract, today, seen=seen, tells_apart=tells_apart)
    return (yield from _carried_out(session, user, seen, decided))


def _carried_out(session: Session, user: m.SvaUser, seen: m.SvaUser, decided: Mirror) -> Exchange[Done[m.SvaUser]]:
    events: tuple[Event, ...] = decided.events
    shown = with_platform_state(user, seen)
    if decided.order is None:
        after = in_state(shown, decided.state)
    else:
        hook, request = _HOOKS[decided.order]
        after = settled(session, shown, (yield from session.exchange(hook, request(user=shown))), decided.state)
        events += (SvaUserMirrored(user_id=user.id, order=decided.order, rule_id=decided.rule_id, why=decided.why),)
    return Done(value=after, events=(*events, *status_events(user, after)))
