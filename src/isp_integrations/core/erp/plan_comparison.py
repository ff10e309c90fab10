"""What one plan has that another has not (comparar plano)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs

from isp_integrations.core.erp.models import ContractItem, ProductType
from isp_integrations.core.erp.plans import Plan
from isp_integrations.core.values import Value


class PlanAspect(StrEnum):
    """What of a plan differs."""

    ITEM = "item"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    PRICE = "price"
    SVA = "sva"


class DifferenceKind(StrEnum):
    """How the new plan differs from the old one."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@attrs.frozen(kw_only=True)
class PlanDifference(Value):
    """One difference between two plans.

    Attributes:
        ref: the product, or the SVA platform's key; empty for speed and price.
        before: the old plan's value as text, `None` when it has none. Speeds in kbit/s, prices in reais, items by
            their platform plan or SVA package.
        after: the new plan's.
    """

    aspect: PlanAspect
    kind: DifferenceKind
    ref: str = ""
    before: str | None = None
    after: str | None = None


def compare_plans(old: Plan, new: Plan) -> tuple[PlanDifference, ...]:
    """ELITE-PLAN-6: everything that differs, in this order: items, speeds, price, SVA."""
    return (
        *_listed(PlanAspect.ITEM, _items(old, sva=False), _items(new, sva=False)),
        *_single(PlanAspect.DOWNLOAD, old.download_kbps, new.download_kbps),
        *_single(PlanAspect.UPLOAD, old.upload_kbps, new.upload_kbps),
        *_single(PlanAspect.PRICE, old.price, new.price),
        *_listed(PlanAspect.SVA, _sva(old), _sva(new)),
    )


_Named = Mapping[tuple[str, int], str]
"""What the plan has, by name; the number tells two of the same name apart."""


def _sva(plan: Plan) -> _Named:
    return {**_items(plan, sva=True), **_numbered((platform, "") for platform in plan.sva_platforms)}


def _items(plan: Plan, *, sva: bool) -> _Named:
    chosen = (item for item in plan.items if (item.type is ProductType.SVA) is sva)
    return _numbered((item.product_id, _detail(item)) for item in chosen)


def _detail(item: ContractItem) -> str:
    return item.sva_package.code if item.sva_package else item.platform_plan_code or ""


def _numbered(pairs: Iterable[tuple[str, str]]) -> _Named:
    seen: Counter[str] = Counter()
    found = {}
    for name, detail in pairs:
        found[name, seen[name]] = detail
        seen[name] += 1
    return found


def _listed(aspect: PlanAspect, old: _Named, new: _Named) -> Iterator[PlanDifference]:
    for key in dict.fromkeys((*old, *new)):
        yield from _difference(aspect, key[0], old.get(key), new.get(key))


def _single(aspect: PlanAspect, old: object, new: object) -> Iterator[PlanDifference]:
    if old != new:
        yield from _difference(aspect, "", None if old is None else str(old), None if new is None else str(new))


def _difference(aspect: PlanAspect, ref: str, before: str | None, after: str | None) -> Iterator[PlanDifference]:
    if before == after:
        return
    kind = DifferenceKind.CHANGED
    if before is None:
        kind = DifferenceKind.ADDED
    elif after is None:
        kind = DifferenceKind.REMOVED
    yield PlanDifference(aspect=aspect, kind=kind, ref=ref, before=before, after=after)
