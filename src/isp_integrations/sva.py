"""Value-added services (SVA): everything a host needs of the family, in one flat namespace.

::

    from isp_integrations import sva

    with sva.connect("saber_mais", base_url="https://…", credentials={...}, accept_assumed=True) as saber:
        done = saber.create_user(new=sva.CreateSvaUser(customer=customer, contract=contract, product=product))
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.clients.sva import AsyncSvaClient as AsyncSvaClient
    from isp_integrations.clients.sva import SvaClient as SvaClient
    from isp_integrations.clients.sva import connect as connect
    from isp_integrations.clients.sva import connect_async as connect_async
    from isp_integrations.clients.sva import open as open  # noqa: A004  sva.open reads well
    from isp_integrations.clients.sva import open_async as open_async
    from isp_integrations.core.erp.levels import ContractLevel as ContractLevel
    from isp_integrations.core.erp.levels import contract_level as contract_level
    from isp_integrations.core.erp.models import AccessStatus as AccessStatus
    from isp_integrations.core.erp.models import Contract as Contract
    from isp_integrations.core.erp.models import ContractItem as ContractItem
    from isp_integrations.core.erp.models import ContractStatus as ContractStatus
    from isp_integrations.core.erp.models import Customer as Customer
    from isp_integrations.core.erp.models import Integration as Integration
    from isp_integrations.core.erp.models import Product as Product
    from isp_integrations.core.erp.models import ProductType as ProductType
    from isp_integrations.core.erp.models import SvaPackage as SvaPackage
    from isp_integrations.core.platform import operation as operation
    from isp_integrations.core.sva import events as events
    from isp_integrations.core.sva import rules as rules
    from isp_integrations.core.sva.hookspecs import SvaSpec as SvaSpec
    from isp_integrations.core.sva.machines import Mirror as Mirror
    from isp_integrations.core.sva.machines import MirrorOrder as MirrorOrder
    from isp_integrations.core.sva.machines import SvaUserState as SvaUserState
    from isp_integrations.core.sva.machines import mirror as mirror
    from isp_integrations.core.sva.models import Authorization as Authorization
    from isp_integrations.core.sva.models import CreateSvaUser as CreateSvaUser
    from isp_integrations.core.sva.models import SalesPlan as SalesPlan
    from isp_integrations.core.sva.models import SvaUser as SvaUser
    from isp_integrations.core.sva.models import SvaUserStatus as SvaUserStatus
    from isp_integrations.core.sva.models import UserKey as UserKey
    from isp_integrations.core.sva.report import ActiveUsers as ActiveUsers
    from isp_integrations.core.sva.report import StatusChange as StatusChange
    from isp_integrations.core.sva.report import active_now as active_now
    from isp_integrations.core.sva.report import active_users as active_users
    from isp_integrations.core.sva.report import active_users_csv as active_users_csv
    from isp_integrations.sandbox.sva import sandbox as sandbox
    from isp_integrations.sandbox.sva import sandbox_async as sandbox_async

_HOMES = {
    "clients.sva": ("AsyncSvaClient", "SvaClient", "connect", "connect_async", "open", "open_async"),
    "core.erp.levels": ("ContractLevel", "contract_level"),
    "core.erp.models": (
        "AccessStatus",
        "Contract",
        "ContractItem",
        "ContractStatus",
        "Customer",
        "Integration",
        "Product",
        "ProductType",
        "SvaPackage",
    ),
    "core.platform": ("operation",),
    "core.sva.events": ("*events",),
    "core.sva.hookspecs": ("SvaSpec",),
    "core.sva.machines": ("Mirror", "MirrorOrder", "SvaUserState", "mirror"),
    "core.sva.models": ("Authorization", "CreateSvaUser", "SalesPlan", "SvaUser", "SvaUserStatus", "UserKey"),
    "core.sva.report": ("ActiveUsers", "StatusChange", "active_now", "active_users", "active_users_csv"),
    "core.sva.rules": ("*rules",),
    "sandbox.sva": ("sandbox", "sandbox_async"),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
