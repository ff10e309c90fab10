"""Which day it is for the host."""

from datetime import date, datetime, tzinfo


def host_day(now: datetime, zone: tzinfo) -> date:
    """The calendar day of the instant `now` in the host's time zone.

    Raises:
        ValueError: `now` has no offset, so that it is no instant.
    """
    if now.utcoffset() is None:
        raise ValueError("now must be an aware datetime")
    return now.astimezone(zone).date()
