"""Writes whose answer was lost, with the platform having done them and not, with and without a settling time."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand
from isp_integrations.core.errors import NotApplied, OutcomeUnknown
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.plugins.mvno.assumed.network import Holder, Line
from isp_integrations.plugins.mvno.tip.sandbox import TipSandbox
from isp_integrations.testing.mvno_cases import NEW_HOLDER
from tip_by_hand import LINE, OPERATIONS, STOCK_SIM, block, kept, plugin, seeded, tip

SETTLE = 90


@attrs.frozen
class Write:
    """One write: its endpoint's name, what its result must be, and whether the fake did it."""

    endpoint: str
    right: Callable[[Any], bool]
    done: Callable[[Line, TipSandbox], bool]
    first: Callable[[Line, TipSandbox], object] = lambda line, fake: None


def is_blocked(line: Line, fake: TipSandbox) -> None:
    fake.network.block(line)


def is_porting(line: Line, fake: TipSandbox) -> None:
    fake.network.request_port_in(line, "11962223333", "11")


def given_up(line: Line, _: TipSandbox) -> bool:
    return line.portability is not None and line.portability.status is m.PortabilityStatus.CANCELLED


WRITES = {
    "activate_line": Write(
        "activate",
        lambda made: (made.line.iccid, made.line.status) == (STOCK_SIM, m.LineStatus.AWAITING_ACTIVATION),
        lambda _, fake: fake.network.by_iccid(STOCK_SIM.value) is not None,
    ),
    "block_line": Write(
        "block_partial",
        lambda line: line.status is m.LineStatus.BLOCKED_PARTIAL,
        lambda line, _: line.status is m.LineStatus.BLOCKED_PARTIAL,
    ),
    "unblock_line": Write(
        "unblock",
        lambda line: line.status is m.LineStatus.ACTIVE,
        lambda line, _: line.status is m.LineStatus.ACTIVE,
        is_blocked,
    ),
    "cancel_line": Write(
        "cancel",
        lambda line: line.status is m.LineStatus.CANCELLED,
        lambda line, _: line.status is m.LineStatus.CANCELLED,
    ),
    "change_plan": Write(
        "change_plan",
        lambda line: line.plan_name == "12 GB",
        lambda line, fake: line.plan == fake.network.plans["3"],
    ),
    "top_up": Write(
        "add_data", lambda added: added.plan_name == "2 GB", lambda line, _: line.data_mb == Decimal(2048)
    ),
    "swap_sim": Write(
        "assumed_swap_sim",
        lambda line: line.iccid == STOCK_SIM,
        lambda line, _: line.iccid == STOCK_SIM.value,
    ),
    "transfer_ownership": Write(
        "assumed_transfer",
        lambda line: line.holder_tax_id == NEW_HOLDER.tax_id,
        lambda line, _: line.contract_id == "77",
    ),
    "cancel_portability": Write(
        "assumed_cancel_portability",
        lambda port: port.status is m.PortabilityStatus.CANCELLED,
        given_up,
        is_porting,
    ),
}


def start(name: str, *, settled: bool, lose: dict[int, bool]) -> tuple[Hand, Callable[[], bool]]:
    """A hand that loses those writes, and whether the fake did what was asked."""
    fake = seeded()
    hand = tip(fake, **({"settle": {WRITES[name].endpoint: SETTLE}} if settled else {}))
    line = kept(hand)
    WRITES[name].first(line, fake)
    hand.lose_writes = lose
    return hand, lambda: WRITES[name].done(line, fake)


def test_every_write_is_tried() -> None:
    assert set(WRITES) == {
        name for name, declared in plugin(tip()).operations.items() if any(e.effect != "read" for e in declared.uses)
    }


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_happened_is_proven_and_not_repeated(name: str, settled: bool) -> None:
    hand, done = start(name, settled=settled, lose={0: True})
    assert WRITES[name].right(hand.carry(OPERATIONS[name](plugin(hand))))
    assert hand.writes == 1
    assert done()


@pytest.mark.parametrize("name", WRITES)
def test_without_settling_time_a_write_not_seen_stays_unknown(name: str) -> None:
    hand, done = start(name, settled=False, lose={0: False})
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert "não prova" in unknown.value.explanation
    assert (hand.writes, hand.waited) == (1, [])
    assert not done()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_proven_absent_after_settling_is_repeated_once(name: str) -> None:
    hand, done = start(name, settled=True, lose={0: False})
    assert WRITES[name].right(hand.carry(OPERATIONS[name](plugin(hand))))
    assert (hand.writes, hand.waited) == (2, [SETTLE])
    assert done()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_proven_absent_twice_is_given_up(name: str) -> None:
    hand, done = start(name, settled=True, lose={0: False, 1: False})
    with pytest.raises(NotApplied):
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert hand.writes == 2
    assert not done()


def explained(hand: Hand, name: str) -> str:
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS[name](plugin(hand)))
    return unknown.value.explanation


def test_a_sim_activated_for_somebody_else_meanwhile_proves_nothing() -> None:
    hand = tip()
    hand.lose_writes = {0: False}
    network = hand_network(hand)
    other = Holder(name="Gil Exemplo", tax_id="11144477735")
    hand.when_lost = lambda: network.activate(holder=other, plan_code="1", area_code="11", iccid=STOCK_SIM.value)
    assert "deste titular" in explained(hand, "activate_line")


@pytest.mark.parametrize("growth", [1, 1024, 5000])
def test_a_balance_that_grew_by_another_amount_proves_nothing(growth: int) -> None:
    hand = tip()
    hand.lose_writes = {0: False}
    hand.when_lost = lambda: setattr(kept(hand), "data_mb", Decimal(growth))
    assert "não como esta recarga" in explained(hand, "top_up")


def test_what_was_used_meanwhile_does_not_hide_added_data() -> None:
    hand = tip()
    hand.lose_writes = {0: True}
    hand.when_lost = lambda: setattr(kept(hand), "data_mb", kept(hand).data_mb - 400)
    assert hand.carry(OPERATIONS["top_up"](plugin(hand))).plan_name == "2 GB"


def test_a_widened_block_cannot_be_proven_by_a_status_that_was_there_before() -> None:
    hand = tip(settle={"block_total": SETTLE})
    partly = hand.carry(plugin(hand).block_line(block(m.BlockScope.PARTIAL)))
    hand.lose_writes = {1: True}
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin(hand).block_line(block(m.BlockScope.TOTAL, line=partly)))
    assert "já aparecia bloqueada" in unknown.value.explanation
    assert hand.writes == 2


def test_a_contract_change_is_not_shown_and_stays_unknown() -> None:
    hand = tip()
    hand.lose_writes = {0: True}
    request = r.TransferOwnership(line=LINE, kind=m.TransferKind.CONTRACT_CHANGE, new_contract_id="77")
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin(hand).transfer_ownership(request))
    assert "não mostra o contrato" in unknown.value.explanation


def hand_network(hand: Hand) -> Any:
    assert isinstance(hand.fake, TipSandbox)
    return hand.fake.network
