"""Wire models: how a platform's bodies are declared, each field with its key and its evidence."""

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

import attrs

from isp_integrations.core.evidence import Evidence

M = TypeVar("M")


@attrs.frozen
class Wire:
    """Where a model's field stands on the wire, and who says so."""

    key: str
    evidence: Evidence
    source: str


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def wire_model(cls: type[M]) -> type[M]:
    """Declare a wire model: frozen, keyword-only, every field `Annotated` with a :class:`Wire`.

    It is neither shown nor compared, and has no slots: those would be most of what its declaration costs.
    """
    made: Any = attrs.frozen(cls, kw_only=True, repr=False, eq=False, slots=False)
    hints = vars(cls).get("__annotations__", {})
    spelt = wire_fields(made) if any(isinstance(hint, str) for hint in hints.values()) else None
    missing = [name for name, hint in hints.items() if (name not in spelt if spelt is not None else not _mark(hint))]
    if missing:
        raise TypeError(f"{cls.__name__} has fields without a Wire mark: {', '.join(missing)}")
    marked: type[M] = made
    return marked


def wire_fields(model: Any) -> dict[str, Wire]:
    """Each field's mark, by field name; empty for a class that is no wire model."""
    return _wire_fields(model)


@cache
def _wire_fields(model: Hashable) -> dict[str, Wire]:
    hints = get_type_hints(model, include_extras=True)
    return {name: mark for name, hint in hints.items() if (mark := _mark(hint))}


def _mark(hint: Any) -> Wire | None:
    marks = get_args(hint) if get_origin(hint) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, Wire)), None)


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
