"""A real driver's OLT with GenieACS beside it: Wi-Fi goes where it can be set, and the result says who did what."""

import asyncio
from typing import Any

import attrs
import pytest

from genieacs_by_hand import WLAN, device, onu
from huawei_by_hand import PPPOE, WAITING, Bench, template
from isp_integrations import olt
from isp_integrations.core.errors import RuleViolation, UnsupportedOperation
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.transports.retry import RetryPolicy

WIFI = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24", ssid_5="NOVA 5G", password_5="senha-nova-5g")


class Pair:
    """A fake OLT with a client, and a fake ACS that knows the ONU which waits on it, with another."""

    def __init__(self, script: FaultScript | None = None) -> None:
        self.acs_fake, self.script = GenieAcsSandbox(), script or FaultScript()
        self.device = device(self.acs_fake, "EG8145V5")
        self.device.serial = OnuSerial.parse(WAITING).hex
        self.acs_fake.devices = {each.id: each for each in self.acs_fake.devices.values()}
        self.acs = olt.sandbox("genieacs", fake=self.acs_fake, script=self.script, retry=RetryPolicy(attempts=1))
        self.bench = Bench()
        self.bench.client.acs = self.acs

    @property
    def ssid(self) -> str:
        """What the device really has on 2.4 GHz."""
        return str(self.device.real[f"{WLAN}.1.SSID"])

    def provision(self, wifi: olt.WifiConfig = WIFI) -> Any:
        """Provision the ONU that waits, with its Wi-Fi."""
        return self.bench.client.provision_onu(
            onu=self.bench.found(), connection=PPPOE, template=template(), wifi=wifi
        )


@pytest.fixture
def pair() -> Pair:
    return Pair()


def told(outcomes: tuple[olt.DeviceOutcome, ...]) -> list[tuple[Any, ...]]:
    return [(each.done_by, each.band, each.state, each.verified) for each in outcomes]


def test_a_provisioning_is_done_by_the_olt_and_its_wifi_by_the_acs(pair: Pair) -> None:
    done = pair.provision()
    assert done.value.complete
    assert told(done.value.wifi) == [
        ("genieacs", "2.4", "executed", ("ssid",)),
        ("genieacs", "5", "executed", ("ssid",)),
    ]
    assert pair.bench.has()
    assert pair.ssid == "NOVA"
    assert done.value.onu.wifi == WIFI
    assert not [line for line in pair.bench.typed if "NOVA" in line or "senha-nova" in line]


def test_a_password_of_an_onu_in_service_is_changed_by_the_acs(pair: Pair) -> None:
    working = pair.provision().value.onu
    done = pair.bench.client.configure_wifi(onu=working, wifi=olt.WifiConfig(password_24="outra-senha-24"))
    assert told(done.value.wifi) == [("genieacs", "2.4", "executed", ())]
    assert pair.device.real[f"{WLAN}.1.PreSharedKey.1.PreSharedKey"] == "outra-senha-24"


def test_an_olt_that_sets_wifi_itself_leaves_the_acs_alone() -> None:
    acs_fake, script = GenieAcsSandbox(), FaultScript()
    acs = olt.sandbox("genieacs", fake=acs_fake, script=script)
    panel = olt.sandbox("smartolt", fake=SmartOltSandbox(), acs=acs)
    record = attrs.evolve(panel.find_onu(serial="HWTC1A2B3C11"), plan_id="8")
    assert {each.done_by for each in panel.configure_wifi(onu=record, wifi=WIFI).value.wifi} == {"smartolt"}
    assert not script.served


def test_a_device_that_does_not_answer_leaves_the_onu_provisioned_and_its_wifi_queued(pair: Pair) -> None:
    pair.device.reachable = False
    done = pair.provision()
    assert (done.value.onu.admin_state, done.value.onu.wifi) == (olt.OnuState.PROVISIONED, None)
    assert [each.state for each in done.value.wifi] == ["queued", "queued"]
    assert "OnuWifiConfigured" not in [event.name for event in done.events]
    pair.acs_fake.inform(pair.device)
    assert pair.ssid == "NOVA"


def test_a_device_that_never_called_the_acs_is_told_beside_a_provisioning_that_stands(pair: Pair) -> None:
    pair.acs_fake.devices.clear()
    done = pair.provision()
    assert done.value.onu.admin_state == olt.OnuState.PROVISIONED
    assert {(each.done_by, each.state.value) for each in done.value.wifi} == {("genieacs", "faulted")}
    assert {each.why for each in done.value.wifi} == {"Esta ONU não existe na plataforma GenieACS."}


def test_a_refusal_of_the_device_is_told_beside_a_provisioning_that_stands(pair: Pair) -> None:
    pair.device.fault_codes[f"{WLAN}.1.SSID"] = "9007"
    done = pair.provision()
    assert [(each.state.value, each.why[:9]) for each in done.value.wifi] == [
        ("faulted", "cwmp.9007"),
        ("executed", ""),
    ]
    assert done.value.onu.wifi == olt.WifiConfig(ssid_5="NOVA 5G", password_5="senha-nova-5g")


class LosesTheOrder(FaultScript):
    """Loses the second task, which is the first that changes something, before it arrives."""

    tasks = 0

    def take(self, request: FakeRequest) -> Fault | None:
        self.tasks += request.method == "POST"
        return Fault(kind=FaultKind.CLOSE_BEFORE) if (request.method, self.tasks) == ("POST", 2) else None


def test_an_order_that_the_acs_lost_is_resumed_on_the_acs_s_client() -> None:
    pair = Pair(LosesTheOrder())
    done = pair.provision()
    assert {each.state.value for each in done.value.wifi} == {"unknown"}
    assert (done.value.onu.admin_state, done.value.onu.wifi) == (olt.OnuState.PROVISIONED, None)
    (token,) = {each.reference for each in done.value.wifi}
    resumed = pair.acs.resume(token or "")
    assert [each.state.value for each in resumed.value.wifi] == ["executed", "executed"]
    assert (pair.ssid, pair.acs.unfinished()) == ("NOVA", ())


def test_onu_6_what_the_acs_would_refuse_is_refused_before_the_olt_hears_of_it(pair: Pair) -> None:
    waiting = pair.bench.found()
    typed = len(pair.bench.typed)
    for wrong in (olt.WifiConfig(ssid_24="NOVA", password_24="curta"), olt.WifiConfig(ssid_24="NOVA")):
        with pytest.raises(RuleViolation) as refused:
            pair.bench.client.provision_onu(onu=waiting, connection=PPPOE, template=template(), wifi=wrong)
        assert {violation.rule_id for violation in refused.value.violations} == {"ONU-6"}
    assert len(pair.bench.typed) == typed
    assert not pair.script.served


def test_without_an_acs_the_olt_says_that_it_cannot(pair: Pair) -> None:
    pair.bench.client.acs = None
    with pytest.raises(UnsupportedOperation) as refused:
        pair.bench.client.configure_wifi(onu=onu(), wifi=WIFI)
    assert refused.value.platform == "huawei"


def test_async_hosts_get_the_same() -> None:
    async def life() -> Any:
        fake = GenieAcsSandbox()
        acs = olt.sandbox_async("genieacs", fake=fake)
        async with olt.sandbox_async("huawei", acs=acs) as client:
            done = await client.configure_wifi(onu=onu(), wifi=WIFI)
        await acs.aclose()
        return done, device(fake, "EG8145V5").real[f"{WLAN}.1.SSID"]

    done, ssid = asyncio.run(life())
    assert told(done.value.wifi)[0] == ("genieacs", "2.4", "executed", ("ssid",))
    assert ssid == "NOVA"
