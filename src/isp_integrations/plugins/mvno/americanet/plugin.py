"""Americanet: two interfaces seen from outside, and the ASSUMED wire for everything that nobody was seen to do.

Of the MVNO API one call is known, the chip query, with its rotating token. Simetra, the group's back office, lists
products, finds customers and tells what a line consumed; what else it does and the family has no name for is in
:mod:`.procedures`. An account may have the credentials and address of either or of both.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, TypeVar

import attrs

from isp_integrations.core.errors import (
    AuthenticationFailed,
    ConfigurationError,
    InvalidRecord,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.identity import refuse_other_sim
from isp_integrations.core.mvno.refusals import line_unknown
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.reading import known, number_or_text, read_day
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.text import same_sentence
from isp_integrations.core.wire import Endpoint, WireBook, read_decimal
from isp_integrations.plugins.mvno.americanet import wire as w
from isp_integrations.plugins.mvno.assumed import exchanges as assumed
from isp_integrations.plugins.mvno.assumed import wire as assumed_wire

M = TypeVar("M")

_SETS = (("token", "tempo_vida"), ("usuario_simetra", "senha_simetra"))
_TOKEN = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?")
_SECONDS_A_MINUTE = 60
_HUNDREDTH = Decimal("0.01")
_SIM_REQUIRED = Violation(
    rule_id="MVNO-LINE-1",
    code="mvno.invalid_iccid",
    family=Family.VALIDATION_FAILED,
    message="Informe o ICCID da linha, ou os seus COD_CNTR e SEQ_LINHA.",
)


def _also_for_usage(request: r.ListUsage) -> tuple[Endpoint, ...]:
    looked_up = () if _line_ids(request.line) else (w.CHIP,)
    return (*looked_up, w.CONSUMPTION_FROM) if request.start else looked_up


class Americanet(MvnoSpec):
    """Americanet: lines that belong to a contract of the platform.

    `find_sim` is the chip query: it tells whether a line is on the chip and its ids, not its number. The platform
    tells what a line used and not what is left.
    """

    key = "americanet"
    title = "Americanet"
    hands_over_tokens = True
    other_bases: ClassVar[Mapping[str, str]] = {w.SIMETRA: "Endereço do gateway Simetra"}
    credential_fields = (
        CredentialField(name="token", label="Token da API MVNO", required=False),
        CredentialField(name="tempo_vida", label="Tempo de vida do token, como recebido", required=False),
        CredentialField(name="token2", label="Token do proxy, se houver um", required=False),
        CredentialField(name="idoperador", label="Código do operador no proxy", secret=False, required=False),
        CredentialField(name="usuario_simetra", label="Usuário do Simetra", required=False),
        CredentialField(name="senha_simetra", label="Senha do Simetra", required=False),
        CredentialField(
            name="tipo_produto", label="Tipo dos produtos móveis (TIPO_PRODUTO)", secret=False, required=False
        ),
    )
    wire = WireBook(
        endpoints=(*w.ENDPOINTS, *assumed_wire.ENDPOINTS),
        models=(*w.MODELS, *assumed_wire.MODELS),
        vocabularies=(*w.VOCABULARIES, *assumed_wire.VOCABULARIES),
    )
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = assumed.BLOCKS
    keeps_contract = True
    iccid_luhn = False
    iccid_prefix = "895526"

    activate_line = assumed.activate_line
    block_line = assumed.block_line
    cancel_line = assumed.cancel_line
    cancel_portability = assumed.cancel_portability
    change_plan = assumed.change_plan
    check_document = assumed.check_document
    get_activation = assumed.get_activation
    get_balance = assumed.get_balance
    get_line = assumed.get_line
    get_portability = assumed.get_portability
    get_reseller_balance = assumed.get_reseller_balance
    list_donor_operators = assumed.list_donor_operators
    list_free_numbers = assumed.list_free_numbers
    list_lines = assumed.list_lines
    list_sim_cards = assumed.list_sim_cards
    list_subscribers = assumed.list_subscribers
    list_top_ups = assumed.list_top_ups
    parse_webhook = assumed.parse_webhook
    register_subscriber = assumed.register_subscriber
    request_portability = assumed.request_portability
    swap_sim = assumed.swap_sim
    top_up = assumed.top_up
    transfer_ownership = assumed.transfer_ownership
    unblock_line = assumed.unblock_line

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if problems := tuple(_missing_credentials(account.credentials)):
            raise InvalidRecord(problems=problems)

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic lines, stock and contracts."""
        from isp_integrations.plugins.mvno.americanet.sandbox import (  # noqa: PLC0415  rarely wanted
            AmericanetSandbox,
        )

        return AmericanetSandbox()

    # --- access ---

    def log_in(self) -> Exchange[str]:
        """The pair of token and lifetime that the account was opened with; no call that gives one is known."""
        yield from ()
        given = self.account.credentials
        return _pair(given.get("token", ""), given.get("tempo_vida", ""))

    def token_in(self, answer: HttpAnswer) -> str | None:
        """The renewed pair in an answer, if it has one; a token that fits no request is none."""
        try:
            pair = self.wire.read(w.TokenPair, answer.json())
        except UnexpectedAnswer:
            return None
        fits = pair.token is not None and _TOKEN.fullmatch(pair.token)
        return _pair(pair.token or "", pair.lifetime or "") if fits else None

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with its credentials: in the body where the interface is known, else in a header of our own."""
        given = self.account.credentials
        access: w.SimetraAccess | w.ApiAccess
        if request.base == w.SIMETRA:
            access = w.SimetraAccess(user=given["usuario_simetra"], password=given["senha_simetra"])
        else:
            value, lifetime = json.loads(token)
            if request.name != w.CHIP.name:
                return attrs.evolve(request, headers=(*request.headers, ("Authorization", f"Bearer {value}")))
            operator = given.get("idoperador")
            access = w.ApiAccess(
                token=value,
                lifetime=lifetime,
                proxy_token=given.get("token2"),
                operator=int(operator) if operator else None,
            )
        told = {key: each for key, each in self.wire.plain(access).items() if each is not None}
        return attrs.evolve(request, body={**request.body, **told})

    @operation(uses=(w.PRODUCTS,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection to Simetra by listing products; no call would prove the token of the MVNO API."""
        yield from self._products()

    # --- reading ---

    @operation(uses=(w.PRODUCTS,))
    def list_plans(self, request: r.ListPlans, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
        """The products of the kind in the credentials; which kind is the mobile one is not public."""
        products = yield from self._products()
        return Page(items=tuple(m.MobilePlan(code=p.code, name=p.name, price=p.price) for p in products))

    @operation(uses=(w.CHIP,))
    def find_sim(self, request: r.FindSim) -> Exchange[m.SimLookup]:
        """Whether a line or a contract is on a chip, with their ids; a chip with neither is free."""
        chip, raw = yield from self._chip(request.iccid)
        ids = {"SEQ_LINHA_CHIP": chip.chip_line_id, "SEQ_LINHA": chip.line_id, "COD_CNTR": chip.contract}
        return m.SimLookup(
            iccid=request.iccid,
            available=not (_id(chip.line_id) or _id(chip.contract)),
            status=self.wire.word(w.CHIP_STATUSES, chip.status),
            raw_status=chip.status,
            platform_ids={name: value for name, value in ids.items() if value and _id(value)},
            raw=raw,
        )

    @operation(uses=(w.CUSTOMER,))
    def get_subscriber(self, request: r.GetSubscriber) -> Exchange[m.Subscriber]:
        """A customer by document."""
        found = (yield from self.find_customer(request.tax_id.value)).customer
        if found is None:
            words = "Cliente não encontrado."
            raise ProviderRejected(message=f"Americanet: {words}", words=words, code="not_found")
        return m.Subscriber(platform_id=found.id, legal_name=found.name, tax_id=request.tax_id)

    @operation(uses=(w.CONSUMPTION,), also=_also_for_usage)
    def list_usage(self, request: r.ListUsage, cursor: str | None) -> Exchange[Page[m.UsageRecord]]:
        """What a line used, day by day and chip by chip; the unit of the data is not known and stays in `raw`.

        The line is asked for by its `COD_CNTR` and `SEQ_LINHA`, which the chip query tells where it lacks them.
        """
        ids = _line_ids(request.line) or (yield from self._looked_up_ids(request.line.iccid))
        endpoint = w.CONSUMPTION_FROM if request.start else w.CONSUMPTION
        question = w.ConsumptionQuestion(
            contract=number_or_text(ids[0]),
            line_id=number_or_text(ids[1]),
            day=request.start.isoformat() if request.start else "",
        )
        answer = yield from self.procedure(endpoint, w.ConsumptionAnswer, body=question)
        records = tuple(_usage(request.line, *self._row(place, raw)) for place, raw in enumerate(answer.rows))
        return Page(items=tuple(each for each in records if _within(each.period_start, request)))

    # --- asking ---

    def procedure(
        self,
        endpoint: Endpoint,
        model: type[M],
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Exchange[M]:
        """Call a Simetra procedure that answers in the envelope.

        Raises:
            ConfigurationError: the account has no Simetra.
        """
        answer = yield from self.simetra(endpoint, body=body, query=query)
        return self.wire.read(model, self._accepted(answer))

    def simetra(
        self, endpoint: Endpoint, *, body: object = None, query: Mapping[str, str] | None = None
    ) -> Exchange[HttpAnswer]:
        """Call a Simetra procedure; its answer as it came."""
        self._demand("usuario_simetra", "do Simetra")
        request = self.call(endpoint, body={} if body is None else body, query=query)
        named = attrs.evolve(request, path="", query=((w.PROCEDURE, request.path), *request.query))
        return (yield from named)

    def find_customer(self, tax_id: str) -> Exchange[w.CustomerAnswer]:
        """A customer with his contracts, by document."""
        return (yield from self.procedure(w.CUSTOMER, w.CustomerAnswer, body=w.CustomerQuestion(tax_id=tax_id)))

    def succeeded(self, code: str, at: str) -> bool:
        """Whether a return code is zero, however it is written; `UnexpectedAnswer` for none at all."""
        if not code.strip():
            raise UnexpectedAnswer(message=f"A resposta não traz código em {at}.", paths=(at,))
        try:
            return read_decimal(code) == 0
        except ValueError:
            return False

    def refused(self, words: str | None, code: str | None = None) -> ProviderRejected:
        """The refusal that a return code and its words amount to; no code of the platform is public."""
        clean = self.quotable(words or "")
        told = self.quotable(code) if code else None
        return ProviderRejected(message=f"A Americanet recusou: {clean or 'sem explicação'}", words=clean, code=told)

    def flat(self, answer: HttpAnswer) -> Any:
        """The body of an answer without envelope, whose `retorno`, if any, is not that the access was refused."""
        self._refuse_no_access(None, answer.status)
        body = answer.json()
        self._refuse_no_access(body.get("retorno") if isinstance(body, Mapping) else None, answer.status)
        return body

    @staticmethod
    def _refuse_no_access(outcome: object, status: int) -> None:
        """Raise `AuthenticationFailed` for the sentence, or the HTTP status, that says so."""
        told = isinstance(outcome, str) and same_sentence(outcome, w.NO_ACCESS)
        if told or status in {401, 403}:
            words = w.NO_ACCESS if told else ""
            raise AuthenticationFailed(message="A Americanet recusou as credenciais.", words=words, code=str(status))

    def _accepted(self, answer: HttpAnswer) -> Any:
        """The body of an answer whose return code is zero."""
        self._refuse_no_access(None, answer.status)
        body = answer.json()
        outcome = self.wire.read(w.Envelope, body).outcome
        self._refuse_no_access(outcome, answer.status)
        returned = self.wire.read(w.Return, outcome, "$.retorno")
        if not self.succeeded(returned.code, "$.retorno.codigo"):
            raise self.refused(returned.words, returned.code)
        if answer.status >= 400:  # noqa: PLR2004
            raise UnexpectedAnswer(message="O código da resposta contradiz o seu status HTTP.", paths=("$.retorno",))
        return body

    def _demand(self, credential: str, whose: str) -> None:
        if not self.account.credentials.get(credential):
            raise ConfigurationError(message=f"Americanet: a conta não tem as credenciais {whose} ({credential}).")

    def _products(self) -> Exchange[list[w.Product]]:
        question = w.ProductsQuestion(kind=self.account.credentials.get("tipo_produto", ""))
        return (yield from self.procedure(w.PRODUCTS, w.ProductsAnswer, body=question)).products

    def _chip(self, iccid: Iccid) -> Exchange[tuple[w.Chip, Mapping[str, Any]]]:
        self._demand("token", "da API MVNO")
        answer = yield from self.call(w.CHIP, body=w.ChipQuestion(iccid=iccid.value))
        chips = self.wire.read(w.ChipAnswer, self._accepted(answer)).chips
        if not chips:
            words = "Chip não encontrado."
            raise ProviderRejected(message=f"Americanet: {words}", words=words, code="not_found")
        if len(chips) > 1:
            raise UnexpectedAnswer(message="A resposta traz mais de um chip para um ICCID.", paths=("$.simcard",))
        chip = self.wire.read(w.Chip, chips[0], "$.simcard[0]")
        echoed = known(partial(Iccid.parse, luhn=False), str(chips[0].get(w.CHIP_ICCID, "")))
        refuse_other_sim(iccid, echoed, f"$.simcard[0].{w.CHIP_ICCID}")
        return chip, chips[0]

    def _looked_up_ids(self, iccid: Iccid | None) -> Exchange[tuple[str, str]]:
        if iccid is None:
            raise RuleViolation(violations=(_SIM_REQUIRED,))
        chip, _ = yield from self._chip(iccid)
        contract, line = _id(chip.contract), _id(chip.line_id)
        if not (contract and line):
            raise ProviderRejected(message="Americanet: não há linha neste chip.", violation=line_unknown(self.title))
        return contract, line

    def _row(self, place: int, raw: Any) -> tuple[w.Consumption, Mapping[str, Any]]:
        return self.wire.read(w.Consumption, raw, f"$.extrato[{place}]"), raw


def _missing_credentials(given: Mapping[str, str]) -> Iterator[str]:
    for one, other in _SETS:
        for name, needs in ((one, other), (other, one)):
            if given.get(name) and not given.get(needs):
                yield f"credentials.{needs}: obrigatório junto com {name}"
    if not any(given.get(one) for one, _ in _SETS):
        yield "credentials: informe as da API MVNO (token), as do Simetra (usuario_simetra), ou ambas"
    if not re.fullmatch("[0-9]{0,9}", given.get("idoperador", "")):
        yield "credentials.idoperador: deve ser um número"


def _pair(token: str, lifetime: str) -> str:
    """Token and lifetime as one text, so that they are kept and replaced together."""
    return json.dumps([token, lifetime], ensure_ascii=False)


def _id(text: str | None) -> str | None:
    """An id of the platform; an absent one may come as zero."""
    return text if text and text.strip("0 ") else None


def _line_ids(line: m.MvnoLine) -> tuple[str, str] | None:
    contract, line_id = line.platform_ids.get("COD_CNTR"), line.platform_ids.get("SEQ_LINHA")
    return (contract, line_id) if contract and line_id else None


def _usage(line: m.MvnoLine, row: w.Consumption, raw: Mapping[str, Any]) -> m.UsageRecord:
    day = read_day(row.day)
    return m.UsageRecord(
        msisdn=line.msisdn,
        period_start=day,
        period_end=day,
        minutes=None if row.seconds is None else _minutes(row.seconds),
        sms=row.sms,
        raw=raw,
        unknown_units=("Consumo_Dados",),
    )


def _minutes(seconds: Decimal) -> Decimal:
    try:
        return (seconds / _SECONDS_A_MINUTE).quantize(_HUNDREDTH)
    except ArithmeticError:
        path = "$.extrato"
        raise UnexpectedAnswer(message=f"Um consumo não cabe em {path}.", paths=(path,)) from None


def _within(day: date | None, request: r.ListUsage) -> bool:
    """Whether a row is of the days asked for; one whose day nobody can read is told all the same."""
    if day is None:
        return True
    return (request.start is None or request.start <= day) and (request.end is None or day <= request.end)
