"""Rules of an ONU's Wi-Fi: ONU-6 and ONU-7, and what ONU-13 says of it."""

from collections.abc import Iterable, Iterator

from isp_integrations.core.olt.limits import PlatformLimits
from isp_integrations.core.olt.models import DeviceOutcome, Onu, WifiBand, WifiConfig, WifiNetwork
from isp_integrations.core.olt.texts import GENERAL, TextField
from isp_integrations.core.rules import Family, Severity, Violation
from isp_integrations.core.text import is_blank

_FIELDS = {WifiBand.GHZ_24: ("ssid_24", "password_24"), WifiBand.GHZ_5: ("ssid_5", "password_5")}


def wifi_violations(onu: Onu, wifi: WifiConfig, limits: PlatformLimits) -> Iterator[Violation]:
    """ONU-6 and ONU-7. A band whose SSID the host's record `onu` has is an edit; any other is a first set-up."""
    if is_blank(onu.plan_id):
        yield _violation(
            "ONU-6", "wifi_needs_plan", Family.PRECONDITION_FAILED, "Vincule a ONU a um plano antes do Wi-Fi.", ()
        )
    yield from network_violations(onu, wifi, limits)


def network_violations(onu: Onu, wifi: WifiConfig, limits: PlatformLimits) -> Iterator[Violation]:
    """The same without "is linked to a plan", where another rule says that."""
    networks = tuple(wifi.networks())
    if not networks:
        yield _incomplete("Informe SSID e senha de ao menos uma faixa.", ("ssid_24", "ssid_5"))
    for network in networks:
        yield from _completeness(onu, network, limits)
    for network in networks:
        yield from form_violations(network, limits)
    for network in networks:
        yield from _support(onu, network.band, limits)


def _completeness(onu: Onu, network: WifiNetwork, limits: PlatformLimits) -> Iterator[Violation]:
    if network.ssid and network.password:
        return
    fields = _FIELDS[network.band]
    first = onu.wifi is None or not any(n.ssid for n in onu.wifi.networks() if n.band is network.band)
    if first:
        told = f"Na primeira configuração da faixa de {network.band} GHz, informe SSID e senha juntos."
        yield _incomplete(told, (fields[0] if not network.ssid else fields[1],))
    elif not limits.wifi_single_field:
        told = f"{limits.title} não troca só o SSID ou só a senha: informe os dois ({network.band} GHz)."
        yield _violation("ONU-6", "wifi_single_field_unsupported", Family.UNSUPPORTED_OPERATION, told, fields)


def check_wifi_kept(
    old: Onu, outcomes: Iterable[DeviceOutcome], ahead: WifiConfig | None = None
) -> tuple[Violation, ...]:
    """ONU-13: each network of the old device that nobody sets on the new one is told.

    Args:
        outcomes: what became of those that the platform tried.
        ahead: the ones that are still to be set.
    """
    cared_for = {outcome.band for outcome in outcomes} | {network.band for network in _of(ahead)}
    lost = [network.band for network in _of(old.wifi) if network.band not in cared_for]
    return tuple(
        Violation(
            rule_id="ONU-13",
            code="onu.wifi_not_kept",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message=f"Ninguém configurou na ONU nova o Wi-Fi de {band} GHz da antiga: use configure_wifi.",
            context={"fields": _FIELDS[band]},
        )
        for band in lost
    )


def _of(wifi: WifiConfig | None) -> Iterator[WifiNetwork]:
    return wifi.networks() if wifi else iter(())


def form_violations(network: WifiNetwork, limits: PlatformLimits) -> Iterator[Violation]:
    """ONU-6: what a network's texts may be."""
    fields = _FIELDS[network.band]
    for field, kind, text in (
        (fields[0], TextField.SSID, network.ssid),
        (fields[1], TextField.WIFI_PASSWORD, network.password),
    ):
        complaint = text and (GENERAL[kind].complaint(text) or limits.texts[kind].complaint(text))
        if complaint:
            told = f"Campo {field}: {complaint}."
            yield _violation("ONU-6", "wifi_invalid", Family.VALIDATION_FAILED, told, (field,))


def unsupported_bands(onu: Onu, wifi: WifiConfig, limits: PlatformLimits) -> tuple[WifiBand, ...]:
    """The bands of `wifi` that the platform cannot set on this very ONU."""
    return tuple(network.band for network in wifi.networks() if _refusal(onu, network.band, limits))


def _support(onu: Onu, band: WifiBand, limits: PlatformLimits) -> Iterator[Violation]:
    if why := _refusal(onu, band, limits):
        yield _violation("ONU-7", "wifi_unsupported", Family.UNSUPPORTED_OPERATION, why, _FIELDS[band])


def _refusal(onu: Onu, band: WifiBand, limits: PlatformLimits) -> str | None:
    if band not in limits.wifi_bands:
        return f"{limits.title} não configura a faixa de {band} GHz."
    if onu.connection is not None and onu.connection.mode not in limits.wifi_modes:
        return f"{limits.title} não configura o Wi-Fi de uma ONU neste modo de conexão."
    return limits.wifi_refusal(onu, band)


def _incomplete(message: str, fields: tuple[str, ...]) -> Violation:
    return _violation("ONU-6", "wifi_incomplete", Family.VALIDATION_FAILED, message, fields)


def _violation(rule_id: str, code: str, family: Family, message: str, fields: tuple[str, ...]) -> Violation:
    context = {"fields": fields} if fields else {}
    return Violation(rule_id=rule_id, code=f"onu.{code}", family=family, message=message, context=context)
