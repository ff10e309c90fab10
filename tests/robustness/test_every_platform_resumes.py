"""Each write of each order on each platform is lost, done and not done; resumed, nothing is doubled or forgotten."""

from collections import Counter
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import attrs
import pytest

from every_platform import PLATFORMS, caller_on, seeded
from isp_integrations.clients.client import Client
from isp_integrations.core import registry
from isp_integrations.core.erp.models import ProductType
from isp_integrations.core.errors import OutcomeUnknown
from isp_integrations.core.exchange import Effect
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.sandbox import FakeRequest
from isp_integrations.core.vault import Vault
from isp_integrations.core.wire import Endpoint
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript
from isp_integrations.testing.calling import Caller
from isp_integrations.testing.mvno import Seed
from isp_integrations.testing.mvno_cases import CASES, CUSTOMER, MVNO_CASES, World
from isp_integrations.transports.journal import SqliteJournal

CHANGES = (
    "activate",
    "block",
    "unblock",
    "cancel",
    "change_plan",
    "transfer",
    "swap",
    "top_up",
    "request_port_in",
    "cancel_port_in",
)
SETTLE = 90.0
VAULT = Vault([Vault.new_key()])
NEVER_SEEN, DONE = FaultKind.CLOSE_BEFORE, FaultKind.CLOSE_AFTER

STRANGER = attrs.evolve(CUSTOMER, id="30", legal_name="Eva Exemplo", tax_id=Cpf.parse("15350946056"))
"""Whom no platform knows yet."""


def _with_port_in(seed: Seed, world: World) -> Mapping[str, Any]:
    return {**CASES["activate_line"](seed, world), "customer": STRANGER, "port_in": seed.port_in}


def _with_another_plan(seed: Seed, world: World) -> Mapping[str, Any]:
    asked = CASES["transfer_ownership"](seed, world)
    (item,) = asked["new_contract"].items
    assert item.type is ProductType.MOBILE
    other = attrs.evolve(item, platform_plan_code=seed.other_plan_code)
    return {**asked, "new_contract": attrs.evolve(asked["new_contract"], items=(other,))}


ORDERS: Mapping[str, tuple[str, Callable[[Seed, World], Mapping[str, Any]]]] = {
    "activation": ("activate_line", _with_port_in),
    "transfer": ("transfer_ownership", _with_another_plan),
    **{
        hook: (hook, CASES[hook])
        for hook in (
            "block_line",
            "unblock_line",
            "swap_sim",
            "top_up",
            "change_plan",
            "cancel_line",
            "request_portability",
            "cancel_portability",
        )
    },
    "register_subscriber": ("register_subscriber", lambda seed, world: {"customer": STRANGER}),
}
"""The hook of each order, and what it is asked; the first two take more than one write."""


@attrs.define(kw_only=True)
class Trial:
    """One order on a fresh fake that counts what it really does."""

    platform: str
    order: str
    fake: Any
    caller: Caller
    script: FaultScript
    done: Counter[str]
    world: World

    @classmethod
    def of(cls, platform: str, order: str, *, settled: bool = False, **options: Any) -> "Trial":
        fake, seed = seeded(platform)
        done: Counter[str] = Counter()
        for name in CHANGES:
            setattr(fake.network, name, _counted(done, name, getattr(fake.network, name)))
        script = FaultScript()
        overrides = {"settle": dict.fromkeys(_writes(platform), SETTLE)} if settled else {}
        caller = caller_on(platform, "sync", fake, script, wire_overrides=overrides, **options)
        caller.call("test_connection")
        world = World(fake=fake, seed=seed, caller=caller, cases=MVNO_CASES)
        return cls(platform=platform, order=order, fake=fake, caller=caller, script=script, done=done, world=world)

    def give(self) -> OutcomeUnknown | None:
        """Give the order; the error where its outcome is unknown."""
        hook, asks = ORDERS[self.order]
        return _unknown(lambda: self.caller.call(hook, **asks(self.world.seed, self.world)))

    def resume(self, lost: OutcomeUnknown) -> OutcomeUnknown | None:
        """Carry the order on; the error where its outcome is unknown still."""
        assert lost.resume_token
        token = lost.resume_token
        return _unknown(lambda: self.caller.resume(token))

    @property
    def changes(self) -> Counter[str]:
        """What the platform has done so far, by kind; zeros left out."""
        network, accounts = self.fake.network, getattr(self.fake, "accounts", ())
        kept = {
            "subscribers": len(network.subscribers),
            "accounts": len(accounts),
            "data": sum(int(line.data_mb) for line in network.lines),
        }
        return +(self.done + Counter(kept))


