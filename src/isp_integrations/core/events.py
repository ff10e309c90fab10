"""Domain events: effects that the host persists. The library stores nothing.

Here are those that no family owns; each family has its own in `core/<family>/events.py`.
"""

import attrs

from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class Event(Value):
    """Root of the events. `name` is what a host's log or queue shows."""

    @property
    def name(self) -> str:
        """The event's class name."""
        return type(self).__name__


@attrs.frozen(kw_only=True)
class UnexpectedTransition(Event):
    """An observation outside the expected path was taken all the same (CORE-10)."""

    machine: str
    before: str
    after: str
    subject: str = ""


@attrs.frozen(kw_only=True)
class MirrorSkippedUnknownStatus(Event):
    """A mirror did nothing because a status is in no table (CORE-5). `raw` is the word itself."""

    subject: str
    raw: str | None = None
