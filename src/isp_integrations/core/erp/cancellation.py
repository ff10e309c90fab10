"""The cancellation protocol (protocolo de cancelamento), its summary and its receipt (ELITE-CANCEL-1)."""

from decimal import ROUND_HALF_UP, Decimal

import attrs

from isp_integrations.core.erp.plans import VoiceTerminal
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.text import is_blank
from isp_integrations.core.values import Value

_CENT = Decimal("0.01")


@attrs.frozen(kw_only=True)
class CancellationCharge(Value):
    """One amount of the summary, in reais; a credit is negative."""

    label: str
    amount: Decimal


@attrs.frozen(kw_only=True)
class CancellationProtocol(Value):
    """A numbered cancellation with its summary.

    Attributes:
        voice_terminals: the voice terminals that end with it.
        totals: what is owed or given back, line by line.
        proportional: the amount for the part of the month that was used, in reais; `None` if there is none.
    """

    number: str
    voice_terminals: tuple[VoiceTerminal, ...] = ()
    totals: tuple[CancellationCharge, ...] = ()
    proportional: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The sum of `totals` and `proportional`, in reais."""
        return sum((charge.amount for charge in self.totals), self.proportional or Decimal(0))


@attrs.frozen(kw_only=True)
class CancellationReceipt(Value):
    """What the customer is handed: the protocol's number again, and the whole amount in reais."""

    protocol_number: str
    total: Decimal


def cancellation_receipt(protocol: CancellationProtocol) -> CancellationReceipt:
    """ELITE-CANCEL-1: the protocol's receipt.

    Raises:
        InvalidRecord: the protocol has no number.
    """
    if is_blank(protocol.number):
        raise InvalidRecord(problems=("number: o protocolo de cancelamento tem um número",))
    return CancellationReceipt(protocol_number=protocol.number, total=protocol.total)


def proportional_amount(monthly: Decimal, *, used_days: int, days_in_period: int) -> Decimal:
    """The part of a month's price that falls on the days used, in reais, rounded half up to the cent.

    Which days count, and how long a period is, the host decides.

    Raises:
        InvalidRecord: the days used are not among the period's, or the price is no number.
    """
    if not monthly.is_finite():
        raise InvalidRecord(problems=("monthly: deve ser um número",))
    if not 0 <= used_days <= days_in_period or days_in_period == 0:
        raise InvalidRecord(problems=("used_days: deve estar entre 0 e os dias do período",))
    return (monthly * used_days / days_in_period).quantize(_CENT, ROUND_HALF_UP)
