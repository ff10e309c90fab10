"""What is built from this tree installs and works elsewhere."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="session")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed in it, away from this tree."""
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = built.glob("*.whl")
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, *pip, "--target", folder, wheel, cwd=folder)
    return folder


def test_the_wheel_carries_types_licence_entry_points_and_the_demo_s_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "isp_integrations/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("ixc-export.json") for name in names)
    assert any(name.endswith("pedidos.json") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_the_sdist_carries_the_tests_and_the_guides(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/core/test_wire.py", "README.md", "README.pt-BR.md", "Makefile", "constraints.txt"} <= names


def test_an_installed_wheel_finds_its_platforms_and_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from isp_integrations.cli import main; sys.exit(main(sys.argv[1:]))",
    ]
    where = "import isp_integrations; print(isp_integrations.__file__)"
    assert str(installed) in run(sys.executable, "-c", where, cwd=tmp_path, PYTHONPATH=str(installed))
    story = run(*command, "demo", "--json", cwd=tmp_path, PYTHONPATH=str(installed))
    assert json.loads(story)


def test_the_core_tests_pass_against_the_installed_wheel(installed: Path) -> None:
    tests = [ROOT / "tests" / "core", ROOT / "tests" / "hosts"]
    command: tuple[str | Path, ...] = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    printed = run(*command, cwd=ROOT, PYTHONPATH=str(installed))
    assert " passed" in printed
