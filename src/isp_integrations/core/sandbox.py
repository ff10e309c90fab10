"""What a platform's fake is: a stateful, pure `handle(request) -> answer`, served elsewhere."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class FakeRequest(Value):
    """A request as it reached the fake. Header names are lower-case; `path` has no leading slash and no query."""

    method: str
    path: str
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
