"""Words of files and platforms on a terminal: shown, never obeyed."""

import pytest

from isp_integrations.cli.screen import Progress, say, show_table

HOSTILE = "linha 7\x1b]0;título\x07\x1b[2J\r\x9b2J"


def obeyed(shown: str) -> set[str]:
    return {sign for sign in shown if sign != "\n" and not sign.isprintable()}


def test_a_remark_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    shown = capsys.readouterr().err
    assert obeyed(shown) == set()
    assert "linha 7" in shown


def test_progress_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Progress(2).tell(HOSTILE)
    shown = capsys.readouterr().err
    assert obeyed(shown) == set()
    assert shown.startswith("[1/2] linha 7")


def test_progress_on_a_terminal_replaces_its_line_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    Progress(2).tell(HOSTILE)
    shown = capsys.readouterr().err
    assert shown.startswith("\r\x1b[K[1/2] linha 7")
    assert obeyed(shown.removeprefix("\r\x1b[K")) == set()


def test_a_cell_of_a_table_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_table("Linhas", ("id",), [(HOSTILE,)])
    shown = capsys.readouterr().out
    assert obeyed(shown) == set()
    assert "linha 7" in shown


def test_lines_of_a_remark_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say("uma\n\toutra")
    assert capsys.readouterr().err == "uma\n\toutra\n"
