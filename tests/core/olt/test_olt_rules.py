"""Every rule id of 6.6, alone and together, with its code, family and fields."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import RuleViolation, UnsupportedOperation, refuse_errors
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.machines import OnuCommand
from isp_integrations.core.olt.models import ConnectionConfig, ConnectionMode, Onu, OnuState, WifiBand, WifiConfig
from isp_integrations.core.olt.rules import (
    check_action,
    check_clean_up,
    check_delete,
    check_edit,
    check_find,
    check_move,
    check_provision,
    check_replace,
    check_scope,
    check_speed_profile,
    check_status,
    check_supported,
    check_wifi,
    read_serial,
)
from isp_integrations.core.rules import Family, Severity, Violation
from olt_makers import (
    BRIDGE,
    LINKED,
    ONU,
    OTHER_SERIAL,
    PPPOE,
    SERIAL,
    STATIC,
    TEMPLATE,
    WIFI,
    limits,
    provisioning,
)

V, P, C, U = Family.VALIDATION_FAILED, Family.PRECONDITION_FAILED, Family.CONFLICT, Family.UNSUPPORTED_OPERATION
NEW = attrs.evolve(LINKED, serial=OTHER_SERIAL, pon_port="0/1/4", model="F670L")


def brief(found: tuple[Violation, ...]) -> list[tuple[str, str, Family]]:
    return [(violation.rule_id, violation.code, violation.family) for violation in found]


def fields(found: tuple[Violation, ...]) -> list[object]:
    return [violation.context.get("fields") or violation.context.get("field") for violation in found]


def provision(**changes: Any) -> tuple[Violation, ...]:
    return check_provision(provisioning(**changes), limits=limits())


def wifi(asked: WifiConfig, *, onu: Onu = ONU, **declared: Any) -> tuple[Violation, ...]:
    return check_wifi(r.ConfigureWifi(onu=onu, wifi=asked), limits=limits(**declared))


def move(**changes: Any) -> tuple[Violation, ...]:
    request = r.MoveOnu(onu=ONU, connection=PPPOE, template=TEMPLATE, pon_port="0/1/9")
    return check_move(attrs.evolve(request, **changes), limits=limits())


def replace(**changes: Any) -> tuple[Violation, ...]:
    request = r.ReplaceOnu(onu=ONU, new=NEW, connection=PPPOE, template=TEMPLATE)
    return check_replace(attrs.evolve(request, **changes), limits=limits())


def test_what_is_in_order_breaks_no_rule() -> None:
    assert provision() == ()
    assert provision(wifi=WIFI) == ()
    assert wifi(WIFI) == ()
    assert move() == ()
    assert replace() == ()
    assert check_edit(r.EditOnu(onu=ONU, connection=STATIC), limits=limits()) == ()
    assert check_delete(r.DeleteOnu(onu=ONU), limits=limits(), moves_inventory=True) == ()
    assert check_action(onu=ONU, command=OnuCommand.REBOOT, limits=limits()) == ()


@pytest.mark.parametrize("plan", [None, "", "  "])
def test_onu_2_a_plan_is_required(plan: str | None) -> None:
    assert brief(provision(onu=attrs.evolve(LINKED, plan_id=plan))) == [("ONU-2", "onu.plan_required", P)]


def test_onu_3_an_unknown_mode_is_refused() -> None:
    odd = attrs.evolve(PPPOE, mode=ConnectionMode.UNKNOWN)
    template = attrs.evolve(TEMPLATE, mode=ConnectionMode.UNKNOWN)
    assert brief(provision(connection=odd, template=template)) == [("ONU-3", "onu.unknown_mode", V)]


def test_onu_3_a_mode_that_the_platform_lacks_is_unsupported() -> None:
    template = attrs.evolve(TEMPLATE, mode=ConnectionMode.STATIC_IP)
    found = check_provision(
        provisioning(connection=STATIC, template=template), limits=limits(modes=frozenset({ConnectionMode.BRIDGE}))
    )
    assert brief(found) == [("ONU-3", "onu.mode_unsupported", U)]


@pytest.mark.parametrize(
    ("connection", "missing"),
    [
        (ConnectionConfig(mode=ConnectionMode.PPPOE), ("connection.username", "connection.password")),
        (ConnectionConfig(mode=ConnectionMode.PPPOE, username="a"), ("connection.password",)),
        (
            ConnectionConfig(mode=ConnectionMode.STATIC_IP),
            ("connection.address", "connection.netmask", "connection.gateway"),
        ),
        (ConnectionConfig(mode=ConnectionMode.DHCP), None),
        (ConnectionConfig(mode=ConnectionMode.BRIDGE), None),
    ],
)
def test_onu_4_each_mode_needs_its_data(connection: ConnectionConfig, missing: tuple[str, ...] | None) -> None:
    found = provision(connection=connection, template=attrs.evolve(TEMPLATE, mode=connection.mode))
    assert brief(found) == ([("ONU-4", "onu.connection_data_missing", V)] if missing else [])
    assert fields(found) == ([missing] if missing else [])


@pytest.mark.parametrize("state", [OnuState.PROVISIONED, OnuState.PROVISION_FAILED])
def test_onu_5_an_onu_that_is_provisioned_is_refused(state: OnuState) -> None:
    found = provision(onu=attrs.evolve(LINKED, admin_state=state))
    assert brief(found) == [("ONU-5", "onu.already_linked", C)]


@pytest.mark.parametrize(
    ("known", "refused"),
    [
        (attrs.evolve(ONU, plan_id="99"), True),
        (attrs.evolve(ONU, plan_id="99", admin_state=OnuState.UNKNOWN), True),
        (attrs.evolve(ONU, plan_id="99", admin_state=OnuState.REMOVED), False),
        (attrs.evolve(ONU, plan_id=None), False),
        (attrs.evolve(ONU, plan_id="99", serial=OTHER_SERIAL), False),
    ],
)
def test_onu_5_an_onu_of_another_plan_is_refused(known: Onu, refused: bool) -> None:
    found = check_provision(provisioning(), limits=limits(), known_onus=[known])
    assert brief(found) == ([("ONU-5", "onu.already_linked", C)] if refused else [])


def test_onu_5_covers_the_command_alone_and_other_states_are_the_machine_s() -> None:
    assert brief(provision(onu=attrs.evolve(LINKED, admin_state=OnuState.DELETING))) == [
        ("CORE-10", "onu.provision", Family.INVALID_TRANSITION)
    ]
    failed = attrs.evolve(LINKED, admin_state=OnuState.PROVISION_FAILED)
    assert check_provision(provisioning(onu=failed), limits=limits(), retry=True) == ()
    assert brief(check_provision(provisioning(), limits=limits(), retry=True)) == [
        ("CORE-10", "onu.retry", Family.INVALID_TRANSITION)
    ]


def test_onu_6_wifi_needs_a_plan_and_says_so_once() -> None:
    assert brief(wifi(WIFI, onu=attrs.evolve(ONU, plan_id=None))) == [("ONU-6", "onu.wifi_needs_plan", P)]
    assert brief(provision(onu=attrs.evolve(LINKED, plan_id=None), wifi=WIFI)) == [("ONU-2", "onu.plan_required", P)]


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        (WifiConfig(), ("ssid_24", "ssid_5")),
        (WifiConfig(ssid_24="CASA"), ("password_24",)),
        (WifiConfig(password_5="senha-exemplo"), ("ssid_5",)),
    ],
)
def test_onu_6_a_first_set_up_needs_ssid_and_password_together(asked: WifiConfig, missing: tuple[str, ...]) -> None:
    found = wifi(asked, onu=attrs.evolve(ONU, wifi=None))
    assert brief(found) == [("ONU-6", "onu.wifi_incomplete", V)]
    assert fields(found) == [missing]


def test_onu_6_later_one_field_is_enough_where_the_platform_can() -> None:
    alone = WifiConfig(ssid_24="CASA NOVA")
    assert wifi(alone) == ()
    assert brief(wifi(alone, wifi_single_field=False)) == [("ONU-6", "onu.wifi_single_field_unsupported", U)]
    only_24 = attrs.evolve(ONU, wifi=WifiConfig(ssid_24="CASA", password_24="senha-exemplo"))
    assert brief(wifi(WifiConfig(password_5="senha-nova"), onu=only_24)) == [("ONU-6", "onu.wifi_incomplete", V)]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (WifiConfig(ssid_24="x" * 33, password_24="senha-exemplo"), "ssid_24"),
        (WifiConfig(ssid_24="á" * 17, password_24="senha-exemplo"), "ssid_24"),
        (WifiConfig(ssid_5="CASA\n", password_5="senha-exemplo"), "ssid_5"),
        (WifiConfig(ssid_5="CASA", password_5="1234567"), "password_5"),
        (WifiConfig(ssid_5="CASA", password_5="x" * 64), "password_5"),
        (WifiConfig(ssid_5="CASA", password_5="senha-ção"), "password_5"),
        (WifiConfig(ssid_24="CASA", password_24="senha\tcom tab"), "password_24"),
    ],
)
def test_onu_6_the_limits_of_ssid_and_passphrase(asked: WifiConfig, field: str) -> None:
    found = wifi(asked)
    assert brief(found) == [("ONU-6", "onu.wifi_invalid", V)]
    assert fields(found) == [(field,)]


def test_onu_6_what_fits_exactly_passes() -> None:
    assert wifi(WifiConfig(ssid_24="á" * 16, password_24="x" * 63, ssid_5="x" * 32, password_5="~" * 8)) == ()


@pytest.mark.parametrize(
    ("onu", "declared", "refused"),
    [
        (ONU, {"wifi_bands": frozenset({WifiBand.GHZ_24})}, [("password_5",)]),
        (attrs.evolve(ONU, connection=BRIDGE), {}, ["24", "5"]),
        (attrs.evolve(ONU, connection=None), {}, []),
        (ONU, {"wifi_refusal": lambda onu, band: "ONU sem Wi-Fi."}, ["24", "5"]),
    ],
)
def test_onu_7_wifi_that_this_onu_or_platform_has_not(onu: Onu, declared: Any, refused: list[Any]) -> None:
    found = wifi(WIFI, onu=onu, **declared)
    assert brief(found) == [("ONU-7", "onu.wifi_unsupported", U)] * len(refused)


def test_onu_7_a_provisioning_in_bridge_mode_takes_no_wifi() -> None:
    found = provision(connection=BRIDGE, template=attrs.evolve(TEMPLATE, mode=ConnectionMode.BRIDGE), wifi=WIFI)
    assert brief(found) == [("ONU-7", "onu.wifi_unsupported", U)] * 2


@pytest.mark.parametrize(("setting", "warned"), [(True, True), (False, False), (None, False)])
def test_onu_9_without_an_asset_the_movement_is_told_as_skipped(setting: bool | None, warned: bool) -> None:
    bare = attrs.evolve(ONU, asset_id=None)
    found = check_delete(r.DeleteOnu(onu=bare), limits=limits(), moves_inventory=setting)
    assert brief(found) == ([("ONU-9", "onu.asset_missing", P)] if warned else [])
    assert all(violation.severity is Severity.WARNING for violation in found)
    assert refuse_errors(found) == found


def test_onu_11_an_action_that_the_platform_lacks_is_named() -> None:
    assert check_supported("reboot_onu", None) == ()
    refused = UnsupportedOperation(platform="exemplo", operation="reboot_onu", message="não oferece")
    assert brief(check_supported("reboot_onu", refused)) == [("ONU-11", "onu.reboot_onu", U)]


def test_onu_13_the_same_serial_is_refused() -> None:
    assert brief(replace(new=attrs.evolve(NEW, serial=SERIAL))) == [("ONU-13", "onu.same_serial", C)]


def test_onu_13_a_device_of_another_plan_is_refused() -> None:
    assert brief(replace(new=attrs.evolve(NEW, plan_id="99"))) == [("ONU-13", "onu.already_linked", C)]
    request = r.ReplaceOnu(onu=ONU, new=NEW, connection=PPPOE, template=TEMPLATE)
    linked = attrs.evolve(ONU, serial=OTHER_SERIAL, plan_id="31")
    assert brief(check_replace(request, limits=limits(), known_onus=[linked])) == [
        ("ONU-13", "onu.already_linked", C)
    ]


def test_onu_14_the_same_position_is_refused() -> None:
    assert brief(move(pon_port="0/1/3")) == [("ONU-14", "onu.same_position", C)]


def test_onu_14_another_olt_needs_a_system_of_many() -> None:
    assert brief(move(olt_id="2")) == [("ONU-16", "onu.platform.other_olt", U)]
    request = r.MoveOnu(
        onu=attrs.evolve(ONU, olt_id="1"), connection=PPPOE, template=TEMPLATE, pon_port="0/1/3", olt_id="2"
    )
    assert check_move(request, limits=limits(many_olts=True)) == ()


HOSTILE = ["a\nb", "a\rb", "a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "x" * 65, "ação" * 20, "\ud800"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("field", "spoilt"),
    [
        ("name", lambda t: {"onu": attrs.evolve(LINKED, name=t)}),
        ("description", lambda t: {"onu": attrs.evolve(LINKED, description=t)}),
        ("model", lambda t: {"onu": attrs.evolve(LINKED, model=t)}),
        ("connection.username", lambda t: {"connection": attrs.evolve(PPPOE, username=t)}),
        ("connection.password", lambda t: {"connection": attrs.evolve(PPPOE, password=t)}),
        ("template.line_profile", lambda t: {"template": attrs.evolve(TEMPLATE, line_profile=t)}),
        ("template.onu_type", lambda t: {"template": attrs.evolve(TEMPLATE, onu_type=t)}),
        ("template.options.zone", lambda t: {"template": attrs.evolve(TEMPLATE, options={"zone": t})}),
    ],
)
def test_onu_15_a_hostile_text_is_refused_without_being_quoted(
    field: str, spoilt: Callable[[str], dict[str, Any]], text: str
) -> None:
    found = provision(**spoilt(text))
    assert brief(found) == [("ONU-15", "onu.value_invalid", V)]
    assert fields(found) == [field]
    assert text not in found[0].message


@pytest.mark.parametrize("vlan", [0, -1, 4095, 10**9])
def test_onu_15_a_vlan_is_1_to_4094(vlan: int) -> None:
    assert fields(provision(connection=attrs.evolve(PPPOE, vlan=vlan))) == ["connection.vlan"]
    assert fields(provision(template=attrs.evolve(TEMPLATE, vlan=vlan, user_vlan=vlan))) == [
        "template.vlan",
        "template.user_vlan",
    ]
    assert provision(connection=attrs.evolve(PPPOE, vlan=4094), template=attrs.evolve(TEMPLATE, gem_port=-1)) != ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "203.0.113.7; reboot"}, "connection.address"),
        ({"address": "203.0.113.256"}, "connection.address"),
        ({"address": "0203.0.113.7"}, "connection.address"),
        ({"address": "224.0.0.1"}, "connection.address"),
        ({"netmask": "255.0.255.0"}, "connection.netmask"),
        ({"netmask": "/24"}, "connection.netmask"),
        ({"netmask": "0.0.0.0"}, "connection.netmask"),  # noqa: S104  a netmask
        ({"gateway": "::1"}, "connection.gateway"),
        ({"gateway": "198.51.100.1"}, "connection.gateway"),
        ({"gateway": "203.0.113.7"}, "connection.gateway"),
        ({"dns": ("um",)}, "connection.dns[0]"),
        ({"dns": ("192.0.2.1", "192.0.2.2", "192.0.2.3")}, "connection.dns"),
    ],
)
def test_onu_15_addresses_are_addresses_of_one_network(changes: dict[str, Any], field: str) -> None:
    template = attrs.evolve(TEMPLATE, mode=ConnectionMode.STATIC_IP)
    found = provision(connection=attrs.evolve(STATIC, **changes), template=template)
    assert fields(found) == [field]


@pytest.mark.parametrize("text", ["", "HWTC", "não é", None])
def test_onu_15_a_serial_that_is_none(text: Any) -> None:
    found = read_serial(text)
    assert isinstance(found, Violation)
    assert (found.rule_id, found.context) == ("ONU-15", {"field": "serial"})


def test_onu_15_an_edit_that_asks_nothing_is_refused() -> None:
    assert brief(check_edit(r.EditOnu(onu=ONU), limits=limits())) == [("ONU-15", "onu.value_invalid", V)]
    assert check_edit(r.EditOnu(onu=ONU), limits=limits(), asset_id="A2") == ()
    assert brief(check_speed_profile(r.ChangeSpeedProfile(onu=ONU), limits=limits())) == [
        ("ONU-15", "onu.value_invalid", V)
    ]


def test_onu_15_the_networks_that_a_move_or_replacement_would_set_again_are_looked_at() -> None:
    bad = attrs.evolve(ONU, wifi=WifiConfig(ssid_24="CASA\n", password_24="senha-exemplo"))
    assert brief(move(onu=bad)) == [("ONU-6", "onu.wifi_invalid", V)]
    assert brief(replace(new=attrs.evolve(NEW, wifi=bad.wifi))) == [("ONU-6", "onu.wifi_invalid", V)]


def find(*, serial: Any = None, login: str | None = None, **declared: Any) -> tuple[Violation, ...]:
    return check_find(r.FindOnu(serial=serial, login=login), limits=limits(**declared))


def test_onu_15_and_16_a_search_has_exactly_one_key_and_one_that_the_platform_knows() -> None:
    assert find(serial=SERIAL) == ()
    assert find(login="fulana") == ()
    assert brief(find()) == [("ONU-15", "onu.value_invalid", V)]
    assert brief(find(serial=SERIAL, login="fulana")) == [("ONU-15", "onu.value_invalid", V)]
    assert brief(find(login="fulana", finds_by=frozenset({"serial"}))) == [
        ("ONU-16", "onu.platform.find_by_login", U)
    ]
    assert brief(find(login="fu\nlana")) == [("ONU-15", "onu.value_invalid", V)]


@pytest.mark.parametrize("port", [None, "", "1/3", "0/1/3; reboot", "0/1/3\n", "0/1/999", "a/b/c"])
def test_onu_16_a_pon_has_the_platform_s_form(port: str | None) -> None:
    assert brief(provision(onu=attrs.evolve(LINKED, pon_port=port))) == [("ONU-16", "onu.platform.pon_port", V)]
    if port:
        assert brief(check_scope(limits=limits(), pon_port=port)) == [("ONU-16", "onu.platform.pon_port", V)]
        assert brief(check_status(onu=attrs.evolve(ONU, pon_port=port), limits=limits())) == [
            ("ONU-16", "onu.platform.pon_port", V)
        ]


def test_onu_16_a_system_of_many_needs_the_olt_and_a_name_of_one() -> None:
    many = limits(many_olts=True)
    assert brief(check_provision(provisioning(), limits=many)) == [("ONU-16", "onu.platform.olt_id", V)]
    odd = provisioning(onu=attrs.evolve(LINKED, olt_id="1;DEL-ONU"))
    assert brief(check_provision(odd, limits=many)) == [("ONU-16", "onu.platform.olt_id", V)]
    assert brief(check_scope(limits=many, olt_id="1 2")) == [("ONU-16", "onu.platform.olt_id", V)]
    assert check_scope(limits=many, olt_id="10.0.0.1") == ()


def test_onu_16_the_fields_that_the_platform_addresses_an_onu_by() -> None:
    declared = limits(addressed_by=("pon_port", "onu_id"))
    lost = attrs.evolve(ONU, pon_port=None, onu_id=None)
    for found in (
        check_status(onu=lost, limits=declared),
        check_action(onu=lost, command=OnuCommand.REBOOT, limits=declared),
        check_delete(r.DeleteOnu(onu=lost), limits=declared),
        check_wifi(r.ConfigureWifi(onu=lost, wifi=WIFI), limits=declared),
        check_edit(r.EditOnu(onu=lost, name="X"), limits=declared),
    ):
        assert brief(found) == [("ONU-16", "onu.platform.address", V)]
        assert fields(found) == [("pon_port", "onu_id")]
    assert check_status(onu=ONU, limits=declared) == ()


def test_onu_16_what_the_template_lacks_is_told_together() -> None:
    declared = limits(template_fields={ConnectionMode.PPPOE: ("line_profile", "gem_port", "options.zone")})
    found = check_provision(provisioning(template=attrs.evolve(TEMPLATE, line_profile="")), limits=declared)
    assert brief(found) == [("ONU-16", "onu.platform.template", V)]
    assert fields(found) == [("template.line_profile", "template.gem_port", "template.options.zone")]
    full = attrs.evolve(TEMPLATE, gem_port=0, options={"zone": "Centro"})
    assert check_provision(provisioning(template=full), limits=declared) == ()


def test_onu_16_a_template_of_another_mode_and_the_platform_s_own_conditions() -> None:
    declared = limits(provision_conditions=lambda request: (("odd", C, "Estranho."),))
    found = check_provision(provisioning(template=attrs.evolve(TEMPLATE, mode=ConnectionMode.DHCP)), limits=declared)
    assert brief(found) == [("ONU-16", "onu.platform.template_mode", V), ("ONU-16", "onu.platform.odd", C)]


def test_onu_16_a_mode_that_cannot_be_changed_afterwards() -> None:
    asked = r.EditOnu(onu=ONU, connection=BRIDGE)
    assert check_edit(asked, limits=limits()) == ()
    routers = frozenset({ConnectionMode.PPPOE, ConnectionMode.DHCP})
    assert brief(check_edit(asked, limits=limits(switchable_modes=routers))) == [
        ("ONU-16", "onu.platform.mode_change", U)
    ]
    same = r.EditOnu(onu=ONU, connection=attrs.evolve(PPPOE, username="outra"))
    assert check_edit(same, limits=limits(switchable_modes=frozenset())) == ()


@pytest.mark.parametrize("state", [OnuState.UNKNOWN, OnuState.REMOVED, OnuState.PROVISIONING])
def test_core_10_every_command_asks_the_machine(state: OnuState) -> None:
    onu = attrs.evolve(ONU, admin_state=state)
    for found, command in (
        (wifi(WIFI, onu=onu), "configure_wifi"),
        (check_edit(r.EditOnu(onu=onu, name="X"), limits=limits()), "edit"),
        (check_action(onu=onu, command=OnuCommand.DISABLE, limits=limits()), "disable"),
        (
            check_speed_profile(r.ChangeSpeedProfile(onu=onu, download_profile="P"), limits=limits()),
            "change_speed_profile",
        ),
        (move(onu=onu), "move"),
        (replace(onu=onu), "replace"),
        (
            check_clean_up(r.CleanUpOnu(onu=onu, connection=PPPOE, template=TEMPLATE), limits=limits()),
            "clean_up",
        ),
    ):
        assert brief(found) == [("CORE-10", f"onu.{command}", Family.INVALID_TRANSITION)]


def test_core_11_everything_that_is_wrong_is_told_at_once_in_listed_order() -> None:
    bad = provisioning(
        onu=attrs.evolve(LINKED, plan_id=None, pon_port="x", name="a\nb", admin_state=OnuState.PROVISIONED),
        connection=ConnectionConfig(mode=ConnectionMode.PPPOE, vlan=0),
        wifi=WifiConfig(ssid_24="CASA"),
    )
    found = check_provision(bad, limits=limits(wifi_bands=frozenset()))
    assert [violation.rule_id for violation in found] == [
        "ONU-2", "ONU-4", "ONU-5", "ONU-6", "ONU-7", "ONU-15", "ONU-15", "ONU-16",
    ]  # fmt: skip
    with pytest.raises(RuleViolation) as refused:
        refuse_errors(found)
    assert len(refused.value.violations) == len(found)
    assert "a\nb" not in str(refused.value)
