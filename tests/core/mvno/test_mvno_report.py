"""The line report puts both sides of every line in one row and makes what costs money stand out."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

import mvno_makers as make
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno.report import Difference, ReportRow, line_report, report_csv


def seen(**changes: Any) -> m.MvnoLine:
    plain = m.MvnoLine(msisdn=make.NUMBER, iccid=make.ICCID, status=m.LineStatus.ACTIVE, plan_code="P4")
    return attrs.evolve(plain, **changes)


def only(host: m.MvnoLine, *platform: m.MvnoLine, **context: Any) -> ReportRow:
    (row,) = line_report([host], platform, **context)
    return row


def test_two_sides_that_agree_differ_in_nothing() -> None:
    row = only(make.LINE, seen())
    assert row.differences == ()
    assert not row.stands_out


@pytest.mark.parametrize(
    ("host", "platform", "difference"),
    [
        (m.LineStatus.BLOCKED_TOTAL, m.LineStatus.ACTIVE, Difference.BILLED_WHILE_BLOCKED),
        (m.LineStatus.BLOCKED_PARTIAL, m.LineStatus.ACTIVE, Difference.BILLED_WHILE_BLOCKED),
        (m.LineStatus.CANCELLED, m.LineStatus.ACTIVE, Difference.BILLED_WHILE_ENDED),
        (m.LineStatus.CANCELLED, m.LineStatus.BLOCKED_TOTAL, Difference.BILLED_WHILE_ENDED),
        (m.LineStatus.INACTIVE, m.LineStatus.ACTIVE, Difference.BILLED_WHILE_ENDED),
        (m.LineStatus.ACTIVE, m.LineStatus.CANCELLED, Difference.STATUS),
        (m.LineStatus.ACTIVE, m.LineStatus.UNKNOWN, Difference.STATUS_UNKNOWN),
        (m.LineStatus.UNKNOWN, m.LineStatus.ACTIVE, Difference.STATUS_UNKNOWN),
    ],
)
def test_a_status_that_differs_is_named_by_what_it_costs(
    host: m.LineStatus, platform: m.LineStatus, difference: Difference
) -> None:
    row = only(make.line(status=host), seen(status=platform))
    assert row.differences == (difference,)
    assert row.stands_out == difference.value.startswith("billed")


def test_a_cancelled_line_on_both_sides_is_no_difference() -> None:
    assert only(make.line(status=m.LineStatus.CANCELLED), seen(status=m.LineStatus.CANCELLED)).differences == ()


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"iccid": make.OTHER_ICCID}, Difference.SIM),
        ({"plan_code": "P9"}, Difference.PLAN),
        ({"holder_tax_id": Cpf.parse("11144477735")}, Difference.HOLDER),
    ],
)
def test_sim_plan_and_holder_are_compared(changed: dict[str, Any], difference: Difference) -> None:
    row = only(make.LINE, seen(**changed), customers={"10": attrs.evolve(make.HOLDER, id="10")})
    assert row.differences == (difference,)


def test_what_one_side_does_not_know_is_no_difference() -> None:
    assert only(make.LINE, seen(plan_code=None, iccid=None)).differences == ()


def test_a_line_is_found_by_its_sim_when_the_number_differs() -> None:
    row = only(make.LINE, seen(msisdn=make.OTHER_NUMBER))
    assert row.differences == (Difference.NUMBER,)


def test_a_line_in_port_in_is_found_by_its_temporary_number() -> None:
    host = make.line(msisdn=make.OTHER_NUMBER, temporary_number=make.NUMBER, iccid=None)
    assert only(host, seen()).platform is not None


def test_the_newest_record_of_the_history_counts() -> None:
    old = seen(status=m.LineStatus.CANCELLED, activated_on=date(2024, 1, 1))
    new = seen(activated_on=date(2025, 1, 1))
    assert only(make.LINE, new, old).differences == ()


@pytest.mark.parametrize(
    ("on_platform", "difference"), [(True, Difference.NOT_ON_PLATFORM), (False, Difference.ONLY_IN_HOST)]
)
def test_a_line_that_the_platform_lacks_is_told_apart_from_a_local_one(
    on_platform: bool, difference: Difference
) -> None:
    assert only(make.line(on_platform=on_platform)).differences == (difference,)


def test_a_line_that_only_the_platform_has_stands_out_unless_it_ended() -> None:
    lines = [seen(), seen(msisdn=make.OTHER_NUMBER, iccid=make.OTHER_ICCID, status=m.LineStatus.CANCELLED)]
    billed, ended = line_report([], lines)
    assert (billed.differences, billed.stands_out) == ((Difference.BILLED_AND_UNREGISTERED,), True)
    assert (ended.differences, ended.stands_out) == ((), False)


def test_rows_come_as_the_host_s_lines_are_read() -> None:
    read: list[str] = []

    def lines() -> Iterator[m.MvnoLine]:
        for number in ("1", "2", "3"):
            read.append(number)
            yield make.line(id=number)

    rows = line_report(lines(), [])
    next(rows)
    assert read == ["1"]


def test_the_csv_has_a_header_and_one_row_per_line() -> None:
    rows = line_report(
        [make.line(status=m.LineStatus.BLOCKED_TOTAL)],
        [seen()],
        contracts={"100": make.contract(id="100")},
        customers={"20": make.HOLDER},
        usage_of=lambda line: m.UsageRecord(data_mb=Decimal("512.5")),
    )
    (told,) = csv.DictReader("".join(report_csv(rows)).splitlines(), delimiter=";")
    assert told["linha"] == "7"
    assert told["titular"] == "Fulana Exemplo"
    assert (told["status_erp"], told["status_plataforma"]) == ("blocked_total", "active")
    assert (told["consumo_mb"], told["saldo_mb"]) == ("512.5", "")
    assert (told["diferencas"], told["atencao"]) == ("billed_while_blocked", "SIM")


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@cmd", "a\r\nb;c"])
def test_a_hostile_name_neither_runs_in_a_spreadsheet_nor_breaks_its_row(name: str) -> None:
    rows = line_report([make.LINE], [], customers={"10": attrs.evolve(make.HOLDER, id="10", legal_name=name)})
    (told,) = csv.DictReader("".join(report_csv(rows)).splitlines(), delimiter=";")
    assert told["titular"][0] not in "=+-@"
    assert told["contrato"] == "100"


def test_where_no_day_is_shown_the_record_that_is_not_over_counts() -> None:
    over = seen(status=m.LineStatus.CANCELLED, iccid=make.OTHER_ICCID)
    for records in ([over, seen()], [seen(), over]):
        assert only(make.LINE, *records).differences == ()


def test_a_row_with_neither_side_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(InvalidRecord, match=r"^host, platform: informe ao menos um$"):
        list(report_csv([ReportRow(host=None, platform=None)]))
