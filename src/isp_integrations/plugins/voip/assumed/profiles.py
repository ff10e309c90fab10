"""A subscriber's data on the ASSUMED wire, both ways: for the plugins that borrow it, and for their fakes."""

from collections.abc import Mapping

from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.identifiers import PostalCode, parse_tax_id
from isp_integrations.core.reading import demanded, known
from isp_integrations.core.voip import models as m
from isp_integrations.plugins.voip.assumed import wire as w

_PERSON_TYPES = {kind.value: kind for kind in m.PersonType}


def _address(address: Address) -> w.AssumedAddress:
    return w.AssumedAddress(
        street=address.street,
        number=address.number,
        complement=address.complement,
        district=address.district,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code.value if address.postal_code else None,
    )


def written(profile: m.SubscriberProfile) -> w.AssumedProfile:
    """Ours as it is sent."""
    limits = profile.limits
    return w.AssumedProfile(
        person_type=profile.person_type.value,
        tax_id=profile.tax_id.value,
        legal_name=profile.legal_name,
        trade_name=profile.trade_name,
        modality=profile.modality,
        allowance_enabled=profile.allowance_enabled,
        allowances=[
            w.AssumedSlot(category=str(name), allowance_id=slot.allowance_id, consumes_local=slot.consumes_local)
            for name, slot in profile.allowances.items()
        ],
        permissions=[str(permission) for permission in profile.permissions],
        limits=w.AssumedLimits(ip_lines=limits.ip_lines, queues=limits.queues, ivrs=limits.ivrs),
        financial=dict(profile.financial),
        address=_address(profile.address) if profile.address else None,
        email=profile.email,
        phone=profile.phone,
        sales_plan_id=profile.sales_plan_id,
        cycle_start_day=profile.cycle_start_day,
    )


def _address_read(address: w.AssumedAddress) -> Address:
    return Address(
        street=address.street,
        number=address.number,
        complement=address.complement,
        district=address.district,
        city=address.city,
        state=address.state,
        postal_code=known(PostalCode.parse, address.postal_code),
    )


def read(profile: w.AssumedProfile) -> m.SubscriberProfile:
    """Theirs as ours, or an `UnexpectedAnswer`."""
    if profile.person_type not in _PERSON_TYPES or not isinstance(profile.financial, Mapping | None):
        paths = ("$.profile.person_type", "$.profile.financial")
        raise UnexpectedAnswer(message="A resposta não descreve um assinante.", paths=paths)
    limits = profile.limits
    return m.SubscriberProfile(
        person_type=_PERSON_TYPES[profile.person_type],
        tax_id=demanded(parse_tax_id, profile.tax_id, "$.profile.tax_id"),
        legal_name=profile.legal_name,
        trade_name=profile.trade_name,
        address=_address_read(profile.address) if profile.address else None,
        email=profile.email,
        phone=profile.phone,
        modality=profile.modality,
        sales_plan_id=profile.sales_plan_id,
        allowance_enabled=profile.allowance_enabled,
        allowances={
            slot.category: m.AllowanceSlot(allowance_id=slot.allowance_id, consumes_local=slot.consumes_local)
            for slot in profile.allowances
        },
        permissions=tuple(profile.permissions),
        limits=m.SubscriberLimits(ip_lines=limits.ip_lines, queues=limits.queues, ivrs=limits.ivrs),
        cycle_start_day=profile.cycle_start_day,
        financial=profile.financial or {},
    )
