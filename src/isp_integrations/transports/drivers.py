"""The two small drivers: they carry steps for exchanges, and know no protocol.

A *carrier* does one kind of step; the driver looks it up by the step's type. One that has sessions is held for a
whole operation. :class:`Wait`, :class:`Now` and :class:`Gather` are the driver's own. The driver for async hosts,
:mod:`.async_drivers`, differs in nothing but `await`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, runtime_checkable

from isp_integrations.core.errors import BrokenPlugin, IspError, OutcomeUnknown
from isp_integrations.core.exchange import Exchange, Gather, Now, Step, Wait
from isp_integrations.transports.clock import Clock
from isp_integrations.transports.conductor import Conductor, Order, StepRecord
from isp_integrations.transports.ledger import JournalFailed, Ledger, OrderPage, unwritten

if TYPE_CHECKING:
    from isp_integrations.core.platform import Platform
    from isp_integrations.transports.rehearsal import DryRun

T = TypeVar("T")
MOST_AT_ONCE = 32
READING = Order(id="", operation="gather", platform="", arguments=dict)


class Carrier(Protocol):
    """Does one kind of step for sync hosts."""

    def carry(self, step: Any) -> Any:
        """The step's answer, or an `IspError`."""

    def close(self) -> None:
        """Release connections; called once."""


@runtime_checkable
class SessionCarrier(Protocol):
    """A carrier whose steps share one session for a whole operation."""

    def hold(self) -> "HeldCarrier":
        """The session in the hands of one operation; it is opened at its first step."""


class HeldCarrier(Protocol):
    """A session in the hands of one operation."""

    def carry(self, step: Any) -> Any:
        """The step's answer, or an `IspError`; awaitable for async hosts."""

    def release(self, failure: BaseException | None, /) -> Any:
        """Leave the session to the next operation; awaitable for async hosts. It fails for no fault of equipment.

        Args:
            failure: what ended the operation, where it did not end well.
        """


Carriers: TypeAlias = Mapping[type[Any], Any]


