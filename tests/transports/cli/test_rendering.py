"""What a person would see of a terminal's output."""

import pytest

from isp_integrations.transports.terminal.rendering import rendered


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\r\nlines\r\n", "plain\nlines\n"),
        ("a   \r\n b", "a\n b"),
        ("over\rOVER", "OVER"),
        ("long line\rshort", "shortline"),
        ("ab\b\bcd", "cd"),
        ("x\x1b[37D    \x1b[37Dnext", "next"),
        ("wra \x1b[1Dpped", "wrapped"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("A\x1b[10GB", "A        B"),
        ("A\x1b[3CB", "A   B"),
        ("gone\x1b[2K\rhere", "here"),
        ("keep this\x1b[4D\x1b[K", "keep"),
        ("a\tb", "a       b"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("\x1b(Bcharset", "charset"),
        ("far\x1b[999999999Cx", "far" + " " * 1997 + "x"),
        (f"far\x1b[{'9' * 5000}Cx", "far" + " " * 1997 + "x"),
        (f"ab\x1b[{'9' * 5000}Dx", "xb"),
        ("\x1b]0;title\x07seen", "seen"),
        ("\x1b]0;title\x1b\\seen", "seen"),
        ("spin /\b|\b-\b\\\b ok", "spin  ok"),
    ],
)
def test_cursor_movements_are_carried_out(text: str, seen: str) -> None:
    assert rendered(text) == seen


def test_a_large_plain_answer_is_passed_over_quickly() -> None:
    text = "x" * 80 + "\r\n"
    assert rendered(text * 10_000).count("\n") == 10_000
