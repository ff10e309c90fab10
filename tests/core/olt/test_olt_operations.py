"""What each operation makes of a platform's answer: the ONU to store, the events, the movements of stock."""

from typing import Any, ClassVar

import attrs
import pytest

from isp_integrations.core.done import Done
from isp_integrations.core.errors import ProviderRejected, RuleViolation, UnexpectedAnswer, UnsupportedOperation
from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import operations as do
from isp_integrations.core.olt.events import (
    InventoryMoved,
    OnuEdited,
    OnuEnabledChanged,
    OnuMoved,
    OnuRebooted,
    OnuReplaced,
    OnuSpeedProfileChanged,
    OnuStateChanged,
    OnuWifiConfigured,
)
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.link import link_onu, replacement_of
from isp_integrations.core.paging import Page
from isp_integrations.core.plain import event_from_plain, from_plain, to_plain
from isp_integrations.core.platform import Account, operation, spec_names
from isp_integrations.core.session import Session
from isp_integrations.core.wire import WireBook
from olt_makers import (
    BRIDGE,
    LINKED,
    ONU,
    OTHER_SERIAL,
    OTHER_WAITING,
    PPPOE,
    SERIAL,
    TEMPLATE,
    WAITING,
    WIFI,
    Everything,
)

S = m.StepState
O = m.OnuState  # noqa: E741  short, for tables
EXECUTED = m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by="exemplo", band=m.WifiBand.GHZ_24)
QUEUED = m.DeviceOutcome(state=m.DeviceState.QUEUED, done_by="exemplo", band=m.WifiBand.GHZ_5)


class Scripted(Everything):
    """Answers every hook with what the test laid out, and keeps what it was asked."""

    wire = WireBook()
    key = "roteiro"
    missing: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **answers: Any) -> None:
        super().__init__(Account())
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def answer(self, hook: str, request: Any) -> Exchange[Any]:
        self.asked.append((hook, request))
        yield from ()
        answer = self.answers[hook]
        if isinstance(answer, Exception):
            raise answer
        return answer


def _hook(name: str, lists: bool) -> Any:
    if lists:

        def listed(self: Scripted, request: Any, cursor: str | None) -> Exchange[Any]:
            return (yield from self.answer(name, request))

        return operation(uses=())(listed)

    def asked(self: Scripted, request: Any) -> Exchange[Any]:
        return (yield from self.answer(name, request))

    return operation(uses=())(asked)


HOOKS = sorted(set(spec_names(OltSpec)) - {"test_connection"})
Platform: Any = type("Platform", (Scripted,), {name: _hook(name, name.startswith("list_")) for name in HOOKS})


def run(exchange: Exchange[Any]) -> Any:
    try:
        assert next(exchange) == Rehearsing(), "no other step was expected"
        exchange.send(False)
    except StopIteration as end:
        return end.value
    raise AssertionError("no further step was expected")


def give(asked: Any, hook: str, answer: Any, **arguments: Any) -> tuple[Done[Any], Any]:
    """The result of an operation when `hook` answers so, and the platform that was asked."""
    platform = Platform(**{hook: answer})
    return run(asked(Session(platform), **arguments)), platform


def steps(**states: m.StepState) -> tuple[m.StepReport, ...]:
    return tuple(m.StepReport(name=name, state=state) for name, state in states.items())


def report(onu: m.Onu = ONU, **states: m.StepState) -> m.TaskReport:
    return m.TaskReport(onu=onu, steps=steps(**states))


SEEN = m.Onu(
    serial=SERIAL,
    pon_port="0/1/3",
    onu_id=7,
    oper_state=m.OperState.ONLINE,
    raw_state="online",
    admin_state=O.PROVISIONED,
)


def changed(before: m.OnuState, after: m.OnuState, *failed: str, serial: Any = SERIAL) -> OnuStateChanged:
    return OnuStateChanged(serial=serial, plan_id="31", before=before, after=after, failed_steps=failed)


PROVISION = {"onu": LINKED, "connection": PPPOE, "template": TEMPLATE}


