"""Wi-Fi through GenieACS: which parameters are written, what reaches the device, and what is told of it."""

import asyncio
from datetime import timedelta
from typing import Any

import attrs
import pytest

from genieacs_by_hand import INTELBRAS, NOKIA, WLAN, device, onu
from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RuleViolation, Unavailable
from isp_integrations.plugins.olt.genieacs.sandbox import CREDENTIALS, GenieAcsSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve
from isp_integrations.transports.retry import RetryPolicy

BOTH = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24", ssid_5="NOVA 5G", password_5="senha-nova-5g")
ONLY_5 = olt.WifiConfig(ssid_5="NOVA 5G", password_5="senha-nova-5g")
HUAWEI_KEY = f"{WLAN}.1.PreSharedKey.1.PreSharedKey"
S = olt.DeviceState


@pytest.fixture
def fake() -> GenieAcsSandbox:
    return GenieAcsSandbox()


@pytest.fixture
def client(fake: GenieAcsSandbox) -> olt.OltClient:
    return olt.sandbox("genieacs", fake=fake)


def outcomes(client: olt.OltClient, wifi: olt.WifiConfig, record: olt.Onu | None = None) -> tuple[Any, ...]:
    done = client.configure_wifi(onu=record or onu(), wifi=wifi)
    return tuple((each.band.value, each.state, each.verified) for each in done.value.wifi if each.band)


