"""Two processes with one journal and one progress file: one sends the write, and neither spoils what was told."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from clients.lifecycle.world import CREATE, Bomb, BombedStore, Killed, World, planned
from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.lifecycle.runner import AsyncLifecycleRunner, LifecycleRunner
from isp_integrations.core.erp.lifecycle.plan import Plan
from isp_integrations.core.erp.lifecycle.results import Outcome
from isp_integrations.core.errors import OrderTaken, ResumeRefused
from isp_integrations.core.exchange import Effect
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.sandbox.faults import Fault, FaultKind

BUSY = "Esta ação já está em execução."
AFTER_A_READ, AFTER_A_WRITE = Effect.READ, Effect.WRITE


def meanwhile(client: Client, job: Callable[[], object], *, after: Effect) -> None:
    """Do `job` once, as soon as the client has the answer to a step of that effect."""
    driver: Any = client._driver
    plain, waiting = driver._carry, [job]

    def carry(step: Any, carriers: Any) -> Any:
        answer = plain(step, carriers)
        if (step.effect is Effect.READ) == (after is Effect.READ) and waiting:
            waiting.pop()()
        return answer

    driver._carry = carry


def async_meanwhile(client: AsyncClient, job: Callable[[], Awaitable[object]]) -> None:
    """The async twin, after a read."""
    driver: Any = client._driver
    plain, waiting = driver._carry, [job]

    async def carry(step: Any, carriers: Any) -> Any:
        answer = await plain(step, carriers)
        if waiting:
            await waiting.pop()()
        return answer

    driver._carry = carry


def stored(world: World, made: Plan) -> Any:
    (entry,) = world.store.entries(made.id, "100").values()
    return json.loads(entry)


def test_whoever_comes_late_to_an_order_that_another_process_ended_sends_nothing() -> None:
    world, made = World(subscribed=False), planned("served")
    one, other = world.runner(), world.runner()
    ends: list[Outcome] = []
    meanwhile(one._clients["sva"], lambda: ends.append(other.execute(made).outcome), after=AFTER_A_READ)
    (late,) = one.execute(made).results
    assert ends == [Outcome.DONE]
    assert (late.outcome, late.why, late.error) == (Outcome.SKIPPED, BUSY, "")
    assert world.count(CREATE) == 1
    assert stored(world, made)["result"]["outcome"] == "done"
    assert world.runner().execute(made).outcome is Outcome.NOTHING


def test_whoever_comes_late_to_an_order_that_a_killed_process_began_leaves_it_to_be_resumed() -> None:
    world, made = World(subscribed=False), planned("served")
    one = world.runner()

    def begin_and_die() -> None:
        bomb = Bomb()
        process = world.runner(bomb)
        meanwhile(process._clients["sva"], lambda: setattr(bomb, "at", len(bomb.past)), after=AFTER_A_WRITE)
        with suppress(Killed):
            process.execute(made)

    meanwhile(one._clients["sva"], begin_and_die, after=AFTER_A_READ)
    (late,) = one.execute(made).results
    assert (late.outcome, late.why) == (Outcome.SKIPPED, BUSY)
    assert len(one._clients["sva"].unfinished()) == 1
    assert world.runner().execute(made).outcome is Outcome.DONE
    assert one._clients["sva"].unfinished() == ()
    assert world.count(CREATE) == 1


def test_a_process_whose_order_was_taken_over_leaves_the_other_s_result_standing() -> None:
    world, made = World(subscribed=False), planned("served")
    one, other = world.runner(), world.runner()
    ends: list[Outcome] = []
    meanwhile(one._clients["sva"], lambda: ends.append(other.execute(made).outcome), after=AFTER_A_WRITE)
    (overtaken,) = one.execute(made).results
    assert ends == [Outcome.DONE]
    assert overtaken.outcome is Outcome.UNKNOWN
    assert stored(world, made)["result"]["outcome"] == "done"
    assert world.user_status is SvaUserStatus.ACTIVE
    assert world.count(CREATE) == 1


async def test_async_whoever_comes_late_sends_nothing() -> None:
    world, made = World(subscribed=False), planned("served")
    one, other = world.async_runner(), world.async_runner()
    ends: list[Outcome] = []

    async def carry_out() -> None:
        ends.append((await other.execute(made)).outcome)

    async_meanwhile(one._clients["sva"], carry_out)
    (late,) = (await one.execute(made)).results
    assert ends == [Outcome.DONE]
    assert (late.outcome, late.why) == (Outcome.SKIPPED, BUSY)
    assert world.count(CREATE) == 1
    assert stored(world, made)["result"]["outcome"] == "done"


def finished_and_untold() -> tuple[World, Plan]:
    """A creation whose process died after the order's end, before its result was stored."""
    world, made = World(subscribed=False, store=BombedStore()), planned("served")
    last = [place for place, name in enumerate(past_of(made)) if name == "before recording"][-1]
    with pytest.raises(Killed):
        world.runner(Bomb(at=last)).execute(made)
    assert world.clients()["sva"].unfinished() == ()
    return world, made


