"""The course of a debt, with the regulation's defaults and a host's own."""

from datetime import date
from typing import Any

import pytest

from isp_integrations.core.erp.delinquency import DelinquencyTimeline
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.errors import InvalidRecord

NOTICE = date(2026, 3, 2)


def test_the_regulations_days_are_fifteen_sixty_and_one() -> None:
    debt = DelinquencyTimeline(notice_date=NOTICE, suspended_on=date(2026, 3, 20))

    assert debt.suspension_from == date(2026, 3, 17)
    assert debt.termination_from == date(2026, 5, 19)
    assert debt.reconnection_by(date(2026, 4, 1)) == date(2026, 4, 2)


def test_a_contract_that_is_not_suspended_has_no_termination_day() -> None:
    assert DelinquencyTimeline(notice_date=NOTICE).termination_from is None


def test_a_host_brings_its_own_days() -> None:
    debt = DelinquencyTimeline(
        notice_date=NOTICE, suspended_on=NOTICE, days_to_suspend=0, days_to_terminate=30, days_to_reconnect=2
    )

    assert debt.suspension_from == NOTICE
    assert debt.termination_from == date(2026, 4, 1)
    assert debt.reconnection_by(NOTICE) == date(2026, 3, 4)


@pytest.mark.parametrize("field", ["days_to_suspend", "days_to_terminate", "days_to_reconnect"])
def test_negative_days_are_refused(field: str) -> None:
    days: dict[str, Any] = {field: -1}
    with pytest.raises(InvalidRecord, match=rf"^{field}: deve ser um número de dias, zero ou mais$"):
        DelinquencyTimeline(notice_date=NOTICE, **days)


@pytest.mark.parametrize("field", ["days_to_suspend", "days_to_terminate"])
def test_negative_days_in_the_host_s_settings_are_refused(field: str) -> None:
    days: dict[str, Any] = {field: -1}
    with pytest.raises(InvalidRecord, match=rf"^{field}: deve ser um número de dias, zero ou mais$"):
        LifecyclePolicy(**days)
