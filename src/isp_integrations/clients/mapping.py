"""The clients of the mapping family, and the functions that open them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from isp_integrations.clients.calls import async_call, async_listing, call, listing
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.mapping import operations

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

FAMILY = "mapping"


class MappingClient(Client):
    """One open account on a mapping platform, for sync hosts."""

    activate_on_approval = call(operations.activate_on_approval)
    activate_port = call(operations.activate_port)
    cancel_in_erp = call(operations.cancel_in_erp)
    cancel_reservation = call(operations.cancel_reservation)
    change_port = call(operations.change_port)
    check_feasibility = call(operations.check_feasibility)
    find_customer_port = call(operations.find_customer_port)
    follow_reservation = call(operations.follow_reservation)
    list_cable_types = listing(operations.list_cable_types)
    list_orphans = listing(operations.list_orphans)
    list_ports = listing(operations.list_ports)
    list_reservations = listing(operations.list_reservations)
    list_structures = listing(operations.list_structures)
    reconcile_reservation = call(operations.reconcile_reservation)
    refresh_reservation = call(operations.refresh_reservation)
    release_port = call(operations.release_port)
    reserve_port = call(operations.reserve_port)


class AsyncMappingClient(AsyncClient):
    """One open account on a mapping platform, for async hosts."""

    activate_on_approval = async_call(operations.activate_on_approval)
    activate_port = async_call(operations.activate_port)
    cancel_in_erp = async_call(operations.cancel_in_erp)
    cancel_reservation = async_call(operations.cancel_reservation)
    change_port = async_call(operations.change_port)
    check_feasibility = async_call(operations.check_feasibility)
    find_customer_port = async_call(operations.find_customer_port)
    follow_reservation = async_call(operations.follow_reservation)
    list_cable_types = async_listing(operations.list_cable_types)
    list_orphans = async_listing(operations.list_orphans)
    list_ports = async_listing(operations.list_ports)
    list_reservations = async_listing(operations.list_reservations)
    list_structures = async_listing(operations.list_structures)
    reconcile_reservation = async_call(operations.reconcile_reservation)
    refresh_reservation = async_call(operations.refresh_reservation)
    release_port = async_call(operations.release_port)
    reserve_port = async_call(operations.reserve_port)


def connect(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> MappingClient:
    """Open an account on a mapping platform; nothing is sent yet.

    Args:
        platform: its key, such as `"ozmap"`.
        credentials: what `isp.credential_fields(platform)` lists.
        base_url: where it answers; needed where no address is public.

    Raises:
        ConfigurationError: something about the account does not fit; every problem at once.
        PlatformNotAvailable: the platform is known by name only.
    """
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.sync(MappingClient)


def connect_async(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    **options: Unpack[HostOptions],
) -> AsyncMappingClient:
    """The async twin of :func:`connect`."""
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    return opening.asynchronous(AsyncMappingClient)


def open(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> MappingClient:  # noqa: A001  mapping.open reads well
    """Open a stored integration; `vault=` must be the vault that sealed its credentials."""
    return opening_of(FAMILY, record, options).sync(MappingClient)


def open_async(record: "IntegrationRecord", **options: Unpack[HostOptions]) -> AsyncMappingClient:
    """The async twin of :func:`open`."""
    return opening_of(FAMILY, record, options).asynchronous(AsyncMappingClient)
