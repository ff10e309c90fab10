"""What platforms' refusals amount to in our own rules, for the plugins that are refused for the same reasons."""

from collections.abc import Mapping

from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.rules import Family, Source, Violation


def platform_says(
    rule_id: str, code: str, family: Family, message: str, context: Mapping[str, str | tuple[str, ...]] | None = None
) -> Violation:
    """A violation that the platform found, not we."""
    return Violation(
        rule_id=rule_id, code=code, family=family, message=message, source=Source.PLATFORM, context=context or {}
    )


def onu_unknown(platform: str) -> Violation:
    """The platform of that title has no such ONU."""
    return platform_says(
        "ONU-16", "onu.platform.not_found", Family.NOT_FOUND, f"Esta ONU não existe na plataforma {platform}."
    )


def already_provisioned(platform: str, place: str = "") -> Violation:
    """The serial is authorised already on the platform of that title; `place` is where, if it tells."""
    where = f" ({place})" if place else ""
    return platform_says(
        "ONU-5", "onu.already_linked", Family.CONFLICT, f"A ONU já está provisionada em {platform}{where}."
    )


def name_unknown(platform: str, what: str) -> Violation:
    """A profile, type or VLAN that the template names does not exist on the platform of that title."""
    return platform_says(
        "ONU-16",
        "onu.platform.name_unknown",
        Family.PRECONDITION_FAILED,
        f"{platform} não tem {what} que o modelo de provisionamento nomeia.",
    )


def says_not_found(refused: ProviderRejected) -> bool:
    """Whether a refusal only says that there is no such thing."""
    return refused.violation is not None and refused.violation.family is Family.NOT_FOUND
