"""Provisioning on a ZXA10: what is typed on each line of products, what comes back, and what becomes of refusals."""

from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import (
    InvalidIdentifier,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.plugins.olt.equipment.state import OnuConfig, Wan, make_serial
from isp_integrations.plugins.olt.zte.sandbox import Habits
from isp_integrations.plugins.olt.zte.tables import Spelling
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from zte_by_hand import (
    BRIDGE,
    CLASSIC,
    DHCP,
    FOREIGN,
    PPPOE,
    SECOND,
    STATIC,
    TITAN,
    WAITING,
    WIFI,
    WORKING,
    Bench,
    template,
)

MODES = {"pppoe": PPPOE, "bridge": BRIDGE, "dhcp": DHCP, "static_ip": STATIC}
LINES = {"classic": CLASSIC, "titan": TITAN}
STEPS = ("authorisation", "names", "tcont", "gem_port", "service_port", "wan", "wifi_2.4", "wifi_5", "verification")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def titan() -> Bench:
    return Bench(TITAN)


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def failed(onu: olt.Onu, *steps: str) -> olt.Onu:
    return attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=steps)


def test_pppoe_with_wi_fi_on_a_c300_is_typed_in_the_order_of_working_clients(bench: Bench) -> None:
    onu = bench.found(name="CLIENTE-9", description="Casa-1")
    report = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI).value
    assert bench.changes == [
        f"onu 1 type F670L sn {WAITING}",
        "name CLIENTE-9",
        "description Casa-1",
        "tcont 1 profile T-1G",
        "gemport 1 tcont 1",
        "switchport mode hybrid vport 1",
        "service-port 1 vport 1 user-vlan 100 vlan 100",
        "service 1 gemport 1 vlan 100",
        "wan-ip 1 mode pppoe username fulana@exemplo password s3nh@ vlan-profile VP100 host 1",
        "wan 1 service internet host 1",
        "interface wifi wifi_0/1 state unlock",
        "ssid ctrl wifi_0/1 name CASA",
        "ssid auth wpa wifi_0/1 wpa2-psk encrypt aes key senha-de-teste",
        "interface wifi wifi_0/5 state unlock",
        "ssid ctrl wifi_0/5 name CASA-5G",
        "ssid auth wpa wifi_0/5 wpa2-psk encrypt aes key senha-de-5ghz",
    ]
    assert report.complete
    assert report.applied == STEPS
    assert [outcome.state for outcome in report.wifi] == [olt.DeviceState.EXECUTED] * 2


def test_pppoe_with_wi_fi_on_a_c600_has_its_own_lines_and_interfaces(titan: Bench) -> None:
    titan.client.provision_onu(onu=titan.found(), connection=PPPOE, template=template(), wifi=WIFI)
    assert titan.changes == [
        f"onu 1 type F670L sn {WAITING}",
        "tcont 1 profile T-1G",
        "gemport 1 tcont 1",
        "service-port 1 user-vlan 100 vlan 100",
        "service 1 gemport 1 vlan 100",
        "wan-ip 1 ipv4 mode pppoe username fulana@exemplo password s3nh@ vlan-profile VP100 host 1",
        "wan 1 service internet host 1",
        "interface wifi wifi_0/1 state unlock",
        "ssid ctrl wifi_0/1 name CASA",
        "ssid auth wpa wifi_0/1 key senha-de-teste",
        "interface wifi wifi_0/5 state unlock",
        "ssid ctrl wifi_0/5 name CASA-5G",
        "ssid auth wpa wifi_0/5 key senha-de-5ghz",
    ]
    modes = [line for line in titan.fake.lines if line.startswith(("interface gpon", "interface vport", "pon-onu"))]
    assert list(dict.fromkeys(modes)) == [
        "interface gpon_olt-1/2/3",
        "interface gpon_onu-1/2/3:1",
        "interface vport-1/2/3.1:1",
        "pon-onu-mng gpon_onu-1/2/3:1",
    ]


