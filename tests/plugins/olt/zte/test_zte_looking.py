"""What is read of a ZXA10: waiting and authorised ONUs, one ONU's state, and what lesser builds still tell."""

from datetime import timedelta
from decimal import Decimal

import pytest

from isp_integrations import olt
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidIdentifier,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
)
from isp_integrations.plugins.olt.equipment.state import START, OnuConfig, make_serial
from isp_integrations.plugins.olt.zte.sandbox import Habits, stocked, zte_sandbox
from isp_integrations.plugins.olt.zte.tables import Spelling
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind
from isp_integrations.sandbox.terminal_in_process import InProcessConnector
from zte_by_hand import CLASSIC, DARK, FOREIGN, OTHER_PON, SECOND, TITAN, WAITING, WORKING, Bench

LINES = {"classic": CLASSIC, "titan": TITAN, "classic-wide": Habits(wide=True), "user-first": Habits(user_first=True)}


@pytest.fixture(params=list(LINES.values()), ids=list(LINES))
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def serials(onus: object) -> list[str]:
    return [onu.serial.value for onu in onus]  # type: ignore[attr-defined]  # of either kind


def test_every_onu_that_waits_is_listed_with_its_pon(bench: Bench) -> None:
    found = list(bench.client.list_unprovisioned())
    assert [(each.serial and each.serial.value, each.pon_port) for each in found] == [
        (FOREIGN, "1/2/3"),
        (WAITING, "1/2/3"),
        (SECOND, "1/2/3"),
        (OTHER_PON, "1/3/1"),
    ]
    wide = bench.habits.wide or bench.habits.spelling is Spelling.TITAN
    assert found[1].model == ("F670LV9.0" if wide else "")


def test_the_list_of_waiting_onus_narrows_to_a_pon(bench: Bench) -> None:
    assert serials(bench.client.list_unprovisioned(pon_port="1/3/1")) == [OTHER_PON]


def test_nothing_to_show_is_an_empty_list(bench: Bench) -> None:
    for device in bench.equipment.devices.values():
        device.lit = False
    assert list(bench.client.list_unprovisioned()) == []


def test_a_refusal_that_is_none_of_an_absent_command_is_no_empty_list() -> None:
    bench = Bench()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show gpon onu uncfg", text="%Code 1-X : busy\n"))
    with pytest.raises(ProviderRejected) as refused:
        list(bench.client.list_unprovisioned())
    assert refused.value.words == "%Code 1-X : busy"
    assert "show pon onu uncfg" not in bench.fake.lines


def test_every_authorised_onu_is_listed(bench: Bench) -> None:
    listed = list(bench.client.list_onus())
    assert serials(listed) == [WORKING, DARK]
    first, second = listed
    assert (first.pon_port, first.onu_id, first.model, first.enabled) == ("1/2/1", 1, "F670L", True)
    assert (first.oper_state, first.raw_state) == (olt.OperState.ONLINE, "working")
    assert (second.oper_state, second.raw_state) == (olt.OperState.OFFLINE, "DyingGasp")
    assert {onu.admin_state for onu in listed} == {olt.OnuState.PROVISIONED}


@pytest.mark.parametrize("first_port", [0, 1])
def test_ports_are_listed_whether_they_begin_at_0_or_at_1(first_port: int) -> None:
    pons = tuple(f"1/{slot}/{port}" for slot in (2, 3) for port in range(first_port, first_port + 4))
    bench = Bench(fake=zte_sandbox(stocked(pons)))
    wanted = []
    for number, pon in enumerate(pons):
        serial = make_serial(100 + number, "ZTEG")
        bench.equipment.running.authorise(OnuConfig(pon=pon, number=5, serial=serial, type="F601"))
        wanted.append((pon, serial))
    listed = {(onu.pon_port, onu.serial.value) for onu in bench.client.list_onus() if onu.onu_id == 5}
    assert listed == set(wanted)


