"""What the account offers, its users, and its interactive authorisation."""

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.hookspecs import SvaSpec


def list_packages(session: Session, cursor: str | None) -> Exchange[Page[SvaPackage]]:
    """The packages that this account may sell; which ones varies by the provider's contract with the platform."""
    return (yield from session.page(SvaSpec.list_packages, r.ListPackages(), cursor))


def list_users(session: Session, cursor: str | None) -> Exchange[Page[m.SvaUser]]:
    """Every user of the account as the platform has it."""
    return (yield from session.page(SvaSpec.list_users, r.ListUsers(), cursor))


def get_user(
    session: Session,
    *,
    cpf: str | Cpf | None = None,
    email: str | None = None,
    username: str | None = None,
    package_code: str | None = None,
) -> Exchange[m.SvaUser]:
    """One user as the platform has it, by what the platform knows its users by.

    Args:
        package_code: which of the user's packages, on a platform where there may be several.

    Raises:
        InvalidIdentifier: the CPF is none.
        InvalidRecord: no key was given.
        ProviderRejected: the platform has no such user.
    """
    if not (cpf or email or username):
        raise InvalidRecord(problems=("cpf, email, username: informe ao menos um",))
    document = Cpf.parse(cpf) if isinstance(cpf, str) and cpf else cpf
    request = r.GetUser(
        cpf=document if isinstance(document, Cpf) else None,
        email=email,
        username=username or (document.value if isinstance(document, Cpf) else None),
        package_code=package_code,
    )
    return (yield from session.exchange(SvaSpec.get_user, request))


def begin_authorization(session: Session, *, correlation: str) -> Exchange[None]:
    """Ask the platform to send an authorisation code to the host's registered address.

    Args:
        correlation: a text of the host's choice, hard to guess, that comes back with the code and proves whose it is.
    """
    return (yield from session.exchange(SvaSpec.begin_authorization, r.BeginAuthorization(correlation=correlation)))


def complete_authorization(session: Session, *, code: str) -> Exchange[m.Authorization]:
    """Change the code that the platform sent for an access, which this account uses from then on.

    Raises:
        ProviderRejected: the code was used before, expired, or never given.
    """
    return (yield from session.exchange(SvaSpec.complete_authorization, r.CompleteAuthorization(code=code)))
