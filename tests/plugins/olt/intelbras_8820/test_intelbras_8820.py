"""Intelbras' 8820 driver: the very lines that it types, what it reads, and what it refuses to guess."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import (
    OutcomeUnknown,
    ProviderRejected,
    RuleViolation,
    UnexpectedAnswer,
    UnsupportedOperation,
)
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.intelbras_8820 import tables
from isp_integrations.plugins.olt.intelbras_8820.sandbox import intelbras_sandbox
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from olt_seed import BRIDGE, seed_intelbras, working

WAITING = make_serial(1, "ITBS")


@pytest.fixture
def fake() -> FakeOlt:
    return intelbras_sandbox()


@pytest.fixture
def client(fake: FakeOlt) -> olt.OltClient:
    return olt.sandbox("intelbras_8820", fake=fake)


def provisioning(fake: FakeOlt, **changes: Any) -> dict[str, Any]:
    seed = seed_intelbras(fake)
    return {
        "onu": seed.waiting,
        "connection": seed.connection,
        "template": attrs.evolve(seed.template, **changes),
    }


def changes_of(fake: FakeOlt) -> list[str]:
    return [line for line in fake.lines if not line.startswith("onu show")]


@pytest.mark.parametrize(("options", "side"), [({}, "eth 1"), ({"uplink": "router"}, "router")])
def test_a_bridge_is_typed_line_by_line(
    client: olt.OltClient, fake: FakeOlt, options: dict[str, str], side: str
) -> None:
    done = client.provision_onu(**provisioning(fake, options=options))
    assert changes_of(fake) == [
        f"onu set gpon 2 onu 1 serial-number {WAITING} meprof intelbras-110b",
        "onu description add gpon 2 onu 1 text FULANA-DE-EXEMPLO",
        f"bridge add gpon 2 onu 1 downlink vlan 100 tagged {side}",
    ]
    assert (done.value.onu.onu_id, done.value.onu.pon_port) == (1, "2")


def test_the_first_free_number_is_taken(client: olt.OltClient, fake: FakeOlt) -> None:
    for number in (1, 2):
        fake.equipment.running.authorise(OnuConfig(pon="2", number=number, serial=make_serial(70 + number, "ITBS")))
    assert client.provision_onu(**provisioning(fake)).value.onu.onu_id == 3


def test_a_refusal_whose_words_nobody_recorded_is_doubt(client: olt.OltClient, fake: FakeOlt) -> None:
    with pytest.raises(OutcomeUnknown) as doubt:
        client.provision_onu(**{**provisioning(fake), "connection": attrs.evolve(BRIDGE, vlan=999)})
    assert doubt.value.pending == "bridge_eth"
    assert fake.equipment.running.service_ports == {}


def test_an_attempt_that_failed_goes_on_under_the_number_that_it_has(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake)
    number = OnuConfig(pon="2", number=9, serial=WAITING, service_profile="intelbras-110b")
    fake.equipment.running.authorise(number)
    failed = attrs.evolve(
        asked["onu"], onu_id=9, admin_state=olt.OnuState.PROVISION_FAILED, failed_steps=("description", "bridge")
    )
    done = client.retry_provision(**{**asked, "onu": failed}).value
    assert [step.state for step in done.steps] == [olt.StepState.ALREADY, olt.StepState.DONE, olt.StepState.DONE]
    assert changes_of(fake) == [
        "onu description add gpon 2 onu 9 text FULANA-DE-EXEMPLO",
        "bridge add gpon 2 onu 9 downlink vlan 100 tagged eth 1",
    ]


def test_a_number_that_is_free_again_is_not_taken_for_an_authorisation(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake)
    failed = attrs.evolve(asked["onu"], onu_id=9, admin_state=olt.OnuState.PROVISION_FAILED)
    fake.equipment.set_power(WAITING, on=False)
    with pytest.raises(ProviderRejected, match="não espera"):
        client.retry_provision(**{**asked, "onu": failed})
    assert changes_of(fake) == []


def test_an_onu_that_does_not_wait_on_its_pon_is_a_conflict(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake)
    with pytest.raises(ProviderRejected, match="não espera"):
        client.provision_onu(**{**asked, "onu": attrs.evolve(asked["onu"], pon_port="3")})
    assert changes_of(fake) == []


def test_a_full_pon_is_told_and_nothing_is_typed(client: olt.OltClient, fake: FakeOlt) -> None:
    for number in range(1, 65):
        fake.equipment.running.authorise(OnuConfig(pon="2", number=number, serial=make_serial(900 + number, "ITBS")))
    with pytest.raises(ProviderRejected, match="número livre"):
        client.provision_onu(**provisioning(fake))
    assert changes_of(fake) == []


def test_a_bridge_whose_answer_is_lost_is_in_doubt_and_not_typed_again(fake: FakeOlt) -> None:
    lost = TerminalFault(kind=TerminalFaultKind.DROP_AFTER, on="bridge add *")
    client = olt.sandbox("intelbras_8820", fake=fake, script=TerminalFaultScript(lost))
    with pytest.raises(OutcomeUnknown) as doubt:
        client.provision_onu(**provisioning(fake))
    assert doubt.value.pending == "bridge_eth"
    assert len(fake.equipment.running.service_ports) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"options": {"uplink": "veip"}}, "onu.platform.uplink"),
        ({"service_profile": ""}, "onu.platform.template"),
    ],
)
def test_what_a_template_needs(client: olt.OltClient, fake: FakeOlt, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**provisioning(fake, **changes))
    assert [violation.code for violation in refused.value.violations] == [code]
    assert fake.lines == []


def test_without_a_vlan_anywhere_it_is_refused(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, vlan=None)
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**{**asked, "connection": attrs.evolve(BRIDGE, vlan=None)})
    assert [violation.code for violation in refused.value.violations] == ["onu.platform.vlan"]


@pytest.mark.parametrize("hook", ["delete_onu", "reboot_onu", "disable_onu"])
def test_what_nobody_was_seen_typing_is_not_offered(client: olt.OltClient, fake: FakeOlt, hook: str) -> None:
    with pytest.raises(UnsupportedOperation):
        getattr(client, hook)(onu=seed_intelbras(fake).onu)
    assert fake.lines == []


def test_one_pon_is_listed_alone(client: olt.OltClient, fake: FakeOlt) -> None:
    assert [(onu.pon_port, onu.model) for onu in client.list_unprovisioned(pon_port="4")] == [("4", "121AC")]
    assert fake.lines == ["onu show gpon 4"]


TEXT = """\
Free slots in GPON Link 2:
2 3 4
5 6
sernoID  vendor  serial    model
1        ITBS    C0FFEE01  110Gb  extra
2        ITBS    C0FFEE02
"""


def test_free_numbers_and_who_waits_are_read_pon_by_pon() -> None:
    one, two = tables.read_pons(TEXT + "Free slots in GPON Link 3:\n1\n")
    assert (one.number, one.free, [found.model for found in one.found]) == (2, {2, 3, 4, 5, 6}, ["110Gb", ""])
    assert (two.number, two.free, two.found) == (3, {1}, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.replace("Free slots in GPON Link 2:\n", ""),
        TEXT.replace("sernoID  vendor  serial    model\n", ""),
        TEXT.replace("C0FFEE02", "C0FF"),
        TEXT + "something else",
    ],
    ids=["nothing", "no PON", "no head", "cut off", "something else"],
)
def test_an_answer_that_is_not_of_its_form_is_no_list(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        tables.read_pons(text)


def test_an_answer_about_another_pon_is_no_answer(client: olt.OltClient, fake: FakeOlt) -> None:
    other = TerminalFault(kind=TerminalFaultKind.SAY, on="onu show*", text=TEXT.rstrip("\n") + "\n")
    asking = olt.sandbox("intelbras_8820", fake=fake, script=TerminalFaultScript(other))
    with pytest.raises(UnexpectedAnswer):
        list(asking.list_unprovisioned(pon_port="4"))


STATUS = """\
GPON 7

    Serial               OMCI Config ONU        ONU        OLT        Distance GPON         Temperature
