"""Many operations in flight through the async client, beside bare httpx2 and httpx with pools as large."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from statistics import median
from typing import Any

from benchmarks.bare import CALL, headers, library
from benchmarks.contel_server import NUMBER, contel
from benchmarks.table import Row
from isp_integrations import mvno
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.http import HttpOptions

LATENCY = 0.1
AT_LEAST = 0.85
Job = Callable[[], Awaitable[object]]


def in_flight(*, calls: int = 10_000, at_once: int = 200, turns: int = 4) -> list[Row]:
    """`get_line`, `at_once` in flight, in turns with bare httpx2; bare httpx once, with a tenth of the calls."""
    with contel(latency=LATENCY) as address:
        ours, httpx2, httpx = asyncio.run(_measured(address, calls // turns, at_once, turns))
    ratio = median(mine / theirs for mine, theirs in zip(ours, httpx2, strict=True))
    return [
        Row(
            name=f"{calls} operations, {at_once} in flight",
            ours=f"{median(ours):.0f}/s",
            reference=f"httpx2 {median(httpx2):.0f}/s",
            compared=f"x {ratio:.2f} ({min(ours):.0f}-{max(ours):.0f} against {min(httpx2):.0f}-{max(httpx2):.0f}/s)",
            target=f">= x {AT_LEAST}",
            met=ratio >= AT_LEAST,
        ),
        Row(
            name="  (bare httpx.AsyncClient)",
            ours=f"{httpx:.0f}/s",
            reference=f"httpx2 {median(httpx2):.0f}/s",
            compared=f"x {httpx / median(httpx2):.2f}",
        ),
    ]


async def _measured(address: str, calls: int, at_once: int, turns: int) -> tuple[list[float], list[float], float]:
    options = HttpOptions(max_connections=at_once)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            mvno.connect_async(
                "contel",
                credentials=CREDENTIALS,
                base_url=address,
                transport=AsyncHttpxSender(options, library="httpx2"),
            )
        )
        bare = {name: await stack.enter_async_context(_bare(name, address, at_once)) for name in ("httpx2", "httpx")}
        jobs: tuple[Job, Job] = (lambda: client.get_line(msisdn=NUMBER), lambda: _line(bare["httpx2"]))
        for job in jobs:
            await _rate(job, at_once, at_once)
        rates = [[await _rate(job, calls, at_once) for job in jobs] for _ in range(turns)]
        return (
            [mine for mine, _ in rates],
            [theirs for _, theirs in rates],
            await _rate(lambda: _line(bare["httpx"]), max(at_once, calls // 10), at_once),
        )


async def _rate(job: Job, calls: int, at_once: int) -> float:
    """Calls per second, with `at_once` workers."""
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await job()

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(worker())
    return calls / (time.perf_counter() - started)


def _bare(name: str, address: str, at_once: int) -> Any:
    limits = library(name).Limits(max_connections=at_once, max_keepalive_connections=at_once)
    return library(name).AsyncClient(base_url=address, headers=headers(name, address), limits=limits, timeout=60)


async def _line(client: Any) -> object:
    path, query = CALL
    answer = await client.get(path, params=query)
    return json.loads(answer.content)["detalhes"]["linha"]
