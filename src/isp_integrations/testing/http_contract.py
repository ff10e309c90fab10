"""The contract of a platform that is reached over HTTP: what every family's suite asks of it when the wire fails.

Every test runs on a sync and on an async client. An operation that the plugin declares must work on its own fake; one
that it does not declare must be refused before anything is sent. Nothing is skipped.
"""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import attrs
import pytest

from isp_integrations.clients.families import clients_of
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    ResumeRefused,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.embedded import address_of
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.contract import Open, PlatformContract, World, failure_of, writes_of
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import AnswerLost, NotSent, OutgoingRequest

GARBAGE = (
    FaultKind.MALFORMED,
    FaultKind.HTML,
    FaultKind.TRUNCATED,
    FaultKind.WRONG_CHARSET,
    FaultKind.HUGE,
)
LOST = (
    FaultKind.REFUSE,
    FaultKind.CLOSE_BEFORE,
    FaultKind.CLOSE_AFTER,
    FaultKind.CLOSE_DURING_BODY,
    FaultKind.COMMIT_LATE,
)
F = TypeVar("F", bound=FakePlatform)
S = TypeVar("S")
_STATES: dict[tuple[type[Any], str], tuple[object, object]] = {}


class Cable:
    """What a client's calls go through: it remembers the tokens sent, and can be cut.

    Attributes:
        cut_after: glob over "METHOD path": when such a request was carried out, its answer and everything after it
            is lost until :meth:`mend`.
    """

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.cut_after: str | None = None
        self._cut = False

    def mend(self) -> None:
        """Let everything through again."""
        self.cut_after, self._cut = None, False

    def leaving(self, request: OutgoingRequest) -> None:
        """A request is about to leave."""
        if self._cut:
            raise NotSent("cut")
        self.secrets.update(value.split()[-1] for name, value in request.headers if name == "authorization")

    def arrived(self, request: OutgoingRequest) -> None:
        """A request was carried out, its answer is on its way."""
        call = f"{request.method} {urlsplit(request.url).path.lstrip('/')}"
        if self.cut_after is not None and fnmatchcase(call, self.cut_after):
            self._cut = True
            raise AnswerLost("cut")


class _Sender:
    """An in-process sender on a cable."""

    def __init__(self, inner: InProcessSender, cable: Cable) -> None:
        self._inner = inner
        self._cable = cable

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        self._cable.leaving(request)
        answer = self._inner.send(request)
        self._cable.arrived(request)
        return answer

    def close(self) -> None:
        self._inner.close()


class _AsyncSender:
    """`_Sender` for async clients."""

    def __init__(self, inner: AsyncInProcessSender, cable: Cable) -> None:
        self._inner = inner
        self._cable = cable

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        self._cable.leaving(request)
        answer = await self._inner.send(request)
        self._cable.arrived(request)
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


@attrs.define(kw_only=True)
class HttpWorld(World[S]):
    """A world behind HTTP.

    Attributes:
        settle: lets commits happen that are still late.
    """

    script: FaultScript = attrs.field(factory=FaultScript)
    settle: Callable[[], None] = lambda: None
    cable: Cable = attrs.field(factory=Cable)


