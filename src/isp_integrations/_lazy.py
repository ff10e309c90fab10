"""Flat public namespaces whose names are loaded when they are first used.

Importing this module, and the ones it serves, loads nothing that a bare Python has not loaded: no typing, no re.
"""

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any


def lazy(
    module: str, homes: "Mapping[str, Iterable[str]]"
) -> "tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]":
    """`__getattr__`, `__dir__` and `__all__` of a public module.

    Args:
        module: the public module's name.
        homes: where each name lives, by module of the package. `*name` publishes the
            module itself as `name`.
    """
    places: dict[str, tuple[str, str | None]] = {}
    for home, names in homes.items():
        for entry in names:
            name = entry.removeprefix("*")
            places[name] = (home, None if entry.startswith("*") else name)

    def get(name: str) -> "Any":
        if name not in places:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, there = places[name]
        found = import_module(f"isp_integrations.{home}")
        return found if there is None else getattr(found, there)

    everything = sorted(places)
    return get, lambda: everything, everything
