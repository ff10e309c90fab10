"""What TIP refuses, answers that nobody should take for a success, its rate limit, and its token in the query."""

import json
import logging
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from exchange_by_hand import Hand
from family_by_hand import HOSTILE, PERSONAL, answer, instead_of
from isp_integrations.clients.mvno import MvnoClient, connect
from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.plain import error_to_plain
from isp_integrations.core.platform import host_hook
from isp_integrations.plugins.mvno.tip.plugin import TipBrasil
from isp_integrations.plugins.mvno.tip.sandbox import CREDENTIALS
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.mvno import sandbox
from isp_integrations.sandbox.server import serve
from isp_integrations.transports.journal import MemoryJournal
from isp_integrations.transports.retry import RetryPolicy
from testing.network_seed import state_of
from tip_by_hand import LINE, OPERATIONS, STOCK_SIM, TOKEN, fake_of, kept, plugin, seeded, tip

LEAKY = "Cliente fulana@example.invalid, CPF 529.982.247-25, linha (11) 96123-4567."
OWN = [name for name, declared in TipBrasil.operations.items() if declared.evidence != "assumed"]


def ready(name: str) -> Hand:
    """A hand whose fake is where the operation does something."""
    hand = tip()
    if name == "unblock_line":
        fake_of(hand).network.block(kept(hand))
    if name in {"get_portability", "cancel_portability"}:
        fake_of(hand).network.request_port_in(kept(hand), "11962223333", "11")
    return hand


def labels_of(name: str) -> list[str]:
    hand = ready(name)
    hand.carry(OPERATIONS[name](plugin(hand)))
    return list(dict.fromkeys(hand.labels))


STEPS = [(name, label) for name in OPERATIONS for label in labels_of(name)]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(("name", "label"), STEPS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, label: str, kind: str) -> None:
    if (label, kind) == ("plans", "list"):
        kind = "list of lists"  # a bare list is how the catalogue comes, also an empty one
    hand = ready(name)
    hand.answer_with = instead_of(label, HOSTILE[kind])
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert isinstance(failure.value, UnexpectedAnswer)
    assert failure.value.paths
    told = f"{failure.value} {failure.value!r} {failure.value.paths}"
    assert not [secret for secret in PERSONAL if secret in told]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, {"codigo_status_tip": 7, "msg_usuario": LEAKY}, "7"),
        (200, {"codigo_status_tip": "7", "msg_usuario": LEAKY}, "7"),
        (201, {"codigo_status_tip": "00", "msg_usuario": LEAKY}, "00"),
        (422, {"message": LEAKY}, "422"),
        (422, {"message": [LEAKY]}, "422"),
        (404, {"message": LEAKY, "codigo_status_tip": 0}, "404"),
        (400, {"msg_usuario": LEAKY}, "400"),
    ],
)
@pytest.mark.parametrize("name", OWN)
def test_a_refusal_keeps_its_words_without_personal_data(name: str, status: int, body: Any, code: str) -> None:
    hand = ready(name)
    hand.answer_with = lambda request: answer(body, status)
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert (failure.value.words, failure.value.code) == ("Cliente *** CPF ***, linha (***.", code)
    assert not [secret for secret in PERSONAL if secret in f"{failure.value} {failure.value!r}"]


@pytest.mark.parametrize("body", [{"message": {"cpf": ["52998224725"]}}, {"message": []}, {}])
def test_a_refusal_without_a_sentence_is_told_as_such(body: Any) -> None:
    hand = tip()
    hand.answer_with = instead_of("sim", answer(body, 422))
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(OPERATIONS["find_sim"](plugin(hand)))
    assert str(failure.value) == "TIP Brasil recusou: sem explicação"


@pytest.mark.parametrize("code", [0, "0"])
def test_a_write_is_taken_by_its_code_as_number_or_text(code: object) -> None:
    hand = tip()
    hand.answer_with = instead_of("add_data", answer({"codigo_status_tip": code, "msg_usuario": "Feito."}))
    assert hand.carry(OPERATIONS["top_up"](plugin(hand))).plan_name == "2 GB"


