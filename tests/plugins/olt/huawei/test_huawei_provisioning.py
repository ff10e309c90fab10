"""Provisioning on a SmartAX: what is typed in each mode, what comes back, and what becomes of refusals."""

import attrs
import pytest

from huawei_by_hand import (
    BRIDGE,
    DARK,
    DHCP,
    FOREIGN,
    PPPOE,
    SECOND,
    STATIC,
    WAITING,
    WORKING,
    Bench,
    broken,
    template,
)
from isp_integrations import olt
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RuleViolation
from isp_integrations.core.olt.models import StepState
from isp_integrations.core.olt.steps import NOT_SEEN
from isp_integrations.plugins.olt.equipment.state import OnuConfig, ServicePort, Wan
from isp_integrations.plugins.olt.huawei import fake_tables
from isp_integrations.plugins.olt.huawei.sandbox import Habits
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind

ADD = 'ont add 3 sn-auth 4857544300C0FF01 omci ont-lineprofile-name LP_INTERNET ont-srvprofile-id 10 desc "Casa 1"'
MODES = {"pppoe": PPPOE, "bridge": BRIDGE, "dhcp": DHCP, "static_ip": STATIC}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def changes(bench: Bench) -> list[str]:
    """What was typed that changes something, the lines that enter modes left out."""
    return [line for line in bench.typed if line.startswith(("ont ", "service-port", "undo "))]


def test_pppoe_is_typed_in_the_order_of_working_scripts(bench: Bench) -> None:
    onu = bench.found(description="Casa 1")
    report = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value
    assert changes(bench) == [
        ADD,
        "ont ipconfig 3 0 pppoe vlan 100 user-account username fulana@exemplo password s3nh@",
        "service-port vlan 100 gpon 0/1/3 ont 0 gemport 1 multi-service user-vlan 100 tag-transform translate",
    ]
    assert report.complete
    assert report.applied == ("authorisation", "wan", "service_port", "verification")


def test_a_bridge_gets_a_native_vlan_and_no_wan(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    assert bench.onu().port_vlans == {1: 100}
    assert bench.onu().wans == {}
    assert bench.vlans() == [100]


@pytest.mark.parametrize("connection", MODES.values(), ids=MODES.keys())
def test_every_mode_ends_as_it_was_asked_for(bench: Bench, connection: olt.ConnectionConfig) -> None:
    report = bench.client.provision_onu(onu=bench.found(), connection=connection, template=template(connection)).value
    assert report.onu.admin_state is olt.OnuState.PROVISIONED
    assert (report.onu.pon_port, report.onu.onu_id, report.onu.line_profile) == ("0/1/3", 0, "LP_INTERNET")
    assert bench.vlans() == [connection.vlan]
    wan = bench.onu().wans.get(0)
    if connection.mode is olt.ConnectionMode.BRIDGE:
        assert wan is None
    else:
        assert wan == Wan(
            mode=connection.mode,
            vlan=connection.vlan or 0,
            username=connection.username,
            password=connection.password,
            address=connection.address,
            netmask=connection.netmask,
            gateway=connection.gateway,
            dns=connection.dns,
        )


def test_a_static_address_without_dns_is_typed_without_it(bench: Bench) -> None:
    alone = attrs.evolve(STATIC, dns=("192.0.2.53",))
    bench.client.provision_onu(onu=bench.found(), connection=alone, template=template(STATIC))
    assert any(line.endswith("gateway 192.0.2.1 pri-dns 192.0.2.53 vlan 300") for line in changes(bench))


def test_profiles_go_by_number_or_by_name_as_the_template_has_them(bench: Bench) -> None:
    asked = template(line_profile="10", service_profile="SP_4ETH")
    bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked)
    assert changes(bench)[0].endswith("omci ont-lineprofile-id 10 ont-srvprofile-name SP_4ETH")
    assert (bench.onu().line_profile, bench.onu().service_profile) == ("LP_INTERNET", "SP_4ETH")


def test_speeds_are_traffic_tables_upload_inbound(bench: Bench) -> None:
    asked = template(download_profile="9", upload_profile="8")
    bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked)
    assert changes(bench)[-1].endswith("inbound traffic-table index 8 outbound traffic-table index 9")


