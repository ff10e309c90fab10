"""`platforms`: the plain list loads nothing; details tell evidence, questions and what is broken."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from isp_integrations.cli import main
from isp_integrations.core import registry

LISTS = """
import sys
from isp_integrations.cli import main
main(["platforms"])
sys.exit(any(name.startswith("isp_integrations.plugins") for name in sys.modules))
"""


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform beside the installed ones whose module does not exist."""
    real = registry._entries
    broken = EntryPoint(name="quebrada", value="isp_nowhere:Plugin", group="isp_integrations.mvno")
    monkeypatch.setattr(registry, "_entries", lambda family: {**real(family), broken.name: broken})


def test_the_plain_list_loads_no_plugin() -> None:
    ran = subprocess.run([sys.executable, "-c", LISTS], capture_output=True, timeout=60, check=False)
    assert ran.returncode == 0
    assert "contel" in ran.stdout.decode()
    assert "conhecida só pelo nome" in ran.stdout.decode()


def test_the_document_tells_each_operation_with_its_evidence(printed: Callable[[], Any]) -> None:
    assert main(["platforms", "--json"]) == 0
    found = {each["key"]: each for each in printed()["platforms"]}
    operations = found["contel"]["operations"]
    assert operations["get_line"] == "observed"
    assert operations["transfer_ownership"] == "assumed"
    assert operations["register_subscriber"] == "unsupported"
    assert {field["name"]: field["secret"] for field in found["contel"]["credentials"]} == {
        "chave_acesso": True,
        "chave_acesso_franquia": True,
        "ambiente": False,
    }
    assert "OpenAPI" in found["surf"]["ask"][0]
    assert "operations" not in found["surf"]


@pytest.mark.usefixtures("_broken")
def test_a_broken_plugin_is_told_and_hurts_no_other(printed: Callable[[], Any]) -> None:
    assert main(["platforms", "--json"]) == 1
    found = {each["key"]: each for each in printed()["platforms"]}
    assert "isp_nowhere" in found["quebrada"]["error"]
    assert found["contel"]["operations"]["get_line"] == "observed"


@pytest.mark.usefixtures("_broken")
def test_the_details_show_the_same_to_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["platforms", "--details"]) == 1
    shown = capsys.readouterr()
    for told in (
        "transfer_ownership",
        "suposta",
        "não oferece",
        "chave_acesso",
        "mvno / surf: conhecida só pelo nome",
    ):
        assert told in shown.out
    assert "mvno / quebrada: " in shown.err


@pytest.mark.usefixtures("_broken")
def test_the_plain_list_does_not_mind_a_broken_plugin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["platforms"]) == 0
    assert "quebrada" in capsys.readouterr().out
