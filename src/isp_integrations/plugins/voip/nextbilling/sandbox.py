"""A stateful fake of NextBilling, written from the contract file: paths with the two secrets in them, envelope, HTTP
statuses, texts for numbers, and money with a comma in the totals of calls and with a dot elsewhere.

What no page tells is read and written through the plugin's own models, so that a guessed key is never confirmed here;
sentences of refusals are made up. The ASSUMED calls answer over the same state.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.fake_assumed import Refused
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import PostalCode, parse_tax_id
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.voip.models import (
    AllowanceSlot,
    CallKind,
    Permission,
    PersonType,
    SubscriberLimits,
    SubscriberProfile,
)
from isp_integrations.plugins.voip.assumed.pabx import COMPANY, PERSON, Call, Line, Pabx, Subscriber
from isp_integrations.plugins.voip.assumed.sandbox import AssumedRoutes
from isp_integrations.plugins.voip.nextbilling import wire as w

CREDENTIALS: Final = {
    "token": "00aa11bb22cc33dd44ee",
    "chave": "sandbox-key-0000000000",
    "revenda": "3",
    "geracao": "NV",
}
LARGEST_REQUEST = 128 * 1024
NOW: Final = datetime(2026, 1, 15, 12, 0, 0)  # noqa: DTZ001  platforms print naive local time
_DAY: Final = date(2026, 1, 10)
_SENTENCES = {
    "subscriber_not_found": "Assinante não encontrado.",
    "line_not_found": "Linha não encontrada.",
    "plan_not_found": "Plano não encontrado.",
    "allowance_not_found": "Franquia não encontrada.",
    "username_taken": "Usuário já existe.",
    "line_username_taken": "Já existe uma linha com este usuário.",
    "too_many_lines": "Limite de linhas do assinante atingido.",
}


class _BadRequest(Exception):
    """An HTTP error of the interface itself (nextbilling 1.1)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class NextBillingSandbox:
    """NextBilling's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Attributes:
        pabx: the state; two subscribers, the first of them with two lines, calls made and one live call.
    """

    def __init__(self) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.pabx = Pabx()
        self._open = True
        self._assumed = AssumedRoutes(self.pabx)
        self._routes: dict[tuple[str, str], Callable[[FakeRequest, list[str]], Any]] = {
            ("PUT", "manageCustomers"): self._create_subscriber,
            ("POST", "statusCustomer"): self._switch,
            ("PUT", "manageDevices"): self._create_line,
            ("GET", "listDevices"): self._lines,
            ("GET", "cdr"): self._calls,
            ("PUT", "manageDID"): self._assign,
        }
        seed(self.pabx)

    def expire_tokens(self) -> None:
        """Refuse token and key from now on: they are fixed ones."""
        self._open = False

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        try:
            return self._answer(request)
        except _BadRequest as bad:
            return _json(bad.status, {"error": 1, "reason": bad.reason})
        except Refused as refused:
            return _json(200, {"error": 1, "reason": _SENTENCES[refused.code]})
        except (UnexpectedAnswer, ValueError, KeyError, TypeError):
            return _json(400, {"error": 1, "reason": "Requisição incompleta."})

    def _answer(self, request: FakeRequest) -> HttpAnswer:
        root, name, *rest = request.path.split("/")
        if len(request.body) > LARGEST_REQUEST:
            raise _BadRequest(413, "Requisição maior que 128 kB.")
        if root != "api" or len(rest) < 2:  # noqa: PLR2004
            raise _BadRequest(404, "Opção desconhecida.")
        if not self._open or rest[:2] != [CREDENTIALS["token"], CREDENTIALS["chave"]]:
            raise _BadRequest(403, "Token inválido.")
        path = "/".join((name, *rest[2:]))
        inner = FakeRequest(
            method=request.method, path=path, query=request.query, headers=request.headers, body=request.body
        )
        if assumed := self._assumed.handle(inner):
            return assumed
        route = self._routes.get((request.method, name))
        if route is None:
            raise _BadRequest(404, "Opção desconhecida.")
        return _json(200, {"error": 0, "reason": "OK", **route(request, rest[2:])})

    # --- routes ---

    def _create_subscriber(self, request: FakeRequest, _: list[str]) -> Any:
        asked = w.BOOK.read(w.NewSubscriber, json.loads(request.body))
        made = self.pabx.save(_profile(asked), username=asked.username, password=asked.password)
        told = made.password if asked.generates_password else None
        return w.BOOK.plain(w.SubscriberMade(id=made.id, password=told))

    def _switch(self, request: FakeRequest, _: list[str]) -> Any:
        asked = json.loads(request.body)
        subscriber = self.pabx.subscriber(str(asked["id"]))
        before, subscriber.enabled = subscriber.enabled, {0: False, 1: True}[asked["status"]]
        return {
            "customer_id": int(subscriber.id),
            "customer_name": subscriber.profile.trade_name or subscriber.profile.legal_name,
            "old_status": int(before),
            "new_status": int(subscriber.enabled),
        }

    def _create_line(self, request: FakeRequest, rest: list[str]) -> Any:
        asked = json.loads(request.body)
        if rest != ["1"]:
            raise _BadRequest(404, "Opção desconhecida.")
        if asked["auth"] != w.BY_PASSWORD or not asked["username"] or not asked["password"]:
            raise _BadRequest(422, "Informe usuário e senha.")
        plan = str(asked.get("rate_id", w.SAME_PLAN))
        self.pabx.add_line(
            str(asked["customer_id"]),
            username=asked["username"],
            password=asked["password"],
            number=asked.get("callerid", ""),
            simultaneous_calls=asked.get("simultaneas", 1),
            sales_plan_id=None if plan == w.SAME_PLAN else plan,
        )
        return {}

    def _lines(self, _: FakeRequest, rest: list[str]) -> Any:
        if not rest:
            raise _BadRequest(422, "Informe o assinante.")
        subscriber = self.pabx.subscriber(rest[0])
        lines = [_device(line) for line in subscriber.lines]
        group = {
            "id_cliente": int(subscriber.id),
            "nome_fantasia": subscriber.profile.trade_name,
            "records": len(lines),
            "data": lines,
        }
        return {"records": 1, "data": [group]}

    def _calls(self, request: FakeRequest, rest: list[str]) -> Any:
        if not rest:
            raise _BadRequest(422, "Informe o assinante.")
        query = request.query
        today = NOW.date().isoformat()
        first, last = query.get("date_ini", today), query.get("date_end", today)
        line = query.get(w.LINE_PARAMETER[CREDENTIALS["geracao"]])
        calls = [
            call
            for call in self.pabx.subscriber(rest[0]).calls
            if first <= call.started_at.date().isoformat() <= last and line in {None, call.line_id}
        ]
        start, limit = int(query.get("start", 0)), int(query.get("limit", 100))
        return _listed(calls, start, calls[start : start + limit], limit)

    def _assign(self, request: FakeRequest, _: list[str]) -> Any:
        asked = json.loads(request.body)
        if asked["did_type"] != w.RINGS_A_LINE:
            raise _BadRequest(422, "Tipo de número desconhecido.")
        self.pabx.assign(asked["did_number"], str(asked["device_id"]), str(asked["customer_id"]))
        return {}


