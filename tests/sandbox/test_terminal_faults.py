"""What leaves faulty equipment, piece by piece."""

import pytest

from isp_integrations.sandbox.terminal_faults import (
    FaultyTerminal,
    TerminalFault,
    TerminalFaultKind,
    TerminalFaultScript,
)
from tiny_olt import TinyFake

REDRAWN = TerminalFaultKind.REDRAWN


def printed(*typed: str, fault: TerminalFault) -> list[str]:
    """What each of the lines prints, on a shell without log-in."""
    terminal = FaultyTerminal(TinyFake().terminal("ssh"), TerminalFaultScript(fault))
    assert terminal.open().text.endswith("OLT-1>")
    return [each.text for line in typed for each in terminal.feed(f"{line}\n")]


@pytest.mark.parametrize(("text", "told"), [("", ""), ("Aviso\n", "Aviso\r\n")])
def test_a_prompt_is_redrawn_before_the_echo_and_the_line_still_runs(text: str, told: str) -> None:
    assert printed("enable", "show version", "save", fault=TerminalFault(kind=REDRAWN, on="show*", text=text)) == [
        "enable\r\nOLT-1#",
        f"\r\n{told}OLT-1#",
        "show version\r\nTiny OLT V1\r\nOLT-1#",
        "save\r\nIt will take several minutes.\r\nOLT-1#",
    ]


def test_a_question_that_waits_is_redrawn_too() -> None:
    lines = ("enable", "config", "pon 1", "onu delete TINY", "n")
    question = "Are you sure to delete? (y/n)[n]:"
    assert printed(*lines, fault=TerminalFault(kind=REDRAWN, on="n"))[-3:] == [
        f"onu delete TINY\r\n{question}",
        f"\r\n{question}",
        "n\r\nOLT-1(pon-1)#",
    ]
