"""Looking a device up, its status and its restart."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from genieacs_by_hand import HUAWEI, INTELBRAS, NOKIA, SOME_DAY, device, onu
from isp_integrations import olt
from isp_integrations.core.errors import InvalidRecord, OutcomeUnknown, ProviderRejected, RuleViolation
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.genieacs.fake_devices import FakeDevice, default_devices
from isp_integrations.plugins.olt.genieacs.plugin import BOOT_LOOKS, BOOT_PAUSE_SECONDS
from isp_integrations.plugins.olt.genieacs.sandbox import CREDENTIALS, GenieAcsSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock

RX = "InternetGatewayDevice.WANDevice.1.X_GponInterafceConfig.RXPower"
TX = "InternetGatewayDevice.WANDevice.1.X_GponInterafceConfig.TXPower"
INTERVAL = "InternetGatewayDevice.ManagementServer.PeriodicInformInterval"
ENABLED = "InternetGatewayDevice.ManagementServer.PeriodicInformEnable"


@pytest.fixture
def fake() -> GenieAcsSandbox:
    return GenieAcsSandbox(now=lambda: SOME_DAY)


@pytest.fixture
def client(fake: GenieAcsSandbox) -> olt.OltClient:
    return olt.sandbox("genieacs", fake=fake, clock=JumpingClock(SOME_DAY))


def sender(fake: GenieAcsSandbox) -> InProcessSender:
    return InProcessSender(fake, FaultScript())


def tell(told: FakeDevice, **values: Any) -> None:
    for path, value in values.items():
        told.real[path] = value
        told.heard(path, told.last_inform)


def old_copy(fake: GenieAcsSandbox, serial: str, last_inform: str) -> FakeDevice:
    """What a swap of devices leaves behind: another document with the same login."""
    copy = attrs.evolve(next(iter(default_devices())), serial=serial, last_inform=last_inform)
    for path in copy.real:
        copy.heard(path, last_inform)
    fake.devices[copy.id] = copy
    return copy


@pytest.mark.parametrize("told", ["485754431A2B3C11", "HWTC1A2B3C11", "hwtc1a2b3c11", "485754431a2b3c11"])
def test_a_gpon_serial_is_found_in_whichever_form_the_device_tells_it(fake: GenieAcsSandbox, told: str) -> None:
    device(fake, "EG8145V5").serial = told
    found = olt.sandbox("genieacs", fake=fake).find_onu(serial="HWTC1A2B3C11")
    assert (found.serial.value, found.model, found.admin_state.value) == (HUAWEI, "EG8145V5", "provisioned")


def test_a_device_that_was_found_shows_its_networks_and_no_password(client: olt.OltClient) -> None:
    found = client.find_onu(serial=NOKIA)
    assert found.wifi == olt.WifiConfig(ssid_24="LOJA", ssid_5="LOJA 5G")
    assert found.platform_ids == {"device_id": "00D0F6-G%2D140W%2DC-ALCL1A2B3C44"}
    assert client.find_onu(serial=INTELBRAS).wifi is None


def test_a_device_is_found_by_its_login(client: olt.OltClient) -> None:
    found = client.find_onu(login="cliente1")
    assert found.serial.value == HUAWEI
    assert found.connection is not None
    assert found.connection.username == "cliente1"


def test_onu_16_a_login_of_a_device_without_a_gpon_serial_is_told_as_such(client: olt.OltClient) -> None:
    with pytest.raises(ProviderRejected, match="serial GPON") as refused:
        client.find_onu(login="cliente3")
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "ONU-16"


@pytest.mark.parametrize("login", ["cli*", "/cliente./", 'x"},{"a":"b', "cliente 1", "fulaná"])
def test_onu_15_a_login_that_could_search_for_others_is_never_sent(fake: GenieAcsSandbox, login: str) -> None:
    script = FaultScript()
    client = olt.sandbox("genieacs", fake=fake, script=script)
    with pytest.raises(RuleViolation) as refused:
        client.find_onu(login=login)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-15"]
    assert not script.served


@pytest.mark.parametrize("login", ["*", "/./", "cliente 1"])
def test_a_login_of_the_host_s_record_that_could_search_for_others_is_not_used(
    client: olt.OltClient, login: str
) -> None:
    stranger = onu("EXMP0000BEEF", connection=olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, username=login))
    with pytest.raises(ProviderRejected) as refused:
        client.get_onu_status(onu=stranger)
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.not_found"


@pytest.mark.parametrize("kept", ["*", "../users", "x y", "/./", 'a"}', "a" * 201])
def test_an_id_of_the_host_s_record_that_is_none_is_not_used(client: olt.OltClient, kept: str) -> None:
    assert client.get_onu_status(onu=onu(platform_ids={"device_id": kept})).serial == onu().serial


def test_an_id_kept_from_before_a_swap_is_not_followed(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    record = onu(NOKIA, platform_ids={"device_id": device(fake, "EG8145V5").id})
    assert client.get_onu_status(onu=record).model == "G-140W-C"


def test_two_devices_of_one_serial_are_refused(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    old_copy(fake, "HWTC1A2B3C11", "2026-01-31T11:59:00.000Z")
    with pytest.raises(ProviderRejected, match="mais de um aparelho"):
        client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="NOVA"))


def test_of_two_devices_of_one_login_the_one_that_still_calls_is_taken(
    client: olt.OltClient, fake: GenieAcsSandbox
) -> None:
    old_copy(fake, "HWTC1A2B3C99", "2026-01-20T12:00:00.000Z")
    assert client.find_onu(login="cliente1").serial.value == HUAWEI


def test_two_calling_devices_of_one_login_are_refused(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    old_copy(fake, "HWTC1A2B3C99", "2026-01-31T11:59:00.000Z")
    with pytest.raises(ProviderRejected, match="mais de um aparelho"):
        client.find_onu(login="cliente1")


def test_an_account_with_a_tag_sees_only_the_devices_that_have_it(fake: GenieAcsSandbox) -> None:
    client = olt.connect(
        "genieacs",
        credentials={**CREDENTIALS, "tag": "provedor-1"},
        base_url="http://genieacs.sandbox.invalid",
        transport=sender(fake),
    )
    with pytest.raises(ProviderRejected):
        client.find_onu(serial=HUAWEI)
    device(fake, "EG8145V5").tags.append("provedor-1")
    assert client.find_onu(serial=HUAWEI).model == "EG8145V5"


class Gateway(GenieAcsSandbox):
    """A fake that keeps what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[FakeRequest] = []

    def handle(self, request: FakeRequest) -> HttpAnswer:
        self.seen.append(request)
        return super().handle(request)


