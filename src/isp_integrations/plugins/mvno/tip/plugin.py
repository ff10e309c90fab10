"""TIP Brasil and TIP Tá Telecom: one software, "Easy2Use", behind two addresses.

Everything that stands on the wire is in :mod:`.wire`; what no public client was seen to do is borrowed from the
ASSUMED wire. The token is a query parameter: only `authorize` adds it, on the way out, so that no step that is shown,
logged or journaled ever holds it.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, TypeVar

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Cnpj, Iccid, Msisdn, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.identity import refuse_other_number
from isp_integrations.core.mvno.machines import blocked_status
from isp_integrations.core.mvno.proofs import bring_about, is_on_plan
from isp_integrations.core.mvno.refusals import NUMBER_OR_SIM_REQUIRED, line_unknown, sim_taken
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import demanded, known, read_day, read_moment
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.text import fold
from isp_integrations.core.wire import Endpoint, WireBook, read_decimal
from isp_integrations.plugins.mvno.assumed import order_wire as assumed_wire
from isp_integrations.plugins.mvno.assumed import orders as assumed
from isp_integrations.plugins.mvno.tip import wire as w

M = TypeVar("M")

_iccid = partial(Iccid.parse, luhn=False)
_DONE = re.compile(rf"{w.DONE}(\.0+)?")
"""The code of a success; as a number it may come as 0.0."""
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_STOCK_CURSOR = re.compile(r"([123])\.([1-9][0-9]{0,5})(?:\.([0-9]{18,22}))?")
_STOCK_OF: Mapping[bool | None, tuple[w.StockStatus, ...]] = {
    None: (w.StockStatus.AVAILABLE, w.StockStatus.IN_USE, w.StockStatus.CANCELLED),
    True: (w.StockStatus.AVAILABLE,),
    False: (w.StockStatus.IN_USE, w.StockStatus.CANCELLED),
}
_BOTH = frozenset(m.BlockScope)
_TOTAL = frozenset({m.BlockScope.TOTAL})
_ADDED_DATA = re.compile(r"([1-9][0-9]{0,3}) ?GB", re.IGNORECASE)
_ADDED_DATA_ONLY = Violation(
    rule_id="MVNO-TRANSFER-15",
    code="mvno.platform.top_up_in_gigabytes",
    family=Family.VALIDATION_FAILED,
    message='A TIP recarrega em gigabytes inteiros: informe o plano como "1GB", "2GB"…',
    context={"field": "plan_code"},
)


class Easy2Use(MvnoSpec):
    """What both platforms are: lines addressed by their SIM, ports-in asked for inside the activation.

    A top-up is data by the whole gigabyte, whose `plan_code` is `"1GB"`, `"2GB"` and so on. No ownership transfer,
    SIM swap or cancellation of a port-in is publicly known: those are borrowed from the ASSUMED wire.
    """

    credential_fields = (CredentialField(name=w.TOKEN_PARAMETER, label="Token do usuário (user_token)"),)
    wire = WireBook(
        endpoints=(*w.ENDPOINTS, assumed_wire.SWAP_SIM, assumed_wire.TRANSFER, assumed_wire.CANCEL_PORTABILITY),
        models=(*w.MODELS, *assumed_wire.MODELS),
        vocabularies=w.VOCABULARIES,
    )
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = {
        m.BlockReason.DEBT: _BOTH,
        m.BlockReason.CUSTOMER: _BOTH,
        m.BlockReason.THEFT: _TOTAL,
        m.BlockReason.LOSS: _TOTAL,
        m.BlockReason.MISUSE: _TOTAL,
    }
    keeps_emergency_calls = None
    port_in_inside_activation = True

    swap_sim = assumed.swap_sim
    cancel_portability = assumed.cancel_portability
    transfer_ownership = assumed.transfer_ownership

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic lines and stock."""
        from isp_integrations.plugins.mvno.tip.sandbox import TipSandbox  # noqa: PLC0415  rarely wanted

        return TipSandbox()

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the account's static token in its query (tip 1.1)."""
        secret = (w.TOKEN_PARAMETER, self.account.credentials[w.TOKEN_PARAMETER])
        return attrs.evolve(request, query=(*request.query, secret))

    @operation(uses=(w.PLANS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by reading the catalogue."""
        yield from self._catalogue()

    # --- reading ---

    @operation(uses=(w.PLANS,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        """The whole catalogue. A quota that the plan's own description contradicts is kept raw, its unit unknown."""
        return Page(items=tuple(map(_plan, (yield from self._catalogue()))))

    @operation(uses=(w.STOCK,))
    def list_sim_cards(self, request: r.ListSimCards, cursor: str | None) -> Exchange[Page[m.SimCard]]:
        """One page of the stock, free SIMs first.

        The cursor is a status of the platform's, a page of it, and the first SIM of the page before, which must not
        come again: the list would never end.
        A page that is shorter than asked is taken for the last of its status: nothing in the answer says so.
        """
        statuses = _STOCK_OF[request.available]
        status, page, passed = _stock_place(cursor) if cursor else (statuses[0], 1, None)
        query = {"status": status.value, "page": str(page), "per_page": str(w.STOCK_PAGE)}
        sims = (yield from self._ask(w.STOCK, w.Stock, query=query)).sims
        if sims and sims[0].iccid == passed:
            raise UnexpectedAnswer(message="A lista não avança: $.results é a página anterior.", paths=("$.results",))
        later = statuses[statuses.index(status) + 1 :] if status in statuses else ()
        following = f"{later[0].value}.1" if later else None
        return Page(
            items=tuple(
                m.SimCard(iccid=demanded(_iccid, sim.iccid, f"$.results[{at}].sim_card"), available=self._free(sim))
                for at, sim in enumerate(sims)
            ),
            cursor=following if len(sims) < w.STOCK_PAGE else f"{status.value}.{page + 1}.{sims[0].iccid}",
        )

    @operation(uses=(w.SIM,))
    def find_sim(self, request: r.FindSim) -> Exchange[m.SimLookup]:
        """The number on a SIM, or that the platform calls it available."""
        sim = yield from self._sim(request.iccid)
        return m.SimLookup(
            iccid=request.iccid,
            msisdn=_number(sim),
            available=_is_free(sim.status),
            status=self.wire.word(w.LINE_STATUSES, sim.status),
            raw_status=sim.status,
        )

    @operation(uses=(w.SUBSCRIBERS,))
    def list_subscribers(self, request: r.ListSubscribers, cursor: str | None) -> Exchange[Page[m.Subscriber]]:
        """Every subscriber in one page: the platform was not seen to page this list."""
        return Page(items=tuple(map(_subscriber, (yield from self._holders()))))

    @operation(uses=(w.SUBSCRIBERS,))
    def get_subscriber(self, request: r.GetSubscriber) -> Exchange[m.Subscriber]:
        """A subscriber by document; `ProviderRejected` where the platform has none."""
        for holder in (yield from self._holders({"cpf_cnpj": request.tax_id.value})):
            if known(parse_tax_id, holder.document) == request.tax_id:
                return _subscriber(holder)
        words = "Assinante não encontrado."
        raise ProviderRejected(message=f"{self.title}: {words}", words=words, code="not_found")

    @operation(uses=(w.SUBSCRIBERS,))
    def list_lines(self, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.MvnoLine]]:
        """Every contract of every subscriber, in one page."""
        return Page(items=tuple((yield from self._contract_lines())))

    @operation(uses=(w.SIM,), also=lambda request: () if request.iccid else (w.SUBSCRIBERS,))
    def get_line(self, request: r.GetLine) -> Exchange[m.MvnoLine]:
        """One line by its SIM; by number, its SIM is looked for among all contracts."""
        iccid = yield from self._iccid_of(request.iccid, request.msisdn)
        body = yield from self._body(w.SIM, path={"iccid": iccid.value})
        sim = self.wire.read(w.SimDetails, body)
        if _is_free(sim.status):
            raise ProviderRejected(message=f"{self.title}: o chip não tem linha.", violation=line_unknown(self.title))
        line = self._line(iccid, sim, body)
        if request.iccid is None and request.msisdn is not None:
            refuse_other_number(request.msisdn, line, "$.numero")
        return line

    @operation(uses=(w.SIM,))
    def get_activation(self, request: r.GetActivation) -> Exchange[m.Activation]:
        """Progress of an activation: awaited until the platform tells its number.

        A SIM that was never activated looks the same; `raw_status` then says that it is available.
        """
        return self._activation(request.iccid, (yield from self._sim(request.iccid)))

    @operation(uses=(w.BALANCE,))
    def get_balance(self, request: r.GetBalance) -> Exchange[m.Balance]:
        """The data that is left; the platform tells of nothing else."""
        return m.Balance(data_mb=(yield from self._data_left(request.line)))

    @operation(uses=(w.USAGE,))
    def list_usage(self, request: r.ListUsage, cursor: str | None) -> Exchange[Page[m.UsageRecord]]:
        """One month's summary per page; the cursor is the month, `2026-01`. Without days: the present month.

        Data used is kept raw, its unit unknown: clients read it as megabytes and as gigabytes.
        """
        if cursor is not None and not _PERIOD.fullmatch(cursor):
            raise InvalidRecord(problems=("cursor: deve ser um mês, como 2026-01",))
        end = request.end or (yield from Now()).date()
        period, last = cursor or _month(request.start or end), _month(end)
        if period > last:
            return Page(items=())
        number = yield from self._number_of(request.line)
        question = w.UsageQuestion(period=period, number=number.national)
        rows = (yield from self._ask(w.USAGE, w.UsageSummary, body=question)).lines
        records = [_usage(row, f"$.results[{at}]", period) for at, row in enumerate(rows)]
        return Page(
            items=tuple(record for record in records if record.msisdn == number),
            cursor=_next_month(period) if period < last else None,
        )

    @operation(uses=(w.LAST_TOP_UP,))
    def list_top_ups(self, request: r.ListTopUps, cursor: str | None) -> Exchange[Page[m.TopUp]]:
        """The last top-up alone, by its day; the platform keeps no history of them."""
        iccid = yield from self._iccid_of(request.line.iccid, request.line.number_in_use)
        last = (yield from self._ask(w.LAST_TOP_UP, w.LastTopUp, path={"iccid": iccid.value})).on
        if not last:
            return Page(items=())
        at = read_moment(last)
        if at is None:
            path = "$.ultima_recarga"
            raise UnexpectedAnswer(message=f"A resposta não tem a forma esperada em {path}.", paths=(path,))
        return Page(items=(m.TopUp(at=at),))

    @operation(uses=(w.PORTABILITY,))
    def get_portability(self, request: r.GetPortability) -> Exchange[m.Portability]:
        """Progress of the line's port-in, by what its status text contains; whatever else it says is UNKNOWN."""
        port = yield from self._ask(w.PORTABILITY, w.PortIn, path={"line": _key(request.line)})
        status = self._port_status(port.status)
        told = port.words if status is m.PortabilityStatus.UNKNOWN else None
        return m.Portability(
            status=status,
            raw_status=port.status,
            scheduled_for=read_day(port.window),
            reason=self.quotable(told) if told else None,
        )

    # --- changing ---

    @operation(uses=(w.ACTIVATE, w.SIM))
    def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]:
        """Order an activation, a port-in inside it; its number comes later, by `get_activation`.

        A SIM that is taken is refused before the order. A lost answer is looked up by the SIM and its holder.
        """
        iccid = request.iccid
        if iccid is None or request.msisdn is not None:
            raise UnsupportedOperation(
                platform=self.key,
                operation="activate_line",
                message=f"{self.title} ativa um chip do estoque, e escolhe o número.",
            )
        before = yield from self._sim(iccid)
        if (
            before.document
            or _number(before)
            or self.wire.word(w.LINE_STATUSES, before.status) is m.LineStatus.BLOCKED_TOTAL
        ):
            taken = sim_taken(self.title)
            raise ProviderRejected(message=taken.message, violation=taken)

        def send() -> Exchange[m.Activation]:
            yield from self._order(w.ACTIVATE, {"iccid": iccid.value}, _activation_order(request))
            return _ordered(request)

        def look() -> Exchange[m.Activation | None]:
            now = yield from self._sim(iccid)
            if _is_free(now.status):
                return None
            if known(parse_tax_id, now.document) != request.customer.tax_id:
                raise Undecided("O chip deixou de estar disponível, e a plataforma não mostra que é deste titular.")
            return self._activation(iccid, now)

        return (yield from write_once(send, look, settle=self.wire.settle(w.ACTIVATE)))

    @operation(
        uses=(w.BLOCK_PARTIAL, w.SIM),
        also=lambda request: (w.BLOCK_TOTAL,) if request.block.scope is m.BlockScope.TOTAL else (),
    )
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]:
        """Block a line partly, or (with a reason whose number is ASSUMED) fully.

        The platform shows that a line is blocked and not how much, and how it answers a second block nobody knows. So
        a partial block of a blocked line is not sent; a full one is, unless the host knows that it stands. After an
        order the result says what was ordered. A lost answer is proven by the status, where it was another before.
        """
        block, line = request.block, request.line
        ordered = blocked_status(block) or m.LineStatus.BLOCKED_TOTAL
        endpoint, body = w.BLOCK_PARTIAL, None
        if block.scope is m.BlockScope.TOTAL:
            endpoint, body = w.BLOCK_TOTAL, w.TotalBlock(reason=w.BLOCK_REASONS[block.reason])
        before = yield from self.get_line(_same(line))
        was_blocked = before.status is m.LineStatus.BLOCKED_TOTAL
        if was_blocked and line.status is ordered:
            return attrs.evolve(before, status=ordered)
        if was_blocked and block.scope is m.BlockScope.PARTIAL:
            return before

        def reached(now: m.MvnoLine) -> Exchange[bool]:
            yield from ()
            if was_blocked:
                raise Undecided("A linha já aparecia bloqueada, e a plataforma não mostra de que forma.")
            return now.status is m.LineStatus.BLOCKED_TOTAL

        order = partial(self._order, endpoint, {"line": _key(line)}, body)
        now = yield from bring_about(self, order, _same(line), reached, settle=self.wire.settle(endpoint))
        return attrs.evolve(now, status=ordered) if now.status is m.LineStatus.BLOCKED_TOTAL else now

    @operation(uses=(w.UNBLOCK, w.SIM))
    def unblock_line(self, request: r.UnblockLine) -> Exchange[m.MvnoLine]:
        """Lift a line's block; one that is free already is a success. A lost answer is proven by the status."""
        same = _same(request.line)
        before = yield from self.get_line(same)
        if before.status is m.LineStatus.ACTIVE:
            return before
        order = partial(self._order, w.UNBLOCK, {"line": _key(request.line)})
        reached = _has_status(m.LineStatus.ACTIVE)
        return (yield from bring_about(self, order, same, reached, settle=self.wire.settle(w.UNBLOCK)))

    @operation(uses=(w.CANCEL, w.SIM))
    def cancel_line(self, request: r.CancelLine) -> Exchange[m.MvnoLine]:
        """Cancel a line; a lost answer is proven by the line's status."""
        iccid = yield from self._iccid_to_change(request.line)
        order = partial(self._order, w.CANCEL, {"iccid": iccid.value})
        reached = _has_status(m.LineStatus.CANCELLED)
        settle = self.wire.settle(w.CANCEL)
        return (yield from bring_about(self, order, r.GetLine(iccid=iccid), reached, settle=settle))

    @operation(uses=(w.CHANGE_PLAN, w.SIM, w.PLANS))
    def change_plan(self, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
        """Change a line's plan; a lost answer is proven by the plan's name in the catalogue."""
        iccid = yield from self._iccid_to_change(request.line)
        order = partial(self._order, w.CHANGE_PLAN, {"iccid": iccid.value}, w.PlanChoice(plan_code=request.plan_code))
        reached = partial(is_on_plan, self, code=request.plan_code)
        settle = self.wire.settle(w.CHANGE_PLAN)
        return (yield from bring_about(self, order, r.GetLine(iccid=iccid), reached, settle=settle))

    @operation(uses=(w.ADD_DATA, w.BALANCE))
    def top_up(self, request: r.TopUpLine) -> Exchange[m.TopUp]:
        """Add whole gigabytes, `plan_code="2GB"`; how many a carrier allows, it says itself.

        A lost answer is proven by a balance that grew by about as much, up to half a gigabyte having been used
        meanwhile. Of two equal orders at once the balance cannot tell whose the growth is: both then count as done.
        """
        asked = _ADDED_DATA.fullmatch(request.plan_code.strip())
        if asked is None:
            raise RuleViolation(violations=(_ADDED_DATA_ONLY,))
        gigabytes = int(asked[1])
        before = yield from self._data_left(request.line)
        added = m.TopUp(plan_name=f"{gigabytes} GB")

        def send() -> Exchange[m.TopUp]:
            yield from self._order(w.ADD_DATA, {"line": _key(request.line)}, w.AddedData(gigabytes=gigabytes))
            return added

        def look() -> Exchange[m.TopUp | None]:
            growth = (yield from self._data_left(request.line)) - before
            if growth <= 0:
                return None
            if not (gigabytes - Decimal("0.5")) * 1000 < growth <= gigabytes * 1024:
                raise Undecided("O saldo de dados mudou, mas não como esta recarga o mudaria.")
            return added

        return (yield from write_once(send, look, settle=self.wire.settle(w.ADD_DATA)))

    # --- asking ---

    def _ask(
        self,
        endpoint: Endpoint,
        model: type[M],
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        path: Mapping[str, str] | None = None,
    ) -> Exchange[M]:
        return self.wire.read(model, (yield from self._body(endpoint, query=query, body=body, path=path)))

    def _body(
        self,
        endpoint: Endpoint,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        path: Mapping[str, str] | None = None,
    ) -> Exchange[Any]:
        """The body of a success; the refusal that any other answer amounts to."""
        answer: HttpAnswer = yield from self.call(endpoint, query=query, body=body, path=path)
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message=f"{self.title} recusou o token.", code=str(answer.status))
        content = answer.json()
        if answer.status >= 400:  # noqa: PLR2004
            refusal = self.wire.read(w.HttpRefusal, content)
            raise self._refused(_sentence(refusal.message) or refusal.words, str(answer.status))
        if not 200 <= answer.status < 300:  # noqa: PLR2004
            raise UnexpectedAnswer(message="A resposta não diz se deu certo.", paths=("$",))
        if isinstance(content, Mapping):
            envelope = self.wire.read(w.Envelope, content)
            if envelope.code is not None and not _DONE.fullmatch(envelope.code):
                raise self._refused(envelope.words, envelope.code)
        return content

    def _refused(self, words: str | None, code: str | None) -> ProviderRejected:
        clean = self.quotable(words or "")
        return ProviderRejected(
            message=f"{self.title} recusou: {clean or 'sem explicação'}",
            words=clean,
            code=self.quotable(code or ""),
        )

    def _order(self, endpoint: Endpoint, path: Mapping[str, str], body: object = None) -> Exchange[None]:
        """Send a write; only a code in its answer says that it was taken."""
        yield from self._ask(endpoint, w.Taken, path=path, body=body)

    def _catalogue(self) -> Exchange[list[w.Plan]]:
        """The plans, which come as a bare list or wrapped."""
        body = yield from self._body(w.PLANS)
        return self.wire.read(w.Plans, {"data": body} if isinstance(body, list) else body).plans

    def _sim(self, iccid: Iccid) -> Exchange[w.SimDetails]:
        return (yield from self._ask(w.SIM, w.SimDetails, path={"iccid": iccid.value}))

    def _holders(self, query: Mapping[str, str] | None = None) -> Exchange[list[w.Holder]]:
        return (yield from self._ask(w.SUBSCRIBERS, w.Holders, query=query)).holders

    def _contract_lines(self) -> Exchange[list[m.MvnoLine]]:
        return [
            self._contract_line(
                holder, self.wire.read(w.ContractLine, raw, f"$.results[{at}].contratos[{place}]"), raw
            )
            for at, holder in enumerate((yield from self._holders()))
            for place, raw in enumerate(holder.lines)
        ]

    def _iccid_of(self, iccid: Iccid | None, number: Msisdn | None) -> Exchange[Iccid]:
        """The SIM of a line; one that is known by its number alone is looked for among all contracts."""
        if iccid is not None:
            return iccid
        if number is None:
            raise RuleViolation(violations=(NUMBER_OR_SIM_REQUIRED,))
        lines = [line for line in (yield from self._contract_lines()) if line.msisdn == number]
        lines.sort(key=lambda line: line.status is m.LineStatus.CANCELLED)
        found = next((line.iccid for line in lines if line.iccid), None)
        if found is None:
            raise ProviderRejected(message=f"{self.title} não tem esta linha.", violation=line_unknown(self.title))
        return found

    def _iccid_to_change(self, line: m.MvnoLine) -> Exchange[Iccid]:
        """The SIM that a write goes to; one found by the line's number must not show another number."""
        iccid = yield from self._iccid_of(line.iccid, line.number_in_use)
        if line.iccid is None and line.number_in_use is not None:
            refuse_other_number(line.number_in_use, (yield from self.get_line(r.GetLine(iccid=iccid))), "$.numero")
        return iccid

    def _number_of(self, line: m.MvnoLine) -> Exchange[Msisdn]:
        if line.number_in_use is not None:
            return line.number_in_use
        seen = yield from self.get_line(r.GetLine(iccid=line.iccid))
        return demanded(Msisdn.parse, seen.msisdn.national if seen.msisdn else None, "$.numero")

    def _data_left(self, line: m.MvnoLine) -> Exchange[Decimal]:
        return (yield from self._ask(w.BALANCE, w.LineBalance, path={"line": _key(line)})).data_mb

    # --- theirs to ours ---

    def _free(self, sim: w.StockSim) -> bool | None:
        """Whether a SIM of the stock can be activated; `None` where its status is an unknown word."""
        if _is_free(sim.status):
            return True
        unknown = self.wire.word(w.LINE_STATUSES, sim.status) is m.LineStatus.UNKNOWN
        return None if unknown else False

    def _line(self, iccid: Iccid, sim: w.SimDetails, raw: Mapping[str, Any]) -> m.MvnoLine:
        return m.MvnoLine(
            msisdn=_number(sim),
            iccid=iccid,
            status=self.wire.word(w.LINE_STATUSES, sim.status),
            raw_status=sim.status,
            plan_name=sim.plan,
            holder_name=sim.holder,
            holder_tax_id=known(parse_tax_id, sim.document),
            activated_on=read_day(sim.activated_on),
            platform_ids={"numero_contrato": sim.contract} if sim.contract else {},
            raw=raw,
        )

    def _contract_line(self, holder: w.Holder, line: w.ContractLine, raw: Mapping[str, Any]) -> m.MvnoLine:
        return m.MvnoLine(
            msisdn=known(Msisdn.parse, line.number),
            iccid=known(_iccid, line.iccid),
            status=self.wire.word(w.LINE_STATUSES, line.status),
            raw_status=line.status,
            plan_name=line.plan,
            holder_name=_name(holder),
            holder_tax_id=known(parse_tax_id, holder.document),
            platform_ids={"numero_contrato": line.contract} if line.contract else {},
            raw=raw,
        )

    def _activation(self, iccid: Iccid, sim: w.SimDetails) -> m.Activation:
        line = self._line(iccid, sim, {})
        awaited = line.msisdn is None and line.status in {m.LineStatus.ACTIVE, m.LineStatus.UNKNOWN}
        return m.Activation(line=attrs.evolve(line, status=m.LineStatus.AWAITING_ACTIVATION) if awaited else line)

    def _port_status(self, text: str) -> m.PortabilityStatus:
        """What a status text contains; UNKNOWN where it contains nothing known, contradicts or denies it."""
        table: Mapping[str, m.PortabilityStatus] = self.wire.vocabularies[w.PORTABILITY_FRAGMENTS.name].words
        folded = fold(text)
        within = {
            fold(word): means for word, means in table.items() if re.search(rf"\b{re.escape(fold(word))}\b", folded)
        }
        whole = {means for word, means in within.items() if not any(word in other != word for other in within)}
        if len(whole) != 1 or w.NEGATIONS & set(re.findall(r"\w+", folded)):
            return m.PortabilityStatus.UNKNOWN
        return whole.pop()


