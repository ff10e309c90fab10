"""Everything of the library as plain JSON values and back, for queues, journals and hosts in other languages.

Identifiers become their text, decimals text, dates ISO 8601, enums their value, tuples lists, bytes base64.
Events and errors also carry their class name, under `"event"` and `"error"`. Reading is strict: the text
"false" is not false, a number is not text, an unknown key is refused. In fields that hold anything (`raw`,
`settings`) plain JSON comes back as it is: a decimal in them stays text.
"""

import base64
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial, singledispatch
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, overload

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from isp_integrations.core.done import Done
from isp_integrations.core.errors import InvalidIdentifier, InvalidRecord, IspError
from isp_integrations.core.events import Event
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Identifier, Msisdn, PostalCode, parse_tax_id

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]
_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?(E[+-]?[0-9]{1,3})?", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(rf"{_DAY.pattern}T[0-9:.]+(Z|[+-][0-9]{{2}}:[0-9]{{2}})?")
FAMILIES_WITH_EVENTS = ("erp", "mvno", "sva", "olt", "mapping", "voip")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")


@singledispatch
def to_plain(value: object) -> Any:
    """`value` as plain JSON; a `TypeError` names the class that is none of the library's."""
    if not attrs.has(type(value)):
        raise TypeError(f"{type(value).__name__} has no plain form")
    return _fields_to_plain(value)


def _fields_to_plain(value: Any) -> dict[str, Any]:
    return {field.name: to_plain(getattr(value, field.name)) for field in attrs.fields(type(value))}


@to_plain.register
def _(value: bool | int | str | None) -> Any:
    return value


@to_plain.register
def _(value: float) -> float:
    if not math.isfinite(value):
        raise TypeError("JSON has no infinite number")
    return value


@to_plain.register
def _(value: StrEnum | Identifier) -> str:
    return str(value.value)


@to_plain.register
def _(value: Decimal) -> str:
    return str(value)


@to_plain.register
def _(value: date) -> str:
    return value.isoformat()


@to_plain.register
def _(value: bytes) -> str:
    return base64.b64encode(value).decode()


@to_plain.register(Mapping)
def _(value: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): to_plain(each) for key, each in value.items()}


@to_plain.register(list)
@to_plain.register(tuple)
def _(value: Iterable[Any]) -> list[Any]:
    return [to_plain(each) for each in value]


@to_plain.register
def event_to_plain(event: Event) -> dict[str, Any]:
    """An event as plain JSON, its class name under `"event"`."""
    return {"event": event.name, **_fields_to_plain(event)}


@to_plain.register
def error_to_plain(error: IspError) -> dict[str, Any]:
    """An error as plain JSON, its class name under `"error"`."""
    return {"error": type(error).__name__, **_fields_to_plain(error)}


@overload
def from_plain(kind: type[T], data: object) -> T: ...
@overload
def from_plain(kind: Any, data: object) -> Any: ...
def from_plain(kind: Any, data: object) -> Any:
    """The inverse of :func:`to_plain`.

    Args:
        kind: a class of the library, `Done[…]` and `Page[…]` included, or a union or tuple of such.

    Raises:
        InvalidRecord: the data do not fit; `problems` are `"path: what is wrong"`, all of them, values never.
    """
    try:
        return _converter().structure(data, kind)
    except RecursionError:
        problems: tuple[str, ...] = ("$: aninhado demais",)
    except Exception as failure:  # noqa: BLE001  whatever a hook raises is a misfit, and may quote the value
        problems = tuple(_problems(failure, ""))
    raise InvalidRecord(problems=problems)


def event_from_plain(data: object) -> Event:
    """The event of the class that `data` names; errors as in :func:`from_plain`."""
    return from_plain(Event, data)


def error_from_plain(data: object) -> IspError:
    """The error of the class that `data` names; errors as in :func:`from_plain`."""
    return from_plain(IspError, data)


class _MisfitError(ValueError):
    """A value that does not fit; its text is pt-BR and quotes nothing."""


