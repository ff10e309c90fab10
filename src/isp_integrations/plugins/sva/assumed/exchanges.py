"""The family's operations on the ASSUMED wire, one borrowable function each.

A platform of which no source tells an operation borrows it in its class body, `block_user = assumed.block_user`, and
lists the endpoints, models and vocabularies of :mod:`.wire` in its own `WireBook`. Users are read back with the
platform's own `get_user`, so a platform that borrows a write needs that.

Whatever answers here is our invention; a real platform is only called with it after `accept_assumed=True`.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from isp_integrations.core.assumed import AssumedAccepted, AssumedPage, AssumedRefusal, accepted, ask, page
from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, Platform, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import known, read_day
from isp_integrations.core.rules import Violation
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.proofs import seen_after, user_if_any
from isp_integrations.core.sva.refusals import package_unknown, recognised, user_unknown
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.sva.assumed import wire as w

M = TypeVar("M")
T = TypeVar("T")


# --- asking -----------------------------------------------------------------------------------------------------


def _amounts_to(platform: Platform, refusal: AssumedRefusal) -> Violation | None:
    if refusal.code == w.USER_NOT_FOUND:
        return user_unknown(platform.title)
    if refusal.code == w.PACKAGE_NOT_FOUND:
        return package_unknown(platform.title)
    return recognised(refusal.message)


def _accepted(self: SvaSpec, answer: HttpAnswer) -> Any:
    return accepted(self, answer, amounts_to=_amounts_to)


def _ask(
    self: SvaSpec,
    endpoint: Endpoint,
    model: type[M],
    *,
    body: object = None,
    path: Mapping[str, str] | None = None,
) -> Exchange[M]:
    return (yield from ask(self, endpoint, model, body=body, path=path, amounts_to=_amounts_to))


def _order(self: SvaSpec, endpoint: Endpoint, user_id: str, body: object = None) -> Exchange[None]:
    """Send a write that is answered with no more than that it was taken."""
    taken = yield from _ask(self, endpoint, AssumedAccepted, body=body, path={"id": user_id})
    if not taken.accepted:
        raise UnexpectedAnswer(message="A plataforma não disse que aceitou a ordem.", paths=("$.accepted",))


def _named(self: SvaSpec, username: str) -> Exchange[m.SvaUser]:
    """The user of that username; whoever else the platform answers is not it."""
    body = w.AssumedUsername(username=username)
    listed = yield from _ask(self, w.FIND_USER, AssumedPage, body=body)
    for place, item in enumerate(listed.items):
        found = self.wire.read(w.AssumedUser, item, f"$.items[{place}]")
        if found.username == username:
            return _user(self, found, item)
    nobody = user_unknown(self.title)
    raise ProviderRejected(message=nobody.message, code=w.USER_NOT_FOUND, violation=nobody)


def _refuse_other(asked: str, told: str, at: str) -> None:
    if told != asked:
        raise UnexpectedAnswer(message=f"A resposta é de outro usuário SVA, segundo {at}.", paths=(at,))


def _id_of(self: SvaSpec, user: m.SvaUser) -> Exchange[str]:
    """The platform's id of the user, looked up where the host does not have it."""
    if "id" in user.platform_ids:
        return user.platform_ids["id"]
    found = yield from _named(self, user.username or "")
    return found.platform_ids["id"]


def _also_to_find(request: Any) -> tuple[Endpoint, ...]:
    return () if "id" in request.user.platform_ids else (w.FIND_USER,)


# --- theirs to ours ---------------------------------------------------------------------------------------------


def _package(_: SvaSpec, package: w.AssumedPackage, __: Any) -> SvaPackage:
    return SvaPackage(code=package.code, name=package.name, kind=package.kind)


