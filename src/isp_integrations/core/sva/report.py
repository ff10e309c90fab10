"""Active users per package and month, to check a supplier's invoice. Pure: the host passes its own history."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import zip_longest

import attrs

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.spreadsheet import csv_line
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from isp_integrations.core.values import Value

_DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class StatusChange(Value):
    """One entry of the host's history: from the day `on`, the user is in `status` on `package`.

    Entries of one user come in the order in which they happened, those of one day included.
    """

    user_id: str
    package: SvaPackage
    status: SvaUserStatus
    on: date


@attrs.frozen(kw_only=True)
class ActiveUsers(Value):
    """The users of one package in one month.

    Attributes:
        month: its first day.
        users: how many were ACTIVE at any moment of it.
        days: on how many days, all of them together; a day counts whole.
        at_end: how many were ACTIVE when the month, or what was counted of it, ended.
        invoiced: what the supplier charged, `None` where the host did not say.
    """

    month: date
    package: SvaPackage
    users: int
    days: int
    at_end: int
    invoiced: int | None = None

    @property
    def difference(self) -> int | None:
        """What was charged beyond the active users; negative when fewer were."""
        return None if self.invoiced is None else self.invoiced - self.users


def active_now(users: Iterable[SvaUser]) -> dict[str, int]:
    """How many of the listed users are ACTIVE, by package code; such as of `client.list_users()`."""
    return dict(Counter(user.package.code for user in users if user.package and user.status is SvaUserStatus.ACTIVE))


def active_users(
    history: Iterable[StatusChange],
    *,
    first: date,
    until: date,
    invoiced: Mapping[tuple[date, str], int] | None = None,
) -> tuple[ActiveUsers, ...]:
    """The active users of each package in each month, by month and package code.

    Args:
        history: the users' status changes, those before `first` included; a user's last one lasts.
        first, until: the days that count, both inclusive; `until` is today at the latest.
        invoiced: what the supplier charged, by month (its first day) and package code. A package that was charged
            and never active has a row too.
    """
    by_user: defaultdict[str, list[StatusChange]] = defaultdict(list)
    for change in history:
        by_user[change.user_id].append(change)
    counts: defaultdict[tuple[date, str], _Count] = defaultdict(_Count)
    packages: dict[str, SvaPackage] = {}
    for changes in by_user.values():
        packages |= {change.package.code: change.package for change in changes}
        for key, days in _active_days(changes, first, until).items():
            counts[key].users += 1
            counts[key].days += len(days)
            counts[key].at_end += _is_active_after(changes, key, min(_last_day_of(key[0]), until))
    charged = invoiced or {}
    return tuple(
        ActiveUsers(
            month=key[0],
            package=packages.get(key[1]) or SvaPackage(code=key[1]),
            users=counts[key].users,
            days=counts[key].days,
            at_end=counts[key].at_end,
            invoiced=charged.get(key),
        )
        for key in sorted({*counts, *charged})
    )


@attrs.define
class _Count:
    users: int = 0
    days: int = 0
    at_end: int = 0


def _active_days(changes: list[StatusChange], first: date, until: date) -> dict[tuple[date, str], set[date]]:
    """The days on which one user was ACTIVE at any moment, by month and package code."""
    days: defaultdict[tuple[date, str], set[date]] = defaultdict(set)
    ordered = sorted(changes, key=lambda change: change.on)
    for change, following in zip_longest(ordered, ordered[1:]):
        if change.status is not SvaUserStatus.ACTIVE:
            continue
        last = until if following is None else max(change.on, following.on - _DAY)
        day = max(change.on, first)
        while day <= min(last, until):
            days[day.replace(day=1), change.package.code].add(day)
            day += _DAY
    return days


def _is_active_after(changes: list[StatusChange], key: tuple[date, str], day: date) -> bool:
    """Whether one user was ACTIVE on the key's package when `day` ended."""
    past = [change for change in sorted(changes, key=lambda change: change.on) if change.on <= day]
    return past[-1].status is SvaUserStatus.ACTIVE and past[-1].package.code == key[1]


def _last_day_of(month: date) -> date:
    return (month + 31 * _DAY).replace(day=1) - _DAY


COLUMNS = ("mes", "pacote", "nome", "usuarios_ativos", "dias_ativos", "ativos_no_fim", "faturados", "diferenca")


def active_users_csv(rows: Iterable[ActiveUsers]) -> Iterator[str]:
    """The report as CSV text, one row at a time, for `;`-separated spreadsheets (header first)."""
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(
            (
                f"{row.month:%Y-%m}",
                row.package.code,
                row.package.name,
                row.users,
                row.days,
                row.at_end,
                "" if row.invoiced is None else row.invoiced,
                "" if row.difference is None else row.difference,
            )
        )
