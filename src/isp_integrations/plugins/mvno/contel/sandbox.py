"""A stateful fake of Contel, written from the contract file: its four envelopes, quirks and sentences.

Accents leave as `\\u00XX` escapes; ids are texts in lists and numbers in the answers of orders; lists print days as
`2026-01-31` and details as `31/01/2026`; an activated number is told only after some polls. The calls that Contel
is not publicly known to have answer on the ASSUMED wire, over the same state.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cnpj, Cpf, Msisdn
from isp_integrations.core.mvno.models import LineStatus, PortabilityStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import (
    DEFAULT_PLANS,
    DONORS,
    FIXED_NOW,
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
from isp_integrations.plugins.mvno.contel import wire as w

CREDENTIALS: Final = {"chave_acesso": "5a" * 32, "chave_acesso_franquia": "Fr4nqu1a" * 8}
NUMBER_KEPT: Final = timedelta(days=60)
"""How long after its plan's end a line that nobody recharges keeps its number here."""

_BLOCKED = {
    LineStatus.BLOCKED_PARTIAL,
    LineStatus.BLOCKED_TOTAL,
    LineStatus.BLOCKED_THEFT,
    LineStatus.BLOCKED_LOSS,
    LineStatus.BLOCKED_MISUSE,
}
_STATUS_WORDS = {
    LineStatus.CANCELLED: "CANCELADO",
    LineStatus.INACTIVE: "INATIVO",
    LineStatus.UNKNOWN: "EM ANÁLISE",
}
_PORT_WORDS = {
    PortabilityStatus.PENDING: "Pendente",
    PortabilityStatus.SCHEDULED: "Agendada",
    PortabilityStatus.COMPLETED: "Concluída",
    PortabilityStatus.REFUSED: "Recusada",
    PortabilityStatus.CANCELLED: "Cancelada",
    PortabilityStatus.CANCELLATION_PENDING: "Cancelamento pendente",
    PortabilityStatus.CONFLICT: "Conflito",
    PortabilityStatus.SUSPENDED: "Suspensa",
}
_SENTENCES = {
    "line_not_found": w.LINE_NOT_FOUND,
    "already_blocked": w.ALREADY_BLOCKED,
    "already_unblocked": w.ALREADY_UNBLOCKED,
    "invalid_cpf": w.INVALID_CPF,
    "invalid_cnpj": w.INVALID_CNPJ,
    "iccid_missing": w.ICCID_MISSING,
    "insufficient_balance": "Saldo insuficiente.",
    "plan_not_found": "Plano não encontrado.",
    "sim_not_found": "ICCID não encontrado.",
    "sim_in_use": "ICCID já utilizado.",
    "activation_not_found": "Ativação não encontrada.",
    "donor_not_found": "Operadora doadora não encontrada.",
    "port_in_open": "Já existe portabilidade em andamento.",
    "line_not_active": "Linha não está ativa.",
    "invalid_request": "Dados inválidos.",
}

Form = Callable[[date | None], str]


def _iso(day: date | None) -> str:
    return day.strftime("%Y-%m-%d") if day else ""


