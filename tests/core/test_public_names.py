"""The public namespaces say the same to a reader, a type checker and the interpreter."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import isp_integrations
from isp_integrations import mvno
from isp_integrations.clients.mvno import AsyncMvnoClient, MvnoClient
from isp_integrations.core.mvno import operations
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.platform import spec_names

FACES = [isp_integrations, mvno]


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


def test_every_hook_of_the_family_is_asked_by_an_operation_of_the_same_name() -> None:
    hooks = set(spec_names(MvnoSpec)) - {"test_connection"}
    assert hooks <= set(operations.__all__)


@pytest.mark.parametrize("client", [MvnoClient, AsyncMvnoClient])
def test_a_client_has_a_method_for_every_operation(client: type) -> None:
    helpers = {"latest"}
    assert set(operations.__all__) - helpers <= set(dir(client))


@pytest.mark.parametrize("name", sorted(set(operations.__all__) - {"latest"}))
def test_both_clients_show_the_operation_s_signature_and_text(name: str) -> None:
    operation = getattr(operations, name)
    asked = {p for p in inspect.signature(operation).parameters if p not in {"session", "cursor"}}
    for client in (MvnoClient, AsyncMvnoClient):
        method = getattr(client, name)
        assert set(inspect.signature(method).parameters) - {"self"} == asked
        assert method.__doc__ == operation.__doc__
        assert method.__doc__


@pytest.mark.parametrize("module", ["core.mvno.models", "core.erp.models", "core.mvno.requests"])
def test_no_public_model_is_forgotten_in_the_family_s_face(module: str) -> None:
    home = import_module(f"isp_integrations.{module}")
    classes = {n for n, v in vars(home).items() if inspect.isclass(v) and v.__module__ == home.__name__}
    inner = {n for n in classes if module == "core.mvno.requests" and n != "PortIn"}
    assert classes - inner <= set(dir(mvno))
