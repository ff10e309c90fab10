"""What an ISAM prints in XML: what is read in it, and what is no list and therefore proves nothing."""

import time
from decimal import Decimal

import pytest

from isp_integrations import olt
from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import make_serial
from isp_integrations.plugins.olt.nokia_isam import answers
from isp_integrations.plugins.olt.nokia_isam.sandbox import nokia_sandbox
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from olt_seed import seed_nokia_isam

WORKING = make_serial(11, "ALCL")
STATUS = """\
<?xml version="1.0" encoding="UTF-8"?>
<runtime-data version="0.1">
<hierarchy name="show" type="static">
<hierarchy name="status" type="static">
<instance>
  <res-id name="pon" short-name="pon" type="Gpon::PonIndex">1/1/3/16</res-id>
  <res-id name="ont" short-name="ont" type="Gpon::OntIndex">1/1/3/16/7</res-id>
  <info name="sernum" short-name="sernum" type="Gpon::SerialNumber">ALCL:B0A1B2C3</info>
  <info name="admin-status" type="Gpon::Status">up</info>
  <info name="oper-status" type="Gpon::Status">up</info>
  <info name="olt-rx-sig-level(dbm)" type="Gpon::Level">-21.0</info>
  <info name="ont-olt-distance" type="Gpon::Distance">0.8</info>
  <info name="desc1" type="Basic">FULANA &amp; FILHOS</info>
  <info name="desc2" type="Basic"/>
</instance>
</runtime-data>"""


@pytest.fixture
def fake() -> FakeOlt:
    return nokia_sandbox()


def test_a_status_is_read_element_by_element() -> None:
    (ont,) = answers.read_onts(STATUS)
    assert (ont.place, ont.serial) == (answers.Place("1/1/3/16", 7), OnuSerial.parse("ALCLB0A1B2C3"))
    assert (ont.enabled, ont.oper_status, ont.name, ont.description) == (True, "up", "FULANA & FILHOS", "")
    assert ont.distance == "0.8"


def test_an_ont_that_was_planned_without_a_serial_has_none() -> None:
    (ont,) = answers.read_onts(STATUS.replace("ALCL:B0A1B2C3", "undefined"))
    assert ont.serial is None


def test_a_short_name_before_the_name_is_not_the_name() -> None:
    told = '<info short-name="serial" name="sernum" type="'
    (ont,) = answers.read_onts(STATUS.replace('<info name="sernum" short-name="sernum" type="', told))
    assert ont.serial == OnuSerial.parse("ALCLB0A1B2C3")


def test_a_word_of_activation_that_nobody_knows_is_neither() -> None:
    (ont,) = answers.read_onts(STATUS.replace('Status">up', 'Status">testing'))
    assert (ont.enabled, ont.oper_status) == (None, "testing")


@pytest.mark.parametrize(
    "text",
    [
        "<runtime-data>\n<hierarchy name='status'>\n</runtime-data>",
        '<?xml version="1.0"?>\n<hierarchy name="status">\n<runtime-data>\n</runtime-data>\n</hierarchy>',
        "<runtime-data></runtime-data>",
    ],
    ids=["hierarchy inside", "hierarchy around", "no hierarchy"],
)
def test_a_table_of_nobody_is_an_empty_one(text: str) -> None:
    assert answers.read_onts(text) == ()


LISTS_NOTHING = {
    "only a declaration": '<?xml version="1.0" encoding="UTF-8"?>',
    "cut short before the list": '<?xml version="1.0"?>\n<hierarchy name="show">\n<hierarchy name="status">',
    "hierarchies alone": '<hierarchy name="show">\n<hierarchy name="status">\n</hierarchy>\n</hierarchy>',
    "not closed": '<runtime-data>\n<hierarchy name="status">',
    "closed as it is opened": "<runtime-data/>",
    "another table": '<runtime-data>\n<hierarchy name="optics">\n</hierarchy>\n</runtime-data>',
    "a remark": "<runtime-data>\n<!-- <instance></instance> -->\n</runtime-data>",
    "a remark before": "<!-- --><runtime-data>\n</runtime-data>",
    "an open remark": "<runtime-data>\n<!--\n</runtime-data>",
    "a document type": "<!DOCTYPE a>\n<runtime-data>\n</runtime-data>",
    "two lists": "<runtime-data></runtime-data>\n<runtime-data></runtime-data>",
    "another element in it": "<runtime-data>\n<error/>\n</runtime-data>",
    "no list around an instance": "<instance></instance>",
    "no list around an element": '<info name="sernum"></info>',
}


