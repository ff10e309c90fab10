"""SVA users under a contract: the family's own mirror for those that are there, creation of those that are not."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.lifecycle.mirroring import (
    Decision,
    Note,
    Order,
    Service,
    ServiceKind,
    ServiceMirror,
    Situation,
)
from isp_integrations.core.erp.models import Contract, ContractItem, Customer, Product, ProductType
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.session import Session
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.machines import MirrorOrder, mirror
from isp_integrations.core.sva.models import CreateSvaUser, SvaUser, SvaUserStatus
from isp_integrations.core.sva.operations import create_user, mirror_user
from isp_integrations.core.sva.operations.state import limits_of
from isp_integrations.core.sva.proofs import user_if_any
from isp_integrations.core.sva.requests import GetUser
from isp_integrations.core.sva.rules import username_of


class SvaTask(StrEnum):
    """What a contract may ask of an SVA user. The first three are the family's, `LOOK` mends what drifted."""

    BLOCK = "block"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    LOOK = "look"
    CREATE = "create"


@attrs.frozen(kw_only=True)
class SvaService(Service):
    """An SVA user of a contract, or one that is still to be created.

    Attributes:
        product_id: the SVA product of the contract that it belongs to.
        user: `None` where the contract has the product and no user.
    """

    kind: ClassVar[ServiceKind] = ServiceKind.SVA_USER
    product_id: str
    user: SvaUser | None = None


@attrs.frozen(kw_only=True)
class SvaOrder(Order):
    """What a contract asks of an SVA user.

    Attributes:
        contract: as it was when the order was made; the platform's state is compared with its level.
        customer: whom a creation is for.
    """

    service: SvaService
    task: SvaTask
    contract: Contract
    customer: Customer | None = None

    @property
    def sentence(self) -> str:
        if self.task is SvaTask.CREATE:
            return f"Usuário SVA do produto {self.service.product_id}: criar."
        return f"Usuário SVA {self.service.id}: {_TASKS[self.task]}."


_TASKS = {
    SvaTask.BLOCK: "bloquear",
    SvaTask.ACTIVATE: "ativar",
    SvaTask.DEACTIVATE: "desativar",
    SvaTask.LOOK: "conferir na plataforma",
}
_MIRRORED = {
    MirrorOrder.BLOCK: SvaTask.BLOCK,
    MirrorOrder.ACTIVATE: SvaTask.ACTIVATE,
    MirrorOrder.DEACTIVATE: SvaTask.DEACTIVATE,
}
_OVER = frozenset({SvaUserStatus.REMOVED, SvaUserStatus.UNKNOWN})


def decide(situation: Situation, services: tuple[SvaService, ...]) -> Decision:
    """What the contract's level makes of its SVA users (SVA-SYNC-1 to -6), and which ones it lacks (SVA-USER-11)."""
    decided = sum((_decided(situation, service) for service in services), Decision())
    return sum((_creation(situation, item) for item in _lacking(situation, services)), decided)


def _decided(situation: Situation, service: SvaService) -> Decision:
    if service.user is None:
        return Decision()
    wanted = mirror(service.user, situation.contract, situation.today)
    decided = Decision(events=wanted.events)
    if wanted.order is MirrorOrder.ACTIVATE and service.stopped_by_hand:
        return decided + _left(service, "Bloqueado manualmente.")
    if wanted.order is not None:
        return decided + _ordered(situation, service, _MIRRORED[wanted.order])
    if situation.policy.verify and situation.level in _MIRRORABLE and service.user.status not in _OVER:
        return decided + _ordered(situation, service, SvaTask.LOOK)
    surprises = service.user.status is SvaUserStatus.DEACTIVATED and situation.level is ContractLevel.SERVED
    return decided + _left(service, wanted.why) if surprises or wanted.events else decided


_MIRRORABLE = frozenset({ContractLevel.SERVED, ContractLevel.BLOCKED, ContractLevel.ENDED})


