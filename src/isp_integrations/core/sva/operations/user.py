"""One SVA user: creating, following and editing it, and having its credentials sent again."""

from collections.abc import Collection

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva import rules
from isp_integrations.core.sva.events import (
    SvaCredentialsResent,
    SvaUserCreated,
    SvaUserEdited,
)
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.operations.state import (
    contradiction,
    limits_of,
    looked_up,
    observed,
    with_platform_state,
)


def create_user(
    session: Session,
    *,
    new: m.CreateSvaUser,
    users_of_integration: Collection[m.SvaUser] | None = None,
    catalogue: Collection[SvaPackage] | None = None,
) -> Exchange[Done[m.SvaUser]]:
    """Give a customer access to the package of an SVA product in his contract (ativar usuário SVA).

    Args:
        users_of_integration: the host's users of the integration, for "one per CPF and per contract"; without them
            the platform alone says so.
        catalogue: the account's packages, to refuse one that is not among them.

    Raises:
        RuleViolation: SVA-PROD-1, -3 and -4, SVA-USER-1 to -10, CORE-12, all broken ones at once.
        ProviderRejected: the platform says no; `violation` is SVA-USER-4 for its `CPF já cadastrado.`.
        OutcomeUnknown: the answer was lost; resume it, do not call again.
    """
    session.require(SvaSpec.create_user)
    refuse_other_customer(new)
    today = (yield from Now()).date()
    found = rules.check_creation(
        new,
        limits=limits_of(session),
        today=today,
        users_of_integration=users_of_integration,
        catalogue=catalogue,
    )
    warnings = refuse_errors(found)
    user = yield from created(session, new)
    return Done(value=user, warnings=warnings, events=(creation_event(user),))


def refuse_other_customer(new: m.CreateSvaUser) -> None:
    """A contract of somebody else is a mistake of the caller, before any rule."""
    if new.contract is not None and new.contract.customer_id != new.customer.id:
        raise InvalidRecord(problems=("new.contract.customer_id: o contrato é de outro cliente",))


def created(session: Session, new: m.CreateSvaUser) -> Exchange[m.SvaUser]:
    """The new user, once its rules hold."""
    limits = limits_of(session)
    request = creation_request(new, limits)
    seen = yield from session.exchange(SvaSpec.create_user, request)
    if seen.package is not None and seen.package.code != request.package.code:
        raise contradiction("package")
    expected = {m.SvaUserStatus.ACTIVE, m.SvaUserStatus.UNKNOWN}
    if seen.status not in expected and not (limits.confirms_later and seen.status is m.SvaUserStatus.PENDING):
        raise contradiction("status")
    return with_platform_state(_of_the_host(new, request), seen)


def creation_request(new: m.CreateSvaUser, limits: PlatformLimits) -> r.CreateUser:
    """What the platform is asked for a form that broke no rule."""
    username = rules.username_of(new, limits)
    if new.product.package is None or username is None:
        raise AssertionError("SVA-PROD-4 and SVA-USER-3 refuse a user without package or key")
    return r.CreateUser(
        customer=new.customer,
        package=new.product.package,
        username=username,
        phone=rules.phone_of(new),
        password=new.password,
        contract_id=new.contract.id if new.contract else None,
    )


def _of_the_host(new: m.CreateSvaUser, request: r.CreateUser) -> m.SvaUser:
    tax_id = new.customer.tax_id
    return m.SvaUser(
        integration_id=new.integration_id,
        contract_id=request.contract_id,
        customer_id=new.customer.id,
        product_id=new.product.id,
        package=request.package,
        cpf=tax_id if isinstance(tax_id, Cpf) else None,
        username=request.username,
        email=new.customer.email,
        phone=request.phone,
        status=m.SvaUserStatus.PENDING,
    )


def creation_event(user: m.SvaUser) -> SvaUserCreated:
    return SvaUserCreated(
        user_id=user.id,
        contract_id=user.contract_id,
        package_code=user.package.code if user.package else "",
        status=user.status,
    )


def refresh_user(session: Session, *, user: m.SvaUser) -> Exchange[Done[m.SvaUser]]:
    """The host's user with what the platform now says of it; every change is an event (an observation, CORE-10).

    One that the platform no longer has is REMOVED. This is how a PENDING user is followed until it is ACTIVE.
    """
    session.require(SvaSpec.get_user)
    seen = yield from looked_up(session, user)
    after, events = observed(session, user, seen)
    return Done(value=after, events=events)


def edit_user(
    session: Session, *, user: m.SvaUser, phone: str | Msisdn | None = None, password: str | None = None
) -> Exchange[Done[m.SvaUser]]:
    """Change a user's phone, password or both; nothing else of a user can be edited.

    Raises:
        RuleViolation: SVA-USER-6, SVA-USER-8 for what this platform cannot edit, CORE-10 or CORE-12.
        InvalidRecord: nothing to change was given.
    """
    session.require(SvaSpec.edit_user)
    warnings = refuse_errors(rules.check_edit(user=user, limits=limits_of(session), phone=phone, password=password))
    if phone is None and password is None:
        raise InvalidRecord(problems=("phone, password: informe ao menos um",))
    number = Msisdn.parse(phone) if isinstance(phone, str) else phone
    request = r.EditUser(user=user, phone=number, password=password)
    seen = yield from session.exchange(SvaSpec.edit_user, request)
    if number is not None and seen.phone not in {None, number}:
        raise contradiction("phone")
    after, events = observed(session, attrs.evolve(user, phone=number or user.phone), seen)
    fields = tuple(name for name, value in (("phone", number), ("password", password)) if value is not None)
    edited = SvaUserEdited(user_id=user.id, fields=fields)
    return Done(value=after, warnings=warnings, events=(edited, *events))


def resend_credentials(session: Session, *, user: m.SvaUser) -> Exchange[Done[None]]:
    """Have the platform send the customer his welcome message or credentials again, where it offers that."""
    yield from session.exchange(SvaSpec.resend_credentials, r.ResendCredentials(user=user))
    return Done(value=None, events=(SvaCredentialsResent(user_id=user.id),))
