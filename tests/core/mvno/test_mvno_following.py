"""Following a port-in: every observation is taken, the deadline is told once, and the state is plain JSON."""

import json
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

import mvno_makers as make
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.mvno.following import Following, FollowingStep, follow_portability
from isp_integrations.core.mvno.machines import PortabilityObservation
from isp_integrations.core.mvno.models import Portability, PortabilityStatus
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.hosts.holidays import national_holidays

PORTED = Msisdn.parse("11987654321")
WEDNESDAY = date(2026, 1, 14)
ASKED = datetime(2026, 1, 14, 10, tzinfo=UTC)
_P = PortabilityStatus


def following(**changes: Any) -> Following:
    """A port-in of PORTED asked for on a Wednesday, onto the temporary number."""
    port = Portability(number=PORTED, status=_P.PENDING, requested_at=ASKED)
    line = make.line(temporary_number=make.NUMBER, portability=attrs.evolve(port, **changes))
    return follow_portability(line)


def names(step: FollowingStep) -> list[str]:
    return [event.name for event in step.events]


def test_a_poll_that_says_nothing_new_tells_nothing() -> None:
    step = following().observe(Portability(status=_P.PENDING), today=WEDNESDAY)
    assert step.events == ()
    assert step.following == following()


def test_what_a_poll_leaves_out_stays_as_it_was_known() -> None:
    step = following().observe(Portability(status=_P.SCHEDULED, scheduled_for=date(2026, 1, 20)), today=WEDNESDAY)
    assert step.following.portability.number == PORTED
    assert step.following.portability.requested_at == ASKED
    assert step.following.due_on == date(2026, 1, 20)
    assert names(step) == ["PortabilityStatusChanged"]


def test_a_completed_port_in_puts_the_ported_number_on_the_line() -> None:
    step = following().observe(Portability(status=_P.COMPLETED), today=WEDNESDAY)
    assert step.following.line.msisdn == PORTED
    assert step.following.line.temporary_number is None
    assert step.following.finished


def test_a_report_about_another_number_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        following().observe(Portability(number=make.OTHER_NUMBER, status=_P.COMPLETED), today=WEDNESDAY)
    assert caught.value.paths == ("number",)
    named = following().observe(Portability(number=PORTED, status=_P.COMPLETED), today=WEDNESDAY)
    assert named.following.line.msisdn == PORTED
    first = following(number=None).observe(Portability(number=PORTED, status=_P.PENDING), today=WEDNESDAY)
    assert first.following.portability.number == PORTED


def test_core_10_an_odd_jump_is_taken_and_told() -> None:
    step = following(status=_P.REFUSED).observe(Portability(status=_P.SCHEDULED), today=WEDNESDAY)
    assert step.following.portability.status is _P.SCHEDULED
    assert names(step) == ["PortabilityStatusChanged", "UnexpectedTransition"]


def test_three_business_days_skip_the_weekend() -> None:
    assert following().due_on == date(2026, 1, 19)


def test_a_national_holiday_is_no_business_day() -> None:
    asked = datetime(2026, 4, 20, 9, tzinfo=UTC)
    port = Portability(number=PORTED, status=_P.PENDING, requested_at=asked)
    plain = follow_portability(make.line(portability=port))
    with_holidays = follow_portability(make.line(portability=port), holidays=national_holidays([2026]))
    assert (plain.due_on, with_holidays.due_on) == (date(2026, 4, 23), date(2026, 4, 24))


def test_a_day_agreed_on_counts_instead_of_the_legal_one() -> None:
    assert following(scheduled_for=date(2026, 2, 2)).due_on == date(2026, 2, 2)


def test_an_overdue_port_in_is_told_once() -> None:
    late = following().observe(Portability(status=_P.PENDING), today=date(2026, 1, 20))
    again = late.following.observe(Portability(status=_P.PENDING), today=date(2026, 1, 21))
    assert (names(late), names(again)) == (["PortabilityOverdue"], [])


def test_a_port_in_is_not_overdue_on_its_last_day_nor_once_it_is_finished() -> None:
    assert names(following().observe(Portability(status=_P.PENDING), today=date(2026, 1, 19))) == []
    assert names(following().observe(Portability(status=_P.COMPLETED), today=date(2026, 1, 21))) == [
        "PortabilityStatusChanged"
    ]


def test_the_user_s_refusal_by_sms_cancels_it() -> None:
    step = following().hear(PortabilityObservation.SMS_REJECTED, today=WEDNESDAY)
    assert step.following.portability.status is _P.CANCELLED
    assert step.following.finished


def test_a_confirmation_by_sms_is_remembered_and_changes_no_status() -> None:
    step = following().hear(PortabilityObservation.SMS_CONFIRMED, today=WEDNESDAY)
    assert step.following.portability.sms_confirmed
    later = step.following.observe(Portability(status=_P.PENDING), today=WEDNESDAY)
    assert later.following.portability.sms_confirmed


def test_it_may_be_given_up_within_two_business_days() -> None:
    assert following().withdrawable_until() == date(2026, 1, 16)
    assert following(requested_at=None).withdrawable_until() is None


@pytest.mark.parametrize("status", [_P.COMPLETED, _P.REFUSED, _P.CANCELLED])
def test_the_final_states_are_finished(status: PortabilityStatus) -> None:
    assert following(status=status).finished


def test_the_state_is_stored_as_json_between_two_polls() -> None:
    step = following().observe(Portability(status=_P.SCHEDULED, scheduled_for=date(2026, 1, 20)), today=WEDNESDAY)
    stored = json.dumps(to_plain(step.following))
    assert from_plain(Following, json.loads(stored)) == step.following
