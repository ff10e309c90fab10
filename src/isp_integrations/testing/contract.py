"""What every family's contract suite shares: declarations, what works and what is refused, access, discretion.

A family says what it asks and what the answers mean (:class:`FamilyCases`), a plugin author what the fake holds. How
a platform is reached, and what can go wrong on the way, is the subclass's: see :mod:`.http_contract`.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs
import pytest

from isp_integrations.core import registry
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidIdentifier,
    IspError,
    ProviderError,
    ProviderRejected,
    RateLimited,
    RuleViolation,
    UnsupportedOperation,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.plain import error_to_plain
from isp_integrations.core.platform import Operation, Platform, spec_names
from isp_integrations.testing.calling import Caller

F = TypeVar("F")
S = TypeVar("S")
Arguments = Callable[[S, "World[S]"], Mapping[str, Any]]
Meaning = Callable[[Any, S, "World[S]"], bool]
REFUSALS = (ProviderRejected, RuleViolation, InvalidIdentifier)


@attrs.frozen(kw_only=True)
class Awkward(Generic[S]):
    """A case that hosts meet: what is asked, and whether the platform must say no.

    Attributes:
        asks: the hook's arguments.
        refused: `True` when only a refusal is right, `False` when only success is, `None` when either is. A refusal
            changes nothing on the platform.
        first: what is asked before, if anything.
        applies: whether a seed has what the case needs.
    """

    hook: str
    asks: Arguments[S]
    refused: bool | None
    first: Arguments[S] | None = None
    applies: Callable[[S], bool] = lambda _: True


@attrs.frozen(kw_only=True)
class FamilyCases(Generic[S]):
    """What one family's suite asks of every platform.

    Attributes:
        asks: by hook, the arguments of the client's method of the same name.
        meanings: by hook, what must be true of the result.
        awkward: further cases by name; a plugin meets those of the operations that it declares.
        private: what the seed holds that nothing may show or log: a word for it, and the text.
        local: hooks that ask the platform nothing.
        presumes: by hook, another one that is carried out first, where the platform declares it.
    """

    spec: type[Platform]
    asks: Mapping[str, Arguments[S]]
    meanings: Mapping[str, Meaning[S]]
    awkward: Mapping[str, Awkward[S]]
    private: Callable[[S], Iterable[tuple[str, str]]]
    local: frozenset[str] = frozenset()
    presumes: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def hooks(self) -> tuple[str, ...]:
        """Every hook that the family specifies."""
        return tuple(sorted(spec_names(self.spec)))


@attrs.define(kw_only=True)
class World(Generic[S]):
    """One fake with what it holds, and one client on it.

    Attributes:
        sent: how many calls have reached the fake.
        secrets: the tokens and passwords that were seen on the way to it.
    """

    fake: Any
    seed: S
    caller: Caller
    cases: FamilyCases[S]
    sent: Callable[[], int] = lambda: 0
    secrets: set[str] = attrs.field(factory=set)

    def call(self, hook: str) -> Any:
        """Carry out a hook's case through the client."""
        return self.caller.call(hook, **self.cases.asks[hook](self.seed, self))

    def means_well(self, hook: str) -> bool:
        """Whether a hook's case brings what it should."""
        return self.cases.meanings[hook](self.call(hook), self.seed, self)

    @property
    def plugin(self) -> Platform:
        """The plugin under test."""
        return self.caller.client.session.platform


Open = Callable[..., Any]


