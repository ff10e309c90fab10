"""Sessions on equipment: modes, answers, questions, faults and what they amount to, sync and async alike."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NoReturn

import attrs
import pytest

from isp_integrations.core.cli import Meaning, typed
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    IspError,
    OutcomeUnknown,
    ProviderRejected,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange, Gather
from isp_integrations.core.platform import Account
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.terminal.carriers import TerminalCarrier
from isp_integrations.transports.terminal.channels import ChannelFailed, HostKeyRefused, LogInRefused
from isp_integrations.transports.terminal.portal import PORTAL
from tiny_hands import QUICK, Hands, tiny_account
from tiny_olt import (
    ADD,
    DELETE,
    DELETE_BLINDLY,
    DIALECT,
    SAVE,
    SECRET,
    SHOW,
    VERSION,
    VERSION_ANYWHERE,
    TinyFake,
    TinyOlt,
)

ALARM = "  ! 7[2026-01-31 10:20:30]: Alarm\n  ALARM NAME : LOS of OLT-1#\n--- END\n"
SERIAL = "TINY0A1B2C3D"
Open = Callable[..., Hands]
PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))


@pytest.fixture
def olt() -> TinyFake:
    return TinyFake()


@pytest.fixture
def script() -> TerminalFaultScript:
    return TerminalFaultScript()


@pytest.fixture(params=["sync", "async"])
def hands(request: pytest.FixtureRequest, olt: TinyFake, script: TerminalFaultScript) -> Iterator[Open]:
    """Opens one side on the fake."""
    with ExitStack() as stack:

        def opened(scheme: str = "telnet", **options: object) -> Hands:
            connector = InProcessConnector(olt, script, scheme)
            account = tiny_account(connector, **options)  # type: ignore[arg-type]  # passed on as they are
            return stack.enter_context(Hands(account, is_async=request.param == "async"))

        yield opened


def add(serial: str = SERIAL, **values: str) -> Exchange[str]:
    return typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=serial, **values))


def show() -> Exchange[str]:
    return typed(DIALECT, PLATFORM.command(SHOW))


def added(olt: TinyFake, *serials: str) -> None:
    olt.onus.update({serial: f"Casa {serial}" for serial in serials})


@pytest.mark.parametrize("scheme", ["ssh", "telnet"])
def test_the_answer_is_what_was_printed_and_nothing_else(hands: Open, olt: TinyFake, scheme: str) -> None:
    added(olt, SERIAL, "TINY00000002")
    assert hands(scheme).run(show()) == f"{SERIAL}  Casa {SERIAL}\nTINY00000002  Casa TINY00000002"


def test_pages_and_echo_leave_no_trace(hands: Open, olt: TinyFake) -> None:
    serials = [f"TINY{number:08d}" for number in range(50)]
    added(olt, *serials)
    for olt.page in (0, 7):
        text = hands().run(show())
        assert [line.split()[0] for line in text.splitlines()] == serials


def test_equipment_that_does_not_echo_is_not_believed(hands: Open, olt: TinyFake) -> None:
    added(olt, SERIAL)
    olt.echo = False
    with pytest.raises(Unavailable):
        hands().run(show())


@pytest.mark.parametrize("text", ["", ALARM, "Aviso\n"])
@pytest.mark.parametrize(
    "line", ["enable", "alarms off", "config", "pon 1", "onu add*", "show version", "onu delete*", "return"]
)
def test_a_prompt_that_is_redrawn_before_a_line_changes_nothing(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, line: str, text: str
) -> None:
    def life() -> Exchange[str]:
        yield from add()
        version: str = yield from typed(DIALECT, VERSION_ANYWHERE.fill({}))
        yield from typed(DIALECT, PLATFORM.command(DELETE, pon=1, serial=SERIAL))
        return version

    script.add(TerminalFault(kind=TerminalFaultKind.REDRAWN, on=line, text=text, times=9))
    side = hands()
    assert side.run(life()) == "Tiny OLT V1"
    assert olt.onus == {}
    assert side.run(show()) == ""
    lines = ["config", "pon 1", f"onu add {SERIAL}", "show version", f"onu delete {SERIAL}", "return", "show onus"]
    assert olt.lines == ["enable", "alarms off", *lines]


def test_a_refusal_after_a_redrawn_prompt_is_heard(hands: Open, olt: TinyFake, script: TerminalFaultScript) -> None:
    added(olt, SERIAL)
    script.add(TerminalFault(kind=TerminalFaultKind.REDRAWN, on="onu add*"))
    with pytest.raises(ProviderRejected) as refusal:
        hands().run(add())
    assert refusal.value.code == Meaning.ALREADY_THERE


def test_an_answer_cut_short_by_a_line_like_the_prompt_moves_no_other_answer(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    added(olt, "OLT-1#", SERIAL)
    olt.onus["OLT-1#"] = ""
    side = hands()
    for _ in range(3):
        script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, on="show onus", size=1))
        side.run(show())
        assert side.run(typed(DIALECT, PLATFORM.command(VERSION))) == "Tiny OLT V1"
    assert len(olt.shells) == 1


def test_an_indented_line_like_the_prompt_is_part_of_the_answer(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    added(olt, SERIAL, "          OLT-1#", "TINY00000002")
    olt.onus["          OLT-1#"] = ""
    script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, on="show onus", size=1))
    expected = [f"{SERIAL}  Casa {SERIAL}", "          OLT-1#", "TINY00000002  Casa TINY00000002"]
    assert hands().run(show()).splitlines() == expected


@pytest.mark.parametrize(
    ("text", "failure", "sessions"),
    [("Lorem 42 ipsum", OutcomeUnknown, 2), ("Failure: no such ONU", ProviderRejected, 1)],
)
def test_the_session_of_an_order_in_doubt_is_given_up_and_that_of_a_refused_one_is_not(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, text: str, failure: type[IspError], sessions: int
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="onu add*", text=f"{text}\n"))
    side = hands()
    with pytest.raises(failure):
        side.run(add())
    side.run(show())
    assert len(olt.shells) == sessions


def test_a_session_that_said_what_nobody_understood_is_given_up(hands: Open, olt: TinyFake) -> None:
    def read() -> Exchange[None]:
        yield from show()
        raise UnexpectedAnswer(message="Ninguém entendeu.", paths=("show_onus",))

    side = hands()
    with pytest.raises(UnexpectedAnswer):
        side.run(read())
    side.run(show())
    assert len(olt.shells) == 2


def test_a_mode_is_entered_once_and_left_at_the_end(hands: Open, olt: TinyFake) -> None:
    def two(first: str, second: str) -> Exchange[None]:
        yield from add(first)
        yield from add(second)

    hands().run(two(SERIAL, "TINY00000002"))
    assert olt.lines == [
        "enable",
        "alarms off",
        "config",
        "pon 1",
        f"onu add {SERIAL}",
        "onu add TINY00000002",
        "return",
    ]


def test_another_mode_is_reached_from_where_the_session_is(hands: Open, olt: TinyFake) -> None:
    def walk() -> Exchange[None]:
        yield from add()
        yield from typed(DIALECT, PLATFORM.command(DELETE, pon=2, serial=SERIAL))
        yield from show()

    hands().run(walk())
    assert olt.lines[2:] == [
        "config",
        "pon 1",
        f"onu add {SERIAL}",
        "quit",
        "pon 2",
        f"onu delete {SERIAL}",
        "return",
        "show onus",
    ]
    assert olt.onus == {}


def test_a_query_that_every_mode_knows_leaves_none(hands: Open, olt: TinyFake) -> None:
    def walk() -> Exchange[None]:
        yield from add()
        yield from typed(DIALECT, VERSION_ANYWHERE.fill({}))
        yield from add("TINY00000002")

    hands().run(walk())
    assert olt.lines[2:] == [
        "config",
        "pon 1",
        f"onu add {SERIAL}",
        "show version",
        "onu add TINY00000002",
        "return",
    ]


def test_a_session_is_reused_by_the_next_operation(hands: Open, olt: TinyFake) -> None:
    side = hands()
    for _ in range(3):
        side.run(show())
    assert len(olt.shells) == 1


def test_an_operation_without_a_command_opens_no_session(hands: Open, olt: TinyFake) -> None:
    def idle() -> Exchange[int]:
        yield from ()
        return 7

    assert hands().run(idle()) == 7
    assert olt.shells == []


def test_a_session_that_was_idle_is_tried_first(hands: Open, olt: TinyFake) -> None:
    clock = JumpingClock()
    side = hands(clock=clock)
    side.run(show())
    clock.sleep(30)
    side.run(show())
    assert len(olt.shells) == 1
    olt.shells[0].closed = True
    clock.sleep(30)
    side.run(add())
    assert len(olt.shells) == 2
    assert list(olt.onus) == [SERIAL]


class Timers:
    """Stands in for a loop's timers; what was set, and what was not cancelled of it."""

    def __init__(self) -> None:
        self.set: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> "Timers.Handle":
        self.set.append((seconds, callback))
        return Timers.Handle(self, self.set[-1])

    @attrs.frozen
    class Handle:
        timers: "Timers"
        timer: tuple[float, Callable[[], None]]

        def cancel(self) -> None:
            self.timers.set.remove(self.timer)