class TipBrasil(Easy2Use):
    """TIP Brasil, at the address that one public client has as its default (tip 1.1)."""

    key = "tip_brasil"
    title = "TIP Brasil"
    base_url = w.TIP_BASE_URL


class TipTaTelecom(Easy2Use):
    """TIP Tá Telecom. The one address seen is plain http, where the token could be read: it must be given."""

    key = "tip_ta_telecom"
    title = "TIP Tá Telecom"
    base_url = None


def _key(line: m.MvnoLine) -> str:
    """What a line is addressed by where its number will do too."""
    if line.iccid is not None:
        return line.iccid.value
    if line.number_in_use is None:
        raise RuleViolation(violations=(NUMBER_OR_SIM_REQUIRED,))
    return line.number_in_use.national


def _same(line: m.MvnoLine) -> r.GetLine:
    return r.GetLine(msisdn=line.number_in_use, iccid=line.iccid)


def _has_status(wanted: m.LineStatus) -> Callable[[m.MvnoLine], Exchange[bool]]:
    """What proves an order that brings a line into one status."""

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        yield from ()
        return line.status is wanted

    return reached


def _stock_place(cursor: str) -> tuple[w.StockStatus, int, str | None]:
    found = _STOCK_CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidRecord(problems=("cursor: deve ser o status e a página, como 1.2",))
    return w.StockStatus(found[1]), int(found[2]), found[3]


