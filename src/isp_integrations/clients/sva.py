"""The clients of the SVA family, and the functions that open them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from isp_integrations.clients.calls import async_call, async_listing, call, listing
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.sva import operations

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

FAMILY = "sva"


class SvaClient(Client):
    """One open account on an SVA platform, for sync hosts."""

    activate_user = call(operations.activate_user)
    begin_authorization = call(operations.begin_authorization)
    block_user = call(operations.block_user)
    change_package = call(operations.change_package)
    complete_authorization = call(operations.complete_authorization)
    create_user = call(operations.create_user)
    deactivate_user = call(operations.deactivate_user)
    delete_user = call(operations.delete_user)
    edit_user = call(operations.edit_user)
    get_user = call(operations.get_user)
    list_packages = listing(operations.list_packages)
    list_users = listing(operations.list_users)
    mirror_user = call(operations.mirror_user)
    refresh_user = call(operations.refresh_user)
    resend_credentials = call(operations.resend_credentials)


class AsyncSvaClient(AsyncClient):
    """One open account on an SVA platform, for async hosts."""

    activate_user = async_call(operations.activate_user)
    begin_authorization = async_call(operations.begin_authorization)
    block_user = async_call(operations.block_user)
    change_package = async_call(operations.change_package)
    complete_authorization = async_call(operations.complete_authorization)
    create_user = async_call(operations.create_user)
    deactivate_user = async_call(operations.deactivate_user)
    delete_user = async_call(operations.delete_user)
    edit_user = async_call(operations.edit_user)
    get_user = async_call(operations.get_user)
    list_packages = async_listing(operations.list_packages)
    list_users = async_listing(operations.list_users)
    mirror_user = async_call(operations.mirror_user)
    refresh_user = async_call(operations.refresh_user)
    resend_credentials = async_call(operations.resend_credentials)


def connect(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> SvaClient:
    """Open an account on an SVA platform; nothing is sent yet.

    Args:
        platform: its key, such as `"saber_mais"`.
        credentials: what `isp.credential_fields(platform)` lists.
        base_url: where it answers; needed where no address is public.

    Raises:
        ConfigurationError: something about the account does not fit; every problem at once.
        PlatformNotAvailable: the platform is known by name only.
    """
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.sync(SvaClient)


def connect_async(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> AsyncSvaClient:
    """The async twin of :func:`connect`."""
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.asynchronous(AsyncSvaClient)


def open(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> SvaClient:  # noqa: A001  sva.open reads well
    """Open a stored integration; `vault=` must be the vault that sealed its credentials."""
    return opening_of(FAMILY, record, options).sync(SvaClient)


def open_async(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> AsyncSvaClient:
    """The async twin of :func:`open`."""
    return opening_of(FAMILY, record, options).asynchronous(AsyncSvaClient)
