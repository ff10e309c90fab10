"""A budget that would make a call wait for too long refuses it, and a platform's stated rate is the default one."""

import pytest

from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, RateLimited
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account, Platform
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.olt.smartolt.plugin import SmartOlt
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.transports.budget import BudgetSpent, RateBudget
from isp_integrations.transports.http_carrier import HttpAccount, HttpCarrier
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import AnswerLost, OutgoingRequest


def test_a_place_too_far_away_is_refused_and_not_taken() -> None:
    budget = RateBudget(1, 60.0, longest_wait=30.0)
    assert budget.reserve(0.0) == 0.0
    for now, seconds in ((0.0, 60.0), (20.0, 40.0)):
        with pytest.raises(BudgetSpent) as spent:
            budget.reserve(now)
        assert spent.value.seconds == seconds
    assert budget.reserve(30.0) == 30.0


class Sender:
    """Loses every answer, and keeps what was sent."""

    def __init__(self, *, lose: bool) -> None:
        self.sent: list[OutgoingRequest] = []
        self.lose = lose

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        self.sent.append(request)
        if self.lose:
            raise AnswerLost("perdida")
        return HttpAnswer(status=200)

    def close(self) -> None:
        """Nothing to release."""


class Exemplo(Platform):
    key, title, family, wire = "exemplo", "Exemplo", "olt", WireBook()


def carrier(sender: Sender, budget: RateBudget) -> HttpCarrier:
    account = HttpAccount(
        platform=Exemplo(Account()),
        base_url="https://exemplo.invalid/",
        clock=JumpingClock(),
        budget=budget,
        retry=RetryPolicy(attempts=3),
    )
    return HttpCarrier(account, sender)


def step(effect: Effect = Effect.READ, **fields: object) -> HttpRequest:
    return HttpRequest(name="passo", method="POST", path="x", effect=effect, **fields)  # type: ignore[arg-type]


def test_a_spent_budget_is_a_rate_limit_and_nothing_is_sent() -> None:
    sender = Sender(lose=False)
    one = carrier(sender, RateBudget(1, 3600.0, longest_wait=60.0))
    one.carry(step())
    with pytest.raises(RateLimited) as refused:
        one.carry(step())
    assert len(sender.sent) == 1
    assert refused.value.retry_after == pytest.approx(3600.0, abs=1)


def test_a_budget_that_is_spent_between_two_tries_of_a_change_leaves_it_unknown() -> None:
    one = carrier(Sender(lose=True), RateBudget(1, 3600.0, longest_wait=60.0))
    with pytest.raises(OutcomeUnknown):
        one.carry(step(Effect.REPEATABLE))


def test_the_rate_that_a_vendor_states_is_the_account_s_budget_unless_the_host_has_its_own() -> None:
    assert SmartOlt.rate == (1000, 3600.0)
    fake = SmartOlt.sandbox()
    client = olt.sandbox("smartolt", fake=fake)
    for _ in range(1000):
        client.test_connection()
    with pytest.raises(RateLimited):
        client.test_connection()


def test_a_form_goes_as_a_form_and_its_values_cannot_add_a_field() -> None:
    sender = Sender(lose=False)
    one = carrier(sender, RateBudget(10, 1.0))
    one.carry(step(body={"name": "a&b=c\n", "zone": "é"}, form=True))
    one.carry(step(body={"name": "a"}))
    form, plain = sender.sent
    assert dict(form.headers)["content-type"] == "application/x-www-form-urlencoded"
    assert form.content == b"name=a%26b%3Dc%0A&zone=%C3%A9"
    assert dict(plain.headers)["content-type"] == "application/json"
