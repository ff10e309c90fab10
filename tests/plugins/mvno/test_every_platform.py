"""One story on every platform through the public client: what a host sees is the same, but where a wire cannot."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest

from every_platform import PLATFORMS, SIDES, caller_on, seeded
from isp_integrations import mvno
from isp_integrations.core import registry
from isp_integrations.core.errors import PlatformNotAvailable, RuleViolation, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.evidence import Evidence
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Iccid
from isp_integrations.core.mvno.machines import FINISHED
from isp_integrations.testing.calling import AsyncCaller, Caller, SyncCaller
from isp_integrations.testing.mvno import Seed
from isp_integrations.testing.mvno_cases import CASES, CUSTOMER, MVNO_CASES, NEW_HOLDER, World
from isp_integrations.transports.sending import OutgoingRequest

LOOKS = 20
DAY = date(2026, 1, 15)
DEBT, TOTAL, PARTIAL = mvno.BlockReason.DEBT, mvno.BlockScope.TOTAL, mvno.BlockScope.PARTIAL
Told = tuple[Any, ...]


def transfer_of(seed: Seed) -> Mapping[str, Any]:
    """What a transfer asks; the contract's product maps to the plan that the seed's line is on."""
    anything: Any = None
    return CASES["transfer_ownership"](seed, anything)


# --- the story ---

EXPECTED: Mapping[str, Told] = {
    "activation": ("Activation", "active", "the SIM asked for", "11", "LineActivationRequested", "LineStatusChanged"),
    "block": ("MvnoLine", "blocked_total", "LineStatusChanged"),
    "partial block": ("MvnoLine", "blocked_partial", "LineStatusChanged"),
    "unblock": ("MvnoLine", "active", "LineStatusChanged"),
    "swap": ("MvnoLine", "active", "the SIM asked for", "the same number", "LineSimSwapped"),
    "balance": ("Balance",),
    "usage": ("UsageRecord",),
    "plan": ("MvnoLine", "active", "LinePlanChanged"),
    "transfer": (
        "Transfer",
        "ownership_change",
        "active",
        "the new holder",
        "the new contract",
        "the same SIM and number",
        "LineContractChanged",
        "LineHolderUpdated",
        "BillingOwnerChanged",
    ),
    "port-in": (
        "Activation",
        "active",
        "the ported number",
        "LineActivationRequested",
        "LineStatusChanged",
        "PortabilityRequested",
        "PortabilityStatusChanged: pending > scheduled",
        "PortabilityStatusChanged: scheduled > completed",
    ),
    "cancel": ("MvnoLine", "cancelled", "LineStatusChanged"),
}
UNSUPPORTED: Told = ("UnsupportedOperation",)
_TIP_PORT_IN: Told = (
    "Activation",
    "active",
    "the ported number",
    "LineActivationRequested",
    "PortabilityRequested",
    "PortabilityStatusChanged: pending > completed",
    "LineStatusChanged",
)
EXCEPTIONS: Mapping[str, Mapping[str, Told]] = {
    "contel": {
        # contel 6: "Partial block | UNKNOWN"
        "partial block": ("RuleViolation", "MVNO-LINE-5"),
        # contel 6: "Consumption | OBSERVED, remaining only", "Detailed usage (CDR) | UNKNOWN"
        "usage": UNSUPPORTED,
    },
    # telecall 5: "Activate line with port-in | yes, same call with flags"
    "telecall": {
        "port-in": (
            "Activation",
            "active",
            "the ported number",
            "LineActivationRequested",
            "PortabilityRequested",
            "PortabilityStatusChanged: pending > scheduled",
            "PortabilityStatusChanged: scheduled > completed",
            "LineStatusChanged",
        )
    },
    # mvno-others 10: "Port-in | flag inside activation", and 1.2 knows no word for a day agreed on
    "tip_brasil": {"port-in": _TIP_PORT_IN},
    "tip_ta_telecom": {"port-in": _TIP_PORT_IN},
}
"""Where a platform's result is another one, by the contract files."""


