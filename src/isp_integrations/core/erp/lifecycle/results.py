"""What became of a plan's actions."""

from enum import StrEnum
from typing import Self

import attrs

from isp_integrations.core.erp.lifecycle.kinds import AnyService
from isp_integrations.core.erp.lifecycle.plan import Plan
from isp_integrations.core.erp.models import Contract
from isp_integrations.core.events import Event
from isp_integrations.core.rules import Violation
from isp_integrations.core.values import Value


class Outcome(StrEnum):
    """What became of one action, or of a whole contract.

    DONE changed the platform, NOTHING found it as wanted. REFUSED is a no of our rules or of the platform. FAILED
    changed nothing and may be tried again. UNKNOWN may have changed it. SKIPPED was not tried.
    """

    DONE = "done"
    NOTHING = "nothing"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


SETTLED = frozenset({Outcome.DONE, Outcome.NOTHING, Outcome.REFUSED})
"""What a later run of the same name does not try again."""

_WORST = (Outcome.UNKNOWN, Outcome.FAILED, Outcome.SKIPPED, Outcome.REFUSED, Outcome.DONE, Outcome.NOTHING)


@attrs.frozen(kw_only=True)
class ActionResult(Value):
    """What became of one action.

    Attributes:
        service: the service's name among all of its contract: `"line/7"`.
        why: pt-BR, without personal data; empty where nothing needs to be said.
        error: class of the error, where there was one.
        violations: the rules that refused it, ours or the platform's.
        warnings, events: of the operation, for the host to show and persist.
        resume_token: of an UNKNOWN outcome; running again uses it.
        after: the service as the platform has it now, for the host to store; `None` where nobody looked, and in a
            result that an earlier process left.
    """

    action_id: str
    service: str
    integration_id: str
    task: str
    outcome: Outcome
    why: str = ""
    error: str = ""
    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    events: tuple[Event, ...] = ()
    listener_failures: tuple[str, ...] = ()
    resume_token: str | None = attrs.field(default=None, repr=False)
    after: AnyService | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be tried."""
        return self.outcome in SETTLED


@attrs.frozen(kw_only=True)
class ContractResult(Value):
    """What became of one contract's plan.

    Attributes:
        contract: as it is after its events, for the host to store.
        plan: with its notes and its own events; `None` where none could be made.
        results: one for each action, in the plan's order.
        why, violations: why no plan could be made.
    """

    contract: Contract
    plan: Plan | None = None
    results: tuple[ActionResult, ...] = ()
    why: str = ""
    violations: tuple[Violation, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The outcome that needs most attention; of a contract without a plan, REFUSED."""
        if self.plan is None:
            return Outcome.REFUSED
        found = {result.outcome for result in self.results}
        return next((outcome for outcome in _WORST if outcome in found), Outcome.NOTHING)

    @property
    def settled(self) -> bool:
        """Whether nothing of it is left to be tried."""
        return all(result.settled for result in self.results)


@attrs.frozen(kw_only=True)
class Tally(Value):
    """How far a run is: contracts by their outcome, and actions by theirs.

    Attributes:
        before: contracts that an earlier run of the same name had settled.
    """

    contracts: int = 0
    before: int = 0
    actions: int = 0
    done: int = 0
    nothing: int = 0
    refused: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0

    def with_result(self, result: ContractResult) -> Self:
        """The tally after one more contract."""
        counted = {outcome.value: getattr(self, outcome.value) for outcome in Outcome}
        counted[result.outcome.value] += 1
        return attrs.evolve(self, contracts=self.contracts + 1, actions=self.actions + len(result.results), **counted)

    def with_earlier(self) -> Self:
        """The tally after one more contract that was settled before."""
        return attrs.evolve(self, contracts=self.contracts + 1, before=self.before + 1)
