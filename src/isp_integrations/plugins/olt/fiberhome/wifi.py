"""Wi-Fi of FiberHome's gateways. Systems spell the keys in one of two ways; the networks cannot be read back."""

from collections.abc import Callable, Iterator

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.steps import NamedStep
from isp_integrations.plugins.olt.fiberhome import reads
from isp_integrations.plugins.olt.fiberhome import wire as w

HYPHENATED, PLAIN = "hyphenated", "plain"
"""What an account's `wifi_keys` may say."""
_SPELLINGS = {HYPHENATED: (w.WIFI_HYPHENATED, w.WIFI_PLAIN), PLAIN: (w.WIFI_PLAIN, w.WIFI_HYPHENATED)}
_RADIO = {
    m.WifiBand.GHZ_24: {"frequency": "2.4GHZ", "standard": "802.11bgn", "width": "20/40MHZ"},
    m.WifiBand.GHZ_5: {"frequency": "5.8GHZ", "standard": "802.11ac", "width": "80MHZ"},
}


def set_network(ems: OltSpec, onu: m.Onu, network: m.WifiNetwork) -> Exchange[m.DeviceOutcome]:
    """Set the first network of a band; the other spelling is tried once where the system does not know the keys."""
    values = _values(network)
    usual, other = _SPELLINGS[ems.account.credentials.get("wifi_keys") or HYPHENATED]
    try:
        yield from reads.order(ems, usual, onu, **values)
    except ProviderRejected as refused:
        if refused.words.split(" ")[0] not in w.WRONG_KEYS:
            raise
        yield from reads.order(ems, other, onu, **values)
    return m.DeviceOutcome(state=m.DeviceState.EXECUTED, done_by=ems.key, band=network.band)


def set_networks(ems: OltSpec, onu: m.Onu, wifi: m.WifiConfig) -> Exchange[tuple[m.DeviceOutcome, ...]]:
    """Set every network asked for; a refusal of a later one leaves the earlier ones in place and is told."""
    outcomes: list[m.DeviceOutcome] = []
    for network in wifi.networks():
        try:
            outcomes.append((yield from set_network(ems, onu, network)))
        except AuthenticationFailed:
            raise
        except ProviderRejected as refused:
            if not outcomes:
                raise
            outcomes.append(_faulted(ems, network, refused))
    return tuple(outcomes)


def wifi_steps(
    ems: OltSpec, onu: m.Onu, wifi: m.WifiConfig | None, outcomes: list[m.DeviceOutcome]
) -> Iterator[NamedStep]:
    """One step for each network that is whole; what becomes of each is added to `outcomes`."""
    for network in wifi.networks() if wifi else ():
        if network.ssid and network.password:
            yield NamedStep(name=f"wifi_{network.band}", apply=_noting(ems, onu, network, outcomes))


def refuse_untypeable(ems: OltSpec, onu: m.Onu, wifi: m.WifiConfig | None) -> None:
    """Raise where a network's name or password cannot be sent; nothing was."""
    for network in wifi.networks() if wifi else ():
        if network.ssid and network.password:
            ems.command(w.WIFI_HYPHENATED, **reads.target(ems, onu), **_values(network))


def _values(network: m.WifiNetwork) -> dict[str, object]:
    return {**_RADIO[network.band], "ssid": network.ssid, "key": network.password}


def _noting(
    ems: OltSpec, onu: m.Onu, network: m.WifiNetwork, outcomes: list[m.DeviceOutcome]
) -> Callable[[], Exchange[None]]:
    def apply() -> Exchange[None]:
        try:
            outcomes.append((yield from set_network(ems, onu, network)))
        except ProviderRejected as refused:
            outcomes.append(_faulted(ems, network, refused))
            raise

    return apply


def _faulted(ems: OltSpec, network: m.WifiNetwork, refused: ProviderRejected) -> m.DeviceOutcome:
    why = refused.words or refused.message
    return m.DeviceOutcome(state=m.DeviceState.FAULTED, done_by=ems.key, band=network.band, why=why)
