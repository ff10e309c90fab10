"""The nightly run: many contracts in, a stream out; isolated failures, bounded work, going on where it stopped."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import attrs
import pytest

from clients.lifecycle.world import (
    BOOKS,
    CPF,
    CUSTOMER,
    ITEM,
    TODAY,
    Killed,
    World,
    line,
    planned,
)
from isp_integrations import mvno
from isp_integrations.clients.lifecycle.attempts import Recall
from isp_integrations.clients.lifecycle.batch import mirror_contracts, mirror_contracts_async
from isp_integrations.clients.lifecycle.runner import LifecycleRunner
from isp_integrations.core.erp.contract_machine import ContractEvent, ContractEventKind
from isp_integrations.core.erp.lifecycle.lines import LineService
from isp_integrations.core.erp.lifecycle.plan import Action, ContractSnapshot
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.results import ActionResult, ContractResult, Outcome, Tally
from isp_integrations.core.erp.lifecycle.sva_users import SvaService
from isp_integrations.core.erp.models import AccessStatus, Contract, ContractStatus
from isp_integrations.core.errors import RuleViolation
from isp_integrations.core.identifiers import Msisdn
from isp_integrations.core.mapping.models import MappingSettings
from isp_integrations.core.mvno.models import LineStatus, MvnoLine
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.transports.budget import RateBudget

BLOCKED = AccessStatus.BLOCKED_AUTOMATIC


def snapshot(number: int, access: AccessStatus = BLOCKED, **changes: Any) -> ContractSnapshot:
    """Contract `number` with a line and an SVA user of its own."""
    key = str(number)
    contract = Contract(id=key, customer_id="10", status=ContractStatus.ACTIVE, access=access, items=(ITEM,))
    mobile = MvnoLine(id=key, msisdn=Msisdn.parse(msisdn(number)), status=LineStatus.ACTIVE)
    subscriber = SvaUser(id=key, package=BOOKS, username=CPF.value, cpf=CPF, status=SvaUserStatus.ACTIVE)
    services = (
        LineService(id=key, integration_id="mvno", line=mobile),
        SvaService(id=key, integration_id="sva", product_id="50", user=subscriber),
    )
    made = ContractSnapshot(contract=contract, customer=CUSTOMER, services=services)
    return attrs.evolve(made, **changes)


def msisdn(number: int) -> str:
    return f"11{961230000 + number}"


def seeded(world: World, count: int) -> World:
    """The platforms with `count` lines; the SVA users are looked up by the CPF that all of them have."""
    world.contel.network.lines.clear()
    for number in range(count):
        world.contel.seed_line(
            msisdn=msisdn(number), iccid=make_iccid(number + 1), holder_name="Fulana", holder_tax_id=CPF.value
        )
    return world


def lines_only(numbers: Iterable[int], access: AccessStatus = BLOCKED) -> Iterator[ContractSnapshot]:
    for number in numbers:
        made = snapshot(number, access)
        yield attrs.evolve(made, services=made.services[:1], contract=attrs.evolve(made.contract, items=()))


def statuses(world: World) -> set[LineStatus]:
    return {each.status for each in world.contel.network.lines}


async def collected(run: Any) -> list[ContractResult]:
    return [result async for result in run]


def run_both(world: World, given: list[ContractSnapshot], mode: str, **options: Any) -> tuple[list[Any], Tally]:
    """The results and the tally of a sync or an async run."""
    if mode == "sync":
        run = mirror_contracts(world.runner(), iter(given), today=TODAY, run="noite", **options)
        return list(run), run.tally
    runs = mirror_contracts_async(world.async_runner(), iter(given), today=TODAY, run="noite", **options)
    return asyncio.run(collected(runs)), runs.tally


MODES = pytest.mark.parametrize("mode", ["sync", "async"])


@MODES
def test_every_contract_comes_out_once_with_what_became_of_it(mode: str) -> None:
    world = seeded(World(), 30)
    served = list(lines_only(range(20, 30), AccessStatus.PAYMENT_OVERDUE))
    results, tally = run_both(world, [*lines_only(range(20)), *served], mode)
    assert sorted(int(result.contract.id) for result in results) == list(range(30))
    found = [result.outcome for result in results]
    assert (found.count(Outcome.DONE), found.count(Outcome.NOTHING)) == (20, 10)
    assert tally == Tally(contracts=30, actions=20, done=20, nothing=10)
    blocked = [each.status for each in world.contel.network.lines if each.status is LineStatus.BLOCKED_TOTAL]
    assert len(blocked) == 20


@MODES
def test_core_9_one_contract_s_or_one_platform_s_failure_stops_no_other(mode: str) -> None:
    world = seeded(World(), 3)
    world.fail("sva", Fault(kind=FaultKind.REFUSE, times=1000))
    trusted = ContractEvent(contract_id="1", kind=ContractEventKind.TRUST_UNLOCK)
    given = [
        *lines_only([0]),
        snapshot(1, events=(trusted,)),
        snapshot(2, customer=attrs.evolve(CUSTOMER, id="11")),
        snapshot(2),
        *lines_only([99]),
    ]
    given[3] = attrs.evolve(given[3], contract=attrs.evolve(given[3].contract, id="3"))
    results, tally = run_both(world, given, mode)
    found = {result.contract.id: result for result in results}
    assert found["0"].outcome is Outcome.DONE
    assert [violation.code for violation in found["1"].violations] == ["contract.trust_until_required"]
    assert found["1"].outcome is Outcome.REFUSED
    assert found["2"].why == "customer.id: o contrato é de outro cliente"
    assert {each.service: each.outcome for each in found["3"].results} == {
        "sva_user/2": Outcome.FAILED,
        "line/2": Outcome.DONE,
    }
    assert found["3"].outcome is Outcome.FAILED
    assert found["99"].outcome is Outcome.REFUSED
    assert tally == Tally(contracts=5, actions=4, done=1, refused=3, failed=1)


@MODES
def test_core_9_a_second_run_does_only_what_is_missing(mode: str) -> None:
    world = seeded(World(), 3)
    given = [*lines_only([0, 1]), snapshot(2)]
    world.fail("sva", Fault(kind=FaultKind.REFUSE, times=1000))
    _, first = run_both(world, given, mode)
    assert (first.done, first.failed) == (2, 1)
    line_calls = len(world.scripts["mvno"].served)
    world.scripts["sva"]._waiting.clear()
    results, second = run_both(world, given, mode)
    assert [result.contract.id for result in results] == ["2"]
    assert second == Tally(contracts=3, before=2, actions=2, done=1)
    assert len(world.scripts["mvno"].served) == line_calls
    assert world.user_status is SvaUserStatus.BLOCKED


@MODES
def test_a_run_in_which_everything_was_settled_is_forgotten(mode: str) -> None:
    world = seeded(World(), 2)
    run_both(world, list(lines_only(range(2))), mode)
    assert not world.store.settled("noite", "0")
    _, again = run_both(world, list(lines_only(range(2))), mode)
    assert again == Tally(contracts=2, actions=2, nothing=2)


@MODES
def test_a_run_that_stops_early_goes_on_where_it_stopped(mode: str) -> None:
    world = seeded(World(), 10)
    given = list(lines_only(range(10)))
    told: list[str] = []
    if mode == "sync":
        for result in mirror_contracts(world.runner(), given, today=TODAY, run="noite", ahead=1):
            told.append(result.contract.id)
            if len(told) == 4:
                break
    else:
        asyncio.run(_stopped(world, given, told))
    assert told == ["0", "1", "2", "3"]
    rest, tally = run_both(world, given, mode)
    assert sorted(result.contract.id for result in rest) == [str(number) for number in range(3, 10)]
    assert (tally.contracts, tally.before) == (10, 3)
    assert statuses(world) == {LineStatus.BLOCKED_TOTAL}
    assert world.count("POST atendimento/bloqueio") == 10


async def _stopped(world: World, given: list[ContractSnapshot], told: list[str]) -> None:
    run = mirror_contracts_async(world.async_runner(), given, today=TODAY, run="noite", ahead=1)
    stream = run.__aiter__()
    async for result in stream:
        told.append(result.contract.id)
        if len(told) == 4:
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator
            return


def test_contracts_are_taken_from_their_source_as_there_is_room() -> None:
    world = seeded(World(), 40)
    taken: list[int] = []

    def source() -> Iterator[ContractSnapshot]:
        for made in lines_only(range(40)):
            taken.append(len(taken))
            yield made

    most = 0
    told = 0
    for _ in mirror_contracts(world.runner(), source(), today=TODAY, run="noite", ahead=5):
        most = max(most, len(taken) - told)
        told += 1
    assert told == 40
    assert most <= 6


async def test_an_async_source_is_streamed_too() -> None:
    world = seeded(World(), 40)
    taken = 0
    most = 0
    told = 0

    async def source() -> AsyncIterator[ContractSnapshot]:
        nonlocal taken
        for made in lines_only(range(40)):
            taken += 1
            yield made

    run = mirror_contracts_async(world.async_runner(), source(), today=TODAY, run="noite", ahead=5)
    async for result in run:
        most = max(most, taken - told)
        told += 1
        assert result.outcome is Outcome.DONE
    assert run.tally.done == 40
    assert most <= 6


class Watching(LifecycleRunner):
    """Counts how many actions of each account are carried out at once; one account's wait until let go."""

    def __init__(self, slow: str = "") -> None:
        super().__init__({})
        self.slow = slow
        self.let_go = threading.Event()
        self.lock = threading.Lock()
        self.running: dict[str, int] = {}
        self.most: dict[str, int] = {}

    def attempt(self, run: str, action: Action, *, recall: Recall = Recall.TRUST) -> ActionResult:
        account = action.integration_id
        with self.lock:
            self.running[account] = self.running.get(account, 0) + 1
            self.most[account] = max(self.most.get(account, 0), self.running[account])
        if account == self.slow:
            self.let_go.wait(5)
        with self.lock:
            self.running[account] -= 1
        return ActionResult(
            action_id=action.id,
            service=action.service,
            integration_id=account,
            task=str(action.order.task),
            outcome=Outcome.DONE,
        )


