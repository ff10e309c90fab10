"""What the server answers about another device, task or login is never taken for the one that was asked for."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from genieacs_by_hand import HUAWEI, NOKIA, SOME_DAY, device, onu
from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.genieacs.fake_devices import FakeDevice, default_devices
from isp_integrations.plugins.olt.genieacs.sandbox import GenieAcsSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.jumping_clock import JumpingClock

LOGIN_PATH = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Username"
STRANGER = "EXMP0000BEEF"
WIFI = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24")
Mending = Callable[[Any], Any]


class Confused(GenieAcsSandbox):
    """Answers the searches of one collection with other rows, beginning with the n-th; keeps the orders."""

    def __init__(self, collection: str, mend: Mending, *, after: int = 0) -> None:
        super().__init__(now=lambda: SOME_DAY)
        self._confused, self._mend, self._spared = collection, mend, after
        self.orders: list[str] = []

    def handle(self, request: FakeRequest) -> HttpAnswer:
        answer = super().handle(request)
        if request.method == "POST":
            self.orders.append(json.loads(request.body)["name"])
        if request.method != "GET" or request.path.strip("/") != self._confused:
            return answer
        self._spared -= 1
        if self._spared >= 0:
            return answer
        return attrs.evolve(answer, body=json.dumps(self._mend(json.loads(answer.body))).encode())


def opened(fake: GenieAcsSandbox, script: FaultScript | None = None) -> olt.OltClient:
    return olt.sandbox("genieacs", fake=fake, clock=JumpingClock(SOME_DAY), script=script)


def document(model: str) -> dict[str, Any]:
    """What the server knows of the fake's device of that model."""
    return device(GenieAcsSandbox(), model).document()


def always(*rows: Any) -> Mending:
    return lambda _: list(rows)


def by_login(login: str, serial: str = STRANGER) -> olt.Onu:
    """A host's record of a router behind its ONU, which only the login finds."""
    return onu(serial, connection=olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, username=login))


ASKED: dict[str, Callable[[olt.OltClient, olt.Onu], object]] = {
    "status": lambda c, o: c.get_onu_status(onu=o),
    "reboot": lambda c, o: c.reboot_onu(onu=o),
    "wifi": lambda c, o: c.configure_wifi(onu=o, wifi=WIFI),
    "find": lambda c, o: c.find_onu(serial=o.serial),
}


@pytest.mark.parametrize("order", ASKED)
@pytest.mark.parametrize(
    "rows",
    [[document("G-140W-C")], [document("EG8145V5"), document("G-140W-C")], [document("EX220"), document("AX1800")]],
    ids=["another", "it and another", "two others"],
)
def test_a_device_of_another_serial_is_no_answer_and_gets_no_order(order: str, rows: list[Any]) -> None:
    fake = Confused("devices", always(*rows))
    with pytest.raises(UnexpectedAnswer) as refused:
        ASKED[order](opened(fake), onu(HUAWEI))
    assert refused.value.paths == ("_deviceId._SerialNumber",)
    assert fake.orders == []


def test_the_device_of_a_kept_id_that_is_another_s_is_not_followed() -> None:
    fake = Confused("devices", always(document("G-140W-C")))
    kept = onu(HUAWEI, platform_ids={"device_id": document("EG8145V5")["_id"]})
    with pytest.raises(UnexpectedAnswer):
        ASKED["reboot"](opened(fake), kept)
    assert fake.orders == []


@pytest.mark.parametrize("model", ["G-140W-C", "AX1800", "EX220"])
def test_a_device_of_another_login_is_no_answer_and_gets_no_order(model: str) -> None:
    fake = Confused("devices", always(document(model)))
    with pytest.raises(UnexpectedAnswer) as refused:
        opened(fake).find_onu(login="cliente1")
    assert refused.value.paths == ("Username",)


@pytest.mark.parametrize("order", ["status", "reboot", "wifi"])
def test_a_router_behind_the_onu_is_found_by_its_login_and_by_no_other(order: str) -> None:
    fake = Confused("devices", always(document("G-140W-C")), after=1)
    with pytest.raises(UnexpectedAnswer) as refused:
        ASKED[order](opened(fake), by_login("cliente1"))
    assert refused.value.paths == ("Username",)
    assert fake.orders == []
    assert opened(GenieAcsSandbox()).get_onu_status(onu=by_login("cliente1")).model == "EG8145V5"


