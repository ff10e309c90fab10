"""A fake in a process of its own, so that its work is not measured as ours."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.sandbox.server import serve


@contextmanager
def serving(module: str, *arguments: float) -> Iterator[str]:
    """The address that `python -m MODULE ARGUMENTS` serves at; it prints it first, and ends when its input does."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def serve_until_closed(platform: str, fake: FakePlatform, latency: float = 0.0) -> None:
    """What such a process does."""
    with serve({platform: fake}, latency=latency) as server:
        print(server.base_url(platform), flush=True)
        sys.stdin.read()
