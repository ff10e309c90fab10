"""The drivers carry any kind of step, sync and async, from the same generators."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from isp_integrations.core.errors import (
    BrokenPlugin,
    IspError,
    OrderFinished,
    OrderTaken,
    OutcomeUnknown,
    ProviderRejected,
    ResumeRefused,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect, Exchange, Gather, Now, Step, Wait, refused
from isp_integrations.core.vault import Vault
from isp_integrations.transports.async_drivers import AsyncDriver
from isp_integrations.transports.conductor import Order
from isp_integrations.transports.drivers import Driver
from isp_integrations.transports.journal import MemoryJournal
from isp_integrations.transports.ledger import Ledger

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@attrs.frozen
class Telegram(Step[str]):
    """A made-up step kind: the drivers have never heard of it."""

    text: str
    effect: Effect = Effect.READ

    @property
    def label(self) -> str:
        return f"telegram {self.text}"

    def identity(self) -> Any:
        return [self.text]


class Clerk:
    """A sync and async carrier of telegrams: answers from a script and keeps what it was given."""

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        self.answers = answers or {}
        self.sent: list[str] = []
        self.closed = 0

    def carry(self, step: Telegram) -> str:
        self.sent.append(step.text)
        answer = self.answers.get(step.text, f"re: {step.text}")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, BaseException):
            raise answer
        return str(answer)

    def close(self) -> None:
        self.closed += 1


class AsyncClerk(Clerk):
    async def carry(self, step: Telegram) -> str:  # type: ignore[override]  # the async twin
        await asyncio.sleep(0)
        return Clerk.carry(self, step)

    async def aclose(self) -> None:
        self.close()


class StillClock:
    """Time passes only when somebody waits."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return sum(self.waited)

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


@attrs.define
class Office:
    """One driver of either kind, called the same way."""

    run: Callable[..., Any]
    resume: Callable[..., Any]
    clerk: Clerk
    clock: StillClock
    ledger: Ledger


VAULT = Vault([Vault.new_key()])


def order(name: str = "o-1") -> Order:
    return Order(id=name, operation="greet", platform="pombo", arguments=lambda: {"to": "ana"})


@pytest.fixture(params=["sync", "async"])
def office(request: pytest.FixtureRequest) -> Callable[..., Office]:
    def build(answers: dict[str, Any] | None = None, journal: MemoryJournal | None = None) -> Office:
        clock = StillClock()
        ledger = Ledger(journal=journal, vault=VAULT, account="pombo:1")
        if request.param == "sync":
            clerk = Clerk(answers)
            driver = Driver({Telegram: clerk}, clock=clock, ledger=ledger)
            return Office(driver.run, driver.resume, clerk, clock, ledger)
        async_clerk = AsyncClerk(answers)
        async_driver = AsyncDriver({Telegram: async_clerk}, clock=clock, ledger=ledger)

        def run(*args: Any) -> Any:
            return asyncio.run(async_driver.run(*args))

        def resume(*args: Any) -> Any:
            return asyncio.run(async_driver.resume(*args))

        return Office(run, resume, async_clerk, clock, ledger)

    return build


Build = Callable[..., Office]


def test_a_made_up_step_kind_is_carried_and_its_answer_comes_back(office: Build) -> None:
    def greet() -> Exchange[str]:
        return (yield from Telegram("hello"))

    assert office().run(greet(), order()) == "re: hello"


def test_a_step_that_nobody_can_carry_is_a_broken_plugin(office: Build) -> None:
    class Pigeon(Step[str]):
        pass

    def greet() -> Exchange[str]:
        return (yield from Pigeon())

    with pytest.raises(BrokenPlugin, match="Pigeon"):
        office().run(greet(), order())


def test_waiting_and_the_time_come_from_the_injected_clock(office: Build) -> None:
    def patient() -> Exchange[datetime]:
        yield from Wait(7.5)
        return (yield from Now())

    desk = office()
    assert desk.run(patient(), order()) == NOON
    assert desk.clock.waited == [7.5]


