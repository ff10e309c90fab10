"""The contract of equipment that is typed to, command lines and TL1 alike: what is asked of it when a session fails.

Every test runs on a sync and on an async client, in process; one life of each also goes over real sockets. The
session is killed at every line that changes something, one after another, in every order that the plugin declares.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from glob import escape
from itertools import pairwise
from typing import Any, ClassVar, TypeVar, cast

import attrs
import pytest

from isp_integrations.clients.families import clients_of
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.cli import Command, Dialect
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    ResumeRefused,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect
from isp_integrations.core.platform import Operation
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.sandbox.embedded import address_of
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.contract import Open, PlatformContract, World, failure_of
from isp_integrations.transports.terminal.options import TerminalOptions

LOST = (TerminalFaultKind.DROP_BEFORE, TerminalFaultKind.DROP_AFTER, TerminalFaultKind.DROP_DURING)
ODD = (
    TerminalFault(kind=TerminalFaultKind.GARBAGE),
    TerminalFault(kind=TerminalFaultKind.SILENCE),
    TerminalFault(kind=TerminalFaultKind.ASK, text="\nReally go on with this? (yes/no)[no]:"),
    TerminalFault(kind=TerminalFaultKind.SAY, text="Lorem 42 ipsum\n"),
)
"""What no plugin can make sense of."""
CUT_SHORT = TerminalFault(kind=TerminalFaultKind.DROP_DURING)
_FOREVER = 10_000
_READ = Effect.READ
_NOTHING_MORE = attrs.fields(Operation).also.default
_SOCKETS = TerminalOptions(trust_any_host_key=True, answer_timeout=10.0, busy_wait=0.01)
F = TypeVar("F", bound=FakeEquipment)
S = TypeVar("S")
_TRAILS: dict[tuple[type[Any], str], "Trail"] = {}


@attrs.frozen(kw_only=True)
class Trail:
    """What one undisturbed order does to the equipment.

    Attributes:
        states: the equipment's states on the way, from the one before it to the one after it; each once, in order.
        lines: what the order types, from its first line on.
        changing: the numbers of the lines that changed the state.
    """

    states: tuple[object, ...]
    lines: tuple[str, ...] = attrs.field(repr=False)
    changing: tuple[int, ...]


class WatchedScript(TerminalFaultScript):
    """Faults at the n-th line from a mark, and the equipment's state before every line.

    Attributes:
        cut: whether every line finds the session hung up, from now on.
    """

    def __init__(self, state: Callable[[], object]) -> None:
        super().__init__()
        self.cut = False
        self._state = state
        self._before: list[object] = []
        self._typed_before = 0
        self._faults: dict[int, TerminalFault] = {}
        self._cut_after: int | None = None

    def mark(self) -> None:
        """Count lines, and note states, from now on."""
        self._before = []
        self._typed_before = len(self.typed)

    def at(self, line: int, fault: TerminalFault) -> None:
        """`fault` for the line of that number after the mark, from 0."""
        self._faults[line] = fault

    def cut_after(self, line: int) -> None:
        """Run that line, then lose its answer and everything after it."""
        self._cut_after = line

    @property
    def lines(self) -> tuple[str, ...]:
        """What was typed since the mark."""
        return self.typed[self._typed_before :]

    @property
    def before(self) -> tuple[object, ...]:
        """The states before each line since the mark."""
        return tuple(self._before)

    def take(self, line: str) -> TerminalFault | None:
        """See `TerminalFaultScript`."""
        number = len(self._before)
        self._before.append(self._state())
        waiting = super().take(line)
        if self.cut:
            return TerminalFault(kind=TerminalFaultKind.DROP_BEFORE)
        if number == self._cut_after:
            self.cut = True
            return TerminalFault(kind=TerminalFaultKind.DROP_AFTER)
        return self._faults.pop(number, waiting)


@attrs.define(kw_only=True)
class TerminalWorld(World[S]):
    """A world behind a terminal."""

    script: WatchedScript


class TerminalContract(PlatformContract[F, S]):
    """The contract of equipment that is typed to; a family's suite inherits it.

    Attributes:
        alarm: what the equipment prints uncalled for, in the middle of an answer; line feeds as `\\n`.
        busy: the line with which it puts an order off.
        unworded: orders of which nobody knows what the equipment says when it obeys, so that anything but a refusal
            counts.
    """

    alarm: ClassVar[str] = ""
    busy: ClassVar[str] = ""
    unworded: ClassVar[frozenset[str]] = frozenset()

    def live(self, caller: Caller, seed: S) -> None:
        """A short life over a real socket, with what must be true of it; the family's suite says which."""
        raise NotImplementedError("override live")

    # --- how it is asked ---

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the schemes by which this platform is reached, besides its operations."""
        super().pytest_generate_tests(metafunc)
        if "scheme" in metafunc.fixturenames:
            metafunc.parametrize("scheme", self._plugin().schemes)

    @classmethod
    def changes(cls, operation: Operation) -> bool:
        """See `PlatformContract`; what an operation uses in some cases only counts as well."""
        return operation.also is not _NOTHING_MORE or super().changes(operation)

    def make_world(self, *, kind: str, credentials: Mapping[str, str] | None = None) -> TerminalWorld[S]:
        """A fresh fake and a client on it, in process; by Telnet rather than SSH, for there the equipment asks."""
        fake = self.make_fake()
        seed = self.seed(fake)
        script = WatchedScript(lambda: self.state(fake))
        scheme = "telnet" if "telnet" in fake.schemes else fake.schemes[0]
        options: HostOptions = {"connector": InProcessConnector(fake, script, scheme), "clock": JumpingClock()}
        given = fake.credentials if credentials is None else credentials
        caller = self._open(kind, given, address_of(self.platform, scheme), options)
        return TerminalWorld(
            fake=fake, seed=seed, caller=caller, cases=self.cases, script=script, sent=lambda: len(script.typed)
        )

    def spoil(self, world: World[S]) -> Iterator[None]:
        """An answer that nobody understands, then no answer at all."""
        script = cast("TerminalWorld[S]", world).script
        for kind in (TerminalFaultKind.SAY, TerminalFaultKind.DROP_AFTER):
            script.add(TerminalFault(kind=kind, text="Lorem 42 ipsum\n", times=10))
            yield

    def prepare(self, world: World[S], hook: str) -> None:
        """See `PlatformContract`; lines are counted from here."""
        super().prepare(world, hook)
        cast("TerminalWorld[S]", world).script.mark()

    def _open(self, kind: str, credentials: Mapping[str, str], address: str, options: HostOptions) -> Caller:
        clients = clients_of(self.cases.spec.family)
        if kind == "sync":
            return SyncCaller(clients.connect(self.platform, credentials=credentials, base_url=address, **options))
        return AsyncCaller(clients.connect_async(self.platform, credentials=credentials, base_url=address, **options))

    def _trail(self, hook: str) -> Trail:
        """What an undisturbed call does; the same whoever carries it."""
        if (type(self), hook) not in _TRAILS:
            world = self.make_world(kind="sync")
            self.prepare(world, hook)
            world.call(hook)
            around = (*world.script.before, self.state(world.fake))
            world.caller.close()
            changing = tuple(n for n, (old, new) in enumerate(pairwise(around)) if old != new)
            states = (around[0], *(around[number + 1] for number in changing))
            _TRAILS[type(self), hook] = Trail(states=states, lines=world.script.lines, changing=changing)
        return _TRAILS[type(self), hook]

    # --- declarations ---

    def test_operations_rest_on_commands_of_the_plugins_own_wire(self) -> None:
        plugin = self._plugin()
        used = {command.name for declared in plugin.operations.values() for command in declared.uses}
        assert used <= set(plugin.wire.commands)

    def test_every_order_changes_what_the_suite_compares(self, write: str) -> None:
        assert self._trail(write).changing, "state() does not show what this order does"

    # --- dry runs ---

    def test_a_dry_run_tells_what_the_order_then_types_and_changes_nothing(
        self, write: str, world: TerminalWorld[S]
    ) -> None:
        self.prepare(world, write)
        before = self.state(world.fake)
        asked = world.cases.asks[write](world.seed, world)
        plan = world.caller.call(write, **asked, dry_run=True)
        assert self.state(world.fake) == before
        assert not self._changes_among(world.script.lines), "a dry run typed an order"
        assert plan.stopped_by is None
        world.script.mark()
        world.call(write)
        assert self._changes_among(plan.commands) == self._changes_among(world.script.lines)

    def _changes_among(self, lines: Iterable[str]) -> list[str]:
        """Those of `lines` that are orders; a TL1 message without the tag of the moment."""
        wire = self._plugin().wire
        orders = [_glob(command) for command in wire.commands.values() if command.effect is not _READ]
        untagged = (re.sub(r":(?:T\d+|CTAG)(?=[:;]|$)", ":CTAG", line).removesuffix(";") for line in lines)
        return [line for line in untagged if any(fnmatchcase(line, order) for order in orders)]

    # --- a real socket ---

    @pytest.mark.parametrize("kind", ["sync", "async"])
    def test_it_lives_over_a_real_socket(self, kind: str, scheme: str) -> None:
        fake = self.make_fake()
        seed = self.seed(fake)
        with serve({self.platform: fake}) as server:
            address = server.base_url(self.platform, scheme)
            others = {name: server.base_url(self.platform, name) for name in self._plugin().other_dialects}
            options: HostOptions = {"terminal": _SOCKETS, "other_base_urls": others}
            caller = self._open(kind, fake.credentials, address, options)
            try:
                self.live(caller, seed)
            finally:
                caller.close()

    def test_wrong_credentials_are_told_as_such(self, open_world: Open) -> None:
        """Over SSH alone it is the connection that refuses them, and not the terminal."""
        if self._plugin().schemes != ("ssh",):
            super().test_wrong_credentials_are_told_as_such(open_world)
            return
        fake = self.make_fake()
        wrong = dict.fromkeys(fake.credentials, "errada")
        with serve({self.platform: fake}) as server:
            caller = self._open("sync", wrong, server.base_url(self.platform), {"terminal": _SOCKETS})
            with pytest.raises(AuthenticationFailed):
                caller.call("test_connection")
            caller.close()

    # --- what any session does ---

    def test_an_answer_in_single_characters_is_the_same_answer(
        self, asked_read: str, world: TerminalWorld[S]
    ) -> None:
        world.script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, size=1, times=_FOREVER))
        self.prepare(world, asked_read)
        assert world.means_well(asked_read)

    @pytest.mark.parametrize("kind", [TerminalFaultKind.NOISE, TerminalFaultKind.NOISE_AFTER])
    def test_an_alarm_in_the_middle_changes_nothing(
        self, kind: TerminalFaultKind, declared: str, world: TerminalWorld[S]
    ) -> None:
        if not self.alarm:
            return
        self.prepare(world, declared)
        world.script.add(TerminalFault(kind=kind, text=f"{self.alarm}\n", times=_FOREVER))
        assert world.means_well(declared)

    def test_a_prompt_that_is_redrawn_uncalled_for_is_no_answer(self, declared: str, world: TerminalWorld[S]) -> None:
        self.prepare(world, declared)
        text = f"{self.alarm}\n" if self.alarm else ""
        for lines in self._lines_that_are_echoed():
            world.script.add(TerminalFault(kind=TerminalFaultKind.REDRAWN, on=lines, text=text, times=_FOREVER))
        assert world.means_well(declared)

    def _lines_that_are_echoed(self) -> Iterator[str]:
        """Globs over whatever is typed to a shell but for answers to its questions."""
        dialect = self._plugin().dialect
        if not isinstance(dialect, Dialect):
            return
        commands = [command for command in self._plugin().wire.commands.values() if isinstance(command, Command)]
        modes = {mode for command in commands if command.mode for mode in command.mode.path}
        yield from map(_lines_of, (template for command in commands for template in command.templates))
        yield from (line for line in (dialect.home, *dialect.prepare, *(mode.leave for mode in modes)) if line)

    @pytest.mark.parametrize("lost", LOST)
    def test_a_read_survives_a_lost_session(
        self, lost: TerminalFaultKind, asked_read: str, world: TerminalWorld[S]
    ) -> None:
        self.prepare(world, asked_read)
        world.script.at(self._asking_line(asked_read), TerminalFault(kind=lost))
        assert world.means_well(asked_read)

    def test_a_read_without_a_session_is_unavailable(self, asked_read: str, world: TerminalWorld[S]) -> None:
        self.prepare(world, asked_read)
        world.script.cut = True
        with pytest.raises(Unavailable) as failed:
            world.call(asked_read)
        assert (failed.value.platform, failed.value.pending) == (self.platform, None)

    @pytest.mark.parametrize("odd", ODD, ids=lambda fault: fault.kind.value)
    def test_a_read_whose_answer_makes_no_sense_is_never_a_wrong_value(
        self, odd: TerminalFault, asked_read: str, world: TerminalWorld[S]
    ) -> None:
        self.prepare(world, asked_read)
        world.script.at(self._asking_line(asked_read), odd)
        right: list[bool] = []
        failure = failure_of(lambda: right.append(world.means_well(asked_read)))
        if failure is None:
            assert odd.kind is TerminalFaultKind.GARBAGE, "nonsense was taken for an answer"
            assert right == [True]
            return
        assert isinstance(failure, UnexpectedAnswer | Unavailable | ProviderRejected)
        assert not isinstance(failure, AuthenticationFailed | RateLimited)

    # --- busy ---

    def test_an_order_that_is_put_off_is_given_again(self, write: str, world: TerminalWorld[S]) -> None:
        if not self.busy:
            return
        self.prepare(world, write)
        world.script.add(self._put_off(world, write, times=1))
        assert world.means_well(write)

    def test_equipment_that_stays_busy_does_nothing_and_is_told_as_such(
        self, write: str, world: TerminalWorld[S]
    ) -> None:
        if not self.busy:
            return
        self.prepare(world, write)
        world.script.add(self._put_off(world, write, times=_FOREVER))
        done: list[Any] = []
        failure = failure_of(lambda: done.append(world.call(write)))
        assert failure is None or isinstance(failure, RateLimited)
        assert failure or not done[0].value.complete or done[0].value.applied, "told as done, and nothing was"
        assert self.state(world.fake) == self._trail(write).states[0]

    def _put_off(self, world: TerminalWorld[S], write: str, *, times: int) -> TerminalFault:
        """The first line of an order that is to change something, put off."""
        orders = [_glob(command) for command in world.plugin.wire.commands.values() if command.effect is not _READ]
        lines = self._trail(write).lines
        first = next(line for line in lines if any(fnmatchcase(line, order) for order in orders))
        return TerminalFault(kind=TerminalFaultKind.SAY, on=escape(first), text=f"{self.busy}\n", times=times)

    # --- writes that may have happened ---

    @pytest.mark.parametrize("lost", [TerminalFaultKind.DROP_BEFORE, TerminalFaultKind.DROP_AFTER])
    def test_a_session_killed_at_any_step_doubles_nothing_and_can_be_resumed(
        self, lost: TerminalFaultKind, write: str
    ) -> None:
        trail = self._trail(write)
        for line, world in self._worlds(write, trail.changing):
            world.script.at(line, TerminalFault(kind=lost))
            self._tells_the_truth(world, failure_of(partial(world.call, write)), trail)

    @pytest.mark.parametrize("odd", [*ODD, CUT_SHORT], ids=lambda fault: fault.kind.value)
    def test_an_order_whose_answer_makes_no_sense_is_proven_or_in_doubt(self, odd: TerminalFault, write: str) -> None:
        if odd.kind is TerminalFaultKind.SAY and write in self.unworded:
            return
        trail = self._trail(write)
        for line, world in self._worlds(write, tuple({trail.changing[0], trail.changing[-1]})):
            world.script.at(line, odd)
            self._tells_the_truth(world, failure_of(partial(world.call, write)), trail)

    def test_an_order_lost_with_the_network_is_resumed_when_it_is_back(self, write: str) -> None:
        trail = self._trail(write)
        for line, world in self._worlds(write, trail.changing):
            world.script.cut_after(line)
            with pytest.raises(OutcomeUnknown) as lost:
                world.call(write)
            assert lost.value.pending
            assert self.state(world.fake) in trail.states
            world.script.cut = False
            self._resumed(world, lost.value, trail)

    def _worlds(self, write: str, lines: tuple[int, ...]) -> Iterator[tuple[int, TerminalWorld[S]]]:
        """A prepared world for each line, sync and async in turns: underneath, they are one carrier."""
        for number, line in enumerate(lines):
            world = self.make_world(kind=("sync", "async")[number % 2])
            self.prepare(world, write)
            yield line, world
            world.caller.close()

    def _tells_the_truth(self, world: World[S], failure: ProviderError | None, trail: Trail) -> None:
        now = self.state(world.fake)
        assert now in trail.states, "the order was carried out more than once, or in another way"
        if failure is None:
            assert now == trail.states[-1], "told as done, and it was not"
        elif isinstance(failure, OutcomeUnknown):
            self._resumed(world, failure, trail)
        else:
            assert isinstance(failure, Unavailable | UnexpectedAnswer | ProviderRejected)
            assert now != trail.states[-1], "told as not done, and it was"

    def _resumed(self, world: World[S], lost: OutcomeUnknown, trail: Trail) -> None:
        token = lost.resume_token
        assert token
        assert lost.explanation
        again = failure_of(lambda: world.caller.resume(token))
        assert self.state(world.fake) in trail.states, "resuming did more than the order"
        if again is None:
            assert self.state(world.fake) == trail.states[-1], "told as done, and it was not"
            with pytest.raises(ResumeRefused):
                world.caller.resume(token)
        else:
            assert isinstance(again, OutcomeUnknown | Unavailable)

    def _asking_line(self, read: str) -> int:
        """Which line of an undisturbed read is the first that asks something, after those that enter a mode."""
        globs = [_glob(command) for command in self._plugin().operations[read].uses]
        lines = self._trail(read).lines
        return next(number for number, line in enumerate(lines) if any(fnmatchcase(line, glob) for glob in globs))


def _glob(command: Any) -> str:
    """A glob over the lines that a command, or a TL1 message, can be."""
    return _lines_of(command.line)


def _lines_of(template: str) -> str:
    line = re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", "*", template)
    return re.sub(r"\*+", "*", line).removesuffix(";")
