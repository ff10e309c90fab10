"""`resume`: carries on the orders whose outcome was lost, from the journal of an earlier run."""

import argparse
from pathlib import Path
from typing import Any

from isp_integrations.cli.files import vault_of
from isp_integrations.cli.inputs import add_integration_option, open_journal, read_records
from isp_integrations.cli.report import told_event
from isp_integrations.cli.screen import say, show_json
from isp_integrations.clients import mvno
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.done import Done
from isp_integrations.core.errors import InvalidRecord, IspError, OutcomeUnknown
from isp_integrations.core.plain import to_plain


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("resume", help="retoma os pedidos em aberto de um journal, sem repetir nenhum")
    add_integration_option(parser)
    parser.add_argument(
        "--journal", metavar="ARQUIVO", type=Path, required=True, help="o journal do trabalho anterior"
    )
    parser.add_argument("--json", action="store_true", help="um documento JSON na saída padrão")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when nothing is left open, else 1."""
    records = read_records(args.integration)
    vault = vault_of(args)
    if not args.journal.is_file():
        raise InvalidRecord(problems=(f"{args.journal}: arquivo não encontrado",))
    journal = open_journal(args.journal)
    resumed = []
    for record in records:
        with mvno.open(record, vault=vault, journal=journal) as client:
            resumed += [{"integration": record.id, **_resume(client, token)} for token in client.unfinished()]
    if args.json:
        show_json({"resumed": resumed})
    for each in () if args.json else resumed:
        print(f"integração {each['integration']}: {each['outcome']}: {each['message']}")
    say(f"{len(resumed)} pedidos retomados." if resumed else "Nenhum pedido em aberto.")
    return 0 if all(each["outcome"] == "done" for each in resumed) else 1


def _resume(client: MvnoClient, token: str) -> dict[str, Any]:
    try:
        done = client.resume(token)
    except OutcomeUnknown as unknown:
        return {"outcome": "unknown", "message": f"{unknown} {unknown.explanation}".strip(), "events": []}
    except IspError as failure:
        return {"outcome": "failed", "message": f"{failure} {failure.remedy}".strip(), "events": []}
    events = done.events if isinstance(done, Done) else ()
    lines = sorted({event.line_id for event in events if getattr(event, "line_id", None)})
    told = f"linha {', '.join(lines)}: " if lines else ""
    return {
        "outcome": "done",
        "message": told + (", ".join(map(told_event, events)) or "concluído"),
        "events": to_plain(events),
    }