def test_each_band_is_one_task_and_its_ssid_is_read_back(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    assert outcomes(client, BOTH) == (("2.4", S.EXECUTED, ("ssid",)), ("5", S.EXECUTED, ("ssid",)))
    real = device(fake, "EG8145V5").real
    assert (real[f"{WLAN}.1.SSID"], real[HUAWEI_KEY]) == ("NOVA", "senha-nova-24")
    assert (real[f"{WLAN}.5.SSID"], real[f"{WLAN}.5.PreSharedKey.1.PreSharedKey"]) == ("NOVA 5G", "senha-nova-5g")
    assert fake.tasks == []


def test_the_result_says_who_did_it_and_keeps_the_networks(client: olt.OltClient) -> None:
    done = client.configure_wifi(onu=onu(), wifi=BOTH)
    assert {each.done_by for each in done.value.wifi} == {"genieacs"}
    assert done.value.onu.wifi == BOTH
    assert [event.name for event in done.events] == ["OnuWifiConfigured"]


def test_on_an_intelbras_5_ghz_is_index_1(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    assert outcomes(client, ONLY_5, onu(INTELBRAS)) == (("5", S.EXECUTED, ("ssid",)),)
    real = device(fake, "AX1800").real
    assert (real[f"{WLAN}.1.SSID"], real[f"{WLAN}.1.KeyPassphrase"]) == ("NOVA 5G", "senha-nova-5g")
    assert (real[f"{WLAN}.6.SSID"], real[f"{WLAN}.6.KeyPassphrase"]) == ("SOBRADO", "senha-de-antes")


def test_a_device_of_tr_181_is_found_by_login_and_set_by_its_radios(
    client: olt.OltClient, fake: GenieAcsSandbox
) -> None:
    router = onu("TPLG00000017", connection=olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, username="cliente3"))
    assert outcomes(client, BOTH, router) == (("2.4", S.EXECUTED, ("ssid",)), ("5", S.EXECUTED, ("ssid",)))
    real = device(fake, "EX220").real
    assert (real["Device.WiFi.SSID.1.SSID"], real["Device.WiFi.SSID.3.SSID"]) == ("NOVA", "NOVA 5G")
    assert real["Device.WiFi.AccessPoint.3.Security.KeyPassphrase"] == "senha-nova-5g"


def test_an_id_with_escapes_is_escaped_again_in_the_path(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    assert device(fake, "G-140W-C").id == "00D0F6-G%2D140W%2DC-ALCL1A2B3C44"
    assert outcomes(client, BOTH, onu(NOKIA))[0] == ("2.4", S.EXECUTED, ("ssid",))
    assert device(fake, "G-140W-C").real[f"{WLAN}.1.PreSharedKey.1.KeyPassphrase"] == "senha-nova-24"


@pytest.mark.parametrize(
    ("wifi", "changed", "verified"),
    [
        (olt.WifiConfig(ssid_24="NOVA"), f"{WLAN}.1.SSID", ("ssid",)),
        (olt.WifiConfig(password_24="senha-nova-24"), HUAWEI_KEY, ()),
    ],
)
def test_ssid_or_password_alone_leaves_the_other(
    client: olt.OltClient, fake: GenieAcsSandbox, wifi: olt.WifiConfig, changed: str, verified: tuple[str, ...]
) -> None:
    before = dict(device(fake, "EG8145V5").real)
    assert outcomes(client, wifi) == (("2.4", S.EXECUTED, verified),)
    real = device(fake, "EG8145V5").real
    assert [path for path in real if real[path] != before[path]] == [changed]


def test_the_same_password_twice_reaches_the_device_both_times(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    wifi = olt.WifiConfig(password_24="senha-nova-24")
    outcomes(client, wifi)
    device(fake, "EG8145V5").real[HUAWEI_KEY] = "trocada-na-pagina-do-roteador"
    assert outcomes(client, wifi) == (("2.4", S.EXECUTED, ()),)
    assert device(fake, "EG8145V5").real[HUAWEI_KEY] == "senha-nova-24"


def test_a_silent_200_is_told_as_faulted(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    huawei = device(fake, "EG8145V5")
    del huawei.real[HUAWEI_KEY]
    (outcome,) = client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(password_24="senha-nova-24")).value.wifi
    assert (outcome.state, outcome.verified) == (S.FAULTED, ())
    assert "não tem o parâmetro" in outcome.why


def test_a_device_that_shows_another_ssid_afterwards_is_faulted(
    client: olt.OltClient, fake: GenieAcsSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    huawei, heard = device(fake, "EG8145V5"), type(device(fake, "EG8145V5")).heard

    def forgets(self: Any, path: str, at: str, value: Any = None) -> None:
        if value == "NOVA":
            self.real[path] = "CASA"
        heard(self, path, at, value)

    monkeypatch.setattr(type(huawei), "heard", forgets)
    (outcome,) = client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="NOVA")).value.wifi
    assert (outcome.state, outcome.why) == (S.FAULTED, "o aparelho mostra outro SSID depois da ordem")


def test_a_device_that_cannot_be_called_leaves_the_order_queued(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    huawei = device(fake, "EG8145V5")
    huawei.reachable = False
    done = client.configure_wifi(onu=onu(), wifi=BOTH)
    assert [each.state for each in done.value.wifi] == [S.QUEUED, S.QUEUED]
    waiting = {task["_id"]: task for task in fake.tasks if task["name"] == "setParameterValues"}
    assert {each.reference for each in done.value.wifi} == set(waiting)
    assert all(task["expiry"] == 3600 and task["uniqueKey"] for task in waiting.values())
    assert (done.value.onu.wifi, done.events) == (onu().wifi, ())
    fake.inform(huawei)
    assert huawei.real[f"{WLAN}.1.SSID"] == "NOVA"


def test_asking_again_replaces_what_is_queued(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    huawei = device(fake, "EG8145V5")
    huawei.reachable = False
    for ssid in ("UMA", "OUTRA"):
        client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24=ssid))
    (task,) = (task for task in fake.tasks if task["name"] == "setParameterValues")
    assert task["parameterValues"] == [[f"{WLAN}.1.SSID", "OUTRA", "xsd:string"]]
    fake.inform(huawei)
    assert huawei.real[f"{WLAN}.1.SSID"] == "OUTRA"


def test_an_order_that_nobody_fetches_expires(fake: GenieAcsSandbox) -> None:
    start = fake._now()
    fake._now = lambda: start
    huawei = device(fake, "EG8145V5")
    huawei.reachable = False
    olt.sandbox("genieacs", fake=fake).configure_wifi(onu=onu(), wifi=BOTH)
    fake._now = lambda: start + timedelta(seconds=3601)
    fake.inform(huawei)
    assert (huawei.real[f"{WLAN}.1.SSID"], fake.tasks) == ("CASA", [])


def test_a_slow_device_whose_task_ran_before_it_was_looked_for_is_executed(
    fake: GenieAcsSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    huawei, collection = device(fake, "EG8145V5"), fake._collection
    huawei.slow = True

    def calls_meanwhile(name: str, query: Any) -> Any:
        if name == "tasks":
            fake.inform(huawei)
        return collection(name, query)

    monkeypatch.setattr(fake, "_collection", calls_meanwhile)
    client = olt.sandbox("genieacs", fake=fake)
    assert outcomes(client, olt.WifiConfig(ssid_24="NOVA")) == (("2.4", S.EXECUTED, ()),)


def test_a_refusal_of_the_device_is_told_in_its_words_and_nothing_of_it_is_applied(
    client: olt.OltClient, fake: GenieAcsSandbox
) -> None:
    huawei = device(fake, "EG8145V5")
    huawei.fault_codes[HUAWEI_KEY] = "9007"
    done = client.configure_wifi(onu=onu(), wifi=BOTH)
    first, second = done.value.wifi
    assert (first.state, first.why) == (S.FAULTED, "cwmp.9007: Request denied by the device")
    assert second.state is S.EXECUTED
    assert huawei.real[f"{WLAN}.1.SSID"] == "CASA"
    assert done.value.onu.wifi == attrs.evolve(onu().wifi or BOTH, ssid_5="NOVA 5G", password_5="senha-nova-5g")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({f"{WLAN}.1.BeaconType": "None"}, "aberta ou WEP"),
        ({f"{WLAN}.1.BeaconType": "Basic"}, "aberta ou WEP"),
        ({f"{WLAN}.1.Channel": "44", f"{WLAN}.1.Standard": "a,n,ac"}, "não se sabe qual"),
    ],
)
def test_onu_7_what_the_device_contradicts_is_refused_before_any_order(
    changes: dict[str, str], told: str, fake: GenieAcsSandbox
) -> None:
    huawei = device(fake, "EG8145V5")
    huawei.real.update(changes)
    for path in changes:
        huawei.heard(path, huawei.last_inform)
    with pytest.raises(ProviderRejected, match=told) as refused:
        olt.sandbox("genieacs", fake=fake).configure_wifi(onu=onu(), wifi=BOTH)
    assert refused.value.violation is not None
    assert (refused.value.violation.rule_id, refused.value.violation.code) == ("ONU-7", "onu.wifi_unsupported")
    assert (huawei.real[f"{WLAN}.1.SSID"], huawei.real[f"{WLAN}.5.SSID"]) == ("CASA", "CASA 5G")


def test_onu_7_a_device_with_one_band_is_refused_for_the_other(client: olt.OltClient, fake: GenieAcsSandbox) -> None:
    nokia = device(fake, "G-140W-C")
    for path in [path for path in nokia.real if path.startswith(f"{WLAN}.5.")]:
        del nokia.real[path], nokia.cache[path]
    with pytest.raises(ProviderRejected, match="5 GHz") as refused:
        client.configure_wifi(onu=onu(NOKIA), wifi=BOTH)
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "ONU-7"
    assert nokia.real[f"{WLAN}.1.SSID"] == "LOJA"


def test_onu_7_a_bridge_has_no_wifi_of_its_own(client: olt.OltClient) -> None:
    bridge = onu(connection=olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100))
    with pytest.raises(RuleViolation) as refused:
        client.configure_wifi(onu=bridge, wifi=BOTH)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-7", "ONU-7"]


