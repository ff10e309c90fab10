"""Cassettes: recorded conversations with a platform, at this library's own seam.

vcrpy keeps and matches them (its cassette, requests, matchers and record modes); it patches no HTTP library here. A
sender records what goes through it or plays it back, so one file serves sync and async clients and both HTTP
libraries::

    with cassette(path, platform="contel", scrubber=Scrubber(b"key")) as tape:
        sender = CassetteSender(None, tape)
        with mvno.connect("contel", credentials={...}, base_url=tape.origin, transport=sender) as contel:
            contel.get_line(msisdn="11961234567")

A request is matched by method, path, query and decoded body, each recorded answer is played once, and a request that
was not recorded fails the `with` block. Everything is scrubbed before it is kept, requests also before they are
matched. A failure of the connection is not recorded: the sandbox scripts those.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import vcr.errors
import vcr.matchers
import yaml
from vcr.cassette import Cassette
from vcr.record_mode import RecordMode
from vcr.request import Request
from vcr.serialize import deserialize, serialize

from isp_integrations.core.http import HttpAnswer
from isp_integrations.sandbox.embedded import address_of
from isp_integrations.testing.scrubbing import Scrubber
from isp_integrations.transports.sending import AsyncHttpSender, HttpSender, OutgoingRequest


class Origin(StrEnum):
    """Where a cassette was recorded."""

    SANDBOX = "sandbox"
    LIVE = "live"


@attrs.frozen(kw_only=True)
class Header:
    """What a cassette says of itself.

    Attributes:
        recorded: day, `YYYY-MM-DD`.
        contract: which text on the platform's wire it was recorded against, such as `contel 2024-04`.
        isp_integrations: version that recorded it.
    """

    origin: Origin = attrs.field(converter=Origin)
    recorded: str
    platform: str
    contract: str
    isp_integrations: str


class _Readable:
    """vcrpy's serialiser with our header first and JSON bodies as YAML, so that a change shows in a diff."""

    def __init__(self, header: Header | None) -> None:
        self.header = header

    def serialize(self, content: Mapping[str, Any]) -> str:
        header = attrs.asdict(self.header, value_serializer=_plain_value) if self.header else {}
        calls = [_open_bodies(call) for call in content["interactions"]]
        document = {**header, "interactions": calls, "version": content["version"]}
        return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000))

    def deserialize(self, text: str) -> dict[str, Any]:
        content = yaml.safe_load(text)
        self.header = Header(**{field.name: str(content[field.name]) for field in attrs.fields(Header)})
        return {
            "version": content["version"],
            "interactions": [_closed_bodies(call) for call in content["interactions"]],
        }


class _Utf8Files:
    """vcrpy's persister, in UTF-8 whatever the machine's own encoding is."""

    @staticmethod
    def load_cassette(path: Path, serializer: _Readable) -> Any:
        return deserialize(path.read_text(encoding="utf-8"), serializer)

    @staticmethod
    def save_cassette(path: Path, content: Mapping[str, Any], serializer: _Readable) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(serialize(content, serializer), encoding="utf-8")


class Tape:
    """One cassette under way; made by :func:`cassette`.

    Attributes:
        origin: the address that stands for the platform in the file.
        replaying: whether answers come from the file.
        strangers: the calls asked of it, scrubbed, that the file does not have.
    """

    def __init__(self, path: Path, *, platform: str, scrubber: Scrubber, header: Header | None) -> None:
        self.origin = address_of(platform).rstrip("/")
        self.replaying = header is None
        self._path = path
        self._scrubber = scrubber
        self._serializer = _Readable(header)
        self.strangers: list[str] = []
        match_on = tuple(getattr(vcr.matchers, part) for part in ("method", "path", "query", "body"))
        options = {"path": path, "serializer": self._serializer, "persister": _Utf8Files, "match_on": match_on}
        if header is None:
            if not path.is_file():
                raise FileNotFoundError(f"Não há gravação em {path}. Grave com ISP_RECORD=sandbox.")
            scrubber.know(path.read_text(encoding="utf-8"))
            self._cassette = Cassette.load(record_mode=RecordMode.NONE, **options)
        else:
            self._cassette = Cassette(record_mode=RecordMode.ALL, **options)

    @property
    def header(self) -> Header:
        """What the file says of itself."""
        if self._serializer.header is None:
            raise AssertionError("a loaded cassette has a header")
        return self._serializer.header

    def hide(self, secrets: Iterable[str]) -> None:
        """See :meth:`~isp_integrations.testing.scrubbing.Scrubber.hide`."""
        self._scrubber.hide(secrets)

    def scrubbed(self, content: Any) -> Any:
        """Plain JSON with this conversation's pseudonyms in place of people."""
        return self._scrubber.plain(content)

    def play(self, request: OutgoingRequest) -> HttpAnswer:
        """The recorded answer; a request that was not recorded is an error, and fails :meth:`finish` too."""
        asked = self._request_of(request)
        try:
            played = self._cassette.play_response(asked)
        except vcr.errors.UnhandledHTTPRequestError:
            self.strangers.append(f"{asked.method} {asked.uri} {(asked.body or b'').decode()}")
            raise
        return HttpAnswer(
            status=played["status"]["code"],
            headers={name: values[0] for name, values in played["headers"].items()},
            body=played["body"]["string"],
        )

    def keep(self, request: OutgoingRequest, answer: HttpAnswer) -> None:
        """Record one call, scrubbed."""
        kept = {
            "status": {"code": answer.status, "message": ""},
            "headers": {name: [value] for name, value in self._scrubber.headers(answer.headers).items()},
            "body": {"string": self._scrubber.body(answer.body)},
        }
        self._cassette.append(self._request_of(request), kept)

    def text(self) -> str:
        """The file as it would be written now."""
        content = {"requests": self._cassette.requests, "responses": self._cassette.responses}
        written: str = serialize(content, self._serializer)
        return written

    def finish(self) -> None:
        """Write what was recorded; of what was played, complain of calls that the file does not have, or has left."""
        if not self.replaying:
            content = {"requests": self._cassette.requests, "responses": self._cassette.responses}
            _Utf8Files.save_cassette(self._path, content, self._serializer)
            return
        if self.strangers:
            raise _unrecorded(self._path, self.strangers)
        if not self._cassette.all_played:
            left = len(self._cassette) - self._cassette.play_count
            raise AssertionError(f"{self._path.name}: {left} chamada(s) gravada(s) não foram feitas.")

    def _request_of(self, request: OutgoingRequest) -> Request:
        body = None if request.content is None else self._scrubber.body(request.content)
        headers = self._scrubber.headers(dict(request.headers))
        return Request(request.method, self._scrubber.url(request.url, self.origin), body, headers)


