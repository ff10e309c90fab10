"""The clients of the OLT family, and the functions that open them.

An OLT account may be opened with an ACS account beside it (`acs=`): Wi-Fi that the OLT cannot set goes there, and
the result says which of the two did it. An order that the ACS lost is resumed on the ACS's own client; one that the
OLT lost is resumed on the OLT's, and the Wi-Fi is then asked for with `configure_wifi`.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, Unpack

from isp_integrations.clients.calls import async_call, async_listing, call, listing
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.done import Done
from isp_integrations.core.errors import IspError
from isp_integrations.core.olt import beside, operations
from isp_integrations.core.olt.models import TaskReport, WifiConfig

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=Client | AsyncClient)

FAMILY = "olt"


def _or_by_the_acs(method: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
    """`configure_wifi` on the account's own platform where it can, on the ACS beside it otherwise."""

    @wraps(method)
    def choose(client: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        asked: dict[str, Any] = kwargs
        if client.acs is None or beside.sets_wifi_itself(client.session, asked["onu"], asked["wifi"]):
            return method(client, *args, **kwargs)
        result: R = client.acs.configure_wifi(*args, **kwargs)
        return result

    return choose


def _left_to_the_acs(client: Any, asked: Mapping[str, Any]) -> WifiConfig | None:
    """The networks of a provisioning that the ACS must set; whatever it would refuse is refused now."""
    wifi: WifiConfig | None = asked.get("wifi")
    if wifi is None or client.acs is None:
        return None
    onu = beside.as_provisioned(asked["onu"], asked["connection"])
    if beside.sets_wifi_itself(client.session, onu, wifi):
        return None
    beside.refuse_what_the_acs_cannot(client.acs.session, onu, wifi)
    return wifi


def _then_by_the_acs(
    method: Callable[Concatenate[C, P], Done[TaskReport]],
) -> Callable[Concatenate[C, P], Done[TaskReport]]:
    """Provisioning on the OLT, then the Wi-Fi on the ACS where the OLT cannot set it."""

    @wraps(method)
    def provision(client: Any, /, *args: P.args, **kwargs: P.kwargs) -> Done[TaskReport]:
        wifi = _left_to_the_acs(client, kwargs)
        if wifi is None:
            return method(client, *args, **kwargs)
        kwargs["wifi"] = None
        done = method(client, *args, **kwargs)
        if not done.value.complete:
            return done
        try:
            return beside.joined(done, client.acs.configure_wifi(onu=done.value.onu, wifi=wifi))
        except IspError as failure:
            return beside.failed_beside(done, wifi, failure, client.acs.session.platform.key)

    return provision


def _then_by_the_acs_async(
    method: Callable[Concatenate[C, P], Awaitable[Done[TaskReport]]],
) -> Callable[Concatenate[C, P], Awaitable[Done[TaskReport]]]:
    """The async twin of :func:`_then_by_the_acs`."""

    @wraps(method)
    async def provision(client: Any, /, *args: P.args, **kwargs: P.kwargs) -> Done[TaskReport]:
        wifi = _left_to_the_acs(client, kwargs)
        if wifi is None:
            return await method(client, *args, **kwargs)
        kwargs["wifi"] = None
        done = await method(client, *args, **kwargs)
        if not done.value.complete:
            return done
        try:
            return beside.joined(done, await client.acs.configure_wifi(onu=done.value.onu, wifi=wifi))
        except IspError as failure:
            return beside.failed_beside(done, wifi, failure, client.acs.session.platform.key)

    return provision


class OltClient(Client):
    """One open account on an OLT, a management system or an ACS, for sync hosts.

    Attributes:
        acs: the account that sets the Wi-Fi which this one cannot; it stays open when this one is closed.
    """

    acs: "OltClient | None" = None

    change_speed_profile = call(operations.change_speed_profile)
    clean_up_onu = call(operations.clean_up_onu)
    configure_wifi = _or_by_the_acs(call(operations.configure_wifi))
    delete_onu = call(operations.delete_onu)
    diagnose_onu = call(operations.diagnose_onu)
    disable_onu = call(operations.disable_onu)
    edit_onu = call(operations.edit_onu)
    enable_onu = call(operations.enable_onu)
    find_onu = call(operations.find_onu)
    get_onu_status = call(operations.get_onu_status)
    list_olts = listing(operations.list_olts)
    list_onus = listing(operations.list_onus)
    list_unprovisioned = listing(operations.list_unprovisioned)
    move_onu = call(operations.move_onu)
    provision_onu = _then_by_the_acs(call(operations.provision_onu))
    reboot_onu = call(operations.reboot_onu)
    replace_onu = call(operations.replace_onu)
    retry_provision = _then_by_the_acs(call(operations.retry_provision))
    save_config = call(operations.save_config)


class AsyncOltClient(AsyncClient):
    """One open account on an OLT, a management system or an ACS, for async hosts.

    Attributes:
        acs: the account that sets the Wi-Fi which this one cannot; it stays open when this one is closed.
    """

    acs: "AsyncOltClient | None" = None

    change_speed_profile = async_call(operations.change_speed_profile)
    clean_up_onu = async_call(operations.clean_up_onu)
    configure_wifi = _or_by_the_acs(async_call(operations.configure_wifi))
    delete_onu = async_call(operations.delete_onu)
    diagnose_onu = async_call(operations.diagnose_onu)
    disable_onu = async_call(operations.disable_onu)
    edit_onu = async_call(operations.edit_onu)
    enable_onu = async_call(operations.enable_onu)
    find_onu = async_call(operations.find_onu)
    get_onu_status = async_call(operations.get_onu_status)
    list_olts = async_listing(operations.list_olts)
    list_onus = async_listing(operations.list_onus)
    list_unprovisioned = async_listing(operations.list_unprovisioned)
    move_onu = async_call(operations.move_onu)
    provision_onu = _then_by_the_acs_async(async_call(operations.provision_onu))
    reboot_onu = async_call(operations.reboot_onu)
    replace_onu = async_call(operations.replace_onu)
    retry_provision = _then_by_the_acs_async(async_call(operations.retry_provision))
    save_config = async_call(operations.save_config)


def connect(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    acs: OltClient | None = None,
    **options: Unpack[HostOptions],
) -> OltClient:
    """Open an account on an OLT, a management system or an ACS; nothing is sent yet.

    Args:
        platform: its key, such as `"huawei"`.
        credentials: what `isp.credential_fields(platform)` lists.
        base_url: where it answers: `ssh://host:22`, `telnet://host:23`, `tl1://host:3337`, or https.
        acs: an open ACS account, for Wi-Fi that this platform cannot set.

    Raises:
        ConfigurationError: something about the account does not fit; every problem at once.
        PlatformNotAvailable: the platform is known by name only.
    """
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    client = opening.sync(OltClient)
    client.acs = acs
    return client


def connect_async(
    platform: str,
    *,
    credentials: Mapping[str, str],
    base_url: str | None = None,
    acs: AsyncOltClient | None = None,
    **options: Unpack[HostOptions],
) -> AsyncOltClient:
    """The async twin of :func:`connect`."""
    opening = Opening.of(FAMILY, platform, credentials=credentials, base_url=base_url, options=options)
    client = opening.asynchronous(AsyncOltClient)
    client.acs = acs
    return client


def open(  # noqa: A001  olt.open reads well
    record: "IntegrationRecord", *, acs: OltClient | None = None, **options: Unpack[HostOptions]
) -> OltClient:
    """Open a stored integration; `vault=` must be the vault that sealed its credentials. `acs` as in `connect`."""
    client = opening_of(FAMILY, record, options).sync(OltClient)
    client.acs = acs
    return client


def open_async(
    record: "IntegrationRecord", *, acs: AsyncOltClient | None = None, **options: Unpack[HostOptions]
) -> AsyncOltClient:
    """The async twin of :func:`open`."""
    client = opening_of(FAMILY, record, options).asynchronous(AsyncOltClient)
    client.acs = acs
    return client
