"""What the HTTP carriers make of answers and failures, by a step's effect: sync and async."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import attrs
import pytest

from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.async_http_carrier import AsyncHttpCarrier
from isp_integrations.transports.async_tokens import AsyncTokenCell
from isp_integrations.transports.budget import RateBudget
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.http import HttpxSender
from isp_integrations.transports.http_carrier import HttpAccount, HttpCarrier
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import (
    AnswerLost,
    AnswerUnreadable,
    NotSent,
    OutgoingRequest,
)
from isp_integrations.transports.tokens import TokenCell
from transports.http_hands import (
    AsyncScriptedSender,
    Hands,
    ScriptedSender,
    StillClock,
    TokenPlatform,
    open_platform,
    token_platform,
)
from transports.http_loopback import Loopback, Script, Seen, answers, hangs_up

READ, REPEATABLE, WRITE = Effect.READ, Effect.REPEATABLE, Effect.WRITE
SECRET = "segredo-98765432100"
OK = HttpAnswer(status=200, body=b"{}")
REFUSED = HttpAnswer(status=401)
BUSY = HttpAnswer(status=429)
BROKEN = HttpAnswer(status=503)
NO_WAY = NotSent("ConnectError")
LOST = AnswerLost("ReadTimeout")
TOO_LARGE = AnswerUnreadable("TooLarge")
Outcome = HttpAnswer | Exception


def step(effect: Effect = READ, *, authenticated: bool = True) -> HttpRequest:
    return HttpRequest(
        name="line_details",
        method="GET" if effect is READ else "POST",
        path="/linha",
        effect=effect,
        query=(("numero", SECRET),),
        body=None if effect is READ else {"cpf": SECRET},
        authenticated=authenticated,
    )


def account(**changes: object) -> HttpAccount:
    given: dict[str, object] = {
        "platform": open_platform(),
        "base_url": "http://sintetica.invalid/api/",
        "clock": StillClock(),
        "retry": RetryPolicy(wait_initial=0.1, wait_max=0.2),
    }
    return HttpAccount(**{**given, **changes})  # type: ignore[arg-type]  # the tests change what they name


def outcome_of(
    hands: Hands, effect: Effect, *outcomes: Outcome, of: HttpAccount | None = None
) -> tuple[HttpAnswer | IspError, int]:
    """What carrying a step came to, and how many requests left for it."""
    sender = ScriptedSender(*outcomes)
    carry = hands.carrier(of or account(), sender)
    try:
        return carry(step(effect)), len(sender.sent)
    except IspError as error:
        return error, len(sender.sent)


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 409, 422])
def test_what_the_platform_says_goes_back_to_the_plugin(scripted: Hands, effect: Effect, status: int) -> None:
    answer = HttpAnswer(status=status, body=b"words")
    assert outcome_of(scripted, effect, answer) == (answer, 1)


@pytest.mark.parametrize(
    ("effect", "failure"),
    [
        (READ, NO_WAY),
        (READ, LOST),
        (READ, BUSY),
        (READ, BROKEN),
        (READ, HttpAnswer(status=500)),
        (READ, HttpAnswer(status=502)),
        (READ, HttpAnswer(status=504)),
        (REPEATABLE, NO_WAY),
        (REPEATABLE, LOST),
        (REPEATABLE, BUSY),
        (REPEATABLE, BROKEN),
        (WRITE, NO_WAY),
    ],
)
def test_a_failure_that_may_be_repeated_is(scripted: Hands, effect: Effect, failure: Outcome) -> None:
    assert outcome_of(scripted, effect, failure, failure, OK) == (OK, 3)


@pytest.mark.parametrize(
    ("effect", "outcomes", "kind"),
    [
        (READ, [NO_WAY] * 3, Unavailable),
        (READ, [LOST] * 3, Unavailable),
        (READ, [BROKEN] * 3, Unavailable),
        (READ, [BUSY] * 3, RateLimited),
        (READ, [LOST, LOST, BUSY], RateLimited),
        (READ, [TOO_LARGE], UnexpectedAnswer),
        (REPEATABLE, [NO_WAY] * 3, Unavailable),
        (REPEATABLE, [BUSY] * 3, RateLimited),
        (REPEATABLE, [NO_WAY, BUSY, NO_WAY], Unavailable),
        (REPEATABLE, [LOST] * 3, OutcomeUnknown),
        (REPEATABLE, [LOST, NO_WAY, NO_WAY], OutcomeUnknown),
        (REPEATABLE, [NO_WAY, BROKEN, BUSY], OutcomeUnknown),
        (REPEATABLE, [TOO_LARGE], OutcomeUnknown),
        (WRITE, [NO_WAY] * 3, Unavailable),
        (WRITE, [LOST], OutcomeUnknown),
        (WRITE, [NO_WAY, LOST], OutcomeUnknown),
        (WRITE, [TOO_LARGE], OutcomeUnknown),
        (WRITE, [BROKEN], OutcomeUnknown),
        (WRITE, [BUSY], RateLimited),
    ],
)
def test_what_failures_amount_to(
    scripted: Hands, effect: Effect, outcomes: list[Outcome], kind: type[IspError]
) -> None:
    error, sent = outcome_of(scripted, effect, *outcomes)
    assert type(error) is kind
    assert sent == len(outcomes)
    assert isinstance(error, OutcomeUnknown | RateLimited | Unavailable | UnexpectedAnswer)
    assert error.platform == "synthetic"
    assert error.pending == ("line_details" if kind is OutcomeUnknown else None)


@pytest.mark.parametrize(("effect", "failure"), [(READ, LOST), (WRITE, LOST), (WRITE, BROKEN), (READ, TOO_LARGE)])
def test_errors_tell_the_endpoint_and_nothing_private(scripted: Hands, effect: Effect, failure: Outcome) -> None:
    error, _ = outcome_of(scripted, effect, *[failure] * 3)
    assert isinstance(error, IspError)
    told = f"{error}{error!r}{vars(error)}"
    assert "line_details" in told
    assert SECRET not in told
    assert error.__suppress_context__


@pytest.mark.parametrize("effect", Effect)
def test_the_switch_turns_every_repetition_off(scripted: Hands, effect: Effect) -> None:
    error, sent = outcome_of(scripted, effect, NO_WAY, of=account(retry=RetryPolicy(enabled=False)))
    assert (type(error), sent) == (Unavailable, 1)


@pytest.mark.parametrize(
    ("told", "waited"),
    [("7", 7.0), (format_datetime(StillClock().now() + timedelta(seconds=5)), 5.0)],
)
def test_a_platform_that_names_a_wait_gets_it(scripted: Hands, told: str, waited: float) -> None:
    clock = StillClock()
    busy = HttpAnswer(status=429, headers={"retry-after": told})
    assert outcome_of(scripted, READ, busy, OK, of=account(clock=clock)) == (OK, 2)
    assert clock.slept == [pytest.approx(waited)]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("15", 15.0),
        ("999999999", 999999999.0),
        ("9" * 400, None),
        ("Mon, 99999999999999999999 Jan 2026 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +99999999999", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wait_that_is_too_long_or_unclear_is_the_callers(scripted: Hands, told: str, seconds: float | None) -> None:
    busy = HttpAnswer(status=429, headers={"retry-after": told})
    error, sent = outcome_of(scripted, READ, *[busy] * 3)
    assert isinstance(error, RateLimited)
    assert (error.retry_after, sent) == (seconds, 1 if seconds else 3)


def test_repetitions_end_with_the_steps_deadline(scripted: Hands) -> None:
    clock = StillClock()
    patient = RetryPolicy(attempts=100, wait_initial=1, wait_max=1)
    error, sent = outcome_of(scripted, READ, *[LOST] * 100, of=account(clock=clock, retry=patient, deadline=10))
    assert isinstance(error, Unavailable)
    assert 5 <= sent <= 10
    assert clock.monotonic() < 10


def test_each_attempt_is_given_what_is_left_of_the_deadline(scripted: Hands) -> None:
    clock = StillClock()
    sender = ScriptedSender(LOST, OK)
    scripted.carrier(account(clock=clock, deadline=20), sender)(step())
    first, second = (request.deadline_seconds for request in sender.sent)
    assert first == 20
    assert second == pytest.approx(20 - clock.monotonic())


def test_a_request_is_complete_and_its_repr_is_not(scripted: Hands) -> None:
    sender = ScriptedSender(OK, OK)
    carry = scripted.carrier(account(), sender)
    carry(step(WRITE))
    carry(step())
    write, read = sender.sent
    assert write.url == f"http://sintetica.invalid/api/linha?numero={SECRET}"
    assert write.content == f'{{"cpf":"{SECRET}"}}'.encode()
    assert dict(write.headers) == {
        "accept": "application/json",
        "content-type": "application/json",
        "user-agent": "isp-integrations",
    }
    assert read.content is None
    assert "content-type" not in dict(read.headers)
    assert SECRET not in repr(write)


def test_a_step_may_name_its_own_headers(scripted: Hands) -> None:
    sender = ScriptedSender(OK)
    scripted.carrier(account(), sender)(attrs.evolve(step(WRITE), headers=(("Content-Type", "text/xml"),)))
    assert dict(sender.sent[0].headers)["content-type"] == "text/xml"


def test_every_request_keeps_the_accounts_rate(scripted: Hands) -> None:
    clock = StillClock()
    carry = scripted.carrier(
        account(clock=clock, budget=RateBudget(2, 60), retry=RetryPolicy(enabled=False)),
        ScriptedSender(OK, OK, OK),
    )
    for _ in range(3):
        carry(step())
    assert clock.slept == [60]


def test_repetitions_take_from_the_rate_too(scripted: Hands) -> None:
    clock = StillClock()
    limited = account(clock=clock, budget=RateBudget(1, 5))
    assert outcome_of(scripted, READ, LOST, OK, of=limited) == (OK, 2)
    assert clock.monotonic() == pytest.approx(5)


def test_a_long_wait_for_the_rate_does_not_eat_the_deadline(scripted: Hands) -> None:
    clock = StillClock()
    sender = ScriptedSender(OK, OK)
    carry = scripted.carrier(account(clock=clock, budget=RateBudget(1, 600), deadline=10), sender)
    carry(step())
    carry(step())
    assert [request.deadline_seconds for request in sender.sent] == [10, 10]


class LogIn:
    """Counts log-ins; each one's token is numbered. `failures` are of the first ones, `None` for a success."""

    def __init__(self, *failures: Exception | None) -> None:
        self.times = 0
        self.failures = list(failures)

    def __call__(self) -> str:
        self.times += 1
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        return f"token-{self.times}"


