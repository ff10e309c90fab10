"""V-SOL's driver: the very lines that it types, what it reads, and what it refuses to guess."""

from typing import Any

import attrs
import pytest

from isp_integrations import olt
from isp_integrations.core.errors import ProviderRejected, RuleViolation, UnexpectedAnswer, UnsupportedOperation
from isp_integrations.plugins.olt.equipment.shell import FakeOlt
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.vsol import tables
from isp_integrations.plugins.olt.vsol.sandbox import vsol_sandbox
from olt_seed import BRIDGE, PPPOE, seed_vsol

WAITING = make_serial(1, "GPON")
WORKING = make_serial(11, "GPON")


@pytest.fixture
def fake() -> FakeOlt:
    return vsol_sandbox()


@pytest.fixture
def client(fake: FakeOlt) -> olt.OltClient:
    return olt.sandbox("vsol", fake=fake)


def provisioning(fake: FakeOlt, **changes: Any) -> dict[str, Any]:
    seed = seed_vsol(fake)
    template = attrs.evolve(seed.template, **changes)
    return {"onu": seed.waiting, "connection": seed.connection, "template": template}


def typed_after(fake: FakeOlt, line: str) -> list[str]:
    return fake.lines[fake.lines.index(line) :]


def test_a_bridge_is_typed_line_by_line_as_the_working_client_does(client: olt.OltClient, fake: FakeOlt) -> None:
    done = client.provision_onu(**provisioning(fake, user_vlan=7, upload_profile="UP_1G", download_profile="DOWN_1G"))
    assert done.value.onu.onu_id == 1
    lines = [line for line in typed_after(fake, f"onu add 1 profile BRIDGE sn {WAITING}") if "onu 1" in line]
    assert lines == [
        "onu 1 desc FULANA-DE-EXEMPLO",
        "onu 1 tcont 1 name INTERNET dba DBA_1G",
        "onu 1 gemport 1 tcont 1 gemport_name INTERNET",
        "onu 1 gemport 1 traffic-limit upstream UP_1G downstream DOWN_1G",
        "onu 1 service INTERNET gemport 1 vlan 100",
        "onu 1 service-port 1 gemport 1 uservlan 7 vlan 100",
        "onu 1 portvlan veip 1 mode transparent",
    ]


def test_without_a_name_and_speeds_their_lines_are_not_typed(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake)
    done = client.provision_onu(**{**asked, "onu": attrs.evolve(asked["onu"], name="")})
    assert done.value.applied == ("authorisation", "tcont", "gem_port", "service", "service_port", "port_vlan")
    assert not [line for line in fake.lines if "desc" in line or "traffic-limit" in line]


def test_a_new_onu_gets_the_first_free_number_of_its_pon(client: olt.OltClient, fake: FakeOlt) -> None:
    for number in (1, 2, 4):
        onu = OnuConfig(pon="0/2", number=number, serial=make_serial(80 + number, "GPON"), line_profile="BRIDGE")
        fake.equipment.running.authorise(onu)
    assert client.provision_onu(**provisioning(fake)).value.onu.onu_id == 3


def test_a_full_pon_is_told_and_nothing_is_typed(client: olt.OltClient, fake: FakeOlt) -> None:
    for number in range(1, 129):
        onu = OnuConfig(pon="0/2", number=number, serial=make_serial(1000 + number, "GPON"), line_profile="BRIDGE")
        fake.equipment.running.authorise(onu)
    with pytest.raises(ProviderRejected, match="128"):
        client.provision_onu(**provisioning(fake))
    assert not [line for line in fake.lines if line.startswith("onu ")]


def test_a_refused_step_is_reported_and_the_next_attempt_goes_on(client: olt.OltClient, fake: FakeOlt) -> None:
    wrong = provisioning(fake, options={"dba": "NENHUM"})
    failed = client.provision_onu(**wrong).value
    assert failed.applied == ("authorisation", "describe")
    assert failed.onu.admin_state is olt.OnuState.PROVISION_FAILED
    done = client.retry_provision(**{**provisioning(fake), "onu": failed.onu}).value
    assert done.complete
    assert len(fake.equipment.running.onus) == 3


def test_clean_up_takes_the_onu_out(client: olt.OltClient, fake: FakeOlt) -> None:
    wrong = provisioning(fake, options={"dba": "NENHUM"})
    failed = client.provision_onu(**wrong).value
    done = client.clean_up_onu(**{**wrong, "onu": failed.onu}).value
    assert done.onu.admin_state is olt.OnuState.UNPROVISIONED
    assert fake.equipment.running.find(WAITING) is None
    again = client.clean_up_onu(**{**wrong, "onu": failed.onu}).value
    assert again.onu.admin_state is olt.OnuState.UNPROVISIONED


