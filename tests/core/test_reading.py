"""Days, times and identifiers as platforms print them."""

from datetime import date, datetime

import pytest

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.reading import demanded, known, read_day, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", "2026-01-31T00:00:00"),
        ("31/01/2026", "2026-01-31T00:00:00"),
        (" 31/01/2026 10:11 ", "2026-01-31T10:11:00"),
        ("2026-01-31 10:11:12.123", "2026-01-31T10:11:12.123000"),
        ("2026-01-31T10:11:12Z", "2026-01-31T10:11:12"),
        ("2026-01-31T10:11:12-03:00", "2026-01-31T10:11:12"),
    ],
)
def test_both_date_forms_are_read_with_and_without_a_time(text: str, moment: str) -> None:
    assert read_moment(text) == datetime.fromisoformat(moment)
    assert read_day(text) == datetime.fromisoformat(moment).date()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "NÃO",
        "2026-13-01",
        "31-01-2026",
        "01/31/2026",
        "2026-01-31x",
        "2026-01-31 25:00",
        "0000-00-00",
    ],
)
def test_what_is_no_day_is_none(text: str | None) -> None:
    assert read_moment(text) is None
    assert read_day(text) is None


def test_a_slashed_day_is_day_first() -> None:
    assert read_day("02/01/2026") == date(2026, 1, 2)


@pytest.mark.parametrize("text", [None, "", "11", "linha"])
def test_what_is_no_identifier_is_none_or_named_by_its_path(text: str | None) -> None:
    assert known(Msisdn.parse, text) is None
    with pytest.raises(UnexpectedAnswer) as failure:
        demanded(Msisdn.parse, text, "$.linha")
    assert failure.value.paths == ("$.linha",)


def test_an_identifier_is_read_with_its_mask() -> None:
    number = Msisdn.parse("11961234501")
    assert known(Msisdn.parse, "(11) 96123-4501") == number
    assert demanded(Msisdn.parse, "(11) 96123-4501", "$") == number