def test_a_session_that_rests_too_long_says_good_bye(olt: TinyFake, monkeypatch: pytest.MonkeyPatch) -> None:
    account = tiny_account(InProcessConnector(olt), options=attrs.evolve(QUICK, idle_seconds=77.0))
    with Hands(account, is_async=True) as side:
        assert side._loop
        timers = Timers()
        monkeypatch.setattr(side._loop, "call_later", timers.call_later)
        for _ in range(3):
            side.run(show())
        ((seconds, idle),) = timers.set
        assert (seconds, len(olt.shells)) == (77.0, 1)
        side._loop.call_soon(idle)
        side.run(show())
        assert [shell.closed for shell in olt.shells] == [True, False]
        assert olt.shells[0].lines[-1] == "quit"


def test_a_session_that_rests_too_long_says_good_bye_in_the_portal_too(olt: TinyFake) -> None:
    account = tiny_account(InProcessConnector(olt), options=attrs.evolve(QUICK, idle_seconds=0.02))
    with Hands(account, is_async=False) as side:
        side.run(show())
        deadline = time.monotonic() + 10
        while not olt.shells[0].closed and time.monotonic() < deadline:
            time.sleep(0.01)
        assert olt.shells[0].closed


def test_a_process_that_was_forked_has_a_session_of_its_own(olt: TinyFake, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hands(tiny_account(InProcessConnector(olt)), is_async=False) as side:
        side.run(show())
        with monkeypatch.context() as child:
            child.setattr("os.getpid", lambda: 4242)
            for _ in range(2):
                side.run(show())
        assert [shell.lines.count("show onus") for shell in olt.shells] == [1, 2]
        side.run(show())
        assert [shell.lines.count("show onus") for shell in olt.shells] == [2, 2]


def test_an_account_that_was_never_used_is_closed_without_a_loop(
    olt: TinyFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 4343)
    TerminalCarrier(tiny_account(InProcessConnector(olt))).close()
    assert 4343 not in PORTAL._loops


def test_only_the_questions_of_the_command_are_answered(hands: Open, olt: TinyFake) -> None:
    added(olt, SERIAL)
    with pytest.raises(OutcomeUnknown) as unknown:
        hands().run(typed(DIALECT, DELETE_BLINDLY.fill({"pon": 1, "serial": SERIAL})))
    assert unknown.value.pending == "onu_delete"
    assert list(olt.onus) == [SERIAL]
    side = hands()
    assert side.run(typed(DIALECT, PLATFORM.command(DELETE, pon=1, serial=SERIAL))) == ""
    assert olt.onus == {}


def test_a_refusal_on_the_way_to_the_mode_types_no_command(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="pon 1", text="% Unknown command\n"))
    side = hands()
    with pytest.raises(ProviderRejected) as refusal:
        side.run(add())
    assert refusal.value.code == Meaning.UNKNOWN_COMMAND
    assert olt.onus == {}
    side.run(add())
    assert list(olt.onus) == [SERIAL]
    assert len(olt.shells) == 1


