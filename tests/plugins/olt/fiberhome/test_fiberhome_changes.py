"""Changes to ONUs that work: Wi-Fi, names, connection, speed, restart, another place, another device, removal."""

from typing import Any

import attrs
import pytest

from fiberhome_by_hand import (
    BRIDGE,
    DHCP,
    FOREIGN,
    PLAIN_UNIT,
    PPPOE,
    SECOND,
    STATIC,
    WAITING,
    WIFI,
    WORKING,
    Bench,
    broken,
    template,
)
from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected, RuleViolation, UnsupportedOperation
from isp_integrations.plugins.olt.equipment.state import Network
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, SUBURB, Habits

NETWORKS = {1: Network(ssid="CASA", key="senha-exemplo"), 5: Network(ssid="CASA 5G", key="senha exemplo 5")}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def untagged(plan: olt.DryRun) -> list[str]:
    return [line.replace(":CTAG:", "::").removesuffix(";") for line in plan.commands]


def test_onu_6_both_networks_of_an_onu_are_set_and_nothing_is_claimed_as_verified(bench: Bench) -> None:
    done = bench.client.configure_wifi(onu=bench.known(), wifi=WIFI).value
    assert bench.config(WORKING).networks == NETWORKS
    assert [(o.state.value, o.done_by, o.verified) for o in done.wifi] == [("executed", "fiberhome", ())] * 2
    assert done.onu.wifi == WIFI


def test_onu_6_an_ssid_alone_is_refused_because_the_message_overwrites_all(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), wifi=WIFI)
    with pytest.raises(RuleViolation) as refused:
        bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_24="OUTRA"))
    assert [v.code for v in refused.value.violations] == ["onu.wifi_single_field_unsupported"]


def test_onu_7_a_bridge_and_a_plain_unit_have_no_wifi(bench: Bench) -> None:
    bridged = attrs.evolve(bench.known(), connection=BRIDGE)
    plain = bench.provisioned(PLAIN_UNIT, BRIDGE, onu_type="AN5506-01-A1")
    for onu in (bridged, attrs.evolve(plain, connection=None)):
        with pytest.raises(RuleViolation) as refused:
            bench.client.configure_wifi(onu=onu, wifi=WIFI)
        assert {v.rule_id for v in refused.value.violations} == {"ONU-7"}


def test_a_second_network_that_is_refused_leaves_the_first_and_is_told(bench: Bench) -> None:
    bench.centre.devices[WORKING].bands = frozenset({olt.WifiBand.GHZ_24})
    done = bench.client.configure_wifi(onu=bench.known(), wifi=WIFI).value
    assert [o.state.value for o in done.wifi] == ["executed", "faulted"]
    assert done.onu.wifi == olt.WifiConfig(ssid_24="CASA", password_24="senha-exemplo")


def test_a_first_network_that_is_refused_is_the_refusal(bench: Bench) -> None:
    bench.centre.devices[WORKING].bands = frozenset()
    with pytest.raises(ProviderRejected) as refused:
        bench.client.configure_wifi(onu=bench.known(), wifi=WIFI)
    assert refused.value.words == "DDNS device may not support this operation"


def test_wifi_of_an_onu_that_is_gone_is_not_found(bench: Bench) -> None:
    onu = bench.known()
    bench.centre.running.delete("1/1", 1)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.configure_wifi(onu=onu, wifi=WIFI)
    assert broken(refused.value) == "onu.platform.not_found"


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"name": "CLIENTE 12"}, "ONUNAME=CLIENTE 12"),
        ({"description": "CASA 2"}, "ONUNAME=CLIENTE 11,ONUDESC=CASA 2"),
        ({"name": "CLIENTE 12", "description": "CASA 2"}, "ONUNAME=CLIENTE 12,ONUDESC=CASA 2"),
    ],
)
def test_names_are_changed_together(bench: Bench, asked: dict[str, Any], sent: str) -> None:
    done = bench.client.edit_onu(onu=bench.known(), **asked).value
    assert [each.split(":")[5] for each in bench.sent] == [sent]
    assert states(done) == {"names": "done"}
    assert {field: getattr(done.onu, field) for field in asked} == asked
    assert states(bench.client.edit_onu(onu=done.onu, **asked).value) == {"names": "already"}


