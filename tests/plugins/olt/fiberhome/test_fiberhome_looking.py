"""Looking through a UNM2000: lists in blocks, empty ones said in three ways, states and optics, and broken tables."""

from datetime import datetime
from decimal import Decimal
from itertools import islice

import attrs
import pytest

from fiberhome_by_hand import FAR, FOREIGN, WAITING, WORKING, Bench, broken
from isp_integrations import olt
from isp_integrations.core.errors import InvalidIdentifier, ProviderRejected, RuleViolation, UnexpectedAnswer
from isp_integrations.core.olt.models import OpticalLevels
from isp_integrations.core.olt.requests import ListOnus
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.platform import Account
from isp_integrations.core.tl1 import Tl1Answer, Tl1Command
from isp_integrations.plugins.olt.equipment.state import Device
from isp_integrations.plugins.olt.fiberhome import fake_tables as ft
from isp_integrations.plugins.olt.fiberhome import rows
from isp_integrations.plugins.olt.fiberhome.plugin import FiberHome
from isp_integrations.plugins.olt.fiberhome.sandbox import CENTRE, SUBURB, Habits

STATE = dict(zip(ft.STATES, ("1", "UP", "UP", "MAC", WORKING, "--", "2026-01-30 08:00:00"), strict=True))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def answers(bench: Bench, on: str, columns: tuple[str, ...], *cells: tuple[str, ...]) -> None:
    """Have the next message that matches answered with a table of the test's own."""
    lines = ["\t".join(columns), *("\t".join(row) for row in cells)]
    rule = "-" * 80
    for ahead in range(1, 6):
        tag = f"T{len(bench.fake.connections[-1].messages) + ahead}"
        body = "\n".join((f"M  {tag} COMPLD", "   total_blocks=1", "", "List", rule, *lines, rule, "", ";", ""))
        bench.say(f"{on}:{tag}:*", "\n" + body)


def test_the_connection_and_the_olts(bench: Bench) -> None:
    bench.client.test_connection()
    assert [(each.id, each.name, each.model) for each in bench.client.list_olts()] == [
        (CENTRE, "OLT-CENTRO", "AN6000-17"),
        (SUBURB, "OLT-BAIRRO", "AN6000-17"),
    ]


def test_onu_1_every_olt_is_searched_in_one_message(bench: Bench) -> None:
    found = list(bench.client.list_unprovisioned())
    assert [(each.olt_id, each.pon_port) for each in found] == [
        (CENTRE, "1/3"),
        (CENTRE, "1/3"),
        (CENTRE, "1/4"),
        (CENTRE, "2/1"),
        (SUBURB, "1/2"),
    ]
    assert sum(each.startswith("LST-UNREGONU") for each in bench.fake.messages) == 1
    first = found[0]
    assert (first.serial, first.model) == (OnuSerial.parse(WAITING), "HG6145E")
    assert first.found_at is not None
    assert first.found_at.date().isoformat() == "2026-01-31"


@pytest.mark.parametrize(
    ("scope", "access"),
    [
        ({"olt_id": CENTRE}, f"OLTID={CENTRE}"),
        ({"olt_id": CENTRE, "pon_port": "2/1"}, f"OLTID={CENTRE},PONID=NA-NA-2-1"),
    ],
)
def test_onu_1_one_olt_or_one_pon_is_searched_alone(bench: Bench, scope: dict[str, str], access: str) -> None:
    found = list(bench.client.list_unprovisioned(**scope))
    assert bench.fake.messages[-1].startswith(f"LST-UNREGONU::{access}:")
    assert len(found) == (1 if "pon_port" in scope else 4)
    assert found[-1].serial == OnuSerial.parse(FOREIGN)


def test_a_pon_of_no_olt_in_particular_is_picked_out_of_all(bench: Bench) -> None:
    assert [each.olt_id for each in bench.client.list_unprovisioned(pon_port="1/2")] == [SUBURB]


def test_a_discovered_id_is_cut_to_the_serial_and_kept_whole_as_it_came() -> None:
    bench = Bench(Habits(long_ids=True))
    (found,) = bench.client.list_unprovisioned(olt_id=SUBURB)
    assert found.serial == OnuSerial.parse(FAR)
    assert found.raw_serial == FAR + "00000000"