def bearers(sender: ScriptedSender) -> list[str]:
    return [dict(request.headers).get("authorization", "") for request in sender.sent]


def logged_in(**changes: object) -> HttpAccount:
    return account(platform=token_platform(), **changes)


def test_the_token_is_fetched_once_and_put_in_every_request(scripted: Hands) -> None:
    sender, log_in = ScriptedSender(OK, OK), LogIn()
    carry = scripted.carrier(logged_in(), sender, log_in)
    carry(step())
    carry(step(WRITE))
    assert bearers(sender) == ["Bearer token-1"] * 2
    assert log_in.times == 1


def test_a_step_that_needs_no_token_gets_none(scripted: Hands) -> None:
    sender, log_in = ScriptedSender(REFUSED), LogIn()
    assert scripted.carrier(logged_in(), sender, log_in)(step(authenticated=False)) == REFUSED
    assert (bearers(sender), log_in.times) == ([""], 0)


@pytest.mark.parametrize("effect", [READ, REPEATABLE])
def test_a_refused_token_is_renewed_and_the_request_sent_again(scripted: Hands, effect: Effect) -> None:
    sender, log_in = ScriptedSender(REFUSED, OK), LogIn()
    assert scripted.carrier(logged_in(), sender, log_in)(step(effect)) == OK
    assert bearers(sender) == ["Bearer token-1", "Bearer token-2"]


