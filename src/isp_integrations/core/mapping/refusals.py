"""What refusals amount to in our own rules, for the plugins that refuse or are refused for the same reasons."""

from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.rules import Family, Source, Violation


def port_not_free(platform: str) -> ProviderRejected:
    """The platform of that title gave no port: it is taken, blocked or inexistent, or all are (PORT-1)."""
    return _refused(
        "PORT-1",
        "map.port_not_free",
        Family.CONFLICT,
        f"A porta pedida, ou toda a estrutura, não está livre na {platform}.",
    )


def code_taken(platform: str) -> ProviderRejected:
    """The platform of that title holds a port under this code already (PORT-3)."""
    return _refused(
        "PORT-3", "map.port_already_reserved", Family.CONFLICT, f"Este código já tem uma porta na {platform}."
    )


def code_ambiguous() -> ProviderRejected:
    """The map holds other ports under a code, or several, and nothing tells which is meant."""
    return _refused(
        "PORT-3",
        "map.platform.code_ambiguous",
        Family.CONFLICT,
        "O código tem outra porta no mapa, ou mais de uma. Informe em remote_ref qual delas é a desta reserva.",
    )


def not_on_map(platform: str) -> ProviderRejected:
    """The platform of that title holds nothing for the reservation (PORT-4)."""
    return _refused(
        "PORT-4", "map.platform.reservation_not_found", Family.NOT_FOUND, f"A {platform} não tem esta reserva."
    )


def already_served(platform: str) -> ProviderRejected:
    """On the platform of that title the customer is served already, or may be: a cancellation would cut him off."""
    return _refused(
        "PORT-4",
        "map.platform.already_served",
        Family.CONFLICT,
        f"Na {platform} este cliente já está ativo; confira e libere a porta em vez de cancelar a reserva.",
    )


def structure_unknown(platform: str) -> ProviderRejected:
    """The platform of that title has no such structure (PORT-1)."""
    return _refused(
        "PORT-1", "map.platform.structure_not_found", Family.NOT_FOUND, f"A {platform} não tem esta estrutura."
    )


def _refused(rule_id: str, code: str, family: Family, message: str) -> ProviderRejected:
    says = Violation(rule_id=rule_id, code=code, family=family, message=message, source=Source.PLATFORM)
    return ProviderRejected(message=message, violation=says)
