"""The clients of the mobile family, and the functions that open them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from isp_integrations.clients.calls import async_call, async_listing, call, listing
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.mvno import operations

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

FAMILY = "mvno"


class MvnoClient(Client):
    """One open account on a mobile platform, for sync hosts."""

    activate_line = call(operations.activate_line)
    block_line = call(operations.block_line)
    cancel_line = call(operations.cancel_line)
    cancel_portability = call(operations.cancel_portability)
    change_plan = call(operations.change_plan)
    check_document = call(operations.check_document)
    find_sim = call(operations.find_sim)
    get_activation = call(operations.get_activation)
    get_balance = call(operations.get_balance)
    get_line = call(operations.get_line)
    get_portability = call(operations.get_portability)
    get_reseller_balance = call(operations.get_reseller_balance)
    get_subscriber = call(operations.get_subscriber)
    list_donor_operators = listing(operations.list_donor_operators)
    list_free_numbers = listing(operations.list_free_numbers)
    list_lines = listing(operations.list_lines)
    list_plans = listing(operations.list_plans)
    list_sim_cards = listing(operations.list_sim_cards)
    list_subscribers = listing(operations.list_subscribers)
    list_top_ups = listing(operations.list_top_ups)
    list_usage = listing(operations.list_usage)
    parse_webhook = call(operations.parse_webhook)
    refresh_line = call(operations.refresh_line)
    register_subscriber = call(operations.register_subscriber)
    request_portability = call(operations.request_portability)
    swap_sim = call(operations.swap_sim)
    top_up = call(operations.top_up)
    transfer_ownership = call(operations.transfer_ownership)
    unblock_line = call(operations.unblock_line)


class AsyncMvnoClient(AsyncClient):
    """One open account on a mobile platform, for async hosts."""

    activate_line = async_call(operations.activate_line)
    block_line = async_call(operations.block_line)
    cancel_line = async_call(operations.cancel_line)
    cancel_portability = async_call(operations.cancel_portability)
    change_plan = async_call(operations.change_plan)
    check_document = async_call(operations.check_document)
    find_sim = async_call(operations.find_sim)
    get_activation = async_call(operations.get_activation)
    get_balance = async_call(operations.get_balance)
    get_line = async_call(operations.get_line)
    get_portability = async_call(operations.get_portability)
    get_reseller_balance = async_call(operations.get_reseller_balance)
    get_subscriber = async_call(operations.get_subscriber)
    list_donor_operators = async_listing(operations.list_donor_operators)
    list_free_numbers = async_listing(operations.list_free_numbers)
    list_lines = async_listing(operations.list_lines)
    list_plans = async_listing(operations.list_plans)
    list_sim_cards = async_listing(operations.list_sim_cards)
    list_subscribers = async_listing(operations.list_subscribers)
    list_top_ups = async_listing(operations.list_top_ups)
    list_usage = async_listing(operations.list_usage)
    parse_webhook = async_call(operations.parse_webhook)
    refresh_line = async_call(operations.refresh_line)
    register_subscriber = async_call(operations.register_subscriber)
    request_portability = async_call(operations.request_portability)
    swap_sim = async_call(operations.swap_sim)
    top_up = async_call(operations.top_up)
    transfer_ownership = async_call(operations.transfer_ownership)
    unblock_line = async_call(operations.unblock_line)


def connect(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> MvnoClient:
    """Open an account on a mobile platform; nothing is sent yet.

    Args:
        platform: its key, such as `"contel"`.
        credentials: what `isp.credential_fields(platform)` lists.
        base_url: where it answers; needed where no address is public.

    Raises:
        ConfigurationError: something about the account does not fit; every problem at once.
        PlatformNotAvailable: the platform is known by name only.
    """
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.sync(MvnoClient)


def connect_async(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> AsyncMvnoClient:
    """The async twin of :func:`connect`."""
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.asynchronous(AsyncMvnoClient)


def open(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> MvnoClient:  # noqa: A001  mvno.open reads well
    """Open a stored integration; `vault=` must be the vault that sealed its credentials."""
    return opening_of(FAMILY, record, options).sync(MvnoClient)


def open_async(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> AsyncMvnoClient:
    """The async twin of :func:`open`."""
    return opening_of(FAMILY, record, options).asynchronous(AsyncMvnoClient)
