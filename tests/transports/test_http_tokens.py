"""The token cells: one renewal however many ask, whoever goes away meanwhile."""

import asyncio
import gc
import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from isp_integrations.core.errors import AuthenticationFailed
from isp_integrations.transports.async_tokens import AsyncTokenCell
from isp_integrations.transports.tokens import Token, TokenCell


class Gate:
    """A log-in that waits until it is let through; `entered` is set while one waits."""

    def __init__(self, *failures: BaseException) -> None:
        self.times = 0
        self.failures = list(failures)
        self.entered = threading.Event()
        self.open = threading.Event()

    def fetch(self) -> str:
        self.times += 1
        number = self.times
        self.entered.set()
        self.open.wait(2)
        if self.failures:
            raise self.failures.pop(0)
        return f"token-{number}"

    async def async_fetch(self) -> str:
        return await asyncio.to_thread(self.fetch)


def in_threads(count: int, work: Callable[[], Token]) -> tuple[list[threading.Thread], list[object]]:
    results: list[object] = []

    def noted() -> None:
        try:
            results.append(work().value)
        except BaseException as error:  # noqa: BLE001  an interrupt in a thread is one of the cases
            results.append(error)

    threads = [threading.Thread(target=noted) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, results


def test_threads_that_saw_the_same_token_renew_it_once() -> None:
    gate = Gate()
    gate.open.set()
    cell = TokenCell(gate.fetch)
    seen = cell.get().generation
    gate.open.clear()
    threads, results = in_threads(16, lambda: cell.renew(seen))
    gate.entered.wait(2)
    gate.open.set()
    for thread in threads:
        thread.join()
    assert results == ["token-2"] * 16
    assert gate.times == 2


def test_who_comes_late_with_an_old_token_gets_the_new_one_at_once() -> None:
    gate = Gate()
    gate.open.set()
    cell = TokenCell(gate.fetch)
    first = cell.get()
    second = cell.renew(first.generation)
    assert cell.renew(first.generation) == second
    assert cell.get() == second
    assert gate.times == 2


def test_while_a_token_is_renewed_nobody_is_given_the_old_one() -> None:
    gate = Gate()
    gate.open.set()
    cell = TokenCell(gate.fetch)
    seen = cell.get().generation
    gate.open.clear()
    gate.entered.clear()
    leader, _ = in_threads(1, lambda: cell.renew(seen))
    gate.entered.wait(2)
    follower, results = in_threads(1, cell.get)
    follower[0].join(0.05)
    assert results == []
    gate.open.set()
    for thread in (*leader, *follower):
        thread.join()
    assert results == ["token-2"]


def test_a_failed_log_in_fails_for_everyone_who_waited_and_is_tried_again_later() -> None:
    gate = Gate(AuthenticationFailed(message="Senha errada."))
    cell = TokenCell(gate.fetch)
    threads, results = in_threads(4, cell.get)
    gate.entered.wait(2)
    threading.Event().wait(0.05)
    gate.open.set()
    for thread in threads:
        thread.join()
    assert [type(result) for result in results] == [AuthenticationFailed] * 4
    assert len({id(result) for result in results}) == 4
    assert cell.get().value == "token-2"


def test_an_interrupted_leader_hands_over() -> None:
    gate = Gate(KeyboardInterrupt())
    cell = TokenCell(gate.fetch)
    leader, interrupted = in_threads(1, cell.get)
    gate.entered.wait(2)
    followers, results = in_threads(3, cell.get)
    threading.Event().wait(0.05)
    gate.open.set()
    for thread in (*leader, *followers):
        thread.join()
    assert [type(result) for result in interrupted] == [KeyboardInterrupt]
    assert results == ["token-2"] * 3


def test_an_invalid_token_is_replaced_at_the_next_call_unless_it_already_was() -> None:
    gate = Gate()
    gate.open.set()
    cell = TokenCell(gate.fetch)
    first = cell.get()
    cell.invalidate(first.generation)
    second = cell.get()
    cell.invalidate(first.generation)
    assert cell.get() == second
    assert (second.value, gate.times) == ("token-2", 2)


def test_a_token_is_not_shown() -> None:
    assert "segredo" not in repr(Token("segredo", 1))


async def expiring(gate: Gate) -> tuple[AsyncTokenCell, int]:
    """A cell whose first token is in use, and whose next log-in waits at the gate."""
    gate.open.set()
    cell = AsyncTokenCell(gate.async_fetch)
    seen = (await cell.get()).generation
    gate.open.clear()
    gate.entered.clear()
    return cell, seen


async def entered(gate: Gate) -> None:
    await asyncio.to_thread(gate.entered.wait, 2)


async def values(tasks: list[asyncio.Task[Token]]) -> list[str]:
    return [token.value for token in await asyncio.gather(*tasks)]


async def test_tasks_that_saw_the_same_token_renew_it_once() -> None:
    gate = Gate()
    cell, seen = await expiring(gate)
    tasks = [asyncio.create_task(cell.renew(seen)) for _ in range(200)]
    await entered(gate)
    gate.open.set()
    assert await values(tasks) == ["token-2"] * 200
    assert gate.times == 2


@pytest.mark.parametrize("victim", [0, 7], ids=["the first who asked", "a later one"])
async def test_cancelling_one_who_waits_takes_the_renewal_from_nobody(victim: int) -> None:
    gate = Gate()
    cell, seen = await expiring(gate)
    tasks = [asyncio.create_task(cell.renew(seen)) for _ in range(20)]
    await entered(gate)
    cancelled = tasks.pop(victim)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    gate.open.set()
    assert await values(tasks) == ["token-2"] * 19
    assert gate.times == 2


async def test_a_renewal_whose_waiters_all_left_serves_the_next_one() -> None:
    gate = Gate()
    cell, seen = await expiring(gate)
    task = asyncio.create_task(cell.renew(seen))
    await entered(gate)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.open.set()
    assert (await cell.get()).value == "token-2"
    assert gate.times == 2


async def test_a_failed_log_in_that_nobody_waits_for_any_more_is_nobodys_complaint() -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
    gate = Gate(AuthenticationFailed(message="Senha errada."))
    cell = AsyncTokenCell(gate.async_fetch)
    task = asyncio.create_task(cell.get())
    await entered(gate)
    task.cancel()
    await asyncio.wait([task])
    del task
    gate.open.set()
    await asyncio.sleep(0.05)
    assert gate.failures == []
    gc.collect()
    assert complaints == []


async def test_a_failed_log_in_fails_for_every_task_and_is_tried_again_later() -> None:
    gate = Gate(AuthenticationFailed(message="Senha errada."))
    cell = AsyncTokenCell(gate.async_fetch)
    tasks = [asyncio.create_task(cell.get()) for _ in range(4)]
    await entered(gate)
    gate.open.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [AuthenticationFailed] * 4
    assert len({id(result) for result in results}) == 4
    assert (await cell.get()).value == "token-2"


async def test_tasks_are_not_given_the_old_token_while_it_is_renewed() -> None:
    gate = Gate()
    cell, seen = await expiring(gate)
    renewing = asyncio.create_task(cell.renew(seen))
    await entered(gate)
    asking = asyncio.create_task(cell.get())
    await asyncio.sleep(0.01)
    assert not asking.done()
    gate.open.set()
    assert await values([renewing, asking]) == ["token-2"] * 2


async def test_closing_gives_up_a_log_in_under_way() -> None:
    never = asyncio.Event()

    async def fetch() -> str:
        await never.wait()
        return "never"

    cell = AsyncTokenCell(fetch)
    waiting = asyncio.create_task(cell.get())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await cell.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


class SharedStore:
    """What two processes would share."""

    def __init__(self, **tokens: str) -> None:
        self.tokens = tokens

    def load(self, key: str) -> str | None:
        return self.tokens.get(key)

    def save(self, key: str, token: str) -> None:
        self.tokens[key] = token


Renewing = Callable[[SharedStore, Callable[[], str], int], list[str]]


def _sync_tokens(store: SharedStore, fetch: Callable[[], str], renewals: int) -> list[str]:
    cell = TokenCell(fetch, store=store, key="account")
    tokens = [cell.get()]
    for _ in range(renewals):
        tokens.append(cell.renew(tokens[-1].generation))
    return [token.value for token in tokens]


def _async_tokens(store: SharedStore, fetch: Callable[[], str], renewals: int) -> list[str]:
    async def fetched() -> str:
        return fetch()

    async def work() -> list[str]:
        cell = AsyncTokenCell(fetched, store=store, key="account")
        tokens = [await cell.get()]
        for _ in range(renewals):
            tokens.append(await cell.renew(tokens[-1].generation))
        return [token.value for token in tokens]

    return asyncio.run(work())


both = pytest.mark.parametrize("tokens_of", [_sync_tokens, _async_tokens], ids=["sync", "async"])


@both
def test_a_token_that_another_process_fetched_is_used(tokens_of: Renewing) -> None:
    assert tokens_of(SharedStore(account="theirs"), _no_log_in, 0) == ["theirs"]


@both
def test_a_shared_token_that_was_refused_is_replaced_for_everyone(tokens_of: Renewing) -> None:
    store = SharedStore(account="theirs")
    assert tokens_of(store, lambda: "ours", 1) == ["theirs", "ours"]
    assert store.tokens == {"account": "ours"}


@both
def test_a_token_that_another_process_renewed_meanwhile_is_taken_over(tokens_of: Renewing) -> None:
    store = SharedStore()
    numbers = iter("123")
    store.load = lambda key: f"theirs-{next(numbers)}"  # type: ignore[method-assign]  # renewed at every look
    assert tokens_of(store, _no_log_in, 2) == ["theirs-1", "theirs-2", "theirs-3"]


@both
def test_a_first_token_is_shared(tokens_of: Renewing) -> None:
    store = SharedStore()
    assert tokens_of(store, lambda: "ours", 0) == ["ours"]
    assert store.tokens == {"account": "ours"}


def _no_log_in() -> str:
    pytest.fail("logged in although a good token was shared")


class HeldTokens:
    """A sync or an async cell, asked alike; its first token is `first`."""

    def __init__(self, *, is_async: bool, store: SharedStore | None = None) -> None:
        self.logged_in = 0
        self._runner = asyncio.Runner()
        self._cell = (
            AsyncTokenCell(self._async_fetch, store=store) if is_async else TokenCell(self._fetch, store=store)
        )

    def _fetch(self) -> str:
        self.logged_in += 1
        return "first"

    async def _async_fetch(self) -> str:
        return self._fetch()

    def get(self) -> Token:
        return self._done(self._cell.get())

    def renew(self, seen: int) -> Token:
        return self._done(self._cell.renew(seen))

    def keep(self, value: str, seen: int) -> None:
        self._done(self._cell.keep(value, seen))

    def _done(self, asked: Any) -> Any:
        return self._runner.run(asked) if inspect.iscoroutine(asked) else asked

    def close(self) -> None:
        self._runner.close()


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def opened(request: pytest.FixtureRequest) -> Iterator[Callable[..., HeldTokens]]:
    held: list[HeldTokens] = []

    def open_one(store: SharedStore | None = None) -> HeldTokens:
        held.append(HeldTokens(is_async=request.param, store=store))
        return held[-1]

    yield open_one
    for each in held:
        each.close()


def test_a_token_handed_over_is_used_from_then_on(opened: Callable[..., HeldTokens]) -> None:
    tokens = opened()
    tokens.keep("second", tokens.get().generation)
    assert (tokens.get().value, tokens.get().generation, tokens.logged_in) == ("second", 2, 1)


def test_of_two_tokens_made_from_the_same_one_the_last_to_come_counts(opened: Callable[..., HeldTokens]) -> None:
    tokens = opened()
    seen = tokens.get().generation
    tokens.keep("second", seen)
    tokens.keep("third", seen)
    assert tokens.get().value == "third"


def test_the_late_answer_to_an_old_request_brings_no_old_token_back(opened: Callable[..., HeldTokens]) -> None:
    tokens = opened()
    old = tokens.get().generation
    tokens.keep("second", old)
    tokens.keep("third", tokens.get().generation)
    tokens.keep("of the old request", old)
    assert tokens.get().value == "third"


def test_a_token_handed_over_again_is_no_new_generation(opened: Callable[..., HeldTokens]) -> None:
    tokens = opened()
    seen = tokens.get().generation
    tokens.keep("second", seen)
    kept = tokens.get()
    tokens.keep("second", kept.generation)
    assert tokens.get() == kept


def test_who_was_refused_with_an_older_token_gets_the_one_handed_over(opened: Callable[..., HeldTokens]) -> None:
    tokens = opened()
    seen = tokens.get().generation
    tokens.keep("second", seen)
    assert tokens.renew(seen).value == "second"
    assert tokens.logged_in == 1


def test_a_token_handed_over_is_shared_and_a_passed_over_one_is_not(opened: Callable[..., HeldTokens]) -> None:
    store = SharedStore()
    tokens = opened(store)
    old = tokens.get().generation
    tokens.keep("second", old)
    tokens.keep("third", tokens.get().generation)
    tokens.keep("of the old request", old)
    assert list(store.tokens.values()) == ["third"]
    assert opened(store).get().value == "third"


def test_a_store_that_fails_costs_neither_the_token_nor_the_answer(
    opened: Callable[..., HeldTokens], caplog: pytest.LogCaptureFixture
) -> None:
    store = SharedStore()
    tokens = opened(store)
    seen = tokens.get().generation

    def fail(key: str, token: str) -> None:
        raise OSError(token)

    store.save = fail  # type: ignore[method-assign]  # the disk is full
    tokens.keep("second", seen)
    assert tokens.get().value == "second"
    assert "OSError" in caplog.text
    assert "second" not in caplog.text


@both
@pytest.mark.parametrize("broken", ["load", "save", "both"])
def test_a_store_that_is_down_costs_no_log_in(
    tokens_of: Renewing, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = SharedStore()

    def fail(key: str, token: str = "") -> NoReturn:
        raise ConnectionError("store://user:password@host is down")

    if broken != "save":
        store.load = fail  # type: ignore[method-assign]  # nobody answers
    if broken != "load":
        store.save = fail  # type: ignore[method-assign]  # nobody answers
    fresh = iter(["first", "second"])
    assert tokens_of(store, lambda: next(fresh), 1) == ["first", "second"]
    assert "ConnectionError" in caplog.text
    assert "password" not in caplog.text


def test_a_token_handed_over_during_a_renewal_is_not_replaced_by_the_one_logged_in_for() -> None:
    gate = Gate()
    gate.open.set()
    cell = TokenCell(gate.fetch)
    seen = cell.get().generation
    gate.open.clear()
    gate.entered.clear()
    leader, results = in_threads(1, lambda: cell.renew(seen))
    gate.entered.wait(2)
    cell.keep("handed over", seen)
    gate.open.set()
    leader[0].join()
    assert results == ["handed over"]
    assert cell.get().value == "handed over"


async def test_a_token_handed_over_during_an_async_renewal_is_not_replaced_either() -> None:
    gate = Gate()
    cell, seen = await expiring(gate)
    renewing = asyncio.create_task(cell.renew(seen))
    await entered(gate)
    await cell.keep("handed over", seen)
    gate.open.set()
    assert await values([renewing]) == ["handed over"]
    assert (await cell.get()).value == "handed over"


def test_threads_that_keep_tokens_leave_the_one_of_the_youngest_request() -> None:
    store = SharedStore()
    cell = TokenCell(lambda: "first", store=store, key="account")
    generations = [cell.get().generation]
    for number in range(20):
        cell.keep(f"made-{number}", generations[-1])
        generations.append(cell.get().generation)
    threads = [
        threading.Thread(target=cell.keep, args=(f"late-{seen}", seen)) for seen in generations[:-2] for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cell.get().value == "made-19"
    assert store.tokens == {"account": "made-19"}
