"""Every Python block of every page runs: page by page, in order, in one namespace, with the network closed."""

import ast
import inspect
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeGuard

import pytest

import isp_integrations as isp
from docs.pages import BLOCKS, Block, name_of, pages_with
from isp_integrations import erp, mapping, mvno, olt, sva, voip
from isp_integrations.clients.families import client_class
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.registry import FAMILIES

PYTHON = tuple(block for block in BLOCKS if block.language == "python")
RUN = tuple(block for block in PYTHON if not block.compiled_only and not block.title)
COMPILED = tuple(block for block in PYTHON if block.compiled_only)
FILES = tuple(block for block in BLOCKS if block.title and block.language != "json")
FACES = {"isp": isp, "mvno": mvno, "sva": sva, "olt": olt, "mapping": mapping, "voip": voip, "erp": erp}


def test_no_fence_escapes_the_tests() -> None:
    fences = sum(
        line.startswith("```") for page in pages_with(BLOCKS) for line in page.read_text("utf-8").splitlines()
    )
    bare = sum(page.read_text("utf-8").count("\n```\nhost ERP") for page in pages_with(BLOCKS))
    assert fences == 2 * (len(BLOCKS) + bare)
    marks = sum(page.read_text("utf-8").count("<!-- conta real") for page in pages_with(BLOCKS))
    assert marks == len(COMPILED) > 0
    assert {block.language for block in BLOCKS} == {"python", "console", "json", "toml", "mermaid"}


@pytest.mark.parametrize("page", pages_with(RUN), ids=name_of)
def test_the_page_s_python_blocks_run_in_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in RUN:
        if block.page == page:
            exec(_compiled(block), namespace)  # noqa: S102  our own pages


def _compiled(block: Block) -> Any:
    """The block's code, at its own line of the page for tracebacks."""
    return compile("\n" * (block.line - 1) + block.text, name_of(block.page), "exec")


# --- real accounts ----------------------------------------------------------------------------------------------


def _block_name(block: Block) -> str:
    return f"{name_of(block.page)}:{block.line}"


@pytest.mark.parametrize("block", COMPILED, ids=_block_name)
def test_a_real_account_s_block_names_only_what_exists(block: Block) -> None:
    assert list(_misnamed(_compiled_tree(block))) == []


def test_a_misspelt_name_or_argument_in_a_real_account_s_block_is_noticed() -> None:
    text = (
        "with mvno.connect('contel', credential={}) as c:\n    c.get_lime()\n    c.get_line(number='1')\nisp.Vaultt"
    )
    assert list(_misnamed(ast.parse(text))) == ["connect(credential=)", "get_lime", "get_line(number=)", "isp.Vaultt"]


def test_a_client_is_looked_up_in_the_family_that_opened_it() -> None:
    text = "pabx = voip.connect('nextbilling')\npabx.get_line()\nwith olt.connect('x') as o:\n    o.list_onus(olt=1)"
    assert list(_misnamed(ast.parse(text))) == ["get_line", "list_onus(olt=)"]


def _compiled_tree(block: Block) -> ast.Module:
    _compiled(block)
    return ast.parse(block.text)


def _misnamed(tree: ast.Module) -> Iterator[str]:
    """Public names that do not exist and keyword arguments that nobody takes."""
    clients = dict(_clients(tree))
    named = [
        (node, node.value.id) for node in ast.walk(tree) if _is_attribute(node) and isinstance(node.value, ast.Name)
    ]
    for node, name in sorted(named, key=lambda pair: (pair[0].lineno, pair[0].col_offset)):
        owner = clients.get(name) or FACES.get(name)
        if owner is None:
            continue
        found = getattr(owner, node.attr, None)
        if found is None:
            yield f"{name}.{node.attr}" if name in FACES else node.attr
            continue
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and call.func is node:
                yield from (
                    f"{node.attr}({word.arg}=)" for word in call.keywords if word.arg not in _keywords_of(found)
                )


def _clients(tree: ast.Module) -> Iterator[tuple[str, type]]:
    """The names that hold an account, each with the class of the family that it was opened by."""
    opened = [
        (name, call)
        for node in ast.walk(tree)
        for name, call in (
            [(item.optional_vars, item.context_expr) for item in node.items]
            if isinstance(node, ast.With)
            else [(target, node.value) for target in node.targets]
            if isinstance(node, ast.Assign)
            else []
        )
    ]
    for name, call in opened:
        if isinstance(name, ast.Name) and isinstance(call, ast.Call) and _is_attribute(call.func):
            face = call.func.value
            if isinstance(face, ast.Name) and face.id in FAMILIES:
                yield name.id, client_class(face.id)


def _is_attribute(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute)


def _keywords_of(called: Callable[..., Any]) -> set[str]:
    parameters = inspect.signature(called).parameters
    options = "options" in parameters and parameters["options"].kind is inspect.Parameter.VAR_KEYWORD
    return set(parameters) | (HostOptions.__optional_keys__ if options else set())


# --- pages that write files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", pages_with(FILES), ids=name_of)
def test_the_page_s_files_work_where_they_are_installed(page: Path, tmp_path: Path) -> None:
    for block in FILES:
        if block.page == page:
            path = tmp_path / block.title
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, "utf-8")
    if (tmp_path / "pyproject.toml").exists():
        _install(tmp_path)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p no:cacheprovider\nfilterwarnings = error\n"
        "asyncio_default_fixture_loop_scope = function\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout


def _install(folder: Path) -> None:
    """What an installer would leave of the `pyproject.toml` beside it: a distribution with its entry points."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    installed = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    groups = project["entry-points"].items()
    sections = [f"[{group}]\n" + "\n".join(f"{k} = {v}" for k, v in entries.items()) for group, entries in groups]
    (installed / "entry_points.txt").write_text("\n".join(sections))
