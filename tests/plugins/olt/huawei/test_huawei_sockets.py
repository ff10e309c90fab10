"""The driver over real SSH and Telnet sockets, sync and async: one ONU's life, and what a wrong password is."""

import asyncio
from collections.abc import Iterator

import pytest

from huawei_by_hand import PPPOE, WAITING, template
from isp_integrations import olt
from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.huawei.sandbox import Habits, huawei_sandbox
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.transports.terminal.options import TerminalOptions

OPTIONS = TerminalOptions(trust_any_host_key=True, answer_timeout=10.0, busy_wait=0.01)
SCHEMES = ["ssh", "telnet"]


@pytest.fixture(params=[Habits(), Habits(wraps=True, shift=30)], ids=["plain", "awkward"])
def fake(request: pytest.FixtureRequest) -> FakeOlt:
    return huawei_sandbox(habits=request.param)


@pytest.fixture
def server(fake: FakeOlt) -> Iterator[SandboxServer]:
    with serve({"huawei": fake}) as running:
        yield running


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_onu_lives_and_dies_over_a_socket(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    server.terminal_script("huawei").add(
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="display ont autofind all", size=7),
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="ont add*", size=1),
    )
    fake.equipment.alarms_due = 6
    address = server.base_url("huawei", scheme)
    with olt.connect("huawei", credentials=dict(fake.credentials), base_url=address, terminal=OPTIONS) as client:
        found = next(iter(client.list_unprovisioned()))
        onu = olt.link_onu(found, plan_id="7", description="Casa 1")
        onu = client.provision_onu(onu=onu, connection=PPPOE, template=template()).value.onu
        assert onu.admin_state is olt.OnuState.PROVISIONED
        assert client.get_onu_status(onu=onu).oper_state is olt.OperState.ONLINE
        client.reboot_onu(onu=onu)
        client.save_config()
        assert client.delete_onu(onu=onu).value.complete
    assert fake.equipment.running.find(WAITING) is None


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_life_async(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    address = server.base_url("huawei", scheme)

    async def life() -> olt.TaskReport:
        account = {"credentials": dict(fake.credentials), "base_url": address, "terminal": OPTIONS}
        async with olt.connect_async("huawei", **account) as client:  # type: ignore[arg-type]
            found = [each async for each in client.list_unprovisioned()]
            onu = olt.link_onu(found[0], plan_id="7")
            done = await client.provision_onu(onu=onu, connection=PPPOE, template=template())
            assert [each.onu_id async for each in client.list_onus(pon_port="0/1/3")] == [0]
            return (await client.delete_onu(onu=done.value.onu)).value

    assert asyncio.run(life()).applied == ("service_ports", "authorisation")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_password_is_told_as_such(server: SandboxServer, fake: FakeOlt, scheme: str) -> None:
    wrong = {**fake.credentials, "password": "outra"}
    address = server.base_url("huawei", scheme)
    with (
        olt.connect("huawei", credentials=wrong, base_url=address, terminal=OPTIONS) as client,
        pytest.raises(AuthenticationFailed),
    ):
        client.test_connection()
