"""SSH peers that speak no good SSH, and the cipher that is agreed on with those that do."""

import asyncio

import asyncssh
import pytest

from isp_integrations.transports.terminal.channels import ChannelFailed, HostKeyRefused
from isp_integrations.transports.terminal.options import TerminalOptions
from isp_integrations.transports.terminal.ssh import SshConnector


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (b"", "ConnectionLost"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "ConnectionLost"),
        (b"SSH-1.5-old\r\n", "ProtocolNotSupported"),
        (b"SSH-2.0-x\r\n" + bytes(100), "PacketDecodeError"),
        (b"SSH-2.0-x\r\n" + b"\xff" * 100, "ProtocolError"),
    ],
)
def test_whatever_a_peer_says_instead_of_ssh_is_a_failed_channel(said: bytes, cause: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.readline()
        writer.close()

    async def connect() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with server:
            port: int = server.sockets[0].getsockname()[1]
            with pytest.raises(ChannelFailed, match=cause):
                await SshConnector("127.0.0.1", port, "erp", "segredo-1", TerminalOptions()).connect()

    asyncio.run(connect())


@pytest.mark.parametrize(
    ("spoken", "agreed"),
    [
        (["chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes256-ctr"], "aes256-gcm@openssh.com"),
        (["chacha20-poly1305@openssh.com", "aes256-ctr"], "chacha20-poly1305@openssh.com"),
        (["aes128-ctr"], "aes128-ctr"),
    ],
)
def test_the_cipher_is_the_quickest_that_the_equipment_speaks(spoken: list[str], agreed: str) -> None:
    class Open(asyncssh.SSHServer):
        def begin_auth(self, _: str) -> bool:
            return False

    async def connect() -> object:
        async with await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            server_factory=Open,
            process_factory=lambda process: process.exit(0),
            encryption_algs=spoken,
        ) as server:
            options = TerminalOptions(trust_any_host_key=True)
            channel = await SshConnector("127.0.0.1", server.get_port(), "erp", "segredo-1", options).connect()
            cipher: object = channel._connection.get_extra_info("send_cipher")
            channel.close()
            await channel.closed()
        return cipher

    assert asyncio.run(connect()) == agreed


@pytest.mark.parametrize("known", [True, False])
def test_only_the_host_key_that_is_known_is_accepted(known: bool) -> None:
    key, other = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))

    class Open(asyncssh.SSHServer):
        def begin_auth(self, _: str) -> bool:
            return False

    async def connect() -> None:
        async with await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[key],
            server_factory=Open,
            process_factory=lambda process: process.exit(0),
        ) as server:
            trusted = (key if known else other).get_fingerprint("sha256")
            options = TerminalOptions(host_key=trusted)
            channel = await SshConnector("127.0.0.1", server.get_port(), "erp", "segredo-1", options).connect()
            channel.close()
            await channel.closed()

    if known:
        asyncio.run(connect())
        return
    with pytest.raises(HostKeyRefused):
        asyncio.run(connect())
