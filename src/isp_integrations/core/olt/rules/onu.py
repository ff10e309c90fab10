"""Rules of the commands on one ONU: linking, provisioning and what comes after."""

from collections.abc import Collection, Iterator

import attrs

from isp_integrations.core.errors import SupportRefused
from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.machines import OnuCommand
from isp_integrations.core.olt.models import ConnectionConfig, Onu, OnuState
from isp_integrations.core.olt.requests import (
    ChangeSpeedProfile,
    CleanUpOnu,
    ConfigureWifi,
    DeleteOnu,
    EditOnu,
    FindOnu,
    MoveOnu,
    ProvisionOnu,
    ReplaceOnu,
)
from isp_integrations.core.olt.rules.conditions import (
    address_violations,
    asset_violations,
    command_violations,
    condition,
    conflict,
    connection_violations,
    identity_violations,
    name_violations,
    nothing_asked,
    place_violations,
    plan_violations,
    scope_violations,
    template_violations,
)
from isp_integrations.core.olt.rules.values import (
    connection_value_violations,
    template_value_violations,
    text_violations,
    value_invalid,
)
from isp_integrations.core.olt.rules.wifi import network_violations, wifi_violations
from isp_integrations.core.olt.texts import TextField
from isp_integrations.core.rules import Family, Violation

_LINKED = frozenset({OnuState.PROVISIONED, OnuState.PROVISION_FAILED})
_GONE = frozenset({OnuState.UNPROVISIONED, OnuState.REMOVED})


def check_provision(
    request: ProvisionOnu,
    *,
    limits: PlatformLimits,
    retry: bool = False,
    known_onus: Collection[Onu] | None = None,
) -> tuple[Violation, ...]:
    """ONU-2 to -7, -15 and -16, and the machine.

    Args:
        retry: whether this continues a failed attempt.
        known_onus: the host's ONUs, for "not linked to another plan" (ONU-5); `None` skips what needs them.
    """
    onu = request.onu
    return (
        *plan_violations(onu),
        *connection_violations(request.connection, limits),
        *_link_violations(onu, retry, known_onus),
        *_first_wifi_violations(request, limits),
        *identity_violations(onu, limits),
        *connection_value_violations(request.connection, limits),
        *template_value_violations(request.template, limits),
        *place_violations(onu, limits),
        *template_violations(request.connection, request.template, limits),
        *_platform_violations(request, limits),
    )


def check_clean_up(request: CleanUpOnu, *, limits: PlatformLimits) -> tuple[Violation, ...]:
    """The machine, ONU-15 and -16: what would be undone must be nameable."""
    return (
        *command_violations(request.onu, OnuCommand.CLEAN_UP),
        *identity_violations(request.onu, limits),
        *connection_value_violations(request.connection, limits),
        *template_value_violations(request.template, limits),
        *place_violations(request.onu, limits),
    )


def check_wifi(request: ConfigureWifi, *, limits: PlatformLimits) -> tuple[Violation, ...]:
    """ONU-6 and ONU-7, and the machine."""
    return (
        *command_violations(request.onu, OnuCommand.CONFIGURE_WIFI),
        *wifi_violations(request.onu, request.wifi, limits),
        *address_violations(request.onu, limits),
    )


def check_edit(
    request: EditOnu,
    *,
    limits: PlatformLimits,
    asset_id: str | None = None,
    moves_inventory: bool | None = None,
) -> tuple[Violation, ...]:
    """ONU-3, -4, -9, -15 and -16, and the machine.

    Args:
        asset_id: another stock item that the device is.
        moves_inventory: the host's setting of ONU-8.
    """
    onu, connection, template = request.onu, request.connection, request.template
    return (
        *command_violations(onu, OnuCommand.EDIT),
        *nothing_asked(connection, request.name, request.description, asset_id),
        *(() if asset_id is None else asset_violations(onu, moves_inventory, named="A ONU, antes da troca,")),
        *(() if connection is None else connection_violations(connection, limits)),
        *name_violations(request.name, request.description, limits),
        *(() if connection is None else connection_value_violations(connection, limits)),
        *(() if template is None else template_value_violations(template, limits)),
        *_mode_change_violations(onu, connection, limits),
        *address_violations(onu, limits),
    )


def check_action(*, onu: Onu, command: OnuCommand, limits: PlatformLimits) -> tuple[Violation, ...]:
    """The machine, and what the platform needs to find the ONU (ONU-16): for reboot, enable and disable."""
    return (*command_violations(onu, command), *address_violations(onu, limits))


def check_status(*, onu: Onu, limits: PlatformLimits) -> tuple[Violation, ...]:
    """ONU-16: what the platform needs to find the ONU; its state is not asked, for this is a read."""
    return tuple(address_violations(onu, limits))


def check_speed_profile(request: ChangeSpeedProfile, *, limits: PlatformLimits) -> tuple[Violation, ...]:
    """The machine, ONU-15 and -16."""
    names = (
        ("download_profile", TextField.PROFILE, request.download_profile),
        ("upload_profile", TextField.PROFILE, request.upload_profile),
    )
    return (
        *command_violations(request.onu, OnuCommand.CHANGE_SPEED_PROFILE),
        *nothing_asked(request.download_profile or None, request.upload_profile or None),
        *text_violations(names, limits),
        *address_violations(request.onu, limits),
    )


def check_move(request: MoveOnu, *, limits: PlatformLimits) -> tuple[Violation, ...]:
    """ONU-2, -3, -4, -14, -15 and -16, and the machine."""
    onu = request.onu
    target = attrs.evolve(onu, olt_id=request.olt_id, pon_port=request.pon_port)
    return (
        *command_violations(onu, OnuCommand.MOVE),
        *plan_violations(onu),
        *connection_violations(request.connection, limits),
        *_position_violations(onu, request, limits),
        *identity_violations(onu, limits),
        *connection_value_violations(request.connection, limits),
        *template_value_violations(request.template, limits),
        *place_violations(target, limits),
        *template_violations(request.connection, request.template, limits),
        *address_violations(onu, limits),
    )


