"""Fake equipment over real SSH, Telnet and TL1 sockets on loopback."""

import asyncio
import importlib
import logging
import time
from collections.abc import Awaitable, Callable
from functools import cache, partial
from types import ModuleType
from typing import Any, Protocol

import attrs

from isp_integrations.core.errors import MissingExtra
from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.sandbox.terminal_faults import FaultyTerminal, Printed, TerminalFaultScript
from isp_integrations.transports.terminal.channels import ChannelFailed
from isp_integrations.transports.terminal.telnet import TelnetFilter

logger = logging.getLogger("isp_integrations.sandbox")
INSTALL = 'pip install "isp-integrations[sandbox]"'
_HELLO = bytes([255, 251, 1, 255, 251, 3, 255, 253, 31])  # IAC WILL ECHO, IAC WILL SUPPRESS-GO-AHEAD, IAC DO NAWS
_CHUNK = 65536


class _Listener(Protocol):
    def close(self) -> None: ...


@attrs.define(kw_only=True, eq=False)
class TerminalSite:
    """One platform's equipment, reached by one scheme on one port. Only the server's thread touches its fake."""

    fake: FakeEquipment
    script: TerminalFaultScript
    scheme: str
    port: int
    latency: float
    _listener: _Listener | None = None
    _hang_ups: set[Callable[[], None]] = attrs.field(factory=set)

    async def listen(self, host: str) -> None:
        """Accept connections, on the same port again after `hang_up`."""
        if self._listener is not None:
            return
        if self.scheme == "ssh":
            acceptor = await self._listen_ssh(host)
            self._listener, self.port = acceptor, acceptor.get_port()
            return
        server = await asyncio.start_server(self._accept, host, self.port)
        self._listener, self.port = server, server.sockets[0].getsockname()[1]

    def hang_up(self) -> None:
        """Drop every connection and refuse new ones; the fake keeps its state."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for hang_up in tuple(self._hang_ups):
            hang_up()

    async def _listen_ssh(self, host: str) -> Any:
        library = ssh_library()
        site = self

        class Door(library.SSHServer):  # type: ignore[name-defined, misc]  # the library is imported when needed
            def connection_made(self, connection: Any) -> None:
                self._connection = connection
                site._hang_ups.add(connection.abort)

            def connection_lost(self, _: Exception | None) -> None:
                site._hang_ups.discard(self._connection.abort)

            def begin_auth(self, _: str) -> bool:
                return True

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                known = site.fake.credentials
                return (username, password) == (known["username"], known["password"])

        return await library.listen(
            host,
            self.port,
            server_host_keys=[host_key()],
            server_factory=Door,
            process_factory=self._serve_ssh,
            encoding=None,
            line_editor=False,
        )

    async def _serve_ssh(self, process: Any) -> None:
        connection = process.channel.get_connection()
        try:
            await self._converse(partial(process.stdin.read, _CHUNK), process.stdout.write, process.stdout.drain)
        except (OSError, ssh_library().Error, asyncio.CancelledError):
            pass
        finally:
            connection.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hang_up = writer.transport.abort
        self._hang_ups.add(hang_up)
        try:
            read = partial(reader.read, _CHUNK)
            if self.scheme == "telnet":
                writer.write(_HELLO)
                read = partial(_plain, reader, TelnetFilter(0))
            await self._converse(read, writer.write, writer.drain)
        except (OSError, ChannelFailed, asyncio.CancelledError):
            pass
        finally:
            self._hang_ups.discard(hang_up)
            writer.close()

    async def _converse(
        self,
        read: Callable[[], Awaitable[bytes]],
        write: Callable[[bytes], None],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        terminal = FaultyTerminal(self.fake.terminal(self.scheme), self.script)
        await _print(terminal.open(), write, drain)
        while not terminal.closed and (data := await read()):
            arrived = time.monotonic()
            try:
                printed = terminal.feed(data.decode("utf-8", "replace"))
            except Exception:
                logger.exception("fake equipment failed")
                return
            for each in printed:
                if self.latency and each.text.strip():
                    await asyncio.sleep(self.latency)
                await _print(each, write, drain)
            self.script.answered(time.monotonic() - arrived)


async def _print(printed: Printed, write: Callable[[bytes], None], drain: Callable[[], Awaitable[None]]) -> None:
    for piece in printed.pieces:
        write(piece.encode("utf-8", "surrogateescape"))
        if printed.size:
            await asyncio.sleep(printed.seconds)
        await drain()


async def _plain(reader: asyncio.StreamReader, telnet: TelnetFilter) -> bytes:
    while data := await reader.read(_CHUNK):
        if plain := telnet.feed(data):
            return plain
    return b""


def ssh_library() -> ModuleType:
    """asyncssh, or the line that installs it."""
    try:
        return importlib.import_module("asyncssh")
    except ModuleNotFoundError:
        raise MissingExtra(message=f"Simular SSH precisa de uma dependência opcional: {INSTALL}") from None


@cache
def host_key() -> Any:
    """The key of every fake SSH server of this process, made anew for it."""
    return ssh_library().generate_private_key("ssh-ed25519")
