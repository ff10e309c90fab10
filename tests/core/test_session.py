"""Support and evidence are checked before a plugin is asked, and a host's hooks never count as support."""

from typing import Any, ClassVar

import pytest

from isp_integrations.core.errors import (
    BrokenPlugin,
    ConfigurationError,
    InvalidRecord,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.platform import (
    Account,
    CredentialField,
    Platform,
    first_result,
    hookimpl,
    host_hook,
    operation,
)
from isp_integrations.core.session import Session
from isp_integrations.core.wire import Endpoint, WireBook

SEEN = Endpoint("seen", "GET", "visto", Effect.READ, OBSERVED, "zoo 1")
GUESSED = Endpoint("guessed", "POST", "chute", Effect.WRITE, ASSUMED, "ours")


class ZooSpec(Platform):
    family: ClassVar[str] = "zoo"

    @first_result
    def feed(self, request: str) -> Exchange[str]: ...
    @first_result
    def wash(self, request: str) -> Exchange[str]: ...
    @first_result
    def sell(self, request: str) -> Exchange[str]: ...


def _big(request: str) -> tuple[Endpoint, ...]:
    return (GUESSED,) if request == "elephant" else ()


class Zoo(ZooSpec):
    key = "zoo"
    title = "Zoológico"
    wire = WireBook(endpoints=(SEEN, GUESSED))
    credential_fields = (
        CredentialField(name="token", label="Token"),
        CredentialField(name="city", label="Cidade", required=False, choices=("SP", "RJ")),
    )

    @operation(uses=(SEEN,), also=_big)
    def feed(self, request: str) -> Exchange[str]:
        answer = yield from self.call(SEEN)
        return f"{request}: {answer.status}"

    @operation(uses=(SEEN, GUESSED))
    def sell(self, request: str) -> Exchange[str]:
        yield from self.call(GUESSED)
        return request


def session(*hooks: object, accept_assumed: bool = False) -> Session:
    return Session(Zoo(Account(credentials={"token": "t"})), accept_assumed=accept_assumed, host_hooks=hooks)


def carry(exchange: Exchange[Any]) -> tuple[Any, list[str]]:
    """Answer every step with an empty 200; the result and the steps' labels."""
    labels: list[str] = []
    try:
        step = next(exchange)
        while True:
            labels.append(step.label)
            step = exchange.send(HttpAnswer(status=200))
    except StopIteration as end:
        return end.value, labels


def test_an_implemented_operation_is_carried_out() -> None:
    assert carry(session().exchange(ZooSpec.feed, "ant")) == ("ant: 200", ["seen"])


def test_an_operation_the_platform_does_not_implement_is_unsupported() -> None:
    with pytest.raises(UnsupportedOperation) as caught:
        session().exchange(ZooSpec.wash, "ant")
    assert (caught.value.platform, caught.value.operation) == ("zoo", "wash")


def test_an_assumed_wire_is_refused_before_any_step() -> None:
    with pytest.raises(UnverifiedWire) as caught:
        session().exchange(ZooSpec.sell, "ant")
    assert caught.value.assumed == ("guessed",)


def test_an_assumed_wire_is_used_where_the_account_accepts_it() -> None:
    assert carry(session(accept_assumed=True).exchange(ZooSpec.sell, "ant")) == ("ant", ["guessed"])


def test_only_the_request_that_needs_the_assumed_part_is_refused() -> None:
    assert carry(session().exchange(ZooSpec.feed, "ant"))[0] == "ant: 200"
    with pytest.raises(UnverifiedWire):
        session().exchange(ZooSpec.feed, "elephant")


AT_THE_GATE = Endpoint("gate", "GET", "portao", Effect.READ, OBSERVED, "zoo 2", base="gate")


class ZooWithAGate(Zoo):
    other_bases: ClassVar[dict[str, str]] = {"gate": "Endereço do portão"}
    wire = WireBook(endpoints=(SEEN, GUESSED, AT_THE_GATE))

    @operation(uses=(SEEN,), also=lambda request: (AT_THE_GATE,) if request == "visitor" else ())
    def feed(self, request: str) -> Exchange[str]:
        yield from self.call(SEEN)
        yield from self.call(AT_THE_GATE)
        return request


def test_an_address_that_the_account_lacks_is_told_before_any_step_and_only_where_the_request_needs_it() -> None:
    lacking = Session(ZooWithAGate(Account(credentials={"token": "t"})))
    with pytest.raises(ConfigurationError, match=r"Zoológico: falta other_base_urls\.gate \(Endereço do portão\)\."):
        lacking.exchange(ZooSpec.feed, "visitor")
    assert (lacking.lacking(ZooSpec.feed, "visitor"), lacking.lacking(ZooSpec.feed, "ant")) == (("gate",), ())
    assert lacking.refusal(ZooSpec.feed, "visitor") is None
    lacking.require(ZooSpec.feed, "ant")
    having = Session(ZooWithAGate(Account(credentials={"token": "t"}, other_bases=frozenset({"gate"}))))
    assert carry(having.exchange(ZooSpec.feed, "visitor")) == ("visitor", ["seen", "gate"])


def test_a_host_hook_on_an_operation_does_not_make_it_supported() -> None:
    class Pretender:
        @hookimpl(wrapper=True)
        def wash(self, request: str) -> Any:
            return (yield)

    with pytest.raises(UnsupportedOperation):
        session(Pretender()).exchange(ZooSpec.wash, "ant")


class Auditor:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log

    @host_hook
    def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
        self.log.append(f"{self.name} before {operation} {request}")
        result = yield from exchange
        self.log.append(f"{self.name} after {result}")
        return result


def test_around_sees_the_real_outcome_and_not_only_the_call() -> None:
    log: list[str] = []
    exchange = session(Auditor("a", log)).exchange(ZooSpec.feed, "ant")
    assert log == [], "nothing was sent yet, so nothing is told"
    carry(exchange)
    assert log == ["a before feed ant", "a after ant: 200"]


def test_several_around_hooks_stand_one_inside_the_other() -> None:
    log: list[str] = []
    carry(session(Auditor("a", log), Auditor("b", log)).exchange(ZooSpec.feed, "ant"))
    assert [line.split()[:2] for line in log] in (
        [["a", "before"], ["b", "before"], ["b", "after"], ["a", "after"]],
        [["b", "before"], ["a", "before"], ["a", "after"], ["b", "after"]],
    )


def test_around_may_veto_before_any_step() -> None:
    class Veto:
        @host_hook
        def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
            raise PermissionError(operation)
            yield

    with pytest.raises(PermissionError, match="feed"):
        carry(session(Veto()).exchange(ZooSpec.feed, "ant"))


def test_a_failing_listener_is_collected_and_stops_no_other() -> None:
    heard: list[Any] = []

    class Deaf:
        @host_hook
        def on_event(self, event: Any) -> None:
            raise ValueError(f"secret {event}")

    class Listener:
        @host_hook
        def on_event(self, event: Any) -> None:
            heard.append(event)

    failures = session(Deaf(), Listener()).announce(("born", "sold"))
    assert heard == ["born", "sold"]
    assert failures == ("host-0: ValueError", "host-0: ValueError")


def declare(body: dict[str, Any]) -> type[Platform]:
    return type("Bad", (ZooSpec,), {"key": "bad", "title": "Ruim", "wire": WireBook(endpoints=()), **body})


def test_an_override_without_its_mark_is_refused_when_the_class_is_declared() -> None:
    def feed(self: Any, request: str) -> None: ...

    with pytest.raises(BrokenPlugin, match="feed"):
        declare({"feed": feed})


def test_a_marked_name_that_no_hook_has_is_refused() -> None:
    @operation(uses=())
    def fed(self: Any, request: str) -> Any: ...

    with pytest.raises(BrokenPlugin, match="fed"):
        declare({"fed": fed})


def test_another_signature_than_the_hook_s_is_refused() -> None:
    @operation(uses=())
    def feed(self: Any, animal: str) -> Any: ...

    with pytest.raises(BrokenPlugin, match="animal"):
        declare({"feed": feed})


@pytest.mark.parametrize(
    ("credentials", "problem"),
    [
        ({}, "credentials.token: obrigatório"),
        ({"token": "t", "tokem": "x"}, "credentials.tokem: campo desconhecido"),
        ({"token": "a\nb"}, "credentials.token: deve ser texto"),
        ({"token": 5}, "credentials.token: deve ser texto"),
        ({"token": "t", "city": "BH"}, "credentials.city: deve ser um de SP, RJ"),
    ],
)
def test_a_credential_that_does_not_fit_is_named_without_its_value(credentials: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Zoo(Account(credentials=credentials))
    assert problem in str(caught.value)


def test_an_account_and_its_plugin_never_show_credentials() -> None:
    plugin = Zoo(Account(credentials={"token": "s3cret"}))
    assert "s3cret" not in f"{plugin!r} {plugin.account!r}"


def test_a_request_shows_its_name_alone() -> None:
    step = HttpRequest(
        name="n", method="GET", path="linhas/11961234567", query=(("cpf", "11144477735"),), body={"nome": "Fulana"}
    )
    assert not any(secret in repr(step) for secret in ("11961234567", "11144477735", "Fulana"))
