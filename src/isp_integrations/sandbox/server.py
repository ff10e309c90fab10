"""The fakes on loopback, with their faults: over real HTTP/1.1, one port per platform, or over SSH, Telnet and TL1,
one port for each way that a platform's equipment is reached."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address
from itertools import chain
from types import TracebackType
from typing import Any, Self, cast

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import Fake, FakeEquipment, FakePlatform, FakeRequest
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript, answer_under
from isp_integrations.sandbox.http1 import (
    CONTINUE,
    BadRequest,
    ReceivedRequest,
    RequestReader,
    answer_body,
    answer_head,
)
from isp_integrations.sandbox.terminal_faults import TerminalFaultScript
from isp_integrations.sandbox.terminal_server import TerminalSite

BACKLOG = 1024

logger = logging.getLogger("isp_integrations.sandbox")
_CUT_AT_ONCE = frozenset({FaultKind.REFUSE, FaultKind.CLOSE_BEFORE, FaultKind.COMMIT_LATE})


@attrs.define(kw_only=True)
class _Site:
    """One platform on one port. Its fake is only touched by the server's thread, one request at a time."""

    fake: FakePlatform
    script: FaultScript
    port: int
    latency: float
    patience: float
    scheme: str = "http"
    listener: asyncio.Server | None = None
    connections: set["_Connection"] = attrs.field(factory=set)

    async def listen(self, host: str) -> None:
        """Accept connections, on the same port again after `hang_up`."""
        if self.listener is None:
            loop = asyncio.get_running_loop()
            self.listener = await loop.create_server(partial(_Connection, self), host, self.port, backlog=BACKLOG)
            self.port = self.listener.sockets[0].getsockname()[1]

    def hang_up(self) -> None:
        """Drop every connection and refuse new ones; the fake keeps its state."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None
        for connection in tuple(self.connections):
            connection.abort()

    def answer(self, request: FakeRequest, fault: Fault | None) -> HttpAnswer:
        """The fake's answer under `fault`; a bug in the fake is logged and becomes a 500."""
        try:
            return answer_under(fault, self.fake, request)
        except Exception:
            logger.exception("fake failed on a %s", request.method)  # a path may hold secrets
            body = b"Erro interno do simulador; veja o registro do servidor."
            return HttpAnswer(status=500, headers={"content-type": "text/plain; charset=utf-8"}, body=body)


