"""VoIP subscribers of a virtual PABX: everything a host needs of the family, in one flat namespace.

::

    from isp_integrations import voip

    with voip.connect("nextbilling", base_url="https://...", credentials={...}) as pabx:
        for subscriber in pabx.list_subscribers():
            ...
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.voip import AsyncVoipClient as AsyncVoipClient
    from isp_integrations.clients.voip import VoipClient as VoipClient
    from isp_integrations.clients.voip import connect as connect
    from isp_integrations.clients.voip import connect_async as connect_async
    from isp_integrations.clients.voip import open as open  # noqa: A004  voip.open reads well
    from isp_integrations.clients.voip import open_async as open_async
    from isp_integrations.core.erp.models import Address as Address
    from isp_integrations.core.platform import operation as operation
    from isp_integrations.core.voip import events as events
    from isp_integrations.core.voip import rules as rules
    from isp_integrations.core.voip.forms import fill_address as fill_address
    from isp_integrations.core.voip.forms import generate_access as generate_access
    from isp_integrations.core.voip.forms import next_renewal as next_renewal
    from isp_integrations.core.voip.hookspecs import VoipSpec as VoipSpec
    from isp_integrations.core.voip.models import AllowanceSlot as AllowanceSlot
    from isp_integrations.core.voip.models import ApiAccess as ApiAccess
    from isp_integrations.core.voip.models import CallCategory as CallCategory
    from isp_integrations.core.voip.models import CallKind as CallKind
    from isp_integrations.core.voip.models import CallRecord as CallRecord
    from isp_integrations.core.voip.models import CallTotals as CallTotals
    from isp_integrations.core.voip.models import InboundNumber as InboundNumber
    from isp_integrations.core.voip.models import LineStatus as LineStatus
    from isp_integrations.core.voip.models import LiveCall as LiveCall
    from isp_integrations.core.voip.models import MinuteAllowance as MinuteAllowance
    from isp_integrations.core.voip.models import NewLine as NewLine
    from isp_integrations.core.voip.models import PanelAccess as PanelAccess
    from isp_integrations.core.voip.models import PanelSession as PanelSession
    from isp_integrations.core.voip.models import Party as Party
    from isp_integrations.core.voip.models import Permission as Permission
    from isp_integrations.core.voip.models import PersonType as PersonType
    from isp_integrations.core.voip.models import PrefixPrice as PrefixPrice
    from isp_integrations.core.voip.models import SalesPlan as SalesPlan
    from isp_integrations.core.voip.models import SavedSubscriber as SavedSubscriber
    from isp_integrations.core.voip.models import SubscriberLimits as SubscriberLimits
    from isp_integrations.core.voip.models import SubscriberPolicy as SubscriberPolicy
    from isp_integrations.core.voip.models import SubscriberProfile as SubscriberProfile
    from isp_integrations.core.voip.models import SubscriberStatus as SubscriberStatus
    from isp_integrations.core.voip.models import UsernameCheck as UsernameCheck
    from isp_integrations.core.voip.models import VoipBalance as VoipBalance
    from isp_integrations.core.voip.models import VoipLine as VoipLine
    from isp_integrations.core.voip.models import VoipSubscriber as VoipSubscriber
    from isp_integrations.core.voip.models import has_room as has_room
    from isp_integrations.sandbox.voip import sandbox as sandbox
    from isp_integrations.sandbox.voip import sandbox_async as sandbox_async

_HOMES = {
    "clients.voip": ("AsyncVoipClient", "VoipClient", "connect", "connect_async", "open", "open_async"),
    "core.erp.models": ("Address",),
    "core.voip.events": ("*events",),
    "core.voip.forms": ("fill_address", "generate_access", "next_renewal"),
    "core.voip.hookspecs": ("VoipSpec",),
    "core.voip.models": (
        "AllowanceSlot",
        "ApiAccess",
        "CallCategory",
        "CallKind",
        "CallRecord",
        "CallTotals",
        "InboundNumber",
        "LineStatus",
        "LiveCall",
        "MinuteAllowance",
        "NewLine",
        "PanelAccess",
        "PanelSession",
        "Party",
        "Permission",
        "PersonType",
        "PrefixPrice",
        "SalesPlan",
        "SavedSubscriber",
        "SubscriberLimits",
        "SubscriberPolicy",
        "SubscriberProfile",
        "SubscriberStatus",
        "UsernameCheck",
        "VoipBalance",
        "VoipLine",
        "VoipSubscriber",
        "has_room",
    ),
    "core.voip.rules": ("*rules",),
    "core.platform": ("operation",),
    "sandbox.voip": ("sandbox", "sandbox_async"),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
