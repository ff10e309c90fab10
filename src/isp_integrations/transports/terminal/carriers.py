"""The carriers of sync hosts: the async ones, in the portal's loop."""

import os
from typing import Any

from isp_integrations.transports.terminal.portal import PORTAL
from isp_integrations.transports.terminal.sessions import (
    AsyncHeldTerminal,
    AsyncTerminalCarrier,
    TerminalAccount,
    TerminalStep,
)


class TerminalCarrier:
    """Carries command lines and TL1 messages for sync hosts. Threads share one, and wait for one another; processes
    do not: after a fork, the child opens a session of its own, and leaves its parent's alone."""

    def __init__(self, account: TerminalAccount) -> None:
        self._account = account
        self._by_process: dict[int, AsyncTerminalCarrier] = {}

    def hold(self) -> "HeldTerminal":
        """See `AsyncTerminalCarrier`."""
        return HeldTerminal(self._inner.hold())

    def carry(self, step: TerminalStep) -> Any:
        """See `AsyncTerminalCarrier`."""
        return PORTAL.call(self._inner.carry(step))

    def close(self) -> None:
        """See `AsyncTerminalCarrier`."""
        if os.getpid() in self._by_process:
            PORTAL.call(self._inner.aclose())

    @property
    def _inner(self) -> AsyncTerminalCarrier:
        """This process's. An inherited one is kept, for whatever released it would hang up on the parent."""
        process = os.getpid()
        if process not in self._by_process:
            self._by_process.setdefault(process, AsyncTerminalCarrier(self._account))
        return self._by_process[process]


class HeldTerminal:
    """`AsyncHeldTerminal` for sync hosts."""

    def __init__(self, inner: AsyncHeldTerminal) -> None:
        self._inner = inner

    def carry(self, step: TerminalStep) -> Any:
        """See `AsyncHeldTerminal`."""
        return PORTAL.call(self._inner.carry(step))

    def release(self, failure: BaseException | None, /) -> None:
        """See `AsyncHeldTerminal`."""
        if self._inner.used:
            PORTAL.call(self._inner.release(failure))

    def close(self) -> None:
        """The account's carrier is closed by its driver."""
