"""Every violation that the mobile family can answer, read from the source of the rules.

The source is parsed and not run: a rule is listed whether or not anybody thought of a case that breaks it. What the
source does not spell out (a state machine's refusals, the answers of support) is asked of the code itself.
"""

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import attrs

import isp_integrations
from docs_tools.markdown import code
from docs_tools.markdown import table as as_table
from isp_integrations.core.erp.rules import check_support
from isp_integrations.core.errors import PlatformNotAvailable, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.mvno.machines import LINE, PORTABILITY, LineCommand
from isp_integrations.core.mvno.models import LineStatus, PortabilityStatus
from isp_integrations.core.rules import Family, Severity, Violation

PACKAGE = Path(isp_integrations.__file__).parent
REFUSALS = PACKAGE / "core" / "mvno" / "refusals.py"
SOURCES = tuple(path for path in sorted(PACKAGE.glob("core/**/*.py")) if path != REFUSALS)
PLATFORM_SOURCES = (REFUSALS, *sorted(PACKAGE.glob("plugins/mvno/**/*.py")))
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


def rows() -> tuple[Row, ...]:
    """Every violation of the mobile family's rules, and of those that hold in every family, each once."""
    return tuple(sorted(dict.fromkeys([*spelt_out(SOURCES), *_support(), *_machines()]), key=_order))


def platform_rows() -> tuple[Row, ...]:
    """What the sentences of the platforms amount to, in rules."""
    return tuple(sorted(dict.fromkeys(spelt_out(PLATFORM_SOURCES)), key=_order))


def table() -> str:
    """All rows as a table."""
    return _as_table(rows())


def platform_table() -> str:
    """The platforms' rows as a table."""
    return _as_table(platform_rows())


def _as_table(found: tuple[Row, ...]) -> str:
    cells = ((row.rule_id, code(row.code), row.family, row.severity, row.message) for row in found)
    return as_table(("Regra", "Código", "Família", "Severidade", "Mensagem"), cells)


def _order(row: Row) -> tuple[str, str, int, str]:
    prefix, _, last = row.rule_id.rpartition("-")
    return (prefix.removesuffix("-PRE"), "0" if prefix.endswith("-PRE") else "1", int(last), row.code)


def _support() -> Iterator[Row]:
    sentence = "…"
    refusals = (
        UnsupportedOperation(platform="x", message=sentence),
        UnverifiedWire(platform="x", message=sentence),
        PlatformNotAvailable(platform="x", message=sentence),
    )
    found = check_support(refusals, family="mvno", operation="transfer", rule_id="MVNO-TRANSFER-PRE-3")
    return (Row.of(each) for each in found)


def _machines() -> Iterator[Row]:
    refused: list[StrEnum | Violation] = [LINE.command(LineStatus.CANCELLED, LineCommand.UNBLOCK)]
    refused += [PORTABILITY.command(PortabilityStatus.COMPLETED, command) for command in PORTABILITY.commands]
    for each in refused:
        if isinstance(each, Violation):
            yield Row.of(
                attrs.evolve(each, message=f"{each.message.split(' no status ')[0]} no status … não aceita ….")
            )


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


def spelt_out(sources: tuple[Path, ...]) -> Iterator[Row]:
    """The violations that these modules make, those of their helper functions once for each of their calls."""
    parsed = [ast.parse(source.read_text("utf-8")) for source in sources]
    modules = ast.Module(body=[_Inlined().visit(node) for module in parsed for node in module.body], type_ignores=[])
    for node in ast.walk(modules):
        if isinstance(node, ast.FunctionDef):
            yield from _made_in(node, modules)
        elif isinstance(node, ast.Assign):
            for call in _calls(node, "Violation"):
                yield from _row(_given(call))


def _made_in(function: ast.FunctionDef, modules: ast.Module) -> Iterator[Row]:
    parameters = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    for call in _calls(function, "Violation"):
        given = _given(call)
        if not any(isinstance(given.get(name), ast.Name) and _named(given[name]) in parameters for name in _FIELDS):
            yield from _row(given)
            continue
        for use in _calls(modules, function.name):
            passed = dict(zip(parameters, use.args, strict=False)) | _given(use)
            yield from _row({name: passed.get(_named(value), value) for name, value in given.items()})


def _calls(inside: ast.AST, name: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(inside) if isinstance(node, ast.Call) and _named(node.func) == name)


def _given(call: ast.Call) -> dict[str, ast.expr]:
    return {word.arg: word.value for word in call.keywords if word.arg}


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _row(given: Mapping[str, ast.expr]) -> Iterator[Row]:
    """The row of one call; nothing for one whose code is made at run time (support, machines, a platform's own)."""
    found = _text(given["code"]).replace("….", "mvno.", 1)
    if "…" in {found, _text(given["rule_id"])}:
        return
    severity = given.get("severity")
    yield Row(
        rule_id=_text(given["rule_id"]),
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
    if isinstance(node, ast.IfExp):
        return f"{_text(node.body)} / {_text(node.orelse)}"
    return "…"


def _is_member(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and _named(node.value) == Severity.__name__


def _severity(node: ast.expr | None) -> str:
    return _SEVERITIES[node.attr if isinstance(node, ast.Attribute) else ""]


def _member(node: ast.expr, kind: type[Family]) -> str:
    return kind[node.attr].value if isinstance(node, ast.Attribute) else "…"
