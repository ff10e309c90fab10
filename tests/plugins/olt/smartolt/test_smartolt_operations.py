"""SmartOLT on its fake: every operation as a host calls it."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.olt.models import Onu
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.olt.smartolt.sandbox import CREDENTIALS, SmartOltSandbox, WaitingOnu, default_onus

SERIAL = OnuSerial.parse("HWTC1A2B3C01")
WORKING = "HWTC1A2B3C11"
PPPOE = olt.ConnectionConfig(mode=olt.ConnectionMode.PPPOE, vlan=100, username="fulana", password="segredo1")
STATIC = olt.ConnectionConfig(
    mode=olt.ConnectionMode.STATIC_IP, vlan=100, address="203.0.113.7", netmask="255.255.255.0", gateway="203.0.113.1"
)
DHCP = olt.ConnectionConfig(mode=olt.ConnectionMode.DHCP, vlan=100)
BRIDGE = olt.ConnectionConfig(mode=olt.ConnectionMode.BRIDGE, vlan=100)
WIFI = olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo", ssid_5="CASA 5G", password_5="senha-exemplo")
S = olt.StepState


def template(mode: olt.ConnectionMode = olt.ConnectionMode.PPPOE, **changes: Any) -> olt.ProvisioningTemplate:
    made = olt.ProvisioningTemplate(name="Fibra", mode=mode, vlan=100, options={"zone": "Centro"})
    return attrs.evolve(made, **changes)


@pytest.fixture
def fake() -> SmartOltSandbox:
    return SmartOltSandbox()


@pytest.fixture
def client(fake: SmartOltSandbox) -> olt.OltClient:
    return olt.sandbox("smartolt", fake=fake)


def linked(client: olt.OltClient, serial: str = "HWTC1A2B3C01", **changes: Any) -> Onu:
    (found,) = olt.search({"": client}, serial=serial).found
    onu = olt.link_onu(found.onu, plan_id="31", customer_id="7", asset_id="A1", name="CLIENTE NOVO")
    return attrs.evolve(onu, **changes)


def working(client: olt.OltClient) -> Onu:
    return attrs.evolve(client.find_onu(serial=WORKING), plan_id="31", customer_id="7")


def test_the_connection_and_the_olts(client: olt.OltClient) -> None:
    client.test_connection()
    assert [(each.id, each.name) for each in client.list_olts()] == [("1", "OLT-CENTRO"), ("2", "OLT-BAIRRO")]


def test_onus_wait_on_all_olts_on_one_and_on_one_port(client: olt.OltClient) -> None:
    def serials(**scope: Any) -> list[str]:
        return [onu.serial.value for onu in client.list_unprovisioned(**scope) if onu.serial]

    assert serials() == ["HWTC1A2B3C01", "HWTC1A2B3C02", "ZTEGC0FFEE01"]
    assert serials(olt_id="2") == ["ZTEGC0FFEE01"]
    assert serials(olt_id="1", pon_port="1/4") == ["HWTC1A2B3C02"]
    assert serials(olt_id="2", pon_port="1/4") == []


def test_an_epon_unit_is_listed_without_a_serial() -> None:
    epon = WaitingOnu(serial="AA:BB:CC:00:00:01", olt_id="1", board="1", port="3", type_name="EPON", pon_type="epon")
    (onu,) = olt.sandbox("smartolt", fake=SmartOltSandbox(waiting=[epon])).list_unprovisioned()
    assert (onu.serial, onu.raw_serial) == (None, "AA:BB:CC:00:00:01")


def test_a_pppoe_onu_with_both_networks_from_waiting_to_the_air(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    done = client.provision_onu(onu=linked(client), connection=PPPOE, template=template(), wifi=WIFI)
    assert {step.name: step.state for step in done.value.steps} == {
        "authorise": S.DONE,
        "wan": S.DONE,
        "wifi_2.4": S.DONE,
        "wifi_5": S.DONE,
    }
    onu = done.value.onu
    assert (onu.admin_state, onu.oper_state, onu.pon_port, onu.olt_id) == ("provisioned", "online", "1/3", "1")
    assert onu.wifi == WIFI
    assert [outcome.verified for outcome in done.value.wifi] == [("ssid",), ("ssid",)]
    kept = fake.onus["HWTC1A2B3C01"]
    assert (kept.mode, kept.wan_mode, kept.username, kept.password, kept.vlan) == (
        "Routing", "PPPoE", "fulana", "segredo1", 100,
    )  # fmt: skip
    assert kept.wifi == {"wifi_0/1": ("CASA", "senha-exemplo"), "wifi_0/5": ("CASA 5G", "senha-exemplo")}
    assert "HWTC1A2B3C01" not in fake.waiting


@pytest.mark.parametrize(
    ("connection", "mode", "wan_mode"),
    [
        (BRIDGE, "Bridging", "Setup via ONU webpage"),
        (DHCP, "Routing", "DHCP"),
        (STATIC, "Routing", "Static"),
    ],
)
def test_the_other_modes(
    client: olt.OltClient, fake: SmartOltSandbox, connection: olt.ConnectionConfig, mode: str, wan_mode: str
) -> None:
    done = client.provision_onu(onu=linked(client), connection=connection, template=template(connection.mode))
    assert done.value.complete
    kept = fake.onus["HWTC1A2B3C01"]
    assert (kept.mode, kept.wan_mode, kept.address) == (mode, wan_mode, connection.address)
    assert client.find_onu(serial=SERIAL).connection == attrs.evolve(
        olt.ConnectionConfig(mode=connection.mode), vlan=100
    )


def test_template_and_names_reach_the_panel(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    chosen = template(onu_type="F670L", upload_profile="50M", download_profile="100M")
    onu = linked(client, description="Rua A, 10")
    client.provision_onu(onu=onu, connection=PPPOE, template=chosen)
    kept = fake.onus["HWTC1A2B3C01"]
    assert (kept.type_name, kept.upload_profile, kept.download_profile) == ("F670L", "50M", "100M")
    assert (kept.name, kept.comment) == ("CLIENTE NOVO", "Rua A, 10")


def test_an_external_id_that_somebody_held_is_passed_over(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    fake.ids_held |= {"HWTC1A2B3C01", "HWTC1A2B3C012"}
    done = client.provision_onu(onu=linked(client), connection=PPPOE, template=template())
    assert done.value.onu.platform_ids == {"unique_external_id": "HWTC1A2B3C013"}


def test_what_follows_the_authorisation_waits_for_the_olt_and_is_tried_again() -> None:
    fake = SmartOltSandbox(settling=2)
    client = olt.sandbox("smartolt", fake=fake)
    assert client.provision_onu(onu=linked(client), connection=PPPOE, template=template()).value.complete


def test_an_olt_that_stays_at_work_leaves_a_report_and_a_retry_finishes() -> None:
    fake = SmartOltSandbox(settling=3)
    client = olt.sandbox("smartolt", fake=fake)
    failed = client.provision_onu(onu=linked(client), connection=PPPOE, template=template(), wifi=WIFI)
    assert {step.name: step.state for step in failed.value.steps} == {
        "authorise": S.DONE, "wan": S.FAILED, "wifi_2.4": S.NOT_TRIED, "wifi_5": S.NOT_TRIED,
    }  # fmt: skip
    assert failed.value.onu.failed_steps == ("wan", "wifi_2.4", "wifi_5")
    done = client.retry_provision(onu=failed.value.onu, connection=PPPOE, template=template(), wifi=WIFI)
    assert done.value.steps[0].state is S.ALREADY
    assert done.value.onu.admin_state == "provisioned"
    assert len([onu for onu in fake.onus.values() if onu.serial == "HWTC1A2B3C01"]) == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_a_clean_up_puts_the_onu_back_among_the_waiting(at_once: bool) -> None:
    fake = SmartOltSandbox(settling=9)
    client = olt.sandbox("smartolt", fake=fake)
    asked: dict[str, Any] = {"connection": PPPOE, "template": template()}
    done = client.provision_onu(onu=linked(client), clean_up=at_once, **asked)
    if not at_once:
        done = client.clean_up_onu(onu=done.value.onu, **asked)
    assert done.value.onu.admin_state == "unprovisioned"
    assert "HWTC1A2B3C01" in fake.waiting
    assert "HWTC1A2B3C01" not in fake.onus


def test_a_status_has_levels_with_their_units_and_the_offset_of_the_last_down(client: olt.OltClient) -> None:
    status = client.get_onu_status(onu=working(client))
    offset = timezone(timedelta(hours=-3))
    assert (status.oper_state, status.raw_state) == ("online", "Online")
    assert status.optical.onu_rx_dbm == Decimal("-19.42")
    assert (status.optical.onu_tx_dbm, status.optical.olt_rx_dbm) == (Decimal("2.13"), Decimal("-21.05"))
    assert (status.temperature_c, status.distance_m) == (Decimal(51), 812)
    assert (status.last_down_cause, status.raw_down_cause) == ("restarted", "ONT is reset by ONT command")
    assert status.last_down_at == datetime(2026, 1, 30, 22, 10, tzinfo=offset)
    assert status.last_up_at == datetime(2026, 1, 30, 22, 12, 30, tzinfo=offset)
    assert status.wan_address == "203.0.113.7"


def test_an_onu_without_power_is_diagnosed_so(client: olt.OltClient) -> None:
    found = client.diagnose_onu(onu=client.find_onu(serial="HWTC1A2B3C22"))
    assert (found.verdict, found.status.oper_state, found.status.optical.onu_rx_dbm) == ("no_power", "offline", None)


def test_the_list_is_streamed_page_by_page_and_narrowed() -> None:
    many = [
        attrs.evolve(
            default_onus()[0], external_id=f"ID{n}", serial=f"HWTC0000{n:04X}", olt_id=str(1 + n % 2), wifi={}
        )
        for n in range(250)
    ]
    client = olt.sandbox("smartolt", fake=SmartOltSandbox(onus=many))
    onus = list(client.list_onus())
    assert [onu.serial.value for onu in onus] == [f"HWTC0000{n:04X}" for n in range(250)]
    assert len(list(client.list_onus(olt_id="1", pon_port="1/1"))) == 125
    listing = client.list_onus().after("3")
    assert len(list(listing)) == 50
    with pytest.raises(InvalidRecord):
        list(client.list_onus().after("x"))


def test_reboot_disable_enable_and_speed(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu, kept = working(client), fake.onus[WORKING]
    assert client.reboot_onu(onu=onu).value.state == "executed"
    assert kept.reboots == 1
    disabled = client.disable_onu(onu=onu).value
    assert (disabled.enabled, kept.enabled) == (False, False)
    assert client.enable_onu(onu=disabled).value.enabled is True
    faster = client.change_speed_profile(onu=onu, download_profile="500M").value
    assert (faster.download_profile, kept.download_profile, kept.upload_profile) == ("500M", "500M", "")


def test_wifi_of_one_band_and_a_second_band_that_is_refused(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu = working(client)
    done = client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_5="NOVA", password_5="senha-exemplo"))
    assert [(o.band, o.state, o.done_by, o.verified) for o in done.value.wifi] == [
        ("5", "executed", "smartolt", ("ssid",))
    ]
    assert fake.onus[WORKING].wifi["wifi_0/1"] == ("CASA", "senha123")
    answers = iter([True, False])
    untouched = fake._posts["set_wifi_port_lan"]

    def once(kept: Any, form: Any) -> None:
        if not next(answers):
            kept.type_name = "HG8310M"
        untouched(kept, form)

    fake._posts = {**fake._posts, "set_wifi_port_lan": once}
    partly = client.configure_wifi(onu=onu, wifi=WIFI)
    assert [(o.band, o.state, bool(o.why)) for o in partly.value.wifi] == [
        ("2.4", "executed", False), ("5", "faulted", True),
    ]  # fmt: skip
    assert partly.value.onu.wifi == olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo")


def test_an_ssid_that_the_panel_does_not_show_is_not_called_verified(
    client: olt.OltClient, fake: SmartOltSandbox
) -> None:
    fake._posts = {**fake._posts, "set_wifi_port_lan": lambda kept, form: None}
    done = client.configure_wifi(onu=working(client), wifi=attrs.evolve(WIFI, ssid_24="OUTRA"))
    assert [outcome.verified for outcome in done.value.wifi] == [(), ()]


def test_an_edit_of_vlan_wan_and_names(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu = working(client)
    dhcp = attrs.evolve(DHCP, vlan=200)
    done = client.edit_onu(onu=onu, connection=dhcp, name="OUTRO NOME")
    kept = fake.onus[WORKING]
    assert (kept.vlan, kept.wan_mode, kept.name) == (200, "DHCP", "OUTRO NOME")
    assert done.value.applied == ("vlan", "wan", "names")


def test_a_move_and_a_move_that_the_panel_does_not_show(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu = working(client)
    asked: dict[str, Any] = {"connection": PPPOE, "template": template()}
    moved = client.move_onu(onu=onu, pon_port="2/5", olt_id="2", **asked).value.onu
    assert (moved.olt_id, moved.pon_port) == ("2", "2/5")
    assert (fake.onus[WORKING].olt_id, fake.onus[WORKING].board, fake.onus[WORKING].port) == ("2", "2", "5")
    fake._posts = {**fake._posts, "move": lambda kept, form: None}
    with_nothing = client.move_onu(onu=moved, pon_port="2/6", **asked)
    assert (with_nothing.value.missing, with_nothing.value.onu.admin_state) == (("move",), "provision_failed")


def test_a_replacement_changes_the_serial_in_place(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu = working(client)
    (found,) = olt.search({"": client}, serial="HWTC1A2B3C02").found
    new = olt.replacement_of(onu, found.onu, asset_id="A2")
    done = client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template())
    assert done.value.onu.serial.value == "HWTC1A2B3C02"
    assert done.value.onu.platform_ids == {"unique_external_id": WORKING}
    assert (done.value.onu.admin_state, done.value.replaced and done.value.replaced.admin_state) == (
        "provisioned",
        "removed",
    )
    assert (fake.onus[WORKING].serial, fake.onus[WORKING].username) == ("HWTC1A2B3C02", "cliente1")


def test_a_deletion_and_one_of_an_onu_that_is_gone_already(client: olt.OltClient, fake: SmartOltSandbox) -> None:
    onu = working(client)
    assert client.delete_onu(onu=onu).value.onu.admin_state == "removed"
    assert WORKING not in fake.onus
    again = client.delete_onu(onu=onu)
    assert (again.value.steps[0].state, again.value.onu.admin_state) == (S.ALREADY, "removed")


def test_the_id_is_looked_up_by_serial_where_the_host_does_not_keep_it(client: olt.OltClient) -> None:
    bare = attrs.evolve(client.find_onu(serial="HWTC1A2B3C22"), platform_ids={}, plan_id="31")
    assert client.disable_onu(onu=bare).value.platform_ids == {"unique_external_id": "PAINEL22"}


def test_the_fake_takes_multipart_forms_and_several_ids_as_real_clients_send_them(fake: SmartOltSandbox) -> None:
    def post(path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
        headers = {"x-token": CREDENTIALS["token"], "content-type": kind}
        answer: dict[str, Any] = json.loads(
            fake.handle(FakeRequest(method="POST", path=path, headers=headers, body=body)).body
        )
        return answer

    form = b'--B\r\nContent-Disposition: form-data; name="vlan"\r\n\r\n321\r\n--B--\r\n'
    assert post(f"onu/update_main_vlan/{WORKING}", form, "multipart/form-data; boundary=B")["status"] is True
    assert fake.onus[WORKING].vlan == 321
    assert post("onu/authorize_onu", b"olt_id=1&sn=HWTC1A2B3C01")["status"] is False
    saved = b"olt_id=1&pon_type=gpon&sn=HWTC1A2B3C01&onu_type=F670L&onu_mode=Routing&zone=Centro&name=A&vlan=1"
    assert post("onu/authorize_onu", saved)["response"] == "ONU saved for later authorization"
    assert post("onu/delete/" + ",".join(["X"] * 11))["error"] == "At most 10 ONUs"
    assert post(f"onu/delete/{WORKING},PAINEL22")["status"] is True
    assert fake.onus == {}
