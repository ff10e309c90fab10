"""Watch TV's authorisation in two steps: the code, the token, who shares it, and what is said when there is none."""

import asyncio
import base64
import json
from typing import Any

import pytest

from isp_integrations.clients.sva import SvaClient
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.models import Authorization
from isp_integrations.plugins.sva.watch_tv.sandbox import CREDENTIALS, WatchTvSandbox
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.sandbox.sva import sandbox, sandbox_async
from watch_by_hand import WatchHand, envelope

UID = "correlacao-que-ninguem-adivinha"
EMAIL = "bruno@example.invalid"


class Drawer:
    """A token store that two processes share."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}

    def load(self, key: str) -> str | None:
        return self.tokens.get(key)

    def save(self, key: str, token: str) -> None:
        self.tokens[key] = token


def authorise(client: SvaClient, fake: WatchTvSandbox) -> Authorization:
    client.begin_authorization(correlation=UID)
    return client.complete_authorization(code=fake.deliveries[-1].code)


# --- the two steps ---


def test_the_code_comes_to_the_host_s_own_address_with_its_correlation() -> None:
    fake = WatchTvSandbox()
    with sandbox("watch_tv", fake=fake) as watch:
        watch.begin_authorization(correlation=UID)
        (delivery,) = fake.deliveries
        assert (delivery.address, delivery.uid) == (CREDENTIALS["redirect_uri"], UID)
        granted = watch.complete_authorization(code=delivery.code)
        assert granted.expires_in == 8 * 60 * 60
        assert watch.get_user(email=EMAIL).username == EMAIL


def test_an_async_client_keeps_its_token_too() -> None:
    fake = WatchTvSandbox()

    async def story() -> str | None:
        async with sandbox_async("watch_tv", fake=fake) as watch:
            await watch.begin_authorization(correlation=UID)
            await watch.complete_authorization(code=fake.deliveries[-1].code)
            user = await watch.get_user(email=EMAIL)
            return user.username

    assert asyncio.run(story()) == EMAIL


def test_nothing_is_sent_before_an_authorisation_and_the_error_says_how_to_get_one() -> None:
    script = FaultScript()
    with sandbox("watch_tv", script=script) as watch:
        with pytest.raises(AuthenticationFailed, match="begin_authorization"):
            watch.test_connection()
        with pytest.raises(AuthenticationFailed, match="complete_authorization"):
            watch.get_user(email=EMAIL)
    assert script.served == ()


def test_a_token_that_is_refused_wants_a_fresh_authorisation() -> None:
    fake = WatchTvSandbox()
    with sandbox("watch_tv", fake=fake) as watch:
        authorise(watch, fake)
        fake.expire_tokens()
        for _ in range(2):
            with pytest.raises(AuthenticationFailed, match="begin_authorization"):
                watch.get_user(email=EMAIL)
        authorise(watch, fake)
        assert watch.get_user(email=EMAIL).username == EMAIL


def test_one_authorisation_serves_every_process_with_the_same_store() -> None:
    fake, store = WatchTvSandbox(), Drawer()
    web = sandbox("watch_tv", fake=fake, token_store=store, account_id="loja-1")
    worker = sandbox("watch_tv", fake=fake, token_store=store, account_id="loja-1")
    with pytest.raises(AuthenticationFailed):
        worker.test_connection()
    authorise(web, fake)
    worker.test_connection()
    fake.expire_tokens()
    authorise(web, fake)
    worker.test_connection()
    with sandbox("watch_tv", fake=fake, token_store=store, account_id="loja-1") as restarted:
        restarted.test_connection()


@pytest.mark.parametrize("spoil", ["reuse", "expire", "invent"])
def test_a_code_that_is_no_longer_good_is_one_clear_error(spoil: str) -> None:
    fake = WatchTvSandbox()
    with sandbox("watch_tv", fake=fake) as watch:
        authorise(watch, fake)
        if spoil == "expire":
            watch.begin_authorization(correlation=UID)
            fake.expire_codes()
        code = "codigo-inventado" if spoil == "invent" else fake.deliveries[-1].code
        with pytest.raises(ProviderRejected, match="vale uma vez") as refused:
            watch.complete_authorization(code=code)
        assert refused.value.violation is not None
        assert refused.value.violation.code == "sva.platform.authorization_code_refused"
        assert code not in str(refused.value)
        watch.test_connection()  # the token that was there is as good as before


def test_a_code_whose_answer_was_lost_may_be_spent_and_the_error_says_so() -> None:
    fake = WatchTvSandbox()
    script = FaultScript(Fault(kind=FaultKind.CLOSE_AFTER, on="POST oauth/token"))
    with sandbox("watch_tv", fake=fake, script=script) as watch:
        with pytest.raises(OutcomeUnknown) as lost:
            authorise(watch, fake)
        assert "begin_authorization" in lost.value.explanation
        assert [call for call in script.served if call[1] == "oauth/token"] == [("POST", "oauth/token")]
        authorise(watch, fake)
        watch.test_connection()


@pytest.mark.parametrize("field", ["client_id", "redirect_uri"])
def test_an_application_that_watch_does_not_know_gets_no_code(field: str) -> None:
    fake = WatchTvSandbox()
    fake.credentials = {**CREDENTIALS, field: "https://outro.example.invalid"}
    with sandbox("watch_tv", fake=fake) as watch, pytest.raises(ProviderRejected):
        watch.begin_authorization(correlation=UID)
    assert fake.deliveries == []


# --- what leaves ---


def test_secrets_and_people_go_in_form_bodies_and_never_in_an_address() -> None:
    hand = WatchHand(authorised=False)
    for exchange in (
        hand.plugin.begin_authorization(r.BeginAuthorization(correlation=UID)),
        hand.plugin.complete_authorization(r.CompleteAuthorization(code="codigo-0001")),
    ):
        request = next(exchange)
        assert (request.method, request.form, request.query, request.authenticated) == ("POST", True, (), False)
        assert request.content_type == "application/x-www-form-urlencoded"
        assert CREDENTIALS["client_secret"] not in request.target() + repr(request)
    assert request.path == "oauth/token"
    assert dict(request.body) == {
        "client_id": CREDENTIALS["client_id"],
        "client_secret": CREDENTIALS["client_secret"],
        "code": "codigo-0001",
        "grant_type": "password",
    }


def test_the_token_travels_as_a_bearer() -> None:
    hand = WatchHand()
    sent: list[Any] = []

    def watched(request: Any) -> HttpAnswer | None:
        sent.append(hand.plugin.authorize(request, "abc"))
        return None

    hand.answer_with = watched
    hand.carry(hand.plugin.get_user(r.GetUser(email=EMAIL)))
    assert dict(sent[0].headers) == {"Authorization": "Bearer abc"}


# --- what is understood ---


def granted(result: Any, **members: Any) -> Any:
    """What a code's exchange comes to when `result` is answered."""
    hand = WatchHand(authorised=False)
    hand.answer_with = lambda request: envelope(result, **members)
    return hand.carry(hand.plugin.complete_authorization(r.CompleteAuthorization(code="x")))


