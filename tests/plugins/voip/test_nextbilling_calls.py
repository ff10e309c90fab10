"""NextBilling's call records on the fake: both formats of money, pages, periods, kinds."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand, as_received, pages
from family_by_hand import answer, instead_of
from isp_integrations.core.errors import (
    InvalidRecord,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.session import Session
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.nextbilling import calls as extra
from isp_integrations.plugins.voip.nextbilling.amounts import read_amount
from isp_integrations.plugins.voip.nextbilling.sandbox import CREDENTIALS, NextBillingSandbox
from nextbilling_by_hand import (
    JANUARY,
    OPERATIONS,
    SUBSCRIBER,
    calls,
    fake_of,
    nextbilling,
    plugin,
)


@pytest.fixture
def hand() -> Hand:
    return nextbilling()


def queries(hand: Hand) -> list[dict[str, str]]:
    """The query of each call that the hand carries from now on."""
    sent: list[dict[str, str]] = []
    hand.answer_with = lambda request: sent.append(dict(request.query))
    return sent


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56000", "1234.56"), ("1234.56000", "1234.56"), ("0,12500", "0.125"), ("0.12500", "0.125"),
        ("1.234.567,89000", "1234567.89"), ("1,234.50000", "1234.5"), ("-3,50000", "-3.5"), ("-3.50000", "-3.5"),
        ("0", "0"), ("12", "12"), ("0.125", "0.125"), ("0,125", "0.125"), (" 7,00000 ", "7"),
        ("1234.567", "1234.567"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_either_format(text: str, amount: str) -> None:
    assert read_amount(text, "$.valor") == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1.234", "1,234", "-12.500", "", "R$ 5,00", "1.2.3", "1,2,3", "12,", "NaN", "9" * 50]
)
def test_an_amount_that_reads_both_ways_or_none_is_refused_by_its_path(text: str) -> None:
    with pytest.raises(UnexpectedAnswer) as failed:
        read_amount(text, "$.data[3].valor")
    assert failed.value.paths == ("$.data[3].valor",)
    assert not text or text not in str(failed.value)


def cdr(rows: list[dict[str, Any]], **header: Any) -> HttpAnswer:
    told = {
        "error": 0, "reason": "OK", "total_records": len(rows), "total_time": 60, "total_value": "1.234,56000",
        "total_cost_time": 60, "total_cost_value": "617,28000", "limit": 100, "offset": 0, "records": len(rows),
        "data": rows,
    }  # fmt: skip
    return answer({**told, **header})


def row(**changes: Any) -> dict[str, Any]:
    return {"duracao": 60, "tipo": "fixo", "valor": "1,00000", **changes}


def test_a_page_with_both_money_formats_is_read_right(hand: Hand) -> None:
    rows = [
        row(valor="1.234,56000", custo="617.28000"),
        row(valor="1234.56000", custo="617,28000", tipo="movel"),
        row(valor="0,05000", custo="0.02500", duracao="30"),
        row(valor=Decimal("2.5"), custo=2),
    ]
    content = json.loads(cdr([]).body)
    text = json.dumps({**content, "total_records": 4, "data": rows}, default=float)
    hand.answer_with = instead_of("calls", answer(text.encode()))
    page = hand.carry(OPERATIONS["list_calls"](plugin(hand)))
    assert [call.value for call in page.items] == [Decimal("1234.56")] * 2 + [Decimal("0.05"), Decimal("2.5")]
    assert [call.cost for call in page.items] == [Decimal("617.28")] * 2 + [Decimal("0.025"), Decimal(2)]
    assert [call.kind for call in page.items] == ["fixed", "mobile", "fixed", "fixed"]
    assert page.items[2].seconds == 30


def test_the_fake_itself_prints_both_formats_and_its_totals_add_up(hand: Hand) -> None:
    printed: list[str] = []

    def look(request: HttpRequest) -> HttpAnswer:
        given = hand.fake.handle(as_received(hand.plugin.authorize(request, "")))
        printed.append(given.text())
        return given

    hand.answer_with = look
    listed = hand.carry(OPERATIONS["list_calls"](plugin(hand))).items
    totals = hand.carry(OPERATIONS["get_call_totals"](plugin(hand)))
    assert '"valor": "1.234,56000"' in printed[0]
    assert '"custo": "617.28000"' in printed[0]
    assert (totals.calls, totals.value) == (6, sum(call.value for call in listed)) == (6, Decimal("1249.56"))
    assert totals.cost == sum(call.cost or 0 for call in listed)


def test_a_call_keeps_its_row_and_tells_when_who_and_how_long(hand: Hand) -> None:
    call = hand.carry(OPERATIONS["list_calls"](plugin(hand))).items[1]
    assert (call.started_at, call.seconds, call.line_id) == (datetime(2026, 1, 10, 9, 1), 120, "102")  # noqa: DTZ001
    assert (call.kind, call.raw_kind, call.destination) == (m.CallKind.MOBILE, "movel", "11961234567")
    assert call.raw["tipo"] == "movel"
    assert "11961234567" not in repr(call)


def test_core_5_a_kind_that_no_table_has_is_unknown_with_its_word(hand: Hand) -> None:
    hand.answer_with = instead_of("calls", cdr([row(tipo="satelite")]))
    (call,) = hand.carry(OPERATIONS["list_calls"](plugin(hand))).items
    assert (call.kind, call.raw_kind) == (m.CallKind.UNKNOWN, "satelite")


def test_calls_are_streamed_page_by_page_and_none_twice(hand: Hand) -> None:
    company = fake_of(hand).pabx.subscribers["101"]
    template = company.calls[0]
    company.calls[:] = [attrs.evolve(template, id=str(number)) for number in range(250)]
    asked = queries(hand)
    listed = pages(hand, plugin(hand).list_calls, calls())
    assert [call.id for call in listed] == [str(number) for number in range(250)]
    assert [(query["start"], query["limit"]) for query in asked] == [("0", "100"), ("100", "100"), ("200", "100")]


def test_a_stream_goes_on_from_its_cursor_in_another_process() -> None:
    fake = NextBillingSandbox()
    company = fake.pabx.subscribers["101"]
    company.calls[:] = [attrs.evolve(company.calls[0], id=str(number)) for number in range(120)]
    first = nextbilling(fake)
    page = first.carry(plugin(first).list_calls(calls(), None))
    second = nextbilling(fake)
    rest = second.carry(plugin(second).list_calls(calls(), page.cursor))
    assert [call.id for call in (*page.items, *rest.items)] == [str(number) for number in range(120)]
    assert rest.cursor is None


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (cdr([], total_records=5), "$.data"),
        (cdr([row()], offset=100), "$.offset"),
        (cdr([row(valor="1.234")]), "$.data[0].valor"),
        (cdr([row(), row(custo="mil")]), "$.data[1].custo"),
        (cdr([{"duracao": 60, "valor": "1,0"}]), "$.data[0].tipo"),
        (cdr([row(duracao="um minuto")]), "$.data[0].duracao"),
    ],
    ids=["ends too early", "another page", "ambiguous", "no amount", "no kind", "no duration"],
)
def test_a_page_that_cannot_be_trusted_is_refused_by_its_path(hand: Hand, given: HttpAnswer, path: str) -> None:
    hand.answer_with = instead_of("calls", given)
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(OPERATIONS["list_calls"](plugin(hand)))
    assert failed.value.paths == (path,)


def test_a_cursor_of_another_list_is_refused_before_anything_is_sent(hand: Hand) -> None:
    with pytest.raises(InvalidRecord, match="cursor"):
        hand.carry(plugin(hand).list_calls(calls(), "abc"))
    assert hand.labels == []


@pytest.mark.parametrize(("generation", "name"), [("NV", "id_device"), ("NR5", "device_id")])
def test_one_line_s_calls_are_asked_by_the_name_of_the_generation(generation: str, name: str) -> None:
    hand = nextbilling(credentials={**CREDENTIALS, "geracao": generation})
    asked = queries(hand)
    hand.carry(plugin(hand).list_calls(calls(line_id="103"), None))
    hand.carry(plugin(hand).get_call_totals(r.GetCallTotals(subscriber_id="101", period=JANUARY, line_id="103")))
    assert [query[name] for query in asked] == ["103", "103"]


def test_one_line_s_calls_need_the_generation_before_anything_is_sent() -> None:
    hand = nextbilling(credentials={**CREDENTIALS, "geracao": ""})
    with pytest.raises(InvalidRecord, match="geracao"):
        hand.carry(plugin(hand).list_calls(calls(line_id="103"), None))
    assert hand.labels == []


def test_one_line_s_calls_are_its_own(hand: Hand) -> None:
    listed = hand.carry(plugin(hand).list_calls(calls(line_id="103"), None)).items
    assert [call.line_id for call in listed] == ["103"]


def test_the_period_is_sent_whole_and_holds(hand: Hand) -> None:
    asked = queries(hand)
    assert hand.carry(OPERATIONS["list_calls"](plugin(hand))).items
    assert asked[0] == {"date_ini": "2026-01-01", "date_end": "2026-01-31", "start": "0", "limit": "100"}
    other = r.CallPeriod(start=datetime(2026, 2, 1).date(), end=datetime(2026, 2, 28).date())  # noqa: DTZ001
    assert hand.carry(plugin(hand).list_calls(calls(period=other), None)).items == ()


def test_rows_as_the_platform_prints_them_need_no_assumed_wire(hand: Hand) -> None:
    session = Session(hand.plugin)
    page = hand.carry(
        extra.list_call_rows(session, None, subscriber=SUBSCRIBER, start=JANUARY.start, end=JANUARY.end)
    )
    assert len(page.items) == 6
    assert page.items[0]["tipo"] == "fixo"
    assert page.cursor is None


def test_voip_query_1_live_calls_and_the_balance_are_read(hand: Hand) -> None:
    (live,) = hand.carry(OPERATIONS["list_live_calls"](plugin(hand))).items
    assert (live.kind, live.line_id, live.since) == (m.CallKind.MOBILE, "102", datetime(2026, 1, 10, 9, 50))  # noqa: DTZ001
    assert hand.carry(OPERATIONS["get_balance"](plugin(hand))).amount == Decimal("1234.5")
