"""An order that a client is carrying is not carried a second time, and an async one never makes the others wait."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from isp_integrations import mvno
from isp_integrations.core.errors import OrderTaken, OutcomeUnknown, ResumeRefused
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno import operations
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.in_process import InProcessSender
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.transports.journal import SqliteJournal
from isp_integrations.transports.sending import OutgoingRequest

NUMBER = "11961234501"
TOP_UP = "recarga/solicitar"
DURABLE: dict[str, Any] = {"vault": Vault([Vault.new_key()]), "account_id": "loja-1"}


class SlowSender(InProcessSender):
    """Stands still before it gives a top-up to the fake."""

    def __init__(self) -> None:
        super().__init__(ContelSandbox(), FaultScript(), monotonic=JumpingClock().monotonic)
        self.reached, self.go_on = threading.Event(), threading.Event()

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        if TOP_UP in request.url:
            self.reached.set()
            assert self.go_on.wait(5)
        return super().send(request)


def test_an_order_of_the_callers_own_id_that_is_under_way_is_not_carried_by_another_thread() -> None:
    sender = SlowSender()
    with mvno.sandbox("contel", transport=sender, wire_overrides={"settle": {"top_up": 0.1}}) as client:
        line = client.get_line(msisdn=NUMBER)
        before = len(list(client.list_top_ups(line=line)))

        def buy() -> None:
            client.perform_once("job-1", operations.top_up, line=line, plan_code="2")

        first = threading.Thread(target=buy)
        first.start()
        assert sender.reached.wait(5)
        with pytest.raises(OrderTaken):
            buy()
        (token,) = client.unfinished()
        with pytest.raises(OrderTaken):
            client.resume(token, operation=operations.top_up)
        sender.go_on.set()
        first.join()
        assert len(list(client.list_top_ups(line=line))) == before + 1


async def test_an_async_client_asks_a_durable_journal_off_the_event_loop(tmp_path: Path) -> None:
    asked: list[str] = []

    class Watched(SqliteJournal):
        def append(self, account: str, order: str, number: int, entry: str) -> None:
            asked.append(threading.current_thread().name)
            super().append(account, order, number, entry)

        def entries(self, order: str) -> tuple[str, ...]:
            asked.append(threading.current_thread().name)
            return super().entries(order)

        def unfinished(self, account: str) -> tuple[str, ...]:
            asked.append(threading.current_thread().name)
            return super().unfinished(account)

    script = FaultScript(Fault(kind=FaultKind.CLOSE_BEFORE, on=f"POST {TOP_UP}"))
    journal = Watched(tmp_path / "journal.db")
    async with mvno.sandbox_async("contel", script=script, journal=journal, **DURABLE) as client:
        line = await client.get_line(msisdn=NUMBER)
        with pytest.raises(OutcomeUnknown) as lost:
            await client.perform_once("job-1", operations.top_up, line=line, plan_code="2")
        with pytest.raises(OutcomeUnknown):
            await client.resume(lost.value.resume_token or "", operation=operations.top_up)
        assert len(await client.unfinished()) == 1
    assert asked
    assert threading.main_thread().name not in asked


def test_a_damaged_journal_is_our_own_error_for_every_client(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = SqliteJournal(path)
    for file in tmp_path.iterdir():
        file.write_bytes(b"")
    path.write_bytes(b"garbage" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        journal.unfinished("loja-1")

    async def look() -> None:
        async with mvno.sandbox_async("contel", journal=journal, **DURABLE) as client:
            await client.unfinished()

    with pytest.raises(ResumeRefused):
        asyncio.run(look())
    with mvno.sandbox("contel", journal=journal, **DURABLE) as client:
        line = client.get_line(msisdn=NUMBER)
        with pytest.raises(ResumeRefused):
            client.unfinished()
        with pytest.raises(ResumeRefused):
            client.perform_once("job-1", operations.top_up, line=line, plan_code="2")