def jwt(claims: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"cabeca.{middle}.assinatura"


@pytest.mark.parametrize(
    ("access", "expires_in"),
    [
        ({"access_token": "abc", "expires_in": 60}, 60.0),
        ({"access_token": "abc", "expires_in": "60"}, 60.0),
        ({"access_token": jwt({"exp": 1768478400 + 90})}, 90.0),
        ({"access_token": jwt({"exp": 1})}, 0.0),
        ({"access_token": jwt({"exp": -(10**400)})}, 0.0),
        ({"access_token": jwt({"exp": 10**400})}, 315360000.0),
        ({"access_token": "abc", "expires_in": 10**400}, 315360000.0),
        ({"access_token": "abc", "expires_in": -60}, 0.0),
        ({"access_token": jwt({"exp": True})}, None),
        ({"access_token": jwt(["exp"])}, None),
        ({"access_token": "a.b.c"}, None),
        ({"access_token": "abc"}, None),
    ],
)
def test_a_token_s_life_is_what_the_platform_says_of_it(access: dict[str, Any], expires_in: float | None) -> None:
    assert granted([access]) == Authorization(expires_in=expires_in)


@pytest.mark.parametrize(
    "result", [None, [], {}, [{}], [[]], "abc", [{"access_token": ""}], [{"access_token": "a b"}], [{"token": "a"}]]
)
def test_an_access_nobody_understands_is_none(result: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as refused:
        granted(result)
    assert refused.value.paths


@pytest.mark.parametrize("result", [None, {}, {"success": False}, {"success": "true"}, [{"success": True}]])
def test_a_code_that_watch_did_not_promise_is_not_awaited(result: Any) -> None:
    hand = WatchHand(authorised=False)
    hand.answer_with = lambda request: envelope(result)
    with pytest.raises(UnexpectedAnswer):
        hand.carry(hand.plugin.begin_authorization(r.BeginAuthorization(correlation=UID)))


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (envelope(None, status=401), True),
        (envelope(None, HasError=True, ErrorMessage="Token expirado"), True),
        (envelope(None, error="invalid_token"), True),
        (envelope(None, HasError=True, ErrorMessage="Pacote inválido"), False),
        (envelope({"list": [{"EmailUsuario": "token@example.invalid"}]}), False),
        (HttpAnswer(status=200, body=b"<html>token</html>"), False),
    ],
)
def test_an_error_that_speaks_of_the_token_is_a_refused_token(given: HttpAnswer, refused: bool) -> None:
    hand = WatchHand()
    assert hand.plugin.token_refused(given) is refused
    hand.answer_with = lambda request: given
    error = AuthenticationFailed if refused else (ProviderRejected, UnexpectedAnswer)
    with pytest.raises(error) as raised:
        hand.carry(hand.plugin.get_user(r.GetUser(email=EMAIL)))
    assert isinstance(raised.value, AuthenticationFailed) is refused


def test_a_token_in_any_other_answer_is_none() -> None:
    plugin = WatchHand().plugin
    assert plugin.token_in(envelope([{"access_token": "abc"}])) == "abc"
    assert plugin.token_in(envelope([{"access_token": "abc"}], status=400)) is None
    assert plugin.token_in(envelope([{"access_token": "a b"}])) is None
    assert plugin.token_in(envelope(None, HasError=True, ErrorMessage="access_token")) is None
    assert plugin.token_in(HttpAnswer(status=200, body=b"<html>access_token</html>")) is None
