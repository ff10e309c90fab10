"""Reading a platform's bodies: tolerant where vendors are loose, strict where a guess would hurt.

Loaded with the first body that is read or written, for cattrs takes its time to import.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.numbers import read_decimal
from isp_integrations.core.wire_models import wire_fields

M = TypeVar("M")
Reader: TypeAlias = Callable[[object, Any], Any]


class WireReader:
    """Reads and writes wire models; `keys` renames `Model.field`."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys
        self._converter = _converter(keys, detailed=False)

    def write(self, model: Any) -> Any:
        """A wire model as plain JSON."""
        return self._converter.unstructure(model)

    def read(self, model: type[M], payload: object, at: str) -> M:
        """`payload` as a wire model, or an `UnexpectedAnswer` with every path that does not fit."""
        try:
            return self._converter.structure(payload, model)
        except Exception:  # noqa: BLE001  read again, slowly, for the paths
            paths = self._misfits(model, payload, at)
        raise UnexpectedAnswer(
            message=f"A resposta não tem a forma esperada em {', '.join(paths)}.", paths=paths
        ) from None

    def _misfits(self, model: type[Any], payload: object, at: str) -> tuple[str, ...]:
        try:
            _converter(self._keys, detailed=True).structure(payload, model)
        except BaseValidationError as failure:
            return tuple(misfit_paths(failure, at, self._keys))
        except (TypeError, ValueError, AttributeError):
            return (at,)
        return (at,)


def _converter(keys: Mapping[str, str], *, detailed: bool) -> Converter:
    """Its scalars are read as vendors write them. Only a `detailed` one, which is slower, knows where it failed."""
    converter = Converter(detailed_validation=detailed)
    for kind, hook in ((str, _text), (int, _integer), (Decimal, _decimal), (bool, _boolean)):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_factory(attrs.has, lambda model: _object_reader(model, converter, keys))
    converter.register_unstructure_hook_factory(attrs.has, lambda model: _object_writer(model, converter, keys))
    converter.register_structure_hook_factory(_is_list, lambda kind: _list_reader(kind, converter))
    converter.register_structure_hook_factory(_is_optional, lambda kind: _optional_reader(kind, converter))
    converter.register_structure_hook_factory(_is_annotated, lambda kind: _annotated_reader(kind, converter))
    return converter


def _renames(model: type[Any], keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: override(rename=keys.get(f"{model.__name__}.{name}", mark.key))
        for name, mark in wire_fields(model).items()
    }


def _object_reader(model: type[Any], converter: Converter, keys: Mapping[str, str]) -> Reader:
    read = make_dict_structure_fn(
        model, converter, _cattrs_detailed_validation=converter.detailed_validation, **_renames(model, keys)
    )

    def structure(payload: object, kind: type[Any]) -> Any:
        if not isinstance(payload, Mapping):
            raise TypeError("not an object")
        return read(payload, kind)

    return structure


def _object_writer(model: type[Any], converter: Converter, keys: Mapping[str, str]) -> Callable[[Any], Any]:
    return make_dict_unstructure_fn(model, converter, **_renames(model, keys))


def _list_reader(kind: Any, converter: Converter) -> Reader:
    (item,) = get_args(kind)

    def structure(payload: object, _: Any) -> Any:
        if not isinstance(payload, list):
            raise TypeError("not a list")
        read = converter.get_structure_hook(item)
        if not converter.detailed_validation:
            return [read(each, item) for each in payload]
        try:
            return [read(each, item) for each in payload]
        except Exception as first:  # noqa: BLE001  looked at again, one by one, for the paths
            failure = first
        raise IterableValidationError("", list(_misfits(payload, item, read)) or [failure], kind)

    return structure


def _optional_reader(kind: Any, converter: Converter) -> Reader:
    (inner,) = (arg for arg in get_args(kind) if arg is not NoneType)
    read = converter.get_structure_hook(inner)
    return lambda payload, _: None if payload is None else read(payload, inner)


def _annotated_reader(kind: Any, converter: Converter) -> Reader:
    inner = get_args(kind)[0]
    read = converter.get_structure_hook(inner)
    return lambda payload, _: read(payload, inner)


def _misfits(payload: list[object], item: Any, read: Callable[[object, Any], Any]) -> Iterator[Exception]:
    for place, each in enumerate(payload):
        try:
            read(each, item)
        except Exception as failure:  # noqa: BLE001  each one becomes a path
            failure.add_note(IterableValidationNote("", place, item))
            yield failure


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType} and NoneType in get_args(kind) and len(get_args(kind)) == 2  # noqa: PLR2004


def _is_annotated(kind: Any) -> bool:
    return get_origin(kind) is Annotated


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


def misfit_paths(failure: BaseException, at: str, keys: Mapping[str, str]) -> Iterator[str]:
    """Where on the wire a failed reading did not fit, below the path `at`; values are never told."""
    if not isinstance(failure, BaseValidationError):
        yield at
        return
    for inner in failure.exceptions:
        note = _note(inner)
        if isinstance(note, IterableValidationNote):
            yield from misfit_paths(inner, f"{at}[{note.index}]", keys)
        elif isinstance(note, AttributeValidationNote) and isinstance(failure, ClassValidationError):
            mark = wire_fields(failure.cl).get(note.name)
            key = keys.get(f"{failure.cl.__name__}.{note.name}", mark.key if mark else note.name)
            yield from misfit_paths(inner, f"{at}.{key}", keys)
        elif isinstance(inner, KeyError) and isinstance(failure, ClassValidationError):
            yield f"{at}.{inner.args[0]}"
        else:
            yield from misfit_paths(inner, at, keys)


def _note(failure: BaseException) -> object:
    notes = [
        n
        for n in getattr(failure, "__notes__", ())
        if isinstance(n, AttributeValidationNote | IterableValidationNote)
    ]
    return notes[-1] if notes else None