def _secret(number: int) -> str:
    return f"sandbox-{number:08d}"


def seed(pabx: Pabx) -> tuple[Subscriber, Subscriber]:
    """A company with two lines and calls, and a person without."""
    company = pabx.save(COMPANY, username="padaria", password=_secret(0))
    company.balance = Decimal("1234.5")
    first = pabx.add_line(company.id, username="1001", password=_secret(1), number="1130000001")
    second = pabx.add_line(company.id, username="1002", password=_secret(2), sales_plan_id="8")
    first.balance = Decimal("1250.75")
    for number in range(5):
        kind = CallKind.MOBILE if number % 2 else CallKind.FIXED
        line = second if number == 4 else first  # noqa: PLR2004
        company.calls.append(
            _call(str(900 + number), line, kind, seconds=60 * (number + 1), value=Decimal(number + 1))
        )
    company.calls.append(_call("905", first, CallKind.FIXED, seconds=9000, value=Decimal("1234.56")))
    company.live.append(_call("950", first, CallKind.MOBILE, seconds=30, value=Decimal(0)))
    person = pabx.save(PERSON)
    return company, person


def _call(call_id: str, line: Line, kind: CallKind, *, seconds: int, value: Decimal) -> Call:
    destination = "11961234567" if kind is CallKind.MOBILE else "1140000000"
    return Call(
        id=call_id,
        line_id=line.id,
        started_at=datetime(_DAY.year, _DAY.month, _DAY.day, 9, int(call_id) % 60),  # noqa: DTZ001
        seconds=seconds,
        kind=kind,
        origin="1130000001",
        destination=destination,
        value=value,
        cost=value / 2,
    )


