"""A session in which much goes wrong, at DEBUG: its data are in no log, error, representation or record."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import attrs
import pytest

from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.errors import IspError, OutcomeUnknown, ProviderRejected
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.plain import error_to_plain
from isp_integrations.core.platform import host_hook
from isp_integrations.core.record import create_record
from isp_integrations.core.vault import Vault
from isp_integrations.plugins.mvno.contel.plugin import Contel
from isp_integrations.plugins.mvno.contel.sandbox import CREDENTIALS
from isp_integrations.sandbox.faults import Fault, FaultKind
from isp_integrations.transports.async_http import AsyncHttpxSender
from isp_integrations.transports.http import HttpOptions, HttpxSender
from isp_integrations.transports.journal import MemoryJournal
from robustness.contel_on_loopback import (
    CUSTOMER,
    FREE_ICCID,
    HOLDER,
    LINE,
    LINE_ICCID,
    NUMBER,
    ORDERS,
    PORTED,
    CountingFake,
    assert_silent,
    assert_travels,
    on_loopback,
    open_async,
    open_sync,
    secrets_of,
)

READS: tuple[Callable[[MvnoClient], Any], ...] = (
    lambda client: client.test_connection(),
    lambda client: list(client.list_plans()),
    lambda client: list(client.list_sim_cards()),
    lambda client: client.find_sim(iccid=LINE_ICCID),
    lambda client: client.find_sim(iccid="8955123"),
    lambda client: client.check_document(tax_id=HOLDER.tax_id),
    lambda client: client.check_document(tax_id="52998224724"),
    lambda client: client.get_activation(iccid=FREE_ICCID),
    lambda client: client.get_line(iccid=LINE_ICCID),
    lambda client: client.get_line(msisdn=NUMBER),
    lambda client: client.get_line(msisdn=PORTED),
    lambda client: client.get_line(msisdn=NUMBER[:-1]),
    lambda client: list(client.list_lines()),
    lambda client: client.get_balance(line=LINE),
    lambda client: list(client.list_top_ups(line=LINE)),
    lambda client: list(client.list_usage(line=LINE)),
    lambda client: client.get_portability(line=LINE),
    lambda client: list(client.list_donor_operators()),
    lambda client: client.get_reseller_balance(),
    lambda client: client.get_subscriber(tax_id=HOLDER.tax_id),
    lambda client: client.unblock_line(line=LINE),
    lambda client: client.cancel_portability(line=LINE),
    lambda client: client.refresh_line(line=LINE),
)
FAULTS = (
    FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER, FaultKind.CLOSE_DURING_BODY, FaultKind.TRUNCATED,
    FaultKind.MALFORMED, FaultKind.HTML, FaultKind.WRONG_CHARSET, FaultKind.STATUS, FaultKind.EXPIRED_TOKEN,
)  # fmt: skip


class Told:
    """Everything that a host could write down somewhere, from every log record on.

    Attributes:
        texts: all of it.
        errors: how many errors there were, by class.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.errors: dict[str, int] = {}

    @host_hook
    def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
        """Note the request and every step of an exchange."""
        self.texts += [repr(request), str(request)]
        answer: Any = None
        step = next(exchange, None)
        while step is not None:
            self.texts += [repr(step), str(step), step.label, step.fingerprint()]
            try:
                answer = yield step
            except Exception as failure:  # noqa: BLE001  passed on as it is
                self.texts.append(repr(failure))
                move = _throwing(exchange, failure)
            else:
                self.texts.append(repr(answer))
                move = _sending(exchange, answer)
            try:
                step = move()
            except StopIteration as end:
                return end.value
        return None

    def call(self, call: Callable[[], Any]) -> str | None:
        """Call, note how it ends, and hand back the resume token of an unknown outcome."""
        try:
            result = call()
        except IspError as error:
            self.failed(error)
            return getattr(error, "resume_token", None)
        self.texts += [repr(result), str(result), *(repr(each) for each in getattr(result, "events", ()))]
        return None

    def failed(self, error: IspError) -> None:
        self.errors[type(error).__name__] = self.errors.get(type(error).__name__, 0) + 1
        assert_travels(error)
        plain = error_to_plain(error)
        sealed = plain.pop("resume_token", None)
        assert sealed is None or sealed.startswith("gAAAA")
        self.texts += [str(error), repr(error), repr(error.args), repr(plain), error.remedy]
        self.texts += traceback.format_exception(error)


def _throwing(exchange: Exchange[Any], failure: Exception) -> Callable[[], Any]:
    return lambda: exchange.throw(failure)


def _sending(exchange: Exchange[Any], answer: Any) -> Callable[[], Any]:
    return lambda: exchange.send(answer)


