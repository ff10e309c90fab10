"""The public namespaces say the same to a reader, a type checker and the interpreter."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import isp_integrations
from isp_integrations import erp, lifecycle, mapping, mvno, olt, sva, voip
from isp_integrations.clients.families import client_class, clients_of
from isp_integrations.core.platform import spec_names
from isp_integrations.core.registry import FAMILIES, load, platforms

FACES = [isp_integrations, mvno, sva, olt, mapping, voip, erp, lifecycle]
HELPERS = {"mvno": {"latest"}}
"""What a family's operations export that is no operation."""


def typed_names(module: ModuleType) -> set[str]:
    """What a type checker sees: the imports under TYPE_CHECKING."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        alias.asname or alias.name
        for block in blocks
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_the_public_list_and_what_type_checkers_see_are_the_same(face: ModuleType) -> None:
    assert set(face.__all__) == typed_names(face)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_every_public_name_can_be_reached_and_is_listed_by_dir(face: ModuleType) -> None:
    assert [name for name in face.__all__ if getattr(face, name, None) is None] == []
    assert dir(face) == face.__all__


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_a_name_that_is_not_public_is_an_attribute_error(face: ModuleType) -> None:
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = face.nothing_such


def operations_of(family: str) -> ModuleType:
    return import_module(f"isp_integrations.core.{family}.operations")


def asked(family: str) -> list[str]:
    """The family's operations by name."""
    return sorted(set(operations_of(family).__all__) - HELPERS.get(family, set()))


OPERATIONS = [(family, name) for family in FAMILIES for name in asked(family)]


def clients(family: str) -> tuple[type, type]:
    sync = client_class(family)
    return sync, getattr(clients_of(family), f"Async{sync.__name__}")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_hook_of_the_family_is_asked_by_an_operation_of_the_same_name(family: str) -> None:
    (some, *_) = [each for each in platforms() if each.family == family and each.wire_known]
    hooks = set(spec_names(load(family, some.key))) - {"test_connection"}
    assert hooks <= set(asked(family))


@pytest.mark.parametrize(("family", "name"), OPERATIONS)
def test_both_clients_show_the_operation_s_signature_and_text(family: str, name: str) -> None:
    operation = getattr(operations_of(family), name)
    arguments = {p for p in inspect.signature(operation).parameters if p not in {"session", "cursor"}}
    for client in clients(family):
        method = getattr(client, name)
        assert set(inspect.signature(method).parameters) - {"self", "dry_run"} == arguments
        assert method.__doc__ == operation.__doc__
        assert method.__doc__


@pytest.mark.parametrize("family", FAMILIES)
def test_no_public_model_is_forgotten_in_the_family_s_face(family: str) -> None:
    home = import_module(f"isp_integrations.core.{family}.models")
    classes = {n for n, v in vars(home).items() if inspect.isclass(v) and v.__module__ == home.__name__}
    assert classes <= set(dir(import_module(f"isp_integrations.{family}")))


def test_no_model_of_the_host_is_forgotten_in_every_face() -> None:
    home = import_module("isp_integrations.core.erp.models")
    classes = {n for n, v in vars(home).items() if inspect.isclass(v) and v.__module__ == home.__name__}
    assert classes <= {name for face in FACES for name in dir(face)}