def _profile(asked: w.NewSubscriber) -> SubscriberProfile:
    address = Address(
        street=asked.street,
        number=asked.house_number,
        complement=asked.complement,
        district=asked.district,
        city=asked.city,
        state=asked.state,
        postal_code=PostalCode.parse(asked.postal_code),
    )
    return SubscriberProfile(
        person_type=PersonType(asked.person_type),
        tax_id=parse_tax_id(asked.tax_id),
        legal_name=asked.legal_name,
        trade_name=asked.trade_name,
        address=address,
        email=asked.email,
        phone=asked.phone,
        modality=asked.modality,
        sales_plan_id=asked.sales_plan_id,
        allowance_enabled=bool(asked.allowance_enabled),
        allowances={
            slot.category: AllowanceSlot(allowance_id=slot.allowance_id, consumes_local=bool(slot.consumes_local))
            for slot in asked.allowances
        },
        permissions=tuple(permission for permission in Permission if getattr(asked, permission.value)),
        limits=SubscriberLimits(ip_lines=asked.max_lines, queues=asked.max_queues, ivrs=asked.max_ivrs),
        cycle_start_day=asked.cycle_start_day,
    )


def _device(line: Line) -> dict[str, str]:
    supposed = w.Device(
        id=line.id,
        subscriber_id=line.subscriber_id,
        status=str(int(line.active)),
        caller_id=line.number,
        simultaneous_calls=line.simultaneous_calls,
    )
    documented = {
        "id": line.id, "id_cliente": line.subscriber_id, "id_plano": line.sales_plan_id or w.SAME_PLAN,
        "id_audio": "0", "tipo_tar": "1", "ddd_local": "5511", "tech": "SIP", "username": line.username,
        "domain": "dynamic", "port": "5060", "rtp_symmetric": "1", "techprefix": "",
        "saldo": f"{line.balance:.5f}", "voip": "1",
    }  # fmt: skip
    return {**{name: str(value) for name, value in w.BOOK.plain(supposed).items()}, **documented}


def _listed(calls: list[Call], start: int, rows: list[Call], limit: int) -> Any:
    seconds = sum(call.seconds for call in calls)
    value = sum((call.value for call in calls), Decimal(0))
    cost = sum((call.cost for call in calls), Decimal(0))
    return {
        "total_records": len(calls), "total_time": seconds, "total_time_text": _clock(seconds),
        "total_value": _brazilian(value), "total_cost_time": seconds, "total_cost_time_text": _clock(seconds),
        "total_cost_value": _brazilian(cost), "total_profit_on_ass": _brazilian(value - cost), "limit": limit,
        "offset": start, "records": len(rows), "data": [_row(call) for call in rows],
    }  # fmt: skip


def _row(call: Call) -> Any:
    """A row. Its price has a decimal comma as the totals have, its cost a dot as the balances: both happen."""
    row = w.Row(
        seconds=call.seconds,
        kind="movel" if call.kind is CallKind.MOBILE else "fixo",
        value=_brazilian(call.value),
        cost=f"{call.cost:.5f}",
        id=call.id,
        line_id=call.line_id,
        started_at=call.started_at.isoformat(sep=" "),
        origin=call.origin,
        destination=call.destination,
    )
    return w.BOOK.plain(row)


def _brazilian(amount: Decimal) -> str:
    """`1.234,56000`."""
    return f"{amount:,.5f}".translate(str.maketrans(",.", ".,"))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
