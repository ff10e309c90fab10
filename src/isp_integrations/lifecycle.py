"""The contract's life mirrored on its services: everything a host needs of it, in one flat namespace.

::

    from isp_integrations import lifecycle

    plan = lifecycle.plan(snapshot, today=date.today())
    result = lifecycle.LifecycleRunner({"3": contel}).execute(plan)
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.lifecycle.batch import AsyncMirrorRun as AsyncMirrorRun
    from isp_integrations.clients.lifecycle.batch import MirrorRun as MirrorRun
    from isp_integrations.clients.lifecycle.batch import mirror_contracts as mirror_contracts
    from isp_integrations.clients.lifecycle.batch import mirror_contracts_async as mirror_contracts_async
    from isp_integrations.clients.lifecycle.progress import MemoryProgress as MemoryProgress
    from isp_integrations.clients.lifecycle.progress import ProgressStore as ProgressStore
    from isp_integrations.clients.lifecycle.progress import SqliteProgress as SqliteProgress
    from isp_integrations.clients.lifecycle.runner import AsyncLifecycleRunner as AsyncLifecycleRunner
    from isp_integrations.clients.lifecycle.runner import LifecycleRunner as LifecycleRunner
    from isp_integrations.core.erp.contract_machine import ContractEvent as ContractEvent
    from isp_integrations.core.erp.contract_machine import ContractEventKind as ContractEventKind
    from isp_integrations.core.erp.contract_machine import check_event as check_event
    from isp_integrations.core.erp.contract_machine import observe as observe
    from isp_integrations.core.erp.levels import ContractLevel as ContractLevel
    from isp_integrations.core.erp.levels import contract_level as contract_level
    from isp_integrations.core.erp.lifecycle.lines import LineOrder as LineOrder
    from isp_integrations.core.erp.lifecycle.lines import LineService as LineService
    from isp_integrations.core.erp.lifecycle.lines import LineTask as LineTask
    from isp_integrations.core.erp.lifecycle.mirroring import Note as Note
    from isp_integrations.core.erp.lifecycle.mirroring import ServiceKind as ServiceKind
    from isp_integrations.core.erp.lifecycle.onus import OnuOrder as OnuOrder
    from isp_integrations.core.erp.lifecycle.onus import OnuService as OnuService
    from isp_integrations.core.erp.lifecycle.onus import OnuTask as OnuTask
    from isp_integrations.core.erp.lifecycle.plan import Action as Action
    from isp_integrations.core.erp.lifecycle.plan import ContractSnapshot as ContractSnapshot
    from isp_integrations.core.erp.lifecycle.plan import Plan as Plan
    from isp_integrations.core.erp.lifecycle.plan import plan as plan
    from isp_integrations.core.erp.lifecycle.policy import EndedLine as EndedLine
    from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy as LifecyclePolicy
    from isp_integrations.core.erp.lifecycle.policy import check_policy as check_policy
    from isp_integrations.core.erp.lifecycle.policy import due_event as due_event
    from isp_integrations.core.erp.lifecycle.ports import PortOrder as PortOrder
    from isp_integrations.core.erp.lifecycle.ports import PortService as PortService
    from isp_integrations.core.erp.lifecycle.ports import PortTask as PortTask
    from isp_integrations.core.erp.lifecycle.results import ActionResult as ActionResult
    from isp_integrations.core.erp.lifecycle.results import ContractResult as ContractResult
    from isp_integrations.core.erp.lifecycle.results import Outcome as Outcome
    from isp_integrations.core.erp.lifecycle.results import Tally as Tally
    from isp_integrations.core.erp.lifecycle.sva_users import SvaOrder as SvaOrder
    from isp_integrations.core.erp.lifecycle.sva_users import SvaService as SvaService
    from isp_integrations.core.erp.lifecycle.sva_users import SvaTask as SvaTask
    from isp_integrations.core.erp.models import AccessStatus as AccessStatus
    from isp_integrations.core.erp.models import Contract as Contract
    from isp_integrations.core.erp.models import ContractItem as ContractItem
    from isp_integrations.core.erp.models import ContractStatus as ContractStatus
    from isp_integrations.core.erp.models import Customer as Customer
    from isp_integrations.core.erp.models import ProductType as ProductType

_HOMES = {
    "clients.lifecycle.batch": (
        "AsyncMirrorRun",
        "MirrorRun",
        "mirror_contracts",
        "mirror_contracts_async",
    ),
    "clients.lifecycle.progress": (
        "MemoryProgress",
        "ProgressStore",
        "SqliteProgress",
    ),
    "clients.lifecycle.runner": (
        "AsyncLifecycleRunner",
        "LifecycleRunner",
    ),
    "core.erp.contract_machine": (
        "ContractEvent",
        "ContractEventKind",
        "check_event",
        "observe",
    ),
    "core.erp.levels": (
        "ContractLevel",
        "contract_level",
    ),
    "core.erp.lifecycle.lines": (
        "LineOrder",
        "LineService",
        "LineTask",
    ),
    "core.erp.lifecycle.mirroring": (
        "Note",
        "ServiceKind",
    ),
    "core.erp.lifecycle.onus": (
        "OnuOrder",
        "OnuService",
        "OnuTask",
    ),
    "core.erp.lifecycle.plan": (
        "Action",
        "ContractSnapshot",
        "Plan",
        "plan",
    ),
    "core.erp.lifecycle.policy": (
        "EndedLine",
        "LifecyclePolicy",
        "check_policy",
        "due_event",
    ),
    "core.erp.lifecycle.ports": (
        "PortOrder",
        "PortService",
        "PortTask",
    ),
    "core.erp.lifecycle.results": (
        "ActionResult",
        "ContractResult",
        "Outcome",
        "Tally",
    ),
    "core.erp.lifecycle.sva_users": (
        "SvaOrder",
        "SvaService",
        "SvaTask",
    ),
    "core.erp.models": (
        "AccessStatus",
        "Contract",
        "ContractItem",
        "ContractStatus",
        "Customer",
        "ProductType",
    ),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
