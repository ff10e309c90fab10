"""What streaming a whole base of structures adds to the memory of the process that does it."""

import json
import subprocess
import sys
import time

from benchmarks.listing import peak
from benchmarks.ozmap_server import ozmap
from benchmarks.table import Row
from isp_integrations import mapping
from isp_integrations.plugins.mapping.ozmap.sandbox import CREDENTIALS

MEGABYTES = 50


def streaming(*, boxes: int = 100_000) -> list[Row]:
    """Every box through the client, page by page, in a process whose peak is known before and after."""
    with ozmap(boxes=boxes) as address:
        command = [sys.executable, "-m", "benchmarks.streaming", address]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert told["boxes"] == boxes
    return [
        Row(
            name=f"streaming {boxes} boxes",
            ours=f"{told['added']:.1f} MB more",
            reference=f"{told['before']:.0f} MB after some pages",
            compared=f"{boxes / told['seconds']:.0f} boxes/s",
            target=f"< {MEGABYTES} MB",
            met=told["added"] < MEGABYTES,
        )
    ]


def _listed(address: str) -> dict[str, float]:
    with mapping.connect("ozmap", credentials=CREDENTIALS, base_url=address, allow_plain_http=True) as client:
        for _, _ in zip(range(1000), client.list_structures(), strict=False):
            pass
        before, started = peak(), time.perf_counter()
        count = sum(1 for _ in client.list_structures())
        return {
            "boxes": count,
            "before": before,
            "added": peak() - before,
            "seconds": time.perf_counter() - started,
        }


if __name__ == "__main__":
    print(json.dumps(_listed(sys.argv[1])))
