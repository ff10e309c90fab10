"""The reference: what a script without the library would do, in bare httpx or httpx2, with `json.loads`."""

import importlib
import json
from types import ModuleType
from typing import Any

from benchmarks.contel_server import NUMBER
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS

LIBRARIES = ("httpx", "httpx2")
CALL = ("linhas/detalhes", {"numero": NUMBER})


def library(name: str) -> ModuleType:
    """httpx or httpx2."""
    return importlib.import_module(name)


def headers(name: str, base_url: str) -> dict[str, str]:
    """The headers of a session that is logged in."""
    answer = library(name).post(f"{base_url}auth/token", json=CREDENTIALS)
    return {"Authorization": f"Bearer {answer.json()['token']}"}


class BareLine:
    """Gets one line, again and again, with a client that is kept open."""

    def __init__(self, name: str, base_url: str) -> None:
        self._client = library(name).Client(base_url=base_url, headers=headers(name, base_url))

    def __call__(self) -> Any:
        path, query = CALL
        answer = self._client.get(path, params=query)
        return json.loads(answer.content)["detalhes"]["linha"]

    def close(self) -> None:
        """Close the client."""
        self._client.close()
