"""A user's access: blocked, activated or deactivated by hand, and revoked for good."""

from datetime import date

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Contract
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva import rules
from isp_integrations.core.sva.events import SvaResumptionDue, SvaUserRemoved
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.machines import USER, SvaUserCommand, SvaUserState, in_state, state_of
from isp_integrations.core.sva.operations.state import refuse_other_contract, settled, status_events
from isp_integrations.core.sva.proofs import user_if_any


def block_user(session: Session, *, user: m.SvaUser, resume_on: date | None = None) -> Exchange[Done[m.SvaUser]]:
    """Withhold a user's access (bloqueio). Repeating it is harmless.

    Args:
        resume_on: day on which it ends. No platform keeps it: `SvaResumptionDue` tells the host to activate then.

    Raises:
        UnsupportedOperation: the platform cannot suspend; deleting is never a substitute.
        RuleViolation: CORE-10.
    """
    request = r.BlockUser(user=user)
    session.require(SvaSpec.block_user, request)
    warnings = refuse_errors(rules.check_block(user=user))
    seen = yield from session.exchange(SvaSpec.block_user, request)
    after = settled(session, user, seen, SvaUserState.BLOCKED)
    due = (SvaResumptionDue(user_id=user.id, due_on=resume_on),) if resume_on else ()
    return Done(value=after, warnings=warnings, events=(*status_events(user, after), *due))


def activate_user(session: Session, *, user: m.SvaUser, contract: Contract) -> Exchange[Done[m.SvaUser]]:
    """Give a user access again by hand (Ativar); a manual deactivation ends here. Repeating it is harmless.

    With a blocked contract it is allowed and told: the next mirror blocks the user again.

    Raises:
        InvalidRecord: the user is of another contract.
        RuleViolation: SVA-ACT-1, or CORE-10.
    """
    request = r.ActivateUser(user=user)
    session.require(SvaSpec.activate_user, request)
    refuse_other_contract(user, contract)
    today = (yield from Now()).date()
    warnings = refuse_errors(rules.check_activation(user=user, contract=contract, today=today))
    seen = yield from session.exchange(SvaSpec.activate_user, request)
    after = settled(session, user, seen, SvaUserState.ACTIVE)
    return Done(value=after, warnings=warnings, events=status_events(user, after))


def deactivate_user(session: Session, *, user: m.SvaUser) -> Exchange[Done[m.SvaUser]]:
    """Take a user's access away by hand (Desativar); the contract goes on, and no mirror gives the access back.

    Repeating it is harmless, and leaves a user that the contract deactivated as it is.

    Raises:
        RuleViolation: CORE-10.
    """
    request = r.DeactivateUser(user=user)
    session.require(SvaSpec.deactivate_user, request)
    warnings = refuse_errors(rules.check_deactivation(user=user))
    seen = yield from session.exchange(SvaSpec.deactivate_user, request)
    state = USER.commands[SvaUserCommand.DEACTIVATE][state_of(user)]
    after = settled(session, user, seen, state)
    return Done(value=after, warnings=warnings, events=status_events(user, after))


def delete_user(session: Session, *, user: m.SvaUser) -> Exchange[Done[m.SvaUser]]:
    """Revoke a user's access on the platform and answer it REMOVED, for the host to remove its record (SVA-DEL-1).

    A platform that cannot delete is asked to deactivate, and `SvaUserRemoved.kept_on_platform` says so. Either way
    the platform may go on refusing the CPF. A user that the platform no longer has is REMOVED all the same.

    Raises:
        UnsupportedOperation: the platform can neither delete nor deactivate.
        RuleViolation: CORE-10.
    """
    deletes = "delete_user" in session.platform.operations
    session.require(SvaSpec.delete_user if deletes else SvaSpec.deactivate_user)
    warnings = refuse_errors(rules.check_deletion(user=user))
    if user.status is not m.SvaUserStatus.REMOVED:
        yield from (deleted(session, user) if deletes else _deactivated(session, user))
    after = in_state(user, SvaUserState.REMOVED)
    event = SvaUserRemoved(user_id=user.id, kept_on_platform=not deletes)
    return Done(value=after, warnings=warnings, events=(event, *status_events(user, after)))


def deleted(session: Session, user: m.SvaUser) -> Exchange[None]:
    """The user gone from the platform, also where it was gone before."""
    seen = yield from user_if_any(session.exchange(SvaSpec.delete_user, r.DeleteUser(user=user)))
    if seen is not None:
        settled(session, user, seen, SvaUserState.REMOVED)


def _deactivated(session: Session, user: m.SvaUser) -> Exchange[None]:
    """The user without access on a platform that cannot delete it, also where it was gone before."""
    seen = yield from user_if_any(session.exchange(SvaSpec.deactivate_user, r.DeactivateUser(user=user)))
    if seen is not None:
        settled(session, user, seen, SvaUserState.DEACTIVATED_BY_CONTRACT)
