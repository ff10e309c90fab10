"""A stateful fake of PlayHub v3, written from the contract file: its keys, its numbered refusals, its vouchers.

It answers a creation with 201, a deletion with 204 and no body, and every refusal but a missing customer with 400,
which status it really has being unknown.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import attrs

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import parse_tax_id
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.sva.playhub import wire as w

CREDENTIALS: Final = {"api_key": "playhub-sandbox-key-0001", "api_secret": "playhub-sandbox-secret-0002"}
UNKNOWN_CODE: Final = 1
"""The code that stands here for every refusal whose code is not public."""

_SENTENCES: Mapping[int, str] = {
    UNKNOWN_CODE: "Dados inválidos.",
    w.USERNAME_TAKEN: "Username já cadastrado.",
    w.INVALID_DOCUMENT: "Documento inválido.",
    w.SUBSCRIPTION_NOT_FOUND: "Assinatura não encontrada.",
    w.INVALID_PRODUCT: "Produto inválido.",
    w.PRODUCT_NOT_AUTHORISED: "Produto não autorizado para este parceiro.",
    w.ALREADY_SUBSCRIBED: "Cliente já possui este produto.",
    w.NO_VOUCHERS: "Não há vouchers disponíveis para este produto.",
}
_USERNAME = "api/v3/customers/([^/]+)"


class Refused(Exception):
    """The platform says no."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@attrs.define(kw_only=True)
class Product:
    """What the partner may sell, or may not. `vouchers` are left; each subscription uses one up."""

    code: str
    name: str
    vouchers: int = 1000
    authorised: bool = True


@attrs.define(kw_only=True)
class Customer:
    """A customer and his subscriptions: a voucher by product."""

    username: str = attrs.field(repr=False)
    password: str = attrs.field(repr=False)
    name: str = attrs.field(repr=False)
    document: str | None = attrs.field(default=None, repr=False)
    email: str | None = attrs.field(default=None, repr=False)
    mobile: str | None = attrs.field(default=None, repr=False)
    subscriptions: dict[str, str] = attrs.field(factory=dict, repr=False)


def default_products() -> tuple[Product, ...]:
    """Two quotas that the partner sells, one without vouchers, and one that he may not sell."""
    return (
        Product(code="Q01", name="1 serviço à escolha"),
        Product(code="Q02", name="2 serviços à escolha"),
        Product(code="Q03", name="3 serviços à escolha", vouchers=0),
        Product(code="FIX", name="Aplicativo fixo", authorised=False),
    )


def default_customers() -> tuple[Customer, ...]:
    """One customer with a product, one without any."""
    return (
        Customer(
            username="11144477735",
            password="sandbox-1",  # noqa: S106  synthetic
            name="Bruno Modelo",
            document="11144477735",
            email="bruno@example.invalid",
            mobile="11961230001",
            subscriptions={"Q01": "V-900001"},
        ),
        Customer(
            username="39053344705",
            password="sandbox-2",  # noqa: S106  synthetic
            name="Clara Amostra",
            document="39053344705",
            email="clara@example.invalid",
            mobile="11961230002",
        ),
    )


