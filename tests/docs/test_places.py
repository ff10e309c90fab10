"""The files, folders and test suites that a page names exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from docs_tools.blocks import ROOT, pages

from docs.pages import name_of

PACKAGE = ROOT / "src" / "isp_integrations"
ROOMS = "cli|clients|core|hosts|plugins|sandbox|testing|transports"
PLACE = re.compile(rf"`((?:{ROOMS})/[\w/]*(?:\.py)?|(?:docs|examples|tests|docs_tools)/[\w/.-]+)`")
SUITE = re.compile(r"`testing\.(\w+)\.(\w+)`")


def missing_places(text: str) -> list[str]:
    """The places in `text` that are neither in the package nor in the repository."""
    named = PLACE.findall(text)
    return sorted({place for place in named if not (PACKAGE / place).exists() and not (ROOT / place).exists()})


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_place_that_a_page_names_exists(page: Path) -> None:
    assert missing_places(page.read_text("utf-8")) == []


def test_a_place_that_does_not_exist_is_noticed() -> None:
    assert missing_places("`core/wire.py`, `core/wier.py` and `plugins/mvno/nobody`") == [
        "core/wier.py",
        "plugins/mvno/nobody",
    ]


def test_every_suite_that_the_plugin_guide_names_exists() -> None:
    named = SUITE.findall((ROOT / "docs" / "escrever-um-plugin.md").read_text("utf-8"))
    assert len(named) == len({*named}) > 5
    for module, suite in named:
        assert hasattr(import_module(f"isp_integrations.testing.{module}"), suite), suite