class _Connection(asyncio.Protocol):
    """One client's connection: reads a request, lets the site answer it, then the next."""

    def __init__(self, site: _Site) -> None:
        self._site = site
        self._loop = asyncio.get_running_loop()
        self._reader = RequestReader()
        self._transport: asyncio.Transport
        self._answering = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._site.connections.add(self)
        if self._site.listener is None:
            self.abort()

    def connection_lost(self, _: Exception | None) -> None:
        self._site.connections.discard(self)
        self._cancel_timer()

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            self._read_requests()
        except BadRequest as refusal:
            self._refuse(refusal.status)

    def abort(self) -> None:
        """Close now, whatever is still to be sent."""
        self._transport.abort()

    def _read_requests(self) -> None:
        while not self._answering and not self._transport.is_closing():
            received = self._reader.next_request()
            if received is None:
                self._await_the_rest()
                return
            self._cancel_timer()
            self._answering = True
            self._serve(received)

    def _await_the_rest(self) -> None:
        """A request may take `patience` seconds to arrive, however slowly its bytes drip."""
        if self._reader.wants_continue():
            self._transport.write(CONTINUE)
        if self._timer is None and self._reader.inside_request:
            self._after(self._site.patience, partial(self._refuse, HTTPStatus.REQUEST_TIMEOUT))

    def _serve(self, received: ReceivedRequest) -> None:
        request = FakeRequest.of(received.method, received.target, received.headers, received.body)
        fault = self._site.script.take(request)
        if fault is not None and fault.kind in _CUT_AT_ONCE:
            self.abort()
            if fault.commits:
                self._loop.call_later(fault.seconds, self._site.answer, request, fault)
            return
        answer = self._site.answer(request, fault)
        send = partial(self._send, received, answer, fault)
        delay = self._site.latency
        if fault is not None and fault.kind is FaultKind.DELAY_AFTER:
            delay += fault.seconds
        if delay:
            self._after(delay, send)
        else:
            send()

    def _send(self, received: ReceivedRequest, answer: HttpAnswer, fault: Fault | None) -> None:
        head = answer_head(answer, keep_alive=received.keep_alive)
        body = answer_body(answer, method=received.method)
        match fault:
            case Fault(kind=FaultKind.CLOSE_AFTER):
                self.abort()
            case Fault(kind=FaultKind.CLOSE_DURING_BODY):
                self._transport.write(head + body[: len(body) // 2])
                self._transport.close()
            case Fault(kind=FaultKind.DRIP_HEADERS, seconds=pause):
                self._drip(head + body, 0, pause, received.keep_alive)
            case Fault(kind=FaultKind.DRIP_BODY, seconds=pause):
                self._transport.write(head)
                self._drip(body, 0, pause, received.keep_alive)
            case _:
                self._transport.write(head + body)
                self._finish(received.keep_alive)

    def _drip(self, data: bytes, sent: int, pause: float, keep_alive: bool) -> None:
        if sent == len(data):
            self._finish(keep_alive)
            return
        self._transport.write(data[sent : sent + 1])
        self._after(pause, partial(self._drip, data, sent + 1, pause, keep_alive))

    def _finish(self, keep_alive: bool) -> None:
        self._answering = False
        if not keep_alive:
            self._transport.close()
        elif self._reader.inside_request:
            self._after(0, partial(self.data_received, b""))

    def _refuse(self, status: HTTPStatus) -> None:
        self._cancel_timer()
        answer = HttpAnswer(status=status.value, body=status.phrase.encode())
        self._transport.write(answer_head(answer, keep_alive=False) + answer.body)
        self._transport.close()

    def _after(self, seconds: float, call: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(seconds, self._on_timer, call)

    def _on_timer(self, call: Callable[[], None]) -> None:
        self._timer = None
        call()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class SandboxServer:
    """Running fakes, in a thread of their own. Made by `serve`; leave its `with` block or call `stop()`."""

    def __init__(self, sites: Mapping[str, Sequence[_Site | TerminalSite]], host: str) -> None:
        self._sites = sites
        self._host = host
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="isp-integrations-sandbox", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._thread.start()
        self._ready.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def base_url(self, platform: str, scheme: str | None = None) -> str:
        """`http://127.0.0.1:PORT/`; the same before and after `restart`, and good in any local process.

        Args:
            scheme: how equipment is reached, such as "telnet"; the usual way by default.
        """
        host = f"[{self._host}]" if ":" in self._host else self._host
        site = next(each for each in self._sites[platform] if scheme in {None, each.scheme})
        return f"{site.scheme}://{host}:{site.port}/"

    def script(self, platform: str) -> FaultScript:
        """An HTTP platform's faults and calls."""
        script = self._sites[platform][0].script
        if not isinstance(script, FaultScript):
            raise TypeError(f"{platform}: é equipamento; use terminal_script.")
        return script

    def terminal_script(self, platform: str) -> TerminalFaultScript:
        """The faults of a platform's equipment and the lines typed to it."""
        script = self._sites[platform][0].script
        if not isinstance(script, TerminalFaultScript):
            raise TypeError(f"{platform}: fala HTTP; use script.")
        return script

    def kill(self) -> None:
        """Drop every connection, even mid-answer, and refuse new ones. The fakes keep their state."""
        self._in_loop(self._hang_up())

    def restart(self) -> None:
        """Listen again on the same ports after `kill`."""
        self._in_loop(self._listen())

    def stop(self) -> None:
        """Kill and end the thread. Commits still waiting (`COMMIT_LATE`) are dropped. Twice is fine."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _in_loop(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._ready.set()
        await self._stopping.wait()
        await self._hang_up()

    async def _listen(self) -> None:
        for site in self._all_sites:
            await site.listen(self._host)

    async def _hang_up(self) -> None:
        for site in self._all_sites:
            site.hang_up()
        await asyncio.sleep(0)  # one turn of the loop, in which aborted connections close their sockets

    @property
    def _all_sites(self) -> Iterator[_Site | TerminalSite]:
        return chain.from_iterable(self._sites.values())


def serve(
    fakes: Mapping[str, Fake],
    *,
    latency: float = 0.0,
    ports: Mapping[str, int] | None = None,
    host: str = "127.0.0.1",
    patience: float = 10.0,
) -> SandboxServer:
    """Serve each fake on a loopback port of its own and return when all of them listen.

    Args:
        fakes: platform key to fake.
        latency: seconds between the fake's commit and its answer, for every request or line.
        ports: platform key to port (of the usual way, for equipment); the others get a free one.
        host: a loopback address; anything else is a `ValueError`, the fakes have no defence.
        patience: seconds that one request may take to arrive.

    Errors: `ValueError` for another host or an unknown platform in `ports`, `OSError` for a port in use.
    """
    _refuse_foreign(host)
    wanted = dict(ports or {})
    sites: dict[str, list[_Site | TerminalSite]] = {}
    for platform, fake in fakes.items():
        port = wanted.pop(platform, 0)
        if isinstance(fake, FakeEquipment):
            sites[platform] = [*_equipment_sites(fake, port, latency)]
        else:
            script = FaultScript()
            sites[platform] = [_Site(fake=fake, script=script, port=port, latency=latency, patience=patience)]
    if wanted:
        raise ValueError(f"Portas para plataformas desconhecidas: {', '.join(sorted(wanted))}.")
    server = SandboxServer(sites, host)
    try:
        server.restart()
    except BaseException:
        server.stop()
        raise
    return server


def _equipment_sites(fake: FakeEquipment, port: int, latency: float) -> Iterator[TerminalSite]:
    script = TerminalFaultScript()
    for number, scheme in enumerate(fake.schemes):
        yield TerminalSite(fake=fake, script=script, scheme=scheme, port=0 if number else port, latency=latency)


def _refuse_foreign(host: str) -> None:
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(f"O simulador só atende em endereços locais (127.0.0.1, ::1), não em {host!r}.")
