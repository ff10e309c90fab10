"""Sends HTTP requests with httpx2 where it is installed, else with httpx: no other module imports either.

Here are the sender for sync hosts and what it shares with that for async hosts, :mod:`.async_http`.

It uses the library's transports and not its client, which costs more than everything else of an operation.
The library is imported when the first request leaves.

What the transports lack is added underneath, around their sockets: a deadline for the whole request (their
timeouts start again with every read, so a drip would last for ever), whether anything was written before it
passed, and silence in their loggers, which would tell headers and addresses.
"""

import importlib
import logging
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import attrs

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.http import HttpAnswer
from isp_integrations.transports.sending import (
    AnswerLost,
    AnswerUnreadable,
    NotSent,
    OutgoingRequest,
    SendingError,
)

if TYPE_CHECKING:
    import ssl

NEVER_LEFT = frozenset(
    {
        "ConnectError",
        "ConnectTimeout",
        "InvalidURL",
        "LocalProtocolError",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
    }
)
KEPT_HEADERS = frozenset({b"content-type", b"date", b"retry-after", b"x-request-id"})
_GZIP = 16 + zlib.MAX_WBITS
_IDLE_SECONDS = 4.0  # less than Apache's default of 5, so that it never hangs up on a request that just left
_SMALLEST = 0.001  # seconds; a socket takes a timeout of zero for "do not wait"
_CHATTY = ("connection", "http11", "http2", "proxy", "socks")


@attrs.frozen(kw_only=True)
class HttpOptions:
    """How to reach a platform. Times are in seconds.

    Attributes:
        pool_timeout: the wait for one of the connections that are in use.
        deadline: for a whole step, its repetitions and its log-in included.
        max_answer_bytes: of a decoded body; what is larger is given up.
        max_connections: at once, which is also how many requests may be in flight.
        proxy: address of an HTTP proxy, such as `http://user:password@proxy.example:3128`.
        ca_file: certificates to trust instead of the usual ones, in a PEM file.
        ssl_context: instead of `ca_file`, for client certificates and the like.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    write_timeout: float = 30.0
    pool_timeout: float = 10.0
    deadline: float = 30.0
    max_answer_bytes: int = 8 * 2**20
    max_connections: int = 100
    proxy: str | None = attrs.field(default=None, repr=False)
    ca_file: str | None = None
    ssl_context: "ssl.SSLContext | None" = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = [f"{name}: deve ser maior que zero" for name in _POSITIVE if getattr(self, name) <= 0]
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://")):
            problems.append("proxy: deve começar com http:// ou https://")
        if self.ca_file is not None and self.ssl_context is not None:
            problems.append("ca_file: não se usa junto com ssl_context")
        if problems:
            raise InvalidRecord(problems=tuple(problems))


_POSITIVE = (
    "connect_timeout",
    "read_timeout",
    "write_timeout",
    "pool_timeout",
    "deadline",
    "max_answer_bytes",
    "max_connections",
)


def http_library(name: str | None = None) -> ModuleType:
    """The HTTP library called `name`; by default httpx2 where it is installed, else httpx."""
    if name is not None:
        return importlib.import_module(name)
    try:
        return importlib.import_module("httpx2")
    except ModuleNotFoundError:
        return importlib.import_module("httpx")


class HttpxSender:
    """An `HttpSender` on httpx or httpx2. Threads share one.

    Name resolution is the one thing that the deadline cannot cut short; the system's resolver has its own.
    """

    def __init__(self, options: HttpOptions | None = None, *, library: str | None = None) -> None:
        self._options = options or HttpOptions()
        self._library_name = library
        self._lock = threading.Lock()
        self._library: ModuleType
        self._transport: Any = None
        self._closed = False

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        transport = self._open()
        outgoing = request_of(self._library, request, self._options)
        with flying(request.deadline_seconds):
            response = transport.handle_request(outgoing)
            try:
                body = Body(response.headers.raw, self._options.max_answer_bytes)
                for chunk in response.stream:
                    body.feed(chunk)
            finally:
                response.stream.close()
        return answer_of(response, body.content())

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._transport is not None:
                self._transport.close()

    def _open(self) -> Any:
        with self._lock:
            if self._closed:
                raise NotSent("SenderClosed")
            if self._transport is None:
                self._library = quiet(http_library(self._library_name))
                limits = limits_of(self._library, self._options.max_connections)
                transport = self._library.HTTPTransport(**tls_and_proxy(self._library, self._options), limits=limits)
                self._transport = guarded(transport, _GuardedBackend)
            return self._transport


@attrs.define(eq=False)
class _Flight:
    """One request of ours: when it must be over (monotonic), and whether any of it was written."""

    ends_at: float
    left: bool = False


_current: ContextVar[_Flight | None] = ContextVar("isp_integrations_flight", default=None)


@contextmanager
def flying(seconds: float) -> Iterator[None]:
    """A request of ours is under way: its deadline runs, its pool is silent, its errors become ours."""
    flight = _Flight(time.monotonic() + seconds)
    mark = _current.set(flight)
    try:
        yield
    except SendingError:
        raise
    except TimeoutError:
        raise (AnswerLost if flight.left else NotSent)("DeadlinePassed") from None
    except Exception as error:  # noqa: BLE001  whatever happens, the request may have left
        raise failure_of(error) from None
    finally:
        _current.reset(mark)


def failure_of(error: Exception) -> SendingError:
    """What a library's error says about the request: `NotSent`, or else it may have left."""
    cause = type(error).__name__
    return NotSent(cause) if cause in NEVER_LEFT else AnswerLost(cause)


