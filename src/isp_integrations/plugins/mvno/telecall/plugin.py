"""Telecall: three requests that the vendor's reference describes, and the ASSUMED wire for everything else.

A line hangs on an account and the account on a customer, so an activation is up to three writes. Customers and lines
can be looked up; an account cannot, so it is opened after everything that can be checked was, and a lost one stays
unknown. Everything that stands on the wire is in :mod:`.wire`.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import attrs

from isp_integrations.core.erp.models import Customer
from isp_integrations.core.errors import (
    InvalidRecord,
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Exchange, Now
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.identifiers import Iccid, Msisdn
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.refusals import platform_says, sim_taken
from isp_integrations.core.platform import Account, ConnectionTest, CredentialField, operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.reading import known
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.core.text import fold
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mvno.assumed import exchanges as assumed
from isp_integrations.plugins.mvno.assumed import wire as assumed_wire
from isp_integrations.plugins.mvno.telecall import wire as w

M = TypeVar("M")

_iccid = partial(Iccid.parse, luhn=False)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,8000}[\x21-\x7e])?")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_LAST_DAY = 31
_WHOLLY_BLOCKED = frozenset(
    {
        m.LineStatus.BLOCKED_TOTAL,
        m.LineStatus.BLOCKED_THEFT,
        m.LineStatus.BLOCKED_LOSS,
        m.LineStatus.BLOCKED_MISUSE,
    }
)
_REACHED = {m.BlockScope.TOTAL: _WHOLLY_BLOCKED, m.BlockScope.PARTIAL: frozenset({m.LineStatus.BLOCKED_PARTIAL})}
_ACCOUNT_LOST = (
    "A resposta da abertura da conta se perdeu, e a Telecall não tem consulta de contas conhecida. Confira com ela: "
    "se a conta existe, ative a linha com o account_id dela; se não existe, ative de novo."
)


def _also_used(request: r.ActivateLine) -> tuple[Endpoint, ...]:
    choice = () if request.msisdn else (assumed_wire.FREE_NUMBERS,)
    sim = (assumed_wire.SIM,) if request.iccid else ()
    account = () if request.account_id else (w.CREATE_ACCOUNT,)
    return (*choice, *sim, *account)


class Telecall(MvnoSpec):
    """Telecall: eSIMs of the platform's choice, port-in inside the activation, three kinds of freeze.

    No address and no header name is public, so neither has a default.
    """

    key = "telecall"
    title = "Telecall"
    credential_fields = (
        CredentialField(name="cabecalho", label="Nome do cabeçalho que leva a credencial", secret=False),
        CredentialField(name="credencial", label="Valor desse cabeçalho, inteiro"),
    )
    wire = w.BOOK
    blocks: ClassVar[Mapping[m.BlockReason, frozenset[m.BlockScope]]] = {
        m.BlockReason.DEBT: frozenset(m.BlockScope),
        m.BlockReason.CUSTOMER: frozenset(m.BlockScope),
        m.BlockReason.THEFT: frozenset({m.BlockScope.TOTAL}),
        m.BlockReason.LOSS: frozenset({m.BlockScope.TOTAL}),
        m.BlockReason.MISUSE: frozenset({m.BlockScope.TOTAL}),
    }
    keeps_emergency_calls = None
    tells_block_reasons = False
    schedules_blocks = True
    suspends_billing = frozenset({m.BlockScope.PARTIAL})
    port_in_inside_activation = True
    port_in_takes_other_holder = True
    picks_esim = True

    list_plans = assumed.list_plans
    list_sim_cards = assumed.list_sim_cards
    list_free_numbers = assumed.list_free_numbers
    find_sim = assumed.find_sim
    check_document = assumed.check_document
    register_subscriber = assumed.register_subscriber
    get_subscriber = assumed.get_subscriber
    list_subscribers = assumed.list_subscribers
    get_activation = assumed.get_activation
    get_line = assumed.get_line
    list_lines = assumed.list_lines
    unblock_line = assumed.unblock_line
    cancel_line = assumed.cancel_line
    change_plan = assumed.change_plan
    swap_sim = assumed.swap_sim
    get_balance = assumed.get_balance
    list_usage = assumed.list_usage
    list_top_ups = assumed.list_top_ups
    top_up = assumed.top_up
    request_portability = assumed.request_portability
    get_portability = assumed.get_portability
    cancel_portability = assumed.cancel_portability
    list_donor_operators = assumed.list_donor_operators
    transfer_ownership = assumed.transfer_ownership
    get_reseller_balance = assumed.get_reseller_balance
    parse_webhook = assumed.parse_webhook

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        forms = {"cabecalho": (_HEADER, "não é um nome de cabeçalho"), "credencial": (_HEADER_VALUE, "não cabe nele")}
        problems = [
            f"credentials.{name}: {complaint}"
            for name, (form, complaint) in forms.items()
            if not form.fullmatch(account.credentials[name])
        ]
        if problems:
            raise InvalidRecord(problems=tuple(problems))

    @classmethod
    def sandbox(cls) -> FakePlatform:
        """A new stateful fake, with synthetic lines and stock."""
        from isp_integrations.plugins.mvno.telecall.sandbox import TelecallSandbox  # noqa: PLC0415  rarely wanted

        return TelecallSandbox()

    @classmethod
    def activation_conditions(cls, request: r.ActivateLine) -> tuple[tuple[str, Family, str], ...]:
        """The rules of an account (telecall 4.1), and ids and codes of the kinds that the pages declare."""
        numbers = () if request.msisdn is None else (request.msisdn.area_code == request.area_code,)
        profile = request.network_profile
        conditions = (
            ("plan_code", _is_uuid(request.plan_code), "O plano da Telecall é o UUID de um produto."),
            ("network_profile", not profile or _WHOLE_NUMBER.fullmatch(profile), "O perfil de rede é um número."),
            ("msisdn_area_code", all(numbers), "O número escolhido é de outro DDD."),
            *_account_conditions(request),
        )
        return tuple((name, Family.VALIDATION_FAILED, message) for name, holds, message in conditions if not holds)

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the account's own header; which one it is, no page tells (telecall 1)."""
        credentials = self.account.credentials
        header = (credentials["cabecalho"], credentials["credencial"])
        return attrs.evolve(request, headers=(*request.headers, header))

    @operation(uses=(w.PROFILES,))
    def test_connection(self, request: ConnectionTest) -> Exchange[None]:
        """Prove the connection by listing the network profiles, the one reading that a page names."""
        yield from self._ask(w.PROFILES, w.Profiles)

    @operation(
        uses=(
            w.PROFILES,
            assumed_wire.LINE,
            assumed_wire.FIND_SUBSCRIBER,
            assumed_wire.REGISTER_SUBSCRIBER,
            w.SUBSCRIBE,
        ),
        also=_also_used,
    )
    def activate_line(self, request: r.ActivateLine) -> Exchange[m.Activation]:
        """Register the customer unless there is one, open an account unless one is given, and order the line.

        Whatever can be read is read and refused before the first write. When the line is refused after an account was
        opened, the refusal's violation names the account, to be given as `account_id` the next time. A lost answer is
        looked up by document (the customer) or by number (the line); a lost account stays unknown.
        """
        profile = yield from self._profile(request.network_profile)
        if request.iccid is not None:
            yield from self._refuse_taken(request.iccid)
        number = request.msisdn or (yield from self._free_number(request.area_code))
        if (yield from self._line_at(number)) is not None:
            raise ProviderRejected(message=_NUMBER_TAKEN.message, violation=_NUMBER_TAKEN)
        customer_id = yield from self._customer_id(request.customer)
        account_id = request.account_id or (yield from self._open_account(request, customer_id))
        body = _subscription(request, customer_id=customer_id, account_id=account_id, number=number, profile=profile)
        try:
            return (yield from self._subscribe(request, number, body))
        except ProviderRejected as refused:
            if request.account_id is None:
                refused.violation = _account_waits(customer_id, account_id)
            raise

    @operation(uses=(w.FREEZE, assumed_wire.LINE))
    def block_line(self, request: r.BlockLine) -> Exchange[m.MvnoLine]:
        """Freeze a line, at once or from the beginning of a later day.

        The platform is not told why. A lost freeze is proven by the line's status, unless it is for a later day or
        the line had that status before.
        """
        block, same = request.block, r.GetLine(msisdn=request.line.number_in_use, iccid=request.line.iccid)
        before = yield from self.get_line(same)
        number = request.line.number_in_use or before.number_in_use
        if number is None:
            raise UnexpectedAnswer(message="A Telecall não mostra o número da linha.", paths=("$.number",))
        day = yield from _later(block.starts_on)
        body = w.NewFreeze(phone=number.national, reason=_freeze(block), starts_at=w.starts_at(day) if day else None)

        def send() -> Exchange[m.MvnoLine]:
            if not (yield from self._ask(w.FREEZE, w.FreezeTaken, body=body)).accepted:
                raise UnexpectedAnswer(message="A Telecall não disse que aceitou o bloqueio.", paths=("$.accepted",))
            return (yield from self.get_line(same))

        def look() -> Exchange[m.MvnoLine | None]:
            now = yield from self.get_line(same)
            if day is not None:
                raise Undecided("Um bloqueio agendado não aparece na linha antes do dia.")
            if before.status in _REACHED[block.scope]:
                raise Undecided("A linha já estava bloqueada assim antes da ordem.")
            return now if now.status in _REACHED[block.scope] else None

        return (yield from write_once(send, look, settle=self.wire.settle(w.FREEZE)))

    # --- the steps of an activation ---

    def _profile(self, wanted: str | None) -> Exchange[int]:
        """The code of the wanted network profile; of the only one, where none is asked for."""
        offered = (yield from self._ask(w.PROFILES, w.Profiles)).items
        codes = [profile.code for profile in offered]
        if wanted:
            if int(wanted) in codes:
                return int(wanted)
        elif len(codes) == 1:
            return codes[0]
        names = ", ".join(f"{profile.code} ({profile.name or 'sem nome'})" for profile in offered)
        raise RuleViolation(
            violations=(
                platform_says(
                    "MVNO-LINE-9",
                    "mvno.platform.network_profile",
                    Family.VALIDATION_FAILED,
                    f"Informe em network_profile um dos perfis de rede da Telecall: {names or 'não há nenhum'}.",
                ),
            )
        )

    def _refuse_taken(self, iccid: Iccid) -> Exchange[None]:
        if not (yield from self.find_sim(r.FindSim(iccid=iccid))).available:
            taken = sim_taken(self.title)
            raise ProviderRejected(message=taken.message, violation=taken)

    def _free_number(self, area_code: str) -> Exchange[Msisdn]:
        offered = yield from self.list_free_numbers(r.ListFreeNumbers(area_code=area_code), None)
        if not offered.items:
            raise ProviderRejected(message=f"A Telecall não tem número livre no DDD {area_code}.")
        return offered.items[0].msisdn

    def _line_at(self, number: Msisdn) -> Exchange[m.MvnoLine | None]:
        try:
            return (yield from self.get_line(r.GetLine(msisdn=number)))
        except ProviderRejected as refused:
            if refused.code != assumed_wire.LINE_NOT_FOUND:
                raise
            return None

    def _customer_id(self, customer: Customer) -> Exchange[str]:
        """The platform's id of a customer, who is registered if nobody has that document yet."""
        found = yield from assumed.registered(self, customer.tax_id)
        if found is None:
            found = yield from self.register_subscriber(r.RegisterSubscriber(customer=customer))
        return _uuid(found.platform_id, "$.id")

    def _open_account(self, request: r.ActivateLine, customer_id: str) -> Exchange[str]:
        body = w.NewAccount(
            account_type=_account_type(request),
            customer_id=customer_id,
            name=request.customer.legal_name,
            due_day=request.due_day or w.NO_DUE_DAY,
        )
        try:
            made = yield from self._ask(w.CREATE_ACCOUNT, w.AccountMade, body=body)
        except OutcomeUnknown as lost:
            lost.explanation = _ACCOUNT_LOST
            raise
        return _uuid(made.account_id, "$.account_id")

    def _subscribe(self, request: r.ActivateLine, number: Msisdn, body: w.NewSubscription) -> Exchange[m.Activation]:
        line = _line_ordered(request, number, body)

        def send() -> Exchange[m.Activation]:
            made = yield from self._ask(w.SUBSCRIBE, w.SubscriptionMade, body=body)
            allocated = attrs.evolve(line, iccid=line.iccid or known(_iccid, made.iccid))
            return m.Activation(line=allocated, order_id=made.subscription_id, subscriber_id=body.customer_id)

        def look() -> Exchange[m.Activation | None]:
            found = yield from self._line_at(number)
            if found is None:
                return None
            if found.holder_tax_id != request.customer.tax_id or found.iccid != (request.iccid or found.iccid):
                raise Undecided("O número escolhido está em uma linha de outro titular ou em outro chip.")
            seen = attrs.evolve(line, iccid=found.iccid, status=found.status, raw_status=found.raw_status)
            return m.Activation(line=seen, subscriber_id=body.customer_id)

        return (yield from write_once(send, look, settle=self.wire.settle(w.SUBSCRIBE)))

    # --- asking ---

    def _ask(self, endpoint: Endpoint, model: type[M], *, body: object = None) -> Exchange[M]:
        answer = yield from self.call(endpoint, body=body)
        return self.wire.read(model, self._accepted(answer))

    def _accepted(self, answer: HttpAnswer) -> Any:
        """The body of a success. A refusal may be bare text, which the pages offer beside JSON (telecall 2, 6)."""
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if 400 <= answer.status < 500 and answer.status not in {401, 403} and kind == "text/plain":  # noqa: PLR2004
            words = self.quotable(answer.text())
            raise ProviderRejected(
                message=f"A Telecall recusou: {words or 'sem explicação'}", words=words, code=str(answer.status)
            )
        return assumed.accepted(self, answer)