def test_a_provisioned_onu_is_what_the_host_stores() -> None:
    answer = attrs.evolve(report(SEEN, authorise=S.DONE, wan=S.DONE), wifi=(EXECUTED, QUEUED))
    done, platform = give(do.provision_onu, "provision_onu", answer, **PROVISION, wifi=WIFI)
    onu = done.value.onu
    assert (onu.admin_state, onu.failed_steps, onu.onu_id, onu.oper_state) == (
        O.PROVISIONED,
        (),
        7,
        m.OperState.ONLINE,
    )
    assert (onu.plan_id, onu.customer_id, onu.asset_id, onu.connection) == ("31", "7", "A1", PPPOE)
    assert onu.wifi == m.WifiConfig(ssid_24=WIFI.ssid_24, password_24=WIFI.password_24)
    assert done.events == (
        changed(O.UNPROVISIONED, O.PROVISIONED),
        OnuWifiConfigured(serial=SERIAL, plan_id="31", bands=("2.4",)),
    )
    assert platform.asked[0][1].wifi == WIFI


def test_the_template_s_vlan_stands_in_for_the_connection_s() -> None:
    bare = attrs.evolve(PPPOE, vlan=None)
    done, platform = give(
        do.provision_onu, "provision_onu", report(SEEN, a=S.DONE), **{**PROVISION, "connection": bare}
    )
    assert platform.asked[0][1].connection.vlan == 100
    assert done.value.onu.connection.vlan == 100
    _, platform = give(
        do.provision_onu,
        "provision_onu",
        report(SEEN, a=S.DONE),
        **{**PROVISION, "connection": attrs.evolve(PPPOE, vlan=7)},
    )
    assert platform.asked[0][1].connection.vlan == 7


def test_a_refused_step_leaves_provision_failed_with_what_is_missing() -> None:
    answer = report(SEEN, authorise=S.DONE, wan=S.FAILED, save=S.NOT_TRIED)
    done, _ = give(do.provision_onu, "provision_onu", answer, **PROVISION)
    assert (done.value.complete, done.value.applied, done.value.missing) == (False, ("authorise",), ("wan", "save"))
    assert (done.value.onu.admin_state, done.value.onu.failed_steps) == (O.PROVISION_FAILED, ("wan", "save"))
    assert done.events == (changed(O.UNPROVISIONED, O.PROVISION_FAILED, "wan", "save"),)


def test_a_retry_goes_on_from_failed_and_only_from_there() -> None:
    failed = attrs.evolve(LINKED, admin_state=O.PROVISION_FAILED, failed_steps=("wan",))
    arguments = {**PROVISION, "onu": failed}
    done, _ = give(do.retry_provision, "provision_onu", report(SEEN, authorise=S.ALREADY, wan=S.DONE), **arguments)
    assert done.events == (changed(O.PROVISION_FAILED, O.PROVISIONED),)
    renewed, _ = give(
        do.retry_provision, "provision_onu", report(SEEN, authorise=S.ALREADY, wan=S.FAILED), **arguments
    )
    assert renewed.events == ()
    with pytest.raises(RuleViolation):
        give(do.retry_provision, "provision_onu", report(SEEN), **PROVISION)


@pytest.mark.parametrize(
    ("states", "after", "failed"),
    [
        ({"authorise": S.UNDONE, "wan": S.FAILED}, O.UNPROVISIONED, ()),
        ({"authorise": S.DONE, "wan": S.FAILED}, O.PROVISION_FAILED, ("wan",)),
    ],
)
def test_a_clean_up_at_once_leaves_the_onu_waiting_or_says_what_stays(
    states: dict[str, Any], after: m.OnuState, failed: tuple[str, ...]
) -> None:
    done, _ = give(do.provision_onu, "provision_onu", report(SEEN, **states), **PROVISION, clean_up=True)
    assert (done.value.onu.admin_state, done.value.onu.failed_steps) == (after, failed)
    assert done.value.onu.onu_id == (None if after is O.UNPROVISIONED else 7)


