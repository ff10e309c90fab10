"""Telecall's wire: what three pages of the vendor's reference tell, and ASSUMED keys for what they leave out.

The pages show every field's type, rule and order and hardly any key; no answer, no error body, no address and no
header. A key that a page quotes is DOCUMENTED. Every other key, every path (read out of the pages' own addresses) and
every answer is ASSUMED, so no call of it is better than that until a partner corrects this one table.
"""

from datetime import date
from typing import Annotated

from isp_integrations.core.evidence import ASSUMED, DOCUMENTED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Wire, WireBook, wire_model
from isp_integrations.plugins.mvno.assumed import wire as assumed

_ACCOUNT, _SUBSCRIPTION, _FREEZE, _PROFILES = (f"telecall 4.{section}" for section in (1, 2, 3, 4))


def _told(key: str, source: str) -> Wire:
    return Wire(key, DOCUMENTED, source)


def _guessed(key: str, source: str) -> Wire:
    return Wire(key, ASSUMED, source)


@wire_model
class NewAccount:
    """An account of a customer. `account_type` is quoted, and only supposed to be the key of that field."""

    account_type: Annotated[str, _guessed("account_type", _ACCOUNT)]
    customer_id: Annotated[str, _guessed("customer_id", _ACCOUNT)]
    name: Annotated[str, _guessed("name", _ACCOUNT)]
    due_day: Annotated[int, _guessed("due_date", _ACCOUNT)]


@wire_model
class AccountMade:
    account_id: Annotated[str, _guessed("account_id", _ACCOUNT)]


@wire_model
class NewSubscription:
    """A line. `msisdn` is a free number even with a port-in, whose own number goes in `ported_number`."""

    customer_id: Annotated[str, _guessed("customer_id", _SUBSCRIPTION)]
    account_id: Annotated[str, _guessed("account_id", _SUBSCRIPTION)]
    msisdn: Annotated[int, _guessed("msisdn", _SUBSCRIPTION)]
    iccid: Annotated[str | None, _told("iccid", _SUBSCRIPTION)]
    is_port_in: Annotated[bool, _told("is_portability", _SUBSCRIPTION)]
    profile: Annotated[int, _guessed("hlr_profile", _SUBSCRIPTION)]
    ported_number: Annotated[int, _guessed("portability_number", _SUBSCRIPTION)]
    products: Annotated[list[str], _told("product_list", _SUBSCRIPTION)]
    has_other_owner: Annotated[bool, _guessed("is_ownership_portability", _SUBSCRIPTION)]
    owner_name: Annotated[str | None, _told("owner_name", _SUBSCRIPTION)]
    owner_document: Annotated[str | None, _told("owner_document", _SUBSCRIPTION)]
    is_esim: Annotated[bool, _told("is_virtual_simcard", _SUBSCRIPTION)]


@wire_model
class SubscriptionMade:
    """`iccid` is the one that the platform allocated, where it did."""

    subscription_id: Annotated[str, _guessed("subscription_id", _SUBSCRIPTION)]
    iccid: Annotated[str | None, _guessed("iccid", _SUBSCRIPTION)] = None


@wire_model
class NewFreeze:
    phone: Annotated[str, _guessed("phone_number", _FREEZE)]
    reason: Annotated[int, _guessed("reason", _FREEZE)]
    starts_at: Annotated[str | None, _guessed("scheduled_date", _FREEZE)]


@wire_model
class FreezeTaken:
    accepted: Annotated[bool, _guessed("accepted", _FREEZE)]


@wire_model
class Profile:
    code: Annotated[int, _guessed("code", _PROFILES)]
    name: Annotated[str | None, _guessed("name", _PROFILES)] = None


@wire_model
class Profiles:
    items: Annotated[list[Profile], _guessed("items", _PROFILES)]


MODELS = (
    NewAccount, AccountMade, NewSubscription, SubscriptionMade, NewFreeze, FreezeTaken, Profile, Profiles,
)  # fmt: skip

PROFILES = Endpoint(
    "hlr_profiles", "GET", "v2.1/subscription/hlr-profile", Effect.READ, ASSUMED, _PROFILES, answer=Profiles
)
CREATE_ACCOUNT = Endpoint(
    "create_account", "POST", "v2.1/account", Effect.WRITE, ASSUMED, _ACCOUNT, body=NewAccount, answer=AccountMade
)
SUBSCRIBE = Endpoint(
    "create_subscription",
    "POST",
    "v2.1/subscription",
    Effect.WRITE,
    ASSUMED,
    _SUBSCRIPTION,
    body=NewSubscription,
    answer=SubscriptionMade,
)
FREEZE = Endpoint(
    "freeze",
    "PATCH",
    "v2.1/subscription/freeze",
    Effect.WRITE,
    ASSUMED,
    _FREEZE,
    body=NewFreeze,
    answer=FreezeTaken,
)
"""Nobody knows what a second freeze of a frozen line does, so it is sent once."""

BOOK = WireBook(
    endpoints=(PROFILES, CREATE_ACCOUNT, SUBSCRIBE, FREEZE, *assumed.ENDPOINTS),
    models=(*MODELS, *assumed.MODELS),
    vocabularies=assumed.VOCABULARIES,
)

PREPAID, POSTPAID, M2M = "prepaid", "postpaid", "M2M"
"""The account types that the page lists; its list is not closed (telecall 4.1)."""
NO_DUE_DAY = 0
"""What a prepaid account has for a due day (telecall 4.1)."""
NO_PORTED_NUMBER = 0
"""ASSUMED: what stands for "none" in a number that the page flags as always required (telecall 4.2)."""
FREEZE_ALL, FREEZE_BILLED, FREEZE_UNBILLED = 1, 2, 3
"""Total; partial with the billing going on; partial with the billing suspended (telecall 4.3)."""


def starts_at(day: date) -> str:
    """The beginning of a day in the form of a scheduled freeze, which has no time zone (telecall 4.3)."""
    return f"{day.isoformat()}T00:00:00"
