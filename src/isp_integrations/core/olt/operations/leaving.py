"""An ONU that goes: to another PON, out of a customer's house for another device, or for good."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import beside, rules
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.events import OnuEvent, OnuMoved, OnuReplaced
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.operations.provisioning import with_vlan
from isp_integrations.core.olt.operations.state import (
    in_state,
    limits_of,
    moved_to_customer,
    moved_to_stock,
    state_events,
    with_platform_state,
    with_wifi,
)
from isp_integrations.core.olt.steps import OLD_DEVICE
from isp_integrations.core.session import Session


def move_onu(
    session: Session,
    *,
    onu: m.Onu,
    connection: m.ConnectionConfig,
    template: m.ProvisioningTemplate,
    pon_port: str,
    olt_id: str | None = None,
) -> Exchange[Done[m.TaskReport]]:
    """Take an ONU to another PON, or to another OLT of the same management system (ONU-14).

    Serial, plan, connection and Wi-Fi stay. A refusal after the removal leaves it PROVISION_FAILED at the new place,
    with the missing steps, for `retry_provision`.

    Args:
        connection: as it was provisioned, with the secrets that no platform reads back.
        template: the profiles at the new place.
        olt_id: the OLT it goes to; `None` is the one it is on.

    Raises:
        RuleViolation: ONU-2, -3, -4, -14, -15 or -16, or the ONU is not provisioned.
        ProviderRejected: the platform refused the first step: nothing changed.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.MoveOnu(
        onu=onu,
        connection=with_vlan(connection, template),
        template=template,
        pon_port=pon_port,
        olt_id=onu.olt_id if olt_id is None else olt_id,
    )
    session.require(OltSpec.move_onu, request)
    warnings = refuse_errors(rules.check_move(request, limits=limits_of(session)))
    report = yield from session.exchange(OltSpec.move_onu, request)
    there = attrs.evolve(onu, olt_id=request.olt_id, pon_port=pon_port, onu_id=None, connection=request.connection)
    seen = with_platform_state(there, report.onu)
    failed = () if report.complete else report.missing
    state = m.OnuState.PROVISIONED if report.complete else m.OnuState.PROVISION_FAILED
    after = in_state(seen, state, failed)
    moved = OnuMoved(
        serial=onu.serial, plan_id=onu.plan_id, olt_id=after.olt_id, pon_port=after.pon_port, onu_id=after.onu_id
    )
    events = (*((moved,) if report.complete else ()), *state_events(onu, after))
    return Done(value=attrs.evolve(report, onu=after), warnings=warnings, events=events)


