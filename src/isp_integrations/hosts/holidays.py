"""Brazilian national holidays, for the business days of portability rules."""

from collections.abc import Iterable
from datetime import date

from isp_integrations.core.errors import MissingExtra


def national_holidays(years: Iterable[int]) -> frozenset[date]:
    """The national public holidays of `years`; state and city holidays are the host's to add.

    Raises:
        MissingExtra: the `holidays` library is not installed.
    """
    try:
        import holidays  # noqa: PLC0415  an extra, and slow to import
    except ModuleNotFoundError:
        raise MissingExtra(message='pip install "isp-integrations[holidays]"') from None
    return frozenset(holidays.country_holidays("BR", years=list(years)))
