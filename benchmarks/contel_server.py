"""Contel's fake in a process of its own, so that its work is not measured as ours.

`python -m benchmarks.contel_server LINES LATENCY` serves until its input is closed, and prints its address first.
"""

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from decimal import Decimal

import attrs

from benchmarks.serving import serve_until_closed, serving
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakePlatform, FakeRequest
from isp_integrations.plugins.mvno.contel import wire
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox

NUMBER = "11961234501"
OTHER_NUMBER = "11961234502"
PAGE_SIZE = 100


class EndlessLines:
    """A Contel that has as many lines as asked for, made page by page while they are asked for."""

    def __init__(self, lines: int) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self._fake = ContelSandbox(page_size=1)
        self._lines = lines

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Any page of the list; everything else as the real fake answers it."""
        if request.path != wire.LINES.path:
            return self._fake.handle(request)
        answer = self._fake.handle(attrs.evolve(request, query={"page": "1"}))
        record = json.loads(answer.body)["data"][0]
        page, last = int(request.query["page"]), -(-self._lines // PAGE_SIZE)
        first = (page - 1) * PAGE_SIZE
        numbers = range(first, min(first + PAGE_SIZE, self._lines))
        content = {
            "retorno": True,
            "data": [{**record, "id": str(number), "linha": f"119{number:08d}"} for number in numbers],
            "pagination": {"current_page": page, "quantity_per_page": PAGE_SIZE, "last_page": last},
        }
        return HttpAnswer(status=200, headers=answer.headers, body=json.dumps(content).encode())

    def expire_tokens(self) -> None:
        """As the real fake does."""
        self._fake.expire_tokens()


def contel(*, latency: float = 0.0, lines: int = 0) -> AbstractContextManager[str]:
    """The address of a Contel in another process.

    Args:
        latency: seconds before each answer.
        lines: how many lines its list has; zero for the fake's own few.
    """
    return serving("benchmarks.contel_server", lines, latency)


def _serve(lines: int, latency: float) -> None:
    fake: FakePlatform = EndlessLines(lines) if lines else ContelSandbox(balance=Decimal(10**9))
    serve_until_closed("contel", fake, latency)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), float(sys.argv[2]))
