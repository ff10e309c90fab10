"""An activation's three writes and a block whose answer was lost, done by the platform and not."""

from typing import Any

import attrs
import pytest

from exchange_by_hand import Hand
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.errors import NotApplied, OutcomeUnknown, ProviderRejected, RateLimited
from isp_integrations.core.identifiers import Cpf, Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.assumed.network import Holder, make_iccid
from isp_integrations.plugins.mvno.telecall.sandbox import TelecallSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.mvno import sandbox
from isp_integrations.transports.journal import MemoryJournal
from isp_integrations.transports.retry import RetryPolicy
from telecall_by_hand import CUSTOMER, NUMBER, PLAN, STOCK_SIM, activate, block, fake_of, plugin, telecall

SETTLE = 90
CUSTOMER_WRITE, ACCOUNT_WRITE, LINE_WRITE = range(3)
NAMES = ("assumed_register_subscriber", "create_account", "create_subscription")
PATHS = ("POST v1/subscribers", "POST v2.1/account", "POST v2.1/subscription")


def made(fake: TelecallSandbox) -> tuple[int, int, int]:
    """How many customers, accounts and lines an activation left."""
    return len(fake.network.subscribers) - 2, len(fake.accounts), len(fake.network.lines) - 2


def losing(lose: dict[int, bool], *, settled: bool = False) -> Hand:
    """Telecall that loses the answers of the writes of those numbers."""
    hand = telecall(settle=dict.fromkeys((*NAMES, "freeze"), SETTLE)) if settled else telecall()
    hand.lose_writes = lose
    return hand


def activated(hand: Hand, **fields: Any) -> m.Activation:
    return hand.carry(plugin(hand).activate_line(activate(**fields)))


def unknown(hand: Hand, **fields: Any) -> OutcomeUnknown:
    with pytest.raises(OutcomeUnknown) as lost:
        activated(hand, **fields)
    return lost.value


# --- one lost answer within one activation ---


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("fields", [{}, {"iccid": None, "esim": True}], ids=["sim", "esim"])
@pytest.mark.parametrize("write", [CUSTOMER_WRITE, LINE_WRITE])
def test_a_customer_or_a_line_that_was_made_is_proven_and_not_made_again(
    write: int, fields: dict[str, Any], settled: bool
) -> None:
    hand = losing({write: True}, settled=settled)
    done = activated(hand, **fields)
    assert made(fake_of(hand)) == (1, 1, 1)
    assert hand.writes == 3
    assert done.line.iccid is not None
    assert done.line.platform_ids["account_id"] == fake_of(hand).accounts[0].id


@pytest.mark.parametrize("write", [CUSTOMER_WRITE, LINE_WRITE])
def test_a_customer_or_a_line_proven_absent_is_made_once(write: int) -> None:
    hand = losing({write: False}, settled=True)
    activated(hand)
    assert made(fake_of(hand)) == (1, 1, 1)
    assert (hand.writes, hand.waited) == (4, [SETTLE])


@pytest.mark.parametrize("write", [CUSTOMER_WRITE, LINE_WRITE])
def test_without_settling_time_what_is_not_seen_stays_unknown(write: int) -> None:
    hand = losing({write: False})
    assert "não prova" in unknown(hand).explanation
    assert hand.writes == write + 1
    assert made(fake_of(hand)) == ((0, 0, 0), (), (1, 1, 0))[write]


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("settled", [False, True])
def test_a_lost_account_stays_unknown_and_nothing_follows_it(settled: bool, applied: bool) -> None:
    hand = losing({ACCOUNT_WRITE: applied}, settled=settled)
    lost = unknown(hand)
    assert (lost.pending, hand.writes, hand.waited) == ("create_account", 2, [])
    assert "account_id" in lost.explanation
    assert made(fake_of(hand)) == (1, int(applied), 0)


def test_an_account_found_to_exist_is_used_by_the_next_activation() -> None:
    hand = losing({ACCOUNT_WRITE: True})
    unknown(hand)
    activated(hand, account_id=fake_of(hand).accounts[0].id)
    assert made(fake_of(hand)) == (1, 1, 1)


def test_an_account_found_not_to_exist_is_opened_by_the_next_activation() -> None:
    hand = losing({ACCOUNT_WRITE: False})
    unknown(hand)
    activated(hand)
    assert made(fake_of(hand)) == (1, 1, 1)


