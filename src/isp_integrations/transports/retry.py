"""How often a step is tried, and how long to wait in between."""

from collections.abc import Iterator

import attrs


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """Exponential waits with jitter. Whether a step may be repeated at all is its effect's matter.

    Attributes:
        attempts: how often a step is tried in all.
        wait_initial: seconds before the second attempt; doubled for each one after it.
        wait_max: the longest of our own waits, in seconds.
        retry_after_max: the longest wait, in seconds, that a platform may ask for and get; when it asks for
            more, the caller is told instead.
        enabled: off means one attempt.
    """

    attempts: int = 3
    wait_initial: float = 0.1
    wait_max: float = 2.0
    retry_after_max: float = 10.0
    enabled: bool = True

    def pauses(self) -> Iterator[float]:
        """Seconds to wait after each failed attempt, while there is another one; costs nothing until used."""
        if not self.enabled:
            return
        import tenacity  # noqa: PLC0415  most processes never retry, and it takes its time to import

        wait = tenacity.wait_exponential(multiplier=self.wait_initial, max=self.wait_max)
        jittered = wait + tenacity.wait_random(0, self.wait_initial)
        stop = tenacity.stop_after_attempt(self.attempts)
        state = tenacity.RetryCallState(tenacity.Retrying(), fn=None, args=(), kwargs={})
        while not stop(state):
            yield jittered(state)
            state.prepare_for_next_attempt()