def test_a_list_goes_on_from_its_cursor(bench: Bench) -> None:
    listing = bench.client.list_onus()
    assert next(iter(listing)).serial.value == WORKING
    again = bench.client.list_onus().after(
        "titan:2/2/4" if bench.habits.spelling is Spelling.TITAN else "classic:2/2/4"
    )
    assert list(again) == []


@pytest.mark.parametrize("cursor", ["2/2/4", "classic:2/2", "other:2/2/4", "classic:", "classic:2/2/4;x"])
def test_a_cursor_of_somebody_else_is_refused(cursor: str) -> None:
    bench = Bench()
    with pytest.raises(InvalidIdentifier):
        list(bench.client.list_onus().after(cursor))
    assert bench.fake.lines == []


def test_one_pon_is_listed_alone(bench: Bench) -> None:
    assert serials(bench.client.list_onus(pon_port="1/2/1")) == [WORKING, DARK]
    assert list(bench.client.list_onus(pon_port="1/2/2")) == []


def test_a_pon_that_does_not_exist_is_a_refusal(bench: Bench) -> None:
    with pytest.raises(ProviderRejected):
        list(bench.client.list_onus(pon_port="1/9/9"))


def test_onu_16_a_pon_of_another_form_is_refused_with_nothing_sent() -> None:
    bench = Bench()
    for pon in ("0/1", "1/2/3:4", "1/2/3\nno onu 1", "gpon-olt_1/2/3"):
        with pytest.raises(RuleViolation):
            list(bench.client.list_onus(pon_port=pon))
    assert bench.fake.lines == []


def test_tables_that_do_not_name_the_same_onus_are_not_joined() -> None:
    bench = Bench()
    text = "OnuIndex  Type  Mode  AuthInfo  State\ngpon-onu_1/2/1:1  F670L  sn  SN:ZTEGC0FFEE01  ready\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show gpon onu baseinfo*", text=text))
    with pytest.raises(UnexpectedAnswer):
        list(bench.client.list_onus(pon_port="1/2/1"))


def test_an_alarm_in_the_middle_is_never_read_as_an_onu() -> None:
    bench = Bench()
    noise = TerminalFault(kind=TerminalFaultKind.NOISE, on="show gpon onu state*", text="1/2/1:9 is LOS 1(GPON)\n")
    bench.script.add(noise)
    with pytest.raises(UnexpectedAnswer):
        list(bench.client.list_onus(pon_port="1/2/1"))


def test_an_onu_is_found_by_its_serial_in_either_form(bench: Bench) -> None:
    for serial in (WORKING, olt.OnuSerial.parse(WORKING).hex, WORKING.lower()):
        onu = bench.client.find_onu(serial=serial)
        assert (onu.serial.value, onu.pon_port, onu.onu_id, onu.name) == (WORKING, "1/2/1", 1, "CLIENTE-1")
        assert onu.admin_state is olt.OnuState.PROVISIONED