def test_a_gateway_s_header_goes_with_every_request() -> None:
    gateway = Gateway()
    client = olt.connect(
        "genieacs",
        credentials={**CREDENTIALS, "header_name": "X-API-Key", "header_value": "chave-do-gateway"},
        base_url="http://genieacs.sandbox.invalid",
        transport=sender(gateway),
    )
    client.test_connection()
    assert [request.headers["x-api-key"] for request in gateway.seen] == ["chave-do-gateway"]
    assert "chave-do-gateway" not in repr(client)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"basic_user": "provedor"}, "credentials.basic_user"),
        ({"header_value": "x"}, "credentials.header_name"),
        ({"basic_user": "a:b", "basic_password": "x"}, "credentials.basic_user"),
        ({"header_name": "X API", "header_value": "x"}, "credentials.header_name"),
        ({"tag": "/./"}, "credentials.tag"),
    ],
)
def test_credentials_that_cannot_work_are_refused_when_the_account_is_opened(
    given: dict[str, str], problem: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        olt.connect("genieacs", credentials=given, base_url="https://acs.exemplo.invalid")
    assert [told.partition(":")[0] for told in refused.value.problems] == [problem]


def test_a_status_is_what_the_server_last_heard(client: olt.OltClient) -> None:
    status = client.get_onu_status(onu=onu())
    assert (status.oper_state, status.model, status.software) == ("online", "EG8145V5", "V5R020C10S100")
    assert status.wan_address == "203.0.113.7"
    assert (status.optical.onu_rx_dbm, status.optical.onu_tx_dbm) == (Decimal("-19.42"), Decimal("2.13"))
    assert status.optical.measured_at == status.last_up_at == SOME_DAY
    assert client.diagnose_onu(onu=onu()).verdict == "good"


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "online"), (480, "online"), (481, "unknown"), (900, "unknown"), (901, "offline")],
)
def test_online_is_an_estimate_by_the_last_call(fake: GenieAcsSandbox, age: int, state: str) -> None:
    device(fake, "EG8145V5").last_inform = (SOME_DAY - timedelta(seconds=age)).isoformat()
    client = olt.sandbox("genieacs", fake=fake, clock=_Stopped(SOME_DAY))
    assert client.get_onu_status(onu=onu()).oper_state == state


class _Stopped(JumpingClock):
    """A clock that stands still."""

    def __init__(self, moment: Any) -> None:
        super().__init__(moment)
        self._moment = moment

    def now(self) -> Any:
        return self._moment


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({INTERVAL: 3600}, "online"),
        ({INTERVAL: "3600"}, "online"),
        ({INTERVAL: 0}, "unknown"),
        ({INTERVAL: 9999999}, "unknown"),
        ({ENABLED: False}, "unknown"),
        ({ENABLED: "0"}, "unknown"),
        ({ENABLED: "1", INTERVAL: "nunca"}, "offline"),
    ],
)
def test_the_device_s_own_interval_counts(fake: GenieAcsSandbox, told: dict[str, Any], state: str) -> None:
    huawei = device(fake, "EG8145V5")
    tell(huawei, **told)
    huawei.last_inform = (SOME_DAY - timedelta(hours=1)).isoformat()
    client = olt.sandbox("genieacs", fake=fake, clock=_Stopped(SOME_DAY))
    assert client.get_onu_status(onu=onu()).oper_state == state


