"""Every violation that the rules can answer, read from their source, family by family.

The source is parsed and not run: a rule is listed whether or not anybody thought of a case that breaks it. What the
source does not spell out (a state machine's refusals, the answers of support) is asked of the code itself.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import attrs

import isp_integrations
from docs_tools.machines import MACHINES
from docs_tools.markdown import code
from docs_tools.markdown import table as as_table
from isp_integrations.core.erp.rules import check_support
from isp_integrations.core.errors import PlatformNotAvailable, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.machines import Machine
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.voip.models import Party, PersonType, SubscriberProfile, SubscriberStatus, VoipSubscriber
from isp_integrations.core.voip.rules.permissions import Query, check_api_access, check_panel_access, check_query

PACKAGE = Path(isp_integrations.__file__).parent
REFUSALS = tuple(sorted(PACKAGE.glob("core/*/refusals.py")))
SOURCES = tuple(
    path for path in sorted(PACKAGE.glob("core/**/*.py")) if path.parts[-2] != "mvno" or path not in REFUSALS
)
PLATFORM_SOURCES = (*REFUSALS, *sorted(PACKAGE.glob("plugins/**/*.py")))
GROUPS: Mapping[str, tuple[str, ...]] = {
    "core": ("CORE-",),
    "mvno": ("MVNO-",),
    "sva": ("SVA-",),
    "olt": ("ONU-",),
    "mapping": ("MAP-", "PORT-"),
    "voip": ("VOIP-",),
    "erp": ("ELITE-",),
}
"""How the ids of each group of rules begin."""
_SEVERITIES = {"": "erro", "ERROR": "erro", "WARNING": "aviso"}
_FIELDS = ("rule_id", "code", "family", "severity", "message")
_BY_POLICY = "erro, ou aviso pela política"


@attrs.frozen(kw_only=True)
class Row:
    """One violation as the source spells it; `…` stands for what is known only when it happens."""

    rule_id: str
    code: str
    family: str
    severity: str
    message: str

    @classmethod
    def of(cls, found: Violation) -> "Row":
        """The row of a violation that was really answered."""
        severity = _SEVERITIES[found.severity.name]
        return cls(
            rule_id=found.rule_id,
            code=found.code,
            family=found.family.value,
            severity=severity,
            message=found.message,
        )


def rows(group: str) -> tuple[Row, ...]:
    """Every violation of one group's rules, each once."""
    found = [*spelt_out(SOURCES), *_support(), *_machines()]
    return tuple(sorted({row for row in found if row.rule_id.startswith(GROUPS[group])}, key=_order))


def platform_rows() -> tuple[Row, ...]:
    """What the sentences of the platforms amount to, in rules."""
    return tuple(sorted(dict.fromkeys(spelt_out(PLATFORM_SOURCES)), key=_order))


def table(group: str) -> str:
    """A group's rows as a table."""
    return _as_table(rows(group))


def platform_table() -> str:
    """The platforms' rows as a table."""
    return _as_table(platform_rows())


def _as_table(found: tuple[Row, ...]) -> str:
    cells = ((row.rule_id, code(row.code), row.family, row.severity, row.message) for row in found)
    return as_table(("Regra", "Código", "Família", "Severidade", "Mensagem"), cells)


def _order(row: Row) -> tuple[str, str, int, str]:
    prefix, _, last = row.rule_id.rpartition("-")
    number = int(last.rstrip(ascii_lowercase))
    told = f"{last} {row.code} {row.severity} {row.message}"
    return (prefix.removesuffix("-PRE"), "0" if prefix.endswith("-PRE") else "1", number, told)


def _support() -> Iterator[Row]:
    """What support answers, by the rules that list it: asked for, since codes and families are put together there."""
    sentence = "…"
    refusals = (
        UnsupportedOperation(platform="x", message=sentence),
        UnverifiedWire(platform="x", message=sentence),
        PlatformNotAvailable(platform="x", message=sentence),
    )
    nobody = SubscriberProfile(person_type=PersonType.NATURAL, tax_id=Cpf.parse("11144477735"), legal_name="")
    anybody = VoipSubscriber(status=SubscriberStatus.SAVED, profile=nobody)
    queries = [check_query(each, subscriber=anybody, by=Party.RESELLER, support=refusals) for each in Query]
    answers = (
        check_support(refusals, family="mvno", operation="transfer", rule_id="MVNO-TRANSFER-PRE-3"),
        check_support(refusals, family="sva", operation="package_change", rule_id="SVA-USER-12"),
        check_panel_access(support=refusals),
        check_api_access(support=refusals),
        *queries,
    )
    return (Row.of(found) for answer in answers for found in answer)


def _machines() -> Iterator[Row]:
    for machine in MACHINES.values():
        for refused in _refusals(machine):
            yield Row.of(
                attrs.evolve(refused, message=f"{refused.message.split(' no status ')[0]} no status … não aceita ….")
            )


def _refusals(machine: Machine[Any]) -> Iterator[Violation]:
    """One refusal of each command that some state refuses."""
    some: StrEnum = next(after for row in machine.commands.values() for after in row.values())
    states = list(type(some))
    for command in machine.commands:
        answers = (machine.command(state, command) for state in states)
        yield from [found for found in answers if isinstance(found, Violation)][:1]


