"""`transfer`: the same job on a host's own export, against its configured integrations."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import attrs

from isp_integrations.cli import report
from isp_integrations.cli.accounts import closed_accounts, spec_of
from isp_integrations.cli.files import vault_of
from isp_integrations.cli.inputs import (
    add_integration_option,
    open_journal,
    read_export,
    read_orders,
    read_records,
    refuse_missing,
)
from isp_integrations.cli.jobs import Job
from isp_integrations.cli.orders import OrdersFile, Result
from isp_integrations.cli.screen import require_tables, say
from isp_integrations.clients import mvno
from isp_integrations.core.erp.models import Integration
from isp_integrations.core.errors import ConfigurationError
from isp_integrations.core.record import IntegrationRecord, as_integration
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.journal import MemoryJournal


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("transfer", help="roda os pedidos de um arquivo sobre uma exportação do IXC")
    parser.add_argument("export", metavar="EXPORTAÇÃO", type=Path, help="exportação do IXC, em JSON")
    parser.add_argument(
        "orders", metavar="PEDIDOS", type=Path, help="pedidos, em JSON (veja examples/data/README.md)"
    )
    add_integration_option(parser)
    parser.add_argument(
        "--journal",
        metavar="ARQUIVO",
        type=Path,
        help="onde cada escrita é anotada antes de sair (padrão: PEDIDOS.journal)",
    )
    parser.add_argument("--dry-run", action="store_true", help="só aplica as regras e diz o que seria enviado")
    parser.add_argument("--json", action="store_true", help="um documento JSON na saída padrão")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when every order ended well, or as its `expect` says; else 1."""
    if not args.json:
        require_tables()
    records = read_records(args.integration)
    vault = vault_of(args)
    orders = read_orders(args.orders)
    luhn = all(spec_of(record.platform).iccid_luhn for record in records)
    export = read_export(args.export, iccid_luhn=luhn)
    refuse_missing(orders, export, args.orders)
    integrations = _registered(records, orders)
    path = args.journal or args.orders.with_name(f"{args.orders.name}.journal")
    with ExitStack() as stack:
        journal = MemoryJournal() if args.dry_run else open_journal(path)
        accounts = closed_accounts(integrations)
        for record in records:
            client = stack.enter_context(mvno.open(record, vault=vault, journal=journal))
            if client.unfinished():
                raise ConfigurationError(
                    message=f"Há pedidos em aberto em {path}: rode antes isp-integrations resume --journal {path}."
                )
            accounts[record.id] = attrs.evolve(accounts[record.id], client=client)
        job = Job(
            export=export,
            integrations=integrations,
            accounts=accounts,
            default_integration=orders.integration or records[0].id,
            clock=SystemClock(),
        )
        done = report.carry_out(job, orders.orders, problems=export.problems, as_json=args.json, dry_run=args.dry_run)
    if any(outcome.result is Result.UNKNOWN for outcome in done.outcomes):
        say(f"Há pedidos em aberto. Não os repita: rode isp-integrations resume --journal {path}.")
    return 0 if done.as_expected else 1


def _registered(records: list[IntegrationRecord], orders: OrdersFile) -> tuple[Integration, ...]:
    """The host's integrations: the records, and those of the file that have none."""
    opened = {record.id for record in records}
    others = (found for found in orders.integrations if found.id not in opened)
    return (*map(as_integration, records), *others)
