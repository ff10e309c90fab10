"""Cross-cutting rules of 6.8 that are functions of the host's side."""

from datetime import date
from typing import Any

import pytest

from isp_integrations.core.erp.models import AccessStatus, Address, Contract, ContractStatus, Customer
from isp_integrations.core.erp.rules import (
    address_texts,
    cancellation_acts,
    check_new_contract,
    check_support,
    check_texts,
    check_trust_unlock,
    customer_texts,
    mirrored_access,
    takes_effect,
)
from isp_integrations.core.errors import PlatformNotAvailable, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.rules import Family

TODAY = date(2026, 3, 2)
YESTERDAY = date(2026, 3, 1)
TOMORROW = date(2026, 3, 3)


def contract(
    access: AccessStatus = AccessStatus.ACTIVE, *, trust_until: date | None = None, cancel_on: date | None = None
) -> Contract:
    return Contract(
        id="1",
        customer_id="1",
        status=ContractStatus.ACTIVE,
        access=access,
        trust_until=trust_until,
        cancel_on=cancel_on,
    )


def test_an_inactive_customer_receives_no_new_contract_core_1() -> None:
    (found,) = check_new_contract(customer=Customer(id="1", active=False))

    assert (found.rule_id, found.code) == ("CORE-1", "contract.customer_inactive")
    assert found.family is Family.PRECONDITION_FAILED


@pytest.mark.parametrize("active", [True, None])
def test_an_active_customer_or_one_without_the_flag_passes_core_1(active: bool | None) -> None:
    assert check_new_contract(customer=Customer(id="1", active=active)) == ()


def test_the_three_answers_of_support_stay_apart_core_2() -> None:
    found = check_support(
        (
            UnsupportedOperation(message="não dá", platform="a"),
            UnverifiedWire(message="não se sabe", platform="b", assumed=("cancel",)),
            PlatformNotAvailable(platform="surf", ask=("manual",)),
        ),
        family="mvno",
        operation="cancel",
    )

    assert [(v.rule_id, v.code, v.family) for v in found] == [
        ("CORE-2", "mvno.cancel_unsupported", Family.UNSUPPORTED_OPERATION),
        ("CORE-2", "mvno.cancel_unverified", Family.UNVERIFIED_WIRE),
        ("CORE-2", "mvno.platform_not_available", Family.PLATFORM_NOT_AVAILABLE),
    ]
    assert found[0].context == {"platform": "a"}
    assert found[1].context == {"platform": "b", "assumed": ("cancel",)}
    assert found[2].context == {"platform": "surf", "ask": ("manual",)}


def test_a_refusal_without_words_is_told_by_its_remedy_core_2() -> None:
    (found,) = check_support((PlatformNotAvailable(platform="surf"),), family="mvno", operation="transfer")

    assert found.message == PlatformNotAvailable.remedy


@pytest.mark.parametrize(("until", "refused"), [(YESTERDAY, True), (TODAY, False), (TOMORROW, False)])
def test_a_trust_unlock_does_not_end_in_the_past_core_7(until: date, refused: bool) -> None:
    found = check_trust_unlock(until=until, today=TODAY)

    assert [v.code for v in found] == (["contract.trust_until_in_past"] if refused else [])
    assert all(v.rule_id == "CORE-7" and v.family is Family.VALIDATION_FAILED for v in found)


@pytest.mark.parametrize(
    ("until", "mirrored"),
    [
        (None, AccessStatus.BLOCKED_AUTOMATIC),
        (YESTERDAY, AccessStatus.BLOCKED_AUTOMATIC),
        (TODAY, AccessStatus.PAYMENT_OVERDUE),
        (TOMORROW, AccessStatus.PAYMENT_OVERDUE),
    ],
)
def test_an_automatic_block_is_served_while_trusted_core_7(until: date | None, mirrored: AccessStatus) -> None:
    assert mirrored_access(contract(AccessStatus.BLOCKED_AUTOMATIC, trust_until=until), TODAY) is mirrored


@pytest.mark.parametrize("access", [a for a in AccessStatus if a is not AccessStatus.BLOCKED_AUTOMATIC])
def test_trust_lifts_nothing_but_an_automatic_block_core_7(access: AccessStatus) -> None:
    assert mirrored_access(contract(access, trust_until=TOMORROW), TODAY) is access


@pytest.mark.parametrize(("day", "acts"), [(None, True), (YESTERDAY, True), (TODAY, True), (TOMORROW, False)])
def test_a_dated_event_acts_on_its_day_core_8(day: date | None, acts: bool) -> None:
    assert takes_effect(day, TODAY) is acts


def test_a_dated_cancellation_acts_on_its_day_and_never_when_withdrawn_core_8() -> None:
    in_three_days = contract(cancel_on=date(2026, 3, 5))
    withdrawn = contract(cancel_on=None)

    assert not cancellation_acts(in_three_days, TODAY)
    assert cancellation_acts(in_three_days, date(2026, 3, 5))
    assert not cancellation_acts(withdrawn, date(2026, 3, 5))


HOSTILE = ["a\nb", "a\r", "\ta", "a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\ud800b"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_text_with_control_signs_is_refused_by_its_field_and_never_quoted_core_12(text: str) -> None:
    (found,) = check_texts({"legal_name": text, "email": "fulana@example.invalid", "phone": None}, family="sva")

    assert (found.rule_id, found.code, found.family) == ("CORE-12", "sva.text_invalid", Family.VALIDATION_FAILED)
    assert found.message == "Campo legal_name: contém caracteres de controle, como quebras de linha."
    assert found.context == {"field": "legal_name"}


@pytest.mark.parametrize("text", ["", "Ação & Café d'Água – 2ª via", "日本", "😀", "a\u00a0b", "O'Ñandú"])
def test_a_text_without_control_signs_passes_core_12(text: str) -> None:
    assert check_texts({"legal_name": text}, family="sva") == ()


def test_every_text_that_is_broken_is_named_in_order_core_12() -> None:
    found = check_texts({"b": "\n", "a": "\n", "c": "c"}, family="voip")

    assert [violation.context["field"] for violation in found] == ["b", "a"]


def test_the_texts_of_a_customer_are_name_e_mail_and_each_part_of_the_address_core_12() -> None:
    parts = ("street", "number", "complement", "district", "city", "city_code", "state")
    spoilt_parts: dict[str, Any] = dict.fromkeys(parts, "\n")
    spoilt = Customer(id="1", legal_name="\n", email="\n", address=Address(**spoilt_parts))

    found = check_texts(customer_texts(spoilt), family="map")

    named = [violation.context["field"] for violation in found]
    assert named == ["legal_name", "email", *(f"address.{part}" for part in parts)]
    assert customer_texts(Customer(id="1")) == {"legal_name": "", "email": None}
    assert address_texts(None) == {}
