"""Provisioning an ONU, going on with an attempt that failed, and cleaning up after one."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import beside, rules
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.operations.state import (
    in_state,
    limits_of,
    state_events,
    wifi_events,
    with_platform_state,
    with_wifi,
)
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session


def with_vlan(connection: m.ConnectionConfig, template: m.ProvisioningTemplate) -> m.ConnectionConfig:
    """`connection` with the template's VLAN where it names none."""
    return attrs.evolve(connection, vlan=template.vlan) if connection.vlan is None else connection


def provision_onu(
    session: Session,
    *,
    onu: m.Onu,
    connection: m.ConnectionConfig,
    template: m.ProvisioningTemplate,
    wifi: m.WifiConfig | None = None,
    clean_up: bool = False,
    known_onus: Collection[m.Onu] | None = None,
) -> Exchange[Done[m.TaskReport]]:
    """Authorise an ONU linked to a plan and give it its service, step by step (provisionar).

    The value's `onu` is what the host stores: PROVISIONED, or PROVISION_FAILED with the missing steps when the
    platform refused one; then `retry_provision` goes on, or `clean_up_onu` undoes what stands.

    Args:
        onu: from `link_onu`.
        connection: mode and its data; its VLAN is the template's where it names none.
        template: the profiles, which exist on the equipment.
        wifi: networks to set as well, where the platform sets them or an ACS beside it does.
        clean_up: whether a refused step makes the applied ones be undone at once.
        known_onus: the host's ONUs, for "not provisioned to another plan" (ONU-5).

    Raises:
        RuleViolation: ONU-2 to -7, -15 or -16, or the ONU's state does not take it.
        ProviderRejected: the platform refused the first step: nothing changed.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.ProvisionOnu(
        onu=onu, connection=with_vlan(connection, template), template=template, wifi=wifi, clean_up=clean_up
    )
    return (yield from _provisioned(session, request, retry=False, known_onus=known_onus))


def retry_provision(
    session: Session,
    *,
    onu: m.Onu,
    connection: m.ConnectionConfig,
    template: m.ProvisioningTemplate,
    wifi: m.WifiConfig | None = None,
    clean_up: bool = False,
) -> Exchange[Done[m.TaskReport]]:
    """Go on with a provisioning that failed: what is there is passed over, what is missing is done.

    Arguments, value and errors are those of `provision_onu`; `onu` is as that one answered it.
    """
    request = r.ProvisionOnu(
        onu=onu, connection=with_vlan(connection, template), template=template, wifi=wifi, clean_up=clean_up
    )
    return (yield from _provisioned(session, request, retry=True, known_onus=None))


def clean_up_onu(
    session: Session, *, onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Exchange[Done[m.TaskReport]]:
    """Undo, in reverse, what a failed provisioning left; UNPROVISIONED once nothing is left.

    Raises:
        RuleViolation: the ONU's state does not take it, ONU-15 or ONU-16.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.CleanUpOnu(onu=onu, connection=with_vlan(connection, template), template=template)
    session.require(OltSpec.clean_up_onu, request)
    warnings = refuse_errors(rules.check_clean_up(request, limits=limits_of(session)))
    report = yield from session.exchange(OltSpec.clean_up_onu, request)
    after = _after_undoing(onu, report)
    value = attrs.evolve(report, onu=after)
    return Done(value=value, warnings=warnings, events=state_events(onu, after))


def _provisioned(
    session: Session, request: r.ProvisionOnu, *, retry: bool, known_onus: Collection[m.Onu] | None
) -> Exchange[Done[m.TaskReport]]:
    left = beside.as_provisioned(request.onu, request.connection)
    wifi = beside.left_to_the_acs(session, left, request.wifi)
    own = attrs.evolve(request, wifi=None) if wifi is not None else request
    session.require(OltSpec.provision_onu, own)
    found = rules.check_provision(own, limits=limits_of(session), retry=retry, known_onus=known_onus)
    warnings = refuse_errors((*found, *beside.acs_violations(session, left, wifi)))
    report = yield from session.exchange(OltSpec.provision_onu, own)
    return beside.half_done(_settled(own, report, warnings), wifi)


def _settled(request: r.ProvisionOnu, report: m.TaskReport, warnings: tuple[Violation, ...]) -> Done[m.TaskReport]:
    seen = with_platform_state(attrs.evolve(request.onu, connection=request.connection), report.onu)
    if report.complete:
        after = with_wifi(in_state(seen, m.OnuState.PROVISIONED), request.wifi, report.wifi)
    elif request.clean_up:
        after = _after_undoing(request.onu, report)
    else:
        after = in_state(seen, m.OnuState.PROVISION_FAILED, report.missing)
    events = (*state_events(request.onu, after), *wifi_events(after, report.wifi))
    return Done(value=attrs.evolve(report, onu=after), warnings=warnings, events=events)


def _after_undoing(onu: m.Onu, report: m.TaskReport) -> m.Onu:
    """The ONU after steps were taken back: waiting again, or failed with what is missing where some of it stays."""
    if report.applied:
        seen = with_platform_state(onu, report.onu)
        return in_state(seen, m.OnuState.PROVISION_FAILED, report.missing)
    waiting = in_state(onu, m.OnuState.UNPROVISIONED)
    return attrs.evolve(waiting, onu_id=None, oper_state=m.OperState.UNKNOWN, platform_ids={})
