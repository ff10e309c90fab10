"""`platforms`: what is installed, what each platform does, and how well each operation is known."""

import argparse
from typing import Any

from isp_integrations.cli.screen import require_tables, say, show_json, show_table
from isp_integrations.core import registry
from isp_integrations.core.errors import IspError
from isp_integrations.core.plain import to_plain
from isp_integrations.core.registry import InstalledPlatform, PlatformDescription

UNSUPPORTED = "unsupported"
WORDS = {
    "documented": "documentada",
    "observed": "observada",
    "assumed": "suposta",
    UNSUPPORTED: "não oferece",
}


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("platforms", help="lista as plataformas instaladas e o que se sabe de cada uma")
    parser.add_argument("--details", action="store_true", help="operações e credenciais de cada uma")
    parser.add_argument("--json", action="store_true", help="os detalhes, em um documento JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0, or 1 when a plugin is broken. The plain list loads no plugin, so it cannot tell."""
    found = registry.platforms()
    if args.json or args.details:
        described = [_described(platform) for platform in found]
        if args.json:
            show_json({"platforms": described})
        else:
            _show_details(described)
        return 1 if any("error" in each for each in described) else 0
    require_tables()
    show_table("Plataformas", ("Família", "Chave", "Situação"), [_row(platform) for platform in found])
    return 0


def _row(platform: InstalledPlatform) -> tuple[str, str, str]:
    installed = f"instalada ({platform.distribution})" if platform.distribution else "instalada"
    return platform.family, platform.key, installed if platform.wire_known else "conhecida só pelo nome"


def _described(platform: InstalledPlatform) -> dict[str, Any]:
    known: dict[str, Any] = {
        "family": platform.family,
        "key": platform.key,
        "distribution": platform.distribution,
        "wire_known": platform.wire_known,
    }
    if not platform.wire_known:
        return {**known, "ask": list(registry.WITHOUT_WIRE[platform.family, platform.key])}
    try:
        description = registry.describe(platform.key, family=platform.family)
    except IspError as failure:
        return {**known, "error": str(failure)}
    return {**known, **_plain(description)}


def _plain(description: PlatformDescription) -> dict[str, Any]:
    return {
        "title": description.title,
        "base_url": description.base_url,
        "single_integration": description.single_integration,
        "credentials": to_plain(description.credentials),
        "operations": {
            each.name: each.evidence.value if each.evidence else UNSUPPORTED for each in description.operations
        },
    }


def _show_details(described: list[dict[str, Any]]) -> None:
    require_tables()
    for each in described:
        name = f"{each['family']} / {each['key']}"
        if "error" in each:
            say(f"{name}: {each['error']}")
        elif "ask" in each:
            rows = [(what,) for what in each["ask"]]
            show_table(f"{name}: conhecida só pelo nome", ("O que perguntar ao fornecedor",), rows)
        else:
            fields = ", ".join(field["name"] for field in each["credentials"])
            operations = [(operation, WORDS[mark]) for operation, mark in each["operations"].items()]
            title = f"{name}: {each['title']}; credenciais: {fields or 'nenhuma'}"
            show_table(title, ("Operação", "Evidência"), operations)
