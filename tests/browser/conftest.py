"""A page of a real headless Chromium, where the machine has one.

A browser is no Python package, so whether there is one is a capability of the machine: without it these tests are
left out, and the summary says so. A Chromium that `ISP_CHROMIUM` names has to work.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from docs_tools.chromium import PROGRAM, Page, browser, program  # noqa: E402  found through the path above


@pytest.fixture(scope="session")
def chromium() -> Iterator[Page]:
    """One browser for all tests of a process."""
    path = program()
    if path is None:
        pytest.skip(f"capability: no Chromium on this machine (install one, or name it in {PROGRAM})")
    with browser(path) as page:
        yield page


@pytest.fixture
def page(chromium: Page) -> Page:
    """A page of the usual size, light, with the page's own policy in force."""
    chromium.size(1200, 900)
    chromium.dark(on=False)
    chromium.command("Page.setBypassCSP", enabled=False)
    chromium.command("Emulation.setScriptExecutionDisabled", value=False)
    return chromium
