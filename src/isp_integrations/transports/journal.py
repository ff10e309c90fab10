"""Where writes are written down before they leave, so that a lost answer is never a forgotten or doubled write.

A journal is an append-only list of opaque, sealed texts per order. Appending a number that exists already fails,
which is what keeps two processes from carrying the same order on (the one that resumes takes the next number).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3


class EntryTaken(Exception):
    """Another process or thread has taken this order over, or it is finished."""


class Journal(Protocol):
    """What a host may supply. Calls come from several threads; `append` must be durable when it returns."""

    durable: bool
    """Whether entries outlive the process; the library then insists on a vault."""

    def append(self, account: str, order: str, number: int, entry: str) -> None:
        """Store entry `number` (from 0, without gaps) of `order`, or raise `EntryTaken`."""

    def entries(self, order: str) -> tuple[str, ...]:
        """Every entry of an unfinished order; empty for one that is unknown. `EntryTaken` for a finished one."""

    def finish(self, order: str) -> None:
        """Drop the entries and remember the order's id as finished."""

    def unfinished(self, account: str) -> tuple[str, ...]:
        """Ids of the account's unfinished orders, oldest first."""


class MemoryJournal:
    """The default: lives and dies with the process."""

    durable = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: dict[str, tuple[str, list[str]]] = {}
        self._finished: set[str] = set()

    def append(self, account: str, order: str, number: int, entry: str) -> None:
        with self._lock:
            _, entries = self._orders.get(order, (account, []))
            if order in self._finished or number != len(entries):
                raise EntryTaken(order)
            self._orders.setdefault(order, (account, entries))
            entries.append(entry)

    def entries(self, order: str) -> tuple[str, ...]:
        with self._lock:
            if order in self._finished:
                raise EntryTaken(order)
            return tuple(self._orders.get(order, ("", []))[1])

    def finish(self, order: str) -> None:
        with self._lock:
            self._orders.pop(order, None)
            self._finished.add(order)

    def unfinished(self, account: str) -> tuple[str, ...]:
        with self._lock:
            return tuple(order for order, (owner, _) in self._orders.items() if owner == account)


_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS entries (
    order_id TEXT NOT NULL REFERENCES orders(id), number INTEGER NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (order_id, number)
);
"""


class SqliteJournal:
    """The embedded durable journal: one SQLite file, which several processes of a host may share."""

    durable = True

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = fspath(path)
        with self._transaction() as db:
            db.execute("PRAGMA journal_mode=WAL")
        with self._transaction() as db:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)

    @contextmanager
    def _transaction(self) -> Iterator["sqlite3.Connection"]:
        import sqlite3  # noqa: PLC0415  most journals are in memory

        db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous=FULL")
            yield db
        finally:
            db.close()

    def append(self, account: str, order: str, number: int, entry: str) -> None:
        with self._transaction() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT OR IGNORE INTO orders (id, account) VALUES (?, ?)", (order, account))
            taken = db.execute(
                "SELECT finished, (SELECT COUNT(*) FROM entries WHERE order_id = id) FROM orders WHERE id = ?",
                (order,),
            ).fetchone()
            if taken != (0, number):
                db.execute("ROLLBACK")
                raise EntryTaken(order)
            db.execute("INSERT INTO entries VALUES (?, ?, ?)", (order, number, entry))
            db.execute("COMMIT")

    def entries(self, order: str) -> tuple[str, ...]:
        with self._transaction() as db:
            state = db.execute("SELECT finished FROM orders WHERE id = ?", (order,)).fetchone()
            if state == (1,):
                raise EntryTaken(order)
            rows = db.execute("SELECT entry FROM entries WHERE order_id = ? ORDER BY number", (order,))
            return tuple(entry for (entry,) in rows)

    def finish(self, order: str) -> None:
        with self._transaction() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM entries WHERE order_id = ?", (order,))
            db.execute("UPDATE orders SET finished = 1 WHERE id = ?", (order,))
            db.execute("COMMIT")

    def unfinished(self, account: str) -> tuple[str, ...]:
        with self._transaction() as db:
            rows = db.execute("SELECT id FROM orders WHERE account = ? AND finished = 0 ORDER BY rowid", (account,))
            return tuple(order for (order,) in rows)
