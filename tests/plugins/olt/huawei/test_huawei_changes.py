"""Changes to ONUs of a SmartAX that work: edited, moved, replaced, deleted, restarted, disabled; and the save."""

import attrs
import pytest

from huawei_by_hand import BRIDGE, DARK, DHCP, PPPOE, SECOND, WAITING, WORKING, Bench, broken, template
from isp_integrations import olt
from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected, RateLimited, RuleViolation
from isp_integrations.core.olt.events import InventoryMoved
from isp_integrations.plugins.olt.equipment.state import Device, OnuConfig, ServicePort
from isp_integrations.plugins.olt.huawei import fake_tables
from isp_integrations.plugins.olt.huawei.sandbox import Habits
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def provisioned(bench: Bench) -> olt.Onu:
    onu = attrs.evolve(bench.found(description="Casa 1"), asset_id="PAT-1", customer_id="10")
    return bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value.onu


def typed_after(bench: Bench, count: int) -> list[str]:
    return [line for line in bench.typed[count:] if line.startswith(("ont ", "service-port", "undo ", "save"))]


def states(report: olt.TaskReport) -> dict[str, str]:
    return {step.name: step.state.value for step in report.steps}


def test_service_ports_go_before_the_ont(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.typed)
    done = bench.client.delete_onu(onu=provisioned)
    assert typed_after(bench, before) == ["undo service-port port 0/1/3 ont 0", "ont delete 3 0"]
    assert states(done.value) == {"service_ports": "done", "authorisation": "done"}
    assert done.value.onu.admin_state is olt.OnuState.REMOVED
    assert not bench.has()
    assert bench.found().serial.value == WAITING


@pytest.mark.parametrize("asks", [True, False])
def test_a_deletion_is_confirmed_where_the_release_asks(asks: bool) -> None:
    bench = Bench(Habits(asks=asks))
    assert bench.client.delete_onu(onu=bench.known()).value.complete
    assert not bench.has(WORKING)


def test_onu_8_the_inventory_moves_once_the_olt_confirmed(bench: Bench, provisioned: olt.Onu) -> None:
    done = bench.client.delete_onu(onu=provisioned, moves_inventory=True)
    moved = [event for event in done.events if isinstance(event, InventoryMoved)]
    assert [event.movement.asset_id for event in moved] == ["PAT-1"]


def test_a_deletion_that_is_refused_half_way_is_reported_and_goes_on(bench: Bench, provisioned: olt.Onu) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont delete*", text="  Failure: device error\n"))
    done = bench.client.delete_onu(onu=provisioned, moves_inventory=True)
    assert states(done.value) == {"service_ports": "done", "authorisation": "failed"}
    assert done.value.onu.admin_state is olt.OnuState.DELETE_FAILED
    assert not any(isinstance(event, InventoryMoved) for event in done.events)
    before = len(bench.typed)
    again = bench.client.delete_onu(onu=done.value.onu)
    assert typed_after(bench, before) == ["ont delete 3 0"]
    assert states(again.value) == {"service_ports": "already", "authorisation": "done"}


def test_a_deletion_that_says_it_did_none_is_no_success(bench: Bench, provisioned: olt.Onu) -> None:
    text = "  Number of ONTs that can be deleted: 1, success: 0\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont delete*", text=text))
    with pytest.raises(OutcomeUnknown):
        bench.client.delete_onu(onu=provisioned)
    assert bench.has()


