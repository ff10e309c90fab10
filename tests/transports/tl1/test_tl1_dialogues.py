"""TL1 whose log-in is a dialogue, on a port of its own beside a shell or on one that negotiates as telnet does."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest

from isp_integrations.clients.terminals import account_of, async_carriers_of, carriers_of
from isp_integrations.core.cli import CliCommand, Dialect, Mode, Reply
from isp_integrations.core.errors import AuthenticationFailed, BrokenPlugin, Unavailable
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.fake_tl1 import FakeTl1, Tl1Request, completed
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import Tl1Answer, Tl1Command, Tl1Dialect, Tl1Verb, obeyed
from isp_integrations.core.wire import WireBook
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.terminal.channels import Channel, ChannelFailed
from isp_integrations.transports.terminal.telnet import SocketConnector
from tiny_ems import EmsSpec
from tiny_hands import QUICK, Hands, tiny_account
from tiny_olt import TinyOlt

CREDENTIALS = {"username": "erp", "password": "s3nha"}
RING = Tl1Verb("ring", "RTRV-BELL::ALL:{ctag}::;", Effect.READ, OBSERVED, "tiny 2", base="tl1")
DIALECT = Tl1Dialect(
    dialogue=Dialect(
        base=Mode("tl1", ">>"),
        log_in=(Reply(r"Which\?", "T"), Reply("User:", "{username}"), Reply("Password:", "{password}")),
        refused=(r"^Go away\b",),
    ),
    prepare=("INH-MSG-ALL::ALL:{ctag}::;",),
    log_out="LOGOFF;",
)


class Bell(EmsSpec):
    """An agent with a dialogue, as a platform of its own."""

    key = "bell"
    title = "Bell"
    schemes = ("tl1",)
    dialect = DIALECT
    wire = WireBook(commands=(RING,))


class BellAgent(FakeTl1):
    """Asks which log-in, user and password once Enter was typed; then it echoes and prompts."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[str] = []
        self.refuses_silence = False
        self._after_return = False

    def feed(self, text: str) -> str:
        follows, self._after_return = self._after_return, text.endswith("\r")
        if text == "\n" and follows:
            return ""
        if len(self.typed) == 4:
            return text + super().feed(text)
        self.typed.append(text.rstrip("\r\n"))
        return self._next_question()

    def _next_question(self) -> str:
        match self.typed:
            case [_, _, user, password] if (user, password) != ("erp", "s3nha"):
                self.closed = True
                return "\r\nGo away\r\n"
            case _:
                return "\r\n" + ("Which?", "User:", "Password:", ">>")[len(self.typed) - 1]

    def run(self, asked: Tl1Request) -> str:
        if asked.verb == "INH-MSG-ALL" and self.refuses_silence:
            return f"\r\n   BELL\r\nM  {asked.ctag} DENY\r\n   ICNV\r\n;\r\n>>"
        if asked.verb == "LOGOFF":
            self.closed = True
        return completed(asked.ctag) + ">>"


class BellFake:
    """The agent's equipment."""

    credentials: Mapping[str, str] = CREDENTIALS

    def __init__(self, scheme: str = "tl1") -> None:
        self.schemes: tuple[str, ...] = (scheme,)
        self.refuses_silence = False
        self.agents: list[BellAgent] = []

    def terminal(self, scheme: str) -> BellAgent:
        self.agents.append(BellAgent())
        self.agents[-1].refuses_silence = self.refuses_silence
        return self.agents[-1]


PLATFORM = Bell(Account())


def rung() -> Exchange[Tl1Answer]:
    return obeyed(DIALECT, PLATFORM.command(RING))