_NUMBER_TAKEN = platform_says(
    "MVNO-LINE-9", "mvno.platform.number_taken", Family.CONFLICT, "O número escolhido já tem linha na Telecall."
)


def _account_conditions(request: r.ActivateLine) -> tuple[tuple[str, bool, str], ...]:
    if request.account_id:
        return (("account_id", _is_uuid(request.account_id), "A conta da Telecall é um UUID."),)
    kind, day = _account_type(request), request.due_day or w.NO_DUE_DAY
    if kind == w.PREPAID:
        return (("due_day_of_prepaid", day == w.NO_DUE_DAY, "Uma conta pré-paga não tem dia de vencimento."),)
    is_day = 1 <= day <= _LAST_DAY or (day == w.NO_DUE_DAY and kind not in {w.POSTPAID, w.M2M})
    return (("due_day_required", is_day, "Informe o dia de vencimento da conta, de 1 a 31."),)


def _account_type(request: r.ActivateLine) -> str:
    """The account's type in the platform's word; another word than the listed ones goes as it is."""
    if not request.account_type:
        return w.POSTPAID if request.due_day else w.PREPAID
    words = {fold(word): word for word in (w.PREPAID, w.POSTPAID, w.M2M)}
    return words.get(fold(request.account_type), request.account_type)


