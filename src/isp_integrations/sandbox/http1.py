"""HTTP/1.1 as bytes, without I/O: requests read from a stream that may hold garbage, answers written."""

import re
from collections.abc import Mapping
from http import HTTPStatus

import attrs

from isp_integrations.core.http import HttpAnswer

LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 16 * 1024 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([!-~]+) HTTP/1\.([01])")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_SIZE = re.compile(r"[0-9]{1,15}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\r\n]*)?")
_ORIGIN = re.compile(r"https?://[^/?]*", re.IGNORECASE)
_LONGEST_CHUNK_LINE = 256
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_BODILESS = frozenset({HTTPStatus.NO_CONTENT.value, HTTPStatus.NOT_MODIFIED.value})


class BadRequest(Exception):
    """The stream is not HTTP that this server reads; `status` is the answer, after which it must close."""

    def __init__(self, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(status.phrase)
        self.status = status


@attrs.frozen(kw_only=True)
class ReceivedRequest:
    """A whole request. Header names are lower-case, repeated ones joined by commas; the body is decoded."""

    method: str
    target: str = attrs.field(repr=False)
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    keep_alive: bool


@attrs.frozen(kw_only=True)
class _Head:
    method: str
    target: str
    headers: Mapping[str, str]
    keep_alive: bool
    body_size: int | None
    """Bytes announced; `None` when the body comes in chunks."""


class RequestReader:
    """Collects bytes and gives whole requests back, one at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._chunks = bytearray()
        self._last_chunk_seen = False
        self._expects_continue = False

    @property
    def inside_request(self) -> bool:
        """Whether a request has begun and is not whole yet."""
        return self._head is not None or bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add bytes; `BadRequest` when more are kept than one request may have."""
        self._buffer += data
        if len(self._buffer) > LONGEST_HEAD + LONGEST_BODY:
            raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def wants_continue(self) -> bool:
        """Whether the client waits for `CONTINUE` before it sends the body; true once per request."""
        wanted, self._expects_continue = self._expects_continue, False
        return wanted and not self._buffer

    def next_request(self) -> ReceivedRequest | None:
        """The next whole request, `None` while it is incomplete. Errors: `BadRequest`."""
        if self._head is None:
            self._head = self._take_head()
        if self._head is None:
            return None
        head = self._head
        body = self._take_chunked() if head.body_size is None else self._take(head.body_size)
        if body is None:
            return None
        self._head, self._expects_continue = None, False
        return ReceivedRequest(
            method=head.method,
            target=head.target,
            headers=head.headers,
            body=body,
            keep_alive=head.keep_alive,
        )

    def _take_head(self) -> _Head | None:
        while self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, LONGEST_HEAD)
        if end < 0:
            if len(self._buffer) >= LONGEST_HEAD:
                raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return None
        line, _, fields = bytes(self._buffer[:end]).partition(b"\r\n")
        del self._buffer[: end + 4]
        match = _REQUEST_LINE.fullmatch(line)
        if match is None:
            raise BadRequest
        headers = _headers(fields.decode("latin-1"))
        self._expects_continue = headers.get("expect", "").lower() == "100-continue"
        return _Head(
            method=match[1].decode(),
            target=_ORIGIN.sub("", match[2].decode(), count=1),
            headers=headers,
            keep_alive=_keep_alive(headers, newest=match[3] == b"1"),
            body_size=_body_size(headers),
        )

    def _take(self, size: int) -> bytes | None:
        if len(self._buffer) < size:
            return None
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _take_chunked(self) -> bytes | None:
        while not self._last_chunk_seen:
            if not self._take_chunk():
                return None
        while (trailer := self._take_line(LONGEST_HEAD)) is not None:
            if not trailer:
                body = bytes(self._chunks)
                self._chunks, self._last_chunk_seen = bytearray(), False
                return body
        return None

    def _take_chunk(self) -> bool:
        end = self._buffer.find(b"\r\n", 0, _LONGEST_CHUNK_LINE)
        if end < 0:
            if len(self._buffer) >= _LONGEST_CHUNK_LINE:
                raise BadRequest
            return False
        match = _CHUNK_SIZE.fullmatch(self._buffer[:end])
        if match is None:
            raise BadRequest
        size = int(match[1], 16)
        if len(self._chunks) + size > LONGEST_BODY:
            raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self._take_last_chunk(end) if size == 0 else self._take_chunk_data(end + 2, size)

    def _take_last_chunk(self, end: int) -> bool:
        del self._buffer[: end + 2]
        self._last_chunk_seen = True
        return True

    def _take_chunk_data(self, start: int, size: int) -> bool:
        if len(self._buffer) < start + size + 2:
            return False
        if self._buffer[start + size : start + size + 2] != b"\r\n":
            raise BadRequest
        self._chunks += self._buffer[start : start + size]
        del self._buffer[: start + size + 2]
        return True

    def _take_line(self, longest: int) -> bytes | None:
        end = self._buffer.find(b"\r\n", 0, longest)
        if end < 0:
            if len(self._buffer) >= longest:
                raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line


def _headers(fields: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in fields.split("\r\n") if fields else ():
        name, colon, value = line.partition(":")
        name, value = name.lower(), value.strip(" \t")
        if not colon or _HEADER_NAME.fullmatch(name) is None or "\n" in value or "\0" in value:
            raise BadRequest
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _keep_alive(headers: Mapping[str, str], *, newest: bool) -> bool:
    words = headers.get("connection", "").lower()
    return "close" not in words if newest else "keep-alive" in words


def _body_size(headers: Mapping[str, str]) -> int | None:
    announced, coding = headers.get("content-length"), headers.get("transfer-encoding")
    if coding is not None:
        if coding.lower() != "chunked" or announced is not None:
            raise BadRequest
        return None
    if announced is None:
        return 0
    if _SIZE.fullmatch(announced) is None:
        raise BadRequest
    if int(announced) > LONGEST_BODY:
        raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(announced)


def answer_head(answer: HttpAnswer, *, keep_alive: bool) -> bytes:
    """Status line and headers, framing included, up to the blank line."""
    lines = [f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, '')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items() if name not in _FRAMING]
    if answer.status not in _BODILESS:
        lines.append(f"content-length: {len(answer.body)}")
    if not keep_alive:
        lines.append("connection: close")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer_body(answer: HttpAnswer, *, method: str) -> bytes:
    """The body's bytes on the wire: none for HEAD and for statuses without a body."""
    return b"" if method == "HEAD" or answer.status in _BODILESS else answer.body
