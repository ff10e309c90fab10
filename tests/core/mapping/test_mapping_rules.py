"""Every rule of 6.7: each broken alone, in the listed order together, and skipped without its input."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

import mapping_makers as make
from isp_integrations.core.erp.models import Address, GeoPoint
from isp_integrations.core.mapping import rules
from isp_integrations.core.mapping.models import (
    MappingSettings,
    PortStatus,
    RequestKind,
    ReservationStatus,
)
from isp_integrations.core.rules import Family, Severity, Violation

S = ReservationStatus
NAN = float("nan")
INFINITE = float("inf")
HAS_BRANCHES = MappingSettings(has_branches=True)


def feasibility(**changes: Any) -> tuple[Violation, ...]:
    given: dict[str, Any] = {"limits": make.LIMITS, "point": make.HOME, "radius_m": 150, **changes}
    return rules.check_feasibility(**given)


def reserve(**changes: Any) -> tuple[Violation, ...]:
    given: dict[str, Any] = {"reservation": make.RESERVATION, "limits": make.LIMITS, "ports": make.PORTS, **changes}
    return rules.check_reservation(**given)


def activate(**changes: Any) -> tuple[Violation, ...]:
    given: dict[str, Any] = {
        "reservation": make.reservation(),
        "cable_type_id": "drop-1",
        "service_request": make.REQUEST,
        "user_id": "tecnica",
        "sale_id": "5",
        "cables": make.CABLES,
        **changes,
    }
    return rules.check_activation(**given)


def change(**changes: Any) -> tuple[Violation, ...]:
    given: dict[str, Any] = {
        "reservation": make.reservation(),
        "structure_id": "box-1",
        "port_id": "box-1/2",
        "limits": make.LIMITS,
        "ports": make.PORTS,
        **changes,
    }
    return rules.check_port_change(**given)


def only(found: tuple[Violation, ...]) -> Violation:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("check", [feasibility, reserve, activate, change])
def test_what_is_in_order_breaks_no_rule(check: Callable[..., tuple[Violation, ...]]) -> None:
    assert check() == ()


# --- MAP ---


@pytest.mark.parametrize(
    "integrations",
    [[], [attrs.evolve(make.INTEGRATION, platform="outra")], [attrs.evolve(make.INTEGRATION, enabled=False)]],
)
def test_map_pre_1_an_enabled_integration_of_the_platform_is_needed(integrations: list[Any]) -> None:
    found = only(rules.check_integration(platform="ozmap", integrations=integrations))
    assert (found.rule_id, found.code, found.family) == (
        "MAP-PRE-1",
        "map.integration_not_registered",
        Family.NOT_FOUND,
    )


@pytest.mark.parametrize(("last_check_ok", "told"), [(True, False), (None, False), (False, True)])
def test_map_pre_1_a_failed_connection_test_is_told(last_check_ok: bool | None, told: bool) -> None:
    ours = attrs.evolve(make.INTEGRATION, last_check_ok=last_check_ok)
    found = rules.check_integration(platform="ozmap", integrations=[ours])
    assert make.codes(found) == (["map.integration_not_connected"] if told else [])
    assert [one.severity for one in found] == [Severity.WARNING] * told


def test_map_pre_1_is_skipped_without_the_host_s_integrations() -> None:
    assert rules.check_integration(platform="ozmap", integrations=None) == ()


@pytest.mark.parametrize(
    ("address", "geocodable"),
    [(None, False), (None, True), (Address(), True), (Address(street="Rua Exemplo"), False)],
)
def test_map_via_1_an_address_is_required(address: Address | None, geocodable: bool) -> None:
    found = only(feasibility(point=None, address=address, geocodable=geocodable))
    assert (found.rule_id, found.code, found.family) == (
        "MAP-VIA-1",
        "map.address_required",
        Family.PRECONDITION_FAILED,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"point": None, "address": make.ADDRESS},
        {"point": None, "address": Address(street="Rua Exemplo"), "geocodable": True},
    ],
)
def test_map_via_1_an_address_with_a_point_or_a_geocoder_is_enough(given: dict[str, Any]) -> None:
    assert feasibility(**given) == ()


@pytest.mark.parametrize(("lat", "lng"), [(91.0, 0.0), (0.0, 181.0), (-90.1, 0.0), (NAN, -48.6), (-27.1, INFINITE)])
def test_map_via_1_coordinates_that_do_not_exist_are_refused(lat: float, lng: float) -> None:
    found = only(feasibility(point=GeoPoint(lat=lat, lng=lng)))
    assert (found.code, found.severity) == ("map.point_invalid", Severity.ERROR)


@pytest.mark.parametrize(("point", "reason"), [(make.SWAPPED, "swapped"), (GeoPoint(lat=38.7, lng=-9.1), "outside")])
def test_map_via_1_a_point_outside_brazil_is_told_and_never_mended(point: GeoPoint, reason: str) -> None:
    found = only(feasibility(point=point))
    assert (found.code, found.severity) == ("map.point_outside_brazil", Severity.WARNING)
    assert found.context["reason"] == reason
    assert ("trocadas" in found.message) == (reason == "swapped")


@pytest.mark.parametrize(("lat", "lng"), [(-33.7, -53.4), (5.2, -60.2), (-7.1, -34.8), (-7.5, -73.9), (-20.5, -29.3)])
def test_map_via_1_the_corners_of_brazil_are_in_it(lat: float, lng: float) -> None:
    assert feasibility(point=GeoPoint(lat=lat, lng=lng)) == ()


def test_map_via_7_a_branch_is_required_where_there_are_branches() -> None:
    found = only(feasibility(settings=HAS_BRANCHES))
    assert (found.rule_id, found.code, found.family) == (
        "MAP-VIA-7",
        "map.branch_required",
        Family.VALIDATION_FAILED,
    )
    assert feasibility(settings=HAS_BRANCHES, branch_id="matriz") == ()
    assert feasibility(settings=MappingSettings()) == ()
    assert feasibility(settings=None) == ()


@pytest.mark.parametrize("radius", [3001, 3000.5, INFINITE])
def test_map_via_3_a_wider_radius_is_refused_and_not_clamped(radius: float) -> None:
    found = only(feasibility(radius_m=radius))
    assert (found.rule_id, found.code, found.family) == (
        "MAP-VIA-3",
        "map.radius_above_maximum",
        Family.VALIDATION_FAILED,
    )


def test_map_via_3_a_platform_may_be_stricter() -> None:
    found = only(feasibility(radius_m=501, limits=make.limits(max_radius_m=500)))
    assert (found.code, "500 metros" in found.message) == ("map.radius_above_maximum", True)


@pytest.mark.parametrize("radius", [0, -1, 0.5, NAN, -INFINITE])
def test_map_via_4_a_radius_of_less_than_a_metre_is_refused(radius: float) -> None:
    found = only(feasibility(radius_m=radius))
    assert (found.rule_id, found.code, found.family) == (
        "MAP-VIA-4",
        "map.radius_invalid",
        Family.VALIDATION_FAILED,
    )


@pytest.mark.parametrize("radius", [1, 150, 3000])
def test_map_via_3_and_4_the_ends_are_allowed(radius: int) -> None:
    assert feasibility(radius_m=radius) == ()


def test_core_11_every_broken_rule_of_a_check_is_told_in_order() -> None:
    found = feasibility(point=None, settings=HAS_BRANCHES, radius_m=0)
    assert make.rule_ids(found) == ["MAP-VIA-1", "MAP-VIA-7", "MAP-VIA-4"]


# --- PORT: reserving ---


def test_port_1_a_structure_is_named() -> None:
    found = only(reserve(reservation=attrs.evolve(make.RESERVATION, structure_id="")))
    assert (found.rule_id, found.code) == ("PORT-1", "map.structure_required")


@pytest.mark.parametrize("status", [PortStatus.DAMAGED, PortStatus.BLOCKED, PortStatus.UNKNOWN])
def test_port_1_a_port_in_no_known_good_state_is_refused(status: PortStatus) -> None:
    found = only(reserve(ports=[attrs.evolve(make.PORTS[0], status=status), make.PORTS[1]]))
    assert (found.rule_id, found.code, found.family) == ("PORT-1", "map.port_not_free", Family.CONFLICT)
    assert found.context == {"field": "port_id"}


def test_port_1_a_port_that_is_not_there_is_refused() -> None:
    assert make.codes(reserve(ports=[make.PORTS[1]])) == ["map.port_not_free"]
    elsewhere = [attrs.evolve(make.PORTS[0], structure_id="box-2")]
    assert make.codes(reserve(ports=elsewhere)) == ["map.port_not_free"]


@pytest.mark.parametrize("statuses", [(), (PortStatus.IN_USE, PortStatus.BLOCKED)])
def test_port_1_a_structure_without_a_free_port_is_refused(statuses: tuple[PortStatus, ...]) -> None:
    ports = [attrs.evolve(port, status=status) for port, status in zip(make.PORTS, statuses, strict=False)]
    found = only(reserve(reservation=attrs.evolve(make.RESERVATION, port_id=None), ports=ports))
    assert (found.code, found.context) == ("map.port_not_free", {"field": "structure_id"})


def test_port_1_any_free_port_will_do_where_none_is_chosen() -> None:
    first_taken = [attrs.evolve(make.PORTS[0], status=PortStatus.IN_USE), make.PORTS[1]]
    assert reserve(reservation=attrs.evolve(make.RESERVATION, port_id=None), ports=first_taken) == ()


def test_port_1_is_left_to_the_platform_without_a_list_of_ports() -> None:
    assert reserve(ports=None) == ()


def test_port_1_a_port_cannot_be_chosen_where_the_platform_chooses() -> None:
    found = only(reserve(limits=make.limits(chooses_port=False)))
    assert (found.code, found.family) == ("map.port_choice_unsupported", Family.UNSUPPORTED_OPERATION)


@pytest.mark.parametrize("code", ["", ".", "..", " x", "x ", "a\nb", "a\x7fb", "a\x85b", "x" * 101])
def test_port_2_a_code_that_cannot_be_found_again_is_refused(code: str) -> None:
    found = only(rules.check_code(code))
    assert (found.rule_id, found.code, found.family) == ("PORT-2", "map.code_invalid", Family.VALIDATION_FAILED)
    assert make.codes(reserve(reservation=attrs.evolve(make.RESERVATION, code=code))) == ["map.code_invalid"]


@pytest.mark.parametrize("code", ["1", "contrato|7/8 ç", "x" * 100, "..."])
def test_port_2_any_other_code_is_the_host_s_choice(code: str) -> None:
    assert rules.check_code(code) == ()


def test_port_2_a_reservation_that_shows_as_served_is_told() -> None:
    found = only(reserve(limits=make.limits(reserves_as_served=True)))
    assert (found.rule_id, found.code, found.severity) == ("PORT-2", "map.reserved_as_served", Severity.WARNING)


@pytest.mark.parametrize("status", [S.RESERVING, S.RESERVED, S.ACTIVE])
def test_port_3_what_is_reserved_or_active_is_not_reserved_again(status: S) -> None:
    found = only(reserve(reservation=make.reservation(status)))
    assert (found.rule_id, found.code, found.family) == ("PORT-3", "map.port_already_reserved", Family.CONFLICT)


@pytest.mark.parametrize("status", [PortStatus.RESERVED, PortStatus.IN_USE])
def test_port_3_a_port_of_somebody_else_s_is_not_reserved(status: PortStatus) -> None:
    found = only(reserve(ports=[attrs.evolve(make.PORTS[0], status=status)]))
    assert (found.rule_id, found.code) == ("PORT-3", "map.port_already_reserved")


@pytest.mark.parametrize("status", [S.ACTIVATING, S.RELEASING, S.CANCELLED_LOCAL_ONLY, S.CANCELLED, S.UNKNOWN])
def test_port_4_other_states_take_no_reservation(status: S) -> None:
    found = only(reserve(reservation=make.reservation(status)))
    assert (found.rule_id, found.code, found.family) == ("PORT-4", "map.reservation", Family.INVALID_TRANSITION)


# --- PORT: activating ---


@pytest.mark.parametrize("cable", ["", None])
def test_port_6_the_cable_is_needed(cable: str | None) -> None:
    found = only(activate(cable_type_id=cable))
    assert (found.rule_id, found.code, found.family) == ("PORT-6", "map.cable_required", Family.VALIDATION_FAILED)


def test_port_6_the_structure_is_needed() -> None:
    found = only(activate(reservation=make.reservation(structure_id="")))
    assert (found.rule_id, found.code) == ("PORT-6", "map.structure_required")


@pytest.mark.parametrize(
    "status", [S.AVAILABLE, S.RESERVING, S.RELEASING, S.CANCELLED_LOCAL_ONLY, S.CANCELLED, S.UNKNOWN]
)
def test_port_4_only_a_reserved_port_is_activated(status: S) -> None:
    found = only(activate(reservation=make.reservation(status)))
    assert (found.rule_id, found.code, found.family) == ("PORT-4", "map.reservation", Family.INVALID_TRANSITION)


@pytest.mark.parametrize(
    ("changes", "code", "family"),
    [
        ({"kind": RequestKind.OTHER}, "map.request_not_of_sale", Family.PRECONDITION_FAILED),
        ({"sale_id": "6"}, "map.request_not_of_sale", Family.PRECONDITION_FAILED),
        ({"sale_id": None}, "map.request_not_of_sale", Family.PRECONDITION_FAILED),
        ({"closed": True}, "map.request_closed", Family.PRECONDITION_FAILED),
        ({"claimed_by": None}, "map.request_not_claimed", Family.PERMISSION_DENIED),
        ({"claimed_by": "outra"}, "map.request_not_claimed", Family.PERMISSION_DENIED),
    ],
)
def test_port_5_the_request_is_the_sale_s_open_and_claimed(
    changes: dict[str, Any], code: str, family: Family
) -> None:
    found = only(activate(service_request=attrs.evolve(make.REQUEST, **changes)))
    assert (found.rule_id, found.code, found.family) == ("PORT-5", code, family)


def test_port_5_the_request_is_the_one_that_the_reservation_names() -> None:
    assert activate(reservation=make.reservation(service_request_id="90")) == ()
    found = only(activate(reservation=make.reservation(service_request_id="91")))
    assert found.code == "map.request_not_of_sale"


def test_port_5_everything_wrong_with_a_request_is_told_in_order() -> None:
    wrong = attrs.evolve(make.REQUEST, kind=RequestKind.OTHER, closed=True, claimed_by=None)
    assert make.codes(activate(service_request=wrong)) == [
        "map.request_not_of_sale",
        "map.request_closed",
        "map.request_not_claimed",
    ]


@pytest.mark.parametrize("given", [{"service_request": None}, {"user_id": None}, {"user_id": ""}])
def test_port_5_without_a_request_or_a_user_there_is_no_permission(given: dict[str, Any]) -> None:
    assert make.codes(activate(**given)) == ["map.request_not_claimed"]
    nobody = attrs.evolve(make.REQUEST, claimed_by="")
    assert make.codes(activate(service_request=nobody, user_id="")) == ["map.request_not_claimed"]


def test_port_5_an_automatic_activation_needs_no_claim() -> None:
    assert activate(service_request=None, user_id=None, automatic=True) == ()


def test_port_5_the_sale_is_skipped_where_the_host_does_not_tell_it() -> None:
    assert activate(sale_id=None) == ()


def test_port_11_the_cable_is_one_that_the_platform_offers() -> None:
    found = only(activate(cable_type_id="drop-2"))
    assert (found.rule_id, found.code, found.family) == (
        "PORT-11",
        "map.cable_not_available",
        Family.PRECONDITION_FAILED,
    )
    assert activate(cable_type_id="drop-2", cables=None) == ()


# --- PORT: cancelling, releasing, changing ---


def test_port_7_a_reserved_port_is_cancelled_and_an_active_one_is_not() -> None:
    assert rules.check_cancel(reservation=make.reservation()) == ()
    assert rules.check_cancel(reservation=make.reservation(S.CANCELLED_LOCAL_ONLY)) == ()
    assert make.rule_ids(rules.check_cancel(reservation=make.reservation(S.ACTIVE))) == ["PORT-4"]


@pytest.mark.parametrize("status", [S.AVAILABLE, S.RESERVING, S.ACTIVATING, S.ACTIVE, S.RELEASING, S.UNKNOWN])
def test_port_8_only_a_reserved_port_is_cancelled_in_the_erp_alone(status: S) -> None:
    assert rules.check_cancel_in_erp(reservation=make.reservation()) == ()
    found = only(rules.check_cancel_in_erp(reservation=make.reservation(status)))
    assert found.family is Family.INVALID_TRANSITION


@pytest.mark.parametrize("status", [S.AVAILABLE, S.RESERVED, S.ACTIVATING, S.CANCELLED_LOCAL_ONLY, S.UNKNOWN])
def test_port_13_only_an_active_port_is_released(status: S) -> None:
    assert rules.check_release(reservation=make.reservation(S.ACTIVE)) == ()
    found = only(rules.check_release(reservation=make.reservation(status)))
    assert (found.rule_id, found.code, found.family) == ("PORT-13", "map.reservation", Family.INVALID_TRANSITION)


def test_port_14_the_same_port_is_refused() -> None:
    found = only(change(port_id="box-1/1"))
    assert (found.rule_id, found.code, found.family) == ("PORT-14", "map.same_port", Family.CONFLICT)


def test_port_14_the_same_structure_is_fine_where_the_platform_picks_the_port() -> None:
    assert change(port_id=None) == ()


def test_port_14_the_new_port_is_looked_at_as_for_a_reservation() -> None:
    taken = [attrs.evolve(port, status=PortStatus.IN_USE) for port in make.PORTS]
    assert make.rule_ids(change(ports=taken)) == ["PORT-3"]
    assert make.codes(change(structure_id="")) == ["map.structure_required"]


@pytest.mark.parametrize("status", [S.AVAILABLE, S.RESERVING, S.ACTIVATING, S.RELEASING, S.CANCELLED, S.UNKNOWN])
def test_port_14_only_a_reserved_or_active_port_is_changed(status: S) -> None:
    found = only(change(reservation=make.reservation(status)))
    assert (found.rule_id, found.family) == ("PORT-4", Family.INVALID_TRANSITION)
    assert change(reservation=make.reservation(S.ACTIVE)) == ()


# --- PORT: on approval ---


@pytest.mark.parametrize("cable", [None, ""])
def test_port_10_automatic_approval_without_a_cable_is_refused(cable: str | None) -> None:
    found = only(rules.check_settings(settings=MappingSettings(auto_approve_port=True, auto_approve_cable_id=cable)))
    assert (found.rule_id, found.code, found.family) == (
        "PORT-10",
        "map.auto_cable_required",
        Family.VALIDATION_FAILED,
    )


def test_port_10_a_cable_without_the_switch_has_no_effect() -> None:
    settings = MappingSettings(auto_approve_cable_id="nenhum")
    assert rules.check_settings(settings=settings, cables=make.CABLES) == ()
    assert not rules.activates_on_approval(make.reservation(), settings)


def test_port_11_the_default_cable_is_one_that_the_platform_offers() -> None:
    assert rules.check_settings(settings=make.SETTINGS, cables=make.CABLES) == ()
    found = only(rules.check_settings(settings=make.SETTINGS, cables=()))
    assert (found.rule_id, found.code) == ("PORT-11", "map.cable_not_available")


@pytest.mark.parametrize("status", S)
def test_port_9_only_a_reserved_port_is_activated_on_approval(status: S) -> None:
    assert rules.activates_on_approval(make.reservation(status), make.SETTINGS) is (status is S.RESERVED)


@pytest.mark.parametrize(
    "settings",
    [MappingSettings(), MappingSettings(auto_approve_port=True), MappingSettings(auto_approve_cable_id="x")],
)
def test_port_9_needs_the_switch_and_the_cable(settings: MappingSettings) -> None:
    assert not rules.activates_on_approval(make.reservation(), settings)


def test_port_12_approving_a_contract_without_a_reservation_does_nothing() -> None:
    assert not rules.activates_on_approval(None, make.SETTINGS)


def test_core_12_the_texts_that_the_map_gets_of_a_customer_hold_no_control_signs() -> None:
    spoilt = attrs.evolve(make.CUSTOMER, legal_name="Fulana\nExemplo", address=Address(street="Rua\x00"))
    assert [broken.context["field"] for broken in rules.check_customer(customer=spoilt)] == [
        "legal_name",
        "address.street",
    ]
    assert {broken.code for broken in rules.check_customer(customer=spoilt)} == {"map.text_invalid"}
    assert rules.check_customer(customer=make.CUSTOMER) == rules.check_customer(customer=None) == ()


def test_core_12_the_address_of_the_installation_is_looked_at_instead_of_the_customer_s() -> None:
    moved = attrs.evolve(make.CUSTOMER, address=Address(street="Rua\x00"))
    assert rules.check_customer(customer=moved, address=make.ADDRESS) == ()
    found = only(rules.check_customer(customer=make.CUSTOMER, address=Address(street="Rua Exemplo", city="a\rb")))
    assert found.context == {"field": "address.city"}
