"""OZmap's fake in a process of its own, with as many boxes as asked for.

`python -m benchmarks.ozmap_server BOXES` serves until its input is closed, and prints its address first.
"""

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import attrs

from benchmarks.serving import serve_until_closed, serving
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mapping.ozmap import wire
from isp_integrations.plugins.mapping.ozmap.filters import DEFAULT_PAGE, LARGEST_PAGE
from isp_integrations.plugins.mapping.ozmap.sandbox import CREDENTIALS, OzMapSandbox


class EndlessBoxes:
    """An OZmap that makes its boxes page by page, while they are asked for."""

    def __init__(self, boxes: int) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self._fake = OzMapSandbox()
        self._boxes = boxes

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Any page of the list; everything else as the real fake answers it."""
        if request.path != wire.BOXES.path:
            return self._fake.handle(request)
        answer = self._fake.handle(attrs.evolve(request, query={**request.query, "page": "1", "limit": "1"}))
        box = json.loads(answer.body)["rows"][0]
        page = int(request.query.get("page", 1))
        limit = min(int(request.query.get("limit", DEFAULT_PAGE)), LARGEST_PAGE)
        start = (page - 1) * limit
        numbers = range(start, min(start + limit, self._boxes))
        content: dict[str, Any] = {
            "total": self._boxes,
            "count": len(numbers),
            "start": start,
            "limit": limit,
            "rows": [{**box, "id": f"{number:024x}", "name": f"CTO-{number:06d}"} for number in numbers],
            "hasNextPage": numbers.stop < self._boxes,
        }
        if content["hasNextPage"]:
            content["nextUrl"] = f"/{request.path}?page={page + 1}&limit={limit}"
        return HttpAnswer(status=200, headers=answer.headers, body=json.dumps(content).encode())

    def expire_tokens(self) -> None:
        """As the real fake does."""
        self._fake.expire_tokens()


def ozmap(*, boxes: int) -> AbstractContextManager[str]:
    """The address of an OZmap in another process."""
    return serving("benchmarks.ozmap_server", boxes)


if __name__ == "__main__":
    serve_until_closed("ozmap", EndlessBoxes(int(sys.argv[1])))
