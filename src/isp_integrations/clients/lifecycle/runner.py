"""Runners: they carry plans out through open clients, and write down how far they are before and after each action.

An action that a killed process left under way is never simply repeated: its order is resumed where the client's
journal has it, and otherwise the platform is looked at first, which every action does.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar, cast

import attrs

from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.lifecycle.attempts import (
    Attempt,
    Claims,
    failed,
    is_over,
    next_attempt,
    reached,
    skipped,
    succeeded,
)
from isp_integrations.clients.lifecycle.progress import MemoryProgress, ProgressStore
from isp_integrations.core.done import Done
from isp_integrations.core.erp.lifecycle.carrying import Carried, carry_out
from isp_integrations.core.erp.lifecycle.plan import Action, Plan
from isp_integrations.core.erp.lifecycle.results import ActionResult, ContractResult
from isp_integrations.core.errors import ResumeRefused

T = TypeVar("T")
_BUSY = "Esta ação já está em execução."


class LifecycleRunner:
    """Carries plans out for sync hosts. Threads may share one, and then share no action.

    Args:
        clients: the open accounts, by integration id. What has no account is skipped and told.
        store: where progress is written down; in memory by default, where a killed process loses it.
    """

    def __init__(self, clients: Mapping[str, Client], *, store: ProgressStore | None = None) -> None:
        self.store = store or MemoryProgress()
        self._clients = clients
        self._claims = Claims()

    def execute(self, plan: Plan, *, run: str | None = None) -> ContractResult:
        """Carry every action of a plan out, in order; none stops another one.

        Calling again is harmless. While something of the run is not settled, only that is tried again; afterwards
        the same plan looks at the platforms anew, and does what is missing by then: nothing, as a rule.

        Args:
            run: under which name progress is written down; the plan's id by default. `store.forget(run)` drops it
                once the host has stored the result.
        """
        name = run or plan.id
        afresh = is_over(plan, self.store.entries(name, plan.contract.id))
        results = tuple(self.attempt(name, action, afresh=afresh) for action in plan.actions)
        return ContractResult(contract=plan.contract, plan=plan, results=results)

    def attempt(self, run: str, action: Action, *, afresh: bool = False) -> ActionResult:
        """Carry one action out; what was settled in this run is answered from the store, unless `afresh`."""
        with self._claims.hold(action) as mine:
            if not mine:
                return skipped(action, _BUSY)
            earlier = Attempt.from_entry(self.store.entries(run, action.contract_id).get(action.id))
            if earlier and earlier.result and earlier.result.settled and not afresh:
                return earlier.result
            client = reached(action, self._clients.get(action.integration_id))
            return client if isinstance(client, ActionResult) else self._attempted(run, client, action, earlier)

    def _attempted(self, run: str, client: Client, action: Action, earlier: Attempt | None) -> ActionResult:
        attempt = next_attempt(earlier)
        self._record(run, action, attempt)
        try:
            result = succeeded(action, _carried(client, action, attempt, earlier))
        except Exception as error:  # noqa: BLE001  one platform's failure never stops the others
            result = failed(action, error)
        self._record(run, action, attrs.evolve(attempt, result=result))
        return result

    def _record(self, run: str, action: Action, attempt: Attempt) -> None:
        self.store.record(run, action.contract_id, action.id, attempt.to_entry())


def _carried(client: Client, action: Action, attempt: Attempt, earlier: Attempt | None) -> Done[Carried]:
    """Carry an action out: one in doubt by its token, else by its order, else by looking at the platform anew."""
    if earlier and earlier.token:
        with suppress(ResumeRefused):
            return cast("Done[Carried]", client.resume(earlier.token, operation=carry_out))
    with suppress(ResumeRefused):
        return client.perform_once(attempt.order, carry_out, action=action, again=attempt.again)
    return client.perform(carry_out, action=action, again=True)


class AsyncLifecycleRunner:
    """Carries plans out for async hosts; see :class:`LifecycleRunner`. Tasks of one event loop may share one."""

    def __init__(self, clients: Mapping[str, AsyncClient], *, store: ProgressStore | None = None) -> None:
        self.store = store or MemoryProgress()
        self._clients = clients
        self._claims = Claims()

    async def execute(self, plan: Plan, *, run: str | None = None) -> ContractResult:
        """Carry every action of a plan out; see :meth:`LifecycleRunner.execute`."""
        name = run or plan.id
        afresh = is_over(plan, await self.stored(lambda: self.store.entries(name, plan.contract.id)))
        results = tuple([await self.attempt(name, action, afresh=afresh) for action in plan.actions])
        return ContractResult(contract=plan.contract, plan=plan, results=results)

    async def attempt(self, run: str, action: Action, *, afresh: bool = False) -> ActionResult:
        """Carry one action out; see :meth:`LifecycleRunner.attempt`."""
        with self._claims.hold(action) as mine:
            if not mine:
                return skipped(action, _BUSY)
            entries = await self.stored(lambda: self.store.entries(run, action.contract_id))
            earlier = Attempt.from_entry(entries.get(action.id))
            if earlier and earlier.result and earlier.result.settled and not afresh:
                return earlier.result
            client = reached(action, self._clients.get(action.integration_id))
            return client if isinstance(client, ActionResult) else await self._attempted(run, client, action, earlier)

    async def _attempted(
        self, run: str, client: AsyncClient, action: Action, earlier: Attempt | None
    ) -> ActionResult:
        attempt = next_attempt(earlier)
        await self._record(run, action, attempt)
        cancelled = None
        try:
            result = succeeded(action, await _async_carried(client, action, attempt, earlier))
        except Exception as error:  # noqa: BLE001  one platform's failure never stops the others
            result = failed(action, error)
            cancelled = error.__cause__ if isinstance(error.__cause__, asyncio.CancelledError) else None
        await self._record(run, action, attrs.evolve(attempt, result=result))
        if cancelled:
            raise cancelled
        return result

    async def _record(self, run: str, action: Action, attempt: Attempt) -> None:
        entry = attempt.to_entry()
        await self.stored(lambda: self.store.record(run, action.contract_id, action.id, entry))

    async def stored(self, job: Callable[[], T]) -> T:
        """Do `job` on the store to its end, off the event loop where it may take time, even if cancelled."""
        if not self.store.durable:
            return job()
        task = asyncio.ensure_future(asyncio.to_thread(job))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await task
            raise


async def _async_carried(
    client: AsyncClient, action: Action, attempt: Attempt, earlier: Attempt | None
) -> Done[Carried]:
    """The async twin of :func:`_carried`."""
    if earlier and earlier.token:
        with suppress(ResumeRefused):
            return cast("Done[Carried]", await client.resume(earlier.token, operation=carry_out))
    with suppress(ResumeRefused):
        return await client.perform_once(attempt.order, carry_out, action=action, again=attempt.again)
    return await client.perform(carry_out, action=action, again=True)
