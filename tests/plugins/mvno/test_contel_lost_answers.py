"""Writes whose answer was lost, with the platform having done them and not, with and without a settling time."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from contel_by_hand import CUSTOMER, DONOR_NUMBER, LINE, OPERATIONS, STOCK_ESIM, STOCK_SIM, activate, contel
from exchange_by_hand import Hand
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, Unavailable
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.plugins.mvno.assumed.network import Line
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox

SETTLE = 90


@attrs.frozen
class Write:
    """One write: its endpoint's name, what its result must be, and how often the fake did it."""

    endpoint: str
    right: Callable[[Any], bool]
    done: Callable[[ContelSandbox], int]


def first(fake: ContelSandbox) -> Line:
    return fake.network.lines[0]


WRITES = {
    "activate_line": Write(
        "activate",
        lambda made: made.line.iccid == STOCK_SIM and made.line.status is m.LineStatus.AWAITING_ACTIVATION,
        lambda fake: len(fake.network.lines) - 3,
    ),
    "top_up": Write("top_up", lambda made: isinstance(made, m.TopUp), lambda fake: len(first(fake).top_ups)),
    "swap_sim": Write(
        "swap_to_esim", lambda line: line.iccid != LINE.iccid and line.is_esim, lambda fake: len(fake.network.past)
    ),
    "request_portability": Write(
        "port_in",
        lambda port: (port.number, port.status) == (DONOR_NUMBER, m.PortabilityStatus.PENDING),
        lambda fake: int(first(fake).portability is not None),
    ),
    "transfer_ownership": Write(
        "assumed_transfer",
        lambda line: line.holder_tax_id == CUSTOMER.tax_id,
        lambda fake: int(first(fake).contract_id == "77"),
    ),
    "cancel_line": Write(
        "assumed_cancel",
        lambda line: line.status is m.LineStatus.CANCELLED,
        lambda fake: int(first(fake).status is m.LineStatus.CANCELLED),
    ),
    "change_plan": Write(
        "assumed_change_plan",
        lambda line: line.plan_name == "12 GB",
        lambda fake: int(first(fake).plan == fake.network.plans["3"]),
    ),
}


def start(name: str, *, settled: bool, lose: dict[int, bool]) -> tuple[Hand, ContelSandbox, Contel]:
    fake = ContelSandbox()
    hand = contel(fake, **({"settle": {WRITES[name].endpoint: SETTLE}} if settled else {}))
    hand.lose_writes = lose
    assert isinstance(hand.plugin, Contel)
    return hand, fake, hand.plugin


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_happened_is_proven_and_not_repeated(name: str, settled: bool) -> None:
    hand, fake, plugin = start(name, settled=settled, lose={0: True})
    result = hand.carry(OPERATIONS[name](plugin))
    assert WRITES[name].right(result)
    assert hand.writes == 1
    assert WRITES[name].done(fake) == 1


@pytest.mark.parametrize("name", WRITES)
def test_without_settling_time_a_write_not_seen_stays_unknown(name: str) -> None:
    hand, fake, plugin = start(name, settled=False, lose={0: False})
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS[name](plugin))
    assert "não prova" in unknown.value.explanation
    assert hand.writes == 1
    assert hand.waited == []
    assert WRITES[name].done(fake) == 0


@pytest.mark.parametrize("name", WRITES)
def test_a_write_proven_absent_after_settling_is_repeated_once(name: str) -> None:
    hand, fake, plugin = start(name, settled=True, lose={0: False})
    result = hand.carry(OPERATIONS[name](plugin))
    assert WRITES[name].right(result)
    assert hand.writes == 2
    assert hand.waited == [SETTLE]
    assert WRITES[name].done(fake) == 1


@pytest.mark.parametrize("name", WRITES)
def test_a_repeated_write_that_is_lost_too_is_proven_again(name: str) -> None:
    hand, fake, plugin = start(name, settled=True, lose={0: False, 1: True})
    assert WRITES[name].right(hand.carry(OPERATIONS[name](plugin)))
    assert hand.writes == 2
    assert WRITES[name].done(fake) == 1


@pytest.mark.parametrize("name", WRITES)
def test_a_write_proven_absent_twice_is_given_up(name: str) -> None:
    hand, fake, plugin = start(name, settled=True, lose={0: False, 1: False})
    with pytest.raises(Unavailable):
        hand.carry(OPERATIONS[name](plugin))
    assert hand.writes == 2
    assert WRITES[name].done(fake) == 0


@pytest.mark.parametrize("name", WRITES)
def test_a_look_up_that_fails_leaves_the_outcome_unknown(name: str) -> None:
    hand, _, plugin = start(name, settled=True, lose={0: True})

    def break_the_fake() -> None:
        assert isinstance(hand.fake, ContelSandbox)
        hand.fake.expire_tokens()

    hand.when_lost = break_the_fake
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS[name](plugin))
    assert unknown.value.explanation == "A conferência falhou: AuthenticationFailed."
    assert hand.writes == 1


def test_last_months_equal_top_up_is_no_proof() -> None:
    hand, fake, plugin = start("top_up", settled=False, lose={1: False})
    hand.carry(OPERATIONS["top_up"](plugin))
    with pytest.raises(OutcomeUnknown):
        hand.carry(OPERATIONS["top_up"](plugin))
    assert len(first(fake).top_ups) == 1


def test_a_second_equal_top_up_in_the_same_second_is_proven_by_its_count() -> None:
    hand, fake, plugin = start("top_up", settled=False, lose={1: True})
    hand.carry(OPERATIONS["top_up"](plugin))
    hand.carry(OPERATIONS["top_up"](plugin))
    assert len(first(fake).top_ups) == 2
    assert hand.writes == 2


