"""The virtual PABX: a subscriber with a panel of his own, and his first line."""

import secrets

from isp_integrations import erp, voip
from isp_integrations.cli.story.life import CONTRACT, VOICE, Life
from isp_integrations.cli.story.telling import Told

USERNAME, EXTENSION = f"contrato{CONTRACT}", "2001"
OWN_CONTRACT = "102"
"""The plan has a contract of its own, until the combo."""


def creates_subscriber(life: Life) -> Told:
    """Saved on a sales plan that is on sale, with a username that is free and a password of the host's making."""
    pabx, customer = life.accounts.nextbilling, life.customer
    plan = next(plan for plan in pabx.list_sales_plans() if plan.active)
    if customer.tax_id is None:
        raise AssertionError("the story's customer has a document")
    profile = voip.SubscriberProfile(
        person_type=voip.PersonType.NATURAL,
        tax_id=customer.tax_id,
        legal_name=customer.legal_name,
        address=customer.address,
        email=customer.email,
        sales_plan_id=plan.id,
        permissions=(voip.Permission.BALANCE, voip.Permission.CALLS),
    )
    done = pabx.create_subscriber(
        profile=profile,
        access=voip.generate_access(USERNAME, lambda: secrets.token_urlsafe(12)),
        username_check=pabx.check_username(username=USERNAME),
    )
    life.subscriber = done.value.subscriber
    life.plans[VOICE] = erp.CustomerPlan(
        id=VOICE,
        customer_id=customer.id,
        contract_id=OWN_CONTRACT,
        status=erp.PlanStatus.ACTIVE,
        payment_method=erp.PaymentMethod.BOLETO,
        due_day=20,
    )
    return Told(text=f"plano de venda {plan.name}", events=done.events, found=(life.subscriber.status.value,))


def creates_line(life: Life) -> Told:
    """An extension (ramal), which registers with a password of the host's making."""
    line = voip.NewLine(username=EXTENSION, password=secrets.token_urlsafe(12))
    done = life.accounts.nextbilling.create_line(subscriber=life.subscriber, line=line, by=voip.Party.RESELLER)
    return Told(text=f"ramal {EXTENSION}", events=done.events, found=(done.value.status.value,))


STEPS = {"create_subscriber": creates_subscriber, "create_voice_line": creates_line}
