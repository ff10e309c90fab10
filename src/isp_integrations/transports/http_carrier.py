"""Carries HTTP steps: adds the token, keeps the rate, repeats what may be repeated, and says what is known.

What to do is decided once, in a generator that asks for the five things that differ between sync and async
hosts: send, get the token, renew it, keep another one, pause. Both carriers do only those.

=========== ======================== =================================================== =====================
effect      repeated after           in doubt (`OutcomeUnknown`)                         otherwise
=========== ======================== =================================================== =====================
READ        any failure but an       never                                               `Unavailable`,
            unreadable answer                                                            `RateLimited`,
REPEATABLE  any failure but an       when any attempt was lost, unreadable or 5xx and    `UnexpectedAnswer`
            unreadable answer        the last one failed too, or was refused
WRITE       not sent                 at once when lost, unreadable or 5xx
=========== ======================== =================================================== =====================

Every other answer goes back to the plugin, which reads it; one to a change that was lost before is marked so, for the
driver, which believes no refusal then.
"""

import logging
from collections.abc import Generator, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from isp_integrations.core.errors import (
    BrokenPlugin,
    IspError,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Platform
from isp_integrations.core.values import Value
from isp_integrations.transports.budget import BudgetSpent, RateBudget
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import (
    AnswerUnreadable,
    HttpSender,
    NotSent,
    OutgoingRequest,
    SendingError,
)
from isp_integrations.transports.tokens import Token, TokenCell

if TYPE_CHECKING:
    from isp_integrations.transports.async_tokens import AsyncTokenCell

E = TypeVar("E", bound=ProviderError)
log = logging.getLogger("isp_integrations.http")
USER_AGENT = "isp-integrations"
_TOO_MANY = 429
_SERVER_FAILED = 500
_MOST_DIGITS = 9


@attrs.frozen
class Send(Value):
    """Send `request`; the answer is an `HttpAnswer`, or a `SendingError` is thrown."""

    request: OutgoingRequest


@attrs.frozen
class GetToken(Value):
    """Get the account's token; a failing log-in's error is thrown."""


@attrs.frozen
class Renew(Value):
    """Get a token newer than generation `seen`; a failing log-in's error is thrown."""

    seen: int


@attrs.frozen
class Pause(Value):
    """Let `seconds` pass."""

    seconds: float


@attrs.frozen
class Keep(Value):
    """Keep a token that the answer to a request with generation `seen` handed over."""

    value: str = attrs.field(repr=False)
    seen: int


Ask: TypeAlias = Send | GetToken | Renew | Keep | Pause
Asking: TypeAlias = Generator[Ask, Any, HttpAnswer]


@attrs.frozen(kw_only=True)
class HttpAccount(Value):
    """One account's HTTP side: everything about it that the carriers share.

    Attributes:
        base_url: where the platform answers; requests' paths are appended.
        other_base_urls: its further addresses, by name.
        deadline: seconds for a step, its repetitions and its log-in included; only the first wait for the
            rate budget is not counted.
    """

    platform: Platform
    base_url: str
    other_base_urls: Mapping[str, str] = attrs.field(factory=dict)
    clock: Clock
    retry: RetryPolicy = attrs.field(factory=RetryPolicy)
    budget: RateBudget | None = None
    deadline: float = 30.0


class HttpCarrier:
    """Carries HTTP steps for sync hosts. Threads share one.

    Args:
        tokens: needed where the platform logs in.
    """

    def __init__(self, account: HttpAccount, sender: HttpSender, tokens: TokenCell | None = None) -> None:
        self._account = account
        self._sender = sender
        self._tokens = tokens or TokenCell(nobody_logs_in)

    def carry(self, step: HttpRequest) -> HttpAnswer:
        """The platform's answer, or the error that the module's table names."""
        asking = Errand(self._account, step, self._tokens).run()
        try:
            ask = next(asking)
            while True:
                try:
                    answer = self._do(ask)
                except (SendingError, IspError) as failure:
                    ask = asking.throw(failure)
                else:
                    ask = asking.send(answer)
        except StopIteration as end:
            carried: HttpAnswer = end.value
            return carried

    def _do(self, ask: Ask) -> HttpAnswer | Token | None:
        match ask:
            case Send(request):
                return self._sender.send(request)
            case Pause(seconds):
                self._account.clock.sleep(seconds)
                return None
            case GetToken():
                return self._tokens.get()
            case Renew(seen):
                return self._tokens.renew(seen)
            case Keep(value, seen):
                self._tokens.keep(value, seen)
                return None

    def close(self) -> None:
        """Close the sender."""
        self._sender.close()


class _Refused(SendingError):
    """The platform answered that it would not serve this now; `retry_after` is in seconds."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}")
        self.too_many = status == _TOO_MANY
        self.retry_after = retry_after


class Errand:
    """One step under way."""

    def __init__(self, account: HttpAccount, step: HttpRequest, tokens: "TokenCell | AsyncTokenCell") -> None:
        self._account = account
        self._platform = account.platform
        self._step = step
        self._tokens = tokens
        platform = account.platform
        self._has_token = (platform.logs_in or platform.hands_over_tokens) and not step.base
        self._needs_token = self._has_token and step.authenticated
        self._ends_at = 0.0
        self._in_doubt = False

    def run(self) -> Asking:
        yield from self._wait_for_budget()
        self._ends_at = self._account.clock.monotonic() + self._account.deadline
        pauses = self._account.retry.pauses()
        while True:
            try:
                answer = yield from self._attempt()
                return attrs.evolve(answer, after_loss=True) if self._in_doubt else answer
            except SendingError as failure:
                self._in_doubt |= self._may_have_changed_something(failure)
                pause = self._pause_after(failure, pauses)
                if pause is None:
                    raise self._final(failure) from None
            yield Pause(pause)
            yield from self._wait_for_budget()

    def _attempt(self) -> Asking:
        if not self._needs_token:
            return _unless_refused((yield from self._send_without()), self._account.clock)
        token: Token = yield from self._token(GetToken())
        answer = yield from self._send_with(token)
        if not (self._platform.logs_in and self._platform.token_refused(answer)):
            return _unless_refused(answer, self._account.clock)
        if not self._platform.repeats_after_renewal(self._step):
            self._tokens.invalidate(token.generation)
            return answer
        token = yield from self._token(Renew(token.generation))
        yield from self._wait_for_budget()
        return _unless_refused((yield from self._send_with(token)), self._account.clock)

    def _send_without(self) -> Asking:
        answer = yield from self._send("")
        first = self._platform.token_in(answer) if self._has_token else None
        if first is not None:
            yield Keep(first, self._tokens.generation)
        return answer

    def _send_with(self, token: Token) -> Asking:
        answer = yield from self._send(token.value)
        newer = self._platform.token_in(answer)
        if newer is not None and newer != token.value:  # the one that was sent may come back as an echo
            yield Keep(newer, token.generation)
        return answer

    def _token(self, ask: GetToken | Renew) -> Generator[Ask, Any, Token]:
        """The token; where the log-in's own outcome is unknown, this step has still not left."""
        try:
            token: Token = yield ask
        except IspError as error:
            if self._in_doubt:
                raise self._doubt(type(error).__name__) from None
            if isinstance(error, OutcomeUnknown):
                raise self._error(Unavailable, "não se sabe se o acesso foi aceito; nada foi enviado") from None
            raise
        return token

    def _send(self, token: str) -> Asking:
        clock = self._account.clock
        started = clock.monotonic()
        if started >= self._ends_at:
            raise NotSent("DeadlinePassed")
        request = self._outgoing(token, self._ends_at - started)
        try:
            answer: HttpAnswer = yield Send(request)
        except SendingError as failure:
            self._log(failure.cause, clock.monotonic() - started)
            raise
        self._log(answer.status, clock.monotonic() - started)
        return answer

    def _outgoing(self, token: str, seconds: float) -> OutgoingRequest:
        step = self._platform.authorize(self._step, token) if self._step.authenticated else self._step
        content = step.content()
        base_url = self._account.other_base_urls[step.base] if step.base else self._account.base_url
        headers = {"accept": "application/json", "user-agent": USER_AGENT}
        if content is not None:
            headers["content-type"] = step.content_type
        headers.update((name.lower(), value) for name, value in step.headers)
        return OutgoingRequest(
            method=step.method,
            url=f"{base_url.rstrip('/')}/{step.target().lstrip('/')}",
            headers=tuple(headers.items()),
            content=content,
            deadline_seconds=seconds,
        )

    def _wait_for_budget(self) -> Generator[Ask, Any, None]:
        if self._account.budget is None:
            return
        try:
            seconds = self._account.budget.reserve(self._account.clock.monotonic())
        except BudgetSpent as spent:
            if self._in_doubt:
                raise self._doubt(type(spent).__name__) from None
            told = "as chamadas que a conta pode fazer se esgotaram; nada foi enviado"
            raise self._error(RateLimited, told, retry_after=spent.seconds) from None
        if seconds:
            yield Pause(seconds)

    def _may_have_changed_something(self, failure: SendingError) -> bool:
        nothing_happened = isinstance(failure, NotSent) or (isinstance(failure, _Refused) and failure.too_many)
        return self._step.effect is not Effect.READ and not nothing_happened

    def _pause_after(self, failure: SendingError, pauses: Iterator[float]) -> float | None:
        """Seconds to wait before another attempt, `None` when there must be none."""
        repeatable = isinstance(failure, NotSent) or (
            self._step.effect is not Effect.WRITE and not isinstance(failure, AnswerUnreadable)
        )
        pause = next(pauses, None) if repeatable else None
        if pause is None:
            return None
        asked = (isinstance(failure, _Refused) and failure.retry_after) or 0.0
        if asked > self._account.retry.retry_after_max:
            return None
        pause = max(pause, asked)
        return pause if self._account.clock.monotonic() + pause < self._ends_at else None

    def _final(self, failure: SendingError) -> ProviderError:
        """What the last failure amounts to, given the attempts before it."""
        name, cause = self._step.label, failure.cause
        if self._in_doubt:
            return self._doubt(cause)
        if isinstance(failure, _Refused) and failure.too_many:
            told = {"retry_after": failure.retry_after, "code": str(_TOO_MANY)}
            return self._error(RateLimited, "a plataforma pediu para esperar antes de repetir", **told)
        if isinstance(failure, NotSent):
            return self._error(Unavailable, f"não foi possível conectar ({cause}); nada foi enviado")
        if isinstance(failure, AnswerUnreadable):
            return self._error(UnexpectedAnswer, f"a resposta de {name} não pôde ser lida ({cause})", paths=("$",))
        return self._error(Unavailable, f"{name} ficou sem resposta que se aproveite ({cause})")

    def _doubt(self, cause: str) -> OutcomeUnknown:
        name = self._step.label
        return OutcomeUnknown(
            message=f"{self._platform.title}: não se sabe se {name} foi executado ({cause}).",
            explanation=f"{name} pode ter chegado à plataforma; a resposta se perdeu ou não se entende.",
            platform=self._platform.key,
            pending=name,
        )

    def _error(self, kind: type[E], what: str, **fields: Any) -> E:
        return kind(message=f"{self._platform.title}: {what}.", platform=self._platform.key, **fields)

    def _log(self, outcome: object, seconds: float) -> None:
        log.debug("%s %s %s %.0f ms", self._step.method, self._step.label, outcome, seconds * 1000)


def _unless_refused(answer: HttpAnswer, clock: Clock) -> HttpAnswer:
    if answer.status != _TOO_MANY and answer.status < _SERVER_FAILED:
        return answer
    raise _Refused(answer.status, _retry_after(answer, clock))


def _retry_after(answer: HttpAnswer, clock: Clock) -> float | None:
    """Seconds that the platform asks to wait, told as a number or as a date; `None` where it does not say."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isdecimal() and len(told) <= _MOST_DIGITS:
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - clock.now()).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def nobody_logs_in() -> str:
    raise BrokenPlugin(message="A plataforma pede um token, e ninguém disse como buscá-lo.")