def test_gathered_readings_come_back_in_order_with_the_failures_beside_the_results(office: Build) -> None:
    def one(name: str) -> Exchange[str]:
        return (yield from Telegram(name))

    def all_of_them() -> Exchange[tuple[Any, ...]]:
        return (yield from Gather((one("a"), one("b"), one("c"))))

    lost = Unavailable(message="fora do ar")
    first, second, third = office({"b": lost}).run(all_of_them(), order())
    assert (first, third) == ("re: a", "re: c")
    assert second is lost


def test_a_write_inside_a_gather_is_refused_before_it_leaves(office: Build) -> None:
    def one() -> Exchange[str]:
        return (yield from Telegram("write", Effect.WRITE))

    def gathering() -> Exchange[Any]:
        return (yield from Gather((one(),)))

    desk = office()
    with pytest.raises(BrokenPlugin, match="leituras"):
        desk.run(gathering(), order())
    assert desk.clerk.sent == []


def test_a_reading_exchange_leaves_nothing_in_the_journal(office: Build) -> None:
    journal = MemoryJournal()

    def read() -> Exchange[str]:
        return (yield from Telegram("a"))

    office(journal=journal).run(read(), order())
    assert journal.unfinished("pombo:1") == ()
    assert journal.entries("o-1") == ()


def write_twice() -> Exchange[str]:
    seen = yield from Telegram("look")
    first = yield from Telegram("first", Effect.WRITE)
    second = yield from Telegram("second", Effect.WRITE)
    return f"{seen} {first} {second}"


def test_a_lost_answer_says_what_was_applied_and_what_is_pending(office: Build) -> None:
    desk = office({"second": OutcomeUnknown(message="lost", pending="telegram second")})
    with pytest.raises(OutcomeUnknown) as caught:
        desk.run(write_twice(), order())
    assert caught.value.applied == ("telegram first",)
    assert caught.value.pending == "telegram second"
    assert caught.value.operation == "greet"
    assert caught.value.platform == "pombo"
    assert caught.value.resume_token


def test_a_write_that_the_platform_refuses_is_definite_and_tells_the_writes_before_it(office: Build) -> None:
    def refused() -> Exchange[None]:
        yield from Telegram("first", Effect.WRITE)
        yield from Telegram("second", Effect.WRITE)
        raise ProviderRejected(message="não", words="não")

    journal = MemoryJournal()
    with pytest.raises(ProviderRejected) as caught:
        office(journal=journal).run(refused(), order())
    assert caught.value.applied == ("telegram first",)
    assert caught.value.pending is None
    assert journal.unfinished("pombo:1") == ()