def test_each_account_has_its_own_workers_and_a_slow_one_holds_up_no_other() -> None:
    runner = Watching(slow="mvno")
    mobile = list(lines_only(range(20)))
    other = [
        attrs.evolve(each, services=(attrs.evolve(each.services[0], integration_id="mvno2"),))
        for each in lines_only(range(20, 40))
    ]
    told = []
    for result in mirror_contracts(runner, [*mobile, *other], today=TODAY, run="noite", workers=3):
        told.append(int(result.contract.id))
        if len(told) == 20:
            assert min(told) == 20
            runner.let_go.set()
    assert len(told) == 40
    assert runner.most["mvno"] == 3
    assert runner.most["mvno2"] <= 3


async def test_async_each_account_has_no_more_than_its_workers_at_once() -> None:
    world = seeded(World(), 12)
    runner = world.async_runner()
    running = most = 0
    plain = runner.attempt

    async def attempt(run: str, action: Action) -> ActionResult:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        result = await plain(run, action)
        running -= 1
        return result

    runner.attempt = attempt  # type: ignore[method-assign, assignment]
    run = mirror_contracts_async(runner, lines_only(range(12)), today=TODAY, run="noite", workers=2)
    assert len(await collected(run)) == 12
    assert most == 2


def test_a_worker_that_dies_ends_the_run_and_not_in_silence() -> None:
    class Dying(Watching):
        def attempt(self, run: str, action: Action, *, recall: Recall = Recall.TRUST) -> ActionResult:
            raise Killed

    with pytest.raises(Killed):
        list(mirror_contracts(Dying(), lines_only(range(3)), today=TODAY, run="noite"))


