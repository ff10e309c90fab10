"""One way of calling for tests that hold for sync and async clients alike."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from isp_integrations.clients.calls import AsyncListing, Listing
from isp_integrations.clients.client import AsyncClient, Client


class Caller(Protocol):
    """An open account that is called by an operation's name."""

    @property
    def client(self) -> Client | AsyncClient:
        """What is called."""

    def call(self, operation: str, **arguments: Any) -> Any:
        """The operation's result; a list comes back whole, as a tuple."""

    def resume(self, token: str) -> Any:
        """The result of an order carried on."""

    def close(self) -> None:
        """Close the client."""


class SyncCaller:
    """Calls a sync client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def call(self, operation: str, **arguments: Any) -> Any:
        """The operation's result; a list comes back whole, as a tuple."""
        result = getattr(self.client, operation)(**arguments)
        return tuple(result) if isinstance(result, Listing) else result

    def resume(self, token: str) -> Any:
        """The result of an order carried on."""
        return self.client.resume(token)

    def close(self) -> None:
        """Close the client."""
        self.client.close()


class AsyncCaller:
    """Calls an async client from sync code, in an event loop of its own."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self._runner = asyncio.Runner()

    def call(self, operation: str, **arguments: Any) -> Any:
        """The operation's result; a list comes back whole, as a tuple."""
        result = getattr(self.client, operation)(**arguments)
        if isinstance(result, AsyncListing):
            return self._run(_all_of(result))
        return self._run(result)

    def resume(self, token: str) -> Any:
        """The result of an order carried on."""
        return self._run(self.client.resume(token))

    def close(self) -> None:
        """Close the client and its event loop."""
        self._run(self.client.aclose())
        self._runner.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)


async def _all_of(listing: AsyncListing[Any]) -> tuple[Any, ...]:
    return tuple([item async for item in listing])
