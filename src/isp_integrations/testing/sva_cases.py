"""What the SVA family's contract suite asks of a platform: each hook's case, what it means, and awkward ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    Product,
    ProductType,
    SvaPackage,
)
from isp_integrations.core.identifiers import Cpf, Msisdn
from isp_integrations.core.sva import models as m
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.testing.contract import Arguments as GenericArguments
from isp_integrations.testing.contract import Awkward, FamilyCases
from isp_integrations.testing.contract import World as GenericWorld

CUSTOMER = Customer(
    id="10",
    legal_name="Fulana Exemplo da Silva",
    tax_id=Cpf.parse("52998224725"),
    mobile_phone=Msisdn.parse("11961234567"),
    email="fulana@example.invalid",
)
PASSWORD = "contrato-Senha-0001"  # noqa: S105  synthetic
NEW_PHONE = Msisdn.parse("11962223333")
CORRELATION = "contrato-correlacao-0001"
STRANGER = "12345678909"
UNKNOWN_PACKAGE = SvaPackage(code="999999", name="Pacote que não existe")
WITHHELD = frozenset({m.SvaUserStatus.BLOCKED, m.SvaUserStatus.DEACTIVATED})
_A_CODE = "codigo-qualquer"


@attrs.frozen(kw_only=True)
class Seed:
    """What the fake holds at the beginning, as a host knows it.

    Attributes:
        user: an active one.
        withheld: another one without access, BLOCKED where the platform can block, else DEACTIVATED.
        other_package: one of the catalogue that :attr:`user` may change to.
        new: the form of a user who does not exist yet, in contract 200 of :attr:`customer`.
        customer: whom :attr:`new` is for.
        code: tells the latest authorisation code that a fake has sent, where the platform sends codes.
    """

    user: m.SvaUser
    withheld: m.SvaUser
    other_package: SvaPackage
    new: m.CreateSvaUser
    customer: Customer = CUSTOMER
    code: Callable[[Any], str] = lambda _: _A_CODE


def new_user(package: SvaPackage, *, customer: Customer = CUSTOMER) -> m.CreateSvaUser:
    """The form of a user on `package`: product 50 of integration 3, in an active contract of `customer`."""
    item = ContractItem(product_id="50", type=ProductType.SVA, integration_id="3")
    contract = Contract(
        id="200",
        customer_id=customer.id,
        status=ContractStatus.ACTIVE,
        access=AccessStatus.ACTIVE,
        items=(item,),
    )
    product = Product(id="50", type=ProductType.SVA, integration_id="3", package=package)
    return m.CreateSvaUser(customer=customer, product=product, contract=contract, password=PASSWORD)


def host_user(username: str, package: SvaPackage, **changes: Any) -> m.SvaUser:
    """A user as a host has it: active, in contract 100, on integration 3."""
    user = m.SvaUser(
        id="7",
        integration_id="3",
        contract_id="100",
        product_id="50",
        package=package,
        username=username,
        status=m.SvaUserStatus.ACTIVE,
    )
    return attrs.evolve(user, **changes)


World = GenericWorld[Seed]
Arguments = GenericArguments[Seed]


def _key_of(user: m.SvaUser) -> dict[str, Any]:
    package = user.package.code if user.package else None
    return {"username": user.username, "email": user.email, "package_code": package}


def _contract_of(user: m.SvaUser, seed: Seed) -> Contract | None:
    """The user's own contract, in the state that :attr:`Seed.new`'s is in."""
    return seed.new.contract and attrs.evolve(seed.new.contract, id=user.contract_id or seed.new.contract.id)


CASES: Mapping[str, Arguments] = {
    "activate_user": lambda seed, _: {"user": seed.withheld, "contract": _contract_of(seed.withheld, seed)},
    "begin_authorization": lambda _, __: {"correlation": CORRELATION},
    "block_user": lambda seed, _: {"user": seed.user},
    "change_package": lambda seed, _: {"user": seed.user, "package": seed.other_package},
    "complete_authorization": lambda seed, world: {"code": seed.code(world.fake)},
    "create_user": lambda seed, _: {"new": seed.new},
    "deactivate_user": lambda seed, _: {"user": seed.user},
    "delete_user": lambda seed, _: {"user": seed.user},
    "edit_user": lambda seed, _: {"user": seed.user, "phone": NEW_PHONE},
    "get_user": lambda seed, _: _key_of(seed.user),
    "list_packages": lambda _, __: {},
    "list_users": lambda _, __: {},
    "resend_credentials": lambda seed, _: {"user": seed.user},
    "test_connection": lambda _, __: {},
}
"""How each hook is asked through the client."""


def shown(world: World, user: m.SvaUser) -> m.SvaUserStatus:
    """The user's status as the platform shows it now."""
    found: m.SvaUser = world.caller.call("get_user", **_key_of(user))
    return found.status


def _created(done: Any, seed: Seed, world: World) -> bool:
    limits = world.caller.client.session.platform_as(SvaSpec)
    good = {m.SvaUserStatus.ACTIVE, *({m.SvaUserStatus.PENDING} if limits.confirms_later else ())}
    package = seed.new.product.package
    return done.value.status in good and done.value.package == package and shown(world, done.value) in good


