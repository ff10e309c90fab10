"""How many calls an account may make: the rate limit that its platform states."""

import math
import threading
from collections import deque


class BudgetSpent(Exception):
    """The wait for a place would be `seconds`, longer than the account lets a call wait; no place was taken."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class RateBudget:
    """At most `calls` starts in any window of `per_seconds`. A place further away than `longest_wait` is refused.

    It only does arithmetic: :meth:`reserve` takes a place in the row and says how long to wait for it, so
    threads and tasks share one alike. A place that was reserved and not used is lost.
    """

    def __init__(self, calls: int, per_seconds: float, *, longest_wait: float = math.inf) -> None:
        self._per_seconds = per_seconds
        self._longest_wait = longest_wait
        self._starts: deque[float] = deque(maxlen=calls)
        self._lock = threading.Lock()

    def reserve(self, now: float) -> float:
        """Seconds to wait before the call, zero when it may start at `now` (of a monotonic clock).

        Raises:
            BudgetSpent: the wait is longer than `longest_wait`.
        """
        with self._lock:
            full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + self._per_seconds) if full else now
            if start - now > self._longest_wait:
                raise BudgetSpent(start - now)
            self._starts.append(start)
        return start - now