class PlayHubSandbox:
    """PlayHub's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        customers, products: the state at the beginning; synthetic by default.

    Attributes:
        vouchers_used: how many vouchers were given out.
    """

    def __init__(
        self, *, customers: Iterable[Customer] | None = None, products: Iterable[Product] | None = None
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        given = default_customers() if customers is None else customers
        self.customers = {customer.username: customer for customer in given}
        self.products = {product.code: product for product in products or default_products()}
        self.vouchers_used = 0
        self._tokens: set[str] = set()
        self._token_count = 0
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., HttpAnswer]], ...] = (
            ("POST", re.compile("api/v3/customers"), self._create),
            ("GET", re.compile(_USERNAME), self._show),
            ("PUT", re.compile(_USERNAME), self._update),
            ("GET", re.compile(f"{_USERNAME}/subscriptions"), self._list),
            ("POST", re.compile(f"{_USERNAME}/subscriptions"), self._subscribe),
            ("DELETE", re.compile(f"{_USERNAME}/subscriptions/([^/]+)"), self._unsubscribe),
        )

    # --- scripting ---

    def expire_tokens(self) -> None:
        """Refuse every token given out so far."""
        self._tokens.clear()

    def subscribe(self, username: str, product: str) -> str:
        """Subscribe a customer in the platform's own panel; his voucher."""
        self.vouchers_used += 1
        voucher = f"V-{self.vouchers_used:06d}"
        self.customers[username].subscriptions[product] = voucher
        return voucher

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if (request.method, request.path) == (w.LOG_IN.method, w.LOG_IN.path):
            return self._answer(self._log_in, (), request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._tokens:
            return _refusal(UNKNOWN_CODE, 401)
        for method, pattern, route in self._routes:
            if method == request.method and (found := pattern.fullmatch(request.path)):
                return self._answer(route, found.groups(), request)
        return HttpAnswer(status=404, headers={"content-type": "text/html"}, body=b"<h1>404</h1>")

    def _answer(self, route: Callable[..., HttpAnswer], keys: tuple[str, ...], request: FakeRequest) -> HttpAnswer:
        try:
            content = json.loads(request.body) if request.body else {}
            return route(*(unquote(key) for key in keys), content)
        except Refused as refused:
            return _refusal(refused.code, refused.status)
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refusal(UNKNOWN_CODE, 400)

    def _log_in(self, asked: Any) -> HttpAnswer:
        if asked != {"ApiKey": CREDENTIALS["api_key"], "ApiSecret": CREDENTIALS["api_secret"]}:
            return _refusal(UNKNOWN_CODE, 401)
        self._token_count += 1
        token = f"playhub-sandbox-token-{self._token_count:010d}"
        self._tokens.add(token)
        return _json(200, {"AccessToken": token})

    def _customer(self, username: str) -> Customer:
        if username not in self.customers:
            raise Refused(UNKNOWN_CODE, 404)
        return self.customers[username]

    def _create(self, asked: Any) -> HttpAnswer:
        username = _text(asked["Username"])
        if username in self.customers:
            raise Refused(w.USERNAME_TAKEN)
        self.customers[username] = Customer(
            username=username,
            password=_text(asked["Password"]),
            name=_text(asked["Name"]),
            document=_document(asked.get("Document")),
            email=asked.get("Email"),
            mobile=_digits(asked.get("Mobile")),
        )
        return _json(201, _shown(self.customers[username]))

    def _show(self, username: str, _: Any) -> HttpAnswer:
        return _json(200, _shown(self._customer(username)))

    def _update(self, username: str, asked: Any) -> HttpAnswer:
        """Everything is replaced but a password that is not there."""
        customer = self._customer(username)
        customer.name = _text(asked["Name"])
        customer.email, customer.mobile = asked.get("Email"), _digits(asked.get("Mobile"))
        customer.password = asked.get("Password") or customer.password
        return _json(200, _shown(customer))

    def _list(self, username: str, _: Any) -> HttpAnswer:
        held = self._customer(username).subscriptions
        return _json(
            200,
            [
                {"ProductId": code, "Voucher": voucher, "ProductName": self.products[code].name}
                for code, voucher in held.items()
            ],
        )

    def _subscribe(self, username: str, asked: Any) -> HttpAnswer:
        customer = self._customer(username)
        product = self.products.get(_text(asked["ProductId"]))
        if product is None:
            raise Refused(w.INVALID_PRODUCT)
        if not product.authorised:
            raise Refused(w.PRODUCT_NOT_AUTHORISED)
        if product.code in customer.subscriptions:
            raise Refused(w.ALREADY_SUBSCRIBED)
        if product.vouchers == 0:
            raise Refused(w.NO_VOUCHERS)
        product.vouchers -= 1
        return _json(201, {"Voucher": self.subscribe(username, product.code)})

    def _unsubscribe(self, username: str, product: str, _: Any) -> HttpAnswer:
        if self._customer(username).subscriptions.pop(product, None) is None:
            raise Refused(w.SUBSCRIPTION_NOT_FOUND, 404)
        return HttpAnswer(status=204)


def _shown(customer: Customer) -> Any:
    return {
        "Username": customer.username, "Name": customer.name, "Document": customer.document,
        "Email": customer.email, "Mobile": customer.mobile,
    }  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("not a text")
    return value


def _digits(value: Any) -> str | None:
    if value is not None and not re.fullmatch("[0-9]{10,13}", value):
        raise ValueError("not digits")
    return None if value is None else str(value)


def _document(value: Any) -> str | None:
    try:
        return parse_tax_id(value).value if value is not None else None
    except InvalidIdentifier:
        raise Refused(w.INVALID_DOCUMENT) from None


def _refusal(code: int, status: int) -> HttpAnswer:
    return _json(status, {"Code": code, "Message": _SENTENCES[code]})


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json; charset=utf-8"}, body=body)
