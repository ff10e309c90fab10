"""A clock for sandboxes: waiting takes no time, and the time jumps ahead instead."""

import threading
import time
from datetime import datetime, timedelta

from isp_integrations.transports.clock import SystemClock


class JumpingClock:
    """The machine's clock, plus all that was waited. Threads may share one.

    Args:
        start: what it first shows, with a time zone; the present by default.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._ahead = start - SystemClock().now() if start else timedelta()
        self._waited = 0.0

    def now(self) -> datetime:
        return SystemClock().now() + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._waited

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
            self._waited += seconds

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)
