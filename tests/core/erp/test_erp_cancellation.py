"""The cancellation protocol, its summary and its receipt."""

from decimal import Decimal

import pytest

from isp_integrations.core.erp.cancellation import (
    CancellationCharge,
    CancellationProtocol,
    CancellationReceipt,
    cancellation_receipt,
    proportional_amount,
)
from isp_integrations.core.erp.plans import VoiceTerminal
from isp_integrations.core.errors import InvalidRecord

CHARGES = (
    CancellationCharge(label="Multa", amount=Decimal("120.00")),
    CancellationCharge(label="Crédito", amount=Decimal("-20.10")),
)


def test_the_receipt_repeats_the_protocol_s_number_and_the_whole_amount_elite_cancel_1() -> None:
    protocol = CancellationProtocol(number="2026000123", totals=CHARGES, proportional=Decimal("33.30"))

    assert cancellation_receipt(protocol) == CancellationReceipt(
        protocol_number="2026000123", total=Decimal("133.20")
    )


def test_the_summary_has_voice_terminals_totals_and_the_proportional_amount_if_any_elite_cancel_1() -> None:
    terminal = VoiceTerminal(id="v1", plan_id="7")

    protocol = CancellationProtocol(number="1", voice_terminals=(terminal,), totals=CHARGES)

    assert protocol.voice_terminals == (terminal,)
    assert (protocol.total, protocol.proportional) == (Decimal("99.90"), None)


def test_a_protocol_without_anything_owed_totals_zero_elite_cancel_1() -> None:
    assert CancellationProtocol(number="1").total == 0


@pytest.mark.parametrize("number", ["", "  "])
def test_a_protocol_without_number_has_no_receipt_elite_cancel_1(number: str) -> None:
    with pytest.raises(InvalidRecord, match="number"):
        cancellation_receipt(CancellationProtocol(number=number))


@pytest.mark.parametrize(
    ("used", "period", "amount"),
    [(0, 30, "0.00"), (30, 30, "99.90"), (10, 30, "33.30"), (1, 31, "3.22"), (1, 8, "12.49")],
)
def test_the_proportional_amount_is_the_used_part_of_the_month_elite_cancel_1(
    used: int, period: int, amount: str
) -> None:
    assert str(proportional_amount(Decimal("99.90"), used_days=used, days_in_period=period)) == amount


def test_half_a_cent_rounds_up_elite_cancel_1() -> None:
    assert proportional_amount(Decimal("0.01"), used_days=1, days_in_period=2) == Decimal("0.01")


@pytest.mark.parametrize(("used", "period"), [(-1, 30), (31, 30), (0, 0)])
def test_the_days_used_are_days_of_the_period(used: int, period: int) -> None:
    with pytest.raises(InvalidRecord, match="used_days"):
        proportional_amount(Decimal(100), used_days=used, days_in_period=period)


@pytest.mark.parametrize("price", ["NaN", "sNaN", "Infinity"])
def test_a_price_that_is_no_number_has_no_proportional_amount_elite_cancel_1(price: str) -> None:
    with pytest.raises(InvalidRecord, match="monthly"):
        proportional_amount(Decimal(price), used_days=1, days_in_period=30)
