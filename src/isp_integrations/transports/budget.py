"""How many calls an account may make: the rate limit that its platform states."""

import threading
from collections import deque


class RateBudget:
    """At most `calls` starts in any window of `per_seconds`.

    It only does arithmetic: :meth:`reserve` takes a place in the row and says how long to wait for it, so
    threads and tasks share one alike. A place that was reserved and not used is lost.
    """

    def __init__(self, calls: int, per_seconds: float) -> None:
        self._per_seconds = per_seconds
        self._starts: deque[float] = deque(maxlen=calls)
        self._lock = threading.Lock()

    def reserve(self, now: float) -> float:
        """Seconds to wait before the call, zero when it may start at `now` (of a monotonic clock)."""
        with self._lock:
            full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + self._per_seconds) if full else now
            self._starts.append(start)
        return start - now
