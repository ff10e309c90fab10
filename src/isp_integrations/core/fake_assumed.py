"""The fakes' side of the families' ASSUMED wires (:mod:`isp_integrations.core.assumed`): routes, refusals and pages.

Log-ins and token checks belong to the platform whose fake serves the routes.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest

PAGE_SIZE = 50
Route = Callable[..., Any]


class Refused(Exception):
    """The platform says no; `code` names why and each fake words it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FakeRoutes:
    """Serves one family's wire: a subclass names its routes and words its refusals.

    Args:
        routes: method, pattern of the path below `v1/`, and what answers: it takes the pattern's groups, then the
            query of a GET or the body of anything else, and returns JSON, amounts as `Decimal`.

    Attributes:
        sentences: status and sentence of each code that :class:`Refused` may have.
    """

    sentences: ClassVar[Mapping[str, tuple[int, str]]]

    def __init__(self, *routes: tuple[str, str, Route]) -> None:
        self._routes = tuple((method, re.compile(path), route) for method, path, route in routes)

    def handle(self, request: FakeRequest) -> HttpAnswer | None:
        """Answer a request of this wire; `None` for a path that is not of it."""
        if not request.path.startswith("v1/"):
            return None
        path = request.path.removeprefix("v1/")
        for method, pattern, route in self._routes:
            if method == request.method and (found := pattern.fullmatch(path)):
                return self._answer(route, found.groups(), request)
        return refusal(404, "not_found", "Rota desconhecida.")

    def _answer(self, route: Route, keys: tuple[str, ...], request: FakeRequest) -> HttpAnswer:
        try:
            content = json.loads(request.body) if request.body else {}
            return _json(200, route(*keys, request.query if request.method == "GET" else content))
        except Refused as refused:
            status, sentence = self.sentences[refused.code]
            return refusal(status, refused.code, sentence)
        except (UnexpectedAnswer, ValueError, KeyError, TypeError, AttributeError):
            return refusal(400, "invalid_request", "Pedido inválido.")


def refusal(status: int, code: str, sentence: str) -> HttpAnswer:
    """A refusal in these wires' envelope."""
    return _json(status, {"error": {"code": code, "message": sentence}})


def page(items: Sequence[Any], query: Mapping[str, str]) -> Any:
    """The page of `items` that the query's cursor asks for."""
    start = int(query.get("cursor") or 0)
    end = start + PAGE_SIZE
    return {"items": items[start:end], "next": str(end) if end < len(items) else None}


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, default=str, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
