"""The mobile family's contract suite, on a third party's plugin that keeps the contract and on some that do not."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

MADE_UP = Path(__file__).with_name("made_up.py")
KEYS = {name: name.lower() for name in ("Doubling", "Lying", "Gullible", "Chatty", "Confused")} | {
    "MadeUp": "made_up"
}
NOTICED = (
    ("Doubling", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Doubling", "test_a_write_that_the_platform_failed_at_is_in_doubt_or_proven"),
    ("Lying", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Gullible", "test_a_read_answered_with_garbage_is_never_a_success"),
    ("Chatty", "test_nothing_shown_or_logged_tells_a_secret_or_a_person"),
    ("Confused", "test_wrong_credentials_are_told_as_such"),
    ("Confused", "test_an_awkward_case_is_answered_as_hosts_expect"),
)
KEPT = "test_the_description_says_what_the_plugin_declares"
SUITE = """
import made_up

for plugin in made_up.PLUGINS:
    globals()[f"Test{plugin.__name__}"] = made_up.contract_of(plugin)
"""


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The tests that failed, by plugin, of one run of the suite where the plugins are installed."""
    folder = tmp_path_factory.mktemp("third")
    installed = folder / "made_up-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n")
    entries = "\n".join(f"{key} = made_up:{name}" for name, key in KEYS.items())
    (installed / "entry_points.txt").write_text(f"[isp_integrations.mvno]\n{entries}\n")
    (folder / "made_up.py").write_text(MADE_UP.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    asked = " or ".join(["MadeUp", KEPT, *(f"({plugin} and {test})" for plugin, test in NOTICED)])
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
    assert failed["MadeUp"] == set()


@pytest.mark.parametrize(("plugin", "noticed_by"), NOTICED)
def test_a_plugin_that_breaks_the_contract_fails(failed: dict[str, set[str]], plugin: str, noticed_by: str) -> None:
    assert noticed_by in failed[plugin]


def test_a_broken_promise_fails_no_test_of_what_is_kept(failed: dict[str, set[str]]) -> None:
    assert not any(KEPT in failures for failures in failed.values())
