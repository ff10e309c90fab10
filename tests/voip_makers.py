"""Synthetic subscribers, plans and lines that pass every rule; a test spoils one thing."""

from decimal import Decimal
from typing import Any

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.identifiers import Cpf, PostalCode
from isp_integrations.core.rules import Violation
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip.limits import PlatformLimits

PASSWORD = "Senha-Exemplo-123"
PROFILE = m.SubscriberProfile(
    person_type=m.PersonType.NATURAL,
    tax_id=Cpf.parse("52998224725"),
    legal_name="Fulana Exemplo da Silva",
    address=Address(street="Rua Exemplo", number="10", city="São Paulo", postal_code=PostalCode.parse("01310100")),
    sales_plan_id="7",
)
SUBSCRIBER = m.VoipSubscriber(id="101", status=m.SubscriberStatus.SAVED, profile=PROFILE, username="fulana")
LINE = m.VoipLine(id="501", subscriber_id="101", max_simultaneous_calls=1)
NEW_LINE = m.NewLine(username="2001", password=PASSWORD)
ACCESS = m.PanelAccess(username="dora", password=PASSWORD)
FREE = m.UsernameCheck(username="dora", free=True)
PLANS = (
    m.SalesPlan(id="7", prices=(m.PrefixPrice(prefix="55", price=Decimal("0.12")),)),
    m.SalesPlan(id="9", active=False),
)
ALLOWANCES = (m.MinuteAllowance(id="31", minutes=500), m.MinuteAllowance(id="32", minutes=200))
LIMITS = PlatformLimits(permissions=frozenset(m.Permission), generates_passwords=False)


def profile(**changes: Any) -> m.SubscriberProfile:
    """A natural person on plan 7, with changes."""
    return attrs.evolve(PROFILE, **changes)


def subscriber(**changes: Any) -> m.VoipSubscriber:
    """Saved subscriber 101, with changes."""
    return attrs.evolve(SUBSCRIBER, **changes)


def granted(*permissions: str, **changes: Any) -> m.VoipSubscriber:
    """Subscriber 101 with these permissions."""
    return subscriber(profile=profile(permissions=permissions), **changes)


def slots(**linked: Any) -> dict[str, m.AllowanceSlot]:
    """Allowance slots by category: an allowance's id, or `True` for "consume from the local one"."""
    return {
        name: m.AllowanceSlot(consumes_local=True) if link is True else m.AllowanceSlot(allowance_id=link)
        for name, link in linked.items()
    }


def with_slots(**linked: Any) -> m.SubscriberProfile:
    """A subscriber of the option Franquia with these slots."""
    return profile(allowance_enabled=True, allowances=slots(**linked))


def codes(violations: tuple[Violation, ...]) -> list[str]:
    """The codes, in order."""
    return [found.code for found in violations]
