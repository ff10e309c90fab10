"""The HTTP senders against a real, misbehaving server: sync and async, on httpx and on httpx2."""

import asyncio
import gzip
import logging
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.http import HttpAnswer
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.http import (
    HttpOptions,
    HttpxSender,
    failure_of,
    http_library,
)
from isp_integrations.transports.sending import (
    AnswerLost,
    AnswerUnreadable,
    NotSent,
    OutgoingRequest,
    SendingError,
)
from transports.http_hands import BRASILIA, Hands
from transports.http_loopback import (
    Loopback,
    Script,
    answers,
    drips,
    floods,
    hangs_up,
    head,
    in_turn,
    waits,
)

Serve = Callable[[Script], Loopback]
SECRET = "segredo-98765432100"
PROMPT = 0.1
BOMB = gzip.compress(b"\0" * 50 * 2**20)


def get(url: str, deadline: float = 2.0) -> OutgoingRequest:
    return OutgoingRequest(method="GET", url=url, deadline_seconds=deadline)


def post(url: str, deadline: float = 2.0) -> OutgoingRequest:
    return OutgoingRequest(
        method="POST",
        url=f"{url}/linhas?cpf={SECRET}",
        headers=(("authorization", f"Bearer {SECRET}"), ("content-type", "application/json")),
        content=f'{{"cpf":"{SECRET}"}}'.encode(),
        deadline_seconds=deadline,
    )


def elapsed(function: Callable[[], object]) -> float:
    started = time.monotonic()
    function()
    return time.monotonic() - started


def failing(send: Callable[[OutgoingRequest], HttpAnswer], request: OutgoingRequest) -> SendingError:
    with pytest.raises(SendingError) as caught:
        send(request)
    return caught.value


def test_an_answer_brings_status_body_and_the_few_headers_that_matter(hands: Hands, serve: Serve) -> None:
    told = {"Content_Type": "application/json", "X_Request_Id": "r-1", "Set_Cookie": SECRET, "Retry_After": "3"}
    server = serve(answers(201, b'{"ok":1}', **told))
    answer = hands.sender()(post(server.url))
    assert (answer.status, answer.body) == (201, b'{"ok":1}')
    assert answer.headers == {"content-type": "application/json", "x-request-id": "r-1", "retry-after": "3"}


def test_a_request_arrives_as_it_was_asked(hands: Hands, serve: Serve) -> None:
    server = serve(answers())
    hands.sender()(post(server.url))
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("POST", f"/linhas?cpf={SECRET}")
    assert seen.body == f'{{"cpf":"{SECRET}"}}'.encode()
    assert seen.headers["authorization"] == f"Bearer {SECRET}"
    assert seen.headers["accept-encoding"] == "gzip"


def test_one_connection_serves_many_requests(hands: Hands, serve: Serve) -> None:
    server = serve(answers())
    send = hands.sender()
    for _ in range(4):
        send(get(server.url))
    assert (len(server.seen), server.connections) == (4, 1)


def test_a_redirect_is_an_answer_and_is_not_followed(hands: Hands, serve: Serve) -> None:
    server = serve(answers(302, b"", Location="/elsewhere"))
    answer = hands.sender()(get(server.url))
    assert (answer.status, len(server.seen)) == (302, 1)
    assert "location" not in answer.headers


def test_nothing_is_sent_where_nobody_listens(hands: Hands, serve: Serve) -> None:
    server = serve(answers())
    server.stop()
    failure = failing(hands.sender(), get(server.url))
    assert isinstance(failure, NotSent)
    assert failure.cause == "ConnectError"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(hangs_up(), id="before the answer"),
        pytest.param(hangs_up(head(200, content_length="20")), id="after the headers"),
        pytest.param(hangs_up(head(200, content_length="20") + b"half"), id="inside the body"),
        pytest.param(hangs_up(b"\x00\x01 nonsense\r\n\r\n"), id="no HTTP at all"),
    ],
)
def test_an_answer_that_breaks_off_is_lost(hands: Hands, serve: Serve, script: Script) -> None:
    server = serve(script)
    assert isinstance(failing(hands.sender(), post(server.url)), AnswerLost)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(waits(0.3, answers()), id="silence"),
        pytest.param(drips(b"HTTP/1.1 200 Synthetic\r\nX-Slow: "), id="dripping headers"),
        pytest.param(drips(head(200, content_length="5000")), id="dripping body"),
        pytest.param(drips(head(200, transfer_encoding="chunked"), b"1\r\nx\r\n"), id="dripping chunks"),
        pytest.param(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="for ever continuing"),
    ],
)
def test_the_deadline_bounds_the_whole_answer(hands: Hands, serve: Serve, script: Script) -> None:
    send = hands.sender()
    request = post(serve(script).url, deadline=PROMPT)
    failures: list[SendingError] = []
    took = elapsed(lambda: failures.append(failing(send, request)))
    assert isinstance(failures[0], AnswerLost)
    assert PROMPT * 0.9 <= took < PROMPT + 0.5


