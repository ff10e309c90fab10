"""What happened on the host's side: effects of plans, combos and transfers that the host persists."""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from isp_integrations.core.events import Event


@attrs.frozen(kw_only=True)
class ErpEvent(Event):
    """Root of the events of the host's side."""

    family: ClassVar[str] = "erp"


@attrs.frozen(kw_only=True)
class PlanEvent(ErpEvent):
    """Root of the events of one customer's plan."""

    plan_id: str


@attrs.frozen(kw_only=True)
class NewPlanFinished(ErpEvent):
    """A new plan was finished with every choice it needs (ELITE-PLAN-1)."""

    customer_id: str
    sold_plan_id: str
    contract_model_id: str
    contract_number: str
    signatory_id: str
    witness_ids: tuple[str, ...]


@attrs.frozen(kw_only=True)
class PlanChanged(PlanEvent):
    """The customer's plan is another plan of the catalogue."""

    old_sold_plan_id: str | None
    new_sold_plan_id: str
    payment_method: str


class SvaResync(StrEnum):
    """What the users of one SVA platform need: `create_user`, `change_package` or `delete_user` of the SVA family."""

    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"


@attrs.frozen(kw_only=True)
class SvaUsersResyncDue(PlanEvent):
    """The plan's users of that SVA platform must be brought to the new plan (ELITE-PLAN-3)."""

    platform: str
    need: SvaResync


@attrs.frozen(kw_only=True)
class ExtraServiceDropped(PlanEvent):
    """An extra service did not follow the plan to the new one (ELITE-PLAN-5)."""

    kind: str
    ref: str | None


@attrs.frozen(kw_only=True)
class PlanAddonAdded(PlanEvent):
    """The plan carries another add-on (ELITE-ADDON-1)."""

    kind: str
    ref: str | None


@attrs.frozen(kw_only=True)
class AccessPointChanged(PlanEvent):
    """The plan is served by another access point (ELITE-AP-1)."""

    old_access_point_id: str | None
    new_access_point_id: str


@attrs.frozen(kw_only=True)
class VoiceTerminalEmailCorrected(PlanEvent):
    """The terminal's contact e-mail is the customer's again (ELITE-VOICE-1). It is in the result, not here."""

    voice_terminal_id: str


@attrs.frozen(kw_only=True)
class RadiusLoginDeleted(PlanEvent):
    """The access login is to be deleted (ELITE-RADIUS-1)."""

    login_id: str


@attrs.frozen(kw_only=True)
class ProvisionalSpeedRestored(PlanEvent):
    """The plan runs at its own speed again (ELITE-SPEED-1). `provisional_speed` is the one that ended."""

    provisional_speed: str


@attrs.frozen(kw_only=True)
class DueDayChanged(PlanEvent):
    """The plan's invoice is due on another day of the month."""

    old_due_day: int | None
    new_due_day: int


@attrs.frozen(kw_only=True)
class DueDateChangeCharge(PlanEvent):
    """The host charges the change of due day (ELITE-DUE-1); how much is the host's to know."""

    contract_id: str


@attrs.frozen(kw_only=True)
class ContractFineChanged(ErpEvent):
    """The contract's fine (multa) is another one. Amounts in reais."""

    contract_id: str
    old_amount: Decimal | None
    new_amount: Decimal


@attrs.frozen(kw_only=True)
class PlanJoinedCombo(PlanEvent):
    """The plan is a member of a combo now, in its contract and invoice (ELITE-COMBO-4)."""

    combo_id: str
    old_contract_id: str
    contract_id: str


@attrs.frozen(kw_only=True)
class PlanTransferStatusChanged(PlanEvent):
    """An ownership transfer of the plan is in another status."""

    transfer_id: str
    before: str
    after: str


@attrs.frozen(kw_only=True)
class PlanOwnershipTransferred(PlanEvent):
    """The plan, or the combo that it is a member of, is the new customer's; the former one has it no more.

    The ids are `None` where a transfer was never submitted and yet found done.
    """

    transfer_id: str
    old_customer_id: str | None
    new_customer_id: str | None
    principal_contract_id: str | None
