"""What each kind of order asks of the library: its rules, the hooks it needs, and the client's method."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from isp_integrations.cli.orders import (
    ActivateOrder,
    BlockOrder,
    ChangePlanOrder,
    LineOrder,
    Order,
    SwapSimOrder,
    TopUpOrder,
    TransferOrder,
    UnblockOrder,
)
from isp_integrations.clients.mvno import MvnoClient
from isp_integrations.core.done import Done
from isp_integrations.core.erp.models import Contract, Customer, Integration
from isp_integrations.core.erp.rules import check_support
from isp_integrations.core.errors import SupportRefused
from isp_integrations.core.identifiers import Iccid
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno import rules
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.limits import PlatformLimits
from isp_integrations.core.mvno.machines import LINE, PORTABILITY
from isp_integrations.core.rules import Violation
from isp_integrations.core.wire import Endpoint


@attrs.frozen(kw_only=True)
class Account:
    """One integration of the host, as far as the job may use it.

    Attributes:
        client: `None` where the account is not open.
        refusal: why it can never be opened, for a platform known by name only.
    """

    spec: type[MvnoSpec] = MvnoSpec
    client: MvnoClient | None = None
    refusal: SupportRefused | None = None

    @property
    def limits(self) -> PlatformLimits:
        """What the rules must know of the platform."""
        return PlatformLimits.of(self.spec)

    def refusals(self, *hooks: str) -> tuple[SupportRefused, ...]:
        """What asking the platform for `hooks` would raise."""
        if self.refusal is not None:
            return (self.refusal,)
        if self.client is None:
            return ()
        refused = (self.client.session.refusal(getattr(MvnoSpec, hook)) for hook in hooks)
        return tuple(found for found in refused if found is not None)


@attrs.frozen(kw_only=True)
class Desk:
    """What an order is judged by: the host's records as they stand, the accounts, and the day."""

    lines: Mapping[str, m.MvnoLine]
    contracts: Mapping[str, Contract]
    customers: Mapping[str, Customer]
    integrations: Sequence[Integration]
    accounts: Mapping[str, Account]
    default_integration: str | None
    today: date

    def integration_of(self, order: Order) -> str | None:
        """The integration whose account carries the order out."""
        if isinstance(order, ActivateOrder):
            return order.integration or self.default_integration
        line = self.lines.get(order.line) if isinstance(order, LineOrder) else None
        return line.integration_id if line else self.default_integration

    def account_of(self, order: Order) -> Account:
        """That integration's account; a closed one where the host has none."""
        return self.accounts.get(self.integration_of(order) or "", Account())

    def lines_of(self, integration: str | None) -> tuple[m.MvnoLine, ...]:
        """The host's lines of an integration."""
        return tuple(line for line in self.lines.values() if line.integration_id == integration)


@attrs.frozen(kw_only=True)
class Task:
    """An order made ready.

    Attributes:
        hooks: the platform operations that change something for it, in order; none where only the host changes.
        told: pt-BR, what was done, from the finished operation.
    """

    violations: tuple[Violation, ...]
    hooks: tuple[str, ...]
    perform: Callable[[MvnoClient], Done[Any]]
    told: Callable[[Any], str]


def prepare(order: Order, desk: Desk) -> Task:
    """The task of an order."""
    return _KINDS[type(order)](order, desk)


def new_line_id(order: Order) -> str:
    """What the events call a line that the host has no id for yet."""
    return f"nova:{order.id}"


def _transfer(order: TransferOrder, desk: Desk) -> Task:
    line, target = desk.lines.get(order.line), desk.contracts.get(order.new_contract)
    holder, account = desk.customers[order.new_holder], desk.account_of(order)
    current = line.contract_id if line and order.current_contract is None else order.current_contract
    follows = line is not None and target is not None and rules.plan_changes(line, target)
    offered = follows and "change_plan" in account.spec.operations
    needed = (
        line is None or target is None or rules.transfer_needs_platform(line, target, account.limits) is not False
    )
    hooks = (*(["transfer_ownership"] if needed else []), *(["change_plan"] if offered else []))
    found = rules.check_transfer(
        m.LineTransferRequest(
            line_id=order.request_line or order.line,
            current_contract_id=current,
            new_contract_id=order.new_contract or None,
            new_holder=holder,
        ),
        line=line,
        new_contract=target,
        integrations=desk.integrations,
        limits=account.limits,
        support=account.refusals(*hooks),
    )

    def perform(client: MvnoClient) -> Done[Any]:
        if line is None:
            raise AssertionError("MVNO-TRANSFER-PRE-2 refuses a transfer of an unknown line")
        return client.transfer_ownership(
            line=line,
            new_contract=target,
            new_holder=holder,
            current_contract=desk.contracts.get(current or ""),
            integrations=desk.integrations,
        )

    return Task(violations=found, hooks=hooks, perform=perform, told=_told_transfer)


def _told_transfer(done: m.Transfer) -> str:
    moved = "titular e contrato trocados" if done.kind is m.TransferKind.OWNERSHIP_CHANGE else "contrato trocado"
    plan = ", plano trocado na plataforma" if done.plan_changed else ""
    return moved + plan + ("" if done.platform_called else "; só o ERP muda")


