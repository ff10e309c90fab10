"""Lines of CSV as Brazilian spreadsheets open them: separated by semicolons, and nothing in them that runs."""

import csv
import io
from collections.abc import Iterable


def csv_line(cells: Iterable[str | int]) -> str:
    """One line of CSV. In texts control signs become spaces, and one that would run as a formula is quoted with an
    apostrophe; numbers stand as they are."""
    text = io.StringIO()
    line = [_harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(line)
    return text.getvalue()


def _harmless(cell: str) -> str:
    clean = "".join(sign if sign.isprintable() else " " for sign in cell)
    return f"'{clean}" if clean.startswith(("=", "+", "-", "@")) else clean
