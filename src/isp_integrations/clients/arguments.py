"""An operation's arguments as plain JSON and back, so that a journaled order can be asked again."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args

from isp_integrations.core.plain import from_plain, to_plain


def arguments_to_plain(
    operation: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments by name, as plain JSON; the session is not one of them."""
    names = list(inspect.signature(operation).parameters)[1:]
    return {name: to_plain(value) for name, value in {**dict(zip(names, args, strict=False)), **kwargs}.items()}


def arguments_from_plain(operation: Callable[..., Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse, by the operation's annotations."""
    parameters = inspect.signature(operation).parameters
    return {name: _revive(parameters[name].annotation, value) for name, value in plain.items()}


def _revive(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and str in get_args(hint):
        return value
    return from_plain(hint, value)
