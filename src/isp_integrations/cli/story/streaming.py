"""The SVA: a product in the contract, its user on the platform, and why there is no second one."""

import attrs

from isp_integrations import erp, sva
from isp_integrations.cli.story.life import OTHER_CONTRACT, Life
from isp_integrations.cli.story.telling import Told

PRODUCT = "sva-livros"


def creates_without_product(life: Life) -> Told:
    """The product is in the catalogue, and not in this contract yet."""
    package = next(iter(life.accounts.saber_mais.list_packages()))
    life.product = sva.Product(id=PRODUCT, type=sva.ProductType.SVA, integration_id="saber_mais", package=package)
    return _creates(life, life.contract)


def sells_product(life: Life) -> Told:
    """The product enters the contract."""
    life.contract = with_product(life.contract, life.product)
    return Told(text=f"pacote {life.product.package.name}" if life.product.package else "")


def with_product(contract: erp.Contract, product: sva.Product) -> erp.Contract:
    """The contract with one more product."""
    item = erp.ContractItem(
        product_id=product.id,
        type=product.type,
        integration_id=product.integration_id,
        sva_package=product.package,
    )
    return attrs.evolve(contract, items=(*contract.items, item))


def creates_user(life: Life) -> Told:
    """Name, CPF and phone come from the customer's registration."""
    return _creates(life, life.contract, users=())


def creates_second_user(life: Life) -> Told:
    """Another contract of the same customer; the host's own records know his CPF."""
    return _creates(life, _other_contract(life), users=(life.user,))


def lets_the_platform_say(life: Life) -> Told:
    """The same for a host that keeps no records of users: the platform itself refuses, in the same words."""
    return _creates(life, _other_contract(life))


def _other_contract(life: Life) -> erp.Contract:
    other = erp.Contract(
        id=OTHER_CONTRACT,
        customer_id=life.customer.id,
        status=erp.ContractStatus.ACTIVE,
        access=erp.AccessStatus.ACTIVE,
    )
    return with_product(other, life.product)


def _creates(life: Life, contract: erp.Contract, users: tuple[sva.SvaUser, ...] | None = None) -> Told:
    form = sva.CreateSvaUser(customer=life.customer, product=life.product, contract=contract)
    done = life.accounts.saber_mais.create_user(new=form, users_of_integration=users)
    life.user = attrs.evolve(done.value, id="1")
    return Told(text="acesso liberado", events=done.events, found=(life.user.status.value,))


STEPS = {
    "create_without_product": creates_without_product,
    "sell_product": sells_product,
    "create_user": creates_user,
    "create_second_user": creates_second_user,
    "let_the_platform_say": lets_the_platform_say,
}