# --- reading the source -----------------------------------------------------------------------------------------


class _Inlined(ast.NodeTransformer):
    """Puts a function's local texts in the places that name them."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        texts = {
            target.id: each.value
            for each in ast.walk(node)
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.JoinedStr)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                call.args = [texts.get(_named(argument), argument) for argument in call.args]
                for word in call.keywords:
                    word.value = texts.get(_named(word.value), word.value)
        return node


class _Filled(ast.NodeTransformer):
    """Puts what a call passes in the places that name a function's parameters."""

    def __init__(self, passed: Mapping[str, ast.expr]) -> None:
        self._passed = passed

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._passed.get(node.id, node)


@attrs.frozen
class _Use:
    """A call, the function that makes it (`None` for a module's own) and their module."""

    call: ast.Call
    function: ast.FunctionDef | None
    module: ast.Module


@cache
def spelt_out(sources: tuple[Path, ...]) -> tuple[Row, ...]:
    """The violations that these modules make, those of their helper functions once for each of their calls."""
    modules = [_Inlined().visit(ast.parse(source.read_text("utf-8"))) for source in sources]
    uses = [use for module in modules for use in _uses_in(module)]
    made = [use for use in uses if _named(use.call.func) == "Violation"]
    return tuple(row for use in made for fields in _fields(_given(use.call), use, uses) for row in _rows(fields))


def _uses_in(module: ast.Module) -> Iterator[_Use]:
    inside: set[ast.Call] = set()
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and node not in inside]
            inside.update(calls)
            yield from (_Use(call, function, module) for call in calls)
    yield from (
        _Use(node, None, module) for node in ast.walk(module) if isinstance(node, ast.Call) and node not in inside
    )


def _fields(given: dict[str, ast.expr], use: _Use, uses: Sequence[_Use]) -> Iterator[dict[str, ast.expr]]:
    """`given` with what each caller passes, as far out as its names are parameters."""
    function = use.function
    defaults = _defaults(function) if function else {}
    asked = {name for field in _FIELDS if field in given for name in _asked_by(field, given[field])}
    callers = _callers_of(function, use.module, uses) if function and asked & defaults.keys() else []
    if not callers:
        yield given
    for other in callers:
        passed = defaults | dict(zip(defaults, other.call.args, strict=False)) | _given(other.call)
        filled = {
            name: _Filled({k: v for k, v in passed.items() if v is not None}).visit(deepcopy(value))
            for name, value in given.items()
            if name in _FIELDS
        }
        yield from _fields(filled, other, uses)


def _defaults(function: ast.FunctionDef) -> dict[str, Any]:
    """The function's parameters in order, each with what it is by default."""
    positional = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    keyword = [argument.arg for argument in function.args.kwonlyargs]
    given = [None] * (len(positional) - len(function.args.defaults)) + list(function.args.defaults)
    return {**dict(zip(positional, given, strict=True)), **dict(zip(keyword, function.args.kw_defaults, strict=True))}


def _callers_of(function: ast.FunctionDef, module: ast.Module, uses: Sequence[_Use]) -> list[_Use]:
    private = function.name.startswith("_")
    named = (use for use in uses if _named(use.call.func) == function.name and use.function is not function)
    return [use for use in named if use.module is module or not private]


def _asked_by(field: str, node: ast.expr) -> set[str]:
    """The names that a field is, or that a code is put together from."""
    inside = ast.walk(node) if field == "code" else (node,)
    return {each.id for each in inside if isinstance(each, ast.Name)}


def _given(call: ast.Call) -> dict[str, ast.expr]:
    return {word.arg: word.value for word in call.keywords if word.arg}


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _rows(given: Mapping[str, ast.expr]) -> Iterator[Row]:
    """The rows of one call; none for one whose code is made at run time (support, machines, a platform's own)."""
    if not {"rule_id", "code", "family", "message"} <= given.keys():
        return
    found = _text(given["code"])
    if "…" in {found, _text(given["rule_id"])}:
        return
    if found.startswith("…."):
        found = f"<família>{found.removeprefix('…')}"
    severity = given.get("severity")
    for rule_id in _text(given["rule_id"]).split(" / "):
        yield Row(
            rule_id=rule_id,
            code=found.replace("…", "<nome>"),
            family=_member(given["family"], Family),
            severity=_BY_POLICY if severity is not None and not _is_member(severity) else _severity(severity),
            message=_text(given["message"]),
        )


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Constant | ast.JoinedStr | ast.IfExp):
        return _text(node.value)
    if isinstance(node, ast.IfExp):
        return f"{_text(node.body)} / {_text(node.orelse)}"
    return "…"


def _is_member(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and _named(node.value) == Severity.__name__


def _severity(node: ast.expr | None) -> str:
    return _SEVERITIES[node.attr if isinstance(node, ast.Attribute) else ""]


def _member(node: ast.expr, kind: type[Family]) -> str:
    known = isinstance(node, ast.Attribute) and _named(node.value) == kind.__name__
    return kind[node.attr].value if known and isinstance(node, ast.Attribute) else "…"
