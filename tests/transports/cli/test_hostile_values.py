"""Whatever a value is, the equipment gets one line for one command, or none at all."""

import asyncio

from hypothesis import example, given, settings
from hypothesis import strategies as st

from isp_integrations.core.errors import InvalidIdentifier, ProviderError
from isp_integrations.core.platform import Account
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.terminal.sessions import AsyncTerminalCarrier
from tiny_ems import ADD as ADD_TL1
from tiny_ems import EmsFake, TinyEms
from tiny_hands import tiny_account
from tiny_olt import ADD, SECRET, TinyFake, TinyOlt

OLT = TinyOlt(Account(credentials=TinyFake.credentials))
EMS = TinyEms(Account(credentials=EmsFake.credentials))
NASTY = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab?\n\r\t\x03\x1a\x7f;:,=\"'|\\\x1b[A ", max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
@example("A\nquit", "b", "c", "d")
@example("A", "b", "c?", "d\rreboot")
@example("A", "b;quit", 'c" quit', "d")
def test_a_command_is_one_line_on_the_wire(serial: str, login: str, description: str, password: str) -> None:
    fake = TinyFake()
    wanted = []
    steps = []
    for command, values in (
        (ADD, {"serial": serial, "login": login or None, "description": description or None}),
        (SECRET, {"serial": serial, "password": password}),
    ):
        try:
            steps.append(OLT.command(command, pon=1, **values))
        except InvalidIdentifier:
            continue
        wanted.append(steps[-1].line)
    asyncio.run(_carry(AsyncTerminalCarrier(tiny_account(InProcessConnector(fake))), steps))
    walk = {"enable", "alarms off", "config", "pon 1", "return", "quit"}
    assert [line for line in fake.lines if line not in walk] == wanted
    assert sum(shell.helped for shell in fake.shells) == 0


@settings(max_examples=150, deadline=None)
@given(NASTY, NASTY, NASTY)
@example("A;DEL-ONU::OLTID=1:X::ONUID=B", "b", "c")
@example("A", "b,ONUID=B", "c")
def test_a_message_is_one_message_with_its_own_keys(serial: str, name: str, key: str) -> None:
    fake = EmsFake()
    try:
        step = EMS.command(ADD_TL1, olt="10.0.0.1", pon="1", serial=serial, name=name or None, key=key or None)
    except InvalidIdentifier:
        return
    account = tiny_account(InProcessConnector(fake), platform=EMS, credentials=EmsFake.credentials)
    asyncio.run(_carry(AsyncTerminalCarrier(account), [step]))
    verbs = [message.partition(":")[0] for message in fake.connections[0].messages]
    assert verbs == ["LOGIN", "ADD-ONU", "LOGOUT"]
    assert fake.onus == {serial: name or "--"}


async def _carry(carrier: AsyncTerminalCarrier, steps: list) -> None:  # type: ignore[type-arg]  # of either kind
    for step in steps:
        try:
            await carrier.carry(step)
        except ProviderError:
            continue
    await carrier.aclose()
