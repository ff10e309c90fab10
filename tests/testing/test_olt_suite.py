"""The OLT family's terminal contract suite notices each promise that a plugin breaks, and passes an honest one."""

import pytest

from testing.spoiling import asked_of
from testing.spoilt_olt import NOTICED_BY
from testing.third_party import failures


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The checks that failed, by plugin; sync and async clients are one underneath."""
    folder = tmp_path_factory.mktemp("third")
    return failures(folder, "olt", "testing.spoilt_olt", asked_of(NOTICED_BY), but="async or provision_onu")


@pytest.mark.parametrize("plugin", NOTICED_BY)
def test_a_plugin_fails_the_checks_of_the_promise_that_it_breaks(failed: dict[str, set[str]], plugin: str) -> None:
    assert failed[plugin] == NOTICED_BY[plugin]
