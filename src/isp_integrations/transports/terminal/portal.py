"""Sync hosts' door to the terminals: one event loop in a thread of its own, for the whole process."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Portal:
    """An event loop that other threads hand coroutines to; it starts at the first, and again after a fork.

    A child keeps its parent's loop and touches it no more: closing it would take events away from the parent.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loops: dict[int, asyncio.AbstractEventLoop] = {}

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns or raises; interrupting the caller cancels it."""
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _running(self) -> asyncio.AbstractEventLoop:
        process = os.getpid()
        with self._lock:
            if process not in self._loops:
                self._loops[process] = loop = asyncio.new_event_loop()
                threading.Thread(target=loop.run_forever, name="isp-integrations-terminal", daemon=True).start()
            return self._loops[process]


PORTAL = Portal()
