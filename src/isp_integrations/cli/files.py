"""What a command is given from outside: JSON files with a limit, integration records, the vault's keys."""

import argparse
import json
import os
import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any

from isp_integrations.core.errors import InvalidRecord, VaultError
from isp_integrations.core.record import IntegrationRecord
from isp_integrations.core.vault import Vault

LARGEST_BYTES = 64 * 2**20
LONGEST_LIST = 20
DEFAULT_KEY_VARIABLE = "ISP_VAULT_KEY"
_SEPARATORS = re.compile(r"[\s,]+")


def read_text(path: Path | Traversable) -> str:
    """A whole UTF-8 file; `InvalidRecord` names the file where it is missing, unreadable or too large."""
    try:
        with path.open("rb") as file:
            return decoded(file, str(path))
    except FileNotFoundError:
        raise InvalidRecord(problems=(f"{path}: arquivo não encontrado",)) from None
    except OSError as failure:
        raise InvalidRecord(problems=(f"{path}: não pode ser lido ({type(failure).__name__})",)) from None


def decoded(file: IO[bytes], name: str) -> str:
    """All of an open file, as UTF-8 text of at most `LARGEST_BYTES`."""
    content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise InvalidRecord(problems=(f"{name}: maior que {LARGEST_BYTES // 2**20} MB",))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRecord(problems=(f"{name}: não está em UTF-8",)) from None


def parse_json(text: str, name: str) -> Any:
    """JSON text; the problem says where it breaks and never shows it."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        raise InvalidRecord(problems=(f"{name}: não é JSON (linha {wrong.lineno}, coluna {wrong.colno})",)) from None
    except (ValueError, RecursionError):
        raise InvalidRecord(problems=(f"{name}: não é JSON que se possa ler",)) from None


def read_json(path: Path | Traversable) -> Any:
    """The content of a JSON file."""
    return parse_json(read_text(path), str(path))


def read_record(path: Path) -> IntegrationRecord:
    """A stored integration; its problems name the file."""
    try:
        return IntegrationRecord.from_json(read_text(path))
    except InvalidRecord as refused:
        raise named(path, refused.problems) from None


def named(path: object, problems: Iterable[str]) -> InvalidRecord:
    """One error for all the problems of a file, the first `LONGEST_LIST` of them spelt out."""
    prefix = f"{path}: "
    told = [problem if problem.startswith(prefix) else prefix + problem for problem in problems]
    rest = len(told) - LONGEST_LIST
    return InvalidRecord(problems=(*told[:LONGEST_LIST], *([f"e mais {rest} problemas"] if rest > 0 else [])))


def add_vault_options(parser: argparse.ArgumentParser) -> None:
    """Where the vault's keys come from. Never the command line itself, which other users of the machine can see."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--vault-key-env",
        metavar="VARIÁVEL",
        default=DEFAULT_KEY_VARIABLE,
        help=f"variável de ambiente com as chaves do cofre (padrão: {DEFAULT_KEY_VARIABLE}); a primeira sela",
    )
    source.add_argument("--vault-key-file", metavar="ARQUIVO", type=Path, help="arquivo com as chaves do cofre")


def vault_of(args: argparse.Namespace) -> Vault:
    """The vault of the keys that the options point at, separated by blanks or commas."""
    if args.vault_key_file is not None:
        text = read_text(args.vault_key_file)
    else:
        text = os.environ.get(args.vault_key_env, "")
        if not text:
            raise VaultError(
                message="A variável de ambiente com as chaves do cofre está vazia; defina-a ou use --vault-key-file."
            )
    return Vault([key for key in _SEPARATORS.split(text) if key])