def test_the_customers_vlan_may_be_another_one(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(user_vlan=42))
    assert "user-vlan 42 " in changes(bench)[-1]


def test_the_gem_port_is_read_from_the_line_profile_and_not_assumed(bench: Bench) -> None:
    """LP_DOIS_GEMS carries VLAN 200 on its second GEM port."""
    asked = template(DHCP, line_profile="LP_DOIS_GEMS")
    bench.client.provision_onu(onu=bench.found(), connection=DHCP, template=asked)
    assert "gemport 2 " in changes(bench)[-1]


def test_a_line_profile_that_does_not_tell_the_gem_port_stops_the_task_there(bench: Bench) -> None:
    asked = template(STATIC, line_profile="LP_DOIS_GEMS")
    report = bench.client.provision_onu(onu=bench.found(), connection=STATIC, template=asked).value
    assert report.missing == ("service_port", "verification")
    failed = report.steps[2]
    assert broken(failed) == "onu.platform.gem_port"
    assert report.onu.admin_state is olt.OnuState.PROVISION_FAILED


def test_a_template_s_gem_port_is_typed_as_it_is(bench: Bench) -> None:
    asked = template(line_profile="LP_DOIS_GEMS", gem_port=1)
    bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked)
    assert "gemport 1 " in changes(bench)[-1]


def test_a_routed_wan_is_typed_after_the_service_port_and_a_pause(bench: Bench) -> None:
    asked = template(options={"wan_profile": "WAN_INTERNET", "policy_route_profile": "1", "ip_index": "1"})
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked).value
    assert report.applied == (
        "authorisation",
        "wan",
        "internet_config",
        "policy_route",
        "service_port",
        "wan_config",
        "verification",
    )
    assert changes(bench)[1].startswith("ont ipconfig 3 0 ip-index 1 pppoe")
    assert changes(bench)[-1] == "ont wan-config 3 0 ip-index 1 profile-name WAN_INTERNET"
    assert bench.onu().settings["wan_config 1"] == "WAN_INTERNET"


def test_a_release_without_the_wan_lines_is_refused_before_anything_is_typed() -> None:
    bench = Bench(Habits(release="MA5600V800R015C00"))
    asked = template(options={"wan_profile": "1"})
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked)
    assert broken(refused.value) == "onu.platform.release"
    assert changes(bench) == []


def test_a_release_without_the_wan_lines_still_does_the_plain_modes() -> None:
    bench = Bench(Habits(release="MA5600V800R015C00"))
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value
    assert report.complete


def test_a_line_that_the_release_lacks_is_reported_as_such() -> None:
    """A policy route alone is not tied to a release by anything public, so the OLT is asked."""
    bench = Bench(Habits(release="MA5600V800R015C00"))
    asked = template(options={"policy_route_profile": "1"})
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked).value
    assert states(report)["policy_route"] == "failed"
    assert "Unknown command" in report.steps[2].why


def test_the_name_stands_for_a_description_that_is_not_given(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(name="Fulana"), connection=PPPOE, template=template())
    assert bench.onu().description == "Fulana"


def test_a_number_that_is_asked_for_is_given(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), onu_id=9)
    report = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value
    assert report.onu.onu_id == 9
    assert "ont add 3 9 sn-auth" in changes(bench)[0]


def test_a_number_that_is_taken_becomes_the_first_free_one(bench: Bench) -> None:
    bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template())
    onu = attrs.evolve(bench.found(SECOND), onu_id=0)
    report = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value
    assert report.complete
    assert report.onu.onu_id == 1


REFUSALS = {
    "line_profile": (template(line_profile="NENHUM"), "Failure: The ont-lineprofile does not exist"),
    "service_profile": (template(service_profile="99"), "Failure: The ont-srvprofile does not exist"),
}


