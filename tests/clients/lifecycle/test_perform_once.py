"""An order under the caller's own id is begun once, carried on where it stopped, and never begun again."""

import pytest

from clients.lifecycle.world import BLOCK_USER, Bomb, Killed, World, line, planned, user
from isp_integrations.core.erp.lifecycle.carrying import carry_out
from isp_integrations.core.errors import ResumeRefused
from isp_integrations.core.sva.models import SvaUserStatus

ORDER = "pedido-1"


def test_an_order_that_was_finished_is_not_begun_again() -> None:
    world = World()
    client = world.clients()["sva"]
    (action,) = planned("blocked", user()).actions
    assert client.perform_once(ORDER, carry_out, action=action).value.changed
    with pytest.raises(ResumeRefused, match="já terminou"):
        client.perform_once(ORDER, carry_out, action=action)
    assert world.count(BLOCK_USER) == 1


def test_an_order_that_changed_nothing_is_in_no_journal_and_may_be_asked_again() -> None:
    world = World(blocked=True)
    client = world.clients()["mvno"]
    (action,) = planned("blocked", line()).actions
    for _ in range(2):
        assert not client.perform_once(ORDER, carry_out, action=action).value.changed


@pytest.mark.parametrize("at", [2, 3])
def test_an_order_that_was_cut_off_is_carried_on_by_the_next_client(at: int) -> None:
    world = World()
    (action,) = planned("blocked", user()).actions
    with pytest.raises(Killed):
        world.clients(Bomb(at=at))["sva"].perform_once(ORDER, carry_out, action=action)
    client = world.clients()["sva"]
    assert len(client.unfinished()) == 1
    assert client.perform_once(ORDER, carry_out, action=action).value.changed
    assert client.unfinished() == ()
    assert world.user_status == "blocked"


async def test_async_clients_do_the_same() -> None:
    world = World()
    runner = world.async_runner()
    client = runner._clients["sva"]
    (action,) = planned("blocked", user()).actions
    assert (await client.perform_once(ORDER, carry_out, action=action)).value.changed
    with pytest.raises(ResumeRefused):
        await client.perform_once(ORDER, carry_out, action=action)
    (back,) = planned("served", user(SvaUserStatus.BLOCKED)).actions
    assert (await client.perform_once("pedido-2", carry_out, action=back)).value.changed
