"""A line that belongs to no table, printed in the middle of an answer, is never taken for a value.

What a vendor's own alarms look like, drivers know and leave out. This is about everything else: the answer comes out
as it would have without that line, or not at all.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from isp_integrations import olt
from isp_integrations.core import registry
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.sandbox import FakeEquipment, FakeTerminal
from isp_integrations.plugins.olt.equipment.state import make_serial
from isp_integrations.testing.olt import Seed
from olt_seed import (
    BRIDGE,
    seed_fiberhome,
    seed_huawei,
    seed_intelbras,
    seed_nokia_isam,
    seed_parks,
    seed_vsol,
    seed_zte,
    template,
    waiting,
    working,
)

FOREIGN = ("*** Fan tray 2 failed ***", "Notice: 42 of 64 in use", "2026-01-31 10:20:30 1/1/1 up")
DATACOM = Seed(
    onu=working(make_serial(11, "DACM"), "1/1/1", onu_id=0),
    waiting=waiting(make_serial(1, "DACM"), "1/1/2"),
    spare=waiting(make_serial(3, "DACM"), "1/1/3"),
    connection=BRIDGE,
    template=template(BRIDGE, line_profile="LP-1G"),
)
SEEDS: Mapping[str, Callable[[Any], Seed]] = {
    "datacom": lambda _: DATACOM,
    "fiberhome": seed_fiberhome,
    "huawei": seed_huawei,
    "intelbras_8820": seed_intelbras,
    "nokia_isam": seed_nokia_isam,
    "parks": seed_parks,
    "vsol": seed_vsol,
    "zte": seed_zte,
}
READS: Mapping[str, Callable[[olt.OltClient, Seed], object]] = {
    "list_unprovisioned": lambda client, _: list(client.list_unprovisioned()),
    "list_onus": lambda client, _: list(client.list_onus()),
    "get_onu_status": lambda client, seed: client.get_onu_status(onu=seed.onu),
    "find_onu": lambda client, seed: client.find_onu(serial=seed.onu.serial),
}
CASES = [
    (platform, read) for platform in SEEDS for read in READS if read in registry.load("olt", platform).operations
]


class Interrupted:
    """Equipment that prints `line` before the given line of one of its answers.

    Args:
        at: number of the answer among those of more than one line, and of the line in it; `None` prints nothing.

    Attributes:
        answers: how many lines each such answer had.
    """

    def __init__(self, fake: FakeEquipment, line: str = "", at: tuple[int, int] | None = None) -> None:
        self.schemes, self.credentials = fake.schemes, fake.credentials
        self.answers: list[int] = []
        self._fake, self._line, self._at = fake, line, at

    def terminal(self, scheme: str) -> FakeTerminal:
        """See `FakeEquipment`."""
        terminal: Any = self._fake.terminal(scheme)
        run = terminal.run
        terminal.run = lambda asked: self._interrupt(run(asked))
        opened: FakeTerminal = terminal
        return opened

    def _interrupt(self, said: Any) -> Any:
        lines = said.split("\n") if isinstance(said, str) else ()
        if len(lines) < 2:
            return said
        self.answers.append(len(lines))
        answer, place = self._at or (-1, 0)
        if answer != len(self.answers) - 1:
            return said
        ending = "\r" if lines[0].endswith("\r") else ""
        return "\n".join((*lines[:place], self._line + ending, *lines[place:]))


def asked(platform: str, read: str, line: str = "", at: tuple[int, int] | None = None) -> tuple[object, list[int]]:
    """What a read answers, and how many lines each answer of the equipment had."""
    fake: Any = registry.find(platform).sandbox()
    seed = SEEDS[platform](fake)
    interrupted = Interrupted(fake, line, at)
    with olt.sandbox(platform, fake=interrupted) as client:
        return READS[read](client, seed), interrupted.answers


@pytest.mark.parametrize(("platform", "read"), CASES)
def test_a_foreign_line_in_an_answer_is_never_a_value(platform: str, read: str) -> None:
    right, answers = asked(platform, read)
    assert answers, "the equipment printed no table"
    for answer, count in enumerate(answers):
        for place in range(1, count):
            line = FOREIGN[place % len(FOREIGN)]
            try:
                told, _ = asked(platform, read, line, (answer, place))
            except UnexpectedAnswer:
                continue
            assert told == right, (answer, place, line)
