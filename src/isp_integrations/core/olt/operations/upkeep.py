"""A provisioned ONU: its Wi-Fi, connection, names, speed; restarted, disabled, enabled; and the OLT's own save."""

from collections.abc import Callable
from typing import Any

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.errors import UnexpectedAnswer, refuse_errors
from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt import requests as r
from isp_integrations.core.olt import rules
from isp_integrations.core.olt.events import (
    OnuEdited,
    OnuEnabledChanged,
    OnuEvent,
    OnuRebooted,
    OnuSpeedProfileChanged,
)
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.machines import OnuCommand
from isp_integrations.core.olt.operations.provisioning import with_vlan
from isp_integrations.core.olt.operations.state import (
    limits_of,
    moved_to_customer,
    moved_to_stock,
    wifi_events,
    with_platform_state,
    with_wifi,
)
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session


def configure_wifi(session: Session, *, onu: m.Onu, wifi: m.WifiConfig) -> Exchange[Done[m.TaskReport]]:
    """Set Wi-Fi networks; an empty text leaves that field as it is, where the platform can change one alone.

    The value's `wifi` says, band by band, who did it, whether it is executed, queued or faulted, and what of it was
    read back. Only executed ones are in the value's `onu`.

    Raises:
        RuleViolation: ONU-6 or ONU-7, or the ONU is not provisioned.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.ConfigureWifi(onu=onu, wifi=wifi)
    session.require(OltSpec.configure_wifi, request)
    warnings = refuse_errors(rules.check_wifi(request, limits=limits_of(session)))
    outcomes = yield from session.exchange(OltSpec.configure_wifi, request)
    report = m.TaskReport(onu=with_wifi(onu, wifi, outcomes), wifi=outcomes)
    return Done(value=report, warnings=warnings, events=wifi_events(onu, outcomes))


def edit_onu(
    session: Session,
    *,
    onu: m.Onu,
    connection: m.ConnectionConfig | None = None,
    template: m.ProvisioningTemplate | None = None,
    name: str | None = None,
    description: str | None = None,
    asset_id: str | None = None,
    moves_inventory: bool = False,
    to_stock_id: str | None = None,
) -> Exchange[Done[m.TaskReport]]:
    """Change a provisioned ONU (editar); `None` leaves that part as it is. The platform hears nothing of the asset.

    Args:
        template: the profiles of the new connection, where the platform asks for them.
        asset_id: another stock item (patrimônio) that the device is.
        moves_inventory: the host's setting of ONU-8: replacing the asset moves one out and one in (ONU-12).
        to_stock_id: the stock that the old item goes to.

    Raises:
        RuleViolation: ONU-3, -4, -15 or -16, or the ONU is not provisioned.
        ProviderRejected: the platform refused the first step: nothing changed.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    sent = with_vlan(connection, template) if connection and template else connection
    request = r.EditOnu(onu=onu, connection=sent, template=template, name=name, description=description)
    remote = tuple(field for field in ("connection", "name", "description") if getattr(request, field) is not None)
    if remote:
        session.require(OltSpec.edit_onu, request)
    found = rules.check_edit(request, limits=limits_of(session), asset_id=asset_id, moves_inventory=moves_inventory)
    warnings = refuse_errors(found)
    report = (yield from session.exchange(OltSpec.edit_onu, request)) if remote else m.TaskReport(onu=onu)
    after = with_platform_state(onu, report.onu)
    if report.complete:
        after = attrs.evolve(after, **{field: getattr(request, field) for field in remote})
    changed = remote if report.complete else ()
    assets: tuple[OnuEvent, ...] = ()
    if asset_id is not None and asset_id != onu.asset_id:
        after, changed = attrs.evolve(after, asset_id=asset_id), (*changed, "asset_id")
        assets = _asset_swap(onu, after, to_stock_id) if moves_inventory else ()
    edited = (OnuEdited(serial=onu.serial, plan_id=onu.plan_id, fields=changed),) if changed else ()
    return Done(value=attrs.evolve(report, onu=after), warnings=warnings, events=(*edited, *assets))


