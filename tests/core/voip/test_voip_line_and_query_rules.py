"""Rules of lines, of consultations and of what a platform offers of access."""

from typing import Any

import attrs
import pytest

import voip_makers as make
from isp_integrations.core.errors import SupportRefused, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.rules import Family
from isp_integrations.core.voip import models as m
from isp_integrations.core.voip import rules

RESELLER, SUBSCRIBER = m.Party.RESELLER, m.Party.SUBSCRIBER
UNSUPPORTED: SupportRefused = UnsupportedOperation(platform="paper", operation="x", message="Não oferece.")
UNVERIFIED: SupportRefused = UnverifiedWire(platform="paper", operation="x", assumed=("y",), message="Não é público.")
STATUSES = m.SubscriberStatus


@pytest.mark.parametrize(
    "owner",
    [None, make.subscriber(id=None, status=STATUSES.DRAFT), make.subscriber(status=STATUSES.UNKNOWN)],
    ids=["none", "draft", "unknown"],
)
def test_voip_sub_2_lines_come_after_a_saved_subscriber(owner: m.VoipSubscriber | None) -> None:
    (found,) = rules.check_line(subscriber=owner, line=make.NEW_LINE, by=RESELLER)
    assert (found.code, found.family) == ("voip.subscriber_required", Family.PRECONDITION_FAILED)
    assert rules.check_saved(subscriber=owner) == (found,)


@pytest.mark.parametrize("status", [STATUSES.SAVED, STATUSES.DISABLED])
def test_voip_sub_2_a_saved_subscriber_may_have_many_lines(status: m.SubscriberStatus) -> None:
    owner = make.subscriber(status=status)
    for _ in range(3):
        assert rules.check_line(subscriber=owner, line=make.NEW_LINE, by=RESELLER) == ()
    assert rules.check_number(subscriber=owner, by=RESELLER) == ()


def test_voip_sub_2_a_number_rings_at_a_line_of_a_saved_subscriber() -> None:
    draft = make.subscriber(status=STATUSES.DRAFT)
    assert make.codes(rules.check_number(subscriber=draft, by=RESELLER)) == ["voip.subscriber_required"]


@pytest.mark.parametrize(
    ("check", "permission"),
    [
        (lambda owner, by: rules.check_line(subscriber=owner, line=make.NEW_LINE, by=by), "lines"),
        (lambda owner, by: rules.check_number(subscriber=owner, by=by), "numbers"),
    ],
    ids=["lines", "numbers"],
)
def test_voip_sub_8_what_a_subscriber_operates_alone_was_granted(check: Any, permission: str) -> None:
    assert make.codes(check(make.SUBSCRIBER, SUBSCRIBER)) == ["voip.field_not_granted"]
    assert check(make.granted(permission), SUBSCRIBER) == ()
    assert check(make.SUBSCRIBER, RESELLER) == ()
    assert make.codes(check(make.granted(permission), None)) == ["voip.field_not_granted"]


def test_voip_line_1_simultaneous_calls_need_the_permission_for_lines() -> None:
    (found,) = rules.check_simultaneous_calls(subscriber=make.SUBSCRIBER, calls=5, by=SUBSCRIBER)
    assert (found.rule_id, found.code) == ("VOIP-LINE-1", "voip.lines_not_granted")
    assert found.family is Family.PERMISSION_DENIED
    assert rules.check_simultaneous_calls(subscriber=make.granted("lines"), calls=5, by=SUBSCRIBER) == ()
    assert rules.check_simultaneous_calls(subscriber=make.SUBSCRIBER, calls=5, by=RESELLER) == ()


def test_voip_line_1_holds_for_a_new_line_too() -> None:
    line = m.NewLine(username="1", password=make.PASSWORD, max_simultaneous_calls=5)
    found = rules.check_line(subscriber=make.SUBSCRIBER, line=line, by=SUBSCRIBER)
    assert make.codes(found) == ["voip.field_not_granted", "voip.lines_not_granted"]


@pytest.mark.parametrize("calls", [0, -1])
def test_voip_line_1_a_line_makes_at_least_one_call(calls: int) -> None:
    found = rules.check_simultaneous_calls(subscriber=make.SUBSCRIBER, calls=calls, by=RESELLER)
    assert make.codes(found) == ["voip.invalid_simultaneous_calls"]


