"""What a plugin's `wire.py` is made of: endpoints, wire models and vocabularies, each with its evidence.

A platform's paths, keys and status words stand in its `wire.py` and nowhere else::

    @wire_model
    class LineDetails:
        linha: Annotated[str, Wire("linha", OBSERVED, "contel 5.9")]

    LINE_DETAILS = Endpoint("line_details", "GET", "linhas/detalhes", Effect.READ, OBSERVED, "contel 5.9")

Answers are read tolerantly where vendors are loose (numbers as text) and strictly where a guess would hurt (the
text "false" is never true). What does not fit is an `UnexpectedAnswer` that names paths and never values.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from urllib.parse import quote

import attrs

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.evidence import Evidence, weakest
from isp_integrations.core.exchange import Effect, Step
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.numbers import read_decimal
from isp_integrations.core.text import fold
from isp_integrations.core.values import Value
from isp_integrations.core.wire_models import Wire, model_evidence, wire_fields, wire_model

if TYPE_CHECKING:
    from isp_integrations.core.wire_reading import WireReader

__all__ = ["Declared", "Endpoint", "Typeable", "Vocabulary", "Wire", "WireBook", "read_decimal", "wire_model"]

M = TypeVar("M")
W = TypeVar("W", bound=StrEnum)
S = TypeVar("S", bound=Step[Any])
S_co = TypeVar("S_co", bound=Step[Any], covariant=True)


class Declared(Protocol):
    """What an operation may rest on: an HTTP endpoint, a command line, a TL1 message."""

    @property
    def name(self) -> str:
        """Our key for it."""

    @property
    def effect(self) -> Effect:
        """What it does to the platform."""

    @property
    def weakest_evidence(self) -> Evidence:
        """The mark of it with all that it cannot do without."""

    @property
    def base(self) -> str:
        """Which of the platform's `other_bases` it is at; empty for the main address."""

    @property
    def settle(self) -> float | None:
        """Seconds after which absence proves that a write of it did not happen; `None` if unknown."""


class Typeable(Declared, Protocol[S_co]):
    """A command line or a TL1 message: a template that becomes a step."""

    @property
    def line(self) -> str:
        """Its template."""

    def fill(self, values: Mapping[str, object]) -> S_co:
        """The step with every place filled."""


@attrs.frozen
class Endpoint(Value):
    """One call of a platform's interface.

    Attributes:
        name: our key for it, used by `uses=`, overrides, errors and the journal.
        path: relative to the base URL, with `{placeholders}`.
        source: where the fact stands, such as "contel 5.9".
        body, answer: the wire models it carries, whose marks count towards its evidence.
        settle: seconds after which a read-back that does not find the write proves its absence;
            `None` where nobody knows, and then absence proves nothing.
        base: which of the platform's `other_bases` it is at; empty for the main address.
        form: whether its body is an HTML form instead of JSON.
    """

    name: str
    method: str
    path: str
    effect: Effect
    evidence: Evidence
    source: str
    body: type[Any] | None = None
    answer: type[Any] | None = None
    settle: float | None = None
    base: str = ""
    form: bool = False

    @cached_property
    def weakest_evidence(self) -> Evidence:
        """The mark of the call with all that it cannot do without."""
        marks = [self.evidence]
        for model in (self.body, self.answer):
            if model is not None:
                marks.extend(model_evidence(model))
        return weakest(marks)

    def fill(self, values: Mapping[str, str]) -> str:
        """The path with its placeholders filled, each value quoted whole (a slash cannot add a segment)."""
        return self.path.format_map({name: _segment(name, value) for name, value in values.items()})


def _segment(name: str, value: str) -> str:
    if value in {"", ".", ".."}:
        raise InvalidRecord(problems=(f"{name}: vazio ou só de pontos mudaria o endereço",))
    return quote(value, safe="")


@attrs.frozen(eq=False)
class Vocabulary(Generic[W]):
    """A table from a platform's words to ours; what is in no row is `unknown`, never a guess."""

    name: str
    words: Mapping[str, W]
    unknown: W
    _folded: dict[str, W] = attrs.field(init=False, repr=False)

    @_folded.default
    def _fold_words(self) -> dict[str, W]:
        return {fold(word): meaning for word, meaning in self.words.items()}

    def read(self, word: object) -> W:
        """What `word` means; `unknown` for anything but a text in the table."""
        if not isinstance(word, str):
            return self.unknown
        return self.words.get(word) or self._folded.get(fold(word), self.unknown)

    def extended(self, words: Mapping[str, str]) -> "Vocabulary[W]":
        """This table with a partner's corrections; a meaning that does not exist is a `ValueError`."""
        kind = type(self.unknown)
        return Vocabulary(
            self.name, {**self.words, **{word: kind(value) for word, value in words.items()}}, self.unknown
        )