def test_an_onu_that_is_gone_already_is_deleted_without_a_word(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.running.delete("0/1/3", 0, with_service_ports=True)
    before = len(bench.typed)
    done = bench.client.delete_onu(onu=provisioned)
    assert states(done.value) == {"service_ports": "already", "authorisation": "already"}
    assert done.value.onu.admin_state is olt.OnuState.REMOVED
    assert typed_after(bench, before) == []


def test_an_onu_is_deleted_where_it_is_and_not_where_the_host_believes_it(bench: Bench) -> None:
    """Another ONU may have the number by now: the serial decides."""
    onu = attrs.evolve(bench.known(), pon_port="0/1/0", onu_id=1)
    bench.client.delete_onu(onu=onu)
    assert not bench.has(WORKING)
    assert bench.has(DARK)


def test_a_dry_run_tells_every_line_and_types_none(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.typed)
    plan = bench.client.delete_onu(onu=provisioned, dry_run=True)
    assert plan.commands == (
        "config",
        "undo service-port port 0/1/3 ont 0",
        "y",
        "interface gpon 0/1",
        "ont delete 3 0",
        "y",
        "quit",
        "quit",
    )
    assert typed_after(bench, before) == []
    assert bench.has()


@pytest.mark.parametrize("asks", [True, False])
def test_the_lines_of_a_dry_run_may_be_pasted_whether_or_not_the_release_asks(asks: bool) -> None:
    bench = Bench(Habits(asks=asks))
    plan = bench.client.delete_onu(onu=bench.known(), dry_run=True)
    shell = bench.fake.terminal("ssh")
    shell.open()
    shell.feed("".join(f"{line}\r" for line in ("enable", *plan.commands)))
    assert not bench.has(WORKING)
    assert bench.has(DARK)


def test_a_move_takes_the_onu_away_and_brings_it_in_again(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.devices[WAITING].pon = "0/2/1"
    done = bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port="0/2/1")
    assert list(states(done.value)) == [
        "old_place.service_ports",
        "old_place.authorisation",
        "authorisation",
        "wan",
        "service_port",
        "verification",
    ]
    assert done.value.complete
    assert (done.value.onu.pon_port, done.value.onu.admin_state) == ("0/2/1", olt.OnuState.PROVISIONED)
    assert bench.onu().pon == "0/2/1"
    assert bench.vlans() == [100]


def test_onu_14_a_refusal_after_the_removal_is_reported_and_a_retry_goes_on(
    bench: Bench, provisioned: olt.Onu
) -> None:
    bench.equipment.devices[WAITING].pon = "0/2/1"
    wrong = attrs.evolve(PPPOE, vlan=999)
    done = bench.client.move_onu(onu=provisioned, connection=wrong, template=template(), pon_port="0/2/1")
    assert done.value.onu.admin_state is olt.OnuState.PROVISION_FAILED
    assert done.value.onu.failed_steps == ("service_port", "verification")
    assert done.value.onu.pon_port == "0/2/1"
    again = bench.client.retry_provision(onu=done.value.onu, connection=PPPOE, template=template())
    assert again.value.complete
    assert bench.vlans() == [100]


def test_a_move_with_values_that_cannot_be_typed_leaves_the_onu_where_it_is(
    bench: Bench, provisioned: olt.Onu
) -> None:
    with pytest.raises((RuleViolation, ProviderRejected)):
        bench.client.move_onu(
            onu=provisioned,
            connection=PPPOE,
            template=template(download_profile="rápido", upload_profile="8"),
            pon_port="0/2/1",
        )
    with pytest.raises(ProviderRejected) as refused:
        bench.client.move_onu(
            onu=provisioned, connection=PPPOE, template=template(download_profile="9"), pon_port="0/2/1"
        )
    assert broken(refused.value) == "onu.platform.speed_profiles"
    assert bench.vlans() == [100]


def test_onu_13_the_old_device_goes_once_the_new_one_works(bench: Bench, provisioned: olt.Onu) -> None:
    new = olt.replacement_of(provisioned, next(f for f in bench.client.list_unprovisioned() if f.pon_port == "0/1/3"))
    before = len(bench.typed)
    done = bench.client.replace_onu(onu=provisioned, new=new, connection=PPPOE, template=template())
    assert list(states(done.value)) == [
        "authorisation",
        "wan",
        "service_port",
        "verification",
        "old.service_ports",
        "old.authorisation",
    ]
    assert done.value.complete
    typed = typed_after(bench, before)
    assert typed.index("undo service-port port 0/1/3 ont 0") > typed.index(
        "service-port vlan 100 gpon 0/1/3 ont 1 gemport 1 multi-service user-vlan 100 tag-transform translate"
    )
    assert not bench.has(WAITING)
    assert bench.vlans(SECOND) == [100]
    assert done.value.replaced
    assert done.value.replaced.admin_state is olt.OnuState.REMOVED


def test_a_replacement_that_fails_leaves_the_old_device_as_it_is(bench: Bench, provisioned: olt.Onu) -> None:
    new = olt.replacement_of(provisioned, next(f for f in bench.client.list_unprovisioned() if f.pon_port == "0/1/3"))
    wrong = attrs.evolve(PPPOE, vlan=999)
    done = bench.client.replace_onu(onu=provisioned, new=new, connection=wrong, template=template())
    assert states(done.value)["old.service_ports"] == "not_tried"
    assert done.value.replaced
    assert done.value.replaced.admin_state is olt.OnuState.PROVISIONED
    assert bench.vlans(WAITING) == [100]


def test_a_description_is_changed_and_read_back(bench: Bench, provisioned: olt.Onu) -> None:
    done = bench.client.edit_onu(onu=provisioned, description="Casa nova, bloco B")
    assert bench.onu().description == "Casa nova, bloco B"
    assert done.value.onu.description == "Casa nova, bloco B"
    before = len(bench.typed)
    bench.client.edit_onu(onu=provisioned, description="Casa nova, bloco B")
    assert typed_after(bench, before) == []


def test_a_description_that_the_olt_took_and_does_not_show_is_no_success(bench: Bench, provisioned: olt.Onu) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont modify*", text=""))
    done = bench.client.edit_onu(onu=provisioned, description="Casa nova")
    assert states(done.value) == {"description": "failed"}


def test_an_empty_description_cannot_be_typed(bench: Bench, provisioned: olt.Onu) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=provisioned, description="")
    assert broken(refused.value) == "onu.platform.empty_description"


