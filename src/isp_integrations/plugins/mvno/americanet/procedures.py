"""Simetra procedures that the mobile family has no name for; Americanet's own, called through any client::

    from isp_integrations.plugins.mvno.americanet import procedures

    found = client.perform(procedures.find_customer, tax_id="39053344705")      # `await` it on an async client

The contract level is theirs (`COD_CNTR`), the line level is the family's. A write whose answer is lost raises
`OutcomeUnknown` and is not looked up: see what became of it with the reading procedures before asking again.
"""

from decimal import Decimal

import attrs

from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.errors import UnexpectedAnswer, UnsupportedOperation
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Cpf, Msisdn, TaxId, parse_tax_id
from isp_integrations.core.reading import number_or_text
from isp_integrations.core.session import Session
from isp_integrations.core.values import Value
from isp_integrations.plugins.mvno.americanet import wire as w
from isp_integrations.plugins.mvno.americanet.plugin import Americanet


@attrs.frozen(kw_only=True)
class PlatformContract(Value):
    """A contract on the platform. `price` in reais; `item` is what a ticket asks for beside the code."""

    code: str
    state: w.ContractState
    raw_state: str | None = None
    product: str | None = None
    price: Decimal | None = None
    due_day: str | None = None
    item: str | None = None


@attrs.frozen(kw_only=True)
class PlatformCustomer(Value):
    """A customer on the platform with his contracts."""

    platform_id: str
    legal_name: str = attrs.field(repr=False)
    contracts: tuple[PlatformContract, ...] = ()


@attrs.frozen(kw_only=True)
class NewContract(Value):
    """A customer and a contract to be registered together.

    Attributes:
        birth_date, installation_day: in the form that the platform wants, which is not public.
        mobiles, landlines: their elements' form is not public either; they are sent as they stand.
        payment, account_kind, installation_period: words of the platform's own.
    """

    customer: Customer
    plan_code: str
    due_day: str
    payment: str
    mobiles: tuple[str, ...] = attrs.field(default=(), repr=False)
    landlines: tuple[str, ...] = attrs.field(default=(), repr=False)
    birth_date: str = attrs.field(default="", repr=False)
    rg: str = attrs.field(default="", repr=False)
    father: str = attrs.field(default="", repr=False)
    mother: str = attrs.field(default="", repr=False)
    instalments: str = ""
    bank: str = attrs.field(default="", repr=False)
    account_kind: str = attrs.field(default="", repr=False)
    branch: str = attrs.field(default="", repr=False)
    account: str = attrs.field(default="", repr=False)
    account_digit: str = attrs.field(default="", repr=False)
    installation_day: str = ""
    installation_period: str = ""


@attrs.frozen(kw_only=True)
class RegisteredContract(Value):
    """A contract just registered. `remarks` is the platform's own text."""

    code: str
    remarks: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Promise(Value):
    """What the platform says of a promise to pay for one contract. `debt` in reais, `pay_until` as it prints it.

    Attributes:
        possible: whether this contract's own return code is zero.
        code, words: that return code and its text.
    """

    contract: str
    possible: bool
    code: str
    words: str | None = attrs.field(default=None, repr=False)
    pay_until: str | None = None
    open_instalments: int | None = None
    debt: Decimal | None = None
    promised: int | None = None


@attrs.frozen(kw_only=True)
class NumberReport(Value):
    """What the portability and numbering bases say of a number, in words of the platform that are not public."""

    number: Msisdn
    operator: str | None = None
    city: str | None = None
    well_formed: str | None = None
    in_portability_base: str | None = None
    in_numbering_base: str | None = None
    valid: str | None = None
    code: str | None = None
    words: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Ticket(Value):
    """A support ticket. Status, flow and times are as the platform prints them."""

    protocol: str
    id: str
    flow: str | None = None
    status: str | None = None
    asked_at: str | None = None
    changed_at: str | None = None


