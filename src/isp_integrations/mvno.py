"""Mobile lines: everything a host needs of the family, in one flat namespace.

::

    from isp_integrations import mvno

    with mvno.connect("contel", credentials={...}) as contel:
        line = contel.get_line(msisdn="11961234567")
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.mvno import AsyncMvnoClient as AsyncMvnoClient
    from isp_integrations.clients.mvno import MvnoClient as MvnoClient
    from isp_integrations.clients.mvno import connect as connect
    from isp_integrations.clients.mvno import connect_async as connect_async
    from isp_integrations.clients.mvno import open as open  # noqa: A004  mvno.open reads well
    from isp_integrations.clients.mvno import open_async as open_async
    from isp_integrations.core.erp.models import AccessStatus as AccessStatus
    from isp_integrations.core.erp.models import Address as Address
    from isp_integrations.core.erp.models import Contract as Contract
    from isp_integrations.core.erp.models import ContractItem as ContractItem
    from isp_integrations.core.erp.models import ContractStatus as ContractStatus
    from isp_integrations.core.erp.models import Customer as Customer
    from isp_integrations.core.erp.models import Integration as Integration
    from isp_integrations.core.erp.models import ProductType as ProductType
    from isp_integrations.core.mvno import events as events
    from isp_integrations.core.mvno import rules as rules
    from isp_integrations.core.mvno.following import Following as Following
    from isp_integrations.core.mvno.following import FollowingStep as FollowingStep
    from isp_integrations.core.mvno.following import follow_portability as follow_portability
    from isp_integrations.core.mvno.hookspecs import MvnoSpec as MvnoSpec
    from isp_integrations.core.mvno.models import Activation as Activation
    from isp_integrations.core.mvno.models import Balance as Balance
    from isp_integrations.core.mvno.models import BlockReason as BlockReason
    from isp_integrations.core.mvno.models import BlockScope as BlockScope
    from isp_integrations.core.mvno.models import DocumentCheck as DocumentCheck
    from isp_integrations.core.mvno.models import DonorOperator as DonorOperator
    from isp_integrations.core.mvno.models import FreeNumber as FreeNumber
    from isp_integrations.core.mvno.models import LineBlock as LineBlock
    from isp_integrations.core.mvno.models import LineStatus as LineStatus
    from isp_integrations.core.mvno.models import LineTransferRequest as LineTransferRequest
    from isp_integrations.core.mvno.models import MobilePlan as MobilePlan
    from isp_integrations.core.mvno.models import MvnoLine as MvnoLine
    from isp_integrations.core.mvno.models import NumberType as NumberType
    from isp_integrations.core.mvno.models import Portability as Portability
    from isp_integrations.core.mvno.models import PortabilityStatus as PortabilityStatus
    from isp_integrations.core.mvno.models import SimCard as SimCard
    from isp_integrations.core.mvno.models import SimKind as SimKind
    from isp_integrations.core.mvno.models import SimLookup as SimLookup
    from isp_integrations.core.mvno.models import Subscriber as Subscriber
    from isp_integrations.core.mvno.models import TopUp as TopUp
    from isp_integrations.core.mvno.models import Transfer as Transfer
    from isp_integrations.core.mvno.models import TransferKind as TransferKind
    from isp_integrations.core.mvno.models import TransferPolicy as TransferPolicy
    from isp_integrations.core.mvno.models import UsageRecord as UsageRecord
    from isp_integrations.core.mvno.models import WebhookNotice as WebhookNotice
    from isp_integrations.core.mvno.operations import latest as latest
    from isp_integrations.core.mvno.report import Difference as Difference
    from isp_integrations.core.mvno.report import ReportRow as ReportRow
    from isp_integrations.core.mvno.report import line_report as line_report
    from isp_integrations.core.mvno.report import report_csv as report_csv
    from isp_integrations.core.mvno.requests import PortIn as PortIn
    from isp_integrations.core.platform import operation as operation
    from isp_integrations.hosts.holidays import national_holidays as national_holidays
    from isp_integrations.sandbox.mvno import sandbox as sandbox
    from isp_integrations.sandbox.mvno import sandbox_async as sandbox_async

_HOMES = {
    "clients.mvno": ("AsyncMvnoClient", "MvnoClient", "connect", "connect_async", "open", "open_async"),
    "core.erp.models": (
        "AccessStatus",
        "Address",
        "Contract",
        "ContractItem",
        "ContractStatus",
        "Customer",
        "Integration",
        "ProductType",
    ),
    "core.mvno.events": ("*events",),
    "core.mvno.following": ("Following", "FollowingStep", "follow_portability"),
    "core.mvno.hookspecs": ("MvnoSpec",),
    "core.mvno.models": (
        "Activation",
        "Balance",
        "BlockReason",
        "BlockScope",
        "DocumentCheck",
        "DonorOperator",
        "FreeNumber",
        "LineBlock",
        "LineStatus",
        "LineTransferRequest",
        "MobilePlan",
        "MvnoLine",
        "NumberType",
        "Portability",
        "PortabilityStatus",
        "SimCard",
        "SimKind",
        "SimLookup",
        "Subscriber",
        "TopUp",
        "Transfer",
        "TransferKind",
        "TransferPolicy",
        "UsageRecord",
        "WebhookNotice",
    ),
    "core.mvno.operations": ("latest",),
    "core.mvno.report": ("Difference", "ReportRow", "line_report", "report_csv"),
    "core.mvno.requests": ("PortIn",),
    "core.mvno.rules": ("*rules",),
    "core.platform": ("operation",),
    "hosts.holidays": ("national_holidays",),
    "sandbox.mvno": ("sandbox", "sandbox_async"),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
