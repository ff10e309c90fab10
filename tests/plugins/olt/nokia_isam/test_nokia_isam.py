"""Nokia ISAM's driver: the very lines that it types, what it reads, and what it refuses to guess."""

from decimal import Decimal
from typing import Any, ClassVar

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
from isp_integrations.plugins.olt.equipment.shell import FakeOlt, Said
from isp_integrations.plugins.olt.equipment.state import OnuConfig, make_serial
from isp_integrations.plugins.olt.nokia_isam.sandbox import NokiaShell, nokia_sandbox, stocked
from isp_integrations.sandbox.terminal_faults import TerminalFault, TerminalFaultKind, TerminalFaultScript
from olt_seed import BRIDGE, seed_nokia_isam

WAITING = make_serial(1, "ALCL")
WORKING = make_serial(11, "ALCL")
WITHOUT_POWER = make_serial(12, "ALCL")
ADD = (
    "configure equipment ont interface 1/1/1/2/1 sw-ver-pland auto {told}sernum ALCL:00C0FF01 subslocid WILDCARD"
    " fec-up disable optics-hist enable sw-dnload-version auto voip-allowed veip pland-cfgfile1 auto"
    " dnload-cfgfile1 auto"
)


@pytest.fixture
def fake() -> FakeOlt:
    return nokia_sandbox()


@pytest.fixture
def client(fake: FakeOlt) -> olt.OltClient:
    return olt.sandbox("nokia_isam", fake=fake)


def provisioning(fake: FakeOlt, **changes: Any) -> dict[str, Any]:
    seed = seed_nokia_isam(fake)
    template = attrs.evolve(seed.template, **changes)
    return {"onu": seed.waiting, "connection": seed.connection, "template": template}


def changes_of(fake: FakeOlt) -> list[str]:
    return [line for line in fake.lines if line.startswith(("configure", "admin"))]


def test_a_bridge_is_typed_line_by_line_as_working_clients_do(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, options={"variant": "BRIDGE"})
    onu = attrs.evolve(asked["onu"], name="FULANA EXEMPLO", description="CASA 7")
    done = client.provision_onu(**{**asked, "onu": onu}).value
    assert changes_of(fake) == [
        ADD.format(told='desc1 "FULANA EXEMPLO" desc2 "CASA 7" ') + " plnd-var BRIDGE",
        "configure equipment ont interface 1/1/1/2/1 admin-state up",
        "configure equipment ont slot 1/1/1/2/1/1 planned-card-type ethernet plndnumdataports 1"
        " plndnumvoiceports 0 admin-state up",
        "configure qos interface 1/1/1/2/1/1/1 upstream-queue 0 bandwidth-profile name:HSI_1G_UP",
        "configure interface port uni:1/1/1/2/1/1/1 admin-up",
        "configure bridge port 1/1/1/2/1/1/1 max-unicast-mac 4",
        "configure bridge port 1/1/1/2/1/1/1 vlan-id 100",
        "configure bridge port 1/1/1/2/1/1/1 pvid 100",
    ]
    assert (done.onu.onu_id, done.onu.name, done.onu.description) == (1, "FULANA EXEMPLO", "CASA 7")
    assert done.onu.admin_state is olt.OnuState.PROVISIONED


def test_a_tagged_port_has_no_pvid_and_a_nameless_ont_no_description(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, options={"tag": "single-tagged"})
    done = client.provision_onu(**{**asked, "onu": attrs.evolve(asked["onu"], name="")}).value
    assert changes_of(fake)[0] == ADD.format(told="")
    assert changes_of(fake)[-1] == "configure bridge port 1/1/1/2/1/1/1 vlan-id 100 tag single-tagged"
    assert done.applied == ("authorisation", "activation", "card", "queue", "port_up", "mac_limit", "port_vlan")


def test_an_ont_is_deactivated_before_it_is_taken_out(client: olt.OltClient, fake: FakeOlt) -> None:
    done = client.delete_onu(onu=seed_nokia_isam(fake).onu).value
    assert changes_of(fake) == [
        "configure equipment ont interface 1/1/1/1/1 admin-state down",
        "configure equipment ont no interface 1/1/1/1/1",
    ]
    assert done.complete
    assert OnuSerial.parse(WORKING) in {onu.serial for onu in client.list_unprovisioned()}


def test_the_first_free_number_is_taken_or_the_one_that_was_asked_for(client: olt.OltClient, fake: FakeOlt) -> None:
    fake.equipment.running.authorise(OnuConfig(pon="1/1/1/2", number=1, serial=make_serial(90, "ALCL")))
    asked = provisioning(fake)
    assert client.provision_onu(**asked).value.onu.onu_id == 2
    other = attrs.evolve(asked["onu"], serial=OnuSerial.parse(make_serial(2, "ALCL")), onu_id=9)
    assert client.provision_onu(**{**asked, "onu": other}).value.onu.onu_id == 9


