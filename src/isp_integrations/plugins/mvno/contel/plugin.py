"""Contel: what a reseller's production client was seen to do, and the ASSUMED wire for what nobody was seen to do.

Everything that stands on the wire is in :mod:`.wire`. Writes cannot be repeated (no idempotency key, money is
spent), so each reads a snapshot first and is looked up when its answer is lost.
"""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Literal, TypeVar

import attrs

from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    ProviderRejected,
    RateLimited,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.identity import refuse_other_number, refuse_other_sim
from isp_integrations.core.mvno.proofs import newly_requested, sim_swapped
from isp_integrations.core.mvno.refusals import NUMBER_OR_SIM_REQUIRED, line_unknown, platform_says, sim_taken
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import demanded, known, number_or_text, read_day, read_moment
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.text import fold, same_sentence
from isp_integrations.core.wire import Endpoint, WireBook, read_decimal
from isp_integrations.plugins.mvno.assumed import order_wire as assumed_wire
from isp_integrations.plugins.mvno.assumed import orders as assumed
from isp_integrations.plugins.mvno.contel import wire as w

M = TypeVar("M")
Flag = Literal["returned", "status"]
"""The member of the envelope that says whether it went well: E1, E2. E4 has none."""

_iccid = partial(Iccid.parse, luhn=False)
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_NOT_UNDER_WAY = {
    m.PortabilityStatus.NONE,
    m.PortabilityStatus.COMPLETED,
    m.PortabilityStatus.REFUSED,
    m.PortabilityStatus.CANCELLED,
}


_LINE_NOT_FOUND = line_unknown("Contel")
_INVALID_DOCUMENT = platform_says(
    "MVNO-TRANSFER-15",
    "mvno.platform.invalid_document",
    Family.VALIDATION_FAILED,
    "A Receita não reconhece o CPF ou CNPJ, segundo a Contel.",
)
_ICCID_IN_USE = sim_taken("Contel")
_NEW_ICCID_REQUIRED = platform_says(
    "MVNO-LINE-6", "mvno.new_iccid_required", Family.VALIDATION_FAILED, "A Contel pede o ICCID do novo chip."
)
_SENTENCES = (
    (w.LINE_NOT_FOUND, _LINE_NOT_FOUND),
    (w.INVALID_CPF, _INVALID_DOCUMENT),
    (w.INVALID_CNPJ, _INVALID_DOCUMENT),
    (w.ICCID_MISSING, _NEW_ICCID_REQUIRED),
)


