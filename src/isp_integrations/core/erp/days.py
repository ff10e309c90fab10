"""Which day it is for the host, and numbers of days in its settings."""

from datetime import date, datetime, tzinfo

import attrs

from isp_integrations.core.errors import InvalidRecord


def host_day(now: datetime, zone: tzinfo) -> date:
    """The calendar day of the instant `now` in the host's time zone.

    Raises:
        InvalidRecord: `now` has no offset, so that it is no instant.
    """
    if now.utcoffset() is None:
        raise InvalidRecord(problems=("now: deve ter fuso horário",))
    return now.astimezone(zone).date()


def refuse_negative(_: object, field: "attrs.Attribute[int]", days: int) -> None:
    """A field's validator: a number of days is 0 or more, or `InvalidRecord`."""
    if days < 0:
        raise InvalidRecord(problems=(f"{field.name}: deve ser um número de dias, zero ou mais",))
