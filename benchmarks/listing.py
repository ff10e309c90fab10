"""What listing many lines adds to the memory of the process that does it."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.contel_server import PAGE_SIZE, contel
from benchmarks.table import Row
from isp_integrations import mvno
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS

MEGABYTES = 20
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in the system's own count


def listing(*, lines: int = 200_000) -> list[Row]:
    """Every line, page by page, in a process whose peak is known before and after."""
    with contel(lines=lines) as address:
        command = [sys.executable, "-m", "benchmarks.listing", address]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert told["lines"] == lines
    return [
        Row(
            name=f"listing {lines} lines",
            ours=f"{told['added']:.1f} MB more",
            reference=f"{told['before']:.0f} MB after a page",
            compared=f"{lines / told['seconds']:.0f} lines/s, {PAGE_SIZE} a page",
            target=f"< {MEGABYTES} MB",
            met=told["added"] < MEGABYTES,
        )
    ]


def _listed(address: str) -> dict[str, float]:
    with mvno.connect("contel", credentials=CREDENTIALS, base_url=address) as client:
        for _, _ in zip(range(2 * PAGE_SIZE), client.list_lines(), strict=False):
            pass
        before, started = peak(), time.perf_counter()
        count = sum(1 for _ in client.list_lines())
        return {
            "lines": count,
            "before": before,
            "added": peak() - before,
            "seconds": time.perf_counter() - started,
        }


def peak() -> float:
    """The most memory this process ever had, in MB.

    On Linux the system's usual count begins with what the parent had when it started this process, so there the
    kernel's own is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 2**20


if __name__ == "__main__":
    print(json.dumps(_listed(sys.argv[1])))