@pytest.mark.parametrize(
    ("before", "asked", "code"),
    [
        ("CLIENTE 11", {"name": ""}, "onu.platform.empty_name"),
        ("CLIENTE 11", {"description": ""}, "onu.platform.empty_name"),
        ("", {"description": "CASA 2"}, "onu.platform.name"),
    ],
)
def test_names_that_cannot_be_emptied_are_refused(
    bench: Bench, before: str, asked: dict[str, Any], code: str
) -> None:
    bench.config(WORKING).name = before
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=bench.known(), **asked)
    assert broken(refused.value) == code
    assert bench.sent == []


@pytest.mark.parametrize("asked", [BRIDGE, DHCP, STATIC, attrs.evolve(PPPOE, vlan=200)])
def test_a_connection_is_changed_by_wiping_and_setting_it(bench: Bench, asked: olt.ConnectionConfig) -> None:
    onu = bench.provisioned()
    done = bench.client.edit_onu(onu=onu, connection=asked, template=template(asked)).value
    assert states(done) == {"other_wans": "done", "wan": "done", "verification": "done"}
    assert [(wan.mode, wan.vlan) for wan in bench.config().wans.values()] == [(asked.mode, asked.vlan)]
    assert done.onu.connection == asked


@pytest.mark.parametrize("asked", [attrs.evolve(PPPOE, vlan=200), DHCP, BRIDGE], ids=["vlan", "dhcp", "bridge"])
def test_a_rehearsed_edit_tells_what_the_edit_then_sends(bench: Bench, asked: olt.ConnectionConfig) -> None:
    onu = bench.provisioned()
    plan = bench.client.edit_onu(onu=onu, connection=asked, template=template(asked), dry_run=True)
    before = len(bench.sent)
    bench.client.edit_onu(onu=onu, connection=asked, template=template(asked))
    assert untagged(plan) == bench.sent[before:]
    assert plan.stopped_by is None


def test_an_edit_that_asks_for_what_is_there_sends_nothing(bench: Bench) -> None:
    onu = bench.provisioned()
    before = len(bench.sent)
    assert bench.client.edit_onu(onu=onu, connection=PPPOE).value.complete
    assert len(bench.sent) == before


def test_the_vlan_of_a_lan_port_is_exchanged(bench: Bench) -> None:
    onu = bench.provisioned(FOREIGN, BRIDGE, onu_type="OTHER2")
    done = bench.client.edit_onu(onu=onu, connection=attrs.evolve(BRIDGE, vlan=200)).value
    assert states(done) == {"other_vlans": "done", "lan_vlan": "done", "verification": "done"}
    assert bench.config(FOREIGN).settings["lan 1"] == "200"


def test_a_vlan_that_is_there_already_stays_while_others_go(bench: Bench) -> None:
    onu = bench.provisioned(FOREIGN, BRIDGE, onu_type="OTHER2")
    bench.config(FOREIGN).settings["lan 1"] = "100 200"
    before = len(bench.sent)
    bench.client.edit_onu(onu=onu, connection=attrs.evolve(BRIDGE, vlan=200))
    assert [each.split(":")[5] for each in bench.sent[before:]] == ["CVLAN=100"]


def test_an_edit_to_a_connection_that_the_unit_cannot_make_changes_nothing(bench: Bench) -> None:
    onu = bench.provisioned(FOREIGN, BRIDGE, onu_type="OTHER2")
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=onu, connection=DHCP)
    assert broken(refused.value) == "onu.platform.router"
    assert bench.config(FOREIGN).settings["lan 1"] == "100"


def test_speeds_are_changed_upload_first(bench: Bench) -> None:
    done = bench.client.change_speed_profile(onu=bench.known(), upload_profile="500M", download_profile="1G").value
    assert (done.upload_profile, done.download_profile) == ("500M", "1G")
    assert bench.config(WORKING).settings == {"UPBW": "500M", "DOWNBW": "1G"}