@pytest.mark.parametrize("habits", LINES.values(), ids=LINES.keys())
@pytest.mark.parametrize("connection", MODES.values(), ids=MODES.keys())
def test_every_mode_ends_as_it_was_asked_for(habits: Habits, connection: olt.ConnectionConfig) -> None:
    bench = Bench(habits)
    done = bench.client.provision_onu(onu=bench.found(), connection=connection, template=template(connection))
    report = done.value
    assert report.complete
    assert report.onu.admin_state is olt.OnuState.PROVISIONED
    assert (report.onu.pon_port, report.onu.onu_id, report.onu.model) == ("1/2/3", 1, "F670L")
    assert bench.vlans() == [connection.vlan]
    configured = bench.configured()
    if connection.mode is olt.ConnectionMode.BRIDGE:
        assert configured.wans == {}
        assert configured.settings["vlan port eth_0/1"] == "100"
    else:
        assert configured.wans[1] == Wan(
            mode=connection.mode,
            vlan=connection.vlan or 0,
            username=connection.username,
            password=connection.password,
            address=connection.address,
            netmask=connection.netmask,
        )


def test_a_static_address_goes_with_the_ip_profile_that_the_operator_made(bench: Bench) -> None:
    asked = template(STATIC, options={"vlan_profile": "VP100", "ip_profile": "IP-FIXO"})
    bench.client.provision_onu(onu=bench.found(), connection=STATIC, template=asked)
    expected = (
        "wan-ip 1 mode static ip-profile IP-FIXO ip-address 192.0.2.10 mask 255.255.255.0 vlan-profile VP100 host 1"
    )
    assert expected in bench.changes


def test_a_static_address_is_assumed_and_the_other_modes_were_seen() -> None:
    from isp_integrations.core.olt.requests import ProvisionOnu
    from isp_integrations.plugins.olt.zte.plugin import Zte

    onu = olt.Onu(serial=olt.OnuSerial.parse(WAITING))
    assumed = {
        name: Zte.operations["provision_onu"].assumed_for(
            ProvisionOnu(onu=onu, connection=connection, template=template(connection), wifi=WIFI)
        )
        for name, connection in MODES.items()
    }
    assert assumed == {"pppoe": (), "bridge": (), "dhcp": (), "static_ip": ("wan_static",)}


@pytest.mark.parametrize(
    ("port", "line"),
    [("eth_0/2", "vlan port eth_0/2 mode tag vlan 100"), ("veip_1", "vlan port veip_1 mode hybrid")],
)
def test_a_bridge_may_be_on_another_port(bench: Bench, port: str, line: str) -> None:
    asked = template(BRIDGE, options={"lan_port": port})
    assert bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=asked).value.complete
    assert line in bench.changes


def test_the_customers_vlan_may_be_another_one(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE, user_vlan=42))
    assert "service-port 1 vport 1 user-vlan 42 vlan 100" in bench.changes
    assert "vlan port eth_0/1 mode tag vlan 42" in bench.changes


def test_speeds_on_a_c300_are_limits_of_the_gem_port(bench: Bench) -> None:
    asked = template(upload_profile="UP-500M", download_profile="DOWN-500M")
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked).value
    assert "gemport 1 traffic-limit upstream UP-500M downstream DOWN-500M" in bench.changes
    assert report.applied[:4] == ("authorisation", "tcont", "gem_port", "speed")


def test_the_download_speed_on_a_c600_is_a_policy_of_the_virtual_port(titan: Bench) -> None:
    asked = template(download_profile="DOWN-500M")
    report = titan.client.provision_onu(onu=titan.found(), connection=PPPOE, template=asked).value
    assert titan.configured().settings["policy"] == "DOWN-500M"
    assert report.applied[3:5] == ("service_port", "speed")


@pytest.mark.parametrize(
    ("habits", "speeds"),
    [
        (CLASSIC, {"upload_profile": "UP-500M"}),
        (CLASSIC, {"download_profile": "DOWN-500M"}),
        (TITAN, {"upload_profile": "UP-500M", "download_profile": "DOWN-500M"}),
    ],
)
def test_speeds_that_the_line_of_products_does_not_take_are_refused_with_nothing_sent(
    habits: Habits, speeds: dict[str, Any]
) -> None:
    bench = Bench(habits)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(**speeds))
    assert refused.value.violation
    assert refused.value.violation.code == "onu.platform.speed_profiles"
    assert bench.changes == []


def test_a_release_without_switchport_mode_loses_nothing() -> None:
    bench = Bench(Habits(has_vport_mode=False))
    assert bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.complete
    assert bench.vlans() == [100]


def test_the_lowest_free_number_is_taken_and_not_the_proposed_one(bench: Bench) -> None:
    for number in (1, 3):
        other = OnuConfig(pon="1/2/3", number=number, serial=make_serial(40 + number, "ZTEG"), type="F601")
        bench.equipment.running.authorise(other)
    done = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    assert done.value.onu.onu_id == 2