class Teller:
    """Tells the story on one platform; each act on a line of its own kind."""

    def __init__(self, caller: Caller, seed: Seed) -> None:
        self.call = caller.call
        self.seed = seed
        self.sims = iter([sim.iccid for sim in caller.call("list_sim_cards", available=True)])
        self.line = seed.line

    def acts(self) -> dict[str, Told]:
        """Each act's normalised result, in the order in which they follow each other."""
        return {name: _attempt(act) for name, act in self._acts.items()}

    @property
    def _acts(self) -> Mapping[str, Any]:
        return {
            "activation": self._activation,
            "partial block": lambda: self._status("block_line", reason=DEBT, scope=PARTIAL),
            "unblock": lambda: self._status("unblock_line", line=self.seed.blocked_line),
            "swap": self._swap,
            "balance": lambda: (type(self.call("get_balance", line=self.line)).__name__,),
            "usage": self._usage,
            "plan": lambda: self._status("change_plan", plan_code=self.seed.other_plan_code),
            "transfer": self._transfer,
            "port-in": self._port_in,
            "block": lambda: self._status("block_line", line=self._other_line(), reason=DEBT, scope=TOTAL),
            "cancel": lambda: self._status("cancel_line"),
        }

    def _status(self, hook: str, **arguments: Any) -> Told:
        done = self.call(hook, **{"line": self.line, **arguments})
        if hook == "block_line" and arguments["scope"] is PARTIAL:
            self.call("unblock_line", line=done.value)
        return type(done.value).__name__, done.value.status.value, *_names(done.events)

    def _other_line(self) -> mvno.MvnoLine:
        """The line that the act before released."""
        return attrs.evolve(self.seed.blocked_line, status=mvno.LineStatus.ACTIVE)

    def _activate(self, iccid: Iccid, **more: Any) -> Any:
        line = mvno.MvnoLine(
            id="9",
            contract_id="100",
            customer_id=CUSTOMER.id,
            status=mvno.LineStatus.AWAITING_ACTIVATION,
            plan_code=self.seed.plan_code,
        )
        asked = {"customer": CUSTOMER, "plan_code": self.seed.plan_code, "area_code": "11", "iccid": iccid}
        return self.call("activate_line", **asked, line=line, **more)

    def _activation(self) -> Told:
        iccid = next(self.sims)
        done = self._activate(iccid)
        for _ in range(LOOKS):
            if self.call("get_activation", iccid=iccid).line.status is mvno.LineStatus.ACTIVE:
                break
        seen = self.call("refresh_line", line=done.value.line)
        line = seen.value
        return (
            type(done.value).__name__,
            line.status.value,
            _word(line.iccid == iccid, "the SIM asked for"),
            line.msisdn.area_code,
            *_names((*done.events, *seen.events)),
        )

    def _swap(self) -> Told:
        iccid, number = next(self.sims), self.line.msisdn
        done = self.call("swap_sim", line=self.line, new_iccid=iccid)
        self.line = done.value
        return (
            type(done.value).__name__,
            done.value.status.value,
            _word(done.value.iccid == iccid, "the SIM asked for"),
            _word(done.value.msisdn == number, "the same number"),
            *_names(done.events),
        )

    def _usage(self) -> Told:
        records = self.call("list_usage", line=self.line, start=DAY.replace(day=1), end=DAY)
        return tuple({type(record).__name__ for record in records})

    def _transfer(self) -> Told:
        asked = transfer_of(self.seed)
        done = self.call("transfer_ownership", **{**asked, "line": self.line})
        line = done.value.line
        same = (line.iccid, line.msisdn) == (self.line.iccid, self.line.msisdn)
        self.line = line
        return (
            type(done.value).__name__,
            done.value.kind.value,
            line.status.value,
            _word(line.holder_tax_id == NEW_HOLDER.tax_id, "the new holder"),
            _word(line.contract_id == asked["new_contract"].id, "the new contract"),
            _word(same, "the same SIM and number"),
            *_names(done.events),
        )

    def _port_in(self) -> Told:
        iccid = next(self.sims)
        done = self._activate(iccid, port_in=self.seed.port_in)
        following, events = mvno.follow_portability(done.value.line), [*_told(done.events)]
        for _ in range(LOOKS):
            if following.portability.status in FINISHED:
                break
            if following.line.status is mvno.LineStatus.AWAITING_ACTIVATION:
                self.call("get_activation", iccid=iccid)
            step = following.observe(self.call("get_portability", line=following.line), today=DAY)
            following, events = step.following, [*events, *_told(step.events)]
        seen = self.call("refresh_line", line=following.line)
        ported = seen.value.msisdn == self.seed.port_in.number
        return (
            type(done.value).__name__,
            seen.value.status.value,
            _word(ported, "the ported number"),
            *events,
            *_told(seen.events),
        )


def _attempt(act: Any) -> Told:
    try:
        result: Told = act()
    except (UnsupportedOperation, RuleViolation) as refused:
        rules = getattr(refused, "violations", ())
        return type(refused).__name__, *(found.rule_id for found in rules)
    return result


def _word(holds: bool, word: str) -> str:
    return word if holds else f"not {word}"


