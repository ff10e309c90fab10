"""Whatever a value is, DmOS gets the lines that the driver means, or none at all."""

import re

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datacom_by_hand import PPPOE, Bench
from isp_integrations import olt
from isp_integrations.core.cli import CliCommand, Command
from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.platform import Account
from isp_integrations.core.typed_text import places
from isp_integrations.plugins.olt.datacom import wire as w
from isp_integrations.plugins.olt.datacom.plugin import Datacom
from isp_integrations.plugins.olt.datacom.sandbox import datacom_sandbox

DMOS = Datacom(Account(credentials=datacom_sandbox().credentials))
NASTY = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab?\n\r\t\x03\x1a\x7f;:,=\"'|\\\x1b[A ", max_size=12),
)
COMMANDS = tuple(DMOS.wire.commands.values())


def filled(command: Command, value: str) -> CliCommand | None:
    names = frozenset().union(*map(places, command.templates))
    try:
        return DMOS.command(command, **dict.fromkeys(names, value))
    except InvalidIdentifier:
        return None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COMMANDS), NASTY)
@example(w.NAME, "A\nno onu 1")
@example(w.RG_PPPOE, "A;reboot")
@example(w.RG_SSID, "A?")
def test_a_command_is_one_line_of_printable_signs(command: Command, value: str) -> None:
    step = filled(command, value)
    if step is not None:
        for line in (step.line, *(entered.line for entered in step.path)):
            assert re.fullmatch(r"[\x20-\x7e]+", line)
            assert not set(line.replace(" | include ", "")) & set("?;|\"'\\`")


@settings(max_examples=25, deadline=None)
@given(NASTY)
@example("A\rno onu 1")
@example("A\x1a")
def test_what_reaches_the_olt_is_the_line_that_was_meant(value: str) -> None:
    step = filled(w.RG_SSID, value)
    bench = Bench()
    onu = attrs.evolve(bench.known(), connection=PPPOE)
    try:
        bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_24=value))
    except Exception:  # noqa: BLE001  whatever refuses it: nothing else may have been typed
        assert not [line for line in bench.changes if line not in {"top", "no"}]
        return
    assert step is not None
    assert [line for line in bench.changes if line not in {"top", "commit"}] == [step.line]
    assert sum(shell.helped for shell in bench.fake.shells) == 0