def test_a_number_that_the_host_names_is_taken_where_it_is_free(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), onu_id=77)
    assert bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE)).value.onu.onu_id == 77
    other = attrs.evolve(bench.found(SECOND), onu_id=77)
    assert bench.client.provision_onu(onu=other, connection=BRIDGE, template=template(BRIDGE)).value.onu.onu_id == 1


def test_a_full_pon_is_told(bench: Bench) -> None:
    for number in range(1, 129):
        other = OnuConfig(pon="1/2/3", number=number, serial=make_serial(1000 + number, "ZTEG"), type="F601")
        bench.equipment.running.authorise(other)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    assert refused.value.violation
    assert refused.value.violation.code == "onu.platform.pon_full"


def test_the_first_refusal_changes_nothing_and_is_raised_with_the_olts_words(bench: Bench) -> None:
    with pytest.raises(ProviderRejected, match="onu_add") as refused:
        bench.client.provision_onu(
            onu=bench.found(), connection=BRIDGE, template=template(BRIDGE, onu_type="INEXISTENTE")
        )
    assert refused.value.words == "%Code 62004-GPONSRV : The profile does not exist."
    assert bench.onu() is None


def test_a_later_refusal_is_reported_and_a_retry_does_what_is_missing(bench: Bench) -> None:
    asked = attrs.evolve(BRIDGE, vlan=999)
    report = bench.client.provision_onu(onu=bench.found(), connection=asked, template=template(BRIDGE)).value
    assert report.missing == ("service_port", "bridge", "verification")
    assert report.onu.admin_state is olt.OnuState.PROVISION_FAILED
    before = len(bench.changes)
    again = bench.client.retry_provision(onu=report.onu, connection=BRIDGE, template=template(BRIDGE)).value
    assert again.complete
    assert states(again) == {
        "authorisation": "already",
        "tcont": "already",
        "gem_port": "already",
        "service_port": "done",
        "bridge": "done",
        "verification": "done",
    }
    assert not [line for line in bench.changes[before:] if line.startswith(("onu ", "tcont", "gemport"))]
    assert bench.vlans() == [100]


@pytest.mark.parametrize("habits", LINES.values(), ids=LINES.keys())
def test_a_retry_of_what_is_complete_doubles_nothing(habits: Habits) -> None:
    bench = Bench(habits)
    onu = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.onu
    again = bench.client.retry_provision(
        onu=failed(onu, "verification"), connection=BRIDGE, template=template(BRIDGE)
    ).value
    assert states(again)["service_port"] == "already"
    assert len([line for line in bench.changes if line.startswith(("onu ", "service-port "))]) == 2


def test_configuration_cut_at_the_terminals_width_is_recognised() -> None:
    bench = Bench(Habits(width=40))
    onu = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.onu
    again = bench.client.retry_provision(
        onu=failed(onu, "verification"), connection=BRIDGE, template=template(BRIDGE)
    ).value
    assert states(again)["service_port"] == "already"


def test_a_refusal_is_cleaned_up_at_once_where_the_caller_wants_it(bench: Bench) -> None:
    asked = attrs.evolve(BRIDGE, vlan=999)
    report = bench.client.provision_onu(
        onu=bench.found(), connection=asked, template=template(BRIDGE), clean_up=True
    ).value
    assert states(report)["authorisation"] == "undone"
    assert report.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert bench.onu() is None
    assert WAITING in {each.serial.value for each in bench.client.list_unprovisioned() if each.serial}


def test_what_a_failed_attempt_left_is_cleaned_up_later(bench: Bench) -> None:
    asked = attrs.evolve(BRIDGE, vlan=999)
    onu = bench.client.provision_onu(onu=bench.found(), connection=asked, template=template(BRIDGE)).value.onu
    done = bench.client.clean_up_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert set(states(done.value).values()) == {"undone"}
    assert bench.changes[-1] == "no onu 1"
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED


def test_a_clean_up_of_what_is_gone_already_changes_nothing(bench: Bench) -> None:
    onu = failed(bench.found(), "authorisation")
    done = bench.client.clean_up_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert bench.changes == []


def test_onu_5_an_onu_that_is_authorised_on_another_pon_is_told_with_its_place(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), serial=olt.OnuSerial.parse(WORKING))
    with pytest.raises(ProviderRejected, match=r"1/2/1, ONU 1") as refused:
        bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert refused.value.violation
    assert refused.value.violation.rule_id == "ONU-5"
    assert bench.changes == []


