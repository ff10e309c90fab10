"""Generated blocks: what a page has between `<!-- gerado: name -->` and `<!-- fim -->` is made from the code."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from docs_tools import errors, machines, platforms, reference, rules
from isp_integrations.core.registry import FAMILIES

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?P<open><!-- gerado: (?P<name>[\w-]+) -->\n).*?(?P<close><!-- fim -->)", re.DOTALL)

FACES = ("mvno", "sva", "olt", "mapping", "voip", "erp", "lifecycle")

GENERATORS: Mapping[str, Callable[[], str]] = {
    "arvore-de-erros": errors.tree,
    "erros": errors.table,
    "contrato": machines.contract,
    "espelho-sva": machines.mirrored,
    **{name: partial(machines.machine, name) for name in machines.MACHINES},
    **{f"regras-{group}": partial(rules.table, group) for group in rules.GROUPS},
    "recusas-da-plataforma": rules.platform_table,
    **{f"capacidades-{family}": partial(platforms.capabilities, family) for family in FAMILIES},
    **{f"limites-{family}": partial(platforms.limits, family) for family in FAMILIES},
    **{f"enderecos-{family}": partial(platforms.endpoints, family) for family in FAMILIES},
    "sem-formato": platforms.known_by_name,
    "nomes-do-pacote": partial(reference.names, ""),
    **{f"nomes-de-{face}": partial(reference.names, face) for face in FACES},
    **{f"operacoes-de-{family}": partial(reference.operations, family) for family in FAMILIES},
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
