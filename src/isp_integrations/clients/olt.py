"""The clients of the OLT family, and the functions that open them.

An OLT account may be opened with an ACS account beside it (`acs=`): Wi-Fi that the OLT cannot set goes there, and
the result says which of the two did it. An order that the OLT lost, or that was given up while the ACS worked, is
resumed on the OLT's client, opened with the same ACS, which then has the Wi-Fi set as if nothing had been lost; one
that the ACS lost, on the ACS's own client.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, Unpack, cast

from isp_integrations.clients.calls import async_call, async_listing, async_rehearsable, call, listing, rehearsable
from isp_integrations.clients.client import AsyncClient, Client, Operation
from isp_integrations.clients.opening import HostOptions, Opening, opening_of
from isp_integrations.core.errors import InvalidRecord, IspError, OrderFinished
from isp_integrations.core.olt import beside, operations
from isp_integrations.core.session import Session

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M")
C = TypeVar("C", bound="_BesideAnAcs[Any]")

FAMILY = "olt"


def _or_by_the_acs(method: M) -> M:
    """`configure_wifi` on the account's own platform where it can, on the ACS beside it otherwise."""
    own: Any = method
    signature = inspect.signature(own)

    @wraps(own)
    def choose(client: Any, /, *args: Any, **kwargs: Any) -> Any:
        asked = signature.bind(client, *args, **kwargs).arguments
        if client.acs is None or beside.sets_wifi_itself(client.session, asked["onu"], asked["wifi"]):
            return own(client, *args, **kwargs)
        return client.acs.configure_wifi(*args, **kwargs)

    return cast("M", choose)


class _BesideAnAcs(Generic[C]):
    """The account that sets the Wi-Fi which this one cannot."""

    session: Session
    _driver: Any
    _finished: Callable[[str, Any], Any]
    _acs: C | None = None

    @property
    def acs(self) -> C | None:
        """An open ACS account; it stays open when this one is closed.

        Raises:
            InvalidRecord: the account set here is this very one, or has another beside it.
        """
        return self._acs

    @acs.setter
    def acs(self, acs: C | None) -> None:
        if acs is not None and (acs is self or acs.acs is not None):
            raise InvalidRecord(problems=("acs: precisa ser outra conta, e sem uma terceira ao lado dela",))
        self._acs = acs
        self.session.beside = None if acs is None else acs.session
        self._driver.finish = None if acs is None else self._finished


def _whole(result: R) -> R:
    """One result of what both accounts did, once the account's own events are told."""
    return cast("R", result.joined()) if isinstance(result, beside.HalfDone) else result


