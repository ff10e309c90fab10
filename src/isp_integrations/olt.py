"""OLTs and ONUs: everything a host needs of the family, in one flat namespace.

::

    from isp_integrations import olt

    with olt.connect("huawei", base_url="ssh://olt.example.net", credentials={...}) as huawei:
        for waiting in huawei.list_unprovisioned():
            onu = olt.link_onu(waiting, plan_id="31", customer_id="7")
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.olt import AsyncOltClient as AsyncOltClient
    from isp_integrations.clients.olt import OltClient as OltClient
    from isp_integrations.clients.olt import connect as connect
    from isp_integrations.clients.olt import connect_async as connect_async
    from isp_integrations.clients.olt import open as open  # noqa: A004  olt.open reads well
    from isp_integrations.clients.olt import open_async as open_async
    from isp_integrations.clients.olt_search import Found as Found
    from isp_integrations.clients.olt_search import SearchResult as SearchResult
    from isp_integrations.clients.olt_search import find as find
    from isp_integrations.clients.olt_search import find_async as find_async
    from isp_integrations.clients.olt_search import search as search
    from isp_integrations.clients.olt_search import search_async as search_async
    from isp_integrations.core.olt import events as events
    from isp_integrations.core.olt import rules as rules
    from isp_integrations.core.olt.diagnosis import OpticalLimits as OpticalLimits
    from isp_integrations.core.olt.diagnosis import diagnose as diagnose
    from isp_integrations.core.olt.hookspecs import OltSpec as OltSpec
    from isp_integrations.core.olt.link import link_onu as link_onu
    from isp_integrations.core.olt.link import replacement_of as replacement_of
    from isp_integrations.core.olt.machines import OnuObservation as OnuObservation
    from isp_integrations.core.olt.machines import observe_onu as observe_onu
    from isp_integrations.core.olt.models import ConnectionConfig as ConnectionConfig
    from isp_integrations.core.olt.models import ConnectionMode as ConnectionMode
    from isp_integrations.core.olt.models import DeviceOutcome as DeviceOutcome
    from isp_integrations.core.olt.models import DeviceState as DeviceState
    from isp_integrations.core.olt.models import Diagnosis as Diagnosis
    from isp_integrations.core.olt.models import DownCause as DownCause
    from isp_integrations.core.olt.models import InventoryMovement as InventoryMovement
    from isp_integrations.core.olt.models import Olt as Olt
    from isp_integrations.core.olt.models import Onu as Onu
    from isp_integrations.core.olt.models import OnuState as OnuState
    from isp_integrations.core.olt.models import OnuStatus as OnuStatus
    from isp_integrations.core.olt.models import OperState as OperState
    from isp_integrations.core.olt.models import OpticalLevels as OpticalLevels
    from isp_integrations.core.olt.models import ProvisioningTemplate as ProvisioningTemplate
    from isp_integrations.core.olt.models import StepReport as StepReport
    from isp_integrations.core.olt.models import StepState as StepState
    from isp_integrations.core.olt.models import TaskReport as TaskReport
    from isp_integrations.core.olt.models import UnprovisionedOnu as UnprovisionedOnu
    from isp_integrations.core.olt.models import Verdict as Verdict
    from isp_integrations.core.olt.models import WifiBand as WifiBand
    from isp_integrations.core.olt.models import WifiConfig as WifiConfig
    from isp_integrations.core.olt.models import WifiNetwork as WifiNetwork
    from isp_integrations.core.olt.serial import OnuSerial as OnuSerial
    from isp_integrations.core.olt.steps import NamedStep as NamedStep
    from isp_integrations.core.olt.steps import carry_out as carry_out
    from isp_integrations.core.olt.steps import undo_all as undo_all
    from isp_integrations.core.olt.steps import unless_rehearsed as unless_rehearsed
    from isp_integrations.core.olt.steps import verification as verification
    from isp_integrations.core.olt.texts import TextField as TextField
    from isp_integrations.core.olt.texts import TextForm as TextForm
    from isp_integrations.core.platform import operation as operation
    from isp_integrations.sandbox.olt import sandbox as sandbox
    from isp_integrations.sandbox.olt import sandbox_async as sandbox_async
    from isp_integrations.transports.rehearsal import DryRun as DryRun

_HOMES = {
    "clients.olt": (
        "AsyncOltClient",
        "OltClient",
        "connect",
        "connect_async",
        "open",
        "open_async",
    ),
    "clients.olt_search": (
        "Found",
        "SearchResult",
        "find",
        "find_async",
        "search",
        "search_async",
    ),
    "core.olt.events": ("*events",),
    "core.olt.rules": ("*rules",),
    "core.olt.diagnosis": (
        "OpticalLimits",
        "diagnose",
    ),
    "core.olt.hookspecs": ("OltSpec",),
    "core.olt.link": (
        "link_onu",
        "replacement_of",
    ),
    "core.olt.machines": (
        "OnuObservation",
        "observe_onu",
    ),
    "core.olt.models": (
        "ConnectionConfig",
        "ConnectionMode",
        "DeviceOutcome",
        "DeviceState",
        "Diagnosis",
        "DownCause",
        "InventoryMovement",
        "Olt",
        "Onu",
        "OnuState",
        "OnuStatus",
        "OperState",
        "OpticalLevels",
        "ProvisioningTemplate",
        "StepReport",
        "StepState",
        "TaskReport",
        "UnprovisionedOnu",
        "Verdict",
        "WifiBand",
        "WifiConfig",
        "WifiNetwork",
    ),
    "core.olt.serial": ("OnuSerial",),
    "core.olt.steps": (
        "NamedStep",
        "carry_out",
        "undo_all",
        "unless_rehearsed",
        "verification",
    ),
    "core.olt.texts": (
        "TextField",
        "TextForm",
    ),
    "core.platform": ("operation",),
    "sandbox.olt": (
        "sandbox",
        "sandbox_async",
    ),
    "transports.rehearsal": ("DryRun",),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