def test_new_credentials_keep_the_vlan_that_the_onu_has(bench: Bench, provisioned: olt.Onu) -> None:
    before = len(bench.typed)
    other = attrs.evolve(PPPOE, vlan=None, password="outra-senha")
    done = bench.client.edit_onu(onu=provisioned, connection=other)
    assert typed_after(bench, before) == [
        "ont ipconfig 3 0 pppoe vlan 100 user-account username fulana@exemplo password outra-senha"
    ]
    assert done.value.complete
    assert bench.onu().wans[0].password == "outra-senha"


def test_another_vlan_takes_the_old_service_port_away_and_keeps_its_speeds(bench: Bench) -> None:
    asked = template(download_profile="9", upload_profile="8")
    onu = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked).value.onu
    before = len(bench.typed)
    done = bench.client.edit_onu(onu=onu, connection=attrs.evolve(PPPOE, vlan=200))
    assert states(done.value) == {"old_service_port": "done", "service_port": "done", "wan": "done"}
    assert typed_after(bench, before)[:2] == [
        "undo service-port port 0/1/3 ont 0",
        "service-port vlan 200 gpon 0/1/3 ont 0 gemport 1 multi-service user-vlan 200 tag-transform translate"
        " inbound traffic-table index 8 outbound traffic-table index 9",
    ]
    assert bench.vlans() == [200]


def test_a_dry_run_of_another_vlan_tells_the_lines_of_the_edit(bench: Bench, provisioned: olt.Onu) -> None:
    asked = attrs.evolve(PPPOE, vlan=200)
    plan = bench.client.edit_onu(onu=provisioned, connection=asked, dry_run=True)
    before = len(bench.typed)
    bench.client.edit_onu(onu=provisioned, connection=asked)
    assert [line for line in plan.commands if line in typed_after(bench, before)] == typed_after(bench, before)
    assert plan.labels == ("service_ports_remove", "service_port_add", "ipconfig_pppoe")
    assert plan.stopped_by is None


def test_a_vlan_that_is_refused_leaves_the_service_that_there_was(bench: Bench) -> None:
    asked = template(download_profile="9", upload_profile="8", user_vlan=42)
    onu = bench.client.provision_onu(onu=bench.found(), connection=PPPOE, template=asked).value.onu
    (before,) = bench.equipment.running.service_ports_of("0/1/3", 0)
    done = bench.client.edit_onu(onu=onu, connection=attrs.evolve(PPPOE, vlan=999))
    assert states(done.value) == {"old_service_port": "undone", "service_port": "failed", "wan": "not_tried"}
    (after,) = bench.equipment.running.service_ports_of("0/1/3", 0)
    assert attrs.evolve(after, index=before.index) == before
    assert after is not before


