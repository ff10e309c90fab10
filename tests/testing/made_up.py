"""A made-up platform with its plugin, as a third party would write them, and ways of getting the plugin wrong."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from isp_integrations.core.errors import AuthenticationFailed, ProviderRejected, UnexpectedAnswer
from isp_integrations.core.evidence import DOCUMENTED
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import write_once
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.wire import Endpoint, WireBook
from isp_integrations.testing.mvno import MvnoContract, Seed, host_line

LOG_IN = Endpoint("log_in", "POST", "login", Effect.READ, DOCUMENTED, "made up")
PLANS = Endpoint("plans", "GET", "plans", Effect.READ, DOCUMENTED, "made up")
LINE = Endpoint("line", "GET", "lines/{number}", Effect.READ, DOCUMENTED, "made up")
BLOCK = Endpoint("block", "POST", "lines/{number}/block", Effect.REPEATABLE, DOCUMENTED, "made up")
CREDIT = Endpoint("credit", "POST", "lines/{number}/credit", Effect.WRITE, DOCUMENTED, "made up", settle=2.0)
REPEATED_CREDIT = attrs.evolve(CREDIT, effect=Effect.REPEATABLE)


class MadeUpSandbox:
    """The platform: lines by number, each with an ICCID, a status and its credits."""

    credentials: Mapping[str, str] = {"key": "segredo-da-conta"}

    def __init__(self) -> None:
        self.lines: dict[str, dict[str, Any]] = {}
        self.tokens: set[str] = set()
        self.log_ins = 0

    def handle(self, request: FakeRequest) -> HttpAnswer:
        if request.path == "login":
            return self._log_in(json.loads(request.body))
        if request.headers.get("authorization") not in self.tokens:
            return _answer(401, {"error": "token"})
        if request.path == "plans":
            return _answer(200, {"plans": ["P1", "P2"]})
        _, number, *verb = request.path.split("/")
        line = self.lines.get(number)
        if line is None:
            return _answer(404, {"error": f"linha {number} inexistente"})
        return self._change(line, verb, request) if verb else _answer(200, line)

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def _log_in(self, asked: Any) -> HttpAnswer:
        if asked != dict(self.credentials):
            return _answer(401, {"error": "chave"})
        self.log_ins += 1
        self.tokens.add(f"ficha-da-sessao-{self.log_ins}")
        return _answer(200, {"token": f"ficha-da-sessao-{self.log_ins}"})

    @staticmethod
    def _change(line: dict[str, Any], verb: list[str], request: FakeRequest) -> HttpAnswer:
        if verb == ["block"]:
            already, line["status"] = line["status"] == "blocked", "blocked"
            return _answer(409, {"error": "already"}) if already else _answer(200, {"ok": True})
        if json.loads(request.body)["plan"] not in {"P1", "P2"}:
            return _answer(404, {"error": "plano"})
        line["credits"] += 1
        return _answer(200, {"id": str(line["credits"])})


def _answer(status: int, content: Any) -> HttpAnswer:
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=json.dumps(content).encode())


class MadeUp(MvnoSpec):
    """An honest plugin."""

    key = "made_up"
    title = "Inventada"
    logs_in = True
    credential_fields = (CredentialField(name="key", label="Chave"),)
    wire = WireBook(endpoints=(LOG_IN, PLANS, LINE, BLOCK, CREDIT))
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = {
        m.BlockReason.DEBT: frozenset({m.BlockScope.TOTAL})
    }

    @classmethod
    def sandbox(cls) -> MadeUpSandbox:
        return MadeUpSandbox()

    def log_in(self) -> Exchange[str]:
        body = dict(self.account.credentials)
        content = self.read((yield from self.call(LOG_IN, body=body, authenticated=False)))
        return str(content["token"])

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        return attrs.evolve(request, headers=(*request.headers, ("authorization", token)))

    def read(self, answer: HttpAnswer) -> Any:
        if answer.status == 401:
            raise AuthenticationFailed(message="A chave foi recusada.")
        content = answer.json()
        if not isinstance(content, dict):
            raise UnexpectedAnswer(message="Não é um objeto.", paths=("$",))
        if answer.status >= 400:
            raise ProviderRejected(message="A plataforma recusou.", code=str(answer.status))
        return content

    def line(self, number: str) -> Exchange[dict[str, Any]]:
        content: dict[str, Any] = self.read((yield from self.call(LINE, path={"number": number})))
        return content

    @operation(uses=(PLANS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        self.read((yield from self.call(PLANS)))

    @operation(uses=(PLANS,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        content = self.read((yield from self.call(PLANS)))
        return Page(items=tuple(m.MobilePlan(code=code, name=code) for code in content["plans"]))

    @operation(uses=(LINE,))
    def get_line(self, request: r.GetLine) -> Exchange[m.MvnoLine]:
        number = request.msisdn.national if request.msisdn else ""
        return self.shown((yield from self.line(number)))

    @staticmethod
    def shown(line: Mapping[str, Any]) -> m.MvnoLine:
        statuses = {"active": m.LineStatus.ACTIVE, "blocked": m.LineStatus.BLOCKED_TOTAL}
        return m.MvnoLine(
            msisdn=Msisdn.parse(line["number"]),
            iccid=Iccid.parse(line["iccid"]),
            status=statuses.get(line["status"], m.LineStatus.UNKNOWN),
        )

    @operation(uses=(BLOCK, LINE))
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]:
        number = _national(request.line)
        try:
            self.read((yield from self.call(BLOCK, path={"number": number})))
        except ProviderRejected as refused:
            if refused.code != "409":
                raise
        return self.shown((yield from self.line(number)))

    @operation(uses=(CREDIT, LINE))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        number = _national(request.line)
        before = (yield from self.line(number))["credits"]

        def send() -> Exchange[m.TopUp]:
            body = {"plan": request.plan_code}
            content = self.read((yield from self.call(CREDIT, path={"number": number}, body=body)))
            return m.TopUp(platform_id=content["id"])

        def look() -> Exchange[m.TopUp | None]:
            now = (yield from self.line(number))["credits"]
            return m.TopUp(platform_id=str(now)) if now > before else None

        return (yield from write_once(send, look, settle=self.wire.settle(CREDIT)))


def _national(line: m.MvnoLine) -> str:
    return line.msisdn.national if line.msisdn else ""


class Doubling(MadeUp):
    """Lets a purchase be repeated like a block."""

    key = "doubling"
    wire = WireBook(endpoints=(LOG_IN, PLANS, LINE, BLOCK, REPEATED_CREDIT))

    @operation(uses=(REPEATED_CREDIT,))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        step = self.call(REPEATED_CREDIT, path={"number": _national(request.line)}, body={"plan": request.plan_code})
        content = self.read((yield from step))
        return m.TopUp(platform_id=content["id"])


class Lying(MadeUp):
    """Says that a purchase whose answer was lost did not happen, without looking."""

    key = "lying"

    @operation(uses=(CREDIT, LINE))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        number = _national(request.line)

        def send() -> Exchange[m.TopUp]:
            body = {"plan": request.plan_code}
            content = self.read((yield from self.call(CREDIT, path={"number": number}, body=body)))
            return m.TopUp(platform_id=content["id"])

        def look() -> Exchange[None]:
            yield from self.line(number)

        return (yield from write_once(send, look, settle=2.0))


class Gullible(MadeUp):
    """Takes an answer that it does not understand for an empty one."""

    key = "gullible"

    def read(self, answer: HttpAnswer) -> Any:
        try:
            return super().read(answer)
        except UnexpectedAnswer:
            return {"plans": ["P1", "P2"], "token": "x"}


class Chatty(MadeUp):
    """Repeats the platform's own words, numbers included, and the key."""

    key = "chatty"

    def read(self, answer: HttpAnswer) -> Any:
        if answer.status == 404:
            raise ProviderRejected(message=answer.json()["error"])
        if b"<h1>" in answer.body:
            raise UnexpectedAnswer(message=f"Com a chave {self.account.credentials['key']}: {answer.text()}")
        return super().read(answer)