def test_an_onu_that_is_not_there_is_told_as_such(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.find_onu(serial=WAITING)
    assert refused.value.violation
    assert refused.value.violation.code == "onu.platform.not_found"


def test_a_page_of_another_onu_is_not_taken_for_it() -> None:
    bench = Bench()
    fault = TerminalFault(
        kind=TerminalFaultKind.SAY, on="show gpon onu by sn*", text="SearchResult\n-----\ngpon-onu_1/2/1:2\n"
    )
    bench.script.add(fault)
    with pytest.raises(UnexpectedAnswer) as unexpected:
        bench.client.find_onu(serial=WORKING)
    assert unexpected.value.paths == ("Serial number",)


def test_the_state_of_an_onu_on_the_air(bench: Bench) -> None:
    status = bench.client.get_onu_status(onu=bench.known())
    assert (status.oper_state, status.raw_state, status.enabled) == (olt.OperState.ONLINE, "working", True)
    assert status.distance_m == 812
    assert status.optical.onu_rx_dbm == Decimal("-19.42")
    assert status.optical.onu_tx_dbm == Decimal("2.13")
    assert status.optical.olt_rx_dbm == Decimal("-21.05")
    assert (status.model, status.last_down_at) == ("F670L", None)


def test_the_state_of_an_onu_without_power(bench: Bench) -> None:
    before = len(bench.fake.lines)
    status = bench.client.get_onu_status(onu=bench.known(DARK))
    assert status.oper_state is olt.OperState.OFFLINE
    assert (status.last_down_cause, status.raw_down_cause) == (olt.DownCause.NO_POWER, "DyingGasp")
    assert status.last_down_at == START.replace(tzinfo=None)
    assert status.last_up_at == (START - timedelta(minutes=90)).replace(tzinfo=None)
    assert (status.optical, status.distance_m) == (olt.OpticalLevels(), None)
    assert not [line for line in bench.fake.lines[before:] if "power" in line]


def test_the_state_of_an_onu_without_light(bench: Bench) -> None:
    bench.equipment.set_light(WORKING, on=False)
    status = bench.client.get_onu_status(onu=bench.known())
    assert (status.oper_state, status.last_down_cause) == (olt.OperState.LOS, olt.DownCause.NO_LIGHT)
    assert bench.client.diagnose_onu(onu=bench.known()).verdict is olt.Verdict.NO_LIGHT


def test_a_cause_nobody_knows_is_unknown_and_kept_whole(bench: Bench) -> None:
    onu = bench.known()
    bench.client.reboot_onu(onu=onu)
    status = bench.client.get_onu_status(onu=onu)
    assert (status.last_down_cause, status.raw_down_cause) == (olt.DownCause.UNKNOWN, "Reboot by OLT")


def test_a_phase_nobody_knows_is_unknown_and_kept() -> None:
    bench = Bench()
    text = "  Phase state:  authFailed\n AuthpassTime  OfflineTime  Cause\n"
    onu = bench.known()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show gpon onu detail-info*", text=text))
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.raw_state) == (olt.OperState.UNKNOWN, "authFailed")


def test_a_build_without_the_page_tells_what_the_table_of_the_pon_does() -> None:
    bench = Bench(Habits(has_detail=False))
    status = bench.client.get_onu_status(onu=bench.known())
    assert (status.oper_state, status.enabled, status.distance_m) == (olt.OperState.ONLINE, True, None)
    assert status.optical.onu_rx_dbm == Decimal("-19.42")
    assert bench.client.find_onu(serial=DARK).raw_state == "DyingGasp"


def test_a_build_without_levels_tells_none() -> None:
    bench = Bench()
    onu = bench.known()
    text = "     ^\n%Error 20202: Invalid input detected at '^' marker.Invalid parameter\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show pon power*", text=text))
    assert bench.client.get_onu_status(onu=onu).optical == olt.OpticalLevels()


def test_levels_that_are_refused_for_another_reason_are_no_missing_levels() -> None:
    bench = Bench()
    onu = bench.known()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show pon power*", text="%Code 7-X : no\n"))
    with pytest.raises(ProviderRejected):
        bench.client.get_onu_status(onu=onu)


def test_long_lists_are_read_through_the_pager() -> None:
    bench = Bench()
    for number in range(5, 65):
        other = OnuConfig(pon="1/2/4", number=number, serial=make_serial(100 + number, "ZTEG"), type="F601")
        bench.equipment.running.authorise(other)
    assert len(list(bench.client.list_onus(pon_port="1/2/4"))) == 60
    bench.fake.shells[-1].page = 7
    assert len(list(bench.client.list_onus(pon_port="1/2/4"))) == 60


def test_the_connection_is_proven_by_the_boards(bench: Bench) -> None:
    bench.client.test_connection()
    assert bench.fake.lines[-1] == "show card"


@pytest.mark.parametrize("given", ["outra", ""])
def test_a_wrong_or_missing_enable_password_is_told_as_such(given: str) -> None:
    fake = zte_sandbox(habits=Habits(user_first=True))
    credentials = {**fake.credentials, "enable_password": given}
    client = olt.connect(
        "zte", credentials=credentials, base_url="telnet://zte.sandbox.invalid/", connector=InProcessConnector(fake)
    )
    with pytest.raises(AuthenticationFailed):
        client.test_connection()