def test_a_later_clean_up_frees_the_onu_or_keeps_what_is_left() -> None:
    failed = attrs.evolve(LINKED, admin_state=O.PROVISION_FAILED, failed_steps=("wan",), onu_id=7)
    arguments = {**PROVISION, "onu": failed}
    done, _ = give(do.clean_up_onu, "clean_up_onu", report(failed, authorise=S.UNDONE, wan=S.UNDONE), **arguments)
    assert (done.value.onu.admin_state, done.value.onu.onu_id) == (O.UNPROVISIONED, None)
    assert done.events == (changed(O.PROVISION_FAILED, O.UNPROVISIONED),)
    left, _ = give(do.clean_up_onu, "clean_up_onu", report(failed, authorise=S.ALREADY, wan=S.UNDONE), **arguments)
    assert (left.value.onu.admin_state, left.value.onu.failed_steps) == (O.PROVISION_FAILED, ("wan",))


def test_an_answer_about_another_onu_is_not_understood() -> None:
    stranger = attrs.evolve(SEEN, serial=OTHER_SERIAL)
    with pytest.raises(UnexpectedAnswer) as refused:
        give(do.provision_onu, "provision_onu", report(stranger, a=S.DONE), **PROVISION)
    assert refused.value.paths == ("serial",)


def test_a_refusal_before_anything_changed_is_raised_as_it_is() -> None:
    with pytest.raises(ProviderRejected, match="não há"):
        give(do.provision_onu, "provision_onu", ProviderRejected(message="não há perfil"), **PROVISION)


def test_onu_8_and_10_the_movement_follows_the_deletion_and_the_setting() -> None:
    done, _ = give(
        do.delete_onu, "delete_onu", report(delete=S.DONE), onu=ONU, moves_inventory=True, to_stock_id="E1"
    )
    movement = m.InventoryMovement(asset_id="A1", from_customer_id="7", to_stock_id="E1", reason="onu_deleted")
    assert done.events == (
        changed(O.PROVISIONED, O.REMOVED),
        InventoryMoved(serial=SERIAL, plan_id="31", movement=movement),
    )
    assert (done.value.onu.admin_state, done.value.onu.onu_id) == (O.REMOVED, None)
    off, _ = give(do.delete_onu, "delete_onu", report(delete=S.DONE), onu=ONU)
    assert off.events == (changed(O.PROVISIONED, O.REMOVED),)


def test_onu_9_without_an_asset_there_is_a_warning_and_no_movement() -> None:
    bare = attrs.evolve(ONU, asset_id=None)
    done, _ = give(do.delete_onu, "delete_onu", report(bare, delete=S.DONE), onu=bare, moves_inventory=True)
    assert [warning.rule_id for warning in done.warnings] == ["ONU-9"]
    assert done.events == (changed(O.PROVISIONED, O.REMOVED),)


@pytest.mark.parametrize(("lacks_it", "named"), [("onu", "A ONU antiga"), ("new", "A ONU nova")])
def test_onu_9_each_device_of_a_replacement_without_an_asset_is_told(lacks_it: str, named: str) -> None:
    asked = {**REPLACE, lacks_it: attrs.evolve(REPLACE[lacks_it], asset_id=None)}
    done, _ = give(do.replace_onu, "replace_onu", replaced(swap=S.DONE), **asked)
    (warning,) = (each for each in done.warnings if each.rule_id == "ONU-9")
    assert warning.message.startswith(f"{named} não tem patrimônio")


def test_onu_9_an_asset_where_there_was_none_moves_in_and_nothing_out_and_is_told() -> None:
    bare = attrs.evolve(ONU, asset_id=None)
    done, _ = give(do.edit_onu, "edit_onu", None, onu=bare, asset_id="A9", moves_inventory=True)
    assert [warning.rule_id for warning in done.warnings] == ["ONU-9"]
    assert [type(event).__name__ for event in done.events] == ["OnuEdited", "InventoryMoved"]
    untold, _ = give(do.edit_onu, "edit_onu", None, onu=bare, asset_id="A9")
    assert untold.warnings == ()


def test_onu_10_a_deletion_that_failed_half_way_moves_nothing_until_it_is_finished() -> None:
    half = report(service_port=S.DONE, ont=S.FAILED)
    done, _ = give(do.delete_onu, "delete_onu", half, onu=ONU, moves_inventory=True)
    failed = done.value.onu
    assert (failed.admin_state, failed.failed_steps) == (O.DELETE_FAILED, ("ont",))
    assert done.events == (changed(O.PROVISIONED, O.DELETE_FAILED, "ont"),)
    finished, _ = give(
        do.delete_onu, "delete_onu", report(service_port=S.ALREADY, ont=S.DONE), onu=failed, moves_inventory=True
    )
    assert [type(event).__name__ for event in finished.events] == ["OnuStateChanged", "InventoryMoved"]


