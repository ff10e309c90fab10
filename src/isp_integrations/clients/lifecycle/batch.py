"""The nightly run: thousands of contracts in, a stream of what became of each out.

Contracts are taken from their source as there is room, planned, and carried out; each account has its own workers, so
that a slow platform holds no other one up, and its client's own rate budget. What is held in memory is the contracts
under way, not the run. A contract counts as settled once the caller comes back for the next one, so a run that is
killed tells again what it may have told already, and repeats nothing.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from queue import SimpleQueue
from threading import Lock
from typing import Generic, TypeVar

import attrs

from isp_integrations.clients.lifecycle.runner import AsyncLifecycleRunner, LifecycleRunner
from isp_integrations.core.erp.lifecycle.plan import Action, ContractSnapshot, Plan, plan
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy, check_policy
from isp_integrations.core.erp.lifecycle.results import ActionResult, ContractResult, Tally
from isp_integrations.core.errors import InvalidRecord, RuleViolation, refuse_errors

R = TypeVar("R", LifecycleRunner, AsyncLifecycleRunner)


@attrs.frozen(kw_only=True)
class _Settings(Generic[R]):
    """What a run was started with."""

    runner: R
    name: str
    today: date
    policy: LifecyclePolicy
    workers: int = attrs.field(validator=attrs.validators.ge(1))
    ahead: int = attrs.field(validator=attrs.validators.ge(1))

    def planned(self, snapshot: ContractSnapshot) -> Plan | ContractResult:
        """The contract's plan; its result at once, where nothing is to be done or nothing can be planned."""
        try:
            made = plan(snapshot, today=self.today, policy=self.policy)
        except RuleViolation as broken:
            return ContractResult(contract=snapshot.contract, why=broken.message, violations=broken.violations)
        except InvalidRecord as wrong:
            return ContractResult(contract=snapshot.contract, why=wrong.message)
        return made if made.actions else ContractResult(contract=made.contract, plan=made)


class _UnderWay:
    """A contract whose actions are being carried out, each by a worker of its account."""

    def __init__(self, made: Plan, tell: Callable[["_UnderWay"], None]) -> None:
        self.plan = made
        self.error: BaseException | None = None
        self._results: dict[str, ActionResult] = {}
        self._tell = tell
        self._lock = Lock()
        self._left = len(made.actions)

    def carry(self, attempt: Callable[[], ActionResult]) -> None:
        """Carry one action out; whoever is last tells that the contract is over."""
        try:
            result = attempt()
            self._results[result.action_id] = result
        except BaseException as error:  # noqa: BLE001  told to the caller of the run, in its own thread
            self.error = error
        with self._lock:
            self._left -= 1
            last = not self._left
        if last:
            self._tell(self)

    def result(self) -> ContractResult:
        """What became of it."""
        if self.error is not None:
            raise self.error
        results = tuple(self._results[action.id] for action in self.plan.actions)
        return ContractResult(contract=self.plan.contract, plan=self.plan, results=results)


class _Pools:
    """A pool of workers for each account, made when it is first needed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pools: dict[str, ThreadPoolExecutor] = {}

    def submit(self, integration_id: str, job: Callable[[], None]) -> None:
        pool = self._pools.get(integration_id)
        if pool is None:
            pool = self._pools[integration_id] = ThreadPoolExecutor(max_workers=self._workers)
        pool.submit(job)

    def close(self) -> None:
        """Let what is under way end; what waits is never begun."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in self._pools.values():
            pool.shutdown(wait=True)


class MirrorRun:
    """A nightly run of a sync host: iterate it once, to its end or as far as there is time.

    Attributes:
        tally: how far it is; grows while it is iterated.
    """

    def __init__(self, settings: _Settings[LifecycleRunner], snapshots: Iterable[ContractSnapshot]) -> None:
        self._settings = settings
        self._snapshots = snapshots
        self._finished: SimpleQueue[_UnderWay] = SimpleQueue()
        self._open = False
        self.tally = Tally()

    def __iter__(self) -> Iterator[ContractResult]:
        pools = _Pools(self._settings.workers)
        try:
            yield from self._results(pools)
        finally:
            pools.close()
        if not self._open:
            self._settings.runner.store.forget(self._settings.name)

    def _results(self, pools: _Pools) -> Iterator[ContractResult]:
        under_way = 0
        for snapshot in self._snapshots:
            if self._settings.runner.store.settled(self._settings.name, snapshot.contract.id):
                self.tally = self.tally.with_earlier()
                continue
            made = self._settings.planned(snapshot)
            if isinstance(made, ContractResult):
                yield from self._told(made)
                continue
            self._begin(made, pools)
            under_way += 1
            while under_way >= self._settings.ahead or (under_way and not self._finished.empty()):
                yield from self._told(self._finished.get().result())
                under_way -= 1
        for _ in range(under_way):
            yield from self._told(self._finished.get().result())

    def _begin(self, made: Plan, pools: _Pools) -> None:
        contract = _UnderWay(made, self._finished.put)
        for action in made.actions:
            pools.submit(action.integration_id, self._job(contract, action))

    def _job(self, contract: _UnderWay, action: Action) -> Callable[[], None]:
        settings = self._settings
        return lambda: contract.carry(lambda: settings.runner.attempt(settings.name, action))

    def _told(self, result: ContractResult) -> Iterator[ContractResult]:
        self.tally = self.tally.with_result(result)
        self._open = self._open or not result.settled
        yield result
        if result.settled and result.results:
            self._settings.runner.store.settle(self._settings.name, result.contract.id)


