"""A stateful fake of Braz Móvel, written from the contract file: its app's calls, and the ASSUMED wire.

Amounts are plain numbers without a unit, as there; words of statuses, sentences of errors and the customer answered
to his creation are made up, for none is public.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import DEFAULT_PLANS, Holder, Line, Network, Sim, TopUp, make_iccid
from isp_integrations.plugins.mvno.assumed.sandbox import AssumedRoutes

CREDENTIALS: Final = {"token": "braz-sandbox-0000000000000000"}
DEFAULT_STOCK = tuple(Sim(iccid=make_iccid(number), id=str(500 + number)) for number in range(1, 9))
Row = dict[str, Any]


def _default_lines() -> tuple[Line, ...]:
    people = (("Ana Exemplo", "52998224725"), ("Bruno Modelo", "12345678909"))
    return tuple(
        Line(
            id=str(100 + number),
            msisdn=f"119612347{number:02d}",
            iccid=make_iccid(100 + number),
            holder=Holder(name=name, tax_id=tax_id),
            plan=DEFAULT_PLANS[number],
            activated_on=date(2025, 6, 1),
            expires_on=date(2026, 2, 1),
            data_mb=Decimal(1024),
            minutes=40,
            sms=10,
        )
        for number, (name, tax_id) in enumerate(people, start=1)
    )


class _NotFound(Exception):
    """There is no such customer or line."""


class BrazMovelSandbox:
    """Braz Móvel's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        lines, stock: the state at the beginning; synthetic by default.
    """

    def __init__(self, *, lines: Iterable[Line] | None = None, stock: Iterable[Sim] = DEFAULT_STOCK) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.network = Network(stock=stock)
        for line in _default_lines() if lines is None else lines:
            self.network.add_line(line)
        self._assumed = AssumedRoutes(self.network)
        self._open = True
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Any]], ...] = (
            ("GET", re.compile("customer/cpf/([0-9]+)"), self._customer_by_cpf),
            ("GET", re.compile("customer/([0-9]+)"), self._customer),
            ("GET", re.compile("product"), self._products),
            ("GET", re.compile("line/([0-9]+)/plan"), self._plans),
            ("GET", re.compile("line/([0-9]+)/usage"), self._usage),
            ("GET", re.compile("line/([0-9]+)/payment"), self._payments),
        )

    def expire_tokens(self) -> None:
        """Refuse the partner's token from now on."""
        self._open = False

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        given = request.headers.get("authorization", "")
        if not self._open or given != f"Bearer {CREDENTIALS['token']}":
            return _json(401, {"error": "Unauthorized"})
        if answer := self._assumed.handle(request):
            return answer
        if (request.method, request.path) == ("POST", "customer"):
            return self._create_customer(request.body)
        try:
            for method, pattern, route in self._routes:
                if method == request.method and (found := pattern.fullmatch(request.path)):
                    return _json(200, route(*found.groups()))
        except _NotFound:
            return _json(404, {"message": "Registro não encontrado."})
        return _json(404, {"error": "Cannot find route"})

    def _create_customer(self, body: bytes) -> HttpAnswer:
        try:
            asked = json.loads(body)
            name, cpf, email = asked["name"], asked["cpf"], asked["email"]
        except (ValueError, KeyError, TypeError):
            return _json(400, {"error": "Dados inválidos."})
        if not (name and cpf and email):
            return _json(422, {"message": "Informe nome, e-mail e CPF."})
        if cpf in self.network.subscribers:
            return _json(409, {"error": "CPF já cadastrado."})
        return _json(201, self._shown(self.network.register(Holder(name=name, tax_id=cpf))))

    def _customer_by_cpf(self, cpf: str) -> Row:
        if cpf not in self.network.subscribers:
            raise _NotFound
        return self._shown(self.network.subscribers[cpf])

    def _customer(self, customer_id: str) -> Row:
        found = next((each for each in self.network.subscribers.values() if each.id == customer_id), None)
        if found is None:
            raise _NotFound
        return self._shown(found)

    def _shown(self, holder: Holder) -> Row:
        lines = [each for each in self.network.lines if each.holder.tax_id == holder.tax_id]
        return {
            "id": int(holder.id), "name": holder.name, "email": "pessoa@example.invalid", "cpf": holder.tax_id,
            "status": "ACTIVE", "birthdate": "1990-01-01", "createdAt": "2025-06-01T12:00:00.000Z",
            "updatedAt": "2025-06-01T12:00:00.000Z",
            "lines": [
                {"id": int(each.id), "iccid": each.iccid, "msisdn": f"55{each.msisdn}", "status": _word(each)}
                for each in lines
            ],
        }  # fmt: skip

    def _products(self) -> Row:
        return _list([
            {
                "id": int(plan.code), "title": plan.name, "subtitle": "por ciclo", "price": float(plan.price),
                "cycle": "MONTHLY", "status": "ACTIVE", "productId": 900 + int(plan.code),
            }
            for plan in self.network.plans.values()
        ])  # fmt: skip

    def _line(self, line_id: str) -> Line:
        found = next((each for each in self.network.lines if each.id == line_id), None)
        if found is None:
            raise _NotFound
        return found

    def _plans(self, line_id: str) -> Row:
        line = self._line(line_id)
        if line.plan is None:
            return _list([])
        return _list([
            {
                "id": 1, "recurring": True, "startDate": _iso(line.activated_on), "endDate": _iso(line.expires_on),
                "status": "ACTIVE", "paymentMethod": "PIX", "lineId": int(line.id),
                "product": {"id": int(line.plan.code), "title": line.plan.name},
            }
        ])  # fmt: skip

    def _usage(self, line_id: str) -> Row:
        line = self._line(line_id)
        total = line.plan.data_mb if line.plan else line.data_mb
        data = {"remaining": float(line.data_mb), "total": float(total)}
        return {**data, "types": [{"description": "Internet", **data}]}

    def _payments(self, line_id: str) -> Row:
        return _list([_payment(made) for made in self._line(line_id).top_ups])


def _payment(made: TopUp) -> Row:
    return {
        "id": int(made.id), "amount": float(made.plan.price), "status": "PAID", "payedAt": made.at.isoformat(),
        "startDate": _iso(made.at.date()), "endDate": None,
    }  # fmt: skip


def _word(line: Line) -> str:
    return "ACTIVE" if line.status is LineStatus.ACTIVE else "OTHER"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _list(items: list[Row]) -> Row:
    return {"items": items, "count": len(items)}


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
