"""Subscribers: what they may be sold, saving them, looking at them, and the block on the whole subscriber."""

from collections.abc import Collection

from isp_integrations.core.done import Done
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip import rules
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.voip.machines import SUBSCRIBER
from isp_integrations.core.voip.operations.state import id_of, insist, limits_of, saved, status_events, usable_id


def list_sales_plans(session: Session, cursor: str | None) -> Exchange[Page[m.SalesPlan]]:
    """The sales plans (planos de venda), whose `id` a subscriber needs before he exists (VOIP-SUB-1)."""
    return (yield from session.page(VoipSpec.list_sales_plans, r.ListSalesPlans(), cursor))


def list_allowances(session: Session, cursor: str | None) -> Exchange[Page[m.MinuteAllowance]]:
    """The minute allowances (franquias), whose `id` each of the six categories may be linked to (VOIP-SUB-6)."""
    return (yield from session.page(VoipSpec.list_allowances, r.ListAllowances(), cursor))


def create_subscriber(
    session: Session,
    *,
    profile: m.SubscriberProfile,
    access: m.PanelAccess | None = None,
    username_check: m.UsernameCheck | None = None,
    sales_plans: Collection[m.SalesPlan] | None = None,
    allowances: Collection[m.MinuteAllowance] | None = None,
    reseller_plan: m.SalesPlan | None = None,
    policy: m.SubscriberPolicy | None = None,
) -> Exchange[Done[m.SavedSubscriber]]:
    """Save a new subscriber (gravar assinante). The panel's password is in the value, this once (VOIP-SUB-11).

    Args:
        access: of his panel; `voip.generate_access` makes one with a password of the host's generator.
        username_check: what `check_username` said of that username, needed with `access` (VOIP-SUB-10).
        sales_plans, allowances: those of the platform, to refuse what is not there before anything is sent.
        reseller_plan, policy: for VOIP-SUB-14.

    Raises:
        RuleViolation: VOIP-SUB-1, -3 to -8, -10, -12 to -14, -16, CORE-12.
        OutcomeUnknown: the answer was lost; resume it, calling again would make another subscriber.
    """
    request = r.CreateSubscriber(profile=profile, access=access)
    session.require(VoipSpec.create_subscriber, request)
    limits = limits_of(session)
    found = rules.check_subscriber(
        profile,
        limits=limits,
        sales_plans=sales_plans,
        allowances=allowances,
        reseller_plan=reseller_plan,
        policy=policy,
    )
    warnings = refuse_errors((*found, *rules.check_access(access, limits=limits, username_check=username_check)))
    made = yield from session.exchange(VoipSpec.create_subscriber, request)
    return saved(made, access, warnings)


def update_subscriber(
    session: Session,
    *,
    subscriber: m.VoipSubscriber,
    profile: m.SubscriberProfile,
    by: m.Party,
    access: m.PanelAccess | None = None,
    username_check: m.UsernameCheck | None = None,
    sales_plans: Collection[m.SalesPlan] | None = None,
    allowances: Collection[m.MinuteAllowance] | None = None,
    reseller_plan: m.SalesPlan | None = None,
    policy: m.SubscriberPolicy | None = None,
) -> Exchange[Done[m.SavedSubscriber]]:
    """Save a subscriber's data anew, whole. Repeating it is harmless.

    Args:
        subscriber: as he is, just read or as the host keeps him.
        profile: as he is to be; a subscriber who asks changes only what he was granted (VOIP-SUB-8).
        access: another panel access; `None` keeps the one that there is. Another username must have been checked.

    Raises:
        RuleViolation: those of :func:`create_subscriber`, VOIP-SUB-8 for the subscriber, VOIP-SUB-2, CORE-10.
    """
    request = r.UpdateSubscriber(subscriber=subscriber, profile=profile, access=access)
    session.require(VoipSpec.update_subscriber, request)
    id_of(subscriber)
    limits = limits_of(session)
    found = rules.check_subscriber(
        profile,
        limits=limits,
        sales_plans=sales_plans,
        allowances=allowances,
        reseller_plan=reseller_plan,
        policy=policy,
    )
    warnings = refuse_errors(
        (
            *rules.check_save(subscriber=subscriber),
            *rules.check_subscriber_change(subscriber=subscriber, profile=profile, by=by),
            *found,
            *rules.check_access(access, limits=limits, username_check=username_check, current=subscriber),
        )
    )
    made = yield from session.exchange(VoipSpec.update_subscriber, request)
    return saved(made, access, warnings)


def get_subscriber(session: Session, *, subscriber_id: str) -> Exchange[m.VoipSubscriber]:
    """One subscriber by the platform's id.

    Raises:
        ProviderRejected: the platform knows no such subscriber.
    """
    session.require(VoipSpec.get_subscriber)
    request = r.GetSubscriber(subscriber_id=usable_id(subscriber_id, "subscriber_id"))
    return (yield from session.exchange(VoipSpec.get_subscriber, request))


def list_subscribers(session: Session, cursor: str | None) -> Exchange[Page[m.VoipSubscriber]]:
    """Every subscriber of the reseller (gerenciar assinantes)."""
    return (yield from session.page(VoipSpec.list_subscribers, r.ListSubscribers(), cursor))


def refresh_subscriber(session: Session, *, subscriber: m.VoipSubscriber) -> Exchange[Done[m.VoipSubscriber]]:
    """The subscriber as the platform now has him; a changed status is an event (an observation, CORE-10)."""
    request = r.GetSubscriber(subscriber_id=id_of(subscriber))
    seen = yield from session.exchange(VoipSpec.get_subscriber, request)
    jump = SUBSCRIBER.report(subscriber.status, seen.status, subject=subscriber.id or "").unexpected
    return Done(value=seen, events=(*status_events(subscriber, seen), *((jump,) if jump else ())))


def disable_subscriber(session: Session, *, subscriber: m.VoipSubscriber) -> Exchange[Done[m.VoipSubscriber]]:
    """Block a subscriber with all his lines (bloqueio). Repeating it is harmless.

    Raises:
        RuleViolation: CORE-10 (machine 5.8), VOIP-SUB-2.
    """
    request = r.DisableSubscriber(subscriber=subscriber)
    session.require(VoipSpec.disable_subscriber, request)
    warnings = refuse_errors(rules.check_disable(subscriber=subscriber))
    id_of(subscriber)
    seen = yield from session.exchange(VoipSpec.disable_subscriber, request)
    insist(seen, m.SubscriberStatus.DISABLED)
    return Done(value=seen, warnings=warnings, events=status_events(subscriber, seen))


def enable_subscriber(session: Session, *, subscriber: m.VoipSubscriber) -> Exchange[Done[m.VoipSubscriber]]:
    """Lift a subscriber's block (desbloqueio). Repeating it is harmless.

    Raises:
        RuleViolation: CORE-10 (machine 5.8), VOIP-SUB-2.
    """
    request = r.EnableSubscriber(subscriber=subscriber)
    session.require(VoipSpec.enable_subscriber, request)
    warnings = refuse_errors(rules.check_enable(subscriber=subscriber))
    id_of(subscriber)
    seen = yield from session.exchange(VoipSpec.enable_subscriber, request)
    insist(seen, m.SubscriberStatus.SAVED)
    return Done(value=seen, warnings=warnings, events=status_events(subscriber, seen))