MEANINGS: Mapping[str, Callable[[Any, Seed, World], bool]] = {
    "activate_user": lambda done, seed, world: (
        done.value.status is m.SvaUserStatus.ACTIVE and shown(world, seed.withheld) is m.SvaUserStatus.ACTIVE
    ),
    "begin_authorization": lambda nothing, _, __: nothing is None,
    "block_user": lambda done, seed, world: (
        done.value.status is m.SvaUserStatus.BLOCKED and shown(world, seed.user) in WITHHELD
    ),
    "change_package": lambda done, seed, _: (
        (done.value.package.code, done.value.status) == (seed.other_package.code, m.SvaUserStatus.ACTIVE)
    ),
    "complete_authorization": lambda access, _, __: isinstance(access, m.Authorization),
    "create_user": _created,
    "deactivate_user": lambda done, seed, world: (
        (done.value.status, done.value.deactivated_manually) == (m.SvaUserStatus.DEACTIVATED, True)
        and shown(world, seed.user) in WITHHELD
    ),
    "delete_user": lambda done, _, __: done.value.status is m.SvaUserStatus.REMOVED,
    "edit_user": lambda done, _, __: done.value.phone == NEW_PHONE,
    "get_user": lambda found, seed, _: (
        (found.username, found.status, found.package.code)
        == (seed.user.username, m.SvaUserStatus.ACTIVE, seed.user.package.code if seed.user.package else "")
    ),
    "list_packages": lambda found, seed, _: (
        {seed.other_package.code, seed.new.product.package.code if seed.new.product.package else ""}
        <= {package.code for package in found}
    ),
    "list_users": lambda found, seed, _: (
        {seed.user.username, seed.withheld.username} <= {each.username for each in found}
    ),
    "resend_credentials": lambda done, _, __: [event.name for event in done.events] == ["SvaCredentialsResent"],
    "test_connection": lambda nothing, _, __: nothing is None,
}
"""What must be true of each hook's result."""


def _on(hook: str, choose: Callable[[Seed], m.SvaUser]) -> Arguments:
    return lambda seed, world: {**CASES[hook](seed, world), "user": choose(seed)}


def stranger(seed: Seed) -> m.SvaUser:
    """A user whom the platform does not know, though the host does."""
    email = f"{STRANGER}@example.invalid"
    username = email if "@" in (seed.user.username or "") else STRANGER
    return attrs.evolve(seed.user, username=username, email=email, cpf=None, platform_ids={})


def _thought(choose: Callable[[Seed], m.SvaUser], status: m.SvaUserStatus) -> Callable[[Seed], m.SvaUser]:
    """A user whose status the host has wrong."""
    return lambda seed: attrs.evolve(choose(seed), status=status, deactivated_manually=False)


def _on_unknown_package(seed: Seed, _: World) -> Mapping[str, Any]:
    return {"new": attrs.evolve(seed.new, product=attrs.evolve(seed.new.product, package=UNKNOWN_PACKAGE))}


AWKWARD: Mapping[str, Awkward[Seed]] = {
    "block-already-blocked": Awkward(
        hook="block_user",
        asks=_on("block_user", _thought(lambda seed: seed.withheld, m.SvaUserStatus.ACTIVE)),
        refused=False,
    ),
    "block-again": Awkward(hook="block_user", first=CASES["block_user"], asks=CASES["block_user"], refused=False),
    "activate-already-active": Awkward(
        hook="activate_user",
        asks=_on("activate_user", _thought(lambda seed: seed.user, m.SvaUserStatus.BLOCKED)),
        refused=False,
    ),
    "deactivate-again": Awkward(
        hook="deactivate_user", first=CASES["deactivate_user"], asks=CASES["deactivate_user"], refused=False
    ),
    "delete-again": Awkward(hook="delete_user", first=CASES["delete_user"], asks=CASES["delete_user"], refused=False),
    "edit-again": Awkward(hook="edit_user", first=CASES["edit_user"], asks=CASES["edit_user"], refused=False),
    "create-again": Awkward(hook="create_user", first=CASES["create_user"], asks=CASES["create_user"], refused=True),
    "create-package-not-found": Awkward(hook="create_user", asks=_on_unknown_package, refused=True),
    "change-to-package-not-found": Awkward(
        hook="change_package", asks=lambda seed, _: {"user": seed.user, "package": UNKNOWN_PACKAGE}, refused=True
    ),
    "user-not-found": Awkward(hook="get_user", asks=lambda seed, _: _key_of(stranger(seed)), refused=True),
    "deactivate_user-not-found": Awkward(hook="deactivate_user", asks=_on("deactivate_user", stranger), refused=None),
    **{
        f"{hook}-not-found": Awkward(hook=hook, asks=_on(hook, stranger), refused=True)
        for hook in ("activate_user", "block_user", "change_package", "edit_user", "resend_credentials")
    },
    "code-used-twice": Awkward(hook="complete_authorization", asks=CASES["complete_authorization"], refused=True),
    "code-never-given": Awkward(
        hook="complete_authorization", asks=lambda _, __: {"code": "codigo-nunca-dado"}, refused=True
    ),
}
"""Awkward cases by name; a plugin meets those of the operations that it declares."""


def _private(seed: Seed) -> Iterator[tuple[str, str]]:
    yield "password", PASSWORD
    yield "phone", NEW_PHONE.national
    yield "name", seed.customer.legal_name
    yield from (("phone", seed.customer.mobile_phone.national),) if seed.customer.mobile_phone else ()
    yield from (("document", seed.customer.tax_id.value),) if seed.customer.tax_id else ()
    yield from (("email", seed.customer.email),) if seed.customer.email else ()
    for user in (seed.user, seed.withheld):
        yield from (("username", user.username),) if user.username else ()
        yield from (("phone", user.phone.national),) if user.phone else ()


SVA_CASES = FamilyCases(
    spec=SvaSpec,
    asks=CASES,
    meanings=MEANINGS,
    awkward=AWKWARD,
    private=_private,
    presumes={"complete_authorization": "begin_authorization"},
)
"""The SVA family's cases, for :mod:`.contract`."""
