"""The fake server's filters and projections: the part of MongoDB's language that clients of the interface use."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_MISSING = object()


class CannotFilter(Exception):
    """A filter that the server does not survive."""


def matches(row: Mapping[str, Any], found_by: Mapping[str, Any], *, by_value: bool) -> bool:
    """Whether a row fits.

    Args:
        by_value: whether `._value` is added to names whose last part has no `_`, as it is for devices.
    """
    return all(_fits(row, key, wanted, by_value) for key, wanted in found_by.items())


def _fits(row: Mapping[str, Any], key: str, wanted: Any, by_value: bool) -> bool:
    if key in {"$and", "$or"}:
        return (all if key == "$and" else any)(matches(row, each, by_value=by_value) for each in wanted)
    name = f"{key}._value" if by_value and not key.rpartition(".")[2].startswith("_") else key
    value = _at(row, name)
    operators = wanted if isinstance(wanted, Mapping) else {"$eq": wanted}
    return all(_holds(operator, value, operand) for operator, operand in operators.items())


def _holds(operator: str, value: Any, operand: Any) -> bool:
    if operator not in _OPERATORS:
        raise CannotFilter(operator)
    return _OPERATORS[operator](value, operand)


def _equals(value: Any, operand: Any) -> bool:
    """Whether a value is the operand, or fits it: numbers, regular expressions and wildcards may stand in texts."""
    if isinstance(value, list):
        return any(_equals(each, operand) for each in value)
    if not isinstance(operand, str):
        return bool(value == operand)
    if value == operand or (operand.isdecimal() and value == int(operand)):
        return True
    expression = re.fullmatch("/(.*)/i?", operand)
    if expression or "*" in operand:
        pattern = expression[1] if expression else "^" + ".*".join(map(re.escape, operand.split("*"))) + "$"
        return isinstance(value, str) and re.search(pattern, value) is not None
    return False


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, operand: type(value) is type(operand) and compare(value, operand)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": _equals,
    "$ne": lambda value, operand: not _equals(value, operand),
    "$in": lambda value, operand: any(_equals(value, each) for each in operand),
    "$nin": lambda value, operand: not any(_equals(value, each) for each in operand),
    "$exists": lambda value, operand: (value is not _MISSING) is bool(operand),
    "$regex": lambda value, operand: isinstance(value, str) and re.search(operand, value) is not None,
    "$gt": _compared(lambda value, operand: bool(value > operand)),
    "$gte": _compared(lambda value, operand: bool(value >= operand)),
    "$lt": _compared(lambda value, operand: bool(value < operand)),
    "$lte": _compared(lambda value, operand: bool(value <= operand)),
}


def projected(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The parts of a row that were asked for, its id always among them."""
    kept: dict[str, Any] = {"_id": row["_id"]}
    for name in names:
        value = _at(row, name)
        if value is _MISSING:
            continue
        node = kept
        *way, last = name.split(".")
        for part in way:
            node = node.setdefault(part, {})
        node[last] = value
    return kept


def sort_key(name: str) -> Callable[[Mapping[str, Any]], str]:
    """What rows are sorted by."""
    return lambda row: str(_at(row, name))


def _at(row: Mapping[str, Any], name: str) -> Any:
    node: Any = row
    for part in name.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return _MISSING
        node = node[part]
    return node
