"""PlayHub's API v3, as three independent clients use it; the vendor publishes nothing.

A customer has subscriptions, one for each product. What a look-up of a customer answers is told nowhere: those keys
are ASSUMED to be the ones that a creation sends, and nothing rests on them but an edit, which stops without a name.
"""

from typing import Annotated

from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model

BASE_URL = "https://www.playhub.com.br/API/PlayhubApi/"
_LOG_IN, _CALLS, _ERRORS = "playhub B.1", "playhub B.2", "playhub B.3"


def _seen(key: str, source: str = _CALLS) -> Wire:
    return Wire(key, OBSERVED, source)


def _guessed(key: str) -> Wire:
    return Wire(key, ASSUMED, _CALLS)


@wire_model
class Credentials:
    api_key: Annotated[str, _seen("ApiKey", _LOG_IN)]
    api_secret: Annotated[str, _seen("ApiSecret", _LOG_IN)]


@wire_model
class Access:
    token: Annotated[str, _seen("AccessToken", _LOG_IN)]


@wire_model
class NewCustomer:
    """Whoever may subscribe. Absent members are not sent; `mobile` is digits alone."""

    username: Annotated[str, _seen("Username")]
    password: Annotated[str, _seen("Password")]
    name: Annotated[str, _seen("Name")]
    document: Annotated[str | None, _seen("Document")]
    email: Annotated[str | None, _seen("Email")]
    mobile: Annotated[str | None, _seen("Mobile")]


@wire_model
class CustomerChange:
    """A customer as he shall be. Absent members are not sent."""

    password: Annotated[str | None, _seen("Password")]
    name: Annotated[str, _seen("Name")]
    email: Annotated[str | None, _seen("Email")]
    mobile: Annotated[str | None, _seen("Mobile")]


@wire_model
class Customer:
    name: Annotated[str | None, _guessed("Name")] = None
    email: Annotated[str | None, _guessed("Email")] = None
    mobile: Annotated[str | None, _guessed("Mobile")] = None


@wire_model
class NewSubscription:
    product: Annotated[str, _seen("ProductId")]


@wire_model
class Subscription:
    product: Annotated[str, _seen("ProductId")]
    voucher: Annotated[str | None, _seen("Voucher")] = None
    product_name: Annotated[str | None, _guessed("ProductName")] = None


@wire_model
class Refused:
    code: Annotated[int, _seen("Code", _ERRORS)]
    message: Annotated[str, _seen("Message", _ERRORS)]


MODELS = (
    Credentials, Access, NewCustomer, CustomerChange, Customer, NewSubscription, Subscription, Refused,
)  # fmt: skip

_CUSTOMER = "api/v3/customers/{username}"
_SUBSCRIPTIONS = f"{_CUSTOMER}/subscriptions"

LOG_IN = Endpoint(
    "log_in",
    "POST",
    "api/v3/authentication/tokens",
    Effect.READ,
    OBSERVED,
    _LOG_IN,
    body=Credentials,
    answer=Access,
)
CUSTOMER = Endpoint("customer", "GET", _CUSTOMER, Effect.READ, OBSERVED, _CALLS, answer=Customer)
CREATE_CUSTOMER = Endpoint(
    "create_customer", "POST", "api/v3/customers", Effect.REPEATABLE, OBSERVED, _CALLS, body=NewCustomer
)
"""A second one is refused with code 2 and then brought up to date (P4), so that twice is as good as once."""
UPDATE_CUSTOMER = Endpoint(
    "update_customer", "PUT", _CUSTOMER, Effect.REPEATABLE, OBSERVED, _CALLS, body=CustomerChange
)
SUBSCRIPTIONS = Endpoint("subscriptions", "GET", _SUBSCRIPTIONS, Effect.READ, OBSERVED, _CALLS, answer=Subscription)
SUBSCRIBE = Endpoint("subscribe", "POST", _SUBSCRIPTIONS, Effect.WRITE, OBSERVED, _CALLS, body=NewSubscription)
"""It may use up a voucher; that code 7 keeps a second one from doing so is only inferred (P6)."""
UNSUBSCRIBE = Endpoint("unsubscribe", "DELETE", f"{_SUBSCRIPTIONS}/{{product}}", Effect.REPEATABLE, OBSERVED, _CALLS)

BOOK = WireBook(
    endpoints=(LOG_IN, CUSTOMER, CREATE_CUSTOMER, UPDATE_CUSTOMER, SUBSCRIPTIONS, SUBSCRIBE, UNSUBSCRIBE),
    models=MODELS,
)

USERNAME_TAKEN = 2
INVALID_DOCUMENT = 3
SUBSCRIPTION_NOT_FOUND = 4
INVALID_PRODUCT = 5
PRODUCT_NOT_AUTHORISED = 6
ALREADY_SUBSCRIBED = 7
NO_VOUCHERS = 8
NOT_FOUND = 404
"""The HTTP status of a customer, or a subscription, that is not there."""
OF_SOMETHING_ELSE = frozenset(
    {USERNAME_TAKEN, INVALID_DOCUMENT, INVALID_PRODUCT, PRODUCT_NOT_AUTHORISED, ALREADY_SUBSCRIBED, NO_VOUCHERS}
)
"""Codes that say no absence on any status; which code a missing customer has is not public."""
