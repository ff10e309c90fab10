"""Dry runs: the exact commands, reads for real, nothing changed."""

import attrs
import pytest

from isp_integrations import olt as smartolt
from isp_integrations.clients.calls import async_rehearsable, rehearsable
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.terminals import async_carriers_of, carriers_of
from isp_integrations.core.cli import typed
from isp_integrations.core.errors import BrokenPlugin, NotApplied, ProviderRejected, Unavailable, UnsupportedOperation
from isp_integrations.core.exchange import Effect, Exchange, Now, Rehearsing, Wait
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.platform import Account
from isp_integrations.core.session import Session
from isp_integrations.core.tl1 import obeyed
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.ledger import Ledger
from tiny_ems import DELETE as DELETE_TL1
from tiny_ems import DIALECT as TL1_DIALECT
from tiny_ems import EmsFake, TinyEms
from tiny_hands import Hands, tiny_account
from tiny_olt import ADD, DELETE, DIALECT, SAVE, SHOW, VERSION, TinyFake, TinyOlt

PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))
SERIAL = "TINY0A1B2C3D"


@pytest.fixture
def olt() -> TinyFake:
    return TinyFake()


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture(params=["sync", "async"])
def hands(request: pytest.FixtureRequest, olt: TinyFake, clock: JumpingClock) -> Hands:
    return Hands(tiny_account(InProcessConnector(olt), clock=clock), is_async=request.param == "async")


def work() -> Exchange[str]:
    version = yield from typed(DIALECT, PLATFORM.command(VERSION))
    yield Now()
    yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=SERIAL, description=version))
    yield Wait(3600)
    yield from typed(DIALECT, PLATFORM.command(DELETE, pon=1, serial="TINY00000002"))
    yield from typed(DIALECT, PLATFORM.command(DELETE, pon=2, serial="TINY00000003"))
    yield from typed(DIALECT, PLATFORM.command(SAVE))
    return "done"


def test_the_commands_are_exact_and_nothing_is_changed(hands: Hands, olt: TinyFake, clock: JumpingClock) -> None:
    before = clock.monotonic()
    with hands:
        plan = hands.rehearse(work())
    assert clock.monotonic() - before < 3600
    assert plan.commands == (
        "config",
        "pon 1",
        f'onu add {SERIAL} desc "Tiny OLT V1"',
        "onu delete TINY00000002",
        "y",
        "quit",
        "pon 2",
        "onu delete TINY00000003",
        "y",
        "quit",
        "quit",
        "save",
    )
    assert plan.labels == ("onu_add", "onu_delete", "onu_delete", "save")
    assert plan.stopped_by is None
    assert olt.commits == ["alarms off"]
    assert "show version" in olt.lines
    assert SERIAL not in repr(plan)


def test_a_plan_that_is_pasted_does_what_the_order_does(hands: Hands, olt: TinyFake) -> None:
    """A question that is left open would swallow the next line."""
    pasted = TinyFake()
    pasted.onus = {"TINY00000002": "", "TINY00000003": ""}
    olt.onus = dict(pasted.onus)
    with hands:
        plan = hands.rehearse(work())
        hands.run(work())
    shell = pasted.terminal("ssh")
    shell.open()
    shell.feed("".join(f"{line}\r" for line in ("enable", *plan.commands)))
    assert pasted.onus == olt.onus == {SERIAL: "Tiny OLT V1"}


def test_what_is_not_found_ends_the_rehearsal_without_an_error(hands: Hands, olt: TinyFake) -> None:
    def verified() -> Exchange[None]:
        yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=SERIAL))
        if SERIAL not in (yield from typed(DIALECT, PLATFORM.command(SHOW))):
            raise NotApplied(message="não está lá")

    with hands:
        plan = hands.rehearse(verified())
    assert plan.labels == ("onu_add",)
    assert isinstance(plan.stopped_by, NotApplied)


def test_an_operation_that_fails_before_any_change_fails_in_its_rehearsal_too(hands: Hands, olt: TinyFake) -> None:
    def refused() -> Exchange[None]:
        yield from typed(DIALECT, PLATFORM.command(VERSION))
        raise ProviderRejected(message="não")

    with hands, pytest.raises(ProviderRejected):
        hands.rehearse(refused())


