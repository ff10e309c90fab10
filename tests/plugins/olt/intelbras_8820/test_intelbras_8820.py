"""Intelbras' 8820 driver: the very lines that it types, what it reads, and what it refuses to guess."""

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
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.intelbras_8820 import tables
from isp_integrations.plugins.olt.intelbras_8820.sandbox import intelbras_sandbox
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from olt_seed import BRIDGE, seed_intelbras

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


@pytest.mark.parametrize("hook", ["delete_onu", "reboot_onu", "get_onu_status"])
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
