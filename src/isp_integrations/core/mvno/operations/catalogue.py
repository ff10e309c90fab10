"""What the account offers and knows: plans, SIMs, numbers, donors, customers, documents, balances."""

from collections.abc import Mapping
from decimal import Decimal

from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Customer
from isp_integrations.core.erp.rules import check_texts, customer_texts
from isp_integrations.core.errors import UnexpectedAnswer, refuse_errors
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, TaxId, parse_tax_id
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.operations.state import (
    sim_of,
)
from isp_integrations.core.paging import Page
from isp_integrations.core.session import Session


def list_plans(session: Session, cursor: str | None) -> Exchange[Page[m.MobilePlan]]:
    """The plans of the account's catalogue, whose `code` the other operations take."""
    return (yield from session.page(MvnoSpec.list_plans, r.ListPlans(), cursor))


def list_sim_cards(
    session: Session, cursor: str | None, *, available: bool | None = None
) -> Exchange[Page[m.SimCard]]:
    """SIM stock of the reseller; `available=True` narrows to free SIMs where the platform can tell."""
    return (yield from session.page(MvnoSpec.list_sim_cards, r.ListSimCards(available=available), cursor))


def list_free_numbers(session: Session, cursor: str | None, *, area_code: str) -> Exchange[Page[m.FreeNumber]]:
    """Numbers that may be activated in one area code (DDD, two digits)."""
    return (yield from session.page(MvnoSpec.list_free_numbers, r.ListFreeNumbers(area_code=area_code), cursor))


def list_donor_operators(session: Session, cursor: str | None) -> Exchange[Page[m.DonorOperator]]:
    """The operators a number may be ported from, whose `id` a port-in names where the platform asks for it."""
    return (yield from session.page(MvnoSpec.list_donor_operators, r.ListDonorOperators(), cursor))


def list_subscribers(session: Session, cursor: str | None) -> Exchange[Page[m.Subscriber]]:
    """The customers registered on the platform."""
    return (yield from session.page(MvnoSpec.list_subscribers, r.ListSubscribers(), cursor))


def get_subscriber(session: Session, *, tax_id: TaxId | str) -> Exchange[m.Subscriber]:
    """Look a customer of the platform up by document.

    Raises:
        UnexpectedAnswer: the platform answered another customer.
    """
    document = parse_tax_id(tax_id) if isinstance(tax_id, str) else tax_id
    subscriber = yield from session.exchange(MvnoSpec.get_subscriber, r.GetSubscriber(tax_id=document))
    _insist_on_customer(document, subscriber)
    return subscriber


def register_subscriber(
    session: Session, *, customer: Customer, password: str | None = None
) -> Exchange[Done[m.Subscriber]]:
    """Register a customer on the platform, where that is a step of its own.

    Args:
        password: the customer's first one for the platform's own app, where it asks for one.

    Raises:
        RuleViolation: CORE-12.
        OutcomeUnknown: the answer was lost, or is about another customer; resume it.
    """
    request = r.RegisterSubscriber(customer=customer, password=password)
    session.require(MvnoSpec.register_subscriber, request)
    refuse_errors(check_texts({**customer_texts(customer), "password": password}, family="mvno"))
    subscriber = yield from session.exchange(MvnoSpec.register_subscriber, request)
    _insist_on_customer(customer.tax_id, subscriber)
    return Done(value=subscriber)


def _insist_on_customer(asked: TaxId | None, seen: m.Subscriber) -> None:
    if None not in (asked, seen.tax_id) and seen.tax_id != asked:
        raise UnexpectedAnswer(message="A resposta é de outro cliente, segundo tax_id.", paths=("tax_id",))


def find_sim(session: Session, *, iccid: str | Iccid) -> Exchange[m.SimLookup]:
    """The number on a SIM, or that the SIM is free."""
    return (yield from session.exchange(MvnoSpec.find_sim, r.FindSim(iccid=sim_of(session, iccid))))


def check_document(session: Session, *, tax_id: TaxId | str) -> Exchange[m.DocumentCheck]:
    """Ask the tax authority, through the platform, whether a CPF or CNPJ is valid."""
    document = parse_tax_id(tax_id) if isinstance(tax_id, str) else tax_id
    return (yield from session.exchange(MvnoSpec.check_document, r.CheckDocument(tax_id=document)))


def get_reseller_balance(session: Session) -> Exchange[Decimal]:
    """The reseller's prepaid balance in reais, from which activations and top-ups are paid."""
    return (yield from session.exchange(MvnoSpec.get_reseller_balance, r.GetResellerBalance()))


def parse_webhook(
    session: Session, *, body: bytes, headers: Mapping[str, str] | None = None
) -> Exchange[tuple[m.WebhookNotice, ...]]:
    """What a platform's notification says; `headers` with lower-case names, `body` as it arrived."""
    request = r.ParseWebhook(headers=headers or {}, body=body)
    return (yield from session.exchange(MvnoSpec.parse_webhook, request))
