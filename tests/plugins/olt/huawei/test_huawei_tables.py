"""Reading what a SmartAX prints: both serial forms, whole texts, offsets, shifted, cut and broken tables."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from isp_integrations import olt
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.platform import Account
from isp_integrations.plugins.olt.huawei import reads, tables
from isp_integrations.plugins.olt.huawei.plugin import Huawei
from isp_integrations.plugins.olt.huawei.sandbox import huawei_sandbox
from isp_integrations.plugins.olt.huawei.tables import Place

BRASILIA = timezone(timedelta(hours=-3))
RULE = "  " + "-" * 77
PAGE = f"""\
{RULE}
  F/S/P                   : 0/1/3
  ONT-ID                  : 7
  Control flag            : active
  Run state               : offline
  Config state            : normal
  ONT distance(m)         : 812
  Temperature             : 51(C)
  SN                      : 485754431A2B3C4D (HWTC-1A2B3C4D)
  Description             : Rua das Flores 10 apto 201 bloco B em frente a pad
                            aria: casa 2, SN : 0000
  Last down cause         : ONT is reset by ONT command
  Last up time            : 31/01/2026 10:20:30-03:00
  Last down time          : 2026-01-31 10:19:00-03:00
{RULE}
  Line profile ID      : 10
  Line profile name    : LP_INTERNET
{RULE}
  <T-CONT   1>          DBA Profile-ID:10
   <Gem Index 1>
   --------------------------------------------------------------------
   |Serv-Type:ETH |Encrypt:on  |Cascade:off |GEM-CAR:-            |
   --------------------------------------------------------------------
    Mapping VLAN  Priority Port    Port  Bundle  Flow  Transparent
    index                  type    ID    ID      CAR
    0       100   -        -       -     -       -     -
    1       101   -        -       -     -       -     -
   <Gem Index 2>
    0       200   -        -       -     -       -     -
{RULE}
  Service profile ID   : 10
  Service profile name : SP_1ETH
{RULE}"""
LIST = f"""\
{RULE}
  F/S/P   ONT         SN         Control     Run      Config   Match    Protect
          ID                     flag        state    state    state    side
{RULE}
  0/ 1/3    0  4857544300C0FF01  active      online   normal   match    no
  0/ 1/3    1  5A54454700C0FF02  deactive    offline  initial  initial  no
  0/ 1/3   15  ----------------  configuring -        -        -        yes
{RULE}
  F/S/P   ONT-ID   Description
{RULE}
  0/ 1/3       0   Failure: casa 0/ 1/3 7
  0/ 1/3       1   Rua das Flores 10, apartamento 201, bloco B, em fren
                   te ao mercado
  0/ 1/3      15
{RULE}
  In port 0/ 1/3 , the total number of ONTs are: 3, online: 1
{RULE}"""
FOUND = """\
   ----------------------------------------------------------------------------
   Number              : 1
   F/S/P               : 0/1/3
   Ont SN              : 485754431A2B3C4D (HWTC-1A2B3C4D)
   Loid                :
   Ont SoftwareVersion : V5R019C00S100
   Ont EquipmentID     : EG8145V5
   Ont autofind time   : 2026-01-31 10:20:30-03:00
   ----------------------------------------------------------------------------
   F/S/P               : 0/2/0
   Ont SN              : 5A54454700C0FF02
   ----------------------------------------------------------------------------"""
PORTS = f"""\
Switch-Oriented Flow List
{RULE}
   INDEX VLAN VLAN     PORT F/ S/ P VPI  VCI   FLOW  FLOW       RX   TX   STATE
         ID   ATTR     TYPE                    TYPE  PARA
{RULE}
     358 100  common   gpon 0/1 /3  7    1     vlan  100        8    9    up
    5827 200  common   gpon 0/1 /3  7    2     vlan  -          -    -    down
{RULE}
   Total : 2  (Up/Down :    1/1)
   Note : F--Frame, S--Slot, P--Port,"""
OPTICS = f"""\
{RULE}
  ONU NNI port ID                        : 0
  Rx optical power(dBm)                  : -19.42
  Rx power current warning threshold(dBm): [-,-]
  Tx optical power(dBm)                  : 2.13
                                       Temperature(C)                         : 44
  OLT Rx ONT optical power(dBm)          : -21.05, out of range[-35.00,-15.00]
{RULE}"""
PON = Place(0, 1, 3)
BAD = "forma esperada"


def test_a_page_keeps_multi_word_causes_and_wrapped_descriptions_whole() -> None:
    page = tables.read_ont(PAGE)
    assert page.text("Last down cause") == "ONT is reset by ONT command"
    assert page.text("Description") == ("Rua das Flores 10 apto 201 bloco B em frente a padaria: casa 2, SN : 0000")
    assert (page.place, page.number, page.serial) == (PON, 7, OnuSerial.parse("HWTC1A2B3C4D"))


def test_a_page_tells_which_gem_port_carries_which_vlans() -> None:
    assert tables.read_ont(PAGE).gems == {1: {100, 101}, 2: {200}}


@pytest.mark.parametrize("label", ["F/S/P", "ONT-ID", "SN", "Control flag", "Run state"])
def test_a_page_without_one_of_its_marks_is_not_understood(label: str) -> None:
    cut = "\n".join(line for line in PAGE.splitlines() if not line.startswith(f"  {label} "))
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_ont(cut)


def test_a_page_that_ends_in_its_first_block_is_not_understood() -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_ont("\n".join(PAGE.splitlines()[:12]))


@pytest.mark.parametrize(
    "serial", ["485754431A2B3C4D (HWTC-1A2B3C4E)", "485754431A2B3C", "HWTC1A2B3C4D", "-", "00000000000000AB"]
)
def test_a_page_whose_serial_is_in_doubt_is_not_understood(serial: str) -> None:
    with pytest.raises(UnexpectedAnswer) as wrong:
        tables.read_ont(PAGE.replace("485754431A2B3C4D (HWTC-1A2B3C4D)", serial))
    assert wrong.value.paths == ("SN",)


def test_the_hexadecimal_form_of_a_serial_stands_alone_too() -> None:
    page = tables.read_ont(PAGE.replace(" (HWTC-1A2B3C4D)", ""))
    assert page.serial.value == "HWTC1A2B3C4D"


def test_a_list_has_every_row_and_keeps_descriptions_whole() -> None:
    rows = tables.read_onts(LIST, PON)
    assert [(row.number, row.control, row.run, row.description) for row in rows] == [
        (0, "active", "online", "Failure: casa 0/ 1/3 7"),
        (1, "deactive", "offline", "Rua das Flores 10, apartamento 201, bloco B, em frente ao mercado"),
        (15, "configuring", "-", ""),
    ]
    assert [row.serial and row.serial.value for row in rows] == ["HWTC00C0FF01", "ZTEG00C0FF02", None]


@pytest.mark.parametrize("shift", [1, 30, 61])
def test_a_list_whose_columns_are_shifted_is_the_same_list(shift: int) -> None:
    shifted = "\n".join(" " * shift + line for line in LIST.splitlines())
    assert tables.read_onts(shifted, PON) == tables.read_onts(LIST, PON)


@pytest.mark.parametrize("side", ["  no", "  yes", "  -", "", "   "])
def test_a_row_ends_with_or_without_its_last_column(side: str) -> None:
    assert tables.read_onts(LIST.replace("initial  no", f"initial{side}"), PON) == tables.read_onts(LIST, PON)


def test_descriptions_are_read_wherever_their_head_begins() -> None:
    for head in ("F/S/P ONT Description   ", "---- More ----  F/S/P   ONT-ID   Description"):
        assert tables.read_onts(LIST.replace("  F/S/P   ONT-ID   Description", head), PON) == tables.read_onts(
            LIST, PON
        )


def test_a_description_that_reads_as_their_head_is_one() -> None:
    rows = tables.read_onts(LIST.replace("Failure: casa 0/ 1/3 7", "F/S/P ONT Description"), PON)
    assert [row.description[:22] for row in rows] == ["F/S/P ONT Description", "Rua das Flores 10, apa", ""]


def test_a_list_without_descriptions_is_read_without_them() -> None:
    rows, _, total = LIST.partition("  F/S/P   ONT-ID ")
    rows += total[total.index("  In port") :]
    assert [(row.number, row.description) for row in tables.read_onts(rows, PON)] == [(0, ""), (1, ""), (15, "")]


@pytest.mark.parametrize("serial", ["00000000000000AB", "4857544300C0FFZZ", "HWTC544300C0FF02", "-"])
def test_an_ont_without_a_gpon_serial_is_a_row_that_has_none(serial: str) -> None:
    rows = tables.read_onts(LIST.replace("5A54454700C0FF02", serial), PON)
    assert [row.serial and row.serial.value for row in rows] == ["HWTC00C0FF01", None, None]


def test_an_ont_without_a_gpon_serial_is_no_onu_of_the_list() -> None:
    plugin = Huawei(Account(credentials=huawei_sandbox().credentials))
    onus = reads.listed(plugin, PON, tables.read_onts(LIST, PON))
    assert [(onu.serial.value, onu.onu_id, onu.enabled, onu.oper_state, onu.raw_state) for onu in onus] == [
        ("HWTC00C0FF01", 0, True, olt.OperState.ONLINE, "online"),
        ("ZTEG00C0FF02", 1, False, olt.OperState.OFFLINE, "offline"),
    ]
    assert {(onu.pon_port, onu.admin_state) for onu in onus} == {("0/1/3", olt.OnuState.PROVISIONED)}


def test_both_wordings_of_the_total_count() -> None:
    other = LIST.replace("the total number of ONTs are: 3", "the total of ONTs is: 3")
    assert len(tables.read_onts(other, PON)) == 3


BROKEN_LISTS = {
    "a row broken by something else": LIST.replace("active      online ", "act\n  RUNNING\nive      online "),
    "a row cut": LIST.replace("  deactive    offline  initial  initial  no", ""),
    "the end cut": LIST[: LIST.index("In port")],
    "another total": LIST.replace("are: 3", "are: 4"),
    "another PON": LIST.replace("0/ 1/3    1  5A", "0/ 1/4    1  5A"),
    "a number twice": LIST.replace("0/ 1/3    1  5A", "0/ 1/3    0  5A"),
    "something else below a description": LIST.replace("apartamento 201", "apartamento 201\n*** Fan 2 failed ***"),
    "something else below no description": LIST.replace("      15\n", "      15\n    Notice: 42 of 64\n"),
    "a serial cut": LIST.replace("5A54454700C0FF02", "5A544547"),
    "nothing": "",
}


@pytest.mark.parametrize("text", BROKEN_LISTS.values(), ids=BROKEN_LISTS.keys())
def test_a_broken_list_is_not_understood_rather_than_shorter(text: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_onts(text, PON)


def test_every_cut_of_a_list_is_noticed_until_its_total_is_there() -> None:
    for end in range(len(LIST[: LIST.index("are: 3")]) + 5):
        with pytest.raises(UnexpectedAnswer):
            tables.read_onts(LIST[:end], PON)


def test_found_onts_need_only_a_place_and_a_serial() -> None:
    first, second = tables.read_found(FOUND)
    assert (str(first.place), first.raw_serial, first.equipment) == (
        "0/1/3",
        "485754431A2B3C4D (HWTC-1A2B3C4D)",
        "EG8145V5",
    )
    assert first.found_at == datetime(2026, 1, 31, 10, 20, 30, tzinfo=BRASILIA)
    assert (str(second.place), second.raw_serial, second.software, second.found_at) == (
        "0/2/0",
        "5A54454700C0FF02",
        "",
        None,
    )


def test_a_total_below_the_found_onts_is_believed() -> None:
    assert len(tables.read_found(f"{FOUND}\n   The number of GPON autofind ONT is 2\n")) == 2
    with pytest.raises(UnexpectedAnswer):
        tables.read_found(f"{FOUND}\n   The number of GPON autofind ONT is 3\n")


BROKEN_FOUND = {
    "the end cut": "\n".join(FOUND.splitlines()[:-1]),
    "no serial": FOUND.replace("   Ont SN              : 5A54454700C0FF02\n", ""),
    "no place": FOUND.replace("0/2/0", "?"),
    "nothing": "",
    "words": "  Nothing was found.\n" + RULE,
}


@pytest.mark.parametrize("text", BROKEN_FOUND.values(), ids=BROKEN_FOUND.keys())
def test_a_broken_autofind_is_not_understood(text: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_found(text)


def test_service_ports_tell_vlan_gem_port_and_traffic_tables() -> None:
    rows = tables.read_service_ports(PORTS)
    assert [(r.index, r.vlan, r.number, r.gem, r.inbound, r.outbound) for r in rows] == [
        (358, 100, 7, 1, 8, 9),
        (5827, 200, 7, 2, None, None),
    ]
    assert {row.place for row in rows} == {PON}


@pytest.mark.parametrize("text", [PORTS.replace("Total : 2", "Total : 3"), PORTS[: PORTS.index("Total")], ""])
def test_a_list_of_service_ports_that_is_not_whole_is_not_understood(text: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_service_ports(text)


def test_optics_are_numbers_without_their_remarks_and_wherever_their_line_begins() -> None:
    assert tables.read_optical(OPTICS) == {
        "Rx optical power(dBm)": Decimal("-19.42"),
        "Tx optical power(dBm)": Decimal("2.13"),
        "OLT Rx ONT optical power(dBm)": Decimal("-21.05"),
        "Temperature(C)": Decimal(44),
    }


@pytest.mark.parametrize("nothing", ["-", "--", "[-,-]", ""])
def test_an_optic_that_is_not_measured_is_no_number(nothing: str) -> None:
    assert tables.read_optical(OPTICS.replace("-19.42", nothing))["Rx optical power(dBm)"] is None


@pytest.mark.parametrize("wrong", ["-19,42", "-19.42dBm", "abc", "-19.42 2.13"])
def test_an_optic_that_is_no_number_is_not_understood(wrong: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_optical(OPTICS.replace(": -19.42", f": {wrong}"))


def test_optics_without_their_end_or_their_first_value_are_not_understood() -> None:
    for text in (OPTICS[:-70], OPTICS.replace("  Rx optical power(dBm) ", "  Rx ")):
        with pytest.raises(UnexpectedAnswer, match=BAD):
            tables.read_optical(text)


TIMES = {
    "2026-01-31 10:20:30-03:00": datetime(2026, 1, 31, 10, 20, 30, tzinfo=BRASILIA),
    "31/01/2026 10:20:30-03:00": datetime(2026, 1, 31, 10, 20, 30, tzinfo=BRASILIA),
    "2026-01-31 10:20:30+05:30": datetime(2026, 1, 31, 10, 20, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    "2026-01-31 10:20:30": datetime(2026, 1, 31, 10, 20, 30),  # noqa: DTZ001  it has no offset
    "-": None,
    "": None,
    "2026-13-31 10:20:30-03:00": None,
    "yesterday": None,
}


@pytest.mark.parametrize(("text", "moment"), TIMES.items())
def test_moments_keep_their_offset_negative_ones_too(text: str, moment: datetime | None) -> None:
    read = tables.read_time(text)
    assert read == moment
    assert (read and read.utcoffset()) == (moment and moment.utcoffset())


BOARDS = """\
  -------------------------------------------------------------------------
  SlotID  BoardName  Status          SubType0 SubType1    Online/Offline
  -------------------------------------------------------------------------
  0
  1       H806GPBD   Normal
  2       H901XGHD   Normal
  3       H802EPBD   Normal
  9       H801MCUD   Active_normal   CPCF
  10      H806GPFD   Failed                               Offline
  -------------------------------------------------------------------------"""


def test_slots_are_those_of_gpon_and_xg_pon_boards() -> None:
    assert tables.read_gpon_slots(BOARDS) == (1, 2, 10)


def test_boards_without_their_end_are_not_understood() -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_gpon_slots("\n".join(BOARDS.splitlines()[:-1]))


@pytest.mark.parametrize("text", ["  PortID :3, ONTID :7", "  PortID : 3, ONT ID : 7", "PortID :3, ONT-ID :7"])
def test_the_number_that_was_given_is_read_in_every_spelling(text: str) -> None:
    assert tables.read_number_given(text) == 7


def test_an_answer_without_the_number_is_not_understood() -> None:
    with pytest.raises(UnexpectedAnswer, match=BAD):
        tables.read_number_given("  Number of ONTs that can be added: 1, success: 1")
