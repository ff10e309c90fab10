"""Fake equipment without a socket: channels that hand what is typed straight to a fake, under its script.

No time passes here: silence is over at once, as if the wait had been too long.
"""

from collections import deque

from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.sandbox.terminal_faults import FaultyTerminal, TerminalFaultScript
from isp_integrations.transports.terminal.channels import ChannelFailed


class InProcessConnector:
    """A `Connector` onto one fake.

    Args:
        scheme: how the fake is reached; the usual way by default.
    """

    def __init__(self, fake: FakeEquipment, script: TerminalFaultScript | None = None, scheme: str = "") -> None:
        self._fake = fake
        self._script = script or TerminalFaultScript()
        self._scheme = scheme or fake.schemes[0]

    async def connect(self, base: str = "", /) -> "InProcessChannel":
        """A new session on the fake."""
        return InProcessChannel(FaultyTerminal(self._fake.terminal(base or self._scheme), self._script))


class InProcessChannel:
    """A `Channel` onto one of the fake's terminals. A bug in the fake comes out as it is."""

    def __init__(self, terminal: FaultyTerminal) -> None:
        self._terminal = terminal
        self._waiting = deque(terminal.open().pieces)
        self._hung_up = False

    async def write(self, data: bytes) -> None:
        if self._hung_up or self._terminal.closed:
            raise ChannelFailed("HungUp")
        for printed in self._terminal.feed(data.decode()):
            self._waiting += printed.pieces

    async def read(self) -> bytes:
        if self._waiting:
            return self._waiting.popleft().encode("utf-8", "surrogateescape")
        if self._hung_up or self._terminal.closed:
            return b""
        raise TimeoutError

    def close(self) -> None:
        self._hung_up = True

    async def closed(self) -> None:
        """Nothing is ever left."""
