"""What the vendor's own gateways (HGUs) are told beyond the OLT: connection and Wi-Fi, as in-band TR-069 parameters.

The OLT keeps each parameter in a slot, which is freed before it is written again, and shows nothing of what the
gateway makes of it: what was accepted is executed, and never verified.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from isp_integrations.core.errors import AuthenticationFailed, OutcomeUnknown, ProviderError, ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.rules import Family
from isp_integrations.core.tl1 import obeyed
from isp_integrations.plugins.olt.nokia_isam import wire as w
from isp_integrations.plugins.olt.nokia_isam.answers import Place

MAKER: Final = "ALCL"
ROUTED: Final = frozenset({m.ConnectionMode.PPPOE})
Settings: TypeAlias = tuple[tuple[w.Parameter, object], ...]
"""Parameters with the values that they shall have."""


def gateway_conditions(onu: m.Onu, connection: m.ConnectionConfig) -> Iterator[tuple[str, Family, str]]:
    """What a connection of the gateway's own asks of it: `(name, family, pt-BR message)`."""
    if connection.mode in ROUTED and onu.serial.vendor != MAKER:
        told = f"O PPPoE só é configurado por esta OLT em ONTs roteadoras da Nokia (serial {MAKER}): use bridge."
        yield "router", Family.UNSUPPORTED_OPERATION, told


def wan_settings(connection: m.ConnectionConfig, vlan: int | None) -> Settings:
    """The parameters of a gateway's connection."""
    return ((w.WAN_VLAN, vlan), (w.WAN_USERNAME, connection.username), (w.WAN_PASSWORD, connection.password))


def wifi_settings(network: m.WifiNetwork) -> Settings:
    """The parameters of one network; what the caller left empty is left as it is."""
    named = ((w.SSIDS[network.band], network.ssid),) if network.ssid else ()
    locked = ((w.WIFI_KEYS[network.band], network.password),) if network.password else ()
    return (*named, *locked)


def refuse_untypeable(olt: OltSpec, settings: Settings) -> None:
    """Raise an `InvalidIdentifier` where a value cannot be sent; nothing was."""
    for parameter, value in settings:
        olt.command(parameter.message, ont="0", value=value)


def apply_settings(olt: OltSpec, place: Place, settings: Settings) -> Exchange[None]:
    """Set parameters one by one; twice is as good as once.

    Raises:
        ProviderRejected: one was refused; those before it stand.
        OutcomeUnknown: an answer was lost, and what makes up for it could not be sent.
    """
    for parameter, value in settings:
        yield from _set(olt, place, parameter, value)


def set_networks(olt: OltSpec, place: Place, wifi: m.WifiConfig) -> Exchange[tuple[m.DeviceOutcome, ...]]:
    """Set networks one by one; a refusal is told of its own network, and does not keep the other from being set."""
    outcomes = []
    for network in wifi.networks():
        try:
            outcomes.append((yield from set_network(olt, place, network)))
        except AuthenticationFailed:
            raise
        except ProviderRejected as refused:
            outcomes.append(faulted(olt, network, refused))
    return tuple(outcomes)


def set_network(olt: OltSpec, place: Place, network: m.WifiNetwork) -> Exchange[m.DeviceOutcome]:
    """Set one network."""
    yield from apply_settings(olt, place, wifi_settings(network))
    return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=olt.key, band=network.band)


def faulted(olt: OltSpec, network: m.WifiNetwork, refused: ProviderRejected) -> m.DeviceOutcome:
    """What became of a network that the OLT refused."""
    why = refused.words or refused.message
    return m.DeviceOutcome(state=m.DeviceState.FAULTED, done_by=olt.key, band=network.band, why=why)


def _set(olt: OltSpec, place: Place, parameter: w.Parameter, value: object) -> Exchange[None]:
    """Overwrite a slot, and once more when an answer is lost: whatever came of the first time, it holds the value."""
    try:
        yield from _overwrite(olt, place, parameter, value)
    except OutcomeUnknown as lost:
        try:
            yield from _overwrite(olt, place, parameter, value)
        except ProviderError as failure:
            if type(failure) is ProviderRejected:
                raise
            raise lost from None


def _overwrite(olt: OltSpec, place: Place, parameter: w.Parameter, value: object) -> Exchange[None]:
    """Free the slot and fill it. How the refusal to free a free one reads, nobody tells: whatever was refused there,
    whether the slot can be filled tells what it comes to."""
    try:
        yield from obeyed(w.TL1_DIALECT, olt.command(w.FREE_SLOT, ont=place.aid, slot=parameter.slot))
    except AuthenticationFailed:
        raise
    except ProviderRejected:
        pass
    yield from obeyed(w.TL1_DIALECT, olt.command(parameter.message, ont=place.aid, value=value))
