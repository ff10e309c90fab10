"""The driver of :mod:`.drivers` for async hosts, apart from it because sync hosts never need asyncio."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from isp_integrations.core.errors import IspError, OutcomeUnknown
from isp_integrations.core.exchange import Exchange, Gather, Now, Step, Wait
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.conductor import Conductor, Order, StepRecord
from isp_integrations.transports.drivers import (
    MOST_AT_ONCE,
    READING,
    Carriers,
    carrier_of,
    not_journaled,
    refuse_broken,
    sessions_of,
    with_token,
)
from isp_integrations.transports.ledger import JournalFailed, Ledger, OrderPage

if TYPE_CHECKING:
    from isp_integrations.core.platform import Platform
    from isp_integrations.transports.rehearsal import DryRun

T = TypeVar("T")


class AsyncCarrier(Protocol):
    """Does one kind of step for async hosts."""

    async def carry(self, step: Any) -> Any:
        """The step's answer, or an `IspError`."""

    async def aclose(self) -> None:
        """Release connections; called once."""


class AsyncDriver:
    """Carries exchanges for async hosts. Tasks of one event loop may share one.

    Attributes:
        finish: as in :class:`.drivers.Driver`, awaited.
    """

    finish: Callable[[str, Any], Awaitable[Any]] | None = None

    def __init__(self, carriers: Mapping[type[Any], AsyncCarrier], *, clock: Clock, ledger: Ledger) -> None:
        self._carriers = carriers
        self._sessions = sessions_of(carriers)
        self._clock = clock
        self.ledger = ledger

    async def run(self, exchange: Exchange[T], order: Order) -> T:
        """Carry `exchange` to its end; `OutcomeUnknown` carries the resume token."""
        with self.ledger.carrying(order.id):
            return await self._run(Conductor(exchange, order), self.ledger.page(order.id))

    async def rehearse(self, exchange: Exchange[Any], platform: "Platform") -> "DryRun":
        """What `exchange` would type; it reads for real and changes nothing."""
        from isp_integrations.transports.rehearsal import Rehearsal  # noqa: PLC0415  few hosts rehearse

        rehearsal = Rehearsal(exchange, platform)
        async with self._held() as carriers:
            step = rehearsal.start()
            while step is not None:
                try:
                    answer = await self._carry(step, carriers)
                except IspError as error:
                    step = rehearsal.failed(error)
                else:
                    step = rehearsal.answered(answer)
        return rehearsal.planned

    async def resume(self, exchange: Exchange[T], order: Order, page: OrderPage, records: Sequence[StepRecord]) -> T:
        """Carry on an order that was taken over from the journal."""
        with self.ledger.carrying(order.id):
            return await self._run(Conductor(exchange, order, replay=records, journaling=True), page)

    async def look_up(self, ask: Callable[[Ledger], T]) -> T:
        """What the ledger answers, asked off the event loop where it may take time."""
        return await asyncio.to_thread(ask, self.ledger) if self.ledger.durable else ask(self.ledger)

    async def _run(self, conductor: Conductor[T], page: OrderPage) -> T:
        try:
            async with self._held() as carriers:
                await self._follow(conductor, page, carriers)
        except OutcomeUnknown as unknown:
            raise await self._with_token(unknown, conductor, page) from unknown.__cause__
        except Exception:
            if conductor.caught_up:
                await self._to_its_end(page.close)
            raise
        except asyncio.CancelledError as reason:
            if not conductor.finished:
                if conductor.changed_nothing:
                    await self._to_its_end(page.close)
                raise
            if self.finish is not None:
                await self._give_up(conductor, page, reason)
        result: T = await self._finished(conductor, page)
        await self._to_its_end(page.close)
        return result

    async def _finished(self, conductor: Conductor[Any], page: OrderPage) -> Any:
        if self.finish is None:
            return conductor.result
        try:
            return await self.finish(page.order, conductor.result)
        except asyncio.CancelledError as reason:
            await self._give_up(conductor, page, reason)

    async def _give_up(self, conductor: Conductor[Any], page: OrderPage, reason: asyncio.CancelledError) -> NoReturn:
        """Obey a cancellation that came before :attr:`finish` ended; an order that changed something stays open."""
        unknown = conductor.abandoned(reason)
        if not isinstance(unknown, OutcomeUnknown):
            raise reason
        raise await self._with_token(unknown, conductor, page) from reason

    async def _with_token(
        self, unknown: OutcomeUnknown, conductor: Conductor[Any], page: OrderPage
    ) -> OutcomeUnknown:
        await self._to_its_end(lambda: with_token(unknown, conductor, page))
        return unknown

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[Carriers]:
        """The carriers of one operation."""
        held = {kind: carrier.hold() for kind, carrier in self._sessions.items()}
        ended_by: BaseException | None = None
        try:
            yield {**self._carriers, **held}
        except BaseException as failure:
            ended_by = failure
            raise
        finally:
            for session in held.values():
                await session.release(ended_by)

    async def _follow(self, conductor: Conductor[Any], page: OrderPage, carriers: Carriers) -> None:
        step = conductor.start()
        while step is not None:
            try:
                conductor.before(step)
                await self._write(conductor, page)
                step = await self._step(conductor, step, carriers)
                await self._write(conductor, page)
            except JournalFailed as failure:
                raise not_journaled(conductor, failure) from failure
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit) as reason:
                if conductor.finished:
                    raise
                unknown = conductor.abandoned(reason)
                if unknown is None or not isinstance(reason, asyncio.CancelledError):
                    raise
                raise unknown from reason

    async def _write(self, conductor: Conductor[Any], page: OrderPage) -> None:
        if conductor.outbox:
            cancelled = await self._to_its_end(lambda: page.write(conductor.outbox))
            if cancelled is not None:
                raise cancelled

    async def _to_its_end(self, job: Callable[[], object]) -> asyncio.CancelledError | None:
        """Do `job`, off the event loop where it may take time; the cancellation that came meanwhile, if one did."""
        if not self.ledger.durable:
            job()
            return None
        cancelled = None
        task = asyncio.ensure_future(asyncio.to_thread(job))
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError as reason:
                cancelled = reason
        task.result()
        return cancelled

    async def _step(self, conductor: Conductor[Any], step: Step[Any], carriers: Carriers) -> Step[Any] | None:
        conductor.leaving(step)
        try:
            answer = await self._carry(step, carriers)
        except Exception as error:  # noqa: BLE001  the conductor judges it
            return conductor.failed(step, error)
        return conductor.answered(step, answer)

    async def _carry(self, step: Step[Any], carriers: Carriers) -> Any:
        if isinstance(step, Wait):
            return await self._clock.async_sleep(step.seconds)
        if isinstance(step, Now):
            return self._clock.now()
        if isinstance(step, Gather):
            return await self._gather(step, carriers)
        return await carrier_of(carriers, step).carry(step)

    async def _gather(self, step: Gather, carriers: Carriers) -> tuple[Any, ...]:
        room = asyncio.Semaphore(MOST_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._gathered(exchange, room, carriers)) for exchange in step.exchanges]
        return refuse_broken(tuple(task.result() for task in tasks))

    async def _gathered(self, exchange: Exchange[Any], room: asyncio.Semaphore, carriers: Carriers) -> Any:
        conductor = Conductor(exchange, READING, writes_allowed=False)
        try:
            async with room:
                await self._follow(conductor, self.ledger.page(""), carriers)
        except IspError as error:
            return error
        return conductor.result

    async def aclose(self) -> None:
        """Close every carrier."""
        for carrier in self._carriers.values():
            await carrier.aclose()