@pytest.mark.parametrize(
    ("kind", "applied"), [("drop_before", False), ("drop_after", True), ("drop_during", True), ("silence", True)]
)
def test_a_lost_write_is_unknown_and_its_session_is_given_up(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, kind: str, applied: bool
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind(kind), on="onu add*"))
    side = hands()
    with pytest.raises(OutcomeUnknown) as unknown:
        side.run(add())
    assert unknown.value.pending == "onu_add"
    assert unknown.value.resume_token
    assert bool(olt.onus) is applied
    side.run(show())
    assert len(olt.shells) == 2


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "drop_during"])
def test_a_lost_write_is_typed_once(hands: Open, olt: TinyFake, script: TerminalFaultScript, kind: str) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind(kind), on="onu add*"))
    with pytest.raises(OutcomeUnknown):
        hands(retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(add())
    assert script.typed.count(f"onu add {SERIAL}") == 1
    assert len(olt.shells) == 1


@pytest.mark.parametrize(
    ("failure", "told"), [(LogInRefused, AuthenticationFailed), (HostKeyRefused, ConfigurationError)]
)
def test_a_door_that_is_refused_is_knocked_at_once(
    hands: Open, monkeypatch: pytest.MonkeyPatch, failure: type[ChannelFailed], told: type[IspError]
) -> None:
    knocks: list[str] = []

    async def connect(_: InProcessConnector, base: str = "", /) -> NoReturn:
        knocks.append(base)
        raise failure("refused")

    monkeypatch.setattr(InProcessConnector, "connect", connect)
    with pytest.raises(told):
        hands(retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(show())
    assert knocks == [""]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "drop_during"])