def _problems(failure: BaseException, path: str) -> Iterator[str]:
    at = path or "$"
    if isinstance(failure, ForbiddenExtraKeysError):
        yield from (f"{_inside(path, key)}: campo desconhecido" for key in sorted(failure.extra_fields))
    elif isinstance(failure, BaseValidationError):
        for inner in failure.exceptions:
            yield from _problems(inner, _path_of(inner, path))
    elif isinstance(failure, KeyError):
        yield f"{at}: obrigatório"
    elif isinstance(failure, InvalidIdentifier):
        yield f"{at}: {failure.reason}"
    elif isinstance(failure, _MisfitError):
        yield f"{at}: {failure}"
    else:
        yield f"{at}: valor inválido"


def _path_of(failure: BaseException, path: str) -> str:
    for note in getattr(failure, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return _inside(path, note.name)
        if isinstance(note, IterableValidationNote):
            return f"{path}[{note.index}]" if isinstance(note.index, int) else _inside(path, note.index)
    return path


def _inside(path: str, name: str) -> str:
    shown = name if _NAME.fullmatch(name) else "(nome inválido)"
    return f"{path}.{shown}" if path else shown


@cache
def _converter() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    for predicate, factory in _FACTORIES:
        converter.register_structure_hook_factory(predicate, factory)
    for kind, read in _SCALARS.items():
        converter.register_structure_hook(kind, _reader(read))
    converter.register_structure_hook(StrEnum, _word)
    converter.register_structure_hook_func(lambda kind: kind is Any, _reader(_json))
    return converter


def _reader(read: Callable[[Any], Any]) -> Hook:
    return lambda data, _: read(data)


def _text(data: object) -> str:
    if not isinstance(data, str):
        raise _MisfitError("deve ser texto")
    if not data.isascii() and any("\ud800" <= sign <= "\udfff" for sign in data):
        raise _MisfitError("texto que não existe em UTF-8")
    return data


def _integer(data: object) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise _MisfitError("deve ser número inteiro")
    return data


def _number(data: object) -> float:
    if not isinstance(data, int | float) or isinstance(data, bool) or not math.isfinite(data):
        raise _MisfitError("deve ser número")
    return data


def _boolean(data: object) -> bool:
    if not isinstance(data, bool):
        raise _MisfitError("deve ser verdadeiro ou falso")
    return data


def _nothing(data: object) -> None:
    if data is not None:
        raise _MisfitError("deve ser nulo")


def _decimal(data: object) -> Decimal:
    if not _DECIMAL.fullmatch(_text(data)):
        raise _MisfitError("deve ser número decimal escrito como texto")
    return Decimal(_text(data))


def _day(data: object) -> date:
    try:
        return date.fromisoformat(_matching(_DAY, data))
    except ValueError:
        raise _MisfitError("deve ser data, AAAA-MM-DD") from None


def _moment(data: object) -> datetime:
    try:
        return datetime.fromisoformat(_matching(_MOMENT, data))
    except ValueError:
        raise _MisfitError("deve ser data e hora, ISO 8601") from None


def _matching(pattern: re.Pattern[str], data: object) -> str:
    if not pattern.fullmatch(_text(data)):
        raise ValueError
    return _text(data)


def _bytes(data: object) -> bytes:
    try:
        return base64.b64decode(_text(data), validate=True)
    except ValueError:
        raise _MisfitError("deve ser base64") from None


def _json(data: object) -> Any:
    if isinstance(data, Mapping):
        return _entries(data, _json)
    if isinstance(data, list):
        return list(_each(enumerate(data), _json).values())
    if isinstance(data, float):
        return _number(data)
    if isinstance(data, str):
        return _text(data)
    if data is None or isinstance(data, int):
        return data
    raise _MisfitError("não é JSON")


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _integer,
    float: _number,
    bool: _boolean,
    NoneType: _nothing,
    Decimal: _decimal,
    date: _day,
    datetime: _moment,
    bytes: _bytes,
    Cpf: Cpf.parse,
    Cnpj: Cnpj.parse,
    Msisdn: Msisdn.parse,
    Iccid: partial(Iccid.parse, luhn=False),
    PostalCode: PostalCode.parse,
}


def _each(pairs: Iterable[tuple[Any, Any]], read: Callable[[Any], Any]) -> dict[Any, Any]:
    made, failures = {}, []
    for key, value in pairs:
        try:
            made[key] = read(value)
        except Exception as failure:  # noqa: BLE001  collected, so that all misfits are told together
            failure.add_note(IterableValidationNote("", key, Any))
            failures.append(failure)
    if failures:
        raise IterableValidationError("", failures, dict)
    return made


