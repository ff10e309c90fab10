"""What the panel did not confirm, or answered about another ONU, is never told as done."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.smartolt.sandbox import FakeOnu, SmartOltSandbox, default_onus

WORKING, OTHER, WAITS = "HWTC1A2B3C11", "HWTC1A2B3C22", "HWTC1A2B3C02"
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
TEMPLATE = olt.ProvisioningTemplate(
    name="Fibra", mode=olt.ConnectionMode.BRIDGE, vlan=100, options={"zone": "Centro"}, onu_type="HG8310M"
)
WIFI = olt.WifiConfig(ssid_24="NOVA", password_24="senha-exemplo")
BY_SERIAL = "onu/get_onus_details_by_sn"
Told = Mapping[str, Any]


class Panel(SmartOltSandbox):
    """Keeps what it is asked; answers calls of some paths with something else, having carried them out or not."""

    def __init__(self, told: Mapping[str, Told] | None = None, *, obeys: bool = False, **state: Any) -> None:
        super().__init__(settling=0, **state)
        self.told: dict[str, Told] = dict(told or {})
        self.obeys = obeys
        self.orders: list[str] = []
        self.listed = 0

    def handle(self, request: FakeRequest) -> HttpAnswer:
        if request.method == "POST":
            self.orders.append(request.path)
        self.listed += request.path == "onu/get_all_onus_details"
        body = next((told for path, told in self.told.items() if request.path.startswith(path)), None)
        if body is None:
            return super().handle(request)
        if self.obeys:
            super().handle(request)
        headers = {"content-type": "application/json"}
        return HttpAnswer(status=200, headers=headers, body=json.dumps(body).encode())


def opened(fake: SmartOltSandbox) -> olt.OltClient:
    return olt.sandbox("smartolt", fake=fake)


def record(**changes: Any) -> olt.Onu:
    """A host's record of the working ONU."""
    serial = olt.OnuSerial.parse(WORKING)
    known: dict[str, Any] = {"olt_id": "1", "pon_port": "1/1", "plan_id": "31", "asset_id": "A1"}
    return attrs.evolve(olt.Onu(serial=serial, admin_state=olt.OnuState.PROVISIONED, **known), **changes)


def linked(client: olt.OltClient) -> olt.Onu:
    (found,) = olt.search({"": client}, serial=WAITS).found
    return olt.link_onu(found.onu, plan_id="31", name="CLIENTE NOVO")


def row(serial: str | None = WORKING, external_id: str = WORKING) -> Told:
    return {"unique_external_id": external_id, "sn": serial}


ACCEPTED: Told = {"status": True, "response": "queued"}


def test_a_deletion_that_was_accepted_and_is_still_shown_failed_and_moves_nothing() -> None:
    fake = Panel({"onu/delete": ACCEPTED})
    done = opened(fake).delete_onu(onu=record(), moves_inventory=True)
    assert (done.value.missing, done.value.onu.admin_state) == (("delete",), "delete_failed")
    assert [event.name for event in done.events] == ["OnuStateChanged"]
    assert done.value.steps[0].why == "aceito pela plataforma, mas a leitura não o confirma"
    fake.told.clear()
    again = opened(fake).delete_onu(onu=done.value.onu, moves_inventory=True)
    assert (again.value.onu.admin_state, WORKING in fake.onus) == ("removed", False)


def test_an_authorisation_that_was_accepted_and_is_not_shown_failed_and_a_retry_goes_on() -> None:
    fake = Panel({"onu/authorize_onu": ACCEPTED})
    client = opened(fake)
    failed = client.provision_onu(onu=linked(client), connection=BRIDGE, template=TEMPLATE).value
    assert (failed.missing, failed.onu.admin_state) == (("authorise",), "provision_failed")
    fake.told.clear()
    done = client.retry_provision(onu=failed.onu, connection=BRIDGE, template=TEMPLATE).value
    assert (done.complete, done.onu.admin_state, fake.onus[WAITS].mode) == (True, "provisioned", "Bridging")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_clean_up_that_was_accepted_and_is_not_seen_leaves_the_onu_as_it_stands(at_once: bool) -> None:
    routed = attrs.evolve(TEMPLATE, mode=olt.ConnectionMode.DHCP, onu_type="EG8145V5")
    asked: dict[str, Any] = {"connection": olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP), "template": routed}
    refusal = {"status": False, "error": "OLT said no"}
    fake = Panel({"onu/set_onu_wan_mode_dhcp": refusal, "onu/delete": ACCEPTED})
    client = opened(fake)
    done = client.provision_onu(onu=linked(client), clean_up=at_once, **asked).value
    if not at_once:
        done = client.clean_up_onu(onu=done.onu, **asked).value
    assert (done.onu.admin_state, WAITS in fake.onus) == ("provision_failed", True)
    assert [step.state for step in done.steps if step.name == "authorise"] != ["undone"]