@pytest.mark.parametrize(
    "failure",
    [
        UnexpectedAnswer(message="$", paths=("$",)),
        Unavailable(message="fora do ar"),
        KeyError("a customer's name"),
        RuntimeError("bug"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_after_a_write_every_failure_but_its_own_refusal_leaves_the_outcome_unknown(
    office: Build, failure: Exception
) -> None:
    def clumsy() -> Exchange[None]:
        yield from Telegram("first", Effect.WRITE)
        raise failure

    with pytest.raises(OutcomeUnknown) as caught:
        office().run(clumsy(), order())
    assert caught.value.pending == "telegram first"
    assert "customer" not in caught.value.explanation


def test_a_refusal_read_after_a_write_does_not_make_the_write_definite(office: Build) -> None:
    def late() -> Exchange[None]:
        yield from Telegram("first", Effect.WRITE)
        yield from Telegram("look")
        raise ProviderRejected(message="não", words="não")

    with pytest.raises(OutcomeUnknown) as caught:
        office().run(late(), order())
    assert caught.value.applied == ("telegram first",)
    assert caught.value.pending is None


def told_no(step: Telegram) -> Exchange[str]:
    """A step whose answer is known to be a refusal."""
    answer = yield from step
    if not answer.startswith("re: "):
        yield from refused(step, ProviderRejected(message=answer, words=answer))
    return answer


NO_TO_FIRST = {"first": "não"}


def test_a_write_known_to_be_refused_is_none_that_was_applied_whatever_follows(office: Build) -> None:
    def second_try() -> Exchange[str]:
        with suppress(ProviderRejected):
            yield from told_no(Telegram("first", Effect.WRITE))
        yield from Telegram("look")
        return (yield from told_no(Telegram("second", Effect.WRITE)))

    with pytest.raises(ProviderRejected) as caught:
        office({**NO_TO_FIRST, "second": "também não"}).run(second_try(), order())
    assert (caught.value.words, caught.value.applied, caught.value.pending) == ("também não", (), None)

    with pytest.raises(OutcomeUnknown) as unknown:
        office({**NO_TO_FIRST, "second": OutcomeUnknown(message="lost")}).run(second_try(), order())
    assert (unknown.value.applied, unknown.value.pending) == ((), "telegram second")


@pytest.mark.parametrize("later", [ProviderRejected(message="outra"), Unavailable(message="fora do ar")], ids=repr)
def test_what_fails_after_a_write_known_to_be_refused_stays_what_it_is(office: Build, later: IspError) -> None:
    def looks_why() -> Exchange[None]:
        with suppress(ProviderRejected):
            yield from told_no(Telegram("first", Effect.WRITE))
        yield from Telegram("look")
        raise later

    with pytest.raises(type(later), match=str(later)):
        office(NO_TO_FIRST).run(looks_why(), order())


@pytest.mark.parametrize("carrier_says_so", [True, False], ids=["by the carrier", "by the answer"])
def test_a_refusal_told_after_a_look_is_as_definite_as_told_at_once(office: Build, carrier_says_so: bool) -> None:
    def looks_first() -> Exchange[str]:
        yield from Telegram("before", Effect.WRITE)
        try:
            return (yield from told_no(Telegram("first", Effect.WRITE)))
        except ProviderRejected:
            yield from Telegram("look")
            raise

    answers = {"first": ProviderRejected(message="não") if carrier_says_so else "não"}
    with pytest.raises(ProviderRejected) as caught:
        office(answers).run(looks_first(), order())
    assert (caught.value.applied, caught.value.pending) == (("telegram before",), None)


def test_a_read_that_is_refused_after_a_write_proves_nothing_about_the_write(office: Build) -> None:
    def refused_look() -> Exchange[str]:
        yield from Telegram("first", Effect.WRITE)
        return (yield from told_no(Telegram("look")))

    with pytest.raises(OutcomeUnknown) as caught:
        office({"look": "não"}).run(refused_look(), order())
    assert caught.value.applied == ("telegram first",)


def test_a_resumed_order_knows_again_which_writes_were_refused(office: Build) -> None:
    def goes_on() -> Exchange[str]:
        with suppress(ProviderRejected):
            yield from told_no(Telegram("first", Effect.WRITE))
        yield from Telegram("second", Effect.WRITE)
        try:
            return (yield from Telegram("third", Effect.WRITE))
        except OutcomeUnknown:
            yield from Telegram("look")
            raise

    journal = MemoryJournal()
    desk = office({**NO_TO_FIRST, "third": OutcomeUnknown(message="lost")}, journal)
    with pytest.raises(OutcomeUnknown) as caught:
        desk.run(goes_on(), order())
    assert caught.value.applied == ("telegram second",)
    later = office(journal=journal)
    page, _, records = later.ledger.reopen(caught.value.resume_token or "")
    with pytest.raises(OutcomeUnknown) as again:
        later.resume(goes_on(), order(), page, records)
    assert (again.value.applied, again.value.pending) == (("telegram second",), "telegram third")


def test_a_repetition_that_is_refused_leaves_in_doubt_what_was_sent_before(office: Build) -> None:
    def blocking() -> Exchange[str]:
        try:
            return (yield from told_no(Telegram("block", Effect.REPEATABLE)))
        except ProviderRejected:
            yield from Telegram("look")
            raise

    journal = MemoryJournal()
    with pytest.raises(OutcomeUnknown) as caught:
        office({"block": OutcomeUnknown(message="lost")}, journal).run(blocking(), order())
    later = office({"block": "já bloqueada"}, journal)
    page, _, records = later.ledger.reopen(caught.value.resume_token or "")
    with pytest.raises(OutcomeUnknown):
        later.resume(blocking(), order(), page, records)


def test_the_same_failure_before_any_write_stays_what_it_is(office: Build) -> None:
    def clumsy() -> Exchange[None]:
        yield from Telegram("look")
        raise UnexpectedAnswer(message="$", paths=("$.a",))

    with pytest.raises(UnexpectedAnswer) as caught:
        office().run(clumsy(), order())
    assert caught.value.operation == "greet"


def test_a_plugin_may_prove_a_lost_write_within_the_same_run(office: Build) -> None:
    def proving() -> Exchange[str]:
        try:
            yield from Telegram("first", Effect.WRITE)
        except OutcomeUnknown:
            return (yield from Telegram("look"))
        return "answered"

    journal = MemoryJournal()
    desk = office({"first": OutcomeUnknown(message="lost")}, journal)
    assert desk.run(proving(), order()) == "re: look"
    assert journal.unfinished("pombo:1") == ()


def test_resuming_replays_the_past_and_throws_at_the_write_in_doubt(office: Build) -> None:
    looks: list[str] = []

    def careful() -> Exchange[str]:
        before = yield from Telegram("look")
        looks.append(before)
        first = yield from Telegram("first", Effect.WRITE)
        try:
            second = yield from Telegram("second", Effect.WRITE)
        except OutcomeUnknown:
            second = yield from Telegram("read back")
        return f"{before}, {first}, {second}"

    journal = MemoryJournal()
    lost = {"second": OutcomeUnknown(message="lost"), "read back": Unavailable(message="fora do ar")}
    with pytest.raises(OutcomeUnknown) as caught:
        office(lost, journal).run(careful(), order())

    later = office({"look": "changed since"}, journal)
    page, asked, records = later.ledger.reopen(caught.value.resume_token or "")
    assert asked == {"operation": "greet", "platform": "pombo", "arguments": {"to": "ana"}}
    assert later.resume(careful(), order(), page, records) == "re: look, re: first, re: read back"
    assert later.clerk.sent == ["read back"], "only the read-back is asked anew"
    assert looks == ["re: look", "re: look"], "the snapshot is the one from before the write"


def test_an_answer_that_was_not_understood_is_in_doubt_when_resumed(office: Build) -> None:
    def puzzled() -> Exchange[str]:
        try:
            answer = yield from Telegram("first", Effect.WRITE)
        except OutcomeUnknown:
            return (yield from Telegram("read back"))
        raise UnexpectedAnswer(message=answer, paths=("$",))

    journal = MemoryJournal()
    with pytest.raises(OutcomeUnknown) as caught:
        office(journal=journal).run(puzzled(), order())
    later = office(journal=journal)
    page, _, records = later.ledger.reopen(caught.value.resume_token or "")
    assert later.resume(puzzled(), order(), page, records) == "re: read back"


def test_a_repeatable_step_in_doubt_is_simply_sent_again_when_resumed(office: Build) -> None:
    def blocking() -> Exchange[str]:
        return (yield from Telegram("block", Effect.REPEATABLE))

    journal = MemoryJournal()
    with pytest.raises(OutcomeUnknown) as caught:
        office({"block": OutcomeUnknown(message="lost")}, journal).run(blocking(), order())
    later = office(journal=journal)
    page, _, records = later.ledger.reopen(caught.value.resume_token or "")
    assert later.resume(blocking(), order(), page, records) == "re: block"


def test_a_write_that_never_left_is_sent_when_resumed(office: Build) -> None:
    def twice() -> Exchange[str]:
        first = yield from Telegram("first", Effect.WRITE)
        second = yield from Telegram("second", Effect.WRITE)
        return f"{first}, {second}"

    journal = MemoryJournal()
    with pytest.raises(OutcomeUnknown) as caught:
        office({"second": Unavailable(message="fora do ar")}, journal).run(twice(), order())
    assert (caught.value.applied, caught.value.pending) == (("telegram first",), None)
    later = office(journal=journal)
    page, _, records = later.ledger.reopen(caught.value.resume_token or "")
    assert later.resume(twice(), order(), page, records) == "re: first, re: second"
    assert later.clerk.sent == ["second"]


def lost_first(office: Build, journal: MemoryJournal) -> str:
    def careful() -> Exchange[str]:
        return (yield from Telegram("first", Effect.WRITE))

    with pytest.raises(OutcomeUnknown) as caught:
        office({"first": OutcomeUnknown(message="lost")}, journal).run(careful(), order())
    return caught.value.resume_token or ""


def test_a_token_is_good_once(office: Build) -> None:
    journal = MemoryJournal()
    token = lost_first(office, journal)
    office(journal=journal).ledger.reopen(token)
    with pytest.raises(ResumeRefused, match="mais novo"):
        office(journal=journal).ledger.reopen(token)


def test_a_token_of_a_finished_order_is_refused(office: Build) -> None:
    journal = MemoryJournal()
    token = lost_first(office, journal)
    journal.finish("o-1")
    with pytest.raises(OrderFinished, match="terminou"):
        office(journal=journal).ledger.reopen(token)


def test_a_token_does_not_open_in_another_account(office: Build) -> None:
    token = lost_first(office, MemoryJournal())
    with pytest.raises(ResumeRefused):
        Ledger(journal=None, vault=VAULT, account="pombo:2").reopen(token)


def test_the_token_hides_what_the_journal_holds(office: Build) -> None:
    token = lost_first(office, MemoryJournal())
    assert "ana" not in token
    assert "first" not in token


def test_an_exchange_that_asks_something_else_when_resumed_is_refused(office: Build) -> None:
    journal = MemoryJournal()
    token = lost_first(office, journal)

    def another() -> Exchange[str]:
        return (yield from Telegram("other", Effect.WRITE))

    later = office(journal=journal)
    page, _, records = later.ledger.reopen(token)
    with pytest.raises(ResumeRefused, match="mudou"):
        later.resume(another(), order(), page, records)
    assert later.clerk.sent == []


def test_whoever_resumes_an_order_stops_the_process_that_still_carried_it(office: Build) -> None:
    journal = MemoryJournal()
    thief = Ledger(journal=journal, vault=VAULT, account="pombo:1")

    def overtaken() -> Exchange[str]:
        yield from Telegram("first", Effect.WRITE)
        thief.reopen(thief.tokens()[0])
        return (yield from Telegram("second", Effect.WRITE))

    desk = office(journal=journal)
    with pytest.raises(OutcomeUnknown, match=r"first|inteira"):
        desk.run(overtaken(), order())
    assert "second" not in " ".join(desk.clerk.sent)


def test_a_journal_that_cannot_write_keeps_the_write_from_leaving(office: Build) -> None:
    class FullDisk(MemoryJournal):
        def append(self, account: str, order: str, number: int, entry: str) -> None:
            raise OSError("no space left")

    desk = office(journal=FullDisk())
    with pytest.raises(ResumeRefused, match="journal"):
        desk.run(write_twice(), order())
    assert desk.clerk.sent == ["look"]


def test_a_journal_that_cannot_write_is_told_as_such_by_whoever_resumes(office: Build) -> None:
    class FullLater(MemoryJournal):
        full = False

        def append(self, account: str, order: str, number: int, entry: str) -> None:
            if self.full:
                raise OSError("no space left")
            super().append(account, order, number, entry)

    journal = FullLater()
    token = lost_first(office, journal)
    journal.full = True
    with pytest.raises(ResumeRefused, match="journal") as caught:
        office(journal=journal).ledger.reopen(token)
    assert type(caught.value) is ResumeRefused


def test_of_two_that_begin_one_order_the_later_sends_nothing_and_is_told_who_has_it(office: Build) -> None:
    journal = MemoryJournal()
    other = Ledger(journal=journal, vault=VAULT, account="pombo:1")

    def late() -> Exchange[str]:
        yield from Telegram("look")
        other.append("o-1", 0, "{}")
        other.finish("o-1")
        return (yield from Telegram("late", Effect.WRITE))

    desk = office(journal=journal)
    with pytest.raises(OrderTaken, match="Outro processo"):
        desk.run(late(), order())
    assert desk.clerk.sent == ["look"]
    assert desk.ledger.tokens() == ()


def test_of_two_that_resume_one_order_the_later_is_told_who_has_it(office: Build) -> None:
    class Raced(MemoryJournal):
        """Another process takes the order over right after this one read it."""

        racing = False

        def entries(self, order: str) -> tuple[str, ...]:
            found = super().entries(order)
            if self.racing:
                super().append("pombo:1", order, len(found), "{}")
            return found

    journal = Raced()
    token = lost_first(office, journal)
    journal.racing = True
    with pytest.raises(OrderTaken, match="Outro processo"):
        office(journal=journal).ledger.reopen(token)


def test_a_foreign_failure_of_a_writing_carrier_is_thrown_into_the_exchange_as_outcome_unknown(
    office: Build,
) -> None:
    seen: list[type[BaseException]] = []

    def careful() -> Exchange[None]:
        try:
            yield from Telegram("first", Effect.WRITE)
        except Exception as failure:
            seen.append(type(failure))
            raise

    with pytest.raises(OutcomeUnknown):
        office({"first": ValueError("bug in a carrier")}).run(careful(), order())
    assert seen == [OutcomeUnknown]


async def test_cancelling_a_task_during_a_write_is_an_unknown_outcome_with_a_token() -> None:
    class Slow(AsyncClerk):
        async def carry(self, step: Telegram) -> str:  # type: ignore[override]
            if step.effect is Effect.WRITE:
                await asyncio.sleep(60)
            return "ok"

    driver = AsyncDriver(
        {Telegram: Slow()}, clock=StillClock(), ledger=Ledger(journal=None, vault=VAULT, account="a")
    )
    task = asyncio.create_task(driver.run(write_twice(), order()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(OutcomeUnknown) as caught:
        await task
    assert caught.value.pending == "telegram first"
    assert caught.value.resume_token


async def test_cancelling_a_task_during_a_read_is_a_plain_cancellation() -> None:
    class Slow(AsyncClerk):
        async def carry(self, step: Telegram) -> str:  # type: ignore[override]
            await asyncio.sleep(60)
            return "ok"

    driver = AsyncDriver(
        {Telegram: Slow()}, clock=StillClock(), ledger=Ledger(journal=None, vault=VAULT, account="a")
    )
    task = asyncio.create_task(driver.run(write_twice(), order()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_an_interrupt_during_a_write_stays_an_interrupt_and_the_order_stays_in_the_journal() -> None:
    journal = MemoryJournal()
    driver = Driver(
        {Telegram: Clerk({"first": KeyboardInterrupt()})},
        clock=StillClock(),
        ledger=Ledger(journal=journal, vault=VAULT, account="a"),
    )
    with pytest.raises(KeyboardInterrupt):
        driver.run(write_twice(), order())
    assert journal.unfinished("a") == ("o-1",)
