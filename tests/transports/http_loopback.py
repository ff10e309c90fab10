"""A scripted HTTP server on loopback, for what well-behaved servers never do."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeAlias

import attrs


@attrs.frozen
class Seen:
    """One request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Script: TypeAlias = Callable[[Seen, socket.socket], bool]


class Loopback:
    """Serves every request with `script`, which answers on the socket and says whether to keep it open.

    Attributes:
        seen: every request, in order of arrival.
        connections: how many were accepted.
        arrived: set by the first request.
    """

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.seen: list[Seen] = []
        self.connections = 0
        self.arrived = threading.Event()
        self.stopping = threading.Event()
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._open: list[socket.socket] = []
        self._threads[0].start()

    def stop(self) -> None:
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(2)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(accepted,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, accepted: socket.socket) -> None:
        with suppress(OSError):
            talking = self._tls.wrap_socket(accepted, server_side=True) if self._tls else accepted
            self._open.append(talking)
            with talking, talking.makefile("rb") as reader:
                while (line := reader.readline().decode().split()) and not self.stopping.is_set():
                    headers: dict[str, str] = {}
                    while header := reader.readline().decode().strip():
                        name, _, value = header.partition(":")
                        headers[name.lower()] = value.strip()
                    body = reader.read(int(headers.get("content-length", "0")))
                    seen = Seen(line[0], line[1], headers, body)
                    self.seen.append(seen)
                    self.arrived.set()
                    if not self.script(seen, talking):
                        with suppress(OSError):
                            talking.shutdown(socket.SHUT_RDWR)
                        return


def head(status: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Synthetic", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answers(status: int = 200, body: bytes = b"{}", **headers: str) -> Script:
    """A plain answer; the connection stays open."""

    def script(seen: Seen, talking: socket.socket) -> bool:
        talking.sendall(head(status, content_length=str(len(body)), **headers) + body)
        return True

    return script


def in_turn(*scripts: Script) -> Script:
    """Each request gets the next script; the last one stays."""
    left = list(scripts)

    def script(seen: Seen, talking: socket.socket) -> bool:
        return (left.pop(0) if len(left) > 1 else left[0])(seen, talking)

    return script


def hangs_up(after: bytes = b"") -> Script:
    """Closes the connection after `after`, whatever that is."""

    def script(seen: Seen, talking: socket.socket) -> bool:
        talking.sendall(after)
        return False

    return script


def drips(first: bytes, drop: bytes = b"x", every: float = 0.02) -> Script:
    """Sends `first` and then a drop now and then, for ever."""

    def script(seen: Seen, talking: socket.socket) -> bool:
        talking.sendall(first)
        for _ in range(int(5 / every)):
            time.sleep(every)
            talking.sendall(drop)
        return False

    return script


def floods(first: bytes, piece: bytes, times: int) -> Script:
    """Sends `first` and then many pieces, as long as somebody reads."""

    def script(seen: Seen, talking: socket.socket) -> bool:
        talking.sendall(first)
        for _ in range(times):
            talking.sendall(piece)
        return False

    return script


def waits(seconds: float, then: Script) -> Script:
    """`then`, late."""

    def script(seen: Seen, talking: socket.socket) -> bool:
        time.sleep(seconds)
        return then(seen, talking)

    return script