class Contel(MvnoSpec):
    """Contel Telecom: prepaid lines paid from the reseller's balance.

    Blocks are full and carry one motive whatever the reason. A port-in is a second step after the activation, onto
    the number that it gave. No cancellation, plan change, transfer or port-in cancellation is publicly known: those
    are borrowed from the ASSUMED wire.
    """

    key = "contel"
    title = "Contel"
    base_url = w.BASE_URL
    logs_in = True
    credential_fields = (
        CredentialField(name="chave_acesso", label="Chave de acesso"),
        CredentialField(name="chave_acesso_franquia", label="Chave de acesso da franquia"),
        CredentialField(
            name="ambiente",
            label="Ambiente (vazio para produção)",
            secret=False,
            required=False,
            choices=(w.TEST_ENVIRONMENT,),
        ),
    )
    wire = WireBook(
        endpoints=(
            *w.ENDPOINTS,
            assumed_wire.CANCEL,
            assumed_wire.CHANGE_PLAN,
            assumed_wire.TRANSFER,
            assumed_wire.CANCEL_PORTABILITY,
        ),
        models=(*w.MODELS, *assumed_wire.MODELS),
        vocabularies=w.VOCABULARIES,
    )
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = {
        reason: frozenset({m.BlockScope.TOTAL}) for reason in m.BlockReason
    }
    keeps_emergency_calls = None
    tells_block_reasons = False
    port_in_inside_activation = False
    port_in_needs_donor = True
    picks_esim = True

    cancel_line = assumed.cancel_line
    change_plan = assumed.change_plan
    cancel_portability = assumed.cancel_portability
    transfer_ownership = assumed.transfer_ownership

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic lines and stock."""
        from isp_integrations.plugins.mvno.contel.sandbox import ContelSandbox  # noqa: PLC0415  rarely wanted

        return ContelSandbox()

    # --- log-in ---

    def log_in(self) -> Exchange[str]:
        """Fetch a token; its lifetime is not public (contel 2.1)."""
        credentials = self.account.credentials
        keys = {
            "access_key": credentials["chave_acesso"],
            "franchise_key": credentials["chave_acesso_franquia"],
        }
        environment = credentials.get("ambiente")
        body = w.TestTokenRequest(**keys, environment=environment) if environment else w.TokenRequest(**keys)
        answer = yield from self.call(w.LOG_IN, body=body, authenticated=False)
        try:
            token = self.wire.read(w.Token, self._accepted(answer, "returned")).token
        except AuthenticationFailed:
            raise
        except ProviderRejected as refused:
            raise AuthenticationFailed(message=refused.message, words=refused.words) from None
        if not _TOKEN.fullmatch(token):
            raise UnexpectedAnswer(message="O token recebido não cabe em um cabeçalho.", paths=("$.token",))
        return token

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the Bearer token (contel 2.2)."""
        return attrs.evolve(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))

    @operation(uses=(w.RESELLER_BALANCE,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by reading the reseller's balance."""
        yield from self._ask(w.RESELLER_BALANCE, w.ResellerBalance, None)

    # --- reading ---

    @operation(uses=(w.PLANS,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        """The whole catalogue. `name` is the text that lines show as their plan."""
        catalogue = yield from self._ask(w.PLANS, w.Plans, None)
        return Page(
            items=tuple(
                m.MobilePlan(
                    code=plan.id, name=plan.plan or plan.name or "", price=plan.price, voice=plan.calls, sms=plan.sms
                )
                for plan in catalogue.plans
            )
        )

    @operation(uses=(w.STOCK,))
    def list_sim_cards(self, request: r.ListSimCards, cursor: str | None) -> Exchange[Page[m.SimCard]]:
        """The whole stock. The platform does not say which SIMs are still free."""
        stock = yield from self._ask(w.STOCK, w.Stock)
        return Page(
            items=tuple(
                m.SimCard(
                    iccid=demanded(_iccid, sim.iccid, f"$.data[{place}].iccid"),
                    kind=self.wire.word(w.SIM_KINDS, sim.kind),
                    esim_document=sim.esim_pdf or None,
                    platform_id=sim.id,
                )
                for place, sim in enumerate(stock.sims)
            )
        )

    @operation(uses=(w.SIM_NUMBER,))
    def find_sim(self, request: r.FindSim) -> Exchange[m.SimLookup]:
        """The number on a SIM; an empty one means that the SIM is free."""
        found = yield from self._sim(request.iccid)
        status = found.details.status if found.details else None
        return m.SimLookup(
            iccid=request.iccid,
            msisdn=known(Msisdn.parse, found.number),
            available=not found.number,
            status=self.wire.word(w.LINE_STATUSES, status),
            raw_status=status,
        )

    @operation(uses=(w.CHECK_CPF, w.CHECK_CNPJ))
    def check_document(self, request: r.CheckDocument) -> Exchange[m.DocumentCheck]:
        """The tax authority's word on a CPF or CNPJ."""
        tax_id = request.tax_id
        if isinstance(tax_id, Cpf):
            check = yield from self._ask(w.CHECK_CPF, w.DocumentAnswer, None, body=w.CpfQuestion(cpf=tax_id.value))
        else:
            check = yield from self._ask(w.CHECK_CNPJ, w.DocumentAnswer, None, body=w.CnpjQuestion(cnpj=tax_id.value))
        data = check.data or w.DocumentData()
        return m.DocumentCheck(tax_id=tax_id, valid=check.valid, legal_name=data.person or data.company)

    @operation(uses=(w.ACTIVATION,))
    def get_activation(self, request: r.GetActivation) -> Exchange[m.Activation]:
        """Progress of an activation: pending until the platform tells its number."""
        return self._activation(request.iccid, (yield from self._activation_info(request.iccid)))

    @operation(uses=(w.LINE,), also=lambda request: () if request.msisdn else (w.SIM_NUMBER,))
    def get_line(self, request: r.GetLine) -> Exchange[m.MvnoLine]:
        """One line by number; by SIM, its number is looked up first."""
        if request.msisdn is not None:
            return (yield from self._details(request.msisdn))
        return (yield from self._details((yield from self._number_on(request.iccid)), sim=request.iccid))

    @operation(uses=(w.LINES,))
    def list_lines(self, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.MvnoLine]]:
        """One page of line records, history included. The cursor is the page's number."""
        if cursor is not None and not re.fullmatch(r"[1-9][0-9]{0,8}", cursor):
            raise InvalidRecord(problems=("cursor: deve ser o número de uma página",))
        asked = int(cursor or 1)
        page = yield from self._ask(w.LINES, w.LinePage, query={"page": str(asked)})
        if page.pagination.current != asked:
            path = "$.pagination.current_page"
            raise UnexpectedAnswer(message=f"A resposta é de outra página, segundo {path}.", paths=(path,))
        return Page(
            items=tuple(
                self._line(self.wire.read(w.Line, raw, f"$.data[{place}]"), raw)
                for place, raw in enumerate(page.lines)
            ),
            cursor=str(asked + 1) if asked < page.pagination.last else None,
        )

    @operation(uses=(w.LINE_BALANCE,))
    def get_balance(self, request: r.GetBalance) -> Exchange[m.Balance]:
        """What is left of the line's allowances; it lags behind a top-up."""
        number = yield from self._number_of(request.line)
        left = (yield from self._ask(w.LINE_BALANCE, w.BalanceAnswer, query={"linha": number.national})).balance
        return m.Balance(data_mb=left.data_mb, minutes=left.minutes, sms=left.sms)

    @operation(uses=(w.HISTORY,))
    def list_top_ups(self, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]:
        """Every top-up of the line, newest first."""
        number = yield from self._number_of(request.line)
        return Page(items=tuple(_top_up(past) for past in (yield from self._history(number))))

    @operation(uses=(w.LINE,))
    def get_portability(self, request: r.GetPortability) -> Exchange[m.Portability]:
        """Progress of the line's port-in, read from its dates; status NONE where there never was one."""
        line = yield from self._details((yield from self._number_of(request.line)))
        return line.portability or m.Portability()

    @operation(uses=(w.DONORS,))
    def list_donor_operators(
        self,
        request: r.ListDonorOperators,
        cursor: str | None,
    ) -> Exchange[Page[m.DonorOperator]]:
        """Every operator that a number may come from."""
        donors = (yield from self._ask(w.DONORS, w.Donors)).donors
        return Page(items=tuple(m.DonorOperator(id=donor.id, name=donor.name) for donor in donors))

    @operation(uses=(w.RESELLER_BALANCE,))
    def get_reseller_balance(self, request: r.GetResellerBalance) -> Exchange[Decimal]:
        """The prepaid balance that activations and top-ups are paid from, in reais."""
        return (yield from self._ask(w.RESELLER_BALANCE, w.ResellerBalance, None)).balance

    # --- changing ---

    @operation(uses=(w.ACTIVATE, w.ACTIVATION, w.SIM_NUMBER))
    def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]:
        """Order an activation; its number comes later, by `get_activation`.

        A SIM that has a number or an activation already is refused before the order. A lost answer is looked up by
        the SIM; where the platform picks the eSIM there is nothing to look it up by, and the outcome stays unknown.
        """
        if request.msisdn is not None or request.port_in is not None:
            raise UnsupportedOperation(
                platform=self.key,
                operation="activate_line",
                message="A Contel escolhe o número na ativação; a portabilidade é pedida depois.",
            )
        if request.iccid is not None:
            yield from self._refuse_taken(request.iccid)

        def send() -> Exchange[m.Activation]:
            taken = yield from self._ask(w.ACTIVATE, w.OrderTaken, body=_activation_order(request))
            return _ordered(request, taken)

        def look() -> Exchange[m.Activation | None]:
            if request.iccid is None:
                raise Undecided("A Contel escolheria o eSIM: não há ICCID com que conferir a ativação.")
            info = yield from self._activation_of(request.iccid)
            if info is None:
                return None
            if info.customer and fold(info.customer) != fold(request.customer.legal_name):
                raise Undecided("O chip tem uma ativação, mas em outro nome.")
            return self._activation(request.iccid, info)

        return (yield from write_once(send, look, settle=self.wire.settle(w.ACTIVATE)))

    @operation(uses=(w.BLOCK, w.LINE))
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]:
        """Block a line fully; one that is blocked already is a success."""
        number = yield from self._number_of(request.line)
        remarks = w.BLOCK_REMARKS[request.block.reason]
        body = w.BlockOrder(number=number.national, motive=w.BLOCK_MOTIVE, remarks=remarks)
        yield from self._bring_about(w.BLOCK, body, already=w.ALREADY_BLOCKED)
        return (yield from self._details(number))

    @operation(uses=(w.UNBLOCK, w.LINE))
    def unblock_line(self, request: r.UnblockLine) -> Exchange[m.MvnoLine]:
        """Lift a line's block; one that is free already is a success."""
        number = yield from self._number_of(request.line)
        yield from self._bring_about(w.UNBLOCK, w.UnblockOrder(number=number.national), already=w.ALREADY_UNBLOCKED)
        return (yield from self._details(number))

    @operation(uses=(w.SWAP_TO_ESIM, w.LINE), also=lambda request: (w.SWAP_TO_SIM,) if request.new_iccid else ())
    def swap_sim(self, request: r.SwapSim) -> Exchange[m.MvnoLine]:
        """Move a line to an eSIM of the platform's choice, or (ASSUMED) to the SIM of an ICCID."""
        new = request.new_iccid
        endpoint = w.SWAP_TO_SIM if new else w.SWAP_TO_ESIM
        number = yield from self._number_of(request.line)
        before = yield from self._details(number)
        body = w.SwapOrder(
            number=number.national,
            new_iccid=new.value if new else "",
            motive=request.reason or w.SWAP_TO_ESIM_MOTIVE,
        )

        def send() -> Exchange[m.MvnoLine]:
            answer = yield from self.call(endpoint, body=body)
            self._refuse_failed_swap(answer)
            return (yield from self._details(number))

        def look() -> Exchange[m.MvnoLine | None]:
            now = yield from self._details(number)
            return now if sim_swapped(before, now, new) else None

        return (yield from write_once(send, look, settle=self.wire.settle(endpoint)))

    @operation(uses=(w.TOP_UP, w.HISTORY, w.PLANS))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        """Buy a top-up from the reseller's balance.

        A lost answer is proven by an entry of the same plan that the history did not have before. Of two equal
        orders at once the history cannot tell whose a new entry is: both then count as done.
        """
        number = yield from self._number_of(request.line)
        before = Counter(map(_entry, (yield from self._history(number))))

        def send() -> Exchange[m.TopUp]:
            order = w.NumberAndPlan(number=number.national, plan_id=number_or_text(request.plan_code))
            body = w.TopUpOrder(payment=w.PAID_FROM_BALANCE, numbers=[order])
            taken = (yield from self._ask(w.TOP_UP, w.TopUpTaken, body=body)).top_up
            return m.TopUp(at=read_moment(taken.entered_at), platform_id=taken.id)

        def look() -> Exchange[m.TopUp | None]:
            after = yield from self._history(number)
            added = Counter(map(_entry, after)) - before
            if not added:
                return None
            names = yield from self._names_of_plan(request.plan_code)
            for past in after:
                if _entry(past) in added and fold(past.plan or "") in names:
                    return _top_up(past)
            raise Undecided("A linha recebeu uma recarga que não se reconhece como a deste plano.")

        return (yield from write_once(send, look, settle=self.wire.settle(w.TOP_UP)))

    @operation(uses=(w.PORT_IN, w.LINE))
    def request_portability(self, request: r.RequestPortability) -> Exchange[m.Portability]:
        """Ask for a number to be ported onto an active line; a lost answer is proven by the line's portability."""
        donor, wanted = request.port_in.donor_operator, request.port_in.number
        if not donor:
            raise RuleViolation(violations=(_DONOR_REQUIRED,))
        number = yield from self._number_of(request.line)
        before = (yield from self._details(number)).portability or m.Portability()
        body = w.PortInOrder(
            number=number.national,
            donor_number=wanted.national,
            donor_id=number_or_text(donor),
        )

        def send() -> Exchange[m.Portability]:
            taken = (yield from self._ask(w.PORT_IN, w.PortInTaken, body=body)).portability
            return m.Portability(
                number=wanted,
                status=m.PortabilityStatus.PENDING,
                donor_operator=donor,
                ticket_number=taken.id,
                requested_at=read_moment(taken.entered_at),
            )

        def look() -> Exchange[m.Portability | None]:
            now = (yield from self._details(number)).portability or m.Portability()
            return now if newly_requested(before, now, wanted) else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.PORT_IN)))

    # --- asking ---

    def _ask(
        self,
        endpoint: Endpoint,
        model: type[M],
        flag: Flag | None = "returned",
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Exchange[M]:
        answer = yield from self.call(endpoint, query=query, body=body)
        return self.wire.read(model, self._accepted(answer, flag))

    def _accepted(self, answer: HttpAnswer, flag: Flag | None) -> Any:
        """The body of an answer whose envelope says yes. The HTTP status says nothing, but for 401 and 403."""
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message="A Contel recusou as credenciais.", code=str(answer.status))
        body = answer.json()
        envelope = self.wire.read(w.Envelope, body)
        if envelope.returned is False or envelope.status is False:
            raise self._refused(envelope.words or "", answer)
        said_yes = answer.status < 400 if flag is None else getattr(envelope, flag)  # noqa: PLR2004
        if not said_yes:
            if answer.status >= 400 and envelope.words:  # noqa: PLR2004
                raise self._refused(envelope.words, answer)
            raise UnexpectedAnswer(message="A resposta não diz se deu certo.", paths=("$",))
        return body

    def _refused(self, words: str, answer: HttpAnswer) -> ProviderRejected:
        clean = self.quotable(words)
        return ProviderRejected(
            message=f"A Contel recusou: {clean or 'sem explicação'}",
            words=clean,
            code=str(answer.status) if answer.status >= 400 else None,  # noqa: PLR2004
            violation=next((found for sentence, found in _SENTENCES if same_sentence(sentence, words)), None),
        )

    def _bring_about(self, endpoint: Endpoint, body: object, *, already: str) -> Exchange[None]:
        """Send a block or an unblock (E2); that it is `already` so is a success."""
        try:
            yield from self._ask(endpoint, w.Envelope, "status", body=body)
        except ProviderRejected as refused:
            if not same_sentence(refused.words, already):
                raise

    def _refuse_failed_swap(self, answer: HttpAnswer) -> None:
        """E3: one sentence is the only success, and failures are a list of sentences."""
        if answer.status not in {401, 403}:
            body = answer.json()
            sentences = [body] if isinstance(body, str) else body
            if isinstance(sentences, list) and sentences and all(isinstance(each, str) for each in sentences):
                if any(same_sentence(each, w.SWAP_DONE) for each in sentences):
                    raise UnexpectedAnswer(message="A troca foi dita feita na forma de uma recusa.", paths=("$",))
                raise self._refused(" ".join(sentences), answer)
        if not same_sentence(self.wire.read(w.Message, self._accepted(answer, None)).message, w.SWAP_DONE):
            raise UnexpectedAnswer(message="A resposta da troca não é a conhecida.", paths=("$.message",))

    def _number_on(self, iccid: Iccid | None) -> Exchange[Msisdn]:
        """The number on a SIM."""
        if iccid is None:
            raise RuleViolation(violations=(NUMBER_OR_SIM_REQUIRED,))
        found = yield from self._sim(iccid)
        if not found.number:
            raise ProviderRejected(message="A Contel não tem linha neste chip.", violation=_LINE_NOT_FOUND)
        return demanded(Msisdn.parse, found.number, "$.numero")

    def _number_of(self, line: m.MvnoLine) -> Exchange[Msisdn]:
        """The number that a line is asked for by; one looked up by the SIM is proven by the line's own record."""
        if line.number_in_use is not None:
            return line.number_in_use
        number = yield from self._number_on(line.iccid)
        yield from self._details(number, sim=line.iccid)
        return number

    def _details(self, number: Msisdn, *, sim: Iccid | None = None) -> Exchange[m.MvnoLine]:
        """The line of that number, and on that SIM where the number was looked up by it."""
        body = self._accepted((yield from self.call(w.LINE, query={"numero": number.national})), "returned")
        details = self.wire.read(w.LineAnswer, body).details
        demanded(Msisdn.parse, details.number, "$.detalhes.linha")
        line = self._line(details, body)
        refuse_other_number(number, line, "$.detalhes.linha")
        if sim is not None:
            refuse_other_sim(sim, line.iccid, "$.detalhes.iccid")
        return line

    def _sim(self, iccid: Iccid) -> Exchange[w.SimNumber]:
        return (yield from self._ask(w.SIM_NUMBER, w.SimNumber, query={"iccid": iccid.value}))

    def _activation_of(self, iccid: Iccid) -> Exchange[w.ActivationInfo | None]:
        """The SIM's activation; `None` where the platform says that there is none, or tells an empty one."""
        try:
            info = yield from self._activation_info(iccid)
        except ProviderRejected as refused:
            if not same_sentence(refused.words, w.ACTIVATION_NOT_FOUND):
                raise
            return None
        return info if info.number or info.requested_on else None

    def _activation_info(self, iccid: Iccid) -> Exchange[w.ActivationInfo]:
        info = (yield from self._ask(w.ACTIVATION, w.ActivationDetails, query={"iccid": iccid.value})).info
        if info.iccid:
            refuse_other_sim(iccid, demanded(_iccid, info.iccid, "$.info.iccid"), "$.info.iccid")
        return info

    def _refuse_taken(self, iccid: Iccid) -> Exchange[None]:
        """Refuse a SIM with a number or an activation; how it is told that there is none is not public."""
        found = yield from self._sim(iccid)
        try:
            taken = bool(found.number) or (yield from self._activation_of(iccid)) is not None
        except (AuthenticationFailed, RateLimited):
            raise
        except ProviderRejected:
            taken = False
        if taken:
            raise ProviderRejected(message=_ICCID_IN_USE.message, violation=_ICCID_IN_USE)

    def _history(self, number: Msisdn) -> Exchange[list[w.PastTopUp]]:
        return (yield from self._ask(w.HISTORY, w.History, query={"numero": number.national})).top_ups

    def _names_of_plan(self, code: str) -> Exchange[set[str]]:
        """The names that a plan goes by, folded."""
        plans = (yield from self._ask(w.PLANS, w.Plans, None)).plans
        return {fold(name) for plan in plans if plan.id == code for name in (plan.plan, plan.name) if name}

    # --- theirs to ours ---

    def _line(self, line: w.Line, raw: Mapping[str, Any]) -> m.MvnoLine:
        number = known(Msisdn.parse, line.number)
        portability = self._portability(line) if isinstance(line, w.LineDetails) else None
        under_way = portability is not None and portability.status not in _NOT_UNDER_WAY
        ids = {"id": line.id, "id_linha": line.line_id if isinstance(line, w.LineDetails) else None}
        return m.MvnoLine(
            msisdn=number,
            temporary_number=number if under_way else None,
            iccid=known(_iccid, line.iccid),
            is_esim=_flag(line.esim),
            status=self._status(line),
            raw_status=line.status,
            portability=portability,
            plan_name=line.plan,
            holder_name=line.holder,
            holder_tax_id=known(parse_tax_id, line.holder_document),
            activated_on=read_day(line.activated_on),
            expires_on=read_day(line.plan_ends_on),
            cancelled_on=read_day(line.cancelled_on),
            blocked_since=read_day(line.blocked),
            platform_ids={name: value for name, value in ids.items() if value},
            raw=raw,
        )

    def _status(self, line: w.Line) -> m.LineStatus:
        """The line's status (contel 4, 7): a blocked line stays `ATIVO` and differs in `bloqueada` alone."""
        status = self.wire.word(w.LINE_STATUSES, line.status)
        blocked = line.blocked is not None and fold(line.blocked) not in {"", _NO}
        return m.LineStatus.BLOCKED_TOTAL if blocked and status is m.LineStatus.ACTIVE else status

    def _portability(self, line: w.LineDetails) -> m.Portability | None:
        """The line's port-in: how far it got is read from its dates, that it went wrong from its status word."""
        dates = (line.port_done, line.port_accepted, line.port_scheduled, line.port_requested)
        if not line.donor_line and not any(dates):
            return None
        word = self.wire.word(w.PORTABILITY_STATUSES, line.port_status)
        if line.port_done:
            status = m.PortabilityStatus.COMPLETED
        elif word is not m.PortabilityStatus.UNKNOWN:
            status = word
        elif line.port_accepted or line.port_scheduled:
            status = m.PortabilityStatus.SCHEDULED
        else:
            status = m.PortabilityStatus.PENDING if line.port_requested else m.PortabilityStatus.UNKNOWN
        return m.Portability(
            number=known(Msisdn.parse, line.donor_line),
            status=status,
            raw_status=line.port_status,
            requested_at=read_moment(line.port_requested),
            scheduled_for=read_day(line.port_scheduled),
            completed_at=read_moment(line.port_done),
            reason=line.port_status if word is not m.PortabilityStatus.UNKNOWN else None,
        )

    def _activation(self, iccid: Iccid, info: w.ActivationInfo) -> m.Activation:
        number = demanded(Msisdn.parse, info.number, "$.info.numero_ativado") if info.number else None
        ported = known(Msisdn.parse, info.ported_number)
        line = m.MvnoLine(
            msisdn=number,
            iccid=iccid,
            is_esim=_flag(info.esim),
            status=m.LineStatus.ACTIVE if number else m.LineStatus.AWAITING_ACTIVATION,
            portability=m.Portability(number=ported, status=m.PortabilityStatus.UNKNOWN) if ported else None,
            plan_name=info.plan_name or info.plan,
            holder_name=info.customer,
            activated_on=read_day(info.activated_on),
        )
        return m.Activation(line=line)


