"""What refusals amount to in our own rules, for the plugins that refuse or are refused for the same reasons."""

from isp_integrations.core.rules import Family, Source, Violation
from isp_integrations.core.text import same_sentence

CPF_TAKEN = "CPF já cadastrado."
"""The literal message of SVA-USER-4."""


def cpf_taken(source: Source) -> Violation:
    """SVA-USER-4: the CPF has a user, as the host's records (OWN) or the platform (PLATFORM) say."""
    return Violation(
        rule_id="SVA-USER-4",
        code="sva.cpf_already_registered",
        family=Family.CONFLICT,
        message=CPF_TAKEN,
        source=source,
    )


def recognised(sentence: str) -> Violation | None:
    """The rule that a platform's own sentence amounts to; case, accents and the final dot do not matter."""
    return cpf_taken(Source.PLATFORM) if same_sentence(sentence, CPF_TAKEN) else None


def user_unknown(platform: str) -> Violation:
    """The platform of that title has no such user."""
    return Violation(
        rule_id="CORE-10",
        code="sva.platform.user_not_found",
        family=Family.NOT_FOUND,
        message=f"Este usuário SVA não existe na plataforma {platform}.",
        source=Source.PLATFORM,
    )


def package_unknown(platform: str) -> Violation:
    """SVA-PROD-3: the platform of that title does not sell the package to this account."""
    return Violation(
        rule_id="SVA-PROD-3",
        code="sva.package_not_available",
        family=Family.PRECONDITION_FAILED,
        message=f"O pacote não está disponível nesta conta da plataforma {platform}.",
        source=Source.PLATFORM,
    )