class CassetteSender:
    """An `HttpSender` that records what `inner` does, or plays it back.

    Args:
        inner: sends while the tape records; `None` for a tape that plays.
    """

    def __init__(self, inner: HttpSender | None, tape: Tape) -> None:
        self._inner = inner
        self._tape = tape

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The recorded answer, or `inner`'s, which is recorded."""
        if self._inner is None:
            return self._tape.play(request)
        answer = self._inner.send(request)
        self._tape.keep(request, answer)
        return answer

    def close(self) -> None:
        """Close `inner`."""
        if self._inner is not None:
            self._inner.close()


class AsyncCassetteSender:
    """`CassetteSender` as an `AsyncHttpSender`."""

    def __init__(self, inner: AsyncHttpSender | None, tape: Tape) -> None:
        self._inner = inner
        self._tape = tape

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        """The recorded answer, or `inner`'s, which is recorded."""
        if self._inner is None:
            return self._tape.play(request)
        answer = await self._inner.send(request)
        self._tape.keep(request, answer)
        return answer

    async def aclose(self) -> None:
        """Close `inner`."""
        if self._inner is not None:
            await self._inner.aclose()


@contextmanager
def cassette(
    path: Path, *, platform: str, scrubber: Scrubber, record: Origin | None = None, contract: str = ""
) -> Iterator[Tape]:
    """Open a cassette: to play it, or to record it anew.

    Args:
        record: where the calls come from; `None` plays the file.
        contract: see :class:`Header`; for recording alone.

    Raises:
        FileNotFoundError: there is nothing to play.
        AssertionError: the calls made are not the calls recorded.
    """
    header = None if record is None else new_header(record, platform, contract)
    tape = Tape(path, platform=platform, scrubber=scrubber, header=header)
    try:
        yield tape
    except Exception as failure:
        if tape.strangers:
            raise _unrecorded(path, tape.strangers) from failure
        raise
    tape.finish()


def _unrecorded(path: Path, calls: list[str]) -> AssertionError:
    return AssertionError(f"Chamadas que não estão em {path.name}: {'; '.join(calls)}")


def new_header(origin: Origin, platform: str, contract: str) -> Header:
    """The header of a cassette recorded now."""
    today = datetime.now(UTC).date().isoformat()
    ours = version("isp-integrations")
    return Header(origin=origin, recorded=today, platform=platform, contract=contract, isp_integrations=ours)


def _plain_value(_: object, __: object, value: Any) -> Any:
    return str(value)


def _open_bodies(call: Mapping[str, Any]) -> dict[str, Any]:
    request, response = call["request"], call["response"]
    return {
        "request": {**request, "body": _opened(request["body"])},
        "response": {**response, "body": _opened(response["body"]["string"])},
    }


def _closed_bodies(call: Mapping[str, Any]) -> dict[str, Any]:
    request, response = call["request"], call["response"]
    return {
        "request": {**request, "body": _closed(request["body"])},
        "response": {**response, "body": {"string": _closed(response["body"])}},
    }


def _opened(body: str | None) -> Any:
    try:
        return {"json": json.loads(body or "")}
    except ValueError:
        return body


def _closed(body: Any) -> str | None:
    if isinstance(body, Mapping):
        return json.dumps(body["json"], ensure_ascii=False, separators=(",", ":"))
    return None if body is None else str(body)
