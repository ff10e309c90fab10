"""Changes to ONUs of a ZXA10 that work: Wi-Fi, edits, moves, replacements, deletion, restart, suspension; saving."""

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected, RuleViolation
from isp_integrations.core.fake_shell import Question
from isp_integrations.core.olt.events import InventoryMoved
from isp_integrations.plugins.olt.equipment.state import Network, Wan
from isp_integrations.plugins.olt.zte.sandbox import Habits
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from zte_by_hand import (
    BRIDGE,
    DHCP,
    FOREIGN,
    OTHER_PON,
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


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def provisioned(bench: Bench) -> olt.Onu:
    onu = attrs.evolve(bench.found(name="CLIENTE-9"), asset_id="PAT-1", customer_id="10")
    return bench.client.provision_onu(onu=onu, connection=PPPOE, template=template(), wifi=WIFI).value.onu


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def routing(bench: Bench, serial: str = WORKING) -> olt.Onu:
    return attrs.evolve(bench.known(serial), connection=PPPOE)


# --- Wi-Fi ---


@pytest.mark.parametrize("titan", [False, True])
def test_both_bands_are_set_on_an_onu_that_works(titan: bool) -> None:
    bench = Bench(TITAN if titan else Habits())
    done = bench.client.configure_wifi(onu=routing(bench), wifi=WIFI)
    assert bench.configured(WORKING).networks == {
        1: Network(ssid="CASA", key="senha-de-teste"),
        5: Network(ssid="CASA-5G", key="senha-de-5ghz"),
    }
    assert [(each.band, each.state, each.done_by) for each in done.value.wifi] == [
        (olt.WifiBand.GHZ_24, olt.DeviceState.EXECUTED, "zte"),
        (olt.WifiBand.GHZ_5, olt.DeviceState.EXECUTED, "zte"),
    ]


def test_a_password_alone_is_changed_and_the_name_stays(bench: Bench) -> None:
    onu = attrs.evolve(routing(bench), wifi=WIFI)
    bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(password_24="outra-senha"))
    assert bench.changes == [
        "interface wifi wifi_0/1 state unlock",
        "ssid auth wpa wifi_0/1 wpa2-psk encrypt aes key outra-senha",
    ]


def test_a_name_alone_is_changed_and_the_password_stays(bench: Bench) -> None:
    onu = attrs.evolve(routing(bench), wifi=WIFI)
    bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_5="OUTRA"))
    assert bench.changes == ["interface wifi wifi_0/5 state unlock", "ssid ctrl wifi_0/5 name OUTRA"]


def test_onu_7_a_first_band_that_the_type_does_not_declare_is_refused(bench: Bench) -> None:
    bench.configured(WORKING).type = "F660"
    with pytest.raises(ProviderRejected) as refused:
        bench.client.configure_wifi(onu=routing(bench), wifi=olt.WifiConfig(ssid_5="CASA", password_5="senha-de-5g"))
    assert refused.value.violation
    assert (refused.value.violation.rule_id, refused.value.words) == ("ONU-7", "%Error 223845: UNI does not exist")
    assert bench.configured(WORKING).networks == {}


def test_onu_7_a_second_band_that_the_type_does_not_declare_is_told_beside_the_first(bench: Bench) -> None:
    bench.configured(WORKING).type = "F660"
    done = bench.client.configure_wifi(onu=routing(bench), wifi=WIFI)
    assert [each.state for each in done.value.wifi] == [olt.DeviceState.EXECUTED, olt.DeviceState.FAULTED]
    assert done.value.onu.wifi
    assert done.value.onu.wifi.ssid_5 == ""


def test_an_onu_that_refuses_its_network_is_faulted_whatever_the_olt_said(bench: Bench) -> None:
    bench.configured(WORKING).settings["config_state"] = "fail"
    done = bench.client.configure_wifi(onu=routing(bench), wifi=WIFI)
    assert [each.state for each in done.value.wifi] == [olt.DeviceState.FAULTED] * 2
    assert "Config state: fail" in done.value.wifi[0].why


