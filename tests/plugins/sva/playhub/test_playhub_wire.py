"""PlayHub's access and answers: what leaves, what is understood, and the fake as any client of PlayHub finds it."""

import json
from typing import Any

import pytest

from exchange_by_hand import Hand, as_received
from isp_integrations.core.errors import AuthenticationFailed, UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.core.sva import requests as r
from isp_integrations.plugins.sva.playhub.plugin import PlayHub
from isp_integrations.plugins.sva.playhub.sandbox import CREDENTIALS, PlayHubSandbox

BRUNO = "11144477735"


def hand_on(fake: PlayHubSandbox, **credentials: str) -> Hand:
    return Hand(PlayHub(Account(credentials={**fake.credentials, **credentials})), fake)


def plugin_of(hand: Hand) -> Any:
    return hand.plugin


def answer(content: Any, status: int = 200) -> HttpAnswer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return HttpAnswer(status=status, body=body)


# --- access ---


def test_the_log_in_sends_the_two_keys_and_calls_carry_the_token() -> None:
    plugin = PlayHub(Account(credentials=CREDENTIALS))
    asked = next(plugin.log_in())
    assert isinstance(asked, HttpRequest)
    assert (asked.method, asked.path, asked.authenticated) == ("POST", "api/v3/authentication/tokens", False)
    assert asked.body == {"ApiKey": CREDENTIALS["api_key"], "ApiSecret": CREDENTIALS["api_secret"]}
    request = plugin.authorize(HttpRequest(name="x", method="GET", path="x"), "abc")
    assert dict(request.headers) == {"Authorization": "Bearer abc"}


@pytest.mark.parametrize("given", [{"api_key": "errada"}, {"api_secret": "errada"}])
def test_refused_keys_are_told_as_such(given: dict[str, str]) -> None:
    with pytest.raises(AuthenticationFailed):
        hand_on(PlayHubSandbox(), **given)


def test_a_log_in_refused_with_any_other_status_is_told_as_refused_keys() -> None:
    exchange = PlayHub(Account(credentials=CREDENTIALS)).log_in()
    next(exchange)
    with pytest.raises(AuthenticationFailed) as refused:
        exchange.send(answer({"Code": 1, "Message": "Chave inválida."}, 400))
    assert (refused.value.words, refused.value.code) == ("Chave inválida.", "1")


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Outro: b", "ç"])
def test_a_token_that_fits_no_header_is_not_understood(token: str) -> None:
    exchange = PlayHub(Account(credentials=CREDENTIALS)).log_in()
    next(exchange)
    with pytest.raises(UnexpectedAnswer) as refused:
        exchange.send(answer({"AccessToken": token}))
    assert refused.value.paths == ("$.AccessToken",)


def test_a_connection_is_proven_by_a_customer_that_is_not_there() -> None:
    hand = hand_on(PlayHubSandbox())
    hand.carry(plugin_of(hand).test_connection(ConnectionTest()))
    assert hand.labels[-1] == "customer"


@pytest.mark.parametrize(
    "given",
    [
        answer(b"<h1>404</h1>", 404),
        answer(b"", 404),
        answer({"erro": "x"}, 404),
        answer({"Code": "muito", "Message": "x"}, 404),
        answer([]),
        answer(b"<html>ok</html>"),
        answer(b"", 204),
        answer(b"", 302),
    ],
)
def test_a_page_of_somebody_else_proves_no_connection(given: HttpAnswer) -> None:
    hand = hand_on(PlayHubSandbox())
    hand.answer_with = lambda request: given
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin_of(hand).test_connection(ConnectionTest()))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_told_as_such(status: int) -> None:
    hand = hand_on(PlayHubSandbox())
    hand.answer_with = lambda request: answer({"Code": 1, "Message": "x"}, status)
    with pytest.raises(AuthenticationFailed):
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=BRUNO)))
    assert plugin_of(hand).token_refused(answer({}, status))


# --- answers nobody understands ---