def test_deleting_what_is_removed_asks_nobody() -> None:
    removed = attrs.evolve(ONU, admin_state=O.REMOVED)
    done, platform = give(do.delete_onu, "delete_onu", None, onu=removed, moves_inventory=True)
    assert (done.value.onu, done.events, platform.asked) == (removed, (), [])


MOVE: dict[str, Any] = {"onu": ONU, "connection": PPPOE, "template": TEMPLATE, "pon_port": "0/1/9"}


def test_onu_14_a_move_keeps_everything_but_the_place() -> None:
    there = attrs.evolve(SEEN, pon_port="0/1/9", onu_id=2)
    done, platform = give(do.move_onu, "move_onu", report(there, remove=S.DONE, authorise=S.DONE), **MOVE)
    onu = done.value.onu
    assert (onu.pon_port, onu.onu_id, onu.plan_id, onu.connection, onu.wifi) == ("0/1/9", 2, "31", PPPOE, WIFI)
    assert done.events == (OnuMoved(serial=SERIAL, plan_id="31", olt_id=None, pon_port="0/1/9", onu_id=2),)
    assert platform.asked[0][1].olt_id is None


def test_onu_14_a_failure_after_the_removal_is_told_with_its_steps() -> None:
    lost = attrs.evolve(SEEN, pon_port="0/1/9", onu_id=None)
    done, _ = give(do.move_onu, "move_onu", report(lost, remove=S.DONE, authorise=S.FAILED), **MOVE)
    assert (done.value.onu.admin_state, done.value.onu.pon_port) == (O.PROVISION_FAILED, "0/1/9")
    assert done.events == (changed(O.PROVISIONED, O.PROVISION_FAILED, "authorise"),)


NEW = replacement_of(ONU, OTHER_WAITING, asset_id="A2")
REPLACE: dict[str, Any] = {"onu": ONU, "new": NEW, "connection": PPPOE, "template": TEMPLATE, "moves_inventory": True}
FRESH = attrs.evolve(SEEN, serial=OTHER_SERIAL, pon_port="0/1/4", onu_id=1)
OUT = InventoryMoved(
    serial=SERIAL,
    plan_id="31",
    movement=m.InventoryMovement(asset_id="A1", from_customer_id="7", reason="onu_replaced"),
)
IN = InventoryMoved(
    serial=OTHER_SERIAL,
    plan_id="31",
    movement=m.InventoryMovement(asset_id="A2", to_customer_id="7", reason="onu_replaced"),
)
REPLACED = OnuReplaced(serial=OTHER_SERIAL, plan_id="31", old_serial=SERIAL)


def replaced(**states: m.StepState) -> m.TaskReport:
    made = tuple(m.StepReport(name=name.replace("old_", "old."), state=state) for name, state in states.items())
    return m.TaskReport(onu=FRESH, steps=made)


@pytest.mark.parametrize(
    ("answer", "new_state", "old_state", "events"),
    [
        (replaced(authorise=S.DONE, old_delete=S.DONE), O.PROVISIONED, O.REMOVED, {"OnuReplaced", "in", "out"}),
        (replaced(swap=S.DONE), O.PROVISIONED, O.REMOVED, {"OnuReplaced", "in", "out"}),
        (replaced(authorise=S.DONE, old_delete=S.FAILED), O.PROVISIONED, O.DELETE_FAILED, {"OnuReplaced", "in"}),
        (replaced(authorise=S.DONE, wan=S.FAILED, old_delete=S.NOT_TRIED), O.PROVISION_FAILED, O.PROVISIONED, set()),
        (replaced(old_delete=S.DONE, authorise=S.FAILED), O.UNPROVISIONED, O.REMOVED, {"out"}),
        (replaced(old_delete=S.DONE, authorise=S.DONE, wan=S.FAILED), O.PROVISION_FAILED, O.REMOVED, {"out"}),
    ],
)
def test_onu_12_and_13_each_device_is_left_in_a_told_state_and_stock_follows(
    answer: m.TaskReport, new_state: m.OnuState, old_state: m.OnuState, events: set[str]
) -> None:
    done, _ = give(do.replace_onu, "replace_onu", answer, **REPLACE)
    assert (done.value.onu.serial, done.value.onu.admin_state) == (OTHER_SERIAL, new_state)
    assert (done.value.replaced.serial, done.value.replaced.admin_state) == (SERIAL, old_state)
    told = {event for event in done.events if not isinstance(event, OnuStateChanged)}
    assert told == {{"OnuReplaced": REPLACED, "in": IN, "out": OUT}[name] for name in events}