def test_a_bridge_s_vlan_is_changed_on_its_port_too(bench: Bench) -> None:
    onu = bench.client.provision_onu(onu=bench.found(), connection=BRIDGE, template=template(BRIDGE)).value.onu
    bench.client.edit_onu(onu=onu, connection=attrs.evolve(BRIDGE, vlan=200))
    assert bench.onu().port_vlans == {1: 200}
    assert bench.vlans() == [200]


def test_an_onu_with_several_services_has_its_vlan_left_alone(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.running.add_service_port(ServicePort(index=50, pon="0/1/3", number=0, vlan=300, gem=1))
    before = len(bench.typed)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.edit_onu(onu=provisioned, connection=attrs.evolve(PPPOE, vlan=200))
    assert broken(refused.value) == "onu.platform.services"
    assert typed_after(bench, before) == []


def test_another_mode_is_not_edited_into_an_onu(bench: Bench, provisioned: olt.Onu) -> None:
    with pytest.raises(RuleViolation):
        bench.client.edit_onu(onu=provisioned, connection=DHCP)


def test_a_restart_is_confirmed_and_shows_as_the_last_cause(bench: Bench) -> None:
    onu = bench.known()
    done = bench.client.reboot_onu(onu=onu)
    assert (done.value.state, done.value.done_by) == (olt.DeviceState.EXECUTED, "huawei")
    bench.equipment.tick(5)
    status = bench.client.get_onu_status(onu=onu)
    assert (status.last_down_cause, status.raw_down_cause) == (
        olt.DownCause.RESTARTED,
        "ONT is reset by ONT command",
    )


def test_an_onu_that_is_off_the_air_cannot_be_restarted(bench: Bench) -> None:
    onu = bench.known(DARK)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.reboot_onu(onu=onu)
    assert refused.value.code == Meaning.OFFLINE


def test_a_question_that_nobody_expects_is_never_answered(bench: Bench) -> None:
    onu = bench.known()
    question = "  This will affect other services. Continue? (y/n)[n]:"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont deactivate*", text=question))
    with pytest.raises(OutcomeUnknown):
        bench.client.disable_onu(onu=onu)
    assert bench.onu(WORKING).enabled


def test_an_onu_is_disabled_and_enabled_once_each(bench: Bench) -> None:
    onu = bench.known()
    before = len(bench.typed)
    off = bench.client.disable_onu(onu=onu).value
    assert off.enabled is False
    assert bench.client.disable_onu(onu=off).value.enabled is False
    on = bench.client.enable_onu(onu=off).value
    assert on.enabled is True
    assert typed_after(bench, before) == ["ont deactivate 0 0", "ont activate 0 0"]


def test_a_save_is_kept_over_a_restart_and_what_was_not_saved_is_lost(bench: Bench, provisioned: olt.Onu) -> None:
    bench.client.save_config()
    bench.client.edit_onu(onu=provisioned, description="nao salva")
    bench.equipment.restart()
    assert bench.onu().description == "Casa 1"


def test_an_olt_that_is_busy_saving_is_asked_again(bench: Bench, provisioned: olt.Onu) -> None:
    bench.client.save_config()
    assert bench.equipment.busy
    assert bench.client.edit_onu(onu=provisioned, description="Casa 2").value.complete


@pytest.mark.parametrize(
    "words",
    [
        "System is busy, please retry after a while",
        "System is reading or writing flash, please retry after a while",
        "Command can not be executed rightly, the cause is: "
        "Loading (backuping,rollbacking...) command being executed. Please retry later",
    ],
)
def test_an_olt_that_stays_busy_says_so_with_nothing_changed(bench: Bench, words: str) -> None:
    onu = bench.known()
    text = f"  Failure: {words}\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont deactivate*", text=text, times=50))
    with pytest.raises(RateLimited):
        bench.client.disable_onu(onu=onu)
    assert bench.onu(WORKING).enabled


def test_smart_prompts_of_a_release_that_keeps_them_are_finished(bench: Bench) -> None:
    """A release that ignores "undo smart" stops at every line that could go on."""
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="undo smart", text=""))
    onu = bench.found()
    assert bench.client.provision_onu(onu=onu, connection=PPPOE, template=template()).value.complete


