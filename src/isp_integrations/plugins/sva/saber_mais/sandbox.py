"""A stateful fake of Saber+: the behaviour that the ERPs document, on the ASSUMED wire, behind a token."""

from collections.abc import Mapping
from typing import Final

from isp_integrations.core.fake_assumed import refusal
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.sva.assumed.directory import Directory
from isp_integrations.plugins.sva.assumed.sandbox import AssumedRoutes

CREDENTIALS: Final = {"token": "saber-mais-sandbox-0000000000000000"}


class SaberMaisSandbox:
    """Saber+'s fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        directory: the state at the beginning; synthetic by default.
    """

    def __init__(self, directory: Directory | None = None) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.directory = directory or Directory()
        self._assumed = AssumedRoutes(self.directory)
        self._open = True

    def expire_tokens(self) -> None:
        """Refuse the token from now on; Saber+ itself lets none expire."""
        self._open = False

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        given = request.headers.get("authorization", "")
        if not self._open or given != f"Bearer {CREDENTIALS['token']}":
            return refusal(401, "unauthorized", "Token inválido.")
        return self._assumed.handle(request) or refusal(404, "not_found", "Rota desconhecida.")
