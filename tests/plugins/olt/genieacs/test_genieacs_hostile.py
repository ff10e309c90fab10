"""Answers that are none, and a server that must not be brought down."""

import json
from typing import Any

import pytest

from genieacs_by_hand import device, onu
from isp_integrations import olt
from isp_integrations.core.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.genieacs.sandbox import CREDENTIALS, GenieAcsSandbox

WIFI = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24")
TASK = b'{"_id": "000000000000000000000001", "timestamp": "2026-01-31T12:00:00.000Z"}'


class Spoilt(GenieAcsSandbox):
    """A fake that answers some requests with something else, having carried them out."""

    def __init__(self, method: str, path: str, answer: HttpAnswer) -> None:
        super().__init__()
        self._spoils, self._answer = (method, path), answer

    def handle(self, request: FakeRequest) -> HttpAnswer:
        answer = super().handle(request)
        return self._answer if (request.method, request.path.rpartition("/")[2]) == self._spoils else answer


def spoilt(method: str, path: str, body: Any, status: int = 200) -> olt.OltClient:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return olt.sandbox("genieacs", fake=Spoilt(method, path, HttpAnswer(status=status, body=content)))


@pytest.mark.parametrize(
    "rows",
    [
        b"<html>Fulana</html>",
        b"",
        {},
        None,
        [5],
        [{}],
        [{"_id": "a"}],
        [{"_id": "a", "_deviceId": {}}],
        [{"_id": "a/../b", "_deviceId": {"_SerialNumber": "x"}}],
        [{"_id": "a", "_deviceId": {"_SerialNumber": "x"}, "Device": "Fulana"}],
        [{"_id": "a", "_deviceId": {"_SerialNumber": "x"}, "_lastInform": "Fulana", "Device": {}}],
    ],
)
def test_rows_that_nobody_understands_are_told_by_path_and_without_a_value(rows: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        spoilt("GET", "devices", rows).find_onu(serial="HWTC1A2B3C11")
    assert "Fulana" not in f"{refused.value} {refused.value.paths}"


@pytest.mark.parametrize("status", [201, 204, 304])
def test_a_success_of_another_kind_is_none(status: int) -> None:
    with pytest.raises(UnexpectedAnswer):
        spoilt("GET", "devices", [], status).test_connection()


@pytest.mark.parametrize("body", [b"OK", b"<html>ok</html>", b"{}", b'{"_id": "x"}', b'{"_id": 5}', b"[]"])
def test_a_200_that_is_no_task_is_no_success(body: bytes) -> None:
    with pytest.raises(OutcomeUnknown) as lost:
        spoilt("POST", "tasks", body).configure_wifi(onu=onu(), wifi=WIFI)
    assert lost.value.pending == "set_parameter_values"


def test_an_id_of_a_task_that_would_bring_the_server_down_is_never_asked_for() -> None:
    client = spoilt("POST", "tasks", b'{"_id": "zz", "timestamp": null}', 202)
    with pytest.raises(OutcomeUnknown):
        client.configure_wifi(onu=onu(), wifi=WIFI)


def test_a_device_that_the_server_forgot_is_told_as_not_found() -> None:
    with pytest.raises(ProviderRejected) as refused:
        spoilt("POST", "tasks", b"No such device", 404).configure_wifi(onu=onu(), wifi=WIFI)
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.not_found"


def test_a_refusal_s_text_is_not_kept_for_it_may_quote_the_filter() -> None:
    with pytest.raises(ProviderRejected) as refused:
        spoilt("GET", "devices", b"SyntaxError: cliente1", 400).find_onu(login="cliente1")
    assert "cliente1" not in f"{refused.value} {refused.value.words}"
    assert refused.value.code == "400"


def test_a_device_that_told_nothing_yet_is_refused() -> None:
    fake = GenieAcsSandbox()
    device(fake, "EG8145V5").cache.clear()
    with pytest.raises(ProviderRejected, match="nenhum parâmetro"):
        olt.sandbox("genieacs", fake=fake).configure_wifi(onu=onu(), wifi=WIFI)


def test_a_time_without_an_offset_is_no_time() -> None:
    with pytest.raises(ProviderError):
        spoilt("POST", "tasks", TASK.replace(b"000Z", b"000"), 200).configure_wifi(onu=onu(), wifi=WIFI)


TEXTS = [
    "a\r\nb", "a\x00b", '"}],"name":"factoryReset"', "{{x}}", "$where", "../..", "%2e%2e", "*", "/./", "ção",
    "🏠 casa", "x" * 33, "'; drop", "\u2028", "a?b=c&d", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_caller_becomes_another_task_or_brings_the_server_down(text: str) -> None:
    fake = GenieAcsSandbox()
    client = olt.sandbox("genieacs", fake=fake)
    others = {key: dict(each.real) for key, each in fake.devices.items() if each.product_class != "EG8145V5"}
    login = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, username=text)
    for ask in (
        lambda: client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24=text)),
        lambda: client.configure_wifi(onu=onu(), wifi=olt.WifiConfig(password_24=text)),
        lambda: client.configure_wifi(onu=onu("EXMP0000BEEF", connection=login), wifi=WIFI),
        lambda: client.get_onu_status(onu=onu(platform_ids={"device_id": text})),
        lambda: client.find_onu(login=text),
    ):
        try:
            ask()
        except (ProviderRejected, RuleViolation):
            continue
    assert fake.crashes == 0
    assert {key: fake.devices[key].real for key in others} == others
    assert {task["name"] for task in fake.tasks} <= {"getParameterValues"}
    shown = device(fake, "EG8145V5").real
    assert shown["InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID"] in {"CASA", text}


