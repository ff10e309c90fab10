"""The driver over real Telnet and SSH sockets, sync and async: one ONU's life, and what a wrong password is."""

import asyncio
from collections.abc import Iterator

import pytest

from isp_integrations import olt
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.zte.sandbox import Habits, zte_sandbox
from isp_integrations.plugins.olt.zte.tables import Spelling
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.transports.terminal.options import TerminalOptions
from zte_by_hand import PPPOE, WAITING, WIFI, template

OPTIONS = TerminalOptions(trust_any_host_key=True, answer_timeout=10.0, busy_wait=0.01)
SCHEMES = ["telnet", "ssh"]


def options() -> HostOptions:
    """The waits of the driver pass at once; what the socket takes is real."""
    return {"terminal": OPTIONS, "clock": JumpingClock()}


@pytest.fixture(params=[Habits(), Habits(spelling=Spelling.TITAN, user_first=True)], ids=["classic", "titan"])
def fake(request: pytest.FixtureRequest) -> FakeOlt:
    return zte_sandbox(habits=request.param)


@pytest.fixture
def server(fake: FakeOlt) -> Iterator[SandboxServer]:
    with serve({"zte": fake}) as running:
        yield running


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_onu_lives_and_dies_over_a_socket(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    server.terminal_script("zte").add(
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="show card", size=7),
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="onu 1 type*", size=1),
    )
    address = server.base_url("zte", scheme)
    with olt.connect("zte", credentials=dict(fake.credentials), base_url=address, **options()) as client:
        found = next(each for each in client.list_unprovisioned() if each.serial and each.serial.value == WAITING)
        onu = olt.link_onu(found, plan_id="7", name="CLIENTE-9")
        onu = client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI).value.onu
        assert onu.admin_state is olt.OnuState.PROVISIONED
        assert client.get_onu_status(onu=onu).oper_state is olt.OperState.ONLINE
        client.reboot_onu(onu=onu)
        client.save_config()
        assert client.delete_onu(onu=onu).value.complete
    assert fake.equipment.running.find(WAITING) is None


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_life_async(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    address = server.base_url("zte", scheme)

    async def life() -> olt.TaskReport:
        account = {"credentials": dict(fake.credentials), "base_url": address, **options()}
        async with olt.connect_async("zte", **account) as client:  # type: ignore[arg-type]
            found = [each async for each in client.list_unprovisioned()]
            onu = olt.link_onu(found[1], plan_id="7")
            done = await client.provision_onu(onu=onu, connection=PPPOE, template=template())
            assert [each.onu_id async for each in client.list_onus(pon_port="1/2/3")] == [1]
            return (await client.delete_onu(onu=done.value.onu)).value

    assert asyncio.run(life()).applied == ("authorisation",)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_password_is_told_as_such(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    wrong = {**fake.credentials, "password": "outra"}
    address = server.base_url("zte", scheme)
    with (
        olt.connect("zte", credentials=wrong, base_url=address, **options()) as client,
        pytest.raises(AuthenticationFailed),
    ):
        client.test_connection()