@pytest.mark.parametrize(("asked", "words"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_profile_that_does_not_exist_is_refused_with_nothing_changed(
    bench: Bench, asked: olt.ProvisioningTemplate, words: str
) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked)
    assert refused.value.words == words
    assert broken(refused.value) == "onu.platform.name_unknown"
    assert not bench.has()


LATER_REFUSALS = {
    "vlan": (attrs.evolve(PPPOE, vlan=999), template(), "Failure: The VLAN does not exist"),
    "gem": (PPPOE, template(gem_port=7), "Failure: The GEM port does not exist"),
    "traffic": (
        PPPOE,
        template(download_profile="77", upload_profile="8"),
        "Failure: The traffic table profile does not exist",
    ),
}


@pytest.mark.parametrize(("connection", "asked", "words"), LATER_REFUSALS.values(), ids=LATER_REFUSALS.keys())
def test_a_later_refusal_is_reported_with_what_stands(
    bench: Bench, connection: olt.ConnectionConfig, asked: olt.ProvisioningTemplate, words: str
) -> None:
    done = bench.client.provision_onu(onu=bench.found(), connection=connection, template=asked)
    assert states(done.value) == {
        "authorisation": "done",
        "wan": "done",
        "service_port": "failed",
        "verification": "not_tried",
    }
    assert done.value.steps[2].why == words
    assert done.value.onu.failed_steps == ("service_port", "verification")
    assert bench.has()


def test_a_retry_does_what_is_missing_and_doubles_nothing(bench: Bench) -> None:
    wrong, right = attrs.evolve(PPPOE, vlan=999), PPPOE
    failed = bench.client.provision_onu(onu=bench.found(), connection=wrong, template=template()).value.onu
    report = bench.client.retry_provision(onu=failed, connection=right, template=template()).value
    assert states(report) == {
        "authorisation": "already",
        "wan": "done",
        "service_port": "done",
        "verification": "done",
    }
    assert sum(line.startswith("ont add") for line in changes(bench)) == 1
    assert bench.vlans() == [100]
    again = bench.client.retry_provision(onu=failed, connection=right, template=template()).value
    assert again.complete
    assert bench.vlans() == [100]


def test_a_retry_with_other_profiles_is_refused_and_not_passed_over(bench: Bench) -> None:
    failed = bench.client.provision_onu(
        onu=bench.found(), connection=attrs.evolve(PPPOE, vlan=999), template=template()
    ).value.onu
    with pytest.raises(ProviderRejected) as refused:
        bench.client.retry_provision(onu=failed, connection=PPPOE, template=template(line_profile="LP_DOIS_GEMS"))
    assert broken(refused.value) == "onu.platform.other_profiles"


def test_a_refusal_is_cleaned_up_at_once_where_the_caller_wants_it(bench: Bench) -> None:
    done = bench.client.provision_onu(
        onu=bench.found(), connection=attrs.evolve(PPPOE, vlan=999), template=template(), clean_up=True
    )
    assert states(done.value)["authorisation"] == "undone"
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert not bench.has()
    assert [each.serial.value for each in bench.client.list_unprovisioned() if each.serial] == [
        WAITING,
        SECOND,
        FOREIGN,
    ]


def test_what_a_failed_attempt_left_is_cleaned_up_later(bench: Bench) -> None:
    failed = bench.client.provision_onu(
        onu=bench.found(), connection=attrs.evolve(PPPOE, vlan=999), template=template()
    ).value.onu
    done = bench.client.clean_up_onu(onu=failed, connection=PPPOE, template=template())
    assert set(states(done.value).values()) == {"undone"}
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert not bench.has()


def test_a_clean_up_takes_the_service_port_away_before_the_ont(bench: Bench) -> None:
    """With the service port in place, the OLT would refuse the ONT's deletion."""
    onu = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value.onu
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("verification",))
    done = bench.client.clean_up_onu(onu=failed, connection=PPPOE, template=template())
    assert changes(bench)[-2:] == ["undo service-port port 0/1/3 ont 0", "ont delete 3 0"]
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED


def test_a_clean_up_of_what_is_gone_already_types_nothing(bench: Bench) -> None:
    failed = attrs.evolve(bench.found(), admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("authorisation",))
    done = bench.client.clean_up_onu(onu=failed, connection=PPPOE, template=template())
    assert done.value.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert changes(bench) == []