SET = tuple(m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by="exemplo", band=band) for band in m.WifiBand)


def test_onu_13_wifi_that_nobody_set_on_the_new_device_is_told_and_not_recorded() -> None:
    done, _ = give(do.replace_onu, "replace_onu", replaced(swap=S.DONE), **REPLACE)
    assert done.value.onu.wifi is None
    assert [warning.code for warning in done.warnings] == ["onu.wifi_not_kept"] * len(list(WIFI.networks()))
    one, _ = give(do.replace_onu, "replace_onu", attrs.evolve(replaced(swap=S.DONE), wifi=SET), **REPLACE)
    assert one.warnings == ()


def test_onu_13_the_new_device_keeps_plan_connection_and_wifi() -> None:
    answer = attrs.evolve(replaced(swap=S.DONE), wifi=SET)
    done, _ = give(do.replace_onu, "replace_onu", answer, **REPLACE)
    new = done.value.onu
    assert (new.plan_id, new.customer_id, new.connection, new.wifi, new.name) == ("31", "7", PPPOE, WIFI, "CLIENTE 1")
    assert (new.pon_port, new.onu_id, new.asset_id) == ("0/1/4", 1, "A2")


def test_onu_13_a_device_without_an_asset_brings_no_movement_in() -> None:
    bare = {**REPLACE, "new": replacement_of(ONU, OTHER_WAITING)}
    done, _ = give(do.replace_onu, "replace_onu", replaced(swap=S.DONE), **bare)
    assert [event for event in done.events if isinstance(event, InventoryMoved)] == [OUT]


def test_onu_12_an_asset_alone_changes_hands_without_the_platform() -> None:
    done, platform = give(
        do.edit_onu, "edit_onu", None, onu=ONU, asset_id="A9", moves_inventory=True, to_stock_id="E1"
    )
    assert platform.asked == []
    assert done.value.onu.asset_id == "A9"
    assert done.events == (
        OnuEdited(serial=SERIAL, plan_id="31", fields=("asset_id",)),
        InventoryMoved(
            serial=SERIAL,
            plan_id="31",
            movement=m.InventoryMovement(
                asset_id="A1", from_customer_id="7", to_stock_id="E1", reason="asset_replaced"
            ),
        ),
        InventoryMoved(
            serial=SERIAL,
            plan_id="31",
            movement=m.InventoryMovement(asset_id="A9", to_customer_id="7", reason="asset_replaced"),
        ),
    )
    quiet, _ = give(do.edit_onu, "edit_onu", None, onu=ONU, asset_id="A9")
    assert [type(event) for event in quiet.events] == [OnuEdited]
    same, _ = give(do.edit_onu, "edit_onu", None, onu=ONU, asset_id="A1", moves_inventory=True)
    assert same.events == ()


def test_an_edit_stores_what_was_asked_once_every_step_is_in_effect() -> None:
    done, _ = give(do.edit_onu, "edit_onu", report(SEEN, wan=S.DONE), onu=ONU, connection=BRIDGE, name="NOVO")
    assert (done.value.onu.connection, done.value.onu.name) == (BRIDGE, "NOVO")
    assert done.events == (OnuEdited(serial=SERIAL, plan_id="31", fields=("connection", "name")),)