def test_a_lost_read_is_asked_again(hands: Open, olt: TinyFake, script: TerminalFaultScript, kind: str) -> None:
    added(olt, SERIAL)
    script.add(TerminalFault(kind=TerminalFaultKind(kind), on="show onus", times=2))
    assert SERIAL in hands(retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(show())
    script.add(TerminalFault(kind=TerminalFaultKind(kind), on="show onus"))
    with pytest.raises(Unavailable):
        hands().run(show())


def test_a_write_whose_mode_was_not_reached_never_left(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="pon 1"))
    with pytest.raises(Unavailable):
        hands().run(add())
    assert olt.onus == {}
    script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="config"))
    hands(retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(add())
    assert list(olt.onus) == [SERIAL]


def test_noise_is_no_part_of_an_answer(hands: Open, olt: TinyFake, script: TerminalFaultScript) -> None:
    added(olt, SERIAL, "TINY00000002", "TINY00000003")
    expected = hands().run(show())
    for kind in (TerminalFaultKind.NOISE, TerminalFaultKind.NOISE_AFTER):
        script.add(TerminalFault(kind=kind, text=ALARM, times=20))
        assert hands().run(show()) == expected
        assert hands().run(add(f"TINY{kind}")).splitlines()[-1] == "  PortID :3, ONTID :7"
        olt.onus.pop(f"TINY{kind}")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_however_the_output_is_split_the_answer_is_the_same(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, size: int
) -> None:
    added(olt, *(f"TINY{number:08d}" for number in range(20)))
    olt.page = 6
    whole = hands().run(show())
    script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, size=size, times=100))
    assert hands().run(show()) == whole
    assert len(whole.splitlines()) == 20


def test_garbage_before_the_answer_stops_nothing(hands: Open, olt: TinyFake, script: TerminalFaultScript) -> None:
    added(olt, SERIAL)
    script.add(TerminalFault(kind=TerminalFaultKind.GARBAGE, on="show onus"))
    assert SERIAL in hands().run(show())


def test_output_without_end_is_given_up(hands: Open, script: TerminalFaultScript) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.HUGE, on="show onus", megabytes=20))
    with pytest.raises(UnexpectedAnswer) as refusal:
        hands().run(show())
    assert "TooLong" in refusal.value.message


def test_a_busy_olt_is_asked_again_and_then_reported(hands: Open, olt: TinyFake) -> None:
    side = hands()
    side.run(show())
    olt.busy = 2
    assert side.run(typed(DIALECT, PLATFORM.command(VERSION))) == "Tiny OLT V1"
    olt.busy = 4
    with pytest.raises(RateLimited) as busy:
        side.run(typed(DIALECT, PLATFORM.command(SAVE)))
    assert (busy.value.applied, busy.value.pending) == ((), None)
    assert side.run(typed(DIALECT, PLATFORM.command(SAVE))) == ""


def test_a_busy_olt_is_asked_again_on_the_way_to_the_mode_too(hands: Open, olt: TinyFake) -> None:
    side = hands()
    side.run(show())
    olt.busy = 2
    side.run(add())
    assert olt.lines.count("config") == 3
    assert list(olt.onus) == [SERIAL]
    olt.busy = 4
    with pytest.raises(RateLimited):
        side.run(add("TINY00000002"))