def test_an_onu_there_with_another_profile_is_a_conflict(client: olt.OltClient, fake: FakeOlt) -> None:
    failed = client.provision_onu(**provisioning(fake, options={"dba": "NENHUM"})).value
    other = provisioning(fake, line_profile="OUTRO")
    with pytest.raises(ProviderRejected, match="outro perfil"):
        client.retry_provision(**{**other, "onu": failed.onu})
    clean = {key: other[key] for key in ("connection", "template")}
    assert client.clean_up_onu(onu=failed.onu, **clean).value.onu.admin_state is olt.OnuState.UNPROVISIONED


def test_pppoe_is_refused_before_anything_is_typed(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, mode=olt.ConnectionMode.PPPOE)
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**{**asked, "connection": PPPOE})
    assert "onu.mode_unsupported" in {violation.code for violation in refused.value.violations}
    assert fake.lines == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"upload_profile": "UP_1G"}, "onu.platform.speed_profiles"),
        ({"options": {}}, "onu.platform.template"),
        ({"line_profile": ""}, "onu.platform.template"),
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


@pytest.mark.parametrize("hook", ["reboot_onu", "disable_onu", "edit_onu"])
def test_what_nobody_was_seen_typing_is_not_offered(client: olt.OltClient, fake: FakeOlt, hook: str) -> None:
    with pytest.raises(UnsupportedOperation):
        getattr(client, hook)(onu=seed_vsol(fake).onu, **({"name": "X"} if hook == "edit_onu" else {}))
    assert fake.lines == []


def test_every_pon_of_the_account_is_listed_and_no_other(client: olt.OltClient, fake: FakeOlt) -> None:
    assert [(onu.pon_port, onu.raw_serial) for onu in client.list_unprovisioned()] == [
        ("0/2", WAITING),
        ("0/2", make_serial(2, "GPON")),
        ("0/4", make_serial(3, "VSOL")),
    ]
    entered = [line for line in fake.lines if line.startswith("interface")]
    assert entered == [f"interface gpon 0/{number}" for number in (1, 2, 3, 4)]
    assert [onu.pon_port for onu in client.list_unprovisioned(pon_port="0/4")] == ["0/4"]


def test_an_onu_without_power_and_one_without_light_are_told_apart(client: olt.OltClient, fake: FakeOlt) -> None:
    dark = client.find_onu(serial=make_serial(12, "GPON"))
    status = client.get_onu_status(onu=dark)
    assert (status.oper_state, status.raw_state) == (olt.OperState.OFFLINE, "DyingGasp")
    assert status.last_down_cause is olt.DownCause.NO_POWER
    fake.equipment.set_power(dark.serial.value, on=True)
    fake.equipment.set_light(dark.serial.value, on=False)
    status = client.get_onu_status(onu=dark)
    assert (status.oper_state, status.last_down_cause) == (olt.OperState.LOS, olt.DownCause.NO_LIGHT)


def test_a_word_of_state_that_nobody_knows_is_unknown_and_kept() -> None:
    rows = tables.read_states(
        "OnuIndex    Admin State    OMCC State    Phase State    Channel\n1/1/2:7  enable  enable  Logging  1(GPON)",
        "0/2",
    )
    assert rows[7] == tables.StateRow(number=7, admin="enable", phase="Logging")


ONUS = "Onuindex   Model   Profile   Mode   AuthInfo\n-----------\nGPON0/2:7   V411   BRIDGE   sn   GPON00A1B2C4"


def test_a_list_is_read_by_the_shape_of_its_rows() -> None:
    (row,) = tables.read_onus(ONUS, "0/2")
    assert (row.number, row.model, row.profile, row.serial and row.serial.value) == (
        7,
        "V411",
        "BRIDGE",
        "GPON00A1B2C4",
    )


def test_an_onu_that_is_known_by_something_else_has_no_serial() -> None:
    (row,) = tables.read_onus(ONUS.replace("sn   GPON00A1B2C4", "loid  fulana"), "0/2")
    assert row.serial is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GPON0/2:7   V411   BRIDGE   sn   GPON00A1B2C4",
        ONUS.replace("AuthInfo", ""),
        ONUS.replace("GPON0/2:7", "GPON0/3:7"),
        ONUS[:-3],
        ONUS.replace("V411", ""),
        ONUS + "\nalarm: power low",
        ONUS.replace("GPON00A1B2C4", "GPON00A1B2XX"),
    ],
    ids=["nothing", "no head", "other head", "other PON", "cut off", "no model", "something else", "no serial"],
)
def test_a_list_that_is_not_of_its_form_is_no_list(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        tables.read_onus(text, "0/2")


def test_deleting_leaves_no_trace_and_deleting_again_types_nothing(client: olt.OltClient, fake: FakeOlt) -> None:
    onu = client.find_onu(serial=WORKING)
    client.delete_onu(onu=onu)
    client.delete_onu(onu=onu)
    assert [line for line in fake.lines if line.startswith("no ")] == ["no onu 1"]
    assert fake.equipment.running.find(WORKING) is None