def test_an_edit_that_stopped_half_way_stays_provisioned_and_claims_nothing() -> None:
    answer = report(SEEN, vlan=S.DONE, wan=S.FAILED)
    done, _ = give(do.edit_onu, "edit_onu", answer, onu=ONU, connection=BRIDGE)
    assert (done.value.onu.connection, done.value.onu.admin_state) == (PPPOE, O.PROVISIONED)
    assert (done.value.applied, done.value.missing, done.events) == (("vlan",), ("wan",), ())


def test_wifi_that_is_queued_is_told_and_not_stored() -> None:
    asked = m.WifiConfig(ssid_24="NOVA", password_5="outra-senha")
    done, _ = give(do.configure_wifi, "configure_wifi", (EXECUTED, QUEUED), onu=ONU, wifi=asked)
    assert done.value.wifi == (EXECUTED, QUEUED)
    assert done.value.onu.wifi == attrs.evolve(WIFI, ssid_24="NOVA")
    assert done.events == (OnuWifiConfigured(serial=SERIAL, plan_id="31", bands=("2.4",)),)
    five = attrs.evolve(QUEUED, state=m.DeviceState.EXECUTED)
    done, _ = give(do.configure_wifi, "configure_wifi", (five,), onu=ONU, wifi=m.WifiConfig(password_5="outra-senha"))
    assert done.value.onu.wifi == attrs.evolve(WIFI, password_5="outra-senha")


@pytest.mark.parametrize(
    ("state", "events"),
    [
        (m.DeviceState.EXECUTED, (OnuRebooted(serial=SERIAL, plan_id="31"),)),
        (m.DeviceState.QUEUED, ()),
        (m.DeviceState.FAULTED, ()),
    ],
)
def test_a_reboot_is_an_event_once_it_is_executed(state: m.DeviceState, events: tuple[Any, ...]) -> None:
    outcome = m.DeviceOutcome(state=state, done_by="exemplo")
    done, _ = give(do.reboot_onu, "reboot_onu", outcome, onu=ONU)
    assert (done.value, done.events) == (outcome, events)


@pytest.mark.parametrize(
    ("asked", "hook", "enabled"), [(do.enable_onu, "enable_onu", True), (do.disable_onu, "disable_onu", False)]
)
def test_enable_and_disable_change_that_flag_and_nothing_else(asked: Any, hook: str, enabled: bool) -> None:
    before = attrs.evolve(ONU, enabled=not enabled)
    done, _ = give(asked, hook, attrs.evolve(SEEN, enabled=enabled), onu=before)
    assert done.value == attrs.evolve(before, enabled=enabled, oper_state=m.OperState.ONLINE, raw_state="online")
    assert done.events == (OnuEnabledChanged(serial=SERIAL, plan_id="31", enabled=enabled),)
    untold, _ = give(asked, hook, SEEN, onu=before)
    assert untold.value.enabled is enabled
    again, _ = give(asked, hook, attrs.evolve(SEEN, enabled=enabled), onu=attrs.evolve(ONU, enabled=enabled))
    assert again.events == ()
    with pytest.raises(UnexpectedAnswer):
        give(asked, hook, attrs.evolve(SEEN, enabled=not enabled), onu=before)


def test_a_speed_profile_that_was_not_named_stays() -> None:
    before = attrs.evolve(ONU, download_profile="100M", upload_profile="50M")
    done, _ = give(do.change_speed_profile, "change_speed_profile", SEEN, onu=before, download_profile="500M")
    assert (done.value.download_profile, done.value.upload_profile) == ("500M", "50M")
    assert done.events == (
        OnuSpeedProfileChanged(serial=SERIAL, plan_id="31", download_profile="500M", upload_profile=""),
    )


@pytest.mark.parametrize(
    "seen", [attrs.evolve(SEEN, download_profile="100M"), attrs.evolve(SEEN, upload_profile="10M")]
)
def test_profiles_that_the_platform_shows_and_nobody_asked_for_are_no_success(seen: m.Onu) -> None:
    asked = {"onu": ONU, "download_profile": "500M", "upload_profile": "50M"}
    with pytest.raises(UnexpectedAnswer, match="outros perfis"):
        give(do.change_speed_profile, "change_speed_profile", seen, **asked)