def test_an_onu_that_is_authorised_elsewhere_is_told_with_its_place(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), serial=olt.OnuSerial.parse(WORKING))
    with pytest.raises(ProviderRejected, match=r"0/1/0, ONT 0") as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"
    assert changes(bench) == []


def test_a_retry_never_takes_somebody_elses_place(bench: Bench) -> None:
    onu = attrs.evolve(
        bench.found(),
        serial=olt.OnuSerial.parse(WORKING),
        admin_state=olt.OnuState.PROVISION_FAILED,
        failed_steps=("authorisation",),
    )
    with pytest.raises(ProviderRejected, match=r"0/1/0, ONT 0"):
        bench.client.retry_provision(onu=onu, connection=PPPOE, template=template())
    assert changes(bench) == []


def test_an_ont_that_refuses_its_configuration_is_no_success(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value.onu
    bench.onu().settings["config_state"] = "failed"
    failed = attrs.evolve(onu, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("verification",))
    report = bench.client.retry_provision(onu=failed, connection=PPPOE, template=template()).value
    assert report.missing == ("verification",)
    assert broken(report.steps[-1]) == "onu.platform.config_failed"


def test_a_service_port_that_another_one_took_is_found_and_not_doubled(bench: Bench) -> None:
    """The OLT says "has existed already"; what it has is looked at before it counts."""
    failed = bench.client.provision_onu(
        onu=bench.found(), connection=attrs.evolve(PPPOE, vlan=999), template=template()
    ).value.onu
    bench.equipment.running.add_service_port(ServicePort(index=50, pon="0/1/3", number=0, vlan=100, gem=1))
    report = bench.client.retry_provision(onu=failed, connection=PPPOE, template=template()).value
    assert states(report)["service_port"] == "already"
    assert bench.vlans() == [100]


CONDITIONS = {
    "vlan": (attrs.evolve(PPPOE, vlan=None), template(), "onu.platform.vlan"),
    "one_speed": (PPPOE, template(download_profile="9"), "onu.platform.speed_profiles"),
    "speed_by_name": (PPPOE, template(download_profile="1G", upload_profile="8"), "onu.platform.speed_profiles"),
    "ip_index": (PPPOE, template(options={"ip_index": "um"}), "onu.platform.options"),
    "no_profiles": (PPPOE, template(line_profile=""), "onu.platform.template"),
}


@pytest.mark.parametrize(("connection", "asked", "code"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_onu_16_a_template_that_huawei_cannot_take_is_refused_with_nothing_sent(
    bench: Bench, connection: olt.ConnectionConfig, asked: olt.ProvisioningTemplate, code: str
) -> None:
    onu = bench.found()
    before = len(bench.typed)
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=connection, template=asked)
    assert code in [violation.code for violation in refused.value.violations]
    assert bench.typed[before:] == []


HOSTILE = {
    "newline": "abc\nont delete 0 0",
    "question": "abc?",
    "quote": 'abc" desc "x',
    "semicolon": "abc;save",
    "pipe": "abc|x",
    "accent": "João",
    "escape": "abc\x1b[A",
    "long": "a" * 65,
    "blank before": " abc",
    "blank after": "abc ",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", ["name", "description", "username", "password", "line_profile"])
def test_onu_15_hostile_texts_are_refused_with_nothing_sent(bench: Bench, field: str, text: str) -> None:
    onu, connection, asked = bench.found(), PPPOE, template()
    before = len(bench.typed)
    if field in {"name", "description"}:
        onu = attrs.evolve(onu, **{field: text})  # type: ignore[arg-type]
    elif field == "line_profile":
        asked = attrs.evolve(asked, line_profile=text)
    else:
        connection = attrs.evolve(connection, **{field: text})  # type: ignore[arg-type]
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=connection, template=asked)
    assert [broken.rule_id for broken in refused.value.violations] == ["ONU-15"]
    assert bench.typed[before:] == []


def test_wi_fi_is_refused_before_the_olt_is_touched(bench: Bench) -> None:
    onu = bench.found()
    before = len(bench.typed)
    wifi = olt.WifiConfig(ssid_24="CASA", password_24="senha-de-teste")
    with pytest.raises(RuleViolation) as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=wifi)
    assert [violation.rule_id for violation in refused.value.violations] == ["ONU-7"]
    assert bench.typed[before:] == []


def test_no_secret_is_shown_by_what_is_typed(bench: Bench) -> None:
    bench.script.add()
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template())
    assert PPPOE.password not in repr(report)
    assert DARK not in repr(report)
    assert StepState.FAILED not in {step.state for step in report.value.steps}