def check_replace(
    request: ReplaceOnu,
    *,
    limits: PlatformLimits,
    known_onus: Collection[Onu] | None = None,
    moves_inventory: bool | None = None,
) -> tuple[Violation, ...]:
    """ONU-2, -3, -4, -9, -13, -15 and -16, and the machine.

    Args:
        known_onus: the host's ONUs, for "the new serial is not linked to any plan".
        moves_inventory: the host's setting of ONU-8.
    """
    onu, new = request.onu, request.new
    return (
        *command_violations(onu, OnuCommand.REPLACE),
        *plan_violations(onu),
        *connection_violations(request.connection, limits),
        *asset_violations(onu, moves_inventory, named="A ONU antiga"),
        *asset_violations(new, moves_inventory, named="A ONU nova"),
        *_replacement_violations(onu, new, known_onus),
        *identity_violations(new, limits),
        *connection_value_violations(request.connection, limits),
        *template_value_violations(request.template, limits),
        *place_violations(new, limits),
        *template_violations(request.connection, request.template, limits),
        *address_violations(onu, limits),
    )


def check_delete(
    request: DeleteOnu, *, limits: PlatformLimits, moves_inventory: bool | None = None
) -> tuple[Violation, ...]:
    """ONU-9 and -16, and the machine. No setting of the host governs the right to delete (ONU-8)."""
    return (
        *command_violations(request.onu, OnuCommand.DELETE),
        *asset_violations(request.onu, moves_inventory),
        *address_violations(request.onu, limits),
    )


def check_find(request: FindOnu, *, limits: PlatformLimits) -> tuple[Violation, ...]:
    """ONU-15 and -16: exactly one key, and one that the platform looks up."""
    keys = [name for name in ("serial", "login") if getattr(request, name)]
    if len(keys) != 1:
        return (value_invalid("serial", "informe o serial ou o login, um dos dois"),)
    if keys[0] not in limits.finds_by:
        told = f"{limits.title} não encontra ONU por {keys[0]}."
        return (condition(f"find_by_{keys[0]}", Family.UNSUPPORTED_OPERATION, told),)
    return tuple(text_violations((("login", TextField.USERNAME, request.login),), limits))


def check_scope(
    *, limits: PlatformLimits, olt_id: str | None = None, pon_port: str | None = None
) -> tuple[Violation, ...]:
    """ONU-15 and -16 for what narrows a list."""
    return tuple(scope_violations(olt_id, pon_port, limits))


def check_supported(action: str, refused: SupportRefused | None) -> tuple[Violation, ...]:
    """ONU-11: each action is a capability of its own; `refused` is the session's answer about it."""
    if refused is None:
        return ()
    return (Violation(rule_id="ONU-11", code=f"onu.{action}", family=refused.family, message=refused.message),)


def _link_violations(onu: Onu, retry: bool, known_onus: Collection[Onu] | None) -> Iterator[Violation]:
    others = [k for k in known_onus or () if k.serial == onu.serial and k.plan_id and k.admin_state not in _GONE]
    if any(known.plan_id != onu.plan_id for known in others) or (not retry and onu.admin_state in _LINKED):
        yield conflict("ONU-5", "already_linked", "A ONU já está provisionada em um plano.")
        return
    yield from command_violations(onu, OnuCommand.RETRY if retry else OnuCommand.PROVISION)


def _first_wifi_violations(request: ProvisionOnu, limits: PlatformLimits) -> Iterator[Violation]:
    if request.wifi is not None:
        onu = attrs.evolve(request.onu, connection=request.connection, wifi=None)
        yield from network_violations(onu, request.wifi, limits)


def _position_violations(onu: Onu, request: MoveOnu, limits: PlatformLimits) -> Iterator[Violation]:
    same_olt = onu.olt_id == request.olt_id
    if same_olt and onu.pon_port == request.pon_port:
        yield conflict("ONU-14", "same_position", "A ONU já está nesta porta.")
    elif not same_olt and not limits.many_olts:
        told = f"{limits.title} é uma OLT só: exclua a ONU nela e provisione na outra."
        yield condition("other_olt", Family.UNSUPPORTED_OPERATION, told)


def _replacement_violations(onu: Onu, new: Onu, known_onus: Collection[Onu] | None) -> Iterator[Violation]:
    if new.serial == onu.serial:
        yield conflict("ONU-13", "same_serial", "A ONU nova tem o mesmo serial da que sai.")
        return
    linked = [k for k in known_onus or () if k.serial == new.serial and k.plan_id and k.admin_state not in _GONE]
    if linked or (new.plan_id and new.plan_id != onu.plan_id):
        yield conflict("ONU-13", "already_linked", "A ONU nova já está vinculada a um plano.")


def _mode_change_violations(
    onu: Onu, connection: ConnectionConfig | None, limits: PlatformLimits
) -> Iterator[Violation]:
    known = onu.connection
    if connection is None or known is None or connection.mode is known.mode:
        return
    if {connection.mode, known.mode} <= limits.switchable_modes:
        return
    told = f"{limits.title} não troca a ONU para este modo de conexão: exclua e provisione de novo."
    yield condition("mode_change", Family.UNSUPPORTED_OPERATION, told)


def _platform_violations(request: ProvisionOnu, limits: PlatformLimits) -> Iterator[Violation]:
    for name, family, message in limits.provision_conditions(request):
        yield condition(name, family, message)
