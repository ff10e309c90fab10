"""Nothing that is printed before the echo of a typed line is its answer."""

import time
from collections.abc import Iterable
from importlib import import_module

import pytest

from isp_integrations.core.cli import Dialect
from isp_integrations.core.platform import Account
from isp_integrations.transports.terminal.echo import end_of_echo
from isp_integrations.transports.terminal.shell import Shell
from isp_integrations.transports.terminal.talk import Say, Talk
from tiny_olt import ADD, DIALECT, SHOW, TinyFake, TinyOlt

PLATFORM = TinyOlt(Account(credentials=TinyFake.credentials))
SERIAL = "TINY0A1B2C3D"
LINE = "onu add TINY0A1B2C3D desc Casa 1"
PROMPT = "OLT-1(pon-1)#"
ALARM = "\r\n  ! 7[2026-01-31 10:20:30]: Alarm\r\n  ALARM NAME : LOS of OLT-1#\r\n--- END\r\n"
VENDORS = ("huawei", "zte", "datacom", "vsol", "parks", "intelbras_8820", "nokia_isam")


def ended(printed: str, line: str = LINE) -> int | None:
    return end_of_echo(printed, line, lambda text: text == PROMPT)


@pytest.mark.parametrize(
    "echo",
    [
        f"{LINE}\r\n",
        f"{LINE}\n",
        f"{LINE}\r\r\n",
        f" {LINE} \r\n",
        f"{PROMPT}{LINE}\r\n",
        f"{PROMPT} {LINE}\r\n",
        f"\r\n{PROMPT}\r\n{LINE}\r\n",
        f"{ALARM}{PROMPT}{LINE}\r\n",
        "onu add TINY0A1B \x1b[1D2C3D desc Casa 1\r\n",
        "onu add TINY0A1\r\nB2C3D desc C\r\nasa 1\r\n",
        f"{PROMPT}onu add TINY0A1\r\nB2C3D desc Casa 1\r\n",
        "onu add TINY0A1 \rB2C3D desc Casa 1\r\n",
        "onu add TIN\b\b\bTINY0A1B2C3D desc Casa 1\r\n",
        f"{PROMPT}onu add \r{PROMPT}{LINE}\r\n",
        "onu add TINY0A1B2C3D\r<1B2C3D desc        \b\b\b\b\b\b\b Casa 1\r\n",
        f"onu add TINY\r\nAviso\r\n{PROMPT}{LINE}\r\n",
        f"\x00\x1b[31m\ufffd\x1b]0;x\x07{LINE}\r\n",
    ],
)
def test_an_echo_is_known_however_the_equipment_draws_it(echo: str) -> None:
    assert ended(f"{echo}the answer\r\n{PROMPT}") == len(echo)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        LINE,
        f"\r\n{PROMPT}",
        f"{ALARM}{PROMPT}\r\n",
        f"{PROMPT}onu add TINY0A1B2C3D desc Casa\r\n",
        f"{LINE}2\r\n",
        f"alarm of {LINE}\r\n",
        f"OTHER-OLT#{LINE}\r\n",
        "onu add TINY0A1\r\nAviso\r\nB2C3D desc Casa 1\r\n",
        "<Casa 1\r\n",
    ],
)
def test_what_is_not_the_whole_line_is_no_echo(printed: str) -> None:
    assert ended(printed) is None


def test_a_short_line_is_not_found_in_a_prompt_that_holds_it() -> None:
    assert ended("OLT-1(config)#\r\n", "config") is None
    assert end_of_echo("OLT-1(config)#config\r\n", "config", lambda text: text == "OLT-1(config)#") == 22


def test_rows_without_an_echo_are_passed_over_quickly() -> None:
    assert ended("onu add TINY\r\n" * 20_000) is None


def heard(talk: Talk[object], printed: Iterable[str]) -> tuple[list[str], bool]:
    """What is typed while the equipment prints that, piece by piece, and whether the conversation came to its end."""
    said: list[str] = []
    pieces = iter(printed)
    try:
        ask = next(talk)
        while True:
            if isinstance(ask, Say):
                said.append(ask.text.strip())
                ask = talk.send("")
                continue
            piece = next(pieces, None)
            if piece is None:
                return said, False
            ask = talk.send(piece)
    except StopIteration:
        return said, True


def logged_in() -> Shell:
    shell = Shell(DIALECT, {})
    printed = ["OLT-1>", "enable\r\nOLT-1#", "alarms off\r\nOLT-1#"]
    assert heard(shell.log_in(), printed) == (["enable", "alarms off"], True)
    return shell


