"""One operation through the client, rules and wire mapping included, beside the same call in bare httpx."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from statistics import median

from benchmarks.bare import LIBRARIES, BareLine
from benchmarks.contel_server import NUMBER, contel
from benchmarks.table import Row
from isp_integrations import mvno
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS
from isp_integrations.transports.http import HttpxSender

AT_MOST = 1.10


def one_call(*, rounds: int = 25, calls: int = 40) -> list[Row]:
    """`get_line` on each library, in turns with the bare ones."""
    with ExitStack() as stack:
        address = stack.enter_context(contel())
        jobs: dict[str, Callable[[], object]] = {}
        for name in LIBRARIES:
            jobs[f"bare {name}"] = stack.enter_context(closing(BareLine(name, address)))
            sender = HttpxSender(library=name)
            client = stack.enter_context(
                mvno.connect("contel", credentials=CREDENTIALS, base_url=address, transport=sender)
            )
            jobs[f"ours on {name}"] = lambda client=client: client.get_line(msisdn=NUMBER)  # type: ignore[misc]
        seconds = _in_turns(jobs, rounds, calls)
    bare = seconds["bare httpx"]
    ours = [_row(f"one operation on {name}", seconds[f"ours on {name}"], bare, AT_MOST) for name in LIBRARIES]
    return [*ours, _row("  (bare httpx2.Client)", seconds["bare httpx2"], bare, None)]


def _in_turns(jobs: dict[str, Callable[[], object]], rounds: int, calls: int) -> dict[str, list[float]]:
    """Seconds per call of each job in each round; a first round that nobody counts warms everything up."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            started = time.perf_counter()
            for _ in range(calls):
                job()
            if number:
                seconds[name].append((time.perf_counter() - started) / calls)
    return seconds


def _row(name: str, ours: list[float], bare: list[float], at_most: float | None) -> Row:
    ratios = sorted(mine / theirs for mine, theirs in zip(ours, bare, strict=True))
    ratio, quarter = median(ratios), len(ratios) // 4
    return Row(
        name=name,
        ours=f"{median(ours) * 1000:.3f} ms",
        reference=f"httpx.Client {median(bare) * 1000:.3f} ms",
        compared=f"x {ratio:.2f} (middle half {ratios[quarter]:.2f}-{ratios[-1 - quarter]:.2f})",
        target=f"<= x {at_most:.2f}" if at_most else "",
        met=ratio <= at_most if at_most else None,
    )