def test_a_read_timeout_shorter_than_the_deadline_holds(hands: Hands, serve: Serve) -> None:
    send = hands.sender(read_timeout=0.05)
    server = serve(waits(0.15, answers()))
    failure = failing(send, get(server.url))
    assert isinstance(failure, AnswerLost)
    assert failure.cause == "ReadTimeout"


@pytest.mark.parametrize(
    "first", [head(200, content_length=str(50 * 2**20)), head(200)], ids=["announced", "unannounced"]
)
def test_a_huge_body_is_given_up_early(hands: Hands, serve: Serve, first: bytes) -> None:
    server = serve(floods(first, b"x" * 2**20, 50))
    failure = failing(hands.sender(max_answer_bytes=2**20), get(server.url))
    assert isinstance(failure, AnswerUnreadable)
    assert failure.cause == "TooLarge"


def test_a_body_as_large_as_allowed_is_read(hands: Hands, serve: Serve) -> None:
    server = serve(answers(body=b"x" * 1000))
    assert len(hands.sender(max_answer_bytes=1000)(get(server.url)).body) == 1000


def test_a_zipped_body_comes_unzipped(hands: Hands, serve: Serve) -> None:
    server = serve(answers(body=gzip.compress(b'{"ok":1}'), Content_Encoding="GZIP"))
    assert hands.sender()(get(server.url)).body == b'{"ok":1}'


def test_an_empty_answer_may_claim_to_be_zipped(hands: Hands, serve: Serve) -> None:
    assert hands.sender()(get(serve(answers(body=b"", Content_Encoding="gzip")).url)).body == b""


@pytest.mark.parametrize(
    ("encoding", "body", "cause"),
    [
        pytest.param("gzip", BOMB, "TooLarge", id="bomb"),
        pytest.param("gzip", gzip.compress(b'{"ok":1}' * 50)[:-12], "DamagedEncoding", id="cut off"),
        pytest.param("gzip", b"no gzip at all", "DamagedEncoding", id="not zipped"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(b"{}")), "UnknownEncoding", id="twice"),
        pytest.param("br", b"whatever", "UnknownEncoding", id="never asked for"),
    ],
)
def test_an_unreadable_encoding_is_told_apart(
    hands: Hands, serve: Serve, encoding: str, body: bytes, cause: str
) -> None:
    server = serve(answers(body=body, Content_Encoding=encoding))
    failure = failing(hands.sender(max_answer_bytes=2**20), get(server.url))
    assert isinstance(failure, AnswerUnreadable)
    assert failure.cause == cause


def test_a_bomb_takes_no_more_memory_than_an_answer_may(hands: Hands, serve: Serve) -> None:
    server = serve(answers(body=BOMB, Content_Encoding="gzip"))
    send = hands.sender(max_answer_bytes=2**20)
    failing(send, get(server.url))
    tracemalloc.start()
    failing(send, get(server.url))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(hangs_up(head(200, content_length="20") + b"half"), id="broken off"),
        pytest.param(floods(head(200), b"x" * 2**16, 64), id="given up"),
        pytest.param(drips(head(200, content_length="5000")), id="too late"),
    ],
)
def test_after_a_failure_the_next_request_gets_its_own_answer(hands: Hands, serve: Serve, bad: Script) -> None:
    server = serve(in_turn(bad, answers(body=b"mine")))
    send = hands.sender(max_answer_bytes=2**20)
    failing(send, get(server.url, deadline=PROMPT))
    assert send(get(server.url)).body == b"mine"
    assert server.connections == 2


