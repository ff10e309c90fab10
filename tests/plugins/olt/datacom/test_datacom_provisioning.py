"""Provisioning and deleting on DmOS: what is typed, what comes back, and what becomes of a refused transaction."""

from typing import Any

import attrs
import pytest

from datacom_by_hand import (
    BRIDGE,
    DHCP,
    FOREIGN,
    PPPOE,
    SECOND,
    STATIC,
    WAITING,
    WIFI,
    WORKING,
    Bench,
    template,
)
from isp_integrations import olt
from isp_integrations.core.errors import (
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.plugins.olt.datacom.sandbox import datacom_sandbox
from isp_integrations.plugins.olt.equipment.state import OnuConfig, ServicePort, Wan, make_serial
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind

MODES = {"bridge": BRIDGE, "pppoe": PPPOE, "dhcp": DHCP, "static_ip": STATIC}
STEPS = ("authorisation", "wan", "service_port", "verification")
LEFT = dict.fromkeys(("service_port", "verification"), "not_tried")
TYPED = [
    "interface gpon 1/1/2",
    "onu 0",
    "name CLIENTE-9",
    f"serial-number {WAITING}",
    "line-profile LP-1G",
    "ethernet 1",
    "negotiation",
    "no shutdown",
    "native vlan vlan-id 100",
    "top",
    "commit",
]
PORT = "service-port new gpon 1/1/2 onu 0 gem 1 match vlan vlan-id 100 action vlan replace vlan-id 100"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def transactions(bench: Bench) -> list[str]:
    """Every line that was typed in configuration."""
    return [line for line in bench.fake.lines if not line.startswith(("show", "paginate", "configure", "exit"))]


def failed(onu: olt.Onu, *steps: str) -> olt.Onu:
    return attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=steps)


def test_bridge_is_typed_as_two_transactions(bench: Bench) -> None:
    onu = bench.found(name="CLIENTE-9", description="Casa-1")
    report = bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template()).value
    assert transactions(bench) == [*TYPED, f"{PORT} description Casa-1", "top", "commit"]
    assert report.applied == ("authorisation", "service_port", "verification")
    assert (report.onu.pon_port, report.onu.onu_id, report.onu.name) == ("1/1/2", 0, "CLIENTE-9")
    assert (report.onu.admin_state, report.onu.model) == (olt.OnuState.PROVISIONED, "DM985-100")
    assert bench.equipment.saved == bench.equipment.running


def test_an_onu_with_a_veip_takes_any_vlan_and_no_ethernet_port(bench: Bench) -> None:
    veip = template(options={"lan_port": "veip"}, gem_port=2)
    bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=veip)
    assert "ethernet 1" not in bench.fake.lines
    wanted = "service-port new gpon 1/1/2 onu 0 gem 2 match vlan vlan-id any action vlan add vlan-id 100"
    assert wanted in bench.fake.lines


def test_a_vlan_of_the_customer_is_translated_to_the_service_s(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(user_vlan=10))
    assert "native vlan vlan-id 10" in bench.fake.lines
    assert PORT.replace("match vlan vlan-id 100", "match vlan vlan-id 10") in bench.fake.lines


@pytest.mark.parametrize("connection", MODES.values(), ids=MODES.keys())
def test_every_mode_ends_as_it_was_asked_for(bench: Bench, connection: olt.ConnectionConfig) -> None:
    onu = bench.provisioned(connection)
    assert onu.admin_state is olt.OnuState.PROVISIONED
    assert bench.vlans() == [connection.vlan]
    configured = bench.configured()
    wan = Wan(
        mode=connection.mode,
        vlan=0,
        username=connection.username,
        password=connection.password,
        address=connection.address,
        netmask=connection.netmask,
        gateway=connection.gateway,
    )
    routed = connection.mode in {olt.ConnectionMode.PPPOE, olt.ConnectionMode.STATIC_IP}
    assert configured.wans == ({1: wan} if routed else {})
    assert configured.service_profile == template(connection).options.get("rg_profile", "")
    assert configured.port_vlans == ({1: 100} if connection.mode is olt.ConnectionMode.BRIDGE else {})


def test_wi_fi_is_set_after_the_service_in_a_transaction_of_its_own(bench: Bench) -> None:
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(PPPOE), wifi=WIFI)
    assert list(states(done.value)) == ["authorisation", "wan", "service_port", "wifi_2.4", "verification"]
    assert done.value.complete
    (network,) = bench.configured().networks.values()
    assert (network.ssid, network.key) == ("CASA", "senha-de-teste")
    assert [(o.state, o.band) for o in done.value.wifi] == [(olt.DeviceState.EXECUTED, olt.WifiBand.GHZ_24)]


@pytest.mark.parametrize(
    ("field", "line"), [("ssid_24", "ssid custom CASA"), ("password_24", "wpa-passphrase outra-s3nh@")]
)
def test_one_field_of_the_wi_fi_leaves_the_other_as_it_is(bench: Bench, field: str, line: str) -> None:
    onu = attrs.evolve(bench.known(), connection=PPPOE, wifi=WIFI)
    value = line.rpartition(" ")[2]
    bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(**{field: value}))
    assert [each for each in bench.fake.lines if "wlan" in each] == [f"rg-profile wlan wl0 {line}"]