def test_a_question_that_nobody_declared_gives_a_query_up(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.ASK, on="show onus", text="Reset all? (y/n)[n]:"))
    side = hands()
    with pytest.raises(UnexpectedAnswer) as refusal:
        side.run(show())
    assert "UnexpectedQuestion" in refusal.value.message
    assert "y" not in olt.lines
    side.run(show())
    assert len(olt.shells) == 2


def test_only_the_prompt_of_the_same_host_ends_an_answer(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    added(olt, "OTHER-OLT#", SERIAL)
    olt.onus["OTHER-OLT#"] = ""
    script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, on="show onus", size=1))
    assert hands().run(show()) == f"OTHER-OLT#\n{SERIAL}  Casa {SERIAL}"


@pytest.mark.parametrize("wrong", ["username", "password"])
def test_a_wrong_password_is_told_apart_from_everything_else(hands: Open, olt: TinyFake, wrong: str) -> None:
    with pytest.raises(AuthenticationFailed) as refusal:
        hands(credentials={**TinyFake.credentials, wrong: "other-secret"}).run(add())
    assert "other-secret" not in str(refusal.value)
    assert olt.onus == {}


def test_operations_of_one_account_wait_for_one_another(hands: Open, olt: TinyFake) -> None:
    side = hands()
    serials = [f"TINY{number:08d}" for number in range(8)]
    if side.is_async:
        for serial in serials:
            side.run(add(serial))
    else:
        threads = [threading.Thread(target=side.run, args=(add(serial),)) for serial in serials]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(olt.onus) == serials
    assert len(olt.shells) == 1
    lines = olt.lines[2:]
    assert lines == [line for serial in olt.onus for line in ("config", "pon 1", f"onu add {serial}", "return")]


def test_gathered_reads_share_the_session_step_by_step(hands: Open, olt: TinyFake) -> None:
    added(olt, SERIAL)

    def many() -> Exchange[tuple[str, ...]]:
        return (yield from Gather(tuple(show() for _ in range(10))))

    answers = hands().run(many())
    assert answers == (f"{SERIAL}  Casa {SERIAL}",) * 10
    assert len(olt.shells) == 1


def test_changes_that_went_with_their_session_are_not_built_upon(
    hands: Open, olt: TinyFake, script: TerminalFaultScript
) -> None:
    def change_twice() -> Exchange[None]:
        yield from add()
        yield from show()
        yield from add("TINY00000002")

    script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="show onus"))
    retry = RetryPolicy(wait_initial=0.0, wait_max=0.0)
    with pytest.raises(OutcomeUnknown) as unknown:
        hands(transactional=True, retry=retry).run(change_twice())
    assert (unknown.value.applied, unknown.value.pending) == (("onu_add",), "onu_add")
    assert list(olt.onus) == [SERIAL]
    olt.onus.clear()
    script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on="show onus"))
    hands(retry=retry).run(change_twice())
    assert len(olt.onus) == 2


@pytest.mark.parametrize("lost", ["show onus", "onu add TINY00000002*"])
def test_changes_that_went_with_their_session_may_be_made_again_by_whoever_was_told(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, lost: str
) -> None:
    def change_again() -> Exchange[None]:
        yield from add()
        try:
            yield from show()
            yield from add("TINY00000002")
        except OutcomeUnknown:
            olt.onus.clear()
            yield from add()
            yield from add("TINY00000002")

    script.add(TerminalFault(kind=TerminalFaultKind.DROP_BEFORE, on=lost))
    hands(transactional=True, retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(change_again())
    assert list(olt.onus) == [SERIAL, "TINY00000002"]


def test_nothing_private_is_logged_or_told(
    hands: Open, olt: TinyFake, script: TerminalFaultScript, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "s3gr3d0unico"
    script.add(TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="onu password*"))
    with caplog.at_level("DEBUG"), pytest.raises(IspError) as lost:
        hands().run(typed(DIALECT, PLATFORM.command(SECRET, pon=1, serial=SERIAL, password=secret)))
    told = caplog.text + repr(lost.value) + str(vars(lost.value))
    assert "onu_password" in caplog.text
    assert secret not in told
    assert TinyFake.credentials["password"] not in told
