"""What each hook of the family is asked: one frozen request per operation."""

from datetime import date

import attrs

from isp_integrations.core.values import Value
from isp_integrations.core.voip.models import (
    InboundNumber,
    NewLine,
    PanelAccess,
    SubscriberProfile,
    VoipLine,
    VoipSubscriber,
)


@attrs.frozen
class ListSalesPlans(Value):
    """Every sales plan that a subscriber may have."""


@attrs.frozen
class ListAllowances(Value):
    """Every minute allowance that a subscriber may be linked to."""


@attrs.frozen(kw_only=True)
class CheckUsername(Value):
    """Ask whether a username of the panel may still be taken."""

    username: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class CreateSubscriber(Value):
    """Save a new subscriber; without `access` he gets no panel."""

    profile: SubscriberProfile
    access: PanelAccess | None = None


@attrs.frozen(kw_only=True)
class UpdateSubscriber(Value):
    """Save a subscriber's data as they are in `profile`, whole. `access` replaces the panel's; `None` keeps it."""

    subscriber: VoipSubscriber
    profile: SubscriberProfile
    access: PanelAccess | None = None


@attrs.frozen(kw_only=True)
class GetSubscriber(Value):
    """One subscriber by the platform's id."""

    subscriber_id: str


@attrs.frozen
class ListSubscribers(Value):
    """Every subscriber of the reseller."""


@attrs.frozen(kw_only=True)
class DisableSubscriber(Value):
    """Block a subscriber with all his lines."""

    subscriber: VoipSubscriber


@attrs.frozen(kw_only=True)
class EnableSubscriber(Value):
    """Lift a subscriber's block."""

    subscriber: VoipSubscriber


@attrs.frozen(kw_only=True)
class CreateLine(Value):
    """Give a subscriber another line."""

    subscriber_id: str
    line: NewLine


@attrs.frozen(kw_only=True)
class ListLines(Value):
    """Every line of one subscriber."""

    subscriber_id: str


@attrs.frozen(kw_only=True)
class SetSimultaneousCalls(Value):
    """Let a line take another number of calls at once."""

    line: VoipLine
    calls: int


@attrs.frozen(kw_only=True)
class AssignNumber(Value):
    """Make a number ring at a line."""

    number: InboundNumber


@attrs.frozen(kw_only=True)
class GetBalance(Value):
    """A subscriber's balance."""

    subscriber_id: str


@attrs.frozen(kw_only=True)
class CallPeriod(Value):
    """Days of calls, both inclusive, in the platform's local time."""

    start: date
    end: date


@attrs.frozen(kw_only=True)
class GetCallTotals(Value):
    """What a subscriber's calls of a period add up to; of one line where `line_id` is given."""

    subscriber_id: str
    period: CallPeriod
    line_id: str | None = None


@attrs.frozen(kw_only=True)
class ListCalls(Value):
    """A subscriber's calls of a period; of one line where `line_id` is given."""

    subscriber_id: str
    period: CallPeriod
    line_id: str | None = None


@attrs.frozen(kw_only=True)
class ListLiveCalls(Value):
    """The calls that a subscriber is making now."""

    subscriber_id: str


@attrs.frozen(kw_only=True)
class OpenPanel(Value):
    """Open a subscriber's panel as the subscriber."""

    subscriber_id: str


@attrs.frozen(kw_only=True)
class GetApiAccess(Value):
    """A subscriber's own credentials for the platform's interface."""

    subscriber_id: str
