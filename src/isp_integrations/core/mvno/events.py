"""Events of the mobile family, and those of no family that it has too."""

from datetime import date
from typing import ClassVar

import attrs

from isp_integrations.core.events import Event as Event
from isp_integrations.core.events import MirrorSkippedUnknownStatus as MirrorSkippedUnknownStatus
from isp_integrations.core.events import UnexpectedTransition as UnexpectedTransition


@attrs.frozen(kw_only=True)
class LineEvent(Event):
    """Root of the events of one mobile line. `line_id` is the host's id, `None` when it passed none."""

    family: ClassVar[str] = "mvno"
    line_id: str | None


@attrs.frozen(kw_only=True)
class LineContractChanged(LineEvent):
    """The line now belongs to another contract; it is gone from the old one."""

    old_contract_id: str | None
    new_contract_id: str


@attrs.frozen(kw_only=True)
class LineHolderUpdated(LineEvent):
    """The line's registration data are the new holder's; the former holder's must be overwritten, not merged."""

    new_customer_id: str


@attrs.frozen(kw_only=True)
class LinePlanChanged(LineEvent):
    """The line is on another plan of the platform."""

    old_plan_code: str | None
    new_plan_code: str


@attrs.frozen(kw_only=True)
class LinePlanReviewNeeded(LineEvent):
    """The transfer stands, and the plan could not follow: a person must look (MVNO-TRANSFER-14)."""

    wanted_plan_code: str
    why: str


@attrs.frozen(kw_only=True)
class BillingOwnerChanged(LineEvent):
    """Billing of the line moves to another contract."""

    old_contract_id: str | None
    new_contract_id: str


@attrs.frozen(kw_only=True)
class LineStatusChanged(LineEvent):
    """The line's status as the platform now has it."""

    before: str
    after: str


@attrs.frozen(kw_only=True)
class LineSimSwapped(LineEvent):
    """The line runs on another SIM. The ICCIDs are in the result, not here."""


@attrs.frozen(kw_only=True)
class LineToppedUp(LineEvent):
    """A top-up was bought for the line."""

    plan_code: str


@attrs.frozen(kw_only=True)
class LineActivationRequested(LineEvent):
    """The platform took the activation; it finishes later."""

    order_id: str | None


@attrs.frozen(kw_only=True)
class PortabilityRequested(LineEvent):
    """A port-in was asked for; follow it until it is final."""

    ticket_number: str | None


@attrs.frozen(kw_only=True)
class PortabilityRequestDue(LineEvent):
    """The line is activated and the port-in is still to be asked for: its number is not assigned yet, or `why`."""

    why: str = ""


@attrs.frozen(kw_only=True)
class PortabilityOverdue(LineEvent):
    """The day by which the port-in should have been executed went by; a person must ask the platform."""

    due_on: date
    status: str


@attrs.frozen(kw_only=True)
class PortabilityStatusChanged(LineEvent):
    """The portability's status as the platform now has it."""

    before: str
    after: str