def _is_free(status: str | None) -> bool:
    return fold(status or "") == fold(w.FREE_SIM)


def _number(sim: w.SimDetails) -> Msisdn | None:
    text = sim.number or sim.msisdn
    return demanded(Msisdn.parse, text, "$.numero") if text else None


def _name(holder: w.Holder) -> str:
    return holder.name or holder.company or holder.trade_name or ""


def _subscriber(holder: w.Holder) -> m.Subscriber:
    return m.Subscriber(
        legal_name=_name(holder),
        tax_id=known(parse_tax_id, holder.document),
        line_count=len(holder.lines),
    )


def _plan(plan: w.Plan) -> m.MobilePlan:
    quantity = plan.quantity or w.Quantity()
    data = _megabytes(quantity.data, plan.description) if quantity.data else None
    unknown = bool(quantity.data) and data is None
    return m.MobilePlan(
        code=plan.id,
        name=plan.description,
        data_mb=data,
        voice=f"{quantity.minutes} min" if quantity.minutes else None,
        sms=quantity.sms,
        raw={"dados": quantity.data} if unknown else {},
        unknown_units=("dados",) if unknown else (),
    )


def _megabytes(quota: str, description: str) -> Decimal | None:
    """A plan's quota, said to be in megabytes; `None` where the amounts in its description contradict that.

    A description may hold two amounts, the second for ported-in numbers alone.
    """
    try:
        megabytes = read_decimal(quota)
    except ValueError:
        return None
    written = re.findall(r"(\d+(?:[.,]\d+)?)\s*([GM])B\b", description, re.IGNORECASE)
    if not written:
        return megabytes
    for kilo in (1000, 1024):
        amounts = [read_decimal(amount) * (kilo if unit in "Gg" else 1) for amount, unit in written]
        if megabytes in {*amounts, sum(amounts)}:
            return megabytes
    return None


