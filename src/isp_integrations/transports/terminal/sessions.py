"""One account's sessions, one operation at a time: opened when needed, held, left in a known mode, reused, closed.

What a failure amounts to depends on whether the command itself was typed:

=================================== ===================== ==========================================================
what happened                       not typed yet, a read the command was typed, and it changes something
=================================== ===================== ==========================================================
no connection, lost, hung up        tried again, then     `OutcomeUnknown`
                                    `Unavailable`
no answer in time                   `Unavailable`         `OutcomeUnknown`
a question that nobody declared,    `UnexpectedAnswer`    `OutcomeUnknown`
too much output
busy, at every attempt              `RateLimited`         `RateLimited`: nothing was done
=================================== ===================== ==========================================================

The session is given up in all but the last one, so nothing half-typed is left behind; so it is when the operation
itself ends in an answer that its plugin did not understand.
"""

import asyncio
import codecs
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import attrs

from isp_integrations.core.cli import CliCommand, Meaning
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.platform import Platform
from isp_integrations.core.tl1 import Tl1Command
from isp_integrations.core.values import Value
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.terminal.channels import (
    Channel,
    ChannelFailed,
    Connector,
    HostKeyRefused,
    Listener,
    LogInRefused,
)
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.talk import Say, Speaker, Talk, TalkFailed

T = TypeVar("T")
E = TypeVar("E", bound=ProviderError)
TerminalStep = CliCommand | Tl1Command
log = logging.getLogger("isp_integrations.terminal")
_PROBED_AFTER = 0.1


@attrs.frozen(kw_only=True)
class TerminalAccount(Value):
    """One account's equipment, as the carriers see it.

    Attributes:
        base: which of the platform's `other_bases` it is; empty for its main address.
        connector: opens channels to it.
        speaker: makes the speaker of a new session.
        encoding: of what it prints.
        transactional: whether what an operation changed is lost with its session, before it is committed.
        listener: makes the listener of a new session; `None` when nobody listens.
        beside: what else of the platform is typed to, each in a dialect of another kind.
    """

    platform: Platform
    connector: Connector
    speaker: Callable[[], Speaker]
    clock: Clock
    encoding: str = "utf-8"
    transactional: bool = False
    options: TerminalOptions = attrs.field(factory=TerminalOptions)
    retry: RetryPolicy = attrs.field(factory=RetryPolicy)
    listener: Callable[[], Listener] | None = None
    base: str = ""
    beside: tuple["TerminalAccount", ...] = ()


class _Session:
    """One open session."""

    def __init__(self, account: TerminalAccount, channel: Channel) -> None:
        self.speaker = account.speaker()
        self.rested_at: float | None = None
        self._channel = channel
        self._listener = account.listener() if account.listener else None
        self._decoder = codecs.getincrementaldecoder(account.encoding)("replace")

    async def talk(self, talk: Talk[T], seconds: float) -> T:
        """Carry a conversation to its end; `TimeoutError` when it takes longer."""
        async with asyncio.timeout(seconds):
            try:
                ask = next(talk)
                while True:
                    ask = talk.send(await self._do(ask))
            except StopIteration as end:
                done: T = end.value
                return done

    async def _do(self, ask: object) -> str:
        if isinstance(ask, Say):
            if self._listener:
                self._listener.said(ask.text, ask.hidden)
            await self._channel.write(ask.text.encode())
            return ""
        while True:
            data = await self._channel.read()
            if not data:
                raise ChannelFailed("HungUp")
            if text := self._decoder.decode(data):
                if self._listener:
                    self._listener.heard(text)
                return text

    def close(self) -> None:
        self._channel.close()
        if self._listener:
            self._listener.closed()

    async def closed(self) -> None:
        await self._channel.closed()


