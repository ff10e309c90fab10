"""What DmOS prints, read: good tables, bent ones, and what a status says."""

from decimal import Decimal

import pytest

from datacom_by_hand import DARK, WAITING, WORKING, Bench
from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected, UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.datacom import tables as t
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind

WAITING_TABLE = """ Chassis / Slot / Port  Serial Number
 ---------------------  -------------
       1/1/2            DACM0A1B2C3D
       1/1/7            4441434D0A1B2C3E
"""
ONUS = """Itf         ONU ID  Serial Number  Oper State  Software Download State  Name
----------  ------  -------------  ----------  -----------------------  ----------
gpon 1/1/2  4       DACM0A1B2C3D   Up          None                     CLIENTE 1 DA RUA
1/1/2       5       DACM0A1B2C3E   Down        None
"""
PORTS = """service-port 1
 gpon 1/1/8 onu 58 gem 1 match vlan vlan-id 2000 action vlan replace vlan-id 3000
 description service-port 7 gpon
!
service-port 22 gpon 1/1/8 onu 59 gem 1 match vlan vlan-id any action vlan add vlan-id 100 description X
service-port 23
 gpon 1/1/8 onu 60 gem 1 match vlan vlan-id 2000
"""
SERIAL = OnuSerial.parse("DACM0A1B2C3D")


def test_waiting_onus_are_read_in_either_form_of_serial() -> None:
    rows = [(row.pon, row.serial.value) for row in t.read_waiting(WAITING_TABLE)]
    assert rows == [("1/1/2", "DACM0A1B2C3D"), ("1/1/7", "DACM0A1B2C3E")]


def test_names_keep_their_blanks_and_no_name_is_no_name() -> None:
    first, second = t.read_onus(ONUS)
    assert (first.place, first.state, first.name) == (t.Place("1/1/2", 4), "Up", "CLIENTE 1 DA RUA")
    assert (second.place, second.state, second.name) == (t.Place("1/1/2", 5), "Down", "")


def test_service_ports_are_read_in_one_line_or_in_several() -> None:
    rows = [(row.index, row.place, row.vlan) for row in t.read_service_ports(PORTS)]
    assert rows == [
        (1, t.Place("1/1/8", 58), 3000),
        (22, t.Place("1/1/8", 59), 100),
        (23, t.Place("1/1/8", 60), 2000),
    ]


def test_a_name_that_holds_another_serial_is_not_that_onu() -> None:
    row = "gpon 1/1/2  4       DACM0A1B2C3E   Up          None                     DACM0A1B2C3D"
    assert t.read_found(row, SERIAL) is None
    assert t.read_found("", SERIAL) is None


@pytest.mark.parametrize(
    ("read", "text", "column"),
    [
        (t.read_waiting, "", "Chassis / Slot / Port"),
        (t.read_waiting, WAITING_TABLE.replace("---------------------  -------------", ""), "Chassis / Slot / Port"),
        (t.read_waiting, WAITING_TABLE.replace("1/1/2 ", "1/2 "), "Chassis / Slot / Port"),
        (t.read_waiting, WAITING_TABLE.replace("DACM0A1B2C3D", "DACM0A1B2"), "Serial Number"),
        (t.read_onus, ONUS.replace("ONU ID", "Id"), "ONU ID"),
        (t.read_onus, ONUS.replace("5       DACM", "DACM"), "ONU ID"),
        (t.read_onus, ONUS.replace("1/1/2       5 ", "1/1/2       4 "), "ONU ID"),
        (t.read_onus, ONUS.replace("DACM0A1B2C3E", "XX"), "Serial Number"),
        (t.read_onus, ONUS + "2026-01-31 10:20:30 : ALARM link down", "ONU ID"),
        (t.read_service_ports, PORTS.replace("service-port 22", "service-port 1"), "service-port"),
        (t.read_service_ports, PORTS.replace("onu 60 gem", "gem"), "service-port"),
        (t.read_service_ports, "service-port 5\n!\n", "service-port"),
        (t.read_service_ports, " gpon 1/1/8 onu 58 gem 1 match vlan vlan-id 2000\n", "service-port"),
        (t.read_service_ports, "service-port 5 gpon 1/1/8 onu 5 gem 1 match vlan vlan-id any\n", "vlan-id"),
    ],
)
def test_what_is_no_row_names_its_column_and_no_value(read: object, text: str, column: str) -> None:
    with pytest.raises(UnexpectedAnswer) as unread:
        read(text)  # type: ignore[operator]
    assert unread.value.paths == (column,)
    assert "DACM" not in str(unread.value)


