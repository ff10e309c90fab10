"""The fakes over a socket, seen by clients that are not ours."""

import asyncio
import gc
import http.client
import json
import logging
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from isp_integrations.sandbox.faults import Fault
from isp_integrations.sandbox.server import SandboxServer, serve
from sandbox.tally import Tally

POST = b"POST /tally HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def server(tally: Tally) -> Iterator[SandboxServer]:
    with serve({"tally": tally}) as running:
        yield running


def address(server: SandboxServer, platform: str = "tally") -> tuple[str, int]:
    url = urlsplit(server.base_url(platform))
    assert url.hostname is not None
    assert url.port is not None
    return url.hostname, url.port


def connect(server: SandboxServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(*address(server), timeout=3)


def call(
    server: SandboxServer, method: str = "POST", path: str = "/tally", bearer: str = "new"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = connect(server)
    try:
        connection.request(method, path, body=b"{}", headers={"authorization": f"Bearer {bearer}"})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def raw(server: SandboxServer, sent: bytes) -> bytes:
    """Everything that comes back until the server closes."""
    with socket.create_connection(address(server), timeout=3) as wire:
        wire.sendall(sent)
        received = b""
        while data := wire.recv(65536):
            received += data
    return received


def eventually(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 3
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    return true()


# --- Plain service


def test_a_request_reaches_the_fake_whole_and_the_answer_comes_back(server: SandboxServer, tally: Tally) -> None:
    answer, body = call(server, path="/a/b%20c?x=1&y=")
    (seen,) = tally.seen
    assert (seen.method, seen.path, seen.query, seen.body) == ("POST", "a/b%20c", {"x": "1", "y": ""}, b"{}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert json.loads(body) == {"total": 1, "aviso": "ação"}


def test_one_connection_carries_many_requests(server: SandboxServer) -> None:
    connection = connect(server)
    connection.connect()
    wire = connection.sock
    for total in range(1, 4):
        connection.request("POST", "/tally")
        assert json.loads(connection.getresponse().read())["total"] == total
        assert connection.sock is wire
    connection.close()


def test_chunked_requests_and_answers_without_a_body_keep_the_connection_in_step(
    server: SandboxServer, tally: Tally
) -> None:
    connection = connect(server)
    connection.request("POST", "/tally", body=iter([b"ab", b"cd"]), encode_chunked=True)
    assert connection.getresponse().read().startswith(b'{"total": 1')
    for method, path in (("HEAD", "/tally"), ("GET", "/empty"), ("GET", "/tally")):
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
    connection.close()
    assert json.loads(body)["total"] == 1
    assert tally.seen[0].body == b"abcd"


def test_a_client_that_waits_for_permission_to_send_its_body_gets_it(server: SandboxServer, tally: Tally) -> None:
    with socket.create_connection(address(server), timeout=3) as wire:
        wire.sendall(b"POST /tally HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
        assert wire.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.sendall(b"{}")
        assert wire.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n")
    assert tally.total == 1


def test_a_client_that_did_not_wait_for_permission_gets_the_answer_alone(server: SandboxServer) -> None:
    with socket.create_connection(address(server), timeout=3) as wire:
        for total in (1, 2):
            wire.sendall(POST.replace(b"host: x", b"expect: 100-continue"))
            received = wire.recv(4096)
            assert (received[:15], received.count(b"HTTP/1.1")) == (b"HTTP/1.1 200 OK", 1)
            assert b'"total": %d' % total in received


def test_requests_sent_without_waiting_are_answered_in_order(server: SandboxServer) -> None:
    received = raw(server, POST + POST + POST.replace(b"host: x", b"connection: close"))
    assert [received.find(b'"total": %d' % n) > 0 for n in (1, 2, 3)] == [True] * 3
    assert received.count(b"HTTP/1.1 200 OK") == 3


def test_each_platform_has_its_own_port_state_and_script() -> None:
    one, two = Tally(), Tally()
    with serve({"one": one, "two": two}) as server:
        connection = http.client.HTTPConnection(*address(server, "two"), timeout=3)
        connection.request("POST", "/tally")
        connection.getresponse().read()
        connection.close()
        assert server.script("one").served == ()
        assert server.script("two").served == (("POST", "tally"),)
    assert (one.total, two.total) == (0, 1)


def test_a_bug_in_a_fake_is_a_logged_500_and_the_server_goes_on(
    server: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "isp_integrations.sandbox"):
        assert call(server, path="/bug")[0].status == 500
    assert "bug in the fake" in caplog.text
    assert call(server)[0].status == 200


def test_another_process_uses_the_same_server(server: SandboxServer, tally: Tally) -> None:
    client = "import sys, urllib.request as r; r.urlopen(r.Request(sys.argv[1] + 'tally', b'{}')).read()"
    subprocess.run([sys.executable, "-S", "-c", client, server.base_url("tally")], check=True, timeout=10)
    assert tally.total == 1


# --- Where it listens


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "localhost", ""])  # noqa: S104 - refused below
def test_only_a_literal_loopback_address_is_served(host: str) -> None:
    with pytest.raises(ValueError, match="endereços locais"):
        serve({"tally": Tally()}, host=host)


def test_a_wanted_port_is_used_and_a_taken_or_foreign_one_is_an_error(server: SandboxServer) -> None:
    host, port = address(server)
    with pytest.raises(OSError, match=str(port)):
        serve({"free": Tally(), "tally": Tally()}, ports={"tally": port})
    with pytest.raises(ValueError, match="contell"):
        serve({"contel": Tally()}, ports={"contell": port})
    server.stop()
    with serve({"tally": Tally()}, ports={"tally": port}) as second:
        assert address(second) == (host, port)


# --- Faults


@pytest.mark.parametrize(("kind", "total"), [("refuse", 0), ("close_before", 0), ("close_after", 1)])
def test_a_closed_connection_gives_no_byte_before_or_after_the_commit(
    server: SandboxServer, tally: Tally, kind: str, total: int
) -> None:
    server.script("tally").add(Fault(kind=kind))
    with pytest.raises(http.client.RemoteDisconnected):
        call(server)
    assert tally.total == total
    assert json.loads(call(server)[1])["total"] == total + 1


def test_a_delayed_answer_comes_after_a_commit_that_is_already_there(server: SandboxServer, tally: Tally) -> None:
    server.script("tally").add(Fault(kind="delay_after", seconds=0.15))
    with socket.create_connection(address(server), timeout=0.05) as wire:
        wire.sendall(POST)
        with pytest.raises(TimeoutError):
            wire.recv(1)
        assert tally.total == 1
        wire.settimeout(3)
        assert wire.recv(4096).startswith(b"HTTP/1.1 200 OK")


def test_a_late_commit_cuts_the_client_off_first_and_changes_the_state_later(
    server: SandboxServer, tally: Tally
) -> None:
    server.script("tally").add(Fault(kind="commit_late", seconds=0.15))
    with pytest.raises(http.client.RemoteDisconnected):
        call(server)
    assert json.loads(call(server, "GET")[1])["total"] == 0
    assert eventually(lambda: tally.total == 1)


@pytest.mark.parametrize(("applied", "total"), [(False, 0), (True, 1)])
@pytest.mark.parametrize(("status", "wait"), [(500, None), (503, 3), (429, 30)])
def test_a_status_comes_before_or_after_the_commit(
    server: SandboxServer, tally: Tally, status: int, wait: int | None, applied: bool, total: int
) -> None:
    server.script("tally").add(Fault(kind="status", status=status, retry_after=wait, applied=applied))
    answer, _ = call(server)
    assert (answer.status, answer.headers["retry-after"]) == (status, None if wait is None else str(wait))
    assert tally.total == total


def test_an_expired_token_is_refused_and_a_new_one_is_not(server: SandboxServer, tally: Tally) -> None:
    assert call(server, bearer="old")[0].status == 200
    server.script("tally").add(Fault(kind="expired_token", times=2))
    assert call(server, bearer="old")[0].status == 401
    assert call(server, bearer="new")[0].status == 200
    assert tally.total == 2


def test_a_truncated_body_is_half_of_it_in_a_whole_message(server: SandboxServer, tally: Tally) -> None:
    _, whole = call(server, "GET")
    server.script("tally").add(Fault(kind="truncated", on="GET tally"))
    answer, half = call(server, "GET")
    assert half == whole[: len(whole) // 2]
    assert answer.headers["content-length"] == str(len(half))


def test_a_connection_closed_during_the_body_leaves_it_shorter_than_announced(
    server: SandboxServer, tally: Tally
) -> None:
    server.script("tally").add(Fault(kind="close_during_body"))
    with pytest.raises(http.client.IncompleteRead) as cut:
        call(server)
    assert cut.value.partial.startswith(b'{"total": 1')
    assert tally.total == 1


@pytest.mark.parametrize(
    ("kind", "content_type"), [("malformed", "application/json"), ("html", "text/html; charset=utf-8")]
)
def test_a_body_that_is_not_json_comes_after_the_commit(
    server: SandboxServer, tally: Tally, kind: str, content_type: str
) -> None:
    server.script("tally").add(Fault(kind=kind))
    answer, body = call(server)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert (answer.status, answer.headers["content-type"], tally.total) == (200, content_type, 1)


def test_a_wrong_charset_is_never_utf8_under_unchanged_headers(server: SandboxServer) -> None:
    server.script("tally").add(Fault(kind="wrong_charset"))
    answer, body = call(server)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert answer.headers["content-type"] == "application/json"


def test_a_huge_body_is_the_same_json_behind_megabytes(server: SandboxServer) -> None:
    server.script("tally").add(Fault(kind="huge", megabytes=3))
    _, body = call(server)
    assert len(body) > 3_000_000
    assert json.loads(body)["total"] == 1


@pytest.mark.parametrize(("kind", "first"), [("drip_headers", b"H"), ("drip_body", b"HTTP/1.1 200 OK\r\n")])
def test_a_dripped_answer_arrives_whole_a_byte_at_a_time(server: SandboxServer, kind: str, first: bytes) -> None:
    server.script("tally").add(Fault(kind=kind, seconds=0.001))
    with socket.create_connection(address(server), timeout=3) as wire:
        wire.sendall(POST)
        pieces = [wire.recv(4096)]
        while not pieces[-1].endswith(b"}"):
            pieces.append(wire.recv(4096))
        assert pieces[0].startswith(first)
        assert len(pieces) > 20
        wire.sendall(POST)
        assert b'"total": 2' in wire.recv(4096)


def test_a_client_that_leaves_during_a_drip_hurts_nobody(
    server: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.script("tally").add(Fault(kind="drip_headers", seconds=0.001, times=3))
    for _ in range(3):
        with socket.create_connection(address(server), timeout=3) as wire:
            wire.sendall(POST)
            wire.recv(1)
    assert json.loads(call(server)[1])["total"] == 4
    assert caplog.records == []


# --- Hostile clients


@pytest.mark.parametrize(
    ("garbage", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"400"),
        (b"GET\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: ten\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
    ],
)
def test_garbage_is_answered_and_closed_and_never_reaches_the_fake(
    server: SandboxServer, tally: Tally, garbage: bytes, status: bytes
) -> None:
    with socket.create_connection(address(server), timeout=3) as wire:
        wire.sendall(garbage)
        assert wire.recv(12) == b"HTTP/1.1 " + status
    assert (tally.seen, server.script("tally").served) == ([], ())
    assert call(server)[0].status == 200


def test_a_request_that_drips_in_for_ever_is_cut_off(tally: Tally) -> None:
    with serve({"tally": tally}, patience=0.1) as server:
        began = time.monotonic()
        with socket.create_connection(address(server), timeout=0.02) as wire:
            received = b""
            while not received and time.monotonic() < began + 3:
                wire.sendall(b"G")
                try:
                    received = wire.recv(4096)
                except TimeoutError:
                    continue
        assert received.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 1
    assert tally.seen == []


def test_patience_is_for_a_request_and_not_for_an_idle_connection(tally: Tally) -> None:
    with serve({"tally": tally}, patience=0.05) as server:
        connection = connect(server)
        for _ in range(2):
            connection.request("POST", "/tally")
            assert connection.getresponse().read()
            time.sleep(0.1)
        connection.close()
    assert tally.total == 2


# --- Many at once, and a server that dies


async def test_two_hundred_connections_wait_for_the_latency_together(tally: Tally) -> None:
    with serve({"tally": tally}, latency=0.1) as server:

        async def one() -> bytes:
            reader, writer = await asyncio.open_connection(*address(server))
            answers = b""
            for _ in range(2):
                writer.write(POST)
                answers += await reader.readuntil(b"}")
            writer.close()
            await writer.wait_closed()
            return answers

        began = time.monotonic()
        answers = await asyncio.gather(*(one() for _ in range(200)))
        took = time.monotonic() - began
    assert tally.total == 400
    assert all(answer.count(b"HTTP/1.1 200 OK") == 2 for answer in answers)
    assert 0.2 <= took < 3


def test_a_killed_server_cuts_the_call_in_flight_refuses_and_comes_back_with_its_state(
    server: SandboxServer, tally: Tally
) -> None:
    before = server.base_url("tally")
    server.script("tally").add(Fault(kind="delay_after", seconds=30))
    failures: list[BaseException] = []

    def hang() -> None:
        try:
            call(server)
        except OSError as failure:
            failures.append(failure)

    caller = threading.Thread(target=hang)
    caller.start()
    assert eventually(lambda: tally.total == 1)
    server.kill()
    caller.join(3)
    assert [type(failure) for failure in failures] == [http.client.RemoteDisconnected]
    with pytest.raises(ConnectionRefusedError):
        call(server)
    server.restart()
    assert server.base_url("tally") == before
    assert json.loads(call(server)[1])["total"] == 2


def test_stopping_amid_every_kind_of_unfinished_business_leaves_nothing_open(tally: Tally) -> None:
    threads = threading.active_count()
    server = serve({"tally": tally}, latency=30)
    server.script("tally").add(
        Fault(kind="drip_body", seconds=30),
        Fault(kind="huge", megabytes=8),
        Fault(kind="commit_late", seconds=30),
    )
    wires = [socket.create_connection(address(server), timeout=3) for _ in range(6)]
    for wire, sent in zip(wires, [POST, POST, POST, POST, b"GET", b""], strict=True):
        wire.sendall(sent)
    assert eventually(lambda: len(server.script("tally").served) == 4)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        server.stop()
        server.stop()
        gc.collect()
    for wire in wires:
        wire.close()
    assert [str(warning.message) for warning in caught] == []
    assert threading.active_count() == threads
    assert tally.total == 3
