"""Parks' driver: the very lines that it types, what it reads, and what it refuses to guess."""

from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected, RuleViolation, UnexpectedAnswer, UnsupportedOperation
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import make_serial
from isp_integrations.plugins.olt.parks import tables
from isp_integrations.plugins.olt.parks.sandbox import parks_sandbox
from olt_seed import BRIDGE, seed_parks

WAITING = make_serial(1, "PRKS")
ON_WIRE = WAITING.lower()
SERIAL = OnuSerial.parse("PRKS00B0A1B2")
SUMMARY = """\
Serial      : prks00b0a1b2
Alias       : CLIENTE-1
Interface   : gpon1/2
Model       : FIBERLINK-411
Power Level : -19.40 dBm
Distance    : 812 m
Status      : Online"""


@pytest.fixture
def fake() -> FakeOlt:
    return parks_sandbox()


@pytest.fixture
def client(fake: FakeOlt) -> olt.OltClient:
    return olt.sandbox("parks", fake=fake)


def provisioning(fake: FakeOlt, **changes: Any) -> dict[str, Any]:
    seed = seed_parks(fake)
    template = attrs.evolve(seed.template, **changes)
    return {"onu": seed.waiting, "connection": seed.connection, "template": template}


def changes_of(fake: FakeOlt) -> list[str]:
    return [line for line in fake.lines if line.startswith("onu ")]


def test_pppoe_is_typed_line_by_line_as_the_working_client_does(client: olt.OltClient, fake: FakeOlt) -> None:
    client.provision_onu(**provisioning(fake))
    assert changes_of(fake) == [
        f"onu add serial-number {ON_WIRE}",
        f"onu {ON_WIRE} alias FULANA-DE-EXEMPLO",
        f"onu {ON_WIRE} flow-profile INTERNET",
        f"onu {ON_WIRE} iphost 1 pppoe auth auto",
        f"onu {ON_WIRE} iphost 1 pppoe contrigger alwayson idletimer 0",
        f"onu {ON_WIRE} iphost 1 pppoe nat enable",
        f"onu {ON_WIRE} iphost 1 pppoe username fulana-contrato password segredo-contrato-1",
        f"onu {ON_WIRE} vlan-translation-profile _100 iphost 1",
        f"onu {ON_WIRE} upstream-fec disabled",
    ]


def test_a_bridge_is_typed_line_by_line_as_the_working_client_does(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, mode=olt.ConnectionMode.BRIDGE)
    done = client.provision_onu(**{**asked, "connection": BRIDGE, "onu": attrs.evolve(asked["onu"], name="")})
    assert changes_of(fake) == [
        f"onu add serial-number {ON_WIRE}",
        f"onu {ON_WIRE} flow-profile INTERNET",
        f"onu {ON_WIRE} vlan _100 uni-port 1",
    ]
    assert done.value.onu.pon_port == "1/2"


def test_a_refused_step_is_reported_and_the_next_attempt_goes_on(client: olt.OltClient, fake: FakeOlt) -> None:
    wrong = provisioning(fake, options={"vlan_profile": "_999"})
    failed = client.provision_onu(**wrong).value
    assert failed.missing == ("iphost_vlan", "no_fec")
    assert failed.onu.admin_state is olt.OnuState.PROVISION_FAILED
    done = client.retry_provision(**{**provisioning(fake), "onu": failed.onu}).value
    assert done.complete
    assert changes_of(fake).count(f"onu add serial-number {ON_WIRE}") == 1


def test_an_onu_of_another_pon_is_a_conflict_that_says_where(client: olt.OltClient, fake: FakeOlt) -> None:
    failed = client.provision_onu(**provisioning(fake, options={"vlan_profile": "_999"})).value
    with pytest.raises(ProviderRejected, match="1/2"):
        client.retry_provision(**{**provisioning(fake), "onu": attrs.evolve(failed.onu, pon_port="1/4")})