def test_a_new_token_that_is_refused_too_is_the_plugins_matter(scripted: Hands) -> None:
    sender, log_in = ScriptedSender(REFUSED, REFUSED), LogIn()
    assert scripted.carrier(logged_in(), sender, log_in)(step()) == REFUSED
    assert log_in.times == 2


def test_a_write_with_a_refused_token_is_not_repeated_and_the_next_call_renews(scripted: Hands) -> None:
    sender, log_in = ScriptedSender(REFUSED, OK), LogIn()
    carry = scripted.carrier(logged_in(), sender, log_in)
    assert carry(step(WRITE)) == REFUSED
    assert (len(sender.sent), log_in.times) == (1, 1)
    assert carry(step(WRITE)) == OK
    assert bearers(sender) == ["Bearer token-1", "Bearer token-2"]


class RepeatingPlatform(TokenPlatform):
    """Says that a write refused for its token was not executed; tells the refusal by the body."""

    def repeats_after_renewal(self, request: HttpRequest) -> bool:
        return True

    def token_refused(self, answer: HttpAnswer) -> bool:
        return answer.body == b"expired"


def test_the_plugin_decides_what_a_refusal_is_and_whether_a_write_is_repeated(scripted: Hands) -> None:
    sender, log_in = ScriptedSender(HttpAnswer(status=500, body=b"expired"), OK), LogIn()
    carry = scripted.carrier(account(platform=RepeatingPlatform(Account())), sender, log_in)
    assert carry(step(WRITE)) == OK
    assert bearers(sender) == ["Bearer token-1", "Bearer token-2"]