def test_onu_6_a_password_of_the_wrong_length_never_becomes_a_task(
    client: olt.OltClient, fake: GenieAcsSandbox
) -> None:
    for password in ("curta", "x" * 64, "senha-com-ação"):
        with pytest.raises(RuleViolation) as refused:
            client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(password_24=password))
        assert [violation.rule_id for violation in refused.value.violations] == ["ONU-6"]
    assert (fake.tasks, fake.crashes) == ([], 0)


LOST = (FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER)


class Nth(FaultScript):
    """One fault, for the request of that number from its arming on.

    Attributes:
        seen: how many requests have left.
    """

    seen = 0
    due: tuple[int, FaultKind] | None = None

    def arm(self, number: int, kind: FaultKind) -> None:
        self.seen, self.due = 0, (number, kind)

    def take(self, request: Any) -> Fault | None:
        number, self.seen = self.seen, self.seen + 1
        return Fault(kind=self.due[1]) if self.due is not None and self.due[0] == number else None


def calls() -> int:
    script = Nth()
    olt.sandbox("genieacs", fake=GenieAcsSandbox(), script=script).configure_wifi(onu=onu(), wifi=BOTH)
    return script.seen


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("number", range(calls()))
def test_any_call_may_be_lost_and_no_second_task_is_made(number: int, kind: FaultKind) -> None:
    fake, script = GenieAcsSandbox(), Nth()
    client = olt.sandbox("genieacs", fake=fake, script=script, retry=RetryPolicy(attempts=1))
    script.arm(number, kind)
    try:
        done = client.configure_wifi(onu=onu(), wifi=BOTH)
    except OutcomeUnknown as lost:
        done = client.resume(lost.resume_token or "")
    except Unavailable:
        done = client.configure_wifi(onu=onu(), wifi=BOTH)
    assert {each.state for each in done.value.wifi} == {S.EXECUTED}
    assert device(fake, "EG8145V5").real[f"{WLAN}.5.SSID"] == "NOVA 5G"
    assert [task for task in fake.tasks if task["name"] == "setParameterValues"] == []
    assert client.unfinished() == ()