@pytest.mark.parametrize(
    "given",
    [
        answer({}),
        answer(None),
        answer("ok"),
        answer([[]]),
        answer([{}]),
        answer([{"ProductId": ["Q01"]}]),
        answer([{"ProductId": "Q01", "Voucher": {"a": 1}}]),
        answer(b'[{"ProductId": "Q01", "ProductId": "Q02"}]'),
        answer(b"[" * 5000),
        answer(b"\xff\xfe"),
        answer({"erro": "x"}, 404),
    ],
)
def test_a_list_nobody_understands_names_paths_and_no_values(given: HttpAnswer) -> None:
    hand = hand_on(PlayHubSandbox())
    hand.answer_with = lambda request: given
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=BRUNO)))
    assert refused.value.paths
    assert "Q01" not in str(refused.value)


# --- the fake, as any client of PlayHub finds it ---


class Client:
    """A client with the calls of those that were seen."""

    def __init__(self, fake: PlayHubSandbox) -> None:
        self.fake = fake
        keys = {"ApiKey": CREDENTIALS["api_key"], "ApiSecret": CREDENTIALS["api_secret"]}
        self.token = self.ask("POST", "authentication/tokens", keys).json()["AccessToken"]

    def ask(self, method: str, path: str, content: object = None) -> HttpAnswer:
        headers = (("Authorization", f"Bearer {getattr(self, 'token', '')}"),)
        request = HttpRequest(name="x", method=method, path=f"api/v3/{path}", body=content, headers=headers)
        return self.fake.handle(as_received(request))


NEW = {"Username": "fulana", "Password": "x-Senha-1", "Name": "Fulana Exemplo da Silva"}


def test_the_fake_takes_a_customer_with_what_must_be_there_alone() -> None:
    client = Client(PlayHubSandbox())
    assert client.ask("POST", "customers", NEW).status == 201
    assert client.ask("GET", "customers/fulana").json()["Name"] == NEW["Name"]
    assert client.ask("POST", "customers", NEW).json()["Code"] == 2
    assert client.ask("PUT", "customers/fulana", {**NEW, "Name": "Fulana Outra"}).status == 200
    assert client.ask("GET", "customers/fulana").json()["Name"] == "Fulana Outra"


def test_the_fake_answers_a_list_of_subscriptions_and_empty_deletions() -> None:
    client = Client(PlayHubSandbox())
    made = client.ask("POST", f"customers/{BRUNO}/subscriptions", {"ProductId": "Q02"})
    assert (made.status, made.json()) == (201, {"Voucher": "V-000001"})
    listed = client.ask("GET", f"customers/{BRUNO}/subscriptions").json()
    assert [item["ProductId"] for item in listed] == ["Q01", "Q02"]
    gone = client.ask("DELETE", f"customers/{BRUNO}/subscriptions/Q01")
    assert (gone.status, gone.body) == (204, b"")
    assert client.ask("DELETE", f"customers/{BRUNO}/subscriptions/Q01").json()["Code"] == 4


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"ProductId": "ZZZ"}, 5),
        ({"ProductId": "FIX"}, 6),
        ({"ProductId": "Q01"}, 7),
        ({"ProductId": "Q03"}, 8),
        ({}, 1),
        ([], 1),
    ],
)
def test_the_fake_numbers_its_refusals(content: object, code: int) -> None:
    refused = Client(PlayHubSandbox()).ask("POST", f"customers/{BRUNO}/subscriptions", content)
    assert (refused.status, refused.json()["Code"]) == (400, code)


@pytest.mark.parametrize(
    ("changes", "code"), [({"Document": "11144477734"}, 3), ({"Mobile": "(11) 96123"}, 1), ({"Name": ""}, 1)]
)
def test_the_fake_refuses_a_bad_customer(changes: dict[str, str], code: int) -> None:
    refused = Client(PlayHubSandbox()).ask("POST", "customers", {**NEW, **changes})
    assert (refused.status, refused.json()["Code"]) == (400, code)


def test_the_fake_refuses_without_a_token_and_paths_it_does_not_have() -> None:
    client = Client(PlayHubSandbox())
    assert client.ask("GET", "products").status == 404
    assert client.ask("GET", "customers/ninguem").status == 404
    client.fake.expire_tokens()
    assert client.ask("GET", f"customers/{BRUNO}").status == 401
