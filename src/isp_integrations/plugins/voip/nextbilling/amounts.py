"""Money as NextBilling prints it: with a decimal comma in the totals of calls, with a decimal dot in balances."""

import re
from decimal import Decimal

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.numbers import read_decimal

_EITHER_WAY = re.compile(r"-?[1-9][0-9]{0,2}([.,][0-9]{3})", re.ASCII)
"""`1.234` is a thousand and more in one format and less than two in the other."""


def read_amount(text: str, at: str) -> Decimal:
    """Reais, `1.234,56000` or `1234.56000`, told apart amount by amount.

    Args:
        at: the path, for the `UnexpectedAnswer` that an amount in neither format gets, and one that reads both ways.
    """
    stripped = text.strip()
    if not _EITHER_WAY.fullmatch(stripped):
        try:
            return read_decimal(stripped)
        except ValueError:
            pass
    raise UnexpectedAnswer(message=f"Não se lê o valor em {at}.", paths=(at,))
