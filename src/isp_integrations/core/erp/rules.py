"""Rules that hold in every family: new contracts, trust unlocks, dated events, what a platform supports, its texts.

CORE-12 (a text with control characters) continues the numbering of the domain reference.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from isp_integrations.core.erp.models import AccessStatus, Address, Contract, Customer
from isp_integrations.core.errors import PlatformNotAvailable, SupportRefused, UnverifiedWire
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.text import has_control_signs


def check_new_contract(*, customer: Customer) -> tuple[Violation, ...]:
    """CORE-1: a customer that the host marks inactive receives no new contract."""
    if customer.active is not False:
        return ()
    return (
        Violation(
            rule_id="CORE-1",
            code="contract.customer_inactive",
            family=Family.PRECONDITION_FAILED,
            message="Um cliente inativo não pode receber um novo contrato.",
            context={"customer_id": customer.id},
        ),
    )


def check_support(
    support: Iterable[SupportRefused], *, family: str, operation: str, rule_id: str = "CORE-2"
) -> tuple[Violation, ...]:
    """CORE-2: the refusals of support as violations, for a check that lists them among the rules.

    Args:
        support: what asking for the operation would raise, such as from an open session.
        family: first part of the codes, such as ``mvno``.
        operation: as the codes say it, such as ``transfer`` in ``mvno.transfer_unsupported``.
        rule_id: the family's own rule, where it has one.
    """
    codes = {
        Family.UNSUPPORTED_OPERATION: f"{family}.{operation}_unsupported",
        Family.UNVERIFIED_WIRE: f"{family}.{operation}_unverified",
        Family.PLATFORM_NOT_AVAILABLE: f"{family}.platform_not_available",
    }
    return tuple(
        Violation(
            rule_id=rule_id,
            code=codes[refused.family],
            family=refused.family,
            message=refused.message or refused.remedy,
            context=_support_context(refused),
        )
        for refused in support
    )


def _support_context(refused: SupportRefused) -> Mapping[str, str | tuple[str, ...]]:
    if isinstance(refused, UnverifiedWire):
        return {"platform": refused.platform, "assumed": refused.assumed}
    if isinstance(refused, PlatformNotAvailable):
        return {"platform": refused.platform, "ask": refused.ask}
    return {"platform": refused.platform}


def check_texts(texts: Mapping[str, str | None], *, family: str) -> tuple[Violation, ...]:
    """CORE-12: one violation for each text that holds control characters, which no platform takes in a name.

    Args:
        texts: by the form's field, such as ``legal_name``; `None` is not given.
        family: first part of the code, such as ``sva``.
    """
    return tuple(
        Violation(
            rule_id="CORE-12",
            code=f"{family}.text_invalid",
            family=Family.VALIDATION_FAILED,
            message=f"Campo {field}: contém caracteres de controle, como quebras de linha.",
            context={"field": field},
        )
        for field, text in texts.items()
        if has_control_signs(text)
    )


def customer_texts(customer: Customer) -> dict[str, str | None]:
    """What :func:`check_texts` looks at in a customer: name, e-mail and every part of the address."""
    return {"legal_name": customer.legal_name, "email": customer.email, **address_texts(customer.address)}


def address_texts(address: Address | None) -> dict[str, str]:
    """What :func:`check_texts` looks at in an address: each part, such as ``address.city``."""
    parts = {} if address is None else attrs.asdict(address, recurse=False)
    return {f"address.{name}": part for name, part in parts.items() if isinstance(part, str)}


def check_trust_unlock(*, until: date, today: date) -> tuple[Violation, ...]:
    """CORE-7: a new trust unlock (desbloqueio em confiança) does not end before `today`."""
    if until >= today:
        return ()
    return (
        Violation(
            rule_id="CORE-7",
            code="contract.trust_until_in_past",
            family=Family.VALIDATION_FAILED,
            message="O desbloqueio em confiança deve valer até hoje ou uma data futura.",
            context={"field": "trust_until"},
        ),
    )


def mirrored_access(contract: Contract, today: date) -> AccessStatus:
    """CORE-7: the access status that every mirror works with.

    An automatic block under a trust unlock that still runs on `today` is served, as an overdue contract is. A
    manual block stays, and from the day after `trust_until` the contract's own status counts again.
    """
    trusted = contract.trust_until is not None and contract.trust_until >= today
    if trusted and contract.access is AccessStatus.BLOCKED_AUTOMATIC:
        return AccessStatus.PAYMENT_OVERDUE
    return contract.access


def takes_effect(effective_on: date | None, today: date) -> bool:
    """CORE-8: whether a contract event acts on `today`: on its day and after it, at once when it has none."""
    return effective_on is None or effective_on <= today


def cancellation_acts(contract: Contract, today: date) -> bool:
    """CORE-8: whether the contract's entered cancellation acts on `today`; a withdrawn one never does."""
    return contract.cancel_on is not None and takes_effect(contract.cancel_on, today)
