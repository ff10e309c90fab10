"""Many accounts asked at once; one that fails is told beside what the others found."""

import asyncio
import time
from typing import Any

import pytest

from isp_integrations import olt
from isp_integrations.clients.olt_search import MOST_AT_ONCE
from isp_integrations.core.errors import AuthenticationFailed, RuleViolation, Unavailable
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.olt.models import UnprovisionedOnu
from isp_integrations.core.plain import from_plain, to_plain
from isp_integrations.plugins.olt.smartolt.sandbox import SmartOltSandbox, WaitingOnu
from isp_integrations.sandbox.faults import Fault, FaultKind, FaultScript


def waiting(number: int) -> WaitingOnu:
    return WaitingOnu(serial=f"HWTC0000{number:04X}", olt_id="1", board="1", port="3", type_name="EG8145V5")


def fakes(count: int) -> dict[str, SmartOltSandbox]:
    return {f"olt-{number}": SmartOltSandbox(waiting=[waiting(number)], onus=[]) for number in range(count)}


def down() -> FaultScript:
    return FaultScript(Fault(kind=FaultKind.REFUSE, times=1000))


def accounts(count: int, broken: str = "") -> dict[str, olt.OltClient]:
    return {
        key: olt.sandbox("smartolt", fake=fake, script=down() if key == broken else None)
        for key, fake in fakes(count).items()
    }


def async_accounts(count: int, broken: str = "") -> dict[str, olt.AsyncOltClient]:
    return {
        key: olt.sandbox_async("smartolt", fake=fake, script=down() if key == broken else None)
        for key, fake in fakes(count).items()
    }


def told(result: olt.SearchResult[Any]) -> list[tuple[str, str]]:
    return [(found.account, found.onu.serial.value) for found in result.found]


def test_every_account_s_onus_come_with_their_account_in_order() -> None:
    expected = [(f"olt-{number}", f"HWTC0000{number:04X}") for number in range(5)]
    assert told(olt.search(accounts(5))) == expected
    assert told(asyncio.run(olt.search_async(async_accounts(5)))) == expected


def test_a_failing_account_is_told_beside_the_others() -> None:
    for result in (olt.search(accounts(3, "olt-1")), asyncio.run(olt.search_async(async_accounts(3, "olt-1")))):
        assert [account for account, _ in told(result)] == ["olt-0", "olt-2"]
        assert set(result.failures) == {"olt-1"}
        assert isinstance(result.failures["olt-1"], Unavailable)


def test_a_serial_narrows_the_search_in_either_form() -> None:
    assert told(olt.search(accounts(3), serial="4857544300000002")) == [("olt-2", "HWTC00000002")]
    assert told(asyncio.run(olt.search_async(async_accounts(3), serial="HWTC00000002"))) == [
        ("olt-2", "HWTC00000002")
    ]
    with pytest.raises(RuleViolation):
        olt.search(accounts(1), serial="HWTC")


def test_finding_asks_all_and_having_none_is_no_failure() -> None:
    there = {"a": olt.sandbox("smartolt"), **accounts(2)}
    result = olt.find(there, serial="HWTC1A2B3C11")
    assert told(result) == [("a", "HWTC1A2B3C11")]
    assert result.failures == {}
    there_async = {"a": olt.sandbox_async("smartolt"), **async_accounts(2)}
    assert told(asyncio.run(olt.find_async(there_async, serial="HWTC1A2B3C11"))) == [("a", "HWTC1A2B3C11")]


def test_an_account_that_does_not_look_up_by_that_key_is_a_failure_of_its_own() -> None:
    result = olt.find({"a": olt.sandbox("smartolt")}, login="fulana")
    assert isinstance(result.failures["a"], RuleViolation)
    refused = SmartOltSandbox()
    refused.expire_tokens()
    result = olt.find({"a": olt.sandbox("smartolt", fake=refused)}, serial="HWTC1A2B3C11")
    assert isinstance(result.failures["a"], AuthenticationFailed)


def test_searching_no_account_finds_nothing() -> None:
    assert olt.search({}) == olt.SearchResult(found=())
    assert asyncio.run(olt.find_async({}, serial="HWTC1A2B3C11")).found == ()


def test_a_result_survives_plain_json() -> None:
    result = olt.search(accounts(2, "olt-1"))
    revived = from_plain(olt.SearchResult[UnprovisionedOnu], to_plain(result))
    assert revived.found == result.found
    assert isinstance(revived.failures["olt-1"], Unavailable)


class Slow(SmartOltSandbox):
    """An OLT that takes its time."""

    seconds = 0.1

    def handle(self, request: Any) -> HttpAnswer:
        time.sleep(self.seconds)
        return super().handle(request)


@pytest.fixture
def slow() -> dict[str, olt.OltClient]:
    return {str(number): olt.sandbox("smartolt", fake=Slow(waiting=[waiting(number)])) for number in range(20)}


def test_twenty_slow_accounts_take_about_as_long_as_one(slow: dict[str, olt.OltClient]) -> None:
    started = time.monotonic()
    assert len(olt.search(slow).found) == 20
    assert time.monotonic() - started < 10 * Slow.seconds
    assert MOST_AT_ONCE >= 20
