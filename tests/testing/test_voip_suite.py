"""The VoIP family's contract suite notices a plugin that breaks the contract, and passes one that keeps it."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
KEYS = {name: name.lower() for name in ("Honest", "Doubling", "Lying", "Gullible", "Chatty")}
NOTICED = (
    ("Doubling", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Lying", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Gullible", "test_a_read_answered_with_garbage_is_never_a_success"),
    ("Chatty", "test_nothing_shown_or_logged_tells_a_secret_or_a_person"),
)
SUITE = """
import spoilt_voip

for plugin in spoilt_voip.PLUGINS:
    globals()[f"Test{plugin.__name__}"] = spoilt_voip.contract_of(plugin)
"""


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The tests that failed, by plugin, of one run of the suite where the plugins are installed."""
    folder = tmp_path_factory.mktemp("third")
    installed = folder / "spoilt_voip-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: spoilt-voip\nVersion: 1.0\n")
    entries = "\n".join(f"{key} = spoilt_voip:{name}" for name, key in KEYS.items())
    (installed / "entry_points.txt").write_text(f"[isp_integrations.voip]\n{entries}\n")
    for source in (TESTS / "testing" / "spoilt_voip.py", TESTS / "voip_seed.py"):
        (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    asked = " or ".join(["Honest", *(f"({plugin} and {test})" for plugin, test in NOTICED)])
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "--color=no", "-k", asked, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for verdict, name, test in re.findall(r"^(PASSED|FAILED|ERROR) \S+::Test(\w+)::(\w+)", run.stdout, re.MULTILINE):
        found[name] |= set() if verdict == "PASSED" else {test}
    assert set(found) == set(KEYS), run.stdout[-2000:] + run.stderr[-2000:]
    return found


def test_an_honest_plugin_of_a_third_party_passes(failed: dict[str, set[str]]) -> None:
    assert failed["Honest"] == set()


@pytest.mark.parametrize(("plugin", "noticed_by"), NOTICED)
def test_a_plugin_that_breaks_the_contract_fails(failed: dict[str, set[str]], plugin: str, noticed_by: str) -> None:
    assert noticed_by in failed[plugin]
