"""Reads the command line, runs the command, and turns every error of the library into one line with its remedy."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from isp_integrations.cli import check, demo, platforms, resume, sandbox, transfer, vault
from isp_integrations.core.errors import ConfigurationError, IspError

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: uso incorreto: {message}\nVeja {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when all went well, 1 when the work did not end as it should, 2 for bad input or configuration.
    """
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    args = _parser().parse_args(argv)
    try:
        status: int = args.run(args)
    except IspError as failure:
        if args.debug:
            raise
        print(f"isp-integrations: {_told(failure)}", file=sys.stderr)
        return BAD_INPUT if isinstance(failure, ConfigurationError) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more, nor wants to be told
        return FAILED
    except KeyboardInterrupt:
        print("isp-integrations: interrompido.", file=sys.stderr)
        return INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="isp-integrations", description="Integrações de ERPs de provedores com suas plataformas.")
    parser.add_argument("--debug", action="store_true", help="mostra a pilha de chamadas de um erro")
    commands = parser.add_subparsers(metavar="COMANDO", required=True)
    for command in (demo, transfer, resume, platforms, sandbox, vault, check):
        command.add_to(commands)
    return parser


def _told(failure: IspError) -> str:
    """The error and its remedy, in one line."""
    return " ".join(f"{failure} {failure.remedy}".split())