@pytest.mark.parametrize(
    "task",
    [
        {"name": "explode"},
        {"name": "setParameterValues"},
        {"name": "setParameterValues", "parameterValues": []},
        [{"name": "reboot"}],
        {},
    ],
)
def test_the_fake_goes_down_where_the_server_does(task: Any) -> None:
    fake = GenieAcsSandbox()
    pair = "cHJvdmVkb3I6c2VuaGEtZG8tcHJveHk="
    assert (CREDENTIALS["basic_user"], CREDENTIALS["basic_password"]) == ("provedor", "senha-do-proxy")
    path = f"devices/{device(fake, 'EG8145V5').id}/tasks"
    request = FakeRequest.of("POST", path, {"Authorization": f"Basic {pair}"}, json.dumps(task).encode())
    assert fake.handle(request).status == 502
    assert (fake.crashes, fake.tasks) == (1, [])


class RefusesAnOrder(GenieAcsSandbox):
    """A proxy before it refuses the n-th order that changes something."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._left = number

    def handle(self, request: FakeRequest) -> HttpAnswer:
        if b"setParameterValues" in request.body:
            self._left -= 1
            if self._left == 0:
                return HttpAnswer(status=413, body=b"Payload Too Large")
        return super().handle(request)


BOTH = olt.WifiConfig(ssid_24="NOVA", password_24="senha-nova-24", ssid_5="NOVA 5G", password_5="senha-nova-5g")


def test_a_second_band_s_order_that_is_refused_leaves_the_first_done_and_is_told() -> None:
    done = olt.sandbox("genieacs", fake=RefusesAnOrder(2)).configure_wifi(onu=onu(), wifi=BOTH)
    assert [each.state.value for each in done.value.wifi] == ["executed", "faulted"]
    assert done.value.wifi[1].why == "GenieACS recusou o pedido."


def test_a_first_order_that_is_refused_is_the_refusal_and_nothing_is_in_doubt() -> None:
    with pytest.raises(ProviderRejected) as refused:
        olt.sandbox("genieacs", fake=RefusesAnOrder(1)).configure_wifi(onu=onu(), wifi=BOTH)
    assert (refused.value.code, refused.value.applied, refused.value.pending) == ("413", (), None)


@pytest.mark.parametrize("status", [201, 204, 304])
def test_a_task_that_was_taken_in_another_way_is_in_doubt(status: int) -> None:
    with pytest.raises(OutcomeUnknown):
        spoilt("POST", "tasks", TASK, status).configure_wifi(onu=onu(), wifi=WIFI)


class SwallowsReadings(GenieAcsSandbox):
    """Something before it takes the reading tasks and does not pass them on."""

    def handle(self, request: FakeRequest) -> HttpAnswer:
        if b"getParameterValues" in request.body:
            later = {"_id": "0" * 24, "timestamp": "2099-01-31T12:00:00.000Z"}
            return HttpAnswer(status=202, body=json.dumps(later).encode())
        return super().handle(request)


def test_a_silent_200_about_what_the_cache_already_had_is_told_as_faulted() -> None:
    fake = SwallowsReadings()
    (outcome,) = (
        olt.sandbox("genieacs", fake=fake).configure_wifi(onu=onu(), wifi=olt.WifiConfig(ssid_24="CASA")).value.wifi
    )
    assert (outcome.state.value, outcome.verified) == ("faulted", ())
    assert outcome.why == "o ACS deu a ordem por feita, e o aparelho não a recebeu"


class Watched(GenieAcsSandbox):
    """A fake that keeps what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.searches: list[Any] = []

    def handle(self, request: FakeRequest) -> HttpAnswer:
        if request.method == "GET":
            self.searches.append(request.query)
        return super().handle(request)


def test_no_search_is_unlimited_or_asks_for_a_whole_document_or_a_password() -> None:
    fake = Watched()
    client = olt.sandbox("genieacs", fake=fake)
    client.test_connection()
    client.find_onu(login="cliente1")
    client.get_onu_status(onu=onu())
    client.reboot_onu(onu=onu())
    client.configure_wifi(onu=onu(), wifi=BOTH)
    assert all(search["limit"] in {"1", "2", "10"} for search in fake.searches)
    names = [name for search in fake.searches for name in search["projection"].split(",")]
    keys = {name for name in names if "Key" in name or "Pass" in name}
    assert keys
    assert {name.rpartition(".")[2] for name in keys} == {"_writable", "_timestamp"}
    objects = ("InternetGatewayDevice", "Device", "WLANConfiguration", "WiFi", "PreSharedKey")
    assert not [name for name in names if name.rpartition(".")[2] in objects]