def test_a_failure_to_read_reaches_the_operation(hands: Hands, olt: TinyFake) -> None:
    def tolerant() -> Exchange[str]:
        try:
            yield from PLATFORM.command(VERSION)
        except Unavailable:
            yield from typed(DIALECT, PLATFORM.command(SAVE))
        return "done"

    olt.host = "!"
    with hands:
        assert hands.rehearse(tolerant()).labels == ("save",)


def test_tl1_messages_are_planned_too() -> None:
    platform = TinyEms(Account(credentials=EmsFake.credentials))
    ems = EmsFake()
    ems.onus["A"] = "x"
    account = tiny_account(InProcessConnector(ems), platform=platform, credentials=EmsFake.credentials)
    with Hands(account, is_async=False) as side:
        plan = side.rehearse(obeyed(TL1_DIALECT, platform.command(DELETE_TL1, olt="10.0.0.1", serial="A")))
    assert plan.commands == ("DEL-ONU::OLTID=10.0.0.1:CTAG::ONUID=A;",)
    assert list(ems.onus) == ["A"]


def test_http_is_not_rehearsed(hands: Hands) -> None:
    def post() -> Exchange[None]:
        yield from HttpRequest(name="create", method="POST", path="x", effect=Effect.WRITE)

    with hands, pytest.raises(BrokenPlugin):
        hands.rehearse(post())


def test_an_operation_may_ask_whether_what_it_changed_was_only_rehearsed(hands: Hands, olt: TinyFake) -> None:
    told: list[bool] = []

    def asking() -> Exchange[None]:
        told.append((yield from Rehearsing()))
        yield from typed(DIALECT, PLATFORM.command(SAVE))
        told.append((yield from Rehearsing()))

    with hands:
        hands.rehearse(asking())
        hands.run(asking())
    assert told == [False, True, False, False]


def provision(session: Session, *, serial: str) -> Exchange[str]:
    """Provision."""
    return (yield from typed(DIALECT, PLATFORM.command(ADD, pon=1, serial=serial)))


class TinyClient(Client):
    provision_onu = rehearsable(provision)


class AsyncTinyClient(AsyncClient):
    provision_onu = async_rehearsable(provision)


PROVISIONING = ("config", "pon 1", f"onu add {SERIAL}", "quit", "quit")


def test_a_clients_method_is_rehearsed_when_it_is_asked_for_a_dry_run(olt: TinyFake) -> None:
    account = tiny_account(InProcessConnector(olt))
    driver = Driver(carriers_of(account), clock=JumpingClock(), ledger=Ledger(journal=None, vault=None, account="t"))
    with TinyClient(Session(PLATFORM), driver) as client:
        assert client.provision_onu(serial=SERIAL, dry_run=True).commands == PROVISIONING
        assert olt.onus == {}
        client.provision_onu(serial=SERIAL, dry_run=False)
        assert list(olt.onus) == [SERIAL]


async def test_an_async_clients_method_is_rehearsed_too(olt: TinyFake) -> None:
    account = tiny_account(InProcessConnector(olt))
    ledger = Ledger(journal=None, vault=None, account="t")
    driver = AsyncDriver(async_carriers_of(account), clock=JumpingClock(), ledger=ledger)
    async with AsyncTinyClient(Session(PLATFORM), driver) as client:
        assert (await client.provision_onu(serial=SERIAL, dry_run=True)).commands == PROVISIONING
        assert olt.onus == {}
        await client.provision_onu(serial=SERIAL)
        assert list(olt.onus) == [SERIAL]


def test_a_platform_that_is_not_typed_to_is_not_rehearsed_and_nothing_is_sent() -> None:
    with smartolt.sandbox("smartolt") as client:
        onu = attrs.evolve(next(iter(client.list_onus())), plan_id="7")
        with pytest.raises(UnsupportedOperation, match="terminal") as refused:
            client.reboot_onu(onu=onu, dry_run=True)
    assert (refused.value.platform, refused.value.operation) == ("smartolt", "reboot_onu")
