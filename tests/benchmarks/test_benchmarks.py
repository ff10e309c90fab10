"""That the benchmarks run and measure everything they promise. How fast anything is, no test says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEASURED = (
    "import isp_integrations",
    "the mobile models",
    "the first connect",
    "one operation on httpx",
    "one operation on httpx2",
    "operations, 4 in flight",
    "listing 250 lines",
    "a top-up, SQLite journal",
    "ranking 1000 structures: loading",
    "1 asked, radius 150 m",
    "5 asked, radius 3000 m",
    "streaming 600 boxes",
    "a table of 8 ONUs into models",
    "searching 2 OLTs",
    "provisioning 1 ONUs by PPPoE",
)


def test_every_measurement_runs_and_stands_in_the_table() -> None:
    command = [sys.executable, "-m", "benchmarks", "--tiny"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert not run.stderr
    assert [what for what in MEASURED if what not in run.stdout] == []