def test_the_5_ghz_band_has_no_name_on_this_platform(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), connection=PPPOE)
    with pytest.raises(RuleViolation) as refused:
        bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_5="CASA-5G", password_5="senha-de-teste"))
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-7"]


@pytest.mark.parametrize("model", ["DM984-100B", "EG8145V5", ""])
def test_only_the_models_that_an_rg_profile_applies_to_are_routers(bench: Bench, model: str) -> None:
    onu = attrs.evolve(bench.found(), model=model)
    asked = template(PPPOE, onu_type="DM984-100B")
    before = len(bench.fake.lines)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=asked)
    assert "onu.platform.onu_model" in {violation.code for violation in refused.value.violations}
    assert len(bench.fake.lines) == before


@pytest.mark.parametrize("model", ["DM984-420", "DM984-422", "DM985-100"])
def test_the_template_may_name_the_model_that_the_olt_does_not(bench: Bench, model: str) -> None:
    done = bench.client.provision_onu(onu=bench.found(), connection=DHCP, template=template(DHCP, onu_type=model))
    assert done.value.complete


def test_another_maker_s_onu_is_a_bridge_and_no_router(bench: Bench) -> None:
    onu = bench.found(FOREIGN)
    with pytest.raises(RuleViolation):
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(PPPOE))
    assert bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template()).value.complete


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"options": {"lan_port": "eth9"}}, "onu.platform.lan_port"),
        ({"line_profile": ""}, "onu.template.line_profile"),
    ],
)
def test_a_template_that_does_not_suit_is_refused_before_anything_is_typed(
    bench: Bench, changes: dict[str, Any], code: str
) -> None:
    onu = bench.found()
    before = len(bench.fake.lines)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(**changes))
    assert any(v.code == code or "line_profile" in str(v.context) for v in refused.value.violations)
    assert len(bench.fake.lines) == before


def test_no_vlan_at_all_is_refused(bench: Bench) -> None:
    onu = bench.found()
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=attrs.evolve(BRIDGE, vlan=None), template=template())
    assert "onu.platform.vlan" in {violation.code for violation in refused.value.violations}


def test_the_lowest_free_number_is_taken_and_the_host_s_own_where_it_is_free(bench: Bench) -> None:
    first = bench.provisioned()
    second = attrs.evolve(bench.found(SECOND), onu_id=first.onu_id)
    done = bench.client.provision_onu(onu=second, connection=BRIDGE, template=template())
    assert (first.onu_id, done.value.onu.onu_id) == (0, 1)
    third = attrs.evolve(bench.found(FOREIGN), onu_id=77)
    assert bench.client.provision_onu(onu=third, connection=BRIDGE, template=template()).value.onu.onu_id == 77


def test_a_pon_without_a_free_number_is_told_and_nothing_is_typed(bench: Bench) -> None:
    for number in range(128):
        full = OnuConfig(pon="1/1/2", number=number, serial=make_serial(1000 + number, "DACM"), line_profile="LP-1G")
        bench.equipment.running.authorise(full)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template())
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.pon_full"
    assert transactions(bench) == []


def test_a_refused_first_transaction_changes_nothing_and_leaves_no_candidate(bench: Bench) -> None:
    before = repr(bench.equipment.running)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(line_profile="LP-NADA"))
    assert "illegal reference" in refused.value.words
    assert repr(bench.equipment.running) == before
    done = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template())
    assert done.value.complete


def test_a_refused_service_port_is_reported_and_a_retry_does_only_that(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port new*", text="Error: sem recursos\n"))
    done = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template())
    assert states(done.value) == {"authorisation": "done", "service_port": "failed", "verification": "not_tried"}
    assert done.value.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert bench.vlans() == []
    before = len(transactions(bench))
    again = bench.client.retry_provision(onu=done.value.onu, connection=BRIDGE, template=template())
    assert states(again.value) == {"authorisation": "already", "service_port": "done", "verification": "done"}
    assert transactions(bench)[before:] == [PORT, "top", "commit"]


def test_a_clean_up_on_refusal_leaves_nothing_of_the_refused_transaction_behind(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="rg-profile wan*", text="Error: sem recursos\n"))
    before = repr(bench.equipment.running)
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(PPPOE), clean_up=True)
    assert states(done.value) == {"authorisation": "undone", "wan": "failed", **LEFT}
    assert repr(bench.equipment.running) == before


def test_a_retry_types_the_secrets_again_and_takes_no_modifications_for_success(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port new*", text="Error: sem recursos\n"))
    done = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(PPPOE))
    again = bench.client.retry_provision(onu=done.value.onu, connection=PPPOE, template=template(PPPOE))
    assert states(again.value) == dict.fromkeys(STEPS, "done") | {"authorisation": "already"}