class Confused(MadeUp):
    """Tells refused credentials as any refusal, and an established block as a failure."""

    key = "confused"

    def read(self, answer: HttpAnswer) -> Any:
        if answer.status in {401, 409}:
            raise ProviderRejected(message="A plataforma recusou.")
        return super().read(answer)


class MadeUpContract(MvnoContract[MadeUpSandbox]):
    """What the suite is told of the platform."""

    def seed(self, fake: MadeUpSandbox) -> Seed:
        seeded = {"11961234567": "8955060000000000012", "11961234568": "8955060000000000020"}
        for number, iccid in seeded.items():
            fake.lines[number] = {"number": number, "iccid": iccid, "status": "active", "credits": 0}
        fake.lines["11961234568"]["status"] = "blocked"
        active, blocked = (host_line(number, iccid, plan_code="P1") for number, iccid in seeded.items())
        return Seed(
            line=active,
            blocked_line=attrs.evolve(blocked, status=m.LineStatus.BLOCKED_TOTAL),
            plan_code="P1",
            other_plan_code="P2",
            free_iccid=Iccid.parse("8955060000000000038"),
        )

    def state(self, fake: MadeUpSandbox) -> object:
        return json.dumps(fake.lines)


PLUGINS: tuple[type[MadeUp], ...] = (MadeUp, Doubling, Lying, Gullible, Chatty, Confused)


def contract_of(plugin: type[MadeUp]) -> type[MadeUpContract]:
    """The suite for one of the plugins."""
    return type(f"Test{plugin.__name__}", (MadeUpContract,), {"platform": plugin.key})
