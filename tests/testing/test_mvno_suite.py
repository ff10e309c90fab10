"""The mobile family's contract suite, on a third party's plugin that keeps the contract and on some that do not."""

import pytest

from testing.third_party import failures

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


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The tests that failed, by plugin, of one run of the suite where the plugins are installed."""
    asked = ("MadeUp", KEPT, *(f"({plugin} and {test})" for plugin, test in NOTICED))
    return failures(tmp_path_factory.mktemp("third"), "mvno", "testing.made_up", asked)


def test_an_honest_plugin_of_a_third_party_passes(failed: dict[str, set[str]]) -> None:
    assert failed["MadeUp"] == set()


@pytest.mark.parametrize(("plugin", "noticed_by"), NOTICED)
def test_a_plugin_that_breaks_the_contract_fails(failed: dict[str, set[str]], plugin: str, noticed_by: str) -> None:
    assert noticed_by in failed[plugin]


def test_a_broken_promise_fails_no_test_of_what_is_kept(failed: dict[str, set[str]]) -> None:
    assert not any(KEPT in failures for failures in failed.values())