def test_a_new_device_on_another_pon_keeps_its_own_place(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.devices["HWTC00C0FF63"] = Device(serial="HWTC00C0FF63", pon="0/2/2")
    found = next(each for each in bench.client.list_unprovisioned(pon_port="0/2/2"))
    new = olt.replacement_of(provisioned, found)
    done = bench.client.replace_onu(onu=provisioned, new=new, connection=PPPOE, template=template())
    assert (done.value.onu.pon_port, done.value.onu.onu_id) == ("0/2/2", 0)


def test_service_ports_that_somebody_else_removed_meanwhile_are_no_refusal(
    bench: Bench, provisioned: olt.Onu
) -> None:
    (port,) = bench.equipment.running.service_ports_of("0/1/3", 0)
    seen = fake_tables.service_ports([port], [True]) + "\n"
    bench.equipment.running.remove_service_port(port.index)
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display service-port*", text=seen))
    assert bench.client.delete_onu(onu=provisioned).value.complete


@pytest.mark.parametrize("words", ["The required ONT does not exist", "Failure: The ONT does not exist"])
def test_an_ont_that_somebody_else_deleted_meanwhile_is_no_refusal(
    bench: Bench, provisioned: olt.Onu, words: str
) -> None:
    """It is there at both looks before the deletion, and gone at the one after it."""
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="ont delete*", text=f"  {words}\n"),
        TerminalFault(kind=TerminalFaultKind.SPLIT, on="display ont info by-sn*", times=2, size=80),
        TerminalFault(kind=TerminalFaultKind.SAY, on="display ont info by-sn*", text=f"  {words}\n"),
    )
    assert bench.client.delete_onu(onu=provisioned).value.complete


def test_a_move_that_somebody_already_made_goes_on_at_the_new_place(bench: Bench, provisioned: olt.Onu) -> None:
    bench.equipment.running.delete("0/1/3", 0, with_service_ports=True)
    bench.equipment.devices[WAITING].pon = "0/2/1"
    bench.equipment.running.authorise(
        OnuConfig(pon="0/2/1", number=3, serial=WAITING, line_profile="LP_INTERNET", service_profile="SP_1ETH")
    )
    done = bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port="0/2/1")
    assert list(states(done.value).values())[:4] == ["already", "already", "already", "done"]
    assert (done.value.onu.onu_id, bench.vlans()) == (3, [100])


def test_a_warning_in_the_answer_of_a_line_that_prints_nothing_is_no_answer(
    bench: Bench, provisioned: olt.Onu
) -> None:
    warning = TerminalFault(kind=TerminalFaultKind.NOISE, on="ont modify*", text="  RUNNING WARNING fan 1\n")
    bench.script.add(warning)
    assert bench.client.edit_onu(onu=provisioned, description="Casa 3").value.complete


def test_a_line_that_prints_what_nobody_knows_is_no_success(bench: Bench, provisioned: olt.Onu) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="ont modify*", text="  Something else\n"))
    with pytest.raises(OutcomeUnknown):
        bench.client.edit_onu(onu=provisioned, description="Casa 3")


@pytest.mark.parametrize("pon_port", ["0/1/15", "0/9/1"])
def test_onu_14_a_move_to_a_pon_that_does_not_exist_changes_nothing(
    bench: Bench, provisioned: olt.Onu, pon_port: str
) -> None:
    before = len(bench.typed)
    with pytest.raises(ProviderRejected):
        bench.client.move_onu(onu=provisioned, connection=PPPOE, template=template(), pon_port=pon_port)
    assert typed_after(bench, before) == []
    assert bench.onu().pon == "0/1/3"


def test_onu_13_a_new_device_that_somebody_has_already_is_refused_and_stays_his(
    bench: Bench, provisioned: olt.Onu
) -> None:
    somebodys = bench.client.provision_onu(onu=bench.found(SECOND), connection=BRIDGE, template=template(BRIDGE))
    new = attrs.evolve(olt.replacement_of(provisioned, waiting(somebodys.value.onu)), pon_port="0/1/3")
    before = len(bench.typed)
    with pytest.raises(ProviderRejected) as refused:
        bench.client.replace_onu(onu=provisioned, new=new, connection=PPPOE, template=template())
    assert broken(refused.value) == "onu.already_linked"
    assert typed_after(bench, before) == []


def waiting(onu: olt.Onu) -> olt.UnprovisionedOnu:
    return olt.UnprovisionedOnu(serial=onu.serial, raw_serial=onu.serial.value, pon_port=onu.pon_port)
