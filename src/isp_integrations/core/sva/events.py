"""Events of the SVA family. Names and documents of people are in no event."""

from datetime import date
from typing import ClassVar

import attrs

from isp_integrations.core.events import Event


@attrs.frozen(kw_only=True)
class SvaUserEvent(Event):
    """Root of the events of one SVA user. `user_id` is the host's id, `None` when it passed none."""

    family: ClassVar[str] = "sva"
    user_id: str | None


@attrs.frozen(kw_only=True)
class SvaUserCreated(SvaUserEvent):
    """The user exists on the platform; it is billable while ACTIVE."""

    contract_id: str | None
    package_code: str
    status: str


@attrs.frozen(kw_only=True)
class SvaUserStatusChanged(SvaUserEvent):
    """The user's status as the platform now has it."""

    before: str
    after: str


@attrs.frozen(kw_only=True)
class SvaUserMirrored(SvaUserEvent):
    """The platform was brought to the level of the user's contract.

    Attributes:
        order: what it was asked: `block`, `activate` or `deactivate`.
        rule_id, why: the rule that says so, and the same for a person.
    """

    order: str
    rule_id: str
    why: str


@attrs.frozen(kw_only=True)
class SvaUserEdited(SvaUserEvent):
    """The user's `fields` were changed: `phone`, `password` or both."""

    fields: tuple[str, ...]


@attrs.frozen(kw_only=True)
class SvaUserRemoved(SvaUserEvent):
    """The host's record may go: CPF and contract are free again locally (SVA-DEL-1).

    Attributes:
        kept_on_platform: the platform cannot delete: it keeps the user, deactivated, and so perhaps its CPF.
    """

    kept_on_platform: bool = False


@attrs.frozen(kw_only=True)
class SvaPackageChanged(SvaUserEvent):
    """The user is on another package."""

    old_package_code: str | None
    new_package_code: str


@attrs.frozen(kw_only=True)
class SvaPackageChangeIncomplete(SvaUserEvent):
    """The user was deleted for another package and could not be created again: a person must look (SVA-USER-12)."""

    wanted_package_code: str
    why: str


@attrs.frozen(kw_only=True)
class SvaCredentialsResent(SvaUserEvent):
    """The platform was asked to send the customer his credentials again, and took it."""


@attrs.frozen(kw_only=True)
class SvaResumptionDue(SvaUserEvent):
    """The block ends on a day that no platform keeps: the host must activate the user then."""

    due_on: date
