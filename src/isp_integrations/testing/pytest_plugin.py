"""Fixtures for the test suites of hosts and plugin authors. pytest loads this module by itself.

`isp_sandbox`         opens sync clients on embedded fakes, and closes them.
`isp_sandbox_async`   opens async ones; use each in its own `async with`.
`isp_server`          serves fakes on loopback ports, and stops them.
`isp_cassette`        plays a recorded conversation, or records it (see :mod:`isp_integrations.testing.modes`): a
                      cassette, or a transcript where the platform is typed to.

A test that asks for any of them has no network but loopback, unless pytest's option `isp_network_closed` is false or
a real account is being recorded. Tests that ask for none of them are left alone.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol, Unpack

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isp_integrations.clients.opening import HostOptions
    from isp_integrations.core.sandbox import Fake
    from isp_integrations.sandbox.faults import FaultScript
    from isp_integrations.sandbox.server import SandboxServer
    from isp_integrations.testing.modes import TapedAccount


class NetworkClosed(RuntimeError):
    """A test tried to leave this machine."""


class OpenSandbox(Protocol):
    """What `isp_sandbox` is."""

    def __call__(
        self,
        platform: str,
        *,
        fake: Fake | None = None,
        script: FaultScript | None = None,
        **options: Unpack[HostOptions],
    ) -> Any:
        """A client on a fake, of its family's class; see :func:`isp_integrations.mvno.sandbox`."""


class OpenAsyncSandbox(Protocol):
    """What `isp_sandbox_async` is."""

    def __call__(
        self,
        platform: str,
        *,
        fake: Fake | None = None,
        script: FaultScript | None = None,
        **options: Unpack[HostOptions],
    ) -> Any:
        """A client on a fake, of its family's class; see :func:`isp_integrations.mvno.sandbox_async`."""


class Serve(Protocol):
    """What `isp_server` is."""

    def __call__(self, platform: str, *, fake: Fake | None = None, latency: float = 0.0) -> SandboxServer:
        """A server of one fake; its address is `server.base_url(platform)`."""


class OpenCassette(Protocol):
    """What `isp_cassette` is."""

    def __call__(
        self,
        platform: str,
        *,
        name: str | None = None,
        contract: str = "",
        fake: Fake | None = None,
        private: tuple[str, ...] = (),
    ) -> TapedAccount:
        """An account on `<isp_cassettes>/<platform>/<name>.yaml`, or `.jsonl`; `name` is the test's by default.

        `private` is for transcripts: see :func:`isp_integrations.testing.transcripts.transcript`.
        """


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the plugin's options."""
    parser.addini(
        "isp_network_closed", "tests that use isp_* fixtures reach loopback alone", type="bool", default=True
    )
    parser.addini("isp_cassettes", "folder of the cassettes, from the root folder", default="tests/cassettes")


@pytest.fixture
def _isp_opened(_isp_network: None) -> Iterator[ExitStack]:
    """What a test opened, closed after it."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def _isp_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback alone for this test."""
    if not request.config.getini("isp_network_closed") or os.environ.get("ISP_RECORD") == "live":
        return
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_remote(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_remote(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_remote((host,))
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture
def isp_sandbox(_isp_opened: ExitStack) -> OpenSandbox:
    """Opens clients on embedded fakes: `isp_sandbox("contel")`."""
    from isp_integrations.sandbox.families import sandbox  # noqa: PLC0415  pytest starts without it

    def open_sandbox(platform: str, **options: Any) -> Any:
        return _isp_opened.enter_context(sandbox(platform, **options))

    return open_sandbox


@pytest.fixture
def isp_sandbox_async(_isp_network: None) -> OpenAsyncSandbox:
    """Opens async clients on embedded fakes: `async with isp_sandbox_async("contel") as contel`."""
    from isp_integrations.sandbox.families import sandbox_async  # noqa: PLC0415  pytest starts without it

    return sandbox_async


@pytest.fixture
def isp_server(_isp_opened: ExitStack) -> Serve:
    """Serves fakes on loopback: `isp_server("contel").base_url("contel")`."""
    from isp_integrations.core import registry  # noqa: PLC0415  pytest starts without it
    from isp_integrations.sandbox.server import serve  # noqa: PLC0415  pytest starts without it

    def serve_one(platform: str, *, fake: Fake | None = None, latency: float = 0.0) -> SandboxServer:
        served = fake or registry.find(platform).sandbox()
        return _isp_opened.enter_context(serve({platform: served}, latency=latency))

    return serve_one


@pytest.fixture
def isp_cassette(request: pytest.FixtureRequest, _isp_opened: ExitStack) -> OpenCassette:
    """Plays or records a conversation: `with isp_cassette("contel").connect() as contel`."""
    from isp_integrations.testing import modes  # noqa: PLC0415  pytest starts without vcrpy

    folder: Path = request.config.rootpath / request.config.getini("isp_cassettes")

    def open_cassette(
        platform: str, *, name: str | None = None, fake: Fake | None = None, **told: Any
    ) -> TapedAccount:
        tape = modes.recording(folder, platform, name or request.node.originalname, **told)
        given: dict[str, Any] = {} if fake is None else {"fake": fake}
        return modes.TapedAccount(platform=platform, tape=_isp_opened.enter_context(tape), **given)

    return open_cassette


def _refuse_remote(address: Any) -> None:
    """Raise for an address that is neither loopback nor local to this machine (such as a Unix socket)."""
    host = address[0] if isinstance(address, tuple) else None
    if host in {None, "", "localhost", b"localhost"}:
        return
    try:
        local = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NetworkClosed("Este teste não tem rede: só endereços locais (opção isp_network_closed).")