_DONOR_REQUIRED = Violation(
    rule_id="MVNO-PORT-3",
    code="mvno.port_donor_required",
    family=Family.VALIDATION_FAILED,
    message="Informe a operadora doadora.",
)


_NO = fold(w.NO)
_FLAGS = {fold(w.YES): True, _NO: False}


def _flag(word: str | None) -> bool | None:
    return _FLAGS.get(fold(word)) if word else None


def _activation_order(request: r.ActivateLine) -> w.ActivationOrder:
    """The order. An eSIM of the stock goes by its ICCID like a physical SIM; `esim` asks the platform to pick one."""
    customer = request.customer
    document = customer.tax_id.value if customer.tax_id else None
    chip = w.ChipOrder(
        plan_id=number_or_text(request.plan_code),
        area_code=int(request.area_code),
        iccid=request.iccid.value if request.iccid else None,
        esim=w.YES if request.esim and request.iccid is None else None,
    )
    return w.ActivationOrder(
        payment=w.PAID_FROM_BALANCE,
        name=customer.legal_name,
        cpf=document if isinstance(customer.tax_id, Cpf) else None,
        cnpj=None if isinstance(customer.tax_id, Cpf) else document,
        email=customer.email or "",
        phone=customer.mobile_phone.national if customer.mobile_phone else "",
        birth_date=customer.birth_date.isoformat() if customer.birth_date else w.UNKNOWN_BIRTH_DATE,
        address=_street_address(customer),
        chips=[chip],
    )


