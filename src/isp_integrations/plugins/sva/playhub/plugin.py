"""PlayHub: customers who subscribe to products, each customer and product an SVA user of its own.

It can subscribe and unsubscribe and nothing between: no client was seen suspending. So a contract's block is refused
(`block_user` is not offered), a deactivation unsubscribes, and an activation subscribes anew, which may use up
another voucher (P8). A customer is never deleted, and there is no catalogue: products are the host's configuration.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidIdentifier,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange, refused
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import write_once
from isp_integrations.core.reading import known
from isp_integrations.core.rules import Family, Source, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.refusals import cpf_taken, package_unknown, recognised, user_unknown
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.sva.playhub import wire as w

Held = Mapping[str, w.Subscription]
"""What a customer is subscribed to, by product."""

NOBODY = "teste-de-conexao"
"""Who is looked up to prove a connection; that there is no such customer proves it as well."""
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_USERNAME = re.compile(r"(?!\.{1,2}$)[^\s\x00-\x1f\x7f-\x9f]{1,100}")


def _says(rule_id: str, code: str, family: Family, message: str) -> Violation:
    return Violation(rule_id=rule_id, code=code, family=family, message=message, source=Source.PLATFORM)


_INVALID_DOCUMENT = _says(
    "SVA-USER-3b",
    "sva.platform.invalid_document",
    Family.VALIDATION_FAILED,
    "A PlayHub não aceita o documento do cliente.",
)
_NO_VOUCHERS = _says(
    "SVA-PROD-3",
    "sva.platform.no_vouchers",
    Family.PRECONDITION_FAILED,
    "Não há mais vouchers deste produto na PlayHub.",
)
_NOT_SUBSCRIBED = _says(
    "SVA-USER-12",
    "sva.platform.not_subscribed",
    Family.PRECONDITION_FAILED,
    "O usuário está sem acesso na PlayHub: ative-o no pacote novo em vez de trocar o pacote.",
)
_PACKAGE_NEEDED = Violation(
    rule_id="SVA-PROD-4",
    code="sva.product_without_package",
    family=Family.PRECONDITION_FAILED,
    message="Informe o pacote do usuário SVA: na PlayHub um cliente pode ter vários.",
    context={"field": "package"},
)


class PlayHub(SvaSpec):
    """PlayHub v3: usernames of the provider's choice (the document by default), a password at creation, no block."""

    key = "playhub"
    title = "PlayHub"
    base_url = w.BASE_URL
    logs_in = True
    credential_fields = (
        CredentialField(name="api_key", label="ApiKey"),
        CredentialField(name="api_secret", label="ApiSecret"),
    )
    wire = w.BOOK
    user_key: ClassVar[m.UserKey] = m.UserKey.USERNAME
    customer_fields: ClassVar[tuple[str, ...]] = ("legal_name", "tax_id")
    needs_password: ClassVar[bool] = True
    several_packages: ClassVar[bool] = True

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic customers."""
        from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox  # noqa: PLC0415  rarely wanted

        return PlayHubSandbox()

    # --- log-in ---

    def log_in(self) -> Exchange[str]:
        """Fetch a token; its lifetime is not public (playhub B.1)."""
        given = self.account.credentials
        body = w.Credentials(api_key=given["api_key"], api_secret=given["api_secret"])
        answer = yield from self.call(w.LOG_IN, body=body, authenticated=False)
        try:
            self._refuse_unless_accepted(answer)
        except AuthenticationFailed:
            raise
        except ProviderRejected as refused:
            raise AuthenticationFailed(message=refused.message, words=refused.words, code=refused.code) from None
        token = self.wire.read(w.Access, answer.json()).token
        if not _TOKEN.fullmatch(token):
            raise UnexpectedAnswer(message="O token recebido não cabe em um cabeçalho.", paths=("$.AccessToken",))
        return token

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the Bearer token (playhub B.1)."""
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))

    @operation(uses=(w.CUSTOMER,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by looking up a customer that need not be there."""
        answer = yield from self.call(w.CUSTOMER, path={"username": NOBODY})
        if not self._is_absent(answer):
            self._refuse_unless_accepted(answer)
            self.wire.read(w.Customer, answer.json())

    # --- reading ---

    @operation(uses=(w.SUBSCRIPTIONS,))
    def get_user(self, request: r.GetUser) -> Exchange[m.SvaUser]:
        """A customer's access to a product, DEACTIVATED while there is no subscription to it.

        Without a `package_code` it is the only subscription that the customer has.
        """
        username = _username(request.username or (request.cpf.value if request.cpf else ""))
        held = yield from self._known(username)
        if request.package_code is None and len(held) > 1:
            raise RuleViolation(violations=(_PACKAGE_NEEDED,))
        code = request.package_code or next(iter(held), None)
        return _user(username, SvaPackage(code=code) if code else None, held)

    # --- changing ---

    @operation(uses=(w.SUBSCRIPTIONS, w.CREATE_CUSTOMER, w.UPDATE_CUSTOMER, w.SUBSCRIBE))
    def create_user(self, request: r.CreateUser) -> Exchange[m.SvaUser]:
        """Subscribe a customer, who is created first if there is none of that name (P3).

        A customer that is there keeps his password and data. A subscription that is there is refused as a user that
        the host does not know of; a lost one is proven by the list, which did not have it before.
        """
        username = _username(request.username)
        held = yield from self._held(username)
        if held is None:
            yield from self._register(username, request)
        return (yield from self._subscribe(username, request.package, held or {}))

    @operation(uses=(w.CUSTOMER, w.SUBSCRIPTIONS, w.UPDATE_CUSTOMER))
    def edit_user(self, request: r.EditUser) -> Exchange[m.SvaUser]:
        """Change phone, password or both; name and e-mail go along as they are, for the update may replace all."""
        username = _username(request.user.username or "")
        held = yield from self._known(username)
        now = yield from self._customer(username)
        if not now.name:
            raise UnexpectedAnswer(message="A PlayHub não mostra o nome do cliente.", paths=("$.Name",))
        change = w.CustomerChange(
            password=request.password,
            name=now.name,
            email=now.email or None,
            mobile=request.phone.national if request.phone else now.mobile or None,
        )
        yield from self._order(w.UPDATE_CUSTOMER, body=_filled(self.wire.plain(change)), username=username)
        after = yield from self._customer(username)
        return attrs.evolve(_user(username, request.user.package, held), phone=known(Msisdn.parse, after.mobile))

    @operation(uses=(w.SUBSCRIPTIONS, w.SUBSCRIBE))
    def activate_user(self, request: r.ActivateUser) -> Exchange[m.SvaUser]:
        """Subscribe again, unless the customer is subscribed; it may use up another voucher (P8)."""
        package = _package_of(request.user)
        username = _username(request.user.username or "")
        held = yield from self._known(username)
        if package.code in held:
            return _user(username, package, held)
        return (yield from self._subscribe(username, package, held))

    @operation(uses=(w.SUBSCRIPTIONS, w.UNSUBSCRIBE))
    def deactivate_user(self, request: r.DeactivateUser) -> Exchange[m.SvaUser]:
        """Unsubscribe; the customer himself stays. Nothing to unsubscribe from is a success (P5)."""
        package = _package_of(request.user)
        username = _username(request.user.username or "")
        held = yield from self._known(username)
        if package.code in held:
            yield from self._unsubscribe(username, package)
            held = yield from self._known(username)
        return _user(username, package, held)

    @operation(uses=(w.SUBSCRIPTIONS, w.SUBSCRIBE, w.UNSUBSCRIBE))
    def change_package(self, request: r.ChangePackage) -> Exchange[m.SvaUser]:
        """Subscribe to the new product, then unsubscribe from the old one, so that a refusal changes nothing.

        A new product that the customer has already is half a change, of which only the rest is done.
        """
        old = _package_of(request.user)
        username = _username(request.user.username or "")
        held = yield from self._known(username)
        if request.package.code not in held:
            if old.code not in held:
                raise ProviderRejected(message=_NOT_SUBSCRIBED.message, violation=_NOT_SUBSCRIBED)
            yield from self._subscribe(username, request.package, held)
        if old.code in held:
            yield from self._unsubscribe(username, old)
        after = yield from self._known(username)
        if old.code in after:
            raise UnexpectedAnswer(message="A PlayHub ainda mostra o produto antigo.", paths=("$[*].ProductId",))
        return _user(username, request.package, after)

    # --- how ---

    def _held(self, username: str) -> Exchange[Held | None]:
        """What the customer is subscribed to; `None` where there is no such customer."""
        answer = yield from self.call(w.SUBSCRIPTIONS, path={"username": username})
        if self._is_absent(answer):
            return None
        self._refuse_unless_accepted(answer)
        listed = answer.json()
        if not isinstance(listed, list):
            raise UnexpectedAnswer(message="A resposta não é uma lista de assinaturas.", paths=("$",))
        read = (self.wire.read(w.Subscription, item, f"$[{place}]") for place, item in enumerate(listed))
        return {subscription.product: subscription for subscription in read}

    def _known(self, username: str) -> Exchange[Held]:
        """The same of a customer who must be there."""
        held = yield from self._held(username)
        if held is None:
            nobody = user_unknown(self.title)
            raise ProviderRejected(message=nobody.message, code=str(w.NOT_FOUND), violation=nobody)
        return held

    def _customer(self, username: str) -> Exchange[w.Customer]:
        answer = yield from self.call(w.CUSTOMER, path={"username": username})
        self._refuse_unless_accepted(answer)
        return self.wire.read(w.Customer, answer.json())

    def _register(self, username: str, request: r.CreateUser) -> Exchange[None]:
        """Create the customer; one who turns out to be there is brought up to date (P4)."""
        customer = request.customer
        new = w.NewCustomer(
            username=username,
            password=request.password or "",
            name=customer.legal_name,
            document=customer.tax_id.value if customer.tax_id else None,
            email=customer.email or None,
            mobile=request.phone.national if request.phone else None,
        )
        try:
            yield from self._order(w.CREATE_CUSTOMER, body=_filled(self.wire.plain(new)))
        except ProviderRejected as refused:
            if refused.code != str(w.USERNAME_TAKEN):
                raise
            change = w.CustomerChange(password=new.password, name=new.name, email=new.email, mobile=new.mobile)
            yield from self._order(w.UPDATE_CUSTOMER, body=_filled(self.wire.plain(change)), username=username)

    def _subscribe(self, username: str, package: SvaPackage, before: Held) -> Exchange[m.SvaUser]:
        """Subscribe a customer who had `before`."""
        if package.code in before:
            taken = cpf_taken(Source.PLATFORM)
            raise ProviderRejected(message=taken.message, code=str(w.ALREADY_SUBSCRIBED), violation=taken)

        body = w.NewSubscription(product=package.code)

        def send() -> Exchange[m.SvaUser]:
            try:
                yield from self._order(w.SUBSCRIBE, body=body, username=username)
            except ProviderRejected as refused:  # it was not so before: an earlier sending did it (P6)
                if refused.code != str(w.ALREADY_SUBSCRIBED):
                    raise
            held = yield from self._known(username)
            if package.code not in held:
                raise UnexpectedAnswer(message="A PlayHub não mostra a assinatura.", paths=("$[*].ProductId",))
            return _user(username, package, held)

        def look() -> Exchange[m.SvaUser | None]:
            held = (yield from self._held(username)) or {}
            return _user(username, package, held) if package.code in held else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.SUBSCRIBE)))

    def _unsubscribe(self, username: str, package: SvaPackage) -> Exchange[None]:
        """Unsubscribe a customer who was subscribed; that the subscription is gone by now is as good (P5)."""
        answer = yield from self.call(w.UNSUBSCRIBE, path={"username": username, "product": package.code})
        try:
            self._refuse_unless_accepted(answer)
        except ProviderRejected as refused:
            if refused.code != str(w.SUBSCRIPTION_NOT_FOUND):
                raise

    def _order(self, endpoint: Endpoint, *, body: object, username: str | None = None) -> Exchange[None]:
        """Send a write whose result is read back."""
        step = self.call(endpoint, body=body, path={"username": username} if username else {})
        answer = yield from step
        try:
            self._refuse_unless_accepted(answer)
        except ProviderRejected as said:
            yield from refused(step, said)

    def _is_absent(self, answer: HttpAnswer) -> bool:
        """Whether the platform itself says that there is no such customer."""
        if answer.status != w.NOT_FOUND:
            return False
        return self.wire.read(w.Refused, answer.json()).code not in w.OF_SOMETHING_ELSE

    def _refuse_unless_accepted(self, answer: HttpAnswer) -> None:
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message="A PlayHub recusou as credenciais.", code=str(answer.status))
        if 200 <= answer.status < 300:  # noqa: PLR2004
            return
        refusal = self.wire.read(w.Refused, answer.json())
        words = self.quotable(refusal.message)
        raise ProviderRejected(
            message=f"A PlayHub recusou: {words or 'sem explicação'}",
            words=words,
            code=str(refusal.code),
            violation=_amounts_to(refusal),
        )


def _amounts_to(refusal: w.Refused) -> Violation | None:
    known_codes: dict[int, Violation] = {
        w.USERNAME_TAKEN: cpf_taken(Source.PLATFORM),
        w.INVALID_DOCUMENT: _INVALID_DOCUMENT,
        w.SUBSCRIPTION_NOT_FOUND: user_unknown(PlayHub.title),
        w.INVALID_PRODUCT: package_unknown(PlayHub.title),
        w.PRODUCT_NOT_AUTHORISED: package_unknown(PlayHub.title),
        w.ALREADY_SUBSCRIBED: cpf_taken(Source.PLATFORM),
        w.NO_VOUCHERS: _NO_VOUCHERS,
    }
    return known_codes.get(refusal.code) or recognised(refusal.message)


def _username(text: str) -> str:
    """A username that fits a path."""
    if not _USERNAME.fullmatch(text):
        raise InvalidIdentifier(kind="Usuário da PlayHub", reason="deve ter de 1 a 100 sinais, sem espaços")
    return text


def _package_of(user: m.SvaUser) -> SvaPackage:
    if user.package is None:
        raise RuleViolation(violations=(_PACKAGE_NEEDED,))
    return user.package


def _filled(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value is not None}


def _user(username: str, package: SvaPackage | None, held: Held) -> m.SvaUser:
    subscription = held.get(package.code) if package else None
    if package is not None and subscription is not None and subscription.product_name:
        package = attrs.evolve(package, name=subscription.product_name)
    return m.SvaUser(
        username=username,
        package=package,
        status=m.SvaUserStatus.DEACTIVATED if subscription is None else m.SvaUserStatus.ACTIVE,
        platform_ids={"voucher": subscription.voucher} if subscription and subscription.voucher else {},
    )