@pytest.mark.parametrize("query", list(rules.Query))
def test_voip_query_1_each_consultation_is_a_permission_of_its_own(query: rules.Query) -> None:
    others = tuple(other.value for other in rules.Query if other is not query)
    (found,) = rules.check_query(query, subscriber=make.granted(*others), by=SUBSCRIBER)
    assert (found.code, found.family) == ("voip.query_not_granted", Family.PERMISSION_DENIED)
    assert found.context == {"query": query.value}
    assert rules.check_query(query, subscriber=make.granted(query.value), by=SUBSCRIBER) == ()
    assert rules.check_query(query, subscriber=make.SUBSCRIBER, by=RESELLER) == ()
    nobody: Any = None
    assert make.codes(rules.check_query(query, subscriber=make.granted(query.value), by=nobody))


@pytest.mark.parametrize("query", list(rules.Query))
def test_voip_query_1_a_consultation_that_the_platform_lacks_has_its_own_code(query: rules.Query) -> None:
    found = rules.check_query(query, subscriber=make.SUBSCRIBER, by=SUBSCRIBER, support=(UNSUPPORTED,))
    assert make.codes(found) == ["voip.query_not_granted", f"voip.{query}"]
    assert found[1].family is Family.UNSUPPORTED_OPERATION
    unverified = rules.check_query(query, subscriber=make.SUBSCRIBER, by=RESELLER, support=(UNVERIFIED,))
    assert make.codes(unverified) == [f"voip.{query}_unverified"]


def test_voip_sub_9_access_to_the_interface_is_unsupported_by_default() -> None:
    (found,) = rules.check_api_access(support=(UNSUPPORTED,))
    assert (found.rule_id, found.code) == ("VOIP-SUB-9", "voip.api_access_unavailable")
    assert found.family is Family.UNSUPPORTED_OPERATION
    assert rules.check_api_access(support=()) == ()


def test_voip_sub_15_opening_the_panel_is_a_capability() -> None:
    (found,) = rules.check_panel_access(support=(UNSUPPORTED,))
    assert (found.rule_id, found.code) == ("VOIP-SUB-15", "voip.panel_access_unsupported")
    assert found.family is Family.UNSUPPORTED_OPERATION
    assert make.codes(rules.check_panel_access(support=(UNVERIFIED,))) == ["voip.panel_access_unverified"]


@pytest.mark.parametrize(
    ("check", "refused"),
    [
        (rules.check_save, {STATUSES.UNKNOWN}),
        (rules.check_disable, {STATUSES.DRAFT, STATUSES.UNKNOWN}),
        (rules.check_enable, {STATUSES.DRAFT, STATUSES.UNKNOWN}),
    ],
)
def test_core_10_the_block_is_the_subscriber_s_and_obeys_his_machine(
    check: Any, refused: set[m.SubscriberStatus]
) -> None:
    found = {status for status in STATUSES if check(subscriber=make.subscriber(status=status))}
    assert found == refused


def test_core_3_a_check_changes_nothing_and_answers_the_same_twice() -> None:
    spoilt = make.profile(sales_plan_id=None, allowances=make.slots(lunar="31"))
    first = rules.check_subscriber(spoilt, limits=make.LIMITS)
    assert rules.check_subscriber(spoilt, limits=make.LIMITS) == first
    assert len(first) == 3


@pytest.mark.parametrize("field", ["username", "password", "caller_id"])
def test_core_12_a_text_of_a_line_holds_no_control_signs(field: str) -> None:
    spoilt: dict[str, Any] = {field: "a\nb"}
    line = attrs.evolve(make.NEW_LINE, **spoilt)
    (found,) = rules.check_line(subscriber=make.SUBSCRIBER, line=line, by=RESELLER)
    assert (found.rule_id, found.code, found.context) == ("CORE-12", "voip.text_invalid", {"field": field})


@pytest.mark.parametrize("field", ["number", "description"])
def test_core_12_a_number_and_its_description_hold_no_control_signs(field: str) -> None:
    (found,) = rules.check_number(subscriber=make.SUBSCRIBER, by=RESELLER, **{field: "a\nb"})
    assert (found.rule_id, found.code, found.context) == ("CORE-12", "voip.text_invalid", {"field": field})
