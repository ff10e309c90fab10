"""`check`: asks a real account all that can be read without an argument, and says what fitted, never values."""

import argparse
from collections.abc import Callable
from inspect import signature
from typing import Any, get_origin

from isp_integrations.cli.files import vault_of
from isp_integrations.cli.inputs import add_integration_option, read_records
from isp_integrations.cli.screen import Progress, require_tables, show_json, show_table
from isp_integrations.clients.calls import Listing
from isp_integrations.clients.client import Client
from isp_integrations.clients.families import client_class, clients_of
from isp_integrations.core.errors import IspError, UnexpectedAnswer, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import spec_names
from isp_integrations.core.registry import load

WORDS = {
    "ok": "ok",
    "unsupported": "não oferece",
    "unverified": "formato suposto: não foi chamada",
    "failed": "falhou",
}

READS = ("test_", "list_", "get_")
"""How the names of hooks begin that change nothing."""
LIST = "list_"


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
    progress = Progress(sum(len(_reads(record.family, record.platform)) for record in records))
    found: list[dict[str, Any]] = []
    for record in records:
        with clients_of(record.family).open(record, vault=vault) as client:
            for name in _reads(record.family, record.platform):
                progress.tell(name)
                found.append({"integration": record.id, "operation": name, **_asked(client, name)})
    progress.close()
    if args.json:
        show_json({"checked": found})
    else:
        columns = ("Integração", "Operação", "Evidência", "Resultado", "Detalhes")
        show_table("Conferência", columns, [_row(each) for each in found])
    return 1 if any(each["result"] == "failed" for each in found) else 0


def _reads(family: str, platform: str) -> tuple[str, ...]:
    """The family's hooks that change nothing and need no argument; a `get_` that takes any is about one thing."""
    methods = client_class(family)
    named = [name for name in spec_names(load(family, platform)) if name.startswith(READS) and hasattr(methods, name)]
    return tuple(name for name in named if not _wanting(name, getattr(methods, name)))


def _wanting(name: str, method: Callable[..., object]) -> bool:
    arguments = list(signature(method).parameters.values())[1:]
    return any(not name.startswith(LIST) or argument.default is argument.empty for argument in arguments)


def _first(client: Client, name: str) -> object:
    """What a read answers; of a list its first page."""
    method = getattr(client, name)
    if get_origin(signature(method).return_annotation) is Listing:
        page: object = client.perform(method.operation, None)
        return page
    answer: object = method()
    return answer


def _asked(client: Client, name: str) -> dict[str, Any]:
    declared = client.session.platform.operations.get(name)
    evidence = declared.evidence.value if declared else None
    try:
        answer = _first(client, name)
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
