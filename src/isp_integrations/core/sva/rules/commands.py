"""Rules of what is asked of an SVA user that exists: SVA-USER-6 to -8 and -12, SVA-ACT-1, and its machine."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from isp_integrations.core.erp.models import Contract, SvaPackage
from isp_integrations.core.erp.rules import check_support, check_texts
from isp_integrations.core.errors import InvalidIdentifier, SupportRefused
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.machines import USER, SvaUserCommand, state_of
from isp_integrations.core.sva.models import SvaUser
from isp_integrations.core.sva.rules.contract import contract_violations
from isp_integrations.core.sva.rules.creation import immutable_field, invalid_phone
from isp_integrations.core.sva.rules.integration import unavailable_package

_EDITED = ("phone", "password")


def check_block(*, user: SvaUser) -> tuple[Violation, ...]:
    """CORE-10: whether the user can be blocked."""
    return tuple(_command(user, SvaUserCommand.BLOCK))


def check_activation(*, user: SvaUser, contract: Contract, today: date) -> tuple[Violation, ...]:
    """SVA-ACT-1 and CORE-10: whether the user can be activated by hand (Ativar)."""
    return (
        *contract_violations(contract, today, rule_id="SVA-ACT-1"),
        *_command(user, SvaUserCommand.ACTIVATE),
    )


def check_deactivation(*, user: SvaUser) -> tuple[Violation, ...]:
    """CORE-10: whether the user can be deactivated by hand (Desativar)."""
    return tuple(_command(user, SvaUserCommand.DEACTIVATE))


def check_deletion(*, user: SvaUser) -> tuple[Violation, ...]:
    """CORE-10: whether the user can be deleted."""
    return tuple(_command(user, SvaUserCommand.DELETE))


def check_edit(
    *,
    user: SvaUser,
    limits: PlatformLimits,
    phone: str | Msisdn | None = None,
    password: str | None = None,
    other_fields: Iterable[str] = (),
) -> tuple[Violation, ...]:
    """SVA-USER-6 to -8, CORE-10 and CORE-12.

    Args:
        phone, password: the new ones; `None` is no change.
        other_fields: names of further fields that the form would change, each of which is refused.
    """
    edited = [name for name, value in zip(_EDITED, (phone, password), strict=True) if value is not None]
    refused = [name for name in edited if name not in limits.editable]
    refused += [name for name in other_fields if name not in _EDITED]
    return (
        *_phone(phone),
        *sorted((immutable_field(name) for name in refused), key=lambda found: found.rule_id),
        *_command(user, SvaUserCommand.EDIT),
        *check_texts({"password": password}, family="sva"),
    )


def check_package_change(
    *,
    user: SvaUser,
    package: SvaPackage,
    catalogue: Collection[SvaPackage] | None = None,
    recreate: bool = False,
    support: Sequence[SupportRefused] = (),
) -> tuple[Violation, ...]:
    """SVA-PROD-3, SVA-USER-12 and CORE-10.

    Args:
        recreate: whether the package is changed by deleting and creating the user; what the creation breaks is
            `check_creation`'s to say.
        support: what asking the platform for it would raise.
    """
    command = SvaUserCommand.RECREATE if recreate else SvaUserCommand.EDIT
    return (
        *unavailable_package(package, catalogue),
        *_same_package(user, package),
        *check_support(support, family="sva", operation="package_change", rule_id="SVA-USER-12"),
        *_command(user, command),
    )


def _phone(phone: str | Msisdn | None) -> Iterator[Violation]:
    if isinstance(phone, str):
        try:
            Msisdn.parse(phone)
        except InvalidIdentifier as wrong:
            yield invalid_phone(f"Telefone inválido: {wrong.reason}.")


def _same_package(user: SvaUser, package: SvaPackage) -> Iterator[Violation]:
    if user.package is not None and user.package.code == package.code:
        yield Violation(
            rule_id="SVA-USER-12",
            code="sva.same_package",
            family=Family.CONFLICT,
            message="O usuário SVA já está neste pacote.",
            context={"package_code": package.code},
        )


def _command(user: SvaUser, command: SvaUserCommand) -> Iterator[Violation]:
    answer = USER.command(state_of(user), command)
    if isinstance(answer, Violation):
        yield answer
