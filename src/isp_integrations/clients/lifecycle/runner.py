"""Runners: they carry plans out through open clients, and write down how far they are before and after each action.

An action that a killed process left under way is never simply repeated: its order is resumed where the client's
journal has it, and otherwise the platform is looked at first, which every action does.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import attrs

from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.lifecycle.attempts import (
    BUSY,
    Attempt,
    Claims,
    Recall,
    confirmed,
    failed,
    next_attempt,
    of_another,
    reached,
    recalled,
    skipped,
    succeeded,
)
from isp_integrations.clients.lifecycle.progress import MemoryProgress, ProgressStore
from isp_integrations.core.done import Done
from isp_integrations.core.erp.lifecycle.carrying import Carried, carry_out
from isp_integrations.core.erp.lifecycle.plan import Action, Plan
from isp_integrations.core.erp.lifecycle.results import ActionResult, ContractResult
from isp_integrations.core.errors import OrderFinished, OrderTaken, ResumeRefused

T = TypeVar("T")


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

        Calling again is harmless: it looks at the platforms anew and does what is missing by then, nothing as a
        rule. While something of the run is not settled, what was refused is not asked for again, and what was done
        and is still so is told again, for a killed process may have told nobody.

        Args:
            run: under which name progress is written down; the plan's id by default. `store.forget(run)` drops it
                once the host has stored the result.
        """
        name = run or plan.id
        recall = recalled(plan, self.store.entries(name, plan.contract.id))
        results = tuple(self.attempt(name, action, recall=recall) for action in plan.actions)
        return ContractResult(contract=plan.contract, plan=plan, results=results)

    def attempt(self, run: str, action: Action, *, recall: Recall = Recall.TRUST) -> ActionResult:
        """Carry one action out; what was settled in this run is answered from the store, as far as `recall` says."""
        with self._claims.hold(action) as mine:
            if not mine:
                return skipped(action, BUSY)
            earlier = Attempt.from_entry(self.store.entries(run, action.contract_id).get(action.id))
            if earlier and (answer := earlier.answer(recall)):
                return answer
            client = reached(action, self._clients.get(action.integration_id))
            if isinstance(client, ActionResult):
                return client
            return self._attempted(run, client, action, earlier, recall)

    def _attempted(
        self, run: str, client: Client, action: Action, earlier: Attempt | None, recall: Recall
    ) -> ActionResult:
        attempt = next_attempt(earlier)
        self._record(run, action, attempt)
        try:
            result = confirmed(earlier, succeeded(action, _carried(client, action, attempt, earlier)), recall)
        except OrderFinished:
            return self._attempted(run, client, action, Attempt.anew(), recall)
        except Exception as error:  # noqa: BLE001  one platform's failure never stops the others
            result = failed(action, error)
            if of_another(error):
                return result
        self._record(run, action, attrs.evolve(attempt, result=result))
        return result

    def _record(self, run: str, action: Action, attempt: Attempt) -> None:
        self.store.record(run, action.contract_id, action.id, attempt.to_entry())


def _carried(client: Client, action: Action, attempt: Attempt, earlier: Attempt | None) -> Done[Carried]:
    """Carry an action out: one in doubt by its token, else by its order."""
    if earlier and earlier.token:
        try:
            return cast("Done[Carried]", client.resume(earlier.token, operation=carry_out))
        except ResumeRefused as refused:
            if isinstance(refused, OrderTaken):
                raise
    return client.perform_once(attempt.order, carry_out, action=action, again=attempt.again)


class AsyncLifecycleRunner:
    """Carries plans out for async hosts; see :class:`LifecycleRunner`. Tasks of one event loop may share one."""

    def __init__(self, clients: Mapping[str, AsyncClient], *, store: ProgressStore | None = None) -> None:
        self.store = store or MemoryProgress()
        self._clients = clients
        self._claims = Claims()

    async def execute(self, plan: Plan, *, run: str | None = None) -> ContractResult:
        """Carry every action of a plan out; see :meth:`LifecycleRunner.execute`."""
        name = run or plan.id
        recall = recalled(plan, await self.stored(lambda: self.store.entries(name, plan.contract.id)))
        results = tuple([await self.attempt(name, action, recall=recall) for action in plan.actions])
        return ContractResult(contract=plan.contract, plan=plan, results=results)

    async def attempt(self, run: str, action: Action, *, recall: Recall = Recall.TRUST) -> ActionResult:
        """Carry one action out; see :meth:`LifecycleRunner.attempt`."""
        with self._claims.hold(action) as mine:
            if not mine:
                return skipped(action, BUSY)
            entries = await self.stored(lambda: self.store.entries(run, action.contract_id))
            earlier = Attempt.from_entry(entries.get(action.id))
            if earlier and (answer := earlier.answer(recall)):
                return answer
            client = reached(action, self._clients.get(action.integration_id))
            if isinstance(client, ActionResult):
                return client
            return await self._attempted(run, client, action, earlier, recall)

    async def _attempted(
        self, run: str, client: AsyncClient, action: Action, earlier: Attempt | None, recall: Recall
    ) -> ActionResult:
        attempt = next_attempt(earlier)
        await self._record(run, action, attempt)
        cancelled = None
        try:
            done = await _async_carried(client, action, attempt, earlier)
            result = confirmed(earlier, succeeded(action, done), recall)
        except OrderFinished:
            return await self._attempted(run, client, action, Attempt.anew(), recall)
        except Exception as error:  # noqa: BLE001  one platform's failure never stops the others
            result = failed(action, error)
            if of_another(error):
                return result
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
        try:
            return cast("Done[Carried]", await client.resume(earlier.token, operation=carry_out))
        except ResumeRefused as refused:
            if isinstance(refused, OrderTaken):
                raise
    return await client.perform_once(attempt.order, carry_out, action=action, again=attempt.again)