def _street_address(customer: Customer) -> w.StreetAddress:
    address = customer.address or Address()
    return w.StreetAddress(
        street=address.street,
        number=address.number,
        complement=address.complement,
        district=address.district,
        postal_code=address.postal_code.value if address.postal_code else "",
        city=address.city,
        state=address.state,
    )


def _ordered(request: r.ActivateLine, taken: w.OrderTaken) -> m.Activation:
    """An activation just ordered. The order's answer never carries the number."""
    chip = taken.info.chips[0] if taken.info.chips else w.OrderedChip()
    line = m.MvnoLine(
        iccid=request.iccid or known(_iccid, chip.iccid),
        is_esim=request.esim,
        status=m.LineStatus.AWAITING_ACTIVATION,
        plan_code=request.plan_code,
        holder_name=request.customer.legal_name,
        holder_tax_id=request.customer.tax_id,
    )
    return m.Activation(
        line=line,
        order_id=taken.info.id,
        subscriber_id=taken.info.customer_id,
        esim_document=taken.esim_link or None,
    )


def _entry(past: w.PastTopUp) -> tuple[object, ...]:
    """What tells one top-up of the history from another, in whichever form its dates are printed."""
    printed = past.entered_at or past.at
    return read_moment(printed) or printed, fold(past.plan or ""), _money(past.price)


def _top_up(past: w.PastTopUp) -> m.TopUp:
    return m.TopUp(
        at=read_moment(past.at) or read_moment(past.entered_at),
        plan_name=past.plan,
        price=_money(past.price),
        paid=_money(past.paid),
    )


def _money(text: str | None) -> Decimal | None:
    if not text:
        return None
    try:
        return read_decimal(text)
    except ValueError:
        path = "$.historico"
        raise UnexpectedAnswer(message=f"Um valor não é número em {path}.", paths=(path,)) from None