def test_a_retry_never_takes_somebody_elses_place(bench: Bench) -> None:
    onu = failed(attrs.evolve(bench.found(), serial=olt.OnuSerial.parse(WORKING)), "authorisation")
    with pytest.raises(ProviderRejected, match=r"1/2/1, ONU 1"):
        bench.client.retry_provision(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert bench.changes == []


def test_onu_5_a_new_onu_that_is_on_the_very_pon_already_is_somebodys(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), serial=olt.OnuSerial.parse(WORKING), pon_port="1/2/1")
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert refused.value.violation
    assert refused.value.violation.rule_id == "ONU-5"
    assert bench.changes == []


def test_an_onu_that_refuses_its_configuration_is_no_success(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.onu
    bench.configured().settings["config_state"] = "fail"
    report = bench.client.retry_provision(
        onu=failed(onu, "verification"), connection=BRIDGE, template=template(BRIDGE)
    ).value
    assert report.missing == ("verification",)
    assert report.steps[-1].violation
    assert report.steps[-1].violation.code == "onu.platform.config_failed"


def test_wi_fi_that_the_onu_refuses_is_a_failed_step_and_a_faulted_network(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value.onu
    bench.configured().settings["config_state"] = "fail"
    report = bench.client.retry_provision(
        onu=failed(onu, "verification"), connection=PPPOE, template=template(), wifi=WIFI
    ).value
    assert report.missing == ("wifi_2.4", "wifi_5", "verification")
    assert [outcome.state for outcome in report.wifi] == [olt.DeviceState.FAULTED]


def test_an_olt_that_takes_a_service_port_and_shows_none_is_no_success(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port*", text=""))
    report = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value
    assert report.missing == ("service_port", "bridge", "verification")
    assert report.steps[3].why


def test_a_line_that_says_something_nobody_knows_is_no_success(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="tcont*", text="Something happened\n"))
    with pytest.raises(OutcomeUnknown) as unknown:
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    assert unknown.value.pending == "tcont"


def test_onu_7_a_band_that_the_type_does_not_declare_is_told_by_its_rule(bench: Bench) -> None:
    report = bench.client.provision_onu(
        onu=bench.found(), connection=PPPOE, template=template(onu_type="F660"), wifi=WIFI
    ).value
    assert report.missing == ("wifi_5", "verification")
    refused = report.steps[-2].violation
    assert refused
    assert (refused.rule_id, refused.code) == ("ONU-7", "onu.wifi_unsupported")
    assert [(outcome.band, outcome.state) for outcome in report.wifi] == [
        (olt.WifiBand.GHZ_24, olt.DeviceState.EXECUTED),
        (olt.WifiBand.GHZ_5, olt.DeviceState.FAULTED),
    ]
    assert report.wifi[1].why == "%Error 223845: UNI does not exist"


def test_a_lan_port_that_the_type_does_not_declare_is_told(bench: Bench) -> None:
    asked = template(BRIDGE, onu_type="F601", options={"lan_port": "eth_0/2"})
    report = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=asked).value
    refused = report.steps[4].violation
    assert refused
    assert refused.code == "onu.platform.port_missing"


def test_a_refusal_of_the_onu_itself_is_told(bench: Bench) -> None:
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="wan-ip*", text="%Code 63990-GPONSRV : ONT return error.\n")
    )
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value
    refused = report.steps[4].violation
    assert refused
    assert refused.code == "onu.platform.refused_by_onu"


CONDITIONS = {
    "vlan": (attrs.evolve(BRIDGE, vlan=None), template(BRIDGE), WAITING, "onu.platform.vlan"),
    "maker": (PPPOE, template(), FOREIGN, "onu.platform.onu_maker"),
    "lan_port": (BRIDGE, template(BRIDGE, options={"lan_port": "pots_0/1"}), WAITING, "onu.platform.lan_port"),
    "no_type": (BRIDGE, template(BRIDGE, onu_type=""), WAITING, "onu.platform.template"),
    "no_tcont": (BRIDGE, template(BRIDGE, line_profile=""), WAITING, "onu.platform.template"),
    "no_vlan_profile": (PPPOE, template(options={}), WAITING, "onu.platform.template"),
}


