"""What a user is after an operation, and the events that say so."""

import attrs

from isp_integrations.core.erp.models import Contract
from isp_integrations.core.errors import InvalidRecord, UnexpectedAnswer
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.events import SvaUserStatusChanged
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.machines import SvaUserState, in_state, report_user
from isp_integrations.core.sva.proofs import user_if_any

_OWN = {"id", "integration_id", "contract_id", "customer_id", "product_id", "deactivated_manually"}
_WITHHELD = frozenset({m.SvaUserStatus.BLOCKED, m.SvaUserStatus.DEACTIVATED})


def limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(SvaSpec))


def with_platform_state(user: m.SvaUser, seen: m.SvaUser) -> m.SvaUser:
    """`user` of the host with all that the platform says of it; the host's own ids and flag stay, and so does what
    the host knows of a package that the platform tells by its code alone.

    Raises:
        UnexpectedAnswer: it says it of somebody else.
    """
    _refuse_another(user, seen)
    said = {
        field.name: value
        for field in attrs.fields(m.SvaUser)
        if field.name not in _OWN and (value := getattr(seen, field.name)) not in (None, {})
    }
    known, shown = user.package, seen.package
    if known is not None and shown is not None and known.code == shown.code:
        said["package"] = attrs.evolve(shown, name=shown.name or known.name, kind=shown.kind or known.kind)
    return attrs.evolve(user, **{**said, "raw_status": seen.raw_status})


def _refuse_another(user: m.SvaUser, seen: m.SvaUser) -> None:
    """Another username is another user, unless one of the platform's own ids tells that it is the same."""
    if user.username is None or seen.username is None:
        return
    same_name = user.username.casefold() == seen.username.casefold()
    same_id = any(user.platform_ids.get(name) == value for name, value in seen.platform_ids.items())
    if not (same_name or same_id):
        raise UnexpectedAnswer(message="A plataforma respondeu sobre outro usuário SVA.", paths=("username",))


def settled(session: Session, user: m.SvaUser, seen: m.SvaUser, state: SvaUserState) -> m.SvaUser:
    """`user` in the `state` that the platform was asked for and, as it shows the user, has brought about.

    An UNKNOWN status contradicts nothing and stays UNKNOWN, never what was asked for (CORE-5).

    Raises:
        UnexpectedAnswer: the platform took the order and shows the user otherwise.
    """
    wanted = in_state(user, state)
    after = with_platform_state(wanted, seen)
    if seen.status is m.SvaUserStatus.UNKNOWN:
        return after
    same = seen.status is wanted.status
    told_alike = not limits_of(session).tells_block_from_deactivation and {seen.status, wanted.status} <= _WITHHELD
    if not same and not told_alike:
        raise contradiction("status")
    return attrs.evolve(after, status=wanted.status)


def contradiction(path: str) -> UnexpectedAnswer:
    """A platform that says success and shows something else."""
    return UnexpectedAnswer(
        message="A plataforma aceitou a ordem, mas não mostra o usuário SVA como pedido.", paths=(path,)
    )


def status_events(before: m.SvaUser, after: m.SvaUser) -> tuple[Event, ...]:
    if after.status is before.status:
        return ()
    return (SvaUserStatusChanged(user_id=before.id, before=before.status, after=after.status),)


def refuse_other_contract(user: m.SvaUser, contract: Contract) -> None:
    """A user follows his own contract; another one is a mistake of the caller, before any rule."""
    if user.contract_id not in {None, contract.id}:
        raise InvalidRecord(problems=("contract.id: o usuário SVA é de outro contrato",))


def looked_up(session: Session, user: m.SvaUser) -> Exchange[m.SvaUser]:
    """The host's user as the platform shows it now; REMOVED where the platform has no such user, and as the host
    has it where the platform cannot be asked."""
    if "get_user" not in session.platform.operations:
        return user
    seen = yield from user_if_any(session.exchange(SvaSpec.get_user, r.GetUser.of(user)))
    return seen or m.SvaUser(status=m.SvaUserStatus.REMOVED)


def observed(session: Session, user: m.SvaUser, seen: m.SvaUser) -> tuple[m.SvaUser, tuple[Event, ...]]:
    """The host's user with what the platform shows, and the events of it: an observation, never refused."""
    taken = report_user(user, seen.status, tells_apart=limits_of(session).tells_block_from_deactivation)
    after = in_state(with_platform_state(user, seen), taken.state)
    events = status_events(user, after)
    return after, (*events, taken.unexpected) if taken.unexpected else events
