"""What a platform needs to know of a holder."""

from isp_integrations.core.erp.models import Customer
from isp_integrations.core.text import is_blank

_ALWAYS = ("legal_name", "tax_id")
_ADDRESS = ("street", "number", "district", "city", "state", "postal_code")


def missing_holder_fields(customer: Customer, holder_fields: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the fields that are missing: name, tax id and `holder_fields`, in that order.

    An address that lacks some of its parts is named part by part, such as ``address.city``.
    """
    missing: list[str] = []
    for name in dict.fromkeys((*_ALWAYS, *holder_fields)):
        if name == "address" and customer.address is not None:
            address = customer.address
            missing += [f"address.{part}" for part in _ADDRESS if is_blank(getattr(address, part))]
        elif is_blank(getattr(customer, name)):
            missing.append(name)
    return tuple(missing)
