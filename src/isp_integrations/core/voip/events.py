"""Effects of the VoIP family's operations, which the host persists."""

from typing import ClassVar

import attrs

from isp_integrations.core.events import Event


@attrs.frozen(kw_only=True)
class SubscriberEvent(Event):
    """Root of the events of one VoIP subscriber. `subscriber_id` is the platform's."""

    family: ClassVar[str] = "voip"
    subscriber_id: str


@attrs.frozen(kw_only=True)
class SubscriberSaved(SubscriberEvent):
    """The subscriber is on the platform, new or with other data; lines may follow (VOIP-SUB-2)."""


@attrs.frozen(kw_only=True)
class SubscriberStatusChanged(SubscriberEvent):
    """The subscriber's status as the platform now has it; it holds for every line of his."""

    before: str
    after: str


@attrs.frozen(kw_only=True)
class PanelPasswordLost(SubscriberEvent):
    """The platform made up a password whose answer was lost; nobody can read it, so another one must be set."""


@attrs.frozen(kw_only=True)
class VoipLineCreated(SubscriberEvent):
    """The subscriber has another line."""

    line_id: str


@attrs.frozen(kw_only=True)
class LineCapacityChanged(SubscriberEvent):
    """A line takes another number of simultaneous calls."""

    line_id: str
    before: int | None
    after: int


@attrs.frozen(kw_only=True)
class InboundNumberAssigned(SubscriberEvent):
    """A number rings at a line. Which number is in the result, not here."""

    line_id: str


@attrs.frozen(kw_only=True)
class SubscriberPanelOpened(SubscriberEvent):
    """Somebody of the reseller opened the subscriber's panel as the subscriber: who (VOIP-SUB-15)."""

    actor: str
