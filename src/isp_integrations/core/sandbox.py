"""What a platform's fake is: stateful and pure, served elsewhere.

An HTTP platform's fake answers requests (:class:`FakePlatform`); that of equipment opens terminals onto one shared
state (:class:`FakeEquipment`), which print text when text is typed.
"""

from collections.abc import Mapping
from typing import Protocol, TypeAlias, runtime_checkable
from urllib.parse import parse_qsl

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class FakeRequest(Value):
    """A request as it reached the fake. Header names are lower-case; `path` has no leading slash and no query."""

    method: str
    path: str = attrs.field(repr=False)
    query: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    body: bytes = attrs.field(default=b"", repr=False)

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "FakeRequest":
        """Build from a request line's target."""
        path, _, query = target.partition("?")
        return cls(
            method=method,
            path=path.lstrip("/"),
            query=dict(parse_qsl(query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in headers.items()},
            body=body,
        )


class FakePlatform(Protocol):
    """A platform's stateful fake, written from its contract file: same paths, envelopes, quirks and sentences."""

    credentials: Mapping[str, str]
    """Synthetic credentials that it accepts."""

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""

    def expire_tokens(self) -> None:
        """Refuse every token given out so far."""


class FakeTerminal(Protocol):
    """One session on fake equipment: a shell, or a TL1 connection. Text in, text out, with the equipment's own line
    ends, echo, pager and prompts."""

    closed: bool
    """Whether the equipment hung up."""

    def open(self) -> str:
        """What is printed before anything is typed: a banner, a question for the user's name, or the first prompt."""

    def feed(self, text: str) -> str:
        """What is printed when `text` is typed; half a line, or several, may come at once."""


@runtime_checkable
class FakeEquipment(Protocol):
    """Fake equipment, written from its contract file: same prompts, modes, quirks and sentences."""

    credentials: Mapping[str, str]
    """Synthetic credentials that it accepts; a shell's are `username` and `password`."""

    schemes: tuple[str, ...]
    """How it is reached: "ssh" and "telnet", or "tl1"; the first one is the usual one. Where TL1 is beside a shell,
    its scheme comes last and is the name of that one of the platform's `other_bases`."""

    def terminal(self, scheme: str) -> FakeTerminal:
        """A new session. Over "ssh" the user is known already; over "telnet" and "tl1" the terminal asks."""


Fake: TypeAlias = FakePlatform | FakeEquipment
