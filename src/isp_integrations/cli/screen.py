"""What a person sees: tables on the standard output, progress on the standard error."""

import json
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from isp_integrations.core.errors import MissingExtra

WIDE = 160
"""Columns where the output is no terminal, which would tell its own."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def require_tables() -> None:
    """Refuse before any work is done that could not be shown."""
    if find_spec("rich") is None:
        raise MissingExtra(message='Para tabelas instale: pip install "isp-integrations[cli]" (ou use --json).')


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; cells are plain text, nothing in them is markup or commands the terminal."""
    require_tables()
    from rich import box  # noqa: PLC0415  an optional dependency
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=Text(title), box=box.SIMPLE_HEAD, title_justify="left", row_styles=("", "dim"))
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_harmless(cell)) for cell in row))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDE).print(table)


def show_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=1))


class Progress:
    """Lines of progress on the standard error; on a terminal each replaces the one before."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._overwrites = sys.stderr.isatty()

    def tell(self, what: str) -> None:
        """The next of `total` things begins."""
        self._done += 1
        text = f"[{self._done}/{self._total}] {_harmless(what)}"
        if self._overwrites:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr)

    def close(self) -> None:
        """Leave the terminal's line free."""
        if self._overwrites:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    """A remark beside the result, on the standard error."""
    print(_harmless(text), file=sys.stderr)


def _harmless(text: str) -> str:
    """`text` without what would command a terminal: it may quote a file or a platform."""
    return _CONTROL.sub(" ", text)