def _slashed(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _yes(flag: object) -> str:
    return w.YES if flag else w.NO


DEFAULT_STOCK = (
    *(Sim(iccid=make_iccid(number), id=str(500 + number)) for number in range(1, 6)),
    *(Sim(iccid=make_iccid(number), id=str(500 + number), esim=True) for number in range(6, 9)),
)


def _default_lines() -> tuple[Line, ...]:
    people = (("Ana Exemplo", "52998224725"), ("Bruno Modelo", "11144477735"), ("Clara Amostra", "12345678909"))
    return tuple(
        Line(
            id=str(100 + number),
            msisdn=f"119612345{number:02d}",
            iccid=make_iccid(100 + number),
            holder=Holder(name=name, tax_id=tax_id),
            plan=DEFAULT_PLANS[number % len(DEFAULT_PLANS)],
            activated_on=date(2025, 6, 1),
            expires_on=date(2026, 2, 1),
            data_mb=Decimal("1536.5"),
            minutes=40,
            sms=10,
        )
        for number, (name, tax_id) in enumerate(people, start=1)
    )


class ContelSandbox:
    """Contel's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        lines, stock, plans, balance: the state at the beginning; synthetic by default.
        business_status: HTTP status of a business refusal, which is not publicly known: 200, 400 or 422.
        page_size: lines per page of the list.
        now: the platform's clock, naive local time.
        activation_polls, port_in_polls: see :class:`Network`.
    """

    def __init__(
        self,
        *,
        lines: Iterable[Line] | None = None,
        stock: Iterable[Sim] = DEFAULT_STOCK,
        plans: Iterable[Plan] = DEFAULT_PLANS,
        balance: Decimal = Decimal("1000.00"),
        business_status: int = 200,
        page_size: int = 50,
        now: Callable[[], datetime] = lambda: FIXED_NOW,
        activation_polls: int = 2,
        port_in_polls: int = 1,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.business_status = business_status
        self.page_size = page_size
        self.network = Network(
            plans=plans,
            stock=stock,
            balance=balance,
            now=now,
            activation_polls=activation_polls,
            port_in_polls=port_in_polls,
        )
        for line in _default_lines() if lines is None else lines:
            self.network.add_line(line)
        self._assumed = AssumedRoutes(self.network)
        self._refused_documents: set[str] = set()
        self._tokens: set[str] = set()
        self._token_count = 0
        self._routes: dict[tuple[str, str], Callable[[Any], Any]] = {
            ("POST", w.LOG_IN.path): self._log_in,
            ("GET", w.PLANS.path): self._plans,
            ("GET", w.STOCK.path): self._stock,
            ("GET", w.SIM_NUMBER.path): self._sim_number,
            ("POST", w.CHECK_CPF.path): self._check_cpf,
            ("POST", w.CHECK_CNPJ.path): self._check_cnpj,
            ("POST", w.ACTIVATE.path): self._activate,
            ("GET", w.ACTIVATION.path): self._activation,
            ("GET", w.LINES.path): self._lines,
            ("GET", w.LINE.path): self._line,
            ("GET", w.LINE_BALANCE.path): self._line_balance,
            ("GET", w.HISTORY.path): self._history,
            ("POST", w.TOP_UP.path): self._top_up,
            ("GET", w.RESELLER_BALANCE.path): self._reseller_balance,
            ("POST", "compra/solicitar"): self._buy_sims,
            ("POST", "linhas/atualizar"): self._rename,
            ("POST", w.BLOCK.path): self._block,
            ("POST", w.UNBLOCK.path): self._unblock,
            ("POST", w.SWAP_TO_ESIM.path): self._swap,
            ("GET", w.DONORS.path): self._donors,
            ("POST", w.PORT_IN.path): self._port_in,
        }

    # --- scripting ---

    def seed_line(
        self,
        *,
        msisdn: str,
        iccid: str,
        holder_name: str,
        holder_tax_id: str,
        plan_id: str | None = None,
        status: LineStatus = LineStatus.ACTIVE,
        blocked: bool = False,
        portability: PortabilityStatus = PortabilityStatus.NONE,
        ported_number: str | None = None,
        esim: bool = False,
        activated_on: date | None = None,
    ) -> Line:
        """Add a line that a host knows already. A portability given here stays as it is."""
        today = self.network.now().date()
        shown = LineStatus.BLOCKED_TOTAL if blocked and status is LineStatus.ACTIVE else status
        number = Msisdn.parse(msisdn).national
        port = PortIn(
            number=Msisdn.parse(ported_number).national if ported_number else number,
            ticket=self.network.next_id(),
            requested_at=self.network.now(),
            status=portability,
            scheduled_for=today if portability is not PortabilityStatus.PENDING else None,
            completed_at=self.network.now() if portability is PortabilityStatus.COMPLETED else None,
        )
        line = Line(
            id=self.network.next_id(),
            msisdn=number,
            iccid=iccid,
            holder=Holder(name=holder_name, tax_id=holder_tax_id),
            plan=self.network.plan(plan_id) if plan_id else None,
            status=shown,
            blocked_since=today if shown in _BLOCKED else None,
            cancelled_on=today if shown is LineStatus.CANCELLED else None,
            portability=None if portability is PortabilityStatus.NONE else port,
            esim=esim,
            activated_on=activated_on or today,
            expires_on=today,
        )
        return self.network.add_line(line)

    def refuse_document(self, tax_id: str) -> None:
        """Let the tax authority not know a document."""
        self._refused_documents.add(tax_id)

    def refuse_port_in(self, number: str) -> None:
        """Let the donor refuse the port-in of a number (11 digits)."""
        self.network.refused_port_ins.add(number)

    def expire_tokens(self) -> None:
        """Refuse every token given out so far."""
        self._tokens.clear()

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if request.path != w.LOG_IN.path and not self._knows_token(request):
            return _json(401, {"retorno": False, "mensagem": "Token inválido."})
        if answer := self._assumed.handle(request):
            return answer
        if request.method == "GET" and request.path.startswith("cidades/"):
            return _json(200, _cities(request.path.removeprefix("cidades/")))
        route = self._routes.get((request.method, request.path))
        if route is None:
            return _json(404, {"retorno": False, "mensagem": "Rota não encontrada."})
        try:
            asked = dict(request.query) if request.method == "GET" else json.loads(request.body)
            return _json(200, route(asked))
        except Refused as refused:
            return self._refusal(request.path, _SENTENCES[refused.code])
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._refusal(request.path, _SENTENCES["invalid_request"])

    def _knows_token(self, request: FakeRequest) -> bool:
        return request.headers.get("authorization", "").removeprefix("Bearer ") in self._tokens

    def _refusal(self, path: str, sentence: str) -> HttpAnswer:
        if path == w.SWAP_TO_ESIM.path:
            return _json(self.business_status, [sentence])
        flag = "status" if path in {w.BLOCK.path, w.UNBLOCK.path} else "retorno"
        return _json(self.business_status, {flag: False, "mensagem": sentence})

    def _log_in(self, asked: Any) -> Any:
        keys = {name: asked.get(name) for name in CREDENTIALS}
        if keys != CREDENTIALS or asked.get("ambiente") not in {None, w.TEST_ENVIRONMENT}:
            return {"retorno": False, "mensagem": "Chave de acesso inválida."}
        self._token_count += 1
        token = f"sandbox{self._token_count:033d}"
        self._tokens.add(token)
        return _yes_with("token", token)

    # --- catalogue, stock, documents ---

    def _plans(self, _: Any) -> Any:
        return {
            "data": [
                {
                    "id": int(plan.code), "plano": plan.name, "valor": float(plan.price),
                    "nome_plano": f"Pré {plan.name}", "ligacoes": f"{plan.minutes} minutos", "sms": f"{plan.sms}",
                    "detalhamento": "", "descricao_detalhamento": "", "cor": "#0055AA",
                }
                for plan in self.network.plans.values()
            ]
        }  # fmt: skip

    def _stock(self, _: Any) -> Any:
        sims = [
            {
                "id": sim.id, "iccid": sim.iccid, "tipo": "eSIM" if sim.esim else "FÍSICO",
                "pdf_esim": _pdf(sim.iccid) if sim.esim else "",
            }
            for sim in self.network.stock.values()
        ]  # fmt: skip
        return _yes_with("data", sims)

    def _sim_number(self, asked: Any) -> Any:
        iccid = asked["iccid"]
        line = self.network.by_iccid(iccid) or next((p for p in self.network.past if p.iccid == iccid), None)
        if line is None and iccid not in self.network.stock:
            raise Refused("sim_not_found")
        free = line is None or line.status is LineStatus.AWAITING_ACTIVATION
        return {
            **_yes_with("numero", "" if line is None or free else line.msisdn),
            "detalhes": None if line is None or free else {"status": _word(line), "motivo_cancelamento_linha": None},
        }

    def _check_cpf(self, asked: Any) -> Any:
        if not self._document_known(asked["cpf"], None):
            return {"valido": False}
        name = self._name_of(asked["cpf"])
        return {
            "valido": True,
            "data": {"cpf": asked["cpf"], "titular": name, "nascimento": "01/01/1990", "idade": 36},
        }

    def _check_cnpj(self, asked: Any) -> Any:
        if not self._document_known(None, asked["cnpj"]):
            return {"valido": False}
        name = self._name_of(asked["cnpj"])
        return {"valido": True, "data": {"cnpj": asked["cnpj"], "razao_social": name, "nome_fantasia": name}}

    def _document_known(self, cpf: str | None, cnpj: str | None) -> bool:
        try:
            found = Cpf.parse(cpf) if cpf is not None else Cnpj.parse(cnpj)
        except InvalidIdentifier:
            return False
        return found.value not in self._refused_documents

    def _name_of(self, tax_id: str) -> str:
        holder = self.network.subscribers.get(tax_id)
        return holder.name if holder else "Pessoa Sintética"

    # --- activation ---

    def _activate(self, asked: Any) -> Any:
        cpf, cnpj = asked.get("cpf"), asked.get("cnpj")
        if not self._document_known(cpf, cnpj):
            raise Refused("invalid_cpf" if cpf is not None else "invalid_cnpj")
        if asked["metodo_pagamento"] != w.PAID_FROM_BALANCE or not asked["chips"] or not asked["endereco"]:
            raise Refused("invalid_request")
        holder = Holder(name=asked["nome"], tax_id=cpf or cnpj)
        lines = [self._activate_chip(holder, chip) for chip in asked["chips"]]
        info = {
            "id": int(lines[0].order_id),
            "id_cliente": lines[0].holder.id,
            "data_cadastro": _moment(lines[0].ordered_at),
            "chips": [
                {
                    "id": line.id, "iccid": line.iccid, "esim": _yes(line.esim),
                    "ativacao": {"id_plano": line.plan.code if line.plan else "", "ddd": line.msisdn[:2]},
                }
                for line in lines
            ],
        }  # fmt: skip
        return {**_yes_with("info", info), "link": "", "link_esim": _pdf(lines[0].iccid) if lines[0].esim else ""}

    def _activate_chip(self, holder: Holder, chip: Any) -> Line:
        esim = chip.get("esim")
        in_esim_field = esim if isinstance(esim, str) and esim.isdigit() else None
        iccid = chip.get("iccid") or in_esim_field
        if iccid is None and esim != w.YES:
            raise Refused("iccid_missing")
        area_code = f"{int(chip['ddd']):02d}"
        return self.network.activate(holder=holder, plan_code=str(chip["id_plano"]), area_code=area_code, iccid=iccid)

    def _activation(self, asked: Any) -> Any:
        line = self.network.poll_activation(asked["iccid"])
        active = line.status is not LineStatus.AWAITING_ACTIVATION
        port = line.portability
        info = {
            "data_solicitacao": _moment(line.ordered_at), "data_ativacao": _iso(line.activated_on),
            "cliente": line.holder.name, "plano": line.plan.code if line.plan else "",
            "plano_nome": line.plan.name if line.plan else "", "iccid": line.iccid,
            "numero_ativado": line.msisdn if active else "", "numero_portado": port.number if port else "",
            "forma_pagamento": w.PAID_FROM_BALANCE, "esim": _yes(line.esim),
        }  # fmt: skip
        return _yes_with("info", info)

    # --- lines ---

    def _lines(self, asked: Any) -> Any:
        shown = [line for line in self.network.lines if line.status is not LineStatus.AWAITING_ACTIVATION]
        records = [*shown, *self.network.past]
        size = self.page_size if "page" in asked else max(len(records), 1)
        page = int(asked.get("page", 1))
        last = max(1, -(-len(records) // size))
        return {
            **_yes_with("data", [_line_of(line, _iso) for line in records[(page - 1) * size : page * size]]),
            "pagination": {"current_page": page, "quantity_per_page": size, "last_page": last},
        }

    def _line(self, asked: Any) -> Any:
        line = self._active(asked["numero"])
        self.network.poll_port_in(line)
        return _yes_with("detalhes", _details_of(line))

    def _active(self, number: str) -> Line:
        """The line of a number; one whose activation is pending has none yet."""
        line = self.network.by_number(number)
        if line is None or line.status is LineStatus.AWAITING_ACTIVATION:
            raise Refused("line_not_found")
        return line

    def _line_balance(self, asked: Any) -> Any:
        line = self._active(asked["linha"])
        left = {
            "restante_dados": float(line.data_mb),
            "restante_minutos": line.minutes,
            "restante_sms": line.sms,
        }
        return {**_yes_with("data", left), "line": line.msisdn}

    def _block(self, asked: Any) -> Any:
        if not asked["motivo"]:
            raise Refused("invalid_request")
        self.network.block(self._active(asked["numero"]))
        return {"status": True, "mensagem": "Bloqueio realizado com sucesso.", "data": ""}

    def _unblock(self, asked: Any) -> Any:
        self.network.unblock(self._active(asked["numero"]))
        return {"status": True, "mensagem": "Desbloqueio realizado com sucesso.", "data": ""}

    def _swap(self, asked: Any) -> Any:
        line = self._active(asked["linha"])
        if not asked["novo_iccid"] and asked["motivo"] != w.SWAP_TO_ESIM_MOTIVE and not line.esim:
            raise Refused("iccid_missing")
        self.network.swap(line, asked["novo_iccid"] or None)
        return {
            "message": w.SWAP_DONE,
            "esim_pdf": _pdf(line.iccid) if line.esim else "",
            "iccid": line.iccid,
        }

    def _rename(self, asked: Any) -> Any:
        self._active(asked["linha"]).nickname = asked["linha_apelido"]
        return {"mensagem": "Linha atualizada com sucesso."}

    # --- money ---

    def _history(self, asked: Any) -> Any:
        top_ups = [_past_top_up(made) for made in self._active(asked["numero"]).top_ups]
        return _yes_with("historico", top_ups)

    def _top_up(self, asked: Any) -> Any:
        if asked["metodo_pagamento"] != w.PAID_FROM_BALANCE:
            raise Refused("invalid_request")
        orders = [(self._active(order["numero"]), str(order["id_plano"])) for order in asked["numeros"]]
        made = [self.network.top_up(line, code) for line, code in orders]
        recarga = {
            "id": int(made[0].id), "data_cadastro": _moment(made[0].at), "link_pagamento": "", "boleto_link": "",
            "boleto_codigo_barras": "", "pix_QRCode": "", "pix_copia_cola": "",
        }  # fmt: skip
        return _yes_with("recarga", recarga)

    def _reseller_balance(self, _: Any) -> Any:
        return {"saldo": f"{self.network.balance:.2f}"}

    def _buy_sims(self, asked: Any) -> Any:
        if int(asked["quantidade"]) < 1:
            raise Refused("invalid_request")
        return _yes_with("link", "")

    # --- portability ---

    def _donors(self, _: Any) -> Any:
        return _yes_with("data", [{"id": int(code), "descricao": name} for code, name in DONORS.items()])

    def _port_in(self, asked: Any) -> Any:
        line = self._active(asked["numero_contel"])
        port = self.network.request_port_in(line, asked["doador_numero"], str(asked["doador_id_operadora"]))
        info = {
            "id": int(port.ticket), "id_chip": int(line.id), "operadora": int(port.donor_operator),
            "doador_numero": port.number, "data_cadastro": _moment(port.requested_at),
        }  # fmt: skip
        return _yes_with("portabilidade", info)


def _json(status: int, content: Any) -> HttpAnswer:
    """JSON whose accents are escaped, as the platform's are."""
    return HttpAnswer(
        status=status,
        headers={"content-type": "application/json"},
        body=json.dumps(content, ensure_ascii=True).encode(),
    )


def _yes_with(key: str, payload: Any) -> dict[str, Any]:
    return {"retorno": True, "mensagem": "Operação realizada com sucesso.", key: payload}


def _cities(state: str) -> Any:
    return {"data": [{"id": 1, "cidade": "Cidade Exemplo", "uf": state.upper()}]}


def _pdf(iccid: str) -> str:
    return f"https://contel.sandbox.invalid/esim/CONTEL-{iccid}.pdf"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


def _word(line: Line) -> str:
    return _STATUS_WORDS.get(line.status, "ATIVO")


def _past_top_up(made: TopUp) -> Any:
    price = f"{made.plan.price:.2f}"
    return {
        "data_cadastro": _moment(made.at), "data_recarga": f"{_moment(made.at)}.000", "plano": made.plan.name,
        "valor": price, "valor_pago": price, "formaPagto": w.PAID_FROM_BALANCE, "solicitado_por": "API",
    }  # fmt: skip


def _line_of(line: Line, form: Form) -> dict[str, Any]:
    blocked = line.status in _BLOCKED
    lost_on = line.expires_on + NUMBER_KEPT if line.expires_on else None
    return {
        "id": line.id, "linha": line.msisdn, "iccid": line.iccid, "titular": line.holder.name,
        "titular_apelido": line.nickname, "data_ex": None, "data_portout": None, "nome_identificacao": None,
        "emoji": None, "data_ativacao": form(line.activated_on), "data_inicio_plano": form(line.activated_on),
        "data_fim_plano": form(line.expires_on), "data_renovacao": form(line.expires_on),
        "data_cancelamento_linha": form(line.cancelled_on), "data_perda_numero_falta_recarga": form(lost_on),
        "plano": line.plan.name if line.plan else "", "documento_titular": line.holder.tax_id, "status": _word(line),
        "recorrencia_cartao": "INATIVA", "portin": _yes(line.portability), "esim": _yes(line.esim),
        "esim_pdf": _pdf(line.iccid) if line.esim else "",
        "bloqueada": _slashed(line.blocked_since) if blocked else w.NO, "recarga_automatica": "INATIVA",
    }  # fmt: skip


def _details_of(line: Line) -> dict[str, Any]:
    port = line.portability
    return {
        **_line_of(line, _slashed),
        "id_linha": line.id, "linha_apelido": line.nickname, "tipo_linha": "PRÉ PAGO",
        "motivo_cancelamento_linha": None, "recarga_automatica_plano": None, "cor_app": "#0055AA",
        "portabilidade_linha_doadora": port.number if port else None,
        "portabilidade_status": _PORT_WORDS.get(port.status, "Em análise") if port else None,
        "portabilidade_data_cadastro": _moment(port.requested_at) if port else None,
        "portabilidade_data_agendamento": _slashed(port.scheduled_for) if port else None,
        "portabilidade_data_aceite": _slashed(port.accepted_at) if port else None,
        "portabilidade_data_sucesso": _slashed(port.completed_at) if port else None,
    }  # fmt: skip