class OltClient(_BesideAnAcs["OltClient"], Client):
    """One open account on an OLT, a management system or an ACS, for sync hosts."""

    change_speed_profile = rehearsable(operations.change_speed_profile)
    clean_up_onu = rehearsable(operations.clean_up_onu)
    configure_wifi = _or_by_the_acs(rehearsable(operations.configure_wifi))
    delete_onu = rehearsable(operations.delete_onu)
    diagnose_onu = call(operations.diagnose_onu)
    disable_onu = rehearsable(operations.disable_onu)
    edit_onu = rehearsable(operations.edit_onu)
    enable_onu = rehearsable(operations.enable_onu)
    find_onu = call(operations.find_onu)
    get_onu_status = call(operations.get_onu_status)
    list_olts = listing(operations.list_olts)
    list_onus = listing(operations.list_onus)
    list_unprovisioned = listing(operations.list_unprovisioned)
    move_onu = rehearsable(operations.move_onu)
    provision_onu = rehearsable(operations.provision_onu)
    reboot_onu = rehearsable(operations.reboot_onu)
    replace_onu = rehearsable(operations.replace_onu)
    retry_provision = rehearsable(operations.retry_provision)
    save_config = rehearsable(operations.save_config)

    def perform(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry one operation to its end, on the ACS too where it leaves Wi-Fi to it."""
        return _whole(super().perform(operation, *args, **kwargs))

    def perform_once(self, order: str, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """:meth:`perform` an order of the caller's own id; see :meth:`Client.perform_once`."""
        return _whole(super().perform_once(order, operation, *args, **kwargs))

    def resume(self, token: str, *, operation: Callable[..., Any] | None = None) -> Any:
        """Carry on an order whose outcome was unknown, on the ACS too where it leaves Wi-Fi to it; see
        :meth:`Client.resume`."""
        return _whole(super().resume(token, operation=operation))

    def _finished(self, order: str, result: Any) -> Any:
        if self.acs is None or not isinstance(result, beside.HalfDone):
            return result
        part, onu, wifi = beside.wifi_order(order), result.value.onu, result.wifi
        try:
            try:
                done = self.acs.perform_once(part, operations.configure_wifi, onu=onu, wifi=wifi)
            except OrderFinished:  # by a process that died before it could tell: set once more, it says what is there
                done = self.acs.configure_wifi(onu=onu, wifi=wifi)
        except IspError as failure:
            return beside.failed_beside(result, failure, self.acs.session.platform.key)
        return beside.done_beside(result, done)


class AsyncOltClient(_BesideAnAcs["AsyncOltClient"], AsyncClient):
    """One open account on an OLT, a management system or an ACS, for async hosts."""

    change_speed_profile = async_rehearsable(operations.change_speed_profile)
    clean_up_onu = async_rehearsable(operations.clean_up_onu)
    configure_wifi = _or_by_the_acs(async_rehearsable(operations.configure_wifi))
    delete_onu = async_rehearsable(operations.delete_onu)
    diagnose_onu = async_call(operations.diagnose_onu)
    disable_onu = async_rehearsable(operations.disable_onu)
    edit_onu = async_rehearsable(operations.edit_onu)
    enable_onu = async_rehearsable(operations.enable_onu)
    find_onu = async_call(operations.find_onu)
    get_onu_status = async_call(operations.get_onu_status)
    list_olts = async_listing(operations.list_olts)
    list_onus = async_listing(operations.list_onus)
    list_unprovisioned = async_listing(operations.list_unprovisioned)
    move_onu = async_rehearsable(operations.move_onu)
    provision_onu = async_rehearsable(operations.provision_onu)
    reboot_onu = async_rehearsable(operations.reboot_onu)
    replace_onu = async_rehearsable(operations.replace_onu)
    retry_provision = async_rehearsable(operations.retry_provision)
    save_config = async_rehearsable(operations.save_config)

    async def perform(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry one operation to its end; see :meth:`OltClient.perform`."""
        return _whole(await super().perform(operation, *args, **kwargs))

    async def perform_once(self, order: str, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """:meth:`perform` an order of the caller's own id; see :meth:`Client.perform_once`."""
        return _whole(await super().perform_once(order, operation, *args, **kwargs))

    async def resume(self, token: str, *, operation: Callable[..., Any] | None = None) -> Any:
        """Carry on an order whose outcome was unknown; see :meth:`OltClient.resume`."""
        return _whole(await super().resume(token, operation=operation))

    async def _finished(self, order: str, result: Any) -> Any:
        if self.acs is None or not isinstance(result, beside.HalfDone):
            return result
        part, onu, wifi = beside.wifi_order(order), result.value.onu, result.wifi
        try:
            try:
                done = await self.acs.perform_once(part, operations.configure_wifi, onu=onu, wifi=wifi)
            except OrderFinished:  # as for sync hosts
                done = await self.acs.configure_wifi(onu=onu, wifi=wifi)
        except IspError as failure:
            from asyncio import CancelledError  # noqa: PLC0415  sync hosts want no asyncio

            if isinstance(failure.__cause__, CancelledError):
                raise failure.__cause__ from None
            return beside.failed_beside(result, failure, self.acs.session.platform.key)
        return beside.done_beside(result, done)


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