def test_onu_7_wi_fi_of_another_maker_is_refused_before_the_olt_is_touched(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(FOREIGN), connection=BRIDGE, template=template(BRIDGE)).value.onu
    before = len(bench.fake.lines)
    with pytest.raises(RuleViolation) as refused:
        bench.client.configure_wifi(onu=attrs.evolve(onu, connection=DHCP), wifi=WIFI)
    assert {violation.rule_id for violation in refused.value.violations} == {"ONU-7"}
    assert len(bench.fake.lines) == before


@pytest.mark.parametrize(
    "wifi",
    [
        olt.WifiConfig(ssid_24="a" * 33, password_24="senha-de-teste"),
        olt.WifiConfig(ssid_24="CASA DA FULANA", password_24="senha-de-teste"),
        olt.WifiConfig(ssid_24="CASA", password_24="curta"),
        olt.WifiConfig(ssid_24="CASA", password_24="com espaço dentro"),
        olt.WifiConfig(ssid_24="CASA\nreboot", password_24="senha-de-teste"),
    ],
)
def test_onu_6_a_network_that_cannot_be_typed_is_refused_before_the_olt_is_touched(
    bench: Bench, wifi: olt.WifiConfig
) -> None:
    onu = routing(bench)
    before = len(bench.fake.lines)
    with pytest.raises(RuleViolation) as refused:
        bench.client.configure_wifi(onu=onu, wifi=wifi)
    assert refused.value.violations[0].rule_id == "ONU-6"
    assert len(bench.fake.lines) == before


# --- edits ---


def test_names_and_the_login_are_changed_in_place(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.changes)
    other = attrs.evolve(PPPOE, username="outra@exemplo", password="nova-s3nh@")
    done = bench.client.edit_onu(
        onu=provisioned, connection=other, template=template(), name="OUTRO", description="Casa-2"
    )
    assert bench.changes[before:] == [
        "name OUTRO",
        "description Casa-2",
        "wan-ip 1 mode pppoe username outra@exemplo password nova-s3nh@ vlan-profile VP100 host 1",
    ]
    assert states(done.value) == {"names": "done", "wan": "done"}
    assert (done.value.onu.name, done.value.onu.description) == ("OUTRO", "Casa-2")


def test_a_bridge_with_its_own_vlan_has_nothing_to_change(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), connection=BRIDGE)
    assert bench.client.edit_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE)).value.steps == ()
    assert bench.changes == []


@pytest.mark.parametrize(
    ("asked", "made", "code"),
    [
        (attrs.evolve(PPPOE, vlan=300), template(), "onu.platform.vlan_change"),
        (PPPOE, template(options={}), "onu.platform.template"),
        (PPPOE, None, "onu.platform.template"),
    ],
)
def test_an_edit_that_would_be_guessing_is_refused_with_nothing_changed(
    bench: Bench, asked: olt.ConnectionConfig, made: olt.ProvisioningTemplate | None, code: str
) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=routing(bench), connection=asked, template=made)
    assert refused.value.violation
    assert refused.value.violation.code == code
    assert bench.changes == []


def test_a_connection_of_another_maker_is_not_edited(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(FOREIGN), connection=BRIDGE, template=template(BRIDGE)).value.onu
    before = len(bench.changes)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=attrs.evolve(onu, connection=PPPOE), connection=PPPOE, template=template())
    assert refused.value.violation
    assert refused.value.violation.code == "onu.platform.onu_maker"
    assert len(bench.changes) == before


def test_a_text_is_not_taken_away(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=bench.known(), description="")
    assert refused.value.violation
    assert refused.value.violation.code == "onu.platform.empty_text"
    assert bench.changes == []


def test_onu_16_the_mode_of_an_onu_is_not_changed_by_an_edit(bench: Bench) -> None:
    with pytest.raises(RuleViolation) as refused:
        bench.client.edit_onu(onu=routing(bench), connection=BRIDGE, template=template(BRIDGE))
    assert refused.value.violations[0].code == "onu.platform.mode_change"


def test_a_static_address_is_edited_with_its_profile(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), connection=STATIC)
    made = template(STATIC, options={"vlan_profile": "VP100", "ip_profile": "IP-FIXO"})
    bench.client.edit_onu(onu=onu, connection=attrs.evolve(STATIC, address="192.0.2.11"), template=made)
    assert bench.configured(WORKING).wans[1] == Wan(
        mode=olt.ConnectionMode.STATIC_IP, vlan=100, address="192.0.2.11", netmask="255.255.255.0"
    )