def _usage(row: w.Usage, at: str, period: str) -> m.UsageRecord:
    if row.period != period:
        path = f"{at}.periodo"
        raise UnexpectedAnswer(message=f"A resposta é de outro mês, segundo {path}.", paths=(path,))
    year, month = int(period[:4]), int(period[5:])
    return m.UsageRecord(
        msisdn=demanded(Msisdn.parse, row.number, f"{at}.linha"),
        period_start=date(year, month, 1),
        period_end=date(year, month, monthrange(year, month)[1]),
        minutes=row.minutes,
        sms=row.sms,
        raw={"consumo_dados": row.data},
        unknown_units=("consumo_dados",),
    )


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _next_month(period: str) -> str:
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _sentence(message: object) -> str:
    """One sentence of an HTTP error's `message`, which is a text or a list of them."""
    sentences = message if isinstance(message, list) else [message]
    return " ".join(sentence for sentence in sentences if isinstance(sentence, str))


def _activation_order(request: r.ActivateLine) -> w.ActivationOrder:
    customer, ported = request.customer, request.port_in.number.national if request.port_in else ""
    address = customer.address or Address()
    return w.ActivationOrder(
        person_type=w.COMPANY if isinstance(customer.tax_id, Cnpj) else w.PERSON,
        name=customer.legal_name,
        document=customer.tax_id.value if customer.tax_id else "",
        phone=customer.mobile_phone.national if customer.mobile_phone else "",
        birth_date=customer.birth_date.strftime("%d/%m/%Y") if customer.birth_date else "",
        street_type="",
        street=address.street,
        number=address.number,
        district=address.district,
        state=address.state,
        city_code=address.city_code,
        postal_code=address.postal_code.value if address.postal_code else "",
        plan_code=request.plan_code,
        portability=bool(ported),
        area_code=ported[:2] or request.area_code,
        ported_number=ported[2:],
    )


def _ordered(request: r.ActivateLine) -> m.Activation:
    """An activation just ordered. The order's answer does not carry the number."""
    port_in, pending = request.port_in, m.PortabilityStatus.PENDING
    line = m.MvnoLine(
        iccid=request.iccid,
        status=m.LineStatus.AWAITING_ACTIVATION,
        portability=m.Portability(number=port_in.number, status=pending) if port_in else None,
        plan_code=request.plan_code,
        holder_name=request.customer.legal_name,
        holder_tax_id=request.customer.tax_id,
    )
    return m.Activation(line=line)
