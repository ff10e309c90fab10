"""A resumption that gets nowhere leaves the order where it was: a write in doubt is never forgotten."""

import json
from typing import Any

import pytest

from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.errors import NotApplied, OutcomeUnknown, ResumeRefused
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import host_hook
from isp_integrations.core.vault import Vault
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.sandbox.server import SandboxServer
from isp_integrations.transports.journal import MemoryJournal
from isp_integrations.transports.ledger import JournalFailed, Ledger
from isp_integrations.transports.retry import RetryPolicy
from robustness.contel_on_loopback import (
    LINE,
    ORDERS,
    PATHS,
    CountingFake,
    assert_travels,
    on_loopback,
    open_sync,
    settling,
)


class Host:
    """Opens the same account again and again, over one journal."""

    def __init__(self, server: SandboxServer) -> None:
        self._server = server
        self._shared: dict[str, Any] = {"journal": MemoryJournal(), "vault": Vault([Vault.new_key()])}

    def opened(self, **more: Any) -> MvnoClient:
        return open_sync(self._server, account_id="loja-1", **self._shared, **more)

    def lost(self, name: str, fault: FaultKind) -> str:
        """Give an order whose write is lost; its token."""
        order = ORDERS[name]
        self._server.script("contel").add(Fault(kind=fault, on=PATHS[order.writes[-1]]))
        with self.opened(retry=RetryPolicy(enabled=False)) as client, pytest.raises(OutcomeUnknown) as unknown:
            getattr(client, order.operation)(**order.arguments)
        assert unknown.value.resume_token
        return unknown.value.resume_token


class Veto:
    """A host that lets nothing through."""

    @host_hook
    def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
        exchange.close()
        raise PermissionError("a veto")
        yield


def test_an_order_that_is_asked_differently_now_is_refused_and_kept() -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        host = Host(server)
        token = host.lost("swap", FaultKind.CLOSE_BEFORE)
        renamed = {"paths": {"swap_to_esim": "atendimento/outraTroca"}}
        with host.opened(wire_overrides=renamed) as client, pytest.raises(ResumeRefused):
            client.resume(token)
        with host.opened(wire_overrides={"settle": {"swap_to_esim": 90}}) as client:
            (newer,) = client.unfinished()
            client.resume(newer)
    assert fake.done == {"swap": 1}


@pytest.mark.parametrize("name", ["top_up", "block"])
def test_an_order_that_fails_before_its_past_was_replayed_is_kept(name: str) -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        host = Host(server)
        token = host.lost(name, FaultKind.CLOSE_BEFORE)
        with host.opened(hooks=(Veto(),)) as client, pytest.raises(PermissionError):
            client.resume(token)
        with host.opened(wire_overrides={"settle": {"top_up": 90}}) as client:
            (newer,) = client.unfinished()
            client.resume(newer)
    assert fake.done == ORDERS[name].changes


@pytest.mark.parametrize("name", ["top_up", "block"])
def test_a_write_in_doubt_stays_in_doubt_while_the_platform_is_out_of_reach(name: str) -> None:
    fake, order = CountingFake(), ORDERS[name]
    with on_loopback(fake) as server:
        host = Host(server)
        token = host.lost(name, FaultKind.CLOSE_AFTER if name == "block" else FaultKind.CLOSE_BEFORE)
        server.kill()
        with host.opened() as client, pytest.raises(OutcomeUnknown) as unknown:
            client.resume(token)
        assert (unknown.value.applied, unknown.value.pending) == ((), order.writes[0])
        server.restart()
        with host.opened(wire_overrides={"settle": {"top_up": 90}}) as client:
            client.resume(unknown.value.resume_token or "")
            assert client.unfinished() == ()
    assert fake.done == order.changes


def test_who_lost_an_order_to_another_process_does_not_finish_it() -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        host = Host(server)
        token = host.lost("block", FaultKind.CLOSE_AFTER)

        class Overtaken:
            @host_hook
            def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
                (newer,) = other.unfinished()
                taken.append(other._driver.ledger.reopen(newer))
                return (yield from exchange)

        taken: list[Any] = []
        with host.opened() as other:
            with host.opened(hooks=(Overtaken(),)) as client, pytest.raises(OutcomeUnknown):
                client.resume(token)
            assert len(other.unfinished()) == 1
            assert other.resume(other.unfinished()[0]).value.status is not LINE.status
    assert fake.done == {"block": 1}


def test_an_order_that_was_taken_over_before_its_write_left_is_not_finished_by_whoever_lost_it() -> None:
    journal = MemoryJournal()
    ledger = Ledger(journal=journal, vault=None, account="contel")
    page = ledger.page("order-1")
    page.write([json.dumps({"order": {"operation": "top_up", "platform": "contel", "arguments": {}}})])
    ledger.reopen(ledger.tokens()[0])
    with pytest.raises(JournalFailed):
        page.write([json.dumps({"kind": "intent"})])
    page.close()
    assert journal.unfinished("contel") == ("order-1",)


def test_a_finished_order_is_not_resumed() -> None:
    fake = CountingFake()
    with on_loopback(fake) as server:
        host = Host(server)
        token = host.lost("block", FaultKind.CLOSE_AFTER)
        with host.opened() as client:
            client.resume(token)
            assert client.unfinished() == ()
            with pytest.raises(ResumeRefused):
                client.resume(token)


@pytest.mark.parametrize("name", ["activation", "transfer"])
def test_a_second_write_proven_absent_twice_is_not_told_as_if_nothing_had_happened(name: str) -> None:
    fake, order = CountingFake(), ORDERS[name]
    first, second = order.writes
    with on_loopback(fake) as server, Host(server).opened(wire_overrides=settling(90)) as client:
        server.script("contel").add(Fault(kind=FaultKind.CLOSE_BEFORE, on=PATHS[second], times=2))
        with pytest.raises(OutcomeUnknown) as unknown:
            getattr(client, order.operation)(**order.arguments)
        assert (unknown.value.applied, unknown.value.pending) == ((first,), None)
        client.resume(unknown.value.resume_token or "")
        assert client.unfinished() == ()
    assert fake.done == order.changes


@pytest.mark.parametrize("name", ["top_up", "swap", "cancel", "plan", "port_in"])
def test_a_write_proven_absent_twice_is_definitely_not_applied_and_finished(name: str) -> None:
    fake, order = CountingFake(), ORDERS[name]
    with on_loopback(fake) as server, Host(server).opened(wire_overrides=settling(90)) as client:
        server.script("contel").add(Fault(kind=FaultKind.CLOSE_BEFORE, on=PATHS[order.writes[0]], times=2))
        with pytest.raises(NotApplied) as refused:
            getattr(client, order.operation)(**order.arguments)
        assert (refused.value.applied, refused.value.pending) == ((), None)
        assert client.unfinished() == ()
    assert fake.done.total() == 0
    assert_travels(refused.value)