@pytest.fixture(params=["in process", "tl1", "telnet"])
def reached(request: pytest.FixtureRequest) -> Iterator[tuple[BellFake, InProcessConnector | SocketConnector]]:
    """The fake, and how it is reached: what negotiates on its port is answered."""
    fake = BellFake("tl1" if request.param == "in process" else request.param)
    if request.param == "in process":
        yield fake, InProcessConnector(fake)
        return
    with serve({"bell": fake}) as server:
        host, _, port = server.base_url("bell").partition("//")[2].strip("/").rpartition(":")
        yield fake, SocketConnector(host, int(port), columns=500)


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_enter_is_typed_first_and_the_dialogue_answered(
    reached: tuple[BellFake, InProcessConnector | SocketConnector], is_async: bool
) -> None:
    fake, connector = reached
    with Hands(tiny_account(connector, platform=PLATFORM, credentials=CREDENTIALS), is_async=is_async) as hands:
        assert hands.run(rung()).completion == "COMPLD"
    (agent,) = fake.agents
    assert agent.typed == ["", "T", "erp", "s3nha"]
    assert agent.messages[:2] == ["INH-MSG-ALL::ALL:T1::", "RTRV-BELL::ALL:T2::"]


def test_a_system_that_cannot_be_silenced_loses_nothing() -> None:
    fake = BellFake()
    fake.refuses_silence = True
    account = tiny_account(InProcessConnector(fake), platform=PLATFORM, credentials=CREDENTIALS)
    with Hands(account, is_async=False) as hands:
        assert hands.run(rung()).completion == "COMPLD"


def test_a_dialogue_that_ends_in_a_refusal_is_one_of_the_credentials() -> None:
    wrong = {**CREDENTIALS, "password": "outra-senha"}
    account = tiny_account(InProcessConnector(BellFake()), platform=PLATFORM, credentials=wrong)
    with Hands(account, is_async=False) as hands, pytest.raises(AuthenticationFailed) as refused:
        hands.run(rung())
    assert "outra-senha" not in str(refused.value)


# --- beside a shell ---


class TwoTongues(TinyOlt):
    """A shell with TL1 beside it."""

    other_bases: ClassVar[Mapping[str, str]] = {"tl1": "agente TL1"}
    other_dialects: ClassVar[Mapping[str, Tl1Dialect]] = {"tl1": DIALECT}


class Doors:
    """A connector that keeps which address it was asked for, and leads nowhere."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def connect(self, base: str = "", /) -> Channel:
        self.asked.append(base)
        raise ChannelFailed("NoWay")


def test_each_kind_of_step_has_a_carrier_of_its_own_and_a_connector_hears_which_address_is_meant() -> None:
    doors = Doors()
    plugin = TwoTongues(Account(credentials=TinyOlt.sandbox().credentials, other_bases=frozenset({"tl1"})))
    others = {"tl1": "tl1://olt.example.com:1023/"}
    options = {"connector": doors, "terminal": QUICK}
    account = account_of(plugin, "telnet://olt.example.com/", others, JumpingClock(), options)  # type: ignore[arg-type]
    carriers = carriers_of(account)
    assert set(carriers) == set(async_carriers_of(account)) == {CliCommand, Tl1Command}
    with pytest.raises(Unavailable, match="ring"):
        carriers[Tl1Command].carry(PLATFORM.command(RING))
    assert set(doors.asked) == {"tl1"}
    for carrier in carriers.values():
        carrier.close()


def test_a_shell_alone_is_one_carrier_and_an_address_without_a_dialect_is_a_broken_plugin() -> None:
    plugin = TwoTongues(Account(credentials=TinyOlt.sandbox().credentials))
    account = account_of(plugin, "telnet://olt.example.com/", {}, JumpingClock(), {})
    assert set(carriers_of(account)) == {CliCommand}
    with pytest.raises(BrokenPlugin, match="xmpp"):
        account_of(plugin, "telnet://olt.example.com/", {"xmpp": "tl1://x.example/"}, JumpingClock(), {})


def test_the_tl1_of_a_real_address_may_negotiate() -> None:
    plugin = TwoTongues(Account(credentials=TinyOlt.sandbox().credentials, other_bases=frozenset({"tl1"})))
    address, others = "telnet://olt.example.com/", {"tl1": "tl1://olt.example.com:1023/"}
    account = account_of(plugin, address, others, JumpingClock(), {"terminal": QUICK})
    (beside,) = account.beside
    assert beside.connector == SocketConnector("olt.example.com", 1023, columns=QUICK.columns)
    assert (account.base, beside.base) == ("", "tl1")
