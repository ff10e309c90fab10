"""The site builds, without a warning."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from docs_tools.blocks import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr
    assert build.stdout + build.stderr == ""
    return folder


def test_every_page_is_in_the_navigation_and_links_hold(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")]
    built = [
        site / page.parent / "index.html" if page.name == "index" else site / page / "index.html" for page in pages
    ]
    assert [str(path) for path in built if not path.exists()] == []
    home = (site / "index.html").read_text("utf-8")
    for page in pages:
        if page.name != "index":
            assert f'href="{page.as_posix()}/"' in home, f"{page} is not in mkdocs.yml"


def test_the_reference_tells_what_an_operation_does(site: Path) -> None:
    reference = (site / "reference" / "mvno" / "index.html").read_text("utf-8")
    assert "Put an active line into another contract" in reference
    assert "lines_of_integration" in reference
