"""Fixtures of the HTTP tests: a scripted server, and the sync and async side on each library."""

from collections.abc import Callable, Iterator

import pytest

from transports.http_hands import Hands
from transports.http_loopback import Loopback, Script


@pytest.fixture
def serve() -> Iterator[Callable[[Script], Loopback]]:
    """Starts a server for a script; stopped at the end."""
    servers: list[Loopback] = []

    def start(script: Script) -> Loopback:
        servers.append(Loopback(script))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> str:
    """Each HTTP library in turn."""
    name: str = request.param
    return name


@pytest.fixture(params=["sync", "async"])
def hands(request: pytest.FixtureRequest, library: str) -> Iterator[Hands]:
    """Each side in turn, on each library."""
    with Hands(is_async=request.param == "async", library=library) as hands:
        yield hands


@pytest.fixture(params=["sync", "async"])
def scripted(request: pytest.FixtureRequest) -> Iterator[Hands]:
    """Each side in turn, for tests that need no library."""
    with Hands(is_async=request.param == "async", library=None) as hands:
        yield hands