@contextmanager
def everything_logged(told: Told) -> Iterator[None]:
    """Every logger of the process, at DEBUG, as the root logger gets it."""

    class Note(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            given = record.args if isinstance(record.args, tuple) else (record.args,)
            kept = [each for each in given if not isinstance(each, float)]  # a float has many digits of its own
            told.texts.append(f"{record.name} {record.getMessage()} {kept} {self.format(record)}")

    root, note = logging.getLogger(), Note()
    level = root.level
    root.addHandler(note)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(note)


def a_day_at_work(told: Told, fake: CountingFake, **more: Any) -> None:
    """Every operation, whole and under every fault, with cookies that tell; what stays unknown is resumed."""
    fake.spoil = lambda _, answer: attrs.evolve(answer, headers={**answer.headers, "set-cookie": f"de={NUMBER}"})
    with on_loopback(fake) as server:
        with open_sync(server, hooks=(told,), journal=MemoryJournal(), **more) as client:
            told.texts += [repr(client), str(client), repr(client.session), repr(client.session.platform)]
            for read in READS:
                told.call(partial(read, client))
            server.script("contel").add(Fault(kind=FaultKind.HUGE, megabytes=9))
            told.call(lambda: client.get_line(msisdn=NUMBER))
            for kind in FAULTS:
                for name, order in ORDERS.items():
                    server.script("contel").add(Fault(kind=kind, on=f"*{_part_of(name)}*", times=1))
                    token = told.call(partial(getattr(client, order.operation), **order.arguments))
                    if token:
                        told.texts.append(token)
                        told.call(partial(client.resume, token))
                        told.call(partial(client.resume, token))
                told.call(lambda: client.get_line(msisdn=NUMBER))
        server.kill()
        with open_sync(server, hooks=(told,), **more) as client:
            told.call(lambda: client.get_line(msisdn=NUMBER))


def _part_of(name: str) -> str:
    writes = {
        "activation": "ativacao/solicitar", "esim_activation": "ativacao/solicitar", "top_up": "recarga/solicitar",
        "swap": "trocaDeChip", "transfer": "holder", "block": "bloqueio", "cancel": "cancel", "plan": "plan",
        "port_in": "portabilidade/solicitar",
    }  # fmt: skip
    return writes[name]


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_nothing_of_the_data_is_told_anywhere(library: str) -> None:
    fake, told = CountingFake(), Told()
    secret = dict(CREDENTIALS)
    with everything_logged(told):
        a_day_at_work(told, fake, transport=HttpxSender(HttpOptions(deadline=5.0), library=library))
    secrets = secrets_of(fake) | secret
    told.texts += [repr(value) for value in (CUSTOMER, LINE)]
    assert_silent("\n".join(told.texts), secrets)
    assert len(told.texts) > 1000
    assert {"OutcomeUnknown", "UnexpectedAnswer", "ProviderRejected", "Unavailable", "AuthenticationFailed"} <= set(
        told.errors
    )
    assert {"RuleViolation", "UnsupportedOperation", "ResumeRefused"} <= set(told.errors)
    assert any(text.startswith("isp_integrations.http ") for text in told.texts)


def test_wrong_credentials_are_told_nowhere() -> None:
    fake, told = CountingFake(), Told()
    wrong = {"chave_acesso": "uma-chave-errada-77", "chave_acesso_franquia": "outra-chave-errada-88"}
    impossible = {**wrong, "ambiente": "ambiente-errado-99"}
    with everything_logged(told), on_loopback(fake) as server:
        from isp_integrations.clients.mvno import connect

        with connect("contel", credentials=wrong, base_url=server.base_url("contel")) as client:
            told.call(client.test_connection)
            told.texts.append(repr(vars(client.session.platform)))
        told.call(partial(connect, "contel", credentials=impossible))
    assert set(told.errors) == {"AuthenticationFailed", "InvalidRecord"}
    assert_silent("\n".join(told.texts), secrets_of(fake) | impossible)


def test_a_record_tells_no_credential() -> None:
    record = create_record(Contel, vault=Vault([Vault.new_key()]), id="1", tenant="loja", credentials=CREDENTIALS)
    assert_silent(f"{record!r} {record} {attrs.asdict(record)!r} {record.to_json()}", CREDENTIALS)


async def test_the_async_client_tells_nothing_either() -> None:
    fake, told = CountingFake(), Told()
    with everything_logged(told), on_loopback(fake) as server:
        for library in ("httpx", "httpx2"):
            sender = AsyncHttpxSender(HttpOptions(deadline=5.0), library=library)
            async with open_async(server, hooks=(told,), transport=sender) as client:
                told.texts.append(repr(await client.get_line(msisdn=NUMBER)))
                server.script("contel").add(Fault(kind=FaultKind.HTML, on="POST recarga/solicitar"))
                with pytest.raises(OutcomeUnknown) as unknown:
                    await client.top_up(line=LINE, plan_code="1")
                with pytest.raises(ProviderRejected) as refused:
                    await client.get_line(msisdn=PORTED)
                told.failed(unknown.value)
                told.failed(refused.value)
    assert_silent("\n".join(told.texts), secrets_of(fake))
    assert told.errors == {"OutcomeUnknown": 2, "ProviderRejected": 2}
