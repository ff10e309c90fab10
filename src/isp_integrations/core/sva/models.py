"""Users of value-added services (SVA) as the rules and the platforms' plugins share them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from isp_integrations.core.erp.models import Contract, ContractItem, Customer, Integration, Product, SvaPackage
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.values import Value


class SvaUserStatus(StrEnum):
    """State of an SVA user as host and platform name it: Ativo, Bloqueado, Desativado.

    PENDING was sent and is not confirmed by the platform yet; REMOVED is gone.
    """

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    REMOVED = "removed"
    UNKNOWN = "unknown"


class UserKey(StrEnum):
    """What a platform knows its users by: the document, the e-mail, or a username of the provider's choice."""

    CPF = "cpf"
    EMAIL = "email"
    USERNAME = "username"


@attrs.frozen(kw_only=True)
class SvaUser(Value):
    """A customer's access to one package of one platform (usuário SVA), as the host or the platform sees it.

    The host's own fields (`id`, `integration_id`, `contract_id`, `customer_id`, `product_id`,
    `deactivated_manually`) are not set in what a platform answers. On a platform where a user may have several
    packages, each (user, package) is one of these.

    Attributes:
        username: what the customer logs in with; the CPF's 11 digits on a platform that knows users by CPF.
        raw_status: the word that host or platform used.
        deactivated_manually: whether a DEACTIVATED user was deactivated by hand (Desativar); that is sticky, no
            mirror undoes it. `False` is by the contract.
        reason: why the platform refused the creation, in its words.
        created_on: first day on the platform, where it tells one.
        platform_ids: the platform's own ids, by their wire names.
    """

    id: str | None = None
    integration_id: str | None = None
    contract_id: str | None = None
    customer_id: str | None = None
    product_id: str | None = None
    package: SvaPackage | None = None
    cpf: Cpf | None = None
    username: str | None = attrs.field(default=None, repr=False)
    email: str | None = attrs.field(default=None, repr=False)
    phone: Msisdn | None = None
    status: SvaUserStatus
    raw_status: str | None = None
    deactivated_manually: bool = False
    reason: str | None = attrs.field(default=None, repr=False)
    created_on: date | None = None
    platform_ids: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class SalesPlan(Value):
    """A plan of the host's sales catalogue (plano de venda) and the products it carries (SVA-USER-11)."""

    id: str
    items: tuple[ContractItem, ...] = ()


@attrs.frozen(kw_only=True)
class CreateSvaUser(Value):
    """The form of a new user: an SVA product of a contract, or of a sales plan, for a customer.

    Attributes:
        integration: the one chosen in the form; `None` takes the product's word for it.
        use_registration_data: take the customer's mobile phone where no `phone` is given; without it the phone must
            be typed. Document and username are filled either way (SVA-USER-6).
        phone: another valid mobile phone.
        password: the first one; never made up by us.
        username: only where the platform lets the provider choose it; elsewhere it may but repeat the key.
    """

    customer: Customer
    product: Product
    contract: Contract | None = None
    sales_plan: SalesPlan | None = None
    integration: Integration | None = None
    use_registration_data: bool = True
    phone: str | Msisdn | None = attrs.field(default=None, repr=False)
    password: str | None = attrs.field(default=None, repr=False)
    username: str | None = attrs.field(default=None, repr=False)

    @property
    def integration_id(self) -> str | None:
        """The integration that the user will belong to."""
        return self.integration.id if self.integration else self.product.integration_id


@attrs.frozen(kw_only=True)
class Authorization(Value):
    """An access that an interactive authorisation gave.

    Attributes:
        expires_in: seconds until it must be authorised anew, `None` where the platform does not say.
    """

    expires_in: float | None = None
