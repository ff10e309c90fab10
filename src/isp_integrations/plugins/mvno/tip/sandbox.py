"""A stateful fake of "Easy2Use", written from the contract file: its token in the query, codes, words and quirks.

Codes come as a number or as text; refusals as a 200 with another code, unknown SIMs as a 404 with one sentence,
impossible requests as a 422 with several. The catalogue is a bare list. How a SIM is called while its activation is
pending, and how a port-in that goes wrong is called, nobody outside knows: those words are the fake's own. The calls
that are not publicly known answer on the ASSUMED wire, over the same state.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.models import BlockReason, BlockScope, LineStatus, PortabilityStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import (
    DEFAULT_PLANS,
    FIXED_NOW,
    OPEN_PORT_IN,
    Holder,
    Line,
    Network,
    Plan,
    PortIn,
    Refused,
    Sim,
    TopUp,
    make_iccid,
)
from isp_integrations.plugins.mvno.assumed.sandbox import AssumedRoutes
from isp_integrations.plugins.mvno.tip import wire as w

CREDENTIALS: Final = {w.TOKEN_PARAMETER: "7Tok3n5andb0x" * 4}
MOST_GIGABYTES: Final = 5
"""What one carrier lets be added at once (tip 1.5)."""

_PENDING: Final = "EM ATIVAÇÃO"
_WORDS = {
    LineStatus.ACTIVE: w.IN_USE,
    LineStatus.AWAITING_ACTIVATION: _PENDING,
    LineStatus.CANCELLED: w.CANCELLED,
    LineStatus.INACTIVE: "INATIVO",
    LineStatus.UNKNOWN: "EM ANÁLISE",
}
_PORT_WORDS = {
    PortabilityStatus.PENDING: "AGUARDANDO JANELA",
    PortabilityStatus.COMPLETED: "PORTABILIDADE CONCLUIDA",
    PortabilityStatus.REFUSED: "PORTABILIDADE RECUSADA",
    PortabilityStatus.CANCELLED: "PORTABILIDADE CANCELADA",
}
_REASONS = {number: reason for reason, number in w.BLOCK_REASONS.items()}
_SENTENCES = {
    "already_blocked": "O chip já está bloqueado.",
    "already_unblocked": "O chip não está bloqueado.",
    "already_cancelled": "O chip já foi cancelado.",
    "line_not_active": "O contrato não está em uso.",
    "plan_not_found": "Plano inválido.",
    "sim_in_use": "O chip não está disponível.",
    "too_much_data": "Quantidade acima do limite da operadora.",
}
_DEFAULT_STOCK = tuple(Sim(iccid=make_iccid(number)) for number in range(1, 9))


def _default_lines() -> tuple[Line, ...]:
    holders = (
        ("Elis Exemplo", "52998224725"),
        ("Fábio Modelo", "11144477735"),
        ("Empresa Amostra", "11222333000181"),
    )
    return tuple(
        Line(
            id=str(7000 + place),
            msisdn=f"119612346{place:02d}",
            iccid=make_iccid(200 + place),
            holder=Holder(name=name, tax_id=tax_id),
            plan=DEFAULT_PLANS[place],
            activated_on=date(2025, 9, 1),
            data_mb=Decimal("2048.5"),
        )
        for place, (name, tax_id) in enumerate(holders, start=1)
    )


class TipSandbox:
    """The fake of both platforms. `handle` is pure but for the state; who serves it from several threads locks.

    Args:
        lines, stock, plans: the state at the beginning; synthetic by default.
        now: the platform's clock, naive local time.
        activation_polls: how often a SIM's details are read before its number is told.
        port_in_polls: how often a port-in is asked for before it completes, and its SIM works.
    """

    def __init__(
        self,
        *,
        lines: Iterable[Line] | None = None,
        stock: Iterable[Sim] = _DEFAULT_STOCK,
        plans: Iterable[Plan] = DEFAULT_PLANS,
        now: Callable[[], datetime] = lambda: FIXED_NOW,
        activation_polls: int = 2,
        port_in_polls: int = 2,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.network = Network(plans=plans, stock=stock, now=now, activation_polls=activation_polls)
        for line in _default_lines() if lines is None else lines:
            self.network.add_line(line)
        self._port_in_polls = port_in_polls
        self._reads_of_port_in: dict[str, int] = {}
        self._assumed = AssumedRoutes(self.network)
        self._token_revoked = False
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Any]], ...] = (
            ("GET", re.compile("planos"), self._plans),
            ("GET", re.compile("estoque/listar"), self._stock),
            ("GET", re.compile("estoque/([0-9]+)"), self._sim),
            ("GET", re.compile("assinantes/listar"), self._subscribers),
            ("POST", re.compile("simcard/([0-9]+)/ativar"), self._activate),
            ("POST", re.compile("simcard/([0-9]+)/bloquear/parcial"), self._block_partial),
            ("POST", re.compile("simcard/([0-9]+)/bloquear/total"), self._block_total),
            ("POST", re.compile("simcard/([0-9]+)/desbloquear"), self._unblock),
            ("POST", re.compile("simcard/([0-9]+)/plano/alterar"), self._change_plan),
            ("POST", re.compile("simcard/([0-9]+)/cancelar"), self._cancel),
            ("POST", re.compile("simcard/([0-9]+)/saldo/adicionar"), self._add_data),
            ("POST", re.compile("saldo/([0-9]+)/dados"), self._balance),
            ("POST", re.compile("consumo-consolidado"), self._usage),
            ("GET", re.compile("simcard/([0-9]+)/ultima-recarga"), self._last_top_up),
            ("GET", re.compile("portabilidade/status/([0-9]+)"), self._portability),
        )

    # --- scripting ---

    def refuse_port_in(self, number: str) -> None:
        """Let the donor refuse the port-in of a number (11 digits)."""
        self.network.refused_port_ins.add(number)

    def expire_tokens(self) -> None:
        """Refuse the account's one token, which never expires by itself."""
        self._token_revoked = True

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if self._token_revoked or request.query.get(w.TOKEN_PARAMETER) != self.credentials[w.TOKEN_PARAMETER]:
            return _json(401, {"message": "Token de usuário inválido."})
        if answer := self._assumed.handle(request):
            return answer
        for method, pattern, route in self._routes:
            if method == request.method and (found := pattern.fullmatch(request.path)):
                return self._answer(route, found.groups(), request)
        return _json(404, {"message": "Rota não encontrada."})

    def _answer(self, route: Callable[..., Any], keys: tuple[str, ...], request: FakeRequest) -> HttpAnswer:
        try:
            content = json.loads(request.body) if request.body else {}
            return _json(200, route(*keys, request.query if request.method == "GET" else content))
        except Refused as refused:
            if refused.code in _SENTENCES:
                return _json(200, {"codigo_status_tip": "1", "msg_usuario": _SENTENCES[refused.code]})
            return _json(404, {"message": "Chip ou número não encontrado."})
        except (ValueError, KeyError, TypeError, AttributeError):
            return _json(422, {"message": ["Dados inválidos.", "Confira os campos enviados."]})

    # --- catalogue, stock, subscribers ---

    def _plans(self, _: Any) -> Any:
        return [
            {
                "id": int(plan.code), "description": plan.name, "rede": "SANDBOX",
                "quantity": {"dados": int(plan.data_mb), "sms": plan.sms, "telefonia": plan.minutes},
            }
            for plan in self.network.plans.values()
        ]  # fmt: skip

    def _stock(self, asked: Any) -> Any:
        lines = [*self.network.lines, *self.network.past]
        cancelled = [line for line in lines if line.status is LineStatus.CANCELLED]
        sims = {
            w.StockStatus.AVAILABLE: [(iccid, w.FREE_SIM) for iccid in self.network.stock],
            w.StockStatus.CANCELLED: [(line.iccid, _word(line)) for line in cancelled],
            w.StockStatus.IN_USE: [(line.iccid, _word(line)) for line in lines if line not in cancelled],
        }[w.StockStatus(asked["status"])]
        size = int(asked["per_page"])
        start = (int(asked["page"]) - 1) * size
        results = [
            {"sim_card": iccid, "status": status, "data": "2025-09-01"}
            for iccid, status in sims[start : start + size]
        ]  # fmt: skip
        return {"codigo_status_tip": "0", "results": results}

    def _sim(self, iccid: str, _: Any) -> Any:
        if iccid in self.network.stock:
            return {"codigo_status_tip": 0, "status": w.FREE_SIM, "numero": "", "nome": None, "cpf": None}
        line = self.network.by_iccid(iccid) or next((p for p in self.network.past if p.iccid == iccid), None)
        if line is None:
            raise Refused("sim_not_found")
        if line.status is LineStatus.AWAITING_ACTIVATION and line.portability is None:
            self.network.poll_activation(iccid)
        return {
            "codigo_status_tip": 0, "status": _word(line), "numero": _shown_number(line), "nome": line.holder.name,
            "cpf": line.holder.tax_id, "cidade": "Cidade Exemplo", "plano": line.plan.name if line.plan else None,
            "numero_contrato": line.id, "data_ativacao": line.activated_on and line.activated_on.isoformat(),
        }  # fmt: skip

    def _subscribers(self, asked: Any) -> Any:
        wanted = asked.get("cpf_cnpj")
        lines = [*self.network.lines, *self.network.past]
        results = [
            {
                "tipo_pessoa": w.PERSON if _is_person(holder) else w.COMPANY, "cpf_cnpj": holder.tax_id,
                "nome": holder.name if _is_person(holder) else None,
                "razao_social": None if _is_person(holder) else holder.name, "nome_fantasia": None,
                "contratos": [_contract_of(line) for line in lines if line.holder.tax_id == holder.tax_id],
            }
            for holder in self.network.subscribers.values()
            if wanted in {None, holder.tax_id}
        ]  # fmt: skip
        return {"codigo_status_tip": 0, "results": results}

    # --- orders ---

    def _activate(self, iccid: str, asked: Any) -> Any:
        if not asked["person_name"] or not asked["document_number"] or len(asked["cn_contract_line"]) != 2:  # noqa: PLR2004
            raise ValueError("incomplete")
        number = asked["cn_contract_line"] + asked["contract_line"] if asked["portability"] else None
        port_in = number and PortIn(number=number, ticket=self.network.next_id(), requested_at=self.network.now())
        holder = Holder(name=asked["person_name"], tax_id=asked["document_number"])
        self.network.activate(
            holder=holder,
            plan_code=asked["plan_code"],
            area_code=asked["cn_contract_line"],
            iccid=iccid,
            number=number,
            port_in=port_in or None,
        )
        return _taken("Solicitação de ativação recebida.")

    def _block_partial(self, key: str, _: Any) -> Any:
        self.network.block(self._line(key), BlockScope.PARTIAL, BlockReason.DEBT)
        return _taken("Bloqueio parcial realizado.")

    def _block_total(self, key: str, asked: Any) -> Any:
        line, reason = self._line(key), _REASONS[int(asked["reason"])]
        if line.status is LineStatus.BLOCKED_PARTIAL:
            self.network.unblock(line)
        self.network.block(line, BlockScope.TOTAL, reason)
        return {**_taken("Bloqueio total realizado."), "americanet": {"status": "OK"}}

    def _unblock(self, key: str, _: Any) -> Any:
        self.network.unblock(self._line(key))
        return _taken("Desbloqueio realizado.")

    def _change_plan(self, iccid: str, asked: Any) -> Any:
        self.network.change_plan(self._line(iccid), asked["plan_code"])
        return _taken("Plano alterado.")

    def _cancel(self, iccid: str, _: Any) -> Any:
        self.network.cancel(self._line(iccid))
        return _taken("Chip cancelado.")

    def _add_data(self, key: str, asked: Any) -> Any:
        line, gigabytes = self._line(key), asked["quantity"]
        if not isinstance(gigabytes, int) or gigabytes < 1:
            raise ValueError("not whole")
        if gigabytes > MOST_GIGABYTES:
            raise Refused("too_much_data")
        if line.status is not LineStatus.ACTIVE:
            raise Refused("line_not_active")
        added = Plan(code="", name=f"{gigabytes} GB", price=Decimal(0), data_mb=Decimal(gigabytes * 1024))
        line.data_mb += added.data_mb
        line.top_ups.insert(0, TopUp(id=self.network.next_id(), plan=added, at=self.network.now()))
        return {**_taken("Saldo adicionado."), "americanet": {"status": "OK"}}

    def _line(self, key: str) -> Line:
        """The line of a SIM or a number; a SIM of the stock has none."""
        if key in self.network.stock:
            raise Refused("line_not_active")
        return self.network.find(key)

    # --- balance, usage, top-ups, portability ---

    def _balance(self, key: str, _: Any) -> Any:
        return {"balance": float(self._line(key).data_mb), "codigo_status_tip": 0}

    def _usage(self, asked: Any) -> Any:
        datetime.strptime(asked["periodo"], "%Y-%m")  # noqa: DTZ007  a month, not a moment
        lines = [line for line in self.network.lines if asked.get("linha_contrato") in {None, line.msisdn}]
        results = [
            {
                **_contract_of(line), "linha": line.msisdn, "id_plano": line.plan.code if line.plan else None,
                "periodo": asked["periodo"], "cliente_nome": line.holder.name, "consumo_dados": "1536.50",
                "consumo_sms": "3", "consumo_minutos": "12", "consumo_segundos": "720",
            }
            for line in lines
        ]  # fmt: skip
        return {"codigo_status_tip": "0", "results": results}

    def _last_top_up(self, iccid: str, _: Any) -> Any:
        top_ups = self._line(iccid).top_ups
        last = top_ups[0].at.date().isoformat() if top_ups else None
        return {"ultima_recarga": last, "codigo_status_tip": "0"}

    def _portability(self, key: str, _: Any) -> Any:
        line = self._line(key)
        port = line.portability
        if port is None:
            raise Refused("no_port_in")
        if port.status in OPEN_PORT_IN:
            self._move_on(line, port)
        return {
            "codigo_status_tip": 0, "status": _PORT_WORDS.get(port.status, "EM TRATAMENTO"),
            "janela": port.scheduled_for and port.scheduled_for.isoformat(), "msg_usuario": "Consulta realizada.",
            "chip_status": _word(line),
        }  # fmt: skip

    def _move_on(self, line: Line, port: PortIn) -> None:
        """Let a port-in end, once it was asked for often enough; its SIM starts to work with it."""
        reads = self._reads_of_port_in[line.id] = self._reads_of_port_in.get(line.id, 0) + 1
        if reads <= self._port_in_polls:
            return
        if port.number in self.network.refused_port_ins:
            port.status = PortabilityStatus.REFUSED
            return
        port.status, port.completed_at = PortabilityStatus.COMPLETED, self.network.now()
        line.msisdn = port.number
        if line.status is LineStatus.AWAITING_ACTIVATION:
            line.polls_left = 0
            self.network.poll_activation(line.iccid)


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)


def _taken(words: str) -> dict[str, Any]:
    return {"codigo_status_tip": 0, "msg_usuario": words}


def _word(line: Line) -> str:
    return _WORDS.get(line.status, w.BLOCKED)


def _shown_number(line: Line) -> str:
    return "" if line.status is LineStatus.AWAITING_ACTIVATION else line.msisdn


def _is_person(holder: Holder) -> bool:
    return len(holder.tax_id) == 11  # noqa: PLR2004  a CPF


def _contract_of(line: Line) -> dict[str, Any]:
    return {
        "status": _word(line), "sim_card": line.iccid, "numero_contrato": line.id,
        "linha_contrato": _shown_number(line), "plano": line.plan.name if line.plan else None,
    }  # fmt: skip
