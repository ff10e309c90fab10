"""Counting business days, which portability deadlines are measured in."""

from collections.abc import Container
from datetime import date, timedelta

from isp_integrations.core.errors import InvalidRecord

_SATURDAY = 5


def is_business_day(day: date, holidays: Container[date] = ()) -> bool:
    """Whether `day` is neither on a weekend nor a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(day: date, n: int, holidays: Container[date] = ()) -> date:
    """The `n`-th business day after `day`, which itself is not counted; `day` when `n` is 0.

    Args:
        day: any day, a weekend or holiday too.
        n: how many business days, 0 or more.
        holidays: days that do not count besides weekends.

    Raises:
        InvalidRecord: `n` is negative.
    """
    if n < 0:
        raise InvalidRecord(problems=("n: deve ser um número de dias úteis, zero ou mais",))
    while n:
        day += timedelta(days=1)
        n -= is_business_day(day, holidays)
    return day