def _counted(done: Counter[str], name: str, change: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **kwargs: Any) -> Any:
        made = change(*args, **kwargs)
        done[name] += 1
        return made

    return counted


def _unknown(call: Callable[[], Any]) -> OutcomeUnknown | None:
    try:
        call()
    except OutcomeUnknown as lost:
        return lost
    return None


def _writes(platform: str) -> dict[str, Endpoint]:
    endpoints = registry.load("mvno", platform).wire.endpoints
    return {name: each for name, each in endpoints.items() if each.effect is Effect.WRITE}


def _glob(endpoint: Endpoint) -> str:
    path = "/".join("*" if "{" in part else part for part in endpoint.path.split("/"))
    return f"{endpoint.method} {path}"


def _is(call: str, endpoint: Endpoint) -> bool:
    """Whether a request went to an endpoint; no part of a path stands for several."""
    ours, theirs = _glob(endpoint).split("/"), call.split("/")
    return len(ours) == len(theirs) and all(fnmatchcase(part, one) for one, part in zip(ours, theirs, strict=True))


def _undisturbed(platform: str, order: str) -> tuple[tuple[str, ...], Counter[str], Counter[str]]:
    """The endpoints that an order writes to (those of one path as "a/b"), and the platform before and after."""
    trial = Trial.of(platform, order)
    before, served = trial.changes, len(trial.script.served)
    assert trial.give() is None
    made = [" ".join(call) for call in trial.script.served[served:]]
    endpoints = registry.load("mvno", platform).wire.endpoints
    changing = {name: each for name, each in endpoints.items() if each.effect is not Effect.READ}
    steps = ("/".join(name for name, each in changing.items() if _is(call, each)) for call in made)
    trial.caller.close()
    return tuple(filter(None, steps)), before, trial.changes


def _offered(platform: str, order: str) -> bool:
    return ORDERS[order][0] in registry.load("mvno", platform).operations


USUAL = {
    (platform, order): _undisturbed(platform, order)
    for platform in PLATFORMS
    for order in ORDERS
    if _offered(platform, order)
}
WRITES = [(platform, order, step) for (platform, order), (steps, _, __) in USUAL.items() for step in steps]
CASES_OF_ALL = [
    (platform, order, step, fault, settled)
    for platform, order, step in WRITES
    for fault in (NEVER_SEEN, DONE)
    for settled in (False, True)
]

NOT_SEEN = "not to be seen, and nobody knows how long the platform takes to show it"
NO_LOOK_UP = "no call of Telecall lists a customer's accounts, so that a lost one cannot be looked for"


def why_unknown(platform: str, step: str, fault: FaultKind, *, settled: bool) -> str:
    """Why a lost write stays unknown, empty where it does not."""
    if (platform, step) == ("telecall", "create_account"):
        return NO_LOOK_UP
    if registry.load("mvno", platform).wire.endpoints[step.split("/", maxsplit=1)[0]].effect is Effect.REPEATABLE:
        return ""
    return NOT_SEEN if fault is NEVER_SEEN and not settled else ""


@pytest.mark.parametrize(
    ("platform", "order", "step", "fault", "settled"),
    [
        pytest.param(*case, id="-".join((*case[:2], case[2].replace("/", "+"), case[3], str(case[4]))))
        for case in CASES_OF_ALL
    ],
)
def test_a_lost_write_is_neither_doubled_nor_forgotten(
    platform: str, order: str, step: str, fault: FaultKind, settled: bool
) -> None:
    _, before, once = USUAL[platform, order]
    trial = Trial.of(platform, order, settled=settled)
    assert trial.changes == before
    endpoint = registry.load("mvno", platform).wire.endpoints[step.split("/", maxsplit=1)[0]]
    trial.script.add(Fault(kind=fault, on=_glob(endpoint)))
    lost = trial.give()
    if lost is not None:
        assert (lost.platform, lost.operation) == (platform, ORDERS[order][0])
        assert lost.pending in step.split("/")
        lost = trial.resume(lost)
    trial.caller.close()
    assert (lost is not None) == bool(why_unknown(platform, step, fault, settled=settled))
    if lost is None:
        assert trial.changes == once
        return
    assert lost.explanation
    assert lost.resume_token
    assert all(trial.done[change] <= once[change] for change in CHANGES)
    assert trial.changes["data"] in {before["data"], once["data"]}
    assert trial.changes != once or fault is DONE


