"""What the operations of the family share: whose they are, and what became of a subscriber."""

from isp_integrations.core.done import Done
from isp_integrations.core.errors import InvalidRecord, RuleViolation, UnexpectedAnswer
from isp_integrations.core.events import Event
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import rules
from isp_integrations.core.voip.events import PanelPasswordLost, SubscriberSaved, SubscriberStatusChanged
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.voip.limits import PlatformLimits


def limits_of(session: Session) -> PlatformLimits:
    return PlatformLimits.of(session.platform_as(VoipSpec))


def id_of(subscriber: m.VoipSubscriber) -> str:
    """The platform's id of a subscriber; a draft has none yet (VOIP-SUB-2)."""
    if not subscriber.id:
        raise RuleViolation(violations=rules.check_saved(subscriber=subscriber))
    return usable_id(subscriber.id, "subscriber.id")


def usable_id(text: str, field: str) -> str:
    """An id of the platform's as it is, or `InvalidRecord` for one that would change an address."""
    if text in {"", ".", ".."}:
        raise InvalidRecord(problems=(f"{field}: não é um id da plataforma",))
    return text


def status_events(before: m.VoipSubscriber, after: m.VoipSubscriber) -> tuple[Event, ...]:
    if before.status is after.status:
        return ()
    changed = SubscriberStatusChanged(subscriber_id=id_of(after), before=before.status, after=after.status)
    return (changed,)


def insist(seen: m.VoipSubscriber, wanted: m.SubscriberStatus) -> None:
    """Refuse a success that the subscriber's own status contradicts; an UNKNOWN status contradicts nothing."""
    if seen.status not in {wanted, m.SubscriberStatus.UNKNOWN}:
        raise UnexpectedAnswer(
            message="A plataforma aceitou a ordem, mas o assinante não está no status correspondente.",
            paths=("status",),
        )


def saved(
    made: m.SavedSubscriber, access: m.PanelAccess | None, warnings: tuple[Violation, ...]
) -> Done[m.SavedSubscriber]:
    subscriber_id = id_of(made.subscriber)
    events: list[Event] = [SubscriberSaved(subscriber_id=subscriber_id)]
    if access is not None and made.password is None:
        events.append(PanelPasswordLost(subscriber_id=subscriber_id))
    return Done(value=made, warnings=warnings, events=tuple(events))
