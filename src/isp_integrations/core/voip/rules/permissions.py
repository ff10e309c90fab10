"""What a subscriber may do alone, and what a platform offers of it: VOIP-SUB-8, -9, -15 and VOIP-QUERY-1."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs

from isp_integrations.core.erp.rules import check_support
from isp_integrations.core.errors import SupportRefused
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.voip.models import Party, Permission, SubscriberProfile, VoipSubscriber


class Query(StrEnum):
    """What a subscriber may consult; each is a permission of its own (VOIP-QUERY-1)."""

    BALANCE = "balance"
    CALLS = "calls"
    LIVE_CALLS = "live_calls"


_QUERY_WORDS = {
    Query.BALANCE: "o saldo",
    Query.CALLS: "as ligações efetuadas",
    Query.LIVE_CALLS: "as ligações em tempo real",
}


def check_query(
    query: Query, *, subscriber: VoipSubscriber, by: Party, support: Iterable[SupportRefused] = ()
) -> tuple[Violation, ...]:
    """VOIP-QUERY-1: the platform offers the query, and a subscriber who asks was granted it.

    Args:
        support: what asking the platform would raise.
    """
    offered = _support(support, rule_id="VOIP-QUERY-1", operation=query, code=f"voip.{query}")
    if is_granted(Permission(query.value), subscriber=subscriber, by=by):
        return offered
    refused = Violation(
        rule_id="VOIP-QUERY-1",
        code="voip.query_not_granted",
        family=Family.PERMISSION_DENIED,
        message=f"A revenda não liberou ao assinante consultar {_QUERY_WORDS[query]}.",
        context={"query": query.value},
    )
    return (refused, *offered)


def check_subscriber_change(
    *, subscriber: VoipSubscriber, profile: SubscriberProfile, by: Party
) -> tuple[Violation, ...]:
    """VOIP-SUB-8: a subscriber changes only the fields whose names the reseller granted; the reseller changes all."""
    changed = (
        field.name
        for field in attrs.fields(SubscriberProfile)
        if getattr(profile, field.name) != getattr(subscriber.profile, field.name)
    )
    refused = tuple(name for name in changed if not is_granted(name, subscriber=subscriber, by=by))
    return tuple(not_granted(refused)) if refused else ()


def check_panel_access(*, support: Iterable[SupportRefused]) -> tuple[Violation, ...]:
    """VOIP-SUB-15: whether the platform lets the reseller open a subscriber's panel."""
    return check_support(support, family="voip", operation="panel_access", rule_id="VOIP-SUB-15")


def check_api_access(*, support: Iterable[SupportRefused]) -> tuple[Violation, ...]:
    """VOIP-SUB-9: whether the platform hands out a subscriber's own access to its interface; none does by default."""
    return _support(support, rule_id="VOIP-SUB-9", operation="api_access", code="voip.api_access_unavailable")


def is_granted(permission: str, *, subscriber: VoipSubscriber, by: Party) -> bool:
    """Whether whoever asks may: the reseller always, the subscriber what his profile grants, nobody nothing."""
    granted = {Party.RESELLER: True, Party.SUBSCRIBER: permission in subscriber.profile.permissions}
    return granted.get(by, False)


def not_granted(fields: tuple[str, ...]) -> Iterator[Violation]:
    """VOIP-SUB-8's refusal of `fields`."""
    yield Violation(
        rule_id="VOIP-SUB-8",
        code="voip.field_not_granted",
        family=Family.PERMISSION_DENIED,
        message="A revenda não liberou esta alteração ao assinante.",
        context={"fields": fields},
    )


def _support(support: Iterable[SupportRefused], *, rule_id: str, operation: str, code: str) -> tuple[Violation, ...]:
    """The refusals of support, with the family's own code where the platform cannot."""
    return tuple(
        attrs.evolve(found, code=code) if found.family is Family.UNSUPPORTED_OPERATION else found
        for found in check_support(support, family="voip", operation=operation, rule_id=rule_id)
    )