class Driver:
    """Carries exchanges for sync hosts. Threads may share one.

    Attributes:
        finish: what is still done with an order's id and result before its page is closed, and the result then.
    """

    finish: Callable[[str, Any], Any] | None = None

    def __init__(self, carriers: Mapping[type[Any], Carrier], *, clock: Clock, ledger: Ledger) -> None:
        self._carriers = carriers
        self._sessions = sessions_of(carriers)
        self._clock = clock
        self.ledger = ledger

    def run(self, exchange: Exchange[T], order: Order) -> T:
        """Carry `exchange` to its end; `OutcomeUnknown` carries the resume token."""
        with self.ledger.carrying(order.id):
            return self._run(Conductor(exchange, order), self.ledger.page(order.id))

    def rehearse(self, exchange: Exchange[Any], platform: "Platform") -> "DryRun":
        """What `exchange` would type; it reads for real and changes nothing."""
        from isp_integrations.transports.rehearsal import Rehearsal  # noqa: PLC0415  few hosts rehearse

        rehearsal = Rehearsal(exchange, platform)
        with self._held() as carriers:
            step = rehearsal.start()
            while step is not None:
                try:
                    answer = self._carry(step, carriers)
                except IspError as error:
                    step = rehearsal.failed(error)
                else:
                    step = rehearsal.answered(answer)
        return rehearsal.planned

    def resume(self, exchange: Exchange[T], order: Order, page: OrderPage, records: Sequence[StepRecord]) -> T:
        """Carry on an order that was taken over from the journal."""
        with self.ledger.carrying(order.id):
            return self._run(Conductor(exchange, order, replay=records, journaling=True), page)

    def _run(self, conductor: Conductor[T], page: OrderPage) -> T:
        try:
            with self._held() as carriers:
                self._follow(conductor, page.write, carriers)
        except OutcomeUnknown as unknown:
            raise with_token(unknown, conductor, page) from unknown.__cause__
        except Exception:
            if conductor.caught_up:
                page.close()
            raise
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            if conductor.changed_nothing:
                page.close()
            raise
        result = self.finish(page.order, conductor.result) if self.finish else conductor.result
        page.close()
        return result

    @contextmanager
    def _held(self) -> Iterator[Carriers]:
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
                session.release(ended_by)

    def _follow(self, conductor: Conductor[Any], write: Callable[[list[str]], None], carriers: Carriers) -> None:
        step = conductor.start()
        while step is not None:
            try:
                conductor.before(step)
                write(conductor.outbox)
                step = self._step(conductor, step, carriers)
                write(conductor.outbox)
            except JournalFailed as failure:
                raise not_journaled(conductor, failure) from failure
            except (KeyboardInterrupt, SystemExit, GeneratorExit) as reason:
                conductor.abandoned(reason)
                raise

    def _step(self, conductor: Conductor[Any], step: Step[Any], carriers: Carriers) -> Step[Any] | None:
        conductor.leaving(step)
        try:
            answer = self._carry(step, carriers)
        except Exception as error:  # noqa: BLE001  the conductor judges it
            return conductor.failed(step, error)
        return conductor.answered(step, answer)

    def _carry(self, step: Step[Any], carriers: Carriers) -> Any:
        if isinstance(step, Wait):
            return self._clock.sleep(step.seconds)
        if isinstance(step, Now):
            return self._clock.now()
        if isinstance(step, Gather):
            return self._gather(step, carriers)
        return carrier_of(carriers, step).carry(step)

    def _gather(self, step: Gather, carriers: Carriers) -> tuple[Any, ...]:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  few operations gather

        with ThreadPoolExecutor(max_workers=min(MOST_AT_ONCE, len(step.exchanges) or 1)) as pool:
            return refuse_broken(tuple(pool.map(partial(self._gathered, carriers), step.exchanges)))

    def _gathered(self, carriers: Carriers, exchange: Exchange[Any]) -> Any:
        conductor = Conductor(exchange, READING, writes_allowed=False)
        try:
            self._follow(conductor, _nothing_to_write, carriers)
        except IspError as error:
            return error
        return conductor.result

    def close(self) -> None:
        """Close every carrier."""
        for carrier in self._carriers.values():
            carrier.close()


def sessions_of(carriers: Carriers) -> dict[type[Any], SessionCarrier]:
    """Those of `carriers` that are held for a whole operation."""
    return {kind: carrier for kind, carrier in carriers.items() if isinstance(carrier, SessionCarrier)}


def carrier_of(carriers: Carriers, step: Step[Any]) -> Any:
    """The carrier for a step's type; a step that nobody can carry is a `BrokenPlugin`."""
    carrier = carriers.get(type(step))
    if carrier is None:
        raise BrokenPlugin(message=f"Ninguém sabe levar um passo {type(step).__name__}.")
    return carrier


def refuse_broken(answers: tuple[Any, ...]) -> tuple[Any, ...]:
    """A gather's answers; a plugin that gathers what may not be gathered is no answer."""
    for answer in answers:
        if isinstance(answer, BrokenPlugin):
            raise answer
    return answers


def with_token(unknown: OutcomeUnknown, conductor: Conductor[Any], page: OrderPage) -> OutcomeUnknown:
    """`unknown` with the resume token of its order; what can still be written down is."""
    try:
        page.write(conductor.outbox)
    except JournalFailed:
        page.entries.extend(conductor.outbox)
    unknown.resume_token = page.token()
    return unknown


def not_journaled(conductor: Conductor[Any], failure: JournalFailed) -> IspError:
    """What a failing journal amounts to: nothing more is sent, and what was sent may be in doubt."""
    refused = unwritten(failure)
    return conductor.abandoned(refused) or refused


def _nothing_to_write(outbox: list[str]) -> None:
    """A gathered exchange changes nothing, so it has no entries."""