def replace_onu(
    session: Session,
    *,
    onu: m.Onu,
    new: m.Onu,
    connection: m.ConnectionConfig,
    template: m.ProvisioningTemplate,
    known_onus: Collection[m.Onu] | None = None,
    moves_inventory: bool = False,
    to_stock_id: str | None = None,
) -> Exchange[Done[m.TaskReport]]:
    """Put another device in the place of a faulty one (ONU-13): same plan, VLAN, connection and Wi-Fi.

    The Wi-Fi is set by the platform, or by the ACS beside it; networks that neither sets are told in the warnings.
    The value's `onu` is the new device, its `replaced` the old one, each in the state it is left in. The old is
    removed after the new one works where the port allows both, else before.

    Args:
        new: from `replacement_of`.
        connection: as it was provisioned, with the secrets that no platform reads back.
        known_onus: the host's ONUs, for "the new serial is not linked to any plan".
        moves_inventory: the host's setting of ONU-8: one movement out once the old one is removed, one in once the
            new one works.

    Raises:
        RuleViolation: ONU-2, -3, -4, -13, -15 or -16, or the ONU is not provisioned.
        ProviderRejected: the platform refused the first step: nothing changed.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.ReplaceOnu(onu=onu, new=new, connection=with_vlan(connection, template), template=template)
    session.require(OltSpec.replace_onu, request)
    found = rules.check_replace(
        request, limits=limits_of(session), known_onus=known_onus, moves_inventory=moves_inventory
    )
    left = beside.as_provisioned(new, request.connection)
    wifi = beside.left_to_the_acs(session, left, _whole(onu.wifi))
    warnings = refuse_errors((*found, *beside.acs_violations(session, left, wifi)))
    report = yield from session.exchange(OltSpec.replace_onu, request)
    fresh, old = _new_device(request, report), _old_device(onu, report)
    events: list[OnuEvent] = [*state_events(new, fresh), *state_events(onu, old)]
    if fresh.admin_state is m.OnuState.PROVISIONED:
        events.append(OnuReplaced(serial=new.serial, plan_id=onu.plan_id, old_serial=onu.serial))
        events += moved_to_customer(fresh, "onu_replaced") if moves_inventory else ()
    if old.admin_state is m.OnuState.REMOVED and moves_inventory:
        events += moved_to_stock(old, "onu_replaced", to_stock_id)
    if fresh.admin_state is m.OnuState.PROVISIONED:
        warnings = (*warnings, *rules.check_wifi_kept(onu, report.wifi, wifi))
    done = Done(value=attrs.evolve(report, onu=fresh, replaced=old), warnings=warnings, events=tuple(events))
    return beside.half_done(done, wifi)


def delete_onu(
    session: Session, *, onu: m.Onu, moves_inventory: bool = False, to_stock_id: str | None = None
) -> Exchange[Done[m.TaskReport]]:
    """Remove an ONU with everything that hangs on it (excluir). One that is removed already is left alone.

    After a failed attempt, calling again does what is missing.

    Args:
        moves_inventory: the host's setting of ONU-8; it says nothing about the right to delete.
        to_stock_id: the stock that the device goes to.

    Raises:
        RuleViolation: the ONU's state does not take it, or it cannot be found with what is known of it (ONU-16).
        ProviderRejected: the platform refused the first step: nothing changed.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.DeleteOnu(onu=onu)
    session.require(OltSpec.delete_onu, request)
    found = rules.check_delete(request, limits=limits_of(session), moves_inventory=moves_inventory)
    warnings = refuse_errors(found)
    if onu.admin_state is m.OnuState.REMOVED:
        return Done(value=m.TaskReport(onu=onu), warnings=warnings)
    report = yield from session.exchange(OltSpec.delete_onu, request)
    failed = m.OnuState.DELETE_FAILED
    after = _removed(onu) if report.complete else in_state(onu, failed, report.missing)
    stock = moved_to_stock(onu, "onu_deleted", to_stock_id) if report.complete and moves_inventory else ()
    return Done(value=attrs.evolve(report, onu=after), warnings=warnings, events=(*state_events(onu, after), *stock))


def _removed(onu: m.Onu) -> m.Onu:
    gone = in_state(onu, m.OnuState.REMOVED)
    return attrs.evolve(gone, onu_id=None, oper_state=m.OperState.UNKNOWN, raw_state=None, platform_ids={})


def _new_device(request: r.ReplaceOnu, report: m.TaskReport) -> m.Onu:
    known = attrs.evolve(request.new, plan_id=request.onu.plan_id, connection=request.connection, wifi=None)
    steps = tuple(step for step in report.steps if not step.name.startswith(OLD_DEVICE))
    own = attrs.evolve(report, steps=steps)
    if own.complete:
        settled = in_state(with_platform_state(known, report.onu), m.OnuState.PROVISIONED)
        return with_wifi(settled, request.onu.wifi, report.wifi)
    if own.applied:
        return in_state(with_platform_state(known, report.onu), m.OnuState.PROVISION_FAILED, own.missing)
    return request.new


def _whole(wifi: m.WifiConfig | None) -> m.WifiConfig | None:
    """The networks of a device that another one can be given: those with name and password."""
    bands = {network.band for network in wifi.networks() if network.ssid and network.password} if wifi else set()
    if wifi is None or not bands:
        return None
    kept = wifi if m.WifiBand.GHZ_24 in bands else attrs.evolve(wifi, ssid_24="", password_24="")
    return kept if m.WifiBand.GHZ_5 in bands else attrs.evolve(kept, ssid_5="", password_5="")


def _old_device(onu: m.Onu, report: m.TaskReport) -> m.Onu:
    """The old device: removed, half removed, or untouched; a serial changed in place leaves nothing of it."""
    steps = tuple(step for step in report.steps if step.name.startswith(OLD_DEVICE))
    own = attrs.evolve(report, steps=steps)
    if own.complete and (steps or report.complete):
        return _removed(onu)
    if all(step.state is m.StepState.NOT_TRIED for step in steps):
        return onu
    return in_state(onu, m.OnuState.DELETE_FAILED, own.missing)
