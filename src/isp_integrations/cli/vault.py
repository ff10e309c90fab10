"""`vault`: makes keys, seals credentials into a stored record, and seals records anew under a new key."""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from isp_integrations.cli.files import add_vault_options, decoded, parse_json, read_record, vault_of
from isp_integrations.cli.screen import say
from isp_integrations.core import registry
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.record import create_record, open_credentials
from isp_integrations.core.vault import Vault

STDIN = "entrada padrão"


def add_to(commands: Any) -> None:
    """Declare the command and its three actions."""
    parser = commands.add_parser("vault", help="chaves do cofre e registros selados")
    actions = parser.add_subparsers(metavar="AÇÃO", required=True)
    actions.add_parser("new-key", help="uma chave nova, na saída padrão").set_defaults(run=new_key)
    _add_seal(actions)
    rotate_parser = actions.add_parser("rotate", help="sela os registros de novo, com a primeira chave do cofre")
    rotate_parser.add_argument("records", metavar="REGISTRO", type=Path, nargs="+")
    add_vault_options(rotate_parser)
    rotate_parser.set_defaults(run=rotate)


def _add_seal(actions: Any) -> None:
    parser = actions.add_parser("seal", help="lê credenciais em JSON da entrada padrão e escreve o registro")
    parser.add_argument("platform", metavar="PLATAFORMA")
    parser.add_argument("--family", choices=registry.FAMILIES, default="mvno", help="padrão: mvno")
    parser.add_argument("--id", required=True, help="id da integração no ERP")
    parser.add_argument("--tenant", required=True, help="de quem é o registro; ele só abre ali")
    parser.add_argument("--description", default="", metavar="TEXTO")
    parser.add_argument("--base-url", metavar="ENDEREÇO", help="onde a plataforma atende, se não for público")
    parser.add_argument(
        "--accept-assumed", action="store_true", help="usar também os formatos supostos, que ninguém pôde verificar"
    )
    parser.add_argument("--text", action="store_true", help="só o texto selado, sem o registro")
    add_vault_options(parser)
    parser.set_defaults(run=seal)


def new_key(_: argparse.Namespace) -> int:
    """Print a new key."""
    print(Vault.new_key())
    return 0


def seal(args: argparse.Namespace) -> int:
    """Print the stored record of the credentials on the standard input."""
    vault = vault_of(args)
    platform = registry.load(args.family, args.platform)
    record = create_record(
        platform,
        vault=vault,
        id=args.id,
        tenant=args.tenant,
        credentials=_credentials(),
        description=args.description,
        base_url=args.base_url,
        accept_assumed=args.accept_assumed,
    )
    print(record.sealed_credentials if args.text else record.to_json())
    return 0


def _credentials() -> Mapping[str, str]:
    if sys.stdin.isatty():
        say("Credenciais em JSON; termine com Ctrl-D:")
    found = parse_json(decoded(sys.stdin.buffer, STDIN), STDIN)
    if not isinstance(found, dict):
        raise InvalidRecord(problems=(f"{STDIN}: deve ser objeto",))
    return found


def rotate(args: argparse.Namespace) -> int:
    """Seal every record anew; no file is touched unless all of them open."""
    vault = vault_of(args)
    renewed = []
    for path in args.records:
        record = read_record(path)
        open_credentials(record, vault)
        sealed = vault.rotate(record.sealed_credentials)
        renewed.append((path, attrs.evolve(record, sealed_credentials=sealed).to_json()))
    for path, text in renewed:
        _replace(path, text + "\n")
        say(f"{path}: selado com a primeira chave")
    return 0


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, with the permissions that it has."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
