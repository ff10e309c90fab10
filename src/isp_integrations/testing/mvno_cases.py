"""What the mobile family's contract suite asks of a platform: each hook's case, what it means, and awkward ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from isp_integrations.core.erp.models import (
    AccessStatus,
    Address,
    Contract,
    ContractItem,
    ContractStatus,
    Customer,
    ProductType,
)
from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn, PostalCode, TaxId
from isp_integrations.core.mvno import models as m
from isp_integrations.core.mvno.hookspecs import MvnoSpec
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.testing.contract import Arguments as GenericArguments
from isp_integrations.testing.contract import Awkward, FamilyCases
from isp_integrations.testing.contract import World as GenericWorld

BLOCKED = frozenset(status for status in m.LineStatus if status.value.startswith("blocked"))
UNDER_WAY = frozenset({m.PortabilityStatus.PENDING, m.PortabilityStatus.SCHEDULED})
GIVEN_UP = frozenset({m.PortabilityStatus.CANCELLED, m.PortabilityStatus.CANCELLATION_PENDING})
UNKNOWN_NUMBER = Msisdn.parse("11961119999")
UNKNOWN_ICCID = Iccid.parse("8955060000000099997", luhn=False)
CUSTOMER = Customer(
    id="10",
    legal_name="Fulana Exemplo da Silva",
    tax_id=Cpf.parse("52998224725"),
    mobile_phone=Msisdn.parse("11961230000"),
    email="fulana@example.invalid",
    birth_date=date(1990, 1, 31),
    address=Address(
        street="Rua dos Exemplos",
        number="100",
        district="Bairro Modelo",
        city="São Paulo",
        state="SP",
        postal_code=PostalCode.parse("01000000"),
    ),
)
PORT_IN = PortIn(number=Msisdn.parse("11962223333"))
NEW_HOLDER = attrs.evolve(CUSTOMER, id="20", legal_name="Beltrano Modelo", tax_id=Cpf.parse("11144477735"))


@attrs.frozen(kw_only=True)
class Seed:
    """What the fake holds at the beginning, as a host knows it.

    Attributes:
        line: an active line of :attr:`customer`.
        blocked_line: a fully blocked one.
        porting_line: one with a port-in under way; needed where port-ins can be cancelled.
        plan_code, other_plan_code: two plans of the catalogue; the lines are on the first.
        top_up_code: what a top-up buys, where that is no plan of the catalogue.
        free_iccid: a physical SIM of the stock.
        customer: whom an activation and a port-in are for.
        new_holder: to whom :attr:`line` is transferred.
        holder_tax_id: the document of a registered subscriber.
        refused_tax_id: a valid document that the platform refuses at activation, where the fake knows one.
        port_in: a number that may be ported onto :attr:`line`.
        webhook: a notification as the platform sends it.
    """

    line: m.MvnoLine
    blocked_line: m.MvnoLine
    porting_line: m.MvnoLine | None = None
    plan_code: str
    other_plan_code: str
    top_up_code: str | None = None
    free_iccid: Iccid
    area_code: str = "11"
    customer: Customer = CUSTOMER
    new_holder: Customer = NEW_HOLDER
    holder_tax_id: TaxId | None = None
    refused_tax_id: TaxId | None = None
    port_in: PortIn = PORT_IN
    webhook: bytes = b"{}"


def host_line(msisdn: str, iccid: str, *, plan_code: str, **changes: Any) -> m.MvnoLine:
    """A line as a host has it: active, in contract 100 of customer 10, on integration 3."""
    line = m.MvnoLine(
        id="7",
        integration_id="3",
        contract_id="100",
        customer_id=CUSTOMER.id,
        msisdn=Msisdn.parse(msisdn),
        iccid=Iccid.parse(iccid, luhn=False),
        status=m.LineStatus.ACTIVE,
        plan_code=plan_code,
        is_ported=False,
    )
    return attrs.evolve(line, **changes)


World = GenericWorld[Seed]
Arguments = GenericArguments[Seed]


def _block_of(world: World) -> dict[str, Any]:
    blocks = world.caller.client.session.platform_as(MvnoSpec).blocks
    reason, scopes = next(iter(blocks.items()), (m.BlockReason.DEBT, {m.BlockScope.TOTAL}))
    return {"reason": reason, "scope": min(scopes)}


def _transfer_of(seed: Seed) -> dict[str, Any]:
    item = ContractItem(
        product_id="50", type=ProductType.MOBILE, integration_id="3", platform_plan_code=seed.line.plan_code
    )
    contract = Contract(
        id="200",
        customer_id=seed.new_holder.id,
        status=ContractStatus.ACTIVE,
        access=AccessStatus.ACTIVE,
        items=(item,),
    )
    return {"line": seed.line, "new_contract": contract, "new_holder": seed.new_holder}


def _activation_of(seed: Seed) -> dict[str, Any]:
    return {
        "customer": seed.customer,
        "plan_code": seed.plan_code,
        "area_code": seed.area_code,
        "iccid": seed.free_iccid,
    }


CASES: Mapping[str, Arguments] = {
    "activate_line": lambda seed, _: _activation_of(seed),
    "block_line": lambda seed, world: {"line": seed.line, **_block_of(world)},
    "cancel_line": lambda seed, _: {"line": seed.line},
    "cancel_portability": lambda seed, _: {"line": seed.porting_line or seed.line},
    "change_plan": lambda seed, _: {"line": seed.line, "plan_code": seed.other_plan_code},
    "check_document": lambda seed, _: {"tax_id": seed.customer.tax_id},
    "find_sim": lambda seed, _: {"iccid": seed.line.iccid},
    "get_activation": lambda seed, _: {"iccid": seed.free_iccid},
    "get_balance": lambda seed, _: {"line": seed.line},
    "get_line": lambda seed, _: {"msisdn": seed.line.msisdn},
    "get_portability": lambda seed, _: {"line": seed.porting_line or seed.line},
    "get_reseller_balance": lambda _, __: {},
    "get_subscriber": lambda seed, _: {"tax_id": seed.holder_tax_id or seed.customer.tax_id},
    "list_donor_operators": lambda _, __: {},
    "list_free_numbers": lambda seed, _: {"area_code": seed.area_code},
    "list_lines": lambda _, __: {},
    "list_plans": lambda _, __: {},
    "list_sim_cards": lambda _, __: {},
    "list_subscribers": lambda _, __: {},
    "list_top_ups": lambda seed, _: {"line": seed.line},
    "list_usage": lambda seed, _: {"line": seed.line, "start": date(2026, 1, 1), "end": date(2026, 1, 31)},
    "parse_webhook": lambda seed, _: {"body": seed.webhook},
    "register_subscriber": lambda seed, _: {"customer": seed.new_holder},
    "request_portability": lambda seed, _: {
        "line": seed.line,
        "customer": seed.customer,
        "port_in": seed.port_in,
    },
    "swap_sim": lambda seed, _: {"line": seed.line, "new_iccid": seed.free_iccid},
    "test_connection": lambda _, __: {},
    "top_up": lambda seed, _: {"line": seed.line, "plan_code": seed.top_up_code or seed.plan_code},
    "transfer_ownership": lambda seed, _: _transfer_of(seed),
    "unblock_line": lambda seed, _: {"line": seed.blocked_line},
}
"""How each hook is asked through the client."""


def _shows(world: World, line: m.MvnoLine, statuses: frozenset[m.LineStatus]) -> bool:
    return world.caller.call("get_line", msisdn=line.msisdn).status in statuses


MEANINGS: Mapping[str, Callable[[Any, Seed, World], bool]] = {
    "activate_line": lambda done, seed, _: (
        done.value.line.iccid == seed.free_iccid
        and done.value.line.status in {m.LineStatus.AWAITING_ACTIVATION, m.LineStatus.ACTIVE}
    ),
    "block_line": lambda done, seed, world: done.value.status in BLOCKED and _shows(world, seed.line, BLOCKED),
    "cancel_line": lambda done, _, __: done.value.status is m.LineStatus.CANCELLED,
    "cancel_portability": lambda done, _, __: done.value.status in GIVEN_UP,
    "change_plan": lambda done, seed, _: [event.name for event in done.events] == ["LinePlanChanged"],
    "check_document": lambda check, seed, _: check.tax_id == seed.customer.tax_id and check.valid,
    "find_sim": lambda sim, seed, _: not sim.available and sim.msisdn in {None, seed.line.msisdn},
    "get_activation": lambda activation, seed, _: activation.line.iccid == seed.free_iccid,
    "get_balance": lambda left, _, __: any(left_of is not None for left_of in attrs.astuple(left)),
    "get_line": lambda line, seed, _: (
        (line.msisdn, line.iccid, line.status) == (seed.line.msisdn, seed.line.iccid, m.LineStatus.ACTIVE)
    ),
    "get_portability": lambda port, seed, _: seed.porting_line is None or port.status in UNDER_WAY,
    "get_reseller_balance": lambda balance, _, __: isinstance(balance, Decimal),
    "get_subscriber": lambda found, seed, _: found.tax_id == (seed.holder_tax_id or seed.customer.tax_id),
    "list_donor_operators": lambda donors, _, __: bool(donors),
    "list_free_numbers": lambda free, seed, _: {one.msisdn.area_code for one in free} == {seed.area_code},
    "list_lines": lambda lines, seed, _: (
        {seed.line.msisdn, seed.blocked_line.msisdn} <= {line.msisdn for line in lines}
    ),
    "list_plans": lambda plans, seed, _: {seed.plan_code, seed.other_plan_code} <= {plan.code for plan in plans},
    "list_sim_cards": lambda sims, seed, _: seed.free_iccid in {sim.iccid for sim in sims},
    "list_subscribers": lambda found, _, __: bool(found),
    "list_top_ups": lambda top_ups, _, __: isinstance(top_ups, tuple),
    "list_usage": lambda usage, _, __: isinstance(usage, tuple),
    "parse_webhook": lambda notices, _, __: bool(notices),
    "register_subscriber": lambda done, seed, _: done.value.tax_id == seed.new_holder.tax_id,
    "request_portability": lambda done, seed, _: (
        done.value.status in UNDER_WAY and done.value.number == seed.port_in.number
    ),
    "swap_sim": lambda done, seed, _: (done.value.iccid, done.value.msisdn) == (seed.free_iccid, seed.line.msisdn),
    "test_connection": lambda nothing, _, __: nothing is None,
    "top_up": lambda done, _, __: isinstance(done.value, m.TopUp),
    "transfer_ownership": lambda done, seed, _: (
        done.value.platform_called and done.value.line.holder_tax_id == seed.new_holder.tax_id
    ),
    "unblock_line": lambda done, seed, world: (
        done.value.status is m.LineStatus.ACTIVE
        and _shows(world, seed.blocked_line, frozenset({m.LineStatus.ACTIVE}))
    ),
}
"""What must be true of each hook's result."""