def test_a_commit_that_nobody_understands_is_no_success(bench: Bench) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="commit", text="Lorem 42\n"))
    with pytest.raises(OutcomeUnknown):
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template())
    assert bench.equipment.running.find(WAITING) is None


def test_a_service_port_of_another_vlan_is_neither_the_service_nor_doubled(bench: Bench) -> None:
    onu = failed(bench.provisioned(), "service_port")
    asked = attrs.evolve(BRIDGE, vlan=200)
    again = bench.client.retry_provision(onu=onu, connection=asked, template=template())
    assert states(again.value)["service_port"] == "failed"
    assert bench.vlans() == [100]
    clean = bench.client.clean_up_onu(onu=again.value.onu, connection=asked, template=template()).value.onu
    assert bench.client.provision_onu(onu=clean, connection=asked, template=template()).value.complete
    assert bench.vlans() == [200]


def test_an_onu_that_is_on_another_pon_is_refused(bench: Bench) -> None:
    onu = failed(attrs.evolve(bench.known(), pon_port="1/1/2"), "service_port")
    with pytest.raises(ProviderRejected) as refused:
        bench.client.retry_provision(onu=onu, connection=BRIDGE, template=template())
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "ONU-5"
    assert "1/1/1, ONU 0" in refused.value.message


def test_deleting_takes_the_service_ports_in_the_same_transaction(bench: Bench) -> None:
    onu = bench.provisioned()
    bench.equipment.running.add_service_port(ServicePort(index=9, pon="1/1/2", number=0, vlan=200, user_vlan=200))
    before = len(transactions(bench))
    done = bench.client.delete_onu(onu=onu)
    assert transactions(bench)[before:] == [
        "interface gpon 1/1/2",
        "no onu 0",
        "top",
        "no service-port 3",
        "no service-port 9",
        "top",
        "commit",
    ]
    assert done.value.onu.admin_state is olt.OnuState.REMOVED
    assert bench.equipment.running.find(WAITING) is None
    assert {port.number for port in bench.equipment.running.service_ports.values()} == {0, 1}


def test_deleting_what_is_gone_types_nothing(bench: Bench) -> None:
    onu = bench.provisioned()
    bench.client.delete_onu(onu=onu)
    before = len(transactions(bench))
    assert bench.client.delete_onu(onu=onu).value.onu.admin_state is olt.OnuState.REMOVED
    assert len(transactions(bench)) == before


def test_moving_takes_the_onu_out_before_it_brings_it_in(bench: Bench) -> None:
    onu = bench.provisioned()
    bench.equipment.devices[WAITING].pon = "1/1/5"
    done = bench.client.move_onu(onu=onu, connection=BRIDGE, template=template(), pon_port="1/1/5")
    assert states(done.value) == dict.fromkeys(
        ("old_place.authorisation", "authorisation", "service_port", "verification"), "done"
    )
    assert (bench.configured().pon, bench.vlans()) == ("1/1/5", [100])


def test_replacing_brings_the_new_one_in_before_it_takes_the_old_one_out(bench: Bench) -> None:
    old = bench.provisioned()
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(old, found)
    done = bench.client.replace_onu(onu=old, new=new, connection=BRIDGE, template=template())
    assert list(states(done.value)) == ["authorisation", "service_port", "verification", "old.authorisation"]
    assert bench.equipment.running.find(WAITING) is None
    assert bench.vlans(SECOND) == [100]


@pytest.mark.parametrize("operation", ["reboot_onu", "enable_onu", "disable_onu"])
def test_what_nobody_has_seen_typed_is_not_offered(bench: Bench, operation: str) -> None:
    onu = bench.known()
    with pytest.raises(UnsupportedOperation):
        getattr(bench.client, operation)(onu=onu)


def test_a_real_olt_is_not_provisioned_on_assumptions_nobody_accepted() -> None:
    fake = datacom_sandbox()
    with (
        olt.connect("datacom", credentials=dict(fake.credentials), base_url="telnet://olt.invalid") as client,
        pytest.raises(UnverifiedWire) as refused,
    ):
        client.find_onu(serial=WORKING)
    assert set(refused.value.assumed) == {"onu_by_serial", "detail"}
    assert fake.lines == []


def test_a_rehearsal_types_no_change_and_tells_every_line(bench: Bench) -> None:
    onu = bench.found(name="CLIENTE-9")
    plan = bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(), dry_run=True)
    assert plan.commands == ("configure terminal", *TYPED, PORT, "top", "commit", "exit")
    assert transactions(bench) == []


def test_what_was_confirmed_and_is_not_to_be_seen_fails_the_verification(bench: Bench) -> None:
    table = "% No entries found.\n"
    onu = bench.found()
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="show running-config service-port", text=table, times=2)
    )
    done = bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template())
    assert states(done.value) == {"authorisation": "done", "service_port": "done", "verification": "failed"}
    assert done.value.onu.admin_state is olt.OnuState.PROVISION_FAILED
