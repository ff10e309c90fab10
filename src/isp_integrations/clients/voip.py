"""The clients of the VoIP family, and the functions that open them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from isp_integrations.clients.calls import async_call, async_listing, call, listing
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.voip import operations

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

FAMILY = "voip"


class VoipClient(Client):
    """One open account on a VoIP platform, for sync hosts."""

    assign_number = call(operations.assign_number)
    check_username = call(operations.check_username)
    create_line = call(operations.create_line)
    create_subscriber = call(operations.create_subscriber)
    disable_subscriber = call(operations.disable_subscriber)
    enable_subscriber = call(operations.enable_subscriber)
    get_api_access = call(operations.get_api_access)
    get_balance = call(operations.get_balance)
    get_call_totals = call(operations.get_call_totals)
    get_subscriber = call(operations.get_subscriber)
    list_allowances = listing(operations.list_allowances)
    list_calls = listing(operations.list_calls)
    list_lines = listing(operations.list_lines)
    list_live_calls = listing(operations.list_live_calls)
    list_sales_plans = listing(operations.list_sales_plans)
    list_subscribers = listing(operations.list_subscribers)
    open_panel = call(operations.open_panel)
    refresh_subscriber = call(operations.refresh_subscriber)
    set_simultaneous_calls = call(operations.set_simultaneous_calls)
    update_subscriber = call(operations.update_subscriber)


class AsyncVoipClient(AsyncClient):
    """One open account on a VoIP platform, for async hosts."""

    assign_number = async_call(operations.assign_number)
    check_username = async_call(operations.check_username)
    create_line = async_call(operations.create_line)
    create_subscriber = async_call(operations.create_subscriber)
    disable_subscriber = async_call(operations.disable_subscriber)
    enable_subscriber = async_call(operations.enable_subscriber)
    get_api_access = async_call(operations.get_api_access)
    get_balance = async_call(operations.get_balance)
    get_call_totals = async_call(operations.get_call_totals)
    get_subscriber = async_call(operations.get_subscriber)
    list_allowances = async_listing(operations.list_allowances)
    list_calls = async_listing(operations.list_calls)
    list_lines = async_listing(operations.list_lines)
    list_live_calls = async_listing(operations.list_live_calls)
    list_sales_plans = async_listing(operations.list_sales_plans)
    list_subscribers = async_listing(operations.list_subscribers)
    open_panel = async_call(operations.open_panel)
    refresh_subscriber = async_call(operations.refresh_subscriber)
    set_simultaneous_calls = async_call(operations.set_simultaneous_calls)
    update_subscriber = async_call(operations.update_subscriber)


def connect(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> VoipClient:
    """Open an account on a VoIP platform; nothing is sent yet.

    Args:
        platform: its key, such as `"nextbilling"`.
        credentials: what `isp.credential_fields(platform)` lists.
        base_url: where it answers; needed where no address is public.

    Raises:
        ConfigurationError: something about the account does not fit; every problem at once.
        PlatformNotAvailable: the platform is known by name only.
    """
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.sync(VoipClient)


def connect_async(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> AsyncVoipClient:
    """The async twin of :func:`connect`."""
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.asynchronous(AsyncVoipClient)


def open(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> VoipClient:  # noqa: A001  voip.open reads well
    """Open a stored integration; `vault=` must be the vault that sealed its credentials."""
    return opening_of(FAMILY, record, options).sync(VoipClient)


def open_async(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> AsyncVoipClient:
    """The async twin of :func:`open`."""
    return opening_of(FAMILY, record, options).asynchronous(AsyncVoipClient)
