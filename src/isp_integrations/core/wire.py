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
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from string import Formatter
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import quote

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from isp_integrations.core.errors import InvalidRecord, UnexpectedAnswer
from isp_integrations.core.evidence import Evidence, weakest
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.text import fold

M = TypeVar("M")
W = TypeVar("W", bound=StrEnum)


@attrs.frozen
class Wire:
    """Where a model's field stands on the wire, and who says so."""

    key: str
    evidence: Evidence
    source: str


def wire_model(cls: type[M]) -> type[M]:
    """Declare a wire model: frozen, keyword-only, every field `Annotated` with a :class:`Wire`, never shown."""
    made = attrs.frozen(cls, kw_only=True, repr=False)
    missing = [field.name for field in attrs.fields(made) if field.name not in wire_fields(made)]
    if missing:
        raise TypeError(f"{cls.__name__} has fields without a Wire mark: {', '.join(missing)}")
    return made


@cache
def wire_fields(model: type[Any]) -> dict[str, Wire]:
    """Each field's mark, by field name; empty for a class that is no wire model."""
    hints = get_type_hints(model, include_extras=True)
    found = {}
    for name, hint in hints.items():
        marks = [arg for arg in get_args(hint) if isinstance(arg, Wire)] if _annotated(hint) else []
        if marks:
            found[name] = marks[0]
    return found


def _annotated(hint: Any) -> bool:
    return get_origin(hint) is Annotated


