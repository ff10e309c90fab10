"""A fake OLT in a process of its own, so that its work is not measured as ours; it tells how long it took itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import attrs

from isp_integrations.core.sandbox import FakeEquipment
from isp_integrations.sandbox.server import serve

_SENT_BY_NOW = 0.05


@attrs.frozen
class OltApart:
    """The OLT of another process, reached at `address`."""

    address: str
    _pipe: Connection

    def answering(self) -> float:
        """Seconds from the arrival of each line until its answer had left, added up; see `TerminalFaultScript`."""
        time.sleep(_SENT_BY_NOW)  # we may have the last answer before its sender counted it
        self._pipe.send("answering")
        told: float = self._pipe.recv()
        return told


@contextmanager
def olt_apart(make: Callable[[], FakeEquipment], scheme: str, latency: float) -> Iterator[OltApart]:
    """The OLT that `make`, which another process must be able to import, makes there.

    Args:
        latency: seconds before each answer.
    """
    processes = get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_serve, args=(make, scheme, latency, theirs))
    process.start()
    theirs.close()
    try:
        yield OltApart(ours.recv(), ours)
    finally:
        ours.close()
        process.join()


def _serve(make: Callable[[], FakeEquipment], scheme: str, latency: float, pipe: Connection) -> None:
    """Serve until the other end is closed."""
    with serve({"olt": make()}, latency=latency) as server:
        pipe.send(server.base_url("olt", scheme))
        while True:
            try:
                pipe.recv()
            except EOFError:
                return
            pipe.send(server.terminal_script("olt").answering)
