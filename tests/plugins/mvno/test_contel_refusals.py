"""What Contel refuses, in each envelope, and answers that nobody should take for a success."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from contel_by_hand import CUSTOMER, LINE, OPERATIONS, PERSONAL, STOCK_SIM, activate, block, contel, port_in
from exchange_by_hand import Hand
from isp_integrations.core.errors import (
    AuthenticationFailed,
    ProviderError,
    ProviderRejected,
    RateLimited,
    UnexpectedAnswer,
)
from isp_integrations.core.evidence import OBSERVED
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.platform import Account
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.contel import wire as w
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS, ContelSandbox

OWN = [name for name in OPERATIONS if Contel.operations[name].evidence is OBSERVED]
LEAKY = "Cliente dora@example.invalid, CPF 390.533.447-05, linha (11) 96123-4501."


def plugin(hand: Hand) -> Contel:
    assert isinstance(hand.plugin, Contel)
    return hand.plugin


def answer(content: Any, status: int = 200) -> HttpAnswer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)


def instead_of(label: str, given: HttpAnswer) -> Callable[[HttpRequest], HttpAnswer | None]:
    return lambda request: given if request.label == label else None


def ready(hand: Hand, name: str) -> None:
    """Bring the fake where the operation succeeds."""
    if name == "get_activation":
        hand.carry(plugin(hand).activate_line(activate(iccid=STOCK_SIM)))
    if name == "cancel_portability":
        hand.carry(plugin(hand).request_portability(port_in()))
    hand.labels.clear()


def labels_of(name: str) -> list[str]:
    hand = contel()
    ready(hand, name)
    hand.carry(OPERATIONS[name](plugin(hand)))
    return list(dict.fromkeys(hand.labels))


STEPS = [(name, label) for name in OPERATIONS for label in labels_of(name)]

OBJECTS = ("info", "detalhes", "recarga", "portabilidade", "pagination")
SCALARS = ("saldo", "valido", "numero", "accepted")

HOSTILE = {
    "html": answer(b"<html><body>Dora Exemplo 39053344705</body></html>"),
    "html 404": answer(b"<html>11961234501</html>", 404),
    "empty": answer(b""),
    "truncated": answer(b'{"retorno": true, "data": [{"id": "39053344705"'),
    "wrong charset": answer('{"retorno": true, "mensagem": "ação"}'.encode("latin-1")),
    "null": answer(None),
    "number": answer(39053344705),
    "list": answer([]),
    "list of lists": answer([["Dora Exemplo"]]),
    "empty object": answer({}),
    "flag as text": answer({"retorno": "true", "status": "true", "message": 1, "accepted": "true"}),
    "flag as number": answer({"retorno": 1, "status": 1, "message": None, "accepted": 1}),
    "no payload": answer({"retorno": True, "mensagem": "ok"}),
    "null payloads": answer({"retorno": True, **dict.fromkeys((*OBJECTS, *SCALARS, "data", "historico", "items"))}),
    "payloads of another kind": answer(
        {
            "retorno": True,
            **{name: [1] for name in (*OBJECTS, *SCALARS)},
            "data": "Dora",
            "historico": {"a": "39053344705"},
            "items": {},
        }
    ),
    "nothing in the payloads": answer(
        {
            "retorno": True,
            **{name: {} for name in (*OBJECTS, *SCALARS)},
            "data": {},
            "historico": [5],
            "items": [5],
            "saldo": "muito",
            "valido": "sim",
        }
    ),
    "another sentence": answer({"retorno": None, "message": "Troca em análise para 11961234501"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(("name", "label"), STEPS)
def test_no_hostile_answer_is_a_success_or_tells_personal_data(name: str, label: str, kind: str) -> None:
    hand = contel()
    ready(hand, name)
    hand.answer_with = instead_of(label, HOSTILE[kind])
    with pytest.raises(ProviderError) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    error = failure.value
    assert isinstance(error, UnexpectedAnswer)
    assert error.paths
    told = f"{error} {error!r} {error.paths}"
    assert not [secret for secret in PERSONAL if secret in told]


@pytest.mark.parametrize("status", [200, 400, 422])
@pytest.mark.parametrize("name", OWN)
def test_a_refusal_in_any_envelope_keeps_the_words_without_personal_data(name: str, status: int) -> None:
    hand = contel()
    ready(hand, name)
    refusal = answer({"retorno": False, "status": False, "mensagem": LEAKY}, status)
    hand.answer_with = lambda request: refusal if request.label != "activation" or name == "get_activation" else None
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    error = failure.value
    assert error.words == "Cliente *** CPF ***, linha (***."
    assert error.code == (None if status == 200 else str(status))
    assert not [secret for secret in PERSONAL if secret in f"{error} {error!r} {error.words}"]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("name", OPERATIONS)
def test_refused_credentials_are_named_so(name: str, status: int) -> None:
    hand = contel()
    ready(hand, name)
    hand.answer_with = lambda request: answer(b"<html>39053344705</html>", status)
    with pytest.raises(AuthenticationFailed):
        hand.carry(OPERATIONS[name](plugin(hand)))


@pytest.mark.parametrize("status", [200, 400, 422])
def test_a_swap_of_an_unknown_line_is_refused_by_a_list_of_sentences(status: int) -> None:
    hand = contel(ContelSandbox(business_status=status))
    hand.answer_with = instead_of("swap_to_esim", answer(["Linha n\u00e3o encontrada."], status))
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE)))
    assert failure.value.words == "Linha não encontrada."
    assert failure.value.violation is not None
    assert failure.value.violation.code == "mvno.platform.line_not_found"


def test_a_physical_line_needs_the_iccid_of_its_new_sim() -> None:
    hand = contel()
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE, reason="Perda")))
    assert failure.value.violation is not None
    assert failure.value.violation.rule_id == "MVNO-LINE-6"


@pytest.mark.parametrize("status", [200, 400, 422])
def test_a_document_unknown_to_the_tax_authority_is_a_violation(status: int) -> None:
    fake = ContelSandbox(business_status=status)
    assert CUSTOMER.tax_id is not None
    fake.refuse_document(CUSTOMER.tax_id.value)
    hand = contel(fake)
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(plugin(hand).activate_line(activate(iccid=STOCK_SIM)))
    assert failure.value.violation is not None
    assert failure.value.violation.code == "mvno.platform.invalid_document"


@pytest.mark.parametrize("status", [200, 400, 422])
def test_an_already_blocked_line_is_a_success_whatever_the_http_status(status: int) -> None:
    hand = contel(ContelSandbox(business_status=status))
    for _ in range(2):
        hand.carry(plugin(hand).block_line(block()))
    for _ in range(2):
        hand.carry(plugin(hand).unblock_line(r.UnblockLine(line=LINE)))


def test_too_little_balance_refuses_a_top_up_and_sells_nothing() -> None:
    fake = ContelSandbox()
    fake.network.balance -= 990
    hand = contel(fake)
    with pytest.raises(ProviderRejected) as failure:
        hand.carry(plugin(hand).top_up(r.TopUpLine(line=LINE, plan_code="1")))
    assert failure.value.words == "Saldo insuficiente."
    assert fake.network.lines[0].top_ups == []


def test_wrong_keys_fail_the_log_in() -> None:
    wrong = Contel(Account(credentials={**CREDENTIALS, "chave_acesso": "outra"}))
    with pytest.raises(AuthenticationFailed) as failure:
        Hand(wrong, ContelSandbox())
    assert failure.value.words == "Chave de acesso inválida."


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "ã", "x" * 5000, None, {}])
def test_a_token_that_fits_no_header_is_not_taken(token: object) -> None:
    hand = contel()
    hand.answer_with = lambda request: answer({"retorno": True, "mensagem": "", "token": token})
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).log_in())
    assert failure.value.paths == ("$.token",)


def test_numbers_as_text_and_text_as_numbers_are_read_alike() -> None:
    hand = contel()
    loose = {"line": 1, "data": {"restante_dados": "1.536,5", "restante_minutos": "40", "restante_sms": 10}}
    hand.answer_with = instead_of("line_balance", answer({"retorno": True, **loose}))
    balance = hand.carry(plugin(hand).get_balance(r.GetBalance(line=LINE)))
    assert (str(balance.data_mb), balance.minutes, balance.sms) == ("1536.5", 40, 10)


def test_a_page_that_is_another_one_is_not_taken() -> None:
    hand = contel()
    page = {"retorno": True, "pagination": {"current_page": 2, "last_page": 9}, "data": []}
    hand.answer_with = instead_of("lines", answer(page))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).list_lines(r.ListLines(), None))
    assert failure.value.paths == ("$.pagination.current_page",)


def test_a_hostile_row_is_named_by_its_place() -> None:
    hand = contel()
    good = {"linha": "11961234501", "iccid": None, "status": "ATIVO", "bloqueada": ""}
    page = {"pagination": {"current_page": 1, "last_page": 1}, "data": [good, {**good, "status": None}]}
    hand.answer_with = instead_of("lines", answer({"retorno": True, **page}))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).list_lines(r.ListLines(), None))
    assert failure.value.paths == ("$.data[1].status",)


def test_the_fake_escapes_accents_and_knows_no_other_route() -> None:
    hand = contel()
    raw = hand.fake.handle(_request("POST", "atendimento/desbloqueio", {"numero": "11961234501"}))
    assert b"Desbloqueio j\\u00e1 realizado." in raw.body
    assert hand.fake.handle(_request("GET", "linhas/inexistente", None)).status == 404


def _request(method: str, path: str, body: object) -> Any:
    from isp_integrations.core.sandbox import FakeRequest

    token = {"authorization": f"Bearer sandbox{1:033d}"}
    return FakeRequest(method=method, path=path, headers=token, body=json.dumps(body).encode())


OTHER_NUMBER = "11961234502"
OTHER_SIM = make_iccid(102)


@pytest.mark.parametrize(
    "name",
    [
        "get_line",
        "block_line",
        "unblock_line",
        "swap_sim",
        "request_portability",
        "get_portability",
        "cancel_line",
        "change_plan",
        "transfer_ownership",
    ],
)
def test_the_record_of_another_line_is_never_taken_for_ours(name: str) -> None:
    hand = contel()
    hand.edits["line"] = lambda body: body["detalhes"].update(linha=OTHER_NUMBER)
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(OPERATIONS[name](plugin(hand)))
    assert failure.value.paths == ("$.detalhes.linha",)
    assert OTHER_NUMBER not in str(failure.value)


BY_SIM = m.MvnoLine(iccid=LINE.iccid, status=m.LineStatus.ACTIVE)
WRITES_BY_SIM: dict[str, Callable[[Contel], Exchange[Any]]] = {
    "block_line": lambda p: p.block_line(attrs.evolve(block(), line=BY_SIM)),
    "unblock_line": lambda p: p.unblock_line(r.UnblockLine(line=BY_SIM)),
    "swap_sim": lambda p: p.swap_sim(r.SwapSim(line=BY_SIM)),
    "top_up": lambda p: p.top_up(r.TopUpLine(line=BY_SIM, plan_code="1")),
    "request_portability": lambda p: p.request_portability(attrs.evolve(port_in(), line=BY_SIM)),
}


@pytest.mark.parametrize("name", WRITES_BY_SIM)
def test_a_line_known_by_its_sim_alone_is_not_changed_unless_its_own_record_shows_that_sim(name: str) -> None:
    hand = contel()
    hand.edits["sim_number"] = lambda body: body.update(numero=OTHER_NUMBER)
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(WRITES_BY_SIM[name](plugin(hand)))
    assert failure.value.paths == ("$.detalhes.iccid",)
    assert hand.labels[-2:] == ["sim_number", "line"]


@pytest.mark.parametrize("name", WRITES_BY_SIM)
def test_a_line_known_by_its_sim_alone_may_be_changed(name: str) -> None:
    hand = contel()
    hand.carry(WRITES_BY_SIM[name](plugin(hand)))


def test_a_line_read_by_its_sim_is_the_one_on_that_sim() -> None:
    hand = contel()
    hand.edits["line"] = lambda body: body["detalhes"].update(iccid=OTHER_SIM)
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).get_line(r.GetLine(iccid=LINE.iccid)))
    assert failure.value.paths == ("$.detalhes.iccid",)
    assert hand.carry(plugin(hand).get_line(r.GetLine(msisdn=LINE.msisdn))).iccid == Iccid.parse(OTHER_SIM)


def test_the_activation_of_another_sim_is_never_taken_for_ours() -> None:
    hand = contel()
    ready(hand, "get_activation")
    hand.edits["activation"] = lambda body: body["info"].update(iccid=OTHER_SIM, numero_ativado=OTHER_NUMBER)
    for ask in (
        plugin(hand).get_activation(r.GetActivation(iccid=STOCK_SIM)),
        OPERATIONS["activate_line"](plugin(hand)),
    ):
        with pytest.raises(UnexpectedAnswer) as failure:
            hand.carry(ask)
        assert failure.value.paths == ("$.info.iccid",)
    assert hand.writes == 1


def test_a_swap_told_as_done_in_the_form_of_a_refusal_is_not_understood() -> None:
    hand = contel()
    hand.answer_with = instead_of("swap_to_esim", answer([w.SWAP_DONE]))
    with pytest.raises(UnexpectedAnswer) as failure:
        hand.carry(plugin(hand).swap_sim(r.SwapSim(line=LINE)))
    assert failure.value.paths == ("$",)


@pytest.mark.parametrize("failure", [RateLimited(message="Espere."), AuthenticationFailed(message="Recusadas.")])
def test_a_sim_is_not_activated_where_its_look_up_was_not_even_answered(failure: ProviderRejected) -> None:
    exchange = plugin(contel()).activate_line(activate(iccid=STOCK_SIM))
    labels = [step.label for step in (next(exchange), exchange.send(answer({"retorno": True, "numero": ""})))]
    assert labels == ["sim_number", "activation"]
    with pytest.raises(type(failure)):
        exchange.throw(failure)


def test_a_sim_whose_activation_is_denied_in_unknown_words_may_be_activated() -> None:
    hand = contel()
    hand.answer_with = instead_of("activation", answer({"retorno": False, "mensagem": "Nada consta."}))
    assert hand.carry(OPERATIONS["activate_line"](plugin(hand))).line.iccid == STOCK_SIM
