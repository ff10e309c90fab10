"""An opened account's driver for async hosts, apart from :mod:`.opening` because sync hosts never need asyncio."""

from typing import TYPE_CHECKING, Any

from isp_integrations.core.http import HttpRequest
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.async_http_carrier import AsyncHttpCarrier
from isp_integrations.transports.async_tokens import AsyncTokenCell
from isp_integrations.transports.http_carrier import HttpAccount

if TYPE_CHECKING:
    from isp_integrations.clients.opening import Opening


def driver_of(opening: "Opening") -> AsyncDriver:
    """Carries the account's exchanges for async hosts."""
    account = opening.account
    if isinstance(account, HttpAccount):
        return _http_driver(opening, account)
    from isp_integrations.clients.terminals import async_carriers_of  # noqa: PLC0415  most accounts speak HTTP

    return AsyncDriver(async_carriers_of(account), clock=account.clock, ledger=opening.ledger)


def _http_driver(opening: "Opening", account: HttpAccount) -> AsyncDriver:
    sender: Any = opening.options.get("transport") or AsyncHttpxSender(opening.options.get("http"))
    tokens = AsyncTokenCell(
        lambda: driver.run(account.platform.log_in(), opening.log_in_order()),
        store=opening.options.get("token_store"),
        key=opening.name,
    )
    carrier = AsyncHttpCarrier(account, sender, tokens if opening.has_token else None)
    driver = AsyncDriver({HttpRequest: carrier}, clock=account.clock, ledger=opening.ledger)
    return driver