def test_an_order_whose_answer_is_lost_while_it_waits_is_queued_once(fake: GenieAcsSandbox) -> None:
    device(fake, "EG8145V5").reachable = False
    script = FaultScript()
    client = olt.sandbox("genieacs", fake=fake, script=script, retry=RetryPolicy(attempts=1))
    script.add(Fault(kind=FaultKind.HTML, on="POST devices/*/tasks", times=2))
    (outcome,) = client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="NOVA")).value.wifi
    (task,) = (task for task in fake.tasks if task["name"] == "setParameterValues")
    assert (outcome.state, outcome.reference) == (S.QUEUED, task["_id"])


def test_an_earlier_order_that_waits_is_not_taken_for_one_that_was_lost(fake: GenieAcsSandbox) -> None:
    device(fake, "EG8145V5").reachable = False
    script = Nth()
    client = olt.sandbox("genieacs", fake=fake, script=script, retry=RetryPolicy(attempts=1))
    client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="UMA"))
    script.arm(4, FaultKind.CLOSE_BEFORE)
    with pytest.raises(OutcomeUnknown) as lost:
        client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="OUTRA"))
    assert lost.value.pending == "set_parameter_values"
    (outcome,) = client.resume(lost.value.resume_token or "").value.wifi
    (task,) = (task for task in fake.tasks if task["name"] == "setParameterValues")
    assert (outcome.state, outcome.reference, task["parameterValues"][0][1]) == (S.QUEUED, task["_id"], "OUTRA")


def test_an_answer_that_takes_too_long_leaves_a_queued_order(fake: GenieAcsSandbox) -> None:
    device(fake, "EG8145V5").slow = True
    script = Nth()
    client = olt.sandbox("genieacs", fake=fake, script=script, retry=RetryPolicy(attempts=1))
    script.arm(4, FaultKind.CLOSE_AFTER)
    (outcome,) = client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="NOVA")).value.wifi
    (task,) = (task for task in fake.tasks if task["name"] == "setParameterValues")
    assert (outcome.state, outcome.reference) == (S.QUEUED, task["_id"])


def test_over_a_real_socket_ids_and_parameters_arrive_as_the_server_reads_them() -> None:
    fake = GenieAcsSandbox()
    with (
        serve({"genieacs": fake}) as server,
        olt.connect("genieacs", credentials=CREDENTIALS, base_url=server.base_url("genieacs")) as client,
    ):
        done = client.configure_wifi(onu=onu(NOKIA), wifi=BOTH)
        asyncio.run(_restart(server.base_url("genieacs")))
    assert [(each.state, each.verified) for each in done.value.wifi] == [(S.EXECUTED, ("ssid",))] * 2
    assert device(fake, "G-140W-C").real[f"{WLAN}.5.SSID"] == "NOVA 5G"
    assert (device(fake, "G-140W-C").reboots, fake.crashes) == (1, 0)


async def _restart(address: str) -> None:
    """Restart the Nokia device, without waiting for its return."""
    client = olt.connect_async("genieacs", credentials=CREDENTIALS, base_url=address, clock=JumpingClock())
    async with client:
        assert (await client.reboot_onu(onu=onu(NOKIA))).value.state is S.EXECUTED
