"""A stateful fake of Telecall: the rules that its pages state, over bodies in the keys of :mod:`.wire`.

Bodies are read through the same models as the plugin writes, so a guessed key is never confirmed by the fake. How the
platform refuses is not public: here with a bare text, which its pages offer as an answer. Everything without a page
answers on the ASSUMED wire, over the same state. Ids of customers, accounts and products are UUIDs, as the pages say.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import attrs

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.mvno.models import BlockScope, LineStatus
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.plugins.mvno.assumed.network import (
    DEFAULT_PLANS,
    FIXED_NOW,
    Holder,
    Line,
    Network,
    Plan,
    PortIn,
    Refused,
    Sim,
    make_iccid,
)
from isp_integrations.plugins.mvno.assumed.sandbox import AssumedRoutes
from isp_integrations.plugins.mvno.telecall import wire as w

CREDENTIALS: Final = {"cabecalho": "X-Sandbox-Key", "credencial": "7e1eca11" * 5}
PROFILES: Final = {1: "Dados e voz"}


def make_id(number: int) -> str:
    """A synthetic UUID."""
    return f"00000000-0000-4000-8000-{number:012d}"


PLANS: Final = tuple(attrs.evolve(plan, code=make_id(300 + int(plan.code))) for plan in DEFAULT_PLANS)
PACK: Final = Plan(code=make_id(399), name="Pacote avulso", price=Decimal("9.90"), data_mb=Decimal(1024))
"""A product that does not recur, which a postpaid account cannot begin with."""
STOCK: Final = (
    *(Sim(iccid=make_iccid(number), id=make_id(500 + number)) for number in range(1, 6)),
    *(Sim(iccid=make_iccid(number), id=make_id(500 + number), esim=True) for number in range(6, 9)),
)
_SENTENCES = {
    "line_not_found": (404, "Linha não encontrada."),
    "customer_not_found": (404, "Cliente não encontrado."),
    "account_not_found": (404, "Conta não encontrada para o cliente."),
    "plan_not_found": (404, "Produto não encontrado."),
    "profile_not_found": (404, "Perfil HLR não encontrado."),
    "sim_not_found": (404, "ICCID não encontrado."),
    "sim_in_use": (409, "ICCID em uso."),
    "number_in_use": (409, "MSISDN em uso."),
    "insufficient_balance": (402, "Saldo insuficiente."),
    "due_day_of_prepaid": (400, "Conta pré-paga deve ter vencimento 0."),
    "iccid_missing": (400, "Informe o ICCID do chip físico."),
    "ported_number_missing": (400, "Informe o número da portabilidade."),
    "owner_missing": (400, "Informe nome e documento do titular."),
    "recurrent_product_missing": (400, "Conta pós-paga exige um produto recorrente."),
}


@attrs.frozen(kw_only=True)
class FakeAccount:
    """An account of a customer: how its lines are paid."""

    id: str
    customer_id: str
    type: str
    due_day: int


class _UuidNetwork(Network):
    """A network whose customers have UUIDs."""

    def register(self, holder: Holder) -> Holder:
        made = super().register(holder)
        if made.id.isdigit():
            made = attrs.evolve(made, id=make_id(int(made.id)))
            self.subscribers[made.tax_id] = made
        return made


class TelecallSandbox:
    """Telecall's fake. `handle` is pure but for the state; whoever serves it from several threads locks around it.

    Args:
        stock, plans, balance, profiles: the state at the beginning; synthetic by default.
        now: the platform's clock, naive local time; a scheduled freeze waits for it.

    Attributes:
        accounts: every account that was opened.
    """

    def __init__(
        self,
        *,
        stock: Iterable[Sim] = STOCK,
        plans: Iterable[Plan] = (*PLANS, PACK),
        balance: Decimal = Decimal(1000),
        profiles: Mapping[int, str] = PROFILES,
        now: Callable[[], datetime] = lambda: FIXED_NOW,
    ) -> None:
        self.credentials: Mapping[str, str] = CREDENTIALS
        self.network = _UuidNetwork(plans=plans, stock=stock, balance=balance, now=now)
        self.accounts: list[FakeAccount] = []
        self.profiles = profiles
        self._refuses_all = False
        self._scheduled: list[tuple[datetime, str, int]] = []
        self._assumed = AssumedRoutes(self.network)
        self._routes: dict[tuple[str, str], Callable[[Any], Any]] = {
            (endpoint.method, endpoint.path): route
            for endpoint, route in (
                (w.PROFILES, self._profiles),
                (w.CREATE_ACCOUNT, self._create_account),
                (w.SUBSCRIBE, self._subscribe),
                (w.FREEZE, self._freeze),
            )
        }
        for number, name in enumerate(("Ana Exemplo", "Bruno Modelo"), start=1):
            self.seed_line(
                msisdn=f"119612345{number:02d}",
                iccid=make_iccid(100 + number),
                holder=Holder(name=name, tax_id=("52998224725", "11144477735")[number - 1]),
            )

    # --- scripting ---

    def seed_line(self, *, msisdn: str, iccid: str, holder: Holder) -> Line:
        """Add an active line on the first plan that a host knows already."""
        plan = next(iter(self.network.plans.values()))
        line = Line(
            id=make_id(int(self.network.next_id())),
            msisdn=msisdn,
            iccid=iccid,
            holder=holder,
            plan=plan,
            activated_on=date(2025, 6, 1),
            expires_on=date(2026, 2, 1),
            data_mb=Decimal("1536.5"),
            minutes=40,
            sms=10,
        )
        return self.network.add_line(line)

    def expire_tokens(self) -> None:
        """Refuse the credential from now on: it is a fixed one."""
        self._refuses_all = True

    # --- answering ---

    def handle(self, request: FakeRequest) -> HttpAnswer:
        """Answer one request, changing the state as the platform would."""
        header, credential = CREDENTIALS["cabecalho"].lower(), CREDENTIALS["credencial"]
        if self._refuses_all or request.headers.get(header) != credential:
            return _text(401, "Não autorizado.")
        self._freeze_what_is_due()
        if answer := self._assumed.handle(request):
            return answer
        route = self._routes.get((request.method, request.path))
        if route is None:
            return _text(404, "Rota não encontrada.")
        try:
            content = route(json.loads(request.body) if request.body else None)
        except Refused as refused:
            return _text(*_SENTENCES.get(refused.code, (422, "Operação não permitida para a linha.")))
        except (UnexpectedAnswer, ValueError, KeyError, TypeError):
            return _text(400, "Pedido inválido.")
        body = json.dumps({**content, "trace_id": "sandbox"}).encode()
        return HttpAnswer(status=200, headers={"content-type": "application/json; charset=utf-8"}, body=body)

    def _profiles(self, _: Any) -> Any:
        profiles = [w.Profile(code=code, name=name) for code, name in self.profiles.items()]
        return w.BOOK.plain(w.Profiles(items=profiles))

    def _create_account(self, content: Any) -> Any:
        asked = w.BOOK.read(w.NewAccount, content)
        self._customer(asked.customer_id)
        if asked.account_type == w.PREPAID and asked.due_day != w.NO_DUE_DAY:
            raise Refused("due_day_of_prepaid")
        made = FakeAccount(
            id=make_id(int(self.network.next_id())),
            customer_id=asked.customer_id,
            type=asked.account_type,
            due_day=asked.due_day,
        )
        self.accounts.append(made)
        return w.BOOK.plain(w.AccountMade(account_id=made.id))

    def _subscribe(self, content: Any) -> Any:
        asked = w.BOOK.read(w.NewSubscription, content)
        number = str(asked.msisdn)
        self._refuse_incomplete(asked)
        if self.network.by_number(number) is not None:
            raise Refused("number_in_use")
        line = self.network.activate(
            holder=self._customer(asked.customer_id),
            plan_code=asked.products[0],
            area_code=number[:2],
            iccid=asked.iccid,
            number=number,
            port_in=self._port_in(asked),
        )
        made = w.SubscriptionMade(subscription_id=make_id(int(line.id)), iccid=line.iccid)
        return w.BOOK.plain(made)

    def _refuse_incomplete(self, asked: w.NewSubscription) -> None:
        account = next((one for one in self.accounts if one.id == asked.account_id), None)
        if account is None or account.customer_id != asked.customer_id:
            raise Refused("account_not_found")
        if not asked.iccid and not asked.is_esim:
            raise Refused("iccid_missing")
        if asked.profile not in self.profiles:
            raise Refused("profile_not_found")
        if asked.is_port_in and not asked.ported_number:
            raise Refused("ported_number_missing")
        if asked.has_other_owner and not (asked.owner_name and asked.owner_document):
            raise Refused("owner_missing")
        if account.type == w.POSTPAID and not set(asked.products) - {PACK.code}:
            raise Refused("recurrent_product_missing")

    def _port_in(self, asked: w.NewSubscription) -> PortIn | None:
        if not asked.is_port_in:
            return None
        return PortIn(number=str(asked.ported_number), ticket=self.network.next_id(), requested_at=self.network.now())

    def _customer(self, customer_id: str) -> Holder:
        found = next((one for one in self.network.subscribers.values() if one.id == customer_id), None)
        if found is None:
            raise Refused("customer_not_found")
        return found

    def _freeze(self, content: Any) -> Any:
        asked = w.BOOK.read(w.NewFreeze, content)
        line = self.network.find(asked.phone)
        if asked.reason not in {w.FREEZE_ALL, w.FREEZE_BILLED, w.FREEZE_UNBILLED}:
            raise Refused("reason")
        if asked.starts_at is None:
            self._freeze_now(line, asked.reason)
        else:
            self._scheduled.append((datetime.fromisoformat(asked.starts_at), line.msisdn, asked.reason))
        return w.BOOK.plain(w.FreezeTaken(accepted=True))

    def _freeze_now(self, line: Line, reason: int) -> None:
        """A partial freeze takes nothing away from a total one, here; what the platform does is not public."""
        scope = BlockScope.TOTAL if reason == w.FREEZE_ALL else BlockScope.PARTIAL
        if line.status is LineStatus.BLOCKED_PARTIAL:
            self.network.unblock(line)
        if line.blocked_since is None:
            self.network.block(line, scope)

    def _freeze_what_is_due(self) -> None:
        due = [entry for entry in self._scheduled if entry[0] <= self.network.now()]
        self._scheduled = [entry for entry in self._scheduled if entry not in due]
        for _, number, reason in due:
            self._freeze_now(self.network.find(number), reason)


def _text(status: int, sentence: str) -> HttpAnswer:
    return HttpAnswer(status=status, headers={"content-type": "text/plain; charset=utf-8"}, body=sentence.encode())
