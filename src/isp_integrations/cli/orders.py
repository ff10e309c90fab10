"""The orders file: what is asked for, line by line, and what is expected to come of it.

Everything is read and checked before anything is done; each problem names the order and the field.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from isp_integrations.core.erp.models import Integration
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.mvno.models import BlockReason, BlockScope
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.core.plain import from_plain
from isp_integrations.hosts.ixc_export import IxcExport

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LONGEST_WORD = 200


class Result(StrEnum):
    """How an order ended."""

    DONE = "done"
    CHECKED = "checked"
    """Every rule passed, and nothing was sent because only a check was asked for."""
    REFUSED = "refused"
    """A rule of ours, or the lack of support: nothing was sent."""
    REJECTED = "rejected"
    """The platform said no."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """A write may have happened: it must be resumed, not repeated."""


@attrs.frozen(kw_only=True)
class Expectation:
    """What must come of an order: its end, and rule ids, warnings and event names in order."""

    outcome: Result
    rules: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Order:
    """Root of the orders."""

    kind: ClassVar[str]
    title: ClassVar[str]
    id: str
    note: str = ""
    expect: Expectation | None = None


@attrs.frozen(kw_only=True)
class LineOrder(Order):
    """Root of the orders about a line of the export."""

    line: str


@attrs.frozen(kw_only=True)
class TransferOrder(LineOrder):
    """Troca de titularidade. `request_line` and `current_contract` are the form's read-only fields, if altered."""

    kind = "transfer"
    title = "troca de titularidade"
    new_contract: str = ""
    new_holder: str
    request_line: str | None = None
    current_contract: str | None = None


@attrs.frozen(kw_only=True)
class SwapSimOrder(LineOrder):
    """Troca de chip."""

    kind = "swap_sim"
    title = "troca de chip"
    new_iccid: str | None = attrs.field(default=None, repr=False)
    reason: str = ""


@attrs.frozen(kw_only=True)
class BlockOrder(LineOrder):
    """Bloqueio."""

    kind = "block"
    title = "bloqueio"
    scope: BlockScope
    reason: BlockReason


@attrs.frozen(kw_only=True)
class UnblockOrder(LineOrder):
    """Desbloqueio."""

    kind = "unblock"
    title = "desbloqueio"


@attrs.frozen(kw_only=True)
class ChangePlanOrder(LineOrder):
    """Troca de plano."""

    kind = "change_plan"
    title = "troca de plano"
    plan: str


@attrs.frozen(kw_only=True)
class TopUpOrder(LineOrder):
    """Recarga."""

    kind = "top_up"
    title = "recarga"
    plan: str


@attrs.frozen(kw_only=True)
class ActivateOrder(Order):
    """Ativação. `integration` is the file's own where the order names none."""

    kind = "activate"
    title = "ativação"
    customer: str
    contract: str
    plan: str
    area_code: str
    iccid: str | None = attrs.field(default=None, repr=False)
    esim: bool = False
    port_in: PortIn | None = None
    integration: str | None = None


KINDS: Mapping[str, type[Order]] = {
    kind.kind: kind
    for kind in (
        TransferOrder,
        SwapSimOrder,
        BlockOrder,
        UnblockOrder,
        ChangePlanOrder,
        TopUpOrder,
        ActivateOrder,
    )
}


@attrs.frozen(kw_only=True)
class OrdersFile:
    """A whole orders file.

    Attributes:
        integration: the one that activations use where they name none.
        integrations: those that the host has registered.
    """

    integration: str | None = None
    integrations: tuple[Integration, ...] = ()
    orders: tuple[Order, ...]

    @classmethod
    def read(cls, data: object) -> "OrdersFile":
        """Read parsed JSON; `InvalidRecord` tells every problem of every order at once, values never."""
        if not isinstance(data, Mapping):
            raise InvalidRecord(problems=("deve ser um objeto JSON com orders",))
        problems = [f"{name}: campo desconhecido" for name in data if name not in _TOP]
        raw = data.get("orders")
        if not isinstance(raw, list):
            raise InvalidRecord(problems=(*problems, "orders: deve ser lista"))
        orders: list[Order] = []
        for position, each in enumerate(raw, start=1):
            try:
                orders.append(_order(each))
            except InvalidRecord as refused:
                problems += (f"{_name_of(each, position)}: {problem}" for problem in refused.problems)
        seen: set[str] = set()
        for order in orders:
            problems += [f"pedido {order.id}: id: repetido"] if order.id in seen else []
            seen.add(order.id)
        try:
            found = from_plain(
                _Header, {name: data[name] for name in ("integration", "integrations") if name in data}
            )
        except InvalidRecord as refused:
            raise InvalidRecord(problems=(*problems, *refused.problems)) from None
        if problems:
            raise InvalidRecord(problems=tuple(problems))
        return cls(integration=found.integration, integrations=found.integrations, orders=tuple(orders))


@attrs.frozen(kw_only=True)
class _Header:
    integration: str | None = None
    integrations: tuple[Integration, ...] = ()


_TOP = frozenset({"integration", "integrations", "orders"})


def _order(data: object) -> Order:
    if not isinstance(data, Mapping):
        raise InvalidRecord(problems=("deve ser objeto",))
    word = data.get("kind")
    kind = KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        raise InvalidRecord(problems=(f"kind: deve ser um de {', '.join(KINDS)}",))
    if problems := tuple(_unprintable(data)):
        raise InvalidRecord(problems=problems)
    return from_plain(kind, {name: value for name, value in data.items() if name != "kind"})


def _unprintable(fields: Mapping[Any, Any]) -> Iterator[str]:
    """Texts that are echoed must not steer the terminal; ids must be there."""
    for name, value in fields.items():
        if isinstance(value, str) and (_CONTROL.search(value) or len(value) > LONGEST_WORD):
            yield f"{name}: contém caracteres de controle ou passa de {LONGEST_WORD} caracteres"
        elif value == "" and name in {"id", "line"}:
            yield f"{name}: obrigatório"


def _name_of(data: object, position: int) -> str:
    """How a problem calls an order: by its id where it has a usable one."""
    known = data.get("id") if isinstance(data, Mapping) else None
    usable = isinstance(known, str) and known and not _CONTROL.search(known) and len(known) <= LONGEST_WORD
    return f"pedido {known}" if usable else f"pedido na posição {position}"


def missing_references(orders: OrdersFile, export: IxcExport) -> tuple[str, ...]:
    """What the orders name and the export does not hold.

    A transfer's line is not among it: that a line is not registered is a rule's to say (MVNO-TRANSFER-PRE-2).
    """
    return tuple(
        f"pedido {order.id}: {field}: {key!r} não está na exportação"
        for order in orders.orders
        for field, table in _REFERENCES.items()
        if (key := getattr(order, field, None))
        and key not in getattr(export, table)
        and not (field == "line" and isinstance(order, TransferOrder))
    )


_REFERENCES: Mapping[str, str] = {
    "line": "lines",
    "new_contract": "contracts",
    "new_holder": "customers",
    "customer": "customers",
    "contract": "contracts",
}
