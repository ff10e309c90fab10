"""A cancellation or interrupt while the journal is written: what was done is told, what was not is not done later."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import OutcomeUnknown, ProviderRejected
from isp_integrations.core.exchange import Effect, Exchange, Step
from isp_integrations.core.vault import Vault
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.clock import SystemClock
from isp_integrations.transports.conductor import Order
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.journal import MemoryJournal, SqliteJournal
from isp_integrations.transports.ledger import Ledger

ACCOUNT = "pombo:1"
ORDER = Order(id="o-1", operation="write", platform="pombo", arguments=dict)
VAULT = Vault([Vault.new_key()])


@attrs.frozen
class Telegram(Step[str]):
    """A step that nothing but this test knows."""

    text: str
    effect: Effect = Effect.WRITE

    @property
    def label(self) -> str:
        return self.text

    def identity(self) -> Any:
        return self.text


class Clerk:
    """Carries telegrams at once; has a session, whose release may be waited at."""

    def __init__(self, release: Callable[[], None] = lambda: None) -> None:
        self.sent: list[str] = []
        self.refuses = False
        self._release = release

    def hold(self) -> "Clerk":
        return self

    async def carry(self, step: Telegram) -> str:
        self.sent.append(step.text)
        if self.refuses:
            raise ProviderRejected(message="não")
        return f"re: {step.text}"

    async def release(self, failure: BaseException | None) -> None:
        self._release()
        await asyncio.sleep(0)

    async def aclose(self) -> None:
        """Nothing to release."""


class SlowJournal(SqliteJournal):
    """Stands still at one moment until it is told to go on."""

    def __init__(self, path: Path, moment: str) -> None:
        super().__init__(path)
        self.moment = moment
        self.reached, self.go_on = threading.Event(), threading.Event()

    def _at(self, moment: str) -> None:
        if moment == self.moment:
            self.reached.set()
            assert self.go_on.wait(5)

    def append(self, account: str, order: str, number: int, entry: str) -> None:
        self._at(f"entry {number}")
        super().append(account, order, number, entry)

    def finish(self, order: str) -> None:
        self._at("finish")
        super().finish(order)


def write() -> Exchange[str]:
    return (yield from Telegram("write"))


def write_twice() -> Exchange[str]:
    yield from Telegram("write")
    return (yield from Telegram("again"))


INTENT, ANSWER, SECOND_INTENT = "entry 1", "entry 2", "entry 3"


async def cancelled_at(journal: SlowJournal, exchange: Exchange[str], clerk: Clerk, *, times: int = 1) -> str:
    """What carrying the exchange comes to when its task is cancelled while the journal stands still."""
    ledger = Ledger(journal=journal, vault=VAULT, account=ACCOUNT)
    driver = AsyncDriver({Telegram: clerk}, clock=SystemClock(), ledger=ledger)
    task = asyncio.create_task(driver.run(exchange, ORDER))
    await asyncio.to_thread(journal.reached.wait, 5)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0.01)
    journal.go_on.set()
    return await task


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("moment", ["finish", ANSWER])
async def test_cancelling_an_order_that_is_done_while_it_is_journaled_gives_its_result(
    tmp_path: Path, moment: str, times: int
) -> None:
    journal = SlowJournal(tmp_path / "journal.db", moment)
    assert await cancelled_at(journal, write(), Clerk(), times=times) == "re: write"
    assert journal.unfinished(ACCOUNT) == ()


async def test_cancelling_a_refused_order_while_it_is_closed_tells_the_refusal(tmp_path: Path) -> None:
    journal, clerk = SlowJournal(tmp_path / "journal.db", "finish"), Clerk()
    clerk.refuses = True
    with pytest.raises(ProviderRejected):
        await cancelled_at(journal, write(), clerk)
    assert journal.unfinished(ACCOUNT) == ()


@pytest.mark.parametrize("times", [1, 2])
async def test_cancelling_while_the_first_intent_is_journaled_leaves_no_order_to_resume(
    tmp_path: Path, times: int
) -> None:
    journal, clerk = SlowJournal(tmp_path / "journal.db", INTENT), Clerk()
    with pytest.raises(asyncio.CancelledError):
        await cancelled_at(journal, write(), clerk, times=times)
    assert (clerk.sent, journal.unfinished(ACCOUNT)) == ([], ())


async def test_cancelling_while_a_later_intent_is_journaled_keeps_the_order(tmp_path: Path) -> None:
    journal, clerk = SlowJournal(tmp_path / "journal.db", SECOND_INTENT), Clerk()
    with pytest.raises(OutcomeUnknown) as unknown:
        await cancelled_at(journal, write_twice(), clerk)
    assert (unknown.value.applied, unknown.value.pending) == (("write",), None)
    assert (clerk.sent, journal.unfinished(ACCOUNT)) == (["write"], ("o-1",))


async def test_cancelling_a_resumption_before_it_caught_up_keeps_the_order() -> None:
    journal = MemoryJournal()
    ledger = Ledger(journal=journal, vault=VAULT, account=ACCOUNT)

    class Interrupted(Clerk):
        async def carry(self, step: Telegram) -> str:
            if step.text == "again":
                raise OutcomeUnknown(message="lost")
            return await super().carry(step)

    driver = AsyncDriver({Telegram: Interrupted()}, clock=SystemClock(), ledger=ledger)
    with pytest.raises(OutcomeUnknown) as lost:
        await driver.run(write_twice(), ORDER)
    page, _, records = ledger.reopen(lost.value.resume_token or "")

    def looks_first() -> Exchange[str]:
        raise asyncio.CancelledError
        yield

    with pytest.raises(asyncio.CancelledError):
        await driver.resume(looks_first(), ORDER, page, records)
    assert journal.unfinished(ACCOUNT) == ("o-1",)


async def test_cancelling_while_a_finished_order_lets_its_session_go_gives_its_result() -> None:
    def cancel() -> None:
        task.cancel()

    journal = MemoryJournal()
    ledger = Ledger(journal=journal, vault=VAULT, account=ACCOUNT)
    driver = AsyncDriver({Telegram: Clerk(cancel)}, clock=SystemClock(), ledger=ledger)
    task = asyncio.create_task(driver.run(write(), ORDER))
    assert await task == "re: write"
    assert journal.unfinished(ACCOUNT) == ()


@pytest.mark.parametrize(("entry", "kept"), [(1, ()), (3, ("o-1",))], ids=["the first intent", "a later one"])
def test_an_interrupt_while_an_intent_is_journaled_keeps_only_an_order_that_did_something(
    entry: int, kept: tuple[str, ...]
) -> None:
    class Interrupted(MemoryJournal):
        def append(self, account: str, order: str, number: int, text: str) -> None:
            super().append(account, order, number, text)
            if number == entry:
                raise KeyboardInterrupt

    class SyncClerk:
        def carry(self, step: Telegram) -> str:
            return f"re: {step.text}"

        def close(self) -> None:
            """Nothing to release."""

    journal = Interrupted()
    driver = Driver(
        {Telegram: SyncClerk()}, clock=SystemClock(), ledger=Ledger(journal=journal, vault=VAULT, account=ACCOUNT)
    )
    with suppress(KeyboardInterrupt):
        driver.run(write_twice(), ORDER)
        pytest.fail("nobody was interrupted")
    assert journal.unfinished(ACCOUNT) == kept
