"""SSH shells on asyncssh: no other module of the transports imports it."""

import importlib
from types import ModuleType
from typing import Any

import attrs

from isp_integrations.core.errors import MissingExtra
from isp_integrations.transports.terminal.channels import ChannelFailed, HostKeyRefused, LogInRefused
from isp_integrations.transports.terminal.options import TerminalOptions

INSTALL = 'pip install "isp-integrations[olt]"'
_ROWS = 500
_CHUNK = 65536
_FIRST_CIPHER = "^aes256-gcm@openssh.com"
"""Asked for before asyncssh's own first choice, chacha20-poly1305, which takes it more than twice the time a line."""
_LEGACY = {
    "encryption_algs": "+aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc",
    "kex_algs": "+diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
    "server_host_key_algs": "+ssh-rsa,ssh-dss",
    "mac_algs": "+hmac-sha1,hmac-md5,hmac-sha1-96,hmac-md5-96",
}


def ssh_library() -> ModuleType:
    """asyncssh, or the line that installs it."""
    try:
        return importlib.import_module("asyncssh")
    except ModuleNotFoundError:
        raise MissingExtra(message=f"SSH precisa de uma dependência opcional: {INSTALL}") from None


def _failures(library: ModuleType) -> tuple[type[Exception], ...]:
    """What the network, and a peer that speaks no good SSH, make asyncssh raise; packets that cannot be decoded are a
    `ValueError`."""
    return (OSError, ValueError, library.Error)


class SshChannel:
    """A `Channel` on one interactive shell."""

    def __init__(self, connection: Any, process: Any) -> None:
        self._connection = connection
        self._process = process

    async def write(self, data: bytes) -> None:
        try:
            self._process.stdin.write(data)
            await self._process.stdin.drain()
        except _failures(ssh_library()) as error:
            raise ChannelFailed(type(error).__name__) from None

    async def read(self) -> bytes:
        try:
            data: bytes = await self._process.stdout.read(_CHUNK)
        except _failures(ssh_library()) as error:
            raise ChannelFailed(type(error).__name__) from None
        return data

    def close(self) -> None:
        self._connection.abort()

    async def closed(self) -> None:
        await self._connection.wait_closed()


@attrs.frozen
class SshConnector:
    """Opens shells on one account's equipment. It reads no file of the user's but the known hosts it is given."""

    host: str
    port: int
    username: str
    password: str = attrs.field(repr=False)
    options: TerminalOptions

    async def connect(self, _: str = "", /) -> SshChannel:
        library = ssh_library()
        try:
            connection = await library.connect(self.host, self.port, **self._arguments(library))
        except library.PermissionDenied as error:
            raise LogInRefused(type(error).__name__) from None
        except library.HostKeyNotVerifiable as error:
            raise HostKeyRefused(type(error).__name__) from None
        except _failures(library) as error:
            raise ChannelFailed(type(error).__name__) from None
        try:
            process = await connection.create_process(
                term_type="vt100", term_size=(self.options.columns, _ROWS), encoding=None
            )
        except BaseException as error:
            connection.abort()
            if isinstance(error, _failures(library)):
                raise ChannelFailed(type(error).__name__) from None
            raise
        return SshChannel(connection, process)

    def _arguments(self, library: ModuleType) -> dict[str, Any]:
        legacy = _LEGACY if self.options.legacy_algorithms else {}
        return {
            "username": self.username,
            "password": self.password,
            "preferred_auth": "password,keyboard-interactive",
            "client_keys": None,
            "agent_path": None,
            "config": None,
            "compression_algs": None,
            "encryption_algs": _FIRST_CIPHER,
            **self._trust(library),
            **legacy,
        }

    def _trust(self, library: ModuleType) -> dict[str, Any]:
        if self.options.trust_any_host_key:
            return {"known_hosts": None}
        if self.options.host_key is None:
            return {"known_hosts": self.options.known_hosts}
        wanted = self.options.host_key

        class OneKey(library.SSHClient):  # type: ignore[name-defined, misc]  # the library is imported when needed
            def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
                shown: str = key.get_fingerprint("sha256")
                return shown == wanted

        return {"known_hosts": ((), (), ()), "client_factory": OneKey}
