"""What a host supplies reaches the driver of its account, sync and async alike."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from isp_integrations import mvno
from isp_integrations.core.errors import InvalidRecord, OutcomeUnknown, ResumeRefused, Unavailable
from isp_integrations.core.vault import Vault
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.transports.http import HttpOptions
from isp_integrations.transports.journal import SqliteJournal
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
            is_async=is_async,
            account_id="loja-1",
            token_store=store,
            transport=AsyncScriptedSender(sender) if is_async else sender,
        )
    assert store.asked == ["mvno/contel/loja-1"]
    (request,) = sender.sent
    assert "a-stored-token" in f"{request.url} {request.headers} {request.content!r}"
    assert sender.closed


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_http_options_reach_the_sender(is_async: bool, tmp_path: Path) -> None:
    options = HttpOptions(ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(InvalidRecord) as refused:
        look_up_a_line(is_async=is_async, http=options)
    assert refused.value.problems == ("ca_file: não pôde ser lido",)


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("shared", ["token_store", "vault", "journal"])
def test_what_accounts_may_share_is_refused_to_one_without_a_name(
    shared: str, is_async: bool, tmp_path: Path
) -> None:
    vault = Vault([Vault.new_key()])
    options: dict[str, dict[str, Any]] = {
        "token_store": {"token_store": Store()},
        "vault": {"vault": vault},
        "journal": {"journal": SqliteJournal(tmp_path / "journal.db")},
    }
    with pytest.raises(InvalidRecord) as refused:
        look_up_a_line(is_async=is_async, **options[shared])
    assert refused.value.problems == ("account_id: obrigatório com journal durável, vault ou token_store",)


def test_a_resume_token_of_another_account_at_the_same_address_is_refused() -> None:
    vault = Vault([Vault.new_key()])
    lost = FaultScript(Fault(kind=FaultKind.CLOSE_BEFORE, on="POST recarga/solicitar"))
    with (
        mvno.sandbox("contel", vault=vault, account_id="loja-1", script=lost) as one,
        mvno.sandbox("contel", vault=vault, account_id="loja-2") as other,
    ):
        line = one.get_line(msisdn="11961234501")
        with pytest.raises(OutcomeUnknown) as unknown:
            one.top_up(line=line, plan_code="2")
        with pytest.raises(ResumeRefused):
            other.resume(unknown.value.resume_token or "")
        assert list(other.list_top_ups(line=line)) == list(one.list_top_ups(line=line))
