"""The reference's entries, one `:::` for each public name, so that no page forgets one."""

import inspect
from types import ModuleType

import isp_integrations
from isp_integrations import mvno
from isp_integrations.clients.mvno import MvnoClient


def package() -> str:
    """Every name of `isp_integrations`."""
    return _entries(isp_integrations)


def mobile() -> str:
    """Every name of `isp_integrations.mvno`; its modules have sections of their own."""
    return _entries(mvno)


def operations() -> str:
    """Every method of the mobile clients, as the operation that it stands for."""
    methods = [method for _, method in inspect.getmembers(MvnoClient) if hasattr(method, "operation")]
    return "\n\n".join(f"::: {method.operation.__module__}.{method.__name__}" for method in methods)


def _entries(public: ModuleType) -> str:
    homes = vars(public)["_HOMES"]
    places = ((name, home) for home, names in homes.items() for name in names if not name.startswith("*"))
    return "\n\n".join(f"::: isp_integrations.{home}.{name}" for name, home in sorted(places))