def test_units_of_epon_wait_without_a_serial_and_are_left_out_of_lists(bench: Bench) -> None:
    bench.known()
    epon = ("1", "1", "0A1B2C3D4E5F", "--", "--", "1", "--", "AN5006-04")
    answers(bench, "LST-UNREGONU::*", ft.WAITING, epon)
    (found,) = bench.client.list_unprovisioned(olt_id=CENTRE)
    assert (found.serial, found.raw_serial, found.found_at) == (None, "0A1B2C3D4E5F", None)
    row = (CENTRE, "NA-NA-1-1", "1", "n", "--", "AN5006-04", "--", "MAC", "0A1B2C3D4E5F", "--", "--", "RP1")
    answers(bench, "LST-ONU::*", ft.ONUS, row)
    assert list(bench.client.list_onus(olt_id=CENTRE)) == []


@pytest.mark.parametrize("empty", ["rows", "zero", "refusal"])
def test_nothing_to_list_is_an_empty_list_however_it_is_said(empty: str) -> None:
    bench = Bench(Habits(empty=empty))
    assert list(bench.client.list_onus(olt_id=SUBURB)) == []
    bench.fake.olts[SUBURB].devices.clear()
    assert list(bench.client.list_unprovisioned(olt_id=SUBURB)) == []


def test_lists_in_many_blocks_lose_no_row() -> None:
    bench = Bench(Habits(per_block=2))
    for number in range(5):
        serial = f"FHTT0000000{number}"
        bench.centre.devices[serial] = Device(serial=serial, pon="1/1")
    assert len(list(bench.client.list_unprovisioned(olt_id=CENTRE))) == 9


def test_authorised_onus_come_olt_by_olt_with_their_states(bench: Bench) -> None:
    bench.provisioned(FAR)
    (first, second) = list(bench.client.list_onus())
    assert (first.olt_id, first.pon_port, first.onu_id, first.name) == (CENTRE, "1/1", 1, "CLIENTE 11")
    assert (first.oper_state, first.raw_state) == (olt.OperState.ONLINE, "UP")
    assert (second.olt_id, second.pon_port) == (SUBURB, "1/2")
    assert first.admin_state is olt.OnuState.PROVISIONED
    assert list(bench.client.list_onus(olt_id=CENTRE, pon_port="1/2")) == []


def test_a_name_with_a_semicolon_that_somebody_gave_by_hand_is_read_whole(bench: Bench) -> None:
    bench.config(WORKING).name = "FULANA; CASA 2"
    assert bench.client.find_onu(serial=WORKING).name == "FULANA; CASA 2"


def test_the_list_goes_on_from_its_cursor_in_another_process(bench: Bench) -> None:
    """The cursor names the OLTs that are left, so that nothing is asked again."""
    plugin = FiberHome(Account(credentials=bench.fake.credentials))
    (step,) = islice(plugin.list_onus(ListOnus(), f"{SUBURB},192.0.2.13"), 1)
    assert isinstance(step, Tl1Command)
    assert step.message.startswith(f"LST-ONU::OLTID={SUBURB}:")


@pytest.mark.parametrize("cursor", ["", ",", "192.0.2.11,", "192.0.2.11;LOGOUT", "a b"])
def test_a_cursor_of_another_list_is_refused(bench: Bench, cursor: str) -> None:
    plugin = FiberHome(Account(credentials=bench.fake.credentials))
    with pytest.raises(InvalidIdentifier):
        next(plugin.list_onus(ListOnus(), cursor))


@pytest.mark.parametrize("empty", ["rows", "zero", "refusal"])
def test_a_serial_that_nobody_has_is_not_found(empty: str) -> None:
    bench = Bench(Habits(empty=empty))
    with pytest.raises(ProviderRejected) as refused:
        bench.client.find_onu(serial=WAITING)
    assert broken(refused.value) == "onu.platform.not_found"


def test_onu_16_an_onu_whose_place_is_not_known_is_to_be_found_first(bench: Bench) -> None:
    onu = attrs.evolve(bench.known(), olt_id=None)
    with pytest.raises(RuleViolation) as refused:
        bench.client.get_onu_status(onu=onu)
    assert [violation.code for violation in refused.value.violations] == ["onu.platform.address"]


