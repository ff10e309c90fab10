"""Whatever a value is, an ISAM gets the line or the message that the driver means, or none at all."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from isp_integrations.core.cli import Command
from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import CTAG, Tl1Verb
from isp_integrations.core.typed_text import places
from isp_integrations.plugins.olt.nokia_isam import wire as w
from isp_integrations.plugins.olt.nokia_isam.plugin import NokiaIsam
from isp_integrations.plugins.olt.nokia_isam.sandbox import nokia_sandbox

ISAM = NokiaIsam(Account(credentials=nokia_sandbox().credentials))
NASTY = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab?\n\r\t\x03\x1a\x7f;:,=\"'|\\\x1b[A ", max_size=12),
)


COMMANDS = tuple(command for command in ISAM.wire.commands.values() if isinstance(command, Command))
MESSAGES = tuple(command for command in ISAM.wire.commands.values() if isinstance(command, Tl1Verb))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COMMANDS), NASTY)
@example(w.ONT_ADD, "A\nadmin equipment reboot-isam")
@example(w.ONT_ADD, 'A" admin-state up')
@example(w.QUEUE, "A?")
def test_a_command_is_one_line_of_printable_signs(command: Command, value: str) -> None:
    names = places(command.line)
    try:
        line = ISAM.command(command, **dict.fromkeys(names, value)).line
    except InvalidIdentifier:
        return
    assert re.fullmatch(r"[\x20-\x7e]+", line)
    assert not set(line) & set("?;|'\\`")
    assert line.count('"') in {0, 4}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(MESSAGES), NASTY)
@example(w.WAN_USERNAME.message, "A;INIT-SYS::ONT-1-1-1-1-1:::6")
@example(w.WAN_PASSWORD.message, "A,PARAMNAME=InternetGatewayDevice.DeviceInfo")
@example(w.RESTART, "1-1-1-1-1:0::6;INIT-SYS")
def test_a_message_is_one_of_its_own_parameters(message: Tl1Verb, value: str) -> None:
    try:
        sent = ISAM.command(message, **dict.fromkeys(places(message.line), value)).message
    except InvalidIdentifier:
        return
    bare = re.sub(r"\{[^{}]*\}", "", message.line)
    assert re.fullmatch(r"[\x20-\x7e]+", sent.replace(CTAG, ""))
    assert not set(sent) & set("?|'\"\\`")
    assert [sent.count(sign) for sign in ";:,="] == [bare.count(sign) for sign in ";:,="]
    assert sent.count(CTAG) == 1