# --- moving and replacing ---


def test_onu_14_a_moved_onu_keeps_its_connection_and_its_wi_fi(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.devices[WAITING].pon = "1/3/2"
    before = len(bench.changes)
    done = bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port="1/3/2")
    assert bench.changes[before : before + 2] == ["no onu 1", f"onu 1 type F670L sn {WAITING}"]
    assert next(iter(states(done.value))) == "old_place.authorisation"
    assert (done.value.onu.pon_port, done.value.onu.admin_state) == ("1/3/2", olt.OnuState.PROVISIONED)
    moved = bench.configured()
    assert (moved.pon, moved.wans[1].username, moved.networks[5].ssid) == ("1/3/2", "fulana@exemplo", "CASA-5G")


def test_onu_14_a_pon_that_does_not_exist_leaves_the_onu_where_it_is(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.changes)
    with pytest.raises(ProviderRejected):
        bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port="1/9/9")
    assert len(bench.changes) == before
    assert bench.configured().pon == "1/2/3"


def test_onu_14_a_refusal_after_the_removal_is_told_and_retried(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.devices[WAITING].pon = "1/3/2"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="onu 1 type*", text="%Code 9-X : no\n"))
    done = bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port="1/3/2")
    assert done.value.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert done.value.missing[0] == "authorisation"
    again = bench.client.retry_provision(onu=done.value.onu, connection=PPPOE, template=template())
    assert again.value.complete
    assert bench.configured().pon == "1/3/2"


def test_an_onu_that_is_at_its_new_place_already_is_not_taken_out(bench: Bench, provisioned: olt.Onu) -> None:
    stale = attrs.evolve(provisioned, pon_port="1/3/2", onu_id=9, wifi=None)
    before = len(bench.changes)
    done = bench.client.move_onu(onu=stale, connection=PPPOE, template=template(), pon_port="1/2/3")
    assert done.value.complete
    assert "no onu 1" not in bench.changes[before:]
    assert states(done.value)["old_place.authorisation"] == "already"


def test_a_bridge_is_moved_without_wi_fi(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), connection=BRIDGE, wifi=WIFI)
    bench.equipment.devices[WORKING].pon = "1/3/2"
    done = bench.client.move_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE), pon_port="1/3/2")
    assert done.value.complete
    assert bench.configured(WORKING).networks == {}


def test_onu_13_the_old_device_goes_after_the_new_one_works(bench: Bench, provisioned: olt.Onu) -> None:
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == OTHER_PON)
    new = olt.replacement_of(provisioned, found, asset_id="PAT-2")
    before = len(bench.changes)
    done = bench.client.replace_onu(
        onu=provisioned, new=new, connection=PPPOE, template=template(), moves_inventory=True
    )
    typed = bench.changes[before:]
    assert (typed[0], typed[-1]) == (f"onu 1 type F670L sn {OTHER_PON}", "no onu 1")
    assert (bench.onu(), bench.configured(OTHER_PON).networks[1].ssid) == (None, "CASA")
    assert done.value.replaced
    assert done.value.replaced.admin_state is olt.OnuState.REMOVED
    moved = [event.movement.asset_id for event in done.events if isinstance(event, InventoryMoved)]
    assert sorted(moved) == ["PAT-1", "PAT-2"]


def test_onu_13_a_new_device_that_is_somebodys_is_refused(bench: Bench, provisioned: olt.Onu) -> None:
    new = attrs.evolve(
        provisioned,
        serial=olt.OnuSerial.parse(WORKING),
        pon_port="1/2/1",
        onu_id=None,
        admin_state=olt.OnuState.UNPROVISIONED,
    )
    before = len(bench.changes)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.replace_onu(onu=provisioned, new=new, connection=PPPOE, template=template())
    assert refused.value.violation
    assert refused.value.violation.rule_id == "ONU-5"
    assert len(bench.changes) == before


