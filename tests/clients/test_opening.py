"""What a host supplies reaches the driver of its account, sync and async alike."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from isp_integrations import mvno
from isp_integrations.core.errors import InvalidRecord, Unavailable
from isp_integrations.transports.http import HttpOptions
from isp_integrations.transports.retry import RetryPolicy
from isp_integrations.transports.sending import NotSent
from transports.http_hands import AsyncScriptedSender, ScriptedSender

ACCOUNT: dict[str, Any] = {
    "base_url": "http://127.0.0.1:1/",
    "credentials": {"chave_acesso": "a", "chave_acesso_franquia": "b"},
    "retry": RetryPolicy(enabled=False),
}


class Store:
    """A token store that has one and notes who asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def load(self, key: str) -> str | None:
        self.asked.append(key)
        return "a-stored-token"

    def save(self, key: str, token: str) -> None:
        """Nothing to note."""


def look_up_a_line(*, is_async: bool, **options: Any) -> None:
    """One read of one client, which is closed."""

    async def look() -> None:
        async with mvno.connect_async("contel", **ACCOUNT, **options) as client:
            await client.get_line(msisdn="11961234567")

    if is_async:
        asyncio.run(look())
    else:
        with mvno.connect("contel", **ACCOUNT, **options) as client:
            client.get_line(msisdn="11961234567")


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_token_comes_from_the_hosts_store_under_the_accounts_name(is_async: bool) -> None:
    store, sender = Store(), ScriptedSender(NotSent("ConnectError"))
    with pytest.raises(Unavailable):
        look_up_a_line(
            is_async=is_async, token_store=store, transport=AsyncScriptedSender(sender) if is_async else sender
        )
    assert store.asked == ["mvno/contel/http://127.0.0.1:1/"]
    (request,) = sender.sent
    assert "a-stored-token" in f"{request.url} {request.headers} {request.content!r}"
    assert sender.closed


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_http_options_reach_the_sender(is_async: bool, tmp_path: Path) -> None:
    options = HttpOptions(ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(InvalidRecord) as refused:
        look_up_a_line(is_async=is_async, token_store=Store(), http=options)
    assert refused.value.problems == ("ca_file: não pôde ser lido",)