@pytest.mark.parametrize(("connection", "asked", "serial", "code"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_onu_16_a_template_that_zte_cannot_take_is_refused_with_nothing_sent(
    bench: Bench, connection: olt.ConnectionConfig, asked: olt.ProvisioningTemplate, serial: str, code: str
) -> None:
    onu = bench.found(serial)
    before = len(bench.fake.lines)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=connection, template=asked)
    assert [violation.code for violation in refused.value.violations] == [code]
    assert len(bench.fake.lines) == before


def test_an_onu_of_another_maker_can_be_a_bridge_without_wi_fi(bench: Bench) -> None:
    assert bench.client.provision_onu(
        onu=bench.found(FOREIGN), connection=BRIDGE, template=template(BRIDGE)
    ).value.complete


HOSTILE = {
    "newline": "abc\nno onu 1",
    "return": "abc\rno onu 1",
    "blank": "abc def",
    "question": "abc?",
    "quote": 'abc"x',
    "semicolon": "abc;write",
    "pipe": "abc|x",
    "accent": "João",
    "escape": "abc\x1b[A",
    "tab": "abc\tdef",
    "delete": "abc\x7fdef",
    "long": "a" * 65,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", ["name", "description", "username", "password", "line_profile", "ssid_24"])
def test_onu_15_hostile_texts_are_refused_with_nothing_sent(bench: Bench, field: str, text: str) -> None:
    onu, connection, asked, wifi = bench.found(), PPPOE, template(), WIFI
    changed: dict[str, Any] = {field: text}
    before = len(bench.fake.lines)
    if field in {"name", "description"}:
        onu = attrs.evolve(onu, **changed)
    elif field == "line_profile":
        asked = attrs.evolve(asked, line_profile=text)
    elif field == "ssid_24":
        wifi = attrs.evolve(wifi, ssid_24=text)
    else:
        connection = attrs.evolve(connection, **changed)
    with pytest.raises((RuleViolation, InvalidIdentifier)) as refused:
        bench.client.provision_onu(onu=onu, connection=connection, template=asked, wifi=wifi)
    assert text not in str(refused.value)
    assert len(bench.fake.lines) == before


def test_a_rehearsal_gives_the_exact_lines_and_changes_nothing(bench: Bench) -> None:
    onu = bench.found()
    plan = bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE), dry_run=True)
    assert plan.commands == (
        "configure terminal",
        "interface gpon-olt_1/2/3",
        f"onu 1 type F670L sn {WAITING}",
        "exit",
        "interface gpon-onu_1/2/3:1",
        "tcont 1 profile T-1G",
        "gemport 1 tcont 1",
        "switchport mode hybrid vport 1",
        "service-port 1 vport 1 user-vlan 100 vlan 100",
        "exit",
        "pon-onu-mng gpon-onu_1/2/3:1",
        "service 1 gemport 1 vlan 100",
        "vlan port eth_0/1 mode tag vlan 100",
        "exit",
        "exit",
    )
    assert bench.onu() is None
    assert bench.changes == []


def test_a_rehearsal_tells_the_networks_of_both_bands_too(bench: Bench) -> None:
    onu = bench.found()
    plan = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI, dry_run=True)
    bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI)
    assert [line for line in plan.commands if line in bench.changes] == bench.changes
    assert [label for label in plan.labels if label.startswith(("ssid", "wifi"))].count("ssid") == 2
    assert plan.stopped_by is None


def test_the_enable_password_is_asked_for_where_the_account_lands_in_user_mode() -> None:
    bench = Bench(Habits(user_first=True))
    assert bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.complete


def test_no_secret_is_shown_by_a_report(bench: Bench) -> None:
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(), wifi=WIFI)
    for secret in (PPPOE.password, PPPOE.username, WIFI.password_24, WIFI.password_5, WIFI.ssid_5):
        assert secret not in repr(report)


def test_an_olt_of_unknown_boards_is_not_typed_to_further(bench: Bench) -> None:
    onu = bench.found()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show card", text="Slot Name\n1 X\n"))
    with pytest.raises(UnexpectedAnswer):
        bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE))
    assert bench.changes == []


def test_both_lines_of_products_are_told_apart_by_their_boards(bench: Bench, titan: Bench) -> None:
    for each, spelling in ((bench, Spelling.CLASSIC), (titan, Spelling.TITAN)):
        each.client.provision_onu(onu=each.found(), connection=BRIDGE, template=template(BRIDGE))
        assert f"interface {spelling.pon('1/2/3')}" in each.fake.lines
