"""The driver over real TL1 sockets, sync and async; hostile values on the wire; secrets."""

import asyncio
from collections.abc import Iterator

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fiberhome_by_hand import PPPOE, WAITING, WIFI, Bench, template
from isp_integrations import olt
from isp_integrations.core.errors import AuthenticationFailed, InvalidIdentifier, ProviderRejected, RuleViolation
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, FiberHomeFake, Habits
from isp_integrations.sandbox.server import SandboxServer, serve
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.transports.terminal.options import TerminalOptions

OPTIONS = TerminalOptions(answer_timeout=10.0, busy_wait=0.01)
NASTY = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="ab?\n\r\t\x03\x7f;:,=\"'|\\\x1b> -", max_size=12),
)


@pytest.fixture(params=[Habits(), Habits(per_block=1, words=True, wide=True, portuguese=True)], ids=["plain", "odd"])
def fake(request: pytest.FixtureRequest) -> FiberHomeFake:
    return FiberHomeFake(habits=request.param)


@pytest.fixture
def server(fake: FiberHomeFake) -> Iterator[SandboxServer]:
    with serve({"fiberhome": fake}) as running:
        yield running


def test_an_onu_lives_and_dies_over_a_socket(server: SandboxServer, fake: FiberHomeFake) -> None:
    server.terminal_script("fiberhome").add(
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="LST-UNREGONU*", size=7),
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="ADD-ONU*", size=1),
    )
    address = server.base_url("fiberhome", "tl1")
    with olt.connect("fiberhome", credentials=dict(fake.credentials), base_url=address, terminal=OPTIONS) as client:
        onu = olt.link_onu(next(iter(client.list_unprovisioned(olt_id=CENTRE))), plan_id="7")
        done = client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI).value
        assert done.complete
        assert client.get_onu_status(onu=done.onu).oper_state is olt.OperState.ONLINE
        client.reboot_onu(onu=done.onu)
        assert client.delete_onu(onu=done.onu).value.complete
    assert fake.olts[CENTRE].running.find(WAITING) is None


def test_the_same_life_async(server: SandboxServer, fake: FiberHomeFake) -> None:
    account = {
        "credentials": dict(fake.credentials),
        "base_url": server.base_url("fiberhome", "tl1"),
        "terminal": OPTIONS,
    }

    async def life() -> olt.TaskReport:
        async with olt.connect_async("fiberhome", **account) as client:  # type: ignore[arg-type]
            found = [each async for each in client.list_unprovisioned(olt_id=CENTRE)]
            onu = olt.link_onu(found[0], plan_id="7")
            done = await client.provision_onu(onu=onu, connection=PPPOE, template=template())
            assert [each.onu_id async for each in client.list_onus(olt_id=CENTRE, pon_port="1/3")] == [1]
            return (await client.delete_onu(onu=done.value.onu)).value

    assert asyncio.run(life()).applied == ("authorisation",)


def test_a_wrong_password_is_told_as_such(server: SandboxServer, fake: FiberHomeFake) -> None:
    wrong = {**fake.credentials, "password": "outra"}
    address = server.base_url("fiberhome", "tl1")
    with (
        olt.connect("fiberhome", credentials=wrong, base_url=address, terminal=OPTIONS) as client,
        pytest.raises(AuthenticationFailed) as refused,
    ):
        client.test_connection()
    assert "outra" not in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY, NASTY)
@example("a;DEL-ONU::OLTID=1:X::ONUIDTYPE=MAC,ONUID=B", "", "", "", "")
@example("", "a,ONUTYPE=OTHER2", "", "", "")
@example("", "", "fulana;", "s\nq", "HG6145E")
@example("", "", "f", "s", "HG6145E:c::X;")
def test_no_value_becomes_a_second_message_or_another_key(
    name: str, description: str, username: str, password: str, kind: str
) -> None:
    bench = Bench()
    onu = attrs.evolve(bench.found(), name=name, description=description)
    connection = attrs.evolve(PPPOE, username=username or "f", password=password or "s")
    try:
        bench.client.provision_onu(onu=onu, connection=connection, template=template(onu_type=kind or "HG6145E"))
    except (RuleViolation, InvalidIdentifier):
        assert bench.sent == []
    except ProviderRejected:
        assert [_keys(each) for each in bench.sent] == [_added(name, description)]
    else:
        wan = _keys(bench.sent[1])
        by_radio = [*wan[:-1], "SSID"]
        assert [_keys(each) for each in bench.sent] == [_added(name, description), wan, by_radio, by_radio]
        assert bench.config().name == name
        assert bench.config().wans[0].password == connection.password


@settings(max_examples=60, deadline=None)
@given(NASTY, NASTY)
@example("CASA,SSID-ENABLE=0", "12345678")
@example("CASA", "12345678;LOGOUT:::a::")
def test_no_network_s_text_becomes_another_key(ssid: str, password: str) -> None:
    bench = Bench()
    onu = bench.known()
    try:
        bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_24=ssid, password_24=password))
    except (RuleViolation, InvalidIdentifier):
        assert bench.sent == []
    else:
        assert len(bench.sent) == 1
        network = bench.config(onu.serial.value).networks[1]
        assert (network.ssid, network.key) == (ssid, password)


def test_secrets_stay_out_of_errors_and_reports() -> None:
    bench = Bench()
    bench.centre.devices[WAITING].bands = frozenset()
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(), wifi=WIFI)
    shown = repr(done)
    for secret in (PPPOE.password, PPPOE.username, WIFI.password_24, WIFI.ssid_24):
        assert secret not in shown


def _keys(message: str) -> list[str]:
    return [pair.partition("=")[0] for pair in message.split(":")[5].split(",")]


def _added(name: str, description: str) -> list[str]:
    given = (*(["NAME"] if name else []), *(["DESC"] if description else []))
    return ["AUTHTYPE", "ONUID", *given, "ONUTYPE"]