class WireBook:
    """Everything that one platform's `wire.py` declares, with a partner's overrides applied.

    Args:
        endpoints: every endpoint of the platform.
        models: the wire models whose keys a partner may correct.
        vocabularies: the word tables.
        commands: every command line or TL1 message of a platform that is typed to.
    """

    def __init__(
        self,
        *,
        endpoints: Iterable[Endpoint] = (),
        models: Iterable[type[Any]] = (),
        vocabularies: Iterable[Vocabulary[Any]] = (),
        commands: Iterable[Typeable[Step[Any]]] = (),
    ) -> None:
        self.endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self.commands: dict[str, Any] = {command.name: command for command in commands}
        self.models = {model.__name__: model for model in models}
        self.vocabularies = {table.name: table for table in vocabularies}
        self._keys: Mapping[str, str] = {}

    def request(
        self,
        endpoint: Endpoint,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        path: Mapping[str, str] | None = None,
        authenticated: bool = True,
    ) -> HttpRequest:
        """The step that calls `endpoint`; `body` is a wire model, or plain JSON where none fits."""
        known = self.endpoints[endpoint.name]
        return HttpRequest(
            name=known.name,
            method=known.method,
            path=known.fill(path or {}),
            effect=known.effect,
            query=tuple((query or {}).items()),
            body=self._reader.write(body) if attrs.has(type(body)) else body,
            form=known.form,
            authenticated=authenticated,
            base=known.base,
        )

    def command(self, command: Typeable[S], values: Mapping[str, object]) -> S:
        """The step that types `command`; see `core.typed_text.fill` for what is refused."""
        step: S = self.commands[command.name].fill(values)
        return step

    def settle(self, declared: Declared) -> float | None:
        """Seconds after which absence proves that a write of `declared` did not happen; `None` if unknown."""
        return self._known(declared.name).settle

    def _known(self, name: str) -> Declared:
        known: Declared = self.commands.get(name) or self.endpoints[name]
        return known

    def read(self, model: type[M], payload: object, at: str = "$") -> M:
        """`payload` as a wire model, or an `UnexpectedAnswer` with every path that does not fit."""
        return self._reader.read(model, payload, at)

    def plain(self, model: object) -> dict[str, Any]:
        """A wire model as the plain JSON that it is on the wire, for a body that is put together of several."""
        written: dict[str, Any] = self._reader.write(model)
        return written

    def word(self, table: Vocabulary[W], word: object) -> W:
        """What a platform's word means, a partner's corrections included."""
        known: Vocabulary[W] = self.vocabularies[table.name]
        return known.read(word)

    def overridden(self, overrides: Mapping[str, Mapping[str, Any]]) -> "WireBook":
        """This book with a partner's corrections.

        Args:
            overrides: `{"paths": {endpoint: path}, "commands": {command: template}, "settle": {either: seconds},
                "keys": {"Model.field": key}, "words": {table: {word: meaning}}}`.

        Raises:
            InvalidRecord: something names what does not exist; every problem is listed.
        """
        if not overrides:
            return self
        _refuse_misspelt(self, overrides)
        book = WireBook(
            endpoints=self.endpoints.values(),
            models=self.models.values(),
            vocabularies=self.vocabularies.values(),
            commands=self.commands.values(),
        )
        for name, path in overrides.get("paths", {}).items():
            book.endpoints[name] = attrs.evolve(book.endpoints[name], path=path)
        for name, line in overrides.get("commands", {}).items():
            book.commands[name] = attrs.evolve(book.commands[name], line=line)
        for name, seconds in overrides.get("settle", {}).items():
            table: dict[str, Any] = book.commands if name in book.commands else book.endpoints
            table[name] = attrs.evolve(table[name], settle=float(seconds))
        for name, words in overrides.get("words", {}).items():
            book.vocabularies[name] = book.vocabularies[name].extended(words)
        book._keys = dict(overrides.get("keys", {}))
        return book

    @cached_property
    def _reader(self) -> "WireReader":
        from isp_integrations.core.wire_reading import WireReader  # noqa: PLC0415  cattrs takes its time to import

        return WireReader(self._keys)


def _refuse_misspelt(book: WireBook, overrides: Mapping[str, Mapping[str, Any]]) -> None:
    problems = [f"wire_overrides.{section}: seção desconhecida" for section in overrides if section not in _CHECKS]
    for section, check in _CHECKS.items():
        for key, value in overrides.get(section, {}).items():
            if complaint := check(book, key, value):
                problems.append(f"wire_overrides.{section}.{key}: {complaint}")
    if problems:
        raise InvalidRecord(problems=tuple(problems))


def _check_path(book: WireBook, name: str, path: Any) -> str | None:
    if name not in book.endpoints:
        return "endpoint desconhecido"
    if not isinstance(path, str) or re.search(r"[\x00-\x20?#]|://|^/", path):
        return "caminho relativo inválido"
    if _placeholders(path) != _placeholders(book.endpoints[name].path):
        return "os marcadores do caminho devem continuar os mesmos"
    return None


def _placeholders(path: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(path) if name}


def _check_command(book: WireBook, name: str, line: Any) -> str | None:
    from isp_integrations.core.typed_text import (  # noqa: PLC0415  most platforms are not typed to
        places_as_written,
        refuse_bad_template,
    )

    if name not in book.commands:
        return "comando desconhecido"
    known = book.commands[name]
    try:
        refuse_bad_template(line)
        attrs.evolve(known, line=line)
    except (TypeError, ValueError, AttributeError):
        return "modelo de comando inválido"
    if places_as_written(line) != places_as_written(known.line):
        return "os marcadores do comando devem continuar os mesmos"
    return None


def _check_settle(book: WireBook, name: str, seconds: Any) -> str | None:
    if name not in book.endpoints and name not in book.commands:
        return "endpoint desconhecido"
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
        return "segundos inválidos"
    return None


def _check_key(book: WireBook, name: str, key: Any) -> str | None:
    model, _, field = name.partition(".")
    if model not in book.models or field not in wire_fields(book.models[model]):
        return "campo desconhecido"
    return None if isinstance(key, str) and key else "chave inválida"


def _check_words(book: WireBook, name: str, words: Any) -> str | None:
    if name not in book.vocabularies:
        return "vocabulário desconhecido"
    meanings = {member.value for member in type(book.vocabularies[name].unknown)}
    if not isinstance(words, Mapping) or not all(value in meanings for value in words.values()):
        return f"os significados possíveis são {', '.join(sorted(meanings))}"
    return None


_CHECKS = {
    "paths": _check_path,
    "commands": _check_command,
    "settle": _check_settle,
    "keys": _check_key,
    "words": _check_words,
}