def test_a_service_port_of_another_vlan_is_not_the_one_that_was_asked_for(bench: Bench) -> None:
    wrong = attrs.evolve(PPPOE, vlan=999)
    failed = bench.client.provision_onu(onu=bench.found(), connection=wrong, template=template()).value.onu
    bench.equipment.running.add_service_port(ServicePort(index=50, pon="0/1/3", number=0, vlan=300, gem=1))
    report = bench.client.retry_provision(onu=failed, connection=PPPOE, template=template()).value
    assert states(report)["service_port"] == "failed"
    assert bench.vlans() == [300]


@pytest.mark.parametrize(
    "words",
    ["Failure: The service virtual port has existed already", "Conflicted service virtual port index: 7"],
)
def test_a_service_port_that_the_olt_says_it_has_counts_only_once_it_is_seen(bench: Bench, words: str) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port vlan*", text=f"  {words}\n"))
    report = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value
    assert states(report)["service_port"] == "failed"
    assert report.steps[2].why == NOT_SEEN


def taken_in(bench: Bench, pon: str) -> None:
    """Somebody else authorises the ONU that waits."""
    onu = OnuConfig(pon=pon, number=4, serial=WAITING, line_profile="LP_INTERNET", service_profile="SP_1ETH")
    bench.equipment.running.authorise(onu)


def test_onu_5_an_onu_that_should_be_new_is_not_taken_from_whoever_authorised_it(bench: Bench) -> None:
    onu = bench.found()
    taken_in(bench, "0/1/3")
    with pytest.raises(ProviderRejected, match=r"0/1/3, ONT 4") as refused:
        bench.client.provision_onu(onu=onu, connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"
    assert changes(bench) == []


def test_a_serial_that_the_olt_says_it_has_is_looked_up_again(bench: Bench) -> None:
    """It was not there a moment ago; now it is, at the place where it was wanted."""
    onu = bench.found()
    taken_in(bench, "0/1/3")
    absent = TerminalFault(
        kind=TerminalFaultKind.SAY,
        on="display ont info by-sn*",
        text="  The required ONT does not exist\n",
        times=2,
    )
    bench.script.add(absent)
    report = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value
    assert report.complete
    assert report.onu.onu_id == 4


def test_the_wan_profile_waits_for_the_ont(bench: Bench) -> None:
    clock = JumpingClock()
    start = clock.monotonic()
    with olt.sandbox("huawei", fake=bench.fake, clock=clock) as client:
        client.provision_onu(onu=bench.found(), connection=PPPOE, template=template(options={"wan_profile": "1"}))
    assert clock.monotonic() - start >= 10


def test_a_service_port_list_about_another_ont_is_not_believed(bench: Bench) -> None:
    text = fake_tables.service_ports([ServicePort(index=9, pon="0/1/3", number=5, vlan=100)], [True]) + "\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display service-port*", text=text))
    with pytest.raises(OutcomeUnknown):
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template())
    assert bench.vlans() == []


def test_a_native_vlan_that_failed_is_no_success(bench: Bench) -> None:
    text = "  Set ONT port(s) VLAN configuration, success: 0, failed: 1\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont port native-vlan*", text=text))
    with pytest.raises(OutcomeUnknown):
        bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE))
    assert bench.onu().port_vlans == {}


def test_a_serial_that_the_olt_says_it_has_and_does_not_show_is_refused_and_nothing_is_in_doubt(bench: Bench) -> None:
    words = "Failure: SN already exists"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont add*", text=f"  {words}\n"))
    with pytest.raises(ProviderRejected) as refused:
        bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template())
    assert (refused.value.words, refused.value.applied, refused.value.pending) == (words, (), None)