@pytest.mark.parametrize("start", [mirror_contracts, mirror_contracts_async])
def test_port_10_a_policy_that_contradicts_itself_starts_no_run(start: Any) -> None:
    policy = LifecyclePolicy(ports=MappingSettings(auto_approve_port=True))
    with pytest.raises(RuleViolation):
        start(World().runner(), [], today=TODAY, run="noite", policy=policy)


@pytest.mark.parametrize("options", [{"workers": 0}, {"ahead": 0}])
def test_a_run_needs_at_least_one_worker_and_one_contract_under_way(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be >= 1"):
        mirror_contracts(World().runner(), [], today=TODAY, run="noite", **options)


@MODES
def test_the_policy_of_a_run_is_that_of_every_plan_in_it(mode: str) -> None:
    world = seeded(World(), 2)
    _, tally = run_both(world, list(lines_only(range(2))), mode, policy=LifecyclePolicy(mirror_lines=False))
    assert tally == Tally(contracts=2, nothing=2)
    assert world.calls == 0


def test_a_tally_counts_every_outcome() -> None:
    made = planned("blocked", line())
    tally = Tally()
    for outcome in Outcome:
        (action,) = made.actions
        result = ActionResult(
            action_id=action.id, service="line/7", integration_id="mvno", task="block", outcome=outcome
        )
        tally = tally.with_result(ContractResult(contract=made.contract, plan=made, results=(result,)))
    assert tally == Tally(contracts=6, actions=6, done=1, nothing=1, refused=1, failed=1, unknown=1, skipped=1)
    assert tally.with_earlier() == attrs.evolve(tally, contracts=7, before=1)


def test_each_account_keeps_its_own_rate_budget() -> None:
    world = seeded(World(), 10)
    clock = JumpingClock()
    with mvno.sandbox(
        "contel", fake=world.contel, script=world.scripts["mvno"], clock=clock, budget=RateBudget(5, 60.0)
    ) as contel:
        started = clock.monotonic()
        run = mirror_contracts(LifecycleRunner({"mvno": contel}), lines_only(range(10)), today=TODAY, run="noite")
        assert {result.outcome for result in run} == {Outcome.DONE}
        calls = len(world.scripts["mvno"].served)
        assert calls > 20
        assert clock.monotonic() - started >= (calls // 5 - 1) * 60.0