def test_a_line_lost_twice_and_proven_absent_twice_is_given_up() -> None:
    hand = losing({LINE_WRITE: False, LINE_WRITE + 1: False}, settled=True)
    with pytest.raises(NotApplied):
        activated(hand)
    assert made(fake_of(hand)) == (1, 1, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"iccid": STOCK_SIM.value, "holder": Holder(name="Eva Exemplo", tax_id="12345678909")},
        {"iccid": make_iccid(2), "holder": Holder(name="Dora Exemplo", tax_id="39053344705")},
    ],
    ids=["another holder", "another sim"],
)
@pytest.mark.parametrize("settled", [False, True])
def test_the_number_on_somebody_elses_line_proves_nothing(settled: bool, other: dict[str, Any]) -> None:
    hand = losing({LINE_WRITE: False}, settled=settled)
    number = "11980000000"
    hand.when_lost = lambda: fake_of(hand).network.activate(plan_code=PLAN, area_code="11", number=number, **other)
    assert "outro titular" in unknown(hand).explanation
    assert hand.writes == 3


def test_a_look_up_that_fails_leaves_the_outcome_unknown() -> None:
    hand = losing({LINE_WRITE: True}, settled=True)
    hand.when_lost = lambda: fake_of(hand).expire_tokens()
    assert unknown(hand).explanation == "A conferência falhou: AuthenticationFailed."


# --- a later step that is refused ---


@pytest.mark.parametrize("fields", [{}, {"iccid": Iccid.parse(make_iccid(2))}], ids=["same", "another sim"])
def test_a_refused_line_names_the_account_that_the_next_activation_takes(fields: dict[str, Any]) -> None:
    hand = telecall()
    fake = fake_of(hand)
    balance, fake.network.balance = fake.network.balance, fake.network.balance * 0
    with pytest.raises(ProviderRejected) as refused:
        activated(hand)
    assert refused.value.words == "Saldo insuficiente."
    assert refused.value.violation is not None
    assert refused.value.violation.code == "mvno.platform.account_without_line"
    context = refused.value.violation.context
    assert context == {"customer_id": fake.accounts[0].customer_id, "account_id": fake.accounts[0].id}
    fake.network.balance = balance
    activated(hand, account_id=context["account_id"], **fields)
    assert made(fake) == (1, 1, 1)


def test_a_refused_account_leaves_a_customer_whom_the_next_activation_finds() -> None:
    hand = telecall()
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin(hand).activate_line(activate(account_type="prepaid", due_day=5)))
    assert refused.value.words == "Conta pré-paga deve ter vencimento 0."
    assert refused.value.violation is None
    activated(hand)
    assert made(fake_of(hand)) == (1, 1, 1)


# --- through the client: every write lost or cut off, the order resumed ---


def client_of(fake: TelecallSandbox, script: FaultScript, **options: Any) -> MvnoClient:
    return sandbox("telecall", fake=fake, script=script, account_id="loja-1", **options)


def order(client: MvnoClient, **fields: Any) -> Any:
    return client.activate_line(customer=CUSTOMER, plan_code=PLAN, area_code="11", iccid=STOCK_SIM, **fields)


@pytest.mark.parametrize("fault", [FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER, FaultKind.TRUNCATED])
@pytest.mark.parametrize("write", [CUSTOMER_WRITE, ACCOUNT_WRITE, LINE_WRITE])
def test_an_order_lost_at_any_write_is_resumed_without_doubling_anything(write: int, fault: FaultKind) -> None:
    fake, script = TelecallSandbox(), FaultScript()
    shared = {"journal": MemoryJournal(), "vault": Vault([Vault.new_key()])}
    script.add(Fault(kind=fault, on=PATHS[write]))
    known = {"settle": dict.fromkeys(NAMES, SETTLE)}
    with client_of(fake, script, **shared) as client:
        if write != ACCOUNT_WRITE and fault is FaultKind.CLOSE_AFTER:
            order(client)
            assert made(fake) == (1, 1, 1)
            return
        with pytest.raises(OutcomeUnknown) as lost:
            order(client)
        assert (lost.value.applied, lost.value.pending) == (NAMES[:write], NAMES[write])
    token = lost.value.resume_token or ""
    with client_of(fake, script, wire_overrides=known, **shared) as client:
        if write != ACCOUNT_WRITE:
            client.resume(token)
            assert made(fake) == (1, 1, 1)
            return
        for _ in range(2):
            with pytest.raises(OutcomeUnknown) as still:
                client.resume(token)
            token = still.value.resume_token or ""
            assert (still.value.applied, still.value.pending) == (NAMES[:1], "create_account")
            assert "account_id" in still.value.explanation
        assert made(fake) == (1, int(fault is not FaultKind.CLOSE_BEFORE), 0)