class AsyncTerminalCarrier:
    """Carries command lines and TL1 messages for async hosts. Operations of one account wait for one another."""

    def __init__(self, account: TerminalAccount) -> None:
        self._account = account
        self._turn = asyncio.Lock()
        self._session: _Session | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._farewells: set[asyncio.Task[None]] = set()

    def hold(self) -> "AsyncHeldTerminal":
        """The session for one operation: opened, and waited for, at its first step."""
        return AsyncHeldTerminal(self, self._account)

    async def carry(self, step: TerminalStep) -> Any:
        """One step as an operation of its own."""
        held = self.hold()
        try:
            return await held.carry(step)
        finally:
            await held.release(None)

    async def aclose(self) -> None:
        """Say good-bye and hang up."""
        self._stop_idling()
        self._close_idle()
        for farewell in tuple(self._farewells):
            await farewell

    async def take_turn(self) -> None:
        """Wait for the operations before this one."""
        async with asyncio.timeout(self._account.options.queue_timeout):
            await self._turn.acquire()
        self._stop_idling()

    def end_turn(self) -> None:
        """Let the next operation in."""
        self._turn.release()
        if self._session is not None:
            seconds = self._account.options.idle_seconds
            self._idle = asyncio.get_running_loop().call_later(seconds, self._close_idle)

    async def session(self) -> _Session:
        """The open session, if it still answers; else a new one."""
        if self._session is not None and await self._still_answers(self._session):
            return self._session
        self._session = await self._opened()
        return self._session

    def drop(self) -> None:
        """Hang up without a word."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
            self._later(session.closed())

    async def rest(self) -> None:
        """Leave the session in the base mode; one that does not get there is dropped."""
        if self._session is None:
            return
        try:
            await self._session.talk(self._session.speaker.rest(), self._account.options.answer_timeout)
            self._session.rested_at = self._account.clock.monotonic()
        except BaseException as failure:
            self.drop()
            if not isinstance(failure, _FAILURES):
                raise

    async def _still_answers(self, session: _Session) -> bool:
        options = self._account.options
        rested_at, session.rested_at = session.rested_at, None
        if rested_at is None or self._account.clock.monotonic() - rested_at < options.idle_seconds * _PROBED_AFTER:
            return True
        try:
            await session.talk(session.speaker.probe(), options.connect_timeout)
        except _FAILURES:
            self.drop()
            return False
        return True

    async def _opened(self) -> _Session:
        options = self._account.options
        async with asyncio.timeout(options.connect_timeout):
            session = _Session(self._account, await self._account.connector.connect(self._account.base))
        try:
            await session.talk(session.speaker.log_in(), options.log_in_timeout)
        except BaseException:
            session.close()
            self._later(session.closed())
            raise
        return session

    def _stop_idling(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _close_idle(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._later(self._part(session))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` beside whatever goes on; `aclose` waits for it."""
        farewell = asyncio.create_task(work)
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _part(self, session: _Session) -> None:
        with contextlib.suppress(*_FAILURES):
            await session.talk(session.speaker.log_out(), self._account.options.connect_timeout)
        session.close()
        await session.closed()


_FAILURES = (ChannelFailed, TalkFailed, TimeoutError, IspError)


