"""Telnet (RFC 854) on a plain socket, as much of it as equipment asks for, and the raw sockets of TL1.

We answer WILL ECHO and WILL SUPPRESS-GO-AHEAD with DO, tell our window's size (RFC 1073) and a terminal type
(RFC 1091), and refuse the rest.
"""

import asyncio
import contextlib

import attrs

from isp_integrations.transports.terminal.channels import ChannelFailed

_IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240
_ECHO, _GO_AHEAD, _TERMINAL_TYPE, _WINDOW = 1, 3, 24, 31
_ROWS = 500
_CHUNK = 65536
_LONGEST_COMMAND = 4096


class TelnetFilter:
    """Takes the telnet commands out of what comes in, without I/O; what must be answered is in `outbox`."""

    def __init__(self, columns: int) -> None:
        self.outbox = bytearray()
        self._columns = columns
        self._unread = b""
        self._said: set[tuple[int, int]] = set()

    def feed(self, data: bytes) -> bytes:
        """The plain bytes in `data`; half a command waits for its other half.

        Raises:
            ChannelFailed: a command without end.
        """
        data, self._unread = self._unread + data, b""
        plain = bytearray()
        place = 0
        while (start := data.find(_IAC, place)) >= 0:
            plain += data[place:start]
            place = self._command(data, start, plain)
            if place < 0:
                self._unread = data[start:]
                if len(self._unread) > _LONGEST_COMMAND:
                    raise ChannelFailed("EndlessTelnetCommand")
                return bytes(plain)
        return bytes(plain + data[place:])

    def _command(self, data: bytes, start: int, plain: bytearray) -> int:
        """Where the command at `start` ends; negative when it is not all here."""
        verb = data[start + 1 : start + 2]
        if not verb:
            return -1
        if verb[0] == _IAC:
            plain.append(_IAC)
            return start + 2
        if verb[0] in {_WILL, _WONT, _DO, _DONT}:
            if len(data) < start + 3:
                return -1
            self._negotiate(verb[0], data[start + 2])
            return start + 3
        if verb[0] == _SB:
            end = data.find(bytes([_IAC, _SE]), start)
            if end >= 0:
                self._told(data[start + 2 : end])
            return end + 2 if end >= 0 else -1
        return start + 2

    def _negotiate(self, verb: int, option: int) -> None:
        if verb == _WILL:
            self._say(_DO if option in {_ECHO, _GO_AHEAD} else _DONT, option)
        elif verb == _DO:
            self._say(_WILL if option in {_GO_AHEAD, _TERMINAL_TYPE, _WINDOW} else _WONT, option)
            if option == _WINDOW:
                size = self._columns.to_bytes(2, "big") + _ROWS.to_bytes(2, "big")
                self.outbox += bytes([_IAC, _SB, _WINDOW]) + size.replace(b"\xff", b"\xff\xff") + bytes([_IAC, _SE])

    def _told(self, content: bytes) -> None:
        if content == bytes([_TERMINAL_TYPE, 1]):
            self.outbox += bytes([_IAC, _SB, _TERMINAL_TYPE, 0]) + b"VT100" + bytes([_IAC, _SE])

    def _say(self, verb: int, option: int) -> None:
        """Each answer once: two sides that confirm each other's confirmations never stop."""
        if (verb, option) not in self._said:
            self._said.add((verb, option))
            self.outbox += bytes([_IAC, verb, option])


class SocketChannel:
    """A `Channel` on a plain socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def write(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise ChannelFailed(type(error).__name__) from None

    async def read(self) -> bytes:
        try:
            return await self._reader.read(_CHUNK)
        except OSError as error:
            raise ChannelFailed(type(error).__name__) from None

    def close(self) -> None:
        self._writer.transport.abort()

    async def closed(self) -> None:
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class TelnetChannel:
    """A `Channel` that speaks telnet on another one."""

    def __init__(self, inner: SocketChannel, columns: int) -> None:
        self._inner = inner
        self._filter = TelnetFilter(columns)

    async def write(self, data: bytes) -> None:
        await self._inner.write(data.replace(b"\xff", b"\xff\xff").replace(b"\n", b"\r\n"))

    async def read(self) -> bytes:
        while True:
            data = await self._inner.read()
            plain = self._filter.feed(data)
            if self._filter.outbox:
                answer, self._filter.outbox = bytes(self._filter.outbox), bytearray()
                await self._inner.write(answer)
            if plain or not data:
                return plain

    def close(self) -> None:
        self._inner.close()

    async def closed(self) -> None:
        await self._inner.closed()


@attrs.frozen
class SocketConnector:
    """Opens plain sockets, for TL1, or telnet ones.

    Attributes:
        columns: width of the telnet window; `None` for a plain socket.
    """

    host: str
    port: int
    columns: int | None = None

    async def connect(self, _: str = "", /) -> SocketChannel | TelnetChannel:
        try:
            streams = await asyncio.open_connection(self.host, self.port)
        except OSError as error:
            raise ChannelFailed(type(error).__name__) from None
        plain = SocketChannel(*streams)
        return plain if self.columns is None else TelnetChannel(plain, self.columns)
