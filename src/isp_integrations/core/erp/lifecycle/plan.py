"""A plan of actions: what a contract, as it is today, asks of every service that hangs on it.

The plan follows from what is so (the contract's level and each service's status), never from the order of events,
so planning again after its actions are done gives a plan without actions. It is data: it can be shown, stored as
JSON (`isp.to_plain`, `isp.from_plain`) and carried out later, in another process.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import attrs

from isp_integrations.core.erp.contract_machine import WORDS, ContractEvent, check_event, in_order, observe
from isp_integrations.core.erp.levels import ContractLevel, contract_level
from isp_integrations.core.erp.lifecycle.kinds import MIRRORS, AnyOrder, AnyService
from isp_integrations.core.erp.lifecycle.mirroring import Decision, Note, Order, Situation
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy, check_policy
from isp_integrations.core.erp.models import AccessStatus, Contract, Customer
from isp_integrations.core.erp.rules import takes_effect
from isp_integrations.core.errors import InvalidRecord, refuse_errors
from isp_integrations.core.events import Event, MirrorSkippedUnknownStatus
from isp_integrations.core.values import Value


@attrs.frozen(kw_only=True)
class ContractSnapshot(Value):
    """A contract as the host has it at one moment, with everything that hangs on it.

    Attributes:
        customer: needed for creating what is missing; nothing is created without it.
        events: what happened since, in any order; each counts once, and those up to `as_of` not at all.
        as_of: the time of `contract`'s two statuses; `None` takes every event as news.
    """

    contract: Contract
    customer: Customer | None = None
    services: tuple[AnyService, ...] = ()
    events: tuple[ContractEvent, ...] = ()
    as_of: datetime | None = None


@attrs.frozen(kw_only=True)
class Action(Value):
    """One thing to be done on one platform.

    Attributes:
        id: follows from contract, service and task alone: the same today and tomorrow, here and elsewhere.
    """

    id: str
    contract_id: str
    order: AnyOrder

    @property
    def integration_id(self) -> str:
        """The account whose client carries it out."""
        return self.order.service.integration_id

    @property
    def service(self) -> str:
        """The service's name among all of its contract: `"line/7"`."""
        return self.order.service.key


@attrs.frozen(kw_only=True)
class Plan(Value):
    """What a contract asks of its services today.

    Attributes:
        id: follows from the contract, its two statuses, the day and the actions.
        contract: as it is after its events; the host stores its two statuses.
        made_on: the day that it was made for.
        actions: in the order of the kinds of service; none depends on another one.
        notes: services that are left as they are although a person may wonder.
        events: for the host to persist: unexpected jumps, skipped mirrors.
        postponed: events whose day has not come; the host brings them again on it (CORE-8).
    """

    id: str
    contract: Contract
    level: ContractLevel
    made_on: date
    actions: tuple[Action, ...] = ()
    notes: tuple[Note, ...] = ()
    events: tuple[Event, ...] = ()
    postponed: tuple[ContractEvent, ...] = ()

    def sentences(self) -> Iterator[str]:
        """The plan for a person, pt-BR, without personal data; the first sentence is the contract's own."""
        yield f"Contrato {self.contract.id}: {_LEVELS[self.level]}."
        yield from (action.order.sentence for action in self.actions)
        yield from (note.why for note in self.notes)
        for event in self.postponed:
            yield f"A partir de {event.effective_on:%d/%m/%Y}: {WORDS[event.kind]}."


_LEVELS: Mapping[ContractLevel, str] = {
    ContractLevel.SERVED: "atendido",
    ContractLevel.BLOCKED: "bloqueado",
    ContractLevel.ENDED: "encerrado",
    ContractLevel.NONE: "ainda não ativado, nada a fazer",
    ContractLevel.UNCLEAR: "com status que ninguém conhece, nada é feito",
}