class HttpContract(PlatformContract[F, S]):
    """The contract of a platform that is reached over HTTP; a family's suite inherits it."""

    def make_world(self, *, kind: str, credentials: Mapping[str, str] | None = None) -> HttpWorld[S]:
        """A fresh fake and a client on it, in process, on a cable."""
        fake = self.make_fake()
        seed = self.seed(fake)
        script, clock, cable = FaultScript(), JumpingClock(), Cable()
        clients = clients_of(self.cases.spec.family)
        given = fake.credentials if credentials is None else credentials
        address = address_of(self.platform)
        caller: Caller
        if kind == "sync":
            sender = InProcessSender(fake, script, monotonic=clock.monotonic)
            settle = sender.settle
            options: HostOptions = {"transport": _Sender(sender, cable), "clock": clock}
            caller = SyncCaller(clients.connect(self.platform, credentials=given, base_url=address, **options))
        else:
            async_sender = AsyncInProcessSender(fake, script, monotonic=clock.monotonic)
            settle = async_sender.settle
            options = {"transport": _AsyncSender(async_sender, cable), "clock": clock}
            caller = AsyncCaller(clients.connect_async(self.platform, credentials=given, base_url=address, **options))
        return HttpWorld(
            fake=fake, seed=seed, caller=caller, cases=self.cases, script=script, settle=settle, cable=cable,
            sent=lambda: len(script.served), secrets=cable.secrets,
        )  # fmt: skip

    def spoil(self, world: World[S]) -> Iterator[None]:
        """A page of HTML instead of an answer, then no answer at all."""
        for kind in (FaultKind.HTML, FaultKind.CLOSE_AFTER):
            cast("HttpWorld[S]", world).script.add(Fault(kind=kind, times=10))
            yield

    def _states_around(self, write: str) -> tuple[object, object]:
        """The platform's state before and after one undisturbed order; the same whoever carries it."""
        if (type(self), write) not in _STATES:
            world = self.make_world(kind="sync")
            self.prepare(world, write)
            before = self.state(world.fake)
            world.call(write)
            world.caller.close()
            _STATES[type(self), write] = before, self.state(world.fake)
        return _STATES[type(self), write]

    def test_operations_rest_on_endpoints_of_the_plugins_own_wire(self) -> None:
        plugin = self._plugin()
        used = {endpoint.name for declared in plugin.operations.values() for endpoint in declared.uses}
        assert used <= set(plugin.wire.endpoints)

    def test_an_expired_token_is_renewed_once_under_a_read(self, asked_read: str, open_world: Open) -> None:
        usual = open_world()
        self.prepare(usual, asked_read)
        calls = len(usual.script.served)
        usual.call(asked_read)
        calls = len(usual.script.served) - calls
        world = open_world()
        self.prepare(world, asked_read)
        served = len(world.script.served)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN))
        if world.plugin.logs_in:
            assert world.means_well(asked_read)
            assert len(world.script.served) - served == calls + 2, "not: refused, one log-in, repeated"
            return
        with pytest.raises(AuthenticationFailed):
            world.call(asked_read)

    def test_an_expired_token_under_a_write_never_doubles_it(self, write: str, world: HttpWorld[S]) -> None:
        before, once = self._states_around(write)
        self.prepare(world, write)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN, on=_write_target(world, write)))
        failure = _failure(world, write)
        assert failure is None or isinstance(failure, AuthenticationFailed)
        assert self.state(world.fake) == (before if failure else once)

    # --- a platform that is not well ---

    def test_too_many_requests_are_told_with_the_wait(self, asked_read: str, world: HttpWorld[S]) -> None:
        self.prepare(world, asked_read)
        world.script.add(Fault(kind=FaultKind.STATUS, status=429, retry_after=60, times=10))
        with pytest.raises(RateLimited) as refused:
            world.call(asked_read)
        assert refused.value.retry_after == 60.0

    def test_a_read_survives_one_bad_moment(self, asked_read: str, world: HttpWorld[S]) -> None:
        self.prepare(world, asked_read)
        world.script.add(Fault(kind=FaultKind.STATUS, status=503))
        assert world.means_well(asked_read)

    def test_a_read_without_an_answer_is_unavailable_after_its_retries(
        self, asked_read: str, world: HttpWorld[S]
    ) -> None:
        self.prepare(world, asked_read)
        served = len(world.script.served)
        world.script.add(Fault(kind=FaultKind.STATUS, status=503, times=10))
        with pytest.raises(Unavailable) as failed:
            world.call(asked_read)
        assert (failed.value.platform, failed.value.pending) == (self.platform, None)
        assert len(world.script.served) - served == RetryPolicy().attempts

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_a_read_answered_with_garbage_is_never_a_success(
        self, garbage: FaultKind, asked_read: str, world: HttpWorld[S]
    ) -> None:
        self.prepare(world, asked_read)
        world.script.add(Fault(kind=garbage, megabytes=1, times=10))
        with pytest.raises((UnexpectedAnswer, ProviderRejected)) as failed:
            world.call(asked_read)
        assert not isinstance(failed.value, AuthenticationFailed | RateLimited)

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_an_account_whose_first_answers_are_garbage_does_not_connect(
        self, garbage: FaultKind, world: HttpWorld[S]
    ) -> None:
        world.script.add(Fault(kind=garbage, megabytes=1, times=10))
        with pytest.raises((UnexpectedAnswer, ProviderRejected)):
            world.caller.call("test_connection")

    # --- writes that may have happened ---

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_a_write_answered_with_garbage_is_proven_or_in_doubt(
        self, garbage: FaultKind, write: str, world: HttpWorld[S]
    ) -> None:
        _, once = self._states_around(write)
        self.prepare(world, write)
        world.script.add(Fault(kind=garbage, megabytes=1, on=_write_target(world, write)))
        failure = _failure(world, write)
        assert _was_asked(world, write), "the write never left"
        assert failure is None or isinstance(failure, OutcomeUnknown)
        assert self.state(world.fake) == once

    @pytest.mark.parametrize("lost", LOST)
    def test_a_write_whose_connection_is_lost_is_never_doubled(
        self, lost: FaultKind, write: str, world: HttpWorld[S]
    ) -> None:
        before, once = self._states_around(write)
        self.prepare(world, write)
        world.script.add(Fault(kind=lost, on=_write_target(world, write), seconds=_late(world, write)))
        failure = _failure(world, write)
        world.settle()
        assert _was_asked(world, write), "the write never left"
        self._tells_the_truth(failure, self.state(world.fake), before, once)
        if isinstance(failure, OutcomeUnknown):
            assert failure.pending
            assert failure.resume_token
            token = failure.resume_token
            failure = failure_of(lambda: world.caller.resume(token))
            self._tells_the_truth(failure, self.state(world.fake), before, once)

    def test_a_write_that_the_platform_failed_at_is_in_doubt_or_proven(self, write: str, open_world: Open) -> None:
        before, once = self._states_around(write)
        for applied in (True, False):
            world = open_world()
            self.prepare(world, write)
            target = _write_target(world, write)
            world.script.add(Fault(kind=FaultKind.STATUS, status=503, applied=applied, on=target))
            self._tells_the_truth(_failure(world, write), self.state(world.fake), before, once)

    def test_a_write_lost_with_the_network_is_resumed_when_it_is_back(self, write: str, world: HttpWorld[S]) -> None:
        _, once = self._states_around(write)
        self.prepare(world, write)
        world.cable.cut_after = _write_target(world, write)
        with pytest.raises(OutcomeUnknown) as lost:
            world.call(write)
        token = lost.value.resume_token
        assert token
        assert lost.value.pending
        assert self.state(world.fake) == once
        world.cable.mend()
        failure = failure_of(lambda: world.caller.resume(token))
        assert self.state(world.fake) == once
        if failure is None:
            with pytest.raises(ResumeRefused):
                world.caller.resume(token)
            assert self.state(world.fake) == once
            return
        assert isinstance(failure, OutcomeUnknown)
        assert failure.explanation
        assert failure.resume_token

    @staticmethod
    def _tells_the_truth(failure: IspError | None, now: object, before: object, once: object) -> None:
        assert now in (before, once), "the order was carried out more than once"
        if failure is None:
            assert now == once, "told as done, and it was not"
        elif not isinstance(failure, OutcomeUnknown):
            assert isinstance(failure, Unavailable)
            assert now == before, "told as not done, and it was"


def _write_target(world: World[Any], hook: str) -> str:
    """The glob of the request that carries the hook's write, as it leaves: some want secrets in the path."""
    endpoint = writes_of(world.plugin.operations[hook])[-1]
    path = "/".join("*" if "{" in part else part for part in endpoint.path.split("/"))
    plugin = world.plugin
    if not (plugin.logs_in or plugin.hands_over_tokens):
        path = plugin.authorize(HttpRequest(name=endpoint.name, method=endpoint.method, path=path), "").path
    return f"{endpoint.method} {path}"


def _was_asked(world: HttpWorld[Any], hook: str) -> bool:
    return any(fnmatchcase(" ".join(call), _write_target(world, hook)) for call in world.script.served)


def _late(world: World[Any], hook: str) -> float:
    """Seconds that a late commit takes: within the settling time that the wire promises, if it does."""
    settle = world.plugin.wire.settle(writes_of(world.plugin.operations[hook])[-1])
    return 5.0 if settle is None else settle / 2


def _failure(world: World[Any], hook: str) -> ProviderError | None:
    return failure_of(lambda: world.call(hook))
