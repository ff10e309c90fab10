"""NextBilling: six calls of a public reference of which only the beginning of each page is known, and the ASSUMED
wire for the billing half. Everything that stands on the wire is in :mod:`.wire`.

Token and key travel in the path of every address, so no path with them exists outside :meth:`NextBilling.authorize`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

import attrs

from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import number_or_text, read_moment
from isp_integrations.core.rules import Family, Source, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.voip.assumed import exchanges as assumed
from isp_integrations.plugins.voip.assumed import wire as assumed_wire
from isp_integrations.plugins.voip.nextbilling import bodies
from isp_integrations.plugins.voip.nextbilling import wire as w
from isp_integrations.plugins.voip.nextbilling.amounts import read_amount

M = TypeVar("M")

PAGE_SIZE = 100
_MISSING_PARAMETER = 422
_SECRET_KEYS = frozenset({"password", "senha"})
_NUMBER_LOST = (
    "A resposta da atribuição do número se perdeu, e a NextBilling não tem consulta de números conhecida. Confira "
    "com ela antes de repetir."
)


def _also_used(request: r.CreateSubscriber) -> tuple[Endpoint, ...]:
    return (assumed_wire.CHECK_USERNAME,) if request.access else ()


class NextBilling(VoipSpec):
    """NextBilling, the virtual PABX of each operator's own server; no address is shared, so none is a default.

    Subscribers are created with the credentials of a Master, everything else also with a reseller's.
    """

    key = "nextbilling"
    title = "NextBilling"
    credential_fields = (
        CredentialField(name="token", label="API token"),
        CredentialField(name="chave", label="API key"),
        CredentialField(name="revenda", label="Id da revenda dos novos assinantes", secret=False, required=False),
        CredentialField(
            name="geracao",
            label="Geração da documentação do servidor",
            secret=False,
            required=False,
            choices=tuple(w.LINE_PARAMETER),
        ),
    )
    wire = w.BOOK
    permissions: ClassVar[frozenset[str]] = frozenset(permission.value for permission in m.Permission)
    generates_passwords = True

    list_sales_plans = assumed.list_sales_plans
    list_allowances = assumed.list_allowances
    check_username = assumed.check_username
    update_subscriber = assumed.update_subscriber
    get_subscriber = assumed.get_subscriber
    list_subscribers = assumed.list_subscribers
    set_simultaneous_calls = assumed.set_simultaneous_calls
    get_balance = assumed.get_balance
    list_live_calls = assumed.list_live_calls
    open_panel = assumed.open_panel

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        dotted = [name for name in ("token", "chave") if account.credentials[name] in {".", ".."}]
        if dotted:
            raise InvalidRecord(problems=tuple(f"credentials.{name}: não cabe em um endereço" for name in dotted))

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic subscribers, lines and calls."""
        from isp_integrations.plugins.voip.nextbilling.sandbox import NextBillingSandbox  # noqa: PLC0415  rarely wanted

        return NextBillingSandbox()

    @classmethod
    def api_address(cls, address: str) -> str:
        """The server's own address: hosts keep it with or without the `api` that every call begins with."""
        return address.removesuffix("api/") if address.endswith("/api/") else address

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` at `api/<operation>/<token>/<key>/<rest>`, the one place where the credentials stand in a path.

        The ASSUMED calls go the same way, so that a partner who knows a real one corrects its path alone.
        """
        name, *rest = request.path.split("/")
        credentials = (quote(self.account.credentials[field], safe="") for field in ("token", "chave"))
        return attrs.evolve(request, path="/".join(("api", name, *credentials, *rest)))

    @operation(uses=(w.CONNECTION,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by asking for call records without a subscriber.

        A wrong token is refused with 403; a reseller's good one may be told that the subscriber is missing (422).
        """
        answer = yield from self.call(w.CONNECTION, query={"limit": "1"})
        if answer.status == _MISSING_PARAMETER:
            self.wire.read(w.Envelope, answer.json())
        else:
            self.accepted(answer)

    # --- subscribers ---

    @operation(uses=(w.CREATE_SUBSCRIBER, assumed_wire.FIND_SUBSCRIBERS), also=_also_used)
    def create_subscriber(self, request: r.CreateSubscriber) -> Exchange[m.SavedSubscriber]:
        """Save a subscriber. A username that is taken is refused before; a lost answer is looked up by document.

        The look-up knows the subscriber by not having been there before: of two equal orders at once it cannot tell
        whose he is.
        """
        if request.access is not None:
            yield from self._refuse_taken(request.access.username)
        tax_id = request.profile.tax_id
        before = {one.id for one in (yield from assumed.subscribers_of(self, tax_id))}
        body = {**request.profile.financial, **self._body(bodies.new_subscriber(request, self._reseller))}

        def send() -> Exchange[m.SavedSubscriber]:
            made = yield from self.ask(w.CREATE_SUBSCRIBER, w.SubscriberMade, body=body)
            if made.id in before:
                told = "A plataforma respondeu com um assinante que já existia antes."
                raise UnexpectedAnswer(message=told, paths=("$.id",))
            return bodies.saved(request, made.id, made.password)

        def look() -> Exchange[m.SavedSubscriber | None]:
            found = yield from assumed.subscribers_of(self, tax_id)
            new = [one.id for one in found if one.id not in before]
            if len(new) > 1:
                raise Undecided("Há mais de um assinante novo com este documento.")
            return bodies.saved(request, new[0] or "", None) if new else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.CREATE_SUBSCRIBER)))

    @operation(uses=(w.SUBSCRIBER_STATUS,))
    def disable_subscriber(self, request: r.DisableSubscriber) -> Exchange[m.VoipSubscriber]:
        """Block a subscriber with all his lines; no call that blocks one line is known."""
        return (yield from self._switch(request.subscriber, w.OFF))

    @operation(uses=(w.SUBSCRIBER_STATUS,))
    def enable_subscriber(self, request: r.EnableSubscriber) -> Exchange[m.VoipSubscriber]:
        """Lift a subscriber's block."""
        return (yield from self._switch(request.subscriber, w.ON))

    # --- lines ---

    @operation(uses=(w.CREATE_LINE, w.LINES))
    def create_line(self, request: r.CreateLine) -> Exchange[m.VoipLine]:
        """Create a line that registers with a password, and answer it as the list shows it.

        The creation's own answer tells no id, so the list is read before and after: the new line is the one with the
        wanted username. A lost answer is proven the same way.
        """
        before = {line.id for line in (yield from self._lines_of(request.subscriber_id))}
        body = self._body(bodies.new_line(request))

        def find() -> Exchange[m.VoipLine | None]:
            lines = yield from self._lines_of(request.subscriber_id)
            wanted = (line for line in lines if line.username == request.line.username and line.id not in before)
            return next(wanted, None)

        def send() -> Exchange[m.VoipLine]:
            self.accepted((yield from self.call(w.CREATE_LINE, body=body)))
            made = yield from find()
            if made is None:
                raise UnexpectedAnswer(message="A linha criada não aparece na lista.", paths=("$.data",))
            return made

        return (yield from write_once(send, find, settle=self.wire.settle(w.CREATE_LINE)))

    @operation(uses=(w.LINES,))
    def list_lines(self, request: r.ListLines, cursor: str | None) -> Exchange[Page[m.VoipLine]]:
        """A subscriber's lines, in one page."""
        return Page(items=(yield from self._lines_of(request.subscriber_id)))

    @operation(uses=(w.ASSIGN_NUMBER,))
    def assign_number(self, request: r.AssignNumber) -> Exchange[m.InboundNumber]:
        """Make a number ring at a line. A lost answer stays unknown: no look-up of numbers is known."""
        number = request.number
        body = w.NewNumber(
            subscriber_id=number_or_text(number.subscriber_id),
            description=number.description,
            number=number.number,
            type=w.RINGS_A_LINE,
            line_id=number_or_text(number.line_id),
        )
        try:
            self.accepted((yield from self.call(w.ASSIGN_NUMBER, body=body)))
        except OutcomeUnknown as lost:
            lost.explanation = _NUMBER_LOST
            raise
        return number

    # --- calls ---

    @operation(uses=(w.CALL_TOTALS,))
    def get_call_totals(self, request: r.GetCallTotals) -> Exchange[m.CallTotals]:
        """The header of the call records, which counts the whole period however few rows are asked for."""
        query = {**self._period(request), "start": "0", "limit": "1"}
        told = yield from self.ask(w.CALL_TOTALS, w.Totals, query=query, path={"subscriber": request.subscriber_id})
        return m.CallTotals(
            calls=told.calls,
            seconds=told.seconds,
            value=read_amount(told.value, "$.total_value"),
            cost=None if told.cost is None else read_amount(told.cost, "$.total_cost_value"),
            cost_seconds=told.cost_seconds,
        )

    @operation(uses=(w.CALLS,))
    def list_calls(self, request: r.ListCalls, cursor: str | None) -> Exchange[Page[m.CallRecord]]:
        """One page of call records. The keys of a row are ASSUMED; the row itself is in `raw`."""
        body = yield from self.call_page(w.CALLS, request, cursor)
        told = self.wire.read(w.TypedRows, body)
        calls = tuple(
            self._call(row, raw, at) for at, (row, raw) in enumerate(zip(told.rows, body["data"], strict=True))
        )
        return Page(items=calls, cursor=next_place(told, len(calls), cursor))

    def call_page(self, endpoint: Endpoint, request: r.ListCalls, cursor: str | None) -> Exchange[Any]:
        """The body of one page of call records."""
        start = place_of(cursor)
        query = {**self._period(request), "start": str(start), "limit": str(PAGE_SIZE)}
        answer = yield from self.call(endpoint, query=query, path={"subscriber": request.subscriber_id})
        return self.accepted(answer)

    # --- asking ---

    def ask(
        self,
        endpoint: Endpoint,
        model: type[M],
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
    ) -> Exchange[M]:
        """The answer of a call as `model`, once its envelope says that all went well."""
        answer = yield from self.call(endpoint, body=body, query=query, path=path)
        return self.wire.read(model, self.accepted(answer))

    def accepted(self, answer: HttpAnswer) -> Any:
        """The body of a success; the refusal that any other status, or `error` in a 2xx, amounts to."""
        if answer.status in {401, 403}:
            raise AuthenticationFailed(message="A NextBilling recusou as credenciais.", code=str(answer.status))
        body = answer.json()
        told = self.wire.read(w.Envelope, body)
        if 200 <= answer.status < 300 and told.error != w.FAILED:  # noqa: PLR2004
            if told.error:
                raise UnexpectedAnswer(message="A resposta não diz se foi aceita.", paths=("$.error",))
            return body
        words = self.quotable(told.reason)
        raise ProviderRejected(message=f"A NextBilling recusou: {words}", words=words, code=str(answer.status))

    def _refuse_taken(self, username: str) -> Exchange[None]:
        if not (yield from self.check_username(r.CheckUsername(username=username))).free:
            raise ProviderRejected(message=_USERNAME_TAKEN.message, violation=_USERNAME_TAKEN)

    def _switch(self, subscriber: m.VoipSubscriber, status: int) -> Exchange[m.VoipSubscriber]:
        body = w.NewStatus(id=number_or_text(subscriber.id or ""), status=status)
        told = yield from self.ask(w.SUBSCRIBER_STATUS, w.StatusChanged, body=body)
        if told.id != subscriber.id:
            raise UnexpectedAnswer(message="A resposta é de outro assinante.", paths=("$.customer_id",))
        after = self.wire.word(w.SUBSCRIBER_STATUSES, told.status)
        return attrs.evolve(subscriber, status=after, raw_status=told.status)

    def _lines_of(self, subscriber_id: str) -> Exchange[tuple[m.VoipLine, ...]]:
        told = yield from self.ask(w.LINES, w.DeviceGroups, path={"subscriber": subscriber_id})
        for at, group in enumerate(told.groups):
            if group.subscriber_id != subscriber_id:
                raise UnexpectedAnswer(message="A lista é de outro assinante.", paths=(f"$.data[{at}].id_cliente",))
            if group.count > len(group.devices):
                raise UnexpectedAnswer(message="A lista veio incompleta.", paths=(f"$.data[{at}].records",))
        return tuple(
            self._line(self.wire.read(w.Device, device, f"$.data[{at}].data[{place}]"), device)
            for at, group in enumerate(told.groups)
            for place, device in enumerate(group.devices)
        )

    def _line(self, device: w.Device, raw: Mapping[str, Any]) -> m.VoipLine:
        return m.VoipLine(
            id=device.id,
            subscriber_id=device.subscriber_id,
            number=device.caller_id or None,
            username=device.username,
            status=self.wire.word(w.LINE_STATUSES, device.status),
            raw_status=device.status,
            max_simultaneous_calls=device.simultaneous_calls,
            sales_plan_id=None if device.sales_plan_id == w.SAME_PLAN else device.sales_plan_id,
            balance=None if device.balance is None else read_amount(device.balance, "$.data[].data[].saldo"),
            raw={name: value for name, value in raw.items() if name.lower() not in _SECRET_KEYS},
        )

    def _call(self, row: w.Row, raw: Mapping[str, Any], at: int) -> m.CallRecord:
        return m.CallRecord(
            id=row.id,
            line_id=row.line_id,
            started_at=read_moment(row.started_at),
            seconds=row.seconds,
            kind=self.wire.word(w.CALL_KINDS, row.kind),
            raw_kind=row.kind,
            origin=row.origin,
            destination=row.destination,
            value=read_amount(row.value, f"$.data[{at}].valor"),
            cost=None if row.cost is None else read_amount(row.cost, f"$.data[{at}].custo"),
            raw=raw,
        )

    def _period(self, request: r.GetCallTotals | r.ListCalls) -> dict[str, str]:
        period = {"date_ini": request.period.start.isoformat(), "date_end": request.period.end.isoformat()}
        if request.line_id is None:
            return period
        generation = self.account.credentials.get("geracao")
        if not generation:
            raise InvalidRecord(problems=("credentials.geracao: obrigatório para as ligações de uma só linha",))
        return {**period, w.LINE_PARAMETER[generation]: request.line_id}

    def _body(self, model: object) -> dict[str, Any]:
        """A wire model without what nobody filled in: how the platform takes a null is not public."""
        return {name: value for name, value in self.wire.plain(model).items() if value is not None}

    @property
    def _reseller(self) -> str | None:
        return self.account.credentials.get("revenda") or None


_USERNAME_TAKEN = Violation(
    rule_id="VOIP-SUB-10",
    code="voip.username_taken",
    family=Family.CONFLICT,
    message="O nome de usuário do painel já está em uso na NextBilling.",
    source=Source.PLATFORM,
)


def place_of(cursor: str | None) -> int:
    """The place of a page's first row."""
    if cursor is not None and not cursor.isdecimal():
        raise InvalidRecord(problems=("cursor: não é desta lista",))
    return int(cursor or 0)


def next_place(told: w.Totals, rows: int, cursor: str | None) -> str | None:
    """The cursor after a page of so many rows; a page that is not the one asked for is an `UnexpectedAnswer`."""
    start = place_of(cursor)
    if told.offset not in {None, start}:
        raise UnexpectedAnswer(message="A página não é a pedida.", paths=("$.offset",))
    end = start + rows
    if end >= told.calls:
        return None
    if not rows:
        raise UnexpectedAnswer(message="A lista acabou antes do total.", paths=("$.data",))
    return str(end)
