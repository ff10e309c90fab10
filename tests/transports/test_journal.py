"""Both journals keep orders apart, refuse a number taken twice, and remember what is finished."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from isp_integrations.core.errors import InvalidRecord, OrderTaken, ResumeRefused
from isp_integrations.core.vault import Vault
from isp_integrations.transports.journal import EntryTaken, Journal, MemoryJournal, SqliteJournal
from isp_integrations.transports.ledger import Ledger

VAULT = Vault([Vault.new_key()])


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    return MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "journal.db")


def test_entries_come_back_in_order_and_orders_stay_apart(journal: Journal) -> None:
    journal.append("a", "o-1", 0, "first")
    journal.append("a", "o-2", 0, "other")
    journal.append("a", "o-1", 1, "second")
    assert journal.entries("o-1") == ("first", "second")
    assert journal.entries("o-2") == ("other",)
    assert journal.entries("o-3") == ()


@pytest.mark.parametrize("number", [0, 2])
def test_a_number_that_is_taken_or_leaves_a_gap_is_refused(journal: Journal, number: int) -> None:
    journal.append("a", "o-1", 0, "first")
    with pytest.raises(EntryTaken):
        journal.append("a", "o-1", number, "late")
    assert journal.entries("o-1") == ("first",)


def test_a_finished_order_takes_no_entry_and_gives_none(journal: Journal) -> None:
    journal.append("a", "o-1", 0, "first")
    journal.finish("o-1")
    with pytest.raises(EntryTaken):
        journal.append("a", "o-1", 0, "again")
    with pytest.raises(EntryTaken):
        journal.entries("o-1")
    assert journal.unfinished("a") == ()


def test_unfinished_orders_are_listed_by_account_oldest_first(journal: Journal) -> None:
    for account, order in (("a", "o-1"), ("b", "o-2"), ("a", "o-3"), ("a", "o-4")):
        journal.append(account, order, 0, "x")
    journal.finish("o-3")
    assert journal.unfinished("a") == ("o-1", "o-4")


def test_of_many_threads_that_append_the_same_number_exactly_one_wins(journal: Journal) -> None:
    won: list[str] = []

    def contend(name: str) -> None:
        try:
            journal.append("a", "o-1", 0, name)
        except EntryTaken:
            return
        won.append(name)

    threads = [threading.Thread(target=contend, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert journal.entries("o-1") == tuple(won)
    assert len(won) == 1


def test_an_entry_survives_a_process_that_is_killed_right_after_writing_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    code = (
        "import os, signal, sys; from isp_integrations.transports.journal import SqliteJournal;"
        "SqliteJournal(sys.argv[1]).append('a', 'o-1', 0, 'intent'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert killed.returncode == -9
    assert SqliteJournal(path).entries("o-1") == ("intent",)


def test_a_durable_journal_without_a_vault_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="vault"):
        Ledger(journal=SqliteJournal(tmp_path / "journal.db"), vault=None, account="a")


def test_what_a_durable_journal_stores_is_sealed(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    ledger = Ledger(journal=SqliteJournal(path), vault=Vault([Vault.new_key()]), account="a")
    ledger.append("o-1", 0, "Fulana Exemplo")
    db = sqlite3.connect(path)
    (stored,) = db.execute("SELECT entry FROM entries").fetchone()
    db.close()
    assert "Fulana" not in stored


class Unreadable(MemoryJournal):
    """A journal whose file is damaged."""

    def entries(self, order: str) -> tuple[str, ...]:
        raise sqlite3.DatabaseError("file is not a database: /srv/journal.db")

    def unfinished(self, account: str) -> tuple[str, ...]:
        raise sqlite3.DatabaseError("file is not a database: /srv/journal.db")


def test_a_journal_that_cannot_be_read_refuses_the_resumption_by_our_own_error() -> None:
    token = Ledger(journal=None, vault=VAULT, account="a")
    token.append("o-1", 0, "{}")
    unreadable = Ledger(journal=Unreadable(), vault=VAULT, account="a")
    for ask in (unreadable.tokens, lambda: unreadable.token_of("o-1"), lambda: unreadable.reopen(token.tokens()[0])):
        with pytest.raises(ResumeRefused, match="DatabaseError") as refused:
            ask()
        assert "/srv" not in str(refused.value)


def test_an_order_under_way_is_neither_begun_nor_reopened_with_its_own_ledger_until_it_ends() -> None:
    ledger = Ledger(journal=None, vault=None, account="a")
    with ledger.carrying("o-1"):
        ledger.append("o-1", 0, '{"order": {}}')
        (token,) = ledger.tokens()
        with pytest.raises(OrderTaken):
            ledger.reopen(token)
        with pytest.raises(OrderTaken), ledger.carrying("o-1"):
            pytest.fail("begun twice")
        with pytest.raises(OrderTaken):
            ledger.reopen(token)
    page, _, _ = ledger.reopen(token)
    with ledger.carrying(page.order):
        assert page.order == "o-1"


def test_log_ins_are_no_orders_and_stand_in_nobodys_way() -> None:
    ledger = Ledger(journal=None, vault=None, account="a")
    with ledger.carrying(""), ledger.carrying(""):
        assert ledger.tokens() == ()
