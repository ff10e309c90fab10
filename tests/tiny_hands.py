"""Carries steps on the tiny OLT, sync or async, over any connector; what a test of both sides holds."""

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from isp_integrations.clients.terminals import async_carriers_of, carriers_of
from isp_integrations.core.cli import Dialect
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import Account, Platform
from isp_integrations.core.tl1 import Tl1Dialect
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.conductor import Order
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.ledger import Ledger
from isp_integrations.transports.rehearsal import DryRun
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.terminal.channels import Connector, Listener
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.sessions import TerminalAccount
from isp_integrations.transports.terminal.shell import Shell
from isp_integrations.transports.terminal.tl1 import Tl1
from tiny_olt import TinyFake, TinyOlt

QUICK = TerminalOptions(connect_timeout=5, log_in_timeout=5, answer_timeout=5, busy_wait=0.5)
NO_RETRY = RetryPolicy(enabled=False)


def tiny_account(
    connector: Connector,
    *,
    platform: Platform | None = None,
    credentials: Mapping[str, str] = TinyFake.credentials,
    options: TerminalOptions = QUICK,
    retry: RetryPolicy = NO_RETRY,
    clock: Clock | None = None,
    listener: Callable[[], Listener] | None = None,
    transactional: bool = False,
) -> TerminalAccount:
    """An account of the tiny OLT, or of `platform`."""
    plugin = platform or TinyOlt(Account(credentials=credentials))
    dialect: Any = plugin.dialect
    return TerminalAccount(
        platform=plugin,
        connector=connector,
        speaker=lambda: Shell(dialect, credentials) if isinstance(dialect, Dialect) else Tl1(dialect, credentials),
        clock=clock or JumpingClock(),
        encoding=dialect.encoding if isinstance(dialect, Dialect | Tl1Dialect) else "utf-8",
        transactional=transactional,
        options=options,
        retry=retry,
        listener=listener,
    )


class Hands:
    """One side of the driver on one account; leave its `with` block to close it."""

    def __init__(self, account: TerminalAccount, *, is_async: bool) -> None:
        ledger = Ledger(journal=None, vault=None, account="test")
        self.is_async = is_async
        self._platform = account.platform
        self._loop = asyncio.new_event_loop() if is_async else None
        self._async_driver = AsyncDriver(async_carriers_of(account), clock=account.clock, ledger=ledger)
        self._driver = Driver(carriers_of(account), clock=account.clock, ledger=ledger)

    def run(self, exchange: Exchange[Any]) -> Any:
        """The exchange's result, as one operation."""
        order = Order(id=uuid4().hex, operation="test", platform="tiny_olt", arguments=dict)
        if self._loop is None:
            return self._driver.run(exchange, order)
        return self._loop.run_until_complete(self._async_driver.run(exchange, order))

    def rehearse(self, exchange: Exchange[Any]) -> DryRun:
        """What the exchange would type."""
        if self._loop is None:
            return self._driver.rehearse(exchange, self._platform)
        return self._loop.run_until_complete(self._async_driver.rehearse(exchange, self._platform))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is None:
            self._driver.close()
        else:
            self._loop.run_until_complete(self._async_driver.aclose())
            self._loop.close()
