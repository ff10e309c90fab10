"""Answers that nobody would expect, through the public client and over sockets, for every operation of Contel."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.errors import (
    AuthenticationFailed,
    IspError,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.sandbox.server import SandboxServer
from robustness.contel_on_loopback import (
    EMAIL,
    FREE_ICCID,
    HOLDER,
    LINE,
    LINE_ICCID,
    LOG_IN,
    NUMBER,
    ORDERS,
    CountingFake,
    assert_silent,
    assert_travels,
    on_loopback,
    open_sync,
    secrets_of,
)
from robustness.contel_steps import STEPS, label_of
from robustness.orders_in_processes import Processes

READS: dict[str, Callable[[MvnoClient], Any]] = {
    "test_connection": lambda client: client.test_connection(),
    "list_plans": lambda client: list(client.list_plans()),
    "list_sim_cards": lambda client: list(client.list_sim_cards()),
    "find_sim": lambda client: client.find_sim(iccid=LINE_ICCID),
    "check_document": lambda client: client.check_document(tax_id=HOLDER.tax_id),
    "get_activation": lambda client: client.get_activation(iccid=FREE_ICCID),
    "get_line": lambda client: client.get_line(iccid=LINE_ICCID),
    "list_lines": lambda client: list(client.list_lines()),
    "get_balance": lambda client: client.get_balance(line=LINE),
    "list_top_ups": lambda client: list(client.list_top_ups(line=LINE)),
    "get_portability": lambda client: client.get_portability(line=LINE),
    "list_donor_operators": lambda client: list(client.list_donor_operators()),
    "get_reseller_balance": lambda client: client.get_reseller_balance(),
}
WRITES = {name: order for name, order in ORDERS.items() if name != "esim_activation"}
PRIVATE = f"{HOLDER.tax_id} {NUMBER} {LINE_ICCID} {EMAIL}"
NESTED = b'{"retorno": true, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def instead(body: bytes) -> Callable[[HttpAnswer], HttpAnswer]:
    return lambda answer: HttpAnswer(status=200, headers={"content-type": "application/json"}, body=body)


def twice(answer: HttpAnswer) -> HttpAnswer:
    """The answer behind keys that it has as well, and that say no."""
    no = b'{"retorno":false,"status":false,"accepted":false,"message":"","saldo":"1.00","data":[],"valido":false,'
    return instead(no + answer.body[1:])(answer)


GARBAGE: dict[str, Callable[[HttpAnswer], HttpAnswer]] = {
    "nothing": instead(b""),
    "a page": instead(f"<!doctype html><title>{PRIVATE}</title>".encode()),
    "half of it": lambda answer: instead(answer.body[: len(answer.body) // 2])(answer),
    "another charset": lambda answer: instead(answer.body.decode().encode("utf-16"))(answer),
    "bytes of no charset": instead(b'{"retorno": true, "mensagem": "\xe7\xe3o"}'),
    "nested too deep": instead(NESTED),
    "not a number": instead(b'{"retorno": true, "status": true, "saldo": NaN, "data": NaN, "accepted": NaN}'),
    "a number alone": instead(b"52998224725"),
    "a null": instead(b"null"),
    "a list": instead(b"[[]]"),
    "an empty object": instead(b"{}"),
    "keys that come twice": twice,
}
"""Answers that mean nothing, each over HTTP 200."""
NO = instead(json.dumps({"retorno": False, "status": False, "mensagem": f"Dados recusados: {PRIVATE}"}).encode())
"""HTTP 200 with a refusal inside, which quotes what it was given."""


def refused_by(call: Callable[[], Any], fake: CountingFake, operation: str) -> ProviderError:
    """What `call` raises: a provider error that names the operation, travels and tells nothing personal."""
    with pytest.raises(IspError) as caught:
        call()
    error = caught.value
    assert isinstance(error, ProviderError), repr(error)
    assert (error.platform, error.operation) == ("contel", operation)
    words = error.words if isinstance(error, ProviderRejected) else ""
    assert_silent(f"{error!r} {error} {words} {getattr(error, 'explanation', '')}", secrets_of(fake))
    assert_travels(error)
    return error


@pytest.fixture
def fake() -> CountingFake:
    """A fake in which the free SIM was ordered, so that it has an activation to tell of."""
    fake = CountingFake()
    fake.network.activate(holder=HOLDER, plan_code="1", area_code="11", iccid=FREE_ICCID)
    fake.network.top_up(fake.network.lines[0], "1")
    fake.done.clear()
    return fake


@pytest.fixture
def opened(fake: CountingFake) -> Iterator[MvnoClient]:
    with on_loopback(fake) as server, open_sync(server) as client:
        client.test_connection()
        yield client


def spoil_nth(fake: CountingFake, place: int, spoilt: Callable[[HttpAnswer], HttpAnswer]) -> None:
    """Spoil the answer to the request `place` from now."""
    first = fake.requests
    fake.spoil = lambda number, answer: spoilt(answer) if number == first + place else answer


def test_every_operation_of_contel_has_a_case_here() -> None:
    changing = {order.operation for order in WRITES.values()} | {"unblock_line", "cancel_portability"}
    assert set(READS) | changing == set(Contel.operations)


def answers_of(fake: CountingFake, call: Callable[[], Any]) -> list[HttpAnswer]:
    """The answers that a call gets when nothing is spoilt."""
    answers: list[HttpAnswer] = []

    def keep(number: int, answer: HttpAnswer) -> HttpAnswer:
        answers.append(answer)
        return answer

    fake.spoil = keep
    call()
    return answers


@pytest.mark.parametrize("kind", GARBAGE)
@pytest.mark.parametrize("name", READS)
def test_a_reading_that_nobody_understands_is_an_unexpected_answer(
    fake: CountingFake, opened: MvnoClient, name: str, kind: str
) -> None:
    for place in range(len(answers_of(fake, lambda: READS[name](opened)))):
        spoil_nth(fake, place, GARBAGE[kind])
        error = refused_by(lambda: READS[name](opened), fake, name)
        assert isinstance(error, UnexpectedAnswer)
        assert error.paths
    assert fake.done.total() == 0


@pytest.mark.parametrize("name", READS)
def test_a_refusal_over_http_200_is_never_a_result(fake: CountingFake, opened: MvnoClient, name: str) -> None:
    for place in range(len(answers_of(fake, lambda: READS[name](opened)))):
        spoil_nth(fake, place, NO)
        error = refused_by(lambda: READS[name](opened), fake, name)
        assert isinstance(error, ProviderRejected)
        assert error.words.startswith("Dados recusados")


@pytest.mark.parametrize("name", READS)
def test_no_member_of_an_answer_can_be_wrong_in_a_way_that_breaks_out(
    fake: CountingFake, opened: MvnoClient, name: str
) -> None:
    """Whatever one member turns into, the call has its result or a provider error without personal data."""
    refused = 0
    for place, answer in enumerate(answers_of(fake, lambda: READS[name](opened))):
        for spoilt in wrong_members(json.loads(answer.body)):
            spoil_nth(fake, place, instead(json.dumps(spoilt).encode()))
            try:
                READS[name](opened)
            except (UnexpectedAnswer, ProviderRejected) as error:
                assert_silent(f"{error!r} {error}", secrets_of(fake))
                refused += 1
    assert refused


STRANGE = ({"estranho": PRIVATE}, [PRIVATE], PRIVATE, True, -1, None, 10**400, "\x00\ud800")


def wrong_members(value: Any) -> Iterator[Any]:
    """`value` with one member, at any depth, gone or turned into something strange."""
    if isinstance(value, list):
        for spoilt in wrong_members(value[0]) if value else ():
            yield [spoilt, *value[1:]]
    elif isinstance(value, dict):
        for key in value:
            yield {other: each for other, each in value.items() if other != key}
            yield from ({**value, key: strange} for strange in STRANGE)
            yield from ({**value, key: spoilt} for spoilt in wrong_members(value[key]))


def spoilt_order(server: SandboxServer, fake: CountingFake, name: str) -> ProviderError:
    order = WRITES[name]
    with open_sync(server) as client:
        return refused_by(lambda: getattr(client, order.operation)(**order.arguments), fake, order.operation)


CHANGING = [(name, place) for name in WRITES for place in range(len(STEPS[name]))]


@pytest.mark.parametrize(("name", "place"), CHANGING)
def test_garbage_within_an_order_is_told_by_what_had_left(name: str, place: int) -> None:
    steps = STEPS[name]
    label = label_of(steps[place])
    earlier = tuple(write for step in steps[:place] if (write := label_of(step)))
    for kind in GARBAGE if label else ("a page", "keys that come twice"):
        fake = CountingFake()
        with on_loopback(fake) as server:
            spoil_nth(fake, place, GARBAGE[kind])
            error = spoilt_order(server, fake, name)
        if label or earlier:
            assert isinstance(error, OutcomeUnknown), (kind, error)
            assert (error.applied, error.pending) == (earlier, label)
            assert error.resume_token
            assert fake.done.total() == len(earlier) + bool(label)
        else:
            assert isinstance(error, UnexpectedAnswer), (kind, error)
            assert fake.done.total() == 0


@pytest.mark.parametrize("name", WRITES)
def test_a_refusal_over_http_200_of_an_observed_write_is_definite(name: str) -> None:
    place = next(place for place, step in enumerate(STEPS[name]) if label_of(step))
    assumed = STEPS[name][place].startswith("POST v1/")
    fake = CountingFake()
    with on_loopback(fake) as server:
        fake.before_request = lambda number, request: NO(HttpAnswer(status=200)) if number == place else None
        error = spoilt_order(server, fake, name)
    assert fake.done.total() == 0
    assert isinstance(error, OutcomeUnknown if assumed else ProviderRejected)
    assert error.applied == ()


def test_a_log_in_that_is_refused_or_not_understood_stops_a_write_before_it_leaves() -> None:
    for spoilt, kind in ((NO, AuthenticationFailed), (GARBAGE["a page"], UnexpectedAnswer)):
        fake = CountingFake()
        with on_loopback(fake) as server:
            spoil_nth(fake, 0, spoilt)
            assert type(spoilt_order(server, fake, "transfer")) is kind
            assert [path for _, path in server.script("contel").served] == [LOG_IN]


@pytest.mark.parametrize("name", ["get_line", "list_lines", "get_reseller_balance"])
def test_fifty_megabytes_are_given_up(fake: CountingFake, name: str) -> None:
    with on_loopback(fake) as server, open_sync(server) as client:
        client.test_connection()
        server.script("contel").add(Fault(kind=FaultKind.HUGE, megabytes=50))
        assert isinstance(refused_by(lambda: READS[name](client), fake, name), UnexpectedAnswer)


@pytest.mark.parametrize("name", ["top_up", "swap"])
def test_fifty_megabytes_after_a_write_are_looked_up_and_not_doubled(name: str) -> None:
    fake, order = CountingFake(), WRITES[name]
    with on_loopback(fake) as server, open_sync(server) as client:
        server.script("contel").add(Fault(kind=FaultKind.HUGE, megabytes=50, on=next(filter(label_of, STEPS[name]))))
        getattr(client, order.operation)(**order.arguments)
    assert fake.done == order.changes


def test_fifty_megabytes_take_no_memory(tmp_path: Path) -> None:
    fake = CountingFake()
    with Processes() as processes, on_loopback(fake) as server:
        server.script("contel").add(Fault(kind=FaultKind.HUGE, megabytes=50, on="GET linhas/detalhes"))
        job = {"base_url": server.base_url("contel"), "journal": str(tmp_path / "j"), "vault": Vault.new_key()}
        (end,) = processes.run({**job, "settle": None, "read": NUMBER})
    (answer,) = end["answer"]
    assert answer["error"] == "UnexpectedAnswer"
    assert answer["grown_mb"] < 12