@pytest.mark.parametrize("text", LISTS_NOTHING.values(), ids=LISTS_NOTHING)
def test_an_answer_that_lists_nothing_is_not_an_empty_table(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        answers.read_onts(text)


@pytest.mark.parametrize("text", LISTS_NOTHING.values(), ids=LISTS_NOTHING)
def test_an_ont_that_an_answer_without_a_list_does_not_show_is_not_taken_as_gone(fake: FakeOlt, text: str) -> None:
    said = TerminalFault(kind=TerminalFaultKind.SAY, on="show equipment ont status pon xml", text=f"{text}\n")
    with (
        olt.sandbox("nokia_isam", fake=fake, script=TerminalFaultScript(said)) as client,
        pytest.raises(UnexpectedAnswer),
    ):
        client.delete_onu(onu=seed_nokia_isam(fake).onu)
    assert fake.equipment.running.find(WORKING) is not None
    assert not [line for line in fake.lines if line.startswith("configure")]


def test_a_table_that_was_cut_short_at_any_line_is_none() -> None:
    lines = STATUS.splitlines(keepends=True)
    for count in range(len(lines)):
        with pytest.raises(UnexpectedAnswer):
            answers.read_onts("".join(lines[:count]))


@pytest.mark.parametrize(
    "text",
    [
        "<a>" + "<instance>" * 20_000,
        "<a>" + "<instance></instance>" * 20_000 + "</a>",
        "<a><instance>" + "<info " * 10_000 + "</instance></a>",
        "<a><instance><info" + ' name="a"' * 20_000 + "</instance></a>",
        "<a><instance><info" + ' name="a"' * 20_000 + "></info></instance></a>",
        "<a>" + "</a> " * 20_000 + "x",
        "<hierarchy " * 100_000,
        "<hierarchy>" * 100_000,
        "<" + "a" * 1_000_000,
        "<" * 1_000_000,
    ],
    ids=[
        "instances never closed",
        "empty instances",
        "elements never closed",
        "a tag never closed",
        "a name many times",
        "closed many times",
        "hierarchies never closed",
        "hierarchies alone",
        "a long name",
        "tags that never begin",
    ],
)
def test_an_answer_that_is_none_is_found_out_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(UnexpectedAnswer):
        answers.read_onts(text)
    assert time.process_time() - started < 2


def said_by_the_newer_cards(text: str) -> TerminalFaultScript:
    return TerminalFaultScript(
        TerminalFault(kind=TerminalFaultKind.SAY, on="show equipment ont status x-pon xml", text=f"{text}\n", times=9)
    )


def test_one_place_with_two_onts_in_the_two_tables_is_no_answer(fake: FakeOlt) -> None:
    script = said_by_the_newer_cards(STATUS.replace("1/1/3/16", "1/1/1/1").replace("/7<", "/1<"))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client, pytest.raises(UnexpectedAnswer):
        client.delete_onu(onu=seed_nokia_isam(fake).onu)
    assert fake.equipment.running.find(WORKING) is not None


def test_an_ont_that_both_tables_tell_alike_is_one(fake: FakeOlt) -> None:
    script = said_by_the_newer_cards(STATUS)
    script.add(TerminalFault(kind=TerminalFaultKind.SAY, on="show equipment ont status pon xml", text=f"{STATUS}\n"))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client:
        assert [onu.serial.value for onu in client.list_onus()] == ["ALCLB0A1B2C3"]


_SECOND = STATUS[STATUS.index("<instance>") : STATUS.index("</runtime-data>")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lorem 42 ipsum",
        STATUS.replace("</runtime-data>", ""),
        STATUS[: STATUS.index("</instance>")],
        STATUS.replace("<instance>", ""),
        "<a>" + STATUS[STATUS.index("  <res-id") : STATUS.index("</runtime-data>")] + "</a>",
        STATUS.replace("</instance>", "ALARM: LOSS OF SIGNAL\n</instance>"),
        STATUS.replace("</instance>", "</instance>\nALARM: LOSS OF SIGNAL"),
        STATUS.replace("</runtime-data>", _SECOND + "</runtime-data>"),
        STATUS.replace('name="desc2"', 'name="desc1"'),
        STATUS.replace(' name="desc2"', ""),
        STATUS.replace('  <info name="desc2"', '  <hierarchy name="status">\n  <info name="desc2"'),
        STATUS.replace("ALCL:B0A1B2C3", "<![CDATA[ALCL:B0A1B2C3]]>"),
        STATUS.replace("1/1/3/16/7", "1/1/3/16"),
        STATUS.replace("ALCL:B0A1B2C3", "ALCL:B0A1"),
        STATUS.replace('name="sernum"', 'name="serial"'),
        STATUS.replace('name="oper-status"', 'name="state"'),
        STATUS.replace('name="admin-status"', 'name="admin"'),
    ],
    ids=[
        "nothing",
        "no XML",
        "cut short between instances",
        "cut short in an instance",
        "no beginning",
        "elements alone",
        "alarm inside",
        "alarm between",
        "told twice",
        "element twice",
        "element without a name",
        "hierarchy inside",
        "a value that is not read",
        "no number",
        "half a serial",
        "no serial",
        "no state",
        "no activation",
    ],
)
def test_a_status_that_is_not_of_its_form_is_no_status(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        answers.read_onts(text)


_NOBODY_WAITS = '<runtime-data>\n<hierarchy name="unprovision-onu">\n</hierarchy>\n</runtime-data>'


def test_nobody_waits_where_the_table_of_those_who_wait_is_empty() -> None:
    assert answers.read_waiting(_NOBODY_WAITS) == ()


def test_an_empty_table_of_others_does_not_tell_who_waits() -> None:
    with pytest.raises(UnexpectedAnswer):
        answers.read_waiting(_NOBODY_WAITS.replace("unprovision-onu", "status"))


WAIT = (
    '<runtime-data><instance><res-id name="alarm-idx">1</res-id><info name="gpon-index">{at}</info>'
    '<info name="sernum">{serial}</info></instance></runtime-data>'
)


@pytest.mark.parametrize("kind", ["pon", "x-pon"])
def test_an_ont_that_waits_is_read_from_either_kind_of_port(kind: str) -> None:
    (ont,) = answers.read_waiting(WAIT.format(at=f"{kind}:1/1/1/12", serial="ALCLB0A1B2C3"))
    assert (ont.pon, ont.serial.value) == ("1/1/1/12", "ALCLB0A1B2C3")


@pytest.mark.parametrize(("at", "serial"), [("1/1/1/12", "ALCLB0A1B2C3"), ("pon:1/1/1/12", ""), ("", "ALCLB0A1B2C3")])
def test_an_ont_that_waits_nowhere_or_without_a_serial_is_no_answer(at: str, serial: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        answers.read_waiting(WAIT.format(at=at, serial=serial))


@pytest.mark.parametrize(("text", "level"), [("-19.42", Decimal("-19.42")), ("unknown", None), ("", None)])
def test_a_level_is_a_number_or_is_not_told(text: str, level: Decimal | None) -> None:
    optics = f'<a><instance><info name="rx-signal-level">{text}</info></instance></a>'
    assert answers.read_optics(optics).onu_rx_dbm == level


@pytest.mark.parametrize("optics", ["<a></a>", '<a><instance><info name="rx-signal-level">low</info></instance></a>'])
def test_levels_that_are_not_of_their_form_are_none(optics: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        answers.read_optics(optics)
