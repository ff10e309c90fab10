"""Generated blocks: what a page has between `<!-- gerado: name -->` and `<!-- fim -->` is made from the code."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from docs_tools import errors, machines, platforms, reference, rules

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?P<open><!-- gerado: (?P<name>[\w-]+) -->\n).*?(?P<close><!-- fim -->)", re.DOTALL)

GENERATORS: Mapping[str, Callable[[], str]] = {
    "regras": rules.table,
    "recusas-da-plataforma": rules.platform_table,
    "arvore-de-erros": errors.tree,
    "erros": errors.table,
    "linha": machines.line,
    "portabilidade": machines.portability,
    "capacidades": platforms.capabilities,
    "limites": platforms.limits,
    "enderecos": platforms.endpoints,
    "sem-formato": platforms.known_by_name,
    "nomes-do-pacote": reference.package,
    "nomes-do-mvno": reference.mobile,
    "operacoes-do-mvno": reference.operations,
}


def pages() -> tuple[Path, ...]:
    """Every page of the site, and the two that stand before it."""
    return (ROOT / "README.md", ROOT / "README.pt-BR.md", *sorted((ROOT / "docs").rglob("*.md")))


def refreshed(text: str) -> str:
    """`text` with each generated block as the code has it now; an unknown name is a `KeyError`."""
    return _BLOCK.sub(lambda found: f"{found['open']}\n{GENERATORS[found['name']]()}\n\n{found['close']}", text)


def refresh() -> tuple[Path, ...]:
    """Rewrite the pages whose blocks are out of date, and tell which they were."""
    stale = [(page, text) for page in pages() if (text := refreshed(old := page.read_text("utf-8"))) != old]
    for page, text in stale:
        page.write_text(text, "utf-8")
    return tuple(page for page, _ in stale)
