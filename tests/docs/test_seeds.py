"""What the page of the seeds claims exists: every rule of the reference is on it, and every test it names."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import attrs
import pytest
from docs_tools.blocks import ROOT

TESTS = ROOT / "tests"
PAGE = (ROOT / "docs" / "seeds.md").read_text("utf-8")
SECTIONS = tomllib.loads((TESTS / "rules" / "ids.toml").read_text("utf-8"))
IDS = {rule_id for section in SECTIONS.values() for rule_id in section["ids"]}
RULE = re.compile(r"`([A-Z]+(?:-[A-Z]+)*-\d+[a-z]?)`")
TEST = re.compile(r"^    - `([\w/]+\.py)::(\w+)`$", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Statement:
    """One item: what a seed says, the rules that came of it, and the tests that prove it."""

    text: str
    rules: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]


def statements(page: str) -> Iterator[Statement]:
    """The page's items in order."""
    for item in re.findall(r"^- .*?(?=^(?:- |#|\S)|\Z)", page, re.DOTALL | re.MULTILINE):
        said = item.split("\n    - ")[0]
        yield Statement(text=said, rules=tuple(RULE.findall(said)), tests=tuple(TEST.findall(item)))


STATEMENTS = tuple(statements(PAGE))


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests."""
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_each_of_the_five_seeds_says_something() -> None:
    seeds = [section for section in PAGE.split("\n## ")[1:] if "\nPágina:" in section]
    assert len(seeds) == 5
    assert all(len(tuple(statements(seed))) > 10 for seed in seeds)
    assert sum(len(tuple(statements(seed))) for seed in seeds) == len(STATEMENTS)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: re.sub(r"\W+", "-", statement.text)[:60])
def test_a_statement_names_tests_that_exist(statement: Statement) -> None:
    assert statement.tests
    assert [f"{path}::{name}" for path, name in statement.tests if name not in names_in(path)] == []


def test_a_test_that_does_not_exist_would_be_noticed() -> None:
    (claimed,) = statements("- Diz algo. `CORE-1`\n    - `docs/test_seeds.py::test_of_nothing`\n")
    assert claimed.rules == ("CORE-1",)
    assert claimed.tests == (("docs/test_seeds.py", "test_of_nothing"),)
    assert "test_of_nothing" not in names_in("docs/test_seeds.py")


def test_the_page_has_every_rule_and_no_other() -> None:
    assert set(RULE.findall(PAGE)) == IDS


def test_a_rule_that_no_seed_states_is_said_to_be_one() -> None:
    stated = {rule for statement in STATEMENTS for rule in statement.rules}
    ours = set(RULE.findall(PAGE.rpartition("\n## ")[2]))
    assert stated & ours == set()
    assert stated | ours == IDS


def test_no_test_line_is_misspelt() -> None:
    assert len(TEST.findall(PAGE)) == PAGE.count("\n    - ")
