"""The async half of :mod:`.http`, apart from it because sync hosts never need asyncio."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.transports.http import (
    Body,
    HttpOptions,
    answer_of,
    flying,
    guarded,
    http_library,
    limits_of,
    note_leaving,
    quiet,
    request_of,
    tls_and_proxy,
)
from isp_integrations.transports.sending import NotSent, OutgoingRequest

_SHARD = 5  # connections; every request costs an asynchronous pool time for each one in flight, most on httpx


class AsyncHttpxSender:
    """An `AsyncHttpSender` on httpx or httpx2. Tasks of one event loop share one.

    Its connections are spread over many small pools; a request takes the one with the fewest in use.
    """

    def __init__(self, options: HttpOptions | None = None, *, library: str | None = None) -> None:
        self._options = options or HttpOptions()
        self._library_name = library
        self._library: ModuleType
        self._shards: list[_Shard] = []
        self._worn_out: list[Any] = []
        self._room = asyncio.Semaphore(self._options.max_connections)
        self._closed = False

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        self._open()
        outgoing = request_of(self._library, request, self._options)
        with flying(request.deadline_seconds):
            async with asyncio.timeout(request.deadline_seconds), self._connection() as shard:
                try:
                    return await self._exchange(shard.transport, outgoing)
                except self._library.PoolTimeout:
                    self._replace(shard)
                    return await self._exchange(shard.transport, outgoing)

    async def aclose(self) -> None:
        self._closed = True
        for transport in (*(shard.transport for shard in self._shards), *self._worn_out):
            await transport.aclose()

    def _replace(self, shard: "_Shard") -> None:
        """Give a shard a new pool: there was room by our own count, so the old one counts connections of requests
        that were cancelled, as httpx's does now and then. Others may still be under way on it."""
        self._worn_out.append(shard.transport)
        shard.transport = self._new_transport()

    async def _exchange(self, transport: Any, outgoing: Any) -> HttpAnswer:
        response = await transport.handle_async_request(outgoing)
        try:
            body = Body(response.headers.raw, self._options.max_answer_bytes)
            async for chunk in response.stream:
                body.feed(chunk)
        finally:
            await response.stream.aclose()
        return answer_of(response, body.content())

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["_Shard"]:
        try:
            async with asyncio.timeout(self._options.pool_timeout):
                await self._room.acquire()
        except TimeoutError:
            raise NotSent("PoolTimeout") from None
        shard = min(self._shards, key=_busy)
        shard.busy += 1
        try:
            yield shard
        finally:
            shard.busy -= 1
            self._room.release()

    def _open(self) -> None:
        if self._closed:
            raise NotSent("SenderClosed")
        if self._shards:
            return
        self._library = quiet(http_library(self._library_name))
        self._shards = [_Shard(self._new_transport()) for _ in range(0, self._options.max_connections, _SHARD)]

    def _new_transport(self) -> Any:
        options = tls_and_proxy(self._library, self._options)
        limits = limits_of(self._library, _SHARD)
        return guarded(self._library.AsyncHTTPTransport(**options, limits=limits), _AsyncGuardedBackend)


@attrs.define(eq=False)
class _Shard:
    transport: Any
    busy: int = 0


def _busy(shard: _Shard) -> int:
    return shard.busy


class _AsyncGuardedBackend:
    """Opens sockets that note that something was written; the event loop keeps the deadline."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, *args: Any, **options: Any) -> Any:
        return _AsyncGuardedStream(await self._inner.connect_tcp(*args, **options))


class _AsyncGuardedStream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.read = inner.read
        self.aclose = inner.aclose
        self.get_extra_info = inner.get_extra_info

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  httpcore's protocol
        note_leaving()
        await self._inner.write(buffer, timeout)

    async def start_tls(self, *args: Any, **options: Any) -> Any:
        try:
            return _AsyncGuardedStream(await self._inner.start_tls(*args, **options))
        except asyncio.CancelledError:
            await self.aclose()  # a handshake that is cancelled leaves its socket open
            raise