def _cut_after(trial: Trial, endpoint: Endpoint) -> Callable[[], None]:
    """Lose the answer of a write and every request after it, until what comes back is called."""
    carried, cut = trial.fake.handle, False

    def handle(request: FakeRequest) -> HttpAnswer:
        nonlocal cut
        if cut:
            return HttpAnswer(status=503)
        cut = _is(f"{request.method} {request.path}", endpoint)
        answer: HttpAnswer = carried(request)
        return answer

    def mend() -> None:
        trial.fake.handle = carried

    trial.fake.handle = handle
    trial.script.add(Fault(kind=DONE, on=_glob(endpoint)))
    return mend


@pytest.mark.parametrize(("platform", "order", "step"), [pytest.param(*case) for case in WRITES])
def test_what_a_platform_did_before_the_network_went_is_found_when_resumed(
    platform: str, order: str, step: str
) -> None:
    trial = Trial.of(platform, order)
    mend = _cut_after(trial, registry.load("mvno", platform).wire.endpoints[step.split("/", maxsplit=1)[0]])
    lost = trial.give()
    assert lost is not None
    assert lost.pending in step.split("/")
    mend()
    still = trial.resume(lost)
    trial.caller.close()
    assert (still is not None) == (step == "create_account")
    if still is None:
        assert trial.changes == USUAL[platform, order][2]


class ProcessDied(BaseException):
    """What a killed process looks like from inside: nothing more of it runs, not even what catches exceptions."""


def _die_in(trial: Trial, endpoint: Endpoint, *, done: bool) -> Callable[[], None]:
    """Die in a write, before or after the platform did it, until what comes back is called."""
    carried = trial.fake.handle

    def handle(request: FakeRequest) -> HttpAnswer:
        if not _is(f"{request.method} {request.path}", endpoint):
            answer: HttpAnswer = carried(request)
            return answer
        if done:
            carried(request)
        raise ProcessDied

    def mend() -> None:
        trial.fake.handle = carried

    trial.fake.handle = handle
    return mend


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("platform", "order", "step"), [pytest.param(*case) for case in WRITES])
def test_what_a_process_left_when_it_died_in_a_write_is_finished_by_another_one(
    platform: str, order: str, step: str, done: bool, tmp_path: Path
) -> None:
    durable: dict[str, Any] = {"journal": SqliteJournal(tmp_path / "journal.db"), "vault": VAULT, "account_id": "1"}
    trial = Trial.of(platform, order, **durable)
    mend = _die_in(trial, registry.load("mvno", platform).wire.endpoints[step.split("/", maxsplit=1)[0]], done=done)
    with pytest.raises(ProcessDied):
        trial.give()
    mend()
    another = caller_on(platform, "sync", trial.fake, FaultScript(), **durable)
    assert isinstance(another.client, Client)
    (token,) = another.client.unfinished()
    still = _unknown(lambda: another.resume(token))
    fault = DONE if done else NEVER_SEEN
    assert (still is not None) == bool(why_unknown(platform, step, fault, settled=False))
    if still is None:
        assert trial.changes == USUAL[platform, order][2]
        assert another.client.unfinished() == ()
    else:
        assert all(trial.done[change] <= USUAL[platform, order][2][change] for change in CHANGES)
        assert len(another.client.unfinished()) == 1
    another.close()


def test_every_order_of_every_platform_is_tried_and_what_stays_unknown_is_counted() -> None:
    ends = Counter(
        why_unknown(platform, step, fault, settled=settled) for platform, _, step, fault, settled in CASES_OF_ALL
    )
    assert {order for _, order in USUAL} == set(ORDERS)
    assert {platform for platform, _ in USUAL} == set(PLATFORMS)
    assert USUAL["telecall", "activation"][0] == (
        "assumed_register_subscriber",
        "create_account",
        "create_subscription",
    )
    assert USUAL["contel", "activation"][0] == ("activate", "port_in")
    assert all(len(steps) == 2 for (_, order), (steps, _, __) in USUAL.items() if order == "transfer")
    assert ends[NO_LOOK_UP] == 4
    assert set(ends) == {"", NOT_SEEN, NO_LOOK_UP}
