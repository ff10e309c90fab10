"""What each hook of the family is asked: one frozen request per operation."""

from collections.abc import Mapping
from typing import Self

import attrs

from isp_integrations.core.erp.models import Customer, SvaPackage
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.sva.models import SvaUser
from isp_integrations.core.values import Value


@attrs.frozen
class ListPackages(Value):
    """Every package that the account may sell."""


@attrs.frozen
class ListUsers(Value):
    """Every user of the account."""


@attrs.frozen(kw_only=True)
class GetUser(Value):
    """One user; at least one key is given, and a plugin uses the one it can.

    Attributes:
        package_code: which of the user's packages, where there may be several; `None` is the only one.
    """

    cpf: Cpf | None = None
    email: str | None = attrs.field(default=None, repr=False)
    username: str | None = attrs.field(default=None, repr=False)
    package_code: str | None = None
    platform_ids: Mapping[str, str] = attrs.field(factory=dict, repr=False)

    @classmethod
    def of(cls, user: SvaUser) -> Self:
        """The look-up of a user that the host knows."""
        return cls(
            cpf=user.cpf,
            email=user.email,
            username=user.username,
            package_code=user.package.code if user.package else None,
            platform_ids=user.platform_ids,
        )


@attrs.frozen(kw_only=True)
class CreateUser(Value):
    """Give a customer access to a package.

    Attributes:
        username: what the customer will log in with, already what the platform's `user_key` wants.
        phone: the one to be registered, which may differ from the customer's.
        password: the first one, where the caller gave one; never made up by us.
        contract_id: the host's own reference, for platforms that keep one.
    """

    customer: Customer
    package: SvaPackage
    username: str = attrs.field(repr=False)
    phone: Msisdn | None = None
    password: str | None = attrs.field(default=None, repr=False)
    contract_id: str | None = None


@attrs.frozen(kw_only=True)
class EditUser(Value):
    """Change a user's phone, password or both; `None` leaves it."""

    user: SvaUser
    phone: Msisdn | None = None
    password: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class BlockUser(Value):
    """Withhold a user's access; it comes back with `activate_user`."""

    user: SvaUser


@attrs.frozen(kw_only=True)
class ActivateUser(Value):
    """Give a blocked or deactivated user access again."""

    user: SvaUser


@attrs.frozen(kw_only=True)
class DeactivateUser(Value):
    """Take a user's access away, the user itself kept."""

    user: SvaUser


@attrs.frozen(kw_only=True)
class DeleteUser(Value):
    """Remove a user and its access."""

    user: SvaUser


@attrs.frozen(kw_only=True)
class ChangePackage(Value):
    """Put a user on another package."""

    user: SvaUser
    package: SvaPackage


@attrs.frozen(kw_only=True)
class ResendCredentials(Value):
    """Have the platform send the customer his welcome message or credentials again."""

    user: SvaUser


@attrs.frozen(kw_only=True)
class BeginAuthorization(Value):
    """Ask the platform to send an authorisation code to the host.

    Attributes:
        correlation: a text of the host's choice, hard to guess, that comes back with the code.
    """

    correlation: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class CompleteAuthorization(Value):
    """Change the code that the platform sent for an access; a code is good once."""

    code: str = attrs.field(repr=False)
