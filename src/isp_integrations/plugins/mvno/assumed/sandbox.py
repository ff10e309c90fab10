"""The fake's side of the ASSUMED wire: routes over a :class:`~.network.Network`, without any log-in of its own.

Token checks belong to the platform whose fake serves these routes; `AssumedRoutes.handle` answers `None` for a path
that is not of this wire.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import DONORS, Holder, Line, Network, PortIn, Refused, TopUp

PAGE_SIZE = 50

_SENTENCES = {
    "line_not_found": (404, "Linha não encontrada."),
    "activation_not_found": (404, "Ativação não encontrada."),
    "plan_not_found": (404, "Plano não encontrado."),
    "sim_not_found": (404, "Chip não encontrado."),
    "donor_not_found": (404, "Operadora não encontrada."),
    "sim_in_use": (409, "Chip em uso."),
    "port_in_open": (409, "Já existe portabilidade em andamento."),
    "insufficient_balance": (402, "Saldo insuficiente."),
}


class AssumedRoutes:
    """Serves the ASSUMED wire over a network's state."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Any]], ...] = (
            ("GET", re.compile("plans"), self._plans),
            ("GET", re.compile("sims"), self._sims),
            ("GET", re.compile("sims/([0-9]+)"), self._sim),
            ("GET", re.compile("numbers"), self._numbers),
            ("POST", re.compile("documents/check"), self._check_document),
            ("GET", re.compile("subscribers"), self._subscribers),
            ("POST", re.compile("subscribers/find"), self._find_subscriber),
            ("POST", re.compile("subscribers"), self._register),
            ("POST", re.compile("activations"), self._activate),
            ("GET", re.compile("activations/([0-9]+)"), self._activation),
            ("GET", re.compile("lines"), self._lines),
            ("GET", re.compile("lines/([0-9]+)"), self._line),
            ("POST", re.compile("lines/([0-9]+)/block"), self._block),
            ("POST", re.compile("lines/([0-9]+)/unblock"), self._unblock),
            ("POST", re.compile("lines/([0-9]+)/cancel"), self._cancel),
            ("POST", re.compile("lines/([0-9]+)/plan"), self._change_plan),
            ("POST", re.compile("lines/([0-9]+)/sim"), self._swap),
            ("POST", re.compile("lines/([0-9]+)/holder"), self._transfer),
            ("GET", re.compile("lines/([0-9]+)/balance"), self._balance),
            ("GET", re.compile("lines/([0-9]+)/usage"), self._usage),
            ("GET", re.compile("lines/([0-9]+)/top-ups"), self._top_ups),
            ("POST", re.compile("lines/([0-9]+)/top-ups"), self._top_up),
            ("GET", re.compile("lines/([0-9]+)/portability"), self._portability),
            ("POST", re.compile("lines/([0-9]+)/portability"), self._request_portability),
            ("POST", re.compile("lines/([0-9]+)/portability/cancel"), self._cancel_portability),
            ("GET", re.compile("donor-operators"), self._donors),
            ("GET", re.compile("reseller/balance"), self._reseller_balance),
        )

    def handle(self, request: FakeRequest) -> HttpAnswer | None:
        """Answer a request of this wire; `None` for any other path."""
        if not request.path.startswith("v1/"):
            return None
        path = request.path.removeprefix("v1/")
        for method, pattern, route in self._routes:
            if method == request.method and (found := pattern.fullmatch(path)):
                return self._answer(route, found.groups(), request)
        return _refusal(404, "not_found", "Rota desconhecida.")

    def _answer(self, route: Callable[..., Any], keys: tuple[str, ...], request: FakeRequest) -> HttpAnswer:
        try:
            content = json.loads(request.body) if request.body else {}
            return _json(200, route(*keys, request.query if request.method == "GET" else content))
        except Refused as refused:
            status, sentence = _SENTENCES.get(refused.code, (422, "Operação não permitida para a linha."))
            return _refusal(status, refused.code, sentence)
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refusal(400, "invalid_request", "Pedido inválido.")

    # --- reading ---

    def _plans(self, query: Any) -> Any:
        plans = [
            {"code": p.code, "name": p.name, "price": p.price, "data_mb": p.data_mb, "voice": f"{p.minutes} min"}
            for p in self.network.plans.values()
        ]
        return _page(plans, query)

    def _sims(self, query: Any) -> Any:
        free = [_sim_of(sim.iccid, esim=sim.esim, line=None) for sim in self.network.stock.values()]
        taken = [_sim_of(line.iccid, esim=line.esim, line=line) for line in self.network.lines]
        chosen = {"true": free, "false": taken}.get(query.get("available", ""), [*free, *taken])
        return _page(chosen, query)

    def _sim(self, iccid: str, _: Any) -> Any:
        line = self.network.by_iccid(iccid)
        if line is not None:
            return _sim_of(iccid, esim=line.esim, line=line)
        if iccid not in self.network.stock:
            raise Refused("sim_not_found")
        return _sim_of(iccid, esim=self.network.stock[iccid].esim, line=None)

    def _numbers(self, query: Any) -> Any:
        area_code = query["area_code"]
        numbers = (f"{area_code}9{8000_0000 + n}" for n in range(5))
        free = [number for number in numbers if self.network.by_number(number) is None]
        return _page([{"number": number, "type": "normal"} for number in free], query)

    def _check_document(self, content: Any) -> Any:
        holder = self.network.subscribers.get(content["tax_id"])
        return {"valid": True, "name": holder.name if holder else None}

    def _subscribers(self, query: Any) -> Any:
        return _page([self._subscriber(holder) for holder in self.network.subscribers.values()], query)

    def _find_subscriber(self, content: Any) -> Any:
        holder = self.network.subscribers.get(content["tax_id"])
        return {"items": [self._subscriber(holder)] if holder else [], "next": None}

    def _register(self, content: Any) -> Any:
        return self._subscriber(self.network.register(_holder(content)))

    def _subscriber(self, holder: Holder) -> Any:
        count = sum(1 for line in self.network.lines if line.holder.tax_id == holder.tax_id)
        return {"id": holder.id, "name": holder.name, "tax_id": holder.tax_id, "line_count": count}

    def _activation(self, iccid: str, _: Any) -> Any:
        return _activation_of(self.network.poll_activation(iccid))

    def _lines(self, query: Any) -> Any:
        return _page([_line_of(line) for line in (*self.network.lines, *self.network.past)], query)

    def _line(self, key: str, _: Any) -> Any:
        line = self.network.find(key)
        self.network.poll_port_in(line)
        return _line_of(line)

    def _balance(self, key: str, _: Any) -> Any:
        line = self.network.find(key)
        return {"data_mb": line.data_mb, "minutes": line.minutes, "sms": line.sms}

    def _usage(self, key: str, query: Any) -> Any:
        self.network.find(key)
        period = {"period_start": "2026-01-01", "period_end": "2026-01-31"}
        return _page([{**period, "data_mb": "512.5", "minutes": "12", "sms": 3}], query)

    def _top_ups(self, key: str, query: Any) -> Any:
        return _page([_top_up_of(made) for made in self.network.find(key).top_ups], query)

    def _portability(self, key: str, _: Any) -> Any:
        line = self.network.find(key)
        self.network.poll_port_in(line)
        return _portability_of(line) or {"status": "none"}

    def _donors(self, query: Any) -> Any:
        return _page([{"id": code, "name": name} for code, name in DONORS.items()], query)

    def _reseller_balance(self, _: Any) -> Any:
        return {"balance": self.network.balance}

    # --- changing ---

    def _activate(self, content: Any) -> Any:
        wanted = content.get("port_in")
        port_in = wanted and PortIn(
            number=wanted["number"],
            ticket=self.network.next_id(),
            requested_at=self.network.now(),
            donor_operator=wanted["donor_operator"] or "",
        )
        line = self.network.activate(
            holder=_holder(content["holder"]),
            plan_code=content["plan"],
            area_code=content["area_code"],
            iccid=content["iccid"],
            number=content["number"],
            port_in=port_in,
        )
        return _activation_of(line)

    def _block(self, key: str, content: Any) -> Any:
        line = self.network.find(key)
        self._unless("already_blocked", lambda: self.network.block(line, *_block_of(content)))
        return {"accepted": True}

    def _unblock(self, key: str, _: Any) -> Any:
        line = self.network.find(key)
        self._unless("already_unblocked", lambda: self.network.unblock(line))
        return {"accepted": True}

    @staticmethod
    def _unless(code: str, act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as refused:
            if refused.code != code:
                raise

    def _cancel(self, key: str, _: Any) -> Any:
        self.network.cancel(self.network.find(key))
        return {"accepted": True}

    def _change_plan(self, key: str, content: Any) -> Any:
        self.network.change_plan(self.network.find(key), content["plan"])
        return {"accepted": True}

    def _swap(self, key: str, content: Any) -> Any:
        self.network.swap(self.network.find(key), content["iccid"])
        return {"accepted": True}

    def _transfer(self, key: str, content: Any) -> Any:
        holder = _holder(content["holder"]) if content["holder"] else None
        self.network.transfer(self.network.find(key), content["contract_id"], holder)
        return {"accepted": True}

    def _top_up(self, key: str, content: Any) -> Any:
        return _top_up_of(self.network.top_up(self.network.find(key), content["plan"]))

    def _request_portability(self, key: str, content: Any) -> Any:
        line = self.network.find(key)
        self.network.request_port_in(line, content["number"], content["donor_operator"] or "")
        return _portability_of(line)

    def _cancel_portability(self, key: str, _: Any) -> Any:
        self.network.cancel_port_in(self.network.find(key))
        return {"accepted": True}


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, default=_plain).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _refusal(status: int, code: str, sentence: str) -> HttpAnswer:
    return _json(status, {"error": {"code": code, "message": sentence}})