ORDERS: dict[str, Callable[[olt.OltClient], object]] = {
    "delete": lambda c: c.delete_onu(onu=record()),
    "reboot": lambda c: c.reboot_onu(onu=record()),
    "wifi": lambda c: c.configure_wifi(onu=record(), wifi=WIFI),
    "disable": lambda c: c.disable_onu(onu=record()),
    "speed": lambda c: c.change_speed_profile(onu=record(), download_profile="500M"),
    "status": lambda c: c.get_onu_status(onu=record()),
    "find": lambda c: c.find_onu(serial=WORKING),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "rows",
    [[row(OTHER, "PAINEL22")], [row("???")], [row("")], [row(OTHER, WORKING), row("AA:BB:CC:00:00:01", "E")]],
    ids=["of another serial", "of no serial", "of an empty serial", "of several others"],
)
def test_rows_of_other_onus_are_no_answer_about_this_one_and_nothing_is_sent(order: str, rows: list[Told]) -> None:
    fake = Panel({BY_SERIAL: {"status": True, "onus": rows}})
    with pytest.raises(UnexpectedAnswer) as refused:
        ORDERS[order](opened(fake))
    assert refused.value.paths == ("$.onus[*].sn",)
    assert fake.orders == []


def test_an_onu_among_rows_of_others_is_the_one_that_was_asked_for() -> None:
    rows = [row(OTHER, "PAINEL22"), row("???", "X"), row()]
    found = opened(Panel({BY_SERIAL: {"status": True, "onus": rows}})).find_onu(serial=WORKING)
    assert found.platform_ids == {"unique_external_id": WORKING}


def test_a_row_without_a_serial_is_of_the_one_that_was_asked_for() -> None:
    found = opened(Panel({BY_SERIAL: {"status": True, "onus": [row(None)]}})).find_onu(serial=WORKING)
    assert found.serial.value == WORKING


@pytest.mark.parametrize(
    "words",
    [
        "Subdomain not found", "Zone not found", "OLT not found", "API key not found", "ONU type not found",
        "Speed profile not found on this ONU", "Endpoint not found: ONU not found in routes", "not found",
    ],
)  # fmt: skip
def test_what_else_is_not_found_says_nothing_of_an_onu(words: str) -> None:
    fake = Panel({BY_SERIAL: {"status": False, "error": words}})
    for ask in (ORDERS["delete"], ORDERS["find"]):
        with pytest.raises(ProviderRejected) as refused:
            ask(opened(fake))
        assert refused.value.violation is None
    assert fake.orders == []


@pytest.mark.parametrize(
    "words",
    [
        "ONU not found", "Onu not found.", "The ONU was not found", f"ONU with SN {WORKING} not found",
        "ONU with unique external ID 'X1' not found!",
    ],
)  # fmt: skip
def test_an_onu_that_is_not_found_is_gone(words: str) -> None:
    fake = Panel({BY_SERIAL: {"status": False, "error": words}})
    assert opened(fake).delete_onu(onu=record()).value.onu.admin_state == "removed"
    with pytest.raises(ProviderRejected) as refused:
        ORDERS["find"](opened(fake))
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.not_found"


def test_no_rows_are_an_onu_that_is_gone() -> None:
    fake = Panel({BY_SERIAL: {"status": True, "onus": []}})
    assert opened(fake).delete_onu(onu=record()).value.onu.admin_state == "removed"


CONTRADICTIONS: list[Told] = [
    {"status": True, "error": "ONU could not be deleted from OLT"},
    {"status": True, "response": "ok", "error": {"code": 7}},
    {"status": True, "error": ["OLT unreachable"]},
    {"status": True, "response": "Error: OLT unreachable", "response_code": "error"},
    {"status": True, "response_code": "FAILED"},
]


