"""What operations do around a platform: support first, rules before any step, events beside the result."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

import voip_makers as make
from isp_integrations.core.done import Done
from isp_integrations.core.errors import (
    InvalidRecord,
    IspError,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
    UnverifiedWire,
)
from isp_integrations.core.events import UnexpectedTransition
from isp_integrations.core.evidence import ASSUMED, OBSERVED
from isp_integrations.core.exchange import Effect, Exchange, Step
from isp_integrations.core.paging import Page
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.core.platform import Account, operation, spec_names
from isp_integrations.core.session import Session
from isp_integrations.core.voip import events as e
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import operations
from isp_integrations.core.voip.hookspecs import VoipSpec
from isp_integrations.core.wire import Endpoint, WireBook

SEEN = Endpoint("seen", "GET", "seen", Effect.READ, OBSERVED, "paper 1")
GUESSED = Endpoint("guessed", "POST", "guessed", Effect.WRITE, ASSUMED, "ours")
RESELLER, SUBSCRIBER = m.Party.RESELLER, m.Party.SUBSCRIBER
JANUARY = {"start": date(2026, 1, 1), "end": date(2026, 1, 31)}
FIXED = m.CallRecord(id="1", seconds=60, kind=m.CallKind.FIXED, value=Decimal("0.10"))
MOBILE = attrs.evolve(FIXED, id="2", kind=m.CallKind.MOBILE)
DISABLED = make.subscriber(status=m.SubscriberStatus.DISABLED)
ANSWERS: dict[str, Any] = {
    "assign_number": m.InboundNumber(number="1140001111", subscriber_id="101", line_id="501"),
    "check_username": make.FREE,
    "create_line": make.LINE,
    "create_subscriber": m.SavedSubscriber(subscriber=make.SUBSCRIBER, password=make.PASSWORD),
    "disable_subscriber": DISABLED,
    "enable_subscriber": make.SUBSCRIBER,
    "get_api_access": m.ApiAccess(credentials={"token": "segredo-da-api"}),
    "get_balance": m.VoipBalance(amount=Decimal("12.5")),
    "get_call_totals": m.CallTotals(calls=1, seconds=60, value=Decimal("0.10")),
    "get_subscriber": make.SUBSCRIBER,
    "list_allowances": Page(items=make.ALLOWANCES),
    "list_calls": Page(items=(FIXED, MOBILE), cursor="2"),
    "list_lines": Page(items=(make.LINE,)),
    "list_live_calls": Page(items=(m.LiveCall(kind=m.CallKind.FIXED),)),
    "list_sales_plans": Page(items=make.PLANS),
    "list_subscribers": Page(items=(make.SUBSCRIBER,)),
    "open_panel": m.PanelSession(site="https://painel.invalid", token="segredo-do-painel"),
    "set_simultaneous_calls": attrs.evolve(make.LINE, max_simultaneous_calls=4),
    "test_connection": None,
    "update_subscriber": m.SavedSubscriber(subscriber=make.SUBSCRIBER),
}
ASKED: dict[str, dict[str, Any]] = {
    "assign_number": {"subscriber": make.SUBSCRIBER, "line": make.LINE, "number": "1140001111", "by": RESELLER},
    "check_username": {"username": "dora"},
    "create_line": {"subscriber": make.SUBSCRIBER, "line": make.NEW_LINE, "by": RESELLER},
    "create_subscriber": {"profile": make.PROFILE, "access": make.ACCESS, "username_check": make.FREE},
    "disable_subscriber": {"subscriber": make.SUBSCRIBER},
    "enable_subscriber": {"subscriber": DISABLED},
    "get_api_access": {"subscriber": make.SUBSCRIBER},
    "get_balance": {"subscriber": make.SUBSCRIBER, "by": RESELLER},
    "get_call_totals": {"subscriber": make.SUBSCRIBER, "by": RESELLER, **JANUARY},
    "get_subscriber": {"subscriber_id": "101"},
    "list_allowances": {},
    "list_calls": {"subscriber": make.SUBSCRIBER, "by": RESELLER, **JANUARY},
    "list_lines": {"subscriber": make.SUBSCRIBER},
    "list_live_calls": {"subscriber": make.SUBSCRIBER, "by": RESELLER},
    "list_sales_plans": {},
    "list_subscribers": {},
    "open_panel": {"subscriber": make.SUBSCRIBER, "actor": "operador-1"},
    "refresh_subscriber": {"subscriber": make.SUBSCRIBER},
    "set_simultaneous_calls": {"subscriber": make.SUBSCRIBER, "line": make.LINE, "calls": 4, "by": RESELLER},
    "update_subscriber": {"subscriber": make.SUBSCRIBER, "profile": make.PROFILE, "by": RESELLER},
}


@attrs.frozen
class Told(Step[None]):
    """A step that only says what the paper platform was asked."""

    what: str
    request: Any = attrs.field(repr=False)


def _written(name: str, endpoint: Endpoint) -> Any:
    def hook(self: Any, request: Any) -> Exchange[Any]:
        yield from Told(name, request)
        return self.answers.get(name, ANSWERS[name])

    def listing(self: Any, request: Any, cursor: str | None) -> Exchange[Any]:
        yield from Told(name, request)
        return self.answers.get(name, ANSWERS[name])

    mark: Any = operation(uses=(endpoint,))
    return mark(listing if name.startswith("list_") else hook)


def platform_on(endpoint: Endpoint, *missing: str) -> type[VoipSpec]:
    """A platform on paper that offers every hook but `missing`, each on `endpoint`."""
    hooks = {name: _written(name, endpoint) for name in spec_names(VoipSpec) if name not in missing}
    own = {
        "key": "paper",
        "title": "Papel",
        "wire": WireBook(endpoints=(SEEN, GUESSED)),
        "permissions": set(m.Permission),
    }
    return type("Paper", (VoipSpec,), {**own, **hooks})


Paper, Guessing = platform_on(SEEN), platform_on(GUESSED)


def carry(name: str, *, answer: Any = None, **changes: Any) -> tuple[Any, list[Told]]:
    """Carry an operation on paper; the result and what the platform was asked."""
    platform: Any = Paper(Account())
    platform.answers = {} if answer is None else {name: answer, "get_subscriber": answer}
    told: list[Told] = []
    ask: Callable[..., Exchange[Any]] = getattr(operations, name)
    cursor = (None,) if name.startswith("list_") else ()
    exchange = ask(Session(platform), *cursor, **{**ASKED[name], **changes})
    try:
        step = next(exchange)
        while True:
            assert isinstance(step, Told)
            told.append(step)
            step = exchange.send(None)
    except StopIteration as end:
        return end.value, told


def refused(name: str, kind: type[VoipSpec] = Paper, **changes: Any) -> Any:
    """The error that stops an operation before anything is asked of the platform."""
    ask: Callable[..., Exchange[Any]] = getattr(operations, name)
    platform: Any = kind(Account())
    cursor = (None,) if name.startswith("list_") else ()
    exchange = ask(Session(platform), *cursor, **{**ASKED[name], **changes})
    with pytest.raises(IspError) as stopped:
        next(exchange)
    return stopped.value


def test_every_operation_is_tried_here() -> None:
    assert set(ASKED) == set(operations.__all__)
    assert set(spec_names(VoipSpec)) - {"test_connection"} <= set(operations.__all__)


@pytest.mark.parametrize("name", ASKED)
def test_an_operation_asks_the_platform_once_and_hands_its_answer_on(name: str) -> None:
    result, told = carry(name)
    assert len(told) == 1
    value = result.value if isinstance(result, Done) else result
    expected = ANSWERS["get_subscriber" if name == "refresh_subscriber" else name]
    assert value == expected


@pytest.mark.parametrize("name", ASKED)
def test_core_2_what_the_platform_cannot_is_told_alone_before_every_rule(name: str) -> None:
    hook = "get_subscriber" if name == "refresh_subscriber" else name
    nobody: dict[str, Any] = {"by": None} if "by" in ASKED[name] else {}
    error = refused(name, platform_on(SEEN, hook), **nobody)
    assert isinstance(error, UnsupportedOperation)
    assert (error.platform, error.operation) == ("paper", hook)


@pytest.mark.parametrize("name", ASKED)
def test_core_2_an_assumed_wire_is_told_before_every_rule(name: str) -> None:
    nobody: dict[str, Any] = {"by": None} if "by" in ASKED[name] else {}
    error = refused(name, Guessing, **nobody)
    assert isinstance(error, UnverifiedWire)
    assert error.assumed == ("guessed",)


BROKEN: list[tuple[str, dict[str, Any], list[str]]] = [
    ("create_subscriber", {"profile": make.profile(sales_plan_id=None), "username_check": None},
     ["voip.sales_plan_required", "voip.username_not_validated"]),
    ("create_subscriber", {"sales_plans": ()}, ["voip.sales_plan_required"]),
    ("create_subscriber", {"profile": make.with_slots(fixed_local="404"), "allowances": make.ALLOWANCES},
     ["voip.allowance"]),
    ("create_subscriber", {"username_check": m.UsernameCheck(username="dora", free=False)}, ["voip.username_taken"]),
    ("create_subscriber", {"access": m.PanelAccess(username="dora")}, ["voip.password_required"]),
    ("update_subscriber", {"profile": make.profile(sales_plan_id="8", address=None), "by": SUBSCRIBER},
     ["voip.field_not_granted", "voip.invalid_postal_code"]),
    ("update_subscriber", {"subscriber": make.subscriber(status=m.SubscriberStatus.UNKNOWN)},
     ["voip.subscriber.save"]),
    ("update_subscriber", {"access": make.ACCESS}, ["voip.username_not_validated"]),
    ("update_subscriber", {"subscriber": make.subscriber(id=None)}, ["voip.subscriber_required"]),
    ("create_subscriber", {"profile": make.profile(legal_name="Fulana\nExemplo"), "access": None},
     ["voip.text_invalid"]),
    ("update_subscriber", {"access": m.PanelAccess(username="fulana", password="senha\x00")}, ["voip.text_invalid"]),
    ("create_line", {"line": attrs.evolve(make.NEW_LINE, password="senha\n")}, ["voip.text_invalid"]),
    ("assign_number", {"description": "matriz\r\n"}, ["voip.text_invalid"]),
    ("assign_number", {"number": "1140001111\n"}, ["voip.text_invalid"]),
    ("check_username", {"username": "dora\t"}, ["voip.text_invalid"]),
    ("disable_subscriber", {"subscriber": make.subscriber(status=m.SubscriberStatus.DRAFT)},
     ["voip.subscriber.disable"]),
    ("enable_subscriber", {"subscriber": make.subscriber(status=m.SubscriberStatus.UNKNOWN)},
     ["voip.subscriber.enable"]),
    ("create_line", {"subscriber": make.subscriber(id=None, status=m.SubscriberStatus.DRAFT)},
     ["voip.subscriber_required"]),
    ("create_line", {"by": SUBSCRIBER}, ["voip.field_not_granted"]),
    ("set_simultaneous_calls", {"by": SUBSCRIBER}, ["voip.lines_not_granted"]),
    ("assign_number", {"by": SUBSCRIBER}, ["voip.field_not_granted"]),
    ("get_balance", {"by": SUBSCRIBER}, ["voip.query_not_granted"]),
    ("get_call_totals", {"by": SUBSCRIBER}, ["voip.query_not_granted"]),
    ("list_calls", {"by": SUBSCRIBER}, ["voip.query_not_granted"]),
    ("list_live_calls", {"by": SUBSCRIBER}, ["voip.query_not_granted"]),
    ("list_lines", {"subscriber": make.subscriber(id=None)}, ["voip.subscriber_required"]),
    ("open_panel", {"subscriber": make.subscriber(id=None)}, ["voip.subscriber_required"]),
    ("get_api_access", {"subscriber": make.subscriber(id=None)}, ["voip.subscriber_required"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "codes"), BROKEN)
def test_core_11_every_broken_rule_is_raised_together_before_any_step(
    name: str, changes: dict[str, Any], codes: list[str]
) -> None:
    error = refused(name, **changes)
    assert isinstance(error, RuleViolation)
    assert make.codes(error.violations) == codes


@pytest.mark.parametrize(
    ("name", "permission"),
    [("get_balance", "balance"), ("get_call_totals", "calls"), ("list_calls", "calls"),
     ("list_live_calls", "live_calls"), ("create_line", "lines"), ("set_simultaneous_calls", "lines"),
     ("assign_number", "numbers")],
)  # fmt: skip
def test_voip_query_1_a_subscriber_may_what_was_granted(name: str, permission: str) -> None:
    _, told = carry(name, subscriber=make.granted(permission), by=SUBSCRIBER)
    assert [step.what for step in told] == [name]


@pytest.mark.parametrize("name", ["set_simultaneous_calls", "assign_number", "get_call_totals", "list_calls"])
@pytest.mark.parametrize("by", [RESELLER, SUBSCRIBER])
def test_voip_line_1_a_line_of_another_subscriber_is_refused_before_anything_is_asked(name: str, by: m.Party) -> None:
    granted = make.granted("lines", "numbers", "calls")
    found = refused(name, subscriber=granted, line=attrs.evolve(make.LINE, subscriber_id="102"), by=by)
    assert [violation.code for violation in found.violations] == ["voip.line_of_another"]


def test_voip_sub_14_a_price_below_the_reseller_s_comes_back_as_a_warning() -> None:
    dear = m.SalesPlan(id="1", prices=(m.PrefixPrice(prefix="55", price=Decimal("9.99")),))
    done, told = carry("create_subscriber", sales_plans=make.PLANS, reseller_plan=dear)
    assert make.codes(done.warnings) == ["voip.price_below_reseller"]
    assert len(told) == 1


EVENTS: list[tuple[str, list[Any]]] = [
    ("create_subscriber", [e.SubscriberSaved(subscriber_id="101")]),
    ("update_subscriber", [e.SubscriberSaved(subscriber_id="101")]),
    ("disable_subscriber", [e.SubscriberStatusChanged(subscriber_id="101", before="saved", after="disabled")]),
    ("enable_subscriber", [e.SubscriberStatusChanged(subscriber_id="101", before="disabled", after="saved")]),
    ("create_line", [e.VoipLineCreated(subscriber_id="101", line_id="501")]),
    ("set_simultaneous_calls", [e.LineCapacityChanged(subscriber_id="101", line_id="501", before=1, after=4)]),
    ("assign_number", [e.InboundNumberAssigned(subscriber_id="101", line_id="501")]),
    ("open_panel", [e.SubscriberPanelOpened(subscriber_id="101", actor="operador-1")]),
]


@pytest.mark.parametrize(("name", "expected"), EVENTS)
def test_what_an_operation_did_comes_back_as_events(name: str, expected: list[Any]) -> None:
    done, _ = carry(name)
    assert list(done.events) == expected


def test_a_block_that_stood_already_is_no_event() -> None:
    done, _ = carry("disable_subscriber", subscriber=DISABLED)
    assert done.events == ()


def test_voip_sub_11_a_password_whose_answer_was_lost_is_told_to_be_unknown() -> None:
    lost = m.SavedSubscriber(subscriber=make.SUBSCRIBER, password=None)
    done, _ = carry("create_subscriber", answer=lost)
    assert [event.name for event in done.events] == ["SubscriberSaved", "PanelPasswordLost"]
    without, _ = carry("create_subscriber", answer=lost, access=None)
    assert [event.name for event in without.events] == ["SubscriberSaved"]


@pytest.mark.parametrize(
    ("name", "contrary"), [("disable_subscriber", make.SUBSCRIBER), ("enable_subscriber", DISABLED)]
)
def test_a_success_that_the_status_contradicts_is_none(name: str, contrary: m.VoipSubscriber) -> None:
    with pytest.raises(UnexpectedAnswer) as failed:
        carry(name, answer=contrary)
    assert failed.value.paths == ("status",)


@pytest.mark.parametrize("name", ["disable_subscriber", "enable_subscriber"])
def test_core_5_an_unknown_status_contradicts_nothing_and_is_told(name: str) -> None:
    unknown = make.subscriber(status=m.SubscriberStatus.UNKNOWN, raw_status="7")
    done, _ = carry(name, answer=unknown)
    assert (done.value.status, done.value.raw_status) == (m.SubscriberStatus.UNKNOWN, "7")
    assert done.events[0].after == "unknown"


def test_core_10_what_is_observed_of_a_subscriber_is_taken_with_its_events() -> None:
    draft = make.subscriber(status=m.SubscriberStatus.DRAFT)
    done, _ = carry("refresh_subscriber", subscriber=draft, answer=DISABLED)
    assert done.value is DISABLED
    assert [type(event) for event in done.events] == [e.SubscriberStatusChanged, UnexpectedTransition]
    same, _ = carry("refresh_subscriber")
    assert same.events == ()


@pytest.mark.parametrize("name", ["list_calls", "get_call_totals"])
def test_a_period_that_ends_before_it_starts_is_refused_before_anything_is_asked(name: str) -> None:
    assert isinstance(refused(name, start=date(2026, 2, 1), end=date(2026, 1, 31)), InvalidRecord)


@pytest.mark.parametrize("text", [".", ".."])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("get_subscriber", lambda text: {"subscriber_id": text}),
        ("list_lines", lambda text: {"subscriber": make.subscriber(id=text)}),
        ("set_simultaneous_calls", lambda text: {"line": attrs.evolve(make.LINE, id=text)}),
    ],
)
def test_an_id_that_would_change_an_address_is_refused(name: str, asked: Any, text: str) -> None:
    assert isinstance(refused(name, **asked(text)), InvalidRecord)


@pytest.mark.parametrize("actor", ["", "  "])
def test_voip_sub_15_a_panel_is_opened_by_somebody(actor: str) -> None:
    assert isinstance(refused("open_panel", actor=actor), InvalidRecord)


def test_voip_query_1_calls_are_listed_by_kind() -> None:
    fixed, _ = carry("list_calls", kind=m.CallKind.FIXED)
    assert (fixed.items, fixed.cursor) == ((FIXED,), "2"), "the cursor goes on where the page ended"
    mobile, _ = carry("list_calls", kind=m.CallKind.MOBILE)
    assert mobile.items == (MOBILE,)


def test_calls_are_asked_of_one_line_and_period() -> None:
    _, (told,) = carry("list_calls", line=make.LINE)
    assert (told.request.line_id, told.request.period.start) == ("501", JANUARY["start"])
    _, (totals,) = carry("get_call_totals", line=make.LINE)
    assert (totals.request.line_id, totals.request.period.end) == ("501", JANUARY["end"])


@pytest.mark.parametrize("name", [*ANSWERS])
def test_every_result_travels_as_json_and_back(name: str) -> None:
    value = ANSWERS[name]
    for item in value.items if isinstance(value, Page) else (value,) if value else ():
        assert from_plain(type(item), to_plain(item)) == item


@pytest.mark.parametrize("event", [event for _, events in EVENTS for event in events], ids=lambda event: event.name)
def test_every_event_is_of_the_family_and_travels(event: Any) -> None:
    assert event.family == "voip"
    assert from_plain(type(event), to_plain(event)) == event


@pytest.mark.parametrize("name", ASKED)
def test_core_4_a_request_shows_no_person_and_no_secret(name: str) -> None:
    _, (told,) = carry(name)
    shown = repr(told.request) + repr(ANSWERS.get(name))
    private = (
        make.PASSWORD,
        "52998224725",
        "Fulana",
        "Rua Exemplo",
        "segredo-do-painel",
        "segredo-da-api",
        "40001111",
    )
    assert [text for text in private if text in shown] == []
