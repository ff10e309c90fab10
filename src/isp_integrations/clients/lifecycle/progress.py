"""Where a run writes down how far it is, so that a killed one goes on where it stopped.

An entry is written before an action is begun and again when it is over. Entries hold no personal data: ids, words,
events, and resume tokens, which are sealed.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike, fspath
from typing import Protocol


class ProgressStore(Protocol):
    """What a host may supply. Calls come from several threads; a writing call is durable when it returns.

    A run is a name of the host's choice; two runs know nothing of each other.
    """

    durable: bool
    """Whether writing may take time (a disk, a database)."""

    def entries(self, run: str, contract_id: str) -> Mapping[str, str]:
        """The latest entry of each action of a contract, by action id; empty for a contract without any."""

    def record(self, run: str, contract_id: str, action_id: str, entry: str) -> None:
        """Store the latest entry of an action."""

    def settle(self, run: str, contract_id: str) -> None:
        """Nothing of this contract is left to be done: drop its entries and remember its id."""

    def settled(self, run: str, contract_id: str) -> bool:
        """Whether the contract was settled in this run."""

    def forget(self, run: str) -> None:
        """Drop everything of a run."""


REMEMBERED_RUNS = 1_000


class MemoryProgress:
    """The default: lives and dies with the process, and remembers the runs that were used last."""

    durable = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, _Run] = OrderedDict()

    def entries(self, run: str, contract_id: str) -> Mapping[str, str]:
        with self._lock:
            return dict(self._of(run).entries.get(contract_id, {}))

    def record(self, run: str, contract_id: str, action_id: str, entry: str) -> None:
        with self._lock:
            self._of(run).entries.setdefault(contract_id, {})[action_id] = entry

    def settle(self, run: str, contract_id: str) -> None:
        with self._lock:
            self._of(run).entries.pop(contract_id, None)
            self._of(run).settled.add(contract_id)

    def settled(self, run: str, contract_id: str) -> bool:
        with self._lock:
            return contract_id in self._of(run).settled

    def forget(self, run: str) -> None:
        with self._lock:
            self._runs.pop(run, None)

    def _of(self, run: str) -> "_Run":
        found = self._runs.setdefault(run, _Run())
        self._runs.move_to_end(run)
        if len(self._runs) > REMEMBERED_RUNS:
            self._runs.popitem(last=False)
        return found


class _Run:
    def __init__(self) -> None:
        self.entries: dict[str, dict[str, str]] = {}
        self.settled: set[str] = set()


_SCHEMA = """
CREATE TABLE IF NOT EXISTS actions (
    run TEXT NOT NULL, contract TEXT NOT NULL, action TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (run, contract, action)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settled (
    run TEXT NOT NULL, contract TEXT NOT NULL, PRIMARY KEY (run, contract)
) WITHOUT ROWID;
"""


class SqliteProgress:
    """The embedded durable store: one SQLite file, held open until `close`."""

    durable = True

    def __init__(self, path: str | PathLike[str]) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(fspath(path), timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def entries(self, run: str, contract_id: str) -> Mapping[str, str]:
        with self._lock:
            found = self._db.execute(
                "SELECT action, entry FROM actions WHERE run = ? AND contract = ?", (run, contract_id)
            )
            return dict(found.fetchall())

    def record(self, run: str, contract_id: str, action_id: str, entry: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO actions VALUES (?, ?, ?, ?)", (run, contract_id, action_id, entry))

    def settle(self, run: str, contract_id: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM actions WHERE run = ? AND contract = ?", (run, contract_id))
            db.execute("INSERT OR IGNORE INTO settled VALUES (?, ?)", (run, contract_id))

    def settled(self, run: str, contract_id: str) -> bool:
        with self._lock:
            asked = "SELECT 1 FROM settled WHERE run = ? AND contract = ?"
            return self._db.execute(asked, (run, contract_id)).fetchone() is not None

    def forget(self, run: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM actions WHERE run = ?", (run,))
            db.execute("DELETE FROM settled WHERE run = ?", (run,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