@pytest.mark.parametrize("comma", [False, True])
def test_status_has_power_in_dbm_with_a_point_or_a_comma(comma: bool) -> None:
    bench = Bench(Habits(comma=comma))
    status = bench.client.get_onu_status(onu=bench.known())
    assert status.oper_state is olt.OperState.ONLINE
    assert status.optical == OpticalLevels(
        onu_rx_dbm=Decimal("-19.42"), onu_tx_dbm=Decimal("2.13"), olt_rx_dbm=Decimal("-21.05")
    )
    assert status.temperature_c == Decimal(51)
    assert status.last_down_at is None


def test_an_onu_off_the_air_has_a_time_and_no_levels(bench: Bench) -> None:
    onu = bench.known()
    bench.centre.set_light(WORKING, on=False)
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.raw_state) == (olt.OperState.OFFLINE, "DOWN")
    assert status.optical == OpticalLevels()
    assert status.last_down_at is not None
    assert status.last_down_at.tzinfo is None
    assert not any(each.startswith("LST-OMDDM") for each in bench.fake.messages)


def test_an_onu_that_falls_between_two_questions_has_no_levels(bench: Bench) -> None:
    onu = bench.known()
    bench.centre.set_light(WORKING, on=False)
    answers(bench, "LST-ONUSTATE::*", ft.STATES, tuple(STATE.values()))
    status = bench.client.get_onu_status(onu=onu)
    assert status.optical == OpticalLevels()
    assert status.last_down_at == datetime(2026, 1, 30, 8)  # noqa: DTZ001  the system tells no offset


def test_a_state_that_nobody_knows_is_unknown_with_its_word(bench: Bench) -> None:
    onu = bench.known()
    answers(bench, "LST-ONUSTATE::*", ft.STATES, tuple({**STATE, "OperState": "Ranging"}.values()))
    status = bench.client.get_onu_status(onu=onu)
    assert (status.oper_state, status.raw_state) == (olt.OperState.UNKNOWN, "Ranging")


@pytest.mark.parametrize(("word", "state"), [("Online", "online"), ("Working", "online"), ("Offline", "offline")])
def test_words_of_states(bench: Bench, word: str, state: str) -> None:
    onu = bench.known()
    answers(bench, "LST-ONUSTATE::*", ft.STATES, tuple({**STATE, "OperState": word}.values()))
    assert bench.client.get_onu_status(onu=onu).oper_state == state


OPTICS = dict.fromkeys(ft.OPTICS, "--")


