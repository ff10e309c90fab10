"""The reference's entries, one `:::` for each public name, so that no page forgets one."""

import inspect
from importlib import import_module

from isp_integrations.clients.families import client_class


def names(face: str) -> str:
    """Every name of a public module, `""` for the package itself; its modules have sections of their own."""
    public = import_module(f"isp_integrations.{face}".rstrip("."))
    homes = vars(public)["_HOMES"]
    places = ((name, home) for home, found in homes.items() for name in found if not name.startswith("*"))
    return "\n\n".join(f"::: isp_integrations.{home}.{name}" for name, home in sorted(places))


def operations(family: str) -> str:
    """Every method of a family's clients, as the operation that it stands for."""
    methods = [method for _, method in inspect.getmembers(client_class(family)) if hasattr(method, "operation")]
    return "\n\n".join(f"::: {method.operation.__module__}.{method.__name__}" for method in methods)