@pytest.mark.parametrize(
    "body", [{}, {"msg_usuario": "Feito."}, {"codigo_status_tip": None}, {"codigo_status_tip": False}]
)
@pytest.mark.parametrize("label", ["activate", "block_partial", "unblock", "cancel", "change_plan", "add_data"])
def test_a_write_without_a_code_is_not_taken(label: str, body: Any) -> None:
    (name,) = (one for one, step in STEPS if step == label)
    hand = ready(name)
    hand.answer_with = instead_of(label, answer(body))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert failure.value.paths == ("$.codigo_status_tip",)


@pytest.mark.parametrize("status", [302, 304])
def test_an_answer_that_is_neither_a_success_nor_an_error_is_not_understood(status: int) -> None:
    hand = tip()
    hand.answer_with = lambda request: answer({"codigo_status_tip": 0, "balance": 1}, status)
    with pytest.raises(UnexpectedAnswer):
        hand.carry(OPERATIONS["get_balance"](plugin(hand)))


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_refused_token_is_named_so(name: str, status: int) -> None:
    hand = ready(name)
    hand.answer_with = lambda request: answer(b"<html>52998224725</html>", status)
    with pytest.raises(AuthenticationFailed) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert failure.value.code == str(status)


# --- the rate limit ---


def on_script(script: FaultScript) -> tuple[MvnoClient, JumpingClock]:
    clock = JumpingClock()
    return sandbox("tip_brasil", fake=seeded(), script=script, clock=clock), clock


def test_a_read_backs_off_from_a_429_that_names_no_time() -> None:
    script = FaultScript(Fault(kind=FaultKind.STATUS, status=429, times=2))
    client, clock = on_script(script)
    started = clock.monotonic()
    with client:
        assert client.get_balance(line=LINE).data_mb is not None
    assert len(script.served) == 3
    first = RetryPolicy().wait_initial
    assert clock.monotonic() - started >= first + 2 * first


def test_a_read_under_a_429_that_stays_is_told_after_its_attempts() -> None:
    script = FaultScript(Fault(kind=FaultKind.STATUS, status=429, times=50))
    client, _ = on_script(script)
    with client, pytest.raises(RateLimited) as refused:
        client.get_balance(line=LINE)
    assert (refused.value.retry_after, refused.value.applied, refused.value.pending) == (None, (), None)
    assert len(script.served) == RetryPolicy().attempts


ORDERS: dict[str, tuple[str, Callable[[MvnoClient], object]]] = {
    "top_up": ("*/saldo/adicionar", lambda client: client.top_up(line=LINE, plan_code="1GB")),
    "cancel_line": ("*/cancelar", lambda client: client.cancel_line(line=LINE)),
    "change_plan": ("*/plano/alterar", lambda client: client.change_plan(line=LINE, plan_code="3")),
    "block_line": (
        "*/bloquear/parcial",
        lambda client: client.block_line(line=LINE, scope=m.BlockScope.PARTIAL, reason=m.BlockReason.DEBT),
    ),
    "swap_sim": ("*/sim", lambda client: client.swap_sim(line=LINE, new_iccid=STOCK_SIM)),
}


@pytest.mark.parametrize("name", ORDERS)
def test_a_write_refused_by_the_rate_limit_is_sent_once_and_applied_not_at_all(name: str) -> None:
    target, order = ORDERS[name]
    fake, script = seeded(), FaultScript(Fault(kind=FaultKind.STATUS, status=429, on=f"POST {target}", times=9))
    before = state_of(fake.network)
    with sandbox("tip_brasil", fake=fake, script=script) as client, pytest.raises(RateLimited) as refused:
        order(client)
    assert (refused.value.applied, refused.value.pending) == ((), None)
    assert state_of(fake.network) == before
    assert len([call for call in script.served if call[1].endswith(target.lstrip("*"))]) == 1


# --- the token in the query ---


def test_only_what_leaves_carries_the_token_and_nothing_shows_it() -> None:
    hand = tip()
    step = next(plugin(hand).get_balance(r.GetBalance(line=LINE)))
    assert isinstance(step, HttpRequest)
    sent = plugin(hand).authorize(step, "")
    assert sent.query == (("user_token", TOKEN),)
    assert f"user_token={TOKEN}" in sent.target()
    assert step.query == ()
    assert TOKEN not in f"{sent!r} {sent} {step!r} {hand.plugin!r} {plugin(hand).account!r}"
    assert TOKEN not in json.dumps(step.identity())
    assert (step.effect, step.label) == (Effect.READ, "balance")


