"""The prices of a sales plan beside the reseller's own: VOIP-SUB-14."""

from collections.abc import Iterable
from decimal import Decimal

from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.voip.models import PrefixPrice, SalesPlan, SubscriberPolicy


def check_prices(
    *, plan: SalesPlan, reseller_plan: SalesPlan, policy: SubscriberPolicy | None = None
) -> tuple[Violation, ...]:
    """VOIP-SUB-14: no minute is sold for less than the reseller pays for it.

    Each prefix of the subscriber's plan is compared with the longest prefix of the reseller's that covers it; one
    that none covers is not compared.
    """
    cheap = tuple(sold.prefix for sold in plan.prices if _is_below(sold, reseller_plan.prices))
    if not cheap:
        return ()
    return (
        Violation(
            rule_id="VOIP-SUB-14",
            code="voip.price_below_reseller",
            family=Family.PRECONDITION_FAILED,
            severity=(policy or SubscriberPolicy()).price_below_reseller,
            message="O plano de venda cobra menos do que a revenda paga em algum prefixo.",
            context={"prefixes": cheap},
        ),
    )


def _is_below(sold: PrefixPrice, paid: Iterable[PrefixPrice]) -> bool:
    cost = _cost_of(sold.prefix, paid)
    return cost is not None and sold.price < cost


def _cost_of(prefix: str, paid: Iterable[PrefixPrice]) -> Decimal | None:
    covering = [price for price in paid if prefix.startswith(price.prefix)]
    return max(covering, key=lambda price: len(price.prefix)).price if covering else None