def _changed(hook: str, **changes: Any) -> Arguments:
    return lambda seed, world: {**CASES[hook](seed, world), **changes}


def _on(hook: str, choose: Callable[[Seed], m.MvnoLine]) -> Arguments:
    return lambda seed, world: {**CASES[hook](seed, world), "line": choose(seed)}


def _stranger(seed: Seed) -> m.MvnoLine:
    """A line that the platform does not know, though the host does."""
    return attrs.evolve(seed.line, msisdn=UNKNOWN_NUMBER, iccid=UNKNOWN_ICCID)


def _thought_active(seed: Seed) -> m.MvnoLine:
    """A line that is blocked on the platform while the host thinks otherwise."""
    return attrs.evolve(seed.blocked_line, status=m.LineStatus.ACTIVE)


def _thought_blocked(seed: Seed) -> m.MvnoLine:
    return attrs.evolve(seed.line, status=m.LineStatus.BLOCKED_TOTAL)


def _without_document(seed: Seed, world: World) -> Mapping[str, Any]:
    customer = attrs.evolve(seed.customer, tax_id=seed.refused_tax_id)
    return {**CASES["activate_line"](seed, world), "customer": customer}


def _iccid_in_use(hook: str, name: str) -> Arguments:
    return lambda seed, world: {**CASES[hook](seed, world), name: seed.blocked_line.iccid}