def past_of(made: Plan) -> list[str]:
    world, bomb = World(subscribed=False, store=BombedStore()), Bomb()
    world.runner(bomb).execute(made)
    return bomb.past


def test_an_order_that_ended_untold_is_followed_by_one_that_is_written_down_before_it_begins() -> None:
    world, made = finished_and_untold()
    first = stored(world, made)["order"]
    world.directory.members.clear()
    bomb = Bomb()
    process = world.runner(bomb)
    meanwhile(process._clients["sva"], lambda: setattr(bomb, "at", len(bomb.past)), after=AFTER_A_WRITE)
    with pytest.raises(Killed):
        process.execute(made)
    assert stored(world, made)["order"] != first
    assert len(world.clients()["sva"].unfinished()) == 1
    assert world.runner().execute(made).outcome is Outcome.DONE
    assert world.clients()["sva"].unfinished() == ()
    assert world.count(CREATE) == 2


async def test_async_an_order_that_ended_untold_is_followed_by_one_that_is_written_down() -> None:
    world, made = finished_and_untold()
    first = stored(world, made)["order"]
    runner = world.async_runner()
    client: Any = runner._clients["sva"]
    plain, orders = client._driver.run, list[str]()

    async def run(exchange: Any, order: Any) -> Any:
        orders.append(order.id)
        return await plain(exchange, order)

    client._driver.run = run
    assert (await runner.execute(made)).outcome is Outcome.NOTHING
    assert orders == [stored(world, made)["order"]]
    assert orders != [first]


async def refused_once(runner: LifecycleRunner | AsyncLifecycleRunner, made: Plan) -> Any:
    """What comes of a plan whose order the journal does not take."""
    client: Any = runner._clients["sva"]
    message = "O journal não aceitou a anotação."
    if isinstance(runner, LifecycleRunner):
        client.perform_once = lambda *_, **__: _refuse(message)
        return runner.execute(made)

    async def refuse(*_: Any, **__: Any) -> Any:
        return _refuse(message)

    client.perform_once = refuse
    return await runner.execute(made)


def _refuse(message: str) -> Any:
    raise ResumeRefused(message=message)


@pytest.mark.parametrize("start", [World.runner, World.async_runner])
async def test_an_order_that_cannot_be_carried_on_keeps_its_id_for_the_next_process(start: Any) -> None:
    world, made = World(subscribed=False), planned("served")
    (failed,) = (await refused_once(start(world), made)).results
    assert (failed.outcome, failed.error) == (Outcome.FAILED, "ResumeRefused")
    order = stored(world, made)["order"]
    assert stored(world, made)["result"] is None
    await refused_once(start(world), made)
    assert stored(world, made)["order"] == order
    assert world.runner().execute(made).outcome is Outcome.DONE
    assert world.count(CREATE) == 1


@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_an_order_in_doubt_that_another_process_resumes_at_that_moment_is_left_to_it(mode: str) -> None:
    world, made = World(subscribed=False), planned("served")
    world.fail("sva", Fault(kind=FaultKind.CLOSE_BEFORE, on=CREATE))
    assert world.runner().execute(made).outcome is Outcome.UNKNOWN
    runner: Any = world.runner() if mode == "sync" else world.async_runner()
    client = runner._clients["sva"]

    tries: list[str] = []

    def taken(token: str, **_: Any) -> Any:
        tries.append(token)
        raise OrderTaken(message="Outro processo já assumiu esta ordem.")

    client.resume = taken
    ended = runner.execute(made)
    (late,) = (ended if mode == "sync" else await ended).results
    assert (late.outcome, late.why, len(tries)) == (Outcome.SKIPPED, BUSY, 1)


@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_an_order_in_doubt_whose_token_is_stale_goes_on_from_the_journal(mode: str) -> None:
    world, made = World(subscribed=False), planned("served")
    world.fail("sva", Fault(kind=FaultKind.CLOSE_BEFORE, on=CREATE))
    assert world.runner().execute(made).outcome is Outcome.UNKNOWN
    runner: Any = world.runner() if mode == "sync" else world.async_runner()
    client = runner._clients["sva"]
    plain, tokens = client.resume, list[str]()

    def resume(token: str, **asked: Any) -> Any:
        tokens.append(token)
        if len(tokens) == 1:
            raise ResumeRefused(message="Há um token mais novo desta ordem.")
        return plain(token, **asked)

    client.resume = resume
    ended = runner.execute(made)
    (found,) = (ended if mode == "sync" else await ended).results
    assert (found.outcome, len(tokens)) == (Outcome.UNKNOWN, 2)
