"""What the VoIP family's contract suite asks of a platform: each hook's case, what it means, and awkward ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.identifiers import Cpf, PostalCode
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.testing.contract import Arguments as GenericArguments
from isp_integrations.testing.contract import Awkward, FamilyCases
from isp_integrations.testing.contract import World as GenericWorld

PASSWORD = "contrato-Senha-0001"  # noqa: S105  synthetic
LINE_PASSWORD = "contrato-Linha-0002"  # noqa: S105  synthetic
PERIOD: Mapping[str, date] = {"start": date(2026, 1, 1), "end": date(2026, 1, 31)}
RESELLER: Mapping[str, m.Party] = {"by": m.Party.RESELLER}
PROFILE = m.SubscriberProfile(
    person_type=m.PersonType.NATURAL,
    tax_id=Cpf.parse("39053344705"),
    legal_name="Beltrano Modelo dos Testes",
    address=Address(
        street="Avenida Modelo",
        number="55",
        district="Bairro Modelo",
        city="São Paulo",
        state="SP",
        postal_code=PostalCode.parse("01310200"),
    ),
    email="beltrano@example.invalid",
    phone="1130009999",
)


@attrs.frozen(kw_only=True)
class Seed:
    """What the fake holds at the beginning, as a host knows it.

    Attributes:
        subscriber: a saved one with lines, calls in January 2026 and a live call.
        disabled: another one, blocked.
        line: of :attr:`subscriber`.
        sales_plan_id, other_plan_id: two plans that subscribers may have.
        allowance_id: a minute allowance.
        taken_username: somebody's panel username.
        profile: of a subscriber who does not exist yet, on the first plan.
    """

    subscriber: m.VoipSubscriber
    disabled: m.VoipSubscriber
    line: m.VoipLine
    sales_plan_id: str
    other_plan_id: str
    allowance_id: str
    taken_username: str
    profile: m.SubscriberProfile


World = GenericWorld[Seed]
Arguments = GenericArguments[Seed]
NEW_LINE = m.NewLine(username="9001", password=LINE_PASSWORD, max_simultaneous_calls=2)
USERNAME = "contrato.modelo"


def _creation(seed: Seed) -> dict[str, Any]:
    return {
        "profile": seed.profile,
        "access": m.PanelAccess(username=USERNAME, password=PASSWORD),
        "username_check": m.UsernameCheck(username=USERNAME, free=True),
    }


CASES: Mapping[str, Arguments] = {
    "assign_number": lambda seed, _: {
        "subscriber": seed.subscriber,
        "line": seed.line,
        "number": "1140007777",
        **RESELLER,
    },
    "check_username": lambda seed, _: {"username": seed.taken_username},
    "create_line": lambda seed, _: {"subscriber": seed.subscriber, "line": NEW_LINE, **RESELLER},
    "create_subscriber": lambda seed, _: _creation(seed),
    "disable_subscriber": lambda seed, _: {"subscriber": seed.subscriber},
    "enable_subscriber": lambda seed, _: {"subscriber": seed.disabled},
    "get_api_access": lambda seed, _: {"subscriber": seed.subscriber},
    "get_balance": lambda seed, _: {"subscriber": seed.subscriber, **RESELLER},
    "get_call_totals": lambda seed, _: {"subscriber": seed.subscriber, **PERIOD, **RESELLER},
    "get_subscriber": lambda seed, _: {"subscriber_id": seed.subscriber.id},
    "list_allowances": lambda _, __: {},
    "list_calls": lambda seed, _: {"subscriber": seed.subscriber, **PERIOD, **RESELLER},
    "list_lines": lambda seed, _: {"subscriber": seed.subscriber},
    "list_live_calls": lambda seed, _: {"subscriber": seed.subscriber, **RESELLER},
    "list_sales_plans": lambda _, __: {},
    "list_subscribers": lambda _, __: {},
    "open_panel": lambda seed, _: {"subscriber": seed.subscriber, "actor": "operador-1"},
    "set_simultaneous_calls": lambda seed, _: {
        "subscriber": seed.subscriber,
        "line": seed.line,
        "calls": 4,
        **RESELLER,
    },
    "test_connection": lambda _, __: {},
    "update_subscriber": lambda seed, _: {
        "subscriber": seed.subscriber,
        "profile": attrs.evolve(seed.subscriber.profile, sales_plan_id=seed.other_plan_id),
        **RESELLER,
    },
}
"""How each hook is asked through the client."""


def _is_listed(world: World, line: m.VoipLine) -> bool:
    return line.id in {each.id for each in world.caller.call("list_lines", subscriber=world.seed.subscriber)}


def _adds_up(calls: tuple[m.CallRecord, ...], seed: Seed, world: World) -> bool:
    totals = world.caller.call("get_call_totals", subscriber=seed.subscriber, **PERIOD, **RESELLER)
    return bool(calls) and (totals.calls, totals.value, totals.seconds) == (
        len(calls),
        sum((call.value for call in calls), Decimal(0)),
        sum(call.seconds for call in calls),
    )


MEANINGS: Mapping[str, Callable[[Any, Seed, World], bool]] = {
    "assign_number": lambda done, seed, _: done.value.line_id == seed.line.id,
    "check_username": lambda check, seed, _: (check.username, check.free) == (seed.taken_username, False),
    "create_line": lambda done, seed, world: (
        (done.value.subscriber_id, done.value.username) == (seed.subscriber.id, NEW_LINE.username)
        and _is_listed(world, done.value)
    ),
    "create_subscriber": lambda done, seed, _: (
        done.value.subscriber.status is m.SubscriberStatus.SAVED
        and bool(done.value.subscriber.id)
        and done.value.subscriber.profile.tax_id == seed.profile.tax_id
        and done.value.password == PASSWORD
    ),
    "disable_subscriber": lambda done, _, __: done.value.status is m.SubscriberStatus.DISABLED,
    "enable_subscriber": lambda done, _, __: done.value.status is m.SubscriberStatus.SAVED,
    "get_api_access": lambda access, _, __: bool(access.credentials),
    "get_balance": lambda balance, _, __: isinstance(balance.amount, Decimal),
    "get_call_totals": lambda totals, _, __: totals.calls > 0 and totals.value > 0,
    "get_subscriber": lambda found, seed, _: found.id == seed.subscriber.id,
    "list_allowances": lambda found, seed, _: seed.allowance_id in {each.id for each in found},
    "list_calls": _adds_up,
    "list_lines": lambda lines, seed, _: seed.line.id in {line.id for line in lines},
    "list_live_calls": lambda calls, _, __: bool(calls),
    "list_sales_plans": lambda plans, seed, _: (
        {seed.sales_plan_id, seed.other_plan_id} <= {plan.id for plan in plans}
    ),
    "list_subscribers": lambda found, seed, _: {seed.subscriber.id, seed.disabled.id} <= {each.id for each in found},
    "open_panel": lambda done, seed, _: (
        done.value.url.startswith("https://")
        and [(event.name, event.actor) for event in done.events] == [("SubscriberPanelOpened", "operador-1")]
    ),
    "set_simultaneous_calls": lambda done, _, __: done.value.max_simultaneous_calls == 4,
    "test_connection": lambda nothing, _, __: nothing is None,
    "update_subscriber": lambda done, seed, _: (
        done.value.subscriber.profile.sales_plan_id == seed.other_plan_id and done.value.password is None
    ),
}
"""What must be true of each hook's result."""

