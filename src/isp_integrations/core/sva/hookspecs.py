"""What an SVA platform may implement. One request in, one exchange out; lists also take an opaque cursor."""

from typing import ClassVar

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Platform, first_result
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r


class SvaSpec(Platform):
    """The family's contract. Limits finer than "implemented or not" are the attributes below.

    What a platform does not implement it cannot do: one without `block_user` cannot suspend, and a contract's block
    is refused there with `UnsupportedOperation`, never emulated by deleting; one without `change_package` changes
    packages only by deleting and creating (SVA-USER-12); one without `delete_user` is left with a deactivated user
    (SVA-DEL-1); only one with interactive authorisation implements `begin_authorization` and
    `complete_authorization`.

    A changing hook answers the user as the platform shows it afterwards, read back where it can be; `delete_user`
    answers it REMOVED. `get_user` of a user that does not exist is a `ProviderRejected` with
    :func:`~isp_integrations.core.sva.refusals.user_unknown`.

    Attributes:
        user_key: what the platform knows its users by, and so what the username is filled with (SVA-USER-7).
        customer_fields: what it needs of a customer (names of `Customer`, SVA-USER-3).
        needs_password: whether a creation must bring a password (A-SVA-7).
        confirms_later: whether a creation that was accepted may still be PENDING.
        editable: which of `phone` and `password` can be edited (SVA-USER-8).
        several_packages: whether a user may have several packages, each an `SvaUser` of its own (SVA-USER-9).
        tells_block_from_deactivation: whether it shows a blocked user and a deactivated one as two things.
    """

    family: ClassVar[str] = "sva"
    user_key: ClassVar[m.UserKey] = m.UserKey.CPF
    customer_fields: ClassVar[tuple[str, ...]] = ("legal_name", "tax_id", "mobile_phone")
    needs_password: ClassVar[bool] = False
    confirms_later: ClassVar[bool] = False
    editable: ClassVar[frozenset[str]] = frozenset({"phone", "password"})
    several_packages: ClassVar[bool] = False
    tells_block_from_deactivation: ClassVar[bool] = True

    @classmethod
    def packages_conflict(cls, packages: tuple[SvaPackage, ...]) -> str | None:
        """Why one user cannot have all of `packages`, in pt-BR; `None` when it can (SVA-USER-9)."""
        return None

    @first_result
    def list_packages(self, request: r.ListPackages, cursor: str | None) -> Exchange[Page[SvaPackage]]: ...
    @first_result
    def create_user(self, request: r.CreateUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def get_user(self, request: r.GetUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def list_users(self, request: r.ListUsers, cursor: str | None) -> Exchange[Page[m.SvaUser]]: ...
    @first_result
    def edit_user(self, request: r.EditUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def block_user(self, request: r.BlockUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def activate_user(self, request: r.ActivateUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def deactivate_user(self, request: r.DeactivateUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def delete_user(self, request: r.DeleteUser) -> Exchange[m.SvaUser]: ...
    @first_result
    def change_package(self, request: r.ChangePackage) -> Exchange[m.SvaUser]: ...
    @first_result
    def resend_credentials(self, request: r.ResendCredentials) -> Exchange[None]: ...
    @first_result
    def begin_authorization(self, request: r.BeginAuthorization) -> Exchange[None]: ...
    @first_result
    def complete_authorization(self, request: r.CompleteAuthorization) -> Exchange[m.Authorization]: ...