def _ordered(situation: Situation, service: SvaService, task: SvaTask) -> Decision:
    return Decision(orders=(SvaOrder(service=service, task=task, contract=situation.contract),))


def _left(service: SvaService, why: str) -> Decision:
    return Decision(notes=(Note(service=service.key, why=f"Usuário SVA {service.id}: {why}"),))


def _lacking(situation: Situation, services: tuple[SvaService, ...]) -> Iterator[ContractItem]:
    """The contract's SVA items without a user; one whose user was removed has one, that nobody wants back."""
    if situation.level is not ContractLevel.SERVED or not situation.policy.create_missing_users:
        return
    there = {(service.integration_id, service.product_id) for service in services if service.user is not None}
    for item in situation.contract.items:
        if item.type is ProductType.SVA and (item.integration_id, item.product_id) not in there:
            yield item


def _creation(situation: Situation, item: ContractItem) -> Decision:
    if item.integration_id is None or situation.customer is None:
        missing = "a integração do produto" if item.integration_id is None else "os dados do cliente"
        why = f"Produto SVA {item.product_id}: falta {missing}; usuário não planejado."
        return Decision(notes=(Note(service=f"{ServiceKind.SVA_USER}/{_new_id(item)}", why=why),))
    service = SvaService(id=_new_id(item), integration_id=item.integration_id, product_id=item.product_id)
    order = SvaOrder(service=service, task=SvaTask.CREATE, contract=situation.contract, customer=situation.customer)
    return Decision(orders=(order,))


def _new_id(item: ContractItem) -> str:
    """Stands for a user that has no id of the host's yet."""
    return f"novo-{item.product_id}"


def carry_out(session: Session, order: SvaOrder, again: bool) -> Exchange[Done[SvaService]]:
    """Bring a user to its contract's level, or create it."""
    if order.service.user is not None:
        done = yield from mirror_user(session, user=order.service.user, contract=order.contract)
    elif order.customer is not None:
        done = yield from _created(session, order, order.customer, again=again)
    else:
        raise AssertionError("a creation is planned for a customer")
    return Done(value=attrs.evolve(order.service, user=done.value), warnings=done.warnings, events=done.events)


def _created(session: Session, order: SvaOrder, customer: Customer, *, again: bool) -> Exchange[Done[SvaUser]]:
    new = _form(order, customer)
    if again and (found := (yield from _found(session, new))) is not None:
        return Done(value=found)
    return (yield from create_user(session, new=new))


def _form(order: SvaOrder, customer: Customer) -> CreateSvaUser:
    item = next(
        item
        for item in order.contract.items
        if (item.integration_id, item.product_id) == (order.service.integration_id, order.service.product_id)
    )
    product = Product(
        id=item.product_id, type=item.type, integration_id=item.integration_id, package=item.sva_package
    )
    return CreateSvaUser(customer=customer, product=product, contract=order.contract)


def _found(session: Session, new: CreateSvaUser) -> Exchange[SvaUser | None]:
    """The user that an earlier attempt created, if the platform shows it in force and on that very package."""
    if session.refusal(SvaSpec.get_user) is not None:
        return None
    package, username = new.product.package, username_of(new, limits_of(session))
    if package is None or username is None:
        return None
    tax_id = new.customer.tax_id
    request = GetUser(
        cpf=tax_id if isinstance(tax_id, Cpf) else None,
        email=new.customer.email,
        username=username,
        package_code=package.code,
    )
    found = yield from user_if_any(session.exchange(SvaSpec.get_user, request))
    if found is None or found.status not in _IN_FORCE or (found.package or package).code != package.code:
        return None
    return attrs.evolve(
        found,
        integration_id=new.integration_id,
        contract_id=new.contract.id if new.contract else None,
        customer_id=new.customer.id,
        product_id=new.product.id,
        package=package,
    )


_IN_FORCE = frozenset({SvaUserStatus.ACTIVE, SvaUserStatus.PENDING})

SVA_USERS = ServiceMirror(
    family=SvaSpec.family, service=SvaService, order=SvaOrder, decide=decide, carry_out=carry_out
)
