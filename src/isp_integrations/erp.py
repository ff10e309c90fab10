"""The host's side: plans, combos, permissions and ownership transfers of plans, as pure rules and effects as data.

::

    from isp_integrations import erp

    found = erp.check_plan_transfer(request, facts=facts, today=erp.host_day(now, zone))
    execution = erp.submit_plan_transfer(draft, facts=facts, now=now, zone=zone).value
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.core.erp import events as events
    from isp_integrations.core.erp.cancellation import CancellationCharge as CancellationCharge
    from isp_integrations.core.erp.cancellation import CancellationProtocol as CancellationProtocol
    from isp_integrations.core.erp.cancellation import CancellationReceipt as CancellationReceipt
    from isp_integrations.core.erp.cancellation import cancellation_receipt as cancellation_receipt
    from isp_integrations.core.erp.cancellation import proportional_amount as proportional_amount
    from isp_integrations.core.erp.combos import Combo as Combo
    from isp_integrations.core.erp.combos import ComboTree as ComboTree
    from isp_integrations.core.erp.combos import add_plan_to_combo as add_plan_to_combo
    from isp_integrations.core.erp.combos import check_combo as check_combo
    from isp_integrations.core.erp.combos import check_edit_via_combo as check_edit_via_combo
    from isp_integrations.core.erp.combos import combo_tree as combo_tree
    from isp_integrations.core.erp.days import host_day as host_day
    from isp_integrations.core.erp.delinquency import DelinquencyTimeline as DelinquencyTimeline
    from isp_integrations.core.erp.machines import PLAN_TRANSFER as PLAN_TRANSFER
    from isp_integrations.core.erp.machines import PlanTransferCommand as PlanTransferCommand
    from isp_integrations.core.erp.machines import PlanTransferObservation as PlanTransferObservation
    from isp_integrations.core.erp.machines import PlanTransferStatus as PlanTransferStatus
    from isp_integrations.core.erp.models import AccessStatus as AccessStatus
    from isp_integrations.core.erp.models import Address as Address
    from isp_integrations.core.erp.models import Contract as Contract
    from isp_integrations.core.erp.models import ContractItem as ContractItem
    from isp_integrations.core.erp.models import ContractStatus as ContractStatus
    from isp_integrations.core.erp.models import Customer as Customer
    from isp_integrations.core.erp.models import GeoPoint as GeoPoint
    from isp_integrations.core.erp.models import Integration as Integration
    from isp_integrations.core.erp.models import Product as Product
    from isp_integrations.core.erp.models import ProductType as ProductType
    from isp_integrations.core.erp.models import SvaPackage as SvaPackage
    from isp_integrations.core.erp.new_plan import NEW_PLAN_FIELDS as NEW_PLAN_FIELDS
    from isp_integrations.core.erp.new_plan import NewPlanRequest as NewPlanRequest
    from isp_integrations.core.erp.new_plan import NewPlanReview as NewPlanReview
    from isp_integrations.core.erp.new_plan import SummaryLine as SummaryLine
    from isp_integrations.core.erp.new_plan import check_new_plan as check_new_plan
    from isp_integrations.core.erp.new_plan import finish_new_plan as finish_new_plan
    from isp_integrations.core.erp.new_plan import review_new_plan as review_new_plan
    from isp_integrations.core.erp.permissions import PERMISSION_NAMES as PERMISSION_NAMES
    from isp_integrations.core.erp.permissions import Actor as Actor
    from isp_integrations.core.erp.permissions import Permission as Permission
    from isp_integrations.core.erp.permissions import check_permission as check_permission
    from isp_integrations.core.erp.plan_actions import add_addon as add_addon
    from isp_integrations.core.erp.plan_actions import align_voice_terminal as align_voice_terminal
    from isp_integrations.core.erp.plan_actions import change_access_point as change_access_point
    from isp_integrations.core.erp.plan_actions import check_access_point_change as check_access_point_change
    from isp_integrations.core.erp.plan_actions import check_addon as check_addon
    from isp_integrations.core.erp.plan_actions import check_radius_deletion as check_radius_deletion
    from isp_integrations.core.erp.plan_actions import delete_radius_login as delete_radius_login
    from isp_integrations.core.erp.plan_actions import restore_provisional_speed as restore_provisional_speed
    from isp_integrations.core.erp.plan_change import PlanChangeRequest as PlanChangeRequest
    from isp_integrations.core.erp.plan_change import change_contract_fine as change_contract_fine
    from isp_integrations.core.erp.plan_change import change_due_day as change_due_day
    from isp_integrations.core.erp.plan_change import change_plan as change_plan
    from isp_integrations.core.erp.plan_change import check_plan_change as check_plan_change
    from isp_integrations.core.erp.plan_change import check_plan_edit as check_plan_edit
    from isp_integrations.core.erp.plan_comparison import DifferenceKind as DifferenceKind
    from isp_integrations.core.erp.plan_comparison import PlanAspect as PlanAspect
    from isp_integrations.core.erp.plan_comparison import PlanDifference as PlanDifference
    from isp_integrations.core.erp.plan_comparison import compare_plans as compare_plans
    from isp_integrations.core.erp.plans import AddonKind as AddonKind
    from isp_integrations.core.erp.plans import CustomerPlan as CustomerPlan
    from isp_integrations.core.erp.plans import NetworkAccessPoint as NetworkAccessPoint
    from isp_integrations.core.erp.plans import PaymentMethod as PaymentMethod
    from isp_integrations.core.erp.plans import Plan as Plan
    from isp_integrations.core.erp.plans import PlanAddon as PlanAddon
    from isp_integrations.core.erp.plans import PlanStatus as PlanStatus
    from isp_integrations.core.erp.plans import RadiusLogin as RadiusLogin
    from isp_integrations.core.erp.plans import VoiceTerminal as VoiceTerminal
    from isp_integrations.core.erp.rules import cancellation_acts as cancellation_acts
    from isp_integrations.core.erp.rules import check_new_contract as check_new_contract
    from isp_integrations.core.erp.rules import check_trust_unlock as check_trust_unlock
    from isp_integrations.core.erp.rules import mirrored_access as mirrored_access
    from isp_integrations.core.erp.rules import takes_effect as takes_effect
    from isp_integrations.core.erp.transfer import PlanOwnershipTransfer as PlanOwnershipTransfer
    from isp_integrations.core.erp.transfer import PlanTransferFacts as PlanTransferFacts
    from isp_integrations.core.erp.transfer import TransferEffect as TransferEffect
    from isp_integrations.core.erp.transfer import TransferEffectKind as TransferEffectKind
    from isp_integrations.core.erp.transfer import check_plan_transfer as check_plan_transfer
    from isp_integrations.core.erp.transfer import plan_transfer_effects as plan_transfer_effects
    from isp_integrations.core.erp.transfer_execution import EffectOutcome as EffectOutcome
    from isp_integrations.core.erp.transfer_execution import EffectResult as EffectResult
    from isp_integrations.core.erp.transfer_execution import PlanTransferExecution as PlanTransferExecution
    from isp_integrations.core.erp.transfer_execution import advance_plan_transfer as advance_plan_transfer
    from isp_integrations.core.erp.transfer_execution import cancel_plan_transfer as cancel_plan_transfer
    from isp_integrations.core.erp.transfer_execution import execute_plan_transfer as execute_plan_transfer
    from isp_integrations.core.erp.transfer_execution import observe_plan_transfer as observe_plan_transfer
    from isp_integrations.core.erp.transfer_execution import reschedule_plan_transfer as reschedule_plan_transfer
    from isp_integrations.core.erp.transfer_execution import submit_plan_transfer as submit_plan_transfer
    from isp_integrations.core.erp.transfer_execution import wake_plan_transfer as wake_plan_transfer

_HOMES = {
    "core.erp.cancellation": (
        "CancellationCharge",
        "CancellationProtocol",
        "CancellationReceipt",
        "cancellation_receipt",
        "proportional_amount",
    ),
    "core.erp.combos": (
        "Combo",
        "ComboTree",
        "add_plan_to_combo",
        "check_combo",
        "check_edit_via_combo",
        "combo_tree",
    ),
    "core.erp.days": ("host_day",),
    "core.erp.delinquency": ("DelinquencyTimeline",),
    "core.erp.events": ("*events",),
    "core.erp.machines": (
        "PLAN_TRANSFER",
        "PlanTransferCommand",
        "PlanTransferObservation",
        "PlanTransferStatus",
    ),
    "core.erp.models": (
        "AccessStatus",
        "Address",
        "Contract",
        "ContractItem",
        "ContractStatus",
        "Customer",
        "GeoPoint",
        "Integration",
        "Product",
        "ProductType",
        "SvaPackage",
    ),
    "core.erp.new_plan": (
        "NEW_PLAN_FIELDS",
        "NewPlanRequest",
        "NewPlanReview",
        "SummaryLine",
        "check_new_plan",
        "finish_new_plan",
        "review_new_plan",
    ),
    "core.erp.permissions": (
        "PERMISSION_NAMES",
        "Actor",
        "Permission",
        "check_permission",
    ),
    "core.erp.plan_actions": (
        "add_addon",
        "align_voice_terminal",
        "change_access_point",
        "check_access_point_change",
        "check_addon",
        "check_radius_deletion",
        "delete_radius_login",
        "restore_provisional_speed",
    ),
    "core.erp.plan_change": (
        "PlanChangeRequest",
        "change_contract_fine",
        "change_due_day",
        "change_plan",
        "check_plan_change",
        "check_plan_edit",
    ),
    "core.erp.plan_comparison": (
        "DifferenceKind",
        "PlanAspect",
        "PlanDifference",
        "compare_plans",
    ),
    "core.erp.plans": (
        "AddonKind",
        "CustomerPlan",
        "NetworkAccessPoint",
        "PaymentMethod",
        "Plan",
        "PlanAddon",
        "PlanStatus",
        "RadiusLogin",
        "VoiceTerminal",
    ),
    "core.erp.rules": (
        "cancellation_acts",
        "check_new_contract",
        "check_trust_unlock",
        "mirrored_access",
        "takes_effect",
    ),
    "core.erp.transfer": (
        "PlanOwnershipTransfer",
        "PlanTransferFacts",
        "TransferEffect",
        "TransferEffectKind",
        "check_plan_transfer",
        "plan_transfer_effects",
    ),
    "core.erp.transfer_execution": (
        "EffectOutcome",
        "EffectResult",
        "PlanTransferExecution",
        "advance_plan_transfer",
        "cancel_plan_transfer",
        "execute_plan_transfer",
        "observe_plan_transfer",
        "reschedule_plan_transfer",
        "submit_plan_transfer",
        "wake_plan_transfer",
    ),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