def test_a_download_speed_alone_is_refused(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.change_speed_profile(onu=bench.known(), download_profile="1G")
    assert broken(refused.value) == "onu.platform.speed_profiles"
    assert bench.sent == []


def test_a_restart_takes_the_onu_down_once(bench: Bench) -> None:
    done = bench.client.reboot_onu(onu=bench.known()).value
    assert done.state is olt.DeviceState.EXECUTED
    target = f"OLTID={CENTRE},PONID=NA-NA-1-1,ONUIDTYPE=MAC,ONUID={WORKING}"
    assert bench.sent == [f"RESET-ONU::{target}:::RESETTYPE=0"]
    assert bench.centre.devices[WORKING].down_at is not None


def test_an_onu_off_the_air_cannot_be_restarted(bench: Bench) -> None:
    onu = bench.known()
    bench.centre.set_power(WORKING, on=False)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.reboot_onu(onu=onu)
    assert (refused.value.code, refused.value.words) == ("offline", "DDOF ONU not registered")


def test_onu_14_an_onu_moves_to_another_olt_with_its_wifi(bench: Bench) -> None:
    onu = attrs.evolve(bench.provisioned(), wifi=WIFI)
    device = bench.centre.devices.pop(WAITING)
    device.pon = "1/1"
    bench.fake.olts[SUBURB].devices[WAITING] = device
    done = bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), olt_id=SUBURB, pon_port="1/1").value
    assert done.complete
    assert done.applied[:2] == ("old_place.authorisation", "authorisation")
    assert (done.onu.olt_id, done.onu.pon_port, done.onu.wifi) == (SUBURB, "1/1", WIFI)
    assert bench.fake.olts[SUBURB].running.find(WAITING) is bench.config()
    assert bench.config().networks == NETWORKS


def test_onu_14_a_bridge_moves_without_the_networks_that_it_cannot_have(bench: Bench) -> None:
    onu = attrs.evolve(bench.provisioned(connection=BRIDGE), wifi=WIFI)
    done = bench.client.move_onu(onu=onu, connection=BRIDGE, template=template(BRIDGE), pon_port="1/2").value
    assert done.complete
    assert bench.config().networks == {}


def test_onu_14_a_move_that_fails_after_the_removal_says_what_is_missing(bench: Bench) -> None:
    onu = bench.provisioned()
    done = bench.client.move_onu(
        onu=onu, connection=PPPOE, template=template(onu_type="HG9999"), pon_port="1/2"
    ).value
    assert done.applied == ("old_place.authorisation",)
    assert done.onu.admin_state is olt.OnuState.PROVISION_FAILED
    again = bench.client.retry_provision(onu=done.onu, connection=PPPOE, template=template()).value
    assert again.complete
    assert bench.config().pon == "1/2"


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("habits", [Habits(), Habits(portuguese=True), Habits(empty="refusal")])
@pytest.mark.parametrize("place", [{"pon_port": "9/99"}, {"pon_port": "1/1", "olt_id": "192.0.2.99"}])
def test_onu_14_a_place_that_does_not_exist_leaves_the_onu_where_it_is(
    place: dict[str, str], habits: Habits, dry_run: bool
) -> None:
    bench = Bench(habits)
    onu = bench.provisioned()
    before = bench.sent
    with pytest.raises(ProviderRejected) as refused:
        bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), dry_run=dry_run, **place)
    assert broken(refused.value) == "onu.platform.pon_unknown"
    assert bench.sent == before
    assert bench.config().pon == "1/3"


def test_onu_14_an_empty_pon_that_a_system_denies_is_known_by_the_onu_that_waits_on_it() -> None:
    bench = Bench(Habits(empty="refusal"))
    onu = bench.provisioned()
    done = bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), pon_port="1/4").value
    assert done.complete
    assert bench.config().pon == "1/4"


def test_onu_14_a_target_that_cannot_be_read_leaves_the_onu_where_it_is(bench: Bench) -> None:
    onu = bench.provisioned()
    before = bench.sent
    tag = f"T{len(bench.fake.connections[-1].messages) + 1}"
    bench.say("LST-ONU:*PONID=NA-NA-1-2:*", f"\nM  {tag} DENY\n   EN=DDOF   ENDESC=device operation failed\n;\n")
    with pytest.raises(ProviderRejected) as refused:
        bench.client.move_onu(onu=onu, connection=PPPOE, template=template(), pon_port="1/2")
    assert refused.value.words == "DDOF device operation failed"
    assert bench.sent == before
    assert bench.config().pon == "1/3"