@pytest.mark.parametrize(
    ("url", "headers", "cause"),
    [
        ("ftp://127.0.0.1/x", (), "UnsupportedProtocol"),
        ("127.0.0.1/x", (), "UnsupportedProtocol"),
        ("http://127.0.0.1:port/x", (), "InvalidURL"),
        ("http://127.0.0.1:9/x", (("x-name", "Jos\u00e9\u4e16"),), "UnicodeEncodeError"),
    ],
)
def test_what_cannot_be_asked_is_not_sent(
    hands: Hands, url: str, headers: tuple[tuple[str, str], ...], cause: str
) -> None:
    failure = failing(hands.sender(), OutgoingRequest(method="GET", url=url, headers=headers, deadline_seconds=1))
    assert isinstance(failure, NotSent)
    assert failure.cause == cause


def test_a_header_that_would_smuggle_another_one_is_not_sent(hands: Hands, serve: Serve) -> None:
    server = serve(answers())
    smuggled = (("x-name", "a\r\nx-other: b"),)
    request = OutgoingRequest(method="GET", url=server.url, headers=smuggled, deadline_seconds=1)
    assert isinstance(failing(hands.sender(), request), NotSent)
    assert server.seen == []


def test_a_request_that_found_no_free_connection_was_not_sent(hands: Hands, serve: Serve) -> None:
    server = serve(waits(0.3, answers()))
    failure = two_at_once(hands, server, max_connections=1, pool_timeout=0.05)
    assert isinstance(failure, NotSent)
    assert failure.cause == "PoolTimeout"


def test_a_request_whose_deadline_passed_while_it_queued_was_not_sent(hands: Hands, serve: Serve) -> None:
    server = serve(waits(0.3, answers()))
    failure = two_at_once(hands, server, deadline=0.05, max_connections=1)
    assert isinstance(failure, NotSent)
    assert len(server.seen) == 1


def two_at_once(hands: Hands, server: Loopback, deadline: float = 2.0, **options: Any) -> SendingError:
    """How the second of two requests fails while the first one is still being answered."""
    if not hands.is_async:
        send = hands.sender(**options)
        first = threading.Thread(target=send, args=(get(server.url),))
        first.start()
        server.arrived.wait(2)
        failure = failing(send, get(server.url, deadline))
        first.join()
        return failure

    async def both() -> SendingError:
        sender = AsyncHttpxSender(HttpOptions(**options), library=hands.library)
        first = asyncio.create_task(sender.send(get(server.url)))
        await asyncio.to_thread(server.arrived.wait, 2)
        with pytest.raises(SendingError) as caught:
            await sender.send(get(server.url, deadline))
        await first
        await sender.aclose()
        return caught.value

    found: SendingError = hands.run(both())
    return found


def test_many_async_requests_share_the_connections_they_may_use(library: str, serve: Serve) -> None:
    server = serve(waits(0.02, answers()))

    async def many() -> list[int]:
        sender = AsyncHttpxSender(HttpOptions(max_connections=12), library=library)
        answered = await asyncio.gather(*(sender.send(get(server.url)) for _ in range(60)))
        await sender.aclose()
        return [answer.status for answer in answered]

    assert asyncio.run(many()) == [200] * 60
    assert server.connections == 12


