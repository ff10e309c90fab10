"""Watch TV (Watch Brasil): one ticket for each sale of a package to an e-mail, suspended and resumed by the host.

An account is authorised in two steps, for Watch sends a code to the host's own address: `begin_authorization` asks
for it and `complete_authorization` changes it for the token, which the account's token cell and the host's token
store keep from then on. There is no renewal without a new code; a refused token is an `AuthenticationFailed` that
says so, once the store has no newer one of another process.

Watch shows a suspended and a deactivated user as one thing, and keeps no day on which a suspension ends (W6). A
ticket's deletion is its cancellation (W7).
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import Any, ClassVar, TypeVar

import attrs

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import known
from isp_integrations.core.rules import Family, Source, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.proofs import seen_after, user_if_any
from isp_integrations.core.sva.refusals import recognised, user_unknown
from isp_integrations.core.text import fold
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.sva.watch_tv import wire as w

M = TypeVar("M")

_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_AUTHORISE = (
    "A conta da Watch TV precisa ser autorizada: chame begin_authorization e, com o código que chega ao endereço de "
    "retorno, complete_authorization."
)
_CODE_LOST = "O código vale uma vez e pode ter sido gasto. Peça outro com begin_authorization."


def _says(rule_id: str, code: str, family: Family, message: str) -> Violation:
    return Violation(rule_id=rule_id, code=code, family=family, message=message, source=Source.PLATFORM)


_CODE_REFUSED = _says(
    "SVA-INT-6",
    "sva.platform.authorization_code_refused",
    Family.PRECONDITION_FAILED,
    "A Watch TV recusou o código de autorização, que vale uma vez e por pouco tempo: peça outro com "
    "begin_authorization. Se ele também for recusado, confira client_id e client_secret.",
)
_HAS_TICKET = _says(
    "SVA-USER-5",
    "sva.contract_already_has_user",
    Family.CONFLICT,
    "O contrato já tem um ticket deste pacote na Watch TV.",
)
_REFERENCE_TAKEN = _says(
    "SVA-USER-5",
    "sva.platform.reference_taken",
    Family.CONFLICT,
    "A referência do ERP já é de um ticket deste pacote na Watch TV, com outro e-mail.",
)
_SEVERAL_TICKETS = _says(
    "SVA-USER-9",
    "sva.platform.several_tickets",
    Family.CONFLICT,
    "O usuário tem mais de um ticket na Watch TV: informe o pacote ou cancele no painel o que sobra.",
)
_EMAIL_NEEDED = Violation(
    rule_id="SVA-USER-3",
    code="sva.customer_data_incomplete",
    family=Family.VALIDATION_FAILED,
    message="A Watch TV conhece o usuário pelo e-mail; informe-o.",
    context={"fields": ("email",)},
)


class WatchTv(SvaSpec):
    """Watch TV: users known by e-mail, several packages of different types each, suspension and resumption."""

    key = "watch_tv"
    title = "Watch TV"
    base_url = w.BASE_URL
    logs_in = True
    credential_fields = (
        CredentialField(name="client_id", label="client_id", secret=False),
        CredentialField(name="client_secret", label="client_secret"),
        CredentialField(name="redirect_uri", label="redirect_uri, como informado à Watch", secret=False),
    )
    wire = w.BOOK
    user_key: ClassVar[m.UserKey] = m.UserKey.EMAIL
    customer_fields: ClassVar[tuple[str, ...]] = ("email",)
    editable: ClassVar[frozenset[str]] = frozenset({"phone"})
    several_packages: ClassVar[bool] = True
    tells_block_from_deactivation: ClassVar[bool] = False

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic tickets."""
        from isp_integrations.plugins.sva.watch_tv.sandbox import WatchTvSandbox  # noqa: PLC0415  rarely wanted

        return WatchTvSandbox()

    @classmethod
    def packages_conflict(cls, packages: tuple[SvaPackage, ...]) -> str | None:
        """W4: several packages have different types, and one of them is basic; untold types are not judged."""
        kinds = [fold(package.kind) for package in packages if package.kind]
        if len(packages) < 2 or len(kinds) < len(packages):  # noqa: PLR2004
            return None
        if max(Counter(kinds).values()) > 1:
            return "Na Watch TV um usuário só tem vários pacotes se forem de tipos diferentes."
        return None if w.BASIC in kinds else "Na Watch TV quem tem mais de um pacote precisa de um do tipo basic."

    # --- access ---

    def log_in(self) -> Exchange[str]:
        """Say that nobody can log in without a code."""
        yield from ()
        raise AuthenticationFailed(message=_AUTHORISE)

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the Bearer token (watch_tv A.2)."""
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))

    def token_in(self, answer: HttpAnswer) -> str | None:
        """The token that a code was changed for; `None` in every other answer."""
        if answer.status >= 300 or b"access_token" not in answer.body:  # noqa: PLR2004
            return None
        try:
            return self._granted(answer).token
        except (ProviderRejected, UnexpectedAnswer):
            return None

    def token_refused(self, answer: HttpAnswer) -> bool:
        """A 401, or an error on a 2xx that speaks of the token (watch_tv A.4)."""
        if answer.status in {401, 403}:
            return True
        if b"token" not in answer.body.lower():
            return False
        try:
            return _speaks_of_token(self.wire.read(w.Envelope, answer.json()))
        except UnexpectedAnswer:
            return False

    @operation(uses=(w.AUTHORIZE,))
    def begin_authorization(self, request: r.BeginAuthorization) -> Exchange[None]:
        """Have Watch send a code, and `correlation` as `uid`, to the account's redirect address."""
        given = self.account.credentials
        body = w.AuthorizationRequest(
            client_id=given["client_id"],
            redirect_url=given["redirect_uri"],
            approval_prompt=w.APPROVAL_PROMPT,
            uid=request.correlation,
        )
        answer = yield from self.call(w.AUTHORIZE, body=self._form(body), authenticated=False)
        result = self._accepted(answer, "A Watch TV recusou o pedido de autorização; confira client_id.").result
        if not self.wire.read(w.AuthorizationAsked, result, "$.Result").success:
            raise UnexpectedAnswer(message="A Watch TV não disse que enviará o código.", paths=("$.Result.success",))

    @operation(uses=(w.TOKEN,))
    def complete_authorization(self, request: r.CompleteAuthorization) -> Exchange[m.Authorization]:
        """Change the code for the token. A code that was used or has expired is one refusal, and needs a new one."""
        given = self.account.credentials
        body = w.TokenRequest(
            client_id=given["client_id"],
            client_secret=given["client_secret"],
            code=request.code,
            grant_type=w.GRANT_TYPE,
        )
        try:
            answer = yield from self.call(w.TOKEN, body=self._form(body), authenticated=False)
            access = self._granted(answer)
        except OutcomeUnknown as lost:
            lost.explanation = _CODE_LOST
            raise
        if access.expires_in is not None:
            return m.Authorization(expires_in=_lifetime(access.expires_in))
        expiry = _expiry(access.token)
        if expiry is None:
            return m.Authorization()
        now = (yield from Now()).timestamp()
        return m.Authorization(expires_in=_lifetime(expiry - ceil(now)))

    @operation(uses=(w.PACKAGES,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by listing the packages."""
        yield from self._list(w.PACKAGES, {})

    # --- reading ---

    @operation(uses=(w.PACKAGE_ITEMS,))
    def list_packages(
        self,
        request: r.ListPackages,
        cursor: str | None,
    ) -> Exchange[Page[SvaPackage]]:
        """The account's packages, whose ids are its own (W5)."""
        return Page(items=(yield from self._packages()))

    @operation(uses=(w.PACKAGE_ITEMS, w.TICKETS))
    def list_users(self, request: r.ListUsers, cursor: str | None) -> Exchange[Page[m.SvaUser]]:
        """Every ticket, a page for each package of the account: no call is known that lists them all."""
        codes = list(dict.fromkeys(package.code for package in (yield from self._packages())))
        if not codes:
            return Page(items=())
        if cursor is not None and cursor not in codes:
            raise InvalidRecord(problems=("cursor: o pacote não está mais no catálogo da conta",))
        place = codes.index(cursor) if cursor else 0
        users = yield from self._users(package=codes[place])
        return Page(items=users, cursor=codes[place + 1] if place + 1 < len(codes) else None)

    @operation(uses=(w.TICKETS,))
    def get_user(self, request: r.GetUser) -> Exchange[m.SvaUser]:
        """A user's ticket by the host's reference where it is known, else by e-mail.

        A ticket that the host knows is that one, whatever its package is now (W3); any other is of another sale.
        Without one it is the only ticket of the package.
        """
        ticket, reference = request.platform_ids.get("ticket"), request.platform_ids.get("reference")
        email = next((text for text in (request.username, request.email) if text and "@" in text), None)
        if reference is None and email is None:
            raise RuleViolation(violations=(_EMAIL_NEEDED,))
        found = yield from self._users(
            reference=reference, email=None if reference else email, package=None if ticket else request.package_code
        )
        return self._only(found, ticket)

    # --- changing ---

    @operation(uses=(w.TICKETS, w.INSERT))
    def create_user(self, request: r.CreateUser) -> Exchange[m.SvaUser]:
        """Sell a package; a lost answer is proven by reference and package, of which there was no ticket (W11)."""
        reference, package = request.contract_id or request.customer.id, request.package.code
        if sold := (yield from self._users(reference=reference, package=package)):
            told = _HAS_TICKET if any(_same(user.email, request.username) for user in sold) else _REFERENCE_TAKEN
            raise ProviderRejected(message=told.message, violation=told)
        body = w.NewSubscriber(
            package=package,
            email=request.username,
            reference=reference,
            phone=_phone(request.phone) if request.phone else None,
        )

        def send() -> Exchange[m.SvaUser]:
            ids = {"ticket": self._sold((yield from self._ask(w.INSERT, body))), "reference": reference}
            return (yield from seen_after(self.get_user(r.GetUser(platform_ids=ids))))

        def look() -> Exchange[m.SvaUser | None]:
            found = yield from self._users(reference=reference, package=package)
            if len(found) > 1:
                raise Undecided("Há mais de um ticket com esta referência e este pacote.")
            return found[0] if found else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.INSERT)))

    @operation(uses=(w.TICKETS, w.EDIT_PHONE))
    def edit_user(self, request: r.EditUser) -> Exchange[m.SvaUser]:
        """Change the phone; once more is harmless."""
        now = yield from self.get_user(r.GetUser.of(request.user))
        if request.phone is None or now.package is None or now.email is None:
            raise UnexpectedAnswer(message="A Watch TV não mostra o e-mail do ticket.", paths=("$.EmailUsuario",))
        body = w.PhoneChange(package=now.package.code, email=now.email, phone=_phone(request.phone))
        result = (yield from self._ask(w.EDIT_PHONE, body)).result
        if not self.wire.read(w.PhoneChanged, result, "$.Result").user:
            raise UnexpectedAnswer(message="A Watch TV não disse que trocou o telefone.", paths=("$.Result.User",))
        return (yield from self.get_user(r.GetUser.of(_with_ids(request.user, now))))

    @operation(uses=(w.TICKETS, w.UPDATE_STATUS))
    def block_user(self, request: r.BlockUser) -> Exchange[m.SvaUser]:
        """Suspend the ticket, unless it is suspended (W8). When to resume is the host's matter (W6)."""
        return (yield from self._switched(request.user, m.SvaUserStatus.BLOCKED))

    @operation(uses=(w.TICKETS, w.UPDATE_STATUS))
    def activate_user(self, request: r.ActivateUser) -> Exchange[m.SvaUser]:
        """Resume the ticket, unless it runs (W8)."""
        return (yield from self._switched(request.user, m.SvaUserStatus.ACTIVE))

    @operation(uses=(w.TICKETS, w.UPDATE_STATUS))
    def deactivate_user(self, request: r.DeactivateUser) -> Exchange[m.SvaUser]:
        """Suspend the ticket, which stays until it is deleted."""
        return (yield from self._switched(request.user, m.SvaUserStatus.BLOCKED))

    @operation(uses=(w.TICKETS, w.DELETE))
    def delete_user(self, request: r.DeleteUser) -> Exchange[m.SvaUser]:
        """Cancel the ticket (W7); one that is not found then was cancelled already (W10)."""
        now = yield from self.get_user(r.GetUser.of(request.user))
        try:
            cancelled = yield from self._ask(w.DELETE, w.TicketOrder(ticket=now.platform_ids["ticket"]))
            if cancelled.has_error is None:
                raise UnexpectedAnswer(message="A Watch TV não disse que cancelou o ticket.", paths=("$.HasError",))
        except ProviderRejected as refused:
            if refused.violation is None or refused.violation.family is not Family.NOT_FOUND:
                raise
        left = yield from user_if_any(self.get_user(r.GetUser.of(_with_ids(request.user, now))))
        return left or m.SvaUser(status=m.SvaUserStatus.REMOVED)

    @operation(uses=(w.TICKETS, w.RESEND))
    def resend_credentials(self, request: r.ResendCredentials) -> Exchange[None]:
        """Send the welcome e-mail again; a lost answer stays unknown, for nothing shows that it was sent."""
        now = yield from self.get_user(r.GetUser.of(request.user))
        sent = yield from self._ask(w.RESEND, w.TicketOrder(ticket=now.platform_ids["ticket"]))
        if not self.wire.read(w.EmailSent, _first(sent.result), "$.Result[0]").sent:
            raise UnexpectedAnswer(message="A Watch TV não enviou o e-mail.", paths=("$.Result[0].email_send",))

    # --- how ---

    def _switched(self, user: m.SvaUser, wanted: m.SvaUserStatus) -> Exchange[m.SvaUser]:
        now = yield from self.get_user(r.GetUser.of(user))
        if now.status is wanted:
            return now
        status = w.RUNNING if wanted is m.SvaUserStatus.ACTIVE else w.SUSPENDED
        body = w.TicketStatus(ticket=now.platform_ids["ticket"], status=status)
        if not (yield from self._ask(w.UPDATE_STATUS, body)).result:
            raise UnexpectedAnswer(message="A Watch TV não disse que trocou o status.", paths=("$.Result",))
        return (yield from self.get_user(r.GetUser.of(_with_ids(user, now))))

    def _packages(self) -> Exchange[tuple[SvaPackage, ...]]:
        items = yield from self._list(w.PACKAGE_ITEMS, {})
        read = (self.wire.read(w.Package, item, f"$.Result.list[{place}]") for place, item in enumerate(items))
        return tuple(SvaPackage(code=package.code, name=package.name or "", kind=package.kind) for package in read)

    def _users(
        self, *, reference: str | None = None, email: str | None = None, package: str | None = None
    ) -> Exchange[tuple[m.SvaUser, ...]]:
        """The tickets that fit; whatever else the platform answers is somebody else's."""
        query = self._form(w.TicketQuery(package=package, reference=reference, email=email))
        items = yield from self._list(w.TICKETS, query)
        found = []
        for place, item in enumerate(items):
            ticket = self.wire.read(w.Ticket, item, f"$.Result.list[{place}]")
            same = (package in {None, ticket.package}, reference in {None, ticket.reference})
            if all(same) and (email is None or _same(ticket.email, email)):
                found.append(_user(ticket, item))
        return tuple(found)

    def _list(self, endpoint: Endpoint, query: Mapping[str, str]) -> Exchange[list[Any]]:
        envelope = self._accepted((yield from self.call(endpoint, query=query)))
        if envelope.has_error is None:
            raise UnexpectedAnswer(message="A Watch TV não disse que a consulta deu certo.", paths=("$.HasError",))
        return self.wire.read(w.Listed, envelope.result, "$.Result").items

    def _only(self, found: tuple[m.SvaUser, ...], ticket: str | None) -> m.SvaUser:
        """The ticket that the host knows; where it knows none, the only one."""
        meant = [user for user in found if ticket in {None, user.platform_ids["ticket"]}]
        if not meant:
            nobody = user_unknown(self.title)
            raise ProviderRejected(message=nobody.message, violation=nobody)
        if len(meant) > 1:
            raise ProviderRejected(message=_SEVERAL_TICKETS.message, violation=_SEVERAL_TICKETS)
        return meant[0]

    def _sold(self, envelope: w.Envelope) -> str:
        sold = self.wire.read(w.Sold, _first(envelope.result), "$.Result")
        ticket = sold.ticket or sold.ticket_in_small
        if not ticket:
            raise UnexpectedAnswer(message="A Watch TV não disse qual é o ticket.", paths=("$.Result.Ticket",))
        return ticket

    def _ask(self, endpoint: Endpoint, body: object) -> Exchange[w.Envelope]:
        answer = yield from self.call(endpoint, body=self._form(body))
        return self._accepted(answer)

    def _form(self, body: object) -> dict[str, str]:
        return {key: value for key, value in self.wire.plain(body).items() if value is not None}

    def _granted(self, answer: HttpAnswer) -> w.Access:
        try:
            result = self._accepted(answer).result
        except ProviderRejected as refused:
            raise ProviderRejected(
                message=_CODE_REFUSED.message, words=refused.words, code=refused.code, violation=_CODE_REFUSED
            ) from None
        access = self.wire.read(w.Access, _first(result), "$.Result[0]")
        if not _TOKEN.fullmatch(access.token):
            raise UnexpectedAnswer(
                message="O token recebido não cabe em um cabeçalho.", paths=("$.Result[0].access_token",)
            )
        return access

    def _accepted(self, answer: HttpAnswer, unauthorised: str = _AUTHORISE) -> w.Envelope:
        """The envelope of an answer that says yes; a 2xx alone says nothing."""
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message=unauthorised, code=str(answer.status))
        if answer.status == 400 and fold(w.TICKET_NOT_FOUND) in fold(answer.text()):  # noqa: PLR2004
            nobody = user_unknown(self.title)
            raise ProviderRejected(message=nobody.message, words=w.TICKET_NOT_FOUND, code="400", violation=nobody)
        envelope = self.wire.read(w.Envelope, answer.json())
        words = self.quotable(envelope.error_message or envelope.error or "")
        code = None if envelope.error_number is None else str(envelope.error_number)
        if _speaks_of_token(envelope):
            raise AuthenticationFailed(message=unauthorised, words=words, code=code)
        if answer.status >= 300 or envelope.has_error or envelope.is_validation_error or envelope.error:  # noqa: PLR2004
            if not words and code is None:
                raise UnexpectedAnswer(message="A Watch TV recusou sem dizer por quê.", paths=("$.ErrorMessage",))
            raise ProviderRejected(
                message=f"A Watch TV recusou: {words or 'sem explicação'}",
                words=words,
                code=code,
                violation=recognised(words),
            )
        return envelope