def test_a_number_that_somebody_has_is_not_asked_for(client: olt.OltClient, fake: FakeOlt) -> None:
    fake.equipment.running.authorise(OnuConfig(pon="1/1/1/2", number=9, serial=make_serial(90, "ALCL")))
    asked = provisioning(fake)
    done = client.provision_onu(**{**asked, "onu": attrs.evolve(asked["onu"], onu_id=9)}).value
    assert done.onu.onu_id == 1


def test_a_full_pon_takes_nobody_in(client: olt.OltClient, fake: FakeOlt) -> None:
    for number in range(1, 129):
        fake.equipment.running.authorise(OnuConfig(pon="1/1/1/2", number=number, serial=make_serial(90 + number)))
    with pytest.raises(ProviderRejected, match="número livre"):
        client.provision_onu(**provisioning(fake))
    assert changes_of(fake) == []


def test_a_refused_step_is_reported_and_the_next_attempt_goes_on(client: olt.OltClient, fake: FakeOlt) -> None:
    failed = client.provision_onu(**provisioning(fake, upload_profile="NENHUM")).value
    assert failed.missing == ("queue", "port_up", "mac_limit", "port_vlan", "port_pvid")
    assert failed.onu.admin_state is olt.OnuState.PROVISION_FAILED
    done = client.retry_provision(**{**provisioning(fake), "onu": failed.onu}).value
    assert done.complete
    assert len([line for line in changes_of(fake) if "sernum" in line]) == 1


def test_a_refused_step_is_cleaned_up_where_that_is_asked(client: olt.OltClient, fake: FakeOlt) -> None:
    client.provision_onu(**provisioning(fake, upload_profile="NENHUM"), clean_up=True)
    assert changes_of(fake)[-1] == "configure equipment ont no interface 1/1/1/2/1"
    assert fake.equipment.running.find(WAITING) is None


def test_an_ont_that_somebody_deactivated_is_activated_again(client: olt.OltClient, fake: FakeOlt) -> None:
    failed = client.provision_onu(**provisioning(fake, upload_profile="NENHUM")).value
    fake.equipment.running.onu("1/1/1/2", 1).enabled = False
    done = client.retry_provision(**{**provisioning(fake), "onu": failed.onu}).value
    assert {step.name: step.state for step in done.steps}["activation"] is olt.StepState.DONE
    assert fake.equipment.running.onu("1/1/1/2", 1).enabled


def test_onu_5_an_ont_of_another_pon_is_a_conflict_that_says_where(client: olt.OltClient, fake: FakeOlt) -> None:
    failed = client.provision_onu(**provisioning(fake, upload_profile="NENHUM")).value
    with pytest.raises(ProviderRejected, match=r"1/1/1/2, ONT 1"):
        client.retry_provision(**{**provisioning(fake), "onu": attrs.evolve(failed.onu, pon_port="1/1/1/4")})


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"upload_profile": ""}, "onu.platform.template"), ({"options": {"tag": "twice"}}, "onu.platform.tag")],
)
def test_onu_16_what_a_template_needs(
    client: olt.OltClient, fake: FakeOlt, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**provisioning(fake, **changes))
    assert [violation.code for violation in refused.value.violations] == [code]
    assert fake.lines == []


def test_onu_16_a_bridge_without_a_vlan_is_refused(client: olt.OltClient, fake: FakeOlt) -> None:
    asked = provisioning(fake, vlan=None)
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**{**asked, "connection": attrs.evolve(asked["connection"], vlan=None)})
    assert "onu.platform.vlan" in [violation.code for violation in refused.value.violations]
    assert fake.lines == []


def test_onu_3_a_mode_whose_parameters_nobody_told_is_refused(client: olt.OltClient, fake: FakeOlt) -> None:
    dhcp = attrs.evolve(BRIDGE, mode=olt.ConnectionMode.DHCP)
    with pytest.raises(RuleViolation) as refused:
        client.provision_onu(**{**provisioning(fake, mode=dhcp.mode), "connection": dhcp})
    assert "ONU-3" in [violation.rule_id for violation in refused.value.violations]
    assert fake.lines == []


@pytest.mark.parametrize("hook", ["enable_onu", "disable_onu"])
def test_what_nobody_was_seen_doing_is_not_offered(client: olt.OltClient, fake: FakeOlt, hook: str) -> None:
    with pytest.raises(UnsupportedOperation):
        getattr(client, hook)(onu=seed_nokia_isam(fake).onu)
    assert fake.lines == []


