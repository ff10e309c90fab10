"""Requests read from bytes in any pieces, garbage answered and never fatal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core.http import HttpAnswer
from isp_integrations.sandbox.http1 import (
    LONGEST_BODY,
    LONGEST_HEAD,
    BadRequest,
    ReceivedRequest,
    RequestReader,
    answer_body,
    answer_head,
)

PLAIN = b"POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=1\r\nlo\r\n0\r\nTrailer: x\r\n\r\n"


def read(*pieces: bytes) -> list[ReceivedRequest]:
    reader = RequestReader()
    received = []
    for piece in pieces:
        reader.feed(piece)
        while (request := reader.next_request()) is not None:
            received.append(request)
    return received


@pytest.mark.parametrize("raw", [PLAIN, CHUNKED])
def test_a_request_is_the_same_whole_and_byte_by_byte(raw: bytes) -> None:
    (whole,) = read(raw)
    assert whole.body == b"hello"
    assert read(*(raw[i : i + 1] for i in range(len(raw)))) == [whole]


def test_requests_sent_together_come_out_in_order() -> None:
    received = read(PLAIN + CHUNKED + PLAIN + CHUNKED)
    assert [request.method for request in received] == ["POST", "PUT", "POST", "PUT"]
    assert [request.body for request in received] == [b"hello"] * 4


def test_header_names_are_lowered_and_repeated_headers_joined() -> None:
    (request,) = read(b"GET / HTTP/1.1\r\nX-A: 1\r\nx-a:  2 \r\n\r\n")
    assert request.headers == {"x-a": "1, 2"}


def test_an_absolute_target_loses_its_origin() -> None:
    (request,) = read(b"GET http://127.0.0.1:80/p?q HTTP/1.1\r\n\r\n")
    assert request.target == "/p?q"


@pytest.mark.parametrize(
    ("line", "keep"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True),
    ],
)
def test_the_connection_lives_on_as_the_client_asked(line: bytes, keep: bool) -> None:
    (request,) = read(line)
    assert request.keep_alive is keep


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 300, 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n", 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413),
        (b"GET / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (LONGEST_BODY + 1), 413),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * LONGEST_HEAD, 431),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"x" * LONGEST_HEAD, 431),
    ],
)
def test_what_is_not_http_gets_a_status(raw: bytes, status: int) -> None:
    with pytest.raises(BadRequest) as refusal:
        read(raw)
    assert refusal.value.status == status


@given(st.lists(st.binary(max_size=60) | st.sampled_from([PLAIN, b"\r\n\r\n", b"GET / HTTP/1.1\r\n", b"0\r\n"])))
def test_no_bytes_make_the_reader_fail_otherwise(pieces: list[bytes]) -> None:
    try:
        read(*pieces)
    except BadRequest as refusal:
        assert 400 <= refusal.status < 500  # noqa: PT017 - most inputs raise nothing


def test_an_answer_says_its_own_length_whatever_the_fake_wrote() -> None:
    answer = HttpAnswer(status=200, headers={"content-length": "99", "x-a": "1"}, body="ação".encode())
    assert answer_head(answer, keep_alive=True) == b"HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 6\r\n\r\n"


def test_answers_without_a_body_have_none() -> None:
    empty = HttpAnswer(status=204, body=b"x")
    assert b"content-length" not in answer_head(empty, keep_alive=True)
    assert answer_body(empty, method="GET") == b""
    assert answer_body(HttpAnswer(status=200, body=b"x"), method="HEAD") == b""