def test_the_same_serial_in_two_places_is_no_place() -> None:
    rows = "1/1/2 4 DACM0A1B2C3D Up None\n1/1/3 4 DACM0A1B2C3D Up None\n"
    with pytest.raises(UnexpectedAnswer):
        t.read_found(rows, SERIAL)


@pytest.mark.parametrize(("text", "metres"), [("0.812 [km]", 812), ("12", 12000), ("", None), ("N/A", None)])
def test_a_distance_is_told_in_metres(text: str, metres: int | None) -> None:
    assert t.read_metres(t.read_page(f"Distance : {text}")) == metres


@pytest.mark.parametrize("text", ["far", "-1", "812 m"])
def test_a_distance_that_is_none_is_not_guessed(text: str) -> None:
    with pytest.raises(UnexpectedAnswer) as unread:
        t.read_metres(t.read_page(f"Distance : {text}"))
    assert unread.value.paths == ("Distance",)


@pytest.mark.parametrize("text", ["-19,42", "low", "-"])
def test_a_level_is_a_number_or_is_not_told(text: str) -> None:
    page = t.read_page(f"RSSI [dBm] : {text}")
    if text == "-":
        assert t.read_level(page, "RSSI [dBm]") is None
        return
    with pytest.raises(UnexpectedAnswer):
        t.read_level(page, "RSSI [dBm]")


def test_a_status_tells_levels_distance_and_model() -> None:
    bench = Bench()
    status = bench.client.get_onu_status(onu=bench.known())
    assert (status.oper_state, status.raw_state, status.model) == (olt.OperState.ONLINE, "Up", "DM984-422")
    levels = status.optical
    assert (levels.onu_rx_dbm, levels.onu_tx_dbm, levels.olt_rx_dbm) == tuple(
        map(Decimal, ("-19.42", "2.13", "-21.05"))
    )
    assert status.distance_m == 812


def test_an_onu_off_the_air_has_no_levels_and_is_not_asked_for_them() -> None:
    bench = Bench()
    status = bench.client.get_onu_status(onu=bench.known(DARK))
    assert (status.oper_state, status.optical, status.distance_m) == (
        olt.OperState.OFFLINE,
        olt.OpticalLevels(),
        None,
    )
    assert not any(line.endswith("rssi") for line in bench.fake.lines)


def test_a_state_that_is_in_no_table_is_unknown_with_its_word() -> None:
    bench = Bench()
    onu = bench.known()
    page = f" Serial Number : {WORKING}\n Operational state : Ranging\n Distance : N/A\n"
    bench.script.add(_says("show interface gpon 1/1/1 onu 0", page))
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.raw_state) == (olt.OperState.UNKNOWN, "Ranging")


def test_the_page_of_another_onu_is_not_taken_for_it() -> None:
    bench = Bench()
    onu = bench.known()
    page = f" Serial Number : {WAITING}\n Operational state : Up\n Distance : N/A\n"
    bench.script.add(_says("show interface gpon 1/1/1 onu 0", page))
    with pytest.raises(UnexpectedAnswer) as unread:
        bench.client.get_onu_status(onu=onu)
    assert unread.value.paths == ("Serial Number",)


def test_lists_are_of_one_pon_or_of_all_and_empty_ones_are_empty() -> None:
    bench = Bench()
    assert len(list(bench.client.list_unprovisioned())) == 4
    assert [each.pon_port for each in bench.client.list_unprovisioned(pon_port="1/1/3")] == ["1/1/3"]
    assert [each.onu_id for each in bench.client.list_onus()] == [0, 1]
    assert list(bench.client.list_onus(pon_port="1/1/8")) == []
    bench.equipment.devices.clear()
    assert list(bench.client.list_unprovisioned()) == []


def test_rows_of_another_pon_than_the_one_asked_for_are_not_taken() -> None:
    bench = Bench()
    bench.script.add(_says("show interface gpon 1/1/5 onu", ONUS))
    with pytest.raises(UnexpectedAnswer):
        list(bench.client.list_onus(pon_port="1/1/5"))


def test_an_onu_that_is_not_there_is_told_as_such() -> None:
    bench = Bench()
    with pytest.raises(ProviderRejected) as refused:
        bench.client.find_onu(serial="DACM0000BEEF")
    assert refused.value.violation is not None
    assert refused.value.violation.rule_id == "ONU-16"


def _says(line: str, text: str) -> TerminalFault:
    return TerminalFault(kind=TerminalFaultKind.SAY, on=line, text=text)