def request_of(library: ModuleType, request: OutgoingRequest, options: HttpOptions) -> Any:
    within = request.deadline_seconds
    timeout = {
        "connect": min(options.connect_timeout, within),
        "read": min(options.read_timeout, within),
        "write": min(options.write_timeout, within),
        "pool": min(options.pool_timeout, within),
    }
    try:
        return library.Request(
            request.method,
            request.url,
            headers=[*request.headers, ("accept-encoding", "gzip")],
            content=request.content,
            extensions={"timeout": timeout},
        )
    except (library.InvalidURL, TypeError, ValueError) as error:
        raise NotSent(type(error).__name__) from None


def answer_of(response: Any, body: bytes) -> HttpAnswer:
    headers = {
        name.decode("ascii"): value.decode("latin-1")
        for raw_name, value in response.headers.raw
        if (name := raw_name.lower()) in KEPT_HEADERS
    }
    return HttpAnswer(status=response.status_code, headers=headers, body=body)


class Body:
    """Collects a body and decodes it, giving up as soon as it is larger than `limit` bytes."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]], limit: int) -> None:
        told = {name.lower(): value.strip().lower() for name, value in headers}
        encoding = told.get(b"content-encoding", b"identity")
        if encoding not in {b"", b"identity", b"gzip", b"x-gzip"}:
            raise AnswerUnreadable("UnknownEncoding")
        self._gzip = zlib.decompressobj(_GZIP) if b"gzip" in encoding else None
        self._pieces: list[bytes] = []
        self._raw_room = self._room = limit
        self._take_raw(int(told.get(b"content-length", b"0")), 0)

    def feed(self, chunk: bytes) -> None:
        self._take_raw(len(chunk), len(chunk))
        piece = chunk if self._gzip is None else self._unzipped(self._gzip, chunk)
        self._room -= len(piece)
        if self._room < 0:
            raise AnswerUnreadable("TooLarge")
        self._pieces.append(piece)

    def content(self) -> bytes:
        if self._gzip is not None and self._pieces and not self._gzip.eof:
            raise AnswerUnreadable("DamagedEncoding")
        return b"".join(self._pieces)

    def _take_raw(self, told: int, taken: int) -> None:
        if told > self._raw_room:
            raise AnswerUnreadable("TooLarge")
        self._raw_room -= taken

    def _unzipped(self, gzip: Any, chunk: bytes) -> bytes:
        try:
            piece: bytes = gzip.decompress(chunk, self._room + 1)
        except zlib.error:
            raise AnswerUnreadable("DamagedEncoding") from None
        return piece


def tls_and_proxy(library: ModuleType, options: HttpOptions) -> dict[str, Any]:
    try:
        trusted = options.ssl_context or _shared_tls(library, options.ca_file)
    except OSError:
        raise InvalidRecord(problems=("ca_file: não pôde ser lido",)) from None
    return {"verify": trusted, "proxy": options.proxy}


@cache
def _shared_tls(library: ModuleType, ca_file: str | None) -> "ssl.SSLContext":
    """One context for the whole process: it takes 20 ms to make."""
    import ssl  # noqa: PLC0415  the library loads it with the first request, not before

    if ca_file is not None:
        return ssl.create_default_context(cafile=ca_file)
    usual: ssl.SSLContext = library.create_ssl_context()
    return usual


def limits_of(library: ModuleType, connections: int) -> Any:
    return library.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_IDLE_SECONDS
    )


def guarded(transport: Any, backend: type[Any]) -> Any:
    pool = transport._pool  # noqa: SLF001  the transports take no network backend, the pools inside them do
    pool._network_backend = backend(pool._network_backend)  # noqa: SLF001  see above
    return transport


def _seconds_left(timeout: float | None) -> float:
    """`timeout`, cut to what is left of the current request's deadline, which may be less than nothing."""
    flight = _current.get()
    if flight is None:
        return timeout or _SMALLEST
    left = flight.ends_at - time.monotonic()
    return left if timeout is None else min(timeout, left)


def _seconds_to_answer(timeout: float | None) -> float:
    if (seconds := _seconds_left(timeout)) <= 0:
        raise TimeoutError
    return seconds


def note_leaving() -> None:
    if flight := _current.get():
        flight.left = True


class _GuardedBackend:
    """Opens sockets that keep to the current request's deadline."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Any:
        within = max(_seconds_left(timeout), _SMALLEST)
        return _GuardedStream(self._inner.connect_tcp(host, port, timeout=within, **options))


class _GuardedStream:
    """A socket that keeps to the current request's deadline and notes that something was written."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.close = inner.close
        self.get_extra_info = inner.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        return self._inner.read(max_bytes, _seconds_to_answer(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        note_leaving()
        self._inner.write(buffer, _seconds_to_answer(timeout))

    def start_tls(self, *args: Any, timeout: float | None = None, **options: Any) -> Any:
        within = max(_seconds_left(timeout), _SMALLEST)
        return _GuardedStream(self._inner.start_tls(*args, timeout=within, **options))


@cache
def quiet(library: ModuleType) -> ModuleType:
    """`library`, whose connection pools no longer log our requests; everybody else's they still do.

    They would tell headers, cookies and addresses at DEBUG. The transports themselves log nothing.
    """
    core = "httpcore" if library.__name__ == "httpx" else "httpcore2"
    for name in _CHATTY:
        logging.getLogger(f"{core}.{name}").addFilter(_not_ours)
    return library


def _not_ours(record: logging.LogRecord) -> bool:  # noqa: ARG001  every record of a request of ours is dropped
    return _current.get() is None