def test_onu_13_a_new_device_that_fails_leaves_the_old_one(bench: Bench, provisioned: olt.Onu) -> None:
    found = next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == SECOND)
    new = olt.replacement_of(provisioned, found)
    asked = attrs.evolve(PPPOE, vlan=999)
    done = bench.client.replace_onu(onu=provisioned, new=new, connection=asked, template=template())
    assert states(done.value)["old.authorisation"] == "not_tried"
    assert bench.configured().serial == WAITING


# --- deletion, restart, suspension, save ---


def test_a_deletion_takes_everything_in_one_line_and_the_onu_waits_again(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.changes)
    done = bench.client.delete_onu(onu=provisioned)
    assert bench.changes[before:] == ["no onu 1"]
    assert (bench.onu(), len(bench.equipment.running.service_ports)) == (None, 2)
    assert done.value.onu.admin_state is olt.OnuState.REMOVED
    assert bench.found().serial.value == WAITING


def test_onu_8_the_inventory_moves_once_the_olt_confirmed(bench: Bench, provisioned: olt.Onu) -> None:
    done = bench.client.delete_onu(onu=provisioned, moves_inventory=True)
    assert [event.movement.asset_id for event in done.events if isinstance(event, InventoryMoved)] == ["PAT-1"]


def test_onu_10_a_deletion_that_the_olt_does_not_show_moves_nothing(bench: Bench, provisioned: olt.Onu) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="no onu*", text=""))
    done = bench.client.delete_onu(onu=provisioned, moves_inventory=True)
    assert done.value.onu.admin_state is olt.OnuState.DELETE_FAILED
    assert not [event for event in done.events if isinstance(event, InventoryMoved)]
    assert bench.client.delete_onu(onu=done.value.onu).value.complete


def test_an_onu_that_is_gone_already_is_deleted_without_a_word(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.running.delete("1/2/3", 1, with_service_ports=True)
    before = len(bench.changes)
    assert states(bench.client.delete_onu(onu=provisioned).value) == {"authorisation": "already"}
    assert len(bench.changes) == before


def test_what_was_deleted_is_found_by_its_serial_and_not_by_an_old_number(bench: Bench, provisioned: olt.Onu) -> None:
    stale = attrs.evolve(provisioned, pon_port="1/2/1", onu_id=1)
    assert bench.client.delete_onu(onu=stale).value.complete
    assert (bench.onu(), bench.configured(WORKING).number) == (None, 1)


@pytest.mark.parametrize("asks", [True, False])
def test_a_restart_is_confirmed_where_the_build_asks(asks: bool) -> None:
    bench = Bench(Habits(asks=asks))
    outcome = bench.client.reboot_onu(onu=bench.known()).value
    assert (outcome.state, outcome.done_by) == (olt.DeviceState.EXECUTED, "zte")
    assert bench.equipment.devices[WORKING].down_at is not None


def test_a_question_that_nobody_declared_is_never_answered(bench: Bench, provisioned: olt.Onu) -> None:
    asking = bench.fake.shells[-1]
    answers: list[str] = []
    obey = asking.run

    def answered(text: str) -> str:
        answers.append(text)
        return ""

    def ask(line: str) -> str | Question:
        return Question("Delete it? [yes/no]:", answered) if line == "no onu 1" else obey(line)

    asking.run = ask  # type: ignore[method-assign]  # this session alone asks
    done = bench.client.delete_onu(onu=provisioned)
    assert answers == []
    assert (done.value.complete, len(bench.fake.shells)) == (True, 2)


def test_an_onu_is_suspended_and_comes_back(bench: Bench) -> None:
    onu = bench.known()
    off = bench.client.disable_onu(onu=onu).value
    assert (off.enabled, bench.configured(WORKING).enabled) == (False, False)
    on = bench.client.enable_onu(onu=off).value
    assert (on.enabled, bench.configured(WORKING).enabled) == (True, True)
    assert bench.changes == ["shutdown", "no shutdown"]


def test_what_is_saved_survives_a_restart(bench: Bench, provisioned: olt.Onu) -> None:
    bench.client.save_config()
    bench.equipment.restart()
    assert bench.configured().serial == provisioned.serial.value


def test_a_save_that_is_refused_is_no_save(bench: Bench) -> None:
    bench.equipment.be_busy(30)
    with pytest.raises(ProviderRejected):
        bench.client.save_config()
