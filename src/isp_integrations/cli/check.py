"""`check`: asks a real account all that can be read without an argument, and says what fitted, never values."""

import argparse
from collections.abc import Callable
from typing import Any

from isp_integrations.cli.files import vault_of
from isp_integrations.cli.inputs import add_integration_option, read_records
from isp_integrations.cli.screen import Progress, require_tables, show_json, show_table
from isp_integrations.clients import mvno
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.errors import IspError, UnexpectedAnswer, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.mvno import operations
from isp_integrations.core.paging import Page

WORDS = {
    "ok": "ok",
    "unsupported": "não oferece",
    "unverified": "formato suposto: não foi chamada",
    "failed": "falhou",
}

ASKED: tuple[tuple[str, Callable[[MvnoClient], object]], ...] = (
    ("test_connection", lambda client: client.test_connection()),
    ("list_plans", lambda client: client.perform(operations.list_plans, None)),
    ("list_sim_cards", lambda client: client.perform(operations.list_sim_cards, None)),
    ("list_lines", lambda client: client.perform(operations.list_lines, None)),
    ("get_reseller_balance", lambda client: client.get_reseller_balance()),
    ("list_donor_operators", lambda client: client.perform(operations.list_donor_operators, None)),
)
"""Reads without argument; of a list its first page."""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="lê o que dá para ler de uma conta real e diz o que se encaixou")
    add_integration_option(parser)
    parser.add_argument("--json", action="store_true", help="um documento JSON na saída padrão")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when nothing that was asked failed, else 1."""
    if not args.json:
        require_tables()
    records = read_records(args.integration)
    vault = vault_of(args)
    progress = Progress(len(records) * len(ASKED))
    found: list[dict[str, Any]] = []
    for record in records:
        with mvno.open(record, vault=vault) as client:
            for name, ask in ASKED:
                progress.tell(name)
                found.append({"integration": record.id, "operation": name, **_asked(client, name, ask)})
    progress.close()
    if args.json:
        show_json({"checked": found})
    else:
        columns = ("Integração", "Operação", "Evidência", "Resultado", "Detalhes")
        show_table("Conferência", columns, [_row(each) for each in found])
    return 1 if any(each["result"] == "failed" for each in found) else 0


def _asked(client: MvnoClient, name: str, ask: Callable[[MvnoClient], object]) -> dict[str, Any]:
    declared = client.session.platform.operations.get(name)
    evidence = declared.evidence.value if declared else None
    try:
        answer = ask(client)
    except UnsupportedOperation:
        return _found("unsupported", evidence)
    except UnverifiedWire as refused:
        return _found("unverified", evidence, paths=refused.assumed)
    except UnexpectedAnswer as unexpected:
        return _found("failed", evidence, message=str(unexpected), paths=unexpected.paths)
    except IspError as failure:
        return _found("failed", evidence, message=f"{type(failure).__name__}: {failure}")
    told = f"{len(answer.items)} registros na primeira página" if isinstance(answer, Page) else ""
    return _found("ok", evidence, message=told)


def _found(result: str, evidence: str | None, *, message: str = "", paths: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"result": result, "evidence": evidence, "message": message, "paths": list(paths)}


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    details = "\n".join(part for part in (each["message"], *each["paths"]) if part)
    return each["integration"], each["operation"], each["evidence"] or "", WORDS[each["result"]], details
