"""What NextBilling is sent to create, made of the family's requests."""

from isp_integrations.core.erp.models import Address
from isp_integrations.core.reading import number_or_text
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import requests as r
from isp_integrations.plugins.voip.nextbilling import wire as w


def new_subscriber(request: r.CreateSubscriber, reseller: str | None) -> w.NewSubscriber:
    """A new subscriber, under a reseller where the account names one."""
    profile, access = request.profile, request.access
    address = profile.address or Address()
    granted = {permission.value: int(permission in profile.permissions) for permission in m.Permission}
    generated = access is not None and access.password is None
    return w.NewSubscriber(
        **granted,
        reseller_id=reseller,
        trade_name=profile.trade_name,
        legal_name=profile.legal_name,
        tax_id=profile.tax_id.value,
        person_type=profile.person_type.value,
        street=address.street,
        house_number=address.number,
        complement=address.complement,
        district=address.district,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code.value if address.postal_code else "",
        email=profile.email,
        phone=profile.phone,
        modality=profile.modality,
        sales_plan_id=profile.sales_plan_id or "",
        allowance_enabled=int(profile.allowance_enabled),
        allowances=[
            w.Slot(category=str(name), allowance_id=slot.allowance_id, consumes_local=int(slot.consumes_local))
            for name, slot in profile.allowances.items()
        ],
        max_lines=profile.limits.ip_lines,
        max_queues=profile.limits.queues,
        max_ivrs=profile.limits.ivrs,
        cycle_start_day=profile.cycle_start_day,
        username=access.username if access else None,
        password=access.password if access else None,
        generates_password=w.ON if generated else None,
    )


def saved(request: r.CreateSubscriber, subscriber_id: str, made_up: str | None) -> m.SavedSubscriber:
    """The subscriber that was asked for, as he now is; with the password that he can be told only now."""
    access = request.access
    subscriber = m.VoipSubscriber(
        id=subscriber_id,
        status=m.SubscriberStatus.SAVED,
        profile=request.profile,
        username=access.username if access else None,
    )
    return m.SavedSubscriber(subscriber=subscriber, password=(access.password or made_up) if access else None)


def new_line(request: r.CreateLine) -> w.NewDevice:
    """A new line that registers with a password."""
    line = request.line
    return w.NewDevice(
        subscriber_id=number_or_text(request.subscriber_id),
        fixed=int(line.fixed),
        mobile=int(line.mobile),
        international_fixed=int(line.international_fixed),
        international_mobile=int(line.international_mobile),
        status=w.ON,
        authentication=w.BY_PASSWORD,
        username=line.username,
        password=line.password,
        sales_plan_id=number_or_text(line.sales_plan_id) if line.sales_plan_id else None,
        caller_id=line.caller_id,
        simultaneous_calls=line.max_simultaneous_calls,
    )