def find_customer(session: Session, *, tax_id: TaxId | str) -> Exchange[PlatformCustomer | None]:
    """A customer with his contracts; `None` where the platform answers without one."""
    platform = session.platform_as(Americanet)
    found = yield from platform.find_customer(_document(tax_id).value)
    if found.customer is None:
        return None
    contracts = tuple(_contract(platform, row) for row in found.contracts or ())
    return PlatformCustomer(platform_id=found.customer.id, legal_name=found.customer.name, contracts=contracts)


def register_contract(session: Session, *, contract: NewContract) -> Exchange[RegisteredContract]:
    """Register a customer (with a CPF) and a contract in one call. Calling twice may register twice.

    Raises:
        UnsupportedOperation: the customer has no CPF.
        ProviderRejected: the answer names no contract; its one sentence says why.
    """
    platform = session.platform_as(Americanet)
    answer = yield from platform.simetra(w.REGISTER, body=_registration(contract))
    made = platform.wire.read(w.Registration, platform.flat(answer))
    if not made.contract or not made.contract.strip("0 "):
        raise platform.refused(made.words)
    return RegisteredContract(code=made.contract, remarks=made.remarks)


def unblock_contract(session: Session, *, contract: str, reason: str = w.TEMPORARY_UNBLOCK) -> Exchange[None]:
    """Lift the block of a whole contract. No call that blocks one is known."""
    platform = session.platform_as(Americanet)
    body = w.ContractUnblock(contract=number_or_text(contract), reason=reason)
    yield from platform.procedure(w.UNBLOCK_CONTRACT, w.Envelope, body=body)


def check_promise(session: Session, *, tax_id: TaxId | str) -> Exchange[tuple[Promise, ...]]:
    """For each of a customer's contracts, whether a promise to pay would lift its block."""
    platform = session.platform_as(Americanet)
    question = w.PromiseQuestion(tax_id=_document(tax_id).value)
    answer = yield from platform.procedure(w.PROMISE, w.PromiseAnswer, body=question)
    return tuple(_promise(platform, row, place) for place, row in enumerate(answer.contracts))


def promise_to_pay(session: Session, *, tax_id: TaxId | str, contract: str) -> Exchange[Promise]:
    """Lift a contract's block on a promise to pay.

    Raises:
        ProviderRejected: that contract's own return code is not zero, whatever the call's is.
    """
    platform = session.platform_as(Americanet)
    order = w.PromiseOrder(tax_id=_document(tax_id).value, contract=number_or_text(contract))
    answer = yield from platform.procedure(w.PROMISE_UNBLOCK, w.PromiseAnswer, body=order)
    promises = [_promise(platform, row, place) for place, row in enumerate(answer.contracts)]
    for promise in promises:
        if promise.contract == contract:
            if not promise.possible:
                raise platform.refused(promise.words, promise.code)
            return promise
    raise UnexpectedAnswer(message="A resposta não fala do contrato pedido.", paths=("$.FAT_CONTRATO",))


def look_up_number(session: Session, *, msisdn: Msisdn | str, audit_ip: str = "") -> Exchange[NumberReport]:
    """What the portability and numbering bases know of a number, before a port-in; it is no portability status.

    Args:
        audit_ip: address of whoever asks, which the platform writes down.
    """
    platform = session.platform_as(Americanet)
    number = Msisdn.parse(msisdn) if isinstance(msisdn, str) else msisdn
    query = {"pTELEFONE": number.national, "pAUDIT_IP_INCL": audit_ip}
    answer = yield from platform.simetra(w.NUMBER, query=query)
    told = platform.wire.read(w.NumberAnswer, platform.flat(answer))
    if told.number is None and told.code is None:
        raise UnexpectedAnswer(message="A resposta não fala de número nenhum.", paths=("$.TELEFONE", "$.s_code"))
    return NumberReport(
        number=number,
        operator=told.operator,
        city=told.city,
        well_formed=told.well_formed,
        in_portability_base=told.in_portability_base,
        in_numbering_base=told.in_numbering_base,
        valid=told.valid,
        code=told.code,
        words=told.words,
    )


