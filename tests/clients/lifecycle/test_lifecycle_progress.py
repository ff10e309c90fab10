"""Both stores keep what the protocol says; the file does so across processes and threads."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from isp_integrations.clients.lifecycle.progress import (
    REMEMBERED_RUNS,
    MemoryProgress,
    ProgressStore,
    SqliteProgress,
)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProgressStore]:
    if request.param == "memory":
        yield MemoryProgress()
        return
    made = SqliteProgress(tmp_path / "progresso.db")
    yield made
    made.close()


def test_the_latest_entry_of_each_action_is_kept(store: ProgressStore) -> None:
    store.record("noite", "100", "a", "1")
    store.record("noite", "100", "b", "2")
    store.record("noite", "100", "a", "3")
    assert store.entries("noite", "100") == {"a": "3", "b": "2"}


def test_runs_and_contracts_know_nothing_of_each_other(store: ProgressStore) -> None:
    store.record("noite", "100", "a", "1")
    store.settle("noite", "101")
    assert store.entries("outra", "100") == store.entries("noite", "101") == {}
    assert store.settled("noite", "101")
    assert not store.settled("noite", "100")
    assert not store.settled("outra", "101")


def test_settling_drops_the_contract_s_entries_and_may_be_repeated(store: ProgressStore) -> None:
    store.record("noite", "100", "a", "1")
    store.record("noite", "101", "a", "1")
    store.settle("noite", "100")
    store.settle("noite", "100")
    assert store.entries("noite", "100") == {}
    assert store.entries("noite", "101") == {"a": "1"}
    assert store.settled("noite", "100")


def test_forgetting_drops_one_run_whole(store: ProgressStore) -> None:
    for run in ("noite", "outra"):
        store.record(run, "100", "a", "1")
        store.settle(run, "101")
    store.forget("noite")
    store.forget("nunca houve")
    assert store.entries("noite", "100") == {}
    assert not store.settled("noite", "101")
    assert store.entries("outra", "100") == {"a": "1"}
    assert store.settled("outra", "101")


def test_threads_may_share_a_store(store: ProgressStore) -> None:
    def write(thread: int) -> None:
        for number in range(20):
            store.record("noite", str(thread), str(number), f"{thread}-{number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for thread_number in range(4):
        found = store.entries("noite", str(thread_number))
        assert found == {str(number): f"{thread_number}-{number}" for number in range(20)}


def test_a_file_keeps_everything_for_the_next_process(tmp_path: Path) -> None:
    first = SqliteProgress(tmp_path / "progresso.db")
    first.record("noite", "100", "a", "1")
    first.settle("noite", "101")
    second = SqliteProgress(tmp_path / "progresso.db")
    assert second.entries("noite", "100") == {"a": "1"}
    assert second.settled("noite", "101")
    second.record("noite", "100", "a", "2")
    assert first.entries("noite", "100") == {"a": "2"}
    first.close()
    second.close()


def test_a_file_is_durable_and_memory_is_not(tmp_path: Path) -> None:
    file = SqliteProgress(tmp_path / "progresso.db")
    assert (file.durable, MemoryProgress().durable) == (True, False)
    file.close()


def test_memory_forgets_the_runs_that_were_not_used_for_longest() -> None:
    store = MemoryProgress()
    store.record("noite", "100", "a", "1")
    store.record("velha", "100", "a", "1")
    for number in range(REMEMBERED_RUNS - 1):
        store.record(f"plano {number}", "100", "a", "1")
        assert store.entries("noite", "100")
    assert store.entries("velha", "100") == {}
    assert store.entries("noite", "100") == {"a": "1"}
