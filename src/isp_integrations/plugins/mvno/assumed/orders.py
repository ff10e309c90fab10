"""The operations of :mod:`.exchanges` that order a change and are answered with no more than that it was taken.

What became of the line is read back with the platform's own `get_line`, `get_portability` and `list_plans`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from isp_integrations.core.assumed import AssumedAccepted, ask
from isp_integrations.core.erp.models import Address, Customer
from isp_integrations.core.errors import RuleViolation, UnexpectedAnswer
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.identifiers import Iccid, Msisdn, TaxId
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno import requests as r
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.proofs import bring_about, is_on_plan, sim_swapped
from isp_integrations.core.platform import operation
from isp_integrations.core.readback import Undecided, write_once
from isp_integrations.core.rules import Family, Violation
from isp_integrations.core.wire import Endpoint
from isp_integrations.plugins.mvno.assumed import order_wire as w

BLOCKS: Mapping[m.BlockReason, frozenset[m.BlockScope]] = {
    m.BlockReason.DEBT: frozenset(m.BlockScope),
    m.BlockReason.CUSTOMER: frozenset(m.BlockScope),
    m.BlockReason.THEFT: frozenset({m.BlockScope.TOTAL}),
    m.BlockReason.LOSS: frozenset({m.BlockScope.TOTAL}),
    m.BlockReason.MISUSE: frozenset({m.BlockScope.TOTAL}),
}
"""What this wire can be asked to block, for a platform that borrows `block_line`: all that machine 5.2 has."""
_NUMBER_REQUIRED = Violation(
    rule_id="MVNO-LINE-2",
    code="mvno.invalid_msisdn",
    family=Family.VALIDATION_FAILED,
    message="A plataforma não mostra o número desta linha: informe-o para trocar o chip.",
)


# --- asking -----------------------------------------------------------------------------------------------------


def _order(self: MvnoSpec, endpoint: Endpoint, line: m.MvnoLine, body: object = None) -> Exchange[None]:
    """Send a write that is answered with no more than that it was taken."""
    taken = yield from ask(self, endpoint, AssumedAccepted, body=body, path=path_of(line))
    if not taken.accepted:
        raise UnexpectedAnswer(message="A plataforma não disse que aceitou a ordem.", paths=("$.accepted",))


def path_of(line: m.MvnoLine) -> dict[str, str]:
    """How this wire addresses a line of ours."""
    return line_path(line.iccid, line.msisdn or line.temporary_number)


def line_path(iccid: Iccid | None, msisdn: Msisdn | None) -> dict[str, str]:
    """How this wire addresses the line with that SIM or, where it is not known, that number."""
    if iccid is not None:
        return {"line": iccid.value}
    return {"line": msisdn.national if msisdn else ""}


def same_line(line: m.MvnoLine) -> r.GetLine:
    """The request that reads the line back."""
    return r.GetLine(msisdn=line.msisdn or line.temporary_number, iccid=line.iccid)


# --- ours to theirs ---------------------------------------------------------------------------------------------


def value_of(identifier: Iccid | TaxId | None) -> str | None:
    """The whole identifier; `None` for none."""
    return identifier.value if identifier else None


def national(number: Msisdn | None) -> str | None:
    """The number's 11 digits; `None` for none."""
    return number.national if number else None


def iso(day: date | None) -> str | None:
    """The day as ISO 8601 has it; `None` for none."""
    return day.isoformat() if day else None


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


def holder_of(customer: Customer) -> w.AssumedHolder:
    """A customer as this wire takes him."""
    return w.AssumedHolder(
        name=customer.legal_name,
        tax_id=value_of(customer.tax_id),
        email=customer.email,
        phone=national(customer.mobile_phone),
        birth_date=iso(customer.birth_date),
        address=_address(customer.address) if customer.address else None,
    )


# --- changing ---------------------------------------------------------------------------------------------------


@operation(uses=(w.BLOCK,))
def block_line(self: MvnoSpec, request: r.BlockLine) -> Exchange[m.MvnoLine]:
    """Block a line; once more is harmless."""
    block = request.block
    body = w.AssumedBlock(
        scope=block.scope.value,
        reason=block.reason.value,
        starts_on=iso(block.starts_on),
        suspend_billing=block.suspend_billing,
    )
    yield from _order(self, w.BLOCK, request.line, body)
    return (yield from self.get_line(same_line(request.line)))