AWKWARD: Mapping[str, Awkward[Seed]] = {
    "block-already-blocked": Awkward(hook="block_line", asks=_on("block_line", _thought_active), refused=False),
    "block-again": Awkward(hook="block_line", first=CASES["block_line"], asks=CASES["block_line"], refused=False),
    "unblock-already-unblocked": Awkward(
        hook="unblock_line", asks=_on("unblock_line", _thought_blocked), refused=False
    ),
    "cancel-again": Awkward(hook="cancel_line", first=CASES["cancel_line"], asks=CASES["cancel_line"], refused=None),
    "transfer-again": Awkward(
        hook="transfer_ownership",
        first=CASES["transfer_ownership"],
        asks=CASES["transfer_ownership"],
        refused=None,
    ),
    "activate-again": Awkward(
        hook="activate_line", first=CASES["activate_line"], asks=CASES["activate_line"], refused=True
    ),
    "port-in-again": Awkward(
        hook="request_portability",
        first=CASES["request_portability"],
        asks=CASES["request_portability"],
        refused=True,
    ),
    "cancel-no-port-in": Awkward(
        hook="cancel_portability", asks=_on("cancel_portability", lambda seed: seed.line), refused=True
    ),
    "line-not-found": Awkward(hook="get_line", asks=lambda _, __: {"msisdn": UNKNOWN_NUMBER}, refused=True),
    "subscriber-not-found": Awkward(
        hook="get_subscriber", asks=lambda _, __: {"tax_id": Cpf.parse("39053344705")}, refused=True
    ),
    **{
        f"{hook}-not-found": Awkward(hook=hook, asks=_on(hook, _stranger), refused=True)
        for hook in (
            "block_line",
            "cancel_line",
            "change_plan",
            "get_balance",
            "list_top_ups",
            "request_portability",
            "swap_sim",
            "top_up",
            "transfer_ownership",
        )
    },
    **{
        f"{hook}-plan-not-found": Awkward(hook=hook, asks=_changed(hook, plan_code="999999"), refused=True)
        for hook in ("activate_line", "change_plan", "top_up")
    },
    "activate-sim-in-use": Awkward(hook="activate_line", asks=_iccid_in_use("activate_line", "iccid"), refused=True),
    "swap-sim-in-use": Awkward(hook="swap_sim", asks=_iccid_in_use("swap_sim", "new_iccid"), refused=True),
    "invalid-document": Awkward(hook="check_document", asks=lambda _, __: {"tax_id": "11144477734"}, refused=True),
    "document-refused": Awkward(
        hook="activate_line",
        asks=_without_document,
        refused=True,
        applies=lambda seed: seed.refused_tax_id is not None,
    ),
}
"""Awkward cases by name; a plugin meets those of the operations that it declares."""


def _private(seed: Seed) -> Iterator[tuple[str, str]]:
    for line in (seed.line, seed.blocked_line):
        yield from (("msisdn", line.msisdn.national),) if line.msisdn else ()
        yield from (("iccid", line.iccid.value),) if line.iccid else ()
    yield "iccid", seed.free_iccid.value
    for person in (seed.customer, seed.new_holder):
        yield "name", person.legal_name
        yield from (("document", person.tax_id.value),) if person.tax_id else ()
        yield from (("email", person.email),) if person.email else ()
        yield from (("street", person.address.street),) if person.address else ()


MVNO_CASES = FamilyCases(
    spec=MvnoSpec,
    asks=CASES,
    meanings=MEANINGS,
    awkward=AWKWARD,
    private=_private,
    local=frozenset({"parse_webhook"}),
    presumes={"get_activation": "activate_line"},
)
"""The mobile family's cases, for :mod:`.contract`."""
