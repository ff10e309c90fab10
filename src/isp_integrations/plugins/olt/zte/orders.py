"""Lines that several of the driver's tasks type, and what their refusals amount to."""

from collections.abc import Iterable, Mapping

import attrs

from isp_integrations.core.cli import CliCommand, Command, pattern, typed
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import platform_says
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.values import Value
from isp_integrations.plugins.olt.zte import reads
from isp_integrations.plugins.olt.zte import wire as w
from isp_integrations.plugins.olt.zte.tables import Place, Spelling


@attrs.frozen(kw_only=True)
class Order(Value):
    """A command with the values that are its own, wherever the ONU is."""

    command: Command
    values: Mapping[str, object] = attrs.field(factory=dict, repr=False)


def step_at(olt: OltSpec, spelling: Spelling, place: Place, order: Order) -> CliCommand:
    """The step that types `order` in the mode of that PON, ONU or virtual port."""
    onu = {"onu": spelling.onu(place)}
    where = {
        w.PON: {"pon": spelling.pon(place.pon)},
        w.ONU: onu,
        w.VPORT: {"vport": place.vport},
        w.MNG: onu,
    }
    return olt.command(order.command, **(where[order.command.mode] if order.command.mode else {}), **order.values)


def type_at(olt: OltSpec, spelling: Spelling, place: Place, *orders: Order) -> Exchange[None]:
    """Type `orders` about the ONU of that place, in order, up to the first that is refused."""
    for order in orders:
        try:
            yield from typed(w.DIALECT, step_at(olt, spelling, place, order))
        except ProviderRejected as said:
            raise _understood(said, order.command) from None


def refused_by_us(code: str, family: Family, message: str) -> ProviderRejected:
    """A refusal that this driver makes of what it read."""
    return with_violation(platform_says("ONU-16", f"onu.platform.{code}", family, message))


def with_violation(violation: Violation) -> ProviderRejected:
    return ProviderRejected(message=violation.message, violation=violation)


def name_orders(name: str, description: str) -> tuple[Order, ...]:
    """The lines that name an ONU; an empty text is left as it is."""
    named = Order(command=w.NAME, values={"name": name})
    described = Order(command=w.DESCRIPTION, values={"description": description})
    return (*((named,) if name else ()), *((described,) if description else ()))


def wan_order(connection: m.ConnectionConfig, options: Mapping[str, str], spelling: Spelling) -> Order:
    """The line that gives an ONU its connection, in the modes where the ONU makes it."""
    values: dict[str, object] = {
        "family": "ipv4" if spelling is Spelling.TITAN else None,
        "vlan_profile": options.get("vlan_profile"),
    }
    match connection.mode:
        case m.ConnectionMode.PPPOE:
            login = {"username": connection.username, "password": connection.password}
            return Order(command=w.WAN_PPPOE, values={**values, **login})
        case m.ConnectionMode.STATIC_IP:
            address = {"address": connection.address, "netmask": connection.netmask}
            return Order(
                command=w.WAN_STATIC, values={**values, **address, "ip_profile": options.get("ip_profile") or None}
            )
        case _:
            return Order(command=w.WAN_DHCP, values=values)


def wifi_orders(network: m.WifiNetwork, spelling: Spelling) -> tuple[Order, ...]:
    """The lines that set one network; what the caller left empty is left as it is."""
    port = {"wifi": w.WIFI_PORTS[network.band]}
    key = w.WIFI_KEY if spelling is Spelling.CLASSIC else w.WIFI_KEY_TITAN
    named = Order(command=w.SSID, values={**port, "ssid": network.ssid})
    locked = Order(command=key, values={**port, "key": network.password})
    return (
        Order(command=w.WIFI_ON, values=port),
        *((named,) if network.ssid else ()),
        *((locked,) if network.password else ()),
    )


def set_networks(
    olt: OltSpec, spelling: Spelling, place: Place, serial: OnuSerial, networks: Iterable[m.WifiNetwork]
) -> Exchange[tuple[m.DeviceOutcome, ...]]:
    """Set networks one by one; a refusal of a later one leaves the ones before it in place, and is told."""
    outcomes: list[m.DeviceOutcome] = []
    for network in networks:
        try:
            outcomes.append((yield from set_network(olt, spelling, place, serial, network)))
        except ProviderRejected as refused:
            if not outcomes:
                raise
            outcomes.append(faulted(olt, network, refused))
    return tuple(outcomes)


def set_network(
    olt: OltSpec, spelling: Spelling, place: Place, serial: OnuSerial, network: m.WifiNetwork
) -> Exchange[m.DeviceOutcome]:
    """Set one network, and look whether the ONU refused it: the OLT takes the lines whatever becomes of them."""
    yield from type_at(olt, spelling, place, *wifi_orders(network, spelling))
    if (yield from config_failed(olt, spelling, place, serial)):
        return faulted(olt, network, config_refused())
    return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=olt.key, band=network.band)


def faulted(olt: OltSpec, network: m.WifiNetwork, refused: ProviderRejected) -> m.DeviceOutcome:
    why = refused.words or refused.message
    return m.DeviceOutcome(state=m.DeviceState.FAULTED, done_by=olt.key, band=network.band, why=why)


def config_failed(olt: OltSpec, spelling: Spelling, place: Place, serial: OnuSerial) -> Exchange[bool]:
    """Whether the ONU refused what it was configured with, as it is read back; a rehearsal has nothing to read."""
    if (yield from Rehearsing()):
        return False
    page = yield from reads.detail(olt, spelling, place, serial)
    return page.text("Config state").casefold() == "fail"


def config_refused() -> ProviderRejected:
    told = "A ONU recusou a configuração (Config state: fail): confira o tipo e o modelo da ONU."
    return refused_by_us("config_failed", Family.PRECONDITION_FAILED, told)


def _understood(said: ProviderRejected, command: Command) -> ProviderRejected:
    """The same refusal with the rule that it amounts to, where its sentence is a known one."""
    violation = None
    if pattern(w.UNI_MISSING).fullmatch(said.words):
        violation = _of_uni(command)
    elif pattern(w.REFUSED_BY_ONU).fullmatch(said.words):
        told = "A ONU não aceita esta configuração pela OLT."
        violation = platform_says("ONU-16", "onu.platform.refused_by_onu", Family.UNSUPPORTED_OPERATION, told)
    if violation is None:
        return said
    return ProviderRejected(message=violation.message, words=said.words, code=said.code, violation=violation)


def _of_uni(command: Command) -> Violation:
    if command is w.WIFI_ON:
        told = "O tipo da ONU na OLT não declara esta faixa de Wi-Fi: use um tipo que a declare e provisione de novo."
        return platform_says("ONU-7", "onu.wifi_unsupported", Family.UNSUPPORTED_OPERATION, told)
    told = "O tipo da ONU na OLT não declara esta porta."
    return platform_says("ONU-16", "onu.platform.port_missing", Family.PRECONDITION_FAILED, told)
