"""A third party's plugins, installed in a folder of their own, and one run of a family's contract suite on them."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parents[1]
SUITE = """
from {module} import PLUGINS, contract_of

for plugin in PLUGINS:
    globals()[f"Test{{plugin.__name__}}"] = contract_of(plugin)
"""


def failures(folder: Path, family: str, module: str, asked: Iterable[str], *, but: str = "") -> dict[str, set[str]]:
    """The checks that failed, by the plugin's class; empty for one that passed all that was asked of it.

    Args:
        module: has `PLUGINS` and `contract_of`; its name below `tests`.
        asked: expressions over the names of plugins and checks, as pytest's `-k` takes them; any of them will do.
        but: another such expression: what is left out.
    """
    keys = {plugin.__name__: plugin.key for plugin in import_module(module).PLUGINS}
    installed = folder / "third_party-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    entries = "\n".join(f"{key} = {module}:{name}" for name, key in keys.items())
    (installed / "entry_points.txt").write_text(f"[isp_integrations.{family}]\n{entries}\n")
    (folder / "test_suite.py").write_text(SUITE.format(module=module))
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    chosen = f"({' or '.join(asked)})" + (f" and not ({but})" if but else "")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "--color=no", "-k", chosen, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(TESTS)))},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for verdict, name, test in re.findall(r"^(PASSED|FAILED|ERROR) \S+::Test(\w+)::(\w+)", run.stdout, re.MULTILINE):
        found[name] |= set() if verdict == "PASSED" else {test}
    assert set(found) == set(keys), run.stdout[-2000:] + run.stderr[-2000:]
    return found
