"""Token, key and passwords of NextBilling: in the path and in bodies, and nowhere that anybody keeps."""

import json
import logging
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from isp_integrations.clients.voip import VoipClient, connect
from isp_integrations.core.errors import IspError, OutcomeUnknown
from isp_integrations.core.http import HttpRequest
from isp_integrations.core.plain import error_to_plain
from isp_integrations.core.platform import Account
from isp_integrations.core.vault import Vault
from isp_integrations.core.voip import models as m
from isp_integrations.plugins.voip.nextbilling import wire as w
from isp_integrations.plugins.voip.nextbilling.plugin import NextBilling
from isp_integrations.plugins.voip.nextbilling.sandbox import CREDENTIALS, NextBillingSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.server import serve
from isp_integrations.sandbox.voip import sandbox
from isp_integrations.testing.cassettes import Origin, cassette
from isp_integrations.testing.modes import TapedAccount
from isp_integrations.testing.pseudonyms import SECRET
from isp_integrations.testing.scrubbing import Scrubber
from isp_integrations.transports.http import HttpOptions, HttpxSender
from isp_integrations.transports.journal import SqliteJournal
from isp_integrations.transports.retry import RetryPolicy
from nextbilling_by_hand import ACCESS, JANUARY, NEW, NEW_LINE, PASSWORD, SUBSCRIBER

TOKEN, KEY = CREDENTIALS["token"], CREDENTIALS["chave"]
SECRETS = (TOKEN, KEY, PASSWORD, NEW_LINE.password)
RESELLER = m.Party.RESELLER
NEVER = RetryPolicy(attempts=1)


def step(**credentials: str) -> tuple[HttpRequest, HttpRequest]:
    """A step as the exchange yields it, and as it leaves."""
    plugin = NextBilling(Account(credentials={**CREDENTIALS, **credentials}))
    asked = plugin.call(w.LINES, path={"subscriber": "101"})
    return asked, plugin.authorize(asked, "")


def test_token_and_key_are_the_segments_after_the_operation() -> None:
    _, sent = step()
    assert sent.target() == f"api/listDevices/{TOKEN}/{KEY}/101"


@pytest.mark.parametrize("value", ["a/b", "a b", "a?b#c", "100%", "ação", "a%2Fb"])
def test_a_secret_cannot_change_the_path(value: str) -> None:
    _, sent = step(token=value, chave=value)
    segments = sent.path.split("/")
    assert [unquote(segment) for segment in segments] == ["api", "listDevices", value, value, "101"]


def test_a_step_does_not_know_the_secrets() -> None:
    asked, sent = step()
    assert [text for text in SECRETS if text in json.dumps(asked.identity())] == []
    assert [text for text in SECRETS if text in repr(asked) + repr(sent)] == []
    assert step(token="outro-token")[0].fingerprint() == asked.fingerprint(), "a renewed token resumes old orders"


def a_day_at_work(client: VoipClient, told: list[str]) -> None:
    """Reads, writes and failures, all that they show kept in `told`."""
    check = m.UsernameCheck(username=ACCESS.username, free=True)
    calls: list[Any] = [
        client.test_connection,
        lambda: list(client.list_lines(subscriber=SUBSCRIBER)),
        lambda: list(client.list_calls(subscriber=SUBSCRIBER, start=JANUARY.start, end=JANUARY.end, by=RESELLER)),
        lambda: client.create_subscriber(profile=NEW, access=ACCESS, username_check=check),
        lambda: client.create_line(subscriber=SUBSCRIBER, line=NEW_LINE, by=RESELLER),
        lambda: client.disable_subscriber(subscriber=SUBSCRIBER),
        lambda: client.open_panel(subscriber=SUBSCRIBER, actor="operador-1"),
        lambda: client.get_subscriber(subscriber_id="999999"),
    ]
    for call in calls:
        try:
            told.append(repr(call()))
        except IspError as error:
            told += [repr(error), str(error), json.dumps(error_to_plain(error)), *traceback.format_exception(error)]


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_no_log_and_no_error_tells_a_secret_of_the_path(library: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    faults = (FaultKind.CLOSE_AFTER, FaultKind.HTML, FaultKind.STATUS, FaultKind.TRUNCATED)
    with serve({"nextbilling": NextBillingSandbox()}) as server:
        sender = HttpxSender(HttpOptions(deadline=5.0), library=library)
        with connect(
            "nextbilling",
            credentials=CREDENTIALS,
            base_url=server.base_url("nextbilling"),
            transport=sender,
            retry=NEVER,
        ) as client:
            told += [repr(client), repr(client.session.platform.account)]
            a_day_at_work(client, told)
            for kind in faults:
                server.script("nextbilling").add(Fault(kind=kind, times=4))
                a_day_at_work(client, told)
            server.kill()
            a_day_at_work(client, told)
    text = "\n".join([*told, caplog.text])
    assert len(told) > 50
    assert "list" in caplog.text or "lines" in caplog.text
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_journal_on_disk_and_a_resume_token_tell_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    script = FaultScript()
    options: dict[str, Any] = {"journal": SqliteJournal(file), "vault": Vault([Vault.new_key()]), "account_id": "1"}
    with sandbox("nextbilling", script=script, retry=NEVER, **options) as client:
        script.add(Fault(kind=FaultKind.CLOSE_BEFORE, on="PUT api/manage*", times=1))
        with pytest.raises(OutcomeUnknown) as lost:
            client.create_subscriber(
                profile=NEW, access=ACCESS, username_check=m.UsernameCheck(username=ACCESS.username, free=True)
            )
        (token,) = client.unfinished()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(kept) > 1000
    for text in (*SECRETS, NEW.legal_name, NEW.tax_id.value):
        assert text.encode() not in kept
        assert text not in token
        assert text not in (lost.value.resume_token or "")


def test_a_cassette_keeps_the_path_without_its_secrets_and_plays_with_any_others(tmp_path: Path) -> None:
    path = tmp_path / "nextbilling" / "talk.yaml"
    for record in (Origin.SANDBOX, None):
        with cassette(path, platform="nextbilling", scrubber=Scrubber(b"tests"), record=record) as tape:
            fake = NextBillingSandbox()
            if record is None:
                fake.credentials = {**CREDENTIALS, "token": "outro-token", "chave": "outra-chave"}
            with TapedAccount(platform="nextbilling", tape=tape, fake=fake).connect() as client:
                assert len(list(client.list_lines(subscriber=SUBSCRIBER))) == 2
    text = path.read_text(encoding="utf-8")
    assert f"/api/listDevices/{SECRET}/{SECRET}/101" in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_only_a_whole_segment_of_a_path_is_taken_for_a_hidden_secret() -> None:
    scrubber = Scrubber(b"tests")
    scrubber.hide(["abc", "a/b"])
    assert scrubber.url("https://x.example/api/abc/abcd/a%2Fb/1?q=1", "http://o") == (
        f"http://o/api/{SECRET}/abcd/{SECRET}/1?q=1"
    )
    scrubber.hide(["abcd"])
    assert scrubber.url("https://x.example/abc/abcd", "http://o") == f"http://o/{SECRET}/{SECRET}"
