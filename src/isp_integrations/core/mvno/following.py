"""Following a port-in to its end: a pure state that polls or webhooks feed, and that a host stores in between.

::

    following = mvno.follow_portability(line)
    step = following.observe(client.get_portability(line=line), today=date.today())
    store(step.following)           # plain JSON by `isp.to_plain`
    publish(step.events)
"""

from collections.abc import Container
from datetime import date

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.events import Event
from isp_integrations.core.mvno.business_days import add_business_days
from isp_integrations.core.mvno.events import PortabilityOverdue, PortabilityStatusChanged
from isp_integrations.core.mvno.machines import FINISHED, PORTABILITY, PortabilityObservation, observe_portability
from isp_integrations.core.mvno.models import MvnoLine, Portability, PortabilityStatus

LEGAL_DAYS = 3
"""Business days from the request within which a port-in is executed, unless the user asked for a later day (§9.1)."""

WITHDRAWAL_DAYS = 2
"""Business days from the request within which the user may give it up (§9.1)."""


@attrs.frozen(kw_only=True)
class Following:
    """Where a line's port-in stands.

    Attributes:
        line: the line as it now is: once COMPLETED it runs on the ported number, and the temporary one is gone.
        due_on: the day by which it should be executed, `None` while nobody said when it was asked for.
        told_overdue: whether `PortabilityOverdue` was given out already; it is given once.
    """

    line: MvnoLine
    due_on: date | None = None
    told_overdue: bool = False

    @property
    def portability(self) -> Portability:
        """The port-in itself."""
        return self.line.portability or Portability()

    @property
    def finished(self) -> bool:
        """Whether nothing more is to be expected: another attempt is a new portability."""
        return self.portability.status in FINISHED

    def observe(self, reported: Portability, *, today: date, holidays: Container[date] = ()) -> "FollowingStep":
        """Take what a poll or a webhook reported, however odd the jump (CORE-10).

        Args:
            reported: what the platform says now; what it leaves out stays as it was known.
            today: in the host's time zone.
            holidays: days that are no business days.

        Raises:
            UnexpectedAnswer: the report is about another number; a new port-in is followed anew.
        """
        before = self.portability
        if None not in (before.number, reported.number) and reported.number != before.number:
            raise UnexpectedAnswer(message="O aviso é da portabilidade de outro número.", paths=("number",))
        jump = PORTABILITY.report(before.status, reported.status, subject=self.line.id or "").unexpected
        return self._after(_merged(before, reported), today, holidays, *((jump,) if jump else ()))

    def hear(
        self,
        event: PortabilityObservation,
        *,
        today: date,
        scheduled_for: date | None = None,
        reason: str | None = None,
        holidays: Container[date] = (),
    ) -> "FollowingStep":
        """Take one named event, such as the user's refusal by SMS, from whoever heard of it."""
        seen = observe_portability(
            self.portability, event, scheduled_for=scheduled_for, reason=reason, subject=self.line.id or ""
        )
        return self._after(seen.state, today, holidays, *((seen.unexpected,) if seen.unexpected else ()))

    def withdrawable_until(self, holidays: Container[date] = ()) -> date | None:
        """The last day on which the user may give the port-in up; `None` while the request's day is unknown."""
        asked = self.portability.requested_at
        return add_business_days(asked.date(), WITHDRAWAL_DAYS, holidays) if asked else None

    def _after(
        self, portability: Portability, today: date, holidays: Container[date], *jumps: Event
    ) -> "FollowingStep":
        events: list[Event] = []
        before = self.portability.status
        if portability.status is not before:
            changed = PortabilityStatusChanged(line_id=self.line.id, before=before, after=portability.status)
            events.append(changed)
        events.extend(jumps)
        due_on = due_day(portability, holidays) or self.due_on
        late = portability.status not in FINISHED and due_on is not None and today > due_on
        if late and due_on is not None and not self.told_overdue:
            events.append(PortabilityOverdue(line_id=self.line.id, due_on=due_on, status=portability.status))
        following = Following(
            line=_with(self.line, portability), due_on=due_on, told_overdue=self.told_overdue or late
        )
        return FollowingStep(following=following, events=tuple(events))


@attrs.frozen(kw_only=True)
class FollowingStep:
    """What one observation led to: the state to store, and the events that the host persists."""

    following: Following
    events: tuple[Event, ...] = ()


def follow_portability(line: MvnoLine, *, holidays: Container[date] = ()) -> Following:
    """Start to follow the port-in of `line`, or go on from what the host has of it."""
    return Following(line=line, due_on=due_day(line.portability or Portability(), holidays))


def due_day(portability: Portability, holidays: Container[date] = ()) -> date | None:
    """The day by which a port-in should be executed: the day agreed on, else three business days from the request."""
    if portability.scheduled_for is not None:
        return portability.scheduled_for
    asked = portability.requested_at
    return add_business_days(asked.date(), LEGAL_DAYS, holidays) if asked else None


def _merged(before: Portability, reported: Portability) -> Portability:
    said = {
        field.name: value
        for field in attrs.fields(Portability)
        if (value := getattr(reported, field.name)) is not None
    }
    return attrs.evolve(before, **{**said, "sms_confirmed": before.sms_confirmed or reported.sms_confirmed})


def _with(line: MvnoLine, portability: Portability) -> MvnoLine:
    if portability.status is not PortabilityStatus.COMPLETED or portability.number is None:
        return attrs.evolve(line, portability=portability)
    return attrs.evolve(line, portability=portability, msisdn=portability.number, temporary_number=None)