class AsyncMirrorRun:
    """A nightly run of an async host, for `async for`; see :class:`MirrorRun`."""

    def __init__(
        self,
        settings: _Settings[AsyncLifecycleRunner],
        snapshots: Iterable[ContractSnapshot] | AsyncIterable[ContractSnapshot],
    ) -> None:
        self._settings = settings
        self._snapshots = snapshots
        self._rooms: dict[str, asyncio.Semaphore] = {}
        self._finished: asyncio.Queue[asyncio.Task[ContractResult]] = asyncio.Queue()
        self._open = False
        self.tally = Tally()

    async def __aiter__(self) -> AsyncIterator[ContractResult]:
        under_way: set[asyncio.Task[ContractResult]] = set()
        runner, name = self._settings.runner, self._settings.name
        try:
            async for snapshot in _streamed(self._snapshots):
                if await self._settled(snapshot.contract.id):
                    self.tally = self.tally.with_earlier()
                    continue
                made = self._settings.planned(snapshot)
                if isinstance(made, Plan):
                    task = asyncio.create_task(self._carried(made))
                    task.add_done_callback(self._finished.put_nowait)
                    under_way.add(task)
                async for result in self._told(made, under_way, at_most=self._settings.ahead - 1):
                    yield result
            async for result in self._told(None, under_way, at_most=0):
                yield result
        finally:
            await _cancelled(under_way)
        if not self._open:
            await runner.stored(lambda: runner.store.forget(name))

    async def _told(
        self, made: Plan | ContractResult | None, under_way: set[asyncio.Task[ContractResult]], *, at_most: int
    ) -> AsyncIterator[ContractResult]:
        """What is over, until no more than `at_most` contracts are under way."""
        if isinstance(made, ContractResult):
            self._count(made)
            yield made
        while len(under_way) > at_most or not self._finished.empty():
            task = await self._finished.get()
            under_way.remove(task)
            result = task.result()
            self._count(result)
            yield result
            await self._settle(result)

    def _count(self, result: ContractResult) -> None:
        self.tally = self.tally.with_result(result)
        self._open = self._open or not result.settled

    async def _settle(self, result: ContractResult) -> None:
        runner, name = self._settings.runner, self._settings.name
        if result.settled:
            await runner.stored(lambda: runner.store.settle(name, result.contract.id))

    async def _settled(self, contract_id: str) -> bool:
        runner, name = self._settings.runner, self._settings.name
        return await runner.stored(lambda: runner.store.settled(name, contract_id))

    async def _carried(self, made: Plan) -> ContractResult:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._attempted(action)) for action in made.actions]
        results = tuple(task.result() for task in tasks)
        return ContractResult(contract=made.contract, plan=made, results=results)

    async def _attempted(self, action: Action) -> ActionResult:
        room = self._rooms.setdefault(action.integration_id, asyncio.Semaphore(self._settings.workers))
        async with room:
            return await self._settings.runner.attempt(self._settings.name, action)


async def _streamed(
    snapshots: Iterable[ContractSnapshot] | AsyncIterable[ContractSnapshot],
) -> AsyncIterator[ContractSnapshot]:
    if isinstance(snapshots, AsyncIterable):
        async for snapshot in snapshots:
            yield snapshot
        return
    for snapshot in snapshots:
        yield snapshot


async def _cancelled(under_way: set[asyncio.Task[ContractResult]]) -> None:
    """End what the caller no longer waits for; a write in flight stays written down, in doubt."""
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


def mirror_contracts(
    runner: LifecycleRunner,
    snapshots: Iterable[ContractSnapshot],
    *,
    today: date,
    run: str,
    policy: LifecyclePolicy | None = None,
    workers: int = 4,
    ahead: int = 200,
) -> MirrorRun:
    """Plan and mirror many contracts (the nightly run); iterate what comes back.

    Each contract's plan follows from what the contract is, so a run can be repeated at any time. One contract's or
    one platform's failure stops no other. A run that was killed, or has contracts that are not settled, goes on
    under the same name: settled contracts are passed over without asking a platform, the others do what is missing.
    A run in which everything was settled is forgotten at its end.

    Args:
        snapshots: taken as there is room, never all at once; each contract once.
        today: in the host's time zone.
        run: the run's name, such as the day: `"2026-11-22"`.
        workers: how many actions of one account are carried out at once.
        ahead: how many contracts may be under way at once.

    Raises:
        RuleViolation: PORT-10, the policy contradicts itself.
    """
    return MirrorRun(_settings(runner, run, today, policy, workers, ahead), snapshots)


def mirror_contracts_async(
    runner: AsyncLifecycleRunner,
    snapshots: Iterable[ContractSnapshot] | AsyncIterable[ContractSnapshot],
    *,
    today: date,
    run: str,
    policy: LifecyclePolicy | None = None,
    workers: int = 4,
    ahead: int = 200,
) -> AsyncMirrorRun:
    """The async twin of :func:`mirror_contracts`."""
    return AsyncMirrorRun(_settings(runner, run, today, policy, workers, ahead), snapshots)


def _settings(
    runner: R, name: str, today: date, policy: LifecyclePolicy | None, workers: int, ahead: int
) -> _Settings[R]:
    wanted = policy or LifecyclePolicy()
    refuse_errors(check_policy(wanted))
    return _Settings(runner=runner, name=name, today=today, policy=wanted, workers=workers, ahead=ahead)
