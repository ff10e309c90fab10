"""One account's side of the journal: numbers and seals entries, and turns an order into a resume token and back."""

import json
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from isp_integrations.core.errors import InvalidRecord, OrderFinished, OrderTaken, ResumeRefused, VaultError
from isp_integrations.core.vault import Vault
from isp_integrations.transports.conductor import StepRecord, read_entries
from isp_integrations.transports.journal import EntryTaken, Journal, MemoryJournal

_log = logging.getLogger("isp_integrations.journal")


class JournalFailed(Exception):
    """An entry could not be stored: nothing may leave any more."""


class OrderTakenOver(JournalFailed):
    """Another process carries the order on."""


def unwritten(failure: JournalFailed) -> ResumeRefused:
    """What an entry that could not be stored amounts to, where nothing was sent."""
    if isinstance(failure, OrderTakenOver):
        return OrderTaken(message="Outro processo já assumiu esta ordem.")
    return ResumeRefused(message=f"O journal não aceitou a anotação ({failure}); nada mais foi enviado.")


class OrderPage:
    """The entries of one order, as far as this process wrote or read them."""

    def __init__(self, ledger: "Ledger", order: str, entries: Iterable[str] = ()) -> None:
        self._ledger = ledger
        self.order = order
        self.entries = list(entries)
        self._taken_over = False

    def write(self, outbox: list[str]) -> None:
        """Move every entry of `outbox` into the journal, durably."""
        while outbox:
            try:
                self._ledger.append(self.order, len(self.entries), outbox[0])
            except OrderTakenOver:
                self._taken_over = True
                raise
            self.entries.append(outbox.pop(0))

    def close(self) -> None:
        """The order's outcome is known: forget it. A journal that fails here keeps an order that resumes in peace."""
        if not self.entries or self._taken_over:
            return
        try:
            self._ledger.finish(self.order)
        except Exception as failure:  # noqa: BLE001  a host's journal may fail in any way
            _log.warning("journal: order %s could not be closed (%s)", self.order, type(failure).__name__)

    def token(self) -> str:
        """The whole order, sealed, for `client.resume`."""
        return self._ledger.seal(self)


class Ledger:
    """The journal of one account.

    Args:
        journal: where entries go; in memory by default.
        vault: seals entries and tokens; without one a key of this process alone is used, and a durable journal is
            refused.
        account: names the account in the journal, without secrets.
    """

    def __init__(self, *, journal: Journal | None, vault: Vault | None, account: str) -> None:
        if journal is not None and journal.durable and vault is None:
            raise InvalidRecord(problems=("vault: obrigatório com um journal durável, que guarda dados pessoais",))
        self._journal = journal or MemoryJournal()
        self._vault = vault
        self._account = account
        self._carried: set[str] = set()
        self._lock = threading.Lock()

    @property
    def durable(self) -> bool:
        """Whether writing an entry may take time (a disk, a database)."""
        return self._journal.durable

    def page(self, order: str) -> OrderPage:
        """A new order's page; nothing is written until the order changes something."""
        return OrderPage(self, order)

    @contextmanager
    def carrying(self, order: str) -> Iterator[None]:
        """Keep an order, while it is carried, from being begun or resumed a second time with this ledger.

        Raises:
            OrderTaken: it is being carried already.
        """
        if not order:  # a log-in, which no journal keeps
            yield
            return
        with self._lock:
            self._refuse_carried(order)
            self._carried.add(order)
        try:
            yield
        finally:
            self._carried.discard(order)

    def append(self, order: str, number: int, entry: str) -> None:
        """Store one entry, sealed where it outlives the process."""
        text = self._keys().seal_text(entry, purpose=self._purpose("journal")) if self.durable else entry
        try:
            self._journal.append(self._account, order, number, text)
        except EntryTaken:
            raise OrderTakenOver("a ordem foi assumida por outro processo") from None
        except Exception as failure:
            raise JournalFailed(type(failure).__name__) from failure

    def finish(self, order: str) -> None:
        """Mark an order as finished."""
        self._journal.finish(order)

    def seal(self, page: OrderPage) -> str:
        """A resume token."""
        text = json.dumps({"order": page.order, "entries": page.entries})
        return self._keys().seal_text(text, purpose=self._purpose("resume"))

    def tokens(self) -> tuple[str, ...]:
        """One token per unfinished order of the account, oldest first."""
        with _reading():
            orders = self._journal.unfinished(self._account)
        return tuple(self.seal(OrderPage(self, order, self._stored(order))) for order in orders)

    def token_of(self, order: str) -> str | None:
        """The token of one order; `None` while the journal has nothing of it.

        Raises:
            OrderFinished: there is nothing left of it to be done.
        """
        entries = self._stored(order)
        return self.seal(OrderPage(self, order, entries)) if entries else None

    def reopen(self, token: str) -> tuple[OrderPage, dict[str, object], list[StepRecord]]:
        """Take an order over: its page, what was asked, and the steps to replay.

        Raises:
            ResumeRefused: the token is of another account or older than the journal, or the journal took no entry.
            OrderFinished: there is nothing left of it to be done.
            OrderTaken: another process was faster, or this one is carrying the order.
        """
        try:
            sealed = json.loads(self._keys().open_text(token, purpose=self._purpose("resume")))
        except VaultError as refused:
            raise ResumeRefused(message=f"O token não abre nesta conta: {refused.message}") from None
        page = OrderPage(self, sealed["order"])
        self._refuse_carried(page.order)
        stored = self._stored(page.order)
        try:
            if not stored:
                page.write(list(sealed["entries"]))
            elif len(stored) != len(sealed["entries"]):
                raise ResumeRefused(message="Há um token mais novo desta ordem.")
            else:
                page.entries.extend(stored)
            page.write([json.dumps({"resumed": True})])
        except JournalFailed as failure:
            raise unwritten(failure) from failure
        order, records = read_entries(page.entries)
        return page, order, records

    def _stored(self, order: str) -> list[str]:
        with _reading():
            entries = self._journal.entries(order)
        if not self.durable:
            return list(entries)
        return [self._keys().open_text(entry, purpose=self._purpose("journal")) for entry in entries]

    def _refuse_carried(self, order: str) -> None:
        if order in self._carried:
            raise OrderTaken(message="Esta ordem está em andamento neste cliente.")

    def _purpose(self, what: str) -> str:
        return f"{what}:{self._account}"

    def _keys(self) -> Vault:
        if self._vault is None:
            self._vault = Vault([Vault.new_key()])
        return self._vault


@contextmanager
def _reading() -> Iterator[None]:
    """What a journal that cannot be read amounts to: nothing is sent."""
    try:
        yield
    except EntryTaken:
        raise OrderFinished(message="Esta ordem já terminou.") from None
    except Exception as failure:
        raise ResumeRefused(message=f"O journal não pôde ser lido ({type(failure).__name__}).") from failure