def test_a_failing_log_in_is_the_callers_error_and_nothing_leaves(scripted: Hands) -> None:
    sender = ScriptedSender()
    carry = scripted.carrier(logged_in(), sender, LogIn(AuthenticationFailed(message="Senha errada.")))
    with pytest.raises(AuthenticationFailed, match="Senha errada"):
        carry(step(WRITE))
    assert sender.sent == []


def test_an_uncertain_log_in_does_not_put_the_write_in_doubt(scripted: Hands) -> None:
    sender = ScriptedSender()
    carry = scripted.carrier(logged_in(), sender, LogIn(OutcomeUnknown(message="?")))
    with pytest.raises(Unavailable):
        carry(step(WRITE))
    assert sender.sent == []


def test_a_log_in_that_fails_after_a_lost_attempt_leaves_the_step_in_doubt(scripted: Hands) -> None:
    log_in = LogIn(None, AuthenticationFailed(message="Senha errada."))
    carry = scripted.carrier(logged_in(), ScriptedSender(LOST, REFUSED), log_in)
    with pytest.raises(OutcomeUnknown):
        carry(step(REPEATABLE))
    assert log_in.times == 2


def test_a_platform_that_logs_in_without_a_way_to_is_told(scripted: Hands) -> None:
    with pytest.raises(IspError, match="ninguém disse como"):
        scripted.carrier(logged_in(), ScriptedSender())(step())


def test_the_log_tells_method_endpoint_status_and_time_alone(
    scripted: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "isp_integrations.http")
    sender, log_in = ScriptedSender(LOST, OK), LogIn()
    scripted.carrier(logged_in(), sender, log_in)(step())
    told = [record.getMessage() for record in caplog.records if record.name == "isp_integrations.http"]
    assert told == ["GET line_details ReadTimeout 0 ms", "GET line_details 200 0 ms"]


def test_closing_the_carrier_closes_the_sender() -> None:
    sender, async_sender = ScriptedSender(), ScriptedSender()
    HttpCarrier(account(), sender).close()
    asyncio.run(AsyncHttpCarrier(account(), AsyncScriptedSender(async_sender)).aclose())
    assert sender.closed
    assert async_sender.closed


