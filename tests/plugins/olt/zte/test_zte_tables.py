"""What a ZXA10 prints, as it was seen and as it may come: cut off, shifted, broken into."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.zte import tables as t

SERIAL = OnuSerial.parse("ZTEGC0FFEE01")
NARROW = """\
OnuIndex                 Sn                  State
---------------------------------------------------------------------
gpon-onu_1/3/7:1         ZTEGC0FFEE01        unknown
gpon-onu_1/3/8:1         5A544547C0FFEE02    unknown"""
WIDE = """\
OltIndex            Model                SN                 PW
-----------------------------------------------------------------------
gpon_olt-1/2/5      F670LV9.0            ZTEGC0FFEE01       C0FFEE02
gpon_olt-1/1/0      N/A                  ZTEGC0FFEE02       C0FFEE02     GPON
gpon-olt_1/2/6      F670L V9.0 Plus      HWTCC0FFEE03       C0FFEE03     unknown"""
STATES = """\
OnuIndex   Admin State  OMCC State  Phase State  Channel
--------------------------------------------------------------
1/2/1:4     enable       enable      working      1(GPON)
1/2/1:5     enable       disable     LOS          1(GPON)
gpon-onu_1/2/1:6     disable       disable    O7  Auth-Fail          1(GPON)
ONU Number: 1/3"""
BASE = """\
OnuIndex                Type        Mode    AuthInfo             State
----------------------------------------------------------------------
gpon-onu_1/2/1:4        F670L       sn      SN:ZTEGC0FFEE01      ready
gpon-onu_1/2/1:5        F660        loid    LOID:CASA5           ready"""
DETAIL = """\
ONU interface:          gpon-onu_1/2/3:4
  Name:                 CLIENTE-1
  Type:                 F670L
  Phase state:          working
  Config state:         success
  Serial number:        ZTEGC0FFEE01
  Description:          Casa dos fundos: ramal 2
  Distance:             1234m
  Other label:          whatever
----------------------------------------------------------------------
       AuthpassTime          OfflineTime             Cause
   1   2026-01-30 10:00:00   2026-01-31 09:00:00     LOS of the fiber
   2   2026-01-31 09:10:00   0000-00-00 00:00:00
   3   0000-00-00 00:00:00   0000-00-00 00:00:00"""
POWER = """\
           OLT                  ONU              Attenuation
