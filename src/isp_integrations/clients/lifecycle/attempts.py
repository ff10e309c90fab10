"""One action's attempt, without I/O: what is written down of it, and what its end amounts to."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from typing import TypeVar

import attrs

from isp_integrations.clients.client import AsyncClient, Client, new_order_id
from isp_integrations.core.done import Done
from isp_integrations.core.erp.lifecycle.carrying import Carried
from isp_integrations.core.erp.lifecycle.kinds import MIRRORS
from isp_integrations.core.erp.lifecycle.plan import Action, Plan
from isp_integrations.core.erp.lifecycle.results import ActionResult, Outcome
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    IspError,
    OrderTaken,
    OutcomeUnknown,
    ProviderRejected,
    RateLimited,
    ResumeRefused,
    RuleViolation,
    SupportRefused,
)
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.core.values import Value
from isp_integrations.transports.ledger import OrderTakenOver

BUSY = "Esta ação já está em execução."
C = TypeVar("C", Client, AsyncClient)


class Recall(Enum):
    """What the store's settled results count for when their actions are asked for again.

    TRUST: each is the answer. CONFIRM: a refusal is; what was done or was so already is looked at anew, and told
    again where the platform still has it so. RENEW: none is.
    """

    TRUST = auto()
    CONFIRM = auto()
    RENEW = auto()


@attrs.frozen(kw_only=True)
class Attempt(Value):
    """What the store has of one action.

    Attributes:
        order: id of the client's order that carries it out.
        again: whether an earlier attempt may have done it already.
        result: `None` while it is under way, or was cut off.
    """

    order: str
    again: bool = False
    result: ActionResult | None = None

    @property
    def token(self) -> str | None:
        """With which an unknown outcome is resumed."""
        return self.result.resume_token if self.result else None

    @property
    def in_doubt(self) -> bool:
        """Whether it may have changed something, and nobody knows."""
        return self.result is None or self.result.outcome is Outcome.UNKNOWN

    def to_entry(self) -> str:
        """As the store keeps it: without the service, which is personal data."""
        result = self.result and attrs.evolve(self.result, after=None)
        return json.dumps(to_plain(attrs.evolve(self, result=result)))

    @classmethod
    def from_entry(cls, entry: str | None) -> "Attempt | None":
        """The inverse of :meth:`to_entry`; an entry that nobody can read is of an attempt in doubt."""
        if entry is None:
            return None
        try:
            return from_plain(cls, json.loads(entry))
        except (ValueError, InvalidRecord):
            return cls.anew()

    @classmethod
    def anew(cls) -> "Attempt":
        """One that goes by what the platform has, for nobody can tell what became of those before it."""
        return cls(order=new_order_id(), again=True)

    def answer(self, recall: Recall) -> ActionResult | None:
        """The result that needs no look at the platform."""
        if self.result is None or not self.result.settled or recall is Recall.RENEW:
            return None
        return self.result if recall is Recall.TRUST or self.result.outcome is Outcome.REFUSED else None


def next_attempt(earlier: Attempt | None) -> Attempt:
    """What is written down before an action is begun: one in doubt goes on under its own order."""
    if earlier is None:
        return Attempt(order=new_order_id())
    if earlier.result is None or earlier.in_doubt:
        return Attempt(order=earlier.order, again=True)
    again = earlier.again or earlier.result.outcome in {Outcome.DONE, Outcome.NOTHING}
    return Attempt(order=new_order_id(), again=again)


def recalled(plan: Plan, entries: Mapping[str, str]) -> Recall:
    """What a plan's earlier results count for: none does once all were settled, and so were told."""
    attempts = [Attempt.from_entry(entries.get(action.id)) for action in plan.actions]
    over = all(attempt and attempt.result and attempt.result.settled for attempt in attempts)
    return Recall.RENEW if over else Recall.CONFIRM


def confirmed(earlier: Attempt | None, result: ActionResult, recall: Recall) -> ActionResult:
    """`result`; or what an earlier attempt did, with its events, where this one found it still so."""
    stored = earlier.result if earlier and recall is Recall.CONFIRM else None
    if stored and stored.outcome is Outcome.DONE and result.outcome is Outcome.NOTHING:
        return attrs.evolve(stored, after=result.after)
    return result


def of_another(error: Exception) -> bool:
    """Whether the order goes on without this attempt, so that what the store has of it must stay: another process
    carries it, or the journal has it and it could not be carried on."""
    return isinstance(error, ResumeRefused) or isinstance(error.__cause__, OrderTakenOver)


def reached(action: Action, client: C | None) -> C | ActionResult:
    """The client that carries an action out, or why none can."""
    family = MIRRORS[action.order.service.kind].family
    if client is None:
        return skipped(action, f"Nenhuma conta aberta para a integração {action.integration_id}.")
    if client.session.platform.family != family:
        return skipped(action, f"A conta aberta para a integração {action.integration_id} não é de {family}.")
    return client


def skipped(action: Action, why: str) -> ActionResult:
    """An action that was not tried."""
    return _result(action, Outcome.SKIPPED, why=why)


def succeeded(action: Action, done: Done[Carried]) -> ActionResult:
    """An action that came to its end. A service that keeps why it failed did."""
    failure = done.value.service.failure
    outcome = Outcome.FAILED if failure else Outcome.DONE if done.value.changed else Outcome.NOTHING
    return attrs.evolve(
        _result(action, outcome, why=failure),
        after=done.value.service,
        warnings=done.warnings,
        events=done.events,
        listener_failures=done.listener_failures,
    )


def failed(action: Action, error: Exception) -> ActionResult:
    """What an error amounts to. Of one that is none of the library's only the class is told: its text may quote
    anything."""
    name = type(error).__name__
    if isinstance(error, OrderTaken):
        return skipped(action, BUSY)
    if isinstance(error, OutcomeUnknown):
        made = _result(action, Outcome.UNKNOWN, why=error.explanation or error.message, error=name)
        return attrs.evolve(made, resume_token=error.resume_token)
    if isinstance(error, RuleViolation):
        return attrs.evolve(
            _result(action, Outcome.REFUSED, why=error.message, error=name), violations=error.violations
        )
    if isinstance(error, ProviderRejected) and not isinstance(error, AuthenticationFailed | RateLimited):
        rules = (error.violation,) if error.violation else ()
        return attrs.evolve(_result(action, Outcome.REFUSED, why=error.message, error=name), violations=rules)
    outcome = Outcome.REFUSED if isinstance(error, SupportRefused) else Outcome.FAILED
    return _result(action, outcome, why=error.message if isinstance(error, IspError) else "Erro interno.", error=name)


def _result(action: Action, outcome: Outcome, *, why: str = "", error: str = "") -> ActionResult:
    return ActionResult(
        action_id=action.id,
        service=action.service,
        integration_id=action.integration_id,
        task=action.order.task.value,
        outcome=outcome,
        why=why,
        error=error,
    )


class Claims:
    """What is under way in this process, so that nothing is under way twice. Threads and tasks share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[str] = set()

    @contextmanager
    def hold(self, action: Action) -> Iterator[bool]:
        """Whether the action is the caller's for the time of the block; no other caller has it then."""
        with self._lock:
            mine = action.id not in self._held
            self._held.add(action.id)
        try:
            yield mine
        finally:
            if mine:
                with self._lock:
                    self._held.discard(action.id)