def plan(snapshot: ContractSnapshot, *, today: date, policy: LifecyclePolicy | None = None) -> Plan:
    """What a contract asks of its services on `today`.

    Args:
        today: in the host's time zone.
        policy: the host's; the careful default otherwise.

    Raises:
        RuleViolation: CORE-7 for a trust unlock that is over before it was given, PORT-10 for the policy.
        InvalidRecord: an event is of another contract, or two services have one key.
    """
    wanted = policy or LifecyclePolicy()
    _refuse_mistakes(snapshot)
    news = in_order(snapshot.events, since=snapshot.as_of)
    refuse_errors((*check_policy(wanted), *(broken for each in news for broken in check_event(each, today=today))))
    contract, jumps, postponed = _after(snapshot.contract, news, today)
    shown = _as_mirrored(contract, wanted)
    situation = Situation(
        contract=shown,
        level=contract_level(shown, today),
        today=today,
        policy=wanted,
        customer=snapshot.customer,
    )
    decided = _decided(situation, snapshot.services)
    return _identified(
        Plan(
            id="",
            contract=contract,
            level=situation.level,
            made_on=today,
            actions=tuple(_action(contract, order) for order in decided.orders),
            notes=decided.notes,
            events=tuple(dict.fromkeys((*jumps, *decided.events))),
            postponed=postponed,
        )
    )


def _refuse_mistakes(snapshot: ContractSnapshot) -> None:
    problems = [
        f"events[{place}].contract_id: o evento é de outro contrato"
        for place, event in enumerate(snapshot.events)
        if event.contract_id != snapshot.contract.id
    ]
    keys = [service.key for service in snapshot.services]
    problems += [f"services[{place}].id: repetido" for place, key in enumerate(keys) if key in keys[:place]]
    if snapshot.customer is not None and snapshot.customer.id != snapshot.contract.customer_id:
        problems.append("customer.id: o contrato é de outro cliente")
    if problems:
        raise InvalidRecord(problems=tuple(problems))


def _after(
    contract: Contract, news: Iterable[ContractEvent], today: date
) -> tuple[Contract, list[Event], tuple[ContractEvent, ...]]:
    """The contract after its events, the unexpected jumps, and the events whose day has not come."""
    jumps, postponed = list[Event](), list[ContractEvent]()
    for event in news:
        seen = observe(contract, event, today=today)
        contract = seen.state
        jumps += [seen.unexpected] if seen.unexpected else []
        postponed += [] if takes_effect(event.effective_on, today) else [event]
    return contract, jumps, tuple(postponed)


def _as_mirrored(contract: Contract, policy: LifecyclePolicy) -> Contract:
    """A suspension that the policy does not mirror is a served contract for every mirror (A-SVA-12)."""
    if policy.suspension_blocks or contract.access is not AccessStatus.SUSPENDED_BY_CUSTOMER:
        return contract
    return attrs.evolve(contract, access=AccessStatus.ACTIVE)


def _decided(situation: Situation, services: tuple[AnyService, ...]) -> Decision:
    if situation.level is ContractLevel.NONE:
        return Decision()
    if situation.level is ContractLevel.UNCLEAR:
        contract = situation.contract
        raw = f"{contract.status}/{contract.access}"
        return Decision(events=(MirrorSkippedUnknownStatus(subject=contract.id, raw=raw),))
    of_kind = {kind: tuple(each for each in services if each.kind is kind) for kind in MIRRORS}
    return sum((mirror.decide(situation, of_kind[kind]) for kind, mirror in MIRRORS.items()), Decision())


def _action(contract: Contract, order: Order) -> Action:
    service = order.service
    return Action(
        id=_digest(contract.id, service.integration_id, service.key, order.task),
        contract_id=contract.id,
        order=order,  # type: ignore[arg-type]  # every order is of one of the kinds
    )


def _identified(made: Plan) -> Plan:
    contract = made.contract
    asked = (action.id for action in made.actions)
    day = made.made_on.isoformat()
    return attrs.evolve(made, id=_digest(contract.id, contract.status, contract.access, day, *asked))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
