"""Telnet's own commands, taken out of what equipment prints, however they are split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core.errors import InvalidRecord
from isp_integrations.transports.terminal.channels import ChannelFailed
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.telnet import TelnetFilter

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
ECHO, GO_AHEAD, TYPE, WINDOW, LINEMODE = 1, 3, 24, 31, 34


def answered(*told: int, columns: int = 500) -> bytes:
    telnet = TelnetFilter(columns)
    assert telnet.feed(bytes(told)) == b""
    return bytes(telnet.outbox)


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ((IAC, WILL, ECHO), (IAC, DO, ECHO)),
        ((IAC, WILL, GO_AHEAD), (IAC, DO, GO_AHEAD)),
        ((IAC, WILL, LINEMODE), (IAC, DONT, LINEMODE)),
        ((IAC, DO, LINEMODE), (IAC, WONT, LINEMODE)),
        ((IAC, DO, ECHO), (IAC, WONT, ECHO)),
        ((IAC, DO, TYPE), (IAC, WILL, TYPE)),
        ((IAC, WONT, ECHO), ()),
        ((IAC, SB, TYPE, 1, IAC, SE), (IAC, SB, TYPE, 0, *b"VT100", IAC, SE)),
        ((IAC, DO, WINDOW), (IAC, WILL, WINDOW, IAC, SB, WINDOW, 1, 244, 1, 244, IAC, SE)),
    ],
)
def test_what_equipment_asks_is_answered(told: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert answered(*told) == bytes(answer)


def test_a_window_of_255_columns_is_told_unharmed() -> None:
    assert bytes([SB, WINDOW, 0, 255, 255]) in answered(IAC, DO, WINDOW, columns=255)


def test_the_same_request_is_answered_once() -> None:
    assert answered(*(IAC, WILL, ECHO) * 5) == bytes([IAC, DO, ECHO])


@pytest.mark.parametrize("chunk", [1, 100, 65_536])
def test_a_command_without_end_is_not_kept(chunk: int) -> None:
    telnet = TelnetFilter(80)
    telnet.feed(bytes([IAC, SB, TYPE]) + b"x" * 4093)
    with pytest.raises(ChannelFailed, match="EndlessTelnetCommand"):
        telnet.feed(b"x" * chunk)


def test_a_long_command_that_ends_is_read() -> None:
    telnet = TelnetFilter(80)
    assert telnet.feed(bytes([IAC, SB, TYPE]) + b"x" * 4000) == b""
    assert telnet.feed(bytes([IAC, SE]) + b"text") == b"text"


@given(st.lists(st.integers(min_value=1, max_value=4), max_size=40))
def test_however_it_is_split_the_text_is_the_same(cuts: list[int]) -> None:
    data = (
        b"a"
        + bytes([IAC, WILL, ECHO])
        + b"b\xff\xffc"
        + bytes([IAC, SB, TYPE, 1, IAC, SE])
        + b"d"
        + bytes([IAC, 241])
    )
    whole = TelnetFilter(80)
    expected = whole.feed(data)
    telnet, text, place = TelnetFilter(80), b"", 0
    for cut in cuts:
        text += telnet.feed(data[place : place + cut])
        place += cut
    text += telnet.feed(data[place:])
    assert text == expected == b"ab\xffcd"
    assert telnet.outbox == whole.outbox


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"answer_timeout": 0}, "answer_timeout"),
        ({"busy_attempts": 0}, "busy"),
        ({"host_key": "MD5:x"}, "SHA256"),
        ({"host_key": "SHA256:x", "trust_any_host_key": True}, "só um"),
    ],
)
def test_options_that_do_not_fit_are_told(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(InvalidRecord, match=complaint):
        TerminalOptions(**options)  # type: ignore[arg-type]  # whatever a host writes