@operation(uses=(w.UNBLOCK,))
def unblock_line(self: MvnoSpec, request: r.UnblockLine) -> Exchange[m.MvnoLine]:
    """Lift a line's block; once more is harmless."""
    yield from _order(self, w.UNBLOCK, request.line)
    return (yield from self.get_line(same_line(request.line)))


def _bring(
    self: MvnoSpec,
    endpoint: Endpoint,
    line: m.MvnoLine,
    reached: Callable[[m.MvnoLine], Exchange[bool]],
    body: object = None,
) -> Exchange[m.MvnoLine]:
    """Bring a line into another state by one write of this wire."""
    settle = self.wire.settle(endpoint)
    order = partial(_order, self, endpoint, line, body)
    return (yield from bring_about(self, order, same_line(line), reached, settle=settle))


@operation(uses=(w.CANCEL,))
def cancel_line(self: MvnoSpec, request: r.CancelLine) -> Exchange[m.MvnoLine]:
    """Cancel a line; a lost answer is proven by the line's status."""

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        yield from ()
        return line.status is m.LineStatus.CANCELLED

    return (yield from _bring(self, w.CANCEL, request.line, reached))


@operation(uses=(w.CHANGE_PLAN,))
def change_plan(self: MvnoSpec, request: r.ChangePlan) -> Exchange[m.MvnoLine]:
    """Change a line's plan; a lost answer is proven by the line's plan, or by its name in the catalogue."""

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        return (yield from is_on_plan(self, line, request.plan_code))

    return (
        yield from _bring(self, w.CHANGE_PLAN, request.line, reached, w.AssumedPlanChoice(plan=request.plan_code))
    )


@operation(uses=(w.SWAP_SIM,))
def swap_sim(self: MvnoSpec, request: r.SwapSim) -> Exchange[m.MvnoLine]:
    """Move a line to another SIM; a lost answer is proven by the line's ICCID, read before and after.

    The line is read back by its number, without which nothing is ordered: its SIM will be another.
    """
    before = yield from self.get_line(same_line(request.line))
    number = before.msisdn or request.line.number_in_use
    if number is None:
        raise RuleViolation(violations=(_NUMBER_REQUIRED,))
    by_number = r.GetLine(msisdn=number)
    body = w.AssumedSwap(reason=request.reason, iccid=value_of(request.new_iccid))

    def send() -> Exchange[m.MvnoLine]:
        yield from _order(self, w.SWAP_SIM, before, body)
        return (yield from self.get_line(by_number))

    def look() -> Exchange[m.MvnoLine | None]:
        now = yield from self.get_line(by_number)
        return now if sim_swapped(before, now, request.new_iccid) else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.SWAP_SIM)))


@operation(uses=(w.CANCEL_PORTABILITY,))
def cancel_portability(self: MvnoSpec, request: r.CancelPortability) -> Exchange[m.Portability]:
    """Give a portability up; a lost answer is proven by its status."""
    progress = r.GetPortability(line=request.line)

    def send() -> Exchange[m.Portability]:
        yield from _order(self, w.CANCEL_PORTABILITY, request.line)
        return (yield from self.get_portability(progress))

    def look() -> Exchange[m.Portability | None]:
        now = yield from self.get_portability(progress)
        given_up = {m.PortabilityStatus.CANCELLED, m.PortabilityStatus.CANCELLATION_PENDING}
        return now if now.status in given_up else None

    return (yield from write_once(send, look, settle=self.wire.settle(w.CANCEL_PORTABILITY)))


@operation(uses=(w.TRANSFER,))
def transfer_ownership(self: MvnoSpec, request: r.TransferOwnership) -> Exchange[m.MvnoLine]:
    """Put a line in another contract; a lost answer is proven by the line's holder, or by its contract.

    A contract change carries no holder data. Where the platform does not show a line's contract, a lost one
    stays unknown.
    """
    holder = request.new_holder
    body = w.AssumedTransfer(contract_id=request.new_contract_id, holder=holder_of(holder) if holder else None)

    def reached(line: m.MvnoLine) -> Exchange[bool]:
        yield from ()
        if holder is not None:
            return line.holder_tax_id is not None and line.holder_tax_id == holder.tax_id
        if "contract_id" not in line.platform_ids:
            raise Undecided("A plataforma não mostra o contrato da linha.")
        return line.platform_ids["contract_id"] == request.new_contract_id

    return (yield from _bring(self, w.TRANSFER, request.line, reached, body))