def _entries(data: object, read: Callable[[Any], Any]) -> dict[str, Any]:
    return _each(_object(data).items(), read)


def _object(data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise _MisfitError("deve ser objeto")
    return data


def _mapping(kind: Any, converter: Converter) -> Hook:
    _, value = get_args(kind)
    return lambda data, _: _entries(data, lambda each: converter.structure(each, value))


def _tuple(kind: Any, converter: Converter) -> Hook:
    item = get_args(kind)[0]

    def structure(data: object, _: Any) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise _MisfitError("deve ser lista")
        return tuple(_each(enumerate(data), lambda each: converter.structure(each, item)).values())

    return structure


def _word(data: object, kind: type[StrEnum]) -> StrEnum:
    known = {member.value: member for member in kind}
    if not isinstance(data, str) or data not in known:
        raise _MisfitError(f"deve ser um de {', '.join(known)}")
    return known[data]


def _union(kind: Any, converter: Converter) -> Hook:
    choices = [choice for choice in get_args(kind) if choice is not NoneType]
    optional = NoneType in get_args(kind)

    def structure(data: object, _: Any) -> Any:
        if data is None and optional:
            return None
        if len(choices) == 1:
            return converter.structure(data, choices[0])
        if set(choices) == {Cpf, Cnpj}:
            return parse_tax_id(data)
        for choice in choices:
            try:
                return converter.structure(data, choice)
            except (ValueError, BaseValidationError):
                continue
        raise _MisfitError("não é de nenhum dos tipos aceitos")

    return structure


def _whole(kind: Any) -> Any:
    return kind[Any] if getattr(kind, "__parameters__", ()) else kind


def _model(kind: Any, converter: Converter) -> Hook:
    kind = _whole(kind)
    read = make_dict_structure_fn(kind, converter)
    return lambda data, _: read(_object(data), kind)


def _done(kind: Any, converter: Converter) -> Hook:
    kind = _whole(kind)
    events = override(struct_hook=lambda data, _: converter.structure(data, tuple[Event, ...]))
    read = make_dict_structure_fn(kind, converter, events=events)
    return lambda data, _: read(_object(data), kind)


def _tagged(tag: str) -> Callable[[type[Any], Converter], Hook]:
    def named(kind: type[Any], converter: Converter) -> Hook:
        read = make_dict_structure_fn(kind, converter)

        def structure(data: object, _: Any) -> Any:
            fields = dict(_object(data))
            name = fields.get(tag)
            if name == kind.__name__:
                del fields[tag]
                return read(fields, kind)
            child = _descendant(kind, name)
            if child is None:
                _load_events()
                child = _descendant(kind, name)
            if child is None:
                raise _MisfitError(f"classe desconhecida em {tag}")
            return converter.structure(fields, child)

        return structure

    return named


def _descendant(kind: type[Any], name: object) -> type[Any] | None:
    """The class of that name: the last one, for attrs makes a class with slots anew, and its first form, without
    fields, stands beside it until it is collected."""
    return {child.__name__: child for child in _descendants(kind)}.get(str(name))


@cache
def _load_events() -> None:
    """Events are known by their classes, and a family's are loaded with the family: one may be read before."""
    for family in FAMILIES_WITH_EVENTS:
        import_module(f"isp_integrations.core.{family}.events")


def _descendants(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _is_a(root: type[Any]) -> Callable[[Any], bool]:
    return lambda kind: isinstance(kind, type) and issubclass(kind, root)


def _identifier(kind: Any, _: Converter) -> Hook:
    return _reader(kind.parse)


def _is_made_of(*origins: Any) -> Callable[[Any], bool]:
    return lambda kind: (get_origin(kind) or kind) in origins


_FACTORIES: tuple[tuple[Callable[[Any], bool], Callable[[Any, Converter], Hook]], ...] = (
    (attrs.has, _model),
    (_is_a(Identifier), _identifier),
    (_is_made_of(Done), _done),
    (_is_a(Event), _tagged("event")),
    (_is_a(IspError), _tagged("error")),
    (_is_made_of(Union, UnionType), _union),
    (_is_made_of(Mapping, dict), _mapping),
    (_is_made_of(tuple, Collection, Sequence), _tuple),
)
"""Later ones win."""
