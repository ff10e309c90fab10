"""Braz Móvel's wire as far as it is public: the vendor's app code, and a proposal that names what is still planned.

Sources are sections of the contract file ("braz_movel 3"). A line works per paid product cycle and is known by an
internal id. No unit of an amount and no status of a line is public.
"""

from decimal import Decimal
from typing import Annotated, Any, Final

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, wire_model

BASE_URL: Final = "https://api.brazmovel.com.br/v1/"

LINE_STATUSES: Vocabulary[LineStatus] = Vocabulary("line_status", {}, LineStatus.UNKNOWN)
"""No status of a line is public; a partner adds those that he knows."""
VOCABULARIES = (LINE_STATUSES,)


def _seen(key: str) -> Wire:
    return Wire(key, OBSERVED, "braz_movel 3")


@wire_model
class Failure:
    error: Annotated[str | None, _seen("error")] = None
    message: Annotated[str | None, _seen("message")] = None


@wire_model
class CustomerLine:
    id: Annotated[str, _seen("id")]
    iccid: Annotated[str | None, _seen("iccid")] = None
    number: Annotated[str | None, _seen("msisdn")] = None
    status: Annotated[str | None, _seen("status")] = None


@wire_model
class Customer:
    id: Annotated[str, _seen("id")]
    name: Annotated[str, _seen("name")]
    cpf: Annotated[str, _seen("cpf")]
    lines: Annotated[list[CustomerLine], _seen("lines")]
    status: Annotated[str | None, _seen("status")] = None


@wire_model
class NewCustomer:
    """What a customer is made of without a password, which nobody was seen to leave out."""

    name: Annotated[str, _seen("name")]
    email: Annotated[str, _seen("email")]
    cpf: Annotated[str, _seen("cpf")]


@wire_model
class NewAppCustomer(NewCustomer):
    """The call that was seen looks unfinished: there may be more members."""

    password: Annotated[str, _seen("password")]


@wire_model
class Product:
    id: Annotated[str, _seen("id")]
    title: Annotated[str, _seen("title")]
    price: Annotated[Decimal | None, _seen("price")] = None


@wire_model
class Products:
    items: Annotated[list[Product], _seen("items")]
    count: Annotated[int, _seen("count")]


@wire_model
class LinePlan:
    id: Annotated[str, _seen("id")]
    recurring: Annotated[bool | None, _seen("recurring")] = None
    start: Annotated[str | None, _seen("startDate")] = None
    end: Annotated[str | None, _seen("endDate")] = None
    status: Annotated[str | None, _seen("status")] = None
    payment: Annotated[str | None, _seen("paymentMethod")] = None


@wire_model
class LinePlans:
    items: Annotated[list[LinePlan], _seen("items")]
    count: Annotated[int, _seen("count")]


@wire_model
class Allowance:
    remaining: Annotated[Decimal, _seen("remaining")]
    total: Annotated[Decimal, _seen("total")]


@wire_model
class Payment:
    id: Annotated[str, _seen("id")]
    amount: Annotated[Decimal | None, _seen("amount")] = None
    paid_at: Annotated[str | None, _seen("payedAt")] = None


@wire_model
class Payments:
    items: Annotated[list[Payment], _seen("items")]
    count: Annotated[int, _seen("count")]


MODELS = (
    Failure, CustomerLine, Customer, NewCustomer, NewAppCustomer, Product, Products, LinePlan, LinePlans, Allowance,
    Payment, Payments,
)  # fmt: skip


def _observed(
    name: str,
    method: str,
    path: str,
    effect: Effect = Effect.READ,
    *,
    body: type[Any] | None = None,
    answer: type[Any] | None = None,
) -> Endpoint:
    return Endpoint(name, method, path, effect, OBSERVED, "braz_movel 3", body=body, answer=answer)


CUSTOMER = _observed("customer", "GET", "customer/{id}", answer=Customer)
CUSTOMER_BY_CPF = _observed("customer_by_cpf", "GET", "customer/cpf/{cpf}", answer=Customer)
CREATE_CUSTOMER = _observed("create_customer", "POST", "customer", Effect.WRITE, body=NewAppCustomer)
CREATE_BARE_CUSTOMER = Endpoint(
    "create_bare_customer", "POST", "customer", Effect.WRITE, ASSUMED, "braz_movel 3", body=NewCustomer
)
"""The same call without a password."""
PRODUCTS = _observed("products", "GET", "product", answer=Products)
LINE_PLAN = _observed("line_plan", "GET", "line/{id}/plan", answer=LinePlans)
LINE_USAGE = _observed("line_usage", "GET", "line/{id}/usage", answer=Allowance)
LINE_PAYMENTS = _observed("line_payments", "GET", "line/{id}/payment", answer=Payments)

ENDPOINTS = (
    CUSTOMER, CUSTOMER_BY_CPF, CREATE_CUSTOMER, CREATE_BARE_CUSTOMER, PRODUCTS, LINE_PLAN, LINE_USAGE, LINE_PAYMENTS,
)  # fmt: skip