def _account_waits(customer_id: str, account_id: str) -> Violation:
    """What says that an account was opened and still has no line."""
    waits = platform_says(
        "MVNO-LINE-9",
        "mvno.platform.account_without_line",
        Family.CONFLICT,
        "A Telecall abriu a conta e recusou a linha. Corrija o pedido e ative com o account_id desta violação.",
    )
    return attrs.evolve(waits, context={"customer_id": customer_id, "account_id": account_id})


def _subscription(
    request: r.ActivateLine, *, customer_id: str, account_id: str, number: Msisdn, profile: int
) -> w.NewSubscription:
    port_in = request.port_in
    other = port_in if port_in and _has_other_holder(port_in, request.customer) else None
    document = other.other_holder_tax_id if other else None
    return w.NewSubscription(
        customer_id=customer_id,
        account_id=account_id,
        msisdn=int(number.national),
        iccid=request.iccid.value if request.iccid else None,
        is_port_in=port_in is not None,
        profile=profile,
        ported_number=int(port_in.number.national) if port_in else w.NO_PORTED_NUMBER,
        products=[request.plan_code],
        has_other_owner=other is not None,
        owner_name=other.other_holder_name if other else None,
        owner_document=document.value if document else None,
        is_esim=request.esim,
    )


def _has_other_holder(port_in: r.PortIn, customer: Customer) -> bool:
    tax_id = port_in.other_holder_tax_id
    return tax_id is not None and tax_id != customer.tax_id