def test_onu_13_a_device_of_the_same_type_on_the_same_pon_takes_the_place_of_another(bench: Bench) -> None:
    onu = attrs.evolve(bench.provisioned(), wifi=WIFI)
    new = olt.replacement_of(onu, _waiting(bench, SECOND))
    done = bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template()).value
    assert bench.sent[4].endswith(f":::AUTHTYPE=MAC,AUTHINFO={SECOND}")
    assert states(done)["swap_serial"] == "done"
    assert states(done)["wan"] == "already"
    assert done.replaced is not None
    assert (done.onu.admin_state, done.replaced.admin_state) == (olt.OnuState.PROVISIONED, olt.OnuState.REMOVED)
    assert done.onu.wifi == WIFI
    assert bench.config(SECOND).networks == NETWORKS
    assert not bench.has(WAITING)


@pytest.mark.parametrize(("place", "kind"), [("1/2", "HG6145E"), ("1/3", "AN5506-04-FA")])
def test_onu_13_a_device_elsewhere_or_of_another_type_is_brought_in_before_the_old_one_goes(
    bench: Bench, place: str, kind: str
) -> None:
    onu = bench.provisioned()
    bench.centre.devices[SECOND].pon = place
    new = olt.replacement_of(onu, _waiting(bench, SECOND))
    done = bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template(onu_type=kind)).value
    assert done.complete
    assert done.applied[0] == "authorisation"
    assert done.applied[-1] == "old.authorisation"
    assert not bench.has(WAITING)
    assert bench.config(SECOND).pon == place


@pytest.mark.parametrize("vlan", [PPPOE.vlan, 200])
def test_a_rehearsed_swap_knows_what_the_old_device_leaves_in_its_place(bench: Bench, vlan: int) -> None:
    onu = attrs.evolve(bench.provisioned(), wifi=WIFI)
    new = olt.replacement_of(onu, _waiting(bench, SECOND))
    asked = attrs.evolve(PPPOE, vlan=vlan)
    plan = bench.client.replace_onu(onu=onu, new=new, connection=asked, template=template(), dry_run=True)
    before = len(bench.sent)
    bench.client.replace_onu(onu=onu, new=new, connection=asked, template=template())
    assert untagged(plan) == bench.sent[before:]
    assert plan.stopped_by is None


def test_onu_13_a_swap_whose_connection_is_refused_leaves_the_old_one_removed(bench: Bench) -> None:
    onu = bench.provisioned()
    new = olt.replacement_of(onu, _waiting(bench, SECOND))
    made = template(upload_profile="2G")
    done = bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=made).value
    assert done.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert done.replaced is not None
    assert done.replaced.admin_state is olt.OnuState.REMOVED


def test_onu_13_a_device_that_is_authorised_already_is_refused(bench: Bench) -> None:
    onu = bench.provisioned()
    new = attrs.evolve(bench.known(), plan_id=None, admin_state=olt.OnuState.UNPROVISIONED)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.replace_onu(onu=onu, new=new, connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"


def test_onu_10_an_onu_is_removed_in_one_message_and_then_its_stock_moves(bench: Bench) -> None:
    done = bench.client.delete_onu(onu=bench.known(), moves_inventory=True)
    assert bench.sent == [f"DEL-ONU::OLTID={CENTRE},PONID=NA-NA-1-1:::ONUIDTYPE=MAC,ONUID={WORKING}"]
    assert done.value.onu.admin_state is olt.OnuState.REMOVED
    assert [event.name for event in done.events][-1] == "InventoryMoved"
    assert not bench.has(WORKING)


def test_an_onu_that_is_gone_already_is_removed(bench: Bench) -> None:
    onu = bench.known()
    bench.centre.running.delete("1/1", 1)
    done = bench.client.delete_onu(onu=onu).value
    assert states(done) == {"authorisation": "already"}
    assert bench.sent == []


@pytest.mark.parametrize("action", ["enable_onu", "disable_onu"])
def test_onu_11_what_the_system_has_no_message_for_is_not_offered(bench: Bench, action: str) -> None:
    onu = bench.known()
    with pytest.raises(UnsupportedOperation):
        getattr(bench.client, action)(onu=onu)
    with pytest.raises(UnsupportedOperation):
        bench.client.save_config()


def _waiting(bench: Bench, serial: str) -> olt.UnprovisionedOnu:
    return next(each for each in bench.client.list_unprovisioned() if each.serial and each.serial.value == serial)