def test_a_dry_run_tells_every_line_with_the_number_and_the_gem_port_that_the_olt_would_give(bench: Bench) -> None:
    """The ONT is not there yet: the GEM port is that of a neighbour with the same line profile."""
    neighbour = OnuConfig(pon="0/1/3", number=0, serial=SECOND, line_profile="LP_INTERNET", service_profile="SP_1ETH")
    bench.equipment.running.authorise(neighbour)
    onu, before = bench.found(), len(bench.typed)
    plan = bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), dry_run=True)
    assert plan.stopped_by is None
    assert plan.commands == (
        "config",
        "interface gpon 0/1",
        "ont add 3 sn-auth 4857544300C0FF01 omci ont-lineprofile-name LP_INTERNET ont-srvprofile-id 10",
        "ont ipconfig 3 1 pppoe vlan 100 user-account username fulana@exemplo password s3nh@",
        "quit",
        "service-port vlan 100 gpon 0/1/3 ont 1 gemport 1 multi-service user-vlan 100 tag-transform translate",
        "quit",
    )
    assert not [line for line in bench.typed[before:] if line in plan.commands[2:4]]
    assert not bench.has()


def test_a_dry_run_keeps_the_number_that_the_host_asks_for(bench: Bench) -> None:
    onu = attrs.evolve(bench.found(), onu_id=7)
    plan = bench.client.provision_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE, gem_port=1), dry_run=True)
    add, native, port = (line for line in plan.commands if " 7 " in line)
    assert add.startswith("ont add 3 7 sn-auth ")
    assert native == "ont port native-vlan 3 7 eth 1 vlan 100"
    assert port.startswith("service-port vlan 100 gpon 0/1/3 ont 7 gemport 1 ")


def test_a_dry_run_whose_gem_port_nobody_shows_says_where_it_stopped(bench: Bench) -> None:
    asked = template(line_profile="LP_DOIS_GEMS")
    short = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked, dry_run=True)
    assert short.labels == ("ont_add", "ipconfig_pppoe")
    assert str(short.stopped_by).startswith("service_port: ")
    named = attrs.evolve(asked, gem_port=2)
    whole = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=named, dry_run=True)
    assert whole.labels == ("ont_add", "ipconfig_pppoe", "service_port_add")
    assert whole.stopped_by is None


def test_a_dry_run_of_a_retry_leaves_out_what_stands(bench: Bench) -> None:
    words = "  Failure: The GEM port does not exist\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port*", text=words))
    half = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value.onu
    plan = bench.client.retry_provision(onu=half, connection=PPPOE, template=template(), dry_run=True)
    assert plan.labels == ("ipconfig_pppoe", "service_port_add")
    assert plan.stopped_by is None


def test_a_retry_with_another_vlan_never_adds_a_second_service_port(bench: Bench) -> None:
    words = "  Failure: The WAN profile does not exist\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont wan-config*", text=words))
    wrong = template(options={"wan_profile": "1"})
    half = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=wrong).value.onu
    other = attrs.evolve(PPPOE, vlan=200)
    report = bench.client.retry_provision(onu=half, connection=other, template=template()).value
    assert broken(report.steps[2]) == "onu.platform.other_services"
    assert bench.vlans() == [100]

    clean = bench.client.clean_up_onu(onu=report.onu, connection=other, template=template()).value.onu
    assert bench.client.provision_onu(onu=clean, connection=other, template=template()).value.complete
    assert bench.vlans() == [200]


def test_cleaning_up_does_not_mind_that_the_template_was_changed_meanwhile(bench: Bench) -> None:
    words = "  Failure: The GEM port does not exist\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="service-port*", text=words))
    half = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=template()).value.onu
    changed = template(line_profile="LP_DOIS_GEMS", gem_port=1)
    with pytest.raises(ProviderRejected, match="limpe e provisione de novo"):
        bench.client.retry_provision(onu=half, connection=PPPOE, template=changed)
    clean = bench.client.clean_up_onu(onu=half, connection=PPPOE, template=changed).value.onu
    assert not bench.has()
    assert bench.client.provision_onu(onu=clean, connection=PPPOE, template=changed).value.complete