def test_a_status_is_a_read_allowed_in_every_state() -> None:
    status = m.OnuStatus(serial=SERIAL, oper_state=m.OperState.LOS)
    for state in O:
        onu = attrs.evolve(ONU, admin_state=state)
        assert run(do.get_onu_status(Session(Platform(get_onu_status=status)), onu=onu)) == status
    found = run(do.diagnose_onu(Session(Platform(get_onu_status=status)), onu=ONU))
    assert found.verdict is m.Verdict.NO_LIGHT


def test_onu_1_none_waiting_is_an_answer() -> None:
    empty: Page[m.UnprovisionedOnu] = Page(items=())
    assert run(do.list_unprovisioned(Session(Platform(list_unprovisioned=empty)), None)) == empty
    with pytest.raises(RuleViolation):
        run(do.list_unprovisioned(Session(Platform(list_unprovisioned=empty)), None, pon_port="0/1/3; x"))
    with pytest.raises(RuleViolation):
        run(do.list_onus(Session(Platform(list_onus=Page(items=()))), None, olt_id="a b"))


def test_finding_reads_either_form_of_the_serial() -> None:
    platform = Platform(find_onu=SEEN)
    assert run(do.find_onu(Session(platform), serial="485754431A2B3C4D")) == SEEN
    assert platform.asked[0][1].serial == SERIAL
    with pytest.raises(RuleViolation):
        run(do.find_onu(Session(platform), serial="HWTC"))


def test_saving_and_listing_olts_only_ask() -> None:
    assert run(do.save_config(Session(Platform(save_config=None)))) is None
    assert run(do.list_olts(Session(Platform(list_olts=Page(items=(m.Olt(id="1"),)))), None)).items[0].id == "1"


class Mute(Everything):
    key = "mudo"
    wire = WireBook()


@pytest.mark.parametrize(
    "name", sorted(set(do.__all__) - {"list_olts", "list_onus", "list_unprovisioned", "find_onu", "save_config"})
)
def test_onu_11_what_the_platform_lacks_is_unsupported_before_any_rule(name: str) -> None:
    spoilt = attrs.evolve(ONU, plan_id=None, admin_state=O.UNKNOWN)
    arguments: dict[str, Any] = {
        "connection": PPPOE,
        "template": TEMPLATE,
        "pon_port": "0/1/9",
        "wifi": WIFI,
        "new": NEW,
        "download_profile": "P",
    }
    asked = getattr(do, name)
    wanted = asked.__code__.co_varnames[: asked.__code__.co_argcount + asked.__code__.co_kwonlyargcount]
    given = {key: value for key, value in arguments.items() if key in wanted}
    with pytest.raises(UnsupportedOperation):
        run(asked(Session(Mute(Account())), onu=spoilt, **given))


def test_linking_makes_the_host_s_record_and_a_device_without_gpon_serial_cannot_be_linked() -> None:
    onu = link_onu(WAITING, plan_id="31", customer_id="7", asset_id="A1", name="CLIENTE 1")
    assert onu == LINKED
    epon = m.UnprovisionedOnu(serial=None, raw_serial="AA:BB:CC:DD:EE:FF", pon_port="0/1/3")
    with pytest.raises(RuleViolation):
        link_onu(epon, plan_id="31")
    assert (NEW.serial, NEW.wifi, NEW.admin_state) == (OTHER_SERIAL, WIFI, O.UNPROVISIONED)


def test_results_events_and_records_survive_plain_json() -> None:
    done, _ = give(do.replace_onu, "replace_onu", replaced(swap=S.DONE), **REPLACE)
    assert from_plain(Done[m.TaskReport], to_plain(done)) == done
    assert [event_from_plain(to_plain(event)) for event in done.events] == list(done.events)
    for value in (TEMPLATE, ONU, WAITING):
        assert from_plain(type(value), to_plain(value)) == value


def test_nothing_private_is_shown() -> None:
    done, _ = give(do.replace_onu, "replace_onu", replaced(swap=S.DONE), **REPLACE)
    shown = repr(done) + repr(PPPOE) + repr(WIFI) + repr(WAITING)
    for secret in ("segredo1", "fulana", "senha-exemplo", "CASA", "1A2B3C4D", "C0FFEE02", "CLIENTE"):
        assert secret not in shown
