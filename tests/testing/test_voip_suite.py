"""The VoIP family's contract suite notices a plugin that breaks the contract, and passes one that keeps it."""

import pytest

from testing.third_party import failures

NOTICED = (
    ("Doubling", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Lying", "test_a_write_whose_connection_is_lost_is_never_doubled"),
    ("Gullible", "test_a_read_answered_with_garbage_is_never_a_success"),
    ("Chatty", "test_nothing_shown_or_logged_tells_a_secret_or_a_person"),
)


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The tests that failed, by plugin, of one run of the suite where the plugins are installed."""
    asked = ("Honest", *(f"({plugin} and {test})" for plugin, test in NOTICED))
    return failures(tmp_path_factory.mktemp("third"), "voip", "testing.spoilt_voip", asked)


def test_an_honest_plugin_of_a_third_party_passes(failed: dict[str, set[str]]) -> None:
    assert failed["Honest"] == set()


@pytest.mark.parametrize(("plugin", "noticed_by"), NOTICED)
def test_a_plugin_that_breaks_the_contract_fails(failed: dict[str, set[str]], plugin: str, noticed_by: str) -> None:
    assert noticed_by in failed[plugin]