def _names(events: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(event.name for event in events)


def _told(events: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(
        f"{event.name}: {event.before} > {event.after}" if event.name == "PortabilityStatusChanged" else event.name
        for event in events
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_story_ends_alike_on_every_platform(platform: str, side: str) -> None:
    fake, seed = seeded(platform)
    caller = caller_on(platform, side, fake)
    try:
        told = Teller(caller, seed).acts()
    finally:
        caller.close()
    expected = {**EXPECTED, **EXCEPTIONS.get(platform, {})}
    assert {name: told[name] for name in sorted(told)} == {name: expected[name] for name in sorted(expected)}


def test_every_installed_platform_is_in_the_story() -> None:
    installed = {found.key for found in registry.platforms() if found.family == "mvno" and found.wire_known}
    assert set(PLATFORMS) == installed


# --- what is not known of a wire is not sent ---

HOOKS = MVNO_CASES.hooks
NOT_ASSUMED: Mapping[str, frozenset[str]] = {
    # contel 6: what is not OBSERVED there
    "contel": frozenset(HOOKS) - {"cancel_portability", "change_plan", "cancel_line", "transfer_ownership"},
    # telecall 3, 5: no call is known whole
    "telecall": frozenset(),
    # mvno-others 1.2: every call of the table; no swap, no transfer, no end of a port-in
    "tip_brasil": frozenset(HOOKS) - {"cancel_portability", "swap_sim", "transfer_ownership"},
    "tip_ta_telecom": frozenset(HOOKS) - {"cancel_portability", "swap_sim", "transfer_ownership"},
    # americanet 9: query chip, consumption, products, find customer
    "americanet": frozenset({"test_connection", "find_sim", "list_usage", "list_plans", "get_subscriber"}),
    # mvno-others 3: customer by document, create customer, products, usage, payments
    "braz_movel": frozenset(
        {"test_connection", "get_subscriber", "register_subscriber", "list_plans", "get_balance", "list_top_ups"}
    ),
}
"""What the contract files know of each wire, or what the platform does not offer; all the rest is ASSUMED."""

ASSUMED = [(platform, hook) for platform in PLATFORMS for hook in HOOKS if hook not in NOT_ASSUMED[platform]]


class Closed:
    """Fails the test when anything is sent."""

    def send(self, request: OutgoingRequest) -> HttpAnswer:
        raise AssertionError(f"sent: {request.method}")

    def close(self) -> None:
        """Nothing to release."""


class AsyncClosed:
    """`Closed` for async clients."""

    async def send(self, request: OutgoingRequest) -> HttpAnswer:
        raise AssertionError(f"sent: {request.method}")

    async def aclose(self) -> None:
        """Nothing to release."""


def on_a_real_address(platform: str, side: str, credentials: Mapping[str, str]) -> Caller:
    """A client on an address that is no sandbox."""
    others = {name: f"https://{name}.example.com/" for name in registry.load("mvno", platform).other_bases}
    address: Any = {"credentials": credentials, "base_url": "https://api.example.com/", "other_base_urls": others}
    if side == "sync":
        return SyncCaller(mvno.connect(platform, **address, transport=Closed()))
    return AsyncCaller(mvno.connect_async(platform, **address, transport=AsyncClosed()))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("platform", "hook"), ASSUMED)
def test_an_assumed_operation_is_refused_on_a_real_address_before_anything_is_sent(
    platform: str, hook: str, side: str
) -> None:
    fake, seed = seeded(platform)
    caller = on_a_real_address(platform, side, fake.credentials)
    world = World(fake=fake, seed=seed, caller=caller, cases=MVNO_CASES)
    try:
        with pytest.raises(UnverifiedWire) as refused:
            world.call(hook)
    finally:
        caller.close()
    assert (refused.value.platform, refused.value.operation) == (platform, hook)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_no_contract_file_tells_is_declared_assumed(platform: str) -> None:
    declared = registry.load("mvno", platform).operations
    assumed = {hook for hook, made in declared.items() if made.evidence is Evidence.ASSUMED}
    assert assumed == {hook for where, hook in ASSUMED if where == platform}


@pytest.mark.parametrize("platform", ["surf", "eai", "tgn"])
@pytest.mark.parametrize("opened", [mvno.connect, mvno.connect_async, mvno.sandbox, mvno.sandbox_async])
def test_a_platform_known_by_name_only_says_what_to_ask(platform: str, opened: Any) -> None:
    account: dict[str, Any] = {} if opened in {mvno.sandbox, mvno.sandbox_async} else {"credentials": {}}
    with pytest.raises(PlatformNotAvailable) as refused:
        opened(platform, **account)
    assert refused.value.platform == platform
    assert any("OpenAPI" in each for each in refused.value.ask)
    assert all(each in str(refused.value) for each in refused.value.ask)
