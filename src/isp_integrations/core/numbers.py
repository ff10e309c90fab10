"""Numbers as vendors print them."""

import re
from decimal import Decimal

LONGEST_NUMBER = 40
_BRAZILIAN = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+,\d+", re.ASCII)
_INTERNATIONAL = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?", re.ASCII)


def read_decimal(text: str) -> Decimal:
    """A number as vendors print it, `1.234,56` or `1,234.56`; text that is neither is a `ValueError`."""
    stripped = text.strip()
    if len(stripped) > LONGEST_NUMBER:
        raise ValueError("not a number")
    if _BRAZILIAN.fullmatch(stripped):
        return Decimal(stripped.replace(".", "").replace(",", "."))
    if _INTERNATIONAL.fullmatch(stripped):
        return Decimal(stripped.replace(",", ""))
    raise ValueError("not a number")
