"""One client shared by many threads or tasks, on a real server, while its token expires."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from isp_integrations.clients.mvno import AsyncMvnoClient, MvnoClient
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.errors import AuthenticationFailed, OutcomeUnknown
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.mvno import models as m
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.transports.http import HttpOptions
from robustness.contel_on_loopback import (
    CUSTOMER,
    HOLDER,
    LINE,
    LOG_IN,
    NUMBER,
    OTHER,
    TARGET,
    CountingFake,
    assert_silent,
    assert_travels,
    on_loopback,
    open_async,
    open_sync,
    secrets_of,
)

THREADS, CALLS, TASKS = 16, 20, 200


class ExpiringFake(CountingFake):
    """A fake whose tokens stop working again and again.

    Args:
        every: requests between two expiries; many more than are in flight, so that none meets two of them.

    Attributes:
        expiries: how often a token that worked stopped working.
        refused_writes: orders for a top-up that came with such a token.
    """

    def __init__(self, every: int) -> None:
        super().__init__()
        self.every = every
        self.expiries = 0
        self.refused_writes = 0
        self.before_request = self._expire

    def _expire(self, number: int, request: FakeRequest) -> HttpAnswer | None:
        if number and number % self.every == 0 and self._tokens:
            self.expiries += 1
            self.expire_tokens()
        if request.path == "recarga/solicitar" and not self._knows_token(request):
            self.refused_writes += 1
        return None


def busy_thread(client: MvnoClient, reads: list[m.MvnoLine], refusals: list[AuthenticationFailed]) -> int:
    """Reads and writes in turn; how many writes succeeded. A refused write is noted and not given again."""
    made = 0
    for call in range(CALLS):
        if call % 4:
            reads.append(client.get_line(msisdn=NUMBER))
            continue
        try:
            client.top_up(line=LINE, plan_code="1")
            made += 1
        except AuthenticationFailed as refused:
            refusals.append(refused)
    return made


def test_sixteen_threads_share_a_client_while_its_token_expires() -> None:
    fake, reads, refusals = ExpiringFake(120), list[m.MvnoLine](), list[AuthenticationFailed]()
    with on_loopback(fake) as server, open_sync(server) as client, ThreadPoolExecutor(THREADS) as pool:
        made = sum(pool.map(lambda _: busy_thread(client, reads, refusals), range(THREADS)))
        client.get_line(msisdn=NUMBER)
    assert fake.expiries >= 3
    assert fake.log_ins == 1 + fake.expiries, "one renewal for each expiry"
    assert len(reads) == THREADS * CALLS * 3 // 4, "no read was lost"
    assert fake.done == {"top_up": made}, "no write was doubled, and none that was refused was done"
    assert len(refusals) == fake.refused_writes == THREADS * CALLS // 4 - made
    for refused in refusals:
        assert (refused.applied, refused.pending, refused.operation) == ((), None, "top_up")
        assert_silent(repr(refused), secrets_of(fake))
        assert_travels(refused)


def test_a_write_refused_for_its_token_is_not_repeated_and_the_next_call_logs_in_again() -> None:
    fake = CountingFake()
    with on_loopback(fake) as server, open_sync(server) as client:
        client.get_line(msisdn=NUMBER)
        server.script("contel").add(Fault(kind=FaultKind.EXPIRED_TOKEN, on="POST recarga/solicitar"))
        with pytest.raises(AuthenticationFailed) as refused:
            client.top_up(line=LINE, plan_code="1")
        asked = [path for _, path in server.script("contel").served]
        assert asked.count("recarga/solicitar") == 1
        assert (refused.value.applied, fake.done.total(), fake.log_ins) == ((), 0, 1)
        client.top_up(line=LINE, plan_code="1")
    assert (fake.done, fake.log_ins) == ({"top_up": 1}, 2)


def test_two_threads_that_transfer_one_line_are_told_who_has_it_and_nobody_more() -> None:
    """Whoever reads back the other's holder cannot tell what became of his own order; the last one can."""
    fake = CountingFake()
    other_contract = attrs.evolve(TARGET, id="300", customer_id="30")
    other = Customer(id="30", legal_name=OTHER.name, tax_id=Cpf.parse(OTHER.tax_id))
    together = threading.Barrier(2)

    def transfer(client: MvnoClient, to: Customer) -> str | None:
        together.wait(5)
        contract = TARGET if to is CUSTOMER else other_contract
        try:
            done = client.transfer_ownership(line=LINE, new_contract=contract, new_holder=to)
        except OutcomeUnknown:
            return None
        return done.value.line.contract_id

    with on_loopback(fake) as server, open_sync(server) as client, ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda to: transfer(client, to), (CUSTOMER, other)))
    assert fake.done["transfer"] == 2
    line = fake.network.by_number(NUMBER)
    assert line is not None
    assert (line.contract_id, line.holder.tax_id) in {("200", HOLDER.tax_id), ("300", OTHER.tax_id)}
    assert line.contract_id in told
    assert all(contract in {own, None} for contract, own in zip(told, ("200", "300"), strict=True))
    assert line.plan == fake.network.plans["3"]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to happen on the server, at most 5 seconds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  the server runs in a thread of its own
            await asyncio.sleep(0.002)


async def test_a_cancelled_waiter_takes_the_renewal_from_nobody_else() -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        script = server.script("contel")
        async with open_async(server) as client:
            for log_ins, cancelled in ((1, 0), (2, TASKS // 2)):
                fake.expire_tokens()
                script.add(Fault(kind=FaultKind.DELAY_AFTER, on=f"POST {LOG_IN}", seconds=0.15))
                tasks = [asyncio.create_task(client.get_line(msisdn=NUMBER)) for _ in range(TASKS)]
                await until(lambda expected=log_ins: fake.log_ins == expected)  # type: ignore[misc]  # bound now
                tasks[cancelled].cancel()
                ends = await asyncio.gather(*tasks, return_exceptions=True)
                assert [place for place, end in enumerate(ends) if not isinstance(end, m.MvnoLine)] == [cancelled]
                assert isinstance(ends[cancelled], asyncio.CancelledError)
    assert fake.log_ins == 2, "one renewal for each expiry"


async def test_two_hundred_tasks_share_a_client_while_its_token_expires() -> None:
    fake, refusals = ExpiringFake(450), list[AuthenticationFailed]()

    async def busy(client: AsyncMvnoClient) -> int:
        for _ in range(4):
            assert (await client.get_line(msisdn=NUMBER)).msisdn == LINE.msisdn
        try:
            await client.top_up(line=LINE, plan_code="1")
        except AuthenticationFailed as refused:
            refusals.append(refused)
            return 0
        return 1

    with on_loopback(fake) as server:
        async with open_async(server, http=HttpOptions(max_connections=TASKS)) as client:
            made = sum(await asyncio.gather(*(busy(client) for _ in range(TASKS))))
            await client.get_line(msisdn=NUMBER)
    assert fake.expiries >= 2
    assert fake.log_ins == 1 + fake.expiries, "one renewal for each expiry"
    assert fake.done == {"top_up": made}
    assert len(refusals) == fake.refused_writes == TASKS - made
    assert all((refused.applied, refused.pending) == ((), None) for refused in refusals)