class Watching:
    """A host's hook that keeps everything it is shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    @host_hook
    def around(self, operation: str, request: Any, exchange: Any) -> Any:
        answered = None
        while True:
            try:
                step = exchange.send(answered)
            except StopIteration as end:
                return end.value
            self.shown.append(
                f"{operation} {request!r} {step!r} {step.label} {json.dumps(step.identity(), default=str)}"
            )
            answered = yield step


class KeepingJournal(MemoryJournal):
    """A journal whose entries are looked at afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def append(self, account: str, order: str, number: int, entry: str) -> None:
        self.kept.append(f"{account} {order} {entry}")
        super().append(account, order, number, entry)


SPOILT = (None, FaultKind.HTML, FaultKind.MALFORMED, FaultKind.CLOSE_AFTER, FaultKind.CLOSE_DURING_BODY)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_over_a_real_connection_no_log_error_or_journal_tells_the_token(
    spoilt: FaultKind | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    watching, journal, told = Watching(), KeepingJournal(), list[str]()
    with serve({"tip_brasil": seeded()}) as server:
        if spoilt is not None:
            server.script("tip_brasil").add(Fault(kind=spoilt, times=1000))
        client = connect(
            "tip_brasil",
            credentials=CREDENTIALS,
            base_url=server.base_url("tip_brasil"),
            hooks=[watching],
            journal=journal,
            retry=RetryPolicy(enabled=False),
        )
        with client:
            for _, order in ORDERS.values():
                told += _told(partial(order, client))
            told += _told(lambda: list(client.list_lines()))
    told += _told(lambda: client.get_balance(line=LINE))
    everything = "\n".join([*watching.shown, *journal.kept, *told, caplog.text, repr(client), repr(client.session)])
    assert watching.shown
    assert journal.kept
    assert TOKEN not in everything
    assert "user_token" not in everything


def _told(call: Callable[[], object]) -> list[str]:
    """Everything that a call says when it fails; what it brings when it does not."""
    try:
        return [repr(call())]
    except IspError as failure:
        plain = json.dumps(error_to_plain(failure), default=str)
        return [repr(failure), str(failure), plain, "".join(traceback.format_exception(failure))]
    except Exception as closed:  # noqa: BLE001  a client that was closed says so in its own way
        return ["".join(traceback.format_exception(closed))]


def test_a_lost_write_s_resume_token_does_not_carry_the_user_token() -> None:
    script = FaultScript(Fault(kind=FaultKind.CLOSE_BEFORE, on="POST */saldo/adicionar"))
    journal = KeepingJournal()
    with sandbox("tip_brasil", fake=seeded(), script=script, journal=journal) as client:
        with pytest.raises(OutcomeUnknown) as unknown:
            client.top_up(line=LINE, plan_code="1GB")
        assert unknown.value.resume_token
        assert TOKEN not in "".join([*journal.kept, unknown.value.resume_token])
        assert [entry for entry in journal.kept if "add_data" in entry]


def test_the_token_alone_decides_who_is_let_in() -> None:
    other = {"user_token": "outro"}
    with serve({"tip_brasil": seeded()}) as server:
        base_url = server.base_url("tip_brasil")
        with connect("tip_brasil", credentials=other, base_url=base_url) as client:
            with pytest.raises(AuthenticationFailed) as refused:
                client.get_line(iccid=LINE.iccid)
            assert refused.value.code == "401"
        with connect("tip_brasil", credentials=CREDENTIALS, base_url=base_url) as client:
            assert client.get_line(iccid=LINE.iccid).status is m.LineStatus.ACTIVE


def test_no_line_is_changed_by_a_refused_token() -> None:
    fake = seeded()
    fake.expire_tokens()
    before = state_of(fake.network)
    with sandbox("tip_brasil", fake=fake) as client, pytest.raises(AuthenticationFailed):
        client.cancel_line(line=LINE)
    assert state_of(fake.network) == before