@pytest.mark.parametrize("settled", [False, True])
def test_somebody_elses_top_up_of_another_plan_proves_nothing(settled: bool) -> None:
    hand, fake, plugin = start("top_up", settled=settled, lose={0: False})
    hand.when_lost = lambda: fake.network.top_up(first(fake), "2")
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["top_up"](plugin))
    assert "não se reconhece" in unknown.value.explanation
    assert hand.writes == 1


def test_of_two_equal_top_ups_at_once_a_new_entry_counts_for_both() -> None:
    hand, fake, plugin = start("top_up", settled=True, lose={0: False})
    hand.when_lost = lambda: fake.network.top_up(first(fake), "1")
    assert isinstance(hand.carry(OPERATIONS["top_up"](plugin)), m.TopUp)
    assert hand.writes == 1


@pytest.mark.parametrize("applied", [False, True])
def test_an_esim_of_the_platforms_choice_cannot_be_looked_up(applied: bool) -> None:
    hand, _, plugin = start("activate_line", settled=True, lose={0: applied})
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin.activate_line(activate(esim=True)))
    assert "ICCID" in unknown.value.explanation
    assert hand.writes == 1


def test_an_activation_of_the_same_sim_in_another_name_proves_nothing() -> None:
    hand, fake, plugin = start("activate_line", settled=True, lose={0: False})
    other = attrs.evolve(CUSTOMER, legal_name="Outra Pessoa")

    def someone_else() -> None:
        contender = contel(fake)
        assert isinstance(contender.plugin, Contel)
        contender.carry(contender.plugin.activate_line(attrs.evolve(activate(iccid=STOCK_SIM), customer=other)))

    hand.when_lost = someone_else
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["activate_line"](plugin))
    assert "outro nome" in unknown.value.explanation


def test_an_earlier_refused_port_in_of_the_same_number_is_no_proof() -> None:
    hand, fake, plugin = start("request_portability", settled=False, lose={1: False})
    fake.refuse_port_in(DONOR_NUMBER.national)
    hand.carry(OPERATIONS["request_portability"](plugin))
    for _ in range(3):
        port = hand.carry(plugin.get_portability(r.GetPortability(line=LINE)))
    assert port.status is m.PortabilityStatus.REFUSED
    with pytest.raises(OutcomeUnknown):
        hand.carry(OPERATIONS["request_portability"](plugin))
    assert hand.writes == 2


@pytest.mark.parametrize("applied", [False, True])
def test_a_swap_to_a_given_sim_is_proven_by_its_iccid(applied: bool) -> None:
    fake = ContelSandbox()
    hand = contel(fake, settle={"swap_to_sim": SETTLE})
    hand.lose_writes = {0: applied}
    assert isinstance(hand.plugin, Contel)
    line = hand.carry(hand.plugin.swap_sim(r.SwapSim(line=LINE, new_iccid=STOCK_SIM)))
    assert line.iccid == STOCK_SIM
    assert len(fake.network.past) == 1


def test_a_line_on_a_third_sim_proves_nothing() -> None:
    fake = ContelSandbox()
    hand = contel(fake, settle={"swap_to_sim": SETTLE})
    hand.lose_writes = {0: False}
    hand.when_lost = lambda: fake.network.swap(first(fake), None)
    assert isinstance(hand.plugin, Contel)
    with pytest.raises(OutcomeUnknown):
        hand.carry(hand.plugin.swap_sim(r.SwapSim(line=LINE, new_iccid=STOCK_SIM)))
    assert hand.writes == 1


def test_a_lost_contract_change_stays_unknown_where_lines_show_no_contract() -> None:
    hand, _, plugin = start("transfer_ownership", settled=True, lose={0: True})
    request = r.TransferOwnership(line=LINE, kind=m.TransferKind.CONTRACT_CHANGE, new_contract_id="77")
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(plugin.transfer_ownership(request))
    assert "contrato" in unknown.value.explanation


def test_a_repeated_write_that_is_refused_is_a_definite_refusal() -> None:
    hand, fake, plugin = start("top_up", settled=True, lose={0: False})
    hand.when_lost = lambda: setattr(fake.network, "balance", 0)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(OPERATIONS["top_up"](plugin))
    assert refused.value.words == "Saldo insuficiente."
    assert first(fake).top_ups == []


@pytest.mark.parametrize("status", [200, 503])
def test_a_lost_activation_is_not_sent_again_because_its_look_up_was_refused(status: int) -> None:
    hand, fake, plugin = start("activate_line", settled=True, lose={0: True})
    busy = HttpAnswer(status=status, body=b'{"retorno": false, "mensagem": "Servico indisponivel."}')
    hand.answer_with = lambda request: busy if hand.writes and request.label == "activation" else None
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["activate_line"](plugin))
    assert unknown.value.explanation == "A conferência falhou: ProviderRejected."
    assert (hand.writes, WRITES["activate_line"].done(fake)) == (1, 1)


def test_a_lost_activation_is_not_proven_by_the_activation_of_another_sim() -> None:
    hand, _, plugin = start("activate_line", settled=True, lose={0: True})
    hand.edits["activation"] = lambda body: body.get("info", {}).update(iccid=STOCK_ESIM.value)
    with pytest.raises(OutcomeUnknown) as unknown:
        hand.carry(OPERATIONS["activate_line"](plugin))
    assert unknown.value.explanation == "A conferência falhou: UnexpectedAnswer."
    assert hand.writes == 1
