"""Saber+ on the family's ASSUMED wire: what leaves, what is understood, what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange_by_hand import Hand, as_received, pages
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.evidence import ASSUMED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import Account, ConnectionTest
from isp_integrations.core.sva import requests as r
from isp_integrations.core.sva.hookspecs import SvaSpec
from isp_integrations.core.sva.models import SvaUser, SvaUserStatus, UserKey
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.sva.assumed import wire as w
from isp_integrations.plugins.sva.assumed.directory import Directory, Member, Package
from isp_integrations.plugins.sva.saber_mais.plugin import SaberMais
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from sva_by_hand import EverySva, saber
from sva_makers import AUDIO, BOOKS, CUSTOMER, PHONE

SETTLE = 30.0
KEY = "11144477735"
HELD = SvaUser(status=SvaUserStatus.ACTIVE, username=KEY)
CREATE = r.CreateUser(customer=CUSTOMER, package=BOOKS, username="52998224725", phone=PHONE, contract_id="200")


def settled(endpoint: Endpoint, platform: type[SaberMais] = EverySva) -> tuple[Hand, SaberMaisSandbox]:
    """A platform of which a partner knows how long that write takes to be seen."""
    fake = SaberMaisSandbox()
    account = Account(credentials=fake.credentials, wire_overrides={"settle": {endpoint.name: SETTLE}})
    return Hand(platform(account), fake), fake


def plugin_of(hand: Hand) -> Any:
    return hand.plugin


WRITES: dict[str, tuple[Endpoint, Callable[[Any], Exchange[Any]], Callable[[Directory], bool]]] = {
    "create_user": (
        w.CREATE_USER,
        lambda plugin: plugin.create_user(CREATE),
        lambda directory: directory.named("52998224725") is not None,
    ),
    "delete_user": (
        w.DELETE_USER,
        lambda plugin: plugin.delete_user(r.DeleteUser(user=HELD)),
        lambda directory: directory.named(KEY) is None,
    ),
    "change_package": (
        w.CHANGE_PACKAGE,
        lambda plugin: plugin.change_package(r.ChangePackage(user=HELD, package=AUDIO)),
        lambda directory: directory.members["1"].package.code == "AUDIO",
    ),
}


# --- what the platform is ---


def test_nothing_of_it_is_called_more_than_assumed() -> None:
    assert {endpoint.weakest_evidence for endpoint in SaberMais.wire.endpoints.values()} == {ASSUMED}
    assert SaberMais.base_url is None


def test_it_declares_what_the_erps_document() -> None:
    assert (SaberMais.user_key, SaberMais.customer_fields) == (
        UserKey.CPF, ("legal_name", "tax_id", "mobile_phone"),
    )  # fmt: skip
    assert SaberMais.single_integration
    assert not SaberMais.needs_password
    assert not SaberMais.confirms_later
    assert not SaberMais.several_packages
    assert SaberMais.editable == {"phone", "password"}
    assert not {"change_package", "resend_credentials", "begin_authorization"} & set(SaberMais.operations)


def test_sva_int_5_its_token_never_expires_so_there_is_no_log_in() -> None:
    assert (SaberMais.logs_in, SaberMais.hands_over_tokens) == (False, False)


def test_sva_int_4_the_token_is_in_a_header_and_nowhere_else() -> None:
    session, hand = saber()
    sent: list[HttpRequest] = []

    def watch(request: HttpRequest) -> None:
        sent.append(hand.plugin.authorize(request, ""))

    hand.answer_with = watch
    hand.carry(plugin_of(hand).test_connection(ConnectionTest()))
    token = hand.fake.credentials["token"]

    (request,) = sent
    assert dict(request.headers)["Authorization"] == f"Bearer {token}"
    assert token not in request.target() + repr(request) + repr(session.platform.account)


def test_a_refused_token_is_the_operator_s_problem() -> None:
    _, hand = saber()
    hand.fake.expire_tokens()
    with pytest.raises(AuthenticationFailed, match="recusou as credenciais"):
        hand.carry(plugin_of(hand).test_connection(ConnectionTest()))


def test_no_document_stands_in_an_address() -> None:
    _, hand = saber(EverySva)
    targets: list[str] = []

    def watch(request: HttpRequest) -> None:
        targets.append(request.target())

    hand.answer_with = watch
    plugin = plugin_of(hand)
    for request in (r.BlockUser(user=HELD), r.ActivateUser(user=HELD), r.DeactivateUser(user=HELD)):
        hand.carry(getattr(plugin, f"{type(request).__name__.removesuffix('User').lower()}_user")(request))
    hand.carry(plugin.create_user(CREATE))
    hand.carry(plugin.delete_user(r.DeleteUser(user=HELD)))
    assert targets
    assert not [target for target in targets if KEY in target or "52998224725" in target]


# --- reading ---


def test_every_page_of_packages_and_users_is_read_once() -> None:
    packages = [Package(code=f"P{number}", name=f"Pacote {number}") for number in range(120)]
    members = [Member(id=str(number), username=f"u{number}", package=packages[0]) for number in range(1, 121)]
    _, hand = saber(directory=Directory(packages=packages, members=members))
    plugin = plugin_of(hand)

    listed = pages(hand, plugin.list_packages, r.ListPackages())
    users = pages(hand, plugin.list_users, r.ListUsers())

    assert [package.code for package in listed] == [package.code for package in packages]
    assert [user.username for user in users] == [member.username for member in members]
    assert len(hand.labels) == 6


def test_a_listed_user_says_all_that_the_platform_knows() -> None:
    _, hand = saber()
    first = pages(hand, plugin_of(hand).list_users, r.ListUsers())[0]
    assert (first.username, first.status, first.raw_status) == (KEY, SvaUserStatus.ACTIVE, "active")
    assert (first.cpf.value, first.phone.national, first.package.name) == (KEY, "11961230001", "Livros digitais")
    assert (first.created_on.isoformat(), first.platform_ids) == ("2026-01-15", {"id": "1"})


def test_whoever_else_the_platform_answers_is_not_the_user() -> None:
    _, hand = saber()
    somebody = {"id": "9", "username": "39053344705", "package": "LIVROS", "status": "active"}
    body = json.dumps({"items": [somebody]}).encode()
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=KEY)))
    assert refused.value.code == "user_not_found"


@pytest.mark.parametrize(("shown", "path"), [({"id": "2"}, "$.id"), ({"username": "39053344705"}, "$.username")])
def test_an_answer_about_somebody_else_is_not_taken_for_the_user(shown: dict[str, str], path: str) -> None:
    _, hand = saber()
    body = {"id": "1", "username": KEY, "package": "LIVROS", "status": "active", **shown}
    hand.answer_with = lambda request: HttpAnswer(status=200, body=json.dumps(body).encode())
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(plugin_of(hand).get_user(r.GetUser(username=KEY, platform_ids={"id": "1"})))
    assert refused.value.paths == (path,)


@pytest.mark.parametrize("made", [{"id": "1"}, {"username": KEY}])
def test_a_creation_answered_about_somebody_else_is_not_believed(made: dict[str, str]) -> None:
    _, hand = saber()
    body = {"id": "3", "username": "52998224725", "package": "LIVROS", "status": "active", **made}

    def answer(request: HttpRequest) -> HttpAnswer | None:
        if request.label != "assumed_create_user":
            return None
        hand.fake.handle(as_received(hand.plugin.authorize(request, "")))
        return HttpAnswer(status=201, body=json.dumps(body).encode())

    hand.answer_with = answer
    with pytest.raises(UnexpectedAnswer) as refused:
        hand.carry(plugin_of(hand).create_user(CREATE))
    assert refused.value.paths == ("$.username",)


def test_a_creation_that_is_taken_and_cannot_be_seen_is_not_a_refusal() -> None:
    _, hand = saber()
    unknown = b'{"error": {"code": "user_not_found", "message": "Nada."}}'
    hand.answer_with = lambda request: (
        HttpAnswer(status=404, body=unknown) if request.label == "assumed_user" else None
    )
    with pytest.raises(UnexpectedAnswer, match="não mostra o usuário"):
        hand.carry(plugin_of(hand).create_user(CREATE))


# --- refusals and hostile answers ---


@pytest.mark.parametrize(
    ("code", "sentence", "violation"),
    [
        ("user_not_found", "Não existe.", "sva.platform.user_not_found"),
        ("package_not_found", "Não existe.", "sva.package_not_available"),
        ("outro", "cpf ja cadastrado", "sva.cpf_already_registered"),
        ("outro", "Tente mais tarde.", None),
    ],
)
def test_a_refusal_is_told_as_the_rule_it_amounts_to(code: str, sentence: str, violation: str | None) -> None:
    _, hand = saber()
    body = json.dumps({"error": {"code": code, "message": sentence}}).encode()
    hand.answer_with = lambda request: HttpAnswer(status=422, body=body)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).test_connection(ConnectionTest()))
    found = refused.value.violation
    assert (found.code if found else None) == violation
    assert refused.value.words == sentence


def test_a_refusal_that_quotes_a_person_is_told_without_him() -> None:
    _, hand = saber()
    body = b'{"error": {"code": "x", "message": "CPF 529.982.247-25 de fulana@example.invalid"}}'
    hand.answer_with = lambda request: HttpAnswer(status=422, body=body)
    with pytest.raises(ProviderRejected) as refused:
        hand.carry(plugin_of(hand).test_connection(ConnectionTest()))
    assert "529" not in str(refused.value) + refused.value.words
    assert "fulana" not in str(refused.value) + refused.value.words


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>ok</html>",
        b"[]",
        b'"ok"',
        b"null",
        b"{}",
        b'{"items": {}}',
        b'{"items": [3]}',
        b'{"items": [{"code": "A"}]}',
        b'{"items": [{"code": ["A"], "name": "B"}]}',
        b'{"items": [], "items": []}',
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_an_answer_nobody_understands_names_paths_and_no_values(body: bytes) -> None:
    _, hand = saber()
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body)
    with pytest.raises(UnexpectedAnswer) as refused:
        pages(hand, plugin_of(hand).list_packages, r.ListPackages())
    assert refused.value.paths
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("body", [b'{"accepted": "true"}', b'{"accepted": 1}', b'{"accepted": false}', b"{}"])
def test_an_order_is_taken_only_by_a_plain_true(body: bytes) -> None:
    _, hand = saber()
    hand.answer_with = lambda request: HttpAnswer(status=200, body=body) if "block" in request.label else None
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin_of(hand).block_user(r.BlockUser(user=HELD)))


@pytest.mark.parametrize("status", [400, 404, 409, 418, 500, 503])
def test_a_refusal_in_another_envelope_is_not_understood(status: int) -> None:
    _, hand = saber()
    hand.answer_with = lambda request: HttpAnswer(status=status, body=b'{"erro": "x"}')
    with pytest.raises(UnexpectedAnswer):
        hand.carry(plugin_of(hand).test_connection(ConnectionTest()))


# --- writes whose answer was lost ---


@pytest.mark.parametrize("name", WRITES)
def test_core_6_a_write_whose_answer_was_lost_is_found_and_not_repeated(name: str) -> None:
    _, hand = saber(EverySva)
    _, order, happened = WRITES[name]
    hand.lose_writes = {0: True}

    hand.carry(order(plugin_of(hand)))

    fake: Any = hand.fake
    assert happened(fake.directory)
    assert hand.writes == 1


@pytest.mark.parametrize("name", WRITES)
def test_core_6_without_a_settling_time_absence_proves_nothing(name: str) -> None:
    _, hand = saber(EverySva)
    hand.lose_writes = {0: False}
    with pytest.raises(OutcomeUnknown):
        hand.carry(WRITES[name][1](plugin_of(hand)))
    assert hand.writes == 1


@pytest.mark.parametrize("name", WRITES)
def test_core_6_a_write_proven_absent_is_sent_once_more(name: str) -> None:
    endpoint, order, happened = WRITES[name]
    hand, fake = settled(endpoint)
    hand.lose_writes = {0: False}

    hand.carry(order(plugin_of(hand)))

    assert happened(fake.directory)
    assert (hand.writes, hand.waited) == (2, [SETTLE])


def test_a_lost_creation_of_a_user_that_was_there_before_stays_unknown() -> None:
    hand, _ = settled(w.CREATE_USER)
    hand.lose_writes = {0: False}
    taken = r.CreateUser(customer=CUSTOMER, package=BOOKS, username=KEY)
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(plugin_of(hand).create_user(taken))
    assert "já existia" in lost.value.explanation


def test_a_lost_creation_that_somebody_else_made_on_another_package_stays_unknown() -> None:
    hand, fake = settled(w.CREATE_USER)
    hand.lose_writes = {0: False}
    hand.when_lost = lambda: fake.directory.create(username="52998224725", package_code="AUDIO")
    with pytest.raises(OutcomeUnknown) as lost:
        hand.carry(plugin_of(hand).create_user(CREATE))
    assert "outro pacote" in lost.value.explanation


def test_credentials_whose_sending_was_lost_are_not_sent_twice() -> None:
    _, hand = saber(EverySva)
    hand.lose_writes = {0: True}
    with pytest.raises(OutcomeUnknown):
        hand.carry(plugin_of(hand).resend_credentials(r.ResendCredentials(user=HELD)))
    assert hand.writes == 1


@pytest.mark.parametrize("name", ["block_user", "activate_user", "deactivate_user", "edit_user"])
def test_what_may_be_repeated_says_so(name: str) -> None:
    endpoints = {endpoint.name: endpoint for endpoint in w.ENDPOINTS}
    assert endpoints[f"assumed_{name}"].effect is Effect.REPEATABLE


# --- the fake ---


def ask(fake: SaberMaisSandbox, method: str, path: str, content: object = None, *, token: bool = True) -> HttpAnswer:
    bearer = (("Authorization", f"Bearer {fake.credentials['token']}"),) if token else ()
    request = HttpRequest(name="x", method=method, path=path, body=content, headers=bearer)
    return fake.handle(as_received(request))


def test_the_fake_refuses_without_the_token_and_what_it_does_not_know() -> None:
    fake = SaberMaisSandbox()
    assert ask(fake, "GET", "v1/packages", token=False).status == 401
    assert ask(fake, "GET", "v1/nada").status == 404
    assert ask(fake, "GET", "v2/packages").status == 404
    assert ask(fake, "POST", "v1/users", {"username": 3}).status == 400
    assert ask(fake, "POST", "v1/users/99/block").status == 404


def test_the_fake_answers_a_second_user_of_a_cpf_with_the_literal_sentence() -> None:
    fake = SaberMaisSandbox()
    again = ask(
        fake,
        "POST",
        "v1/users",
        {"username": KEY, "package": "LIVROS", "name": "x", "tax_id": KEY, "phone": None, "email": None,
         "password": None, "contract_id": None},
    )  # fmt: skip
    assert again.status == 409
    assert again.json()["error"]["message"] == "CPF já cadastrado."


def test_what_its_class_borrows_is_on_its_own_wire() -> None:
    for name, operation in SaberMais.operations.items():
        assert {endpoint.name for endpoint in operation.uses} <= set(SaberMais.wire.endpoints), name
    assert issubclass(SaberMais, SvaSpec)
    assert issubclass(AuthenticationFailed, ProviderError)