def _page(items: list[Any], query: Any) -> Any:
    start = int(query.get("cursor") or 0)
    end = start + PAGE_SIZE
    return {"items": items[start:end], "next": str(end) if end < len(items) else None}


def _block_of(content: Any) -> tuple[BlockScope, BlockReason]:
    return BlockScope(content["scope"]), BlockReason(content["reason"])


def _holder(content: Any) -> Holder:
    return Holder(name=content["name"], tax_id=content["tax_id"])


def _sim_of(iccid: str, *, esim: bool, line: Line | None) -> Any:
    active = line is not None and line.status is not LineStatus.AWAITING_ACTIVATION
    return {
        "iccid": iccid,
        "kind": "esim" if esim else "physical",
        "available": line is None,
        "number": line.msisdn if line and active else None,
        "status": line.status.value if line else None,
    }


def _top_up_of(made: TopUp) -> Any:
    plan = made.plan
    return {
        "id": made.id, "plan": plan.code, "plan_name": plan.name, "at": made.at, "price": plan.price,
        "paid": plan.price,
    }  # fmt: skip


def _portability_of(line: Line) -> Any:
    port = line.portability
    return port and {
        "status": port.status.value, "number": port.number, "donor_operator": port.donor_operator or None,
        "ticket": port.ticket, "requested_at": port.requested_at, "scheduled_for": port.scheduled_for,
        "completed_at": port.completed_at,
    }  # fmt: skip


def _line_of(line: Line) -> Any:
    return {
        "id": line.id, "iccid": line.iccid, "esim": line.esim, "status": line.status.value,
        "number": None if line.status is LineStatus.AWAITING_ACTIVATION else line.msisdn,
        "plan": line.plan.code if line.plan else None, "plan_name": line.plan.name if line.plan else None,
        "contract_id": line.contract_id, "holder_name": line.holder.name, "holder_tax_id": line.holder.tax_id,
        "activated_on": line.activated_on, "expires_on": line.expires_on, "cancelled_on": line.cancelled_on,
        "blocked_since": line.blocked_since, "portability": _portability_of(line),
    }  # fmt: skip


def _activation_of(line: Line) -> Any:
    return {"order": line.order_id, "line": _line_of(line), "subscriber": line.holder.id}
