"""The errors, from the classes themselves: who descends from whom, the remedy, and the docstring."""

from collections.abc import Iterator
from typing import Any

import attrs

from docs_tools.markdown import code
from docs_tools.markdown import table as as_table
from isp_integrations.core.errors import IspError


def family(kind: type[IspError] = IspError, depth: int = 0) -> Iterator[tuple[int, type[IspError]]]:
    """Every error class of the library, parents first."""
    yield depth, kind
    for child in kind.__subclasses__():
        if child.__module__ == IspError.__module__:
            yield from family(child, depth + 1)


def tree() -> str:
    """The classes as a nested list, each with its remedy."""
    return "\n".join(f"{'    ' * depth}- `{kind.__name__}`{_remedy(kind)}" for depth, kind in family())


def table() -> str:
    """What each class means and which fields it adds, as its docstring says."""
    rows = (
        (code(kind.__name__), _summary(kind), ", ".join(code(name) for name in _fields(kind)) or "–")
        for _, kind in family()
    )
    return as_table(("Classe", "O que diz (do código, em inglês)", "Campos próprios"), rows)


def _remedy(kind: type[IspError]) -> str:
    return f": {kind.remedy}" if kind.remedy else ""


def _summary(kind: type[IspError]) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n", maxsplit=1)[0].split())


def _fields(kind: type[Any]) -> tuple[str, ...]:
    inherited = {field.name for base in kind.__mro__[1:] if attrs.has(base) for field in attrs.fields(base)}
    return tuple(field.name for field in attrs.fields(kind) if field.name not in inherited)