def test_a_login_that_the_device_tells_as_a_number_is_its_login() -> None:
    fake = GenieAcsSandbox()
    huawei = device(fake, "EG8145V5")
    huawei.real[LOGIN_PATH] = 12345678
    huawei.heard(LOGIN_PATH, huawei.last_inform)
    assert opened(fake).find_onu(login="12345678").serial.value == HUAWEI


def of_one_login(number: int) -> tuple[FakeDevice, ...]:
    first = next(iter(default_devices()))
    return tuple(attrs.evolve(first, serial=f"HWTC000000{n:02d}") for n in range(number))


@pytest.mark.parametrize(("number", "found"), [(9, True), (10, False), (11, False)])
def test_a_login_of_more_devices_than_are_shown_is_ambiguous_even_where_only_one_shown_still_calls(
    number: int, found: bool
) -> None:
    fake = GenieAcsSandbox(devices=of_one_login(number), now=lambda: SOME_DAY)
    for old in list(fake.devices.values())[1:]:
        old.last_inform = "2026-01-20T12:00:00.000Z"
    if found:
        assert opened(fake).find_onu(login="cliente1").serial.value == "HWTC00000000"
    else:
        with pytest.raises(ProviderRejected, match="mais de um aparelho"):
            opened(fake).find_onu(login="cliente1")


@pytest.mark.parametrize("order", ["status", "find"])
def test_a_document_of_another_device_is_no_answer(order: str) -> None:
    fake = Confused("devices", always(document("G-140W-C")), after=1)
    with pytest.raises(UnexpectedAnswer) as refused:
        ASKED[order](opened(fake), onu(HUAWEI))
    assert refused.value.paths == ("_id",)


def test_the_wifi_of_another_device_s_document_is_not_written() -> None:
    fake = Confused("devices", always(document("G-140W-C")), after=1)
    with pytest.raises(UnexpectedAnswer):
        ASKED["wifi"](opened(fake), onu(HUAWEI))
    assert fake.orders == []


def test_another_device_s_start_does_not_verify_a_restart() -> None:
    later = {**document("G-140W-C"), "_lastBoot": "2026-01-31T12:09:00.000Z"}
    fake = Confused("devices", always(later), after=1)
    done = opened(fake).reboot_onu(onu=onu(HUAWEI))
    assert (done.value.state, done.value.verified) == ("executed", ())


TASK_OF_ANOTHER = {"_id": "f" * 24, "device": document("G-140W-C")["_id"], "uniqueKey": "isp-integrations-reboot"}
FAULT_OF_ANOTHER = {"_id": f"{document('G-140W-C')['_id']}:task_{'f' * 24}", "code": "cwmp.9001"}


@pytest.mark.parametrize(("collection", "row"), [("tasks", TASK_OF_ANOTHER), ("faults", FAULT_OF_ANOTHER)])
def test_another_order_s_row_tells_nothing_of_this_one(collection: str, row: dict[str, Any]) -> None:
    fake = Confused(collection, always(row))
    device(fake, "EG8145V5").reachable = False
    with pytest.raises(OutcomeUnknown) as lost:
        ASKED["reboot"](opened(fake), onu(HUAWEI))
    assert lost.value.applied == ("reboot",)
    assert fake.orders == ["reboot"]


@pytest.mark.parametrize(
    "other", [{"device": document("G-140W-C")["_id"]}, {"uniqueKey": "isp-integrations-wifi-5"}, {"device": None}]
)
def test_a_lost_restart_is_not_queued_because_another_order_is(other: dict[str, Any]) -> None:
    fake = Confused("tasks", lambda rows: [{**row, **other} for row in rows])
    device(fake, "EG8145V5").reachable = False
    script = FaultScript()
    script.add(Fault(kind=FaultKind.CLOSE_AFTER, on="POST devices/*/tasks"))
    with pytest.raises(OutcomeUnknown):
        ASKED["reboot"](opened(fake, script), onu(HUAWEI))
    assert len(fake.tasks) == 1


def test_the_fake_of_these_tests_answers_as_the_server_where_nothing_is_confused() -> None:
    fake = Confused("devices", lambda rows: rows)
    assert opened(fake).find_onu(serial=NOKIA).model == "G-140W-C"
    assert opened(fake).reboot_onu(onu=onu(HUAWEI)).value.verified == ("last_boot",)
