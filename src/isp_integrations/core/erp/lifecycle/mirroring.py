"""What every kind of service has in common for the mirror."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

import attrs

from isp_integrations.core.done import Done
from isp_integrations.core.erp.levels import ContractLevel
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.models import Contract, Customer
from isp_integrations.core.events import Event
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.session import Session
from isp_integrations.core.values import Value


class ServiceKind(StrEnum):
    """The kinds of service that follow a contract."""

    SVA_USER = "sva_user"
    LINE = "line"
    ONU = "onu"
    PORT = "port"


@attrs.frozen(kw_only=True)
class Service(Value):
    """Root of the services, each one thing of a contract on one account.

    Attributes:
        id: the host's own id of it, unique among the contract's services of its kind.
        integration_id: the account that it is on.
        stopped_by_hand: whether a person stopped it for another reason than the contract; a mirror never starts it
            again.
    """

    kind: ClassVar[ServiceKind]
    id: str
    integration_id: str
    stopped_by_hand: bool = False

    @property
    def key(self) -> str:
        """The service's name among all of its contract: `"line/7"`."""
        return f"{self.kind.value}/{self.id}"

    @property
    def failure(self) -> str:
        """Why the platform did not do what was asked, where the service itself keeps that; pt-BR."""
        return ""


@attrs.frozen(kw_only=True)
class Order(Value):
    """Root of the orders: what one action asks of one service's platform.

    Attributes:
        task: what is asked, as a stable word; part of the action's id.
    """

    service: Service
    task: StrEnum

    @property
    def sentence(self) -> str:
        """What is asked, for a person: pt-BR, without personal data."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class Note(Value):
    """A service that is left as it is, and why (pt-BR)."""

    service: str
    why: str


@attrs.frozen(kw_only=True)
class Situation(Value):
    """What a contract is today, for whoever decides about its services.

    Attributes:
        contract: after its events; a suspension that the policy does not mirror is shown as served.
        customer: its customer, where the host passed one.
    """

    contract: Contract
    level: ContractLevel
    today: date
    policy: LifecyclePolicy
    customer: Customer | None = None


@attrs.frozen(kw_only=True)
class Decision(Value):
    """What a contract's level makes of its services of one kind."""

    orders: tuple[Order, ...] = ()
    notes: tuple[Note, ...] = ()
    events: tuple[Event, ...] = ()

    def __add__(self, other: "Decision") -> "Decision":
        return Decision(
            orders=(*self.orders, *other.orders),
            notes=(*self.notes, *other.notes),
            events=(*self.events, *other.events),
        )


S = TypeVar("S", bound=Service)
Q = TypeVar("Q", bound=Order)


@attrs.frozen(kw_only=True)
class ServiceMirror(Generic[S, Q]):
    """How one kind of service follows its contract.

    Attributes:
        family: of the platforms that it is on.
        service, order: its classes.
        decide: pure; what the situation makes of all its services at once.
        carry_out: the operation that carries one order out. It looks at the platform first and does only what is
            missing; it answers the service as it stands then. `again` says that an earlier attempt may have been
            cut off, so that what it would do may be done already.
    """

    family: str
    service: type[S]
    order: type[Q]
    decide: Callable[[Situation, tuple[S, ...]], Decision]
    carry_out: Callable[[Session, Q, bool], Exchange[Done[S]]]