--------------------------------------------------------------------------
 up      Rx :-20.241(dbm)      Tx:2.423(dbm)        22.664(dB)

 down    Tx :5.369(dbm)        Rx:-16.676(dbm)      22.045(dB)"""
CLASSIC_CARDS = """\
Rack Shelf Slot CfgType RealType Port HardVer SoftVer Status
------------------------------------------------------------
1    1     2    GTGO    GTGOG    8    V1.0.0  V2.1.0  INSERVICE
1    1     3    GTGH             0                    OFFLINE
1    1     4    GTGH    GTGHK    16   V1.0.0  V2.1.0  INSERVICE
1    1     10   SCXM    SCXM     0    V1.0.0  V2.1.0  STANDBY"""
TITAN_CARDS = """\
Shelf Slot CfgType RealType Port HardVer SoftVer Status
1     2    GFGH    GFGH     16   V1.0.0  V1.2.1  INSERVICE"""
ALARM = "ONU gpon-onu_1/2/1:9 LOS alarm at 2026-01-31 10:20:30"


def rows(text: str) -> list[tuple[str, str, str]]:
    return [(row.pon, row.serial.value, row.model) for row in t.read_waiting(text)]


def test_the_narrow_list_gives_pon_and_serial_in_either_form() -> None:
    assert rows(NARROW) == [("1/3/7", "ZTEGC0FFEE01", ""), ("1/3/8", "ZTEGC0FFEE02", "")]


def test_the_wide_list_gives_the_model_too_whole_and_in_either_spelling() -> None:
    assert rows(WIDE) == [
        ("1/2/5", "ZTEGC0FFEE01", "F670LV9.0"),
        ("1/1/0", "ZTEGC0FFEE02", ""),
        ("1/2/6", "HWTCC0FFEE03", "F670L V9.0 Plus"),
    ]


def test_states_are_read_from_the_right_and_unknown_words_are_kept_whole() -> None:
    found = [(row.place.number, row.enabled, row.phase) for row in t.read_states(STATES, "1/2/1")]
    assert found == [(4, True, "working"), (5, True, "LOS"), (6, False, "Auth-Fail")]


def test_base_information_has_a_serial_where_the_onu_is_known_by_one() -> None:
    found = [(row.place.number, row.type, row.serial) for row in t.read_base_info(BASE, "1/2/1")]
    assert found == [(4, "F670L", SERIAL), (5, "F660", None)]


def test_a_page_is_read_by_label_whatever_else_it_has() -> None:
    page = t.read_detail(DETAIL)
    assert page.text("Description") == "Casa dos fundos: ramal 2"
    assert page.text("SN", "Serial number") == "ZTEGC0FFEE01"
    assert page.text("Vendor-Id") == ""


def test_a_history_keeps_causes_whole_and_leaves_unused_rows_out() -> None:
    first, second = t.read_detail(DETAIL).history
    assert (first.down_at, first.cause) == (datetime(2026, 1, 31, 9), "LOS of the fiber")  # noqa: DTZ001  naive
    assert (second.up_at, second.down_at) == (datetime(2026, 1, 31, 9, 10), None)  # noqa: DTZ001  naive


def test_a_time_with_a_negative_offset_keeps_it() -> None:
    told = DETAIL.replace("2026-01-31 09:00:00 ", "2026-01-31 09:00:00-03:00 ")
    down_at = t.read_detail(told).history[0].down_at
    assert down_at == datetime(2026, 1, 31, 9, tzinfo=timezone(timedelta(hours=-3)))


def test_power_is_the_onus_in_the_down_row_and_the_olts_in_the_up_row() -> None:
    levels = t.read_power(POWER)
    assert (levels.onu_rx_dbm, levels.onu_tx_dbm, levels.olt_rx_dbm) == (
        Decimal("-16.676"),
        Decimal("2.423"),
        Decimal("-20.241"),
    )


def test_no_signal_is_no_level() -> None:
    dark = """\
 up      Rx :no signal         Tx:N/A               N/A

 down    Tx :5.369(dbm)        Rx:no signal         N/A"""
    levels = t.read_power(dark)
    assert (levels.onu_rx_dbm, levels.onu_tx_dbm, levels.olt_rx_dbm) == (None, None, None)


def test_boards_in_service_and_the_line_of_products() -> None:
    assert t.read_cards(CLASSIC_CARDS) == t.Chassis(spelling=t.Spelling.CLASSIC, ports={2: 8, 4: 16})
    assert t.read_cards(TITAN_CARDS) == t.Chassis(spelling=t.Spelling.TITAN, ports={2: 16})


def test_names_of_interfaces_by_line_of_products() -> None:
    place = t.Place("1/2/3", 4)
    assert [t.Spelling.CLASSIC.pon("1/2/3"), t.Spelling.CLASSIC.onu(place)] == ["gpon-olt_1/2/3", "gpon-onu_1/2/3:4"]
    assert [t.Spelling.TITAN.pon("1/2/3"), t.Spelling.TITAN.onu(place)] == ["gpon_olt-1/2/3", "gpon_onu-1/2/3:4"]
    assert place.vport == "vport-1/2/3.4:1"


@pytest.mark.parametrize(("text", "metres"), [("1234m", 1234), ("12 m", 12), ("7", 7), ("N/A", None), ("", None)])
def test_a_distance_is_in_metres(text: str, metres: int | None) -> None:
    assert t.read_metres(text) == metres


def test_a_line_cut_at_the_terminals_width_is_joined_without_a_blank() -> None:
    cut = "interface gpon-onu_1/2/3:4\n  tcont 1 profile T-1G\n  service-port 1 vport 1 user-vl\nan 100 vlan 100\n!"
    assert t.read_running(cut) == (
        "interface gpon-onu_1/2/3:4",
        "tcont 1 profile T-1G",
        "service-port 1 vport 1 user-vlan 100 vlan 100",
        "!",
    )


def test_the_place_of_an_onu_is_told_in_either_spelling() -> None:
    assert t.read_place("SearchResult\n-----\ngpon-onu_1/2/3:4") == t.Place("1/2/3", 4)
    assert t.read_place("gpon_onu-1/2/3:14") == t.Place("1/2/3", 14)


def states(text: str) -> object:
    return t.read_states(text, "1/2/1")


def base(text: str) -> object:
    return t.read_base_info(text, "1/2/1")


UNREADABLE: dict[str, tuple[Callable[[str], object], str, str]] = {
    "list without header": (t.read_waiting, "gpon-onu_1/3/7:1  ZTEGC0FFEE01  unknown", "OnuIndex"),
    "list empty": (t.read_waiting, "", "OnuIndex"),
    "list broken into": (t.read_waiting, NARROW.replace("unknown\n", f"unknown\n{ALARM}\n"), "SN"),
    "list cut off": (t.read_waiting, NARROW[:-22], "SN"),
    "list shifted": (t.read_waiting, NARROW.replace("ZTEGC0FFEE01        unknown", "unknown  ZTEGC0FFEE01"), "SN"),
    "wide list shifted": (t.read_waiting, WIDE.replace("F670LV9.0            ZTEGC0FFEE01", "ZTEGC0FFEE01"), "SN"),
    "serial with a letter": (t.read_waiting, NARROW.replace("C0FFEE01", "C0FFEEX1"), "SN"),
    "states without the total": (states, STATES.removesuffix("ONU Number: 1/3"), "ONU Number"),
    "states with a row lost": (states, STATES.replace("1/2/1:5     enable       disable     LOS", ""), "Phase State"),
    "states broken into": (states, STATES.replace("1/2/1:5", f"{ALARM}\n1/2/1:5"), "Phase State"),
    "states with fewer rows": (states, STATES.replace("1/3", "1/4"), "ONU Number"),
    "states of another PON": (states, STATES.replace("1/2/1:5", "1/2/2:5"), "Phase State"),
    "states with a number twice": (states, STATES.replace("1/2/1:5", "1/2/1:4"), "ONU Number"),
    "states shifted": (states, STATES.replace("enable       enable ", "enable "), "Phase State"),
    "states empty": (states, "", "ONU Number"),
    "base broken into": (base, f"{BASE}\n{ALARM}", "AuthInfo"),
    "base with no serial": (base, BASE.replace("SN:ZTEGC0FFEE01", "SN:unknown"), "AuthInfo"),
    "base of another PON": (base, BASE.replace("1/2/1:5", "1/2/2:5"), "AuthInfo"),
    "base without header": (base, "", "OnuIndex"),
    "page cut off": (t.read_detail, DETAIL.split("-----", maxsplit=1)[0], "AuthpassTime"),
    "page without a phase": (t.read_detail, DETAIL.replace("Phase state", "Fase"), "Phase state"),
    "history broken into": (t.read_detail, DETAIL.replace("   2   ", f"{ALARM}\n   2   "), "OfflineTime"),
    "history with a row lost": (t.read_detail, DETAIL.replace("   2   2026", "   4   2026"), "OfflineTime"),
    "history of no date": (
        t.read_detail,
        DETAIL.replace("2026-01-31 09:00:00", "2026-13-31 09:00:00"),
        "OfflineTime",
    ),
    "power cut off": (t.read_power, POWER.split(" down", maxsplit=1)[0], "down"),
    "power shifted": (t.read_power, POWER.replace("Tx:2.423(dbm)", ""), "up"),
    "power in another unit": (t.read_power, POWER.replace("-16.676(dbm)", "-16.676(mW)"), "down"),
    "power with rows of the other build": (t.read_power, "ONU(1/2/3:4) -16.676 2.423", "up"),
    "boards without header": (t.read_cards, "1 1 2 GTGO GTGOG 8 V1 V2 INSERVICE", "Slot"),
    "boards broken into": (t.read_cards, f"{CLASSIC_CARDS}\n{ALARM}", "Slot"),
    "boards shifted": (t.read_cards, CLASSIC_CARDS.replace("GTGO    GTGOG    8 ", "GTGO    8 "), "Port"),
    "boards with a slot twice": (t.read_cards, CLASSIC_CARDS.replace("1    1     4 ", "1    1     2 "), "Port"),
    "no place": (t.read_place, "SearchResult", "OnuIndex"),
    "two places": (t.read_place, "gpon-onu_1/2/3:4\ngpon-onu_1/2/3:5", "OnuIndex"),
    "distance in words": (t.read_metres, "far", "Distance"),
}


@pytest.mark.parametrize(("read", "text", "column"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_does_not_fit_names_its_column_and_no_value(
    read: Callable[[str], object], text: str, column: str
) -> None:
    with pytest.raises(UnexpectedAnswer) as unexpected:
        read(text)
    assert unexpected.value.paths == (column,)
    assert "C0FFEE" not in str(unexpected.value)