def _user(self: SvaSpec, user: w.AssumedUser, raw: Any) -> m.SvaUser:
    return m.SvaUser(
        package=SvaPackage(code=user.package, name=user.package_name or ""),
        cpf=known(Cpf.parse, user.tax_id),
        username=user.username,
        email=user.email,
        phone=known(Msisdn.parse, user.phone),
        status=self.wire.word(w.STATUSES, user.status),
        raw_status=user.status,
        reason=user.reason,
        created_on=read_day(user.created_on),
        platform_ids={"id": user.id},
        raw=raw,
    )


# --- reading ----------------------------------------------------------------------------------------------------


@operation(uses=(w.PACKAGES,))
def test_connection(self: SvaSpec, request: ConnectionTest) -> Exchange[None]:  # noqa: ARG001
    """Prove the connection by listing the packages."""
    yield from _ask(self, w.PACKAGES, AssumedPage)


@operation(uses=(w.PACKAGES,))
def list_packages(
    self: SvaSpec,
    request: r.ListPackages,  # noqa: ARG001
    cursor: str | None,
) -> Exchange[Page[SvaPackage]]:
    """The account's catalogue."""
    return (yield from page(self, w.PACKAGES, w.AssumedPackage, _package, cursor, amounts_to=_amounts_to))


@operation(uses=(w.USERS,))
def list_users(self: SvaSpec, request: r.ListUsers, cursor: str | None) -> Exchange[Page[m.SvaUser]]:  # noqa: ARG001
    """Every user."""
    return (yield from page(self, w.USERS, w.AssumedUser, _user, cursor, amounts_to=_amounts_to))


@operation(uses=(w.USER,), also=lambda request: () if "id" in request.platform_ids else (w.FIND_USER,))
def get_user(self: SvaSpec, request: r.GetUser) -> Exchange[m.SvaUser]:
    """A user by the platform's id, or by username."""
    if "id" not in request.platform_ids:
        return (yield from _named(self, request.username or ""))
    user_id = request.platform_ids["id"]
    answer = yield from self.call(w.USER, path={"id": user_id})
    body = _accepted(self, answer)
    found = self.wire.read(w.AssumedUser, body)
    _refuse_other(user_id, found.id, "$.id")
    _refuse_other(request.username or found.username, found.username, "$.username")
    return _user(self, found, body)


# --- changing ---------------------------------------------------------------------------------------------------


@operation(uses=(w.CREATE_USER, w.FIND_USER))
def create_user(self: SvaSpec, request: r.CreateUser) -> Exchange[m.SvaUser]:
    """Create a user; a lost answer is proven by the username, which was free before, on the wanted package."""
    body = _new_user(request)
    wanted = r.GetUser(username=request.username)
    before = yield from user_if_any(_named(self, request.username))

    def send() -> Exchange[m.SvaUser]:
        made = yield from _ask(self, w.CREATE_USER, w.AssumedUser, body=body)
        _refuse_other(request.username, made.username, "$.username")
        same = r.GetUser(username=request.username, platform_ids={"id": made.id})
        return (yield from seen_after(self.get_user(same)))

    def look() -> Exchange[m.SvaUser | None]:
        if before is not None:
            raise Undecided("O usuário já existia na plataforma antes da ordem.")
        found = yield from user_if_any(self.get_user(wanted))
        if found is not None and (found.package is None or found.package.code != request.package.code):
            raise Undecided("O usuário existe na plataforma, mas em outro pacote.")
        return found

    return (yield from write_once(send, look, settle=self.wire.settle(w.CREATE_USER)))


def _new_user(request: r.CreateUser) -> w.AssumedNewUser:
    customer = request.customer
    return w.AssumedNewUser(
        name=customer.legal_name,
        username=request.username,
        package=request.package.code,
        tax_id=customer.tax_id.value if customer.tax_id else None,
        phone=request.phone.national if request.phone else None,
        email=customer.email,
        password=request.password,
        contract_id=request.contract_id,
    )