@pytest.mark.parametrize("column", ["RxPower", "TxPower", "PRxPower", "Temperature"])
def test_a_level_that_is_no_number_names_its_column(bench: Bench, column: str) -> None:
    onu = bench.known()
    answers(bench, "LST-OMDDM::*", ft.OPTICS, tuple({**OPTICS, column: "normal"}.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        bench.client.get_onu_status(onu=onu)
    assert told.value.paths == (column,)


def test_levels_of_two_onus_are_of_none(bench: Bench) -> None:
    onu = bench.known()
    answers(bench, "LST-OMDDM::*", ft.OPTICS, tuple(OPTICS.values()), tuple(OPTICS.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        bench.client.get_onu_status(onu=onu)
    assert told.value.paths == ("ONUID",)


def test_levels_that_are_not_told_are_none(bench: Bench) -> None:
    onu = bench.known()
    answers(bench, "LST-OMDDM::*", ft.OPTICS, tuple(OPTICS.values()))
    assert bench.client.get_onu_status(onu=onu).optical == OpticalLevels()


@pytest.mark.parametrize("column", ["SLOTNO", "PONNO", "MAC", "AUTHTIME", "DT"])
def test_a_column_that_is_missing_is_named(bench: Bench, column: str) -> None:
    bench.known()
    row = dict(zip(ft.WAITING, ("1", "1", WAITING, "--", "--", "1", "--", "HG6145E"), strict=True))
    del row[column]
    answers(bench, "LST-UNREGONU::*", tuple(row), tuple(row.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        list(bench.client.list_unprovisioned(olt_id=CENTRE))
    assert told.value.paths == (column,)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("SLOTNO", "x"), ("SLOTNO", "--"), ("PONNO", ""), ("AUTHTIME", "ontem"), ("PONNO", "1234567")],
)
def test_a_cell_that_cannot_be_read_names_its_column(bench: Bench, column: str, cell: str) -> None:
    bench.known()
    row = dict(zip(ft.WAITING, ("1", "1", WAITING, "--", "--", "1", "--", "HG"), strict=True))
    answers(bench, "LST-UNREGONU::*", ft.WAITING, tuple({**row, column: cell}.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        list(bench.client.list_unprovisioned(olt_id=CENTRE))
    assert told.value.paths == (column,)


def test_columns_shifted_by_one_are_never_a_wrong_value(bench: Bench) -> None:
    bench.known()
    shifted = ("", "1", "3", WAITING, "--", "--", "1", "2026-01-31 10:20:30", "HG6145E")
    answers(bench, "LST-UNREGONU::*", ft.WAITING, shifted)
    with pytest.raises(UnexpectedAnswer):
        list(bench.client.list_unprovisioned(olt_id=CENTRE))


@pytest.mark.parametrize(
    ("verb", "columns", "change", "named"),
    [
        ("LST-ONU", ft.ONUS, {"MAC": "FHTT00000099"}, "MAC"),
        ("LST-ONU", ft.ONUS, {"PONID": "NA-NA-1-2"}, "PONID"),
        ("LST-ONU", ft.ONUS, {"PONID": "1-1"}, "PONID"),
        ("LST-ONU", ft.ONUS, {"ONUNO": "um"}, "ONUNO"),
        ("QUERY-ONUINFO", ft.ANYWHERE, {"SlotNo": "--"}, "SlotNo"),
    ],
)
def test_an_answer_about_something_else_is_not_believed(
    bench: Bench, verb: str, columns: tuple[str, ...], change: dict[str, str], named: str
) -> None:
    onu = bench.config(WORKING)
    bench.known()
    row = ft.onu_row(CENTRE, "NA-NA", onu) if verb == "LST-ONU" else ft.anywhere_row(CENTRE, onu)
    answers(bench, f"{verb}::*", columns, tuple({**dict(zip(columns, row, strict=True)), **change}.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        bench.client.find_onu(serial=WORKING)
    assert told.value.paths == (named,)


def test_a_state_of_another_onu_is_not_believed(bench: Bench) -> None:
    onu = bench.known()
    answers(bench, "LST-ONUSTATE::*", ft.STATES, tuple({**STATE, "AUTHINFO": "FHTT00000099"}.values()))
    with pytest.raises(UnexpectedAnswer) as told:
        bench.client.get_onu_status(onu=onu)
    assert told.value.paths == ("AUTHINFO",)


@pytest.mark.parametrize(("text", "port"), [("NA-NA-1-3", "1/3"), ("1-1-12-16", "12/16"), ("0-NA-2-1", "2/1")])
def test_pons_are_read_in_every_spelling(text: str, port: str) -> None:
    assert rows.read_place({"PONID": text}, CENTRE).port == port


@pytest.mark.parametrize("text", ["1-3", "NA-NA-1", "NA-NA-x-1", "NA-NA-1-3-2", ""])
def test_a_pon_that_is_none_is_not_read(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        rows.read_place({"PONID": text}, CENTRE)


def test_ports_and_radios_of_a_wan_are_read_apart() -> None:
    assert rows.read_bindings({"BINDPORTNO": "LAN1-ssid1-SSID5"}) == {"LAN1", "SSID1", "SSID5"}
    assert rows.read_bindings({"BINDPORTNO": "--"}) == frozenset()


def test_names_of_columns_are_read_in_any_case() -> None:
    assert rows.cell({"OPERSTATE": "UP"}, "OperState") == "UP"


def test_an_answer_keeps_its_rows_out_of_its_repr() -> None:
    assert "s3nh@" not in repr(Tl1Answer(completion="COMPLD", rows=({"PPPOEPASSWD": "s3nh@"},)))


def test_a_detail_that_says_the_object_does_not_exist_is_an_empty_list_whatever_the_code(bench: Bench) -> None:
    bench.known()
    tag = f"T{len(bench.fake.connections[-1].messages) + 1}"
    more = "EADD=object not exist, please check"
    bench.say("LST-UNREGONU*", f"\nM  {tag} DENY\n   EN=SEOF   ENDESC=EMS operation failed\n   {more}\n;\n")
    assert list(bench.client.list_unprovisioned()) == []


def test_an_onu_without_a_row_of_state_is_found_with_its_state_unknown(bench: Bench) -> None:
    bench.known()
    answers(bench, "LST-ONUSTATE::*", ft.STATES)
    found = bench.client.find_onu(serial=WORKING)
    assert (found.oper_state, found.name) == (olt.OperState.UNKNOWN, "CLIENTE 11")