@pytest.mark.parametrize("write", [ACCOUNT_WRITE, LINE_WRITE])
def test_an_order_cut_off_between_two_writes_goes_on_where_it_stopped(write: int) -> None:
    fake, script = TelecallSandbox(), FaultScript()
    with client_of(fake, script) as client:
        script.add(Fault(kind=FaultKind.REFUSE, on=PATHS[write], times=RetryPolicy().attempts))
        with pytest.raises(OutcomeUnknown) as lost:
            order(client)
        assert (lost.value.applied, lost.value.pending) == (NAMES[:write], None)
        client.resume(lost.value.resume_token or "")
    assert made(fake) == (1, 1, 1)


def test_a_line_refused_for_haste_says_how_long_to_wait_and_which_account_waits() -> None:
    fake, script = TelecallSandbox(), FaultScript()
    script.add(Fault(kind=FaultKind.STATUS, status=429, retry_after=7, on=PATHS[LINE_WRITE]))
    with client_of(fake, script) as client:
        with pytest.raises(RateLimited) as hasty:
            order(client)
        assert (hasty.value.retry_after, hasty.value.applied) == (7.0, NAMES[:2])
        assert hasty.value.violation is not None
        order(client, account_id=hasty.value.violation.context["account_id"])
    assert made(fake) == (1, 1, 1)


# --- a lost block ---


def blocked(hand: Hand, scope: m.BlockScope = m.BlockScope.TOTAL, **fields: Any) -> m.MvnoLine:
    return hand.carry(plugin(hand).block_line(block(scope, **fields)))


def frozen(fake: TelecallSandbox) -> bool:
    return fake.network.find(NUMBER.national).blocked_since is not None


@pytest.mark.parametrize("scope", m.BlockScope)
@pytest.mark.parametrize("settled", [False, True])
def test_a_lost_block_that_was_made_is_proven_by_the_lines_status(settled: bool, scope: m.BlockScope) -> None:
    hand = losing({0: True}, settled=settled)
    assert blocked(hand, scope).status.value == f"blocked_{scope.value}"
    assert hand.writes == 1


def test_a_lost_block_not_seen_is_repeated_only_when_proven_absent() -> None:
    hand = losing({0: False})
    with pytest.raises(OutcomeUnknown):
        blocked(hand)
    assert not frozen(fake_of(hand))
    settled = losing({0: False}, settled=True)
    assert blocked(settled).status is m.LineStatus.BLOCKED_TOTAL
    assert settled.writes == 2


def test_a_lost_block_for_a_later_day_stays_unknown() -> None:
    hand = losing({0: True}, settled=True)
    with pytest.raises(OutcomeUnknown) as lost:
        blocked(hand, starts_on=hand.now.date().replace(year=2031))
    assert "agendado" in lost.value.explanation
    assert hand.writes == 1


def test_a_status_that_the_line_had_before_proves_no_block() -> None:
    hand = telecall()
    blocked(hand, m.BlockScope.PARTIAL)
    hand.lose_writes = {1: False}
    with pytest.raises(OutcomeUnknown) as lost:
        blocked(hand, m.BlockScope.PARTIAL, suspend_billing=True)
    assert "antes" in lost.value.explanation


def test_a_customer_that_somebody_else_has_the_document_of_is_not_taken() -> None:
    hand = telecall()
    stranger = Cpf.parse("52998224725")
    body = f'{{"items": [{{"id": "x", "name": "Ana", "tax_id": "{stranger.value}"}}]}}'
    find = hand.fake.handle

    def handle(request: Any) -> Any:
        answer = find(request)
        return attrs.evolve(answer, body=body.encode()) if request.path == "v1/subscribers/find" else answer

    fake_of(hand).handle = handle  # type: ignore[method-assign]  # the platform that ignores its filter
    activated(hand)
    assert made(fake_of(hand)) == (1, 1, 1)
