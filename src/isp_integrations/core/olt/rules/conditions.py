"""What several checks of an ONU share: the machine, plan, connection, position, names and profiles."""

import re
from collections.abc import Iterator

import attrs

from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.machines import ONU, OnuCommand
from isp_integrations.core.olt.models import ConnectionConfig, ConnectionMode, Onu, ProvisioningTemplate
from isp_integrations.core.olt.rules.values import text_violations, value_invalid
from isp_integrations.core.olt.rules.wifi import form_violations
from isp_integrations.core.olt.texts import TextField
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.text import is_blank

_NEEDED = {
    ConnectionMode.PPPOE: ("username", "password"),
    ConnectionMode.STATIC_IP: ("address", "netmask", "gateway"),
}


_OLT_ID = r"[A-Za-z0-9._-]{1,64}"


def command_violations(onu: Onu, command: OnuCommand) -> Iterator[Violation]:
    after = ONU.command(onu.admin_state, command)
    if isinstance(after, Violation):
        yield after


def plan_violations(onu: Onu) -> Iterator[Violation]:
    if is_blank(onu.plan_id):
        yield Violation(
            rule_id="ONU-2",
            code="onu.plan_required",
            family=Family.PRECONDITION_FAILED,
            message="Vincule a ONU a um plano do cliente.",
            context={"field": "plan_id"},
        )


def connection_violations(connection: ConnectionConfig, limits: PlatformLimits) -> Iterator[Violation]:
    mode = connection.mode
    if mode is ConnectionMode.UNKNOWN:
        yield Violation(
            rule_id="ONU-3",
            code="onu.unknown_mode",
            family=Family.VALIDATION_FAILED,
            message="O modo de conexão deve ser PPPoE, bridge, DHCP ou IP estático.",
            context={"field": "connection.mode"},
        )
    elif mode not in limits.modes:
        yield Violation(
            rule_id="ONU-3",
            code="onu.mode_unsupported",
            family=Family.UNSUPPORTED_OPERATION,
            message=f"{limits.title} não configura este modo de conexão.",
            context={"field": "connection.mode"},
        )
    missing = tuple(f"connection.{name}" for name in _NEEDED.get(mode, ()) if is_blank(getattr(connection, name)))
    if missing:
        yield Violation(
            rule_id="ONU-4",
            code="onu.connection_data_missing",
            family=Family.VALIDATION_FAILED,
            message="Faltam dados da conexão.",
            context={"fields": missing},
        )


def asset_violations(onu: Onu, moves_inventory: bool | None, *, named: str = "A ONU") -> Iterator[Violation]:
    if moves_inventory and is_blank(onu.asset_id):
        yield Violation(
            rule_id="ONU-9",
            code="onu.asset_missing",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message=f"{named} não tem patrimônio vinculado: essa movimentação de estoque não será gerada.",
        )


def name_violations(name: str | None, description: str | None, limits: PlatformLimits) -> Iterator[Violation]:
    return text_violations(
        (("name", TextField.NAME, name), ("description", TextField.DESCRIPTION, description)), limits
    )


def identity_violations(onu: Onu, limits: PlatformLimits) -> Iterator[Violation]:
    """Every text of an ONU that is authorised again with it: names, model, and the networks it keeps."""
    yield from name_violations(onu.name, onu.description, limits)
    yield from text_violations((("model", TextField.PROFILE, onu.model),), limits)
    if onu.wifi is not None:
        for network in onu.wifi.networks():
            yield from form_violations(network, limits)


def nothing_asked(*parts: object) -> Iterator[Violation]:
    if all(part is None for part in parts):
        yield value_invalid("request", "nada a alterar foi informado")


def place_violations(onu: Onu, limits: PlatformLimits) -> Iterator[Violation]:
    """Where an ONU is to be authorised: its PON, and its OLT in a system of many (ONU-16)."""
    if is_blank(onu.pon_port):
        yield condition("pon_port", Family.VALIDATION_FAILED, "Informe a porta PON da ONU.")
    elif not re.fullmatch(limits.pon_port_form, onu.pon_port or ""):
        told = f"A porta PON de {limits.title} tem a forma {limits.pon_port_example}."
        yield condition("pon_port", Family.VALIDATION_FAILED, told)
    if limits.many_olts and is_blank(onu.olt_id):
        yield condition("olt_id", Family.VALIDATION_FAILED, "Informe a OLT da ONU.")
    yield from olt_id_violations(onu.olt_id)


def address_violations(onu: Onu, limits: PlatformLimits) -> Iterator[Violation]:
    """What the platform needs to find an authorised ONU (ONU-16); a PON that is given must be one."""
    missing = tuple(name for name in limits.addressed_by if getattr(onu, name) in (None, "", {}))
    if missing:
        told = f"{limits.title} precisa de {', '.join(missing)} da ONU, como o provisionamento ou a busca devolveu."
        yield attrs.evolve(condition("address", Family.VALIDATION_FAILED, told), context={"fields": missing})
    yield from scope_violations(onu.olt_id, onu.pon_port, limits)


def scope_violations(olt_id: str | None, pon_port: str | None, limits: PlatformLimits) -> Iterator[Violation]:
    """An OLT and a PON, where they are given."""
    yield from olt_id_violations(olt_id)
    if pon_port and not re.fullmatch(limits.pon_port_form, pon_port):
        told = f"A porta PON de {limits.title} tem a forma {limits.pon_port_example}."
        yield condition("pon_port", Family.VALIDATION_FAILED, told)


def olt_id_violations(olt_id: str | None) -> Iterator[Violation]:
    if olt_id and not re.fullmatch(_OLT_ID, olt_id):
        yield condition("olt_id", Family.VALIDATION_FAILED, "O identificador da OLT tem sinais que nenhuma OLT tem.")


def template_violations(
    connection: ConnectionConfig, template: ProvisioningTemplate, limits: PlatformLimits
) -> Iterator[Violation]:
    if template.mode is not connection.mode:
        yield condition("template_mode", Family.VALIDATION_FAILED, "O modelo é de outro modo de conexão.")
    missing = tuple(name for name in limits.template_fields.get(connection.mode, ()) if _absent(template, name))
    if missing:
        told = f"{limits.title} precisa de {', '.join(missing)} no modelo de provisionamento."
        context = {"fields": tuple(f"template.{name}" for name in missing)}
        yield attrs.evolve(condition("template", Family.VALIDATION_FAILED, told), context=context)


def _absent(template: ProvisioningTemplate, name: str) -> bool:
    _, options, key = name.partition("options.")
    return is_blank(template.options.get(key)) if options else getattr(template, name) in (None, "")


def conflict(rule_id: str, code: str, message: str) -> Violation:
    return Violation(
        rule_id=rule_id,
        code=f"onu.{code}",
        family=Family.CONFLICT,
        message=message,
    )


def condition(name: str, family: Family, message: str) -> Violation:
    """A condition of the platform's own (ONU-16)."""
    return Violation(rule_id="ONU-16", code=f"onu.platform.{name}", family=family, message=message)
