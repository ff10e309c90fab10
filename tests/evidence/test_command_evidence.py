"""No mark of a typed command is higher than what the contract files claim, and each one names its section."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.core.evidence import Evidence
from isp_integrations.core.registry import load

ALL_CLAIMS = [tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.toml"))]
STRENGTH = {"documented": 2, "observed": 1, "inferred": 0, "unknown": 0, "assumed": 0}

pytestmark = pytest.mark.parametrize(
    "claims", [each for each in ALL_CLAIMS if "commands" in each], ids=lambda claims: str(claims["platform"])
)


def bare(line: str) -> str:
    """A template without the kinds of its places, and without what marks a part as optional."""
    return re.sub(r"\{(\w+)[^}]*\}", r"{\1}", line.replace("[", "").replace("]", ""))


def commands_of(claims: dict[str, Any]) -> dict[str, Any]:
    return load(claims["family"], claims["platform"]).wire.commands


def test_a_command_s_mark_is_no_higher_than_the_claim(claims: dict[str, Any]) -> None:
    claimed = {claim["line"]: claim["mark"] for claim in claims["commands"]}
    higher = {
        name: command.line
        for name, command in commands_of(claims).items()
        if STRENGTH[command.evidence.value] > STRENGTH[claimed.get(bare(command.line), "unknown")]
    }
    assert higher == {}


def test_a_command_names_the_section_that_knows_it(claims: dict[str, Any]) -> None:
    sections = {claim["line"]: f"{claims['source']} {claim['section']}" for claim in claims["commands"]}
    told = {
        name: command.source
        for name, command in commands_of(claims).items()
        if command.evidence is not Evidence.ASSUMED and command.source != sections.get(bare(command.line))
    }
    assert told == {}


def test_every_line_that_is_claimed_as_typed_is_typed(claims: dict[str, Any]) -> None:
    typed = {bare(command.line) for command in commands_of(claims).values()}
    assert {claim["line"] for claim in claims["commands"]} <= typed