def test_a_cancelled_request_leaves_no_connection_that_answers_another(library: str, serve: Serve) -> None:
    server = serve(in_turn(waits(0.1, answers(body=b"first")), answers(body=b"second")))

    async def cancelled_then_sent() -> bytes:
        sender = AsyncHttpxSender(HttpOptions(max_connections=1), library=library)
        task = asyncio.create_task(sender.send(post(server.url)))
        await asyncio.to_thread(server.arrived.wait, 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        answer = await sender.send(get(server.url))
        await sender.aclose()
        return answer.body

    assert asyncio.run(cancelled_then_sent()) == b"second"
    assert server.connections == 2


def test_cancelling_at_any_moment_never_uses_up_a_connection(library: str, serve: Serve) -> None:
    server = serve(waits(0.01, answers()))

    async def cancel_many() -> int:
        sender = AsyncHttpxSender(HttpOptions(max_connections=2), library=library)
        for moment in range(40):
            tasks = [asyncio.create_task(sender.send(get(server.url))) for _ in range(3)]
            await asyncio.sleep(moment * 0.0004)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        both = await asyncio.gather(*(sender.send(get(server.url, deadline=30)) for _ in range(2)))
        await sender.aclose()
        return sum(answer.status == 200 for answer in both)

    assert asyncio.run(cancel_many()) == 2


def test_a_pool_that_counts_connections_nobody_has_is_replaced(library: str, serve: Serve) -> None:
    server = serve(answers())

    async def send_through_a_full_pool() -> int:
        sender = AsyncHttpxSender(HttpOptions(max_connections=1, pool_timeout=0.05), library=library)
        await sender.send(get(server.url))
        (shard,) = sender._shards
        full = shard.transport

        async def refuse(_: object) -> object:
            raise sender._library.PoolTimeout("no room")

        full.handle_async_request = refuse
        answer = await sender.send(get(server.url))
        assert shard.transport is not full
        await sender.aclose()
        return answer.status

    assert asyncio.run(send_through_a_full_pool()) == 200


def test_a_closed_sender_sends_nothing(library: str, serve: Serve) -> None:
    server = serve(answers())
    sender = HttpxSender(library=library)
    sender.send(get(server.url))
    sender.close()
    assert failing(sender.send, get(server.url)).cause == "SenderClosed"

    async def closed() -> None:
        async_sender = AsyncHttpxSender(library=library)
        await async_sender.aclose()
        with pytest.raises(NotSent, match="SenderClosed"):
            await async_sender.send(get(server.url))

    asyncio.run(closed())
    assert len(server.seen) == 1


def test_a_proxy_is_given_the_whole_address(hands: Hands, serve: Serve) -> None:
    proxy = serve(answers(body=b"through"))
    answer = hands.sender(proxy=f"http://ana:{SECRET}@127.0.0.1:{proxy.port}")(get("http://10.0.0.1/x"))
    assert answer.body == b"through"
    assert proxy.seen[0].target == "http://10.0.0.1/x"
    assert proxy.seen[0].headers["proxy-authorization"].startswith("Basic ")


def test_a_tunnel_that_the_proxy_refuses_lets_nothing_leave(hands: Hands, serve: Serve) -> None:
    proxy = serve(answers(403, b""))
    failure = failing(hands.sender(proxy=f"http://127.0.0.1:{proxy.port}"), get("https://10.0.0.1/x"))
    assert isinstance(failure, NotSent)
    assert failure.cause == "ProxyError"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 and its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback.invalid")])
    now = datetime.now(BRASILIA)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "loopback.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def serve_tls(certificate: Path) -> Any:
    """Starts a TLS server for a script; stopped at the end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    servers: list[Loopback] = []

    def start(script: Script) -> Loopback:
        servers.append(Loopback(script, tls=context))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_a_trusted_certificate_opens_the_way(hands: Hands, serve_tls: Serve, certificate: Path) -> None:
    server = serve_tls(answers(body=b"sealed"))
    assert hands.sender(ca_file=str(certificate))(get(server.url)).body == b"sealed"


def test_an_untrusted_certificate_lets_nothing_leave(hands: Hands, serve_tls: Serve) -> None:
    server = serve_tls(answers())
    failure = failing(hands.sender(), post(server.url))
    assert isinstance(failure, NotSent)
    assert server.seen == []


def test_the_deadline_holds_under_tls(hands: Hands, serve_tls: Serve, certificate: Path) -> None:
    server = serve_tls(drips(head(200, content_length="5000")))
    send = hands.sender(ca_file=str(certificate))
    failures: list[SendingError] = []
    took = elapsed(lambda: failures.append(failing(send, get(server.url, deadline=PROMPT))))
    assert isinstance(failures[0], AnswerLost)
    assert took < PROMPT + 0.5


def test_a_handshake_that_never_ends_lets_nothing_leave(hands: Hands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        assert isinstance(failing(hands.sender(), get(url, deadline=PROMPT)), NotSent)


def test_senders_share_one_tls_context(library: str, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []
    create = ssl.create_default_context

    def counted(*args: Any, **options: Any) -> ssl.SSLContext:
        made.append(create(*args, **options))
        return made[-1]

    server = serve(answers())
    first, second = HttpxSender(library=library), HttpxSender(library=library)
    first.send(get(server.url))
    monkeypatch.setattr(ssl, "create_default_context", counted)
    monkeypatch.setattr(ssl, "SSLContext", counted)
    second.send(get(server.url))
    assert made == []
    first.close()
    second.close()


def test_a_missing_ca_file_is_a_configuration_error(hands: Hands) -> None:
    with pytest.raises(InvalidRecord) as caught:
        hands.sender(ca_file="/nowhere/ca.pem")(get("http://127.0.0.1:9"))
    assert caught.value.problems == ("ca_file: não pôde ser lido",)


def test_bad_options_are_reported_together() -> None:
    with pytest.raises(InvalidRecord) as caught:
        HttpOptions(
            deadline=0, max_connections=-1, proxy="socks5://x", ca_file="a", ssl_context=ssl.create_default_context()
        )
    assert caught.value.problems == (
        "deadline: deve ser maior que zero",
        "max_connections: deve ser maior que zero",
        "proxy: deve começar com http:// ou https://",
        "ca_file: não se usa junto com ssl_context",
    )


@pytest.mark.parametrize(
    "bad",
    [answers(401, SECRET.encode(), Set_Cookie=SECRET), hangs_up(SECRET.encode())],
    ids=["refused", "no HTTP at all"],
)
def test_nothing_secret_is_logged_or_shown_at_debug(
    hands: Hands, serve: Serve, caplog: pytest.LogCaptureFixture, bad: Script
) -> None:
    server = serve(in_turn(answers(body=SECRET.encode(), Set_Cookie=SECRET), bad))
    caplog.set_level(logging.DEBUG)
    send = hands.sender()
    shown = [repr(post(server.url)), repr(send(post(server.url)))]
    try:
        shown.append(repr(send(post(server.url))))
    except SendingError as failure:
        shown.append(f"{failure!r} {failure}")
    assert SECRET not in caplog.text + "".join(shown)
    assert not any(record.name.startswith(("httpx", "httpcore")) for record in caplog.records)


def test_the_hosts_own_requests_are_logged_as_before(
    library: str, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(answers())
    sender = HttpxSender(library=library)
    sender.send(get(server.url))
    caplog.set_level(logging.DEBUG)
    with http_library(library).Client() as client:
        client.get(server.url)
    sender.close()
    names = {record.name for record in caplog.records}
    assert {library, f"{library.replace('httpx', 'httpcore')}.http11"} <= names


NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "InvalidURL",
    "LocalProtocolError",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
}
MAY_HAVE_LEFT = {
    "CloseError",
    "CookieConflict",
    "DecodingError",
    "HTTPError",
    "HTTPStatusError",
    "NetworkError",
    "ProtocolError",
    "ReadError",
    "ReadTimeout",
    "RemoteProtocolError",
    "RequestError",
    "RequestNotRead",
    "ResponseNotRead",
    "StreamClosed",
    "StreamConsumed",
    "StreamError",
    "TimeoutException",
    "TooManyRedirects",
    "TransportError",
    "WriteError",
    "WriteTimeout",
}


def test_every_exception_of_the_library_is_known_to_have_left_or_not(library: str) -> None:
    module = http_library(library)
    kinds = {
        name: kind
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
    }
    assert set(kinds) - {"SSEError"} == NOT_SENT | MAY_HAVE_LEFT  # httpx2 alone reads event streams
    for name, kind in kinds.items():
        failure = failure_of(kind.__new__(kind))
        assert (type(failure), failure.cause) == (NotSent if name in NOT_SENT else AnswerLost, name)


def test_the_library_is_httpx2_where_installed_and_httpx_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert http_library().__name__ == "httpx2"
    monkeypatch.setitem(sys.modules, "httpx2", None)
    assert http_library().__name__ == "httpx"


def test_no_http_library_is_loaded_before_the_first_request() -> None:
    code = (
        "import sys; from isp_integrations.transports import async_http, http, http_carrier; "
        "http.HttpxSender(); async_http.AsyncHttpxSender(); "
        "print(sorted({'httpx', 'httpx2', 'httpcore', 'httpcore2', 'anyio', 'tenacity'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