def _line_ordered(request: r.ActivateLine, number: Msisdn, body: w.NewSubscription) -> m.MvnoLine:
    """A line as it was ordered; with a port-in it runs on its own number until the ported one takes its place."""
    port_in = request.port_in
    pending = m.PortabilityStatus.PENDING
    return m.MvnoLine(
        msisdn=number,
        temporary_number=number if port_in else None,
        iccid=request.iccid,
        is_esim=request.esim,
        status=m.LineStatus.AWAITING_ACTIVATION,
        portability=m.Portability(number=port_in.number, status=pending) if port_in else None,
        plan_code=request.plan_code,
        holder_name=request.customer.legal_name,
        holder_tax_id=request.customer.tax_id,
        platform_ids={"customer_id": body.customer_id, "account_id": body.account_id},
    )


def _freeze(block: m.LineBlock) -> int:
    if block.scope is m.BlockScope.TOTAL:
        return w.FREEZE_ALL
    return w.FREEZE_UNBILLED if block.suspend_billing else w.FREEZE_BILLED


def _later(day: date | None) -> Exchange[date | None]:
    """`day` if it is still to come; a block for today or for a day gone by is made at once."""
    if day is None:
        return None
    return day if day > (yield from Now()).date() else None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _uuid(text: str | None, at: str) -> str:
    """An id of the platform's, which is a UUID (telecall 3); another one is an `UnexpectedAnswer`."""
    if text is None or not _is_uuid(text):
        raise UnexpectedAnswer(message=f"A resposta não tem um UUID em {at}.", paths=(at,))
    return text
