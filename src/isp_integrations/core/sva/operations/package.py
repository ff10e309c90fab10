"""Changing a user's package: in one call, or by deleting and creating."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import InvalidRecord, ProviderRejected, Unavailable, refuse_errors
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.rules import Violation
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva import rules
from isp_integrations.core.sva.events import SvaPackageChanged, SvaPackageChangeIncomplete
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.machines import SvaUserState, in_state
from isp_integrations.core.sva.operations.access import deleted
from isp_integrations.core.sva.operations.state import contradiction, limits_of, observed, status_events
from isp_integrations.core.sva.operations.user import created, refuse_other_customer


def change_package(
    session: Session,
    *,
    user: m.SvaUser,
    package: SvaPackage,
    recreate: m.CreateSvaUser | None = None,
    catalogue: Collection[SvaPackage] | None = None,
) -> Exchange[Done[m.SvaUser]]:
    """Put a user on another package (troca de pacote), in one call where the platform can (SVA-USER-12).

    Where it cannot, the user is deleted and created again, if `recreate` says as what; every rule of the creation
    holds before the deletion. A creation that then fails leaves the user REMOVED, and `SvaPackageChangeIncomplete`
    says so; one that the platform took and does not show yet is in doubt instead.

    Args:
        recreate: the form of the new user, its product on `package`. The platform may keep the CPF of a deleted
            user and refuse it, so only the caller may ask for this.
        catalogue: the account's packages, to refuse one that is not among them.

    Raises:
        UnsupportedOperation: the platform cannot in one call, and `recreate` was not given.
        RuleViolation: SVA-USER-12, SVA-PROD-3, CORE-10, and what the new user breaks.
        OutcomeUnknown: an answer was lost; resume it, do not call again.
    """
    if recreate is None or "change_package" in session.platform.operations:
        return (yield from _in_one_call(session, user, package, catalogue))
    session.require(SvaSpec.delete_user)
    session.require(SvaSpec.create_user)
    _refuse_another_user(user, package, recreate)
    today = (yield from Now()).date()
    found = (
        *rules.check_package_change(user=user, package=package, recreate=True),
        *rules.check_creation(recreate, limits=limits_of(session), today=today, catalogue=catalogue),
    )
    return (yield from _recreated(session, user, recreate, refuse_errors(found)))


def _refuse_another_user(user: m.SvaUser, package: SvaPackage, recreate: m.CreateSvaUser) -> None:
    """A form of another person or package is a mistake of the caller, before any rule."""
    refuse_other_customer(recreate)
    if user.customer_id not in {None, recreate.customer.id}:
        raise InvalidRecord(problems=("recreate.customer: o usuário é de outro cliente",))
    if user.customer_id is None and user.cpf not in {None, recreate.customer.tax_id}:
        raise InvalidRecord(problems=("recreate.customer.tax_id: o usuário tem outro CPF",))
    if recreate.product.package is None or recreate.product.package.code != package.code:
        raise InvalidRecord(problems=("recreate.product.package: deve ser o pacote pedido",))


def _in_one_call(
    session: Session, user: m.SvaUser, package: SvaPackage, catalogue: Collection[SvaPackage] | None
) -> Exchange[Done[m.SvaUser]]:
    request = r.ChangePackage(user=user, package=package)
    session.require(SvaSpec.change_package, request)
    found = rules.check_package_change(user=user, package=package, catalogue=catalogue)
    warnings = refuse_errors(found)
    seen = yield from session.exchange(SvaSpec.change_package, request)
    if seen.package is None or seen.package.code != package.code:
        raise contradiction("package")
    after, events = observed(session, user, seen)
    return Done(value=after, warnings=warnings, events=(_changed(user, package.code), *events))


def _recreated(
    session: Session, user: m.SvaUser, new: m.CreateSvaUser, warnings: tuple[Violation, ...]
) -> Exchange[Done[m.SvaUser]]:
    wanted = new.product.package.code if new.product.package else ""
    yield from deleted(session, user)
    try:
        made = yield from created(session, new)
    except (ProviderRejected, Unavailable) as failure:
        gone = in_state(user, SvaUserState.REMOVED)
        incomplete = SvaPackageChangeIncomplete(user_id=user.id, wanted_package_code=wanted, why=failure.message)
        return Done(value=gone, warnings=warnings, events=(incomplete, *status_events(user, gone)))
    after = attrs.evolve(made, id=user.id)
    return Done(value=after, warnings=warnings, events=(_changed(user, wanted), *status_events(user, after)))


def _changed(user: m.SvaUser, code: str) -> SvaPackageChanged:
    old = user.package.code if user.package else None
    return SvaPackageChanged(user_id=user.id, old_package_code=old, new_package_code=code)
