"""Rules of the texts and numbers that a caller hands over (ONU-15), before any of them can become a command."""

from collections.abc import Iterable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.models import ConnectionConfig, ConnectionMode, ProvisioningTemplate
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.texts import TextField
from isp_integrations.core.rules import Family, Violation

VLANS = range(1, 4095)
_MOST_DNS = 2
_PROFILES = ("line_profile", "service_profile", "onu_type", "download_profile", "upload_profile")


def read_serial(text: str | OnuSerial, *, field: str = "serial") -> OnuSerial | Violation:
    """The serial that `text` says, or the violation of ONU-15 for the form's `field`."""
    try:
        return text if isinstance(text, OnuSerial) else OnuSerial.parse(text)
    except InvalidIdentifier as wrong:
        return value_invalid(field, wrong.reason)


def value_invalid(field: str, complaint: str) -> Violation:
    return Violation(
        rule_id="ONU-15",
        code="onu.value_invalid",
        family=Family.VALIDATION_FAILED,
        message=f"Campo {field}: {complaint}.",
        context={"field": field},
    )


def text_violations(
    texts: Iterable[tuple[str, TextField, str | None]], limits: PlatformLimits
) -> Iterator[Violation]:
    """ONU-15 for each `(form's field, kind, text)` that is given and does not fit the platform's form of it."""
    for field, kind, text in texts:
        if text and (complaint := limits.texts[kind].complaint(text)):
            yield value_invalid(field, complaint)


def connection_value_violations(connection: ConnectionConfig, limits: PlatformLimits) -> Iterator[Violation]:
    """ONU-15: the VLAN, and what the mode sends; what it does not send is not looked at."""
    if connection.vlan is not None and connection.vlan not in VLANS:
        yield value_invalid("connection.vlan", "a VLAN vai de 1 a 4094")
    if connection.mode is ConnectionMode.PPPOE:
        credentials = (
            ("connection.username", TextField.USERNAME, connection.username),
            ("connection.password", TextField.PASSWORD, connection.password),
        )
        yield from text_violations(credentials, limits)
    if connection.mode is ConnectionMode.STATIC_IP:
        yield from _address_violations(connection)


def template_value_violations(template: ProvisioningTemplate, limits: PlatformLimits) -> Iterator[Violation]:
    """ONU-15: names of profiles and further options, VLANs and GEM port."""
    for field, vlan in (("template.vlan", template.vlan), ("template.user_vlan", template.user_vlan)):
        if vlan is not None and vlan not in VLANS:
            yield value_invalid(field, "a VLAN vai de 1 a 4094")
    if template.gem_port is not None and template.gem_port < 0:
        yield value_invalid("template.gem_port", "deve ser um número positivo")
    names = [(f"template.{name}", TextField.PROFILE, getattr(template, name)) for name in _PROFILES]
    names += [(f"template.options.{key}", TextField.PROFILE, text) for key, text in template.options.items()]
    yield from text_violations(names, limits)


def _address_violations(connection: ConnectionConfig) -> Iterator[Violation]:
    wrong = False
    named = [("address", connection.address), ("gateway", connection.gateway)]
    named += [(f"dns[{place}]", text) for place, text in enumerate(connection.dns)]
    for name, text in named:
        if text and not _is_host_address(text):
            wrong = True
            yield value_invalid(f"connection.{name}", "não é um endereço IPv4")
    if connection.netmask and not _is_netmask(connection.netmask):
        wrong = True
        yield value_invalid("connection.netmask", "não é uma máscara IPv4")
    if len(connection.dns) > _MOST_DNS:
        yield value_invalid("connection.dns", "são aceitos no máximo dois servidores DNS")
    if not wrong and all((connection.address, connection.netmask, connection.gateway)):
        network = IPv4Network(f"{connection.address}/{connection.netmask}", strict=False)
        if IPv4Address(connection.gateway) not in network or connection.gateway == connection.address:
            yield value_invalid("connection.gateway", "não é outro endereço da mesma rede")


def _is_host_address(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return not (address.is_multicast or address.is_unspecified or address.is_loopback or address.is_reserved)


def _is_netmask(text: str) -> bool:
    try:
        mask = int(IPv4Address(text))
    except AddressValueError:
        return False
    return mask != 0 and f"{mask:032b}".rstrip("0").count("0") == 0