def open_ticket(
    session: Session,
    *,
    contract: str,
    item: str,
    flow: str,
    text: str,
    phone: str = "",
    other_phone: str = "",
    email: str = "",
) -> Exchange[Ticket]:
    """Open a support ticket: the one known way to ask for what has no call.

    Args:
        item: the contract's `COD_CNTR_ITEM`, from :func:`find_customer`.
        flow: kind of request; its codes are not public.
    """
    platform = session.platform_as(Americanet)
    order = w.TicketOrder(
        contract=contract, item=item, flow=flow, text=text, phone=phone, other_phone=other_phone, email=email
    )
    answer = yield from platform.procedure(w.OPEN_TICKET, w.TicketOpened, body=order)
    return _ticket(answer.ticket)


def find_tickets(
    session: Session, *, protocol: str = "", tax_id: TaxId | str | None = None
) -> Exchange[tuple[Ticket, ...]]:
    """Tickets by protocol, by customer, or by both."""
    platform = session.platform_as(Americanet)
    question = w.TicketsQuestion(protocol=protocol, tax_id=_document(tax_id).value if tax_id else "")
    answer = yield from platform.procedure(w.TICKETS, w.TicketsAnswer, body=question)
    return tuple(_ticket(row) for row in answer.tickets)


def _document(tax_id: TaxId | str) -> TaxId:
    return parse_tax_id(tax_id) if isinstance(tax_id, str) else tax_id


def _contract(platform: Americanet, row: w.ContractRow) -> PlatformContract:
    return PlatformContract(
        code=row.code,
        state=platform.wire.word(w.CONTRACT_STATES, row.status),
        raw_state=row.status,
        product=row.product,
        price=row.price,
        due_day=row.due_day,
        item=row.item,
    )


def _promise(platform: Americanet, row: w.PromiseRow, place: int) -> Promise:
    return Promise(
        contract=row.contract,
        possible=platform.succeeded(row.code, f"$.FAT_CONTRATO[{place}].RETORNO_CODIGO"),
        code=row.code,
        words=row.words,
        pay_until=row.pay_until,
        open_instalments=row.open_instalments,
        debt=row.debt,
        promised=row.promised,
    )


def _ticket(row: w.TicketRow) -> Ticket:
    return Ticket(
        protocol=row.protocol,
        id=row.id,
        flow=row.flow,
        status=row.status,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
    )


def _registration(new: NewContract) -> w.RegistrationOrder:
    customer = new.customer
    if not isinstance(customer.tax_id, Cpf):
        raise UnsupportedOperation(
            platform=Americanet.key,
            operation="register_contract",
            message="A Americanet só cadastra contratos de pessoas com CPF.",
        )
    address = customer.address or Address()
    mobile = customer.mobile_phone.national if customer.mobile_phone else ""
    return w.RegistrationOrder(
        cpf=customer.tax_id.value,
        name=customer.legal_name,
        rg=new.rg,
        father=new.father,
        mother=new.mother,
        birth_date=new.birth_date,
        postal_code=address.postal_code.value if address.postal_code else "",
        street=address.street,
        number=address.number,
        complement=address.complement,
        district=address.district,
        city=address.city,
        state=address.state,
        phone_area_code="",
        phone="",
        mobile_area_code=mobile[:2],
        mobile=mobile[2:],
        email=customer.email or "",
        product=new.plan_code,
        instalments=new.instalments,
        due_day=new.due_day,
        payment=new.payment,
        bank=new.bank,
        account_kind=new.account_kind,
        branch=new.branch,
        account=new.account,
        account_digit=new.account_digit,
        installation_day=new.installation_day,
        installation_period=new.installation_period,
        landlines=list(new.landlines),
        mobiles=list(new.mobiles),
    )
