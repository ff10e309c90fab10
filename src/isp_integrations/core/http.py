"""The HTTP step: what a plugin asks for and what it gets back, as plain data."""

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.exchange import Effect, Step
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class HttpAnswer(Value):
    """Status, lower-case headers and the decoded bytes of an answer. The body is never shown.

    Attributes:
        after_loss: whether the same change was sent before, and what became of that is not known; no part of what
            the platform said.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    body: bytes = attrs.field(default=b"", repr=False)
    after_loss: bool = attrs.field(default=False, eq=False, repr=False)

    def text(self) -> str:
        """The body as UTF-8 text; anything else is an `UnexpectedAnswer`."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            raise UnexpectedAnswer(message="A resposta não está em UTF-8.", paths=("$",)) from None

    def json(self) -> Any:
        """The body as JSON, decimals kept exact; anything else, a repeated key included, is an `UnexpectedAnswer`."""
        text = self.text()
        try:
            return _decoder().decode(text)
        except (ValueError, RecursionError):
            raise UnexpectedAnswer(message="A resposta não é JSON.", paths=("$",)) from None


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_without_repeated_keys
    )


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says two things under one key says nothing that can be trusted."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("repeated key")
    return told


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


@attrs.frozen(kw_only=True)
class HttpRequest(Step[HttpAnswer]):
    """One request, relative to the account's base URL. Its repr shows the endpoint's name alone.

    Attributes:
        name: the endpoint's name in its `wire.py`; the label in errors, logs and the journal.
        path: relative path, already quoted, without the query.
        body: plain JSON value, `None` for no body; with `form` a flat object of texts.
        form: whether the body goes as an HTML form (`application/x-www-form-urlencoded`) instead of JSON.
        authenticated: whether the account's token is added; log-in requests say no.
        base: which of the account's other addresses it goes to; empty for the main one.
    """

    name: str
    method: str
    path: str = attrs.field(repr=False)
    effect: Effect = Effect.READ
    query: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    body: Any = attrs.field(default=None, repr=False)
    form: bool = False
    authenticated: bool = True
    base: str = ""

    @property
    def label(self) -> str:
        return self.name

    def identity(self) -> Any:
        asked = [self.method, self.path, list(self.query), self.body]
        return [*asked, self.base] if self.base else asked

    def pack(self, answer: HttpAnswer) -> Any:
        body = base64.b64encode(answer.body).decode()
        return {"status": answer.status, "headers": dict(answer.headers), "body": body}

    def unpack(self, plain: Any) -> HttpAnswer:
        return HttpAnswer(status=plain["status"], headers=plain["headers"], body=base64.b64decode(plain["body"]))

    def came_after_loss(self, answer: HttpAnswer) -> bool:
        return answer.after_loss

    def target(self) -> str:
        """Path and query as they stand in the request line."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def content_type(self) -> str:
        """What the body is, for its header."""
        return "application/x-www-form-urlencoded" if self.form else "application/json"

    def content(self) -> bytes | None:
        """The body's bytes, UTF-8."""
        if self.body is None:
            return None
        if self.form:
            return urlencode(self.body).encode()
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()