ONU Number    OperStatus Status      Rx Power   Tx Power   Rx Power   (km)     ONU Status   (C)
=== ========= ========== =========== ========== ========== ========== ======== ============ ===========
12  00C0FF0B  Active     OK          -17.9 dBm  2.44       -20.75dBm  0.427                 64.6
"""
MORE = ("LAN Port", "Speed", "==========", "13")
ON_AIR = OnuSerial.parse("ITBS00C0FF0B")


def asked(text: str, *, pon: str = "7", number: int = 12) -> olt.OnuStatus:
    """The status that an OLT tells which answers with `text`."""
    saying = TerminalFault(kind=TerminalFaultKind.SAY, on="onu status *", text=text)
    client = olt.sandbox("intelbras_8820", fake=intelbras_sandbox(), script=TerminalFaultScript(saying))
    return client.get_onu_status(onu=working(ON_AIR.value, pon, onu_id=number))


def test_a_status_is_read_under_its_headings_with_and_without_units() -> None:
    status = asked(STATUS)
    assert (status.serial, status.oper_state, status.raw_state) == (ON_AIR, olt.OperState.ONLINE, "Active")
    assert status.optical == olt.OpticalLevels(
        onu_rx_dbm=Decimal("-17.9"), onu_tx_dbm=Decimal("2.44"), olt_rx_dbm=Decimal("-20.75")
    )
    assert (status.temperature_c, status.distance_m) == (Decimal("64.6"), 427)
    assert (status.last_down_cause, status.enabled, status.raw["OMCI Config Status"]) == (None, None, "OK")


def test_columns_that_a_release_has_besides_move_nothing() -> None:
    lines = STATUS.splitlines()
    wider = [*lines[:2], *(f"{line:<103} {cell}" for line, cell in zip(lines[2:], MORE, strict=True))]
    assert asked("\n".join(wider) + "\n") == asked(STATUS)


def test_what_is_not_told_is_nothing() -> None:
    bare = STATUS.replace("-17.9 dBm", "-        ").replace("0.427", "N/A  ").replace("64.6", "--")
    status = asked(bare)
    assert (status.optical.onu_rx_dbm, status.distance_m, status.temperature_c) == (None, None, None)
    assert status.optical.onu_tx_dbm == Decimal("2.44")


@pytest.mark.parametrize(
    ("alarms", "state", "cause"),
    [
        ("DGI", olt.OperState.OFFLINE, olt.DownCause.NO_POWER),
        ("LOSI", olt.OperState.LOS, olt.DownCause.NO_LIGHT),
        ("LOSI+LOAMI", olt.OperState.LOS, olt.DownCause.NO_LIGHT),
        ("LOSI+DGI", olt.OperState.OFFLINE, olt.DownCause.NO_POWER),
        ("LOAMI", olt.OperState.OFFLINE, olt.DownCause.UNKNOWN),
        ("", olt.OperState.OFFLINE, None),
    ],
)
def test_an_onu_off_the_air_has_its_alarm_and_no_levels(
    alarms: str, state: olt.OperState, cause: olt.DownCause | None
) -> None:
    told = STATUS.replace("Active  ", "Inactive").replace(f"0.427    {'':12}", f"0.427    {alarms:<12}")
    status = asked(told)
    assert (status.oper_state, status.raw_state) == (state, "Inactive")
    assert (status.last_down_cause, status.raw_down_cause) == (cause, alarms or None)
    assert (status.optical, status.distance_m) == (olt.OpticalLevels(), None)


def test_a_state_that_was_never_seen_is_unknown_and_kept() -> None:
    status = asked(STATUS.replace("Active", "Ranged"))
    assert (status.oper_state, status.raw_state) == (olt.OperState.UNKNOWN, "Ranged")


@pytest.mark.parametrize(
    "text",
    [
        STATUS.replace("00C0FF0B", "00C0FF0C"),
        "\n".join(STATUS.splitlines()[:-1]) + "\n",
    ],
    ids=["another one", "nobody"],
)
def test_a_number_that_is_not_the_onus_own_is_no_status_of_it(text: str) -> None:
    with pytest.raises(ProviderRejected) as refused:
        asked(text)
    assert refused.value.violation is not None
    assert refused.value.violation.code == "onu.platform.not_found"


@pytest.mark.parametrize(
    "text",
    [
        "Command could not be executed\n",
        STATUS.replace("GPON 7", "GPON 8"),
        STATUS.replace("GPON 7\n", ""),
        STATUS.replace("12  00C0", "13  00C0"),
        STATUS + STATUS.splitlines()[-1] + "\n",
        STATUS.replace("12  00C0", "Alarm: fan 2 failed\n12  00C0"),
        STATUS.replace("=== =========", "Alarm: fan 2 failed\n=== ========="),
        STATUS.replace("Rx Power", "Rx Level"),
        STATUS.replace("Tx Power", "Rx Power"),
        STATUS.replace("OMCI Config", "ONU        ").replace("OperStatus Status  ", "OperStatus Rx Power"),
        STATUS.replace("Active     OK", "Active in part OK"),
        STATUS.replace("Active", "      "),
        STATUS.replace("-17.9 dBm ", "-17.9 mW  "),
        STATUS.replace("0.427", "0.4dB"),
        STATUS.replace("=", "-"),
    ],
    ids=[
        "a sentence",
        "another PON",
        "no PON",
        "another number",
        "twice",
        "an alarm above the row",
        "an alarm among the headings",
        "no column of the power",
        "a column in the place of another",
        "a column twice",
        "a cell wider than its column",
        "no state",
        "another unit",
        "a level for a distance",
        "no rule",
    ],
)
def test_a_status_that_is_not_of_its_form_is_no_status(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        asked(text)


@pytest.mark.parametrize("missing", ["pon_port", "onu_id"])
def test_a_status_needs_the_place_of_the_onu(client: olt.OltClient, fake: FakeOlt, missing: str) -> None:
    unknown: dict[str, Any] = {missing: None}
    with pytest.raises(RuleViolation) as refused:
        client.get_onu_status(onu=attrs.evolve(seed_intelbras(fake).onu, **unknown))
    assert [violation.context for violation in refused.value.violations] == [{"fields": (missing,)}]
    assert fake.lines == []


def test_a_diagnosis_rests_on_the_status(client: olt.OltClient, fake: FakeOlt) -> None:
    onu = seed_intelbras(fake).onu
    assert client.diagnose_onu(onu=onu).verdict is olt.Verdict.GOOD
    fake.equipment.set_light(onu.serial.value, on=False)
    assert client.diagnose_onu(onu=onu).verdict is olt.Verdict.NO_LIGHT
    assert fake.lines == ["onu status gpon 1 onu 1 details"] * 2