def _swap(order: SwapSimOrder, desk: Desk) -> Task:
    line, account = desk.lines[order.line], desk.account_of(order)
    others = desk.lines_of(line.integration_id)
    iccid, wrong = _sim(order.new_iccid, account, "new_iccid")
    checked = rules.check_swap(line=line, new_iccid=iccid, limits=account.limits, lines_of_integration=others)
    return Task(
        violations=(*_support(account, "swap_sim"), *(wrong or checked)),
        hooks=("swap_sim",),
        perform=lambda client: client.swap_sim(
            line=line, new_iccid=iccid, reason=order.reason, lines_of_integration=others
        ),
        told=lambda after: f"chip trocado para {after.iccid.masked()}" if after.iccid else "chip trocado",
    )


def _block(order: BlockOrder, desk: Desk) -> Task:
    line, account = desk.lines[order.line], desk.account_of(order)
    block = m.LineBlock(scope=order.scope, reason=order.reason)
    return Task(
        violations=(
            *_support(account, "block_line"),
            *rules.check_block(line=line, block=block, limits=account.limits),
        ),
        hooks=("block_line",),
        perform=lambda client: client.block_line(line=line, scope=order.scope, reason=order.reason),
        told=_told_status,
    )


def _unblock(order: UnblockOrder, desk: Desk) -> Task:
    line, account = desk.lines[order.line], desk.account_of(order)
    return Task(
        violations=(*_support(account, "unblock_line"), *rules.check_unblock(line=line)),
        hooks=("unblock_line",),
        perform=lambda client: client.unblock_line(line=line),
        told=_told_status,
    )


def _told_status(after: m.MvnoLine) -> str:
    return f"linha no status {LINE.words[after.status]}"


def _change_plan(order: ChangePlanOrder, desk: Desk) -> Task:
    line, account = desk.lines[order.line], desk.account_of(order)
    return Task(
        violations=(*_support(account, "change_plan"), *rules.check_plan_change(line=line)),
        hooks=("change_plan",),
        perform=lambda client: client.change_plan(line=line, plan_code=order.plan),
        told=lambda _: f"linha no plano {order.plan}",
    )


def _top_up(order: TopUpOrder, desk: Desk) -> Task:
    line, account = desk.lines[order.line], desk.account_of(order)
    return Task(
        violations=(*_support(account, "top_up"), *rules.check_top_up(line=line)),
        hooks=("top_up",),
        perform=lambda client: client.top_up(line=line, plan_code=order.plan),
        told=lambda _: f"recarga do plano {order.plan}",
    )


def _activate(order: ActivateOrder, desk: Desk) -> Task:
    account, customer = desk.account_of(order), desk.customers[order.customer]
    integration = desk.integration_of(order)
    others = desk.lines_of(integration)
    iccid, wrong = _sim(order.iccid, account, "iccid")
    line = m.MvnoLine(
        id=new_line_id(order),
        integration_id=integration,
        contract_id=order.contract,
        customer_id=order.customer,
        iccid=iccid,
        status=m.LineStatus.AWAITING_ACTIVATION,
        plan_code=order.plan,
        on_platform=False,
    )
    request = r.ActivateLine(
        customer=customer,
        plan_code=order.plan,
        area_code=order.area_code,
        iccid=iccid,
        esim=order.esim,
        port_in=order.port_in,
    )
    later = order.port_in is not None and not account.spec.port_in_inside_activation
    hooks = ("activate_line", *(["request_portability"] if later else []))
    checked = rules.check_activation(
        request, limits=account.limits, today=desk.today, line=line, lines_of_integration=others
    )
    return Task(
        violations=(*_support(account, *hooks), *(wrong or checked)),
        hooks=hooks,
        perform=lambda client: client.activate_line(
            customer=customer,
            plan_code=order.plan,
            area_code=order.area_code,
            iccid=iccid,
            esim=order.esim,
            port_in=order.port_in,
            line=line,
            lines_of_integration=others,
        ),
        told=lambda made: told_activation(made.line),
    )


def told_activation(line: m.MvnoLine) -> str:
    """What became of an activation, and of its port-in."""
    number = f"{line.msisdn.masked()} " if line.msisdn else ""
    port = f", portabilidade {PORTABILITY.words[line.portability.status]}" if line.portability else ""
    return f"linha {number}no status {LINE.words[line.status]}{port}"


def _sim(text: str | None, account: Account, field: str) -> tuple[Iccid | None, tuple[Violation, ...]]:
    """The order's ICCID, or why it is none."""
    if text is None:
        return None, ()
    found = rules.read_iccid(text, limits=account.limits, field=field)
    return (None, (found,)) if isinstance(found, Violation) else (found, ())


def _support(account: Account, *hooks: str) -> tuple[Violation, ...]:
    return check_support(account.refusals(*hooks), family="mvno", operation=hooks[0])


_KINDS: Mapping[type[Order], Callable[[Any, Desk], Task]] = {
    TransferOrder: _transfer,
    SwapSimOrder: _swap,
    BlockOrder: _block,
    UnblockOrder: _unblock,
    ChangePlanOrder: _change_plan,
    TopUpOrder: _top_up,
    ActivateOrder: _activate,
}


def calls_of(task: Task, account: Account) -> Iterator[str]:
    """What a task would send: operation, method, path and evidence of each endpoint it always uses."""
    for hook in task.hooks:
        for used in account.spec.operations[hook].uses if hook in account.spec.operations else ():
            if isinstance(used, Endpoint):
                yield f"{hook}: {used.method} {used.path} ({used.weakest_evidence.value})"
