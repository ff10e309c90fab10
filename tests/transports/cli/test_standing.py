"""Where a shell stands after a line: the prompt tells, also when the equipment left a mode by itself."""

from collections.abc import Iterable

import pytest

from isp_integrations.core.cli import Command, Dialect, Mode
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.platform import Account
from isp_integrations.transports.terminal.shell import Shell
from isp_integrations.transports.terminal.talk import Say, Talk
from tiny_olt import ADD, DIALECT, TinyFake, TinyOlt

PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))
ADDITION = PLATFORM.command(ADD, pon=1, serial="TINY0A1B2C3D")


def typed_by(talk: Talk[object], prompts: Iterable[str]) -> list[str]:
    """What is typed while every line is answered by its echo and the next of `prompts`."""
    typed: list[str] = []
    answers, echo = iter(prompts), ""
    try:
        ask = next(talk)
        while True:
            if isinstance(ask, Say):
                echo = ask.text
                typed.append(echo.strip())
                ask = talk.send("")
            else:
                ask = talk.send(echo + next(answers))
    except StopIteration:
        return typed


@pytest.mark.parametrize(
    ("left_in", "typed_next"),
    [
        ("OLT-1(pon-1)#", ["onu add TINY0A1B2C3D"]),
        ("OLT-1(config)#", ["pon 1", "onu add TINY0A1B2C3D"]),
        ("OLT-1#", ["config", "pon 1", "onu add TINY0A1B2C3D"]),
        ("OLT-1>", ["enable", "config", "pon 1", "onu add TINY0A1B2C3D"]),
    ],
)
def test_modes_that_the_equipment_left_by_itself_are_entered_again(left_in: str, typed_next: list[str]) -> None:
    shell = Shell(DIALECT, {})
    assert typed_by(shell.log_in(), ["OLT-1>", "OLT-1#", "OLT-1#"]) == ["enable", "alarms off"]
    there = ["OLT-1(config)#", "OLT-1(pon-1)#", left_in]
    assert typed_by(shell.carry(ADDITION), there) == ["config", "pon 1", "onu add TINY0A1B2C3D"]
    back = {"enable": "OLT-1#", "config": "OLT-1(config)#"}
    prompts = (back.get(line, "OLT-1(pon-1)#") for line in typed_next)
    assert typed_by(shell.carry(ADDITION), prompts) == typed_next


def test_of_two_modes_with_the_same_prompt_the_inner_one_is_believed() -> None:
    outer = Mode("outer", r"OLT#")
    inner = Mode("inner", r"OLT#", enter="shelf", parent=outer)
    dialect = Dialect(base=outer)
    query = Command("query", "show", Effect.READ, OBSERVED, "tiny 1", mode=inner).fill({})
    shell = Shell(dialect, {})
    assert typed_by(shell.log_in(), ["OLT#"]) == []
    assert typed_by(shell.carry(query), ["OLT#", "OLT#"]) == ["shelf", "show"]
    assert typed_by(shell.carry(query), ["OLT#"]) == ["show"]
