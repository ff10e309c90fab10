"""The async runner does as the sync one does; what a cancelled task left is found again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from clients.lifecycle.world import BLOCK_LINE, BLOCK_USER, CREATE, World, line, planned, user
from isp_integrations.clients.lifecycle.progress import SqliteProgress
from isp_integrations.clients.lifecycle.runner import AsyncLifecycleRunner
from isp_integrations.core.erp.lifecycle.results import Outcome
from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.sandbox.faults import Fault, FaultKind


async def test_a_plan_is_carried_out_and_running_it_again_finds_nothing_missing() -> None:
    world = World()
    runner, made = world.async_runner(), planned("blocked", line(), user())
    first = await runner.execute(made)
    assert [result.outcome for result in first.results] == [Outcome.DONE, Outcome.DONE]
    assert (world.line_status, world.user_status) == (LineStatus.BLOCKED_TOTAL, SvaUserStatus.BLOCKED)
    again = await runner.execute(made)
    assert again.outcome is Outcome.NOTHING
    assert (world.count(BLOCK_LINE), world.count(BLOCK_USER)) == (1, 1)


async def test_one_platform_s_failure_stops_no_other_and_is_tried_again() -> None:
    world = World()
    world.fail("sva", Fault(kind=FaultKind.REFUSE, times=100))
    runner, made = world.async_runner(), planned("blocked", line(), user())
    first = await runner.execute(made)
    assert [result.outcome for result in first.results] == [Outcome.FAILED, Outcome.DONE]
    world.scripts["sva"]._waiting.clear()
    again = await runner.execute(made)
    assert [result.outcome for result in again.results] == [Outcome.DONE, Outcome.DONE]
    assert world.count(BLOCK_LINE) == 1


async def test_a_block_that_was_done_and_lifted_is_done_again_while_another_action_of_its_plan_is_open() -> None:
    world = World()
    clients = {name: client for name, client in world.async_runner()._clients.items() if name != "sva"}
    runner = AsyncLifecycleRunner(clients, store=world.store)
    made = planned("blocked", line(), user())
    first = await runner.execute(made)
    assert [result.outcome for result in first.results] == [Outcome.SKIPPED, Outcome.DONE]
    assert [result.outcome for result in (await runner.execute(made)).results] == [Outcome.SKIPPED, Outcome.DONE]
    assert world.count(BLOCK_LINE) == 1
    await runner.execute(planned("served", line(LineStatus.BLOCKED_TOTAL)))
    assert [result.outcome for result in (await runner.execute(made)).results] == [Outcome.SKIPPED, Outcome.DONE]
    assert world.count(BLOCK_LINE) == 2
    assert world.line_status is LineStatus.BLOCKED_TOTAL


async def test_an_account_without_client_is_skipped() -> None:
    result = await AsyncLifecycleRunner({}).execute(planned("blocked", line()))
    assert [each.why for each in result.results] == ["Nenhuma conta aberta para a integração mvno."]


async def test_tasks_with_one_runner_send_each_write_once() -> None:
    world = World(subscribed=False)
    runner, made = world.async_runner(), planned("served")
    found = await asyncio.gather(*(runner.execute(made) for _ in range(8)))
    assert world.count(CREATE) == 1
    assert {result.outcome for result in found} <= {Outcome.DONE, Outcome.SKIPPED, Outcome.NOTHING}


@pytest.mark.parametrize("durable", [True, False])
async def test_a_task_cancelled_in_a_write_leaves_an_order_that_the_next_run_resumes(
    durable: bool, tmp_path: Path
) -> None:
    store = SqliteProgress(tmp_path / "progresso.db") if durable else None
    world = World(subscribed=False, store=store)
    runner, made = world.async_runner(), planned("served", line(LineStatus.BLOCKED_TOTAL))
    client: Any = runner._clients["sva"]
    arrived = asyncio.Event()
    transport = client._driver._carriers
    (carrier,) = [each for each in transport.values() if hasattr(each, "_sender")]
    plain = carrier._sender.send

    async def send(request: Any) -> Any:
        answer = await plain(request)
        if request.method == "POST" and request.url.endswith("v1/users"):
            arrived.set()
            await asyncio.Event().wait()
        return answer

    carrier._sender.send = send
    task = asyncio.create_task(runner.execute(made))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(world.scripts["mvno"].served) == 0
    (entry,) = world.store.entries(made.id, "100").values()
    assert '"outcome": "unknown"' in entry
    again = await world.async_runner().execute(made)
    assert [result.outcome for result in again.results] == [Outcome.DONE, Outcome.NOTHING]
    assert world.count(CREATE) == 1
    if store:
        store.close()


async def test_an_unknown_outcome_is_resumed_by_its_token() -> None:
    world = World()
    runner = world.async_runner()
    made = planned("blocked", user())
    client: Any = runner._clients["sva"]
    tokens: list[str] = []

    async def lost(*args: Any, **kwargs: Any) -> Any:
        raise OutcomeUnknown(message="Não se sabe.", explanation="A resposta se perdeu.", resume_token="abc")

    async def resume(token: str, **kwargs: Any) -> Any:
        tokens.append(token)
        raise OutcomeUnknown(message="Não se sabe.", resume_token="def")

    client.perform_once = lost
    client.resume = resume
    (first,) = (await runner.execute(made)).results
    assert (first.outcome, first.resume_token, first.why) == (Outcome.UNKNOWN, "abc", "A resposta se perdeu.")
    (second,) = (await runner.execute(made)).results
    assert (second.outcome, second.resume_token) == (Outcome.UNKNOWN, "def")
    await runner.execute(made)
    assert tokens == ["abc", "def"]
