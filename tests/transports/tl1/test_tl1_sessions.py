"""TL1 connections: log-in, tags, blocks, faults and what they amount to, in process and over a socket."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import attrs
import pytest

from isp_integrations.core.addresses import endpoint_of
from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderRejected,
    RateLimited,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.fake_tl1 import table
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import Tl1Answer, obeyed
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.terminal.channels import Connector
from isp_integrations.transports.terminal.telnet import SocketConnector
from tiny_ems import ADD, DELETE, DIALECT, LIST, EmsFake, TinyEms
from tiny_hands import QUICK, Hands, tiny_account

Open = Callable[..., Hands]
PLATFORM = TinyEms(Account(credentials=EmsFake.credentials))
OLT = "10.0.0.1"
ALARM = "\n   EMS 2026-01-31 10:20:30\n*C 77 REPT ALM ONU\n   LOS EN=IRNE\n;\n"


@pytest.fixture
def ems() -> EmsFake:
    return EmsFake()


@pytest.fixture(params=["in process", "socket"])
def reached(request: pytest.FixtureRequest, ems: EmsFake) -> Iterator[tuple[Connector, TerminalFaultScript]]:
    """How the system is reached, and its faults."""
    if request.param == "in process":
        script = TerminalFaultScript()
        yield InProcessConnector(ems, script), script
        return
    with serve({"tiny_ems": ems}) as server:
        scheme, host, port = endpoint_of(server.base_url("tiny_ems"))
        assert scheme == "tl1"
        yield SocketConnector(host, port), server.terminal_script("tiny_ems")


@pytest.fixture(params=["sync", "async"])
def hands(request: pytest.FixtureRequest, reached: tuple[Connector, TerminalFaultScript]) -> Iterator[Open]:
    """Opens one side on the system."""
    with ExitStack() as stack:

        def opened(**told: object) -> Hands:
            options = {"credentials": EmsFake.credentials, **told}
            account = tiny_account(reached[0], platform=PLATFORM, **options)  # type: ignore[arg-type]  # passed on
            return stack.enter_context(Hands(account, is_async=request.param == "async"))

        yield opened


@pytest.fixture
def script(reached: tuple[Connector, TerminalFaultScript]) -> TerminalFaultScript:
    return reached[1]


def add(serial: str, name: str = "Casa 1") -> Exchange[Tl1Answer]:
    return obeyed(DIALECT, PLATFORM.command(ADD, olt=OLT, pon="NA-NA-1-3", serial=serial, name=name))


def listed() -> Exchange[Tl1Answer]:
    return obeyed(DIALECT, PLATFORM.command(LIST, olt=OLT))


def test_every_message_has_a_tag_of_its_own(hands: Open, ems: EmsFake) -> None:
    side = hands()
    side.run(add("A"))
    side.run(listed())
    assert ems.connections[0].messages == [
        "LOGIN:::T1::UN=erp,PWD=s3nha",
        f"ADD-ONU::OLTID={OLT},PONID=NA-NA-1-3:T2::AUTHTYPE=MAC,ONUID=A,NAME=Casa 1",
        f"LST-ONU::OLTID={OLT}:T3::",
    ]


@pytest.mark.parametrize("size", [0, 1, 17])
@pytest.mark.parametrize("per_block", [3, 100])
def test_a_table_is_read_whole_however_it_comes(
    hands: Open, ems: EmsFake, script: TerminalFaultScript, size: int, per_block: int
) -> None:
    ems.onus, ems.per_block = {f"FHTT{number:08d}": "a; b" for number in range(20)}, per_block
    ems.banner = "Welcome to the EMS\r\n"
    if size:
        script.add(TerminalFault(kind=TerminalFaultKind.SPLIT, size=size, times=2))
    answer = hands().run(listed())
    assert {row["MAC"]: row["NAME"] for row in answer.rows} == ems.onus


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_block_that_never_came_is_no_shorter_table(hands: Open, script: TerminalFaultScript, lost: int) -> None:
    rows = [("A", "Casa 1"), ("B", "Casa 2"), ("C", "Casa 3")]
    *first, last = table("T2", "List of ONU", ("MAC", "NAME"), rows, per_block=1).split("\r\n>\r\n")
    kept = [block for number, block in enumerate([*first, last.removesuffix("\r\n;\r\n")]) if number != lost]
    script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="LST-ONU*:T2:*", text="\n>\n".join(kept) + "\n;\n", times=9)
    )
    with pytest.raises(UnexpectedAnswer):
        hands().run(listed())


def test_alarms_told_uncalled_for_are_passed_over(hands: Open, ems: EmsFake, script: TerminalFaultScript) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.NOISE_AFTER, text=ALARM, times=3))
    side = hands()
    side.run(add("A"))
    assert [row["MAC"] for row in side.run(listed()).rows] == ["A"]


def test_refusals_are_told_with_their_meaning(hands: Open, ems: EmsFake) -> None:
    side = hands()
    side.run(add("A"))
    for again, meaning in ((add("A"), Meaning.ALREADY_THERE), (_delete("B"), Meaning.NOT_THERE)):
        with pytest.raises(ProviderRejected) as refusal:
            side.run(again)
        assert refusal.value.code == meaning


def _delete(serial: str) -> Exchange[Tl1Answer]:
    return obeyed(DIALECT, PLATFORM.command(DELETE, olt=OLT, serial=serial))


def test_a_busy_system_is_asked_again_and_then_reported(hands: Open, ems: EmsFake) -> None:
    side = hands()
    side.run(listed())
    ems.busy = 3
    side.run(add("A"))
    assert list(ems.onus) == ["A"]
    ems.busy = 4
    with pytest.raises(RateLimited) as busy:
        side.run(add("B"))
    assert (busy.value.pending, list(ems.onus)) == (None, ["A"])


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "drop_during", "silence"])
def test_a_lost_write_is_unknown(hands: Open, ems: EmsFake, script: TerminalFaultScript, kind: str) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind(kind), on="ADD-ONU*"))
    side = hands(options=attrs.evolve(QUICK, answer_timeout=0.2))
    with pytest.raises(OutcomeUnknown) as unknown:
        side.run(add("A"))
    assert unknown.value.pending == "add_onu"
    assert bool(ems.onus) is (kind != "drop_before")


def test_an_unreadable_answer_to_a_write_is_unknown_too(
    hands: Open, ems: EmsFake, script: TerminalFaultScript
) -> None:
    script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ADD-ONU*", text="\nM  T99 COMPLD\n   EN=0\n;\n"))
    with pytest.raises(OutcomeUnknown):
        hands().run(add("A"))


def test_a_lost_read_is_asked_again(hands: Open, ems: EmsFake, script: TerminalFaultScript) -> None:
    ems.onus["A"] = "Casa 1"
    script.add(TerminalFault(kind=TerminalFaultKind.DROP_DURING, on="LST-ONU*", times=2))
    answer = hands(retry=RetryPolicy(wait_initial=0.0, wait_max=0.0)).run(listed())
    assert len(answer.rows) == 1
    assert len(ems.connections) == 3


def test_a_wrong_password_is_told_apart(hands: Open) -> None:
    with pytest.raises(AuthenticationFailed) as refusal:
        hands(credentials={"username": "erp", "password": "other-secret"}).run(listed())
    assert "other-secret" not in str(refusal.value)


def test_an_idle_connection_is_tried_first(hands: Open, ems: EmsFake) -> None:
    clock = JumpingClock()
    side = hands(clock=clock)
    side.run(listed())
    clock.sleep(30)
    side.run(listed())
    assert "SHAKEHAND:::T3::" in ems.connections[0].messages


def test_closing_logs_out(reached: tuple[Connector, TerminalFaultScript], ems: EmsFake) -> None:
    account = tiny_account(reached[0], platform=PLATFORM, credentials=EmsFake.credentials)
    with Hands(account, is_async=True) as side:
        side.run(listed())
    deadline = time.monotonic() + 10  # the other end of a socket is read when its thread comes to it
    while not (said_last := ems.connections[0].messages[-1]).startswith("LOGOUT") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert said_last.startswith("LOGOUT")
