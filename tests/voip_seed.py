"""What the suites and cassettes of VoIP platforms put into a PABX, and what an order changes in it."""

import attrs

from isp_integrations.core.voip import models as m
from isp_integrations.plugins.voip.assumed.pabx import Pabx, Subscriber
from isp_integrations.testing.voip import Seed
from isp_integrations.testing.voip_cases import PROFILE


def seed_pabx(pabx: Pabx) -> Seed:
    """The company and the person that a fresh fake holds, the person blocked."""
    company, person = pabx.subscribers.values()
    person.enabled = False
    return Seed(
        subscriber=known(company, m.SubscriberStatus.SAVED),
        disabled=known(person, m.SubscriberStatus.DISABLED),
        line=m.VoipLine(id=company.lines[0].id, subscriber_id=company.id, max_simultaneous_calls=1),
        sales_plan_id="7",
        other_plan_id="8",
        allowance_id="31",
        taken_username=company.username or "",
        profile=attrs.evolve(PROFILE, sales_plan_id="7"),
    )


def known(subscriber: Subscriber, status: m.SubscriberStatus) -> m.VoipSubscriber:
    """A subscriber of the fake as a host knows him."""
    return m.VoipSubscriber(id=subscriber.id, status=status, profile=subscriber.profile, username=subscriber.username)


def state_of(pabx: Pabx) -> object:
    """What an order changes in a PABX, comparable."""
    subscribers = [
        (
            one.profile,
            one.enabled,
            one.username,
            one.password,
            [(line.username, line.simultaneous_calls, line.sales_plan_id) for line in one.lines],
        )
        for one in pabx.subscribers.values()
    ]
    return subscribers, dict(pabx.numbers)
