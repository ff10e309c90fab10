"""Lines that several of the driver's tasks type, and what their refusals amount to."""

import re
from collections.abc import Mapping

import attrs

from isp_integrations.core.cli import Command, Meaning, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import name_unknown, platform_says
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value
from isp_integrations.plugins.olt.huawei import wire as w
from isp_integrations.plugins.olt.huawei.tables import OntInfo, Place

_NAMED = (("profile", "um dos perfis"), ("VLAN", "a VLAN"), ("GEM port", "a porta GEM"))


@attrs.frozen(kw_only=True)
class Line(Value):
    """A command with the values that are its own, wherever the ONT is."""

    command: Command
    values: Mapping[str, object] = attrs.field(factory=dict, repr=False)


def type_at(olt: OltSpec, line: Line, place: Place, number: int | None) -> Exchange[str]:
    """Type `line` about the ONT of that number."""
    step = olt.command(line.command, **attrs.asdict(place), ont=number, **line.values)
    try:
        return (yield from typed(w.DIALECT, step))
    except ProviderRejected as said:
        raise _understood(olt, said) from None


def refused_by_us(code: str, family: Family, message: str) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return with_violation(platform_says("ONU-16", f"onu.platform.{code}", family, message))


def with_violation(violation: Violation) -> ProviderRejected:
    return ProviderRejected(message=violation.message, violation=violation)


def wan_line(connection: m.ConnectionConfig, vlan: int | None, ip_index: str | None) -> Line:
    """The line that gives an ONT its connection, in the modes where the ONT makes it."""
    values: dict[str, object] = {"index": ip_index, "vlan": vlan}
    match connection.mode:
        case m.ConnectionMode.PPPOE:
            login = {"username": connection.username, "password": connection.password}
            return Line(command=w.IPCONFIG_PPPOE, values={**values, **login})
        case m.ConnectionMode.STATIC_IP:
            first, second, *_ = (*connection.dns, None, None)
            address = {"address": connection.address, "netmask": connection.netmask, "gateway": connection.gateway}
            return Line(
                command=w.IPCONFIG_STATIC, values={**values, **address, "first_dns": first, "second_dns": second}
            )
        case _:
            return Line(command=w.IPCONFIG_DHCP, values=values)


def service_port_line(
    *, vlan: int | None, gem: int, user_vlan: int | None, upload: object = None, download: object = None
) -> Line:
    """The line that adds a service port; speeds are numbers of traffic tables, both or none."""
    values = {"vlan": vlan, "gem": gem, "user_vlan": user_vlan, "upload": upload, "download": download}
    return Line(command=w.SERVICE_PORT_ADD, values=values)


def add_service_port(olt: OltSpec, line: Line, place: Place, number: int) -> Exchange[None]:
    """Add a service port. One that the OLT says it has is for whoever looks afterwards to judge."""
    try:
        yield from type_at(olt, line, place, number)
    except ProviderRejected as said:
        if said.code != Meaning.ALREADY_THERE:
            raise


def remove(olt: OltSpec, command: Command, place: Place, number: int) -> Exchange[None]:
    """Take an ONT's service ports, or the ONT itself, away; what is gone already is no refusal."""
    try:
        yield from type_at(olt, Line(command=command), place, number)
    except ProviderRejected as said:
        if said.code != Meaning.NOT_THERE:
            raise


def gem_of(info: OntInfo, user_vlan: int | None) -> int:
    """The GEM port of the ONT's line profile that carries that VLAN, or the only one that it has."""
    carrying = [gem for gem, vlans in info.gems.items() if user_vlan in vlans]
    found = carrying or list(info.gems)
    if len(found) != 1:
        told = (
            "O perfil de linha não diz qual porta GEM leva esta VLAN: informe gem_port no modelo de provisionamento."
        )
        raise refused_by_us("gem_port", Family.PRECONDITION_FAILED, told)
    return found[0]


def by_id_or_name(profile: str) -> tuple[str | None, str | None]:
    """A profile's number, or its name, whichever the text is."""
    return (profile, None) if re.fullmatch(r"[0-9]+", profile) else (None, profile or None)


def _understood(olt: OltSpec, said: ProviderRejected) -> ProviderRejected:
    """The same refusal with the rule that it amounts to, where it names a profile, VLAN or GEM port."""
    if said.code != Meaning.BAD_ARGUMENT or "does not exist" not in said.words:
        return said
    what = next((told for word, told in _NAMED if word in said.words), "um nome")
    violation = name_unknown(olt.title, what)
    return ProviderRejected(message=violation.message, words=said.words, code=said.code, violation=violation)
