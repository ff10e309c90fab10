"""The contract of the mobile family as tests: a platform's plugin that passes them keeps what hosts are promised.

A plugin author inherits the suite and says three things: what the fake holds, where it is, and how to compare it::

    from isp_integrations.testing.mvno import MvnoContract, Seed, host_line

    class TestExemploContract(MvnoContract[ExemploSandbox]):
        platform = "exemplo"                                   # the entry point's name

        def seed(self, fake):                                  # after `Exemplo.sandbox()`
            fake.add_line("11961234567", "8955060000000000012")
            ...
            return Seed(line=host_line("11961234567", "8955060000000000012", plan_code="P1"), ...)

        def state(self, fake):                                 # whatever a doubled order would change
            return [(line.number, line.status, line.top_ups) for line in fake.lines]

Every test runs on a sync and on an async client. An operation that the plugin declares must work on its own fake; one
that it does not declare must be refused before anything is sent. Nothing is skipped.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from inspect import signature
from typing import Any, ClassVar, Generic, TypeVar, cast

import pytest

from isp_integrations.clients import mvno
from isp_integrations.core import registry
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidIdentifier,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    ResumeRefused,
    RuleViolation,
    Unavailable,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.plain import error_to_plain
from isp_integrations.core.platform import Operation, spec_names
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.wire import Endpoint
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import AsyncInProcessSender, InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.mvno import address_of
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.mvno_cases import AWKWARD, CASES, HOOKS, MEANINGS, UNKNOWN_ICCID, Cable, World
from isp_integrations.testing.mvno_cases import Seed as Seed
from isp_integrations.testing.mvno_cases import host_line as host_line
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import OutgoingRequest

SUITE_VERSION = 1
"""Rises with every new demand, so that a plugin can say which contract it passed."""

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
Open = Callable[..., World]
_STATES: dict[tuple[type[Any], str], tuple[object, object]] = {}
REFUSALS = (ProviderRejected, RuleViolation, InvalidIdentifier)


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


class MvnoContract(Generic[F]):
    """Inherit it, set `platform`, and override :meth:`seed` and :meth:`state`; see the module's example."""

    platform: ClassVar[str]

    # --- what an author says ---

    def make_fake(self) -> F:
        """A fresh fake."""
        return cast("F", registry.load("mvno", self.platform).sandbox())

    def seed(self, fake: F) -> Seed:
        """Put the seed's lines, SIMs and plans into `fake`, the same every time."""
        raise NotImplementedError("override seed")

    def state(self, fake: F) -> object:
        """What `fake` holds that an order changes, comparable; not its tokens, its own counters or its ids."""
        raise NotImplementedError("override state")

    def impoverish(self, fake: F) -> bool:
        """Leave the reseller without balance; `False` where the platform keeps none."""
        return False

    # --- how it is asked ---

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the operations that this platform declares."""
        plugin = registry.load("mvno", self.platform)
        cases = {
            "hook": HOOKS,
            "declared": tuple(plugin.operations),
            "asked_read": tuple(
                name for name in _asking(plugin.operations) if not _writes_of(plugin.operations[name])
            ),
            "write": tuple(name for name in _asking(plugin.operations) if _writes_of(plugin.operations[name])),
            "awkward": tuple(name for name, case in AWKWARD.items() if case.hook in plugin.operations),
        }
        for name, values in cases.items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, values)

    @pytest.fixture(params=["sync", "async"])
    def open_world(self, request: pytest.FixtureRequest) -> Iterator[Open]:
        """Opens clients of this test's kind, each on a fake of its own, and closes them."""
        opened: list[World] = []

        def open_world(**options: Any) -> World:
            opened.append(self._world(kind=request.param, **options))
            return opened[-1]

        yield open_world
        for world in opened:
            world.caller.close()

    @pytest.fixture
    def world(self, open_world: Open) -> World:
        """A fake, its seed and a client."""
        return open_world()

    def _world(self, *, kind: str, credentials: Mapping[str, str] | None = None) -> World:
        fake = self.make_fake()
        seed = self.seed(fake)
        script, clock, cable = FaultScript(), JumpingClock(), Cable()
        options: dict[str, Any] = {"clock": clock}
        account: dict[str, Any] = {
            "credentials": fake.credentials if credentials is None else credentials,
            "base_url": address_of(self.platform),
        }
        caller: Caller
        if kind == "sync":
            sender = InProcessSender(fake, script, monotonic=clock.monotonic)
            settle = sender.settle
            caller = SyncCaller(mvno.connect(self.platform, **account, transport=_Sender(sender, cable), **options))
        else:
            async_sender = AsyncInProcessSender(fake, script, monotonic=clock.monotonic)
            settle = async_sender.settle
            caller = AsyncCaller(
                mvno.connect_async(self.platform, **account, transport=_AsyncSender(async_sender, cable), **options)
            )
        return World(fake=fake, seed=seed, caller=caller, script=script, settle=settle, cable=cable)

    def _prepare(self, world: World, hook: str) -> None:
        """Log in, and do what the hook's case presumes."""
        world.caller.call("test_connection")
        if hook == "get_activation" and "activate_line" in world.plugin.operations:
            world.call("activate_line")

    def _states_around(self, write: str) -> tuple[object, object]:
        """The platform's state before and after one undisturbed order; the same whoever carries it."""
        if (type(self), write) not in _STATES:
            world = self._world(kind="sync")
            self._prepare(world, write)
            before = self.state(world.fake)
            world.call(write)
            world.caller.close()
            _STATES[type(self), write] = before, self.state(world.fake)
        return _STATES[type(self), write]

    # --- declarations ---

    def test_the_platform_is_discovered(self) -> None:
        assert self.platform in {found.key for found in registry.platforms() if found.family == "mvno"}

    def test_every_hook_of_the_family_has_a_case(self) -> None:
        assert set(CASES) == set(MEANINGS) == set(HOOKS)

    def test_the_plugin_proves_a_connection_and_has_a_fake(self) -> None:
        plugin = registry.load("mvno", self.platform)
        assert "test_connection" in plugin.operations
        assert set(self.make_fake().credentials) <= {field.name for field in plugin.credential_fields}

    def test_hook_signatures_are_the_specifications_own(self, hook: str) -> None:
        plugin = registry.load("mvno", self.platform)
        spec, ours = spec_names(MvnoSpec)[hook], getattr(plugin, hook)
        assert list(signature(ours).parameters) == list(signature(spec).parameters)
        assert all(p.default is p.empty for p in signature(ours).parameters.values())

    def test_the_description_says_what_the_plugin_declares(self) -> None:
        plugin = registry.load("mvno", self.platform)
        told = registry.describe(self.platform, family="mvno")
        assert (told.key, told.title, told.credentials) == (self.platform, plugin.title, plugin.credential_fields)
        assert {said.name for said in told.operations} == set(HOOKS)
        for said in told.operations:
            declared = plugin.operations.get(said.name)
            assert said.supported is (declared is not None)
            assert said.evidence is (declared.evidence if declared else None)

    def test_operations_rest_on_endpoints_of_the_plugins_own_wire(self) -> None:
        plugin = registry.load("mvno", self.platform)
        used = {endpoint.name for declared in plugin.operations.values() for endpoint in declared.uses}
        assert used <= set(plugin.wire.endpoints)

    # --- what works and what is refused ---

    def test_a_declared_operation_works_and_any_other_is_refused_before_anything_is_sent(
        self, hook: str, world: World
    ) -> None:
        if hook in world.plugin.operations:
            self._prepare(world, hook)
            assert MEANINGS[hook](world.call(hook), world.seed, world), hook
            return
        with pytest.raises(UnsupportedOperation) as refused:
            world.call(hook)
        assert (refused.value.platform, refused.value.operation) == (self.platform, hook)
        assert world.script.served == ()

    def test_an_awkward_case_is_answered_as_hosts_expect(self, awkward: str, world: World) -> None:
        case = AWKWARD[awkward]
        if awkward == "document-refused" and world.seed.refused_tax_id is None:
            return
        if case.first is not None:
            world.caller.call(case.hook, **case.first(world.seed, world))
        before = self.state(world.fake)
        refusal = _refusal(world, case.hook, case.asks(world.seed, world))
        assert case.refused is None or bool(refusal) is case.refused
        assert not isinstance(refusal, AuthenticationFailed | RateLimited)
        assert self.state(world.fake) == before

    def test_a_sim_that_the_platform_does_not_know_is_never_free(self, world: World) -> None:
        try:
            found = world.caller.call("find_sim", iccid=UNKNOWN_ICCID)
        except (*REFUSALS, UnsupportedOperation):
            return
        assert not found.available

    def test_an_empty_reseller_balance_refuses_what_costs(self, world: World) -> None:
        if not self.impoverish(world.fake):
            return
        before = self.state(world.fake)
        for hook in {"activate_line", "top_up"} & set(world.plugin.operations):
            with pytest.raises(ProviderRejected):
                world.call(hook)
        assert self.state(world.fake) == before

    # --- access ---

    def test_wrong_credentials_are_told_as_such(self, open_world: Open) -> None:
        fields = {field.name: field for field in registry.load("mvno", self.platform).credential_fields}
        right = self.make_fake().credentials
        wrong = {name: "errada" if fields[name].secret else value for name, value in right.items()}
        world = open_world(credentials=wrong)
        with pytest.raises(AuthenticationFailed) as refused:
            world.caller.call("test_connection")
        assert refused.value.platform == self.platform

    def test_an_expired_token_is_renewed_once_under_a_read(self, asked_read: str, open_world: Open) -> None:
        usual = open_world()
        self._prepare(usual, asked_read)
        calls = len(usual.script.served)
        usual.call(asked_read)
        calls = len(usual.script.served) - calls
        world = open_world()
        self._prepare(world, asked_read)
        served = len(world.script.served)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN))
        if world.plugin.logs_in:
            assert MEANINGS[asked_read](world.call(asked_read), world.seed, world)
            assert len(world.script.served) - served == calls + 2, "not: refused, one log-in, repeated"
            return
        with pytest.raises(AuthenticationFailed):
            world.call(asked_read)

    def test_an_expired_token_under_a_write_never_doubles_it(self, write: str, world: World) -> None:
        before, once = self._states_around(write)
        self._prepare(world, write)
        world.script.add(Fault(kind=FaultKind.EXPIRED_TOKEN, on=_write_target(world, write)))
        failure = _failure(world, write)
        assert failure is None or isinstance(failure, AuthenticationFailed)
        assert self.state(world.fake) == (before if failure else once)

    # --- a platform that is not well ---

    def test_too_many_requests_are_told_with_the_wait(self, asked_read: str, world: World) -> None:
        self._prepare(world, asked_read)
        world.script.add(Fault(kind=FaultKind.STATUS, status=429, retry_after=60, times=10))
        with pytest.raises(RateLimited) as refused:
            world.call(asked_read)
        assert refused.value.retry_after == 60.0

    def test_a_read_survives_one_bad_moment(self, asked_read: str, world: World) -> None:
        self._prepare(world, asked_read)
        world.script.add(Fault(kind=FaultKind.STATUS, status=503))
        assert MEANINGS[asked_read](world.call(asked_read), world.seed, world)

    def test_a_read_without_an_answer_is_unavailable_after_its_retries(self, asked_read: str, world: World) -> None:
        self._prepare(world, asked_read)
        served = len(world.script.served)
        world.script.add(Fault(kind=FaultKind.STATUS, status=503, times=10))
        with pytest.raises(Unavailable) as failed:
            world.call(asked_read)
        assert (failed.value.platform, failed.value.pending) == (self.platform, None)
        assert len(world.script.served) - served == RetryPolicy().attempts

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_a_read_answered_with_garbage_is_never_a_success(
        self, garbage: FaultKind, asked_read: str, world: World
    ) -> None:
        self._prepare(world, asked_read)
        world.script.add(Fault(kind=garbage, megabytes=1, times=10))
        with pytest.raises((UnexpectedAnswer, ProviderRejected)) as failed:
            world.call(asked_read)
        assert not isinstance(failed.value, AuthenticationFailed | RateLimited)

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_an_account_whose_first_answers_are_garbage_does_not_connect(
        self, garbage: FaultKind, world: World
    ) -> None:
        world.script.add(Fault(kind=garbage, megabytes=1, times=10))
        with pytest.raises((UnexpectedAnswer, ProviderRejected)):
            world.caller.call("test_connection")

    # --- writes that may have happened ---

    @pytest.mark.parametrize("garbage", GARBAGE)
    def test_a_write_answered_with_garbage_is_proven_or_in_doubt(
        self, garbage: FaultKind, write: str, world: World
    ) -> None:
        _, once = self._states_around(write)
        self._prepare(world, write)
        world.script.add(Fault(kind=garbage, megabytes=1, on=_write_target(world, write)))
        failure = _failure(world, write)
        assert _was_asked(world, write), "the write never left"
        assert failure is None or isinstance(failure, OutcomeUnknown)
        assert self.state(world.fake) == once

    @pytest.mark.parametrize("lost", LOST)
    def test_a_write_whose_connection_is_lost_is_never_doubled(
        self, lost: FaultKind, write: str, world: World
    ) -> None:
        before, once = self._states_around(write)
        self._prepare(world, write)
        world.script.add(Fault(kind=lost, on=_write_target(world, write), seconds=_late(world, write)))
        failure = _failure(world, write)
        world.settle()
        assert _was_asked(world, write), "the write never left"
        self._tells_the_truth(failure, self.state(world.fake), before, once)
        if isinstance(failure, OutcomeUnknown):
            assert failure.pending
            assert failure.resume_token
            token = failure.resume_token
            failure = _failure_of(lambda: world.caller.resume(token))
            self._tells_the_truth(failure, self.state(world.fake), before, once)

    def test_a_write_that_the_platform_failed_at_is_in_doubt_or_proven(self, write: str, open_world: Open) -> None:
        before, once = self._states_around(write)
        for applied in (True, False):
            world = open_world()
            self._prepare(world, write)
            target = _write_target(world, write)
            world.script.add(Fault(kind=FaultKind.STATUS, status=503, applied=applied, on=target))
            self._tells_the_truth(_failure(world, write), self.state(world.fake), before, once)

    def test_a_write_lost_with_the_network_is_resumed_when_it_is_back(self, write: str, world: World) -> None:
        _, once = self._states_around(write)
        self._prepare(world, write)
        world.cable.cut_after = _write_target(world, write)
        with pytest.raises(OutcomeUnknown) as lost:
            world.call(write)
        token = lost.value.resume_token
        assert token
        assert lost.value.pending
        assert self.state(world.fake) == once
        world.cable.mend()
        failure = _failure_of(lambda: world.caller.resume(token))
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

    # --- discretion ---

    def test_nothing_shown_or_logged_tells_a_secret_or_a_person(
        self, declared: str, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        asked = CASES[declared](world.seed, world)
        shown = [repr(world.caller.client), repr(world.caller.client.session), repr(world.seed)]
        for kind in (None, FaultKind.HTML, FaultKind.CLOSE_AFTER):
            if kind is not None:
                world.script.add(Fault(kind=kind, times=10))
            try:
                shown.append(repr(world.caller.call(declared, **asked)))
            except IspError as failure:
                shown += [repr(failure), str(failure), json.dumps(error_to_plain(failure))]
        text = "\n".join([*shown, caplog.text])
        told = [what for what, value in self._private(world) if value in text]
        assert not told

    def _private(self, world: World) -> Iterator[tuple[str, str]]:
        fields = {field.name: field for field in world.plugin.credential_fields}
        yield from ((name, value) for name, value in world.fake.credentials.items() if fields[name].secret)
        yield from (("token", token) for token in world.cable.secrets)
        seed = world.seed
        for line in (seed.line, seed.blocked_line):
            yield from (("msisdn", line.msisdn.national),) if line.msisdn else ()
            yield from (("iccid", line.iccid.value),) if line.iccid else ()
        yield "iccid", seed.free_iccid.value
        for person in (seed.customer, seed.new_holder):
            yield "name", person.legal_name
            yield from (("document", person.tax_id.value),) if person.tax_id else ()
            yield from (("email", person.email),) if person.email else ()
            yield from (("street", person.address.street),) if person.address else ()


def _asking(operations: Mapping[str, Operation]) -> list[str]:
    """The operations that ask the platform anything; a webhook is parsed without."""
    return [name for name in operations if name != "parse_webhook"]


def _writes_of(declared: Operation) -> list[Endpoint]:
    return [endpoint for endpoint in declared.uses if endpoint.effect is not Effect.READ]


def _write_target(world: World, hook: str) -> str:
    """The glob of the request that carries the hook's write."""
    endpoint = _writes_of(world.plugin.operations[hook])[-1]
    path = "/".join("*" if "{" in part else part for part in endpoint.path.split("/"))
    return f"{endpoint.method} {path}"


def _was_asked(world: World, hook: str) -> bool:
    return any(fnmatchcase(" ".join(call), _write_target(world, hook)) for call in world.script.served)


def _late(world: World, hook: str) -> float:
    """Seconds that a late commit takes: within the settling time that the wire promises, if it does."""
    settle = world.plugin.wire.settle(_writes_of(world.plugin.operations[hook])[-1])
    return 5.0 if settle is None else settle / 2


def _refusal(world: World, hook: str, arguments: Mapping[str, Any]) -> Exception | None:
    try:
        world.caller.call(hook, **arguments)
    except REFUSALS as refusal:
        return refusal
    return None


def _failure(world: World, hook: str) -> ProviderError | None:
    return _failure_of(lambda: world.call(hook))


def _failure_of(call: Callable[[], Any]) -> ProviderError | None:
    try:
        call()
    except ProviderError as failure:
        return failure
    return None