def _models_within(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and attrs.has(hint):
        yield hint
    for arg in get_args(hint):
        yield from _models_within(arg)


def model_evidence(model: type[Any]) -> Iterator[Evidence]:
    """The marks of every field that `model` cannot do without, nested models included."""
    hints = get_type_hints(model, include_extras=True)
    required = {field.name for field in attrs.fields(model) if field.default is attrs.NOTHING}
    for name, mark in wire_fields(model).items():
        if name in required:
            yield mark.evidence
            for nested in _models_within(hints[name]):
                yield from model_evidence(nested)


@attrs.frozen
class Endpoint:
    """One call of a platform's interface.

    Attributes:
        name: our key for it, used by `uses=`, overrides, errors and the journal.
        path: relative to the base URL, with `{placeholders}`.
        source: where the fact stands, such as "contel 5.9".
        body, answer: the wire models it carries, whose marks count towards its evidence.
        settle: seconds after which a read-back that does not find the write proves its absence;
            `None` where nobody knows, and then absence proves nothing.
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
        return self.path.format_map({name: _segment(value) for name, value in values.items()})


def _segment(value: str) -> str:
    if value in {"", ".", ".."}:
        raise ValueError("an empty or dotted path segment would change the address")
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
        return self._folded.get(fold(word), self.unknown) if isinstance(word, str) else self.unknown

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
    """

    def __init__(
        self,
        *,
        endpoints: Iterable[Endpoint],
        models: Iterable[type[Any]] = (),
        vocabularies: Iterable[Vocabulary[Any]] = (),
    ) -> None:
        self.endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self.models = {model.__name__: model for model in models}
        self.vocabularies = {table.name: table for table in vocabularies}
        self._converter = wire_converter({})

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
            body=self._converter.unstructure(body) if attrs.has(type(body)) else body,
            authenticated=authenticated,
        )

    def settle(self, endpoint: Endpoint) -> float | None:
        """Seconds after which absence proves that a write of `endpoint` did not happen; `None` if unknown."""
        return self.endpoints[endpoint.name].settle

    def read(self, model: type[M], payload: object, at: str = "$") -> M:
        """`payload` as a wire model, or an `UnexpectedAnswer` with every path that does not fit."""
        try:
            return self._converter.structure(payload, model)
        except BaseValidationError as failure:
            paths = tuple(_paths(failure, at, self._keys))
        except (TypeError, ValueError, AttributeError):
            paths = (at,)
        raise UnexpectedAnswer(
            message=f"A resposta não tem a forma esperada em {', '.join(paths)}.", paths=paths
        ) from None

    def word(self, table: Vocabulary[W], word: object) -> W:
        """What a platform's word means, a partner's corrections included."""
        known: Vocabulary[W] = self.vocabularies[table.name]
        return known.read(word)

    def overridden(self, overrides: Mapping[str, Mapping[str, Any]]) -> "WireBook":
        """This book with a partner's corrections.

        Args:
            overrides: `{"paths": {endpoint: path}, "settle": {endpoint: seconds},
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
        )
        for name, path in overrides.get("paths", {}).items():
            book.endpoints[name] = attrs.evolve(book.endpoints[name], path=path)
        for name, seconds in overrides.get("settle", {}).items():
            book.endpoints[name] = attrs.evolve(book.endpoints[name], settle=float(seconds))
        for name, words in overrides.get("words", {}).items():
            book.vocabularies[name] = book.vocabularies[name].extended(words)
        book._keys = dict(overrides.get("keys", {}))
        book._converter = wire_converter(book._keys)
        return book

    _keys: Mapping[str, str] = {}


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


def _check_settle(book: WireBook, name: str, seconds: Any) -> str | None:
    if name not in book.endpoints:
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


_CHECKS = {"paths": _check_path, "settle": _check_settle, "keys": _check_key, "words": _check_words}


def wire_converter(keys: Mapping[str, str]) -> Converter:
    """A converter of wire models whose scalars are read as vendors write them; `keys` renames `Model.field`."""
    converter = Converter(detailed_validation=True)
    for kind, hook in ((str, _text), (int, _integer), (Decimal, _decimal), (bool, _boolean)):
        converter.register_structure_hook(kind, hook)

    def renames(model: type[Any]) -> dict[str, Any]:
        return {
            name: override(rename=keys.get(f"{model.__name__}.{name}", mark.key))
            for name, mark in wire_fields(model).items()
        }

    @converter.register_structure_hook_factory(attrs.has)
    def _structure(model: type[Any], converter: Converter) -> Any:
        read = make_dict_structure_fn(model, converter, **renames(model))

        def structure(payload: object, kind: type[Any]) -> Any:
            if not isinstance(payload, Mapping):
                raise TypeError("not an object")
            return read(payload, kind)

        return structure

    @converter.register_unstructure_hook_factory(attrs.has)
    def _unstructure(model: type[Any], converter: Converter) -> Any:
        return make_dict_unstructure_fn(model, converter, **renames(model))

    @converter.register_structure_hook_factory(_is_list)
    def _list(kind: Any) -> Any:
        (item,) = get_args(kind)

        def structure(payload: object, _: Any) -> Any:
            if not isinstance(payload, list):
                raise TypeError("not a list")
            read = converter.get_structure_hook(item)
            return [read(each, item) for each in payload]

        return structure

    return converter


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _text(value: object, _: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    raise TypeError("not a text")


def _integer(value: object, _: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,18}\s*", value):
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    raise TypeError("not a whole number")


def _decimal(value: object, _: Any) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        return read_decimal(value)
    raise TypeError("not a number")


def _boolean(value: object, _: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError("not true or false")


_BRAZILIAN = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+,\d+")
_INTERNATIONAL = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")


def read_decimal(text: str) -> Decimal:
    """A number as vendors print it, `1.234,56` or `1,234.56`; text that is neither is a `ValueError`."""
    stripped = text.strip()
    if len(stripped) > 40:
        raise ValueError("not a number")
    if _BRAZILIAN.fullmatch(stripped):
        return Decimal(stripped.replace(".", "").replace(",", "."))
    if _INTERNATIONAL.fullmatch(stripped):
        return Decimal(stripped.replace(",", ""))
    raise ValueError("not a number")


def _paths(failure: BaseException, at: str, keys: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(failure, BaseValidationError):
        yield at
        return
    for inner in failure.exceptions:
        note = _note(inner)
        if isinstance(note, IterableValidationNote):
            yield from _paths(inner, f"{at}[{note.index}]", keys)
        elif isinstance(note, AttributeValidationNote) and isinstance(failure, ClassValidationError):
            mark = wire_fields(failure.cl).get(note.name)
            key = keys.get(f"{failure.cl.__name__}.{note.name}", mark.key if mark else note.name)
            yield from _paths(inner, f"{at}.{key}", keys)
        elif isinstance(inner, KeyError) and isinstance(failure, ClassValidationError):
            yield f"{at}.{inner.args[0]}"
        else:
            yield from _paths(inner, at, keys)


def _note(failure: BaseException) -> object:
    notes = [n for n in getattr(failure, "__notes__", ()) if isinstance(n, AttributeValidationNote | IterableValidationNote)]
    return notes[-1] if notes else None
