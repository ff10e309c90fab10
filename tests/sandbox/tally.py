"""The smallest stateful fake: every POST to `tally` adds one, every answer tells the total."""

import json
from collections.abc import Mapping

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest


class Tally:
    """Answers `{"total": N, "aviso": "ação"}`; refuses the token `old` once tokens have expired."""

    credentials: Mapping[str, str] = {"token": "old"}

    def __init__(self) -> None:
        self.total = 0
        self.seen: list[FakeRequest] = []
        self.expired = False

    def handle(self, request: FakeRequest) -> HttpAnswer:
        self.seen.append(request)
        if request.path == "bug":
            raise LookupError("bug in the fake")
        if self.expired and request.headers.get("authorization") == "Bearer old":
            return self._answer(401)
        if request.method == "POST":
            self.total += 1
        return self._answer(204 if request.path == "empty" else 200)

    def expire_tokens(self) -> None:
        self.expired = True

    def _answer(self, status: int) -> HttpAnswer:
        body = json.dumps({"total": self.total, "aviso": "ação"}, ensure_ascii=False).encode()
        return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