@pytest.mark.parametrize("told", CONTRADICTIONS)
@pytest.mark.parametrize(("order", "path"), [("delete", "onu/delete"), ("reboot", "onu/reboot")])
def test_a_success_with_an_error_in_it_is_none(order: str, path: str, told: Told) -> None:
    fake = Panel({path: told})
    with pytest.raises(OutcomeUnknown) as lost:
        ORDERS[order](opened(fake))
    assert lost.value.pending == order
    assert fake.orders == [f"{path}/{WORKING}"]


@pytest.mark.parametrize("told", CONTRADICTIONS)
def test_a_list_with_an_error_in_it_is_none(told: Told) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        list(opened(Panel({"system/get_olts": {"response": [], **told}})).list_olts())
    assert refused.value.paths == ("$.error", "$.response_code")


@pytest.mark.parametrize(
    "extra", [{"error": ""}, {"error": None}, {"error": []}, {"response_code": "success"}, {"response_code": None}]
)
def test_an_error_that_says_nothing_takes_nothing_from_a_success(extra: Told) -> None:
    client = opened(Panel({"onu/reboot": {"status": True, "response": "ok", **extra}}))
    assert client.reboot_onu(onu=record()).value.state == "executed"


def test_an_id_kept_from_before_a_swap_of_serials_is_not_followed() -> None:
    first, second = default_onus()
    fake = Panel(onus=(attrs.evolve(first, external_id="NOVO"), attrs.evolve(second, external_id=WORKING)))
    onu = record(platform_ids={"unique_external_id": WORKING})
    client = opened(fake)
    client.reboot_onu(onu=onu)
    client.configure_wifi(onu=onu, wifi=WIFI)
    assert fake.orders == ["onu/reboot/NOVO", "onu/set_wifi_port_lan/NOVO"]
    assert client.get_onu_status(onu=onu).oper_state == "online"


def test_details_of_another_onu_verify_no_network_and_the_order_can_be_finished() -> None:
    shown = {**row(OTHER, "PAINEL22"), "wifi_ports": [{"port": "wifi_0/1", "ssid": "NOVA"}]}
    fake = Panel({"onu/get_onu_details": {"status": True, "onu_details": shown}})
    client = opened(fake)
    with pytest.raises(OutcomeUnknown) as lost:
        client.configure_wifi(onu=record(), wifi=WIFI)
    assert lost.value.applied == ("set_wifi_port_lan",)
    fake.told.clear()
    (outcome,) = client.resume(lost.value.resume_token or "").value.wifi
    assert (outcome.state, outcome.verified) == ("executed", ("ssid",))
    assert len(fake.orders) == 1


@pytest.mark.parametrize("external_id", [f"{WORKING},PAINEL22", "", "..", "a/b", "x" * 65])
def test_an_id_that_names_no_single_onu_is_never_sent(external_id: str) -> None:
    fake = Panel({BY_SERIAL: {"status": True, "onus": [row(WORKING, external_id)]}})
    for order in ("delete", "reboot"):
        with pytest.raises(UnexpectedAnswer) as refused:
            ORDERS[order](opened(fake))
        assert refused.value.paths == ("$.onus[*].unique_external_id",)
    assert fake.orders == []


class WithoutPages(Panel):
    """A panel from before there were pages."""

    def _all(self, query: Mapping[str, str]) -> dict[str, Any]:
        return super()._all({**query, "page": "1", "page_size": "1000"})


class Shuffled(WithoutPages):
    """One that also shows its ONUs in another order each time."""

    def _all(self, query: Mapping[str, str]) -> dict[str, Any]:
        rows = super()._all(query)["onus"]
        return {"onus": rows[self.listed :] + rows[: self.listed]}


def many(number: int) -> tuple[FakeOnu, ...]:
    first = default_onus()[0]
    return tuple(attrs.evolve(first, external_id=f"ID{n}", serial=f"HWTC0000{n:04X}") for n in range(number))


@pytest.mark.parametrize(
    ("panel", "number", "calls"),
    [
        (WithoutPages, 99, 1),
        (WithoutPages, 100, 2),
        (WithoutPages, 250, 1),
        (Shuffled, 100, 2),
        (Panel, 99, 1),
        (Panel, 100, 2),
        (Panel, 250, 3),
    ],
)
def test_a_list_ends_and_has_each_onu_once_with_pages_or_without(panel: type[Panel], number: int, calls: int) -> None:
    fake = panel(onus=many(number))
    serials = sorted(onu.serial.value for onu in opened(fake).list_onus())
    assert serials == [f"HWTC0000{n:04X}" for n in range(number)]
    assert fake.listed == calls
