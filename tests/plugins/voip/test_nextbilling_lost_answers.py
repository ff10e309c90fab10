"""NextBilling's writes whose answer was lost, done by the platform and not."""

import json

import attrs
import pytest

from exchange_by_hand import Hand, as_received
from family_by_hand import answer, instead_of
from isp_integrations.core.errors import NotApplied, OutcomeUnknown, UnexpectedAnswer
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.nextbilling.sandbox import NextBillingSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.voip import sandbox
from isp_integrations.transports.retry import RetryPolicy
from nextbilling_by_hand import NEW, NEW_LINE, OPERATIONS, PASSWORD, SUBSCRIBER, create, fake_of, nextbilling, plugin

SETTLE = 90


def losing(lose: dict[int, bool], *, settled: bool = False) -> Hand:
    """NextBilling that loses the answers of the writes of those numbers."""
    names = ("create_subscriber", "create_line", "assign_number")
    hand = nextbilling(settle=dict.fromkeys(names, SETTLE)) if settled else nextbilling()
    hand.lose_writes = lose
    return hand


def made(hand: Hand) -> tuple[int, int]:
    """How many subscribers and lines there are beyond the fake's own."""
    subscribers = fake_of(hand).pabx.subscribers.values()
    return len(subscribers) - 2, sum(len(one.lines) for one in subscribers) - 2


def everyone(hand: Hand) -> HttpRequest:
    return hand.plugin.call(hand.plugin.wire.endpoints["assumed_subscribers"])


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize(("name", "expected"), [("create_subscriber", (1, 0)), ("create_line", (0, 1))])
def test_what_was_made_is_proven_and_not_made_again(name: str, expected: tuple[int, int], settled: bool) -> None:
    hand = losing({0: True}, settled=settled)
    hand.carry(OPERATIONS[name](plugin(hand)))
    assert made(hand) == expected
    assert hand.writes == 1


@pytest.mark.parametrize(("name", "expected"), [("create_subscriber", (1, 0)), ("create_line", (0, 1))])
def test_what_is_proven_absent_is_made_once(name: str, expected: tuple[int, int]) -> None:
    hand = losing({0: False}, settled=True)
    hand.carry(OPERATIONS[name](plugin(hand)))
    assert made(hand) == expected
    assert (hand.writes, hand.waited) == (2, [SETTLE])


@pytest.mark.parametrize("name", ["create_subscriber", "create_line"])
def test_without_settling_time_what_is_not_seen_stays_unknown(name: str) -> None:
    hand = losing({0: False})
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert "não prova" in lost.value.explanation
    assert hand.writes == 1


@pytest.mark.parametrize("name", ["create_subscriber", "create_line"])
def test_what_is_lost_twice_and_absent_twice_was_not_done(name: str) -> None:
    hand = losing({0: False, 1: False}, settled=True)
    with pytest.raises(NotApplied):
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert made(hand) == (0, 0)


def test_a_subscriber_of_the_same_document_from_before_is_not_taken_for_the_new_one() -> None:
    hand = losing({1: False})
    hand.carry(plugin(hand).create_subscriber(create(access=None)))
    with pytest.raises(OutcomeUnknown):
        hand.carry(plugin(hand).create_subscriber(create(access=None)))
    assert made(hand) == (1, 0)


def test_two_new_subscribers_of_one_document_are_nobody_s_proof() -> None:
    hand = losing({0: True})
    pabx = fake_of(hand).pabx
    hand.when_lost = lambda: pabx.save(NEW)
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(plugin(hand).create_subscriber(create()))
    assert "mais de um assinante novo" in lost.value.explanation


def test_voip_sub_11_a_password_made_up_in_a_lost_answer_is_not_known() -> None:
    hand = losing({0: True})
    saved = hand.carry(plugin(hand).create_subscriber(create(access=m.PanelAccess(username="beltrano"))))
    assert saved.password is None
    assert list(fake_of(hand).pabx.subscribers.values())[-1].password


def test_the_caller_s_own_password_survives_a_lost_answer() -> None:
    hand = losing({0: True})
    assert hand.carry(plugin(hand).create_subscriber(create())).password == PASSWORD


def test_a_line_of_another_username_that_came_meanwhile_proves_nothing() -> None:
    hand = losing({0: False})
    pabx = fake_of(hand).pabx
    hand.when_lost = lambda: pabx.add_line("101", username="4001", password="x" * 8)
    with pytest.raises(OutcomeUnknown):
        hand.carry(OPERATIONS["create_line"](plugin(hand)))


def test_a_line_of_the_same_username_from_before_proves_nothing() -> None:
    hand = losing({0: False})
    fake_of(hand).pabx.add_line("101", username=NEW_LINE.username, password="x" * 8)
    with pytest.raises(OutcomeUnknown):
        hand.carry(OPERATIONS["create_line"](plugin(hand)))


def test_a_subscriber_of_another_document_proves_nothing() -> None:
    hand = losing({0: False})
    everybody = json.loads(hand.fake.handle(as_received(hand.plugin.authorize(everyone(hand), ""))).body)["items"]
    found = [{"items": []}, {"items": everybody[:1]}]
    hand.answer_with = lambda request: answer(found.pop(0)) if request.label == "assumed_find_subscribers" else None
    with pytest.raises(OutcomeUnknown):
        hand.carry(plugin(hand).create_subscriber(create()))


def test_half_a_search_by_document_is_none_and_nothing_is_sent() -> None:
    hand = nextbilling()
    hand.answer_with = instead_of("assumed_find_subscribers", answer({"items": [], "next": "50"}))
    with pytest.raises(UnexpectedAnswer) as failed:
        hand.carry(plugin(hand).create_subscriber(create()))
    assert failed.value.paths == ("$.next",)
    assert hand.writes == 0


@pytest.mark.parametrize("applied", [True, False])
def test_a_number_whose_answer_was_lost_stays_unknown_and_says_what_to_do(applied: bool) -> None:
    hand = losing({0: applied}, settled=True)
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(OPERATIONS["assign_number"](plugin(hand)))
    assert "consulta de números" in lost.value.explanation
    assert hand.writes == 1
    assert bool(fake_of(hand).pabx.numbers) is applied


@pytest.mark.parametrize("kind", [FaultKind.CLOSE_AFTER, FaultKind.CLOSE_BEFORE])
def test_a_switch_that_was_lost_is_simply_sent_again_when_it_is_resumed(kind: FaultKind) -> None:
    fake, script = NextBillingSandbox(), FaultScript()
    with sandbox("nextbilling", fake=fake, script=script, retry=RetryPolicy(attempts=1)) as client:
        script.add(Fault(kind=kind, on="POST api/statusCustomer/*", times=1))
        with pytest.raises(OutcomeUnknown) as lost:
            client.disable_subscriber(subscriber=SUBSCRIBER)
        done = client.resume(lost.value.resume_token or "")
    assert done.value.status is m.SubscriberStatus.DISABLED
    assert not fake.pabx.subscribers["101"].enabled


def test_an_update_whose_answer_was_lost_sets_the_same_again() -> None:
    hand = nextbilling()
    request = r.UpdateSubscriber(subscriber=SUBSCRIBER, profile=attrs.evolve(SUBSCRIBER.profile, modality="pos"))
    for _ in range(2):
        hand.carry(plugin(hand).update_subscriber(request))
    assert fake_of(hand).pabx.subscribers["101"].profile.modality == "pos"
    assert made(hand) == (0, 0)
