"""Dates of a debt's course: notice, suspension, termination, reconnection.

The defaults are those of the consumer regulation in force since 1 September 2025 (Anatel, RGC, Resolução
765/2023, articles 70 to 78, as gov.br/anatel tells them). Hosts run regimes of their own: everything is a
parameter, and nothing here decides or blocks.
"""

from datetime import date, timedelta

import attrs

from isp_integrations.core.erp.days import refuse_negative


@attrs.frozen(kw_only=True)
class DelinquencyTimeline:
    """What the regulation allows from which day on, for one debt. All days are calendar days.

    Attributes:
        notice_date: day on which the customer was notified of the debt.
        suspended_on: first day of the suspension, `None` while there is none.
        days_to_suspend: from notice to suspension.
        days_to_terminate: from suspension to termination.
        days_to_reconnect: from payment to reconnection.
    """

    notice_date: date
    suspended_on: date | None = None
    days_to_suspend: int = attrs.field(default=15, validator=refuse_negative)
    days_to_terminate: int = attrs.field(default=60, validator=refuse_negative)
    days_to_reconnect: int = attrs.field(default=1, validator=refuse_negative)

    @property
    def suspension_from(self) -> date:
        """First day on which the service may be suspended."""
        return self.notice_date + timedelta(days=self.days_to_suspend)

    @property
    def termination_from(self) -> date | None:
        """First day on which the contract may be terminated, with prior notice; `None` if not suspended."""
        return self.suspended_on and self.suspended_on + timedelta(days=self.days_to_terminate)

    def reconnection_by(self, paid_on: date) -> date:
        """Last day for reconnecting a customer who paid, or paid the first instalment, on `paid_on`."""
        return paid_on + timedelta(days=self.days_to_reconnect)
