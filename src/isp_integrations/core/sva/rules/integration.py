"""Rules of the integration's form and of the package in a product: SVA-INT-1, SVA-INT-6, SVA-PROD-*."""

from collections.abc import Collection, Iterator, Mapping

from isp_integrations.core.erp.models import Integration, Product, SvaPackage
from isp_integrations.core.platform import CredentialField
from isp_integrations.core.rules import Family, Severity, Violation


def check_integration(
    *, platform: str | None, credential_fields: tuple[CredentialField, ...], credentials: Mapping[str, str]
) -> tuple[Violation, ...]:
    """SVA-INT-1: one violation for each thing that the integration's form must have and lacks.

    Args:
        credential_fields: what `isp.credential_fields(platform)` lists.
        credentials: as the form has them; the values are told nowhere.
    """
    missing = [] if platform else ["platform"]
    missing += [f"credentials.{field.name}" for field in credential_fields if not _given(credentials, field)]
    return tuple(
        Violation(
            rule_id="SVA-INT-1",
            code="sva.token_required",
            family=Family.VALIDATION_FAILED,
            message="Informe a plataforma e o token da integração SVA.",
            context={"field": field},
        )
        for field in missing
    )


def _given(credentials: Mapping[str, str], field: CredentialField) -> bool:
    return not field.required or bool(credentials.get(field.name, "").strip())


def check_package_link(
    *, product: Product, package: SvaPackage, catalogue: Collection[SvaPackage] | None = None
) -> tuple[Violation, ...]:
    """SVA-PROD-1 to SVA-PROD-3: whether `package` may become the product's one package.

    Args:
        catalogue: what `list_packages` answers for the integration's account; `None` skips SVA-PROD-3.
    """
    held = product.package
    return (
        *unlinked_product(product),
        *(_second_package(product) if held is not None and held.code != package.code else ()),
        *unavailable_package(package, catalogue),
    )


def unlinked_product(product: Product) -> Iterator[Violation]:
    """SVA-PROD-1."""
    if product.integration_id is None:
        yield Violation(
            rule_id="SVA-PROD-1",
            code="sva.product_integration_required",
            family=Family.VALIDATION_FAILED,
            message="Vincule o produto SVA a uma integração.",
            context={"product_id": product.id, "field": "integration_id"},
        )


def _second_package(product: Product) -> Iterator[Violation]:
    yield Violation(
        rule_id="SVA-PROD-2",
        code="sva.product_already_has_package",
        family=Family.CONFLICT,
        message="O produto já tem um pacote SVA; não é possível adicionar outro.",
        context={"product_id": product.id},
    )


def unavailable_package(package: SvaPackage, catalogue: Collection[SvaPackage] | None) -> Iterator[Violation]:
    """SVA-PROD-3."""
    if catalogue is not None and all(package.code != offered.code for offered in catalogue):
        yield Violation(
            rule_id="SVA-PROD-3",
            code="sva.package_not_available",
            family=Family.PRECONDITION_FAILED,
            message="O pacote não está entre os que a plataforma oferece a esta conta.",
            context={"package_code": package.code},
        )


def without_package(product: Product) -> Iterator[Violation]:
    """SVA-PROD-4."""
    if product.package is None:
        yield Violation(
            rule_id="SVA-PROD-4",
            code="sva.product_without_package",
            family=Family.PRECONDITION_FAILED,
            message="O produto não tem pacote SVA; relacione um antes de criar o usuário.",
            context={"product_id": product.id},
        )


def not_connected(integration: Integration | None) -> Iterator[Violation]:
    """SVA-INT-6."""
    if integration is not None and integration.last_check_ok is False:
        yield Violation(
            rule_id="SVA-INT-6",
            code="sva.integration_not_connected",
            family=Family.PRECONDITION_FAILED,
            severity=Severity.WARNING,
            message="O último teste de conexão da integração falhou; confira a conta na plataforma.",
            context={"integration_id": integration.id},
        )