_STRANGER = "999999"


def _on_stranger(hook: str) -> Arguments:
    """A subscriber whom the platform does not know, though the host does."""
    return lambda seed, world: {
        **CASES[hook](seed, world),
        "subscriber": attrs.evolve(seed.subscriber, id=_STRANGER),
    }


def _with_profile(**changes: Any) -> Arguments:
    return lambda seed, _: {**_creation(seed), "profile": attrs.evolve(seed.profile, **changes)}


def _thought(hook: str, status: m.SubscriberStatus, choose: Callable[[Seed], m.VoipSubscriber]) -> Arguments:
    """A subscriber whose status the host has wrong."""
    return lambda seed, world: {**CASES[hook](seed, world), "subscriber": attrs.evolve(choose(seed), status=status)}


def _taken(seed: Seed, _: World) -> Mapping[str, Any]:
    """A username that was free when it was validated, and is not any more."""
    name = seed.taken_username
    return {
        **_creation(seed),
        "access": m.PanelAccess(username=name, password=PASSWORD),
        "username_check": m.UsernameCheck(username=name, free=True),
    }


AWKWARD: Mapping[str, Awkward[Seed]] = {
    "disable-already-disabled": Awkward(
        hook="disable_subscriber",
        asks=_thought("disable_subscriber", m.SubscriberStatus.SAVED, lambda seed: seed.disabled),
        refused=False,
    ),
    "disable-again": Awkward(
        hook="disable_subscriber",
        first=CASES["disable_subscriber"],
        asks=CASES["disable_subscriber"],
        refused=False,
    ),
    "enable-already-enabled": Awkward(
        hook="enable_subscriber",
        asks=_thought("enable_subscriber", m.SubscriberStatus.DISABLED, lambda seed: seed.subscriber),
        refused=False,
    ),
    "username-taken": Awkward(hook="create_subscriber", asks=_taken, refused=True),
    "sales-plan-not-found": Awkward(
        hook="create_subscriber", asks=_with_profile(sales_plan_id=_STRANGER), refused=True
    ),
    "allowance-not-found": Awkward(
        hook="create_subscriber",
        asks=_with_profile(
            allowance_enabled=True,
            allowances={m.CallCategory.FIXED_LOCAL.value: m.AllowanceSlot(allowance_id=_STRANGER)},
        ),
        refused=True,
    ),
    "category-that-does-not-exist": Awkward(
        hook="create_subscriber",
        asks=_with_profile(allowance_enabled=True, allowances={"lunar": m.AllowanceSlot(allowance_id="31")}),
        refused=True,
    ),
    "line-again": Awkward(hook="create_line", first=CASES["create_line"], asks=CASES["create_line"], refused=True),
    "subscriber-not-found": Awkward(
        hook="get_subscriber", asks=lambda _, __: {"subscriber_id": _STRANGER}, refused=True
    ),
    **{
        f"{hook}-not-found": Awkward(hook=hook, asks=_on_stranger(hook), refused=True)
        for hook in (
            "assign_number",
            "create_line",
            "disable_subscriber",
            "enable_subscriber",
            "get_balance",
            "get_call_totals",
            "list_calls",
            "list_lines",
            "list_live_calls",
            "open_panel",
            "update_subscriber",
        )
    },
}
"""Awkward cases by name; a plugin meets those of the operations that it declares."""


def _private(seed: Seed) -> Iterator[tuple[str, str]]:
    yield "password", PASSWORD
    yield "line password", LINE_PASSWORD
    yield "username", USERNAME
    yield "destination", "11961234567"
    for profile in (seed.profile, seed.subscriber.profile, seed.disabled.profile):
        yield "name", profile.legal_name
        yield "document", profile.tax_id.value
        yield from (("email", profile.email),) if profile.email else ()
        yield from (("phone", profile.phone),) if profile.phone else ()
        yield from (("street", profile.address.street),) if profile.address else ()


VOIP_CASES = FamilyCases(spec=VoipSpec, asks=CASES, meanings=MEANINGS, awkward=AWKWARD, private=_private)
"""The VoIP family's cases, for :mod:`.contract`."""
