"""What Telecall refuses, and answers that nobody should take for a success."""

import attrs
import pytest

from family_by_hand import HOSTILE, PERSONAL, answer, instead_of
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ProviderError,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno import models as m
from telecall_by_hand import LINE, OPERATIONS, activate, block, fake_of, plugin, ready, telecall

OWN = {"hlr_profiles", "create_account", "create_subscription", "freeze"}
LEAKY = "Cliente fulana@example.invalid, CPF 529.982.247-25, linha (11) 96123-4567."
HOSTILE_HERE = {
    **HOSTILE,
    "ids of another kind": answer({"account_id": 7, "subscription_id": None, "items": [{"code": "x"}]}),
    "a success in other words": answer({"success": True, "message": "Fulana 52998224725"}),
}


def labels_of(name: str) -> list[str]:
    hand = telecall()
    adapter = ready(hand, name)
    hand.carry(OPERATIONS[name](adapter))
    return list(dict.fromkeys(hand.labels))


STEPS = [(name, label) for name in OPERATIONS for label in labels_of(name)]
OWN_STEPS = [step for step in STEPS if step[1] in OWN]


@pytest.mark.parametrize("kind", HOSTILE_HERE)
@pytest.mark.parametrize(("name", "label"), STEPS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, label: str, kind: str) -> None:
    hand = telecall()
    adapter = ready(hand, name)
    hand.answer_with = instead_of(label, HOSTILE_HERE[kind])
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](adapter))
    assert isinstance(failure.value, UnexpectedAnswer)
    assert failure.value.paths
    told = f"{failure.value} {failure.value!r} {failure.value.paths}"
    assert not [secret for secret in PERSONAL if secret in told]


@pytest.mark.parametrize("status", [400, 404, 422])
@pytest.mark.parametrize(("name", "label"), OWN_STEPS)
def test_a_refusal_in_bare_text_keeps_its_words_without_personal_data(name: str, label: str, status: int) -> None:
    hand = telecall()
    adapter = ready(hand, name)
    text = HttpAnswer(status=status, headers={"content-type": "text/plain; charset=utf-8"}, body=LEAKY.encode())
    hand.answer_with = instead_of(label, text)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(OPERATIONS[name](adapter))
    assert (refused.value.words, refused.value.code) == ("Cliente *** CPF ***, linha (***.", str(status))
    assert not [secret for secret in PERSONAL if secret in f"{refused.value!r}"]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/json"])
@pytest.mark.parametrize(("name", "label"), OWN_STEPS)
def test_refused_credentials_are_named_so(name: str, label: str, kind: str, status: int) -> None:
    hand = telecall()
    adapter = ready(hand, name)
    refusal = HttpAnswer(status=status, headers={"content-type": kind}, body=b"52998224725")
    hand.answer_with = instead_of(label, refusal)
    with pytest.raises(AuthenticationFailed):
        hand.carry(OPERATIONS[name](adapter))


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
def test_bare_text_with_a_good_status_is_no_success(kind: str) -> None:
    hand = telecall()
    headers = {"content-type": kind} if kind else {}
    hand.answer_with = instead_of("freeze", HttpAnswer(status=200, headers=headers, body=b"OK"))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).block_line(block()))


def test_a_freeze_that_was_not_taken_is_no_success() -> None:
    hand = telecall()
    hand.answer_with = instead_of("freeze", answer({"accepted": False}))
    with pytest.raises(UnexpectedAnswer) as puzzled:
        hand.carry(plugin(hand).block_line(block()))
    assert puzzled.value.paths == ("$.accepted",)


def test_keys_that_nobody_expected_are_let_be() -> None:
    hand = telecall()
    fake_of(hand).network.block(fake_of(hand).network.lines[0])
    hand.answer_with = instead_of("freeze", answer({"accepted": True, "Data": None, "erros": [], "freezeId": 5}))
    assert hand.carry(plugin(hand).block_line(block())).status is m.LineStatus.BLOCKED_TOTAL


@pytest.mark.parametrize("id_", ["17", "{00000000-0000-4000-8000-000000000001}", "", "../../x", "0" * 32])
@pytest.mark.parametrize(
    ("label", "key", "writes"), [("assumed_find_subscriber", "id", 0), ("create_account", "account_id", 1)]
)
def test_an_id_that_is_no_uuid_is_not_used(label: str, key: str, writes: int, id_: str) -> None:
    hand = telecall()
    known = {"name": "Dora Exemplo", "tax_id": "39053344705", key: id_}
    found = {"items": [known]} if label == "assumed_find_subscriber" else known
    if label == "create_account":
        hand.carry(OPERATIONS["register_subscriber"](plugin(hand)))
        hand.writes = 0
    hand.answer_with = instead_of(label, answer(found))
    with pytest.raises(UnexpectedAnswer) as puzzled:
        hand.carry(plugin(hand).activate_line(activate()))
    assert puzzled.value.paths == (f"$.{key}",)
    assert hand.writes == writes + (label == "create_account")


def test_a_network_without_profiles_activates_nothing() -> None:
    hand = telecall()
    hand.answer_with = instead_of("hlr_profiles", answer({"items": []}))
    with pytest.raises(RuleViolation, match="não há nenhum"):
        hand.carry(plugin(hand).activate_line(activate()))
    assert hand.writes == 0


def test_a_line_without_a_number_is_not_blocked() -> None:
    hand = telecall()
    line = {"iccid": "8955000000000001013", "status": "active", "number": None}
    hand.answer_with = instead_of("assumed_line", answer(line))
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin(hand).block_line(attrs.evolve(block(), line=attrs.evolve(LINE, msisdn=None))))
    assert hand.writes == 0


def test_an_account_is_not_opened_for_whomever_else_the_platform_says_it_registered() -> None:
    hand = telecall()
    stranger = {"id": "00000000-0000-4000-8000-000000000001", "name": "Fulana Exemplo", "tax_id": "52998224725"}
    hand.answer_with = instead_of("assumed_register_subscriber", answer(stranger))
    with pytest.raises(UnexpectedAnswer) as puzzled:
        hand.carry(plugin(hand).activate_line(activate()))
    assert puzzled.value.paths == ("$.tax_id",)
    assert (hand.writes, fake_of(hand).accounts) == (1, [])
