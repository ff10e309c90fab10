"""The cell of :mod:`.tokens` for async hosts, apart from it because sync hosts never need asyncio."""

import asyncio
import copy
from collections.abc import Callable, Coroutine
from typing import Any

from isp_integrations.transports.tokens import Held, Token, TokenStore, store_may_fail


class AsyncTokenCell:
    """An account's token, for the tasks of one event loop.

    A renewal runs in a task of its own, so cancelling any of those who wait for it, the first one included,
    takes it from nobody else. The store is called in a thread.
    """

    def __init__(
        self, fetch: Callable[[], Coroutine[Any, Any, str]], *, store: TokenStore | None = None, key: str = ""
    ) -> None:
        self._fetch = fetch
        self._store = store
        self._key = key
        self._held = Held()
        self._renewal: asyncio.Task[Token] | None = None
        self._saving = asyncio.Lock()

    @property
    def generation(self) -> int:
        """That of the newest token there was, 0 before the first."""
        return self._held.generation

    async def get(self) -> Token:
        """The current token, fetched if there is none."""
        return self._held.token or await self.renew(self._held.generation)

    async def renew(self, seen: int) -> Token:
        """A token newer than generation `seen`, which was refused; or the error of whoever fetched it."""
        if newer := self._held.newer_than(seen):
            return newer
        if self._renewal is None:
            self._held.token = None
            self._renewal = asyncio.create_task(self._lead(seen))
            self._renewal.add_done_callback(self._landed)
        renewal = self._renewal
        await asyncio.wait([renewal])
        if error := renewal.exception():
            raise copy.copy(error)
        return renewal.result()

    def invalidate(self, seen: int) -> None:
        """Have the next :meth:`get` fetch a new token, unless generation `seen` was already replaced."""
        self._held.invalidate(seen)

    async def keep(self, value: str, seen: int) -> None:
        """Keep a token that the answer to a request with generation `seen` handed over."""
        kept = self._held.keep(value, seen)
        if kept is None or self._store is None:
            return
        async with self._saving:
            if self._held.generation == kept.generation:  # else whoever holds the younger one saves it
                with store_may_fail():
                    await asyncio.to_thread(self._store.save, self._key, value)

    async def aclose(self) -> None:
        """Give up a renewal under way; whoever waits for it is cancelled."""
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.wait([self._renewal])

    def _landed(self, renewal: asyncio.Task[Token]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # everyone who waited may be gone, and asyncio reports what nobody looks at

    async def _lead(self, seen: int) -> Token:
        value = await self._obtain()
        return self._held.newer_than(seen) or self._held.replace(value, seen)

    async def _obtain(self) -> str:
        if self._store is None:
            return await self._fetch()
        with store_may_fail():
            if stored := self._held.news(await asyncio.to_thread(self._store.load, self._key)):
                return stored
        value = await self._fetch()
        with store_may_fail():
            await asyncio.to_thread(self._store.save, self._key, value)
        return value
