"""Byte channels to equipment, what opens them, and who may listen."""

from typing import Protocol


class ChannelFailed(Exception):
    """A channel could not be opened, or is gone. `cause` is a class name or a fixed word."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class LogInRefused(ChannelFailed):
    """The equipment refused the user or the password before there was a channel."""


class HostKeyRefused(ChannelFailed):
    """The equipment's key is not the one that is known."""


class Channel(Protocol):
    """A connection that carries bytes both ways."""

    async def write(self, data: bytes) -> None:
        """Send all of `data`; `ChannelFailed` when the connection is gone."""

    async def read(self) -> bytes:
        """What came next; empty when the equipment hung up."""

    def close(self) -> None:
        """Hang up, whatever is under way."""

    async def closed(self) -> None:
        """Wait until nothing of it is left."""


class Connector(Protocol):
    """Opens channels to one account's equipment."""

    async def connect(self, base: str = "", /) -> Channel:
        """A new channel; `ChannelFailed` when there is none.

        Args:
            base: which of the platform's `other_bases` it leads to; empty for the account's main address.
        """


class Listener(Protocol):
    """Hears a session as it goes on, for a transcript; one per session."""

    def said(self, text: str, hidden: tuple[str, ...]) -> None:
        """`text` was typed; `hidden` values in it must not be written down."""

    def heard(self, text: str) -> None:
        """`text` was printed."""

    def closed(self) -> None:
        """The session is over."""
