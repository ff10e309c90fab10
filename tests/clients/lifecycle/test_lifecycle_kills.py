"""A process dies at every step of a plan, one after the other; the next process finishes it and repeats nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from clients.lifecycle.world import (
    BLOCK_LINE,
    BLOCK_USER,
    CREATE,
    TODAY,
    UNBLOCK_LINE,
    Bomb,
    BombedStore,
    Killed,
    World,
    line,
    planned,
    snapshot,
    user,
)
from isp_integrations.clients.lifecycle.batch import mirror_contracts
from isp_integrations.clients.lifecycle.progress import SqliteProgress
from isp_integrations.clients.lifecycle.runner import LifecycleRunner
from isp_integrations.core.erp.lifecycle.plan import Plan
from isp_integrations.core.erp.lifecycle.results import ContractResult, Outcome
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.transports.journal import MemoryJournal

Execute = Callable[[LifecycleRunner, str], ContractResult]


def blocking() -> tuple[World, Plan]:
    return World(store=BombedStore()), planned("blocked", line(), user())


def creating() -> tuple[World, Plan]:
    return World(store=BombedStore(), subscribed=False, blocked=True), planned(
        "served", line(LineStatus.BLOCKED_TOTAL)
    )


def at_once(made: Plan) -> Execute:
    return lambda runner, run: runner.execute(made, run=run)


def nightly(made: Plan) -> Execute:
    """The same contract in a nightly run."""
    services = tuple(action.order.service for action in made.actions if action.order.task != "create")

    def execute(runner: LifecycleRunner, run: str) -> ContractResult:
        given = snapshot("served" if made.level == "served" else "blocked", *services)
        (found,) = mirror_contracts(runner, [given], today=TODAY, run=run, workers=1)
        return found

    return execute


def finished(world: World, execute: Execute) -> ContractResult:
    """The plan after the next process, and after the next run where the former one may not claim to know.

    A creation that was written down and never left cannot be told from one that is still on its way: nobody knows
    how long this platform takes to show one. It stays unknown in its run, and the next run mends it.
    """
    result = execute(world.runner(), "noite")
    if result.outcome is Outcome.UNKNOWN:
        (unknown,) = [each for each in result.results if each.outcome is Outcome.UNKNOWN]
        assert unknown.resume_token
        assert unknown.task == "create"
        assert world.count(CREATE) == 0
        assert execute(world.runner(), "noite").outcome is Outcome.UNKNOWN
        result = execute(world.runner(), "outra noite")
    return result


def steps_of(start: Callable[[], tuple[World, Plan]]) -> list[str]:
    """The name of every step at which the process may die."""
    world, made = start()
    bomb = Bomb()
    assert world.runner(bomb).execute(made, run="noite").outcome is Outcome.DONE
    return bomb.past


BLOCKING, CREATING = steps_of(blocking), steps_of(creating)
EVERY_KILL = [
    *((blocking, step) for step in range(len(BLOCKING))),
    *((creating, step) for step in range(len(CREATING))),
]


def killed_at(step: int, start: Callable[[], tuple[World, Plan]]) -> tuple[World, Plan, str]:
    world, made = start()
    bomb = Bomb(at=step)
    with pytest.raises(Killed):
        world.runner(bomb).execute(made, run="noite")
    return world, made, bomb.past[-1]


def assert_ended(world: World, made: Plan) -> None:
    if made.level == "blocked":
        assert (world.line_status, world.user_status) == (LineStatus.BLOCKED_TOTAL, SvaUserStatus.BLOCKED)
    else:
        assert (world.line_status, world.user_status) == (LineStatus.ACTIVE, SvaUserStatus.ACTIVE)
    assert len(world.directory.members) == 1


def test_the_steps_of_a_plan_are_its_records_and_its_requests() -> None:
    assert BLOCKING.count("before recording") == CREATING.count("before recording") == 4
    assert BLOCKING.count("before sending") >= 6
    assert len(EVERY_KILL) >= 40


@pytest.mark.parametrize(("start", "step"), EVERY_KILL)
def test_a_plan_killed_at_any_step_is_finished_by_the_next_process(
    start: Callable[[], tuple[World, Plan]], step: int
) -> None:
    world, made, died = killed_at(step, start)
    again = finished(world, at_once(made))
    assert again.settled
    assert {result.outcome for result in again.results} <= {Outcome.DONE, Outcome.NOTHING}
    assert_ended(world, made)
    assert world.count(CREATE) == (1 if made.level == "served" else 0)
    in_doubt = 1 if died == "after sending" else 0
    for write in (BLOCK_LINE, UNBLOCK_LINE, BLOCK_USER):
        assert world.count(write) <= 1 + in_doubt, write


@pytest.mark.parametrize(("start", "step"), EVERY_KILL)
def test_a_plan_killed_at_any_step_is_finished_also_where_the_journal_died_with_the_process(
    start: Callable[[], tuple[World, Plan]], step: int
) -> None:
    world, made, _ = killed_at(step, start)
    world.journal = MemoryJournal()
    again = world.runner().execute(made, run="noite")
    assert again.settled
    assert_ended(world, made)
    for write in (CREATE, BLOCK_LINE, UNBLOCK_LINE, BLOCK_USER):
        assert world.count(write) <= 1, write


@pytest.mark.parametrize("step", range(0, len(CREATING), 3))
def test_a_process_that_is_killed_again_and_again_gets_there(step: int) -> None:
    world, made, _ = killed_at(step, creating)
    for at in range(6):
        try:
            world.runner(Bomb(at=at)).execute(made, run="noite")
        except Killed:
            continue
    assert finished(world, at_once(made)).settled
    assert_ended(world, made)
    assert world.count(CREATE) == 1


def test_what_was_settled_before_the_kill_asks_no_platform_again() -> None:
    second_record = [place for place, name in enumerate(BLOCKING) if name == "after recording"][1]
    world, made, _ = killed_at(second_record, blocking)
    first = made.actions[0]
    assert world.count(BLOCK_USER) == 1
    sva_calls = len(world.scripts["sva"].served)
    result = world.runner().attempt("noite", first)
    assert result.outcome is Outcome.DONE
    assert result.after is None
    assert result.events
    assert len(world.scripts["sva"].served) == sva_calls


@pytest.mark.parametrize("step", range(len(CREATING)))
def test_a_nightly_run_killed_at_any_step_goes_on_under_its_name(step: int) -> None:
    world, made = creating()
    execute = nightly(made)
    with suppress(Killed):
        execute(world.runner(Bomb(at=step)), "noite")
    assert finished(world, execute).settled
    assert_ended(world, made)
    assert world.count(CREATE) == 1


@pytest.mark.parametrize("at", [1, 3, 5, 8])
def test_a_progress_file_carries_a_plan_from_one_process_to_the_next(at: int, tmp_path: Path) -> None:
    world, made = creating()
    first = SqliteProgress(tmp_path / "progresso.db")
    world.store = first
    with pytest.raises(Killed):
        world.runner(Bomb(at=at)).execute(made, run="noite")
    first.close()
    second = SqliteProgress(tmp_path / "progresso.db")
    world.store = second
    assert second.entries("noite", "100")
    assert finished(world, at_once(made)).settled
    assert_ended(world, made)
    assert world.count(CREATE) == 1
    second.close()