class PlatformContract(Generic[F, S]):
    """Inherit a family's own suite, which inherits this one, and override :meth:`seed` and :meth:`state`."""

    platform: ClassVar[str]
    cases: ClassVar[FamilyCases[Any]]

    # --- what an author says ---

    def make_fake(self) -> F:
        """A fresh fake."""
        return cast("F", self._plugin().sandbox())

    def seed(self, fake: F) -> S:
        """Put the seed's objects into `fake`, the same every time."""
        raise NotImplementedError("override seed")

    def state(self, fake: F) -> object:
        """What `fake` holds that an order changes, comparable; not its tokens, its own counters or its ids."""
        raise NotImplementedError("override state")

    # --- how it is asked ---

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the operations that this platform declares."""
        operations = self._plugin().operations
        asking = [name for name in operations if name not in self.cases.local]
        cases = {
            "hook": self.cases.hooks,
            "declared": tuple(operations),
            "asked_read": tuple(name for name in asking if not self.changes(operations[name])),
            "write": tuple(name for name in asking if self.changes(operations[name])),
            "awkward": tuple(name for name, case in self.cases.awkward.items() if case.hook in operations),
        }
        for name, values in cases.items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, values)

    @pytest.fixture(params=["sync", "async"])
    def open_world(self, request: pytest.FixtureRequest) -> Iterator[Open]:
        """Opens clients of this test's kind, each on a fake of its own, and closes them."""
        opened: list[World[S]] = []

        def open_world(**options: Any) -> World[S]:
            opened.append(self.make_world(kind=request.param, **options))
            return opened[-1]

        yield open_world
        for world in opened:
            world.caller.close()

    @pytest.fixture
    def world(self, open_world: Open) -> World[S]:
        """A fake, its seed and a client."""
        world: World[S] = open_world()
        return world

    def make_world(self, *, kind: str, credentials: Mapping[str, str] | None = None) -> World[S]:
        """A fresh fake and a client of `kind` on it, with its own credentials unless others are given."""
        raise NotImplementedError("how a platform is reached is the subclass's")

    def prepare(self, world: World[S], hook: str) -> None:
        """Log in, and do what the hook's case presumes."""
        world.caller.call("test_connection")
        first = self.cases.presumes.get(hook)
        if first is not None and first in world.plugin.operations:
            world.call(first)

    @classmethod
    def changes(cls, operation: Operation) -> bool:
        """Whether an operation counts as a write."""
        return bool(writes_of(operation))

    @classmethod
    def _plugin(cls) -> type[Platform]:
        return registry.load(cls.cases.spec.family, cls.platform)

    # --- declarations ---

    def test_the_platform_is_discovered(self) -> None:
        family = self.cases.spec.family
        assert self.platform in {found.key for found in registry.platforms() if found.family == family}

    def test_every_hook_of_the_family_has_a_case(self) -> None:
        assert set(self.cases.asks) == set(self.cases.meanings) == set(self.cases.hooks)

    def test_the_plugin_proves_a_connection_and_has_a_fake(self) -> None:
        plugin, fake = self._plugin(), self.make_fake()
        assert "test_connection" in plugin.operations
        assert set(cast("Any", fake).credentials) <= {field.name for field in plugin.credential_fields}

    def test_hook_signatures_are_the_specifications_own(self, hook: str) -> None:
        spec, ours = spec_names(self.cases.spec)[hook], getattr(self._plugin(), hook)
        assert list(signature(ours).parameters) == list(signature(spec).parameters)
        assert all(p.default is p.empty for p in signature(ours).parameters.values())

    def test_the_description_says_what_the_plugin_declares(self) -> None:
        plugin = self._plugin()
        told = registry.describe(self.platform, family=self.cases.spec.family)
        assert (told.key, told.title, told.credentials) == (self.platform, plugin.title, plugin.credential_fields)
        assert {said.name for said in told.operations} == set(self.cases.hooks)
        for said in told.operations:
            declared = plugin.operations.get(said.name)
            assert said.supported is (declared is not None)
            assert said.evidence is (declared.evidence if declared else None)

    # --- what works and what is refused ---

    def test_a_declared_operation_works_and_any_other_is_refused_before_anything_is_sent(
        self, hook: str, world: World[S]
    ) -> None:
        if hook in world.plugin.operations:
            self.prepare(world, hook)
            assert world.means_well(hook), hook
            return
        with pytest.raises(UnsupportedOperation) as refused:
            world.call(hook)
        assert (refused.value.platform, refused.value.operation) == (self.platform, hook)
        assert world.sent() == 0

    def test_an_awkward_case_is_answered_as_hosts_expect(self, awkward: str, world: World[S]) -> None:
        case = self.cases.awkward[awkward]
        if not case.applies(world.seed):
            return
        if case.first is not None:
            world.caller.call(case.hook, **case.first(world.seed, world))
        before = self.state(world.fake)
        refusal = _refusal(world, case.hook, case.asks(world.seed, world))
        assert case.refused is None or bool(refusal) is case.refused
        assert not isinstance(refusal, AuthenticationFailed | RateLimited)
        assert self.state(world.fake) == before

    # --- access ---

    def test_wrong_credentials_are_told_as_such(self, open_world: Open) -> None:
        fields = {field.name: field for field in self._plugin().credential_fields}
        right: Mapping[str, str] = cast("Any", self.make_fake()).credentials
        wrong = {name: "errada" if fields[name].secret else value for name, value in right.items()}
        world = open_world(credentials=wrong)
        with pytest.raises(AuthenticationFailed) as refused:
            world.caller.call("test_connection")
        assert refused.value.platform == self.platform

    # --- discretion ---

    def spoil(self, world: World[S]) -> Iterator[None]:
        """Make what comes next go wrong, in one way after another; nothing, where nothing can."""
        yield from ()

    def test_nothing_shown_or_logged_tells_a_secret_or_a_person(
        self, declared: str, world: World[S], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        asked = self.cases.asks[declared](world.seed, world)
        shown = [repr(world.caller.client), repr(world.caller.client.session), repr(world.seed)]
        shown.append(_shown(world, declared, asked))
        shown += [_shown(world, declared, asked) for _ in self.spoil(world)]
        text = "\n".join([*shown, caplog.text])
        told = [what for what, value in self._private(world) if value in text]
        assert not told

    def _private(self, world: World[S]) -> Iterator[tuple[str, str]]:
        fields = {field.name: field for field in world.plugin.credential_fields}
        yield from ((name, value) for name, value in world.fake.credentials.items() if fields[name].secret)
        yield from (("token", token) for token in world.secrets)
        yield from self.cases.private(world.seed)


def writes_of(declared: Operation) -> list[Any]:
    """What an operation uses that changes something."""
    return [used for used in declared.uses if used.effect is not Effect.READ]


def failure_of(call: Callable[[], Any]) -> ProviderError | None:
    """The provider's failure under `call`, if there is one."""
    try:
        call()
    except ProviderError as failure:
        return failure
    return None


def _refusal(world: World[Any], hook: str, arguments: Mapping[str, Any]) -> Exception | None:
    try:
        world.caller.call(hook, **arguments)
    except REFUSALS as refusal:
        return refusal
    return None


def _shown(world: World[Any], hook: str, arguments: Mapping[str, Any]) -> str:
    """All that a host could show of one call."""
    try:
        return repr(world.caller.call(hook, **arguments))
    except IspError as failure:
        return "\n".join([repr(failure), str(failure), json.dumps(error_to_plain(failure))])
