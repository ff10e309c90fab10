"""What loading costs over a bare Python, in fresh processes, and which modules stay out.

Compiled modules are kept in a folder of the run, so that every start but the first finds them.
"""

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from benchmarks.table import Row

MODELS = "from isp_integrations import mvno; mvno.MvnoLine"
CONNECT = (
    "from isp_integrations import mvno; mvno.connect('contel', base_url='http://127.0.0.1:1/', "
    "credentials={'chave_acesso': 'a', 'chave_acesso_franquia': 'b'})"
)
STARTS = (("import isp_integrations", "import isp_integrations", 10), ("the mobile models", MODELS, 90))
FIRST_CONNECT = ("the first connect", CONNECT, 250)
BARE, ATTRS = "pass", "import attrs"
HEAVY = ("httpx", "httpx2", "cryptography", "cattrs", "isp_integrations.plugins")
WITHOUT = (
    ("import isp_integrations", HEAVY),
    (MODELS, HEAVY),
    (
        "import isp_integrations as isp; isp.platforms()",
        ("httpx", "httpx2", "cryptography", "isp_integrations.plugins"),
    ),
    (CONNECT, ("httpx", "httpx2", "cryptography", "asyncio")),
)


def loading(*, rounds: int = 15) -> list[Row]:
    """Each start, in turns with a bare Python; the least of all rounds counts, for load only ever adds."""
    budgets = (*STARTS, FIRST_CONNECT)
    codes = [BARE, ATTRS, *(code for _, code, _ in budgets)]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for code in codes:
            _start(code, environment)
        taken: dict[str, list[float]] = {code: [] for code in codes}
        for _ in range(rounds):
            for code in codes:
                taken[code].append(_start(code, environment))
    rows = [_row(name, taken[code], taken[BARE], budget) for name, code, budget in budgets]
    return [*rows, _row("  (attrs alone)", taken[ATTRS], taken[BARE], None), _staying_out()]


def _start(code: str, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return (time.perf_counter() - started) * 1000


def _row(name: str, taken: list[float], bare: list[float], budget: int | None) -> Row:
    added = min(taken) - min(bare)
    return Row(
        name=name,
        ours=f"{added:.0f} ms more",
        reference=f"bare Python {min(bare):.0f} ms",
        compared=f"median {median(taken) - median(bare):.0f} ms more",
        target=f"<= {budget} ms" if budget else "",
        met=added <= budget if budget else None,
    )


def _staying_out() -> Row:
    unwanted = [name for code, heavy in WITHOUT for name in _loaded(code, heavy)]
    return Row(
        name="modules loaded too early",
        ours=", ".join(unwanted) or "none",
        target="none",
        met=not unwanted,
    )


def _loaded(code: str, heavy: tuple[str, ...]) -> list[str]:
    question = f"{code}\nimport sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", question], check=True, capture_output=True, text=True)
    modules = set(loaded.stdout.split())
    return [name for name in heavy if any(each == name or each.startswith(f"{name}.") for each in modules)]