def test_the_status_tells_both_ends_power_and_keeps_the_distance_as_it_was_said(
    client: olt.OltClient, fake: FakeOlt
) -> None:
    status = client.get_onu_status(onu=seed_nokia_isam(fake).onu)
    assert (status.oper_state, status.enabled) == (olt.OperState.ONLINE, True)
    assert (status.optical.onu_rx_dbm, status.optical.olt_rx_dbm) == (Decimal("-19.42"), Decimal("-21.05"))
    assert status.raw == {"ont-olt-distance": "0.8"}
    assert status.distance_m is None


def test_an_ont_without_power_is_offline_and_is_not_asked_for_its_levels(
    client: olt.OltClient, fake: FakeOlt
) -> None:
    status = client.get_onu_status(onu=client.find_onu(serial=WITHOUT_POWER))
    assert (status.oper_state, status.raw_state) == (olt.OperState.OFFLINE, "down")
    assert (status.optical, status.raw) == (olt.OpticalLevels(), {})
    assert not [line for line in fake.lines if "optics" in line]


def test_only_the_onts_of_the_pon_that_was_asked_for_are_listed(client: olt.OltClient) -> None:
    assert [onu.pon_port for onu in client.list_unprovisioned()] == ["1/1/1/2", "1/1/1/2", "1/1/2/1"]
    assert [onu.pon_port for onu in client.list_unprovisioned(pon_port="1/1/2/1")] == ["1/1/2/1"]
    assert [onu.onu_id for onu in client.list_onus()] == [1, 2]
    assert list(client.list_onus(pon_port="1/1/2/1")) == []


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("on", ["*planned-card-type*", "*vlan-id*", "*pvid*"])
def test_a_bridge_whose_session_was_killed_goes_on_when_it_is_resumed(fake: FakeOlt, kind: str, on: str) -> None:
    script = TerminalFaultScript(TerminalFault(kind=TerminalFaultKind(kind), on=on))
    with olt.sandbox("nokia_isam", fake=fake, script=script) as client:
        with pytest.raises(OutcomeUnknown) as lost:
            client.provision_onu(**provisioning(fake))
        done = client.resume(lost.value.resume_token or "")
    assert done.value.complete
    assert fake.equipment.running.onu("1/1/1/2", 1).port_vlans == {1: 100}
    assert len([line for line in fake.lines if "sernum" in line]) == 1


class OlderShell(NokiaShell):
    """A release that knows one kind of port alone."""

    unknown: ClassVar[str] = "status x-pon"

    def obey(self, line: str) -> Said:
        return self.unknown_line if self.unknown in line else super().obey(line)


class BareShell(OlderShell):
    """A release that knows no status at all."""

    unknown = "ont status"


def test_a_release_without_the_newer_cards_lists_the_others() -> None:
    client = olt.sandbox("nokia_isam", fake=FakeOlt(stocked(), OlderShell))
    assert [onu.onu_id for onu in client.list_onus()] == [1, 2]


def test_a_release_without_any_status_lists_nobody_and_says_so() -> None:
    client = olt.sandbox("nokia_isam", fake=FakeOlt(stocked(), BareShell))
    with pytest.raises(ProviderRejected):
        list(client.list_onus())


def test_a_serial_in_two_places_is_no_answer(client: olt.OltClient, fake: FakeOlt) -> None:
    fake.equipment.running.onu("1/1/1/1", 2).serial = WORKING
    with pytest.raises(UnexpectedAnswer):
        client.find_onu(serial=WORKING)


def test_onu_5_an_ont_that_somebody_authorised_meanwhile_is_a_conflict(client: olt.OltClient, fake: FakeOlt) -> None:
    fake.equipment.running.authorise(OnuConfig(pon="1/1/1/2", number=5, serial=WAITING))
    with pytest.raises(ProviderRejected, match=r"1/1/1/2, ONT 5"):
        client.provision_onu(**provisioning(fake))
    assert changes_of(fake) == []


def test_a_session_turns_the_pager_off_and_goes_to_the_root_first(client: olt.OltClient, fake: FakeOlt) -> None:
    client.test_connection()
    assert fake.lines[:3] == ["environment mode batch", "exit all", "show pon unprovision-onu xml"]


def test_saving_keeps_what_is_configured(client: olt.OltClient, fake: FakeOlt) -> None:
    seed_nokia_isam(fake)
    client.save_config()
    assert fake.equipment.saved.onus.keys() == fake.equipment.running.onus.keys()
