"""A conversation without I/O: what a session says and when it listens, whoever carries the bytes."""

from collections.abc import Generator
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs

from isp_integrations.core.values import Value

T = TypeVar("T")


@attrs.frozen
class Say(Value):
    """Send `text`; `hidden` values in it must not be written down."""

    text: str = attrs.field(repr=False)
    hidden: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class Listen(Value):
    """Wait for the next text; any number of characters comes back, never none."""


Talk: TypeAlias = Generator[Say | Listen, str, T]


class TalkFailed(Exception):
    """The conversation cannot go on, and its session must be given up. `cause` is a fixed, non-personal word."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Speaker(Protocol):
    """One session's side of a protocol: a shell's, or TL1's."""

    in_flight: bool
    """Whether the present step itself was sent, as opposed to what prepares it."""

    def log_in(self) -> Talk[None]:
        """Get to where steps can be carried; `AuthenticationFailed` when the credentials are refused."""

    def carry(self, step: Any) -> Talk[Any]:
        """One step's answer; an `IspError` when it was not sent or was clearly refused."""

    def is_busy(self, answer: Any) -> bool:
        """Whether `answer` says that nothing was done because the equipment is busy."""

    def probe(self) -> Talk[None]:
        """Prove that a session that was idle still answers."""

    def rest(self) -> Talk[None]:
        """Go back to the mode in which a session is left."""

    def log_out(self) -> Talk[None]:
        """Say good-bye; nobody listens to the answer."""