class AsyncHeldTerminal:
    """An account's session in the hands of one operation; gathered exchanges share it step by step."""

    def __init__(self, carrier: AsyncTerminalCarrier, account: TerminalAccount) -> None:
        self._carrier = carrier
        self._account = account
        self._step_turn = asyncio.Lock()
        self._has_turn = False
        self._changed_in: _Session | None = None

    async def carry(self, step: TerminalStep) -> Any:
        """The step's answer, or the error that the module's table names."""
        started = self._account.clock.monotonic()
        async with self._step_turn:
            try:
                await self._take_turn()
                answer = await self._carried(step)
            except IspError as failure:
                self._log(step, type(failure).__name__, started)
                raise
        self._log(step, "ok", started)
        return answer

    @property
    def used(self) -> bool:
        """Whether there is anything to release."""
        return self._has_turn

    async def release(self, failure: BaseException | None, /) -> None:
        """Leave the session to the next operation; it is never an error of this one. A session is given up whose
        operation ended in an answer that nobody understood, or in doubt: what else it prints is not known."""
        if not self._has_turn:
            return
        try:
            if isinstance(failure, UnexpectedAnswer | OutcomeUnknown):
                self._carrier.drop()
            await self._carrier.rest()
        finally:
            self._has_turn = False
            self._carrier.end_turn()

    async def _take_turn(self) -> None:
        if self._has_turn:
            return
        try:
            await self._carrier.take_turn()
        except TimeoutError:
            raise self._error(Unavailable, "outra operação ocupa a sessão; nada foi enviado") from None
        self._has_turn = True

    async def _carried(self, step: TerminalStep) -> Any:
        options = self._account.options
        for attempt in range(options.busy_attempts):
            if attempt:
                await self._account.clock.async_sleep(options.busy_wait)
            try:
                session, answer = await self._attempted(step)
            except ProviderRejected as refusal:  # on the way to the command's mode
                if refusal.code != Meaning.BUSY:
                    raise
                continue
            if not session.speaker.is_busy(answer):
                return answer
        raise self._error(RateLimited, "o equipamento continua ocupado; nada foi executado")

    async def _attempted(self, step: TerminalStep) -> tuple[_Session, Any]:
        pauses = self._account.retry.pauses()
        while True:
            session: _Session | None = None
            try:
                session = await self._same_session(step)
                seconds = max(step.timeout or 0.0, self._account.options.answer_timeout)
                answer = await session.talk(session.speaker.carry(step), seconds)
            except (ChannelFailed, TalkFailed, TimeoutError, UnexpectedAnswer) as failure:
                self._carrier.drop()
                pause = next(pauses, None) if self._may_repeat(step, session, failure) else None
                if pause is None:
                    self._changed_in = None if self._in_doubt(step, session) else self._changed_in
                    raise self._final(step, session, failure) from None
                await self._account.clock.async_sleep(pause)
            except ProviderError:  # said on the way to the command's mode, or at the log-in: nothing was typed
                raise
            except BaseException:
                self._carrier.drop()
                raise
            else:
                if step.effect is not Effect.READ:
                    self._changed_in = session
                return session, answer

    async def _same_session(self, step: TerminalStep) -> _Session:
        session = await self._carrier.session()
        lost = self._account.transactional and self._changed_in not in {None, session}
        if lost and step.effect is not Effect.READ:
            self._changed_in = None
            raise self._error(
                OutcomeUnknown, "a sessão que tinha as mudanças caiu antes de confirmá-las", pending=step.label
            )
        return session

    def _may_repeat(self, step: TerminalStep, session: _Session | None, failure: Exception) -> bool:
        if not isinstance(failure, ChannelFailed) or isinstance(failure, LogInRefused | HostKeyRefused):
            return False
        return not self._in_doubt(step, session)

    def _in_doubt(self, step: TerminalStep, session: _Session | None) -> bool:
        return step.effect is not Effect.READ and session is not None and session.speaker.in_flight

    def _final(self, step: TerminalStep, session: _Session | None, failure: Exception) -> IspError:
        cause = getattr(failure, "cause", type(failure).__name__)
        title, name = self._account.platform.title, step.label
        if self._in_doubt(step, session):
            return OutcomeUnknown(
                message=f"{title}: não se sabe se {name} foi executado ({cause}).",
                explanation=f"{name} pode ter chegado ao equipamento; a resposta se perdeu ou não se entende.",
                platform=self._account.platform.key,
                pending=name,
            )
        if isinstance(failure, LogInRefused):
            return self._error(AuthenticationFailed, "o equipamento recusou o usuário ou a senha")
        if isinstance(failure, HostKeyRefused):
            return ConfigurationError(
                message=f"{title}: a chave SSH do equipamento não é a conhecida; confira terminal.host_key."
            )
        if isinstance(failure, TalkFailed | UnexpectedAnswer):
            return self._error(UnexpectedAnswer, f"a resposta de {name} não se entende ({cause})", paths=(name,))
        return self._error(Unavailable, f"{name} ficou sem resposta que se aproveite ({cause})")

    def _error(self, kind: type[E], what: str, **fields: Any) -> E:
        return kind(message=f"{self._account.platform.title}: {what}.", platform=self._account.platform.key, **fields)

    def _log(self, step: TerminalStep, outcome: str, started: float) -> None:
        log.debug("%s %s %.0f ms", step.label, outcome, (self._account.clock.monotonic() - started) * 1000)