@operation(uses=(w.EDIT_USER,), also=_also_to_find)
def edit_user(self: SvaSpec, request: r.EditUser) -> Exchange[m.SvaUser]:
    """Change phone and password; once more is harmless."""
    phone = request.phone.national if request.phone else None
    body = w.AssumedEdit(phone=phone, password=request.password)
    return (yield from _ordered(self, w.EDIT_USER, request.user, body))


@operation(uses=(w.BLOCK_USER,), also=_also_to_find)
def block_user(self: SvaSpec, request: r.BlockUser) -> Exchange[m.SvaUser]:
    """Withhold the access; once more is harmless."""
    return (yield from _ordered(self, w.BLOCK_USER, request.user))


@operation(uses=(w.ACTIVATE_USER,), also=_also_to_find)
def activate_user(self: SvaSpec, request: r.ActivateUser) -> Exchange[m.SvaUser]:
    """Give the access again; once more is harmless."""
    return (yield from _ordered(self, w.ACTIVATE_USER, request.user))


@operation(uses=(w.DEACTIVATE_USER,), also=_also_to_find)
def deactivate_user(self: SvaSpec, request: r.DeactivateUser) -> Exchange[m.SvaUser]:
    """Take the access away; once more is harmless."""
    return (yield from _ordered(self, w.DEACTIVATE_USER, request.user))


def _ordered(self: SvaSpec, endpoint: Endpoint, user: m.SvaUser, body: object = None) -> Exchange[m.SvaUser]:
    """Bring a user into another state by one repeatable write of this wire, and read it back."""
    user_id = yield from _id_of(self, user)
    yield from _order(self, endpoint, user_id, body)
    return (yield from self.get_user(_same(user, user_id)))


def _same(user: m.SvaUser, user_id: str) -> r.GetUser:
    return r.GetUser(username=user.username, cpf=user.cpf, platform_ids={**user.platform_ids, "id": user_id})


@operation(uses=(w.DELETE_USER,), also=_also_to_find)
def delete_user(self: SvaSpec, request: r.DeleteUser) -> Exchange[m.SvaUser]:
    """Remove a user; it is proven gone by not being found, also after a lost answer."""
    user_id = yield from _id_of(self, request.user)
    same = _same(request.user, user_id)

    def send() -> Exchange[m.SvaUser]:
        yield from _order(self, w.DELETE_USER, user_id)
        left = yield from user_if_any(self.get_user(same))
        return left or m.SvaUser(status=m.SvaUserStatus.REMOVED)

    def look() -> Exchange[m.SvaUser | None]:
        left = yield from user_if_any(self.get_user(same))
        gone = left is None or left.status is m.SvaUserStatus.REMOVED
        return m.SvaUser(status=m.SvaUserStatus.REMOVED) if gone else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.DELETE_USER)))


@operation(uses=(w.CHANGE_PACKAGE,), also=_also_to_find)
def change_package(self: SvaSpec, request: r.ChangePackage) -> Exchange[m.SvaUser]:
    """Put a user on another package; a lost answer is proven by the package it is on."""
    user_id = yield from _id_of(self, request.user)
    same = _same(request.user, user_id)
    body = w.AssumedPackageChoice(package=request.package.code)

    def send() -> Exchange[m.SvaUser]:
        yield from _order(self, w.CHANGE_PACKAGE, user_id, body)
        return (yield from self.get_user(same))

    def look() -> Exchange[m.SvaUser | None]:
        now = yield from self.get_user(same)
        return now if now.package is not None and now.package.code == request.package.code else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.CHANGE_PACKAGE)))


@operation(uses=(w.RESEND_CREDENTIALS,), also=_also_to_find)
def resend_credentials(self: SvaSpec, request: r.ResendCredentials) -> Exchange[None]:
    """Send the credentials again; a lost answer stays unknown, for nothing shows that they were sent."""
    user_id = yield from _id_of(self, request.user)
    yield from _order(self, w.RESEND_CREDENTIALS, user_id)
