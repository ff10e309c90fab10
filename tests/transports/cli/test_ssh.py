"""SSH peers that speak no good SSH."""

import asyncio

import pytest

from isp_integrations.transports.terminal.channels import ChannelFailed
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
