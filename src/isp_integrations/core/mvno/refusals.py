"""What refusals amount to in our own rules, for the plugins that refuse or are refused for the same reasons."""

from isp_integrations.core.rules import Family, Source, Violation

NUMBER_OR_SIM_REQUIRED = Violation(
    rule_id="MVNO-LINE-2",
    code="mvno.invalid_msisdn",
    family=Family.VALIDATION_FAILED,
    message="Informe o número ou o ICCID da linha.",
)


def platform_says(rule_id: str, code: str, family: Family, message: str) -> Violation:
    """A violation that the platform found, not we."""
    return Violation(rule_id=rule_id, code=code, family=family, message=message, source=Source.PLATFORM)


def line_unknown(platform: str) -> Violation:
    """The platform of that title has no such line."""
    return platform_says(
        "MVNO-TRANSFER-15",
        "mvno.platform.line_not_found",
        Family.NOT_FOUND,
        f"Esta linha não existe na plataforma {platform}.",
    )


def sim_taken(platform: str) -> Violation:
    """The SIM has a line or an activation on the platform of that title."""
    message = f"O chip já tem linha ou ativação na plataforma {platform}."
    return platform_says("MVNO-LINE-3", "mvno.iccid_in_use", Family.CONFLICT, message)
