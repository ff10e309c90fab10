"""Looking at a SmartAX: ONUs that wait, ONUs that work, one ONU's status, and the noise of a shell around them."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from huawei_by_hand import DARK, FOREIGN, SECOND, WAITING, WORKING, Bench, broken
from isp_integrations import olt
from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import (
    AuthenticationFailed,
    InvalidIdentifier,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.olt.requests import ListOnus
from isp_integrations.core.platform import Account
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Wan, make_serial
from isp_integrations.plugins.olt.huawei import fake_tables
from isp_integrations.plugins.olt.huawei.plugin import Huawei
from isp_integrations.plugins.olt.huawei.sandbox import PONS, PROFILES, VLANS, Habits, huawei_sandbox
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind

BRASILIA = timezone(timedelta(hours=-3))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_onus_that_wait_are_listed_with_their_pon_and_model(bench: Bench) -> None:
    found = list(bench.client.list_unprovisioned())
    assert [(each.serial and each.serial.value, each.pon_port, each.model) for each in found] == [
        (WAITING, "0/1/3", "EG8145V5"),
        (SECOND, "0/1/3", "EG8145V5"),
        (FOREIGN, "0/2/0", "F670L"),
    ]
    assert {each.found_at.utcoffset() for each in found if each.found_at} == {timedelta(hours=-3)}


def test_one_pon_can_be_asked_for(bench: Bench) -> None:
    found = list(bench.client.list_unprovisioned(pon_port="0/2/0"))
    assert [each.serial and each.serial.value for each in found] == [FOREIGN]


def test_an_empty_autofind_that_says_failure_is_an_empty_list(bench: Bench) -> None:
    assert list(bench.client.list_unprovisioned(pon_port="0/1/0")) == []


@pytest.mark.parametrize(
    "words", ["Failure: The automatically found ONTs do not exist", "Failure: automatically found ONTs do not exist"]
)
def test_both_sentences_of_an_empty_autofind_count(bench: Bench, words: str) -> None:
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont autofind all", text=f"  {words}\n"))
    assert list(bench.client.list_unprovisioned()) == []


def test_another_refusal_of_the_autofind_is_no_empty_list(bench: Bench) -> None:
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="display ont autofind*", text="  Failure: broken\n")
    )
    with pytest.raises(ProviderRejected) as refused:
        list(bench.client.list_unprovisioned())
    assert refused.value.code == Meaning.OTHER


def test_an_ont_whose_serial_is_none_is_listed_as_the_olt_shows_it(bench: Bench) -> None:
    bench.equipment.devices["x"] = Device(serial="1234567800000001", pon="0/1/0")
    (found,) = bench.client.list_unprovisioned(pon_port="0/1/0")
    assert found.serial is None
    assert found.raw_serial.startswith("31323334")


def test_every_authorised_onu_of_every_pon_is_streamed(bench: Bench) -> None:
    onus = list(bench.client.list_onus())
    assert [(onu.serial.value, onu.pon_port, onu.onu_id, onu.description) for onu in onus] == [
        (WORKING, "0/1/0", 0, "CLIENTE 0"),
        (DARK, "0/1/0", 1, "CLIENTE 1"),
    ]
    assert {onu.admin_state for onu in onus} == {olt.OnuState.PROVISIONED}
    assert [line for line in bench.typed if line.startswith("display board")] == ["display board 0"]
    asked = [line for line in bench.typed if line.endswith(" all")]
    assert asked[0] == "display ont info 0 1 0 all"
    assert asked[-1] == "display ont info 0 2 4 all"


def test_a_long_list_is_whole_through_the_pager(bench: Bench) -> None:
    big = Equipment(pons=PONS, profiles=PROFILES, vlans=VLANS)
    for number in range(128):
        onu = OnuConfig(
            pon="0/2/1",
            number=number,
            serial=make_serial(number),
            description=f"Casa {number}",
            line_profile="LP_INTERNET",
            service_profile="SP_1ETH",
        )
        big.running.authorise(onu)
    paged = Bench(fake=huawei_sandbox(big))
    onus = list(paged.client.list_onus())
    assert [(onu.onu_id, onu.description) for onu in onus] == [(n, f"Casa {n}") for n in range(128)]


def test_the_list_goes_on_from_its_cursor_in_another_process(bench: Bench) -> None:
    """The cursor names the next PON and the boards that are left, so that nothing is asked again."""
    plugin = Huawei(Account(credentials=bench.fake.credentials))
    step = next(plugin.list_onus(ListOnus(), "2/3,5/0"))
    assert step.identity() == [[], "display ont info 0 2 3 all"]


@pytest.mark.parametrize("cursor", ["", "1", "1/2/3", "1/2,", "0/0\nsave", "1/1;1/1"])
def test_a_cursor_of_somebody_elses_is_refused(bench: Bench, cursor: str) -> None:
    plugin = Huawei(Account(credentials=bench.fake.credentials))
    with pytest.raises(InvalidIdentifier):
        next(plugin.list_onus(ListOnus(), cursor))


def test_an_olt_without_gpon_boards_lists_nothing() -> None:
    bench = Bench(fake=huawei_sandbox(Equipment(pons=())))
    assert list(bench.client.list_onus()) == []


def test_one_pon_s_onus_can_be_asked_for(bench: Bench) -> None:
    assert [onu.onu_id for onu in bench.client.list_onus(pon_port="0/1/0")] == [0, 1]
    assert list(bench.client.list_onus(pon_port="0/1/1")) == []


def test_a_pon_that_does_not_exist_is_refused_where_it_was_asked_for(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        list(bench.client.list_onus(pon_port="0/7/7"))
    assert refused.value.code == Meaning.BAD_ARGUMENT


@pytest.mark.parametrize("port", ["0/1", "0/1/3/4", "1/1/1 all", "a/b/c", "0/1/3\n"])
def test_onu_16_a_pon_port_of_another_form_is_refused(bench: Bench, port: str) -> None:
    with pytest.raises(RuleViolation):
        list(bench.client.list_onus(pon_port=port))


def test_a_shifted_list_is_read_all_the_same() -> None:
    onus = list(Bench(Habits(shift=30)).client.list_onus())
    assert [onu.serial.value for onu in onus] == [WORKING, DARK]


def test_a_release_that_breaks_long_echoes_is_read_all_the_same() -> None:
    bench = Bench(Habits(wraps=True))
    assert bench.client.find_onu(serial=WORKING).onu_id == 0


def test_alarms_in_the_middle_of_answers_leave_no_trace(bench: Bench) -> None:
    quiet_onu, quiet_list = bench.client.find_onu(serial=WORKING), list(bench.client.list_onus())
    bench.equipment.alarms_due = 1000
    assert bench.client.find_onu(serial=WORKING) == quiet_onu
    assert list(bench.client.list_onus()) == quiet_list
    assert len(list(bench.client.list_unprovisioned())) == 3
    assert bench.equipment.alarms_due < 1000


def test_a_warning_line_in_an_answer_leaves_no_trace(bench: Bench) -> None:
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.NOISE, on="display ont info 0 1 0 all", text="  RUNNING WARNING fan\n")
    )
    assert len(list(bench.client.list_onus(pon_port="0/1/0"))) == 2


def test_either_form_of_the_serial_finds_an_onu(bench: Bench) -> None:
    for text in (WORKING, "HWTC-00C0FF0B", "4857544300c0ff0b"):
        onu = bench.client.find_onu(serial=text)
        assert (onu.serial.value, onu.pon_port, onu.onu_id) == (WORKING, "0/1/0", 0)
    assert (onu.line_profile, onu.service_profile, onu.enabled) == ("LP_INTERNET", "SP_1ETH", True)


def test_an_onu_that_is_nowhere_is_told_as_not_found(bench: Bench) -> None:
    with pytest.raises(ProviderRejected) as refused:
        bench.client.find_onu(serial=WAITING)
    assert broken(refused.value) == "onu.platform.not_found"


def test_an_answer_about_another_serial_is_not_believed(bench: Bench) -> None:
    other = bench.fake.terminal("ssh")
    other.open()
    page = other.feed("enable\nundo smart\nscroll\ndisplay ont info by-sn HWTC00C0FF0C\n")
    text = page[page.index("  ----") : page.rindex("MA5800")].replace("\r\n", "\n")
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont info by-sn*", text=text))
    with pytest.raises(UnexpectedAnswer) as wrong:
        bench.client.find_onu(serial=WORKING)
    assert wrong.value.paths == ("SN",)


def test_a_login_is_no_key_here(bench: Bench) -> None:
    with pytest.raises(RuleViolation):
        bench.client.find_onu(login="fulana")


def test_a_status_tells_optics_temperature_distance_and_address(bench: Bench) -> None:
    status = bench.client.get_onu_status(onu=bench.known())
    assert status.oper_state is olt.OperState.ONLINE
    assert (status.optical.onu_rx_dbm, status.optical.onu_tx_dbm, status.optical.olt_rx_dbm) == (
        Decimal("-19.42"),
        Decimal("2.13"),
        Decimal("-21.05"),
    )
    assert (status.temperature_c, status.distance_m, status.enabled) == (Decimal(51), 812, True)
    assert status.last_up_at
    assert status.last_up_at.utcoffset() == timedelta(hours=-3)
    assert status.last_down_cause is None


def test_the_status_of_an_onu_without_power_says_so_and_since_when(bench: Bench) -> None:
    status = bench.client.get_onu_status(onu=bench.known(DARK))
    assert (status.oper_state, status.raw_state) == (olt.OperState.OFFLINE, "offline")
    assert (status.last_down_cause, status.raw_down_cause) == (olt.DownCause.NO_POWER, "dying-gasp")
    assert status.last_down_at == datetime(2026, 1, 31, 10, 20, 30, tzinfo=BRASILIA)
    assert status.optical == olt.OpticalLevels()


def test_an_onu_without_light_is_los(bench: Bench) -> None:
    onu = bench.known()
    bench.equipment.set_light(WORKING, on=False)
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.last_down_cause, status.raw_down_cause) == (
        olt.OperState.LOS,
        olt.DownCause.NO_LIGHT,
        "LOS",
    )
    assert bench.client.diagnose_onu(onu=onu).verdict is olt.Verdict.NO_LIGHT


def test_a_cause_that_is_in_no_table_is_unknown_with_its_words_kept(bench: Bench) -> None:
    bench.equipment.devices[DARK].down_cause = olt.DownCause.UNKNOWN
    status = bench.client.get_onu_status(onu=bench.known(DARK))
    assert (status.last_down_cause, status.raw_down_cause) == (olt.DownCause.UNKNOWN, "LOAi")


def test_a_run_state_that_is_in_no_table_is_unknown_never_online(bench: Bench) -> None:
    other = bench.fake.terminal("ssh")
    other.open()
    page = other.feed(f"enable\nundo smart\nscroll\ndisplay ont info by-sn {WORKING}\n")
    text = page[page.index("  ----") : page.rindex("MA5800")].replace("\r\n", "\n").replace(": online", ": dormant")
    onu = bench.known()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont info by-sn*", text=text))
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.raw_state) == (olt.OperState.UNKNOWN, "dormant")


@pytest.mark.parametrize("words", ["Failure: The ONT can not support", "Failure: ONT is not online"])
def test_what_an_ont_does_not_tell_of_its_wan_spoils_no_status(bench: Bench, words: str) -> None:
    onu = bench.known()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont wan-info*", text=f"  {words}\n"))
    assert bench.client.get_onu_status(onu=onu).wan_address is None


def test_missing_permission_is_told_and_not_taken_for_missing_optics(bench: Bench) -> None:
    onu = bench.known()
    text = "  Failure: insufficient privilege\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont optical-info*", text=text))
    with pytest.raises(AuthenticationFailed):
        bench.client.get_onu_status(onu=onu)


def test_wi_fi_and_speed_profiles_are_no_capabilities_of_this_command_line(bench: Bench) -> None:
    onu = bench.known()
    with pytest.raises(UnsupportedOperation):
        bench.client.configure_wifi(onu=onu, wifi=olt.WifiConfig(ssid_24="CASA"))
    with pytest.raises(UnsupportedOperation):
        bench.client.change_speed_profile(onu=onu, download_profile="9")


def test_a_connection_is_proved_by_the_version(bench: Bench) -> None:
    bench.client.test_connection()
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display version", text="  Welcome\n"))
    with pytest.raises(UnexpectedAnswer):
        bench.client.test_connection()


def test_an_autofind_of_another_pon_than_was_asked_for_is_not_believed(bench: Bench) -> None:
    found = fake_tables.autofind([Device(serial=WAITING, pon="0/1/3")], bench.equipment.now) + "\n"
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont autofind*", text=found))
    with pytest.raises(UnexpectedAnswer) as wrong:
        list(bench.client.list_unprovisioned(pon_port="0/2/0"))
    assert wrong.value.paths == ("F/S/P",)


def test_the_address_is_the_one_of_the_internet_connection(bench: Bench) -> None:
    """A management connection has an address too, and it is nobody's business on the customer's screen."""
    onu = bench.known()
    bench.onu(WORKING).wans[0] = Wan(mode=olt.ConnectionMode.DHCP, vlan=100)
    internet = fake_tables.wan_info(bench.equipment, bench.onu(WORKING))
    management = internet.replace(": Internet", ": Tr069").replace("100.64.0.1", "192.0.2.9")
    said = "\n".join((management, *internet.splitlines()[4:], ""))
    bench.script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="display ont wan-info*", text=said))
    assert bench.client.get_onu_status(onu=onu).wan_address == "100.64.0.1"


def test_a_refusal_that_is_not_about_the_port_ends_no_list(bench: Bench) -> None:
    bench.script.add(
        TerminalFault(kind=TerminalFaultKind.SAY, on="display ont info 0 1 1 all", text="  Failure: device error\n")
    )
    with pytest.raises(ProviderRejected) as refused:
        list(bench.client.list_onus())
    assert refused.value.code == Meaning.OTHER
