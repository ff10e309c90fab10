"""Time, as the drivers and carriers see it; tests and hosts may supply their own."""

import time
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Protocol

_BRASILIA = timezone(timedelta(hours=-3), "-03")


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """The time, with its time zone."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never run backwards."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass, blocking the thread."""

    async def async_sleep(self, seconds: float) -> None:
        """Let `seconds` pass, blocking the task alone."""


class SystemClock:
    """The machine's clock, told in `zone`.

    Where the machine has no time zone database, Brasília's fixed offset stands in: it has had no daylight
    saving time since 2019.
    """

    def __init__(self, zone: str = "America/Sao_Paulo") -> None:
        self._name = zone

    def now(self) -> datetime:
        return datetime.now(self._zone)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        import asyncio  # noqa: PLC0415  unwanted by sync hosts

        await asyncio.sleep(seconds)

    @cached_property
    def _zone(self) -> tzinfo:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  few orders ask what day it is

        try:
            return ZoneInfo(self._name)
        except ZoneInfoNotFoundError:
            return _BRASILIA