@pytest.mark.parametrize("changes", [{"options": {}}, {"line_profile": ""}])
def test_what_a_template_needs(client: olt.OltClient, fake: FakeOlt, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**provisioning(fake, **changes))
    assert [violation.code for violation in refused.value.violations] == ["onu.platform.template"]
    assert fake.lines == []


@pytest.mark.parametrize("hook", ["delete_onu", "reboot_onu"])
def test_what_nobody_was_seen_typing_is_not_offered(client: olt.OltClient, fake: FakeOlt, hook: str) -> None:
    with pytest.raises(UnsupportedOperation):
        getattr(client, hook)(onu=seed_parks(fake).onu)
    assert fake.lines == []


def test_the_status_tells_the_distance_and_keeps_the_power_as_it_was_said(
    client: olt.OltClient, fake: FakeOlt
) -> None:
    status = client.get_onu_status(onu=seed_parks(fake).onu)
    assert (status.oper_state, status.distance_m) == (olt.OperState.ONLINE, 812)
    assert status.raw["Power Level"] == "-19.42 dBm"
    assert status.optical == olt.OpticalLevels()


def test_an_onu_without_power_is_offline_and_has_no_measures(client: olt.OltClient) -> None:
    dark = client.find_onu(serial=make_serial(12, "PRKS"))
    status = client.get_onu_status(onu=dark)
    assert (status.oper_state, status.distance_m, status.raw) == (olt.OperState.OFFLINE, None, {})


def test_only_the_onus_of_the_pon_that_was_asked_for_are_listed(client: olt.OltClient) -> None:
    assert [onu.pon_port for onu in client.list_unprovisioned()] == ["1/2", "1/2", "1/4"]
    assert [onu.pon_port for onu in client.list_unprovisioned(pon_port="1/4")] == ["1/4"]


def test_a_blacklist_of_nobody_is_an_empty_list(client: olt.OltClient, fake: FakeOlt) -> None:
    fake.equipment.devices.clear()
    assert list(client.list_unprovisioned()) == []


def test_a_summary_is_read_label_by_label() -> None:
    found = tables.read_summary(SUMMARY, SERIAL)
    assert (found.pon, found.status, found.alias, found.power) == ("1/2", "Online", "CLIENTE-1", "-19.40 dBm")


@pytest.mark.parametrize(
    "text",
    [
        "",
        SUMMARY.replace("prks00b0a1b2", "prks00b0a1ff"),
        SUMMARY.replace("Interface", "Place"),
        SUMMARY.replace("gpon1/2", "eth1"),
        SUMMARY.replace("812 m", "near"),
        SUMMARY.replace("Status      : Online", ""),
        SUMMARY + "\nSerial : prks00b0a1b2",
        SUMMARY + "\nsomething else",
    ],
    ids=["nothing", "other ONU", "no interface", "no PON", "no number", "no status", "told twice", "something else"],
)
def test_a_summary_that_is_not_of_its_form_is_no_summary(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        tables.read_summary(text, SERIAL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 | 2 | prks00b0a1b2",
        "slot | port | serial\n1 | 2",
        "slot | port | serial\n1 | 2 | prks00b0",
        "slot | port | serial\n1 | 2 | prks00b0a1b2 | more",
    ],
)
def test_a_blacklist_that_is_not_of_its_form_is_no_list(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        tables.read_blacklist(text)


def test_a_word_of_status_that_nobody_knows_is_unknown_and_kept(client: olt.OltClient, fake: FakeOlt) -> None:
    plugin = client.session.platform
    found = tables.read_summary(SUMMARY.replace("Online", "Ranging"), SERIAL)
    assert plugin.wire.word(plugin.wire.vocabularies["states"], found.status.lower()) is olt.OperState.UNKNOWN


def test_saving_is_believed_on_the_olts_own_words(client: olt.OltClient, fake: FakeOlt) -> None:
    seed_parks(fake)
    client.save_config()
    assert fake.equipment.saved.onus.keys() == fake.equipment.running.onus.keys()
