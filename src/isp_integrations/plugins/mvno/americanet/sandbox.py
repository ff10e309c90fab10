"""A stateful fake of Americanet, written from the contract file: the chip query, Simetra, and the ASSUMED wire.

The chip query answers a number as its return code and Simetra a text; Simetra repeats what it was asked under
`requisicao`, answers refused credentials with one sentence and status 200, and a promise to pay contract by contract.
What is not public is made up here: names of chip statuses, the form of days, return codes other than zero, and the
status 401 of a refused token.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.americanet import wire as w
from isp_integrations.plugins.mvno.assumed.network import (
    DEFAULT_PLANS,
    Holder,
    Line,
    Network,
    Refused,
    Sim,
    make_iccid,
)
from isp_integrations.plugins.mvno.assumed.sandbox import AssumedRoutes

CREDENTIALS: Final = {
    "token": "amn-0000-sandbox",
    "tempo_vida": "vale-por-um-tempo",
    "usuario_simetra": "provedor-exemplo",
    "senha_simetra": "s3nh4-de-exemplo",
}
MOBILE: Final = "MOVEL"
"""The product type that sells mobile lines here; no other one has products."""

_STATUS_NAMES = {
    LineStatus.ACTIVE: "EM USO",
    LineStatus.CANCELLED: "CANCELADO",
    LineStatus.AWAITING_ACTIVATION: "EM ATIVACAO",
}
_REFUSALS = {
    "chip": "Chip inexistente.",
    "line": "Linha nao encontrada no contrato.",
    "contract": "Contrato nao encontrado.",
    "not_blocked": "Contrato nao esta bloqueado.",
    "promised": "Contrato ja possui promessa de pagamento.",
    "customer": "Cliente nao encontrado.",
    "product": "Produto nao encontrado.",
    "invalid": "Parametros invalidos.",
    "procedure": "Procedimento desconhecido.",
}


def iccid_of(serial: int) -> str:
    """A synthetic ICCID of Americanet: 20 digits, check digit included."""
    return make_iccid(serial, "895526", 20)


@attrs.define(kw_only=True)
class Contract:
    """A contract of the platform. `state` is as it prints it."""

    code: int
    tax_id: str = attrs.field(repr=False)
    plan: str
    state: str = "ATIVO"
    debt: Decimal = Decimal(0)
    promised: bool = False


DEFAULT_STOCK = tuple(Sim(iccid=iccid_of(number), id=str(4100 + number)) for number in range(1, 9))


def _default_lines() -> tuple[Line, ...]:
    people = (("Ana Exemplo", "52998224725"), ("Bruno Modelo", "11144477735"), ("Clara Amostra", "12345678909"))
    return tuple(
        Line(
            id=str(7000 + number),
            msisdn=f"119612346{number:02d}",
            iccid=iccid_of(100 + number),
            holder=Holder(name=name, tax_id=tax_id),
            plan=DEFAULT_PLANS[number % len(DEFAULT_PLANS)],
            contract_id=str(350_000 + number),
            activated_on=date(2025, 6, 1),
            data_mb=Decimal("1536.5"),
            minutes=40,
            sms=10,
        )
        for number, (name, tax_id) in enumerate(people, start=1)
    )


class AmericanetSandbox:
    """Americanet's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        lines, stock: the state at the beginning; synthetic by default. A line's `contract_id` is its contract.
        renews: whether every answer of the chip query hands a new pair over.
        good_pairs: how many of the newest pairs are still accepted.
    """

    def __init__(
        self,
        *,
        lines: Iterable[Line] | None = None,
        stock: Iterable[Sim] = DEFAULT_STOCK,
        renews: bool = False,
        good_pairs: int = 2,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.renews = renews
        self.network = Network(stock=stock)
        self.contracts: dict[int, Contract] = {}
        self.tickets: list[dict[str, Any]] = []
        for line in _default_lines() if lines is None else lines:
            self.add_line(line)
        self._assumed = AssumedRoutes(self.network)
        self._pairs = deque([(CREDENTIALS["token"], CREDENTIALS["tempo_vida"])], maxlen=good_pairs)
        self._pairs_made = 0
        self._open = True
        self._procedures: dict[str, Callable[[Any], Any]] = {
            w.CONSUMPTION.path: self._consumption,
            w.PRODUCTS.path: self._products,
            w.CUSTOMER.path: self._customer,
            w.REGISTER.path: self._register,
            w.UNBLOCK_CONTRACT.path: self._unblock_contract,
            w.PROMISE.path: self._promise,
            w.PROMISE_UNBLOCK.path: self._promise_unblock,
            w.OPEN_TICKET.path: self._open_ticket,
            w.TICKETS.path: self._tickets,
        }

    # --- scripting ---

    def add_line(self, line: Line) -> Line:
        """Put a line in place, with its contract where it has one."""
        if line.contract_id and int(line.contract_id) not in self.contracts:
            self._add_contract_of(line)
        return self.network.add_line(line)

    def _add_contract_of(self, line: Line) -> None:
        plan = line.plan.code if line.plan else "1"
        self.add_contract(Contract(code=int(line.contract_id or 0), tax_id=line.holder.tax_id, plan=plan))

    def add_contract(self, contract: Contract) -> Contract:
        """Put a contract in place."""
        self.contracts[contract.code] = contract
        return contract

    def expire_tokens(self) -> None:
        """Refuse every pair given out so far, and Simetra's user with them."""
        self._pairs.clear()
        self._open = False

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        if request.path.strip("/") == w.SIMETRA:
            return self._simetra(request)
        if request.path == w.CHIP.path:
            return self._chip_query(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in {
            token for token, _ in self._pairs
        }:
            return _json(401, {"retorno": {"codigo": 401, "mensagem": "Token invalido."}})
        answer = self._assumed.handle(request)
        self._contract_activated_lines()
        return answer or _json(404, {"Message": "No HTTP resource was found."})

    def _contract_activated_lines(self) -> None:
        """Every line has a contract here; one that was just activated gets its own."""
        for line in self.network.lines:
            if not line.contract_id and line.order_id:
                line.contract_id = str(max(self.contracts, default=350_000) + 1)
                self._add_contract_of(line)

    # --- the MVNO API ---

    def _chip_query(self, request: FakeRequest) -> HttpAnswer:
        try:
            asked = json.loads(request.body)
            pair, iccid = (asked["token"], asked["tempo_vida"]), asked["numero_simcard"]
        except (ValueError, KeyError, TypeError):
            return _json(400, {"Message": "The request is invalid."})
        if pair not in self._pairs:
            return _json(401, {"retorno": {"codigo": 401, "mensagem": "Token invalido."}})
        chip = self._chip(iccid)
        found = _chip_answer(0, "OK", [chip]) if chip else _chip_answer(3, _REFUSALS["chip"], [])
        return _json(200, {**found, **self._renewed()})

    def _renewed(self) -> dict[str, str]:
        if not self.renews:
            return {}
        self._pairs_made += 1
        pair = (f"amn-{self._pairs_made:04d}-sandbox", f"renovado-{self._pairs_made}")
        self._pairs.append(pair)
        return {"token": pair[0], "tempo_vida": pair[1]}

    def _chip(self, iccid: str) -> dict[str, Any] | None:
        line = self.network.by_iccid(iccid)
        if line is not None:
            blocked = line.status.value.startswith("blocked")
            name = "BLOQUEADO" if blocked else _STATUS_NAMES.get(line.status, "EM ANALISE")
            return {
                "SEQ_LINHA_CHIP": 90_000 + int(line.id),
                "SEQ_LINHA": int(line.id),
                "COD_CNTR": int(line.contract_id) if line.contract_id else None,
                "CHIP_STATUS_NOME": name,
                "DESCR_MOTIVO_BLOQUEIO": "BLOQUEIO" if blocked else None,
            }
        sim = self.network.stock.get(iccid)
        if sim is None:
            return None
        return {
            "SEQ_LINHA_CHIP": int(sim.id or 0),
            "SEQ_LINHA": None,
            "COD_CNTR": None,
            "CHIP_STATUS_NOME": "DISPONIVEL",
            "DESCR_MOTIVO_BLOQUEIO": None,
        }

    # --- Simetra ---

    def _simetra(self, request: FakeRequest) -> HttpAnswer:
        try:
            asked = json.loads(request.body)
            user = asked.pop("sUser"), asked.pop("sSenha")
        except (ValueError, KeyError, TypeError, AttributeError):
            user, asked = None, {}
        if not self._open or user != (CREDENTIALS["usuario_simetra"], CREDENTIALS["senha_simetra"]):
            return _json(200, {"retorno": w.NO_ACCESS})
        procedure = request.query.get(w.PROCEDURE)
        if (request.method, procedure) == ("GET", w.NUMBER.path):
            return _json(200, self._number(request.query))
        try:
            answer = self._procedures[procedure](asked) if procedure in self._procedures else None
        except Refused as refused:
            return _json(200, _failed(_REFUSALS.get(refused.code, refused.code), asked))
        except (ValueError, KeyError, TypeError, AttributeError):
            return _json(200, _failed(_REFUSALS["invalid"], asked))
        if answer is None:
            return _json(200, _failed(_REFUSALS["procedure"], asked))
        if procedure == w.REGISTER.path:
            return _json(200, answer)
        return _json(200, {"requisicao": asked, "retorno": {"codigo": "0", "mensagem": "OK"}, **answer})

    def _products(self, asked: Any) -> Any:
        plans = self.network.plans.values() if asked["TIPO_PRODUTO"] in {"", MOBILE} else ()
        return {
            "S2_PRODUTO": [
                {
                    "COD_PROD": int(plan.code), "NOM_PROD": plan.name, "VLR_PROD": float(plan.price), "VLR_INSTL": 0,
                    "DESCR_PROD": f"Movel {plan.name}", "COD_POLICY": "", "QTD_MIN_LINH": 0, "QTD_MIN_LINH_MOVEL": 1,
                    "IND_PJ": True, "IND_PF": True, "QTD_MAX_PARCL_INSTL": "1",
                }
                for plan in plans
            ]
        }  # fmt: skip

    def _customer(self, asked: Any) -> Any:
        contracts = self._contracts_of(asked)
        tax_id = contracts[0].tax_id if contracts else asked.get("CNPJ_CPF_CLIE", "")
        holder = self.network.subscribers.get(tax_id)
        if holder is None:
            raise Refused("customer")
        customer = {
            "COD_CLIE": int(holder.id), "RZAO_SOCL_CLIE": holder.name, "DAT_NASC": "01/01/1990", "STATUS": "ATIVO",
            "TELEFONE1": "", "LOGIN_VALIDO": "S",
        }  # fmt: skip
        return {"FAT_CLIENTE": customer, "FAT_CONTRATO": [self._contract_row(each) for each in contracts]}

    def _contracts_of(self, asked: Any) -> list[Contract]:
        code, tax_id = asked.get("COD_CNTR"), asked.get("CNPJ_CPF_CLIE") or asked.get("CLIENTE_CNPJ_CPF")
        return [
            each
            for each in self.contracts.values()
            if str(each.code) == str(code) or (tax_id and each.tax_id == tax_id)
        ]

    def _contract_row(self, contract: Contract) -> dict[str, Any]:
        plan = self.network.plans[contract.plan]
        return {
            "COD_CNTR": contract.code, "DESCR_STAT_CNTR": contract.state, "COD_CNTR_UNICO": str(contract.code),
            "VLR_CNTR": float(plan.price), "PRODUTO_NOME": plan.name, "DIA_VENC": 10, "FORM_PAGTO": "BOLETO",
            "COD_CNTR_ITEM": contract.code * 10 + 1, "NOM_PROD": plan.name,
        }  # fmt: skip

    def _register(self, asked: Any) -> Any:
        if asked["Cod_prod"] not in self.network.plans:
            return {"CODIGO_CONTRATO": 0, "retorno": _REFUSALS["product"]}
        if not asked["Cpf"] or not isinstance(asked["movel"], list):
            return {"CODIGO_CONTRATO": 0, "retorno": _REFUSALS["invalid"]}
        self.network.register(Holder(name=asked["Nome"], tax_id=asked["Cpf"]))
        code = max(self.contracts, default=350_000) + 1
        self.add_contract(Contract(code=code, tax_id=asked["Cpf"], plan=asked["Cod_prod"], state="EM ATIVAÇÃO"))
        return {
            "CODIGO_CONTRATO": code, "retorno": "OK", "InstalacaoAgendados": "", "InstalacaoPeriodo": "",
            "Observacao": "Contrato em ativacao.",
        }  # fmt: skip

    def _contract(self, asked: Any) -> Contract:
        if asked["COD_CNTR"] not in self.contracts:
            raise Refused("contract")
        return self.contracts[asked["COD_CNTR"]]

    def _unblock_contract(self, asked: Any) -> Any:
        contract = self._contract(asked)
        if contract.state != "BLOQUEADO" or not asked["MOTIVO_DESBLOQUEIO"]:
            raise Refused("not_blocked")
        contract.state = "ATIVO"
        return {}

    def _promise(self, asked: Any) -> Any:
        return {
            "FAT_CONTRATO": [self._promise_row(each, _why_no_promise(each)) for each in self._contracts_of(asked)]
        }

    def _promise_unblock(self, asked: Any) -> Any:
        contract = self._contract(asked)
        if contract.tax_id != asked["CLIENTE_CNPJ_CPF"]:
            raise Refused("contract")
        why = _why_no_promise(contract)
        if why is None:
            contract.state, contract.promised = "ATIVO", True
        return {"FAT_CONTRATO": [self._promise_row(contract, why)]}

    def _promise_row(self, contract: Contract, why: str | None) -> dict[str, Any]:
        return {
            "COD_CNTR": contract.code, "DESCR_STAT_CNTR": contract.state,
            "QTDE_PARCELA_SALDO_DEVEDOR": int(contract.debt > 0), "VLR_SALDO_DEVEDOR": float(contract.debt),
            "QTDE_MARCADAS_COM_PROMESSA_DE_PAGAMENTO": int(contract.promised),
            "DATA_LIMITE_DE_PAGAMENTO": "" if why else "18/01/2026",
            "RETORNO_CODIGO": "5" if why else "0", "RETORNO_MENSAGEM": _REFUSALS[why] if why else "OK",
        }  # fmt: skip

    def _consumption(self, asked: Any) -> Any:
        line = next((each for each in self.network.lines if int(each.id) == asked["SEQ_LINHA"]), None)
        if line is None or line.contract_id != str(asked["COD_CNTR"]):
            raise Refused("line")
        rows = [("2026-01-09", 750, 2, 524_288), ("2026-01-10", 90, 0, 1024)]
        return {
            "extrato": [
                {
                    "Data": day, "Numero_SimCard": line.iccid, "Consumo_Segundos": seconds, "Consumo_Sms": sms,
                    "Consumo_Dados": amount,
                }
                for day, seconds, sms, amount in rows
                if day >= asked["DATA_CONSUMO"]
            ]
        }  # fmt: skip

    def _number(self, query: Mapping[str, str]) -> Any:
        number = query.get("pTELEFONE", "")
        return {
            "TELEFONE": number, "s_code": "0", "s_message": "OK", "s_formato_valido": "S",
            "s_base_portabilidade": "N", "s_base_cadup": "S", "s_operadora_nome": "Operadora Alfa",
            "s_telefone_cnl": "11000", "s_telefone_cidade": "Cidade Exemplo", "s_telefone_valido": "S",
        }  # fmt: skip

    def _open_ticket(self, asked: Any) -> Any:
        if int(asked["COD_CNTR"]) not in self.contracts or not asked["COD_CHAMADO_FLUXO"]:
            raise Refused("contract")
        number = len(self.tickets) + 1
        ticket = {"NUM_PROTOCOLO_ATENDIMENTO": f"2026{number:08d}", "SEQ_CHAMADO": number}
        details = {
            "DES_CHAMADO_FLUXO": asked["COD_CHAMADO_FLUXO"], "DES_CHAMADO_STATUS": "ABERTO",
            "DAT_SOLICITACAO": "15/01/2026 12:00:00", "COD_CNTR": asked["COD_CNTR"],
        }  # fmt: skip
        self.tickets.append({**ticket, **details})
        return {"S2_CHAMADO": ticket}

    def _tickets(self, asked: Any) -> Any:
        codes = {str(each.code) for each in self._contracts_of(asked)}
        found = [
            ticket
            for ticket in self.tickets
            if ticket["NUM_PROTOCOLO_ATENDIMENTO"] == asked["PROTOCOLO"] or ticket["COD_CNTR"] in codes
        ]
        return {"S2_CHAMADO": found}


def _why_no_promise(contract: Contract) -> str | None:
    if contract.promised:
        return "promised"
    return None if contract.state == "BLOQUEADO" else "not_blocked"


def _chip_answer(code: int, words: str, chips: list[dict[str, Any]]) -> dict[str, Any]:
    return {"retorno": {"codigo": code, "mensagem": words}, "simcard": chips}


def _failed(words: str, asked: Any) -> dict[str, Any]:
    return {"requisicao": asked, "retorno": {"codigo": "7", "mensagem": words}}


def _json(status: int, content: Any) -> HttpAnswer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return HttpAnswer(status=status, headers={"content-type": "application/json"}, body=body)
