"""What the commands that work on accounts read: integrations, export, orders, journal. Problems name the file."""

import argparse
import sqlite3
from importlib.resources.abc import Traversable
from pathlib import Path

from isp_integrations.cli.accounts import FAMILY
from isp_integrations.cli.files import add_vault_options, named, read_json, read_record
from isp_integrations.cli.orders import OrdersFile, missing_references
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.record import IntegrationRecord
from isp_integrations.hosts.ixc_export import IxcExport
from isp_integrations.transports.journal import SqliteJournal


def add_integration_option(parser: argparse.ArgumentParser) -> None:
    """The stored records to open, and the vault that sealed them."""
    parser.add_argument(
        "--integration",
        metavar="REGISTRO",
        type=Path,
        action="append",
        required=True,
        help="registro da integração, em JSON (veja `vault seal`); pode repetir",
    )
    add_vault_options(parser)


def read_records(paths: list[Path]) -> list[IntegrationRecord]:
    """The records, of the mobile family and each once."""
    records = [read_record(path) for path in paths]
    for path, record in zip(paths, records, strict=True):
        if record.family != FAMILY:
            raise named(path, [f"family: deve ser {FAMILY}"])
        if sum(other.id == record.id for other in records) > 1:
            raise named(path, ["id: a integração foi dada mais de uma vez"])
    return records


def read_orders(path: Path | Traversable) -> OrdersFile:
    """An orders file."""
    try:
        return OrdersFile.read(read_json(path))
    except InvalidRecord as refused:
        raise named(path, refused.problems) from None


def read_export(path: Path | Traversable, *, iccid_luhn: bool = True) -> IxcExport:
    """An IXC export; what is wrong with single records stands in its `problems`."""
    try:
        return IxcExport.read(read_json(path), iccid_luhn=iccid_luhn)
    except InvalidRecord as refused:
        raise named(path, refused.problems) from None


def refuse_missing(orders: OrdersFile, export: IxcExport, path: Path | Traversable) -> None:
    """Refuse orders that name what the export does not hold."""
    if missing := missing_references(orders, export):
        raise named(path, missing)


def open_journal(path: Path) -> SqliteJournal:
    """The journal in a file, made if it is not there."""
    try:
        return SqliteJournal(path)
    except sqlite3.Error as failure:
        raise InvalidRecord(problems=(f"{path}: não serve de journal ({type(failure).__name__})",)) from None