@pytest.mark.parametrize(
    ("rx", "tx", "levels"),
    [
        ("-27.5 dBm", "2", (Decimal("-27.5"), Decimal(2))),
        (254, 15849, (Decimal("-15.95"), Decimal("2.0"))),
        ("254", "0", (Decimal("-15.95"), None)),
        ("-55", "1", (None, Decimal(1))),
        ("0", "0", (None, None)),
        ("alto", "2", (None, None)),
        ("-1E+1", "2", (None, None)),
        ("-2999999999999.5", "2", (None, None)),
        ("-19.420000000000002", "2.13dBm", (Decimal("-19.420000000000002"), Decimal("2.13"))),
        (99999999, 1, (None, Decimal("-40.0"))),
    ],
)
def test_optical_power_is_in_dbm_whichever_unit_the_device_tells(
    fake: GenieAcsSandbox, rx: Any, tx: Any, levels: tuple[Any, Any]
) -> None:
    tell(device(fake, "EG8145V5"), **{RX: rx, TX: tx})
    optical = olt.sandbox("genieacs", fake=fake).get_onu_status(onu=onu()).optical
    assert (optical.onu_rx_dbm, optical.onu_tx_dbm) == levels


def test_a_restart_is_executed_and_seen(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    done = client.reboot_onu(onu=onu())
    assert (done.value.state, done.value.done_by, done.value.verified) == ("executed", "genieacs", ("last_boot",))
    assert [event.name for event in done.events] == ["OnuRebooted"]
    assert (device(fake, "EG8145V5").reboots, fake.tasks) == (1, [])


def test_a_restart_that_is_not_seen_is_executed_and_not_verified(
    fake: GenieAcsSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "_start_again", lambda: None)
    clock = JumpingClock(SOME_DAY)
    done = olt.sandbox("genieacs", fake=fake, clock=clock).reboot_onu(onu=onu())
    assert (done.value.state, done.value.verified) == ("executed", ())
    assert clock.now() - SOME_DAY >= timedelta(seconds=BOOT_LOOKS * BOOT_PAUSE_SECONDS)


def test_a_restart_that_waits_expires_in_ten_minutes_and_is_no_event(
    client: olt.OltClient, fake: GenieAcsSandbox
) -> None:
    device(fake, "EG8145V5").reachable = False
    done = client.reboot_onu(onu=onu())
    (task,) = fake.tasks
    assert (done.value.state, done.value.reference, done.events) == ("queued", task["_id"], ())
    assert (task["expiry"], task["uniqueKey"]) == (600, "isp-integrations-reboot")


@pytest.mark.parametrize(("kind", "reboots"), [(FaultKind.CLOSE_AFTER, 1), (FaultKind.HTML, 1)])
def test_a_restart_whose_answer_is_lost_is_found_by_the_device_s_start(
    fake: GenieAcsSandbox, kind: FaultKind, reboots: int
) -> None:
    script = FaultScript()
    script.add(Fault(kind=kind, on="POST devices/*/tasks"))
    done = olt.sandbox("genieacs", fake=fake, script=script).reboot_onu(onu=onu())
    assert (done.value.state, done.value.verified) == ("executed", ("last_boot",))
    assert device(fake, "EG8145V5").reboots == reboots


def test_a_restart_that_cannot_be_seen_stays_unknown_and_is_not_sent_again(fake: GenieAcsSandbox) -> None:
    script = FaultScript()
    script.add(Fault(kind=FaultKind.CLOSE_BEFORE, on="POST devices/*/tasks"))
    client = olt.sandbox("genieacs", fake=fake, script=script)
    with pytest.raises(OutcomeUnknown) as lost:
        client.reboot_onu(onu=onu())
    assert lost.value.pending == "reboot"
    with pytest.raises(OutcomeUnknown):
        client.resume(lost.value.resume_token or "")
    assert device(fake, "EG8145V5").reboots == 0


def test_a_restart_that_was_lost_and_waits_is_queued(fake: GenieAcsSandbox) -> None:
    device(fake, "EG8145V5").reachable = False
    script = FaultScript()
    script.add(Fault(kind=FaultKind.CLOSE_AFTER, on="POST devices/*/tasks"))
    done = olt.sandbox("genieacs", fake=fake, script=script).reboot_onu(onu=onu())
    assert (done.value.state, done.value.reference) == ("queued", fake.tasks[0]["_id"])