@pytest.mark.parametrize("stale", ["\r\nOLT-1#", f"{ALARM}\r\nOLT-1#", "Sure? (y/n)[n]:\r\n", "---- More ----\r\n"])
def test_neither_a_prompt_nor_a_question_counts_before_the_echo(stale: str) -> None:
    query = PLATFORM.command(SHOW)
    assert heard(logged_in().carry(query), [stale]) == (["show onus"], False)
    assert heard(logged_in().carry(query), [stale, "show on", "us\r\nTINY\r\n", "OLT-1#"]) == (["show onus"], True)


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n", "\n"])
def test_an_echo_that_an_alarm_broke_is_an_echo(end: str) -> None:
    printed = [f"show o{ALARM}nus\r\nTINY\r\nOLT-1#".replace("\r\n", end)]
    assert heard(logged_in().carry(PLATFORM.command(SHOW)), printed) == (["show onus"], True)


def test_each_line_on_the_way_is_echoed_before_the_next_is_typed() -> None:
    shell, way = logged_in(), PLATFORM.command(ADD, pon=1, serial=SERIAL)
    printed = ["\r\nOLT-1#", "config\r\nOLT-1(config)#", "OLT-1(pon-1)#"]
    assert heard(shell.carry(way), printed) == (["config", "pon 1"], False)


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n", "\n", " \r\n"])
def test_however_rows_end_the_echo_is_known(end: str) -> None:
    assert heard(logged_in().carry(PLATFORM.command(SHOW)), [f"show onus{end}OLT-1#"]) == (["show onus"], True)


@pytest.mark.parametrize("stale", ["\r\nOLT-1#", f"{ALARM}\r\nOLT-1#"])
def test_a_redrawn_prompt_does_not_prove_that_an_idle_session_answers(stale: str) -> None:
    assert heard(logged_in().probe(), [stale]) == (["alarms off"], False)
    assert heard(logged_in().probe(), [stale, "alarms off\r\nOLT-1#"]) == (["alarms off"], True)


def in_pon() -> Shell:
    shell = logged_in()
    way = ["config\r\nOLT-1(config)#", "pon 1\r\nOLT-1(pon-1)#", f"onu add {SERIAL}\r\nOLT-1(pon-1)#"]
    assert heard(shell.carry(PLATFORM.command(ADD, pon=1, serial=SERIAL)), way)[1]
    return shell


def test_a_redrawn_prompt_is_not_the_way_back() -> None:
    assert heard(in_pon().rest(), ["\r\nOLT-1#"]) == (["return"], False)
    assert heard(in_pon().rest(), ["\r\nOLT-1(pon-1)#return\r\nOLT-1#"]) == (["return"], True)


def test_a_redrawn_prompt_is_not_the_way_out_of_a_mode() -> None:
    elsewhere = PLATFORM.command(ADD, pon=2, serial=SERIAL)
    assert heard(in_pon().carry(elsewhere), ["\r\nOLT-1(config)#"]) == (["quit"], False)
    assert heard(in_pon().carry(elsewhere), ["quit\r\nOLT-1(config)#"]) == (["quit", "pon 2"], False)


def test_half_a_line_of_a_banner_is_not_the_host() -> None:
    shell = Shell(DIALECT, {})
    printed = ["Acesso>", " restrito\r\nOLT-1>", "enable\r\nOLT-1#", "alarms off\r\nOLT-1#"]
    assert heard(shell.log_in(), printed) == (["enable", "alarms off"], True)
    assert heard(shell.carry(PLATFORM.command(SHOW)), ["show onus\r\nOLT-1#"]) == (["show onus"], True)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("box", ["##########", "*****#", "--->", "<Aviso>", "=>", "______#", "----------#"])
def test_a_box_around_a_banner_is_no_prompt(vendor: str, box: str) -> None:
    dialect: Dialect = import_module(f"isp_integrations.plugins.olt.{vendor}.wire").DIALECT
    assert heard(Shell(dialect, {}).log_in(), [f"\r\n{box}", f"{box}\r\n# Acesso restrito #\r\n{box}"]) == ([], False)


def test_alarms_without_an_end_are_passed_over_quickly_and_kept() -> None:
    dialect: Dialect = import_module("isp_integrations.plugins.olt.huawei.wire").DIALECT
    shell, unended = Shell(dialect, {}), "  ! 12[x\n" * 20_000
    whole = "  ! 1[2026-01-31 10:20:30-03:00]:\n    ALARM NAME : x\n  --- END\n"
    assert shell._without_noise(unended) == unended
    assert shell._without_noise(f"before\n  ! 12[x\n{whole}after") == "before\n  ! 12[x\nafter"


def test_half_questions_are_passed_over_quickly() -> None:
    dialect: Dialect = import_module("isp_integrations.plugins.olt.huawei.wire").DIALECT
    shell, started = Shell(dialect, {}), time.process_time()
    heard(shell.log_in(), ["{" + "<cr>" * 2000] * 40)
    assert time.process_time() - started < 2
