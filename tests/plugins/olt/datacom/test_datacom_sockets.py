"""The driver over real SSH and Telnet sockets, sync and async: one ONU's life, and what a wrong password is."""

import asyncio
from collections.abc import Iterator

import pytest

from datacom_by_hand import BRIDGE, PPPOE, WAITING, WIFI, template
from isp_integrations import olt
from isp_integrations.clients.opening import HostOptions
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.plugins.olt.datacom.sandbox import datacom_sandbox
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.transports.terminal.options import TerminalOptions

OPTIONS = TerminalOptions(trust_any_host_key=True, answer_timeout=10.0, busy_wait=0.01)
SCHEMES = ["ssh", "telnet"]


def options() -> HostOptions:
    """The waits of the driver pass at once; what the socket takes is real."""
    return {"terminal": OPTIONS, "clock": JumpingClock(), "accept_assumed": True}


@pytest.fixture
def fake() -> FakeOlt:
    return datacom_sandbox()


@pytest.fixture
def server(fake: FakeOlt) -> Iterator[SandboxServer]:
    with serve({"datacom": fake}) as running:
        yield running


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_onu_lives_and_dies_over_a_socket(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    server.terminal_script("datacom").add(
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="show*", size=7, times=3),
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="commit", size=1),
    )
    address = server.base_url("datacom", scheme)
    with olt.connect("datacom", credentials=dict(fake.credentials), base_url=address, **options()) as client:
        found = next(each for each in client.list_unprovisioned() if each.serial and each.serial.value == WAITING)
        onu = olt.link_onu(found, plan_id="7", name="CLIENTE-9")
        onu = client.provision_onu(onu=onu, connection=PPPOE, template=template(PPPOE), wifi=WIFI).value.onu
        assert onu.admin_state is olt.OnuState.PROVISIONED
        assert client.get_onu_status(onu=onu).oper_state is olt.OperState.ONLINE
        assert client.delete_onu(onu=onu).value.complete
    assert fake.equipment.running.find(WAITING) is None


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_life_async(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    address = server.base_url("datacom", scheme)

    async def life() -> olt.TaskReport:
        account = {"credentials": dict(fake.credentials), "base_url": address, **options()}
        async with olt.connect_async("datacom", **account) as client:  # type: ignore[arg-type]
            found = [each async for each in client.list_unprovisioned()]
            onu = olt.link_onu(found[0], plan_id="7")
            done = await client.provision_onu(onu=onu, connection=BRIDGE, template=template())
            assert [each.onu_id async for each in client.list_onus(pon_port="1/1/2")] == [0]
            return (await client.delete_onu(onu=done.value.onu)).value

    assert asyncio.run(life()).applied == ("authorisation",)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_password_is_told_as_such(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    wrong = {**fake.credentials, "password": "outra"}
    address = server.base_url("datacom", scheme)
    with (
        olt.connect("datacom", credentials=wrong, base_url=address, **options()) as client,
        pytest.raises(AuthenticationFailed),
    ):
        client.test_connection()