def _speaks_of_token(envelope: w.Envelope) -> bool:
    told = f"{envelope.error_message or ''} {envelope.error or ''}"
    return "token" in fold(told)


def _same(told: str | None, email: str) -> bool:
    return (told or "").casefold() == email.casefold()


def _first(result: Any) -> Any:
    """What a call answers, whether it comes alone or in a list."""
    return result[0] if isinstance(result, list) and result else result


def _phone(phone: Msisdn) -> str:
    """Digits with the country's prefix, thirteen of them (W9)."""
    return f"{w.COUNTRY}{phone.national}"


def _lifetime(seconds: int) -> float:
    """Seconds that a token still lasts, no more than the longest that is believed."""
    return float(min(max(0, seconds), w.LONGEST_LIFETIME))


def _expiry(token: str) -> int | None:
    """When a token that is a JWT says it ends, in seconds since 1970."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    expiry = claims.get("exp") if isinstance(claims, dict) else None
    return expiry if isinstance(expiry, int) and not isinstance(expiry, bool) else None


def _with_ids(user: m.SvaUser, seen: m.SvaUser) -> m.SvaUser:
    """The host's user with the ids that the platform has it under now."""
    return attrs.evolve(user, package=seen.package, platform_ids=seen.platform_ids)


def _user(ticket: w.Ticket, raw: Any) -> m.SvaUser:
    ids = {"ticket": ticket.id, "reference": ticket.reference}
    return m.SvaUser(
        package=SvaPackage(code=ticket.package, kind=ticket.kind),
        username=ticket.email,
        email=ticket.email,
        phone=known(Msisdn.parse, ticket.phone),
        status=m.SvaUserStatus.ACTIVE if ticket.status else m.SvaUserStatus.BLOCKED,
        raw_status=w.RUNNING if ticket.status else w.SUSPENDED,
        platform_ids={name: value for name, value in ids.items() if value},
        raw=raw,
    )
