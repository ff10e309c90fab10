"""The host's side as the rules see it: customers, contracts and what is sold in them.

Frozen values that the host passes in; nothing here is fetched or stored. Ids are opaque texts. `None` means that
the host does not know, and then a rule that needs it is skipped; an unknown *status* is `UNKNOWN`, which is
something else: it fails every rule that needs a known one (CORE-5).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from isp_integrations.core.identifiers import Msisdn, PostalCode, TaxId
from isp_integrations.core.values import Value


class ContractStatus(StrEnum):
    """Commercial status of a contract (domain reference §4.1)."""

    PRE_CONTRACT = "pre_contract"
    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFAULTED = "defaulted"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class AccessStatus(StrEnum):
    """Access status of a contract, the second of its two (domain reference §4.1)."""

    ACTIVE = "active"
    PAYMENT_OVERDUE = "payment_overdue"
    BLOCKED_MANUAL = "blocked_manual"
    BLOCKED_AUTOMATIC = "blocked_automatic"
    SUSPENDED_BY_CUSTOMER = "suspended_by_customer"
    DEACTIVATED = "deactivated"
    AWAITING_SIGNATURE = "awaiting_signature"
    UNKNOWN = "unknown"


class ProductType(StrEnum):
    """What kind of product a contract item is."""

    INTERNET = "internet"
    TELEPHONY = "telephony"
    SVA = "sva"
    MOBILE = "mobile"
    SERVICE = "service"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class GeoPoint(Value):
    """A place on Earth, WGS 84, in decimal degrees. Never shown: it can be somebody's home."""

    lat: float = attrs.field(repr=False)
    lng: float = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Address(Value):
    """Postal address (endereço). Never shown: it is personal data.

    Attributes:
        city_code: the city's code in the platform's own table, for platforms that ask for one.
        point: where it is, if the host knows; the library geocodes nothing.
    """

    street: str = attrs.field(default="", repr=False)
    number: str = attrs.field(default="", repr=False)
    complement: str = attrs.field(default="", repr=False)
    district: str = attrs.field(default="", repr=False)
    city: str = attrs.field(default="", repr=False)
    city_code: str = attrs.field(default="", repr=False)
    state: str = attrs.field(default="", repr=False)
    postal_code: PostalCode | None = attrs.field(default=None, repr=False)
    point: GeoPoint | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Customer(Value):
    """A person or company (cliente). `active` is the host's own flag, `None` when it has none."""

    id: str
    legal_name: str = attrs.field(default="", repr=False)
    tax_id: TaxId | None = None
    mobile_phone: Msisdn | None = None
    email: str | None = attrs.field(default=None, repr=False)
    birth_date: date | None = attrs.field(default=None, repr=False)
    address: Address | None = None
    active: bool | None = None


@attrs.frozen(kw_only=True)
class SvaPackage(Value):
    """One package of an SVA platform's catalogue (pacote).

    Attributes:
        code: the platform's own id of it, as text.
        kind: the platform's word for its sort, where it tells one.
    """

    code: str
    name: str = ""
    kind: str | None = None


@attrs.frozen(kw_only=True)
class Product(Value):
    """A product of the host's catalogue (produto); an SVA product has at most one package (SVA-PROD-2)."""

    id: str
    type: ProductType
    integration_id: str | None = None
    package: SvaPackage | None = None


@attrs.frozen(kw_only=True)
class ContractItem(Value):
    """One product in a contract (produto do contrato), with the platform plan or SVA package it maps to."""

    product_id: str
    type: ProductType
    integration_id: str | None = None
    platform_plan_code: str | None = None
    sva_package: SvaPackage | None = None


@attrs.frozen(kw_only=True)
class Contract(Value):
    """A customer's contract (contrato) with its two statuses.

    Attributes:
        reduced_speed: served at reduced speed; a flag, not a status.
        trust_until: last day of a trust unlock (desbloqueio em confiança).
        cancel_on: day on which an entered cancellation acts.
    """

    id: str
    customer_id: str
    status: ContractStatus
    access: AccessStatus
    items: tuple[ContractItem, ...] = ()
    reduced_speed: bool = False
    trust_until: date | None = None
    cancel_on: date | None = None
    approved: bool | None = None
    branch_id: str | None = None


@attrs.frozen(kw_only=True)
class Integration(Value):
    """One configured account on one platform, as the rules see it (no credentials).

    Attributes:
        last_check_ok: result of the last connection test, `None` when none was made.
    """

    id: str
    platform: str
    description: str = ""
    enabled: bool = True
    last_check_ok: bool | None = None
    settings: Mapping[str, Any] = attrs.field(factory=dict)