def reboot_onu(session: Session, *, onu: m.Onu) -> Exchange[Done[m.DeviceOutcome]]:
    """Restart an ONU (reiniciar). One that is only queued restarts later, and then there is no event yet.

    Raises:
        RuleViolation: the ONU is not provisioned, or cannot be found with what is known of it (ONU-16).
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    request = r.RebootOnu(onu=onu)
    warnings = _allowed(session, OltSpec.reboot_onu, request, onu, OnuCommand.REBOOT)
    outcome = yield from session.exchange(OltSpec.reboot_onu, request)
    done = outcome.state is m.DeviceState.EXECUTED
    events = (OnuRebooted(serial=onu.serial, plan_id=onu.plan_id),) if done else ()
    return Done(value=outcome, warnings=warnings, events=events)


def enable_onu(session: Session, *, onu: m.Onu) -> Exchange[Done[m.Onu]]:
    """Bring a disabled ONU back (ativar). Repeating it is harmless.

    Raises:
        RuleViolation: the ONU is not provisioned, or cannot be found with what is known of it (ONU-16).
    """
    request = r.EnableOnu(onu=onu)
    warnings = _allowed(session, OltSpec.enable_onu, request, onu, OnuCommand.ENABLE)
    seen = yield from session.exchange(OltSpec.enable_onu, request)
    return (yield from _switched(onu, seen, warnings, enabled=True))


def disable_onu(session: Session, *, onu: m.Onu) -> Exchange[Done[m.Onu]]:
    """Take an ONU out of service, its configuration kept (desativar). Repeating it is harmless.

    Raises:
        RuleViolation: the ONU is not provisioned, or cannot be found with what is known of it (ONU-16).
    """
    request = r.DisableOnu(onu=onu)
    warnings = _allowed(session, OltSpec.disable_onu, request, onu, OnuCommand.DISABLE)
    seen = yield from session.exchange(OltSpec.disable_onu, request)
    return (yield from _switched(onu, seen, warnings, enabled=False))


def change_speed_profile(
    session: Session, *, onu: m.Onu, download_profile: str = "", upload_profile: str = ""
) -> Exchange[Done[m.Onu]]:
    """Put an ONU on other speed profiles, which exist on the equipment; an empty name leaves that direction.

    Raises:
        RuleViolation: the ONU is not provisioned, no profile was named, or a name cannot be one (ONU-15).
    """
    request = r.ChangeSpeedProfile(onu=onu, download_profile=download_profile, upload_profile=upload_profile)
    session.require(OltSpec.change_speed_profile, request)
    warnings = refuse_errors(rules.check_speed_profile(request, limits=limits_of(session)))
    seen = yield from session.exchange(OltSpec.change_speed_profile, request)
    if _shows_others(seen, request) and not (yield from Rehearsing()):
        raise UnexpectedAnswer(
            message="A plataforma aceitou a ordem, mas a ONU está com outros perfis.", paths=("speed_profile",)
        )
    after = attrs.evolve(
        with_platform_state(onu, seen),
        download_profile=download_profile or seen.download_profile or onu.download_profile,
        upload_profile=upload_profile or seen.upload_profile or onu.upload_profile,
    )
    changed = OnuSpeedProfileChanged(
        serial=onu.serial, plan_id=onu.plan_id, download_profile=download_profile, upload_profile=upload_profile
    )
    return Done(value=after, warnings=warnings, events=(changed,))


def save_config(session: Session) -> Exchange[None]:
    """Make the OLT's running configuration survive a restart. It takes minutes on some; once a night is enough."""
    return (yield from session.exchange(OltSpec.save_config, r.SaveConfig()))


def _allowed(
    session: Session, hook: Callable[..., Any], request: object, onu: m.Onu, command: OnuCommand
) -> tuple[Violation, ...]:
    session.require(hook, request)
    return refuse_errors(rules.check_action(onu=onu, command=command, limits=limits_of(session)))


def _shows_others(seen: m.Onu, asked: r.ChangeSpeedProfile) -> bool:
    """Whether the platform tells profiles that are not those asked for; what it does not tell contradicts nothing."""
    pairs = (seen.download_profile, asked.download_profile), (seen.upload_profile, asked.upload_profile)
    return any(told and wanted and told != wanted for told, wanted in pairs)


def _switched(onu: m.Onu, seen: m.Onu, warnings: tuple[Violation, ...], *, enabled: bool) -> Exchange[Done[m.Onu]]:
    if seen.enabled is (not enabled) and not (yield from Rehearsing()):
        raise UnexpectedAnswer(
            message="A plataforma aceitou a ordem, mas a ONU não está no estado correspondente.", paths=("enabled",)
        )
    after = attrs.evolve(with_platform_state(onu, seen), enabled=enabled)
    changed = OnuEnabledChanged(serial=onu.serial, plan_id=onu.plan_id, enabled=enabled)
    return Done(value=after, warnings=warnings, events=() if onu.enabled is enabled else (changed,))


def _asset_swap(before: m.Onu, after: m.Onu, to_stock_id: str | None) -> tuple[OnuEvent, ...]:
    return (
        *moved_to_stock(before, "asset_replaced", to_stock_id),
        *moved_to_customer(after, "asset_replaced"),
    )
