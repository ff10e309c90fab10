"""The cell that holds an account's token: renewed once, however many threads or tasks ask.

Every token has a generation. Who was refused says which generation it had seen; only the first such call
renews, the others get what it got, its error included.

Some platforms hand a new token over in any answer. It is kept unless the current one is younger: the generation that
a token was made from says which of two is, so the late answer to an old request never brings an old token back. Of
two that were made from the same generation the one that came last counts.
"""

import copy
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Protocol

import attrs

log = logging.getLogger("isp_integrations.tokens")


@attrs.frozen
class Token:
    """A token and its place in the row of tokens. The value is never shown."""

    value: str = attrs.field(repr=False)
    generation: int


class TokenStore(Protocol):
    """Shares tokens across processes; supplied by the host, which keeps them secret. One that fails shares nothing,
    and stops no call."""

    def load(self, key: str) -> str | None:
        """The newest token saved under `key`, `None` if there is none or the store cannot tell."""

    def save(self, key: str, token: str) -> None:
        """Keep `token` for the other processes."""


class Held:
    """The current token. `token` is `None` while there is none, or a new one is on its way."""

    def __init__(self) -> None:
        self.token: Token | None = None
        self.generation = 0
        self._value = ""
        self._made_from = 0

    def newer_than(self, seen: int) -> Token | None:
        return self.token if self.token and self.token.generation > seen else None

    def news(self, stored: str | None) -> str | None:
        """A stored token, if it is another one than that which was refused here."""
        return stored if stored != self._value else None

    def replace(self, value: str, seen: int) -> Token:
        """Hold `value`, which was made when generation `seen` was the newest known."""
        self._value, self._made_from = value, seen
        token = self.token = Token(value, self.generation + 1)
        self.generation = token.generation
        return token

    def keep(self, value: str, seen: int) -> Token | None:
        """Hold a token handed over; `None` where it is the current one, or made from an older one than that."""
        if value == self._value or seen < self._made_from:
            return None
        return self.replace(value, seen)

    def invalidate(self, seen: int) -> None:
        if self.generation == seen:
            self.token = None


@contextmanager
def store_may_fail() -> Iterator[None]:
    """The call that needs a token, or was handed one, is worth more than the sharing of it."""
    try:
        yield
    except Exception as failure:  # noqa: BLE001  the host's store may fail in any way
        log.warning("a token could not be shared: %s", type(failure).__name__)


class TokenCell:
    """An account's token, for threads.

    Args:
        fetch: logs in; called by one thread at a time, never while another one's is under way.
        key: the account's name in `store`; never a credential.
    """

    def __init__(self, fetch: Callable[[], str], *, store: TokenStore | None = None, key: str = "") -> None:
        self._fetch = fetch
        self._store = store
        self._key = key
        self._held = Held()
        self._renewal: Future[Token] | None = None
        self._lock = threading.Lock()
        self._saving = threading.Lock()

    @property
    def generation(self) -> int:
        """That of the newest token there was, 0 before the first."""
        return self._held.generation

    def get(self) -> Token:
        """The current token, fetched if there is none."""
        seen = self._held.generation
        return self._held.token or self.renew(seen)

    def renew(self, seen: int) -> Token:
        """A token newer than generation `seen`, which was refused; or the error of whoever fetched it."""
        while True:
            with self._lock:
                if newer := self._held.newer_than(seen):
                    return newer
                renewal, leading = self._renewal, self._renewal is None
                if renewal is None:
                    renewal = self._renewal = Future()
                    self._held.token = None
            if leading:
                return self._lead(renewal, seen)
            try:
                error = renewal.exception()
            except CancelledError:  # the leader was interrupted: another one leads
                continue
            if error:
                raise copy.copy(error)
            return renewal.result()

    def invalidate(self, seen: int) -> None:
        """Have the next :meth:`get` fetch a new token, unless generation `seen` was already replaced."""
        with self._lock:
            self._held.invalidate(seen)

    def keep(self, value: str, seen: int) -> None:
        """Keep a token that the answer to a request with generation `seen` handed over."""
        with self._lock:
            kept = self._held.keep(value, seen)
        if kept is None or self._store is None:
            return
        with self._saving:
            if self._held.generation == kept.generation:  # else whoever holds the younger one saves it
                with store_may_fail():
                    self._store.save(self._key, value)

    def _lead(self, renewal: Future[Token], seen: int) -> Token:
        try:
            value = self._obtain()
        except BaseException as error:
            self._renewal = None
            if isinstance(error, Exception):
                renewal.set_exception(error)
            else:
                renewal.cancel()
            raise
        with self._lock:
            token = self._held.newer_than(seen) or self._held.replace(value, seen)
            self._renewal = None
        renewal.set_result(token)
        return token

    def _obtain(self) -> str:
        if self._store is None:
            return self._fetch()
        with store_may_fail():
            if stored := self._held.news(self._store.load(self._key)):
                return stored
        value = self._fetch()
        with store_may_fail():
            self._store.save(self._key, value)
        return value
