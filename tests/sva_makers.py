"""Synthetic users, contracts and people that pass every SVA rule; a test spoils one thing."""

from collections.abc import Collection
from datetime import date
from typing import Any

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    Integration,
    Product,
    ProductType,
    SvaPackage,
)
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.rules import Violation
from isp_integrations.core.sva.limits import PlatformLimits
from isp_integrations.core.sva.models import CreateSvaUser, SvaUser, SvaUserStatus, UserKey
from isp_integrations.core.sva.rules import check_creation

TODAY = date(2026, 1, 15)
CPF = Cpf.parse("52998224725")
OTHER_CPF = Cpf.parse("11144477735")
PHONE = Msisdn.parse("11961234567")
BOOKS = SvaPackage(code="LIVROS", name="Livros digitais", kind="basic")
AUDIO = SvaPackage(code="AUDIO", name="Audiolivros", kind="extra")
CUSTOMER = Customer(
    id="20",
    legal_name="Fulana Exemplo da Silva",
    tax_id=CPF,
    mobile_phone=PHONE,
    email="fulana@example.invalid",
)
PRODUCT = Product(id="50", type=ProductType.SVA, integration_id="3", package=BOOKS)
ITEM = ContractItem(product_id="50", type=ProductType.SVA, integration_id="3")
CONTRACT = Contract(
    id="200",
    customer_id="20",
    status=ContractStatus.ACTIVE,
    access=AccessStatus.ACTIVE,
    items=(ITEM,),
)
INTEGRATION = Integration(id="3", platform="exemplo", last_check_ok=True)
USER = SvaUser(
    id="7",
    integration_id="3",
    contract_id="200",
    customer_id="20",
    product_id="50",
    package=BOOKS,
    cpf=CPF,
    username=CPF.value,
    phone=PHONE,
    status=SvaUserStatus.ACTIVE,
)
NEW = CreateSvaUser(customer=CUSTOMER, product=PRODUCT, contract=CONTRACT, integration=INTEGRATION)
LIMITS = PlatformLimits(
    user_key=UserKey.CPF,
    customer_fields=("legal_name", "tax_id", "mobile_phone"),
    needs_password=False,
    confirms_later=False,
    editable=frozenset({"phone", "password"}),
    several_packages=False,
    tells_block_from_deactivation=True,
    packages_conflict=lambda packages: None,
)


def user(**changes: Any) -> SvaUser:
    """Customer 20's active user in contract 200, with changes."""
    return attrs.evolve(USER, **changes)


def contract(**changes: Any) -> Contract:
    """Customer 20's active contract 200 with an SVA product, with changes."""
    return attrs.evolve(CONTRACT, **changes)


def product(**changes: Any) -> Product:
    """The SVA product of contract 200, with changes."""
    return attrs.evolve(PRODUCT, **changes)


def customer(**changes: Any) -> Customer:
    """Customer 20, with changes."""
    return attrs.evolve(CUSTOMER, **changes)


def new(**changes: Any) -> CreateSvaUser:
    """The form of a new user that breaks nothing, with changes."""
    return attrs.evolve(NEW, **changes)


def limits(**changes: Any) -> PlatformLimits:
    """A platform that knows its users by CPF, with changes."""
    return attrs.evolve(LIMITS, **changes)


def creation(
    form: CreateSvaUser = NEW,
    *,
    platform: PlatformLimits = LIMITS,
    users: Collection[SvaUser] | None = None,
    catalogue: Collection[SvaPackage] | None = None,
) -> tuple[Violation, ...]:
    """Check a creation."""
    return check_creation(form, limits=platform, today=TODAY, users_of_integration=users, catalogue=catalogue)


def codes(violations: tuple[Violation, ...]) -> list[str]:
    """The codes, in order."""
    return [found.code for found in violations]


def rule_ids(violations: tuple[Violation, ...]) -> list[str]:
    """The rule ids, in order."""
    return [found.rule_id for found in violations]
