"""The carriers of sync hosts: the async ones, in the portal's loop."""

from typing import Any

from isp_integrations.transports.terminal.portal import PORTAL
from isp_integrations.transports.terminal.sessions import (
    AsyncHeldTerminal,
    AsyncTerminalCarrier,
    TerminalAccount,
    TerminalStep,
)


class TerminalCarrier:
    """Carries command lines and TL1 messages for sync hosts. Threads share one, and wait for one another."""

    def __init__(self, account: TerminalAccount) -> None:
        self._inner = AsyncTerminalCarrier(account)

    def hold(self) -> "HeldTerminal":
        """See `AsyncTerminalCarrier`."""
        return HeldTerminal(self._inner.hold())

    def carry(self, step: TerminalStep) -> Any:
        """See `AsyncTerminalCarrier`."""
        return PORTAL.call(self._inner.carry(step))

    def close(self) -> None:
        """See `AsyncTerminalCarrier`."""
        PORTAL.call(self._inner.aclose())


class HeldTerminal:
    """`AsyncHeldTerminal` for sync hosts."""

    def __init__(self, inner: AsyncHeldTerminal) -> None:
        self._inner = inner

    def carry(self, step: TerminalStep) -> Any:
        """See `AsyncHeldTerminal`."""
        return PORTAL.call(self._inner.carry(step))

    def release(self) -> None:
        """See `AsyncHeldTerminal`."""
        if self._inner.used:
            PORTAL.call(self._inner.release())

    def close(self) -> None:
        """The account's carrier is closed by its driver."""
