"""Active users per package and month, against hand-counted histories."""

from datetime import date

import pytest

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.core.sva.report import ActiveUsers, StatusChange, active_now, active_users, active_users_csv
from sva_makers import AUDIO, BOOKS, user

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
END = date(2026, 2, 28)


def change(user_id: str, status: str, day: str, package: SvaPackage = BOOKS) -> StatusChange:
    return StatusChange(user_id=user_id, package=package, status=SvaUserStatus(status), on=date.fromisoformat(day))


def counted(*history: StatusChange, until: date = END) -> list[tuple[str, str, int, int, int]]:
    rows = active_users(history, first=JANUARY, until=until)
    return [(f"{row.month:%m}", row.package.code, row.users, row.days, row.at_end) for row in rows]


def test_a_user_who_stays_counts_in_every_month_whole() -> None:
    assert counted(change("7", "active", "2025-12-20")) == [("01", "LIVROS", 1, 31, 1), ("02", "LIVROS", 1, 28, 1)]


def test_a_user_counts_once_however_often_he_came_and_went() -> None:
    history = (
        change("7", "active", "2026-01-05"),
        change("7", "blocked", "2026-01-10"),
        change("7", "active", "2026-01-20"),
        change("7", "deactivated", "2026-01-25"),
    )
    assert counted(*history) == [("01", "LIVROS", 1, 10, 0)]


def test_a_user_who_came_and_went_within_one_day_was_active_on_it() -> None:
    history = (change("7", "active", "2026-01-05"), change("7", "deactivated", "2026-01-05"))
    assert counted(*history) == [("01", "LIVROS", 1, 1, 0)]


def test_entries_of_a_day_count_in_the_order_given_and_days_are_not_doubled() -> None:
    history = (
        change("7", "active", "2026-01-05"),
        change("7", "blocked", "2026-01-05"),
        change("7", "active", "2026-01-05"),
    )
    assert counted(*history, until=date(2026, 1, 6)) == [("01", "LIVROS", 1, 2, 1)]


def test_a_change_of_package_ends_the_one_and_begins_the_other() -> None:
    history = (change("7", "active", "2026-01-01"), change("7", "active", "2026-01-11", AUDIO))
    assert counted(*history, until=date(2026, 1, 31)) == [("01", "AUDIO", 1, 21, 1), ("01", "LIVROS", 1, 10, 0)]


def test_users_of_a_package_are_added_up() -> None:
    history = (change("7", "active", "2026-02-01"), change("8", "active", "2026-02-27"))
    assert counted(*history) == [("02", "LIVROS", 2, 30, 2)]


def test_a_user_blocked_on_the_first_of_the_next_month_was_active_at_the_end_of_this_one() -> None:
    history = (change("7", "active", "2026-01-31"), change("7", "blocked", "2026-02-01"))
    assert counted(*history) == [("01", "LIVROS", 1, 1, 1)]


@pytest.mark.parametrize("status", [s.value for s in SvaUserStatus if s is not SvaUserStatus.ACTIVE])
def test_only_active_users_are_billable(status: str) -> None:
    assert counted(change("7", status, "2026-01-01")) == []


def test_nothing_after_the_last_counted_day_counts() -> None:
    assert counted(change("7", "active", "2026-03-01")) == []


def test_the_invoice_stands_beside_what_was_active_and_what_was_charged_for_nothing_is_shown() -> None:
    rows = active_users(
        (change("7", "active", "2026-01-01"),),
        first=JANUARY,
        until=date(2026, 1, 31),
        invoiced={(JANUARY, "LIVROS"): 3, (JANUARY, "TUDO"): 2},
    )
    assert [(row.package.code, row.users, row.invoiced, row.difference) for row in rows] == [
        ("LIVROS", 1, 3, 2),
        ("TUDO", 0, 2, 2),
    ]


def test_the_csv_has_numbers_as_numbers_and_no_formula() -> None:
    hostile = SvaPackage(code="=1+1", name="+livros\n")
    rows = [ActiveUsers(month=MARCH, package=hostile, users=5, days=140, at_end=4, invoiced=3)]

    header, line = active_users_csv(rows)

    assert header == "mes;pacote;nome;usuarios_ativos;dias_ativos;ativos_no_fim;faturados;diferenca\r\n"
    assert line == "2026-03;'=1+1;'+livros ;5;140;4;3;-2\r\n"


def test_the_csv_leaves_out_what_was_not_said() -> None:
    (_, line) = active_users_csv([ActiveUsers(month=FEBRUARY, package=BOOKS, users=1, days=1, at_end=0)])
    assert line == "2026-02;LIVROS;Livros digitais;1;1;0;;\r\n"


def test_the_listed_users_that_are_active_now_are_counted_by_package() -> None:
    listed = [
        user(),
        user(id="8", package=AUDIO),
        user(id="9", status=SvaUserStatus.BLOCKED),
        user(id="10"),
        user(id="11", package=None),
    ]
    assert active_now(listed) == {"LIVROS": 2, "AUDIO": 1}
