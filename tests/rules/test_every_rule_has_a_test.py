"""Each rule of the domain reference has a test with its id, in its name or as a parameter called `rule_id`."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
SECTIONS = tomllib.loads((HERE / "ids.toml").read_text("utf-8"))
IDS = [rule_id for section in SECTIONS.values() for rule_id in section["ids"]]
HOW_MANY = {"6.1": 18, "6.2": 13, "6.3": 32, "6.4": 18, "6.5": 29, "6.6": 14, "6.7": 23, "6.8": 11}


@cache
def carried() -> frozenset[str]:
    """The ids that tests carry, as they are written in a function's name."""
    return frozenset(found for path in TESTS.rglob("test_*.py") for found in _carried_by(ast.parse(path.read_text())))


def _carried_by(module: ast.Module) -> Iterator[str]:
    tables = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield from _ids_in(node.name)
            for decorator in node.decorator_list:
                yield from _parameters(decorator, tables)


def _parameters(decorator: ast.expr, tables: dict[str, ast.expr]) -> Iterator[str]:
    """The texts given for a parameter called `rule_id`, where a table is named those of the table."""
    if not (isinstance(decorator, ast.Call) and decorator.args and isinstance(decorator.args[0], ast.Constant)):
        return
    if decorator.args[0].value != "rule_id":
        return
    given = decorator.args[1]
    table = tables[given.id] if isinstance(given, ast.Name) else given
    keys = table.keys if isinstance(table, ast.Dict) else [*ast.walk(table)]
    yield from (slug(key.value) for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _ids_in(name: str) -> Iterator[str]:
    longest_first = "|".join(sorted(map(slug, IDS), key=len, reverse=True))
    yield from re.findall(rf"(?<=_)(?:{longest_first})(?![0-9a-z])", name)


def slug(rule_id: str) -> str:
    """`SVA-USER-3b` as it stands in a name: `sva_user_3b`."""
    return rule_id.lower().replace("-", "_")


def test_the_list_is_the_references_own() -> None:
    assert {section: len(kept["ids"]) for section, kept in SECTIONS.items()} == HOW_MANY
    assert len(set(IDS)) == sum(HOW_MANY.values()) == 158


@pytest.mark.parametrize("listed", IDS)
def test_a_listed_rule_is_carried_by_a_test(listed: str) -> None:
    assert slug(listed) in carried()


def test_a_longer_id_does_not_count_for_a_shorter_one() -> None:
    assert [*_ids_in("test_sva_user_3b_refuses_a_cnpj")] == ["sva_user_3b"]
    assert [*_ids_in("test_mvno_transfer_10_and_mvno_port_1_hold")] == ["mvno_transfer_10", "mvno_port_1"]