def test_a_cancelled_write_is_cancelled(serve: Callable[[Script], Loopback]) -> None:
    stay = threading.Event()

    def silent(seen: Seen, talking: object) -> bool:
        stay.wait(1)
        return False

    server = serve(silent)

    async def cancelled() -> None:
        carrier = AsyncHttpCarrier(account(base_url=server.url, clock=SystemClock()), AsyncHttpxSender())
        task = asyncio.create_task(carrier.carry(step(WRITE)))
        await asyncio.to_thread(server.arrived.wait, 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await carrier.aclose()

    asyncio.run(cancelled())
    stay.set()
    assert len(server.seen) == 1


class ExpiringTokens:
    """A platform that refuses the first token after some calls, as a real one whose token expires under load."""

    def __init__(self, good_calls: int) -> None:
        self._left = good_calls
        self._lock = threading.Lock()
        self.log_ins = 0
        self.renewing = threading.Event()

    def script(self, seen: Seen, talking: object) -> bool:
        with self._lock:
            if seen.target == "/token":
                self.log_ins += 1
                if self.log_ins > 1:
                    self.renewing.set()
                answer = answers(200, f"token-{self.log_ins}".encode())
            elif seen.headers["authorization"] == "Bearer token-1":
                self._left -= 1
                answer = answers(200) if self._left >= 0 else answers(401)
            else:
                answer = answers(200)
        return answer(seen, talking)  # type: ignore[arg-type]  # the loopback's sockets are sockets


def token_request() -> HttpRequest:
    return HttpRequest(name="token", method="POST", path="/token", authenticated=False)


def test_sixteen_threads_share_a_client_while_its_token_expires(
    library: str, serve: Callable[[Script], Loopback]
) -> None:
    platform = ExpiringTokens(good_calls=40)
    server = serve(platform.script)
    sender = HttpxSender(library=library)
    about = logged_in(base_url=server.url, clock=SystemClock())

    def log_in() -> str:
        return carrier.carry(token_request()).body.decode()

    carrier = HttpCarrier(about, sender, TokenCell(log_in))
    statuses: list[int] = []

    def work() -> None:
        statuses.extend(carrier.carry(step()).status for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    carrier.close()
    assert statuses == [200] * 160
    assert platform.log_ins == 2


def test_two_hundred_tasks_share_a_client_while_its_token_expires(
    library: str, serve: Callable[[Script], Loopback]
) -> None:
    platform = ExpiringTokens(good_calls=100)
    server = serve(platform.script)

    async def work() -> list[int | BaseException]:
        sender = AsyncHttpxSender(library=library)

        async def log_in() -> str:
            return (await carrier.carry(token_request())).body.decode()

        about = logged_in(base_url=server.url, clock=SystemClock())
        carrier = AsyncHttpCarrier(about, sender, AsyncTokenCell(log_in))
        tasks = [asyncio.create_task(carrier.carry(step())) for _ in range(201)]
        await asyncio.to_thread(platform.renewing.wait, 5)
        victim = next(task for task in tasks if not task.done())
        victim.cancel()
        answered = await asyncio.gather(*tasks, return_exceptions=True)
        await carrier.aclose()
        return [a.status if isinstance(a, HttpAnswer) else a for a in answered]

    outcomes = asyncio.run(work())
    assert outcomes.count(200) == 200
    assert sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes) == 1
    assert platform.log_ins == 2


def test_a_write_that_loses_its_answer_is_sent_once(library: str, serve: Callable[[Script], Loopback]) -> None:
    server = serve(hangs_up())
    carrier = HttpCarrier(account(base_url=server.url, clock=SystemClock()), HttpxSender(library=library))
    with pytest.raises(OutcomeUnknown) as caught:
        carrier.carry(step(WRITE))
    carrier.close()
    assert caught.value.pending == "line_details"
    assert len(server.seen) == 1


class HandingOver(TokenPlatform):
    """Has a token without a log-in, and newer ones in the bodies of answers."""

    logs_in = False
    hands_over_tokens = True

    def token_in(self, answer: HttpAnswer) -> str | None:
        return answer.body.decode().partition("token=")[2] or None


def handing_over(**changes: object) -> HttpAccount:
    return account(platform=HandingOver(Account()), **changes)


def test_a_token_in_an_answer_is_sent_from_the_next_request_on(scripted: Hands) -> None:
    answers_with_tokens = [
        HttpAnswer(status=200, body=b"token=second"),
        OK,
        HttpAnswer(status=422, body=b"token=third"),
    ]
    sender = ScriptedSender(*answers_with_tokens, OK)
    carry = scripted.carrier(handing_over(), sender, lambda: "first")
    for effect in (WRITE, READ, WRITE, READ):
        carry(step(effect))
    assert bearers(sender) == ["Bearer first", "Bearer second", "Bearer second", "Bearer third"]


def test_a_token_handed_over_without_a_log_in_is_not_renewed_when_refused(scripted: Hands) -> None:
    sender = ScriptedSender(HttpAnswer(status=200, body=b"token=second"), REFUSED, OK)
    carry = scripted.carrier(handing_over(), sender, lambda: "first")
    assert [carry(step()).status for _ in range(3)] == [200, 401, 200]
    assert bearers(sender) == ["Bearer first", "Bearer second", "Bearer second"]


def test_the_late_echo_of_an_older_token_does_not_replace_the_newer_one() -> None:
    class Crossing(ScriptedSender):
        """While the first request is under way, a second one is handed a new token."""

        def send(self, request: OutgoingRequest) -> HttpAnswer:
            answer = super().send(request)
            if len(self.sent) == 1:
                carrier.carry(step())
            return answer

    echo, newer = HttpAnswer(status=200, body=b"token=first"), HttpAnswer(status=200, body=b"token=second")
    sender = Crossing(echo, newer, OK)
    carrier = HttpCarrier(handing_over(), sender, TokenCell(lambda: "first"))
    carrier.carry(step())
    carrier.carry(step())
    assert bearers(sender) == ["Bearer first", "Bearer first", "Bearer second"]


def test_a_token_in_an_answer_that_failed_is_kept_for_the_repetition(scripted: Hands) -> None:
    sender = ScriptedSender(HttpAnswer(status=503, body=b"token=second"), OK)
    carry = scripted.carrier(handing_over(), sender, lambda: "first")
    assert carry(step()).status == 200
    assert bearers(sender) == ["Bearer first", "Bearer second"]


def test_a_step_for_another_address_goes_there_without_the_account_s_token(scripted: Hands) -> None:
    sender = ScriptedSender(OK)
    others = {"office": "http://retaguarda.invalid/rpc/"}
    carry = scripted.carrier(logged_in(other_base_urls=others), sender, lambda: pytest.fail("logged in"))
    carry(attrs.evolve(step(), base="office", path="", query=(("p", "x"),)))
    (sent,) = sender.sent
    assert sent.url == "http://retaguarda.invalid/rpc/?p=x"
    assert bearers(sender) == ["Bearer "]
